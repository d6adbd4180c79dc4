//! `boxlock license`: XMR licenses, all offline.

mod answer;
mod domain_keys;
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
use super::anything::Anything;
use super::target::{display, is_dash};
use crate::drm::PlayReadyData;
use crate::inspect::is_mp4;
use crate::keys::KeyId;
use crate::pki::Chain;
use crate::pki::prd::Prd;
use crate::{Error, Result};

/// Longest certificate chain or device file that is read.
const MAX_CHAIN_LEN: u64 = 1 << 20;

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

/// Warns of a license that its client will not open.
fn warn_of_level(console: &mut Console, client: &str, level: u32, kid: &KeyId, needed: u32) {
    console.warn(&format!(
        "{client} has security level {level} and will not open the license for {kid}: it needs {needed}"
    ));
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

/// Reads a certificate chain, that of a device file too, or stdin for `-`.
fn read_chain(path: &Path) -> Result<Chain> {
    let bytes = read_bytes(path, MAX_CHAIN_LEN)?;
    let chain = match bytes.starts_with(b"PRD") {
        true => Prd::read(&bytes, 0).map(|device| device.chain),
        false => Chain::read(&bytes, 0),
    };
    chain.map_err(|error| {
        let hint = "give the folder of a device, its device.chain, or another certificate chain";
        Error::from(error).about(display(path, "stdin")).hint(hint)
    })
}

/// Finds the PlayReady header in what was given.
fn find_header(input: &Anything) -> Result<PlayReadyData> {
    let error = match PlayReadyData::recognise(&input.bytes) {
        Ok(found) => return Ok(found),
        Err(error) => error,
    };
    if is_mp4(&input.bytes) && !input.bytes.windows(4).any(|name| name == b"pssh") {
        let error = Error::unsupported("an MP4 file without a PlayReady header").about(&input.name);
        return Err(error.hint("`boxlock encrypt` writes one, `boxlock pssh add` adds one"));
    }
    Err(input.explain(error))
}

/// Reads a text file, or stdin for `-`, of at most `limit` bytes.
fn read_text(path: &Path, limit: u64) -> Result<String> {
    String::from_utf8(read_bytes(path, limit)?)
        .map_err(|_| Error::malformed("is not UTF-8").about(display(path, "stdin")))
}
