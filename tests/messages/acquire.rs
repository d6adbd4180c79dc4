//! The operation from end to end: a challenge, an answer, and a strict client that opens it.

use boxlock::keys::{KeySeed, KeySet};
use boxlock::license::issue::KeyStore;
use boxlock::license::policy::{Chain, Guid, KeyType};
use boxlock::license::{LicenseError, LicenseRequestGroup, OpenContext, Opened, cfg};
use boxlock::pki::revocation::{APPLICATION_LIST, REVOCATION_INFO_2, RUNTIME_LIST};
use boxlock::rights_manager::operations::{
    Answer, DomainKeys, LicenseServer, Options, OwnDomains, acquire_license,
};
use boxlock::rights_manager::response::{Expected, LIMITS as RESPONSE_LIMITS, Response};
use boxlock::rights_manager::{Fault, FaultCode};

use super::*;

fn seed_keys() -> KeySet {
    KeySet::new([], Some(KeySeed::test())).unwrap()
}

fn server<'a>(keys: &'a dyn KeyStore, lists: &'a [([u8; 16], u32, Vec<u8>)]) -> LicenseServer<'a> {
    LicenseServer {
        trust: WORLD.trust(),
        signer: WORLD.pki.response_signer(),
        keys,
        domains: &OwnDomains,
        metering_id: Some(Guid::from_wire(WORLD.pki.metering().id)),
        revocation_lists: lists,
        options: Options::default(),
    }
}

fn groups(query: &str) -> Vec<LicenseRequestGroup> {
    cfg::from_cfg(query).unwrap()
}

fn answer_to(said: &ChallengeBuilder<'_>, query: &str) -> (BuiltChallenge, Result<Answer, Fault>) {
    let built = build(said);
    let keys = seed_keys();
    let answer =
        acquire_license(built.text.as_bytes(), &groups(query), &server(&keys, &[]), &mut SeededRng::new(20));
    (built, answer)
}

/// What the device makes of a response.
fn opened(built: &BuiltChallenge, text: &str, now: u64) -> Vec<Result<Opened, LicenseError>> {
    let response = Response::read(text.as_bytes(), &RESPONSE_LIMITS).unwrap();
    let expected = Expected { root: &WORLD.root, now, revoked: &WORLD.revoked, nonce: Some(built.nonce) };
    response.verify(&expected).unwrap();
    response.open(Some(built.nonce), &OpenContext::new(&WORLD.device.encryption_key, 2000, now))
}

fn licenses(header: &str, query: &str) -> Vec<Opened> {
    let (built, answer) = answer_to(&builder(header), query);
    let answer = answer.unwrap_or_else(|fault| panic!("{fault}"));
    opened(&built, &answer.text, NOW).into_iter().map(Result::unwrap).collect()
}

fn refusal(said: &ChallengeBuilder<'_>, query: &str) -> Fault {
    answer_to(said, query).1.unwrap_err()
}

#[test]
fn one_license_for_each_key_id_of_the_header() {
    for version in [WrmVersion::V4_0, WrmVersion::V4_1, WrmVersion::V4_2, WrmVersion::V4_3] {
        let found = licenses(&header(version, Algid::AesCtr), "");
        let wanted: &[u8] = if version >= WrmVersion::V4_2 { &[1, 2] } else { &[1] };
        assert_eq!(
            found.iter().map(|license| license.kid).collect::<Vec<_>>(),
            wanted.iter().map(|n| kid(*n)).collect::<Vec<_>>()
        );
        for license in found {
            assert_eq!(license.key, KeySeed::test().derive(&license.kid));
            assert_eq!(license.policy.key_type, KeyType::Ctr);
            assert!(!license.policy.is_persistent());
        }
    }
}

#[test]
fn the_cipher_follows_the_header_and_the_policy() {
    let cbc = header(WrmVersion::V4_3, Algid::AesCbc);
    assert!(licenses(&cbc, "").iter().all(|license| license.policy.key_type == KeyType::Cbc));
    let asked = licenses(&default_header(), "(ckt:aes128bitcbc)");
    assert_eq!(asked[0].policy.key_type, KeyType::Cbc);
}

