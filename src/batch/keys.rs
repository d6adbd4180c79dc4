//! Which keys a title gets: its own, those of the command line, those of the list, derived ones, or random ones.
//!
//! A title without a key ID of its own gets one from its name when there is a key seed: 16 bytes of the SHA-256 of
//! `"boxlock title key ID\0"` and the name, made a version 8 UUID. The name is the title field, or the input as the list writes it, or,
//! for a pattern, its path below the part of the pattern that has no wildcards: it depends neither on the output nor on the folder that
//! the catalogue lies in, so a rerun anywhere gives the same key ID, and the key seed the same key.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::ledger::Known;
use super::list::RowKeys;
use super::plan::{State, Title};
use super::recipe::Description;
use super::settings::FieldError;
use crate::crypto::sha256;
use crate::error::{Error, Result};
use crate::keys::{ContentKey, KeyId, KeySeed, KeySet, KeySpec, Selector, key_file};

/// Longest key file that is read.
const MAX_KEY_FILE_LEN: u64 = 16 << 20;

/// Keys of the command line.
#[derive(Clone, Debug, Default)]
pub struct GivenKeys {
    /// Keys and key IDs.
    pub specs: Vec<KeySpec>,
    /// What keys are derived from.
    pub seed: Option<KeySeed>,
}

/// The keys of a title.
#[derive(Clone, Debug)]
pub enum TitleKeys {
    /// Known.
    Known(Arc<KeySet>),
    /// A random one that has yet to be drawn.
    Random,
}

/// Finds the keys of rows.
pub(super) struct KeyFinder<'a> {
    given: &'a GivenKeys,
    defaults: &'a RowKeys,
    /// Keys of the command line by their ID.
    pool: HashMap<KeyId, ContentKey>,
    files: HashMap<OsString, Arc<Vec<KeySpec>>>,
    /// The keys of rows that say nothing of their own.
    common: Option<Arc<KeySet>>,
}

impl<'a> KeyFinder<'a> {
    /// For rows that fall back on these.
    pub(super) fn new(given: &'a GivenKeys, defaults: &'a RowKeys) -> Self {
        let pool = given.specs.iter().filter_map(|s| Some((s.kid, s.key.clone()?))).collect();
        Self { given, defaults, pool, files: HashMap::new(), common: None }
    }

    /// The keys of a row.
    pub(super) fn find(&mut self, row: &RowKeys, name: &OsStr) -> std::result::Result<TitleKeys, FieldError> {
        let field = if row.kid.is_some() {
            "kid"
        } else if row.keys.is_some() {
            "keys"
        } else {
            "key_file"
        };
        let at = |error: Error| FieldError { field, error: Box::new(error) };
        let seed =
            row.key_seed.as_ref().or(self.given.seed.as_ref()).or(self.defaults.key_seed.as_ref()).cloned();
        let is_common = !row.names_keys() && row.key_seed.is_none();
        if let Some(common) = self.common.as_ref().filter(|_| is_common) {
            return Ok(TitleKeys::Known(Arc::clone(common)));
        }
        let specs = if row.names_keys() {
            self.specs(row).map_err(at)?
        } else if !self.given.specs.is_empty() {
            self.given.specs.clone()
        } else if self.defaults.names_keys() {
            self.specs(&self.defaults.clone()).map_err(at)?
        } else if let Some(seed) = seed {
            let spec = KeySpec { selector: Selector::All, kid: derived_kid(name), key: None, iv: None };
            let set = KeySet::new([spec], Some(seed)).map_err(at)?;
            return Ok(TitleKeys::Known(Arc::new(set)));
        } else {
            return Ok(TitleKeys::Random);
        };
        let set = Arc::new(KeySet::new(specs, seed).map_err(at)?);
        if is_common {
            self.common = Some(Arc::clone(&set));
        }
        Ok(TitleKeys::Known(set))
    }

    /// The keys that a row names. Those it gives no key for are looked up.
    fn specs(&mut self, row: &RowKeys) -> Result<Vec<KeySpec>> {
        let file = row.key_file.as_ref().map(|path| self.file(path)).transpose()?;
        let mut specs: Vec<KeySpec> = row.keys.clone().unwrap_or_default();
        if let Some(kid) = row.kid {
            specs.push(KeySpec { selector: Selector::All, kid, key: row.key.clone(), iv: None });
        }
        if specs.is_empty()
            && let Some(file) = file
        {
            return Ok(file.to_vec());
        }
        for spec in specs.iter_mut().filter(|spec| spec.key.is_none()) {
            let of_file = file.as_ref().and_then(|file| file.iter().find(|f| f.kid == spec.kid));
            spec.key = of_file.and_then(|f| f.key.clone()).or_else(|| self.pool.get(&spec.kid).cloned());
        }
        Ok(specs)
    }

    fn file(&mut self, path: &OsStr) -> Result<Arc<Vec<KeySpec>>> {
        if let Some(file) = self.files.get(path) {
            return Ok(Arc::clone(file));
        }
        let file = Arc::new(read_key_file(Path::new(path))?);
        self.files.insert(path.to_owned(), Arc::clone(&file));
        Ok(file)
    }
}

