//! A test device: the folder with its chain, its keys and what it announces.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::certificate::{Body, CertifiedKey, Manufacturer, Template};
use super::files::{self, NewFolder};
use super::folder::parse_public;
use super::numbers::{CertificateType, NEVER, SECURITY_LEVELS, feature, usage};
use super::{Chain, Pki, prd};
use crate::crypto::{PrivateKey, PublicKey, Rng, random_array};
use crate::error::ErrorKind;
use crate::keys::text::to_hex;
use crate::{Error, Result};
use zeroize::Zeroizing;

/// The file that makes a folder a device.
const INDEX: &str = "device.json";

const SCHEMA: &str = "boxlock.device/1";

/// Features of a device's certificate unless others are asked for.
pub const DEFAULT_FEATURES: [u32; 3] = [feature::SECURE_CLOCK, feature::REVOCATION, feature::PLAYREADY_3];

/// What clients write into the limits of devices: license and header size in bytes, licenses of a chain.
const LIMITS: Body = Body::Device { max_license_size: 10_240, max_header_size: 15_360, max_chain_depth: 2 };

/// What a PC's certificate has instead: its security version.
const PC: Body = Body::Pc { security_version: 1 };

/// Model number in every device's certificate; the name says which is which.
const MODEL_NUMBER: &str = "1";

/// What a device is. A license service may count computers apart from other devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceKind {
    /// A certificate of type 2: a television, a phone, a set-top box.
    #[default]
    Device,
    /// A certificate of type 1: a computer.
    Pc,
}

/// What a device shall be.
#[derive(Clone, Debug)]
pub struct DeviceOptions {
    /// The type of its certificate.
    pub kind: DeviceKind,
    /// 150, 2000 or 3000.
    pub level: u32,
    /// Model name in its certificate.
    pub name: String,
    /// Features of its certificate, see [`super::feature`].
    pub features: Vec<u32>,
    /// Features that it announces in challenges, such as `AESCBC`.
    pub client_features: Vec<String>,
    /// When its certificate expires, seconds since 1970; [`NEVER`].
    pub expiry: u32,
    /// A hardware id for the extended data of the certificate.
    pub hardware_id: Option<Vec<u8>>,
    /// Replace a device that is there.
    pub force: bool,
}

