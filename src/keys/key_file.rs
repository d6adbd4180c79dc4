//! Key files: `{"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}`.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::key_spec::parse_iv;
use super::text::to_hex;
use super::{KeyEntry, KeySpec, KeySyntaxError};
use crate::{Error, Result};

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    keys: Vec<Entry>,
}

/// One key, as text. Wiped when dropped.
#[derive(Deserialize, Serialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    selector: Option<String>,
    kid: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iv: Option<String>,
}

/// Reads a key file. `selector` (default `all`), `key` (default: from a key seed) and `iv` may be missing.
///
/// # Errors
/// When the text is not JSON of this form; unknown fields are named. Values are never repeated.
pub fn read(json: &str) -> Result<Vec<KeySpec>> {
    let file: KeyFile = serde_json::from_str(json).map_err(|error| malformed(&message(&error)))?;
    file.keys.iter().enumerate().map(|(i, entry)| spec(entry, i)).collect()
}

fn spec(entry: &Entry, index: usize) -> Result<KeySpec> {
    let selector = entry.selector.as_deref().map(|text| field(text, index, "selector")).transpose()?;
    Ok(KeySpec {
        selector: selector.unwrap_or_default(),
        kid: field(&entry.kid, index, "kid")?,
        key: entry.key.as_deref().map(|text| field(text, index, "key")).transpose()?,
        iv: entry.iv.as_deref().map(|text| parse_iv(text).map_err(|e| at(index, "iv", &e))).transpose()?,
    })
}

fn field<T: FromStr<Err = KeySyntaxError>>(text: &str, index: usize, name: &str) -> Result<T> {
    text.parse().map_err(|error| at(index, name, &error))
}

fn at(index: usize, name: &str, error: &KeySyntaxError) -> Error {
    malformed(&format!("keys[{index}].{name}: {error}"))
}

fn malformed(what: &str) -> Error {
    Error::malformed(format!("the key file is wrong: {what}"))
        .hint(r#"a key file is {"keys":[{"selector":"video","kid":"UUID","key":"32 hex digits","iv":"16 or 32 hex digits"}]}"#)
}

/// The JSON error without the values that `serde_json` quotes in it, since they may be keys.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let names_a_field =
        ["unknown field", "missing field", "duplicate field"].iter().any(|m| text.starts_with(m));
    if names_a_field || !error.is_data() {
        return text;
    }
    format!("a value of the wrong JSON type at line {} column {}", error.line(), error.column())
}

/// Writes a key file that [`read`] understands, indented, ending in a newline. It holds the keys.
///
/// # Errors
/// Never for keys that fit in memory.
pub fn write(keys: &[KeyEntry]) -> Result<Zeroizing<String>> {
    let keys = keys.iter().map(|key| Entry {
        selector: Some(key.selector.to_string()),
        kid: key.kid.to_string(),
        key: Some(key.key.expose_hex().to_string()),
        iv: key.iv.as_deref().map(to_hex),
    });
    let json = serde_json::to_string_pretty(&KeyFile { keys: keys.collect() })
        .map_err(|error| Error::internal(format!("key file: {error}")))?;
    Ok(Zeroizing::new(json + "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{KeySet, Selector, TrackKind};

    const KID: &str = "09e091ab-f838-41d2-9e35-58531fd19ec7";
    const KEY: &str = "9cb061164b7013eaefcc7d6d18424c2c";

    #[test]
    fn reads_all_fields_and_defaults() {
        let specs = read(&format!(
            r#"{{"keys":[{{"selector":"video","kid":"{KID}","key":"{KEY}","iv":"0011223344556677"}},
                         {{"kid":"guid:q5HgCTj40kGeNVhTH9Gexw=="}}]}}"#
        ))
        .unwrap();
        assert_eq!(specs[0].selector, Selector::Kind(TrackKind::Video));
        assert_eq!(specs[0].key, Some(KEY.parse().unwrap()));
        assert_eq!(specs[0].iv.as_ref().map(Vec::len), Some(8));
        assert_eq!((specs[1].selector, &specs[1].key), (Selector::All, &None));
        assert_eq!(specs[0].kid, specs[1].kid);
    }

    #[test]
    fn what_is_written_is_read() {
        let specs = ["video", "3"].map(|s| format!("{s}={KID}:{KEY}:0011223344556677").parse().unwrap());
        let keys = KeySet::new(specs.clone(), None).unwrap();
        assert_eq!(read(&write(keys.entries()).unwrap()).unwrap(), specs);
    }

    #[test]
    fn errors_name_the_place_but_no_value() {
        for (json, place) in [
            (format!(r#"{{"keys":[{{"kid":"{KID}","kye":"{KEY}"}}]}}"#), "kye"),
            (format!(r#"{{"keys":[{{"key":"{KEY}"}}]}}"#), "kid"),
            (format!(r#"{{"keys":[{{"kid":"{KID}","kid":"{KID}"}}]}}"#), "duplicate"),
            (format!(r#"{{"keys":[{{"kid":"{KID}","key":"{KEY}ff"}}]}}"#), "keys[0].key"),
            (format!(r#"{{"keys":[{{"kid":"{KEY}ff","key":"{KEY}"}}]}}"#), "keys[0].kid"),
            (format!(r#"{{"keys":[{{"kid":"{KID}","iv":"{KEY}0"}}]}}"#), "keys[0].iv"),
            (format!(r#"{{"keys":[{{"kid":"{KID}","selector":"{KEY}"}}]}}"#), "keys[0].selector"),
            (format!(r#"{{"keys":"{KEY}"}}"#), "line 1"),
            (format!(r#""{KEY}""#), "line 1"),
            (format!(r#"{{"keys":[{{"kid":"{KID}","key":["{KEY}"]}}]}}"#), "line 1"),
            (format!("{KID}:{KEY}"), "line 1"),
            (String::new(), "line 1"),
        ] {
            let error = read(&json).unwrap_err();
            assert_eq!(error.exit_code(), crate::ExitCode::Malformed);
            let text = error.to_string();
            assert!(text.contains(place) && !text.contains(KEY), "{json}: {text}");
        }
    }
}
