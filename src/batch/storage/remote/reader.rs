//! Reading an object at any position: windows of it are fetched in parallel and kept in an unnamed local file, so that a byte
//! travels once, however often it is read, and memory holds the windows on their way only.
//!
//! The local file needs as much room in the folder for temporary files (`TMPDIR`) as what is read of the object.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use object_store::GetOptions;

use super::object::Object;
use super::runtime::runtime;
use super::temporary;
use crate::error::{Error, Result};
use crate::movie::{FileSource, ReadAt, WriteAt};

/// Bytes asked for at a time.
const WINDOW: u64 = 8 << 20;

/// Windows on their way at a time, per object.
const IN_FLIGHT: usize = 4;

/// An object that is being read.
pub(super) struct RemoteReader {
    shared: Arc<Shared>,
    len: u64,
}

struct Shared {
    object: Object,
    /// Sent with every request, so that no mixture of two states of the object is read.
    if_match: Option<String>,
    local: FileSource,
    window: u64,
    windows: Mutex<Windows>,
    arrived: Condvar,
}

/// What has become of the windows, by number.
#[derive(Default)]
struct Windows {
    present: BTreeSet<u64>,
    in_flight: BTreeSet<u64>,
    failed: BTreeMap<u64, Error>,
}

impl RemoteReader {
    /// Opens an object. Nothing of it is fetched yet.
    ///
    /// # Errors
    /// When it is not there, or no temporary file can be made.
    pub(super) fn open(object: Object) -> Result<Self> {
        Self::with_window(object, WINDOW)
    }

    fn with_window(object: Object, window: u64) -> Result<Self> {
        let meta = runtime()?.block_on(object.required())?;
        // A weak tag promises nothing about bytes and matches nothing.
        let if_match = meta.e_tag.filter(|tag| !tag.starts_with("W/"));
        let shared = Shared {
            object,
            if_match,
            local: FileSource::new(temporary()?),
            window,
            windows: Mutex::default(),
            arrived: Condvar::new(),
        };
        Ok(Self { shared: Arc::new(shared), len: meta.size })
    }

    /// Waits until windows `first` to `last` are here.
    fn require(&self, first: u64, last: u64) -> Result<()> {
        let mut windows = self.shared.lock();
        loop {
            self.request(&mut windows, first, last)?;
            if let Some(error) = (first..=last).find_map(|number| windows.failed.remove(&number)) {
                return Err(error);
            }
            if (first..=last).all(|number| windows.present.contains(&number)) {
                return Ok(());
            }
            windows = self.shared.arrived.wait(windows).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Asks for the windows that are missing, and for those behind them when the object is being read in order.
    fn request(&self, windows: &mut Windows, first: u64, last: u64) -> Result<()> {
        let in_order = first.checked_sub(1).is_some_and(|before| windows.present.contains(&before));
        let ahead = if in_order { IN_FLIGHT as u64 - 1 } else { 0 };
        let end = self.len.div_ceil(self.shared.window);
        for number in first..(last + 1 + ahead).min(end) {
            if windows.in_flight.len() >= IN_FLIGHT {
                break;
            }
            let known = windows.present.contains(&number) || windows.failed.contains_key(&number);
            if !known && windows.in_flight.insert(number) {
                let start = number * self.shared.window;
                let range = start..(start + self.shared.window).min(self.len);
                runtime()?.spawn(Arc::clone(&self.shared).fetch(number, range));
            }
        }
        Ok(())
    }
}

impl ReadAt for RemoteReader {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let end = offset.checked_add(buffer.len() as u64).filter(|end| *end <= self.len);
        let end = end.ok_or(io::ErrorKind::UnexpectedEof)?;
        if buffer.is_empty() {
            return Ok(());
        }
        self.require(offset / self.shared.window, (end - 1) / self.shared.window)?;
        self.shared.local.read_exact_at(buffer, offset)
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Windows> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fetches one window and says so.
    async fn fetch(self: Arc<Self>, number: u64, range: std::ops::Range<u64>) {
        let fetched = self.copy(range).await;
        let mut windows = self.lock();
        windows.in_flight.remove(&number);
        match fetched {
            Ok(()) => _ = windows.present.insert(number),
            Err(error) => _ = windows.failed.insert(number, error),
        }
        drop(windows);
        self.arrived.notify_all();
    }

    async fn copy(&self, range: std::ops::Range<u64>) -> Result<()> {
        let options = GetOptions {
            range: Some(range.clone().into()),
            if_match: self.if_match.clone(),
            ..GetOptions::default()
        };
        let object = &self.object;
        let found = object.store().get_opts(&object.path, options).await.map_err(|e| object.failed(e))?;
        let bytes = found.bytes().await.map_err(|e| object.failed(e))?;
        let (got, asked) = (bytes.len() as u64, range.end - range.start);
        if got != asked {
            let message = format!("the service sent {got} bytes of {asked} from offset {}", range.start);
            return Err(Error::remote(message).about(&object.name));
        }
        self.local.write_all_at(&bytes, range.start).map_err(super::no_room)
    }
}
