//! NIST P-256: key pairs, ECDSA with SHA-256 and ElGamal, in the byte forms that licenses and certificates use.
//!
//! A public key or point is X ‖ Y, 32 big-endian bytes each; a signature is r ‖ s. Points are checked to lie on the curve when they
//! are made from bytes, so no later code can meet a wrong one. The identity has no such form.
//!
//! Signatures are checked by `ring`, four times as fast as `p256`; they are made by `p256`, whose nonces follow RFC 6979, so that
//! the same message and key give the same bytes.

use std::fmt;

use ::p256::ecdsa::SigningKey;
use ::p256::ecdsa::signature::Signer as _;
use ::p256::elliptic_curve::group::Group as _;
use ::p256::elliptic_curve::point::DecompressPoint as _;
use ::p256::elliptic_curve::sec1::{FromSec1Point as _, ToSec1Point as _};
use ::p256::elliptic_curve::subtle::Choice;
use ::p256::{AffinePoint, NonZeroScalar, ProjectivePoint, Sec1Point};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use zeroize::{Zeroize as _, ZeroizeOnDrop, Zeroizing};

use super::random::{Rng, random_array};
use crate::Result;

/// Why bytes are no key, point or ciphertext.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CurveError {
    /// X ‖ Y does not satisfy the equation of the curve.
    #[error("the point is not on the curve P-256")]
    NotOnCurve,
    /// A private key is zero or not below the order of the curve.
    #[error("the private key is out of range for P-256")]
    BadScalar,
    /// A decrypted point is the identity, which no sender makes.
    #[error("the ciphertext decrypts to the point at infinity")]
    Identity,
}

/// A public key: a point of the curve.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PublicKey([u8; 64]);

impl PublicKey {
    /// From X ‖ Y.
    ///
    /// # Errors
    /// [`CurveError::NotOnCurve`].
    pub fn from_bytes(bytes: [u8; 64]) -> std::result::Result<Self, CurveError> {
        affine(&bytes).map(|_| Self(bytes))
    }

    /// X ‖ Y.
    pub const fn bytes(&self) -> &[u8; 64] {
        &self.0
    }

    /// Whether `signature` (r ‖ s) is this key's over `message`. Zero or too large r or s are refused.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let mut key = [4; 65];
        key[1..].copy_from_slice(&self.0);
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key).verify(message, signature).is_ok()
    }

    /// ElGamal: C1 ‖ C2, each X ‖ Y, with C1 = k·G and C2 = message + k·key.
    ///
    /// # Errors
    /// When the generator fails.
    pub fn encrypt(&self, message: &SecretPoint, rng: &mut dyn Rng) -> Result<[u8; 128]> {
        // Both were checked when they were made.
        let (Ok(key), Ok(message)) = (affine(&self.0), affine(&message.0)) else {
            return Err(crate::Error::internal("a checked point left the curve"));
        };
        loop {
            let nonce = random_scalar(rng)?;
            let first = ProjectivePoint::mul_by_generator(&*nonce);
            let second = ProjectivePoint::from(message) + ProjectivePoint::from(key) * **nonce;
            if let (Some(first), Some(second)) = (to_bytes(&first), to_bytes(&second)) {
                let mut cipher = [0; 128];
                cipher[..64].copy_from_slice(&first);
                cipher[64..].copy_from_slice(&second);
                return Ok(cipher);
            }
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({:02x}{:02x}{:02x}{:02x}…)", self.0[0], self.0[1], self.0[2], self.0[3])
    }
}

/// A key pair. The private part is wiped when dropped and never shown.
#[derive(Clone, ZeroizeOnDrop)]
pub struct PrivateKey {
    scalar: [u8; 32],
    #[zeroize(skip)]
    public: PublicKey,
}

impl PrivateKey {
    /// A new key pair. Pairs whose scalar or public coordinates start with two zero bytes are drawn anew: clients exist that
    /// write such numbers too short.
    ///
    /// # Errors
    /// When the generator fails.
    pub fn generate(rng: &mut dyn Rng) -> Result<Self> {
        loop {
            let scalar = Zeroizing::new(random_array::<32>(rng)?);
            let Ok(key) = Self::from_bytes(*scalar) else { continue };
            let public = key.public.0;
            if ![&scalar[..2], &public[..2], &public[32..34]].contains(&[0, 0].as_slice()) {
                return Ok(key);
            }
        }
    }

