//! Bits of headers that carry no emulation prevention (AV1, VP9, AC-4), most significant bit first.

use std::ops::Range;

use super::SampleBytes;
use crate::bytes::{ParseError, ParseResult};

/// Bytes looked at first when a header's length is not known; doubled while the parser runs out.
const FIRST_WINDOW: usize = 64;

/// Reads bits from a slice, knowing where in the input the slice lies.
#[derive(Debug)]
pub struct FlatBits<'a> {
    data: &'a [u8],
    position: usize,
    base: u64,
    ran_out: bool,
}

impl<'a> FlatBits<'a> {
    /// A reader over `data`, whose first byte lies at absolute offset `base` of the input.
    pub fn new(data: &'a [u8], base: u64) -> Self {
        Self { data, position: 0, base, ran_out: false }
    }

    /// Absolute offset of the byte that holds the next bit.
    pub fn offset(&self) -> u64 {
        self.base.saturating_add((self.position / 8) as u64)
    }

    /// Bits read so far.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Bits left.
    pub fn remaining(&self) -> usize {
        self.data.len().saturating_mul(8).saturating_sub(self.position)
    }

    /// Whether a read failed because the data ended.
    pub fn ran_out(&self) -> bool {
        self.ran_out
    }

    /// The next `count` bits (at most 32), `f(n)` in the AV1 and VP9 specifications.
    ///
    /// # Errors
    /// When fewer bits are left; `field` names what was missing.
    pub fn bits(&mut self, count: u32, field: &str) -> ParseResult<u32> {
        debug_assert!(count <= 32, "{field} has {count} bits");
        if self.remaining() < count as usize {
            self.ran_out = true;
            return Err(
                self.malformed(format!("{field} needs {count} bits, but only {} are left", self.remaining()))
            );
        }
        let mut value = 0u64;
        let mut left = count as usize;
        while left > 0 {
            let byte = self.data.get(self.position / 8).copied().unwrap_or_default();
            let available = 8 - self.position % 8;
            let taken = available.min(left);
            let chunk = (u32::from(byte) >> (available - taken)) & ((1 << taken) - 1);
            value = (value << taken) | u64::from(chunk);
            self.position += taken;
            left -= taken;
        }
        Ok(value as u32)
    }

    /// The next bit.
    ///
    /// # Errors
    /// When no bit is left; `field` names what was missing.
    pub fn flag(&mut self, field: &str) -> ParseResult<bool> {
        Ok(self.bits(1, field)? != 0)
    }

    /// A two's complement number of `count` bits (at most 31), `su(n)` in AV1 section 4.10.6.
    ///
    /// # Errors
    /// When fewer bits are left; `field` names what was missing.
    pub fn signed(&mut self, count: u32, field: &str) -> ParseResult<i32> {
        let value = self.bits(count, field)? as i32;
        let sign = 1 << count.saturating_sub(1);
        Ok(if value & sign != 0 { value - 2 * sign } else { value })
    }

    /// A number below `count` (1 to 65536) in as few bits as possible, `ns(n)` in AV1 section 4.10.7.
    ///
    /// # Errors
    /// When fewer bits are left; `field` names what was missing.
    pub fn non_symmetric(&mut self, count: u32, field: &str) -> ParseResult<u32> {
        let width = count.checked_ilog2().unwrap_or_default() + 1;
        let short = (1u32 << width) - count;
        let value = self.bits(width - 1, field)?;
        if value < short {
            return Ok(value);
        }
        let extra = self.bits(1, field)?;
        Ok((value << 1) - short + extra)
    }

    /// A variable length number, `uvlc()` in AV1 section 4.10.3.
    ///
    /// # Errors
    /// When the bits end or the number does not fit 32 bits; `field` names it.
    pub fn uvlc(&mut self, field: &str) -> ParseResult<u32> {
        let mut zeros = 0;
        while !self.flag(field)? {
            zeros += 1;
            if zeros == 32 {
                return Err(
                    self.malformed(format!("{field} starts with 32 zero bits, which no valid number does"))
                );
            }
        }
        let value = self.bits(zeros, field)?;
        Ok(value + ((1u32 << zeros) - 1))
    }

    /// Moves to the next byte boundary over bits that must be zero, `byte_alignment()` in AV1 section 5.3.5.
    ///
    /// # Errors
    /// When one of them is set, which means that the fields before it were not what they seemed.
    pub fn align_zero(&mut self, structure: &str) -> ParseResult<()> {
        while !self.position.is_multiple_of(8) {
            if self.flag("alignment bit")? {
                return Err(self.malformed(format!(
                    "an alignment bit after {structure} is 1, but all of them must be 0"
                )));
            }
        }
        Ok(())
    }

