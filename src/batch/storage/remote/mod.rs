//! Objects in S3, Google Cloud Storage and Azure, and files behind HTTP, which are read only.
//!
//! Credentials and endpoints come from the usual environment (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL`, `AWS_ALLOW_HTTP`,
//! `GOOGLE_APPLICATION_CREDENTIALS`, `AZURE_STORAGE_ACCOUNT_NAME`, …), the credential files of AWS and Google, and the metadata
//! services of the clouds. Requests that fail with 5xx, 429 or a broken connection are made again with growing pauses.

mod connect;
mod failure;
mod object;
mod output;
mod profile;
mod reader;
mod runtime;
mod url;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::TryStreamExt;
use object_store::path::Path;

use self::object::{Bucket, Object, identity};
use self::output::RemoteOutput;
use self::reader::RemoteReader;
use self::runtime::runtime;
use self::url::{Scheme, Url};
use super::{Identity, OutputFile, Place, Storage};
use crate::batch::hash::Algorithm;
use crate::error::{Error, Result};
use crate::movie::ReadAt;

/// Objects behind URLs. One value serves all buckets, and keeps their connections.
#[derive(Debug, Default)]
pub struct RemoteStorage {
    buckets: Mutex<HashMap<String, Arc<Bucket>>>,
}

impl RemoteStorage {
    /// The object of a URL.
    fn object(&self, place: &Place) -> Result<Object> {
        let (bucket, url) = self.bucket(place)?;
        let path = url.path()?;
        if path.as_ref().is_empty() {
            return Err(Error::usage("the URL names no object").about(place.to_string()));
        }
        Ok(Object { bucket, path, name: place.to_string() })
    }

    fn bucket(&self, place: &Place) -> Result<(Arc<Bucket>, Url)> {
        let Place::Remote(text) = place else {
            return Err(Error::internal("a file was taken for an object").about(place.to_string()));
        };
        let url = Url::parse(text)?;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get(&url.base) {
            return Ok((Arc::clone(bucket), url));
        }
        // Connecting asks for the threads of the runtime, which set up TLS.
        let _threads = runtime()?.enter();
        let bucket = Arc::new(Bucket::new(connect::connect(&url)?));
        // Signed URLs are good for one file each.
        if !(url.scheme == Scheme::Http && url.base.contains('?')) {
            buckets.insert(url.base.clone(), Arc::clone(&bucket));
        }
        Ok((bucket, url))
    }

    /// Objects in this process for a bucket, for tests.
    #[cfg(test)]
    fn with_store(base: &str, store: Arc<dyn object_store::ObjectStore>) -> Self {
        let buckets = HashMap::from([(base.to_owned(), Arc::new(Bucket::new(store)))]);
        Self { buckets: Mutex::new(buckets) }
    }
}

impl Storage for RemoteStorage {
    fn stat(&self, place: &Place) -> Result<Option<Identity>> {
        let object = self.object(place)?;
        Ok(runtime()?.block_on(object.head())?.as_ref().map(identity))
    }

    fn open_read(&self, place: &Place) -> Result<Box<dyn ReadAt + Send>> {
        Ok(Box::new(RemoteReader::open(self.object(place)?)?))
    }

    fn create(&self, place: &Place, replace: bool, hash: Algorithm) -> Result<Box<dyn OutputFile>> {
        writable(place)?;
        Ok(Box::new(RemoteOutput::create(self.object(place)?, replace, hash)?))
    }

    fn put_if_absent(&self, place: &Place, bytes: &[u8]) -> Result<bool> {
        writable(place)?;
        runtime()?.block_on(self.object(place)?.put_if_absent(bytes.to_vec().into()))
    }

    fn read_small(&self, place: &Place) -> Result<Option<Vec<u8>>> {
        runtime()?.block_on(self.object(place)?.get_small())
    }

    fn list(&self, pattern: &Place) -> Result<Vec<(Place, Identity)>> {
        let (bucket, url) = self.bucket(pattern)?;
        let about = |e: object_store::Error| failure::explain(e, &pattern.to_string());
        if matches!(url.scheme, Scheme::Http) {
            let error = Error::unsupported("a web server does not list its files");
            return Err(error.about(pattern.to_string()).hint("name each file"));
        }
        let text = if url.key.ends_with('/') || url.key.is_empty() {
            format!("{}**/*", glob::Pattern::escape(&url.key))
        } else {
            url.key.clone()
        };
        let glob = glob::Pattern::new(&text).map_err(|e| {
            Error::usage(format!("is no pattern: {} at character {}", e.msg, e.pos))
                .about(pattern.to_string())
        })?;
        let options = glob::MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            // Unlike in folders, nothing in a bucket is hidden, but ledgers lie under names with a dot.
            require_literal_leading_dot: true,
        };
        let prefix = Path::parse(url.fixed_folder()).map_err(|e| about(e.into()))?;
        let prefix = Some(prefix).filter(|p| !p.as_ref().is_empty());
        let mut found: Vec<(Place, Identity)> = runtime()?.block_on(async {
            bucket
                .store
                .list(prefix.as_ref())
                .try_filter(|meta| std::future::ready(glob.matches_with(meta.location.as_ref(), options)))
                .map_ok(|meta| (Place::Remote(format!("{}{}", url.base, meta.location)), identity(&meta)))
                .try_collect()
                .await
                .map_err(about)
        })?;
        found.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(found)
    }

    /// Killed runs leave nothing that could be seen.
    fn sweep(&self, _place: &Place) -> Result<usize> {
        Ok(0)
    }
}

fn writable(place: &Place) -> Result<()> {
    match place {
        Place::Remote(url) if matches!(Url::parse(url)?.scheme, Scheme::Http) => {
            let error = Error::unsupported("a web server takes no files").about(place.to_string());
            Err(error.hint("write to a file, s3://, gs:// or az://"))
        }
        _ => Ok(()),
    }
}

/// An unnamed local file.
fn temporary() -> Result<File> {
    tempfile::tempfile().map_err(no_room)
}

/// Says where the room is missing.
fn no_room(error: io::Error) -> Error {
    let folder = std::env::temp_dir();
    Error::io(&folder, error)
        .hint("TMPDIR names the folder for temporary files, which needs room for what is in work")
}
