//! Challenges: made, read and checked.

use boxlock::clock::civil;
use boxlock::crypto::{PrivateKey, PublicKey, SeededRng};
use boxlock::drm::playready::{Algid, WrmVersion};
use boxlock::pki::{Chain, Device, DeviceOptions, Pki};
use boxlock::rights_manager::FaultCode;
use boxlock::rights_manager::challenge::{ChallengeError, ClientInfo, DeviceRegistry, protocol_version};
use boxlock::rights_manager::signed::SignatureError;

use super::*;

fn refusal(text: &str) -> ChallengeError {
    read(text).verify(&WORLD.trust()).unwrap_err()
}

/// The content between a tag and the next.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).unwrap().1.split_once(end).unwrap().0
}

#[test]
fn what_is_said_is_read_for_every_header_version() {
    for version in [WrmVersion::V4_0, WrmVersion::V4_1, WrmVersion::V4_2, WrmVersion::V4_3] {
        let algid = if version == WrmVersion::V4_3 { Algid::AesCbc } else { Algid::AesCtr };
        let header = header(version, algid);
        let said = ChallengeBuilder {
            custom_data: Some("User=<Ren\u{e9}> & \"co\"\n\u{1f3ac}"),
            ..builder(&header)
        };
        let built = build(&said);
        let read = read(&built.text);
        assert_eq!(read.version, protocol_version(version));
        assert_eq!(read.header, header);
        assert_eq!(read.wrm_header().unwrap().kids.len(), if version >= WrmVersion::V4_2 { 2 } else { 1 });
        assert_eq!(read.client_version.as_deref(), Some(said.client_version));
        assert_eq!(read.revocation_lists, said.revocation_lists);
        assert_eq!(read.list_version(&[7; 16]), Some(3));
        assert_eq!(read.custom_data.as_deref(), said.custom_data);
        assert_eq!(read.nonce, Some(built.nonce));
        assert_eq!(read.client_time, Some(NOW));
        assert_eq!(read.decrypt(WORLD.pki.server_key()).unwrap(), said.client_info);

        let client = read.verify(&WORLD.trust()).unwrap();
        assert_eq!(client.chain, WORLD.device.chain);
        assert_eq!(client.signing_key, WORLD.device.signing_key.public());
        assert_eq!(client.encryption_key, WORLD.device.encryption_key.public());
        assert!(client.info.unwrap().has("AESCBC") && client.domains.is_empty());
    }
}

#[test]
fn versions_of_the_protocol() {
    assert_eq!(
        [WrmVersion::V4_0, WrmVersion::V4_1, WrmVersion::V4_2, WrmVersion::V4_3].map(protocol_version),
        [1, 1, 4, 5]
    );
}

#[test]
fn nonces_differ_and_the_chain_is_not_in_the_clear() {
    let header = default_header();
    let rng = &mut SeededRng::new(3);
    let mut make =
        || builder(&header).build(&WORLD.device.signing_key, &WORLD.pki.server_key().public(), rng).unwrap();
    let (one, two) = (make(), make());
    assert_ne!(one.nonce, two.nonce);
    assert!(!one.text.contains(&WORLD.device.chain.base64()[..64]));
    assert_ne!(between(&one.text, "<CipherValue>", "<"), between(&two.text, "<CipherValue>", "<"));
}

/// Microsoft's sample has its parts in this order and form.
#[test]
fn layout() {
    let text = build(&ChallengeBuilder { custom_data: Some("x"), ..builder(&default_header()) }).text;
    let order = [
        "<soap:Body><AcquireLicense xmlns=",
        "<challenge><Challenge xmlns=",
        "<LA xmlns=",
        "<Version>1</Version>",
        "<ContentHeader><WRMHEADER ",
        "<CLIENTINFO><CLIENTVERSION>",
        "<RevocationLists><RevListInfo><ListID>",
        "<CustomData>x</CustomData>",
        "<LicenseNonce>",
        "<ClientTime>1795305600</ClientTime>",
        "<EncryptedData xmlns=",
        "<KeyName>WMRMServer</KeyName>",
        "</LA><Signature xmlns=",
        "<SignedInfo xmlns=",
        "<SignatureValue>",
        "<KeyInfo xmlns=",
        "<KeyValue><ECCKeyValue><PublicKey>",
    ];
    let mut rest = text.as_str();
    for part in order {
        rest = rest.split_once(part).unwrap_or_else(|| panic!("{part} is missing or out of order")).1;
    }
    assert!(!text.contains("/>") && !text.contains("> <") && !text.contains('\n'));
}

