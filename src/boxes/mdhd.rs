//! Media Header Box (`mdhd`), ISO/IEC 14496-12 section 8.4.2.

use super::{BoxBody, FourCc, VersionFlags};
use crate::bytes::{ParseResult, Reader, Writer};

/// Timescale and duration of a track's media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mdhd {
    /// Version (0: 32-bit times, 1: 64-bit times) and flags.
    pub version_flags: VersionFlags,
    /// Creation time in seconds since 1904-01-01.
    pub creation_time: u64,
    /// Modification time in seconds since 1904-01-01.
    pub modification_time: u64,
    /// Time units per second. Real files hold 0 too.
    pub timescale: u32,
    /// Duration in time units; all ones means unknown.
    pub duration: u64,
    /// Language and what follows it.
    pub rest: Vec<u8>,
}

impl BoxBody for Mdhd {
    const NAME: FourCc = FourCc::new(b"mdhd");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let version_flags = VersionFlags::read(body, 1)?;
        let wide = version_flags.version == 1;
        let time = |body: &mut Reader<'_>, field| {
            if wide { body.u64(field) } else { body.u32(field).map(u64::from) }
        };
        Ok(Self {
            version_flags,
            creation_time: time(body, "creation_time")?,
            modification_time: time(body, "modification_time")?,
            timescale: body.u32("timescale")?,
            duration: time(body, "duration")?,
            rest: body.rest().to_vec(),
        })
    }

    fn write(&self, w: &mut Writer) {
        self.version_flags.write(w);
        let wide = self.version_flags.version == 1;
        // Version 0 was read from 32 bits.
        let time = |w: &mut Writer, value: u64| if wide { w.u64(value) } else { w.u32(value as u32) };
        time(w, self.creation_time);
        time(w, self.modification_time);
        w.u32(self.timescale);
        time(w, self.duration);
        w.bytes(&self.rest);
    }
}
