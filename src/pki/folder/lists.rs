//! The revocation lists of a PKI, kept as they go over the wire.

use std::fs;

use super::super::revocation::{
    APPLICATION_LIST, List, REVOCATION_INFO_2, RUNTIME_LIST, RevocationInfo, WireList,
};
use super::*;

const FOLDER: &str = "revocation";
const INFO: &str = "info.rlv2";

/// The lists and their files.
const LISTS: [([u8; 16], &str); 2] = [(RUNTIME_LIST, "runtime.list"), (APPLICATION_LIST, "application.list")];

/// Makes the empty lists of a new PKI.
pub(super) fn begin(folder: &Path, now: u64) -> Result<()> {
    let path = folder.join(FOLDER);
    fs::create_dir(&path).map_err(|error| Error::io(&path, error))?;
    let pki = Pki::open_keys(folder)?;
    for (id, name) in LISTS {
        files::write(&path, name, &List::write(&id, 1, [], &pki.revocation_signer))?;
    }
    let records: Vec<_> = LISTS.iter().map(|(id, _)| (*id, 1)).collect();
    files::write(&path, INFO, &RevocationInfo::write(1, now, &records, &pki.revocation_signer))
}

/// Every digest of the lists.
pub(super) fn revoked(folder: &Path) -> Result<Revocations> {
    let mut all = Revocations::default();
    for (_, name) in LISTS {
        all.extend(read_list(folder, name)?.digests);
    }
    Ok(all)
}

fn read_list(folder: &Path, name: &str) -> Result<List> {
    let path = folder.join(FOLDER).join(name);
    List::read(&files::read(&path)?, 0).map_err(|error| Error::from(error).about_path(&path))
}

impl Pki {
    /// Revokes certificates by their digests: those of applications and those of everything else. Lists that change get the next version and
    /// the revocation information the next sequence number; when nothing is new, nothing changes.
    /// Returns how many are new.
    ///
    /// # Errors
    /// When the lists cannot be read or written.
    pub fn revoke(&mut self, runtime: &[[u8; 32]], application: &[[u8; 32]], now: u64) -> Result<usize> {
        let mut new = 0;
        let mut records = Vec::new();
        let mut changed = Vec::new();
        for ((id, name), wanted) in LISTS.into_iter().zip([runtime, application]) {
            let list = read_list(&self.folder, name)?;
            let mut digests: Revocations = list.digests.iter().copied().collect();
            let added = wanted.iter().filter(|digest| digests.add(**digest)).count();
            let mut version = list.version;
            if added > 0 {
                version = version.saturating_add(1);
                changed.push((name, List::write(&id, version, digests.digests(), &self.revocation_signer)));
            }
            new += added;
            records.push((id, u64::from(version)));
        }
        if new == 0 {
            return Ok(0);
        }
        let folder = self.folder.join(FOLDER);
        let sequence = self.revocation_info()?.sequence.saturating_add(1);
        for (name, bytes) in changed {
            files::write(&folder, name, &bytes)?;
        }
        files::write(
            &folder,
            INFO,
            &RevocationInfo::write(sequence, now, &records, &self.revocation_signer),
        )?;
        self.revocations.extend(runtime.iter().chain(application).copied());
        Ok(new)
    }

    /// What is revoked now, also by another process since this PKI was opened.
    ///
    /// # Errors
    /// When a list is missing or broken.
    pub fn read_revocations(&self) -> Result<Revocations> {
        revoked(&self.folder)
    }

    /// Changes when the lists do; `None` when there is nothing to see. Every change of the lists ends with that of the revocation
    /// information, whose file this looks at.
    pub fn revocation_stamp(&self) -> Option<String> {
        let file = fs::metadata(self.folder.join(FOLDER).join(INFO)).ok()?;
        Some(format!("{} {:?}", file.len(), file.modified().ok()?))
    }

    /// The current revocation information.
    ///
    /// # Errors
    /// When its file is missing or broken.
    pub fn revocation_info(&self) -> Result<RevocationInfo> {
        let path = self.folder.join(FOLDER).join(INFO);
        RevocationInfo::read(&files::read(&path)?, 0).map_err(|error| Error::from(error).about_path(&path))
    }

    /// What the `RevInfo` element of a response carries: list ids (little-endian GUID bytes), versions and bytes. The revocation information
    /// comes first; its version is the sequence number.
    ///
    /// # Errors
    /// When a file is missing or broken.
    pub fn revocation_lists(&self) -> Result<Vec<WireList>> {
        let folder = self.folder.join(FOLDER);
        let info = files::read(&folder.join(INFO))?;
        let mut lists = vec![(REVOCATION_INFO_2, self.revocation_info()?.sequence, info)];
        for (id, name) in LISTS {
            lists.push((id, read_list(&self.folder, name)?.version, files::read(&folder.join(name))?));
        }
        Ok(lists)
    }
}
