//! Loop filter, CDEF and loop restoration: AV1 specification sections 5.9.11, 5.9.19 and 5.9.20. No later header field
//! depends on their values, so they are only read over.

use super::sequence::{ColorConfig, SequenceHeader};
use crate::bytes::ParseResult;
use crate::codec::flat_bits::FlatBits;

/// Reads over `loop_filter_params()` of a frame that is neither lossless nor uses intra block copy.
pub(super) fn loop_filter_params(bits: &mut FlatBits<'_>, color: &ColorConfig) -> ParseResult<()> {
    /// `TOTAL_REFS_PER_FRAME` reference deltas and two mode deltas.
    const DELTAS: usize = 8 + 2;
    let first = bits.bits(6, "loop_filter_level[ 0 ]")?;
    let second = bits.bits(6, "loop_filter_level[ 1 ]")?;
    if !color.mono_chrome && (first != 0 || second != 0) {
        bits.bits(6, "loop_filter_level[ 2 ]")?;
        bits.bits(6, "loop_filter_level[ 3 ]")?;
    }
    bits.bits(3, "loop_filter_sharpness")?;
    if bits.flag("loop_filter_delta_enabled")? && bits.flag("loop_filter_delta_update")? {
        for _ in 0..DELTAS {
            if bits.flag("update_ref_delta or update_mode_delta")? {
                bits.signed(7, "loop_filter_ref_deltas or loop_filter_mode_deltas")?;
            }
        }
    }
    Ok(())
}

/// Reads over `cdef_params()` of a frame that uses CDEF.
pub(super) fn cdef_params(bits: &mut FlatBits<'_>, color: &ColorConfig) -> ParseResult<()> {
    bits.bits(2, "cdef_damping_minus_3")?;
    let strengths = 1 << bits.bits(2, "cdef_bits")?;
    for _ in 0..strengths {
        bits.bits(6, "cdef_y_pri_strength and cdef_y_sec_strength")?;
        if !color.mono_chrome {
            bits.bits(6, "cdef_uv_pri_strength and cdef_uv_sec_strength")?;
        }
    }
    Ok(())
}

/// Reads over `lr_params()` of a frame that uses loop restoration.
pub(super) fn lr_params(bits: &mut FlatBits<'_>, sequence: &SequenceHeader) -> ParseResult<()> {
    let (mut uses_lr, mut uses_chroma_lr) = (false, false);
    for plane in 0..sequence.color.num_planes() {
        if bits.bits(2, "lr_type")? != 0 {
            uses_lr = true;
            uses_chroma_lr |= plane > 0;
        }
    }
    if !uses_lr {
        return Ok(());
    }
    if bits.flag("lr_unit_shift")? && !sequence.use_128x128_superblock {
        bits.flag("lr_unit_extra_shift")?;
    }
    if sequence.color.subsampling_x && sequence.color.subsampling_y && uses_chroma_lr {
        bits.flag("lr_uv_shift")?;
    }
    Ok(())
}
