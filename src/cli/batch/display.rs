//! What a run shows while it goes on: bars on a terminal, JSON lines for machines, failures always; and its report.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget};
use serde_json::{Value, json};

use crate::batch::plan::{Plan, Title};
use crate::batch::report::{Totals, seconds, summary_object, title_line};
use crate::batch::run::{Ended, Event, Observer, Outcome, Summary};
use crate::cli::progress::style;
use crate::cli::{Console, ProgressChoice};
use crate::error::{Error, Result};

/// JSON events of progress come no faster than this.
const EVENT_INTERVAL: Duration = Duration::from_millis(200);

/// More titles in flight than this are not shown one by one.
const MAX_BARS: usize = 8;

/// Columns of a title's name beside its bar.
const NAME_COLUMNS: usize = 24;

/// Shows a run.
pub struct Display {
    console: Console,
    face: Face,
    report: Option<(PathBuf, Mutex<File>)>,
    totals: Totals,
    start: Instant,
    /// Bytes of inputs that are done.
    bytes: AtomicU64,
    /// Titles that were to be made and are finished with.
    ended: AtomicUsize,
    failed: AtomicUsize,
    /// Milliseconds from the start to the last event of progress.
    last: AtomicU64,
}

enum Face {
    Bars { multi: MultiProgress, total: ProgressBar, slots: Vec<ProgressBar> },
    Events,
    Silent,
}

impl Display {
    /// A display for a plan with `jobs` titles in flight.
    ///
    /// # Errors
    /// When the report cannot be made.
    pub fn new(console: &Console, plan: &Plan, jobs: usize, report: Option<&Path>) -> Result<Self> {
        let report = match report {
            Some(path) => {
                let file = File::create(path).map_err(|e| Error::io(path, e))?;
                Some((path.to_path_buf(), Mutex::new(file)))
            }
            None => None,
        };
        let totals = Totals::of(plan);
        let bars = match console.progress {
            ProgressChoice::Auto => !console.quiet && io::stderr().is_terminal(),
            ProgressChoice::Bar => true,
            ProgressChoice::Json | ProgressChoice::None => false,
        };
        let face = match console.progress {
            ProgressChoice::Json => Face::Events,
            _ if bars && totals.todo > 0 => bars_for(&totals, jobs.min(totals.todo)),
            _ => Face::Silent,
        };
        let display = Self {
            console: *console,
            face,
            report,
            totals,
            start: Instant::now(),
            bytes: AtomicU64::new(0),
            ended: AtomicUsize::new(0),
            failed: AtomicUsize::new(0),
            last: AtomicU64::new(0),
        };
        display.event(json!({ "event": "start", "totals": totals.object() }));
        Ok(display)
    }

    /// Clears bars, or says that all is done.
    pub fn finish(&self, summary: Option<&Summary>) {
        match &self.face {
            Face::Bars { total, slots, .. } => {
                slots.iter().for_each(ProgressBar::finish_and_clear);
                total.finish_and_clear();
            }
            Face::Events => {
                self.progress();
                if let Some(summary) = summary {
                    self.event(json!({ "event": "done", "summary": summary_object(summary) }));
                }
            }
            Face::Silent => {}
        }
    }

    fn event(&self, mut event: Value) {
        if matches!(self.face, Face::Events) {
            event["seconds"] = seconds(self.start.elapsed()).into();
            // Nobody is left to tell when stderr is gone.
            let _ = io::stderr().write_all(format!("{event}\n").as_bytes());
        }
    }

    fn progress(&self) {
        let (bytes, total) = (self.bytes.load(Ordering::Relaxed), self.totals.todo_bytes);
        let elapsed = self.start.elapsed().as_secs_f64().max(0.001);
        let speed = bytes as f64 / elapsed;
        let left = (bytes > 0).then(|| (total.saturating_sub(bytes) as f64 / speed).round());
        self.event(json!({
            "event": "progress",
            "bytes": bytes,
            "total": total,
            "titles": self.ended.load(Ordering::Relaxed),
            "total_titles": self.totals.todo,
            "failed": self.failed.load(Ordering::Relaxed),
            "bytes_per_second": speed.round(),
            "seconds_left": left,
        }));
    }

