//! A license that is read is written with the same bytes, can be signed, and can be shown.
#![no_main]

use boxlock::inspect::{describe_value, policy_words};
use boxlock::xmr::License;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = describe_value(data);
    let Ok(license) = License::read(data, 0) else { return };
    assert_eq!(license.write(), data);
    let _ = policy_words(&license);
    let _ = license.verify(&[0; 16]);
    let signed = license.write_signed(&[0; 16]);
    let again = License::read(&signed, 0).expect("what was signed is a license");
    assert!(again.verify(&[0; 16]));
    assert_eq!(again.write(), signed);
});
