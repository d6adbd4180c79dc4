//! From files alone, with the program as users run it: PKI, device, encryption, request, answer, open, decryption.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const KID: &str = "a7e61c37-3e21-9033-c210-91fa607bf3b8";

struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder with a PKI, two devices, and a file that is encrypted with seed keys.
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.run("pki init pki");
        folder.run("pki device new pki d1 --level 2000");
        folder.run("pki device new pki d2 --level 150");
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/avc-aac.mp4");
        fs::copy(sample, folder.path("p.mp4")).unwrap();
        folder.run(&format!("encrypt p.mp4 e.mp4 --key-seed test --key {KID}"));
        folder
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn try_run(&self, line: &str) -> Output {
        let words = line.split_whitespace().map(|word| word.replace('~', " "));
        Command::new(env!("CARGO_BIN_EXE_boxlock")).args(words).current_dir(self.0.path()).output().unwrap()
    }

    fn run(&self, line: &str) -> Output {
        let output = self.try_run(line);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    /// Ends with this code and says these words.
    fn refused(&self, line: &str, code: i32, words: &str) {
        let output = self.try_run(line);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{line}: {text}");
        assert!(text.contains(words), "{line}: {text}");
    }

    fn json(&self, line: &str) -> Value {
        serde_json::from_slice(&self.run(&format!("{line} --json")).stdout).unwrap()
    }

    fn request_and_answer(&self, options: &str) {
        self.run("license request --device d1 --header e.mp4 --server-key pki -o c.xml --force");
        self.run(&format!("license answer --pki pki c.xml --key-seed test {options} -o r.xml --force"));
    }
}

