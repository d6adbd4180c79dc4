//! `boxlock batch plan`.

use std::fmt::Write as _;

use serde_json::json;

use super::size;
use super::source::SourceArgs;
use crate::batch::keys::GivenKeys;
use crate::batch::ledger;
use crate::batch::list::{MAX_PROBLEMS, Problem, schema};
use crate::batch::plan::{Plan, Request, State, Title};
use crate::batch::report::{Totals, planned_title};
use crate::batch::shard::Shard;
use crate::batch::storage;
use crate::cli::encrypt_options::EncryptionArgs;
use crate::cli::{Console, KeyOptions};
use crate::error::{Error, Result};

/// What plan and run share: which titles, and how they are encrypted.
#[derive(clap::Args)]
pub struct TitleArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// Replace outputs that no ledger knows
    #[arg(long)]
    pub force: bool,
    /// Hash finished outputs again instead of looking at their sizes
    #[arg(long)]
    pub check_hashes: bool,
    /// Take one part of the titles, split evenly by size: I/N with I from 1, or auto for what the environment of an array job says
    /// (Kubernetes Indexed Job, AWS Batch, Slurm, Google Batch)
    #[arg(long, value_name = "auto|I/N")]
    shard: Option<String>,
    /// How many parts there are, where the environment does not tell or tells otherwise
    #[arg(long, value_name = "N", env = "BOXLOCK_SHARDS", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    shards: Option<u32>,
    #[command(flatten)]
    pub keys: KeyOptions,
    #[command(flatten)]
    pub encryption: EncryptionArgs,
}

impl TitleArgs {
    /// What the options ask for.
    ///
    /// # Errors
    /// When one is malformed, or contradicts another.
    pub fn request(&self) -> Result<Request> {
        if self.keys.reads_stdin() && self.source.reads_stdin() {
            return Err(Error::usage("keys and the job list cannot both come from stdin"));
        }
        let shard = match self.shard.as_deref() {
            None => None,
            Some("auto") => Some(Shard::from_environment(&|name| std::env::var(name).ok(), self.shards)?),
            Some(text) => Some(text.parse()?),
        };
        // What is wrong with an option is told as such, and not with the first row.
        self.encryption.recipe()?;
        Ok(Request {
            settings: self.encryption.settings(),
            keys: GivenKeys { specs: self.keys.specs()?, seed: self.keys.seed()? },
            force: self.force,
            check_hashes: self.check_hashes,
            shard,
        })
    }
}

/// Print what `run` would do, and stop at what cannot be done, before any work.
///
/// Inputs are looked for, outputs are compared with each other, with inputs and with what is there, keys and settings are checked. All
/// that is wrong is told with row and field; the exit code is that of the first. Nothing is written.
#[derive(clap::Args)]
pub struct PlanArgs {
    #[command(flatten)]
    titles: TitleArgs,
    /// Print the JSON Schema of job lists, and nothing else
    #[arg(long, exclusive = true)]
    schema: bool,
}

impl PlanArgs {
    /// Plans.
    ///
    /// # Errors
    /// When something cannot be done.
    pub fn run(self, console: &mut Console) -> Result<()> {
        if self.schema {
            return console.out_json(&schema());
        }
        let args = self.titles;
        let request = args.request()?;
        let storage = storage::open()?;
        let source = args.source.read(&*storage)?;
        let place = args.source.ledger(&source)?;
        let known = ledger::read(&*storage, &place)?.unwrap_or_default();
        let plan = Plan::make(source, &request, &*storage, &known)?;
        show(&plan, request.shard, &args.source, console)?;
        finish(plan.problems, &args.source, console)
    }
}

/// Tells all problems; the exit code is that of the first.
fn finish(problems: Vec<Problem>, source: &SourceArgs, console: &mut Console) -> Result<()> {
    let mut errors: Vec<Error> = problems.into_iter().map(|problem| source.error(problem)).collect();
    if errors.len() < 2 {
        return errors.pop().map_or(Ok(()), Err);
    }
    if !console.json {
        for error in &errors {
            console.fail(error);
        }
    }
    let text = match errors.len() {
        MAX_PROBLEMS => format!("{MAX_PROBLEMS} problems, and perhaps more"),
        count => format!("{count} problems"),
    };
    errors.first().map_or(Ok(()), |first| Err(Error::summary(first.exit_code(), text)))
}

fn show(plan: &Plan, shard: Option<Shard>, source: &SourceArgs, console: &mut Console) -> Result<()> {
    let totals = Totals::of(plan);
    if console.json {
        let titles: Vec<_> = plan.titles.iter().map(planned_title).collect();
        let problems = plan.problems.iter().map(|p| {
            json!({ "row": p.row, "field": p.field, "code": p.error.exit_code() as u8, "message": p.error.to_string() })
        });
        return console.out_json(&json!({
            "schema": "boxlock.batch-plan/1",
            "source": source.name(),
            "shard": shard.map(|s| s.to_string()),
            "all_titles": plan.all_titles,
            "titles": titles,
            "totals": totals.object(),
            "problems": problems.collect::<Vec<_>>(),
        }));
    }
    let mut text = String::new();
    if !plan.problems.is_empty() {
        return Ok(());
    }
    let _ = writeln!(text, "{:>6}  {:5} {:>11}  {:36}  output", "row", "", "size", "key ID");
    for title in &plan.titles {
        let kids = title.keys.kids();
        let kid = match (kids.as_slice(), &title.state) {
            ([kid], _) => kid.to_string(),
            (_, State::Done { product, .. }) if product.kids.len() == 1 => product.kids.concat(),
            ([], _) => "random".to_owned(),
            (kids, _) => format!("{} key IDs", kids.len()),
        };
        let (number, bytes) = (title.number, size(title.input_len()));
        let _ = writeln!(text, "{number:>6}  {:5} {bytes:>11}  {kid:36}  {}", word(title), title.output);
    }
    let Totals { todo, todo_bytes, done, done_bytes, shared_kids, .. } = totals;
    let _ =
        writeln!(text, "{todo} titles to make ({}), {done} done ({})", size(todo_bytes), size(done_bytes));
    if let Some(shard) = shard {
        let _ = writeln!(text, "shard {shard} of {} titles", plan.all_titles);
    }
    if shared_kids > 0 {
        let _ = writeln!(text, "{shared_kids} titles share their key ID with a title before");
    }
    console.out(&text)
}

fn word(title: &Title) -> &'static str {
    match &title.state {
        State::Todo { replace: false } => "make",
        State::Todo { replace: true } => "redo",
        State::Done { .. } => "done",
        State::Impossible => "-",
    }
}
