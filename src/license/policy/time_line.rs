//! What happens to a license when.

use super::{Moment, Policy};

/// A moment in the life of a license.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// When: seconds since 1970.
    pub at: u64,
    /// What happens.
    pub words: &'static str,
}

/// The moments of a license issued at `issued`, in their order.
pub fn time_line(policy: &Policy, issued: Option<u64>) -> Vec<Event> {
    let settled = |moment: Moment| match (moment, issued) {
        (Moment::At(at), _) => Some(at),
        (Moment::FromIssue(_), Some(issued)) => Some(moment.settled(issued)),
        (Moment::FromIssue(_), None) => None,
    };
    let end = policy.end.and_then(settled);
    let grace = end.zip(policy.grace).map(|(end, grace)| end.saturating_add(grace.into()));
    let mut events: Vec<Event> = [
        (issued, "issued"),
        (policy.begin.and_then(settled), "valid from here"),
        (end, "last second"),
        (grace, "last second of the grace period"),
        (policy.removal.and_then(settled), "may be deleted from here"),
    ]
    .into_iter()
    .filter_map(|(at, words)| at.map(|at| Event { at, words }))
    .collect();
    events.sort_by_key(|event| event.at);
    events
}
