//! Opening licenses as a strict client does: nothing comes out before everything is checked.
//!
//! First the binding, the key and the signature, so that all later checks are of what the issuer wrote; then the rights ID, unknown
//! objects, the security level, features, the chain and the dates. A license that is open is asked again before each play
//! ([`Opened::play`]) and, when it says so, during it ([`Opened::goes_on`]).
//!
//! # Choices where nothing is published
//!
//! * A license is valid in the second of its end date and not in the next one; a span after the first play is over when its last second
//!   has passed.
//! * The grace period prolongs the end date.
//! * From its removal date on a license counts as deleted.
//! * With a clock that was set back nothing opens that has dates, until the clock is at the latest known time again. What a client does is
//!   only known to be a "rollback event".

mod error;

pub use error::{LicenseError, TimeError};

use super::mint::{CHECKSUM_OF_HEADERS, root_checksum, stop_key};
use super::policy::{Chain, Guid, KeyType, Moment, Policy};
use super::state::PlayState;
use crate::crypto::{PrivateKey, decrypt_block};
use crate::keys::{ContentKey, KeyId};
use crate::xmr::{Body, EncryptedKey, FLAG_MUST_UNDERSTAND, License, Object, cipher, key_type, types};
use zeroize::Zeroizing;

/// By how many seconds a clock may go back without having been set back: clocks are adjusted.
pub const CLOCK_TOLERANCE: u64 = 60;

/// The key of a domain that a device is a member of.
#[derive(Clone, Debug)]
pub struct DomainKey {
    /// The account of the domain.
    pub account_id: Guid,
    /// The revision of the key.
    pub revision: u32,
    /// The key.
    pub key: PrivateKey,
}

/// Which rights ID a license must have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RightsIdRule {
    /// Any: there is no request to compare with, or the response repeats its nonce itself.
    #[default]
    Any,
    /// This one: the nonce of the request, counted on for each further license ([`super::mint::counted_on`]). A license that is
    /// stored is not held to it.
    Exactly([u8; 16]),
}

/// The client that opens a license.
#[derive(Clone, Copy, Debug)]
pub struct OpenContext<'a> {
    /// The encryption key of the device.
    pub device_key: &'a PrivateKey,
    /// The keys of its domains, old revisions among them.
    pub domains: &'a [DomainKey],
    /// Licenses that are open already and may be roots.
    pub roots: &'a [Opened],
    /// Security level of its certificate.
    pub security_level: u32,
    /// Whether it decrypts AES-128-CBC.
    pub aes_cbc: bool,
    /// Whether it has a clock that its user cannot set.
    pub trusted_clock: bool,
    /// Its time: seconds since 1970.
    pub now: u64,
    /// The latest time that it remembers. A clock that is more than [`CLOCK_TOLERANCE`] behind was set back, and nothing with dates opens.
    pub seen: u64,
    /// The rights ID that the license must have.
    pub rights_id: RightsIdRule,
    /// Types of extended restrictions and rights that it knows.
    pub understood: &'a [u16],
    /// What it remembers of the license.
    pub state: PlayState,
}

impl<'a> OpenContext<'a> {
    /// A client with all features, without domains or roots, that knows nothing of the license.
    pub fn new(device_key: &'a PrivateKey, security_level: u32, now: u64) -> Self {
        Self {
            device_key,
            domains: &[],
            roots: &[],
            security_level,
            aes_cbc: true,
            trusted_clock: true,
            now,
            seen: 0,
            rights_id: RightsIdRule::Any,
            understood: &[],
            state: PlayState::default(),
        }
    }
}

/// A license whose every check passed.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The key ID.
    pub kid: KeyId,
    /// The content key.
    pub key: ContentKey,
    /// The rights ID.
    pub rights_id: [u8; 16],
    /// What it allows.
    pub policy: Policy,
    /// When it was issued: seconds since 1970.
    pub issued: Option<u64>,
    /// The least version of the revocation list.
    pub revocation: Option<u32>,
    /// The key of secure stop 2.
    pub stop_key: Option<ContentKey>,
    /// What the root allows, for a leaf.
    pub root: Option<Policy>,
}

