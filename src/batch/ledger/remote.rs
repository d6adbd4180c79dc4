//! A ledger in object storage: one object per entry, put if absent.
//!
//! Names are `ID.STATE.ready.json` and `ID.STATE.done.json`, where `STATE` is a digest of the input's identity and of the parameters: a
//! changed parameter gives new names. An object that was there when the run began may be replaced, since its output is being redone;
//! one that has appeared since belongs to another worker, whose output must not be overtaken.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Entry, Known, Ledger, Product, Stage};
use crate::batch::hash::Algorithm;
use crate::batch::parallel;
use crate::batch::storage::{Place, Storage};
use crate::crypto::sha256;
use crate::error::{Error, ErrorKind, Result};

/// A ledger under a prefix.
pub struct RemoteLedger<'a> {
    storage: &'a dyn Storage,
    /// Ends in a slash.
    prefix: String,
    /// Names that may be written over: those that were there at the start, and those that this run has written, since a title that is
    /// tried again comes out with other IVs.
    known: Mutex<HashSet<String>>,
    /// Failures so far, for their names.
    failures: AtomicU64,
}

impl<'a> RemoteLedger<'a> {
    /// Reads all entries under a prefix.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn open(storage: &'a dyn Storage, prefix: &str) -> Result<(Self, Known)> {
        let prefix = with_slash(prefix);
        let places = list(storage, &prefix)?;
        let entries = read(storage, &places)?;
        let known = Mutex::new(places.iter().map(ToString::to_string).collect());
        let ledger = Self { storage, prefix, known, failures: AtomicU64::new(0) };
        Ok((ledger, Known::from_entries(entries)))
    }

    fn lock_known(&self) -> MutexGuard<'_, HashSet<String>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn replace(&self, place: &Place, bytes: &[u8]) -> Result<()> {
        let mut output = self.storage.create(place, true, Algorithm::default())?;
        let mut sink = output.sink();
        sink.append(bytes)?;
        sink.flush()?;
        drop(sink);
        output.finish()?;
        output.commit()
    }
}

impl Ledger for RemoteLedger<'_> {
    fn write(&self, entry: &Entry) -> Result<()> {
        let bytes = serde_json::to_vec(entry).map_err(|e| Error::internal(format!("ledger entry: {e}")))?;
        let name = match (entry.stage, &entry.product) {
            (Stage::Ready, Some(product)) => format!("{}.{}.ready.json", entry.id, state(product)),
            (Stage::Done, Some(product)) => format!("{}.{}.done.json", entry.id, state(product)),
            _ => {
                let count = self.failures.fetch_add(1, Ordering::Relaxed);
                let stamp = sha256(&[&bytes, &std::process::id().to_be_bytes(), &count.to_be_bytes()]);
                let stamp = u64::from_be_bytes(stamp.first_chunk().copied().unwrap_or_default());
                format!("{}.{stamp:016x}.failed.json", entry.id)
            }
        };
        let name = format!("{}{name}", self.prefix);
        let place = Place::Remote(name.clone());
        if self.lock_known().contains(&name) {
            return self.replace(&place, &bytes);
        }
        if self.storage.put_if_absent(&place, &bytes)? {
            self.lock_known().insert(name);
            return Ok(());
        }
        let there =
            self.storage.read_small(&place)?.and_then(|bytes| serde_json::from_slice::<Entry>(&bytes).ok());
        // A retry finds its own entry, or one of a worker that has made the same bytes.
        if there.is_some_and(|there| there.product == entry.product) {
            return Ok(());
        }
        Err(Error::from(ErrorKind::Remote("another worker has been faster with this title".to_owned()))
            .about(entry.output.clone())
            .hint("give each worker a shard of its own: --shard auto or I/N"))
    }

    fn sync(&self) -> Result<()> {
        Ok(())
    }
}

fn state(product: &Product) -> String {
    let parts =
        [product.parameters.as_bytes(), &product.input_len.to_be_bytes(), product.input_version.as_bytes()];
    let sum = sha256(&parts);
    format!("{:016x}", u64::from_be_bytes(sum.first_chunk().copied().unwrap_or_default()))
}

fn with_slash(prefix: &str) -> String {
    format!("{}/", prefix.trim_end_matches('/'))
}

/// Whether there is any entry.
pub(super) fn exists(storage: &dyn Storage, prefix: &str) -> Result<bool> {
    Ok(!list(storage, &with_slash(prefix))?.is_empty())
}

pub(super) fn read_all(storage: &dyn Storage, prefix: &str) -> Result<Option<Vec<Entry>>> {
    let places = list(storage, &with_slash(prefix))?;
    if places.is_empty() { Ok(None) } else { read(storage, &places).map(Some) }
}

fn list(storage: &dyn Storage, prefix: &str) -> Result<Vec<Place>> {
    let found = storage.list(&Place::Remote(prefix.to_owned()))?;
    Ok(found
        .into_iter()
        .map(|(place, _)| place)
        .filter(|place| place.to_string().ends_with(".json"))
        .collect())
}

/// Reads entries. A `ready` entry says nothing that its `done` entry does not.
fn read(storage: &dyn Storage, places: &[Place]) -> Result<Vec<Entry>> {
    let done: HashSet<String> =
        places.iter().filter_map(|p| Some(p.to_string().strip_suffix(".done.json")?.to_owned())).collect();
    let wanted: Vec<&Place> = places
        .iter()
        .filter(|p| p.to_string().strip_suffix(".ready.json").is_none_or(|name| !done.contains(name)))
        .collect();
    let entries = parallel::map(&wanted, true, |place| -> Result<Option<Entry>> {
        let Some(bytes) = storage.read_small(place)? else { return Ok(None) };
        let entry = serde_json::from_slice(&bytes);
        entry
            .map(Some)
            .map_err(|e| Error::malformed(format!("is no ledger entry: {e}")).about(place.to_string()))
    });
    entries.into_iter().filter_map(Result::transpose).collect()
}
