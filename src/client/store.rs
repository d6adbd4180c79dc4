//! What a device remembers: one JSON file that is replaced as a whole, and the licenses beside it.
//!
//! ```text
//! store/state.json             everything but the licenses; readable by its owner only, for it holds keys of domains
//! store/KID-DIGEST.xmr         the licenses
//! store/SESSION.playing        locked while the session plays: an unlocked one without a stop is a crash
//! store/lock                   locked while the state changes, so that several processes can use one device
//! ```
//!
//! A change is durable when [`Store::update`] returns; a process that is killed before leaves the state of before.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use super::revocation::KnownList;
use crate::crypto::PrivateKey;
use crate::error::{Error, ErrorKind, Result};
use crate::keys::text::{array_from_base64, array_from_hex, from_base64, to_base64, to_hex};
use crate::keys::{ContentKey, KeyId};
use crate::license::PlayState;
use crate::license::open::DomainKey;
use crate::license::policy::Guid;
use crate::pki::Chain;
use crate::rights_manager::operations::join_domain::DomainMembership;
use crate::xmr::License;

const SCHEMA: &str = "boxlock.client/1";
const STATE: &str = "state.json";

/// How unfinished files are called.
const TEMPORARY: &str = ".boxlock-";

/// 16 bytes, base64 in text: nonces, sessions, metering IDs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(pub [u8; 16]);

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_base64(&self.0))
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = array_from_base64(&text);
        bytes.map(Self).ok_or_else(|| serde::de::Error::custom("not 16 bytes in base64"))
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&to_base64(&self.0))
    }
}

/// A key in the state file: hexadecimal digits, wiped from memory, never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    fn of(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(to_hex(bytes)))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}

/// A license in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredLicense {
    /// Its key ID.
    pub kid: KeyId,
    /// Its rights ID.
    pub rights_id: Id,
    /// Its file in the store.
    pub file: String,
    /// Where it came from.
    pub url: String,
    /// When, seconds since 1970.
    pub stored: u64,
}

/// What a device remembers of a license that it plays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayRecord {
    /// Its key ID.
    pub kid: KeyId,
    /// Its rights ID.
    pub rights_id: Id,
    /// First play and counts.
    pub state: PlayState,
}

/// Licenses whose acknowledgement is not answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingAcknowledgement {
    /// The transaction, a GUID.
    pub transaction_id: Guid,
    /// Whom to tell.
    pub url: String,
    /// Rights ID, key ID and result of each license.
    pub results: Vec<(Id, KeyId, u32)>,
}

/// What was counted for one metering ID.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// The metering ID.
    pub metering_id: Id,
    /// Whom to tell: the service that gave the last license with this ID.
    pub url: String,
    /// Not reported yet: counts by key ID and action.
    pub counts: BTreeMap<KeyId, BTreeMap<String, u32>>,
    /// Reported, and not answered yet.
    pub report: Option<PendingReport>,
}

/// A metering report that is not answered yet. It is sent again as it is, so that it counts once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingReport {
    /// Its transaction.
    pub transaction_id: Id,
    /// Data for the service.
    pub custom_data: Option<String>,
    /// What it says.
    pub counts: BTreeMap<KeyId, BTreeMap<String, u32>>,
}

/// A session that plays, or has ended and is not reported yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// The session.
    pub session: Id,
    /// Who wants to hear of it.
    pub metering_id: Id,
    /// Whom to tell.
    pub url: String,
    /// What plays.
    pub kid: KeyId,
    /// When it started, seconds since 1970.
    pub started: u64,
    /// When it was last seen playing.
    pub updated: u64,
    /// When the player stopped it.
    pub stopped: Option<u64>,
    /// The key that proves the stop.
    pub stop_key: Option<Secret>,
}

impl SessionRecord {
    /// The key that proves the stop.
    pub(super) fn key(&self) -> Option<ContentKey> {
        self.stop_key.as_ref().and_then(|key| array_from_hex(&key.0)).map(ContentKey::from_bytes)
    }

