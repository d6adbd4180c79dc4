//! What slice headers need of picture parameter sets (ISO/IEC 23008-2 section 7.3.2.3).

use super::UnitHeader;
use super::parameter_sets::pass_scaling_lists;
use crate::bytes::{ParseError, ParseResult};
use crate::codec::bits::BitReader;

/// A picture parameter set.
#[derive(Clone, Debug, Default)]
pub(super) struct Pps {
    pub(super) id: u32,
    /// `nuh_layer_id`.
    pub(super) layer: u8,
    pub(super) sps_id: u32,
    pub(super) dependent_slices: bool,
    pub(super) output_flag: bool,
    pub(super) extra_slice_header_bits: u32,
    pub(super) cabac_init: bool,
    pub(super) default_active: [u32; 2],
    pub(super) slice_chroma_qp_offsets: bool,
    pub(super) weighted_pred: bool,
    pub(super) weighted_bipred: bool,
    /// `tiles_enabled_flag` or `entropy_coding_sync_enabled_flag`.
    pub(super) entry_points: bool,
    pub(super) loop_filter_across_slices: bool,
    pub(super) deblocking_override: bool,
    pub(super) deblocking_disabled: bool,
    pub(super) lists_modification: bool,
    pub(super) slice_header_extension: bool,
    /// `chroma_qp_offset_list_enabled_flag`.
    pub(super) chroma_qp_offset_list: bool,
    /// `pps_curr_pic_ref_enabled_flag`.
    pub(super) current_picture_ref: bool,
    /// `pps_slice_act_qp_offsets_present_flag`.
    pub(super) slice_act_qp_offsets: bool,
}

impl Pps {
    pub(super) fn read(bits: &mut BitReader<'_>) -> ParseResult<Self> {
        let layer = UnitHeader::read(bits)?.layer;
        let mut pps = Self {
            layer,
            id: bits.ue_max(63, "pps_pic_parameter_set_id")?,
            sps_id: bits.ue_max(15, "pps_seq_parameter_set_id")?,
            dependent_slices: bits.flag("dependent_slice_segments_enabled_flag")?,
            output_flag: bits.flag("output_flag_present_flag")?,
            extra_slice_header_bits: bits.bits(3, "num_extra_slice_header_bits")?,
            ..Self::default()
        };
        bits.flag("sign_data_hiding_enabled_flag")?;
        pps.cabac_init = bits.flag("cabac_init_present_flag")?;
        for count in &mut pps.default_active {
            *count = bits.ue_max(14, "num_ref_idx_default_active_minus1")? + 1;
        }
        bits.se("init_qp_minus26")?;
        bits.flag("constrained_intra_pred_flag")?;
        let transform_skip = bits.flag("transform_skip_enabled_flag")?;
        if bits.flag("cu_qp_delta_enabled_flag")? {
            bits.ue("diff_cu_qp_delta_depth")?;
        }
        bits.se("pps_cb_qp_offset")?;
        bits.se("pps_cr_qp_offset")?;
        pps.slice_chroma_qp_offsets = bits.flag("pps_slice_chroma_qp_offsets_present_flag")?;
        pps.weighted_pred = bits.flag("weighted_pred_flag")?;
        pps.weighted_bipred = bits.flag("weighted_bipred_flag")?;
        bits.flag("transquant_bypass_enabled_flag")?;
        let tiles = bits.flag("tiles_enabled_flag")?;
        pps.entry_points = bits.flag("entropy_coding_sync_enabled_flag")? || tiles;
        if tiles {
            pass_tiles(bits)?;
        }
        pps.loop_filter_across_slices = bits.flag("pps_loop_filter_across_slices_enabled_flag")?;
        if bits.flag("deblocking_filter_control_present_flag")? {
            pps.deblocking_override = bits.flag("deblocking_filter_override_enabled_flag")?;
            pps.deblocking_disabled = bits.flag("pps_deblocking_filter_disabled_flag")?;
            if !pps.deblocking_disabled {
                bits.se("pps_beta_offset_div2")?;
                bits.se("pps_tc_offset_div2")?;
            }
        }
        if bits.flag("pps_scaling_list_data_present_flag")? {
            pass_scaling_lists(bits)?;
        }
        pps.lists_modification = bits.flag("lists_modification_present_flag")?;
        bits.ue("log2_parallel_merge_level_minus2")?;
        pps.slice_header_extension = bits.flag("slice_segment_header_extension_present_flag")?;
        if bits.flag("pps_extension_present_flag")? {
            pps.read_extensions(transform_skip, bits)?;
        }
        Ok(pps)
    }

