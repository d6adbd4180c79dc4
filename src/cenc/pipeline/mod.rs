//! Ciphers and writes what has been planned, while more is being planned. Planning is serial and in decode order, on the thread
//! that calls; this part is pure, so it runs on all threads and its output does not depend on them.

mod batch;
mod buffer;
mod queue;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use self::batch::{Part, Pass, Piece};
use self::buffer::Buffer;
use self::queue::{Queue, Task, Until};
use super::cipher::{Direction, SampleJob};
use super::plan::Contexts;
use super::sink::{Positioned, Sink};
use crate::error::{Error, ErrorKind, Result};
use crate::movie::ReadAt;

pub use self::batch::Batch;

/// Less than this is not worth a second thread.
const FOR_ONE_THREAD: u64 = 2 << 20;

/// Planning runs ahead of ciphering by this many bytes of output, then the planning thread helps.
const AHEAD: u64 = 16 << 20;

/// Told how many bytes of the input are done.
pub trait Progress: Sync {
    /// `bytes` more bytes of the input are done.
    fn advance(&self, bytes: u64);
}

/// Nobody is told.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn advance(&self, _bytes: u64) {}
}

/// Who watches a run, and who may end it.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Told of every piece.
    pub progress: &'a dyn Progress,
    /// Set to end the run with [`ErrorKind::Interrupted`].
    pub interrupted: &'a AtomicBool,
}

impl Watch<'_> {
    /// Ends the run when it has been interrupted.
    ///
    /// # Errors
    /// [`ErrorKind::Interrupted`].
    pub fn check(&self) -> Result<()> {
        if self.interrupted.load(Ordering::Relaxed) {
            return Err(ErrorKind::Interrupted.into());
        }
        Ok(())
    }
}

/// What the threads of a run share.
#[derive(Clone, Copy)]
struct Work<'a> {
    queue: &'a Queue,
    source: &'a dyn ReadAt,
    watch: Watch<'a>,
    /// The output, when any thread may write it.
    file: Option<Positioned<'a>>,
}

/// Where planned batches go.
pub struct Pipeline<'a, 's> {
    work: Work<'a>,
    sink: &'a mut Sink<'s>,
    /// Bytes of output that planning runs ahead.
    ahead: u64,
}

/// Calls `plan` with a pipeline; what is put into it is ciphered and written, from `source` to `sink`. `expected` is about how many
/// bytes that will be: few are not worth waking other threads.
///
/// # Errors
/// Those of `plan`; when a sample lies outside the media parts, input or output fails, or the run is interrupted.
pub fn run<'s>(
    source: &dyn ReadAt,
    sink: &mut Sink<'s>,
    watch: Watch<'_>,
    expected: u64,
    plan: impl FnOnce(&mut Pipeline<'_, 's>) -> Result<()>,
) -> Result<()> {
    let threads = if expected < FOR_ONE_THREAD { 1 } else { rayon::current_num_threads() };
    let queue = Queue::new(threads, sink.position());
    let work = Work { queue: &queue, source, watch, file: sink.positioned() };
    let mut pipeline = Pipeline { work, sink, ahead: if threads == 1 { 0 } else { AHEAD } };
    let lead = |pipeline: &mut Pipeline<'_, 's>| {
        let _guard = FailOnPanic(&queue);
        if let Err(error) = plan(pipeline) {
            queue.fail(error);
        }
        queue.close();
        while pipeline.help(Until::Done) {}
    };
    if threads == 1 {
        lead(&mut pipeline);
    } else {
        rayon::in_place_scope(|scope| {
            for _ in 1..threads {
                scope.spawn(|_| work.work());
            }
            lead(&mut pipeline);
        });
    }
    queue.result()?;
    pipeline.sink.claim_to(queue.position());
    Ok(())
}

impl Pipeline<'_, '_> {
    /// Adds a batch; `contexts` has the keys that its plans name, one list per pass. Batches are written in the order they come.
    ///
    /// # Errors
    /// When samples share bytes or lie outside the media parts, or the run has failed or been interrupted.
    pub fn push(&mut self, batch: Batch, contexts: Vec<Contexts>) -> Result<()> {
        let len = batch.len();
        self.work.queue.push(batch.prepare(contexts)?, len);
        while self.help(Until::Waiting(self.ahead)) {}
        self.work.queue.result()
    }