    /// The form of a key in the state file.
    pub(super) fn secret(key: &ContentKey) -> Secret {
        Secret::of(key.expose())
    }
}

/// Licenses that were deleted, and whose service has not answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionRecord {
    /// The session.
    pub session: Id,
    /// Whom to tell.
    pub url: String,
    /// Whose licenses.
    pub kids: Vec<KeyId>,
}

/// A domain that the device is a member of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainRecord {
    /// The service.
    pub service_id: Guid,
    /// The account.
    pub account_id: Guid,
    /// Where it is controlled.
    pub url: String,
    /// Its keys, oldest first.
    pub revisions: Vec<DomainRevision>,
}

/// The key of a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainRevision {
    /// The revision.
    pub revision: u32,
    /// The private key.
    pub key: Secret,
    /// Its certificate chain, base64.
    pub chain: String,
}

impl DomainRecord {
    pub(super) fn of(membership: &DomainMembership, url: &str) -> Self {
        let revision = |own: &crate::rights_manager::operations::join_domain::RevisionKey| DomainRevision {
            revision: own.revision,
            key: Secret::of(own.key.expose()),
            chain: own.chain.base64(),
        };
        Self {
            service_id: Guid::from_wire(membership.service_id),
            account_id: Guid::from_wire(membership.account_id),
            url: url.to_owned(),
            revisions: membership.keys.iter().map(revision).collect(),
        }
    }

    /// The newest revision.
    pub fn newest(&self) -> Option<u32> {
        self.revisions.last().map(|revision| revision.revision)
    }

    pub(super) fn newest_chain(&self) -> Result<Option<Chain>> {
        let Some(newest) = self.revisions.last() else { return Ok(None) };
        let bytes = from_base64(&newest.chain).ok_or_else(|| broken("a domain certificate"))?;
        Ok(Some(Chain::read(&bytes, 0).map_err(Error::from)?))
    }
}

/// Everything but the licenses themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    schema: String,
    /// Licenses.
    #[serde(default)]
    pub licenses: Vec<StoredLicense>,
    /// Plays of licenses.
    #[serde(default)]
    pub plays: Vec<PlayRecord>,
    /// Domains.
    #[serde(default)]
    pub domains: Vec<DomainRecord>,
    /// Acknowledgements.
    #[serde(default)]
    pub acknowledgements: Vec<PendingAcknowledgement>,
    /// Metering.
    #[serde(default)]
    pub counters: Vec<Counters>,
    /// Secure stop.
    #[serde(default)]
    pub sessions: Vec<SessionRecord>,
    /// Secure delete.
    #[serde(default)]
    pub deletions: Vec<DeletionRecord>,
    /// Revocation.
    #[serde(default)]
    pub revocation_lists: Vec<KnownList>,
    /// The last known good time: the latest at which a license came or was played, seconds since 1970.
    #[serde(default)]
    pub last_time: u64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            licenses: Vec::new(),
            plays: Vec::new(),
            domains: Vec::new(),
            acknowledgements: Vec::new(),
            counters: Vec::new(),
            sessions: Vec::new(),
            deletions: Vec::new(),
            revocation_lists: Vec::new(),
            last_time: 0,
        }
    }
}

