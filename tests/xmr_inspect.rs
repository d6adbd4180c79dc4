//! What `inspect` and `diff` say of licenses: JSON names, the policy in words, the time line, and what differs in meaning.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test xmr_inspect` writes the sample license and its report anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use boxlock::drm::playready::{PlayReadyObject, RECORD_ELS, Record};
use boxlock::inspect::policy_words;
use boxlock::keys::KeyId;
use boxlock::xmr::{
    AuxiliaryKey, Body, CURVE_P256, EncryptedKey, FLAG_MUST_UNDERSTAND, License, Object,
    OutputProtectionLevels, cipher, guid_bytes, key_type, types,
};
use serde_json::{Value, json};

const KID: &str = "09e091ab-f838-41d2-9e35-58531fd19ec7";
const MAX_RESOLUTION: &str = "9645e831-e01d-4fff-8342-0a720e3e028f";
const HDCP_TYPE_1: &str = "abb2c6f1-e663-4625-a945-972d17b231e7";
const AIRPLAY: &str = "5abf0f0d-dc29-4b82-9982-fd8e57525bfc";

fn boxlock(args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_boxlock"));
    let output =
        command.args(args).current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn levels(compressed_video: u16, video: u16, analog: u16, compressed_audio: u16, audio: u16) -> Object {
    let levels = OutputProtectionLevels {
        compressed_digital_video: compressed_video,
        uncompressed_digital_video: video,
        analog_video: analog,
        compressed_digital_audio: compressed_audio,
        uncompressed_digital_audio: audio,
    };
    Object::new(types::OUTPUT_PROTECTION_LEVELS, Body::OutputProtectionLevels(levels))
}

fn expiration(begin: u32, end: u32) -> Object {
    Object::new(types::EXPIRATION, Body::Expiration { begin, end })
}

fn configuration(object_type: u16, guid: &str, data: &[u8]) -> Object {
    let id = guid_bytes(guid).unwrap();
    Object::new(object_type, Body::Configuration { id, data: data.to_vec() })
}

fn key_material(cipher: u16) -> Object {
    let kid = KID.parse::<KeyId>().unwrap().guid_bytes();
    let data = vec![0xc5; if cipher == cipher::CHAINED_LICENSE { 32 } else { 128 }];
    let key = EncryptedKey { kid, key_type: key_type::AES_128_CTR, cipher, data };
    let device = Body::DeviceKey { curve: CURVE_P256, key: vec![0xd1; 64] };
    Object::container(
        types::KEY_MATERIAL,
        vec![Object::new(types::CONTENT_KEY, Body::ContentKey(key)), Object::new(types::DEVICE_KEY, device)],
    )
}

fn license(global: Vec<Object>, playback: Vec<Object>) -> License {
    let objects = vec![
        Object::container(types::GLOBAL_POLICY, global),
        Object::container(types::PLAYBACK_POLICY, playback),
        key_material(cipher::ECC_256),
    ];
    License::new([0x1d; 16], objects)
}

/// A film to rent: stored, 48 h after first play, a year to begin.
fn rental() -> License {
    let second = |time: &str| boxlock::clock::parse_rfc3339(time).unwrap() as u32;
    let playback = vec![
        levels(0, 270, 150, 0, 0),
        Object::container(
            types::EXPLICIT_DIGITAL_VIDEO,
            vec![configuration(
                types::DIGITAL_VIDEO_PROTECTION,
                MAX_RESOLUTION,
                &[0, 0, 4, 0x38, 0, 0, 7, 0x80],
            )],
        ),
        Object::container(
            types::PLAY_ENABLERS,
            vec![Object::new(types::PLAY_ENABLER, Body::Enabler(guid_bytes(AIRPLAY).unwrap()))],
        ),
    ];
    let global = vec![
        expiration(second("2026-11-01T00:00:00Z"), second("2027-11-01T00:00:00Z")),
        Object::new(types::ISSUE_DATE, Body::IssueDate(second("2026-11-22T10:00:00Z"))),
        Object::new(types::EXPIRE_AFTER_FIRST_PLAY, Body::ExpireAfterFirstPlay(172_800)),
        Object::new(types::REMOVAL_DATE, Body::RemovalDate(second("2027-12-01T00:00:00Z"))),
        Object::new(types::SECURITY_LEVEL, Body::SecurityLevel(2000)),
    ];
    let mut license = license(global, playback);
    license.sign(b"an integrity key");
    license
}

fn rental_file() -> String {
    root("tests/data/xmr/rental.b64").to_str().unwrap().to_owned()
}

fn updated(path: &str, found: &str) -> String {
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(root(path), found).unwrap();
    }
    fs::read_to_string(root(path)).unwrap_or_default()
}

