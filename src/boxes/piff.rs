//! The `uuid` boxes of PIFF 1.1, sections 5.3.1 to 5.3.3: the forerunners of `pssh`, `senc` and `tenc`.

use super::body::{BoxBody, VersionFlags};
use super::fourcc::FourCc;
use super::senc::Senc;
use crate::bytes::{ParseResult, Reader, Writer};
use crate::keys::KeyId;

const UUID: FourCc = FourCc::new(b"uuid");

/// Flag of [`PiffSenc`]: the box brings its own algorithm, IV size and key ID.
const OVERRIDES: u32 = 1;

/// Algorithm, IV size and key ID: the content of [`PiffTenc`], and what [`PiffSenc`] may override.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PiffEncryption {
    /// `AlgorithmID`, 24 bits: 0 not encrypted, 1 AES-CTR, 2 AES-CBC with an IV per sample.
    pub algorithm_id: u32,
    /// `IV_size`: 8 or 16 bytes; 0 when not encrypted.
    pub iv_size: u8,
    /// `KID`. PIFF stores it as Common Encryption does, big-endian.
    pub kid: KeyId,
}

impl PiffEncryption {
    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let algorithm_id = body.u24("AlgorithmID")?;
        let protected = u8::from(algorithm_id != 0);
        let iv_size = super::tenc::read_iv_size(body, protected, "IV_size")?;
        Ok(Self { algorithm_id, iv_size, kid: KeyId::from_bytes(body.array("KID")?) })
    }

    fn write(&self, w: &mut Writer) {
        w.u24(self.algorithm_id);
        w.u8(self.iv_size);
        w.bytes(&self.kid.bytes());
    }
}

/// Track encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PiffTenc(pub PiffEncryption);

impl BoxBody for PiffTenc {
    const NAME: FourCc = UUID;
    const USER_TYPE: Option<[u8; 16]> = Some(0x8974_dbce_7be7_4c51_84f9_7148_f988_2554_u128.to_be_bytes());

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        VersionFlags::read(body, 0)?;
        Ok(Self(PiffEncryption::read(body)?))
    }

    fn write(&self, w: &mut Writer) {
        VersionFlags::default().write(w);
        self.0.write(w);
    }
}

/// Sample encryption: the layout of `senc`, with overrides before the sample count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PiffSenc {
    /// What these samples have instead of the track's defaults.
    pub overrides: Option<PiffEncryption>,
    /// Entries, as in `senc`. Its flags do not have bit 0, which follows from `overrides`.
    pub senc: Senc,
}

impl PiffSenc {
    /// Bytes from the start of the body to the first entry.
    pub fn entries_offset(&self) -> usize {
        Senc::ENTRIES_OFFSET + if self.overrides.is_some() { 20 } else { 0 }
    }
}

impl BoxBody for PiffSenc {
    const NAME: FourCc = UUID;
    const USER_TYPE: Option<[u8; 16]> = Some(0xa239_4f52_5a9b_4f14_a244_6c42_7c64_8df4_u128.to_be_bytes());

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let VersionFlags { flags, .. } = VersionFlags::read(body, 0)?;
        let overrides = if flags & OVERRIDES != 0 { Some(PiffEncryption::read(body)?) } else { None };
        let senc = Senc::read_counted(flags & !OVERRIDES, body)?;
        Ok(Self { overrides, senc })
    }

    fn write(&self, w: &mut Writer) {
        let bit = if self.overrides.is_some() { OVERRIDES } else { 0 };
        VersionFlags { version: 0, flags: self.senc.flags & !OVERRIDES | bit }.write(w);
        if let Some(overrides) = &self.overrides {
            overrides.write(w);
        }
        self.senc.write_counted(w);
    }
}

/// Protection system specific header: the layout of `pssh` version 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PiffPssh {
    /// `SystemID`: the UUID of the protection system, big-endian.
    pub system_id: [u8; 16],
    /// `Data`.
    pub data: Vec<u8>,
}

impl BoxBody for PiffPssh {
    const NAME: FourCc = UUID;
    const USER_TYPE: Option<[u8; 16]> = Some(0xd08a_4f18_10f3_4a82_b6c8_32d8_aba1_83d3_u128.to_be_bytes());

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        VersionFlags::read(body, 0)?;
        let system_id = body.array("SystemID")?;
        let size = body.u32("DataSize")?;
        Ok(Self { system_id, data: body.take(size as usize, "Data")?.to_vec() })
    }

    fn write(&self, w: &mut Writer) {
        VersionFlags::default().write(w);
        w.bytes(&self.system_id);
        w.u32(self.data.len() as u32);
        w.bytes(&self.data);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boxes::body::written;

    #[test]
    fn user_types_are_those_of_the_specification() {
        assert_eq!(PiffTenc::USER_TYPE.unwrap()[..4], [0x89, 0x74, 0xdb, 0xce]);
        assert_eq!(PiffSenc::USER_TYPE.unwrap()[12..], [0x7c, 0x64, 0x8d, 0xf4]);
        assert_eq!(PiffPssh::USER_TYPE.unwrap()[8..10], [0xb6, 0xc8]);
    }

    #[test]
    fn track_encryption() {
        let bytes = b"\0\0\0\0\0\0\x02\x101234567890123456";
        let tenc = PiffTenc::read(&mut Reader::new(bytes, 0)).unwrap();
        assert_eq!((tenc.0.algorithm_id, tenc.0.iv_size), (2, 16));
        assert_eq!(written(&tenc), bytes);
        assert!(PiffTenc::read(&mut Reader::new(b"\0\0\0\0\0\0\x02\x031234567890123456", 0)).is_err());
    }

    #[test]
    fn samples_with_and_without_overrides() {
        let plain = b"\0\0\0\x02\0\0\0\x01IIIIIIII\0\x01\0\x05\0\0\0\x10";
        let senc = PiffSenc::read(&mut Reader::new(plain, 0)).unwrap();
        assert_eq!((senc.overrides, senc.entries_offset()), (None, 8));
        assert_eq!(senc.senc.entries(8, 0).unwrap().count(), 1);
        assert_eq!(written(&senc), plain);

        let own = b"\0\0\0\x03\0\0\x01\x081234567890123456\0\0\0\x01IIIIIIII\0\x01\0\x05\0\0\0\x10";
        let senc = PiffSenc::read(&mut Reader::new(own, 0)).unwrap();
        assert_eq!(senc.overrides.unwrap().iv_size, 8);
        assert_eq!(own[senc.entries_offset()..], senc.senc.data);
        assert_eq!(written(&senc), own);
    }

    #[test]
    fn header() {
        let bytes = b"\0\0\0\0SystemID of 16 b\0\0\0\x03abc";
        let pssh = PiffPssh::read(&mut Reader::new(bytes, 0)).unwrap();
        assert_eq!(pssh.data, b"abc");
        assert_eq!(written(&pssh), bytes);
    }
}
