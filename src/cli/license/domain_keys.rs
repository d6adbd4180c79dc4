//! `--domain-keys`: private keys of domains, for commands that open licenses without a service.

use std::path::{Path, PathBuf};

use crate::client::State;
use crate::error::{Error, Result};
use crate::license::LicenseError;
use crate::license::open::DomainKey;
use crate::license::policy::Guid;
use crate::pki::{Pki, Signer};

/// Where the keys of domains are.
#[derive(clap::Args, Clone, Default)]
pub(super) struct DomainKeyOptions {
    /// Take keys of domains from here too, beside those that --device has joined: the folder of a device that is a member (or its
    /// store/state.json), or of a PKI with domains of "pki issue domain"
    #[arg(long, value_name = "FOLDER|FILE", requires = "device")]
    domain_keys: Vec<PathBuf>,
}

impl DomainKeyOptions {
    /// The keys that the device has, and those of the option.
    ///
    /// # Errors
    /// When a file cannot be read, or what was given has no keys of domains.
    pub(super) fn keys(&self, device: &Path) -> Result<Vec<DomainKey>> {
        let own = state_file(device);
        let mut keys = match own.exists() {
            true => State::from_file(&own)?.domain_keys()?,
            false => Vec::new(),
        };
        for path in &self.domain_keys {
            let found = read(path)?;
            if found.is_empty() {
                let error = Error::usage("holds no keys of domains").about_path(path);
                return Err(error.hint(
                    "a device gets them with \"boxlock client join\", a PKI folder with \"boxlock pki issue domain\"",
                ));
            }
            keys.extend(found);
        }
        Ok(keys)
    }
}

fn state_file(device: &Path) -> PathBuf {
    device.join("store").join("state.json")
}

fn read(path: &Path) -> Result<Vec<DomainKey>> {
    if !path.is_dir() {
        return State::from_file(path)?.domain_keys();
    }
    if path.join("pki.json").exists() {
        let signers = Pki::open(path)?.domains()?;
        return Ok(signers.into_iter().filter_map(of_signer).collect());
    }
    let places = [state_file(path), path.join("state.json")];
    match places.iter().find(|file| file.exists()) {
        Some(file) => State::from_file(file)?.domain_keys(),
        None => Ok(Vec::new()),
    }
}

fn of_signer(signer: Signer) -> Option<DomainKey> {
    let info = signer.chain.leaf().domain.as_ref()?;
    let (account_id, revision) = (Guid::from_wire(info.account_id), info.revision);
    Some(DomainKey { account_id, revision, key: signer.key })
}

/// A refusal; one for the lack of a domain key says which keys there are.
pub(super) fn refused(error: LicenseError, keys: &[DomainKey]) -> Error {
    let LicenseError::NotAMember { account, .. } = &error else { return error.into() };
    let mut revisions: Vec<u32> =
        keys.iter().filter(|key| key.account_id == *account).map(|key| key.revision).collect();
    revisions.sort_unstable();
    revisions.dedup();
    let hint = match revisions.as_slice() {
        [] => "--domain-keys FOLDER takes the key from a member's device folder or a PKI; \"boxlock client join\" gets it from a service"
            .to_owned(),
        [only] => format!("only revision {only} of the domain's key is there: {RENEW}"),
        known => {
            let known: Vec<String> = known.iter().map(u32::to_string).collect();
            format!("only revisions {} of the domain's key are there: {RENEW}", known.join(", "))
        }
    };
    Error::from(error).hint(hint)
}

const RENEW: &str = "\"boxlock client join\" renews it, --domain-keys FOLDER takes others";