/// Opens a license.
///
/// # Errors
/// The first reason to refuse it.
pub fn open(license: &License, context: &OpenContext<'_>) -> Result<Opened, LicenseError> {
    let keys = license.content_keys();
    let encrypted = keys.first().copied().ok_or(LicenseError::NoContentKey)?;
    let kid = encrypted.key_id();
    let (unlocked, root) = unlock(license, encrypted, context)?;
    let integrity = half(&unlocked, 0);
    // The code does not cover the header of its own object, so that is held to the published form.
    let signature_flags = license.outer.children().last().map(|object| object.flags);
    if !license.verify(&integrity) || signature_flags != Some(FLAG_MUST_UNDERSTAND) {
        return Err(LicenseError::BadSignature);
    }
    let reading = Policy::from_license(license);
    if let Some(unread) = reading.unread.iter().find(|object| object.must_understand) {
        return Err(LicenseError::NotUnderstood { name: unread.name.clone(), offset: unread.offset });
    }
    let policy = reading.policy;
    check_extended(&policy, context.understood)?;
    if let RightsIdRule::Exactly(expected) = context.rights_id
        && !policy.is_persistent()
        && license.rights_id != expected
    {
        return Err(LicenseError::RightsId);
    }
    if context.security_level < u32::from(policy.security_level) {
        let needed = policy.security_level;
        return Err(LicenseError::SecurityLevel { needed, own: context.security_level });
    }
    check_key_type(encrypted, context)?;
    if policy.secure_stop.is_some() && policy.is_persistent() {
        return Err(LicenseError::Contradiction("secure stop in a license that is stored"));
    }
    if policy.secure_stop2 && policy.secure_stop.is_none() {
        return Err(LicenseError::Contradiction("secure stop 2 without secure stop"));
    }
    if (policy.needs_clock() || policy.real_time) && !context.trusted_clock {
        return Err(LicenseError::NoTrustedClock);
    }
    if (policy.needs_clock() || policy.real_time || policy.removal.is_some())
        && context.now.saturating_add(CLOCK_TOLERANCE) < context.seen
    {
        return Err(LicenseError::ClockSetBack { now: context.now, seen: context.seen });
    }
    let stop = policy.secure_stop2.then(|| stop_key(&integrity, &kid));
    let opened = Opened {
        kid,
        key: ContentKey::from_bytes(*half(&unlocked, 16)),
        rights_id: license.rights_id,
        issued: reading.issued,
        revocation: reading.revocation,
        stop_key: stop,
        root: root.map(|root| root.policy.clone()),
        policy,
    };
    opened.usable(&context.state, context.now)?;
    Ok(opened)
}

impl Opened {
    /// Whether the license may be used at `now`.
    ///
    /// # Errors
    /// When it is not valid yet, not any more, or its plays are spent.
    pub fn usable(&self, state: &PlayState, now: u64) -> Result<(), LicenseError> {
        if let Some(root) = &self.root {
            in_time(root, state, now).map_err(LicenseError::Root)?;
        }
        in_time(&self.policy, state, now).map_err(LicenseError::Time)?;
        match self.policy.play_count {
            Some(count) if state.plays >= count => Err(LicenseError::PlaysSpent { count }),
            _ => Ok(()),
        }
    }

    /// Begins a play: checks again and remembers it.
    ///
    /// # Errors
    /// As [`Self::usable`], when playing is not granted, and for a root, which encrypts no content, when its policy says so.
    pub fn play(&self, state: &mut PlayState, now: u64) -> Result<(), LicenseError> {
        if !self.policy.rights.play {
            return Err(LicenseError::RightNotGranted("Play"));
        }
        if self.policy.key_type == KeyType::KeyExchange {
            return Err(LicenseError::RightNotGranted("Play (the key is for exchange)"));
        }
        self.usable(state, now)?;
        state.first_play.get_or_insert(now);
        state.plays = state.plays.saturating_add(1);
        Ok(())
    }

