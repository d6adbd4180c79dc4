//! The metering server through `Service::answer`: certificates by ID, reports counted once, and what is refused.

mod world;

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use boxlock::crypto::SeededRng;
use boxlock::keys::KeyId;
use boxlock::pki::{ChainError, Device, Metering};
use boxlock::rights_manager::handlers::{Handlers, MeteringHandler};
use boxlock::rights_manager::operations::get_metering_certificate as certificate;
use boxlock::rights_manager::operations::process_metering_data::{self as metering, MAX_COUNTERS, Report};
use boxlock::rights_manager::request::{BuiltRequest, RequestBuilder, ResultError};
use boxlock::rights_manager::response::{Expected, ResponseError};
use boxlock::rights_manager::service::{Call, Caller, METERING_LIMIT};
use boxlock::rights_manager::soap::Envelope;
use boxlock::rights_manager::{Fault, FaultCode, Operation};
use boxlock::store::metering::{CountMetering, MeteringCount};
use boxlock::store::report::{Report as StoreReport, Row};
use boxlock::xml::XmlWriter;
use world::{NOW, SECOND, World, client_info, envelope, kid, world, world_with};

const TID: [u8; 16] = [0x71; 16];

fn count(n: u8, action: &str, count: u64) -> MeteringCount {
    MeteringCount { kid: kid(n), action: action.to_owned(), count }
}

impl World {
    fn metering(&self) -> &Metering {
        self.service.pki.metering()
    }

    fn metering_report(&self, device: &Device, tid: [u8; 16], counts: &[MeteringCount]) -> BuiltRequest {
        let report = Report { transaction_id: tid, counts, custom_data: None, client_time: NOW };
        let (chain, info) = (&self.metering().chain, client_info(device));
        metering::request(&report, chain, &info, &device.signing_key, &mut SeededRng::new(5)).unwrap()
    }

    /// A report whose parts are as they are given.
    fn report_with<'a>(&'a self, change: impl FnOnce(&mut Parts<'a>)) -> String {
        let mid = BASE64.encode(self.metering().id);
        let mut parts = Parts {
            version: 1,
            tid: BASE64.encode(TID),
            mid: mid.clone(),
            key_name: mid,
            private: record("Play", "1"),
            device: &self.device,
            metering: self.metering(),
            with_nonce: true,
        };
        change(&mut parts);
        let Parts { version, tid, mid, key_name, private, device, metering, with_nonce } = parts;
        let key = metering.key.public();
        let fields = |w: &mut XmlWriter| {
            w.element("TID", [], &tid);
            w.element("MID", [], &mid);
        };
        let builder = RequestBuilder {
            operation: Operation::ProcessMeteringData,
            payload: "MeteringData",
            version,
            fields: &fields,
            custom_data: None,
            client_time: NOW,
            client_info: &client_info(device),
            private: &private,
            receiver: (&key, &key_name),
            with_nonce,
        };
        builder.build(&device.signing_key, &mut SeededRng::new(6)).unwrap().text
    }

    /// All counts of the store: key ID, action, count, reports.
    fn counted(&self) -> Vec<(String, String, u64, u64)> {
        let rows = self.service.store.read(&StoreReport::Metering).unwrap();
        let row = |row| match row {
            Row::Metering { kid, action, count, reports, .. } => (kid, action, count, reports),
            other => panic!("{other:?}"),
        };
        rows.into_iter().map(row).collect()
    }
}

struct Parts<'a> {
    version: u64,
    tid: String,
    mid: String,
    key_name: String,
    private: String,
    device: &'a Device,
    metering: &'a Metering,
    with_nonce: bool,
}

fn record(action: &str, count: &str) -> String {
    let kid = kid(1).guid_base64();
    format!(
        r#"<Records><Record KID="{kid}"><Action Name="{action}" Count="{count}"></Action></Record></Records>"#
    )
}

