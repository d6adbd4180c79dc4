//! The secure stop server through `Service::answer`: sessions of both versions, proofs, custom data, streams, and what is refused.

mod world;

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use boxlock::crypto::{SeededRng, aes_cmac};
use boxlock::keys::ContentKey;
use boxlock::license::OpenContext;
use boxlock::pki::Device;
use boxlock::rights_manager::handlers::{Handlers, SecureStopHandler};
use boxlock::rights_manager::operations::process_secure_stop_data::{
    self as stop, MAX_SESSIONS, Report, Session, StopAnswer,
};
use boxlock::rights_manager::request::{BuiltRequest, RequestBuilder, ResultError};
use boxlock::rights_manager::response::ResponseError;
use boxlock::rights_manager::service::{Call, Caller};
use boxlock::rights_manager::{Fault, FaultCode, Operation};
use boxlock::store::report::{Report as StoreReport, Row};
use boxlock::store::secure_stop::{OpenStream, RecordStops, SessionState, StreamOpened};
use boxlock::xml::XmlWriter;
use world::{NOW, World, client_id, client_info, envelope, kid, world, world_with};

/// A session of version 1 that plays for a minute.
fn session(id: u8, state: SessionState) -> Session {
    Session { id: [id; 16], kid: Some(kid(1)), state, started: NOW - 60, updated: NOW, stop_key: None }
}

fn proven(id: u8, state: SessionState, key: &ContentKey) -> Session {
    Session { stop_key: Some(key.clone()), ..session(id, state) }
}

impl World {
    fn mid(&self) -> [u8; 16] {
        self.service.pki.metering().id
    }

    fn stops(&self, device: &Device, sessions: &[Session], custom_data: Option<&str>) -> BuiltRequest {
        let report = Report { sessions, custom_data, client_time: NOW };
        let (chain, info) = (&self.service.pki.metering().chain, client_info(device));
        stop::request(&report, chain, &info, &device.signing_key, &mut SeededRng::new(15)).unwrap()
    }

    /// Reports sessions of the device and returns the answer.
    fn stopped(&self, sessions: &[Session]) -> StopAnswer {
        let request = self.stops(&self.device, sessions, None);
        let answer = self.post(&request.text);
        stop::read_response(&envelope(&answer), &self.mid(), &self.expected(request.nonce)).unwrap()
    }

    /// A report of this version with this encrypted part.
    fn report_with(&self, version: u64, private: &str) -> String {
        let metering = self.service.pki.metering();
        let mid = BASE64.encode(metering.id);
        let builder = RequestBuilder {
            operation: Operation::ProcessSecureStopData,
            payload: "SecureStopData",
            version,
            fields: &|w: &mut XmlWriter| w.element("MID", [], &mid),
            custom_data: None,
            client_time: NOW,
            client_info: &client_info(&self.device),
            private,
            receiver: (&metering.key.public(), &mid),
            with_nonce: true,
        };
        builder.build(&self.device.signing_key, &mut SeededRng::new(16)).unwrap().text
    }

    /// The key of secure stop 2 of a new license of the device for key ID `n`.
    fn stop_key(&self, device: &Device, n: u8) -> ContentKey {
        self.stop_key_of(device, n, u64::from(n))
    }

    /// The same, of a license made with this seed.
    fn stop_key_of(&self, device: &Device, n: u8, seed: u64) -> ContentKey {
        let query = "cfg=(securestop:true,securestop2:true)";
        let response = self.acquire(device, n, query, &mut SeededRng::new(seed));
        let context = OpenContext::new(&device.encryption_key, 3000, NOW);
        let opened = response.open(None, &context).pop().unwrap().unwrap();
        opened.stop_key.unwrap()
    }

