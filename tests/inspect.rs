//! `boxlock inspect`: snapshots of its text and JSON, its JSON Schema, its speed on large files, and broken input.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test inspect` writes the snapshots anew; read the difference before committing it.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use boxlock::inspect::{Options, SCHEMA, describe_file, describe_value};
use boxlock::movie::Window;
use proptest::prelude::*;
use serde_json::{Value, json};

const KID: &str = "09e091ab-f838-41d2-9e35-58531fd19ec7";
const KEY: &str = "9cb061164b7013eaefcc7d6d18424c2c";

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn boxlock(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_boxlock"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
}

fn text(args: &[&str]) -> String {
    let output = boxlock(&[&["inspect"], args].concat());
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&text(&[args, &["--json"]].concat())).unwrap()
}

fn read_base64_file(name: &str) -> String {
    fs::read_to_string(root(&format!("tests/data/playready/{name}"))).unwrap().trim().to_owned()
}

/// An encrypted sample with a fixed IV, so that its bytes never change.
fn encrypted(folder: &Path, sample: &str, scheme: &str) -> PathBuf {
    let output = folder.join(format!("{scheme}-{sample}"));
    let key = format!("{KID}:{KEY}:000102030405060708090a0b0c0d0e0f");
    let input = format!("samples/{sample}");
    let args = ["encrypt", &input, output.to_str().unwrap(), "--scheme", scheme, "--key", &key];
    let done = boxlock(&[&args[..], &["--iv-size", "16", "--system", "playready,widevine,common"]].concat());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    output
}

fn snapshot(name: &str, found: &str) {
    let path = root("tests/data/inspect").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == found, "{name} differs from {}:\n{found}", path.display());
}

#[test]
fn snapshots_of_files() {
    let folder = tempfile::tempdir().unwrap();
    for (sample, scheme) in [
        ("avc-aac.mp4", "cenc"),
        ("hevc-aac-frag.mp4", "cbcs"),
        ("av1-opus-frag.mp4", "cenc"),
        ("eac3.mp4", "piff"),
    ] {
        let file = encrypted(folder.path(), sample, scheme);
        let subject = file.to_str().unwrap();
        let name = format!("{scheme}-{}", sample.trim_end_matches(".mp4"));
        let shown = text(&[subject, "--samples", "--limit", "2"]);
        snapshot(&format!("{name}.txt"), &shown.replacen(subject, "FILE", 1));
        let json = json(&[subject, "--samples", "--limit", "2"]);
        snapshot(&format!("{name}.json"), &format!("{json:#}\n"));
    }
}

#[test]
fn snapshots_of_values() {
    for name in
        ["header-specification-4.0.b64", "cenc-pssh-4.0.b64", "dash-ds-id-4.0.b64", "live-on-demand-4.1.b64"]
    {
        let value = read_base64_file(name);
        snapshot(&name.replace(".b64", ".txt"), &text(&[&value]));
        snapshot(&name.replace(".b64", ".json"), &format!("{:#}\n", json(&[&value])));
    }
    for name in ["hls-cbcs-4.3.xml", "two-keys-4.2.xml"] {
        let path = format!("tests/data/playready/{name}");
        snapshot(&name.replace(".xml", ".txt"), &text(&[&path]));
    }
    snapshot("kid.txt", &text(&[KID]));
    snapshot("kid-base64.txt", &text(&["q5HgCTj40kGeNVhTH9Gexw=="]));
}

