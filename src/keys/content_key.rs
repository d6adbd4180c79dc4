//! Content keys: wiped when dropped, never shown by `Debug`, without `Display`.

use std::fmt;
use std::str::FromStr;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::text::{self, KeySyntaxError};
use crate::Result;
use crate::crypto::random_bytes;

/// An AES-128 content key.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct ContentKey([u8; 16]);

impl ContentKey {
    /// From its 16 bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// A new key from the operating system's generator.
    ///
    /// # Errors
    /// When the generator fails.
    pub fn random() -> Result<Self> {
        random_bytes().map(Self)
    }

    /// Its 16 bytes. Callers must not print or log them.
    pub const fn expose(&self) -> &[u8; 16] {
        &self.0
    }

    /// Its 32 lower-case hexadecimal digits, for output that was asked to show keys.
    pub fn expose_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(text::to_hex(&self.0))
    }

    /// Its base64 text, for output that was asked to show keys.
    pub fn expose_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(text::to_base64(&self.0))
    }
}

impl FromStr for ContentKey {
    type Err = KeySyntaxError;

    /// Reads 32 hexadecimal digits or the base64 text of 16 bytes. The two cannot be confused: 32 base64
    /// characters are 24 bytes. The error does not repeat the text.
    fn from_str(text: &str) -> std::result::Result<Self, KeySyntaxError> {
        text::array_from_hex(text).or_else(|| text::array_from_base64(text)).map(Self).ok_or_else(|| {
            KeySyntaxError(format!(
                "the key is not 32 hex digits or base64 of 16 bytes (it has {} characters)",
                text.chars().count()
            ))
        })
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContentKey(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_text_forms_give_the_same_key() {
        let key: ContentKey = "9cb061164b7013eaefcc7d6d18424c2c".parse().unwrap();
        assert_eq!("nLBhFktwE+rvzH1tGEJMLA==".parse(), Ok(key.clone()));
        assert_eq!("9CB061164B7013EAEFCC7D6D18424C2C".parse(), Ok(key.clone()));
        assert_eq!(*key.expose_hex(), "9cb061164b7013eaefcc7d6d18424c2c");
        assert_eq!(*key.expose_base64(), "nLBhFktwE+rvzH1tGEJMLA==");
    }

    #[test]
    fn wrong_text_is_refused_and_not_repeated() {
        for wrong in ["", "9cb061164b7013eaefcc7d6d18424c2", "nLBhFktwE+rvzH1tGEJM", "zz"] {
            let error = wrong.parse::<ContentKey>().unwrap_err().to_string();
            assert!(wrong.is_empty() || !error.contains(wrong), "{error}");
        }
    }

    #[test]
    fn debug_is_redacted() {
        assert_eq!(format!("{:?}", ContentKey::from_bytes([0xab; 16])), "ContentKey(redacted)");
    }

    #[test]
    fn random_keys_differ() {
        assert_ne!(ContentKey::random().unwrap(), ContentKey::random().unwrap());
    }
}
