//! The messages of a license acquisition: what is made is read, and what is wrong is refused.

#[path = "messages/acquire.rs"]
mod acquire;
#[path = "messages/challenge.rs"]
mod challenge;
#[path = "messages/hostile.rs"]
mod hostile;
#[path = "messages/properties.rs"]
mod properties;
#[path = "messages/response.rs"]
mod response;

use std::sync::LazyLock;

use boxlock::crypto::{PublicKey, SeededRng};
use boxlock::drm::HeaderKey;
use boxlock::drm::playready::{Algid, HeaderOptions, WrmHeader, WrmVersion};
use boxlock::keys::{ContentKey, KeyId};
use boxlock::pki::{Device, DeviceOptions, Pki, Revocations};
use boxlock::rights_manager::challenge::{
    BuiltChallenge, Challenge, ChallengeBuilder, ClientInfo, ListVersion, Trust,
};
use boxlock::rights_manager::soap::LIMITS;

/// The time of these tests: 2026-11-22.
const NOW: u64 = 1_795_305_600;

/// A PKI and a device of it.
struct World {
    pki: Pki,
    device: Device,
    root: PublicKey,
    revoked: Revocations,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let rng = &mut SeededRng::new(1);
    let pki = Pki::init(&folder.path().join("pki"), rng, NOW).unwrap();
    let device = Device::issue(&pki, &DeviceOptions::new(2000), rng).unwrap();
    World { root: pki.root_public(), pki, device, revoked: Revocations::default() }
});

impl World {
    fn trust(&self) -> Trust<'_> {
        Trust {
            server_key: self.pki.server_key(),
            root: &self.root,
            now: NOW,
            revoked: &self.revoked,
            registry: None,
        }
    }
}

fn kid(n: u8) -> KeyId {
    KeyId::from_bytes([n; 16])
}

/// The text of a header of this version; versions with a list get two key IDs.
fn header(version: WrmVersion, algid: Algid) -> String {
    let kids = if version >= WrmVersion::V4_2 { vec![1, 2] } else { vec![1] };
    let keys: Vec<HeaderKey> = kids
        .into_iter()
        .map(|n| HeaderKey { kid: kid(n), key: Some(ContentKey::from_bytes([n; 16])) })
        .collect();
    let options = HeaderOptions {
        version: Some(version),
        la_url: Some("http://localhost/rightsmanager.asmx?a=1&b=2".to_owned()),
        ..HeaderOptions::default()
    };
    WrmHeader::build(&keys, algid, &options).unwrap().write().unwrap()
}

fn default_header() -> String {
    header(WrmVersion::V4_0, Algid::AesCtr)
}

/// What a challenge says unless a test wants something else.
fn builder(header: &str) -> ChallengeBuilder<'_> {
    ChallengeBuilder {
        header,
        client_version: "10.0.16384.10011",
        revocation_lists: vec![ListVersion { id: [7; 16], version: 3 }],
        custom_data: None,
        client_time: NOW,
        client_info: ClientInfo {
            chains: vec![WORLD.device.chain.clone()],
            features: vec!["AESCBC".to_owned()],
            ree_features: vec!["AESCBCS".to_owned()],
        },
    }
}

fn build(builder: &ChallengeBuilder<'_>) -> BuiltChallenge {
    builder
        .build(&WORLD.device.signing_key, &WORLD.pki.server_key().public(), &mut SeededRng::new(2))
        .unwrap()
}

/// The message of an ordinary challenge.
fn challenge_text() -> String {
    build(&builder(&default_header())).text
}

fn read(text: &str) -> Challenge {
    Challenge::read(text.as_bytes(), &LIMITS).unwrap_or_else(|error| panic!("{error}\n{text}"))
}
