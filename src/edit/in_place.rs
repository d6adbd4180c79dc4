//! Edits in place: free space beside or inside a movie or fragment takes what grows and keeps what shrinks, so that nothing else
//! moves and only the bytes that differ are written.

use super::change::{Tally, is_pssh};
use super::offsets::{place_fragment, place_movie};
use super::whole::{MAX_TOP_PSSH, is_free, movie_defaults};
use super::{Change, Edit};
use crate::boxes::{BoxHeader, BoxNode, Content, FourCc, SizeForm, Trex};
use crate::bytes::Writer;
use crate::cenc::rewrite::{TopBox, top_boxes};
use crate::error::Result;
use crate::movie::{PositionMap, ReadAt, WriteAt};

/// The smallest box.
const MIN_BOX: u64 = 8;

/// Equal bytes between two differences that are written all the same: one write costs more.
const GAP: usize = 64;

/// What to write where. Made before anything is written, so that what does not fit leaves the file as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InPlace {
    /// What the changes do.
    pub tally: Tally,
    /// Length of the file afterwards, in bytes.
    pub len: u64,
    /// The writes in the order in which they are made.
    writes: Vec<(u64, Vec<u8>)>,
}

impl InPlace {
    /// How many bytes will be written.
    pub fn bytes(&self) -> u64 {
        self.writes.iter().map(|(_, bytes)| bytes.len() as u64).sum()
    }

    /// Writes. `sync` is called after every write and must not return before the bytes are safe: what lies in free space comes first
    /// and cannot hurt, the rest follows from the end of the file to its start, so that the size of a box is the last thing to change.
    /// A crash while a box is added at the end of its movie leaves a file that is whole at every step; one while bytes within a movie
    /// are replaced may leave a damaged movie, never damaged media.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn apply(&self, file: &dyn WriteAt, mut sync: impl FnMut() -> std::io::Result<()>) -> Result<()> {
        for (offset, bytes) in &self.writes {
            file.write_all_at(bytes, *offset)?;
            sync()?;
        }
        Ok(())
    }
}

/// Plans an edit in place of a file of `input_len` bytes; `None` when it does not fit.
///
/// # Errors
/// When the file is malformed or cannot be read.
pub fn plan_in_place(source: &dyn ReadAt, input_len: u64, edit: &Edit) -> Result<Option<InPlace>> {
    let tops = top_boxes(source, input_len)?;
    let mut plan =
        Planner { source, input_len, edit, trex: Vec::new(), fits: true, done: InPlace::default() };
    plan.done.len = input_len;
    for index in 0..tops.len() {
        plan.top(tops.get(index..).unwrap_or_default())?;
    }
    Ok(plan.fits.then_some(plan.done))
}

struct Planner<'a> {
    source: &'a dyn ReadAt,
    input_len: u64,
    edit: &'a Edit,
    trex: Vec<Trex>,
    fits: bool,
    done: InPlace,
}

/// The free boxes of the top level behind a box that take part in its change of size.
#[derive(Clone, Copy)]
struct Pool {
    size: u64,
    /// Where the header of the last one ends: what is behind is free already.
    headers_end: u64,
    end: u64,
}

