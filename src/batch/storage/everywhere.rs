//! Files and objects behind one door.

use super::remote::RemoteStorage;
use super::{Identity, LocalStorage, OutputFile, Place, Storage};
use crate::batch::hash::Algorithm;
use crate::error::Result;
use crate::movie::ReadAt;

/// Sends each place to the storage of its kind.
#[derive(Debug, Default)]
pub struct Everywhere {
    local: LocalStorage,
    remote: RemoteStorage,
}

impl Everywhere {
    fn of(&self, place: &Place) -> &dyn Storage {
        match place {
            Place::Local(_) => &self.local,
            Place::Remote(_) => &self.remote,
        }
    }
}

impl Storage for Everywhere {
    fn stat(&self, place: &Place) -> Result<Option<Identity>> {
        self.of(place).stat(place)
    }

    fn open_read(&self, place: &Place) -> Result<Box<dyn ReadAt + Send>> {
        self.of(place).open_read(place)
    }

    fn create(&self, place: &Place, replace: bool, hash: Algorithm) -> Result<Box<dyn OutputFile>> {
        self.of(place).create(place, replace, hash)
    }

    fn put_if_absent(&self, place: &Place, bytes: &[u8]) -> Result<bool> {
        self.of(place).put_if_absent(place, bytes)
    }

    fn read_small(&self, place: &Place) -> Result<Option<Vec<u8>>> {
        self.of(place).read_small(place)
    }

    fn list(&self, pattern: &Place) -> Result<Vec<(Place, Identity)>> {
        self.of(pattern).list(pattern)
    }

    fn sweep(&self, place: &Place) -> Result<usize> {
        self.of(place).sweep(place)
    }
}
