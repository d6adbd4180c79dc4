//! Segment Index Box (`sidx`), ISO/IEC 14496-12 section 8.16.3.

use super::{BoxBody, FourCc, VersionFlags};
use crate::bytes::{ParseResult, Reader, Writer};

/// One referenced piece of media or of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SidxReference {
    /// `reference_type`: whether another `sidx` is referenced.
    pub to_index: bool,
    /// `referenced_size` in bytes, 31 bits.
    pub size: u32,
    /// `subsegment_duration` in time units.
    pub duration: u32,
    /// `starts_with_SAP`, `SAP_type` and `SAP_delta_time` as stored.
    pub sap: u32,
}

/// An index of the bytes that follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sidx {
    /// Version (0: 32-bit, 1: 64-bit times and offsets) and flags.
    pub version_flags: VersionFlags,
    /// `reference_ID`.
    pub reference_id: u32,
    /// `timescale` in units per second.
    pub timescale: u32,
    /// `earliest_presentation_time` in time units.
    pub earliest_presentation_time: u64,
    /// `first_offset` in bytes from the end of this box to the first referenced byte.
    pub first_offset: u64,
    /// The references in order; they lie one behind the other.
    pub references: Vec<SidxReference>,
}

impl BoxBody for Sidx {
    const NAME: FourCc = FourCc::new(b"sidx");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let version_flags = VersionFlags::read(body, 1)?;
        let wide = version_flags.version == 1;
        let reference_id = body.u32("reference_ID")?;
        let timescale = body.u32("timescale")?;
        let number = |body: &mut Reader<'_>, field| {
            if wide { body.u64(field) } else { body.u32(field).map(u64::from) }
        };
        let earliest_presentation_time = number(body, "earliest_presentation_time")?;
        let first_offset = number(body, "first_offset")?;
        body.u16("reserved")?;
        let count = body.u16("reference_count")?;
        let count = body.check_count(count.into(), 12, "reference_count")?;
        let references = (0..count)
            .map(|_| {
                let word = body.u32("referenced_size")?;
                Ok(SidxReference {
                    to_index: word >> 31 == 1,
                    size: word & 0x7fff_ffff,
                    duration: body.u32("subsegment_duration")?,
                    sap: body.u32("SAP_type")?,
                })
            })
            .collect::<ParseResult<_>>()?;
        Ok(Self {
            version_flags,
            reference_id,
            timescale,
            earliest_presentation_time,
            first_offset,
            references,
        })
    }

    fn write(&self, w: &mut Writer) {
        self.version_flags.write(w);
        w.u32(self.reference_id);
        w.u32(self.timescale);
        let wide = self.version_flags.version == 1;
        for number in [self.earliest_presentation_time, self.first_offset] {
            // Version 0 was read from 32 bits.
            if wide { w.u64(number) } else { w.u32(number as u32) }
        }
        w.u16(0);
        w.u16(self.references.len() as u16);
        for reference in &self.references {
            w.u32(u32::from(reference.to_index) << 31 | reference.size);
            w.u32(reference.duration);
            w.u32(reference.sap);
        }
    }
}
