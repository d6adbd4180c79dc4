//! The table of fields.

use std::ffi::OsString;
use std::str::FromStr;

use serde_json::Value;

use super::Row;
use crate::error::{Error, Result};
use crate::keys::{KeySpec, key_file};

/// A field of a row.
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Whether defaults may hold it.
    pub default: bool,
    /// What it means, for the schema.
    pub about: &'static str,
    /// What it holds, and where that goes.
    pub kind: Kind,
}

/// What fields hold.
pub enum Kind {
    /// Text.
    Text(fn(&mut Row) -> &mut Option<String>),
    /// One of a few words.
    Word(&'static [&'static str], fn(&mut Row) -> &mut Option<String>),
    /// A path or URL.
    Path(fn(&mut Row) -> &mut Option<OsString>),
    /// Text of a form of its own. Errors must not repeat it, since it may be a secret.
    Parsed(fn(&mut Row, &str) -> Result<()>),
    /// A whole number from 0.
    Number(fn(&mut Row) -> &mut Option<u64>),
    /// 8 or 16.
    IvSize(fn(&mut Row) -> &mut Option<u8>),
    /// Yes or no.
    Flag(fn(&mut Row) -> &mut Option<bool>),
    /// Texts.
    Texts(fn(&mut Row) -> &mut Option<Vec<String>>),
    /// Paths or base64.
    Paths(fn(&mut Row) -> &mut Option<Vec<OsString>>),
    /// Track IDs.
    Numbers(fn(&mut Row) -> &mut Option<Vec<u32>>),
    /// Keys, each as an object of a key file or in the form of `--key`.
    Keys(fn(&mut Row) -> &mut Option<Vec<KeySpec>>),
}

const fn field(name: &'static str, about: &'static str, kind: Kind) -> Field {
    Field { name, default: true, about, kind }
}

const fn own(name: &'static str, about: &'static str, kind: Kind) -> Field {
    Field { name, default: false, about, kind }
}

fn parse<T: FromStr>(text: &str) -> Result<T>
where
    T::Err: Into<Error>,
{
    text.parse().map_err(Into::into)
}

/// Every field of a row.
pub static FIELDS: [Field; 23] = [
    own("input", "File or URL to read", Kind::Path(|row| &mut row.input)),
    own("output", "File or URL to write", Kind::Path(|row| &mut row.output)),
    own(
        "title",
        "Name that a key ID is derived from when none is given; the input as written unless given. Rows of one title share their key",
        Kind::Path(|row| &mut row.title),
    ),
    field(
        "scheme",
        "Protection scheme",
        Kind::Word(&["cenc", "cens", "cbc1", "cbcs", "piff"], |row| &mut row.settings.scheme),
    ),
    field("iv_size", "Bytes of an IV", Kind::IvSize(|row| &mut row.settings.iv_size)),
    field(
        "pattern",
        "Encrypted and clear 16-byte blocks of video, such as 1:9",
        Kind::Text(|row| &mut row.settings.pattern),
    ),
    field(
        "systems",
        "DRM systems that get a pssh box: playready, widevine, common, a UUID, or none alone",
        Kind::Texts(|row| &mut row.settings.systems),
    ),
    field(
        "pssh",
        "Boxes, PlayReady Objects, WRM headers or Widevine data to add: files or base64",
        Kind::Paths(|row| &mut row.settings.pssh),
    ),
    field(
        "clear_tracks",
        "IDs of tracks that stay clear",
        Kind::Numbers(|row| &mut row.settings.clear_tracks),
    ),
    field(
        "merge_subsamples",
        "Leave the shortest protected ranges of a sample clear where there are too many",
        Kind::Flag(|row| &mut row.settings.merge_subsamples),
    ),
    field("seed_rng", "Where IVs come from in tests", Kind::Number(|row| &mut row.settings.seed_rng)),
    field(
        "wrm_version",
        "Version of the WRM header",
        Kind::Word(&["auto", "4.0", "4.1", "4.2", "4.3"], |row| &mut row.settings.wrm_version),
    ),
    field("la_url", "License acquisition URL", Kind::Text(|row| &mut row.settings.la_url)),
    field(
        "lui_url",
        "URL for license acquisition with user interface",
        Kind::Text(|row| &mut row.settings.lui_url),
    ),
    field("ds_id", "Domain service ID, base64 of a GUID", Kind::Text(|row| &mut row.settings.ds_id)),
    field(
        "custom_attributes",
        "Content of CUSTOMATTRIBUTES",
        Kind::Text(|row| &mut row.settings.custom_attributes),
    ),
    field("on_demand", "Write DECRYPTORSETUP ONDEMAND", Kind::Flag(|row| &mut row.settings.on_demand)),
    field(
        "license_requested",
        "Write LICENSEREQUESTED",
        Kind::Flag(|row| &mut row.settings.license_requested),
    ),
    own(
        "kid",
        "Key ID for all tracks: UUID, 32 hex digits or guid:BASE64",
        Kind::Parsed(|row, text| {
            row.keys.kid = Some(parse(text)?);
            Ok(())
        }),
    ),
    own(
        "key",
        "Key of kid: 32 hex digits or base64; without it, it is looked for in key_file, among the keys of the command line, and derived from a key seed",
        Kind::Parsed(|row, text| {
            row.keys.key = Some(parse(text)?);
            Ok(())
        }),
    ),
    field(
        "keys",
        "Keys for chosen tracks: objects as in key files, or texts [SELECTOR=]KID[:KEY[:IV]]",
        Kind::Keys(|row| &mut row.keys.keys),
    ),
    field("key_file", "JSON file of keys, as --keys reads it", Kind::Path(|row| &mut row.keys.key_file)),
    field(
        "key_seed",
        "PlayReady key seed, base64, or test: keys are derived from key IDs, and key IDs from the title when none are given",
        Kind::Parsed(|row, text| {
            row.keys.key_seed = Some(parse(text)?);
            Ok(())
        }),
    ),
];

