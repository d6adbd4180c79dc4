//! Chains that must be refused, one test per cause; every flipped bit; independent readers of what is written here.

use boxlock::bytes::{Reader, Writer};
use boxlock::crypto::{PrivateKey, SeededRng};
use boxlock::pki::numbers::NEVER;
use boxlock::pki::prd::Prd;
use boxlock::pki::revocation::{List, RUNTIME_LIST, RevocationInfo};
use boxlock::pki::{
    Body, CertificateType, CertifiedKey, Chain, ChainError, Device, DeviceOptions, Manufacturer, Object, Pki,
    Revocations, Role, SignatureBody, Signer, Template, usage, verify,
};
use proptest::prelude::*;

const NOW: u64 = 1_800_000_000;

fn key(seed: u64) -> PrivateKey {
    PrivateKey::generate(&mut SeededRng::new(seed)).unwrap()
}

fn root() -> PrivateKey {
    key(1)
}

fn group() -> PrivateKey {
    key(2)
}

fn template(kind: CertificateType, keys: &[(&PrivateKey, u32)]) -> Template {
    Template {
        kind,
        security_level: 2000,
        cert_id: [1; 16],
        client_id: [2; 16],
        expiry: NEVER,
        specific: None,
        features: vec![4, 9, 13],
        keys: keys.iter().map(|(key, usage)| CertifiedKey::new(key.public(), &[*usage])).collect(),
        manufacturer: Manufacturer::of_leaf("boxlock", "Device", "1"),
        hardware_id: None,
        more: Vec::new(),
    }
}

fn leaf() -> Template {
    template(CertificateType::DEVICE, &[(&key(3), usage::SIGN), (&key(4), usage::ENCRYPT_KEY)])
}

fn authority() -> Template {
    template(CertificateType::ISSUER, &[(&group(), usage::ISSUE_DEVICE)])
}

fn chain(leaf: &Template, authority: &Template) -> Chain {
    let issuer = Chain::new(&authority.sign(&root()).unwrap(), None).unwrap();
    Chain::new(&leaf.sign(&group()).unwrap(), Some(&issuer)).unwrap()
}

fn check(chain: &Chain, role: Role) -> Result<(), ChainError> {
    verify(chain, &root().public(), role, NOW, &Revocations::default())
}

fn device(chain: &Chain) -> Result<(), ChainError> {
    check(chain, Role::Device)
}

/// The leaf with its objects changed, signed anew by the group: what the builder would not write.
fn forged(change: impl FnOnce(&mut Vec<Object>)) -> Chain {
    let good = chain(&leaf(), &authority());
    let mut objects = good.leaf().objects.clone();
    objects.retain(|object| object.object_type != 0x08);
    change(&mut objects);
    let mut w = Writer::new();
    w.bytes(b"CERT");
    w.u32(1);
    w.u32(0);
    w.u32(0);
    let (late, signed): (Vec<_>, Vec<_>) = objects.into_iter().partition(|object| object.offset == u64::MAX);
    signed.iter().for_each(|object| object.write(&mut w));
    let signed_len = w.len() as u32;
    let mut tail = Writer::new();
    late.iter().for_each(|object| object.write(&mut tail));
    w.patch_u32(8, signed_len + 144 + tail.len() as u32);
    w.patch_u32(12, signed_len);
    let signature = group().sign(w.as_slice());
    let body = Body::Signature(SignatureBody { signature, issuer_key: group().public() });
    Object { flags: 1, object_type: 8, offset: 0, body }.write(&mut w);
    w.bytes(tail.as_slice());
    let certificate = boxlock::pki::Certificate::read(&mut Reader::new(w.as_slice(), 0)).unwrap();
    let issuer = Chain::new(&authority().sign(&root()).unwrap(), None).unwrap();
    Chain::new(&certificate, Some(&issuer)).unwrap()
}

fn unknown(flags: u16) -> Object {
    Object { flags, object_type: 0x7777, offset: 0, body: Body::Unknown(vec![1, 2, 3]) }
}

