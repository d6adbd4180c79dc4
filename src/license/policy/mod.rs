//! What a license grants and under which restrictions: the one form that every source is read into and every license is made from.
//!
//! A policy may speak of times relative to the issue of the license ([`Moment::FromIssue`]); [`Policy::settled`] turns them into dates.

mod check;
mod objects;
mod output;
mod text;
mod time_line;
mod words;

pub use check::{ClientCapabilities, PolicyError, Rules};
pub use objects::PolicyObjects;
pub use output::{Output, OutputLevels, Passage, Protection, enablers, protections};
pub(in crate::license) use output::{parse_agc, parse_resolution};
pub use text::{Data, Guid, Moment, Named, TextError, parse_seconds};
pub(in crate::license) use text::{parse_kid, quoted, us_date};
pub use time_line::{Event, time_line};

use serde::{Deserialize, Serialize};

use crate::keys::KeyId;

/// What a license grants and under which restrictions.
///
/// In TOML and JSON every field may be missing; unknown names are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// What may be done with the content.
    #[serde(skip_serializing_if = "is_default")]
    pub rights: Rights,
    /// Rights by number, with restrictions of their own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extended_rights: Vec<ExtendedRight>,
    /// Lowest security level of the client: 150, 2000 or 3000.
    pub security_level: u16,
    /// Whether the license may be stored.
    pub persistence: Persistence,
    /// First second at which the license is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub begin: Option<Moment>,
    /// Last second at which the license is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<Moment>,
    /// Seconds from the first play during which the license plays.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "text::seconds")]
    pub first_play: Option<u32>,
    /// Whether playback stops in the middle when the license expires.
    #[serde(skip_serializing_if = "is_default")]
    pub real_time: bool,
    /// From when on the client may delete the license.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removal: Option<Moment>,
    /// Seconds that the license goes on after its end date.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "text::seconds")]
    pub grace: Option<u32>,
    /// How often the content may be played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub play_count: Option<u32>,
    /// How many copies may be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_count: Option<u32>,
    /// Output protection levels.
    #[serde(skip_serializing_if = "is_default")]
    pub outputs: OutputLevels,
    /// Explicit restrictions of analog video outputs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub analog_video: Vec<Protection>,
    /// Explicit restrictions of digital audio outputs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub digital_audio: Vec<Protection>,
    /// Explicit restrictions of digital video outputs, maximal resolution among them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub digital_video: Vec<Protection>,
    /// Outputs and technologies that content may pass to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub play_enablers: Vec<Guid>,
    /// Technologies that content may be copied to (clients before PlayReady 3).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub copy_enablers: Vec<Guid>,
    /// Restrictions by number, of the Play right.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extended_restrictions: Vec<ExtendedRestriction>,
    /// Where the content came from (Compliance Rules 6.12), such as 267.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<u32>,
    /// Whether the source ID restricts what clients may do.
    #[serde(skip_serializing_if = "is_default")]
    pub restricted_source_id: bool,
    /// Whose metering counts the use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metering: Option<Publisher>,
    /// Who is told when playback stops.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secure_stop: Option<Publisher>,
    /// Whether the stop is proven with a key of its own (secure stop 2).
    #[serde(skip_serializing_if = "is_default")]
    pub secure_stop2: bool,
    /// The domain whose members may use the license.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<Domain>,
    /// Whether the license may be embedded in content files.
    #[serde(skip_serializing_if = "is_default")]
    pub embed: bool,
    /// Whether the license stands alone, is a root, or a leaf under one.
    #[serde(skip_serializing_if = "is_default")]
    pub chain: Chain,
    /// What the key is for.
    #[serde(skip_serializing_if = "is_default")]
    pub key_type: KeyType,
}

impl Default for Policy {
    /// The answer of a test server that is asked for nothing special: plays once acquired, is not stored, for every test client.
    fn default() -> Self {
        Self {
            rights: Rights::default(),
            extended_rights: Vec::new(),
            security_level: 150,
            persistence: Persistence::NonPersistent,
            begin: None,
            end: None,
            first_play: None,
            real_time: false,
            removal: None,
            grace: None,
            play_count: None,
            copy_count: None,
            outputs: OutputLevels::default(),
            analog_video: Vec::new(),
            digital_audio: Vec::new(),
            digital_video: Vec::new(),
            play_enablers: Vec::new(),
            copy_enablers: Vec::new(),
            extended_restrictions: Vec::new(),
            source_id: None,
            restricted_source_id: false,
            metering: None,
            secure_stop: None,
            secure_stop2: false,
            domain: None,
            embed: false,
            chain: Chain::Simple,
            key_type: KeyType::Ctr,
        }
    }
}

impl Policy {
    /// Whether the license may be stored.
    pub const fn is_persistent(&self) -> bool {
        matches!(self.persistence, Persistence::Persistent)
    }

    /// Whether any restriction needs a clock that the user cannot set.
    pub const fn needs_clock(&self) -> bool {
        self.begin.is_some() || self.end.is_some() || self.first_play.is_some()
    }
}

/// What may be done with the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rights {
    /// Playing.
    pub play: bool,
    /// Copying (clients before PlayReady 3).
    pub copy: bool,
    /// Running, for programs (clients before PlayReady 3).
    pub execute: bool,
    /// Reading, for documents (clients before PlayReady 3).
    pub read: bool,
}

impl Default for Rights {
    fn default() -> Self {
        Self { play: true, copy: false, execute: false, read: false }
    }
}

/// A right by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtendedRight {
    /// Its number, which is the object type in the license.
    #[serde(rename = "type")]
    pub right_type: u16,
    /// Its restrictions.
    #[serde(default)]
    pub restrictions: Vec<ExtendedRestriction>,
}

/// A restriction by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtendedRestriction {
    /// Its number, which is the object type in the license.
    #[serde(rename = "type")]
    pub restriction_type: u16,
    /// Whether a client that does not know it must refuse the license.
    #[serde(default)]
    pub must_understand: bool,
    /// Whether a client may go on when it cannot enforce it.
    #[serde(default)]
    pub best_effort: bool,
    /// What it says.
    #[serde(default)]
    pub data: Data,
}

/// Whether a license may be stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Persistence {
    /// It lives in memory.
    #[default]
    NonPersistent,
    /// It lives in memory, for clients that know only the simplest form. In the license it is the same as the other.
    SimpleNonPersistent,
    /// It is stored.
    Persistent,
}

/// Who counts the use of content or hears of its end, known by a metering certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publisher {
    /// The metering certificate of the service that issues the license.
    Service,
    /// The one with this metering ID.
    Id(Guid),
}

/// A domain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Domain {
    /// Its account; none: the account that the service knows the client by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<Guid>,
    /// Revision of the domain key; none: the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
}

/// Where a license stands in a chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chain {
    /// It stands alone.
    #[default]
    Simple,
    /// Leaves hang on it. It encrypts no content.
    Root,
    /// It hangs on the root with this key ID.
    Leaf(KeyId),
}

/// What a key is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyType {
    /// Samples under AES-128-CTR.
    #[default]
    #[serde(rename = "aes-128-ctr")]
    Ctr,
    /// Samples under AES-128-CBC.
    #[serde(rename = "aes-128-cbc")]
    Cbc,
    /// No content: a key that two parties want to share.
    KeyExchange,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
