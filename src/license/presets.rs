//! Policies of the scenarios in Microsoft's documentation. A preset is one entry of [`PRESETS`].

use super::policy::{
    Chain, Domain, Moment, OutputLevels, Persistence, Policy, Protection, Publisher, enablers,
};
use crate::keys::KeyId;
use crate::{Error, Result};

/// The root that test servers keep for chained licenses: base64 `uPeXHrR3K0icGCpYMBGsZw==` in its header.
pub const TEST_ROOT: KeyId = KeyId::from_bytes(0x1e97_f7b8_77b4_482b_9c18_2a58_3011_ac67_u128.to_be_bytes());

/// A policy with a name.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub scenario: &'static str,
    make: fn(Policy) -> Policy,
}

impl Preset {
    /// The policy. Times count from the issue.
    pub fn policy(&self) -> Policy {
        (self.make)(Policy::default())
    }
}

/// All presets.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "test-default",
        scenario: "What a test server answers when nothing is asked: Play, not stored, security level 150",
        make: |base| base,
    },
    Preset {
        name: "purchase",
        scenario: "Content that was bought: stored, never ends, may be issued again; one license per item of a series",
        make: |base| Policy { persistence: Persistence::Persistent, ..base },
    },
    Preset {
        name: "purchase-household",
        scenario: "Content that was bought for every device of a household: for a domain, embedded in the file",
        make: |base| Policy {
            persistence: Persistence::Persistent,
            domain: Some(Domain::default()),
            embed: true,
            ..base
        },
    },
    Preset {
        name: "rental-download",
        scenario: "A rented film on the device: 30 days to start, 48 h to finish",
        make: |base| Policy { persistence: Persistence::Persistent, ..rental(base) },
    },
    Preset {
        name: "rental-stream",
        scenario: "A rented film as a stream: 30 days to start, 48 h to finish, not stored",
        make: rental,
    },
    Preset {
        name: "instant-start",
        scenario: "The first 30 seconds while the real license is fetched: stops by itself",
        make: |base| limited(base, 30),
    },
    Preset {
        name: "preview",
        scenario: "A look before buying: five minutes, stops by itself",
        make: |base| limited(base, 300),
    },
    Preset {
        name: "subscription",
        scenario: "One item of a subscription: stored until the next renewal",
        make: |base| Policy { persistence: Persistence::Persistent, ..dated(base, 31 * DAY) },
    },
    Preset {
        name: "subscription-leaf",
        scenario: "One of many files of a subscription: no dates of its own, hangs on the root",
        make: |base| Policy { persistence: Persistence::Persistent, chain: Chain::Leaf(TEST_ROOT), ..base },
    },
    Preset {
        name: "subscription-root",
        scenario: "The root of a subscription: its dates are those of all leaves; renewed each month",
        make: |base| Policy {
            persistence: Persistence::Persistent,
            chain: Chain::Root,
            ..dated(base, 31 * DAY)
        },
    },
    Preset {
        name: "subscription-stream",
        scenario: "A stream of a subscription with a limited number at a time: its end is reported (secure stop)",
        make: |base| Policy { secure_stop: Some(Publisher::Service), ..base },
    },
    Preset {
        name: "concurrency",
        scenario: "A stream with a limited number at a time: 60 seconds, renewed every 30, stops by itself",
        make: |base| limited(base, 60),
    },
    Preset {
        name: "live",
        scenario: "A live channel: until the next key rotation after 24 h, stops by itself",
        make: |base| Policy { real_time: true, ..dated(base, DAY) },
    },
    Preset {
        name: "live-leaf",
        scenario: "A live channel for millions: a leaf in the stream, under the root of the bundle",
        make: |base| Policy { chain: Chain::Leaf(TEST_ROOT), embed: true, ..base },
    },
    Preset {
        name: "live-root",
        scenario: "The root of a bundle of live channels or of a region",
        make: |base| Policy { chain: Chain::Root, ..dated(base, DAY) },
    },
    Preset {
        name: "live-archive",
        scenario: "One programme of a live channel, paid for by itself: 48 h from the first play",
        make: |base| Policy { first_play: Some(48 * HOUR), ..dated(base, 30 * DAY) },
    },
    Preset {
        name: "metered",
        scenario: "Downloads that are paid per use: stored, use is counted",
        make: |base| Policy {
            persistence: Persistence::Persistent,
            metering: Some(Publisher::Service),
            ..base
        },
    },
    Preset {
        name: "offline-copies",
        scenario: "A limited number of offline copies: stored, the server counts licenses and their secure deletion",
        make: |base| Policy {
            persistence: Persistence::Persistent,
            security_level: 2000,
            removal: Some(Moment::FromIssue(31 * DAY)),
            ..dated(base, 31 * DAY)
        },
    },
    Preset {
        name: "uhd",
        scenario: "The 4K key of a tiered title: security level 3000, HDCP type 1 on every output",
        make: |base| Policy { security_level: 3000, ..uhd_output(base) },
    },
    Preset {
        name: "hd",
        scenario: "The HD key (or the audio key) of a tiered title: security level 2000",
        make: |base| Policy {
            security_level: 2000,
            outputs: OutputLevels { uncompressed_digital_video: 270, ..OutputLevels::default() },
            ..base
        },
    },
    Preset {
        name: "hd-of-uhd",
        scenario: "One key for all tiers, for a client of security level 2000: decodes up to 1920x1080",
        make: |base| Policy {
            security_level: 2000,
            digital_video: vec![Protection::max_resolution(1920, 1080)],
            ..base
        },
    },
    Preset { name: "uhd-output", scenario: "HDCP type 1 required on every digital output", make: uhd_output },
    Preset {
        name: "unknown-outputs",
        scenario: "Desktops of developers: outputs that nobody knows are allowed",
        make: |base| Policy {
            play_enablers: vec![enablers::UNKNOWN_OUTPUT_CONSTRAINED, enablers::UNKNOWN_OUTPUT],
            ..base
        },
    },
];

