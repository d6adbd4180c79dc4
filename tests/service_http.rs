//! The test service over HTTP, end to end: what its clients send, what they get, and what the store and the records say of it.

#[path = "service/accounts.rs"]
mod accounts;
#[path = "service/acknowledge.rs"]
mod acknowledge;
#[path = "service/acquire.rs"]
mod acquire;
#[path = "service/faults.rs"]
mod faults;
#[path = "service/pages.rs"]
mod pages;
#[path = "service/plugins.rs"]
mod plugins;
#[path = "service/queries.rs"]
mod queries;
#[path = "secrets/scan.rs"]
#[allow(dead_code, reason = "it is shared")]
mod scan;
#[path = "service/services.rs"]
mod services;
#[path = "service/webhook.rs"]
mod webhook;
#[path = "service/webhook_events.rs"]
mod webhook_events;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use boxlock::clock::Clock;
use boxlock::crypto::{OsRng, PublicKey, SealingKey, SeededRng};
use boxlock::drm::HeaderKey;
use boxlock::drm::playready::{Algid, HeaderOptions, WrmHeader, WrmVersion};
use boxlock::keys::{KeyId, KeySeed, KeySet};
use boxlock::license::{LicenseError, OpenContext, Opened};
use boxlock::pki::{Device, DeviceOptions, Pki, Revocations};
use boxlock::rights_manager::challenge::{BuiltChallenge, ChallengeBuilder, ClientInfo};
use boxlock::rights_manager::response::{self, Expected, Response};
use boxlock::rights_manager::service::{Definition, Service};
use boxlock::rights_manager::soap::{Envelope, LIMITS};
use boxlock::rights_manager::{Fault, FaultCode};
use boxlock::server::{Limits, Parts, Rights, Server, Services, Stopper};
use boxlock::store::report::{Report, Row};
use boxlock::store::{ClientId, Store};

/// When these tests begin: 2026-11-22.
const NOW: u64 = 1_795_305_600;

const PATH: &str = "/rightsmanager.asmx";

/// A clock that tests set.
struct TestClock(AtomicU64);

impl Clock for TestClock {
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A running service, and what its clients know of it.
struct World {
    pki: Pki,
    root: PublicKey,
    device: Device,
    revoked: Revocations,
    store: Arc<Store>,
    clock: Arc<TestClock>,
    address: SocketAddr,
    stopper: Stopper,
    thread: Option<JoinHandle<()>>,
    _folder: tempfile::TempDir,
}

impl Drop for World {
    fn drop(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The keys of the public test seed.
fn keys() -> KeySet {
    KeySet::new([], Some(KeySeed::test())).unwrap()
}

fn test_server() -> Definition {
    Definition::test_server(Box::new(keys()))
}

/// The services of a TOML text.
fn services(text: &str) -> boxlock::Result<Services> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("services.toml");
    std::fs::write(&path, text).unwrap();
    Services::read(&path, None, NOW)
}

impl World {
    fn new() -> Self {
        Self::with(vec![test_server()])
    }

    fn of(text: &str) -> Self {
        let services = services(text).unwrap();
        Self::start(|service| {
            services.record(&service.store).unwrap();
            service.definitions = services.definitions;
        })
    }

    fn with(definitions: Vec<Definition>) -> Self {
        Self::start(|service| service.definitions = definitions)
    }

    fn start(change: impl FnOnce(&mut Service)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pki = Pki::init(&folder.path().join("pki"), &mut SeededRng::new(1), NOW).unwrap();
        let options = DeviceOptions::new(2000);
        let device =
            Device::create(&pki, &folder.path().join("device"), &options, &mut SeededRng::new(2)).unwrap();
        let sealing = SealingKey::derive(pki.server_key().expose(), "tests");
        let store = Arc::new(Store::open(&"sqlite::memory:".parse().unwrap(), sealing).unwrap());
        let clock = Arc::new(TestClock(AtomicU64::new(NOW)));
        let definitions = vec![test_server()];
        let time: Arc<dyn Clock> = clock.clone();
        let mut service = Service::new(pki.clone(), Arc::clone(&store), definitions, time).unwrap();
        change(&mut service);
        let handler = Arc::new(Rights::new(service));
        let parts = Parts {
            handler,
            store: Some(Arc::clone(&store)),
            audit: None,
            tls: None,
            limits: Limits::default(),
        };
        let server = Server::bind("127.0.0.1:0".parse().unwrap(), parts).unwrap();
        let (address, stopper) = (server.address(), server.stopper());
        let thread = Some(std::thread::spawn(|| server.run()));
        let revoked = Revocations::default();
        let root = pki.root_public();
        Self { pki, root, device, revoked, store, clock, address, stopper, thread, _folder: folder }
    }

    /// Another device of the PKI.
    fn other_device(&self, seed: u64) -> Device {
        Device::issue(&self.pki, &DeviceOptions::new(2000), &mut SeededRng::new(seed)).unwrap()
    }

