//! A PKI, its devices and lists, from folder to verified chains.

use super::*;
use crate::crypto::SeededRng;

const NOW: u64 = 1_800_000_000;

fn pki(folder: &std::path::Path) -> Pki {
    Pki::init(folder, &mut SeededRng::new(1), NOW).unwrap()
}

#[test]
fn everything_a_new_pki_has_verifies_for_its_role() {
    let folder = tempfile::tempdir().unwrap();
    let pki = pki(&folder.path().join("pki"));
    let root = pki.root_public();
    let (domain_key, domain) =
        pki.issue_domain([1; 16], [2; 16], 3, "http://127.0.0.1/", &mut SeededRng::new(2)).unwrap();
    let device = Device::issue(&pki, &DeviceOptions::new(2000), &mut SeededRng::new(3)).unwrap();
    for (chain, role) in [
        (&pki.response_signer().chain, Role::ResponseSigner),
        (&pki.metering().chain, Role::Metering),
        (&pki.revocation_signer().chain, Role::RevocationSigner),
        (&pki.device_group().chain, Role::Any),
        (&domain, Role::Domain),
        (&device.chain, Role::Device),
    ] {
        assert_eq!(verify(chain, &root, role, NOW, pki.revocations()), Ok(()), "{role:?}");
        assert_eq!(verify_to_own_end(chain, NOW), Ok(()));
    }
    assert_eq!(domain.leaf().key_with_usage(usage::ENCRYPT_KEY), Some(domain_key.public()));
    assert_eq!(domain.leaf().domain.as_ref().unwrap().revision, 3);
    assert_eq!(pki.metering().chain.leaf().metering.as_ref().unwrap().id, pki.metering().id);
}

#[test]
fn a_revoked_device_is_refused_and_the_lists_are_signed() {
    let folder = tempfile::tempdir().unwrap();
    let mut pki = pki(&folder.path().join("pki"));
    let device = Device::issue(&pki, &DeviceOptions::new(150), &mut SeededRng::new(3)).unwrap();
    let digest = device.chain.leaf().digest;
    assert_eq!(pki.revoke(&[digest], &[], NOW + 1).unwrap(), 1);
    assert_eq!(pki.revoke(&[digest], &[], NOW + 2).unwrap(), 0);
    let again = Pki::open(pki.folder()).unwrap();
    let error =
        verify(&device.chain, &pki.root_public(), Role::Device, NOW, again.revocations()).unwrap_err();
    assert_eq!((error.hresult(), error), (0x8004_c065, ChainError::Revoked { index: 1, digest }));
    let info = again.revocation_info().unwrap();
    assert_eq!((info.sequence, info.issued_unix(), info.info_version), (2, NOW + 1, 2));
    assert_eq!(info.seal.verify(&pki.root_public(), NOW), Ok(()));
    let lists = again.revocation_lists().unwrap();
    let versions: Vec<u32> = lists.iter().map(|(_, version, _)| *version).collect();
    assert_eq!(versions, [2, 2, 1]);
    for (id, _, bytes) in &lists[1..] {
        let list = revocation::List::read(bytes, 0).unwrap();
        assert_eq!((&list.id, list.seal.verify(&pki.root_public(), NOW)), (id, Ok(())));
    }
}

#[test]
fn a_device_opens_as_it_was_made() {
    let folder = tempfile::tempdir().unwrap();
    let pki = pki(&folder.path().join("pki"));
    let mut options = DeviceOptions::new(3000);
    options.client_features = vec!["AESCBC".to_owned()];
    options.hardware_id = Some(b"serial 7".to_vec());
    let path = folder.path().join("device");
    let made = Device::create(&pki, &path, &options, &mut SeededRng::new(4)).unwrap();
    let opened = Device::open(&path).unwrap();
    assert_eq!(opened.chain, made.chain);
    assert_eq!(opened.encryption_key.expose(), made.encryption_key.expose());
    assert!(opened.announces("AESCBC") && opened.chain.leaf().has_feature(feature::PLAYREADY_3));
    assert_eq!(verify(&opened.chain, &opened.root, Role::Device, NOW, &Revocations::default()), Ok(()));
    for version in [2, 3] {
        let read = prd::Prd::read(&opened.export_prd(version).unwrap(), 0).unwrap();
        assert!(read.public_halves_fit);
        assert_eq!((read.chain, read.signing_key), (made.chain.clone(), made.signing_key.public()));
    }
    assert!(opened.export_prd(1).is_err());
}
