//! Domains as their controller sees them: which service controls a domain, which key a license for it is bound to, and what the
//! operator does with it.
//!
//! A domain is service ID and account ID. The store keeps it under their GUIDs as text.

use crate::crypto::{PrivateKey, Rng};
use crate::drm::playready::WrmHeader;
use crate::keys::text::{array_from_base64, to_base64};
use crate::license::issue::DomainGrant;
use crate::license::policy::{Domain, Guid};
use crate::pki::{Chain, Pki, usage};
use crate::rights_manager::challenge::Client;
use crate::rights_manager::fault::{DomainService, Fault, FaultCode};
use crate::rights_manager::service::{Call, Caller, Definition, internal};
use crate::store::domain::{self, DomainId, LeaveDomain, Left, Member, MemberOf, MemberState, RenewDomain};
use crate::store::{ClientId, Store};
use crate::{Error, Result};
use zeroize::Zeroizing;

/// The account of the public test server: `A/uHOj7F+UaM+Jlny2obFA==`.
pub const TEST_ACCOUNT: Guid = Guid::from_u128(0x3a87_fb03_c53e_46f9_8cf8_9967_cb6a_1b14);

/// Knows domains and their members.
pub trait DomainKeys {
    /// The key that a license of this client for a domain is bound to.
    ///
    /// # Errors
    /// The fault to answer with: the client must join, join again, or is no member any more.
    fn key(&self, client: &Client, asked: &Domain) -> std::result::Result<DomainGrant, Fault>;
}

/// Takes the keys of domains from the certificates that clients send: whoever has a certificate of the own root is a member. Without
/// a revision the newest certificate counts. For servers without a store.
#[derive(Clone, Copy, Debug, Default)]
pub struct OwnDomains;

impl DomainKeys for OwnDomains {
    fn key(&self, client: &Client, asked: &Domain) -> std::result::Result<DomainGrant, Fault> {
        let own: Vec<DomainGrant> = certified(client, asked.account_id).map(|(_, grant)| grant).collect();
        chosen(own, asked)
    }
}

/// The domain keys that a client has certificates for, and their services.
fn certified(client: &Client, account: Option<Guid>) -> impl Iterator<Item = ([u8; 16], DomainGrant)> {
    let grants = client.domains.iter().filter_map(|chain| {
        let info = chain.leaf().domain.as_ref()?;
        let key = chain.leaf().key_with_usage(usage::ENCRYPT_KEY)?;
        let account_id = Guid::from_wire(info.account_id);
        Some((info.service_id, DomainGrant { account_id, revision: info.revision, key }))
    });
    grants.filter(move |(_, own)| account.is_none_or(|account| account == own.account_id))
}

/// The newest of a client's keys, or the one of the revision that is asked for.
fn chosen(mut own: Vec<DomainGrant>, asked: &Domain) -> std::result::Result<DomainGrant, Fault> {
    own.sort_by_key(|own| own.revision);
    let Some(newest) = own.last() else {
        let message = "the license is for a domain that the client has not joined";
        return Err(Fault::new(FaultCode::DomainRequired, message));
    };
    let Some(revision) = asked.revision else { return Ok(*newest) };
    own.iter().find(|own| own.revision == revision).copied().ok_or_else(|| {
        let message = format!(
            "the license is for revision {revision} of the domain; the client has revision {}",
            newest.revision
        );
        Fault::new(FaultCode::RenewDomain, message)
    })
}

/// A domain and the service that controls it.
pub(super) struct Controlled<'a> {
    /// The message, as one to that service.
    pub(super) call: Call<'a>,
    /// The service ID.
    pub(super) service_id: [u8; 16],
    /// The account.
    pub(super) account_id: [u8; 16],
    /// What the store calls it.
    pub(super) id: DomainId,
}

