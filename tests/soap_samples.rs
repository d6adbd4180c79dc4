//! One exchange of every operation as it goes over the wire, under `samples/soap`: a request, its answer, and a fault from a real
//! condition. They are made anew here and compared with the committed files, read by the own readers, and looked into for keys.
//!
//! `UPDATE_SAMPLES=1 cargo test --test soap_samples` writes them again.

mod world;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use boxlock::crypto::SeededRng;
use boxlock::drm::SystemId;
use boxlock::inspect;
use boxlock::license::OpenContext;
use boxlock::license::policy::Guid;
use boxlock::pki::{Device, Pki};
use boxlock::rights_manager::handlers::{Handlers, SecureStopHandler};
use boxlock::rights_manager::operations::acknowledge_license::{
    self as acknowledge, Acknowledgement, LicenseResult,
};
use boxlock::rights_manager::operations::acquire_packaging_data as packaging;
use boxlock::rights_manager::operations::get_metering_certificate as certificate;
use boxlock::rights_manager::operations::join_domain::{JoinRequest, read_membership};
use boxlock::rights_manager::operations::leave_domain::{LeaveRequest, read_left};
use boxlock::rights_manager::operations::process_delete_license_data::{DeleteRequest, read_deleted};
use boxlock::rights_manager::operations::process_metering_data as metering;
use boxlock::rights_manager::operations::process_secure_stop_data as stop;
use boxlock::rights_manager::response::{LIMITS, Response};
use boxlock::rights_manager::service::{Call, Caller};
use boxlock::rights_manager::soap::Envelope;
use boxlock::rights_manager::{Fault, FaultCode, Operation};
use boxlock::store::metering::MeteringCount;
use boxlock::store::secure_stop::{RecordStops, SessionState};
use boxlock::xml::{self, Element};
use world::{NOW, World, client_info, envelope, keys, kid, world_with};

const SERVICE: [u8; 16] = [0xd5; 16];
const ACCOUNT: [u8; 16] = [0xac; 16];

/// What the samples say with one operation.
struct Sample {
    operation: Operation,
    request: String,
    response: String,
    fault: String,
    code: FaultCode,
}

/// Everything that was said, and the secrets that must not be in it.
struct Scene {
    samples: Vec<Sample>,
    secrets: Vec<(String, Vec<u8>)>,
}

/// Greets whoever stops.
struct Greeter;

impl SecureStopHandler for Greeter {
    fn stopped(&self, _: &Call<'_>, _: &Caller, _: &RecordStops) -> Result<Option<String>, Fault> {
        Ok(Some("see you tomorrow".to_owned()))
    }
}

impl Scene {
    fn play() -> Self {
        let mut world = world_with(Handlers { secure_stop: Box::new(Greeter), ..Handlers::default() });
        let definition = &mut world.service.definitions[0];
        (definition.device_limit, definition.acknowledge) = (1, true);
        let mut scene = Self { samples: Vec::new(), secrets: Vec::new() };
        scene.know(&world);
        scene.acquire_and_acknowledge(&world);
        scene.package(&world);
        scene.metering(&world);
        scene.domain(&world);
        scene.delete(&world);
        scene.stop(&world);
        scene.samples.sort_by_key(|sample| sample.operation.name());
        scene
    }

    /// The private keys of the world.
    fn know(&mut self, world: &World) {
        let mut know = |name: &str, secret: &[u8]| self.secrets.push((name.to_owned(), secret.to_vec()));
        for (name, device) in [("device", &world.device), ("other device", &world.other)] {
            let Device { signing_key, encryption_key, group_key, .. } = device;
            for key in [signing_key, encryption_key, group_key] {
                know(name, key.expose());
            }
        }
        let pki: &Pki = &world.service.pki;
        know("license server", pki.server_key().expose());
        know("response signer", pki.response_signer().key.expose());
        for one in pki.meterings() {
            know("metering", one.key.expose());
        }
        for n in 1..=3 {
            know("content", keys().get(&kid(n)).unwrap().expose());
        }
    }

    fn add(&mut self, operation: Operation, request: &str, [response, refused]: [&str; 2]) {
        let fault = Fault::read(&envelope(refused)).unwrap().unwrap();
        let sample = Sample {
            operation,
            request: request.to_owned(),
            response: response.to_owned(),
            fault: refused.to_owned(),
            code: fault.known().unwrap(),
        };
        self.samples.push(sample);
    }