#[test]
fn the_sample_and_its_report() {
    let base64 = BASE64_STANDARD.encode(rental().write()) + "\n";
    assert_eq!(updated("tests/data/xmr/rental.b64", &base64), base64);
    let (code, out, err) = boxlock(&["inspect", "tests/data/xmr/rental.b64"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(updated("tests/data/inspect/license.txt", &out), out);
}

/// Every object that other clients have a layout for, each container with two objects or more. `tests/interop/licenses.py` compares
/// the fields with those that pyplayready finds.
#[test]
fn the_sample_with_every_layout() {
    let id = guid_bytes(KID).unwrap();
    let two = |container, object_type, body: Body| {
        let object = Object::new(object_type, body);
        Object::container(container, vec![object.clone(), object])
    };
    let configured = |n: u8| Body::Configuration { id, data: vec![0, 0, n, 1] };
    let global = vec![
        expiration(1_700_000_000, 1_800_000_000),
        Object::new(types::ISSUE_DATE, Body::IssueDate(1_700_000_001)),
        Object::new(types::RIGHTS, Body::Rights(1)),
        Object::new(types::METERING_ID, Body::MeteringId(id)),
        Object::new(types::GRACE_PERIOD, Body::GracePeriod(86_400)),
        Object::new(types::SOURCE_ID, Body::SourceId(267)),
        Object::new(types::DOMAIN, Body::Domain { account_id: id, revision: 9 }),
        Object::new(types::POLICY_METADATA, configured(1)),
        Object::new(types::EXPIRE_AFTER_FIRST_PLAY, Body::ExpireAfterFirstPlay(172_800)),
        Object::new(types::REVOCATION_INFORMATION_VERSION, Body::RevocationInformationVersion(77)),
        Object::new(types::EMBEDDING_BEHAVIOR, Body::EmbeddingBehavior(3)),
        Object::new(types::SECURITY_LEVEL, Body::SecurityLevel(3000)),
        Object::new(types::MOVE_ENABLER, Body::MoveEnabler(2)),
        Object::new(types::REMOVAL_DATE, Body::RemovalDate(1_900_000_000)),
        Object::new(types::SECURE_STOP, Body::SecureStop(id)),
    ];
    let playback = vec![
        levels(500, 250, 150, 200, 300),
        two(types::EXPLICIT_ANALOG_VIDEO, types::ANALOG_VIDEO_PROTECTION, configured(2)),
        two(types::EXPLICIT_DIGITAL_AUDIO, types::DIGITAL_AUDIO_PROTECTION, configured(3)),
        two(types::EXPLICIT_DIGITAL_VIDEO, types::DIGITAL_VIDEO_PROTECTION, configured(4)),
        two(types::PLAY_ENABLERS, types::PLAY_ENABLER, Body::Enabler(id)),
    ];
    let mut license = license(global, playback);
    let Body::Container(objects) = &mut license.outer.body else { unreachable!() };
    objects.insert(2, two(types::COPY_POLICY, types::COPY_COUNT, Body::CopyCount(5)));
    objects.insert(3, two(types::COPY_ENABLERS, types::COPY_ENABLER, Body::Enabler(id)));
    license.sign(b"an integrity key");
    let base64 = BASE64_STANDARD.encode(license.write()) + "\n";
    assert_eq!(updated("tests/data/xmr/every-layout.b64", &base64), base64);
}

#[test]
fn json_of_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = rental().write();
    let path = folder.path().join("license.bin");
    fs::write(&path, &bytes).unwrap();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    let base64 = BASE64_STANDARD.encode(&bytes);
    let mut reports = Vec::new();
    for (form, value) in [("as given", path.to_str().unwrap()), ("base64", &base64), ("hexadecimal", &hex)] {
        let (code, out, err) = boxlock(&["inspect", value, "--json"]);
        assert_eq!(code, 0, "{form}: {err}");
        let mut report: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(report["form"].take(), form);
        reports.push(report);
    }
    assert!(reports.windows(2).all(|pair| pair[0] == pair[1]));
    let report = &reports[0];
    assert_eq!(
        (&report["schema"], &report["kind"], &report["version"]),
        (&json!("boxlock.inspect/1"), &json!("xmr-license"), &json!(3))
    );
    assert_eq!(report["rights_id"], "1d".repeat(16));
    assert_eq!(report["kid"], KID);
    assert_eq!(report["binding"], "device");
    assert_eq!(report["findings"], json!([]));
    let outer = &report["objects"][0];
    assert_eq!((&outer["type"], &outer["offset"], &outer["flags"]), (&json!(1), &json!(24), &json!(3)));
    assert_eq!(outer["length"], bytes.len() - 24);
    let global = &outer["children"][0];
    assert_eq!(
        global["children"][0],
        json!({ "type": 0x12, "name": "expiration", "flags": 1, "offset": 40, "length": 16,
                "begin": "2026-11-01T00:00:00Z", "end": "2027-11-01T00:00:00Z" })
    );
    assert_eq!(global["children"][2]["seconds"], 172_800);
    let key = &outer["children"][2]["children"][0];
    assert_eq!((&key["kid"], &key["key_type"], &key["cipher"]), (&json!(KID), &json!(1), &json!(3)));
    assert_eq!(key["encrypted_key_length"], 128);
    let all = report.to_string();
    assert!(
        !all.contains("c5c5c5c5") && !all.contains(&BASE64_STANDARD.encode([0xc5; 30])),
        "the key is not shown"
    );
    assert_eq!(
        report["timeline"],
        json!([
            { "event": "issue", "at": "2026-11-22T10:00:00Z", "after": null, "since": null },
            { "event": "begin", "at": "2026-11-01T00:00:00Z", "after": null, "since": null },
            { "event": "first play", "at": null, "after": null, "since": null },
            { "event": "end after first play", "at": null, "after": 172_800, "since": "first play" },
            { "event": "end", "at": "2027-11-01T00:00:00Z", "after": null, "since": null },
            { "event": "removal", "at": "2027-12-01T00:00:00Z", "after": null, "since": null },
        ])
    );
    assert_eq!(
        report["policy"],
        json!([
            "may be played",
            "security level 2000 or higher",
            "may be stored",
            "valid from 2026-11-01T00:00:00Z",
            "valid until 2027-11-01T00:00:00Z",
            "plays for 48 h after the first play",
            "may be deleted from 2027-12-01T00:00:00Z",
            "uncompressed digital video: HDCP required above 520,000 pixels (level 270)",
            "analog video: CGMS-A where possible (level 150)",
            "digital video: decoding up to 1920x1080",
            "may pass to AirPlay",
        ])
    );
}

/// Each threshold, one below and at it.
#[test]
fn output_levels_in_words() {
    let said = |object: Object| {
        let mut words = policy_words(&license(Vec::new(), vec![object]));
        words.retain(|words| words.contains("(level "));
        words
    };
    let video = "uncompressed digital video";
    for (level, effect) in [
        (200, "passes"),
        (201, "HDCP where possible"),
        (250, "HDCP where possible"),
        (251, "HDCP required above 520,000 pixels"),
        (270, "HDCP required above 520,000 pixels"),
        (271, "HDCP required"),
        (300, "HDCP required"),
        (301, "blocked"),
    ] {
        assert_eq!(said(levels(0, level, 0, 0, 0)), [format!("{video}: {effect} (level {level})")]);
    }
    for (level, effect) in
        [(100, "passes"), (101, "CGMS-A where possible"), (200, "CGMS-A required"), (201, "blocked")]
    {
        assert_eq!(said(levels(0, 0, level, 0, 0)), [format!("analog video: {effect} (level {level})")]);
    }
}

#[test]
fn what_policies_no_longer_have_and_what_nobody_knows() {
    let cases = [
        (
            Object::new(types::EXPIRE_AFTER_FIRST_USE, Body::ExpireAfterFirstUse(90)),
            "ends 90 s after first use",
        ),
        (
            Object::new(types::EXPIRE_AFTER_FIRST_STORE, Body::ExpireAfterFirstStore(3600)),
            "ends 1 h after first store",
        ),
        (
            Object::new(
                types::MINIMUM_ENVIRONMENT,
                Body::MinimumEnvironment { security_level: 150, application_list: 1, device_list: 2 },
            ),
            "security level 150 or higher (old form)",
        ),
        (
            Object::new(types::REVOCATION_INFORMATION_VERSION, Body::RevocationInformationVersion(30)),
            "revocation information of version 30 or later",
        ),
        (
            Object::raw(types::USER_ID, FLAG_MUST_UNDERSTAND, vec![1]),
            "a client that does not know user id has to refuse the license",
        ),
        (
            Object::raw(0x0777, FLAG_MUST_UNDERSTAND, Vec::new()),
            "a client that does not know object 0x0777 has to refuse the license",
        ),
        (
            configuration(types::DIGITAL_VIDEO_PROTECTION, HDCP_TYPE_1, &[0, 0, 0, 1]),
            "a client that does not know digital video protection has to refuse the license",
        ),
    ];
    for (object, expected) in cases {
        let words = policy_words(&license(vec![object], Vec::new()));
        assert!(words.iter().any(|words| words == expected), "{expected}: {words:?}");
    }
    let useless = License::new([0; 16], vec![key_material(cipher::CHAINED_LICENSE)]);
    assert_eq!(policy_words(&useless)[0], "grants no right: it cannot be used");
}

#[test]
fn broken_licenses_are_shown_with_the_place() {
    let mut bytes = rental().write();
    bytes[47] = 15;
    let (code, out, err) = boxlock(&["inspect", &BASE64_STANDARD.encode(&bytes), "--json"]);
    assert_eq!(code, 3, "{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    let problem =
        "outer container/global policy/expiration at byte 52: end date needs 4 bytes, but only 3 are left";
    assert_eq!((&report["kind"], &report["problem"]), (&json!("xmr-license"), &json!(problem)));
    assert_eq!(report["length"], bytes.len());
    let unsigned = license(Vec::new(), Vec::new()).write();
    let (code, out, _) = boxlock(&["inspect", &BASE64_STANDARD.encode(&unsigned), "--json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["findings"][0]["rule"]), (0, &json!("xmr-unsigned")));
}

#[test]
fn licenses_in_an_object_are_shown() {
    let header = "<WRMHEADER xmlns=\"http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader\" version=\"4.0.0.0\"><DATA/></WRMHEADER>";
    let mut object = PlayReadyObject::with_header(header);
    let mut store = rental().write();
    store.resize(1000, 0);
    object.records.push(Record { record_type: RECORD_ELS, value: store });
    let report = boxlock::inspect::describe_value(&object.write().unwrap()).unwrap().json();
    assert_eq!(report["kind"], "playready-object");
    assert_eq!(report["embedded_licenses"][0]["kid"], KID);
    assert_eq!(report["embedded_licenses"][0]["policy"][0], "may be played");
    object.records[1].value = b"another form".to_vec();
    let report = boxlock::inspect::describe_value(&object.write().unwrap()).unwrap();
    assert_eq!(report.json()["embedded_licenses"], json!(null));
    assert_eq!(report.json()["problem"], json!(null));
}

#[test]
fn auxiliary_keys_are_not_shown() {
    let keys = vec![AuxiliaryKey { location: 7, key: *b"sentinel-sixteen" }];
    let object = Object::new(types::AUXILIARY_KEYS, Body::AuxiliaryKeys(keys));
    let license = license(vec![object], Vec::new());
    let report = boxlock::inspect::describe_value(&license.write()).unwrap().json().to_string();
    assert!(report.contains("\"locations\":\"7\""), "{report}");
    let debug = format!("{license:?}");
    for secret in ["sentinel", "73656e74696e656c", "c2VudGluZWw", "115, 101, 110"] {
        assert!(!report.contains(secret) && !debug.contains(secret), "{secret}");
    }
}

#[test]
fn licenses_are_compared_by_meaning() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, license: &License| {
        let path = folder.path().join(name);
        fs::write(&path, license.write()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let rental_file = rental_file();
    let base = file("base", &rental());
    assert_eq!(boxlock(&["diff", &base, &rental_file]), (0, String::new(), "boxlock: equal\n".to_owned()));

    // The same objects in another order, encrypted and signed anew.
    let mut shuffled = rental();
    let Body::Container(objects) = &mut shuffled.outer.body else { unreachable!() };
    objects.swap(0, 1);
    let Body::Container(global) = &mut objects[1].body else { unreachable!() };
    global.reverse();
    let Body::Container(keys) = &mut objects[2].body else { unreachable!() };
    let Body::ContentKey(key) = &mut keys[0].body else { unreachable!() };
    key.data = vec![0x99; 128];
    shuffled.sign(b"another key here");
    let shuffled = file("shuffled", &shuffled);
    let left_out = "boxlock: encrypted keys and signature are not compared: they differ in every license\n";
    let equal = format!("{left_out}boxlock: bytes differ, meaning equal\n");
    assert_eq!(boxlock(&["diff", &base, &shuffled]), (0, String::new(), equal));

    let mut other = rental();
    other.rights_id = [0x2d; 16];
    let Body::Container(objects) = &mut other.outer.body else { unreachable!() };
    let Body::Container(global) = &mut objects[0].body else { unreachable!() };
    global[2].body = Body::ExpireAfterFirstPlay(86_400);
    global[4].flags = 0;
    global.remove(1);
    let other = file("other", &other);
    let (code, out, err) = boxlock(&["diff", &base, &other]);
    assert_eq!(code, 1);
    assert!(err.starts_with(left_out), "{err}");
    let part = "outer container: global policy";
    let expected = [
        format!("- rights ID {}", "1d".repeat(16)),
        format!("+ rights ID {}", "2d".repeat(16)),
        format!("- {part}: issue date: flags none"),
        format!("- {part}: issue date: issue date 2026-11-22T10:00:00Z"),
        format!("- {part}: expire after first play: seconds 172800 s"),
        format!("+ {part}: expire after first play: seconds 86400 s"),
        format!("- {part}: security level: flags must understand"),
        format!("+ {part}: security level: flags none"),
    ];
    assert_eq!(out.lines().collect::<Vec<_>>(), expected);
    let (_, out, _) = boxlock(&["diff", &base, &other, "--json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&report["compared"], &report["equal"]), (&json!("xmr-license"), &json!(false)));
    assert_eq!(report["not_compared"], json!(["encrypted keys", "signature"]));
    assert_eq!(report["differences"][2]["path"], "outer_container.global_policy.issue_date.issue_date");

    let (code, _, err) = boxlock(&["diff", &base, "samples/avc-aac.mp4"]);
    assert_eq!(code, 4, "{err}");
    assert!(err.contains("a license can be compared with a license only"), "{err}");
}

#[test]
fn a_license_is_no_pssh_data() {
    let (code, _, err) = boxlock(&["header", "lint", &rental_file()]);
    assert_ne!(code, 0);
    assert!(!err.is_empty());
    let base64 = fs::read_to_string(rental_file()).unwrap();
    let (code, _, err) = boxlock(&[
        "encrypt",
        "samples/avc-aac.mp4",
        "unwritten.mp4",
        "--key",
        KID,
        "--key-seed",
        "test",
        "--pssh",
        base64.trim(),
    ]);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("an XMR license, not pssh data"), "{err}");
}
