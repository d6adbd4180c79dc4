//! `boxlock verify`.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::media::read_movie;
use super::target::{Input, display, is_dash};
use super::{Console, KeyOptions};
use crate::boxes::BoxNode;
use crate::cenc::cipher::PatternTail;
use crate::error::{Error, ErrorKind, Result};
use crate::keys::KeySet;
use crate::movie::FileSource;
use crate::verify::{Finding, Report, Severity, VerifyOptions, verify};

/// Check packaged files against the rules that players rely on.
///
/// Exit code 1 when a rule of severity error is broken. With keys, checksums and decrypted samples are checked too.
/// `boxlock explain RULE` says more about a rule.
#[derive(clap::Args)]
pub struct VerifyArgs {
    /// The files to check, - for stdin
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<PathBuf>,
    /// Init segment, when the inputs are media segments on their own
    #[arg(long, value_name = "FILE")]
    init: Option<PathBuf>,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
    /// What the encrypter did with fewer than C blocks at the end of a range in pattern C:S: encrypt (Shaka Packager, Bento4,
    /// Chromium) or clear (FFmpeg, mp4ff). Without meaning for 1:9
    #[arg(long, value_name = "HOW", default_value = "encrypt", value_parser = ["encrypt", "clear"])]
    pattern_tail: String,
    // Last, since its help heading goes on.
    #[command(flatten)]
    keys: KeyOptions,
}

impl VerifyArgs {
    /// Checks the files.
    ///
    /// # Errors
    /// When a file cannot be read, or a rule is broken.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let Self { inputs, init, strict, pattern_tail, keys } = self;
        if keys.reads_stdin() && inputs.iter().any(|i| is_dash(i)) {
            return Err(Error::usage("keys and input cannot both come from stdin"));
        }
        let keys = keys.key_set()?;
        let tail = if pattern_tail == "clear" { PatternTail::Clear } else { PatternTail::Encrypt };
        let init = init.map(|path| read_movie(&path).map_err(|e| e.about_path(&path))).transpose()?;
        let mut failed = 0;
        let mut documents = Vec::new();
        for path in &inputs {
            let name = display(path, "stdin");
            let report = check(path, init.as_ref(), &keys, tail).map_err(|e| e.about(&name))?;
            let is_good = if strict { report.findings.is_empty() } else { report.ok() };
            failed += usize::from(!is_good);
            if console.json {
                documents.extend(report.findings.iter().map(|f| finding_json(&name, f)));
            } else {
                print(&name, &report, console)?;
            }
        }
        if console.json {
            let names: Vec<String> = inputs.iter().map(|p| display(p, "stdin")).collect();
            console.out_json(&json!({
                "schema": "boxlock.verify/1",
                "ok": failed == 0,
                "files": names,
                "findings": documents,
            }))?;
        }
        if failed == 0 {
            return Ok(());
        }
        let error =
            Error::from(ErrorKind::CheckFailed(format!("{failed} of {} files break rules", inputs.len())));
        Err(error.hint("boxlock explain RULE says what a rule means"))
    }
}

fn check(path: &Path, init: Option<&BoxNode>, keys: &KeySet, tail: PatternTail) -> Result<Report> {
    let (source, len) = match Input::open(path)? {
        Input::File(source, len) => (source, len),
        Input::Pipe(file) => whole(file)?,
        Input::Stdin => whole(std::io::stdin())?,
    };
    verify(&source, len, init, &VerifyOptions { key: Box::new(|kid| keys.get(kid)), tail })
}

/// All of a pipe, in an unnamed file: checks look at a file in any order.
fn whole(mut pipe: impl Read) -> Result<(FileSource, u64)> {
    let mut file: File = tempfile::tempfile()?;
    let len = std::io::copy(&mut pipe, &mut file)?;
    file.seek(SeekFrom::Start(0))?;
    Ok((FileSource::new(file), len))
}

fn print(name: &str, report: &Report, console: &mut Console) -> Result<()> {
    let mut text = String::new();
    for Finding { rule, path, message, more, .. } in &report.findings {
        let more = if *more > 0 { format!(" (and {more} more like it)") } else { String::new() };
        text += &format!("{name}: {}: {}: {path}: {message}{more}\n", rule.severity, rule.id);
    }
    let count = |severity| report.findings.iter().filter(|f| f.rule.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let verdict = if errors > 0 { "failed" } else { "ok" };
    text += &format!("{name}: {verdict}: {errors} errors, {warnings} warnings\n");
    console.out(&text)
}

fn finding_json(name: &str, finding: &Finding) -> serde_json::Value {
    let Finding { rule, path, message, offset, more } = finding;
    json!({
        "file": name,
        "rule": rule.id,
        "severity": rule.severity.to_string(),
        "path": path,
        "message": message,
        "clause": rule.clause,
        "hint": rule.hint,
        "offset": offset,
        "more": more,
    })
}
