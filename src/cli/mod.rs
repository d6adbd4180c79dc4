//! Arguments and console: one file per subcommand, each a recipe of library calls. The only layer that prints or picks exit codes.

use std::ffi::{OsStr, OsString};

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory as _, Parser as _};

mod anything;
mod batch;
mod client;
mod completions;
mod console;
mod decrypt;
mod demo;
mod diff;
mod encrypt;
mod encrypt_options;
mod explain;
pub mod header;
mod header_options;
mod inspect;
pub mod key;
mod key_options;
mod license;
mod media;
mod pki;
mod progress;
mod pssh;
mod recrypt;
mod serve;
mod target;
mod verify;

pub use console::{ColorChoice, Console, ProgressChoice};
pub use header_options::HeaderArgs;
pub use key_options::KeyOptions;
pub use license::PolicyOptions;

use crate::error::{Error, ErrorKind, ExitCode, Result};

/// Encrypts MP4 into MPEG Common Encryption, and writes the headers that players need. A test system.
#[derive(clap::Parser)]
#[command(name = "boxlock", version, propagate_version = true, max_term_width = 100, after_help = AFTER_HELP)]
struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Exit codes: 0 done, 1 a check failed, 2 usage, 3 malformed input, 4 unsupported, 5 key missing or wrong, 6 the output exists, \
7 input or output failed, 8 a remote service failed, 70 a bug, 130 interrupted.

boxlock is a test system with keys of its own. It is not affiliated with Microsoft, whose PlayReady name it uses to say what it speaks.";

#[derive(clap::Args)]
#[command(next_help_heading = "Global options")]
struct GlobalArgs {
    /// Print one JSON document to stdout, and errors as JSON objects to stderr
    #[arg(long, global = true)]
    json: bool,
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Say more
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    verbose: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    /// How to show progress
    #[arg(long, global = true, value_name = "HOW", default_value = "auto")]
    progress: ProgressChoice,
}

#[derive(clap::Subcommand)]
enum Command {
    Encrypt(encrypt::EncryptArgs),
    Decrypt(decrypt::DecryptArgs),
    Recrypt(recrypt::RecryptArgs),
    Batch(batch::BatchCommand),
    Inspect(inspect::InspectArgs),
    Diff(diff::DiffArgs),
    Pssh(pssh::PsshCommand),
    Header(header::HeaderCommand),
    Verify(verify::VerifyArgs),
    Key(key::KeyArgs),
    Pki(pki::PkiCommand),
    License(license::LicenseCommand),
    Serve(Box<serve::ServeCommand>),
    Client(client::ClientCommand),
    Demo(demo::DemoArgs),
    Explain(explain::ExplainArgs),
    Completions(completions::CompletionsArgs),
}

/// The command line as clap sees it: what man pages and completions are made from.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the program and returns its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, &args),
    };
    let GlobalArgs { json, quiet, verbose, color, progress } = cli.global;
    let mut console = Console { json, quiet, verbose, color, progress };
    console::watch_signals(&console);
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| dispatch(cli.command, &mut console)));
    match done {
        Ok(Ok(())) => ExitCode::Done,
        Ok(Err(error)) => console.fail(&error),
        // The panic itself has been printed by then.
        Err(_) => console
            .fail(&Error::internal("the program panicked").hint("please report this with the command line")),
    }
}

fn dispatch(command: Command, console: &mut Console) -> Result<()> {
    match command {
        Command::Encrypt(args) => args.run(console),
        Command::Decrypt(args) => args.run(console),
        Command::Recrypt(args) => args.run(console),
        Command::Batch(args) => args.run(console),
        Command::Inspect(args) => args.run(console),
        Command::Diff(args) => args.run(console),
        Command::Pssh(args) => args.run(console),
        Command::Header(args) => args.run(console),
        Command::Verify(args) => args.run(console),
        Command::Key(args) => args.run(console),
        Command::Pki(args) => args.run(console),
        Command::License(args) => args.run(console),
        Command::Serve(args) => args.run(console),
        Command::Client(command) => command.run(console),
        Command::Demo(args) => args.run(console),
        Command::Explain(args) => args.run(console),
        Command::Completions(args) => args.run(console),
    }
}

/// Whether a word still is a pattern: a shell that found files for it would have put them in its place.
fn has_wildcards(word: &OsStr) -> bool {
    word.as_encoded_bytes().iter().any(|byte| b"*?[".contains(byte))
}

/// Prints what clap has to say: help and versions to stdout, errors in this program's form to stderr.
fn usage(error: &clap::Error, args: &[OsString]) -> ExitCode {
    if !error.use_stderr() {
        return match error.print() {
            Ok(()) => ExitCode::Done,
            Err(_) => ExitCode::Io,
        };
    }
    let console = Console { json: args.iter().any(|a| a == "--json"), ..Console::default() };
    let mut text = error.render().to_string();
    // clap repeats words that are out of place, and a key must not be repeated.
    for key in args.iter().filter_map(|a| a.to_str()) {
        if key.parse::<crate::keys::KeySpec>().is_ok_and(|spec| spec.key.is_some()) {
            text = text.replace(key, "KID:KEY");
        }
    }
    let (message, rest) = text.trim().split_once("\n\n").unwrap_or((text.trim(), ""));
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let first = message.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let mut hints: Vec<&str> = rest.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    if let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidArg)
        // Several files are one for the list of titles, then one too many.
        && (!word.starts_with('-') || word.starts_with("--in "))
        && args.iter().skip_while(|arg| *arg != "--in").nth(1).is_some_and(|arg| !has_wildcards(arg))
    {
        hints.insert(0, "quote the pattern behind --in: the shell has put a list of files in its place");
    }
    let error = Error::from(ErrorKind::Usage(first));
    console.fail(&if hints.is_empty() { error } else { error.hint(hints.join("; ")) })
}
