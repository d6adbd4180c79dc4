//! Facts of the protections of a file.

use std::collections::BTreeMap;

use super::{Facts, header};
use crate::boxes::{
    BoxBody as _, BoxNode, Frma, PiffTenc, SampleSizes, Schm, Seig, Sgpd, Tenc, Tfhd, Trun, sgpd::SEIG,
};
use crate::bytes::{Inside, ParseResult, Reader};
use crate::cenc::rewrite::top_boxes;
use crate::edit::{FoundPssh, Place, find_pssh};
use crate::error::Result;
use crate::keys::text::to_hex;
use crate::movie::{ReadAt, Track, read_tracks};

/// What a file says of its protection.
#[derive(Clone, Debug)]
pub struct Protections {
    moov: Option<(BoxNode, Vec<Track>)>,
    pssh: Vec<FoundPssh>,
    fragments: usize,
    /// Of each track: samples in fragments, and the key descriptions that fragments bring.
    fragmented: BTreeMap<u32, (u64, Vec<Seig>)>,
}

impl Protections {
    pub(super) fn read(source: &dyn ReadAt, input_len: u64) -> Result<Self> {
        let pssh = find_pssh(source, input_len)?;
        let mut found = Self { moov: None, pssh, fragments: 0, fragmented: BTreeMap::new() };
        for top in top_boxes(source, input_len)? {
            if top.is(b"moov") && found.moov.is_none() {
                let mut moov = top.read(source)?;
                let tracks = read_tracks(&mut moov)?;
                found.moov = Some((moov, tracks));
            } else if top.is(b"moof") {
                found.fragments += 1;
                let moof = top.read(source)?;
                found.add_fragment(&moof).inside(|| format!("moof[{}]", found.fragments))?;
            }
        }
        Ok(found)
    }

    fn add_fragment(&mut self, moof: &BoxNode) -> ParseResult<()> {
        for traf in moof.children_named(b"traf") {
            let tfhd: Tfhd = traf.require(&[&Tfhd::NAME.0])?.view()?;
            let (samples, groups) = self.fragmented.entry(tfhd.track_id).or_default();
            for trun in traf.children().iter().filter(|c| c.is::<Trun>()) {
                *samples = samples.saturating_add(trun.view::<Trun>()?.sample_count.into());
            }
            for group in key_groups(traf)? {
                if !groups.contains(&group) {
                    groups.push(group);
                }
            }
        }
        Ok(())
    }

    /// The `pssh` boxes, each once: fragments often repeat them.
    pub(super) fn boxes(&self) -> Vec<BoxNode> {
        let mut boxes: Vec<&BoxNode> = Vec::new();
        for found in &self.pssh {
            if !boxes.iter().any(|b| b.content == found.node.content) {
                boxes.push(&found.node);
            }
        }
        boxes.into_iter().cloned().collect()
    }

    pub(super) fn describe(&self, facts: &mut Facts) -> Result<()> {
        if let Some((moov, tracks)) = &self.moov {
            for track in tracks {
                let id = track.id;
                let outcome = facts.part(&format!("tracks[{id}]"), &format!("track {id}"), |facts| {
                    self.describe_track(moov, track, facts)
                });
                outcome.inside(|| format!("moov/trak (track {id})"))?;
            }
        }
        header::describe_boxes(&self.boxes(), facts);
        for (name, wanted) in [("moov", Place::Moov), ("top level", Place::TopLevel)] {
            let count = self.pssh.iter().filter(|f| f.place == wanted).count();
            facts.add(&format!("pssh_count[{name}]"), &format!("pssh boxes in {name}:"), count.to_string());
        }
        let in_fragments = self.pssh.iter().filter(|f| matches!(f.place, Place::Moof(_))).count();
        facts.add("pssh_count[moof]", "pssh boxes in fragments:", in_fragments.to_string());
        Ok(())
    }

    fn describe_track(&self, moov: &BoxNode, track: &Track, facts: &mut Facts) -> ParseResult<()> {
        facts.add("handler", "handler", track.handler.to_string());
        let stbl = track.stbl(moov)?;
        let mut samples = u64::from(SampleSizes::read(stbl).map_or(0, |s| s.count()));
        let mut groups = key_groups(stbl)?;
        if let Some((more, in_fragments)) = self.fragmented.get(&track.id) {
            samples = samples.saturating_add(*more);
            groups.extend(in_fragments.iter().filter(|g| !groups.contains(g)).cloned().collect::<Vec<_>>());
        }
        facts.add("samples", "samples", samples.to_string());
        let entries = stbl.child(b"stsd").map(BoxNode::children).unwrap_or_default();
        for (index, entry) in entries.iter().enumerate() {
            match index {
                0 => describe_entry(entry, facts)?,
                _ => {
                    let number = index + 1;
                    let (path, label) = (format!("entries[{number}]"), format!("sample entry {number}"));
                    facts.part(&path, &label, |facts| describe_entry(entry, facts))?;
                }
            }
        }
        for group in groups {
            let text = match group.is_protected {
                0 => "clear".to_owned(),
                _ => format!(
                    "key ID {}, IV size {}, pattern {}{}",
                    group.kid,
                    group.per_sample_iv_size,
                    group.pattern,
                    group.constant_iv.map_or(String::new(), |iv| format!(", constant IV {}", to_hex(&iv)))
                ),
            };
            facts.add("groups", "sample group", text);
        }
        Ok(())
    }
}

/// The key descriptions of an `stbl` or `traf`.
fn key_groups(holder: &BoxNode) -> ParseResult<Vec<Seig>> {
    let mut groups = Vec::new();
    for node in holder.children().iter().filter(|c| c.is::<Sgpd>() && c.bytes().get(4..8) == Some(&SEIG.0)) {
        for entry in node.view::<Sgpd>()?.entries {
            groups.push(Seig::read(&mut Reader::new(&entry, node.offset))?);
        }
    }
    Ok(groups)
}

fn describe_entry(entry: &BoxNode, facts: &mut Facts) -> ParseResult<()> {
    let Some(sinf) = entry.child(b"sinf") else {
        facts.add("codec", "codec", entry.name().to_string());
        facts.add("scheme", "scheme", "none");
        return Ok(());
    };
    let codec = sinf.child_view::<Frma>()?.map_or(entry.name(), |f| f.data_format);
    facts.add("codec", "codec", codec.to_string());
    let scheme = sinf.child_view::<Schm>()?;
    facts.add("scheme", "scheme", scheme.map_or("none".to_owned(), |s| s.scheme_type.to_string()));
    let Some(schi) = sinf.child(b"schi") else { return Ok(()) };
    if let Some(tenc) = schi.child_view::<Tenc>()? {
        facts.add(
            "protected",
            "protected by default:",
            if tenc.default_is_protected == 0 { "no" } else { "yes" },
        );
        facts.add("kid", "key ID", tenc.default_kid.to_string());
        facts.add("per_sample_iv_size", "IV size", tenc.default_per_sample_iv_size.to_string());
        facts.add("pattern", "pattern", tenc.default_pattern.to_string());
        facts.maybe("constant_iv", "constant IV", tenc.default_constant_iv.as_deref().map(to_hex));
    } else if let Some(piff) = schi.children().iter().find(|c| c.is::<PiffTenc>()) {
        let PiffTenc(piff) = piff.view()?;
        facts.add("kid", "key ID", piff.kid.to_string());
        facts.add("per_sample_iv_size", "IV size", piff.iv_size.to_string());
        facts.add("algorithm_id", "AlgorithmID", piff.algorithm_id.to_string());
    }
    Ok(())
}
