//! How far a catalogue is, by its ledgers alone.

use super::ledger::{Failure, Known, TitleId};
use super::list::{Problem, Row};
use super::parallel;
use super::plan::Source;
use super::storage::{Place, Storage};

/// How far a catalogue is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Titles in all.
    pub titles: usize,
    /// Titles that are done.
    pub done: usize,
    /// Bytes of their inputs.
    pub done_bytes: u64,
    /// Titles that are not done and have not failed.
    pub left: usize,
    /// Bytes of the inputs of all titles that are not done, as far as they are there.
    pub left_bytes: u64,
    /// Titles that failed and were not done since: their outputs, and why.
    pub failures: Vec<(String, Failure)>,
}

impl Status {
    /// Sums up what ledgers know of these titles.
    pub fn of(source: &Source, known: &Known, storage: &dyn Storage) -> Self {
        let rows: Vec<&Row> = match source {
            Source::List(list) => list.rows.iter().collect(),
            Source::Pattern(found) => found.iter().map(|(row, _)| row).collect(),
        };
        let mut status = Self { titles: rows.len(), ..Self::default() };
        let mut inputs = Vec::new();
        for row in rows {
            let Some(output) = row.output.as_deref().map(Place::from) else { continue };
            let record = known.get(&TitleId::of(&output));
            match record.and_then(|r| r.product.as_ref()).filter(|_| record.is_some_and(|r| r.done)) {
                Some(product) => {
                    status.done += 1;
                    status.done_bytes += product.input_len;
                    continue;
                }
                None => inputs.extend(row.input.as_deref().map(Place::from)),
            }
            match record.and_then(|r| r.failure.clone()) {
                Some(failure) => status.failures.push((output.to_string(), failure)),
                None => status.left += 1,
            }
        }
        let remote = inputs.iter().any(|input| matches!(input, Place::Remote(_)));
        let sizes = parallel::map(&inputs, remote, |input| storage.stat(input).ok().flatten());
        status.left_bytes = sizes.into_iter().flatten().map(|identity| identity.len).sum();
        status
    }
}

impl Source {
    /// The first thing that is wrong with a list.
    pub fn take_problem(&mut self) -> Option<Problem> {
        match self {
            Self::List(list) if !list.problems.is_empty() => Some(list.problems.remove(0)),
            _ => None,
        }
    }
}
