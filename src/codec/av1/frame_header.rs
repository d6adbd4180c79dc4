//! Frame header OBU: `uncompressed_header()`, AV1 specification sections 5.9.2 and 7.20. Read to its last bit, because
//! the tiles of an `OBU_FRAME` start at the byte after it.

use std::fmt;
use std::sync::Arc;

use super::film_grain::film_grain_params;
use super::filters::{cdef_params, loop_filter_params, lr_params};
use super::frame_size::{frame_and_render_size, frame_size_with_refs};
use super::motion::{GlobalMotion, skip_mode_allowed};
use super::quantization::{Quantization, Segmentation, delta_params};
use super::references::{REFS_PER_FRAME, Reference, References, SLOTS};
use super::sequence::SequenceHeader;
use super::tile_info::TileInfo;
use crate::bytes::ParseResult;
use crate::codec::flat_bits::FlatBits;

/// `refresh_frame_flags` of a frame that fills all reference slots.
const ALL_SLOTS: u32 = 0xFF;

/// `frame_type`, AV1 section 6.8.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameType {
    /// `KEY_FRAME` (0).
    Key,
    /// `INTER_FRAME` (1).
    Inter,
    /// `INTRA_ONLY_FRAME` (2).
    IntraOnly,
    /// `SWITCH_FRAME` (3).
    Switch,
}

impl FrameType {
    fn from_code(code: u32) -> Self {
        match code & 3 {
            0 => Self::Key,
            1 => Self::Inter,
            2 => Self::IntraOnly,
            _ => Self::Switch,
        }
    }

    fn is_intra(self) -> bool {
        matches!(self, Self::Key | Self::IntraOnly)
    }
}

impl fmt::Display for FrameType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "key frame",
            Self::Inter => "inter frame",
            Self::IntraOnly => "intra-only frame",
            Self::Switch => "switch frame",
        })
    }
}

/// Layers of the OBU that holds the header.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layer {
    pub temporal_id: u8,
    pub spatial_id: u8,
}

/// What a frame header says.
#[derive(Clone, Debug)]
pub(super) enum FrameHeader {
    /// `show_existing_frame`: the frame in a slot is shown. A shown key frame then fills all slots.
    ShowExisting { slot: usize, frame: Arc<Reference> },
    /// A frame of its own; tile groups follow.
    Coded(CodedFrame),
}

/// A frame whose tile groups follow.
#[derive(Clone, Debug)]
pub(super) struct CodedFrame {
    pub show_frame: bool,
    pub tiles: TileInfo,
    pub refresh_frame_flags: u32,
    /// The frame as later headers will see it.
    pub reference: Arc<Reference>,
}

impl FrameHeader {
    /// Reads `uncompressed_header()`. `references` changes where the header says that frames were lost.
    pub fn read(
        bits: &mut FlatBits<'_>,
        sequence: &SequenceHeader,
        layer: Layer,
        references: &mut References,
    ) -> ParseResult<Self> {
        if !sequence.reduced_still_picture_header && bits.flag("show_existing_frame")? {
            return show_existing_frame(bits, sequence, references);
        }
        let start = Start::read(bits, sequence)?;
        coded_frame(bits, sequence, layer, references, &start).map(Self::Coded)
    }
}

fn show_existing_frame(
    bits: &mut FlatBits<'_>,
    sequence: &SequenceHeader,
    references: &References,
) -> ParseResult<FrameHeader> {
    let slot = bits.bits(3, "frame_to_show_map_idx")? as usize;
    temporal_point_info(bits, sequence)?;
    if let Some(ids) = sequence.frame_ids {
        bits.bits(ids.frame_id, "display_frame_id")?;
    }
    let frame = references.get(slot).ok_or_else(|| empty_slot(bits, "shows", slot))?;
    Ok(FrameHeader::ShowExisting { slot, frame: Arc::clone(frame) })
}

/// The first fields of a coded frame.
struct Start {
    frame_type: FrameType,
    show_frame: bool,
    showable_frame: bool,
    error_resilient_mode: bool,
}

