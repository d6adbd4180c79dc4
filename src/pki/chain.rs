//! A chain of certificates (`CHAI`), leaf first. The root has no certificate; its key is the last one's issuer key.

use super::certificate::{self, Certificate, MIN_LEN};
use crate::bytes::{Inside as _, ParseError, ParseResult, Reader, Writer};
use crate::keys::text::to_base64;
use crate::{Error, Result};

/// Bytes of the header: magic, version, length, flags, count.
const HEADER_LEN: usize = 20;

/// A chain as it was read or made. The bytes are kept; chains are equal when their bytes are.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Flags of the chain; none is known.
    pub flags: u32,
    certificates: Vec<Certificate>,
    bytes: Vec<u8>,
}

impl PartialEq for Chain {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Chain {}

impl Chain {
    /// Reads a chain that fills `bytes`, whose first byte lies at `base` of the input.
    ///
    /// # Errors
    /// When the chain does not end with the bytes, has no certificate, or a certificate is broken.
    pub fn read(bytes: &[u8], base: u64) -> ParseResult<Self> {
        let mut r = Reader::new(bytes, base);
        let chain = Self::read_from(&mut r)?;
        r.end("the certificate chain")?;
        Ok(chain)
    }

    /// Reads a chain; the reader stands after it then.
    ///
    /// # Errors
    /// As [`Chain::read`].
    pub fn read_from(r: &mut Reader<'_>) -> ParseResult<Self> {
        Self::read_inner(r).inside(|| "CHAI".to_owned())
    }

    fn read_inner(r: &mut Reader<'_>) -> ParseResult<Self> {
        let (base, all) = (r.offset(), r.peek_rest());
        let magic: [u8; 4] = r.array("chain magic")?;
        if &magic != b"CHAI" {
            return Err(ParseError::malformed(base, format!("the magic is {magic:02x?}, not \"CHAI\"")));
        }
        let version = r.u32("chain version")?;
        if version != 1 {
            return Err(ParseError::unsupported(
                base.saturating_add(4),
                format!("chain version {version}, only 1 is known"),
            ));
        }
        let (len, flags, count) =
            (r.u32("chain length")?, r.u32("chain flags")?, r.u32("certificate count")?);
        let body_len = (len as usize).checked_sub(HEADER_LEN).filter(|body| *body <= r.remaining());
        let Some(body_len) = body_len else {
            return Err(ParseError::malformed(
                base.saturating_add(8),
                format!("the chain says it has {len} bytes, {} are there", all.len()),
            ));
        };
        if count == 0 {
            return Err(ParseError::malformed(base.saturating_add(16), "the chain has no certificate"));
        }
        let mut body = r.sub(body_len, "certificates")?;
        let count = body.check_count(u64::from(count), MIN_LEN, "certificate count")?;
        let certificates = certificate::read_all(&mut body, count)?;
        body.end("the last certificate")?;
        let bytes = all.get(..len as usize).unwrap_or_default().to_vec();
        Ok(Self { flags, certificates, bytes })
    }

    /// A chain of a leaf and the chain of its issuer; `None` when the root issued it.
    ///
    /// # Errors
    /// When the chain would not read back.
    pub fn new(leaf: &Certificate, issuer: Option<&Self>) -> Result<Self> {
        let certificates: Vec<&Certificate> =
            std::iter::once(leaf).chain(issuer.into_iter().flat_map(Self::certificates)).collect();
        let mut w = Writer::new();
        w.bytes(b"CHAI");
        w.u32(1);
        w.u32(0);
        w.u32(0);
        w.u32(u32::try_from(certificates.len()).unwrap_or(u32::MAX));
        for certificate in certificates {
            w.bytes(certificate.bytes());
        }
        w.patch_u32(8, u32::try_from(w.len()).unwrap_or(u32::MAX));
        Self::read(w.as_slice(), 0).map_err(Error::from)
    }

    /// The bytes that were read or made.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as base64.
    pub fn base64(&self) -> String {
        to_base64(&self.bytes)
    }

    /// The certificates, leaf first; there is at least one.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The first certificate.
    pub fn leaf(&self) -> &Certificate {
        // A chain without certificates is refused when it is read.
        &self.certificates[0]
    }

    /// The last certificate: the one that the root signed.
    pub fn last(&self) -> &Certificate {
        self.certificates.last().unwrap_or_else(|| self.leaf())
    }
}
