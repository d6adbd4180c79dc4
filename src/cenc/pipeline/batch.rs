//! A batch: output as parts, and what happens to the samples in them. It is cut into pieces only when a thread asks for one.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::bytes::ParseError;
use crate::cenc::plan::{Contexts, Plan, PlannedSample};
use crate::error::{Error, Result};

/// Bytes of output that one thread reads, ciphers and writes at a time: small enough to stay in its cache.
pub(super) const PIECE: u64 = 256 << 10;

/// A stretch of output.
#[derive(Debug)]
pub(super) enum Part {
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

impl Part {
    /// Bytes of output.
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Media { len, .. } => *len,
        }
    }
}

/// What happens to samples: a plan, and the keys it names.
#[derive(Debug)]
pub(super) struct Pass {
    pub(super) plan: Plan,
    pub(super) contexts: Contexts,
}

/// Output that belongs together: parts in order, and what happens to the samples in them. Passes are applied one after the other.
#[derive(Debug, Default)]
pub struct Batch {
    parts: VecDeque<Part>,
    plans: Vec<Plan>,
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
        if !bytes.is_empty() {
            self.parts.push_back(Part::Bytes(bytes));
        }
    }

    /// Adds a stretch of the input. Adjoining stretches become one.
    pub fn media(&mut self, offset: u64, len: u64) {
        self.len += len;
        if let Some(Part::Media { offset: last, len: last_len }) = self.parts.back_mut()
            && *last + *last_len == offset
        {
            *last_len += len;
        } else if len > 0 {
            self.parts.push_back(Part::Media { offset, len });
        }
    }

    /// Adds plans, the first to the first pass and so on.
    ///
    /// # Errors
    /// When there would be too many subsamples.
    pub fn plan(&mut self, plans: Vec<Plan>) -> Result<()> {
        for (index, plan) in plans.into_iter().enumerate() {
            match self.plans.get_mut(index) {
                Some(pass) if pass.samples().len() < plan.samples().len() => {
                    let before = std::mem::replace(pass, plan);
                    pass.append(&before)?;
                }
                Some(pass) => pass.append(&plan)?,
                None => self.plans.push(plan),
            }
        }
        Ok(())
    }

    /// Makes the batch ready to be cut; `contexts` has one list of keys per pass.
    ///
    /// # Errors
    /// When samples share bytes, or lie outside the media parts.
    pub(super) fn prepare(mut self, contexts: Vec<Contexts>) -> Result<Cutter> {
        for plan in &mut self.plans {
            plan.sort()?;
        }
        self.check()?;
        let passes = self.plans.into_iter().zip(contexts).map(|(plan, contexts)| Pass { plan, contexts });
        Ok(Cutter { parts: self.parts, passes: Arc::new(passes.collect()) })
    }

    /// Checks that every sample lies in one of the media parts.
    fn check(&self) -> Result<()> {
        for plan in &self.plans {
            let mut found = 0;
            for part in &self.parts {
                let &Part::Media { offset, len } = part else { continue };
                let inside = plan.within(offset, offset + len);
                found += inside.len();
                if let Some(last) = inside.last().filter(|s| s.end() > offset + len) {
                    return Err(outside(last));
                }
            }
            if found != plan.samples().len() {
                // Rare enough to look for the culprit only now.
                let lost = |s: &&PlannedSample| {
                    !self.parts.iter().any(|p| matches!(p, &Part::Media { offset, len } if (offset..offset + len).contains(&s.offset)))
                };
                let culprit = plan.samples().iter().find(lost);
                return Err(culprit.map_or_else(|| Error::internal("a sample got lost"), outside));
            }
        }
        Ok(())
    }
}

fn outside(sample: &PlannedSample) -> Error {
    let message = format!(
        "a sample of {} bytes lies outside the media that belongs to its movie or fragment",
        sample.size
    );
    Error::from(ParseError::unsupported(sample.offset, message))
}

/// A stretch of output that one thread works on: neighbouring parts together, so that small fragments share reads and writes.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) parts: Vec<Part>,
    pub(super) len: u64,
    pub(super) passes: Arc<Vec<Pass>>,
}

/// What is left of a batch.
#[derive(Debug)]
pub(super) struct Cutter {
    parts: VecDeque<Part>,
    passes: Arc<Vec<Pass>>,
}

impl Cutter {
    /// The next piece, which cuts no sample; none at the end.
    pub(super) fn cut(&mut self) -> Option<Piece> {
        let mut piece = Piece { parts: Vec::new(), len: 0, passes: Arc::clone(&self.passes) };
        while piece.len < PIECE {
            let Some(mut part) = self.parts.pop_front() else { break };
            let room = PIECE - piece.len;
            if part.len() > room {
                if let Part::Bytes(_) = part {
                    // Goes on its own, without being copied.
                    if !piece.parts.is_empty() {
                        self.parts.push_front(part);
                        break;
                    }
                } else {
                    part = self.cut_media(part, room);
                }
            }
            piece.len += part.len();
            piece.parts.push(part);
        }
        (!piece.parts.is_empty()).then_some(piece)
    }

    /// The first `wanted` bytes of a media part, or more where a sample would be cut; the rest is put back.
    fn cut_media(&mut self, part: Part, wanted: u64) -> Part {
        let Part::Media { offset, len } = part else { return part };
        let next = cut_after(&self.passes, offset, offset + wanted).min(offset + len);
        if next < offset + len {
            self.parts.push_front(Part::Media { offset: next, len: offset + len - next });
        }
        Part::Media { offset, len: next - offset }
    }
}

/// The first place from `wanted` on where no sample of any pass is cut.
fn cut_after(passes: &[Pass], start: u64, wanted: u64) -> u64 {
    let mut place = wanted;
    loop {
        let across =
            passes.iter().filter_map(|pass| pass.plan.within(start, place).last()).map(PlannedSample::end);
        let furthest = across.fold(place, u64::max);
        if furthest == place {
            return place;
        }
        place = furthest;
    }
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

    fn lengths(mut cutter: Cutter) -> Vec<(u64, usize)> {
        std::iter::from_fn(|| cutter.cut()).map(|piece| (piece.len, piece.parts.len())).collect()
    }

    #[test]
    fn small_parts_share_a_piece_and_large_ones_are_cut() {
        let mut batch = Batch::default();
        for n in 0..4 {
            batch.bytes(vec![0; 10]);
            batch.media(n * 1000, 100);
        }
        batch.bytes(vec![0; 5]);
        batch.media(10_000, 2 * PIECE);
        let first = 4 * 110 + 5;
        assert_eq!(
            lengths(batch.prepare(Vec::new()).unwrap()),
            [(PIECE, 10), (PIECE, 1), (first, 1)],
            "what is left of the last part is as long as what came before it"
        );
    }

    #[test]
    fn long_bytes_go_on_their_own() {
        let mut batch = Batch::default();
        batch.media(0, 7);
        batch.bytes(vec![0; 3 * PIECE as usize]);
        batch.media(7, 8);
        assert_eq!(lengths(batch.prepare(Vec::new()).unwrap()), [(7, 1), (3 * PIECE, 1), (8, 1)]);
    }
}
