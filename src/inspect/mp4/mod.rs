//! MP4 files: boxes, tracks, protection, `pssh` boxes. Headers are read, media never.

mod entry;
mod fields;
mod fragment;
mod movie;
mod protection;
mod samples;
mod scan;
mod tracks;
mod walk;

use std::collections::HashMap;

use self::scan::{TopBox, scan};
use self::walk::Walk;
use super::kinds;
use super::node::Node;
use super::{Blob, Options, Report};
use crate::boxes::{BoxNode, FourCc, PiffPssh, Tfhd, Trun};
use crate::bytes::{ParseError, ParseResult, Reader};
use crate::error::Result;
use crate::movie::{ReadAt, Track, read_tracks};

/// A movie header larger than this is not looked into.
const MAX_MOVIE: u64 = 512 << 20;
/// Other boxes larger than this are not looked into.
const MAX_BOX: u64 = 32 << 20;
/// Fragments whose boxes are shown without `--all`.
const SHOWN_FRAGMENTS: usize = 2;
/// Other boxes of one type whose fields are shown without `--all`.
const SHOWN_ALIKE: usize = 16;
/// Fragments are all read to count samples as long as they are no more than this, in number and in bytes.
const COUNTED_FRAGMENTS: usize = 2000;
const COUNTED_BYTES: u64 = 16 << 20;
/// Bytes of one box that are kept to show them in hexadecimal.
const MAX_BLOB: usize = 64 << 10;
/// Boxes whose bytes are kept.
const MAX_BLOBS: usize = 64;

/// Types of boxes that a file or segment starts with.
const FIRST_BOXES: &[&[u8; 4]] = &[
    b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"free", b"skip", b"wide", b"sidx", b"emsg", b"uuid",
    b"prft", b"ssix", b"pdin", b"meta", b"mfra", b"pnot",
];

/// Whether bytes are the start of an MP4 file or segment.
pub fn is_mp4(start: &[u8]) -> bool {
    start.get(4..8).is_some_and(|name| FIRST_BOXES.iter().any(|known| known.as_slice() == name))
}

/// What is known of a file after all its headers were looked at.
struct File<'a> {
    source: &'a dyn ReadAt,
    len: u64,
    tops: Vec<TopBox>,
    moov: Option<BoxNode>,
    tracks: Vec<Track>,
    pssh: Vec<Node>,
    blobs: Vec<Blob>,
    error: Option<ParseError>,
}

/// What all fragments of a file have for one track.
#[derive(Clone, Copy, Debug, Default)]
struct FragmentTotals {
    track_id: u32,
    samples: u64,
    /// In units of the track's timescale.
    duration: u64,
}

/// Describes a file of `len` bytes.
///
/// # Errors
/// When the file cannot be read. What is malformed is said in the report.
pub fn describe(source: &dyn ReadAt, len: u64, options: &Options) -> Result<Report> {
    let (tops, error) = scan(source, len)?;
    let mut file = File {
        source,
        len,
        tops,
        moov: None,
        tracks: Vec::new(),
        pssh: Vec::new(),
        blobs: Vec::new(),
        error,
    };
    let boxes = file.boxes(options)?;
    let fragments = file.tops.iter().filter(|top| top.is(b"moof")).count();
    let extends = file.moov.as_ref().is_some_and(|moov| moov.child(b"mvex").is_some());
    let counts = file.fragment_totals(options)?;
    let mut fields = vec![Node::field("size", len).note("bytes")];
    fields.push(Node::values("brands", brands(&boxes)));
    fields.push(Node::field("fragmented", fragments > 0 || extends));
    if fragments > 0 {
        fields.push(Node::field("fragments", fragments));
    }
    let movies = file.tops.iter().filter(|top| top.is(b"moov")).count();
    if movies > 1 {
        let note = "init segments one behind the other; the tracks here are those of the first";
        fields.push(Node::field("movies", movies).note(note));
    }
    let tracks = file.track_nodes(counts.as_deref());
    fields.push(Node::list("tracks", tracks));
    fields.push(Node::list("pssh", std::mem::take(&mut file.pssh)));
    if let Some(limit) = options.samples {
        fields.push(Node::list("samples", samples::nodes(&file, limit)?));
    }
    fields.push(Node::list("boxes", boxes));
    if let Some(error) = &file.error {
        fields.push(Node::field("problem", error.to_string()).problem("the file is malformed"));
    }
    Ok(Report { kind: "mp4", fields, blobs: file.blobs, error: file.error.map(Into::into) })
}

fn brands(boxes: &[Node]) -> Vec<String> {
    let first = boxes.iter().find(|node| node.name == "ftyp" || node.name == "styp");
    let listed = first.and_then(|node| node.child("compatible_brands"));
    let major = first.and_then(|node| node.child("major_brand")).map(|node| node.value.text());
    let listed = listed.into_iter().flat_map(|node| &node.children).map(|node| node.value.text());
    let mut all: Vec<String> = major.into_iter().collect();
    for brand in listed {
        if !all.contains(&brand) {
            all.push(brand);
        }
    }
    all
}

