//! VP9: of each frame, the uncompressed header stays clear and the rest is protected. "VP Codec ISO Media File Format
//! Binding" section "Common Encryption"; VP9 Bitstream & Decoding Process Specification sections 6.1, 6.2 and annex B.

use std::fmt;
use std::ops::Range;

use super::flat_bits::{FlatBits, parse_header};
use super::{Protectable, SampleBytes, SubsampleRule};
use crate::bytes::{Inside, ParseError, ParseResult};

#[cfg(test)]
mod tests;

/// Slots of the reference store.
const SLOTS: usize = 8;
/// References that an inter frame names.
const REFS_PER_FRAME: usize = 3;
/// `frame_sync_code`.
const SYNC_CODE: u32 = 0x49_83_42;
/// Longest superframe index: a marker at both ends, eight sizes of four bytes.
const MAX_INDEX_LEN: usize = 2 + 8 * 4;

/// Protects the compressed header and the tiles of each frame, hidden frames of a superframe included: one range per
/// frame. Shown existing frames and the superframe index stay clear.
#[derive(Clone, Debug, Default)]
pub struct Vp9Rule {
    /// Width and height of the frame in each slot, for frames that take over a size.
    sizes: [Option<(u32, u32)>; SLOTS],
}

/// One frame of a sample, for showing a sample's structure. Positions are bytes of the sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vp9Frame {
    /// The whole frame.
    pub bytes: Range<usize>,
    /// Bytes of the uncompressed header, at the start of the frame.
    pub header_len: usize,
    /// Key, inter, intra-only or shown existing frame.
    pub kind: Vp9FrameKind,
    /// Whether the frame is shown.
    pub show_frame: bool,
    /// Width and height in luma samples; of a shown existing frame, those of its slot.
    pub size: Option<(u32, u32)>,
}

/// What a VP9 frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vp9FrameKind {
    /// `KEY_FRAME`.
    Key,
    /// `NON_KEY_FRAME` with references.
    Inter,
    /// `NON_KEY_FRAME` with `intra_only`.
    IntraOnly,
    /// `show_existing_frame`: shows the frame in this slot.
    ShowExisting(u8),
}

impl fmt::Display for Vp9FrameKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key => f.write_str("key frame"),
            Self::Inter => f.write_str("inter frame"),
            Self::IntraOnly => f.write_str("intra-only frame"),
            Self::ShowExisting(slot) => write!(f, "shows slot {slot}"),
        }
    }
}

impl Vp9Rule {
    /// A rule from the payload of a `vpcC` box, which lies at absolute offset `base` of the input. Frame headers say
    /// all that the rule needs, so the box may be missing; when it is there, its version is checked.
    ///
    /// # Errors
    /// When the box is cut short.
    pub fn from_config(vpcc: Option<&[u8]>, base: u64) -> ParseResult<Self> {
        /// FullBox header, profile, level, bit depth and colour, `codecInitializationDataSize`.
        const MIN_LEN: usize = 4 + 8;
        match vpcc {
            Some(vpcc) if vpcc.len() < MIN_LEN => Err(ParseError::malformed(
                base,
                format!("vpcC has {} bytes, but at least {MIN_LEN} are needed", vpcc.len()),
            )),
            _ => Ok(Self::default()),
        }
    }

    /// Walks the next sample in decode order and hands each of its frames to `visit`.
    ///
    /// # Errors
    /// When the sample breaks the syntax of VP9.
    pub fn visit_frames(
        &mut self,
        sample: &mut dyn SampleBytes,
        visit: &mut dyn FnMut(Vp9Frame),
    ) -> ParseResult<()> {
        for (number, bytes) in frames_of_sample(sample)?.into_iter().enumerate() {
            visit(self.frame(sample, bytes).inside(|| format!("frame[{number}]"))?);
        }
        Ok(())
    }

