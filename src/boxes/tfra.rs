//! Track Fragment Random Access Box (`tfra`), ISO/IEC 14496-12 section 8.8.10.

use super::{BoxBody, FourCc, VersionFlags};
use crate::bytes::{ParseResult, Reader, Writer};

/// One random access point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TfraEntry {
    /// Presentation time in time units.
    pub time: u64,
    /// Absolute file offset of the `moof`.
    pub moof_offset: u64,
    /// `traf_number`, `trun_number` and `sample_number` as stored.
    pub numbers: Vec<u8>,
}

/// Random access points of one track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tfra {
    /// Version (0: 32-bit, 1: 64-bit times and offsets) and flags.
    pub version_flags: VersionFlags,
    /// `track_ID`.
    pub track_id: u32,
    /// Reserved bits and the sizes of the three numbers, as stored.
    pub lengths: u32,
    /// The entries in order of time.
    pub entries: Vec<TfraEntry>,
}

impl BoxBody for Tfra {
    const NAME: FourCc = FourCc::new(b"tfra");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let version_flags = VersionFlags::read(body, 1)?;
        let wide = version_flags.version == 1;
        let track_id = body.u32("track_ID")?;
        let lengths = body.u32("length_size_of numbers")?;
        let numbers_len = (0..3).map(|i| (lengths >> (2 * i) & 3) as usize + 1).sum::<usize>();
        let count = body.u32("number_of_entry")?;
        let entry_len = numbers_len + if wide { 16 } else { 8 };
        let count = body.check_count(count.into(), entry_len, "number_of_entry")?;
        let number = |body: &mut Reader<'_>, field| {
            if wide { body.u64(field) } else { body.u32(field).map(u64::from) }
        };
        let entries = (0..count)
            .map(|_| {
                Ok(TfraEntry {
                    time: number(body, "time")?,
                    moof_offset: number(body, "moof_offset")?,
                    numbers: body.take(numbers_len, "traf, trun and sample number")?.to_vec(),
                })
            })
            .collect::<ParseResult<_>>()?;
        Ok(Self { version_flags, track_id, lengths, entries })
    }

    fn write(&self, w: &mut Writer) {
        let overflow = self.entries.iter().any(|e| e.moof_offset > u32::MAX.into());
        let version = if overflow { 1 } else { self.version_flags.version };
        VersionFlags { version, ..self.version_flags }.write(w);
        w.u32(self.track_id);
        w.u32(self.lengths);
        w.u32(self.entries.len() as u32);
        for entry in &self.entries {
            for number in [entry.time, entry.moof_offset] {
                // Version 0 holds only numbers that fit.
                if version == 1 { w.u64(number) } else { w.u32(number as u32) }
            }
            w.bytes(&entry.numbers);
        }
    }
}