impl State {
    /// Reads the file that a store keeps it in, without the store.
    ///
    /// # Errors
    /// When it cannot be read, or is something else.
    pub fn from_file(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).map(Zeroizing::new).map_err(|error| Error::io(path, error))?;
        Self::parse(&bytes, path)
    }

    fn parse(bytes: &[u8], path: &Path) -> Result<Self> {
        let wrong = |message: String| Error::malformed(message).about_path(path);
        let state: Self = serde_json::from_slice(bytes)
            .map_err(|error| wrong(format!("is not what a device remembers (state.json): {error}")))?;
        if state.schema != SCHEMA {
            return Err(wrong(format!("the schema is {:?}, not {SCHEMA:?}", state.schema)));
        }
        Ok(state)
    }

    /// What is remembered of a license.
    pub fn play_state(&self, kid: KeyId, rights_id: [u8; 16]) -> PlayState {
        let known = self.plays.iter().find(|play| play.kid == kid && play.rights_id.0 == rights_id);
        known.map(|play| play.state).unwrap_or_default()
    }

    pub(super) fn set_play_state(&mut self, kid: KeyId, rights_id: [u8; 16], state: PlayState) {
        let rights_id = Id(rights_id);
        match self.plays.iter_mut().find(|play| play.kid == kid && play.rights_id == rights_id) {
            Some(play) => play.state = state,
            None => self.plays.push(PlayRecord { kid, rights_id, state }),
        }
    }

    /// Remembers that it was this time.
    pub(super) fn saw(&mut self, now: u64) {
        self.last_time = self.last_time.max(now);
    }

    /// Counts one use.
    pub(super) fn count(&mut self, metering_id: [u8; 16], url: &str, kid: KeyId, action: &str) {
        let metering_id = Id(metering_id);
        let at = self.counters.iter().position(|known| known.metering_id == metering_id);
        let at = at.unwrap_or_else(|| {
            self.counters.push(Counters {
                metering_id,
                url: url.to_owned(),
                counts: BTreeMap::new(),
                report: None,
            });
            self.counters.len().saturating_sub(1)
        });
        let Some(counters) = self.counters.get_mut(at) else { return };
        if !url.is_empty() {
            url.clone_into(&mut counters.url);
        }
        let count = counters.counts.entry(kid).or_default().entry(action.to_owned()).or_default();
        *count = count.saturating_add(1);
    }

    /// The keys of all domains and revisions.
    ///
    /// # Errors
    /// When one is broken.
    pub fn domain_keys(&self) -> Result<Vec<DomainKey>> {
        let mut keys = Vec::new();
        for domain in &self.domains {
            for own in &domain.revisions {
                let scalar = array_from_hex(&own.key.0).and_then(|bytes| PrivateKey::from_bytes(bytes).ok());
                let key = scalar.ok_or_else(|| broken("a domain key"))?;
                keys.push(DomainKey { account_id: domain.account_id, revision: own.revision, key });
            }
        }
        Ok(keys)
    }
}

fn broken(what: &str) -> Error {
    Error::malformed(format!("{what} in {STATE} is broken"))
}

