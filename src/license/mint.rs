//! Making licenses.
//!
//! The content key of an ordinary license travels in the X coordinate of a point that is encrypted to the key of the device or domain:
//! X is the integrity key, which signs the license, and the content key. Integrity keys are drawn until X lies on the curve.
//!
//! # Choices where nothing is published
//!
//! * A leaf carries its two keys, integrity and content, each as one AES-128-ECB block under the root's content key (cipher 2); the
//!   checksum beside the root's key ID (0x3B) has type 1 and is that of WRM headers: the first 8 bytes of the root's key ID
//!   under the root's key. Only this program reads such leaves.
//! * "Nonce plus one" counts in the 16 bytes as one big-endian number and goes from all ones to zero.
//! * The key of secure stop 2 follows from the integrity key, which both ends know and nobody between them.
//! * The variant "with KZ" (cipher 4) differs from cipher 3 by its number only.

use super::policy::{
    Chain, ClientCapabilities, Domain, Guid, KeyType, Policy, PolicyError, Publisher, Rules,
};
use crate::Error;
use crate::crypto::{PublicKey, Rng, SecretPoint, aes_cmac, encrypt_block, random_array};
use crate::keys::{ContentKey, KeyId};
use crate::xmr::{
    Body, CURVE_P256, EncryptedKey, License, Object, UplinkKid, cipher, key_type as number, types,
};
use zeroize::Zeroizing;

/// The type of checksum beside the key ID of a root: that of WRM headers.
pub(super) const CHECKSUM_OF_HEADERS: u16 = 1;

/// What a license is bound to.
#[derive(Clone, Copy, Debug)]
pub enum Binding<'a> {
    /// The encryption key of a device.
    Device(PublicKey),
    /// The key of a domain, whose members all have it.
    Domain {
        /// The account of the domain.
        account_id: Guid,
        /// The revision of the key.
        revision: u32,
        /// The key.
        key: PublicKey,
    },
    /// The key of another license, which is bound itself.
    Root {
        /// The key ID of the root.
        kid: KeyId,
        /// Its content key.
        key: &'a ContentKey,
    },
}

/// Which number the encrypted key has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyCipher {
    /// ECC-256 (3), as in every published license.
    #[default]
    Ecc256,
    /// ECC-256 "with KZ" (4).
    Ecc256WithKz,
}

/// What a license is made from.
#[derive(Clone, Copy, Debug)]
pub struct MintRequest<'a> {
    /// The key ID.
    pub kid: KeyId,
    /// The content key.
    pub key: &'a ContentKey,
    /// What the license is bound to.
    pub binding: Binding<'a>,
    /// What it allows.
    pub policy: &'a Policy,
    /// How much of the policy is refused.
    pub rules: Rules,
    /// The client that gets it.
    pub client: ClientCapabilities,
    /// The rights ID, see [`rights_ids`].
    pub rights_id: [u8; 16],
    /// The time of issue: seconds since 1970.
    pub issued: u64,
    /// The least version of the revocation list.
    pub revocation: Option<u32>,
    /// The metering ID of the service, for policies that count on it.
    pub metering_id: Option<Guid>,
    /// How the key is encrypted.
    pub cipher: KeyCipher,
}

/// A license, and what its maker may have to remember.
#[derive(Clone, Debug)]
pub struct Minted {
    /// The license as a file.
    pub bytes: Vec<u8>,
    /// The policy with its dates.
    pub policy: Policy,
    /// The key of secure stop 2, when the policy asks for it.
    pub stop_key: Option<ContentKey>,
}

