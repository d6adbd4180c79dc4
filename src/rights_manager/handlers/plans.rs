//! A handler that gives accounts domains of their own sizes.

use std::collections::BTreeMap;

use super::{DomainHandler, DomainTerms, JoinAsk};
use crate::rights_manager::Fault;
use crate::rights_manager::service::{Call, Caller};

/// What accounts have subscribed to: the limits of their domains, by account as reports name it. Others have the limits of the service.
#[derive(Clone, Debug, Default)]
pub struct Plans(pub BTreeMap<String, DomainTerms>);

impl DomainHandler for Plans {
    fn join(&self, call: &Call<'_>, _: &Caller, ask: &JoinAsk) -> Result<DomainTerms, Fault> {
        let own = self.0.get(&ask.domain.account).copied();
        Ok(own.unwrap_or_else(|| DomainTerms::of(call.definition)))
    }
}
