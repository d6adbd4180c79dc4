//! The slice segment header (ISO/IEC 23008-2 section 7.3.6), read for its length.

use super::UnitHeader;
use super::parameter_sets::ParameterSets;
use super::pps::Pps;
use super::ref_pic_set::ShortTermSet;
use super::sps::Sps;
use super::vps::Vps;
use crate::bytes::{ParseError, ParseResult};
use crate::codec::bits::{BitReader, ceil_log2};

/// `slice_type` (table 7-7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SliceType {
    B,
    P,
    I,
}

/// Reads the NAL header and the slice segment header; returns the stored bytes of both.
pub(super) fn read(sets: &ParameterSets, bits: &mut BitReader<'_>) -> ParseResult<usize> {
    let header = UnitHeader::read(bits)?;
    // The NAL header has two bytes; errors name the first.
    let unit_offset = bits.offset().saturating_sub(1);
    let first = bits.flag("first_slice_segment_in_pic_flag")?;
    if (16..=23).contains(&header.kind) {
        bits.flag("no_output_of_prior_pics_flag")?;
    }
    let pps_id = bits.ue_max(63, "slice_pic_parameter_set_id")?;
    let vps = if header.layer == 0 { None } else { Some(sets.layered(header.layer, unit_offset)?) };
    let (sps, pps) = sets.named(header.layer, pps_id, unit_offset)?;
    let mut dependent = false;
    if !first {
        dependent = pps.dependent_slices && bits.flag("dependent_slice_segment_flag")?;
        bits.bits(ceil_log2(sps.coding_tree_blocks), "slice_segment_address")?;
    }
    if !dependent {
        read_independent(header, vps, sps, pps, bits)?;
    }
    if pps.entry_points {
        read_entry_points(sps, bits)?;
    }
    if pps.slice_header_extension {
        let len = bits.ue_max(256, "slice_segment_header_extension_length")?;
        bits.skip(8 * u64::from(len), "slice_segment_header_extension_data_byte")?;
    }
    // byte_alignment(): a one, then zeros up to the end of the byte.
    if !bits.flag("alignment_bit_equal_to_one")? {
        return Err(ParseError::malformed(
            bits.offset(),
            "the slice segment header does not end in a one bit: its parameter sets may be others than those seen",
        ));
    }
    Ok(bits.bytes_read())
}

/// What only independent slice segments carry: from `slice_reserved_flag` to
/// `slice_loop_filter_across_slices_enabled_flag`.
fn read_independent(
    header: UnitHeader,
    vps: Option<&Vps>,
    sps: &Sps,
    pps: &Pps,
    bits: &mut BitReader<'_>,
) -> ParseResult<()> {
    bits.bits(pps.extra_slice_header_bits, "slice_reserved_flag")?;
    let slice_type = match bits.ue_max(2, "slice_type")? {
        0 => SliceType::B,
        1 => SliceType::P,
        _ => SliceType::I,
    };
    if pps.output_flag {
        bits.flag("pic_output_flag")?;
    }
    if sps.separate_colour_plane {
        bits.bits(2, "colour_plane_id")?;
    }
    let idr = matches!(header.kind, 19 | 20);
    // poc_lsb_not_present_flag is 0 for a layer that refers to another.
    if vps.is_some() || !idr {
        bits.bits(sps.order_count_bits, "slice_pic_order_cnt_lsb")?;
    }
    let mut references = if idr { References::default() } else { read_reference_sets(sps, bits)? };
    if let Some(vps) = vps {
        // NumActiveRefLayerPics (section F.7.4.7.1), where one layer can be referred to.
        let enabled = vps.reference_active || bits.flag("inter_layer_pred_enabled_flag")?;
        references.used += u32::from(enabled && header.temporal < vps.reference_limit);
    }
    let mut adaptive_offset = false;
    if sps.sample_adaptive_offset {
        adaptive_offset = bits.flag("slice_sao_luma_flag")?;
        if sps.chroma_array_type != 0 {
            adaptive_offset |= bits.flag("slice_sao_chroma_flag")?;
        }
    }
    if slice_type != SliceType::I {
        read_prediction(slice_type, references, sps, pps, bits)?;
    }
    bits.se("slice_qp_delta")?;
    if pps.slice_chroma_qp_offsets {
        bits.se("slice_cb_qp_offset")?;
        bits.se("slice_cr_qp_offset")?;
    }
    if pps.slice_act_qp_offsets {
        for field in ["slice_act_y_qp_offset", "slice_act_cb_qp_offset", "slice_act_cr_qp_offset"] {
            bits.se(field)?;
        }
    }
    if pps.chroma_qp_offset_list {
        bits.flag("cu_chroma_qp_offset_enabled_flag")?;
    }
    let mut deblocking_disabled = pps.deblocking_disabled;
    if pps.deblocking_override && bits.flag("deblocking_filter_override_flag")? {
        deblocking_disabled = bits.flag("slice_deblocking_filter_disabled_flag")?;
        if !deblocking_disabled {
            bits.se("slice_beta_offset_div2")?;
            bits.se("slice_tc_offset_div2")?;
        }
    }
    if pps.loop_filter_across_slices && (adaptive_offset || !deblocking_disabled) {
        bits.flag("slice_loop_filter_across_slices_enabled_flag")?;
    }
    Ok(())
}

