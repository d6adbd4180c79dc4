use std::io::{self, Write};
use std::sync::atomic::AtomicUsize;

use super::batch::PIECE;
use super::*;
use crate::cenc::cipher::{Extent, Mode, SampleCipher, SeededBytes};
use crate::cenc::plan::{Context, Plan};
use crate::cenc::{Iv, Pattern, Scheme};
use crate::keys::ContentKey;
use crate::movie::FileSource;
use crate::movie::{SampleLocation, Window};

const LEN: u64 = 40 * PIECE + 12345;

fn source() -> Window {
    let mut data = vec![0; LEN as usize];
    SeededBytes::new(1).next_bytes(&mut data);
    Window { base: 0, data }
}

/// Runs `plan` on several threads into a file or a pipe, and returns the output.
fn output(
    threads: usize,
    to_file: bool,
    plan: impl FnOnce(&mut Pipeline<'_, '_>) -> Result<()> + Send,
) -> Result<Vec<u8>> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| {
        let (source, interrupted) = (source(), AtomicBool::new(false));
        let watch = Watch { progress: &NoProgress, interrupted: &interrupted };
        let mut bytes = Vec::new();
        if to_file {
            let file = FileSource::new(tempfile::tempfile().unwrap());
            let mut sink = Sink::file(&file);
            run(&source, &mut sink, watch, LEN, plan)?;
            bytes.resize(sink.position() as usize, 0);
            file.read_exact_at(&mut bytes, 0)?;
        } else {
            run(&source, &mut Sink::pipe(&mut bytes), watch, LEN, plan)?;
        }
        Ok(bytes)
    })
}

/// Headers and samples of many sizes, in batches of many sizes, and what comes of them.
fn fragments(pipeline: &mut Pipeline<'_, '_>, expected: &mut Vec<u8>) -> Result<()> {
    let cipher = SampleCipher::new(&ContentKey::from_bytes([3; 16]));
    let mode = Mode::new(Scheme::by_name("cenc").unwrap(), Pattern::NONE);
    let contexts = Contexts::default();
    let clear = source().data;
    let (mut offset, mut number) = (0, 0);
    let mut batch = Batch::default();
    let mut plan = Plan::default();
    while offset < LEN {
        let len = [700, 90_000, PIECE + 17, 3, 3 * PIECE][number as usize % 5].min(LEN - offset);
        let header = vec![number as u8; 8 + number as usize % 50];
        expected.extend(&header);
        batch.bytes(header);
        let iv = Iv::half(number);
        // As keys come with new fragments: while earlier ones are being ciphered.
        let context = contexts.push(Context {
            cipher: SampleCipher::new(&ContentKey::from_bytes([3; 16])),
            mode,
            direction: Direction::Encrypt,
        })?;
        plan.push(
            &SampleLocation { offset, size: len as u32, description_index: 1 },
            context,
            iv,
            Extent::Whole,
        )?;
        let mut sample = clear[offset as usize..(offset + len) as usize].to_vec();
        cipher.apply(Direction::Encrypt, &mode, &iv, Extent::Whole, &mut sample).unwrap();
        expected.extend(sample);
        batch.media(offset, len);
        (offset, number) = (offset + len, number + 1);
        if number % 7 == 0 || offset == LEN {
            batch.plan(vec![std::mem::take(&mut plan)])?;
            pipeline.push(std::mem::take(&mut batch), vec![contexts.clone()])?;
        }
    }
    Ok(())
}

#[test]
fn output_depends_neither_on_threads_nor_on_where_it_goes() {
    for threads in [1, 2, 5] {
        for to_file in [true, false] {
            let mut expected = Vec::new();
            let found = output(threads, to_file, |pipeline| fragments(pipeline, &mut expected)).unwrap();
            assert!(found == expected, "{threads} threads, file: {to_file}");
        }
    }
}

#[test]
fn an_error_of_planning_ends_the_run() {
    for threads in [1, 3] {
        for to_file in [true, false] {
            let error = output(threads, to_file, |pipeline| {
                fragments(pipeline, &mut Vec::new())?;
                Err(Error::malformed("enough"))
            });
            assert_eq!(error.unwrap_err().to_string(), "enough");
        }
    }
}

#[test]
fn input_that_ends_early_ends_the_run() {
    for threads in [1, 3] {
        let error = output(threads, true, |pipeline| {
            let mut batch = Batch::default();
            batch.media(0, LEN + 1);
            pipeline.push(batch, Vec::new())
        });
        assert!(matches!(error.unwrap_err().kind, ErrorKind::Io(_)));
    }
}

/// Takes some bytes, then breaks.
struct Breaking(usize);

impl Write for Breaking {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn output_that_breaks_ends_the_run() {
    rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap().install(|| {
        let interrupted = AtomicBool::new(false);
        let watch = Watch { progress: &NoProgress, interrupted: &interrupted };
        let mut pipe = Breaking(5 * PIECE as usize);
        let run = run(&source(), &mut Sink::pipe(&mut pipe), watch, LEN, |p| fragments(p, &mut Vec::new()));
        assert!(matches!(run.unwrap_err().kind, ErrorKind::Io(_)));
    });
}

/// Counts what is done, and ends the run after a while.
struct Counter {
    done: AtomicUsize,
    interrupted: AtomicBool,
    limit: usize,
}

impl Progress for Counter {
    fn advance(&self, bytes: u64) {
        if self.done.fetch_add(bytes as usize, Ordering::Relaxed) > self.limit {
            self.interrupted.store(true, Ordering::Relaxed);
        }
    }
}

#[test]
fn progress_counts_the_input_and_an_interruption_ends_the_run() {
    for (limit, threads) in [(usize::MAX, 2), (LEN as usize / 3, 1), (LEN as usize / 3, 3)] {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| {
            let counter = Counter { done: AtomicUsize::new(0), interrupted: AtomicBool::new(false), limit };
            let watch = Watch { progress: &counter, interrupted: &counter.interrupted };
            let mut bytes = Vec::new();
            let done =
                run(&source(), &mut Sink::pipe(&mut bytes), watch, LEN, |p| fragments(p, &mut Vec::new()));
            match done {
                Ok(()) => assert_eq!((limit, counter.done.into_inner()), (usize::MAX, LEN as usize)),
                Err(error) => {
                    assert!(matches!(error.kind, ErrorKind::Interrupted));
                    assert!(limit < usize::MAX && counter.done.into_inner() < LEN as usize);
                }
            }
        });
    }
}

/// A source that must not be asked.
struct Panicking;

impl ReadAt for Panicking {
    fn read_exact_at(&self, _buffer: &mut [u8], _offset: u64) -> io::Result<()> {
        panic!("asked");
    }
}

#[test]
fn a_panic_does_not_leave_the_others_waiting() {
    let caught = std::panic::catch_unwind(|| {
        rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap().install(|| {
            let interrupted = AtomicBool::new(false);
            let watch = Watch { progress: &NoProgress, interrupted: &interrupted };
            let mut bytes = Vec::new();
            run(&Panicking, &mut Sink::pipe(&mut bytes), watch, LEN, |pipeline| {
                let mut batch = Batch::default();
                batch.media(0, LEN);
                pipeline.push(batch, Vec::new())
            })
        })
    });
    assert!(caught.is_err());
}
