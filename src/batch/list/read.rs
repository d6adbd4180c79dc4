//! From bytes to rows.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::{Format, List, MAX_PROBLEMS, Problem, Row, fields};
use crate::error::{Error, Result};

/// Reads a job list. What is wrong with its rows ends up in [`List::problems`], so that all of it can be told at once.
///
/// # Errors
/// When the list as a whole is no good: it is not UTF-8, no TOML, or has no rows.
pub fn read(bytes: &[u8], format: Format) -> Result<List> {
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
        .map_err(|e| Error::malformed(format!("is not UTF-8 (byte {})", e.valid_up_to())))?;
    let list = match format {
        Format::Jsonl => read_jsonl(text),
        Format::Csv => read_csv(text),
        Format::Toml => read_toml(text)?,
    };
    if list.rows.is_empty() && list.problems.is_empty() {
        return Err(Error::malformed("has no titles"));
    }
    Ok(list)
}

/// The members of an object in their order; a name that comes twice is kept twice.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

impl List {
    fn is_full(&self) -> bool {
        self.problems.len() >= MAX_PROBLEMS
    }

    fn wrong(&mut self, row: usize, field: Option<&str>, error: Error) {
        self.problems.push(Problem::of(row, field, error));
    }

    /// A row of named values.
    fn row<'a>(
        &mut self,
        number: usize,
        members: impl Iterator<Item = (&'a str, &'a Value)>,
        textual: bool,
        for_defaults: bool,
    ) -> Row {
        let mut row = Row { number, ..Row::default() };
        let mut seen = Vec::new();
        for (name, value) in members {
            let done = if seen.contains(&name) {
                Err(Error::malformed("is there twice"))
            } else {
                fields::find(name, for_defaults).and_then(|field| field.set(&mut row, value, textual))
            };
            seen.push(name);
            if let Err(error) = done {
                self.wrong(number, Some(name), error);
            }
        }
        row
    }

    /// Adds a title.
    fn title<'a>(
        &mut self,
        number: usize,
        members: impl Iterator<Item = (&'a str, &'a Value)>,
        textual: bool,
    ) {
        let before = self.problems.len();
        let row = self.row(number, members, textual, false);
        for (name, there) in [("input", row.input.is_some()), ("output", row.output.is_some())] {
            let told = self.problems.iter().skip(before).any(|p| p.field.as_deref() == Some(name));
            if !there && !told {
                self.wrong(number, Some(name), Error::malformed("is missing"));
            }
        }
        if row.keys.key.is_some() && row.keys.kid.is_none() {
            let error = Error::malformed("a key without a key ID").hint("give kid too");
            self.wrong(number, Some("key"), error);
        }
        self.rows.push(row);
    }
}

fn read_jsonl(text: &str) -> List {
    let mut list = List::default();
    let mut first = true;
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        if list.is_full() {
            break;
        }
        let number = index + 1;
        match serde_json::from_str::<Members>(line) {
            Ok(Members(members)) => match members.as_slice() {
                [(name, Value::Object(defaults))] if first && name == "defaults" => {
                    let members = defaults.iter().map(|(name, value)| (name.as_str(), value));
                    list.defaults = list.row(number, members, false, true);
                }
                [(name, _)] if name == "defaults" => {
                    list.wrong(number, Some(name), Error::malformed("are an object on the first line"));
                }
                members => list.title(number, members.iter().map(|(n, v)| (n.as_str(), v)), false),
            },
            Err(e) => {
                let what = if e.is_data() { "is not an object" } else { "is not JSON" };
                let error = Error::malformed(format!("{what} (column {})", e.column()));
                list.wrong(number, None, error.hint("every line is one JSON object"));
            }
        }
        first = false;
    }
    list
}

fn read_csv(text: &str) -> List {
    let mut list = List::default();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> = match reader.headers() {
        Ok(names) => names.iter().map(|name| name.trim().to_owned()).collect(),
        Err(e) => {
            list.wrong(1, None, Error::malformed(e.to_string()));
            return list;
        }
    };
    for (index, name) in names.iter().enumerate() {
        if names.iter().take(index).any(|other| other == name) {
            list.wrong(1, Some(name), Error::malformed("is there twice"));
        } else if let Err(error) = fields::find(name, false) {
            list.wrong(1, Some(name), error);
        }
    }
    if !list.problems.is_empty() {
        return list;
    }
    for record in reader.records() {
        if list.is_full() {
            break;
        }
        let record = match record {
            Ok(record) => record,
            Err(e) => {
                let line = e.position().map_or(1, csv::Position::line) as usize;
                list.wrong(line, None, Error::malformed("is no CSV"));
                break;
            }
        };
        let number = record.position().map_or(0, csv::Position::line) as usize;
        if record.len() != names.len() {
            let message = format!("has {} cells, while there are {} columns", record.len(), names.len());
            list.wrong(number, None, Error::malformed(message));
            continue;
        }
        let cells: Vec<(&str, Value)> = names
            .iter()
            .zip(&record)
            .filter(|(_, cell)| !cell.trim().is_empty())
            .map(|(name, cell)| (name.as_str(), Value::String(cell.to_owned())))
            .collect();
        list.title(number, cells.iter().map(|(name, value)| (*name, value)), true);
    }
    list
}

fn read_toml(text: &str) -> Result<List> {
    // The error's own text would quote the line, which may hold a key.
    let document: serde_json::Map<String, Value> = toml::from_str(text).map_err(|e| {
        let line =
            e.span().and_then(|span| text.get(..span.start)).map(|before| before.lines().count().max(1));
        Error::malformed(format!("is no TOML (line {})", line.unwrap_or(1)))
    })?;
    let mut list = List::default();
    for (name, value) in &document {
        match (name.as_str(), value) {
            ("defaults", Value::Object(defaults)) => {
                let members = defaults.iter().map(|(name, value)| (name.as_str(), value));
                list.defaults = list.row(0, members, false, true);
            }
            ("titles", Value::Array(_)) => {}
            ("defaults" | "titles", _) => {
                return Err(Error::malformed(format!("{name} is no table"))
                    .hint("write [defaults] once and [[titles]] for each title"));
            }
            _ => {
                return Err(Error::malformed(format!("unknown field \"{name}\" outside of all titles"))
                    .hint("write [defaults] once and [[titles]] for each title"));
            }
        }
    }
    let titles = document.get("titles").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for (index, title) in titles.iter().enumerate() {
        if list.is_full() {
            break;
        }
        match title.as_object() {
            Some(title) => list.title(index + 1, title.iter().map(|(n, v)| (n.as_str(), v)), false),
            None => list.wrong(index + 1, None, Error::malformed("is no table")),
        }
    }
    Ok(list)
}
