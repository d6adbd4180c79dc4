//! `boxlock client list`.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::super::Console;
use super::parse_time;
use crate::client::{Client, Http, HttpOptions, State};
use crate::clock::{Clock, FixedClock, SystemClock, rfc3339};
use crate::license::Policy;
use crate::{Error, Result};

/// Show what the device remembers: licenses, domains, counters, sessions, and messages that are not answered yet.
#[derive(clap::Args)]
pub(super) struct ListArgs {
    /// The folder of the device
    #[arg(long, value_name = "DEVICE")]
    device: PathBuf,
    /// The device's time, such as 2026-11-22T10:00:00Z; now without it
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<u64>,
}

impl ListArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let now = self.at.unwrap_or_else(|| SystemClock.now());
        let http = Http::new(&HttpOptions::default())?;
        let client = Client::open(&self.device, None, http, std::sync::Arc::new(FixedClock(now)))?;
        let state = client.store.read()?;
        if console.json {
            return console.out_json(&document(&client, &state)?);
        }
        let text = text(&client, &state)?;
        if text.is_empty() {
            console.talk("the store is empty");
        }
        console.out(&text)
    }
}

fn document(client: &Client, state: &State) -> Result<Value> {
    let mut licenses = Vec::new();
    for (stored, license) in client.store.licenses(state)? {
        let play = state.play_state(stored.kid, license.rights_id);
        licenses.push(json!({
            "kid": stored.kid,
            "rights_id": stored.rights_id,
            "url": stored.url,
            "file": stored.file,
            "stored": rfc3339(stored.stored),
            "policy": Policy::from_license(&license).policy.words(),
            "plays": play.plays,
            "first_play": play.first_play.map(rfc3339),
        }));
    }
    let domains = state.domains.iter().map(|domain| {
        json!({
            "service_id": domain.service_id, "account_id": domain.account_id, "url": domain.url,
            "revisions": domain.revisions.iter().map(|own| own.revision).collect::<Vec<_>>(),
        })
    });
    let mut sessions = Vec::new();
    for record in &state.sessions {
        sessions.push(json!({
            "session": record.session, "metering_id": record.metering_id, "kid": record.kid, "url": record.url,
            "state": client.session_state(record)?.name(), "started": rfc3339(record.started),
            "updated": rfc3339(record.stopped.unwrap_or(record.updated)), "proven": record.stop_key.is_some(),
        }));
    }
    Ok(json!({
        "schema": "boxlock.client.list/1",
        "device": client.device.name,
        "latest_time": (state.last_time != 0).then(|| rfc3339(state.last_time)),
        "licenses": licenses,
        "domains": domains.collect::<Vec<_>>(),
        "counters": serde_json::to_value(&state.counters).map_err(|error| Error::internal(error.to_string()))?,
        "sessions": sessions,
        "acknowledgements": state.acknowledgements.iter().map(|pending| {
            json!({ "transaction_id": pending.transaction_id, "url": pending.url, "licenses": pending.results.len() })
        }).collect::<Vec<_>>(),
        "deletions": state.deletions.iter().map(|pending| {
            json!({ "session": pending.session, "url": pending.url, "kids": pending.kids })
        }).collect::<Vec<_>>(),
    }))
}

/// The same for people. The demo ends with it, too.
pub(in crate::cli) fn text(client: &Client, state: &State) -> Result<String> {
    let mut text = String::new();
    for (stored, license) in client.store.licenses(state)? {
        let words = Policy::from_license(&license).policy.words().join("; ");
        let plays = state.play_state(stored.kid, license.rights_id).plays;
        text += &format!("license  {}  {words}; played {}\n", stored.kid, times(plays));
    }
    for domain in &state.domains {
        let revision = domain.newest().unwrap_or_default();
        text += &format!("domain   account {}, revision {revision}, at {}\n", domain.account_id, domain.url);
    }
    for counters in &state.counters {
        let waiting = counters.report.as_ref().map(|report| ("sent, not answered", &report.counts));
        for (how, counts) in waiting.into_iter().chain([("not reported", &counters.counts)]) {
            for (kid, actions) in counts {
                for (action, count) in actions {
                    text += &format!("metering {kid}  {action} {}, {how}\n", times(*count));
                }
            }
        }
    }
    for record in &state.sessions {
        let state = client.session_state(record)?.name();
        let seen = rfc3339(record.stopped.unwrap_or(record.updated));
        let started = rfc3339(record.started);
        text += &format!(
            "session  {}  {}  {state}, from {started} to {seen}, not reported\n",
            record.session, record.kid
        );
    }
    for pending in &state.acknowledgements {
        text += &format!("transaction {}  not acknowledged, at {}\n", pending.transaction_id, pending.url);
    }
    for pending in &state.deletions {
        let kids: Vec<String> = pending.kids.iter().map(ToString::to_string).collect();
        text += &format!("deletion {}  not reported, at {}\n", kids.join(", "), pending.url);
    }
    Ok(text)
}

fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}
