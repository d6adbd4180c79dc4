//! `boxlock header lint`: what is wrong with a header.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::{Console, KeyOptions, anything};
use crate::drm::lint::{Finding, LintKeys, Severity, lint_found};
use crate::drm::recognise::{Item, scan};
use crate::error::{Error, Result};

/// Check pssh boxes, PlayReady Objects and WRM headers against the rules of their specifications. Exit code 1 when a
/// rule of severity error is broken. `boxlock explain RULE` says more about a rule.
#[derive(clap::Args)]
pub struct Lint {
    /// What to check: a file (MP4 and manifests too), - for stdin, or the value itself, in any form
    #[arg(value_name = "ANYTHING", allow_hyphen_values = true)]
    input: String,
    // Last, since its help heading goes on.
    #[command(flatten)]
    keys: KeyOptions,
}

impl Lint {
    /// Runs the command.
    ///
    /// # Errors
    /// [`crate::ErrorKind::CheckFailed`] when an error is found; others when there is nothing to check.
    pub fn run(&self, console: &mut Console) -> Result<()> {
        let keys = LintKeys { keys: self.keys.header_keys()?, seed: self.keys.seed()? };
        let input = anything::read(&self.input)?;
        let found = scan(&input.bytes).map_err(|error| input.explain(error))?;
        let checked = found.iter().filter(|found| is_checked(&found.item)).count();
        if checked == 0 {
            return Err(Error::malformed("no header to check").about(&input.name));
        }
        let findings = lint_found(&found, &keys);
        let errors = count(&findings, Severity::Error);
        let summary = summary(&findings);
        if console.json {
            console.out_json(&document(&findings, errors == 0))?;
        } else {
            console.out(&text(&findings))?;
        }
        if errors > 0 {
            return Err(Error::check_failed(summary).about(&input.name));
        }
        console.talk(&format!("{}: {summary}", input.name));
        Ok(())
    }
}

fn is_checked(item: &Item) -> bool {
    !matches!(
        item,
        Item::KeyId { .. }
            | Item::Challenge { .. }
            | Item::LicenseResponse { .. }
            | Item::Fault { .. }
            | Item::Signalled { .. }
            | Item::XmrLicense { .. }
            | Item::Credential { .. }
    )
}

fn count(findings: &[Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.rule.severity == severity).count()
}

fn summary(findings: &[Finding]) -> String {
    let words: Vec<String> =
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "remark")]
            .into_iter()
            .map(|(severity, word)| (count(findings, severity), word))
            .filter(|(n, _)| *n > 0)
            .map(|(n, word)| format!("{n} {word}{}", if n == 1 { "" } else { "s" }))
            .collect();
    if words.is_empty() { "no rule is broken".to_owned() } else { words.join(", ") }
}

fn text(findings: &[Finding]) -> String {
    let mut text = String::new();
    for Finding { rule, message, offset, path } in findings {
        let at = offset.map(|offset| format!(" at byte {offset}")).unwrap_or_default();
        let place = if path.is_empty() { at.trim_start().to_owned() } else { format!("{path}{at}") };
        let colon = if place.is_empty() { "" } else { ": " };
        // Writing to a string does not fail.
        let _ = writeln!(text, "{}[{}]: {place}{colon}{message}", rule.severity, rule.id);
        let _ = writeln!(text, "  rule: {} ({})", rule.summary, rule.clause);
        let _ = writeln!(text, "  hint: {}", rule.hint);
    }
    text
}

fn document(findings: &[Finding], ok: bool) -> Value {
    let findings = findings.iter().map(|Finding { rule, message, offset, path }| {
        json!({
            "rule": rule.id,
            "severity": rule.severity.name(),
            "message": message,
            "offset": offset,
            "path": path,
            "clause": rule.clause,
            "hint": rule.hint,
        })
    });
    json!({ "schema": "boxlock.lint/1", "ok": ok, "findings": findings.collect::<Vec<_>>() })
}
