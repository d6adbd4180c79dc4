//! Frame, render and superres sizes: AV1 specification sections 5.9.5 to 5.9.9.

use super::references::{REFS_PER_FRAME, References};
use super::sequence::SequenceHeader;
use crate::bytes::ParseResult;
use crate::codec::flat_bits::FlatBits;

/// Size of a frame in luma samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FrameSize {
    /// Width after superres upscaling.
    pub upscaled_width: u32,
    /// Width as coded.
    pub frame_width: u32,
    pub frame_height: u32,
}

impl FrameSize {
    /// Whether superres scales the frame.
    pub fn is_scaled(&self) -> bool {
        self.upscaled_width != self.frame_width
    }

    /// `MiCols`: width in units of 4 samples, rounded up to 8 samples.
    pub fn mi_cols(&self) -> u32 {
        2 * self.frame_width.div_ceil(8)
    }

    /// `MiRows`: height in units of 4 samples, rounded up to 8 samples.
    pub fn mi_rows(&self) -> u32 {
        2 * self.frame_height.div_ceil(8)
    }
}

/// `frame_size()` and `render_size()`.
pub(super) fn frame_and_render_size(
    bits: &mut FlatBits<'_>,
    sequence: &SequenceHeader,
    size_override: bool,
) -> ParseResult<FrameSize> {
    let (width, height) = if size_override {
        (
            bits.bits(sequence.frame_width_bits, "frame_width_minus_1")? + 1,
            bits.bits(sequence.frame_height_bits, "frame_height_minus_1")? + 1,
        )
    } else {
        (sequence.max_frame_width, sequence.max_frame_height)
    };
    let size = superres(bits, sequence, width, height)?;
    if bits.flag("render_and_frame_size_different")? {
        bits.bits(16, "render_width_minus_1")?;
        bits.bits(16, "render_height_minus_1")?;
    }
    Ok(size)
}

/// `frame_size_with_refs()`: the size of a reference, or a size of its own.
pub(super) fn frame_size_with_refs(
    bits: &mut FlatBits<'_>,
    sequence: &SequenceHeader,
    references: &References,
    ref_frame_idx: &[usize; REFS_PER_FRAME],
) -> ParseResult<FrameSize> {
    for &slot in ref_frame_idx {
        if bits.flag("found_ref")? {
            let reference = references.get(slot).ok_or_else(|| {
                bits.malformed(format!(
                    "the frame takes its size from reference slot {slot}, which no frame has filled"
                ))
            })?;
            return superres(bits, sequence, reference.size.upscaled_width, reference.size.frame_height);
        }
    }
    frame_and_render_size(bits, sequence, true)
}

/// `superres_params()` and `compute_image_size()`.
fn superres(
    bits: &mut FlatBits<'_>,
    sequence: &SequenceHeader,
    width: u32,
    height: u32,
) -> ParseResult<FrameSize> {
    const NUMERATOR: u32 = 8;
    const DENOMINATOR_MIN: u32 = 9;
    let mut denominator = NUMERATOR;
    if sequence.enable_superres && bits.flag("use_superres")? {
        denominator = bits.bits(3, "coded_denom")? + DENOMINATOR_MIN;
    }
    Ok(FrameSize {
        upscaled_width: width,
        frame_width: (width * NUMERATOR + denominator / 2) / denominator,
        frame_height: height,
    })
}
