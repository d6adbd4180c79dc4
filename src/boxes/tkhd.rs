//! Track Header Box (`tkhd`), ISO/IEC 14496-12 section 8.3.2: the fields that name a track.

use super::{BoxBody, FourCc, VersionFlags};
use crate::bytes::{ParseResult, Reader, Writer};

/// The head of a track header; the rest of the box is kept as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tkhd {
    /// Version (0: 32-bit times, 1: 64-bit times) and flags.
    pub version_flags: VersionFlags,
    /// Creation and modification time, as stored.
    pub times: Vec<u8>,
    /// `track_ID`, never 0.
    pub track_id: u32,
    /// Everything behind the track ID.
    pub rest: Vec<u8>,
}

impl BoxBody for Tkhd {
    const NAME: FourCc = FourCc::new(b"tkhd");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let version_flags = VersionFlags::read(body, 1)?;
        let times = body.take(if version_flags.version == 1 { 16 } else { 8 }, "track times")?.to_vec();
        Ok(Self { version_flags, times, track_id: body.u32("track_ID")?, rest: body.rest().to_vec() })
    }

    fn write(&self, w: &mut Writer) {
        self.version_flags.write(w);
        w.bytes(&self.times);
        w.u32(self.track_id);
        w.bytes(&self.rest);
    }
}
