//! `boxlock diff`: what differs in meaning, and what does not.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

const KID: &str = "09e091ab-f838-41d2-9e35-58531fd19ec7";
const OTHER_KID: &str = "6f651ae1-dbe4-4434-bcb4-690d1564c41c";

/// Exit code, stdout and stderr.
fn boxlock(args: &[&str]) -> (i32, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_boxlock")).args(args).stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim_end().to_owned();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn value(args: &[&str]) -> String {
    let (code, out, err) = boxlock(args);
    assert_eq!(code, 0, "{args:?}: {err}");
    out
}

fn encrypted(folder: &Path, name: &str, scheme: &str, kid: &str) -> String {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    let path = folder.join(format!("{scheme}-{kid}-{name}")).to_str().unwrap().to_owned();
    let args = [
        "encrypt",
        sample.to_str().unwrap(),
        &path,
        "--scheme",
        scheme,
        "--key",
        kid,
        "--key-seed",
        "test",
        "--seed-rng",
        "1",
    ];
    assert_eq!(boxlock(&args).0, 0);
    path
}

fn header(kid: &str, rest: &[&str]) -> String {
    value(&[&["header", "new", "--key", kid, "--key-seed", "test"], rest].concat())
}

#[test]
fn protections_of_files() {
    let folder = tempfile::tempdir().unwrap();
    let cenc = encrypted(folder.path(), "avc-aac.mp4", "cenc", KID);
    let cbcs = encrypted(folder.path(), "avc-aac.mp4", "cbcs", KID);
    assert_eq!(boxlock(&["diff", &cenc, &cenc]), (0, String::new(), "boxlock: equal".to_owned()));
    let (code, out, err) = boxlock(&["diff", &cenc, &cbcs]);
    assert_eq!(code, 1);
    for line in
        ["- track 1: scheme cenc", "+ track 1: scheme cbcs", "- track 1: IV size 8", "+ track 1: pattern 1:9"]
    {
        assert!(out.lines().any(|l| l == line), "{line}: {out}");
    }
    assert!(!out.contains("codec") && !out.contains("samples"), "{out}");
    assert!(err.contains("differ in meaning"), "{err}");
    // The same protection of fragments.
    let fragmented = encrypted(folder.path(), "avc-aac-frag.mp4", "cenc", KID);
    assert_eq!(boxlock(&["diff", &cenc, &fragmented]).0, 0);

    let other = encrypted(folder.path(), "avc-aac.mp4", "cenc", OTHER_KID);
    let (code, out, _) = boxlock(&["diff", &cenc, &other, "--json"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &json["schema"], &json["equal"]), (1, &"boxlock.diff/1".into(), &false.into()));
    let differences = json["differences"].as_array().unwrap();
    let kid = differences.iter().find(|d| d["path"] == "tracks[1].kid").unwrap();
    assert_eq!((&kid["a"], &kid["b"]), (&KID.into(), &OTHER_KID.into()));
    assert!(differences.iter().any(|d| d["a"].is_null() && d["path"].as_str().unwrap().contains(OTHER_KID)));
    // A clear file has no scheme.
    let clear = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/avc-aac.mp4");
    let (code, out, _) = boxlock(&["diff", clear.to_str().unwrap(), &cenc]);
    assert!(code == 1 && out.contains("- track 1: scheme none\n+ track 1: scheme cenc"), "{out}");
}

#[test]
fn a_file_and_the_headers_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = encrypted(folder.path(), "avc-aac.mp4", "cenc", KID);
    for form in ["pssh", "pro", "wrm"] {
        let header = header(KID, &["--form", form]);
        assert_eq!(boxlock(&["diff", &file, &header]).0, 0, "{form}");
        assert_eq!(boxlock(&["diff", &header, &file]).0, 0, "{form}");
    }
    let (code, out, _) = boxlock(&["diff", &file, &header(OTHER_KID, &["--form", "wrm"])]);
    assert_eq!(code, 1);
    assert!(out.contains(&format!("- key ID {KID}: AESCTR, checksum w+OZVr8vzrQ=")), "{out}");
    let widevine = value(&["pssh", "new", "--system", "widevine", "--key", KID]);
    let pro = header(KID, &["--form", "pro"]);
    let (code, _, err) = boxlock(&["diff", &widevine, &pro]);
    assert!(code == 4 && err.contains("no PlayReady header") && err.contains(&widevine[..20]), "{err}");
}

