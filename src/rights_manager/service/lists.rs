//! The revocation lists of a PKI folder as they are now: who is revoked while the service runs is refused from the next message on.

use std::sync::OnceLock;

use crate::Result;
use crate::pki::{Pki, Revocations};

/// The lists of one moment, and those that came after. Earlier ones stay, since messages at work refer to them; there is one for every
/// `boxlock pki revoke` in the life of the service.
#[derive(Debug, Default)]
pub struct Lists {
    /// What tells that the files have changed.
    stamp: Option<String>,
    /// Digests of certificates that are no longer good.
    pub revoked: Revocations,
    /// The lists as clients get them: id, version, bytes.
    pub wire: Vec<([u8; 16], u32, Vec<u8>)>,
    next: OnceLock<Box<Lists>>,
}

impl Lists {
    /// Reads the lists of a folder.
    ///
    /// # Errors
    /// When a file is missing or broken.
    pub fn read(pki: &Pki) -> Result<Self> {
        // The stamp comes first: a change in between is found again.
        let stamp = pki.revocation_stamp();
        Ok(Self {
            stamp,
            revoked: pki.read_revocations()?,
            wire: pki.revocation_lists()?,
            next: OnceLock::new(),
        })
    }

    /// The newest lists. When files cannot be read, those of before count, and the log says so.
    pub fn current(&self, pki: &Pki) -> &Self {
        let mut newest = self;
        while let Some(next) = newest.next.get() {
            newest = next;
        }
        if pki.revocation_stamp() == newest.stamp {
            return newest;
        }
        match Self::read(pki) {
            Ok(lists) => newest.next.get_or_init(|| Box::new(lists)),
            Err(error) => {
                tracing::error!(%error, "the revocation lists cannot be read");
                newest
            }
        }
    }
}