impl<'a> Controlled<'a> {
    /// The domain that a message names. The service that it came to may not be the one that it is for.
    ///
    /// # Errors
    /// When no service here has this ID. One without an ID controls the domains of all services.
    pub(super) fn find(
        call: &Call<'a>,
        service_id: [u8; 16],
        account_id: [u8; 16],
    ) -> std::result::Result<Self, Fault> {
        let is_named = |known: &&Definition| known.service_id == Some(service_id);
        let own = Some(call.definition).filter(is_named);
        let other = || call.service.definitions.iter().find(is_named);
        let any = || Some(call.definition).filter(|own| own.service_id.is_none());
        let definition = own.or_else(other).or_else(any).ok_or_else(|| {
            Fault::service(format!("there is no domain service {}", Guid::from_wire(service_id)))
        })?;
        Ok(Self::of(Call { definition, ..*call }, service_id, account_id))
    }

    fn of(call: Call<'a>, service_id: [u8; 16], account_id: [u8; 16]) -> Self {
        Self { call, service_id, account_id, id: domain_id(service_id, account_id) }
    }

    /// A refusal that says which domain it is about and where it is controlled.
    pub(super) fn fault(&self, code: FaultCode, message: impl Into<String>) -> Fault {
        let domain = DomainService {
            account_id: Some(to_base64(&self.account_id)),
            service_id: Some(to_base64(&self.service_id)),
            url: Some(self.call.service_url().to_owned()),
        };
        Fault { domain: Some(Box::new(domain)), ..Fault::new(code, message) }
    }

    /// How a device stands to the domain.
    pub(super) fn member(&self, client: ClientId) -> std::result::Result<Option<Member>, Fault> {
        let asked = MemberOf { domain: self.id.clone(), client };
        self.call.service.store.read(&asked).map_err(|error| internal(&error))
    }

    /// The keys of the domain, oldest revision first; none when there is no such domain.
    pub(super) fn keys(&self) -> std::result::Result<Vec<domain::DomainKey>, Fault> {
        let asked = domain::DomainKeys(self.id.clone());
        self.call.service.store.read(&asked).map_err(|error| internal(&error))
    }

    /// Makes the key of a revision.
    pub(super) fn new_key(
        &self,
        revision: u32,
        rng: &mut dyn Rng,
    ) -> std::result::Result<domain::DomainKey, Fault> {
        let pki = &self.call.service.pki;
        let made = pki.issue_domain(self.account_id, self.service_id, revision, self.call.service_url(), rng);
        made.map(|made| stored(revision, &made)).map_err(|error| internal(&error))
    }
}

/// Takes the keys of domains from the store: a certificate counts as long as its device is a member and its revision is the newest.
pub(super) struct StoreDomains<'a> {
    call: Call<'a>,
    client: ClientId,
    service_id: [u8; 16],
}

impl<'a> StoreDomains<'a> {
    /// For a license request. The header names the domain service; without one it is the license service itself.
    pub(super) fn new(call: &Call<'a>, caller: &Caller, header: &WrmHeader) -> Self {
        let named = header.ds_id.as_deref().and_then(array_from_base64::<16>);
        let service_id = named.or(call.definition.service_id).unwrap_or_default();
        Self { call: *call, client: caller.id, service_id }
    }
}

