//! What licenses allow, in every grammar, and licenses as a client opens them: no panic; what is read can be said in words.
#![no_main]

use std::sync::LazyLock;

use boxlock::crypto::{PrivateKey, SeededRng};
use boxlock::license::{OpenContext, Policy, cfg, source};
use boxlock::rights_manager::response::open_all;
use boxlock::xmr::License;
use libfuzzer_sys::fuzz_target;

/// One that no license is bound to: what comes before and after unlocking is what is looked at.
static DEVICE: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::generate(&mut SeededRng::new(1)).unwrap());

fuzz_target!(|data: &[u8]| {
    if let Ok(license) = License::read(data, 0) {
        let _ = Policy::from_license(&license).policy.words();
        let context = OpenContext::new(&DEVICE, 2000, 1_800_000_000);
        let _ = open_all(&[license.clone(), license], Some([7; 16]), &context);
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let groups = [cfg::from_cfg(text), cfg::from_query(text), cfg::from_cfg64(text)];
    let read = groups.into_iter().filter_map(Result::ok).chain(cfg::from_custom_data(text).and_then(Result::ok));
    for group in read.chain(source::read(text).ok()).flatten() {
        let _ = group.policy.words();
    }
});
