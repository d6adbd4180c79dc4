//! A PKI, devices, and one good request for each signed operation: what tests send, change and send again.

#![allow(dead_code, reason = "each test uses its own part")]

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use boxlock::clock::FixedClock;
use boxlock::crypto::{PrivateKey, PublicKey, Rng, SealingKey, SeededRng};
use boxlock::drm::HeaderKey;
use boxlock::drm::playready::{Algid, HeaderOptions, WrmHeader, WrmVersion};
use boxlock::keys::{KeyId, KeySeed, KeySet};
use boxlock::license::policy::Guid;
use boxlock::pki::{Device, DeviceOptions, Pki};
use boxlock::rights_manager::Operation;
use boxlock::rights_manager::challenge::{BuiltChallenge, ChallengeBuilder, ClientInfo};
use boxlock::rights_manager::operations::acknowledge_license::{Acknowledgement, LicenseResult};
use boxlock::rights_manager::operations::join_domain::JoinRequest;
use boxlock::rights_manager::operations::leave_domain::LeaveRequest;
use boxlock::rights_manager::operations::process_delete_license_data::DeleteRequest;
use boxlock::rights_manager::operations::{
    process_metering_data as metering, process_secure_stop_data as secure_stop,
};
use boxlock::rights_manager::response::{self, Response};
use boxlock::rights_manager::service::{Definition, Incoming, Outcome, Service};
use boxlock::store::Store;
use boxlock::store::metering::MeteringCount;
use boxlock::store::secure_stop::SessionState;

/// The time of the tests: 2026-11-22.
pub const NOW: u64 = 1_795_305_600;

/// The account of the domain that devices join.
pub const ACCOUNT: [u8; 16] = [0x3a; 16];

/// The transaction of the license that is acknowledged.
const TRANSACTION: [u8; 16] = [0x77; 16];
const ACQUIRE: &str = "cfg=(persist:true,tid:77777777-7777-7777-7777-777777777777)";

/// A signed operation and what its signed element is called.
#[derive(Clone, Copy, Debug)]
pub struct SignedOperation {
    pub operation: Operation,
    pub payload: &'static str,
    /// Whether its encrypted part is for the metering key.
    pub to_metering: bool,
    /// Most bytes of a message.
    pub limit: usize,
}

const fn row(operation: Operation, payload: &'static str) -> SignedOperation {
    SignedOperation { operation, payload, to_metering: false, limit: 256 << 10 }
}

/// All of them.
pub const SIGNED: [SignedOperation; 7] = [
    row(Operation::AcquireLicense, "LA"),
    row(Operation::AcknowledgeLicense, "LicenseAcknowledgement"),
    row(Operation::JoinDomain, "JoinDomainData"),
    row(Operation::LeaveDomain, "LeaveDomainData"),
    SignedOperation {
        to_metering: true,
        limit: 4 << 20,
        ..row(Operation::ProcessMeteringData, "MeteringData")
    },
    SignedOperation { to_metering: true, ..row(Operation::ProcessSecureStopData, "SecureStopData") },
    row(Operation::ProcessDeleteLicenseData, "DeleteLicenseData"),
];

impl SignedOperation {
    pub fn of(operation: Operation) -> Self {
        SIGNED.into_iter().find(|signed| signed.operation == operation).unwrap()
    }

    /// Where the signed element stands in a message.
    pub fn payload_range(&self, text: &str) -> std::ops::Range<usize> {
        let end = format!("</{}>", self.payload);
        text.find(&format!("<{} ", self.payload)).unwrap()..text.find(&end).unwrap() + end.len()
    }

    /// The message with a new signature of `key` over its signed element as it is now.
    pub fn signed_again(&self, text: &str, key: &PrivateKey) -> String {
        let payload = &text[self.payload_range(text)];
        let signature = boxlock::rights_manager::signed::write(payload, "SignedData", key, true);
        let range = signature_range(text);
        format!("{}{signature}{}", &text[..range.start], &text[range.end..])
    }
}

/// Where the signature stands in a message.
pub fn signature_range(text: &str) -> std::ops::Range<usize> {
    text.rfind("<Signature ").unwrap()..text.rfind("</Signature>").unwrap() + 12
}

