//! What must change when boxes grow or shrink: chunk offsets, data offsets, auxiliary information offsets, item locations,
//! segment indexes and random access tables. Auxiliary information that is made here is placed by `cenc`.

use std::ops::Range;

use super::{DataBase, PositionMap, TrackFragment};
use crate::boxes::{BoxBody as _, BoxNode, ChunkOffsets, Content, Saio, Sidx, Tfhd, Tfra, Trun};
use crate::bytes::{Inside, ParseError, ParseResult, Reader, Writer};

/// How offsets of the input become offsets of the output while one movie or fragment is rewritten.
#[derive(Debug)]
pub struct Relocation<'a> {
    map: &'a PositionMap,
    /// Old range and new places of the rewritten box: what it holds does not move in one piece.
    inside: Option<(Range<u64>, PositionMap)>,
    /// Input offset from which on nothing is known: fragments of unknown growth lie there.
    known_end: u64,
}

impl<'a> Relocation<'a> {
    /// Where bytes outside a rewritten box go. `map` is true for offsets up to `known_end`.
    pub fn new(map: &'a PositionMap, known_end: u64) -> Self {
        Self { map, inside: None, known_end }
    }

    /// Also knows where the boxes inside `root` go, whose size is final and which will start at `new_offset`.
    #[must_use]
    pub fn inside(mut self, root: &BoxNode, new_offset: u64) -> Self {
        let old = root.offset..root.offset.saturating_add(root.header.size.unwrap_or(0));
        let mut places = PositionMap::default();
        root.visit_positions(&mut |position, node| {
            // Boxes made here have offset 0 and no old place.
            if node.offset > root.offset {
                places.push(node.offset, new_offset.saturating_add(position));
            }
        });
        self.inside = Some((old, places));
        self
    }

    /// The output offset of input offset `old`.
    ///
    /// # Errors
    /// When it lies where nothing is known yet.
    fn target(&self, old: u64) -> ParseResult<u64> {
        match &self.inside {
            Some((range, places)) if range.contains(&old) => Ok(places.map(old)),
            _ if old > self.known_end => Err(ParseError::unsupported(
                old,
                "data here belongs to a box before a movie fragment that starts in between, so it cannot be moved",
            )),
            _ => Ok(self.map.map(old)),
        }
    }
}

/// Makes `co64` of every `stco`, and 64-bit offsets in every `saio`, whose offsets would not fit in 32 bits once moved; the
/// offsets stay as they are. The movie grows by that: true means that the layout must be made anew.
///
/// # Errors
/// When a table is malformed.
pub fn widen_offsets(moov: &mut BoxNode, map: &PositionMap) -> ParseResult<bool> {
    let mut widened = false;
    let overflows = |offsets: &[u64]| offsets.iter().any(|&o| map.map(o) > u32::MAX.into());
    each_sample_table(moov, |stbl| {
        if has_chunks(stbl) {
            let mut chunks = ChunkOffsets::read(stbl)?;
            if !chunks.wide && overflows(&chunks.offsets) {
                chunks.wide = true;
                chunks.write(stbl);
                widened = true;
            }
        }
        for node in old_saios(stbl) {
            let mut saio: Saio = node.view()?;
            if !saio.wide && overflows(&saio.offsets) {
                saio.wide = true;
                node.replace(&saio);
                widened = true;
            }
        }
        Ok(())
    })?;
    Ok(widened)
}

/// Moves the chunk offsets, auxiliary information offsets and item locations of a movie.
///
/// # Errors
/// When a table is malformed, an offset no longer fits its field, or lies where nothing is known.
pub fn relocate_movie(moov: &mut BoxNode, to: &Relocation<'_>) -> ParseResult<()> {
    each_sample_table(moov, |stbl| {
        if has_chunks(stbl) {
            let mut chunks = ChunkOffsets::read(stbl)?;
            let mut moved = false;
            for offset in &mut chunks.offsets {
                moved |= replace_if_new(offset, to.target(*offset)?);
            }
            if moved {
                chunks.write(stbl);
            }
        }
        for node in old_saios(stbl) {
            let mut saio: Saio = node.view()?;
            let mut moved = false;
            for offset in &mut saio.offsets {
                moved |= replace_if_new(offset, to.target(*offset)?);
            }
            if moved {
                let size = node.size();
                node.replace(&saio);
                if node.size() != size {
                    return Err(ParseError::unsupported(node.offset, "an offset no longer fits in 32 bits"));
                }
            }
        }
        Ok(())
    })?;
    relocate_items(moov, to)
}

/// Takes a new value; true when it differs from the old one.
fn replace_if_new(value: &mut u64, new: u64) -> bool {
    std::mem::replace(value, new) != new
}

