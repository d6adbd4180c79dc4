//! A handler that gives programs their key IDs from a list.

use std::collections::BTreeMap;

use super::{PackagingAsk, PackagingHandler};
use crate::keys::{ContentKey, KeyId};
use crate::rights_manager::Fault;
use crate::rights_manager::service::Call;

/// The catalogue of a service: which key ID a program is packaged under, with the key of the service's key source. Other programs get what
/// the service chooses.
#[derive(Clone, Debug, Default)]
pub struct Programs(pub BTreeMap<String, KeyId>);

impl PackagingHandler for Programs {
    fn key(&self, call: &Call<'_>, ask: &PackagingAsk) -> Result<Option<(KeyId, ContentKey)>, Fault> {
        let Some(kid) = self.0.get(&ask.program) else { return Ok(None) };
        match call.definition.keys.content_key(kid) {
            Some(key) => Ok(Some((*kid, key))),
            None => Err(Fault::service(format!("no key for key ID {kid} of program {:?}", ask.program))),
        }
    }
}
