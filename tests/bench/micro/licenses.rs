//! What a license server does for each request: check a challenge, mint a license. `tests/bench/service` prints OpenSSL's figures for
//! the same curve beside them.

#[path = "../../common/messages.rs"]
mod messages;

use boxlock::crypto::SeededRng;
use boxlock::keys::KeyId;
use boxlock::license::ClientCapabilities;
use boxlock::license::LicenseRequestGroup;
use boxlock::license::issue::{KeyStore, Recipient, issue};
use boxlock::license::mint::KeyCipher;
use boxlock::rights_manager::challenge::{Challenge, Trust};
use boxlock::rights_manager::soap::LIMITS;
use divan::Bencher;
use messages::{NOW, Site};

/// A license for a device: key wrapped to it, objects, message code.
#[divan::bench]
fn license_mint(bencher: Bencher<'_, '_>) {
    let (site, keys) = (Site::new(1), messages::keys());
    let kid = KeyId::from_bytes([7; 16]);
    let recipient = Recipient {
        device: site.device.encryption_key.public(),
        client: ClientCapabilities::of_chain(&site.device.chain),
        nonce: Some([9; 16]),
        issued: NOW,
        revocation: None,
        metering_id: None,
        cipher: KeyCipher::default(),
    };
    let (groups, keys) = ([LicenseRequestGroup::default()], &keys as &dyn KeyStore);
    let mut rng = SeededRng::new(2);
    bencher.bench_local(|| issue(&groups, &[kid], divan::black_box(&recipient), keys, &mut rng).unwrap());
}

/// A challenge from its bytes to a known client: XML, signature, decryption, certificates.
#[divan::bench]
fn challenge_verify(bencher: Bencher<'_, '_>) {
    let site = Site::new(1);
    let root = site.pki.root_public();
    let revoked = boxlock::pki::Revocations::default();
    let trust =
        Trust { server_key: site.pki.server_key(), root: &root, now: NOW, revoked: &revoked, registry: None };
    let key = site.pki.server_key().public();
    let mut rng = SeededRng::new(3);
    let text = messages::challenge(&key, &site.device, KeyId::from_bytes([7; 16]), NOW, &mut rng).text;
    bencher.bench_local(|| {
        let challenge = Challenge::read(divan::black_box(text.as_bytes()), &LIMITS).unwrap();
        challenge.verify(&trust).unwrap()
    });
}
