//! What was answered is in the store, whatever happens to the process: `kill -9` under load, several servers on one database, messages that
//! come again a thousand times.

#![cfg(unix)]

#[path = "common/messages.rs"]
mod messages;
#[path = "common/postgres.rs"]
mod postgres;
#[path = "common/process.rs"]
mod process;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use boxlock::clock::{Clock, SystemClock};
use boxlock::crypto::{SealingKey, SeededRng};
use boxlock::keys::KeyId;
use boxlock::pki::{Device, DeviceOptions, Pki};
use boxlock::rights_manager::operations::join_domain::JoinRequest;
use boxlock::rights_manager::operations::process_metering_data as metering;
use boxlock::store::Store;
use boxlock::store::issue::AnswerTo;
use boxlock::store::metering::MeteringCount;
use boxlock::store::report::{Report, Row};
use messages::{ACCOUNT, challenge, client_info};
use process::{Connection, ENTRY, Process};

const BOXLOCK: &str = env!("CARGO_BIN_EXE_boxlock");

/// Clients at a time.
const CLIENTS: usize = 4;

/// Most that a service may need to be back.
const RESTART: Duration = Duration::from_secs(2);

/// How often a service is killed: `BOXLOCK_KILLS`, or 20 times.
fn kills() -> u64 {
    let asked = std::env::var("BOXLOCK_KILLS").ok();
    asked.map_or(20, |text| text.parse().expect("BOXLOCK_KILLS is a number"))
}

/// A PKI in a folder, and devices that know the real time.
struct Site {
    folder: tempfile::TempDir,
    pki: Pki,
    devices: Vec<Device>,
}

impl Site {
    fn new(devices: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rng = &mut SeededRng::new(5);
        let pki = Pki::init(&folder.path().join("pki"), rng, now() - 1000).unwrap();
        let device = |_| Device::issue(&pki, &DeviceOptions::new(3000), rng).unwrap();
        Self { devices: (0..devices).map(device).collect(), pki, folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The store as the service opens it.
    fn store(&self, url: &str) -> Store {
        let key = SealingKey::derive(self.pki.server_key().expose(), "boxlock service store");
        let url = match url.strip_prefix("sqlite:") {
            Some(name) => format!("sqlite:{}", self.path().join(name).display()),
            None => url.to_owned(),
        };
        Store::open(&url.parse().unwrap(), key).unwrap()
    }

    fn audit_verifies(&self, store: &str) {
        let out = Command::new(BOXLOCK)
            .args(["serve", "audit", "verify", "audit.jsonl", "--store", store])
            .current_dir(self.path())
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }

    /// The text and the nonce of a license request.
    fn challenge(&self, device: &Device, seed: u64) -> (String, [u8; 16]) {
        let key = self.pki.server_key().public();
        let built = challenge(&key, device, KeyId::from_bytes([7; 16]), now(), &mut SeededRng::new(seed));
        (built.text, built.nonce)
    }
}

fn now() -> u64 {
    SystemClock.now()
}

/// Kills the service under `AcquireLicense` again and again. Whatever a client was answered is in the store, word for word.
fn survives_kills(store: &str) {
    let site = Site::new(CLIENTS);
    let seeds = AtomicUsize::new(1);
    let mut answered: Vec<([u8; 32], [u8; 16], String)> = Vec::new();
    let mut slowest = Duration::ZERO;
    let kills = kills();
    for round in 0..kills {
        let mut process = Process::start(BOXLOCK, site.path(), &["--store", store, "--audit", "audit.jsonl"]);
        slowest = slowest.max(process.start);
        let (address, stop, count) = (process.address, AtomicBool::new(false), AtomicUsize::new(0));
        let new = std::thread::scope(|scope| {
            let clients: Vec<_> = site
                .devices
                .iter()
                .map(|device| {
                    let (site, seeds, stop, count) = (&site, &seeds, &stop, &count);
                    scope.spawn(move || {
                        let mut got = Vec::new();
                        let mut connection = Connection::open(address).unwrap();
                        while !stop.load(Ordering::Relaxed) {
                            let seed = seeds.fetch_add(1, Ordering::Relaxed) as u64;
                            let (text, nonce) = site.challenge(device, seed);
                            match connection.post(ENTRY, &text) {
                                Ok((200, answer)) => {
                                    got.push((device.chain.leaf().digest, nonce, answer));
                                    count.fetch_add(1, Ordering::Relaxed);
                                }
                                Ok((status, answer)) => panic!("{status}: {answer}"),
                                // It was killed; of what was under way nobody knows whether it is stored.
                                Err(_) => break,
                            }
                        }
                        got
                    })
                })
                .collect();
            // In the midst of the work, at another moment of it each time.
            let (enough, deadline) = (1 + round as usize % 9, Instant::now() + Duration::from_secs(20));
            while count.load(Ordering::Relaxed) < enough && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(1));
            }
            std::thread::sleep(Duration::from_millis(round * 7 % 23));
            process.kill();
            stop.store(true, Ordering::Relaxed);
            clients.into_iter().flat_map(|client| client.join().unwrap()).collect::<Vec<_>>()
        });
        answered.extend(new);
    }
    // It continues the audit file once more, and ends in good order.
    let last = Process::start(BOXLOCK, site.path(), &["--store", store, "--audit", "audit.jsonl"]);
    slowest = slowest.max(last.start);
    last.end();
    assert!(slowest < RESTART, "a restart took {slowest:?}");
    site.audit_verifies(store);
    assert!(answered.len() as u64 >= kills, "only {} answers in {kills} rounds", answered.len());