    fn read_extensions(&mut self, transform_skip: bool, bits: &mut BitReader<'_>) -> ParseResult<()> {
        let range = bits.flag("pps_range_extension_flag")?;
        let multilayer = bits.flag("pps_multilayer_extension_flag")?;
        let three_d = bits.flag("pps_3d_extension_flag")?;
        let screen_content = bits.flag("pps_scc_extension_flag")?;
        bits.bits(4, "pps_extension_4bits")?;
        if range {
            self.read_range_extension(transform_skip, bits)?;
        }
        // The extensions in between are passed only to reach the last one.
        if !screen_content {
            return Ok(());
        }
        if three_d {
            return Err(ParseError::unsupported(
                bits.offset(),
                "a PPS with both 3D and screen content extensions",
            ));
        }
        if multilayer {
            pass_multilayer_extension(bits)?;
        }
        self.current_picture_ref = bits.flag("pps_curr_pic_ref_enabled_flag")?;
        if bits.flag("residual_adaptive_colour_transform_enabled_flag")? {
            self.slice_act_qp_offsets = bits.flag("pps_slice_act_qp_offsets_present_flag")?;
        }
        Ok(())
    }

    /// Section 7.3.2.3.2.
    fn read_range_extension(&mut self, transform_skip: bool, bits: &mut BitReader<'_>) -> ParseResult<()> {
        if transform_skip {
            bits.ue("log2_max_transform_skip_block_size_minus2")?;
        }
        bits.flag("cross_component_prediction_enabled_flag")?;
        self.chroma_qp_offset_list = bits.flag("chroma_qp_offset_list_enabled_flag")?;
        if self.chroma_qp_offset_list {
            bits.ue("diff_cu_chroma_qp_offset_depth")?;
            for _ in 0..=bits.ue_max(5, "chroma_qp_offset_list_len_minus1")? {
                bits.se("cb_qp_offset_list")?;
                bits.se("cr_qp_offset_list")?;
            }
        }
        bits.ue("log2_sao_offset_scale_luma")?;
        bits.ue("log2_sao_offset_scale_chroma")?;
        Ok(())
    }
}

fn pass_tiles(bits: &mut BitReader<'_>) -> ParseResult<()> {
    // Level 6.2 allows 20 columns and 22 rows, level 8.5 any; a row or column has a bit of width at least.
    let columns = bits.ue("num_tile_columns_minus1")?;
    let rows = bits.ue("num_tile_rows_minus1")?;
    if !bits.flag("uniform_spacing_flag")? {
        for _ in 0..u64::from(columns) + u64::from(rows) {
            bits.ue("column_width_minus1 or row_height_minus1")?;
        }
    }
    bits.flag("loop_filter_across_tiles_enabled_flag")?;
    Ok(())
}

/// Section F.7.3.2.3.4.
fn pass_multilayer_extension(bits: &mut BitReader<'_>) -> ParseResult<()> {
    bits.flag("poc_reset_info_present_flag")?;
    if bits.flag("pps_infer_scaling_list_flag")? {
        bits.bits(6, "pps_scaling_list_ref_layer_id")?;
    }
    for _ in 0..bits.ue_max(63, "num_ref_loc_offsets")? {
        bits.bits(6, "ref_loc_offset_layer_id")?;
        for field in ["scaled_ref_layer_offset", "ref_region_offset"] {
            if bits.flag(field)? {
                for _ in 0..4 {
                    bits.se(field)?;
                }
            }
        }
        if bits.flag("resample_phase_set_present_flag")? {
            for _ in 0..4 {
                bits.ue("phase of resampling")?;
            }
        }
    }
    if bits.flag("colour_mapping_enabled_flag")? {
        return Err(ParseError::unsupported(
            bits.offset(),
            "a PPS with both a colour mapping table and a screen content extension",
        ));
    }
    Ok(())
}
