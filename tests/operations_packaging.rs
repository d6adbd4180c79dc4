//! Packaging data from end to end: what a packager is given is what a license holds afterwards.

#[path = "common/service.rs"]
mod service;

use boxlock::crypto::OsRng;
use boxlock::drm::SystemId;
use boxlock::drm::playready::{Algid, PlayReadyObject, WrmVersion};
use boxlock::keys::{ContentKey, KeyId, KeySet, KeySpec};
use boxlock::license::{OpenContext, open};
use boxlock::rights_manager::challenge::ChallengeBuilder;
use boxlock::rights_manager::handlers::{Handlers, PackagingAsk, PackagingHandler};
use boxlock::rights_manager::operations::acquire_packaging_data::{
    StreamProtection, read_response, write_request,
};
use boxlock::rights_manager::response::{self, Response};
use boxlock::rights_manager::service::{Call, Definition};
use boxlock::rights_manager::{Fault, FaultCode};
use service::{NOW, URL, World, envelope, keys, kid};

/// What Shaka Packager 3.8 sent for `--program_identifier film`.
const SHAKA: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope \
    xmlns=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
    xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>\
    <AcquirePackagingData xmlns=\"http://schemas.microsoft.com/DRM/2007/03/protocols\">\
    <challenge xmlns=\"http://schemas.microsoft.com/DRM/2007/03/protocols/AcquirePackagingData/v1.0\">\
    <ProtectionSystems><ProtectionSystemId>9A04F079-9840-4286-AB92-E65BE0885F95</ProtectionSystemId></ProtectionSystems>\
    <StreamProtectionRequests><StreamInformation><ProgramIdentifier>film</ProgramIdentifier>\
    <OffsetFromProgramStart>P0S</OffsetFromProgramStart></StreamInformation></StreamProtectionRequests>\
    </challenge></AcquirePackagingData></soap:Body></soap:Envelope>";

fn answer(world: &World, text: &str) -> Result<Vec<StreamProtection>, Fault> {
    Ok(read_response(&envelope(&world.send(text)?.text)).unwrap())
}

fn package(world: &World, program: &str) -> StreamProtection {
    answer(world, &write_request(program, &[SystemId::PLAYREADY])).unwrap().remove(0)
}

/// The key that a license for this key ID carries.
fn licensed(world: &World, kid: KeyId) -> Result<ContentKey, Fault> {
    let device = world.device(10);
    let response = world.license(&device, &[], kid, "")?;
    let context = OpenContext::new(&device.encryption_key, 2000, NOW);
    Ok(open(&response.licenses[0], &context).unwrap().key)
}

/// A test server without a key seed: it has these keys only.
fn listed(specs: Vec<KeySpec>) -> Definition {
    Definition::test_server(Box::new(KeySet::new(specs, None).unwrap()))
}

/// The text between the first bare tags of a name, as Shaka Packager looks for it.
fn by_tag<'a>(text: &'a str, name: &str) -> &'a str {
    text.split_once(&format!("<{name}>")).unwrap().1.split_once(&format!("</{name}>")).unwrap().0
}

#[test]
fn the_request_of_shaka_packager_is_answered_by_tags() {
    let world = World::new();
    let text = world.send(SHAKA).unwrap().text;
    let [protection] = <[_; 1]>::try_from(read_response(&envelope(&text)).unwrap()).unwrap();
    assert_eq!(by_tag(&text, "KeyId"), protection.kid.to_string());
    assert_eq!(by_tag(&text, "KeyData"), *protection.key.expose_base64());
    assert_eq!(protection.program, "film");
    assert_eq!(package(&world, "film"), protection);

    let [(system, data)] = protection.headers.as_slice() else { panic!("one header") };
    assert_eq!(*system, SystemId::PLAYREADY);
    let header = PlayReadyObject::read(data, 0).unwrap().header(0).unwrap().unwrap();
    assert_eq!((header.version, header.la_url.as_deref()), (WrmVersion::V4_0, Some(URL)));
    assert_eq!(header.kids[0].kid, protection.kid);
    assert_eq!(header.ds_id, None);
}

#[test]
fn a_license_holds_the_key_that_the_packager_got() {
    for definition in [Definition::test_server(Box::new(keys())), listed(Vec::new())] {
        let world = World::with(vec![definition]);
        let protection = package(&world, "film");
        assert_eq!(licensed(&world, protection.kid).unwrap(), protection.key);
    }
}

#[test]
fn programs_have_keys_of_their_own_and_keep_them() {
    let world = World::with(vec![listed(Vec::new())]);
    let film = package(&world, "film");
    assert_eq!(package(&world, "film"), film);
    let other = package(&world, "film 2");
    assert_ne!((other.kid, &other.key), (film.kid, &film.key));
    assert_ne!(other.key, film.key);
}

