//! From the ranges that a codec allows to protect to the entries of `senc`: ISO/IEC 23001-7 section 9.5.

use std::fmt;

use super::scheme::Subsample;
use crate::codec::Protectable;

/// AES block size in bytes.
const BLOCK: usize = 16;

/// `saiz` stores the size of a sample's auxiliary information in one byte.
pub const MAX_AUX_INFO: usize = 255;

/// Why no subsamples can be written for a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubsampleError {
    /// A range begins before the last one ended, or ends behind the sample: a bug in the codec's rule.
    Range {
        /// First byte of the range in the sample.
        start: usize,
        /// First byte after the range.
        end: usize,
        /// Size of the sample in bytes.
        sample_len: usize,
    },
    /// `BytesOfProtectedData` has 32 bits.
    TooLong {
        /// Size of the range in bytes.
        len: usize,
    },
    /// IV and subsamples do not fit into the one byte of `saiz`.
    TooMany {
        /// Subsamples of this sample.
        count: usize,
        /// Subsamples that fit beside the IV.
        max: usize,
    },
}

impl fmt::Display for SubsampleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Range { start, end, sample_len } => {
                write!(
                    f,
                    "protectable range {start}..{end} is out of order or outside the sample of {sample_len} bytes"
                )
            }
            Self::TooLong { len } => {
                write!(f, "a protected range of {len} bytes, but senc counts with 32 bits")
            }
            Self::TooMany { count, max } => write!(
                f,
                "the sample needs {count} subsamples, but saiz (one byte per sample) has room for {max}"
            ),
        }
    }
}

impl std::error::Error for SubsampleError {}

/// Fills `out` with the subsamples of one sample; it is empty for [`Protectable::Whole`]. Their sizes add up to
/// `sample_len`.
///
/// With `block_aligned`, the first bytes of each range stay clear, so that whole blocks are left that end with the range;
/// a range below one block stays clear. Without it (cbcs), ranges are kept to the byte, however short. Clear runs
/// over 65535 bytes become entries `(65535, 0)`; clear bytes after the last range are an entry `(n, 0)`.
///
/// # Errors
/// When ranges are out of order or outside the sample, or too long for 32 bits.
pub fn plan(
    sample_len: usize,
    protectable: &Protectable,
    block_aligned: bool,
    out: &mut Vec<Subsample>,
) -> Result<(), SubsampleError> {
    out.clear();
    let Protectable::Ranges(ranges) = protectable else {
        return Ok(());
    };
    let mut done = 0;
    let mut clear = 0;
    for range in ranges {
        if range.start < done || range.end < range.start || range.end > sample_len {
            return Err(SubsampleError::Range { start: range.start, end: range.end, sample_len });
        }
        let len = range.end - range.start;
        let protected = if block_aligned { len - len % BLOCK } else { len };
        clear += range.end - protected - done;
        done = range.end;
        if protected > 0 {
            let protected =
                u32::try_from(protected).map_err(|_| SubsampleError::TooLong { len: protected })?;
            push(out, clear, protected);
            clear = 0;
        }
    }
    clear += sample_len - done;
    if clear > 0 {
        push(out, clear, 0);
    }
    Ok(())
}

/// Appends one entry, after entries of 65535 clear bytes while the clear run does not fit into 16 bits.
fn push(out: &mut Vec<Subsample>, mut clear: usize, protected: u32) {
    let last = loop {
        match u16::try_from(clear) {
            Ok(last) => break last,
            Err(_) => {
                out.push(Subsample { clear: u16::MAX, protected: 0 });
                clear -= usize::from(u16::MAX);
            }
        }
    };
    out.push(Subsample { clear: last, protected });
}

/// Size in bytes of the auxiliary information of a sample: IV, then count and entries if there are subsamples.
pub const fn aux_info_len(iv_len: usize, subsamples: usize) -> usize {
    iv_len + if subsamples == 0 { 0 } else { 2 + 6 * subsamples }
}