    fn acquire_and_acknowledge(&mut self, world: &World) {
        let device = &world.device;
        let query = "cfg=(persist:true,firstexp:172800)";
        let challenge = world.challenge(device, 1, &mut SeededRng::new(1));
        let answer = world.send(&challenge.text, Some(query)).reply.unwrap().text;
        let domain = "cfg=(persist:true,accountid:{acacacac-acac-acac-acac-acacacacacac})";
        let other = world.challenge(device, 2, &mut SeededRng::new(2));
        let fault = world.fault(&other.text, Some(domain));
        self.add(Operation::AcquireLicense, &challenge.text, [&answer, &fault]);

        let response = Response::read(answer.as_bytes(), &LIMITS).unwrap();
        response.verify(&world.expected(challenge.nonce)).unwrap();
        let context = OpenContext::new(&device.encryption_key, 3000, NOW);
        assert_eq!(response.open(Some(challenge.nonce), &context)[0].as_ref().unwrap().kid, kid(1));
        let transaction: Guid = response.transaction_id.as_ref().unwrap().parse().unwrap();
        let acknowledgement = |transaction_id| {
            let results =
                [LicenseResult { rights_id: response.licenses[0].rights_id, kid: kid(1), result: 0 }];
            let message = Acknowledgement {
                transaction_id,
                results: &results,
                custom_data: None,
                client_time: NOW + 2,
                client_info: &client_info(device),
            };
            message.build(&device.signing_key, &world.server_key(), &mut SeededRng::new(3)).unwrap()
        };
        let message = acknowledgement(transaction);
        let answer = world.post(&message.text);
        acknowledge::read_response(&envelope(&answer), &transaction, &world.expected(message.nonce)).unwrap();
        let fault = world.fault(&acknowledgement(Guid::from_wire([9; 16])).text, None);
        self.add(Operation::AcknowledgeLicense, &message.text, [&answer, &fault]);
    }

    fn package(&mut self, world: &World) {
        let request = packaging::write_request("a film", &[SystemId::PLAYREADY]);
        let answer = world.post(&request);
        let read = packaging::read_response(&envelope(&answer)).unwrap();
        assert_eq!((read.len(), read[0].program.as_str()), (1, "a film"));
        self.secrets.push((PACKAGED.to_owned(), read[0].key.expose().to_vec()));
        let fault = world.fault(&packaging::write_request("a film", &[]), None);
        self.add(Operation::AcquirePackagingData, &request, [&answer, &fault]);
    }

    fn metering(&mut self, world: &World) {
        let owner = world.service.pki.metering();
        let request = certificate::request(&owner.id);
        let answer = world.post(&request);
        let expected = world.expected([0; 16]);
        let chain = certificate::read_response(&envelope(&answer), &owner.id, &expected).unwrap();
        let fault = world.fault(&certificate::request(&[1; 16]), None);
        self.add(Operation::GetMeteringCertificate, &request, [&answer, &fault]);

        let device = &world.device;
        let report = |plays: u64| {
            let count =
                |n, action: &str, count| MeteringCount { kid: kid(n), action: action.to_owned(), count };
            let counts = [count(1, "Play", plays), count(2, "Play", 1)];
            let report = metering::Report {
                transaction_id: [0x71; 16],
                counts: &counts,
                custom_data: None,
                client_time: NOW + 600,
            };
            let rng = &mut SeededRng::new(4);
            metering::request(&report, &chain, &client_info(device), &device.signing_key, rng).unwrap()
        };
        let message = report(3);
        let answer = world.post(&message.text);
        let expected = world.expected(message.nonce);
        let reset = metering::read_response(&envelope(&answer), &[0x71; 16], &owner.id, &expected).unwrap();
        assert_eq!(reset, [kid(1), kid(2)]);
        let fault = world.fault(&report(4).text, None);
        self.add(Operation::ProcessMeteringData, &message.text, [&answer, &fault]);
    }

    fn domain(&mut self, world: &World) {
        let (device, server_key) = (&world.device, &world.server_key());
        let info = client_info(device);
        let join = JoinRequest {
            service_id: SERVICE,
            account_id: ACCOUNT,
            revision: None,
            friendly_name: Some("the one in the kitchen"),
            custom_data: None,
            client_time: NOW + 3600,
            client_info: &info,
            server_key,
        };
        let message = join.build(&device.signing_key, &mut SeededRng::new(5)).unwrap();
        let answer = world.post(&message.text);
        let expected = world.expected(message.nonce);
        let member = read_membership(&envelope(&answer), &expected, &join, &device.encryption_key).unwrap();
        self.secrets.extend(member.keys.iter().map(|key| ("domain".to_owned(), key.key.expose().to_vec())));
        let second = JoinRequest { client_info: &client_info(&world.other), ..join };
        let second = second.build(&world.other.signing_key, &mut SeededRng::new(6)).unwrap();
        let fault = world.fault(&second.text, None);
        self.add(Operation::JoinDomain, &message.text, [&answer, &fault]);

        let leave = LeaveRequest {
            service_id: SERVICE,
            account_id: ACCOUNT,
            revision: 1,
            custom_data: None,
            client_time: NOW + 7200,
            client_info: &info,
            server_key,
        };
        let stranger = LeaveRequest { client_info: &client_info(&world.other), ..leave };
        let stranger = stranger.build(&world.other.signing_key, &mut SeededRng::new(8)).unwrap();
        let fault = world.fault(&stranger.text, None);
        let message = leave.build(&device.signing_key, &mut SeededRng::new(7)).unwrap();
        let answer = world.post(&message.text);
        read_left(&envelope(&answer), &world.expected(message.nonce), &leave).unwrap();
        self.add(Operation::LeaveDomain, &message.text, [&answer, &fault]);
    }

