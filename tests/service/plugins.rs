//! The sample plug-ins, as a services file asks for them.

use boxlock::drm::SystemId;
use boxlock::rights_manager::operations::acquire_packaging_data as packaging;
use boxlock::rights_manager::operations::join_domain::JoinRequest;
use boxlock::rights_manager::operations::process_delete_license_data::DeleteRequest;
use boxlock::rights_manager::operations::process_metering_data as metering;
use boxlock::rights_manager::operations::process_secure_stop_data as stop;
use boxlock::store::deletion::PersistentLicenses;
use boxlock::store::metering::MeteringCount;

use super::*;

/// A service with these further tables.
fn world(tables: &str) -> World {
    World::of(&format!("[[service]]\nid = \"shop\"\nqueries = true\nkeys = {{ seed = \"test\" }}\n{tables}"))
}

fn answered(world: &World, message: &str) -> Result<String, Fault> {
    match world.post(PATH, message) {
        (200, text) => Ok(text),
        (status, text) => Err(fault_of(status, &text)),
    }
}

fn join(world: &World, device: &Device, account: u8) -> Result<(), Fault> {
    let info = client_info(device);
    let request = JoinRequest {
        service_id: [0; 16],
        account_id: [account; 16],
        revision: None,
        friendly_name: None,
        custom_data: None,
        client_time: NOW,
        client_info: &info,
        server_key: &world.pki.server_key().public(),
    };
    answered(world, &request.build(&device.signing_key, &mut OsRng).unwrap().text).map(drop)
}

fn refused_by_rule<T>(result: Result<T, Fault>, words: &str) {
    let fault = result.err().expect("not refused");
    assert_code(&fault, FaultCode::ServiceSpecific);
    assert!(fault.custom_data.as_deref().is_some_and(|text| text.contains(words)), "{fault}");
}

#[test]
fn a_plan_makes_the_domain_of_its_account_smaller() {
    let account = "3a3a3a3a-3a3a-3a3a-3a3a-3a3a3a3a3a3a";
    let world =
        world(&format!("device_limit = 2\n[[service.plan]]\naccount = \"{account}\"\ndevice_limit = 1\n"));
    let devices = [5, 6, 7].map(|seed| world.other_device(seed));
    join(&world, &devices[0], 0x3a).unwrap();
    assert_code(&join(&world, &devices[1], 0x3a).unwrap_err(), FaultCode::DeviceLimit);
    // Others have what the service gives.
    join(&world, &devices[0], 0x3b).unwrap();
    join(&world, &devices[1], 0x3b).unwrap();
    assert_code(&join(&world, &devices[2], 0x3b).unwrap_err(), FaultCode::DeviceLimit);
}

#[test]
fn metering_is_believed_as_far_as_it_can_be() {
    let world = world("[service.metering]\nactions = [\"Play\"]\nmost = 5\n");
    let report = |action: &str, count| {
        let counts = [MeteringCount { kid: kid(1), action: action.to_owned(), count }];
        let report = metering::Report {
            transaction_id: [u8::try_from(count).unwrap(); 16],
            counts: &counts,
            custom_data: None,
            client_time: NOW,
        };
        let (chain, info) = (&world.pki.metering().chain, client_info(&world.device));
        let built = metering::request(&report, chain, &info, &world.device.signing_key, &mut OsRng).unwrap();
        answered(&world, &built.text)
    };
    refused_by_rule(report("Copy", 1), "\"Copy\" is not metered here");
    refused_by_rule(report("Play", 6), "6 uses");
    assert!(world.store.read(&Report::Metering).unwrap().is_empty());
    report("Play", 5).unwrap();
    let rows = world.store.read(&Report::Metering).unwrap();
    assert!(matches!(rows.as_slice(), [Row::Metering { count: 5, .. }]), "{rows:?}");
}

