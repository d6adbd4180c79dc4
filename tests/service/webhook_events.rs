//! Every event of the webhook that is not about licenses: what the backend is told, and what its answer and its silence mean.

use boxlock::drm::SystemId;
use boxlock::rights_manager::operations::acquire_packaging_data as packaging;
use boxlock::rights_manager::operations::domains::domain_id;
use boxlock::rights_manager::operations::join_domain::JoinRequest;
use boxlock::rights_manager::operations::leave_domain::LeaveRequest;
use boxlock::rights_manager::operations::process_delete_license_data::DeleteRequest;
use boxlock::rights_manager::operations::process_metering_data as metering;
use boxlock::rights_manager::operations::process_secure_stop_data as stop;
use boxlock::server::tls::TlsIdentity;
use boxlock::server::webhook::OnFailure;
use boxlock::server::{Answer as HttpAnswer, AuditNote, Handler, Operation, Refusal, Request};
use boxlock::store::domain::{DomainKey, JoinDomain, MemberKind, OpenDomain};
use boxlock::store::metering::MeteringCount;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::scan::{self, Scanner};
use super::webhook::{Backend, http};
use super::*;

const ACCOUNT: [u8; 16] = [0x3a; 16];
const ACCOUNT_GUID: &str = "3A3A3A3A-3A3A-3A3A-3A3A-3A3A3A3A3A3A";
const SESSION: [u8; 16] = [0x5e; 16];
const KID: &str = "01010101-0101-0101-0101-010101010101";
const CUSTOM_DATA: Option<&str> = Some("user=alice&x=1");

/// An event, the message that causes it, and what the backend is told beyond what it is always told.
struct Event {
    name: &'static str,
    /// What must be there before the message: done while the backend is asked nothing.
    before: fn(&World),
    message: fn(&World) -> String,
    told: fn(&World) -> Value,
    /// Rows that the message leaves in the reports of this kind.
    leaves: Option<(Report, usize)>,
    /// Whether a device sent it.
    has_device: bool,
}

const EVENTS: [Event; 6] = [
    Event {
        name: "join-domain",
        before: |_| {},
        message: |world| {
            let info = client_info(&world.device);
            let request = JoinRequest {
                service_id: [0; 16],
                account_id: ACCOUNT,
                revision: None,
                friendly_name: Some("living room"),
                custom_data: CUSTOM_DATA,
                client_time: NOW,
                client_info: &info,
                server_key: &world.pki.server_key().public(),
            };
            request.build(&world.device.signing_key, &mut OsRng).unwrap().text
        },
        told: |_| json!({ "account": ACCOUNT_GUID, "revision": null, "friendly_name": "living room" }),
        leaves: Some((Report::Domains, 1)),
        has_device: true,
    },
    Event {
        name: "leave-domain",
        before: |world| {
            let domain = domain_id([0; 16], ACCOUNT);
            let first_key =
                DomainKey { revision: 1, private_key: Zeroizing::new([7; 32]), certificate: Vec::new() };
            let open = OpenDomain {
                domain: domain.clone(),
                device_limit: 1,
                computer_limit: 1,
                first_key,
                now: NOW,
            };
            world.store.commit(open).unwrap();
            let (client, name) = (client_id(&world.device), String::new());
            world
                .store
                .commit(JoinDomain { domain, client, kind: MemberKind::Device, name, now: NOW })
                .unwrap();
        },
        message: |world| {
            let info = client_info(&world.device);
            let request = LeaveRequest {
                service_id: [0; 16],
                account_id: ACCOUNT,
                revision: 1,
                custom_data: CUSTOM_DATA,
                client_time: NOW,
                client_info: &info,
                server_key: &world.pki.server_key().public(),
            };
            request.build(&world.device.signing_key, &mut OsRng).unwrap().text
        },
        told: |_| json!({ "account": ACCOUNT_GUID }),
        leaves: None,
        has_device: true,
    },
    Event {
        name: "metering",
        before: |_| {},
        message: |world| {
            let counts = [MeteringCount { kid: kid(1), action: "Play".to_owned(), count: 3 }];
            let report = metering::Report {
                transaction_id: SESSION,
                counts: &counts,
                custom_data: CUSTOM_DATA,
                client_time: NOW,
            };
            let (chain, info) = (&world.pki.metering().chain, client_info(&world.device));
            metering::request(&report, chain, &info, &world.device.signing_key, &mut OsRng).unwrap().text
        },
        told: |world| {
            json!({
                "metering_id": metering_id(world),
                "transaction_id": "5e".repeat(16),
                "counts": [{ "kid": KID, "action": "Play", "count": 3 }],
            })
        },
        leaves: Some((Report::Metering, 1)),
        has_device: true,
    },
    Event {
        name: "secure-stop",
        before: |_| {},
        message: |world| {
            // Of version 2: with a license and its key, which the report proves to know.
            let text = header(&[kid(1)]);
            let target = format!("{PATH}?cfg=(securestop:true,securestop2:true)");
            let stop_key = world.opened(&world.device, &target, &text, None).stop_key;
            assert!(stop_key.is_some());
            let session = stop::Session {
                id: SESSION,
                kid: Some(kid(1)),
                state: stop::SessionState::Stopped,
                started: NOW - 60,
                updated: NOW,
                stop_key,
            };
            let report = stop::Report { sessions: &[session], custom_data: CUSTOM_DATA, client_time: NOW };
            let (chain, info) = (&world.pki.metering().chain, client_info(&world.device));
            stop::request(&report, chain, &info, &world.device.signing_key, &mut OsRng).unwrap().text
        },
        told: |world| {
            json!({
                "metering_id": metering_id(world),
                "sessions": [{
                    "id": "5e".repeat(16),
                    "kid": KID,
                    "state": "stopped",
                    "started": "2026-11-21T23:59:00Z",
                    "updated": "2026-11-22T00:00:00Z",
                    "verified": true,
                }],
            })
        },
        leaves: Some((Report::Sessions, 1)),
        has_device: true,
    },
    Event {
        name: "secure-delete",
        before: |_| {},
        message: |world| {
            let info = client_info(&world.device);
            let request = DeleteRequest {
                session_id: SESSION,
                kids: &[kid(1)],
                custom_data: CUSTOM_DATA,
                client_info: &info,
                server_key: &world.pki.server_key().public(),
            };
            request.build(&world.device.signing_key, &mut OsRng).unwrap().text
        },
        told: |_| json!({ "session": "5e".repeat(16), "kids": [KID] }),
        leaves: Some((Report::Deletions, 1)),
        has_device: true,
    },
    Event {
        name: "packaging",
        before: |_| {},
        message: |_| packaging::write_request("a program", &[SystemId::PLAYREADY, SystemId::WIDEVINE]),
        told: |_| {
            let systems = [SystemId::PLAYREADY, SystemId::WIDEVINE].map(|id| id.to_string().to_uppercase());
            json!({ "program": "a program", "systems": systems })
        },
        leaves: None,
        has_device: false,
    },
];

