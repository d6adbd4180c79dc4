//! `saiz`, sizes of sample auxiliary information: ISO/IEC 14496-12 section 8.7.8.

use super::body::{BoxBody, VersionFlags};
use super::fourcc::FourCc;
use crate::bytes::{ParseResult, Reader, Writer};

/// Flag of `saiz` and `saio`: `aux_info_type` and its parameter follow.
const HAS_TYPE: u32 = 1;

/// Which auxiliary information a `saiz` or `saio` box is about. Without it, a protected track means its scheme type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuxInfoType {
    /// `aux_info_type`.
    pub aux_info_type: FourCc,
    /// `aux_info_type_parameter`.
    pub aux_info_type_parameter: u32,
}

impl AuxInfoType {
    /// Reads version and flags and, if they say so, the type.
    pub(super) fn read(body: &mut Reader<'_>, newest: u8) -> ParseResult<(u8, Option<Self>)> {
        let VersionFlags { version, flags } = VersionFlags::read(body, newest)?;
        if flags & HAS_TYPE == 0 {
            return Ok((version, None));
        }
        let aux_info_type = FourCc(body.array("aux_info_type")?);
        let aux_info_type_parameter = body.u32("aux_info_type_parameter")?;
        Ok((version, Some(Self { aux_info_type, aux_info_type_parameter })))
    }

    /// Appends version and flags and the type, if there is one.
    pub(super) fn write(version: u8, kind: Option<Self>, w: &mut Writer) {
        VersionFlags { version, flags: if kind.is_some() { HAS_TYPE } else { 0 } }.write(w);
        if let Some(kind) = kind {
            w.bytes(&kind.aux_info_type.0);
            w.u32(kind.aux_info_type_parameter);
        }
    }
}

/// Sizes in bytes of the auxiliary information of each sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuxInfoSizes {
    /// All samples have the same size.
    Uniform {
        /// `default_sample_info_size`, not 0.
        size: u8,
        /// `sample_count`.
        count: u32,
    },
    /// One size per sample.
    Table(Vec<u8>),
}

/// The body of `saiz`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saiz {
    /// What the sizes are about, if it says so.
    pub kind: Option<AuxInfoType>,
    /// One size per sample.
    pub sizes: AuxInfoSizes,
}

impl Saiz {
    /// Sizes in the shortest form: one size if all samples share it.
    pub fn new(sizes: Vec<u8>) -> Self {
        let sizes = match (sizes.first(), u32::try_from(sizes.len())) {
            (Some(&size), Ok(count)) if size != 0 && sizes.iter().all(|&s| s == size) => {
                AuxInfoSizes::Uniform { size, count }
            }
            _ => AuxInfoSizes::Table(sizes),
        };
        Self { kind: None, sizes }
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        match &self.sizes {
            AuxInfoSizes::Uniform { count, .. } => *count as usize,
            AuxInfoSizes::Table(sizes) => sizes.len(),
        }
    }

    /// Whether no sample has a size.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Size in bytes for one sample, counted from 0.
    pub fn get(&self, sample: usize) -> Option<u8> {
        match &self.sizes {
            AuxInfoSizes::Uniform { size, count } => (sample < *count as usize).then_some(*size),
            AuxInfoSizes::Table(sizes) => sizes.get(sample).copied(),
        }
    }

    /// Size in bytes of all samples together.
    pub fn total(&self) -> u64 {
        match &self.sizes {
            AuxInfoSizes::Uniform { size, count } => u64::from(*size) * u64::from(*count),
            AuxInfoSizes::Table(sizes) => sizes.iter().map(|&size| u64::from(size)).sum(),
        }
    }
}

impl BoxBody for Saiz {
    const NAME: FourCc = FourCc::new(b"saiz");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let (_, kind) = AuxInfoType::read(body, 0)?;
        let size = body.u8("default_sample_info_size")?;
        let count = body.u32("sample_count")?;
        let sizes = if size == 0 {
            let count = body.check_count(u64::from(count), 1, "sample_count")?;
            AuxInfoSizes::Table(body.take(count, "sample_info_size")?.to_vec())
        } else {
            AuxInfoSizes::Uniform { size, count }
        };
        Ok(Self { kind, sizes })
    }

    fn write(&self, w: &mut Writer) {
        AuxInfoType::write(0, self.kind, w);
        match &self.sizes {
            AuxInfoSizes::Uniform { size, count } => {
                w.u8(*size);
                w.u32(*count);
            }
            AuxInfoSizes::Table(sizes) => {
                w.u8(0);
                w.u32(sizes.len() as u32);
                w.bytes(sizes);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boxes::body::written;

    fn read(bytes: &[u8]) -> ParseResult<Saiz> {
        Saiz::read(&mut Reader::new(bytes, 0))
    }

    #[test]
    fn uniform_sizes_take_one_byte() {
        let saiz = Saiz::new(vec![8; 3]);
        assert_eq!(written(&saiz), b"\0\0\0\0\x08\0\0\0\x03");
        assert_eq!(read(&written(&saiz)).unwrap(), saiz);
        assert_eq!((saiz.get(2), saiz.get(3), saiz.total(), saiz.len()), (Some(8), None, 24, 3));
    }

    #[test]
    fn different_sizes_and_the_type() {
        let mut saiz = Saiz::new(vec![16, 22, 0]);
        saiz.kind = Some(AuxInfoType { aux_info_type: FourCc::new(b"cenc"), aux_info_type_parameter: 0 });
        let bytes = b"\0\0\0\x01cenc\0\0\0\0\0\0\0\0\x03\x10\x16\0";
        assert_eq!(written(&saiz), bytes);
        assert_eq!(read(bytes).unwrap(), saiz);
        assert_eq!((saiz.get(1), saiz.get(3), saiz.total()), (Some(22), None, 38));
    }

    #[test]
    fn empty_and_zero_sizes_stay_tables() {
        assert_eq!(written(&Saiz::new(vec![])), b"\0\0\0\0\0\0\0\0\0");
        assert_eq!(read(b"\0\0\0\0\0\0\0\0\x02\0\0").unwrap(), Saiz::new(vec![0, 0]));
    }

    #[test]
    fn a_count_beyond_the_box_is_malformed() {
        assert!(read(b"\0\0\0\0\0\xff\xff\xff\xff\x08\x08").unwrap_err().message.contains("4294967295"));
        assert_eq!(read(b"\0\0\0\0\x08\xff\xff\xff\xff").unwrap().len(), 0xffff_ffff);
    }
}
