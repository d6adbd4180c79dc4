//! Services from TOML: the sample, how one is chosen, and what is refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

const SAMPLE: &str = include_str!("../../samples/services.toml");
const CONTOSO: &str = "/contoso/rightsmanager.asmx";
const FABRIKAM: &str = "/fabrikam/rightsmanager.asmx";
const DAY: u64 = 86_400;

fn end(license: &Opened) -> Option<u64> {
    license.policy.end.map(|end| (end.settled(NOW) - NOW) / DAY)
}

#[test]
fn contoso_gives_three_months_and_fabrikam_one() {
    let world = World::of(SAMPLE);
    let text = header(&[kid(1)]);
    let contoso = world.opened(&world.device, CONTOSO, &text, None);
    assert_eq!((end(&contoso), contoso.policy.is_persistent()), (Some(90), true));
    let fabrikam = world.opened(&world.device, FABRIKAM, &text, None);
    assert_eq!((end(&fabrikam), fabrikam.policy.is_persistent()), (Some(30), false));
    let urls: Vec<_> = services(SAMPLE).unwrap().definitions.into_iter().map(|d| d.url.unwrap()).collect();
    assert_eq!(urls, [CONTOSO, FABRIKAM].map(|path| format!("http://127.0.0.1:8070{path}")));
    let services: Vec<_> = world
        .license_rows()
        .iter()
        .map(|row| serde_json::to_value(row).unwrap()["service"].clone())
        .collect();
    assert!(services.contains(&"contoso".into()) && services.contains(&"fabrikam".into()));
}

#[test]
fn a_service_is_chosen_by_path_then_host_then_ds_id_then_it_is_the_first() {
    let world = World::of(SAMPLE);
    let ds_id = |n: u8| {
        let guid: boxlock::license::policy::Guid =
            format!("3c6f3c13-0a57-4d2e-8c4f-6b1f0f5b7a0{n}").parse().unwrap();
        STANDARD.encode(guid.wire())
    };
    let days = |host: &str, path: &str, ds: Option<u8>| {
        let ds = ds.map(ds_id);
        let text = header_of(None, Algid::AesCtr, &[kid(1)], ds.as_deref());
        let challenge = world.challenge(&world.device, &text, None);
        let response = world.read(&challenge, world.post_to_host(host, path, &challenge.text)).unwrap();
        let answer = Answer { nonce: challenge.nonce, response };
        end(&world.open(&world.device, &answer).remove(0).unwrap()).unwrap()
    };
    let (contoso, fabrikam) = (90, 30);
    assert_eq!(days("localhost", FABRIKAM, None), fabrikam);
    assert_eq!(days("localhost", "/Fabrikam/RightsManager.asmx", None), fabrikam);
    assert_eq!(days("fabrikam.localhost:8070", PATH, None), fabrikam);
    assert_eq!(days("Fabrikam.Localhost", PATH, None), fabrikam);
    assert_eq!(days("localhost", PATH, Some(2)), fabrikam);
    assert_eq!(days("localhost", PATH, None), contoso);
    assert_eq!(days("localhost", PATH, Some(9)), contoso);
    assert_eq!(days("contoso.localhost", PATH, Some(2)), contoso, "the host before the header");
    assert_eq!(days("contoso.localhost", FABRIKAM, Some(1)), fabrikam, "the path before both");
}

#[test]
fn custom_data_decides_by_rules() {
    let world = World::of(SAMPLE);
    let text = header(&[kid(1)]);
    let ask = |data: &str| world.acquire(&world.device, FABRIKAM, &text, Some(data));
    let trial = world.opened(&world.device, FABRIKAM, &text, Some("name=x&TIER=trial"));
    assert_eq!(trial.policy.end.map(|end| end.settled(NOW)), Some(NOW + 300));
    let fault = ask("tier=banned").err().unwrap();
    assert_eq!(fault.custom_data.as_deref(), Some("this subscription was cancelled"));
    assert_eq!(end(&world.opened(&world.device, FABRIKAM, &text, Some("tier=none"))), Some(30));
    // The device is of level 2000.
    let uhd = ask("tier=uhd").unwrap();
    assert!(world.open(&world.device, &uhd).remove(0).is_err());
}

