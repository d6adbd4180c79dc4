//! Changes of the `pssh` boxes among the children of a box. Every change is idempotent: made twice, it is as if made once.

use std::ops::AddAssign;

use crate::boxes::{BoxNode, PiffPssh, Pssh, SizeForm};

/// Which `pssh` boxes are meant, those of PIFF (`uuid`) included.
#[derive(Clone, Debug)]
pub enum Which {
    /// Every one.
    All,
    /// Those of a protection system: its `SystemID`.
    System([u8; 16]),
    /// Those that are the same as one of these, byte for byte.
    Exactly(Vec<BoxNode>),
}

impl Which {
    /// Whether this box is meant.
    pub fn matches(&self, node: &BoxNode) -> bool {
        match self {
            Self::All => is_pssh(node),
            Self::System(id) => is_pssh(node) && system_id(node) == Some(*id),
            Self::Exactly(boxes) => is_pssh(node) && boxes.iter().any(|b| same(b, node)),
        }
    }
}

/// One change.
#[derive(Clone, Debug)]
pub enum Change {
    /// Adds boxes that are not there yet, behind the last `pssh` box or at the end.
    Add(Vec<BoxNode>),
    /// Puts boxes where the first of those meant is, and takes the others away. A `uuid` box of PIFF is replaced by
    /// one of PIFF.
    Replace(Which, Vec<BoxNode>),
    /// Takes boxes away.
    Remove(Which),
}

/// What changes have done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Boxes that a replacement or removal was meant for.
    pub matched: usize,
    /// Boxes that are new.
    pub added: usize,
    /// Boxes that are gone.
    pub removed: usize,
    /// Movies and fragments that were edited or looked at for it.
    pub parents: usize,
}

impl Tally {
    /// Whether nothing is different.
    pub fn is_empty(&self) -> bool {
        self.added == 0 && self.removed == 0
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.matched += other.matched;
        self.added += other.added;
        self.removed += other.removed;
        self.parents += other.parents;
    }
}

impl Change {
    pub(super) fn apply(&self, children: &mut Vec<BoxNode>) -> Tally {
        match self {
            Self::Add(boxes) => add(children, boxes),
            Self::Replace(which, boxes) => replace(children, which, boxes),
            Self::Remove(which) => {
                let before = children.len();
                children.retain(|c| !which.matches(c));
                let removed = before - children.len();
                Tally { matched: removed, removed, ..Tally::default() }
            }
        }
    }
}

fn add(children: &mut Vec<BoxNode>, boxes: &[BoxNode]) -> Tally {
    let mut added = 0;
    for new in boxes {
        if children.iter().any(|c| same(c, new)) {
            continue;
        }
        let place = children.iter().rposition(is_pssh).map_or(children.len(), |last| last + 1);
        insert(children, place, new.clone());
        added += 1;
    }
    Tally { added, ..Tally::default() }
}

fn replace(children: &mut Vec<BoxNode>, which: &Which, boxes: &[BoxNode]) -> Tally {
    let Some(first) = children.iter().position(|c| which.matches(c)) else { return Tally::default() };
    let in_piff = children.get(first).is_some_and(|c| c.is::<PiffPssh>());
    let mut old: Vec<BoxNode> = Vec::new();
    children.retain(|c| {
        let matches = which.matches(c);
        if matches {
            old.push(c.clone());
        }
        !matches
    });
    let matched = old.len();
    let mut added = 0;
    let mut place = first.min(children.len());
    for new in boxes {
        let new = if in_piff { to_piff(new) } else { new.clone() };
        let node = match old.iter().position(|o| same(o, &new)) {
            Some(index) => {
                let mut kept = old.remove(index);
                // Kept boxes may have changed their order, and places in the input must not go back.
                kept.offset = 0;
                kept
            }
            None if children.iter().any(|c| same(c, &new)) => continue,
            None => {
                added += 1;
                new
            }
        };
        insert(children, place, node);
        place += 1;
    }
    Tally { matched, added, removed: old.len(), ..Tally::default() }
}

