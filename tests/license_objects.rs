//! Policies as objects of licenses, both ways, and what other readers see of them.

use boxlock::crypto::{PrivateKey, SeededRng};
use boxlock::keys::{ContentKey, KeyId};
use boxlock::license::issue::{KeyStore, Recipient, issue};
use boxlock::license::mint::KeyCipher;
use boxlock::license::policy::{
    Chain, Data, Domain, ExtendedRestriction, ExtendedRight, Guid, KeyType, Moment, OutputLevels,
    Persistence, Protection, Publisher, Rights, time_line,
};
use boxlock::license::{
    Binding, ClientCapabilities, MintRequest, OpenContext, Policy, Rules, cfg, embedded, mint, open, presets,
};
use boxlock::xmr::{License, Object, types};
use proptest::prelude::*;

const ISSUED: u64 = 1_800_000_000;

fn device() -> PrivateKey {
    PrivateKey::generate(&mut SeededRng::new(1)).unwrap()
}

fn guid() -> impl Strategy<Value = Guid> {
    any::<u128>().prop_map(Guid::from_u128)
}

fn moment() -> impl Strategy<Value = Option<Moment>> {
    proptest::option::of((1..0xffff_fffe_u64).prop_map(Moment::At))
}

fn protections() -> impl Strategy<Value = Vec<Protection>> {
    let one = (guid(), any::<Vec<u8>>()).prop_map(|(id, data)| Protection { id, data });
    proptest::collection::vec(one, 0..3)
}

fn restrictions() -> impl Strategy<Value = Vec<ExtendedRestriction>> {
    let one = (0x100_u16..0x200, any::<bool>(), any::<bool>(), any::<Vec<u8>>()).prop_map(
        |(restriction_type, must_understand, best_effort, data)| ExtendedRestriction {
            restriction_type,
            must_understand,
            best_effort,
            data: Data(data),
        },
    );
    proptest::collection::vec(one, 0..3)
}

prop_compose! {
    fn times()(begin in moment(), end in moment(), removal in moment(), first_play: Option<u32>, grace: Option<u32>,
               real_time: bool, play_count: Option<u32>, persistent: bool) -> Policy {
        let persistence = if persistent { Persistence::Persistent } else { Persistence::NonPersistent };
        Policy { begin, end, removal, first_play, grace, real_time, play_count, persistence, ..Policy::default() }
    }
}

prop_compose! {
    fn outputs()(base in times(), levels: [u16; 5], analog_video in protections(), digital_audio in protections(),
                 digital_video in protections(), play_enablers in proptest::collection::vec(guid(), 0..3),
                 extended_restrictions in restrictions()) -> Policy {
        let [compressed_digital_video, uncompressed_digital_video, analog_video_level, compressed_digital_audio,
             uncompressed_digital_audio] = levels;
        let outputs = OutputLevels { compressed_digital_video, uncompressed_digital_video,
            analog_video: analog_video_level, compressed_digital_audio, uncompressed_digital_audio };
        Policy { outputs, analog_video, digital_audio, digital_video, play_enablers, extended_restrictions, ..base }
    }
}

prop_compose! {
    fn policy()(base in outputs(), security_level: u16, copy: bool, execute: bool, read: bool,
                copy_count: Option<u32>, copy_enablers in proptest::collection::vec(guid(), 0..3),
                source_id: Option<u32>, restricted_source_id: bool, metering in proptest::option::of(guid()),
                stop in proptest::option::of((guid(), any::<bool>())), domain in proptest::option::of((guid(), any::<u32>())),
                embed: bool, right in proptest::option::of((0x200_u16..0x300, restrictions()))) -> Policy {
        Policy {
            security_level,
            rights: Rights { play: true, copy, execute, read },
            copy_count: copy_count.filter(|_| copy),
            copy_enablers: if copy { copy_enablers } else { Vec::new() },
            source_id,
            restricted_source_id,
            metering: metering.map(Publisher::Id),
            secure_stop: stop.map(|(id, _)| Publisher::Id(id)),
            secure_stop2: stop.is_some_and(|(_, second)| second),
            domain: domain.map(|(account, revision)| Domain { account_id: Some(account), revision: Some(revision) }),
            embed,
            extended_rights: right.map(|(right_type, restrictions)| ExtendedRight { right_type, restrictions }).into_iter().collect(),
            ..base
        }
    }
}