    fn frame(&mut self, sample: &mut dyn SampleBytes, bytes: Range<usize>) -> ParseResult<Vp9Frame> {
        let (header, header_len) =
            parse_header(sample, bytes.clone(), |bits| uncompressed_header(bits, &self.sizes))?;
        let left = bytes.len().saturating_sub(header_len);
        if header.compressed_len > left {
            return Err(ParseError::malformed(
                sample.position(bytes.start.saturating_add(header_len)),
                format!(
                    "header_size_in_bytes is {}, but the frame has {left} bytes left",
                    header.compressed_len
                ),
            ));
        }
        for (i, slot) in self.sizes.iter_mut().enumerate() {
            if header.refresh_frame_flags >> i & 1 != 0 {
                *slot = header.size;
            }
        }
        Ok(Vp9Frame {
            bytes,
            header_len,
            kind: header.kind,
            show_frame: header.show_frame,
            size: header.size,
        })
    }
}

impl SubsampleRule for Vp9Rule {
    fn protectable(&mut self, sample: &mut dyn SampleBytes) -> ParseResult<Protectable> {
        let mut ranges = Vec::new();
        self.visit_frames(sample, &mut |frame| {
            let start = frame.bytes.start.saturating_add(frame.header_len);
            if start < frame.bytes.end && !matches!(frame.kind, Vp9FrameKind::ShowExisting(_)) {
                ranges.push(start..frame.bytes.end);
            }
        })?;
        Ok(Protectable::Ranges(ranges))
    }

    fn restart(&mut self) {
        *self = Self::default();
    }
}

/// The frames of a sample: those of its superframe index (annex B), or the whole sample.
fn frames_of_sample(sample: &mut dyn SampleBytes) -> ParseResult<Vec<Range<usize>>> {
    let len = sample.len();
    let Some(last) = len.checked_sub(1) else {
        return Ok(Vec::new());
    };
    let tail_start = len.saturating_sub(MAX_INDEX_LEN);
    let tail_offset = sample.position(last);
    let tail = sample.peek(tail_start, len - tail_start)?.to_vec();
    let marker = tail.last().copied().unwrap_or_default();
    let frame_count = usize::from(marker & 7) + 1;
    let size_len = usize::from(marker >> 3 & 3) + 1;
    let index_len = 2 + frame_count * size_len;
    let index = tail.len().checked_sub(index_len).and_then(|start| tail.get(start..));
    let Some(index) = index.filter(|index| marker & 0xE0 == 0xC0 && index.first() == Some(&marker)) else {
        return Ok(std::iter::once(0..len).collect());
    };

    let index_start = len.saturating_sub(index_len);
    let mut frames = Vec::with_capacity(frame_count);
    let mut position = 0usize;
    for field in index.get(1..index_len - 1).unwrap_or_default().chunks_exact(size_len) {
        let size = field.iter().rev().fold(0usize, |size, &byte| size << 8 | usize::from(byte));
        let end = position.saturating_add(size);
        if end > index_start {
            return Err(ParseError::malformed(
                tail_offset,
                format!(
                    "the superframe index gives frame {} {size} bytes, but {} are left before it",
                    frames.len(),
                    index_start - position
                ),
            ));
        }
        // An empty frame says nothing; decoders skip it.
        if size > 0 {
            frames.push(position..end);
        }
        position = end;
    }
    if position != index_start {
        return Err(ParseError::malformed(
            tail_offset,
            format!(
                "{} bytes lie between the frames of the superframe and its index",
                index_start - position
            ),
        ));
    }
    Ok(frames)
}

/// What a frame header says, as far as it is needed.
struct Header {
    kind: Vp9FrameKind,
    show_frame: bool,
    size: Option<(u32, u32)>,
    refresh_frame_flags: u32,
    /// `header_size_in_bytes`: length of the compressed header that follows.
    compressed_len: usize,
}

