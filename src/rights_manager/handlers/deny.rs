//! A handler that refuses devices and content by a list.

use std::collections::BTreeSet;

use super::LicenseHandler;
use crate::keys::KeyId;
use crate::license::LicenseRequestGroup;
use crate::rights_manager::Fault;
use crate::rights_manager::operations::acquire_license::Request;
use crate::rights_manager::service::{Call, Caller};
use crate::store::ClientId;

/// Gives no licenses to listed devices, and none for listed key IDs. Everything else passes.
#[derive(Clone, Debug, Default)]
pub struct DenyList {
    /// Devices as reports name them.
    pub devices: BTreeSet<ClientId>,
    /// Key IDs of content that is withdrawn.
    pub kids: BTreeSet<KeyId>,
}

impl LicenseHandler for DenyList {
    fn acquire(
        &self,
        _: &Call<'_>,
        caller: &Caller,
        request: &Request,
        groups: Vec<LicenseRequestGroup>,
    ) -> Result<Vec<LicenseRequestGroup>, Fault> {
        if self.devices.contains(&caller.id) {
            return Err(Fault::service("this device gets no licenses"));
        }
        match request.key_ids().into_iter().find(|kid| self.kids.contains(kid)) {
            Some(kid) => Err(Fault::service(format!("the content of key ID {kid} is withdrawn"))),
            None => Ok(groups),
        }
    }
}
