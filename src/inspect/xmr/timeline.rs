//! When a license applies: one line for each moment, in the order in which they come.

use super::Node;
use super::policy::value;
use crate::clock::{rfc3339, span};
use crate::xmr::{Body, License, types};

/// Spans, the event that starts them and the one that ends them.
const SPANS: [(u16, &str, &str); 3] = [
    (types::EXPIRE_AFTER_FIRST_STORE, "first store", "end after first store"),
    (types::EXPIRE_AFTER_FIRST_USE, "first use", "end after first use"),
    (types::EXPIRE_AFTER_FIRST_PLAY, "first play", "end after first play"),
];

/// The moments of a license. `at` is a time or null, `after` the seconds since the event named in `since`, or null.
pub(super) fn timeline(license: &License) -> Node {
    let (begin, end) = match license.find(types::EXPIRATION).map(|object| &object.body) {
        Some(Body::Expiration { begin, end }) => {
            (Some(*begin).filter(|begin| *begin != 0), Some(*end).filter(|end| *end != u32::MAX))
        }
        _ => (None, None),
    };
    let issue = value(license, types::ISSUE_DATE, |body| match body {
        Body::IssueDate(at) => Some(*at),
        _ => None,
    });
    let removal = value(license, types::REMOVAL_DATE, |body| match body {
        Body::RemovalDate(at) => Some(*at),
        _ => None,
    });
    let mut moments = Vec::new();
    moments.extend(fixed("issue", issue));
    moments.extend(fixed("begin", begin));
    for (object_type, start, stop) in SPANS {
        let seconds = value(license, object_type, |body| match body {
            Body::ExpireAfterFirstStore(s) | Body::ExpireAfterFirstUse(s) | Body::ExpireAfterFirstPlay(s) => {
                Some(*s)
            }
            _ => None,
        });
        if let Some(seconds) = seconds {
            moments.push(moment(start, None, None));
            moments.push(moment(stop, None, Some((seconds, start))));
        }
    }
    moments.extend(fixed("end", end));
    moments.extend(fixed("removal", removal));
    Node::list("timeline", moments)
}

fn fixed(event: &'static str, at: Option<u32>) -> Option<Node> {
    at.map(|at| moment(event, Some(at), None))
}

fn moment(event: &'static str, at: Option<u32>, after: Option<(u32, &'static str)>) -> Node {
    let mut node = Node::object(
        event,
        vec![
            Node::field("event", event),
            Node::field("at", at.map(|at| rfc3339(at.into()))),
            Node::field("after", after.map(|(seconds, _)| seconds)),
            Node::field("since", after.map(|(_, since)| since)),
        ],
    );
    node.value = match (at, after) {
        (Some(at), _) => rfc3339(at.into()).into(),
        (None, Some((seconds, since))) => format!("{} after {since}", span(seconds.into())).into(),
        (None, None) => "whenever it happens".into(),
    };
    node
}