#[test]
fn the_loop_from_files_alone() {
    let folder = Folder::new();
    folder.request_and_answer("--cfg (sl:2000,persist:true,begindate:20200101,enddate:20300101)");
    let shown = folder.run("license open --device d1 r.xml --challenge c.xml --keys-out k.json");
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(
        text.contains(KID) && text.contains("security level 2000") && text.contains("2030-01-01"),
        "{text}"
    );
    let keys = fs::read_to_string(folder.path("k.json")).unwrap();
    let key = serde_json::from_str::<Value>(&keys).unwrap()["keys"][0]["key"].as_str().unwrap().to_owned();
    assert!(!text.contains(&key));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(folder.path("k.json")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    folder.run("decrypt e.mp4 o.mp4 --keys k.json");
    folder.run("decrypt e.mp4 o2.mp4 --device d1 --license r.xml");
    let clear = fs::read(folder.path("p.mp4")).unwrap();
    assert!(
        fs::read(folder.path("o.mp4")).unwrap() == clear && fs::read(folder.path("o2.mp4")).unwrap() == clear
    );

    folder.refused("license open --device d2 r.xml", 1, "bound to another device (0x8004C056)");
    folder.refused(
        "license open --device d2 r.xml --challenge c.xml",
        1,
        "the challenge is not this device's",
    );
    folder.refused(
        "license open --device d1 r.xml --challenge c.xml --at 2031-01-01T00:00:00Z",
        1,
        "(0x8004C009)",
    );
    folder.refused(
        "license open --device d1 r.xml --challenge c.xml --at 2019-12-31T23:59:59Z",
        1,
        "not valid before",
    );
    folder.refused("decrypt e.mp4 o3.mp4 --device d2 --license r.xml", 1, "bound to another device");
    folder.refused("decrypt e.mp4 o3.mp4 --license r.xml", 2, "--device");
    assert!(!folder.path("o3.mp4").exists());
}

#[test]
fn a_response_answers_one_request() {
    let folder = Folder::new();
    folder.request_and_answer("");
    fs::rename(folder.path("r.xml"), folder.path("old.xml")).unwrap();
    folder.request_and_answer("");
    folder.run("license open --device d1 r.xml --challenge c.xml");
    folder.refused(
        "license open --device d1 old.xml --challenge c.xml",
        1,
        "answers another one (0x8004D000)",
    );
    let text = fs::read_to_string(folder.path("r.xml")).unwrap();
    fs::write(folder.path("t.xml"), text.replacen("<ResponseID>", "<ResponseID> ", 1)).unwrap();
    folder.refused("license open --device d1 t.xml --challenge c.xml", 1, "(0x8004C076)");
}

#[test]
fn keys_are_shown_only_when_asked() {
    let folder = Folder::new();
    folder.request_and_answer("");
    let closed = folder.json("license open --device d1 r.xml");
    assert_eq!((&closed["schema"], &closed["licenses"][0]["key"]), (&"boxlock.open/1".into(), &Value::Null));
    assert_eq!((&closed["licenses"][0]["kid"], &closed["signed"]), (&KID.into(), &true.into()));
    let open = folder.json("license open --device d1 r.xml --show-keys");
    let key = open["licenses"][0]["key"].as_str().unwrap().to_owned();
    assert_eq!(key.len(), 32);
    for name in ["c.xml", "r.xml"] {
        assert!(!fs::read_to_string(folder.path(name)).unwrap().contains(&key));
    }
}

#[test]
fn faults_are_written_and_told() {
    let folder = Folder::new();
    folder.run("license request --device d1 --header e.mp4 --server-key pki -o c.xml");
    folder.refused(
        "license answer --pki pki c.xml --key-seed test --cfg (errorcode:8004c60d) -o f.xml",
        1,
        "DRM_E_SERVER_PROTOCOL_REDIRECT",
    );
    folder.refused("license open --device d1 f.xml", 8, "refused with a fault");
    folder.refused("license answer --pki pki c.xml -o n.xml", 1, "no key for key ID");
    folder.refused("license answer --pki pki p.mp4 --key-seed test -o n.xml --force", 1, "not UTF-8 text");
    let fault = folder.json("inspect f.xml");
    assert_eq!((&fault["kind"], &fault["status_code"]), (&"fault".into(), &"0x8004C60D".into()));
    folder.run("pki init other");
    folder.refused(
        "license answer --pki other c.xml --key-seed test -o n.xml --force",
        1,
        "encrypted to another key",
    );
    folder.refused(
        "license request --device d1 --header e.mp4 --server-key 00 -o c2.xml",
        2,
        "128 hex digits",
    );
    folder.refused(
        &format!("license request --device d1 --header e.mp4 --server-key {} -o c2.xml", "00".repeat(64)),
        2,
        "not on the curve",
    );
    folder.refused(
        "license request --device d1 --header p.mp4 --server-key pki -o c2.xml",
        4,
        "without a PlayReady header",
    );
}

#[test]
fn inspect_shows_messages_and_decrypts_with_the_servers_key() {
    let folder = Folder::new();
    folder.run(
        "license request --device d1 --header e.mp4 --server-key pki --custom-data for~the~service -o c.xml",
    );
    folder.run("license answer --pki pki c.xml --key-seed test --preset rental-download -o r.xml");
    let challenge = folder.json("inspect c.xml");
    assert_eq!(
        (&challenge["kind"], &challenge["custom_data"]),
        (&"challenge".into(), &"for the service".into())
    );
    assert_eq!(
        (&challenge["signature"]["state"], &challenge["header"]["kids"][0]["kid"]),
        (&"valid".into(), &KID.into())
    );
    assert_eq!(
        (&challenge["encrypted"]["key_name"], &challenge["encrypted"]["client"]),
        (&"WMRMServer".into(), &Value::Null)
    );
    let revealed = folder.json("inspect c.xml --pki pki");
    assert_eq!(revealed["encrypted"]["client"]["chains"][0]["security_level"], 2000);
    folder.run("pki init other");
    folder.refused("inspect c.xml --pki other", 5, "encrypted to another key");
    folder.refused("inspect r.xml --pki pki", 2, "license-response");

    let response = folder.json("inspect r.xml");
    assert_eq!(
        (&response["kind"], &response["signature"]["state"]),
        (&"license-response".into(), &"valid".into())
    );
    assert_eq!(response["licenses"][0]["kid"], KID);
    assert_eq!(response["nonce"], challenge["nonce"]);
    let text = fs::read_to_string(folder.path("r.xml")).unwrap();
    fs::write(folder.path("t.xml"), text.replacen("<ResponseID>", "<ResponseID> ", 1)).unwrap();
    let output = folder.try_run("inspect t.xml --json");
    let changed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&changed["signature"]["state"], output.status.code()), (&"wrong".into(), Some(3)));
}

