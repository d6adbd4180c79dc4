//! Requests run on two threads of their own, so that everything above this module can wait for them like for a disk.

use std::io;
use std::sync::LazyLock;

use tokio::runtime::{Builder, Runtime};

use crate::error::{Error, Result};

/// Threads for requests: they wait most of the time, and otherwise decipher TLS.
const THREADS: usize = 2;

static RUNTIME: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
    // TLS takes the primitives that the rest of the program uses. Refused when somebody has chosen already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Builder::new_multi_thread().worker_threads(THREADS).thread_name("object-storage").enable_all().build()
});

/// The threads for requests, started when first asked for.
///
/// # Errors
/// When they cannot be started.
pub(super) fn runtime() -> Result<&'static Runtime> {
    RUNTIME.as_ref().map_err(|e| Error::internal(format!("threads for requests cannot be started: {e}")))
}
