//! Makes the titles of a plan, several at a time.
//!
//! Each title in flight has a thread that plans, ciphers and waits for disks. As long as the other titles can keep all other cores busy,
//! that is all: nothing is handed from core to core. A title for which that does not hold, a large one or the last, is also
//! ciphered by the one pool that all titles share.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rayon::ThreadPoolBuilder;

use super::hash::Algorithm;
use super::keys::TitleKeys;
use super::ledger::{Entry, Failure, Ledger, Product, Stage};
use super::plan::{Plan, State, Title};
use super::storage::Storage;
use crate::cenc::cipher::SeededBytes;
use crate::cenc::encrypt::{Encryptor, TrackReport};
use crate::cenc::iv::{IvSource, OsRandom};
use crate::cenc::rewrite::rewrite_file;
use crate::cenc::{Progress, Watch};
use crate::clock::{Clock, rfc3339};
use crate::error::{Error, ErrorKind, ExitCode, Result};

/// The first pause before a retry; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// No pause is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How often a pause looks whether the run was interrupted.
const GLANCE: Duration = Duration::from_millis(50);

/// How to run.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Titles in flight.
    pub jobs: usize,
    /// Whether to go on after a title has failed. Titles in flight are finished in any case.
    pub keep_going: bool,
    /// How often a title is tried again when files or services fail (exit codes 7 and 8).
    pub retries: u32,
    /// How outputs are hashed.
    pub hash: Algorithm,
    /// The time of ledger entries.
    pub clock: &'a dyn Clock,
    /// Set to end the run: titles in flight are given up, and nothing of them stays.
    pub interrupted: &'a AtomicBool,
}

/// What became of a title.
#[derive(Debug)]
pub enum Outcome {
    /// It was made.
    Made {
        /// The output.
        product: Product,
        /// What became of its tracks.
        tracks: Vec<TrackReport>,
    },
    /// It had been made before.
    Skipped {
        /// The output.
        product: Product,
    },
    /// It could not be made.
    Failed(Error),
    /// It was not begun, or given up, since the run ended.
    Left,
}

/// A title that is finished with.
#[derive(Debug)]
pub struct Ended<'a> {
    /// The title.
    pub title: &'a Title,
    /// What became of it.
    pub outcome: Outcome,
    /// How long it took.
    pub time: Duration,
    /// How often it was tried.
    pub attempts: u32,
}

/// What happens during a run, from any thread. Slots are numbered from 0 and have one title at a time.
pub enum Event<'a> {
    /// A title is begun.
    Begin {
        /// Where.
        slot: usize,
        /// Which.
        title: &'a Title,
    },
    /// More of its input is done.
    Advance {
        /// Where.
        slot: usize,
        /// How many bytes more.
        bytes: u64,
    },
    /// It will be tried again after a pause.
    Retry {
        /// Where.
        slot: usize,
        /// Which.
        title: &'a Title,
        /// Why.
        error: &'a Error,
        /// How long the pause is.
        pause: Duration,
        /// Bytes that were done and are to be done again.
        undone: u64,
    },
    /// A title is finished with; without a slot when it was never begun.
    End {
        /// Where.
        slot: Option<usize>,
        /// What became of it.
        ended: &'a Ended<'a>,
    },
}

/// Is told what happens.
pub trait Observer: Sync {
    /// Something happened.
    ///
    /// # Errors
    /// When it cannot be recorded; that ends the run.
    fn see(&self, event: Event<'_>) -> Result<()>;
}

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Titles made.
    pub made: usize,
    /// Titles that had been made before.
    pub skipped: usize,
    /// Titles that could not be made.
    pub failed: usize,
    /// Titles that were not begun or given up.
    pub left: usize,
    /// Bytes of the inputs of titles made.
    pub bytes_in: u64,
    /// Bytes of their outputs.
    pub bytes_out: u64,
    /// How long the run took.
    pub time: Duration,
    /// Failures by exit code, the worst first.
    pub codes: Vec<(ExitCode, usize)>,
    /// The first failure in words.
    pub first_failure: Option<String>,
    /// Whether the run was interrupted.
    pub interrupted: bool,
}

