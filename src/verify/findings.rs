//! What was found, told once per rule and place.

use std::collections::HashMap;

use super::rules::Rule;
use crate::bytes::ParseError;

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The box or sample, such as `moof[2]/traf[1]/senc`.
    pub path: String,
    /// What was found, with values.
    pub message: String,
    /// Absolute byte offset, when the place is one byte.
    pub offset: Option<u64>,
    /// Further samples or fragments of the same track where the rule is broken too.
    pub more: u64,
}

/// The findings so far. A rule that is broken in many samples of a track is told once, with their number.
#[derive(Debug, Default)]
pub(super) struct Findings {
    list: Vec<Finding>,
    places: HashMap<(&'static str, String), usize>,
}

impl Findings {
    pub(super) fn add(
        &mut self,
        rule: &'static Rule,
        path: impl Into<String>,
        offset: impl Into<Option<u64>>,
        message: impl Into<String>,
    ) {
        let path = path.into();
        let place = *self.places.entry((rule.id, kind_of_place(&path))).or_insert(self.list.len());
        match self.list.get_mut(place) {
            Some(first) => first.more += 1,
            None => {
                let (message, offset) = (message.into(), offset.into());
                self.list.push(Finding { rule, path, message, offset, more: 0 });
            }
        }
    }

    /// A structure that cannot be read.
    pub(super) fn malformed(&mut self, rule: &'static Rule, path: &str, error: &ParseError) {
        let inner = error.path_text();
        let path = if inner.is_empty() || path.ends_with(&inner) || inner.starts_with(path) {
            path.to_owned()
        } else {
            format!("{path}/{inner}")
        };
        self.add(rule, path, error.offset, error.message.clone());
    }

    pub(super) fn into_list(self) -> Vec<Finding> {
        self.list
    }
}

/// A path without the numbers of fragments and samples.
fn kind_of_place(path: &str) -> String {
    let part = |part: &str| {
        let is_counted = part.starts_with("moof[") || part.starts_with("sample ");
        let digits = |c: char| !(is_counted && c.is_ascii_digit());
        part.chars().filter(|&c| digits(c)).collect::<String>()
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::super::rules::{MALFORMED, SENC_COUNT};
    use super::*;

    #[test]
    fn repetitions_are_counted() {
        let mut findings = Findings::default();
        for path in ["moof[1]/traf[1]/senc", "moof[2]/traf[1]/senc", "moof[2]/traf[2]/senc"] {
            findings.add(&SENC_COUNT, path, None, path);
        }
        findings.add(&MALFORMED, "moof[2]/traf[1]/senc", 7, "x");
        let found: Vec<_> = findings.into_list().into_iter().map(|f| (f.rule.id, f.path, f.more)).collect();
        assert_eq!(
            found,
            [
                ("senc-count", "moof[1]/traf[1]/senc".to_owned(), 1),
                ("senc-count", "moof[2]/traf[2]/senc".to_owned(), 0),
                ("malformed", "moof[2]/traf[1]/senc".to_owned(), 0),
            ]
        );
    }
}