#[test]
fn no_aes_cbc_for_a_client_that_cannot() {
    let cbc = header(WrmVersion::V4_3, Algid::AesCbc);
    let chains = vec![WORLD.device.chain.clone()];
    let said =
        ChallengeBuilder { client_info: ClientInfo { chains, ..ClientInfo::default() }, ..builder(&cbc) };
    let fault = refusal(&said, "");
    assert_eq!(fault.known(), Some(FaultCode::ServiceSpecific));
    assert!(fault.custom_data.unwrap().contains("AES-128-CBC"));
}

#[test]
fn groups_with_key_ids() {
    let text = header(WrmVersion::V4_2, Algid::AesCtr);
    let query = format!("(kid:{},sl:2000),(kid:header,sl:150)", kid(2));
    let found = licenses(&text, &query);
    assert_eq!(
        found.iter().map(|l| (l.kid, l.policy.security_level)).collect::<Vec<_>>(),
        [(kid(2), 2000), (kid(1), 150)]
    );
    let explicit = licenses(&default_header(), "(contentkey:EjRWeBI0VngSNFZ4EjRWeA==)");
    assert_eq!(*explicit[0].key.expose_hex(), "12345678".repeat(4));
}

#[test]
fn queries_that_do_not_fit_the_header() {
    let two = header(WrmVersion::V4_2, Algid::AesCtr);
    for (header, query, words) in [
        (default_header(), "(kid:00000000-0000-0000-0000-000000000009)", "which the header does not name"),
        (two.clone(), "(contentkey:EjRWeBI0VngSNFZ4EjRWeA==)", "add kid"),
        (two, "(sl:150),(sl:2000)", "several groups are for the header"),
    ] {
        let fault = refusal(&builder(&header), query);
        assert_eq!(fault.known(), Some(FaultCode::ServiceSpecific));
        assert!(fault.message.contains(words) && fault.custom_data.is_some(), "{fault}");
    }
}

#[test]
fn a_key_that_nobody_has() {
    let built = build(&builder(&default_header()));
    let none = KeySet::new([], None).unwrap();
    let fault =
        acquire_license(built.text.as_bytes(), &groups(""), &server(&none, &[]), &mut SeededRng::new(1))
            .unwrap_err();
    assert!(fault.message.contains("no key for key ID 01010101"), "{fault}");
}

/// Root and leaf in one response; the leaf opens with the root.
#[test]
fn chained_licenses() {
    let root = kid(9);
    let query = format!("(rootid:{root},kid:header),(isroot:true,kid:{root})");
    let found = licenses(&default_header(), &query);
    assert_eq!(found.iter().map(|license| license.kid).collect::<Vec<_>>(), [kid(1), root]);
    assert_eq!(found[0].policy.chain, Chain::Leaf(root));
    assert_eq!(found[0].key, KeySeed::test().derive(&kid(1)));
    assert!(found[0].root.is_some());
}

#[test]
fn domain_licenses_are_bound_to_the_domain_of_the_client() {
    let rng = &mut SeededRng::new(30);
    let account = [4; 16];
    let (old_key, old) = WORLD.pki.issue_domain(account, [2; 16], 1, "http://localhost/", rng).unwrap();
    let (_, new) = WORLD.pki.issue_domain(account, [2; 16], 2, "http://localhost/", rng).unwrap();
    let text = default_header();
    let with = |chains: Vec<boxlock::pki::Chain>| {
        let all = [vec![WORLD.device.chain.clone()], chains].concat();
        ChallengeBuilder {
            client_info: ClientInfo { chains: all, ..ClientInfo::default() },
            ..builder(&text)
        }
    };
    let asked = format!("(accountid:{},persist:true)", super::hostile::base64(&account));
    let fault = refusal(&with(vec![]), &asked);
    assert_eq!(fault.known(), Some(FaultCode::DomainRequired));
    assert_eq!(fault.domain.unwrap().account_id, Some(super::hostile::base64(&account)));
    assert_eq!(
        refusal(&with(vec![old.clone()]), &asked.replace(")", ",domainrevision:2)")).known(),
        Some(FaultCode::RenewDomain)
    );

    let client = |chains| read(&build(&with(chains)).text).verify(&WORLD.trust()).unwrap();
    let domain = groups(&asked)[0].policy.domain.unwrap();
    assert_eq!(OwnDomains.key(&client(vec![old.clone(), new]), &domain).unwrap().revision, 2);

    let (built, answer) = answer_to(&with(vec![old]), &asked);
    let text = answer.unwrap().text;
    assert!(matches!(opened(&built, &text, NOW)[0], Err(LicenseError::NotAMember { revision: 1, .. })));
    let member =
        boxlock::license::open::DomainKey { account_id: Guid::from_wire(account), revision: 1, key: old_key };
    let response = Response::read(text.as_bytes(), &RESPONSE_LIMITS).unwrap();
    let members = [member];
    let context =
        OpenContext { domains: &members, ..OpenContext::new(&WORLD.device.encryption_key, 2000, NOW) };
    assert_eq!(response.open(Some(built.nonce), &context)[0].as_ref().unwrap().kid, kid(1));
}

