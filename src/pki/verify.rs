//! Walks a chain to a root, more strictly than clients do.
//!
//! Clients check signatures, that the issuer key stands in the parent, that parents are issuers, and the root. This also checks
//! what the issuer key may issue, security levels, flags, objects that must be understood, digests, extended data and the
//! role of the leaf.

use super::certificate::{Body, Certificate, FLAG_CONTAINER, FLAG_MUST_UNDERSTAND};
use super::numbers::{CertificateType, NEVER, usage};
use super::{Chain, Revocations};
use crate::crypto::PublicKey;
use crate::keys::text::to_hex;

/// Most certificates of a chain.
pub const MAX_CERTIFICATES: usize = 6;

/// What the leaf of a chain must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A client that asks for licenses: a device, PC or application with a key to sign and one to encrypt to.
    Device,
    /// Signs license responses.
    ResponseSigner,
    /// Receives metering reports and secure stops.
    Metering,
    /// The members of a domain.
    Domain,
    /// Signs revocation lists.
    RevocationSigner,
    /// Anything but an issuer is not asked for.
    Any,
}

impl Role {
    /// Every role with its word on the command line.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("device", Self::Device),
        ("response-signer", Self::ResponseSigner),
        ("metering", Self::Metering),
        ("domain", Self::Domain),
        ("revocation-signer", Self::RevocationSigner),
        ("any", Self::Any),
    ];

    /// Its word on the command line.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, role)| *role == self).map_or("any", |(word, _)| word)
    }

    /// The role that a certificate type is for.
    pub const fn of(kind: CertificateType) -> Self {
        match kind {
            CertificateType::PC | CertificateType::DEVICE | CertificateType::APPLICATION => Self::Device,
            CertificateType::SERVER => Self::ResponseSigner,
            CertificateType::METERING => Self::Metering,
            CertificateType::DOMAIN => Self::Domain,
            CertificateType::CRL_SIGNER => Self::RevocationSigner,
            _ => Self::Any,
        }
    }

    const fn types(self) -> &'static [CertificateType] {
        match self {
            Self::Device => &[CertificateType::DEVICE, CertificateType::PC, CertificateType::APPLICATION],
            Self::ResponseSigner => &[CertificateType::SERVER],
            Self::Metering => &[CertificateType::METERING],
            Self::Domain => &[CertificateType::DOMAIN],
            Self::RevocationSigner => &[CertificateType::CRL_SIGNER],
            Self::Any => CertificateType::ALL,
        }
    }

    const fn usages(self) -> &'static [u32] {
        match self {
            Self::Device => &[usage::SIGN, usage::ENCRYPT_KEY],
            Self::ResponseSigner => &[usage::SIGN_RESPONSE],
            Self::Metering | Self::Domain => &[usage::ENCRYPT_KEY],
            Self::RevocationSigner => &[usage::SIGN_CRL],
            Self::Any => &[],
        }
    }
}

/// Why a chain is refused. `index` counts certificates from the leaf, which is 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// More certificates than any client accepts.
    #[error("the chain has {count} certificates, at most {MAX_CERTIFICATES} are allowed")]
    TooLong {
        /// Certificates of the chain.
        count: usize,
    },
    /// A signature does not fit its certificate and issuer key.
    #[error("certificate {index}: the signature is wrong")]
    BadSignature {
        /// Which certificate.
        index: usize,
    },
    /// The chain ends in another root.
    #[error("the chain ends in another root, whose key begins {found}")]
    WrongRoot {
        /// The first bytes of its key.
        found: String,
    },
    /// The issuer key is none of the parent's.
    #[error("certificate {index}: its issuer key is not a key of certificate {}", index + 1)]
    IssuerKeyNotInParent {
        /// Which certificate.
        index: usize,
    },
    /// The issuer key may not issue this.
    #[error("certificate {index}: the key that issued it may not issue certificates of type {kind}")]
    IssuerUsage {
        /// Which certificate.
        index: usize,
        /// Its type.
        kind: CertificateType,
    },
    /// A parent is no issuer.
    #[error("certificate {index} issued another, but its type is {kind}, not 4 (issuer)")]
    ParentNotIssuer {
        /// Which certificate.
        index: usize,
        /// Its type.
        kind: CertificateType,
    },
    /// A child is above its parent.
    #[error("certificate {index}: its security level {level} is above its issuer's, {parent}")]
    SecurityLevel {
        /// Which certificate.
        index: usize,
        /// Its level.
        level: u32,
        /// The level of its issuer.
        parent: u32,
    },
    /// Expired.
    #[error("certificate {index} expired at {}", crate::clock::rfc3339(u64::from(*expiry)))]
    Expired {
        /// Which certificate.
        index: usize,
        /// When it expired, seconds since 1970.
        expiry: u32,
    },
    /// There is no key.
    #[error("certificate {index} has no key")]
    NoKey {
        /// Which certificate.
        index: usize,
    },
    /// The digest is not that of the first key.
    #[error("certificate {index}: its digest is not the SHA-256 of its first key")]
    Digest {
        /// Which certificate.
        index: usize,
    },
    /// An unknown object that must be understood.
    #[error("certificate {index}: an unknown object of type {object_type:#06x} must be understood")]
    UnknownObject {
        /// Which certificate.
        index: usize,
        /// The object's type.
        object_type: u16,
    },
    /// Flags without a meaning.
    #[error("unknown flags {flags:#x} of {place}")]
    UnknownFlags {
        /// What has them.
        place: String,
        /// All its flags.
        flags: u32,
    },
    /// The same object twice.
    #[error("certificate {index}: two objects of type {object_type:#06x}")]
    DuplicateObject {
        /// Which certificate.
        index: usize,
        /// The objects' type.
        object_type: u16,
    },
    /// Extended data is announced but missing, there but not announced, or wrongly signed.
    #[error("certificate {index}: the extended data {problem}")]
    ExtendedData {
        /// Which certificate.
        index: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The leaf is something else.
    #[error("the leaf is of type {found}, which is not a {} certificate", role.word())]
    WrongRole {
        /// What was wanted.
        role: Role,
        /// The type of the leaf.
        found: CertificateType,
    },
    /// The leaf has no key for the role.
    #[error("the leaf has no key with the usage {usage} ({}) that a {} certificate needs", usage::name(*usage), role.word())]
    MissingUsage {
        /// What was wanted.
        role: Role,
        /// The usage.
        usage: u32,
    },
    /// The leaf lacks the object that its role is about.
    #[error("the leaf has no {object} object, which a {} certificate needs", role.word())]
    MissingObject {
        /// What was wanted.
        role: Role,
        /// The object.
        object: &'static str,
    },
    /// Revoked.
    #[error("certificate {index} is revoked (digest {})", to_hex(digest))]
    Revoked {
        /// Which certificate.
        index: usize,
        /// Its digest.
        digest: [u8; 32],
    },
}

