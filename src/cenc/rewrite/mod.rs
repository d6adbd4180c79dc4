//! Rewrites a file or a stream box by box: what a [`Transform`] edits grows or shrinks, everything that points behind it is moved,
//! and every other byte is copied.

use super::pipeline::{self, Batch, Pipeline, Watch};
use super::plan::{Contexts, Plan};
use super::sink::Sink;
use crate::boxes::{BoxHeader, BoxNode, FourCc, Ftyp, MAX_HEADER_LEN, Sidx, SizeForm};
use crate::bytes::{ParseError, Reader};
use crate::error::{Error, Result};
use crate::movie::{
    PositionMap, ReadAt, Relocation, TrackFragment, item_extents, relocate_fragment, relocate_items,
    relocate_movie, relocate_random_access, relocate_segment_index, relocate_subsegments, widen_offsets,
};

/// A larger `moov`, `moof` or index is refused: it is held in memory.
const MAX_STRUCTURE: u64 = 1 << 30;

/// Fragments are gathered until they have this many bytes: one by one, small ones would cost more to hand over than to cipher.
const BATCH: u64 = 4 << 20;

mod stream;

pub use stream::rewrite_pipe;

/// What a rewrite is for: encryption, decryption, or both.
pub trait Transform {
    /// Edits a movie and plans the samples of its sample tables, one plan per pass. A plan that encrypts is sorted. Chunk offsets are those of the input.
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
    fn contexts(&self) -> Vec<Contexts>;

    /// Finds the defaults for fragments of a track.
    fn trex(&self, track_id: u32) -> Option<crate::boxes::Trex>;

    /// Whether a movie has been seen (or given apart from the input).
    fn has_movie(&self) -> bool;

    /// Whether the last pass encrypts. Then clear bytes must not be touched by accident, and input that is cut off must not
    /// pass for whole; a decryption takes what it gets.
    fn encrypts(&self) -> bool;
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

    /// Zeros behind the last box, which are copied.
    fn padding(offset: u64, size: u64) -> Self {
        let header =
            BoxHeader { name: FourCc([0; 4]), user_type: None, form: SizeForm::ToEnd, size: Some(size) };
        Self { header, offset, size }
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
        let mut failed = None;
        let node = BoxNode::fetch(
            &mut |bytes, offset| {
                source.read_exact_at(bytes, offset).map_err(|error| {
                    failed = Some(error);
                    ParseError::malformed(offset, "the input cannot be read")
                })
            },
            self.offset,
            self.size,
        );
        match failed {
            Some(error) => Err(error.into()),
            None => Ok(node?),
        }
    }
}

/// A segment index that has been written and must be patched once the sizes of what it covers are known.
#[derive(Debug)]
struct PendingIndex {
    node: BoxNode,
    output: u64,
    covered: u64,
    /// The `ssix` box behind it, and where that has been written.
    subsegments: Option<(BoxNode, u64)>,
}

/// A rewrite in progress.
struct Rewrite<'a> {
    transform: &'a mut dyn Transform,
    map: PositionMap,
    /// Output that has been handed over.
    flushed: u64,
    batch: Batch,
    indexes: Vec<PendingIndex>,
    /// Length of the input in bytes, `u64::MAX` while it is not known.
    input_len: u64,
    /// Where the boxes that are being handled end; what comes after may grow by nobody knows how much.
    known_end: u64,
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
    let mut rewrite = Rewrite::new(transform, sink, input_len);
    pipeline::run(source, sink, watch, input_len, |pipeline| {
        let mut rest = boxes.as_slice();
        while let Some(first) = rest.first() {
            let len = unit_len(rest);
            let (unit, after) = rest.split_at(len);
            rewrite.known_end = after.first().map_or(u64::MAX, |next| next.offset);
            if first.is(b"moof") {
                rewrite.fragment_unit(unit, source)?;
            } else {
                rewrite.movie_unit(unit, source)?;
            }
            if rewrite.batch.len() >= BATCH {
                rewrite.flush(pipeline)?;
            }
            rest = after;
        }
        rewrite.flush(pipeline)
    })?;
    rewrite.finish(sink, input_len)
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
        if is_padding(head) {
            boxes.push(TopBox::padding(offset, left));
            break;
        }
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