fn metering_id(world: &World) -> String {
    boxlock::license::policy::Guid::from_wire(world.pki.metering().id).to_string()
}

/// What came of an event.
struct Done {
    world: World,
    told: Value,
    status: u16,
    text: String,
    /// Changes of the store that the message made.
    changes: u64,
}

/// Causes an event in a world whose backend says this to it, and allows everything else.
fn cause(event: &Event, answer: Option<&'static str>, on_failure: OnFailure) -> Done {
    let name = event.name;
    let backend = Backend::with(move |told| {
        let answer = if told["event"] == name { answer } else { Some(r#"{"answer":"allow"}"#) };
        answer.map(|answer| http("200 OK", answer))
    });
    let mut world = backend.world(on_failure);
    // Secure stop 2 is for devices of this level.
    world.device = Device::issue(&world.pki, &DeviceOptions::new(3000), &mut SeededRng::new(3)).unwrap();
    (event.before)(&world);
    let message = (event.message)(&world);
    let before = world.store.stats().changes;
    let (status, text) = world.post(PATH, &message);
    let told = std::iter::repeat_with(|| backend.told()).find(|told| told["event"] == name).unwrap();
    let changes = world.store.stats().changes - before;
    Done { world, told, status, text, changes }
}

impl Done {
    fn rows(&self, event: &Event) -> usize {
        event.leaves.map_or(0, |(report, _)| self.world.store.read(&report).unwrap().len())
    }

    /// The message was answered and did what it is for.
    fn was_answered(&self, event: &Event) {
        assert_eq!(self.status, 200, "{}: {}", event.name, self.text);
        assert!(self.changes > 0, "{}", event.name);
        assert_eq!(self.rows(event), event.leaves.map_or(0, |(_, rows)| rows), "{}", event.name);
    }

    /// The message was refused and changed nothing.
    fn was_refused(&self, event: &Event) -> Fault {
        let fault = fault_of(self.status, &self.text);
        assert_eq!((self.changes, self.rows(event)), (0, 0), "{}", event.name);
        assert!(!self.text.contains("KeyData"), "{}", event.name);
        fault
    }
}

/// Everything secret of a world.
fn scanner(world: &World) -> Scanner {
    let mut scanner = Scanner::default();
    scanner.add("the server's key", world.pki.server_key().expose());
    scanner.add("the metering key", world.pki.metering().key.expose());
    scanner.add("the response signer's key", world.pki.response_signer().key.expose());
    scanner.add("the device's signing key", world.device.signing_key.expose());
    scanner.add("the device's encryption key", world.device.encryption_key.expose());
    scanner.add("a content key", keys().get(&kid(1)).unwrap().expose());
    scanner
}

#[test]
fn a_backend_is_told_of_each_event_and_allows_it() {
    for event in &EVENTS {
        let done = cause(event, Some(r#"{"answer":"allow"}"#), OnFailure::Deny);
        done.was_answered(event);
        let mut expected = json!({
            "schema": "boxlock.webhook/1",
            "event": event.name,
            "service": "test",
            "time": "2026-11-22T00:00:00Z",
        });
        if event.has_device {
            expected["device"] = json!({
                "id": scan::to_hex(&client_id(&done.world.device)),
                "type": "device",
                "name": "boxlock test Test Device 1",
                "security_level": 3000,
            });
            expected["user"] = json!("alice");
            expected["custom_data"] = json!("user=alice&x=1");
        }
        for (name, value) in (event.told)(&done.world).as_object().unwrap() {
            expected[name] = value.clone();
        }
        assert_eq!(done.told, expected, "{}", event.name);
    }
}

#[test]
fn a_backend_denies_each_event_with_its_own_code_and_data() {
    for event in &EVENTS {
        let deny = r#"{"answer":"deny","code":"0x8004C60C","custom_data":"no such customer"}"#;
        let fault = cause(event, Some(deny), OnFailure::Allow).was_refused(event);
        assert_code(&fault, FaultCode::UnknownAccount);
        assert_eq!(fault.custom_data.as_deref(), Some("no such customer"), "{}", event.name);
        let fault = cause(event, Some(r#"{"answer":"deny"}"#), OnFailure::Allow).was_refused(event);
        assert_code(&fault, FaultCode::ServiceSpecific);
    }
}

#[test]
fn a_backend_that_keeps_silent_about_an_event_is_a_failure() {
    for event in &EVENTS {
        let fault = cause(event, None, OnFailure::Deny).was_refused(event);
        assert_code(&fault, FaultCode::Internal);
        cause(event, None, OnFailure::Allow).was_answered(event);
    }
}

#[test]
fn only_licenses_have_a_policy_to_replace() {
    for event in &EVENTS {
        let replace = r#"{"answer":"replace","policy":{"preset":"preview"}}"#;
        assert_code(&cause(event, Some(replace), OnFailure::Deny).was_refused(event), FaultCode::Internal);
    }
}

#[test]
fn no_event_has_a_key_in_it() {
    for event in &EVENTS {
        let done = cause(event, Some(r#"{"answer":"allow"}"#), OnFailure::Deny);
        let mut scanner = scanner(&done.world);
        if event.name == "packaging" {
            let answer = Envelope::read(done.text.as_bytes(), &LIMITS).unwrap();
            let given = packaging::read_response(&answer).unwrap().remove(0);
            scanner.add("the key of the program", given.key.expose());
            // The search finds what is there.
            assert!(scanner.find(done.text.as_bytes()).is_some());
        }
        if event.name == "secure-stop" {
            let query =
                boxlock::store::secure_stop::StopKeys { client: client_id(&done.world.device), kid: kid(1) };
            let keys = done.world.store.read(&query).unwrap();
            assert_eq!(keys.len(), 1);
            scanner.add("the key of secure stop", keys[0].as_slice());
        }
        assert_eq!(scanner.find(done.told.to_string().as_bytes()), None, "{}", event.name);
    }
}

/// A backend that speaks TLS and denies.
struct Denies;

impl Handler for Denies {
    fn handle(&self, request: &Request) -> HttpAnswer {
        assert_eq!(serde_json::from_slice::<Value>(&request.body).unwrap()["event"], "license");
        let body = br#"{"answer":"deny","custom_data":"over TLS"}"#.to_vec();
        HttpAnswer { status: 200, content_type: "application/json", body, note: AuditNote::default() }
    }

    fn refuse(&self, _: Refusal, _: &str) -> HttpAnswer {
        HttpAnswer { status: 500, content_type: "text/plain", body: Vec::new(), note: AuditNote::default() }
    }

    fn operations(&self) -> &[Operation] {
        &[]
    }
}

#[test]
fn a_backend_with_https_is_asked_when_it_is_trusted_and_only_then() {
    let folder = tempfile::tempdir().unwrap();
    let (tls, certificate) = TlsIdentity::of_folder(folder.path()).unwrap();
    let parts = Parts {
        handler: Arc::new(Denies),
        store: None,
        audit: None,
        tls: Some(tls),
        limits: Limits::default(),
    };
    let server = Server::bind("127.0.0.1:0".parse().unwrap(), parts).unwrap();
    let (url, stopper) = (server.url(), server.stopper());
    let thread = std::thread::spawn(|| server.run());
    let service = |ca: &str| {
        format!(
            "[[service]]\nid = \"a\"\nkeys = {{ seed = \"test\" }}\n[service.webhook]\nurl = \"{url}\"\n{ca}\
             timeout_ms = 5000\non_failure = \"deny\"\nevents = [\"license\"]\n"
        )
    };
    let world = World::of(&service(&format!("ca = {:?}\n", certificate.display().to_string())));
    let fault = world.refused(PATH, &header(&[kid(1)]), None);
    assert_code(&fault, FaultCode::ServiceSpecific);
    assert_eq!(fault.custom_data.as_deref(), Some("over TLS"));
    // Nobody else's list has it.
    let stranger = World::of(&service(""));
    assert_code(&stranger.refused(PATH, &header(&[kid(1)]), None), FaultCode::Internal);
    stopper.stop();
    thread.join().unwrap();
}
