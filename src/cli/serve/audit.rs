//! `boxlock serve audit`: checks an audit file.

use std::path::PathBuf;

use serde_json::json;

use super::read_store;
use crate::Result;
use crate::cli::Console;
use crate::keys::text::to_hex;
use crate::server::audit::verify;
use crate::store::Store;

/// Look at the audit file of a service.
#[derive(clap::Args)]
pub struct AuditCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Verify(VerifyArgs),
}

/// Verify that an audit file is whole: no byte changed, no record missing, none out of order. That records are missing at its end
/// shows only against the store.
#[derive(clap::Args)]
struct VerifyArgs {
    /// The audit file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The store of the service, which knows the end of the file: sqlite:FILE or postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "STORE")]
    store: Option<String>,
}

impl AuditCommand {
    pub fn run(self, console: &mut Console) -> Result<()> {
        let Command::Verify(args) = self.command;
        args.run(console)
    }
}

impl VerifyArgs {
    fn run(self, console: &mut Console) -> Result<()> {
        let found = match &self.store {
            Some(url) => Store::reporting(&read_store(url)?, |store| verify(&self.file, Some(store)))?,
            None => verify(&self.file, None)?,
        };
        let records = found.head.sequence;
        if console.json {
            return console.out_json(&json!({
                "chain": to_hex(&found.chain),
                "records": records,
                "head": to_hex(&found.head.hash),
                "anchored_record": found.anchor.map(|anchor| anchor.sequence),
            }));
        }
        let end = match (found.anchor, &self.store) {
            (Some(anchor), _) => format!("the store knows record {}", anchor.sequence),
            (None, Some(_)) => "the store does not know this file".to_owned(),
            (None, None) => "give --store to see whether its end is missing".to_owned(),
        };
        console.out(&format!("{records} records, all whole and in order; {end}\n"))
    }
}
