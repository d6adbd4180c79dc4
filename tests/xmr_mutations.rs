//! Any license comes back as it was, and damaged bytes are refused or kept, never a panic.

use boxlock::inspect::{describe_value, policy_words};
use boxlock::xmr::{
    AuxiliaryKey, Body, EncryptedKey, License, Object, OutputProtectionLevels, Signature, UplinkKid, UplinkX,
    types,
};
use proptest::collection::vec;
use proptest::prelude::*;

fn words() -> impl Strategy<Value = Vec<u32>> {
    vec(any::<u32>(), 0..4)
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..40)
}

/// Any leaf, with a type that its body fits.
fn leaf() -> impl Strategy<Value = Object> {
    let id = any::<[u8; 16]>();
    let known = prop_oneof![
        any::<[u16; 5]>().prop_map(|[a, b, c, d, e]| (
            types::OUTPUT_PROTECTION_LEVELS,
            Body::OutputProtectionLevels(OutputProtectionLevels {
                compressed_digital_video: a,
                uncompressed_digital_video: b,
                analog_video: c,
                compressed_digital_audio: d,
                uncompressed_digital_audio: e,
            })
        )),
        (
            prop::sample::select(vec![
                types::ANALOG_VIDEO_PROTECTION,
                types::DIGITAL_AUDIO_PROTECTION,
                types::DIGITAL_VIDEO_PROTECTION,
                types::POLICY_METADATA
            ]),
            id,
            bytes()
        )
            .prop_map(|(kind, id, data)| (kind, Body::Configuration { id, data })),
        (id, any::<u16>(), any::<u16>(), bytes()).prop_map(|(kid, key_type, cipher, data)| (
            types::CONTENT_KEY,
            Body::ContentKey(EncryptedKey { kid, key_type, cipher, data })
        )),
        (any::<u32>(), any::<u32>())
            .prop_map(|(begin, end)| (types::EXPIRATION, Body::Expiration { begin, end })),
        any::<u32>().prop_map(|n| (types::EXPIRE_AFTER_FIRST_PLAY, Body::ExpireAfterFirstPlay(n))),
        any::<u32>().prop_map(|n| (types::REMOVAL_DATE, Body::RemovalDate(n))),
        any::<u32>().prop_map(|n| (types::PLAY_COUNT, Body::PlayCount(n))),
        any::<u16>().prop_map(|n| (types::SECURITY_LEVEL, Body::SecurityLevel(n))),
        (id, any::<u32>())
            .prop_map(|(account_id, revision)| (types::DOMAIN, Body::Domain { account_id, revision })),
        (any::<u16>(), bytes()).prop_map(|(curve, key)| (types::DEVICE_KEY, Body::DeviceKey { curve, key })),
        id.prop_map(|id| (types::PLAY_ENABLER, Body::Enabler(id))),
        id.prop_map(|id| (types::SECURE_STOP_2, Body::SecureStop2(id))),
        Just((types::REAL_TIME_EXPIRATION, Body::RealTimeExpiration)),
        (id, any::<u16>(), bytes()).prop_map(|(kid, checksum_type, checksum)| (
            types::UPLINK_KID,
            Body::UplinkKid(UplinkKid { kid, checksum_type, checksum })
        )),
        vec((any::<u32>(), id), 0..4).prop_map(|keys| (
            types::AUXILIARY_KEYS,
            Body::AuxiliaryKeys(
                keys.into_iter().map(|(location, key)| AuxiliaryKey { location, key }).collect()
            )
        )),
        (id, bytes(), words()).prop_map(|(key_id, checksum, locations)| (
            types::UPLINK_X,
            Body::UplinkX(UplinkX { key_id, checksum, locations })
        )),
        (0x0100_u16..0x0200, bytes()).prop_map(|(kind, bytes)| (kind, Body::Raw(bytes))),
        bytes().prop_map(|bytes| (types::SERIAL_NUMBER, Body::Raw(bytes))),
    ];
    // Flags without the container bit, which makes containers of what nobody knows.
    (known, any::<u16>()).prop_map(|((kind, body), flags)| Object::new(kind, body).with_flags(flags & !2))
}

