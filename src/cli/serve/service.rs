//! Where the service gets its handler: the one place that joins options, definitions and HTTP.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::KeyOptions;
use crate::clock::Clock;
use crate::keys::{KeySeed, KeySet};
use crate::pki::Pki;
use crate::rights_manager::service::{Definition, Service};
use crate::server::{Handler, Rights};
use crate::store::Store;
use crate::{Error, Result};

/// What the operations are made from.
pub struct Inputs {
    /// The service's root, keys and certificates.
    pub pki: Pki,
    /// What must not be lost.
    pub store: Arc<Store>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Content keys.
    pub keys: KeyOptions,
    /// The services file.
    pub services: Option<PathBuf>,
    /// Whether devices are recognised by their signing key.
    pub registry: bool,
}

/// The handler of a service.
///
/// # Errors
/// When an input is malformed.
pub fn handler(inputs: Inputs) -> Result<Arc<dyn Handler>> {
    for (option, given) in [("--services", inputs.services.is_some()), ("--registry", inputs.registry)] {
        if given {
            return Err(Error::unsupported("this build has no operation that could honour it").about(option));
        }
    }
    let service = Service {
        pki: inputs.pki,
        store: inputs.store,
        definitions: vec![Definition::test_server(Box::new(keys(&inputs.keys)?))],
        registry: None,
        clock: inputs.clock,
        rng: Service::os_rng,
    };
    Ok(Arc::new(Rights::new(service)))
}

/// The keys of the options; as on the public test server, those of the test key seed when there is no option.
fn keys(options: &KeyOptions) -> Result<KeySet> {
    if options.is_empty() { KeySet::new([], Some(KeySeed::test())) } else { options.key_set() }
}
