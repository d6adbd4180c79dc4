//! The webhook against a backend of a few lines: what it is told, what it may answer, and what its failures mean.

use std::net::TcpListener;
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use boxlock::rights_manager::handlers::Handlers;
use boxlock::rights_manager::operations::acknowledge_license::{Acknowledgement, LicenseResult};
use boxlock::server::Webhook;
use boxlock::server::webhook::OnFailure;
use serde_json::{Value, json};

use super::*;

/// A backend that answers, as raw HTTP, what it is told; `None` keeps silent.
pub struct Backend {
    url: String,
    told: Mutex<mpsc::Receiver<Value>>,
}

/// An answer in HTTP.
pub fn http(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

impl Backend {
    fn new(answer: Option<String>) -> Self {
        Self::with(move |_| answer.clone())
    }

    /// A backend with an answer to each thing that it is told.
    pub fn with(answer: impl Fn(&Value) -> Option<String> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/rights?token=x", listener.local_addr().unwrap());
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|len| len == 1) {
                    request.push(byte[0]);
                }
                let head = String::from_utf8(request).unwrap().to_lowercase();
                let len = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
                let Some(len) = len.and_then(|len| len.parse::<usize>().ok()) else { continue };
                let mut body = vec![0; len];
                stream.read_exact(&mut body).unwrap();
                let body: Value = serde_json::from_slice(&body).unwrap();
                let answer = answer(&body);
                let _ = tell.send(body);
                match answer {
                    Some(answer) => drop(stream.write_all(answer.as_bytes())),
                    None => open.push(stream),
                }
            }
        });
        Self { url, told: Mutex::new(told) }
    }

    fn answering(body: &str) -> Self {
        Self::new(Some(http("200 OK", body)))
    }

    pub fn told(&self) -> Value {
        self.told.lock().unwrap().recv_timeout(Duration::from_secs(5)).unwrap()
    }

    pub fn hook(&self, on_failure: OnFailure) -> Webhook {
        Webhook::new(&self.url, Duration::from_millis(300), on_failure, &[]).unwrap()
    }

    pub fn world(&self, on_failure: OnFailure) -> World {
        let hook = || Box::new(self.hook(on_failure));
        let handlers = Handlers {
            license: hook(),
            acknowledgement: hook(),
            domain: hook(),
            metering: hook(),
            secure_stop: hook(),
            secure_delete: hook(),
            packaging: hook(),
        };
        World::with(vec![Definition { handlers, ..test_server() }])
    }
}

