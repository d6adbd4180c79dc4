//! One object: what a URL stands for, and the requests that are made of it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use object_store::path::Path;
use object_store::{GetOptions, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutPayload};

use super::failure::{explain, names_bucket};
use crate::batch::storage::{Identity, MAX_SMALL};
use crate::error::{Error, Result};

/// How often a create-if-absent is tried again after it lost to something that is not there.
const LOST_TO_NOTHING: usize = 3;

/// Where objects of one bucket are asked for.
#[derive(Debug)]
pub(super) struct Bucket {
    pub(super) store: Arc<dyn ObjectStore>,
    /// Whether the bucket is known to be there: to a question about an object alone, S3 says the same for both.
    seen: AtomicBool,
}

impl Bucket {
    /// A bucket nothing is known of.
    pub(super) fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, seen: AtomicBool::new(false) }
    }
}

/// An object of a bucket, there or not.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) bucket: Arc<Bucket>,
    pub(super) path: Path,
    /// The name in messages.
    pub(super) name: String,
}

impl Object {
    /// What went wrong with this object.
    pub(super) fn failed(&self, error: object_store::Error) -> Error {
        explain(error, &self.name)
    }

    /// The bucket's store.
    pub(super) fn store(&self) -> &dyn ObjectStore {
        &*self.bucket.store
    }

    /// Its present state; none when it is not there. A bucket that is not there is an error.
    pub(super) async fn head(&self) -> Result<Option<ObjectMeta>> {
        match self.store().head(&self.path).await {
            Ok(meta) => {
                self.bucket.seen.store(true, Ordering::Relaxed);
                Ok(Some(meta))
            }
            Err(object_store::Error::NotFound { .. }) => self.require_bucket().await.map(|()| None),
            Err(e) => Err(self.failed(e)),
        }
    }

    /// Its present state.
    ///
    /// # Errors
    /// When it is not there.
    pub(super) async fn required(&self) -> Result<ObjectMeta> {
        let missing = || Error::from(io::Error::new(io::ErrorKind::NotFound, "there is no such object"));
        self.head().await?.ok_or_else(|| missing().about(&self.name))
    }

    /// Asks for the object again such that the answer has room for what is missing.
    async fn require_bucket(&self) -> Result<()> {
        if self.bucket.seen.load(Ordering::Relaxed) {
            return Ok(());
        }
        match self.store().get_opts(&self.path, GetOptions::default()).await {
            Err(e @ object_store::Error::NotFound { .. }) if names_bucket(&e) => return Err(self.failed(e)),
            Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
            Err(e) => return Err(self.failed(e)),
        }
        self.bucket.seen.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Its bytes when there are at most [`MAX_SMALL`]; none when it is not there.
    pub(super) async fn get_small(&self) -> Result<Option<Vec<u8>>> {
        let found = match self.store().get_opts(&self.path, GetOptions::default()).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(e) => return Err(self.failed(e)),
        };
        if found.meta.size > MAX_SMALL {
            return Err(Error::unsupported(format!("more than {MAX_SMALL} bytes")).about(&self.name));
        }
        let bytes = found.bytes().await.map_err(|e| self.failed(e))?;
        Ok(Some(bytes.into()))
    }

    /// Writes it whole, whatever was there.
    pub(super) async fn put(&self, bytes: PutPayload) -> Result<()> {
        self.store().put(&self.path, bytes).await.map(|_| ()).map_err(|e| self.failed(e))
    }

    /// Writes it whole unless something is there, and returns whether these bytes are there now through this call.
    ///
    /// A request whose answer was lost is made again and then loses to itself, so bytes that are equal count as written.
    pub(super) async fn put_if_absent(&self, bytes: PutPayload) -> Result<bool> {
        for _ in 0..LOST_TO_NOTHING {
            match self.store().put_opts(&self.path, bytes.clone(), PutMode::Create.into()).await {
                Ok(_) => return Ok(true),
                Err(object_store::Error::AlreadyExists { .. }) => {}
                Err(e) => return Err(self.failed(e)),
            }
            // S3 refuses writers that collide (409), even when neither has written yet.
            if let Some(found) = self.get_small().await? {
                return Ok(bytes.iter().flatten().eq(&found));
            }
        }
        Err(Error::remote("the service refuses to create the object, and it is not there").about(&self.name))
    }
}

/// What tells two states of an object apart.
pub(super) fn identity(meta: &ObjectMeta) -> Identity {
    let version = meta.e_tag.clone().or_else(|| meta.version.clone());
    Identity {
        len: meta.size,
        version: version.unwrap_or_else(|| meta.last_modified.timestamp_millis().to_string()),
    }
}
