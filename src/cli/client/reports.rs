//! `boxlock client acknowledge`, `meter`, `secure-stop`, `secure-delete` and `packaging-data`: what a device tells services, and what
//! packagers ask them.

use std::path::PathBuf;

use serde_json::json;

use super::super::Console;
use super::super::target::Output;
use super::{DeviceArgs, HttpArgs, parse_guid, parse_id};
use crate::client::packaging_data;
use crate::clock::rfc3339;
use crate::drm::SystemId;
use crate::error::{Error, Result};
use crate::keys::text::to_base64;
use crate::keys::{KeyId, KeySet, KeySpec, Selector, key_file};
use crate::license::policy::Guid;

/// Tell services that licenses are stored, as far as they asked for it.
#[derive(clap::Args)]
pub(super) struct AcknowledgeArgs {
    #[command(flatten)]
    device: DeviceArgs,
    /// Only this transaction
    #[arg(long, value_name = "GUID", value_parser = parse_guid)]
    transaction: Option<Guid>,
    #[command(flatten)]
    to: ToArgs,
}

/// Whom to tell, and what besides.
#[derive(clap::Args)]
struct ToArgs {
    /// The service [default: where the license came from]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Data for the service
    #[arg(long, value_name = "TEXT")]
    custom_data: Option<String>,
}

/// Report how often licenses were used. A report that is not answered is sent again as it was, so that it counts once.
#[derive(clap::Args)]
pub(super) struct MeterArgs {
    #[command(flatten)]
    device: DeviceArgs,
    /// Only counters of this metering ID: 16 bytes in base64 or hexadecimal
    #[arg(long, value_name = "ID", value_parser = parse_id)]
    mid: Option<[u8; 16]>,
    #[command(flatten)]
    to: ToArgs,
}

/// Report sessions: those that play, were stopped, or ended in a crash.
#[derive(clap::Args)]
pub(super) struct SecureStopArgs {
    #[command(flatten)]
    device: DeviceArgs,
    /// Only this session: 16 bytes in base64 or hexadecimal; all without it
    #[arg(long, value_name = "ID", value_parser = parse_id)]
    session: Option<[u8; 16]>,
    #[command(flatten)]
    to: ToArgs,
}

/// Delete licenses and tell their services. A message that is not answered is sent again by the next run.
#[derive(clap::Args)]
pub(super) struct SecureDeleteArgs {
    #[command(flatten)]
    device: DeviceArgs,
    /// Key IDs whose licenses to delete; without any, only what is not answered yet is sent
    #[arg(long, value_name = "KID")]
    kid: Vec<KeyId>,
    #[command(flatten)]
    to: ToArgs,
}

/// Ask for key IDs, keys and headers, as a packager does.
#[derive(clap::Args)]
pub(super) struct PackagingDataArgs {
    /// The service
    #[arg(long, value_name = "URL")]
    url: String,
    /// What the packager calls the program
    #[arg(long, value_name = "NAME")]
    program: String,
    /// Protection systems: playready, widevine, common, or system IDs
    #[arg(long, value_name = "SYSTEM", value_delimiter = ',', default_value = "playready")]
    system: Vec<SystemId>,
    /// Write the keys to a file for --keys, readable by its owner only
    #[arg(long, value_name = "FILE")]
    keys_out: Option<PathBuf>,
    /// Replace the file of --keys-out
    #[arg(long, requires = "keys_out")]
    force: bool,
    /// Print keys
    #[arg(long)]
    show_keys: bool,
    #[command(flatten)]
    http: HttpArgs,
}

impl AcknowledgeArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let Self { device, transaction, to } = self;
        let client = device.client()?;
        let done = client.acknowledge(transaction, to.url.as_deref(), to.custom_data.as_deref())?;
        if let (Some(id), true) = (transaction, done.is_empty()) {
            return Err(Error::check_failed(format!(
                "transaction {id} is not waiting for an acknowledgement"
            )));
        }
        if done.is_empty() {
            console.talk("nothing to acknowledge");
        }
        for one in &done {
            let refused = if one.failed == 0 { String::new() } else { format!(", {} refused", one.failed) };
            console.talk(&format!(
                "transaction {} acknowledged: {} stored{refused}",
                one.transaction_id, one.stored
            ));
        }
        if !console.json {
            return Ok(());
        }
        let list = done.iter().map(|one| {
            json!({ "transaction_id": one.transaction_id, "url": one.url, "stored": one.stored, "failed": one.failed })
        });
        console.out_json(
            &json!({ "schema": "boxlock.client.acknowledge/1", "transactions": list.collect::<Vec<_>>() }),
        )
    }
}

