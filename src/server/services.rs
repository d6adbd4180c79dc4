//! Services from a TOML file: no code, any number of them. `samples/services.toml` shows every field.
//!
//! The first service answers what is for none of the others; all but the first need a path, a host or a `ds_id` of their own.

mod plugins;
mod tables;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::clock::parse_rfc3339;
use crate::error::{Error, Result};
use crate::keys::KeySet;
use crate::license::LicenseRequestGroup;
use crate::license::policy::Guid;
use crate::rights_manager::service::{COMPUTER_LIMIT, DEVICE_LIMIT, Definition};
use crate::store::Store;
use crate::store::accounts::{Buy, OpenAccount};
use tables::{Accounts, File, Purchase, Scheme, Service, policy_name, read_kid, read_policy};

/// Longest file that is read.
const MAX_FILE_LEN: u64 = 4 << 20;

/// The services of a file.
pub struct Services {
    /// In the order of the file.
    pub definitions: Vec<Definition>,
    accounts: Vec<OpenAccount>,
    purchases: Vec<Buy>,
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
        let keys_from = keys.source();
        let policy_name = policy_name(&service);
        let policy = match &service.policy {
            Some(policy) => read_policy(policy).map_err(|error| within(error, "policy"))?,
            None => vec![LicenseRequestGroup::default()],
        };
        let mut definition = Definition {
            service_id: service.ds_id.as_deref().map(read_guid).transpose()?,
            url: service.url.clone(),
            redirect: service.redirect.clone(),
            newest_protocol: service.newest_protocol,
            keys_from,
            policy_name,
            policy,
            takes_queries: service.queries,
            acknowledge: service.acknowledge,
            device_limit: service.device_limit.unwrap_or(DEVICE_LIMIT),
            computer_limit: service.computer_limit.unwrap_or(COMPUTER_LIMIT),
            packaging_scheme: service
                .packaging
                .as_ref()
                .and_then(|own| own.scheme)
                .map_or(*b"cenc", Scheme::fourcc),
            paths: service.paths.clone(),
            hosts: service.hosts.clone(),
            ..Definition::new(&service.id, Box::new(keys))
        };
        if let Some(wrong) = definition.paths.iter().find(|path| !path.starts_with('/')) {
            return Err(named("paths", &format!("{wrong:?} does not start with /")));
        }
        definition.handlers = plugins::handlers(&service, &definition, folder)?;
        if let Some(accounts) = service.accounts {
            if let Some(parameter) = accounts.parameter.clone() {
                definition.user_parameter = parameter;
            }
            definition.lists_accounts = accounts.known.is_some();
            self.add_accounts(&service.id, accounts, now)?;
        }
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
            let kid = read_kid("purchases", &kid)?;
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