/// What a slice says of its reference pictures.
#[derive(Clone, Copy, Debug, Default)]
struct References {
    /// Pictures that the current one may refer to, itself left out.
    used: u32,
    /// `slice_temporal_mvp_enabled_flag`.
    temporal_mvp: bool,
}

/// From `short_term_ref_pic_set_sps_flag` to `slice_temporal_mvp_enabled_flag`.
fn read_reference_sets(sps: &Sps, bits: &mut BitReader<'_>) -> ParseResult<References> {
    let mut used = if bits.flag("short_term_ref_pic_set_sps_flag")? {
        let count = sps.short_term_sets.len() as u32;
        let index = bits.bits(ceil_log2(count), "short_term_ref_pic_set_idx")?;
        let set = sps.short_term_sets.get(index as usize).ok_or_else(|| {
            ParseError::malformed(
                bits.offset(),
                format!("short_term_ref_pic_set_idx is {index}, but the SPS has {count} sets"),
            )
        })?;
        set.used()
    } else {
        ShortTermSet::read(bits, &sps.short_term_sets, true)?.used()
    };
    if let Some(in_sps) = &sps.long_term {
        used += read_long_term(in_sps, sps.order_count_bits, bits)?;
    }
    let temporal_mvp = sps.temporal_mvp && bits.flag("slice_temporal_mvp_enabled_flag")?;
    Ok(References { used, temporal_mvp })
}

/// Long-term reference pictures, from the SPS and from the slice; returns how many are used by the current picture.
fn read_long_term(in_sps: &[bool], order_count_bits: u32, bits: &mut BitReader<'_>) -> ParseResult<u32> {
    let count = in_sps.len() as u32;
    let from_sps = if in_sps.is_empty() { 0 } else { bits.ue_max(count, "num_long_term_sps")? };
    let own = bits.ue_max(32, "num_long_term_pics")?;
    let mut used = 0;
    for picture in 0..from_sps + own {
        let used_by_current = if picture < from_sps {
            let index = bits.bits(ceil_log2(count), "lt_idx_sps")?;
            *in_sps.get(index as usize).ok_or_else(|| {
                ParseError::malformed(
                    bits.offset(),
                    format!("lt_idx_sps is {index}, but the SPS has {count} pictures"),
                )
            })?
        } else {
            bits.bits(order_count_bits, "poc_lsb_lt")?;
            bits.flag("used_by_curr_pic_lt_flag")?
        };
        used += u32::from(used_by_current);
        if bits.flag("delta_poc_msb_present_flag")? {
            bits.ue("delta_poc_msb_cycle_lt")?;
        }
    }
    Ok(used)
}

