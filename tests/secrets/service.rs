//! A service with keys in all its places and a client that asks for everything: nothing that comes out of it holds a secret.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use boxlock::crypto::SealingKey;
use boxlock::license::policy::Guid;
use boxlock::pki::{Device, Pki};
use boxlock::rights_manager::operations::domains::domain_id;
use boxlock::store::domain::DomainKeys;
use boxlock::store::secure_stop::StopKeys;
use boxlock::store::{Store, StoreUrl};
use serde_json::Value;

use super::*;

const ACCOUNT: &str = "3a3a3a3a-3a3a-3a3a-3a3a-3a3a3a3a3a3a";

/// `boxlock serve` with its output in files of the folder.
struct Service {
    child: Child,
    address: String,
}

impl Service {
    fn start(place: &Place, name: &str, arguments: &str) -> Self {
        let file = |end: &str| File::create(place.at(&format!("{name}.{end}"))).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_boxlock"))
            .args(["serve", "--pki", "pki", "--listen", "127.0.0.1:0", "--verbose"])
            .args(arguments.replace("SEED", &to_base64(&SEED)).split_whitespace())
            .current_dir(place.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::from(file("stdout")))
            .stderr(Stdio::from(file("stderr")))
            .spawn()
            .unwrap();
        let begin = Instant::now();
        let mut service = Self { child, address: String::new() };
        loop {
            let said = fs::read_to_string(place.at(&format!("{name}.stderr"))).unwrap();
            let url = said.lines().find_map(|line| line.split_once("listening on ")).map(|(_, url)| url);
            if let Some(rest) = url.and_then(|url| url.strip_prefix("http://")) {
                service.address = rest.split('/').next().unwrap().to_owned();
                return service;
            }
            assert!(service.child.try_wait().unwrap().is_none(), "it did not start: {said}");
            assert!(begin.elapsed() < Duration::from_secs(30), "it does not start: {said}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn url(&self) -> String {
        format!("http://{}/rightsmanager.asmx", self.address)
    }

    /// The whole answer to a request without a body, or with one.
    fn http(&self, method: &str, target: &str, body: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!(
            "{method} {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    fn end(mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Secrets that the service made are searched for from now on: domain keys, the key of secure stop and what a packager got.
fn add_keys_of_the_store(place: &mut Place) {
    let pki = Pki::open(&place.at("pki")).unwrap();
    let sealing = SealingKey::derive(pki.server_key().expose(), "boxlock service store");
    let store = Store::open(&StoreUrl::file(&place.at("s.db")), sealing).unwrap();
    let account = ACCOUNT.parse::<Guid>().unwrap().wire();
    let domains = store.read(&DomainKeys(domain_id([0; 16], account))).unwrap();
    assert_eq!(domains.len(), 2, "the domain was renewed");
    for key in domains {
        place.scanner.add("a domain key", key.private_key.as_slice());
    }
    let client = Device::open(&place.at("stick")).unwrap().chain.leaf().digest;
    let stops = store.read(&StopKeys { client, kid: KID.parse().unwrap() }).unwrap();
    assert!(!stops.is_empty(), "no key of secure stop");
    for stop in stops {
        place.scanner.add("the key of secure stop", stop.as_slice());
    }
    store.close();
    let keys: Value =
        serde_json::from_str(&fs::read_to_string(place.at("program-keys.json")).unwrap()).unwrap();
    let program = scan::unhex(keys["keys"][0]["key"].as_str().unwrap());
    place.scanner.add("the key of a program", &program);
}

#[test]
fn a_service_and_its_clients() {
    let mut place = Place::new();
    place.run(0, "pki device new pki stick --level 3000");
    for path in files(&place.at("stick")) {
        if path.extension().is_some_and(|extension| extension == "key") {
            place.scanner.add(path.file_name().unwrap().to_str().unwrap(), &scalar(&path));
        }
    }
    let seed = to_base64(&SEED);
    let services = format!(
        "[[service]]\nid = \"shop\"\nqueries = true\nacknowledge = true\nkeys = {{ seed = \"{seed}\", file = \"keys.json\" }}\n"
    );
    fs::write(place.at("services.toml"), &services).unwrap();
    place.run(0, "encrypt in/video.mp4 v.mp4 --key KEY");
    place.run(0, "license request --device tv --header v.mp4 --server-key pki -o c.xml");
    let service = Service::start(
        &place,
        "first",
        "--services services.toml --store sqlite:s.db --audit audit.jsonl --log json --json --registry",
    );
    let url = service.url();
    let cfg = |query: &str| format!("{url}?cfg={query}");
    let key = to_base64(&KEY);
    // Everything that a client may ask for.
    for line in [
        format!(
            "client play v.mp4 --device stick --for 1s --url {}",
            cfg("(securestop:true,securestop2:true)")
        ),
        "client secure-stop --device stick".to_owned(),
        format!("client acquire v.mp4 --device stick --url {}", cfg("(persist:true,meteringid:service)")),
        format!("client acquire v.mp4 --device tv --url {}", cfg(&format!("(ck:{key},persist:true)"))),
        "client acknowledge --device stick".to_owned(),
        "client play v.mp4 --device stick --for 1s".to_owned(),
        "client meter --device stick".to_owned(),
        format!("client join --device stick --url {url} --account {ACCOUNT}"),
        format!(
            "client acquire v.mp4 --device stick --url {}",
            cfg(&format!("(accountid:{ACCOUNT},persist:true)"))
        ),
        format!("serve domain renew --pki pki --store sqlite:s.db --audit audit.jsonl --account {ACCOUNT}"),
        format!("client join --device stick --url {url} --account {ACCOUNT}"),
        format!("client packaging-data --url {url} --program film --keys-out program-keys.json"),
        format!("client packaging-data --url {url} --program {OTHER_KID} --keys-out kid-keys.json"),
        "client list --device stick".to_owned(),
        format!("client secure-delete --device stick --url {url} --kid {KID}"),
        format!("client leave --device stick --url {url} --account {ACCOUNT}"),
    ] {
        place.run(0, &format!("{line} --verbose"));
    }
    add_keys_of_the_store(&mut place);
    // What is refused: keys that are none, of parameters that are none, of devices that are too weak.
    for line in [
        format!("client acquire v.mp4 --device tv --url {url} --custom-data json=[{{'ck':'{key}x'}}]"),
        format!("client acquire v.mp4 --device tv --url {url} --custom-data json=[{{'contentkei':'{key}'}}]"),
        format!("client acquire v.mp4 --device tv --url {}", cfg("(sl:3000)")),
        format!("client acquire v.mp4 --device tv --url {}", cfg("(errorcode:8004c608)")),
    ] {
        place.refused(&line);
    }
    let challenge = fs::read(place.at("c.xml")).unwrap();
    for query in [
        String::new(),
        format!("?cfg=(ck:{key})"),
        format!("?cfg=(ck:{key}x)"),
        format!("?cfg=(contentkei:{key})"),
        format!("?cfg=(ck:{key}"),
        format!("?ContentKey={key}&PlayRight=1"),
        format!("?ContentKei={key}"),
    ] {
        let answer = service.http("POST", &format!("/rightsmanager.asmx{query}"), &challenge);
        place.clean(&format!("the answer to {query}"), &answer);
    }
    for (method, target) in [
        ("GET", "/metrics"),
        ("GET", "/healthz"),
        ("GET", "/"),
        ("GET", "/rightsmanager.asmx"),
        ("GET", "/rightsmanager.asmx?op=AcquirePackagingData"),
        ("GET", "/rightsmanager.asmx?WSDL"),
        ("GET", "/pki/root.key"),
        ("POST", "/rightsmanager.asmx"),
        ("DELETE", "/rightsmanager.asmx"),
    ] {
        place.clean(target, &service.http(method, target, b""));
    }
    for report in ["licenses", "metering", "sessions", "domains", "devices", "deletions"] {
        let said = place.run(0, &format!("serve report {report} --store sqlite:s.db"));
        assert!(said.lines().count() > 1, "nothing in the report: {said}");
        place.run(0, &format!("serve report {report} --store sqlite:s.db --csv"));
        place.run(0, &format!("serve report {report} --store sqlite:s.db --json"));
    }
    place.run(0, "serve export --csv out --store sqlite:s.db");
    service.end();
    place.run_both("serve audit verify audit.jsonl --store sqlite:s.db");

    // With keys from the command line, and the log for people.
    let service = Service::start(
        &place,
        "second",
        "--keys keys.json --key-seed SEED --store sqlite:second.db --log text",
    );
    place.run(0, &format!("client acquire v.mp4 --device tv --url {} --verbose", service.url()));
    place.refused(&format!(
        "client acquire v.mp4 --device tv --url {}?cfg=(errorcode:8004c600)",
        service.url()
    ));
    service.end();

    // What does not start.
    let broken = [
        services.replace("queries = true", "queries = maybe"),
        services.replace(&seed, &format!("{seed}x")),
        services.replace("seed = ", "sead = "),
        services.replace("keys.json", "PLANTED.json"),
        format!("{services}key = \"{key}\"\n"),
        format!("{services}[[service]]\nid = \"{seed}\n"),
    ];
    for text in broken {
        fs::write(place.at("services.toml"), text).unwrap();
        place.refused("serve --pki pki --services services.toml --store sqlite::memory: --verbose");
    }
    for line in [
        "serve --pki pki --key-seed SEED! --store sqlite::memory:",
        "serve --pki pki --keys-env BROKEN --store sqlite::memory:",
        "serve --pki pki --key KEY00 --store sqlite::memory:",
    ] {
        place.refused(line);
    }
    for said in ["first.stderr", "audit.jsonl", "first.stdout", "second.stderr", "out/licenses.csv"] {
        assert!(fs::metadata(place.at(said)).unwrap().len() > 0, "{said} is empty");
    }
    let (files, runs) = (place.files_are_clean(), place.runs);
    assert!(files > 30 && runs > 50, "{files} files, {runs} commands");
}
