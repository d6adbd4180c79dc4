//! Licenses byte for byte: the structure of published ones, signatures, and what is refused.

use boxlock::bytes::ParseErrorKind;
use boxlock::keys::KeyId;

use boxlock::xmr::{
    AuxiliaryKey, Body, CURVE_P256, EncryptedKey, FLAG_CONTAINER, FLAG_MUST_UNDERSTAND, FindingKind, Layout,
    License, MAX_DEPTH, Object, OutputProtectionLevels, Signature, UplinkKid, UplinkX, VERSION, cipher,
    guid_bytes, guid_text, key_type, types,
};

const KID: &str = "33e0008c-0123-4567-89ab-cdef01234567";
const INTEGRITY_KEY: [u8; 16] = *b"an integrity key";
const ISSUE: u32 = 0x5633_a12a;

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn content_key(kid: &str, blob: usize) -> Object {
    let kid = kid.parse::<KeyId>().unwrap().guid_bytes();
    let data = vec![0xe1; blob];
    let key = EncryptedKey { kid, key_type: key_type::AES_128_CTR, cipher: cipher::ECC_256, data };
    Object::new(types::CONTENT_KEY, Body::ContentKey(key))
}

fn device_key() -> Object {
    Object::new(types::DEVICE_KEY, Body::DeviceKey { curve: CURVE_P256, key: vec![0xd1; 64] })
}

fn key_material() -> Object {
    Object::container(types::KEY_MATERIAL, vec![content_key(KID, 128), device_key()])
}

fn global(objects: Vec<Object>) -> Object {
    Object::container(types::GLOBAL_POLICY, objects)
}

fn signature() -> Object {
    Object::new(types::SIGNATURE, Body::Signature(Signature { signature_type: 1, code: vec![0x51; 16] }))
}

/// Flags, type and length of every object, in the order of the file.
fn walk(license: &License) -> Vec<(u16, u16, usize)> {
    license.objects().iter().map(|object| (object.flags, object.object_type, object.size())).collect()
}

/// The license printed in Microsoft's documentation of the license server: sizes, order, flags and values; its keys are random numbers.
fn published() -> License {
    let rights_id = 0x6bc9_6e7b_8c8d_1040_922d_5ede_ebc5_a808_u128.to_be_bytes();
    let objects = vec![
        Object::container(types::PLAYBACK_POLICY, Vec::new()),
        global(vec![
            Object::new(types::EXPIRATION, Body::Expiration { begin: 0, end: ISSUE + 60 }),
            Object::new(types::ISSUE_DATE, Body::IssueDate(ISSUE)),
            Object::new(types::REVOCATION_INFORMATION_VERSION, Body::RevocationInformationVersion(30)),
            Object::new(types::SECURITY_LEVEL, Body::SecurityLevel(2000)),
            Object::new(types::EMBEDDING_BEHAVIOR, Body::EmbeddingBehavior(1)),
        ]),
        key_material(),
        signature(),
    ];
    // Its playback policy stands before the global one, so the canonical order is not asked for.
    License { version: VERSION, rights_id, outer: Object::container(types::OUTER, objects) }
}

#[test]
fn the_published_license_of_378_bytes() {
    let license = published();
    let bytes = license.write();
    assert_eq!(bytes.len(), 378);
    assert_eq!(
        walk(&license),
        [
            (3, 0x01, 354),
            (2, 0x04, 8),
            (3, 0x02, 68),
            (1, 0x12, 16),
            (0, 0x13, 12),
            (1, 0x32, 12),
            (1, 0x34, 10),
            (0, 0x33, 10),
            (3, 0x09, 242),
            (1, 0x0a, 158),
            (0, 0x2a, 76),
            (1, 0x0b, 28),
        ]
    );
    let policy = "584d5200000000036bc96e7b8c8d1040922d5edeebc5a808\
                  0003000100000162\
                  0002000400000008\
                  0003000200000044\
                  0001001200000010000000005633a166\
                  000000130000000c5633a12a\
                  000100320000000c0000001e\
                  000100340000000a07d0\
                  000000330000000a0001\
                  00030009000000f2\
                  0001000a0000009e8c00e033";
    assert!(to_hex(&bytes).starts_with(policy), "{}", to_hex(&bytes));
    assert_eq!(to_hex(&bytes[140..146]), "000100030080", "key type, cipher, length");
    assert_eq!(to_hex(&bytes[274..288]), "0000002a0000004c00010040d1d1");
    assert_eq!(to_hex(&bytes[350..362]), "0001000b0000001c00010010");

    let again = License::read(&bytes, 0).unwrap();
    assert_eq!(again, license);
    assert_eq!(again.version_halves(), (0, 3));
    assert_eq!(again.content_keys()[0].key_id().to_string(), KID);
    assert_eq!(again.device_key(), Some([0xd1; 64]));
    assert_eq!(again.findings(), []);
}

