//! The slice header (ISO/IEC 14496-10 section 7.3.3), read for its length.

use super::UnitHeader;
use super::parameter_sets::{OrderCount, ParameterSets, Pps, Sps};
use crate::bytes::{ParseError, ParseResult};
use crate::codec::bits::{BitReader, ceil_log2};

/// What is kept of a slice header.
#[derive(Clone, Copy, Debug)]
pub(super) struct SliceHeader {
    /// `pic_parameter_set_id`.
    pub(super) pps_id: u32,
    /// Stored bytes from the NAL header to the end of the slice header, rounded up.
    pub(super) len: usize,
}

/// `slice_type` modulo 5 (table 7-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SliceType {
    P,
    B,
    I,
    Sp,
    Si,
}

/// Reads the NAL header and the slice header of a slice, or of a partition A up to the end of its `slice_id`.
pub(super) fn read(sets: &ParameterSets, bits: &mut BitReader<'_>) -> ParseResult<SliceHeader> {
    let header = UnitHeader::read(bits)?;
    // The NAL header is one byte, so this is its place.
    let unit_offset = bits.offset();
    let idr = header.kind == 5;
    bits.ue("first_mb_in_slice")?;
    let slice_type = match bits.ue_max(9, "slice_type")? % 5 {
        0 => SliceType::P,
        1 => SliceType::B,
        2 => SliceType::I,
        3 => SliceType::Sp,
        _ => SliceType::Si,
    };
    let pps_id = bits.ue_max(255, "pic_parameter_set_id")?;
    let (sps, pps) = sets.named(pps_id, unit_offset)?;
    if sps.separate_colour_plane {
        bits.bits(2, "colour_plane_id")?;
    }
    bits.bits(sps.frame_num_bits, "frame_num")?;
    let field = !sps.frame_mbs_only && bits.flag("field_pic_flag")?;
    if field {
        bits.flag("bottom_field_flag")?;
    }
    if idr {
        bits.ue("idr_pic_id")?;
    }
    read_order_count(sps.order_count, pps.bottom_field_order && !field, bits)?;
    if pps.redundant_pic_cnt {
        bits.ue("redundant_pic_cnt")?;
    }
    read_references(sps, pps, slice_type, bits)?;
    if header.ref_idc != 0 {
        read_marking(idr, bits)?;
    }
    if pps.cabac && !matches!(slice_type, SliceType::I | SliceType::Si) {
        bits.ue("cabac_init_idc")?;
    }
    bits.se("slice_qp_delta")?;
    if matches!(slice_type, SliceType::Sp | SliceType::Si) {
        if slice_type == SliceType::Sp {
            bits.flag("sp_for_switch_flag")?;
        }
        bits.se("slice_qs_delta")?;
    }
    if pps.deblocking_control && bits.ue_max(2, "disable_deblocking_filter_idc")? != 1 {
        bits.se("slice_alpha_c0_offset_div2")?;
        bits.se("slice_beta_offset_div2")?;
    }
    if let Some(rate) = pps.slice_group_change_rate {
        // Ceil(Log2(PicSizeInMapUnits / SliceGroupChangeRate + 1)), the division exact (section 7.4.3).
        let cycles = sps.map_units.div_ceil(rate).saturating_add(1);
        bits.bits(ceil_log2(cycles), "slice_group_change_cycle")?;
    }
    if header.kind == 2 {
        bits.ue("slice_id")?;
    }
    Ok(SliceHeader { pps_id, len: bits.bytes_read() })
}

/// Reads the fields in front of the slice data of a partition B or C (sections 7.3.2.9.2 and 7.3.2.9.3), whose PPS
/// is that of the partition A before it; returns the length from the NAL header on.
pub(super) fn read_partition(
    sets: &ParameterSets,
    pps_id: Option<u32>,
    bits: &mut BitReader<'_>,
) -> ParseResult<usize> {
    let header = UnitHeader::read(bits)?;
    let offset = bits.offset();
    let pps_id = pps_id.ok_or_else(|| {
        ParseError::malformed(
            offset,
            format!("a partition of type {} without a partition A before it", header.kind),
        )
    })?;
    let (sps, pps) = sets.named(pps_id, offset)?;
    bits.ue("slice_id")?;
    if sps.separate_colour_plane {
        bits.bits(2, "colour_plane_id")?;
    }
    if pps.redundant_pic_cnt {
        bits.ue("redundant_pic_cnt")?;
    }
    Ok(bits.bytes_read())
}

