//! Reads WRM headers. Lenient where Microsoft's own headers vary: any order of elements and attributes, white space,
//! a byte order mark or declaration in front, unknown elements. Strict about what is said twice or cannot be decoded.

use super::{Algid, NAMESPACE, WrmHeader, WrmKid, WrmVersion};
use crate::bytes::{ParseError, ParseErrorKind, ParseResult};
use crate::keys::KeyId;
use crate::keys::text::{array_from_base64, from_base64};
use crate::xml::{self, Element};

impl WrmHeader {
    /// Reads the UTF-16LE text of a header record whose first byte lies at `base` of the input.
    ///
    /// # Errors
    /// When it is not UTF-16, not XML, or no WRM header of a known version; offsets count bytes of the input.
    pub fn read(utf16: &[u8], base: u64) -> ParseResult<Self> {
        let text = decode_utf16(utf16, base)?;
        Self::read_text(&text).map_err(|mut error| {
            let before = error.offset.and_then(|at| text.get(..usize::try_from(at).ok()?));
            error.offset = before.map(|before| base.saturating_add(2 * before.encode_utf16().count() as u64));
            error
        })
    }

    /// Reads the XML text of a header.
    ///
    /// # Errors
    /// When it is not XML, or no WRM header of a known version; offsets count bytes of `text`.
    pub fn read_text(text: &str) -> ParseResult<Self> {
        let root = xml::read(text.trim_end_matches('\0'))?;
        let read = if root.name == "WRMHEADER" { header(&root) } else { Err(not_a_header(&root)) };
        read.map_err(|error| error.inside("WRMHEADER"))
    }
}

/// Decodes UTF-16LE.
///
/// # Errors
/// When the number of bytes is odd or a surrogate has no partner.
pub(super) fn decode_utf16(bytes: &[u8], base: u64) -> ParseResult<String> {
    let (units, odd) = bytes.as_chunks::<2>();
    if !odd.is_empty() {
        return Err(ParseError::malformed(
            base,
            format!("a header of {} bytes; UTF-16 has an even number", bytes.len()),
        ));
    }
    let mut at = base;
    char::decode_utf16(units.iter().map(|unit| u16::from_le_bytes(*unit)))
        .map(|c| {
            let c = c.map_err(|_| ParseError::malformed(at, "a lone surrogate in UTF-16 text"))?;
            at = at.saturating_add(2 * c.len_utf16() as u64);
            Ok(c)
        })
        .collect()
}

fn not_a_header(root: &Element) -> ParseError {
    root.error(format!("the root element is {}, expected WRMHEADER", root.name))
}

fn header(root: &Element) -> ParseResult<WrmHeader> {
    match root.attribute("xmlns") {
        Some(NAMESPACE) => {}
        Some(other) => return Err(root.error(format!("xmlns is {other:?}, expected {NAMESPACE:?}"))),
        None => return Err(root.error(format!("no xmlns, expected {NAMESPACE:?}"))),
    }
    let version = root.attribute("version").ok_or_else(|| root.error("no attribute version"))?;
    let version = WrmVersion::from_attribute(version).ok_or_else(|| {
        let mut error =
            root.error(format!("version is {version:?}, expected 4.0.0.0, 4.1.0.0, 4.2.0.0 or 4.3.0.0"));
        error.kind = ParseErrorKind::Unsupported;
        error
    })?;
    let mut header = WrmHeader::new(version);
    let Some(data) = root.child("DATA")? else {
        return Ok(header);
    };
    header.la_url = text(data, "LA_URL")?;
    header.lui_url = text(data, "LUI_URL")?;
    header.ds_id = text(data, "DS_ID")?;
    header.decryptor_setup = text(data, "DECRYPTORSETUP")?;
    header.custom_attributes = custom_attributes(root, data)?;
    let protect_info = data.child("PROTECTINFO")?;
    if let Some(protect_info) = protect_info {
        header.license_requested = match protect_info.attribute("LICENSEREQUESTED") {
            None => None,
            Some("true") => Some(true),
            Some("false") => Some(false),
            Some(other) => {
                return Err(
                    protect_info.error(format!("LICENSEREQUESTED is {other:?}, expected true or false"))
                );
            }
        };
        let listed = protect_info.child("KIDS")?;
        let alone = protect_info.child("KID")?;
        let listed = listed.into_iter().flat_map(Element::elements).filter(|element| element.name == "KID");
        for element in alone.into_iter().chain(listed) {
            header.kids.push(kid(element)?);
        }
    }
    // Version 4.0 only, where the key ID is text and the cipher stands in PROTECTINFO.
    if version == WrmVersion::V4_0
        && let Some(element) = data.child("KID")?
    {
        let algid = protect_info.map(|info| text(info, "ALGID")).transpose()?.flatten();
        header.kids.push(WrmKid {
            kid: key_id(element, &element.text()?)?,
            algid: algid.map(|name| self::algid(data, &name)).transpose()?,
            checksum: text(data, "CHECKSUM")?.map(|base64| checksum(data, &base64)).transpose()?,
        });
    }
    Ok(header)
}

/// A `KID` with attributes, versions 4.1 and later.
fn kid(element: &Element) -> ParseResult<WrmKid> {
    let value = element.attribute("VALUE").ok_or_else(|| element.error("KID without VALUE"))?;
    Ok(WrmKid {
        kid: key_id(element, value)?,
        algid: element.attribute("ALGID").map(|name| algid(element, name)).transpose()?,
        checksum: element.attribute("CHECKSUM").map(|base64| checksum(element, base64)).transpose()?,
    })
}

fn key_id(element: &Element, base64: &str) -> ParseResult<KeyId> {
    array_from_base64(base64.trim())
        .map(KeyId::from_guid_bytes)
        .ok_or_else(|| element.error(format!("KID is {:?}, expected base64 of 16 bytes", shorten(base64))))
}

fn algid(element: &Element, name: &str) -> ParseResult<Algid> {
    Algid::from_name(name).ok_or_else(|| {
        element.error(format!("ALGID is {:?}, expected AESCTR, AESCBC or COCKTAIL", shorten(name)))
    })
}

fn checksum(element: &Element, base64: &str) -> ParseResult<Vec<u8>> {
    from_base64(base64.trim())
        .ok_or_else(|| element.error(format!("CHECKSUM is {:?}, expected base64", shorten(base64))))
}

fn shorten(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The trimmed text of a child, when it is there.
fn text(parent: &Element, name: &str) -> ParseResult<Option<String>> {
    let Some(child) = parent.child(name)? else { return Ok(None) };
    Ok(Some(child.text()?.trim().to_owned()))
}

/// `CUSTOMATTRIBUTES` in canonical form. Prefixes that are declared further out are declared on it, so that the text
/// can stand in another header.
fn custom_attributes(root: &Element, data: &Element) -> ParseResult<Option<String>> {
    let Some(element) = data.child("CUSTOMATTRIBUTES")? else { return Ok(None) };
    let mut element = element.clone();
    for attribute in data.attributes.iter().chain(&root.attributes) {
        if attribute.name.starts_with("xmlns:") && element.attribute(&attribute.name).is_none() {
            element.attributes.push(attribute.clone());
        }
    }
    xml::canonical(&element, &[("", NAMESPACE)]).map(Some)
}
