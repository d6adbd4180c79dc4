//! Every flow of the client over a loopback socket, and what the service's store says of it.

mod loopback;

use std::sync::Arc;

use boxlock::client::{Acquire, Http, HttpOptions, Source, packaging_data};
use boxlock::drm::SystemId;
use boxlock::error::{Error, ExitCode};
use boxlock::keys::KeySeed;
use boxlock::license::policy::Guid;
use boxlock::pki::Pki;
use boxlock::rights_manager::FaultCode;
use boxlock::rights_manager::operations::process_secure_stop_data::SessionState;
use boxlock::store::report::{Report, Row};
use loopback::{Loopback, NOW, acquire, header, in_memory, kid, refused};

#[test]
fn a_license_that_may_not_be_stored_is_used_once() {
    let service = Loopback::start();
    let client = service.client("tv");
    let acquired = acquire(&client, &service.url, &header(&[kid(1)])).unwrap();
    let [license] = acquired.licenses.as_slice() else { panic!("one license") };
    let opened = license.opened.as_ref().unwrap();
    assert_eq!(opened.key, KeySeed::test().derive(&kid(1)));
    assert!(!license.stored);
    assert!(client.store.read().unwrap().licenses.is_empty());
    assert!(client.playable(&[kid(1)], &[], &[], "").is_err());
    let memory = [(acquired.url.clone(), license.license.clone())];
    let playables = client.playable(&[kid(1)], &[], &memory, "").unwrap();
    assert_eq!(playables[0].source, Source::Memory);
    client.play(playables).unwrap().stop().unwrap();
}

#[test]
fn a_stored_license_plays_offline_until_it_ends() {
    let service = Loopback::start();
    let folder = service.device("phone");
    let client = service.open(&folder);
    let url = service.url_with("(persist:true,enddate:20261123,playcount:2)");
    let acquired = acquire(&client, &url, &header(&[kid(1), kid(2)])).unwrap();
    assert!(acquired.licenses.iter().all(|license| license.stored));
    let clock = service.clock.clone();
    drop(service.store.ping());
    drop(client);

    // Another process of the device, without the service.
    let client = service.open(&folder);
    for _ in 0..2 {
        let playables = client.playable(&[kid(1), kid(2)], &[], &[], "").unwrap();
        assert!(playables.iter().all(|playable| playable.source == Source::Stored));
        client.play(playables).unwrap().stop().unwrap();
    }
    let spent = client.playable(&[kid(1)], &[], &[], "").unwrap_err();
    assert!(spent.to_string().contains("all 2 plays"), "{spent}");
    assert_eq!(spent.exit_code(), ExitCode::CheckFailed);

    acquire(&client, &service.url_with("(persist:true,enddate:20261123)"), &header(&[kid(1)])).unwrap();
    client.playable(&[kid(1)], &[], &[], "").unwrap();
    clock.add(2 * 86_400);
    let expired = client.playable(&[kid(1)], &[], &[], "").unwrap_err();
    assert!(expired.to_string().contains("0x8004C009"), "{expired}");
}

#[test]
fn refusals_have_exit_code_8_and_say_everything() {
    let service = Loopback::start();
    let client = service.client("tv");
    let error = acquire(&client, &service.url_with("(nonsense:1)"), &header(&[kid(1)])).unwrap_err();
    assert_eq!(error.fault().unwrap().known(), Some(FaultCode::ServiceSpecific));
    let error = Error::from(error);
    assert_eq!(error.exit_code(), ExitCode::Remote);
    for part in [service.url.as_str(), "DRM_E_SERVER_SERVICE_SPECIFIC", "nonsense", "0x8004C604"] {
        assert!(error.to_string().contains(part), "{error} lacks {part}");
    }
    assert!(error.hint.unwrap().contains("the service refuses for a reason of its own"));

    let nobody = acquire(&client, "http://127.0.0.1:1/rightsmanager.asmx", &header(&[kid(1)])).unwrap_err();
    assert_eq!(Error::from(nobody).exit_code(), ExitCode::Remote);
    let elsewhere = service.url.replace("rightsmanager", "nothing");
    let error = Error::from(acquire(&client, &elsewhere, &header(&[kid(1)])).unwrap_err());
    assert!(error.to_string().contains("404"), "{error}");
    let no_url = Error::from(acquire(&client, "nonsense", &header(&[kid(1)])).unwrap_err());
    assert_eq!(no_url.exit_code(), ExitCode::Usage);
}