#[test]
fn a_certificate_is_given_by_its_id_and_checked_by_the_client() {
    let world = world();
    for id in [world.metering().id, SECOND] {
        let answer = world.post(&certificate::request(&id));
        let expected = Expected { nonce: None, ..world.expected([0; 16]) };
        let chain = certificate::read_response(&envelope(&answer), &id, &expected).unwrap();
        assert_eq!(chain.leaf().metering.as_ref().unwrap().id, id);
        // A certificate of the same root about another ID is not what was asked for.
        let other = certificate::read_response(&envelope(&answer), &[9; 16], &expected).unwrap_err();
        assert_eq!(other, ResultError::Refused(ResponseError::OtherMeteringId));
        let stranger = Expected { root: &world.device.signing_key.public(), ..expected };
        let untrusted = certificate::read_response(&envelope(&answer), &id, &stranger).unwrap_err();
        assert!(
            matches!(untrusted, ResultError::Refused(ResponseError::Chain(ChainError::WrongRoot { .. }))),
            "{untrusted}"
        );
    }
    let signer = certificate::response(&world.service.pki.response_signer().chain);
    let expected = world.expected([0; 16]);
    let wrong = certificate::read_response(&envelope(&signer), &SECOND, &expected).unwrap_err();
    assert!(
        matches!(wrong, ResultError::Refused(ResponseError::Chain(ChainError::WrongRole { .. }))),
        "{wrong}"
    );
}

#[test]
fn certificates_are_asked_for_in_every_public_form() {
    let world = world();
    let built = certificate::request(&world.metering().id);
    let messages = r#"xmlns="http://schemas.microsoft.com/DRM/2007/03/protocols/messages""#;
    let protocols = r#"xmlns="http://schemas.microsoft.com/DRM/2007/03/protocols""#;
    assert!(built.contains(&format!("<Challenge {messages}><MeterCert {protocols}>")));
    let inherited = built
        .replace(&format!("<Challenge {messages}>"), "<Challenge>")
        .replace(&format!("<MeterCert {protocols}>"), "<MeterCert>");
    let repeated = built.replace(messages, protocols);
    for form in [&built, &inherited, &repeated] {
        assert_eq!(world.post(form), world.post(&built));
    }
    // Without a declaration of its own it would be an element of messages.
    let elsewhere = built.replace(&format!("<MeterCert {protocols}>"), "<MeterCert>");
    world.refused(&elsewhere, FaultCode::InvalidMessage);
}

#[test]
fn certificates_that_are_not_there() {
    let world = world();
    world.refused(&certificate::request(&[1; 16]), FaultCode::UnknownMeteringId);
    let good = certificate::request(&world.metering().id);
    world.refused(&good.replace("<Version>1</Version>", "<Version>2</Version>"), FaultCode::ProtocolVersion);
    for (from, to) in [
        ("<Version>1</Version>", ""),
        ("<Version>1</Version>", "<Version>one</Version>"),
        ("<MID>", "<MID>AA"),
        ("<MID>", "<MID></MID><MID>"),
        ("</MeterCert>", "</MeterCert><MeterCert></MeterCert>"),
        ("MeterCert", "meterCert"),
    ] {
        let changed = good.replace(from, to);
        assert_ne!(changed, good, "{from}");
        world.refused(&changed, FaultCode::InvalidMessage);
    }
}

#[test]
fn a_report_is_counted_by_key_id_and_action() {
    let world = world();
    let counts = [count(1, "Play", 3), count(2, "Play", 1), count(1, "Copy", 2), count(1, "Play", 4)];
    let request = world.metering_report(&world.device, TID, &counts);
    let answer = world.post(&request.text);
    let mid = world.metering().id;
    let expected = world.expected(request.nonce);
    let reset = metering::read_response(&envelope(&answer), &TID, &mid, &expected).unwrap();
    assert_eq!(reset, [kid(1), kid(2)]);
    let rows = [
        (kid(1).hex(), "Copy".to_owned(), 2, 1),
        (kid(1).hex(), "Play".to_owned(), 7, 1),
        (kid(2).hex(), "Play".to_owned(), 1, 1),
    ];
    let counted = world.counted();
    assert_eq!(counted, rows);

    let refusal = |tid, mid, nonce| {
        let expected = world.expected(nonce);
        metering::read_response(&envelope(&answer), tid, mid, &expected).unwrap_err()
    };
    let nonce = request.nonce;
    assert_eq!(refusal(&[1; 16], &mid, nonce), ResponseError::OtherTransaction.into());
    assert_eq!(refusal(&TID, &[1; 16], nonce), ResponseError::OtherMeteringId.into());
    assert_eq!(refusal(&TID, &mid, [1; 16]), ResponseError::OtherNonce.into());
    let changed = answer.replace("RESET", "RESEX");
    let error = metering::read_response(&envelope(&changed), &TID, &mid, &expected).unwrap_err();
    assert!(matches!(error, ResultError::Refused(ResponseError::Signature(_))), "{error}");
}

