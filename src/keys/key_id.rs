//! Key IDs. One number, two byte orders: `tenc`, `seig` and `pssh` v1 store the UUID big-endian, PlayReady
//! headers store the little-endian GUID. This type holds the big-endian bytes; every conversion is here.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use super::text::{self, KeySyntaxError};
use crate::Result;
use crate::crypto::random_bytes;

/// A key ID (KID).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(Uuid);

impl KeyId {
    /// From the 16 bytes of `tenc`, `seig` or `pssh` v1 (UUID, big-endian).
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// From the 16 bytes of a PlayReady header (GUID, little-endian fields).
    pub fn from_guid_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes_le(bytes))
    }

    /// A new version 4 UUID from the operating system's generator.
    ///
    /// # Errors
    /// When the generator fails.
    pub fn random() -> Result<Self> {
        Ok(Self(uuid::Builder::from_random_bytes(random_bytes()?).into_uuid()))
    }

    /// The 16 bytes of `tenc`, `seig` or `pssh` v1 (UUID, big-endian).
    pub const fn bytes(&self) -> [u8; 16] {
        *self.0.as_bytes()
    }

    /// The 16 bytes of a PlayReady header (GUID, little-endian fields).
    pub fn guid_bytes(&self) -> [u8; 16] {
        self.0.to_bytes_le()
    }

    /// 32 lower-case hexadecimal digits of the big-endian bytes.
    pub fn hex(&self) -> String {
        text::to_hex(&self.bytes())
    }

    /// Base64 of the little-endian GUID, as PlayReady headers write it.
    pub fn guid_base64(&self) -> String {
        text::to_base64(&self.guid_bytes())
    }

    /// Base64 of the big-endian bytes.
    pub fn base64(&self) -> String {
        text::to_base64(&self.bytes())
    }
}

impl fmt::Display for KeyId {
    /// The dashed, lower-case UUID.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.hyphenated(), f)
    }
}

impl FromStr for KeyId {
    type Err = KeySyntaxError;

    /// Reads a dashed UUID, 32 hexadecimal digits (either may stand in braces), or `guid:` and the base64 text
    /// of the little-endian GUID. Base64 without `guid:` is refused, since it would not tell the byte order.
    fn from_str(input: &str) -> std::result::Result<Self, KeySyntaxError> {
        if let Some((prefix, base64)) = input.split_once(':')
            && prefix.eq_ignore_ascii_case("guid")
        {
            return text::array_from_base64(base64).map(Self::from_guid_bytes).ok_or_else(|| {
                KeySyntaxError("the key ID after \"guid:\" is not base64 of 16 bytes".to_owned())
            });
        }
        let bare = input.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(input);
        let digits = match bare.split('-').map(str::len).collect::<Vec<_>>().as_slice() {
            [32] => Some(bare.to_owned()),
            [8, 4, 4, 4, 12] => Some(bare.replace('-', "")),
            _ => None,
        };
        if let Some(bytes) = digits.and_then(|digits| text::array_from_hex(&digits)) {
            return Ok(Self::from_bytes(bytes));
        }
        if text::array_from_base64::<16>(input).is_some() {
            return Err(KeySyntaxError(
                "a key ID in base64 does not tell its byte order: write guid:BASE64 for the form of PlayReady \
                 headers, or a UUID"
                    .to_owned(),
            ));
        }
        Err(KeySyntaxError(format!(
            "the key ID is not a UUID, 32 hex digits or guid:BASE64 (it has {} characters)",
            input.chars().count()
        )))
    }
}

impl serde::Serialize for KeyId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for KeyId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// UUID, base64 in a PlayReady header, base64 of the big-endian bytes: Microsoft's conversion example in
    /// "DASH content protection using Microsoft PlayReady", and the header specification.
    #[test]
    fn byte_orders() {
        for (uuid, guid_base64, base64) in [
            ("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "rk8d+Ox90BGnZQCgyR5r9g==", "+B1Prn3sEdCnZQCgyR5r9g=="),
            ("da9b5994-600c-2ad0-f96d-f12725780978", "lFmb2gxg0Cr5bfEnJXgJeA==", "2ptZlGAMKtD5bfEnJXgJeA=="),
            ("09e091ab-f838-41d2-9e35-58531fd19ec7", "q5HgCTj40kGeNVhTH9Gexw==", "CeCRq/g4QdKeNVhTH9Gexw=="),
        ] {
            let kid: KeyId = uuid.parse().unwrap();
            assert_eq!(kid.to_string(), uuid);
            assert_eq!(kid.guid_base64(), guid_base64);
            assert_eq!(kid.base64(), base64);
            assert_eq!(format!("guid:{guid_base64}").parse(), Ok(kid));
            assert_eq!(format!("{{{}}}", uuid.to_uppercase()).parse(), Ok(kid));
            assert_eq!(kid.hex().parse(), Ok(kid));
            assert_eq!(KeyId::from_guid_bytes(kid.guid_bytes()), kid);
        }
    }

    #[test]
    fn text_that_is_no_key_id() {
        for wrong in [
            "",
            "guid:",
            "guid:AAAA",
            "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "f81d4fae7dec-11d0-a765-00a0c91e6bf6",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bfg",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf60",
            "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "f81d4fae7dec11d0a76500a0c91e6bf",
            "ｆ81d4fae7dec11d0a76500a0c91e6bf",
        ] {
            assert!(wrong.parse::<KeyId>().is_err(), "{wrong}");
        }
        let error = "rk8d+Ox90BGnZQCgyR5r9g==".parse::<KeyId>().unwrap_err().to_string();
        assert!(error.contains("guid:BASE64"), "{error}");
    }

    #[test]
    fn random_is_a_version_4_uuid() {
        let kid = KeyId::random().unwrap();
        assert_eq!(kid.0.get_version_num(), 4);
        assert_ne!(kid, KeyId::random().unwrap());
    }

    proptest! {
        #[test]
        fn text_forms_round_trip(bytes: [u8; 16]) {
            let kid = KeyId::from_bytes(bytes);
            for text in [kid.to_string(), kid.hex(), format!("guid:{}", kid.guid_base64()), format!("{{{kid}}}")] {
                prop_assert_eq!(text.parse(), Ok(kid));
            }
            prop_assert_eq!(KeyId::from_guid_bytes(kid.guid_bytes()).bytes(), bytes);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,60}") {
            let _ = text.parse::<KeyId>();
        }
    }
}
