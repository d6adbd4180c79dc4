//! Licenses over HTTP: every header version, repetition, revocation lists, devices known by their keys.

use boxlock::keys::ContentKey;
use boxlock::pki::revocation::REVOCATION_INFO_2;
use boxlock::rights_manager::challenge::ListVersion;
use boxlock::rights_manager::service::KnownDevices;
use boxlock::server::{Handler as _, Request, Rights};
use boxlock::store::packaging::AssignKey;

use super::*;

#[test]
fn every_header_version_gets_its_key() {
    let world = World::new();
    for version in [WrmVersion::V4_0, WrmVersion::V4_1, WrmVersion::V4_2, WrmVersion::V4_3] {
        let algid = if version == WrmVersion::V4_3 { Algid::AesCbc } else { Algid::AesCtr };
        let kids = if version >= WrmVersion::V4_2 { vec![kid(1), kid(2)] } else { vec![kid(1)] };
        let text = header_of(Some(version), algid, &kids, None);
        let answer = world.acquire(&world.device, PATH, &text, None).unwrap();
        let licenses = world.open(&world.device, &answer);
        assert_eq!(licenses.len(), kids.len());
        for (license, kid) in licenses.into_iter().zip(kids) {
            let license = license.unwrap();
            assert_eq!((license.kid, license.key), (kid, KeySeed::test().derive(&kid)), "{version:?}");
        }
    }
    assert_eq!(world.license_rows().len(), 6);
}

#[test]
fn every_documented_path_answers() {
    let world = World::new();
    for path in ["/rightsmanager.asmx", "/service/rightsmanager.asmx", "/Core/RightsManager.asmx"] {
        world.opened(&world.device, path, &header(&[kid(1)]), None);
    }
    let challenge = world.challenge(&world.device, &header(&[kid(1)]), None);
    assert_eq!(world.post("/other.asmx", &challenge.text).0, 404);
}

#[test]
fn a_thousand_replays_get_one_answer_and_leave_one_row() {
    let world = World::new();
    let challenge = world.challenge(&world.device, &header(&[kid(1)]), None);
    let (status, first) = world.post(PATH, &challenge.text);
    assert_eq!(status, 200);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..250 {
                    assert_eq!(world.post(PATH, &challenge.text), (200, first.clone()));
                }
            });
        }
    });
    assert_eq!(world.license_rows().len(), 1);
}

#[test]
fn requests_at_the_same_time_with_one_nonce_get_one_answer() {
    let world = World::new();
    let challenge = world.challenge(&world.device, &header(&[kid(1)]), None);
    let answers: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| world.post(PATH, &challenge.text))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| answer.0 == 200 && *answer == answers[0]));
    assert_eq!(world.license_rows().len(), 1);
}

#[test]
fn a_nonce_in_another_request_is_refused() {
    let world = World::new();
    let text = header(&[kid(1)]);
    let build = |custom_data| {
        // The same random bytes: the same nonce.
        let server_key = world.pki.server_key().public();
        let rng = &mut SeededRng::new(77);
        builder(&world.device, &text, custom_data).build(&world.device.signing_key, &server_key, rng).unwrap()
    };
    let (one, two) = (build(None), build(Some("changed")));
    assert_eq!(one.nonce, two.nonce);
    assert_eq!(world.post(PATH, &one.text).0, 200);
    let (status, answer) = world.post(PATH, &two.text);
    assert_code(&fault_of(status, &answer), FaultCode::InvalidMessage);
    assert_eq!(world.license_rows().len(), 1);
}

#[test]
fn a_client_with_old_lists_gets_new_ones() {
    let world = World::new();
    let text = header(&[kid(1)]);
    let mut builder = builder(&world.device, &text, None);
    builder.revocation_lists = vec![ListVersion { id: REVOCATION_INFO_2, version: 0 }];
    let server_key = world.pki.server_key().public();
    let challenge = builder.build(&world.device.signing_key, &server_key, &mut OsRng).unwrap();
    let response = world.read(&challenge, world.post(PATH, &challenge.text)).unwrap();
    assert_eq!(response.rev_info[0].id, REVOCATION_INFO_2);
}

