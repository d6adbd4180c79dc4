//! The folder of a PKI: `pki.json`, private keys (`NAME.key`), chains (`NAME.chain`) and `revocation/`.
//!
//! ```text
//! root.key                  the root; it has no certificate, its public key is in pki.json
//! license-server.key        clients encrypt their challenges to this key (the key name WMRMServer)
//! device-group.*            issues devices (usage 6), at level 3000
//! server-authority.*        issues response signers (usages 15 and 18)
//! response-signing.*        signs license responses (type 11, usages 19 and 20)
//! domain-authority.*        issues domain certificates (usage 8)
//! metering-authority.*      issues metering certificates (usages 1 and 12)
//! metering.*                receives metering reports and secure stops (type 9)
//! revocation-signing.*      signs revocation lists (type 5, usage 3)
//! revocation/               the lists as they go over the wire
//! devices/                  the chain of every device, named after its digest
//! ```

mod devices;
mod issue;
mod lists;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::{self, NewFolder};
use super::numbers::usage;
use super::{CertificateType, Chain, Revocations, Template};
use crate::clock::rfc3339;
use crate::crypto::{PrivateKey, PublicKey, Rng};
use crate::error::ErrorKind;
use crate::keys::text::{array_from_hex, to_hex};
use crate::{Error, Result};

/// The file that makes a folder a PKI.
pub(super) const INDEX: &str = "pki.json";

const SCHEMA: &str = "boxlock.pki/1";

/// A private key and the chain that certifies it.
#[derive(Clone, Debug)]
pub struct Signer {
    /// The key.
    pub key: PrivateKey,
    /// Its chain: the leaf has the key.
    pub chain: Chain,
}

impl Signer {
    /// Signs a certificate and puts it before the own chain.
    ///
    /// # Errors
    /// When the certificate would not read back.
    pub fn issue(&self, template: &Template) -> Result<Chain> {
        Chain::new(&template.sign(&self.key)?, Some(&self.chain))
    }
}

/// A metering certificate with its key.
#[derive(Clone, Debug)]
pub struct Metering {
    /// The metering id.
    pub id: [u8; 16],
    /// Reports are encrypted to this key.
    pub key: PrivateKey,
    /// Its chain.
    pub chain: Chain,
}

/// What a certificate of the folder is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duty {
    /// Issues devices.
    DeviceGroup,
    /// Issues response signers.
    ServerAuthority,
    /// Signs responses; the newest is used.
    ResponseSigning,
    /// Issues domain certificates.
    DomainAuthority,
    /// Issues metering certificates.
    MeteringAuthority,
    /// Receives metering reports.
    Metering,
    /// Signs revocation lists.
    RevocationSigning,
    /// A domain.
    Domain,
}

/// A certificate of the folder, as the index lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The stem of its files.
    pub name: String,
    /// What it is there for.
    pub duty: Duty,
    /// When it was issued.
    pub issued: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Index {
    schema: String,
    created: String,
    root_public_key: String,
    license_server_public_key: String,
    certificates: Vec<Entry>,
}

/// How to begin a PKI.
#[derive(Clone, Debug, Default)]
pub struct InitOptions {
    /// Replace a PKI that is there.
    pub force: bool,
    /// The organisation named in the certificates; `boxlock test` when empty.
    pub organization: String,
    /// Where metering reports go, for the metering certificate.
    pub metering_url: String,
}

/// A PKI: the root and everything that it certified here.
#[derive(Clone, Debug)]
pub struct Pki {
    folder: PathBuf,
    index: Index,
    root: PrivateKey,
    server: PrivateKey,
    device_group: Signer,
    server_authority: Signer,
    response_signers: Vec<Signer>,
    domain_authority: Signer,
    metering_authority: Signer,
    meterings: Vec<Metering>,
    revocation_signer: Signer,
    revocations: Revocations,
}

impl Pki {
    /// Makes a PKI in a new folder.
    ///
    /// # Errors
    /// When the folder is there and not empty, cannot be written, or the generator fails.
    pub fn init(folder: &Path, rng: &mut dyn Rng, now: u64) -> Result<Self> {
        Self::init_with(folder, &InitOptions::default(), rng, now)
    }

    /// Makes a PKI in a folder, which appears when it is complete.
    ///
    /// # Errors
    /// As [`Pki::init`]; with [`InitOptions::force`] a PKI that is there is replaced, but no other folder.
    pub fn init_with(folder: &Path, options: &InitOptions, rng: &mut dyn Rng, now: u64) -> Result<Self> {
        let new = NewFolder::begin(folder, INDEX, options.force)?;
        issue::build(new.path(), options, rng, now)?;
        lists::begin(new.path(), now)?;
        new.finish()?;
        Self::open(folder)
    }

    /// Opens a PKI.
    ///
    /// # Errors
    /// When a file is missing or broken, or keys, chains and index do not fit each other.
    pub fn open(folder: &Path) -> Result<Self> {
        let mut pki = Self::open_keys(folder)?;
        pki.revocations = lists::revoked(folder)?;
        Ok(pki)
    }