#[test]
fn the_redacted_licenses_of_360_and_420_bytes() {
    let rights = Object::new(types::RIGHTS, Body::Rights(1));
    let embedding = || Object::new(types::EMBEDDING_BEHAVIOR, Body::EmbeddingBehavior(1));
    let revocation =
        |n| Object::new(types::REVOCATION_INFORMATION_VERSION, Body::RevocationInformationVersion(n));
    let level = || Object::new(types::SECURITY_LEVEL, Body::SecurityLevel(2000));
    let short = License::new(
        [9; 16],
        vec![
            signature(),
            key_material(),
            Object::container(types::PLAYBACK_POLICY, Vec::new()),
            global(vec![rights, embedding(), revocation(43), level()]),
        ],
    );
    let short_walk = [
        (3, 0x01, 336),
        (3, 0x02, 50),
        (1, 0x0d, 10),
        (0, 0x33, 10),
        (1, 0x32, 12),
        (1, 0x34, 10),
        (2, 0x04, 8),
        (3, 0x09, 242),
        (1, 0x0a, 158),
        (0, 0x2a, 76),
        (1, 0x0b, 28),
    ];
    assert_eq!(short.write().len(), 360);
    assert_eq!(walk(&short), short_walk, "and the objects were put into canonical order");

    let levels = OutputProtectionLevels {
        compressed_digital_video: 500,
        uncompressed_digital_video: 250,
        analog_video: 150,
        compressed_digital_audio: 100,
        uncompressed_digital_audio: 100,
    };
    let long = License::new(
        [9; 16],
        vec![
            global(vec![
                Object::new(types::EXPIRATION, Body::Expiration { begin: 0, end: 1_700_000_000 }),
                Object::new(types::EXPIRE_AFTER_FIRST_PLAY, Body::ExpireAfterFirstPlay(172_800)),
                Object::new(types::ISSUE_DATE, Body::IssueDate(1_690_000_000)),
                Object::new(types::GRACE_PERIOD, Body::GracePeriod(86_400)),
                embedding(),
                revocation(77),
                level(),
            ]),
            Object::container(
                types::PLAYBACK_POLICY,
                vec![Object::new(types::OUTPUT_PROTECTION_LEVELS, Body::OutputProtectionLevels(levels))],
            ),
            key_material(),
            signature(),
        ],
    );
    let bytes = long.write();
    assert_eq!(bytes.len(), 420);
    let long_walk = [
        (3, 0x01, 396),
        (3, 0x02, 92),
        (1, 0x12, 16),
        (1, 0x30, 12),
        (0, 0x13, 12),
        (0, 0x1a, 12),
        (0, 0x33, 10),
        (1, 0x32, 12),
        (1, 0x34, 10),
        (2, 0x04, 26),
        (1, 0x05, 18),
        (3, 0x09, 242),
        (1, 0x0a, 158),
        (0, 0x2a, 76),
        (1, 0x0b, 28),
    ];
    assert_eq!(walk(&long), long_walk);
    assert!(
        to_hex(&bytes).contains("000100050000001201f400fa009600640064"),
        "levels in the order of the file"
    );
    assert_eq!(License::read(&bytes, 0).unwrap(), long);
}

