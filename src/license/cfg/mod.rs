//! The queries of test servers: what a client asks for in the URL or in custom data. Four forms, one table of parameters.
//!
//! * `cfg=(name:value,…),(…)`: one parenthesised group per license ([`grammar`]).
//! * `cfg64=`: base64 of a JSON array of objects with the same names; custom data `json=[…]` is that array itself. Single quotes are
//!   read as double ones.
//! * The older `Name=value&Name=value`, one license, US dates, persistent by default ([`legacy`]).
//!
//! Percent signs with two hexadecimal digits are decoded; `+` is not, since it belongs to base64.
//!
//! # Choices where nothing is published
//!
//! Unknown names and wrong values are errors that name them; a service answers them with fault 0x8004C604. A name given twice in a
//! group is an error too, except for explicit output protections, which add up. Names beyond the published ones, for policies that the
//! published ones do not reach: `copyright`, `graceperiod`, `playcount`, `copycount`, `copyenablers`, `restrictedsourceid`,
//! `meteringid`, `securestop2`, `domainrevision`, `embed`.

pub mod grammar;
mod json;
pub mod legacy;
mod names;

use std::collections::BTreeSet;

use super::policy::{Guid, Policy, Rules};
use crate::keys::{ContentKey, KeyId, KeySeed};
use grammar::{Item, Node};

/// A query that cannot be read: where, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct CfgError {
    /// The parameter, or the place in the text.
    pub place: String,
    /// What is wrong. Keys are not repeated.
    pub message: String,
}

impl CfgError {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

impl From<CfgError> for crate::Error {
    fn from(error: CfgError) -> Self {
        Self::usage(error.to_string())
    }
}

/// Which key ID a group is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KidSelector {
    /// The key IDs of the content header.
    #[default]
    Header,
    /// This one.
    Id(KeyId),
}

/// Where the key comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeySource {
    /// The keys or the key seed of whoever answers.
    #[default]
    Service,
    /// This key.
    Key(ContentKey),
    /// This key seed.
    Seed(KeySeed),
}

/// What is asked for one license.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LicenseRequestGroup {
    /// Which key ID.
    pub kid: KidSelector,
    /// Which key.
    pub key: KeySource,
    /// What it allows.
    pub policy: Policy,
    /// How much of the policy is refused.
    pub rules: Rules,
    /// The transaction that the client is to acknowledge.
    pub transaction_id: Option<Guid>,
    /// Answer with this fault instead of a license.
    pub error_code: Option<u32>,
    /// Answer as if the device were revoked.
    pub revoked: bool,
    /// Answer with what the client tells of itself.
    pub client_info: bool,
}

impl LicenseRequestGroup {
    /// One license with this policy, for the key IDs of the header.
    pub fn of(policy: Policy) -> Self {
        Self { policy, ..Self::default() }
    }

    /// The domain account that is asked for.
    pub fn account_id(&self) -> Option<Guid> {
        self.policy.domain?.account_id
    }
}

/// Reads the query of a URL, with or without the question mark: `cfg=`, `cfg64=`, the legacy form, or nothing, which asks for one license
/// that is not stored.
///
/// # Errors
/// At the first unknown name or wrong value.
pub fn from_query(query: &str) -> Result<Vec<LicenseRequestGroup>, CfgError> {
    let query = query.strip_prefix('?').unwrap_or(query);
    if query.is_empty() {
        return from_cfg("");
    }
    let (name, value) = query.split_once('=').unwrap_or((query, ""));
    match name.to_ascii_lowercase().as_str() {
        "cfg" => from_cfg(&percent_decoded(value)),
        "cfg64" => from_cfg64(&percent_decoded(value)),
        _ => legacy::read(query),
    }
}

/// Reads the groups of `cfg=`, without the name; custom data and the command line pass them as they are.
///
/// # Errors
/// As [`from_query`].
pub fn from_cfg(text: &str) -> Result<Vec<LicenseRequestGroup>, CfgError> {
    let text = text.trim();
    let text = text.strip_prefix("cfg=").unwrap_or(text);
    groups(&grammar::read(text)?)
}

/// Reads `cfg64`: base64 of a JSON array.
///
/// # Errors
/// As [`from_query`].
pub fn from_cfg64(base64: &str) -> Result<Vec<LicenseRequestGroup>, CfgError> {
    let base64 = base64.trim();
    let bytes = crate::keys::text::from_base64(base64.strip_prefix("cfg64=").unwrap_or(base64))
        .ok_or_else(|| CfgError::new("cfg64", "is no base64"))?;
    let text = String::from_utf8(bytes).map_err(|_| CfgError::new("cfg64", "is not UTF-8 when decoded"))?;
    groups(&json::read(&text)?)
}

/// Reads custom data: `json=[{'name':'value',…},…]`, `cfg=…` or `cfg64=…`. `None` when it is none of them, since custom data is
/// for applications too.
///
/// # Errors
/// As [`from_query`].
pub fn from_custom_data(text: &str) -> Option<Result<Vec<LicenseRequestGroup>, CfgError>> {
    let (name, value) = text.trim().split_once('=')?;
    match name.trim().to_ascii_lowercase().as_str() {
        "json" => Some(json::read(value).and_then(|groups_read| groups(&groups_read))),
        "cfg" => Some(from_cfg(value)),
        "cfg64" => Some(from_cfg64(value)),
        _ => None,
    }
}

/// One request per group; none: the default one.
fn groups(list: &[Node]) -> Result<Vec<LicenseRequestGroup>, CfgError> {
    let several = list.len() > 1;
    let mut groups = Vec::new();
    for (at, node) in list.iter().enumerate() {
        let in_group = |error: CfgError| match several {
            true => CfgError { place: format!("group {}, {}", at + 1, error.place), ..error },
            false => error,
        };
        let Node::List(items) = node else {
            return Err(in_group(CfgError::new("cfg", "a group stands in parentheses: (name:value,…)")));
        };
        groups.push(group(items).map_err(in_group)?);
    }
    if groups.is_empty() {
        groups.push(LicenseRequestGroup { rules: Rules::TestServer, ..LicenseRequestGroup::default() });
    }
    Ok(groups)
}

fn group(items: &[Item]) -> Result<LicenseRequestGroup, CfgError> {
    let mut group = LicenseRequestGroup { rules: Rules::TestServer, ..LicenseRequestGroup::default() };
    let mut seen = BTreeSet::new();
    for item in items {
        // `(clientinfo)` needs no value.
        let (name, value) = match (&item.name, &item.value) {
            (Some(name), value) => (name.as_str(), value.clone()),
            (None, Node::Text(name)) => (name.as_str(), Node::Text("true".to_owned())),
            (None, Node::List(_)) => return Err(CfgError::new("cfg", "a group in a group has no name")),
        };
        let parameter = names::find(name).ok_or_else(|| names::unknown(name))?;
        if !seen.insert(parameter.name) && !parameter.repeats() {
            return Err(CfgError::new(parameter.name, "is given twice"));
        }
        (parameter.set)(&mut group, &value).map_err(|message| CfgError::new(parameter.name, message))?;
    }
    Ok(group)
}

/// Decodes `%28`, and leaves `+` alone.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match hex.and_then(crate::keys::text::array_from_hex::<1>) {
            Some([byte]) if *first == b'%' => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests;
