//! What slice headers need of sequence parameter sets (ISO/IEC 23008-2 section 7.3.2.2).

use std::collections::BTreeMap;

use super::UnitHeader;
use super::parameter_sets::pass_scaling_lists;
use super::ref_pic_set::ShortTermSet;
use super::vps::{RepFormat, Vps};
use crate::bytes::{ParseError, ParseResult};
use crate::codec::bits::BitReader;

/// A sequence parameter set.
#[derive(Clone, Debug, Default)]
pub(super) struct Sps {
    pub(super) id: u32,
    /// `nuh_layer_id`.
    pub(super) layer: u8,
    /// `ChromaArrayType`.
    pub(super) chroma_array_type: u32,
    pub(super) separate_colour_plane: bool,
    /// Bits of `slice_pic_order_cnt_lsb`.
    pub(super) order_count_bits: u32,
    /// `PicSizeInCtbsY`.
    pub(super) coding_tree_blocks: u32,
    pub(super) sample_adaptive_offset: bool,
    pub(super) short_term_sets: Vec<ShortTermSet>,
    /// `used_by_curr_pic_lt_sps_flag` of each long-term reference picture; none when slices have no such pictures.
    pub(super) long_term: Option<Vec<bool>>,
    pub(super) temporal_mvp: bool,
    /// Whether slices send `use_integer_mv_flag` (`motion_vector_resolution_control_idc` is 2).
    pub(super) slice_integer_mv: bool,
}

impl Sps {
    /// Reads an SPS. One of a second layer may leave its format to the VPS of that layer.
    pub(super) fn read(bits: &mut BitReader<'_>, vps: &BTreeMap<u32, Vps>) -> ParseResult<Self> {
        let layer = UnitHeader::read(bits)?.layer;
        let vps_id = bits.bits(4, "sps_video_parameter_set_id")?;
        let sub_layers = bits.bits(3, "sps_max_sub_layers_minus1 or sps_ext_or_max_sub_layers_minus1")?;
        // MultiLayerExtSpsFlag.
        let layered = layer != 0 && sub_layers == 7;
        let mut screen_content = false;
        if !layered {
            bits.flag("sps_temporal_id_nesting_flag")?;
            screen_content = read_profile(true, sub_layers, bits)?;
        }
        let id = bits.ue_max(15, "sps_seq_parameter_set_id")?;
        let (format, sample_bits) =
            if layered { (read_layer_format(vps.get(&vps_id), bits)?, 0) } else { read_format(bits)? };
        let RepFormat { width, height, chroma_format_idc, separate_colour_plane } = format;
        let order_count_bits = bits.ue_max(12, "log2_max_pic_order_cnt_lsb_minus4")? + 4;
        if !layered {
            let first = if bits.flag("sps_sub_layer_ordering_info_present_flag")? { 0 } else { sub_layers };
            for _ in first..=sub_layers {
                bits.ue("sps_max_dec_pic_buffering_minus1")?;
                bits.ue("sps_max_num_reorder_pics")?;
                bits.ue("sps_max_latency_increase_plus1")?;
            }
        }
        let coding_tree_blocks = read_block_sizes(width, height, bits)?;
        if bits.flag("scaling_list_enabled_flag")? {
            if layered && bits.flag("sps_infer_scaling_list_flag")? {
                bits.bits(6, "sps_scaling_list_ref_layer_id")?;
            } else if bits.flag("sps_scaling_list_data_present_flag")? {
                pass_scaling_lists(bits)?;
            }
        }
        bits.flag("amp_enabled_flag")?;
        let sample_adaptive_offset = bits.flag("sample_adaptive_offset_enabled_flag")?;
        if bits.flag("pcm_enabled_flag")? {
            bits.bits(8, "pcm sample bit depths")?;
            bits.ue("log2_min_pcm_luma_coding_block_size_minus3")?;
            bits.ue("log2_diff_max_min_pcm_luma_coding_block_size")?;
            bits.flag("pcm_loop_filter_disabled_flag")?;
        }
        let mut short_term_sets = Vec::new();
        for _ in 0..bits.ue_max(64, "num_short_term_ref_pic_sets")? {
            short_term_sets.push(ShortTermSet::read(bits, &short_term_sets, false)?);
        }
        let mut long_term = None;
        if bits.flag("long_term_ref_pics_present_flag")? {
            let mut used = Vec::new();
            for _ in 0..bits.ue_max(32, "num_long_term_ref_pics_sps")? {
                bits.bits(order_count_bits, "lt_ref_pic_poc_lsb_sps")?;
                used.push(bits.flag("used_by_curr_pic_lt_sps_flag")?);
            }
            long_term = Some(used);
        }
        let temporal_mvp = bits.flag("sps_temporal_mvp_enabled_flag")?;
        bits.flag("strong_intra_smoothing_enabled_flag")?;
        // Only the screen content extension matters to slice headers, and it lies behind the VUI, which some
        // encoders write wrong: so both are read only where the profile allows the extension.
        let slice_integer_mv = screen_content && read_slice_integer_mv(sub_layers, sample_bits, bits)?;
        Ok(Self {
            id,
            layer,
            chroma_array_type: if separate_colour_plane { 0 } else { chroma_format_idc },
            separate_colour_plane,
            order_count_bits,
            coding_tree_blocks,
            sample_adaptive_offset,
            short_term_sets,
            long_term,
            temporal_mvp,
            slice_integer_mv,
        })
    }
}