#[test]
fn tracks_have_the_fields_of_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let file = encrypted(folder.path(), "avc-aac-frag.mp4", "cbcs");
    let report = json(&[file.to_str().unwrap()]);
    assert_eq!((&report["schema"], &report["kind"]), (&json!("boxlock.inspect/1"), &json!("mp4")));
    assert_eq!(report["fragmented"], true);
    let video = &report["tracks"][0];
    assert_eq!(
        (&video["id"], &video["handler"], &video["codec"]),
        (&json!(1), &json!("vide"), &json!("avc1"))
    );
    assert_eq!((&video["samples"], &video["duration"]), (&json!(30), &json!(1.2)));
    let protection = json!({
        "scheme": "cbcs", "is_protected": true, "kid": KID, "kid_guid_base64": "q5HgCTj40kGeNVhTH9Gexw==",
        "per_sample_iv_size": 0, "constant_iv": "000102030405060708090a0b0c0d0e0f",
        "crypt_byte_block": 1, "skip_byte_block": 9,
    });
    assert_eq!(video["protection"], protection);
    let systems: Vec<&Value> = report["pssh"].as_array().unwrap().iter().map(|p| &p["system"]).collect();
    assert_eq!(systems, ["playready", "widevine", "common"]);
    assert_eq!(report["pssh"][0]["playready"]["header"]["kids"][0]["kid"], KID);
    assert_eq!(report["pssh"][0]["playready"]["header"]["findings"], json!([]));
    assert_eq!(report["pssh"][1]["widevine"]["kids"], json!([KID]));
    assert_eq!(report["pssh"][2]["kids"], json!([KID]));

    let clear = json(&["samples/avc-aac.mp4"]);
    assert_eq!((&clear["tracks"][0]["protection"], &clear["fragmented"]), (&Value::Null, &json!(false)));
}

/// All bytes of a file are in its boxes, and every box lies inside its parent.
#[test]
fn boxes_tile_the_file() {
    fn check(boxes: &Value, mut from: u64, to: u64, tight: bool) -> u64 {
        for node in boxes.as_array().unwrap() {
            let (offset, size) = (node["offset"].as_u64().unwrap(), node["size"].as_u64().unwrap());
            assert!(if tight { offset == from } else { offset >= from }, "{node}");
            assert!(offset + size <= to, "{node}");
            check(&node["children"], offset + 8, offset + size, false);
            from = offset + size;
        }
        from
    }
    for sample in fs::read_dir(root("samples")).unwrap().map(|entry| entry.unwrap().path()) {
        if sample.extension().is_some_and(|e| e == "mp4") {
            let size = fs::metadata(&sample).unwrap().len();
            let report = json(&[sample.to_str().unwrap(), "--all"]);
            assert_eq!(check(&report["boxes"], 0, size, true), size, "{}", sample.display());
        }
    }
}

/// The map of samples agrees with itself: every byte is clear, encrypted or skipped, and slices start where protection may.
#[test]
fn samples_add_up() {
    let folder = tempfile::tempdir().unwrap();
    for (sample, scheme) in [
        ("avc-slices.mp4", "cenc"),
        ("avc-aac-frag.mp4", "cens"),
        ("hevc-slices.mp4", "cbcs"),
        ("av1-opus.mp4", "cenc"),
        ("hevc-aac.mp4", "cbc1"),
        ("vp9-opus-frag.mp4", "cenc"),
        ("avc-text.mp4", "piff"),
    ] {
        let file = encrypted(folder.path(), sample, scheme);
        let report = json(&[file.to_str().unwrap(), "--samples", "--limit", "100000"]);
        let tracks = report["tracks"].as_array().unwrap();
        let total: u64 = tracks.iter().map(|t| t["samples"].as_u64().unwrap()).sum();
        let samples = report["samples"].as_array().unwrap();
        assert_eq!(samples.len() as u64, total);
        let mut encrypted = 0;
        for sample in samples {
            assert_eq!(sample["units_problem"], Value::Null, "{sample}");
            if sample["protected"] == false {
                continue;
            }
            let bytes = |name: &str| sample[name].as_u64().unwrap();
            encrypted += bytes("encrypted_bytes");
            assert_eq!(
                bytes("clear_bytes") + bytes("encrypted_bytes") + bytes("skipped_bytes"),
                bytes("size")
            );
            assert_eq!(sample["kid"], KID);
            let headers = sample["units"].as_array().into_iter().flatten();
            // Nothing of a unit's header is protected.
            for header in headers.filter(|unit| unit["header_size"].is_u64()) {
                let (start, len) =
                    (header["offset"].as_u64().unwrap(), header["header_size"].as_u64().unwrap());
                for run in sample["subsamples"].as_array().unwrap() {
                    let field = |name: &str| run[name].as_u64().unwrap();
                    let first = field("offset") + field("clear");
                    let end = first + field("encrypted") + field("skipped");
                    assert!(end <= start || first >= start + len || first == end, "{sample}");
                }
            }
        }
        assert!(encrypted > 0, "{scheme} {sample}");
    }
}

