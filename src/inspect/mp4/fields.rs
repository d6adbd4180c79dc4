//! Reads the fields of a box one by one and keeps each with its place, so that a page can show its bytes.

use crate::boxes::{FourCc, VersionFlags};
use crate::bytes::{ParseResult, Reader};
use crate::inspect::kinds::kid_node;
use crate::inspect::node::{NOT_SET, Node, Value};
use crate::keys::KeyId;
use crate::keys::text::to_hex;

/// Longer runs of bytes are cut in reports.
const MAX_HEX: usize = 256;

/// The fields of one box body, read in order.
pub(super) struct Fields<'a> {
    pub r: Reader<'a>,
    pub out: Vec<Node>,
}

impl<'a> Fields<'a> {
    /// Fields of a body whose first byte lies at `base` of the input.
    pub fn new(body: &'a [u8], base: u64) -> Self {
        Self { r: Reader::new(body, base), out: Vec::new() }
    }

    /// Adds a field that was read from `start` on.
    pub fn add(&mut self, name: &str, start: u64, value: impl Into<Value>) -> &mut Node {
        let size = self.r.offset().saturating_sub(start);
        self.push(Node::field(name, value).at(start, size))
    }

    /// Adds a node.
    pub fn push(&mut self, node: Node) -> &mut Node {
        let last = self.out.len();
        self.out.insert(last, node);
        &mut self.out[last]
    }

    pub fn u8(&mut self, name: &str) -> ParseResult<u8> {
        let start = self.r.offset();
        let value = self.r.u8(name)?;
        self.add(name, start, value);
        Ok(value)
    }

    pub fn u16(&mut self, name: &str) -> ParseResult<u16> {
        let start = self.r.offset();
        let value = self.r.u16(name)?;
        self.add(name, start, u64::from(value));
        Ok(value)
    }

    pub fn u32(&mut self, name: &str) -> ParseResult<u32> {
        let start = self.r.offset();
        let value = self.r.u32(name)?;
        self.add(name, start, value);
        Ok(value)
    }

    pub fn u64(&mut self, name: &str) -> ParseResult<u64> {
        let start = self.r.offset();
        let value = self.r.u64(name)?;
        self.add(name, start, value);
        Ok(value)
    }

    /// A number of 32 bits, or of 64 when `wide`.
    pub fn sized(&mut self, name: &str, wide: bool) -> ParseResult<u64> {
        if wide { self.u64(name) } else { self.u32(name).map(u64::from) }
    }

    /// A number with `fraction` bits behind the point, in 2 or 4 bytes.
    pub fn fixed(&mut self, name: &str, len: usize, fraction: u32) -> ParseResult<()> {
        let start = self.r.offset();
        let value = if len == 2 { u32::from(self.r.u16(name)?) } else { self.r.u32(name)? };
        self.add(name, start, f64::from(value) / f64::from(1_u32 << fraction));
        Ok(())
    }

    /// Version and flags.
    pub fn version_flags(&mut self, newest: u8) -> ParseResult<VersionFlags> {
        let start = self.r.offset();
        let read = VersionFlags::read(&mut self.r, newest)?;
        self.push(Node::field("version", read.version).at(start, 1));
        let flags = Node::field("flags", read.flags).at(start.saturating_add(1), 3);
        self.push(flags).note = (read.flags != 0).then(|| format!("0x{:06x}", read.flags));
        Ok(read)
    }

    /// Seconds since 1904-01-01 as an RFC 3339 time.
    pub fn time(&mut self, name: &str, wide: bool) -> ParseResult<()> {
        let start = self.r.offset();
        let seconds = if wide { self.r.u64(name)? } else { self.r.u32(name)?.into() };
        let node = self.add(name, start, rfc3339_from_1904(seconds));
        node.note = (seconds == 0).then(|| NOT_SET.to_owned());
        Ok(())
    }

    pub fn fourcc(&mut self, name: &str) -> ParseResult<FourCc> {
        let start = self.r.offset();
        let value = FourCc(self.r.array(name)?);
        self.add(name, start, value.to_string());
        Ok(value)
    }

    /// Bytes as hexadecimal digits.
    pub fn hex(&mut self, name: &str, len: usize) -> ParseResult<&'a [u8]> {
        let start = self.r.offset();
        let bytes = self.r.take(len, name)?;
        let shown = bytes.get(..MAX_HEX).unwrap_or(bytes);
        let node = self.add(name, start, to_hex(shown));
        node.note = (shown.len() < bytes.len()).then(|| format!("the first {MAX_HEX} of {len} bytes"));
        Ok(bytes)
    }

    /// A key ID in both byte orders.
    pub fn kid(&mut self, name: &str) -> ParseResult<KeyId> {
        let start = self.r.offset();
        let kid = KeyId::from_bytes(self.r.array(name)?);
        self.push(kid_node(name, &kid).at(start, 16));
        Ok(kid)
    }

    /// Zero-terminated text; the zero may be missing at the end.
    pub fn text(&mut self, name: &str) -> ParseResult<String> {
        let start = self.r.offset();
        let rest = self.r.peek_rest();
        let len = rest.iter().position(|b| *b == 0).unwrap_or(rest.len());
        let text = String::from_utf8_lossy(self.r.take(len, name)?).into_owned();
        if len < rest.len() {
            self.r.u8(name)?;
        }
        self.add(name, start, text.clone());
        Ok(text)
    }

    /// Passes over bytes that say nothing.
    pub fn skip(&mut self, len: usize) -> ParseResult<()> {
        self.r.take(len, "reserved").map(drop)
    }

    /// A count of entries of at least `entry_len` bytes; the entries are not read.
    pub fn count(&mut self, name: &str, entry_len: usize) -> ParseResult<u32> {
        let count = self.u32(name)?;
        self.r.check_count(count.into(), entry_len, name)?;
        Ok(count)
    }

    /// Fields of what is left, as children of their own.
    pub fn nested(
        &mut self,
        len: usize,
        read: impl FnOnce(&mut Fields<'a>) -> ParseResult<()>,
    ) -> ParseResult<Vec<Node>> {
        let base = self.r.offset();
        let mut inner = Fields::new(self.r.take(len, "entry")?, base);
        read(&mut inner)?;
        Ok(inner.out)
    }
}

/// A time of ISO/IEC 14496-12 in the form of RFC 3339.
fn rfc3339_from_1904(seconds: u64) -> String {
    const DAY: u64 = 86_400;
    // 9999-12-31; later times are no times.
    const LAST: u64 = 255_484_627_199;
    if seconds > LAST {
        return seconds.to_string();
    }
    let (mut day, second) = (seconds / DAY, seconds % DAY);
    let mut year = 1904_u64;
    let leap = |y: u64| y.is_multiple_of(4) && (!y.is_multiple_of(100) || y.is_multiple_of(400));
    while day >= if leap(year) { 366 } else { 365 } {
        day -= if leap(year) { 366 } else { 365 };
        year += 1;
    }
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", day + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The offset between the epochs of ISO files and of Unix is 2082844800 seconds.
    #[test]
    fn times_are_rfc_3339() {
        assert_eq!(rfc3339_from_1904(0), "1904-01-01T00:00:00Z");
        assert_eq!(rfc3339_from_1904(2_082_844_800), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339_from_1904(2_082_844_800 + 1_709_210_096), "2024-02-29T12:34:56Z");
        assert_eq!(rfc3339_from_1904(u64::MAX), u64::MAX.to_string());
    }
}