#[test]
fn a_report_sent_a_hundred_times_counts_once() {
    let world = world();
    let counts = [count(1, "Play", 5)];
    let request = world.metering_report(&world.device, TID, &counts);
    let first = world.post(&request.text);
    for _ in 1..100 {
        assert_eq!(world.post(&request.text), first);
    }
    // A client that has lost its message makes it anew.
    let report = Report { transaction_id: TID, counts: &counts, custom_data: None, client_time: NOW + 60 };
    let info = client_info(&world.device);
    let (chain, key) = (&world.metering().chain, &world.device.signing_key);
    let again = metering::request(&report, chain, &info, key, &mut SeededRng::new(77)).unwrap();
    let answer = world.post(&again.text);
    let expected = world.expected(again.nonce);
    let mid = world.metering().id;
    assert_eq!(metering::read_response(&envelope(&answer), &TID, &mid, &expected).unwrap(), [kid(1)]);
    assert_eq!(world.counted(), [(kid(1).hex(), "Play".to_owned(), 5, 1)]);
}

#[test]
fn a_report_from_two_threads_at_once_counts_once() {
    let world = world();
    let request = world.metering_report(&world.device, TID, &[count(1, "Play", 5)]);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..50 {
                    world.post(&request.text);
                }
            });
        }
    });
    assert_eq!(world.counted(), [(kid(1).hex(), "Play".to_owned(), 5, 1)]);
}

#[test]
fn a_transaction_is_not_used_for_another_report() {
    let world = world();
    world.post(&world.metering_report(&world.device, TID, &[count(1, "Play", 5)]).text);
    for other in
        [vec![count(1, "Play", 6)], vec![count(2, "Play", 5)], vec![count(1, "Play", 5), count(2, "Play", 1)]]
    {
        let request = world.metering_report(&world.device, TID, &other);
        world.refused(&request.text, FaultCode::InvalidMessage);
    }
    assert_eq!(world.counted(), [(kid(1).hex(), "Play".to_owned(), 5, 1)]);
    let next = world.metering_report(&world.device, [0x72; 16], &[count(1, "Play", 6)]);
    world.post(&next.text);
    assert_eq!(world.counted(), [(kid(1).hex(), "Play".to_owned(), 11, 2)]);
}

#[test]
fn the_transaction_of_another_device_is_another_one() {
    let world = world();
    world.post(&world.metering_report(&world.device, TID, &[count(1, "Play", 5)]).text);
    world.post(&world.metering_report(&world.other, TID, &[count(1, "Play", 2)]).text);
    assert_eq!(world.counted(), [(kid(1).hex(), "Play".to_owned(), 7, 2)]);
}

#[test]
fn unknown_metering_id_607_for_a_report_about_nobodys() {
    let world = world();
    world.refused(
        &world.report_with(|parts| parts.mid = BASE64.encode([3; 16])),
        FaultCode::UnknownMeteringId,
    );
}

#[test]
fn a_report_that_is_encrypted_to_another_key() {
    let world = world();
    let second = world.service.pki.metering_by_id(&SECOND).unwrap();
    // The message names the first certificate, and the key is that of the second.
    let fault = world.refused(&world.report_with(|parts| parts.metering = second), FaultCode::InvalidMessage);
    assert!(fault.message.contains("another key"), "{fault}");
    // It says so itself.
    let says_so = world.report_with(|parts| parts.key_name = BASE64.encode(SECOND));
    world.refused(&says_so, FaultCode::InvalidMessage);
    assert_eq!(world.counted(), []);
}