fn each_sample_table(
    moov: &mut BoxNode,
    mut visit: impl FnMut(&mut BoxNode) -> ParseResult<()>,
) -> ParseResult<()> {
    for trak in moov.children_mut().into_iter().flatten().filter(|c| &c.name().0 == b"trak") {
        let Some(stbl) = trak.descend_mut(&[b"mdia", b"minf", b"stbl"]) else { continue };
        visit(stbl).inside(|| "moov/trak/mdia/minf/stbl".into())?;
    }
    Ok(())
}

fn has_chunks(stbl: &BoxNode) -> bool {
    stbl.child(b"stco").is_some() || stbl.child(b"co64").is_some()
}

/// The `saio` boxes that came with the input. Those made here have no place yet.
fn old_saios(node: &mut BoxNode) -> impl Iterator<Item = &mut BoxNode> {
    node.children_mut().into_iter().flatten().filter(|c| c.is::<Saio>() && c.offset != 0)
}

/// Moves the file offsets of all `iloc` boxes (ISO/IEC 14496-12 section 8.11.3) of the `meta` boxes in a tree.
///
/// # Errors
/// When `iloc` is malformed, or an offset no longer fits its field or lies where nothing is known.
pub fn relocate_items(node: &mut BoxNode, to: &Relocation<'_>) -> ParseResult<()> {
    let is_meta = &node.name().0 == b"meta";
    if let Some(iloc) = node.child_mut(b"iloc").filter(|_| is_meta) {
        let moved = item_locations(&mut iloc.reader(), &mut |offset, _| to.target(offset));
        iloc.content = Content::Leaf(moved.inside(|| "meta/iloc".into())?);
    }
    node.children_mut().into_iter().flatten().try_for_each(|child| relocate_items(child, to))
}

/// Where items of the `meta` boxes in a tree lie in the input: offset and length of every extent.
///
/// # Errors
/// When an `iloc` is malformed.
pub fn item_extents(node: &BoxNode) -> ParseResult<Vec<(u64, u64)>> {
    let mut extents = Vec::new();
    collect_extents(node, &mut extents)?;
    Ok(extents)
}

fn collect_extents(node: &BoxNode, extents: &mut Vec<(u64, u64)>) -> ParseResult<()> {
    if let Some(iloc) = node.child(b"iloc").filter(|_| &node.name().0 == b"meta") {
        let read = item_locations(&mut iloc.reader(), &mut |offset, len| {
            extents.push((offset, len));
            Ok(offset)
        });
        read.inside(|| "meta/iloc".into())?;
    }
    node.children().iter().try_for_each(|child| collect_extents(child, extents))
}

