//! `pssh`, protection system specific header: ISO/IEC 23001-7 section 8.1.

use super::body::{BoxBody, VersionFlags};
use super::fourcc::FourCc;
use crate::bytes::{ParseResult, Reader, Writer};
use crate::keys::KeyId;

/// The body of `pssh`. What `data` means is up to the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pssh {
    /// 0, or 1 with key IDs. Writing raises 0 to 1 when there are key IDs.
    pub version: u8,
    /// `SystemID`: the UUID of the protection system, big-endian.
    pub system_id: [u8; 16],
    /// `KID`s, version 1 only.
    pub kids: Vec<KeyId>,
    /// `Data`.
    pub data: Vec<u8>,
}

impl BoxBody for Pssh {
    const NAME: FourCc = FourCc::new(b"pssh");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let VersionFlags { version, .. } = VersionFlags::read(body, 1)?;
        let system_id = body.array("SystemID")?;
        let mut kids = Vec::new();
        if version == 1 {
            let count = u64::from(body.u32("KID_count")?);
            for _ in 0..body.check_count(count, 16, "KID_count")? {
                kids.push(KeyId::from_bytes(body.array("KID")?));
            }
        }
        let size = body.u32("DataSize")?;
        let data = body.take(size as usize, "Data")?.to_vec();
        Ok(Self { version, system_id, kids, data })
    }

    fn write(&self, w: &mut Writer) {
        let version = if self.kids.is_empty() { self.version } else { 1 };
        VersionFlags { version, flags: 0 }.write(w);
        w.bytes(&self.system_id);
        if version == 1 {
            w.u32(self.kids.len() as u32);
            for kid in &self.kids {
                w.bytes(&kid.bytes());
            }
        }
        w.u32(self.data.len() as u32);
        w.bytes(&self.data);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boxes::body::written;

    fn read(bytes: &[u8]) -> ParseResult<Pssh> {
        Pssh::read(&mut Reader::new(bytes, 0))
    }

    #[test]
    fn version_0() {
        let bytes = b"\0\0\0\0SystemID of 16 b\0\0\0\x03abc";
        let pssh = read(bytes).unwrap();
        assert_eq!((&pssh.system_id, &*pssh.data), (b"SystemID of 16 b", &b"abc"[..]));
        assert_eq!(written(&pssh), bytes);
    }

    #[test]
    fn version_1_lists_key_ids() {
        let bytes = b"\x01\0\0\0SystemID of 16 b\0\0\0\x0212345678901234566543210987654321\0\0\0\0";
        let mut pssh = read(bytes).unwrap();
        assert_eq!(pssh.kids, [*b"1234567890123456", *b"6543210987654321"].map(KeyId::from_bytes));
        assert_eq!(written(&pssh), bytes);
        pssh.version = 0;
        assert_eq!(written(&pssh), bytes);
        pssh.kids.clear();
        assert_eq!(written(&pssh), b"\0\0\0\0SystemID of 16 b\0\0\0\0");
        pssh.version = 1;
        assert_eq!(written(&pssh), b"\x01\0\0\0SystemID of 16 b\0\0\0\0\0\0\0\0");
    }

    #[test]
    fn sizes_beyond_the_box_are_malformed() {
        assert!(read(b"\0\0\0\0SystemID of 16 b\xff\xff\xff\xffabc").is_err());
        assert!(read(b"\x01\0\0\0SystemID of 16 b\xff\xff\xff\xff\0\0\0\0").is_err());
        assert!(read(b"\0\0\0\0SystemID of 16 ").is_err());
    }
}
