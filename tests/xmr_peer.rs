//! An independent client, the `playready` crate, reads licenses with every type of object that can be written, and finds in them what our
//! reader finds: key IDs, keys, the key they are bound to, auxiliary keys and the signature. Its other fields are not public; that
//! it finds the key behind an object shows that it gave the object the same length.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use boxlock::crypto::{PrivateKey, SecretPoint, SeededRng, random_array};
use boxlock::keys::KeyId;
use boxlock::xmr::{
    AuxiliaryKey, Body, CURVE_P256, EncryptedKey, FLAG_CONTAINER, Layout, License, Object,
    OutputProtectionLevels, UplinkKid, UplinkX, cipher, key_type, types,
};
use playready::{Cdm, Device, certificate::CertificateChain};

const KID: &str = "10203040-5060-7080-90a0-b0c0d0e0f000";

/// A client with a device key pair; its certificates do not matter for licenses, so it has none.
struct Peer {
    device: PrivateKey,
    cdm: Cdm,
}

impl Peer {
    fn new(seed: u64) -> Self {
        let device = PrivateKey::generate(&mut SeededRng::new(seed)).unwrap();
        let no_certificates = [&b"CHAI"[..], &[0, 0, 0, 1, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0]].concat();
        CertificateChain::from_bytes(&no_certificates).unwrap();
        let key = device.expose();
        let cdm = Cdm::from_device(Device::from_slices(None, key, key, &no_certificates).unwrap());
        Self { device, cdm }
    }

    /// Key IDs and keys, in hexadecimal.
    fn read(&self, licenses: &[&[u8]]) -> Result<Vec<(String, String)>, playready::Error> {
        let licenses: String =
            licenses.iter().map(|l| format!("<License>{}</License>", BASE64_STANDARD.encode(l))).collect();
        let keys = self.cdm.get_keys_from_challenge_response(&format!("<Licenses>{licenses}</Licenses>"))?;
        Ok(keys.into_iter().map(|(kid, key)| (kid.to_string(), key.to_string())).collect())
    }
}

/// A point that carries an integrity and a content key, and these two.
struct Keys {
    point: SecretPoint,
    x: [u8; 32],
}

impl Keys {
    fn new(seed: u64) -> Self {
        let mut rng = SeededRng::new(seed);
        loop {
            let x: [u8; 32] = random_array(&mut rng).unwrap();
            if let Some(point) = SecretPoint::with_x(&x, x[0] & 1 == 1) {
                return Self { point, x };
            }
        }
    }

    fn integrity(&self) -> [u8; 16] {
        self.x[..16].try_into().unwrap()
    }

