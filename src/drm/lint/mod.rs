//! Checks of `pssh` boxes, PlayReady Objects and WRM headers against the rules of their specifications. Unlike the readers,
//! a check never stops at the first problem.

mod header;
mod object;
mod rules;
mod subject;

use std::fmt;

use super::HeaderKey;
use super::recognise::{Found, scan};
use crate::Result;
use crate::keys::{ContentKey, KeyId, KeySeed};
pub use header::{Encoding, HeaderModel, KidModel};
pub use object::{ObjectModel, RawRecord};
pub use rules::all as rules;
pub use subject::Subject;

/// How much a broken rule matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is broken.
    Info,
    /// Some players fail, or the specification advises otherwise.
    Warning,
    /// The specification forbids it.
    Error,
}

impl Severity {
    /// The word in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A rule: a row of the table.
pub struct LintRule {
    /// Its name in reports: lower case, with dashes.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where the rule is written.
    pub clause: &'static str,
    /// The rule in one sentence.
    pub summary: &'static str,
    /// What goes wrong when it is broken.
    pub reason: &'static str,
    /// What to do.
    pub hint: &'static str,
    /// Finds what breaks it.
    check: fn(&Subject<'_>, &mut Report),
}

/// A place that breaks a rule.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static LintRule,
    /// What was found there.
    pub message: String,
    /// Offset in the bytes of the item (the box, object or header, decoded from base64 and the like).
    pub offset: Option<u64>,
    /// Where, such as `pssh/PlayReady Object/WRMHEADER/DATA/LA_URL`.
    pub path: String,
}

/// Keys that headers are checked against.
#[derive(Clone, Debug, Default)]
pub struct LintKeys {
    /// Key IDs, with keys where they are known.
    pub keys: Vec<HeaderKey>,
    /// Gives the keys of all other key IDs.
    pub seed: Option<KeySeed>,
}

impl LintKeys {
    /// The key of this key ID.
    pub fn get(&self, kid: &KeyId) -> Option<ContentKey> {
        let given = self.keys.iter().find(|key| key.kid == *kid);
        given.and_then(|key| key.key.clone()).or_else(|| Some(self.seed.as_ref()?.derive(kid)))
    }
}

/// What a rule finds.
#[derive(Debug, Default)]
pub struct Report {
    found: Vec<(String, Option<u64>, String)>,
}

impl Report {
    fn add(&mut self, path: impl Into<String>, offset: impl Into<Option<u64>>, message: impl Into<String>) {
        self.found.push((path.into(), offset.into(), message.into()));
    }
}

/// Checks everything that is recognised in the input.
///
/// # Errors
/// When nothing is recognised in it.
pub fn lint(input: &[u8], keys: &LintKeys) -> Result<Vec<Finding>> {
    Ok(lint_found(&scan(input)?, keys))
}

/// Checks what was recognised, in the order of the rules for each item.
pub fn lint_found(all: &[Found], keys: &LintKeys) -> Vec<Finding> {
    let mut findings = Vec::new();
    for found in all {
        let subject = Subject::new(found, all, keys);
        for rule in rules() {
            let mut report = Report::default();
            (rule.check)(&subject, &mut report);
            findings.extend(report.found.into_iter().map(|(path, offset, message)| {
                let path = match (subject.place.is_empty(), path.is_empty()) {
                    (true, _) => path,
                    (false, true) => subject.place.to_owned(),
                    (false, false) => format!("{}/{path}", subject.place),
                };
                Finding { rule, message, offset, path }
            }));
        }
    }
    findings
}

impl fmt::Debug for LintRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LintRule")
            .field("id", &self.id)
            .field("severity", &self.severity)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