/// Checks a value against a JSON Schema, as far as the schema of reports uses the language.
fn validate(value: &Value, schema: &Value, all: &Value) -> Result<(), String> {
    let known = [
        "$schema",
        "$defs",
        "title",
        "description",
        "type",
        "const",
        "enum",
        "required",
        "properties",
        "items",
        "oneOf",
        "allOf",
        "$ref",
        "minimum",
        "pattern",
    ];
    for (word, rule) in schema.as_object().unwrap() {
        assert!(known.contains(&word.as_str()), "the test does not know {word}");
        let fine = match word.as_str() {
            "type" => {
                let is = |name: &Value| match name.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "integer" => value.is_u64() || value.is_i64(),
                    "number" => value.is_number(),
                    "null" => value.is_null(),
                    name => panic!("type {name}"),
                };
                rule.as_array().map_or_else(|| is(rule), |names| names.iter().any(is))
            }
            "const" => value == rule,
            "enum" => rule.as_array().unwrap().contains(value),
            "minimum" => value.as_f64().is_none_or(|v| v >= rule.as_f64().unwrap()),
            // The one pattern is that of key IDs.
            "pattern" => {
                let text = value.as_str().unwrap();
                text.len() == 36
                    && text.parse::<boxlock::keys::KeyId>().is_ok()
                    && *text == text.to_lowercase()
            }
            "required" => {
                rule.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some())
            }
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        validate(value, rule, all).map_err(|e| format!("{name}/{e}"))?;
                    }
                }
                true
            }
            "items" => {
                for (i, value) in value.as_array().into_iter().flatten().enumerate() {
                    validate(value, rule, all).map_err(|e| format!("{i}/{e}"))?;
                }
                true
            }
            "allOf" => {
                for rule in rule.as_array().unwrap() {
                    validate(value, rule, all)?;
                }
                true
            }
            "oneOf" => {
                let outcomes: Vec<_> =
                    rule.as_array().unwrap().iter().map(|rule| validate(value, rule, all)).collect();
                if outcomes.iter().filter(|outcome| outcome.is_ok()).count() != 1 {
                    return Err(format!("oneOf {outcomes:?}"));
                }
                true
            }
            "$ref" => {
                let name = rule.as_str().unwrap().trim_start_matches("#/$defs/");
                validate(value, &all["$defs"][name], all)?;
                true
            }
            _ => true,
        };
        if !fine {
            return Err(format!(
                "{word} {rule}: {}",
                value.to_string().chars().take(200).collect::<String>()
            ));
        }
    }
    Ok(())
}

