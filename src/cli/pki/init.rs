//! `boxlock pki init`.

use std::path::PathBuf;

use super::{Console, RandomArgs, now};
use crate::Result;
use crate::keys::text::to_hex;
use crate::pki::{InitOptions, Pki};

/// Make a folder with a new root, device group, license server, domain, metering and revocation certificates and all their keys.
/// Only the owner can read it.
#[derive(clap::Args)]
pub struct InitArgs {
    /// The folder to make; its parent must exist
    #[arg(value_name = "PKI")]
    folder: PathBuf,
    /// Who the certificates say they are from
    #[arg(long, value_name = "NAME", default_value = "boxlock test", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    organization: String,
    /// Where clients send metering reports, for the metering certificate
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8070/rightsmanager.asmx")]
    metering_url: String,
    /// Replace a PKI that is there; its devices and licenses are worthless then
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    random: RandomArgs,
}

impl InitArgs {
    /// Runs the command.
    ///
    /// # Errors
    /// When the folder exists or cannot be written.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let options = InitOptions {
            force: self.force,
            organization: self.organization,
            metering_url: self.metering_url,
        };
        let mut rng = self.random.rng(console);
        let pki = Pki::init_with(&self.folder, &options, &mut *rng, now())?;
        if console.json {
            return console.out_json(&super::show::json(&pki)?);
        }
        console.out(&format!("root public key            {}\n", to_hex(pki.root_public().bytes())))?;
        console
            .out(&format!("license server public key  {}\n", to_hex(pki.server_key().public().bytes())))?;
        console
            .talk(&format!("made a PKI for tests in {}; keep its keys to yourself", self.folder.display()));
        Ok(())
    }
}
