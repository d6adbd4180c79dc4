//! `boxlock serve`: the RightsManager test service, and what can be asked of its store and its audit file.

mod audit;
mod domain;
mod logging;
mod report;
mod service;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::{Console, KeyOptions, console};
use crate::clock::{Clock, SystemClock};
use crate::crypto::{OsRng, SealingKey};
use crate::keys::text::to_hex;
use crate::pki::Pki;
use crate::server::audit::AuditLog;
use crate::server::tls::TlsIdentity;
use crate::server::{Limits, Parts, Server};
use crate::store::{Database, Store, StoreUrl};
use crate::{Error, Result};

pub use logging::LogFormat;

/// Most services that the audit file and the start lines name one by one.
const MAX_SERVICES_SAID: usize = 100;

/// Run a PlayReady test service: RightsManager over SOAP, with the root, the keys and the store of a PKI folder. It ends in good order on
/// SIGTERM and Ctrl-C.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct ServeCommand {
    #[command(flatten)]
    service: ServeArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand)]
enum Command {
    Report(report::ReportArgs),
    Export(report::ExportArgs),
    Audit(audit::AuditCommand),
    Domain(domain::DomainCommand),
}

#[derive(clap::Args)]
struct ServeArgs {
    /// The PKI folder of the service
    #[arg(long, value_name = "PKI", required = true)]
    pki: Option<PathBuf>,
    /// Address and port; port 0 picks one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8070")]
    listen: SocketAddr,
    /// Where to store what must not be lost: sqlite:FILE, sqlite::memory: or postgres://USER@HOST/DATABASE
    /// [default: service.db in the PKI folder]
    #[arg(long, value_name = "STORE")]
    store: Option<String>,
    /// The audit file, or none [default: beside the SQLite file; none otherwise]
    #[arg(long, value_name = "FILE|none")]
    audit: Option<PathBuf>,
    /// Services, their keys, policies and rules, from a TOML file; without it, one that behaves as the public test server
    #[arg(long, value_name = "FILE")]
    services: Option<PathBuf>,
    /// Recognise devices by their signing key: those that `boxlock pki device new` made under this PKI. Clients that encrypt to another
    /// license server, as unmodified ones do, can be served then
    #[arg(long)]
    registry: bool,
    #[command(flatten)]
    keys: KeyOptions,
    #[command(flatten)]
    http: HttpArgs,
}

#[derive(clap::Args)]
#[command(next_help_heading = "HTTP")]
struct HttpArgs {
    /// Serve HTTPS with a certificate made for this machine, kept in the PKI folder
    #[arg(long, value_name = "self", value_parser = ["self"], conflicts_with_all = ["tls_cert", "tls_key"])]
    tls: Option<String>,
    /// Serve HTTPS with this certificate chain (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key of --tls-cert (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Requests per second that an address may make, twice as many at once; more get 429 [default: any number]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    rate_limit: Option<u32>,
    /// Connections at a time; more get 503
    #[arg(long, value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    max_connections: u32,
    /// Requests at work at a time; eight times as many may wait, more get 503
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=400))]
    workers: u32,
    /// Form of the log on stderr
    #[arg(long, value_name = "FORM", default_value = "text")]
    log: LogFormat,
}

impl ServeCommand {
    /// Runs the command.
    ///
    /// # Errors
    /// When the service cannot start, or a report cannot be made.
    pub fn run(self, console: &mut Console) -> Result<()> {
        match self.command {
            None => self.service.run(console),
            Some(Command::Report(report)) => report.run(console),
            Some(Command::Export(export)) => export.run(console),
            Some(Command::Audit(audit)) => audit.run(console),
            Some(Command::Domain(domain)) => domain.run(console),
        }
    }
}