    /// Whether a play that has begun may go on: only real-time expiration stops it.
    ///
    /// # Errors
    /// When the license, or its root, expires in real time and has expired.
    pub fn goes_on(&self, state: &PlayState, now: u64) -> Result<(), LicenseError> {
        for policy in self.root.iter().chain([&self.policy]).filter(|policy| policy.real_time) {
            if let Err(error) = in_time(policy, state, now) {
                return Err(LicenseError::RealTimeExpired(error));
            }
        }
        Ok(())
    }

    /// Makes a copy: checks and remembers it.
    ///
    /// # Errors
    /// As [`Self::usable`], and when copying is not granted or no copy is left.
    pub fn copy(&self, state: &mut PlayState, now: u64) -> Result<(), LicenseError> {
        if !self.policy.rights.copy {
            return Err(LicenseError::RightNotGranted("Copy"));
        }
        self.usable(state, now)?;
        if let Some(count) = self.policy.copy_count.filter(|count| state.copies >= *count) {
            return Err(LicenseError::CopiesSpent { count });
        }
        state.copies = state.copies.saturating_add(1);
        Ok(())
    }

    /// Whether the license may be stored. Others live in memory.
    ///
    /// # Errors
    /// When it may not.
    pub fn may_be_stored(&self) -> Result<(), LicenseError> {
        if self.policy.is_persistent() { Ok(()) } else { Err(LicenseError::NotStored) }
    }

    /// The last second at which the license can be used, when there is one: the earlier of its end, that of its root, and the end of
    /// the span after the first play.
    pub fn last_second(&self, state: &PlayState) -> Option<u64> {
        self.root.iter().chain([&self.policy]).filter_map(|policy| last_second(policy, state)).min()
    }
}

fn last_second(policy: &Policy, state: &PlayState) -> Option<u64> {
    let end = policy.end.map(at).map(|end| end.saturating_add(policy.grace.unwrap_or_default().into()));
    let span = state.first_play.zip(policy.first_play);
    let played = span.map(|(first, span)| first.saturating_add(span.into()).saturating_sub(1));
    let removal = policy.removal.map(|removal| at(removal).saturating_sub(1));
    [end, played, removal].into_iter().flatten().min()
}

/// Licenses hold dates only.
const fn at(moment: Moment) -> u64 {
    moment.settled(0)
}

fn in_time(policy: &Policy, state: &PlayState, now: u64) -> Result<(), TimeError> {
    if let Some(begin) = policy.begin.map(at).filter(|begin| now < *begin) {
        return Err(TimeError::NotYetValid { begin });
    }
    let end = policy.end.map(at).map(|end| end.saturating_add(policy.grace.unwrap_or_default().into()));
    if let Some(end) = end.filter(|end| now > *end) {
        return Err(TimeError::Expired { end });
    }
    if let Some((first, span)) = state.first_play.zip(policy.first_play)
        && now >= first.saturating_add(span.into())
    {
        return Err(TimeError::PlayedOut { first, span });
    }
    if let Some(removal) = policy.removal.map(at).filter(|removal| now >= *removal) {
        return Err(TimeError::Removed { removal });
    }
    Ok(())
}

/// Integrity key and content key, and the root they came from.
type Unlocked<'a> = (Zeroizing<[u8; 32]>, Option<&'a Opened>);

