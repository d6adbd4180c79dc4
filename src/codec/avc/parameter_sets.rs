//! What slice headers need of sequence and picture parameter sets (ISO/IEC 14496-10 sections 7.3.2.1 and 7.3.2.2).
//! Reading stops behind the last field of use.

use std::collections::BTreeMap;

use super::UnitHeader;
use crate::bytes::{ParseError, ParseResult};
use crate::codec::bits::{BitReader, ceil_log2};

/// Parameter sets by id: at most 32 and 256.
#[derive(Clone, Debug, Default)]
pub(super) struct ParameterSets {
    sps: BTreeMap<u32, Sps>,
    pps: BTreeMap<u32, Pps>,
}

impl ParameterSets {
    pub(super) fn keep_sps(&mut self, sps: Sps) {
        self.sps.insert(sps.id, sps);
    }

    pub(super) fn keep_pps(&mut self, pps: Pps) {
        self.pps.insert(pps.id, pps);
    }

    /// The sets that a slice at absolute offset `offset` names.
    pub(super) fn named(&self, pps_id: u32, offset: u64) -> ParseResult<(&Sps, &Pps)> {
        let pps = self.pps.get(&pps_id).ok_or_else(|| {
            ParseError::malformed(
                offset,
                format!("the slice refers to PPS {pps_id}, which has not been seen"),
            )
        })?;
        let sps = self.sps.get(&pps.sps_id).ok_or_else(|| {
            ParseError::malformed(
                offset,
                format!(
                    "the slice refers to PPS {pps_id} and thereby to SPS {}, which has not been seen",
                    pps.sps_id
                ),
            )
        })?;
        Ok((sps, pps))
    }
}

/// `pic_order_cnt_type`, with what each type sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OrderCount {
    /// Type 0: the low bits of the count, this many.
    Bits(u32),
    /// Type 1: differences to an expected count, unless they are always zero.
    Deltas { always_zero: bool },
    /// Type 2: nothing.
    Implied,
}

/// A sequence parameter set.
#[derive(Clone, Debug)]
pub(super) struct Sps {
    id: u32,
    pub(super) chroma_format_idc: u32,
    pub(super) separate_colour_plane: bool,
    pub(super) frame_num_bits: u32,
    pub(super) order_count: OrderCount,
    pub(super) frame_mbs_only: bool,
    /// `PicSizeInMapUnits`.
    pub(super) map_units: u32,
}

impl Sps {
    /// `ChromaArrayType`.
    pub(super) fn chroma_array_type(&self) -> u32 {
        if self.separate_colour_plane { 0 } else { self.chroma_format_idc }
    }

    pub(super) fn read(bits: &mut BitReader<'_>) -> ParseResult<Self> {
        UnitHeader::read(bits)?;
        let profile = bits.bits(8, "profile_idc")?;
        bits.bits(16, "constraint flags and level_idc")?;
        let id = bits.ue_max(31, "seq_parameter_set_id")?;
        let mut chroma_format_idc = 1;
        let mut separate_colour_plane = false;
        if matches!(profile, 44 | 83 | 86 | 100 | 110 | 118 | 122 | 128 | 134 | 135 | 138 | 139 | 244) {
            chroma_format_idc = bits.ue_max(3, "chroma_format_idc")?;
            if chroma_format_idc == 3 {
                separate_colour_plane = bits.flag("separate_colour_plane_flag")?;
            }
            bits.ue("bit_depth_luma_minus8")?;
            bits.ue("bit_depth_chroma_minus8")?;
            bits.flag("qpprime_y_zero_transform_bypass_flag")?;
            if bits.flag("seq_scaling_matrix_present_flag")? {
                pass_scaling_lists(bits, if chroma_format_idc == 3 { 12 } else { 8 })?;
            }
        }
        let frame_num_bits = bits.ue_max(12, "log2_max_frame_num_minus4")? + 4;
        let order_count = match bits.ue_max(2, "pic_order_cnt_type")? {
            0 => OrderCount::Bits(bits.ue_max(12, "log2_max_pic_order_cnt_lsb_minus4")? + 4),
            1 => {
                let always_zero = bits.flag("delta_pic_order_always_zero_flag")?;
                bits.se("offset_for_non_ref_pic")?;
                bits.se("offset_for_top_to_bottom_field")?;
                for _ in 0..bits.ue_max(255, "num_ref_frames_in_pic_order_cnt_cycle")? {
                    bits.se("offset_for_ref_frame")?;
                }
                OrderCount::Deltas { always_zero }
            }
            _ => OrderCount::Implied,
        };
        bits.ue("max_num_ref_frames")?;
        bits.flag("gaps_in_frame_num_value_allowed_flag")?;
        let width = u64::from(bits.ue("pic_width_in_mbs_minus1")?) + 1;
        let height = u64::from(bits.ue("pic_height_in_map_units_minus1")?) + 1;
        let map_units = u32::try_from(width * height).map_err(|_| {
            ParseError::malformed(
                bits.offset(),
                format!("the picture has {width} x {height} map units, too many"),
            )
        })?;
        let frame_mbs_only = bits.flag("frame_mbs_only_flag")?;
        Ok(Self {
            id,
            chroma_format_idc,
            separate_colour_plane,
            frame_num_bits,
            order_count,
            frame_mbs_only,
            map_units,
        })
    }
}

