//! One suite for all databases: what is stored once, counted once and limited stays so under repetition, competition and `kill -9`.

#[path = "common/postgres.rs"]
mod postgres;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use boxlock::crypto::SealingKey;
use boxlock::keys::{ContentKey, KeyId};
use boxlock::store::accounts::{Buy, KnowsAccount, OpenAccount, Purchase, PurchaseOf};
use boxlock::store::audit::{AnchorAudit, AuditHead, AuditHeadOf};
use boxlock::store::deletion::{DeleteLicenses, Deleted, PersistentLicenses};
use boxlock::store::domain::{
    Domain, DomainId, DomainKey, DomainKeys, DomainOf, JoinDomain, Joined, LeaveDomain, Left, MemberKind,
    MemberOf, MemberState, OpenDomain, RenewDomain,
};
use boxlock::store::issue::{Acknowledge, Acknowledged, AnswerTo, DeviceSeen, Issue, Issued, IssuedLicense};
use boxlock::store::metering::{CountMetering, Counted, MeteringCount};
use boxlock::store::packaging::{AssignKey, PackagingKey};
use boxlock::store::report::{REPORTS, Report, Row};
use boxlock::store::secure_stop::{
    KeepStopKey, OpenStream, RecordStops, SessionState, StopKeys, StopSession, StopsRecorded, StreamOpened,
};
use boxlock::store::{Store, StoreUrl};
use zeroize::Zeroizing;

/// A place for the stores of one test.
enum Place {
    Memory,
    Folder(tempfile::TempDir),
    Postgres(postgres::Database),
}

impl Place {
    fn folder() -> Self {
        Self::Folder(tempfile::tempdir().unwrap())
    }

    fn url(&self) -> String {
        match self {
            Self::Memory => "sqlite::memory:".to_owned(),
            Self::Folder(folder) => format!("sqlite:{}", folder.path().join("store.db").display()),
            Self::Postgres(database) => database.url.clone(),
        }
    }

    fn open(&self) -> Arc<Store> {
        open(&self.url())
    }

    /// Runs statements of SQL, past the store.
    fn sql(&self, statements: &str) {
        sqlx::any::install_default_drivers();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection =
                <sqlx::AnyConnection as sqlx::Connection>::connect(&self.url()).await.unwrap();
            sqlx::Executor::execute(&mut connection, sqlx::raw_sql(sqlx::AssertSqlSafe(statements)))
                .await
                .unwrap();
            sqlx::Connection::close(connection).await.unwrap();
        });
    }

    /// A second instance, as another process would have it; in memory there is only one.
    fn another(&self, first: &Arc<Store>) -> Arc<Store> {
        if matches!(self, Self::Memory) { Arc::clone(first) } else { self.open() }
    }
}

fn open(url: &str) -> Arc<Store> {
    Arc::new(Store::open(&url.parse().unwrap(), SealingKey::derive(b"test", "store")).unwrap())
}