impl Summary {
    fn count(&mut self, ended: &Ended<'_>) {
        match &ended.outcome {
            Outcome::Made { product, .. } => {
                self.made += 1;
                self.bytes_in += product.input_len;
                self.bytes_out += product.len;
            }
            Outcome::Skipped { .. } => self.skipped += 1,
            Outcome::Left => self.left += 1,
            Outcome::Failed(error) => {
                self.failed += 1;
                self.first_failure.get_or_insert_with(|| error.to_string());
                let code = error.exit_code();
                match self.codes.iter_mut().find(|(c, _)| *c == code) {
                    Some((_, count)) => *count += 1,
                    None => self.codes.push((code, 1)),
                }
                self.codes.sort_by_key(|(code, _)| std::cmp::Reverse(badness(*code)));
            }
        }
    }

    /// The error that the run ends with: that of the worst kind. What retrying may help is least bad, so that an engine that retries by
    /// exit code does so only when nothing else is wrong.
    pub fn error(&self) -> Option<Error> {
        if self.interrupted {
            return Some(ErrorKind::Interrupted.into());
        }
        let (code, _) = self.codes.first()?;
        let all = self.made + self.skipped + self.failed + self.left;
        let codes: Vec<String> = self
            .codes
            .iter()
            .map(|(code, count)| format!("{count} with exit code {}", *code as u8))
            .collect();
        let first = self.first_failure.as_deref().unwrap_or_default();
        let text =
            format!("{} of {all} titles failed ({}); the first: {first}", self.failed, codes.join(", "));
        let error = Error::summary(*code, text);
        Some(if self.left > 0 {
            error.hint(format!("{} titles were not begun; --keep-going goes on after a failure", self.left))
        } else {
            error
        })
    }
}

/// Orders exit codes: what helps least when tried again is worst.
fn badness(code: ExitCode) -> u8 {
    match code {
        ExitCode::Done => 0,
        ExitCode::Io => 1,
        ExitCode::Remote => 2,
        ExitCode::CheckFailed => 3,
        ExitCode::OutputExists => 4,
        ExitCode::Unsupported => 5,
        ExitCode::Malformed => 6,
        ExitCode::Key => 7,
        ExitCode::Usage => 8,
        ExitCode::Internal => 9,
        ExitCode::Interrupted => 10,
    }
}

/// Whether trying again may help.
fn may_pass(code: ExitCode) -> bool {
    matches!(code, ExitCode::Io | ExitCode::Remote)
}

/// What all titles of a run share.
struct Runner<'a> {
    storage: &'a dyn Storage,
    ledger: &'a dyn Ledger,
    observer: &'a dyn Observer,
    options: Options<'a>,
    /// Set when no further title is to be begun.
    stop: AtomicBool,
    queue: Mutex<VecDeque<&'a Title>>,
    /// Titles in flight.
    jobs: usize,
    /// Bytes of inputs that are still to be done, of all titles.
    left: AtomicI64,
    result: Mutex<(Summary, Result<()>)>,
}

/// Makes the titles of a plan that are not done. All keys must be known.
///
/// # Errors
/// When a ledger or the observer fails; what is wrong with titles is in the summary.
pub fn run(
    plan: &Plan,
    storage: &dyn Storage,
    ledger: &dyn Ledger,
    observer: &dyn Observer,
    options: Options<'_>,
) -> Result<Summary> {
    let start = Instant::now();
    let mut runner = Runner {
        storage,
        ledger,
        observer,
        options,
        stop: AtomicBool::new(false),
        queue: Mutex::default(),
        jobs: 1,
        left: AtomicI64::new(0),
        result: Mutex::new((Summary::default(), Ok(()))),
    };
    for title in &plan.titles {
        match &title.state {
            State::Done { product, confirm } => {
                if *confirm {
                    ledger.write(&runner.entry(Stage::Done, title, Some(product.clone()), None))?;
                }
                runner.end(title, None, Outcome::Skipped { product: product.clone() }, Duration::ZERO, 0);
            }
            State::Todo { .. } => {
                runner.add_left(title.input_len());
                runner.lock_queue().push_back(title);
            }
            State::Impossible => {
                return Err(Error::internal("a title that cannot be made was to be made"));
            }
        }
    }
    let jobs = options.jobs.clamp(1, runner.lock_queue().len().max(1));
    runner.jobs = jobs;
    std::thread::scope(|scope| {
        // The caller's thread is left alone: which pool it belongs to is not to be changed.
        for slot in 0..jobs {
            let runner = &runner;
            scope.spawn(move || runner.work(slot));
        }
    });
    let left: Vec<&Title> = runner.lock_queue().drain(..).collect();
    for title in left {
        runner.end(title, None, Outcome::Left, Duration::ZERO, 0);
    }
    let (mut summary, result) = runner.result.into_inner().unwrap_or_else(PoisonError::into_inner);
    result.and(ledger.sync())?;
    summary.time = start.elapsed();
    summary.interrupted = options.interrupted.load(Ordering::Relaxed);
    Ok(summary)
}

