//! A service with a PKI of its own, and devices that talk to it as messages.

#![allow(dead_code, reason = "each test uses its own part")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use boxlock::clock::FixedClock;
use boxlock::crypto::{PublicKey, Rng, SealingKey, SeededRng};
use boxlock::drm::HeaderKey;
use boxlock::drm::playready::{Algid, HeaderOptions, WrmHeader};
use boxlock::keys::{KeyId, KeySeed, KeySet};
use boxlock::pki::{Chain, Device, DeviceKind, DeviceOptions, Pki, Revocations};
use boxlock::rights_manager::challenge::{ChallengeBuilder, ClientInfo};
use boxlock::rights_manager::response::{Expected, Response};
use boxlock::rights_manager::service::{Definition, Incoming, Reply, Service};
use boxlock::rights_manager::soap::{Envelope, LIMITS};
use boxlock::rights_manager::{Fault, response};
use boxlock::store::{ClientId, Store, StoreUrl};

/// The time of these tests: 2026-11-22.
pub const NOW: u64 = 1_795_305_600;

/// Where the service is called.
pub const URL: &str = "http://localhost:8070/rightsmanager.asmx";

/// A service, and what its clients know of it.
pub struct World {
    pub service: Service,
    pub root: PublicKey,
    pub server_key: PublicKey,
    pub revoked: Revocations,
    folder: tempfile::TempDir,
}

/// Every message gets random bytes of its own, and every run the same.
fn rng() -> Box<dyn Rng> {
    static MESSAGES: AtomicU64 = AtomicU64::new(1_000_000);
    Box::new(SeededRng::new(MESSAGES.fetch_add(1, Ordering::Relaxed)))
}

/// The key source of the test server.
pub fn keys() -> KeySet {
    KeySet::new([], Some(KeySeed::test())).unwrap()
}

impl World {
    /// A test server.
    pub fn new() -> Self {
        Self::with(vec![Definition::test_server(Box::new(keys()))])
    }

    /// A server of these license services.
    pub fn with(definitions: Vec<Definition>) -> Self {
        Self::on(definitions, |_| "sqlite::memory:".to_owned())
    }

    /// A test server with its store where `boxlock serve` has it: in the folder of the PKI.
    pub fn in_folder() -> Self {
        let file = |pki: &Path| format!("sqlite:{}", pki.join("service.db").display());
        Self::on(vec![Definition::test_server(Box::new(keys()))], file)
    }

    /// The folder of the PKI.
    pub fn pki_folder(&self) -> PathBuf {
        self.folder.path().join("pki")
    }

    fn on(definitions: Vec<Definition>, url: impl Fn(&Path) -> String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pki = Pki::init(&folder.path().join("pki"), &mut SeededRng::new(1), NOW).unwrap();
        let sealing = SealingKey::derive(pki.server_key().expose(), "boxlock service store");
        let url: StoreUrl = url(&folder.path().join("pki")).parse().unwrap();
        let store = Store::open(&url, sealing).unwrap();
        let clock = Arc::new(FixedClock(NOW));
        let mut service = Service::new(pki, Arc::new(store), definitions, clock).unwrap();
        service.rng = rng;
        Self {
            root: service.pki.root_public(),
            server_key: service.pki.server_key().public(),
            revoked: Revocations::default(),
            service,
            folder,
        }
    }

    /// A device of the PKI.
    pub fn device(&self, seed: u64) -> Device {
        Device::issue(&self.service.pki, &DeviceOptions::new(2000), &mut SeededRng::new(seed)).unwrap()
    }

    /// A computer of the PKI.
    pub fn computer(&self, seed: u64) -> Device {
        let options = DeviceOptions { kind: DeviceKind::Pc, ..DeviceOptions::new(2000) };
        Device::issue(&self.service.pki, &options, &mut SeededRng::new(seed)).unwrap()
    }

    /// Posts a message.
    pub fn send(&self, text: &str) -> Result<Reply, Fault> {
        self.send_to("/rightsmanager.asmx", None, text)
    }

    /// Posts a message to a path with a query.
    pub fn send_to(&self, path: &str, query: Option<&str>, text: &str) -> Result<Reply, Fault> {
        let incoming = Incoming { path, host: "localhost:8070", query, url: URL, body: text.as_bytes() };
        self.service.answer(&incoming).reply
    }

    /// What answers are checked against.
    pub fn expected(&self, nonce: [u8; 16]) -> Expected<'_> {
        Expected { root: &self.root, now: NOW, revoked: &self.revoked, nonce: Some(nonce) }
    }

    /// Asks for a license for one key ID; `domains` are the domain certificates that the device sends along.
    pub fn license(
        &self,
        device: &Device,
        domains: &[&Chain],
        kid: KeyId,
        query: &str,
    ) -> Result<Response, Fault> {
        let header = header(kid, None);
        let builder = ChallengeBuilder {
            header: &header,
            client_version: "10.0.16384.10011",
            revocation_lists: Vec::new(),
            custom_data: None,
            client_time: NOW,
            client_info: info(device, domains),
        };
        let built = builder.build(&device.signing_key, &self.server_key, &mut *rng()).unwrap();
        let reply = self.send_to("/rightsmanager.asmx", Some(query), &built.text)?;
        let response = Response::read(reply.text.as_bytes(), &response::LIMITS).unwrap();
        response.verify(&self.expected(built.nonce)).unwrap();
        Ok(response)
    }
}

/// The text of a header for one key ID.
pub fn header(kid: KeyId, ds_id: Option<String>) -> String {
    let options = HeaderOptions { la_url: Some(URL.to_owned()), ds_id, ..HeaderOptions::default() };
    WrmHeader::build(&[HeaderKey { kid, key: None }], Algid::AesCtr, &options).unwrap().write().unwrap()
}

/// What a device tells of itself.
pub fn info(device: &Device, domains: &[&Chain]) -> ClientInfo {
    let mut chains = vec![device.chain.clone()];
    chains.extend(domains.iter().map(|chain| (*chain).clone()));
    ClientInfo { chains, ..ClientInfo::default() }
}

/// What the store calls a device.
pub fn client_id(device: &Device) -> ClientId {
    boxlock::crypto::sha256(&[device.signing_key.public().bytes()])
}

/// An answer as its reader takes it.
pub fn envelope(text: &str) -> Envelope {
    Envelope::read(text.as_bytes(), &LIMITS).unwrap()
}

/// A key ID.
pub fn kid(n: u8) -> KeyId {
    KeyId::from_bytes([n; 16])
}
