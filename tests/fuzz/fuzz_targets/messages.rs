//! Challenges, responses and faults are read, checked and shown without a panic; what is read from a challenge holds for its text.
#![no_main]

use boxlock::inspect::describe_value;
use boxlock::rights_manager::Fault;
use boxlock::rights_manager::challenge::{Challenge, ClientInfo};
use boxlock::rights_manager::response::{self, Response};
use boxlock::rights_manager::soap::{Envelope, LIMITS};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = describe_value(data);
    let _ = ClientInfo::read(data);
    let _ = Response::read(data, &response::LIMITS);
    if let Ok(envelope) = Envelope::read(data, &LIMITS) {
        let _ = Fault::read(&envelope);
    }
    let Ok(challenge) = Challenge::read(data, &LIMITS) else { return };
    assert!(std::str::from_utf8(data).is_ok_and(|text| text.contains(&challenge.header)));
    let _ = challenge.wrm_header();
    if let Some(key) = challenge.signed.key() {
        let _ = challenge.signed.verify(&key);
    }
});