#[test]
fn what_queries_ask_for_instead() {
    let text = default_header();
    for (query, code) in [
        ("(errorcode:0x8004c60d)", FaultCode::Redirect),
        ("(errorcode:8004c612)", FaultCode::TooManyLicenseIds),
        ("(revoked:true)", FaultCode::DeviceRevoked),
    ] {
        assert_eq!(refusal(&builder(&text), query).known(), Some(code));
    }
    let info = refusal(&builder(&text), "(clientinfo:true)").custom_data.unwrap();
    for words in [
        "Client Version: 10.0.16384.10011",
        "Client Time: 2026-11-22T",
        "SecurityLevel: 2000",
        "ManufacturerName",
        "AESCBC",
    ] {
        assert!(info.contains(words), "{info}");
    }
}

/// A begin date is taken from the client's clock, which must be within an hour of the server's.
#[test]
fn clocks_that_are_off() {
    let text = default_header();
    for (client_time, fits) in
        [(NOW - 3600, true), (NOW + 3600, true), (NOW - 3601, false), (NOW + 3601, false)]
    {
        let answer = answer_to(&ChallengeBuilder { client_time, ..builder(&text) }, "(enddate:20300101)").1;
        assert_eq!(answer.is_ok(), fits, "{client_time}");
        if let Err(fault) = answer {
            assert_eq!(fault.known(), Some(FaultCode::ServiceSpecific));
        }
    }
    assert!(answer_to(&ChallengeBuilder { client_time: 0, ..builder(&text) }, "").1.is_ok());
}

#[test]
fn queries_in_custom_data_count_when_they_are_obeyed() {
    let text = default_header();
    let built = build(&ChallengeBuilder { custom_data: Some("json=[{'sl':'3000'}]"), ..builder(&text) });
    let keys = seed_keys();
    for (obeyed, level) in [(false, 150), (true, 3000)] {
        let options = Options { custom_data_queries: obeyed, ..Options::default() };
        let server = LicenseServer { options, ..server(&keys, &[]) };
        let answer =
            acquire_license(built.text.as_bytes(), &groups(""), &server, &mut SeededRng::new(1)).unwrap();
        assert_eq!(answer.issued[0].minted.policy.security_level, level);
    }
    let wrong = build(&ChallengeBuilder { custom_data: Some("json=[{'slx':'3000'}]"), ..builder(&text) });
    let options = Options { custom_data_queries: true, ..Options::default() };
    let fault = acquire_license(
        wrong.text.as_bytes(),
        &groups(""),
        &LicenseServer { options, ..server(&keys, &[]) },
        &mut SeededRng::new(1),
    )
    .unwrap_err();
    assert!(fault.message.contains("slx"), "{fault}");
}

#[test]
fn transactions() {
    let (_, answer) = answer_to(&builder(&default_header()), "(tid:3A87FB03-C53E-46F9-8CF8-9967CB6A1B14)");
    let answer = answer.unwrap();
    let response = Response::read(answer.text.as_bytes(), &RESPONSE_LIMITS).unwrap();
    assert_eq!(response.transaction_id.as_deref(), Some("3A87FB03-C53E-46F9-8CF8-9967CB6A1B14"));
    assert_eq!(response.transaction_id, answer.transaction_id);
}

