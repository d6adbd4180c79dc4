//! `tenc`, track encryption: ISO/IEC 23001-7 section 8.2. The defaults of a track; `seig` groups may say otherwise.

use std::fmt;

use super::body::{BoxBody, VersionFlags};
use super::fourcc::FourCc;
use crate::bytes::{ParseError, ParseResult, Reader, Writer};
use crate::keys::KeyId;

/// A pattern of encrypted and clear 16-byte blocks (`crypt_byte_block`, `skip_byte_block`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Pattern {
    /// Encrypted blocks in a row, 0 to 15. 0 with `skip_byte_block` 0 means no pattern: every block is encrypted.
    pub crypt_byte_block: u8,
    /// Clear blocks after them, 0 to 15.
    pub skip_byte_block: u8,
}

impl Pattern {
    /// No pattern: every block is encrypted.
    pub const NONE: Self = Self { crypt_byte_block: 0, skip_byte_block: 0 };

    /// One encrypted block, nine clear ones: what players expect of cbcs and cens video.
    pub const ONE_IN_TEN: Self = Self { crypt_byte_block: 1, skip_byte_block: 9 };

    /// From the byte that holds both nibbles.
    pub const fn from_byte(byte: u8) -> Self {
        Self { crypt_byte_block: byte >> 4, skip_byte_block: byte & 0x0f }
    }

    /// Both nibbles in one byte, as `tenc` and `seig` store them.
    pub const fn to_byte(self) -> u8 {
        self.crypt_byte_block << 4 | self.skip_byte_block & 0x0f
    }

    /// Whether both fields are 0, which says "no pattern" in a box.
    pub const fn is_none(self) -> bool {
        self.crypt_byte_block == 0 && self.skip_byte_block == 0
    }

    /// Whether blocks stay clear inside protected bytes. 10:0 and 0:0 differ in the box, but not in the bytes.
    pub const fn skips(self) -> bool {
        self.skip_byte_block != 0
    }
}

impl fmt::Display for Pattern {
    /// `1:9`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.crypt_byte_block, self.skip_byte_block)
    }
}

/// The body of `tenc`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenc {
    /// 0, or 1 for boxes with a pattern or a constant IV. Writing raises 0 to 1 when a field needs it.
    pub version: u8,
    /// `default_isProtected`: 0 clear, 1 protected. Some old files have 2 for AES-CBC, as in PIFF.
    pub default_is_protected: u8,
    /// `default_Per_Sample_IV_Size`: 8 or 16 bytes; 0 when the IV is constant or the samples are clear.
    pub default_per_sample_iv_size: u8,
    /// `default_KID`.
    pub default_kid: KeyId,
    /// Encrypted and clear blocks; always [`Pattern::NONE`] in version 0.
    pub default_pattern: Pattern,
    /// `default_constant_IV`, 8 or 16 bytes: only of protected tracks without IVs per sample.
    pub default_constant_iv: Option<Vec<u8>>,
}

impl Tenc {
    fn needs_version_1(&self) -> bool {
        !self.default_pattern.is_none() || self.constant_iv_to_write().is_some()
    }

    fn constant_iv_to_write(&self) -> Option<&[u8]> {
        self.default_constant_iv
            .as_deref()
            .filter(|_| self.default_is_protected != 0 && self.default_per_sample_iv_size == 0)
    }
}

impl BoxBody for Tenc {
    const NAME: FourCc = FourCc::new(b"tenc");

    /// Takes a protected track without any IV, which clear leads have in some files: whoever decrypts will miss it.
    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let VersionFlags { version, .. } = VersionFlags::read(body, 1)?;
        body.u8("reserved")?;
        let blocks = body.u8("default_crypt_byte_block")?;
        let default_is_protected = body.u8("default_isProtected")?;
        let default_per_sample_iv_size =
            read_iv_size(body, default_is_protected, "default_Per_Sample_IV_Size")?;
        let default_kid = KeyId::from_bytes(body.array("default_KID")?);
        let default_constant_iv = if default_is_protected != 0 && default_per_sample_iv_size == 0 {
            read_constant_iv(body, "default_constant_IV")?
        } else {
            None
        };
        Ok(Self {
            version,
            default_is_protected,
            default_per_sample_iv_size,
            default_kid,
            default_pattern: if version == 0 { Pattern::NONE } else { Pattern::from_byte(blocks) },
            default_constant_iv,
        })
    }

    fn write(&self, w: &mut Writer) {
        let version = if self.needs_version_1() { 1 } else { self.version };
        VersionFlags { version, flags: 0 }.write(w);
        w.u8(0);
        w.u8(if version == 0 { 0 } else { self.default_pattern.to_byte() });
        w.u8(self.default_is_protected);
        w.u8(self.default_per_sample_iv_size);
        w.bytes(&self.default_kid.bytes());
        if let Some(iv) = self.constant_iv_to_write() {
            w.u8(iv.len() as u8);
            w.bytes(iv);
        }
    }
}