proptest! {
    /// Any policy becomes objects, bytes, objects and the same policy; nothing in them is left unread.
    #[test]
    fn policies_come_back(policy in policy(), revocation: Option<u32>) {
        let license = License::new([1; 16], policy.to_objects(ISSUED, revocation));
        let read = License::read(&license.write(), 0).unwrap();
        prop_assert_eq!(&read.write(), &license.write());
        let reading = Policy::from_license(&read);
        prop_assert_eq!(&reading.unread, &[]);
        prop_assert_eq!((reading.issued, reading.revocation), (Some(ISSUED), revocation));
        prop_assert_eq!(&reading.policy, &policy);
        prop_assert!(!policy.words().is_empty());
    }

    /// A policy file says what the policy says.
    #[test]
    fn policy_files_come_back(policy in policy()) {
        let json = serde_json::to_string(&policy).unwrap();
        prop_assert_eq!(&boxlock::license::source::read(&json).unwrap()[0].policy, &policy);
        let toml = toml::to_string(&policy).unwrap();
        prop_assert_eq!(&boxlock::license::source::read(&toml).unwrap()[0].policy, &policy);
    }

    /// Opening what was read from damaged bytes never panics.
    #[test]
    fn damaged_licenses_are_read_or_refused(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), cut: prop::sample::Index) {
        let (device, key) = (device(), ContentKey::from_bytes([3; 16]));
        let mut bytes = minted(&presets::find("uhd").unwrap().policy(), &device, &key);
        let whole = bytes.clone();
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        let mut cases = vec![bytes.clone()];
        bytes.truncate(cut.index(bytes.len()));
        cases.push(bytes);
        for case in cases {
            if let Ok(license) = License::read(&case, 0) {
                let opened = open(&license, &OpenContext::new(&device, 3000, ISSUED));
                prop_assert!(case == whole || opened.is_err());
            }
        }
    }
}

fn minted(policy: &Policy, device: &PrivateKey, key: &ContentKey) -> Vec<u8> {
    let request = MintRequest {
        kid: KeyId::from_bytes([1; 16]),
        key,
        binding: Binding::Device(device.public()),
        policy,
        rules: Rules::Strict,
        client: ClientCapabilities { security_level: 3000, ..ClientCapabilities::default() },
        rights_id: [2; 16],
        issued: ISSUED,
        revocation: None,
        metering_id: None,
        cipher: KeyCipher::Ecc256,
    };
    mint(&request, &mut SeededRng::new(4)).unwrap().bytes
}

/// Flags as in the published licenses.
#[test]
fn flags_are_those_of_published_licenses() {
    let license = License::read(
        &minted(
            &presets::find("rental-download").unwrap().policy(),
            &device(),
            &ContentKey::from_bytes([1; 16]),
        ),
        0,
    )
    .unwrap();
    let flags = |object_type| license.find(object_type).unwrap_or_else(|| panic!("{object_type:#x}")).flags;
    for (object_type, expected) in [
        (types::OUTER, 3),
        (types::GLOBAL_POLICY, 3),
        (types::PLAYBACK_POLICY, 2),
        (types::KEY_MATERIAL, 3),
        (types::CONTENT_KEY, 1),
        (types::EXPIRATION, 1),
        (types::EXPIRE_AFTER_FIRST_PLAY, 1),
        (types::SECURITY_LEVEL, 1),
        (types::SIGNATURE, 1),
        (types::ISSUE_DATE, 0),
        (types::EMBEDDING_BEHAVIOR, 0),
        (types::DEVICE_KEY, 0),
    ] {
        assert_eq!(flags(object_type), expected, "{object_type:#x}");
    }
    assert_eq!(license.content_keys()[0].data.len(), 128);
    assert!(license.find(types::RIGHTS).is_none(), "a license that may be stored has no rights object");
}

struct Seed;

