//! The table of kinds.

use super::text;
use super::{CredentialKind, Found, Item, KidOrder, Step, Trail, look, movie, playlist, xml};
use crate::bytes::{ParseError, Reader};
use crate::drm::widevine::WidevinePsshData;
use crate::drm::{PsshData, SystemId};
use crate::keys::KeyId;

/// A kind of input.
#[derive(Debug)]
pub struct Kind {
    /// Its name in messages.
    pub name: &'static str,
    /// Whether it is only a way to write other kinds.
    pub is_encoding: bool,
    /// What of this kind the input holds; `None` when it is of another kind.
    pub look: fn(&[u8], &Trail) -> Option<Vec<Found>>,
}

const fn kind(name: &'static str, look: fn(&[u8], &Trail) -> Option<Vec<Found>>) -> Kind {
    Kind { name, is_encoding: false, look }
}

const fn encoding(name: &'static str, look: fn(&[u8], &Trail) -> Option<Vec<Found>>) -> Kind {
    Kind { name, is_encoding: true, look }
}

/// Every kind, in the order in which they are asked: those that tell themselves surely come first.
pub const KINDS: &[Kind] = &[
    kind("pssh box", boxes),
    kind("certificate chain, device file or revocation list", credential),
    kind("XMR license", xmr_license),
    kind("MP4 file with pssh boxes", movie::look),
    kind("PlayReady Object", object),
    kind("pssh box without size and type", headless_box),
    kind("PlayReady message", message),
    kind("WRM header", wrm_header),
    kind("XML document", xml::look),
    kind("HLS playlist", playlist::look),
    kind("key ID", key_id),
    kind("Widevine data with key IDs", widevine),
    encoding("UTF-16", utf16),
    encoding("data URI", data_uri),
    encoding("hexadecimal", hex),
    encoding("base64", base64),
    encoding("percent-encoding", percent),
    encoding("quoted text", quoted),
];

const CUT_OFF: &str = "copy the value whole; its first 4 bytes say how many bytes the box has";

fn boxes(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    (input.get(4..8) == Some(b"pssh")).then(|| boxes_at(input, 0, trail, false))
}

/// The ids with which the runtime and the application revocation list begin: GUIDs in their little-endian byte order.
const REVOCATION_LISTS: [[u8; 16]; 2] = [
    [0x8a, 0x8c, 0x9d, 0x4e, 0x52, 0xb6, 0xa7, 0x45, 0x97, 0x91, 0x69, 0x25, 0xa6, 0xb4, 0x79, 0x1f],
    [0x80, 0x2e, 0x08, 0x28, 0xa3, 0xc7, 0xb1, 0x40, 0x82, 0x56, 0x19, 0xe5, 0xb6, 0xd8, 0x9b, 0x27],
];

/// By magic. A list has none but its id, which alone would be a key ID.
fn credential(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    let kind = match input.get(..4)? {
        b"CHAI" => CredentialKind::Chain,
        b"RLVI" | b"RLV2" => CredentialKind::RevocationInfo,
        [b'P', b'R', b'D', 0..=9] => CredentialKind::Device,
        _ if input.len() > 16 && REVOCATION_LISTS.iter().any(|id| input.starts_with(id)) => {
            CredentialKind::RevocationList
        }
        _ => return None,
    };
    Some(vec![trail.found(Item::Credential { kind, bytes: input.to_vec() })])
}

/// Boxes in a row, each followed by the boxes that were wrongly wrapped in it.
pub(super) fn boxes_at(input: &[u8], base: u64, trail: &Trail, nested: bool) -> Vec<Found> {
    let mut r = Reader::new(input, base);
    let mut found = Vec::new();
    while !r.is_empty() {
        let (offset, rest) = (r.offset(), r.peek_rest());
        let item = match PsshData::read_box(&mut r) {
            Ok(content) => {
                let raw = rest.get(..rest.len() - r.remaining()).unwrap_or_default().to_vec();
                Item::Pssh { raw, content, nested }
            }
            Err(error) => {
                r.rest();
                Item::Broken { kind: "pssh box", bytes: rest.to_vec(), error, hint: CUT_OFF }
            }
        };
        let inner = match &item {
            // One level is what packagers produce; a deeper one shows in the data of the inner box.
            Item::Pssh { raw, content, nested: false } if content.data.get(4..8) == Some(b"pssh") => {
                let at = offset + (raw.len() - content.data.len()) as u64;
                boxes_at(&content.data, at, &trail.at("pssh"), true)
            }
            _ => Vec::new(),
        };
        found.push(Found { offset, ..trail.found(item) });
        found.extend(inner);
    }
    found
}

/// A license by its magic.
fn xmr_license(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    input.starts_with(b"XMR\0").then(|| vec![trail.found(Item::XmrLicense { bytes: input.to_vec() })])
}

/// A PlayReady Object tells itself by its length and a plausible first record; one with a wrong length by a header in its
/// first record.
fn object(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    let mut r = Reader::new(input, 0);
    let length = r.u32_le("length").ok()?;
    let count = r.u16_le("record count").ok()?;
    let length_fits = u64::from(length) == input.len() as u64;
    let is_object = match r.u16_le("record type") {
        Err(_) => length_fits && count == 0,
        Ok(record_type) => {
            r.u16_le("record length").ok()?;
            let holds_header = record_type == 1 && starts_with_markup(r.peek_rest());
            holds_header || length_fits && count > 0 && (1..=3).contains(&record_type)
        }
    };
    is_object.then(|| vec![trail.found(Item::PlayReadyObject { bytes: input.to_vec() })])
}