/// `uncompressed_header()` and its `trailing_bits()`, section 6.2.
fn uncompressed_header(bits: &mut FlatBits<'_>, slots: &[Option<(u32, u32)>; SLOTS]) -> ParseResult<Header> {
    if bits.bits(2, "frame_marker")? != 2 {
        return Err(bits.malformed("frame_marker must be 2"));
    }
    let profile = bits.bits(1, "profile_low_bit")? | bits.bits(1, "profile_high_bit")? << 1;
    if profile == 3 && bits.flag("reserved_zero")? {
        return Err(bits.unsupported("the frame has a reserved profile; VP9 defines 0 to 3"));
    }
    if bits.flag("show_existing_frame")? {
        let slot = bits.bits(3, "frame_to_show_map_idx")?;
        return Ok(Header {
            kind: Vp9FrameKind::ShowExisting(slot as u8),
            show_frame: true,
            size: slots.get(slot as usize).copied().flatten(),
            refresh_frame_flags: 0,
            compressed_len: 0,
        });
    }
    let is_key = !bits.flag("frame_type")?;
    let show_frame = bits.flag("show_frame")?;
    let error_resilient_mode = bits.flag("error_resilient_mode")?;

    let kind;
    let size;
    let mut refresh_frame_flags = 0xFF;
    if is_key {
        kind = Vp9FrameKind::Key;
        sync_code(bits)?;
        color_config(bits, profile)?;
        size = frame_size(bits)?;
        render_size(bits)?;
    } else {
        let intra_only = !show_frame && bits.flag("intra_only")?;
        if !error_resilient_mode {
            bits.bits(2, "reset_frame_context")?;
        }
        if intra_only {
            kind = Vp9FrameKind::IntraOnly;
            sync_code(bits)?;
            if profile > 0 {
                color_config(bits, profile)?;
            }
            refresh_frame_flags = bits.bits(8, "refresh_frame_flags")?;
            size = frame_size(bits)?;
            render_size(bits)?;
        } else {
            kind = Vp9FrameKind::Inter;
            refresh_frame_flags = bits.bits(8, "refresh_frame_flags")?;
            let mut references = [0; REFS_PER_FRAME];
            for slot in &mut references {
                *slot = bits.bits(3, "ref_frame_idx")? as usize;
                bits.flag("ref_frame_sign_bias")?;
            }
            size = frame_size_with_refs(bits, slots, &references)?;
            bits.flag("allow_high_precision_mv")?;
            if !bits.flag("is_filter_switchable")? {
                bits.bits(2, "raw_interpolation_filter")?;
            }
        }
    }
    if !error_resilient_mode {
        bits.flag("refresh_frame_context")?;
        bits.flag("frame_parallel_decoding_mode")?;
    }
    bits.bits(2, "frame_context_idx")?;
    loop_filter_params(bits)?;
    quantization_params(bits)?;
    segmentation_params(bits)?;
    tile_info(bits, size.0)?;
    let compressed_len = bits.bits(16, "header_size_in_bytes")? as usize;
    if compressed_len == 0 {
        return Err(bits.malformed("header_size_in_bytes is 0, but a frame has a compressed header"));
    }
    bits.align_zero("the uncompressed header")?;
    Ok(Header { kind, show_frame, size: Some(size), refresh_frame_flags, compressed_len })
}

fn sync_code(bits: &mut FlatBits<'_>) -> ParseResult<()> {
    match bits.bits(24, "frame_sync_code")? {
        SYNC_CODE => Ok(()),
        other => {
            Err(bits.malformed(format!("frame_sync_code is 0x{other:06x}, but it must be 0x{SYNC_CODE:06x}")))
        }
    }
}

fn color_config(bits: &mut FlatBits<'_>, profile: u32) -> ParseResult<()> {
    const CS_RGB: u32 = 7;
    if profile >= 2 {
        bits.flag("ten_or_twelve_bit")?;
    }
    let is_rgb = bits.bits(3, "color_space")? == CS_RGB;
    let has_subsampling = profile & 1 != 0;
    if is_rgb {
        if !has_subsampling {
            return Err(bits.malformed(format!("color_space is RGB, which profile {profile} does not have")));
        }
        bits.flag("reserved_zero")?;
    } else {
        bits.flag("color_range")?;
        if has_subsampling {
            bits.bits(3, "subsampling_x, subsampling_y and reserved_zero")?;
        }
    }
    Ok(())
}

