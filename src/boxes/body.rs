//! What every typed box does: read and write its body, side by side in one file per box.

use super::fourcc::FourCc;
use crate::bytes::{ParseError, ParseResult, Reader, Writer};

/// A box body: all bytes after the box header (after the user type for `uuid`).
///
/// Readers take what real files hold, writers follow the specification. Bytes that a reader leaves behind belong to
/// nobody: whether they matter is for the caller to say.
pub trait BoxBody: Sized {
    /// The box type.
    const NAME: FourCc;

    /// The user type of a `uuid` box.
    const USER_TYPE: Option<[u8; 16]> = None;

    /// Reads the body.
    ///
    /// # Errors
    /// When the body breaks the box's syntax, or has a version that is not known.
    fn read(body: &mut Reader<'_>) -> ParseResult<Self>;

    /// Appends the body.
    fn write(&self, w: &mut Writer);
}

/// Version and flags at the start of a `FullBox`, ISO/IEC 14496-12 section 4.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct VersionFlags {
    /// Version of the box's layout.
    pub version: u8,
    /// 24 bits of flags.
    pub flags: u32,
}

impl VersionFlags {
    /// Reads version and flags of a box whose known versions are `0..=newest`.
    ///
    /// # Errors
    /// When four bytes are not left, or when the version is newer: its layout is anyone's guess.
    pub fn read(body: &mut Reader<'_>, newest: u8) -> ParseResult<Self> {
        let offset = body.offset();
        let version = body.u8("version")?;
        let flags = body.u24("flags")?;
        if version > newest {
            return Err(ParseError::unsupported(
                offset,
                format!("version is {version}, known are 0 to {newest}"),
            ));
        }
        Ok(Self { version, flags })
    }

    /// Appends version and flags.
    pub fn write(self, w: &mut Writer) {
        w.u8(self.version);
        w.u24(self.flags);
    }
}

/// What a box writes, for tests.
#[cfg(test)]
pub(super) fn written(body: &impl BoxBody) -> Vec<u8> {
    let mut w = Writer::new();
    body.write(&mut w);
    w.into_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::ParseErrorKind;

    #[test]
    fn version_and_flags_keep_their_bits() {
        let bytes = [1, 0xab, 0xcd, 0xef];
        let read = VersionFlags::read(&mut Reader::new(&bytes, 0), 1).unwrap();
        assert_eq!(read, VersionFlags { version: 1, flags: 0x00ab_cdef });
        let mut w = Writer::new();
        read.write(&mut w);
        assert_eq!(w.as_slice(), bytes);
    }

    #[test]
    fn newer_versions_are_unsupported_not_malformed() {
        let error = VersionFlags::read(&mut Reader::new(&[2, 0, 0, 0], 40), 1).unwrap_err();
        assert_eq!((error.kind, error.offset), (ParseErrorKind::Unsupported, Some(40)));
    }
}
