//! Which licenses a request gets: groups of a query or policy, the key IDs of the header, and keys come together.

use super::acquire_license::Request;
use crate::crypto::PublicKey;
use crate::drm::playready::Algid;
use crate::keys::{ContentKey, KeyId, KeySeed, KeySet};
use crate::license::policy::{Chain, Domain, Guid, KeyType};
use crate::license::{KeySource, KidSelector, LicenseRequestGroup, Policy, Rules};
use crate::pki::usage;
use crate::rights_manager::challenge::Client;
use crate::rights_manager::fault::{DomainService, Fault, FaultCode};

/// Most licenses of one response.
const MAX_LICENSES: usize = 256;

/// Where a license server gets content keys from.
pub trait ContentKeys: Send + Sync {
    /// The key of a key ID; `None` when there is none.
    ///
    /// # Errors
    /// When the keys cannot be reached.
    fn key(&self, kid: &KeyId) -> crate::Result<Option<ContentKey>>;
}

impl ContentKeys for KeySet {
    fn key(&self, kid: &KeyId) -> crate::Result<Option<ContentKey>> {
        Ok(self.get(kid))
    }
}

impl ContentKeys for KeySeed {
    fn key(&self, kid: &KeyId) -> crate::Result<Option<ContentKey>> {
        Ok(Some(self.derive(kid)))
    }
}

/// Where a license server gets the public keys of domains from.
pub trait DomainKeys: Send + Sync {
    /// The key that a license of this client for a domain is bound to.
    ///
    /// # Errors
    /// The fault to answer with: the client must join, join again, or is no member any more.
    fn key(&self, client: &Client, domain: &Domain) -> Result<DomainBinding, Fault>;
}

/// A domain key that a license is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DomainBinding {
    /// The account of the domain.
    pub account_id: Guid,
    /// The revision of the key.
    pub revision: u32,
    /// The key.
    pub key: PublicKey,
}

/// Takes the keys of domains from the certificates that clients send: whoever has a certificate of the own root is a member.
#[derive(Clone, Copy, Debug, Default)]
pub struct OwnDomains;

impl DomainKeys for OwnDomains {
    fn key(&self, client: &Client, domain: &Domain) -> Result<DomainBinding, Fault> {
        let mut own: Vec<DomainBinding> = client
            .domains
            .iter()
            .filter_map(|chain| {
                let info = chain.leaf().domain.as_ref()?;
                let key = chain.leaf().key_with_usage(usage::ENCRYPT_KEY)?;
                Some(DomainBinding {
                    account_id: Guid::from_wire(info.account_id),
                    revision: info.revision,
                    key,
                })
            })
            .filter(|own| domain.account_id.is_none_or(|asked| asked == own.account_id))
            .collect();
        own.sort_by_key(|own| own.revision);
        let newest = own.last().copied();
        let wanted = own.into_iter().find(|own| domain.revision.is_none_or(|asked| asked == own.revision));
        match (newest, domain.revision) {
            (None, _) => Err(Fault::new(
                FaultCode::DomainRequired,
                "the license is for a domain that the client has not joined",
            )),
            (newest, None) => newest.ok_or_else(|| Fault::new(FaultCode::DomainRequired, "no domain")),
            (Some(_), Some(revision)) => wanted.ok_or_else(|| {
                Fault::new(
                    FaultCode::RenewDomain,
                    format!("the client has no certificate of revision {revision} of the domain"),
                )
            }),
        }
    }
}

/// A license that a client is to get.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The key ID.
    pub kid: KeyId,
    /// The content key.
    pub key: ContentKey,
    /// What it allows.
    pub policy: Policy,
    /// How much of the policy is refused.
    pub rules: Rules,
    /// What it is bound to.
    pub binding: GrantBinding,
}

/// What a license is bound to.
#[derive(Clone, Debug)]
pub enum GrantBinding {
    /// The device that asks.
    Client,
    /// A domain.
    Domain(DomainBinding),
    /// The key of another license.
    Root {
        /// The key ID of the root.
        kid: KeyId,
        /// Its content key.
        key: ContentKey,
    },
}

