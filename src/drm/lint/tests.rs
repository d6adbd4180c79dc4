use proptest::prelude::*;

use super::*;

fn ids(input: &[u8], keys: &LintKeys) -> Vec<&'static str> {
    lint(input, keys).unwrap().into_iter().map(|finding| finding.rule.id).collect()
}

macro_rules! sample {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/headers/lint/", $name))
    };
}

#[test]
fn a_check_goes_on_behind_the_first_problem() {
    let header = "<WRMHEADER version=\"4.1.0.0\" xmlns=\"http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader\"><DATA>\
                  <PROTECTINFO><KIDS><KID VALUE=\"AAAAEAAQABAQABAAAAAAAQ==\" ALGID=\"AESCBC\" CHECKSUM=\"5TzIYQ2hrOY=\"/></KIDS></PROTECTINFO>\
                  <LA_URL>/rightsmanager.asmx?a=1&b=2</LA_URL></DATA></WRMHEADER>";
    let found = ids(header.as_bytes(), &LintKeys::default());
    for id in [
        "namespace-first",
        "attribute-order",
        "self-closing",
        "ampersand",
        "version-elements",
        "cbc-version",
        "checksum-cbc",
        "relative-url",
    ] {
        assert!(found.contains(&id), "{id} is not in {found:?}");
    }
}

/// The two header samples of Microsoft's documents that no client can read.
#[test]
fn malformed_samples_of_the_documents() {
    let text = |sample: &[u8]| std::str::from_utf8(sample).unwrap().trim().to_owned();
    let headless = text(sample!("pssh-headless.bad"));
    assert_eq!(ids(headless.as_bytes(), &LintKeys::default()), ["pssh-headless"]);
    let bare = text(sample!("object-missing.bad"));
    let in_manifest = format!("<mspr:pro xmlns:mspr=\"urn:microsoft:playready\">{bare}</mspr:pro>");
    assert_eq!(ids(in_manifest.as_bytes(), &LintKeys::default()), ["object-missing"]);
}

#[test]
fn a_seed_gives_keys_to_check() {
    let seed = Some(KeySeed::test());
    let keys = LintKeys { keys: Vec::new(), seed };
    assert_eq!(ids(sample!("checksum-mismatch.bad"), &keys), ["checksum-mismatch"]);
    assert_eq!(ids(sample!("checksum-mismatch.ok"), &keys), [""; 0]);
    assert_eq!(ids(sample!("kid-byte-order.bad"), &keys), ["kid-byte-order"]);
}

#[test]
fn offsets_in_utf_16_are_those_of_the_bytes() {
    let custom = format!("<CUSTOMATTRIBUTES><A>{}</A></CUSTOMATTRIBUTES>", "é😀x".repeat(3000));
    let header = format!(
        "<WRMHEADER xmlns=\"http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader\" version=\"4.1.0.0\"><DATA>{custom}\
         <LA_URL>relative</LA_URL></DATA></WRMHEADER>"
    );
    let bytes: Vec<u8> = header.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let findings = lint(&bytes, &LintKeys::default()).unwrap();
    let finding = findings.iter().find(|finding| finding.rule.id == "relative-url").unwrap();
    let at = usize::try_from(finding.offset.unwrap()).unwrap();
    assert!(bytes[at..].starts_with(b"<\0L\0A\0_\0"), "{at}");
}

/// Lengths of 0x3c, 0x13c… start with the code of "<".
#[test]
fn objects_of_any_length_are_objects() {
    let object = |len: usize| {
        let record = |record_type, value| crate::drm::playready::Record { record_type, value };
        crate::drm::playready::PlayReadyObject { records: vec![record(3, vec![1; len - 10])] }
            .write()
            .unwrap()
    };
    for len in [0x3c, 0x13c, 0x23c, 0x103c] {
        let boxed = crate::drm::PsshData {
            system_id: crate::drm::SystemId::PLAYREADY,
            kids: Vec::new(),
            data: object(len),
        };
        for input in [object(len), boxed.to_box().unwrap()] {
            assert_eq!(ids(&input, &LintKeys::default()), ["object-without-header"], "{len:#x}");
        }
    }
}

#[test]
fn byte_order_against_boxes_and_manifests() {
    let mpd = std::str::from_utf8(sample!("manifest-kid.ok")).unwrap();
    let kid: KeyId = "09e091ab-f838-41d2-9e35-58531fd19ec7".parse().unwrap();
    let swapped = crate::drm::recognise::swapped(&kid);
    let wrong = mpd.replace(&kid.to_string(), &swapped.to_string());
    assert_eq!(ids(wrong.as_bytes(), &LintKeys::default()), ["kid-byte-order"]);
}

proptest! {
    #[test]
    fn any_input_is_checked_or_refused(bytes: Vec<u8>, place: usize, value: u8, form in 0..4) {
        let sample: &[u8] = match form {
            0 => sample!("pssh-kids.ok"),
            1 => sample!("license-requested.ok"),
            2 => sample!("manifest-kid.ok"),
            _ => &bytes,
        };
        let mut input = sample.to_vec();
        if let Some(byte) = place.checked_rem(input.len()).and_then(|at| input.get_mut(at)) {
            *byte = value;
        }
        let _ = lint(&input, &LintKeys { keys: Vec::new(), seed: Some(KeySeed::test()) });
    }
}
