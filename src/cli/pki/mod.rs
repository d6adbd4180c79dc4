//! `boxlock pki`: a certificate authority for tests, and devices under it.

mod device;
mod init;
mod issue;
mod revoke;
mod show;
mod verify;

use std::path::Path;

use super::Console;
use super::target::Output;
use crate::clock::{Clock as _, SystemClock, parse_rfc3339};
use crate::crypto::{OsRng, Rng, SeededRng};
use crate::keys::text::{array_from_base64, array_from_hex};
use crate::pki::numbers::NEVER;
use crate::{Error, Result};

/// Make a certificate authority for tests: its own root, everything a license service needs, and devices. Nothing of it is trusted by
/// real players, and no foreign device or root can be brought in.
#[derive(clap::Args)]
pub struct PkiCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Init(init::InitArgs),
    Show(show::ShowArgs),
    Issue(issue::IssueCommand),
    Device(device::DeviceCommand),
    Revoke(revoke::RevokeArgs),
    Verify(verify::VerifyArgs),
}

impl PkiCommand {
    /// Runs the command.
    ///
    /// # Errors
    /// When arguments, input or output are no good.
    pub fn run(self, console: &mut Console) -> Result<()> {
        match self.command {
            Command::Init(args) => args.run(console),
            Command::Show(args) => args.run(console),
            Command::Issue(args) => args.run(console),
            Command::Device(args) => args.run(console),
            Command::Revoke(args) => args.run(console),
            Command::Verify(args) => args.run(console),
        }
    }
}

/// Where random bytes come from.
#[derive(clap::Args)]
struct RandomArgs {
    /// For tests of boxlock itself: keys that anybody can compute
    #[arg(long, value_name = "N", hide = true)]
    seed_rng: Option<u64>,
}

impl RandomArgs {
    fn rng(&self, console: &mut Console) -> Box<dyn Rng> {
        match self.seed_rng {
            Some(seed) => {
                console.warn("--seed-rng: anybody can compute these keys");
                Box::new(SeededRng::new(seed))
            }
            None => Box::new(OsRng),
        }
    }
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemClock.now()
}

/// A moment of certificates: they have 32 bits for it.
fn moment(text: &str) -> std::result::Result<u32, String> {
    if text == "never" {
        return Ok(NEVER);
    }
    let seconds = parse_rfc3339(text)
        .ok_or("not a moment such as 2030-01-01T00:00:00Z or 2030-01-01, and not the word never")?;
    u32::try_from(seconds)
        .ok()
        .filter(|seconds| *seconds != NEVER)
        .ok_or_else(|| "certificates cannot say a moment after 2106-02-07T06:28:14Z".to_owned())
}

/// A moment at which something is to be true.
fn at(text: &str) -> std::result::Result<u64, &'static str> {
    parse_rfc3339(text).ok_or("not a moment such as 2030-01-01T00:00:00Z or 2030-01-01")
}

/// 16 bytes: 32 hexadecimal digits, with or without dashes, or base64.
fn id(text: &str) -> std::result::Result<[u8; 16], &'static str> {
    array_from_hex(&text.replace('-', ""))
        .or_else(|| array_from_base64(text))
        .ok_or("not 16 bytes as 32 hexadecimal digits or base64")
}

/// Writes a file whole or not at all. One with keys is for its owner only.
fn write_file(path: &Path, force: bool, bytes: &[u8]) -> Result<()> {
    let mut output = Output::create(path, force, &[])?;
    output.write(|sink| sink.append(bytes).and_then(|()| sink.flush()))?;
    output.finish()
}

/// What a user gave is neither here nor there.
fn not_found(what: &str, expected: &str) -> Error {
    Error::usage(format!("{what:?} is no {expected}"))
}
