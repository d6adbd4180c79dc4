//! `boxlock batch run`.

use std::cell::Cell;
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::display::Display;
use super::plan::TitleArgs;
use super::size;
use crate::batch::hash::Algorithm;
use crate::batch::keys::{self, TitleKeys};
use crate::batch::ledger::{self, Entry, Known, Ledger, Stage};
use crate::batch::plan::{Plan, Request, State};
use crate::batch::report::summary_object;
use crate::batch::run::{self, Options, Summary};
use crate::batch::storage::{self, Place, Storage};
use crate::cli::Console;
use crate::cli::console::heed_interruptions;
use crate::clock::{Clock, SystemClock, rfc3339};
use crate::error::{Error, ErrorKind, Result};

/// Encrypt all titles that are not done yet.
///
/// A title is done when the ledger says so: with the same input (size and time, or entity tag), the same parameters, and an output of
/// that size still there. Anything else is made anew. A run that is killed leaves nothing half-made under any name; what it has left
/// under temporary names is removed by the next run. Outputs that no ledger knows are never replaced without --force.
///
/// The exit code is that of the worst failure: 7 and 8 (trying again may help) only when there is none of another kind.
#[derive(clap::Args)]
pub struct RunArgs {
    #[command(flatten)]
    titles: TitleArgs,
    /// Titles in flight; as many as there are threads unless given
    #[arg(long = "jobs", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    in_flight: Option<u16>,
    /// Threads to cipher with, shared by all titles
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Go on after a title has failed. Without this, no further title is begun; those in flight are finished
    #[arg(long)]
    keep_going: bool,
    /// Try a title again, after pauses that double, when files or services fail (exit codes 7 and 8)
    #[arg(long, value_name = "N", default_value_t = 2)]
    retries: u32,
    /// How to hash outputs, for the ledger and the report: xxh128 costs next to nothing, sha256 about as much again as encryption
    #[arg(long, value_name = "NAME", value_enum, default_value_t = HashName::Xxh128)]
    hash: HashName,
    /// Fail when another run works with the same ledger, instead of waiting for it to end
    #[arg(long)]
    no_wait: bool,
    /// Write one JSON object per title, also for those that were done before; a file of that name is replaced
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Add the keys of all titles to a JSON file that --keys reads and only its owner may read. With --shard, .I-of-N is put into its
    /// name
    #[arg(long, value_name = "FILE")]
    keys_out: Option<PathBuf>,
}

/// The names of hashes.
#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum HashName {
    Xxh128,
    Sha256,
}

impl From<HashName> for Algorithm {
    fn from(name: HashName) -> Self {
        match name {
            HashName::Xxh128 => Self::Xxh128,
            HashName::Sha256 => Self::Sha256,
        }
    }
}

