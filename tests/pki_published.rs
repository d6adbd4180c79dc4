//! The published test metering chain, built anew under a root of ours: its fields and its sizes are public, its signing keys are not.
//!
//! Descriptions of the leaf's key differ: one says usage 2, another 2 and 7. The sizes decide: a leaf of 500 bytes with a signed part of
//! 356 has one usage; with two it is 4 bytes longer.

use std::fs;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use boxlock::bytes::{Reader, Writer};
use boxlock::crypto::{PrivateKey, SeededRng};
use boxlock::pki::numbers::NEVER;
use boxlock::pki::{
    Body, CertificateType, CertifiedKey, Chain, Manufacturer, MeteringInfo, Revocations, Role, Template,
    usage, verify,
};
use serde_json::{Value, json};

const METERING_ID: [u8; 16] =
    [0xc7, 0x0e, 0x93, 0x8c, 0x8b, 0x94, 0x52, 0x6b, 0xdd, 0x09, 0xc9, 0x74, 0xd2, 0xde, 0x11, 0x04];
const URL: &str = "http://playready.directtaps.net/pr/svc/rightsmanager.asmx";

fn key(seed: u64) -> PrivateKey {
    PrivateKey::generate(&mut SeededRng::new(seed)).unwrap()
}

fn leaf(usages: &[u32]) -> Template {
    Template {
        kind: CertificateType::METERING,
        security_level: 0,
        cert_id: [1; 16],
        client_id: [0; 16],
        expiry: NEVER,
        // The length of a leaf's string counts its NUL.
        specific: Some(Body::Metering(MeteringInfo {
            id: METERING_ID,
            url: [URL.as_bytes(), b"\0"].concat(),
        })),
        features: Vec::new(),
        keys: vec![CertifiedKey::new(key(3).public(), usages)],
        manufacturer: Manufacturer::of_leaf("DTAP", "Metering Certificate", ""),
        hardware_id: None,
        more: Vec::new(),
    }
}

fn authority() -> Template {
    Template {
        kind: CertificateType::ISSUER,
        cert_id: [2; 16],
        specific: None,
        keys: vec![CertifiedKey::new(key(2).public(), &[usage::SIGN, usage::ISSUE_METERING])],
        manufacturer: Manufacturer::of_authority("Microsoft", "PlayReady SL0 Metering Root CA", ""),
        ..leaf(&[])
    }
}

fn published() -> Chain {
    let issuer = Chain::new(&authority().sign(&key(1)).unwrap(), None).unwrap();
    let leaf = leaf(&[usage::ENCRYPT_KEY]).sign(&key(2)).unwrap();
    Chain::new(&leaf, Some(&issuer)).unwrap()
}

#[test]
fn sizes_are_those_of_the_published_chain() {
    let chain = published();
    let [leaf_certificate, authority] = chain.certificates() else { panic!("not two certificates") };
    assert_eq!(URL.len(), 57);
    assert_eq!(chain.bytes().len(), 1284);
    assert_eq!((leaf_certificate.bytes().len(), leaf_certificate.signed_part().len()), (500, 356));
    assert_eq!((authority.bytes().len(), authority.signed_part().len()), (764, 620));
    let two_usages = leaf(&[usage::ENCRYPT_KEY, usage::ISSUE_LINK]).sign(&key(2)).unwrap();
    assert_eq!((two_usages.bytes().len(), two_usages.signed_part().len()), (504, 360));
}