#[test]
fn a_report_of_a_device_that_is_known_by_its_key_only_stays_closed() {
    struct Registry(Device);
    impl boxlock::rights_manager::challenge::DeviceRegistry for Registry {
        fn chain(&self, key: &boxlock::crypto::PublicKey) -> Option<boxlock::pki::Chain> {
            (*key == self.0.signing_key.public()).then(|| self.0.chain.clone())
        }
    }
    let mut world = world();
    world.service.registry = Some(Box::new(Registry(world.device.clone())));
    let second = world.service.pki.metering_by_id(&SECOND).unwrap();
    world.refused(&world.report_with(|parts| parts.metering = second), FaultCode::InvalidMessage);
}

#[test]
fn a_report_with_a_forged_signature() {
    let world = world();
    let good = world.metering_report(&world.device, TID, &[count(1, "Play", 1)]).text;
    let fault = world.refused(&good.replace("<ClientTime>179", "<ClientTime>178"), FaultCode::InvalidMessage);
    assert!(fault.message.contains("changed after it was signed"), "{fault}");
    // Signed by somebody else than the device whose certificates it brings.
    let report =
        Report { transaction_id: TID, counts: &[count(1, "Play", 1)], custom_data: None, client_time: NOW };
    let (chain, info) = (&world.metering().chain, client_info(&world.device));
    let other = &world.other.signing_key;
    let forged = metering::request(&report, chain, &info, other, &mut SeededRng::new(5)).unwrap();
    world.refused(&forged.text, FaultCode::InvalidMessage);
    assert_eq!(world.counted(), []);
}

#[test]
fn a_report_of_a_revoked_device() {
    let world = world();
    world.revoke(&world.device);
    let report = world.metering_report(&world.device, TID, &[count(1, "Play", 1)]);
    world.refused(&report.text, FaultCode::DeviceRevoked);
}

