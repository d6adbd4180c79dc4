//! NAL units in samples: length fields, and what a rule says of each unit (ISO/IEC 14496-15 section 4.3.3).

use std::ops::Range;

use super::bits::BitReader;
use super::{Protectable, SampleBytes};
use crate::bytes::{ParseError, ParseResult};

/// Bytes of the length field in front of every NAL unit of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NalLengthSize {
    /// One byte.
    One = 1,
    /// Two bytes, big-endian.
    Two = 2,
    /// Four bytes, big-endian.
    Four = 4,
}

impl NalLengthSize {
    /// The size that the two bits `lengthSizeMinusOne` of a configuration record at absolute offset `offset` state.
    ///
    /// # Errors
    /// When they state three bytes, which no record may.
    pub fn from_minus_one(value: u8, offset: u64) -> ParseResult<Self> {
        match value & 3 {
            0 => Ok(Self::One),
            1 => Ok(Self::Two),
            3 => Ok(Self::Four),
            _ => Err(ParseError::malformed(
                offset,
                "lengthSizeMinusOne is 2, but NAL lengths have 1, 2 or 4 bytes",
            )),
        }
    }

    /// The size in bytes.
    pub fn bytes(self) -> usize {
        self as usize
    }
}

/// One NAL unit of a sample, for maps of samples and for checks of subsamples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NalUnit {
    /// `nal_unit_type`.
    pub kind: u8,
    /// What the type is called, as in `IDR slice`.
    pub name: &'static str,
    /// `nuh_layer_id` of HEVC; 0 in AVC.
    pub layer: u8,
    /// The unit's bytes in the sample, from the NAL header on: without the length field.
    pub bytes: Range<usize>,
    /// Where the slice data starts in the sample, behind the slice header; none when the unit stays clear.
    pub slice_data: Option<usize>,
}

impl NalUnit {
    /// The bytes of the sample that may be protected: the slice data. None when there are none.
    pub fn protectable(&self) -> Option<Range<usize>> {
        self.slice_data.map(|start| start..self.bytes.end).filter(|range| !range.is_empty())
    }
}

/// What a codec knows of its NAL units.
pub(super) trait NalSyntax {
    /// Size of the length fields.
    fn length_size(&self) -> NalLengthSize;

    /// Looks at the unit at `bytes`, which is not empty, and keeps the parameter sets it may hold.
    fn unit(&mut self, sample: &mut dyn SampleBytes, bytes: Range<usize>) -> ParseResult<NalUnit>;
}

/// Shows every NAL unit of a sample to `each`. Units of no bytes are passed over: they stay clear.
pub(super) fn walk(
    syntax: &mut impl NalSyntax,
    sample: &mut dyn SampleBytes,
    mut each: impl FnMut(NalUnit),
) -> ParseResult<()> {
    let mut position = 0;
    while let Some(bytes) = next_unit(sample, syntax.length_size(), position)? {
        position = bytes.end;
        if !bytes.is_empty() {
            each(syntax.unit(sample, bytes)?);
        }
    }
    Ok(())
}

/// Every NAL unit of a sample.
pub(super) fn describe(
    syntax: &mut impl NalSyntax,
    sample: &mut dyn SampleBytes,
) -> ParseResult<Vec<NalUnit>> {
    let mut units = Vec::new();
    walk(syntax, sample, |unit| units.push(unit))?;
    Ok(units)
}

/// The slice data of every NAL unit of a sample.
pub(super) fn protectable(
    syntax: &mut impl NalSyntax,
    sample: &mut dyn SampleBytes,
) -> ParseResult<Protectable> {
    let mut ranges = Vec::new();
    walk(syntax, sample, |unit| ranges.extend(unit.protectable()))?;
    Ok(Protectable::Ranges(ranges))
}

/// The bytes of the unit whose length field stands at `position`; none at the end of the sample.
fn next_unit(
    sample: &mut dyn SampleBytes,
    length_size: NalLengthSize,
    position: usize,
) -> ParseResult<Option<Range<usize>>> {
    let left = sample.len().saturating_sub(position);
    if left == 0 {
        return Ok(None);
    }
    let offset = sample.position(position);
    let field = length_size.bytes();
    if left < field {
        return Err(ParseError::malformed(
            offset,
            format!("the sample ends with {left} bytes, too few for the {field} bytes of a NAL length"),
        ));
    }
    let bytes = sample.peek(position, field)?;
    if bytes.len() < field {
        return Err(ParseError::malformed(offset, "the input ends inside a NAL length"));
    }
    let len = bytes.iter().take(field).fold(0usize, |value, &byte| value << 8 | usize::from(byte));
    if len > left - field {
        return Err(ParseError::malformed(
            offset,
            format!("the NAL length is {len}, but only {} bytes of the sample follow", left - field),
        ));
    }
    let start = position + field;
    Ok(Some(start..start + len))
}

