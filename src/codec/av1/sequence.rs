//! Sequence header OBU: AV1 specification sections 5.5 and 6.4. Only what frame headers depend on is kept.

use crate::bytes::ParseResult;
use crate::codec::flat_bits::FlatBits;

/// What frame headers need of `sequence_header_obu()`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SequenceHeader {
    pub reduced_still_picture_header: bool,
    pub equal_picture_interval: bool,
    pub decoder_model: Option<DecoderModel>,
    pub operating_points: Vec<OperatingPoint>,
    pub frame_width_bits: u32,
    pub frame_height_bits: u32,
    pub max_frame_width: u32,
    pub max_frame_height: u32,
    pub frame_ids: Option<FrameIdLengths>,
    pub use_128x128_superblock: bool,
    pub enable_warped_motion: bool,
    pub enable_ref_frame_mvs: bool,
    /// `seq_force_screen_content_tools`; `None` is `SELECT_SCREEN_CONTENT_TOOLS`, chosen per frame.
    pub force_screen_content_tools: Option<bool>,
    /// `seq_force_integer_mv`; `None` is `SELECT_INTEGER_MV`, chosen per frame.
    pub force_integer_mv: Option<bool>,
    /// `OrderHintBits`; 0 when `enable_order_hint` is 0.
    pub order_hint_bits: u32,
    pub enable_superres: bool,
    pub enable_cdef: bool,
    pub enable_restoration: bool,
    pub color: ColorConfig,
    pub film_grain_params_present: bool,
}

/// Field lengths of `decoder_model_info()`, in bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DecoderModel {
    pub buffer_delay_length: u32,
    pub buffer_removal_time_length: u32,
    pub frame_presentation_time_length: u32,
}

/// One operating point, as far as frame headers depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OperatingPoint {
    pub idc: u32,
    pub decoder_model_present: bool,
}

/// Field lengths of frame IDs, in bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FrameIdLengths {
    pub frame_id: u32,
    pub delta_frame_id: u32,
}

/// What frame headers need of `color_config()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ColorConfig {
    pub mono_chrome: bool,
    pub subsampling_x: bool,
    pub subsampling_y: bool,
    pub separate_uv_delta_q: bool,
}

impl ColorConfig {
    pub fn num_planes(&self) -> usize {
        if self.mono_chrome { 1 } else { 3 }
    }
}

impl SequenceHeader {
    /// Reads `sequence_header_obu()`.
    pub fn read(bits: &mut FlatBits<'_>) -> ParseResult<Self> {
        let seq_profile = bits.bits(3, "seq_profile")?;
        if seq_profile > 2 {
            return Err(bits.unsupported(format!("seq_profile is {seq_profile}, but AV1 defines 0, 1 and 2")));
        }
        bits.flag("still_picture")?;
        let reduced_still_picture_header = bits.flag("reduced_still_picture_header")?;

        let mut equal_picture_interval = false;
        let mut decoder_model = None;
        let mut operating_points = Vec::new();
        if reduced_still_picture_header {
            bits.bits(5, "seq_level_idx")?;
            operating_points.push(OperatingPoint { idc: 0, decoder_model_present: false });
        } else {
            if bits.flag("timing_info_present_flag")? {
                equal_picture_interval = timing_info(bits)?;
                if bits.flag("decoder_model_info_present_flag")? {
                    decoder_model = Some(decoder_model_info(bits)?);
                }
            }
            let initial_display_delay = bits.flag("initial_display_delay_present_flag")?;
            let count = bits.bits(5, "operating_points_cnt_minus_1")? + 1;
            for _ in 0..count {
                operating_points.push(operating_point(bits, decoder_model.as_ref(), initial_display_delay)?);
            }
        }

        let frame_width_bits = bits.bits(4, "frame_width_bits_minus_1")? + 1;
        let frame_height_bits = bits.bits(4, "frame_height_bits_minus_1")? + 1;
        let max_frame_width = bits.bits(frame_width_bits, "max_frame_width_minus_1")? + 1;
        let max_frame_height = bits.bits(frame_height_bits, "max_frame_height_minus_1")? + 1;
        let mut frame_ids = None;
        if !reduced_still_picture_header && bits.flag("frame_id_numbers_present_flag")? {
            let delta_frame_id = bits.bits(4, "delta_frame_id_length_minus_2")? + 2;
            let frame_id = bits.bits(3, "additional_frame_id_length_minus_1")? + 1 + delta_frame_id;
            if frame_id > 16 {
                return Err(
                    bits.malformed(format!("frame IDs have {frame_id} bits, but at most 16 are allowed"))
                );
            }
            frame_ids = Some(FrameIdLengths { frame_id, delta_frame_id });
        }
        let use_128x128_superblock = bits.flag("use_128x128_superblock")?;
        bits.flag("enable_filter_intra")?;
        bits.flag("enable_intra_edge_filter")?;

        let mut enable_warped_motion = false;
        let mut enable_ref_frame_mvs = false;
        let mut force_screen_content_tools = None;
        let mut force_integer_mv = None;
        let mut order_hint_bits = 0;
        if !reduced_still_picture_header {
            bits.flag("enable_interintra_compound")?;
            bits.flag("enable_masked_compound")?;
            enable_warped_motion = bits.flag("enable_warped_motion")?;
            bits.flag("enable_dual_filter")?;
            let enable_order_hint = bits.flag("enable_order_hint")?;
            if enable_order_hint {
                bits.flag("enable_jnt_comp")?;
                enable_ref_frame_mvs = bits.flag("enable_ref_frame_mvs")?;
            }
            if !bits.flag("seq_choose_screen_content_tools")? {
                force_screen_content_tools = Some(bits.flag("seq_force_screen_content_tools")?);
            }
            if force_screen_content_tools != Some(false) && !bits.flag("seq_choose_integer_mv")? {
                force_integer_mv = Some(bits.flag("seq_force_integer_mv")?);
            }
            if enable_order_hint {
                order_hint_bits = bits.bits(3, "order_hint_bits_minus_1")? + 1;
            }
        }
        Ok(Self {
            reduced_still_picture_header,
            equal_picture_interval,
            decoder_model,
            operating_points,
            frame_width_bits,
            frame_height_bits,
            max_frame_width,
            max_frame_height,
            frame_ids,
            use_128x128_superblock,
            enable_warped_motion,
            enable_ref_frame_mvs,
            force_screen_content_tools,
            force_integer_mv,
            order_hint_bits,
            enable_superres: bits.flag("enable_superres")?,
            enable_cdef: bits.flag("enable_cdef")?,
            enable_restoration: bits.flag("enable_restoration")?,
            color: color_config(bits, seq_profile)?,
            film_grain_params_present: bits.flag("film_grain_params_present")?,
        })
    }