#[test]
fn keys_of_packagers_count_before_those_of_the_service() {
    let world = World::new();
    let key = ContentKey::from_bytes([0x5a; 16]);
    let assign = AssignKey {
        service: "test".to_owned(),
        program: "p".to_owned(),
        kid: kid(9),
        key: key.clone(),
        now: NOW,
    };
    world.store.commit(assign).unwrap();
    assert_eq!(world.opened(&world.device, PATH, &header(&[kid(9)]), None).key, key);
}

/// A client that is not told of this server encrypts to the key that it knows.
fn foreign(device: &Device) -> BuiltChallenge {
    let other = boxlock::crypto::PrivateKey::generate(&mut SeededRng::new(99)).unwrap().public();
    let text = header(&[kid(1)]);
    let mut builder = builder(device, &text, None);
    builder.revocation_lists = vec![ListVersion { id: REVOCATION_INFO_2, version: 0 }];
    builder.build(&device.signing_key, &other, &mut OsRng).unwrap()
}

#[test]
fn a_device_is_known_by_its_key_only_with_a_registry() {
    let world = World::new();
    let challenge = foreign(&world.device);
    let (status, answer) = world.post(PATH, &challenge.text);
    assert_code(&fault_of(status, &answer), FaultCode::InvalidMessage);

    let world = World::start(|service| {
        let devices = KnownDevices::new(Arc::clone(&service.pki)).unwrap();
        assert_eq!(devices.count(), 1);
        service.registry = Some(Box::new(devices));
    });
    let challenge = foreign(&world.device);
    let response = world.read(&challenge, world.post(PATH, &challenge.text)).unwrap();
    assert!(response.rev_info.is_empty(), "lists of a root that the client does not know");
    let answer = Answer { nonce: challenge.nonce, response };
    assert!(world.open(&world.device, &answer)[0].is_ok());

    // One that was never made known, and one that is made now.
    let stranger = world.other_device(50);
    let (status, answer) = world.post(PATH, &foreign(&stranger).text);
    assert_code(&fault_of(status, &answer), FaultCode::InvalidMessage);
    let folder = world.folder().with_file_name("later");
    let later =
        Device::create(&world.pki, &folder, &DeviceOptions::new(150), &mut SeededRng::new(51)).unwrap();
    assert_eq!(world.post(PATH, &foreign(&later).text).0, 200);
}

#[test]
fn refusals_are_recorded_with_their_sender() {
    let world = World::new();
    let sealing = SealingKey::derive(b"another", "store");
    let store = Arc::new(Store::open(&"sqlite::memory:".parse().unwrap(), sealing).unwrap());
    let time: Arc<dyn Clock> = world.clock.clone();
    let service = Service::new(world.pki.clone(), store, vec![test_server()], time).unwrap();
    let rights = Rights::new(service);
    let challenge = world.challenge(&world.device, &header(&[kid(1)]), None);
    let mut request = Request {
        peer: "127.0.0.1:1".parse().unwrap(),
        path: PATH.to_owned(),
        query: Some("cfg=(nosuchname:1)".to_owned()),
        url: format!("http://localhost{PATH}"),
        host: "localhost".to_owned(),
        soap_action: None,
        headers: Vec::new(),
        body: challenge.text.into_bytes(),
    };
    let refused = rights.handle(&request);
    assert_eq!((refused.status, refused.note.result), (500, 0x8004_C604));
    assert_eq!(refused.note.client, Some(client_id(&world.device)));
    request.query = None;
    let answered = rights.handle(&request);
    assert_eq!((answered.status, answered.note.result), (200, 0));
    assert_eq!(
        (answered.note.operation, answered.note.client),
        ("AcquireLicense", Some(client_id(&world.device)))
    );
    assert!(answered.note.facts.contains(&("licenses", "1".to_owned())), "{:?}", answered.note.facts);
    let repeated = rights.handle(&request);
    assert_eq!(repeated.body, answered.body);
    assert!(repeated.note.facts.contains(&("repeated", "true".to_owned())));
}