/// The licenses that `groups` describe for a request: one for each key ID of the header and each group that does not name another.
/// A header for AES-CBC makes keys for AES-CBC.
///
/// # Errors
/// The fault to answer with: what a group asks for instead of licenses, key IDs that the header does not name, missing keys.
pub fn grants(
    request: &Request,
    groups: &[LicenseRequestGroup],
    keys: &dyn ContentKeys,
    domains: &dyn DomainKeys,
) -> Result<Vec<Grant>, Fault> {
    for group in groups {
        if let Some(code) = group.error_code {
            return Err(Fault::with_number(code, "asked for by the query"));
        }
        if group.revoked {
            return Err(Fault::new(FaultCode::DeviceRevoked, "asked for by the query"));
        }
        if group.client_info {
            return Err(Fault::service(request.client_info()));
        }
    }
    if request.header.license_requested == Some(false) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for group in groups {
        for kid in key_ids(request, group, groups)? {
            if found.len() >= MAX_LICENSES {
                return Err(Fault::invalid(format!("a request for more than {MAX_LICENSES} licenses")));
            }
            found.push(grant(request, group, kid, groups, keys, domains)?);
        }
    }
    Ok(found)
}

/// The key IDs that a group is about.
fn key_ids(
    request: &Request,
    group: &LicenseRequestGroup,
    groups: &[LicenseRequestGroup],
) -> Result<Vec<KeyId>, Fault> {
    let mut in_header: Vec<KeyId> = Vec::new();
    for kid in request.header.kids.iter().map(|entry| entry.kid) {
        if !in_header.contains(&kid) {
            in_header.push(kid);
        }
    }
    match group.kid {
        KidSelector::Id(kid) => {
            // Roots encrypt no content, so no header names them.
            if in_header.is_empty() || in_header.contains(&kid) || group.policy.chain == Chain::Root {
                return Ok(vec![kid]);
            }
            Err(Fault::service(format!("the query is about key ID {kid}, which the header does not name")))
        }
        KidSelector::Header => {
            let named = |kid: &KeyId| groups.iter().any(|other| other.kid == KidSelector::Id(*kid));
            if in_header.is_empty() {
                return Err(Fault::service("the header names no key ID, and the query does not either"));
            }
            let rest: Vec<KeyId> = in_header.into_iter().filter(|kid| !named(kid)).collect();
            if rest.len() > 1 && matches!(group.key, KeySource::Key(_)) {
                return Err(Fault::service(format!(
                    "the query gives one content key, and the header names {} key IDs: add kid",
                    rest.len()
                )));
            }
            Ok(rest)
        }
    }
}

fn grant(
    request: &Request,
    group: &LicenseRequestGroup,
    kid: KeyId,
    groups: &[LicenseRequestGroup],
    keys: &dyn ContentKeys,
    domains: &dyn DomainKeys,
) -> Result<Grant, Fault> {
    let mut policy = group.policy.clone();
    let algid = request.header.kids.iter().find(|entry| entry.kid == kid).and_then(|entry| entry.algid);
    if policy.key_type == KeyType::Ctr && algid == Some(Algid::AesCbc) {
        policy.key_type = KeyType::Cbc;
    }
    let binding = match (policy.chain, &policy.domain) {
        (Chain::Leaf(root), _) => {
            let root_group =
                groups.iter().find(|g| g.policy.chain == Chain::Root && g.kid == KidSelector::Id(root));
            let source = root_group.map_or(&group.key, |root| &root.key);
            // A key given for the leaf is not that of the root.
            let source = if root_group.is_none() && matches!(source, KeySource::Key(_)) {
                &KeySource::Service
            } else {
                source
            };
            GrantBinding::Root { kid: root, key: content_key(source, root, keys)? }
        }
        (_, Some(domain)) => {
            let joined = domains.key(&request.client, domain).map_err(|mut fault| {
                fault.domain.get_or_insert_with(|| DomainService {
                    account_id: domain.account_id.map(|id| crate::keys::text::to_base64(&id.wire())),
                    service_id: request.header.ds_id.clone(),
                    url: request.header.la_url.clone(),
                });
                fault
            })?;
            GrantBinding::Domain(joined)
        }
        (_, None) => GrantBinding::Client,
    };
    Ok(Grant { kid, key: content_key(&group.key, kid, keys)?, policy, rules: group.rules, binding })
}

fn content_key(source: &KeySource, kid: KeyId, keys: &dyn ContentKeys) -> Result<ContentKey, Fault> {
    match source {
        KeySource::Key(key) => Ok(key.clone()),
        KeySource::Seed(seed) => Ok(seed.derive(&kid)),
        KeySource::Service => {
            let key = keys.key(&kid).map_err(|error| Fault::new(FaultCode::Internal, error.to_string()))?;
            key.ok_or_else(|| Fault::service(format!("there is no key for key ID {kid}")))
        }
    }
}
