//! `EncryptedData`: the part of a challenge that only the server may read.
//!
//! The sender draws a random point of P-256. The first half of its X coordinate is the IV, the second half the AES key; the point
//! itself travels under ElGamal. The ciphertext begins with the IV, so a wrong private key shows before anything is decrypted.

use zeroize::Zeroizing;

use super::names::{AES128_CBC, DSIG, ECC256, ENC, ENC_ELEMENT};
use super::soap::{array, bytes, required, shorten, text};
use crate::Result;
use crate::bytes::{ParseError, ParseErrorKind, ParseResult};
use crate::crypto::{PrivateKey, PublicKey, Rng, SecretPoint, cbc_decrypt, cbc_encrypt};
use crate::keys::text::to_base64;
use crate::xml::{Element, XmlWriter};

/// An encrypted part.
#[derive(Clone, Debug)]
pub struct Encrypted {
    key_name: Option<String>,
    wrapped_key: [u8; 128],
    data: Vec<u8>,
}

/// Why an encrypted part does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecryptError {
    /// A point of the wrapped key is not on the curve, or unwraps to the identity.
    #[error("the wrapped key is no pair of points of P-256")]
    BadPoint,
    /// It was encrypted to another key.
    #[error("it is encrypted to another key")]
    OtherKey,
    /// The key is right, but the ciphertext was cut or changed.
    #[error("the ciphertext is damaged")]
    Damaged,
}

impl Encrypted {
    /// Encrypts to the key of this name.
    ///
    /// # Errors
    /// When the generator fails.
    pub fn seal(plain: &[u8], key: &PublicKey, key_name: &str, rng: &mut dyn Rng) -> Result<Self> {
        let session = SecretPoint::random(rng)?;
        let (iv, session_key) = halves(&session);
        let mut data = iv.to_vec();
        data.extend(cbc_encrypt(&session_key, &iv, plain));
        Ok(Self { key_name: Some(key_name.to_owned()), wrapped_key: key.encrypt(&session, rng)?, data })
    }

    /// Reads the element `EncryptedData`. The order of its parts is free; some clients leave the names of algorithms out.
    ///
    /// # Errors
    /// When a part is missing or has the wrong length, or an algorithm is not known.
    pub(super) fn read(element: &Element) -> ParseResult<Self> {
        algorithm(element, AES128_CBC)?;
        let key = required(required(element, "KeyInfo")?, "EncryptedKey")?;
        algorithm(key, ECC256)?;
        let key_name = key.child("KeyInfo")?.map(|info| text(info, "KeyName")).transpose()?.flatten();
        let wrapped_key = array(required(required(key, "CipherData")?, "CipherValue")?)?;
        let value = required(required(element, "CipherData")?, "CipherValue")?;
        let data = bytes(value)?;
        if data.len() < 32 || !data.len().is_multiple_of(16) {
            let message =
                format!("CipherValue holds {} bytes, expected an IV and whole blocks of 16", data.len());
            return Err(value.error(message));
        }
        Ok(Self { key_name, wrapped_key, data })
    }

    /// The name of the key that it is encrypted to, when it says one.
    pub fn key_name(&self) -> Option<&str> {
        self.key_name.as_deref()
    }

    /// Number of encrypted bytes, the IV among them.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Never: an encrypted part has at least an IV and a block.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Decrypts.
    ///
    /// # Errors
    /// When it is encrypted to another key, or damaged.
    pub fn open(&self, key: &PrivateKey) -> std::result::Result<Zeroizing<Vec<u8>>, DecryptError> {
        let session = key.decrypt(&self.wrapped_key).map_err(|_| DecryptError::BadPoint)?;
        let (iv, session_key) = halves(&session);
        let (stated, cipher) = self.data.split_first_chunk::<16>().ok_or(DecryptError::Damaged)?;
        if *stated != *iv {
            return Err(DecryptError::OtherKey);
        }
        cbc_decrypt(&session_key, &iv, cipher).ok_or(DecryptError::Damaged)
    }

    /// Writes the element `EncryptedData`.
    pub(super) fn write(&self, w: &mut XmlWriter) {
        w.start("EncryptedData", [("xmlns", ENC), ("Type", ENC_ELEMENT)]);
        w.element("EncryptionMethod", [("Algorithm", AES128_CBC)], "");
        w.start("KeyInfo", [("xmlns", DSIG)]);
        w.start("EncryptedKey", [("xmlns", ENC)]);
        w.element("EncryptionMethod", [("Algorithm", ECC256)], "");
        w.start("KeyInfo", [("xmlns", DSIG)]);
        w.element("KeyName", [], self.key_name.as_deref().unwrap_or_default());
        w.end();
        cipher_data(w, &self.wrapped_key);
        w.end();
        w.end();
        cipher_data(w, &self.data);
        w.end();
    }
}

fn cipher_data(w: &mut XmlWriter, data: &[u8]) {
    w.start("CipherData", []);
    w.element("CipherValue", [], &to_base64(data));
    w.end();
}

/// IV and key.
fn halves(session: &SecretPoint) -> (Zeroizing<[u8; 16]>, Zeroizing<[u8; 16]>) {
    let x = session.expose_x();
    let mut halves = (Zeroizing::new([0; 16]), Zeroizing::new([0; 16]));
    let (iv, key) = x.split_at(16);
    halves.0.copy_from_slice(iv);
    halves.1.copy_from_slice(key);
    halves
}

fn algorithm(parent: &Element, known: &str) -> ParseResult<()> {
    match parent.child("EncryptionMethod")? {
        Some(method) if method.attribute("Algorithm") != Some(known) => {
            let found = shorten(method.attribute("Algorithm").unwrap_or_default());
            let text = format!("the algorithm of {} is {found:?}, expected {known:?}", parent.name);
            Err(ParseError { kind: ParseErrorKind::Unsupported, ..method.error(text) })
        }
        _ => Ok(()),
    }
}