impl ChainError {
    /// A word for scripts, one per cause.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "chain-too-long",
            Self::BadSignature { .. } => "bad-signature",
            Self::WrongRoot { .. } => "wrong-root",
            Self::IssuerKeyNotInParent { .. } => "issuer-key",
            Self::IssuerUsage { .. } => "issuer-usage",
            Self::ParentNotIssuer { .. } => "parent-type",
            Self::SecurityLevel { .. } => "security-level",
            Self::Expired { .. } => "expired",
            Self::NoKey { .. } => "no-key",
            Self::Digest { .. } => "digest",
            Self::UnknownObject { .. } => "unknown-object",
            Self::UnknownFlags { .. } => "unknown-flags",
            Self::DuplicateObject { .. } => "duplicate-object",
            Self::ExtendedData { .. } => "extended-data",
            Self::WrongRole { .. } => "wrong-role",
            Self::MissingUsage { .. } => "missing-usage",
            Self::MissingObject { .. } => "missing-object",
            Self::Revoked { .. } => "revoked",
        }
    }

    /// The code a service answers with: 0x8004C065 (device certificate revoked) or 0x8004C601 (invalid message).
    pub const fn hresult(&self) -> u32 {
        match self {
            Self::Revoked { .. } => 0x8004_c065,
            _ => 0x8004_c601,
        }
    }
}

/// Checks a chain from its leaf to `root` at the time `now` (seconds since 1970).
///
/// # Errors
/// The first cause that is found; signatures and the root come before anything that unsigned bytes could say.
pub fn verify(
    chain: &Chain,
    root: &PublicKey,
    role: Role,
    now: u64,
    revoked: &Revocations,
) -> Result<(), ChainError> {
    let certificates = chain.certificates();
    if certificates.len() > MAX_CERTIFICATES {
        return Err(ChainError::TooLong { count: certificates.len() });
    }
    let last = chain.last();
    if last.issuer_key != *root {
        return Err(ChainError::WrongRoot { found: to_hex(&last.issuer_key.bytes()[..8]) });
    }
    if chain.flags != 0 {
        return Err(ChainError::UnknownFlags { place: "the chain".to_owned(), flags: chain.flags });
    }
    if let Some(wrong) = certificates.iter().position(|certificate| !certificate.is_signed()) {
        return Err(ChainError::BadSignature { index: wrong + 1 });
    }
    for (i, certificate) in certificates.iter().enumerate() {
        let index = i + 1;
        if let Some(parent) = certificates.get(index) {
            check_parent(certificate, parent, index)?;
        }
        check_form(certificate, index)?;
        check_extended_data(certificate, index)?;
        if certificate.expiry != NEVER && now >= u64::from(certificate.expiry) {
            return Err(ChainError::Expired { index, expiry: certificate.expiry });
        }
        if revoked.contains(&certificate.digest) {
            return Err(ChainError::Revoked { index, digest: certificate.digest });
        }
    }
    check_role(chain.leaf(), role)
}

/// Checks a chain against the key that its last certificate names as its issuer: whether it is sound in itself, whoever's root it is.
///
/// # Errors
/// As [`verify`].
pub fn verify_to_own_end(chain: &Chain, now: u64) -> Result<(), ChainError> {
    let role = Role::of(chain.leaf().kind);
    verify(chain, &chain.last().issuer_key, role, now, &Revocations::default())
}

