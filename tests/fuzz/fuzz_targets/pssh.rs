//! Anything that is recognised can be checked, and a `pssh` box that is read is written with the same bytes.
#![no_main]

use boxlock::drm::lint::{LintKeys, lint_found};
use boxlock::drm::{Item, PlayReadyData, PsshInput, recognise_pssh_input, scan};
use boxlock::keys::KeySeed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(found) = scan(data) {
        for one in &found {
            // A box with a large size, or of version 1 without key IDs, is written in its shortest form.
            if let Item::Pssh { raw, content, .. } = &one.item
                && !raw.starts_with(&[0, 0, 0, 1])
                && (raw.get(8) == Some(&0) || !content.kids.is_empty())
                && raw.get(9..12) == Some(&[0; 3])
            {
                assert_eq!(content.to_box().as_ref().ok(), Some(raw));
            }
        }
        let keys = LintKeys { keys: Vec::new(), seed: Some(KeySeed::test()) };
        let _ = lint_found(&found, &keys);
    }
    let _ = PlayReadyData::recognise(data);
    for input in recognise_pssh_input(data).into_iter().flatten() {
        let _ = PsshInput::into_box(input);
    }
});