impl RunArgs {
    /// Runs.
    ///
    /// # Errors
    /// When the catalogue is no good, or a title cannot be made.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let interrupted = heed_interruptions();
        if let Some(threads) = self.threads {
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads.into())
                .build_global()
                .map_err(|e| Error::internal(format!("threads cannot be started: {e}")))?;
        }
        let request = self.titles.request()?;
        let storage = storage::open()?;
        let source = self.titles.source.read(&*storage)?;
        let place = self.titles.source.ledger(&source)?;
        let told = Cell::new(false);
        let wait = |path: &Path| self.wait(path, &told, interrupted, *console);
        let open = || ledger::open(&*storage, &place, request.shard, &wait);
        let (ledger, known, mut plan) = if ledger::exists(&*storage, &place)? {
            let (ledger, known) = open()?;
            let plan = Plan::make(source, &request, &*storage, &known)?;
            (ledger, known, plan)
        } else {
            // No ledger is made for a catalogue that is no good.
            let mut plan = Plan::make(source, &request, &*storage, &Known::default())?;
            self.refuse(&mut plan, &place)?;
            let (ledger, known) = open()?;
            if known.is_empty() {
                (ledger, known, plan)
            } else {
                plan.refresh(&request, &*storage, &known);
                (ledger, known, plan)
            }
        };
        self.refuse(&mut plan, &place)?;
        if console.verbose {
            console.talk(&format!("the ledger is {place}"));
        }
        if self.titles.encryption.is_seeded() {
            console.warn("IVs come from --seed-rng: for tests only");
        }
        sweep(&plan, &*storage, console)?;
        self.put_keys(&mut plan, &known, &*ledger, &request)?;
        let jobs = self.in_flight.map_or_else(rayon::current_num_threads, usize::from);
        let display = Display::new(console, &plan, jobs, self.report.as_deref())?;
        let options = Options {
            jobs,
            keep_going: self.keep_going,
            retries: self.retries,
            hash: self.hash.into(),
            clock: &SystemClock,
            interrupted,
        };
        let summary = run::run(&plan, &*storage, &*ledger, &display, options);
        display.finish(summary.as_ref().ok());
        let summary = summary?;
        self.tell(&summary, &place, console)?;
        summary.error().map_or(Ok(()), Err)
    }

    /// Waits a little for another run to end.
    fn wait(
        &self,
        path: &Path,
        told: &Cell<bool>,
        interrupted: &AtomicBool,
        mut console: Console,
    ) -> Result<()> {
        if self.no_wait {
            let busy = io::Error::new(io::ErrorKind::WouldBlock, "another run is working with this ledger");
            return Err(Error::io(path, busy));
        }
        if interrupted.load(Ordering::Relaxed) {
            return Err(ErrorKind::Interrupted.into());
        }
        if !told.replace(true) {
            console.talk(&format!("waiting for another run to end, which works with {}", path.display()));
        }
        std::thread::sleep(Duration::from_millis(100));
        Ok(())
    }

    /// Stops at the first thing that cannot be done.
    fn refuse(&self, plan: &mut Plan, place: &Place) -> Result<()> {
        if let Some(first) = plan.problems.drain(..).next() {
            let error = self.titles.source.error(first);
            return Err(error.hint("`boxlock batch plan` tells all that is wrong"));
        }
        let random = plan
            .titles
            .iter()
            .any(|title| matches!((&title.keys, &title.state), (TitleKeys::Random, State::Todo { .. })));
        if random && self.keys_out.is_none() {
            let error = Error::usage("titles without keys get random ones, which would be lost");
            return Err(error.hint("keep them with --keys-out FILE, or give --key-seed, --key or --keys"));
        }
        if random && place.path().is_none() {
            let error = Error::usage("random keys need a ledger in a file, which remembers their key IDs");
            return Err(error.hint("give --ledger FILE, or keys"));
        }
        Ok(())
    }

    /// Draws what keys are missing, and writes all of them before anything is encrypted with them.
    fn put_keys(&self, plan: &mut Plan, known: &Known, ledger: &dyn Ledger, request: &Request) -> Result<()> {
        let Some(path) = &self.keys_out else { return Ok(()) };
        let path = request.shard.map_or_else(|| path.clone(), |shard| ledger::shard_path(path, shard));
        let have = if path.exists() { keys::read_key_file(&path)? } else { Vec::new() };
        let at = rfc3339(SystemClock.now());
        let drawn: Vec<Entry> = keys::draw(&mut plan.titles, known, &have)?
            .into_iter()
            .map(|(title, kid)| Entry {
                stage: Stage::Keys,
                id: title.id,
                output: title.output.to_string(),
                at: at.clone(),
                product: None,
                kid: Some(kid.to_string()),
                failure: None,
            })
            .collect();
        keys::write_keys(&path, &plan.titles)?;
        drawn.iter().try_for_each(|entry| ledger.write(entry))?;
        ledger.sync()
    }

    fn tell(&self, summary: &Summary, place: &Place, console: &mut Console) -> Result<()> {
        if console.json {
            let mut object = summary_object(summary);
            object["ledger"] = place.to_string().into();
            return console.out_json(&object);
        }
        let Summary { made, skipped, failed, left, bytes_in, bytes_out, time, .. } = summary;
        let seconds = time.as_secs_f64();
        let speed = (*bytes_in as f64 / seconds.max(0.001)) as u64;
        console.talk(&format!(
            "{made} made, {skipped} done before, {failed} failed, {left} left, in {seconds:.1} s"
        ));
        if *made > 0 {
            console.talk(&format!("{} in, {} out, {}/s", size(*bytes_in), size(*bytes_out), size(speed)));
        }
        Ok(())
    }
}

/// Removes what killed runs have left beside outputs.
fn sweep(plan: &Plan, storage: &dyn Storage, console: &mut Console) -> Result<()> {
    let mut folders = HashSet::new();
    let mut removed = 0;
    for title in &plan.titles {
        let name = title.output.to_string();
        let folder = name.rsplit_once(['/', std::path::MAIN_SEPARATOR]).map_or("", |(folder, _)| folder);
        if folders.insert(folder.to_owned()) {
            removed += storage.sweep(&title.output)?;
        }
    }
    if removed > 0 {
        console.talk(&format!("removed {removed} unfinished outputs of an earlier run"));
    }
    Ok(())
}
