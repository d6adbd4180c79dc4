//! Secure Delete from end to end: what a device deletes is not counted any more, and the client knows its answer.

#[path = "common/service.rs"]
mod service;

use boxlock::crypto::{SeededRng, random_array};
use boxlock::keys::KeyId;
use boxlock::pki::Device;
use boxlock::rights_manager::handlers::{Handlers, SecureDeleteHandler};
use boxlock::rights_manager::names::SERVER_KEY_NAME;
use boxlock::rights_manager::operations::process_delete_license_data::{DeleteRequest, read_deleted};
use boxlock::rights_manager::request::RequestBuilder;
use boxlock::rights_manager::service::{Call, Caller, Definition, Reply};
use boxlock::rights_manager::{Fault, FaultCode, Operation};
use boxlock::store::deletion::{DeleteLicenses, PersistentLicenses};
use service::{NOW, World, client_id, envelope, info, keys, kid};

const STORED: &str = "cfg=(persist:true)";
const SESSION: [u8; 16] = [0x5e; 16];

fn request(world: &World, device: &Device, session_id: [u8; 16], kids: &[KeyId]) -> String {
    let client_info = info(device, &[]);
    let request = DeleteRequest {
        session_id,
        kids,
        custom_data: None,
        client_info: &client_info,
        server_key: &world.server_key,
    };
    request.build(&device.signing_key, &mut SeededRng::new(1)).unwrap().text
}

fn delete(world: &World, device: &Device, session: [u8; 16], kids: &[KeyId]) -> Result<Reply, Fault> {
    let reply = world.send(&request(world, device, session, kids))?;
    read_deleted(&envelope(&reply.text), session).unwrap();
    Ok(reply)
}

fn held(world: &World, device: &Device) -> u64 {
    world.service.store.read(&PersistentLicenses { client: client_id(device) }).unwrap()
}

fn fact<'a>(reply: &'a Reply, name: &str) -> &'a str {
    let fact = reply.facts.iter().find(|(known, _)| *known == name);
    fact.map(|(_, value)| value.as_str()).unwrap()
}

#[test]
fn deleted_licenses_are_not_counted() {
    let world = World::new();
    let [device, other] = [10, 11].map(|seed| world.device(seed));
    for n in 1..=3 {
        world.license(&device, &[], kid(n), STORED).unwrap();
    }
    // A second license for a key ID, one that is not stored, and one of another device.
    world.license(&device, &[], kid(1), STORED).unwrap();
    world.license(&device, &[], kid(2), "").unwrap();
    world.license(&other, &[], kid(1), STORED).unwrap();
    assert_eq!((held(&world, &device), held(&world, &other)), (4, 1));

    let reply = delete(&world, &device, SESSION, &[kid(1)]).unwrap();
    assert_eq!((fact(&reply, "licenses"), fact(&reply, "left")), ("2", "2"));
    assert_eq!((held(&world, &device), held(&world, &other)), (2, 1));
    delete(&world, &device, [2; 16], &[kid(2), kid(3)]).unwrap();
    assert_eq!(held(&world, &device), 0);
}

#[test]
fn a_session_counts_once_and_is_answered_alike() {
    let world = World::new();
    let device = world.device(10);
    world.license(&device, &[], kid(1), STORED).unwrap();
    let message = request(&world, &device, SESSION, &[kid(1)]);
    let first = world.send(&message).unwrap();
    // What is bought again after that is not touched by the old message.
    world.license(&device, &[], kid(1), STORED).unwrap();
    for _ in 0..3 {
        let again = world.send(&message).unwrap();
        assert_eq!(again.text, first.text);
        assert_eq!((fact(&again, "repeated"), fact(&again, "left")), ("true", "1"));
    }
    assert_eq!(held(&world, &device), 1);
}

#[test]
fn licenses_that_are_not_known_are_no_error() {
    let world = World::new();
    let device = world.device(10);
    world.license(&device, &[], kid(1), STORED).unwrap();
    let reply = delete(&world, &device, SESSION, &[kid(8), kid(9)]).unwrap();
    assert_eq!((fact(&reply, "licenses"), fact(&reply, "left")), ("0", "1"));
}

#[test]
fn the_messages_have_their_public_form() {
    let world = World::new();
    let device = world.device(10);
    let message = request(&world, &device, SESSION, &[kid(1)]);
    let payload = message.split_once("<DeleteLicenseData ").unwrap().1;
    let start = "xmlns=\"http://schemas.microsoft.com/DRM/2007/03/protocols\" Id=\"SignedData\" xml:space=\"preserve\">\
                 <Version>1</Version><SessionID>Xl5eXl5eXl5eXl5eXl5eXg==</SessionID>\
                 <KIDS><KID>AQEBAQEBAQEBAQEBAQEBAQ==</KID></KIDS><EncryptedData ";
    assert!(payload.starts_with(start), "{payload}");
    let answer = world.send(&message).unwrap().text;
    let result = "<DeleteLicenseResponse xmlns=\"http://schemas.microsoft.com/DRM/2007/03/protocols\"><Version>1</Version>\
                  <SessionID>Xl5eXl5eXl5eXl5eXl5eXg==</SessionID></DeleteLicenseResponse></Response>";
    assert!(answer.contains(result), "{answer}");
    assert!(!answer.contains("Signature") && !answer.contains("Encrypted"));
}

