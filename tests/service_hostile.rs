//! What attackers, broken clients and confused clocks send to the service: every case for each signed operation, as a test with a name.
//!
//! A refused message leaves no trace: the reports of the store are the same before and after. What slow and silent senders get is tested in
//! `server_http.rs`.

#[path = "common/messages.rs"]
mod messages;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, LazyLock};

use boxlock::clock::FixedClock;
use boxlock::crypto::{PrivateKey, SeededRng};
use boxlock::keys::KeyId;
use boxlock::license::OpenContext;
use boxlock::pki::{Chain, Device};
use boxlock::rights_manager::challenge::ClientInfo;
use boxlock::rights_manager::response::{self, Response};
use boxlock::rights_manager::service::{Definition, Service};
use boxlock::rights_manager::{Fault, FaultCode, Operation};
use boxlock::server::{Limits, Parts, Rights, Server};
use boxlock::store::report::{REPORTS, Report, Row};
use messages::{Draft, NOW, SignedOperation, Site, base64, client_info, send, signature_range, with_value};
use proptest::prelude::*;

static SITE: LazyLock<Site> = LazyLock::new(|| Site::new(2026));

/// The same operator in another country: a PKI that nobody here has heard of.
static FOREIGN: LazyLock<Site> = LazyLock::new(|| Site::new(9999));

/// A service that is ready for a good request of one operation.
struct Attack {
    signed: SignedOperation,
    service: Service,
    draft: Draft,
    /// The good request.
    text: String,
}

impl Attack {
    fn on(operation: Operation) -> Self {
        let service = SITE.service();
        let draft = SITE.prepare(&service, operation, &SITE.device);
        let text = SITE.request(operation, &SITE.device, &draft);
        Self { signed: SignedOperation::of(operation), service, draft, text }
    }

    fn operation(&self) -> Operation {
        self.signed.operation
    }

    /// The good request of another draft.
    fn request(&self, change: impl FnOnce(&mut Draft)) -> String {
        let mut draft = self.draft;
        change(&mut draft);
        SITE.request(self.operation(), &SITE.device, &draft)
    }

    fn answered(&self, text: &str) -> String {
        send(&self.service, text.as_bytes(), None).reply.unwrap_or_else(|fault| panic!("{fault}")).text
    }

    /// Refused with this code and these words, and nothing is recorded.
    fn refused_with(&self, text: &str, code: FaultCode, words: &str) -> Fault {
        let before = recorded(&self.service);
        let fault = match send(&self.service, text.as_bytes(), None).reply {
            Ok(reply) => panic!("it was answered: {}", reply.text),
            Err(fault) => fault,
        };
        assert_eq!(fault.known(), Some(code), "{fault}");
        assert!(fault.message.contains(words), "{fault}");
        assert_eq!(recorded(&self.service), before, "a refused message was recorded");
        fault
    }

    fn refused(&self, text: &str, words: &str) {
        self.refused_with(text, FaultCode::InvalidMessage, words);
    }

    /// The signed element.
    fn payload(&self) -> &str {
        &self.text[self.signed.payload_range(&self.text)]
    }

    fn signature(&self) -> &str {
        &self.text[signature_range(&self.text)]
    }

    /// What an attacker would like to have signed: it names itself the same and says something else.
    fn forged(&self) -> String {
        let other = self.request(|draft| draft.what = 2);
        other[self.signed.payload_range(&other)].to_owned()
    }

    /// The good request with this in place of the signed element.
    fn with_payload(&self, payload: &str) -> String {
        self.text.replacen(self.payload(), payload, 1)
    }

    /// The request with `payload` where it is read, and the signed element, still signed, in the header of the envelope.
    fn with_good_one_in_header(&self, payload: &str) -> String {
        let header = format!("<soap:Header>{}</soap:Header><soap:Body>", self.payload());
        self.with_payload(payload).replacen("<soap:Body>", &header, 1)
    }

    /// The message with another value of the element number `index`, signed by the device as its own.
    fn signed_with_value(&self, name: &str, index: usize, value: &str) -> String {
        self.signed.signed_again(&with_value(&self.text, name, index, value), &SITE.device.signing_key)
    }
}

/// Everything that the reports of a store say.
fn recorded(service: &Service) -> Vec<Vec<Row>> {
    REPORTS.into_iter().map(|report| service.store.read(&report).unwrap()).collect()
}

