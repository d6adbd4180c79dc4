//! A WRM header as its bytes are: encoding, text, and elements in the order and form in which they are written.

use std::collections::HashMap;

use crate::bytes::ParseError;
use crate::drm::playready::WrmVersion;
use crate::keys::KeyId;
use crate::keys::text::array_from_base64;
use crate::xml::{self, Element};

/// How the text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-16, little-endian: what a PlayReady Object holds.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// UTF-8.
    Utf8,
}

/// A WRM header.
#[derive(Debug)]
pub struct HeaderModel {
    /// How its text is written.
    pub encoding: Encoding,
    /// Whether a byte order mark stands in front.
    pub has_mark: bool,
    /// Zero characters at the end.
    pub terminators: usize,
    /// Bytes that are no text (an odd byte, a lone surrogate).
    pub undecodable: bool,
    /// Length in bytes.
    pub len: usize,
    /// Its text, without byte order mark and terminators.
    pub text: String,
    /// The root element; `None` when the text is not XML.
    pub root: Option<Element>,
    /// Why the text is not XML.
    pub xml_error: Option<ParseError>,
    /// Places in [`Self::text`] of `&` characters that start no reference.
    pub bare_ampersands: Vec<usize>,
    /// Places in the text about [`STRIDE`] bytes apart, with the UTF-16 units before them.
    checkpoints: Vec<(usize, usize)>,
    base: u64,
    path: String,
}

/// Bytes between checkpoints: no offset costs more than counting these.
const STRIDE: usize = 4096;

/// A key ID of a header, in any version's form.
#[derive(Debug)]
pub struct KidModel<'a> {
    /// Its element.
    pub element: &'a Element,
    /// Path of its element.
    pub path: String,
    /// Whether it is an element with text (version 4.0), not with attributes.
    pub is_plain: bool,
    /// Its text: base64, as written.
    pub value: String,
    /// The key ID, when it is 16 bytes of base64.
    pub kid: Option<KeyId>,
    /// `ALGID`, as written.
    pub algid: Option<String>,
    /// `CHECKSUM`, as written.
    pub checksum: Option<String>,
}

impl HeaderModel {
    /// Decodes and reads as far as possible.
    pub fn new(bytes: &[u8], base: u64, path: &str) -> Self {
        let (encoding, has_mark, body) = match bytes {
            [0xff, 0xfe, body @ ..] => (Encoding::Utf16Le, true, body),
            [0xfe, 0xff, body @ ..] => (Encoding::Utf16Be, true, body),
            [0xef, 0xbb, 0xbf, body @ ..] => (Encoding::Utf8, true, body),
            [0, _, ..] => (Encoding::Utf16Be, false, bytes),
            [_, 0, ..] => (Encoding::Utf16Le, false, bytes),
            _ => (Encoding::Utf8, false, bytes),
        };
        let (whole, undecodable) = decode(body, encoding);
        let text = whole.trim_end_matches('\0');
        let terminators = whole.len() - text.len();
        let bare_ampersands = bare_ampersands(text);
        let (root, xml_error) = match xml::read(text) {
            Ok(root) => (Some(root), None),
            Err(error) => (None, Some(error)),
        };
        let mut model = Self {
            encoding,
            has_mark,
            terminators,
            undecodable,
            len: bytes.len(),
            text: text.to_owned(),
            root,
            xml_error,
            bare_ampersands,
            checkpoints: Vec::new(),
            base,
            path: path.to_owned(),
        };
        model.repair();
        model.checkpoints = checkpoints(&model.text);
        model
    }

    /// Reads on past `&` that should have been escaped, so that the other rules are checked as well. Offsets behind the
    /// first one are then those of the repaired text.
    fn repair(&mut self) {
        if self.root.is_some() || self.bare_ampersands.is_empty() {
            return;
        }
        let mut repaired = String::with_capacity(self.text.len() + 4 * self.bare_ampersands.len());
        for (at, c) in self.text.char_indices() {
            repaired.push(c);
            if c == '&' && self.bare_ampersands.binary_search(&at).is_ok() {
                repaired.push_str("amp;");
            }
        }
        if let Ok(root) = xml::read(&repaired) {
            (self.root, self.xml_error, self.text) = (Some(root), None, repaired);
        }
    }

    /// Offset in the item of a place in the text.
    pub fn offset(&self, text_at: usize) -> u64 {
        let text_at = text_at.min(self.text.len());
        let (mark, len) = match self.encoding {
            Encoding::Utf8 => (3, text_at),
            Encoding::Utf16Le | Encoding::Utf16Be => {
                let near = self.checkpoints.partition_point(|(place, _)| *place <= text_at);
                let (place, units) =
                    near.checked_sub(1).and_then(|i| self.checkpoints.get(i)).unwrap_or(&(0, 0));
                let rest = self.text.get(*place..text_at).unwrap_or_default();
                (2, 2 * (units + rest.encode_utf16().count()))
            }
        };
        self.base.saturating_add(if self.has_mark { mark } else { 0 }).saturating_add(len as u64)
    }

    /// Offset in the item of an element.
    pub fn at(&self, element: &Element) -> u64 {
        self.offset(element.span.start)
    }

    /// The path of the root.
    pub fn root_path(&self) -> String {
        if self.path.is_empty() { "WRMHEADER".to_owned() } else { format!("{}/WRMHEADER", self.path) }
    }

