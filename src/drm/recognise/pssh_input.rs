//! What `--pssh` is given: whole boxes or bare payloads, so that nothing is wrapped twice.

use super::{Found, Item, header_text, recognise};
use crate::drm::playready::{PlayReadyObject, WrmHeader};
use crate::drm::{PsshData, SystemId};
use crate::{Error, Result};

/// A `pssh` box to be added to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PsshInput {
    /// A whole box, to be added byte for byte.
    Boxed {
        /// The bytes of the box.
        raw: Vec<u8>,
        /// What it holds.
        content: PsshData,
    },
    /// A payload that needs a box around it.
    Payload(PsshData),
}

impl PsshInput {
    /// What the box holds or will hold.
    pub fn content(&self) -> &PsshData {
        match self {
            Self::Boxed { content, .. } | Self::Payload(content) => content,
        }
    }

    /// The bytes of the box: as given, or new around the payload.
    ///
    /// # Errors
    /// When the payload does not fit a box.
    pub fn into_box(self) -> Result<Vec<u8>> {
        match self {
            Self::Boxed { raw, .. } => Ok(raw),
            Self::Payload(content) => content.to_box(),
        }
    }
}

/// Recognises one or several `pssh` boxes in a row, a PlayReady Object, a WRM header, or Widevine data with key IDs, in any
/// form that [`recognise`] knows.
///
/// # Errors
/// When it is none of these, or is broken.
pub fn recognise_pssh_input(input: &[u8]) -> Result<Vec<PsshInput>> {
    recognise(input)?.into_iter().map(one).collect()
}

fn one(found: Found) -> Result<PsshInput> {
    match found.item {
        Item::Pssh { nested: true, .. } => Err(Error::malformed("a pssh box inside a pssh box")
            .hint("give the inner box alone: `boxlock inspect` shows it")),
        Item::Pssh { raw, content, nested: false } => Ok(PsshInput::Boxed { raw, content }),
        Item::PlayReadyObject { bytes } => {
            let object = PlayReadyObject::read(&bytes, 0)?;
            object.header(0)?;
            if object.records.is_empty() {
                return Err(Error::malformed("a PlayReady Object without records"));
            }
            Ok(payload(SystemId::PLAYREADY, bytes))
        }
        Item::WrmHeader { bytes } => header(&bytes),
        Item::Widevine { bytes } => Ok(payload(SystemId::WIDEVINE, bytes)),
        Item::XmrLicense { .. } => {
            Err(Error::malformed("an XMR license, not pssh data")
                .hint("`boxlock inspect` shows what it holds"))
        }
        Item::Broken { error, hint, .. } => Err(Error::from(error).hint(hint)),
        Item::KeyId { kid, .. } => Err(Error::malformed(format!("{kid} is a key ID, not pssh data"))
            .hint("make a header for it with `boxlock header new --key KID`, or let --system write one")),
        Item::Credential { .. } => {
            Err(Error::malformed("certificates and revocation lists are not pssh data")
                .hint("boxlock inspect shows what it is"))
        }
        Item::Challenge { .. }
        | Item::LicenseResponse { .. }
        | Item::ServiceMessage { .. }
        | Item::Fault { .. }
        | Item::Signalled { .. } => Err(Error::malformed(format!("{} holds no pssh data", found.place))
            .hint("give the pssh box or the PlayReady Object alone")),
    }
}

fn payload(system_id: SystemId, data: Vec<u8>) -> PsshInput {
    PsshInput::Payload(PsshData { system_id, kids: Vec::new(), data })
}

/// A bare WRM header: wrapped in a PlayReady Object as its text is, without byte order mark and declaration.
fn header(bytes: &[u8]) -> Result<PsshInput> {
    let text = header_text(bytes).ok_or_else(|| Error::malformed("a WRM header that is no text"))?;
    WrmHeader::read_text(&text)?;
    let xml = crate::xml::read(&text)?.source(&text).to_owned();
    Ok(payload(SystemId::PLAYREADY, PlayReadyObject::with_header(&xml).write()?))
}