#[test]
fn a_good_chain_passes_and_an_unchanged_forgery_too() {
    assert_eq!(device(&chain(&leaf(), &authority())), Ok(()));
    assert_eq!(device(&forged(|_| {})), Ok(()));
}

#[test]
fn too_long() {
    let grow = |count: u64| {
        let mut issuer: Option<Signer> = None;
        for seed in 0..count - 1 {
            let (own, parent) =
                (key(100 + seed), issuer.as_ref().map_or_else(root, |signer| signer.key.clone()));
            let certificate =
                template(CertificateType::ISSUER, &[(&own, usage::ISSUE_ANY)]).sign(&parent).unwrap();
            let chain = Chain::new(&certificate, issuer.as_ref().map(|signer| &signer.chain)).unwrap();
            issuer = Some(Signer { key: own, chain });
        }
        issuer.unwrap().issue(&leaf()).unwrap()
    };
    assert_eq!(device(&grow(6)), Ok(()));
    assert_eq!(device(&grow(7)), Err(ChainError::TooLong { count: 7 }));
}

#[test]
fn bad_signature() {
    let good = chain(&leaf(), &authority());
    for (index, certificate) in good.certificates().iter().enumerate() {
        let mut bytes = good.bytes().to_vec();
        // The first byte of the certificate id.
        bytes[certificate.offset as usize + 24] ^= 1;
        let error = device(&Chain::read(&bytes, 0).unwrap());
        assert_eq!(error, Err(ChainError::BadSignature { index: index + 1 }));
    }
}

#[test]
fn wrong_root() {
    let good = chain(&leaf(), &authority());
    let error = verify(&good, &key(9).public(), Role::Device, NOW, &Revocations::default()).unwrap_err();
    assert!(matches!(error, ChainError::WrongRoot { .. }), "{error}");
}

#[test]
fn issuer_key_not_in_parent() {
    let issuer = Chain::new(&authority().sign(&root()).unwrap(), None).unwrap();
    let stranger = Chain::new(&leaf().sign(&key(9)).unwrap(), Some(&issuer)).unwrap();
    assert_eq!(device(&stranger), Err(ChainError::IssuerKeyNotInParent { index: 1 }));
}

#[test]
fn issuer_usage() {
    for wrong in usage::ALL.iter().filter(|usage| ![usage::ISSUE_ANY, usage::ISSUE_DEVICE].contains(usage)) {
        let error = device(&chain(&leaf(), &template(CertificateType::ISSUER, &[(&group(), *wrong)])));
        assert_eq!(
            error,
            Err(ChainError::IssuerUsage { index: 1, kind: CertificateType::DEVICE }),
            "{wrong}"
        );
    }
    let any = template(CertificateType::ISSUER, &[(&group(), usage::ISSUE_ANY)]);
    assert_eq!(device(&chain(&leaf(), &any)), Ok(()));
}

/// An authority hands on no usage that it does not have itself.
#[test]
fn issuer_usage_of_issuers() {
    let top = key(20);
    let error = |top_usage, middle_usage| {
        let first = template(CertificateType::ISSUER, &[(&top, top_usage)]).sign(&root()).unwrap();
        let first = Signer { key: top.clone(), chain: Chain::new(&first, None).unwrap() };
        let middle = first.issue(&template(CertificateType::ISSUER, &[(&group(), middle_usage)])).unwrap();
        device(&Signer { key: group(), chain: middle }.issue(&leaf()).unwrap())
    };
    assert_eq!(error(usage::ISSUE_DEVICE, usage::ISSUE_DEVICE), Ok(()));
    assert_eq!(error(usage::ISSUE_ANY, usage::ISSUE_DEVICE), Ok(()));
    let wrong = Err(ChainError::IssuerUsage { index: 2, kind: CertificateType::ISSUER });
    assert_eq!(error(usage::ISSUE_METERING, usage::ISSUE_DEVICE), wrong);
    assert_eq!(error(usage::ISSUE_DEVICE, usage::ISSUE_ANY), wrong);
}

