//! Policies in files: TOML or JSON, one license or several.
//!
//! A file holds the fields of one [`LicenseRequestGroup`], those of its [`Policy`] beside the others, or a list of such tables
//! under `license`. `preset` starts from a preset, which the other fields change. A text that starts with a parenthesis is read as
//! [`super::cfg`].

use serde::Deserialize as _;
use serde_json::{Map, Value};

use super::cfg::{self, KeySource, KidSelector, LicenseRequestGroup};
use super::policy::{Guid, Policy, Rules, parse_kid};
use super::presets;
use crate::{Error, Result};

/// Reads policies from a text: JSON when it starts with a brace (or a bracket and a brace), `cfg` when it starts with a
/// parenthesis, TOML otherwise.
///
/// # Errors
/// When the text breaks its format, or has unknown names or wrong values. Keys are not repeated.
pub fn read(text: &str) -> Result<Vec<LicenseRequestGroup>> {
    let start = text.trim_start();
    if start.starts_with('(') {
        return Ok(cfg::from_cfg(text)?);
    }
    let array = start.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with('{'));
    let value = if start.starts_with('{') || array {
        serde_json::from_str(text).map_err(|error| Error::malformed(format!("no JSON: {error}")))?
    } else {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            // The long form repeats the line, which may hold a key.
            Error::malformed(format!("no TOML: {}", error.message()))
        })?;
        from_toml(toml::Value::Table(table))
    };
    from_value(value)
}

fn from_value(value: Value) -> Result<Vec<LicenseRequestGroup>> {
    let list = match value {
        Value::Array(list) => list,
        Value::Object(mut object) if object.len() == 1 => match object.remove("license") {
            Some(Value::Array(list)) => list,
            Some(one) => vec![one],
            None => vec![Value::Object(object)],
        },
        other => vec![other],
    };
    if list.is_empty() {
        return Err(Error::malformed("no license is described"));
    }
    let several = list.len() > 1;
    list.into_iter()
        .enumerate()
        .map(|(at, value)| {
            let Value::Object(object) = value else {
                return Err(Error::malformed(format!("license {} is no table", at + 1)));
            };
            group(object)
                .map_err(|error| if several { error.about(format!("license {}", at + 1)) } else { error })
        })
        .collect()
}

fn group(mut object: Map<String, Value>) -> Result<LicenseRequestGroup> {
    let mut group = LicenseRequestGroup::default();
    if let Some(kid) = take_text(&mut object, "kid")?
        && kid != "header"
    {
        let kid = parse_kid(&kid).map_err(|error| named("kid", &error))?;
        group.kid = KidSelector::Id(kid);
    }
    if let Some(seed) = take_text(&mut object, "key_seed")? {
        group.key = KeySource::Seed(seed.parse().map_err(|error| named("key_seed", &error))?);
    }
    if let Some(key) = take_text(&mut object, "key")? {
        group.key = KeySource::Key(key.parse().map_err(|error| named("key", &error))?);
    }
    if let Some(id) = take_text(&mut object, "transaction_id")? {
        group.transaction_id = Some(id.parse::<Guid>().map_err(|error| named("transaction_id", &error))?);
    }
    if let Some(code) = take_text(&mut object, "error_code")? {
        let digits = code.trim_start_matches("0x");
        let code = u32::from_str_radix(digits, 16)
            .map_err(|_| Error::malformed("error_code: write a code such as \"0x8004C065\""))?;
        group.error_code = Some(code);
    }
    group.rules = match take_text(&mut object, "rules")?.as_deref() {
        None | Some("strict") => Rules::Strict,
        Some("test-server") => Rules::TestServer,
        Some(_) => return Err(Error::malformed("rules: write \"strict\" or \"test-server\"")),
    };
    group.revoked = take_flag(&mut object, "revoked")?;
    group.client_info = take_flag(&mut object, "client_info")?;
    let mut policy = Value::Object(object);
    if let Some(name) = take_text(policy.as_object_mut().unwrap_or(&mut Map::new()), "preset")? {
        let base = serde_json::to_value(presets::find(&name)?.policy())
            .map_err(|error| Error::internal(error.to_string()))?;
        policy = merged(base, policy);
    }
    group.policy =
        Policy::deserialize(policy).map_err(|error| Error::malformed(format!("no policy: {error}")))?;
    Ok(group)
}