/// How many subsamples fit into the one byte of `saiz` beside an IV: 40 for 8 bytes, 39 for 16, 42 for none.
pub const fn max_subsamples(iv_len: usize) -> usize {
    (MAX_AUX_INFO - 2 - iv_len) / 6
}

/// The size for `saiz` of a sample's auxiliary information.
///
/// # Errors
/// When it does not fit into one byte: the sample can be protected only with fewer subsamples, see [`merge_to_fit`].
pub fn checked_aux_info_len(iv_len: usize, subsamples: usize) -> Result<u8, SubsampleError> {
    u8::try_from(aux_info_len(iv_len, subsamples))
        .map_err(|_| SubsampleError::TooMany { count: subsamples, max: max_subsamples(iv_len) })
}

/// Leaves the shortest protected ranges clear, the earlier of two equals first, until no more than `max` entries are
/// left. Returns how many bytes lost their protection, so that the caller can say so.
///
/// # Errors
/// When even the clear sample needs more than `max` entries: 65535 bytes fit into each.
pub fn merge_to_fit(subsamples: &mut Vec<Subsample>, max: usize) -> Result<u64, SubsampleError> {
    if subsamples.len() <= max {
        return Ok(0);
    }
    let mut shortest: Vec<usize> = (0..subsamples.len()).filter(|&i| subsamples[i].protected > 0).collect();
    shortest.sort_by_key(|&i| subsamples[i].protected);
    let mut keep = vec![true; subsamples.len()];
    let mut merged = Vec::with_capacity(subsamples.len());
    let mut cleared = 0;
    let mut next = 0;
    loop {
        merge(subsamples, &keep, &mut merged);
        let excess = merged.len().saturating_sub(max);
        if excess == 0 {
            *subsamples = merged;
            return Ok(cleared);
        }
        if next == shortest.len() {
            return Err(SubsampleError::TooMany { count: merged.len(), max });
        }
        // Clearing a range removes at most one entry, so at least `excess` more have to go.
        for &i in shortest.iter().skip(next).take(excess) {
            keep[i] = false;
            cleared += u64::from(subsamples[i].protected);
            next += 1;
        }
    }
}

fn merge(subsamples: &[Subsample], keep: &[bool], out: &mut Vec<Subsample>) {
    out.clear();
    let mut clear = 0;
    for (subsample, &keep) in subsamples.iter().zip(keep) {
        clear += usize::from(subsample.clear);
        if subsample.protected == 0 || !keep {
            clear += subsample.protected as usize;
        } else {
            push(out, clear, subsample.protected);
            clear = 0;
        }
    }
    if clear > 0 {
        push(out, clear, 0);
    }
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "a sample with one range is meant")]
mod tests {
    use std::ops::Range;

    use proptest::prelude::*;

    use super::*;

    fn planned(sample_len: usize, ranges: &[Range<usize>], block_aligned: bool) -> Vec<(u16, u32)> {
        let mut out = Vec::new();
        plan(sample_len, &Protectable::Ranges(ranges.to_vec()), block_aligned, &mut out).unwrap();
        out.iter().map(|s| (s.clear, s.protected)).collect()
    }

    #[test]
    fn aligned_ranges_give_their_first_bytes_to_the_clear_run() {
        // 10..100: 90 bytes are five blocks and ten bytes; 110..120 is below a block.
        assert_eq!(planned(150, &[10..100, 110..120, 130..150], true), [(20, 80), (34, 16)]);
        assert_eq!(planned(150, &[10..100, 110..125], true), [(20, 80), (50, 0)]);
    }

    #[test]
    fn cbcs_ranges_are_kept_to_the_byte() {
        assert_eq!(planned(150, &[10..100, 110..120], false), [(10, 90), (10, 10), (30, 0)]);
        assert_eq!(planned(20, &[0..20], false), [(0, 20)]);
    }