    /// Every element with its path, in document order, and whether it stands inside `CUSTOMATTRIBUTES`.
    pub fn elements(&self) -> Vec<(String, &Element, bool)> {
        let mut list = Vec::new();
        if let Some(root) = &self.root {
            walk(root, self.root_path(), false, &mut list);
        }
        list
    }

    /// The value of the attribute `version`.
    pub fn version_text(&self) -> Option<&str> {
        self.root.as_ref()?.attribute("version")
    }

    /// The version, when it is known.
    pub fn version(&self) -> Option<WrmVersion> {
        self.version_text().and_then(WrmVersion::from_attribute)
    }

    /// All elements that stand at this path below the root, such as `["DATA", "LA_URL"]`.
    pub fn all(&self, names: &[&str]) -> Vec<&Element> {
        let mut level: Vec<&Element> = self.root.iter().collect();
        for name in names {
            level = level.into_iter().flat_map(Element::elements).filter(|e| e.name == *name).collect();
        }
        level
    }

    /// The path in words of an element that [`Self::all`] gives.
    pub fn path_of(&self, names: &[&str]) -> String {
        format!("{}/{}", self.root_path(), names.join("/"))
    }

    /// The key IDs, in the forms of all versions.
    pub fn kids(&self) -> Vec<KidModel<'_>> {
        let mut kids = Vec::new();
        let text = |names: &[&str]| self.all(names).first().map(|element| text_of(element));
        for element in self.all(&["DATA", "KID"]) {
            let value = text_of(element);
            kids.push(KidModel {
                element,
                path: self.path_of(&["DATA", "KID"]),
                is_plain: true,
                kid: kid(&value),
                value,
                algid: text(&["DATA", "PROTECTINFO", "ALGID"]),
                checksum: text(&["DATA", "CHECKSUM"]),
            });
        }
        for names in [&["DATA", "PROTECTINFO", "KID"][..], &["DATA", "PROTECTINFO", "KIDS", "KID"]] {
            let elements = self.all(names);
            let is_one = elements.len() == 1;
            for (i, element) in elements.into_iter().enumerate() {
                let path = self.path_of(names);
                let value = element.attribute("VALUE").unwrap_or_default().to_owned();
                kids.push(KidModel {
                    element,
                    path: if is_one { path } else { format!("{path}[{}]", i + 1) },
                    is_plain: false,
                    kid: kid(&value),
                    value,
                    algid: element.attribute("ALGID").map(str::to_owned),
                    checksum: element.attribute("CHECKSUM").map(str::to_owned),
                });
            }
        }
        kids
    }
}

fn checkpoints(text: &str) -> Vec<(usize, usize)> {
    let mut list = Vec::new();
    let (mut next, mut units) = (0, 0);
    for (at, c) in text.char_indices() {
        if at >= next {
            list.push((at, units));
            next = at + STRIDE;
        }
        units += c.len_utf16();
    }
    list
}

fn kid(base64: &str) -> Option<KeyId> {
    array_from_base64(base64.trim()).map(KeyId::from_guid_bytes)
}

/// The text directly in an element, trimmed.
pub(super) fn text_of(element: &Element) -> String {
    let texts = element.children.iter().filter_map(|child| match child {
        xml::Node::Text(text) => Some(text.as_str()),
        xml::Node::Element(_) => None,
    });
    texts.collect::<String>().trim().to_owned()
}

fn walk<'a>(element: &'a Element, path: String, custom: bool, list: &mut Vec<(String, &'a Element, bool)>) {
    let inside_custom = custom || element.name == "CUSTOMATTRIBUTES";
    list.push((path.clone(), element, custom));
    let mut totals: HashMap<&str, usize> = HashMap::new();
    for child in element.elements() {
        *totals.entry(&child.name).or_default() += 1;
    }
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for child in element.elements() {
        let n = seen.entry(&child.name).or_default();
        *n += 1;
        let several = totals.get(child.name.as_str()).is_some_and(|total| *total > 1);
        let number = if several { format!("[{n}]") } else { String::new() };
        // No deeper than the reader of XML allows.
        walk(child, format!("{path}/{}{number}", child.name), inside_custom, list);
    }
}

fn decode(bytes: &[u8], encoding: Encoding) -> (String, bool) {
    let unit = match encoding {
        Encoding::Utf8 => {
            return (String::from_utf8_lossy(bytes).into_owned(), std::str::from_utf8(bytes).is_err());
        }
        Encoding::Utf16Le => u16::from_le_bytes,
        Encoding::Utf16Be => u16::from_be_bytes,
    };
    let (units, odd) = bytes.as_chunks::<2>();
    let mut broken = !odd.is_empty();
    let text = char::decode_utf16(units.iter().map(|bytes| unit(*bytes)))
        .map(|c| {
            c.unwrap_or_else(|_| {
                broken = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    (text, broken)
}

/// Places of `&` that no reference follows.
fn bare_ampersands(text: &str) -> Vec<usize> {
    // No name or number of a character is longer; looking further each time would take long for many `&`.
    let is_reference = |after: &str| {
        let near =
            after.char_indices().nth(12).map_or(after, |(end, _)| after.get(..end).unwrap_or_default());
        near.split_once(';').is_some_and(|(name, _)| {
            let body = name.strip_prefix('#').unwrap_or(name);
            !body.is_empty() && body.chars().all(|c| c.is_ascii_alphanumeric())
        })
    };
    text.match_indices('&')
        .filter(|(at, _)| !text.get(at + 1..).is_some_and(is_reference))
        .map(|(at, _)| at)
        .collect()
}
