//! The private key of a domain on its way to a member: a license for one operation, bound to the member's device.
//!
//! That domain keys travel in licenses is known, but not how. Here such a license holds, beside the domain (0x29) and the device key
//! (0x2A), one content key object (0x0A):
//!
//! ```text
//! key ID         the account, as a little-endian GUID
//! key type       6, key exchange
//! cipher         3, ECC-256
//! encrypted key  128 bytes: a point encrypted to the device; its X is the integrity key and a wrapping key, 16 bytes each
//!                32 bytes: the private key, two AES-128-ECB blocks under the wrapping key
//! ```
//!
//! The private key is uniformly random, so ECB tells nothing of it; the signature under the integrity key covers it.

use super::mint::point;
use super::open::{DomainKey, LicenseError, half};
use super::policy::Guid;
use crate::crypto::{PrivateKey, PublicKey, Rng, decrypt_block, encrypt_block, random_array};
use crate::keys::ContentKey;
use crate::xmr::{
    Body, CURVE_P256, EncryptedKey, FLAG_MUST_UNDERSTAND, License, Object, cipher, key_type, types,
};
use zeroize::Zeroizing;

/// Bytes of the point that is encrypted to the device.
const POINT_LEN: usize = 128;

/// Binds a domain key to the encryption key of a device.
///
/// # Errors
/// When the generator fails.
pub fn wrap_domain_key(
    domain: &DomainKey,
    device: &PublicKey,
    rights_id: [u8; 16],
    rng: &mut dyn Rng,
) -> crate::Result<Vec<u8>> {
    let wrapping = ContentKey::from_bytes(random_array(rng)?);
    let (integrity, point) = point(&wrapping, rng)?;
    let mut data = device.encrypt(&point, rng)?.to_vec();
    for block in domain.key.expose().as_chunks::<16>().0 {
        data.extend_from_slice(&encrypt_block(wrapping.expose(), *block));
    }
    let account_id = domain.account_id.wire();
    let key =
        EncryptedKey { kid: account_id, key_type: key_type::KEY_EXCHANGE, cipher: cipher::ECC_256, data };
    let device = Body::DeviceKey { curve: CURVE_P256, key: device.bytes().to_vec() };
    let of_domain = Body::Domain { account_id, revision: domain.revision };
    let objects = vec![
        Object::container(types::GLOBAL_POLICY, vec![Object::new(types::DOMAIN, of_domain)]),
        Object::container(
            types::KEY_MATERIAL,
            vec![
                Object::new(types::CONTENT_KEY, Body::ContentKey(key)),
                Object::new(types::DEVICE_KEY, device),
            ],
        ),
    ];
    Ok(License::new(rights_id, objects).write_signed(&integrity))
}

/// Opens a domain key that is bound to this device. Whether it is the key of a certificate is for the caller to compare.
///
/// # Errors
/// The first reason to refuse it.
pub fn unwrap_domain_key(
    license: &License,
    device: &PrivateKey,
    rights_id: [u8; 16],
) -> Result<DomainKey, LicenseError> {
    let keys = license.content_keys();
    let encrypted = keys.first().copied().ok_or(LicenseError::NoContentKey)?;
    if encrypted.key_type != key_type::KEY_EXCHANGE {
        let number = encrypted.key_type;
        return Err(LicenseError::UnsupportedKeyType(key_type::name(number), number));
    }
    if encrypted.cipher != cipher::ECC_256 {
        let number = encrypted.cipher;
        return Err(LicenseError::UnsupportedCipher(cipher::name(number), number));
    }
    let bound = license.device_key().ok_or(LicenseError::NoDeviceKey)?;
    if *device.public().bytes() != bound {
        return Err(LicenseError::NotBound);
    }
    let (point, blocks) =
        encrypted.data.split_first_chunk::<POINT_LEN>().ok_or(LicenseError::UndecodableKey)?;
    let blocks: &[u8; 32] = blocks.try_into().map_err(|_| LicenseError::UndecodableKey)?;
    let unlocked = device.decrypt(point).map_err(|_| LicenseError::UndecodableKey)?.expose_x();
    let (integrity, wrapping) = (half(&unlocked, 0), half(&unlocked, 16));
    let signature_flags = license.outer.children().last().map(|object| object.flags);
    if !license.verify(&integrity) || signature_flags != Some(FLAG_MUST_UNDERSTAND) {
        return Err(LicenseError::BadSignature);
    }
    if license.rights_id != rights_id {
        return Err(LicenseError::RightsId);
    }
    let domain = license.find(types::DOMAIN).map(|object| &object.body);
    let Some(Body::Domain { account_id, revision }) = domain else {
        return Err(LicenseError::Contradiction("a domain key that names no domain"));
    };
    if *account_id != encrypted.kid {
        return Err(LicenseError::Contradiction("a domain key for two accounts"));
    }
    let mut scalar = Zeroizing::new([0; 32]);
    for (to, from) in scalar.chunks_exact_mut(16).zip(blocks.as_chunks::<16>().0) {
        to.copy_from_slice(&decrypt_block(&wrapping, *from));
    }
    let key = PrivateKey::from_bytes(*scalar).map_err(|_| LicenseError::UndecodableKey)?;
    Ok(DomainKey { account_id: Guid::from_wire(*account_id), revision: *revision, key })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SeededRng;

    const RIGHTS_ID: [u8; 16] = [9; 16];

    fn wrapped() -> (PrivateKey, DomainKey, Vec<u8>) {
        let rng = &mut SeededRng::new(1);
        let device = PrivateKey::generate(rng).unwrap();
        let key = PrivateKey::generate(rng).unwrap();
        let domain = DomainKey { account_id: Guid::from_u128(7), revision: 3, key };
        let bytes = wrap_domain_key(&domain, &device.public(), RIGHTS_ID, rng).unwrap();
        (device, domain, bytes)
    }

    #[test]
    fn the_device_gets_the_key_back() {
        let (device, domain, bytes) = wrapped();
        let opened = unwrap_domain_key(&License::read(&bytes, 0).unwrap(), &device, RIGHTS_ID).unwrap();
        assert_eq!(opened.key.expose(), domain.key.expose());
        assert_eq!((opened.account_id, opened.revision), (domain.account_id, 3));
    }

    #[test]
    fn another_device_or_another_request_does_not() {
        let (device, _, bytes) = wrapped();
        let license = License::read(&bytes, 0).unwrap();
        let other = PrivateKey::generate(&mut SeededRng::new(2)).unwrap();
        assert_eq!(unwrap_domain_key(&license, &other, RIGHTS_ID).unwrap_err(), LicenseError::NotBound);
        assert_eq!(unwrap_domain_key(&license, &device, [8; 16]).unwrap_err(), LicenseError::RightsId);
    }

    #[test]
    fn no_changed_byte_gives_a_key() {
        let (device, _, bytes) = wrapped();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            if let Ok(license) = License::read(&changed, 0) {
                assert!(unwrap_domain_key(&license, &device, RIGHTS_ID).is_err(), "byte {at}");
            }
        }
    }
}
