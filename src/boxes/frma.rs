//! `frma`, the original format: ISO/IEC 14496-12 section 8.12.2.

use super::body::BoxBody;
use super::fourcc::FourCc;
use crate::bytes::{ParseResult, Reader, Writer};

/// The body of `frma`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frma {
    /// `data_format`: the name that the sample entry had before protection.
    pub data_format: FourCc,
}

impl BoxBody for Frma {
    const NAME: FourCc = FourCc::new(b"frma");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        Ok(Self { data_format: FourCc(body.array("data_format")?) })
    }

    fn write(&self, w: &mut Writer) {
        w.bytes(&self.data_format.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boxes::body::written;

    #[test]
    fn round_trip() {
        let frma = Frma::read(&mut Reader::new(b"hvc1", 0)).unwrap();
        assert_eq!(frma.data_format, FourCc::new(b"hvc1"));
        assert_eq!(written(&frma), b"hvc1");
        assert!(Frma::read(&mut Reader::new(b"hvc", 0)).is_err());
    }
}
