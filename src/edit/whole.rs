//! Writes the whole file anew: what is edited grows or shrinks, everything that points behind it is moved, all other bytes are copied.

use super::change::{Tally, is_pssh};
use super::offsets::{ALL_KNOWN, place_fragment, place_movie};
use super::{Change, Edit};
use crate::boxes::{BoxNode, Content, FourCc, Sidx, SizeForm, Trex};
use crate::bytes::{ParseError, ParseResult};
use crate::cenc::pipeline::{self, Batch, Watch};
use crate::cenc::rewrite::{TopBox, top_boxes};
use crate::cenc::sink::Sink;
use crate::error::Result;
use crate::movie::{
    PositionMap, ReadAt, Relocation, relocate_items, relocate_random_access, relocate_segment_index,
    relocate_subsegments, widen_offsets,
};

/// Output is gathered until it has this many bytes.
const BATCH: u64 = 16 << 20;

/// A `pssh` box of the top level that is larger than this is not looked into: it is something else.
pub(super) const MAX_TOP_PSSH: u64 = 16 << 20;

/// A box of the top level and what becomes of it.
struct Planned {
    top: TopBox,
    fate: Fate,
    /// Its size in the output.
    size: u64,
    /// Size of a `free` box made behind it; 0 for none.
    pad: u64,
}

enum Fate {
    Passes,
    Dropped,
    Movie(BoxNode),
    Fragment,
}

/// Rewrites a file of `input_len` bytes with its `pssh` boxes edited.
///
/// # Errors
/// When the input is malformed or unsupported, reading or writing fails, or the run is interrupted.
pub fn rewrite_whole(
    source: &dyn ReadAt,
    input_len: u64,
    edit: &Edit,
    sink: &mut Sink<'_>,
    watch: Watch<'_>,
) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut planned = plan(source, input_len, edit, &mut tally)?;
    let same = tally.is_empty() && planned.iter().all(|p| p.pad == 0);
    let map = if same { PositionMap::default() } else { lay_out(&mut planned)? };
    let trex = defaults(&planned)?;
    let mut passing = Passing { source, input_len, map: &map, trex: &trex, index: None };
    pipeline::run(source, sink, watch, input_len, |pipeline| {
        let mut batch = Batch::default();
        let mut position = 0;
        for Planned { top, fate, size, pad } in &mut planned {
            match fate {
                _ if same => batch.media(top.offset, top.size),
                Fate::Passes => passing.pass(top, position, &mut batch)?,
                Fate::Dropped => {}
                Fate::Movie(moov) => {
                    place_movie(moov, position, &map)?;
                    batch.bytes(moov.to_vec());
                }
                Fate::Fragment => {
                    let mut moof = top.read(source)?;
                    edit.apply(&mut moof);
                    place_fragment(&mut moof, &trex, input_len, position, &map)?;
                    batch.bytes(moof.to_vec());
                }
            }
            if *pad > 0 {
                batch.bytes(free_box(*pad));
            }
            position += *size + *pad;
            if batch.len() >= BATCH {
                pipeline.push(std::mem::take(&mut batch), Vec::new())?;
            }
        }
        pipeline.push(batch, Vec::new())
    })?;
    sink.flush()?;
    Ok(tally)
}

/// A `free` box of `size` bytes, at least 8.
fn free_box(size: u64) -> Vec<u8> {
    // The header of a box over 4 GiB is larger, but nobody keeps so much free.
    let body = vec![0; usize::try_from(size.saturating_sub(8)).unwrap_or(0)];
    BoxNode::new(FourCc::new(b"free"), None, Content::Leaf(body)).to_vec()
}

/// Applies the edit wherever it applies, to learn the new sizes. Only movies are kept.
fn plan(source: &dyn ReadAt, input_len: u64, edit: &Edit, tally: &mut Tally) -> Result<Vec<Planned>> {
    let tops = top_boxes(source, input_len)?;
    let removes = edit.changes.iter().any(|c| matches!(c, Change::Remove(_)));
    let mut planned = Vec::with_capacity(tops.len());
    for (index, top) in tops.iter().enumerate() {
        let mut entry = Planned { top: *top, fate: Fate::Passes, size: top.size, pad: 0 };
        match &top.header.name.0 {
            b"moov" => {
                let mut moov = top.read(source)?;
                *tally += edit.apply(&mut moov);
                if edit.pad > 0 && !tops.get(index + 1).is_some_and(|n| is_free(n) && n.size >= edit.pad) {
                    entry.pad = edit.pad;
                    moov.header.form = SizeForm::Compact;
                }
                entry.size = moov.size();
                entry.fate = Fate::Movie(moov);
            }
            b"moof" if edit.fragments => {
                let mut moof = top.read(source)?;
                *tally += edit.apply(&mut moof);
                entry.size = moof.size();
                entry.fate = Fate::Fragment;
            }
            b"pssh" | b"uuid" if removes && top.size <= MAX_TOP_PSSH => {
                let node = top.read(source)?;
                if is_pssh(&node) && edit.drops(&node) {
                    *tally += Tally { matched: 1, removed: 1, ..Tally::default() };
                    entry.size = 0;
                    entry.fate = Fate::Dropped;
                }
            }
            _ => {}
        }
        planned.push(entry);
    }
    Ok(planned)
}

