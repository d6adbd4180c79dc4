//! The tracks of a movie with their protection.

use super::FragmentTotals;
use super::entry::codecs_parameter;
use crate::boxes::{BoxNode, FourCc, Frma, PiffTenc, SampleSizes, Schm, Tenc};
use crate::bytes::ParseResult;
use crate::cenc::Scheme;
use crate::cenc::scheme::PIFF_NOT_ENCRYPTED;
use crate::inspect::node::Node;
use crate::keys::KeyId;
use crate::keys::text::to_hex;
use crate::movie::Track;

/// One track as a node. `fragments` is `None` when they were not all read.
pub(super) fn track_node(
    moov: &BoxNode,
    track: &Track,
    fragments: Option<FragmentTotals>,
) -> ParseResult<Node> {
    let stbl = track.stbl(moov)?;
    let own = SampleSizes::read(stbl).map_or(0, |sizes| u64::from(sizes.count()));
    let samples = fragments.map(|f| f.samples.saturating_add(own));
    let mut fields = vec![Node::field("id", track.id), Node::field("handler", track.handler.to_string())];
    let entries = stbl.child(b"stsd").map(BoxNode::children).unwrap_or_default();
    if let Some(entry) = entries.first() {
        let format = original_format(entry).unwrap_or(entry.name()).to_string();
        fields.push(Node::field("codecs_parameter", codecs_parameter(&format, entry)));
        fields.insert(2, Node::field("codec", format));
        fields.push(Node::field("sample_entry", entry.name().to_string()));
    } else {
        fields.push(Node::field("codec", None::<String>));
    }
    let samples_node = Node::field("samples", samples);
    fields.push(match samples {
        Some(_) => samples_node,
        None => samples_node.note("not counted"),
    });
    if samples.is_none() {
        fields
            .push(Node::remark("samples", "not counted: many fragments").note("--all reads every fragment"));
    }
    let unknown = [0, u64::MAX, u64::from(u32::MAX)].contains(&track.duration);
    // Movies with fragments state the duration of their own samples only, or none.
    let duration = match (unknown, fragments.map_or(0, |f| f.duration)) {
        (true, in_fragments) => in_fragments,
        (false, in_fragments) if own > 0 => track.duration.saturating_add(in_fragments),
        (false, _) => track.duration,
    };
    let seconds = (duration > 0 && track.timescale > 0).then(|| {
        let milliseconds = duration as f64 * 1000.0 / f64::from(track.timescale);
        milliseconds.round() / 1000.0
    });
    fields.push(Node::field("timescale", track.timescale));
    fields.push(match seconds {
        Some(_) => Node::field("duration", seconds).note("seconds"),
        None => Node::field("duration", None::<f64>),
    });
    let protected = entries.iter().find_map(|entry| protection(entry).transpose()).transpose()?;
    let clear_entries = entries.iter().filter(|entry| entry.child(b"sinf").is_none()).count();
    match protected {
        Some(node) if clear_entries > 0 => {
            fields.push(node.note(format!("{clear_entries} of {} sample entries are clear", entries.len())));
        }
        Some(node) => fields.push(node),
        None => {
            fields.push(Node::field("protection", None::<String>));
            fields.push(Node::remark("protection", "none"));
        }
    }
    Ok(Node::object(format!("track {}", track.id), fields))
}

fn original_format(entry: &BoxNode) -> Option<FourCc> {
    entry.child(b"sinf")?.child_view::<Frma>().ok()?.map(|frma| frma.data_format)
}

fn guid_field(kid: &KeyId) -> Node {
    Node::field("kid_guid_base64", kid.guid_base64()).note("little-endian GUID, as in a WRM header")
}

/// The protection of a sample entry, `None` when it is clear.
fn protection(entry: &BoxNode) -> ParseResult<Option<Node>> {
    let mut sinfs = entry.children_named(b"sinf");
    let Some(sinf) = sinfs.next() else { return Ok(None) };
    let schm = sinf.child_view::<Schm>()?;
    let schi = sinf.child(b"schi");
    let tenc = schi.map(BoxNode::child_view::<Tenc>).transpose()?.flatten();
    let piff = schi.map(BoxNode::child_view::<PiffTenc>).transpose()?.flatten();
    let name = schm.as_ref().map(|schm| schm.scheme_type.to_string());
    let known = schm.as_ref().and_then(|schm| Scheme::by_scheme_type(schm.scheme_type));
    let scheme = Node::field("scheme", name);
    let mut fields = vec![match known {
        Some(_) => scheme,
        None => scheme.note("not a scheme of Common Encryption"),
    }];
    if let Some(tenc) = tenc {
        fields.push(Node::field("is_protected", tenc.default_is_protected != 0));
        fields.push(Node::field("kid", tenc.default_kid.to_string()).note("UUID, big-endian, as in tenc"));
        fields.push(guid_field(&tenc.default_kid));
        fields.push(Node::field("per_sample_iv_size", tenc.default_per_sample_iv_size));
        fields.push(Node::field("constant_iv", tenc.default_constant_iv.as_deref().map(to_hex)));
        fields.push(Node::field("crypt_byte_block", tenc.default_pattern.crypt_byte_block));
        fields.push(Node::field("skip_byte_block", tenc.default_pattern.skip_byte_block));
    } else if let Some(PiffTenc(piff)) = piff {
        fields.push(Node::field("is_protected", piff.algorithm_id != PIFF_NOT_ENCRYPTED));
        fields.push(Node::field("kid", piff.kid.to_string()).note("UUID, big-endian, as in the box"));
        fields.push(guid_field(&piff.kid));
        fields.push(Node::field("per_sample_iv_size", piff.iv_size));
        fields.push(Node::field("constant_iv", None::<String>));
        fields.push(Node::field("crypt_byte_block", 0_u8));
        fields.push(Node::field("skip_byte_block", 0_u8));
    } else {
        for name in ["kid", "per_sample_iv_size", "constant_iv", "crypt_byte_block", "skip_byte_block"] {
            fields.push(Node::field(name, None::<String>));
        }
        return Ok(Some(Node::object("protection", fields).problem("sinf has no tenc box")));
    }
    Ok(Some(Node::object("protection", fields)))
}
