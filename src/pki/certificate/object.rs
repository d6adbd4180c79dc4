//! Objects of certificates: an 8-byte header, then a body by type.

use super::body::Body;
use crate::bytes::{Inside as _, ParseError, ParseResult, Reader, Writer};

/// Object flag: a reader that does not know the object must refuse the certificate.
pub const FLAG_MUST_UNDERSTAND: u16 = 1;

/// Object flag: the body is made of objects.
pub const FLAG_CONTAINER: u16 = 2;

/// Bytes of an object's header.
pub(super) const OBJECT_HEADER_LEN: usize = 8;

/// An object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Flags: bit 0 must be understood, bit 1 container.
    pub flags: u16,
    /// Its type, see [`object_name`].
    pub object_type: u16,
    /// Offset of its header in the input.
    pub offset: u64,
    /// What it says.
    pub body: Body,
}

impl Object {
    /// Reads one object; the reader stands after it then.
    ///
    /// # Errors
    /// When it does not fit, or the body of a known type breaks its layout.
    pub fn read(r: &mut Reader<'_>) -> ParseResult<Self> {
        let (flags, object_type, offset, mut body) = header(r)?;
        let body = Body::read(object_type, &mut body).inside(|| object_name(object_type).to_owned())?;
        Ok(Self { flags, object_type, offset, body })
    }

    /// Writes the object.
    pub fn write(&self, w: &mut Writer) {
        let start = w.len();
        w.u16(self.flags);
        w.u16(self.object_type);
        w.u32(0);
        self.body.write(w);
        let len = w.len() - start;
        w.patch_u32(start + 4, u32::try_from(len).unwrap_or(u32::MAX));
    }
}

/// Flags, type, offset and body of the next object.
pub(super) fn header<'a>(r: &mut Reader<'a>) -> ParseResult<(u16, u16, u64, Reader<'a>)> {
    let offset = r.offset();
    let (flags, object_type) = (r.u16("object flags")?, r.u16("object type")?);
    let len = r.u32("object length")?;
    let body_len = (len as usize).checked_sub(OBJECT_HEADER_LEN).filter(|body| *body <= r.remaining());
    let Some(body_len) = body_len else {
        return Err(ParseError::malformed(
            offset.saturating_add(4),
            format!(
                "the {} object (type {object_type:#06x}) says it has {len} bytes, {} are there",
                object_name(object_type),
                r.remaining().saturating_add(OBJECT_HEADER_LEN)
            ),
        ));
    };
    Ok((flags, object_type, offset, r.sub(body_len, "object body")?))
}

/// The name of an object type; `unknown` for a number without one.
pub const fn object_name(object_type: u16) -> &'static str {
    match object_type {
        0x01 => "basic information",
        0x02 => "domain",
        0x03 => "PC",
        0x04 => "device",
        0x05 => "features",
        0x06 => "keys",
        0x07 => "manufacturer",
        0x08 => "signature",
        0x09 => "Silverlight",
        0x0a => "metering",
        0x0b => "extended data signing key",
        0x0c => "extended data",
        0x0d => "extended data signature",
        0x0e => "hardware id",
        0x0f => "server",
        0x10 => "security version",
        0x11 => "security version 2",
        0xfffd => "unknown-object marker",
        _ => "unknown",
    }
}
