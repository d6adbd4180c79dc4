//! Job lists: one record per output, as JSON Lines, CSV or TOML.
//!
//! * JSON Lines: an object per line; the first line may be `{"defaults": {…}}`. Rows are counted as lines.
//! * CSV: the first line names the columns, empty cells are not given, lists are separated by `;` or `,`. Rows are counted as lines.
//! * TOML: a table `[defaults]` and tables `[[titles]]`, counted from 1.
//!
//! [`fields::FIELDS`] is the one table of what a row may hold; the JSON Schema is made of it.

pub mod fields;
mod pattern;
mod read;
mod schema;

use std::ffi::OsString;

use super::settings::Settings;
use crate::error::{Error, Result};
use crate::keys::{ContentKey, KeyId, KeySeed, KeySpec};

pub use pattern::{Template, from_pattern};
pub use read::read;
pub use schema::schema;

/// Problems beyond this number are not looked for.
pub const MAX_PROBLEMS: usize = 100;

/// Forms of job lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON Lines.
    Jsonl,
    /// Comma-separated values with a header line.
    Csv,
    /// TOML.
    Toml,
}

/// Keys as a row gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowKeys {
    /// A key ID for all tracks.
    pub kid: Option<KeyId>,
    /// The key of that key ID.
    pub key: Option<ContentKey>,
    /// Keys for chosen tracks.
    pub keys: Option<Vec<KeySpec>>,
    /// A file of keys.
    pub key_file: Option<OsString>,
    /// What keys are derived from.
    pub key_seed: Option<KeySeed>,
}

impl RowKeys {
    /// Whether any key is named; a seed alone names none.
    pub fn names_keys(&self) -> bool {
        self.kid.is_some() || self.key.is_some() || self.keys.is_some() || self.key_file.is_some()
    }
}

/// A record of a job list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Where it stands: a line number, or its place among the titles, from 1.
    pub number: usize,
    /// What to read.
    pub input: Option<OsString>,
    /// What to write.
    pub output: Option<OsString>,
    /// The name that key IDs are derived from, instead of the input's.
    pub title: Option<OsString>,
    /// How to encrypt.
    pub settings: Settings,
    /// Keys.
    pub keys: RowKeys,
}

/// A job list.
#[derive(Debug, Default)]
pub struct List {
    /// What rows fall back on; its number, input, output and title are never set.
    pub defaults: Row,
    /// The records, in order.
    pub rows: Vec<Row>,
    /// What is wrong with the list, in order, up to [`MAX_PROBLEMS`].
    pub problems: Vec<Problem>,
}

/// Something that cannot be done, and where it is asked for.
#[derive(Debug)]
pub struct Problem {
    /// The row; none when the list as a whole is no good.
    pub row: Option<usize>,
    /// The field of that row.
    pub field: Option<String>,
    /// What is wrong.
    pub error: Error,
}

impl Problem {
    /// A problem of a row, or of one of its fields.
    pub fn of(row: usize, field: Option<&str>, error: Error) -> Self {
        Self { row: Some(row), field: field.map(str::to_owned), error }
    }

    /// As an error about the list called `name`. A subject that the error has already goes into the message by itself.
    pub fn into_error(mut self, name: &str) -> Error {
        let mut place = name.to_owned();
        if let Some(row) = self.row {
            place += &format!(" row {row}");
        }
        if let Some(field) = &self.field {
            place += &format!(", field \"{field}\"");
        }
        if let Some(subject) = self.error.subject.take().filter(|s| !s.starts_with("--")) {
            place += &format!(": {subject}");
        }
        self.error.subject = Some(place);
        self.error
    }
}

impl Format {
    /// The form of a list by its name, or by how it begins.
    ///
    /// # Errors
    /// When neither tells.
    pub fn recognise(name: &str, bytes: &[u8]) -> Result<Self> {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("jsonl" | "ndjson") => return Ok(Self::Jsonl),
            Some("csv") => return Ok(Self::Csv),
            Some("toml") => return Ok(Self::Toml),
            _ => {}
        }
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        let first_line = text.split(|b| *b == b'\n').next().unwrap_or_default();
        match text.first() {
            Some(b'{') => Ok(Self::Jsonl),
            Some(b'[' | b'#') => Ok(Self::Toml),
            _ if first_line.split(|b| *b == b',').any(|name| name.trim_ascii() == b"input") => Ok(Self::Csv),
            _ => Err(Error::malformed("this is not recognised as JSON Lines, CSV or TOML")
                .hint("name the form: --format jsonl, csv or toml")),
        }
    }
}

#[cfg(test)]
mod tests;
