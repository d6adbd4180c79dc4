//! A PlayReady Object that is read is written with the same bytes, and any object can be checked.
#![no_main]

use boxlock::drm::lint::{LintKeys, lint_found};
use boxlock::drm::playready::{MAX_OBJECT_LEN, PlayReadyObject};
use boxlock::drm::{Form, Found, Item};
use boxlock::keys::KeySeed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(object) = PlayReadyObject::read(data, 0) {
        if data.len() <= MAX_OBJECT_LEN {
            assert_eq!(object.write().ok().as_deref(), Some(data));
        }
        let _ = object.header(0);
    }
    let item = Item::PlayReadyObject { bytes: data.to_vec() };
    let found = [Found { form: Form::default(), place: String::new(), offset: 0, item }];
    let _ = lint_found(&found, &LintKeys { keys: Vec::new(), seed: Some(KeySeed::test()) });
});
