//! Changes the form and the version of PlayReady headers without losing anything.

use super::lint::{Encoding, HeaderModel, LintKeys, lint_found};
use super::playready::{PlayReadyObject, RECORD_HEADER, Record, WrmHeader, WrmVersion};
use super::recognise::{Found, Item, recognise};
use super::{PsshData, SystemId};
use crate::{Error, Result};

/// What a header is put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderForm {
    /// A `pssh` box.
    Pssh,
    /// A PlayReady Object.
    Object,
    /// Nothing: the header alone, UTF-16LE.
    Header,
}

/// A PlayReady header with what is around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayReadyData {
    /// The box around it, as it was given; its data is not used.
    pssh: Option<PsshData>,
    /// The records, the header among them.
    object: PlayReadyObject,
    /// What was given, byte for byte, while nothing has been changed.
    unchanged: Option<(HeaderForm, Vec<u8>)>,
}

impl PlayReadyData {
    /// The PlayReady header in anything that is recognised. The same header may be there more than once, as in manifests.
    ///
    /// # Errors
    /// When nothing is recognised, there is no PlayReady header, there are different ones, or it is broken.
    pub fn recognise(input: &[u8]) -> Result<Self> {
        let mut candidates = Vec::new();
        for found in &recognise(input)? {
            candidates.extend(Self::of(found)?);
        }
        let mut candidates = candidates.into_iter();
        let first = candidates.next().ok_or_else(|| Error::malformed("no PlayReady header in the input"))?;
        let different = candidates.filter(|other| other.object != first.object).count();
        if different > 0 {
            return Err(Error::usage(format!("{} different PlayReady headers in the input", different + 1))
                .hint("give one of them"));
        }
        Ok(first)
    }

    fn of(found: &Found) -> Result<Option<Self>> {
        let data = match &found.item {
            Item::Pssh { content, raw, .. } if content.system_id == SystemId::PLAYREADY => {
                if content.data.get(4..8) == Some(b"pssh") {
                    // The box in it comes next.
                    return Ok(None);
                }
                Self {
                    object: PlayReadyObject::read(&content.data, (raw.len() - content.data.len()) as u64)?,
                    pssh: Some(PsshData { data: Vec::new(), ..content.clone() }),
                    unchanged: Some((HeaderForm::Pssh, raw.clone())),
                }
            }
            Item::PlayReadyObject { bytes } => Self {
                pssh: None,
                object: PlayReadyObject::read(bytes, 0)?,
                unchanged: Some((HeaderForm::Object, bytes.clone())),
            },
            Item::WrmHeader { bytes } => Self {
                pssh: None,
                object: PlayReadyObject { records: vec![record(bytes)?] },
                unchanged: None,
            },
            _ => return Ok(None),
        };
        if data.header_value().is_none() {
            return Err(Error::malformed("a PlayReady Object without a header record"));
        }
        Ok(Some(data))
    }

    fn header_value(&self) -> Option<&[u8]> {
        self.object.header_record(0).map(|(value, _)| value)
    }

