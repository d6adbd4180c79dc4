//! The map of samples: where each lies, how it is protected, and what the codec has in it.

use super::File;
use crate::boxes::{BoxNode, FourCc, Frma};
use crate::bytes::{ParseResult, Reader};
use crate::cenc::cipher::{Extent, Mode};
use crate::cenc::decrypt::{ProtectedSample, SampleMap, TrackMap};
use crate::codec::av1::Av1Rule;
use crate::codec::avc::AvcRule;
use crate::codec::hevc::HevcRule;
use crate::codec::nal::NalUnit;
use crate::codec::{SampleBytes, Vp9Rule};
use crate::error::Result;
use crate::inspect::kinds::kid_node;
use crate::inspect::node::Node;
use crate::keys::text::to_hex;
use crate::movie::{SampleLocation, SampleReader, StblSamples, Track, read_track_fragments};

/// Most units or subsamples of one sample that are listed.
const LISTED: usize = 256;

/// Names the units of samples of one codec.
enum Codec {
    /// With the bytes of a NAL length.
    Avc(AvcRule, usize),
    Hevc(HevcRule, usize),
    Av1(Av1Rule),
    Vp9(Vp9Rule),
    /// Audio, text, and video that is not looked into.
    None,
}

/// One track while its samples are listed.
struct Progress<'a> {
    track: &'a Track,
    map: Option<TrackMap>,
    codec: Codec,
    nodes: Vec<Node>,
    problem: Option<String>,
}

/// The first `limit` samples of every track.
pub(super) fn nodes(file: &File<'_>, limit: usize) -> Result<Vec<Node>> {
    let Some(moov) = &file.moov else { return Ok(Vec::new()) };
    let mut all: Vec<Progress<'_>> = Vec::new();
    for track in &file.tracks {
        let trak = track.trak(moov)?;
        let (map, problem) = match TrackMap::open(trak) {
            Ok(map) => (map, None),
            Err(error) => (None, Some(error.to_string())),
        };
        let mut progress = Progress { track, map, codec: Codec::of_track(trak), nodes: Vec::new(), problem };
        if let Err(error) = progress.movie_samples(file, moov, limit) {
            progress.problem.get_or_insert(error.to_string());
        }
        all.push(progress);
    }
    fragment_samples(file, &mut all, limit)?;
    let mut nodes = Vec::new();
    for mut progress in all {
        if let Some(problem) = progress.problem {
            let fields = vec![Node::field("track", progress.track.id), Node::field("problem", problem)];
            nodes.push(
                Node::object(format!("track {}", progress.track.id), fields)
                    .problem("samples cannot be read"),
            );
        }
        nodes.append(&mut progress.nodes);
    }
    Ok(nodes)
}

fn fragment_samples(file: &File<'_>, all: &mut [Progress<'_>], limit: usize) -> Result<()> {
    let trex = |id: u32| file.tracks.iter().find(|track| track.id == id).and_then(|track| track.trex);
    for top in file.tops.iter().filter(|top| top.is(b"moof")) {
        if all.iter().all(|p| p.nodes.len() >= limit || !p.track.in_fragments()) {
            break;
        }
        let Some(bytes) = top.read(file.source, super::MAX_BOX)? else { break };
        let read = BoxNode::read(&mut Reader::new(&bytes, top.offset))
            .and_then(|moof| Ok((read_track_fragments(&moof, &trex, file.len)?, moof)));
        let (fragments, moof) = match read {
            Ok(read) => read,
            Err(error) => {
                all.iter_mut().for_each(|p| _ = p.problem.get_or_insert(error.to_string()));
                break;
            }
        };
        for fragment in &fragments {
            let Some(progress) = all.iter_mut().find(|p| p.track.id == fragment.track_id) else { continue };
            let Some(traf) = moof.children().get(fragment.child_index) else { continue };
            let wanted = limit.saturating_sub(progress.nodes.len()).min(fragment.samples.len());
            let samples = fragment.samples.get(..wanted).unwrap_or_default();
            let base = fragment.base_offset(moof.offset);
            let map = progress
                .map
                .as_ref()
                .map(|map| map.of_fragment(traf, samples, base, moof.offset, file.source));
            progress.add(file, samples, map.transpose());
        }
    }
    Ok(())
}

