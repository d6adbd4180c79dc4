//! Sample To Chunk Box (`stsc`), ISO/IEC 14496-12 section 8.7.4.

use super::{BoxBody, FourCc, VersionFlags};
use crate::bytes::{ParseResult, Reader, Writer};

/// From which chunk on, how many samples a chunk holds and what describes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleToChunk {
    /// `first_chunk`, counted from 1.
    pub first_chunk: u32,
    /// `samples_per_chunk`.
    pub samples_per_chunk: u32,
    /// `sample_description_index`, counted from 1.
    pub sample_description_index: u32,
}

/// The runs of chunks of a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stsc {
    /// One entry per run of alike chunks.
    pub entries: Vec<SampleToChunk>,
}

impl BoxBody for Stsc {
    const NAME: FourCc = FourCc::new(b"stsc");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        VersionFlags::read(body, 0)?;
        let count = body.u32("entry_count")?;
        let count = body.check_count(count.into(), 12, "entry_count")?;
        let entries = (0..count)
            .map(|_| {
                Ok(SampleToChunk {
                    first_chunk: body.u32("first_chunk")?,
                    samples_per_chunk: body.u32("samples_per_chunk")?,
                    sample_description_index: body.u32("sample_description_index")?,
                })
            })
            .collect::<ParseResult<_>>()?;
        Ok(Self { entries })
    }

    fn write(&self, w: &mut Writer) {
        w.u32(0);
        w.u32(self.entries.len() as u32);
        for entry in &self.entries {
            w.u32(entry.first_chunk);
            w.u32(entry.samples_per_chunk);
            w.u32(entry.sample_description_index);
        }
    }
}