#[test]
fn a_receipt_says_how_long_was_played() {
    let stops = |world: &World, states: &[stop::SessionState]| {
        let session = |(id, state): (usize, &stop::SessionState)| stop::Session {
            id: [u8::try_from(id).unwrap(); 16],
            kid: Some(kid(1)),
            state: *state,
            started: NOW - 60,
            updated: NOW,
            stop_key: None,
        };
        let sessions: Vec<_> = states.iter().enumerate().map(session).collect();
        let report = stop::Report { sessions: &sessions, custom_data: None, client_time: NOW };
        let metering = world.pki.metering();
        let info = client_info(&world.device);
        let built =
            stop::request(&report, &metering.chain, &info, &world.device.signing_key, &mut OsRng).unwrap();
        let text = answered(world, &built.text)?;
        let answer = Envelope::read(text.as_bytes(), &LIMITS).unwrap();
        Ok(stop::read_response(&answer, &metering.id, &world.expected(built.nonce)).unwrap().custom_data)
    };
    use stop::SessionState::{Crashed, Started, Stopped};
    let open = world("[service.secure_stop]\n");
    let receipt = stops(&open, &[Started, Stopped, Crashed]).unwrap();
    assert_eq!(receipt.as_deref(), Some("sessions=2&seconds=120"));
    let strict = world("[service.secure_stop]\nproven_only = true\n");
    refused_by_rule(stops(&strict, &[Stopped]), "version 2");
    assert!(strict.store.read(&Report::Sessions).unwrap().is_empty());
    assert_eq!(stops(&world(""), &[Stopped]).unwrap(), None);
}

#[test]
fn a_device_stores_so_many_licenses_until_it_deletes_some() {
    let world = world(&format!("[service.downloads]\nlimit = 2\nkeep = [\"{}\"]\n", kid(1)));
    let acquire = |n: u8, query: &str| {
        world.acquire(&world.device, &format!("{PATH}?cfg={query}"), &header(&[kid(n)]), None).map(drop)
    };
    let delete = |session: u8, n: u8| {
        let info = client_info(&world.device);
        let request = DeleteRequest {
            session_id: [session; 16],
            kids: &[kid(n)],
            custom_data: None,
            client_info: &info,
            server_key: &world.pki.server_key().public(),
        };
        answered(&world, &request.build(&world.device.signing_key, &mut OsRng).unwrap().text)
    };
    acquire(1, "(persist:true)").unwrap();
    acquire(2, "(persist:true)").unwrap();
    refused_by_rule(acquire(3, "(persist:true)"), "stores 2 licenses and may store 2");
    // What is not stored is not counted, and another device has its own places.
    acquire(3, "(persist:false)").unwrap();
    let other = world.other_device(5);
    assert!(world.acquire(&other, &format!("{PATH}?cfg=(persist:true)"), &header(&[kid(3)]), None).is_ok());
    refused_by_rule(delete(1, 1), "are kept");
    delete(2, 2).unwrap();
    acquire(3, "(persist:true)").unwrap();
    let held = world.store.read(&PersistentLicenses { client: client_id(&world.device) }).unwrap();
    assert_eq!(held, 2);
}

#[test]
fn programs_have_the_key_ids_of_the_file() {
    let world = world(&format!("packaging = {{ programs = {{ film = \"{}\" }} }}\n", kid(9)));
    let package = |program: &str| {
        let text = answered(&world, &packaging::write_request(program, &[SystemId::PLAYREADY])).unwrap();
        packaging::read_response(&Envelope::read(text.as_bytes(), &LIMITS).unwrap()).unwrap().remove(0)
    };
    let film = package("film");
    assert_eq!((film.kid, film.key), (kid(9), keys().get(&kid(9)).unwrap()));
    assert_ne!(package("series").kid, kid(9));
    let unknown = World::of(&format!(
        "[[service]]\nid = \"shop\"\nkeys = {{ database = true }}\npackaging = {{ programs = {{ film = \"{}\" }} }}\n",
        kid(9)
    ));
    let request = packaging::write_request("film", &[SystemId::PLAYREADY]);
    refused_by_rule(answered(&unknown, &request), "no key for key ID");
}
