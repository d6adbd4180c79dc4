//! Handler Reference Box (`hdlr`), ISO/IEC 14496-12 section 8.4.3.

use super::{BoxBody, FourCc};
use crate::bytes::{ParseResult, Reader, Writer};

/// What kind of media a track carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hdlr {
    /// Version, flags and the field before the handler, as stored.
    pub head: [u8; 8],
    /// `handler_type`: `vide`, `soun`, `text`, `subt`, …
    pub handler_type: FourCc,
    /// Reserved fields and the name.
    pub rest: Vec<u8>,
}

impl BoxBody for Hdlr {
    const NAME: FourCc = FourCc::new(b"hdlr");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        Ok(Self {
            head: body.array("version, flags and pre_defined")?,
            handler_type: FourCc(body.array("handler_type")?),
            rest: body.rest().to_vec(),
        })
    }

    fn write(&self, w: &mut Writer) {
        w.bytes(&self.head);
        w.bytes(&self.handler_type.0);
        w.bytes(&self.rest);
    }
}