/// Reads the size of IVs: 0, 8 or 16 bytes. Clear samples have none, so any size is taken there.
pub(super) fn read_iv_size(body: &mut Reader<'_>, is_protected: u8, field: &str) -> ParseResult<u8> {
    let offset = body.offset();
    let size = body.u8(field)?;
    if is_protected == 0 || matches!(size, 0 | 8 | 16) {
        return Ok(size);
    }
    Err(ParseError::malformed(offset, format!("{field} is {size}, expected 0, 8 or 16")))
}

/// Reads a constant IV with its size in front: 8 or 16 bytes. None where the box ends instead.
pub(super) fn read_constant_iv(body: &mut Reader<'_>, field: &str) -> ParseResult<Option<Vec<u8>>> {
    if body.is_empty() {
        return Ok(None);
    }
    let offset = body.offset();
    let size = body.u8(field)?;
    if !matches!(size, 8 | 16) {
        return Err(ParseError::malformed(offset, format!("{field} has {size} bytes, expected 8 or 16")));
    }
    Ok(Some(body.take(usize::from(size), field)?.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boxes::body::written;

    const KID: KeyId = KeyId::from_bytes(*b"1234567890123456");

    fn cenc() -> Tenc {
        Tenc {
            version: 0,
            default_is_protected: 1,
            default_per_sample_iv_size: 8,
            default_kid: KID,
            default_pattern: Pattern::NONE,
            default_constant_iv: None,
        }
    }

    fn read(bytes: &[u8]) -> ParseResult<Tenc> {
        Tenc::read(&mut Reader::new(bytes, 0))
    }

    #[test]
    fn version_0_of_cenc() {
        let bytes = *b"\0\0\0\0\0\0\x01\x081234567890123456";
        assert_eq!(read(&bytes).unwrap(), cenc());
        assert_eq!(written(&cenc()), bytes);
    }

    #[test]
    fn version_1_of_cbcs_video_and_audio() {
        let mut cbcs = Tenc {
            version: 0,
            default_per_sample_iv_size: 0,
            default_pattern: Pattern::ONE_IN_TEN,
            default_constant_iv: Some(vec![7; 16]),
            ..cenc()
        };
        let mut bytes = b"\x01\0\0\0\0\x19\x01\x001234567890123456\x10".to_vec();
        bytes.extend([7; 16]);
        assert_eq!(written(&cbcs), bytes);
        cbcs.version = 1;
        assert_eq!(read(&bytes).unwrap(), cbcs);

        cbcs.default_pattern = Pattern::NONE;
        bytes[5] = 0;
        assert_eq!(written(&cbcs), bytes);
        assert_eq!(read(&bytes).unwrap(), cbcs);
    }

    #[test]
    fn clear_tracks_may_end_after_the_key_id() {
        let clear = read(b"\0\0\0\0\0\0\0\x001234567890123456").unwrap();
        assert_eq!((clear.default_is_protected, clear.default_constant_iv.as_ref()), (0, None));
        assert_eq!(written(&clear), b"\0\0\0\0\0\0\0\x001234567890123456");
    }

    #[test]
    fn version_0_has_no_pattern_and_trailing_bytes_are_left() {
        let mut body = Reader::new(b"\0\0\0\0\0\x19\x01\x081234567890123456zz", 0);
        assert_eq!(Tenc::read(&mut body).unwrap(), cenc());
        assert_eq!(body.remaining(), 2);
    }

    #[test]
    fn sizes_that_cannot_be_are_malformed() {
        let error = read(b"\0\0\0\0\0\0\x01\x051234567890123456").unwrap_err();
        assert_eq!((error.offset, error.message.contains("expected 0, 8 or 16")), (Some(7), true));
        assert!(read(b"\x01\0\0\0\0\x19\x01\x001234567890123456\x07abcdefg").is_err());
        assert!(read(b"\x01\0\0\0\0\x19\x01\x001234567890123456\x08abcdefg").is_err());
        assert!(read(b"\0\0\0\0\0\0\x01\x08123456789012345").is_err());
        assert!(read(b"\x02\0\0\0\0\0\x01\x081234567890123456").is_err());
    }

    #[test]
    fn patterns_pack_into_nibbles() {
        assert_eq!(Pattern::ONE_IN_TEN.to_byte(), 0x19);
        assert_eq!(Pattern::from_byte(0xa0), Pattern { crypt_byte_block: 10, skip_byte_block: 0 });
        assert_eq!(Pattern::from_byte(0x55).to_string(), "5:5");
        assert!(!Pattern::from_byte(0xa0).is_none() && !Pattern::from_byte(0xa0).skips());
    }
}