    fn folder(&self) -> &Path {
        self.pki.folder()
    }

    fn challenge(&self, device: &Device, header: &str, custom_data: Option<&str>) -> BuiltChallenge {
        let builder = builder(device, header, custom_data);
        builder.build(&device.signing_key, &self.pki.server_key().public(), &mut OsRng).unwrap()
    }

    /// Posts a message: status and body.
    fn post(&self, target: &str, body: &str) -> (u16, String) {
        self.post_to_host(&self.address.to_string(), target, body)
    }

    fn post_to_host(&self, host: &str, target: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let head = format!(
            "POST {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: text/xml; charset=utf-8\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    fn expected(&self, nonce: [u8; 16]) -> Expected<'_> {
        Expected { root: &self.root, now: self.clock.now(), revoked: &self.revoked, nonce: Some(nonce) }
    }

    /// Asks for licenses, and checks the response or reads the fault.
    fn acquire(
        &self,
        device: &Device,
        target: &str,
        header: &str,
        custom_data: Option<&str>,
    ) -> Result<Answer, Fault> {
        let challenge = self.challenge(device, header, custom_data);
        let response = self.read(&challenge, self.post(target, &challenge.text))?;
        Ok(Answer { nonce: challenge.nonce, response })
    }

    fn read(&self, challenge: &BuiltChallenge, answer: (u16, String)) -> Result<Response, Fault> {
        let (status, text) = answer;
        if status != 200 {
            return Err(fault_of(status, &text));
        }
        let response = Response::read(text.as_bytes(), &response::LIMITS).unwrap();
        response.verify(&self.expected(challenge.nonce)).unwrap();
        Ok(response)
    }

    /// The licenses of an answer as the device sees them.
    fn open(&self, device: &Device, answer: &Answer) -> Vec<Result<Opened, LicenseError>> {
        let context = OpenContext::new(&device.encryption_key, 2000, self.clock.now());
        answer.response.open(Some(answer.nonce), &context)
    }

    /// The only license of an answer.
    fn opened(&self, device: &Device, target: &str, header: &str, custom_data: Option<&str>) -> Opened {
        let answer = self.acquire(device, target, header, custom_data).unwrap();
        let mut licenses = self.open(device, &answer);
        assert_eq!(licenses.len(), 1);
        licenses.remove(0).unwrap()
    }

    /// The code of the fault that answers a request.
    fn refused(&self, target: &str, header: &str, custom_data: Option<&str>) -> Fault {
        match self.acquire(&self.device, target, header, custom_data) {
            Ok(_) => panic!("licenses instead of a fault"),
            Err(fault) => fault,
        }
    }

    fn license_rows(&self) -> Vec<Row> {
        self.store.read(&Report::Licenses).unwrap()
    }
}

/// Licenses, and the nonce that they answer.
struct Answer {
    nonce: [u8; 16],
    response: Response,
}

fn fault_of(status: u16, text: &str) -> Fault {
    assert_eq!(status, 500, "{text}");
    let envelope = Envelope::read(text.as_bytes(), &LIMITS).unwrap();
    Fault::read(&envelope).unwrap().unwrap()
}

fn assert_code(fault: &Fault, code: FaultCode) {
    assert_eq!(fault.known(), Some(code), "{fault}");
}

fn builder<'a>(device: &Device, header: &'a str, custom_data: Option<&'a str>) -> ChallengeBuilder<'a> {
    ChallengeBuilder {
        header,
        client_version: "10.0.16384.10011",
        revocation_lists: Vec::new(),
        custom_data,
        client_time: NOW,
        client_info: client_info(device),
    }
}

fn client_info(device: &Device) -> ClientInfo {
    ClientInfo {
        chains: vec![device.chain.clone()],
        features: vec!["AESCBC".to_owned()],
        ree_features: vec!["AESCBCS".to_owned()],
    }
}

fn kid(n: u8) -> KeyId {
    KeyId::from_bytes([n; 16])
}

/// A header for these key IDs.
fn header_of(version: Option<WrmVersion>, algid: Algid, kids: &[KeyId], ds_id: Option<&str>) -> String {
    let keys: Vec<HeaderKey> = kids.iter().map(|kid| HeaderKey { kid: *kid, key: None }).collect();
    let options = HeaderOptions {
        version,
        la_url: Some("http://127.0.0.1:8070/rightsmanager.asmx".to_owned()),
        ds_id: ds_id.map(str::to_owned),
        ..HeaderOptions::default()
    };
    WrmHeader::build(&keys, algid, &options).unwrap().write().unwrap()
}

fn header(kids: &[KeyId]) -> String {
    header_of(None, Algid::AesCtr, kids, None)
}

fn client_id(device: &Device) -> ClientId {
    boxlock::crypto::sha256(&[device.signing_key.public().bytes()])
}
