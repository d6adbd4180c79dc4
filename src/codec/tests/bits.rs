//! Builds NAL units field by field, for tests.

/// Bits that become a NAL unit.
#[derive(Clone, Debug, Default)]
pub struct Bits(Vec<bool>);

impl Bits {
    pub fn new() -> Self {
        Self::default()
    }

    /// u(n)
    pub fn u(mut self, count: u32, value: u64) -> Self {
        self.0.extend((0..count).rev().map(|bit| value >> bit & 1 == 1));
        self
    }

    /// ue(v)
    pub fn ue(self, value: u64) -> Self {
        let len = (value + 1).ilog2();
        self.u(len, 0).u(len + 1, value + 1)
    }

    /// se(v)
    pub fn se(self, value: i64) -> Self {
        self.ue(if value > 0 { 2 * value as u64 - 1 } else { 2 * value.unsigned_abs() })
    }

    /// The stop bit, and zeros up to the end of the byte.
    pub fn align(mut self) -> Self {
        self.0.push(true);
        while !self.0.len().is_multiple_of(8) {
            self.0.push(false);
        }
        self
    }

    /// The NAL unit as stored, with emulation prevention bytes; zero bits fill the last byte.
    pub fn unit(&self) -> Vec<u8> {
        let mut unit = Vec::new();
        let mut zeros = 0;
        for bits in self.0.chunks(8) {
            let byte = bits.iter().enumerate().fold(0, |byte, (at, &bit)| byte | u8::from(bit) << (7 - at));
            if zeros == 2 && byte <= 3 {
                unit.push(3);
                zeros = 0;
            }
            zeros = if byte == 0 { zeros + 1 } else { 0 };
            unit.push(byte);
        }
        unit
    }
}

/// Bytes from hexadecimal digits.
pub fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect()
}

/// A sample of these NAL units, each behind a length of 4 bytes.
pub fn sample(units: &[Vec<u8>]) -> Vec<u8> {
    units.iter().flat_map(|unit| [&(unit.len() as u32).to_be_bytes()[..], unit].concat()).collect()
}
