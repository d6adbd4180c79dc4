//! Bits of a NAL unit as stored: a reader that steps over emulation prevention bytes and knows at which stored byte
//! it stands (ISO/IEC 14496-10 section 7.3.1.1, ISO/IEC 23008-2 section 7.3.1.1).

use crate::bytes::{ParseError, ParseResult};

/// Reads bits, most significant first, from a NAL unit or from its first bytes.
///
/// Offsets count stored bytes. An emulation prevention byte is passed when the bits behind it are asked for, not
/// before: after a header that ends in `00 00`, the `03` that follows belongs to what comes after the header.
#[derive(Clone, Debug)]
pub struct BitReader<'a> {
    data: &'a [u8],
    base: u64,
    next: usize,
    current: u8,
    left: u32,
    zeros: u32,
    exhausted: bool,
}

impl<'a> BitReader<'a> {
    /// A reader over `data`, the stored bytes of a NAL unit from its header on; the first lies at absolute offset
    /// `base` of the input.
    pub fn new(data: &'a [u8], base: u64) -> Self {
        Self { data, base, next: 0, current: 0, left: 0, zeros: 0, exhausted: false }
    }

    /// Stored bytes touched so far: the offset of the first byte of which no bit has been read.
    pub fn bytes_read(&self) -> usize {
        self.next
    }

    /// Whether a read failed because the data ended. More bytes of the same NAL unit would have helped.
    pub fn exhausted(&self) -> bool {
        self.exhausted
    }

    /// Absolute offset of the byte that holds the bit read last.
    pub fn offset(&self) -> u64 {
        self.base.saturating_add(self.next.saturating_sub(1) as u64)
    }

    fn load(&mut self, field: &str) -> ParseResult<()> {
        if self.zeros >= 2 && self.data.get(self.next) == Some(&3) {
            self.next += 1;
            self.zeros = 0;
        }
        let Some(&byte) = self.data.get(self.next) else {
            self.exhausted = true;
            return Err(ParseError::malformed(
                self.base.saturating_add(self.data.len() as u64),
                format!("the NAL unit ends inside {field}"),
            ));
        };
        self.zeros = if byte == 0 { self.zeros + 1 } else { 0 };
        self.next += 1;
        self.current = byte;
        self.left = 8;
        Ok(())
    }

    /// The next `count` bits, at most 32, as a number: u(n).
    ///
    /// # Errors
    /// When the data ends first; `field` names what was read.
    pub fn bits(&mut self, count: u32, field: &str) -> ParseResult<u32> {
        debug_assert!(count <= 32, "u(n) of {count} bits");
        let mut value = 0u64;
        let mut wanted = count;
        while wanted > 0 {
            if self.left == 0 {
                self.load(field)?;
            }
            let step = wanted.min(self.left);
            self.left -= step;
            let chunk = (u32::from(self.current) >> self.left) & ((1 << step) - 1);
            value = value << step | u64::from(chunk);
            wanted -= step;
        }
        Ok(value as u32)
    }

    /// The next bit: u(1).
    ///
    /// # Errors
    /// When the data ends first; `field` names what was read.
    pub fn flag(&mut self, field: &str) -> ParseResult<bool> {
        Ok(self.bits(1, field)? == 1)
    }

    /// Passes `count` bits.
    ///
    /// # Errors
    /// When the data ends first; `field` names what was passed.
    pub fn skip(&mut self, count: u64, field: &str) -> ParseResult<()> {
        let mut wanted = count;
        while wanted > 0 {
            let step = wanted.min(32);
            self.bits(step as u32, field)?;
            wanted -= step;
        }
        Ok(())
    }

    /// Passes the bits that are left of the current byte, if any.
    ///
    /// # Errors
    /// Never for bytes of which a bit has been read; `field` names what was passed.
    pub fn align(&mut self, field: &str) -> ParseResult<()> {
        self.bits(self.left, field).map(drop)
    }

    /// An unsigned Exp-Golomb number from 0 to 2^32 - 2: ue(v).
    ///
    /// # Errors
    /// When the data ends first, or the code has more than 31 leading zeros.
    pub fn ue(&mut self, field: &str) -> ParseResult<u32> {
        let mut zeros = 0;
        loop {
            if self.left == 0 {
                self.load(field)?;
            }
            let unread = self.current << (8 - self.left);
            let run = unread.leading_zeros().min(self.left);
            self.left -= run;
            zeros += run;
            if zeros > 31 {
                return Err(ParseError::malformed(
                    self.offset(),
                    format!("{field} is an Exp-Golomb code of more than 31 leading zeros"),
                ));
            }
            if self.left > 0 {
                // The one that ends them.
                self.left -= 1;
                break;
            }
        }
        Ok(((1u32 << zeros) - 1) + self.bits(zeros, field)?)
    }

    /// An unsigned Exp-Golomb number that may be at most `max`.
    ///
    /// # Errors
    /// As [`ue`](Self::ue), and when the number is larger.
    pub fn ue_max(&mut self, max: u32, field: &str) -> ParseResult<u32> {
        let value = self.ue(field)?;
        if value > max {
            return Err(ParseError::malformed(
                self.offset(),
                format!("{field} is {value}, but at most {max} is allowed"),
            ));
        }
        Ok(value)
    }

