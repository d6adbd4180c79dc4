//! Recognises what `--pssh` is given: whole boxes or bare payloads, so that nothing is wrapped twice.

use super::playready::{PlayReadyObject, WrmHeader};
use super::widevine::WidevinePsshData;
use super::{PsshData, SystemId};
use crate::bytes::Reader;
use crate::keys::text::{from_base64, from_hex};
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

/// Recognises one or several `pssh` boxes in a row, a PlayReady Object, a WRM header (UTF-16LE or UTF-8), or Widevine
/// data with key IDs; each also as base64 or hexadecimal text.
///
/// # Errors
/// When it is none of these, or is broken.
pub fn recognise_pssh_input(input: &[u8]) -> Result<Vec<PsshInput>> {
    if let Some(found) = recognise_bytes(input) {
        return found;
    }
    let text: String = String::from_utf8_lossy(input).split_ascii_whitespace().collect();
    for decoded in [from_hex(&text), from_base64(&text)].into_iter().flatten() {
        if let Some(found) = recognise_bytes(&decoded) {
            return found;
        }
    }
    Err(Error::malformed(format!(
        "{} bytes that are neither pssh boxes, a PlayReady Object, a WRM header nor Widevine data with key IDs",
        input.len()
    ))
    .hint("wrap data of other systems in a pssh box first"))
}

/// What the bytes are, or `None` when nothing in them tells.
fn recognise_bytes(input: &[u8]) -> Option<Result<Vec<PsshInput>>> {
    if input.get(4..8) == Some(b"pssh") {
        return Some(boxes(input));
    }
    if starts_like_header(input) {
        return Some(header(input));
    }
    if let Some(object) = object(input) {
        return Some(object);
    }
    let widevine = WidevinePsshData::read(input, 0).ok()?;
    let is_sure = widevine.other.is_empty() && !widevine.key_ids.is_empty();
    let whole_kids = widevine.kids().count() == widevine.key_ids.len();
    (is_sure && whole_kids).then(|| Ok(vec![payload(SystemId::WIDEVINE, input.to_vec())]))
}

fn payload(system_id: SystemId, data: Vec<u8>) -> PsshInput {
    PsshInput::Payload(PsshData { system_id, kids: Vec::new(), data })
}

fn boxes(input: &[u8]) -> Result<Vec<PsshInput>> {
    let mut r = Reader::new(input, 0);
    let mut found = Vec::new();
    while !r.is_empty() {
        let rest = r.peek_rest();
        let content = PsshData::read_box(&mut r)?;
        let raw = rest.get(..rest.len() - r.remaining()).unwrap_or_default().to_vec();
        found.push(PsshInput::Boxed { raw, content });
    }
    Ok(found)
}

/// A PlayReady Object tells itself by its length and a plausible first record. One with a wrong length is still an
/// object, and an error, when its first record is a header.
fn object(input: &[u8]) -> Option<Result<Vec<PsshInput>>> {
    let mut r = Reader::new(input, 0);
    let length = r.u32_le("length").ok()?;
    let count = r.u16_le("record count").ok()?;
    let record_type = r.u16_le("record type").ok()?;
    r.u16_le("record length").ok()?;
    let holds_header = count > 0 && record_type == 1 && starts_like_header(r.peek_rest());
    if u64::from(length) != input.len() as u64 && !holds_header {
        return None;
    }
    let read = PlayReadyObject::read(input, 0).and_then(|object| object.header(0));
    Some(read.map(|_| vec![payload(SystemId::PLAYREADY, input.to_vec())]).map_err(Error::from))
}

/// Whether this is XML text, in UTF-16LE or UTF-8, with or without byte order mark.
fn starts_like_header(input: &[u8]) -> bool {
    let utf16 = input.strip_prefix(b"\xff\xfe").unwrap_or(input);
    utf16.starts_with(b"<\0") || without_mark(input).trim_ascii_start().starts_with(b"<")
}

fn without_mark(input: &[u8]) -> &[u8] {
    input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input)
}

/// A bare WRM header: wrapped in a PlayReady Object as its text is, without byte order mark and declaration.
fn header(input: &[u8]) -> Result<Vec<PsshInput>> {
    let text = match std::str::from_utf8(without_mark(input)) {
        // A UTF-16 header of ASCII characters is valid UTF-8 too, full of zeros.
        Ok(text) if !text.contains('\0') => text.to_owned(),
        _ => super::playready::decode_utf16(input, 0)?,
    };
    WrmHeader::read_text(&text)?;
    let text = text.trim_end_matches('\0');
    let xml = crate::xml::read(text)?.source(text).to_owned();
    Ok(vec![payload(SystemId::PLAYREADY, PlayReadyObject::with_header(&xml).write()?)])
}