#[test]
fn key_ids_follow_from_service_and_program_and_keys_from_the_seed() {
    let [one, two] = [World::new(), World::new()].map(|world| package(&world, "film"));
    assert_eq!(one, two);
    assert_eq!(one.key, boxlock::keys::KeySeed::test().derive(&one.kid));
    let mut definition = Definition::test_server(Box::new(keys()));
    definition.id = "other".to_owned();
    assert_ne!(package(&World::with(vec![definition]), "film").kid, one.kid);
}

#[test]
fn what_starts_later_has_another_key() {
    let world = World::new();
    let later = SHAKA.replace("P0S", "PT10M");
    let [start, later] = [SHAKA, &later].map(|text| answer(&world, text).unwrap().remove(0));
    assert_ne!(start.kid, later.kid);
    let zero = answer(&world, &SHAKA.replace("P0S", "PT0.0S")).unwrap().remove(0);
    assert_eq!(zero.kid, start.kid);
}

/// Two services that have only the keys that their packagers were given.
fn two_services() -> World {
    let service = |id: &str, scheme| Definition {
        paths: vec![format!("/{id}")],
        packaging_scheme: scheme,
        ..Definition::new(id, Box::new(KeySet::new([], None).unwrap()))
    };
    World::with(vec![service("contoso", *b"cenc"), service("fabrikam", *b"cbcs")])
}

fn package_at(world: &World, service: &str, program: &str) -> StreamProtection {
    let text = world.send_to(&format!("/{service}"), None, &write_request(program, &[SystemId::PLAYREADY]));
    read_response(&envelope(&text.unwrap().text)).unwrap().remove(0)
}

#[test]
fn services_do_not_see_the_keys_of_one_another() {
    let world = two_services();
    let [mine, theirs] = ["contoso", "fabrikam"].map(|service| package_at(&world, service, "film"));
    assert_ne!((mine.kid, &mine.key), (theirs.kid, &theirs.key));
    let licensed_at = |service: &str, protection: &StreamProtection| {
        let device = world.device(10);
        let header = service::header(protection.kid, None);
        let builder = ChallengeBuilder {
            header: &header,
            client_version: "10.0.16384.10011",
            revocation_lists: Vec::new(),
            custom_data: None,
            client_time: NOW,
            client_info: service::info(&device, &[]),
        };
        let built = builder.build(&device.signing_key, &world.server_key, &mut OsRng).unwrap();
        let reply = world.send_to(&format!("/{service}"), None, &built.text)?;
        let response = Response::read(reply.text.as_bytes(), &response::LIMITS).unwrap();
        Ok::<_, Fault>(
            open(&response.licenses[0], &OpenContext::new(&device.encryption_key, 2000, NOW)).unwrap().key,
        )
    };
    assert_eq!(licensed_at("contoso", &mine).unwrap(), mine.key);
    assert_eq!(licensed_at("fabrikam", &theirs).unwrap(), theirs.key);
    for (service, protection) in [("contoso", &theirs), ("fabrikam", &mine)] {
        let fault = licensed_at(service, protection).unwrap_err();
        assert_eq!(fault.known(), Some(FaultCode::ServiceSpecific), "{fault}");
        assert!(fault.message.contains("no key for key ID"), "{fault}");
    }
}

#[test]
fn headers_are_for_the_scheme_of_the_service_and_no_key_is_for_two() {
    let world = two_services();
    let algid = |service: &str| {
        let protection = package_at(&world, service, "film");
        let header = PlayReadyObject::read(&protection.headers[0].1, 0).unwrap().header(0).unwrap().unwrap();
        (header.version, header.kids[0].algid)
    };
    assert_eq!(algid("contoso"), (WrmVersion::V4_0, Some(Algid::AesCtr)));
    assert_eq!(algid("fabrikam"), (WrmVersion::V4_3, Some(Algid::AesCbc)));
    // A service that changes its scheme gives other keys from then on.
    let of = |scheme| {
        let definition = Definition { packaging_scheme: scheme, ..listed(Vec::new()) };
        package(&World::with(vec![definition]), "film").kid
    };
    assert_ne!(of(*b"cenc"), of(*b"cbcs"));
}

#[test]
fn a_program_that_is_called_like_a_key_id_gets_its_key() {
    let key = ContentKey::from_bytes([7; 16]);
    let spec: KeySpec = format!("{}:{}", kid(1), *key.expose_hex()).parse().unwrap();
    let world = World::with(vec![listed(vec![spec])]);
    for name in [kid(1).to_string(), kid(1).hex()] {
        let protection = package(&world, &name);
        assert_eq!((protection.kid, protection.key), (kid(1), key.clone()));
    }
    // Not known: a name as any other.
    assert_ne!(package(&world, &kid(2).to_string()).kid, kid(2));
}