#[test]
fn the_signature_covers_everything_before_it() {
    let mut unsigned = published();
    if let Body::Container(objects) = &mut unsigned.outer.body {
        objects.pop();
    }
    assert!(!unsigned.verify(&INTEGRITY_KEY));
    assert_eq!(unsigned.findings()[0].kind, FindingKind::Unsigned);
    let bytes = unsigned.write_signed(&INTEGRITY_KEY);
    assert_eq!(bytes.len(), 378);
    assert_eq!(bytes[28..32], 354_u32.to_be_bytes(), "the signature is counted before it is made");
    let signed = &bytes[..bytes.len() - 28];
    assert_eq!(bytes[362..], boxlock::crypto::aes_cmac(&INTEGRITY_KEY, &[signed]));

    let license = License::read(&bytes, 0).unwrap();
    assert!(license.verify(&INTEGRITY_KEY));
    assert!(!license.verify(b"another key, no?"));
    assert_eq!(license.write_signed(&INTEGRITY_KEY), bytes, "signing again changes nothing");
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut wrong = bytes.clone();
            wrong[at] ^= 1 << bit;
            let verified = License::read(&wrong, 0).is_ok_and(|license| license.verify(&INTEGRITY_KEY));
            // Flags of the signature object itself are behind what is signed, and say nothing.
            let in_flags = (350..352).contains(&at);
            assert_eq!(verified, in_flags, "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn key_ids_are_little_endian_guids() {
    let license = published();
    let key = license.content_keys()[0];
    assert_eq!(to_hex(&key.kid), "8c00e0332301674589abcdef01234567");
    assert_eq!(key.key_id().to_string(), KID);
    assert_eq!(guid_text(&guid_bytes(KID).unwrap()), KID);
    assert_eq!(guid_bytes(KID).unwrap(), key.kid, "GUIDs of policies have the same order");
    assert_eq!(guid_bytes("no GUID"), None);
}

/// The offset and the names of the containers tell where it is.
#[test]
fn errors_say_where() {
    let bytes = published().write();
    let change = |at: usize, value: &[u8]| {
        let mut wrong = bytes.clone();
        wrong[at..at + value.len()].copy_from_slice(value);
        License::read(&wrong, 0).unwrap_err().to_string()
    };
    let read = |bytes: &[u8]| License::read(bytes, 0).unwrap_err();
    for (error, expected) in [
        (
            change(0, b"YMR\0"),
            "at byte 0: starts with \"YMR\\\\x00\", where an XMR license starts with \"XMR\\0\"",
        ),
        (change(7, &[4]), "at byte 4: version 4 of XMR; only 3 is known"),
        (
            change(26, &[0, 2]),
            "at byte 24: the first object is global policy, where an outer container is needed",
        ),
        (
            change(28, &355_u32.to_be_bytes()),
            "outer container at byte 24: length 355, where an object has at least 8 bytes and at most the 354 that are left",
        ),
        (
            change(44, &[0, 0, 0, 7]),
            "outer container/global policy at byte 40: length 7, where an object has at least 8 bytes and at most the 338 that are left",
        ),
        (
            change(52, &[0, 0, 0, 15]),
            "outer container/global policy/expiration at byte 60: end date needs 4 bytes, but only 3 are left",
        ),
        (
            change(144, &[0xff, 0xff]),
            "outer container/key material/content key at byte 146: encrypted key needs 65535 bytes, but only 128 are left",
        ),
        (
            change(144, &[0, 127]),
            "outer container/key material/content key at byte 273: 1 bytes after the end of the content key object",
        ),
        (
            read(&bytes[..30]).to_string(),
            "outer container at byte 28: length of an object needs 4 bytes, but only 2 are left",
        ),
        (read(&bytes[..3]).to_string(), "at byte 0: XMR magic needs 4 bytes, but only 3 are left"),
        (
            read(&[&bytes[..], b"x"].concat()).to_string(),
            "at byte 378: 1 bytes after the end of the outer container",
        ),
    ] {
        assert_eq!(error, expected);
    }
    let mut moved = published();
    if let Body::Container(objects) = &mut moved.outer.body {
        objects.rotate_right(1);
    }
    let error = License::read(&moved.write(), 1000).unwrap_err().to_string();
    assert_eq!(
        error,
        "outer container at byte 1060: playback policy after the signature, which has to be last"
    );
    assert_eq!(read(&change_version(&bytes)).kind, ParseErrorKind::Unsupported);
}

fn change_version(bytes: &[u8]) -> Vec<u8> {
    let mut wrong = bytes.to_vec();
    wrong[5] = 1;
    wrong
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| {
        let mut object = Object::new(types::SECURITY_LEVEL, Body::SecurityLevel(150));
        for _ in 1..depth {
            object = Object::container(types::UNKNOWN_CONTAINER, vec![object]);
        }
        License::new([0; 16], vec![object]).write()
    };
    assert!(License::read(&nested(MAX_DEPTH), 0).is_ok());
    let error = License::read(&nested(MAX_DEPTH + 1), 0).unwrap_err();
    assert!(error.message.contains("more than 8 containers"), "{error}");
    assert_eq!(error.path.len(), MAX_DEPTH + 1);
    // As deep as bytes allow, by hand: the stack holds.
    let mut deep = nested(1)[..24].to_vec();
    let end = 24 + 8 * 100_000_u32;
    for at in (24..end).step_by(8) {
        deep.extend([0, 3, 0, if at == 24 { 1 } else { 2 }]);
        deep.extend((end - at).to_be_bytes());
    }
    assert!(License::read(&deep, 0).unwrap_err().message.contains("more than 8 containers"));
    let long = vec![0; boxlock::xmr::MAX_LICENSE_LEN + 1];
    assert_eq!(License::read(&long, 0).unwrap_err().kind, ParseErrorKind::Unsupported);
}

#[test]
fn objects_that_must_be_understood() {
    let unknown = Object::raw(0x0777, FLAG_MUST_UNDERSTAND, vec![1, 2, 3]);
    let ignorable = Object::raw(0x0778, 0, vec![4]);
    let opaque = Object::raw(types::USER_ID, FLAG_MUST_UNDERSTAND, b"me".to_vec());
    let extensible = Object::raw(types::EXTENSIBLE_POLICY_42, FLAG_MUST_UNDERSTAND, vec![7; 5]);
    let held = Object::container(0x0779, vec![Object::raw(0x077a, 0, Vec::new())])
        .with_flags(FLAG_MUST_UNDERSTAND | FLAG_CONTAINER);
    // Two seconds too many for the layout that its name suggests.
    let odd = Object::raw(types::PLAY_COUNT, FLAG_MUST_UNDERSTAND, vec![0; 6]);
    let license = License::new(
        [0; 16],
        vec![global(vec![unknown, ignorable, opaque, odd]), extensible, held, key_material(), signature()],
    );
    let bytes = license.write();
    let again = License::read(&bytes, 0).unwrap();
    assert_eq!(again, license);
    assert_eq!(again.write(), bytes);
    let found: Vec<_> = again.not_understood().into_iter().map(|f| (f.object_type, f.path)).collect();
    let path = |path: &str| format!("outer container/{path}");
    assert_eq!(
        found,
        [
            (0x0777, path("global policy/object 0x0777")),
            (types::USER_ID, path("global policy/user id")),
            (types::PLAY_COUNT, path("global policy/play count")),
            (types::EXTENSIBLE_POLICY_42, path("extensible policy 0x42")),
            (0x0779, path("object 0x0779")),
        ]
    );
}

#[test]
fn flags_and_places_that_disagree_are_told() {
    let level = Object::new(types::SECURITY_LEVEL, Body::SecurityLevel(150)).with_flags(0xfff3);
    let bare = Object::container(types::PLAYBACK_POLICY, Vec::new()).with_flags(0);
    let license = License::new([0; 16], vec![global(vec![level, signature()]), bare, signature()]);
    let again = License::read(&license.write(), 0).unwrap();
    assert_eq!(again, license, "flags are what they were");
    let kinds: Vec<_> = again.findings().into_iter().map(|f| (f.kind, f.object_type)).collect();
    assert_eq!(
        kinds,
        [
            (FindingKind::ContainerFlag, types::SECURITY_LEVEL),
            (FindingKind::Misplaced, types::SIGNATURE),
            (FindingKind::ContainerFlag, types::PLAYBACK_POLICY),
        ]
    );
}

#[test]
fn reserved_policies_are_what_their_flag_says() {
    let object = Object::raw(types::EXTENSIBLE_POLICY_4F, FLAG_MUST_UNDERSTAND, b"no objects".to_vec());
    let container = Object::container(types::EXTENSIBLE_POLICY_43, vec![Object::raw(0x0800, 0, vec![1])]);
    let license = License::new([0; 16], vec![object, container]);
    assert_eq!(License::read(&license.write(), 0).unwrap(), license);
}

/// Every leaf with a body that is known: what is written is read.
#[test]
fn every_layout_both_ways() {
    let id = *b"sixteen bytes id";
    let bodies = [
        (
            types::MINIMUM_ENVIRONMENT,
            Body::MinimumEnvironment { security_level: 150, application_list: 1, device_list: 2 },
        ),
        (types::OUTPUT_PROTECTION_LEVELS, Body::OutputProtectionLevels(OutputProtectionLevels::default())),
        (types::ANALOG_VIDEO_PROTECTION, Body::Configuration { id, data: vec![2, 0, 0, 0] }),
        (types::CONTENT_KEY, content_key(KID, 0).body),
        (types::SIGNATURE, signature().body),
        (types::RIGHTS, Body::Rights(1)),
        (types::EXPIRATION, Body::Expiration { begin: 1, end: 2 }),
        (types::ISSUE_DATE, Body::IssueDate(3)),
        (types::EXPIRE_AFTER_FIRST_USE, Body::ExpireAfterFirstUse(4)),
        (types::EXPIRE_AFTER_FIRST_STORE, Body::ExpireAfterFirstStore(5)),
        (types::METERING_ID, Body::MeteringId(id)),
        (types::PLAY_COUNT, Body::PlayCount(6)),
        (types::GRACE_PERIOD, Body::GracePeriod(7)),
        (types::SOURCE_ID, Body::SourceId(267)),
        (types::DOMAIN, Body::Domain { account_id: id, revision: 8 }),
        (types::DEVICE_KEY, device_key().body),
        (types::POLICY_METADATA, Body::Configuration { id, data: Vec::new() }),
        (types::EXPIRE_AFTER_FIRST_PLAY, Body::ExpireAfterFirstPlay(9)),
        (types::DIGITAL_AUDIO_PROTECTION, Body::Configuration { id, data: vec![0, 0, 0, 1] }),
        (types::REVOCATION_INFORMATION_VERSION, Body::RevocationInformationVersion(10)),
        (types::EMBEDDING_BEHAVIOR, Body::EmbeddingBehavior(1)),
        (types::SECURITY_LEVEL, Body::SecurityLevel(3000)),
        (types::MOVE_ENABLER, Body::MoveEnabler(11)),
        (types::PLAY_ENABLER, Body::Enabler(id)),
        (types::COPY_ENABLER, Body::Enabler(id)),
        (types::UPLINK_KID, Body::UplinkKid(UplinkKid { kid: id, checksum_type: 1, checksum: vec![1; 8] })),
        (types::COPY_COUNT, Body::CopyCount(12)),
        (types::REMOVAL_DATE, Body::RemovalDate(13)),
        (types::AUXILIARY_KEYS, Body::AuxiliaryKeys(vec![AuxiliaryKey { location: 1, key: [4; 16] }])),
        (
            types::UPLINK_X,
            Body::UplinkX(UplinkX { key_id: id, checksum: vec![5; 8], locations: vec![1, 2, 3] }),
        ),
        (types::REAL_TIME_EXPIRATION, Body::RealTimeExpiration),
        (types::DIGITAL_VIDEO_PROTECTION, Body::Configuration { id, data: vec![0; 8] }),
        (types::SECURE_STOP, Body::SecureStop(id)),
        (types::SECURE_STOP_2, Body::SecureStop2(id)),
    ];
    let with_body = |layout: &Layout| !matches!(layout, Layout::Container | Layout::Opaque);
    let known: Vec<u16> =
        types::TYPES.iter().filter(|row| with_body(&row.layout)).map(|row| row.id).collect();
    assert_eq!(bodies.each_ref().map(|(id, _)| *id).to_vec(), known, "the table and this list");
    for (object_type, body) in bodies {
        let object = Object::new(object_type, body);
        let license = License::new([0; 16], vec![global(vec![object.clone()]), signature()]);
        let again = License::read(&license.write(), 0).unwrap();
        assert_eq!(again.outer.children()[0].children()[0], object);
        assert_eq!(again, license);
    }
}

#[test]
fn the_table_is_in_order_and_its_flags_fit() {
    assert!(types::TYPES.is_sorted_by(|a, b| a.id < b.id));
    let names: std::collections::BTreeSet<_> = types::TYPES.iter().map(|row| row.name).collect();
    assert_eq!(names.len(), types::TYPES.len(), "names are told apart");
    for row in types::TYPES {
        assert_eq!(row.flags & FLAG_CONTAINER != 0, row.is_container(), "{}", row.name);
        assert_eq!(types::lookup(row.id).map(|found| found.id), Some(row.id));
    }
    assert_eq!(types::name(0x99), "object 0x0099");
}
