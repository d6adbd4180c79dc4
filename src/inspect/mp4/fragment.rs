//! Fields of the boxes of fragments and segments: ISO/IEC 14496-12 sections 8.8 and 8.16, and `emsg` of ISO/IEC 23009-1.

use super::fields::Fields;
use super::walk::{Known, known};
use crate::bytes::ParseResult;
use crate::inspect::node::Node;

/// Most references and entries that are listed.
const LISTED: usize = 256;

pub(super) const BOXES: &[Known] = &[
    known(b"mfhd", "fragment header", mfhd),
    known(b"tfhd", "track fragment header", tfhd),
    known(b"tfdt", "decode time", tfdt),
    known(b"trun", "track run", trun),
    known(b"trex", "fragment defaults", trex),
    known(b"sidx", "segment index", sidx),
    known(b"tfra", "random access points", tfra),
    known(b"mfro", "random access offset", mfro),
    known(b"emsg", "event message", emsg),
];

fn mfhd(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(0)?;
    f.u32("sequence_number").map(drop)
}

fn tfhd(f: &mut Fields<'_>) -> ParseResult<()> {
    let flags = f.version_flags(255)?.flags;
    f.u32("track_ID")?;
    if flags & 1 != 0 {
        f.u64("base_data_offset")?;
    }
    let names = [
        (2, "sample_description_index"),
        (8, "default_sample_duration"),
        (0x10, "default_sample_size"),
        (0x20, "default_sample_flags"),
    ];
    for (flag, name) in names {
        if flags & flag != 0 {
            f.u32(name)?;
        }
    }
    f.push(Node::field("default_base_is_moof", flags & 0x02_0000 != 0));
    Ok(())
}

fn tfdt(f: &mut Fields<'_>) -> ParseResult<()> {
    let wide = f.version_flags(1)?.version == 1;
    f.sized("baseMediaDecodeTime", wide).map(drop)
}

fn trun(f: &mut Fields<'_>) -> ParseResult<()> {
    let flags = f.version_flags(1)?.flags;
    let fields = [0x100, 0x200, 0x400, 0x800].map(|flag| flags & flag != 0);
    let entry_len = fields.iter().filter(|f| **f).count() * 4;
    let count = f.u32("sample_count")?;
    if flags & 1 != 0 {
        let start = f.r.offset();
        let offset = f.r.i32("data_offset")?;
        f.add("data_offset", start, f64::from(offset));
        if let (Some(last), Ok(offset)) = (f.out.last_mut(), u64::try_from(offset)) {
            last.value = offset.into();
        }
    }
    if flags & 4 != 0 {
        f.u32("first_sample_flags")?;
    }
    f.r.check_count(count.into(), entry_len, "sample_count")?;
    let mut totals = [0_u64; 2];
    for _ in 0..if entry_len > 0 { count } else { 0 } {
        for (i, present) in fields.iter().enumerate() {
            if *present {
                let value = f.r.u32("sample")?;
                if let Some(total) = totals.get_mut(i) {
                    *total = total.saturating_add(value.into());
                }
            }
        }
    }
    let [duration, size] = totals;
    let [has_duration, has_size, ..] = fields;
    if has_duration {
        f.push(Node::field("total_duration", duration));
    }
    if has_size {
        f.push(Node::field("total_size", size));
    }
    Ok(())
}

fn trex(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(0)?;
    f.u32("track_ID")?;
    f.u32("default_sample_description_index")?;
    f.u32("default_sample_duration")?;
    f.u32("default_sample_size")?;
    f.u32("default_sample_flags").map(drop)
}

fn sidx(f: &mut Fields<'_>) -> ParseResult<()> {
    let wide = f.version_flags(1)?.version == 1;
    f.u32("reference_ID")?;
    f.u32("timescale")?;
    f.sized("earliest_presentation_time", wide)?;
    f.sized("first_offset", wide)?;
    f.skip(2)?;
    let count = f.u16("reference_count")?;
    f.r.check_count(count.into(), 12, "reference_count")?;
    let mut references = Vec::new();
    for _ in 0..usize::from(count).min(LISTED) {
        let start = f.r.offset();
        let first = f.r.u32("referenced_size")?;
        let duration = f.r.u32("subsegment_duration")?;
        let sap = f.r.u32("SAP")?;
        let fields = vec![
            Node::field("reference_type", if first >> 31 == 1 { "sidx" } else { "media" }),
            Node::field("referenced_size", first & 0x7fff_ffff),
            Node::field("subsegment_duration", duration),
            Node::field("starts_with_SAP", sap >> 31 == 1),
            Node::field("SAP_type", sap >> 28 & 7),
        ];
        references.push(Node::object(format!("[{}]", references.len() + 1), fields).at(start, 12));
    }
    f.push(Node::list("references", references));
    Ok(())
}

fn tfra(f: &mut Fields<'_>) -> ParseResult<()> {
    let wide = f.version_flags(1)?.version == 1;
    f.u32("track_ID")?;
    let lengths = f.r.u32("length sizes")?;
    let numbers = (lengths >> 4 & 3) + (lengths >> 2 & 3) + (lengths & 3) + 3;
    let count = f.count("number_of_entry", numbers as usize + if wide { 16 } else { 8 })?;
    if count > 0 {
        f.sized("first_time", wide)?;
        f.sized("first_moof_offset", wide)?;
    }
    Ok(())
}

fn mfro(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(255)?;
    f.u32("mfra_size").map(drop)
}

fn emsg(f: &mut Fields<'_>) -> ParseResult<()> {
    let version = f.version_flags(1)?.version;
    if version == 0 {
        f.text("scheme_id_uri")?;
        f.text("value")?;
    }
    f.u32("timescale")?;
    if version == 0 {
        f.u32("presentation_time_delta")?;
    } else {
        f.u64("presentation_time")?;
    }
    f.u32("event_duration")?;
    f.u32("id")?;
    if version == 1 {
        f.text("scheme_id_uri")?;
        f.text("value")?;
    }
    let len = f.r.remaining();
    f.hex("message_data", len).map(drop)
}