#[test]
fn a_transaction_stays_until_it_is_acknowledged() {
    let service = Loopback::start();
    let client = service.client("tv");
    let id = "7B1B1F3C-9A0E-4F0A-8E3C-2D1D7F0B6A11";
    let url = service.url_with(&format!("(persist:true,tid:{id})"));
    let acquired = acquire(&client, &url, &header(&[kid(1)])).unwrap();
    assert_eq!(acquired.transaction_id.unwrap().to_string(), id);
    assert_eq!(client.store.read().unwrap().acknowledgements.len(), 1);

    service.lose_next_answer();
    client.acknowledge(None, None, None).unwrap_err();
    assert_eq!(client.store.read().unwrap().acknowledgements.len(), 1);
    let done = client.acknowledge(None, None, None).unwrap();
    assert_eq!((done.len(), done[0].stored, done[0].failed), (1, 1, 0));
    assert!(client.store.read().unwrap().acknowledgements.is_empty());
    let rows = service.report(Report::Licenses);
    assert!(matches!(&rows[..], [Row::License { acknowledged: Some(_), .. }]), "{rows:?}");
}

#[test]
fn a_license_of_a_domain_plays_on_every_member_offline() {
    let service = Loopback::start();
    let (first, second, stranger) =
        (service.client("tv"), service.client("phone"), service.client("stranger"));
    let account = Guid::from_u128(0xacc0);
    let url = service.url_with(&format!("(persist:true,accountid:{account})"));
    let text = header(&[kid(7)]);

    let code = refused(acquire(&first, &url, &text).unwrap_err());
    assert_eq!(code, FaultCode::DomainRequired);
    let ask = Acquire { url: &url, header: &text, custom_data: None, join: true };
    let acquired = first.acquire(&ask).unwrap();
    assert_eq!(acquired.joined.len(), 1);
    assert_eq!(acquired.joined[0].record.account_id, account);
    assert!(acquired.licenses[0].stored);

    // The license travels with the file; the second device only joins.
    let license = vec![acquired.licenses[0].license.clone()];
    let refusal = second.playable(&[kid(7)], &license, &[], "").unwrap_err();
    assert!(refusal.to_string().contains("0x8004C580"), "{refusal}");
    let service_id = acquired.joined[0].record.service_id;
    second.join(&service.url, service_id, account, Some("phone"), None).unwrap();
    let before = service.asked().len();
    let playables = second.playable(&[kid(7)], &license, &[], "").unwrap();
    assert_eq!(playables[0].source, Source::Embedded);
    assert_eq!(playables[0].opened.key, KeySeed::test().derive(&kid(7)));
    second.play(playables).unwrap().stop().unwrap();
    assert_eq!(service.asked().len(), before, "nobody was asked");
    assert!(stranger.playable(&[kid(7)], &license, &[], "").is_err());

    second.leave(account, None, None, None).unwrap();
    assert!(second.store.read().unwrap().domains.is_empty());
    assert!(second.playable(&[kid(7)], &license, &[], "").is_err());
    second.leave(account, None, None, None).unwrap_err();
    let members = service.report(Report::Domains);
    assert!(matches!(&members[0], Row::Domain { members: 1, .. }), "{members:?}");
}

#[test]
fn a_leave_whose_answer_is_lost_is_sent_again() {
    let service = Loopback::start();
    let client = service.client("tv");
    let account = Guid::from_u128(0xacc1);
    client.join(&service.url, Guid::from_u128(0), account, None, None).unwrap();
    service.lose_next_answer();
    client.leave(account, None, None, None).unwrap_err();
    assert_eq!(client.store.read().unwrap().domains.len(), 1);
    assert!(client.leave(account, None, None, None).unwrap().was_member);
    assert!(client.store.read().unwrap().domains.is_empty());
}

