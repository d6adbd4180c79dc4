//! A WRM header that is read and can be written is read again as the same header, and its text stays.
#![no_main]

use boxlock::drm::lint::{LintKeys, lint_found};
use boxlock::drm::playready::WrmHeader;
use boxlock::drm::{Form, Found, Item};
use boxlock::keys::KeySeed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let read = WrmHeader::read(data, 0).ok();
    let text = std::str::from_utf8(data).ok().and_then(|text| WrmHeader::read_text(text).ok());
    for header in read.into_iter().chain(text) {
        let Ok(written) = header.write() else { continue };
        let again = WrmHeader::read_text(&written).expect("what is written can be read");
        assert_eq!(again.write().ok(), Some(written));
    }
    let item = Item::WrmHeader { bytes: data.to_vec() };
    let found = [Found { form: Form::default(), place: String::new(), offset: 0, item }];
    let _ = lint_found(&found, &LintKeys { keys: Vec::new(), seed: Some(KeySeed::test()) });
});