/// Passes `profile_tier_level()` (section 7.3.3); returns whether the profile is one of screen content coding.
/// Where the profile is not `present`, there are only levels.
pub(super) fn read_profile(present: bool, sub_layers: u32, bits: &mut BitReader<'_>) -> ParseResult<bool> {
    let (mut profile, mut compatible) = (0, 0);
    if present {
        bits.bits(3, "general_profile_space and general_tier_flag")?;
        profile = bits.bits(5, "general_profile_idc")?;
        compatible = bits.bits(32, "general_profile_compatibility_flag")?;
        bits.skip(48, "general constraint flags")?;
    }
    bits.bits(8, "general_level_idc")?;
    let mut parts = Vec::new();
    for _ in 0..sub_layers {
        parts
            .push((bits.flag("sub_layer_profile_present_flag")?, bits.flag("sub_layer_level_present_flag")?));
    }
    if sub_layers > 0 {
        bits.skip(2 * u64::from(8 - sub_layers.min(8)), "reserved_zero_2bits")?;
    }
    for (profile, level) in parts {
        bits.skip(if profile { 88 } else { 0 }, "sub_layer profile")?;
        bits.skip(if level { 8 } else { 0 }, "sub_layer_level_idc")?;
    }
    // Profiles 9 and 11; compatibility flag j is bit 31 - j.
    Ok(matches!(profile, 9 | 11) || compatible & (1 << 22 | 1 << 20) != 0)
}

/// From `chroma_format_idc` to the bit depths: the format, and the sum of the bit depths of all colour components.
fn read_format(bits: &mut BitReader<'_>) -> ParseResult<(RepFormat, u32)> {
    let chroma_format_idc = bits.ue_max(3, "chroma_format_idc")?;
    let separate_colour_plane = chroma_format_idc == 3 && bits.flag("separate_colour_plane_flag")?;
    let width = bits.ue("pic_width_in_luma_samples")?;
    let height = bits.ue("pic_height_in_luma_samples")?;
    if bits.flag("conformance_window_flag")? {
        for _ in 0..4 {
            bits.ue("conf_win_offset")?;
        }
    }
    let luma_bits = bits.ue_max(8, "bit_depth_luma_minus8")? + 8;
    let chroma_bits = bits.ue_max(8, "bit_depth_chroma_minus8")? + 8;
    let sample_bits = luma_bits + if chroma_format_idc == 0 { 0 } else { 2 * chroma_bits };
    Ok((RepFormat { width, height, chroma_format_idc, separate_colour_plane }, sample_bits))
}

/// The format that an SPS of a second layer takes from the VPS (section F.7.4.3.2.1).
fn read_layer_format(vps: Option<&Vps>, bits: &mut BitReader<'_>) -> ParseResult<RepFormat> {
    let own =
        if bits.flag("update_rep_format_flag")? { Some(bits.bits(8, "sps_rep_format_idx")?) } else { None };
    let vps = vps.ok_or_else(|| {
        ParseError::malformed(bits.offset(), "an SPS of a second layer without a VPS of two layers before it")
    })?;
    let index = own.map_or(vps.second_format, |index| index as usize);
    vps.formats.get(index).copied().ok_or_else(|| {
        ParseError::malformed(
            bits.offset(),
            format!("the format has index {index}, but the VPS has {} formats", vps.formats.len()),
        )
    })
}

/// The sizes of coding and transform blocks; returns `PicSizeInCtbsY`.
fn read_block_sizes(width: u32, height: u32, bits: &mut BitReader<'_>) -> ParseResult<u32> {
    let smallest = bits.ue_max(3, "log2_min_luma_coding_block_size_minus3")? + 3;
    let log2_size = smallest + bits.ue_max(3, "log2_diff_max_min_luma_coding_block_size")?;
    let size = 1u32 << log2_size;
    let blocks = u64::from(width.div_ceil(size)) * u64::from(height.div_ceil(size));
    let blocks = u32::try_from(blocks).map_err(|_| {
        ParseError::malformed(
            bits.offset(),
            format!("a picture of {width} x {height} samples has too many blocks"),
        )
    })?;
    bits.ue("log2_min_luma_transform_block_size_minus2")?;
    bits.ue("log2_diff_max_min_luma_transform_block_size")?;
    bits.ue("max_transform_hierarchy_depth_inter")?;
    bits.ue("max_transform_hierarchy_depth_intra")?;
    Ok(blocks)
}