impl Planner<'_> {
    fn top(&mut self, tops: &[TopBox]) -> Result<()> {
        let Some((top, rest)) = tops.split_first() else { return Ok(()) };
        let removes = self.edit.changes.iter().any(|c| matches!(c, Change::Remove(_)));
        match &top.header.name.0 {
            b"moov" => self.parent(top, rest),
            b"moof" if self.edit.fragments => self.parent(top, rest),
            b"pssh" | b"uuid" if removes && top.size <= MAX_TOP_PSSH => {
                let node = top.read(self.source)?;
                if is_pssh(&node) && self.edit.drops(&node) {
                    self.done.tally += Tally { matched: 1, removed: 1, ..Tally::default() };
                    // The size stays; a free box may hold anything.
                    self.done.writes.push((top.offset + 4, b"free".to_vec()));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A `moov` or `moof` with the boxes that follow it.
    fn parent(&mut self, top: &TopBox, rest: &[TopBox]) -> Result<()> {
        let is_movie = top.is(b"moov");
        let mut node = top.read(self.source)?;
        if is_movie {
            self.trex = movie_defaults(&node)?;
        }
        let tally = self.edit.apply(&mut node);
        self.done.tally += tally;
        let wanted = if is_movie { self.edit.pad } else { 0 };
        let follows = rest.first().filter(|n| is_free(n)).map_or(0, |n| n.size);
        if tally.is_empty() && follows >= wanted {
            return Ok(());
        }
        let Some((pool, gap)) = self.fit(top, rest, &mut node, wanted) else {
            self.fits = false;
            return Ok(());
        };
        // Nothing moves but what is inside.
        let map = PositionMap::default();
        let size = node.size();
        if is_movie {
            place_movie(&mut node, top.offset, &map)?;
        } else {
            place_fragment(&mut node, &self.trex, self.input_len, top.offset, &map)?;
        }
        if node.size() != size {
            self.fits = false;
            return Ok(());
        }
        let mut bytes = node.to_vec();
        if gap > 0 {
            let mut w = Writer::new();
            let free = BoxHeader {
                name: FourCc::new(b"free"),
                user_type: None,
                form: SizeForm::Compact,
                size: None,
            };
            free.write(gap - MIN_BOX, &mut w);
            bytes.extend_from_slice(w.as_slice());
        }
        // What was a box is made free space without a trace of the old bytes.
        let stale = usize::try_from(pool.headers_end.min(self.done.len) - top.offset).unwrap_or(bytes.len());
        if gap > 0 && bytes.len() < stale {
            bytes.resize(stale, 0);
        }
        if pool.end == self.input_len {
            self.done.len = top.offset + node.size() + gap;
        }
        self.diff(top, &bytes, pool)
    }

    /// Finds free space for an edited box: the bytes behind it that are used, and how many of them stay free.
    fn fit(&self, top: &TopBox, rest: &[TopBox], node: &mut BoxNode, wanted: u64) -> Option<(Pool, u64)> {
        let size = node.size();
        let mut pool = Pool { size: 0, headers_end: top.end(), end: top.end() };
        if size == top.size && wanted == 0 {
            return Some((pool, 0));
        }
        for free in rest.iter().take_while(|n| is_free(n)) {
            pool.size = pool.size.saturating_add(free.size);
            pool.headers_end = free.offset + free.header.len();
            pool.end = free.end();
            if let Some(gap) = (top.size + pool.size).checked_sub(size)
                && (gap == 0 || gap >= MIN_BOX)
                && gap >= wanted
                && gap <= u32::MAX.into()
            {
                return Some((pool, gap));
            }
        }
        if wanted == 0 && within(node, top.size) {
            pool = Pool { size: 0, headers_end: top.end(), end: top.end() };
            return Some((pool, 0));
        }
        if pool.size == 0 && wanted == 0 {
            // At the end of the file nothing is in the way.
            if top.end() == self.input_len {
                return Some((pool, 0));
            }
            return top.size.checked_sub(size).filter(|gap| *gap >= MIN_BOX).map(|gap| (pool, gap));
        }
        None
    }

    /// Adds the writes that put `bytes` where `top` is.
    fn diff(&mut self, top: &TopBox, bytes: &[u8], pool: Pool) -> Result<()> {
        let (offset, old_end) = (top.offset, top.end());
        let there = (self.input_len - offset).min(bytes.len() as u64);
        let mut old = vec![0; usize::try_from(there).unwrap_or(0)];
        self.source.read_exact_at(&mut old, offset)?;
        let free_from = usize::try_from(pool.headers_end - offset).unwrap_or(usize::MAX);
        let (mut harmless, mut others) = (Vec::new(), Vec::new());
        for (start, end) in differences(&old, bytes) {
            let cut = free_from.clamp(start, end);
            for (from, to, list) in [(cut, end, &mut harmless), (start, cut, &mut others)] {
                if from < to {
                    list.push((offset + from as u64, bytes.get(from..to).unwrap_or_default().to_vec()));
                }
            }
        }
        // The first box in what was free space becomes visible with its header, which goes last of its bytes.
        others = others.into_iter().flat_map(|(at, bytes)| split(at, bytes, old_end)).collect();
        others.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        self.done.writes.extend(harmless);
        self.done.writes.extend(others);
        Ok(())
    }
}

/// Cuts a write in two at an offset inside it.
fn split(at: u64, mut bytes: Vec<u8>, boundary: u64) -> Vec<(u64, Vec<u8>)> {
    match boundary.checked_sub(at).and_then(|n| usize::try_from(n).ok()) {
        Some(n) if n > 0 && n < bytes.len() => {
            let tail = bytes.split_off(n);
            vec![(at, bytes), (boundary, tail)]
        }
        _ => vec![(at, bytes)],
    }
}

/// Makes the free space among the children of a box take up the difference to the size that the box had.
fn within(node: &mut BoxNode, old_size: u64) -> bool {
    let size = node.size();
    let Some(children) = node.children_mut() else { return false };
    for index in 0..children.len() {
        let Some(child) = children.get_mut(index).filter(|c| matches!(&c.name().0, b"free" | b"skip")) else {
            continue;
        };
        let Some(left) = (child.size() + old_size).checked_sub(size) else { continue };
        if left == 0 {
            children.remove(index);
            return true;
        }
        let header = child.header.len();
        if let (Some(body), Content::Leaf(bytes)) = (left.checked_sub(header), &mut child.content) {
            bytes.resize(usize::try_from(body).unwrap_or(usize::MAX), 0);
            return true;
        }
    }
    false
}

/// The stretches in which `new` differs from `old`, which may be shorter.
fn differences(old: &[u8], new: &[u8]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, byte) in new.iter().enumerate() {
        if old.get(at) == Some(byte) {
            continue;
        }
        match found.last_mut() {
            Some((_, end)) if at - *end < GAP => *end = at + 1,
            _ => found.push((at, at + 1)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_merged_when_near() {
        let mut new = vec![0; 4 * GAP];
        new[5] = 1;
        new[9] = 1;
        new[2 * GAP] = 1;
        let old = vec![0; 3 * GAP + 1];
        assert_eq!(differences(&old, &new), [(5, 10), (2 * GAP, 2 * GAP + 1), (3 * GAP + 1, 4 * GAP)]);
        assert_eq!(differences(b"abc", b"abc"), []);
    }
}