impl Start {
    fn read(bits: &mut FlatBits<'_>, sequence: &SequenceHeader) -> ParseResult<Self> {
        if sequence.reduced_still_picture_header {
            return Ok(Self {
                frame_type: FrameType::Key,
                show_frame: true,
                showable_frame: false,
                error_resilient_mode: true,
            });
        }
        let frame_type = FrameType::from_code(bits.bits(2, "frame_type")?);
        let show_frame = bits.flag("show_frame")?;
        let showable_frame = if show_frame {
            temporal_point_info(bits, sequence)?;
            frame_type != FrameType::Key
        } else {
            bits.flag("showable_frame")?
        };
        let mut start = Self { frame_type, show_frame, showable_frame, error_resilient_mode: true };
        start.error_resilient_mode = start.resets_all() || bits.flag("error_resilient_mode")?;
        Ok(start)
    }

    /// Switch frames and shown key frames fill all reference slots.
    fn resets_all(&self) -> bool {
        self.frame_type == FrameType::Switch || (self.frame_type == FrameType::Key && self.show_frame)
    }
}

fn coded_frame(
    bits: &mut FlatBits<'_>,
    sequence: &SequenceHeader,
    layer: Layer,
    references: &mut References,
    start: &Start,
) -> ParseResult<CodedFrame> {
    let is_intra = start.frame_type.is_intra();
    let disable_cdf_update = bits.flag("disable_cdf_update")?;
    let allow_screen_content_tools = match sequence.force_screen_content_tools {
        Some(forced) => forced,
        None => bits.flag("allow_screen_content_tools")?,
    };
    let mut force_integer_mv = allow_screen_content_tools
        && match sequence.force_integer_mv {
            Some(forced) => forced,
            None => bits.flag("force_integer_mv")?,
        };
    force_integer_mv |= is_intra;
    if let Some(ids) = sequence.frame_ids {
        bits.bits(ids.frame_id, "current_frame_id")?;
    }
    let size_override = match start.frame_type {
        FrameType::Switch => true,
        _ if sequence.reduced_still_picture_header => false,
        _ => bits.flag("frame_size_override_flag")?,
    };
    let order_hint = bits.bits(sequence.order_hint_bits, "order_hint")?;
    let mut primary_ref_frame = None;
    if !is_intra && !start.error_resilient_mode {
        let index = bits.bits(3, "primary_ref_frame")? as usize;
        // 7 is PRIMARY_REF_NONE.
        primary_ref_frame = Some(index).filter(|&index| index < REFS_PER_FRAME);
    }
    buffer_removal_times(bits, sequence, layer)?;
    let refresh_frame_flags =
        if start.resets_all() { ALL_SLOTS } else { bits.bits(8, "refresh_frame_flags")? };
    let has_order_hints = sequence.order_hint_bits > 0;
    if (!is_intra || refresh_frame_flags != ALL_SLOTS) && start.error_resilient_mode && has_order_hints {
        for slot in 0..SLOTS {
            let hint = bits.bits(sequence.order_hint_bits, "ref_order_hint")?;
            references.expect_order_hint(slot, hint, sequence);
        }
    }

    let size;
    let mut ref_frame_idx = [0; REFS_PER_FRAME];
    let mut allow_intrabc = false;
    let mut allow_high_precision_mv = false;
    if is_intra {
        size = frame_and_render_size(bits, sequence, size_override)?;
        allow_intrabc = allow_screen_content_tools && !size.is_scaled() && bits.flag("allow_intrabc")?;
    } else {
        ref_frame_idx = frame_references(bits, sequence, references, order_hint)?;
        size = if size_override && !start.error_resilient_mode {
            frame_size_with_refs(bits, sequence, references, &ref_frame_idx)?
        } else {
            frame_and_render_size(bits, sequence, size_override)?
        };
        allow_high_precision_mv = !force_integer_mv && bits.flag("allow_high_precision_mv")?;
        if !bits.flag("is_filter_switchable")? {
            bits.bits(2, "interpolation_filter")?;
        }
        bits.flag("is_motion_mode_switchable")?;
        if !start.error_resilient_mode && sequence.enable_ref_frame_mvs {
            bits.flag("use_ref_frame_mvs")?;
        }
    }
    if !sequence.reduced_still_picture_header && !disable_cdf_update {
        bits.flag("disable_frame_end_update_cdf")?;
    }

    let primary =
        primary_ref_frame.and_then(|index| ref_frame_idx.get(index)).and_then(|&slot| references.get(slot));
    let tiles = TileInfo::read(bits, sequence, &size)?;
    let quantization = Quantization::read(bits, &sequence.color)?;
    let segmentation = Segmentation::read(bits, primary.map(|frame| &frame.segmentation))?;
    delta_params(bits, quantization.base_q_idx, allow_intrabc)?;
    let coded_lossless = quantization.is_coded_lossless(&segmentation);
    let all_lossless = coded_lossless && !size.is_scaled();
    if !coded_lossless && !allow_intrabc {
        loop_filter_params(bits, &sequence.color)?;
        if sequence.enable_cdef {
            cdef_params(bits, &sequence.color)?;
        }
    }
    if !all_lossless && !allow_intrabc && sequence.enable_restoration {
        lr_params(bits, sequence)?;
    }
    if !coded_lossless {
        bits.flag("tx_mode_select")?;
    }

    let reference_select = !is_intra && bits.flag("reference_select")?;
    if reference_select && skip_mode_allowed(sequence, references, &ref_frame_idx, order_hint) {
        bits.flag("skip_mode_present")?;
    }
    if !is_intra && !start.error_resilient_mode && sequence.enable_warped_motion {
        bits.flag("allow_warped_motion")?;
    }
    bits.flag("reduced_tx_set")?;
    let mut global_motion = GlobalMotion::default();
    if !is_intra {
        let previous = primary.map(|frame| &frame.global_motion).unwrap_or(&global_motion);
        global_motion = GlobalMotion::read(bits, previous, allow_high_precision_mv)?;
    }
    if sequence.film_grain_params_present && (start.show_frame || start.showable_frame) {
        film_grain_params(bits, &sequence.color, start.frame_type, &ref_frame_idx)?;
    }
    Ok(CodedFrame {
        show_frame: start.show_frame,
        tiles,
        refresh_frame_flags,
        reference: Arc::new(Reference {
            frame_type: start.frame_type,
            order_hint,
            size,
            global_motion,
            segmentation,
        }),
    })
}

