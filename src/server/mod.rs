//! The HTTP side of the test service: sockets, TLS, limits, pages, metrics and the audit file. What is answered comes from a [`Handler`].
//!
//! # The way of a request
//!
//! A connection has a place (or is turned away), its header and body have a time and a size, its address has a rate. The body is
//! handed to the [`Handler`] on a thread of its own, because operations compute and wait for the disk; so many run at a time, so many
//! wait, the others get 503 and `Retry-After`. The answer is audited and only then sent: no record, no answer.
//!
//! | limit | default | beyond it |
//! |---|---|---|
//! | connections | 1,024 | 503, closed |
//! | header | 16 KiB, 64 fields, 10 s | 431, or closed |
//! | body | 256 KiB; metering reports 4 MiB; 10 s | 413, 408 |
//! | requests at work, and waiting | 32, 256 | 503 with `Retry-After: 1` |
//! | requests of one address per second | none | 429 with `Retry-After` |
//!
//! Bodies are never compressed (415). A panic is a fault like any other and ends nothing else.

pub mod audit;
mod body;
mod connection;
pub mod handler;
mod metrics;
mod pages;
pub mod rate;
mod rights;
mod routes;
pub mod services;
pub mod tls;
pub mod webhook;
mod workers;
mod wsdl;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::error::{Error, Result};
use crate::store::Store;

pub use handler::{Answer, AuditNote, Handler, Operation, Refusal, Request};
pub use rights::Rights;
pub use services::Services;
pub use webhook::Webhook;

/// What bounds the service.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at a time.
    pub connections: usize,
    /// Bytes of the request line and header fields.
    pub header_len: usize,
    /// How long a header may take, and how long a connection may be idle; how long a body may take, too.
    pub read_timeout: Duration,
    /// Bytes of a body.
    pub body_len: usize,
    /// Bytes of a metering report.
    pub metering_body_len: usize,
    /// Requests at work at a time.
    pub workers: usize,
    /// Requests that wait for their turn.
    pub waiting: usize,
    /// Requests per second and client address; none for any number.
    pub rate: Option<u32>,
    /// How long requests that are under way may take after the service was told to end.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            header_len: 16 << 10,
            read_timeout: Duration::from_secs(10),
            body_len: 256 << 10,
            metering_body_len: 4 << 20,
            workers: 32,
            waiting: 256,
            rate: None,
            drain: Duration::from_secs(10),
        }
    }
}

/// What a service is made of.
pub struct Parts {
    /// Who answers.
    pub handler: Arc<dyn Handler>,
    /// What `/healthz` asks and `/metrics` counts.
    pub store: Option<Arc<Store>>,
    /// Where answers are recorded.
    pub audit: Option<Arc<audit::AuditLog>>,
    /// HTTPS instead of HTTP.
    pub tls: Option<tls::TlsIdentity>,
    /// What bounds it.
    pub limits: Limits,
}

/// A service that has its address and does not answer yet.
pub struct Server {
    runtime: Runtime,
    listener: tokio::net::TcpListener,
    address: SocketAddr,
    core: Arc<routes::Core>,
    tls: Option<tokio_rustls::TlsAcceptor>,
    stop: watch::Sender<bool>,
}

/// Ends a service from another thread.
#[derive(Clone)]
pub struct Stopper(watch::Sender<bool>);

impl Stopper {
    /// Tells the service to end: no new connections, answers to what is under way.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Server {
    /// Takes the address. Port 0 picks one.
    ///
    /// # Errors
    /// When the address cannot be had, or the TLS certificate and key do not go together.
    pub fn bind(address: SocketAddr, parts: Parts) -> Result<Self> {
        let about = |error: std::io::Error| {
            let error = Error::from(error).about(format!("--listen {address}"));
            error.hint("give another address, or port 0 to have one picked")
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("server")
            .enable_all()
            .build()
            .map_err(Error::from)?;
        let tls = parts.tls.as_ref().map(tls::TlsIdentity::acceptor).transpose()?;
        let listener = TcpListener::bind(address).map_err(about)?;
        listener.set_nonblocking(true).map_err(about)?;
        let bound = listener.local_addr().map_err(about)?;
        let listener = {
            let _within = runtime.enter();
            tokio::net::TcpListener::from_std(listener).map_err(about)?
        };
        let core = Arc::new(routes::Core::new(parts, tls.is_some()));
        Ok(Self { runtime, listener, address: bound, core, tls, stop: watch::Sender::new(false) })
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of the entry point.
    pub fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}/rightsmanager.asmx", self.address)
    }

    /// What ends it.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.stop.clone())
    }

    /// Answers until it is told to end, then finishes what is under way.
    pub fn run(self) {
        let Self { runtime, listener, core, tls, stop, .. } = self;
        let drain = core.limits.drain;
        runtime.block_on(connection::accept(listener, tls, core, stop.subscribe()));
        runtime.shutdown_timeout(drain);
    }
}
