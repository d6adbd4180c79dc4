//! Track Fragment Header Box (`tfhd`), ISO/IEC 14496-12 section 8.8.7.

use super::{BoxBody, FourCc, VersionFlags};
use crate::bytes::{ParseResult, Reader, Writer};

/// Defaults of one track fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tfhd {
    /// Version and flags. The flags that say which fields are present follow from the fields when written.
    pub version_flags: VersionFlags,
    /// `track_ID`.
    pub track_id: u32,
    /// `base_data_offset`: absolute file offset that data offsets start from.
    pub base_data_offset: Option<u64>,
    /// `sample_description_index`, counted from 1.
    pub sample_description_index: Option<u32>,
    /// `default_sample_duration` in time units.
    pub default_sample_duration: Option<u32>,
    /// `default_sample_size` in bytes.
    pub default_sample_size: Option<u32>,
    /// `default_sample_flags`.
    pub default_sample_flags: Option<u32>,
}

const BASE_DATA_OFFSET: u32 = 0x01;
const SAMPLE_DESCRIPTION_INDEX: u32 = 0x02;
const DEFAULT_SAMPLE_DURATION: u32 = 0x08;
const DEFAULT_SAMPLE_SIZE: u32 = 0x10;
const DEFAULT_SAMPLE_FLAGS: u32 = 0x20;
const PRESENT: u32 = 0x3b;

/// `default-base-is-moof`: without a base data offset, data offsets start from the `moof`.
const DEFAULT_BASE_IS_MOOF: u32 = 0x02_0000;

impl Tfhd {
    /// Whether `default-base-is-moof` is set.
    pub fn default_base_is_moof(&self) -> bool {
        self.version_flags.flags & DEFAULT_BASE_IS_MOOF != 0
    }

    /// Counts data offsets from the `moof` from now on.
    pub fn set_default_base_is_moof(&mut self) {
        self.base_data_offset = None;
        self.version_flags.flags |= DEFAULT_BASE_IS_MOOF;
    }
}

impl BoxBody for Tfhd {
    const NAME: FourCc = FourCc::new(b"tfhd");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let version_flags = VersionFlags::read(body, 0)?;
        let has = |flag| version_flags.flags & flag != 0;
        let track_id = body.u32("track_ID")?;
        let mut field = |flag, name| if has(flag) { body.u32(name).map(Some) } else { Ok(None) };
        let base_data_offset = match field(BASE_DATA_OFFSET, "base_data_offset")? {
            Some(high) => {
                let low = field(BASE_DATA_OFFSET, "base_data_offset")?.unwrap_or(0);
                Some(u64::from(high) << 32 | u64::from(low))
            }
            None => None,
        };
        Ok(Self {
            version_flags,
            track_id,
            base_data_offset,
            sample_description_index: field(SAMPLE_DESCRIPTION_INDEX, "sample_description_index")?,
            default_sample_duration: field(DEFAULT_SAMPLE_DURATION, "default_sample_duration")?,
            default_sample_size: field(DEFAULT_SAMPLE_SIZE, "default_sample_size")?,
            default_sample_flags: field(DEFAULT_SAMPLE_FLAGS, "default_sample_flags")?,
        })
    }

    fn write(&self, w: &mut Writer) {
        let fields = [
            (SAMPLE_DESCRIPTION_INDEX, self.sample_description_index),
            (DEFAULT_SAMPLE_DURATION, self.default_sample_duration),
            (DEFAULT_SAMPLE_SIZE, self.default_sample_size),
            (DEFAULT_SAMPLE_FLAGS, self.default_sample_flags),
        ];
        let mut flags = self.version_flags.flags & !PRESENT;
        if self.base_data_offset.is_some() {
            flags |= BASE_DATA_OFFSET;
        }
        flags |= fields.iter().filter(|(_, value)| value.is_some()).fold(0, |all, (flag, _)| all | flag);
        VersionFlags { flags, ..self.version_flags }.write(w);
        w.u32(self.track_id);
        if let Some(offset) = self.base_data_offset {
            w.u64(offset);
        }
        fields.iter().filter_map(|(_, value)| *value).for_each(|value| w.u32(value));
    }
}
