//! What must change when boxes grow or shrink: chunk offsets, data offsets, item locations, segment indexes and random
//! access tables. Auxiliary information offsets are the business of `cenc`.

use super::{DataBase, PositionMap, TrackFragment};
use crate::boxes::{BoxBody as _, BoxNode, ChunkOffsets, Content, Sidx, Tfhd, Tfra, Trun};
use crate::bytes::{Inside, ParseError, ParseResult, Reader, Writer};

/// Makes `co64` of every `stco` whose offsets would not fit in 32 bits once moved; the offsets stay as they are. The
/// movie grows by that: true means that the layout must be made anew.
///
/// # Errors
/// When a table is malformed.
pub fn widen_chunk_offsets(moov: &mut BoxNode, map: &PositionMap) -> ParseResult<bool> {
    let mut widened = false;
    each_sample_table(moov, |stbl| {
        let mut chunks = ChunkOffsets::read(stbl)?;
        if !chunks.wide && chunks.offsets.iter().any(|&o| map.map(o) > u32::MAX.into()) {
            chunks.wide = true;
            chunks.write(stbl);
            widened = true;
        }
        Ok(())
    })?;
    Ok(widened)
}

/// Moves the chunk offsets and item locations of a movie.
///
/// # Errors
/// When a table is malformed, or an item's offset no longer fits its field.
pub fn relocate_movie(moov: &mut BoxNode, map: &PositionMap) -> ParseResult<()> {
    each_sample_table(moov, |stbl| {
        let mut chunks = ChunkOffsets::read(stbl)?;
        for offset in &mut chunks.offsets {
            *offset = map.map(*offset);
        }
        chunks.write(stbl);
        Ok(())
    })?;
    moov.children_mut().into_iter().flatten().try_for_each(|meta| relocate_items(meta, map))
}

fn each_sample_table(
    moov: &mut BoxNode,
    mut visit: impl FnMut(&mut BoxNode) -> ParseResult<()>,
) -> ParseResult<()> {
    for trak in moov.children_mut().into_iter().flatten().filter(|c| &c.name().0 == b"trak") {
        let Some(stbl) = trak.descend_mut(&[b"mdia", b"minf", b"stbl"]) else { continue };
        if stbl.child(b"stco").is_some() || stbl.child(b"co64").is_some() {
            visit(stbl).inside(|| "moov/trak/mdia/minf/stbl".into())?;
        }
    }
    Ok(())
}

/// Moves the file offsets of the `iloc` box (ISO/IEC 14496-12 section 8.11.3) of a `meta` box; other boxes stay.
///
/// # Errors
/// When `iloc` is malformed, or an offset no longer fits its field.
pub fn relocate_items(meta: &mut BoxNode, map: &PositionMap) -> ParseResult<()> {
    if &meta.name().0 != b"meta" {
        return Ok(());
    }
    let Some(iloc) = meta.child_mut(b"iloc") else { return Ok(()) };
    let moved = moved_iloc(&mut iloc.reader(), map).inside(|| "meta/iloc".into())?;
    iloc.content = Content::Leaf(moved);
    Ok(())
}

fn moved_iloc(r: &mut Reader<'_>, map: &PositionMap) -> ParseResult<Vec<u8>> {
    let mut w = Writer::new();
    let version = r.u8("version")?;
    w.u8(version);
    w.bytes(r.take(3, "flags")?);
    let sizes = r.u16("offset_size, length_size, base_offset_size and index_size")?;
    w.u16(sizes);
    let nibble = |shift: u32| usize::from(sizes >> shift & 15);
    let (offset_size, length_size, base_size, index_size) = (nibble(12), nibble(8), nibble(4), nibble(0));
    let copy = |r: &mut Reader<'_>, w: &mut Writer, len: usize, field: &str| -> ParseResult<u64> {
        let bytes = r.take(len, field)?;
        w.bytes(bytes);
        Ok(bytes.iter().fold(0, |n, &b| n << 8 | u64::from(b)))
    };
    let items = copy(r, &mut w, if version < 2 { 2 } else { 4 }, "item_count")?;
    let items = r.check_count(items, 6, "item_count")?;
    for _ in 0..items {
        copy(r, &mut w, if version < 2 { 2 } else { 4 }, "item_ID")?;
        let method = if version == 0 { 0 } else { copy(r, &mut w, 2, "construction_method")? & 15 };
        copy(r, &mut w, 2, "data_reference_index")?;
        let base_at = w.len();
        let base = copy(r, &mut w, base_size, "base_offset")?;
        let extents = copy(r, &mut w, 2, "extent_count")?;
        for extent in 0..extents {
            if version > 0 {
                copy(r, &mut w, index_size, "extent_index")?;
            }
            let offset_at = w.len();
            let offset = copy(r, &mut w, offset_size, "extent_offset")?;
            copy(r, &mut w, length_size, "extent_length")?;
            if method != 0 || base + offset == 0 {
                continue;
            }
            let shift = map.map(base.wrapping_add(offset)).wrapping_sub(base.wrapping_add(offset));
            // With several extents the base carries the shift once; single offsets carry it themselves.
            if base_size > 0 && base > 0 {
                if extent == 0 {
                    patch(&mut w, base_at, base_size, base.wrapping_add(shift), r.offset())?;
                }
            } else {
                patch(&mut w, offset_at, offset_size, offset.wrapping_add(shift), r.offset())?;
            }
        }
    }
    w.bytes(r.rest());
    Ok(w.into_vec())
}