/// Why no license is made.
#[derive(Debug, thiserror::Error)]
pub enum MintError {
    /// The policy is not allowed.
    #[error(transparent)]
    Refused(#[from] PolicyError),
    /// Something else failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<MintError> for Error {
    fn from(error: MintError) -> Self {
        match error {
            MintError::Refused(error) => error.into(),
            MintError::Failed(error) => error,
        }
    }
}

/// Makes a license.
///
/// # Errors
/// When the policy is not allowed or does not fit the binding, or the generator fails.
pub fn mint(request: &MintRequest<'_>, rng: &mut dyn Rng) -> Result<Minted, MintError> {
    let policy = fitted(request)?;
    policy.check(&request.client, request.rules, request.issued)?;
    let (integrity, key_material) = key_material(request, &policy, rng)?;
    let mut objects = policy.to_objects(request.issued, request.revocation);
    objects.push(Object::container(types::KEY_MATERIAL, key_material));
    let license = License::new(request.rights_id, objects);
    let stop_key = policy.secure_stop2.then(|| stop_key(&integrity, &request.kid));
    Ok(Minted { bytes: license.write_signed(&integrity), policy, stop_key })
}

/// The rights IDs of the licenses of one response. When none of them is stored, they count from the nonce of the request, so that the
/// client can tell a replay; otherwise they are drawn, and the response repeats the nonce.
///
/// # Errors
/// When the generator fails.
pub fn rights_ids(
    nonce: [u8; 16],
    any_persistent: bool,
    count: usize,
    rng: &mut dyn Rng,
) -> crate::Result<Vec<[u8; 16]>> {
    let mut ids = Vec::with_capacity(count);
    for at in 0..count {
        ids.push(if any_persistent { random_array(rng)? } else { counted_on(nonce, at) });
    }
    Ok(ids)
}

/// The rights ID of license number `at` (from 0) in a response to this nonce.
pub fn counted_on(nonce: [u8; 16], at: usize) -> [u8; 16] {
    u128::from_be_bytes(nonce).wrapping_add(at as u128).to_be_bytes()
}

/// The key of secure stop 2.
pub(super) fn stop_key(integrity: &[u8; 16], kid: &KeyId) -> ContentKey {
    ContentKey::from_bytes(aes_cmac(integrity, &[b"secure stop 2", &kid.guid_bytes()]))
}

/// The first 8 bytes of a key ID under its key, as WRM headers write it.
pub(super) fn root_checksum(kid: &KeyId, key: &ContentKey) -> [u8; 8] {
    let block = encrypt_block(key.expose(), kid.guid_bytes());
    std::array::from_fn(|at| block.get(at).copied().unwrap_or_default())
}

/// The policy with its dates, and with what only the request knows.
fn fitted(request: &MintRequest<'_>) -> Result<Policy, PolicyError> {
    let mut policy = request.policy.settled(&request.client, request.issued)?;
    match (request.binding, policy.chain) {
        (Binding::Root { kid, .. }, _) if kid == request.kid => {
            return Err(PolicyError::LeafUnderItself(kid));
        }
        (Binding::Root { kid, .. }, Chain::Leaf(root)) if kid != root => {
            return Err(PolicyError::LeafWithoutRoot(root));
        }
        (Binding::Root { kid, .. }, _) => policy.chain = Chain::Leaf(kid),
        (_, Chain::Leaf(root)) => return Err(PolicyError::LeafWithoutRoot(root)),
        _ => {}
    }
    match (request.binding, policy.domain) {
        (Binding::Domain { account_id, revision, .. }, asked) => {
            let asked = asked.unwrap_or_default();
            if asked.account_id.is_some_and(|id| id != account_id)
                || asked.revision.is_some_and(|asked| asked != revision)
            {
                return Err(PolicyError::DomainWithoutKey);
            }
            policy.domain = Some(Domain { account_id: Some(account_id), revision: Some(revision) });
        }
        (Binding::Device(_), Some(_)) => return Err(PolicyError::DomainWithoutKey),
        _ => {}
    }
    for publisher in [&mut policy.metering, &mut policy.secure_stop] {
        if *publisher == Some(Publisher::Service) {
            *publisher = Some(Publisher::Id(request.metering_id.ok_or(PolicyError::NoMeteringId)?));
        }
    }
    Ok(policy)
}

type KeyMaterial = (Zeroizing<[u8; 16]>, Vec<Object>);

fn key_material(request: &MintRequest<'_>, policy: &Policy, rng: &mut dyn Rng) -> Result<KeyMaterial, Error> {
    let content_key = |cipher, data| {
        let key_type = match policy.key_type {
            KeyType::Ctr => number::AES_128_CTR,
            KeyType::Cbc => number::AES_128_CBC,
            KeyType::KeyExchange => number::KEY_EXCHANGE,
        };
        let key = EncryptedKey { kid: request.kid.guid_bytes(), key_type, cipher, data };
        Object::new(types::CONTENT_KEY, Body::ContentKey(key))
    };
    match request.binding {
        Binding::Device(device) | Binding::Domain { key: device, .. } => {
            let (integrity, point) = point(request.key, rng)?;
            let cipher = match request.cipher {
                KeyCipher::Ecc256 => cipher::ECC_256,
                KeyCipher::Ecc256WithKz => cipher::ECC_256_WITH_KZ,
            };
            let data = device.encrypt(&point, rng)?.to_vec();
            let key = Body::DeviceKey { curve: CURVE_P256, key: device.bytes().to_vec() };
            Ok((integrity, vec![content_key(cipher, data), Object::new(types::DEVICE_KEY, key)]))
        }
        Binding::Root { kid, key: root } => {
            let integrity = Zeroizing::new(integrity_key(rng)?);
            let blocks = [
                encrypt_block(root.expose(), *integrity),
                encrypt_block(root.expose(), *request.key.expose()),
            ];
            let uplink = UplinkKid {
                kid: kid.guid_bytes(),
                checksum_type: CHECKSUM_OF_HEADERS,
                checksum: root_checksum(&kid, root).to_vec(),
            };
            let objects = vec![
                content_key(cipher::CHAINED_LICENSE, blocks.concat()),
                Object::new(types::UPLINK_KID, Body::UplinkKid(uplink)),
            ];
            Ok((integrity, objects))
        }
    }
}

/// A point whose X is an integrity key and this content key, with that integrity key.
pub(super) fn point(
    key: &ContentKey,
    rng: &mut dyn Rng,
) -> Result<(Zeroizing<[u8; 16]>, SecretPoint), Error> {
    loop {
        let integrity = Zeroizing::new(integrity_key(rng)?);
        let [odd] = random_array(rng)?;
        let mut x = Zeroizing::new([0; 32]);
        for (to, from) in x.iter_mut().zip(integrity.iter().chain(key.expose())) {
            *to = *from;
        }
        if let Some(point) = SecretPoint::with_x(&x, odd & 1 == 1) {
            return Ok((integrity, point));
        }
    }
}

/// An integrity key. Those that start with two zero bytes are drawn anew: a client exists that drops leading zeros.
fn integrity_key(rng: &mut dyn Rng) -> Result<[u8; 16], Error> {
    loop {
        let key: [u8; 16] = random_array(rng)?;
        if !matches!(key, [0, 0, ..]) {
            return Ok(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A generator that gives these bytes, then counts.
    struct Given(Vec<u8>);

    impl Rng for Given {
        fn fill(&mut self, bytes: &mut [u8]) -> crate::Result<()> {
            for byte in bytes {
                *byte = if self.0.is_empty() { 7 } else { self.0.remove(0) };
            }
            Ok(())
        }
    }

    #[test]
    fn integrity_keys_with_leading_zeros_are_drawn_anew() {
        let mut given = vec![0; 16];
        given.extend([0, 1]);
        given.extend([9; 14]);
        let key = integrity_key(&mut Given(given)).unwrap();
        assert_eq!(key[..2], [0, 1]);
    }

    #[test]
    fn rights_ids_count_on_from_the_nonce() {
        let rng = &mut Given(Vec::new());
        let mut nonce = [0xff; 16];
        nonce[0] = 1;
        let ids = rights_ids(nonce, false, 3, rng).unwrap();
        assert_eq!(ids[0], nonce);
        assert_eq!((ids[1][0], ids[1][15], ids[2][15]), (2, 0, 1));
        assert_eq!(counted_on([0xff; 16], 1), [0; 16]);
        assert_eq!(rights_ids(nonce, true, 1, rng).unwrap(), [[7; 16]]);
    }
}