#[test]
fn a_backend_is_told_of_a_license_and_allows_it() {
    let backend = Backend::answering(r#"{"answer":"allow"}"#);
    let world = backend.world(OnFailure::Deny);
    world.opened(&world.device, &format!("{PATH}?cfg=(sl:2000)"), &header(&[kid(1)]), Some("user=alice&x=1"));
    let told = backend.told();
    assert_eq!(told["schema"], "boxlock.webhook/1");
    assert_eq!(
        (&told["event"], &told["service"], &told["user"]),
        (&json!("license"), &json!("test"), &json!("alice"))
    );
    assert_eq!(told["custom_data"], "user=alice&x=1");
    assert_eq!(told["kids"], json!([kid(1)]));
    assert_eq!(told["licenses"][0]["policy"]["security_level"], 2000);
    assert_eq!(told["device"]["security_level"], 2000);
    assert_eq!(told["time"], "2026-11-22T00:00:00Z");
}

#[test]
fn no_key_reaches_the_backend() {
    let backend = Backend::answering(r#"{"answer":"allow"}"#);
    let world = backend.world(OnFailure::Deny);
    let key = boxlock::keys::ContentKey::from_bytes([0x5a; 16]);
    let base64 = STANDARD.encode(key.expose());
    let text = header(&[kid(1)]);
    for (query, custom_data) in
        [(format!("?cfg=(ck:{base64})"), None), (String::new(), Some(format!("json=[{{'ck':'{base64}'}}]")))]
    {
        let license = world.opened(&world.device, &format!("{PATH}{query}"), &text, custom_data.as_deref());
        assert_eq!(license.key, key);
        let told = backend.told().to_string();
        assert!(!told.contains(&base64) && !told.to_lowercase().contains(&"5a".repeat(16)), "{told}");
    }
}

#[test]
fn a_backend_denies_with_its_own_code_and_data() {
    let backend = Backend::answering(r#"{"answer":"deny","code":"0x8004C60A","custom_data":"pay first"}"#);
    let world = backend.world(OnFailure::Allow);
    let fault = world.refused(PATH, &header(&[kid(1)]), None);
    assert_eq!(
        (fault.known(), fault.custom_data.as_deref()),
        (Some(FaultCode::NotAMember), Some("pay first"))
    );
    let backend = Backend::answering(r#"{"answer":"deny"}"#);
    let world = backend.world(OnFailure::Allow);
    assert_code(&world.refused(PATH, &header(&[kid(1)]), None), FaultCode::ServiceSpecific);
    assert!(world.license_rows().is_empty());
}

#[test]
fn a_backend_replaces_the_policy() {
    let backend =
        Backend::answering(r#"{"answer":"replace","policy":{"preset":"preview","security_level":2000}}"#);
    let world = backend.world(OnFailure::Deny);
    let policy = world.opened(&world.device, PATH, &header(&[kid(1)]), None).policy;
    assert_eq!((policy.security_level, policy.end.map(|end| end.settled(NOW))), (2000, Some(NOW + 300)));
}

#[test]
fn a_failure_is_what_the_rule_says() {
    let long = format!("{{\"answer\":\"allow\",{}\"x\":1}}", " ".repeat(70_000));
    let http = |status: &str, body: &str| Some(http(status, body));
    for answer in [
        None,
        Some("no HTTP\r\n\r\n".to_owned()),
        http("500 Oh", r#"{"answer":"allow"}"#),
        http("302 Found\r\nLocation: http://127.0.0.1:1/", r#"{"answer":"allow"}"#),
        http("200 OK", "allow"),
        http("200 OK", r#"{"answer":"maybe"}"#),
        http("200 OK", r#"{"answer":"deny","code":"soon"}"#),
        http("200 OK", r#"{"answer":"replace","policy":{"fly":true}}"#),
        http("200 OK", &long),
    ] {
        let shown = format!("{:.60?}", answer);
        let backend = Backend::new(answer);
        let world = backend.world(OnFailure::Deny);
        let start = Instant::now();
        let fault = world.refused(PATH, &header(&[kid(1)]), None);
        assert_code(&fault, FaultCode::Internal);
        assert!(start.elapsed() < Duration::from_secs(5), "{shown} took {:?}", start.elapsed());
        drop(world);
        let world = backend.world(OnFailure::Allow);
        assert!(world.acquire(&world.device, PATH, &header(&[kid(1)]), None).is_ok(), "{shown}");
    }
}

#[test]
fn nobody_at_the_other_end_is_a_failure_too() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/");
    let hook = Webhook::new(&url, Duration::from_millis(300), OnFailure::Deny, &[]).unwrap();
    let handlers = Handlers { license: Box::new(hook), ..Handlers::default() };
    let world = World::with(vec![Definition { handlers, ..test_server() }]);
    assert_code(&world.refused(PATH, &header(&[kid(1)]), None), FaultCode::Internal);
}

#[test]
fn a_backend_is_told_of_acknowledgements() {
    let backend = Backend::answering(r#"{"answer":"allow"}"#);
    let world = backend.world(OnFailure::Deny);
    let id = "6B29FC40-CA47-1067-B31D-00DD010662DA";
    let target = format!("{PATH}?cfg=(persist:true,tid:{id})");
    let license = world.opened(&world.device, &target, &header(&[kid(1)]), None);
    assert_eq!(backend.told()["event"], "license");
    let info = client_info(&world.device);
    let results = [LicenseResult { rights_id: license.rights_id, kid: license.kid, result: 0 }];
    let message = Acknowledgement {
        transaction_id: id.parse().unwrap(),
        results: &results,
        custom_data: None,
        client_time: NOW,
        client_info: &info,
    };
    let server_key = world.pki.server_key().public();
    let request = message.build(&world.device.signing_key, &server_key, &mut OsRng).unwrap();
    assert_eq!(world.post(PATH, &request.text).0, 200);
    let told = backend.told();
    assert_eq!((&told["event"], &told["transaction_id"]), (&json!("acknowledge"), &json!(id)));
    assert_eq!(told["results"][0]["result"], "0x00000000");
}

#[test]
fn a_backend_is_asked_only_about_its_events() {
    let backend = Backend::answering(r#"{"answer":"deny"}"#);
    let text = format!(
        "[[service]]\nid = \"a\"\nkeys = {{ seed = \"test\" }}\n[service.webhook]\nurl = \"{}\"\ntimeout_ms = 300\non_failure = \"deny\"\nevents = [\"metering\"]\n",
        backend.url
    );
    let world = World::of(&text);
    world.opened(&world.device, PATH, &header(&[kid(1)]), None);
    let world = World::of(&text.replace("metering", "license"));
    assert_code(&world.refused(PATH, &header(&[kid(1)]), None), FaultCode::ServiceSpecific);
}