/// Reads an `iloc` body, asks `target` for the new place of every extent in this file (absolute offset and length), and returns
/// the body with these places.
fn item_locations(
    r: &mut Reader<'_>,
    target: &mut dyn FnMut(u64, u64) -> ParseResult<u64>,
) -> ParseResult<Vec<u8>> {
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
        let data_reference = copy(r, &mut w, 2, "data_reference_index")?;
        let base_at = w.len();
        let base = copy(r, &mut w, base_size, "base_offset")?;
        let extents = copy(r, &mut w, 2, "extent_count")?;
        // What the base has been moved by, which moves every extent.
        let mut base_shift = 0_u64;
        for extent in 0..extents {
            if version > 0 {
                copy(r, &mut w, index_size, "extent_index")?;
            }
            let offset_at = w.len();
            let offset = copy(r, &mut w, offset_size, "extent_offset")?;
            let len = copy(r, &mut w, length_size, "extent_length")?;
            let old = base.wrapping_add(offset);
            // Method 0 counts from the start of the file, data reference 0 is this file.
            if method != 0 || data_reference != 0 || old == 0 {
                continue;
            }
            let shift = target(old, len)?.wrapping_sub(old);
            if extent == 0 && base > 0 {
                base_shift = shift;
                patch(&mut w, base_at, base_size, base.wrapping_add(shift), r.offset())?;
            }
            if shift != base_shift {
                let moved = offset.wrapping_add(shift).wrapping_sub(base_shift);
                patch(&mut w, offset_at, offset_size, moved, r.offset())?;
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

/// Moves the data offsets and auxiliary information offsets of a fragment that will start at `new_offset`. Returns the new base
/// of every track fragment, which these offsets count from.
///
/// # Errors
/// When an offset no longer fits, or data lies where nothing is known.
pub fn relocate_fragment(
    moof: &mut BoxNode,
    fragments: &[TrackFragment],
    new_offset: u64,
    map: &PositionMap,
    known_end: u64,
) -> ParseResult<Vec<u64>> {
    let old_offset = moof.offset;
    let old_end = old_offset.saturating_add(moof.header.size.unwrap_or(0));
    let to = Relocation::new(map, known_end).inside(moof, new_offset);
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
        if let (DataBase::Explicit(old), Some(node)) = (fragment.base, traf.child_mut(&Tfhd::NAME.0))
            && old != base
        {
            let mut tfhd: Tfhd = node.view()?;
            tfhd.base_data_offset = Some(base);
            node.replace(&tfhd);
        }
        for run in &fragment.runs {
            let Some(node) = traf.children_mut().and_then(|c| c.get_mut(run.child_index)) else { continue };
            let mut trun: Trun = node.view()?;
            // A run without bytes may point anywhere, but the next run may start where it ends.
            let start = if run.has_data { to.target(run.start)? } else { map.map(run.start) };
            let distance = i128::from(start) - i128::from(base);
            let Some(old) = trun.data_offset else { continue };
            if i128::from(old) == distance {
                continue;
            }
            trun.data_offset = Some(i32::try_from(distance).map_err(|_| {
                let message = format!("data_offset would be {distance}, which does not fit in 32 bits");
                ParseError::unsupported(node.offset, message).inside("trun").inside("traf").inside("moof")
            })?);
            node.replace(&trun);
        }
        for node in old_saios(traf) {
            relocate_aux_info(node, fragment.aux_base, base, &to).inside(|| "moof/traf".into())?;
        }
    }
    Ok(bases)
}

/// Moves the offsets of a `saio` box in a track fragment; they count from `old_base` and then from `new_base`.
fn relocate_aux_info(
    node: &mut BoxNode,
    old_base: u64,
    new_base: u64,
    to: &Relocation<'_>,
) -> ParseResult<()> {
    let mut saio: Saio = node.view()?;
    let mut moved = false;
    for offset in &mut saio.offsets {
        let place = to.target(old_base.saturating_add(*offset))?;
        let new = place.checked_sub(new_base).filter(|&n| saio.wide || n <= u32::MAX.into());
        let new = new.ok_or_else(|| {
            let message = format!("auxiliary information at byte {place} of the output is out of reach");
            ParseError::unsupported(node.offset, message).inside("saio")
        })?;
        moved |= replace_if_new(offset, new);
    }
    if moved {
        node.replace(&saio);
    }
    Ok(())
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

/// Moves the ranges of a subsegment index (`ssix`, ISO/IEC 14496-12 section 8.16.4) that follows the segment index `sidx`, which is
/// still that of the input and ends at `end`.
///
/// # Errors
/// When the box is malformed, or a range no longer fits in 24 bits.
pub fn relocate_subsegments(ssix: &mut BoxNode, sidx: &Sidx, end: u64, map: &PositionMap) -> ParseResult<()> {
    let moved = moved_subsegments(&mut ssix.reader(), sidx, end, map).inside(|| "ssix".into())?;
    ssix.content = Content::Leaf(moved);
    Ok(())
}

fn moved_subsegments(r: &mut Reader<'_>, sidx: &Sidx, end: u64, map: &PositionMap) -> ParseResult<Vec<u8>> {
    let mut w = Writer::new();
    w.u32(r.u32("version and flags")?);
    let count = r.u32("subsegment_count")?;
    w.u32(count);
    if count as usize != sidx.references.len() {
        let message = format!(
            "subsegment_count is {count}, but the sidx before has {} references",
            sidx.references.len()
        );
        return Err(ParseError::malformed(r.offset(), message));
    }
    let mut start = end.saturating_add(sidx.first_offset);
    for reference in &sidx.references {
        let ranges = r.u32("range_count")?;
        w.u32(ranges);
        let ranges = r.check_count(ranges.into(), 4, "range_count")?;
        let (mut position, mut new_position) = (start, map.map(start));
        for _ in 0..ranges {
            let offset = r.offset();
            w.u8(r.u8("level")?);
            position = position.saturating_add(r.u24("range_size")?.into());
            // A range may end inside a moof that has become smaller, but not before it began.
            let next = map.map(position).max(new_position);
            let size = u32::try_from(next - new_position).ok().filter(|s| s >> 24 == 0).ok_or_else(|| {
                let message = format!("range_size would be {}, which has 24 bits", next - new_position);
                ParseError::unsupported(offset, message)
            })?;
            w.u24(size);
            new_position = next;
        }
        start = start.saturating_add(reference.size.into());
    }
    w.bytes(r.rest());
    Ok(w.into_vec())
}

/// Moves the `moof` offsets of an `mfra` box and corrects the size that its `mfro` box repeats.
///
/// # Errors
/// When a table is malformed, or names a place where nothing is known.
pub fn relocate_random_access(mfra: &mut BoxNode, map: &PositionMap, known_end: u64) -> ParseResult<()> {
    for node in mfra.children_mut().into_iter().flatten().filter(|c| c.is::<Tfra>()) {
        let mut tfra: Tfra = node.view().inside(|| "mfra".into())?;
        let mut moved = false;
        for entry in &mut tfra.entries {
            let new = Relocation::new(map, known_end).target(entry.moof_offset)?;
            moved |= replace_if_new(&mut entry.moof_offset, new);
        }
        if moved {
            node.replace(&tfra);
        }
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