/// Reads from `vui_parameters_present_flag` to `motion_vector_resolution_control_idc`; returns whether that is 2.
/// `sample_bits` is the sum of the bit depths of all colour components.
fn read_slice_integer_mv(sub_layers: u32, sample_bits: u32, bits: &mut BitReader<'_>) -> ParseResult<bool> {
    if bits.flag("vui_parameters_present_flag")? {
        pass_vui(sub_layers, bits)?;
    }
    if !bits.flag("sps_extension_present_flag")? {
        return Ok(false);
    }
    let range = bits.flag("sps_range_extension_flag")?;
    let multilayer = bits.flag("sps_multilayer_extension_flag")?;
    let three_d = bits.flag("sps_3d_extension_flag")?;
    let screen_content = bits.flag("sps_scc_extension_flag")?;
    bits.bits(4, "sps_extension_4bits")?;
    if !screen_content {
        return Ok(false);
    }
    if three_d {
        return Err(ParseError::unsupported(
            bits.offset(),
            "an SPS with both 3D and screen content extensions",
        ));
    }
    bits.skip(if range { 9 } else { 0 }, "sps_range_extension()")?;
    bits.skip(if multilayer { 1 } else { 0 }, "inter_view_mv_vert_constraint_flag")?;
    bits.flag("sps_curr_pic_ref_enabled_flag")?;
    if bits.flag("palette_mode_enabled_flag")? {
        bits.ue("palette_max_size")?;
        bits.ue("delta_palette_max_predictor_size")?;
        if bits.flag("sps_palette_predictor_initializers_present_flag")? {
            let count = u64::from(bits.ue("sps_num_palette_predictor_initializers_minus1")?) + 1;
            bits.skip(count * u64::from(sample_bits), "sps_palette_predictor_initializer")?;
        }
    }
    Ok(bits.bits(2, "motion_vector_resolution_control_idc")? == 2)
}

/// Passes `vui_parameters()` (section E.2.1).
fn pass_vui(sub_layers: u32, bits: &mut BitReader<'_>) -> ParseResult<()> {
    if bits.flag("aspect_ratio_info_present_flag")? && bits.bits(8, "aspect_ratio_idc")? == 255 {
        bits.bits(32, "sar_width and sar_height")?;
    }
    if bits.flag("overscan_info_present_flag")? {
        bits.flag("overscan_appropriate_flag")?;
    }
    if bits.flag("video_signal_type_present_flag")? {
        bits.bits(4, "video_format and video_full_range_flag")?;
        if bits.flag("colour_description_present_flag")? {
            bits.bits(24, "colour description")?;
        }
    }
    if bits.flag("chroma_loc_info_present_flag")? {
        bits.ue("chroma_sample_loc_type_top_field")?;
        bits.ue("chroma_sample_loc_type_bottom_field")?;
    }
    bits.bits(3, "neutral chroma, field and frame flags")?;
    if bits.flag("default_display_window_flag")? {
        for _ in 0..4 {
            bits.ue("def_disp_win_offset")?;
        }
    }
    if bits.flag("vui_timing_info_present_flag")? {
        bits.skip(64, "vui_num_units_in_tick and vui_time_scale")?;
        if bits.flag("vui_poc_proportional_to_timing_flag")? {
            bits.ue("vui_num_ticks_poc_diff_one_minus1")?;
        }
        if bits.flag("vui_hrd_parameters_present_flag")? {
            pass_hrd(sub_layers, bits)?;
        }
    }
    if bits.flag("bitstream_restriction_flag")? {
        bits.bits(3, "restriction flags")?;
        for _ in 0..5 {
            bits.ue("restriction")?;
        }
    }
    Ok(())
}

/// Passes `hrd_parameters( 1, sub_layers )` (section E.2.2).
pub(super) fn pass_hrd(sub_layers: u32, bits: &mut BitReader<'_>) -> ParseResult<()> {
    let nal = bits.flag("nal_hrd_parameters_present_flag")?;
    let vcl = bits.flag("vcl_hrd_parameters_present_flag")?;
    let mut sub_pictures = false;
    if nal || vcl {
        sub_pictures = bits.flag("sub_pic_hrd_params_present_flag")?;
        bits.skip(if sub_pictures { 19 } else { 0 }, "sub-picture parameters")?;
        bits.bits(8, "bit_rate_scale and cpb_size_scale")?;
        bits.skip(if sub_pictures { 4 } else { 0 }, "cpb_size_du_scale")?;
        bits.bits(15, "delay lengths")?;
    }
    for _ in 0..=sub_layers {
        let fixed_general = bits.flag("fixed_pic_rate_general_flag")?;
        let fixed = fixed_general || bits.flag("fixed_pic_rate_within_cvs_flag")?;
        let mut low_delay = false;
        if fixed {
            bits.ue("elemental_duration_in_tc_minus1")?;
        } else {
            low_delay = bits.flag("low_delay_hrd_flag")?;
        }
        let buffers = if low_delay { 1 } else { bits.ue_max(31, "cpb_cnt_minus1")? + 1 };
        for _ in 0..(u32::from(nal) + u32::from(vcl)) * buffers {
            for _ in 0..if sub_pictures { 4 } else { 2 } {
                bits.ue("bit rate or buffer size")?;
            }
            bits.flag("cbr_flag")?;
        }
    }
    Ok(())
}
