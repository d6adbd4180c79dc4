//! Track Extends Box (`trex`), ISO/IEC 14496-12 section 8.8.3.

use super::{BoxBody, FourCc, VersionFlags};
use crate::bytes::{ParseResult, Reader, Writer};

/// Defaults for the fragments of one track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trex {
    /// `track_ID`.
    pub track_id: u32,
    /// `default_sample_description_index`, counted from 1.
    pub default_sample_description_index: u32,
    /// `default_sample_duration` in time units.
    pub default_sample_duration: u32,
    /// `default_sample_size` in bytes.
    pub default_sample_size: u32,
    /// `default_sample_flags`.
    pub default_sample_flags: u32,
}

impl BoxBody for Trex {
    const NAME: FourCc = FourCc::new(b"trex");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        VersionFlags::read(body, 0)?;
        Ok(Self {
            track_id: body.u32("track_ID")?,
            default_sample_description_index: body.u32("default_sample_description_index")?,
            default_sample_duration: body.u32("default_sample_duration")?,
            default_sample_size: body.u32("default_sample_size")?,
            default_sample_flags: body.u32("default_sample_flags")?,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.u32(0);
        w.u32(self.track_id);
        w.u32(self.default_sample_description_index);
        w.u32(self.default_sample_duration);
        w.u32(self.default_sample_size);
        w.u32(self.default_sample_flags);
    }
}