    fn advance(&self, slot: usize, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        match &self.face {
            Face::Bars { total, slots, .. } => {
                total.inc(bytes);
                if let Some(bar) = slots.get(slot) {
                    bar.inc(bytes);
                }
            }
            Face::Events => {
                let now = self.start.elapsed().as_millis() as u64;
                let before = self.last.load(Ordering::Relaxed);
                if now.saturating_sub(before) >= EVENT_INTERVAL.as_millis() as u64
                    && self.last.compare_exchange(before, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
                {
                    self.progress();
                }
            }
            Face::Silent => {}
        }
    }

    fn begin(&self, slot: usize, title: &Title) {
        if let Face::Bars { slots, .. } = &self.face
            && let Some(bar) = slots.get(slot)
        {
            bar.reset();
            bar.set_length(title.input_len());
            bar.set_message(short_name(&title.name.to_string_lossy()));
        }
        self.event(json!({
            "event": "begin",
            "row": title.number,
            "input": title.input.to_string(),
            "output": title.output.to_string(),
            "bytes": title.input_len(),
        }));
    }

    fn end(&self, slot: Option<usize>, ended: &Ended<'_>) -> Result<()> {
        let line = title_line(ended);
        if let Some((path, report)) = &self.report {
            let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
            report.write_all(format!("{line}\n").as_bytes()).map_err(|e| Error::io(path, e))?;
        }
        if let Outcome::Failed(error) = &ended.outcome {
            self.failed.fetch_add(1, Ordering::Relaxed);
            self.over_bars(|| {
                self.console.fail(error);
            });
        }
        let Some(slot) = slot else { return Ok(()) };
        self.ended.fetch_add(1, Ordering::Relaxed);
        // Boxes that are not copied piece by piece count with the end of their title.
        self.event(json!({ "event": "title", "result": line }));
        if let Face::Bars { total, slots, .. } = &self.face {
            if let Some(bar) = slots.get(slot) {
                bar.set_length(0);
                bar.set_message("");
            }
            total.set_message(self.counts());
        }
        Ok(())
    }

    fn counts(&self) -> String {
        let ended = self.ended.load(Ordering::Relaxed);
        match self.failed.load(Ordering::Relaxed) {
            0 => format!("{ended}/{}", self.totals.todo),
            failed => format!("{ended}/{}, {failed} failed", self.totals.todo),
        }
    }

    fn over_bars(&self, say: impl FnOnce()) {
        match &self.face {
            Face::Bars { multi, .. } => multi.suspend(say),
            _ => say(),
        }
    }
}

impl Observer for Display {
    fn see(&self, event: Event<'_>) -> Result<()> {
        match event {
            Event::Begin { slot, title } => self.begin(slot, title),
            Event::Advance { slot, bytes } => self.advance(slot, bytes),
            Event::Retry { slot, title, error, pause, undone } => {
                self.bytes.fetch_sub(undone, Ordering::Relaxed);
                if let Face::Bars { total, slots, .. } = &self.face {
                    total.set_position(self.bytes.load(Ordering::Relaxed));
                    if let Some(bar) = slots.get(slot) {
                        bar.set_position(0);
                    }
                }
                self.event(json!({
                    "event": "retry",
                    "row": title.number,
                    "error": error.json(),
                    "pause_seconds": pause.as_secs_f64(),
                }));
                let mut console = self.console;
                let text = format!("{error}; trying again in {:.1} s", pause.as_secs_f64());
                self.over_bars(|| console.warn(&text));
            }
            Event::End { slot, ended } => return self.end(slot, ended),
        }
        Ok(())
    }
}

/// One bar per title in flight and one for all.
fn bars_for(totals: &Totals, jobs: usize) -> Face {
    let multi = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10));
    let slots = (0..jobs.min(MAX_BARS)).map(|_| {
        let bar = multi.add(ProgressBar::new(0));
        bar.set_style(style(&format!("{{msg:{NAME_COLUMNS}!}} {{wide_bar}} {{bytes:>11}} {{percent:>3}}%")));
        bar
    });
    let slots = slots.collect();
    let total = multi.add(ProgressBar::new(totals.todo_bytes));
    total.set_style(style("{msg} {wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec} {left} left"));
    total.set_message(format!("0/{}", totals.todo));
    Face::Bars { multi, total, slots }
}

/// The end of a name says most.
fn short_name(name: &str) -> String {
    let count = name.chars().count();
    if count <= NAME_COLUMNS {
        return name.to_owned();
    }
    "…".chars().chain(name.chars().skip(count - NAME_COLUMNS + 1)).collect()
}