/// Whether a box of the top level is free space.
pub(super) fn is_free(top: &TopBox) -> bool {
    top.is(b"free") || top.is(b"skip")
}

/// Finds out where everything goes. A movie whose offsets need 64 bits grows by that, at most once per table.
fn lay_out(planned: &mut [Planned]) -> Result<PositionMap> {
    loop {
        let mut map = PositionMap::default();
        let mut position = 0;
        for entry in planned.iter() {
            map.push(entry.top.offset, position);
            position += entry.size;
            if entry.pad == 0 {
                map.push(entry.top.end(), position);
            }
            position += entry.pad;
        }
        let mut widened = false;
        for entry in planned.iter_mut() {
            if let Fate::Movie(moov) = &mut entry.fate {
                widened |= widen_offsets(moov, &map)?;
                entry.size = moov.size();
            }
        }
        if !widened {
            return Ok(map);
        }
    }
}

fn defaults(planned: &[Planned]) -> Result<Vec<Trex>> {
    let movies = planned.iter().filter_map(|p| match &p.fate {
        Fate::Movie(moov) => Some(moov),
        _ => None,
    });
    let mut trex = Vec::new();
    for moov in movies {
        trex.extend(movie_defaults(moov)?);
    }
    Ok(trex)
}

/// The defaults that a movie has for its fragments.
pub(super) fn movie_defaults(moov: &BoxNode) -> Result<Vec<Trex>> {
    let boxes = moov.child(b"mvex").into_iter().flat_map(|m| m.children_named(b"trex"));
    Ok(boxes.map(BoxNode::view).collect::<ParseResult<_>>()?)
}

/// Boxes that are not edited, but may point at what moves.
struct Passing<'a> {
    source: &'a dyn ReadAt,
    input_len: u64,
    map: &'a PositionMap,
    trex: &'a [Trex],
    /// The last segment index, as it was, with its end.
    index: Option<(Sidx, u64)>,
}

impl Passing<'_> {
    fn pass(&mut self, top: &TopBox, position: u64, batch: &mut Batch) -> Result<()> {
        if !matches!(&top.header.name.0, b"moof" | b"sidx" | b"ssix" | b"mfra" | b"meta") {
            batch.media(top.offset, top.size);
            return Ok(());
        }
        let mut node = top.read(self.source)?;
        match &top.header.name.0 {
            b"moof" => place_fragment(&mut node, self.trex, self.input_len, position, self.map)?,
            b"sidx" => {
                let mut sidx: Sidx = node.view()?;
                self.index = Some((sidx.clone(), top.end()));
                relocate_segment_index(&mut sidx, top.offset, top.end(), self.map)?;
                node.replace(&sidx);
            }
            b"ssix" => {
                let index = self.index.as_ref().filter(|(_, end)| *end == top.offset);
                let (sidx, end) = index.ok_or_else(|| {
                    ParseError::malformed(top.offset, "box ssix without a sidx right before it")
                })?;
                relocate_subsegments(&mut node, sidx, *end, self.map)?;
            }
            b"mfra" => relocate_random_access(&mut node, self.map, ALL_KNOWN)?,
            _ => relocate_items(&mut node, &Relocation::new(self.map, ALL_KNOWN))?,
        }
        if node.size() != top.size && top.end() < self.input_len {
            let message = format!("box {} would need 64-bit offsets, which make it larger", top.header.name);
            return Err(ParseError::unsupported(top.offset, message).into());
        }
        batch.bytes(node.to_vec());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_box_is_exactly_as_large_as_asked() {
        assert_eq!(free_box(8), b"\0\0\0\x08free");
        assert_eq!(free_box(100).len(), 100);
    }
}