    /// All sessions of the store: the first byte of the ID, state, whether it is verified, custom data.
    fn recorded(&self) -> Vec<(String, String, bool, Option<String>)> {
        let rows = self.service.store.read(&StoreReport::Sessions).unwrap();
        let row = |row| match row {
            Row::Session { session, state, verified, custom_data, .. } => {
                (session[..2].to_owned(), state, verified, custom_data)
            }
            other => panic!("{other:?}"),
        };
        let mut rows: Vec<_> = rows.into_iter().map(row).collect();
        rows.sort();
        rows
    }
}

fn row(id: &str, state: &str, verified: bool) -> (String, String, bool, Option<String>) {
    (id.to_owned(), state.to_owned(), verified, None)
}

#[test]
fn one_session_starts_and_stops() {
    let world = world();
    let started = session(1, SessionState::Started);
    assert_eq!(world.stopped(&[started]).sessions, [[1; 16]]);
    assert_eq!(world.recorded(), [row("01", "started", false)]);
    let answer = world.stopped(&[session(1, SessionState::Stopped)]);
    assert_eq!(answer, StopAnswer { sessions: vec![[1; 16]], custom_data: None });
    assert_eq!(world.recorded(), [row("01", "stopped", false)]);
}

#[test]
fn all_sessions_of_a_device_after_a_crash() {
    let world = world();
    let sessions = [
        session(1, SessionState::Stopped),
        session(2, SessionState::Crashed),
        Session { kid: None, ..session(3, SessionState::Started) },
    ];
    assert_eq!(world.stopped(&sessions).sessions, [[1; 16], [2; 16], [3; 16]]);
    let rows = [row("01", "stopped", false), row("02", "crashed", false), row("03", "started", false)];
    assert_eq!(world.recorded(), rows);
}

#[test]
fn a_report_that_is_sent_again_gets_the_same_answer() {
    let world = world();
    let request = world.stops(&world.device, &[session(1, SessionState::Crashed)], None);
    let first = world.post(&request.text);
    for _ in 0..20 {
        assert_eq!(world.post(&request.text), first);
    }
    // What ended stays as it was reported first.
    world.stopped(&[session(1, SessionState::Stopped)]);
    world.stopped(&[session(1, SessionState::Started)]);
    assert_eq!(world.recorded(), [row("01", "crashed", false)]);
}

#[test]
fn a_session_of_another_device_is_another_one() {
    let world = world();
    world.stopped(&[session(1, SessionState::Stopped)]);
    world.post(&world.stops(&world.other, &[session(1, SessionState::Crashed)], None).text);
    assert_eq!(world.recorded(), [row("01", "crashed", false), row("01", "stopped", false)]);
}

#[test]
fn secure_stop_2_is_proven_with_the_key_of_the_license() {
    let world = world();
    let key = world.stop_key(&world.device, 1);
    world.stopped(&[proven(1, SessionState::Started, &key)]);
    assert_eq!(world.recorded(), [row("01", "started", true)]);
    world.stopped(&[proven(1, SessionState::Stopped, &key), proven(2, SessionState::Crashed, &key)]);
    assert_eq!(world.recorded(), [row("01", "stopped", true), row("02", "crashed", true)]);
}

#[test]
fn a_session_of_an_earlier_license_is_proven_with_its_key() {
    let mut world = world();
    let first = world.stop_key_of(&world.device, 1, 71);
    world.service.rng = || Box::new(SeededRng::new(8071));
    let second = world.stop_key_of(&world.device, 1, 72);
    assert_ne!(first, second);
    world.stopped(&[proven(1, SessionState::Crashed, &first), proven(2, SessionState::Stopped, &second)]);
    assert_eq!(world.recorded(), [row("01", "crashed", true), row("02", "stopped", true)]);
}

