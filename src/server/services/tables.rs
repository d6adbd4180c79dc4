//! The tables of the file, and what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::{named, within};
use crate::error::{Error, Result};
use crate::keys::text::array_from_hex;
use crate::keys::{KeyId, KeySeed, KeySet, key_file};
use crate::license::{LicenseRequestGroup, source};
use crate::rights_manager::handlers::{DenyList, Downloads, Rule, Verdict};
use crate::server::webhook::{OnFailure, Webhook};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) service: Vec<Service>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Service {
    pub(super) id: String,
    pub(super) ds_id: Option<String>,
    pub(super) url: Option<String>,
    pub(super) redirect: Option<String>,
    pub(super) newest_protocol: Option<u64>,
    #[serde(default)]
    pub(super) paths: Vec<String>,
    #[serde(default)]
    pub(super) hosts: Vec<String>,
    pub(super) keys: Option<Keys>,
    pub(super) policy: Option<toml::Value>,
    #[serde(default)]
    pub(super) queries: bool,
    #[serde(default)]
    pub(super) acknowledge: bool,
    pub(super) packaging: Option<Packaging>,
    pub(super) device_limit: Option<u32>,
    pub(super) computer_limit: Option<u32>,
    pub(super) accounts: Option<Accounts>,
    #[serde(default)]
    pub(super) rule: Vec<RuleTable>,
    pub(super) deny: Option<Deny>,
    pub(super) streams: Option<Streams>,
    pub(super) downloads: Option<DownloadTable>,
    #[serde(default)]
    pub(super) plan: Vec<Plan>,
    pub(super) metering: Option<Metering>,
    pub(super) secure_stop: Option<SecureStop>,
    pub(super) webhook: Option<Hook>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    pub(super) seed: Option<String>,
    pub(super) file: Option<PathBuf>,
    #[serde(default)]
    pub(super) database: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Packaging {
    pub(super) scheme: Option<Scheme>,
    #[serde(default)]
    pub(super) programs: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DownloadTable {
    pub(super) limit: u64,
    #[serde(default)]
    pub(super) keep: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    pub(super) account: String,
    pub(super) device_limit: Option<u32>,
    pub(super) computer_limit: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Metering {
    #[serde(default)]
    pub(super) actions: BTreeSet<String>,
    pub(super) most: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SecureStop {
    #[serde(default)]
    pub(super) proven_only: bool,
}

/// The scheme of packagers.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Scheme {
    Cenc,
    Cens,
    Cbc1,
    Cbcs,
}

impl Scheme {
    pub(super) const fn fourcc(self) -> [u8; 4] {
        match self {
            Self::Cenc => *b"cenc",
            Self::Cens => *b"cens",
            Self::Cbc1 => *b"cbc1",
            Self::Cbcs => *b"cbcs",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Accounts {
    pub(super) parameter: Option<String>,
    pub(super) known: Option<Vec<String>>,
    #[serde(default)]
    pub(super) bought_only: bool,
    #[serde(default)]
    pub(super) purchases: Vec<Purchase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Purchase {
    pub(super) account: String,
    pub(super) kid: String,
    pub(super) until: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleTable {
    pub(super) custom_data: String,
    pub(super) policy: Option<toml::Value>,
    pub(super) deny: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Deny {
    #[serde(default)]
    pub(super) devices: Vec<String>,
    #[serde(default)]
    pub(super) kids: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Streams {
    pub(super) limit: u32,
    pub(super) seconds: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hook {
    pub(super) url: String,
    pub(super) timeout_ms: u64,
    pub(super) on_failure: OnFailure,
    pub(super) ca: Option<PathBuf>,
    #[serde(default)]
    pub(super) events: Vec<String>,
}

pub(super) fn read_kid(name: &str, text: &str) -> Result<KeyId> {
    text.parse().map_err(|_| named(name, &format!("{text:?} is no key ID")))
}

impl DownloadTable {
    pub(super) fn read(&self) -> Result<Downloads> {
        let keep = self.keep.iter().map(|kid| read_kid("downloads", kid)).collect::<Result<_>>()?;
        Ok(Downloads { limit: self.limit, keep })
    }
}

impl Keys {
    pub(super) fn read(&self, folder: &Path) -> Result<KeySet> {
        if self.seed.is_none() && self.file.is_none() && !self.database {
            return Err(Error::malformed("name a source: seed, file, or database = true"));
        }
        let seed: Option<KeySeed> = self.seed.as_deref().map(str::parse).transpose()?;
        let mut specs = Vec::new();
        if let Some(file) = &self.file {
            let path = folder.join(file);
            let text = fs::read_to_string(&path).map(zeroize::Zeroizing::new);
            let text = text.map_err(|error| Error::io(&path, error))?;
            specs = key_file::read(&text).map_err(|error| error.about_path(&path))?;
        }
        KeySet::new(specs, seed)
    }
}

impl RuleTable {
    pub(super) fn read(&self) -> Result<Rule> {
        let about = format!("rule for {:?}", self.custom_data);
        let verdict = match (&self.policy, &self.deny) {
            (Some(policy), None) => {
                Verdict::Policy(read_policy(policy).map_err(|error| within(error, &about))?)
            }
            (None, Some(text)) => Verdict::Deny(text.clone()),
            _ => return Err(named(&about, "give either policy or deny")),
        };
        let (name, value) = match self.custom_data.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (self.custom_data.as_str(), None),
        };
        Ok(Rule { parameter: name.to_owned(), value, verdict })
    }
}

impl Deny {
    pub(super) fn read(&self) -> Result<DenyList> {
        let device = |text: &String| {
            array_from_hex(text).ok_or_else(|| {
                named(
                    "deny",
                    &format!("{text:?} is no device: write the 64 hex digits of `serve report devices`"),
                )
            })
        };
        let kid = |text: &String| read_kid("deny", text);
        Ok(DenyList {
            devices: self.devices.iter().map(device).collect::<Result<_>>()?,
            kids: self.kids.iter().map(kid).collect::<Result<_>>()?,
        })
    }
}

impl Hook {
    pub(super) fn read(&self, folder: &Path) -> Result<Webhook> {
        if !(1..=60_000).contains(&self.timeout_ms) {
            return Err(named("webhook", "timeout_ms is from 1 to 60000"));
        }
        let timeout = Duration::from_millis(self.timeout_ms);
        let hook = Webhook::new(&self.url, timeout, self.on_failure, &self.events)
            .map_err(|error| within(error, "webhook"))?;
        let Some(ca) = &self.ca else { return Ok(hook) };
        if !self.url.starts_with("https:") {
            return Err(named("webhook", "ca is for an https URL"));
        }
        let path = folder.join(ca);
        let pem = fs::read(&path).map_err(|error| Error::io(&path, error))?;
        hook.trusting(&pem).map_err(|error| error.about_path(&path))
    }
}

/// A policy: the name of a preset, a test query in parentheses, or what policy files hold.
pub(super) fn read_policy(policy: &toml::Value) -> Result<Vec<LicenseRequestGroup>> {
    let text = match policy {
        toml::Value::String(text) if text.trim_start().starts_with('(') => text.clone(),
        toml::Value::String(name) => format!("preset = {name:?}"),
        toml::Value::Table(table) => write(table)?,
        toml::Value::Array(list) => {
            write(&toml::Table::from_iter([("license".to_owned(), list.clone().into())]))?
        }
        _ => return Err(Error::malformed("write a preset, a query in parentheses, or a table")),
    };
    source::read(&text)
}

/// What a start line calls the policy of a service and what may change it. A query may hold a key, and the URL of a backend a password.
pub(super) fn policy_name(service: &Service) -> String {
    let mut name = match &service.policy {
        None => "the default".to_owned(),
        Some(toml::Value::String(text)) if text.trim_start().starts_with('(') => "a query".to_owned(),
        Some(toml::Value::String(name)) => name.clone(),
        Some(toml::Value::Table(table)) => match table.get("preset").and_then(toml::Value::as_str) {
            Some(preset) if table.len() > 1 => format!("{preset} with changes"),
            Some(preset) => preset.to_owned(),
            None => "of its own".to_owned(),
        },
        Some(_) => "of several licenses".to_owned(),
    };
    let more = [
        (service.queries, "queries"),
        (!service.rule.is_empty(), "rules"),
        (service.deny.is_some(), "a deny list"),
        (service.accounts.as_ref().is_some_and(|accounts| accounts.bought_only), "purchases"),
        (service.streams.is_some(), "a limit of streams"),
        (service.downloads.is_some(), "a limit of downloads"),
        (service.webhook.is_some(), "a backend"),
    ];
    let more: Vec<&str> = more.iter().filter(|(has, _)| *has).map(|(_, what)| *what).collect();
    if !more.is_empty() {
        name += &format!(" ({})", more.join(", "));
    }
    name
}

fn write(table: &toml::Table) -> Result<String> {
    toml::to_string(table).map_err(|error| Error::internal(error.to_string()))
}
