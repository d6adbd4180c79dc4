//! `boxlock explain`: what a code, rule or field means.

use serde_json::{Value, json};

use super::Console;
use crate::explain::{Explanation, SOURCES, find, suggestions};
use crate::{Error, Result};

/// Explain an exit code, a PlayReady status code (HRESULT), a rule or a field; `wire` shows the bodies of all messages of the test service.
/// Without CODE, list what is known.
#[derive(clap::Args)]
pub struct ExplainArgs {
    /// Such as 0x8004C604, attribute-order, CHECKSUM or 5
    #[arg(value_name = "CODE", allow_hyphen_values = true)]
    code: Option<String>,
}

impl ExplainArgs {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Usage`] when the code is not known.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let Some(code) = &self.code else {
            return if console.json { console.out_json(&list_json()) } else { console.out(&list()) };
        };
        let found = find(code);
        if found.is_empty() {
            let error = Error::usage(format!("nothing is known about {code:?}"));
            let close = suggestions(code);
            return Err(if close.is_empty() {
                error.hint("`boxlock explain` without CODE lists what is known")
            } else {
                error.hint(format!("did you mean {}?", close.join(", ")))
            });
        }
        if console.json {
            return console.out_json(&json!({
                "schema": "boxlock.explain/1",
                "explanations": found.iter().map(document).collect::<Vec<_>>(),
            }));
        }
        console.out(&found.iter().map(text).collect::<Vec<_>>().join("\n"))
    }
}

fn text(one: &Explanation) -> String {
    let hint = if one.hint.is_empty() { String::new() } else { format!("hint: {}\n", one.hint) };
    format!("{}: {}\n{}\n{hint}see: {}\n", one.key, one.title, one.text, one.clause)
}

fn document(one: &Explanation) -> Value {
    json!({
        "key": one.key,
        "title": one.title,
        "text": one.text,
        "hint": Some(one.hint).filter(|hint| !hint.is_empty()),
        "clause": one.clause,
    })
}

fn list() -> String {
    let mut text = String::new();
    for source in SOURCES {
        let explanations = (source.explanations)();
        let width = explanations.iter().map(|one| one.key.len()).max().unwrap_or_default();
        text.push_str(&format!("{}\n", source.title));
        for one in explanations {
            text.push_str(&format!("  {:width$}  {}\n", one.key, one.title));
        }
        text.push('\n');
    }
    text
}

fn list_json() -> Value {
    let explanations = SOURCES.iter().flat_map(|source| (source.explanations)());
    json!({
        "schema": "boxlock.explain/1",
        "explanations": explanations.map(|one| document(&one)).collect::<Vec<_>>(),
    })
}