/// What P and B slices send, from `num_ref_idx_active_override_flag` to `use_integer_mv_flag`.
fn read_prediction(
    slice_type: SliceType,
    references: References,
    sps: &Sps,
    pps: &Pps,
    bits: &mut BitReader<'_>,
) -> ParseResult<()> {
    let lists = if slice_type == SliceType::B { 2 } else { 1 };
    let mut active = pps.default_active;
    if bits.flag("num_ref_idx_active_override_flag")? {
        for count in active.iter_mut().take(lists) {
            *count = bits.ue_max(14, "num_ref_idx_active_minus1")? + 1;
        }
    }
    // NumPicTotalCurr (equation 7-55).
    let pictures = references.used + u32::from(pps.current_picture_ref);
    let mut own_entries = [None, None];
    if pps.lists_modification && pictures > 1 {
        for (entries, &count) in own_entries.iter_mut().zip(&active).take(lists) {
            if bits.flag("ref_pic_list_modification_flag")? {
                let list = (0..count).map(|_| bits.bits(ceil_log2(pictures), "list_entry"));
                *entries = Some(list.collect::<ParseResult<Vec<_>>>()?);
            }
        }
    }
    if slice_type == SliceType::B {
        bits.flag("mvd_l1_zero_flag")?;
    }
    if pps.cabac_init {
        bits.flag("cabac_init_flag")?;
    }
    if references.temporal_mvp {
        // collocated_from_l0_flag is inferred to be 1.
        let from_first = slice_type != SliceType::B || bits.flag("collocated_from_l0_flag")?;
        let [first, second] = active;
        if (if from_first { first } else { second }) > 1 {
            bits.ue_max(14, "collocated_ref_idx")?;
        }
    }
    if if slice_type == SliceType::B { pps.weighted_bipred } else { pps.weighted_pred } {
        let chroma = sps.chroma_array_type != 0;
        bits.ue("luma_log2_weight_denom")?;
        if chroma {
            bits.se("delta_chroma_log2_weight_denom")?;
        }
        for (list, (entries, &count)) in own_entries.iter().zip(&active).take(lists).enumerate() {
            let current = |index| {
                pps.current_picture_ref
                    && is_current_picture(list, index, count, entries.as_deref(), pictures)
            };
            read_weights((0..count).filter(|&index| !current(index)).count(), chroma, bits)?;
        }
    }
    bits.ue_max(4, "five_minus_max_num_merge_cand")?;
    if sps.slice_integer_mv {
        bits.flag("use_integer_mv_flag")?;
    }
    Ok(())
}

/// Whether entry `index` of reference list `list` is the current picture itself, which has no weights (section 8.3.4
/// with `pps_curr_pic_ref_enabled_flag`). It is the last of the `pictures` of which the list is made.
pub(super) fn is_current_picture(
    list: usize,
    index: u32,
    count: u32,
    entries: Option<&[u32]>,
    pictures: u32,
) -> bool {
    let last = pictures.saturating_sub(1);
    match entries {
        Some(entries) => entries.get(index as usize) == Some(&last),
        // List 0 ends in the current picture when it is too short for all pictures (equation 8-9).
        None if list == 0 && pictures > count => index + 1 == count,
        None => index % pictures.max(1) == last,
    }
}

/// The flags and weights of `count` entries of one list in `pred_weight_table()` (section 7.3.6.3).
fn read_weights(count: usize, chroma: bool, bits: &mut BitReader<'_>) -> ParseResult<()> {
    // At most 15 entries, one bit each.
    let mut luma = Vec::new();
    for _ in 0..count {
        luma.push(bits.flag("luma_weight_flag")?);
    }
    let mut chroma_flags = Vec::new();
    for _ in 0..count {
        chroma_flags.push(chroma && bits.flag("chroma_weight_flag")?);
    }
    for (luma, chroma) in luma.into_iter().zip(chroma_flags) {
        let fields = if luma { 2 } else { 0 } + if chroma { 4 } else { 0 };
        for _ in 0..fields {
            bits.se("weight or offset")?;
        }
    }
    Ok(())
}

/// Offsets of tiles and of rows of coding tree blocks inside the slice data.
fn read_entry_points(sps: &Sps, bits: &mut BitReader<'_>) -> ParseResult<()> {
    // Every tile and every row has a coding tree block at least.
    let count = bits.ue_max(sps.coding_tree_blocks, "num_entry_point_offsets")?;
    if count > 0 {
        let len = bits.ue_max(31, "offset_len_minus1")? + 1;
        bits.skip(u64::from(count) * u64::from(len), "entry_point_offset_minus1")?;
    }
    Ok(())
}