/// The message with another text in the element number `index` of this name.
pub fn with_value(text: &str, name: &str, index: usize, value: &str) -> String {
    let start = text.match_indices(&format!("<{name}>")).nth(index).unwrap().0 + name.len() + 2;
    let end = start + text[start..].find('<').unwrap();
    format!("{}{value}{}", &text[..start], &text[end..])
}

pub fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// What a device says of itself.
pub fn client_info(device: &Device) -> ClientInfo {
    ClientInfo { chains: vec![device.chain.clone()], features: Vec::new(), ree_features: Vec::new() }
}

/// The keys of the public test seed.
pub fn keys() -> KeySet {
    KeySet::new([], Some(KeySeed::test())).unwrap()
}

/// A challenge for key ID `kid`.
pub fn challenge(
    server_key: &PublicKey,
    device: &Device,
    kid: KeyId,
    client_time: u64,
    rng: &mut dyn Rng,
) -> BuiltChallenge {
    challenge_saying(client_info(device), server_key, device, kid, client_time, rng)
}

/// As [`challenge`], from a device that says this of itself.
pub fn challenge_saying(
    client_info: ClientInfo,
    server_key: &PublicKey,
    device: &Device,
    kid: KeyId,
    client_time: u64,
    rng: &mut dyn Rng,
) -> BuiltChallenge {
    let options = HeaderOptions { version: Some(WrmVersion::V4_0), ..HeaderOptions::default() };
    let header = [HeaderKey { kid, key: keys().get(&kid) }];
    let header = WrmHeader::build(&header, Algid::AesCtr, &options).unwrap().write().unwrap();
    let builder = ChallengeBuilder {
        header: &header,
        client_version: "10.0.16384.10011",
        revocation_lists: Vec::new(),
        custom_data: None,
        client_time,
        client_info,
    };
    builder.build(&device.signing_key, server_key, rng).unwrap()
}

/// A PKI and its devices.
pub struct Site {
    pub pki: Arc<Pki>,
    /// Of level 3000.
    pub device: Device,
    /// Of level 2000.
    pub other: Device,
    /// Of level 2000; its certificate is revoked.
    pub revoked: Device,
    /// Of level 2000; its certificate ended a second before [`NOW`].
    pub expired: Device,
    folder: tempfile::TempDir,
}

/// What is not the same in every request.
#[derive(Clone, Copy, Debug)]
pub struct Draft {
    /// Seed of nonce, session key and encryption.
    pub seed: u64,
    /// The client's time.
    pub time: u64,
    /// What is reported, asked for or acknowledged: two requests with different ones differ in more than random bytes.
    pub what: u8,
    /// The rights ID of the license that is acknowledged.
    pub rights_id: [u8; 16],
}

impl Default for Draft {
    fn default() -> Self {
        Self { seed: 1, time: NOW, what: 1, rights_id: [0; 16] }
    }
}

impl Site {
    pub fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rng = &mut SeededRng::new(seed);
        let mut pki = Pki::init(&folder.path().join("pki"), rng, NOW - 1000).unwrap();
        let device = Device::issue(&pki, &DeviceOptions::new(3000), rng).unwrap();
        let other = Device::issue(&pki, &DeviceOptions::new(2000), rng).unwrap();
        let revoked = Device::issue(&pki, &DeviceOptions::new(2000), rng).unwrap();
        let ended = DeviceOptions { expiry: (NOW - 1) as u32, ..DeviceOptions::new(2000) };
        let expired = Device::issue(&pki, &ended, rng).unwrap();
        pki.revoke(&[revoked.chain.leaf().digest], &[], NOW - 500).unwrap();
        Self { pki: Arc::new(pki), device, other, revoked, expired, folder }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A test server with an empty store in memory.
    pub fn service(&self) -> Service {
        let key = SealingKey::derive(b"hostile", "store");
        let store = Store::open(&"sqlite::memory:".parse().unwrap(), key).unwrap();
        let definition = Definition::test_server(Box::new(keys()));
        let clock = Arc::new(FixedClock(NOW));
        let mut service =
            Service::new(Arc::clone(&self.pki), Arc::new(store), vec![definition], clock).unwrap();
        service.rng = || Box::new(SeededRng::new(8070));
        service
    }

