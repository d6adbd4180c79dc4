//! Rewrites a file or a stream box by box: what a [`Transform`] edits grows or shrinks, everything that points behind it is moved,
//! and every other byte is copied.

use super::pipeline::{self, Batch, Watch};
use super::plan::{Context, Plan};
use super::sink::Sink;
use crate::boxes::{BoxHeader, BoxNode, Ftyp, MAX_HEADER_LEN, Sidx, SizeForm};
use crate::bytes::{ParseError, Reader};
use crate::error::{Error, Result};
use crate::movie::{
    PositionMap, ReadAt, TrackFragment, relocate_fragment, relocate_items, relocate_movie,
    relocate_random_access, relocate_segment_index, widen_chunk_offsets,
};

/// A larger `moov`, `moof` or index is refused: it is held in memory.
const MAX_STRUCTURE: u64 = 1 << 30;

/// Fragments are gathered until they have this many bytes, so that all threads have work.
const BATCH: u64 = 16 << 20;

mod stream;

pub use stream::rewrite_pipe;

/// What a rewrite is for: encryption, decryption, or both.
pub trait Transform {
    /// Edits a movie and plans the samples of its sample tables, one plan per pass. Chunk offsets are those of the input.
    ///
    /// # Errors
    /// When the movie cannot be worked with.
    fn movie(&mut self, moov: &mut BoxNode, source: &dyn ReadAt, input_len: u64) -> Result<Vec<Plan>>;

    /// Writes offsets that count from the start of the file into an edited movie that will start at `offset`. Must not
    /// change its size.
    ///
    /// # Errors
    /// When an offset does not fit.
    fn place_movie(&mut self, moov: &mut BoxNode, offset: u64) -> Result<()>;

    /// Edits a fragment and plans its samples, one plan per pass. Returns the track fragments of the edited `moof`, with offsets
    /// of the input.
    ///
    /// # Errors
    /// When the fragment cannot be worked with.
    fn fragment(
        &mut self,
        moof: &mut BoxNode,
        source: &dyn ReadAt,
        input_len: u64,
    ) -> Result<(Vec<TrackFragment>, Vec<Plan>)>;

    /// Writes offsets into an edited fragment that will start at `offset`; `bases` are what the offsets of each track
    /// fragment count from. Must not change its size.
    ///
    /// # Errors
    /// When an offset does not fit.
    fn place_fragment(
        &mut self,
        moof: &mut BoxNode,
        fragments: &[TrackFragment],
        bases: &[u64],
        offset: u64,
    ) -> Result<()>;

    /// Edits the brands. The movie that follows is not known yet.
    fn brands(&self, ftyp: &mut Ftyp);

    /// The keys that plans name by index, one list per pass.
    fn contexts(&self) -> Vec<&[Context]>;

    /// Finds the defaults for fragments of a track.
    fn trex(&self, track_id: u32) -> Option<crate::boxes::Trex>;

    /// Whether a movie has been seen (or given apart from the input).
    fn has_movie(&self) -> bool;
}

/// A box of the top level.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TopBox {
    pub(crate) header: BoxHeader,
    pub(crate) offset: u64,
    pub(crate) size: u64,
}

impl TopBox {
    pub(crate) fn is(&self, name: &[u8; 4]) -> bool {
        self.header.name.0 == *name
    }

    pub(crate) fn end(&self) -> u64 {
        self.offset.saturating_add(self.size)
    }

    /// The box with its children.
    pub(crate) fn read(&self, source: &dyn ReadAt) -> Result<BoxNode> {
        if self.size > MAX_STRUCTURE {
            let message = format!(
                "box {} of {} bytes: more than {MAX_STRUCTURE} are not read",
                self.header.name, self.size
            );
            return Err(ParseError::unsupported(self.offset, message).into());
        }
        let mut bytes = vec![0; self.size as usize];
        source.read_exact_at(&mut bytes, self.offset)?;
        Ok(BoxNode::read(&mut Reader::new(&bytes, self.offset))?)
    }
}

/// A segment index that has been written and must be patched once the sizes of what it covers are known.
#[derive(Debug)]
struct PendingIndex {
    node: BoxNode,
    output: u64,
    covered: u64,
}

/// A rewrite in progress.
struct Rewrite<'a, 's> {
    transform: &'a mut dyn Transform,
    sink: &'a mut Sink<'s>,
    watch: Watch<'a>,
    map: PositionMap,
    batch: Batch,
    indexes: Vec<PendingIndex>,
    /// Where the bytes of the fragment whose `moof` came last may lie: behind its `moof`.
    input_len: u64,
}