/// Reads a key file.
///
/// # Errors
/// When it cannot be read or is none.
pub fn read_key_file(path: &Path) -> Result<Vec<KeySpec>> {
    let about = |e: std::io::Error| Error::io(path, e);
    let mut json = Zeroizing::new(String::new());
    let file = File::open(path).map_err(about)?.take(MAX_KEY_FILE_LEN + 1);
    let len = { file }.read_to_string(&mut json).map_err(about)?;
    if len as u64 > MAX_KEY_FILE_LEN {
        return Err(
            Error::unsupported(format!("a key file of more than {MAX_KEY_FILE_LEN} bytes")).about_path(path)
        );
    }
    key_file::read(&json).map_err(|e| e.about_path(path))
}

/// Draws keys for the titles of a plan that are to be made and have none yet. A key ID that ledgers remember is kept while `have`, what an
/// earlier run has written to the file of keys, holds its key. Returns the titles with their new key IDs.
///
/// # Errors
/// When the system's generator fails.
pub fn draw<'a>(titles: &'a mut [Title], known: &Known, have: &[KeySpec]) -> Result<Vec<(&'a Title, KeyId)>> {
    let have: HashMap<KeyId, &ContentKey> =
        have.iter().filter_map(|s| Some((s.kid, s.key.as_ref()?))).collect();
    let mut drawn = Vec::new();
    for title in titles {
        if !matches!((&title.keys, &title.state), (TitleKeys::Random, State::Todo { .. })) {
            continue;
        }
        let remembered = known.get(&title.id).and_then(|record| record.kid);
        let old = remembered.and_then(|kid| Some((kid, (*have.get(&kid)?).clone())));
        let (kid, key) = match old.clone() {
            Some(old) => old,
            None => (KeyId::random()?, ContentKey::random()?),
        };
        let spec = KeySpec { selector: Selector::All, kid, key: Some(key), iv: None };
        title.keys = TitleKeys::Known(Arc::new(KeySet::new([spec], None)?));
        if old.is_none() {
            drawn.push((&*title, kid));
        }
    }
    Ok(drawn)
}

/// Adds the keys of titles to a key file, which only its owner may read. What it holds already stays.
///
/// # Errors
/// When the file cannot be read or written, or holds another key for one of the key IDs.
pub fn write_keys(path: &Path, titles: &[Title]) -> Result<()> {
    let old = if path.exists() { read_key_file(path)? } else { Vec::new() };
    let new = titles.iter().filter_map(|title| match &title.keys {
        TitleKeys::Known(set) => Some(set.entries()),
        TitleKeys::Random => None,
    });
    let new = new.flatten().map(|entry| KeySpec {
        selector: entry.selector,
        kid: entry.kid,
        key: Some(entry.key.clone()),
        // IVs belong to a single output.
        iv: None,
    });
    let all = KeySet::new(old.into_iter().chain(new), None)
        .map_err(|e| e.about_path(path).hint("give another file with --keys-out"))?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let about = |e: std::io::Error| Error::io(path, e);
    // Temporary files are their owner's alone.
    let mut file =
        tempfile::Builder::new().prefix(".boxlock-").suffix(".tmp").tempfile_in(folder).map_err(about)?;
    file.write_all(key_file::write(all.entries())?.as_bytes()).map_err(about)?;
    file.as_file().sync_all().map_err(about)?;
    file.persist(path).map_err(|e| about(e.error))?;
    Ok(())
}

/// The key ID of a title that has none of its own.
pub fn derived_kid(name: &OsStr) -> KeyId {
    let sum = sha256(&[b"boxlock title key ID\0", name.as_encoded_bytes()]);
    let mut bytes: [u8; 16] = sum.first_chunk().copied().unwrap_or_default();
    // Version 8: the meaning of the other bits is the application's (RFC 9562 section 5.8).
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    KeyId::from_bytes(bytes)
}

impl TitleKeys {
    /// The key IDs; empty while a random one has yet to be drawn.
    pub fn kids(&self) -> Vec<KeyId> {
        let Self::Known(set) = self else { return Vec::new() };
        let mut kids: Vec<KeyId> = Vec::new();
        for entry in set.entries() {
            if !kids.contains(&entry.kid) {
                kids.push(entry.kid);
            }
        }
        kids
    }

    /// What shapes an output. Keys are there as hashes, so that a digest of all of it tells no key.
    pub(super) fn describe(&self, to: &mut Description) {
        let Self::Known(set) = self else {
            // Drawn once per title, so the title stands for it.
            to.field("key", "random");
            return;
        };
        for entry in set.entries() {
            to.field("selector", entry.selector);
            to.field("kid", entry.kid);
            to.bytes("key", &sha256(&[b"boxlock content key\0", entry.key.expose_hex().as_bytes()]));
            to.bytes("iv", entry.iv.as_deref().unwrap_or_default());
        }
    }
}
