//! What slices of a second layer need of video parameter sets: the extension of multi-layer streams (ISO/IEC 23008-2
//! section F.7.3.2.1.1). Known are streams of two layers, where the second refers to the first: stereo MV-HEVC.

use super::UnitHeader;
use super::sps::{pass_hrd, read_profile};
use crate::bytes::{ParseError, ParseResult};
use crate::codec::bits::{BitReader, ceil_log2};

/// A video parameter set of a stream with two layers.
#[derive(Clone, Debug, Default)]
pub(super) struct Vps {
    pub(super) id: u32,
    /// `layer_id_in_nuh` of the second layer.
    pub(super) second_layer: u8,
    /// `default_ref_layers_active_flag`.
    pub(super) reference_active: bool,
    /// `TemporalId` from which on pictures of the second layer refer to no picture of the first.
    pub(super) reference_limit: u8,
    pub(super) formats: Vec<RepFormat>,
    /// Index in `formats` of the second layer.
    pub(super) second_format: usize,
}

/// `rep_format()`: sizes of the pictures of a layer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RepFormat {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) chroma_format_idc: u32,
    pub(super) separate_colour_plane: bool,
}

impl Vps {
    /// Reads a VPS; none when it describes a stream of one layer, of which slices need nothing.
    pub(super) fn read(bits: &mut BitReader<'_>) -> ParseResult<Option<Self>> {
        UnitHeader::read(bits)?;
        let id = bits.bits(4, "vps_video_parameter_set_id")?;
        let internal = bits.flag("vps_base_layer_internal_flag")?;
        bits.flag("vps_base_layer_available_flag")?;
        let layers = bits.bits(6, "vps_max_layers_minus1")? + 1;
        if layers == 1 {
            return Ok(None);
        }
        if layers > 2 || !internal {
            return Err(unsupported(bits, format!("a stream of {layers} layers: only two layers are known")));
        }
        let sub_layers = bits.bits(3, "vps_max_sub_layers_minus1")?;
        bits.bits(17, "vps_temporal_id_nesting_flag and vps_reserved_0xffff_16bits")?;
        read_profile(true, sub_layers, bits)?;
        let first = if bits.flag("vps_sub_layer_ordering_info_present_flag")? { 0 } else { sub_layers };
        for _ in first..=sub_layers {
            for _ in 0..3 {
                bits.ue("sub-layer ordering information")?;
            }
        }
        let max_layer_id = bits.bits(6, "vps_max_layer_id")?;
        if bits.ue("vps_num_layer_sets_minus1")? != 1 {
            return Err(unsupported(bits, "a stream of two layers with other than two layer sets"));
        }
        let mut included = 0;
        for _ in 0..=max_layer_id {
            included += bits.bits(1, "layer_id_included_flag")?;
        }
        if included != 2 {
            return Err(unsupported(bits, format!("a layer set of {included} layers in a stream of two")));
        }
        if bits.flag("vps_timing_info_present_flag")? {
            pass_timing(sub_layers, bits)?;
        }
        if !bits.flag("vps_extension_flag")? {
            return Err(ParseError::malformed(bits.offset(), "a VPS of two layers without its extension"));
        }
        bits.align("vps_extension_alignment_bit_equal_to_one")?;
        Self::read_extension(id, sub_layers, bits).map(Some)
    }

    fn read_extension(id: u32, sub_layers: u32, bits: &mut BitReader<'_>) -> ParseResult<Self> {
        read_profile(false, sub_layers, bits)?;
        let second_layer = read_layer_ids(bits)?;
        if !bits.flag("direct_dependency_flag")? {
            return Err(unsupported(bits, "a stream of two layers that do not refer to each other"));
        }
        let mut first_sub_layers = sub_layers;
        if bits.flag("vps_sub_layers_max_minus1_present_flag")? {
            first_sub_layers = bits.bits(3, "sub_layers_vps_max_minus1")?;
            bits.bits(3, "sub_layers_vps_max_minus1")?;
        }
        let mut reference_limit = 7;
        if bits.flag("max_tid_ref_present_flag")? {
            // 0 means that only pictures that start a sequence are referred to; they have TemporalId 0.
            reference_limit = bits.bits(3, "max_tid_il_ref_pics_plus1")?.max(1);
        }
        let reference_limit = reference_limit.min(first_sub_layers + 1) as u8;
        let reference_active = bits.flag("default_ref_layers_active_flag")?;
        let profiles = bits.ue_max(63, "vps_num_profile_tier_level_minus1")? + 1;
        for _ in 2..profiles {
            let present = bits.flag("vps_profile_present_flag")?;
            read_profile(present, sub_layers, bits)?;
        }
        pass_output_layer_sets(profiles, bits)?;
        let (formats, second_format) = read_formats(bits)?;
        Ok(Self { id, second_layer, reference_active, reference_limit, formats, second_format })
    }
}