    /// See [`Sink::hold`].
    pub fn hold(&mut self) {
        self.sink.hold();
    }

    /// Does what is to be done next; false when that is nothing.
    fn help(&mut self, until: Until) -> bool {
        match self.work.queue.next(true, until) {
            Some(Task::Write { buffer, .. }) if self.work.file.is_none() => {
                let done = self.sink.append(buffer.as_slice());
                self.work.queue.written(buffer, done);
            }
            Some(task) => self.work.perform(task),
            None => return false,
        }
        true
    }
}

impl Work<'_> {
    /// Works until there is nothing left.
    fn work(self) {
        let _guard = FailOnPanic(self.queue);
        while let Some(task) = self.queue.next(self.file.is_some(), Until::Done) {
            self.perform(task);
        }
    }

    fn perform(self, task: Task) {
        match task {
            Task::Write { position, buffer } => {
                let done = self.file.map_or(Ok(()), |file| file.write_all_at(buffer.as_slice(), position));
                self.queue.written(buffer, done);
            }
            Task::Cipher { number, position, mut piece, mut buffer } => {
                let done = self.fill(&mut piece, position, &mut buffer);
                self.queue.ciphered(number, buffer, done);
            }
        }
    }

    /// Puts a piece of output that goes to `position` into a buffer.
    fn fill(self, piece: &mut Piece, position: u64, buffer: &mut Buffer) -> Result<()> {
        self.watch.check()?;
        if let [Part::Bytes(bytes)] = piece.parts.as_mut_slice() {
            *buffer = Buffer::from_bytes(std::mem::take(bytes));
            return Ok(());
        }
        let mut rest = buffer.room(piece.len as usize, buffer::place(piece, position));
        let mut read = 0;
        for part in &piece.parts {
            match part {
                Part::Bytes(bytes) => {
                    let (here, after) = rest.split_at_mut(bytes.len());
                    here.copy_from_slice(bytes);
                    rest = after;
                }
                &Part::Media { offset, len } => {
                    let (here, after) = rest.split_at_mut(len as usize);
                    self.source.read_exact_at(here, offset)?;
                    for pass in &*piece.passes {
                        cipher(pass, offset, here)?;
                    }
                    rest = after;
                    read += len;
                }
            }
        }
        self.watch.progress.advance(read);
        Ok(())
    }
}

/// Lets the other threads go when this one panics: they would wait for its piece for ever.
struct FailOnPanic<'a>(&'a Queue);

impl Drop for FailOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.fail(Error::internal("a thread has panicked"));
        }
    }
}

/// Ciphers the samples of one pass that lie in `data`, whose first byte is at `offset` of the input.
fn cipher(Pass { plan, contexts }: &Pass, offset: u64, data: &mut [u8]) -> Result<()> {
    let samples = plan.within(offset, offset + data.len() as u64);
    let mut rest = data;
    let mut at = offset;
    // All samples of a key together, though those of other tracks lie between them: chains of CBC run side by side.
    let mut jobs: BTreeMap<u16, Vec<SampleJob<'_>>> = BTreeMap::new();
    for sample in samples {
        let (_, from) = std::mem::take(&mut rest).split_at_mut((sample.offset - at) as usize);
        let (bytes, after) = from.split_at_mut(sample.size as usize);
        (rest, at) = (after, sample.end());
        let iv = plan.iv(sample).ok_or_else(|| Error::internal("a sample without IV"))?;
        let job = SampleJob { iv, extent: plan.extent(sample), data: bytes };
        jobs.entry(sample.context).or_default().push(job);
    }
    for (index, mut jobs) in jobs {
        let context = contexts.get(index).ok_or_else(|| Error::internal("no such cipher context"))?;
        let done = match context.direction {
            Direction::Encrypt => context.cipher.encrypt_batch(&context.mode, &mut jobs).map_err(|e| e.error),
            Direction::Decrypt => jobs.iter_mut().try_for_each(|job| {
                context.cipher.apply(Direction::Decrypt, &context.mode, &job.iv, job.extent, job.data)
            }),
        };
        done.map_err(|e| Error::malformed(e.to_string()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
