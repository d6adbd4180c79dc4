//! Every field of a policy: minted, opened, and enforced at its boundary by the strict client.

use boxlock::crypto::{PrivateKey, SeededRng};
use boxlock::keys::{ContentKey, KeyId};
use boxlock::license::mint::KeyCipher;
use boxlock::license::open::DomainKey;
use boxlock::license::policy::{
    Chain, Data, Domain, ExtendedRestriction, ExtendedRight, Guid, KeyType, Moment, Output, OutputLevels,
    Passage, Persistence, Protection, Publisher, Rights, enablers,
};
use boxlock::license::{
    Binding, ClientCapabilities, LicenseError, MintRequest, Minted, OpenContext, Opened, PlayState, Policy,
    PolicyError, RightsIdRule, Rules, mint, open,
};
use boxlock::xmr::License;

const ISSUED: u64 = 1_800_000_000;
const KID: KeyId = KeyId::from_bytes([0x11; 16]);
const ROOT: KeyId = KeyId::from_bytes([0x22; 16]);
const METERING: Guid = Guid::from_u128(0x8c93_0ec7_948b_5265_bdd0_9c97_4d2d_e110);
const ACCOUNT: Guid = Guid::from_u128(0x3a87_fb03_c53e_46f9_8cf8_9967_cb6a_1b14);

fn device() -> PrivateKey {
    PrivateKey::generate(&mut SeededRng::new(1)).unwrap()
}

fn domain_key() -> PrivateKey {
    PrivateKey::generate(&mut SeededRng::new(2)).unwrap()
}

fn content_key() -> ContentKey {
    ContentKey::from_bytes([0xc0; 16])
}

fn root_key() -> ContentKey {
    ContentKey::from_bytes([0x70; 16])
}

/// A client of before PlayReady 3 gets the rights of that time; others are current.
fn client(policy: &Policy) -> ClientCapabilities {
    let old = policy.rights.copy || policy.rights.execute || policy.rights.read;
    ClientCapabilities {
        security_level: 3000,
        version: if old { 2 } else { 4 },
        ..ClientCapabilities::default()
    }
}

fn try_mint(
    policy: &Policy,
    binding: Binding<'_>,
    kid: KeyId,
    key: &ContentKey,
) -> Result<Minted, PolicyError> {
    let request = MintRequest {
        kid,
        key,
        binding,
        policy,
        rules: Rules::Strict,
        client: client(policy),
        rights_id: [9; 16],
        issued: ISSUED,
        revocation: Some(7),
        metering_id: Some(METERING),
        cipher: KeyCipher::Ecc256,
    };
    mint(&request, &mut SeededRng::new(3)).map_err(|error| match error {
        boxlock::license::mint::MintError::Refused(error) => error,
        other => panic!("{other}"),
    })
}

fn minted(policy: &Policy) -> Minted {
    let (device, domain, root) = (device(), domain_key(), root_key());
    let binding = match (policy.chain, policy.domain) {
        (Chain::Leaf(kid), _) => Binding::Root { kid, key: &root },
        (_, Some(_)) => Binding::Domain { account_id: ACCOUNT, revision: 3, key: domain.public() },
        _ => Binding::Device(device.public()),
    };
    try_mint(policy, binding, KID, &content_key()).unwrap_or_else(|error| panic!("{error}"))
}

/// What a client is and does.
#[derive(Clone)]
struct Attempt {
    now: i64,
    level: u32,
    aes_cbc: bool,
    clock: bool,
    state: PlayState,
    understood: Vec<u16>,
    member: bool,
    root: Option<Policy>,
    rights_id: RightsIdRule,
    then: Then,
}

#[derive(Clone, Copy, PartialEq)]
enum Then {
    Open,
    Play,
    GoOn(i64),
    Copy,
    Store,
}

impl Default for Attempt {
    fn default() -> Self {
        Self {
            now: 0,
            level: 3000,
            aes_cbc: true,
            clock: true,
            state: PlayState::default(),
            understood: Vec::new(),
            member: true,
            root: None,
            rights_id: RightsIdRule::Any,
            then: Then::Play,
        }
    }
}

/// The code of the refusal, 0 when there is none; times count from the issue.
fn attempt(license: &License, attempt: &Attempt) -> u32 {
    match run(license, attempt) {
        Ok(_) => 0,
        Err(error) => error.hresult(),
    }
}

