//! Where the service gets its handler: the one place that joins options, definitions and HTTP.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::Result;
use crate::cli::KeyOptions;
use crate::clock::Clock;
use crate::keys::{KeySeed, KeySet};
use crate::license::policy::Guid;
use crate::pki::Pki;
use crate::rights_manager::service::{Definition, KnownDevices, Service};
use crate::server::{Handler, Rights, Services};
use crate::store::Store;

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

/// What answers, and what it says of itself.
pub struct Made {
    /// Who answers.
    pub handler: Arc<dyn Handler>,
    /// A line per license service.
    pub lines: Vec<String>,
    /// The same for programs.
    pub json: Vec<Value>,
}

/// The handler of a service.
///
/// # Errors
/// When an input is malformed.
pub fn handler(inputs: Inputs) -> Result<Made> {
    let definitions = match &inputs.services {
        None => {
            let keys = keys(&inputs.keys)?;
            let keys_from = keys.source();
            vec![Definition { keys_from, ..Definition::test_server(Box::new(keys)) }]
        }
        Some(path) => {
            let keys = if inputs.keys.is_empty() { None } else { Some(inputs.keys.key_set()?) };
            let services = Services::read(path, keys.as_ref(), inputs.clock.now())?;
            services.record(&inputs.store)?;
            services.definitions
        }
    };
    let lines = definitions.iter().map(Definition::summary).collect();
    let json = definitions.iter().map(json).collect();
    let mut service = Service::new(inputs.pki, inputs.store, definitions, inputs.clock)?;
    if inputs.registry {
        let devices = KnownDevices::new(Arc::clone(&service.pki))?;
        if devices.count() == 0 {
            tracing::warn!(
                "--registry: the PKI folder knows no device yet; those that `boxlock pki device new` makes are known"
            );
        }
        service.registry = Some(Box::new(devices));
    }
    Ok(Made { handler: Arc::new(Rights::new(service)), lines, json })
}

fn json(definition: &Definition) -> Value {
    json!({
        "id": definition.id,
        "paths": definition.paths,
        "hosts": definition.hosts,
        "ds_id": definition.service_id.map(|id| Guid::from_wire(id).to_string()),
        "keys": definition.keys_from,
        "policy": definition.policy_name,
    })
}

/// The keys of the options; as on the public test server, those of the test key seed when there is no option.
fn keys(options: &KeyOptions) -> Result<KeySet> {
    if options.is_empty() { KeySet::new([], Some(KeySeed::test())) } else { options.key_set() }
}