/// Bytes asked for at first: slice headers and parameter sets seldom need more.
const FIRST_LOOK: usize = 64;

/// Reads the start of the unit at `bytes` with `read`: with few bytes first, with more as long as `read` runs out.
pub(super) fn read_unit<T>(
    sample: &mut dyn SampleBytes,
    bytes: &Range<usize>,
    mut read: impl FnMut(&mut BitReader<'_>) -> ParseResult<T>,
) -> ParseResult<T> {
    let base = sample.position(bytes.start);
    let mut look = FIRST_LOOK;
    loop {
        let len = look.min(bytes.len());
        let data = sample.peek(bytes.start, len)?;
        let whole = data.len() < len || len == bytes.len();
        let mut bits = BitReader::new(data.get(..len).unwrap_or(data), base);
        match read(&mut bits) {
            Err(_) if bits.exhausted() && !whole => look = look.saturating_mul(2),
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::SampleSlice;
    use super::*;

    struct Plain(NalLengthSize);

    impl NalSyntax for Plain {
        fn length_size(&self) -> NalLengthSize {
            self.0
        }

        fn unit(&mut self, sample: &mut dyn SampleBytes, bytes: Range<usize>) -> ParseResult<NalUnit> {
            let kind = read_unit(sample, &bytes, |bits| bits.bits(8, "header"))? as u8;
            Ok(NalUnit { kind, name: "plain", layer: 0, slice_data: Some(bytes.start + 1), bytes })
        }
    }

    fn units(size: NalLengthSize, data: &[u8]) -> ParseResult<Vec<(u8, Range<usize>)>> {
        let units = describe(&mut Plain(size), &mut SampleSlice::new(data, 100))?;
        Ok(units.into_iter().map(|u| (u.kind, u.bytes)).collect())
    }

    #[test]
    fn every_length_size() {
        use NalLengthSize::{Four, One, Two};
        assert_eq!(units(One, &[2, 7, 8, 1, 9]).unwrap(), [(7, 1..3), (9, 4..5)]);
        assert_eq!(units(Two, &[0, 2, 7, 8, 0, 1, 9]).unwrap(), [(7, 2..4), (9, 6..7)]);
        assert_eq!(units(Four, &[0, 0, 0, 1, 7]).unwrap(), [(7, 4..5)]);
        assert_eq!(units(Four, &[]).unwrap(), []);
        for (value, size) in [(0, One), (1, Two), (3, Four), (0xFF, Four)] {
            assert_eq!(NalLengthSize::from_minus_one(value, 0).unwrap(), size);
        }
        assert_eq!(NalLengthSize::from_minus_one(2, 4).unwrap_err().offset, Some(4));
    }

    #[test]
    fn empty_units_stay_clear() {
        assert_eq!(units(NalLengthSize::Two, &[0, 0, 0, 1, 9, 0, 0]).unwrap(), [(9, 4..5)]);
        let sample = &mut SampleSlice::new(&[1, 9], 0);
        assert_eq!(protectable(&mut Plain(NalLengthSize::One), sample).unwrap(), Protectable::Ranges(vec![]));
    }

    #[test]
    fn lengths_that_cannot_be() {
        let error = units(NalLengthSize::Four, &[0, 0, 0, 1, 9, 0, 0, 0]).unwrap_err();
        assert_eq!((error.offset, error.message.contains("3 bytes")), (Some(105), true));
        let error = units(NalLengthSize::Two, &[0, 1, 9, 0xFF, 0xFF, 1]).unwrap_err();
        assert_eq!((error.offset, error.message.contains("65535")), (Some(103), true));
    }

    #[test]
    fn looks_further_only_when_the_header_is_longer() {
        let data = [1; 300];
        let mut looks = Vec::new();
        let mut sample = SampleSlice::new(&data, 0);
        let read = read_unit(&mut sample, &(10..290), |bits| {
            looks.push(bits.clone().skip(8 * 129, "x").is_ok());
            bits.skip(8 * 129, "x")?;
            Ok(bits.bytes_read())
        });
        assert_eq!((read.unwrap(), looks), (129, vec![false, false, true]));
    }
}
