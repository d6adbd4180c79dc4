//! One certificate (`CERT`): a header, objects, the signature object last.

mod body;
mod object;
mod template;

pub(in crate::pki) use body::with_nul;
pub use body::{Basic, Body, DomainInfo, Extended, Manufacturer, MeteringInfo, SignatureBody};
pub use object::{FLAG_CONTAINER, FLAG_MUST_UNDERSTAND, Object, object_name};
pub use template::Template;

use super::numbers::CertificateType;
use crate::bytes::{Inside as _, ParseError, ParseResult, Reader};
use crate::crypto::{PublicKey, sha256};

/// Bytes of the header: magic, version, total length, signed length.
pub(super) const HEADER_LEN: usize = 16;

/// The shortest certificate: a header, basic information, one key, a signature.
pub(super) const MIN_LEN: usize = HEADER_LEN + 88 + 144;

/// A key and what it may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertifiedKey {
    /// The key.
    pub key: PublicKey,
    /// Flags; none is known.
    pub flags: u32,
    /// Its usages, see [`super::usage`].
    pub usages: Vec<u32>,
}

impl CertifiedKey {
    /// A key with usages.
    pub fn new(key: PublicKey, usages: &[u32]) -> Self {
        Self { key, flags: 0, usages: usages.to_vec() }
    }
}

/// A certificate as it was read. The bytes are kept: nothing is written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Serial number.
    pub cert_id: [u8; 16],
    /// Security level: 150, 2000 or 3000 of clients, 0 of servers.
    pub security_level: u32,
    /// Flags of the basic information; bit 0: there is extended data.
    pub flags: u32,
    /// What it is for.
    pub kind: CertificateType,
    /// SHA-256 of its first key: the name of the certificate in revocation lists.
    pub digest: [u8; 32],
    /// Seconds since 1970; [`super::numbers::NEVER`] when it does not expire.
    pub expiry: u32,
    /// The client it was made for.
    pub client_id: [u8; 16],
    /// Features, see [`super::feature`].
    pub features: Vec<u32>,
    /// Keys, in their order.
    pub keys: Vec<CertifiedKey>,
    /// Of a domain certificate: which domain.
    pub domain: Option<DomainInfo>,
    /// Of a metering certificate: what is metered.
    pub metering: Option<MeteringInfo>,
    /// Who made the device, or who the certificate is about.
    pub manufacturer: Option<Manufacturer>,
    /// The key that signed it, as it says itself.
    pub issuer_key: PublicKey,
    /// r ‖ s over the signed part.
    pub signature: [u8; 64],
    /// Every object in its order, known or not.
    pub objects: Vec<Object>,
    /// Offset of the certificate's first byte in the input.
    pub offset: u64,
    bytes: Vec<u8>,
    signed_len: usize,
}

impl Certificate {
    /// Reads one certificate; the reader stands after it then.
    ///
    /// # Errors
    /// When lengths do not fit, basic information, keys or signature are missing, a key is not on the curve, or the signature does not
    /// begin where the signed part ends.
    pub fn read(r: &mut Reader<'_>) -> ParseResult<Self> {
        let offset = r.offset();
        let all = r.peek_rest();
        let magic: [u8; 4] = r.array("certificate magic")?;
        if &magic != b"CERT" {
            return Err(ParseError::malformed(offset, format!("the magic is {magic:02x?}, not \"CERT\"")));
        }
        let version = r.u32("certificate version")?;
        if version != 1 {
            return Err(ParseError::unsupported(
                offset.saturating_add(4),
                format!("certificate version {version}, only 1 is known"),
            ));
        }
        let (total, signed) = (r.u32("certificate length")? as usize, r.u32("signed length")? as usize);
        let body_len = total.checked_sub(HEADER_LEN).filter(|len| *len <= r.remaining());
        let Some(body_len) = body_len else {
            return Err(ParseError::malformed(
                offset.saturating_add(8),
                format!(
                    "the certificate says it has {total} bytes, {} are there",
                    r.remaining().saturating_add(HEADER_LEN)
                ),
            ));
        };
        let mut body = r.sub(body_len, "certificate objects")?;
        let mut objects = Vec::new();
        while !body.is_empty() {
            objects.push(Object::read(&mut body)?);
        }
        let bytes = all.get(..total).unwrap_or_default().to_vec();
        Self::from_objects(objects, bytes, signed, offset)
    }