fn patch(w: &mut Writer, at: usize, size: usize, value: u64, offset: u64) -> ParseResult<()> {
    match size {
        4 if value <= u32::MAX.into() => w.patch_u32(at, value as u32),
        8 => w.patch_u64(at, value),
        _ => {
            return Err(ParseError::unsupported(
                offset,
                format!("item offset {value} does not fit in {size} bytes"),
            ));
        }
    }
    Ok(())
}

/// Counts the data offsets of one track fragment from the `moof` from now on. Needed where auxiliary information is added
/// to a fragment whose base lies behind the `moof`: its offset cannot be negative.
///
/// # Errors
/// When `tfhd` or `trun` is malformed.
pub fn anchor_to_moof(traf: &mut BoxNode, fragment: &mut TrackFragment) -> ParseResult<()> {
    if let Some(node) = traf.child_mut(&Tfhd::NAME.0) {
        let mut tfhd: Tfhd = node.view()?;
        tfhd.set_default_base_is_moof();
        node.replace(&tfhd);
    }
    if let Some(node) = fragment.runs.first().and_then(|r| traf.children_mut()?.get_mut(r.child_index)) {
        let mut trun: Trun = node.view()?;
        trun.data_offset.get_or_insert(0);
        node.replace(&trun);
    }
    fragment.base = DataBase::Moof;
    Ok(())
}

/// Moves the data offsets of a fragment. `old_offset` and `new_offset` are those of the `moof`; `map` must know where the
/// bytes behind it land. Returns the new base of every track fragment, which auxiliary information offsets count from.
///
/// # Errors
/// When a data offset no longer fits.
pub fn relocate_fragment(
    moof: &mut BoxNode,
    fragments: &[TrackFragment],
    old_offset: u64,
    new_offset: u64,
    old_end: u64,
    map: &PositionMap,
) -> ParseResult<Vec<u64>> {
    let mut bases = Vec::with_capacity(fragments.len());
    for fragment in fragments {
        let base = match fragment.base {
            DataBase::Moof => new_offset,
            // Most files that give an absolute base give that of the moof.
            DataBase::Explicit(base) if (old_offset..old_end).contains(&base) => {
                new_offset + (base - old_offset)
            }
            DataBase::Explicit(base) | DataBase::PreviousEnd(base) => map.map(base),
        };
        bases.push(base);
        let Some(traf) = moof.children_mut().and_then(|c| c.get_mut(fragment.child_index)) else { continue };
        if let (DataBase::Explicit(_), Some(node)) = (fragment.base, traf.child_mut(&Tfhd::NAME.0)) {
            let mut tfhd: Tfhd = node.view()?;
            tfhd.base_data_offset = Some(base);
            node.replace(&tfhd);
        }
        for run in &fragment.runs {
            let Some(node) = traf.children_mut().and_then(|c| c.get_mut(run.child_index)) else { continue };
            let mut trun: Trun = node.view()?;
            if trun.data_offset.is_none() {
                continue;
            }
            let distance = i128::from(map.map(run.start)) - i128::from(base);
            trun.data_offset = Some(i32::try_from(distance).map_err(|_| {
                let message = format!("data_offset would be {distance}, which does not fit in 32 bits");
                ParseError::unsupported(node.offset, message).inside("trun").inside("traf").inside("moof")
            })?);
            node.replace(&trun);
        }
    }
    Ok(bases)
}

/// Moves the references of a segment index that starts at `offset` and ends at `end` of the input.
///
/// # Errors
/// When a size or offset no longer fits its field.
pub fn relocate_segment_index(sidx: &mut Sidx, offset: u64, end: u64, map: &PositionMap) -> ParseResult<()> {
    let misfit = |what: &str, value: u64| {
        ParseError::unsupported(offset, format!("{what} would be {value}, which does not fit its field"))
            .inside("sidx")
    };
    // The anchor is the first byte behind the index, whose own size does not change.
    let new_end = map.map(offset).saturating_add(end - offset);
    let mut position = end.saturating_add(sidx.first_offset);
    let first_offset = map.map(position).saturating_sub(new_end);
    if sidx.version_flags.version == 0 && first_offset > u32::MAX.into() {
        return Err(misfit("first_offset", first_offset));
    }
    sidx.first_offset = first_offset;
    for reference in &mut sidx.references {
        let next = position.saturating_add(reference.size.into());
        let size = map.map(next).saturating_sub(map.map(position));
        reference.size = u32::try_from(size)
            .ok()
            .filter(|s| s >> 31 == 0)
            .ok_or_else(|| misfit("referenced_size", size))?;
        position = next;
    }
    Ok(())
}

/// Moves the `moof` offsets of an `mfra` box and corrects the size that its `mfro` box repeats.
///
/// # Errors
/// When a table is malformed.
pub fn relocate_random_access(mfra: &mut BoxNode, map: &PositionMap) -> ParseResult<()> {
    for node in mfra.children_mut().into_iter().flatten().filter(|c| c.is::<Tfra>()) {
        let mut tfra: Tfra = node.view().inside(|| "mfra".into())?;
        for entry in &mut tfra.entries {
            entry.moof_offset = map.map(entry.moof_offset);
        }
        node.replace(&tfra);
    }
    let size = u32::try_from(mfra.size()).unwrap_or(u32::MAX);
    if let Some(mfro) = mfra.child_mut(b"mfro") {
        let mut body = mfro.bytes().to_vec();
        if let Some(field) = body.get_mut(4..8) {
            field.copy_from_slice(&size.to_be_bytes());
        }
        mfro.content = Content::Leaf(body);
    }
    Ok(())
}
