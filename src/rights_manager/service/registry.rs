//! Devices that are known by their signing keys: the chains that the PKI folder keeps of the devices it issued.
//!
//! A client that is not told of this license server encrypts its certificates to another one, so they cannot be read. The signature of its
//! message names the key, though, and whoever has a device of this PKI can be found by it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use crate::Result;
use crate::crypto::PublicKey;
use crate::pki::{Chain, Pki, usage};
use crate::rights_manager::challenge::DeviceRegistry;

/// The devices of a PKI folder. Those that are made while the service runs are found too.
pub struct KnownDevices {
    pki: Arc<Pki>,
    found: RwLock<Found>,
}

#[derive(Default)]
struct Found {
    stamp: Option<SystemTime>,
    chains: HashMap<[u8; 64], Chain>,
}

impl KnownDevices {
    /// Reads the devices of a folder.
    ///
    /// # Errors
    /// When a chain cannot be read.
    pub fn new(pki: Arc<Pki>) -> Result<Self> {
        let found = RwLock::new(Found::read(&pki)?);
        Ok(Self { pki, found })
    }

    /// How many are known.
    pub fn count(&self) -> usize {
        self.found.read().unwrap_or_else(PoisonError::into_inner).chains.len()
    }
}

impl Found {
    fn read(pki: &Pki) -> Result<Self> {
        let stamp = pki.device_stamp();
        let signer = |chain: Chain| Some((*chain.leaf().key_with_usage(usage::SIGN)?.bytes(), chain));
        Ok(Self { stamp, chains: pki.device_chains()?.into_iter().filter_map(signer).collect() })
    }
}

impl DeviceRegistry for KnownDevices {
    fn chain(&self, signing_key: &PublicKey) -> Option<Chain> {
        {
            let found = self.found.read().unwrap_or_else(PoisonError::into_inner);
            let known = found.chains.get(signing_key.bytes());
            // Whoever asks with unknown keys makes nobody read the folder again and again.
            if known.is_some() || found.stamp == self.pki.device_stamp() {
                return known.cloned();
            }
        }
        match Found::read(&self.pki) {
            Ok(found) => {
                let chain = found.chains.get(signing_key.bytes()).cloned();
                *self.found.write().unwrap_or_else(PoisonError::into_inner) = found;
                chain
            }
            Err(error) => {
                tracing::error!(%error, "the devices of the PKI cannot be read");
                None
            }
        }
    }
}