fn starts_with_markup(input: &[u8]) -> bool {
    let text = [&b"\xff\xfe"[..], b"\xef\xbb\xbf", b"\xfe\xff"]
        .iter()
        .find_map(|mark| input.strip_prefix(*mark))
        .unwrap_or(input);
    matches!(text.trim_ascii_start(), [b'<', ..] | [0, b'<', ..])
}

/// A `pssh` box that lost its size and type: version, flags and the ID of a system that is known.
fn headless_box(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    let mut r = Reader::new(input, 0);
    let version = r.u8("version").ok()?;
    let flags = r.u24("flags").ok()?;
    let system_id = SystemId::from_bytes(r.array("SystemID").ok()?);
    let system = system_id.system()?;
    if version > 1 || flags != 0 {
        return None;
    }
    let message = format!("the body of a pssh box for {} without size and type in front", system.title);
    let hint = "put the size of the whole box (4 bytes, big-endian) and \"pssh\" in front";
    let error = ParseError::malformed(0, message);
    let kind = "pssh box without size and type";
    Some(vec![trail.found(Item::Broken { kind, bytes: input.to_vec(), error, hint })])
}

/// A SOAP envelope with something that is known in it. It holds headers, so it comes before them.
fn message(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    let (text, _) = text::decode(input)?;
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\0' | '\u{feff}'));
    let root = crate::xml::read(text.starts_with('<').then_some(text)?).ok()?;
    if root.local_name() != "Envelope" {
        return None;
    }
    xml::look(input, trail)
}

/// A header by its root element. It may be broken XML: that is for its reader to say.
fn wrm_header(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    let lossy = match text::decode(input) {
        Some((text, _)) => text,
        // A header with an odd byte or a lone surrogate.
        None if starts_with_markup(input) => {
            String::from_utf8_lossy(input).chars().filter(|c| *c != '\0').collect()
        }
        None => return None,
    };
    let mut rest = lossy.trim_start_matches(['\u{feff}', '\u{fffd}']).trim_start();
    // Declaration, comments and document type.
    while rest.starts_with("<?") || rest.starts_with("<!") {
        rest = match rest.get(1..)?.find("<WRMHEADER") {
            Some(at) => rest.get(1 + at..)?,
            None => return None,
        };
    }
    rest.starts_with("<WRMHEADER").then(|| vec![trail.found(Item::WrmHeader { bytes: input.to_vec() })])
}

/// A UUID, 32 hexadecimal digits, `guid:` and base64, or 16 bytes as base64 or as they are.
fn key_id(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    if let Some((text, step)) = text::decode(input) {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
        let bare = strip_prefix_ignoring_case(text, "urn:uuid:").unwrap_or(text);
        let bare = strip_prefix_ignoring_case(bare, "0x").unwrap_or(bare);
        let trail = step.map_or_else(|| trail.clone(), |step| trail.then(step));
        if let Ok(kid) = bare.parse::<KeyId>() {
            let is_guid = strip_prefix_ignoring_case(bare, "guid:").is_some();
            let order = if is_guid { KidOrder::Guid } else { KidOrder::BigEndian };
            return Some(vec![trail.found(Item::KeyId { kid, order })]);
        }
        // Words are not one.
        let (bytes, step) = text::base64(text).filter(|_| !text.contains(char::is_whitespace))?;
        let kid = KeyId::from_guid_bytes(bytes.try_into().ok()?);
        return Some(vec![trail.then(step).found(Item::KeyId { kid, order: KidOrder::Unknown })]);
    }
    // Base64 of a key ID has been read as such; what else base64 makes of words is none.
    if matches!(trail.form.0.last(), Some(Step::Base64 | Step::Base64Url)) {
        return None;
    }
    let kid = KeyId::from_bytes(input.try_into().ok()?);
    Some(vec![trail.found(Item::KeyId { kid, order: KidOrder::Unknown })])
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Almost any bytes are a protocol buffer, so only known fields count, and key IDs of the right size or a known scheme.
fn widevine(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    let data = WidevinePsshData::read(input, 0).ok()?;
    let whole_kids = data.kids().count() == data.key_ids.len();
    let scheme = data.scheme_type();
    let known_scheme = scheme.is_none_or(|scheme| [b"cenc", b"cens", b"cbc1", b"cbcs"].contains(&&scheme));
    let is_sure = !data.key_ids.is_empty() || scheme.is_some();
    let surely = is_sure && whole_kids && known_scheme && data.other.is_empty();
    surely.then(|| vec![trail.found(Item::Widevine { bytes: input.to_vec() })])
}

fn utf16(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    let (text, step) = text::decode(input)?;
    look(text.trim_matches('\0').as_bytes(), &trail.then(step?))
}

/// The text of an input that one of the encodings of text is made of.
fn plain(input: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input)).ok()?;
    Some(text.trim_matches(|c: char| c.is_whitespace() || c == '\0')).filter(|text| !text.is_empty())
}

fn data_uri(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    let (head, body) = strip_prefix_ignoring_case(plain(input)?, "data:")?.split_once(',')?;
    let body = text::percent(body).unwrap_or_else(|| body.to_owned());
    let trail = trail.then(Step::DataUri);
    if head.to_ascii_lowercase().ends_with(";base64") {
        let (bytes, step) = text::base64(&body)?;
        return look(&bytes, &trail.then(step));
    }
    look(body.as_bytes(), &trail)
}

fn hex(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    look(&text::hex(plain(input)?)?, &trail.then(Step::Hex))
}

fn base64(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    let (bytes, step) = text::base64(plain(input)?)?;
    look(&bytes, &trail.then(step))
}

fn percent(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    look(text::percent(plain(input)?)?.as_bytes(), &trail.then(Step::Percent))
}

fn quoted(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    look(text::unquoted(plain(input)?)?.as_bytes(), &trail.then(Step::Quoted))
}