    fn delete(&mut self, world: &World) {
        let device = &world.device;
        let of = |kids: &[_]| {
            let request = DeleteRequest {
                session_id: [0x5d; 16],
                kids,
                custom_data: None,
                client_info: &client_info(device),
                server_key: &world.server_key(),
            };
            request.build(&device.signing_key, &mut SeededRng::new(9)).unwrap().text
        };
        let request = of(&[kid(1)]);
        let answer = world.post(&request);
        read_deleted(&envelope(&answer), [0x5d; 16]).unwrap();
        let fault = world.fault(&of(&[]), None);
        self.add(Operation::ProcessDeleteLicenseData, &request, [&answer, &fault]);
    }

    fn stop(&mut self, world: &World) {
        let device = &world.device;
        let query = "cfg=(securestop:true,securestop2:true)";
        let response = world.acquire(device, 3, query, &mut SeededRng::new(10));
        let context = OpenContext::new(&device.encryption_key, 3000, NOW);
        let key = response.open(None, &context).pop().unwrap().unwrap().stop_key.unwrap();
        self.secrets.push(("secure stop".to_owned(), key.expose().to_vec()));
        let owner = world.service.pki.metering();
        let report = |n: u8| {
            let session = stop::Session {
                id: [0x55; 16],
                kid: Some(kid(n)),
                state: SessionState::Stopped,
                started: NOW + 60,
                updated: NOW + 5460,
                stop_key: Some(key.clone()),
            };
            let custom_data = Some("credits skipped");
            let report = stop::Report { sessions: &[session], custom_data, client_time: NOW + 5461 };
            let (info, rng) = (client_info(device), &mut SeededRng::new(11));
            stop::request(&report, &owner.chain, &info, &device.signing_key, rng).unwrap()
        };
        let message = report(3);
        let answer = world.post(&message.text);
        let expected = world.expected(message.nonce);
        let read = stop::read_response(&envelope(&answer), &owner.id, &expected).unwrap();
        assert_eq!(
            (read.sessions, read.custom_data.as_deref()),
            (vec![[0x55; 16]], Some("see you tomorrow"))
        );
        let fault = world.fault(&report(1).text, None);
        self.add(Operation::ProcessSecureStopData, &message.text, [&answer, &fault]);
    }
}

/// The only key that goes over the wire in the clear: packagers get it so.
const PACKAGED: &str = "packaged content";

impl World {
    /// The body of the fault that a message is refused with.
    fn fault(&self, text: &str, query: Option<&str>) -> String {
        let fault = self.send(text, query).reply.map(|reply| reply.text).unwrap_err();
        fault.write(world::URL)
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/soap")
}

fn files(sample: &Sample) -> [(&'static str, &str); 3] {
    [("request.xml", &sample.request), ("response.xml", &sample.response), ("fault.xml", &sample.fault)]
}

#[test]
fn samples_are_what_clients_and_service_say() {
    let scene = Scene::play();
    let names: Vec<_> = scene.samples.iter().map(|sample| sample.operation).collect();
    assert_eq!(names, Operation::ALL);
    for sample in &scene.samples {
        for (name, text) in files(sample) {
            let path = folder().join(sample.operation.name()).join(name);
            if std::env::var_os("UPDATE_SAMPLES").is_some() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, text).unwrap();
            }
            let committed = fs::read_to_string(&path).unwrap_or_default();
            assert!(
                committed == text,
                "{} is stale: run `UPDATE_SAMPLES=1 cargo test --test soap_samples`",
                path.display()
            );
        }
    }
}

