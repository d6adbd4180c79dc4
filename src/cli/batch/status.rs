//! `boxlock batch status`.

use serde_json::json;

use super::size;
use super::source::SourceArgs;
use crate::batch::ledger;
use crate::batch::status::Status;
use crate::batch::storage;
use crate::cli::Console;
use crate::error::{Error, Result};

/// Sum up the ledgers of all shards: what is done, what failed, what is left. Exit code 1 when a title is not done.
///
/// Nothing but ledgers is read, apart from the sizes of inputs that are left: outputs are not looked at, and parameters are not
/// compared.
#[derive(clap::Args)]
pub struct StatusArgs {
    #[command(flatten)]
    source: SourceArgs,
}

impl StatusArgs {
    /// Sums up.
    ///
    /// # Errors
    /// When the list or a ledger cannot be read, or a title is not done.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let storage = storage::open()?;
        let mut source = self.source.read(&*storage)?;
        if let Some(problem) = source.take_problem() {
            return Err(self.source.error(problem));
        }
        let place = self.source.ledger(&source)?;
        let known = ledger::read(&*storage, &place)?;
        let has_ledger = known.is_some();
        let status = Status::of(&source, &known.unwrap_or_default(), &*storage);
        let Status { titles, done, done_bytes, left, left_bytes, failures } = &status;
        if console.json {
            let failures: Vec<_> = failures
                .iter()
                .map(|(output, f)| json!({ "output": output, "code": f.code, "message": f.message }))
                .collect();
            console.out_json(&json!({
                "schema": "boxlock.batch-status/1",
                "ledger": place.to_string(),
                "titles": titles,
                "done": done,
                "done_bytes": done_bytes,
                "failed": failures.len(),
                "left": left,
                "left_bytes": left_bytes,
                "failures": failures,
            }))?;
        } else {
            let mut text = format!(
                "done    {done:>8}  {:>11}\nfailed  {:>8}\nleft    {left:>8}  {:>11}\n",
                size(*done_bytes),
                failures.len(),
                size(*left_bytes)
            );
            for (output, failure) in failures {
                text += &format!("{output}: exit code {}: {}\n", failure.code, failure.message);
            }
            console.out(&text)?;
        }
        if done == titles {
            return Ok(());
        }
        let error = Error::check_failed(format!("{} of {titles} titles are not done", titles - done));
        let error = error.about(place.to_string());
        Err(if has_ledger { error } else { error.hint("there is no such ledger yet") })
    }
}
