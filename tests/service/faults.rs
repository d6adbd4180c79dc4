//! Faults, each by the condition that it is for.

use boxlock::pki::DeviceOptions;
use boxlock::rights_manager::Operation;
use boxlock::rights_manager::names::SIGNED_ID;
use boxlock::rights_manager::{signed, soap};

use super::*;

/// A challenge with another text in what is signed, signed again.
fn changed(device: &Device, challenge: &BuiltChallenge, from: &str, to: &str) -> String {
    let start = challenge.text.find("<LA ").unwrap();
    let end = challenge.text.find("</LA>").unwrap() + "</LA>".len();
    let payload = challenge.text[start..end].replacen(from, to, 1);
    assert!(payload.contains(to));
    let signature = signed::write(&payload, SIGNED_ID, &device.signing_key, true);
    soap::write_challenge(Operation::AcquireLicense, &payload, &signature)
}

#[test]
fn device_revoked_065_from_the_moment_of_revocation() {
    let world = World::new();
    let text = header(&[kid(1)]);
    world.opened(&world.device, PATH, &text, None);
    // By another process, such as `boxlock pki revoke`.
    let mut pki = Pki::open(world.folder()).unwrap();
    let digest = world.device.chain.leaf().digest;
    assert_eq!(pki.revoke(&[digest], &[], NOW).unwrap(), 1);
    assert_code(&world.refused(PATH, &text, None), FaultCode::DeviceRevoked);
    assert!(world.acquire(&world.other_device(5), PATH, &text, None).is_ok());
}

#[test]
fn internal_600_when_the_store_fails() {
    let world = World::new();
    world.store.close();
    let fault = world.refused(PATH, &header(&[kid(1)]), None);
    assert_code(&fault, FaultCode::Internal);
    assert_eq!(fault.message, "internal error");
}

/// A generator that fails.
struct Empty;

impl boxlock::crypto::Rng for Empty {
    fn fill(&mut self, _: &mut [u8]) -> boxlock::Result<()> {
        Err(boxlock::Error::internal("the entropy of /dev/sentinel is used up"))
    }
}

#[test]
fn internal_600_says_nothing_of_the_inside() {
    let world = World::start(|service| service.rng = || Box::new(Empty));
    let fault = world.refused(PATH, &header(&[kid(1)]), None);
    assert_code(&fault, FaultCode::Internal);
    assert_eq!((fault.message.as_str(), fault.custom_data), ("internal error", None));
}

#[test]
fn invalid_message_601_for_what_is_none() {
    let world = World::new();
    let challenge = world.challenge(&world.device, &header(&[kid(1)]), None);
    for text in [
        "no XML".to_owned(),
        challenge.text.replace("AcquireLicense", "AcquireNothing"),
        challenge.text.replace("<ClientTime>1", "<ClientTime>2"),
    ] {
        let (status, answer) = world.post(PATH, &text);
        assert_code(&fault_of(status, &answer), FaultCode::InvalidMessage);
    }
}

#[test]
fn individualization_required_603_for_an_expired_device() {
    let world = World::new();
    let options = DeviceOptions { expiry: u32::try_from(NOW).unwrap() + 10, ..DeviceOptions::new(2000) };
    let device = Device::issue(&world.pki, &options, &mut SeededRng::new(8)).unwrap();
    let text = header(&[kid(1)]);
    assert!(world.acquire(&device, PATH, &text, None).is_ok());
    world.clock.0.fetch_add(11, Ordering::SeqCst);
    let fault = world.acquire(&device, PATH, &text, None).err().unwrap();
    assert_code(&fault, FaultCode::IndividualizationRequired);
}

#[test]
fn service_specific_604_for_a_key_that_nobody_knows() {
    let no_keys = KeySet::new([], None).unwrap();
    let world = World::with(vec![Definition::new("empty", Box::new(no_keys))]);
    let fault = world.refused(PATH, &header(&[kid(1)]), None);
    assert_code(&fault, FaultCode::ServiceSpecific);
    assert!(fault.custom_data.unwrap().contains(&kid(1).to_string()));
}

#[test]
fn protocol_fallback_609_for_a_service_that_speaks_an_older_version() {
    let world = World::with(vec![Definition { newest_protocol: Some(1), ..test_server() }]);
    let new = header_of(Some(WrmVersion::V4_3), Algid::AesCtr, &[kid(1)], None);
    let old = header_of(Some(WrmVersion::V4_0), Algid::AesCtr, &[kid(1)], None);
    assert_code(&world.refused(PATH, &new, None), FaultCode::ProtocolFallback);
    world.opened(&world.device, PATH, &old, None);
}

#[test]
fn protocol_version_mismatch_60b_for_a_version_that_does_not_exist() {
    let world = World::new();
    let challenge = world.challenge(&world.device, &header(&[kid(1)]), None);
    for version in [0, 6, 99] {
        let text = changed(
            &world.device,
            &challenge,
            "<Version>1</Version>",
            &format!("<Version>{version}</Version>"),
        );
        let (status, answer) = world.post(PATH, &text);
        assert_code(&fault_of(status, &answer), FaultCode::ProtocolVersion);
    }
}

#[test]
fn redirect_60d_says_where() {
    let url = "http://other.example/rightsmanager.asmx";
    let world = World::with(vec![Definition { redirect: Some(url.to_owned()), ..test_server() }]);
    let fault = world.refused(PATH, &header(&[kid(1)]), None);
    assert_code(&fault, FaultCode::Redirect);
    assert_eq!(fault.redirect_url.as_deref(), Some(url));
}

#[test]
fn faults_name_the_url_that_was_called() {
    let world = World::new();
    let (_, text) = world.post(&format!("{PATH}?cfg=(x:1)"), "");
    assert!(text.contains(&format!("<faultactor>http://{}{PATH}</faultactor>", world.address)), "{text}");
}

/// Test functions of a source file: name and body.
fn tests_of(source: &str) -> Vec<(String, String)> {
    let parts = source.split("\n#[test]\nfn ").skip(1);
    parts
        .filter_map(|part| {
            let (name, rest) = part.split_once('(')?;
            let body = rest.split("\n}\n").next()?;
            Some((name.to_owned(), body.to_owned()))
        })
        .collect()
}

#[test]
fn every_code_has_a_test_of_its_number_with_a_real_condition() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files = [folder.clone(), folder.join("service")].into_iter().flat_map(|folder| {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file())
    });
    let sources = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let tests: Vec<_> = sources.flat_map(|path| tests_of(&std::fs::read_to_string(path).unwrap())).collect();
    assert!(tests.len() > 300, "{} tests are no tests of this program", tests.len());
    for code in FaultCode::ALL {
        let number = format!("{:03x}", code.number() & 0xfff);
        let provokes = |(name, body): &&(String, String)| {
            name.split('_').any(|word| word == number)
                && body.contains(&format!("FaultCode::{code:?}"))
                && !body.contains("errorcode")
        };
        assert!(tests.iter().any(|test| provokes(&test)), "no test is named after {code:?}: {number}");
    }
}