/// A client that knows a list in an older version gets it, with the information that names the versions; one that has them all, or
/// knows none, gets nothing.
#[test]
fn stale_revocation_lists() {
    let lists = [(REVOCATION_INFO_2, 5, vec![1]), (RUNTIME_LIST, 3, vec![2]), (APPLICATION_LIST, 4, vec![3])];
    let text = default_header();
    let keys = seed_keys();
    let sent = |known: &[([u8; 16], u64)]| {
        let revocation_lists =
            known.iter().map(|(id, version)| ListVersion { id: *id, version: *version }).collect();
        let built = build(&ChallengeBuilder { revocation_lists, ..builder(&text) });
        let answer = acquire_license(
            built.text.as_bytes(),
            &groups(""),
            &server(&keys, &lists),
            &mut SeededRng::new(1),
        )
        .unwrap();
        let response = Response::read(answer.text.as_bytes(), &RESPONSE_LIMITS).unwrap();
        response.rev_info.into_iter().map(|list| list.id).collect::<Vec<_>>()
    };
    assert_eq!(sent(&[]), Vec::<[u8; 16]>::new());
    assert_eq!(
        sent(&[(RUNTIME_LIST, 3), (APPLICATION_LIST, 4), (REVOCATION_INFO_2, 5)]),
        Vec::<[u8; 16]>::new()
    );
    assert_eq!(sent(&[(RUNTIME_LIST, 2), (APPLICATION_LIST, 4)]), [REVOCATION_INFO_2, RUNTIME_LIST]);
    assert_eq!(sent(&[(APPLICATION_LIST, 0)]), [REVOCATION_INFO_2, APPLICATION_LIST]);
}

#[test]
fn a_header_that_wants_no_license() {
    let options = HeaderOptions {
        version: Some(WrmVersion::V4_3),
        license_requested: Some(false),
        ..HeaderOptions::default()
    };
    let keys = [HeaderKey { kid: kid(1), key: None }];
    let text = WrmHeader::build(&keys, Algid::AesCtr, &options).unwrap().write().unwrap();
    assert!(licenses(&text, "").is_empty());
}

#[test]
fn stored_licenses_have_ids_of_their_own_and_others_the_nonce() {
    let text = header(WrmVersion::V4_2, Algid::AesCtr);
    let (built, answer) = answer_to(&builder(&text), "");
    let ids: Vec<[u8; 16]> =
        opened(&built, &answer.unwrap().text, NOW).into_iter().map(|l| l.unwrap().rights_id).collect();
    assert_eq!(ids, [built.nonce, boxlock::license::mint::counted_on(built.nonce, 1)]);
    let (built, answer) = answer_to(&builder(&text), "(persist:true)");
    let ids: Vec<[u8; 16]> =
        opened(&built, &answer.unwrap().text, NOW).into_iter().map(|l| l.unwrap().rights_id).collect();
    assert!(ids[0] != built.nonce && ids[0] != ids[1]);
}

#[test]
fn another_device_cannot_open_it() {
    let (built, answer) = answer_to(&builder(&default_header()), "(persist:true)");
    let other =
        boxlock::pki::Device::issue(&WORLD.pki, &DeviceOptions::new(3000), &mut SeededRng::new(40)).unwrap();
    let response = Response::read(answer.unwrap().text.as_bytes(), &RESPONSE_LIMITS).unwrap();
    let results = response.open(Some(built.nonce), &OpenContext::new(&other.encryption_key, 3000, NOW));
    assert!(matches!(results[0], Err(LicenseError::NotBound)), "{results:?}");
}

#[test]
fn messages_that_are_none_get_a_fault() {
    let keys = seed_keys();
    for junk in ["", "hello", "<a></a>", "<!DOCTYPE a><a></a>"] {
        let fault =
            acquire_license(junk.as_bytes(), &groups(""), &server(&keys, &[]), &mut SeededRng::new(1))
                .unwrap_err();
        assert_eq!(fault.known(), Some(FaultCode::InvalidMessage));
    }
}
