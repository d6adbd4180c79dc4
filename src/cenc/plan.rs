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

/// More samples of one progressive track are refused: what is known of each is held in memory, up to 100 bytes. 60 pictures a
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

/// One sample to cipher. A movie of ten hours has millions of them, so every byte counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedSample {
    /// Absolute offset in the input.
    pub offset: u64,
    /// Size in bytes.
    pub size: u32,
    /// Index of the first subsample, or [`WHOLE`].
    first_subsample: u32,
    /// Index of the IV, with [`LONG`] when it has 16 bytes.
    iv: u32,
    subsample_count: u16,
    /// Index of the [`Context`].
    pub context: u16,
}

/// Up to this many samples are sorted by merging, with up to half of their 24 bytes each beside them.
const MERGED: usize = 1 << 19;

/// In the place of the first subsample: the sample has none and is protected as a whole.
const WHOLE: u32 = u32::MAX;

/// Set in the index of an IV of 16 bytes.
const LONG: u32 = 1 << 31;

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
    short_ivs: Vec<[u8; 8]>,
    long_ivs: Vec<[u8; 16]>,
}

impl Plan {
    /// Makes room for samples that are known to come: growing step by step leaves holes in memory.
    pub fn reserve(&mut self, samples: usize) {
        self.samples.reserve_exact(samples);
    }

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
        let too_many =
            |what: &str| ParseError::unsupported(sample.offset, format!("too many {what} in one plan"));
        let (first_subsample, subsamples) = match extent {
            Extent::Whole => (WHOLE, &[][..]),
            Extent::Subsamples(subsamples) => {
                let first = u32::try_from(self.subsamples.len()).ok().filter(|&first| first != WHOLE);
                (first.ok_or_else(|| too_many("subsamples"))?, subsamples)
            }
        };
        let subsample_count =
            u16::try_from(subsamples.len()).map_err(|_| too_many("subsamples of one sample"))?;
        let iv = self.add_iv(iv).ok_or_else(|| too_many("IVs"))?;
        make_room(&mut self.subsamples, subsamples.len());
        self.subsamples.extend_from_slice(subsamples);
        make_room(&mut self.samples, 1);
        self.samples.push(PlannedSample {
            offset: sample.offset,
            size: sample.size,
            first_subsample,
            iv,
            subsample_count,
            context,
        });
        Ok(())
    }

    /// Keeps an IV and returns its index; one that comes again and again, as a constant one does, is kept once.
    fn add_iv(&mut self, iv: Iv) -> Option<u32> {
        let (index, flag) = if let Ok(short) = <[u8; 8]>::try_from(iv.as_slice()) {
            (add(&mut self.short_ivs, short), 0)
        } else {
            (add(&mut self.long_ivs, iv.as_slice().try_into().ok()?), LONG)
        };
        u32::try_from(index).ok().filter(|&index| index < LONG).map(|index| index | flag)
    }

    /// The IV of a sample of this plan.
    pub fn iv(&self, sample: &PlannedSample) -> Option<Iv> {
        let index = (sample.iv & !LONG) as usize;
        match sample.iv & LONG {
            0 => Iv::from_slice(self.short_ivs.get(index)?),
            _ => Iv::from_slice(self.long_ivs.get(index)?),
        }
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
        if sample.first_subsample == WHOLE {
            return Extent::Whole;
        }
        let first = sample.first_subsample as usize;
        Extent::Subsamples(
            self.subsamples.get(first..first + usize::from(sample.subsample_count)).unwrap_or_default(),
        )
    }

    /// Puts the samples into input order.
    ///
    /// # Errors
    /// When two samples share bytes: ciphering one would change the other.
    pub fn sort(&mut self) -> ParseResult<()> {
        // Samples of one track mostly are in order. Those of several are as many ordered runs, which the stable sort finds and merges;
        // in a large table they are sorted in place, which needs no second one.
        let key = |s: &PlannedSample| (s.offset, s.size);
        if self.samples.len() <= MERGED {
            self.samples.sort_by_key(key);
        } else if !self.samples.is_sorted_by_key(key) {
            self.samples.sort_unstable_by_key(key);
        }
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
            let iv = other
                .iv(sample)
                .ok_or_else(|| ParseError::unsupported(sample.offset, "a sample without IV"))?;
            self.push(&location, sample.context, iv, other.extent(sample))?;
        }
        Ok(())
    }
}

/// Makes room for more in steps of an eighth: doubling would waste as much as it holds.
fn make_room<T>(list: &mut Vec<T>, more: usize) {
    if list.capacity() - list.len() < more {
        list.reserve_exact(more.max(list.len() / 8).max(16));
    }
}

/// Adds a value unless it is the last one already. Returns its index.
fn add<T: PartialEq>(list: &mut Vec<T>, value: T) -> usize {
    if list.last() != Some(&value) {
        make_room(list, 1);
        list.push(value);
    }
    list.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_keep_their_ivs_and_extents_whatever_their_order() {
        let [short, long] = [[1_u8; 8].as_slice(), [2; 16].as_slice()].map(|iv| Iv::from_slice(iv).unwrap());
        let ranges = [Subsample { clear: 1, protected: 16 }];
        let mut plan = Plan::default();
        let location = |offset| SampleLocation { offset, size: 17, description_index: 1 };
        plan.push(&location(200), 0, short, Extent::Subsamples(&ranges)).unwrap();
        plan.push(&location(100), 1, long, Extent::Whole).unwrap();
        plan.push(&location(300), 1, long, Extent::Subsamples(&[])).unwrap();
        plan.sort().unwrap();
        let seen: Vec<_> = plan.samples().iter().map(|s| (s.offset, plan.iv(s), plan.extent(s))).collect();
        assert_eq!(
            seen,
            [
                (100, Some(long), Extent::Whole),
                (200, Some(short), Extent::Subsamples(&ranges)),
                (300, Some(long), Extent::Subsamples(&[])),
            ]
        );
        assert_eq!((plan.short_ivs.len(), plan.long_ivs.len()), (1, 1));
        let mut both = Plan::default();
        both.append(&plan).unwrap();
        assert_eq!(
            both.samples().iter().map(|s| both.iv(s)).collect::<Vec<_>>(),
            [Some(long), Some(short), Some(long)]
        );
    }

    #[test]
    fn a_planned_sample_is_small() {
        assert_eq!(size_of::<PlannedSample>(), 24);
    }
}