#[test]
fn fields_and_order_are_those_of_the_published_chain() {
    let chain = published();
    let again = Chain::read(chain.bytes(), 0).unwrap();
    assert_eq!(again, chain);
    let [leaf, authority] = again.certificates() else { panic!("not two certificates") };
    let objects = |certificate: &boxlock::pki::Certificate| -> Vec<(u16, u16)> {
        certificate.objects.iter().map(|object| (object.object_type, object.flags)).collect()
    };
    assert_eq!(objects(leaf), [(0x01, 1), (0x0a, 1), (0x05, 1), (0x06, 1), (0x07, 0), (0x08, 1)]);
    assert_eq!(objects(authority), [(0x01, 1), (0x05, 1), (0x06, 1), (0x07, 0), (0x08, 1)]);

    let metering = leaf.metering.as_ref().unwrap();
    assert_eq!(
        (metering.id, STANDARD.encode(metering.id).as_str()),
        (METERING_ID, "xw6TjIuUUmvdCcl00t4RBA==")
    );
    assert_eq!((metering.url.len(), metering.url_text().as_str()), (58, URL));
    // In the object: identifier, length 58, then 57 characters and 3 zeros.
    let mut written = Writer::new();
    leaf.objects[1].write(&mut written);
    let mut body = Reader::new(&written.as_slice()[8..], 0);
    assert_eq!(body.array::<16>("id").unwrap(), METERING_ID);
    assert_eq!(body.u32("length").unwrap(), 0x3a);
    assert_eq!(body.peek_rest(), [URL.as_bytes(), &[0; 3]].concat());

    assert_eq!((leaf.kind, leaf.security_level), (CertificateType::METERING, 0));
    assert!(leaf.features.is_empty());
    assert_eq!(leaf.keys[0].usages, [2]);
    let made = leaf.manufacturer.as_ref().unwrap();
    let lengths = [made.manufacturer.len(), made.model_name.len(), made.model_number.len()];
    assert_eq!((lengths, leaf.name().as_str()), ([5, 21, 1], "DTAP Metering Certificate"));

    assert_eq!((authority.kind.0, authority.security_level), (4, 0));
    assert_eq!(authority.keys[0].usages, [1, 12]);
    let made = authority.manufacturer.as_ref().unwrap();
    assert!([&made.manufacturer, &made.model_name, &made.model_number].iter().all(|text| text.len() == 128));
    assert_eq!(leaf.issuer_key, authority.keys[0].key);
    assert_eq!(authority.issuer_key, key(1).public());
    assert!(leaf.is_signed() && authority.is_signed());
    assert_eq!(leaf.computed_digest(), Some(leaf.digest));
}

#[test]
fn it_verifies_under_our_root_and_under_no_other() {
    let chain = published();
    let check = |root: &PrivateKey| {
        verify(&chain, &root.public(), Role::Metering, 1_800_000_000, &Revocations::default())
    };
    assert_eq!(check(&key(1)), Ok(()));
    assert!(check(&key(9)).is_err());
}

#[test]
fn inspect_shows_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("metering.chain");
    fs::write(&file, published().bytes()).unwrap();
    let inspect = |arguments: &[&str]| -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_boxlock"));
        let output = command.arg("inspect").args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let shown: Value = serde_json::from_str(&inspect(&[file.to_str().unwrap(), "--json"])).unwrap();
    assert_eq!((&shown["kind"], &shown["length"]), (&json!("metering-certificate"), &json!(1284)));
    let [leaf, authority] = shown["certificates"].as_array().unwrap().as_slice() else { panic!("{shown}") };
    assert_eq!(leaf["metering"], json!({ "id": "c70e938c8b94526bdd09c974d2de1104", "url": URL }));
    assert_eq!(leaf["signed_length"], 356);
    assert_eq!((&leaf["features"], &leaf["keys"][0]["usages"]), (&json!([]), &json!([2])));
    assert_eq!(leaf["manufacturer"]["model_name"], "Metering Certificate");
    assert_eq!((&authority["type"], &authority["keys"][0]["usages"]), (&json!(4), &json!([1, 12])));
    // The same as base64 on the command line, for people.
    let text = inspect(&[&published().base64()]);
    for words in ["xw6TjIuUUmvdCcl00t4RBA==", URL, "DTAP", "PlayReady SL0 Metering Root CA"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}
