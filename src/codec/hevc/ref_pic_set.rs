//! Short-term reference picture sets (ISO/IEC 23008-2 sections 7.3.7 and 7.4.8). Sets may be predicted from earlier
//! ones, so the differences of picture order counts are kept, not only how many there are.

use crate::bytes::{ParseError, ParseResult};
use crate::codec::bits::BitReader;

/// Pictures in one set, bounded by the size of the decoded picture buffer (`sps_max_dec_pic_buffering_minus1`).
const MAX_PICTURES: usize = 16;

/// A reference picture of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    /// Picture order count relative to the current picture.
    delta: i32,
    /// Whether the current picture may refer to it (else only later ones).
    used: bool,
}

/// One `st_ref_pic_set()`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ShortTermSet {
    /// Earlier in output order, nearest first: `DeltaPocS0`.
    before: Vec<Entry>,
    /// Later in output order, nearest first: `DeltaPocS1`.
    after: Vec<Entry>,
}

impl ShortTermSet {
    /// Pictures that the current picture may refer to.
    pub(super) fn used(&self) -> u32 {
        self.before.iter().chain(&self.after).filter(|entry| entry.used).count() as u32
    }

    /// Reads the set of index `earlier.len()`: in an SPS the next one, in a slice the one after all of the SPS, which
    /// alone may be predicted from any (`in_slice`).
    pub(super) fn read(bits: &mut BitReader<'_>, earlier: &[Self], in_slice: bool) -> ParseResult<Self> {
        let predicted = !earlier.is_empty() && bits.flag("inter_ref_pic_set_prediction_flag")?;
        if !predicted {
            return Self::read_explicit(bits);
        }
        let back = if in_slice { bits.ue("delta_idx_minus1")? as usize } else { 0 };
        let Some(reference) =
            earlier.len().checked_sub(1).and_then(|last| earlier.get(last.checked_sub(back)?))
        else {
            return Err(ParseError::malformed(
                bits.offset(),
                format!("delta_idx_minus1 is {back}, but there are {} sets to predict from", earlier.len()),
            ));
        };
        let negative = bits.flag("delta_rps_sign")?;
        let step = bits.ue_max(0x7FFF, "abs_delta_rps_minus1")? as i32 + 1;
        reference.predict(bits, if negative { -step } else { step })
    }

    fn read_explicit(bits: &mut BitReader<'_>) -> ParseResult<Self> {
        let max = MAX_PICTURES as u32;
        let negative = bits.ue_max(max, "num_negative_pics")?;
        let positive = bits.ue_max(max - negative, "num_positive_pics")?;
        let mut set = Self::default();
        for (count, sign, list) in [(negative, -1, &mut set.before), (positive, 1, &mut set.after)] {
            let mut delta = 0;
            for _ in 0..count {
                delta += sign * (bits.ue_max(0x7FFF, "delta_poc_minus1")? as i32 + 1);
                list.push(Entry { delta, used: bits.flag("used_by_curr_pic_flag")? });
            }
        }
        Ok(set)
    }

    /// Equations 7-61 and 7-62: this set, moved by `step`, with the picture it belonged to added as one more.
    fn predict(&self, bits: &mut BitReader<'_>, step: i32) -> ParseResult<Self> {
        // Flags come in the order before, after, the picture itself; `None` is dropped from the new set.
        let mut next = |delta: i32| -> ParseResult<Option<Entry>> {
            let used = bits.flag("used_by_curr_pic_flag")?;
            let kept = used || bits.flag("use_delta_flag")?;
            Ok(kept.then_some(Entry { delta: delta.saturating_add(step), used }))
        };
        let before = self.before.iter().map(|e| next(e.delta)).collect::<ParseResult<Vec<_>>>()?;
        let after = self.after.iter().map(|e| next(e.delta)).collect::<ParseResult<Vec<_>>>()?;
        let itself = [next(0)?];
        let far_after = after.iter().rev().chain(&itself).chain(&before);
        let far_before = before.iter().rev().chain(&itself).chain(&after);
        let set = Self {
            before: far_after.flatten().filter(|e| e.delta < 0).copied().collect(),
            after: far_before.flatten().filter(|e| e.delta > 0).copied().collect(),
        };
        let pictures = set.before.len() + set.after.len();
        if pictures > MAX_PICTURES {
            return Err(ParseError::malformed(
                bits.offset(),
                format!(
                    "a short-term reference picture set has {pictures} pictures, but at most 16 are allowed"
                ),
            ));
        }
        Ok(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deltas(list: &[Entry]) -> Vec<(i32, bool)> {
        list.iter().map(|e| (e.delta, e.used)).collect()
    }

    #[test]
    fn explicit_then_predicted() {
        // num_negative 2 (011), num_positive 1 (010); -1 used (1 1), -3 unused (010 0), +2 used (010 1).
        let data = [0b0110_1011, 0b0100_0101, 0];
        let first = ShortTermSet::read(&mut BitReader::new(&data, 0), &[], false).unwrap();
        assert_eq!(deltas(&first.before), [(-1, true), (-3, false)]);
        assert_eq!(deltas(&first.after), [(2, true)]);
        assert_eq!(first.used(), 2);
        // Predicted (1), sign 1, abs_delta 1 (1): step -1; used flags: -1 (1), -3 dropped (0 0), +2 (1), itself (0 1).
        let data = [0b1111_0010, 0b1000_0000];
        let second = ShortTermSet::read(&mut BitReader::new(&data, 0), &[first], false).unwrap();
        assert_eq!(deltas(&second.before), [(-1, false), (-2, true)]);
        assert_eq!(deltas(&second.after), [(1, true)]);
    }

    #[test]
    fn refuses_what_cannot_be() {
        // 17 negative pictures: 000010010.
        let error = ShortTermSet::read(&mut BitReader::new(&[0b0000_1001, 0], 0), &[], false).unwrap_err();
        assert!(error.message.contains("num_negative_pics is 17"), "{error}");
        // Predicted from two sets back where there is one: 1 010.
        let one = [ShortTermSet::default()];
        let error = ShortTermSet::read(&mut BitReader::new(&[0b1010_0000], 0), &one, true).unwrap_err();
        assert!(error.message.contains("delta_idx_minus1 is 1"), "{error}");
    }
}