/// Rewrites a file of `input_len` bytes.
///
/// # Errors
/// When the input is malformed or unsupported, reading or writing fails, or the run is interrupted.
pub fn rewrite_file(
    source: &dyn ReadAt,
    input_len: u64,
    transform: &mut dyn Transform,
    sink: &mut Sink<'_>,
    watch: Watch<'_>,
) -> Result<()> {
    let boxes = top_boxes(source, input_len)?;
    let mut rewrite = Rewrite::new(transform, sink, watch, input_len);
    let mut rest = boxes.as_slice();
    while let Some(first) = rest.first() {
        let len = unit_len(rest);
        let (unit, after) = rest.split_at(len);
        if first.is(b"moof") {
            rewrite.fragment_unit(unit, source)?;
        } else {
            rewrite.movie_unit(unit, source)?;
        }
        if rewrite.batch.len() >= BATCH {
            rewrite.flush(source)?;
        }
        rest = after;
    }
    rewrite.flush(source)?;
    rewrite.finish(input_len)
}

/// How many boxes from the first one on are handled together: a `moof` with what follows it, or everything before the next `moof`.
/// A second movie starts a unit of its own, so that each unit has at most one.
fn unit_len(boxes: &[TopBox]) -> usize {
    let mut has_moov = boxes.first().is_some_and(|b| b.is(b"moov") || b.is(b"moof"));
    for (index, top) in boxes.iter().enumerate().skip(1) {
        if top.is(b"moof") || (has_moov && (top.is(b"moov") || top.is(b"ftyp"))) {
            return index;
        }
        has_moov |= top.is(b"moov");
    }
    boxes.len()
}

/// Reads the headers of the top level.
pub(crate) fn top_boxes(source: &dyn ReadAt, input_len: u64) -> Result<Vec<TopBox>> {
    let mut boxes = Vec::new();
    let mut offset = 0;
    while offset < input_len {
        let left = input_len - offset;
        let mut head = [0; MAX_HEADER_LEN];
        let head = head.split_at_mut(left.min(MAX_HEADER_LEN as u64) as usize).0;
        source.read_exact_at(head, offset)?;
        let header =
            BoxHeader::read(&mut Reader::new(head, offset), Some(left)).map_err(|e| top_error(e, offset))?;
        let size = header.size.unwrap_or(left);
        boxes.push(TopBox { header, offset, size });
        offset += size;
    }
    if boxes.is_empty() {
        return Err(Error::malformed("the input is empty").hint("give an MP4 file"));
    }
    Ok(boxes)
}

fn top_error(error: ParseError, offset: u64) -> Error {
    let hint = if offset == 0 { "is this an MP4 file?" } else { "the file seems to be cut off or damaged" };
    Error::from(error).hint(hint)
}

impl<'a, 's> Rewrite<'a, 's> {
    fn new(
        transform: &'a mut dyn Transform,
        sink: &'a mut Sink<'s>,
        watch: Watch<'a>,
        input_len: u64,
    ) -> Self {
        Self {
            transform,
            sink,
            watch,
            map: PositionMap::default(),
            batch: Batch::default(),
            indexes: Vec::new(),
            input_len,
        }
    }

    /// Output offset of the next part.
    fn position(&self) -> u64 {
        self.sink.position() + self.batch.len()
    }

