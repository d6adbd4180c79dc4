//! Bitstreams: which bytes of a sample may be encrypted. One file (or folder) per codec, one table.
//!
//! A rule knows the bitstream and nothing of the scheme; `cenc::subsample` knows alignment and nothing of
//! bitstreams. Both meet in [`Protectable`].

use std::ops::Range;

use crate::bytes::{ParseError, ParseResult};

pub mod av1;
pub mod avc;
mod bits;
mod flat_bits;
pub mod hevc;
pub mod nal;
mod table;
#[cfg(test)]
mod tests;
pub mod vp9;
mod whole_sample;

pub use av1::Av1Rule;
pub use table::{FindConfig, rule_for};
pub use vp9::Vp9Rule;
pub use whole_sample::WholeSample;

/// Bytes of one sample, read only as far as a rule looks, so that planning a file need not read its media.
pub trait SampleBytes {
    /// Size of the sample in bytes.
    fn len(&self) -> usize;

    /// Whether the sample has no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Up to `len` bytes from `offset` of the sample: fewer only where the sample ends. May read more
    /// from the file than asked for, so ask for what is needed next, not for the whole sample.
    ///
    /// # Errors
    /// When the bytes cannot be read (the input ends or fails).
    fn peek(&mut self, offset: usize, len: usize) -> ParseResult<&[u8]>;

    /// Absolute offset of the sample's byte `offset` in the input, for error messages.
    fn position(&self, offset: usize) -> u64;
}

/// A sample in memory.
#[derive(Debug)]
pub struct SampleSlice<'a> {
    data: &'a [u8],
    base: u64,
}

impl<'a> SampleSlice<'a> {
    /// A sample whose first byte lies at absolute offset `base` of the input.
    pub fn new(data: &'a [u8], base: u64) -> Self {
        Self { data, base }
    }
}

impl SampleBytes for SampleSlice<'_> {
    fn len(&self) -> usize {
        self.data.len()
    }

    fn peek(&mut self, offset: usize, len: usize) -> ParseResult<&[u8]> {
        let end = offset.saturating_add(len).min(self.data.len());
        self.data
            .get(offset..end)
            .ok_or_else(|| ParseError::malformed(self.position(offset), "read past the end of the sample"))
    }

    fn position(&self, offset: usize) -> u64 {
        self.base.saturating_add(offset as u64)
    }
}

/// What a rule says of one sample.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Protectable {
    /// The whole sample, without subsamples (audio).
    #[default]
    Whole,
    /// These byte ranges of the sample, in order, not overlapping: one per NAL unit, tile or frame. All else stays
    /// clear. An empty list is a sample that stays clear as a whole.
    Ranges(Vec<Range<usize>>),
}

/// Finds the protectable bytes of samples of one track. Samples come in decode order, since AV1 and VP9 frames
/// depend on earlier ones and AVC and HEVC may carry parameter sets in band.
pub trait SubsampleRule: Send {
    /// The protectable bytes of the next sample.
    ///
    /// # Errors
    /// When the sample breaks the codec's syntax, or uses what the rule does not know.
    fn protectable(&mut self, sample: &mut dyn SampleBytes) -> ParseResult<Protectable>;

    /// A copy for samples that are looked at apart from those before them. None for codecs whose samples depend on each other,
    /// and once a sample has changed what later ones depend on, such as a parameter set.
    fn fork(&self) -> Option<Box<dyn SubsampleRule>> {
        None
    }

    /// Forgets all state that depends on earlier samples; called where decoding may start anew (a new file or a
    /// segment on its own).
    fn restart(&mut self) {}
}