    fn content(&self) -> String {
        hex(&self.x[16..])
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn key_material(peer: &Peer, keys: &Keys, key_type: u16, cipher: u16, more: Vec<Object>) -> Object {
    let public = peer.device.public();
    let data = public.encrypt(&keys.point, &mut SeededRng::new(9)).unwrap().to_vec();
    let kid = KID.parse::<KeyId>().unwrap().guid_bytes();
    let key = Object::new(types::CONTENT_KEY, Body::ContentKey(EncryptedKey { kid, key_type, cipher, data }));
    let device =
        Object::new(types::DEVICE_KEY, Body::DeviceKey { curve: CURVE_P256, key: public.bytes().to_vec() });
    Object::container(types::KEY_MATERIAL, [vec![key, device], more].concat())
}

/// A body for every type that is no container; bytes where the layout is not known.
fn body(object_type: u16) -> Body {
    let id = [0x77; 16];
    match object_type {
        types::MINIMUM_ENVIRONMENT => {
            Body::MinimumEnvironment { security_level: 150, application_list: 0, device_list: 0 }
        }
        types::OUTPUT_PROTECTION_LEVELS => Body::OutputProtectionLevels(OutputProtectionLevels::default()),
        types::ANALOG_VIDEO_PROTECTION
        | types::DIGITAL_AUDIO_PROTECTION
        | types::DIGITAL_VIDEO_PROTECTION
        | types::POLICY_METADATA => Body::Configuration { id, data: vec![0, 0, 0, 1] },
        types::RIGHTS => Body::Rights(1),
        types::EXPIRATION => Body::Expiration { begin: 1, end: 2 },
        types::ISSUE_DATE => Body::IssueDate(1),
        types::EXPIRE_AFTER_FIRST_USE => Body::ExpireAfterFirstUse(1),
        types::EXPIRE_AFTER_FIRST_STORE => Body::ExpireAfterFirstStore(1),
        types::METERING_ID => Body::MeteringId(id),
        types::PLAY_COUNT => Body::PlayCount(1),
        types::GRACE_PERIOD => Body::GracePeriod(1),
        types::SOURCE_ID => Body::SourceId(267),
        types::DOMAIN => Body::Domain { account_id: id, revision: 1 },
        types::EXPIRE_AFTER_FIRST_PLAY => Body::ExpireAfterFirstPlay(1),
        types::REVOCATION_INFORMATION_VERSION => Body::RevocationInformationVersion(1),
        types::EMBEDDING_BEHAVIOR => Body::EmbeddingBehavior(1),
        types::SECURITY_LEVEL => Body::SecurityLevel(2000),
        types::MOVE_ENABLER => Body::MoveEnabler(1),
        types::PLAY_ENABLER | types::COPY_ENABLER => Body::Enabler(id),
        types::UPLINK_KID => Body::UplinkKid(UplinkKid { kid: id, checksum_type: 1, checksum: vec![1; 8] }),
        types::COPY_COUNT => Body::CopyCount(1),
        types::REMOVAL_DATE => Body::RemovalDate(1),
        types::UPLINK_X => Body::UplinkX(UplinkX { key_id: id, checksum: vec![1; 8], locations: vec![1, 2] }),
        types::REAL_TIME_EXPIRATION => Body::RealTimeExpiration,
        types::SECURE_STOP => Body::SecureStop(id),
        types::SECURE_STOP_2 => Body::SecureStop2(id),
        _ => Body::Raw(vec![0xab; 13]),
    }
}

#[track_caller]
fn both_read(peer: &Peer, keys: &Keys, license: &License, what: &str) {
    let bytes = license.write_signed(&keys.integrity());
    let ours = License::read(&bytes, 0).unwrap();
    assert!(ours.verify(&keys.integrity()), "{what}");
    let found = peer.read(&[&bytes]).unwrap();
    assert_eq!(found, [(ours.content_keys()[0].key_id().hex(), keys.content())], "{what}");
    assert_eq!(ours.device_key().unwrap(), *peer.device.public().bytes(), "{what}");
}

#[test]
fn every_object_type_alone() {
    let (peer, keys) = (Peer::new(1), Keys::new(2));
    let mut seen = 0;
    for row in types::TYPES {
        // What a license has once, and the auxiliary keys, which change the meaning of the content key.
        let structure = [
            types::OUTER,
            types::KEY_MATERIAL,
            types::CONTENT_KEY,
            types::SIGNATURE,
            types::DEVICE_KEY,
            types::AUXILIARY_KEYS,
        ];
        if structure.contains(&row.id) {
            continue;
        }
        seen += 1;
        let leaf = Object::new(types::SECURITY_LEVEL, Body::SecurityLevel(2000));
        let object = match row.layout {
            Layout::Container => Object::container(row.id, vec![leaf.clone()]),
            _ => Object::new(row.id, body(row.id)),
        };
        let keys_of = || key_material(&peer, &keys, key_type::AES_128_CTR, cipher::ECC_256, Vec::new());
        let policy = |children| Object::container(types::GLOBAL_POLICY, children);
        // Directly in front of the key material, and between others: what is read too long hides what follows.
        let placed = [
            vec![object.clone(), keys_of()],
            vec![policy(vec![object.clone()]), keys_of()],
            vec![policy(vec![leaf.clone(), object.clone(), leaf.clone()]), keys_of()],
            vec![Object::container(types::PLAYBACK_POLICY, vec![leaf.clone(), object]), keys_of()],
        ];
        for objects in placed {
            both_read(&peer, &keys, &License::new([3; 16], objects), row.name);
        }
    }
    assert_eq!(seen, types::TYPES.len() - 6);
}

/// The other client finds nothing behind a body that is too short for its type, so finding something means something.
#[test]
fn a_wrong_layout_is_noticed() {
    let (peer, keys) = (Peer::new(1), Keys::new(2));
    for object_type in [types::SOURCE_ID, types::DOMAIN, types::SECURE_STOP, types::REMOVAL_DATE] {
        let short = Object::raw(object_type, 0, vec![0]);
        let material = key_material(&peer, &keys, key_type::AES_128_CTR, cipher::ECC_256, Vec::new());
        let policy = Object::container(types::GLOBAL_POLICY, vec![short]);
        let bytes = License::new([3; 16], vec![policy, material]).write_signed(&keys.integrity());
        assert!(peer.read(&[&bytes]).unwrap_or_default().is_empty(), "{object_type}");
        assert!(License::read(&bytes, 0).is_err(), "{object_type}");
    }
}

/// As a license server would: each kind of protection in the container that its name asks for.
#[test]
fn every_object_type_in_one_license() {
    let (peer, keys) = (Peer::new(4), Keys::new(5));
    let leaf = |object_type| Object::new(object_type, body(object_type));
    let held =
        |container, object_type| Object::container(container, vec![leaf(object_type), leaf(object_type)]);
    let in_playback = [
        types::OUTPUT_PROTECTION_LEVELS,
        types::ANALOG_VIDEO_PROTECTION,
        types::DIGITAL_AUDIO_PROTECTION,
        types::DIGITAL_VIDEO_PROTECTION,
        types::PLAY_ENABLER,
        types::COPY_ENABLER,
    ];
    let in_keys =
        [types::CONTENT_KEY, types::SIGNATURE, types::DEVICE_KEY, types::AUXILIARY_KEYS, types::UPLINK_X];
    let global = types::TYPES
        .iter()
        .filter(|row| !row.is_container() && !in_playback.contains(&row.id) && !in_keys.contains(&row.id))
        .map(|row| leaf(row.id))
        .collect();
    let playback = vec![
        leaf(types::OUTPUT_PROTECTION_LEVELS),
        held(types::EXPLICIT_ANALOG_VIDEO, types::ANALOG_VIDEO_PROTECTION),
        held(types::EXPLICIT_DIGITAL_AUDIO, types::DIGITAL_AUDIO_PROTECTION),
        held(types::EXPLICIT_DIGITAL_VIDEO, types::DIGITAL_VIDEO_PROTECTION),
        held(types::PLAY_ENABLERS, types::PLAY_ENABLER),
    ];
    let license = License::new(
        [6; 16],
        vec![
            Object::container(types::GLOBAL_POLICY, global),
            Object::container(types::PLAYBACK_POLICY, playback),
            held(types::COPY_POLICY, types::COPY_COUNT),
            held(types::COPY_ENABLERS, types::COPY_ENABLER),
            Object::container(types::EXTENSIBLE_POLICY_42, vec![Object::raw(0x0400, 0, vec![1, 2, 3])]),
            Object::raw(0x0555, FLAG_CONTAINER, Vec::new()),
            key_material(&peer, &keys, key_type::AES_128_CTR, cipher::ECC_256, vec![leaf(types::UPLINK_X)]),
        ],
    );
    both_read(&peer, &keys, &license, "one license with everything");
}

#[test]
fn key_and_cipher_types() {
    let (peer, keys) = (Peer::new(7), Keys::new(8));
    for (kind, cipher_type) in [
        (key_type::AES_128_CTR, cipher::ECC_256),
        (key_type::AES_128_CTR, cipher::ECC_256_WITH_KZ),
        (key_type::AES_128_CBC, cipher::ECC_256),
        (key_type::AES_128_CBC, cipher::ECC_256_WITH_KZ),
    ] {
        let license = License::new([0; 16], vec![key_material(&peer, &keys, kind, cipher_type, Vec::new())]);
        both_read(&peer, &keys, &license, &format!("key type {kind}, cipher {cipher_type}"));
    }
    let leaf = key_material(&peer, &keys, key_type::AES_128_CTR, cipher::CHAINED_LICENSE, Vec::new());
    let bytes = License::new([0; 16], vec![leaf]).write_signed(&keys.integrity());
    assert_eq!(peer.read(&[&bytes]).unwrap(), [], "that client has no chained licenses");
}

/// With auxiliary keys the integrity key is the even bytes of the secret, and the content key the odd ones.
#[test]
fn auxiliary_keys_change_the_split() {
    let (peer, keys) = (Peer::new(10), Keys::new(11));
    let auxiliary = vec![
        AuxiliaryKey { location: 1, key: [0x31; 16] },
        AuxiliaryKey { location: 0xffff_0002, key: [0x32; 16] },
    ];
    let object = Object::new(types::AUXILIARY_KEYS, Body::AuxiliaryKeys(auxiliary));
    let material = key_material(&peer, &keys, key_type::AES_128_CTR, cipher::ECC_256, vec![object]);
    let license = License::new([0; 16], vec![material]);
    let half = |odd: usize| -> Vec<u8> { keys.x.iter().skip(odd).step_by(2).copied().collect() };
    let integrity = half(0).try_into().unwrap();
    let bytes = license.write_signed(&integrity);
    assert!(License::read(&bytes, 0).unwrap().verify(&integrity));
    let kid = KID.replace('-', "");
    assert_eq!(peer.read(&[&bytes]).unwrap(), [(kid, hex(&half(1)))]);
    let wrong = license.write_signed(&keys.integrity());
    assert_eq!(peer.read(&[&wrong]).unwrap(), []);
}

#[test]
fn both_refuse_what_was_changed() {
    let (peer, keys) = (Peer::new(12), Keys::new(13));
    let policy = Object::container(
        types::GLOBAL_POLICY,
        vec![Object::new(types::SECURITY_LEVEL, Body::SecurityLevel(2000))],
    );
    let material = key_material(&peer, &keys, key_type::AES_128_CTR, cipher::ECC_256, Vec::new());
    let bytes = License::new([0; 16], vec![policy, material]).write_signed(&keys.integrity());
    // Rights ID, flags and value of the security level, key ID, key type, signature.
    for at in [8, 23, 41, 48, 49, 66, 81, bytes.len() - 1] {
        let mut wrong = bytes.clone();
        wrong[at] ^= 1;
        let ours = License::read(&wrong, 0).is_ok_and(|license| license.verify(&keys.integrity()));
        assert!(!ours, "byte {at}");
        assert_eq!(peer.read(&[&wrong]).unwrap(), [], "byte {at}");
    }
    let other = Peer::new(14);
    assert!(other.read(&[&bytes]).is_err(), "bound to another device");
    assert_ne!(License::read(&bytes, 0).unwrap().device_key().unwrap(), *other.device.public().bytes());
}

#[test]
fn several_licenses_of_one_response() {
    let peer = Peer::new(15);
    let made: Vec<(Keys, Vec<u8>)> = (0..3)
        .map(|n| {
            let keys = Keys::new(20 + n);
            let material = key_material(&peer, &keys, key_type::AES_128_CTR, cipher::ECC_256, Vec::new());
            let bytes = License::new([n as u8; 16], vec![material]).write_signed(&keys.integrity());
            (keys, bytes)
        })
        .collect();
    let licenses: Vec<&[u8]> = made.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    let expected: Vec<String> = made.iter().map(|(keys, _)| keys.content()).collect();
    let found: Vec<String> = peer.read(&licenses).unwrap().into_iter().map(|(_, key)| key).collect();
    assert_eq!(found, expected);
}
