//! `schm`, the scheme type: ISO/IEC 14496-12 section 8.12.6.

use super::body::{BoxBody, VersionFlags};
use super::fourcc::FourCc;
use crate::bytes::{ParseResult, Reader, Writer};

/// Flag: `scheme_uri` follows.
const HAS_URI: u32 = 1;

/// The body of `schm`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schm {
    /// `scheme_type`: `cenc`, `cbcs`, `piff` …
    pub scheme_type: FourCc,
    /// `scheme_version`, 0x00010000 for Common Encryption.
    pub scheme_version: u32,
    /// `scheme_uri`, without its final NUL.
    pub scheme_uri: Option<String>,
}

impl BoxBody for Schm {
    const NAME: FourCc = FourCc::new(b"schm");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let VersionFlags { flags, .. } = VersionFlags::read(body, 0)?;
        let scheme_type = FourCc(body.array("scheme_type")?);
        let scheme_version = body.u32("scheme_version")?;
        let scheme_uri = (flags & HAS_URI != 0).then(|| {
            let text = body.rest().split(|&byte| byte == 0).next().unwrap_or_default();
            String::from_utf8_lossy(text).into_owned()
        });
        Ok(Self { scheme_type, scheme_version, scheme_uri })
    }

    fn write(&self, w: &mut Writer) {
        let flags = if self.scheme_uri.is_some() { HAS_URI } else { 0 };
        VersionFlags { version: 0, flags }.write(w);
        w.bytes(&self.scheme_type.0);
        w.u32(self.scheme_version);
        if let Some(uri) = &self.scheme_uri {
            w.bytes(uri.as_bytes());
            w.u8(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boxes::body::written;

    #[test]
    fn round_trip_with_and_without_uri() {
        let cases: [(&[u8], Option<&str>); 2] = [
            (b"\0\0\0\0cbcs\0\x01\0\0", None),
            (b"\0\0\0\x01cbcs\0\x01\0\0https://example.org\0", Some("https://example.org")),
        ];
        for (bytes, uri) in cases {
            let schm = Schm::read(&mut Reader::new(bytes, 0)).unwrap();
            assert_eq!((schm.scheme_type, schm.scheme_version), (FourCc::new(b"cbcs"), 0x0001_0000));
            assert_eq!(schm.scheme_uri.as_deref(), uri);
            assert_eq!(written(&schm), bytes);
        }
    }

    #[test]
    fn a_uri_may_lack_its_end() {
        let schm = Schm::read(&mut Reader::new(b"\0\0\0\x01piff\0\x01\0\x01ab", 0)).unwrap();
        assert_eq!(schm.scheme_uri.as_deref(), Some("ab"));
        assert!(Schm::read(&mut Reader::new(b"\0\0\0\0cbcs\0\x01", 0)).is_err());
    }
}
