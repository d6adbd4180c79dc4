//! A handler that believes only so much of what is metered.

use std::collections::BTreeSet;

use super::MeteringHandler;
use crate::rights_manager::Fault;
use crate::rights_manager::service::{Call, Caller};
use crate::store::metering::CountMetering;

/// Refuses metering reports about other actions than the service pays for, and with more uses of one key ID than can be: royalties follow
/// from these numbers. A report that is refused is not counted, and the client keeps it.
#[derive(Clone, Debug, Default)]
pub struct PlausibleCounts {
    /// The actions; any when there is none.
    pub actions: BTreeSet<String>,
    /// Most uses of a key ID in one report.
    pub most: Option<u64>,
}

impl MeteringHandler for PlausibleCounts {
    fn metered(&self, _: &Call<'_>, _: &Caller, report: &CountMetering) -> Result<(), Fault> {
        for count in &report.counts {
            if !self.actions.is_empty() && !self.actions.contains(&count.action) {
                return Err(Fault::service(format!("the action {:?} is not metered here", count.action)));
            }
            if let Some(most) = self.most.filter(|most| count.count > *most) {
                return Err(Fault::service(format!(
                    "{} uses of key ID {} in one report; the service believes {most}",
                    count.count, count.kid
                )));
            }
        }
        Ok(())
    }
}
