//! Hexadecimal and base64 text of keys, key IDs and payloads.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Standard alphabet. Padding is written, and may be missing when reading: command lines lose it easily.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Text that is not the key, key ID, IV or key seed it should be. The message never repeats the text, since a
/// key may stand in the wrong place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct KeySyntaxError(pub(crate) String);

impl From<KeySyntaxError> for crate::Error {
    fn from(error: KeySyntaxError) -> Self {
        Self::usage(error.0)
    }
}

/// Base64 with padding.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// The bytes of base64 text, with or without padding.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

/// Exactly `N` bytes of base64 text. The decoding buffer is wiped.
pub(crate) fn array_from_base64<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes = zeroize::Zeroizing::new(from_base64(text)?);
    bytes.as_slice().try_into().ok()
}

/// Lower-case hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// The bytes of an even number of hexadecimal digits, either case.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let nibble = |digit: &u8| char::from(*digit).to_digit(16).map(|n| n as u8);
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(nibble(high)? << 4 | nibble(low)?),
            _ => None,
        })
        .collect()
}

/// Exactly `N` bytes of hexadecimal text. The decoding buffer is wiped.
pub(crate) fn array_from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes = zeroize::Zeroizing::new(from_hex(text)?);
    bytes.as_slice().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_takes_both_cases_and_whole_bytes_only() {
        assert_eq!(from_hex("0aFF"), Some(vec![0x0a, 0xff]));
        assert_eq!(to_hex(&[0x0a, 0xff]), "0aff");
        for wrong in ["0", "0g", "é", "+1", " 1"] {
            assert_eq!(from_hex(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn base64_padding_may_be_missing() {
        assert_eq!(array_from_base64("AQI="), Some([1, 2]));
        assert_eq!(array_from_base64("AQI"), Some([1, 2]));
        assert_eq!(array_from_base64::<3>("AQI="), None);
        assert_eq!(from_base64("A!"), None);
    }
}
