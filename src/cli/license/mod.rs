//! `boxlock license`: XMR licenses, all offline.

mod answer;
mod embed;
mod mint;
mod open;
mod policy_options;
mod presets;
mod request;

use std::io::Read;
use std::path::Path;

pub(super) use mint::parse_time;
pub use open::DeviceLicense;
pub(super) use open::write_keys;
pub use policy_options::PolicyOptions;
pub(super) use request::server_key;

use super::Console;
use super::target::{display, is_dash};
use crate::{Error, Result};

/// Make test licenses and open them, with no network and no server.
#[derive(clap::Args)]
pub struct LicenseCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Mint(Box<mint::MintArgs>),
    Request(request::RequestArgs),
    Answer(answer::AnswerArgs),
    Open(open::OpenArgs),
    Embed(embed::EmbedArgs),
    Extract(embed::ExtractArgs),
    Presets(presets::PresetsArgs),
}

impl LicenseCommand {
    /// Runs the command.
    ///
    /// # Errors
    /// When arguments, input or output are no good, or a license is refused.
    pub fn run(self, console: &mut Console) -> Result<()> {
        match self.command {
            Command::Mint(args) => args.run(console),
            Command::Request(args) => args.run(console),
            Command::Answer(args) => args.run(console),
            Command::Open(args) => args.run(console),
            Command::Embed(args) => args.run(console),
            Command::Extract(args) => args.run(console),
            Command::Presets(args) => args.run(console),
        }
    }
}

/// Reads a file, or stdin for `-`, of at most `limit` bytes.
fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let about = |error| Error::from(error).about(display(path, "stdin"));
    let mut bytes = Vec::new();
    let len = if is_dash(path) {
        std::io::stdin().lock().take(limit + 1).read_to_end(&mut bytes).map_err(about)?
    } else {
        let file = std::fs::File::open(path).map_err(|error| Error::io(path, error))?;
        file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| Error::io(path, error))?
    };
    if len as u64 > limit {
        return Err(Error::unsupported(format!("more than {limit} bytes")).about(display(path, "stdin")));
    }
    Ok(bytes)
}

/// Reads a text file, or stdin for `-`, of at most `limit` bytes.
fn read_text(path: &Path, limit: u64) -> Result<String> {
    String::from_utf8(read_bytes(path, limit)?)
        .map_err(|_| Error::malformed("is not UTF-8").about(display(path, "stdin")))
}