/// The field of this name.
///
/// # Errors
/// When there is none, or it cannot be a default and is to be one.
pub fn find(name: &str, for_defaults: bool) -> Result<&'static Field> {
    let found = FIELDS.iter().find(|field| field.name == name).ok_or_else(|| {
        let near = FIELDS.iter().map(|f| f.name).filter(|own| alike(own, name)).collect::<Vec<_>>();
        let hint = match near.as_slice() {
            [] => format!("fields are {}", FIELDS.iter().map(|f| f.name).collect::<Vec<_>>().join(", ")),
            near => format!("is {} meant?", near.join(" or ")),
        };
        Error::malformed("unknown field").hint(hint)
    })?;
    if for_defaults && !found.default {
        return Err(Error::malformed("belongs to a single title and cannot be a default"));
    }
    Ok(found)
}

/// Whether a name was perhaps meant: one is the beginning of the other, dashes and case aside.
fn alike(own: &str, name: &str) -> bool {
    let name = name.to_lowercase().replace('-', "_");
    !name.is_empty() && (own.starts_with(&name) || name.starts_with(own))
}

impl Field {
    /// Sets this field of a row. `textual` says that every value is text, as in CSV.
    ///
    /// # Errors
    /// When the value does not fit. Values are not repeated.
    pub fn set(&self, row: &mut Row, value: &Value, textual: bool) -> Result<()> {
        let given = Given { value, textual };
        match &self.kind {
            Kind::Text(place) => *place(row) = Some(given.text()?.to_owned()),
            Kind::Word(words, place) => {
                let word = given.text()?;
                if !words.contains(&word) {
                    return Err(Error::malformed(format!("{word:?} is none of {}", words.join(", "))));
                }
                *place(row) = Some(word.to_owned());
            }
            Kind::Path(place) => *place(row) = Some(given.filled()?.into()),
            Kind::Parsed(set) => set(row, given.text()?).map_err(as_data)?,
            Kind::Number(place) => *place(row) = Some(given.number()?),
            Kind::IvSize(place) => {
                let size = u8::try_from(given.number()?).ok().filter(|size| matches!(size, 8 | 16));
                *place(row) = Some(size.ok_or_else(|| Error::malformed("IVs have 8 or 16 bytes"))?);
            }
            Kind::Flag(place) => *place(row) = Some(given.flag()?),
            Kind::Texts(place) => *place(row) = Some(given.texts()?),
            Kind::Paths(place) => *place(row) = Some(given.texts()?.into_iter().map(Into::into).collect()),
            Kind::Numbers(place) => {
                let track = |item: &Given<'_>| {
                    u32::try_from(item.number()?).map_err(|_| Error::malformed("a track ID has 32 bits"))
                };
                *place(row) = Some(given.items(track)?);
            }
            Kind::Keys(place) => *place(row) = Some(given.items(key_spec)?),
        }
        Ok(())
    }
}

/// A key as text or as an object of a key file.
fn key_spec(item: &Given<'_>) -> Result<KeySpec> {
    if let Value::Object(_) = item.value {
        let file = zeroize::Zeroizing::new(format!("{{\"keys\":[{}]}}", item.value));
        let mut specs = key_file::read(&file)?;
        return specs.pop().ok_or_else(|| Error::malformed("no key"));
    }
    item.text()?.parse().map_err(|e| as_data(Error::from(e)))
}

/// Words on a command line are usage; in a list they are data.
fn as_data(error: Error) -> Error {
    let mut data = Error::malformed(error.kind.to_string());
    data.hint = error.hint;
    data
}

/// A value that waits to be understood.
struct Given<'a> {
    value: &'a Value,
    textual: bool,
}

impl Given<'_> {
    fn wrong(&self, wanted: &str) -> Error {
        let kind = match self.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        if self.textual {
            return Error::malformed(format!("is not {wanted}"));
        }
        Error::malformed(format!("is {kind}, not {wanted}"))
    }

    fn text(&self) -> Result<&str> {
        self.value.as_str().ok_or_else(|| self.wrong("text"))
    }

    fn filled(&self) -> Result<&str> {
        match self.text()? {
            "" => Err(Error::malformed("is empty")),
            text => Ok(text),
        }
    }

    fn number(&self) -> Result<u64> {
        let number = match self.value {
            Value::String(text) if self.textual => text.trim().parse().ok(),
            value => value.as_u64(),
        };
        number.ok_or_else(|| self.wrong("a whole number from 0"))
    }

    fn flag(&self) -> Result<bool> {
        let flag = match self.value {
            Value::String(text) if self.textual => text.trim().parse().ok(),
            value => value.as_bool(),
        };
        flag.ok_or_else(|| self.wrong("true or false"))
    }

    fn texts(&self) -> Result<Vec<String>> {
        self.items(|item| item.filled().map(str::to_owned))
    }

    /// The items of a list, or of text that separates them. One text stands for a list of one.
    fn items<T>(&self, each: impl Fn(&Given<'_>) -> Result<T>) -> Result<Vec<T>> {
        let textual = self.textual;
        match self.value {
            Value::Array(values) => values.iter().map(|value| each(&Given { value, textual })).collect(),
            Value::String(text) if textual => {
                let parts = text.split([';', ',']).map(str::trim).filter(|part| !part.is_empty());
                parts.map(|part| each(&Given { value: &Value::String(part.to_owned()), textual })).collect()
            }
            Value::String(_) => Ok(vec![each(self)?]),
            _ => Err(self.wrong("a list")),
        }
    }
}