const HOUR: u32 = 3600;
const DAY: i64 = 86_400;

/// The preset of a name.
///
/// # Errors
/// When there is none.
pub fn find(name: &str) -> Result<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name).ok_or_else(|| {
        let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
        Error::usage(format!("there is no preset {name:?}")).hint(format!("presets: {}", names.join(", ")))
    })
}

/// Begins five minutes before the issue, for clients whose clocks are late, and ends `seconds` after it.
fn dated(base: Policy, seconds: i64) -> Policy {
    Policy { begin: Some(Moment::FromIssue(-300)), end: Some(Moment::FromIssue(seconds)), ..base }
}

fn rental(base: Policy) -> Policy {
    Policy { first_play: Some(48 * HOUR), ..dated(base, 30 * DAY) }
}

/// A limited-duration license.
fn limited(base: Policy, seconds: i64) -> Policy {
    Policy { real_time: true, ..dated(base, seconds) }
}

fn uhd_output(base: Policy) -> Policy {
    Policy {
        outputs: OutputLevels { uncompressed_digital_video: 300, ..OutputLevels::default() },
        digital_video: vec![Protection::hdcp_type_1()],
        ..base
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::license::policy::{ClientCapabilities, Rules};

    #[test]
    fn every_preset_is_allowed_and_has_a_name_of_its_own() {
        let client = ClientCapabilities { security_level: 3000, ..ClientCapabilities::default() };
        let now = 1_800_000_000;
        let mut names = BTreeSet::new();
        for preset in PRESETS {
            let policy = preset.policy().settled(&client, now).unwrap();
            assert_eq!(policy.check(&client, Rules::Strict, now), Ok(()), "{}", preset.name);
            assert!(names.insert(preset.name), "{}", preset.name);
        }
        assert_eq!(TEST_ROOT.guid_base64(), "uPeXHrR3K0icGCpYMBGsZw==");
        assert!(find("rental-download").is_ok() && find("rent").is_err());
    }

    #[test]
    fn presets_are_policy_files() {
        for preset in PRESETS {
            let json = serde_json::to_string(&preset.policy()).unwrap();
            let read = crate::license::source::read(&json).unwrap();
            assert_eq!(read[0].policy, preset.policy(), "{}", preset.name);
        }
    }
}