fn named(name: &str, error: &dyn std::fmt::Display) -> Error {
    Error::malformed(format!("{name}: {error}"))
}

fn take_text(object: &mut Map<String, Value>, name: &str) -> Result<Option<String>> {
    match object.remove(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Error::malformed(format!("{name} is no text"))),
    }
}

fn take_flag(object: &mut Map<String, Value>, name: &str) -> Result<bool> {
    match object.remove(name) {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(flag),
        Some(_) => Err(Error::malformed(format!("{name} is neither true nor false"))),
    }
}

/// `base` with what `change` says; tables are merged, everything else is replaced.
fn merged(base: Value, change: Value) -> Value {
    match (base, change) {
        (Value::Object(mut base), Value::Object(change)) => {
            for (name, value) in change {
                let value = match base.remove(&name) {
                    // Both sides came from parsers that limit nesting.
                    Some(old) => merged(old, value),
                    None => value,
                };
                base.insert(name, value);
            }
            Value::Object(base)
        }
        (_, change) => change,
    }
}

/// TOML as JSON: dates become text.
fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(values) => values.into_iter().map(from_toml).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(name, value)| (name, from_toml(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::policy::{Chain, Moment, Persistence, Protection};

    const FULL: &str = r#"
        kid = "09e091ab-f838-41d2-9e35-58531fd19ec7"
        security_level = 2000
        persistence = "persistent"
        begin = 2026-01-01T00:00:00Z
        end = "+30d"
        first_play = "48h"
        grace = 60
        digital_video = ["hdcp-type-1", "max-resolution:1920x1080"]
        analog_video = [{ id = "C3FD11C6-F8B7-4D20-B008-1DB17D61F2DA", data = "AgAAAA==" }]
        chain = "leaf:uPeXHrR3K0icGCpYMBGsZw=="
        [outputs]
        uncompressed_digital_video = 300
    "#;

    #[test]
    fn toml_and_json_say_the_same() {
        let toml = read(FULL).unwrap();
        let policy = &toml[0].policy;
        assert_eq!(policy.persistence, Persistence::Persistent);
        assert_eq!(policy.end, Some(Moment::FromIssue(2_592_000)));
        assert_eq!((policy.first_play, policy.grace), (Some(172_800), Some(60)));
        assert_eq!(policy.digital_video, [Protection::hdcp_type_1(), Protection::max_resolution(1920, 1080)]);
        assert_eq!(policy.analog_video, [Protection::agc_color_stripe(2)]);
        assert!(matches!(policy.chain, Chain::Leaf(_)));
        let json = serde_json::to_string(policy).unwrap();
        assert_eq!(read(&json).unwrap()[0].policy, *policy);
    }

    #[test]
    fn several_licenses_and_presets() {
        let groups = read(
            "[[license]]\npreset = \"rental-download\"\nfirst_play = \"24h\"\n[[license]]\nkid = \"header\"\nkey_seed = \"test\"\n",
        )
        .unwrap();
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].policy.first_play, Some(86_400));
        assert!(groups[0].policy.is_persistent() && groups[0].policy.end.is_some());
        assert!(matches!(groups[1].key, KeySource::Seed(_)));
        assert_eq!(read("(sl:2000)").unwrap()[0].policy.security_level, 2000);
    }

    #[test]
    fn unknown_names_and_wrong_values_are_refused() {
        for (text, part) in [
            ("securitylevel = 2000", "unknown field `securitylevel`"),
            ("[rights]\nfly = true", "unknown field `fly`"),
            ("security_level = 70000", "70000"),
            ("begin = \"soon\"", "soon"),
            ("kid = 5", "kid"),
            ("preset = \"nothing\"", "nothing"),
            ("{\"end\": 5}", "policy"),
            ("[]x", "TOML"),
            ("revoked = 1", "revoked"),
            ("rules = \"none\"", "rules"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
        let error = read("key = \"5e4d6a2b\"").unwrap_err().to_string();
        assert!(!error.contains("5e4d6a2b"), "{error}");
        let error = read("key = \"5e4d6a2b").unwrap_err().to_string();
        assert!(!error.contains("5e4d6a2b"), "{error}");
    }
}