impl KeyStore for Seed {
    fn content_key(&self, kid: &KeyId) -> Option<ContentKey> {
        Some(boxlock::keys::KeySeed::test().derive(kid))
    }
}

fn recipient(device: &PrivateKey, nonce: Option<[u8; 16]>) -> Recipient {
    Recipient {
        device: device.public(),
        client: ClientCapabilities::default(),
        nonce,
        issued: ISSUED,
        revocation: None,
        metering_id: None,
        cipher: KeyCipher::Ecc256WithKz,
    }
}

/// The published chained example: leaf and root in one answer; the root opens the leaf.
#[test]
fn root_and_leaf_in_one_answer() {
    let device = device();
    let header = KeyId::from_bytes([5; 16]);
    let groups = cfg::from_query(
        "cfg=(rootid:uPeXHrR3K0icGCpYMBGsZw==,kid:header),(isroot:true,kid:uPeXHrR3K0icGCpYMBGsZw==,enddate:20300101)",
    )
    .unwrap();
    let mut nonce = [0; 16];
    nonce[15] = 0xff;
    let issued =
        issue(&groups, &[header], &recipient(&device, Some(nonce)), &Seed, &mut SeededRng::new(1)).unwrap();
    let licenses: Vec<License> =
        issued.iter().map(|one| License::read(&one.minted.bytes, 0).unwrap()).collect();
    assert_eq!(licenses[0].rights_id, nonce);
    assert_eq!(licenses[1].rights_id[14..], [1, 0]);
    assert!(licenses[0].device_key().is_none() && licenses[0].find(types::UPLINK_KID).is_some());
    assert_eq!(licenses[1].content_keys()[0].cipher, 4);
    let context = OpenContext::new(&device, 150, ISSUED);
    let roots = [open(&licenses[1], &context).unwrap()];
    let leaf = open(&licenses[0], &OpenContext { roots: &roots, ..context }).unwrap();
    assert_eq!((leaf.kid, leaf.key), (header, boxlock::keys::KeySeed::test().derive(&header)));
    assert_eq!(leaf.policy.chain, Chain::Leaf(presets::TEST_ROOT));
    assert_eq!(leaf.root.unwrap().end, groups[1].policy.end);
}

#[test]
fn groups_and_key_ids() {
    let kids: Vec<KeyId> = (1..4).map(|n| KeyId::from_bytes([n; 16])).collect();
    let assign = |text: &str, header: &[KeyId]| {
        let groups = cfg::from_query(text).unwrap();
        boxlock::license::issue::assign(&groups, header)
            .map(|list| {
                list.iter().map(|(kid, group)| (*kid, group.policy.security_level)).collect::<Vec<_>>()
            })
            .map_err(|error| error.to_string())
    };
    let two = kids[1];
    assert_eq!(assign("", &kids).unwrap().len(), 3);
    assert_eq!(
        assign(&format!("cfg=(kid:{two},sl:3000),(sl:2000)"), &kids).unwrap(),
        [(two, 3000), (kids[0], 2000), (kids[2], 2000)]
    );
    assert!(assign(&format!("cfg=(kid:{two}),(kid:{two})"), &kids).unwrap_err().contains("two groups"));
    assert!(assign("cfg=(sl:150),(sl:2000)", &kids).unwrap_err().contains("several groups"));
    assert!(assign("", &[]).unwrap_err().contains("no key ID"));
}