impl Progress<'_> {
    fn movie_samples(&mut self, file: &File<'_>, moov: &BoxNode, limit: usize) -> Result<()> {
        let trak = self.track.trak(moov)?;
        let stbl = self.track.stbl(moov)?;
        let samples: Vec<SampleLocation> =
            StblSamples::new(stbl, file.len)?.take(limit).collect::<ParseResult<_>>()?;
        let map = self.map.as_ref().map(|map| map.of_movie(trak, stbl, &samples, file.source));
        self.add(file, &samples, map.transpose());
        Ok(())
    }

    fn add(&mut self, file: &File<'_>, samples: &[SampleLocation], map: Result<Option<SampleMap>>) {
        let map = match map {
            Ok(map) => map,
            Err(error) => {
                self.problem.get_or_insert(error.to_string());
                None
            }
        };
        let mut reader = SampleReader::new(file.source);
        for (number, sample) in samples.iter().enumerate() {
            reader.turn_to(sample);
            let protected = map.as_ref().and_then(|map| map.get(number));
            let units = self.codec.units(&mut reader);
            let node = sample_node(self.track.id, self.nodes.len() + 1, sample, protected, units);
            self.nodes.push(node);
        }
    }
}

fn sample_node(
    track: u32,
    number: usize,
    sample: &SampleLocation,
    protected: Option<ProtectedSample<'_>>,
    units: ParseResult<Vec<Node>>,
) -> Node {
    let mut fields = vec![
        Node::field("track", track),
        Node::field("number", number),
        Node::field("offset", sample.offset),
        Node::field("size", sample.size),
        Node::field("description", sample.description_index),
        Node::field("protected", protected.is_some()),
    ];
    if let Some(protected) = protected {
        protection_fields(&protected, sample.size, &mut fields);
    }
    match units {
        Ok(units) if units.is_empty() => {}
        Ok(units) => fields.push(Node::list("units", units)),
        Err(error) => fields.push(
            Node::field("units_problem", error.to_string()).note("the codec's headers cannot be read here"),
        ),
    }
    Node::object(format!("track {track} sample {number}"), fields).at(sample.offset, sample.size.into())
}

fn protection_fields(protected: &ProtectedSample<'_>, size: u32, fields: &mut Vec<Node>) {
    fields.push(Node::field("scheme", protected.scheme.name));
    fields.push(kid_node("kid", &protected.kid));
    fields.push(Node::field("iv", protected.iv.map(|iv| to_hex(iv.as_slice()))));
    if !protected.pattern.is_none() {
        fields.push(Node::field("pattern", protected.pattern.to_string()).note("encrypted : skipped blocks"));
    }
    let mode = Mode::new(protected.scheme, protected.pattern);
    let mut runs = Vec::new();
    let (mut clear_total, mut encrypted_total, mut at) = (0, 0, 0_u64);
    let mut add = |clear: u64, range: u64| {
        let encrypted = mode.ciphered_bytes(range).unwrap_or(0);
        clear_total += clear;
        encrypted_total += encrypted;
        if runs.len() < LISTED {
            let row = vec![
                Node::field("offset", at),
                Node::field("clear", clear),
                Node::field("encrypted", encrypted),
                Node::field("skipped", range.saturating_sub(encrypted)),
            ];
            runs.push(Node::object(format!("[{}]", runs.len() + 1), row));
        }
        at += clear + range;
    };
    match protected.extent {
        Extent::Whole => add(0, size.into()),
        Extent::Subsamples(all) => {
            all.iter().for_each(|s| add(s.clear.into(), s.protected.into()));
        }
    }
    // Bytes behind the last subsample are clear.
    let described = match protected.extent {
        Extent::Whole => size.into(),
        Extent::Subsamples(all) => all.iter().map(|s| u64::from(s.clear) + u64::from(s.protected)).sum(),
    };
    let behind = u64::from(size).saturating_sub(described);
    if behind > 0 {
        add(behind, 0);
    }
    fields.push(Node::field("clear_bytes", clear_total));
    fields.push(Node::field("encrypted_bytes", encrypted_total));
    let skipped = u64::from(size).saturating_sub(clear_total + encrypted_total);
    fields.push(Node::field("skipped_bytes", skipped));
    let whole = matches!(protected.extent, Extent::Whole);
    let list = Node::list("subsamples", runs);
    fields.push(if whole { list.note("the whole sample, without subsamples") } else { list });
}

impl Codec {
    /// What reads the samples of a track; nothing when its configuration cannot be read.
    fn of_track(trak: &BoxNode) -> Self {
        Self::read(trak).unwrap_or(Self::None)
    }