    fn from_objects(objects: Vec<Object>, bytes: Vec<u8>, signed: usize, offset: u64) -> ParseResult<Self> {
        let missing = |what: &str| ParseError::malformed(offset, format!("the certificate has no {what}"));
        let find = |wanted: fn(&Body) -> bool| objects.iter().find(|object| wanted(&object.body));
        let Some(Object { body: Body::Basic(basic), .. }) = find(|b| matches!(b, Body::Basic(_))) else {
            return Err(missing("basic information object"));
        };
        let Some(Object { body: Body::Signature(signature), offset: signature_at, .. }) =
            find(|b| matches!(b, Body::Signature(_)))
        else {
            return Err(missing("signature object"));
        };
        if *signature_at != offset.saturating_add(signed as u64) {
            let at = signature_at.saturating_sub(offset);
            return Err(ParseError::malformed(
                offset.saturating_add(12),
                format!("the signed part has {signed} bytes, but the signature object begins at {at}"),
            ));
        }
        // What follows the signature is not signed; only extended data, which has a signature of its own, may.
        if let Some(late) = objects
            .iter()
            .find(|object| object.offset > *signature_at && !matches!(object.body, Body::Extended(_)))
        {
            return Err(ParseError::malformed(
                late.offset,
                format!("a {} object after the signature", object_name(late.object_type)),
            ));
        }
        let (mut features, mut keys) = (Vec::new(), Vec::new());
        let (mut domain, mut metering, mut manufacturer) = (None, None, None);
        for object in &objects {
            match &object.body {
                Body::Features(found) if features.is_empty() => features.clone_from(found),
                Body::Keys(found) if keys.is_empty() => keys.clone_from(found),
                Body::Domain(found) if domain.is_none() => domain = Some(found.clone()),
                Body::Metering(found) if metering.is_none() => metering = Some(found.clone()),
                Body::Manufacturer(found) if manufacturer.is_none() => manufacturer = Some(found.clone()),
                _ => {}
            }
        }
        Ok(Self {
            cert_id: basic.cert_id,
            security_level: basic.security_level,
            flags: basic.flags,
            kind: basic.kind,
            digest: basic.digest,
            expiry: basic.expiry,
            client_id: basic.client_id,
            issuer_key: signature.issuer_key,
            signature: signature.signature,
            features,
            keys,
            domain,
            metering,
            manufacturer,
            objects,
            offset,
            bytes,
            signed_len: signed,
        })
    }

    /// The bytes that were read.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes that the signature covers.
    pub fn signed_part(&self) -> &[u8] {
        self.bytes.get(..self.signed_len).unwrap_or_default()
    }

    /// Whether the key that the certificate names as its issuer signed it.
    pub fn is_signed(&self) -> bool {
        self.issuer_key.verifies(self.signed_part(), &self.signature)
    }

    /// The first key with a usage.
    pub fn key_with_usage(&self, usage: u32) -> Option<PublicKey> {
        self.keys.iter().find(|key| key.usages.contains(&usage)).map(|key| key.key)
    }

    /// Whether it has a feature.
    pub fn has_feature(&self, feature: u32) -> bool {
        self.features.contains(&feature)
    }

    /// What the digest should be: SHA-256 of the first key. `None` without keys.
    pub fn computed_digest(&self) -> Option<[u8; 32]> {
        self.keys.first().map(|key| sha256(&[key.key.bytes()]))
    }

    /// Objects whose type is not known.
    pub fn unknown_objects(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(|object| matches!(object.body, Body::Unknown(_)))
    }

    /// Manufacturer, model name and model number that are not empty, with spaces between them; empty without a manufacturer object.
    pub fn name(&self) -> String {
        self.manufacturer.as_ref().map(Manufacturer::name).unwrap_or_default()
    }
}

/// Reads all certificates of a chain's body.
pub(super) fn read_all(r: &mut Reader<'_>, count: usize) -> ParseResult<Vec<Certificate>> {
    let mut found = Vec::with_capacity(count);
    for i in 0..count {
        found.push(Certificate::read(r).inside(|| format!("certificate[{}]", i + 1))?);
    }
    Ok(found)
}
