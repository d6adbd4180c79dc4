//! Which policies are refused, and why.
//!
//! The begin date that an end date needs (`Policy::settled`) follows Microsoft's best practices: clients before version 3 get five
//! minutes before the server's time; later ones get the time that they name in their challenge, which must be within an hour of it.

use super::{Chain as Place, ExtendedRestriction, Guid, KeyType, Moment, Policy, protections};
use crate::clock;
use crate::pki::{Chain, feature};

/// Seconds before the issue at which a license without a begin date begins.
const BEGIN_BEFORE_ISSUE: u64 = 300;
/// How far, in seconds, the clock of a client may be off.
const CLIENT_TIME_TOLERANCE: u64 = 3600;
/// The last second that a license can name: 0xFFFFFFFF means "none".
const LAST_SECOND: u64 = 0xffff_fffe;

/// What a license server knows of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientCapabilities {
    /// Security level of its certificate.
    pub security_level: u32,
    /// Major version of its PlayReady.
    pub version: u32,
    /// Whether it decrypts AES-128-CBC.
    pub aes_cbc: bool,
    /// Whether it has a clock that its user cannot set.
    pub trusted_clock: bool,
    /// Its own time, when its challenge names it: seconds since 1970.
    pub time: Option<u64>,
}

impl Default for ClientCapabilities {
    /// A current test client.
    fn default() -> Self {
        Self { security_level: 2000, version: 4, aes_cbc: true, trusted_clock: true, time: None }
    }
}

impl ClientCapabilities {
    /// What the certificate of a client tells: level, clock and PlayReady 3. AES-CBC is announced in challenges, not certified;
    /// it is off here.
    pub fn of_chain(chain: &Chain) -> Self {
        let leaf = chain.leaf();
        Self {
            security_level: leaf.security_level,
            version: if leaf.has_feature(feature::PLAYREADY_3) { 4 } else { 2 },
            aes_cbc: false,
            trusted_clock: leaf.has_feature(feature::SECURE_CLOCK)
                || leaf.has_feature(feature::ANTI_ROLLBACK_CLOCK),
            time: None,
        }
    }
}

/// How much is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rules {
    /// All that the documentation forbids.
    #[default]
    Strict,
    /// What test queries (`cfg` and its relatives) can say: any number as output protection level, licenses of a domain that are not
    /// stored, and restrictions without effect.
    TestServer,
}

