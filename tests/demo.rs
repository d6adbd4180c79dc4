//! `boxlock demo` from an empty folder: it ends well, and its narration names each step.

use std::path::Path;
use std::process::{Command, Output, Stdio};

const BOXLOCK: &str = env!("CARGO_BIN_EXE_boxlock");

fn boxlock(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(BOXLOCK).args(arguments).current_dir(folder).stdin(Stdio::null()).output().unwrap()
}

fn out(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

const STEPS: [&str; 14] = [
    "A license service starts",
    "The shop packages a film",
    "downloads the film and finds its header",
    "asks for a license before anybody paid",
    "Alice pays, and the TV gets its license",
    "plays the film, under the policy of the license",
    "a second device: the license is issued again",
    "A domain: one license for all devices of the family",
    "An embedded license",
    "Metering",
    "Secure stop",
    "Secure delete",
    "What the store of the service says now",
    "Done.",
];

#[test]
fn it_tells_each_step_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let output = boxlock(folder.path(), &["demo"]);
    let text = out(&output);
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rest = flat.as_str();
    for step in STEPS {
        let at = rest.find(step).unwrap_or_else(|| panic!("no step {step:?} in its place:\n{text}"));
        rest = &rest[at..];
    }
    for fact in [
        "DRM_E_SERVER_SERVICE_SPECIFIC (0x8004C604)",
        "has not bought",
        "DRM_E_SERVER_DOMAIN_REQUIRED (0x8004C605)",
        "expired after",
        "bound to another device",
        "byte for byte that of the film before encryption",
        "member tv (2 of 10)",
        "member Alice's phone (2 of 10)",
        "stopped, proven",
        "crashed, proven",
    ] {
        assert!(flat.contains(fact), "nothing about {fact:?}:\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 110), "{text}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "it leaves nothing behind");
}

#[test]
fn what_it_keeps_is_a_working_service_and_devices() {
    let folder = tempfile::tempdir().unwrap();
    let text = out(&boxlock(folder.path(), &["demo", "--keep", "kept", "--json"]));
    let events: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.iter().filter(|event| event["title"].is_string()).count(), 13);

    let kept = folder.path().join("kept");
    let list = out(&boxlock(&kept, &["client", "list", "--device", "tv"]));
    assert!(list.contains("license") && list.contains("domain"), "{list}");
    let played = boxlock(
        &kept,
        &["client", "play", "--device", "phone", "home-video-with-license.mp4", "--for", "0s"],
    );
    assert!(String::from_utf8_lossy(&played.stderr).contains("the file"), "{played:?}");
    out(&played);
    let film = boxlock(&kept, &["client", "play", "--device", "tv", "film.mp4", "--for", "0s"]);
    assert_eq!(film.status.code(), Some(1), "its license was deleted");

    let again = boxlock(folder.path(), &["demo", "--keep", "kept"]);
    assert_eq!(again.status.code(), Some(6));
}