/// Whether nothing is left but zeros that are too few for a box.
fn is_padding(rest: &[u8]) -> bool {
    rest.len() < 8 && rest.iter().all(|&b| b == 0)
}

fn top_error(error: ParseError, offset: u64) -> Error {
    let hint = if offset == 0 { "is this an MP4 file?" } else { "the file seems to be cut off or damaged" };
    Error::from(error).hint(hint)
}

impl<'a> Rewrite<'a> {
    fn new(transform: &'a mut dyn Transform, sink: &Sink<'_>, input_len: u64) -> Self {
        Self {
            transform,
            map: PositionMap::default(),
            flushed: sink.position(),
            batch: Batch::default(),
            indexes: Vec::new(),
            input_len,
            known_end: u64::MAX,
        }
    }

    /// Output offset of the next part.
    fn position(&self) -> u64 {
        self.flushed + self.batch.len()
    }

    /// Hands over what has been planned.
    fn flush(&mut self, pipeline: &mut Pipeline<'_, '_>) -> Result<()> {
        // An index is patched later, so it must not leave yet.
        if !self.indexes.is_empty() {
            pipeline.hold();
        }
        self.flushed += self.batch.len();
        pipeline.push(std::mem::take(&mut self.batch), self.transform.contexts())
    }

    fn push_bytes(&mut self, old: u64, bytes: Vec<u8>) {
        self.map.push(old, self.position());
        self.batch.bytes(bytes);
    }