/// The seven references of an inter frame, as slots that frames have filled.
fn frame_references(
    bits: &mut FlatBits<'_>,
    sequence: &SequenceHeader,
    references: &References,
    order_hint: u32,
) -> ParseResult<[usize; REFS_PER_FRAME]> {
    let mut short_signaling = None;
    if sequence.order_hint_bits > 0 && bits.flag("frame_refs_short_signaling")? {
        let last = bits.bits(3, "last_frame_idx")? as usize;
        let golden = bits.bits(3, "gold_frame_idx")? as usize;
        let slots = references.frame_refs(last, golden, order_hint, sequence);
        short_signaling = Some(slots.ok_or_else(|| empty_slot(bits, "refers to", last))?);
    }
    let mut ref_frame_idx = short_signaling.unwrap_or_default();
    for slot in &mut ref_frame_idx {
        if short_signaling.is_none() {
            *slot = bits.bits(3, "ref_frame_idx")? as usize;
        }
        if let Some(ids) = sequence.frame_ids {
            bits.bits(ids.delta_frame_id, "delta_frame_id_minus_1")?;
        }
        if references.get(*slot).is_none() {
            return Err(empty_slot(bits, "refers to", *slot));
        }
    }
    Ok(ref_frame_idx)
}

fn empty_slot(bits: &FlatBits<'_>, verb: &str, slot: usize) -> crate::bytes::ParseError {
    bits.malformed(format!(
        "the frame header {verb} reference slot {slot}, which no earlier frame has filled"
    ))
}

/// Reads over `temporal_point_info()`, where the sequence has it.
fn temporal_point_info(bits: &mut FlatBits<'_>, sequence: &SequenceHeader) -> ParseResult<()> {
    if let Some(model) = &sequence.decoder_model
        && !sequence.equal_picture_interval
    {
        bits.bits(model.frame_presentation_time_length, "frame_presentation_time")?;
    }
    Ok(())
}

/// Reads over the buffer removal times of the operating points that the OBU's layers belong to.
fn buffer_removal_times(bits: &mut FlatBits<'_>, sequence: &SequenceHeader, layer: Layer) -> ParseResult<()> {
    let Some(model) = &sequence.decoder_model else {
        return Ok(());
    };
    if !bits.flag("buffer_removal_time_present_flag")? {
        return Ok(());
    }
    for point in sequence.operating_points.iter().filter(|point| point.decoder_model_present) {
        let in_temporal_layer = point.idc >> layer.temporal_id & 1 != 0;
        let in_spatial_layer = point.idc >> (layer.spatial_id + 8) & 1 != 0;
        if point.idc == 0 || (in_temporal_layer && in_spatial_layer) {
            bits.bits(model.buffer_removal_time_length, "buffer_removal_time")?;
        }
    }
    Ok(())
}
