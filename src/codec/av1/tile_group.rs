//! Tile group OBU: AV1 specification section 5.11.1. Finds the bytes of each `decode_tile()`.

use std::ops::Range;

use super::tile_info::TileInfo;
use crate::bytes::{ParseError, ParseResult};
use crate::codec::SampleBytes;
use crate::codec::flat_bits::parse_header;

/// Reads `tile_group_obu()` in `payload` of the sample. `first` is the tile number that must come next. Returns the
/// bytes of each tile, and the number of the tile after the last one.
pub(super) fn tile_group(
    sample: &mut dyn SampleBytes,
    payload: Range<usize>,
    info: &TileInfo,
    first: u32,
) -> ParseResult<(Vec<Range<usize>>, u32)> {
    let count = info.columns * info.rows;
    let ((start, end), header_len) = parse_header(sample, payload.clone(), |bits| {
        let mut span = (0, count - 1);
        if count > 1 && bits.flag("tile_start_and_end_present_flag")? {
            span = (bits.bits(info.tile_bits, "tg_start")?, bits.bits(info.tile_bits, "tg_end")?);
        }
        bits.align_zero("the tile group header")?;
        Ok(span)
    })?;
    let here = sample.position(payload.start);
    if start != first || end < start || end >= count {
        return Err(ParseError::malformed(
            here,
            format!("the tile group holds tiles {start} to {end}, but tile {first} of {count} comes next"),
        ));
    }

    let mut position = payload.start.saturating_add(header_len);
    let mut tiles = Vec::new();
    for tile in start..=end {
        let tile_end = if tile == end {
            payload.end
        } else {
            let size = tile_size(sample, position, payload.end, info.size_bytes)?;
            position = position.saturating_add(info.size_bytes);
            position.saturating_add(size)
        };
        if position >= tile_end || tile_end > payload.end {
            return Err(ParseError::malformed(
                sample.position(position),
                format!(
                    "tile {tile} of {count} needs {} bytes, but the tile group has {} left",
                    tile_end.saturating_sub(position).max(1),
                    payload.end.saturating_sub(position)
                ),
            ));
        }
        tiles.push(position..tile_end);
        position = tile_end;
    }
    Ok((tiles, end + 1))
}

/// `tile_size_minus_1` plus 1: a little-endian number of `len` bytes at `position`.
fn tile_size(sample: &mut dyn SampleBytes, position: usize, end: usize, len: usize) -> ParseResult<usize> {
    let here = sample.position(position);
    let field =
        if end.saturating_sub(position) >= len { sample.peek(position, len)?.get(..len) } else { None };
    let field =
        field.ok_or_else(|| ParseError::malformed(here, "the tile group ends inside tile_size_minus_1"))?;
    let value = field.iter().rev().fold(0usize, |value, &byte| value << 8 | usize::from(byte));
    Ok(value.saturating_add(1))
}
