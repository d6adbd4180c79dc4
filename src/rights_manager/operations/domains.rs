//! Which key a license for a domain is bound to.

use crate::license::issue::DomainGrant;
use crate::license::policy::{Domain, Guid};
use crate::pki::usage;
use crate::rights_manager::challenge::Client;
use crate::rights_manager::fault::{Fault, FaultCode};

/// Knows domains and their members.
pub trait DomainKeys: Send + Sync {
    /// The key that a license of this client for a domain is bound to.
    ///
    /// # Errors
    /// The fault to answer with: the client must join, join again, or is no member any more.
    fn key(&self, client: &Client, asked: &Domain) -> Result<DomainGrant, Fault>;
}

/// Takes the keys of domains from the certificates that clients send: whoever has a certificate of the own root is a member. Without
/// a revision the newest certificate counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct OwnDomains;

impl DomainKeys for OwnDomains {
    fn key(&self, client: &Client, asked: &Domain) -> Result<DomainGrant, Fault> {
        let grants = client.domains.iter().filter_map(|chain| {
            let info = chain.leaf().domain.as_ref()?;
            let key = chain.leaf().key_with_usage(usage::ENCRYPT_KEY)?;
            Some(DomainGrant { account_id: Guid::from_wire(info.account_id), revision: info.revision, key })
        });
        let mut own: Vec<DomainGrant> =
            grants.filter(|own| asked.account_id.is_none_or(|account| account == own.account_id)).collect();
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
}
