//! What `inspect` and `diff` say of licenses: JSON names, the policy in words, the time line, and what differs in meaning.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test xmr_inspect` writes the sample license and its report anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use boxlock::inspect::policy_words;
use boxlock::keys::KeyId;
use boxlock::xmr::{
    AuxiliaryKey, Body, CURVE_P256, EncryptedKey, FLAG_MUST_UNDERSTAND, License, Object,
    OutputProtectionLevels, UplinkKid, cipher, guid_bytes, guids, key_type, types,
};
use serde_json::{Value, json};

const KID: &str = "09e091ab-f838-41d2-9e35-58531fd19ec7";

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
                guids::MAX_DECODE_RESOLUTION,
                &[0, 0, 4, 0x38, 0, 0, 7, 0x80],
            )],
        ),
        Object::container(
            types::PLAY_ENABLERS,
            vec![Object::new(types::PLAY_ENABLER, Body::Enabler(guid_bytes(guids::AIRPLAY).unwrap()))],
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
            "right to play",
            "not before 2026-11-01T00:00:00Z",
            "ends 2027-11-01T00:00:00Z",
            "plays for 48 h after first play",
            "may be removed from 2027-12-01T00:00:00Z",
            "security level 2000 or higher",
            "HDCP required above 520,000 pixels",
            "CGMS-A (copy never) on analog video where possible",
            "decoded at 1920x1080 at most",
            "plays on AirPlay",
            "may be stored (persistent)",
        ])
    );
}

fn words(global: Vec<Object>, playback: Vec<Object>) -> Vec<String> {
    let mut words = policy_words(&license(global, playback));
    assert_eq!(words.remove(0), "right to play");
    assert_eq!(words.pop().unwrap(), "may be stored (persistent)");
    words
}

/// Each threshold, one below and at it.
#[test]
fn output_levels_in_words() {
    let none: [&str; 0] = [];
    let video = |level| words(Vec::new(), vec![levels(0, level, 0, 0, 0)]);
    assert_eq!(video(200), none);
    for level in [201, 250] {
        assert_eq!(video(level), ["HDCP on digital video where possible"], "{level}");
    }
    for level in [251, 270] {
        assert_eq!(video(level), ["HDCP required above 520,000 pixels"], "{level}");
    }
    for level in [271, 300] {
        assert_eq!(video(level), ["HDCP required"], "{level}");
    }
    assert_eq!(video(301), ["no uncompressed digital video output"]);
    let analog = |level| words(Vec::new(), vec![levels(0, 0, level, 0, 0)]);
    assert_eq!(analog(100), none);
    assert_eq!(analog(101), ["CGMS-A (copy never) on analog video where possible"]);
    assert_eq!(analog(200), ["CGMS-A (copy never) required on analog video"]);
    assert_eq!(analog(201), ["no analog video output"]);
    let audio = |level| words(Vec::new(), vec![levels(0, 0, 0, 0, level)]);
    assert_eq!(audio(200), none);
    assert_eq!(audio(250), ["HDCP or SCMS (copy never) required on digital audio"]);
    assert_eq!(audio(251), ["HDCP required on digital audio"]);
    assert_eq!(audio(301), ["no uncompressed digital audio output"]);
    let compressed = words(Vec::new(), vec![levels(500, 0, 0, 101, 0)]);
    assert_eq!(compressed, ["no compressed digital video output", "no compressed digital audio output"]);
}

#[test]
fn every_policy_has_words() {
    let id = guid_bytes(KID).unwrap();
    let seconds = 90;
    let cases = [
        (
            Object::new(types::EXPIRE_AFTER_FIRST_USE, Body::ExpireAfterFirstUse(seconds)),
            "ends 90 s after first use",
        ),
        (Object::new(types::GRACE_PERIOD, Body::GracePeriod(86_400)), "grace period of 24 h"),
        (
            Object::new(types::REAL_TIME_EXPIRATION, Body::RealTimeExpiration),
            "playback stops at the very moment of expiry (real-time expiration)",
        ),
        (
            Object::new(types::EMBEDDING_BEHAVIOR, Body::EmbeddingBehavior(0)),
            "must not be embedded in the file",
        ),
        (Object::new(types::SOURCE_ID, Body::SourceId(267)), "source id 267"),
        (
            Object::new(types::DOMAIN, Body::Domain { account_id: id, revision: 2 }),
            "bound to domain 09e091ab-f838-41d2-9e35-58531fd19ec7, revision 2",
        ),
        (
            Object::new(types::METERING_ID, Body::MeteringId(id)),
            "use is metered for 09e091ab-f838-41d2-9e35-58531fd19ec7",
        ),
        (
            Object::new(types::SECURE_STOP, Body::SecureStop(id)),
            "secure stop is reported to 09e091ab-f838-41d2-9e35-58531fd19ec7",
        ),
        (
            Object::new(types::SECURE_STOP_2, Body::SecureStop2(id)),
            "secure stop 2 is reported to 09e091ab-f838-41d2-9e35-58531fd19ec7",
        ),
        (Object::new(types::PLAY_COUNT, Body::PlayCount(3)), "3 plays"),
        (
            Object::new(
                types::UPLINK_KID,
                Body::UplinkKid(UplinkKid { kid: id, checksum_type: 0, checksum: Vec::new() }),
            ),
            "its root is the license for 09e091ab-f838-41d2-9e35-58531fd19ec7",
        ),
        (
            configuration(types::DIGITAL_VIDEO_PROTECTION, guids::HDCP_TYPE_1, &[0, 0, 0, 1]),
            "HDCP type 1 (2.2 or later) required",
        ),
        (
            Object::raw(0x0777, FLAG_MUST_UNDERSTAND, Vec::new()),
            "refused by clients that do not know object 0x0777 (must understand)",
        ),
    ];
    for (object, expected) in cases {
        let mut found = policy_words(&license(vec![object], Vec::new()));
        found.retain(|words| words != "right to play" && words != "may be stored (persistent)");
        assert_eq!(found, [expected]);
    }
    let streaming = license(vec![Object::new(types::RIGHTS, Body::Rights(1))], Vec::new());
    assert_eq!(policy_words(&streaming), ["right to play", "kept in memory only (non-persistent)"]);
    let useless = License::new([0; 16], vec![key_material(cipher::CHAINED_LICENSE)]);
    assert_eq!(
        policy_words(&useless)[..2],
        ["grants no right: it cannot be used", "leaf license: needs its root"]
    );
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
    let equal = "boxlock: bytes differ, meaning equal\n".to_owned();
    assert_eq!(boxlock(&["diff", &base, &shuffled]), (0, String::new(), equal));

    let mut other = rental();
    other.rights_id = [0x2d; 16];
    let Body::Container(objects) = &mut other.outer.body else { unreachable!() };
    let Body::Container(global) = &mut objects[0].body else { unreachable!() };
    global[2].body = Body::ExpireAfterFirstPlay(86_400);
    global[4].flags = 0;
    global.remove(1);
    let other = file("other", &other);
    let (code, out, _) = boxlock(&["diff", &base, &other]);
    assert_eq!(code, 1);
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
