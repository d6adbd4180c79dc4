//! A test client: a device folder, what the device remembers, and every flow of the service.
//!
//! The device's certificates and keys are those of [`Device`]; beside them, in the folder `store`, lies what a player must not lose: its
//! licenses, domain keys, counters, sessions and messages that are not answered yet ([`Store`]). Whatever is to be told to a server is
//! written there before it is sent and forgotten when the answer is there, so a client may be killed at any moment.
//!
//! | flow | file |
//! |---|---|
//! | licenses, with domains and older protocols on the way | `acquire.rs` |
//! | being sent elsewhere, in every flow | `redirect.rs` |
//! | acknowledgement of stored licenses | `acknowledge.rs` |
//! | domains: join, renew, leave | `domain.rs` |
//! | playback under a license: rights, dates, counters, stops | `play.rs` |
//! | outputs that content may pass to | `outputs.rs` |
//! | metering reports | `metering.rs` |
//! | secure stop | `secure_stop.rs` |
//! | secure delete | `secure_delete.rs` |
//! | revocation lists, which come with licenses | `revocation.rs` |
//! | keys and headers for a packager | [`packaging_data`] |

mod acknowledge;
mod acquire;
mod domain;
mod http;
mod metering;
mod outputs;
mod play;
mod redirect;
mod revocation;
mod secure_delete;
mod secure_stop;
mod store;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use acknowledge::AcknowledgedTransaction;
pub use acquire::{Acquire, Acquired, AcquiredLicense};
pub use domain::{Joined, Left};
pub use http::{CallError, Http, HttpOptions};
pub use metering::Metered;
pub use outputs::AttachedOutput;
pub use play::{Playable, Playback, Source};
pub use redirect::{Answered, MAX_REDIRECTS};
pub use revocation::KnownList;
pub use secure_delete::Deleted;
pub use secure_stop::{ReportedStop, StopReport};
pub use store::{
    Counters, DeletionRecord, DomainRecord, PendingAcknowledgement, SessionRecord, State, Store,
    StoredLicense,
};

use crate::Result;
use crate::clock::Clock;
use crate::crypto::{OsRng, PublicKey, Rng};
use crate::drm::SystemId;
use crate::error::Error;
use crate::license::OpenContext;
use crate::license::open::{CLOCK_TOLERANCE, DomainKey};
use crate::pki::{Device, Revocations, feature};
use crate::rights_manager::Operation;
use crate::rights_manager::challenge::ClientInfo;
use crate::rights_manager::operations::acquire_packaging_data::{self, StreamProtection};
use crate::rights_manager::request::ResultError;
use crate::rights_manager::response::{self, Expected};

/// Version of the software that challenges name.
const CLIENT_VERSION: &str = "10.0.16384.10011";

/// A device that talks to services.
pub struct Client {
    /// Its certificates and keys.
    pub device: Device,
    /// What it remembers.
    pub store: Store,
    folder: PathBuf,
    http: Http,
    clock: Arc<dyn Clock>,
    server_key: Option<PublicKey>,
    revoked: Revocations,
}

impl Client {
    /// Opens a device folder. Its store is made when it is not there. `server_key` is the key of the license server; without it that of
    /// the device folder counts.
    ///
    /// # Errors
    /// When the folder is no device, or its store cannot be read or made.
    pub fn open(
        folder: &Path,
        server_key: Option<PublicKey>,
        http: Http,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let device = Device::open(folder)?;
        let server_key = server_key.or(device.server_key);
        let store = Store::open(&folder.join("store"))?;
        // An earlier run may have been killed in the middle of anything.
        store.sweep()?;
        Ok(Self {
            revoked: store.read()?.revocations(),
            store,
            folder: folder.to_owned(),
            device,
            http,
            clock,
            server_key,
        })
    }

    /// The device folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its time: seconds since 1970.
    pub fn now(&self) -> u64 {
        self.clock.now()
    }

    /// Whether its clock is behind a time that it has seen, so that licenses with dates do not open.
    pub fn clock_was_set_back(&self, state: &State) -> bool {
        self.now().saturating_add(CLOCK_TOLERANCE) < state.last_time
    }

    /// Forgets the latest time that it has seen.
    ///
    /// # Errors
    /// When the store fails.
    pub fn reset_clock(&self) -> Result<()> {
        self.store.update(|state| {
            state.last_time = 0;
            Ok(())
        })
    }

    /// Fetches a file of at most `limit` bytes.
    ///
    /// # Errors
    /// When it cannot be fetched, or is longer.
    pub fn download(&self, url: &str, limit: u64) -> Result<Vec<u8>> {
        self.http.get(url, limit)
    }

    fn rng() -> impl Rng {
        OsRng
    }

    /// The key of the license server.
    fn server_key(&self) -> Result<PublicKey> {
        self.server_key.ok_or_else(|| {
            Error::usage("the device does not know the key of the license server")
                .about_path(&self.folder)
                .hint("give --server-key PKI or HEX, or make the device anew with boxlock pki device new")
        })
    }

    /// Certificates and features as requests carry them: the device's chain, then those of its domains.
    fn info(&self, state: &State) -> Result<ClientInfo> {
        let mut chains = vec![self.device.chain.clone()];
        for domain in &state.domains {
            chains.extend(domain.newest_chain()?);
        }
        Ok(ClientInfo { chains, features: self.device.client_features.clone(), ree_features: Vec::new() })
    }

    /// What signed answers are checked against.
    fn expected(&self, nonce: Option<[u8; 16]>) -> Expected<'_> {
        Expected { root: &self.device.root, now: self.now(), revoked: &self.revoked, nonce }
    }

    /// The device as one that opens licenses.
    fn context<'a>(&'a self, state: &State, domains: &'a [DomainKey]) -> OpenContext<'a> {
        let leaf = self.device.chain.leaf();
        OpenContext {
            domains,
            seen: state.last_time,
            aes_cbc: self.device.announces("AESCBC"),
            trusted_clock: leaf.has_feature(feature::SECURE_CLOCK)
                || leaf.has_feature(feature::ANTI_ROLLBACK_CLOCK),
            ..OpenContext::new(&self.device.encryption_key, self.device.security_level(), self.now())
        }
    }
}

/// Asks for keys and headers of a program, as a packager does; no device is needed.
///
/// # Errors
/// When the service refuses or its answer is malformed.
pub fn packaging_data(
    http: &Http,
    url: &str,
    program: &str,
    systems: &[SystemId],
) -> std::result::Result<Vec<StreamProtection>, CallError> {
    let request = acquire_packaging_data::write_request(program, systems);
    let answer = http.call(url, Operation::AcquirePackagingData, &request, &response::LIMITS)?;
    acquire_packaging_data::read_response(&answer.envelope)
        .map_err(|error| CallError::malformed(&answer.url, error))
}

/// An answer that is malformed or whose checks fail.
fn refused(url: &str, error: ResultError) -> CallError {
    match error {
        ResultError::Malformed(error) => CallError::malformed(url, error),
        ResultError::Refused(error) => CallError::Failed(Error::from(error).about(url)),
    }
}
