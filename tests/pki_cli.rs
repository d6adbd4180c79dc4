//! `boxlock pki` and what `inspect` shows of it, as users run them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_boxlock")).args(args).output().unwrap()
}

fn good(args: &[&str]) -> String {
    let output = run(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&good(&[args, &["--json"]].concat())).unwrap()
}

/// Exit code and stderr of a run that must fail.
fn bad(args: &[&str]) -> (i32, String) {
    let output = run(args);
    assert!(!output.status.success(), "{args:?}");
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// A folder with a PKI and a device of level 2000.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        good(&["pki", "init", &place.at("pki"), "--seed-rng", "1"]);
        place.device("device", &["--level", "2000"]);
        place
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn device(&self, name: &str, options: &[&str]) -> String {
        good(&[&["pki", "device", "new", &self.at("pki"), &self.at(name)], options].concat())
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn show_names_the_keys_and_certificates() {
    let place = Place::new();
    let shown = json(&["pki", "show", &place.at("pki")]);
    for name in ["license_server_public_key", "root_public_key"] {
        let key = shown[name].as_str().unwrap();
        assert!(key.len() == 128 && key.chars().all(|c| c.is_ascii_hexdigit()), "{key}");
    }
    let names: Vec<&str> =
        shown["certificates"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "device-group",
            "server-authority",
            "domain-authority",
            "metering-authority",
            "response-signing",
            "metering",
            "revocation-signing"
        ]
    );
    assert_eq!(shown["certificates"][4]["keys"][0]["usages"], serde_json::json!([19, 20]));
    let text = good(&["pki", "show", &place.at("pki")]);
    assert!(
        text.contains(shown["root_public_key"].as_str().unwrap())
            && text.contains("19 (sign license), 20 (sign response)")
    );
}

#[test]
fn a_seed_repeats_a_pki_and_chance_does_not() {
    let place = Place::new();
    let root = |name: &str, options: &[&str]| {
        json(&[&["pki", "init", &place.at(name)], options].concat())["root_public_key"].clone()
    };
    let first = json(&["pki", "show", &place.at("pki")])["root_public_key"].clone();
    assert_eq!(root("again", &["--seed-rng", "1"]), first);
    assert_ne!(root("other", &[]), root("another", &[]));
}

#[test]
fn init_replaces_only_a_pki_and_only_when_forced() {
    let place = Place::new();
    let pki = place.at("pki");
    let before = good(&["pki", "show", &pki]);
    let (code, error) = bad(&["pki", "init", &pki]);
    assert!(code == 6 && error.contains("--force"), "{error}");
    assert_eq!(good(&["pki", "show", &pki]), before);
    good(&["pki", "init", &pki, "--force"]);
    assert_ne!(good(&["pki", "show", &pki]), before);

    let other = place.at("photos");
    std::fs::create_dir(&other).unwrap();
    good(&["pki", "init", &other]);
    std::fs::remove_file(Path::new(&other).join("pki.json")).unwrap();
    let count = files(Path::new(&other)).len();
    assert_eq!(bad(&["pki", "init", &other, "--force"]).0, 6);
    assert_eq!(files(Path::new(&other)).len(), count);
    assert_eq!(bad(&["pki", "init", &place.at("no/such/parent")]).0, 7);
    // Nothing half-made stays behind.
    let left: Vec<_> =
        std::fs::read_dir(place.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_str().unwrap().starts_with('.')), "{left:?}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_keys() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    good(&["pki", "device", "export", &place.at("device"), "--prd", "3", &place.at("device.prd")]);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for folder in ["pki", "device"] {
        assert_eq!(mode(Path::new(&place.at(folder))), 0o700, "{folder}");
        let keys: Vec<PathBuf> = files(Path::new(&place.at(folder)))
            .into_iter()
            .filter(|path| path.extension().is_some_and(|e| e == "key"))
            .collect();
        assert!(keys.len() >= 3);
        for key in keys {
            assert_eq!(mode(&key), 0o600, "{}", key.display());
        }
    }
    assert_eq!(mode(Path::new(&place.at("device.prd"))), 0o600);
}