    /// Handles boxes up to the next `moof`, with at most one movie among them.
    fn movie_unit(&mut self, unit: &[TopBox], source: &dyn ReadAt) -> Result<()> {
        let Some(place) = unit.iter().position(|b| b.is(b"moov")) else {
            return unit.iter().try_for_each(|top| self.passing_box(top, source));
        };
        let Some(moov_box) = unit.get(place) else { return Ok(()) };
        let mut moov = moov_box.read(source)?;
        let plans = self.transform.movie(&mut moov, source, self.input_len)?;
        if let Some(plan) = plans.last().filter(|_| self.transform.encrypts()) {
            for top in unit.iter().filter(|b| b.is(b"meta")) {
                check_items(&top.read(source)?, plan)?;
            }
            check_items(&moov, plan)?;
        }
        let ftyp = unit.iter().find(|b| b.is(b"ftyp"));
        let ftyp = ftyp.map(|top| Ok::<_, Error>((top.offset, self.branded(top.read(source)?)?)));
        let ftyp = ftyp.transpose()?;
        let new_ftyp =
            |top: &TopBox| ftyp.as_ref().filter(|(offset, _)| *offset == top.offset).map(|(_, f)| f);
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
                position += match new_ftyp(top) {
                    Some(ftyp) => ftyp.size(),
                    None if top.is(b"moov") => moov.size(),
                    None => top.size,
                };
                map.push(top.end(), position);
            }
            if !widen_offsets(&mut moov, &map)? {
                break (map, moov_offset);
            }
        };
        let to = Relocation::new(&map, self.known_end).inside(&moov, moov_offset);
        relocate_movie(&mut moov, &to)?;
        self.transform.place_movie(&mut moov, moov_offset)?;
        self.map = map;
        let mut moov = Some(moov);
        for top in unit {
            match new_ftyp(top) {
                Some(ftyp) => self.push_bytes(top.offset, ftyp.to_vec()),
                None if top.is(b"moov") => {
                    let moov = moov.take().ok_or_else(|| Error::internal("two moov boxes in one unit"))?;
                    self.map.push(top.offset, self.position());
                    moov.into_stretches().into_iter().for_each(|bytes| self.batch.bytes(bytes));
                }
                None => self.passing_box(top, source)?,
            }
        }
        self.batch.plan(plans)
    }

    fn branded(&self, mut node: BoxNode) -> Result<BoxNode> {
        let mut ftyp: Ftyp = node.view()?;
        let old = ftyp.clone();
        self.transform.brands(&mut ftyp);
        if ftyp != old {
            node.replace(&ftyp);
        }
        Ok(node)
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
        let bases = relocate_fragment(&mut moof, &fragments, position, &self.map, self.known_end)?;
        self.transform.place_fragment(&mut moof, &fragments, &bases, position)?;
        moof.into_stretches().into_iter().for_each(|bytes| self.batch.bytes(bytes));
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
                self.batch.bytes(node.to_vec());
                self.indexes.push(PendingIndex { node, output: position, covered, subsegments: None });
            }
            b"ssix" => {
                let node = top.read(source)?;
                let index = self.indexes.iter_mut().find(|i| i.node.offset + i.node.size() == top.offset);
                let index = index.ok_or_else(|| {
                    ParseError::malformed(top.offset, "box ssix without a sidx right before it")
                })?;
                self.batch.bytes(node.to_vec());
                index.subsegments = Some((node, position));
            }
            b"mfra" => {
                let mut node = top.read(source)?;
                relocate_random_access(&mut node, &self.map, top.offset)?;
                self.batch.bytes(node.to_vec());
            }
            b"meta" => {
                let mut node = top.read(source)?;
                relocate_items(&mut node, &Relocation::new(&self.map, self.known_end))?;
                self.batch.bytes(node.to_vec());
            }
            _ => self.batch.media(top.offset, top.size),
        }
        self.map.push(top.end(), self.position());
        Ok(())
    }

    /// Patches the indexes that cover nothing behind `done` of the input.
    fn patch_indexes(&mut self, sink: &mut Sink<'_>, done: u64) -> Result<()> {
        let (ready, pending) = std::mem::take(&mut self.indexes).into_iter().partition(|i| i.covered <= done);
        self.indexes = pending;
        for PendingIndex { mut node, output, subsegments, .. } in ready {
            let mut sidx: Sidx = node.view()?;
            let end = node.offset + node.size();
            if let Some((mut ssix, output)) = subsegments {
                relocate_subsegments(&mut ssix, &sidx, end, &self.map)?;
                sink.patch(output, &ssix.to_vec())?;
            }
            relocate_segment_index(&mut sidx, node.offset, end, &self.map)?;
            node.replace(&sidx);
            sink.patch(output, &node.to_vec())?;
        }
        Ok(())
    }

    /// Lets an index cover more than there is when the input ends where one of its references starts or ends: an init segment,
    /// or the first segments of a longer file. References to what is missing keep their sizes.
    fn settle_excerpt(&mut self, input_len: u64) -> Result<()> {
        if self.transform.encrypts() {
            return Ok(());
        }
        for index in &mut self.indexes {
            let sidx: Sidx = index.node.view()?;
            let mut end = (index.node.offset + index.node.size()).saturating_add(sidx.first_offset);
            let mut is_excerpt = end == input_len;
            for reference in &sidx.references {
                end = end.saturating_add(reference.size.into());
                is_excerpt |= end == input_len;
            }
            if is_excerpt {
                index.covered = input_len;
            }
        }
        Ok(())
    }

    fn finish(&mut self, sink: &mut Sink<'_>, input_len: u64) -> Result<()> {
        self.settle_excerpt(input_len)?;
        self.patch_indexes(sink, input_len)?;
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
        sink.release()?;
        sink.flush()
    }
}

/// Checks that no item of a `meta` box (an image beside an image sequence, say) shares bytes with a sample to be encrypted.
fn check_items(node: &BoxNode, plan: &Plan) -> Result<()> {
    for (offset, len) in item_extents(node)? {
        // No length means all the rest, no offset nothing at all.
        let end = offset.saturating_add(if len == 0 { u64::MAX } else { len });
        if offset > 0 && plan.overlapping(offset, end).is_some() {
            let message = "an item of the file (iloc) shares bytes with a sample to be encrypted";
            let error = Error::from(ParseError::unsupported(offset, message));
            return Err(error.hint("leave the track clear with --clear-track ID"));
        }
    }
    Ok(())
}
