//! What packaging costs at the least: every byte is read, ciphered and written, and nothing is known of MP4. `tests/bench/run` puts it
//! beside boxlock, to tell what a figure is bounded by.
//!
//! `floor encrypt|decrypt|batch SCHEME THREADS SOURCE DESTINATION` (`batch` encrypts, looks at the first bytes of every picture before,
//! and hashes what it writes, as `boxlock batch` has to), `floor write THREADS SOURCE DESTINATION` (as many bytes as the source has,
//! neither read nor ciphered). Of a folder, each thread takes file after file.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use boxlock::cenc::cipher::{Direction, Extent, Mode, SampleCipher, SampleJob};
use boxlock::cenc::{Iv, Scheme};
use boxlock::keys::ContentKey;
use boxlock::movie::{FileSource, ReadAt, WriteAt};
use twox_hash::XxHash3_128;

/// Bytes at a time, as boxlock has it.
const PIECE: usize = 256 << 10;

/// Bytes of a page of memory.
const PAGE: usize = 4096;

/// A picture, when 25 of them are 10 Mbit.
const SAMPLE: usize = 48 << 10;

/// Enough of a picture to know its slice header.
const HEADER: usize = 256;

/// What happens to a piece.
struct Work {
    cipher: SampleCipher,
    /// None when pieces are only written.
    mode: Option<(Direction, Mode)>,
    /// Whether pictures are looked at before, and what is written is hashed.
    batch: bool,
}

impl Work {
    fn new(operation: &str, scheme: Option<&str>) -> Self {
        let mode = scheme.map(|name| {
            let scheme = Scheme::by_name(name).expect("a scheme");
            let direction = if operation == "decrypt" { Direction::Decrypt } else { Direction::Encrypt };
            (direction, Mode::new(scheme, scheme.video_pattern))
        });
        Self {
            cipher: SampleCipher::new(&ContentKey::from_bytes([7; 16])),
            mode,
            batch: operation == "batch",
        }
    }

    /// A whole file, piece by piece.
    fn file(&self, pair: &Pair, buffer: &mut [u8]) {
        let mut hash = XxHash3_128::with_seed(0);
        if self.batch {
            let mut header = [0; HEADER];
            for offset in (0..pair.len.saturating_sub(HEADER as u64)).step_by(SAMPLE) {
                pair.source.read_exact_at(&mut header, offset).expect("a readable source");
            }
        }
        for offset in (0..pair.len).step_by(PIECE) {
            let buffer = &mut buffer[..PIECE.min((pair.len - offset) as usize)];
            self.piece(pair, offset, buffer);
            if self.batch {
                hash.write(buffer);
            }
        }
        std::hint::black_box(hash.finish_128());
    }

    fn piece(&self, pair: &Pair, offset: u64, buffer: &mut [u8]) {
        if let Some((direction, mode)) = &self.mode {
            pair.source.read_exact_at(buffer, offset).expect("a readable source");
            let (iv, extent) = (Iv::full([1; 16]), Extent::Whole);
            let mut jobs: Vec<_> =
                buffer.chunks_mut(SAMPLE).map(|data| SampleJob { iv, extent, data }).collect();
            match direction {
                Direction::Encrypt => self.cipher.encrypt_batch(mode, &mut jobs).expect("samples"),
                Direction::Decrypt => jobs.iter_mut().for_each(|job| {
                    self.cipher.apply(Direction::Decrypt, mode, &iv, extent, job.data).expect("a sample");
                }),
            }
        }
        pair.destination.write_all_at(buffer, offset).expect("a writable destination");
    }
}

/// A file and where it goes.
struct Pair {
    source: FileSource,
    destination: FileSource,
    len: u64,
}

impl Pair {
    fn open(source: &Path, destination: &Path) -> Self {
        let source = File::open(source).expect("a source");
        let len = source.metadata().expect("a length").len();
        let destination = FileSource::new(File::create(destination).expect("a destination"));
        Self { source: FileSource::new(source), destination, len }
    }
}

/// Calls `work` with the numbers below `count`, on all threads.
fn spread(threads: usize, count: usize, work: impl Fn(usize, &mut [u8]) + Sync) {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut memory = vec![0; PIECE + PAGE];
        // Where a page starts: see src/cenc/pipeline/buffer.rs.
        let start = memory.as_ptr().addr().wrapping_neg() % PAGE;
        let buffer = &mut memory[start..start + PIECE];
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                break;
            }
            work(number, buffer);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(run);
        }
        run();
    });
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (operation, scheme, threads, source, destination) = match words[..] {
        ["write", threads, source, destination] => ("write", None, threads, source, destination),
        [operation @ ("encrypt" | "decrypt" | "batch"), scheme, threads, source, destination] => {
            (operation, Some(scheme), threads, source, destination)
        }
        // Run by `cargo bench` with the others.
        _ => return println!("floor: see tests/bench/run"),
    };
    let work = Work::new(operation, scheme);
    let threads: usize = threads.parse().expect("a number of threads");
    let (source, destination) = (Path::new(source), Path::new(destination));
    if source.is_dir() {
        fs::create_dir_all(destination).expect("a folder");
        let files: Vec<PathBuf> =
            fs::read_dir(source).expect("a folder").map(|entry| entry.expect("a file").path()).collect();
        spread(threads, files.len(), |number, buffer| {
            let name = files[number].file_name().expect("a name");
            let pair = Pair::open(&files[number], &destination.join(name));
            work.file(&pair, buffer);
        });
    } else {
        let pair = Pair::open(source, destination);
        spread(threads, pair.len.div_ceil(PIECE as u64) as usize, |number, buffer| {
            let offset = (number * PIECE) as u64;
            work.piece(&pair, offset, &mut buffer[..PIECE.min((pair.len - offset) as usize)]);
        });
    }
}