    /// From the 32 big-endian bytes of the scalar.
    ///
    /// # Errors
    /// [`CurveError::BadScalar`].
    pub fn from_bytes(bytes: [u8; 32]) -> std::result::Result<Self, CurveError> {
        let scalar = scalar(&bytes).ok_or(CurveError::BadScalar)?;
        let public = to_bytes(&ProjectivePoint::mul_by_generator(&*scalar)).ok_or(CurveError::BadScalar)?;
        Ok(Self { scalar: bytes, public: PublicKey(public) })
    }

    /// The scalar. Callers must not print or log it.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.scalar
    }

    /// The public part.
    pub const fn public(&self) -> PublicKey {
        self.public
    }

    /// ECDSA with SHA-256 over `message`: r ‖ s.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        // The scalar was checked when the key was made.
        match SigningKey::from_bytes(&self.scalar.into()) {
            Ok(key) => {
                let signature: ::p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().into()
            }
            Err(_) => [0; 64],
        }
    }

    /// Opens an ElGamal ciphertext C1 ‖ C2: the point C2 − scalar·C1.
    ///
    /// # Errors
    /// When either point is not on the curve, or the result is the identity.
    pub fn decrypt(&self, cipher: &[u8; 128]) -> std::result::Result<SecretPoint, CurveError> {
        let half = |range: std::ops::Range<usize>| {
            let mut bytes = [0; 64];
            bytes.copy_from_slice(&cipher[range]);
            affine(&bytes).map(ProjectivePoint::from)
        };
        let (first, second) = (half(0..64)?, half(64..128)?);
        let own = scalar(&self.scalar).ok_or(CurveError::BadScalar)?;
        to_bytes(&(second - first * **own)).map(SecretPoint).ok_or(CurveError::Identity)
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey(redacted, public {:?})", self.public)
    }
}

/// A point whose X coordinate is secret: what ElGamal carries. Wiped when dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct SecretPoint([u8; 64]);

impl SecretPoint {
    /// A random point.
    ///
    /// # Errors
    /// When the generator fails.
    pub fn random(rng: &mut dyn Rng) -> Result<Self> {
        loop {
            let scalar = random_scalar(rng)?;
            if let Some(bytes) = to_bytes(&ProjectivePoint::mul_by_generator(&*scalar)) {
                return Ok(Self(bytes));
            }
        }
    }

    /// The point with the X coordinate `x` (big-endian) and even or odd Y. `None` for about half of all `x`, which no point has.
    pub fn with_x(x: &[u8; 32], odd: bool) -> Option<Self> {
        let point = AffinePoint::decompress(&(*x).into(), Choice::from(u8::from(odd))).into_option()?;
        to_bytes(&point.into()).map(Self)
    }

    /// The X coordinate, big-endian. Callers must not print or log it.
    pub fn expose_x(&self) -> Zeroizing<[u8; 32]> {
        let mut x = Zeroizing::new([0; 32]);
        x.copy_from_slice(&self.0[..32]);
        x
    }
}

impl fmt::Debug for SecretPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretPoint(redacted)")
    }
}

fn affine(bytes: &[u8; 64]) -> std::result::Result<AffinePoint, CurveError> {
    let encoded = Sec1Point::from_untagged_bytes(&(*bytes).into());
    AffinePoint::from_sec1_point(&encoded).into_option().ok_or(CurveError::NotOnCurve)
}

/// X ‖ Y; `None` for the identity.
fn to_bytes(point: &ProjectivePoint) -> Option<[u8; 64]> {
    let encoded = point.to_affine().to_sec1_point(false);
    encoded.as_bytes().get(1..)?.try_into().ok()
}

fn scalar(bytes: &[u8; 32]) -> Option<Zeroizing<NonZeroScalar>> {
    NonZeroScalar::from_repr((*bytes).into()).into_option().map(Zeroizing::new)
}

