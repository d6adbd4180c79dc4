//! A ledger in a file.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};

use super::{Entry, Known, Ledger, Stage, Wait};
use crate::batch::shard::Shard;
use crate::error::{Error, Result};

/// A ledger file, locked for this run.
#[derive(Debug)]
pub struct LocalLedger {
    path: PathBuf,
    file: File,
    state: Mutex<State>,
    synced: Condvar,
}

/// How far the file is.
#[derive(Debug, Default)]
struct State {
    /// Entries written.
    written: u64,
    /// Entries that are durable.
    durable: u64,
    /// Whether a thread is syncing: the others wait for it, and one sync serves them all.
    syncing: bool,
}

impl LocalLedger {
    /// Opens the ledger of this path and shard, and reads all shards' ledgers. While another run has it, `wait` is called again and
    /// again.
    ///
    /// # Errors
    /// Those of `wait`; when a file cannot be made or read, or is damaged before its last line.
    pub fn open(path: &Path, shard: Option<Shard>, wait: &Wait<'_>) -> Result<(Self, Known)> {
        let own = shard.map_or_else(|| path.to_path_buf(), |shard| shard_path(path, shard));
        let about = |e: io::Error| Error::io(&own, e);
        let folder = folder_of(&own);
        fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
        let is_new = !own.exists();
        let file = File::options().read(true).append(true).create(true).open(&own).map_err(about)?;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => wait(&own)?,
                // Where there are no locks, outputs still appear whole and once each.
                Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => break,
                Err(TryLockError::Error(e)) => return Err(about(e)),
            }
        }
        if is_new {
            sync_folder(folder).map_err(|e| Error::io(folder, e))?;
        }
        let mut entries = Vec::new();
        for path in siblings(path)? {
            let (found, good_len) = read_file(&path)?;
            entries.extend(found);
            if path == own && file.metadata().map_err(about)?.len() > good_len {
                // What a crash tore off is not there for whoever reads on.
                file.set_len(good_len).map_err(about)?;
            }
        }
        let ledger = Self { path: own, file, state: Mutex::default(), synced: Condvar::new() };
        Ok((ledger, Known::from_entries(entries)))
    }

    fn make_durable<'a>(&'a self, mut state: std::sync::MutexGuard<'a, State>) -> Result<()> {
        let wanted = state.written;
        while state.durable < wanted {
            if state.syncing {
                state = self.synced.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            state.syncing = true;
            let covered = state.written;
            drop(state);
            let done = self.file.sync_data();
            state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.syncing = false;
            self.synced.notify_all();
            done.map_err(|e| Error::io(&self.path, e))?;
            state.durable = state.durable.max(covered);
        }
        Ok(())
    }
}

impl Ledger for LocalLedger {
    fn write(&self, entry: &Entry) -> Result<()> {
        let mut line =
            serde_json::to_vec(entry).map_err(|e| Error::internal(format!("ledger entry: {e}")))?;
        line.push(b'\n');
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.file.metadata().map_err(|e| Error::io(&self.path, e))?.len();
        if let Err(e) = (&self.file).write_all(&line) {
            // Half a line must not stand before whole ones. If that fails too, the next run finds the damage.
            let _ = self.file.set_len(before);
            return Err(Error::io(&self.path, e));
        }
        state.written += 1;
        if entry.stage == Stage::Ready { self.make_durable(state) } else { Ok(()) }
    }

    fn sync(&self) -> Result<()> {
        self.make_durable(self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whether a ledger, or one of its shards', is there.
pub(super) fn exists(path: &Path) -> Result<bool> {
    Ok(!siblings(path)?.is_empty())
}

/// Entries of a ledger and of those of its shards; none when there is none.
pub(super) fn read_all(path: &Path) -> Result<Option<Vec<Entry>>> {
    let paths = siblings(path)?;
    if paths.is_empty() {
        return Ok(None);
    }
    let mut entries = Vec::new();
    for path in paths {
        entries.extend(read_file(&path)?.0);
    }
    Ok(Some(entries))
}

/// The entries of a file, and up to where they reach: a last line that a crash tore is left out.
fn read_file(path: &Path) -> Result<(Vec<Entry>, u64)> {
    let bytes = fs::read(path).map_err(|e| Error::io(path, e))?;
    let mut entries = Vec::new();
    let mut good_len = 0;
    for (index, line) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        let is_last = good_len + line.len() == bytes.len();
        let whole = line.strip_suffix(b"\n");
        match whole.map(serde_json::from_slice::<Entry>) {
            Some(Ok(entry)) => entries.push(entry),
            None => break,
            Some(Err(_)) if is_last => break,
            Some(Err(e)) => {
                let error = Error::malformed(format!("line {} of the ledger is damaged: {e}", index + 1));
                return Err(error
                    .about_path(path)
                    .hint("remove that line: its title will be looked at anew"));
            }
        }
        good_len += line.len();
    }
    Ok((entries, good_len as u64))
}

/// The file of a shard: `name.jsonl` becomes `name.2-of-8.jsonl`.
pub fn shard_path(path: &Path, shard: Shard) -> PathBuf {
    let mut name: OsString = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!(".{}-of-{}", shard.index + 1, shard.count));
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

/// The ledger and those of its shards, as far as they exist, by name.
fn siblings(path: &Path) -> Result<Vec<PathBuf>> {
    let folder = folder_of(path);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Error::io(folder, e)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry.map_err(|e| Error::io(folder, e))?.file_name();
        if Some(name.as_os_str()) == path.file_name() || is_shard_of(path, Path::new(&name)) {
            found.push(path.with_file_name(name));
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a name is that of a shard's ledger.
fn is_shard_of(path: &Path, name: &Path) -> bool {
    if name.extension() != path.extension() {
        return false;
    }
    // Without an extension the shard's part would be taken for one.
    let stem = if path.extension().is_some() { name.file_stem() } else { Some(name.as_os_str()) };
    let part = stem.zip(path.file_stem()).and_then(|(stem, own)| {
        stem.as_encoded_bytes().strip_prefix(own.as_encoded_bytes())?.strip_prefix(b".")
    });
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    part.and_then(|part| std::str::from_utf8(part).ok())
        .and_then(|part| part.split_once("-of-"))
        .is_some_and(|(index, count)| digits(index) && digits(count))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a new name in a folder durable, where folders can be synced.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
