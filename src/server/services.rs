//! Services from a TOML file: no code, any number of them. `samples/services.toml` shows every field.
//!
//! The first service answers what is for none of the others; all but the first need a path, a host or a `ds_id` of their own.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::webhook::{OnFailure, Webhook};
use crate::clock::parse_rfc3339;
use crate::error::{Error, Result};
use crate::keys::text::array_from_hex;
use crate::keys::{KeyId, KeySeed, KeySet, key_file};
use crate::license::policy::Guid;
use crate::license::{LicenseRequestGroup, source};
use crate::rights_manager::handlers::{
    BoughtOnly, CustomDataRules, DenyList, Handlers, LicenseHandler, Rule, StreamLimit, Verdict,
};
use crate::rights_manager::service::{COMPUTER_LIMIT, DEVICE_LIMIT, Definition};
use crate::store::Store;
use crate::store::accounts::{Buy, OpenAccount};

/// Longest file that is read.
const MAX_FILE_LEN: u64 = 4 << 20;

/// The services of a file.
pub struct Services {
    /// In the order of the file.
    pub definitions: Vec<Definition>,
    accounts: Vec<OpenAccount>,
    purchases: Vec<Buy>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    service: Vec<Service>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    id: String,
    ds_id: Option<String>,
    url: Option<String>,
    redirect: Option<String>,
    newest_protocol: Option<u64>,
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    hosts: Vec<String>,
    keys: Option<Keys>,
    policy: Option<toml::Value>,
    #[serde(default)]
    queries: bool,
    #[serde(default)]
    acknowledge: bool,
    packaging: Option<Packaging>,
    device_limit: Option<u32>,
    computer_limit: Option<u32>,
    accounts: Option<Accounts>,
    #[serde(default)]
    rule: Vec<RuleTable>,
    deny: Option<Deny>,
    streams: Option<Streams>,
    webhook: Option<Hook>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    seed: Option<String>,
    file: Option<PathBuf>,
    #[serde(default)]
    database: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Packaging {
    scheme: Scheme,
}

/// The scheme of packagers.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Scheme {
    Cenc,
    Cens,
    Cbc1,
    Cbcs,
}