impl File<'_> {
    /// The boxes of the file, with fields where they are looked into.
    fn boxes(&mut self, options: &Options) -> Result<Vec<Node>> {
        let mut seen: HashMap<FourCc, usize> = HashMap::new();
        let mut nodes = Vec::with_capacity(self.tops.len());
        for top in self.tops.clone() {
            let count = seen.entry(top.header.name).or_insert(0_usize);
            *count += 1;
            let shown = if top.is(b"moof") { SHOWN_FRAGMENTS } else { SHOWN_ALIKE };
            let media = [b"mdat", b"free", b"skip", b"wide"].iter().any(|name| top.is(name));
            let limit = if top.is(b"moov") { MAX_MOVIE } else { MAX_BOX };
            let looked_into = !media && (*count <= shown || options.all);
            let bytes = if looked_into { top.read(self.source, limit)? } else { None };
            let node = match bytes {
                Some(bytes) => self.looked_into(&top, &bytes),
                None => {
                    let node = Walk::header_only(top.header.name, top.offset, top.size);
                    if media || *count > shown { node } else { node.note("too large to look into") }
                }
            };
            nodes.push(node);
        }
        Ok(nodes)
    }

    fn looked_into(&mut self, top: &TopBox, bytes: &[u8]) -> Node {
        if self.blobs.len() < MAX_BLOBS {
            let kept = bytes.get(..MAX_BLOB).unwrap_or(bytes);
            self.blobs.push(Blob { offset: top.offset, bytes: kept.to_vec() });
        }
        let node = Walk::default().boxes(bytes, top.offset).into_iter().next();
        let node = node.unwrap_or_else(|| Node::boxed(top.header.name.to_string(), top.offset, top.size));
        if let Some(problem) = node.first_problem() {
            self.error.get_or_insert_with(|| ParseError::malformed(top.offset, problem).inside(&node.name));
        }
        if let Err(error) = self.take_in(top, bytes) {
            self.error.get_or_insert(error);
        }
        node
    }

    /// Keeps what other parts of the report need of a box.
    fn take_in(&mut self, top: &TopBox, bytes: &[u8]) -> ParseResult<()> {
        if !(top.is(b"moov") || top.is(b"moof")) {
            return Ok(());
        }
        let mut node = BoxNode::read(&mut Reader::new(bytes, top.offset))?;
        for child in node.children() {
            let is_piff = child.is::<PiffPssh>();
            if !is_piff && &child.name().0 != b"pssh" {
                continue;
            }
            let entry = match protection::read_pssh(&mut child.reader(), is_piff) {
                Ok((version, content)) => kinds::pssh_node(version, &content, child.body_offset()),
                Err(error) => Node::object("pssh", Vec::new()).problem(error.to_string()),
            };
            let entry = entry.at(child.offset, child.size()).note(format!("in {}", top.header.name));
            self.pssh.push(entry);
        }
        if top.is(b"moov") && self.moov.is_none() {
            let tracks = read_tracks(&mut node);
            self.moov = Some(node);
            self.tracks = tracks?;
        }
        Ok(())
    }

    fn track_nodes(&mut self, counts: Option<&[FragmentTotals]>) -> Vec<Node> {
        let Some(moov) = &self.moov else { return Vec::new() };
        let mut nodes = Vec::new();
        for track in &self.tracks {
            let totals = counts
                .map(|counts| counts.iter().find(|t| t.track_id == track.id).copied().unwrap_or_default());
            match tracks::track_node(moov, track, totals) {
                Ok(node) => nodes.push(node),
                Err(error) => {
                    let fields = vec![Node::field("id", track.id)];
                    nodes
                        .push(Node::object(format!("track {}", track.id), fields).problem(error.to_string()));
                    self.error.get_or_insert(error);
                }
            }
        }
        nodes
    }

    /// What the fragments have for each track; `None` when they are too many to be read.
    fn fragment_totals(&self, options: &Options) -> Result<Option<Vec<FragmentTotals>>> {
        let fragments: Vec<&TopBox> = self.tops.iter().filter(|top| top.is(b"moof")).collect();
        let bytes: u64 = fragments.iter().map(|top| top.size).sum();
        if !options.all && (fragments.len() > COUNTED_FRAGMENTS || bytes > COUNTED_BYTES) {
            return Ok(None);
        }
        let mut totals: Vec<FragmentTotals> = Vec::new();
        for top in fragments {
            let Some(bytes) = top.read(self.source, MAX_BOX)? else { return Ok(None) };
            // A broken fragment has been reported where its boxes are shown, or will be by `verify`.
            let Ok(moof) = BoxNode::read(&mut Reader::new(&bytes, top.offset)) else { continue };
            for traf in moof.children_named(b"traf") {
                if let Ok(Some(tfhd)) = traf.child_view::<Tfhd>() {
                    self.add_fragment(traf, &tfhd, &mut totals);
                }
            }
        }
        Ok(Some(totals))
    }

    fn add_fragment(&self, traf: &BoxNode, tfhd: &Tfhd, totals: &mut Vec<FragmentTotals>) {
        let trex = self.tracks.iter().find(|track| track.id == tfhd.track_id).and_then(|track| track.trex);
        let default = tfhd.default_sample_duration.or(trex.map(|trex| trex.default_sample_duration));
        let default = u64::from(default.unwrap_or(0));
        let at = totals.iter().position(|t| t.track_id == tfhd.track_id).unwrap_or(totals.len());
        if at == totals.len() {
            totals.push(FragmentTotals { track_id: tfhd.track_id, ..FragmentTotals::default() });
        }
        let Some(total) = totals.get_mut(at) else { return };
        for run in traf.children().iter().filter(|child| child.is::<Trun>()) {
            let Ok(run) = run.view::<Trun>() else { continue };
            total.samples = total.samples.saturating_add(run.sample_count.into());
            // A run without a table may claim any number of samples, so its duration is not summed one by one.
            let stated = run.samples().next().is_some_and(|sample| sample.duration.is_some());
            let duration = if stated {
                run.samples().filter_map(|sample| sample.duration).map(u64::from).sum()
            } else {
                default.saturating_mul(run.sample_count.into())
            };
            total.duration = total.duration.saturating_add(duration);
        }
    }
}
