//! `boxlock client join` and `leave`.

use serde_json::json;

use super::super::Console;
use super::{DeviceArgs, parse_guid};
use crate::Result;
use crate::license::policy::Guid;

/// Join a domain, or renew the membership.
#[derive(clap::Args)]
pub(super) struct JoinArgs {
    #[command(flatten)]
    device: DeviceArgs,
    /// The domain controller
    #[arg(long, value_name = "URL")]
    url: String,
    /// The account: a GUID, or base64 of its bytes
    #[arg(long, value_name = "GUID", value_parser = parse_guid)]
    account: Guid,
    /// The service, the DS_ID of headers: a GUID, or base64 of its bytes
    #[arg(long, value_name = "GUID", value_parser = parse_guid, default_value = "00000000-0000-0000-0000-000000000000")]
    service: Guid,
    /// What the owner calls the device [default: its name]
    #[arg(long, value_name = "NAME")]
    friendly_name: Option<String>,
    /// Data for the service
    #[arg(long, value_name = "TEXT")]
    custom_data: Option<String>,
}

/// Leave a domain: its keys are deleted.
#[derive(clap::Args)]
pub(super) struct LeaveArgs {
    #[command(flatten)]
    device: DeviceArgs,
    /// The account: a GUID, or base64 of its bytes
    #[arg(long, value_name = "GUID", value_parser = parse_guid)]
    account: Guid,
    /// The service, when the device is in domains of several with this account
    #[arg(long, value_name = "GUID", value_parser = parse_guid)]
    service: Option<Guid>,
    /// The domain controller [default: where the device joined]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Data for the service
    #[arg(long, value_name = "TEXT")]
    custom_data: Option<String>,
}

impl JoinArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let client = self.device.client()?;
        let data = self.custom_data.as_deref();
        let joined =
            client.join(&self.url, self.service, self.account, self.friendly_name.as_deref(), data)?;
        let revision = joined.record.newest().unwrap_or_default();
        console.talk(&match joined.before {
            None => format!("joined the domain of account {}, revision {revision}", self.account),
            Some(before) if before == revision => {
                format!("still a member of the domain of account {}, revision {revision}", self.account)
            }
            Some(before) => {
                format!("renewed the domain of account {} from revision {before} to {revision}", self.account)
            }
        });
        if console.json {
            console.out_json(&json!({
                "schema": "boxlock.client.join/1",
                "service_id": self.service,
                "account_id": self.account,
                "revision": revision,
                "revisions": joined.record.revisions.iter().map(|own| own.revision).collect::<Vec<_>>(),
            }))?;
        }
        Ok(())
    }
}

impl LeaveArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let client = self.device.client()?;
        let left =
            client.leave(self.account, self.service, self.url.as_deref(), self.custom_data.as_deref())?;
        console.talk(&format!("left the domain of account {}; its keys are deleted", left.account_id));
        if !left.was_member {
            console.talk("the controller had removed the device before");
        }
        if console.json {
            console.out_json(&json!({
                "schema": "boxlock.client.leave/1",
                "account_id": left.account_id,
                "was_member": left.was_member,
            }))?;
        }
        Ok(())
    }
}