impl Scheme {
    const fn fourcc(self) -> [u8; 4] {
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
struct Accounts {
    parameter: Option<String>,
    known: Option<Vec<String>>,
    #[serde(default)]
    bought_only: bool,
    #[serde(default)]
    purchases: Vec<Purchase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Purchase {
    account: String,
    kid: String,
    until: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleTable {
    custom_data: String,
    policy: Option<toml::Value>,
    deny: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deny {
    #[serde(default)]
    devices: Vec<String>,
    #[serde(default)]
    kids: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Streams {
    limit: u32,
    seconds: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hook {
    url: String,
    timeout_ms: u64,
    on_failure: OnFailure,
    ca: Option<PathBuf>,
    #[serde(default)]
    events: Vec<String>,
}

impl Services {
    /// Reads a file. `keys` are for services that name none. Key files are looked for beside the file.
    ///
    /// # Errors
    /// When a file cannot be read, has unknown fields or wrong values, or two services would answer the same messages.
    pub fn read(path: &Path, keys: Option<&KeySet>, now: u64) -> Result<Self> {
        let len = fs::metadata(path).map_err(|error| Error::io(path, error))?.len();
        if len > MAX_FILE_LEN {
            return Err(Error::unsupported(format!("more than {MAX_FILE_LEN} bytes")).about_path(path));
        }
        let text = fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::from_toml(&text, folder, keys, now).map_err(|error| within(error, &path.display().to_string()))
    }

    fn from_toml(text: &str, folder: &Path, keys: Option<&KeySet>, now: u64) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|error| {
            // The long form repeats the line, which may hold a key seed.
            let place = error.span().map(|span| place(text, span.start));
            Error::malformed(format!("{}{}", place.unwrap_or_default(), error.message().trim_end()))
        })?;
        let mut all = Self { definitions: Vec::new(), accounts: Vec::new(), purchases: Vec::new() };
        for service in file.service {
            let id = service.id.clone();
            all.add(service, folder, keys, now).map_err(|error| within(error, &format!("service {id:?}")))?;
        }
        if all.definitions.is_empty() {
            return Err(Error::malformed("no [[service]] in it"));
        }
        all.check_names()?;
        Ok(all)
    }

    /// Makes the listed accounts and purchases known to the store. Doing so again changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub fn record(&self, store: &Store) -> Result<()> {
        for account in &self.accounts {
            store.commit(account.clone())?;
        }
        for purchase in &self.purchases {
            store.commit(purchase.clone())?;
        }
        Ok(())
    }

    fn add(&mut self, service: Service, folder: &Path, keys: Option<&KeySet>, now: u64) -> Result<()> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if service.id.is_empty() || !service.id.chars().all(plain) {
            return Err(named("id", "use letters, digits, - and _"));
        }
        let keys = match &service.keys {
            Some(own) => own.read(folder).map_err(|error| within(error, "keys"))?,
            None => keys.cloned().ok_or_else(|| {
                Error::malformed("has no keys")
                    .hint("add keys = { seed = \"test\" }, or give --key-seed or --keys")
            })?,
        };
        let queries = service.queries;
        let keys_from = keys.source();
        let policy_name = policy_name(&service);
        let policy = match &service.policy {
            Some(policy) => read_policy(policy).map_err(|error| within(error, "policy"))?,
            None => vec![LicenseRequestGroup::default()],
        };
        let mut license: Vec<Box<dyn LicenseHandler>> = Vec::new();
        if !service.rule.is_empty() {
            let rules: Result<Vec<Rule>> = service.rule.iter().map(RuleTable::read).collect();
            license.push(Box::new(CustomDataRules(rules?)));
        }
        if let Some(deny) = &service.deny {
            license.push(Box::new(deny.read()?));
        }
        let mut definition = Definition {
            service_id: service.ds_id.as_deref().map(read_guid).transpose()?,
            url: service.url,
            redirect: service.redirect,
            newest_protocol: service.newest_protocol,
            keys_from,
            policy_name,
            policy,
            takes_queries: queries,
            acknowledge: service.acknowledge,
            device_limit: service.device_limit.unwrap_or(DEVICE_LIMIT),
            computer_limit: service.computer_limit.unwrap_or(COMPUTER_LIMIT),
            packaging_scheme: service.packaging.as_ref().map_or(*b"cenc", |own| own.scheme.fourcc()),
            paths: service.paths,
            hosts: service.hosts,
            ..Definition::new(&service.id, Box::new(keys))
        };
        if let Some(wrong) = definition.paths.iter().find(|path| !path.starts_with('/')) {
            return Err(named("paths", &format!("{wrong:?} does not start with /")));
        }
        if let Some(accounts) = service.accounts {
            if accounts.bought_only {
                license.push(Box::new(BoughtOnly));
            }
            if let Some(parameter) = accounts.parameter.clone() {
                definition.user_parameter = parameter;
            }
            definition.lists_accounts = accounts.known.is_some();
            self.add_accounts(&service.id, accounts, now)?;
        }
        let hook = service.webhook.as_ref().map(|hook| hook.read(folder)).transpose()?;
        license.extend(hook.clone().map(|hook| Box::new(hook) as Box<dyn LicenseHandler>));
        // Streams are counted last: what is refused opens none.
        if let Some(Streams { limit, seconds }) = service.streams {
            license.push(Box::new(StreamLimit { streams: limit, seconds }));
        }
        definition.handlers = handlers(license, hook);
        self.definitions.push(definition);
        Ok(())
    }

    fn add_accounts(&mut self, service: &str, accounts: Accounts, now: u64) -> Result<()> {
        // Domains know accounts by the text of their GUIDs.
        let guid = |name: String| name.parse::<Guid>().map_or(name, |guid| guid.to_string());
        let known: Vec<String> = accounts.known.unwrap_or_default().into_iter().map(guid).collect();
        let bought = accounts.purchases.iter().map(|purchase| purchase.account.clone());
        self.accounts.extend(known.into_iter().chain(bought).map(|account| OpenAccount {
            service: service.to_owned(),
            account,
            now,
        }));
        for Purchase { account, kid, until } in accounts.purchases {
            let kid: KeyId = kid.parse().map_err(|_| named("purchases", &format!("{kid:?} is no key ID")))?;
            let read = |text: String| {
                parse_rfc3339(&text).ok_or_else(|| {
                    named(
                        "purchases",
                        &format!("{text:?} is no time: write 2026-11-22 or 2026-11-22T10:00:00Z"),
                    )
                })
            };
            let expires = until.map(read).transpose()?;
            self.purchases.push(Buy { service: service.to_owned(), account, item: kid.hex(), now, expires });
        }
        Ok(())
    }

    /// Refuses services that cannot be told apart.
    fn check_names(&self) -> Result<()> {
        let mut seen = BTreeSet::new();
        for (at, service) in self.definitions.iter().enumerate() {
            let lower = |kind: &str, name: &String| format!("{kind} {:?}", name.to_ascii_lowercase());
            let mut names = vec![format!("id {:?}", service.id)];
            names.extend(service.service_id.map(|id| format!("ds_id {}", Guid::from_wire(id))));
            names.extend(service.paths.iter().map(|path| lower("path", path)));
            names.extend(service.hosts.iter().map(|host| lower("host", host)));
            if at > 0 && names.len() == 1 {
                return Err(Error::malformed(format!("service {:?} can never be chosen", service.id))
                    .hint("give it paths, hosts or a ds_id"));
            }
            if let Some(twice) = names.into_iter().find(|name| !seen.insert(name.clone())) {
                return Err(Error::malformed(format!("two services have the {twice}")));
            }
        }
        Ok(())
    }
}

/// The plug-ins of a service: its rules, and its backend for everything.
fn handlers(license: Vec<Box<dyn LicenseHandler>>, hook: Option<Webhook>) -> Handlers {
    let license: Box<dyn LicenseHandler> = Box::new(license);
    match hook {
        None => Handlers { license, ..Handlers::default() },
        Some(hook) => Handlers {
            license,
            domain: Box::new(hook.clone()),
            acknowledgement: Box::new(hook.clone()),
            metering: Box::new(hook.clone()),
            secure_stop: Box::new(hook.clone()),
            secure_delete: Box::new(hook.clone()),
            packaging: Box::new(hook),
        },
    }
}

impl Keys {
    fn read(&self, folder: &Path) -> Result<KeySet> {
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
    fn read(&self) -> Result<Rule> {
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
    fn read(&self) -> Result<DenyList> {
        let device = |text: &String| {
            array_from_hex(text).ok_or_else(|| {
                named(
                    "deny",
                    &format!("{text:?} is no device: write the 64 hex digits of `serve report devices`"),
                )
            })
        };
        let kid = |text: &String| {
            text.parse::<KeyId>().map_err(|_| named("deny", &format!("{text:?} is no key ID")))
        };
        Ok(DenyList {
            devices: self.devices.iter().map(device).collect::<Result<_>>()?,
            kids: self.kids.iter().map(kid).collect::<Result<_>>()?,
        })
    }
}

impl Hook {
    fn read(&self, folder: &Path) -> Result<Webhook> {
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
fn read_policy(policy: &toml::Value) -> Result<Vec<LicenseRequestGroup>> {
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
fn policy_name(service: &Service) -> String {
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

fn read_guid(text: &str) -> Result<[u8; 16]> {
    text.parse::<Guid>().map(|guid| guid.wire()).map_err(|error| named("ds_id", &error.to_string()))
}

/// Puts the place of an error before what it is about.
fn within(error: Error, place: &str) -> Error {
    let subject = match &error.subject {
        Some(subject) => format!("{place}: {subject}"),
        None => place.to_owned(),
    };
    Error { subject: Some(subject), ..error }
}

fn named(name: &str, message: &str) -> Error {
    Error::malformed(message).about(name)
}

/// `line 3, column 5: ` of a byte.
fn place(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
    format!("line {line}, column {column}: ")
}