#[test]
fn malformed_reports() {
    let world = world();
    let kid = KeyId::guid_base64(&kid(1));
    let action = r#"<Action Name="Play" Count="1"></Action>"#;
    let of = |record: &str| format!("<Records>{record}</Records>");
    for private in [
        String::new(),
        of(""),
        of(&format!(r#"<Record KID="{kid}"></Record>"#)),
        of(&format!(r#"<Record>{action}</Record>"#)),
        of(&format!(r#"<Record KID="AAAA">{action}</Record>"#)),
        of(&format!(r#"<Record KID="not base64">{action}</Record>"#)),
        of(&format!(r#"<Item KID="{kid}">{action}</Item>"#)),
        of(&format!(r#"<Record KID="{kid}"><Use Name="Play" Count="1"></Use></Record>"#)),
        record("Play", "0"),
        record("Play", "-1"),
        record("Play", "+1"),
        record("Play", ""),
        record("Play", "4294967296"),
        record("", "1"),
        record("spielen\u{e4}", "1"),
        record(&"p".repeat(33), "1"),
        record("Play", "1") + &record("Play", "1"),
        "<Records".to_owned(),
    ] {
        let text = world.report_with(|parts| parts.private.clone_from(&private));
        let fault = world.send(&text, None).reply.map(|reply| reply.text).unwrap_err();
        assert_eq!(fault.known(), Some(FaultCode::InvalidMessage), "{private}: {fault}");
    }
    for change in [
        (|parts| parts.tid = "AAAA".to_owned()) as fn(&mut Parts<'_>),
        |parts| parts.mid = String::new(),
        |parts| parts.with_nonce = false,
    ] {
        world.refused(&world.report_with(change), FaultCode::InvalidMessage);
    }
    for version in [0, 2, 99] {
        world.refused(&world.report_with(|parts| parts.version = version), FaultCode::ProtocolVersion);
    }
    assert_eq!(world.counted(), []);
    // The longest name and the greatest count are good.
    let last = record(&"p".repeat(32), "4294967295");
    world.post(&world.report_with(|parts| parts.private = last));
    assert_eq!(world.counted(), [(self::kid(1).hex(), "p".repeat(32), 4_294_967_295, 1)]);
}

#[test]
fn a_report_has_as_many_counters_as_it_may_and_no_more() {
    let world = world();
    let many = |counters: usize| {
        let records: String = (0..counters)
            .map(|n| {
                let kid = BASE64.encode((n as u128).to_be_bytes());
                format!(r#"<Record KID="{kid}"><Action Name="Play" Count="1"></Action></Record>"#)
            })
            .collect();
        let tid = BASE64.encode((counters as u128).to_be_bytes());
        world.report_with(|parts| (parts.private, parts.tid) = (format!("<Records>{records}</Records>"), tid))
    };
    for counters in [MAX_COUNTERS - 1, MAX_COUNTERS] {
        let text = many(counters);
        assert!(text.len() < METERING_LIMIT);
        let answer = world.post(&text);
        let result = Envelope::read(answer.as_bytes(), &metering::RESPONSE_LIMITS).unwrap();
        let expected = Expected { nonce: None, ..world.expected([0; 16]) };
        let tid = (counters as u128).to_be_bytes();
        let reset = metering::read_response(&result, &tid, &world.metering().id, &expected).unwrap();
        assert_eq!(reset.len(), counters);
    }
    let fault = world.refused(&many(MAX_COUNTERS + 1), FaultCode::InvalidMessage);
    assert!(fault.message.contains("more than 32768 counters"), "{fault}");
    let counted = world.counted();
    assert_eq!(
        (counted.len(), counted.iter().map(|row| row.2).sum()),
        (MAX_COUNTERS, 2 * MAX_COUNTERS as u64 - 1)
    );
}

#[test]
fn a_message_is_as_long_as_it_may_be_and_no_longer() {
    let world = world();
    // White space behind the envelope is no part of what is signed.
    let padded = |length: usize| {
        let mut text = world.metering_report(&world.device, TID, &[count(1, "Play", 1)]).text;
        text.extend(std::iter::repeat_n(' ', length - text.len()));
        text
    };
    world.post(&padded(METERING_LIMIT - 1));
    world.post(&padded(METERING_LIMIT));
    let fault = world.refused(&padded(METERING_LIMIT + 1), FaultCode::InvalidMessage);
    assert!(fault.message.contains("limit"), "{fault}");
}

/// Refuses what its publisher does not meter, and remembers the rest.
#[derive(Clone, Default)]
struct Publisher(Arc<Mutex<Vec<CountMetering>>>);

impl MeteringHandler for Publisher {
    fn metered(&self, _: &Call<'_>, caller: &Caller, report: &CountMetering) -> Result<(), Fault> {
        if let Some(other) = report.counts.iter().find(|count| count.action != "Play") {
            return Err(Fault::service(format!("{} is not metered", other.action)));
        }
        assert_eq!(caller.custom_data.as_deref(), Some("a & b"));
        self.0.lock().unwrap().push(report.clone());
        Ok(())
    }
}

#[test]
fn the_handler_decides_before_anything_is_counted() {
    let publisher = Publisher::default();
    let handlers = Handlers { metering: Box::new(publisher.clone()), ..Handlers::default() };
    let world = world_with(handlers);
    let report = |action: &str| {
        let counts = [count(1, action, 2)];
        let report =
            Report { transaction_id: TID, counts: &counts, custom_data: Some("a & b"), client_time: NOW };
        let (chain, info) = (&world.metering().chain, client_info(&world.device));
        metering::request(&report, chain, &info, &world.device.signing_key, &mut SeededRng::new(5)).unwrap()
    };
    let fault = world.refused(&report("Copy").text, FaultCode::ServiceSpecific);
    assert_eq!(fault.custom_data.as_deref(), Some("Copy is not metered"));
    assert_eq!(world.counted(), []);
    world.post(&report("Play").text);
    let seen = publisher.0.lock().unwrap().clone();
    assert_eq!((seen.len(), seen[0].counts.as_slice()), (1, [count(1, "Play", 2)].as_slice()));
    assert_eq!(world.counted(), [(kid(1).hex(), "Play".to_owned(), 2, 1)]);
}
