//! Rewrites a pipe as it arrives: a fragment leaves as soon as its last sample has come in.

use std::io::{self, Read};

use super::{Rewrite, TopBox, Transform, Watch, pipeline, rewrite_file, top_error};
use crate::boxes::{BoxHeader, MAX_HEADER_LEN, SampleSizes};
use crate::bytes::{ParseError, Reader};
use crate::cenc::sink::Sink;
use crate::error::{Error, Result};
use crate::movie::{Backing, ReadAt as _, SampleLocation, read_track_fragments};

/// A pipe that knows how much has been read.
struct Pipe<'a> {
    reader: &'a mut dyn Read,
    offset: u64,
}

/// Where a unit goes.
struct Outlet<'a, 's> {
    sink: &'a mut Sink<'s>,
    watch: Watch<'a>,
}

/// Boxes that are handled together, with their bytes.
struct Unit {
    boxes: Vec<TopBox>,
    bytes: Backing,
    /// Where the last sample of the `moof` that leads the unit ends.
    needed: u64,
}

impl Unit {
    fn new(offset: u64) -> Self {
        Self { boxes: Vec::new(), bytes: Backing::new(offset), needed: 0 }
    }

    fn last(&self) -> Option<&TopBox> {
        self.boxes.last()
    }

    fn starts_with(&self, name: &[u8; 4]) -> bool {
        self.boxes.first().is_some_and(|b| b.is(name))
    }
}

/// Rewrites a pipe. Fragmented input passes through fragment by fragment; progressive input needs its whole length first
/// and is kept in an unnamed file.
///
/// # Errors
/// When the input is malformed or unsupported, reading or writing fails, or the run is interrupted.
pub fn rewrite_pipe(
    reader: &mut dyn Read,
    transform: &mut dyn Transform,
    sink: &mut Sink<'_>,
    watch: Watch<'_>,
) -> Result<()> {
    let mut pipe = Pipe { reader, offset: 0 };
    let mut head = Unit::new(0);
    loop {
        let more = pipe.next_box(&mut head)?;
        let streams = match head.last() {
            Some(top) if more && top.is(b"moov") => is_fragmented(top, &head.bytes)?,
            Some(top) if more && top.is(b"moof") => transform.has_movie(),
            _ => false,
        };
        if streams {
            break;
        }
        if !more || head.last().is_some_and(|top| top.is(b"moov") || top.is(b"mdat") || top.is(b"moof")) {
            pipe.offset += head.bytes.fill(pipe.reader, u64::MAX)?;
            return rewrite_file(&head.bytes, pipe.offset, transform, sink, watch);
        }
    }
    let mut rewrite = Rewrite::new(transform, sink, u64::MAX);
    let mut out = Outlet { sink, watch };
    let mut unit = head.split_off_moof()?.unwrap_or_else(|| Unit::new(pipe.offset));
    rewrite.unit(&head, &mut out)?;
    unit.needed = needed_end(&rewrite, &unit)?;
    loop {
        watch.check()?;
        if unit.is_complete() {
            rewrite.unit(&unit, &mut out)?;
            unit = Unit::new(pipe.offset);
        }
        if !pipe.next_box(&mut unit)? {
            break;
        }
        if unit.boxes.len() > 1 && unit.last().is_some_and(|b| b.is(b"moof")) {
            if unit.starts_with(b"moof") {
                return Err(incomplete(&unit));
            }
            // Brands without a movie behind them: some segments start with ftyp instead of styp.
            if let Some(next) = unit.split_off_moof()? {
                rewrite.unit(&unit, &mut out)?;
                unit = next;
            }
        }
        if unit.starts_with(b"moof") && unit.boxes.len() == 1 {
            unit.needed = needed_end(&rewrite, &unit)?;
        }
    }
    if !unit.boxes.is_empty() {
        rewrite.input_len = pipe.offset;
        rewrite.unit(&unit, &mut out)?;
    }
    rewrite.finish(out.sink, pipe.offset)
}

fn incomplete(unit: &Unit) -> Error {
    let message = format!("the samples of this moof end at byte {}, behind the next moof", unit.needed);
    let error = ParseError::unsupported(unit.boxes.first().map_or(0, |b| b.offset), message).inside("moof");
    Error::from(error).hint("give the input as a file")
}

impl Unit {
    /// Makes a unit of its own of the `moof` that came last.
    fn split_off_moof(&mut self) -> Result<Option<Self>> {
        let Some(moof) = self.boxes.pop_if(|top| top.is(b"moof")) else { return Ok(None) };
        let mut unit = Self::new(moof.offset);
        let mut bytes = vec![0; moof.size as usize];
        self.bytes.read_exact_at(&mut bytes, moof.offset)?;
        unit.bytes.push(&bytes)?;
        unit.boxes.push(moof);
        Ok(Some(unit))
    }

