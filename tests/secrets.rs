//! Keys are planted, every command that touches them is run, and everything that comes out is searched for them: as bytes, hexadecimal
//! digits, base64 at any place of a longer text, UTF-16, and with the byte order of a GUID.

#[path = "secrets/scan.rs"]
mod scan;
#[path = "secrets/service.rs"]
mod service;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use boxlock::keys::{KeyId, KeySeed};
use scan::{Scanner, from_base64, to_base64, to_hex};

const KID: &str = "a7e61c37-3e21-9033-c210-91fa607bf3b8";
const OTHER_KID: &str = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";
const SEEDED_KID: &str = "10000000-2000-3000-4000-500000000000";
const KEY: [u8; 16] = *b"\xfb\xef\xbe\x01sentinel-\xf3\xfa\xce";
const OTHER_KEY: [u8; 16] = *b"\xd1\x0e\xff\xfeplanted-\x9a\xbc\xde\xf7";
const SEED: [u8; 30] = *b"\xfa\xfb\xfca key seed of the sentinel\xff";

/// Files that hold keys by purpose.
fn is_key_file(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    let extension = path.extension().and_then(|extension| extension.to_str());
    // What a device remembers lies in its folder `store`, with the keys of its domains.
    let is_remembered = path.parent().is_some_and(|folder| folder.ends_with("store"));
    matches!(extension, Some("key" | "prd"))
        || name.ends_with("keys.json")
        || ["jobs-with-keys.jsonl", "services.toml"].contains(&name)
        || is_remembered
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// The scalar of a private key in PEM.
fn scalar(path: &Path) -> Vec<u8> {
    let text = fs::read_to_string(path).unwrap();
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    from_base64(&body)[7..39].to_vec()
}

struct Place {
    folder: tempfile::TempDir,
    scanner: Scanner,
    runs: usize,
}

impl Place {
    /// A PKI, two devices and a few samples; their keys and those above are what is searched for.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut place = Self { folder, scanner: Scanner::default(), runs: 0 };
        let derived = to_base64(&SEED).parse::<KeySeed>().unwrap();
        for kid in [KID, OTHER_KID, SEEDED_KID] {
            let key = derived.derive(&kid.parse::<KeyId>().unwrap());
            place.scanner.add("a derived key", &scan::unhex(&key.expose_hex()));
        }
        place.scanner.add("the key of --key", &KEY);
        place.scanner.add("the key of --keys", &OTHER_KEY);
        place.scanner.add("the key seed", &SEED);
        let made: Vec<String> = [
            "pki init pki",
            "pki device new pki tv --level 2000 --feature aescbc,secureclock --hardware-id board",
            "pki device new pki phone --level 150",
        ]
        .iter()
        .map(|line| place.run(0, line))
        .collect();
        for path in files(place.folder.path()) {
            if path.extension().is_some_and(|extension| extension == "key") {
                place.scanner.add(path.file_name().unwrap().to_str().unwrap(), &scalar(&path));
            }
        }
        // What was said before the keys were known.
        made.iter().for_each(|said| place.clean("making the PKI and devices", said.as_bytes()));
        let keys = format!(
            r#"{{"keys":[{{"selector":"video","kid":"{KID}","key":"{}"}},{{"selector":"audio","kid":"{OTHER_KID}","key":"{}"}}]}}"#,
            to_hex(&KEY),
            to_hex(&OTHER_KEY)
        );
        fs::write(place.at("keys.json"), keys).unwrap();
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        fs::create_dir(place.at("in")).unwrap();
        fs::copy(samples.join("eac3.mp4"), place.at("in/sound.mp4")).unwrap();
        fs::copy(samples.join("avc-slices.mp4"), place.at("in/video.mp4")).unwrap();
        place
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Nothing secret is in there.
    fn clean(&self, what: &str, bytes: &[u8]) {
        if let Some(found) = self.scanner.find(bytes) {
            panic!("{what}: {found}");
        }
    }

    /// Exit code and everything that a command says.
    fn say(&mut self, line: &str) -> (i32, Vec<u8>) {
        let expanded = line
            .replace("KEY", &format!("{KID}:{}", to_hex(&KEY)))
            .replace("SEED", &to_base64(&SEED))
            .replace("KID2", OTHER_KID)
            .replace("KID1", KID);
        let keys = |rest: &str| format!("{{\"keys\":[{{\"kid\":\"{KID}\",\"key\":\"{}{rest}", to_hex(&KEY));
        let output = Command::new(env!("CARGO_BIN_EXE_boxlock"))
            .args(expanded.split_whitespace())
            .current_dir(self.folder.path())
            .env("PLANTED", keys("\"}]}"))
            .env("BROKEN", keys("00\"}]}"))
            .env("TRUNCATED", keys(""))
            .output()
            .unwrap();
        self.runs += 1;
        let code = output.status.code().unwrap();
        (code, [output.stdout, b"\n".to_vec(), output.stderr].concat())
    }

    /// Runs a command that must end with this code and say no secret.
    fn run(&mut self, code: i32, line: &str) -> String {
        let (found, said) = self.say(line);
        let text = String::from_utf8_lossy(&said).into_owned();
        assert_eq!(found, code, "{line}: {text}");
        self.clean(line, &said);
        text
    }

    /// Runs a command that must be refused without a secret.
    fn refused(&mut self, line: &str) {
        let (code, said) = self.say(line);
        assert!((1..=8).contains(&code), "{line}: exit code {code}, {}", String::from_utf8_lossy(&said));
        self.clean(line, &said);
    }

    /// Runs commands, as text and as JSON.
    fn run_both(&mut self, line: &str) {
        self.run(0, line);
        self.run(0, &format!("{line} --json"));
    }

    /// Every file but those that hold keys by purpose is clean. Returns how many.
    fn files_are_clean(&self) -> usize {
        let checked: Vec<PathBuf> =
            files(self.folder.path()).into_iter().filter(|path| !is_key_file(path)).collect();
        for path in &checked {
            self.clean(&path.display().to_string(), &fs::read(path).unwrap());
            self.clean("the name of a file", path.to_str().unwrap().as_bytes());
        }
        checked.len()
    }
}

#[test]
fn media_and_headers() {
    let mut place = Place::new();
    for line in [
        "encrypt in/video.mp4 0.mp4 --key KEY --system playready,widevine,common --verbose",
        "encrypt in/video.mp4 1.mp4 --key KEY --json",
        "encrypt in/sound.mp4 2.mp4 --keys keys.json --scheme cbcs --json",
        "encrypt in/video.mp4 3.mp4 --key-seed SEED --key KID1 --verbose",
        "encrypt in/video.mp4 4.mp4 --keys-env PLANTED --json",
    ] {
        place.run(0, line);
    }
    for line in [
        "verify 0.mp4 --key KEY",
        "verify 3.mp4 --key-seed SEED",
        "inspect 0.mp4 --samples --all",
        "inspect 0.mp4 --html 0.html --force",
        "diff 1.mp4 4.mp4",
        "decrypt 0.mp4 clear-0.mp4 --key KEY --force",
        "decrypt 3.mp4 clear-3.mp4 --key-seed SEED --force",
        "recrypt 0.mp4 cbcs.mp4 --scheme cbcs --key KEY --force",
        "header new --key KEY",
        "header new --keys keys.json --form wrm --wrm-version 4.2",
        "header new --key-seed SEED --key KID1 --form pro",
        "header lint 0.mp4 --key KEY",
        "pssh new --system playready --key KEY",
        "pssh list 0.mp4",
        "pssh add 0.mp4 added.mp4 --system widevine --key KEY --force",
        "key derive --key-seed SEED KID1 KID2",
        "key checksum KEY",
        "key checksum --key-seed SEED KID1",
        "key convert KID1",
    ] {
        place.run_both(line);
    }
    for (code, line) in [
        (5, "decrypt 0.mp4 wrong.mp4 --key KID2:00112233445566778899aabbccddeeff"),
        (6, "encrypt in/video.mp4 0.mp4 --key KEY"),
        (7, "encrypt missing.mp4 x.mp4 --key KEY"),
        (7, "encrypt in/video.mp4 no/such/x.mp4 --key KEY"),
        (2, "encrypt in/video.mp4 x.mp4 --key KEY --scheme nonsense"),
        (2, "encrypt in/video.mp4 x.mp4 --key KEY --no-such-option"),
        (2, "header new --key KEY --wrm-version 9"),
    ] {
        place.run(code, line);
    }
    // A key that is no good is not repeated.
    for line in [
        "encrypt in/video.mp4 x.mp4 --key KEY00",
        "encrypt in/video.mp4 x.mp4 --key video-KEY",
        "encrypt in/video.mp4 x.mp4 --key KEY:zz",
        "encrypt in/video.mp4 x.mp4 --key KID1 --key-seed SEED!",
        "encrypt in/video.mp4 x.mp4 --key-env KEY",
        "encrypt in/video.mp4 x.mp4 --keys-env BROKEN",
        "encrypt in/video.mp4 x.mp4 --keys-env TRUNCATED",
        "encrypt in/video.mp4 x.mp4 --key KEY --key KID1:00112233445566778899aabbccddeeff",
        "key derive --key-seed SEED nonsense",
        "key derive --key-seed xxSEED KID1",
        "key checksum KEY00",
        "key checksum KEYx",
    ] {
        place.refused(line);
    }
    let (files, runs) = (place.files_are_clean(), place.runs);
    assert!(files > 15 && runs > 40, "{files} files, {runs} commands");
}

#[test]
fn pki_and_licenses() {
    let mut place = Place::new();
    fs::write(place.at("policy.toml"), "security_level = 150\n").unwrap();
    for line in [
        "pki show pki",
        "pki device show tv",
        "pki verify tv --pki pki",
        "pki revoke pki -o revocation.xml --force",
        "inspect tv/device.chain",
        "inspect tv/device.chain --html chain.html --force",
    ] {
        place.run_both(line);
    }
    for line in [
        "pki issue metering pki --name meter",
        "pki issue domain pki --name household",
        "pki issue response-signer pki --name signer",
    ] {
        place.run(0, &format!("{line} --json"));
    }
    // Theirs are new.
    for path in files(place.folder.path()) {
        if path.extension().is_some_and(|extension| extension == "key") {
            place.scanner.add(path.file_name().unwrap().to_str().unwrap(), &scalar(&path));
        }
    }
    for version in [2, 3] {
        place.run(0, &format!("pki device export tv --prd {version} {version}.prd --json"));
        for line in [
            "inspect N.prd --all",
            "inspect N.prd --html N.html --force",
            "pki verify N.prd --pki pki",
            "diff N.prd tv/device.chain",
        ] {
            place.run_both(&line.replace('N', &version.to_string()));
        }
    }
    place.run(1, "diff tv/device.chain phone/device.chain");
    for (n, keys) in
        ["--key KEY", "--keys keys.json", "--key-seed SEED", "--keys-env PLANTED"].into_iter().enumerate()
    {
        let header = if n == 2 { "--key-seed SEED --key KID1" } else { "--key KEY" };
        place.run(0, &format!("encrypt in/video.mp4 {n}.mp4 {header}"));
        for line in [
            "license mint --pki pki --device tv --kid KID1 KEYS --preset purchase -o N.xmr --force",
            "license mint --pki pki --device tv --kid KID1 KEYS --policy policy.toml --cipher 4 -o N-kz.xmr --force",
            "license request --device tv --header N.mp4 --server-key pki --custom-data hello -o N-c.xml --force",
            "license answer --pki pki N-c.xml KEYS --preset rental-download -o N-r.xml --force",
            "license open --device tv N-r.xml --challenge N-c.xml",
            "license open --device tv N.xmr",
            "inspect N.xmr --all",
            "inspect N-c.xml --all",
            "inspect N-c.xml --pki pki",
            "inspect N-r.xml --all",
            "inspect N-r.xml --html N-r.html --force",
            "inspect N-c.xml --pki pki --html N-c.html --force",
            "diff N.xmr N.xmr",
            "decrypt N.mp4 N-clear.mp4 --device tv --license N-r.xml --force",
        ] {
            place.run_both(&line.replace('N', &n.to_string()).replace("KEYS", keys));
        }
        place.run(0, &format!("license open --device tv {n}-r.xml --keys-out {n}-keys.json --verbose"));
    }
    for (code, line) in [
        (1, "license open --device phone 0-r.xml"),
        (1, "license open --device tv 0-r.xml --challenge 1-c.xml"),
        (1, "decrypt 0.mp4 x.mp4 --device phone --license 0-r.xml"),
        (1, "license answer --pki pki 0-c.xml --key KEY --cfg (errorcode:8004c600) -o f.xml"),
        (2, "license answer --pki pki 0-c.xml --key KEY --preset nonsense -o x.xml"),
        (6, "license answer --pki pki 0-c.xml --key KEY -o 0-r.xml"),
        (6, "license open --device tv 0-r.xml --keys-out 0-keys.json"),
        (2, "license mint --pki pki --device tv --kid KID1 --key KEY --cfg (sl:9) -o x.xmr"),
        (
            2,
            "license mint --pki pki --device tv --kid KID1 --key KEY --cfg (sl:3000,isroot:true,rootid:KID1) -o x.xmr",
        ),
    ] {
        place.run(code, line);
    }
    // The content key of a `cfg` is a key too.
    let key = to_base64(&KEY);
    place.run(
        0,
        &format!("license mint --pki pki --device tv --kid KID1 --cfg (contentkey:{key}) -o cfg.xmr --json"),
    );
    place.run(0, &format!("license answer --pki pki 0-c.xml --cfg (ck:{key}) -o cfg-r.xml --json"));
    for line in [
        format!("license mint --pki pki --device tv --kid KID1 --cfg (contentkey:{key}x) -o y.xmr"),
        format!("license mint --pki pki --device tv --kid KID1 --cfg (contentkei:{key}) -o y.xmr"),
        format!("license mint --pki pki --device tv --kid KID1 --cfg (contentkey:{key} -o y.xmr"),
    ] {
        place.refused(&line);
    }
    // Damaged keys of folders.
    for file in ["tv/encryption.key", "pki/license-server.key"] {
        let path = place.at(file);
        if let Ok(text) = fs::read_to_string(&path) {
            fs::write(&path, &text[..text.len() - 40]).unwrap();
        }
    }
    for line in ["pki device show tv", "pki show pki", "license open --device tv 0-r.xml"] {
        place.refused(line);
    }
    let (files, runs) = (place.files_are_clean(), place.runs);
    assert!(files > 50 && runs > 120, "{files} files, {runs} commands");
}

#[test]
fn batches() {
    let mut place = Place::new();
    let rows = [
        format!(r#"{{"input":"in/video.mp4","output":"out/a.mp4","kid":"{KID}","key":"{}"}}"#, to_hex(&KEY)),
        format!(
            r#"{{"input":"in/sound.mp4","output":"out/b.mp4","kid":"{SEEDED_KID}","key_seed":"{}"}}"#,
            to_base64(&SEED)
        ),
        r#"{"input":"in/video.mp4","output":"out/c.mp4","key_file":"keys.json"}"#.to_owned(),
    ];
    fs::write(place.at("jobs-with-keys.jsonl"), rows.join("\n")).unwrap();
    place.run(0, "batch plan jobs-with-keys.jsonl --json");
    place.run(0, "batch run jobs-with-keys.jsonl --report report.jsonl --keys-out batch-keys.json --verbose");
    place.run(0, "batch run jobs-with-keys.jsonl --report again.jsonl --json");
    place.run(0, "batch status jobs-with-keys.jsonl --json");
    fs::write(place.at("in/bad.mp4"), b"no media").unwrap();
    let bad = [
        format!(r#"{{"input":"in/bad.mp4","output":"out/d.mp4","kid":"{KID}","key":"{}"}}"#, to_hex(&KEY)),
        format!(
            r#"{{"input":"in/video.mp4","output":"out/e.mp4","kid":"{KID}","key":"{}00"}}"#,
            to_hex(&KEY)
        ),
    ];
    for row in bad {
        fs::write(place.at("jobs-with-keys.jsonl"), row).unwrap();
        place.refused("batch run jobs-with-keys.jsonl --keep-going --report bad.jsonl");
    }
    assert!(place.files_are_clean() > 6, "{:?}", files(place.folder.path()));
}

#[test]
fn keys_that_are_asked_for_are_found() {
    let mut place = Place::new();
    // Without this the other tests could pass by searching for nothing.
    for line in [
        "key derive --key-seed SEED KID1 --show-keys",
        "license mint --pki pki --device tv --kid KID1 --key KEY -o l.xmr",
        "license open --device tv l.xmr --show-keys --json",
        "license open --device tv l.xmr --keys-out out-keys.json",
    ] {
        let (_, said) = place.say(line);
        assert_eq!(place.scanner.find(&said).is_some(), line.contains("--show-keys"), "{line}");
    }
    let written = fs::read(place.at("out-keys.json")).unwrap();
    assert!(place.scanner.find(&written).is_some_and(|found| found.starts_with("the key of --key")));
    assert!(place.scanner.find(&fs::read(place.at("pki/root.key")).unwrap()).is_some());
    place.run(0, "pki device export tv tv.prd");
    assert!(place.scanner.find(&fs::read(place.at("tv.prd")).unwrap()).is_some());
}
