//! Where the samples of a track lie: `stsz`, `stsc` and `stco` walked together, ISO/IEC 14496-12 section 8.7.

use crate::boxes::{BoxBody as _, BoxNode, ChunkOffsets, SampleSizes, SampleToChunk, Stsc};
use crate::bytes::{ParseError, ParseResult};

/// One sample in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleLocation {
    /// Absolute offset of the first byte.
    pub offset: u64,
    /// Size in bytes.
    pub size: u32,
    /// Index of the sample entry, counted from 1.
    pub description_index: u32,
}

impl SampleLocation {
    /// Absolute offset behind the last byte.
    pub fn end(&self) -> u64 {
        self.offset.saturating_add(self.size.into())
    }
}

/// The samples of one track in decode order, without a list of them in memory.
#[derive(Clone, Debug)]
pub struct StblSamples {
    sizes: SampleSizes,
    runs: Vec<SampleToChunk>,
    chunks: Vec<u64>,
    stbl_offset: u64,
    input_len: u64,
    run: usize,
    chunk: usize,
    left_in_chunk: u32,
    offset: u64,
    index: u32,
}

impl StblSamples {
    /// Reads the tables of an `stbl`. `input_len` is the length of the input in bytes; no sample may pass it.
    ///
    /// # Errors
    /// When a table is missing or malformed, or claims more samples than the input can hold.
    pub fn new(stbl: &BoxNode, input_len: u64) -> ParseResult<Self> {
        let sizes = SampleSizes::read(stbl)?;
        // Tables of a track without samples may be missing, but not wrong.
        let empty = sizes.count() == 0 && stbl.child(&Stsc::NAME.0).is_none();
        let (runs, chunks) = if empty {
            (Vec::new(), Vec::new())
        } else {
            (stbl.require(&[&Stsc::NAME.0])?.view::<Stsc>()?.entries, ChunkOffsets::read(stbl)?.offsets)
        };
        Ok(Self {
            sizes,
            runs,
            chunks,
            stbl_offset: stbl.offset,
            input_len,
            run: 0,
            chunk: 0,
            left_in_chunk: 0,
            offset: 0,
            index: 0,
        })
    }

    /// Number of samples that the tables claim.
    pub fn claimed(&self) -> u32 {
        self.sizes.count()
    }

    fn malformed(&self, message: String) -> ParseError {
        ParseError::malformed(self.stbl_offset, message).inside("stbl")
    }

    /// Moves to the next chunk that holds samples.
    fn next_chunk(&mut self) -> ParseResult<()> {
        while self.left_in_chunk == 0 {
            let Some(&offset) = self.chunks.get(self.chunk) else {
                return Err(self.malformed(format!(
                    "stsz lists {} samples, but the chunks of stsc and stco hold only {}",
                    self.sizes.count(),
                    self.index
                )));
            };
            self.chunk += 1;
            // Chunks are counted from 1.
            while self.runs.get(self.run + 1).is_some_and(|next| next.first_chunk as usize <= self.chunk) {
                self.run += 1;
            }
            let Some(run) = self.runs.get(self.run).filter(|r| r.first_chunk as usize <= self.chunk) else {
                return Err(self.malformed(format!("stsc says nothing of chunk {}", self.chunk)));
            };
            self.left_in_chunk = run.samples_per_chunk;
            self.offset = offset;
        }
        Ok(())
    }

    fn next_sample(&mut self, size: u32) -> ParseResult<SampleLocation> {
        self.next_chunk()?;
        let description_index = self.runs.get(self.run).map_or(1, |r| r.sample_description_index);
        let sample = SampleLocation { offset: self.offset, size, description_index };
        if sample.end() > self.input_len {
            return Err(ParseError::malformed(
                self.input_len,
                format!(
                    "sample {} of {size} bytes at byte {} passes the end of the input ({} bytes)",
                    self.index + 1,
                    self.offset,
                    self.input_len
                ),
            )
            .inside("stbl"));
        }
        self.offset = sample.end();
        self.left_in_chunk -= 1;
        self.index += 1;
        Ok(sample)
    }
}

impl Iterator for StblSamples {
    type Item = ParseResult<SampleLocation>;

    fn next(&mut self) -> Option<Self::Item> {
        let size = self.sizes.get(self.index)?;
        let sample = self.next_sample(size);
        if sample.is_err() {
            self.index = u32::MAX;
        }
        Some(sample)
    }
}
