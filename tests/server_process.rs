//! `boxlock serve` as a process: how it starts and ends, what it says, that `kill -9` loses no record, and what can be asked afterwards.

#![cfg(unix)]

#[path = "common/postgres.rs"]
mod postgres;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use boxlock::crypto::SeededRng;
use boxlock::pki::Pki;

const BOXLOCK: &str = env!("CARGO_BIN_EXE_boxlock");

/// A folder with a PKI in it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    Pki::init(&folder.path().join("pki"), &mut SeededRng::new(1), 1_700_000_000).unwrap();
    folder
}

struct Process {
    child: Child,
    address: SocketAddr,
    /// Everything it said on stderr.
    talk: Arc<Mutex<String>>,
}

impl Process {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(BOXLOCK)
            .args(["serve", "--pki", "pki", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let talk = Arc::new(Mutex::new(String::new()));
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = match lines.next() {
                Some(line) => line.unwrap(),
                None => panic!("the service did not start: {}", talk.lock().unwrap()),
            };
            *talk.lock().unwrap() += &format!("{line}\n");
            if let Some((_, url)) = line.split_once("listening on ") {
                let rest = url.split_once("://").unwrap().1;
                assert!(rest.ends_with("/rightsmanager.asmx"), "{line}");
                break rest.split('/').next().unwrap().parse().unwrap();
            }
        };
        let more = Arc::clone(&talk);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                *more.lock().unwrap() += &format!("{line}\n");
            }
        });
        Self { child, address, talk }
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Ends it in good order and returns its exit code and what it said.
    fn end(self) -> (Option<i32>, String) {
        self.end_by("-TERM")
    }

    fn end_by(mut self, signal: &str) -> (Option<i32>, String) {
        self.signal(signal);
        let code = self.child.wait().unwrap().code();
        // The reader of its talk sees the end of the pipe soon.
        std::thread::sleep(Duration::from_millis(50));
        let talk = self.talk.lock().unwrap().clone();
        (code, talk)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn post(address: SocketAddr, body: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let head = format!(
        "POST /rightsmanager.asmx HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body.as_bytes()].concat())?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    Ok(text)
}

fn boxlock(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(BOXLOCK).args(arguments).current_dir(folder).stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn it_says_where_it_listens_and_ends_in_good_order() {
    let folder = folder();
    for (arguments, signal) in
        [(&["--store", "sqlite::memory:"][..], "-TERM"), (&["--store", "sqlite:s.db"], "-INT")]
    {
        let process = Process::start(folder.path(), arguments);
        let answer = post(process.address, "<no envelope/>").unwrap();
        assert!(answer.starts_with("HTTP/1.1 500 ") && answer.contains("<StatusCode>0x8004c60"), "{answer}");
        let talk = process.talk.lock().unwrap().clone();
        assert!(talk.contains("a test system with its own root"), "{talk}");
        let (code, talk) = process.end_by(signal);
        assert_eq!(code, Some(0), "{talk}");
        assert!(talk.contains("boxlock: ended"), "{talk}");
    }
    let verified =
        boxlock(folder.path(), &["serve", "audit", "verify", "s.db.audit.jsonl", "--store", "sqlite:s.db"]);
    assert!(verified.status.success(), "{}", text(&verified.stderr));
    assert!(
        text(&verified.stdout).starts_with("3 records, all whole and in order; the store knows record 3")
    );
    assert!(!folder.path().join("s.db-wal").exists(), "the journal is left behind");
}

#[test]
fn it_says_which_services_it_has_and_never_their_keys() {
    let folder = folder();
    let process = Process::start(folder.path(), &["--store", "sqlite::memory:"]);
    let (_, talk) = process.end();
    let line = "service test: keys from the public test key seed, policy of the test server, and what requests ask for";
    assert!(talk.contains(line), "{talk}");

    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/services.toml");
    let (_, talk) =
        Process::start(folder.path(), &["--store", "sqlite::memory:", "--services", samples]).end();
    for line in [
        "service contoso: /contoso/rightsmanager.asmx, host contoso.localhost, DS_ID 3C6F3C13-0A57-4D2E-8C4F-6B1F0F5B7A01, \
         keys from the public test key seed, policy purchase with changes",
        "service fabrikam: /fabrikam/rightsmanager.asmx, host fabrikam.localhost, DS_ID 3C6F3C13-0A57-4D2E-8C4F-6B1F0F5B7A02, \
         keys from the public test key seed, policy of its own (rules)",
    ] {
        assert!(talk.contains(line), "{talk}");
    }

    let [seed, key] = ["c2VjcmV0LXNlZWQtb2YtMzAtYnl0ZXMtYW5kLW1vcmU=", "c2VjcmV0LWtleS0xNi1ieQ=="];
    let text = format!(
        "[[service]]\nid = \"a\"\nkeys = {{ seed = \"{seed}\", file = \"keys.json\" }}\npolicy = \"(ck:{key})\"\nqueries = true\n\
         [service.webhook]\nurl = \"http://me:secret@127.0.0.1/\"\ntimeout_ms = 5\non_failure = \"deny\"\n\
         [[service]]\nid = \"b\"\nhosts = [\"b.localhost\"]\nkeys = {{ database = true }}\nredirect = \"http://else.example/\"\n"
    );
    std::fs::write(folder.path().join("services.toml"), text).unwrap();
    let keys = r#"{"keys":[{"kid":"a7e61c37-3e21-9033-c210-91fa607bf3b8","key":"000102030405060708090a0b0c0d0e0f"}]}"#;
    std::fs::write(folder.path().join("keys.json"), keys).unwrap();
    let arguments = ["--store", "sqlite::memory:", "--services", "services.toml", "-v"];
    let (_, talk) = Process::start(folder.path(), &arguments).end();
    for line in [
        "service a: keys from a key seed and 1 key, policy a query (queries, a backend)",
        "service b: host b.localhost, sends clients to http://else.example/, keys from packagers only, policy the default",
    ] {
        assert!(talk.contains(line), "{talk}");
    }
    let arguments = ["--store", "sqlite::memory:", "--services", "services.toml", "--audit", "audit.jsonl"];
    assert_eq!(Process::start(folder.path(), &arguments).end().0, Some(0));
    let audit = std::fs::read_to_string(folder.path().join("audit.jsonl")).unwrap();
    let start: serde_json::Value = serde_json::from_str(audit.lines().nth(1).unwrap()).unwrap();
    assert_eq!(start["record"]["event"], "start");
    assert_eq!(start["record"]["services"][1]["keys"], "packagers only");
    for secret in [seed, key, "secret", "0c0d0e0f"] {
        assert!(!talk.contains(secret) && !audit.contains(secret), "{secret}: {talk}{audit}");
    }
}

#[test]
fn the_log_has_no_bodies_and_its_json_is_json() {
    let folder = folder();
    let process = Process::start(folder.path(), &["--store", "sqlite::memory:", "--log", "json", "-v"]);
    post(process.address, "<SENTINEL-BODY key=\"000102030405060708090a0b0c0d0e0f\"/>").unwrap();
    let (code, talk) = process.end();
    assert_eq!(code, Some(0));
    assert!(!talk.contains("SENTINEL") && !talk.contains("00010203"), "{talk}");
    let events: Vec<serde_json::Value> = talk
        .lines()
        .filter(|line| !line.starts_with("boxlock: "))
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect();
    let answered =
        events.iter().find(|event| event["message"] == "answered").expect("no event of the answer");
    assert_eq!(answered["status"], 500);
    assert!(answered["result"].as_str().unwrap().starts_with("0x8004c6"));
}

#[test]
fn https_with_a_certificate_of_its_own() {
    let folder = folder();
    let process = Process::start(folder.path(), &["--store", "sqlite::memory:", "--tls", "self"]);
    let talk = process.talk.lock().unwrap().clone();
    assert!(
        talk.contains("listening on https://") && talk.contains("TLS certificate pki/tls/cert.pem"),
        "{talk}"
    );
    assert!(folder.path().join("pki/tls/cert.pem").exists());
    assert_eq!(process.end().0, Some(0));
}

#[test]
fn what_cannot_be_is_said_at_the_start() {
    let folder = folder();
    Pki::init(&folder.path().join("other"), &mut SeededRng::new(2), 1_700_000_000).unwrap();
    let (code, _) = Process::start(folder.path(), &["--store", "sqlite:s.db"]).end();
    assert_eq!(code, Some(0));
    let other = "sqlite:s.db";
    for (arguments, code, words) in [
        (&["serve"][..], 2, "--pki"),
        (&["serve", "--pki", "none"], 7, "none"),
        (&["serve", "--pki", "other", "--store", other], 5, "made with another PKI"),
        (&["serve", "--pki", "pki", "--store", "mysql://u:secret@h/d"], 2, "no store"),
        (&["serve", "--pki", "pki", "--store", "sqlite:/no/such/folder/s.db"], 7, "folder"),
        (&["serve", "--pki", "pki", "--store", "postgres://u:secret@127.0.0.1:1/d"], 8, "cannot be reached"),
        (&["serve", "--pki", "pki", "--listen", "nowhere"], 2, "--listen"),
        (&["serve", "--pki", "pki", "--key-seed", "secret"], 2, "--key-seed"),
        (&["serve", "--pki", "pki", "--tls-cert", "x.pem"], 2, "--tls-key"),
        (&["serve", "report", "licenses", "--store", "sqlite::memory:"], 2, "in memory"),
        (&["serve", "report", "nonsense", "--store", "sqlite:s.db"], 2, "licenses, metering"),
        (&["serve", "audit", "verify", "no-such-file"], 7, "no-such-file"),
    ] {
        let out = boxlock(folder.path(), arguments);
        let said = text(&out.stderr);
        assert_eq!(out.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(words) && !said.contains("secret"), "{arguments:?}: {said}");
    }
    let holder = Process::start(folder.path(), &["--store", "sqlite::memory:"]);
    let address = holder.address.to_string();
    let taken = boxlock(
        folder.path(),
        &["serve", "--pki", "pki", "--store", "sqlite::memory:", "--listen", &address],
    );
    assert_eq!(taken.status.code(), Some(7), "{}", text(&taken.stderr));
}

#[test]
fn reports_and_exports_of_a_store_that_is_in_use() {
    let folder = folder();
    let process = Process::start(folder.path(), &["--store", "sqlite:s.db"]);
    for report in ["licenses", "metering", "sessions", "domains", "devices", "deletions"] {
        let out = boxlock(folder.path(), &["--json", "serve", "report", report, "--store", "sqlite:s.db"]);
        let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        assert!(out.status.success() && json[report].is_array(), "{}", text(&out.stderr));
        let out = boxlock(folder.path(), &["serve", "report", report, "--csv", "--store", "sqlite:s.db"]);
        assert!(out.status.success() && out.stdout.is_empty() && text(&out.stderr).contains("no rows"));
    }
    let out = boxlock(folder.path(), &["serve", "export", "--csv", "out", "--store", "sqlite:s.db"]);
    assert!(out.status.success(), "{}", text(&out.stderr));
    assert_eq!(std::fs::read_dir(folder.path().join("out")).unwrap().count(), 6);
    assert_eq!(process.end().0, Some(0));
}

#[test]
fn an_audit_file_that_was_changed_fails_and_is_not_continued() {
    let folder = folder();
    let process = Process::start(folder.path(), &["--store", "sqlite:s.db"]);
    for _ in 0..5 {
        post(process.address, "x").unwrap();
    }
    assert_eq!(process.end().0, Some(0));
    let path = folder.path().join("s.db.audit.jsonl");
    let whole = std::fs::read_to_string(&path).unwrap();
    let verify = || {
        boxlock(folder.path(), &["serve", "audit", "verify", "s.db.audit.jsonl", "--store", "sqlite:s.db"])
    };
    let start = || {
        boxlock(
            folder.path(),
            &["serve", "--pki", "pki", "--listen", "127.0.0.1:0", "--store", "sqlite:s.db"],
        )
    };
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    assert_eq!(lines.len(), 7);
    std::fs::write(&path, lines[..6].concat()).unwrap();
    let (found, started) = (verify(), start());
    assert_eq!((found.status.code(), started.status.code()), (Some(1), Some(1)));
    assert!(text(&found.stderr).contains("record 7"), "{}", text(&found.stderr));
    assert!(text(&started.stderr).contains("keep the file as evidence"), "{}", text(&started.stderr));
    std::fs::write(&path, whole.replacen("0x8004c601", "0x8004c602", 1)).unwrap();
    let found = verify();
    assert_eq!(found.status.code(), Some(1));
    assert!(text(&found.stderr).contains("line 3: its hash"), "{}", text(&found.stderr));
}

/// Kills the service under load again and again: it is back within two seconds, each answered request has its record, and the chain is
/// whole.
fn survives_kills(folder: &Path, store: &str, audit: &Path, kills: u64) {
    let answered = Arc::new(AtomicU64::new(0));
    for round in 0..kills {
        let start = Instant::now();
        let audit_name = audit.to_str().unwrap();
        let mut process = Process::start(folder, &["--store", store, "--audit", audit_name, "--log", "none"]);
        assert!(start.elapsed() < Duration::from_secs(2), "it took {:?} to start", start.elapsed());
        let (address, stop) = (process.address, Arc::new(AtomicBool::new(false)));
        let clients: Vec<_> = (0..4)
            .map(|_| {
                let (answered, stop) = (Arc::clone(&answered), Arc::clone(&stop));
                std::thread::spawn(move || {
                    while !stop.load(Ordering::Relaxed) {
                        if post(address, "x").is_ok_and(|answer| answer.contains("0x8004c60")) {
                            answered.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(60 + 17 * round));
        process.child.kill().unwrap();
        process.child.wait().unwrap();
        stop.store(true, Ordering::Relaxed);
        clients.into_iter().for_each(|client| client.join().unwrap());
    }
    let (code, talk) = Process::start(folder, &["--store", store, "--audit", audit.to_str().unwrap()]).end();
    assert_eq!(code, Some(0), "{talk}");
    let out = boxlock(folder, &["serve", "audit", "verify", audit.to_str().unwrap(), "--store", store]);
    assert!(out.status.success(), "{}", text(&out.stderr));
    let recorded = std::fs::read_to_string(audit).unwrap().matches("\"event\":\"answer\"").count() as u64;
    let answered = answered.load(Ordering::Relaxed);
    assert!(answered >= kills * 5, "only {answered} answers in {kills} rounds");
    assert!(recorded >= answered, "{answered} answers, {recorded} records");
    // At most one more per client and kill: answers that were recorded and did not leave.
    assert!(recorded <= answered + 4 * kills, "{answered} answers, {recorded} records");
}

const KILLS: u64 = 15;

#[test]
fn kill_9_under_load_loses_no_record_with_sqlite() {
    let folder = folder();
    let audit: PathBuf = folder.path().join("audit.jsonl");
    survives_kills(folder.path(), "sqlite:s.db", &audit, KILLS);
}

#[test]
fn kill_9_under_load_loses_no_record_with_postgresql() {
    if let Some(database) = postgres::database("kill_9_under_load_loses_no_record_with_postgresql") {
        let folder = folder();
        let audit: PathBuf = folder.path().join("audit.jsonl");
        survives_kills(folder.path(), &database.url, &audit, KILLS);
    }
}
