//! `boxlock license` as scripts see it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use boxlock::clock::{Clock as _, SystemClock};
use boxlock::crypto::OsRng;
use boxlock::keys::{KeyId, KeySeed};
use boxlock::license::open::DomainKey;
use boxlock::license::policy::Guid;
use boxlock::license::{OpenContext, open};
use boxlock::pki::{Device, DeviceOptions, Pki};
use boxlock::xmr::License;
use serde_json::Value;

const KID: &str = "09e091ab-f838-41d2-9e35-58531fd19ec7";
const OTHER: &str = "a2c786d0-f9ef-4cb3-b333-cd323a4284a5";
const AT: &str = "2026-11-22T10:00:00Z";

/// A PKI with two devices, in a folder of its own.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let pki = place.pki("pki");
        Device::create(&pki, &place.path("d1"), &DeviceOptions::new(2000), &mut OsRng).unwrap();
        place
    }

    fn pki(&self, name: &str) -> Pki {
        Pki::init(&self.path(name), &mut OsRng, SystemClock.now()).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_boxlock")).current_dir(self.0.path()).args(args).output().unwrap()
    }

    fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The exit code and what was said.
    fn fails(&self, args: &[&str]) -> (i32, String) {
        let output = self.run(args);
        (output.status.code().unwrap(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn device(&self) -> Device {
        Device::open(&self.path("d1")).unwrap()
    }
}

fn license(path: &Path) -> License {
    License::read(&std::fs::read(path).unwrap(), 0).unwrap()
}

const MINT: [&str; 7] = ["license", "mint", "--pki", "pki", "--device", "d1", "--key-seed"];

fn mint<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    [&MINT, &["test"][..], rest].concat()
}

#[test]
fn a_minted_license_opens() {
    let place = Place::new();
    place.ok(&mint(&["--kid", KID, "--preset", "rental-download", "--at", AT, "-o", "l.xmr"]));
    let device = place.device();
    let now = boxlock::clock::parse_rfc3339(AT).unwrap();
    let opened =
        open(&license(&place.path("l.xmr")), &OpenContext::new(&device.encryption_key, 2000, now)).unwrap();
    let kid: KeyId = KID.parse().unwrap();
    assert_eq!((opened.kid, opened.key), (kid, KeySeed::test().derive(&kid)));
    assert_eq!(opened.issued, Some(now));
    assert_eq!(opened.policy.first_play, Some(172_800));
    assert_eq!(place.fails(&mint(&["--kid", KID, "-o", "l.xmr"])).0, 6);
    place.ok(&mint(&["--kid", KID, "-o", "l.xmr", "--force"]));
}

#[test]
fn several_key_ids_go_to_a_folder_or_a_template() {
    let place = Place::new();
    std::fs::create_dir(place.path("out")).unwrap();
    let json = place.ok(&mint(&["--kid", KID, OTHER, "-o", "out", "--json"]));
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["schema"], "boxlock.mint/1");
    assert_eq!(json["licenses"].as_array().unwrap().len(), 2);
    place.ok(&mint(&["--kid", KID, "--kid", OTHER, "-o", "license-{kid}.xmr"]));
    for kid in [KID, OTHER] {
        let one = license(&place.path(&format!("out/{kid}.xmr")));
        assert_eq!(one.content_keys()[0].key_id().to_string(), kid);
        assert!(place.path(&format!("license-{kid}.xmr")).exists());
    }
    let (code, said) = place.fails(&mint(&["--kid", KID, OTHER, "-o", "one.xmr"]));
    assert!(code == 2 && said.contains("{kid}"), "{code} {said}");
    assert!(!place.path("one.xmr").exists());
}

