//! Why a client refuses a license, with the codes of clients.

use crate::clock;
use crate::keys::KeyId;
use crate::license::policy::Guid;

/// Why a license cannot be used now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Before its begin date.
    #[error("is not valid before {}", clock::rfc3339(*.begin))]
    NotYetValid {
        /// The begin date.
        begin: u64,
    },
    /// After its end date and grace period.
    #[error("expired after {}", clock::rfc3339(*.end))]
    Expired {
        /// Its last second.
        end: u64,
    },
    /// The span after the first play is over.
    #[error("expired {} after its first play at {}", clock::span((*.span).into()), clock::rfc3339(*.first))]
    PlayedOut {
        /// The first play.
        first: u64,
        /// The span, in seconds.
        span: u32,
    },
    /// After its removal date.
    #[error("is deleted since its removal date {}", clock::rfc3339(*.removal))]
    Removed {
        /// The removal date.
        removal: u64,
    },
}

impl TimeError {
    const fn hresult(self) -> u32 {
        match self {
            Self::NotYetValid { .. } => 0x8004_C00A,
            Self::Expired { .. } | Self::PlayedOut { .. } => 0x8004_C009,
            Self::Removed { .. } => 0x8004_C013,
        }
    }
}

/// Why a client refuses a license.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LicenseError {
    /// No key in it.
    #[error("the license holds no content key")]
    NoContentKey,
    /// Neither bound to a key nor under a root.
    #[error("the license names no key that it is bound to")]
    NoDeviceKey,
    /// Bound to another device.
    #[error("the license is bound to another device")]
    NotBound,
    /// Bound to a domain that the device has not joined, or to a key of it that the device does not have.
    #[error(
        "the license is for the domain of account {account}, revision {revision}, whose key this device does not have"
    )]
    NotAMember {
        /// The account.
        account: Guid,
        /// The revision of the key.
        revision: u32,
    },
    /// The encrypted key is no ciphertext.
    #[error("the content key cannot be decrypted")]
    UndecodableKey,
    /// Encrypted in a way that this client does not know.
    #[error("the content key is encrypted with {0} ({1}), which this client does not support")]
    UnsupportedCipher(&'static str, u16),
    /// For a cipher that this client does not have.
    #[error("the content key is for {0} ({1}), which this client does not support")]
    UnsupportedKeyType(&'static str, u16),
    /// The license was changed, or its key is not what it should be.
    #[error("the signature of the license is wrong: it was changed after it was made")]
    BadSignature,
    /// Something in it must be understood and is not.
    #[error("the license holds {name} at byte {offset}, which must be understood and is not")]
    NotUnderstood {
        /// The name of the object.
        name: String,
        /// Where it lies.
        offset: u64,
    },
    /// An extended restriction must be understood and is not.
    #[error("the extended restriction {0} must be understood and is not")]
    Restriction(u16),
    /// It answers another request.
    #[error("the rights ID does not follow from the nonce of the request: the license answers another one")]
    RightsId,
    /// The client's security level is too low.
    #[error("the license needs security level {needed}; this client has {own}")]
    SecurityLevel {
        /// The least level.
        needed: u16,
        /// The client's.
        own: u32,
    },
    /// Parts of it exclude each other.
    #[error("the license contradicts itself: {0}")]
    Contradiction(&'static str),
    /// Dates for a client without a clock.
    #[error("the license has dates, and this client has no clock that its user cannot set")]
    NoTrustedClock,
    /// Dates for a client whose clock was set back.
    #[error(
        "the license has dates, and the clock was set back: it is {}, and was {} already",
        clock::rfc3339(*.now), clock::rfc3339(*.seen)
    )]
    ClockSetBack {
        /// What the clock says.
        now: u64,
        /// The latest time that it has said.
        seen: u64,
    },
    /// Not now.
    #[error("the license {0}")]
    Time(TimeError),
    /// Its root not now.
    #[error("the root of the license {0}")]
    Root(TimeError),
    /// Not any more, in the middle of playback.
    #[error("playback ends: the license {0}")]
    RealTimeExpired(TimeError),
    /// All plays are used up.
    #[error("all {count} plays of the license are used up")]
    PlaysSpent {
        /// How many there were.
        count: u32,
    },
    /// All copies are used up.
    #[error("all {count} copies of the license are used up")]
    CopiesSpent {
        /// How many there were.
        count: u32,
    },
    /// Not granted.
    #[error("the license does not grant the right: {0}")]
    RightNotGranted(&'static str),
    /// It lives in memory only.
    #[error("the license may not be stored")]
    NotStored,
    /// A leaf that does not say under which root.
    #[error("the key is encrypted under a root, and the license does not say which")]
    NoUplink,
    /// The root of the leaf is not there.
    #[error("the license hangs on the root {0}, for which there is no open license")]
    NoRoot(KeyId),
    /// A root with this key ID is there, with another key.
    #[error("the license hangs on the root {0}, but with another key")]
    WrongRoot(KeyId),
    /// A leaf under a leaf.
    #[error("the license hangs on {0}, which is a leaf itself")]
    ChainTooDeep(KeyId),
}

impl LicenseError {
    /// The code that PlayReady clients give for this. Where they have none of their own it is the nearest one: 0x8004D000 (no matching
    /// nonce is found) for a wrong rights ID, 0x8004C013 (no license) for one whose removal date has passed, and 0x8004C05C (no trusted
    /// clock) for a clock that was set back.
    pub const fn hresult(&self) -> u32 {
        match self {
            Self::UndecodableKey => 0x8004_8007,
            Self::BadSignature => 0x8004_8008,
            Self::WrongRoot(_) => 0x8004_8014,
            Self::ChainTooDeep(_) => 0x8004_A003,
            Self::SecurityLevel { .. } => 0x8004_A004,
            Self::Restriction(_) => 0x8004_A01B,
            Self::Contradiction(_) => 0x8004_C006,
            Self::PlaysSpent { .. } | Self::CopiesSpent { .. } => 0x8004_C009,
            Self::RightNotGranted(_) => 0x8004_C00B,
            Self::UnsupportedCipher(..) | Self::UnsupportedKeyType(..) => 0x8004_C016,
            Self::NotBound => 0x8004_C056,
            Self::NoTrustedClock | Self::ClockSetBack { .. } => 0x8004_C05C,
            Self::NoRoot(_) => 0x8004_C082,
            Self::RealTimeExpired(_) => 0x8004_C084,
            Self::NoContentKey | Self::NoDeviceKey | Self::NoUplink => 0x8004_C0E2,
            Self::NotUnderstood { .. } => 0x8004_C0E3,
            Self::NotAMember { .. } => 0x8004_C580,
            Self::RightsId => 0x8004_D000,
            Self::NotStored => 0x8004_D901,
            Self::Time(error) | Self::Root(error) => error.hresult(),
        }
    }
}

impl From<LicenseError> for crate::Error {
    /// A check that failed, with the code of clients.
    fn from(error: LicenseError) -> Self {
        Self::check_failed(format!("{error} (0x{:08X})", error.hresult()))
    }
}
