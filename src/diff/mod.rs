//! What two headers, `pssh` boxes, licenses, certificate chains or protected files mean differently. Each side is turned into facts, and
//! facts are compared: the order of key IDs, attributes and boxes has no meaning.

mod chain;
mod file;
mod header;
mod license;
mod subject;

pub use subject::Subject;

use std::collections::BTreeMap;

use crate::error::{Error, Result};

/// Something that is so on one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is about, for programs, such as `tracks[1].scheme`. Several facts may share a path; then they are a set.
    pub path: String,
    /// What it is about, for people, such as `track 1: scheme`.
    pub label: String,
    /// What is so.
    pub value: String,
}

/// A fact that is not the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The path of the fact.
    pub path: String,
    /// Its label.
    pub label: String,
    /// The value of the first side, when it has the fact.
    pub a: Option<String>,
    /// The value of the second side, when it has the fact.
    pub b: Option<String>,
}

/// The outcome of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What was compared: the level that both sides have.
    pub level: &'static str,
    /// What differs in meaning, in the order of the facts.
    pub differences: Vec<Difference>,
    /// Whether what was compared is the same byte for byte.
    pub same_bytes: bool,
    /// What was not compared, because it is made anew each time.
    pub not_compared: &'static [&'static str],
}

/// Facts in the making.
#[derive(Debug, Default)]
struct Facts {
    facts: Vec<Fact>,
    path: String,
    label: String,
}

impl Facts {
    /// Adds a fact about what is being described.
    fn add(&mut self, path: &str, label: &str, value: impl Into<String>) {
        let path = format!("{}{path}", self.path);
        let label = format!("{}{label}", self.label);
        self.facts.push(Fact { path, label, value: value.into() });
    }

    /// Adds a fact when there is one.
    fn maybe(&mut self, path: &str, label: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.add(path, label, value);
        }
    }

    /// Describes a part: its facts are about it.
    fn part<T>(&mut self, path: &str, label: &str, describe: impl FnOnce(&mut Self) -> T) -> T {
        let outside = (self.path.clone(), self.label.clone());
        self.path = format!("{}{path}.", self.path);
        self.label = format!("{}{label}: ", self.label);
        let done = describe(self);
        (self.path, self.label) = outside;
        done
    }
}

/// Compares two subjects. Where they are of different kinds, what both have is compared: the `pssh` boxes of a file with others, the
/// PlayReady header of a box or file with a bare one.
///
/// # Errors
/// When one side cannot be read, or lacks what the other one is.
pub fn compare(a: &Subject, b: &Subject) -> Result<Comparison> {
    let level = a.level().min(b.level());
    let a = a.describe(level).map_err(|e: Error| e.about("A"))?;
    let b = b.describe(level).map_err(|e: Error| e.about("B"))?;
    let differences = differences(&a.facts, &b.facts);
    Ok(Comparison {
        level: level.name(),
        differences,
        same_bytes: a.bytes == b.bytes,
        not_compared: if level == subject::Level::License { &license::NOT_COMPARED } else { &[] },
    })
}

/// The facts that only one side has, those of one path side by side, in the order of the first side. What only the second side has comes
/// where it has it.
fn differences(a: &[Fact], b: &[Fact]) -> Vec<Difference> {
    let mut values: BTreeMap<&str, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
    // Of each path its place, and its label: the place of a fact of the first side, then how many new ones stand between that and it.
    let mut places: BTreeMap<&str, ((usize, usize), &str)> = BTreeMap::new();
    for (index, fact) in a.iter().enumerate() {
        places.entry(&fact.path).or_insert(((index, 0), &fact.label));
        values.entry(&fact.path).or_default().0.push(&fact.value);
    }
    let mut place = (0, 0);
    for (index, fact) in b.iter().enumerate() {
        let next = (place.0, index + 1);
        place = places.entry(&fact.path).or_insert((next, &fact.label)).0;
        values.entry(&fact.path).or_default().1.push(&fact.value);
    }
    let mut order: Vec<_> = places.into_iter().map(|(path, (place, label))| (place, path, label)).collect();
    order.sort_unstable();
    let mut found = Vec::new();
    for (_, path, label) in order {
        let Some((mut only_a, mut only_b)) = values.remove(path) else { continue };
        only_a.retain(|value| match only_b.iter().position(|other| other == value) {
            Some(index) => {
                only_b.remove(index);
                false
            }
            None => true,
        });
        for index in 0..only_a.len().max(only_b.len()) {
            let value = |list: &[&str]| list.get(index).map(|&v| v.to_owned());
            let (path, label) = (path.to_owned(), label.to_owned());
            found.push(Difference { path, label, a: value(&only_a), b: value(&only_b) });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(pairs: &[(&str, &str)]) -> Vec<Fact> {
        let fact = |(path, value): &(&str, &str)| Fact {
            path: (*path).to_owned(),
            label: (*path).to_owned(),
            value: (*value).to_owned(),
        };
        pairs.iter().map(fact).collect()
    }

    #[test]
    fn facts_of_one_path_are_a_set() {
        let a = facts(&[("kid", "1"), ("kid", "2"), ("url", "x"), ("only", "a")]);
        let b = facts(&[("kid", "2"), ("kid", "3"), ("url", "x"), ("new", "b")]);
        let found = differences(&a, &b);
        let told: Vec<_> = found.iter().map(|d| (d.path.as_str(), d.a.as_deref(), d.b.as_deref())).collect();
        assert_eq!(
            told,
            [("kid", Some("1"), Some("3")), ("new", None, Some("b")), ("only", Some("a"), None)]
        );
        assert!(differences(&b, &b).is_empty());
    }
}