    fn open_keys(folder: &Path) -> Result<Self> {
        files::check_folder(folder, INDEX, "pki init")?;
        let index: Index = files::read_json(folder, INDEX)?;
        let wrong = |message: String| Error::malformed(message).about_path(&folder.join(INDEX));
        if index.schema != SCHEMA {
            return Err(wrong(format!("the schema is {:?}, not {SCHEMA:?}", index.schema)));
        }
        let (root, server) = (files::read_key(folder, "root")?, files::read_key(folder, "license-server")?);
        for (key, text, name) in [
            (&root, &index.root_public_key, "root"),
            (&server, &index.license_server_public_key, "license-server"),
        ] {
            if to_hex(key.public().bytes()) != *text {
                let message = format!("the public key of {name}.key is not the one in {INDEX}");
                return Err(Error::from(ErrorKind::WrongKey(message)).about_path(folder));
            }
        }
        let all = |duty: Duty| -> Result<Vec<Signer>> {
            let entries = index.certificates.iter().filter(|entry| entry.duty == duty);
            entries.map(|entry| read_signer(folder, &entry.name, &root.public())).collect()
        };
        let one = |duty: Duty, name: &str| -> Result<Signer> {
            all(duty)?.pop().ok_or_else(|| wrong(format!("no certificate with the duty {name:?}")))
        };
        let mut meterings = Vec::new();
        for Signer { key, chain } in all(Duty::Metering)? {
            let info = chain.leaf().metering.as_ref();
            let id = info.ok_or_else(|| wrong("a metering certificate without a metering id".to_owned()))?.id;
            meterings.push(Metering { id, key, chain });
        }
        let response_signers = all(Duty::ResponseSigning)?;
        if meterings.is_empty() || response_signers.is_empty() {
            return Err(wrong("no metering or no response-signing certificate".to_owned()));
        }
        Ok(Self {
            folder: folder.to_owned(),
            device_group: one(Duty::DeviceGroup, "device-group")?,
            server_authority: one(Duty::ServerAuthority, "server-authority")?,
            domain_authority: one(Duty::DomainAuthority, "domain-authority")?,
            metering_authority: one(Duty::MeteringAuthority, "metering-authority")?,
            revocation_signer: one(Duty::RevocationSigning, "revocation-signing")?,
            response_signers,
            meterings,
            revocations: Revocations::default(),
            root,
            server,
            index,
        })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// When it was made, RFC 3339.
    pub fn created(&self) -> &str {
        &self.index.created
    }

    /// The certificates, in the order in which they were issued.
    pub fn entries(&self) -> &[Entry] {
        &self.index.certificates
    }

    /// The chain of an entry.
    ///
    /// # Errors
    /// When its file is missing or broken.
    pub fn chain(&self, entry: &Entry) -> Result<Chain> {
        files::read_chain(&self.folder, &entry.name)
    }

    /// The public key of the root: where every chain must end.
    pub const fn root_public(&self) -> PublicKey {
        self.root.public()
    }

    /// The key that clients encrypt their challenges to (`WMRMServer`).
    pub const fn server_key(&self) -> &PrivateKey {
        &self.server
    }

    /// Signs responses: the newest of its kind.
    pub fn response_signer(&self) -> &Signer {
        // There is at least one, or the folder does not open.
        self.response_signers.last().unwrap_or(&self.server_authority)
    }

    /// Issues devices.
    pub const fn device_group(&self) -> &Signer {
        &self.device_group
    }

    /// Issues response signers.
    pub const fn server_authority(&self) -> &Signer {
        &self.server_authority
    }

    /// Issues domain certificates.
    pub const fn domain_ca(&self) -> &Signer {
        &self.domain_authority
    }

    /// Issues metering certificates.
    pub const fn metering_authority(&self) -> &Signer {
        &self.metering_authority
    }

    /// The first metering certificate.
    pub fn metering(&self) -> &Metering {
        // There is at least one, or the folder does not open.
        &self.meterings[0]
    }

    /// Every metering certificate.
    pub fn meterings(&self) -> &[Metering] {
        &self.meterings
    }

    /// The metering certificate of an id.
    pub fn metering_by_id(&self, id: &[u8; 16]) -> Option<&Metering> {
        self.meterings.iter().find(|metering| metering.id == *id)
    }

    /// The domains of the folder: a key and a certificate for each revision that [`Pki::keep_domain`] kept.
    ///
    /// # Errors
    /// When a file is missing or broken, or a key is not the one that its chain certifies.
    pub fn domains(&self) -> Result<Vec<Signer>> {
        let entries = self.entries().iter().filter(|entry| entry.duty == Duty::Domain);
        entries.map(|entry| read_signer(&self.folder, &entry.name, &self.root_public())).collect()
    }

    /// Signs revocation lists.
    pub const fn revocation_signer(&self) -> &Signer {
        &self.revocation_signer
    }

    /// What is revoked.
    pub const fn revocations(&self) -> &Revocations {
        &self.revocations
    }
}

/// The public key of a PKI's root, from its index alone.
pub(super) fn parse_public(text: &str) -> Option<PublicKey> {
    PublicKey::from_bytes(array_from_hex::<64>(text)?).ok()
}

fn read_signer(folder: &Path, name: &str, root: &PublicKey) -> Result<Signer> {
    let (key, chain) = (files::read_key(folder, name)?, files::read_chain(folder, name)?);
    let wrong = |message: String| Error::from(ErrorKind::WrongKey(message)).about_path(folder);
    if !chain.leaf().keys.iter().any(|certified| certified.key == key.public()) {
        return Err(wrong(format!("the key {name}.key is not the one that {name}.chain certifies")));
    }
    if chain.last().issuer_key != *root {
        return Err(wrong(format!("{name}.chain does not end in the root of this folder")));
    }
    Ok(Signer { key, chain })
}

/// Adds a key, a chain and a line of the index. The index comes last: without it the files do not count.
fn add_entry(
    folder: &Path,
    entries: &mut Vec<Entry>,
    name: &str,
    duty: Duty,
    signer: &Signer,
    now: u64,
) -> Result<()> {
    files::write_key(folder, name, &signer.key)?;
    files::write_chain(folder, name, &signer.chain)?;
    entries.push(Entry { name: name.to_owned(), duty, issued: rfc3339(now) });
    Ok(())
}
