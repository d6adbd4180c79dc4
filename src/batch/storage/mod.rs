//! Where inputs, outputs and ledgers lie: files, or objects behind a URL. The runner knows this trait only.

#[cfg(feature = "object-storage")]
mod everywhere;
mod local;
mod place;
#[cfg(feature = "object-storage")]
mod remote;

use super::hash::{Algorithm, Hash};
use crate::cenc::sink::Sink;
use crate::error::Result;
use crate::movie::ReadAt;

#[cfg(feature = "object-storage")]
pub use everywhere::Everywhere;
pub use local::LocalStorage;
pub use place::Place;
#[cfg(feature = "object-storage")]
pub use remote::RemoteStorage;

/// What tells two states of a file or object apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Length in bytes.
    pub len: u64,
    /// The entity tag of an object, or the time of a file's last change in nanoseconds since 1970. Only good for comparison.
    pub version: String,
}

/// What was written into an output that is not visible yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Length in bytes.
    pub len: u64,
    /// Hash of the bytes.
    pub hash: Hash,
}

/// An output in the making. Nothing is visible under its name before [`OutputFile::commit`]; dropping it leaves nothing behind.
pub trait OutputFile: Send {
    /// Where to write, from the first byte on. Asked for once.
    fn sink(&mut self) -> Sink<'_>;

    /// Brings everything to durable storage, still invisible.
    ///
    /// # Errors
    /// When something cannot be written.
    fn finish(&mut self) -> Result<Written>;

    /// Gives a finished output its name.
    ///
    /// # Errors
    /// When the name cannot be given, or is taken and was not to be replaced.
    fn commit(self: Box<Self>) -> Result<()>;
}

/// Reads and writes places of one kind.
pub trait Storage: Send + Sync {
    /// The present state of a place; none when nothing is there.
    ///
    /// # Errors
    /// When that cannot be found out, or the place is no file.
    fn stat(&self, place: &Place) -> Result<Option<Identity>>;

    /// Opens a place for reads at any position.
    ///
    /// # Errors
    /// When it cannot be opened.
    fn open_read(&self, place: &Place) -> Result<Box<dyn ReadAt + Send>>;

    /// Starts an output that is hashed on the way; folders are made. `replace` says whether something of that name may be replaced by the
    /// commit.
    ///
    /// # Errors
    /// When the output cannot be made.
    fn create(&self, place: &Place, replace: bool, hash: Algorithm) -> Result<Box<dyn OutputFile>>;

    /// Writes a small file or object whole, unless one is there already. Returns whether it was written; of many writers at once
    /// one is told so, and in object storage those that wrote the very same bytes.
    ///
    /// # Errors
    /// When it cannot be written.
    fn put_if_absent(&self, place: &Place, bytes: &[u8]) -> Result<bool>;

    /// Reads a small file or object whole; none when nothing is there.
    ///
    /// # Errors
    /// When it cannot be read, or is larger than [`MAX_SMALL`].
    fn read_small(&self, place: &Place) -> Result<Option<Vec<u8>>>;

    /// What a pattern (`*`, `?`, `[…]`, `**`) stands for, or what lies under a prefix that ends in `/`: files only, by name.
    ///
    /// # Errors
    /// When the pattern is none, or a folder or bucket cannot be read.
    fn list(&self, pattern: &Place) -> Result<Vec<(Place, Identity)>>;

    /// Removes what killed runs have left in the folder of `place` (not below it); outputs that are being written stay. Returns how
    /// many files were removed.
    ///
    /// # Errors
    /// When the folder is there and cannot be read, or a file cannot be removed.
    fn sweep(&self, place: &Place) -> Result<usize>;
}

/// The largest object that [`Storage::read_small`] reads: job lists of 100,000 rows are far below.
pub const MAX_SMALL: u64 = 256 << 20;

/// The storage of all places that this build knows. Nothing is connected before it is needed.
///
/// # Errors
/// When it cannot be set up.
#[cfg(feature = "object-storage")]
pub fn open() -> Result<Box<dyn Storage>> {
    Ok(Box::new(Everywhere::default()))
}

/// The storage of all places that this build knows: files.
///
/// # Errors
/// None.
#[cfg(not(feature = "object-storage"))]
pub fn open() -> Result<Box<dyn Storage>> {
    Ok(Box::new(LocalStorage))
}