fn unlock<'a>(
    license: &License,
    encrypted: &EncryptedKey,
    context: &OpenContext<'a>,
) -> Result<Unlocked<'a>, LicenseError> {
    match encrypted.cipher {
        cipher::ECC_256 | cipher::ECC_256_WITH_KZ => {
            let key = binding_key(license, context)?;
            let data = encrypted.data.as_slice().try_into().map_err(|_| LicenseError::UndecodableKey)?;
            let point = key.decrypt(data).map_err(|_| LicenseError::UndecodableKey)?;
            Ok((point.expose_x(), None))
        }
        cipher::CHAINED_LICENSE => {
            let root = root(license, context)?;
            let blocks: &[u8; 32] =
                encrypted.data.as_slice().try_into().map_err(|_| LicenseError::UndecodableKey)?;
            let mut keys = Zeroizing::new([0; 32]);
            for (to, from) in keys.chunks_exact_mut(16).zip(blocks.as_chunks::<16>().0) {
                to.copy_from_slice(&decrypt_block(root.key.expose(), *from));
            }
            Ok((keys, Some(root)))
        }
        other => Err(LicenseError::UnsupportedCipher(cipher::name(other), other)),
    }
}

/// The private key of this client that the license is bound to.
fn binding_key<'a>(license: &License, context: &OpenContext<'a>) -> Result<&'a PrivateKey, LicenseError> {
    let bound = license.device_key().ok_or(LicenseError::NoDeviceKey)?;
    let domain = license.find(types::DOMAIN).map(|object| &object.body);
    let Some(Body::Domain { account_id, revision }) = domain else {
        return (*context.device_key.public().bytes() == bound)
            .then_some(context.device_key)
            .ok_or(LicenseError::NotBound);
    };
    let account = Guid::from_wire(*account_id);
    let member = context.domains.iter().find(|own| {
        own.account_id == account && own.revision == *revision && *own.key.public().bytes() == bound
    });
    member.map(|member| &member.key).ok_or(LicenseError::NotAMember { account, revision: *revision })
}

fn root<'a>(license: &License, context: &OpenContext<'a>) -> Result<&'a Opened, LicenseError> {
    let uplink = license.find(types::UPLINK_KID).map(|object: &Object| &object.body);
    let Some(Body::UplinkKid(uplink)) = uplink else { return Err(LicenseError::NoUplink) };
    let kid = KeyId::from_guid_bytes(uplink.kid);
    let root = context.roots.iter().find(|root| root.kid == kid).ok_or(LicenseError::NoRoot(kid))?;
    if matches!(root.policy.chain, Chain::Leaf(_)) {
        return Err(LicenseError::ChainTooDeep(kid));
    }
    let right =
        uplink.checksum_type == CHECKSUM_OF_HEADERS && uplink.checksum == root_checksum(&kid, &root.key);
    if right { Ok(root) } else { Err(LicenseError::WrongRoot(kid)) }
}

fn check_extended(policy: &Policy, understood: &[u16]) -> Result<(), LicenseError> {
    let nested = policy.extended_rights.iter().flat_map(|right| &right.restrictions);
    let unknown = nested
        .chain(&policy.extended_restrictions)
        .find(|one| one.must_understand && !understood.contains(&one.restriction_type));
    match unknown {
        Some(restriction) => Err(LicenseError::Restriction(restriction.restriction_type)),
        None => Ok(()),
    }
}

fn check_key_type(encrypted: &EncryptedKey, context: &OpenContext<'_>) -> Result<(), LicenseError> {
    match encrypted.key_type {
        key_type::AES_128_CTR | key_type::KEY_EXCHANGE => Ok(()),
        key_type::AES_128_CBC if context.aes_cbc => Ok(()),
        other => Err(LicenseError::UnsupportedKeyType(key_type::name(other), other)),
    }
}

pub(super) fn half(keys: &[u8; 32], start: usize) -> Zeroizing<[u8; 16]> {
    let mut key = Zeroizing::new([0; 16]);
    for (to, from) in key.iter_mut().zip(keys.iter().skip(start)) {
        *to = *from;
    }
    key
}
