//! A service in memory with a PKI from a seed, a fixed clock and two devices: the same bytes in every run.
#![allow(dead_code, reason = "every test program uses a part of it")]

use std::sync::Arc;

use boxlock::clock::FixedClock;
use boxlock::crypto::{PublicKey, Rng, SealingKey, SeededRng};
use boxlock::drm::HeaderKey;
use boxlock::drm::playready::{Algid, HeaderOptions, WrmHeader, WrmVersion};
use boxlock::keys::{KeyId, KeySeed, KeySet};
use boxlock::pki::{Device, DeviceOptions, Pki, Revocations};
use boxlock::rights_manager::challenge::{BuiltChallenge, ChallengeBuilder, ClientInfo};
use boxlock::rights_manager::handlers::Handlers;
use boxlock::rights_manager::response::{self, Expected, Response};
use boxlock::rights_manager::service::{Definition, Incoming, Outcome, Service};
use boxlock::rights_manager::soap::Envelope;
use boxlock::rights_manager::{Fault, FaultCode};
use boxlock::store::{ClientId, Store};

/// The time of the tests: 2026-11-22.
pub const NOW: u64 = 1_795_305_600;

/// The URL of the service.
pub const URL: &str = "http://127.0.0.1:8070/rightsmanager.asmx";

/// The ID of a second metering certificate.
pub const SECOND: [u8; 16] = [0x5e; 16];

/// A service and its clients.
pub struct World {
    /// The service.
    pub service: Service,
    /// The root that everything ends in.
    pub root: PublicKey,
    /// A device of level 3000.
    pub device: Device,
    /// Another device, of level 2000.
    pub other: Device,
    /// Nobody.
    pub revoked: Revocations,
    _folder: tempfile::TempDir,
}

/// A world whose service has the handlers of a test server.
pub fn world() -> World {
    world_with(Handlers::default())
}

/// A world whose service has these handlers.
pub fn world_with(handlers: Handlers) -> World {
    let folder = tempfile::tempdir().unwrap();
    let rng = &mut SeededRng::new(2026);
    let mut pki = Pki::init(&folder.path().join("pki"), rng, NOW).unwrap();
    pki.issue_metering("second", SECOND, URL, rng, NOW).unwrap();
    let device = Device::issue(&pki, &DeviceOptions::new(3000), rng).unwrap();
    let other = Device::issue(&pki, &DeviceOptions::new(2000), rng).unwrap();
    let sealing = SealingKey::derive(b"operations", "store");
    let store = Store::open(&"sqlite::memory:".parse().unwrap(), sealing).unwrap();
    let definition = Definition { handlers, ..Definition::test_server(Box::new(keys())) };
    let root = pki.root_public();
    let mut service =
        Service::new(pki, Arc::new(store), vec![definition], Arc::new(FixedClock(NOW))).unwrap();
    service.rng = seeded;
    World { service, root, device, other, revoked: Revocations::default(), _folder: folder }
}

fn seeded() -> Box<dyn Rng> {
    Box::new(SeededRng::new(8070))
}

/// A key ID of the tests.
pub fn kid(n: u8) -> KeyId {
    KeyId::from_bytes([n; 16])
}

/// The keys of the public test seed.
pub fn keys() -> KeySet {
    KeySet::new([], Some(KeySeed::test())).unwrap()
}

/// What a device says of itself.
pub fn client_info(device: &Device) -> ClientInfo {
    ClientInfo { chains: vec![device.chain.clone()], features: Vec::new(), ree_features: Vec::new() }
}

/// What a device is stored under.
pub fn client_id(device: &Device) -> ClientId {
    device.chain.leaf().digest
}

/// An envelope of an answer.
pub fn envelope(text: &str) -> Envelope {
    Envelope::read(text.as_bytes(), &response::LIMITS).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

impl World {
    /// The public key of the license server.
    pub fn server_key(&self) -> PublicKey {
        self.service.pki.server_key().public()
    }

    /// Revokes a device, as an administrator does while the service runs.
    pub fn revoke(&self, device: &Device) {
        let mut pki = Pki::open(self.service.pki.folder()).unwrap();
        assert_eq!(pki.revoke(&[device.chain.leaf().digest], &[], NOW).unwrap(), 1);
    }

    /// Sends a message.
    pub fn send(&self, text: &str, query: Option<&str>) -> Outcome {
        let incoming = Incoming {
            path: "/rightsmanager.asmx",
            host: "127.0.0.1:8070",
            query,
            url: URL,
            body: text.as_bytes(),
        };
        self.service.answer(&incoming)
    }

    /// The answer to a message that is not refused.
    pub fn post(&self, text: &str) -> String {
        self.send(text, None).reply.unwrap_or_else(|fault| panic!("{fault}")).text
    }

    /// The fault that a message is refused with, which must have this code.
    pub fn refused(&self, text: &str, code: FaultCode) -> Fault {
        let fault = self.send(text, None).reply.map(|reply| reply.text).unwrap_err();
        assert_eq!(fault.known(), Some(code), "{fault}");
        fault
    }

    /// What an answer with this nonce is checked against.
    pub fn expected(&self, nonce: [u8; 16]) -> Expected<'_> {
        Expected { root: &self.root, now: NOW, revoked: &self.revoked, nonce: Some(nonce) }
    }

    /// The challenge of a device for the content with key ID `n`.
    pub fn challenge(&self, device: &Device, n: u8, rng: &mut dyn Rng) -> BuiltChallenge {
        let options = HeaderOptions {
            version: Some(WrmVersion::V4_0),
            la_url: Some(URL.to_owned()),
            ..HeaderOptions::default()
        };
        let header = [HeaderKey { kid: kid(n), key: keys().get(&kid(n)) }];
        let header = WrmHeader::build(&header, Algid::AesCtr, &options).unwrap().write().unwrap();
        let builder = ChallengeBuilder {
            header: &header,
            client_version: "10.0.16384.10011",
            revocation_lists: Vec::new(),
            custom_data: None,
            client_time: NOW,
            client_info: client_info(device),
        };
        builder.build(&device.signing_key, &self.server_key(), rng).unwrap()
    }

    /// Acquires a license for key ID `n` with this query.
    pub fn acquire(&self, device: &Device, n: u8, query: &str, rng: &mut dyn Rng) -> Response {
        let challenge = self.challenge(device, n, rng);
        let reply = self.send(&challenge.text, Some(query)).reply.unwrap_or_else(|fault| panic!("{fault}"));
        let response = Response::read(reply.text.as_bytes(), &response::LIMITS).unwrap();
        response.verify(&self.expected(challenge.nonce)).unwrap();
        response
    }
}