#[test]
fn order_and_spelling_do_not_count() {
    let xmlns = "xmlns=\"http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader\"";
    let kid = "VALUE=\"q5HgCTj40kGeNVhTH9Gexw==\"";
    let one = format!(
        "<WRMHEADER {xmlns} version=\"4.1.0.0\"><DATA><PROTECTINFO><KID ALGID=\"AESCTR\" {kid}></KID></PROTECTINFO>\
         <LA_URL>http://a/b</LA_URL></DATA></WRMHEADER>"
    );
    let two = format!(
        "<WRMHEADER version=\"4.1.0.0\" {xmlns}><DATA><LA_URL>http://a/b</LA_URL>\
         <PROTECTINFO><KID {kid} ALGID=\"AESCTR\"/></PROTECTINFO></DATA></WRMHEADER>"
    );
    assert_eq!(
        boxlock(&["diff", &one, &two]),
        (0, String::new(), "boxlock: bytes differ, meaning equal".to_owned())
    );
    let json: Value = serde_json::from_str(&value(&["diff", &one, &two, "--json"])).unwrap();
    assert_eq!((&json["equal"], &json["same_bytes"]), (&true.into(), &false.into()));
    let (code, out, _) = boxlock(&["diff", &one, &two.replace("http://a/b", "http://a/c")]);
    assert_eq!((code, out.as_str()), (1, "- LA_URL http://a/b\n+ LA_URL http://a/c"));
    let keys = |order: [&str; 2]| header(order[0], &["--key", order[1]]);
    assert_eq!(boxlock(&["diff", &keys([KID, OTHER_KID]), &keys([OTHER_KID, KID])]).0, 0);
}

#[test]
fn boxes_of_other_systems() {
    let widevine = |scheme| value(&["pssh", "new", "--system", "widevine", "--key", KID, "--scheme", scheme]);
    let (code, out, _) = boxlock(&["diff", &widevine("cenc"), &widevine("cbcs")]);
    assert_eq!(
        (code, out.as_str()),
        (1, "- pssh of Widevine: protection scheme cenc\n+ pssh of Widevine: protection scheme cbcs")
    );
    let v0 = value(&["pssh", "new", "--system", "playready", "--key", KID]);
    let v1 = value(&["pssh", "new", "--system", "playready", "--key", KID, "--pssh-version", "1"]);
    let (code, out, _) = boxlock(&["diff", &v0, &v1]);
    assert!(
        code == 1 && out.contains("- pssh of PlayReady: box version 0\n+ pssh of PlayReady: box version 1"),
        "{out}"
    );
    let (code, _, err) = boxlock(&["diff", &v0, "no-such-file.mp4"]);
    assert!(code == 7 && err.contains("no-such-file.mp4"), "{err}");
}

#[test]
fn certificate_chains_by_field_leaf_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    value(&["pki", "init", &path("pki")]);
    let device = |name: &str, level: &str, rest: &[&str]| {
        value(&[&["pki", "device", "new", &path("pki"), &path(name), "--level", level][..], rest].concat());
        value(&["pki", "device", "export", &path(name), &path(&format!("{name}.prd"))]);
        path(&format!("{name}.prd"))
    };
    let one = device("one", "2000", &["--name", "One"]);
    let other =
        device("other", "150", &["--name", "Other", "--expires", "2030-01-01", "--feature", "secureclock"]);
    let chain = path("one/device.chain");
    // A device file is compared by its chain.
    assert_eq!(boxlock(&["diff", &one, &chain]), (0, String::new(), "boxlock: equal".to_owned()));

    let (code, out, _) = boxlock(&["diff", &chain, &other]);
    assert_eq!(code, 1);
    for line in [
        "- leaf: model name One",
        "+ leaf: model name Other",
        "- leaf: security level 2000",
        "+ leaf: security level 150",
        "- leaf: expires never",
        "+ leaf: expires 2030-01-01T00:00:00Z",
        "- leaf: feature 13 (PlayReady 3 features)",
    ] {
        assert!(out.lines().any(|found| found == line), "{line}: {out}");
    }
    assert!(!out.contains("feature 4 "), "both have a secure clock: {out}");
    // Both are of one group; a metering certificate has another issuer, which comes after all of the leaf.
    assert!(!out.contains("issuer 1: "), "{out}");
    let (_, out, _) = boxlock(&["diff", &chain, &path("pki/metering.chain")]);
    for line in ["+ leaf: type 9 (metering)", "+ issuer 1: key 1: usage 12 (issue metering)"] {
        assert!(out.lines().any(|found| found == line), "{line}: {out}");
    }
    assert!(out.contains("+ leaf: metering: URL http://"), "{out}");
    let (last_leaf, first_issuer) = (out.rfind(" leaf: ").unwrap(), out.find(" issuer 1: ").unwrap());
    assert!(last_leaf < first_issuer, "{out}");

    let (_, json, _) = boxlock(&["diff", &chain, &other, "--json"]);
    let shown: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(shown["compared"], "certificate-chain");
    let level = |d: &&Value| d["path"] == "certificates[1].security_level";
    let found = shown["differences"].as_array().unwrap().iter().find(level).unwrap();
    assert_eq!((&found["a"], &found["b"]), (&"2000".into(), &"150".into()));

    let (code, _, error) = boxlock(&["diff", &chain, &header(KID, &[])]);
    assert_eq!(code, 4, "{error}");
    assert!(error.contains("certificate chain only"), "{error}");
}
