//! All licenses of one answer: which key ID gets which of the groups that were asked for, with which key, bound to what.

use super::cfg::{CfgError, KeySource, KidSelector, LicenseRequestGroup};
use super::mint::{Binding, KeyCipher, MintError, MintRequest, Minted, mint, rights_ids};
use super::policy::{Chain, ClientCapabilities, Domain, Guid};
use crate::Error;
use crate::crypto::{PublicKey, Rng, random_array};
use crate::error::ErrorKind;
use crate::keys::{ContentKey, KeyId};

/// A domain key that licenses may be bound to.
#[derive(Clone, Copy, Debug)]
pub struct DomainGrant {
    /// The account.
    pub account_id: Guid,
    /// The revision of the key.
    pub revision: u32,
    /// The key.
    pub key: PublicKey,
}

/// What whoever issues licenses knows: keys of content and of domains.
pub trait KeyStore {
    /// The content key of a key ID, unless the group names one.
    fn content_key(&self, kid: &KeyId) -> Option<ContentKey>;

    /// The domain that the client is a member of and that the policy asks for.
    fn domain(&self, _asked: &Domain) -> Option<DomainGrant> {
        None
    }
}

impl KeyStore for crate::keys::KeySet {
    fn content_key(&self, kid: &KeyId) -> Option<ContentKey> {
        self.get(kid)
    }
}

/// For whom and when.
#[derive(Clone, Copy, Debug)]
pub struct Recipient {
    /// The encryption key of the device.
    pub device: PublicKey,
    /// What is known of it.
    pub client: ClientCapabilities,
    /// The nonce of its request; without one, rights IDs are drawn.
    pub nonce: Option<[u8; 16]>,
    /// The time of issue: seconds since 1970.
    pub issued: u64,
    /// The least version of the revocation list.
    pub revocation: Option<u32>,
    /// The metering ID of the service.
    pub metering_id: Option<Guid>,
    /// How keys are encrypted.
    pub cipher: KeyCipher,
}

/// One license of an answer.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Its key ID.
    pub kid: KeyId,
    /// The license.
    pub minted: Minted,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The groups do not fit the key IDs.
    #[error(transparent)]
    Groups(#[from] CfgError),
    /// A key is not known.
    #[error("no key for key ID {0}")]
    NoKey(KeyId),
    /// A license is refused.
    #[error("license for {kid}: {error}")]
    Mint {
        /// Its key ID.
        kid: KeyId,
        /// Why.
        error: Box<MintError>,
    },
    /// The generator failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<IssueError> for Error {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::Groups(error) => error.into(),
            IssueError::NoKey(kid) => {
                Self::from(ErrorKind::MissingKey(kid)).hint(format!("pass --key {kid}:KEY, or --key-seed"))
            }
            IssueError::Mint { kid, error } => Self::from(*error).about(format!("license for {kid}")),
            IssueError::Failed(error) => error,
        }
    }
}

/// Which key ID gets which group. A group for the header gets the key IDs of the header that no other group names.
///
/// # Errors
/// When no key ID is left for a group, or two groups are for one.
pub fn assign<'a>(
    groups: &'a [LicenseRequestGroup],
    header: &[KeyId],
) -> Result<Vec<(KeyId, &'a LicenseRequestGroup)>, CfgError> {
    let wrong = |message: String| CfgError { place: "kid".to_owned(), message };
    let named = |kid: &KeyId| groups.iter().any(|group| group.kid == KidSelector::Id(*kid));
    let mut assigned: Vec<(KeyId, &LicenseRequestGroup)> = Vec::new();
    let mut header_taken = false;
    for group in groups {
        match group.kid {
            KidSelector::Id(kid) => {
                if assigned.iter().any(|(other, _)| *other == kid) {
                    return Err(wrong(format!("two groups are for key ID {kid}")));
                }
                assigned.push((kid, group));
            }
            KidSelector::Header if header_taken => {
                return Err(wrong("several groups are for the header; name their key IDs".to_owned()));
            }
            KidSelector::Header => {
                header_taken = true;
                let left: Vec<KeyId> = header.iter().copied().filter(|kid| !named(kid)).collect();
                if left.is_empty() {
                    return Err(wrong("no key ID of the header is left for a group".to_owned()));
                }
                assigned.extend(left.into_iter().map(|kid| (kid, group)));
            }
        }
    }
    Ok(assigned)
}

/// Makes all licenses, in the order of the groups.
///
/// # Errors
/// When groups and key IDs do not fit, a key is missing, or a policy is refused.
pub fn issue(
    groups: &[LicenseRequestGroup],
    header: &[KeyId],
    recipient: &Recipient,
    keys: &dyn KeyStore,
    rng: &mut dyn Rng,
) -> Result<Vec<Issued>, IssueError> {
    let assigned = assign(groups, header)?;
    let any_persistent = assigned.iter().any(|(_, group)| group.policy.is_persistent());
    let ids = match recipient.nonce {
        Some(nonce) => rights_ids(nonce, any_persistent, assigned.len(), rng)?,
        None => {
            let mut ids = Vec::new();
            for _ in &assigned {
                ids.push(random_array(rng)?);
            }
            ids
        }
    };
    let key_of = |kid: KeyId, group: Option<&LicenseRequestGroup>| match group.map(|group| &group.key) {
        Some(KeySource::Key(key)) => Ok(key.clone()),
        Some(KeySource::Seed(seed)) => Ok(seed.derive(&kid)),
        _ => keys.content_key(&kid).ok_or(IssueError::NoKey(kid)),
    };
    let mut issued = Vec::new();
    for ((kid, group), rights_id) in assigned.iter().zip(ids) {
        let key = key_of(*kid, Some(group))?;
        let root_key;
        let binding = match (group.policy.chain, group.policy.domain) {
            (Chain::Leaf(root), _) => {
                let root_group = assigned.iter().find(|(other, _)| *other == root).map(|(_, group)| *group);
                root_key = key_of(root, root_group)?;
                Binding::Root { kid: root, key: &root_key }
            }
            (_, Some(asked)) => match keys.domain(&asked) {
                Some(DomainGrant { account_id, revision, key }) => {
                    Binding::Domain { account_id, revision, key }
                }
                // Refused by `mint`, with its reason.
                None => Binding::Device(recipient.device),
            },
            _ => Binding::Device(recipient.device),
        };
        let request = MintRequest {
            kid: *kid,
            key: &key,
            binding,
            policy: &group.policy,
            rules: group.rules,
            client: recipient.client,
            rights_id,
            issued: recipient.issued,
            revocation: recipient.revocation,
            metering_id: recipient.metering_id,
            cipher: recipient.cipher,
        };
        let minted =
            mint(&request, rng).map_err(|error| IssueError::Mint { kid: *kid, error: Box::new(error) })?;
        issued.push(Issued { kid: *kid, minted });
    }
    Ok(issued)
}
