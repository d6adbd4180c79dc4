//! The PlayReady Object: a list of records. Every number is little-endian.

use super::WrmHeader;
use crate::bytes::{ParseError, ParseResult, Reader, Writer};
use crate::{Error, Result};

/// Record type of a WRM header, UTF-16LE without byte order mark.
pub const RECORD_HEADER: u16 = 1;
/// Record type of an embedded license store.
pub const RECORD_ELS: u16 = 3;
/// Longest object that is written, in bytes: clients need not read more.
pub const MAX_OBJECT_LEN: usize = 15 * 1024;

/// Bytes before the first record, and before each value.
const PREFIX_LEN: u64 = 6;
const RECORD_PREFIX_LEN: u64 = 4;

/// A record: kept as read, also when its type is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// [`RECORD_HEADER`], [`RECORD_ELS`] or another number.
    pub record_type: u16,
    /// Its value, as read.
    pub value: Vec<u8>,
}

/// A PlayReady Object. Writing what was read gives the same bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlayReadyObject {
    /// The records in order.
    pub records: Vec<Record>,
}

impl PlayReadyObject {
    /// An object that holds one WRM header, given as XML.
    pub fn with_header(xml: &str) -> Self {
        let value = xml.encode_utf16().flat_map(u16::to_le_bytes).collect();
        Self { records: vec![Record { record_type: RECORD_HEADER, value }] }
    }

    /// Reads an object that fills `bytes`, whose first byte lies at `base` of the input.
    ///
    /// # Errors
    /// When a length or the record count does not agree with the bytes.
    pub fn read(bytes: &[u8], base: u64) -> ParseResult<Self> {
        let (object, problem) = Self::scan(bytes, base);
        problem.map_or(Ok(object), Err)
    }

    /// Reads as much of an object as can be read, and says what is wrong with the rest, for reports on broken objects.
    pub fn scan(bytes: &[u8], base: u64) -> (Self, Option<ParseError>) {
        let mut object = Self::default();
        let mut r = Reader::new(bytes, base);
        let outcome = object.read_records(&mut r, bytes.len()).err();
        (object, outcome.map(|error| error.inside("PlayReady Object")))
    }

    fn read_records(&mut self, r: &mut Reader<'_>, actual: usize) -> ParseResult<()> {
        let at = r.offset();
        let length = r.u32_le("length")?;
        let count = r.u16_le("record count")?;
        for i in 0..count {
            let record = Self::read_record(r).map_err(|error| error.inside(format!("record[{}]", i + 1)))?;
            self.records.push(record);
        }
        if u64::from(length) != actual as u64 {
            return Err(ParseError::malformed(
                at,
                format!("length is {length}, but the object has {actual} bytes"),
            ));
        }
        r.end("the last record")
    }

    fn read_record(r: &mut Reader<'_>) -> ParseResult<Record> {
        let record_type = r.u16_le("record type")?;
        let len = r.u16_le("record length")?;
        Ok(Record { record_type, value: r.take(usize::from(len), "record")?.to_vec() })
    }

    /// The bytes of the object.
    ///
    /// # Errors
    /// When it is longer than [`MAX_OBJECT_LEN`].
    pub fn write(&self) -> Result<Vec<u8>> {
        let len = self.records.iter().map(|record| record.value.len() + 4).sum::<usize>() + 6;
        if len > MAX_OBJECT_LEN {
            return Err(Error::unsupported(format!(
                "a PlayReady Object of {len} bytes; clients read at most {MAX_OBJECT_LEN}"
            ))
            .hint("use fewer keys, or shorter URLs and custom attributes"));
        }
        // Nothing below is truncated: all lengths are at most 15 KiB, and a record has at least 4 bytes.
        let mut w = Writer::new();
        w.u32_le(len as u32);
        w.u16_le(self.records.len() as u16);
        for record in &self.records {
            w.u16_le(record.record_type);
            w.u16_le(record.value.len() as u16);
            w.bytes(&record.value);
        }
        Ok(w.into_vec())
    }

    /// The value of the first header record with its offset, for an object that lies at `base` of the input.
    pub fn header_record(&self, base: u64) -> Option<(&[u8], u64)> {
        let mut at = base.saturating_add(PREFIX_LEN);
        for record in &self.records {
            at = at.saturating_add(RECORD_PREFIX_LEN);
            if record.record_type == RECORD_HEADER {
                return Some((&record.value, at));
            }
            at = at.saturating_add(record.value.len() as u64);
        }
        None
    }

    /// The WRM header of an object that lies at `base` of the input, when it has one.
    ///
    /// # Errors
    /// When the header cannot be read.
    pub fn header(&self, base: u64) -> ParseResult<Option<WrmHeader>> {
        self.header_record(base).map(|(value, at)| WrmHeader::read(value, at)).transpose()
    }
}