    fn flush(&mut self, source: &dyn ReadAt) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        pipeline::run(batch, source, &self.transform.contexts(), self.sink, self.watch)
    }

    fn push_bytes(&mut self, old: u64, bytes: Vec<u8>) {
        self.map.push(old, self.position());
        self.batch.parts.push(pipeline::Part::Bytes(bytes));
    }

    /// Handles boxes up to the next `moof`, with at most one movie among them.
    fn movie_unit(&mut self, unit: &[TopBox], source: &dyn ReadAt) -> Result<()> {
        let Some(place) = unit.iter().position(|b| b.is(b"moov")) else {
            return unit.iter().try_for_each(|top| self.passing_box(top, source));
        };
        let Some(moov_box) = unit.get(place) else { return Ok(()) };
        let mut moov = moov_box.read(source)?;
        let plans = self.transform.movie(&mut moov, source, self.input_len)?;
        let ftyp = unit.iter().find(|b| b.is(b"ftyp")).map(|b| b.read(source)).transpose()?;
        let ftyp = ftyp.map(|mut node| -> Result<BoxNode> {
            let mut ftyp: Ftyp = node.view()?;
            self.transform.brands(&mut ftyp);
            node.replace(&ftyp);
            Ok(node)
        });
        let ftyp = ftyp.transpose()?;
        // The movie's size decides where the media lands, and where the media lands decides whether chunk offsets need 64
        // bits, which makes the movie larger: at most two rounds, since a table never gets narrow again.
        let (map, moov_offset) = loop {
            let mut map = self.map.clone();
            let mut position = self.position();
            let mut moov_offset = position;
            for top in unit {
                map.push(top.offset, position);
                if top.is(b"moov") {
                    moov_offset = position;
                }
                position += match (&top.header.name.0, &ftyp) {
                    (b"moov", _) => moov.size(),
                    (b"ftyp", Some(ftyp)) => ftyp.size(),
                    _ => top.size,
                };
                map.push(top.end(), position);
            }
            if !widen_chunk_offsets(&mut moov, &map)? {
                break (map, moov_offset);
            }
        };
        relocate_movie(&mut moov, &map)?;
        self.transform.place_movie(&mut moov, moov_offset)?;
        self.map = map;
        for top in unit {
            match (&top.header.name.0, &ftyp) {
                (b"moov", _) => self.push_bytes(top.offset, moov.to_vec()),
                (b"ftyp", Some(ftyp)) => self.push_bytes(top.offset, ftyp.to_vec()),
                _ => self.passing_box(top, source)?,
            }
        }
        self.batch.plan(plans)
    }

    /// Handles a `moof` and the boxes behind it.
    fn fragment_unit(&mut self, unit: &[TopBox], source: &dyn ReadAt) -> Result<()> {
        let Some((moof_box, rest)) = unit.split_first() else { return Ok(()) };
        if !self.transform.has_movie() {
            let error = ParseError::malformed(moof_box.offset, "box moof without a moov before it");
            return Err(Error::from(error).hint("give the init segment with --init"));
        }
        let mut moof = moof_box.read(source)?;
        let (fragments, plans) = self.transform.fragment(&mut moof, source, self.input_len)?;
        let position = self.position();
        self.map.push(moof_box.offset, position);
        self.map.push(moof_box.end(), position + moof.size());
        let bases =
            relocate_fragment(&mut moof, &fragments, moof_box.offset, position, moof_box.end(), &self.map)?;
        self.transform.place_fragment(&mut moof, &fragments, &bases, position)?;
        self.batch.parts.push(pipeline::Part::Bytes(moof.to_vec()));
        self.batch.plan(plans)?;
        rest.iter().try_for_each(|top| self.passing_box(top, source))
    }

    /// Handles a box that no transform edits.
    fn passing_box(&mut self, top: &TopBox, source: &dyn ReadAt) -> Result<()> {
        let position = self.position();
        self.map.push(top.offset, position);
        match &top.header.name.0 {
            b"sidx" => {
                let node = top.read(source)?;
                let sidx: Sidx = node.view()?;
                let size: u64 = sidx.references.iter().map(|r| u64::from(r.size)).sum();
                let covered = top.end().saturating_add(sidx.first_offset).saturating_add(size);
                self.batch.parts.push(pipeline::Part::Bytes(node.to_vec()));
                self.indexes.push(PendingIndex { node, output: position, covered });
            }
            b"mfra" => {
                let mut node = top.read(source)?;
                relocate_random_access(&mut node, &self.map)?;
                self.batch.parts.push(pipeline::Part::Bytes(node.to_vec()));
            }
            b"meta" => {
                let mut node = top.read(source)?;
                relocate_items(&mut node, &self.map)?;
                self.batch.parts.push(pipeline::Part::Bytes(node.to_vec()));
            }
            b"mdat" if top.header.form == SizeForm::ToEnd => self.batch.media(top.offset, top.size),
            _ => self.batch.media(top.offset, top.size),
        }
        self.map.push(top.end(), self.position());
        Ok(())
    }

    /// Patches the indexes that cover nothing behind `done` of the input.
    fn patch_indexes(&mut self, done: u64) -> Result<()> {
        let (ready, pending) = std::mem::take(&mut self.indexes).into_iter().partition(|i| i.covered <= done);
        self.indexes = pending;
        for PendingIndex { mut node, output, .. } in ready {
            let mut sidx: Sidx = node.view()?;
            relocate_segment_index(&mut sidx, node.offset, node.offset + node.size(), &self.map)?;
            node.replace(&sidx);
            self.sink.patch(output, &node.to_vec())?;
        }
        Ok(())
    }

    fn finish(&mut self, input_len: u64) -> Result<()> {
        self.patch_indexes(input_len)?;
        if let Some(index) = self.indexes.first() {
            let message = format!(
                "the segment index covers {} bytes of the input, which has only {input_len}",
                index.covered
            );
            let error = ParseError::malformed(index.node.offset, message).inside("sidx");
            return Err(Error::from(error).hint("the file seems to be cut off"));
        }
        if !self.transform.has_movie() {
            return Err(
                Error::malformed("no moov box").hint("give the whole file, or its init segment with --init")
            );
        }
        self.sink.release()?;
        self.sink.flush()
    }
}