#[test]
fn parent_not_issuer() {
    let parent = template(CertificateType::DEVICE, &[(&group(), usage::ISSUE_DEVICE)]);
    let error = device(&chain(&leaf(), &parent));
    assert_eq!(error, Err(ChainError::ParentNotIssuer { index: 2, kind: CertificateType::DEVICE }));
}

#[test]
fn security_level() {
    let under = |level| device(&chain(&leaf(), &Template { security_level: level, ..authority() }));
    assert_eq!(under(2000), Ok(()));
    assert_eq!(under(1999), Err(ChainError::SecurityLevel { index: 1, level: 2000, parent: 1999 }));
}

#[test]
fn expired() {
    let now = NOW as u32;
    let expiring = |leaf_expiry, authority_expiry| {
        device(&chain(
            &Template { expiry: leaf_expiry, ..leaf() },
            &Template { expiry: authority_expiry, ..authority() },
        ))
    };
    assert_eq!(expiring(now + 1, now + 1), Ok(()));
    assert_eq!(expiring(now, NEVER), Err(ChainError::Expired { index: 1, expiry: now }));
    assert_eq!(expiring(NEVER, now), Err(ChainError::Expired { index: 2, expiry: now }));
}

#[test]
fn no_key() {
    let without = forged(|objects| objects.retain(|object| object.object_type != 0x06));
    assert_eq!(device(&without), Err(ChainError::NoKey { index: 1 }));
}

#[test]
fn digest() {
    let other = forged(|objects| {
        let Body::Basic(basic) = &mut objects[0].body else {
            panic!("the first object is basic information")
        };
        basic.digest[31] ^= 1;
    });
    assert_eq!(device(&other), Err(ChainError::Digest { index: 1 }));
}

#[test]
fn unknown_object() {
    assert_eq!(device(&forged(|objects| objects.push(unknown(0)))), Ok(()));
    let error = device(&forged(|objects| objects.push(unknown(1))));
    assert_eq!(error, Err(ChainError::UnknownObject { index: 1, object_type: 0x7777 }));
}

#[test]
fn unknown_flags() {
    let refused = |chain: &Chain| matches!(device(chain), Err(ChainError::UnknownFlags { .. }));
    assert!(refused(&forged(|objects| objects[0].flags = 4)));
    assert!(refused(&forged(|objects| objects[1].flags = 3)));
    assert!(refused(&forged(|objects| objects.push(unknown(0x8000)))));
    assert!(refused(&forged(|objects| {
        let Body::Basic(basic) = &mut objects[0].body else {
            panic!("the first object is basic information")
        };
        basic.flags = 2;
    })));
    assert!(refused(&forged(|objects| {
        for object in objects {
            if let Body::Keys(keys) = &mut object.body {
                keys[1].flags = 1;
            }
        }
    })));
    let mut bytes = chain(&leaf(), &authority()).bytes().to_vec();
    bytes[15] = 1;
    assert!(refused(&Chain::read(&bytes, 0).unwrap()));
}

#[test]
fn duplicate_object() {
    let error = device(&forged(|objects| objects.push(objects[0].clone())));
    assert_eq!(error, Err(ChainError::DuplicateObject { index: 1, object_type: 1 }));
}

#[test]
fn extended_data() {
    let with = || Template { hardware_id: Some((b"serial".to_vec(), key(30))), ..leaf() };
    let good = chain(&with(), &authority());
    assert_eq!(device(&good), Ok(()));
    let extended: Vec<Object> = good
        .leaf()
        .objects
        .iter()
        .filter(|object| [0x0b, 0x0c].contains(&object.object_type))
        .cloned()
        .collect();
    let [own_key, data] = extended.as_slice() else { panic!("{extended:?}") };
    let announced = |objects: &mut Vec<Object>| {
        let Body::Basic(basic) = &mut objects[0].body else {
            panic!("the first object is basic information")
        };
        basic.flags = 1;
    };
    let problem = |chain: &Chain| match device(chain) {
        Err(ChainError::ExtendedData { index: 1, problem }) => problem,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        problem(&forged(|objects| objects.extend([own_key.clone(), data.clone()]))),
        "is there, but not announced"
    );
    assert_eq!(
        problem(&forged(|objects| {
            announced(objects);
            objects.push(own_key.clone());
        })),
        "is announced, but missing"
    );
    assert_eq!(
        problem(&forged(|objects| {
            announced(objects);
            objects.push(data.clone());
        })),
        "has no signing key"
    );
    let with_wrong = |change: fn(&mut Object)| {
        let mut data = data.clone();
        change(&mut data);
        forged(|objects| {
            announced(objects);
            objects.extend([own_key.clone(), data]);
        })
    };
    let wrong = with_wrong(|data| {
        let Body::Extended(extended) = &mut data.body else { panic!("extended data") };
        *extended.record.last_mut().unwrap() = 0;
        extended.record[12] ^= 1;
    });
    assert_eq!(problem(&wrong), "has a wrong signature");
    // After the certificate's signature it is as good: it has one of its own.
    let late = with_wrong(|data| data.offset = u64::MAX);
    assert_eq!(device(&late), Ok(()));
}