impl MeterArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let Self { device, mid, to } = self;
        let done = device.client()?.meter(mid, to.url.as_deref(), to.custom_data.as_deref())?;
        if done.is_empty() {
            console.talk("nothing to report");
        }
        for report in &done {
            let again = if report.again { ", sent before" } else { "" };
            console.talk(&format!(
                "metering ID {}: reported to {}, transaction {}{again}",
                to_base64(&report.metering_id),
                report.url,
                to_base64(&report.transaction_id)
            ));
        }
        if console.json {
            let list = done.iter().map(|report| {
                json!({
                    "metering_id": to_base64(&report.metering_id),
                    "url": report.url,
                    "transaction_id": to_base64(&report.transaction_id),
                    "again": report.again,
                    "counts": report.counts.iter().map(|(kid, action, count)| {
                        json!({ "kid": kid, "action": action, "count": count })
                    }).collect::<Vec<_>>(),
                })
            });
            return console.out_json(
                &json!({ "schema": "boxlock.client.meter/1", "reports": list.collect::<Vec<_>>() }),
            );
        }
        let lines = done.iter().flat_map(|report| &report.counts);
        console
            .out(&lines.map(|(kid, action, count)| format!("{kid}  {action}  {count}\n")).collect::<String>())
    }
}

impl SecureStopArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let Self { device, session, to } = self;
        let done = device.client()?.secure_stop(session, to.url.as_deref(), to.custom_data.as_deref())?;
        if done.is_empty() {
            console.talk("no session to report");
        }
        for report in &done {
            let version = if report.proven { "proven, version 2" } else { "version 1" };
            console.talk(&format!(
                "publisher {}: {} reported to {} ({version})",
                to_base64(&report.metering_id),
                report.sessions.len(),
                report.url
            ));
            if let Some(data) = &report.custom_data {
                console.talk(&format!("the service says: {data}"));
            }
        }
        let stops = done.iter().flat_map(|report| &report.sessions);
        if console.json {
            let list = stops.map(|stop| {
                json!({
                    "session": stop.record.session,
                    "metering_id": stop.record.metering_id,
                    "kid": stop.record.kid,
                    "state": stop.state.name(),
                    "started": rfc3339(stop.record.started),
                    "updated": rfc3339(stop.record.stopped.unwrap_or(stop.record.updated)),
                    "proven": stop.record.stop_key.is_some(),
                })
            });
            return console.out_json(&json!({
                "schema": "boxlock.client.secure-stop/1",
                "sessions": list.collect::<Vec<_>>(),
                "custom_data": done.iter().filter_map(|report| report.custom_data.clone()).collect::<Vec<_>>(),
            }));
        }
        let line = |stop: &crate::client::ReportedStop| {
            let end = rfc3339(stop.record.stopped.unwrap_or(stop.record.updated));
            let (kid, state, start) = (stop.record.kid, stop.state.name(), rfc3339(stop.record.started));
            format!("{}  {kid}  {state}  {start}  {end}\n", stop.record.session)
        };
        console.out(&stops.map(line).collect::<String>())
    }
}

impl SecureDeleteArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let Self { device, kid, to } = self;
        let done = device.client()?.secure_delete(&kid, to.url.as_deref(), to.custom_data.as_deref())?;
        if done.is_empty() {
            console.talk("no deletion to report");
        }
        for one in &done {
            let kids: Vec<String> = one.kids.iter().map(ToString::to_string).collect();
            let again = if one.again { " (deleted before)" } else { "" };
            console.talk(&format!("licenses for {} deleted{again}; {} knows", kids.join(", "), one.url));
        }
        if !console.json {
            return Ok(());
        }
        let list = done.iter().map(|one| {
            json!({ "session": to_base64(&one.session), "url": one.url, "kids": one.kids, "again": one.again })
        });
        console.out_json(
            &json!({ "schema": "boxlock.client.secure-delete/1", "deletions": list.collect::<Vec<_>>() }),
        )
    }
}

impl PackagingDataArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let protections = packaging_data(&self.http.http()?, &self.url, &self.program, &self.system)?;
        if let Some(path) = &self.keys_out {
            let specs = protections.iter().map(|one| KeySpec {
                selector: Selector::All,
                kid: one.kid,
                key: Some(one.key.clone()),
                iv: None,
            });
            let keys = KeySet::new(specs, None)?;
            let text = key_file::write(keys.entries())?;
            let mut output = Output::create(path, self.force, &[])?;
            output.make_private()?;
            output.write(|sink| sink.append(text.as_bytes()).and_then(|()| sink.flush()))?;
            output.finish()?;
        }
        if console.json {
            let list = protections.iter().map(|one| {
                json!({
                    "program": one.program,
                    "kid": one.kid,
                    "key": self.show_keys.then(|| one.key.expose_hex().to_string()),
                    "systems": one.headers.iter().map(|(system, data)| {
                        json!({ "system_id": system.to_string(), "data_base64": to_base64(data) })
                    }).collect::<Vec<_>>(),
                })
            });
            return console.out_json(
                &json!({ "schema": "boxlock.client.packaging-data/1", "programs": list.collect::<Vec<_>>() }),
            );
        }
        let mut text = String::new();
        for one in &protections {
            text += &format!("{}  {}\n", one.kid, one.program);
            if self.show_keys {
                text += &format!("  key {}\n", *one.key.expose_hex());
            }
            for (system, data) in &one.headers {
                text += &format!("  {system}  {}\n", to_base64(data));
            }
        }
        console.out(&text)
    }
}