/// Section 7.3.2.1.1.1, for `count` lists: the first six have 16 entries, the others 64.
fn pass_scaling_lists(bits: &mut BitReader<'_>, count: u32) -> ParseResult<()> {
    for list in 0..count {
        if !bits.flag("seq_scaling_list_present_flag")? {
            continue;
        }
        let mut last = 8;
        for _ in 0..if list < 6 { 16 } else { 64 } {
            let delta = bits.se("delta_scale")?;
            // A next scale of 0 repeats the last one to the end of the list.
            last = (last + delta % 256 + 256) % 256;
            if last == 0 {
                break;
            }
        }
    }
    Ok(())
}

/// A picture parameter set.
#[derive(Clone, Debug)]
pub(super) struct Pps {
    id: u32,
    sps_id: u32,
    pub(super) cabac: bool,
    pub(super) bottom_field_order: bool,
    /// `SliceGroupChangeRate`, where slice groups change from picture to picture (map types 3 to 5).
    pub(super) slice_group_change_rate: Option<u32>,
    pub(super) default_active: [u32; 2],
    pub(super) weighted_pred: bool,
    pub(super) weighted_bipred_idc: u32,
    pub(super) deblocking_control: bool,
    pub(super) redundant_pic_cnt: bool,
}

impl Pps {
    pub(super) fn read(bits: &mut BitReader<'_>) -> ParseResult<Self> {
        UnitHeader::read(bits)?;
        let id = bits.ue_max(255, "pic_parameter_set_id")?;
        let sps_id = bits.ue_max(31, "seq_parameter_set_id")?;
        let cabac = bits.flag("entropy_coding_mode_flag")?;
        let bottom_field_order = bits.flag("bottom_field_pic_order_in_frame_present_flag")?;
        let groups = bits.ue_max(7, "num_slice_groups_minus1")? + 1;
        let slice_group_change_rate = if groups > 1 { read_slice_groups(bits, groups)? } else { None };
        let default_active = [
            bits.ue_max(31, "num_ref_idx_l0_default_active_minus1")? + 1,
            bits.ue_max(31, "num_ref_idx_l1_default_active_minus1")? + 1,
        ];
        let weighted_pred = bits.flag("weighted_pred_flag")?;
        let weighted_bipred_idc = bits.bits(2, "weighted_bipred_idc")?;
        bits.se("pic_init_qp_minus26")?;
        bits.se("pic_init_qs_minus26")?;
        bits.se("chroma_qp_index_offset")?;
        let deblocking_control = bits.flag("deblocking_filter_control_present_flag")?;
        bits.flag("constrained_intra_pred_flag")?;
        let redundant_pic_cnt = bits.flag("redundant_pic_cnt_present_flag")?;
        Ok(Self {
            id,
            sps_id,
            cabac,
            bottom_field_order,
            slice_group_change_rate,
            default_active,
            weighted_pred,
            weighted_bipred_idc,
            deblocking_control,
            redundant_pic_cnt,
        })
    }
}

/// The slice group map of a PPS with more than one group; returns `SliceGroupChangeRate` if there is one.
fn read_slice_groups(bits: &mut BitReader<'_>, groups: u32) -> ParseResult<Option<u32>> {
    match bits.ue_max(6, "slice_group_map_type")? {
        0 => {
            for _ in 0..groups {
                bits.ue("run_length_minus1")?;
            }
        }
        2 => {
            for _ in 1..groups {
                bits.ue("top_left")?;
                bits.ue("bottom_right")?;
            }
        }
        3..=5 => {
            bits.flag("slice_group_change_direction_flag")?;
            return Ok(Some(bits.ue("slice_group_change_rate_minus1")?.saturating_add(1)));
        }
        6 => {
            let units = u64::from(bits.ue("pic_size_in_map_units_minus1")?) + 1;
            bits.skip(units * u64::from(ceil_log2(groups)), "slice_group_id")?;
        }
        // Type 1 scatters the groups by formula.
        _ => {}
    }
    Ok(None)
}