#[test]
fn a_minted_license_opens_too() {
    let folder = Folder::new();
    folder.run(&format!(
        "license mint --pki pki --device d1 --kid {KID} --key-seed test --preset purchase -o l.xmr"
    ));
    folder.run("decrypt e.mp4 o.mp4 --device d1 --license l.xmr");
    assert!(fs::read(folder.path("o.mp4")).unwrap() == fs::read(folder.path("p.mp4")).unwrap());
    let shown = folder.json("license open --device d1 l.xmr");
    assert_eq!((&shown["signed"], &shown["licenses"][0]["persistent"]), (&Value::Null, &true.into()));
}

/// One license for a higher level than the device has, one that opens.
#[test]
fn some_licenses_of_a_response() {
    let folder = Folder::new();
    let other = "00000000-0000-0000-0000-000000000001";
    let header =
        folder.run(&format!("header new --wrm-version 4.2 --key-seed test --key {KID} --key {other}"));
    let header = String::from_utf8(header.stdout).unwrap();
    folder.run(&format!("license request --device d1 --header {} --server-key pki -o c.xml", header.trim()));
    folder.run(&format!("license answer --pki pki c.xml --key-seed test --cfg (kid:{KID},sl:2000),(kid:{other},sl:3000) -o r.xml"));
    folder.refused(
        "license open --device d1 r.xml --challenge c.xml",
        1,
        "needs security level 3000; this client has 2000",
    );
    let shown = folder.json("license open --device d1 r.xml --challenge c.xml --partial");
    assert_eq!(shown["licenses"].as_array().unwrap().len(), 1);
    folder.run("decrypt e.mp4 o.mp4 --device d1 --license r.xml");
}

/// What people get wrong, with what they are told.
#[test]
fn wrong_inputs_are_told_plainly() {
    let folder = Folder::new();
    fs::write(folder.path("garbage"), [0x80; 300]).unwrap();
    folder.request_and_answer("");
    for (line, code, words) in [
        ("pki show nowhere", 7, "nowhere: there is no such folder"),
        ("pki show p.mp4", 7, "this is a file, not a folder"),
        ("pki init no/such/pki", 7, "make the folder first"),
        ("pki device show pki", 3, "has no device.json"),
        ("pki verify nowhere --pki pki", 7, "no such file or folder"),
        (
            "license request --device nowhere --header e.mp4 --server-key pki -o x.xml",
            7,
            "nowhere: there is no such folder",
        ),
        (
            "license request --device d1 --header nowhere.mp4 --server-key pki -o x.xml",
            7,
            "nowhere.mp4: there is no such file",
        ),
        (
            "license request --device d1 --header e.mp4 --server-key pki --domain d1/device.chain -o x.xml",
            4,
            "not of a domain",
        ),
        ("license mint --pki pki --device d1 --key-seed test -o x.xmr", 2, "no key ID is given"),
        (
            "license mint --pki pki --device garbage --kid KID --key-seed test -o x.xmr",
            3,
            "give the folder of a device",
        ),
        ("license open --device d1 garbage", 3, "give the response of a license server"),
        (
            "encrypt p.mp4 x.mp4 --keys KID:00112233445566778899aabbccddeeff",
            2,
            "takes a file, and this is a key",
        ),
    ] {
        folder.refused(&line.replace("KID", KID), code, words);
    }
    // What a device of level 150 will not open is minted, with a warning; a device file names its device too.
    folder.run("pki device export d2 d2.prd");
    let output = folder.run(&format!(
        "license mint --pki pki --device d2.prd --kid {KID} --key-seed test --cfg (sl:2000) -o x.xmr"
    ));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("has security level 150 and will not open") && said.contains("it needs 2000"),
        "{said}"
    );
    folder.refused("license open --device d2 x.xmr", 1, "needs security level 2000; this client has 150");
    // So is what the client of a challenge will not open.
    folder.run("license request --device d2 --header e.mp4 --server-key pki -o c2.xml");
    let answer = |cfg: &str, force: &str| {
        let line = format!("license answer --pki pki c2.xml --key-seed test --cfg {cfg} -o r2.xml {force}");
        String::from_utf8(folder.run(&line).stderr).unwrap()
    };
    let said = answer("(sl:2000)", "");
    assert!(said.contains("warning: the client has security level 150 and will not open"), "{said}");
    assert!(said.contains(KID) && said.contains("it needs 2000"), "{said}");
    folder.refused("license open --device d2 r2.xml", 1, "needs security level 2000; this client has 150");
    let said = answer("(sl:150)", "--force");
    assert!(!said.contains("warning"), "{said}");
}
