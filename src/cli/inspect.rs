//! `boxlock inspect`: says what an input is and shows every field.

use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use super::anything::{looks_like_value, no_such_file};
use super::target::{Input, Output, display, is_dash};
use super::{ColorChoice, Console};
use crate::error::{Error, ExitCode, Result};
use crate::inspect::{Options, Report, SCHEMA, describe_file, describe_value, html, reveal, text};
use crate::movie::{Backing, ReadAt};
use crate::pki::Pki;

/// Say what something is, and show every field of it: an MP4 file, a pssh box, a PlayReady Object or header, a manifest, a key
/// ID; from a file, from stdin (-) or the value itself as base64, hexadecimal digits or UUID. Reads headers, never media.
#[derive(clap::Args)]
pub struct InspectArgs {
    /// A file, - for stdin, or the value itself: base64, hexadecimal digits, UUID
    #[arg(value_name = "ANYTHING", required_unless_present = "schema")]
    input: Option<PathBuf>,
    /// Show everything: all fragments, long lists whole
    #[arg(long)]
    all: bool,
    /// Show the samples of each track: place, IV, key ID, clear and encrypted bytes, NAL units, OBUs or frames
    #[arg(long)]
    samples: bool,
    /// How many samples of each track are shown
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    limit: u32,
    /// Write a page for browsers that shows the same, with the bytes of the headers and maps of the samples
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Overwrite the file of --html
    #[arg(long, requires = "html")]
    force: bool,
    /// Decrypt the client's part of a challenge with the key of this PKI's license server
    #[arg(long, value_name = "PKI")]
    pki: Option<PathBuf>,
    /// Print the JSON Schema of the reports of --json
    #[arg(long, exclusive = true)]
    schema: bool,
}

impl InspectArgs {
    /// Runs the command.
    ///
    /// # Errors
    /// When the input cannot be read, is not recognised or is malformed, or output fails.
    pub fn run(self, console: &mut Console) -> Result<()> {
        if self.schema {
            return console.out(SCHEMA);
        }
        let Some(input) = &self.input else { return Err(Error::usage("nothing to inspect")) };
        // The page has maps of samples even when nobody asked for them in words.
        let samples = (self.samples || self.html.is_some()).then_some(self.limit as usize);
        let options = Options { all: self.all, samples };
        let (subject, mut report) = read(input, &options)?;
        if let Some(folder) = &self.pki {
            reveal(&mut report, Pki::open(folder)?.server_key()).map_err(|error| error.about(&subject))?;
        }
        if let Some(path) = &self.html {
            let page = html::render(&report, &subject);
            let inputs: Vec<&Path> = if input.exists() { vec![input.as_path()] } else { Vec::new() };
            let mut output = Output::create(path, self.force, &inputs)?;
            output.write(|sink| sink.append(page.as_bytes()).and_then(|()| sink.flush()))?;
            output.finish()?;
            console.talk(&format!("wrote {}", path.display()));
        } else if console.json {
            console.out_json(&report.json())?;
        } else {
            let look = text::Look { width: width(), color: colored(console), all: self.all };
            console.out(&text::render(&report.tree(&subject), &look))?;
        }
        match report.error {
            Some(error) => Err(error.about(subject)),
            None => Ok(()),
        }
    }
}

/// What the input is called, and what it is.
fn read(input: &Path, options: &Options) -> Result<(String, Report)> {
    if is_dash(input) || input.exists() {
        let subject = display(input, "stdin");
        let report = match Input::open(input)? {
            Input::File(source, len) => describe_file(&source, len, options),
            Input::Pipe(mut file) => from_pipe(&mut file, options),
            Input::Stdin => from_pipe(&mut io::stdin(), options),
        };
        return report.map(|report| (subject.clone(), report)).map_err(|error| error.about(subject));
    }
    let value = input.to_str().ok_or_else(|| no_such_file(input))?;
    match describe_value(value.as_bytes()) {
        Ok(report) => Ok(("value".to_owned(), report)),
        Err(_) if !looks_like_value(value) => Err(no_such_file(input)),
        Err(mut error) => {
            if error.exit_code() == ExitCode::Malformed {
                let hint = error.hint.take().unwrap_or_default();
                error = error.hint(format!("no file has this name; {hint}"));
            }
            Err(error)
        }
    }
}

/// A pipe cannot be read twice, so it is kept: in memory, or in an unnamed file when it is long.
fn from_pipe(reader: &mut dyn Read, options: &Options) -> Result<Report> {
    let mut backing = Backing::new(0);
    backing.fill(reader, u64::MAX)?;
    let len = backing.end();
    describe_file(&backing as &dyn ReadAt, len, options)
}

/// Columns of the terminal on stdout; `None` when it is none.
fn width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size()?;
    Some(columns.into())
}

/// Whether stdout takes colour.
fn colored(console: &Console) -> bool {
    match console.color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    }
}