#[test]
fn the_client_keeps_its_session_when_the_answer_is_to_another() {
    let world = World::new();
    let device = world.device(10);
    let answer = world.send(&request(&world, &device, SESSION, &[kid(1)])).unwrap().text;
    assert!(read_deleted(&envelope(&answer), SESSION).is_ok());
    let error = read_deleted(&envelope(&answer), [1; 16]).unwrap_err().to_string();
    assert!(error.contains("SessionID is not that of the request"), "{error}");
    assert!(read_deleted(&envelope(&answer.replace("<Version>1<", "<Version>2<")), SESSION).is_err());
}

/// A message whose payload is made by hand.
fn odd(world: &World, device: &Device, version: u64, fields: &str) -> Result<Reply, Fault> {
    let client_info = info(device, &[]);
    let builder = RequestBuilder {
        operation: Operation::ProcessDeleteLicenseData,
        payload: "DeleteLicenseData",
        version,
        fields: &|w| w.raw(fields),
        custom_data: None,
        client_time: NOW,
        client_info: &client_info,
        private: "",
        receiver: (&world.server_key, SERVER_KEY_NAME),
        with_nonce: false,
    };
    world.send(&builder.build(&device.signing_key, &mut SeededRng::new(2)).unwrap().text)
}

#[test]
fn invalid_message_601_for_what_is_no_report() {
    let world = World::new();
    let device = world.device(10);
    let session = "<SessionID>Xl5eXl5eXl5eXl5eXl5eXg==</SessionID>";
    let kid = "<KID>AQEBAQEBAQEBAQEBAQEBAQ==</KID>";
    for fields in [
        format!("<KIDS>{kid}</KIDS>"),
        format!("<SessionID>Xl5e</SessionID><KIDS>{kid}</KIDS>"),
        session.to_owned(),
        format!("{session}<KIDS></KIDS>"),
        format!("{session}<KIDS><KID>AQEB</KID></KIDS>"),
        format!("{session}<KIDS><OTHER></OTHER></KIDS>"),
        format!("{session}<KIDS>{}</KIDS>", kid.repeat(4097)),
    ] {
        let fault = odd(&world, &device, 1, &fields).unwrap_err();
        assert_eq!(fault.known(), Some(FaultCode::InvalidMessage), "{fault}");
    }
    let good = format!("{session}<KIDS>{kid}</KIDS>");
    let fault = odd(&world, &device, 2, &good).unwrap_err();
    assert_eq!(fault.known(), Some(FaultCode::ProtocolVersion));
    odd(&world, &device, 1, &good).unwrap();
}

#[test]
fn invalid_message_601_for_a_report_that_was_changed() {
    let world = World::new();
    let device = world.device(10);
    world.license(&device, &[], kid(1), STORED).unwrap();
    let message = request(&world, &device, SESSION, &[kid(2)]);
    let changed = message.replace("AgICAgICAgICAgICAgICAg==", "AQEBAQEBAQEBAQEBAQEBAQ==");
    assert_ne!(changed, message);
    let fault = world.send(&changed).unwrap_err();
    assert_eq!(fault.known(), Some(FaultCode::InvalidMessage));
    assert_eq!(held(&world, &device), 1);
}

/// Keeps everything.
struct Keeper;

impl SecureDeleteHandler for Keeper {
    fn deleted(&self, _: &Call<'_>, _: &Caller, report: &DeleteLicenses) -> Result<(), Fault> {
        assert_eq!((report.session, report.kids.as_slice()), (SESSION, [kid(1)].as_slice()));
        Err(Fault::service("not today"))
    }
}

#[test]
fn a_refusal_of_the_handler_records_nothing() {
    let mut definition = Definition::test_server(Box::new(keys()));
    definition.handlers = Handlers { secure_delete: Box::new(Keeper), ..Handlers::default() };
    let world = World::with(vec![definition]);
    let device = world.device(10);
    world.license(&device, &[], kid(1), STORED).unwrap();
    let fault = delete(&world, &device, SESSION, &[kid(1)]).unwrap_err();
    assert_eq!(
        (fault.known(), fault.custom_data.as_deref()),
        (Some(FaultCode::ServiceSpecific), Some("not today"))
    );
    assert_eq!(held(&world, &device), 1);
}

#[test]
fn sessions_of_two_devices_do_not_meet() {
    let world = World::new();
    let devices = [10, 11].map(|seed| world.device(seed));
    let session = random_array(&mut SeededRng::new(9)).unwrap();
    for device in &devices {
        world.license(device, &[], kid(1), STORED).unwrap();
        let reply = delete(&world, device, session, &[kid(1)]).unwrap();
        assert_eq!((fact(&reply, "repeated"), fact(&reply, "licenses")), ("false", "1"));
    }
}