/// The private scalars of everything that was made appear in no output.
#[test]
fn a_pc_has_a_certificate_of_type_1_and_verifies() {
    let place = Place::new();
    place.device("pc", &["--level", "2000", "--type", "pc"]);
    let kind = |device: &str| json(&["pki", "device", "show", &place.at(device)])["type"].clone();
    assert_eq!((kind("device"), kind("pc")), (2.into(), 1.into()));
    good(&["pki", "verify", &place.at("pc"), "--pki", &place.at("pki")]);
    let shown = good(&["inspect", &place.at("pc/device.chain")]);
    assert!(shown.contains("security_version"), "{shown}");
}

#[test]
fn no_private_key_is_shown() {
    let place = Place::new();
    good(&["pki", "device", "export", &place.at("device"), &place.at("d.prd")]);
    let prd = std::fs::read(place.at("d.prd")).unwrap();
    let scalars = [4, 100, 196].map(|at| prd[at..at + 32].to_vec());
    let page = place.at("page.html");
    let mut said = vec![good(&["inspect", &place.at("d.prd"), "--html", &page])];
    said.push(std::fs::read_to_string(&page).unwrap());
    for args in [
        &["inspect", &place.at("d.prd"), "--all"][..],
        &["inspect", &place.at("d.prd"), "--json"],
        &["pki", "device", "show", &place.at("device"), "--json"],
        &["pki", "device", "show", &place.at("device")],
        &["pki", "show", &place.at("pki"), "--json"],
        &["pki", "verify", &place.at("d.prd"), "--pki", &place.at("pki"), "--json"],
    ] {
        let output = run(args);
        said.push(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned());
    }
    for text in said {
        let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        for scalar in &scalars {
            let hex: String = scalar.iter().map(|byte| format!("{byte:02x}")).collect();
            assert!(!squeezed.contains(&hex));
        }
    }
}

#[test]
fn features_and_expiry_of_devices() {
    let place = Place::new();
    let usual = json(&["pki", "device", "show", &place.at("device")]);
    assert_eq!(usual["features"], serde_json::json!([4, 9, 13]));
    assert_eq!((&usual["client_features"], &usual["expires"]), (&serde_json::json!([]), &Value::Null));
    place.device(
        "special",
        &[
            "--level",
            "3000",
            "--name",
            "Big TV",
            "--feature",
            "aescbc,AESCBCS,secure-clock",
            "--feature",
            "anti-rollback",
            "--expires",
            "2030-01-01T00:00:00Z",
        ],
    );
    let special = json(&["pki", "device", "show", &place.at("special")]);
    assert_eq!(special["features"], serde_json::json!([4, 5]));
    assert_eq!(special["client_features"], serde_json::json!(["AESCBC", "AESCBCS"]));
    assert_eq!(
        (&special["expires"], &special["security_level"]),
        (&"2030-01-01T00:00:00Z".into(), &3000.into())
    );
    let verify = |at: &str| {
        run(&["pki", "verify", &place.at("special"), "--pki", &place.at("pki"), "--at", at]).status.code()
    };
    assert_eq!(verify("2029-12-31T23:59:59Z"), Some(0));
    assert_eq!(verify("2030-01-01T00:00:00Z"), Some(1));
    for wrong in [
        &["--level", "1000"][..],
        &["--level", "150", "--feature", "flying"],
        &["--level", "150", "--expires", "2107-01-01"],
    ] {
        let device = place.at("wrong");
        assert_eq!(
            bad(&[&["pki", "device", "new", &place.at("pki"), &device], wrong].concat()).0,
            2,
            "{wrong:?}"
        );
        assert!(!Path::new(&device).exists());
    }
}