#[test]
fn a_wrong_proof() {
    let world = world();
    let key = world.stop_key(&world.device, 1);
    let second = world.stop_key(&world.device, 2);
    for wrong in [ContentKey::from_bytes([1; 16]), second] {
        let request = world.stops(&world.device, &[proven(1, SessionState::Stopped, &wrong)], None);
        let fault = world.refused(&request.text, FaultCode::InvalidMessage);
        assert!(fault.message.contains("the proof of session"), "{fault}");
    }
    // The proof is over the literal text: a stop that was moved by a second is not proven.
    let said = |stop: u64| {
        format!(
            "<Session><SessionID>{}</SessionID><KID>{}</KID><State>stopped</State><Start>{}</Start><Stop>{stop}</Stop></Session>",
            BASE64.encode([1; 16]),
            kid(1).guid_base64(),
            NOW - 60
        )
    };
    let proof = BASE64.encode(aes_cmac(key.expose(), &[said(NOW).as_bytes()]));
    let with_proof = |text: String| {
        let text = text.replace("</Session>", &format!("<Proof>{proof}</Proof></Session>"));
        world.report_with(2, &format!("<Sessions>{text}</Sessions>"))
    };
    world.refused(&with_proof(said(NOW + 1)), FaultCode::InvalidMessage);
    // One wrong proof refuses the whole report.
    let good = proven(1, SessionState::Stopped, &key);
    let bad = proven(2, SessionState::Stopped, &ContentKey::from_bytes([2; 16]));
    world.refused(&world.stops(&world.device, &[good, bad], None).text, FaultCode::InvalidMessage);
    assert_eq!(world.recorded(), []);
    world.post(&with_proof(said(NOW)));
    assert_eq!(world.recorded(), [row("01", "stopped", true)]);
}

#[test]
fn a_missing_proof() {
    let world = world();
    let key = world.stop_key(&world.device, 1);
    let bare = |kid: &str| {
        format!(
            "<Sessions><Session><SessionID>{}</SessionID>{kid}<State>stopped</State><Start>1</Start><Stop>2</Stop></Session></Sessions>",
            BASE64.encode([1; 16])
        )
    };
    let with_kid = bare(&format!("<KID>{}</KID>", kid(1).guid_base64()));
    let fault = world.refused(&world.report_with(2, &with_kid), FaultCode::InvalidMessage);
    assert!(fault.message.contains("without Proof"), "{fault}");
    let fault = world.refused(&world.report_with(2, &bare("")), FaultCode::InvalidMessage);
    assert!(fault.message.contains("without KID"), "{fault}");
    // A proof has no meaning in version 1.
    let proof = format!("<Proof>{}</Proof></Session>", BASE64.encode(key.expose()));
    let fault = world
        .refused(&world.report_with(1, &with_kid.replace("</Session>", &proof)), FaultCode::InvalidMessage);
    assert!(fault.message.contains("version 1"), "{fault}");
    assert_eq!(world.recorded(), []);
}

#[test]
fn a_proof_for_a_license_that_the_device_did_not_get() {
    let world = world();
    let key = world.stop_key(&world.other_of_level_3000(), 1);
    let request = world.stops(&world.device, &[proven(1, SessionState::Stopped, &key)], None);
    let fault = world.refused(&request.text, FaultCode::ServiceSpecific);
    assert!(fault.custom_data.unwrap().contains("no license with secure stop 2"));
    assert_eq!(world.recorded(), []);
}

impl World {
    fn other_of_level_3000(&self) -> Device {
        let options = boxlock::pki::DeviceOptions::new(3000);
        Device::issue(&self.service.pki, &options, &mut SeededRng::new(99)).unwrap()
    }
}

#[test]
fn the_end_of_a_session_ends_its_stream() {
    let world = world();
    let open = |n: u8| {
        let stream = OpenStream {
            service: "test".to_owned(),
            account: "reader".to_owned(),
            client: client_id(&world.device),
            kid: kid(n),
            limit: 1,
            now: NOW,
            expires: NOW + 3600,
        };
        world.service.store.commit(stream).unwrap()
    };
    assert_eq!(open(1), StreamOpened::Opened { open: 1 });
    assert_eq!(open(2), StreamOpened::LimitReached { open: 1 });
    world.stopped(&[session(1, SessionState::Started)]);
    assert_eq!(open(2), StreamOpened::LimitReached { open: 1 });
    world.stopped(&[session(1, SessionState::Stopped)]);
    assert_eq!(open(2), StreamOpened::Opened { open: 1 });
}

