//! The terminal. Data goes to stdout, talk to stderr; messages start with `boxlock:`, are lower case and end without a full stop.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, ErrorKind, ExitCode, Result};

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How progress is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ProgressChoice {
    /// A bar on a terminal, nothing otherwise.
    #[default]
    Auto,
    /// A bar.
    Bar,
    /// One JSON object per line on stderr.
    Json,
    /// Nothing.
    None,
}

/// What the user wants to see.
#[derive(Clone, Copy, Debug, Default)]
pub struct Console {
    /// One JSON document instead of text.
    pub json: bool,
    /// No talk, only errors.
    pub quiet: bool,
    /// More talk.
    pub verbose: bool,
    /// Colour.
    pub color: ColorChoice,
    /// Progress.
    pub progress: ProgressChoice,
}

impl Console {
    /// Writes data to stdout.
    ///
    /// # Errors
    /// When stdout cannot be written (a broken pipe, a full disk).
    pub fn out(&mut self, text: &str) -> Result<()> {
        self.out_bytes(text.as_bytes())
    }

    /// Writes binary data to stdout.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn out_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|e| Error::from(e).about("stdout"))
    }

    /// Writes a JSON document to stdout.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn out_json(&mut self, value: &serde_json::Value) -> Result<()> {
        self.out(&format!("{value:#}\n"))
    }

    /// Says something to the user, unless they want quiet.
    pub fn talk(&mut self, text: &str) {
        if !self.quiet {
            say(&format!("boxlock: {text}\n"));
        }
    }

    /// Says something that the user should not miss, unless they want quiet.
    pub fn warn(&mut self, text: &str) {
        if !self.quiet {
            say(&format!("boxlock: {} {text}\n", self.paint("33", "warning:")));
        }
    }

    /// Whether stderr takes colour.
    fn colored(&self) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            }
        }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colored() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// Prints an error with its hint and returns the exit code that goes with it.
    pub fn fail(&self, error: &Error) -> ExitCode {
        if self.json {
            say(&format!("{}\n", error.json()));
        } else {
            say(&format!("boxlock: {} {error}\n", self.paint("1;31", "error:")));
            if let Some(hint) = &error.hint {
                say(&format!("boxlock: {} {hint}\n", self.paint("36", "hint:")));
            }
        }
        error.exit_code()
    }
}

/// Writes to stderr. When even that fails nobody is left to tell.
fn say(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// The unfinished output of this process, so that a signal can remove it.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Whether errors are JSON; the signal handler has no console.
static JSON_ERRORS: AtomicBool = AtomicBool::new(false);

/// Set by a signal once [`heed_interruptions`] was called.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From here on the first signal only sets the returned flag, for a command that ends in order by itself; the second one ends the
/// process as ever.
pub fn heed_interruptions() -> &'static AtomicBool {
    on_signal(|| INTERRUPTED.store(true, Ordering::Relaxed));
    &INTERRUPTED
}

/// What the next signal does instead of ending the process.
static ON_SIGNAL: Mutex<Option<Box<dyn FnOnce() + Send>>> = Mutex::new(None);

/// Has the next signal call `end`, which sees to an end in good order; the one after it ends the process.
pub fn on_signal(end: impl FnOnce() + Send + 'static) {
    *ON_SIGNAL.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(end));
}

/// Sees to it that SIGINT and SIGTERM (or Ctrl-C) remove an unfinished output and end the process with exit code 130, even
/// while it waits for a pipe.
pub fn watch_signals(console: &Console) {
    JSON_ERRORS.store(console.json, Ordering::Relaxed);
    // Without a handler the process still ends; only the temporary file would stay.
    let _ = ctrlc::set_handler(|| {
        let end = ON_SIGNAL.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(end) = end {
            return end();
        }
        let unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = unfinished.as_ref() {
            let _ = fs::remove_file(path);
        }
        let console = Console { json: JSON_ERRORS.load(Ordering::Relaxed), ..Console::default() };
        let code = console.fail(&ErrorKind::Interrupted.into());
        std::process::exit(code as i32);
    });
}

/// Runs `step` while no signal can come between, then remembers `path` (or nothing) as the unfinished output.
pub fn with_unfinished<T>(path: Option<PathBuf>, step: impl FnOnce() -> T) -> T {
    let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    let done = step();
    *unfinished = path;
    done
}