#[test]
fn a_changed_nonce_is_refused() {
    let text = challenge_text();
    let nonce = between(&text, "<LicenseNonce>", "<");
    let changed = text.replace(nonce, "AAAAAAAAAAAAAAAAAAAAAA==");
    assert_eq!(refusal(&changed), ChallengeError::Signature(SignatureError::WrongDigest));
}

/// The attacker also corrects the digest, but cannot sign.
#[test]
fn a_corrected_digest_is_refused() {
    let text = challenge_text();
    let changed = text.replace("<ClientTime>1795305600<", "<ClientTime>1795305601<");
    let la = &changed[changed.find("<LA ").unwrap()..changed.find("</LA>").unwrap() + 5];
    let digest = super::hostile::base64(&boxlock::crypto::sha256(&[la.as_bytes()]));
    let stated = between(&text, "<DigestValue>", "<");
    assert_eq!(
        refusal(&changed.replace(stated, &digest)),
        ChallengeError::Signature(SignatureError::WrongSignature)
    );
}

#[test]
fn a_key_that_is_not_in_the_certificate_is_refused() {
    let other = PrivateKey::generate(&mut SeededRng::new(5)).unwrap();
    let text = builder(&default_header())
        .build(&other, &WORLD.pki.server_key().public(), &mut SeededRng::new(6))
        .unwrap()
        .text;
    assert_eq!(refusal(&text), ChallengeError::OtherSigner);
    assert_eq!(refusal(&text).fault().known(), Some(FaultCode::InvalidMessage));
}

#[test]
fn a_chain_of_another_root_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let rng = &mut SeededRng::new(7);
    let pki = Pki::init(&folder.path().join("pki"), rng, NOW).unwrap();
    let device = Device::issue(&pki, &DeviceOptions::new(3000), rng).unwrap();
    let header = default_header();
    let said = ChallengeBuilder {
        client_info: ClientInfo { chains: vec![device.chain.clone()], ..ClientInfo::default() },
        ..builder(&header)
    };
    let text = said.build(&device.signing_key, &WORLD.pki.server_key().public(), rng).unwrap().text;
    let error = refusal(&text);
    assert!(matches!(error, ChallengeError::Chain { of: "device", .. }), "{error}");
    assert_eq!(error.fault().known(), Some(FaultCode::InvalidMessage));
}

#[test]
fn a_client_without_a_certificate_is_refused() {
    let header = default_header();
    let text = build(&ChallengeBuilder { client_info: ClientInfo::default(), ..builder(&header) }).text;
    assert_eq!(refusal(&text), ChallengeError::NoChain);
}

#[test]
fn an_expired_device_must_be_individualized() {
    let rng = &mut SeededRng::new(8);
    let expiry = civil([2026, 11, 22, 0, 0, 0]).unwrap();
    let options = DeviceOptions { expiry: u32::try_from(expiry).unwrap(), ..DeviceOptions::new(2000) };
    let device = Device::issue(&WORLD.pki, &options, rng).unwrap();
    let header = default_header();
    let said = ChallengeBuilder {
        client_info: ClientInfo { chains: vec![device.chain.clone()], ..ClientInfo::default() },
        ..builder(&header)
    };
    let text = said.build(&device.signing_key, &WORLD.pki.server_key().public(), rng).unwrap().text;
    let at = |now| read(&text).verify(&Trust { now, ..WORLD.trust() });
    assert!(at(expiry - 1).is_ok());
    assert_eq!(at(expiry).unwrap_err().fault().known(), Some(FaultCode::IndividualizationRequired));
}

#[test]
fn a_revoked_device_is_told_so() {
    let revoked = [WORLD.device.chain.leaf().digest].into_iter().collect();
    let error = read(&challenge_text()).verify(&Trust { revoked: &revoked, ..WORLD.trust() }).unwrap_err();
    assert_eq!(error.fault().known(), Some(FaultCode::DeviceRevoked));
}

#[test]
fn a_domain_of_the_client_is_checked_too() {
    let rng = &mut SeededRng::new(9);
    let (_, domain) = WORLD.pki.issue_domain([1; 16], [2; 16], 0, "http://localhost/domain", rng).unwrap();
    let header = default_header();
    let chains = vec![WORLD.device.chain.clone(), domain.clone()];
    let said =
        ChallengeBuilder { client_info: ClientInfo { chains, ..ClientInfo::default() }, ..builder(&header) };
    let text = build(&said).text;
    let client = read(&text).verify(&WORLD.trust()).unwrap();
    assert_eq!((client.chain, client.domains), (WORLD.device.chain.clone(), vec![domain.clone()]));
    let revoked = [domain.leaf().digest].into_iter().collect();
    let error = read(&text).verify(&Trust { revoked: &revoked, ..WORLD.trust() }).unwrap_err();
    assert!(matches!(error, ChallengeError::Chain { of: "domain", .. }), "{error}");
}