fn unsupported(bits: &BitReader<'_>, message: impl Into<String>) -> ParseError {
    ParseError::unsupported(bits.offset(), message)
}

/// From `vps_num_units_in_tick` to the last `hrd_parameters()`.
fn pass_timing(sub_layers: u32, bits: &mut BitReader<'_>) -> ParseResult<()> {
    bits.skip(64, "vps_num_units_in_tick and vps_time_scale")?;
    if bits.flag("vps_poc_proportional_to_timing_flag")? {
        bits.ue("vps_num_ticks_poc_diff_one_minus1")?;
    }
    for index in 0..bits.ue_max(1024, "vps_num_hrd_parameters")? {
        bits.ue("hrd_layer_set_idx")?;
        if index > 0 && !bits.flag("cprms_present_flag")? {
            return Err(unsupported(bits, "a VPS whose HRD parameters share their common part"));
        }
        pass_hrd(sub_layers, bits)?;
    }
    Ok(())
}

/// From `splitting_flag` to the view ids; returns `layer_id_in_nuh` of the second layer.
fn read_layer_ids(bits: &mut BitReader<'_>) -> ParseResult<u8> {
    let splitting = bits.flag("splitting_flag")?;
    let mask = bits.bits(16, "scalability_mask_flag")?;
    let types = mask.count_ones();
    let mut lengths = Vec::new();
    for _ in 0..types.saturating_sub(u32::from(splitting)) {
        lengths.push(bits.bits(3, "dimension_id_len_minus1")? + 1);
    }
    let layer =
        if bits.flag("vps_nuh_layer_id_present_flag")? { bits.bits(6, "layer_id_in_nuh")? } else { 1 };
    // Flag 1, from the left, is the dimension of views: a second value there is a second view.
    let mut views = 1;
    if splitting {
        return Err(unsupported(bits, "a VPS that splits layer ids into dimensions"));
    }
    for (index, len) in lengths.into_iter().enumerate() {
        let dimension = bits.bits(len, "dimension_id")?;
        let is_view = mask & 0x4000 != 0 && index == (mask >> 15 & 1) as usize;
        if is_view && dimension != 0 {
            views = 2;
        }
    }
    let view_id_len = bits.bits(4, "view_id_len")?;
    if view_id_len > 0 {
        bits.skip(u64::from(view_id_len) * views, "view_id_val")?;
    }
    Ok(layer as u8)
}

/// The second of two output layer sets; the first, of the base layer, is not sent.
fn pass_output_layer_sets(profiles: u32, bits: &mut BitReader<'_>) -> ParseResult<()> {
    if bits.ue("num_add_olss")? != 0 {
        return Err(unsupported(bits, "a stream of two layers with additional output layer sets"));
    }
    let outputs = match bits.bits(2, "default_output_layer_idc")? {
        0 => [true, true],
        2 => [bits.flag("output_layer_flag")?, bits.flag("output_layer_flag")?],
        _ => [false, true],
    };
    let [_, second] = outputs;
    // The first layer is needed in any case, the second only for itself.
    for _ in 0..if second { 2 } else { 1 } {
        bits.bits(ceil_log2(profiles), "profile_tier_level_idx")?;
    }
    if outputs == [false, true] {
        bits.flag("alt_output_layer_flag")?;
    }
    Ok(())
}

/// From `vps_num_rep_formats_minus1` to `vps_rep_format_idx`: the formats, and which of them the second layer has.
fn read_formats(bits: &mut BitReader<'_>) -> ParseResult<(Vec<RepFormat>, usize)> {
    let count = bits.ue_max(255, "vps_num_rep_formats_minus1")? + 1;
    let mut formats: Vec<RepFormat> = Vec::new();
    for _ in 0..count {
        let mut format = formats.last().copied().unwrap_or_default();
        format.width = bits.bits(16, "pic_width_vps_in_luma_samples")?;
        format.height = bits.bits(16, "pic_height_vps_in_luma_samples")?;
        if bits.flag("chroma_and_bit_depth_vps_present_flag")? {
            format.chroma_format_idc = bits.bits(2, "chroma_format_vps_idc")?;
            format.separate_colour_plane =
                format.chroma_format_idc == 3 && bits.flag("separate_colour_plane_vps_flag")?;
            bits.bits(8, "bit_depth_vps_minus8")?;
        }
        if bits.flag("conformance_window_vps_flag")? {
            for _ in 0..4 {
                bits.ue("conf_win_vps_offset")?;
            }
        }
        formats.push(format);
    }
    let mut second = (count - 1).min(1);
    if count > 1 && bits.flag("rep_format_idx_present_flag")? {
        second = bits.bits(ceil_log2(count), "vps_rep_format_idx")?;
    }
    Ok((formats, second as usize))
}
