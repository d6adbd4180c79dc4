//! Whatever is done to a message, reading it never panics, and what was signed does not change unnoticed.

use std::sync::LazyLock;

use boxlock::rights_manager::challenge::Challenge;
use boxlock::rights_manager::fault::Fault;
use boxlock::rights_manager::response::{self, Expected, Response, ResponseBuilder, Signing};
use boxlock::rights_manager::soap::{Envelope, LIMITS};
use proptest::prelude::*;

use super::*;

static CHALLENGE: LazyLock<String> = LazyLock::new(challenge_text);

static RESPONSE: LazyLock<String> = LazyLock::new(|| {
    let builder = ResponseBuilder {
        licenses: &[],
        persistent: false,
        rev_info: &[],
        transaction_id: Some("transaction"),
        nonce: Some([5; 16]),
        signing: Signing::Always,
    };
    builder.build(WORLD.pki.response_signer(), &mut SeededRng::new(3)).unwrap()
});

fn challenge_holds(message: &[u8]) -> bool {
    let read = Challenge::read(message, &LIMITS);
    read.is_ok_and(|challenge| challenge.verify(&WORLD.trust()).is_ok())
}

fn response_holds(message: &[u8]) -> bool {
    let expected = Expected { root: &WORLD.root, now: NOW, revoked: &WORLD.revoked, nonce: Some([5; 16]) };
    let read = Response::read(message, &response::LIMITS);
    read.is_ok_and(|response| response.signed.is_some() && response.verify(&expected).is_ok())
}

/// Where the signed element and `SignedInfo` stand.
fn signed_bytes(text: &str, name: &str) -> Vec<usize> {
    let range = |name: &str| {
        let start = text.find(&format!("<{name} ")).unwrap();
        start..text.find(&format!("</{name}>")).unwrap() + name.len() + 3
    };
    range(name).chain(range("SignedInfo")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_flipped_bit_in_what_was_signed_is_refused(at: prop::sample::Index, bit in 0..8_u8) {
        for (text, name, holds) in [
            (&*CHALLENGE, "LA", challenge_holds as fn(&[u8]) -> bool),
            (&*RESPONSE, "LicenseResponse", response_holds),
        ] {
            prop_assert!(holds(text.as_bytes()));
            let places = signed_bytes(text, name);
            let mut changed = text.clone().into_bytes();
            changed[places[at.index(places.len())]] ^= 1 << bit;
            prop_assert!(!holds(&changed));
        }
    }

    #[test]
    fn mutations_never_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..12),
        respond: bool,
    ) {
        let mut message = if respond { RESPONSE.clone() } else { CHALLENGE.clone() }.into_bytes();
        for (at, byte, what) in edits {
            if message.is_empty() {
                break;
            }
            let at = at.index(message.len());
            match what {
                0 => message[at] = byte,
                1 => message.insert(at, byte),
                2 => { message.remove(at); }
                _ => message.truncate(at.max(1)),
            }
        }
        // Whatever still holds says the same as before: no edit changed what was signed.
        if let Ok(challenge) = Challenge::read(&message, &LIMITS) && challenge.verify(&WORLD.trust()).is_ok() {
            prop_assert_eq!(challenge.nonce, read(&CHALLENGE).nonce);
        }
        _ = response_holds(&message);
        _ = Envelope::read(&message, &LIMITS).map(|envelope| Fault::read(&envelope).is_ok());
    }

    #[test]
    fn any_text_never_panics(text in "\\PC{0,200}") {
        _ = Challenge::read(text.as_bytes(), &LIMITS);
        _ = Response::read(text.as_bytes(), &LIMITS);
    }

    #[test]
    fn custom_data_arrives_as_it_was_sent(data in "[\\PC\n\t]{0,80}") {
        let header = default_header();
        let text = build(&ChallengeBuilder { custom_data: Some(&data), ..builder(&header) }).text;
        prop_assert_eq!(read(&text).custom_data, Some(data));
    }
}