/// Why a policy is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// No right at all.
    #[error("the license grants no right, so nobody could use it")]
    NoRight,
    /// A right that clients of version 3 and later do not know.
    #[error("the {0} right is not given to clients of PlayReady 3 or later")]
    LegacyRight(&'static str),
    /// A security level that there is not.
    #[error("security level {0} is none of 150, 2000 and 3000")]
    SecurityLevel(u16),
    /// The license would end before it begins.
    #[error("the license ends {} before it begins {}", clock::rfc3339(*.end), clock::rfc3339(*.begin))]
    EndBeforeBegin {
        /// First second of the license.
        begin: u64,
        /// Last second of the license.
        end: u64,
    },
    /// The license may be deleted before it is valid.
    #[error("the removal date {} is before the begin date {}", clock::rfc3339(*.removal), clock::rfc3339(*.begin))]
    RemovalBeforeBegin {
        /// First second of the license.
        begin: u64,
        /// From when on it may be deleted.
        removal: u64,
    },
    /// A date that 32 bits do not hold.
    #[error("the {name} date is beyond 2106, which a license cannot say")]
    DateOutOfRange {
        /// Which date.
        name: &'static str,
    },
    /// The license begins at the client's time, which is wrong.
    #[error("the client's clock says {}, more than an hour from the server's {}", clock::rfc3339(*.client), clock::rfc3339(*.server))]
    ClientTime {
        /// The client's time.
        client: u64,
        /// The server's.
        server: u64,
    },
    /// Dates for a client without a clock.
    #[error("the client has no secure or anti-rollback clock, so it may not get a license that expires")]
    NoTrustedClock,
    /// Nothing to expire in the middle of playback.
    #[error("real-time expiration without an end date or an expiration after first play has no effect")]
    RealTimeWithoutExpiration,
    /// Nothing to be lenient about.
    #[error("a grace period without an end date has no effect")]
    GraceWithoutEnd,
    /// A feature of later clients.
    #[error("{feature} needs a client of PlayReady {needed} or later; this one is version {client}")]
    ClientVersion {
        /// What needs it.
        feature: &'static str,
        /// The first version that has it.
        needed: u32,
        /// The client's version.
        client: u32,
    },
    /// Secure stop erases the key, which a stored license would bring back.
    #[error("secure stop is for licenses that are not persistent")]
    SecureStopPersistent,
    /// The proof without the stop.
    #[error("secure stop 2 without secure stop")]
    SecureStop2Alone,
    /// The proof is made in trusted hardware.
    #[error("secure stop 2 needs a client of security level 3000; this one has {0}")]
    SecureStop2Level(u32),
    /// A level that the documentation does not allow.
    #[error("output protection level {level} is not allowed for {output} (allowed: {allowed})")]
    OutputLevel {
        /// Which output, as in policy files.
        output: &'static str,
        /// The level.
        level: u16,
        /// Those that are allowed.
        allowed: String,
    },
    /// A key for AES-CBC and a client that cannot use it.
    #[error("the key is for AES-128-CBC, which the client cannot decrypt")]
    NoAesCbc,
    /// Outputs of a key that opens no content.
    #[error("a key exchange license has no outputs to protect")]
    KeyExchangeOutputs,
    /// Members of a domain could not keep it.
    #[error("a license of a domain is persistent, so that members can use it offline")]
    DomainNonPersistent,
    /// A leaf is bound by its root only.
    #[error("a leaf is bound to its root; the domain belongs to the root")]
    LeafInDomain,
    /// The root is not there.
    #[error("the leaf has no root: no license for {0} is made with it or known already")]
    LeafWithoutRoot(crate::keys::KeyId),
    /// A leaf that hangs on itself.
    #[error("the leaf names its own key ID {0} as its root")]
    LeafUnderItself(crate::keys::KeyId),
    /// Nobody knows which key the members of the domain have.
    #[error("the license is for a domain, but no domain key is given to bind it to")]
    DomainWithoutKey,
    /// Use is counted for, or its end told to, nobody.
    #[error("the policy names the metering ID of the service, and there is none")]
    NoMeteringId,
    /// What is embedded must last.
    #[error("an embedded license is persistent or a leaf")]
    EmbeddedNonPersistent,
    /// Nothing to copy.
    #[error("a number of copies without the Copy right")]
    CopyCountWithoutCopy,
    /// A count or span of zero.
    #[error("{0} is zero, so nobody could use the license")]
    Zero(&'static str),
    /// The restriction of nothing.
    #[error("a restricted source ID without a source ID")]
    RestrictedWithoutSource,
    /// An enabler given twice.
    #[error("the enabler {0} is given twice")]
    DuplicateEnabler(Guid),
    /// An extensible right or restriction whose number is already something else.
    #[error("type {0} of an extended {1} is already the {2} object of licenses")]
    ExtendedTypeTaken(u16, &'static str, String),
}

impl From<PolicyError> for crate::Error {
    fn from(error: PolicyError) -> Self {
        let message = Self::usage(error.to_string());
        match error {
            PolicyError::DomainWithoutKey => {
                message.hint("bind it to the certificate of a domain, whose members have its key")
            }
            PolicyError::OutputLevel { .. } => {
                message.hint("rules = \"test-server\", or --cfg, take any level")
            }
            PolicyError::NoAesCbc => message.hint("make the device with --feature aescbc"),
            _ => message,
        }
    }
}

impl Policy {
    /// The same policy with dates instead of spans from the issue, and with the begin date that an end date needs.
    ///
    /// # Errors
    /// When the begin date would be the client's time and that is wrong.
    pub fn settled(&self, client: &ClientCapabilities, now: u64) -> Result<Self, PolicyError> {
        let settle = |moment: Option<Moment>| moment.map(|moment| Moment::At(moment.settled(now)));
        let mut policy = self.clone();
        (policy.begin, policy.end, policy.removal) =
            (settle(self.begin), settle(self.end), settle(self.removal));
        if policy.end.is_some() && policy.begin.is_none() {
            policy.begin = Some(Moment::At(begin_for(client, now)?));
        }
        Ok(policy)
    }

    /// Refuses what is not allowed. `now` is the time of issue.
    ///
    /// # Errors
    /// The first reason to refuse.
    pub fn check(&self, client: &ClientCapabilities, rules: Rules, now: u64) -> Result<(), PolicyError> {
        let strict = rules == Rules::Strict;
        self.check_rights(client)?;
        self.check_dates(client, strict, now)?;
        self.check_outputs(client, strict)?;
        self.check_binding(strict)?;
        self.check_stop(client)?;
        self.check_numbers()?;
        if self.key_type == KeyType::Cbc && !client.aes_cbc {
            return Err(PolicyError::NoAesCbc);
        }
        if self.key_type == KeyType::KeyExchange {
            needs(client, "a key exchange license", 4)?;
        }
        Ok(())
    }

    fn check_rights(&self, client: &ClientCapabilities) -> Result<(), PolicyError> {
        if ![150, 2000, 3000].contains(&self.security_level) {
            return Err(PolicyError::SecurityLevel(self.security_level));
        }
        let rights = self.rights;
        if !(rights.play || rights.copy || rights.execute || rights.read) && self.extended_rights.is_empty() {
            return Err(PolicyError::NoRight);
        }
        let legacy = [(rights.copy, "Copy"), (rights.execute, "Execute"), (rights.read, "Read")];
        match legacy.into_iter().find(|(given, _)| *given) {
            Some((_, name)) if client.version >= 3 => Err(PolicyError::LegacyRight(name)),
            _ => Ok(()),
        }
    }

    fn check_dates(&self, client: &ClientCapabilities, strict: bool, now: u64) -> Result<(), PolicyError> {
        let dates = [("begin", self.begin), ("end", self.end), ("removal", self.removal)];
        for (name, moment) in dates {
            if moment.is_some_and(|moment| moment.settled(now) > LAST_SECOND) {
                return Err(PolicyError::DateOutOfRange { name });
            }
        }
        let at = |moment: Option<Moment>| moment.map(|moment| moment.settled(now));
        if let (Some(begin), Some(end)) = (at(self.begin), at(self.end))
            && end < begin
        {
            return Err(PolicyError::EndBeforeBegin { begin, end });
        }
        if let (Some(begin), Some(removal)) = (at(self.begin), at(self.removal))
            && removal < begin
        {
            return Err(PolicyError::RemovalBeforeBegin { begin, removal });
        }
        if self.needs_clock() && !client.trusted_clock {
            return Err(PolicyError::NoTrustedClock);
        }
        if self.real_time {
            needs(client, "real-time expiration", 3)?;
            if strict && self.end.is_none() && self.first_play.is_none() {
                return Err(PolicyError::RealTimeWithoutExpiration);
            }
        }
        if strict && self.grace.is_some() && self.end.is_none() {
            return Err(PolicyError::GraceWithoutEnd);
        }
        Ok(())
    }

    fn check_outputs(&self, client: &ClientCapabilities, strict: bool) -> Result<(), PolicyError> {
        for (level, output) in self.outputs.each() {
            if strict && level != 0 && !output.allowed.contains(&level) {
                let allowed: Vec<String> = output.allowed.iter().map(ToString::to_string).collect();
                let allowed = allowed.join(", ");
                return Err(PolicyError::OutputLevel { output: output.name, level, allowed });
            }
        }
        let outputs = self.outputs.each().iter().any(|(level, _)| *level != 0);
        let restricted = [&self.analog_video, &self.digital_audio, &self.digital_video];
        if self.key_type == KeyType::KeyExchange
            && (outputs || restricted.iter().any(|list| !list.is_empty()))
        {
            return Err(PolicyError::KeyExchangeOutputs);
        }
        if self.digital_video.iter().any(|protection| protection.id == protections::MAX_RESOLUTION) {
            needs(client, "a maximal resolution", 3)?;
        }
        for enablers in [&self.play_enablers, &self.copy_enablers] {
            let twice =
                enablers.iter().enumerate().find(|(at, id)| enablers.iter().take(*at).any(|e| e == *id));
            if let Some((_, id)) = twice {
                return Err(PolicyError::DuplicateEnabler(*id));
            }
        }
        Ok(())
    }

    fn check_binding(&self, strict: bool) -> Result<(), PolicyError> {
        let leaf = matches!(self.chain, Place::Leaf(_));
        if self.domain.is_some() && leaf {
            return Err(PolicyError::LeafInDomain);
        }
        if strict && self.domain.is_some() && !self.is_persistent() {
            return Err(PolicyError::DomainNonPersistent);
        }
        if self.embed && !self.is_persistent() && !leaf {
            return Err(PolicyError::EmbeddedNonPersistent);
        }
        Ok(())
    }

    fn check_stop(&self, client: &ClientCapabilities) -> Result<(), PolicyError> {
        if self.secure_stop.is_some() {
            if self.is_persistent() {
                return Err(PolicyError::SecureStopPersistent);
            }
            needs(client, "secure stop", 3)?;
        }
        if self.secure_stop2 {
            if self.secure_stop.is_none() {
                return Err(PolicyError::SecureStop2Alone);
            }
            if client.security_level < 3000 {
                return Err(PolicyError::SecureStop2Level(client.security_level));
            }
        }
        Ok(())
    }

    fn check_numbers(&self) -> Result<(), PolicyError> {
        for (value, name) in [
            (self.first_play, "the expiration after first play"),
            (self.play_count, "the number of plays"),
            (self.copy_count, "the number of copies"),
        ] {
            if value == Some(0) {
                return Err(PolicyError::Zero(name));
            }
        }
        if self.copy_count.is_some() && !self.rights.copy {
            return Err(PolicyError::CopyCountWithoutCopy);
        }
        if self.restricted_source_id && self.source_id.is_none() {
            return Err(PolicyError::RestrictedWithoutSource);
        }
        let rights = &self.extended_rights;
        for right in rights {
            taken(right.right_type, "right")?;
        }
        let nested = rights.iter().flat_map(|right| &right.restrictions);
        for ExtendedRestriction { restriction_type, .. } in nested.chain(&self.extended_restrictions) {
            taken(*restriction_type, "restriction")?;
        }
        Ok(())
    }
}

fn begin_for(client: &ClientCapabilities, now: u64) -> Result<u64, PolicyError> {
    match client.time {
        Some(time) if client.version >= 3 => {
            if time.abs_diff(now) > CLIENT_TIME_TOLERANCE {
                return Err(PolicyError::ClientTime { client: time, server: now });
            }
            Ok(time)
        }
        _ => Ok(now.saturating_sub(BEGIN_BEFORE_ISSUE)),
    }
}

fn needs(client: &ClientCapabilities, feature: &'static str, needed: u32) -> Result<(), PolicyError> {
    if client.version < needed {
        return Err(PolicyError::ClientVersion { feature, needed, client: client.version });
    }
    Ok(())
}

fn taken(object_type: u16, kind: &'static str) -> Result<(), PolicyError> {
    match super::objects::known_name(object_type) {
        Some(name) => Err(PolicyError::ExtendedTypeTaken(object_type, kind, name)),
        None => Ok(()),
    }
}