fn rows(service: &Service, report: Report) -> Vec<Row> {
    service.store.read(&report).unwrap()
}

/// Each case for each signed operation.
macro_rules! for_each_operation {
    ($($case:ident),* $(,)?) => {
        for_each_operation!(@ acquire_license AcquireLicense $($case)*);
        for_each_operation!(@ acknowledge_license AcknowledgeLicense $($case)*);
        for_each_operation!(@ join_domain JoinDomain $($case)*);
        for_each_operation!(@ leave_domain LeaveDomain $($case)*);
        for_each_operation!(@ process_metering_data ProcessMeteringData $($case)*);
        for_each_operation!(@ process_secure_stop_data ProcessSecureStopData $($case)*);
        for_each_operation!(@ process_delete_license_data ProcessDeleteLicenseData $($case)*);
    };
    (@ $module:ident $operation:ident $($case:ident)*) => {
        mod $module {
            $(#[test] fn $case() { super::$case(&super::Attack::on(super::Operation::$operation)); })*
        }
    };
}

for_each_operation!(
    the_good_one_is_answered,
    wrapping_a_second_payload_before_the_signed_one,
    wrapping_a_second_payload_behind_the_signed_one,
    wrapping_with_the_signed_one_in_the_soap_header,
    wrapping_with_the_signed_one_in_the_signature,
    wrapping_with_the_signed_one_inside_the_forged_one,
    wrapping_both_in_another_element,
    wrapping_in_the_frame_of_another_operation,
    a_reference_to_another_id,
    a_reference_to_nothing_or_everything,
    two_signatures,
    no_signature,
    duplicate_ids_in_every_spelling,
    document_types_and_entities,
    twenty_thousand_attributes,
    nesting_deeper_than_64,
    twenty_thousand_elements,
    bodies_at_the_limit,
    points_that_are_not_on_the_curve,
    the_identity_as_session_key,
    signatures_with_r_or_s_zero_or_too_large,
    the_signature_of_another_device,
    a_certificate_of_another_device,
    a_root_of_somebody_else,
    a_revoked_device,
    an_expired_device,
    a_part_encrypted_to_somebody_else,
    versions_that_do_not_exist,
    the_same_message_again_is_answered_alike,
    a_clock_an_hour_off_is_no_reason_to_refuse,
    garbage_of_every_kind,
    mutations_never_panic_and_never_pass,
);

fn the_good_one_is_answered(attack: &Attack) {
    let before = recorded(&attack.service);
    assert!(attack.answered(&attack.text).contains(&format!("<{}Response ", attack.operation().name())));
    assert_ne!(recorded(&attack.service), before, "what was answered is not in the store");
}

// Signature wrapping: what was signed is moved to where nobody reads, what is forged stands in its place.

fn wrapping_a_second_payload_before_the_signed_one(attack: &Attack) {
    let both = format!("{}{}", attack.forged(), attack.payload());
    attack.refused(&attack.with_payload(&both), "and Signature");
}

fn wrapping_a_second_payload_behind_the_signed_one(attack: &Attack) {
    let both = format!("{}{}", attack.payload(), attack.forged());
    attack.refused(&attack.with_payload(&both), "and Signature");
    let last = format!("{}{}", attack.signature(), attack.forged());
    attack.refused(&attack.text.replacen(attack.signature(), &last, 1), "and Signature");
}

fn wrapping_with_the_signed_one_in_the_soap_header(attack: &Attack) {
    attack.refused(&attack.with_good_one_in_header(&attack.forged()), "a second element with the ID");
    // With another ID on the forged one the reference does not fit it.
    let renamed = attack.forged().replacen("Id=\"SignedData\"", "Id=\"Other\"", 1);
    attack.refused(&attack.with_good_one_in_header(&renamed), "refers to");
    let nameless = attack.forged().replacen(" Id=\"SignedData\"", "", 1);
    attack.refused(&attack.with_good_one_in_header(&nameless), "without Id");
}

fn wrapping_with_the_signed_one_in_the_signature(attack: &Attack) {
    let good = attack.payload();
    let object = attack.signature().replace("</Signature>", &format!("<Object>{good}</Object></Signature>"));
    let moved = attack.with_payload(&attack.forged()).replacen(attack.signature(), &object, 1);
    attack.refused(&moved, "Object in Signature");
    let hidden = attack.signature().replace("<ECCKeyValue>", &format!("<ECCKeyValue>{good}"));
    let moved = attack.with_payload(&attack.forged()).replacen(attack.signature(), &hidden, 1);
    attack.refused(&moved, "a second element with the ID");
}

fn wrapping_with_the_signed_one_inside_the_forged_one(attack: &Attack) {
    let end = format!("</{}>", attack.signed.payload);
    let inner = format!("<CustomData>{}</CustomData>{end}", attack.payload());
    let forged = attack.forged().replacen(&end, &inner, 1);
    attack.refused(&attack.with_payload(&forged), "a second element with the ID");
}

fn wrapping_both_in_another_element(attack: &Attack) {
    let pair = format!("{}{}", attack.payload(), attack.signature());
    let wrapped = attack.text.replacen(&pair, &format!("<Wrapper>{pair}</Wrapper>"), 1);
    attack.refused(&wrapped, "and Signature");
    // A forged challenge before the one that is signed, and behind it.
    let inner =
        &attack.text[attack.text.find("<Challenge ").unwrap()..attack.text.find("</challenge>").unwrap()];
    let forged = inner.replacen(attack.payload(), &attack.forged(), 1);
    for both in [format!("{forged}{inner}"), format!("{inner}{forged}")] {
        attack.refused(&attack.text.replacen(inner, &both, 1), "a second element in challenge");
    }
    let deeper = format!(
        "<Challenge xmlns=\"http://schemas.microsoft.com/DRM/2007/03/protocols/messages\">{inner}</Challenge>"
    );
    attack.refused(&attack.text.replacen(inner, &deeper, 1), "Challenge");
}

/// A good signature over one operation's payload is none for another operation.
fn wrapping_in_the_frame_of_another_operation(attack: &Attack) {
    for other in messages::SIGNED.iter().filter(|other| other.operation != attack.operation()) {
        let name = attack.operation().name();
        let text = attack
            .text
            .replacen(&format!("<{name} "), &format!("<{} ", other.operation.name()), 1)
            .replacen(&format!("</{name}>"), &format!("</{}>", other.operation.name()), 1);
        attack.refused(&text, &format!("{} where {} is expected", attack.signed.payload, other.payload));
    }
}

fn a_reference_to_another_id(attack: &Attack) {
    for uri in ["#Other", "SignedData", "#signeddata", "#xpointer(id('SignedData'))", "http://x/#SignedData"]
    {
        let text = attack.text.replacen("URI=\"#SignedData\"", &format!("URI=\"{uri}\""), 1);
        attack.refused(&text, "the signature refers to");
    }
    // Also when an element with that ID is there.
    let other = attack.text.replacen("URI=\"#SignedData\"", "URI=\"#Other\"", 1).replacen(
        "<soap:Body>",
        "<soap:Header><x Id=\"Other\"></x></soap:Header><soap:Body>",
        1,
    );
    attack.refused(&other, "the signature refers to");
}

fn a_reference_to_nothing_or_everything(attack: &Attack) {
    attack.refused(&attack.text.replacen("URI=\"#SignedData\"", "URI=\"\"", 1), "the signature refers to");
    attack.refused(&attack.text.replacen(" URI=\"#SignedData\"", "", 1), "the signature refers to");
    let transforms = "<Transforms><Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"></Transform></Transforms>";
    let text = attack.text.replacen("<DigestMethod ", &format!("{transforms}<DigestMethod "), 1);
    attack.refused(&text, "Transforms in Reference");
}

fn two_signatures(attack: &Attack) {
    attack.refused(
        &attack.text.replacen(attack.signature(), &attack.signature().repeat(2), 1),
        "and Signature",
    );
}

fn no_signature(attack: &Attack) {
    attack.refused(&attack.text.replacen(attack.signature(), "", 1), "and Signature");
}

fn duplicate_ids_in_every_spelling(attack: &Attack) {
    for name in ["Id", "ID", "id", "iD", "xml:id", "wsu:Id"] {
        let declared = format!("<Version {name}=\"SignedData\">");
        attack.refused(&attack.text.replacen("<Version>", &declared, 1), "a second element with the ID");
    }
    let open = format!("<{} ", attack.signed.payload);
    let twice = attack.text.replacen(&open, &format!("{open}ID=\"SignedData\" "), 1);
    attack.refused(&twice, "several IDs");
}

// What XML readers choke on.

fn document_types_and_entities(attack: &Attack) {
    let lol: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let laughs = format!("<!DOCTYPE l [<!ENTITY l0 \"lol\">{lol}]>");
    let outside = "<!DOCTYPE l [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>";
    let blowup = format!("<!DOCTYPE l [<!ENTITY a \"{}\">]>", "a".repeat(60_000));
    for dtd in
        [laughs.as_str(), outside, blowup.as_str(), "<!DOCTYPE l>", "<!DOCTYPE l SYSTEM \"http://x/\">"]
    {
        let text = attack.text.replacen("<soap:Envelope", &format!("{dtd}<soap:Envelope"), 1);
        attack.refused(&text, "DTD");
    }
    attack.refused(&attack.text.replacen("<Version>", "<Version>&l9;", 1), "neither a predefined entity");
}

fn twenty_thousand_attributes(attack: &Attack) {
    let attributes = |count| (0..count).map(|n| format!(" a{n}=''")).collect::<String>();
    let with = |count| attack.text.replacen("<Version>", &format!("<Version{}>", attributes(count)), 1);
    attack.refused(&with(20_000), "more than 32 attributes");
    attack.refused(&with(33), "more than 32 attributes");
    // At the limit it is read; only the digest tells.
    attack.refused(&with(32), "the digest");
}

fn nesting_deeper_than_64(attack: &Attack) {
    let with = |depth| {
        let deep = format!("{}{}<Version>", "<a>".repeat(depth), "</a>".repeat(depth));
        attack.text.replacen("<Version>", &deep, 1)
    };
    attack.refused(&with(30_000), "nested more than 64 deep");
    // Five frames and the payload are above it: Envelope, Body, the operation, challenge, Challenge.
    attack.refused(&with(59), "nested more than 64 deep");
    attack.refused(&with(58), "the digest");
}

fn twenty_thousand_elements(attack: &Attack) {
    let many = format!("{}<Version>", "<a></a>".repeat(20_001));
    attack.refused(&attack.text.replacen("<Version>", &many, 1), "more than 20000 elements");
}

fn bodies_at_the_limit(attack: &Attack) {
    let limit = attack.signed.limit;
    let padded = |len: usize| format!("{}{}", attack.text, " ".repeat(len - attack.text.len()));
    attack.refused(&padded(limit + 1), &format!("the limit is {limit}"));
    attack.answered(&padded(limit - 1));
    // Another message may have the same nonce only when the operation is told apart by something else.
    let same = attack.request(|draft| draft.seed = 2);
    attack.answered(&format!("{same}{}", " ".repeat(limit - same.len())));
}

// Curve points and signatures.

fn points_that_are_not_on_the_curve(attack: &Attack) {
    for point in [[0; 128], [0xff; 128], [1; 128]] {
        let text = attack.signed_with_value("CipherValue", 0, &base64(&point));
        attack.refused(&text, "no pair of points");
    }
    for point in [[0; 64], [1; 64], [0xff; 64]] {
        attack.refused(&with_value(&attack.text, "PublicKey", 0, &base64(&point)), "not on the curve");
    }
    for length in [63, 65] {
        let short = with_value(&attack.text, "PublicKey", 0, &base64(&vec![4; length]));
        attack.refused(&short, &format!("holds {length} bytes, expected 64"));
    }
}

/// C2 = d·C1 makes the session point the identity, which has no coordinates.
fn the_identity_as_session_key(attack: &Attack) {
    let receiver = match attack.signed.to_metering {
        true => SITE.pki.metering().key.public(),
        false => SITE.pki.server_key().public(),
    };
    let one = PrivateKey::from_bytes(std::array::from_fn(|at| u8::from(at == 31))).unwrap();
    let pair = [*one.public().bytes(), *receiver.bytes()].concat();
    attack.refused(&attack.signed_with_value("CipherValue", 0, &base64(&pair)), "no pair of points");
}

fn signatures_with_r_or_s_zero_or_too_large(attack: &Attack) {
    let good = SITE.device.signing_key.sign(b"x");
    let wrong: [fn(&mut [u8; 64]); 5] = [
        |value| value[..32].fill(0),
        |value| value[32..].fill(0),
        |value| value.fill(0),
        |value| value[..32].fill(0xff),
        |value| value[32..].fill(0xff),
    ];
    for change in wrong {
        let mut value = good;
        change(&mut value);
        let text = with_value(&attack.text, "SignatureValue", 0, &base64(&value));
        attack.refused(&text, "the signature is not that of the key");
    }
}

// Who sends it.

/// Signed by a device of this root, with the certificate of another one.
fn the_signature_of_another_device(attack: &Attack) {
    let text = attack.signed.signed_again(&attack.text, &SITE.other.signing_key);
    attack.refused(&text, "a key that the device certificate does not name");
    // Without the key in the message the certificate's is asked.
    let start = text.rfind("<KeyInfo ").unwrap();
    let end = text.rfind("</KeyInfo>").unwrap() + 10;
    let anonymous = format!("{}{}", &text[..start], &text[end..]);
    attack.refused(&anonymous, "the signature is not that of the key");
}

fn a_certificate_of_another_device(attack: &Attack) {
    let stolen = Device { chain: SITE.other.chain.clone(), ..SITE.device.clone() };
    let text = SITE.request(attack.operation(), &stolen, &attack.draft);
    attack.refused(&text, "a key that the device certificate does not name");
}

fn a_root_of_somebody_else(attack: &Attack) {
    let text = SITE.request(attack.operation(), &FOREIGN.device, &attack.draft);
    attack.refused(&text, "the certificate chain of the device");
}

fn a_revoked_device(attack: &Attack) {
    let text = SITE.request(attack.operation(), &SITE.revoked, &attack.draft);
    attack.refused_with(&text, FaultCode::DeviceRevoked, "revoked");
}

fn an_expired_device(attack: &Attack) {
    let text = SITE.request(attack.operation(), &SITE.expired, &attack.draft);
    attack.refused_with(&text, FaultCode::IndividualizationRequired, "expired");
}

fn a_part_encrypted_to_somebody_else(attack: &Attack) {
    let text = FOREIGN.request(attack.operation(), &SITE.device, &attack.draft);
    let fault = send(&attack.service, text.as_bytes(), None).reply.map(|reply| reply.text).unwrap_err();
    // A foreign publisher's metering ID is not known either.
    let code =
        if attack.signed.to_metering { FaultCode::UnknownMeteringId } else { FaultCode::InvalidMessage };
    assert_eq!(fault.known(), Some(code), "{fault}");
}

fn versions_that_do_not_exist(attack: &Attack) {
    for version in ["0", "6", "99", "18446744073709551615"] {
        let text = attack.signed_with_value("Version", 0, version);
        attack.refused_with(&text, FaultCode::ProtocolVersion, "version");
    }
    for version in ["", "-1", "1.0", "18446744073709551616", "one"] {
        attack.refused(&attack.signed_with_value("Version", 0, version), "expected a number");
    }
}

// Messages that come again.

fn the_same_message_again_is_answered_alike(attack: &Attack) {
    let first = attack.answered(&attack.text);
    let after_first = recorded(&attack.service);
    for _ in 0..3 {
        assert_eq!(attack.answered(&attack.text), first);
    }
    assert_eq!(recorded(&attack.service), after_first);
}

/// Operations that remember nonces: the nonce of one message in another one is refused.
#[test]
fn a_nonce_that_comes_again_in_another_message() {
    for operation in [Operation::AcquireLicense, Operation::JoinDomain, Operation::LeaveDomain] {
        let attack = Attack::on(operation);
        let name = if operation == Operation::AcquireLicense { "LicenseNonce" } else { "Nonce" };
        attack.answered(&attack.text);
        let start = attack.text.find(&format!("<{name}>")).unwrap() + name.len() + 2;
        let nonce = &attack.text[start..start + 24];
        let other = attack.request(|draft| (draft.seed, draft.what) = (2, 2));
        let text = attack.signed.signed_again(&with_value(&other, name, 0, nonce), &SITE.device.signing_key);
        attack.refused(&text, "nonce was used before");
        // It is the device's own nonce that counts: another device may draw the same.
        let stranger = SITE.request(operation, &SITE.other, &attack.draft);
        if operation != Operation::LeaveDomain {
            attack.answered(&stranger);
        }
    }
}

/// The others tell their messages apart by what they are about, and the first word stands.
#[test]
fn another_message_about_what_is_settled() {
    let attack = Attack::on(Operation::ProcessMeteringData);
    attack.answered(&attack.text);
    attack.refused(&attack.request(|draft| draft.what = 2), "counted before, with other counts");

    let attack = Attack::on(Operation::ProcessSecureStopData);
    attack.answered(&attack.text);
    let before = rows(&attack.service, Report::Sessions);
    attack.answered(&attack.request(|draft| (draft.seed, draft.what) = (2, 2)));
    assert_eq!(rows(&attack.service, Report::Sessions), before);

    let attack = Attack::on(Operation::ProcessDeleteLicenseData);
    attack.answered(&attack.text);
    let before = rows(&attack.service, Report::Deletions);
    attack.answered(&attack.request(|draft| draft.what = 2));
    assert_eq!(rows(&attack.service, Report::Deletions), before);

    let attack = Attack::on(Operation::AcknowledgeLicense);
    attack.answered(&attack.text);
    let before = rows(&attack.service, Report::Licenses);
    attack.answered(&attack.request(|draft| (draft.seed, draft.what) = (2, 2)));
    assert_eq!(rows(&attack.service, Report::Licenses), before);
}

// Clocks.

/// Nothing that these messages are about depends on the client's clock; [`licenses_with_dates_need_a_clock_within_an_hour`] is about
/// what does.
fn a_clock_an_hour_off_is_no_reason_to_refuse(attack: &Attack) {
    if attack.operation() == Operation::ProcessDeleteLicenseData {
        // It sends no time.
        assert!(!attack.text.contains("<ClientTime>"));
    }
    for (seed, time) in [(2, NOW - 3601), (3, NOW + 3601), (4, 0), (5, u64::MAX)] {
        attack.answered(&attack.request(|draft| (draft.seed, draft.time) = (seed, time)));
    }
}

/// A license that ends gets a beginning, and that is the client's own time; a clock that is more than an hour off would make it one
/// that has ended, or has not begun.
#[test]
fn licenses_with_dates_need_a_clock_within_an_hour() {
    let attack = Attack::on(Operation::AcquireLicense);
    let ask = |seed, time| {
        let text = attack.request(|draft| (draft.seed, draft.time) = (seed, time));
        send(&attack.service, text.as_bytes(), Some("cfg=(enddate:20270101)")).reply
    };
    for (seed, time) in [(2, NOW - 3600), (3, NOW), (4, NOW + 3600)] {
        ask(seed, time).unwrap();
    }
    for (seed, time) in [(5, NOW - 3601), (6, NOW + 3601), (7, 0), (8, u64::MAX)] {
        let fault = ask(seed, time).map(|reply| reply.text).unwrap_err();
        assert_eq!(fault.known(), Some(FaultCode::ServiceSpecific), "{fault}");
        assert!(fault.message.contains(&format!("{time}")) || fault.message.contains("clock"), "{fault}");
    }
}

/// The level of a license is for the client to keep: one that has less refuses to open it. What a server alone can refuse, it does: secure
/// stop 2 rests on hardware.
#[test]
fn a_level_too_low() {
    let attack = Attack::on(Operation::AcquireLicense);
    let ask = |device, seed, query| {
        let text = SITE.request(Operation::AcquireLicense, device, &Draft { seed, ..attack.draft });
        send(&attack.service, text.as_bytes(), Some(query)).reply
    };
    for (seed, device, level) in [(2, &SITE.device, 3000), (3, &SITE.other, 2000)] {
        let text = ask(device, seed, "cfg=(sl:3000)").unwrap().text;
        let response = Response::read(text.as_bytes(), &response::LIMITS).unwrap();
        let opened = response.open(None, &OpenContext::new(&device.encryption_key, level, NOW));
        match level {
            3000 => drop(opened[0].as_ref().unwrap()),
            _ => assert!(opened[0].as_ref().unwrap_err().to_string().contains("3000"), "{opened:?}"),
        }
    }
    let query = "cfg=(securestop:true,securestop2:true)";
    ask(&SITE.device, 4, query).unwrap();
    let fault = ask(&SITE.other, 5, query).map(|reply| reply.text).unwrap_err();
    assert_eq!(fault.known(), Some(FaultCode::ServiceSpecific), "{fault}");
    assert!(fault.message.contains("2000"), "{fault}");
}

/// A service with this definition and an empty store.
fn service_with(definition: Definition) -> Service {
    let (pki, store) = (Arc::clone(&SITE.pki), Arc::clone(&SITE.service().store));
    Service::new(pki, store, vec![definition], Arc::new(FixedClock(NOW))).unwrap()
}

// Garbage.

fn garbage_of_every_kind(attack: &Attack) {
    let text = &attack.text;
    let half = &text[..text.len() / 2];
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let nul = text.replacen("<Version>", "<Version>\0", 1);
    let latin =
        [&text.as_bytes()[..text.len() - 20], &[0xe9, 0xff], &text.as_bytes()[text.len() - 20..]].concat();
    let gzip = [&[0x1f, 0x8b, 8, 0][..], text.as_bytes()].concat();
    let twice = text.repeat(2);
    let cases: [&[u8]; 12] = [
        b"",
        b" ",
        b"\0",
        b"<",
        b"{}",
        b"PK\x03\x04",
        half.as_bytes(),
        &utf16,
        nul.as_bytes(),
        &latin,
        &gzip,
        twice.as_bytes(),
    ];
    for case in cases {
        let fault = send(&attack.service, case, None).reply.map(|reply| reply.text).unwrap_err();
        assert_eq!(fault.known(), Some(FaultCode::InvalidMessage), "{fault}");
    }
}

#[derive(Clone, Debug)]
enum Mutation {
    Flip(usize, u8),
    Cut(usize, usize),
    Copy(usize, usize, usize),
    Insert(usize, &'static str),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let words = [
        "<",
        ">",
        "\"",
        "&",
        "&lt;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "<a/>",
        " Id=\"SignedData\"",
        "</Challenge>",
        "=",
        "A",
        "\u{fffd}",
        "-1",
    ];
    let at = 0..100_000_usize;
    prop_oneof![
        (at.clone(), 1..255_u8).prop_map(|(at, bits)| Mutation::Flip(at, bits)),
        (at.clone(), 1..400_usize).prop_map(|(at, len)| Mutation::Cut(at, len)),
        (at.clone(), 1..400_usize, at.clone()).prop_map(|(at, len, to)| Mutation::Copy(at, len, to)),
        (at, proptest::sample::select(words.to_vec())).prop_map(|(at, word)| Mutation::Insert(at, word)),
    ]
}

fn mutated(text: &str, mutations: &[Mutation]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for mutation in mutations {
        let place = |at: usize| at % (bytes.len() + 1);
        match *mutation {
            Mutation::Flip(at, bits) => {
                let at = place(at).min(bytes.len() - 1);
                bytes[at] ^= bits;
            }
            Mutation::Cut(at, len) => {
                let at = place(at);
                bytes.drain(at..(at + len).min(bytes.len()));
            }
            Mutation::Copy(at, len, to) => {
                let (at, to) = (place(at), place(to));
                let part = bytes[at..(at + len).min(bytes.len())].to_vec();
                bytes.splice(to..to, part);
            }
            Mutation::Insert(at, word) => {
                let at = place(at);
                bytes.splice(at..at, word.bytes());
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

/// Whatever is done to a message, it gets a fault, or what was signed in it is untouched.
fn mutations_never_panic_and_never_pass(attack: &Attack) {
    let mut runner = proptest::test_runner::TestRunner::new_with_rng(
        ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let strategy = proptest::collection::vec(mutation(), 1..4);
    let run = runner.run(&strategy, |mutations| {
        let message = mutated(&attack.text, &mutations);
        match send(&attack.service, &message, None).reply {
            Err(fault) => prop_assert!(fault.known().is_some(), "{}", fault),
            Ok(_) => {
                let text = String::from_utf8(message).unwrap();
                prop_assert!(text.contains(attack.payload()), "what was signed has changed: {text}");
            }
        }
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
}

// The same limits at the sockets.

/// A running service.
struct Running {
    address: SocketAddr,
    stopper: boxlock::server::Stopper,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Running {
    fn start(service: Service) -> Self {
        let store = Some(Arc::clone(&service.store));
        let handler = Arc::new(Rights::new(service));
        let parts = Parts { handler, store, audit: None, tls: None, limits: Limits::default() };
        let server = Server::bind("127.0.0.1:0".parse().unwrap(), parts).unwrap();
        let (address, stopper) = (server.address(), server.stopper());
        Self { address, stopper, thread: Some(std::thread::spawn(|| server.run())) }
    }

    /// Status and body of the answer.
    fn post(&self, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_secs(30))).unwrap();
        let head = format!(
            "POST /rightsmanager.asmx HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        // The service may refuse before it has read everything.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.get(9..12).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        (status, answer)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// 256 KiB for a message, 4 MiB for a metering report: one byte less, exactly, one byte more.
#[test]
fn bodies_at_the_limit_over_http() {
    let draft = |seed| Draft { seed, ..Draft::default() };
    for operation in [Operation::AcquireLicense, Operation::ProcessMeteringData] {
        let limit = SignedOperation::of(operation).limit;
        let running = Running::start(SITE.service());
        for (seed, len, status) in [(1, limit - 1, 200), (2, limit, 200), (3, limit + 1, 413)] {
            let text = SITE.request(operation, &SITE.device, &draft(seed));
            let padded = format!("{text}{}", " ".repeat(len - text.len()));
            let (found, answer) = running.post(&padded);
            assert_eq!(
                found,
                status,
                "{} of {len} bytes: {}",
                operation.name(),
                &answer[..answer.len().min(300)]
            );
        }
    }
}

/// Refusals are SOAP faults with status 500, and the service answers the next client.
#[test]
fn faults_over_http() {
    let running = Running::start(SITE.service());
    for (device, code) in
        [(&SITE.revoked, "0x8004c065"), (&SITE.expired, "0x8004c603"), (&FOREIGN.device, "0x8004c601")]
    {
        let (status, answer) =
            running.post(&SITE.request(Operation::AcquireLicense, device, &Draft::default()));
        assert!(status == 500 && answer.contains(&format!("<StatusCode>{code}</StatusCode>")), "{answer}");
    }
    let (status, answer) =
        running.post(&SITE.request(Operation::AcquireLicense, &SITE.device, &Draft::default()));
    assert_eq!(status, 200, "{answer}");
}

/// A service that answers for its own accounts does not tell a stranger what it knows: the certificate is checked first.
#[test]
fn a_stranger_learns_nothing_of_accounts() {
    let test_server = Definition::test_server(Box::new(messages::keys()));
    let service = service_with(Definition { lists_accounts: true, ..test_server });
    let ask = |device| {
        let text = SITE.request(Operation::AcquireLicense, device, &Draft::default());
        let query = "cfg=(accountid:3a3a3a3a-3a3a-3a3a-3a3a-3a3a3a3a3a3a,persist:true)";
        send(&service, text.as_bytes(), Some(query)).reply.map(|reply| reply.text).unwrap_err()
    };
    assert_eq!(ask(&SITE.device).known(), Some(FaultCode::UnknownAccount));
    let fault = ask(&FOREIGN.device);
    assert_eq!(fault.known(), Some(FaultCode::InvalidMessage), "{fault}");
    assert!(!fault.message.contains("account"), "{fault}");
}

/// Certificates that were changed, and none at all.
#[test]
fn chains_that_were_changed() {
    let attack = Attack::on(Operation::AcquireLicense);
    let good = SITE.device.chain.bytes();
    let mut sent = 0;
    for at in (0..good.len()).step_by(29) {
        let mut bytes = good.to_vec();
        bytes[at] ^= 1;
        // What cannot be read cannot be sent by our own client.
        if let Ok(chain) = Chain::read(&bytes, 0) {
            let forged = Device { chain, ..SITE.device.clone() };
            let text = SITE.request(Operation::AcquireLicense, &forged, &attack.draft);
            let fault =
                send(&attack.service, text.as_bytes(), None).reply.map(|reply| reply.text).unwrap_err();
            assert_eq!(fault.known(), Some(FaultCode::InvalidMessage), "byte {at}: {fault}");
            sent += 1;
        }
    }
    assert!(sent > 10, "only {sent} changed chains could be read");
    let info = ClientInfo { chains: Vec::new(), ..client_info(&SITE.device) };
    let (key, rng) = (SITE.pki.server_key().public(), &mut SeededRng::new(5));
    let kid = KeyId::from_bytes([1; 16]);
    let none = messages::challenge_saying(info, &key, &SITE.device, kid, NOW, rng);
    attack.refused(&none.text, "no certificate chain of a device");
}