fn read_order_count(order_count: OrderCount, both_fields: bool, bits: &mut BitReader<'_>) -> ParseResult<()> {
    match order_count {
        OrderCount::Bits(count) => {
            bits.bits(count, "pic_order_cnt_lsb")?;
            if both_fields {
                bits.se("delta_pic_order_cnt_bottom")?;
            }
        }
        OrderCount::Deltas { always_zero: false } => {
            bits.se("delta_pic_order_cnt[0]")?;
            if both_fields {
                bits.se("delta_pic_order_cnt[1]")?;
            }
        }
        OrderCount::Deltas { always_zero: true } | OrderCount::Implied => {}
    }
    Ok(())
}

/// The fields of P, SP and B slices on their reference pictures.
fn read_references(sps: &Sps, pps: &Pps, slice_type: SliceType, bits: &mut BitReader<'_>) -> ParseResult<()> {
    let lists = match slice_type {
        SliceType::P | SliceType::Sp => 1,
        SliceType::B => 2,
        SliceType::I | SliceType::Si => return Ok(()),
    };
    if lists == 2 {
        bits.flag("direct_spatial_mv_pred_flag")?;
    }
    let mut active = pps.default_active;
    if bits.flag("num_ref_idx_active_override_flag")? {
        for count in active.iter_mut().take(lists) {
            *count = bits.ue_max(31, "num_ref_idx_active_minus1")? + 1;
        }
    }
    for _ in 0..lists {
        read_list_modification(bits)?;
    }
    if if lists == 1 { pps.weighted_pred } else { pps.weighted_bipred_idc == 1 } {
        let chroma = sps.chroma_array_type() != 0;
        bits.ue("luma_log2_weight_denom")?;
        if chroma {
            bits.ue("chroma_log2_weight_denom")?;
        }
        for count in active.into_iter().take(lists) {
            read_weights(count, chroma, bits)?;
        }
    }
    Ok(())
}

/// Section 7.3.3.1, for one list. Each round takes a bit at least, so the loop ends with the data.
fn read_list_modification(bits: &mut BitReader<'_>) -> ParseResult<()> {
    if bits.flag("ref_pic_list_modification_flag")? {
        while bits.ue_max(3, "modification_of_pic_nums_idc")? != 3 {
            bits.ue("abs_diff_pic_num_minus1 or long_term_pic_num")?;
        }
    }
    Ok(())
}

/// Section 7.3.3.2, for one list.
fn read_weights(count: u32, chroma: bool, bits: &mut BitReader<'_>) -> ParseResult<()> {
    for _ in 0..count {
        if bits.flag("luma_weight_flag")? {
            bits.se("luma_weight")?;
            bits.se("luma_offset")?;
        }
        if chroma && bits.flag("chroma_weight_flag")? {
            for _ in 0..2 {
                bits.se("chroma_weight")?;
                bits.se("chroma_offset")?;
            }
        }
    }
    Ok(())
}

/// Section 7.3.3.3. Each round takes a bit at least, so the loop ends with the data.
fn read_marking(idr: bool, bits: &mut BitReader<'_>) -> ParseResult<()> {
    if idr {
        bits.bits(2, "no_output_of_prior_pics_flag and long_term_reference_flag")?;
        return Ok(());
    }
    if !bits.flag("adaptive_ref_pic_marking_mode_flag")? {
        return Ok(());
    }
    loop {
        match bits.ue_max(6, "memory_management_control_operation")? {
            0 => return Ok(()),
            1 | 2 | 4 | 6 => {
                bits.ue("operand of memory_management_control_operation")?;
            }
            3 => {
                bits.ue("difference_of_pic_nums_minus1")?;
                bits.ue("long_term_frame_idx")?;
            }
            _ => {}
        }
    }
}
