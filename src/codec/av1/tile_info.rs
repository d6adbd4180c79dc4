//! How a frame is cut into tiles: AV1 specification section 5.9.15.

use super::frame_size::FrameSize;
use super::sequence::SequenceHeader;
use crate::bytes::ParseResult;
use crate::codec::flat_bits::FlatBits;

/// Widest tile, in luma samples.
const MAX_TILE_WIDTH: u32 = 4096;
/// Largest tile, in luma samples.
const MAX_TILE_AREA: u32 = 4096 * 2304;
/// Most tile columns, and most tile rows.
const MAX_TILES: u32 = 64;

/// The tile grid of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TileInfo {
    pub columns: u32,
    pub rows: u32,
    /// Bits of a tile number in the tile group header.
    pub tile_bits: u32,
    /// `TileSizeBytes`: bytes of the size in front of each tile but the last of a group.
    pub size_bytes: usize,
}

impl TileInfo {
    /// Reads `tile_info()`.
    pub fn read(bits: &mut FlatBits<'_>, sequence: &SequenceHeader, size: &FrameSize) -> ParseResult<Self> {
        let sb_log2 = if sequence.use_128x128_superblock { 7 } else { 6 };
        // Mode info units are 4 samples wide.
        let sb_cols = size.mi_cols().div_ceil(1 << (sb_log2 - 2));
        let sb_rows = size.mi_rows().div_ceil(1 << (sb_log2 - 2));
        let max_width_sb = MAX_TILE_WIDTH >> sb_log2;
        let max_area_sb = MAX_TILE_AREA >> (2 * sb_log2);
        let min_log2_cols = tile_log2(max_width_sb, sb_cols);
        let min_log2_tiles = min_log2_cols.max(tile_log2(max_area_sb, sb_rows * sb_cols));

        let (columns, rows, cols_log2, rows_log2);
        if bits.flag("uniform_tile_spacing_flag")? {
            let max_log2_cols = tile_log2(1, sb_cols.min(MAX_TILES));
            let max_log2_rows = tile_log2(1, sb_rows.min(MAX_TILES));
            cols_log2 = increments(bits, min_log2_cols, max_log2_cols, "increment_tile_cols_log2")?;
            let min_log2_rows = min_log2_tiles.saturating_sub(cols_log2);
            rows_log2 = increments(bits, min_log2_rows, max_log2_rows, "increment_tile_rows_log2")?;
            columns = sb_cols.div_ceil(sb_cols.div_ceil(1 << cols_log2));
            rows = sb_rows.div_ceil(sb_rows.div_ceil(1 << rows_log2));
        } else {
            let widest;
            (columns, widest) = spans(bits, sb_cols, max_width_sb, "width_in_sbs_minus_1")?;
            let max_area_sb = match min_log2_tiles {
                0 => sb_rows * sb_cols,
                log2 => (sb_rows * sb_cols) >> (log2 + 1),
            };
            let max_height_sb = (max_area_sb / widest).max(1);
            (rows, _) = spans(bits, sb_rows, max_height_sb, "height_in_sbs_minus_1")?;
            cols_log2 = tile_log2(1, columns);
            rows_log2 = tile_log2(1, rows);
        }
        if columns > MAX_TILES || rows > MAX_TILES {
            return Err(bits.malformed(format!(
                "the frame has {columns} x {rows} tiles, but at most {MAX_TILES} x {MAX_TILES} are allowed"
            )));
        }
        let tile_bits = cols_log2 + rows_log2;
        let mut size_bytes = 0;
        if tile_bits > 0 {
            let id = bits.bits(tile_bits, "context_update_tile_id")?;
            if id >= columns * rows {
                return Err(bits.malformed(format!(
                    "context_update_tile_id is {id}, but the frame has {} tiles",
                    columns * rows
                )));
            }
            size_bytes = bits.bits(2, "tile_size_bytes_minus_1")? as usize + 1;
        }
        Ok(Self { columns, rows, tile_bits, size_bytes })
    }
}

/// `tile_log2()`: the smallest `k` for which `block << k` is at least `target`.
fn tile_log2(block: u32, target: u32) -> u32 {
    (0..31).find(|k| block << k >= target).unwrap_or(31)
}

/// A number coded as one bits that count up from `from`, to `to` at most.
fn increments(bits: &mut FlatBits<'_>, from: u32, to: u32, field: &str) -> ParseResult<u32> {
    let mut value = from;
    while value < to && bits.flag(field)? {
        value += 1;
    }
    Ok(value)
}

/// Coded sizes that fill `total` superblocks, each at most `max`. Returns how many there are, and the largest.
fn spans(bits: &mut FlatBits<'_>, total: u32, max: u32, field: &str) -> ParseResult<(u32, u32)> {
    let (mut start, mut count, mut largest) = (0, 0, 1);
    while start < total {
        let size = bits.non_symmetric(max.min(total - start), field)? + 1;
        largest = largest.max(size);
        start += size;
        count += 1;
    }
    Ok((count, largest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smallest_power() {
        assert_eq!(tile_log2(64, 0), 0);
        assert_eq!(tile_log2(64, 64), 0);
        assert_eq!(tile_log2(64, 65), 1);
        assert_eq!(tile_log2(1, 64), 6);
        assert_eq!(tile_log2(2304, 1024 * 1024), 9);
    }
}