fn object() -> impl Strategy<Value = Object> {
    leaf().prop_recursive(5, 40, 6, |inner| {
        let kinds = vec![
            types::GLOBAL_POLICY,
            types::PLAYBACK_POLICY,
            types::KEY_MATERIAL,
            types::EXPLICIT_DIGITAL_VIDEO,
            types::EXTENSIBLE_POLICY_42,
            0x0300,
        ];
        (prop::sample::select(kinds), vec(inner, 0..6), any::<u16>())
            .prop_map(|(kind, objects, flags)| Object::container(kind, objects).with_flags(flags | 2))
    })
}

fn license() -> impl Strategy<Value = License> {
    (any::<[u8; 16]>(), vec(object(), 0..6), proptest::option::of(bytes())).prop_map(
        |(rights_id, mut objects, code)| {
            let signature = |code| Signature { signature_type: 1, code };
            objects.extend(code.map(|code| Object::new(types::SIGNATURE, Body::Signature(signature(code)))));
            License::new(rights_id, objects)
        },
    )
}

/// What must hold of any bytes.
fn is_honest(bytes: &[u8]) {
    if let Ok(license) = License::read(bytes, 0) {
        assert_eq!(license.write(), bytes, "lossless");
        let _ = (policy_words(&license), license.findings(), license.verify(&[7; 16]));
    }
    if bytes.starts_with(b"XMR\0") {
        let report = describe_value(bytes).unwrap();
        assert_eq!(report.kind, "xmr-license");
        assert_eq!(report.error.is_some(), License::read(bytes, 0).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(license in license()) {
        let bytes = license.write();
        prop_assert_eq!(License::read(&bytes, 0).unwrap(), license);
    }

    #[test]
    fn what_is_signed_verifies(license in license(), key: [u8; 16], other: [u8; 16]) {
        let bytes = license.write_signed(&key);
        let again = License::read(&bytes, 0).unwrap();
        prop_assert!(again.verify(&key));
        prop_assert_eq!(again.verify(&other), key == other);
        prop_assert_eq!(again.write(), bytes);
    }

    #[test]
    fn offsets_are_those_of_the_objects(license in license(), base in 0_u64..1 << 40) {
        let bytes = license.write();
        for object in License::read(&bytes, base).unwrap().objects() {
            let at = (object.offset - base) as usize;
            prop_assert_eq!(&bytes[at..at + 2], &object.flags.to_be_bytes());
            prop_assert_eq!(&bytes[at + 2..at + 4], &object.object_type.to_be_bytes());
            prop_assert_eq!(&bytes[at + 4..at + 8], &(object.size() as u32).to_be_bytes());
        }
    }

    #[test]
    fn flipped_bits(license in license(), flips in vec(any::<(prop::sample::Index, u8)>(), 1..6)) {
        let mut bytes = license.write();
        for (at, bit) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << (bit & 7);
        }
        is_honest(&bytes);
    }

    #[test]
    fn truncated_and_extended(license in license(), at: prop::sample::Index, more in bytes()) {
        let bytes = license.write();
        let cut = &bytes[..at.index(bytes.len())];
        prop_assert!(License::read(cut, 0).is_err());
        is_honest(cut);
        is_honest(&[&bytes[..], &more].concat());
    }

    #[test]
    fn lengths_that_lie(license in license(), which: prop::sample::Index, length: u32, small in 0_u32..300) {
        let mut bytes = license.write();
        let offsets: Vec<u64> =
            License::read(&bytes, 0).unwrap().objects().iter().map(|object| object.offset).collect();
        let at = offsets[which.index(offsets.len())] as usize + 4;
        for length in [length, small] {
            bytes[at..at + 4].copy_from_slice(&length.to_be_bytes());
            is_honest(&bytes);
        }
    }

    #[test]
    fn any_bytes(mut bytes in vec(any::<u8>(), 0..200)) {
        is_honest(&bytes);
        bytes.splice(0..0, *b"XMR\0\0\0\0\x03");
        is_honest(&bytes);
    }
}