impl DeviceOptions {
    /// A device of a level with the usual features and no announced ones.
    pub fn new(level: u32) -> Self {
        Self {
            kind: DeviceKind::Device,
            level,
            name: "Test Device".to_owned(),
            features: DEFAULT_FEATURES.to_vec(),
            client_features: Vec::new(),
            expiry: NEVER,
            hardware_id: None,
            force: false,
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Index {
    schema: String,
    name: String,
    security_level: u32,
    client_features: Vec<String>,
    root_public_key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    license_server_public_key: Option<String>,
}

/// A test device.
#[derive(Clone, Debug)]
pub struct Device {
    /// Its name.
    pub name: String,
    /// Features that it announces in challenges, such as `AESCBC`.
    pub client_features: Vec<String>,
    /// Signs challenges.
    pub signing_key: PrivateKey,
    /// Licenses are bound to its public part.
    pub encryption_key: PrivateKey,
    /// The key of the group that issued it; clients use it to provision anew.
    pub group_key: PrivateKey,
    /// Its chain.
    pub chain: Chain,
    /// The root it trusts.
    pub root: PublicKey,
    /// The license server of its PKI, to which it encrypts its certificates. Folders of older versions do not say it.
    pub server_key: Option<PublicKey>,
}

impl Device {
    /// Makes a device in a new folder, which appears when it is complete. The folder of the PKI keeps its chain.
    ///
    /// # Errors
    /// When the level is none, the PKI is too old to issue a PC, the folder is there and not empty, or a folder cannot be written.
    pub fn create(pki: &Pki, folder: &Path, options: &DeviceOptions, rng: &mut dyn Rng) -> Result<Self> {
        let new = NewFolder::begin(folder, INDEX, options.force)?;
        let device = Self::issue(pki, options, rng)?;
        device.write(new.path())?;
        pki.record_device(&device.chain)?;
        new.finish()?;
        Ok(device)
    }

    /// Makes a device without a folder.
    ///
    /// # Errors
    /// When the level is none, the PKI is too old to issue a PC, or the generator fails.
    pub fn issue(pki: &Pki, options: &DeviceOptions, rng: &mut dyn Rng) -> Result<Self> {
        if !SECURITY_LEVELS.contains(&options.level) {
            return Err(Error::usage(format!(
                "security level {}; devices have 150, 2000 or 3000",
                options.level
            )));
        }
        let (signing_key, encryption_key) = (PrivateKey::generate(rng)?, PrivateKey::generate(rng)?);
        let hardware_id = match &options.hardware_id {
            Some(id) => Some((id.clone(), PrivateKey::generate(rng)?)),
            None => None,
        };
        let group = pki.device_group();
        let (kind, specific) = match options.kind {
            DeviceKind::Device => (CertificateType::DEVICE, LIMITS),
            DeviceKind::Pc => (CertificateType::PC, PC),
        };
        if kind.issuing_usage().is_none_or(|usage| group.chain.leaf().key_with_usage(usage).is_none()) {
            return Err(Error::unsupported(format!("this PKI issues no certificates of type {kind}"))
                .hint("it was made by an earlier version; make a new one with `boxlock pki init`"));
        }
        let maker = group.chain.leaf().manufacturer.as_ref().map(Manufacturer::texts);
        let [organization, ..] = maker.unwrap_or_default();
        let template = Template {
            kind,
            security_level: options.level,
            cert_id: random_array(rng)?,
            client_id: random_array(rng)?,
            expiry: options.expiry,
            specific: Some(specific),
            features: options.features.clone(),
            keys: vec![
                CertifiedKey::new(signing_key.public(), &[usage::SIGN]),
                CertifiedKey::new(encryption_key.public(), &[usage::ENCRYPT_KEY]),
            ],
            manufacturer: Manufacturer::of_leaf(&organization, &options.name, MODEL_NUMBER),
            hardware_id,
            more: Vec::new(),
        };
        Ok(Self {
            name: options.name.clone(),
            client_features: options.client_features.clone(),
            chain: group.issue(&template)?,
            group_key: group.key.clone(),
            root: pki.root_public(),
            server_key: Some(pki.server_key().public()),
            signing_key,
            encryption_key,
        })
    }

    fn write(&self, folder: &Path) -> Result<()> {
        files::write_key(folder, "signing", &self.signing_key)?;
        files::write_key(folder, "encryption", &self.encryption_key)?;
        files::write_key(folder, "group", &self.group_key)?;
        files::write_chain(folder, "device", &self.chain)?;
        let index = Index {
            schema: SCHEMA.to_owned(),
            name: self.name.clone(),
            security_level: self.security_level(),
            client_features: self.client_features.clone(),
            root_public_key: to_hex(self.root.bytes()),
            license_server_public_key: self.server_key.map(|key| to_hex(key.bytes())),
        };
        files::write_json(folder, INDEX, &index)
    }

    /// Opens a device.
    ///
    /// # Errors
    /// When a file is missing or broken, or keys and chain do not fit each other.
    pub fn open(folder: &Path) -> Result<Self> {
        files::check_folder(folder, INDEX, "pki device new")?;
        let index: Index = files::read_json(folder, INDEX)?;
        let wrong = |message: String| Error::malformed(message).about_path(&folder.join(INDEX));
        if index.schema != SCHEMA {
            return Err(wrong(format!("the schema is {:?}, not {SCHEMA:?}", index.schema)));
        }
        let root = parse_public(&index.root_public_key);
        let no_key = |name: &str| wrong(format!("{name} is no P-256 key of 128 hex digits"));
        let server_key = index
            .license_server_public_key
            .as_deref()
            .map(|text| parse_public(text).ok_or_else(|| no_key("license_server_public_key")));
        let device = Self {
            name: index.name,
            client_features: index.client_features,
            signing_key: files::read_key(folder, "signing")?,
            encryption_key: files::read_key(folder, "encryption")?,
            group_key: files::read_key(folder, "group")?,
            chain: files::read_chain(folder, "device")?,
            server_key: server_key.transpose()?,
            root: root.ok_or_else(|| no_key("root_public_key"))?,
        };
        let leaf = device.chain.leaf();
        for (key, wanted, name) in [
            (&device.signing_key, usage::SIGN, "signing"),
            (&device.encryption_key, usage::ENCRYPT_KEY, "encryption"),
        ] {
            if leaf.key_with_usage(wanted) != Some(key.public()) {
                let message = format!("the key {name}.key is not the one that device.chain certifies");
                return Err(Error::from(ErrorKind::WrongKey(message)).about_path(folder));
            }
        }
        if device.chain.last().issuer_key != device.root {
            return Err(wrong("device.chain does not end in root_public_key".to_owned()));
        }
        Ok(device)
    }

    /// Its security level.
    pub fn security_level(&self) -> u32 {
        self.chain.leaf().security_level
    }

    /// Whether it announces a feature such as `AESCBC`.
    pub fn announces(&self, feature: &str) -> bool {
        self.client_features.iter().any(|own| own == feature)
    }

    /// The device file that independent clients load, version 2 or 3.
    ///
    /// # Errors
    /// For any other version.
    pub fn export_prd(&self, version: u8) -> Result<Zeroizing<Vec<u8>>> {
        prd::write(self, version)
    }
}
