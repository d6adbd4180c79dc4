//! `boxlock pssh`: `pssh` boxes as values and inside files.

mod describe;
mod edit;
mod given;
mod list;
mod make;
mod new;

pub(super) use given::{Raw, open_raw};

use super::Console;
use crate::Result;

/// Make, list and edit pssh boxes, also inside files, without encrypting anything anew.
#[derive(clap::Args)]
pub struct PsshCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    New(new::NewArgs),
    List(list::ListArgs),
    Add(edit::AddArgs),
    Replace(edit::ReplaceArgs),
    Remove(edit::RemoveArgs),
}

impl PsshCommand {
    /// Runs the command.
    ///
    /// # Errors
    /// When arguments, input or output are no good.
    pub fn run(self, console: &mut Console) -> Result<()> {
        match self.command {
            Command::New(args) => args.run(console),
            Command::List(args) => args.run(console),
            Command::Add(args) => args.run(console),
            Command::Replace(args) => args.run(console),
            Command::Remove(args) => args.run(console),
        }
    }
}

/// How boxes are printed.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Encoding {
    /// Base64 and a line break.
    #[default]
    Base64,
    /// Lower-case hexadecimal digits and a line break.
    Hex,
    /// The bytes alone.
    Raw,
}

impl Encoding {
    fn encode(self, bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Self::Base64 => (crate::keys::text::to_base64(&bytes) + "\n").into_bytes(),
            Self::Hex => (crate::keys::text::to_hex(&bytes) + "\n").into_bytes(),
            Self::Raw => bytes,
        }
    }
}