    /// A signed Exp-Golomb number: se(v).
    ///
    /// # Errors
    /// As [`ue`](Self::ue).
    pub fn se(&mut self, field: &str) -> ParseResult<i32> {
        let code = i64::from(self.ue(field)?);
        let magnitude = (code + 1) / 2;
        // |value| is at most 2^31 - 1, since the code is at most 2^32 - 2.
        Ok((if code % 2 == 1 { magnitude } else { -magnitude }) as i32)
    }
}

/// Bits of a fixed-length field that counts `values` values: Ceil(Log2(values)), 0 for none.
pub(super) fn ceil_log2(values: u32) -> u32 {
    u32::BITS - values.saturating_sub(1).leading_zeros()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_golomb_codes_of_table_9_2() {
        // 1 010 011 00100 00101 00110 00111 0001000 -> 0 1 2 3 4 5 6 7
        let data = [0b1010_0110, 0b0100_0010, 0b1001_1000, 0b1110_0010, 0];
        let mut bits = BitReader::new(&data, 0);
        let codes: Vec<_> = (0..8).map(|_| bits.ue("code").unwrap()).collect();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7]);
        let mut bits = BitReader::new(&data, 0);
        let codes: Vec<_> = (0..8).map(|_| bits.se("code").unwrap()).collect();
        assert_eq!(codes, [0, 1, -1, 2, -2, 3, -3, 4]);
    }

    /// Section 9.1 as it is written: bit by bit.
    fn slow_ue(bits: &mut BitReader<'_>) -> ParseResult<u32> {
        let mut zeros = 0;
        while !bits.flag("code")? {
            zeros += 1;
        }
        Ok((1 << zeros) - 1 + bits.bits(zeros, "code")?)
    }

    #[test]
    fn codes_are_read_from_any_place_in_a_byte() {
        // Every code of up to 15 zeros, behind 0 to 23 other bits, with and without bytes of emulation prevention inside.
        for zeros in 0..16_u32 {
            for before in 0..24_u32 {
                let code = (1_u64 << zeros | 0x5555 & ((1 << zeros) - 1)) << (63 - 2 * zeros - before);
                let mut data = Vec::new();
                for byte in code.to_be_bytes() {
                    if data.ends_with(&[0, 0]) && byte <= 3 {
                        data.push(3);
                    }
                    data.push(byte);
                }
                let (mut fast, mut slow) = (BitReader::new(&data, 0), BitReader::new(&data, 0));
                fast.bits(before, "start").unwrap();
                slow.bits(before, "start").unwrap();
                let value = fast.ue("code").unwrap();
                assert_eq!(value, slow_ue(&mut slow).unwrap(), "{zeros} zeros behind {before} bits");
                assert_eq!(value + 1, 1 << zeros | 0x5555 & ((1 << zeros) - 1));
                assert_eq!(fast.bytes_read(), slow.bytes_read());
                assert_eq!(fast.bits(5, "rest").unwrap(), slow.bits(5, "rest").unwrap());
            }
        }
    }

    #[test]
    fn largest_exp_golomb_code() {
        // 31 zeros, a one, 31 ones.
        let data = [0, 0, 3, 0, 1, 0xFF, 0xFF, 0xFF, 0xFE];
        let mut bits = BitReader::new(&data, 0);
        assert_eq!(bits.ue("code").unwrap(), u32::MAX - 1);
        let mut bits = BitReader::new(&data, 0);
        assert_eq!(bits.se("code").unwrap(), -(i32::MAX));
        // 32 zeros.
        let error = BitReader::new(&[0, 0, 3, 0, 0, 0x80], 7).ue("code").unwrap_err();
        assert_eq!(error.offset, Some(11));
        assert!(error.message.contains("31 leading zeros"), "{error}");
    }

    #[test]
    fn steps_over_emulation_prevention_only_when_needed() {
        let data = [0x65, 0, 0, 3, 1, 0, 0, 3];
        let mut bits = BitReader::new(&data, 0);
        assert_eq!(bits.bits(24, "x").unwrap(), 0x65_00_00);
        assert_eq!(bits.bytes_read(), 3);
        assert_eq!(bits.bits(4, "x").unwrap(), 0);
        assert_eq!(bits.bytes_read(), 5);
        assert_eq!(bits.bits(20, "x").unwrap(), 0x1_00_00);
        assert_eq!(bits.bytes_read(), 7);
        assert!(!bits.exhausted());
        assert!(bits.flag("flag").is_err());
        assert!(bits.exhausted());
    }

    #[test]
    fn ceil_log2_of_small_numbers() {
        assert_eq!([0, 1, 2, 3, 4, 5, 8, 9].map(ceil_log2), [0, 0, 1, 2, 2, 3, 3, 4]);
        assert_eq!(ceil_log2(u32::MAX), 32);
    }
}
