//! What will happen to which bytes: the result of planning, and all that ciphering needs.

use std::sync::{Arc, PoisonError, RwLock};

use super::cipher::{Direction, Extent, Mode, SampleCipher};
use super::iv::Iv;
use super::scheme::Subsample;
use crate::bytes::{ParseError, ParseResult};
use crate::error::{Error, Result};
use crate::movie::SampleLocation;

/// Larger samples are refused: a sample is ciphered in memory.
pub const MAX_SAMPLE: u32 = 64 << 20;

/// More samples of one progressive track are refused: what is known of each is held in memory, about 100 bytes. 60 pictures a
/// second for 36 hours stay below; uncompressed sound, whose samples are single values, does not.
pub const MAX_PLANNED: u32 = 8_000_000;

/// Refuses a track of a movie that has more samples than can be planned.
///
/// # Errors
/// When `samples` is over [`MAX_PLANNED`]; `offset` is that of the track's sample table.
pub fn check_sample_count(samples: u32, offset: u64) -> ParseResult<()> {
    if samples <= MAX_PLANNED {
        return Ok(());
    }
    let message = format!("{samples} samples in one track; more than {MAX_PLANNED} need fragments");
    Err(ParseError::unsupported(offset, message))
}

/// How the samples under one key are ciphered. Plans name it by its index.
#[derive(Debug)]
pub struct Context {
    /// The key.
    pub cipher: SampleCipher,
    /// Scheme and pattern.
    pub mode: Mode,
    /// To or from protected bytes.
    pub direction: Direction,
}

/// The contexts that plans name. Planning adds to the list while other threads look into it.
#[derive(Clone, Debug, Default)]
pub struct Contexts(Arc<RwLock<Vec<Arc<Context>>>>);

impl Contexts {
    /// Adds a context and returns its index.
    ///
    /// # Errors
    /// When there are too many.
    pub fn push(&self, context: Context) -> Result<u16> {
        let mut list = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let index = u16::try_from(list.len()).map_err(|_| Error::unsupported("more than 65536 keys"))?;
        list.push(Arc::new(context));
        Ok(index)
    }

    /// The context of an index.
    pub fn get(&self, index: u16) -> Option<Arc<Context>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(usize::from(index)).cloned()
    }
}

/// One sample to cipher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedSample {
    /// Absolute offset in the input.
    pub offset: u64,
    /// Size in bytes.
    pub size: u32,
    /// Index of the [`Context`].
    pub context: u16,
    whole: bool,
    subsample_count: u32,
    first_subsample: u32,
    /// The sample's IV.
    pub iv: Iv,
}

impl PlannedSample {
    /// Absolute offset behind the last byte.
    pub fn end(&self) -> u64 {
        self.offset.saturating_add(self.size.into())
    }
}

/// The samples to cipher in one piece of a file.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    samples: Vec<PlannedSample>,
    subsamples: Vec<Subsample>,
}

impl Plan {
    /// Adds a sample. One without bytes is left out: there is nothing to cipher.
    ///
    /// # Errors
    /// When the sample is larger than [`MAX_SAMPLE`].
    pub fn push(
        &mut self,
        sample: &SampleLocation,
        context: u16,
        iv: Iv,
        extent: Extent<'_>,
    ) -> ParseResult<()> {
        if sample.size == 0 {
            return Ok(());
        }
        if sample.size > MAX_SAMPLE {
            let message = format!(
                "a sample of {} bytes, but samples over {MAX_SAMPLE} bytes are not ciphered",
                sample.size
            );
            return Err(ParseError::unsupported(sample.offset, message));
        }
        let too_many = || ParseError::unsupported(sample.offset, "more than 2^32 subsamples in one plan");
        let first_subsample = u32::try_from(self.subsamples.len()).map_err(|_| too_many())?;
        let (whole, subsamples) = match extent {
            Extent::Whole => (true, &[][..]),
            Extent::Subsamples(subsamples) => (false, subsamples),
        };
        self.subsamples.extend_from_slice(subsamples);
        self.samples.push(PlannedSample {
            offset: sample.offset,
            size: sample.size,
            context,
            whole,
            subsample_count: u32::try_from(subsamples.len()).map_err(|_| too_many())?,
            first_subsample,
            iv,
        });
        Ok(())
    }

    /// Whether there is nothing to cipher.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// The samples; in input order after [`Self::sort`].
    pub fn samples(&self) -> &[PlannedSample] {
        &self.samples
    }

    /// Which bytes of a sample of this plan are protected.
    pub fn extent(&self, sample: &PlannedSample) -> Extent<'_> {
        if sample.whole {
            return Extent::Whole;
        }
        let first = sample.first_subsample as usize;
        Extent::Subsamples(
            self.subsamples.get(first..first + sample.subsample_count as usize).unwrap_or_default(),
        )
    }

    /// Puts the samples into input order.
    ///
    /// # Errors
    /// When two samples share bytes: ciphering one would change the other.
    pub fn sort(&mut self) -> ParseResult<()> {
        self.samples.sort_by_key(|s| (s.offset, s.size));
        for pair in self.samples.windows(2) {
            let [a, b] = pair else { continue };
            if a.end() > b.offset {
                let message = format!(
                    "the sample of {} bytes at byte {} shares bytes with another one",
                    a.size, a.offset
                );
                return Err(ParseError::unsupported(b.offset, message));
            }
        }
        Ok(())
    }

    /// The sample at an offset of the input. The plan must be sorted.
    pub fn find(&self, offset: u64) -> Option<&PlannedSample> {
        let index = self.samples.partition_point(|s| s.offset < offset);
        self.samples.get(index).filter(|s| s.offset == offset)
    }

    /// A sample that shares bytes with a range of the input. The plan must be sorted.
    pub fn overlapping(&self, start: u64, end: u64) -> Option<&PlannedSample> {
        let index = self.samples.partition_point(|s| s.end() <= start);
        self.samples.get(index).filter(|s| s.offset < end)
    }

    /// The samples that lie in a range of the input. The plan must be sorted.
    pub fn within(&self, start: u64, end: u64) -> &[PlannedSample] {
        let first = self.samples.partition_point(|s| s.offset < start);
        let last = self.samples.partition_point(|s| s.offset < end);
        self.samples.get(first..last).unwrap_or_default()
    }

    /// Adds all samples of another plan.
    ///
    /// # Errors
    /// When there would be too many subsamples.
    pub fn append(&mut self, other: &Self) -> ParseResult<()> {
        for sample in &other.samples {
            let location = SampleLocation { offset: sample.offset, size: sample.size, description_index: 1 };
            self.push(&location, sample.context, sample.iv, other.extent(sample))?;
        }
        Ok(())
    }
}