fn random_scalar(rng: &mut dyn Rng) -> Result<Zeroizing<NonZeroScalar>> {
    loop {
        let mut bytes = random_array::<32>(rng)?;
        let found = scalar(&bytes);
        bytes.zeroize();
        if let Some(found) = found {
            return Ok(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::SeededRng;
    use super::*;

    fn key(seed: u64) -> PrivateKey {
        PrivateKey::generate(&mut SeededRng::new(seed)).unwrap()
    }

    /// RFC 6979, A.2.5, with SHA-256 and the message "sample".
    #[test]
    fn rfc_6979_signature() {
        let hex = |text: &str| -> Vec<u8> {
            (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
        };
        let scalar = hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
        let key = PrivateKey::from_bytes(scalar.try_into().unwrap()).unwrap();
        assert_eq!(
            key.public().bytes()[..32],
            hex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6")
        );
        let signature = key.sign(b"sample");
        assert_eq!(signature[..32], hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"));
        assert_eq!(signature[32..], hex("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"));
        assert!(key.public().verifies(b"sample", &signature));
        assert!(!key.public().verifies(b"Sample", &signature));
    }

    #[test]
    fn what_is_encrypted_is_decrypted() {
        let (key, rng) = (key(1), &mut SeededRng::new(2));
        for _ in 0..8 {
            let point = SecretPoint::random(rng).unwrap();
            let cipher = key.public().encrypt(&point, rng).unwrap();
            assert_eq!(key.decrypt(&cipher).unwrap().expose_x(), point.expose_x());
        }
    }

    #[test]
    fn about_every_second_x_has_a_point() {
        let rng = &mut SeededRng::new(3);
        let found =
            (0..200).filter(|_| SecretPoint::with_x(&random_array(rng).unwrap(), true).is_some()).count();
        assert!((60..140).contains(&found), "{found}");
        let x = *SecretPoint::random(rng).unwrap().expose_x();
        assert_eq!(*SecretPoint::with_x(&x, false).unwrap().expose_x(), x);
    }

    #[test]
    fn off_curve_points_are_refused() {
        let good = *key(4).public().bytes();
        let mut wrong = good;
        wrong[63] ^= 1;
        assert_eq!(PublicKey::from_bytes(wrong), Err(CurveError::NotOnCurve));
        assert_eq!(PublicKey::from_bytes([0; 64]), Err(CurveError::NotOnCurve));
        assert_eq!(PublicKey::from_bytes([0xff; 64]), Err(CurveError::NotOnCurve));
        let mut cipher = [0; 128];
        cipher[..64].copy_from_slice(&good);
        cipher[64..].copy_from_slice(&wrong);
        assert_eq!(key(4).decrypt(&cipher).unwrap_err(), CurveError::NotOnCurve);
    }

    /// C2 = scalar·C1 makes the message the identity.
    #[test]
    fn a_ciphertext_of_the_identity_is_refused() {
        let one = PrivateKey::from_bytes(std::array::from_fn(|i| u8::from(i == 31))).unwrap();
        let point = *key(5).public().bytes();
        let mut cipher = [0; 128];
        cipher[..64].copy_from_slice(&point);
        cipher[64..].copy_from_slice(&point);
        assert_eq!(one.decrypt(&cipher).unwrap_err(), CurveError::Identity);
    }

    #[test]
    fn zero_and_large_scalars_are_refused() {
        assert_eq!(PrivateKey::from_bytes([0; 32]).unwrap_err(), CurveError::BadScalar);
        assert_eq!(PrivateKey::from_bytes([0xff; 32]).unwrap_err(), CurveError::BadScalar);
    }

    #[test]
    fn zero_halves_of_a_signature_are_refused() {
        let key = key(6);
        let good = key.sign(b"message");
        for range in [0..32, 32..64] {
            let mut wrong = good;
            wrong[range].fill(0);
            assert!(!key.public().verifies(b"message", &wrong));
        }
        assert!(!key.public().verifies(b"message", &[0; 64]));
    }

    #[test]
    fn debug_shows_no_secret() {
        let key = key(7);
        let shown = format!("{key:?} {:?}", SecretPoint::random(&mut SeededRng::new(8)).unwrap());
        let first = format!("{:02x}{:02x}", key.expose()[0], key.expose()[1]);
        assert!(shown.contains("redacted") && !shown.contains(&first), "{shown}");
    }
}
