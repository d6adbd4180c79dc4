//! Track Fragment Run Box (`trun`), ISO/IEC 14496-12 section 8.8.8.

use super::{BoxBody, FourCc, VersionFlags};
use crate::bytes::{ParseResult, Reader, Writer};

/// A run of samples that lie one behind the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trun {
    /// Version and flags as stored.
    pub version_flags: VersionFlags,
    /// Number of samples.
    pub sample_count: u32,
    /// `data_offset` from the base data offset.
    pub data_offset: Option<i32>,
    /// `first_sample_flags`.
    pub first_sample_flags: Option<u32>,
    /// The per-sample fields as stored.
    table: Vec<u8>,
}

/// The per-sample fields that are present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct TrunSample {
    /// `sample_duration` in time units.
    pub duration: Option<u32>,
    /// `sample_size` in bytes.
    pub size: Option<u32>,
    /// `sample_flags`.
    pub flags: Option<u32>,
    /// `sample_composition_time_offset` as stored (signed in version 1).
    pub composition_time_offset: Option<u32>,
}

const DATA_OFFSET: u32 = 0x001;
const FIRST_SAMPLE_FLAGS: u32 = 0x004;
const SAMPLE_FIELDS: [u32; 4] = [0x100, 0x200, 0x400, 0x800];

impl Trun {
    fn has(&self, flag: u32) -> bool {
        self.version_flags.flags & flag != 0
    }

    fn entry_len(flags: u32) -> usize {
        SAMPLE_FIELDS.iter().filter(|&&f| flags & f != 0).count() * 4
    }

    /// The samples in order.
    pub fn samples(&self) -> impl Iterator<Item = TrunSample> + '_ {
        let len = Self::entry_len(self.version_flags.flags);
        (0..self.sample_count as usize).map(move |index| {
            let entry = self.table.get(index * len..(index + 1) * len).unwrap_or_default();
            let mut words = entry.chunks_exact(4).filter_map(|c| c.try_into().ok().map(u32::from_be_bytes));
            let mut field = |flag| if self.has(flag) { words.next() } else { None };
            let [duration, size, flags, offset] = SAMPLE_FIELDS;
            TrunSample {
                duration: field(duration),
                size: field(size),
                flags: field(flags),
                composition_time_offset: field(offset),
            }
        })
    }
}

impl BoxBody for Trun {
    const NAME: FourCc = FourCc::new(b"trun");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let version_flags = VersionFlags::read(body, 1)?;
        let sample_count = body.u32("sample_count")?;
        let data_offset =
            if version_flags.flags & DATA_OFFSET != 0 { Some(body.i32("data_offset")?) } else { None };
        let first_sample_flags = if version_flags.flags & FIRST_SAMPLE_FLAGS != 0 {
            Some(body.u32("first_sample_flags")?)
        } else {
            None
        };
        let entry_len = Self::entry_len(version_flags.flags);
        let count = body.check_count(sample_count.into(), entry_len, "sample_count")?;
        let table = body.take(count * entry_len, "samples")?.to_vec();
        Ok(Self { version_flags, sample_count, data_offset, first_sample_flags, table })
    }

    fn write(&self, w: &mut Writer) {
        let mut flags = self.version_flags.flags & !DATA_OFFSET;
        if self.data_offset.is_some() {
            flags |= DATA_OFFSET;
        }
        VersionFlags { flags, ..self.version_flags }.write(w);
        w.u32(self.sample_count);
        if let Some(offset) = self.data_offset {
            w.bytes(&offset.to_be_bytes());
        }
        if let Some(flags) = self.first_sample_flags {
            w.u32(flags);
        }
        w.bytes(&self.table);
    }
}
