//! The chains of all devices that a PKI issued: what a service knows a device by that cannot tell its certificate.

use std::fs;
use std::io::ErrorKind as Io;

use super::*;

const FOLDER: &str = "devices";

impl Pki {
    /// Keeps the chain of a device. Keeping it again changes nothing.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn record_device(&self, chain: &Chain) -> Result<()> {
        let folder = self.folder.join(FOLDER);
        fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, error))?;
        files::write_chain(&folder, &to_hex(&chain.leaf().digest), chain)
    }

    /// The chains of all devices. Files that somebody puts there count too, whatever their name, when it ends with `.chain`.
    ///
    /// # Errors
    /// When the folder or a chain in it cannot be read.
    pub fn device_chains(&self) -> Result<Vec<Chain>> {
        let folder = self.folder.join(FOLDER);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == Io::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::io(&folder, error)),
        };
        let mut chains = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| Error::io(&folder, error))?.path();
            if path.extension().is_some_and(|extension| extension == "chain") {
                let chain = Chain::read(&files::read(&path)?, 0);
                chains.push(chain.map_err(|error| Error::from(error).about_path(&path))?);
            }
        }
        Ok(chains)
    }

    /// Changes when a device is added; `None` when there never was one.
    pub fn device_stamp(&self) -> Option<std::time::SystemTime> {
        fs::metadata(self.folder.join(FOLDER)).ok()?.modified().ok()
    }
}