/// One key for all.
struct OneKey(u8);

impl PackagingHandler for OneKey {
    fn key(&self, _: &Call<'_>, ask: &PackagingAsk) -> Result<Option<(KeyId, ContentKey)>, Fault> {
        match ask.program.as_str() {
            "none" => Ok(None),
            "no" => Err(Fault::service("no such program")),
            "other" => Ok(Some((kid(1), ContentKey::from_bytes([9; 16])))),
            _ => Ok(Some((kid(1), ContentKey::from_bytes([self.0; 16])))),
        }
    }
}

#[test]
fn the_handler_chooses_the_key() {
    let mut definition = Definition::test_server(Box::new(keys()));
    definition.handlers = Handlers { packaging: Box::new(OneKey(5)), ..Handlers::default() };
    let world = World::with(vec![definition]);
    for program in ["film", "another film", "film"] {
        let protection = package(&world, program);
        assert_eq!((protection.kid, protection.key), (kid(1), ContentKey::from_bytes([5; 16])));
    }
    // The key seed would give another one.
    assert_eq!(licensed(&world, kid(1)).unwrap(), ContentKey::from_bytes([5; 16]));
    assert_ne!(package(&world, "none").kid, kid(1));
    for (program, part) in [("no", "no such program"), ("other", "has another key already")] {
        let fault = answer(&world, &write_request(program, &[SystemId::PLAYREADY])).unwrap_err();
        assert_eq!(fault.known(), Some(FaultCode::ServiceSpecific));
        assert!(fault.message.contains(part), "{fault}");
    }
}

#[test]
fn headers_of_all_systems_that_can_be_written() {
    let world = World::new();
    let systems = [SystemId::PLAYREADY, SystemId::WIDEVINE, SystemId::COMMON];
    let protection = answer(&world, &write_request("film", &systems)).unwrap().remove(0);
    let found: Vec<SystemId> = protection.headers.iter().map(|(system, _)| *system).collect();
    assert_eq!(found, systems);
    let unknown: SystemId = "94ce86fb-07ff-4f43-adb8-93d2fa968ca2".parse().unwrap();
    let fault = answer(&world, &write_request("film", &[SystemId::PLAYREADY, unknown])).unwrap_err();
    assert_eq!(fault.known(), Some(FaultCode::ServiceSpecific));
    assert!(fault.message.contains("94CE86FB"), "{fault}");
}

#[test]
fn headers_name_the_service_and_its_url() {
    let definition = Definition {
        service_id: Some([1; 16]),
        url: Some("https://license.example/".to_owned()),
        ..Definition::test_server(Box::new(keys()))
    };
    let protection = package(&World::with(vec![definition]), "film");
    let header = PlayReadyObject::read(&protection.headers[0].1, 0).unwrap().header(0).unwrap().unwrap();
    assert_eq!(header.la_url.as_deref(), Some("https://license.example/"));
    assert_eq!(header.ds_id.as_deref(), Some("AQEBAQEBAQEBAQEBAQEBAQ=="));
}

#[test]
fn several_programs_in_one_request() {
    let world = World::new();
    let (head, tail) = SHAKA.split_once("</StreamProtectionRequests>").unwrap();
    let second = "<StreamInformation><ProgramIdentifier>film 2</ProgramIdentifier></StreamInformation>";
    let text = format!("{head}{second}</StreamProtectionRequests>{tail}");
    let programs: Vec<String> =
        answer(&world, &text).unwrap().into_iter().map(|protection| protection.program).collect();
    assert_eq!(programs, ["film", "film 2"]);
}

#[test]
fn invalid_message_601_for_what_is_no_request() {
    let world = World::new();
    let stream = "<StreamInformation><ProgramIdentifier>film</ProgramIdentifier>\
                  <OffsetFromProgramStart>P0S</OffsetFromProgramStart></StreamInformation>";
    for (from, to) in [
        // Shaka Packager does not escape.
        ("film", "this & that"),
        ("film", " "),
        ("<ProgramIdentifier>film</ProgramIdentifier>", ""),
        ("film", &"x".repeat(1025)),
        (stream, ""),
        (stream, &stream.repeat(65)),
        ("<ProtectionSystemId>9A04F079-9840-4286-AB92-E65BE0885F95</ProtectionSystemId>", ""),
        ("AcquirePackagingData/v1.0", "AcquirePackagingData/v2.0"),
        ("challenge", "Challenge"),
    ] {
        let changed = SHAKA.replace(from, to);
        assert_ne!(changed, SHAKA);
        let fault = world.send(&changed).unwrap_err();
        assert_eq!(fault.known(), Some(FaultCode::InvalidMessage), "{from}: {fault}");
    }
}
