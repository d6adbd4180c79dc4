//! What a player is held to: rights and dates, counts, which of several licenses wins, the clock, and what a killed player leaves.

mod loopback;

use std::path::Path;
use std::sync::Arc;

use boxlock::client::{Acquired, Client, Http, HttpOptions, Playable, Source};
use boxlock::clock::FixedClock;
use boxlock::error::{Error, ExitCode};
use boxlock::keys::{KeyId, KeySeed};
use boxlock::xmr::License;
use loopback::{Loopback, NOW, acquire, header, in_memory, kid};

const DAY: u64 = 86_400;

fn get(service: &Loopback, client: &Client, kid: KeyId, groups: &str) -> Acquired {
    acquire(client, &service.url_with(groups), &header(&[kid])).unwrap()
}

fn playable(client: &Client, kid: KeyId) -> Result<Playable, Error> {
    client.playable(&[kid], &[], &[], "").map(|mut found| found.remove(0))
}

fn play(client: &Client, kid: KeyId) {
    client.play(vec![playable(client, kid).unwrap()]).unwrap().stop().unwrap();
}

/// A refusal with exit code 1, and the code of clients in its words.
fn refused(result: Result<Playable, Error>, hresult: &str) -> Error {
    let error = result.map(|_| ()).unwrap_err();
    assert_eq!(error.exit_code(), ExitCode::CheckFailed, "{error}");
    assert!(error.to_string().contains(hresult), "{error} is not {hresult}");
    error
}

#[test]
fn dates_rights_and_spans_are_enforced() {
    let service = Loopback::start();
    let client = service.client("tv");
    let clock = &service.clock;
    // A license may come ahead of its time: it is stored, and does not play yet.
    let early = get(&service, &client, kid(1), "(persist:true,begindate:20261124,enddate:20261126)");
    assert!(early.licenses[0].stored && early.licenses[0].opened.is_err());
    refused(playable(&client, kid(1)), "0x8004C00A");
    clock.add(3 * DAY);
    play(&client, kid(1));
    clock.add(2 * DAY);
    refused(playable(&client, kid(1)), "0x8004C009");

    // The span counts from the first play, not from the day on which the license came.
    get(&service, &client, kid(3), "(persist:true,firstplayexpiration:3600)");
    clock.add(DAY);
    play(&client, kid(3));
    clock.add(3599);
    play(&client, kid(3));
    clock.add(1);
    assert!(refused(playable(&client, kid(3)), "0x8004C009").to_string().contains("after its first play"));

    get(&service, &client, kid(4), "(persist:true,enddate:20261130,graceperiod:86400)");
    clock.add(2 * DAY);
    play(&client, kid(4));
    clock.add(DAY);
    refused(playable(&client, kid(4)), "0x8004C009");

    // A play that has begun goes on past the end, unless the license says that it may not.
    let more = "(persist:true,enddate:20261210,realtime:true)";
    get(&service, &client, kid(5), more);
    get(&service, &client, kid(6), "(persist:true,enddate:20261210)");
    let [strict, lax] = [5, 6].map(|n| client.play(vec![playable(&client, kid(n)).unwrap()]).unwrap());
    strict.goes_on().unwrap();
    clock.add(30 * DAY);
    let ended = strict.goes_on().unwrap_err();
    assert!(ended.to_string().contains("0x8004C084"), "{ended}");
    lax.goes_on().unwrap();
    refused(playable(&client, kid(6)), "0x8004C009");
}

#[test]
fn a_license_in_memory_ends_in_the_middle_too() {
    let service = Loopback::start();
    let client = service.client("tv");
    let acquired = get(&service, &client, kid(1), "(firstplayexpiration:60,realtime:true)");
    let memory = in_memory(&acquired);
    let playback = client.play(client.playable(&[kid(1)], &[], &memory, "").unwrap()).unwrap();
    service.clock.add(59);
    playback.goes_on().unwrap();
    service.clock.add(1);
    let ended = playback.goes_on().unwrap_err();
    assert!(ended.to_string().contains("0x8004C084"), "{ended}");
    assert!(client.store.read().unwrap().plays.is_empty(), "nothing of it is remembered");
}