    /// Broken input at the current place.
    pub fn malformed(&self, message: impl Into<String>) -> ParseError {
        ParseError::malformed(self.offset(), message)
    }

    /// Valid input, which this program does not know, at the current place.
    pub fn unsupported(&self, message: impl Into<String>) -> ParseError {
        ParseError::unsupported(self.offset(), message)
    }
}

/// Parses a header that starts at `range.start` and ends by `range.end`, looking at no more of the sample than
/// the parser needs. `parse` may run several times, so it must not keep state. Returns what it returned and the
/// bytes it read, the last one perhaps in part.
///
/// # Errors
/// The parser's error, or one from reading the sample.
pub fn parse_header<T>(
    sample: &mut dyn SampleBytes,
    range: Range<usize>,
    mut parse: impl FnMut(&mut FlatBits<'_>) -> ParseResult<T>,
) -> ParseResult<(T, usize)> {
    let base = sample.position(range.start);
    let mut window = FIRST_WINDOW;
    loop {
        let len = range.len().min(window);
        let data = sample.peek(range.start, len)?;
        let mut bits = FlatBits::new(data.get(..len).unwrap_or(data), base);
        match parse(&mut bits) {
            Err(_) if bits.ran_out() && len < range.len() => window = window.saturating_mul(2),
            result => return Ok((result?, bits.position().div_ceil(8))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::SampleSlice;

    #[test]
    fn fixed_length_numbers_cross_bytes() {
        let mut bits = FlatBits::new(&[0b1010_0101, 0xFF, 0x00, 0x80, 0x01], 100);
        assert_eq!(bits.bits(3, "a"), Ok(0b101));
        assert_eq!(bits.bits(0, "b"), Ok(0));
        assert_eq!(bits.bits(32, "c"), Ok(0x2FF8_0400));
        assert_eq!(bits.offset(), 104);
        assert_eq!(bits.remaining(), 5);
        assert!(!bits.ran_out());
        let error = bits.bits(6, "d").unwrap_err();
        assert_eq!(error.offset, Some(104));
        assert_eq!(error.message, "d needs 6 bits, but only 5 are left");
        assert!(bits.ran_out());
    }

    #[test]
    fn signed_numbers() {
        let mut bits = FlatBits::new(&[0b0111_1111, 0b1000_0001, 0xFF], 0);
        assert_eq!(bits.signed(8, "a"), Ok(127));
        assert_eq!(bits.signed(7, "b"), Ok(-64));
        assert_eq!(bits.signed(1, "c"), Ok(-1));
        assert_eq!(bits.signed(8, "d"), Ok(-1));
    }

    #[test]
    fn non_symmetric_numbers_of_five() {
        // AV1 section 4.10.7: n = 5 codes 0, 1, 2 as 00, 01, 10 and 3, 4 as 110, 111.
        let mut bits = FlatBits::new(&[0b0001_1011, 0b0111_0000], 0);
        let values: Vec<_> = (0..5).map(|_| bits.non_symmetric(5, "n").unwrap()).collect();
        assert_eq!(values, [0, 1, 2, 3, 4]);
        assert_eq!(bits.position(), 12);
        assert_eq!(bits.non_symmetric(1, "n"), Ok(0));
        assert_eq!(bits.position(), 12);
    }

    #[test]
    fn variable_length_numbers() {
        let mut bits = FlatBits::new(&[0b1010_0110, 0b0100_0000], 0);
        let values: Vec<_> = (0..4).map(|_| bits.uvlc("v").unwrap()).collect();
        assert_eq!(values, [0, 1, 2, 3]);
        assert!(FlatBits::new(&[0; 8], 0).uvlc("v").is_err());
    }

    #[test]
    fn headers_longer_than_the_first_window() {
        let data = [0x01; 300];
        let mut runs = 0;
        let (sum, len) = parse_header(&mut SampleSlice::new(&data, 0), 10..300, |bits| {
            runs += 1;
            (0..200).try_fold(0, |sum, _| Ok(sum + bits.bits(8, "byte")?))
        })
        .unwrap();
        assert_eq!((sum, len, runs), (200, 200, 3));
        let error = parse_header(&mut SampleSlice::new(&data, 7), 250..300, |bits| {
            (0..51).try_for_each(|_| bits.bits(8, "byte").map(drop))
        });
        assert_eq!(error.unwrap_err().offset, Some(307));
    }
}
