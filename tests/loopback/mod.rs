//! A test service on a loopback socket, and device folders for clients of it.
#![allow(dead_code, reason = "every test program uses a part of it")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use boxlock::client::{Acquire, Acquired, CallError, Client, Http, HttpOptions};
use boxlock::clock::Clock;
use boxlock::crypto::{SealingKey, SeededRng};
use boxlock::drm::HeaderKey;
use boxlock::drm::playready::{Algid, HeaderOptions, WrmHeader, WrmVersion};
use boxlock::keys::{KeyId, KeySeed, KeySet};
use boxlock::pki::{Device, DeviceOptions, Pki};
use boxlock::rights_manager::FaultCode;
use boxlock::rights_manager::handlers::Handlers;
use boxlock::rights_manager::service::{Definition, Service};
use boxlock::server::{Answer, Handler, Limits, Operation, Parts, Refusal, Request, Rights, Server, Stopper};
use boxlock::store::Store;
use boxlock::store::report::{Report, Row};
use boxlock::xmr::License;

/// The time at which tests begin: 2026-11-22.
pub const NOW: u64 = 1_795_305_600;

/// A clock that tests set.
#[derive(Clone)]
pub struct TestClock(Arc<AtomicU64>);

impl TestClock {
    pub fn add(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A handler that can lose an answer on its way: what was asked for is done, and the client does not learn of it.
struct Lossy {
    inner: Rights,
    lose_next: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<&'static str>>>,
}

impl Handler for Lossy {
    fn handle(&self, request: &Request) -> Answer {
        let answer = self.inner.handle(request);
        let is_lookup = answer.note.operation == "GetMeteringCertificate";
        self.asked.lock().unwrap().push(answer.note.operation);
        if !is_lookup && self.lose_next.swap(false, Ordering::SeqCst) {
            return Answer { status: 502, body: b"the answer is lost".to_vec(), ..answer };
        }
        answer
    }

    fn refuse(&self, refusal: Refusal, url: &str) -> Answer {
        self.inner.refuse(refusal, url)
    }

    fn operations(&self) -> &[Operation] {
        self.inner.operations()
    }

    fn serves(&self, path: &str) -> bool {
        self.inner.serves(path)
    }
}

/// A service that runs.
pub struct Loopback {
    pub url: String,
    pub store: Arc<Store>,
    pub clock: TestClock,
    pub folder: tempfile::TempDir,
    lose_next: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<&'static str>>>,
    stopper: Stopper,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.store.close();
    }
}

impl Loopback {
    /// The test server with its public key seed.
    pub fn start() -> Self {
        Self::with(Handlers::default(), NOW, |definition| definition)
    }

    /// A service with handlers and settings of its own, and a clock that starts then.
    pub fn with(handlers: Handlers, now: u64, settings: impl FnOnce(Definition) -> Definition) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rng = &mut SeededRng::new(8070);
        let pki = Pki::init(&folder.path().join("pki"), rng, now).unwrap();
        let sealing = SealingKey::derive(b"client", "store");
        let store = Arc::new(Store::open(&"sqlite::memory:".parse().unwrap(), sealing).unwrap());
        let keys = KeySet::new([], Some(KeySeed::test())).unwrap();
        let definition = settings(Definition { handlers, ..Definition::test_server(Box::new(keys)) });
        let clock = TestClock(Arc::new(AtomicU64::new(now)));
        let service =
            Service::new(pki, Arc::clone(&store), vec![definition], Arc::new(clock.clone())).unwrap();
        let lose_next = Arc::new(AtomicBool::new(false));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let handler = Arc::new(Lossy {
            inner: Rights::new(service),
            lose_next: Arc::clone(&lose_next),
            asked: Arc::clone(&asked),
        });
        let limits = Limits::default();
        let parts = Parts { handler, store: Some(Arc::clone(&store)), audit: None, tls: None, limits };
        let server = Server::bind("127.0.0.1:0".parse().unwrap(), parts).unwrap();
        let (url, stopper) = (server.url(), server.stopper());
        let thread = Some(std::thread::spawn(move || server.run()));
        Self { url, store, clock, folder, lose_next, asked, stopper, thread }
    }

    /// The next answer is lost after the work for it was done.
    pub fn lose_next_answer(&self) {
        self.lose_next.store(true, Ordering::SeqCst);
    }

    /// The operations that were answered.
    pub fn asked(&self) -> Vec<&'static str> {
        self.asked.lock().unwrap().clone()
    }

    /// The URL with a query of the test server.
    pub fn url_with(&self, groups: &str) -> String {
        format!("{}?cfg={groups}", self.url)
    }

    /// Makes the folder of a device.
    pub fn device(&self, name: &str) -> PathBuf {
        let pki = Pki::open(&self.folder.path().join("pki")).unwrap();
        let folder = self.folder.path().join(name);
        let seed = name.bytes().fold(1, |sum, byte| sum * 31 + u64::from(byte));
        let options = DeviceOptions { name: name.to_owned(), ..DeviceOptions::new(3000) };
        Device::create(&pki, &folder, &options, &mut SeededRng::new(seed)).unwrap();
        folder
    }

    /// Opens a device as a client with the clock of the service.
    pub fn open(&self, device: &Path) -> Client {
        let http = Http::new(&HttpOptions::default()).unwrap();
        Client::open(device, None, http, Arc::new(self.clock.clone())).unwrap()
    }

    /// A new device as a client.
    pub fn client(&self, name: &str) -> Client {
        self.open(&self.device(name))
    }

    pub fn report(&self, report: Report) -> Vec<Row> {
        self.store.read(&report).unwrap()
    }
}

/// A key ID of the tests.
pub fn kid(n: u8) -> KeyId {
    KeyId::from_bytes([n; 16])
}

/// A header for key IDs.
pub fn header(kids: &[KeyId]) -> String {
    let seed = KeySeed::test();
    let keys: Vec<HeaderKey> =
        kids.iter().map(|kid| HeaderKey { kid: *kid, key: Some(seed.derive(kid)) }).collect();
    let options = HeaderOptions { version: Some(WrmVersion::V4_3), ..HeaderOptions::default() };
    WrmHeader::build(&keys, Algid::AesCtr, &options).unwrap().write().unwrap()
}

/// Asks for licenses.
pub fn acquire(client: &Client, url: &str, header: &str) -> Result<Acquired, CallError> {
    client.acquire(&Acquire { url, header, custom_data: None, join: false })
}

/// The code of a refusal by the service.
pub fn refused(error: CallError) -> FaultCode {
    match error {
        CallError::Refused { fault, .. } => fault.known().unwrap(),
        CallError::Failed(error) => panic!("{error}"),
    }
}

/// The licenses of an answer, for a play without the store.
pub fn in_memory(acquired: &Acquired) -> Vec<(String, License)> {
    acquired.licenses.iter().map(|license| (acquired.url.clone(), license.license.clone())).collect()
}
