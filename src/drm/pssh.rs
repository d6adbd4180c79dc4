//! What a `pssh` box holds, ISO/IEC 23001-7 section 8.1, apart from the box tree of a file.

use super::SystemId;
use crate::bytes::{ParseError, ParseResult, Reader, Writer};
use crate::keys::KeyId;
use crate::{Error, Result};

/// The content of a `pssh` box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PsshData {
    /// The DRM system that the data is for.
    pub system_id: SystemId,
    /// Key IDs of a version 1 box. A box with none is written as version 0.
    pub kids: Vec<KeyId>,
    /// The system's own data.
    pub data: Vec<u8>,
}

impl PsshData {
    /// The whole box: size, type, version 1 when there are key IDs and 0 otherwise.
    ///
    /// # Errors
    /// When it does not fit the 32-bit size of a box.
    pub fn to_box(&self) -> Result<Vec<u8>> {
        let mut w = Writer::new();
        w.u32(0);
        w.bytes(b"pssh");
        w.u8(u8::from(!self.kids.is_empty()));
        w.u24(0);
        w.bytes(&self.system_id.bytes());
        if !self.kids.is_empty() {
            w.u32(length(self.kids.len())?);
            for kid in &self.kids {
                w.bytes(&kid.bytes());
            }
        }
        w.u32(length(self.data.len())?);
        w.bytes(&self.data);
        w.patch_u32(0, length(w.len())?);
        Ok(w.into_vec())
    }

    /// Reads the box at `r` and moves past it.
    ///
    /// # Errors
    /// When it is no `pssh` box, is not complete, has bytes left over, or has a version above 1.
    pub fn read_box(r: &mut Reader<'_>) -> ParseResult<Self> {
        let start = r.offset();
        let size = u64::from(r.u32("box size")?);
        let box_type: [u8; 4] = r.array("box type")?;
        if &box_type != b"pssh" {
            let found = box_type.escape_ascii();
            return Err(ParseError::malformed(start, format!("a box of type {found}, expected pssh")));
        }
        let (header, size) = if size == 1 { (16, r.u64("largesize")?) } else { (8, size) };
        let body = size.checked_sub(header).and_then(|body| usize::try_from(body).ok()).ok_or_else(|| {
            ParseError::malformed(start, format!("pssh has box size {size}, expected its real size"))
        })?;
        let mut body = r.sub(body, "pssh")?;
        Self::read_body(&mut body).map_err(|error| error.inside("pssh"))
    }

    fn read_body(r: &mut Reader<'_>) -> ParseResult<Self> {
        let at = r.offset();
        let version = r.u8("version")?;
        if version > 1 {
            return Err(ParseError::unsupported(at, format!("version is {version}, expected 0 or 1")));
        }
        r.u24("flags")?;
        let system_id = SystemId::from_bytes(r.array("SystemID")?);
        let mut kids = Vec::new();
        if version == 1 {
            let count = r.u32("KID_count")?;
            for _ in 0..r.check_count(u64::from(count), 16, "KID_count")? {
                kids.push(KeyId::from_bytes(r.array("KID")?));
            }
        }
        let len = r.u32("DataSize")?;
        let len = r.check_count(u64::from(len), 1, "DataSize")?;
        let data = r.take(len, "Data")?.to_vec();
        r.end("pssh")?;
        Ok(Self { system_id, kids, data })
    }
}

fn length(n: usize) -> Result<u32> {
    u32::try_from(n)
        .map_err(|_| Error::unsupported(format!("a pssh box of {n} bytes does not fit its size field")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> ParseResult<PsshData> {
        let mut r = Reader::new(bytes, 0);
        let pssh = PsshData::read_box(&mut r)?;
        r.end("test")?;
        Ok(pssh)
    }

    #[test]
    fn layout_of_both_versions() {
        let mut pssh = PsshData { system_id: SystemId::COMMON, kids: vec![], data: vec![1, 2, 3] };
        let v0 = pssh.to_box().unwrap();
        assert_eq!(v0[..12], *b"\0\0\0\x23pssh\0\0\0\0");
        assert_eq!(v0[28..], [0, 0, 0, 3, 1, 2, 3]);
        pssh.kids = vec![KeyId::from_bytes([7; 16])];
        let v1 = pssh.to_box().unwrap();
        assert_eq!(v1[..12], *b"\0\0\0\x37pssh\x01\0\0\0");
        assert_eq!(v1[28..48], [[0, 0, 0, 1].as_slice(), &[7; 16]].concat());
    }

    #[test]
    fn what_is_no_pssh_box() {
        let good =
            PsshData { system_id: SystemId::COMMON, kids: vec![KeyId::from_bytes([7; 16])], data: vec![] };
        let good = good.to_box().unwrap();
        assert!(read(&good).is_ok());
        for (place, value) in
            [(0, 1), (3, 0), (3, 7), (3, 51), (3, 53), (4, b'q'), (8, 2), (28, 0x10), (31, 2), (51, 1)]
        {
            let mut wrong = good.clone();
            wrong[place] = value;
            assert!(read(&wrong).is_err(), "byte {place} = {value}");
        }
        for len in 0..good.len() {
            assert!(read(&good[..len]).is_err(), "{len} bytes");
        }
    }

    #[test]
    fn a_64_bit_size() {
        let small = PsshData { system_id: SystemId::COMMON, kids: vec![], data: vec![9] };
        let bytes = small.to_box().unwrap();
        let large = [b"\0\0\0\x01pssh\0\0\0\0\0\0\0\x29".as_slice(), &bytes[8..]].concat();
        assert_eq!(read(&large).unwrap(), small);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(id: [u8; 16], kids: Vec<[u8; 16]>, data: Vec<u8>) {
            let kids = kids.into_iter().map(KeyId::from_bytes).collect();
            let pssh = PsshData { system_id: SystemId::from_bytes(id), kids, data };
            prop_assert_eq!(read(&pssh.to_box().unwrap()), Ok(pssh));
        }

        #[test]
        fn any_bytes_are_read_or_refused(mut bytes: Vec<u8>, typed: bool) {
            if typed && bytes.len() > 8 {
                bytes[..8].copy_from_slice(b"\0\0\0\x40pssh");
            }
            let _ = read(&bytes);
        }
    }
}