    let opened = site.store(store);
    for (client, nonce, answer) in &answered {
        let asked = AnswerTo { client: *client, nonce: *nonce };
        let stored = opened.read(&asked).unwrap().expect("an answer left that is not in the store");
        assert_eq!(stored.answer, answer.as_bytes());
    }
    let licenses = opened.read(&Report::Licenses).unwrap().len();
    assert!(licenses >= answered.len(), "{} answers, {licenses} licenses", answered.len());
    // At most one more per client and kill: answers that were stored and did not leave.
    assert!(licenses as u64 <= answered.len() as u64 + CLIENTS as u64 * kills);
    let audit = std::fs::read_to_string(site.path().join("audit.jsonl")).unwrap();
    let recorded = audit.matches("\"event\":\"answer\"").count();
    assert!(recorded >= answered.len(), "{} answers, {recorded} audit records", answered.len());
    eprintln!(
        "{store}: {kills} kills, {} answers, {licenses} licenses, slowest start {slowest:?}",
        answered.len()
    );
}

#[test]
fn kill_9_under_load_loses_no_license_with_sqlite() {
    survives_kills("sqlite:s.db");
}

#[test]
fn kill_9_under_load_loses_no_license_with_postgresql() {
    if let Some(database) = postgres::database("kill_9_under_load_loses_no_license_with_postgresql") {
        survives_kills(&database.url);
    }
}

/// Two services on one database.
fn pair(site: &Site, url: &str) -> [Process; 2] {
    ["a.jsonl", "b.jsonl"]
        .map(|audit| Process::start(BOXLOCK, site.path(), &["--store", url, "--audit", audit]))
}

