//! Fields of the boxes of a file and a movie: ISO/IEC 14496-12 sections 4, 8.2 to 8.7 and 8.16.

use super::fields::Fields;
use super::walk::{Known, known};
use crate::boxes::FourCc;
use crate::bytes::ParseResult;
use crate::inspect::node::Node;

/// Most brands or entries that are listed.
const LISTED: usize = 64;

pub(super) const BOXES: &[Known] = &[
    known(b"ftyp", "file type", brands),
    known(b"styp", "segment type", brands),
    known(b"mvhd", "movie header", mvhd),
    known(b"tkhd", "track header", tkhd),
    known(b"mdhd", "media header", mdhd),
    known(b"hdlr", "handler", hdlr),
    known(b"elst", "edit list", elst),
    known(b"mehd", "movie extends header", mehd),
    known(b"stts", "decoding times", stts),
    known(b"stsc", "samples per chunk", stsc),
    known(b"stsz", "sample sizes", stsz),
    known(b"stz2", "sample sizes, compact", stz2),
    known(b"stco", "chunk offsets", stco),
    known(b"co64", "chunk offsets, 64 bits", co64),
    known(b"stss", "sync samples", stss),
    known(b"ctts", "composition offsets", ctts),
];

fn brands(f: &mut Fields<'_>) -> ParseResult<()> {
    f.fourcc("major_brand")?;
    f.u32("minor_version")?;
    let start = f.r.offset();
    let mut brands = Vec::new();
    while f.r.remaining() >= 4 && brands.len() < LISTED {
        brands.push(FourCc(f.r.array("compatible_brands")?).to_string());
    }
    let size = f.r.offset() - start;
    f.push(Node::values("compatible_brands", brands).at(start, size));
    Ok(())
}

fn mvhd(f: &mut Fields<'_>) -> ParseResult<()> {
    let wide = f.version_flags(1)?.version == 1;
    f.time("creation_time", wide)?;
    f.time("modification_time", wide)?;
    f.u32("timescale")?;
    f.sized("duration", wide)?;
    f.fixed("rate", 4, 16)?;
    f.fixed("volume", 2, 8)?;
    f.skip(10 + 36 + 24)?;
    f.u32("next_track_ID").map(drop)
}

fn tkhd(f: &mut Fields<'_>) -> ParseResult<()> {
    let wide = f.version_flags(1)?.version == 1;
    f.time("creation_time", wide)?;
    f.time("modification_time", wide)?;
    f.u32("track_ID")?;
    f.skip(4)?;
    f.sized("duration", wide)?;
    f.skip(8)?;
    f.u16("layer")?;
    f.u16("alternate_group")?;
    f.fixed("volume", 2, 8)?;
    f.skip(2 + 36)?;
    f.fixed("width", 4, 16)?;
    f.fixed("height", 4, 16)
}

fn mdhd(f: &mut Fields<'_>) -> ParseResult<()> {
    let wide = f.version_flags(1)?.version == 1;
    f.time("creation_time", wide)?;
    f.time("modification_time", wide)?;
    f.u32("timescale")?;
    f.sized("duration", wide)?;
    let start = f.r.offset();
    let code = f.r.u16("language")?;
    // Three letters of five bits each; smaller codes are QuickTime's numbers.
    let letter = |shift: u16| char::from(0x60 + (code >> shift & 31) as u8);
    let language = if code < 0x400 { code.to_string() } else { [10, 5, 0].map(letter).iter().collect() };
    f.add("language", start, language);
    Ok(())
}

fn hdlr(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(255)?;
    f.skip(4)?;
    f.fourcc("handler_type")?;
    f.skip(12)?;
    f.text("name").map(drop)
}

fn elst(f: &mut Fields<'_>) -> ParseResult<()> {
    let wide = f.version_flags(1)?.version == 1;
    let count = f.count("entry_count", if wide { 20 } else { 12 })?;
    let mut edits = Vec::new();
    for _ in 0..(count as usize).min(LISTED) {
        let start = f.r.offset();
        let (duration, time) = if wide {
            (f.r.u64("segment_duration")?, f.r.i64("media_time")?)
        } else {
            (f.r.u32("segment_duration")?.into(), i64::from(f.r.i32("media_time")?))
        };
        let rate = f.r.i16("media_rate_integer")?;
        f.r.u16("media_rate_fraction")?;
        let time = match u64::try_from(time) {
            Ok(time) => Node::field("media_time", time),
            Err(_) => Node::field("media_time", time as f64).note("an empty edit"),
        };
        let fields =
            vec![Node::field("segment_duration", duration), time, Node::field("media_rate", f64::from(rate))];
        edits.push(Node::object(format!("[{}]", edits.len() + 1), fields).at(start, f.r.offset() - start));
    }
    f.push(Node::list("edits", edits));
    Ok(())
}

fn mehd(f: &mut Fields<'_>) -> ParseResult<()> {
    let wide = f.version_flags(1)?.version == 1;
    f.sized("fragment_duration", wide).map(drop)
}

fn stts(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(0)?;
    let count = f.count("entry_count", 8)?;
    let (mut samples, mut duration) = (0_u64, 0_u64);
    for _ in 0..count {
        let (n, delta) = (u64::from(f.r.u32("sample_count")?), u64::from(f.r.u32("sample_delta")?));
        samples = samples.saturating_add(n);
        duration = duration.saturating_add(n.saturating_mul(delta));
    }
    f.push(Node::field("samples", samples));
    f.push(Node::field("total_duration", duration));
    Ok(())
}

fn stsc(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(0)?;
    if f.count("entry_count", 12)? > 0 {
        f.u32("first_chunk")?;
        f.u32("samples_per_chunk")?;
        f.u32("sample_description_index")?;
    }
    Ok(())
}

fn stsz(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(0)?;
    let size = f.u32("sample_size")?;
    let count = if size == 0 { f.count("sample_count", 4)? } else { f.u32("sample_count")? };
    if size == 0 {
        let (mut total, mut largest) = (0_u64, 0);
        for _ in 0..count {
            let size = f.r.u32("entry_size")?;
            total = total.saturating_add(size.into());
            largest = largest.max(size);
        }
        f.push(Node::field("total_size", total));
        f.push(Node::field("largest_sample", largest));
    }
    Ok(())
}

fn stz2(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(0)?;
    f.skip(3)?;
    f.u8("field_size")?;
    f.u32("sample_count").map(drop)
}

fn stco(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(0)?;
    if f.count("entry_count", 4)? > 0 {
        f.u32("first_chunk_offset")?;
    }
    Ok(())
}

fn co64(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(0)?;
    if f.count("entry_count", 8)? > 0 {
        f.u64("first_chunk_offset")?;
    }
    Ok(())
}

fn stss(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(0)?;
    f.count("entry_count", 4).map(drop)
}

fn ctts(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(1)?;
    f.count("entry_count", 8).map(drop)
}
