//! A handler that grants what was bought.

use super::LicenseHandler;
use crate::clock::rfc3339;
use crate::keys::KeyId;
use crate::license::policy::Moment;
use crate::license::{KidSelector, LicenseRequestGroup};
use crate::rights_manager::Fault;
use crate::rights_manager::operations::acquire_license::Request;
use crate::rights_manager::service::{Call, Caller, internal};
use crate::store::accounts::{Purchase, PurchaseOf};

/// Gives licenses for key IDs that the user's account bought, on every device on which the user asks: content that was bought is issued
/// again. Of several key IDs those that were bought are granted; when none was, the request is refused. A rental ends when it ends in the
/// store, whatever the policy says.
#[derive(Clone, Copy, Debug, Default)]
pub struct BoughtOnly;

impl LicenseHandler for BoughtOnly {
    fn acquire(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        request: &Request,
        groups: Vec<LicenseRequestGroup>,
    ) -> Result<Vec<LicenseRequestGroup>, Fault> {
        let account = call.user(caller).ok_or_else(|| {
            Fault::service(format!("the custom data names no user: {}=NAME", call.definition.user_parameter))
        })?;
        let header = request.key_ids();
        let mut named = Vec::new();
        named.extend(groups.iter().filter_map(|group| match group.kid {
            KidSelector::Id(kid) => Some(kid),
            KidSelector::Header => None,
        }));
        let mut granted = Vec::new();
        let mut missing = Vec::new();
        for group in groups {
            let kids = match group.kid {
                KidSelector::Id(kid) => vec![kid],
                KidSelector::Header => header.iter().copied().filter(|kid| !named.contains(kid)).collect(),
            };
            for kid in kids {
                match bought(call, &account, kid)? {
                    Ok(purchase) => granted.push(limited(&group, kid, purchase)),
                    Err(reason) => missing.push(reason),
                }
            }
        }
        match missing.into_iter().next() {
            Some(reason) if granted.is_empty() => Err(Fault::service(reason)),
            _ => Ok(granted),
        }
    }
}

/// The purchase of a key ID, or why there is none now.
fn bought(call: &Call<'_>, account: &str, kid: KeyId) -> Result<Result<Purchase, String>, Fault> {
    let query =
        PurchaseOf { service: call.definition.id.clone(), account: account.to_owned(), item: kid.hex() };
    let purchase = call.service.store.read(&query).map_err(|error| internal(&error))?;
    Ok(match purchase {
        None => Err(format!("{account:?} has not bought {kid}")),
        Some(Purchase { expires: Some(end), .. }) if end <= call.now => {
            Err(format!("the rental of {kid} by {account:?} ended on {}", rfc3339(end)))
        }
        Some(purchase) => Ok(purchase),
    })
}

fn limited(group: &LicenseRequestGroup, kid: KeyId, purchase: Purchase) -> LicenseRequestGroup {
    let mut group = LicenseRequestGroup { kid: KidSelector::Id(kid), ..group.clone() };
    if let Some(end) = purchase.expires {
        let is_later = |moment: &Moment| matches!(moment, Moment::At(at) if *at < end);
        if !group.policy.end.as_ref().is_some_and(is_later) {
            group.policy.end = Some(Moment::At(end));
        }
    }
    group
}
