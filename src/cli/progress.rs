//! Progress: a bar on a terminal, JSON lines for machines, nothing in a pipe.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::console::{Console, ProgressChoice};
use crate::cenc::Progress;

/// JSON events come no faster than this.
const EVENT_INTERVAL: Duration = Duration::from_millis(200);

/// Shows how far a run is.
pub enum Meter {
    /// A bar with bytes, speed and remaining time.
    Bar(ProgressBar),
    /// JSON lines.
    Events {
        /// Bytes done.
        done: AtomicU64,
        /// Bytes in all, when known.
        total: Option<u64>,
        /// Start of the run.
        start: Instant,
        /// Milliseconds from the start to the last event.
        last: AtomicU64,
    },
    /// Nothing.
    Silent,
}

impl Meter {
    /// A meter for `total` bytes of input, `None` when the length is unknown.
    pub fn new(console: &Console, total: Option<u64>) -> Self {
        let bar = match console.progress {
            ProgressChoice::Auto => !console.quiet && io::stderr().is_terminal(),
            ProgressChoice::Bar => true,
            ProgressChoice::Json => {
                return Self::Events {
                    done: AtomicU64::new(0),
                    total,
                    start: Instant::now(),
                    last: AtomicU64::new(0),
                };
            }
            ProgressChoice::None => false,
        };
        if !bar {
            return Self::Silent;
        }
        let (bar, template) = match total {
            Some(total) => {
                (ProgressBar::new(total), "{wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta} left")
            }
            None => (ProgressBar::new_spinner(), "{spinner} {bytes} {bytes_per_sec} {elapsed}"),
        };
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self::Bar(bar)
    }

    /// Clears the bar, or says that all is done.
    pub fn finish(&self) {
        match self {
            Self::Bar(bar) => bar.finish_and_clear(),
            Self::Events { .. } => self.event("done"),
            Self::Silent => {}
        }
    }

    fn event(&self, name: &str) {
        if let Self::Events { done, total, start, .. } = self {
            let event = json!({
                "event": name,
                "bytes": done.load(Ordering::Relaxed),
                "total": total,
                "seconds": (start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
            });
            // Nobody is left to tell when stderr is gone.
            let _ = writeln!(io::stderr(), "{event}");
        }
    }
}

impl Progress for Meter {
    fn advance(&self, bytes: u64) {
        match self {
            Self::Bar(bar) => bar.inc(bytes),
            Self::Events { done, start, last, .. } => {
                done.fetch_add(bytes, Ordering::Relaxed);
                let now = start.elapsed().as_millis() as u64;
                let before = last.load(Ordering::Relaxed);
                if now.saturating_sub(before) >= EVENT_INTERVAL.as_millis() as u64
                    && last.compare_exchange(before, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
                {
                    self.event("progress");
                }
            }
            Self::Silent => {}
        }
    }
}
