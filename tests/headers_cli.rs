//! `boxlock header lint`, `boxlock header convert` and `boxlock explain` as scripts see them.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const KID: &str = "09e091ab-f838-41d2-9e35-58531fd19ec7";
const OTHER: &str = "a2c786d0-f9ef-4cb3-b333-cd323a4284a5";

fn boxlock(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_boxlock")).args(args).output().unwrap()
}

fn piped(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_boxlock"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn stdout(args: &[&str]) -> String {
    let output = boxlock(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn sample(name: &str) -> String {
    format!("{}/tests/data/headers/lint/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn lint_exits_with_1_only_for_errors() {
    for (name, code) in [
        ("attribute-order.bad", 1),
        ("attribute-order.ok", 0),
        ("checksum-missing.bad", 0),
        ("els-empty.bad", 0),
    ] {
        assert_eq!(boxlock(&["header", "lint", &sample(name)]).status.code(), Some(code), "{name}");
    }
    assert_eq!(boxlock(&["header", "lint", "bm9uc2Vuc2U="]).status.code(), Some(3));
    assert_eq!(boxlock(&["header", "lint", KID]).status.code(), Some(3));
}

#[test]
fn lint_reports_as_json() {
    let output = boxlock(&["header", "lint", "--json", &sample("attribute-order.bad")]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["schema"], &report["ok"]), (&"boxlock.lint/1".into(), &false.into()));
    let finding = &report["findings"][0];
    for (field, value) in [("rule", "attribute-order"), ("severity", "error")] {
        assert_eq!(finding[field], value);
    }
    for field in ["message", "path", "clause", "hint"] {
        assert!(finding[field].as_str().is_some_and(|text| !text.is_empty()), "{field}");
    }
    assert!(finding["offset"].is_u64());
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["code"], 1);
}

#[test]
fn lint_checks_given_keys_from_any_source() {
    let bad = sample("kid-byte-order.bad");
    assert_eq!(boxlock(&["header", "lint", &bad]).status.code(), Some(0));
    let key = format!("{KID}:9cb061164b7013eaefcc7d6d18424c2c");
    assert_eq!(boxlock(&["header", "lint", &bad, "--key", &key]).status.code(), Some(1));
    let header = std::fs::read(bad).unwrap();
    let output = piped(&["header", "lint", "-", "--key-seed", "test"], &header);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("error[kid-byte-order]"));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("9cb06116"));
}

#[test]
fn what_new_writes_is_clean() {
    for options in [
        &["--key", KID][..],
        &["--key", KID, "--key", OTHER],
        &["--key", KID, "--algid", "AESCBC"],
        &["--key", KID, "--wrm-version", "4.1"],
        &["--key", KID, "--wrm-version", "4.3", "--license-requested", "false", "--on-demand"],
        &[
            "--key",
            KID,
            "--la-url",
            "https://a/?b=1&c=2",
            "--lui-url",
            "https://a/",
            "--ds-id",
            "AH+03juKbUGbHl1V/QIwRA==",
        ],
        &["--key", KID, "--custom-attributes", "<A b='1' a='2'/>"],
    ] {
        for form in ["pssh", "pro", "wrm"] {
            let new = [&["header", "new", "--key-seed", "test", "--form", form], options].concat();
            let header = stdout(&new);
            let report = boxlock(&["header", "lint", "--json", "--key-seed", "test", header.trim()]);
            let report: Value = serde_json::from_slice(&report.stdout).unwrap();
            let rules: Vec<&str> =
                report["findings"].as_array().unwrap().iter().filter_map(|f| f["rule"].as_str()).collect();
            assert_eq!(rules, if form == "wrm" { vec!["object-missing"] } else { vec![] }, "{new:?}");
        }
    }
}

#[test]
fn convert_between_versions_where_nothing_is_lost() {
    let text = |args: &[&str]| stdout(&[args, &["--form", "wrm", "--encoding", "text"]].concat());
    let one = stdout(&["header", "new", "--key", KID, "--key-seed", "test"]);
    let mut header = one.trim().to_owned();
    for version in ["4.1", "4.2", "4.3", "4.0"] {
        let converted = text(&["header", "convert", &header, "--to", version]);
        let new = ["header", "new", "--key", KID, "--key-seed", "test", "--wrm-version", version];
        assert_eq!(converted, text(&new));
        header = stdout(&["header", "convert", &header, "--to", version]).trim().to_owned();
    }
    assert_eq!(header, one.trim());
}

