//! What the rules look at: an item as it was found, opened as far as it can be.

use super::{HeaderModel, LintKeys, ObjectModel};
use crate::drm::recognise::{Found, Item};
use crate::drm::{PsshData, SystemId};
use crate::keys::KeyId;

/// An item, with the object and the header in it.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Where in a manifest or message it stands.
    pub place: &'a str,
    /// The item.
    pub found: &'a Found,
    /// Everything that was found in the input.
    pub all: &'a [Found],
    /// Keys to check against.
    pub keys: &'a LintKeys,
    /// The box around it, when it is one.
    pub pssh: Option<&'a PsshData>,
    /// The PlayReady Object, when there is one.
    pub object: Option<ObjectModel<'a>>,
    /// The WRM header, when there is one.
    pub header: Option<HeaderModel>,
}

impl<'a> Subject<'a> {
    /// Opens an item.
    pub fn new(found: &'a Found, all: &'a [Found], keys: &'a LintKeys) -> Self {
        let mut subject =
            Self { place: &found.place, found, all, keys, pssh: None, object: None, header: None };
        match &found.item {
            Item::Pssh { raw, content, .. } => {
                subject.pssh = Some(content);
                let data_at = (raw.len() - content.data.len()) as u64;
                if content.system_id == SystemId::PLAYREADY {
                    subject.open(&content.data, data_at, "pssh");
                }
            }
            Item::PlayReadyObject { bytes } => subject.open(bytes, 0, ""),
            Item::WrmHeader { bytes } => subject.header = Some(HeaderModel::new(bytes, 0, "")),
            _ => {}
        }
        subject
    }

    fn open(&mut self, bytes: &'a [u8], base: u64, path: &str) {
        if bytes.get(4..8) == Some(b"pssh") {
            // A box in a box: the inner one is an item of its own.
            return;
        }
        let starts_with_markup = matches!(bytes, [b'<', ..] | [0xff, 0xfe, b'<', ..] | [0, b'<', ..]);
        if starts_with_markup {
            self.header = Some(HeaderModel::new(bytes, base, path));
            return;
        }
        let object = ObjectModel::new(bytes, base, path);
        self.header =
            object.headers().next().map(|record| HeaderModel::new(record.value, record.at, &object.path));
        self.object = Some(object);
    }

    /// Whether the header stands where a PlayReady Object belongs.
    pub fn header_is_bare(&self) -> bool {
        self.object.is_none() && self.header.is_some()
    }

    /// The key IDs of the header that can be read.
    pub fn header_kids(&self) -> Vec<KeyId> {
        let kids = self.header.iter().flat_map(HeaderModel::kids);
        kids.filter_map(|kid| kid.kid).collect()
    }
}
