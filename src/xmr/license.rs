//! The license as a file.

use super::body::{Body, CODE_LEN, CURVE_P256, EncryptedKey, SIGNATURE_AES_CMAC, Signature};
use super::object::{HEADER_LEN, Object};
use super::types;
use crate::bytes::{ParseError, ParseResult, Reader, Writer};
use crate::crypto::{aes_cmac, aes_cmac_matches};

const MAGIC: &[u8; 4] = b"XMR\0";

/// The version of licenses. Clients read the four bytes as one number or as 0 and 3, two bytes each; it is the same.
pub const VERSION: u32 = 3;

/// Longest license that is read, in bytes. Published ones have a few hundred.
pub const MAX_LICENSE_LEN: usize = 1 << 20;

/// Bytes of the signature object: header, type, length, code.
const SIGNATURE_LEN: usize = HEADER_LEN + 4 + CODE_LEN;

/// An XMR license.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct License {
    /// [`VERSION`].
    pub version: u32,
    /// The nonce of the request, counted on for each further license of a response; anything in a license that is stored.
    pub rights_id: [u8; 16],
    /// The outer container.
    pub outer: Object,
}

impl License {
    /// A license of these objects in canonical order: global policy, playback policy, other policies, key material, signature.
    /// Objects of one rank keep their order.
    pub fn new(rights_id: [u8; 16], mut objects: Vec<Object>) -> Self {
        objects.sort_by_key(|object| match object.object_type {
            types::GLOBAL_POLICY => 0,
            types::PLAYBACK_POLICY => 1,
            types::KEY_MATERIAL => 3,
            types::SIGNATURE => 4,
            _ => 2,
        });
        Self { version: VERSION, rights_id, outer: Object::container(types::OUTER, objects) }
    }

    /// Reads a license whose first byte lies at absolute offset `base`. A license without a signature is read;
    /// [`License::findings`] and [`License::verify`] tell.
    ///
    /// # Errors
    /// When it is no license, a length does not fit, a body of a known layout does not, something follows the outer container or the
    /// signature, or containers nest deeper than [`super::MAX_DEPTH`].
    pub fn read(bytes: &[u8], base: u64) -> ParseResult<Self> {
        let mut r = Reader::new(bytes, base);
        if bytes.len() > MAX_LICENSE_LEN {
            let message = format!("{} bytes; licenses have at most {MAX_LICENSE_LEN}", bytes.len());
            return Err(ParseError::unsupported(base, message));
        }
        let magic: [u8; 4] = r.array("XMR magic")?;
        if magic != *MAGIC {
            let message = format!(
                "starts with {:?}, where an XMR license starts with \"XMR\\0\"",
                magic.escape_ascii().to_string()
            );
            return Err(ParseError::malformed(base, message));
        }
        let at = r.offset();
        let version = r.u32("version")?;
        if version != VERSION {
            return Err(ParseError::unsupported(
                at,
                format!("version {version} of XMR; only {VERSION} is known"),
            ));
        }
        let rights_id = r.array("rights id")?;
        let at = r.offset();
        let outer = Object::read(&mut r, 0)?;
        if outer.object_type != types::OUTER {
            let message = format!("the first object is {}, where an outer container is needed", outer.name());
            return Err(ParseError::malformed(at, message));
        }
        r.end("the outer container")?;
        let objects = outer.children();
        if let Some(at) = objects.iter().position(|object| object.object_type == types::SIGNATURE)
            && let Some(after) = objects.get(at + 1)
        {
            let message = format!("{} after the signature, which has to be last", after.name());
            return Err(ParseError::malformed(after.offset, message).inside(outer.name()));
        }
        Ok(Self { version, rights_id, outer })
    }

    /// The version as the two numbers that some clients read.
    pub const fn version_halves(&self) -> (u16, u16) {
        ((self.version >> 16) as u16, self.version as u16)
    }

    /// The bytes of the license, with the signature it has.
    pub fn write(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.bytes(MAGIC);
        w.u32(self.version);
        w.bytes(&self.rights_id);
        self.outer.write(&mut w);
        w.into_vec()
    }

    /// Signs the license: the code is over all bytes in front of the signature object, which is already counted in the length of the
    /// outer container. A signature that is there is replaced.
    pub fn sign(&mut self, integrity_key: &[u8; CODE_LEN]) {
        let signature = |code: Vec<u8>| {
            Object::new(
                types::SIGNATURE,
                Body::Signature(Signature { signature_type: SIGNATURE_AES_CMAC, code }),
            )
        };
        if let Body::Container(objects) = &mut self.outer.body {
            objects.retain(|object| object.object_type != types::SIGNATURE);
            objects.push(signature(vec![0; CODE_LEN]));
        }
        let bytes = self.write();
        let signed = bytes.get(..bytes.len().saturating_sub(SIGNATURE_LEN)).unwrap_or_default();
        let code = aes_cmac(integrity_key, &[signed]);
        if let Body::Container(objects) = &mut self.outer.body
            && let Some(last) = objects.last_mut()
        {
            *last = signature(code.to_vec());
        }
    }

    /// The bytes of the license, signed with an integrity key.
    pub fn write_signed(&self, integrity_key: &[u8; CODE_LEN]) -> Vec<u8> {
        let mut license = self.clone();
        license.sign(integrity_key);
        license.write()
    }

    /// Whether the last object is a signature by this integrity key over all bytes before it.
    pub fn verify(&self, integrity_key: &[u8; CODE_LEN]) -> bool {
        let Some(signature) = self.signature() else { return false };
        let Ok(code) = <&[u8; CODE_LEN]>::try_from(signature.code.as_slice()) else { return false };
        let bytes = self.write();
        let signed = bytes.get(..bytes.len().saturating_sub(SIGNATURE_LEN)).unwrap_or_default();
        signature.signature_type == SIGNATURE_AES_CMAC && aes_cmac_matches(integrity_key, &[signed], code)
    }

    /// The signature, when it is where it has to be: last in the outer container.
    pub fn signature(&self) -> Option<&Signature> {
        match &self.outer.children().last()?.body {
            Body::Signature(signature) => Some(signature),
            _ => None,
        }
    }

    /// Every object, the outer container first, in the order of the file.
    pub fn objects(&self) -> Vec<&Object> {
        self.outer.walk()
    }

    /// The first object of a type, however deep.
    pub fn find(&self, object_type: u16) -> Option<&Object> {
        self.objects().into_iter().find(|object| object.object_type == object_type)
    }

    /// Every object of a type, however deep.
    pub fn find_all(&self, object_type: u16) -> Vec<&Object> {
        self.objects().into_iter().filter(|object| object.object_type == object_type).collect()
    }

    /// The content keys in the key material. Clients use the first.
    pub fn content_keys<'a>(&'a self) -> Vec<&'a EncryptedKey> {
        let key = |object: &'a Object| match &object.body {
            Body::ContentKey(key) => Some(key),
            _ => None,
        };
        self.key_material().filter_map(key).collect()
    }

    /// The public key (X and Y) that the license is bound to. `None` when there is none, as in a leaf license, or it is on a curve or of a
    /// size that is not known.
    pub fn device_key(&self) -> Option<[u8; 64]> {
        self.key_material().find_map(|object| match &object.body {
            Body::DeviceKey { curve: CURVE_P256, key } => key.as_slice().try_into().ok(),
            _ => None,
        })
    }

    fn key_material(&self) -> impl Iterator<Item = &Object> {
        let containers =
            self.outer.children().iter().filter(|object| object.object_type == types::KEY_MATERIAL);
        containers.flat_map(Object::children)
    }
}
