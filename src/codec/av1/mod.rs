//! AV1: the bytes of tiles are protected, all else stays clear. "Carriage of AV1 in ISOBMFF" section 4, and the AV1
//! Bitstream & Decoding Process Specification, whose section numbers the files of this folder give.
//!
//! Tiles are found behind frame headers, whose fields depend on earlier frames, so a rule keeps the reference frame
//! state of its track. All layers are protected, whichever operating point a decoder will choose.

use std::ops::Range;
use std::sync::Arc;

use super::flat_bits::{FlatBits, parse_header};
use super::{Protectable, SampleBytes, SampleSlice, SubsampleRule};
use crate::bytes::{Inside, ParseError, ParseResult};

mod film_grain;
mod filters;
mod frame_header;
mod frame_size;
mod motion;
mod obu;
mod quantization;
mod references;
mod sequence;
mod tile_group;
mod tile_info;

#[cfg(test)]
mod tests;

pub use frame_header::FrameType;
pub use obu::{ObuHeader, ObuType};

use frame_header::{CodedFrame, FrameHeader, Layer};
use references::References;
use sequence::SequenceHeader;

/// Length of `AV1CodecConfigurationRecord` before `configOBUs`.
const CONFIG_LEN: usize = 4;

/// Protects tiles: one range from the first to the last byte of each `decode_tile()`.
#[derive(Clone, Debug)]
pub struct Av1Rule {
    /// From `configOBUs`, in force until a sample brings its own.
    config: Option<Arc<SequenceHeader>>,
    state: State,
}

/// What decoding the samples so far has left.
#[derive(Clone, Debug, Default)]
struct State {
    sequence: Option<Arc<SequenceHeader>>,
    references: References,
    /// The frame whose tile groups are not complete yet (`SeenFrameHeader` is 1).
    open_frame: Option<OpenFrame>,
}

#[derive(Clone, Debug)]
struct OpenFrame {
    header: CodedFrame,
    next_tile: u32,
}

/// One OBU of a sample, for showing a sample's structure. Positions are bytes of the sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obu {
    /// Type, layers and place.
    pub header: ObuHeader,
    /// What its frame header says, for `OBU_FRAME` and `OBU_FRAME_HEADER`.
    pub frame: Option<FrameSummary>,
    /// The bytes of its tiles, for `OBU_FRAME` and `OBU_TILE_GROUP`.
    pub tiles: Vec<Range<usize>>,
}

/// What a frame header says, for showing a sample's structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameSummary {
    /// Key, inter, intra-only or switch frame.
    pub frame_type: FrameType,
    /// Whether the frame is shown now.
    pub show_frame: bool,
    /// The reference slot that is shown, when no frame is coded (`show_existing_frame`).
    pub shown_slot: Option<u8>,
    /// Width in luma samples, after superres upscaling.
    pub width: u32,
    /// Height in luma samples.
    pub height: u32,
    /// Tile columns and rows; 0 when no frame is coded.
    pub tile_grid: (u32, u32),
}

impl Av1Rule {
    /// A rule from the payload of an `av1C` box, which lies at absolute offset `base` of the input.
    ///
    /// # Errors
    /// When the record is too short or of another version, or its sequence header is broken.
    pub fn from_config(av1c: &[u8], base: u64) -> ParseResult<Self> {
        let first = *av1c.first().filter(|_| av1c.len() >= CONFIG_LEN).ok_or_else(|| {
            ParseError::malformed(
                base,
                format!("av1C has {} bytes, but at least {CONFIG_LEN} are needed", av1c.len()),
            )
        })?;
        if first != 0x81 {
            return Err(ParseError::unsupported(
                base,
                format!(
                    "av1C starts with marker and version 0x{first:02x}, but only version 1 (0x81) is known"
                ),
            ));
        }
        let mut config = None;
        let mut obus = SampleSlice::new(av1c, base);
        let mut position = CONFIG_LEN;
        while position < obus.len() {
            let header = ObuHeader::read(&mut obus, position).inside(|| "configOBUs".into())?;
            position = header.payload.end;
            if header.obu_type == ObuType::SequenceHeader {
                config = Some(sequence_header(&mut obus, &header).inside(|| "configOBUs".into())?);
            }
        }
        let mut rule = Self { config, state: State::default() };
        rule.restart();
        Ok(rule)
    }

    /// Walks the next sample in decode order and hands each of its OBUs to `visit`.
    ///
    /// # Errors
    /// When the sample breaks the syntax of AV1, ends inside a frame, or uses large scale tiles.
    pub fn visit_obus(
        &mut self,
        sample: &mut dyn SampleBytes,
        visit: &mut dyn FnMut(Obu),
    ) -> ParseResult<()> {
        let mut position = 0;
        while position < sample.len() {
            let header = ObuHeader::read(sample, position)?;
            position = header.payload.end;
            let name = header.obu_type;
            visit(self.state.obu(sample, header).inside(|| name.to_string())?);
        }
        self.state.expect_no_open_frame(sample.position(position), "the sample ends")
    }
}

impl SubsampleRule for Av1Rule {
    fn protectable(&mut self, sample: &mut dyn SampleBytes) -> ParseResult<Protectable> {
        let mut ranges = Vec::new();
        self.visit_obus(sample, &mut |obu| ranges.extend(obu.tiles))?;
        Ok(Protectable::Ranges(ranges))
    }

    fn restart(&mut self) {
        self.state = State { sequence: self.config.clone(), ..State::default() };
    }
}

