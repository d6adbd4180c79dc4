//! Accounts, purchases, streams and lists: the sample handlers at work.

use boxlock::rights_manager::handlers::{DenyList, Handlers, LicenseHandler, StreamLimit};
use boxlock::store::accounts::{Buy, OpenAccount};
use boxlock::store::secure_stop::{RecordStops, SessionState, StopSession};

use super::*;

fn with_handler(handler: impl LicenseHandler + 'static) -> World {
    let handlers = Handlers { license: Box::new(handler), ..Handlers::default() };
    World::with(vec![Definition { handlers, ..Definition::new("shop", Box::new(keys())) }])
}

fn buy(world: &World, account: &str, n: u8, expires: Option<u64>) {
    let (service, account) = ("shop".to_owned(), account.to_owned());
    world.store.commit(Buy { service, account, item: kid(n).hex(), now: NOW, expires }).unwrap();
}

#[test]
fn what_was_bought_is_issued_and_issued_again_to_a_new_device_of_the_user() {
    let world = with_handler(boxlock::rights_manager::handlers::BoughtOnly);
    let text = header(&[kid(1)]);
    let fault = world.refused(PATH, &text, Some("user=alice"));
    assert_code(&fault, FaultCode::ServiceSpecific);
    assert!(fault.custom_data.unwrap().contains("not bought"));
    assert_code(&world.refused(PATH, &text, None), FaultCode::ServiceSpecific);

    buy(&world, "alice", 1, None);
    let new_device = world.other_device(4);
    for device in [&world.device, &new_device] {
        let license = world.opened(device, PATH, &text, Some("token=x&user=alice"));
        assert_eq!(license.key, KeySeed::test().derive(&kid(1)));
    }
    let fault = world.acquire(&new_device, PATH, &text, Some("user=bob")).err().unwrap();
    assert_code(&fault, FaultCode::ServiceSpecific);
    let accounts = world.license_rows();
    assert_eq!(accounts.len(), 2);
    assert!(accounts.iter().all(|row| serde_json::to_value(row).unwrap()["account"] == "alice"));
}

#[test]
fn of_several_keys_those_that_were_bought_are_granted() {
    let world = with_handler(boxlock::rights_manager::handlers::BoughtOnly);
    buy(&world, "alice", 2, None);
    let answer = world.acquire(&world.device, PATH, &header(&[kid(1), kid(2)]), Some("user=alice")).unwrap();
    let kids: Vec<KeyId> =
        world.open(&world.device, &answer).into_iter().map(|license| license.unwrap().kid).collect();
    assert_eq!(kids, [kid(2)]);
}

#[test]
fn a_rental_ends_when_the_store_says_so() {
    let world = with_handler(boxlock::rights_manager::handlers::BoughtOnly);
    buy(&world, "alice", 1, Some(NOW + 1000));
    let text = header(&[kid(1)]);
    let license = world.opened(&world.device, PATH, &text, Some("user=alice"));
    assert_eq!(license.policy.end.map(|end| end.settled(NOW)), Some(NOW + 1000));
    world.clock.0.fetch_add(1000, Ordering::SeqCst);
    let fault = world.refused(PATH, &text, Some("user=alice"));
    assert!(fault.custom_data.unwrap().contains("ended"));
}

#[test]
fn streams_are_limited_until_one_stops() {
    let world = with_handler(StreamLimit { streams: 1, seconds: 3600 });
    let second = world.other_device(4);
    let text = header(&[kid(1)]);
    let ask = |device: &Device| world.acquire(device, PATH, &text, Some("user=alice"));
    let first = world.opened(&world.device, PATH, &text, Some("user=alice"));
    assert!(first.policy.secure_stop.is_some());
    assert_eq!(first.policy.end.map(|end| end.settled(NOW)), Some(NOW + 3600));
    assert_code(&ask(&second).err().unwrap(), FaultCode::ServiceSpecific);
    assert!(ask(&world.device).is_ok(), "the same stream goes on");
    let session = StopSession {
        session: [1; 16],
        kid: Some(kid(1)),
        state: SessionState::Stopped,
        started: NOW,
        updated: NOW + 5,
        verified: false,
    };
    let stops = RecordStops {
        client: client_id(&world.device),
        metering_id: world.pki.metering().id,
        sessions: vec![session],
        custom_data: None,
        now: NOW,
    };
    world.store.commit(stops).unwrap();
    assert!(ask(&second).is_ok());
    assert!(ask(&world.device).is_err());
    world.clock.0.fetch_add(3600, Ordering::SeqCst);
    assert!(ask(&world.device).is_ok(), "a stream whose stop never came has ended");
    assert_code(&world.refused(PATH, &text, None), FaultCode::ServiceSpecific);
}

#[test]
fn listed_devices_and_key_ids_are_denied() {
    let world = World::new();
    let device = client_id(&world.device);
    drop(world);
    let world = with_handler(DenyList { devices: [device].into(), kids: [kid(7)].into() });
    assert_code(&world.refused(PATH, &header(&[kid(1)]), None), FaultCode::ServiceSpecific);
    let other = world.other_device(4);
    assert!(world.acquire(&other, PATH, &header(&[kid(1)]), None).is_ok());
    let fault = world.acquire(&other, PATH, &header(&[kid(7)]), None).err().unwrap();
    assert!(fault.custom_data.unwrap().contains(&kid(7).to_string()));
}

#[test]
fn unknown_account_60c_when_accounts_are_listed() {
    let definition = Definition { lists_accounts: true, ..Definition::new("shop", Box::new(keys())) };
    let world = World::with(vec![definition]);
    let text = header(&[kid(1)]);
    assert_code(&world.refused(PATH, &text, Some("user=alice")), FaultCode::UnknownAccount);
    let (service, account) = ("shop".to_owned(), "alice".to_owned());
    world.store.commit(OpenAccount { service, account, now: NOW }).unwrap();
    assert!(world.acquire(&world.device, PATH, &text, Some("user=alice")).is_ok());
}
