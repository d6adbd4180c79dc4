//! Ciphers and writes what has been planned. Planning is serial and in decode order; this part is pure, so it runs on
//! all threads and its output does not depend on them.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::cipher::{Direction, SampleJob};
use super::plan::{Context, Plan, PlannedSample};
use super::sink::Sink;
use crate::bytes::ParseError;
use crate::error::{Error, ErrorKind, Result};
use crate::movie::{ReadAt, WriteAt};

/// Bytes that one thread reads, ciphers and writes at a time: small enough to stay in its cache.
const PIECE: u64 = 512 << 10;

/// Pieces in flight towards a pipe, per thread.
const PIECES_PER_THREAD: usize = 4;

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

/// A stretch of output.
#[derive(Debug)]
enum Part {
    /// New bytes.
    Bytes(Vec<u8>),
    /// Bytes of the input, ciphered where planned.
    Media {
        /// Absolute offset in the input.
        offset: u64,
        /// Length in bytes.
        len: u64,
    },
}

/// Output that belongs together: parts in order, and what happens to the samples in them. Passes are applied one after the other.
#[derive(Debug, Default)]
pub struct Batch {
    parts: Vec<Part>,
    passes: Vec<Plan>,
    /// Bytes of all parts: asked for once per box, so it must not be summed up each time.
    len: u64,
}

impl Batch {
    /// Bytes of output.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Adds new bytes.
    pub fn bytes(&mut self, bytes: Vec<u8>) {
        self.len += bytes.len() as u64;
        self.parts.push(Part::Bytes(bytes));
    }

    /// Adds a stretch of the input. Adjoining stretches become one.
    pub fn media(&mut self, offset: u64, len: u64) {
        self.len += len;
        if let Some(Part::Media { offset: last, len: last_len }) = self.parts.last_mut()
            && *last + *last_len == offset
        {
            *last_len += len;
        } else if len > 0 {
            self.parts.push(Part::Media { offset, len });
        }
    }

    /// Adds plans, the first to the first pass and so on.
    ///
    /// # Errors
    /// When there would be too many subsamples.
    pub fn plan(&mut self, plans: Vec<Plan>) -> Result<()> {
        for (index, plan) in plans.into_iter().enumerate() {
            match self.passes.get_mut(index) {
                Some(pass) => pass.append(&plan)?,
                None => self.passes.push(plan),
            }
        }
        Ok(())
    }
}

/// What one thread works on at a time.
#[derive(Debug)]
enum Piece<'a> {
    Bytes { bytes: &'a [u8], output: u64 },
    Media { offset: u64, len: u64, output: u64 },
}

/// Ciphers and writes a batch.
///
/// # Errors
/// When a sample lies outside the media parts, input or output fails, or the run is interrupted.
pub fn run(
    mut batch: Batch,
    source: &dyn ReadAt,
    contexts: &[&[Context]],
    sink: &mut Sink<'_>,
    watch: Watch<'_>,
) -> Result<()> {
    for pass in &mut batch.passes {
        pass.sort()?;
    }
    let pieces = cut(&batch, sink.position())?;
    let work = |buffer: &mut Vec<u8>, offset: u64, len: u64| -> Result<()> {
        watch.check()?;
        buffer.resize(len as usize, 0);
        source.read_exact_at(buffer, offset)?;
        for (pass, contexts) in batch.passes.iter().zip(contexts) {
            cipher(pass, contexts, offset, buffer)?;
        }
        watch.progress.advance(len);
        Ok(())
    };
    if let Some(file) = sink.positioned() {
        pieces.par_iter().try_for_each_init(Vec::new, |buffer, piece| -> Result<()> {
            match *piece {
                Piece::Bytes { bytes, output } => file.write_all_at(bytes, output)?,
                Piece::Media { offset, len, output } => {
                    work(buffer, offset, len)?;
                    file.write_all_at(buffer, output)?;
                }
            }
            Ok(())
        })?;
        sink.claim(batch.len());
        return Ok(());
    }
    let in_flight = rayon::current_num_threads() * PIECES_PER_THREAD;
    let mut buffers: Vec<Vec<u8>> = vec![Vec::new(); in_flight];
    for group in pieces.chunks(in_flight) {
        buffers.par_iter_mut().zip(group).try_for_each(|(buffer, piece)| match *piece {
            Piece::Bytes { .. } => Ok(()),
            Piece::Media { offset, len, .. } => work(buffer, offset, len),
        })?;
        for (buffer, piece) in buffers.iter().zip(group) {
            match piece {
                Piece::Bytes { bytes, .. } => sink.append(bytes)?,
                Piece::Media { .. } => sink.append(buffer)?,
            }
        }
    }
    Ok(())
}

