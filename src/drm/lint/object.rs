//! A PlayReady Object as its bytes are, with everything that is wrong with its frame.

use crate::bytes::Reader;
use crate::drm::playready::{MAX_OBJECT_LEN, RECORD_HEADER};

/// Something wrong with lengths and counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameProblem {
    /// The length field.
    Length,
    /// The number of records.
    Count,
    /// The length of a record.
    RecordLength,
    /// Bytes after the last record.
    Trailing,
}

/// A PlayReady Object.
#[derive(Debug)]
pub struct ObjectModel<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Offset of its first byte in the item.
    pub base: u64,
    /// Its path in the item.
    pub path: String,
    /// The records that can be read; the last may be cut off.
    pub records: Vec<RawRecord<'a>>,
    /// What is wrong with its frame, with offset and words.
    pub problems: Vec<(FrameProblem, u64, String)>,
}

/// A record.
#[derive(Debug)]
pub struct RawRecord<'a> {
    /// Its type.
    pub record_type: u16,
    /// Its value, as much as there is.
    pub value: &'a [u8],
    /// Offset of its value in the item.
    pub at: u64,
}

impl<'a> ObjectModel<'a> {
    /// Reads what can be read.
    pub fn new(bytes: &'a [u8], base: u64, path: &str) -> Self {
        let path =
            if path.is_empty() { "PlayReady Object".to_owned() } else { format!("{path}/PlayReady Object") };
        let mut object = Self { bytes, base, path, records: Vec::new(), problems: Vec::new() };
        let mut r = Reader::new(bytes, base);
        let (Ok(length), Ok(count)) = (r.u32_le("length"), r.u16_le("record count")) else {
            let message = format!("{} bytes; length and record count alone take 6", bytes.len());
            object.problems.push((FrameProblem::Length, base, message));
            return object;
        };
        object.read_records(&mut r, count);
        let actual = bytes.len() as u64;
        let end = actual - r.remaining() as u64;
        let (count_at, length) = (base.saturating_add(4), u64::from(length));
        let read = object.records.len();
        if object.problems.is_empty() && read < usize::from(count) {
            let message = format!("the record count is {count}, but there are {read} records");
            object.problems.push((FrameProblem::Count, count_at, message));
        } else if object.problems.is_empty() && !r.is_empty() {
            // Bytes that are records through and through were not counted; others do not belong.
            let uncounted = object.uncounted(r.peek_rest());
            if uncounted > 0 {
                let message =
                    format!("the record count is {count}, but there are {} records", read + uncounted);
                object.problems.push((FrameProblem::Count, count_at, message));
            } else {
                let message = format!("{} bytes after the last record", r.remaining());
                object.problems.push((FrameProblem::Trailing, r.offset(), message));
            }
        }
        let is_trailing = object.problems.iter().any(|(problem, ..)| *problem == FrameProblem::Trailing);
        if length != actual && !(is_trailing && length == end) {
            let message = format!("the length field is {length}, but the object has {actual} bytes");
            object.problems.push((FrameProblem::Length, base, message));
        }
        object
    }

    fn read_records(&mut self, r: &mut Reader<'a>, count: u16) {
        for i in 1..=count {
            let at = r.offset();
            if r.is_empty() {
                return;
            }
            let (Ok(record_type), Ok(len)) = (r.u16_le("record type"), r.u16_le("record length")) else {
                let message = format!("record {i} is cut off in its first 4 bytes");
                self.problems.push((FrameProblem::RecordLength, at, message));
                return;
            };
            let value_at = r.offset();
            match r.take(usize::from(len), "record") {
                Ok(value) => self.records.push(RawRecord { record_type, value, at: value_at }),
                Err(_) => {
                    let message =
                        format!("record {i} has length {len}, but only {} bytes are left", r.remaining());
                    self.problems.push((FrameProblem::RecordLength, at.saturating_add(2), message));
                    self.records.push(RawRecord { record_type, value: r.rest(), at: value_at });
                }
            }
        }
    }

    /// How many whole records of known types fill these bytes; 0 when something else is among them.
    fn uncounted(&self, bytes: &[u8]) -> usize {
        let mut r = Reader::new(bytes, 0);
        let mut n = 0;
        while !r.is_empty() {
            let record_type = r.u16_le("record type").unwrap_or_default();
            let len = r.u16_le("record length").unwrap_or_default();
            if !(1..=3).contains(&record_type) || r.take(usize::from(len), "record").is_err() {
                return 0;
            }
            n += 1;
        }
        n
    }

    /// The header records.
    pub fn headers(&self) -> impl Iterator<Item = &RawRecord<'a>> {
        self.records.iter().filter(|record| record.record_type == RECORD_HEADER)
    }

    /// Whether it is longer than clients read.
    pub fn is_too_long(&self) -> bool {
        self.bytes.len() > MAX_OBJECT_LEN
    }
}
