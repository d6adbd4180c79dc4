//! Making certificates.

use super::super::numbers::CertificateType;
use super::body::{Basic, Body, Extended, Manufacturer, SignatureBody};
use super::object::{FLAG_CONTAINER, FLAG_MUST_UNDERSTAND, Object};
use super::{Certificate, CertifiedKey, HEADER_LEN};
use crate::bytes::{Reader, Writer};
use crate::crypto::{PrivateKey, sha256};
use crate::{Error, Result};

/// Bytes of the signature object with its header.
const SIGNATURE_LEN: usize = 144;

/// A certificate that is not signed yet.
#[derive(Clone, Debug)]
pub struct Template {
    /// What it is for.
    pub kind: CertificateType,
    /// Security level.
    pub security_level: u32,
    /// Serial number.
    pub cert_id: [u8; 16],
    /// The client it is made for.
    pub client_id: [u8; 16],
    /// Seconds since 1970, `0xFFFFFFFF` never.
    pub expiry: u32,
    /// What its type has beside the common objects: domain, device, metering, and others.
    pub specific: Option<Body>,
    /// Features; an empty list is written as such.
    pub features: Vec<u32>,
    /// Keys; the digest is that of the first.
    pub keys: Vec<CertifiedKey>,
    /// Who made it.
    pub manufacturer: Manufacturer,
    /// Hardware id and the key that signs it: the extended data.
    pub hardware_id: Option<(Vec<u8>, PrivateKey)>,
    /// Further objects, before the signature.
    pub more: Vec<Object>,
}

impl Template {
    /// Signs it. The objects have the order and flags of published chains: basic, its own, features, keys, manufacturer, extended data,
    /// signature.
    ///
    /// # Errors
    /// When there is no key, or the certificate would not read back.
    pub fn sign(&self, issuer: &PrivateKey) -> Result<Certificate> {
        let Some(first) = self.keys.first() else {
            return Err(Error::internal("a certificate without keys"));
        };
        let must = FLAG_MUST_UNDERSTAND;
        let basic = Basic {
            cert_id: self.cert_id,
            security_level: self.security_level,
            flags: u32::from(self.hardware_id.is_some()),
            kind: self.kind,
            digest: sha256(&[first.key.bytes()]),
            expiry: self.expiry,
            client_id: self.client_id,
        };
        let mut objects = vec![object(must, 0x01, Body::Basic(basic))];
        if let Some(specific) = &self.specific {
            objects.push(object(must, specific.object_type()?, specific.clone()));
        }
        objects.push(object(must, 0x05, Body::Features(self.features.clone())));
        objects.push(object(must, 0x06, Body::Keys(self.keys.clone())));
        objects.push(object(0, 0x07, Body::Manufacturer(self.manufacturer.clone())));
        objects.extend(self.more.iter().cloned());
        if let Some((hardware_id, key)) = &self.hardware_id {
            let record = Extended::record_of(hardware_id);
            let signature = key.sign(&record);
            objects.push(object(must, 0x0b, Body::ExtendedKey { key: key.public(), flags: 0 }));
            let extended =
                Extended { hardware_id: hardware_id.clone(), record, signature_flags: must, signature };
            objects.push(object(must | FLAG_CONTAINER, 0x0c, Body::Extended(extended)));
        }
        let bytes = signed(&objects, issuer);
        let mut r = Reader::new(&bytes, 0);
        Ok(Certificate::read(&mut r)?)
    }
}

impl Body {
    /// The object type of a body that only one type has.
    fn object_type(&self) -> Result<u16> {
        Ok(match self {
            Self::Domain(_) => 0x02,
            Self::Pc { .. } => 0x03,
            Self::Device { .. } => 0x04,
            Self::Metering(_) => 0x0a,
            Self::Server { .. } => 0x0f,
            Self::SecurityVersion { .. } => 0x10,
            _ => return Err(Error::internal("an object that is not specific to a certificate type")),
        })
    }
}

fn object(flags: u16, object_type: u16, body: Body) -> Object {
    Object { flags, object_type, offset: 0, body }
}

/// Header, objects and signature. Both lengths are inside the signed part, so they are final before it is signed.
pub(super) fn signed(objects: &[Object], issuer: &PrivateKey) -> Vec<u8> {
    let mut w = Writer::new();
    w.bytes(b"CERT");
    w.u32(1);
    w.u32(0);
    w.u32(0);
    debug_assert_eq!(w.len(), HEADER_LEN);
    for object in objects {
        object.write(&mut w);
    }
    let signed_len = w.len();
    let length = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
    w.patch_u32(8, length(signed_len + SIGNATURE_LEN));
    w.patch_u32(12, length(signed_len));
    let signature = issuer.sign(w.as_slice());
    let body = Body::Signature(SignatureBody { signature, issuer_key: issuer.public() });
    object(FLAG_MUST_UNDERSTAND, 0x08, body).write(&mut w);
    w.into_vec()
}
