//! Progress: a bar on a terminal, JSON lines for machines, nothing in a pipe.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use serde_json::json;

use super::console::{Console, ProgressChoice};
use crate::cenc::Progress;

/// JSON events come no faster than this.
const EVENT_INTERVAL: Duration = Duration::from_millis(200);

/// Before that, what is left is anyone's guess.
const FIRST_ESTIMATE: Duration = Duration::from_secs(1);

/// A bar's style; `{left}` is the time that is left if it goes on as it went on the whole.
pub fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.with_key("left", |state: &ProgressState, w: &mut dyn std::fmt::Write| {
        // Nobody is told when a terminal is gone.
        let _ = match time_left(state.elapsed(), state.pos(), state.len().unwrap_or(0)) {
            Some(left) => write!(w, "{:#}", HumanDuration(left)),
            None => write!(w, "…"),
        };
    })
}

/// The time that is left after `done` of `total` bytes; `None` while too little is known.
fn time_left(elapsed: Duration, done: u64, total: u64) -> Option<Duration> {
    if elapsed < FIRST_ESTIMATE || done == 0 {
        return None;
    }
    let left = elapsed.as_secs_f64() * total.saturating_sub(done) as f64 / done as f64;
    Duration::try_from_secs_f64(left.ceil()).ok()
}

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
                (ProgressBar::new(total), "{wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {left} left")
            }
            None => (ProgressBar::new_spinner(), "{spinner} {bytes} {bytes_per_sec} {elapsed}"),
        };
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        bar.set_style(style(template));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_come_late_and_follow_the_average() {
        let seconds = Duration::from_secs;
        assert_eq!(time_left(Duration::from_millis(999), 1, 1000), None);
        assert_eq!(time_left(seconds(5), 0, 1000), None);
        assert_eq!(time_left(seconds(5), 250, 1000), Some(seconds(15)));
        assert_eq!(time_left(seconds(5), 1001, 1000), Some(seconds(0)));
        assert_eq!(time_left(seconds(u64::MAX / 2), 1, u64::MAX), None);
    }
}
