//! Offsets of movies and fragments whose `pssh` boxes have changed.

use crate::boxes::{BoxNode, Trex};
use crate::bytes::ParseError;
use crate::error::{Error, Result};
use crate::movie::{
    DataBase, PositionMap, Relocation, read_track_fragments, relocate_fragment, relocate_movie,
};

/// Everything is known before anything is written.
pub(super) const ALL_KNOWN: u64 = u64::MAX;

/// Moves the offsets of an edited movie that will start at `new`. `map` knows the boxes of the top level.
pub(super) fn place_movie(moov: &mut BoxNode, new: u64, map: &PositionMap) -> Result<()> {
    let to = Relocation::new(map, ALL_KNOWN).inside(moov, new);
    Ok(relocate_movie(moov, &to)?)
}

/// Moves the offsets of an edited fragment that will start at `new`. `map` knows the boxes of the top level, `trex` are the
/// defaults of the movie.
pub(super) fn place_fragment(
    moof: &mut BoxNode,
    trex: &[Trex],
    input_len: u64,
    new: u64,
    map: &PositionMap,
) -> Result<()> {
    let known = |id| trex.iter().find(|t| t.track_id == id).copied();
    // Without the movie, sizes of samples may be unknown. They matter only where a fragment starts at the end of another.
    let no_defaults = |track_id| Trex {
        track_id,
        default_sample_description_index: 1,
        default_sample_duration: 0,
        default_sample_size: 0,
        default_sample_flags: 0,
    };
    let find = |id| known(id).or_else(|| Some(no_defaults(id)));
    let fragments = read_track_fragments(moof, &find, input_len)?;
    let is_unknown = fragments.iter().any(|f| known(f.track_id).is_none());
    if is_unknown && fragments.iter().any(|f| matches!(f.base, DataBase::PreviousEnd(_))) {
        let message = "data offsets that only the movie explains";
        let error = ParseError::unsupported(moof.offset, message).inside("moof");
        return Err(Error::from(error).hint("give the whole file, with its init segment"));
    }
    relocate_fragment(moof, &fragments, new, map, ALL_KNOWN)?;
    Ok(())
}
