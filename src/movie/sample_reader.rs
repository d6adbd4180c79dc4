//! Samples of a source, read as far as a subsample rule looks.

use super::{ReadAt, SampleLocation};
use crate::bytes::{ParseError, ParseResult};
use crate::codec::SampleBytes;

/// Slice headers rarely pass this; reading less per call costs more calls, reading more costs copying.
const READ_AHEAD: usize = 256;

/// One sample at a time of a source.
pub struct SampleReader<'a> {
    source: &'a dyn ReadAt,
    offset: u64,
    len: usize,
    buffer: Vec<u8>,
    /// Which part of the sample `buffer` holds.
    start: usize,
}

impl<'a> SampleReader<'a> {
    /// A reader without a sample.
    pub fn new(source: &'a dyn ReadAt) -> Self {
        Self { source, offset: 0, len: 0, buffer: Vec::new(), start: 0 }
    }

    /// Where the samples lie.
    pub fn source(&self) -> &'a dyn ReadAt {
        self.source
    }

    /// Turns to another sample.
    pub fn turn_to(&mut self, sample: &SampleLocation) {
        self.offset = sample.offset;
        self.len = sample.size as usize;
        self.buffer.clear();
        self.start = 0;
    }
}

impl SampleBytes for SampleReader<'_> {
    fn len(&self) -> usize {
        self.len
    }

    fn peek(&mut self, offset: usize, len: usize) -> ParseResult<&[u8]> {
        if offset > self.len {
            return Err(ParseError::malformed(self.position(offset), "read past the end of the sample"));
        }
        let end = offset.saturating_add(len).min(self.len);
        if offset < self.start || end > self.start + self.buffer.len() {
            let read_end = end.max(offset.saturating_add(READ_AHEAD)).min(self.len);
            self.buffer.resize(read_end - offset, 0);
            self.start = offset;
            let position = self.position(offset);
            self.source
                .read_exact_at(&mut self.buffer, position)
                .map_err(|e| ParseError::malformed(position, format!("the sample cannot be read: {e}")))?;
        }
        Ok(self.buffer.get(offset - self.start..end - self.start).unwrap_or_default())
    }

    fn position(&self, offset: usize) -> u64 {
        self.offset.saturating_add(offset as u64)
    }
}
