//! One machine's part of a catalogue: which part, from the environment of an array job, and an even split.
//!
//! The split is by size and the same on every machine: titles are taken from the largest to the smallest (equal ones in the order of the
//! list), each given to the shard that has least so far (of equals the first). Each title counts with [`PER_TITLE`] bytes on top of its
//! own, for the work that does not depend on its size. It needs the inputs to have the same sizes for everyone.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// What a title counts beside its bytes.
pub const PER_TITLE: u64 = 256 << 10;

/// One of several parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which one, from 0.
    pub index: u32,
    /// Of how many.
    pub count: u32,
}

impl Shard {
    /// A part.
    ///
    /// # Errors
    /// When there are no parts, or fewer than that.
    pub fn new(index: u32, count: u32) -> Result<Self> {
        if index >= count {
            return Err(Error::usage(format!("there is no index {index} (from 0) among {count} shards")));
        }
        Ok(Self { index, count })
    }

    /// The part that the environment of an array job names. `count` stands in where the engine does not tell how many there are, and
    /// overrides what it tells.
    ///
    /// | engine | index | count |
    /// |---|---|---|
    /// | Kubernetes Indexed Job | `JOB_COMPLETION_INDEX` | not told |
    /// | AWS Batch array | `AWS_BATCH_JOB_ARRAY_INDEX` | `AWS_BATCH_JOB_ARRAY_SIZE` |
    /// | Slurm array | `SLURM_ARRAY_TASK_ID`, from `_MIN` in steps of `_STEP`; from 0 when `count` is given | `SLURM_ARRAY_TASK_COUNT` |
    /// | Google Batch | `BATCH_TASK_INDEX` | `BATCH_TASK_COUNT` |
    /// | Cloud Run jobs | `CLOUD_RUN_TASK_INDEX` | `CLOUD_RUN_TASK_COUNT` |
    ///
    /// # Errors
    /// When no engine is recognised, more than one is, or numbers are missing or do not fit.
    pub fn from_environment(variable: &dyn Fn(&str) -> Option<String>, count: Option<u32>) -> Result<Self> {
        const ENGINES: [(&str, Option<&str>); 5] = [
            ("JOB_COMPLETION_INDEX", None),
            ("AWS_BATCH_JOB_ARRAY_INDEX", Some("AWS_BATCH_JOB_ARRAY_SIZE")),
            ("SLURM_ARRAY_TASK_ID", Some("SLURM_ARRAY_TASK_COUNT")),
            ("BATCH_TASK_INDEX", Some("BATCH_TASK_COUNT")),
            ("CLOUD_RUN_TASK_INDEX", Some("CLOUD_RUN_TASK_COUNT")),
        ];
        let number = |name: &str| -> Result<Option<u32>> {
            let Some(text) = variable(name) else { return Ok(None) };
            let number = text
                .trim()
                .parse()
                .map_err(|_| Error::usage(format!("{text:?} is no number")).about(name))?;
            Ok(Some(number))
        };
        let found: Vec<_> = ENGINES.iter().filter(|(name, _)| variable(name).is_some()).collect();
        let (index_name, count_name) = match found.as_slice() {
            [one] => **one,
            [] => {
                return Err(Error::usage("the environment names no array job")
                    .about("--shard auto")
                    .hint("write --shard I/N, or start this as an array job of Kubernetes, AWS Batch, Slurm or Google"));
            }
            several => {
                let names: Vec<&str> = several.iter().map(|(name, _)| *name).collect();
                let message = format!("the environment names several array jobs: {}", names.join(", "));
                return Err(Error::usage(message).about("--shard auto").hint("write --shard I/N"));
            }
        };
        let mut index = number(index_name)?.unwrap_or(0);
        if index_name.starts_with("SLURM") && count.is_none() {
            let first = number("SLURM_ARRAY_TASK_MIN")?.unwrap_or(0);
            let step = number("SLURM_ARRAY_TASK_STEP")?.unwrap_or(1).max(1);
            index = index.saturating_sub(first) / step;
        }
        let told = count_name.map(number).transpose()?.flatten();
        let count = count.or(told).ok_or_else(|| {
            Error::usage(format!("{index_name} is set, but not how many there are"))
                .about("--shard auto")
                .hint("give the number of tasks: --shards N")
        })?;
        Self::new(index, count).map_err(|e| e.about("--shard auto"))
    }
}

impl FromStr for Shard {
    type Err = Error;

    /// Reads `I/N`, with `I` from 1 to `N`.
    fn from_str(text: &str) -> Result<Self> {
        let parts =
            text.split_once('/').and_then(|(i, n)| Some((i.parse::<u32>().ok()?, n.parse::<u32>().ok()?)));
        match parts {
            Some((index, count)) if (1..=count).contains(&index) => Self::new(index - 1, count),
            _ => Err(Error::usage(format!("{text:?} is not I/N with I from 1 to N"))
                .about("--shard")
                .hint("the first of four is 1/4; auto takes both from the environment of an array job")),
        }
    }
}

