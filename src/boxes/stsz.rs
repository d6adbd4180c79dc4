//! Sample Size Boxes (`stsz`, `stz2`), ISO/IEC 14496-12 section 8.7.3.

use super::BoxNode;
use crate::bytes::{Inside, ParseError, ParseResult};

/// Sizes of all samples of a track, as stored: nothing is unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleSizes {
    count: u32,
    /// The size of every sample, when `field_bits` is 0.
    fixed: u32,
    /// Bits per table entry: 0 (no table), 4, 8, 16 or 32.
    field_bits: u8,
    table: Vec<u8>,
}

impl SampleSizes {
    /// Reads the `stsz` or `stz2` box of an `stbl`.
    ///
    /// # Errors
    /// When both are missing or the one found is malformed.
    pub fn read(stbl: &BoxNode) -> ParseResult<Self> {
        if let Some(stz2) = stbl.child(b"stz2") {
            return Self::read_compact(stz2).inside(|| "stz2".into());
        }
        let stsz = stbl.require(&[b"stsz"])?;
        Self::read_plain(stsz).inside(|| "stsz".into())
    }

    fn read_plain(stsz: &BoxNode) -> ParseResult<Self> {
        let mut r = stsz.reader();
        r.u32("version and flags")?;
        let fixed = r.u32("sample_size")?;
        let count = r.u32("sample_count")?;
        if fixed != 0 {
            return Ok(Self { count, fixed, field_bits: 0, table: Vec::new() });
        }
        let entries = r.check_count(count.into(), 4, "sample_count")?;
        Ok(Self { count, fixed, field_bits: 32, table: r.take(entries * 4, "entry_size")?.to_vec() })
    }

    fn read_compact(stz2: &BoxNode) -> ParseResult<Self> {
        let mut r = stz2.reader();
        r.u32("version and flags")?;
        r.u24("reserved")?;
        let offset = r.offset();
        let field_bits = r.u8("field_size")?;
        if ![4, 8, 16].contains(&field_bits) {
            return Err(ParseError::malformed(
                offset,
                format!("field_size is {field_bits}, expected 4, 8 or 16"),
            ));
        }
        let count = r.u32("sample_count")?;
        let len = (u64::from(count) * u64::from(field_bits)).div_ceil(8);
        let len = r.check_count(len, 1, "sample table size")?;
        Ok(Self { count, fixed: 0, field_bits, table: r.take(len, "entry_size")?.to_vec() })
    }

    /// Number of samples. With a fixed size this is only a claim: nothing in the box backs it.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Size of the sample at `index` (counted from 0) in bytes, `None` past the end.
    pub fn get(&self, index: u32) -> Option<u32> {
        if index >= self.count {
            return None;
        }
        let index = index as usize;
        let bytes = |width: usize| self.table.get(index * width..(index + 1) * width);
        match self.field_bits {
            0 => Some(self.fixed),
            4 => self.table.get(index / 2).map(|b| u32::from(if index % 2 == 0 { b >> 4 } else { b & 15 })),
            8 => self.table.get(index).map(|&b| b.into()),
            16 => bytes(2)?.try_into().ok().map(|b| u16::from_be_bytes(b).into()),
            _ => bytes(4)?.try_into().ok().map(u32::from_be_bytes),
        }
    }
}