fn run(license: &License, attempt: &Attempt) -> Result<Opened, LicenseError> {
    let at = |offset: i64| ISSUED.saturating_add_signed(offset);
    let (device, domain) = (device(), domain_key());
    let domains = [DomainKey { account_id: ACCOUNT, revision: 3, key: domain }];
    let roots = match &attempt.root {
        None => Vec::new(),
        Some(policy) => {
            let minted = try_mint(policy, Binding::Device(device.public()), ROOT, &root_key()).unwrap();
            let license = License::read(&minted.bytes, 0).unwrap();
            vec![open(&license, &OpenContext::new(&device, 3000, ISSUED)).unwrap()]
        }
    };
    let context = OpenContext {
        domains: if attempt.member { &domains } else { &[] },
        roots: &roots,
        aes_cbc: attempt.aes_cbc,
        trusted_clock: attempt.clock,
        rights_id: attempt.rights_id,
        understood: &attempt.understood,
        state: attempt.state,
        ..OpenContext::new(&device, attempt.level, at(attempt.now))
    };
    let opened = open(license, &context)?;
    let mut state = attempt.state;
    match attempt.then {
        Then::Open => {}
        Then::Play => opened.play(&mut state, at(attempt.now))?,
        Then::GoOn(later) => {
            opened.play(&mut state, at(attempt.now))?;
            opened.goes_on(&state, at(later))?;
        }
        Then::Copy => opened.copy(&mut state, at(attempt.now))?,
        Then::Store => opened.may_be_stored()?,
    }
    Ok(opened)
}

const EXPIRED: u32 = 0x8004_C009;
const NOT_YET: u32 = 0x8004_C00A;
const NO_RIGHT: u32 = 0x8004_C00B;
const REAL_TIME: u32 = 0x8004_C084;

type Tries = Vec<(Attempt, u32)>;

fn at(now: i64) -> Attempt {
    Attempt { now, ..Attempt::default() }
}

fn played(first: i64, plays: u32, now: i64) -> Attempt {
    let first_play = Some(ISSUED.saturating_add_signed(first));
    Attempt { now, state: PlayState { first_play, plays, copies: 0 }, ..Attempt::default() }
}

fn base() -> Policy {
    Policy::default()
}

fn from_issue(seconds: i64) -> Option<Moment> {
    Some(Moment::FromIssue(seconds))
}

