//! What has been done: the memory of a batch between runs.
//!
//! # How a title gets done
//!
//! 1. The output is written and synced under a temporary name, or as an upload that is not completed.
//! 2. A `ready` entry with the output's hash is made durable.
//! 3. The output gets its name.
//! 4. A `done` entry follows; it becomes durable with the next `ready` entry or at the end of the run.
//!
//! A run that is killed before 3 leaves nothing visible. One that is killed between 3 and 4 leaves an output that its `ready` entry
//! accounts for: the next run compares the hash and calls it done. So a title never counts as done without a whole output, and no
//! output is taken for somebody else's file.
//!
//! # Where it is
//!
//! * A local ledger is a file of JSON Lines that is only appended to and locked by its run. Each shard has a file of its own, with
//!   `.I-of-N` in its name; all of them are read, so that it does not matter how a catalogue was split before.
//! * A ledger in object storage is a prefix with one object per entry, put if absent. Its names begin with the title's ID.
//!
//! Entries hold no keys. Where keys are drawn at random, a `keys` entry remembers the key ID of a title; the key is in `--keys-out`.

mod local;
mod remote;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::shard::Shard;
use super::storage::{Identity, Place, Storage};
use crate::batch::hash::Hash;
use crate::crypto::sha256;
use crate::error::Result;
use crate::keys::KeyId;

pub use local::{LocalLedger, shard_path};
pub use remote::RemoteLedger;

/// A title's name in ledgers: 16 bytes of the SHA-256 of its output's name, in hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TitleId([u8; 16]);

impl TitleId {
    /// The ID of the title that is written to `output`.
    pub fn of(output: &Place) -> Self {
        let sum = sha256(&[output.as_os_str().as_encoded_bytes()]);
        Self(sum.first_chunk().copied().unwrap_or_default())
    }
}

impl fmt::Display for TitleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for TitleId {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let number = u128::from_str_radix(text, 16).ok().filter(|_| text.len() == 32);
        number.map(|n| Self(n.to_be_bytes())).ok_or("an ID is 32 hex digits")
    }
}

impl Serialize for TitleId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TitleId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// A key ID was drawn for the title.
    Keys,
    /// The output is whole and about to get its name.
    Ready,
    /// The output has its name.
    Done,
    /// The title could not be made.
    Failed,
}

/// A finished output, and what it was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Length of the input in bytes.
    pub input_len: u64,
    /// Entity tag or time of the input.
    pub input_version: String,
    /// Digest of everything else that shapes the output, in hex.
    pub parameters: String,
    /// Length of the output in bytes.
    pub len: u64,
    /// Hash of the output.
    pub hash: Hash,
    /// Its key IDs.
    pub kids: Vec<String>,
}

impl Product {
    /// Whether it was made from this input.
    pub fn is_from(&self, input: &Identity) -> bool {
        self.input_len == input.len && self.input_version == input.version
    }
}

/// Why a title could not be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Exit code.
    pub code: u8,
    /// What went wrong.
    pub message: String,
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it says.
    pub stage: Stage,
    /// Of which title.
    pub id: TitleId,
    /// The output's name, for people.
    pub output: String,
    /// When: RFC 3339 in UTC, whose order is that of its text.
    pub at: String,
    /// The output, when it is ready or done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<Product>,
    /// The key ID that was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// What ledgers know of a title.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The last output that was at least ready.
    pub product: Option<Product>,
    /// Whether that output is known to have its name.
    pub done: bool,
    /// The key ID that was drawn for it.
    pub kid: Option<KeyId>,
    /// Why it failed, when it did after that.
    pub failure: Option<Failure>,
}

/// What ledgers know of all titles.
#[derive(Clone, Debug, Default)]
pub struct Known(HashMap<TitleId, Record>);

impl Known {
    /// What these entries amount to. Entries of one ledger come in their order, those of several are put in order by time.
    pub fn from_entries(mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|a, b| a.at.cmp(&b.at));
        let mut known: HashMap<TitleId, Record> = HashMap::new();
        for entry in entries {
            let record = known.entry(entry.id).or_default();
            match entry.stage {
                Stage::Keys => record.kid = entry.kid.and_then(|kid| kid.parse().ok()),
                Stage::Ready => {
                    *record = Record { product: entry.product, done: false, failure: None, kid: record.kid }
                }
                Stage::Done => {
                    *record = Record { product: entry.product, done: true, failure: None, kid: record.kid }
                }
                Stage::Failed => record.failure = entry.failure,
            }
        }
        Self(known)
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is known of a title.
    pub fn get(&self, id: &TitleId) -> Option<&Record> {
        self.0.get(id)
    }
}

/// Takes entries.
pub trait Ledger: Sync + Send {
    /// Writes an entry. A `ready` entry is durable when this returns, and with it all before.
    ///
    /// # Errors
    /// When it cannot be written, or another worker has been faster with the same title.
    fn write(&self, entry: &Entry) -> Result<()>;

    /// Makes everything durable.
    ///
    /// # Errors
    /// When that fails.
    fn sync(&self) -> Result<()>;
}

/// Called while another run has the ledger of this path, which is then tried again. It does the waiting; an error gives up.
pub type Wait<'a> = dyn Fn(&Path) -> Result<()> + 'a;

/// Whether there is a ledger, or one of its shards.
///
/// # Errors
/// When that cannot be found out.
pub fn exists(storage: &dyn Storage, place: &Place) -> Result<bool> {
    match place {
        Place::Local(path) => local::exists(path),
        Place::Remote(prefix) => remote::exists(storage, prefix),
    }
}

/// Opens a ledger to write, and reads what it and those of other shards know.
///
/// # Errors
/// Those of `wait`; when it cannot be made or read, or is damaged before its last line.
pub fn open<'a>(
    storage: &'a dyn Storage,
    place: &Place,
    shard: Option<Shard>,
    wait: &Wait<'_>,
) -> Result<(Box<dyn Ledger + 'a>, Known)> {
    match place {
        Place::Local(path) => {
            let (ledger, known) = LocalLedger::open(path, shard, wait)?;
            Ok((Box::new(ledger), known))
        }
        Place::Remote(prefix) => {
            let (ledger, known) = RemoteLedger::open(storage, prefix)?;
            Ok((Box::new(ledger), known))
        }
    }
}

/// Reads what a ledger and those of its shards know, without touching or locking them. None when there is no ledger.
///
/// # Errors
/// When it cannot be read, or is damaged before its last line.
pub fn read(storage: &dyn Storage, place: &Place) -> Result<Option<Known>> {
    let entries = match place {
        Place::Local(path) => local::read_all(path)?,
        Place::Remote(prefix) => remote::read_all(storage, prefix)?,
    };
    Ok(entries.map(Known::from_entries))
}

#[cfg(test)]
mod tests;