#[test]
fn accounts_and_purchases_come_from_the_file() {
    let world = World::of(&format!(
        "[[service]]\nid = \"shop\"\nkeys = {{ seed = \"test\" }}\n[service.accounts]\nparameter = \"who\"\nknown = [\"alice\", \"bob\"]\n\
         bought_only = true\npurchases = [{{ account = \"alice\", kid = \"{}\" }}]\n",
        kid(1)
    ));
    let text = header(&[kid(1)]);
    world.opened(&world.device, PATH, &text, Some("who=alice"));
    assert_code(&world.refused(PATH, &text, Some("who=bob")), FaultCode::ServiceSpecific);
    assert_code(&world.refused(PATH, &text, Some("who=eve")), FaultCode::UnknownAccount);
}

#[test]
fn what_is_wrong_in_a_file_is_said_with_its_place() {
    let first = "[[service]]\nid = \"a\"\nkeys = { seed = \"test\" }\n";
    for (text, parts) in [
        ("", vec!["service"]),
        ("[[service]]\nid = \"a\"\ncolour = 1\n", vec!["line 3, column 1", "colour"]),
        ("[[service]]\nid = \"a\"\nkeys = { seed = \"5e4d6a2b\" }\n", vec!["\"a\"", "keys"]),
        ("[[service]]\nid = \"a\"\n", vec!["no keys"]),
        ("[[service]]\nid = \"a\"\nkeys = {}\n", vec!["seed, file, or database"]),
        (&format!("{first}policy = \"nothing\"\n"), vec!["policy", "nothing"]),
        (&format!("{first}policy = {{ fly = true }}\n"), vec!["policy", "fly"]),
        (&format!("{first}paths = [\"a\"]\n"), vec!["paths"]),
        (&format!("{first}ds_id = \"x\"\n"), vec!["ds_id"]),
        (&format!("{first}[service.downloads]\nlimit = 1\nkeep = [\"x\"]\n"), vec!["downloads", "\"x\""]),
        (&format!("{first}packaging = {{ programs = {{ film = \"x\" }} }}\n"), vec!["packaging", "\"x\""]),
        (&format!("{first}[[service.plan]]\naccount = \"x\"\n"), vec!["plan"]),
        (
            &format!(
                "{first}[[service.plan]]\naccount = \"3a3a3a3a-3a3a-3a3a-3a3a-3a3a3a3a3a3a\"\ncomputer_limit = 11\n"
            ),
            vec!["plan", "more than the service's own"],
        ),
        (&format!("{first}packaging = {{ scheme = \"aes\" }}\n"), vec!["line 4", "cenc", "cbcs"]),
        (&format!("{first}{first}"), vec!["never be chosen"]),
        (
            &format!("{first}paths = [\"/x\"]\n{}paths = [\"/X\"]\n", first.replace("\"a\"", "\"b\"")),
            vec!["two services", "path"],
        ),
        (&format!("{first}[service.deny]\ndevices = [\"x\"]\n"), vec!["deny"]),
        (&format!("{first}[[service.rule]]\ncustom_data = \"x\"\n"), vec!["either policy or deny"]),
        (
            &format!("{first}[service.webhook]\nurl = \"ftp://x\"\ntimeout_ms = 5\non_failure = \"deny\"\n"),
            vec!["webhook", "ftp://x"],
        ),
        (&format!("{first}[service.webhook]\nurl = \"http://x\"\ntimeout_ms = 5\n"), vec!["on_failure"]),
        (
            &format!(
                "{first}[service.webhook]\nurl = \"http://x\"\nca = \"x.pem\"\ntimeout_ms = 5\non_failure = \"deny\"\n"
            ),
            vec!["webhook", "https"],
        ),
        (
            &format!(
                "{first}[service.webhook]\nurl = \"https://x\"\nca = \"services.toml\"\ntimeout_ms = 5\non_failure = \"deny\"\n"
            ),
            vec!["services.toml", "no PEM file"],
        ),
    ] {
        let error = services(text).err().unwrap_or_else(|| panic!("taken: {text}")).to_string();
        for part in parts {
            assert!(error.contains(part), "{text}: {error}");
        }
        assert!(!error.contains("5e4d6a2b"), "{error}");
    }
}

#[test]
fn limits_and_the_scheme_of_packagers_come_from_the_file() {
    let read = |more: &str| {
        let text = format!("[[service]]\nid = \"a\"\nkeys = {{ database = true }}\n{more}");
        services(&text).unwrap().definitions.remove(0)
    };
    let own = read("device_limit = 3\ncomputer_limit = 0\npackaging = { scheme = \"cbcs\" }\n");
    assert_eq!((own.device_limit, own.computer_limit, &own.packaging_scheme), (3, 0, b"cbcs"));
    let none = read("");
    assert_eq!((none.device_limit, none.computer_limit, &none.packaging_scheme), (10, 10, b"cenc"));
}