#[test]
fn sixty_four_joins_at_two_servers_with_a_limit_of_five_give_five() {
    let name = "sixty_four_joins_at_two_servers_with_a_limit_of_five_give_five";
    let Some(database) = postgres::database(name) else { return };
    let site = Site::new(64);
    let services =
        "[[service]]\nid = \"contoso\"\nqueries = true\ndevice_limit = 5\nkeys = { seed = \"test\" }\n";
    std::fs::write(site.path().join("services.toml"), services).unwrap();
    let arguments = ["--store", &database.url, "--audit", "none", "--services", "services.toml"];
    let servers = [(); 2].map(|()| Process::start(BOXLOCK, site.path(), &arguments));
    let barrier = Barrier::new(64);
    let (joined, full) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for (at, device) in site.devices.iter().enumerate() {
            let (site, barrier, joined, full) = (&site, &barrier, &joined, &full);
            let address = servers[at % 2].address;
            scope.spawn(move || {
                let (info, key) = (client_info(device), site.pki.server_key().public());
                let request = JoinRequest {
                    service_id: [0; 16],
                    account_id: ACCOUNT,
                    revision: None,
                    friendly_name: None,
                    custom_data: None,
                    client_time: now(),
                    client_info: &info,
                    server_key: &key,
                };
                let text = request.build(&device.signing_key, &mut SeededRng::new(at as u64)).unwrap().text;
                let mut connection = Connection::open(address).unwrap();
                barrier.wait();
                let (status, answer) = connection.post(ENTRY, &text).unwrap();
                match status {
                    200 => joined.fetch_add(1, Ordering::Relaxed),
                    _ if answer.contains("<StatusCode>0x8004c602</StatusCode>") => {
                        full.fetch_add(1, Ordering::Relaxed)
                    }
                    _ => panic!("{status}: {answer}"),
                };
            });
        }
    });
    assert_eq!((joined.into_inner(), full.into_inner()), (5, 59));
    let members = site.store(&database.url).read(&Report::Domains).unwrap();
    assert_eq!(members.len(), 5, "{members:?}");
}

#[test]
fn a_report_sent_a_hundred_times_to_two_servers_counts_once() {
    let name = "a_report_sent_a_hundred_times_to_two_servers_counts_once";
    let Some(database) = postgres::database(name) else { return };
    let site = Site::new(1);
    let servers = pair(&site, &database.url);
    let device = &site.devices[0];
    let counts = [MeteringCount { kid: KeyId::from_bytes([7; 16]), action: "Play".into(), count: 3 }];
    let report =
        metering::Report { transaction_id: [9; 16], counts: &counts, custom_data: None, client_time: now() };
    let (chain, info) = (&site.pki.metering().chain, client_info(device));
    let text =
        metering::request(&report, chain, &info, &device.signing_key, &mut SeededRng::new(1)).unwrap().text;
    let answers = sent(&servers, &text, 100);
    assert_eq!(answers.len(), 1, "one message, several answers");
    let rows = site.store(&database.url).read(&Report::Metering).unwrap();
    assert!(matches!(&rows[..], [Row::Metering { count: 3, reports: 1, clients: 1, .. }]), "{rows:?}");
}

#[test]
fn a_thousand_replays_to_two_servers_leave_one_row() {
    let name = "a_thousand_replays_to_two_servers_leave_one_row";
    let Some(database) = postgres::database(name) else { return };
    let site = Site::new(1);
    let servers = pair(&site, &database.url);
    let answers = sent(&servers, &site.challenge(&site.devices[0], 1).0, 1000);
    assert_eq!(answers.len(), 1, "one message, several licenses");
    assert_eq!(site.store(&database.url).read(&Report::Licenses).unwrap().len(), 1);
}

#[test]
fn a_thousand_replays_leave_one_row_with_sqlite() {
    let site = Site::new(1);
    let server = [Process::start(BOXLOCK, site.path(), &["--store", "sqlite:s.db"])];
    let answers = sent(&server, &site.challenge(&site.devices[0], 1).0, 1000);
    assert_eq!(answers.len(), 1, "one message, several licenses");
    assert_eq!(site.store("sqlite:s.db").read(&Report::Licenses).unwrap().len(), 1);
}

/// Sends a message so many times, by turns to each server from several clients at once, and returns the different answers.
fn sent(servers: &[Process], text: &str, times: usize) -> BTreeSet<String> {
    let left = Arc::new(AtomicUsize::new(times));
    let begin = Instant::now();
    let answers = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..8)
            .map(|client| {
                let (left, address) = (Arc::clone(&left), servers[client % servers.len()].address);
                scope.spawn(move || {
                    let mut connection = Connection::open(address).unwrap();
                    let mut answers = BTreeSet::new();
                    while left
                        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1))
                        .is_ok()
                    {
                        let (status, answer) = connection.post(ENTRY, text).unwrap();
                        assert_eq!(status, 200, "{answer}");
                        answers.insert(answer);
                    }
                    answers
                })
            })
            .collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    eprintln!("{times} messages in {:?}", begin.elapsed());
    answers
}
