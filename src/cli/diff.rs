//! `boxlock diff`.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::Console;
use super::pssh::{Raw, open_raw};
use super::target::display;
use crate::diff::{Comparison, Subject, compare};
use crate::error::{Error, ErrorKind, Result};

/// Compare what two headers, pssh boxes, licenses, certificate chains or protected files mean.
///
/// Of files their protections are compared: scheme, key IDs, IVs and pattern of each track, numbers of samples, pssh boxes. A file
/// and a header are compared by the header in the file. Of licenses everything is compared but encrypted keys and the signature, which
/// are made anew each time. The order of key IDs, attributes and boxes does not count. Exit code 0
/// when the meaning is equal, 1 when it is not.
#[derive(clap::Args)]
pub struct DiffArgs {
    /// A file, - for stdin, or the value itself: an MP4 file, pssh boxes, a PlayReady Object, a WRM header, Widevine data,
    /// an XMR license, a certificate chain, a device file
    #[arg(value_name = "A")]
    a: PathBuf,
    /// What to compare it with
    #[arg(value_name = "B")]
    b: PathBuf,
}

impl DiffArgs {
    /// Compares.
    ///
    /// # Errors
    /// [`ErrorKind::CheckFailed`] when the meaning differs; others when a side cannot be read.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let (a, b) = (subject(&self.a)?, subject(&self.b)?);
        let names = [display(&self.a, "stdin"), display(&self.b, "stdin")].map(|name| abridged(&name));
        let comparison = compare(&a, &b).map_err(|mut error| {
            // The library knows the sides only as A and B.
            error.subject = match error.subject.as_deref() {
                Some("A") => Some(names[0].clone()),
                Some("B") => Some(names[1].clone()),
                _ => error.subject,
            };
            error
        })?;
        let equal = comparison.differences.is_empty();
        if console.json {
            console.out_json(&as_json(&comparison))?;
        } else {
            console.out(&as_text(&comparison))?;
        }
        if !comparison.not_compared.is_empty() && !comparison.same_bytes && !console.json {
            let left = comparison.not_compared.join(" and ");
            console.talk(&format!("{left} are not compared: they differ in every license"));
        }
        if !equal {
            let count = comparison.differences.len();
            let differences = if count == 1 { "difference" } else { "differences" };
            let message = format!("{} and {} differ in meaning ({count} {differences})", names[0], names[1]);
            return Err(Error::from(ErrorKind::CheckFailed(message)));
        }
        if !console.json {
            console.talk(if comparison.same_bytes { "equal" } else { "bytes differ, meaning equal" });
        }
        Ok(())
    }
}

fn subject(path: &Path) -> Result<Subject> {
    let read = || match open_raw(path)? {
        Raw::File(source, len) => Subject::file(&source, len),
        Raw::Piped(backing) => Subject::file(&backing, backing.end()),
        Raw::Value(bytes) => Subject::value(&bytes),
    };
    read().map_err(|e| e.about(abridged(&display(path, "stdin"))))
}

fn as_text(comparison: &Comparison) -> String {
    let mut text = String::new();
    for difference in &comparison.differences {
        for (sign, value) in [('-', &difference.a), ('+', &difference.b)] {
            if let Some(value) = value {
                text += &format!("{sign} {} {value}\n", difference.label);
            }
        }
    }
    text
}

fn as_json(comparison: &Comparison) -> serde_json::Value {
    let differences: Vec<_> =
        comparison.differences.iter().map(|d| json!({ "path": d.path, "a": d.a, "b": d.b })).collect();
    json!({
        "schema": "boxlock.diff/1",
        "compared": comparison.level,
        "equal": differences.is_empty(),
        "same_bytes": comparison.same_bytes,
        "not_compared": comparison.not_compared,
        "differences": differences,
    })
}

fn abridged(text: &str) -> String {
    if text.chars().count() <= 60 {
        text.to_owned()
    } else {
        text.chars().take(57).chain("...".chars()).collect()
    }
}
