//! Titles whose storage fails for a while are tried again after pauses that double; what trying again cannot help is not.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use boxlock::Result;
use boxlock::batch::hash::Algorithm;
use boxlock::batch::ledger::{Entry, Known, Ledger};
use boxlock::batch::list::{Format, read};
use boxlock::batch::plan::{Plan, Request, Source};
use boxlock::batch::run::{self, Event, Observer, Options, Outcome, Summary};
use boxlock::batch::storage::{Identity, LocalStorage, OutputFile, Place, Storage};
use boxlock::clock::FixedClock;
use boxlock::movie::ReadAt;

/// Files whose outputs cannot be made the first times.
struct Failing {
    failures: u32,
    asked: AtomicU32,
}

impl Storage for Failing {
    fn stat(&self, place: &Place) -> Result<Option<Identity>> {
        LocalStorage.stat(place)
    }

    fn open_read(&self, place: &Place) -> Result<Box<dyn ReadAt + Send>> {
        LocalStorage.open_read(place)
    }

    fn create(&self, place: &Place, replace: bool, hash: Algorithm) -> Result<Box<dyn OutputFile>> {
        if self.asked.fetch_add(1, Ordering::Relaxed) < self.failures {
            return Err(io::Error::from(io::ErrorKind::TimedOut).into());
        }
        LocalStorage.create(place, replace, hash)
    }

    fn put_if_absent(&self, place: &Place, bytes: &[u8]) -> Result<bool> {
        LocalStorage.put_if_absent(place, bytes)
    }

    fn read_small(&self, place: &Place) -> Result<Option<Vec<u8>>> {
        LocalStorage.read_small(place)
    }

    fn list(&self, pattern: &Place) -> Result<Vec<(Place, Identity)>> {
        LocalStorage.list(pattern)
    }

    fn sweep(&self, place: &Place) -> Result<usize> {
        LocalStorage.sweep(place)
    }
}

/// Takes every entry and keeps none.
struct NoLedger;

impl Ledger for NoLedger {
    fn write(&self, _entry: &Entry) -> Result<()> {
        Ok(())
    }

    fn sync(&self) -> Result<()> {
        Ok(())
    }
}

#[derive(Default)]
struct Seen {
    pauses: Mutex<Vec<Duration>>,
    attempts: Mutex<Vec<(bool, u32)>>,
}

impl Observer for Seen {
    fn see(&self, event: Event<'_>) -> Result<()> {
        match event {
            Event::Retry { pause, .. } => self.pauses.lock().unwrap().push(pause),
            Event::End { ended, .. } => {
                let made = matches!(ended.outcome, Outcome::Made { .. });
                self.attempts.lock().unwrap().push((made, ended.attempts));
            }
            _ => {}
        }
        Ok(())
    }
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/avc-aac.mp4")
}

/// Makes one title; returns what came of it, what was seen, and how long it took.
fn make(input: &Path, failures: u32, retries: u32) -> (Summary, Seen, Duration) {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.mp4");
    let row = serde_json::json!({ "input": input, "output": output, "key_seed": "test" });
    let list = read(row.to_string().as_bytes(), Format::Jsonl).unwrap();
    let storage = Failing { failures, asked: AtomicU32::new(0) };
    let source = Source::List(Box::new(list));
    let plan = Plan::make(source, &Request::default(), &storage, &Known::default()).unwrap();
    assert!(plan.problems.is_empty(), "{:?}", plan.problems);
    let seen = Seen::default();
    let options = Options {
        jobs: 1,
        keep_going: false,
        retries,
        hash: Algorithm::default(),
        clock: &FixedClock(1_800_000_000),
        interrupted: &AtomicBool::new(false),
    };
    let start = Instant::now();
    let summary = run::run(&plan, &storage, &NoLedger, &seen, options).unwrap();
    assert_eq!(output.exists(), summary.made == 1);
    (summary, seen, start.elapsed())
}

#[test]
fn what_fails_for_a_while_is_tried_again_after_longer_and_longer_pauses() {
    let (summary, seen, time) = make(&sample(), 2, 2);
    assert_eq!((summary.made, summary.failed), (1, 0));
    let pauses = seen.pauses.into_inner().unwrap();
    assert_eq!(pauses, [Duration::from_millis(500), Duration::from_secs(1)]);
    assert!(time >= Duration::from_millis(1500), "{time:?}");
    assert_eq!(seen.attempts.into_inner().unwrap(), [(true, 3)]);
}

#[test]
fn what_goes_on_failing_is_given_up_with_its_exit_code() {
    let (summary, seen, _) = make(&sample(), u32::MAX, 1);
    assert_eq!((summary.made, summary.failed), (0, 1));
    assert_eq!(seen.attempts.into_inner().unwrap(), [(false, 2)]);
    assert_eq!(summary.error().unwrap().exit_code(), boxlock::ExitCode::Io);
    let (_, seen, _) = make(&sample(), 1, 0);
    assert!(seen.pauses.into_inner().unwrap().is_empty());
}

#[test]
fn a_file_that_is_no_good_is_not_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in.mp4");
    std::fs::write(&input, "this is no MP4 file").unwrap();
    let (summary, seen, _) = make(&input, 0, 5);
    assert_eq!(seen.attempts.into_inner().unwrap(), [(false, 1)]);
    assert_eq!(summary.error().unwrap().exit_code(), boxlock::ExitCode::Malformed);
}
