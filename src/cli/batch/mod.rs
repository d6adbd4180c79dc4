//! `boxlock batch`: plan, run and sum up many encryptions.

mod display;
mod plan;
mod run;
mod source;
mod status;

use super::Console;
use crate::error::Result;

/// Encrypt a catalogue: many files in one command, resumable, on one machine or many.
///
/// JOBS is a job list in JSON Lines, CSV or TOML with one record per output; `boxlock batch plan --schema` prints its JSON Schema.
/// Instead of a list, --in takes a pattern and --out a template. Options of encrypt apply to all titles that do not say otherwise: a row
/// comes before the command line, that before the defaults of the list.
#[derive(clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct BatchCommand {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  boxlock batch plan --in 'mezz/**/*.mp4' --out 'out/{dir}/{stem}.mp4' --key-seed test
  boxlock batch run catalogue.jsonl --keep-going --report out.jsonl
  boxlock batch run catalogue.csv --keys-out keys.json
  boxlock batch run s3://bucket/catalogue.jsonl --shard auto --shards 8
  boxlock batch status catalogue.jsonl";

#[derive(clap::Subcommand)]
enum Command {
    Run(run::RunArgs),
    Plan(plan::PlanArgs),
    Status(status::StatusArgs),
}

impl BatchCommand {
    /// Runs the command.
    ///
    /// # Errors
    /// When the catalogue is no good, or a title cannot be made.
    pub fn run(self, console: &mut Console) -> Result<()> {
        match self.command {
            Command::Run(args) => args.run(console),
            Command::Plan(args) => args.run(console),
            Command::Status(args) => args.run(console),
        }
    }
}

/// Bytes for people: `34.2 MiB`.
fn size(bytes: u64) -> String {
    indicatif::BinaryBytes(bytes).to_string()
}
