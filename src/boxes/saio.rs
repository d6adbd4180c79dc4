//! `saio`, offsets of sample auxiliary information: ISO/IEC 14496-12 section 8.7.9.

use super::body::BoxBody;
use super::fourcc::FourCc;
use super::saiz::AuxInfoType;
use crate::bytes::{ParseResult, Reader, Writer};

/// The body of `saio`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saio {
    /// Whether offsets have 64 bits (version 1). Writing switches to 64 bits when an offset needs it.
    pub wide: bool,
    /// What the offsets are about, if it says so.
    pub kind: Option<AuxInfoType>,
    /// Where the information begins: absolute in a movie, from the base data offset (usually the start of `moof`) in a
    /// fragment. One offset means that all information lies together, more are one per chunk or run.
    pub offsets: Vec<u64>,
}

impl Saio {
    /// One place for all samples.
    pub fn single(offset: u64) -> Self {
        Self { wide: false, kind: None, offsets: vec![offset] }
    }

    fn version(&self) -> u8 {
        u8::from(self.wide || self.offsets.iter().any(|&offset| offset > u64::from(u32::MAX)))
    }
}

impl BoxBody for Saio {
    const NAME: FourCc = FourCc::new(b"saio");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let (version, kind) = AuxInfoType::read(body, 1)?;
        let wide = version == 1;
        let count = u64::from(body.u32("entry_count")?);
        let count = body.check_count(count, if wide { 8 } else { 4 }, "entry_count")?;
        let offsets = (0..count)
            .map(|_| if wide { body.u64("offset") } else { body.u32("offset").map(u64::from) })
            .collect::<ParseResult<_>>()?;
        Ok(Self { wide, kind, offsets })
    }

    fn write(&self, w: &mut Writer) {
        let version = self.version();
        AuxInfoType::write(version, self.kind, w);
        w.u32(self.offsets.len() as u32);
        for &offset in &self.offsets {
            if version == 1 { w.u64(offset) } else { w.u32(offset as u32) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boxes::body::written;

    fn read(bytes: &[u8]) -> ParseResult<Saio> {
        Saio::read(&mut Reader::new(bytes, 0))
    }

    #[test]
    fn narrow_and_wide_offsets() {
        assert_eq!(written(&Saio::single(0x1234)), b"\0\0\0\0\0\0\0\x01\0\0\x12\x34");
        let wide = Saio { wide: true, ..Saio::single(0x1234) };
        assert_eq!(written(&wide), b"\x01\0\0\0\0\0\0\x01\0\0\0\0\0\0\x12\x34");
        assert_eq!(read(&written(&wide)).unwrap(), wide);
        let far = Saio::single(1 << 32);
        assert_eq!(read(&written(&far)).unwrap(), Saio { wide: true, ..far });
    }

    #[test]
    fn several_offsets_and_the_type() {
        let bytes = b"\0\0\0\x01cbcs\0\0\0\x02\0\0\0\x02\0\0\0\x05\0\0\0\x06";
        let saio = read(bytes).unwrap();
        assert_eq!(saio.offsets, [5, 6]);
        assert_eq!(saio.kind.unwrap().aux_info_type_parameter, 2);
        assert_eq!(written(&saio), bytes);
    }

    #[test]
    fn a_count_beyond_the_box_is_malformed() {
        assert!(read(b"\0\0\0\0\0\0\0\x02\0\0\0\x05").is_err());
        assert!(read(b"\x01\0\0\0\0\0\0\x01\0\0\0\x05").is_err());
    }
}