impl DomainKeys for StoreDomains<'_> {
    fn key(&self, client: &Client, asked: &Domain) -> std::result::Result<DomainGrant, Fault> {
        let own = certified(client, asked.account_id).filter(|(service, _)| *service == self.service_id);
        let mut own: Vec<DomainGrant> = own.map(|(_, grant)| grant).collect();
        own.sort_by_key(|own| own.revision);
        let newest = own.last().copied();
        // Without an account in the policy, the domain is the one that the client is in.
        let test = || self.call.definition.takes_queries.then_some(TEST_ACCOUNT);
        let account = asked.account_id.or(newest.map(|own| own.account_id)).or_else(test);
        let Some(account) = account else {
            let mut fault = Fault::new(FaultCode::DomainRequired, "the license is for members of a domain");
            let url = self.call.service_url().to_owned();
            let service_id = Some(to_base64(&self.service_id));
            fault.domain = Some(Box::new(DomainService { account_id: None, service_id, url: Some(url) }));
            return Err(fault);
        };
        own.retain(|own| own.account_id == account);
        let domain = Controlled::of(self.call, self.service_id, account.wire());
        let stranger = || {
            domain.fault(
                FaultCode::DomainRequired,
                "the license is for a domain that the client has not joined",
            )
        };
        match domain.member(self.client)?.ok_or_else(stranger)?.state {
            MemberState::Member => {}
            MemberState::Left => return Err(stranger()),
            MemberState::Removed => {
                return Err(domain.fault(FaultCode::NotAMember, "the device was removed from the domain"));
            }
        }
        let keys = domain.keys()?;
        // Another store under the same root has other domains by the same name.
        own.retain(|own| {
            keys.iter().any(|key| {
                key.revision == own.revision && public_key(key).is_some_and(|public| public == own.key)
            })
        });
        let held = own.last().ok_or_else(stranger)?.revision;
        let newest = keys.last().map(|key| key.revision).unwrap_or_default();
        if held < newest {
            let message = format!("the client has revision {held} of the domain, the newest is {newest}");
            return Err(domain.fault(FaultCode::RenewDomain, message));
        }
        if asked.revision.is_some_and(|revision| revision > newest) {
            return Err(Fault::service(format!("the newest revision of the domain is {newest}")));
        }
        // A client need not send the certificates of older revisions, but it has their keys.
        if let Some(key) = keys.iter().find(|key| Some(key.revision) == asked.revision)
            && let Some(public) = public_key(key)
        {
            return Ok(DomainGrant { account_id: account, revision: key.revision, key: public });
        }
        chosen(own, asked)
    }
}

fn public_key(key: &domain::DomainKey) -> Option<crate::crypto::PublicKey> {
    PrivateKey::from_bytes(*key.private_key).ok().map(|key| key.public())
}

fn stored(revision: u32, (key, chain): &(PrivateKey, Chain)) -> domain::DomainKey {
    domain::DomainKey {
        revision,
        private_key: Zeroizing::new(*key.expose()),
        certificate: chain.bytes().to_vec(),
    }
}

// What the operator does.

/// What the store calls a domain.
pub fn domain_id(service_id: [u8; 16], account_id: [u8; 16]) -> DomainId {
    DomainId {
        service: Guid::from_wire(service_id).to_string(),
        account: Guid::from_wire(account_id).to_string(),
    }
}

/// Gives a domain a new revision: members must renew before they get another license for it, and what they have still plays.
///
/// # Errors
/// When there is no such domain, or the store fails.
pub fn renew_domain(
    store: &Store,
    pki: &Pki,
    domain: &DomainId,
    rng: &mut dyn Rng,
    now: u64,
) -> Result<domain::Domain> {
    let keys = store.read(&domain::DomainKeys(domain.clone()))?;
    let newest = keys.last().ok_or_else(|| no_domain(domain))?;
    let chain = Chain::read(&newest.certificate, 0)?;
    let info = chain.leaf().domain.as_ref();
    let info = info.ok_or_else(|| Error::malformed("a certificate of the store is of no domain"))?;
    let revision = newest.revision.checked_add(1);
    let revision = revision.ok_or_else(|| Error::unsupported("the domain has no revision left"))?;
    let made = pki.issue_domain(info.account_id, info.service_id, revision, &info.url_text(), rng)?;
    let renewal = RenewDomain { domain: domain.clone(), key: stored(revision, &made), now };
    store.commit(renewal)?.ok_or_else(|| no_domain(domain))
}

/// Removes a device from a domain: its requests are refused until it joins anew, and its place is free. Returns whether it was a
/// member until now.
///
/// # Errors
/// When there is no such domain, the device never was a member, or the store fails.
pub fn remove_member(store: &Store, domain: &DomainId, client: ClientId, now: u64) -> Result<bool> {
    match store.commit(LeaveDomain { domain: domain.clone(), client, removed: true, now })? {
        Left::Left(_) => Ok(true),
        Left::Repeated => Ok(false),
        Left::NotAMember => Err(Error::usage("the device never was a member of the domain")
            .hint("`boxlock serve report domains` lists the members")),
        Left::UnknownDomain => Err(no_domain(domain)),
    }
}

fn no_domain(domain: &DomainId) -> Error {
    Error::usage(format!("no domain of account {} and service {}", domain.account, domain.service))
        .hint("`boxlock serve report domains` lists them; a domain begins when its first device joins")
}