/// What stands behind the signature is signed by nobody.
#[test]
fn objects_after_the_signature_are_refused() {
    let good = chain(&leaf(), &authority());
    let mut bytes = good.leaf().bytes().to_vec();
    let object = [0, 0, 0x77, 0x77, 0, 0, 0, 8];
    bytes.extend(object);
    let len = bytes.len() as u32;
    bytes[8..12].copy_from_slice(&len.to_be_bytes());
    let error = boxlock::pki::Certificate::read(&mut Reader::new(&bytes, 0)).unwrap_err();
    assert!(error.message.contains("after the signature"), "{error}");
}

#[test]
fn wrong_role() {
    let good = chain(&leaf(), &authority());
    for role in [Role::ResponseSigner, Role::Metering, Role::Domain, Role::RevocationSigner] {
        assert_eq!(check(&good, role), Err(ChainError::WrongRole { role, found: CertificateType::DEVICE }));
    }
    assert_eq!(check(&good, Role::Any), Ok(()));
}

#[test]
fn missing_usage() {
    let mute = template(CertificateType::DEVICE, &[(&key(3), usage::SIGN)]);
    let error = device(&chain(&mute, &authority()));
    assert_eq!(error, Err(ChainError::MissingUsage { role: Role::Device, usage: usage::ENCRYPT_KEY }));
}

#[test]
fn missing_object() {
    for (kind, issuing, role, object) in [
        (CertificateType::METERING, usage::ISSUE_METERING, Role::Metering, "metering"),
        (CertificateType::DOMAIN, usage::ISSUE_DOMAIN, Role::Domain, "domain"),
    ] {
        let issuer = template(CertificateType::ISSUER, &[(&group(), issuing)]);
        let bare = chain(&template(kind, &[(&key(3), usage::ENCRYPT_KEY)]), &issuer);
        assert_eq!(check(&bare, role), Err(ChainError::MissingObject { role, object }));
    }
}

#[test]
fn revoked() {
    let good = chain(&leaf(), &authority());
    for (i, certificate) in good.certificates().iter().enumerate() {
        let revoked: Revocations = [certificate.digest].into_iter().collect();
        let error = verify(&good, &root().public(), Role::Device, NOW, &revoked).unwrap_err();
        assert_eq!(error, ChainError::Revoked { index: i + 1, digest: certificate.digest });
        assert_eq!(error.hresult(), 0x8004_c065);
    }
}

#[test]
fn keys_off_the_curve_or_of_another_length_are_refused() {
    let good = chain(&leaf(), &authority());
    let find =
        |needle: &[u8]| good.bytes().windows(needle.len()).position(|window| window == needle).unwrap();
    let sign = key(3);
    let at = find(sign.public().bytes());
    for (change, what) in [(at + 63, "not on the curve"), (at - 5, "bits"), (at - 7, "key type")] {
        let mut bytes = good.bytes().to_vec();
        bytes[change] ^= 1;
        let error = Chain::read(&bytes, 0).unwrap_err().to_string();
        assert!(error.contains(what) && error.contains("CHAI/certificate[1]/keys"), "{error}");
    }
    let mut zero = good.bytes().to_vec();
    zero[at..at + 64].fill(0);
    assert!(Chain::read(&zero, 0).is_err());
}