    /// `get_relative_dist()`: how far order hint `a` lies after `b`, negative when before. AV1 section 5.9.3.
    pub fn relative_distance(&self, a: u32, b: u32) -> i32 {
        let Some(shift) = self.order_hint_bits.checked_sub(1) else {
            return 0;
        };
        let difference = a as i32 - b as i32;
        let sign = 1 << shift;
        (difference & (sign - 1)) - (difference & sign)
    }
}

/// Reads `timing_info()` and returns `equal_picture_interval`.
fn timing_info(bits: &mut FlatBits<'_>) -> ParseResult<bool> {
    bits.bits(32, "num_units_in_display_tick")?;
    bits.bits(32, "time_scale")?;
    let equal_picture_interval = bits.flag("equal_picture_interval")?;
    if equal_picture_interval {
        bits.uvlc("num_ticks_per_picture_minus_1")?;
    }
    Ok(equal_picture_interval)
}

fn decoder_model_info(bits: &mut FlatBits<'_>) -> ParseResult<DecoderModel> {
    let buffer_delay_length = bits.bits(5, "buffer_delay_length_minus_1")? + 1;
    bits.bits(32, "num_units_in_decoding_tick")?;
    Ok(DecoderModel {
        buffer_delay_length,
        buffer_removal_time_length: bits.bits(5, "buffer_removal_time_length_minus_1")? + 1,
        frame_presentation_time_length: bits.bits(5, "frame_presentation_time_length_minus_1")? + 1,
    })
}

fn operating_point(
    bits: &mut FlatBits<'_>,
    decoder_model: Option<&DecoderModel>,
    initial_display_delay: bool,
) -> ParseResult<OperatingPoint> {
    let idc = bits.bits(12, "operating_point_idc")?;
    if bits.bits(5, "seq_level_idx")? > 7 {
        bits.flag("seq_tier")?;
    }
    let mut decoder_model_present = false;
    if let Some(model) = decoder_model {
        decoder_model_present = bits.flag("decoder_model_present_for_this_op")?;
        if decoder_model_present {
            bits.bits(model.buffer_delay_length, "decoder_buffer_delay")?;
            bits.bits(model.buffer_delay_length, "encoder_buffer_delay")?;
            bits.flag("low_delay_mode_flag")?;
        }
    }
    if initial_display_delay && bits.flag("initial_display_delay_present_for_this_op")? {
        bits.bits(4, "initial_display_delay_minus_1")?;
    }
    Ok(OperatingPoint { idc, decoder_model_present })
}

fn color_config(bits: &mut FlatBits<'_>, seq_profile: u32) -> ParseResult<ColorConfig> {
    // CP_BT_709, TC_SRGB, MC_IDENTITY: AV1 section 6.4.2.
    const SRGB: (u32, u32, u32) = (1, 13, 0);
    let high_bitdepth = bits.flag("high_bitdepth")?;
    let twelve_bit = seq_profile == 2 && high_bitdepth && bits.flag("twelve_bit")?;
    let mono_chrome = seq_profile != 1 && bits.flag("mono_chrome")?;
    let mut description = None;
    if bits.flag("color_description_present_flag")? {
        description = Some((
            bits.bits(8, "color_primaries")?,
            bits.bits(8, "transfer_characteristics")?,
            bits.bits(8, "matrix_coefficients")?,
        ));
    }
    if mono_chrome {
        bits.flag("color_range")?;
        return Ok(ColorConfig {
            mono_chrome,
            subsampling_x: true,
            subsampling_y: true,
            separate_uv_delta_q: false,
        });
    }
    let (subsampling_x, subsampling_y) = if description == Some(SRGB) {
        (false, false)
    } else {
        bits.flag("color_range")?;
        match (seq_profile, twelve_bit) {
            (0, _) => (true, true),
            (1, _) => (false, false),
            (_, false) => (true, false),
            (_, true) => {
                let subsampling_x = bits.flag("subsampling_x")?;
                (subsampling_x, subsampling_x && bits.flag("subsampling_y")?)
            }
        }
    };
    if subsampling_x && subsampling_y {
        bits.bits(2, "chroma_sample_position")?;
    }
    Ok(ColorConfig {
        mono_chrome,
        subsampling_x,
        subsampling_y,
        separate_uv_delta_q: bits.flag("separate_uv_delta_q")?,
    })
}
