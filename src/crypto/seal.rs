//! Sealing of secrets at rest: AES-256-GCM under a key derived from a secret, bound to the place where the secret is kept.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use zeroize::Zeroizing;

use super::{Rng, random_array};
use crate::{Error, Result};

/// A key that seals other keys.
pub struct SealingKey(LessSafeKey);

impl SealingKey {
    /// The key of `secret` for one `purpose`: HKDF-SHA256 (RFC 5869) without a salt, the purpose as info.
    pub fn derive(secret: &[u8], purpose: &str) -> Self {
        let info = [purpose.as_bytes()];
        let unbound = Salt::new(HKDF_SHA256, &[])
            .extract(secret)
            .expand(&info, &AES_256_GCM)
            .map(UnboundKey::from)
            .expect("a key of AES-256 is shorter than 255 hashes");
        Self(LessSafeKey::new(unbound))
    }

    /// Seals `secret` for one `place`: 12 random nonce bytes, the ciphertext, 16 tag bytes. What was sealed for one place does not
    /// open at another, so sealed values cannot change places.
    ///
    /// # Errors
    /// When the generator fails.
    pub fn seal(&self, place: &str, secret: &[u8], rng: &mut dyn Rng) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE_LEN] = random_array(rng)?;
        let mut sealed = secret.to_vec();
        self.0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut sealed)
            .map_err(|_| Error::internal("a secret is too long to seal"))?;
        sealed.splice(0..0, nonce);
        Ok(sealed)
    }

    /// Opens what [`Self::seal`] made; `None` when the key or the place is another, or a bit changed.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut secret = Zeroizing::new(text.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let len = self.0.open_in_place(nonce, Aad::from(place), &mut secret).ok()?.len();
        secret.truncate(len);
        Some(secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SeededRng;

    #[test]
    fn only_the_same_key_place_and_bits_open() {
        let key = SealingKey::derive(b"secret", "store");
        let sealed = key.seal("row 1", b"content key", &mut SeededRng::new(1)).unwrap();
        assert_eq!(sealed.len(), 12 + 11 + 16);
        assert_eq!(key.open("row 1", &sealed).unwrap().as_slice(), b"content key");
        assert!(key.open("row 2", &sealed).is_none());
        assert!(SealingKey::derive(b"secret", "other").open("row 1", &sealed).is_none());
        assert!(SealingKey::derive(b"secres", "store").open("row 1", &sealed).is_none());
        for at in 0..sealed.len() {
            let mut bad = sealed.clone();
            bad[at] ^= 1;
            assert!(key.open("row 1", &bad).is_none(), "byte {at}");
            assert!(key.open("row 1", &sealed[..at]).is_none(), "length {at}");
        }
    }

    #[test]
    fn the_nonce_is_drawn_anew() {
        let (key, mut rng) = (SealingKey::derive(b"secret", "store"), SeededRng::new(2));
        assert_ne!(key.seal("", b"same", &mut rng).unwrap(), key.seal("", b"same", &mut rng).unwrap());
    }
}