/// One case per field: its name, a policy that sets it, and attempts with the code they end in.
fn cases() -> Vec<(&'static str, Policy, Tries)> {
    let year = 31_536_000;
    let from = Policy { begin: from_issue(-10), ..base() };
    let stored = Policy { persistence: Persistence::Persistent, ..base() };
    let restriction = |must| ExtendedRestriction {
        restriction_type: 400,
        must_understand: must,
        best_effort: false,
        data: Data(vec![2]),
    };
    let knows = |types: &[u16]| Attempt { understood: types.to_vec(), ..Attempt::default() };
    let copies = |copies| Attempt {
        state: PlayState { copies, ..PlayState::default() },
        then: Then::Copy,
        ..Attempt::default()
    };
    let root = |policy: &Policy, now| Attempt { root: Some(policy.clone()), now, ..Attempt::default() };
    let dated_root = Policy { chain: Chain::Root, begin: from_issue(-10), end: from_issue(60), ..base() };
    let old_rights = Rights { play: true, copy: true, execute: true, read: true };
    vec![
        ("play right", base(), vec![(at(0), 0)]),
        (
            "no play right",
            Policy { rights: Rights { play: false, copy: true, ..Rights::default() }, ..base() },
            vec![(at(0), NO_RIGHT), (copies(0), 0)],
        ),
        (
            "copy, execute and read rights",
            Policy { rights: old_rights, ..base() },
            vec![(at(0), 0), (copies(0), 0)],
        ),
        ("no copy right", base(), vec![(copies(0), NO_RIGHT)]),
        (
            "security level 2000",
            Policy { security_level: 2000, ..base() },
            vec![
                (Attempt { level: 1999, ..at(0) }, 0x8004_A004),
                (Attempt { level: 2000, ..at(0) }, 0),
                (Attempt { level: 3000, ..at(0) }, 0),
            ],
        ),
        (
            "security level 3000",
            Policy { security_level: 3000, ..base() },
            vec![(Attempt { level: 2000, ..at(0) }, 0x8004_A004), (at(0), 0)],
        ),
        (
            "security level 150",
            base(),
            vec![(Attempt { level: 149, ..at(0) }, 0x8004_A004), (Attempt { level: 150, ..at(0) }, 0)],
        ),
        (
            "begin date",
            Policy { begin: from_issue(100), ..base() },
            vec![
                (at(99), NOT_YET),
                (at(100), 0),
                (at(year), 0),
                (Attempt { clock: false, ..at(100) }, 0x8004_C05C),
            ],
        ),
        (
            "end date",
            Policy { end: from_issue(60), ..from.clone() },
            vec![(at(-11), NOT_YET), (at(-10), 0), (at(60), 0), (at(61), EXPIRED)],
        ),
        (
            "an end date alone begins five minutes early",
            Policy { end: from_issue(60), ..base() },
            vec![(at(-301), NOT_YET), (at(-300), 0)],
        ),
        (
            "expiration after first play",
            Policy { first_play: Some(60), ..base() },
            vec![
                (at(year), 0),
                (played(0, 1, 59), 0),
                (played(0, 1, 60), EXPIRED),
                (Attempt { clock: false, ..at(0) }, 0x8004_C05C),
            ],
        ),
        (
            "real-time expiration",
            Policy { end: from_issue(60), real_time: true, ..from.clone() },
            vec![
                (Attempt { then: Then::GoOn(60), ..at(0) }, 0),
                (Attempt { then: Then::GoOn(61), ..at(0) }, REAL_TIME),
            ],
        ),
        (
            "real-time expiration after first play",
            Policy { first_play: Some(30), real_time: true, ..base() },
            vec![
                (Attempt { then: Then::GoOn(29), ..at(0) }, 0),
                (Attempt { then: Then::GoOn(30), ..at(0) }, REAL_TIME),
            ],
        ),
        (
            "without real-time expiration a play ends by itself",
            Policy { end: from_issue(60), ..from.clone() },
            vec![(Attempt { then: Then::GoOn(year), ..at(60) }, 0)],
        ),
        (
            "removal date",
            Policy { removal: from_issue(60), ..stored.clone() },
            vec![(at(59), 0), (at(60), 0x8004_C013)],
        ),
        (
            "grace period",
            Policy { end: from_issue(60), grace: Some(10), ..from.clone() },
            vec![(at(61), 0), (at(70), 0), (at(71), EXPIRED)],
        ),
        ("persistent", stored.clone(), vec![(Attempt { then: Then::Store, ..at(0) }, 0)]),
        ("not persistent", base(), vec![(Attempt { then: Then::Store, ..at(0) }, 0x8004_D901)]),
        (
            "simple and not persistent",
            Policy { persistence: Persistence::SimpleNonPersistent, ..base() },
            vec![(Attempt { then: Then::Store, ..at(0) }, 0x8004_D901)],
        ),
        (
            "number of plays",
            Policy { play_count: Some(2), ..stored.clone() },
            vec![(played(0, 1, 1), 0), (played(0, 2, 1), EXPIRED)],
        ),
        (
            "number of copies",
            Policy { rights: old_rights, copy_count: Some(2), ..stored.clone() },
            vec![(copies(1), 0), (copies(2), EXPIRED)],
        ),
        (
            "domain",
            Policy { domain: Some(Domain::default()), ..stored.clone() },
            vec![(at(0), 0), (Attempt { member: false, ..at(0) }, 0x8004_C580)],
        ),
        (
            "leaf under a root",
            Policy { chain: Chain::Leaf(ROOT), ..base() },
            vec![
                (at(0), 0x8004_C082),
                (root(&Policy { chain: Chain::Root, ..base() }, 0), 0),
                (root(&dated_root, -11), NOT_YET),
                (root(&dated_root, -10), 0),
                (root(&dated_root, 60), 0),
                (root(&dated_root, 61), EXPIRED),
            ],
        ),
        (
            "a root that expires in real time ends its leaves",
            Policy { chain: Chain::Leaf(ROOT), ..base() },
            vec![
                (
                    Attempt {
                        then: Then::GoOn(60),
                        ..root(&Policy { real_time: true, ..dated_root.clone() }, 0)
                    },
                    0,
                ),
                (
                    Attempt {
                        then: Then::GoOn(61),
                        ..root(&Policy { real_time: true, ..dated_root.clone() }, 0)
                    },
                    REAL_TIME,
                ),
            ],
        ),
        (
            "AES-CBC",
            Policy { key_type: KeyType::Cbc, ..base() },
            vec![(at(0), 0), (Attempt { aes_cbc: false, ..at(0) }, 0x8004_C016)],
        ),
        (
            "key exchange",
            Policy { key_type: KeyType::KeyExchange, ..base() },
            vec![(Attempt { then: Then::Open, ..at(0) }, 0), (at(0), NO_RIGHT)],
        ),
        (
            "extended restriction that must be understood",
            Policy { extended_restrictions: vec![restriction(true)], ..base() },
            vec![(knows(&[]), 0x8004_A01B), (knows(&[401]), 0x8004_A01B), (knows(&[400]), 0)],
        ),
        (
            "extended restriction that need not be understood",
            Policy { extended_restrictions: vec![restriction(false)], ..base() },
            vec![(knows(&[]), 0)],
        ),
        (
            "extended right",
            Policy {
                extended_rights: vec![ExtendedRight {
                    right_type: 500,
                    restrictions: vec![restriction(true)],
                }],
                ..base()
            },
            vec![(knows(&[]), 0x8004_A01B), (knows(&[400]), 0)],
        ),
        (
            "rights id",
            base(),
            vec![
                (Attempt { rights_id: RightsIdRule::Exactly([9; 16]), ..at(0) }, 0),
                (Attempt { rights_id: RightsIdRule::Exactly([8; 16]), ..at(0) }, 0x8004_D000),
            ],
        ),
        (
            "rights id of a stored license",
            stored,
            vec![(Attempt { rights_id: RightsIdRule::Exactly([8; 16]), ..at(0) }, 0)],
        ),
    ]
}