#[test]
fn there_are_no_other_samples() {
    let entries = |path: &Path| -> BTreeSet<String> {
        let entries = fs::read_dir(path).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    let operations = Operation::ALL.map(|operation| operation.name().to_owned());
    assert_eq!(entries(&folder()), operations.clone().into());
    for operation in &operations {
        let names = ["request.xml", "response.xml", "fault.xml"].map(str::to_owned);
        assert_eq!(entries(&folder().join(operation)), names.into(), "{operation}");
    }
}

#[test]
fn faults_come_from_real_conditions() {
    let codes: Vec<_> = Scene::play().samples.iter().map(|sample| sample.code).collect();
    let expected = [
        FaultCode::UnknownTransaction,
        FaultCode::DomainRequired,
        FaultCode::InvalidMessage,
        FaultCode::UnknownMeteringId,
        FaultCode::DeviceLimit,
        FaultCode::NotAMember,
        FaultCode::InvalidMessage,
        FaultCode::InvalidMessage,
        FaultCode::ServiceSpecific,
    ];
    assert_eq!(codes, expected);
}

#[test]
fn inspect_tells_every_sample() {
    for sample in &Scene::play().samples {
        let operation = sample.operation.name();
        let is_license = sample.operation == Operation::AcquireLicense;
        for (name, text) in files(sample) {
            let report = inspect::describe_value(text.as_bytes()).unwrap();
            assert!(report.error.is_none(), "{operation}/{name}: {:?}", report.error);
            let json = report.json();
            let kind = match name {
                "fault.xml" => "fault",
                "request.xml" if is_license => "challenge",
                "response.xml" if is_license => "license-response",
                _ => "service-message",
            };
            assert_eq!(json["kind"], kind, "{operation}/{name}");
            if kind == "fault" {
                assert_eq!(json["status_code"], format!("0x{:08X}", sample.code.number()));
            }
            if kind == "service-message" {
                assert_eq!(json["operation"], operation, "{name}");
                assert_eq!(json["direction"], name.strip_suffix(".xml").unwrap(), "{operation}");
                let signed = text.contains("<Signature ");
                let state = if signed { "valid" } else { "missing" };
                assert_eq!(json["signature"]["state"], state, "{operation}/{name}: {json}");
                assert!(json["payload"].as_object().is_some_and(|fields| !fields.is_empty()), "{json}");
                let shown = json.to_string();
                for (what, secret) in Scene::play().secrets.iter().filter(|(what, _)| what == PACKAGED) {
                    assert!(!shown.contains(&BASE64.encode(secret)), "{what} in the report on {name}");
                }
            }
        }
    }
}

#[test]
fn no_key_is_in_the_samples() {
    let scene = Scene::play();
    let mut packaged = 0;
    for sample in &scene.samples {
        for (name, text) in files(sample) {
            let mut carried = vec![text.as_bytes().to_vec()];
            decoded(&xml::read(text).unwrap(), &mut carried);
            for (what, secret) in &scene.secrets {
                let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
                let forms = [
                    secret.clone(),
                    BASE64.encode(secret).into_bytes(),
                    hex.to_uppercase().into_bytes(),
                    hex.into_bytes(),
                ];
                let is_there = carried
                    .iter()
                    .any(|bytes| forms.iter().any(|form| bytes.windows(form.len()).any(|part| part == form)));
                if !is_there {
                    continue;
                }
                let place = (sample.operation, name, what.as_str());
                assert_eq!(place, (Operation::AcquirePackagingData, "response.xml", PACKAGED));
                packaged += 1;
            }
        }
    }
    assert_eq!(packaged, 1, "the search finds what is there");
}

/// What the texts of an element and those in it are base64 of.
fn decoded(element: &Element, found: &mut Vec<Vec<u8>>) {
    if let Ok(text) = element.text() {
        found.extend(BASE64.decode(text.trim()).ok().filter(|bytes| !bytes.is_empty()));
    }
    for child in element.elements() {
        decoded(child, found);
    }
}

/// The page of the wire bodies is of use only when it is whole.
#[test]
fn the_page_names_every_element_of_the_samples() {
    let page = boxlock::explain::find("wire").pop().unwrap().text;
    let words: BTreeSet<&str> = page.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let mut missing = BTreeSet::new();
    for sample in &Scene::play().samples {
        for (name, text) in files(sample) {
            let read = Envelope::read(text.as_bytes(), &LIMITS).unwrap();
            unnamed(read.content(), &words, &format!("{}/{name}", sample.operation.name()), &mut missing);
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

fn unnamed(element: &Element, words: &BTreeSet<&str>, place: &str, missing: &mut BTreeSet<String>) {
    let name = element.local_name();
    // Content of its own kind, with a page of its own.
    if name == "WRMHEADER" {
        return;
    }
    if !words.contains(name) {
        missing.insert(format!("{name} of {place}"));
    }
    for child in element.elements() {
        unnamed(child, words, place, missing);
    }
}