impl fmt::Display for Shard {
    /// As the user counts: from 1.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index + 1, self.count)
    }
}

/// The shard of each title, from 0, given the sizes of all in bytes.
pub fn split(sizes: &[u64], count: u32) -> Vec<u32> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    let size = |index: usize| sizes.get(index).copied().unwrap_or(0).saturating_add(PER_TITLE);
    order.sort_by_key(|index| Reverse(size(*index)));
    let mut loads: BinaryHeap<Reverse<(u64, u32)>> = (0..count).map(|shard| Reverse((0, shard))).collect();
    let mut shards = vec![0; sizes.len()];
    for index in order {
        let Some(Reverse((load, shard))) = loads.pop() else { break };
        if let Some(place) = shards.get_mut(index) {
            *place = shard;
        }
        loads.push(Reverse((load.saturating_add(size(index)), shard)));
    }
    shards
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &str)], count: Option<u32>) -> Result<Shard> {
        let variable =
            |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        Shard::from_environment(&variable, count)
    }

    #[test]
    fn engines_are_recognised() {
        let shard = |index, count| Shard { index, count };
        for (variables, count, expected) in [
            (&[("JOB_COMPLETION_INDEX", "3")][..], Some(8), shard(3, 8)),
            (&[("AWS_BATCH_JOB_ARRAY_INDEX", "0"), ("AWS_BATCH_JOB_ARRAY_SIZE", "2")], None, shard(0, 2)),
            (
                &[
                    ("SLURM_ARRAY_TASK_ID", "5"),
                    ("SLURM_ARRAY_TASK_COUNT", "8"),
                    ("SLURM_ARRAY_TASK_MIN", "1"),
                ],
                None,
                shard(4, 8),
            ),
            (
                &[
                    ("SLURM_ARRAY_TASK_ID", "6"),
                    ("SLURM_ARRAY_TASK_COUNT", "4"),
                    ("SLURM_ARRAY_TASK_MIN", "0"),
                    ("SLURM_ARRAY_TASK_STEP", "2"),
                ],
                None,
                shard(3, 4),
            ),
            // One task of an array, submitted again on its own.
            (
                &[
                    ("SLURM_ARRAY_TASK_ID", "5"),
                    ("SLURM_ARRAY_TASK_COUNT", "1"),
                    ("SLURM_ARRAY_TASK_MIN", "5"),
                ],
                Some(8),
                shard(5, 8),
            ),
            (&[("BATCH_TASK_INDEX", "1"), ("BATCH_TASK_COUNT", "2")], None, shard(1, 2)),
            (&[("CLOUD_RUN_TASK_INDEX", "1"), ("CLOUD_RUN_TASK_COUNT", "2")], None, shard(1, 2)),
        ] {
            assert_eq!(from(variables, count).unwrap(), expected, "{variables:?}");
        }
        for (variables, count, what) in [
            (&[][..], None, "no array job"),
            (&[("JOB_COMPLETION_INDEX", "3")], None, "how many"),
            (&[("JOB_COMPLETION_INDEX", "3")], Some(3), "no index 3"),
            (&[("JOB_COMPLETION_INDEX", "x")], Some(3), "no number"),
            (&[("JOB_COMPLETION_INDEX", "1"), ("BATCH_TASK_INDEX", "1")], Some(3), "several"),
        ] {
            let error = from(variables, count).unwrap_err();
            assert!(error.to_string().contains(what), "{error}");
            assert_eq!(error.exit_code(), crate::ExitCode::Usage);
        }
    }

    #[test]
    fn by_hand() {
        assert_eq!("1/4".parse::<Shard>().unwrap(), Shard { index: 0, count: 4 });
        assert_eq!("4/4".parse::<Shard>().unwrap().to_string(), "4/4");
        for wrong in ["0/4", "5/4", "1/0", "1", "a/b", "-1/4"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_split_is_even_and_covers_all() {
        let sizes: Vec<u64> = (0..1000_u64).map(|n| (n * 7_919) % 997 * 1_000_003).collect();
        let shards = split(&sizes, 8);
        assert_eq!(shards, split(&sizes, 8));
        let load = |shard| -> u64 {
            sizes.iter().zip(&shards).filter(|(_, s)| **s == shard).map(|(size, _)| *size).sum()
        };
        let loads: Vec<u64> = (0..8).map(load).collect();
        assert_eq!(loads.iter().sum::<u64>(), sizes.iter().sum::<u64>());
        let (most, least) = (loads.iter().max().unwrap(), loads.iter().min().unwrap());
        // The smallest titles fill what the large ones leave open.
        assert!((most - least) * 1000 < *most, "{loads:?}");
        let equal = split(&[5; 100], 8);
        let counts = (0..8).map(|shard| equal.iter().filter(|s| **s == shard).count());
        assert!(counts.clone().all(|n| n == 12 || n == 13), "{:?}", counts.collect::<Vec<_>>());
        assert!(split(&[], 3).is_empty());
        assert_eq!(split(&[1, 2, 3], 1), [0, 0, 0]);
    }
}
