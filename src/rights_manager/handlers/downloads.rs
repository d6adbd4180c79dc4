//! A handler that limits how many licenses a device stores: what Secure Delete is for.

use std::collections::BTreeSet;

use super::{LicenseHandler, SecureDeleteHandler};
use crate::keys::KeyId;
use crate::license::{KidSelector, LicenseRequestGroup};
use crate::rights_manager::Fault;
use crate::rights_manager::operations::acquire_license::Request;
use crate::rights_manager::service::{Call, Caller, internal};
use crate::store::deletion::{DeleteLicenses, PersistentLicenses};

/// Gives a device no more licenses to store than the limit, until it deletes some and says so. Licenses are counted before new ones are
/// made, so two requests of one device at the same moment may pass the limit by one of them.
#[derive(Clone, Debug)]
pub struct Downloads {
    /// Most stored licenses of a device.
    pub limit: u64,
    /// Key IDs of content whose licenses are kept, such as a loan that has begun: reports that they were deleted are refused.
    pub keep: BTreeSet<KeyId>,
}

impl LicenseHandler for Downloads {
    fn acquire(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        request: &Request,
        groups: Vec<LicenseRequestGroup>,
    ) -> Result<Vec<LicenseRequestGroup>, Fault> {
        let stored = groups.iter().filter(|group| group.policy.is_persistent());
        let new: usize = stored
            .map(|group| match group.kid {
                KidSelector::Header => request.key_ids().len(),
                KidSelector::Id(_) => 1,
            })
            .sum();
        if new == 0 {
            return Ok(groups);
        }
        let query = PersistentLicenses { client: caller.id };
        let held = call.service.store.read(&query).map_err(|error| internal(&error))?;
        if held.saturating_add(new as u64) > self.limit {
            return Err(Fault::service(format!(
                "the device stores {held} licenses and may store {}; delete some first",
                self.limit
            )));
        }
        Ok(groups)
    }
}

impl SecureDeleteHandler for Downloads {
    fn deleted(&self, _: &Call<'_>, _: &Caller, report: &DeleteLicenses) -> Result<(), Fault> {
        match report.kids.iter().find(|kid| self.keep.contains(kid)) {
            Some(kid) => Err(Fault::service(format!("licenses for key ID {kid} are kept"))),
            None => Ok(()),
        }
    }
}
