//! Offsets that point into or behind a box whose children have moved: those of `saio`, which `cenc` writes anew when it ciphers
//! and which must go on pointing at the same bytes here, and all others.

use super::change::is_pssh;
use crate::boxes::{BoxBody as _, BoxNode, Saio, Trex};
use crate::bytes::{Inside, ParseError, ParseResult};
use crate::error::{Error, Result};
use crate::movie::{
    DataBase, PositionMap, read_track_fragments, relocate_fragment, relocate_movie, widen_chunk_offsets,
};

/// Adds where the boxes of a tree went that now starts at `new`. Boxes made anew have no place in the input, and those that are
/// edited may have changed their order; nothing points at them.
pub(super) fn push_tree(map: &mut PositionMap, tree: &BoxNode, new: u64) {
    map.push(tree.offset, new);
    tree.visit_positions(&mut |position, node| {
        // Nothing but a box of the top level can be at offset 0.
        if position > 0 && node.offset > 0 && !is_pssh(node) {
            map.push(node.offset, new + position);
        }
    });
}

/// Gives 64 bits to every chunk offset table and `saio` that will need them; true when one grew.
pub(super) fn widen_movie(moov: &mut BoxNode, map: &PositionMap) -> ParseResult<bool> {
    let mut widened = widen_chunk_offsets(moov, map)?;
    each_saio(moov, &mut |saio| {
        if !saio.wide && saio.offsets.iter().any(|&o| map.map(o) > u32::MAX.into()) {
            saio.wide = true;
            widened = true;
            return Ok(true);
        }
        Ok(false)
    })?;
    Ok(widened)
}

/// Moves the chunk offsets, item locations and auxiliary information offsets of a movie.
pub(super) fn place_movie(moov: &mut BoxNode, map: &PositionMap) -> ParseResult<()> {
    relocate_movie(moov, map)?;
    place_movie_aux_info(moov, map)
}

/// Moves the auxiliary information offsets of a movie, which count from the start of the file.
pub(super) fn place_movie_aux_info(moov: &mut BoxNode, map: &PositionMap) -> ParseResult<()> {
    each_saio(moov, &mut |saio| {
        let moved: Vec<u64> = saio.offsets.iter().map(|&o| map.map(o)).collect();
        let changed = moved != saio.offsets;
        saio.offsets = moved;
        Ok(changed)
    })
}

/// Calls `edit` with every `saio` of a movie and writes back those for which it says true.
fn each_saio(moov: &mut BoxNode, edit: &mut dyn FnMut(&mut Saio) -> ParseResult<bool>) -> ParseResult<()> {
    for trak in moov.children_mut().into_iter().flatten().filter(|c| &c.name().0 == b"trak") {
        saio_of(trak, edit).inside(|| "moov".into())?;
        if let Some(stbl) = trak.descend_mut(&[b"mdia", b"minf", b"stbl"]) {
            saio_of(stbl, edit).inside(|| "moov/trak/mdia/minf".into())?;
        }
    }
    Ok(())
}

fn saio_of(holder: &mut BoxNode, edit: &mut dyn FnMut(&mut Saio) -> ParseResult<bool>) -> ParseResult<()> {
    let name = holder.name();
    for node in holder.children_mut().into_iter().flatten().filter(|c| c.is::<Saio>()) {
        let mut saio: Saio = node.view().inside(|| name.to_string())?;
        if edit(&mut saio).inside(|| Saio::NAME.to_string()).inside(|| name.to_string())? {
            node.replace(&saio);
        }
    }
    Ok(())
}

/// Writes the offsets of an edited fragment that was at `moof.offset` and ended at `old_end`, and will start at `new`. `map` knows
/// the boxes of the top level.
pub(super) fn place_fragment(
    moof: &mut BoxNode,
    trex: &[Trex],
    input_len: u64,
    old_end: u64,
    new: u64,
    map: &PositionMap,
) -> Result<()> {
    let old = moof.offset;
    let size = moof.size();
    let mut inside = PositionMap::default();
    push_tree(&mut inside, moof, new);
    let to_new = |o: u64| if (old..old_end).contains(&o) { inside.map(o) } else { map.map(o) };
    // Without the movie, sizes of samples may be unknown. They matter only where a fragment starts at the end of another.
    let no_defaults = |track_id| Trex {
        track_id,
        default_sample_description_index: 1,
        default_sample_duration: 0,
        default_sample_size: 0,
        default_sample_flags: 0,
    };
    let find = |id| trex.iter().find(|t| t.track_id == id).copied().or_else(|| Some(no_defaults(id)));
    let fragments = read_track_fragments(moof, &find, input_len)?;
    let unknown = fragments.iter().any(|f| {
        matches!(f.base, DataBase::PreviousEnd(_)) && !trex.iter().any(|t| t.track_id == f.track_id)
    });
    if unknown {
        let error = ParseError::unsupported(old, "data offsets that only the movie explains").inside("moof");
        return Err(Error::from(error).hint("give the whole file, with its init segment"));
    }
    let bases = relocate_fragment(moof, &fragments, old, new, old_end, map)?;
    for (fragment, &base) in fragments.iter().zip(&bases) {
        let Some(traf) = moof.children_mut().and_then(|c| c.get_mut(fragment.child_index)) else { continue };
        let old_base = fragment.base_offset(old);
        let at = traf.offset;
        saio_of(traf, &mut |saio| {
            let mut changed = false;
            for offset in &mut saio.offsets {
                let target = to_new(old_base.saturating_add(*offset));
                let moved = target.checked_sub(base).ok_or_else(|| {
                    let message = format!("offset {offset} would have to point before its base");
                    ParseError::unsupported(at, message)
                })?;
                changed |= moved != *offset;
                *offset = moved;
            }
            Ok(changed)
        })
        .inside(|| "moof".into())?;
    }
    if moof.size() != size {
        return Err(ParseError::unsupported(old, "a saio offset that no longer fits in 32 bits")
            .inside("moof")
            .into());
    }
    Ok(())
}
