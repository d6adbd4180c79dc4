//! Four-character codes: the names of boxes, sample entries, brands and schemes.

use std::fmt;

/// A four-character code. Usually printable ASCII, but any four bytes are kept as they are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FourCc(pub [u8; 4]);

impl FourCc {
    /// From a byte string: `FourCc::new(b"tenc")`.
    pub const fn new(code: &[u8; 4]) -> Self {
        Self(*code)
    }

    /// The code as a big-endian number, as crates that know boxes by number want it.
    pub const fn to_u32(self) -> u32 {
        u32::from_be_bytes(self.0)
    }
}

impl From<&[u8; 4]> for FourCc {
    fn from(code: &[u8; 4]) -> Self {
        Self(*code)
    }
}

impl From<[u8; 4]> for FourCc {
    fn from(code: [u8; 4]) -> Self {
        Self(code)
    }
}

impl fmt::Display for FourCc {
    /// Printable ASCII as it is, every other byte and the backslash as `\xNN`, so that no two codes look alike.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &byte in &self.0 {
            match byte {
                b' '..=b'~' if byte != b'\\' => write!(f, "{}", char::from(byte))?,
                _ => write!(f, "\\x{byte:02x}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for FourCc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FourCc({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_printable_bytes_and_escapes_the_rest() {
        assert_eq!(FourCc::new(b"tenc").to_string(), "tenc");
        assert_eq!(FourCc::new(b"url ").to_string(), "url ");
        assert_eq!(FourCc::new(b"\xa9nam").to_string(), "\\xa9nam");
        assert_eq!(FourCc::new(b"\\x41").to_string(), "\\x5cx41");
        assert_eq!(FourCc::new(b"\0\x7f\n1").to_string(), "\\x00\\x7f\\x0a1");
    }

    #[test]
    fn orders_and_numbers_follow_the_bytes() {
        assert!(FourCc::new(b"cbc1") < FourCc::new(b"cenc"));
        assert_eq!(FourCc::new(b"cenc").to_u32(), 0x6365_6e63);
    }
}
