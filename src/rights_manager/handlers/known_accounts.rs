//! A sample handler: domains for accounts of this service only.

use super::{DomainHandler, DomainTerms, JoinAsk};
use crate::rights_manager::service::{Call, Caller, internal};
use crate::rights_manager::{Fault, FaultCode};
use crate::store::accounts::KnowsAccount;
use crate::store::domain::DomainId;

/// Lets devices join the domains of accounts that the store has ([`crate::store::accounts::OpenAccount`], under the ID of the license
/// service and the account's GUID as text), and answers 0x8004C60C for all others.
#[derive(Clone, Copy, Debug, Default)]
pub struct KnownAccounts;

impl KnownAccounts {
    fn check(call: &Call<'_>, domain: &DomainId) -> Result<(), Fault> {
        let asked = KnowsAccount { service: call.definition.id.clone(), account: domain.account.clone() };
        match call.service.store.read(&asked).map_err(|error| internal(&error))? {
            true => Ok(()),
            false => Err(Fault::new(FaultCode::UnknownAccount, format!("no account {}", domain.account))),
        }
    }
}

impl DomainHandler for KnownAccounts {
    fn join(&self, call: &Call<'_>, _caller: &Caller, ask: &JoinAsk) -> Result<DomainTerms, Fault> {
        Self::check(call, &ask.domain)?;
        Ok(DomainTerms { device_limit: call.definition.device_limit })
    }

    fn leave(&self, call: &Call<'_>, _caller: &Caller, domain: &DomainId) -> Result<(), Fault> {
        Self::check(call, domain)
    }
}