    /// The header.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn header(&self) -> Result<WrmHeader> {
        Ok(WrmHeader::read(self.header_value().unwrap_or_default(), 0)?)
    }

    /// The text of the header.
    pub fn text(&self) -> String {
        HeaderModel::new(self.header_value().unwrap_or_default(), 0, "").text
    }

    /// Writes the header anew for another version; other records stay.
    ///
    /// # Errors
    /// When the version cannot hold all of it ([`Error::unsupported`], naming what would be lost), or it cannot be read.
    pub fn set_version(&mut self, version: WrmVersion) -> Result<()> {
        let mut header = self.header()?;
        let mut lost = self.unknown_parts();
        lost.extend(header.losses(version));
        if !lost.is_empty() {
            let message = format!(
                "a header of version {version} cannot hold all of this; lost would be: {}",
                lost.join("; ")
            );
            let hint = "choose a later version, or make a new header with `boxlock header new`";
            return Err(Error::unsupported(message).hint(hint));
        }
        header.version = version;
        let written = PlayReadyObject::with_header(&header.write()?).records;
        let place = self.object.records.iter_mut().find(|record| record.record_type == RECORD_HEADER);
        if let (Some(place), Some(written)) = (place, written.into_iter().next()) {
            *place = written;
        }
        self.unchanged = None;
        Ok(())
    }

    /// Elements and attributes that the reader passes over.
    fn unknown_parts(&self) -> Vec<String> {
        let bytes = self.header_value().unwrap_or_default().to_vec();
        let item = Item::WrmHeader { bytes };
        let found = [Found { form: Default::default(), place: String::new(), offset: 0, item }];
        let findings = lint_found(&found, &LintKeys::default());
        let unknown =
            findings.into_iter().filter(|f| matches!(f.rule.id, "unknown-element" | "unknown-attribute"));
        unknown.map(|finding| format!("{} ({})", finding.path, finding.message)).collect()
    }

    /// The bytes in a form. Nothing is written anew that can be kept: the same form gives the same bytes.
    ///
    /// # Errors
    /// When the form cannot hold all of it ([`Error::unsupported`], naming what would be lost).
    pub fn to_form(&self, form: HeaderForm) -> Result<Vec<u8>> {
        if let Some((given, bytes)) = &self.unchanged
            && *given == form
        {
            return Ok(bytes.clone());
        }
        let mut lost = Vec::new();
        let kids = self.pssh.as_ref().map_or(&[][..], |pssh| &pssh.kids);
        if form != HeaderForm::Pssh && !kids.is_empty() {
            let in_header: Vec<_> = self.header()?.kids.iter().map(|kid| kid.kid).collect();
            let missing = kids.iter().filter(|kid| !in_header.contains(kid));
            lost.extend(missing.map(|kid| format!("key ID {kid} of the version 1 pssh box")));
        }
        if form == HeaderForm::Header {
            let others = self.object.records.iter().filter(|record| record.record_type != RECORD_HEADER);
            lost.extend(others.map(|record| match record.record_type {
                crate::drm::playready::RECORD_ELS => {
                    format!("an embedded license store of {} bytes", record.value.len())
                }
                other => format!("a record of type {other} with {} bytes", record.value.len()),
            }));
        }
        if !lost.is_empty() {
            return Err(Error::unsupported(format!(
                "this form cannot hold all; lost would be: {}",
                lost.join("; ")
            ))
            .hint("keep the pssh box, or the PlayReady Object (--form pro)"));
        }
        match form {
            HeaderForm::Header => Ok(self.header_value().unwrap_or_default().to_vec()),
            HeaderForm::Object => self.object.write(),
            HeaderForm::Pssh => {
                PsshData { system_id: SystemId::PLAYREADY, kids: kids.to_vec(), data: self.object.write()? }
                    .to_box()
            }
        }
    }
}

/// The record for a bare header: as it is when it is UTF-16LE already, without byte order mark and declaration.
fn record(bytes: &[u8]) -> Result<Record> {
    let model = HeaderModel::new(bytes, 0, "");
    let Some(root) = model.root.as_ref().filter(|_| model.bare_ampersands.is_empty()) else {
        WrmHeader::read_text(&model.text)?;
        return Err(Error::malformed("a WRM header that cannot be read"));
    };
    let is_plain = model.encoding == Encoding::Utf16Le && !model.has_mark && model.terminators == 0;
    if is_plain && root.span == (0..model.text.len()) {
        return Ok(Record { record_type: RECORD_HEADER, value: bytes.to_vec() });
    }
    let records = PlayReadyObject::with_header(root.source(&model.text)).records;
    records.into_iter().next().ok_or_else(|| Error::internal("an object without its header"))
}

impl WrmHeader {
    /// What a version cannot hold of this header, in words.
    fn losses(&self, version: WrmVersion) -> Vec<String> {
        use WrmVersion::{V4_1, V4_2, V4_3};
        let mut lost = Vec::new();
        let mut check = |needed: WrmVersion, is_there: bool, what: String| {
            if is_there && version < needed {
                lost.push(format!("{what} (version {needed})"));
            }
        };
        let others = self.kids.len().saturating_sub(1);
        check(V4_2, others > 0, format!("{others} of {} key IDs", self.kids.len()));
        check(V4_1, self.kids.is_empty(), "a header without a key ID".to_owned());
        check(V4_1, self.decryptor_setup.is_some(), "DECRYPTORSETUP".to_owned());
        check(V4_3, self.license_requested.is_some(), "LICENSEREQUESTED".to_owned());
        let algid = |wanted| self.kids.iter().any(|kid| kid.algid == wanted);
        check(V4_3, algid(Some(super::playready::Algid::AesCbc)), "the cipher AESCBC".to_owned());
        // Earlier versions need an ALGID, and nothing says which.
        check(V4_3, algid(None), "key IDs without ALGID".to_owned());
        lost
    }
}