impl State {
    fn obu(&mut self, sample: &mut dyn SampleBytes, header: ObuHeader) -> ParseResult<Obu> {
        let mut frame = None;
        let mut tiles = Vec::new();
        let start = sample.position(header.start);
        match header.obu_type {
            ObuType::SequenceHeader => self.sequence = Some(sequence_header(sample, &header)?),
            ObuType::TemporalDelimiter => self.expect_no_open_frame(start, "a temporal delimiter comes")?,
            // A repeated header is a copy of the first one.
            ObuType::RedundantFrameHeader if self.open_frame.is_some() => {}
            ObuType::RedundantFrameHeader => {
                return Err(ParseError::malformed(start, "there is no frame header that it could repeat"));
            }
            ObuType::FrameHeader => {
                self.expect_no_open_frame(start, "the next frame header comes")?;
                let (summary, _) = self.frame_header(sample, &header)?;
                frame = Some(summary);
            }
            ObuType::Frame => {
                self.expect_no_open_frame(start, "the next frame comes")?;
                let (summary, len) = self.frame_header(sample, &header)?;
                frame = Some(summary);
                let rest = header.payload.start.saturating_add(len)..header.payload.end;
                tiles = self.tile_group(sample, rest)?;
            }
            ObuType::TileGroup => tiles = self.tile_group(sample, header.payload.clone())?,
            ObuType::TileList => {
                return Err(ParseError::unsupported(start, "large scale tile streams cannot be protected"));
            }
            ObuType::Metadata | ObuType::Padding | ObuType::Reserved(_) => {}
        }
        Ok(Obu { header, frame, tiles })
    }

    /// Reads a frame header and takes over what it says. Returns the bytes that it takes.
    fn frame_header(
        &mut self,
        sample: &mut dyn SampleBytes,
        obu: &ObuHeader,
    ) -> ParseResult<(FrameSummary, usize)> {
        let start = sample.position(obu.payload.start);
        let sequence = self.sequence.clone().ok_or_else(|| {
            ParseError::malformed(
                start,
                "no sequence header comes before it, neither in av1C nor in the samples",
            )
        })?;
        let layer = Layer { temporal_id: obu.temporal_id, spatial_id: obu.spatial_id };
        let in_frame_obu = obu.obu_type == ObuType::Frame;
        let ((header, references), len) = parse_header(sample, obu.payload.clone(), |bits| {
            let mut references = self.references.clone();
            let header = FrameHeader::read(bits, &sequence, layer, &mut references)?;
            if in_frame_obu {
                bits.align_zero("the frame header")?;
            } else {
                trailing_one_bit(bits)?;
            }
            Ok((header, references))
        })?;
        self.references = references;
        let summary = match header {
            FrameHeader::ShowExisting { .. } if in_frame_obu => {
                return Err(ParseError::malformed(
                    start,
                    "show_existing_frame is 1, but only an OBU_FRAME_HEADER may have it",
                ));
            }
            FrameHeader::ShowExisting { slot, frame } => {
                // A shown key frame starts over, as if it had been decoded now: AV1 section 7.21.
                if frame.frame_type == FrameType::Key {
                    self.references.refresh(0xFF, &frame);
                }
                FrameSummary {
                    frame_type: frame.frame_type,
                    show_frame: true,
                    shown_slot: Some(slot as u8),
                    width: frame.size.upscaled_width,
                    height: frame.size.frame_height,
                    tile_grid: (0, 0),
                }
            }
            FrameHeader::Coded(header) => {
                let summary = FrameSummary {
                    frame_type: header.reference.frame_type,
                    show_frame: header.show_frame,
                    shown_slot: None,
                    width: header.reference.size.upscaled_width,
                    height: header.reference.size.frame_height,
                    tile_grid: (header.tiles.columns, header.tiles.rows),
                };
                self.open_frame = Some(OpenFrame { header, next_tile: 0 });
                summary
            }
        };
        Ok((summary, len))
    }

    /// Finds the tiles of a tile group; after the frame's last one, the frame takes its place among the references.
    fn tile_group(
        &mut self,
        sample: &mut dyn SampleBytes,
        payload: Range<usize>,
    ) -> ParseResult<Vec<Range<usize>>> {
        let start = sample.position(payload.start);
        let frame = (self.open_frame.as_mut())
            .ok_or_else(|| ParseError::malformed(start, "a tile group comes without a frame header"))?;
        let info = frame.header.tiles;
        let (tiles, next_tile) = tile_group::tile_group(sample, payload, &info, frame.next_tile)?;
        frame.next_tile = next_tile;
        if next_tile == info.columns * info.rows {
            self.references.refresh(frame.header.refresh_frame_flags, &frame.header.reference);
            self.open_frame = None;
        }
        Ok(tiles)
    }

    fn expect_no_open_frame(&self, offset: u64, what: &str) -> ParseResult<()> {
        let Some(frame) = &self.open_frame else {
            return Ok(());
        };
        let info = frame.header.tiles;
        Err(ParseError::malformed(
            offset,
            format!("{what} after {} of the {} tiles of a frame", frame.next_tile, info.columns * info.rows),
        ))
    }
}

fn sequence_header(sample: &mut dyn SampleBytes, obu: &ObuHeader) -> ParseResult<Arc<SequenceHeader>> {
    let (header, _) = parse_header(sample, obu.payload.clone(), SequenceHeader::read)?;
    Ok(Arc::new(header))
}

/// The first bit of `trailing_bits()`: it shows that the header ended where it seemed to.
fn trailing_one_bit(bits: &mut FlatBits<'_>) -> ParseResult<()> {
    if bits.flag("trailing_one_bit")? {
        return Ok(());
    }
    Err(bits.malformed("the bit after the frame header is 0, but trailing_one_bit must be 1"))
}