fn insert(children: &mut Vec<BoxNode>, place: usize, node: BoxNode) {
    // A box that reaches to the end of its parent must say its size once it is not the last one.
    if place == children.len()
        && let Some(last) = children.last_mut().filter(|c| c.header.form == SizeForm::ToEnd)
    {
        last.header.form = SizeForm::Compact;
    }
    children.insert(place.min(children.len()), node);
}

/// Whether this is a `pssh` box, that of PIFF included.
pub(super) fn is_pssh(node: &BoxNode) -> bool {
    node.is::<Pssh>() || node.is::<PiffPssh>()
}

fn system_id(node: &BoxNode) -> Option<[u8; 16]> {
    // Both forms have version and flags, then the system; broken boxes can be removed by that too.
    node.bytes().get(4..20)?.try_into().ok()
}

fn same(a: &BoxNode, b: &BoxNode) -> bool {
    a.header.name == b.header.name && a.header.user_type == b.header.user_type && a.content == b.content
}

fn to_piff(node: &BoxNode) -> BoxNode {
    match node.view::<Pssh>() {
        Ok(pssh) if node.is::<Pssh>() => {
            BoxNode::from_body(&PiffPssh { system_id: pssh.system_id, data: pssh.data })
        }
        _ => node.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boxes::{Content, FourCc};

    fn pssh(system: u8, data: &[u8]) -> BoxNode {
        BoxNode::from_body(&Pssh { version: 0, system_id: [system; 16], kids: vec![], data: data.to_vec() })
    }

    fn leaf(name: &[u8; 4]) -> BoxNode {
        BoxNode::new(FourCc::new(name), None, Content::Leaf(vec![]))
    }

    fn tally(change: &Change, children: &mut Vec<BoxNode>) -> (usize, usize, usize) {
        let Tally { matched, added, removed, .. } = change.apply(children);
        (matched, added, removed)
    }

    #[test]
    fn adding_twice_leaves_one() {
        let mut children = vec![leaf(b"mvhd"), pssh(1, b"a"), leaf(b"trak")];
        let change = Change::Add(vec![pssh(2, b"b"), pssh(1, b"a")]);
        assert_eq!(tally(&change, &mut children), (0, 1, 0));
        let once = children.clone();
        assert!(change.apply(&mut children).is_empty());
        assert_eq!(children, once);
        assert_eq!(children[2], pssh(2, b"b"));
    }

    #[test]
    fn replacing_keeps_the_place_and_takes_all_that_match() {
        let mut children = vec![pssh(1, b"old"), leaf(b"mvhd"), pssh(2, b"x"), pssh(1, b"older")];
        let change = Change::Replace(Which::System([1; 16]), vec![pssh(1, b"new")]);
        assert_eq!(tally(&change, &mut children), (2, 1, 2));
        assert_eq!(children, [pssh(1, b"new"), leaf(b"mvhd"), pssh(2, b"x")]);
        assert_eq!(tally(&change, &mut children), (1, 0, 0));
        assert_eq!(children.len(), 3);
    }

    #[test]
    fn piff_is_replaced_by_piff() {
        let mut children = vec![BoxNode::from_body(&PiffPssh { system_id: [1; 16], data: vec![1] })];
        let change = Change::Replace(Which::All, vec![pssh(1, b"new")]);
        change.apply(&mut children);
        assert_eq!(children[0].view::<PiffPssh>().unwrap().data, b"new");
        assert!(change.apply(&mut children).is_empty());
    }

    #[test]
    fn removal_by_bytes() {
        let mut children = vec![pssh(1, b"a"), pssh(1, b"b"), leaf(b"trak")];
        Change::Remove(Which::Exactly(vec![pssh(1, b"b")])).apply(&mut children);
        assert_eq!(children, [pssh(1, b"a"), leaf(b"trak")]);
        assert_eq!(Change::Remove(Which::All).apply(&mut children).removed, 1);
    }
}