/// Answers with what it was told, and wants a reason for every crash.
#[derive(Clone, Default)]
struct Publisher(Arc<Mutex<Vec<RecordStops>>>);

impl SecureStopHandler for Publisher {
    fn stopped(&self, _: &Call<'_>, caller: &Caller, report: &RecordStops) -> Result<Option<String>, Fault> {
        let crashed = report.sessions.iter().any(|session| session.state == SessionState::Crashed);
        if crashed && report.custom_data.is_none() {
            return Err(Fault::service("tell why it crashed"));
        }
        assert_eq!(caller.custom_data, report.custom_data);
        self.0.lock().unwrap().push(report.clone());
        Ok(report.custom_data.as_ref().map(|data| format!("heard: {data}")))
    }
}

#[test]
fn custom_data_goes_both_ways_through_the_handler() {
    let publisher = Publisher::default();
    let world = world_with(Handlers { secure_stop: Box::new(publisher.clone()), ..Handlers::default() });
    let request =
        world.stops(&world.device, &[session(1, SessionState::Crashed)], Some("<power> & \"light\""));
    let text = world.post(&request.text);
    let answer = stop::read_response(&envelope(&text), &world.mid(), &world.expected(request.nonce)).unwrap();
    assert_eq!(answer.custom_data.as_deref(), Some("heard: <power> & \"light\""));
    let recorded = world.recorded();
    assert_eq!(recorded[0].3.as_deref(), Some("<power> & \"light\""));
    assert_eq!(publisher.0.lock().unwrap().len(), 1);

    let silent = world.stops(&world.device, &[session(2, SessionState::Crashed)], None);
    let fault = world.refused(&silent.text, FaultCode::ServiceSpecific);
    assert_eq!(fault.custom_data.as_deref(), Some("tell why it crashed"));
    assert_eq!(world.recorded(), recorded);
}

#[test]
fn answers_to_other_reports_are_not_taken() {
    let world = world();
    let request = world.stops(&world.device, &[session(1, SessionState::Stopped)], None);
    let text = world.post(&request.text);
    let read = |text: &str, mid: &[u8; 16], nonce| {
        stop::read_response(&envelope(text), mid, &world.expected(nonce)).unwrap_err()
    };
    assert_eq!(read(&text, &[1; 16], request.nonce), ResponseError::OtherMeteringId.into());
    assert_eq!(read(&text, &world.mid(), [1; 16]), ResponseError::OtherNonce.into());
    let id = BASE64.encode([1; 16]);
    let changed = text.replace(&id, &BASE64.encode([2; 16]));
    let error = read(&changed, &world.mid(), request.nonce);
    assert!(matches!(error, ResultError::Refused(ResponseError::Signature(_))), "{error}");
}

#[test]
fn reports_with_and_without_proofs_are_not_mixed() {
    let world = world();
    let key = ContentKey::from_bytes([1; 16]);
    let sessions = [session(1, SessionState::Stopped), proven(2, SessionState::Stopped, &key)];
    let report = Report { sessions: &sessions, custom_data: None, client_time: NOW };
    let (chain, info) = (&world.service.pki.metering().chain, client_info(&world.device));
    let key = &world.device.signing_key;
    assert!(stop::request(&report, chain, &info, key, &mut SeededRng::new(1)).is_err());
}

