//! Open bitstream units: AV1 specification sections 5.3 and 6.2.

use std::fmt;
use std::ops::Range;

use crate::bytes::{ParseError, ParseResult};
use crate::codec::SampleBytes;

/// Longest OBU header with its size field: header byte, extension byte, eight bytes of `leb128()`.
const MAX_HEADER_LEN: usize = 10;

/// `obu_type`, AV1 section 6.2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObuType {
    /// `OBU_SEQUENCE_HEADER` (1).
    SequenceHeader,
    /// `OBU_TEMPORAL_DELIMITER` (2).
    TemporalDelimiter,
    /// `OBU_FRAME_HEADER` (3).
    FrameHeader,
    /// `OBU_TILE_GROUP` (4).
    TileGroup,
    /// `OBU_METADATA` (5).
    Metadata,
    /// `OBU_FRAME` (6): a frame header and a tile group.
    Frame,
    /// `OBU_REDUNDANT_FRAME_HEADER` (7).
    RedundantFrameHeader,
    /// `OBU_TILE_LIST` (8): large scale tile decoding.
    TileList,
    /// `OBU_PADDING` (15).
    Padding,
    /// A type that the specification reserves; decoders ignore it.
    Reserved(u8),
}

impl ObuType {
    fn from_code(code: u8) -> Self {
        match code {
            1 => Self::SequenceHeader,
            2 => Self::TemporalDelimiter,
            3 => Self::FrameHeader,
            4 => Self::TileGroup,
            5 => Self::Metadata,
            6 => Self::Frame,
            7 => Self::RedundantFrameHeader,
            8 => Self::TileList,
            15 => Self::Padding,
            other => Self::Reserved(other),
        }
    }
}

impl fmt::Display for ObuType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SequenceHeader => "OBU_SEQUENCE_HEADER",
            Self::TemporalDelimiter => "OBU_TEMPORAL_DELIMITER",
            Self::FrameHeader => "OBU_FRAME_HEADER",
            Self::TileGroup => "OBU_TILE_GROUP",
            Self::Metadata => "OBU_METADATA",
            Self::Frame => "OBU_FRAME",
            Self::RedundantFrameHeader => "OBU_REDUNDANT_FRAME_HEADER",
            Self::TileList => "OBU_TILE_LIST",
            Self::Padding => "OBU_PADDING",
            Self::Reserved(code) => return write!(f, "reserved OBU type {code}"),
        })
    }
}

/// `obu_header()` and `obu_size`, AV1 sections 5.3.1 to 5.3.3. Positions are bytes of the sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObuHeader {
    /// What the OBU holds.
    pub obu_type: ObuType,
    /// Temporal layer, 0 without an extension header.
    pub temporal_id: u8,
    /// Spatial layer, 0 without an extension header.
    pub spatial_id: u8,
    /// Where the OBU's header starts.
    pub start: usize,
    /// The OBU's bytes after `obu_header()` and `obu_size`.
    pub payload: Range<usize>,
}

impl ObuHeader {
    /// Reads the header of the OBU at `start`. An OBU without a size field extends to the end of the sample.
    pub(super) fn read(sample: &mut dyn SampleBytes, start: usize) -> ParseResult<Self> {
        let end = sample.len();
        let base = sample.position(start);
        let bytes = sample.peek(start, MAX_HEADER_LEN)?;
        let short = || ParseError::malformed(base, "the sample ends inside an OBU header");

        let flags = *bytes.first().ok_or_else(short)?;
        if flags & 0x80 != 0 {
            return Err(ParseError::malformed(
                base,
                format!("obu_forbidden_bit of the OBU header 0x{flags:02x} is 1, but it must be 0"),
            ));
        }
        let mut len = 1;
        let (mut temporal_id, mut spatial_id) = (0, 0);
        if flags & 0x04 != 0 {
            let extension = *bytes.get(1).ok_or_else(short)?;
            temporal_id = extension >> 5;
            spatial_id = (extension >> 3) & 3;
            len = 2;
        }
        let payload = if flags & 0x02 != 0 {
            let field = bytes.get(len..).unwrap_or_default();
            let (size, size_len) = leb128(field).ok_or_else(|| {
                ParseError::malformed(base.saturating_add(len as u64), "obu_size is no valid leb128 number")
            })?;
            let payload_start = start.saturating_add(len).saturating_add(size_len);
            let left = end.saturating_sub(payload_start);
            let size = usize::try_from(size).ok().filter(|&size| size <= left).ok_or_else(|| {
                ParseError::malformed(
                    base.saturating_add(len as u64),
                    format!("obu_size is {size}, but only {left} bytes are left"),
                )
            })?;
            payload_start..payload_start.saturating_add(size)
        } else {
            start.saturating_add(len).min(end)..end
        };
        Ok(Self { obu_type: ObuType::from_code((flags >> 3) & 15), temporal_id, spatial_id, start, payload })
    }
}

/// A number in 7-bit groups, least significant first, with its length in bytes: AV1 section 4.10.5. `None` when it
/// does not end within 8 bytes or exceeds 32 bits.
fn leb128(bytes: &[u8]) -> Option<(u32, usize)> {
    let mut value = 0u64;
    for (i, &byte) in bytes.iter().take(8).enumerate() {
        value |= u64::from(byte & 0x7F) << (7 * i);
        if byte & 0x80 == 0 {
            return Some((u32::try_from(value).ok()?, i + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::SampleSlice;

    #[test]
    fn leb128_numbers() {
        assert_eq!(leb128(&[0x00]), Some((0, 1)));
        assert_eq!(leb128(&[0xE5, 0x8E, 0x26, 0xFF]), Some((624_485, 3)));
        assert_eq!(leb128(&[0x85, 0x80, 0x80, 0x00]), Some((5, 4)), "a padded number");
        assert_eq!(leb128(&[0xFF, 0xFF, 0xFF, 0xFF, 0x0F]), Some((u32::MAX, 5)));
        assert_eq!(leb128(&[0xFF, 0xFF, 0xFF, 0xFF, 0x1F]), None, "33 bits");
        assert_eq!(leb128(&[0x80; 9]), None);
        assert_eq!(leb128(&[0x80]), None);
    }

    #[test]
    fn headers_with_and_without_extension_and_size() {
        let mut sample = SampleSlice::new(&[0x12, 0x00, 0x36, 0x48, 0x02, 0xAA, 0xBB, 0x28, 1, 2, 3], 0);
        let delimiter = ObuHeader::read(&mut sample, 0).unwrap();
        assert_eq!((delimiter.obu_type, delimiter.payload), (ObuType::TemporalDelimiter, 2..2));
        let frame = ObuHeader::read(&mut sample, 2).unwrap();
        assert_eq!((frame.obu_type, frame.payload), (ObuType::Frame, 5..7));
        assert_eq!((frame.temporal_id, frame.spatial_id), (2, 1));
        let last = ObuHeader::read(&mut sample, 7).unwrap();
        assert_eq!((last.obu_type, last.payload), (ObuType::Metadata, 8..11));
    }

    #[test]
    fn broken_headers() {
        for (bytes, offset) in
            [(&[0x80][..], 50), (&[0x36], 50), (&[0x32, 0x05, 1, 2, 3, 4], 51), (&[0x32, 0x80], 51)]
        {
            let error = ObuHeader::read(&mut SampleSlice::new(bytes, 50), 0).unwrap_err();
            assert_eq!(error.offset, Some(offset), "{bytes:02x?}: {error}");
        }
    }
}