fn frame_size(bits: &mut FlatBits<'_>) -> ParseResult<(u32, u32)> {
    let width = bits.bits(16, "frame_width_minus_1")? + 1;
    Ok((width, bits.bits(16, "frame_height_minus_1")? + 1))
}

fn render_size(bits: &mut FlatBits<'_>) -> ParseResult<()> {
    if bits.flag("render_and_frame_size_different")? {
        bits.bits(32, "render_width_minus_1 and render_height_minus_1")?;
    }
    Ok(())
}

fn frame_size_with_refs(
    bits: &mut FlatBits<'_>,
    slots: &[Option<(u32, u32)>; SLOTS],
    references: &[usize; REFS_PER_FRAME],
) -> ParseResult<(u32, u32)> {
    let mut found = None;
    for &slot in references {
        if bits.flag("found_ref")? {
            found = Some(slots.get(slot).copied().flatten().ok_or_else(|| {
                bits.malformed(format!(
                    "the frame takes its size from reference slot {slot}, which no earlier frame has filled"
                ))
            })?);
            break;
        }
    }
    let size = match found {
        Some(size) => size,
        None => frame_size(bits)?,
    };
    render_size(bits)?;
    Ok(size)
}

fn loop_filter_params(bits: &mut FlatBits<'_>) -> ParseResult<()> {
    /// Four reference deltas and two mode deltas.
    const DELTAS: usize = 4 + 2;
    bits.bits(6, "loop_filter_level")?;
    bits.bits(3, "loop_filter_sharpness")?;
    if bits.flag("loop_filter_delta_enabled")? && bits.flag("loop_filter_delta_update")? {
        for _ in 0..DELTAS {
            if bits.flag("update_ref_delta or update_mode_delta")? {
                bits.bits(7, "loop_filter_ref_deltas or loop_filter_mode_deltas")?;
            }
        }
    }
    Ok(())
}

fn quantization_params(bits: &mut FlatBits<'_>) -> ParseResult<()> {
    bits.bits(8, "base_q_idx")?;
    for field in ["delta_q_y_dc", "delta_q_uv_dc", "delta_q_uv_ac"] {
        if bits.flag("delta_coded")? {
            bits.bits(5, field)?;
        }
    }
    Ok(())
}

fn segmentation_params(bits: &mut FlatBits<'_>) -> ParseResult<()> {
    /// Bits of the four features' values, a sign included.
    const FEATURE_BITS: [u32; 4] = [8 + 1, 6 + 1, 2, 0];
    const SEGMENTS: usize = 8;
    if !bits.flag("segmentation_enabled")? {
        return Ok(());
    }
    if bits.flag("segmentation_update_map")? {
        probabilities(bits, 7)?;
        if bits.flag("segmentation_temporal_update")? {
            probabilities(bits, 3)?;
        }
    }
    if bits.flag("segmentation_update_data")? {
        bits.flag("segmentation_abs_or_delta_update")?;
        for len in [FEATURE_BITS; SEGMENTS].into_iter().flatten() {
            if bits.flag("feature_enabled")? {
                bits.bits(len, "feature_value")?;
            }
        }
    }
    Ok(())
}

fn probabilities(bits: &mut FlatBits<'_>, count: usize) -> ParseResult<()> {
    for _ in 0..count {
        if bits.flag("prob_coded")? {
            bits.bits(8, "prob")?;
        }
    }
    Ok(())
}

/// `tile_info()`. Tile columns are 256 to 4096 luma samples wide.
fn tile_info(bits: &mut FlatBits<'_>, width: u32) -> ParseResult<()> {
    let superblocks = width.div_ceil(64);
    let min_log2 = (0..).find(|log2| 64 << log2 >= superblocks).unwrap_or_default();
    let max_log2 = (1..).find(|log2| superblocks >> log2 < 4).unwrap_or(1) - 1;
    let mut log2 = min_log2;
    while log2 < max_log2 && bits.flag("increment_tile_cols_log2")? {
        log2 += 1;
    }
    if bits.flag("tile_rows_log2")? {
        bits.flag("increment_tile_rows_log2")?;
    }
    Ok(())
}
