//! Edits `pssh` boxes inside files, without ciphering: in place where the change fits, otherwise box by box into a new file.

mod change;
mod find;
mod in_place;
mod offsets;
mod whole;

pub use change::{Change, Tally, Which};
pub use find::{FoundPssh, Place, find_pssh};
pub use in_place::{InPlace, plan_in_place};
pub use whole::rewrite_whole;

use crate::boxes::BoxNode;

/// What is to become of the `pssh` boxes of a file.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// The changes, one after the other.
    pub changes: Vec<Change>,
    /// Whether fragments (`moof`) are edited as the movie is.
    pub fragments: bool,
    /// How many bytes of free space must follow the movie, the header of the `free` box included; 0 for no wish.
    pub pad: u64,
}

impl Edit {
    /// Edits the `pssh` boxes of a `moov` or `moof`.
    fn apply(&self, parent: &mut BoxNode) -> Tally {
        let mut tally = parent.children_mut().map_or_else(Tally::default, |c| self.apply_to(c));
        tally.parents += 1;
        tally
    }

    /// Edits the `pssh` boxes in a list of boxes, such as those of a value.
    pub fn apply_to(&self, children: &mut Vec<BoxNode>) -> Tally {
        let mut tally = Tally::default();
        for change in &self.changes {
            tally += change.apply(children);
        }
        tally
    }

    /// Whether a box of the top level is to go. Only removal reaches the top level.
    fn drops(&self, node: &BoxNode) -> bool {
        self.changes.iter().any(|c| matches!(c, Change::Remove(which) if which.matches(node)))
    }
}