    fn read(trak: &BoxNode) -> Option<Self> {
        let entry = trak.descend(&[b"mdia", b"minf", b"stbl", b"stsd"])?.children().first()?;
        let hidden = entry.child(b"sinf").and_then(|sinf| sinf.child_view::<Frma>().ok()?);
        let format: FourCc = hidden.map_or(entry.name(), |frma| frma.data_format);
        let config = |name: &[u8; 4]| entry.child(name).map(|node| (node.bytes(), node.body_offset()));
        if let Some((bytes, base)) = config(b"avcC") {
            return Some(Self::Avc(AvcRule::from_config(bytes, base).ok()?, length_size(bytes, 4)?));
        }
        if let Some((bytes, base)) = config(b"hvcC") {
            return Some(Self::Hevc(HevcRule::from_config(bytes, base).ok()?, length_size(bytes, 21)?));
        }
        if let Some((bytes, base)) = config(b"av1C") {
            return Some(Self::Av1(Av1Rule::from_config(bytes, base).ok()?));
        }
        let vpcc = config(b"vpcC");
        let base = vpcc.map_or(entry.offset, |(_, base)| base);
        (&format.0 == b"vp09")
            .then(|| Vp9Rule::from_config(vpcc.map(|(bytes, _)| bytes), base).ok().map(Self::Vp9))?
    }

    /// The units of the next sample in decode order. Where slice headers cannot be read, such as in files that encrypt
    /// them, NAL units are still told apart by their lengths and types.
    fn units(&mut self, sample: &mut dyn SampleBytes) -> ParseResult<Vec<Node>> {
        let read = self.units_with_headers(sample);
        let (length_size, name): (_, fn(u8) -> u8) = match self {
            Self::Avc(_, length_size) => (*length_size, |first| first & 31),
            Self::Hevc(_, length_size) => (*length_size, |first| first >> 1 & 63),
            _ => return read,
        };
        read.or_else(|error| units_by_length(sample, length_size, name).ok_or(error))
    }

    fn units_with_headers(&mut self, sample: &mut dyn SampleBytes) -> ParseResult<Vec<Node>> {
        let mut nodes = Vec::new();
        let mut add = |name: String, offset: usize, size: usize, header: Option<usize>| {
            if nodes.len() < LISTED {
                let mut fields =
                    vec![Node::field("type", name), Node::field("offset", offset), Node::field("size", size)];
                fields.extend(header.map(|header| Node::field("header_size", header)));
                nodes.push(Node::object(format!("[{}]", nodes.len() + 1), fields));
            }
        };
        let mut nal = |units: Vec<NalUnit>| {
            for unit in units {
                let header = unit.slice_data.map(|start| start.saturating_sub(unit.bytes.start));
                add(format!("{} {}", unit.kind, unit.name), unit.bytes.start, unit.bytes.len(), header);
            }
        };
        match self {
            Self::Avc(rule, _) => nal(rule.describe(sample)?),
            Self::Hevc(rule, _) => nal(rule.describe(sample)?),
            Self::Av1(rule) => rule.visit_obus(sample, &mut |obu| {
                let frame = obu.frame.map_or_else(String::new, |frame| format!(", {}", frame.frame_type));
                let start = obu.header.start;
                let size = obu.header.payload.end.saturating_sub(start);
                let header = obu.tiles.first().map(|tile| tile.start.saturating_sub(start));
                add(format!("{}{frame}", obu.header.obu_type), start, size, header);
            })?,
            Self::Vp9(rule) => rule.visit_frames(sample, &mut |frame| {
                let shown = if frame.show_frame { "" } else { ", hidden" };
                add(
                    format!("{}{shown}", frame.kind),
                    frame.bytes.start,
                    frame.bytes.len(),
                    Some(frame.header_len),
                );
            })?,
            Self::None => {}
        }
        Ok(nodes)
    }
}

/// Bytes of a NAL length, from the byte of a configuration record whose last two bits hold it.
fn length_size(config: &[u8], at: usize) -> Option<usize> {
    config.get(at).map(|byte| usize::from(byte & 3) + 1)
}

/// NAL units by their lengths alone; `None` when the lengths do not fill the sample.
fn units_by_length(
    sample: &mut dyn SampleBytes,
    length_size: usize,
    kind: fn(u8) -> u8,
) -> Option<Vec<Node>> {
    let mut nodes = Vec::new();
    let mut at = 0;
    while at < sample.len() && nodes.len() < LISTED {
        let head = sample.peek(at, length_size + 1).ok()?;
        let (length, first) = head.split_at_checked(length_size)?;
        let size = length.iter().fold(0_usize, |n, byte| n << 8 | usize::from(*byte));
        let name = match first.first() {
            Some(first) if size > 0 => format!("{} (header not read)", kind(*first)),
            _ => "empty".to_owned(),
        };
        let start = at + length_size;
        at = start.checked_add(size).filter(|end| *end <= sample.len())?;
        let fields = vec![Node::field("type", name), Node::field("offset", start), Node::field("size", size)];
        nodes.push(Node::object(format!("[{}]", nodes.len() + 1), fields));
    }
    Some(nodes)
}
