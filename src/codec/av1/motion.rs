//! Skip mode and global motion: AV1 specification sections 5.9.22 to 5.9.29.

use super::references::{REFS_PER_FRAME, References};
use super::sequence::SequenceHeader;
use crate::bytes::ParseResult;
use crate::codec::flat_bits::FlatBits;

/// `WARPEDMODEL_PREC_BITS`.
const MODEL_PRECISION: u32 = 16;

/// `skipModeAllowed` of an inter frame that selects compound references: AV1 section 5.9.22.
pub(super) fn skip_mode_allowed(
    sequence: &SequenceHeader,
    references: &References,
    ref_frame_idx: &[usize; REFS_PER_FRAME],
    order_hint: u32,
) -> bool {
    if sequence.order_hint_bits == 0 {
        return false;
    }
    let hints = || ref_frame_idx.iter().filter_map(|&slot| Some(references.get(slot)?.order_hint));
    let distance = |a, b| sequence.relative_distance(a, b);
    let latest_before = |limit: u32| {
        hints()
            .filter(|&hint| distance(hint, limit) < 0)
            .reduce(|best, hint| if distance(hint, best) > 0 { hint } else { best })
    };
    let Some(forward) = latest_before(order_hint) else {
        return false;
    };
    hints().any(|hint| distance(hint, order_hint) > 0) || latest_before(forward).is_some()
}

/// `gm_params` of the references LAST to ALTREF. Later frames code theirs as differences to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GlobalMotion {
    params: [[i32; 6]; REFS_PER_FRAME],
}

impl Default for GlobalMotion {
    fn default() -> Self {
        const ONE: i32 = 1 << MODEL_PRECISION;
        Self { params: [[0, 0, ONE, 0, 0, ONE]; REFS_PER_FRAME] }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum WarpType {
    Translation,
    RotZoom,
    Affine,
}

impl GlobalMotion {
    /// Reads `global_motion_params()` of an inter frame. `previous` is `PrevGmParams`.
    pub fn read(
        bits: &mut FlatBits<'_>,
        previous: &Self,
        allow_high_precision_mv: bool,
    ) -> ParseResult<Self> {
        let mut motion = Self::default();
        for (model, previous) in motion.params.iter_mut().zip(&previous.params) {
            let warp_type = if !bits.flag("is_global")? {
                continue;
            } else if bits.flag("is_rot_zoom")? {
                WarpType::RotZoom
            } else if bits.flag("is_translation")? {
                WarpType::Translation
            } else {
                WarpType::Affine
            };
            let [p0, p1, p2, p3, p4, p5] = *previous;
            let mut read =
                |index, previous| global_param(bits, warp_type, index, previous, allow_high_precision_mv);
            let [mut m2, mut m3, mut m4, mut m5] = [p2, p3, p4, p5];
            if warp_type == WarpType::Translation {
                [.., m2, m3, m4, m5] = *model;
            } else {
                m2 = read(2, m2)?;
                m3 = read(3, m3)?;
                (m4, m5) = match warp_type {
                    WarpType::Affine => (read(4, m4)?, read(5, m5)?),
                    _ => (-m3, m2),
                };
            }
            *model = [read(0, p0)?, read(1, p1)?, m2, m3, m4, m5];
        }
        Ok(motion)
    }
}

/// `read_global_param()`. `previous` is the same parameter of the primary reference frame.
fn global_param(
    bits: &mut FlatBits<'_>,
    warp_type: WarpType,
    index: usize,
    previous: i32,
    allow_high_precision_mv: bool,
) -> ParseResult<i32> {
    let coarse = u32::from(!allow_high_precision_mv);
    let (abs_bits, precision) = match (index < 2, warp_type) {
        (true, WarpType::Translation) => (9 - coarse, 3 - coarse),
        (true, _) => (12, 6),
        (false, _) => (12, 15),
    };
    let shift = MODEL_PRECISION - precision;
    // Parameters 2 and 5 are the diagonal of the matrix: they are coded relative to one.
    let is_diagonal = index % 3 == 2;
    let round = if is_diagonal { 1 << MODEL_PRECISION } else { 0 };
    let reference = (previous >> shift) - if is_diagonal { 1 << precision } else { 0 };
    let max = 1 << abs_bits;
    Ok((signed_subexp_with_ref(bits, -max, max + 1, reference)? << shift) + round)
}

/// `decode_signed_subexp_with_ref()`: a number from `low` to `high - 1`, in fewer bits the nearer to `reference`.
fn signed_subexp_with_ref(bits: &mut FlatBits<'_>, low: i32, high: i32, reference: i32) -> ParseResult<i32> {
    let max = high - low;
    let reference = reference - low;
    let value = subexp(bits, max as u32)? as i32;
    let value = if reference * 2 <= max {
        inverse_recenter(reference, value)
    } else {
        max - 1 - inverse_recenter(max - 1 - reference, value)
    };
    Ok(value + low)
}

/// `decode_subexp()`: a number below `count`.
fn subexp(bits: &mut FlatBits<'_>, count: u32) -> ParseResult<u32> {
    const K: u32 = 3;
    let (mut i, mut offset) = (0, 0);
    loop {
        let len = if i == 0 { K } else { K + i - 1 };
        let step = 1 << len;
        if count <= offset + 3 * step {
            return Ok(bits.non_symmetric(count - offset, "subexp_final_bits")? + offset);
        }
        if !bits.flag("subexp_more_bits")? {
            return Ok(bits.bits(len, "subexp_bits")? + offset);
        }
        i += 1;
        offset += step;
    }
}

fn inverse_recenter(reference: i32, value: i32) -> i32 {
    if value > 2 * reference {
        value
    } else if value & 1 != 0 {
        reference - ((value + 1) >> 1)
    } else {
        reference + (value >> 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recentering_visits_every_value_once() {
        for reference in 0..5 {
            let mut values: Vec<_> = (0..11).map(|v| inverse_recenter(reference, v)).collect();
            assert_eq!(values.first(), Some(&reference));
            values.sort_unstable();
            assert_eq!(values, (0..11).collect::<Vec<_>>());
        }
    }

    #[test]
    fn models_far_from_their_reference_stay_in_range() {
        // All bits set codes the farthest value at every step.
        let mut previous = GlobalMotion::default();
        for _ in 0..8 {
            let data = [0xFF; 200];
            previous = GlobalMotion::read(&mut FlatBits::new(&data, 0), &previous, false).unwrap();
            assert!(previous.params.iter().flatten().all(|p| p.abs() <= 1 << 23), "{previous:?}");
        }
    }
}