#[test]
fn reports_obey_their_schema() {
    let schema: Value = serde_json::from_str(&text(&["--schema"])).unwrap();
    assert_eq!(schema, serde_json::from_str::<Value>(SCHEMA).unwrap());
    let mut kinds = std::collections::BTreeSet::new();
    let mut check = |name: &str, report: Value| {
        validate(&report, &schema, &schema).unwrap_or_else(|e| panic!("{name}: {e}\n{report:#}"));
        kinds.insert(report["kind"].as_str().unwrap().to_owned());
    };
    let folder = tempfile::tempdir().unwrap();
    for (sample, scheme) in
        [("avc-text.mp4", "cenc"), ("vp9-opus-frag.mp4", "cbcs"), ("hevc-aac.mp4", "piff")]
    {
        let file = encrypted(folder.path(), sample, scheme);
        check(sample, json(&[file.to_str().unwrap(), "--samples", "--limit", "3"]));
    }
    for sample in ["segments/init.mp4", "segments/media-0.m4s", "avc-aac-sidx.mp4"] {
        check(sample, json(&[&format!("samples/{sample}"), "--samples"]));
    }
    for name in ["header-specification-4.0.b64", "cenc-pssh-4.0.b64", "hls-checksum-4.0.b64"] {
        check(name, json(&[&read_base64_file(name)]));
    }
    for name in ["hls-cbcs-4.3.xml", "two-keys-4.2.xml", "no-algid-4.3.xml"] {
        check(name, json(&[&format!("tests/data/playready/{name}")]));
    }
    check("rental.b64", json(&["tests/data/xmr/rental.b64"]));
    let pssh = read_base64_file("cenc-pssh-4.0.b64");
    let pro = read_base64_file("header-specification-4.0.b64");
    let manifest = format!(
        "<MPD><Period><AdaptationSet><ContentProtection schemeIdUri=\"urn:uuid:9a04f079-9840-4286-ab92-e65be0885f95\">\
         <cenc:pssh xmlns:cenc=\"urn:mpeg:cenc:2013\">{pssh}</cenc:pssh><mspr:pro xmlns:mspr=\"urn:microsoft:playready\">\
         {pro}</mspr:pro></ContentProtection><ContentProtection schemeIdUri=\
         \"urn:uuid:94ce86fb-07ff-4f43-adb8-93d2fa968ca2\"/></AdaptationSet></Period></MPD>"
    );
    for value in [KID, "q5HgCTj40kGeNVhTH9Gexw==", "121009e091abf83841d29e3558531fd19ec7", &manifest] {
        check(value, json(&[value]));
    }
    let pki = folder.path().join("pki");
    assert!(boxlock(&["pki", "init", pki.to_str().unwrap()]).status.success());
    let device = folder.path().join("device");
    assert!(
        boxlock(&["pki", "device", "new", pki.to_str().unwrap(), device.to_str().unwrap(), "--level", "150"])
            .status
            .success()
    );
    let prd = folder.path().join("device.prd");
    assert!(
        boxlock(&["pki", "device", "export", device.to_str().unwrap(), prd.to_str().unwrap()])
            .status
            .success()
    );
    check("device file", json(&[prd.to_str().unwrap()]));
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let header = String::from_utf8(boxlock(&["header", "new", "--key", KID]).stdout).unwrap();
    let (device, pki_path, challenge) = (path("device"), path("pki"), path("c.xml"));
    let request = [
        "license",
        "request",
        "--device",
        &device,
        "--server-key",
        &pki_path,
        "--header",
        header.trim(),
        "-o",
        &challenge,
    ];
    assert!(boxlock(&request).status.success());
    check("challenge", json(&[&challenge]));
    for (name, query) in [("license response", "(sl:150)"), ("fault", "(errorcode:8004c600)")] {
        let output = path(&format!("{name}.xml"));
        boxlock(&[
            "license",
            "answer",
            "--pki",
            &pki_path,
            &challenge,
            "--key-seed",
            "test",
            "--cfg",
            query,
            "-o",
            &output,
        ]);
        check(name, json(&[&output]));
    }
    for name in ["metering.chain", "device-group.chain", "revocation/info.rlv2", "revocation/runtime.list"] {
        check(name, json(&[pki.join(name).to_str().unwrap()]));
    }
    let expected = [
        "certificate-chain",
        "challenge",
        "device",
        "fault",
        "key-id",
        "license-response",
        "manifest",
        "metering-certificate",
        "mp4",
        "playready-object",
        "pssh",
        "revocation-info",
        "revocation-list",
        "widevine-data",
        "wrm-header",
        "xmr-license",
    ];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected);
}

/// The checker of this test refuses what is wrong, so its silence means something.
#[test]
fn the_schema_refuses_what_is_wrong() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let good = json(&["samples/avc-aac.mp4"]);
    for (pointer, wrong) in [
        ("/schema", json!("boxlock.inspect/2")),
        ("/tracks/0/id", json!("1")),
        ("/tracks/0/protection", json!({ "scheme": "cenc" })),
        ("/boxes/0/size", json!(-1)),
        ("/boxes/1/children/0/children", Value::Null),
    ] {
        let mut report = good.clone();
        *report.pointer_mut(pointer).unwrap() = wrong;
        assert!(validate(&report, &schema, &schema).is_err(), "{pointer}");
    }
}