/// Zero or too large halves of a signature.
#[test]
fn signatures_out_of_range_are_refused() {
    let good = chain(&leaf(), &authority());
    let signature = good.leaf().signature;
    let at = good.bytes().windows(64).position(|window| window == signature).unwrap();
    for (range, value) in [(at..at + 32, 0), (at + 32..at + 64, 0), (at..at + 64, 0), (at..at + 32, 0xff)] {
        let mut bytes = good.bytes().to_vec();
        bytes[range].fill(value);
        assert_eq!(device(&Chain::read(&bytes, 0).unwrap()), Err(ChainError::BadSignature { index: 1 }));
    }
}

/// Calls `accepts` with every version of `good` that differs in one bit.
fn every_flipped_bit(good: &[u8], accepts: impl Fn(&[u8]) -> bool) {
    assert!(accepts(good));
    let mut bytes = good.to_vec();
    for bit in 0..good.len() * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(!accepts(&bytes), "byte {} bit {}", bit / 8, bit % 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
}

#[test]
fn every_flipped_bit_of_a_chain_is_refused() {
    let with = Template { hardware_id: Some((b"id".to_vec(), key(30))), ..leaf() };
    let good = chain(&with, &authority());
    every_flipped_bit(good.bytes(), |bytes| Chain::read(bytes, 0).is_ok_and(|chain| device(&chain).is_ok()));
}

#[test]
fn every_flipped_bit_of_revocation_lists_is_refused() {
    let own = key(40);
    let certificate =
        template(CertificateType::CRL_SIGNER, &[(&own, usage::SIGN_CRL)]).sign(&root()).unwrap();
    let signer = Signer { chain: Chain::new(&certificate, None).unwrap(), key: own };
    let root = root().public();
    let list = List::write(&RUNTIME_LIST, 7, [&[1; 32], &[2; 32]], &signer);
    every_flipped_bit(&list, |bytes| {
        List::read(bytes, 0).is_ok_and(|list| list.seal.verify(&root, NOW).is_ok())
    });
    let info = RevocationInfo::write(3, NOW, &[(RUNTIME_LIST, 7)], &signer);
    every_flipped_bit(&info, |bytes| {
        RevocationInfo::read(bytes, 0).is_ok_and(|info| info.seal.verify(&root, NOW).is_ok())
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read(
        level in any::<u32>(), cert_id in any::<[u8; 16]>(), client_id in any::<[u8; 16]>(), expiry in any::<u32>(),
        kind in 1_u32..20, features in proptest::collection::vec(any::<u32>(), 0..6),
        usages in proptest::collection::vec(proptest::collection::vec(any::<u32>(), 0..4), 1..4),
        names in any::<[Vec<u8>; 3]>(), hardware_id in proptest::option::of(any::<Vec<u8>>()),
        data in any::<Vec<u8>>(), seed in any::<u64>(),
    ) {
        let [manufacturer, model_name, model_number] = names;
        let template = Template {
            kind: CertificateType(kind), security_level: level, cert_id, client_id, expiry, specific: None, features,
            keys: usages.iter().zip(seed..).map(|(usages, seed)| CertifiedKey::new(key(seed).public(), usages)).collect(),
            manufacturer: Manufacturer { flags: level, manufacturer, model_name, model_number },
            hardware_id: hardware_id.map(|id| (id, key(7))),
            more: vec![Object { flags: 0, object_type: 0x4321, offset: 0, body: Body::Unknown(data) }],
        };
        let made = template.sign(&group()).unwrap();
        let chain = Chain::new(&made, None).unwrap();
        let read = Chain::read(chain.bytes(), 0).unwrap();
        let leaf = read.leaf();
        prop_assert_eq!(leaf.bytes(), made.bytes());
        prop_assert!(leaf.is_signed());
        prop_assert_eq!(leaf.computed_digest(), Some(leaf.digest));
        prop_assert_eq!((leaf.kind.0, leaf.security_level, leaf.expiry), (kind, level, expiry));
        prop_assert_eq!((leaf.cert_id, leaf.client_id), (cert_id, client_id));
        prop_assert_eq!((&leaf.features, &leaf.keys), (&template.features, &template.keys));
        prop_assert_eq!(leaf.manufacturer.as_ref(), Some(&template.manufacturer));
        prop_assert_eq!(leaf.unknown_objects().count(), 1);
        let mut w = Writer::new();
        leaf.objects.iter().for_each(|object| object.write(&mut w));
        prop_assert_eq!(w.as_slice(), &leaf.bytes()[16..]);
    }

    #[test]
    fn no_bytes_make_the_readers_panic(bytes in any::<Vec<u8>>(), magic in 0_usize..6) {
        let magic: &[u8] = [&b"CHAI\0\0\0\x01"[..], b"PRD\x02", b"PRD\x03", b"RLV2", b"RLVI", b""][magic];
        let bytes = [magic, &bytes].concat();
        prop_assert!(Chain::read(&bytes, u64::MAX - 3).is_err());
        prop_assert!(Prd::read(&bytes, u64::MAX - 3).is_err());
        prop_assert!(List::read(&bytes, u64::MAX - 3).is_err());
        prop_assert!(RevocationInfo::read(&bytes, u64::MAX - 3).is_err());
    }

    #[test]
    fn cut_and_changed_chains_do_not_make_the_reader_panic(cut in 0_usize..2000, at in 0_usize..2000, value in any::<[u8; 4]>()) {
        let mut bytes = chain(&leaf(), &authority()).bytes().to_vec();
        let end = cut.min(bytes.len());
        let at = at.min(bytes.len() - 4);
        bytes[at..at + 4].copy_from_slice(&value);
        bytes.truncate(end);
        let _ = Chain::read(&bytes, 0).map(|chain| device(&chain));
    }
}

/// A count or length that promises more than there is costs no memory.
#[test]
fn large_counts_are_refused_at_once() {
    let good = chain(&leaf(), &authority());
    for at in [8, 16] {
        let mut bytes = good.bytes().to_vec();
        bytes[at..at + 4].fill(0xff);
        assert!(Chain::read(&bytes, 0).is_err());
    }
    let mut list = vec![0; 24];
    list[20..24].fill(0xff);
    assert!(List::read(&list, 0).unwrap_err().message.contains("4294967295"));
}

/// The crate `playready` loads both device files and reads the same fields.
#[test]
fn an_independent_reader_loads_our_devices() {
    let folder = tempfile::tempdir().unwrap();
    let pki = Pki::init(&folder.path().join("pki"), &mut SeededRng::new(50), NOW).unwrap();
    for (level, hardware_id) in [(150, None), (2000, Some(b"board 17".to_vec())), (3000, None)] {
        let options = DeviceOptions { hardware_id, name: "Tablet".to_owned(), ..DeviceOptions::new(level) };
        let ours = Device::issue(&pki, &options, &mut SeededRng::new(51)).unwrap();
        for version in [2, 3] {
            let theirs = playready::Device::from_bytes(&ours.export_prd(version).unwrap()).unwrap();
            assert_eq!(theirs.security_level().unwrap(), level);
            assert_eq!(theirs.name().unwrap().replace('\0', ""), "boxlock test Tablet 1");
            assert_eq!(theirs.group_key().is_some(), version == 3);
            let chain = theirs.certificate_chain();
            assert_eq!(chain.raw(), ours.chain.bytes());
            assert_eq!(chain.public_signing_key().unwrap(), ours.signing_key.public().bytes());
            assert_eq!(chain.public_encryption_key().unwrap(), ours.encryption_key.public().bytes());
            assert_eq!(chain.public_group_key().unwrap(), ours.group_key.public().bytes());
            assert_eq!(theirs.signing_key().to_bytes().as_slice(), ours.signing_key.expose());
            // It has another root built in, and says so only after the keys were found to fit.
            let error = theirs.verify().unwrap_err();
            assert!(matches!(error, playready::Error::PublicKeyMismatchError("BCert")), "{error}");
        }
    }
}
