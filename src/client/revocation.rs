//! Revocation lists: kept when they are signed and newer, and asked about in every challenge.
//!
//! Lists that come with an answer already count for that answer, whose signer may be on them.

use serde::{Deserialize, Serialize};

use super::Client;
use super::store::{Id, State};
use crate::error::{Error, Result};
use crate::keys::text::{array_from_hex, to_hex};
use crate::pki::Revocations;
use crate::pki::revocation::{APPLICATION_LIST, List, REVOCATION_INFO_2, RUNTIME_LIST, RevocationInfo};
use crate::rights_manager::challenge::ListVersion;
use crate::rights_manager::response::RevocationData;

/// A list that the device knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownList {
    /// Which.
    pub id: Id,
    /// Its version; of revocation information the sequence number.
    pub version: u64,
    /// Digests of certificates, hexadecimal.
    pub digests: Vec<String>,
}

impl State {
    /// What is revoked, as far as the device knows.
    pub fn revocations(&self) -> Revocations {
        let digests = self.revocation_lists.iter().flat_map(|list| &list.digests);
        digests.filter_map(|digest| array_from_hex(digest)).collect()
    }

    /// The lists as challenges name them: a client that has none says so.
    pub(super) fn list_versions(&self) -> Vec<ListVersion> {
        let known = |id: [u8; 16]| self.revocation_lists.iter().find(|list| list.id.0 == id);
        let version = |id| ListVersion { id, version: known(id).map_or(0, |list| list.version) };
        [RUNTIME_LIST, APPLICATION_LIST, REVOCATION_INFO_2].map(version).to_vec()
    }
}

impl Client {
    /// Takes lists of an answer and returns what is revoked now.
    pub(super) fn learn(&self, lists: &[RevocationData], url: &str) -> Result<Revocations> {
        let mut new = Vec::new();
        for list in lists {
            new.extend(self.checked(list).map_err(|error| error.about(url))?);
        }
        self.store.update(|state| {
            for list in new {
                let known = state.revocation_lists.iter().find(|known| known.id == list.id);
                // Nobody gets a device to forget what is revoked.
                if known.is_none_or(|known| known.version < list.version) {
                    state.revocation_lists.retain(|known| known.id != list.id);
                    state.revocation_lists.push(list);
                }
            }
            Ok(state.revocations())
        })
    }

    /// A list whose signature holds; `None` for one that this client does not know.
    fn checked(&self, data: &RevocationData) -> Result<Option<KnownList>> {
        let refused = |error: crate::pki::revocation::SealError| {
            Error::check_failed(format!("a revocation list is refused: {error}"))
        };
        let (root, now) = (&self.device.root, self.now());
        if data.id == REVOCATION_INFO_2 {
            let info = RevocationInfo::read(&data.data, 0)?;
            info.seal.verify(root, now).map_err(refused)?;
            let version = info.sequence.into();
            return Ok(Some(KnownList { id: Id(data.id), version, digests: Vec::new() }));
        }
        if ![RUNTIME_LIST, APPLICATION_LIST].contains(&data.id) {
            return Ok(None);
        }
        let list = List::read(&data.data, 0)?;
        list.seal.verify(root, now).map_err(refused)?;
        if list.id != data.id {
            return Err(Error::malformed("a revocation list has another ID than the answer says"));
        }
        let digests = list.digests.iter().map(|digest| to_hex(digest)).collect();
        Ok(Some(KnownList { id: Id(data.id), version: list.version.into(), digests }))
    }
}