/// Cuts a batch into pieces at places where no sample is cut, and checks that every sample lies in one of them.
fn cut<'a>(batch: &'a Batch, mut output: u64) -> Result<Vec<Piece<'a>>> {
    let mut pieces = Vec::new();
    let mut found = vec![0; batch.passes.len()];
    for part in &batch.parts {
        match part {
            Part::Bytes(bytes) => {
                pieces.push(Piece::Bytes { bytes, output });
                output += bytes.len() as u64;
            }
            &Part::Media { mut offset, len } => {
                let end = offset + len;
                for (pass, found) in batch.passes.iter().zip(&mut found) {
                    let inside = pass.within(offset, end);
                    *found += inside.len();
                    if let Some(last) = inside.last().filter(|s| s.end() > end) {
                        return Err(outside(last));
                    }
                }
                while offset < end {
                    let next = cut_after(&batch.passes, offset, (offset + PIECE).min(end)).min(end);
                    pieces.push(Piece::Media { offset, len: next - offset, output });
                    output += next - offset;
                    offset = next;
                }
            }
        }
    }
    for (pass, found) in batch.passes.iter().zip(found) {
        if found != pass.samples().len() {
            // Rare enough to look for the culprit only now.
            let lost = |s: &&PlannedSample| {
                !batch.parts.iter().any(|p| matches!(p, &Part::Media { offset, len } if (offset..offset + len).contains(&s.offset)))
            };
            return Err(pass
                .samples()
                .iter()
                .find(lost)
                .map_or_else(|| Error::internal("a sample got lost"), outside));
        }
    }
    Ok(pieces)
}

/// The first place from `wanted` on where no sample of any pass is cut.
fn cut_after(passes: &[Plan], start: u64, wanted: u64) -> u64 {
    let mut place = wanted;
    loop {
        let across =
            passes.iter().filter_map(|pass| pass.within(start, place).last()).map(PlannedSample::end);
        let furthest = across.fold(place, u64::max);
        if furthest == place {
            return place;
        }
        place = furthest;
    }
}

fn outside(sample: &PlannedSample) -> Error {
    let message = format!(
        "a sample of {} bytes lies outside the media that belongs to its movie or fragment",
        sample.size
    );
    Error::from(ParseError::unsupported(sample.offset, message))
}

/// Ciphers the samples of one pass that lie in `data`, whose first byte is at `offset` of the input.
fn cipher(pass: &Plan, contexts: &[Context], offset: u64, data: &mut [u8]) -> Result<()> {
    let samples = pass.within(offset, offset + data.len() as u64);
    let mut rest = data;
    let mut at = offset;
    let mut jobs: Vec<SampleJob<'_>> = Vec::new();
    let mut jobs_context = None;
    for sample in samples {
        let (_, from) = std::mem::take(&mut rest).split_at_mut((sample.offset - at) as usize);
        let (bytes, after) = from.split_at_mut(sample.size as usize);
        (rest, at) = (after, sample.end());
        if jobs_context != Some(sample.context) {
            finish(contexts, jobs_context, &mut jobs)?;
            jobs_context = Some(sample.context);
        }
        jobs.push(SampleJob { iv: sample.iv, extent: pass.extent(sample), data: bytes });
    }
    finish(contexts, jobs_context, &mut jobs)
}

fn finish(contexts: &[Context], index: Option<u16>, jobs: &mut Vec<SampleJob<'_>>) -> Result<()> {
    let Some(index) = index else { return Ok(()) };
    let context =
        contexts.get(usize::from(index)).ok_or_else(|| Error::internal("no such cipher context"))?;
    let done = match context.direction {
        // Chains of CBC run side by side.
        Direction::Encrypt => context.cipher.encrypt_batch(&context.mode, jobs).map_err(|e| e.error),
        Direction::Decrypt => jobs.iter_mut().try_for_each(|job| {
            context.cipher.apply(Direction::Decrypt, &context.mode, &job.iv, job.extent, job.data)
        }),
    };
    jobs.clear();
    done.map_err(|e| Error::malformed(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_knows_its_length_and_joins_what_adjoins() {
        let mut batch = Batch::default();
        batch.bytes(vec![0; 5]);
        batch.media(100, 20);
        batch.media(120, 10);
        batch.media(200, 0);
        batch.media(300, 1);
        assert_eq!((batch.len(), batch.parts.len()), (36, 3));
    }
}
