//! `boxlock demo` from an empty folder: it ends well, and its narration names each step.

#[path = "common/process.rs"]
mod process;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use process::Process;

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

    // What it tells to do by hand are commands that there are.
    let commands: Vec<&str> = events.iter().filter_map(|event| event["command"].as_str()).collect();
    assert!(commands.len() > 15, "{commands:?}");
    for command in commands {
        let words = command.split(" > ").next().unwrap().split(' ');
        let parsed = boxlock::cli::command().try_get_matches_from(words);
        assert!(parsed.is_ok(), "{command}: {}", parsed.unwrap_err());
    }

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

    // The service goes on with the store and the services of the demo.
    let service = Process::start(BOXLOCK, &kept, &["--services", "services.toml"]);
    let url = format!("http://{}/shop/rightsmanager.asmx", service.address);
    let acquire = |user: &str| {
        boxlock(
            &kept,
            &["client", "acquire", "--device", "tv", "film.mp4", "--url", &url, "--custom-data", user],
        )
    };
    assert_eq!(acquire("user=bob").status.code(), Some(8), "he has not paid");
    out(&acquire("user=alice"));
    out(&boxlock(&kept, &["client", "play", "--device", "tv", "film.mp4", "--for", "0s"]));
    drop(service);

    let again = boxlock(folder.path(), &["demo", "--keep", "kept"]);
    assert_eq!(again.status.code(), Some(6));
}

/// What is in a folder, by name.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_reader_who_goes_away_ends_it_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let temporary = folder.path().join("tmp");
    let own = folder.path().join("own");
    for made in [&temporary, &own] {
        std::fs::create_dir(made).unwrap();
    }
    for keep in [&[][..], &["--keep", "new"], &["--keep", "own"]] {
        let mut child = Command::new(BOXLOCK)
            .arg("demo")
            .args(keep)
            .current_dir(folder.path())
            .env("TMPDIR", &temporary)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(first.starts_with("boxlock demo"), "{first}");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(7), "as every command whose stdout is closed");
        let talk = String::from_utf8_lossy(&output.stderr);
        assert_eq!(talk.lines().count(), 1, "{talk}");
        assert!(talk.starts_with("boxlock: error: stdout: "), "{talk}");
        let mut left = names(folder.path());
        left.sort();
        assert_eq!(left, ["own", "tmp"], "{keep:?}");
        assert!(names(&temporary).is_empty() && names(&own).is_empty(), "{keep:?}");
    }
}

#[cfg(unix)]
#[test]
fn an_interruption_leaves_no_keys_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(BOXLOCK)
        .args(["demo", "--keep", "kept"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.by_ref().any(|line| line.unwrap().contains("A license service starts")));
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let rest = lines.map_while(Result::ok).collect::<String>();
    assert!(!rest.contains("Done."), "it was interrupted too late");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(names(folder.path()).is_empty());
}
