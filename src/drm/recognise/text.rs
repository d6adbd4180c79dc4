//! Text in its encodings.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Step;

/// Lenient decoding: padding may be missing, and bits that are not used need not be zero.
const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

/// Text of an input and the step that made it from its bytes, if any. Byte order marks are left out.
pub(super) fn decode(input: &[u8]) -> Option<(String, Option<Step>)> {
    if let Some(rest) = input.strip_prefix(b"\xff\xfe") {
        return Some((utf16(rest, u16::from_le_bytes)?, Some(Step::Utf16Le)));
    }
    if let Some(rest) = input.strip_prefix(b"\xfe\xff") {
        return Some((utf16(rest, u16::from_be_bytes)?, Some(Step::Utf16Be)));
    }
    // Text of interest starts with an ASCII character, of which UTF-16 has one zero byte.
    match input {
        [first, 0, ..] if *first != 0 => Some((utf16(input, u16::from_le_bytes)?, Some(Step::Utf16Le))),
        [0, second, ..] if *second != 0 => Some((utf16(input, u16::from_be_bytes)?, Some(Step::Utf16Be))),
        _ => {
            let text = std::str::from_utf8(input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input)).ok()?;
            (!text.contains('\0') || text.trim_end_matches('\0').find('\0').is_none())
                .then(|| (text.to_owned(), None))
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (units, odd) = bytes.as_chunks::<2>();
    let text: String =
        char::decode_utf16(units.iter().map(|bytes| unit(*bytes))).collect::<Result<_, _>>().ok()?;
    odd.is_empty().then_some(text)
}

/// The text of a WRM header in any encoding, without byte order mark and terminators.
pub(in crate::drm) fn header_text(input: &[u8]) -> Option<String> {
    decode(input).map(|(text, _)| text.trim_end_matches('\0').to_owned())
}

/// Base64 in either alphabet, with white space anywhere.
pub(super) fn base64(text: &str) -> Option<(Vec<u8>, Step)> {
    let text = without_spaces(text);
    if text.is_empty() {
        return None;
    }
    match STANDARD.decode(&text) {
        Ok(bytes) => Some((bytes, Step::Base64)),
        Err(_) => URL_SAFE.decode(&text).ok().map(|bytes| (bytes, Step::Base64Url)),
    }
}

/// Hexadecimal digits in either case, as dumps and debuggers print them: with `0x`, `\x`, spaces, commas, colons or dashes
/// between them.
pub(super) fn hex(text: &str) -> Option<Vec<u8>> {
    let mut digits = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '-' | '\\' | '{' | '}')) {
        let word = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")).unwrap_or(word);
        digits.push_str(word.strip_prefix('x').unwrap_or(word));
    }
    crate::keys::text::from_hex(&digits).filter(|bytes| !bytes.is_empty())
}

/// Text with `%XX` resolved, when there are any.
pub(super) fn percent(text: &str) -> Option<String> {
    if !text.contains('%') {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let (digits, tail) = after.split_at_checked(2)?;
        bytes.extend(crate::keys::text::from_hex(digits)?);
        rest = tail;
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

/// Text out of quotation marks, with the escapes of JSON for slashes and line ends resolved.
pub(super) fn unquoted(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches([',', ';']);
    let inner = ['"', '\'', '`'].into_iter().find_map(|mark| text.strip_prefix(mark)?.strip_suffix(mark));
    let plain = inner.unwrap_or(text).replace("\\/", "/").replace("\\n", "\n").replace("\\\"", "\"");
    (!plain.is_empty() && plain != text).then_some(plain)
}

pub(super) fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