#[test]
fn convert_names_what_would_be_lost() {
    let two = stdout(&["header", "new", "--key", KID, "--key", OTHER]);
    let cbc = stdout(&["header", "new", "--key", KID, "--algid", "AESCBC"]);
    let live = stdout(&["header", "new", "--on-demand"]);
    let asked = stdout(&["header", "new", "--key", KID, "--license-requested", "true"]);
    let store = stdout(&["header", "new", "--key", KID, "--empty-els", "64"]);
    let unknown = std::fs::read_to_string(sample("unknown-element.bad")).unwrap();
    let kids = std::fs::read_to_string(sample("pssh-kids.bad")).unwrap();
    for (input, options, part) in [
        (&two, &["--to", "4.1"][..], "1 of 2 key IDs"),
        (&cbc, &["--to", "4.2"], "AESCBC"),
        (&live, &["--to", "4.0"], "DECRYPTORSETUP"),
        (&asked, &["--to", "4.2"], "LICENSEREQUESTED"),
        (&store, &["--form", "wrm"], "embedded license store of 64 bytes"),
        (&unknown, &["--to", "4.1"], "LA_URL"),
        (&kids, &["--form", "pro"], OTHER),
    ] {
        let output = boxlock(&[&["header", "convert", input.trim()], options].concat());
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{message}");
        assert!(message.contains("lost would be") && message.contains(part), "{message}");
    }
    let kept =
        stdout(&["header", "convert", store.trim(), "--to", "4.3", "--form", "pro", "--encoding", "hex"]);
    assert!(kept.trim().ends_with(&format!("03004000{}", "00".repeat(64))));
}

#[test]
fn convert_reads_manifests_and_repetitions_but_not_two_headers() {
    let pro = stdout(&["header", "new", "--key", KID, "--form", "pro"]);
    let pssh = stdout(&["header", "new", "--key", KID]);
    let other = stdout(&["header", "new", "--key", OTHER, "--form", "pro"]);
    let mpd = format!("<MPD><pssh>{}</pssh><pro>{}</pro></MPD>", pssh.trim(), pro.trim());
    let output = piped(&["header", "convert", "-", "--form", "pro"], mpd.as_bytes());
    assert_eq!(String::from_utf8_lossy(&output.stdout), pro);
    let mpd = format!("<MPD><pro>{}</pro><pro>{}</pro></MPD>", pro.trim(), other.trim());
    let output = piped(&["header", "convert", "-", "--form", "pro"], mpd.as_bytes());
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn explain_knows_rules_and_suggests() {
    assert!(stdout(&["explain"]).contains("0x8004C604"));
    assert!(stdout(&["explain", "attribute-order"]).contains("alphabetical"));
    let json: Value = serde_json::from_str(&stdout(&["explain", "--json", "5"])).unwrap();
    assert_eq!(json["explanations"][0]["title"], "a key is missing or wrong");
    let output = boxlock(&["explain", "atribute-order"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean attribute-order"));
}

#[test]
fn a_file_that_is_not_there_is_no_malformed_header() {
    for name in ["missing-file", "missing.xml", "nowhere/film.mp4", "./header"] {
        for command in
            [&["header", "lint"][..], &["header", "convert"], &["inspect"], &["license", "extract"]]
        {
            let output = boxlock(&[command, &[name]].concat());
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(7), "{command:?}: {said}");
            assert!(said.starts_with(&format!("boxlock: error: {name}: there is no such file\n")), "{said}");
            assert!(said.contains("hint: it is no value"), "{said}");
        }
    }
    // A value that is no header is malformed, whatever it would be called as a file, and a key is not repeated.
    for value in ["00112233445566778899aabbccddeeff", "<WRM/>", "AAAAQ0hBSQ=="] {
        assert_eq!(boxlock(&["header", "lint", value]).status.code(), Some(3), "{value}");
    }
    let output = boxlock(&["header", "lint", &format!("{KID}:W31bfVt9W31bfVt9W31bfQ==")]);
    assert_eq!(output.status.code(), Some(3));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("W31bfVt9"));
}