#[test]
fn of_several_licenses_the_newest_wins_and_older_ones_stand_in() {
    let service = Loopback::start();
    let client = service.client("tv");
    let counted = |client: &Client| {
        let state = client.store.read().unwrap();
        let licenses = state.licenses.iter();
        licenses.map(|own| state.play_state(own.kid, own.rights_id.0).plays).collect::<Vec<_>>()
    };
    get(&service, &client, kid(1), "(persist:true)");
    service.clock.add(1);
    get(&service, &client, kid(1), "(persist:true,playcount:2)");
    assert_eq!(client.store.read().unwrap().licenses.len(), 2, "both are kept");

    // The newer one is used up first, then the older one is there.
    for expected in [[0, 1], [0, 2], [1, 2], [2, 2]] {
        play(&client, kid(1));
        assert_eq!(counted(&client), expected);
    }
    // What the store holds comes before what the file brings along, and that before the answer of a server.
    let other = service.client("other");
    let brought =
        vec![get(&service, &client, kid(2), "(embed:true,persist:true)").licenses.remove(0).license];
    let memory = in_memory(&get(&service, &client, kid(2), "(sl:150)"));
    let source = |client: &Client, embedded: &[License]| {
        client.playable(&[kid(2)], embedded, &memory, "").unwrap().remove(0).source
    };
    assert_eq!(source(&client, &brought), Source::Stored);
    client.secure_delete(&[kid(2)], None, None).unwrap();
    assert_eq!(source(&client, &brought), Source::Embedded);
    assert_eq!(source(&client, &[]), Source::Memory);
    assert!(other.playable(&[kid(2)], &brought, &memory, "").is_err(), "they are the other device's");

    // With none that plays, the reason is that of the newest.
    get(&service, &client, kid(3), "(persist:true,playcount:1)");
    play(&client, kid(3));
    get(&service, &client, kid(3), "(persist:true,enddate:20261123)");
    play(&client, kid(3));
    service.clock.add(2 * DAY);
    let error = refused(playable(&client, kid(3)), "expired after 2026-11-23");
    assert!(error.hint.unwrap().contains("another license"));
}

#[test]
fn a_clock_that_was_set_back_does_not_revive_a_license() {
    let service = Loopback::start();
    let folder = service.device("tv");
    let at = |now: u64| {
        let http = Http::new(&HttpOptions::default()).unwrap();
        Client::open(&folder, None, http, Arc::new(FixedClock(now))).unwrap()
    };
    let client = at(NOW);
    get(&service, &client, kid(1), "(persist:true,enddate:20261130)");
    get(&service, &client, kid(2), "(persist:true)");
    assert_eq!(client.store.read().unwrap().last_time, NOW, "licenses came at this time");

    // A week later the license still plays; then somebody turns the clock back, to play on for ever.
    let later = NOW + 7 * DAY;
    play(&at(later), kid(1));
    let back = at(NOW + 60);
    let error = refused(playable(&back, kid(1)), "0x8004C05C");
    assert!(error.to_string().contains("2026-11-29") && error.to_string().contains("2026-11-22"), "{error}");
    assert!(error.hint.unwrap().contains("client clock --reset"));
    assert!(back.clock_was_set_back(&back.store.read().unwrap()));
    // What has no dates plays, and does not make the clock right again.
    play(&back, kid(2));
    assert_eq!(back.store.read().unwrap().last_time, later);
    // A clock that is adjusted by less than a minute was not set back.
    play(&at(later - 60), kid(1));
    refused(playable(&at(later - 61), kid(1)), "0x8004C05C");

    // Where it is right again, or what it had seen is forgotten, the license counts as before.
    play(&at(later + 1), kid(1));
    refused(playable(&at(NOW + 30 * DAY), kid(1)), "0x8004C009");
    back.reset_clock().unwrap();
    play(&at(NOW), kid(1));
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder.join("store")).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn what_a_killed_process_left_behind_is_swept_away() {
    let service = Loopback::start();
    let folder = service.device("tv");
    let client = service.open(&folder);
    get(&service, &client, kid(1), "(persist:true)");
    let memory = in_memory(&get(&service, &client, kid(5), "(securestop:service)"));
    let playback = client.play(client.playable(&[kid(5)], &[], &memory, "").unwrap()).unwrap();
    let before = names(&folder);
    // Marked and never recorded, written and never named, begun and never finished.
    for left in ["00112233445566778899aabbccddeeff.playing", "left-over.xmr", ".boxlock-aB3xYz"] {
        std::fs::write(folder.join("store").join(left), b"left").unwrap();
    }
    let another = service.open(&folder);
    assert_eq!(names(&folder), before, "nothing that is in use goes");
    playback.goes_on().unwrap();
    playback.stop().unwrap();
    assert_eq!(playable(&another, kid(1)).unwrap().opened.key, KeySeed::test().derive(&kid(1)));
}