    /// Where the boxes of the unit end.
    fn end(&self) -> u64 {
        self.last().map_or(0, TopBox::end)
    }

    fn is_complete(&self) -> bool {
        match self.boxes.first() {
            None => false,
            Some(first) if first.is(b"moof") => self.bytes.end() >= self.needed,
            // Brands are written once the movie behind them is known.
            Some(first) if first.is(b"ftyp") => self.boxes.iter().any(|b| b.is(b"moov")),
            Some(_) => true,
        }
    }
}

impl Rewrite<'_> {
    fn unit(&mut self, unit: &Unit, out: &mut Outlet<'_, '_>) -> Result<()> {
        self.known_end = unit.end();
        if unit.starts_with(b"moof") {
            self.fragment_unit(&unit.boxes, &unit.bytes)?;
        } else {
            self.movie_unit(&unit.boxes, &unit.bytes)?;
        }
        self.settle(&unit.bytes, unit.end(), out)
    }

    /// Lets everything out that does not wait for later bytes.
    fn settle(
        &mut self,
        source: &Backing,
        done: u64,
        Outlet { sink, watch }: &mut Outlet<'_, '_>,
    ) -> Result<()> {
        pipeline::run(source, sink, *watch, self.batch.len(), |pipeline| self.flush(pipeline))?;
        self.patch_indexes(sink, done)?;
        if self.indexes.is_empty() {
            sink.release()?;
            sink.flush()?;
        }
        Ok(())
    }
}

/// Where the last sample of the fragment ends that leads a unit.
fn needed_end(rewrite: &Rewrite<'_>, unit: &Unit) -> Result<u64> {
    let Some(top) = unit.boxes.first() else { return Ok(0) };
    let moof = top.read(&unit.bytes)?;
    let fragments = read_track_fragments(&moof, &|id| rewrite.transform.trex(id), u64::MAX)?;
    if let Some(early) =
        fragments.iter().flat_map(|f| &f.samples).find(|s| s.size > 0 && s.offset < top.offset)
    {
        let message = format!("a sample lies at byte {}, before its moof", early.offset);
        let error = ParseError::unsupported(top.offset, message).inside("moof");
        return Err(Error::from(error).hint("give the input as a file"));
    }
    Ok(fragments.iter().flat_map(|f| &f.samples).map(SampleLocation::end).fold(top.end(), u64::max))
}

/// Whether all samples of a movie come in fragments.
fn is_fragmented(moov: &TopBox, bytes: &Backing) -> Result<bool> {
    let moov = moov.read(bytes)?;
    let empty = moov.children_named(b"trak").all(|trak| {
        let stbl = trak.descend(&[b"mdia", b"minf", b"stbl"]);
        stbl.is_none_or(|stbl| SampleSizes::read(stbl).is_ok_and(|sizes| sizes.count() == 0))
    });
    Ok(moov.child(b"mvex").is_some() && empty)
}

impl Pipe<'_> {
    /// Reads the next box into a unit; false at the end of the pipe.
    fn next_box(&mut self, unit: &mut Unit) -> Result<bool> {
        let offset = self.offset;
        let mut head = [0; MAX_HEADER_LEN];
        let mut len = self.read_some(&mut head, 0, 8)?;
        if len == 0 {
            return Ok(false);
        }
        let large = head.starts_with(&[0, 0, 0, 1]);
        let uuid = head.get(4..8) == Some(b"uuid");
        let wanted = 8 + if large { 8 } else { 0 } + if uuid { 16 } else { 0 };
        if len == 8 && wanted > 8 {
            len += self.read_some(&mut head, 8, wanted)?;
        }
        let head = head.get(..len).unwrap_or_default();
        self.offset += len as u64;
        unit.bytes.push(head)?;
        if super::is_padding(head) {
            unit.boxes.push(TopBox::padding(offset, len as u64));
            return Ok(true);
        }
        let header =
            BoxHeader::read(&mut Reader::new(head, offset), None).map_err(|e| top_error(e, offset))?;
        let body = header.size.map_or(u64::MAX, |size| size - header.len());
        let got = unit.bytes.fill(self.reader, body)?;
        self.offset += got;
        if got < body && header.size.is_some() {
            let message =
                format!("box {} needs {body} more bytes, but the input ends after {got}", header.name);
            return Err(top_error(ParseError::malformed(offset, message), offset.max(1)));
        }
        unit.boxes.push(TopBox { header, offset, size: self.offset - offset });
        Ok(true)
    }

    /// Fills `head[from..to]`, less only where the pipe ends.
    fn read_some(&mut self, head: &mut [u8], from: usize, to: usize) -> Result<usize> {
        let mut done = 0;
        let slot = head.get_mut(from..to).unwrap_or_default();
        while done < slot.len() {
            match self.reader.read(slot.split_at_mut(done).1) {
                Ok(0) => break,
                Ok(got) => done += got,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e.into()),
            }
        }
        Ok(done)
    }
}