#[test]
fn fields_are_enforced_at_their_boundaries() {
    let mut wrong = Vec::new();
    for (name, policy, tries) in cases() {
        let minted = minted(&policy);
        let license = License::read(&minted.bytes, 0).unwrap();
        for (number, (try_it, expected)) in tries.iter().enumerate() {
            let found = attempt(&license, try_it);
            if found != *expected {
                wrong.push(format!("{name}, attempt {}: {found:08X}, expected {expected:08X}", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Fields that a client passes on to its outputs and reports: they arrive as they were meant.
#[test]
fn fields_that_are_carried_arrive() {
    let id = |number: u16| Guid::from_u128(u128::from(number));
    let three = |first: Protection| {
        vec![first, Protection { id: id(1), data: vec![1, 2, 3] }, Protection { id: id(2), data: Vec::new() }]
    };
    let policies = [
        (
            "outputs",
            Policy {
                outputs: OutputLevels {
                    compressed_digital_video: 400,
                    uncompressed_digital_video: 270,
                    analog_video: 150,
                    compressed_digital_audio: 100,
                    uncompressed_digital_audio: 250,
                },
                ..base()
            },
        ),
        ("analog video", Policy { analog_video: three(Protection::agc_color_stripe(2)), ..base() }),
        ("digital audio", Policy { digital_audio: three(Protection::scms()), ..base() }),
        ("digital video", Policy { digital_video: three(Protection::hdcp_type_1()), ..base() }),
        ("play enablers", Policy { play_enablers: vec![enablers::UNKNOWN_OUTPUT, id(5)], ..base() }),
        (
            "copy enablers",
            Policy {
                rights: Rights { copy: true, ..Rights::default() },
                copy_enablers: vec![id(6)],
                ..base()
            },
        ),
        ("source id", Policy { source_id: Some(267), ..base() }),
        ("restricted source id", Policy { source_id: Some(267), restricted_source_id: true, ..base() }),
        ("metering", Policy { metering: Some(Publisher::Id(id(7))), ..base() }),
        ("secure stop", Policy { secure_stop: Some(Publisher::Id(id(8))), ..base() }),
        ("secure stop 2", Policy { secure_stop: Some(Publisher::Id(id(8))), secure_stop2: true, ..base() }),
        ("embedding", Policy { persistence: Persistence::Persistent, embed: true, ..base() }),
    ];
    for (name, policy) in policies {
        let minted = minted(&policy);
        let license = License::read(&minted.bytes, 0).unwrap();
        let opened = run(&license, &at(0)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(opened.policy, policy, "{name}");
        assert_eq!((opened.kid, &opened.key), (KID, &content_key()), "{name}");
        assert_eq!((opened.issued, opened.revocation), (Some(ISSUED), Some(7)), "{name}");
        assert_eq!(opened.stop_key.is_some(), policy.secure_stop2, "{name}");
        assert_eq!(opened.stop_key, minted.stop_key, "{name}");
    }
}

#[test]
fn the_service_is_named_by_its_metering_id() {
    let policy =
        Policy { metering: Some(Publisher::Service), secure_stop: Some(Publisher::Service), ..base() };
    let license = License::read(&minted(&policy).bytes, 0).unwrap();
    let opened = run(&license, &at(0)).unwrap();
    assert_eq!(opened.policy.metering, Some(Publisher::Id(METERING)));
    assert_eq!(opened.policy.secure_stop, Some(Publisher::Id(METERING)));
}

/// "Output Protection Levels": one below, at and above each bound.
#[test]
fn outputs_at_their_bounds() {
    use Passage::{
        Blocked, HdcpOrConstrained, HdcpOrScms, NeedsCgmsA, NeedsHdcp, Passes, TriesCgmsA, TriesHdcp,
    };
    for (output, bounds) in [
        (Output::CompressedDigitalVideo, &[(0, Passes), (1, Blocked), (400, Blocked), (500, Blocked)][..]),
        (
            Output::UncompressedDigitalVideo,
            &[
                (100, Passes),
                (200, Passes),
                (201, TriesHdcp),
                (250, TriesHdcp),
                (251, HdcpOrConstrained),
                (270, HdcpOrConstrained),
                (271, NeedsHdcp),
                (300, NeedsHdcp),
                (301, Blocked),
            ],
        ),
        (
            Output::AnalogVideo,
            &[
                (100, Passes),
                (101, TriesCgmsA),
                (150, TriesCgmsA),
                (151, NeedsCgmsA),
                (200, NeedsCgmsA),
                (201, Blocked),
            ],
        ),
        (Output::CompressedDigitalAudio, &[(100, Passes), (101, Blocked)]),
        (
            Output::UncompressedDigitalAudio,
            &[
                (200, Passes),
                (201, HdcpOrScms),
                (250, HdcpOrScms),
                (251, NeedsHdcp),
                (300, NeedsHdcp),
                (301, Blocked),
            ],
        ),
    ] {
        for (level, passage) in bounds {
            assert_eq!(output.passage(*level), *passage, "{output:?} {level}");
        }
    }
    let policy = Policy {
        outputs: OutputLevels { uncompressed_digital_video: 270, ..OutputLevels::default() },
        ..base()
    };
    assert_eq!(policy.passage(Output::UncompressedDigitalVideo), HdcpOrConstrained);
    assert_eq!(policy.passage(Output::AnalogVideo), Passes);
}

#[test]
fn maximal_resolution_and_unknown_outputs_at_their_bounds() {
    let policy = Policy { digital_video: vec![Protection::max_resolution(1920, 1080)], ..base() };
    for (width, height, fits) in [
        (1920, 1080, true),
        (1080, 1920, true),
        (1921, 1080, false),
        (1920, 1081, false),
        (1920, 1920, false),
    ] {
        assert_eq!(policy.may_decode(width, height), fits, "{width}x{height}");
    }
    assert!(base().may_decode(u32::MAX, u32::MAX));
    let constrained = Policy { play_enablers: vec![enablers::UNKNOWN_OUTPUT_CONSTRAINED], ..base() };
    assert!(constrained.may_pass_to_unknown_output(1000, 520));
    assert!(!constrained.may_pass_to_unknown_output(1000, 521));
    assert!(!base().may_pass_to_unknown_output(1, 1));
    let open = Policy { play_enablers: vec![enablers::UNKNOWN_OUTPUT], ..base() };
    assert!(open.may_pass_to_unknown_output(3840, 2160));
}

#[test]
fn a_play_remembers_its_time_and_number() {
    let policy = Policy { first_play: Some(60), play_count: Some(2), ..base() };
    let license = License::read(&minted(&policy).bytes, 0).unwrap();
    let opened = run(&license, &Attempt { then: Then::Open, ..at(0) }).unwrap();
    let mut state = PlayState::default();
    opened.play(&mut state, ISSUED + 5).unwrap();
    opened.play(&mut state, ISSUED + 6).unwrap();
    assert_eq!(state, PlayState { first_play: Some(ISSUED + 5), plays: 2, copies: 0 });
    assert_eq!(opened.play(&mut state, ISSUED + 7), Err(LicenseError::PlaysSpent { count: 2 }));
    assert_eq!(opened.last_second(&state), Some(ISSUED + 64));
    let json = serde_json::to_string(&state).unwrap();
    assert_eq!(serde_json::from_str::<PlayState>(&json).unwrap(), state);
}

/// Each refusal with the policy, and what of the client, that brings it about.
#[test]
fn what_a_server_refuses() {
    let stored = Policy { persistence: Persistence::Persistent, ..base() };
    let stop = Policy { secure_stop: Some(Publisher::Service), ..base() };
    let old = ClientCapabilities { version: 2, ..ClientCapabilities::default() };
    let new = ClientCapabilities::default();
    let odd = |level| Policy {
        outputs: OutputLevels { uncompressed_digital_video: level, ..OutputLevels::default() },
        ..base()
    };
    let extended = |number| ExtendedRestriction {
        restriction_type: number,
        must_understand: false,
        best_effort: false,
        data: Data::default(),
    };
    let cases: Vec<(&str, Policy, ClientCapabilities)> = vec![
        ("grants no right", Policy { rights: Rights { play: false, ..Rights::default() }, ..base() }, new),
        (
            "Copy right is not given",
            Policy { rights: Rights { copy: true, ..Rights::default() }, ..base() },
            new,
        ),
        (
            "Execute right is not given",
            Policy { rights: Rights { execute: true, ..Rights::default() }, ..base() },
            new,
        ),
        (
            "Read right is not given",
            Policy { rights: Rights { read: true, ..Rights::default() }, ..base() },
            new,
        ),
        ("security level 151", Policy { security_level: 151, ..base() }, new),
        ("before it begins", Policy { begin: from_issue(10), end: from_issue(9), ..base() }, new),
        ("removal date", Policy { begin: from_issue(10), removal: from_issue(9), ..base() }, new),
        ("beyond 2106", Policy { end: Some(Moment::At(u64::from(u32::MAX))), ..base() }, new),
        (
            "no secure or anti-rollback clock",
            Policy { first_play: Some(1), ..base() },
            ClientCapabilities { trusted_clock: false, ..new },
        ),
        ("real-time expiration without", Policy { real_time: true, ..base() }, new),
        ("real-time expiration needs", Policy { real_time: true, first_play: Some(1), ..base() }, old),
        ("grace period", Policy { grace: Some(1), ..base() }, new),
        ("not persistent", Policy { secure_stop: Some(Publisher::Service), ..stored.clone() }, new),
        ("secure stop needs", stop.clone(), old),
        ("secure stop 2 without", Policy { secure_stop2: true, ..base() }, new),
        ("secure stop 2 needs", Policy { secure_stop2: true, ..stop }, new),
        ("allowed: 100, 250, 270, 300", odd(271), new),
        (
            "AES-128-CBC",
            Policy { key_type: KeyType::Cbc, ..base() },
            ClientCapabilities { aes_cbc: false, ..new },
        ),
        ("key exchange license has no outputs", Policy { key_type: KeyType::KeyExchange, ..odd(300) }, new),
        (
            "a key exchange license needs",
            Policy { key_type: KeyType::KeyExchange, ..base() },
            ClientCapabilities { version: 3, ..new },
        ),
        ("a license of a domain is persistent", Policy { domain: Some(Domain::default()), ..base() }, new),
        (
            "the domain belongs to the root",
            Policy { domain: Some(Domain::default()), chain: Chain::Leaf(ROOT), ..stored },
            new,
        ),
        ("an embedded license", Policy { embed: true, ..base() }, new),
        ("number of copies", Policy { copy_count: Some(1), ..base() }, new),
        ("the expiration after first play is zero", Policy { first_play: Some(0), ..base() }, new),
        ("the number of plays is zero", Policy { play_count: Some(0), ..base() }, new),
        ("restricted source ID", Policy { restricted_source_id: true, ..base() }, new),
        ("given twice", Policy { play_enablers: vec![enablers::UNKNOWN_OUTPUT; 2], ..base() }, new),
        (
            "a maximal resolution needs",
            Policy { digital_video: vec![Protection::max_resolution(1, 1)], ..base() },
            old,
        ),
        (
            "already the expiration object",
            Policy { extended_restrictions: vec![extended(0x12)], ..base() },
            new,
        ),
        (
            "extended right is already",
            Policy {
                extended_rights: vec![ExtendedRight { right_type: 2, restrictions: Vec::new() }],
                ..base()
            },
            new,
        ),
    ];
    for (part, policy, client) in cases {
        let error = policy.check(&client, Rules::Strict, ISSUED).expect_err(part).to_string();
        assert!(error.contains(part), "{error}: expected {part}");
    }
    for level in [1, 271, 65_535] {
        assert_eq!(odd(level).check(&new, Rules::TestServer, ISSUED), Ok(()));
    }
}

#[test]
fn an_end_date_is_given_a_begin_date() {
    let policy = Policy { end: from_issue(60), ..base() };
    let begin = |client: ClientCapabilities| policy.settled(&client, ISSUED).map(|policy| policy.begin);
    let new = |time| ClientCapabilities { time: Some(time), ..ClientCapabilities::default() };
    assert_eq!(begin(ClientCapabilities::default()), Ok(Some(Moment::At(ISSUED - 300))));
    assert_eq!(
        begin(ClientCapabilities { version: 2, ..new(ISSUED + 3601) }),
        Ok(Some(Moment::At(ISSUED - 300)))
    );
    for time in [ISSUED - 3600, ISSUED + 3600] {
        assert_eq!(begin(new(time)), Ok(Some(Moment::At(time))));
    }
    for time in [ISSUED - 3601, ISSUED + 3601] {
        assert_eq!(begin(new(time)), Err(PolicyError::ClientTime { client: time, server: ISSUED }));
    }
    let given = Policy { begin: from_issue(7), ..policy.clone() };
    assert_eq!(given.settled(&new(0), ISSUED).unwrap().begin, Some(Moment::At(ISSUED + 7)));
}

#[test]
fn bindings_that_do_not_fit_are_refused() {
    let (device, root) = (device().public(), root_key());
    let leaf = Policy { chain: Chain::Leaf(ROOT), ..base() };
    let try_it =
        |policy: &Policy, binding| try_mint(policy, binding, KID, &content_key()).map(|_| ()).unwrap_err();
    assert_eq!(try_it(&leaf, Binding::Device(device)), PolicyError::LeafWithoutRoot(ROOT));
    let other = KeyId::from_bytes([0x33; 16]);
    assert_eq!(try_it(&leaf, Binding::Root { kid: other, key: &root }), PolicyError::LeafWithoutRoot(ROOT));
    assert_eq!(try_it(&base(), Binding::Root { kid: KID, key: &root }), PolicyError::LeafUnderItself(KID));
    let member = Policy { domain: Some(Domain::default()), persistence: Persistence::Persistent, ..base() };
    assert_eq!(try_it(&member, Binding::Device(device)), PolicyError::DomainWithoutKey);
    let elsewhere = Policy { domain: Some(Domain { account_id: Some(METERING), revision: None }), ..member };
    let domain = Binding::Domain { account_id: ACCOUNT, revision: 3, key: device };
    assert_eq!(try_it(&elsewhere, domain), PolicyError::DomainWithoutKey);
}

#[test]
fn wrong_keys_and_roots_are_refused() {
    let license = License::read(&minted(&base()).bytes, 0).unwrap();
    let other = domain_key();
    let refused = open(&license, &OpenContext::new(&other, 3000, ISSUED)).unwrap_err();
    assert_eq!((refused.hresult(), &refused), (0x8004_C056, &LicenseError::NotBound));

    let member = Policy { domain: Some(Domain::default()), persistence: Persistence::Persistent, ..base() };
    let license = License::read(&minted(&member).bytes, 0).unwrap();
    let device = device();
    for (account_id, revision, key) in
        [(METERING, 3, domain_key()), (ACCOUNT, 2, domain_key()), (ACCOUNT, 3, device.clone())]
    {
        let domains = [DomainKey { account_id, revision, key }];
        let context = OpenContext { domains: &domains, ..OpenContext::new(&device, 3000, ISSUED) };
        assert_eq!(open(&license, &context).unwrap_err().hresult(), 0x8004_C580);
    }

    let leaf = License::read(&minted(&Policy { chain: Chain::Leaf(ROOT), ..base() }).bytes, 0).unwrap();
    let root = |key: ContentKey, policy: Policy| Opened {
        kid: ROOT,
        key,
        rights_id: [0; 16],
        policy,
        issued: None,
        revocation: None,
        stop_key: None,
        root: None,
    };
    for (opened, error) in [
        (root(content_key(), base()), LicenseError::WrongRoot(ROOT)),
        (root(root_key(), Policy { chain: Chain::Leaf(KID), ..base() }), LicenseError::ChainTooDeep(ROOT)),
    ] {
        let roots = [opened];
        let context = OpenContext { roots: &roots, ..OpenContext::new(&device, 3000, ISSUED) };
        assert_eq!(open(&leaf, &context).unwrap_err(), error);
    }
}

/// A flipped bit anywhere in any object, its header included, is refused.
#[test]
fn flipped_bits_are_refused() {
    let id = Guid::from_u128(5);
    let policy = Policy {
        begin: from_issue(-10),
        end: from_issue(60),
        first_play: Some(60),
        grace: Some(5),
        removal: from_issue(500),
        source_id: Some(1),
        metering: Some(Publisher::Service),
        secure_stop: Some(Publisher::Service),
        secure_stop2: true,
        real_time: true,
        play_count: Some(3),
        outputs: OutputLevels { analog_video: 100, ..OutputLevels::default() },
        digital_video: vec![Protection::hdcp_type_1()],
        play_enablers: vec![id],
        ..base()
    };
    let leaf = Policy { chain: Chain::Leaf(ROOT), ..policy.clone() };
    let root = Attempt { root: Some(Policy { chain: Chain::Root, ..base() }), ..at(0) };
    for (policy, attempt) in [(policy, at(0)), (leaf, root)] {
        let bytes = minted(&policy).bytes;
        assert!(run(&License::read(&bytes, 0).unwrap(), &attempt).is_ok());
        let mut types = std::collections::BTreeSet::new();
        for object in License::read(&bytes, 0).unwrap().objects() {
            types.insert(object.object_type);
            let start = usize::try_from(object.offset).unwrap();
            // First and last byte of the object, and the byte in which its body begins.
            for place in
                [start, start + 3, start + 7, start + object.size() - 1, start + object.size().min(8)]
            {
                let mut flipped = bytes.clone();
                let Some(byte) = flipped.get_mut(place) else { continue };
                *byte ^= 0x10;
                let opened = License::read(&flipped, 0).map(|license| run(&license, &attempt).is_ok());
                assert_ne!(opened, Ok(true), "{} at byte {place}", object.name());
            }
        }
        assert!(types.len() > 15, "{types:?}");
    }
}

/// What the signature covers may still be unknown: an object that must be understood is named.
#[test]
fn unknown_objects_that_must_be_understood_are_refused() {
    use boxlock::xmr::{FLAG_MUST_UNDERSTAND, Object};
    for (flags, refused) in [(0, false), (FLAG_MUST_UNDERSTAND, true)] {
        for place in [0, 1] {
            let (license, integrity) = signed_by_hand(|objects| {
                let unknown = Object::raw(0x27, flags, vec![1, 2]);
                if let boxlock::xmr::Body::Container(inner) = &mut objects[place].body {
                    inner.push(unknown);
                }
            });
            let bytes = license.write_signed(&integrity);
            let found = attempt(&License::read(&bytes, 0).unwrap(), &at(0));
            assert_eq!(found, if refused { 0x8004_C0E3 } else { 0 }, "flags {flags} place {place}");
        }
    }
}

/// A license whose objects were changed before it is signed, with its integrity key.
fn signed_by_hand(change: impl FnOnce(&mut Vec<boxlock::xmr::Object>)) -> (License, [u8; 16]) {
    use boxlock::xmr::Body;
    let mut license = License::read(&minted(&base()).bytes, 0).unwrap();
    let data: [u8; 128] = license.content_keys()[0].data.as_slice().try_into().unwrap();
    let integrity: [u8; 16] = device().decrypt(&data).unwrap().expose_x()[..16].try_into().unwrap();
    if let Body::Container(objects) = &mut license.outer.body {
        change(objects);
    }
    (license, integrity)
}