/// A file of ftyp, moov and 50 GB of media, of which not a byte is read: it takes no space on the disk either.
#[test]
fn fifty_gigabytes_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.mp4");
    let sample = fs::read(root("samples/avc-aac.mp4")).unwrap();
    let report = json(&["samples/avc-aac.mp4"]);
    let mut file = File::create(&path).unwrap();
    for node in report["boxes"].as_array().unwrap().iter().filter(|node| node["type"] != "mdat") {
        let offset = node["offset"].as_u64().unwrap() as usize;
        file.write_all(&sample[offset..offset + node["size"].as_u64().unwrap() as usize]).unwrap();
    }
    let start = file.stream_position().unwrap();
    file.write_all(b"\0\0\0\x01mdat").unwrap();
    file.write_all(&(50_u64 << 30).to_be_bytes()).unwrap();
    file.set_len(start + (50 << 30)).unwrap();
    drop(file);
    let begun = Instant::now();
    let report = json(&[path.to_str().unwrap()]);
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!(report["size"], start + (50 << 30));
    assert_eq!(report["tracks"][0]["samples"], 30);
}

/// Of many fragments only the first are looked into, unless all are asked for; JSON lists every box.
#[test]
fn many_fragments() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.mp4");
    let sample = fs::read(root("samples/avc-aac-frag.mp4")).unwrap();
    let report = json(&["samples/avc-aac-frag.mp4"]);
    let boxes = report["boxes"].as_array().unwrap();
    let bytes = |name: &str| {
        let node = boxes.iter().find(|node| node["type"] == name).unwrap();
        let offset = node["offset"].as_u64().unwrap() as usize;
        &sample[offset..offset + node["size"].as_u64().unwrap() as usize]
    };
    let mut file = File::create(&path).unwrap();
    file.write_all(&[bytes("ftyp"), bytes("moov")].concat()).unwrap();
    for _ in 0..3000 {
        file.write_all(bytes("moof")).unwrap();
        file.write_all(&[&(1_u32 << 20).to_be_bytes()[..], b"mdat"].concat()).unwrap();
        file.seek(SeekFrom::Current((1 << 20) - 8)).unwrap();
    }
    let end = file.stream_position().unwrap();
    file.set_len(end).unwrap();
    let name = path.to_str().unwrap();
    let brief = json(&[name]);
    assert_eq!(brief["boxes"].as_array().unwrap().len(), 2 + 2 * 3000);
    assert_eq!(brief["tracks"][0]["samples"], Value::Null);
    assert_eq!(
        (brief["boxes"][2]["children"].as_array().unwrap().is_empty(), &brief["fragments"]),
        (false, &json!(3000))
    );
    assert_eq!(brief["boxes"][3000]["children"], json!([]));
    let shown = text(&[name]);
    assert!(shown.contains("--all shows them") && shown.lines().count() < 500, "{shown}");
    let all = json(&[name, "--all"]);
    let per_fragment = all["tracks"][0]["samples"].as_u64().unwrap() / 3000;
    assert!(per_fragment > 0);
    assert_ne!(all["boxes"][3000]["children"], json!([]));
}

#[test]
fn exit_codes() {
    let unknown = boxlock(&["inspect", "no such value"]);
    let stderr = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert_eq!(unknown.status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("hint: no file has this name"), "{stderr}");
    assert_eq!(boxlock(&["inspect", "missing.mp4"]).status.code(), Some(7));
    assert_eq!(boxlock(&["inspect"]).status.code(), Some(2));

    // A file that was cut off is shown as far as it goes, and is an error all the same.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.mp4");
    let sample = fs::read(root("samples/avc-aac.mp4")).unwrap();
    fs::write(&path, &sample[..sample.len() - 1000]).unwrap();
    let cut = boxlock(&["inspect", path.to_str().unwrap(), "--json"]);
    assert_eq!(cut.status.code(), Some(3));
    let report: Value = serde_json::from_slice(&cut.stdout).unwrap();
    assert_eq!(report["tracks"][0]["codec"], "avc1");
    assert!(report["problem"].as_str().unwrap().contains("mdat"), "{report}");
    let error: Value = serde_json::from_slice(&cut.stderr).unwrap();
    assert_eq!(error["code"], 3);
}

/// A header with a wrong key ID is shown as text, with what the rules say, and is an error.
#[test]
fn broken_headers_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("header.txt");
    let header = "<WRMHEADER xmlns=\"http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader\" version=\"4.0.0.0\">\
                  <DATA><PROTECTINFO><KEYLEN>16</KEYLEN><ALGID>AESCTR</ALGID></PROTECTINFO><KID>zz!!</KID></DATA>\
                  </WRMHEADER>";
    fs::write(&path, header).unwrap();
    let output = boxlock(&["inspect", path.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(3));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["kind"], &report["text"]), (&json!("wrm-header"), &json!(header)));
    assert!(report["problem"].as_str().unwrap().contains("zz!!"));
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding["severity"] == "error"), "{report:#}");
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    validate(&report, &schema, &schema).unwrap();
}