#[test]
fn a_metering_report_that_is_sent_again_counts_once() {
    let service = Loopback::start();
    let client = service.client("tv");
    acquire(&client, &service.url_with("(persist:true,meteringid:service)"), &header(&[kid(1)])).unwrap();
    let play = || client.play(client.playable(&[kid(1)], &[], &[], "").unwrap()).unwrap().stop().unwrap();
    for _ in 0..3 {
        play();
    }
    let count = |rows: &[Row]| match rows {
        [Row::Metering { count, reports, .. }] => (*count, *reports),
        other => panic!("{other:?}"),
    };
    service.lose_next_answer();
    client.meter(None, None, None).unwrap_err();
    assert_eq!(count(&service.report(Report::Metering)), (3, 1));
    let pending = client.store.read().unwrap().counters[0].report.clone().unwrap();

    // Played again while the report waits: that is for the next one.
    play();
    let done = client.meter(None, None, None).unwrap();
    assert_eq!(done.len(), 2);
    assert!(done[0].again && !done[1].again);
    assert_eq!(done[0].transaction_id, pending.transaction_id.0);
    assert_eq!(done[0].counts, [(kid(1), "Play".to_owned(), 3)]);
    assert_eq!(done[1].counts, [(kid(1), "Play".to_owned(), 1)]);
    assert_eq!(count(&service.report(Report::Metering)), (4, 2));
    assert!(client.meter(None, None, None).unwrap().is_empty());
}

#[test]
fn secure_stops_of_both_versions() {
    for version in [1, 2] {
        let service = Loopback::start();
        let client = service.client("tv");
        let groups =
            if version == 1 { "(securestop:service)" } else { "(securestop:service,securestop2:true)" };
        let acquired = acquire(&client, &service.url_with(groups), &header(&[kid(5)])).unwrap();
        let memory = in_memory(&acquired);
        let playback = client.play(client.playable(&[kid(5)], &[], &memory, "").unwrap()).unwrap();
        let session = playback.sessions().next().unwrap();
        service.clock.add(3);
        playback.goes_on().unwrap();

        let states = |service: &Loopback| match &service.report(Report::Sessions)[..] {
            [Row::Session { state, verified, .. }] => (state.clone(), *verified),
            other => panic!("{other:?}"),
        };
        let reports = client.secure_stop(Some(session), None, None).unwrap();
        assert_eq!(reports[0].sessions[0].state, SessionState::Started);
        assert_eq!(reports[0].proven, version == 2);
        assert_eq!(states(&service), ("started".to_owned(), version == 2));
        assert_eq!(client.store.read().unwrap().sessions.len(), 1, "it still plays");

        service.clock.add(4);
        playback.stop().unwrap();
        service.lose_next_answer();
        client.secure_stop(None, None, None).unwrap_err();
        let reports = client.secure_stop(None, None, Some("good night")).unwrap();
        assert_eq!(reports[0].sessions[0].record.stopped, Some(NOW + 7));
        assert_eq!(states(&service), ("stopped".to_owned(), version == 2));
        assert!(client.store.read().unwrap().sessions.is_empty());
        assert!(client.secure_stop(None, None, None).unwrap().is_empty());
        assert!(client.secure_stop(Some(session), None, None).is_err());
    }
}

#[test]
fn a_player_that_vanishes_is_a_crash() {
    let service = Loopback::start();
    let client = service.client("tv");
    let acquired = acquire(&client, &service.url_with("(securestop:service)"), &header(&[kid(5)])).unwrap();
    let memory = in_memory(&acquired);
    let playback = client.play(client.playable(&[kid(5)], &[], &memory, "").unwrap()).unwrap();
    drop(playback);
    let reports = client.secure_stop(None, None, None).unwrap();
    assert_eq!(reports[0].sessions[0].state, SessionState::Crashed);
    let rows = service.report(Report::Sessions);
    assert!(matches!(&rows[..], [Row::Session { state, .. }] if state == "crashed"), "{rows:?}");
}

#[test]
fn deleted_licenses_are_told_until_the_service_knows() {
    let service = Loopback::start();
    let client = service.client("tv");
    acquire(&client, &service.url_with("(persist:true)"), &header(&[kid(1), kid(2)])).unwrap();
    let held = |service: &Loopback| match &service.report(Report::Devices)[..] {
        [Row::Device { persistent_licenses, .. }] => *persistent_licenses,
        other => panic!("{other:?}"),
    };
    assert_eq!(held(&service), 2);
    client.secure_delete(&[kid(1), kid(9)], None, None).unwrap_err();
    assert_eq!(client.store.read().unwrap().licenses.len(), 2, "all or nothing");

    service.lose_next_answer();
    client.secure_delete(&[kid(1)], None, None).unwrap_err();
    let state = client.store.read().unwrap();
    assert_eq!((state.licenses.len(), state.deletions.len()), (1, 1));
    let files = || {
        let names = std::fs::read_dir(client.folder().join("store")).unwrap();
        names.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().ends_with(".xmr")).count()
    };
    assert_eq!(files(), 1);
    std::fs::write(client.folder().join("store/left-over.xmr"), b"XMR").unwrap();
    assert!(client.playable(&[kid(1)], &[], &[], "").is_err());
    let done = client.secure_delete(&[], None, None).unwrap();
    assert!(done[0].again);
    assert_eq!(done[0].kids, [kid(1)]);
    assert_eq!(files(), 1, "what a deletion that was cut short left behind is gone");
    assert_eq!(held(&service), 1);
    let rows = service.report(Report::Deletions);
    assert!(matches!(&rows[..], [Row::Deletion { licenses: 1, .. }]), "{rows:?}");
    assert!(client.secure_delete(&[], None, None).unwrap().is_empty());
}