#[test]
fn unknown_protocol_versions_are_told_so() {
    for version in ["0", "6", "4000000000"] {
        let text = challenge_text().replace("<Version>1</Version>", &format!("<Version>{version}</Version>"));
        assert_eq!(refusal(&text).fault().known(), Some(FaultCode::ProtocolVersion));
    }
}

/// Knows one device.
struct OneDevice(PublicKey, Chain);

impl DeviceRegistry for OneDevice {
    fn chain(&self, signing_key: &PublicKey) -> Option<Chain> {
        (*signing_key == self.0).then(|| self.1.clone())
    }
}

/// Clients that nobody can tell of our server key encrypt to another one.
#[test]
fn a_registry_recognises_clients_that_encrypt_to_another_server() {
    let rng = &mut SeededRng::new(10);
    let other = PrivateKey::generate(rng).unwrap().public();
    let text = builder(&default_header()).build(&WORLD.device.signing_key, &other, rng).unwrap().text;
    let error = refusal(&text);
    assert!(error.to_string().contains("encrypted to another key"), "{error}");

    let registry = OneDevice(WORLD.device.signing_key.public(), WORLD.device.chain.clone());
    let trust = Trust { registry: Some(&registry), ..WORLD.trust() };
    let client = read(&text).verify(&trust).unwrap();
    assert_eq!((client.chain, client.info), (WORLD.device.chain.clone(), None));

    let stranger = Device::issue(&WORLD.pki, &DeviceOptions::new(150), rng).unwrap();
    let text = builder(&default_header()).build(&stranger.signing_key, &other, rng).unwrap().text;
    assert!(read(&text).verify(&trust).is_err());
    // A registry that names the wrong device does not help a stranger.
    let wrong = OneDevice(stranger.signing_key.public(), WORLD.device.chain.clone());
    let trust = Trust { registry: Some(&wrong), ..WORLD.trust() };
    assert_eq!(read(&text).verify(&trust).unwrap_err(), ChallengeError::OtherSigner);
}

/// One client leaves out whatever the server can do without, and orders the encrypted key otherwise.
#[test]
fn the_reduced_form() {
    let text = challenge_text();
    let cut = |text: &str, start: &str, end: &str| {
        let (before, rest) = text.split_once(start).unwrap();
        format!("{before}{}", rest.split_once(end).unwrap().1)
    };
    let mut la = text[text.find("<LA ").unwrap()..text.find("</LA>").unwrap() + 5].to_owned();
    for (start, end) in [
        ("<CLIENTINFO>", "</CLIENTINFO>"),
        ("<RevocationLists>", "</RevocationLists>"),
        ("<LicenseNonce>", "</LicenseNonce>"),
        ("<ClientTime>", "</ClientTime>"),
    ] {
        la = cut(&la, start, end);
    }
    let inner = between(&la, "<EncryptedKey xmlns=\"http://www.w3.org/2001/04/xmlenc#\">", "</EncryptedKey>")
        .to_owned();
    let (head, cipher) = inner.split_at(inner.find("<CipherData>").unwrap());
    la = la.replace(&inner, &format!("{cipher}{head}"));
    let digest = super::hostile::base64(&boxlock::crypto::sha256(&[la.as_bytes()]));
    let dsig = "http://www.w3.org/2000/09/xmldsig#";
    let info = format!(
        "<SignedInfo xmlns=\"{dsig}\"><Reference URI=\"#SignedData\"><DigestValue>{digest}</DigestValue></Reference></SignedInfo>"
    );
    let value = super::hostile::base64(&WORLD.device.signing_key.sign(info.as_bytes()));
    let signature =
        format!("<Signature xmlns=\"{dsig}\">{info}<SignatureValue>{value}</SignatureValue></Signature>");
    let start = text.find("<LA ").unwrap();
    let end = text.find("</Challenge>").unwrap();
    let reduced = format!("{}{la}{signature}{}", &text[..start], &text[end..]);

    let read = read(&reduced);
    assert_eq!((&read.client_version, read.nonce, read.client_time), (&None, None, None));
    assert_eq!(read.verify(&WORLD.trust()).unwrap().chain, WORLD.device.chain);
    // Without a key in the message the signature is still checked: against the certificate.
    let broken = reduced.replace(&digest, &super::hostile::base64(&[1; 32]));
    assert_eq!(refusal(&broken), ChallengeError::Signature(SignatureError::WrongDigest));
}
