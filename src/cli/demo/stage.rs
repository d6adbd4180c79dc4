//! Where the demo plays: a PKI, a service with three shops, a web server and devices, all in one folder and on loopback sockets.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use super::super::target::Output;
use super::media::Title;
use super::web::WebServer;
use crate::client::{Client, Http, HttpOptions};
use crate::clock::{Clock, FixedClock, SystemClock};
use crate::crypto::{OsRng, SealingKey};
use crate::keys::{KeySet, key_file};
use crate::license::policy::Guid;
use crate::pki::{Device, DeviceOptions, Pki};
use crate::rights_manager::service::Service;
use crate::server::audit::AuditLog;
use crate::server::{Limits, Parts, Rights, Server, Services, Stopper};
use crate::store::accounts::Buy;
use crate::store::{Store, StoreUrl};
use crate::{Error, Result};

/// The account of the family's domain.
pub(super) const FAMILY: Guid = Guid::from_u128(0xfa31_1700_0000_4000_8000_0000_0000_0001);

/// The service that controls it.
const FAMILY_SERVICE: Guid = Guid::from_u128(0xfa31_1700_0000_4000_8000_0000_0000_00d5);

/// What the three services sell.
pub(super) struct Titles {
    /// Bought, stored, metered.
    pub(super) film: Title,
    /// For all devices of a family.
    pub(super) home_video: Title,
    /// Streamed: the service hears of its end.
    pub(super) concert: Title,
}

pub(super) struct Stage {
    pub(super) folder: PathBuf,
    pub(super) titles: Titles,
    pub(super) web: WebServer,
    pub(super) store: Arc<Store>,
    address: String,
    pki: Pki,
    audit: Arc<AuditLog>,
    stopper: Stopper,
    thread: Option<JoinHandle<()>>,
}

impl Stage {
    /// Builds everything in an empty folder.
    pub(super) fn build(folder: &Path) -> Result<Self> {
        let now = SystemClock.now();
        let pki_folder = folder.join("pki");
        Pki::init(&pki_folder, &mut OsRng, now)?;
        let pki = Pki::open(&pki_folder)?;
        let titles = Titles { film: Title::new()?, home_video: Title::new()?, concert: Title::new()? };
        let sealing = SealingKey::derive(pki.server_key().expose(), "boxlock service store");
        let store = Arc::new(Store::open(&StoreUrl::file(&pki_folder.join("service.db")), sealing)?);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let audit = AuditLog::open(
            &pki_folder.join("service.db.audit.jsonl"),
            Arc::clone(&store),
            Arc::clone(&clock),
            &mut OsRng,
        )?;
        let audit = Arc::new(audit);
        let services = services(folder, &titles, now)?;
        services.record(&store)?;
        let service = Service::new(Pki::open(&pki_folder)?, Arc::clone(&store), services.definitions, clock)?;
        let parts = Parts {
            handler: Arc::new(Rights::new(service)),
            store: Some(Arc::clone(&store)),
            audit: Some(Arc::clone(&audit)),
            tls: None,
            limits: Limits { workers: 4, ..Limits::default() },
        };
        let server = Server::bind(([127, 0, 0, 1], 0).into(), parts)?;
        let (address, stopper) = (server.address().to_string(), server.stopper());
        let thread = std::thread::spawn(move || server.run());
        let web = WebServer::start()?;
        Ok(Self {
            folder: folder.to_owned(),
            titles,
            web,
            store,
            address,
            pki,
            audit,
            stopper,
            thread: Some(thread),
        })
    }

    /// The URL of one of the services.
    pub(super) fn url(&self, service: &str) -> String {
        format!("http://{}/{service}/rightsmanager.asmx", self.address)
    }

    /// Where the services listen.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// The service ID of the family's service, as headers have it.
    pub(super) fn ds_id() -> String {
        crate::keys::text::to_base64(&FAMILY_SERVICE.wire())
    }

    /// A new device.
    pub(super) fn device(&self, name: &str, level: u32) -> Result<Client> {
        let folder = self.folder.join(name);
        let options = DeviceOptions { name: name.to_owned(), ..DeviceOptions::new(level) };
        Device::create(&self.pki, &folder, &options, &mut OsRng)?;
        self.open(name, Arc::new(SystemClock))
    }

    /// A device at another time.
    pub(super) fn device_at(&self, name: &str, now: u64) -> Result<Client> {
        self.open(name, Arc::new(FixedClock(now)))
    }

    fn open(&self, name: &str, clock: Arc<dyn Clock>) -> Result<Client> {
        Client::open(&self.folder.join(name), None, Http::new(&HttpOptions::default())?, clock)
    }

    /// Payment: the business of the service, here a row in its store.
    pub(super) fn pay(&self, service: &str, user: &str, title: &Title) -> Result<()> {
        self.store.commit(Buy {
            service: service.to_owned(),
            account: user.to_owned(),
            item: title.kid.hex(),
            now: SystemClock.now(),
            expires: None,
        })
    }

    /// Writes a file of the demo.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf> {
        let path = self.folder.join(name);
        std::fs::write(&path, bytes).map_err(|error| Error::io(&path, error))?;
        Ok(path)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.audit.close();
        self.store.close();
    }
}

/// Writes the file of the services and that of their keys, and reads them as `boxlock serve --services` does.
fn services(folder: &Path, titles: &Titles, now: u64) -> Result<Services> {
    let keys = KeySet::new([&titles.film, &titles.home_video, &titles.concert].map(Title::spec), None)?;
    let mut output = Output::create(&folder.join("keys.json"), false, &[])?;
    output.make_private()?;
    let text = key_file::write(keys.entries())?;
    output.write(|sink| sink.append(text.as_bytes()).and_then(|()| sink.flush()))?;
    output.finish()?;
    let text = include_str!("services.toml")
        .replace("FAMILY_SERVICE", &FAMILY_SERVICE.to_string())
        .replace("FAMILY", &FAMILY.to_string());
    let path = folder.join("services.toml");
    std::fs::write(&path, text).map_err(|error| Error::io(&path, error))?;
    Services::read(&path, None, now)
}