#[test]
fn a_revoked_device_is_refused() {
    let place = Place::new();
    let (pki, device, list) = (place.at("pki"), place.at("device"), place.at("rev.xml"));
    good(&["pki", "verify", &device, "--pki", &pki, "--role", "device"]);
    let digest = json(&["pki", "device", "show", &device])["digest"].as_str().unwrap().to_owned();
    assert_eq!(json(&["pki", "revoke", &pki, &device, "-o", &list])["new"], 1);
    let (code, error) = bad(&["pki", "verify", &device, "--pki", &pki]);
    assert!(code == 1 && error.contains("revoked") && error.contains(&digest), "{error}");
    // Once more as a digest: nothing is new, nothing changes.
    let again = json(&["pki", "revoke", &pki, &digest]);
    assert_eq!((&again["new"], &again["sequence"]), (&0.into(), &2.into()));
    let report = json(&["inspect", &list]);
    let kinds: Vec<&str> =
        report["items"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["revocation-info", "revocation-list", "revocation-list"]);
    assert_eq!(report["items"][1]["digests"], serde_json::json!([digest]));
    assert_eq!(bad(&["pki", "revoke", &pki, "nothing"]).0, 2);
}

#[test]
fn only_what_this_pki_issued_is_revoked_without_a_warning() {
    let place = Place::new();
    let (pki, other) = (place.at("pki"), place.at("other"));
    good(&["pki", "init", &other, "--seed-rng", "2"]);
    let stranger = place.at("stranger");
    good(&["pki", "device", "new", &other, &stranger, "--level", "2000"]);
    let prd = place.at("stranger.prd");
    good(&["pki", "device", "export", &stranger, &prd]);
    for given in
        [stranger.clone(), format!("{stranger}/device.chain"), prd, format!("{other}/metering.chain")]
    {
        let (code, error) = bad(&["pki", "revoke", &pki, &place.at("device"), &given]);
        assert!(
            code == 1 && error.contains("is not of this PKI") && error.contains(&given),
            "{code} {error}"
        );
        assert!(error.contains("root") && error.contains("hint: revoke it in the folder"), "{error}");
    }
    let revoked = || json(&["pki", "show", &pki])["revocation"]["digests"].clone();
    assert_eq!(revoked(), serde_json::json!([]), "nothing of a refused command was done");

    // A digest of nobody knows what.
    let foreign = json(&["pki", "device", "show", &stranger])["digest"].as_str().unwrap().to_owned();
    let said = |args: &[&str]| {
        let output = run(&[&["pki", "revoke", &pki], args].concat());
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let warned = said(&[&foreign]);
    assert!(
        warned.contains("warning: ") && warned.contains(&foreign) && warned.contains("not checked"),
        "{warned}"
    );
    assert_eq!(revoked(), serde_json::json!([foreign]));

    // Digests of what was issued here: a device, though its folder is gone, and the PKI's own.
    let own = json(&["pki", "device", "show", &place.at("device")])["digest"].as_str().unwrap().to_owned();
    std::fs::remove_dir_all(place.at("device")).unwrap();
    let shown = json(&["pki", "show", &pki]);
    let metering =
        shown["certificates"].as_array().unwrap().iter().find(|one| one["name"] == "metering").unwrap();
    for digest in [&own, metering["digest"].as_str().unwrap()] {
        let talk = said(&[digest]);
        assert!(!talk.contains("warning"), "{talk}");
    }
    // An expired device is revoked like any other.
    place.device("old", &["--level", "150", "--expires", "2020-01-01"]);
    assert!(!said(&[&place.at("old")]).contains("warning"));
    assert_eq!(revoked().as_array().unwrap().len(), 4);
}

#[test]
fn further_certificates_are_kept_and_verify() {
    let place = Place::new();
    let pki = place.at("pki");
    let id = "c70e938c8b94526bdd09c974d2de1104";
    let issued = json(&["pki", "issue", "metering", &pki, "--name", "shop", "--id", id]);
    assert_eq!((&issued["metering_id"], &issued["type"]), (&id.into(), &9.into()));
    assert_eq!(bad(&["pki", "issue", "metering", &pki, "--name", "shop"]).0, 6);
    assert_eq!(bad(&["pki", "issue", "metering", &pki, "--name", "other", "--id", id]).0, 2);
    assert_eq!(bad(&["pki", "issue", "response-signer", &pki, "--name", "../up"]).0, 2);
    good(&["pki", "issue", "domain", &pki, "--name", "home", "--revision", "3"]);
    good(&["pki", "issue", "response-signer", &pki, "--name", "signer-2"]);
    for (name, role) in [("shop", "metering"), ("home", "domain"), ("signer-2", "response-signer")] {
        good(&["pki", "verify", &format!("{pki}/{name}.chain"), "--pki", &pki, "--role", role]);
    }
    let names = json(&["pki", "show", &pki])["certificates"].to_string();
    assert!(names.contains("shop") && names.contains("home") && names.contains("signer-2"));
}

#[test]
fn chains_of_another_root_are_refused() {
    let place = Place::new();
    good(&["pki", "init", &place.at("other")]);
    let (code, error) = bad(&["pki", "verify", &place.at("device"), "--pki", &place.at("other")]);
    assert!(code == 1 && error.contains("another root"), "{error}");
    let output = run(&["pki", "verify", &place.at("device"), "--pki", &place.at("other"), "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["ok"], &report["findings"][0]["rule"]), (&false.into(), &"wrong-root".into()));
}

#[test]
fn inspect_knows_every_kind() {
    let place = Place::new();
    for version in ["2", "3"] {
        good(&[
            "pki",
            "device",
            "export",
            &place.at("device"),
            "--prd",
            version,
            &place.at(&format!("{version}.prd")),
        ]);
    }
    for (file, kind) in [
        ("pki/metering.chain", "metering-certificate"),
        ("pki/response-signing.chain", "certificate-chain"),
        ("device/device.chain", "certificate-chain"),
        ("2.prd", "device"),
        ("3.prd", "device"),
        ("pki/revocation/info.rlv2", "revocation-info"),
        ("pki/revocation/runtime.list", "revocation-list"),
        ("pki/revocation/application.list", "revocation-list"),
    ] {
        assert_eq!(json(&["inspect", &place.at(file)])["kind"], kind, "{file}");
    }
    let report = json(&["inspect", &place.at("device/device.chain")]);
    assert_eq!(
        (&report["verification"]["state"], &report["security_level"]),
        (&"sound".into(), &2000.into())
    );
    let leaf = &report["certificates"][0];
    assert_eq!((&leaf["features"], &leaf["signature_valid"]), (&serde_json::json!([4, 9, 13]), &true.into()));

    let mut bytes = std::fs::read(place.at("device/device.chain")).unwrap();
    bytes[50] ^= 1;
    std::fs::write(place.at("wrong.chain"), bytes).unwrap();
    let output = run(&["inspect", &place.at("wrong.chain"), "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(
        (&report["verification"]["state"], &report["verification"]["rule"]),
        (&"refused".into(), &"bad-signature".into())
    );
}

#[test]
fn a_damaged_folder_is_named() {
    let place = Place::new();
    let pki = place.at("pki");
    std::fs::copy(place.at("device/signing.key"), place.at("pki/metering.key")).unwrap();
    let (code, error) = bad(&["pki", "show", &pki]);
    assert!(code == 5 && error.contains("metering.key"), "{error}");
    std::fs::remove_file(place.at("device/device.chain")).unwrap();
    let (code, error) = bad(&["pki", "device", "show", &place.at("device")]);
    assert!(code == 7 && error.contains("device.chain"), "{error}");
    let (code, error) = bad(&["pki", "show", &place.at("device")]);
    assert!(code == 3 && error.contains("pki.json"), "{error}");
}
