//! Film grain: AV1 specification section 5.9.30. Read over, because a frame's tiles start behind it.

use super::frame_header::FrameType;
use super::references::REFS_PER_FRAME;
use super::sequence::ColorConfig;
use crate::bytes::ParseResult;
use crate::codec::flat_bits::FlatBits;

/// Reads over `film_grain_params()` of a frame that may be shown, in a sequence with film grain.
pub(super) fn film_grain_params(
    bits: &mut FlatBits<'_>,
    color: &ColorConfig,
    frame_type: FrameType,
    ref_frame_idx: &[usize; REFS_PER_FRAME],
) -> ParseResult<()> {
    if !bits.flag("apply_grain")? {
        return Ok(());
    }
    bits.bits(16, "grain_seed")?;
    if frame_type == FrameType::Inter && !bits.flag("update_grain")? {
        let slot = bits.bits(3, "film_grain_params_ref_idx")?;
        if !ref_frame_idx.contains(&(slot as usize)) {
            return Err(bits.malformed(format!(
                "film_grain_params_ref_idx is {slot}, but the frame's references are {ref_frame_idx:?}"
            )));
        }
        return Ok(());
    }
    let luma_points = points(bits, 14, "num_y_points")?;
    let chroma_from_luma = !color.mono_chrome && bits.flag("chroma_scaling_from_luma")?;
    let (mut cb_points, mut cr_points) = (0, 0);
    let without_chroma = color.mono_chrome
        || chroma_from_luma
        || (color.subsampling_x && color.subsampling_y && luma_points == 0);
    if !without_chroma {
        cb_points = points(bits, 10, "num_cb_points")?;
        cr_points = points(bits, 10, "num_cr_points")?;
    }
    bits.bits(2, "grain_scaling_minus_8")?;
    let lag = bits.bits(2, "ar_coeff_lag")?;
    let luma_coefficients = 2 * lag * (lag + 1);
    let chroma_coefficients = luma_coefficients + u32::from(luma_points > 0);
    if luma_points > 0 {
        coefficients(bits, luma_coefficients, "ar_coeffs_y_plus_128")?;
    }
    if chroma_from_luma || cb_points > 0 {
        coefficients(bits, chroma_coefficients, "ar_coeffs_cb_plus_128")?;
    }
    if chroma_from_luma || cr_points > 0 {
        coefficients(bits, chroma_coefficients, "ar_coeffs_cr_plus_128")?;
    }
    bits.bits(2, "ar_coeff_shift_minus_6")?;
    bits.bits(2, "grain_scale_shift")?;
    if cb_points > 0 {
        bits.bits(8 + 8 + 9, "cb_mult, cb_luma_mult and cb_offset")?;
    }
    if cr_points > 0 {
        bits.bits(8 + 8 + 9, "cr_mult, cr_luma_mult and cr_offset")?;
    }
    bits.flag("overlap_flag")?;
    bits.flag("clip_to_restricted_range")?;
    Ok(())
}

/// Reads over the points of a scaling function and returns how many there are.
fn points(bits: &mut FlatBits<'_>, max: u32, field: &str) -> ParseResult<u32> {
    let count = bits.bits(4, field)?;
    if count > max {
        return Err(bits.malformed(format!("{field} is {count}, but at most {max} are allowed")));
    }
    for _ in 0..count {
        bits.bits(16, "point of a scaling function")?;
    }
    Ok(count)
}

fn coefficients(bits: &mut FlatBits<'_>, count: u32, field: &str) -> ParseResult<()> {
    (0..count).try_for_each(|_| bits.bits(8, field).map(drop))
}