#[test]
fn policies_from_files_and_queries() {
    let place = Place::new();
    std::fs::write(place.path("p.toml"), "security_level = 2000\npersistence = \"persistent\"\n").unwrap();
    std::fs::write(place.path("p.json"), r#"{"preset":"rental-stream","first_play":"1h"}"#).unwrap();
    std::fs::write(place.path("bad.toml"), "securitylevel = 2000\n").unwrap();
    for (number, options) in [
        ["--policy", "p.toml"],
        ["--policy", "p.json"],
        ["--cfg", "(sl:2000,persist:true,begindate:20200101,enddate:20300101)"],
        ["--cfg", "cfg64=W3snc2wnOicyMDAwJ31d"],
        ["--cfg", "PlayRight=1&SecurityLevel=150"],
    ]
    .iter()
    .enumerate()
    {
        let name = format!("{number}.xmr");
        place.ok(&mint(&[&["--kid", KID, "-o", &name][..], options].concat()));
        assert!(License::read(&std::fs::read(place.path(&name)).unwrap(), 0).is_ok());
    }
    for (options, code, part) in [
        (["--policy", "bad.toml"], 3, "securitylevel"),
        (["--policy", "none.toml"], 7, "none.toml"),
        (["--preset", "nothing"], 2, "rental-download"),
        (["--cfg", "(sl:high)"], 2, "high"),
        (["--cfg", "(ckt:aescbc)"], 2, "AES-128-CBC"),
        (["--cfg", "(securestop:true,persist:true)"], 2, "secure stop"),
        (["--preset", "subscription-leaf"], 0, ""),
        (["--preset", "purchase-household"], 2, "domain"),
    ] {
        let output = place.run(&mint(&[&["--kid", KID, "-o", "x.xmr", "--force"][..], &options].concat()));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{options:?}: {said}");
        assert!(said.contains(part), "{options:?}: {said}");
    }
    assert_eq!(place.fails(&mint(&["--kid", KID, "-o", "y", "--preset", "live", "--cfg", "(sl:150)"])).0, 2);
}

#[test]
fn keys_are_needed_and_never_shown() {
    let place = Place::new();
    let without = ["license", "mint", "--pki", "pki", "--device", "d1", "--kid", KID, "-o", "x"];
    let (code, said) = place.fails(&without);
    assert!(code == 5 && said.contains(KID), "{code} {said}");
    let key = "9cb061164b7013eaefcc7d6d18424c2c";
    let given = format!("{KID}:{key}");
    let output = place.run(&[
        "license", "mint", "--pki", "pki", "--device", "d1", "--key", &given, "-o", "l.xmr", "--json", "-v",
    ]);
    assert!(output.status.success());
    let shown = [output.stdout, output.stderr, std::fs::read(place.path("l.xmr")).unwrap()].concat();
    let raw = boxlock::keys::KeySeed::test().derive(&KID.parse().unwrap());
    assert!(!String::from_utf8_lossy(&shown).contains(key));
    assert!(!shown.windows(16).any(|window| window == raw.expose()));
}

#[test]
fn foreign_devices_are_refused() {
    let place = Place::new();
    place.pki("other");
    let (code, said) = place.fails(&[
        "license",
        "mint",
        "--pki",
        "other",
        "--device",
        "d1",
        "--kid",
        KID,
        "--key-seed",
        "test",
        "-o",
        "x",
    ]);
    assert!(code == 1 && said.contains("root"), "{code} {said}");
}

#[test]
fn a_certificate_of_a_domain_binds_to_its_key() {
    let place = Place::new();
    let pki = Pki::open(&place.path("pki")).unwrap();
    let account = Guid::from_u128(77);
    let rng = &mut boxlock::crypto::SeededRng::new(1);
    let (key, chain) =
        pki.issue_domain(account.wire(), [1; 16], 5, "http://127.0.0.1/rightsmanager.asmx", rng).unwrap();
    std::fs::write(place.path("domain.bcert"), chain.bytes()).unwrap();
    place.ok(&[
        "license",
        "mint",
        "--pki",
        "pki",
        "--device",
        "domain.bcert",
        "--kid",
        KID,
        "--key-seed",
        "test",
        "--preset",
        "purchase-household",
        "-o",
        "d.xmr",
    ]);
    let device = place.device();
    let one = license(&place.path("d.xmr"));
    let context = OpenContext::new(&device.encryption_key, 2000, 0);
    assert_eq!(open(&one, &context).unwrap_err().hresult(), 0x8004_C580);
    let domains = [DomainKey { account_id: account, revision: 5, key }];
    assert!(open(&one, &OpenContext { domains: &domains, ..context }).is_ok());
}

#[test]
fn a_license_of_a_domain_opens_with_its_keys_and_no_service() {
    let place = Place::new();
    let account = "00000000-0000-0000-0000-00000000004d";
    let issue = |name: &str, revision: &str| {
        place.ok(&[
            "pki",
            "issue",
            "domain",
            "pki",
            "--name",
            name,
            "--account",
            account,
            "--revision",
            revision,
        ]);
    };
    let for_domain = |name: &str, output: &str| {
        let chain = format!("pki/{name}.chain");
        place.ok(&[
            "license",
            "mint",
            "--pki",
            "pki",
            "--device",
            &chain,
            "--kid",
            KID,
            "--key-seed",
            "test",
            "--preset",
            "purchase-household",
            "-o",
            output,
        ]);
    };
    issue("family-1", "1");
    for_domain("family-1", "one.xmr");
    let open = |license: &'static str, rest: &[&'static str]| {
        [&["license", "open", "--device", "d1", license][..], rest].concat()
    };

    // Nobody gave the key.
    let (code, said) = place.fails(&open("one.xmr", &[]));
    assert!(code == 1 && said.contains("0x8004C580") && said.contains("revision 1"), "{code} {said}");
    assert!(said.contains("hint: --domain-keys FOLDER"), "{said}");
    // The PKI has it.
    let opened = place.ok(&open("one.xmr", &["--domain-keys", "pki"]));
    assert!(opened.starts_with(KID) && opened.contains("revision 1"), "{opened}");

    // A later revision than those that are known.
    place.pki("other");
    place.ok(&["pki", "device", "new", "pki", "d2", "--level", "2000"]);
    let member = |device: &str, revisions: &[&str]| {
        let pki = Pki::open(&place.path("pki")).unwrap();
        let revision = |name: &&str| {
            let signer = pki.domains().unwrap().into_iter().find(|signer| {
                signer.chain
                    == pki.chain(pki.entries().iter().find(|entry| entry.name == **name).unwrap()).unwrap()
            });
            let signer = signer.unwrap();
            let key: String = signer.key.expose().iter().map(|byte| format!("{byte:02x}")).collect();
            let revision = signer.chain.leaf().domain.as_ref().unwrap().revision;
            serde_json::json!({ "revision": revision, "key": key, "chain": signer.chain.base64() })
        };
        let state = serde_json::json!({
            "schema": "boxlock.client/1",
            "domains": [{
                "service_id": "00000000-0000-0000-0000-000000000000", "account_id": account, "url": "",
                "revisions": revisions.iter().map(revision).collect::<Vec<_>>(),
            }],
        });
        std::fs::create_dir_all(place.path(device).join("store")).unwrap();
        std::fs::write(place.path(device).join("store/state.json"), state.to_string()).unwrap();
    };
    member("d2", &["family-1"]);
    issue("family-2", "2");
    for_domain("family-2", "two.xmr");
    let (code, said) = place.fails(&open("two.xmr", &["--domain-keys", "d2"]));
    assert!(code == 1 && said.contains("revision 2, whose key this device does not have"), "{code} {said}");
    assert!(said.contains("only revision 1 of the domain's key is there"), "{said}");

    // Of a member, from its folder, its store or its file; its own domains count without the option.
    member("d2", &["family-1", "family-2"]);
    for keys in ["d2", "d2/store", "d2/store/state.json"] {
        place.ok(&open("one.xmr", &["--domain-keys", keys]));
        place.ok(&open("two.xmr", &["--domain-keys", keys]));
    }
    place.ok(&["license", "open", "--device", "d2", "two.xmr"]);

    // The key of another domain with the same account and revision is not taken for it.
    place.ok(&[
        "pki",
        "issue",
        "domain",
        "other",
        "--name",
        "family",
        "--account",
        account,
        "--revision",
        "1",
    ]);
    let (code, said) = place.fails(&open("one.xmr", &["--domain-keys", "other"]));
    assert!(code == 1 && said.contains("0x8004C580"), "{code} {said}");

    // What holds no keys of domains.
    let (code, said) = place.fails(&open("one.xmr", &["--domain-keys", "d1"]));
    assert!(code == 2 && said.contains("holds no keys of domains"), "{code} {said}");
    let (code, said) = place.fails(&open("one.xmr", &["--domain-keys", "two.xmr"]));
    assert!(code == 3 && said.contains("state.json"), "{code} {said}");
    let (code, said) = place.fails(&open("one.xmr", &["--domain-keys", "nowhere"]));
    assert!(code == 7 && said.contains("nowhere"), "{code} {said}");

    // decrypt takes them, too.
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/avc-aac.mp4");
    place.ok(&["encrypt", sample.to_str().unwrap(), "e.mp4", "--key-seed", "test", "--key", KID]);
    let decrypt = ["decrypt", "e.mp4", "o.mp4", "--device", "d1", "--license", "two.xmr"];
    let (code, said) = place.fails(&decrypt);
    assert!(code == 1 && said.contains("--domain-keys"), "{code} {said}");
    place.ok(&[&decrypt[..], &["--domain-keys", "d2"]].concat());
}