impl ServeArgs {
    fn run(self, console: &mut Console) -> Result<()> {
        // clap requires it.
        let folder = self.pki.ok_or_else(|| Error::usage("--pki is missing"))?;
        logging::start(self.http.log, console);
        let pki = Pki::open(&folder)?;
        let url = match &self.store {
            Some(text) => read_store(text)?,
            None => StoreUrl::file(&folder.join("service.db")),
        };
        let store = Arc::new(open_store(&pki, &url)?);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let (tls, certificate) = self.http.tls(&folder)?;
        let fingerprint = tls.as_ref().map(|tls| to_hex(&tls.fingerprint()));
        let limits = self.http.limits();
        let service::Made { handler, lines, json: services } = service::handler(service::Inputs {
            pki,
            store: Arc::clone(&store),
            clock: Arc::clone(&clock),
            keys: self.keys,
            services: self.services,
            registry: self.registry,
        })?;
        // A record has a length; of very many services it says how many.
        let said = if services.len() <= MAX_SERVICES_SAID { json!(services) } else { json!(services.len()) };
        let facts = [("services", said)];
        let audit_file = audit_file(self.audit, &url);
        let audit = audit_file
            .as_deref()
            .map(|path| {
                AuditLog::open_saying(path, Arc::clone(&store), Arc::clone(&clock), &mut OsRng, &facts)
                    .map(Arc::new)
            })
            .transpose()?;
        let parts = Parts { handler, store: Some(Arc::clone(&store)), audit: audit.clone(), tls, limits };
        let server = Server::bind(self.listen, parts)?;
        let stopper = server.stopper();
        console::on_signal(move || stopper.stop());

        console.talk("a test system with its own root: devices that do not trust it refuse its licenses");
        lines.iter().take(MAX_SERVICES_SAID).for_each(|line| console.talk(line));
        if let Some(more) = lines.len().checked_sub(MAX_SERVICES_SAID).filter(|more| *more > 0) {
            console.talk(&format!("and {more} more services"));
        }
        if url.database() == Database::Memory {
            console.talk("the store is in memory and ends with this process");
        }
        if let (Some(path), Some(fingerprint)) = (&certificate, &fingerprint) {
            console.talk(&format!("TLS certificate {}, SHA-256 {fingerprint}", path.display()));
        }
        let audit_name = audit_file.as_ref().map(|path| path.display().to_string());
        console.talk(&format!("store {url}, audit {}", audit_name.as_deref().unwrap_or("none")));
        if console.json {
            console.out_json(&json!({
                "url": server.url(),
                "store": url.to_string(),
                "audit": audit_name,
                "tls_certificate_sha256": fingerprint,
                "services": services,
            }))?;
        }
        console.talk(&format!("listening on {}", server.url()));
        server.run();
        if let Some(audit) = audit {
            audit.close();
        }
        store.close();
        console.talk("ended");
        Ok(())
    }
}

impl HttpArgs {
    fn limits(&self) -> Limits {
        let workers = self.workers as usize;
        Limits {
            connections: self.max_connections as usize,
            workers,
            waiting: workers.saturating_mul(8),
            rate: self.rate_limit,
            ..Limits::default()
        }
    }

    /// The certificate and, when it is this program's own, where clients find it.
    fn tls(&self, folder: &Path) -> Result<(Option<TlsIdentity>, Option<PathBuf>)> {
        match (&self.tls, &self.tls_cert, &self.tls_key) {
            (Some(_), ..) => {
                let (identity, path) = TlsIdentity::of_folder(&folder.join("tls"))?;
                Ok((Some(identity), Some(path)))
            }
            (None, Some(certificate), Some(key)) => {
                Ok((Some(TlsIdentity::from_files(certificate, key)?), Some(certificate.clone())))
            }
            _ => Ok((None, None)),
        }
    }
}

/// Opens the store of a service. Servers that share a database share a PKI, so they have this key in common.
fn open_store(pki: &Pki, url: &StoreUrl) -> Result<Store> {
    Store::open(url, SealingKey::derive(pki.server_key().expose(), "boxlock service store"))
}

/// The audit file that was asked for, or the one that belongs to an SQLite file.
fn audit_file(asked: Option<PathBuf>, url: &StoreUrl) -> Option<PathBuf> {
    match (asked, url.path()) {
        (Some(path), _) => (path.as_os_str() != "none").then_some(path),
        (None, Some(store)) => {
            let mut name = OsString::from(store);
            name.push(".audit.jsonl");
            Some(name.into())
        }
        (None, None) => None,
    }
}

/// Reads `--store`. Not by clap, whose errors would repeat a password.
fn read_store(text: &str) -> Result<StoreUrl> {
    text.parse().map_err(|error: Error| error.about("--store"))
}