    #[test]
    fn long_clear_runs_are_split() {
        assert_eq!(planned(65535 + 16, &[65535..65551], true), [(65535, 16)]);
        assert_eq!(planned(65536 + 16, &[65536..65552], true), [(65535, 0), (1, 16)]);
        assert_eq!(planned(3 * 65535, &[], true), [(65535, 0); 3]);
        assert_eq!(
            planned(140_000, &[139_000..139_100], false),
            [(65535, 0), (65535, 0), (7930, 100), (900, 0)]
        );
    }

    #[test]
    fn whole_samples_have_no_subsamples_and_clear_ones_have() {
        let mut out = vec![Subsample::default()];
        plan(100, &Protectable::Whole, true, &mut out).unwrap();
        assert_eq!(out, []);
        assert_eq!(planned(100, &[], true), [(100, 0)]);
        assert_eq!(planned(0, &[], true), []);
    }

    #[test]
    fn ranges_out_of_order_or_outside_are_refused() {
        let bad = [vec![10..20, 15..30], vec![50..101], vec![Range { start: 30, end: 20 }]];
        for ranges in bad {
            let error = plan(100, &Protectable::Ranges(ranges), true, &mut Vec::new()).unwrap_err();
            assert!(matches!(error, SubsampleError::Range { sample_len: 100, .. }));
        }
    }

    #[test]
    fn saiz_has_one_byte() {
        assert_eq!((max_subsamples(8), max_subsamples(16), max_subsamples(0)), (40, 39, 42));
        assert_eq!(checked_aux_info_len(8, 40), Ok(250));
        assert_eq!(checked_aux_info_len(8, 41), Err(SubsampleError::TooMany { count: 41, max: 40 }));
        assert_eq!(checked_aux_info_len(16, 0), Ok(16));
    }

    #[test]
    fn merging_clears_the_shortest_ranges() {
        let entry = |clear, protected| Subsample { clear, protected };
        let mut subsamples = vec![entry(5, 64), entry(5, 16), entry(5, 32), entry(5, 16), entry(9, 0)];
        assert_eq!(merge_to_fit(&mut subsamples, 3), Ok(32));
        assert_eq!(subsamples, [entry(5, 64), entry(26, 32), entry(30, 0)]);
    }

    #[test]
    fn merging_cannot_shrink_a_clear_sample() {
        let mut subsamples = vec![Subsample { clear: u16::MAX, protected: 0 }; 43];
        let before = subsamples.clone();
        assert_eq!(merge_to_fit(&mut subsamples, 42), Err(SubsampleError::TooMany { count: 43, max: 42 }));
        assert_eq!(subsamples, before);
    }

    fn total(subsamples: &[Subsample]) -> usize {
        subsamples.iter().map(|s| usize::from(s.clear) + s.protected as usize).sum()
    }

    proptest! {
        #[test]
        fn sizes_add_up(gaps in prop::collection::vec((0usize..70_000, 0usize..200), 0..60), tail in 0usize..70_000, aligned: bool) {
            let mut position = 0;
            let mut ranges = Vec::new();
            for (gap, len) in gaps {
                ranges.push(position + gap..position + gap + len);
                position += gap + len;
            }
            let sample_len = position + tail;
            let mut out = Vec::new();
            plan(sample_len, &Protectable::Ranges(ranges.clone()), aligned, &mut out).unwrap();
            prop_assert_eq!(total(&out), sample_len);

            // Every protected byte lies in a range, and ends with it.
            let mut offset = 0;
            let ends: Vec<usize> = ranges.iter().map(|r| r.end).collect();
            for s in &out {
                offset += usize::from(s.clear) + s.protected as usize;
                if s.protected > 0 {
                    prop_assert!(ends.contains(&offset));
                    prop_assert!(!aligned || s.protected % 16 == 0);
                }
            }

            let before = out.iter().map(|s| u64::from(s.protected)).sum::<u64>();
            if let Ok(cleared) = merge_to_fit(&mut out, 39) {
                prop_assert!(out.len() <= 39);
                prop_assert_eq!(total(&out), sample_len);
                prop_assert_eq!(before - cleared, out.iter().map(|s| u64::from(s.protected)).sum::<u64>());
            }
        }
    }
}