#[test]
fn seeds_and_keys_of_groups_come_first() {
    let device = device();
    let kid = KeyId::from_bytes([5; 16]);
    let key = |text: &str| {
        let groups = cfg::from_query(text).unwrap();
        let issued =
            issue(&groups, &[kid], &recipient(&device, None), &Seed, &mut SeededRng::new(1)).unwrap();
        open(&License::read(&issued[0].minted.bytes, 0).unwrap(), &OpenContext::new(&device, 150, ISSUED))
            .unwrap()
            .key
    };
    let explicit: ContentKey = "EjQSNBI0EjQSNBI0EjQSNw==".parse().unwrap();
    assert_eq!(key("cfg=(contentkey:EjQSNBI0EjQSNBI0EjQSNw==)"), explicit);
    assert_eq!(
        key("cfg=(keyseed:VB8xp/ZsROLmaEu3Zyug4DH0r0MmA/tTcmFMBEqL,ck:EjQSNBI0EjQSNBI0EjQSNw==)"),
        explicit
    );
    let seed: boxlock::keys::KeySeed = "VB8xp/ZsROLmaEu3Zyug4DH0r0MmA/tTcmFMBEqL".parse().unwrap();
    assert_eq!(key("cfg=(keyseed:VB8xp/ZsROLmaEu3Zyug4DH0r0MmA/tTcmFMBEqL)"), seed.derive(&kid));
    assert_eq!(key(""), boxlock::keys::KeySeed::test().derive(&kid));
}

#[test]
fn embedded_licenses_come_back_and_stores_keep_their_size() {
    use boxlock::drm::playready::{PlayReadyObject, RECORD_ELS, Record};
    let (device, key) = (device(), ContentKey::from_bytes([1; 16]));
    let policy = Policy { persistence: Persistence::Persistent, embed: true, ..Policy::default() };
    let license = minted(&policy, &device, &key);
    let plain = minted(&Policy::default(), &device, &key);

    let mut object =
        PlayReadyObject { records: vec![Record { record_type: RECORD_ELS, value: vec![0; 1024] }] };
    assert_eq!(embedded::licenses(&object).unwrap(), Vec::<Vec<u8>>::new());
    assert!(embedded::add(&mut object, &plain).is_err());
    embedded::add(&mut object, &license).unwrap();
    embedded::add(&mut object, &license).unwrap();
    assert_eq!(object.records[0].value.len(), 1024);
    let read = PlayReadyObject::read(&object.write().unwrap(), 0).unwrap();
    assert_eq!(embedded::licenses(&read).unwrap(), std::slice::from_ref(&license));

    let mut none = PlayReadyObject { records: Vec::new() };
    embedded::add(&mut none, &license).unwrap();
    assert_eq!(embedded::licenses(&none).unwrap(), [license]);

    object.records[0].value[27] = 0xff;
    object.records[0].value[28] = 0xff;
    assert!(embedded::licenses(&object).is_err());
    object.records[0].value[0] = b'Y';
    assert!(embedded::licenses(&object).is_err());
}

#[test]
fn words_and_time_line_of_a_rental() {
    let policy = presets::find("rental-download").unwrap().policy();
    let words = policy.words().join("; ");
    for part in ["plays for 48 h after the first play", "valid until 30 d after the issue", "may be stored"] {
        assert!(words.contains(part), "{words}");
    }
    let uhd = presets::find("hd").unwrap().policy().words().join("; ");
    assert!(
        uhd.contains("HDCP required above 520,000 pixels") && uhd.contains("security level 2000"),
        "{uhd}"
    );
    let events = time_line(&policy, Some(ISSUED));
    let found: Vec<(u64, &str)> = events.iter().map(|event| (event.at + 300 - ISSUED, event.words)).collect();
    assert_eq!(found, [(0, "valid from here"), (300, "issued"), (2_592_300, "last second")]);
}

/// The key types on the wire, and no secret in what `Debug` shows.
#[test]
fn key_types_and_debug() {
    let (device, key) = (device(), ContentKey::from_bytes([0xab; 16]));
    for (key_type, number) in [(KeyType::Ctr, 1), (KeyType::Cbc, 5), (KeyType::KeyExchange, 6)] {
        let bytes = minted(&Policy { key_type, ..Policy::default() }, &device, &key);
        let license = License::read(&bytes, 0).unwrap();
        assert_eq!(license.content_keys()[0].key_type, number);
        let opened = open(&license, &OpenContext::new(&device, 150, ISSUED)).unwrap();
        let shown = format!("{opened:?}");
        assert!(shown.contains("redacted") && !shown.contains("171, 171"), "{shown}");
    }
    let object = Object::new(types::ISSUE_DATE, boxlock::xmr::Body::IssueDate(1));
    assert_eq!(object.size(), 12);
}