/// The store of a device.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// Opens the store in a folder, or makes it.
    ///
    /// # Errors
    /// When the folder cannot be made, or holds no such store.
    pub fn open(folder: &Path) -> Result<Self> {
        make_folder(folder)?;
        let store = Self { folder: folder.to_owned() };
        store.read()?;
        Ok(store)
    }

    /// What is remembered now.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(&self) -> Result<State> {
        let path = self.folder.join(STATE);
        match fs::read(&path) {
            Ok(bytes) => State::parse(&Zeroizing::new(bytes), &path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(State::default()),
            Err(error) => Err(Error::io(&path, error)),
        }
    }

    /// Changes what is remembered. When `change` fails nothing has changed; what it returns is durable.
    ///
    /// # Errors
    /// Those of `change`, and when the file cannot be read or written.
    pub fn update<T>(&self, change: impl FnOnce(&mut State) -> Result<T>) -> Result<T> {
        let _lock = self.lock()?;
        let mut state = self.read()?;
        let before = state.clone();
        let result = change(&mut state)?;
        if state != before {
            let mut text = Zeroizing::new(
                serde_json::to_vec_pretty(&state).map_err(|error| Error::internal(error.to_string()))?,
            );
            text.push(b'\n');
            self.write(STATE, &text)?;
        }
        Ok(result)
    }

    /// Writes a license, within the change of the state that names it.
    pub(super) fn write_license(&self, file: &str, license: &[u8]) -> Result<()> {
        self.write(file, license)
    }

    /// The licenses, in the order in which they came.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn licenses(&self, state: &State) -> Result<Vec<(StoredLicense, License)>> {
        let read = |stored: &StoredLicense| {
            let path = self.folder.join(&stored.file);
            let bytes = fs::read(&path).map_err(|error| Error::io(&path, error))?;
            let license = License::read(&bytes, 0).map_err(|error| Error::from(error).about_path(&path))?;
            Ok((stored.clone(), license))
        };
        state.licenses.iter().map(read).collect()
    }

    /// Removes what a process that was killed left behind: licenses that the state does not name, unfinished files, and marks of sessions
    /// that were never recorded.
    pub(super) fn sweep(&self) -> Result<()> {
        // All of them are made under this lock.
        let _lock = self.lock()?;
        let state = self.read()?;
        let io = |error| Error::io(&self.folder, error);
        for entry in fs::read_dir(&self.folder).map_err(io)? {
            let name = entry.map_err(io)?.file_name();
            let Some(name) = name.to_str() else { continue };
            let is_left = if name.ends_with(".xmr") {
                !state.licenses.iter().any(|license| license.file == name)
            } else if let Some(session) = name.strip_suffix(".playing") {
                !state.sessions.iter().any(|record| to_hex(&record.session.0) == session)
                    && !is_locked(&self.folder.join(name))?
            } else {
                name.starts_with(TEMPORARY)
            };
            if is_left {
                self.remove(name)?;
            }
        }
        Ok(())
    }

    /// Removes a file that the state does not name any more.
    fn remove(&self, file: &str) -> Result<()> {
        let path = self.folder.join(file);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(&path, error)),
            _ => Ok(()),
        }
    }

    /// Marks a session as playing, as long as the file lives.
    pub(super) fn mark_playing(&self, session: Id) -> Result<File> {
        // Nobody takes it for a left-over between its beginning and its lock.
        let _lock = self.lock()?;
        let path = self.playing(session);
        let file = owner_only().create(true).write(true).truncate(false).open(&path);
        let file = file.map_err(|error| Error::io(&path, error))?;
        file.lock().map_err(|error| Error::io(&path, error))?;
        Ok(file)
    }

    /// Whether a process plays the session now. The lock goes with the process, however it ends.
    pub(super) fn is_playing(&self, session: Id) -> Result<bool> {
        is_locked(&self.playing(session))
    }

    pub(super) fn forget_playing(&self, session: Id) -> Result<()> {
        self.remove(&format!("{}.playing", to_hex(&session.0)))
    }

    fn playing(&self, session: Id) -> PathBuf {
        self.folder.join(format!("{}.playing", to_hex(&session.0)))
    }

    fn lock(&self) -> Result<File> {
        let path = self.folder.join("lock");
        let file = owner_only().create(true).write(true).truncate(false).open(&path);
        let file = file.map_err(|error| Error::io(&path, error))?;
        file.lock().map_err(|error| Error::io(&path, error))?;
        Ok(file)
    }

    /// Replaces a file as a whole. Temporary files are the owner's alone from their first moment.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        let io = |error| Error::io(&path, error);
        let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(&self.folder).map_err(io)?;
        file.write_all(bytes).map_err(io)?;
        file.as_file().sync_all().map_err(io)?;
        file.persist(&path).map_err(|error| io(error.error))?;
        sync_folder(&self.folder).map_err(io)
    }
}

/// Whether some process holds the lock of a file.
fn is_locked(path: &Path) -> Result<bool> {
    let file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(Error::io(path, error)),
    };
    match file.try_lock() {
        Ok(()) => Ok(false),
        Err(fs::TryLockError::WouldBlock) => Ok(true),
        Err(fs::TryLockError::Error(error)) => Err(Error::io(path, error)),
    }
}

/// The name of a file is durable when its folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere folders cannot be synced; the system does what it does.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| Error::io(folder, error))
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))
}

#[cfg(unix)]
fn owner_only() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
fn owner_only() -> OpenOptions {
    OpenOptions::new()
}

/// Says that a thing is not in the store.
pub(super) fn missing(what: impl Into<String>) -> Error {
    ErrorKind::CheckFailed(what.into()).into()
}