#[test]
fn a_packager_gets_the_key_that_licenses_have() {
    let service = Loopback::start();
    let http = Http::new(&HttpOptions::default()).unwrap();
    let systems = [SystemId::PLAYREADY, SystemId::WIDEVINE];
    let protections = packaging_data(&http, &service.url, "movie", &systems).unwrap();
    let [protection] = protections.as_slice() else { panic!("one program") };
    assert_eq!(protection.headers.len(), 2);
    let client = service.client("tv");
    let acquired = acquire(&client, &service.url, &header(&[protection.kid])).unwrap();
    assert_eq!(acquired.opened().next().unwrap().key, protection.key);
}

#[test]
fn a_device_that_does_not_know_its_server_says_so() {
    let service = Loopback::start();
    let folder = service.device("old");
    let index = folder.join("device.json");
    let mut json: serde_json::Value = serde_json::from_slice(&std::fs::read(&index).unwrap()).unwrap();
    let key = json.as_object_mut().unwrap().remove("license_server_public_key").unwrap();
    assert_eq!(key.as_str().unwrap().len(), 128);
    std::fs::write(&index, json.to_string()).unwrap();
    let error = Error::from(acquire(&service.open(&folder), &service.url, &header(&[kid(1)])).unwrap_err());
    assert!(error.hint.unwrap().contains("--server-key"));
}

#[cfg(unix)]
#[test]
fn what_a_device_remembers_is_its_owners() {
    use std::os::unix::fs::PermissionsExt as _;
    let service = Loopback::start();
    let folder = service.device("tv");
    let client = service.open(&folder);
    client.join(&service.url, Guid::from_u128(0), Guid::from_u128(3), None, None).unwrap();
    acquire(&client, &service.url_with("(persist:true)"), &header(&[kid(1)])).unwrap();
    for entry in std::fs::read_dir(folder.join("store")).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.file_name());
    }
    assert_eq!(std::fs::metadata(folder.join("store")).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn many_players_of_one_device_lose_no_count() {
    let service = Loopback::start();
    let client = Arc::new(service.client("tv"));
    acquire(&client, &service.url_with("(persist:true,meteringid:service)"), &header(&[kid(1)])).unwrap();
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let client = Arc::clone(&client);
            std::thread::spawn(move || {
                let playables = client.playable(&[kid(1)], &[], &[], "").unwrap();
                client.play(playables).unwrap().stop().unwrap();
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let done = client.meter(None, None, None).unwrap();
    assert_eq!(done[0].counts, [(kid(1), "Play".to_owned(), 8)]);
}

#[test]
fn revocation_lists_come_once_and_a_revoked_signer_is_refused() {
    let service = Loopback::start();
    let folder = service.device("tv");
    let client = service.open(&folder);
    acquire(&client, &service.url, &header(&[kid(1)])).unwrap();
    let lists = client.store.read().unwrap().revocation_lists;
    assert_eq!(lists.len(), 3, "{lists:?}");
    acquire(&client, &service.url, &header(&[kid(1)])).unwrap();
    assert_eq!(client.store.read().unwrap().revocation_lists, lists);

    let mut pki = Pki::open(&service.folder.path().join("pki")).unwrap();
    let signer = pki.response_signer().chain.leaf().digest;
    pki.revoke(&[signer], &[], NOW).unwrap();
    let error = Error::from(acquire(&client, &service.url, &header(&[kid(1)])).unwrap_err());
    assert!(error.to_string().contains("revoked"), "{error}");
    // A device that has learned it refuses what else this signer says.
    let client = service.open(&folder);
    assert!(client.join(&service.url, Guid::from_u128(0), Guid::from_u128(1), None, None).is_err());
}