impl<'a> Runner<'a> {
    fn lock_queue(&self) -> std::sync::MutexGuard<'_, VecDeque<&'a Title>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.options.interrupted.load(Ordering::Relaxed)
    }

    /// Makes titles until there are none.
    fn work(&self, slot: usize) {
        let mut alone = None;
        while !self.is_over() {
            let Some(title) = self.lock_queue().pop_front() else { break };
            let start = Instant::now();
            self.tell(Event::Begin { slot, title });
            let (outcome, attempts) = if self.others_are_busy(title) {
                // A pool of this thread and no other, so that nothing is handed over.
                let pool = alone.get_or_insert_with(|| {
                    ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok()
                });
                match pool {
                    Some(pool) => pool.install(|| self.attempt(slot, title)),
                    None => self.attempt(slot, title),
                }
            } else if alone.is_some() {
                // This thread stays with its own pool; a new one goes to the pool of all.
                std::thread::scope(|scope| {
                    let attempt = scope.spawn(|| self.attempt(slot, title));
                    attempt
                        .join()
                        .unwrap_or_else(|_| (Outcome::Failed(Error::internal("a thread has panicked")), 1))
                })
            } else {
                self.attempt(slot, title)
            };
            if let Outcome::Failed(error) = &outcome {
                if !self.options.keep_going {
                    self.stop.store(true, Ordering::Relaxed);
                }
                let failure = Failure { code: error.exit_code() as u8, message: error.to_string() };
                // The failure itself is told; that it could not be noted would only hide it.
                let _ = self.ledger.write(&self.entry(Stage::Failed, title, None, Some(failure)));
            }
            self.end(title, Some(slot), outcome, start.elapsed(), attempts);
        }
    }

    /// Whether all other titles are work enough for all other threads while this one, about to begin, is made by one. What comes over a
    /// network is read by several at once in any case.
    fn others_are_busy(&self, title: &Title) -> bool {
        let own = signed(title.input_len());
        let others = self.left.load(Ordering::Relaxed) - own;
        // A little less than enough counts: two equal titles are best made by one thread each.
        title.input.path().is_some()
            && self.jobs >= rayon::current_num_threads()
            && others / 3 * 4 >= own.saturating_mul(self.jobs as i64 - 1)
    }

    fn add_left(&self, bytes: u64) {
        self.left.fetch_add(signed(bytes), Ordering::Relaxed);
    }

    fn take_left(&self, bytes: u64) {
        self.left.fetch_sub(signed(bytes), Ordering::Relaxed);
    }

    /// Tries a title until it is made or trying again does not help.
    fn attempt(&self, slot: usize, title: &Title) -> (Outcome, u32) {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let progress = SlotProgress { runner: self, slot, done: AtomicU64::new(0) };
            let made = catch_unwind(AssertUnwindSafe(|| self.make(title, &progress))).unwrap_or_else(|_| {
                Err(Error::internal("the program panicked").about(title.input.to_string()))
            });
            let done = progress.done.into_inner();
            // What is left of the title is not, or not yet, to be done any more.
            self.take_left(title.input_len().saturating_sub(done));
            let error = match made {
                Ok((product, tracks)) => return (Outcome::Made { product, tracks }, attempts),
                Err(error) if matches!(error.kind, ErrorKind::Interrupted) => {
                    return (Outcome::Left, attempts);
                }
                Err(error) => error,
            };
            if attempts > self.options.retries || !may_pass(error.exit_code()) {
                return (Outcome::Failed(error), attempts);
            }
            let pause = FIRST_PAUSE.saturating_mul(1 << (attempts - 1).min(10)).min(LONGEST_PAUSE);
            self.tell(Event::Retry { slot, title, error: &error, pause, undone: done });
            self.add_left(title.input_len());
            let until = Instant::now() + pause;
            while Instant::now() < until {
                if self.is_over() {
                    return (Outcome::Failed(error), attempts);
                }
                std::thread::sleep(GLANCE.min(until.saturating_duration_since(Instant::now())));
            }
        }
    }

    /// Makes a title.
    fn make(&self, title: &Title, progress: &SlotProgress<'_, '_>) -> Result<(Product, Vec<TrackReport>)> {
        let about_input = |e: Error| e.about(title.input.to_string());
        let TitleKeys::Known(keys) = &title.keys else {
            return Err(Error::internal("a title without keys was to be made"));
        };
        let (Some(identity), State::Todo { replace }) = (&title.identity, &title.state) else {
            return Err(Error::internal("a title without input was to be made"));
        };
        let ivs: Box<dyn IvSource> = match title.ivs {
            Some(seed) => Box::new(SeededBytes::from_key(seed)),
            None => Box::new(OsRandom),
        };
        let mut encryptor = Encryptor::new(title.recipe.options(keys, ivs)?)?;
        let source = self.storage.open_read(&title.input)?;
        let mut output = self.storage.create(&title.output, *replace, self.options.hash)?;
        let watch = Watch { progress, interrupted: self.options.interrupted };
        {
            let mut sink = output.sink();
            rewrite_file(&*source, identity.len, &mut encryptor, &mut sink, watch).map_err(|e| {
                match e.kind {
                    // Reading a file that was opened hardly ever fails; writing does.
                    ErrorKind::Io(_) => e.about(title.output.to_string()),
                    _ => about_input(e),
                }
            })?;
            sink.flush()?;
        }
        let tracks = encryptor.reports().to_vec();
        drop(encryptor);
        title.recipe.check(&tracks).map_err(about_input)?;
        watch.check()?;
        let written = output.finish()?;
        if self.storage.stat(&title.input)?.as_ref() != Some(identity) {
            let changed = std::io::Error::other("the input has changed since it was planned for");
            return Err(Error::from(changed).about(title.input.to_string()).hint("run the batch again"));
        }
        let mut kids: Vec<String> = tracks.iter().filter_map(|t| t.kid).map(|kid| kid.to_string()).collect();
        kids.sort();
        kids.dedup();
        let product = Product {
            input_len: identity.len,
            input_version: identity.version.clone(),
            parameters: title.parameters.clone(),
            len: written.len,
            hash: written.hash,
            kids,
        };
        self.ledger.write(&self.entry(Stage::Ready, title, Some(product.clone()), None))?;
        output.commit()?;
        self.ledger.write(&self.entry(Stage::Done, title, Some(product.clone()), None))?;
        Ok((product, tracks))
    }

    fn entry(
        &self,
        stage: Stage,
        title: &Title,
        product: Option<Product>,
        failure: Option<Failure>,
    ) -> Entry {
        Entry {
            stage,
            id: title.id,
            output: title.output.to_string(),
            at: rfc3339(self.options.clock.now()),
            product,
            kid: None,
            failure,
        }
    }

    fn end(&self, title: &Title, slot: Option<usize>, outcome: Outcome, time: Duration, attempts: u32) {
        let ended = Ended { title, outcome, time, attempts };
        self.result.lock().unwrap_or_else(PoisonError::into_inner).0.count(&ended);
        self.tell(Event::End { slot, ended: &ended });
    }

    /// Tells the observer; when it fails, the run ends with its error.
    fn tell(&self, event: Event<'_>) {
        if let Err(error) = self.observer.see(event) {
            self.stop.store(true, Ordering::Relaxed);
            let mut result = self.result.lock().unwrap_or_else(PoisonError::into_inner);
            if result.1.is_ok() {
                result.1 = Err(error);
            }
        }
    }
}

/// Bytes, to be subtracted.
fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// Progress of the title in one slot.
struct SlotProgress<'a, 'b> {
    runner: &'a Runner<'b>,
    slot: usize,
    done: AtomicU64,
}

impl Progress for SlotProgress<'_, '_> {
    fn advance(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
        self.runner.take_left(bytes);
        self.runner.tell(Event::Advance { slot: self.slot, bytes });
    }
}