fn check_parent(child: &Certificate, parent: &Certificate, index: usize) -> Result<(), ChainError> {
    if parent.kind != CertificateType::ISSUER {
        return Err(ChainError::ParentNotIssuer { index: index + 1, kind: parent.kind });
    }
    let mut usages = parent.keys.iter().filter(|key| key.key == child.issuer_key).map(|key| &key.usages);
    let Some(usages) = usages.next() else {
        return Err(ChainError::IssuerKeyNotInParent { index });
    };
    if !may_issue(usages, child) {
        return Err(ChainError::IssuerUsage { index, kind: child.kind });
    }
    if child.security_level > parent.security_level {
        return Err(ChainError::SecurityLevel {
            index,
            level: child.security_level,
            parent: parent.security_level,
        });
    }
    Ok(())
}

/// A key issues what its usages name. An issuer may be issued by a key that may itself issue everything the child may.
fn may_issue(usages: &[u32], child: &Certificate) -> bool {
    if usages.contains(&usage::ISSUE_ANY) {
        return true;
    }
    if child.kind == CertificateType::ISSUER {
        let mut issues = child
            .keys
            .iter()
            .flat_map(|key| &key.usages)
            .filter(|usage| usage::is_issuing(**usage))
            .peekable();
        return issues.peek().is_some() && issues.all(|usage| usages.contains(usage));
    }
    child.kind.issuing_usage().is_some_and(|usage| usages.contains(&usage))
}

/// Flags, unknown objects, objects that stand twice, keys and digest.
fn check_form(certificate: &Certificate, index: usize) -> Result<(), ChainError> {
    let flags = |what: &str, flags: u32| ChainError::UnknownFlags {
        place: format!("{what} of certificate {index}"),
        flags,
    };
    if certificate.flags & !1 != 0 {
        return Err(flags("the basic information", certificate.flags));
    }
    for (i, object) in certificate.objects.iter().enumerate() {
        let object_type = object.object_type;
        let wrong = match &object.body {
            // Not inside the signed part: only one value is good.
            Body::Signature(_) => object.flags != FLAG_MUST_UNDERSTAND,
            Body::Unknown(_) | Body::Extended(_) => {
                object.flags & !(FLAG_MUST_UNDERSTAND | FLAG_CONTAINER) != 0
            }
            _ => object.flags & !FLAG_MUST_UNDERSTAND != 0,
        };
        if wrong {
            return Err(flags(&format!("object {object_type:#06x}"), u32::from(object.flags)));
        }
        if matches!(object.body, Body::Unknown(_)) {
            if object.flags & FLAG_MUST_UNDERSTAND != 0 {
                return Err(ChainError::UnknownObject { index, object_type });
            }
        } else if certificate.objects.iter().skip(i + 1).any(|other| other.object_type == object_type) {
            return Err(ChainError::DuplicateObject { index, object_type });
        }
    }
    if let Some(key) = certificate.keys.iter().find(|key| key.flags != 0) {
        return Err(flags("a key", key.flags));
    }
    match certificate.computed_digest() {
        None => Err(ChainError::NoKey { index }),
        Some(digest) if digest != certificate.digest => Err(ChainError::Digest { index }),
        Some(_) => Ok(()),
    }
}

fn check_extended_data(certificate: &Certificate, index: usize) -> Result<(), ChainError> {
    let wrong = |problem| Err(ChainError::ExtendedData { index, problem });
    let key = certificate.objects.iter().find_map(|object| match &object.body {
        // The key counts only inside the signed part, which ends where the signature object begins.
        Body::ExtendedKey { key, flags: 0 } => Some(key),
        _ => None,
    });
    let data = certificate.objects.iter().find_map(|object| match &object.body {
        Body::Extended(extended) => Some(extended),
        _ => None,
    });
    match (certificate.flags & 1 != 0, key, data) {
        (false, None, None) => Ok(()),
        (false, ..) => wrong("is there, but not announced"),
        (true, None, _) => wrong("has no signing key"),
        (true, _, None) => wrong("is announced, but missing"),
        (true, Some(key), Some(data)) if key.verifies(&data.record, &data.signature) => Ok(()),
        (true, Some(_), Some(_)) => wrong("has a wrong signature"),
    }
}

fn check_role(leaf: &Certificate, role: Role) -> Result<(), ChainError> {
    if role != Role::Any && !role.types().contains(&leaf.kind) {
        return Err(ChainError::WrongRole { role, found: leaf.kind });
    }
    if let Some(usage) = role.usages().iter().find(|usage| leaf.key_with_usage(**usage).is_none()) {
        return Err(ChainError::MissingUsage { role, usage: *usage });
    }
    let object = match role {
        Role::Metering if leaf.metering.is_none() => "metering",
        Role::Domain if leaf.domain.is_none() => "domain",
        _ => return Ok(()),
    };
    Err(ChainError::MissingObject { role, object })
}