/// Runs each case on all databases.
macro_rules! on_all_databases {
    ($($name:ident),* $(,)?) => {
        mod memory { $(#[test] fn $name() { super::$name(&super::Place::Memory); })* }
        mod sqlite { $(#[test] fn $name() { super::$name(&super::Place::folder()); })* }
        mod postgresql {
            $(#[test] fn $name() {
                if let Some(database) = super::postgres::database(concat!("postgresql::", stringify!($name))) {
                    super::$name(&super::Place::Postgres(database));
                }
            })*
        }
    };
}

on_all_databases!(
    a_thousand_replays_leave_one_row,
    one_nonce_in_many_hands_has_one_answer,
    a_batch_with_a_bad_change_keeps_the_good_ones,
    a_transaction_is_about_the_newest_answer_of_its_client,
    acknowledging_twice_is_acknowledging_once,
    sixty_four_joins_at_a_limit_of_five_give_five,
    computers_and_devices_that_join_at_once_keep_to_their_own_limits,
    a_store_of_before_is_brought_up_to_date,
    services_that_start_at_once_make_one_schema,
    domains_are_left_renewed_and_joined_again,
    a_report_sent_a_hundred_times_counts_once,
    sessions_end_once,
    streams_stop_at_the_limit,
    deletions_keep_the_count_true,
    a_program_has_one_key,
    purchases_only_grow,
    the_audit_head_never_moves_back,
    reports_show_everything_and_no_secret,
    another_pki_does_not_open_the_store,
);

fn client(n: u8) -> [u8; 32] {
    [n; 32]
}

fn kid(n: u8) -> KeyId {
    KeyId::from_bytes([n; 16])
}

fn issue(client_number: u8, nonce: u32, transaction: Option<u8>) -> Issue {
    let mut nonce_bytes = [0; 16];
    nonce_bytes[..4].copy_from_slice(&nonce.to_be_bytes());
    Issue {
        device: DeviceSeen {
            client: client(client_number),
            description: "Test TV".into(),
            security_level: 2000,
        },
        nonce: nonce_bytes,
        request_digest: [9; 32],
        service: "contoso".into(),
        account: None,
        now: 1_000 + u64::from(nonce),
        transaction_id: transaction.map(|n| [n; 16]),
        licenses: [(1, true), (2, true), (3, false)]
            .map(|(n, persistent)| IssuedLicense { rights_id: [n; 16], kid: kid(n), persistent })
            .to_vec(),
        answer: format!("answer {client_number} {nonce}").into_bytes(),
    }
}

fn license_rows(store: &Store) -> usize {
    store.read(&Report::Licenses).unwrap().len()
}

fn a_thousand_replays_leave_one_row(place: &Place) {
    let store = place.open();
    let request = issue(1, 7, None);
    assert_eq!(store.commit(request.clone()).unwrap(), Issued::Recorded);
    let threads: Vec<_> = (0..20)
        .map(|_| {
            let (store, mut request) = (Arc::clone(&store), request.clone());
            // The answer that a replay would get if it were new; it must get the first one.
            request.answer = b"another answer".to_vec();
            std::thread::spawn(move || {
                for _ in 0..50 {
                    let Issued::Repeated(stored) = store.commit(request.clone()).unwrap() else {
                        panic!("a replay was recorded")
                    };
                    assert_eq!(stored.answer, b"answer 1 7");
                    assert_eq!((stored.issued, stored.request_digest), (1_007, [9; 32]));
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(license_rows(&store), 3, "one answer with three licenses");
    let stats = store.stats();
    assert_eq!((stats.changes, stats.failures), (1_001, 0));
    assert!(stats.commits < 900, "{} commits for 1,001 changes of 20 threads", stats.commits);
}

fn one_nonce_in_many_hands_has_one_answer(place: &Place) {
    let first = place.open();
    let stores = [place.another(&first), first];
    let barrier = Arc::new(Barrier::new(32));
    let threads: Vec<_> = (0..32_u8)
        .map(|n| {
            let (store, barrier) = (Arc::clone(&stores[usize::from(n % 2)]), Arc::clone(&barrier));
            std::thread::spawn(move || {
                let mut request = issue(1, 1, None);
                request.answer = vec![n];
                barrier.wait();
                match store.commit(request).unwrap() {
                    Issued::Recorded => (true, vec![n]),
                    Issued::Repeated(stored) => (false, stored.answer),
                }
            })
        })
        .collect();
    let outcomes: Vec<(bool, Vec<u8>)> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(outcomes.iter().filter(|(recorded, _)| *recorded).count(), 1);
    assert_eq!(outcomes.iter().map(|(_, answer)| answer).collect::<BTreeSet<_>>().len(), 1);
    assert_eq!(license_rows(&stores[0]), 3);
}

/// A key ID of another program breaks a constraint, and with it the batch.
fn a_batch_with_a_bad_change_keeps_the_good_ones(place: &Place) {
    let store = place.open();
    let taken = |program: String| AssignKey {
        service: "contoso".into(),
        program,
        kid: kid(0x55),
        key: ContentKey::from_bytes([0x55; 16]),
        now: 80,
    };
    store.commit(taken("film".into())).unwrap();
    let barrier = Arc::new(Barrier::new(24));
    let threads: Vec<_> = (0..24_u32)
        .map(|n| {
            let (store, barrier) = (Arc::clone(&store), Arc::clone(&barrier));
            let bad = (n % 6 == 0).then(|| taken(format!("series {n}")));
            std::thread::spawn(move || {
                barrier.wait();
                match bad {
                    Some(bad) => assert!(store.commit(bad).is_err()),
                    None => assert_eq!(store.commit(issue(2, 100 + n, None)).unwrap(), Issued::Recorded),
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(license_rows(&store), 20 * 3);
    assert_eq!(store.stats().failures, 4);
}

/// Clients may name their transactions, and name one again.
fn a_transaction_is_about_the_newest_answer_of_its_client(place: &Place) {
    let store = place.open();
    let answer = |n: u8, nonce: u8| {
        let mut issue = issue(n, nonce.into(), Some(5));
        issue.licenses[0].rights_id = [0xa0 + nonce; 16];
        store.commit(issue).unwrap()
    };
    let ack = |n: u8, nonce: u8| {
        let results = vec![([0xa0 + nonce; 16], 0)];
        let change = Acknowledge { client: client(n), transaction_id: [5; 16], results, now: 90 };
        store.commit(change).unwrap()
    };
    for (n, nonce) in [(1, 1), (1, 2), (2, 1)] {
        assert_eq!(answer(n, nonce), Issued::Recorded);
    }
    // A repeated message does not bring the older answer back.
    assert!(matches!(answer(1, 1), Issued::Repeated(_)));
    assert!(matches!(ack(1, 1), Acknowledged::UnknownLicense(_)));
    assert_eq!((ack(2, 1), ack(1, 2)), (Acknowledged::Recorded, Acknowledged::Recorded));
}

fn acknowledging_twice_is_acknowledging_once(place: &Place) {
    let store = place.open();
    store.commit(issue(1, 1, Some(5))).unwrap();
    let ack = |results: &[([u8; 16], u32)], now| Acknowledge {
        client: client(1),
        transaction_id: [5; 16],
        results: results.to_vec(),
        now,
    };
    let send = |ack: Acknowledge| store.commit(ack).unwrap();
    assert_eq!(
        send(Acknowledge { transaction_id: [6; 16], ..ack(&[], 9) }),
        Acknowledged::UnknownTransaction
    );
    assert_eq!(send(Acknowledge { client: client(2), ..ack(&[], 9) }), Acknowledged::UnknownTransaction);
    assert_eq!(send(ack(&[([8; 16], 0)], 9)), Acknowledged::UnknownLicense([8; 16]));
    assert_eq!(send(ack(&[([1; 16], 0); 4], 9)), Acknowledged::TooMany { licenses: 3 });
    let results = [([1; 16], 0), ([2; 16], 0x8004_C065), ([3; 16], 0)];
    assert_eq!(store.read(&PersistentLicenses { client: client(1) }).unwrap(), 2);
    assert_eq!(send(ack(&results, 2_000)), Acknowledged::Recorded);
    assert_eq!(send(ack(&results, 3_000)), Acknowledged::Repeated);
    assert_eq!(send(ack(&[([1; 16], 0x8000_0000)], 4_000)), Acknowledged::Repeated);
    // The license that the client could not keep is not counted.
    assert_eq!(store.read(&PersistentLicenses { client: client(1) }).unwrap(), 1);
    let rows = store.read(&Report::Licenses).unwrap();
    let Row::License { acknowledged, result, .. } = &rows[1] else { panic!("{rows:?}") };
    assert_eq!(acknowledged.as_deref(), Some("1970-01-01T00:33:20Z"));
    assert_eq!(result.as_deref(), Some("0x8004c065"));
}

fn domain() -> DomainId {
    DomainId { service: "contoso".into(), account: "ann".into() }
}

fn domain_key(revision: u32) -> DomainKey {
    DomainKey {
        revision,
        private_key: Zeroizing::new([0xd0 + revision as u8; 32]),
        certificate: format!("certificate {revision}").into_bytes(),
    }
}

fn open_domain(store: &Store, device_limit: u32) -> Domain {
    open_limited(store, device_limit, 1)
}

fn open_limited(store: &Store, device_limit: u32, computer_limit: u32) -> Domain {
    let first_key = domain_key(1);
    store.commit(OpenDomain { domain: domain(), device_limit, computer_limit, first_key, now: 10 }).unwrap()
}

fn join(n: u8) -> JoinDomain {
    let kind = MemberKind::Device;
    JoinDomain { domain: domain(), client: client(n), kind, name: format!("device {n}"), now: 20 }
}

fn join_computer(n: u8) -> JoinDomain {
    JoinDomain { kind: MemberKind::Computer, ..join(n) }
}

/// A domain of these devices, with the limits that `open_domain` sets.
fn devices_of(revision: u32, device_limit: u32, devices: u32) -> Domain {
    Domain { revision, device_limit, devices, computer_limit: 1, computers: 0 }
}

fn sixty_four_joins_at_a_limit_of_five_give_five(place: &Place) {
    let first = place.open();
    let stores = [place.another(&first), first];
    open_domain(&stores[0], 5);
    let barrier = Arc::new(Barrier::new(64));
    let threads: Vec<_> = (0..64_u8)
        .map(|n| {
            let (store, barrier) = (Arc::clone(&stores[usize::from(n % 2)]), Arc::clone(&barrier));
            std::thread::spawn(move || {
                barrier.wait();
                (n, store.commit(join(n)).unwrap())
            })
        })
        .collect();
    let outcomes: Vec<(u8, Joined)> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    let members: Vec<u8> =
        outcomes.iter().filter(|(_, joined)| matches!(joined, Joined::Joined(_))).map(|(n, _)| *n).collect();
    assert_eq!(members.len(), 5);
    let refused = outcomes.iter().filter(|(_, joined)| matches!(joined, Joined::LimitReached(_))).count();
    assert_eq!(refused, 59);
    assert_eq!(stores[1].read(&DomainOf(domain())).unwrap().unwrap().devices, 5);
    // A member that asks again is welcome in a full domain, and no one else is.
    assert!(matches!(stores[0].commit(join(members[0])).unwrap(), Joined::Repeated(_)));
    assert!(matches!(stores[0].commit(join(200)).unwrap(), Joined::LimitReached(_)));
    assert_eq!(stores[0].read(&Report::Domains).unwrap().len(), 5);
}

fn computers_and_devices_that_join_at_once_keep_to_their_own_limits(place: &Place) {
    let first = place.open();
    let stores = [place.another(&first), first];
    open_limited(&stores[0], 3, 2);
    let barrier = Arc::new(Barrier::new(32));
    let threads: Vec<_> = (0..32_u8)
        .map(|n| {
            let (store, barrier) = (Arc::clone(&stores[usize::from(n / 2 % 2)]), Arc::clone(&barrier));
            let join = if n % 2 == 0 { join(n) } else { join_computer(n) };
            std::thread::spawn(move || {
                barrier.wait();
                (n, store.commit(join).unwrap())
            })
        })
        .collect();
    let outcomes: Vec<(u8, Joined)> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    let joined = |remainder: u8| -> Vec<u8> {
        let in_it = |(n, joined): &&(u8, Joined)| n % 2 == remainder && matches!(joined, Joined::Joined(_));
        outcomes.iter().filter(in_it).map(|(n, _)| *n).collect()
    };
    let (devices, computers) = (joined(0), joined(1));
    assert_eq!((devices.len(), computers.len()), (3, 2));
    let full = Domain { revision: 1, device_limit: 3, devices: 3, computer_limit: 2, computers: 2 };
    assert_eq!(stores[1].read(&DomainOf(domain())).unwrap(), Some(full));
    let member = |n| stores[0].read(&MemberOf { domain: domain(), client: client(n) }).unwrap().unwrap();
    assert_eq!(member(devices[0]).kind, MemberKind::Device);
    assert_eq!(member(computers[0]).kind, MemberKind::Computer);
    // A member stays of its kind, and what it leaves is a place of its kind.
    assert_eq!(stores[0].commit(join(computers[0])).unwrap(), Joined::Repeated(full));
    assert_eq!(member(computers[0]).kind, MemberKind::Computer);
    let leave = LeaveDomain { domain: domain(), client: client(computers[0]), removed: false, now: 30 };
    assert_eq!(stores[1].commit(leave).unwrap(), Left::Left(Domain { computers: 1, ..full }));
    assert_eq!(stores[0].commit(join(200)).unwrap(), Joined::LimitReached(Domain { computers: 1, ..full }));
    assert_eq!(stores[0].commit(join_computer(201)).unwrap(), Joined::Joined(full));
    assert_eq!(stores[0].commit(join_computer(202)).unwrap(), Joined::LimitReached(full));
    // A limit below the present computers stays at their number.
    assert_eq!(open_limited(&stores[1], 9, 0), Domain { device_limit: 9, ..full });
}

/// Takes the tables back to what the first version made, with a domain and a key of a packager in them, and opens the store again.
fn a_store_of_before_is_brought_up_to_date(place: &Place) {
    let store = place.open();
    open_domain(&store, 2);
    store.commit(join(1)).unwrap();
    let film = AssignKey {
        service: "contoso".into(),
        program: "film".into(),
        kid: kid(1),
        key: ContentKey::from_bytes([1; 16]),
        now: 80,
    };
    store.commit(film.clone()).unwrap();
    if matches!(place, Place::Memory) {
        // It ends with its process, so there is none of before.
        return;
    }
    store.close();
    drop(store);
    place.sql(
        "CREATE TABLE domains_1 (service TEXT NOT NULL, account TEXT NOT NULL, revision BIGINT NOT NULL,
         device_limit BIGINT NOT NULL, members BIGINT NOT NULL, created BIGINT NOT NULL, changed BIGINT NOT NULL,
         PRIMARY KEY (service, account), CHECK (members >= 0 AND members <= device_limit));
         INSERT INTO domains_1 SELECT service, account, revision, device_limit, devices, created, changed FROM domains;
         DROP TABLE domains;
         ALTER TABLE domains_1 RENAME TO domains;
         ALTER TABLE members DROP COLUMN kind;
         CREATE TABLE packaging_keys_1 (service TEXT NOT NULL, program TEXT NOT NULL, kid TEXT NOT NULL UNIQUE,
         sealed_key TEXT NOT NULL, created BIGINT NOT NULL, PRIMARY KEY (service, program));
         INSERT INTO packaging_keys_1 SELECT service, program, kid, sealed_key, created FROM packaging_keys;
         DROP TABLE packaging_keys;
         ALTER TABLE packaging_keys_1 RENAME TO packaging_keys;
         DELETE FROM _sqlx_migrations WHERE version > 1;",
    );
    let url = place.url();
    let report = Store::reporting(&url.parse().unwrap(), |store| store.read(&Report::Domains).map(drop));
    assert!(report.unwrap_err().to_string().contains("earlier version"));
    let store = place.open();
    let before = Domain { revision: 1, device_limit: 2, devices: 1, computer_limit: 0, computers: 0 };
    assert_eq!(store.read(&DomainOf(domain())).unwrap(), Some(before));
    assert!(matches!(store.commit(join(1)).unwrap(), Joined::Repeated(_)));
    // The service sets the limit with the next message.
    assert_eq!(open_domain(&store, 2), devices_of(1, 2, 1));
    assert!(matches!(store.commit(join_computer(2)).unwrap(), Joined::Joined(Domain { computers: 1, .. })));
    assert_eq!(store.read(&DomainKeys(domain())).unwrap().len(), 1);
    let other = AssignKey { key: ContentKey::from_bytes([2; 16]), ..film.clone() };
    assert_eq!(store.commit(other.clone()).unwrap().1.expose(), &[1; 16], "the key of before");
    let elsewhere = AssignKey { service: "fabrikam".into(), ..other };
    assert_eq!(store.commit(elsewhere).unwrap().1.expose(), &[2; 16]);
}

fn services_that_start_at_once_make_one_schema(place: &Place) {
    let barrier = Barrier::new(6);
    let start = || {
        barrier.wait();
        let store = place.open();
        store.commit(OpenAccount { service: "contoso".into(), account: "ann".into(), now: 1 }).unwrap()
    };
    let made: Vec<bool> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..6).map(|_| scope.spawn(start)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    // In memory each has a store of its own.
    let expected = if matches!(place, Place::Memory) { 6 } else { 1 };
    assert_eq!(made.into_iter().filter(|new| *new).count(), expected);
    assert!(place.open().read(&Report::Domains).unwrap().is_empty());
}

fn domains_are_left_renewed_and_joined_again(place: &Place) {
    let store = place.open();
    assert_eq!(store.commit(join(1)).unwrap(), Joined::UnknownDomain);
    assert_eq!(open_domain(&store, 2), devices_of(1, 2, 0));
    // Another first key changes nothing: the domain has one.
    let other = OpenDomain {
        domain: domain(),
        device_limit: 2,
        computer_limit: 1,
        first_key: DomainKey { private_key: Zeroizing::new([7; 32]), ..domain_key(1) },
        now: 11,
    };
    store.commit(other).unwrap();
    store.commit(join(1)).unwrap();
    store.commit(join(2)).unwrap();
    let leave =
        |n, removed| store.commit(LeaveDomain { domain: domain(), client: client(n), removed, now: 30 });
    assert_eq!(leave(9, false).unwrap(), Left::NotAMember);
    assert_eq!(leave(1, false).unwrap(), Left::Left(devices_of(1, 2, 1)));
    assert_eq!(leave(1, false).unwrap(), Left::Repeated);
    assert_eq!(leave(2, true).unwrap(), Left::Left(devices_of(1, 2, 0)));
    let state = |n| store.read(&MemberOf { domain: domain(), client: client(n) }).unwrap().map(|m| m.state);
    assert_eq!([state(1), state(2), state(9)], [Some(MemberState::Left), Some(MemberState::Removed), None]);

    for revision in [2, 2, 9] {
        let renewed = store
            .commit(RenewDomain { domain: domain(), key: domain_key(revision), now: 40 })
            .unwrap()
            .unwrap();
        assert_eq!(renewed.revision, 2);
    }
    assert!(matches!(store.commit(join(1)).unwrap(), Joined::Joined(Domain { revision: 2, devices: 1, .. })));
    let member = store.read(&MemberOf { domain: domain(), client: client(1) }).unwrap().unwrap();
    assert_eq!((member.state, member.revision, member.joined), (MemberState::Member, 2, 20));
    // Another instance, as after a restart, has both keys.
    let keys = place.another(&store).read(&DomainKeys(domain())).unwrap();
    let found: Vec<_> =
        keys.iter().map(|key| (key.revision, key.private_key[0], key.certificate.clone())).collect();
    assert_eq!(found, [(1, 0xd1, b"certificate 1".to_vec()), (2, 0xd2, b"certificate 2".to_vec())]);
    // A limit below the members stays at their number.
    store.commit(join(2)).unwrap();
    assert_eq!(open_domain(&store, 1).device_limit, 2);
    assert_eq!(open_domain(&store, 7).device_limit, 7);
}

fn a_report_sent_a_hundred_times_counts_once(place: &Place) {
    let first = place.open();
    let stores = [place.another(&first), first];
    let report = |transaction: u8| CountMetering {
        client: client(1),
        metering_id: [4; 16],
        transaction_id: [transaction; 16],
        counts: vec![
            MeteringCount { kid: kid(1), action: "Play".into(), count: 3 },
            MeteringCount { kid: kid(1), action: "Copy".into(), count: 1 },
            MeteringCount { kid: kid(1), action: "Play".into(), count: 2 },
        ],
        now: 50,
    };
    let threads: Vec<_> = (0..20_u8)
        .map(|n| {
            let (store, report) = (Arc::clone(&stores[usize::from(n % 2)]), report(1));
            std::thread::spawn(move || {
                (0..5).filter(|_| store.commit(report.clone()).unwrap() == Counted::Counted).count()
            })
        })
        .collect();
    assert_eq!(threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>(), 1);
    assert_eq!(stores[0].commit(report(2)).unwrap(), Counted::Counted);
    let other = CountMetering { client: client(2), ..report(1) };
    assert_eq!(stores[0].commit(other).unwrap(), Counted::Counted, "transactions of two clients are two");
    let rows = stores[1].read(&Report::Metering).unwrap();
    let row = |action: &str, count| Row::Metering {
        metering_id: "04".repeat(16),
        kid: "01".repeat(16),
        action: action.into(),
        count,
        reports: 3,
        clients: 2,
    };
    assert_eq!(rows, [row("Copy", 3), row("Play", 15)]);
}

fn session(n: u8, state: SessionState, updated: u64) -> StopSession {
    StopSession { session: [n; 16], kid: Some(kid(n)), state, started: 60, updated, verified: n == 2 }
}

fn stops(sessions: Vec<StopSession>) -> RecordStops {
    RecordStops {
        client: client(1),
        metering_id: [4; 16],
        sessions,
        custom_data: Some("{\"user\":\"ann\"}".into()),
        now: 100,
    }
}

fn sessions_end_once(place: &Place) {
    let store = place.open();
    let send = |sessions| store.commit(stops(sessions)).unwrap();
    let running = session(1, SessionState::Started, 70);
    assert_eq!(send(vec![running.clone()]), StopsRecorded { changed: 1, repeated: 0 });
    assert_eq!(send(vec![running.clone()]), StopsRecorded { changed: 0, repeated: 1 });
    let both = vec![session(1, SessionState::Stopped, 80), session(2, SessionState::Crashed, 90)];
    assert_eq!(send(both.clone()), StopsRecorded { changed: 2, repeated: 0 });
    assert_eq!(send(both), StopsRecorded { changed: 0, repeated: 2 });
    // What ended does not start again.
    assert_eq!(send(vec![running]), StopsRecorded { changed: 0, repeated: 1 });
    let rows = store.read(&Report::Sessions).unwrap();
    let states: Vec<_> = rows
        .iter()
        .map(|row| match row {
            Row::Session { state, updated, verified, .. } => (state.as_str(), updated.as_str(), *verified),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        states,
        [("stopped", "1970-01-01T00:01:20Z", false), ("crashed", "1970-01-01T00:01:30Z", true)]
    );

    let keys = |client, kid| -> Vec<u8> {
        store.read(&StopKeys { client, kid }).unwrap().iter().map(|key| key[0]).collect()
    };
    assert!(keys(client(1), kid(1)).is_empty());
    for (first, now) in [(1, 10), (2, 20), (3, 15), (3, 15)] {
        let key = Zeroizing::new([first; 16]);
        store.commit(KeepStopKey { client: client(1), kid: kid(1), license: [first; 32], key, now }).unwrap();
    }
    assert_eq!(keys(client(1), kid(1)), [2, 3, 1], "one for each license, the newest first");
    assert!(keys(client(2), kid(1)).is_empty() && keys(client(1), kid(2)).is_empty());
}

fn streams_stop_at_the_limit(place: &Place) {
    let first = place.open();
    let stores = [place.another(&first), first];
    let stream = |n: u8| OpenStream {
        service: "contoso".into(),
        account: "ann".into(),
        client: client(1),
        kid: kid(n),
        limit: 3,
        now: 100,
        expires: 200,
    };
    let threads: Vec<_> = (0..24_u8)
        .map(|n| {
            let (store, stream) = (Arc::clone(&stores[usize::from(n % 2)]), stream(n));
            std::thread::spawn(move || (n, store.commit(stream).unwrap()))
        })
        .collect();
    let open: Vec<u8> = threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .filter(|(_, outcome)| matches!(outcome, StreamOpened::Opened { .. }))
        .map(|(n, _)| n)
        .collect();
    assert_eq!(open.len(), 3);
    let again = stores[0].commit(stream(open[0])).unwrap();
    assert_eq!(again, StreamOpened::Opened { open: 3 }, "a stream that is open may be opened again");
    assert_eq!(stores[0].commit(stream(100)).unwrap(), StreamOpened::LimitReached { open: 3 });
    stores[0].commit(stops(vec![session(open[0], SessionState::Stopped, 150)])).unwrap();
    assert_eq!(stores[0].commit(stream(100)).unwrap(), StreamOpened::Opened { open: 3 });
    let later = OpenStream { now: 201, expires: 300, ..stream(101) };
    assert_eq!(
        stores[0].commit(later).unwrap(),
        StreamOpened::Opened { open: 1 },
        "expired streams are closed"
    );
}

fn deletions_keep_the_count_true(place: &Place) {
    let store = place.open();
    store.commit(issue(1, 1, None)).unwrap();
    store.commit(issue(1, 2, None)).unwrap();
    store.commit(issue(2, 1, None)).unwrap();
    let count = |n| store.read(&PersistentLicenses { client: client(n) }).unwrap();
    assert_eq!((count(1), count(2), count(3)), (4, 2, 0));
    let delete = |session: u8, kids: &[u8]| {
        let kids = kids.iter().copied().map(kid).collect();
        store.commit(DeleteLicenses { client: client(1), session: [session; 16], kids, now: 70 }).unwrap()
    };
    assert_eq!(delete(1, &[1]), Deleted { repeated: false, licenses: 2, left: 2 });
    assert_eq!(delete(1, &[1]), Deleted { repeated: true, licenses: 2, left: 2 });
    // A new session over the same key finds nothing; key 3 has no persistent license.
    assert_eq!(delete(2, &[1, 3]), Deleted { repeated: false, licenses: 0, left: 2 });
    assert_eq!(delete(3, &[1, 2]), Deleted { repeated: false, licenses: 2, left: 0 });
    assert_eq!((count(1), count(2)), (0, 2));
}

fn a_program_has_one_key(place: &Place) {
    let first = place.open();
    let stores = [place.another(&first), first];
    let assign = |program: &str, n: u8| AssignKey {
        service: "contoso".into(),
        program: program.into(),
        kid: kid(n),
        key: ContentKey::from_bytes([n; 16]),
        now: 80,
    };
    let threads: Vec<_> = (1..=16_u8)
        .map(|n| {
            let (store, change) = (Arc::clone(&stores[usize::from(n % 2)]), assign("film", n));
            std::thread::spawn(move || {
                let (kid, key) = store.commit(change).unwrap();
                (kid, *key.expose())
            })
        })
        .collect();
    let given: BTreeSet<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(given.len(), 1);
    let (film, key) = given.into_iter().next().unwrap();
    let known = |service: &str, kid| {
        let found = stores[0].read(&PackagingKey { service: service.into(), kid }).unwrap();
        found.map(|key| *key.expose())
    };
    assert_eq!(known("contoso", film), Some(key));
    assert_eq!(stores[0].commit(assign("series", 99)).unwrap().0, kid(99));
    assert_eq!(known("contoso", kid(98)), None);
    // Another service does not see them, and may have the same key ID with a key of its own.
    assert_eq!(known("fabrikam", film), None);
    let other = AssignKey {
        service: "fabrikam".into(),
        key: ContentKey::from_bytes([0x77; 16]),
        ..assign("series", 99)
    };
    assert_eq!(stores[1].commit(other).unwrap().1.expose(), &[0x77; 16]);
    assert_eq!((known("contoso", kid(99)), known("fabrikam", kid(99))), (Some([99; 16]), Some([0x77; 16])));
    assert!(stores[1].commit(assign("another", 99)).is_err(), "one key ID has one key in a service");
}

fn purchases_only_grow(place: &Place) {
    let store = place.open();
    let account = || ("contoso".to_owned(), "ann".to_owned());
    let (service, name) = account();
    let open = OpenAccount { service, account: name, now: 1 };
    assert_eq!((store.commit(open.clone()).unwrap(), store.commit(open).unwrap()), (true, false));
    let knows =
        |name: &str| store.read(&KnowsAccount { service: "contoso".into(), account: name.into() }).unwrap();
    assert!(knows("ann") && !knows("bob"));
    for (expires, expected) in
        [(Some(50), Some(50)), (Some(40), Some(50)), (Some(60), Some(60)), (None, None), (Some(90), None)]
    {
        let (service, name) = account();
        store.commit(Buy { service, account: name, item: "film".into(), now: 10, expires }).unwrap();
        let (service, name) = account();
        let found = store.read(&PurchaseOf { service, account: name, item: "film".into() }).unwrap();
        assert_eq!(found, Some(Purchase { bought: 10, expires: expected }));
    }
}

fn the_audit_head_never_moves_back(place: &Place) {
    let store = place.open();
    let chain = [3; 16];
    assert_eq!(store.read(&AuditHeadOf { chain }).unwrap(), None);
    for sequence in [5, 9, 7, 9] {
        store
            .commit(AnchorAudit {
                chain,
                head: AuditHead { sequence, hash: [sequence as u8; 32], position: 100 * sequence },
            })
            .unwrap();
    }
    let head = AuditHead { sequence: 9, hash: [9; 32], position: 900 };
    assert_eq!(store.read(&AuditHeadOf { chain }).unwrap(), Some(head));
}

fn reports_show_everything_and_no_secret(place: &Place) {
    let store = place.open();
    store.commit(issue(1, 1, Some(1))).unwrap();
    open_domain(&store, 5);
    store.commit(join(1)).unwrap();
    store.commit(stops(vec![session(1, SessionState::Stopped, 80)])).unwrap();
    store
        .commit(CountMetering {
            client: client(1),
            metering_id: [4; 16],
            transaction_id: [1; 16],
            counts: vec![MeteringCount { kid: kid(1), action: "Play".into(), count: 3 }],
            now: 50,
        })
        .unwrap();
    store
        .commit(DeleteLicenses { client: client(1), session: [1; 16], kids: vec![kid(1)], now: 70 })
        .unwrap();
    store
        .commit(AssignKey {
            service: "contoso".into(),
            program: "film".into(),
            kid: kid(0x77),
            key: ContentKey::from_bytes([0xee; 16]),
            now: 80,
        })
        .unwrap();
    let mut text = String::new();
    for report in REPORTS {
        let rows = store.read(&report).unwrap();
        assert!(!rows.is_empty(), "{} has no row", report.name());
        text += &serde_json::to_string(&rows).unwrap();
    }
    for secret in ["eeeeeeeeeeeeeeee", "7u7u7u7u7u7u", "d1d1d1d1d1", "0dHR0dHR0d", "answer 1 1", "YW5zd2Vy"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    if let Place::Folder(folder) = place {
        store.close();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            for secret in
                [vec![0xee_u8; 16], vec![0xd1; 32], b"eeeeeeeeeeeeeeee".to_vec(), b"7u7u7u7u7u7u".to_vec()]
            {
                assert!(
                    !bytes.windows(secret.len()).any(|window| window == secret),
                    "a key lies open in the file"
                );
            }
        }
    }
}

fn another_pki_does_not_open_the_store(place: &Place) {
    let store = place.open();
    drop(store);
    if matches!(place, Place::Memory) {
        // It ends with its process, so there is none of before.
        return;
    }
    let url: StoreUrl = place.url().parse().unwrap();
    let error = Store::open(&url, SealingKey::derive(b"another", "store")).map(drop).unwrap_err();
    assert_eq!(error.exit_code() as u8, 5, "{error}");
    Store::open_for_reports(&url).unwrap().read(&Report::Licenses).unwrap();
}

/// How often the writer is killed in each test.
const KILLS: u32 = 12;

/// Not a test by itself: the process that the next tests kill. It says each change that was answered, and only then.
#[test]
fn writer_process() {
    let Some(url) = std::env::var_os("STORE_SUITE_URL") else { return };
    let store = open(url.to_str().unwrap());
    let first: u32 = std::env::var("STORE_SUITE_FIRST").unwrap().parse().unwrap();
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let store = Arc::clone(&store);
            std::thread::spawn(move || {
                for n in 0.. {
                    let nonce = first + n * 8 + thread;
                    assert_eq!(store.commit(issue(1, nonce, None)).unwrap(), Issued::Recorded);
                    // One write, so that a line is whole or not there.
                    std::io::stdout().write_all(format!("\nanswered {nonce}\n").as_bytes()).unwrap();
                    std::io::stdout().flush().unwrap();
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

fn killed_writers_lose_nothing(place: &Place) {
    let mut answered = Vec::new();
    for round in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "writer_process", "--nocapture", "--test-threads=1"])
            .env("STORE_SUITE_URL", place.url())
            .env("STORE_SUITE_FIRST", (round * 1_000_000).to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut seen = 0;
        // Killed at another point of the work each time.
        while seen < 5 + round * 7 {
            let line = lines.next().expect("the writer ended by itself").unwrap();
            if let Some(nonce) = line.strip_prefix("answered ") {
                answered.push(nonce.parse::<u32>().unwrap());
                seen += 1;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What it had said before it died counts too.
        answered.extend(
            lines.map_while(Result::ok).filter_map(|line| {
                line.strip_prefix("answered ").and_then(|nonce| nonce.parse::<u32>().ok())
            }),
        );
    }
    let start = Instant::now();
    let store = place.open();
    assert!(start.elapsed() < Duration::from_secs(2), "the store took {:?} to open", start.elapsed());
    assert!(answered.len() > KILLS as usize * 5);
    for nonce in answered {
        let Issue { nonce: bytes, answer, .. } = issue(1, nonce, None);
        let stored = store.read(&AnswerTo { client: client(1), nonce: bytes }).unwrap();
        assert_eq!(stored.unwrap_or_else(|| panic!("{nonce} was answered and is lost")).answer, answer);
    }
    // And nothing is half there: three licenses per answer.
    assert_eq!(license_rows(&store) % 3, 0);
}

#[test]
fn sqlite_keeps_what_was_answered_when_the_writer_is_killed() {
    killed_writers_lose_nothing(&Place::folder());
}

#[test]
fn postgresql_keeps_what_was_answered_when_the_writer_is_killed() {
    if let Some(database) = postgres::database("postgresql_keeps_what_was_answered_when_the_writer_is_killed")
    {
        killed_writers_lose_nothing(&Place::Postgres(database));
    }
}

/// The database server ends as in a power cut while changes are committed: what was answered is there, and the store works again
/// without being opened anew.
#[test]
fn postgresql_keeps_what_was_answered_when_its_server_crashes() {
    let test = "postgresql_keeps_what_was_answered_when_its_server_crashes";
    let Some(database) = postgres::database_of_its_own(test) else { return };
    let store = open(&database.url);
    for round in 0..4 {
        let stop = Arc::new(AtomicBool::new(false));
        let threads: Vec<_> = (0..4_u32)
            .map(|thread| {
                let (store, stop) = (Arc::clone(&store), Arc::clone(&stop));
                std::thread::spawn(move || {
                    let numbers = (0..).map(|n| round * 1_000_000 + n * 4 + thread);
                    numbers
                        .take_while(|_| !stop.load(Ordering::Relaxed))
                        .filter(|nonce| store.commit(issue(1, *nonce, None)).is_ok())
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(200));
        database.cluster.crash_and_restart();
        std::thread::sleep(Duration::from_millis(300));
        stop.store(true, Ordering::Relaxed);
        let answered: Vec<u32> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert!(!answered.is_empty());
        for nonce in answered {
            let stored =
                store.read(&AnswerTo { client: client(1), nonce: issue(1, nonce, None).nonce }).unwrap();
            assert!(stored.is_some(), "{nonce} was answered and is lost");
        }
    }
    assert_eq!(license_rows(&store) % 3, 0);
}

#[test]
fn an_address_without_a_database_is_an_error_in_words() {
    let open = |url: &str| {
        Store::open(&url.parse().unwrap(), SealingKey::derive(b"test", "store")).map(drop).unwrap_err()
    };
    let error = open("postgres://ann:secret@127.0.0.1:1/none");
    assert_eq!(error.exit_code() as u8, 8, "{error}");
    assert!(!format!("{error} {:?}", error.hint).contains("secret"), "{error}");
    let error = open("sqlite:/no/such/folder/store.db");
    assert_eq!(error.exit_code() as u8, 7, "{error}");
    let error = Store::open_for_reports(&"sqlite:/no/such/store.db".parse().unwrap()).map(drop).unwrap_err();
    assert_eq!(error.exit_code() as u8, 7, "{error}");
}