#[test]
fn presets_are_listed_and_shown_as_policy_files() {
    let place = Place(tempfile::tempdir().unwrap());
    let list = place.ok(&["license", "presets"]);
    for name in ["test-default", "rental-download", "subscription-root", "metered", "offline-copies", "uhd"] {
        assert!(list.contains(name), "{name}");
    }
    let json: Value = serde_json::from_str(&place.ok(&["license", "presets", "--json"])).unwrap();
    assert_eq!(json["presets"].as_array().unwrap().len(), boxlock::license::presets::PRESETS.len());
    let one = place.ok(&["license", "presets", "rental-download"]);
    let toml = one.split_once("\n\n").unwrap().1;
    let read = boxlock::license::source::read(toml).unwrap();
    assert_eq!(read[0].policy, boxlock::license::presets::find("rental-download").unwrap().policy());
    assert_eq!(place.fails(&["license", "presets", "rent"]).0, 2);
}

#[test]
fn licenses_are_embedded_in_headers_and_come_out_again() {
    let place = Place::new();
    place.ok(&mint(&["--kid", KID, "--cfg", "(persist:true,embed:true)", "-o", "l.xmr"]));
    let header = place.ok(&["header", "new", "--key", KID, "--key-seed", "test", "--empty-els", "1024"]);
    let with = place.ok(&["license", "embed", header.trim(), "--license", "l.xmr"]);
    assert_eq!(with.len(), header.len());
    std::fs::create_dir(place.path("out")).unwrap();
    let json = place.ok(&["license", "extract", with.trim(), "-o", "out", "--json"]);
    assert!(json.contains(KID), "{json}");
    let (before, after) = (place.path("l.xmr"), place.path(&format!("out/{KID}.xmr")));
    assert_eq!(std::fs::read(before).unwrap(), std::fs::read(after).unwrap());
    place.ok(&mint(&["--kid", KID, "-o", "plain.xmr"]));
    let (code, said) = place.fails(&["license", "embed", header.trim(), "--license", "plain.xmr"]);
    assert!(code == 4 && said.contains("embed"), "{code} {said}");
}
