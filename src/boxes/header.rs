//! Box headers: ISO/IEC 14496-12 section 4.2.

use super::fourcc::FourCc;
use crate::bytes::{ParseError, ParseResult, Reader, Writer};

/// How a box states its size. Kept when a box is written again, so that untouched boxes keep their bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizeForm {
    /// 32 bits.
    Compact,
    /// 64 bits behind a size of 1.
    Large,
    /// A size of 0: the box ends with the file.
    ToEnd,
}

/// The header of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoxHeader {
    /// The box type.
    pub name: FourCc,
    /// The user type of a `uuid` box.
    pub user_type: Option<[u8; 16]>,
    /// How the size is stated.
    pub form: SizeForm,
    /// Size of the whole box in bytes, header included; `None` for a box that ends with an input of unknown length.
    pub size: Option<u64>,
}

/// No header is longer: size, type, large size, user type.
pub const MAX_HEADER_LEN: usize = 32;

impl BoxHeader {
    /// Size of the header in bytes.
    pub fn len(&self) -> u64 {
        let size = if self.form == SizeForm::Large { 16 } else { 8 };
        size + if self.user_type.is_some() { 16 } else { 0 }
    }

    /// Headers are never empty.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Reads a header. `available` is the number of bytes from the start of the header to the end of what encloses the
    /// box, `None` when that is not known (a pipe).
    ///
    /// # Errors
    /// When the header is cut off, or its size is smaller than itself or larger than `available`.
    pub fn read(reader: &mut Reader<'_>, available: Option<u64>) -> ParseResult<Self> {
        let offset = reader.offset();
        let compact = reader.u32("box size")?;
        let name = FourCc(reader.array("box type")?);
        let mut header = Self { name, user_type: None, form: SizeForm::Compact, size: Some(compact.into()) };
        match compact {
            0 => (header.form, header.size) = (SizeForm::ToEnd, available),
            1 => (header.form, header.size) = (SizeForm::Large, Some(reader.u64("box large size")?)),
            _ => {}
        }
        if &name.0 == b"uuid" {
            header.user_type = Some(reader.array("uuid box user type")?);
        }
        if let Some(size) = header.size {
            if size < header.len() {
                return Err(ParseError::malformed(
                    offset,
                    format!("box {name} has size {size}, but its header alone takes {} bytes", header.len()),
                ));
            }
            if let Some(available) = available.filter(|&a| a < size) {
                return Err(ParseError::malformed(
                    offset,
                    format!("box {name} has size {size}, but only {available} bytes are left"),
                ));
            }
        }
        Ok(header)
    }

    /// Appends the header for a box whose body has `body_len` bytes. A compact size that does not fit in 32 bits
    /// becomes a large one.
    pub fn write(&self, body_len: u64, w: &mut Writer) {
        let fitted = self.fitted(body_len);
        let size = fitted.len() + body_len;
        match fitted.form {
            // The form was fitted to the size.
            SizeForm::Compact => w.u32(size as u32),
            SizeForm::Large => w.u32(1),
            SizeForm::ToEnd => w.u32(0),
        }
        w.bytes(&self.name.0);
        if fitted.form == SizeForm::Large {
            w.u64(size);
        }
        if let Some(user_type) = &self.user_type {
            w.bytes(user_type);
        }
    }

    /// This header with a size form that can hold a body of `body_len` bytes.
    pub fn fitted(mut self, body_len: u64) -> Self {
        if self.form == SizeForm::Compact && self.len() + body_len > u64::from(u32::MAX) {
            self.form = SizeForm::Large;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], available: u64) -> ParseResult<BoxHeader> {
        BoxHeader::read(&mut Reader::new(bytes, 100), Some(available))
    }

    #[test]
    fn reads_every_size_form() {
        assert_eq!(read(b"\0\0\0\x0cfree", 12).unwrap().size, Some(12));
        let large = read(b"\0\0\0\x01mdat\0\0\0\x01\0\0\0\0", 1 << 33).unwrap();
        assert_eq!((large.form, large.size, large.len()), (SizeForm::Large, Some(1 << 32), 16));
        assert_eq!(read(b"\0\0\0\0mdat", 99).unwrap().size, Some(99));
        let uuid = read(b"\0\0\0\x18uuid0123456789abcdef", 24).unwrap();
        assert_eq!((uuid.user_type, uuid.len()), (Some(*b"0123456789abcdef"), 24));
    }

    #[test]
    fn refuses_sizes_that_cannot_be() {
        for bytes in
            [&b"\0\0\0\x07free"[..], b"\0\0\0\x0dfree", b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x0f", b"\0\0\0"]
        {
            let error = read(bytes, 12).unwrap_err();
            assert!(error.offset.unwrap() >= 100, "{error}");
        }
    }

    #[test]
    fn a_size_past_32_bits_becomes_large() {
        let header = read(b"\0\0\0\x0cmdat", 12).unwrap();
        let mut w = Writer::new();
        header.write(u64::from(u32::MAX), &mut w);
        assert_eq!(w.as_slice(), b"\0\0\0\x01mdat\0\0\0\x01\0\0\0\x0f");
    }
}
