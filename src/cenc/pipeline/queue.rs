//! What waits for a thread, and who does what next.
//!
//! Pieces are ciphered by all threads, in any order, and written in order by one thread at a time: writes to one file wait for
//! each other in the operating system anyway (on its inode), so a thread that would wait ciphers instead. What is furthest
//! down the line goes first, which bounds what is in flight.
//!
//! A thread that finds nothing to do looks again a little later. It is not woken: that costs more than a piece, and a thread that is
//! woken may be put on the processor of the one that wakes it and wait there for milliseconds while another processor is idle, as was
//! seen on a virtual machine with two.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::batch::{Cutter, PIECE, Piece};
use super::buffer::Buffer;
use crate::error::{Error, Result};

/// The first pause of a thread that finds nothing to do: about as long as a piece takes to be written. Each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_micros(100);

/// No pause is longer.
const LONGEST_PAUSE: Duration = Duration::from_millis(1);

/// Something to do.
#[derive(Debug)]
pub(super) enum Task {
    /// Read and cipher a piece, which goes to a position of the output, into the buffer; [`Queue::ciphered`] takes it.
    Cipher { number: u64, position: u64, piece: Piece, buffer: Buffer },
    /// Write the buffer at a position of the output; [`Queue::written`] takes it back.
    Write { position: u64, buffer: Buffer },
}

/// How long a thread stays.
#[derive(Clone, Copy, Debug)]
pub(super) enum Until {
    /// As long as more than this many bytes wait for a thread.
    Waiting(u64),
    /// Until everything has been written and nothing more will come.
    Done,
}

#[derive(Debug, Default)]
struct State {
    batches: VecDeque<Cutter>,
    /// Bytes of the batches that no thread has taken.
    waiting: u64,
    /// Pieces taken so far.
    taken: u64,
    /// Pieces from the next one to be written on; none while a thread ciphers it.
    finished: VecDeque<Option<Buffer>>,
    is_writing: bool,
    /// Where the next piece goes.
    position: u64,
    /// Bytes of pieces that have been taken and not been written.
    in_flight: u64,
    spare: Vec<Buffer>,
    /// No more batches will come.
    closed: bool,
    failed: bool,
    error: Option<Error>,
}

/// Shared between the threads of a run.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    /// Bytes of pieces that may be in flight.
    limit: u64,
}

impl Queue {
    /// A queue for `threads` threads, for output from `position` on.
    pub(super) fn new(threads: usize, position: u64) -> Self {
        // One thread writes while the others are ahead of it. A thread that gets to the limit pauses: the writer must not run out
        // meanwhile.
        let limit = PIECE * (4 * threads as u64 + 4);
        Self { state: Mutex::new(State { position, ..State::default() }), limit }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a batch of `len` bytes.
    pub(super) fn push(&self, batch: Cutter, len: u64) {
        let mut state = self.lock();
        state.batches.push_back(batch);
        state.waiting += len;
    }

    /// Where the next piece would go.
    pub(super) fn position(&self) -> u64 {
        self.lock().position
    }

    /// Says that no more batches will come.
    pub(super) fn close(&self) {
        self.lock().closed = true;
    }

    /// Ends the run; the first error is kept.
    pub(super) fn fail(&self, error: Error) {
        let mut state = self.lock();
        state.failed = true;
        state.error.get_or_insert(error);
    }

    /// The error of the run.
    pub(super) fn result(&self) -> Result<()> {
        self.lock().error.take().map_or(Ok(()), Err)
    }

    /// What to do next; waits while there is nothing. None when the thread may go.
    pub(super) fn next(&self, may_write: bool, until: Until) -> Option<Task> {
        let mut state = self.lock();
        let mut pause = FIRST_PAUSE;
        loop {
            let is_over = match until {
                Until::Waiting(len) => state.waiting <= len,
                Until::Done => state.closed && state.is_done(),
            };
            if state.failed || is_over {
                return None;
            }
            if may_write && !state.is_writing && matches!(state.finished.front(), Some(Some(_))) {
                let buffer = state.finished.pop_front().flatten().unwrap_or_default();
                state.is_writing = true;
                return Some(Task::Write { position: state.position, buffer });
            }
            if state.in_flight < self.limit
                && let Some(task) = state.take_piece()
            {
                return Some(task);
            }
            drop(state);
            thread::sleep(pause);
            pause = (2 * pause).min(LONGEST_PAUSE);
            state = self.lock();
        }
    }

    /// Takes a ciphered piece.
    pub(super) fn ciphered(&self, number: u64, buffer: Buffer, done: Result<()>) {
        if let Err(error) = done {
            return self.fail(error);
        }
        let mut state = self.lock();
        let first = state.taken - state.finished.len() as u64;
        if let Some(slot) = state.finished.get_mut((number - first) as usize) {
            *slot = Some(buffer);
        }
    }

    /// Takes a buffer back that has been written.
    pub(super) fn written(&self, buffer: Buffer, done: Result<()>) {
        if let Err(error) = done {
            return self.fail(error);
        }
        let mut state = self.lock();
        let len = buffer.len() as u64;
        state.is_writing = false;
        state.position += len;
        state.in_flight -= len;
        // A buffer of an outsize piece is not kept.
        if buffer.memory() as u64 <= 2 * PIECE {
            state.spare.push(buffer);
        }
    }
}

impl State {
    fn take_piece(&mut self) -> Option<Task> {
        loop {
            let Some(piece) = self.batches.front_mut()?.cut() else {
                self.batches.pop_front();
                continue;
            };
            let number = self.taken;
            self.taken += 1;
            self.finished.push_back(None);
            let position = self.position + self.in_flight;
            self.waiting -= piece.len;
            self.in_flight += piece.len;
            return Some(Task::Cipher {
                number,
                position,
                piece,
                buffer: self.spare.pop().unwrap_or_default(),
            });
        }
    }

    /// Whether everything that came has been written.
    fn is_done(&self) -> bool {
        self.waiting == 0 && self.finished.is_empty() && !self.is_writing
    }
}
