//! What is unusual in a license, and what a client has to refuse.

use super::body::Body;
use super::license::License;
use super::object::{FLAG_CONTAINER, Object};
use super::types;

/// Why an object is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// It must be understood, and its type or its body is not known.
    NotUnderstood,
    /// Its container flag and its type disagree.
    ContainerFlag,
    /// The outer container has no signature at its end.
    Unsigned,
    /// It belongs in another place: a signature or an outer container inside a container.
    Misplaced,
}

/// Something to know about a license.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Why.
    pub kind: FindingKind,
    /// The type of the object.
    pub object_type: u16,
    /// Its offset in the input.
    pub offset: u64,
    /// The names of the containers and of the object, outermost first, with slashes between.
    pub path: String,
    /// In words.
    pub message: String,
}

impl License {
    /// Everything that is unusual, in the order of the file.
    pub fn findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        review(&self.outer, "", 0, &mut found);
        if self.signature().is_none() {
            let message = "no signature at the end: no client uses this license".to_owned();
            found.push(finding(FindingKind::Unsigned, &self.outer, &self.outer.name(), message));
        }
        found
    }

    /// The objects that must be understood and are not: a client refuses the license, unless it knows their types by other means.
    pub fn not_understood(&self) -> Vec<Finding> {
        self.findings().into_iter().filter(|finding| finding.kind == FindingKind::NotUnderstood).collect()
    }
}

fn finding(kind: FindingKind, object: &Object, path: &str, message: String) -> Finding {
    Finding { kind, object_type: object.object_type, offset: object.offset, path: path.to_owned(), message }
}

fn review(object: &Object, parent: &str, depth: usize, found: &mut Vec<Finding>) {
    let name = object.name();
    let path = if parent.is_empty() { name.clone() } else { format!("{parent}/{name}") };
    let row = types::lookup(object.object_type);
    let holds = matches!(object.body, Body::Container(_));
    // A container of a type that nobody has described is not understood even when its objects are.
    let is_known = match &object.body {
        Body::Raw(_) => false,
        Body::Container(_) => {
            row.is_some_and(|row| row.is_container() && row.id != types::UNKNOWN_CONTAINER)
                && !types::is_extensible(object.object_type)
        }
        _ => true,
    };
    if object.must_understand() && !is_known {
        let message = format!("{name} must be understood, but what it means is not known");
        found.push(finding(FindingKind::NotUnderstood, object, &path, message));
    }
    if holds != (object.flags & FLAG_CONTAINER != 0) {
        let message = format!(
            "flags {} of {name} say that it is {} container",
            object.flags,
            if holds { "no" } else { "a" }
        );
        found.push(finding(FindingKind::ContainerFlag, object, &path, message));
    }
    let is_misplaced = match object.object_type {
        types::OUTER => depth > 0,
        types::SIGNATURE => depth > 1,
        _ => false,
    };
    if is_misplaced {
        let message = format!("{name} inside {parent}, where no client looks for it");
        found.push(finding(FindingKind::Misplaced, object, &path, message));
    }
    // What is made by hand may nest deeper than what is read; it is not looked at further than it could be read.
    if depth <= super::MAX_DEPTH {
        object.children().iter().for_each(|child| review(child, &path, depth + 1, found));
    }
}
