//! Writing an object. Encryption goes back to positions that it has written, which no object can do: output is laid out in an
//! unnamed local file, then sent in parts, and the last request makes it visible.
//!
//! A run that fails takes its parts back. One that is killed cannot: its parts stay invisible but are paid for until a lifecycle
//! rule of the bucket (`AbortIncompleteMultipartUpload`) removes them.

use object_store::{MultipartUpload, ObjectStoreExt, PutPayload};
use tokio::task::JoinSet;

use super::object::Object;
use super::runtime::runtime;
use super::temporary;
use crate::batch::hash::{Algorithm, RunningSum};
use crate::batch::storage::{OutputFile, Written};
use crate::cenc::sink::Sink;
use crate::error::{Error, ErrorKind, Result};
use crate::movie::{FileSource, ReadAt};

/// Bytes of a part. S3 takes no less than 5 MiB for all but the last, and 10,000 parts.
const PART: u64 = 8 << 20;

/// Parts of an object at most: below the 10,000 of S3, so that rounding does not matter.
const MAX_PARTS: u64 = 9_000;

/// Parts on their way at a time, per object.
const IN_FLIGHT: usize = 4;

/// An object in the making.
pub(super) struct RemoteOutput {
    object: Object,
    replace: bool,
    local: FileSource,
    part: u64,
    sent: Sent,
    sum: RunningSum,
}

/// How far an output has come.
enum Sent {
    /// It is being written locally.
    Nothing,
    /// It is small and will be sent by one request.
    Held(PutPayload),
    /// Its parts have been sent.
    Parts { upload: Box<dyn MultipartUpload>, len: u64 },
    /// It is visible.
    All,
}

impl RemoteOutput {
    /// An output of which nothing has been sent.
    ///
    /// # Errors
    /// When no temporary file can be made.
    pub(super) fn create(object: Object, replace: bool, hash: Algorithm) -> Result<Self> {
        Self::with_part(object, replace, hash, PART)
    }

    fn with_part(object: Object, replace: bool, hash: Algorithm, part: u64) -> Result<Self> {
        Ok(Self {
            object,
            replace,
            local: FileSource::new(temporary()?),
            part,
            sent: Sent::Nothing,
            sum: RunningSum::new(hash),
        })
    }

    /// Sends all parts.
    async fn send_parts(&mut self, len: u64) -> Result<()> {
        let object = self.object.clone();
        let part = part_size(len, self.part);
        let upload = object.store().put_multipart(&object.path).await.map_err(|e| object.failed(e))?;
        self.sent = Sent::Parts { upload, len };
        let Sent::Parts { upload, .. } = &mut self.sent else {
            return Err(Error::internal("an upload vanished"));
        };
        let mut on_their_way = JoinSet::new();
        let mut at = 0;
        while at < len || !on_their_way.is_empty() {
            if at < len && on_their_way.len() < IN_FLIGHT {
                let bytes = read(&self.local, at, part.min(len - at))?;
                at += bytes.len() as u64;
                on_their_way.spawn(upload.put_part(bytes.into()));
                continue;
            }
            match on_their_way.join_next().await {
                Some(Ok(sent)) => sent.map_err(|e| object.failed(e))?,
                Some(Err(e)) => return Err(Error::internal(format!("a part was not sent: {e}"))),
                None => {}
            }
        }
        Ok(())
    }

    /// Makes the parts visible as one object.
    async fn complete(&mut self) -> Result<()> {
        let before = self.object.head().await?;
        if before.is_some() && !self.replace {
            return Err(self.exists());
        }
        let Sent::Parts { upload, len } = &mut self.sent else {
            return Err(Error::internal("an output was committed before it was finished"));
        };
        let completed = match upload.complete().await {
            // When the answer to a completion is lost, the next one finds no upload any more, but the object.
            Err(e @ object_store::Error::NotFound { .. }) => {
                let after = self.object.head().await?;
                let tag =
                    |meta: &Option<object_store::ObjectMeta>| meta.as_ref().and_then(|m| m.e_tag.clone());
                let is_ours = after.as_ref().is_some_and(|m| m.size == *len) && tag(&after) != tag(&before);
                if is_ours { Ok(()) } else { Err(self.object.failed(e)) }
            }
            other => other.map(|_| ()).map_err(|e| self.object.failed(e)),
        };
        completed?;
        self.sent = Sent::All;
        Ok(())
    }

    fn exists(&self) -> Error {
        Error::from(ErrorKind::OutputExists).about(&self.object.name).hint("pass --force to overwrite it")
    }
}

impl OutputFile for RemoteOutput {
    fn sink(&mut self) -> Sink<'_> {
        Sink::witnessed(&self.local, &self.sum)
    }

    fn finish(&mut self) -> Result<Written> {
        let len = self.local.file().metadata()?.len();
        if len <= self.part {
            self.sent = Sent::Held(read(&self.local, 0, len)?.into());
        } else {
            runtime()?.block_on(self.send_parts(len))?;
        }
        Ok(Written { len, hash: self.sum.finish(&self.local, len)? })
    }

    fn commit(mut self: Box<Self>) -> Result<()> {
        let runtime = runtime()?;
        let Sent::Held(bytes) = &self.sent else { return runtime.block_on(self.complete()) };
        let (object, bytes) = (&self.object, bytes.clone());
        if self.replace {
            runtime.block_on(object.put(bytes))?;
        } else if !runtime.block_on(object.put_if_absent(bytes))? {
            return Err(self.exists());
        }
        self.sent = Sent::All;
        Ok(())
    }
}

impl Drop for RemoteOutput {
    fn drop(&mut self) {
        if let (Sent::Parts { upload, .. }, Ok(runtime)) = (&mut self.sent, runtime()) {
            // The error that brought us here is the one to report; the parts are invisible in any case.
            let _ = runtime.block_on(upload.abort());
        }
    }
}

/// Bytes of a part of an object of `len` bytes: whole MiB, and few enough parts.
fn part_size(len: u64, least: u64) -> u64 {
    least.max(len.div_ceil(MAX_PARTS).next_multiple_of(1 << 20))
}

fn read(local: &FileSource, at: u64, len: u64) -> Result<Vec<u8>> {
    let len = usize::try_from(len).map_err(|_| Error::unsupported(format!("a part of {len} bytes")))?;
    let mut bytes = vec![0; len];
    local.read_exact_at(&mut bytes, at)?;
    Ok(bytes)
}