    /// Does what the request of this operation builds on: a license that can be acknowledged, a domain that can be left.
    pub fn prepare(&self, service: &Service, operation: Operation, device: &Device) -> Draft {
        let mut draft = Draft::default();
        let before = Draft { seed: 1000, ..draft };
        match operation {
            Operation::AcknowledgeLicense => {
                let text = self.request(Operation::AcquireLicense, device, &before);
                let answer = send(service, text.as_bytes(), Some(ACQUIRE)).reply.unwrap().text;
                let response = Response::read(answer.as_bytes(), &response::LIMITS).unwrap();
                draft.rights_id = response.licenses[0].rights_id;
            }
            Operation::LeaveDomain => {
                let text = self.request(Operation::JoinDomain, device, &before);
                send(service, text.as_bytes(), None).reply.unwrap();
            }
            _ => {}
        }
        draft
    }

    /// A request that is good.
    pub fn request(&self, operation: Operation, device: &Device, draft: &Draft) -> String {
        let rng = &mut SeededRng::new(draft.seed);
        let (info, key) = (client_info(device), self.pki.server_key().public());
        let (client_info, server_key, client_time) = (&info, &key, draft.time);
        let signer = &device.signing_key;
        let kid = KeyId::from_bytes([draft.what; 16]);
        let publisher = &self.pki.metering().chain;
        let built = match operation {
            Operation::AcquireLicense => {
                return challenge(server_key, device, kid, client_time, rng).text;
            }
            Operation::AcknowledgeLicense => {
                let result = if draft.what == 1 { 0 } else { 0x8000_0000 | u32::from(draft.what) };
                let results = [LicenseResult { rights_id: draft.rights_id, kid, result }];
                let acknowledgement = Acknowledgement {
                    transaction_id: Guid::from_wire(TRANSACTION),
                    results: &results,
                    custom_data: None,
                    client_time,
                    client_info,
                };
                acknowledgement.build(signer, server_key, rng)
            }
            Operation::JoinDomain => JoinRequest {
                service_id: [0; 16],
                account_id: ACCOUNT,
                revision: None,
                friendly_name: (draft.what != 1).then_some("Other"),
                custom_data: None,
                client_time,
                client_info,
                server_key,
            }
            .build(signer, rng),
            Operation::LeaveDomain => LeaveRequest {
                service_id: [0; 16],
                account_id: ACCOUNT,
                revision: 1,
                custom_data: (draft.what != 1).then_some("other"),
                client_time,
                client_info,
                server_key,
            }
            .build(signer, rng),
            Operation::ProcessMeteringData => {
                let counts = [MeteringCount { kid, action: "Play".into(), count: draft.what.into() }];
                let report = metering::Report {
                    transaction_id: [9; 16],
                    counts: &counts,
                    custom_data: None,
                    client_time,
                };
                metering::request(&report, publisher, client_info, signer, rng)
            }
            Operation::ProcessSecureStopData => {
                let session = secure_stop::Session {
                    id: [5; 16],
                    kid: Some(kid),
                    state: SessionState::Stopped,
                    started: NOW - 60,
                    updated: NOW - u64::from(draft.what),
                    stop_key: None,
                };
                let report = secure_stop::Report { sessions: &[session], custom_data: None, client_time };
                secure_stop::request(&report, publisher, client_info, signer, rng)
            }
            Operation::ProcessDeleteLicenseData => DeleteRequest {
                session_id: [6; 16],
                kids: &[kid],
                custom_data: None,
                client_info,
                server_key,
            }
            .build(signer, rng),
            Operation::AcquirePackagingData | Operation::GetMeteringCertificate => {
                panic!("{} is not signed", operation.name())
            }
        };
        built.unwrap().text
    }
}

/// Sends a message to a service.
pub fn send(service: &Service, message: &[u8], query: Option<&str>) -> Outcome {
    service.answer(&Incoming {
        path: "/rightsmanager.asmx",
        host: "127.0.0.1:8070",
        query,
        url: "http://127.0.0.1:8070/rightsmanager.asmx",
        body: message,
    })
}