#[test]
fn several_boxes_in_a_row_are_all_shown() {
    let boxes = [
        read_base64_file("cenc-pssh-4.0.b64"),
        "AAAANHBzc2gBAAAAEHfv7MCyTQKs4zweUuL7SwAAAAGwwdLj9AUWJzhJWmt8jZ6vAAAAAA==".to_owned(),
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("boxes.bin");
    let decode = |text: &String| {
        let items = boxlock::drm::scan(text.as_bytes()).unwrap();
        match &items[0].item {
            boxlock::drm::Item::Pssh { raw, .. } => raw.clone(),
            other => panic!("{other:?}"),
        }
    };
    fs::write(&path, boxes.iter().flat_map(decode).collect::<Vec<u8>>()).unwrap();
    let report = json(&[path.to_str().unwrap()]);
    assert_eq!(
        (&report["kind"], &report["system"], &report["count"]),
        (&json!("pssh"), &json!("playready"), &json!(2))
    );
    let systems: Vec<&Value> =
        report["items"].as_array().unwrap().iter().map(|item| &item["system"]).collect();
    assert_eq!(systems, ["playready", "common"]);
    assert_eq!(report["items"][1]["kids"], json!(["b0c1d2e3-f405-1627-3849-5a6b7c8d9eaf"]));
}

#[test]
fn stdin_is_a_file_or_a_value() {
    for (input, kind) in
        [(fs::read(root("samples/avc-aac.mp4")).unwrap(), "mp4"), (format!("{KID}\n").into_bytes(), "key-id")]
    {
        let mut child = Command::new(env!("CARGO_BIN_EXE_boxlock"))
            .args(["inspect", "-", "--json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap()["kind"], kind);
    }
}

#[test]
fn the_page_loads_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = encrypted(folder.path(), "avc-aac.mp4", "cenc");
    let page = folder.path().join("page.html");
    let (file, name) = (file.to_str().unwrap(), page.to_str().unwrap());
    assert!(boxlock(&["inspect", file, "--html", name]).status.success());
    let html = fs::read_to_string(&page).unwrap();
    for reference in ["src=", "href=", "@import", "url(", "fetch(", "XMLHttpRequest"] {
        assert!(!html.contains(reference), "{reference}");
    }
    assert!(html.contains(KID) && !html.contains("{{"));
    assert_eq!(boxlock(&["inspect", file, "--html", name]).status.code(), Some(6));
}

#[test]
fn colours_only_when_asked_for() {
    assert!(!text(&[KID]).contains('\u{1b}'));
    assert!(text(&[KID, "--color", "always"]).contains("\u{1b}["));
}

fn inspect_bytes(data: Vec<u8>) {
    let len = data.len() as u64;
    let options = Options { all: true, samples: Some(50) };
    if let Ok(report) = describe_file(&Window { base: 0, data }, len, &options) {
        let _ = report.json();
        let _ = boxlock::inspect::html::render(&report, "name");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damaged_files_are_shown_or_refused(
        sample in prop::sample::select(vec!["avc-aac.mp4", "avc-aac-sidx.mp4", "av1-opus-frag.mp4", "avc-text.mp4"]),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        keep in any::<prop::sample::Index>(),
    ) {
        let mut bytes = fs::read(root("samples").join(sample)).unwrap();
        // Headers are where damage matters.
        let headers = bytes.len().min(6000);
        for (at, value) in damage {
            bytes[at.index(headers)] = value;
        }
        inspect_bytes(bytes.clone());
        bytes.truncate(keep.index(bytes.len()));
        inspect_bytes(bytes);
    }

    #[test]
    fn any_value_is_described_or_refused(bytes: Vec<u8>, text in "[A-Za-z0-9+/=<>{}: -]{0,80}") {
        let _ = describe_value(&bytes);
        let _ = describe_value(text.as_bytes());
    }
}