#[test]
fn refused_senders() {
    let world = world();
    let request = world.stops(&world.device, &[session(1, SessionState::Stopped)], None).text;
    world.refused(&request.replace("<ClientTime>179", "<ClientTime>178"), FaultCode::InvalidMessage);
    let mid = BASE64.encode(world.mid());
    let unknown = request.replace(&format!("<MID>{mid}"), &format!("<MID>{}", BASE64.encode([8; 16])));
    world.refused(&unknown, FaultCode::UnknownMeteringId);
    let nameless = request.replace(&format!("<KeyName>{mid}"), "<KeyName>WMRMServer");
    world.refused(&nameless, FaultCode::InvalidMessage);
    let report =
        Report { sessions: &[session(1, SessionState::Stopped)], custom_data: None, client_time: NOW };
    let (chain, info) = (&world.service.pki.metering().chain, client_info(&world.device));
    let forged =
        stop::request(&report, chain, &info, &world.other.signing_key, &mut SeededRng::new(1)).unwrap();
    world.refused(&forged.text, FaultCode::InvalidMessage);
    world.revoke(&world.device);
    world.refused(&request, FaultCode::DeviceRevoked);
    assert_eq!(world.recorded(), []);
}

#[test]
fn malformed_reports() {
    let world = world();
    let id = format!("<SessionID>{}</SessionID>", BASE64.encode([1; 16]));
    let times = "<Start>5</Start><Stop>6</Stop>";
    let of = |content: &str| format!("<Sessions><Session>{content}</Session></Sessions>");
    for private in [
        String::new(),
        "<Sessions></Sessions>".to_owned(),
        of(""),
        of(&format!("<State>stopped</State>{times}")),
        of(&format!("<SessionID>AAAA</SessionID><State>stopped</State>{times}")),
        of(&format!("{id}{times}")),
        of(&format!("{id}<State>paused</State>{times}")),
        of(&format!("{id}<State>started</State>{times}")),
        of(&format!("{id}<State>stopped</State><Start>5</Start><Updated>6</Updated>")),
        of(&format!("{id}<State>stopped</State><Stop>6</Stop>")),
        of(&format!("{id}<State>stopped</State><Start>6</Start><Stop>5</Stop>")),
        of(&format!("{id}<State>stopped</State><Start>-5</Start><Stop>5</Stop>")),
        of(&format!("{id}<State>stopped</State><Start>5</Start><Stop>99999999999999999999</Stop>")),
        of(&format!("{id}<KID>AAAA</KID><State>stopped</State>{times}")),
        of(&format!("{id}{id}<State>stopped</State>{times}")),
        format!(
            "<Sessions><Session>{id}<State>stopped</State>{times}</Session><Session>{id}<State>crashed</State>\
             <Start>1</Start><Updated>1</Updated></Session></Sessions>"
        ),
        format!("<Sessions><Item>{id}<State>stopped</State>{times}</Item></Sessions>"),
    ] {
        let fault =
            world.send(&world.report_with(1, &private), None).reply.map(|reply| reply.text).unwrap_err();
        assert_eq!(fault.known(), Some(FaultCode::InvalidMessage), "{private}: {fault}");
    }
    let good = of(&format!("{id}<State>stopped</State>{times}"));
    for version in [0, 3] {
        world.refused(&world.report_with(version, &good), FaultCode::ProtocolVersion);
    }
    assert_eq!(world.recorded(), []);
    world.post(&world.report_with(1, &good));
}

#[test]
fn a_report_has_as_many_sessions_as_it_may_and_no_more() {
    let world = world();
    let many = |count: usize| {
        let sessions: Vec<Session> = (0..count)
            .map(|n| Session { id: (n as u128).to_be_bytes(), ..session(0, SessionState::Stopped) })
            .collect();
        world.stops(&world.device, &sessions, None).text
    };
    world.post(&many(MAX_SESSIONS - 1));
    world.post(&many(MAX_SESSIONS));
    let fault = world.refused(&many(MAX_SESSIONS + 1), FaultCode::InvalidMessage);
    assert!(fault.message.contains("more than 512 sessions"), "{fault}");
    assert_eq!(world.recorded().len(), MAX_SESSIONS);
}
