//! Files of keys and folders that appear whole or not at all.
//!
//! A private key is a PEM file of the form `EC PRIVATE KEY` (RFC 5915), which other tools read as well. On systems with Unix permissions
//! only the owner can read it; elsewhere the folder's own rules hold.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};
use zeroize::Zeroizing;

use super::Chain;
use crate::crypto::PrivateKey;
use crate::error::ErrorKind;
use crate::keys::text::{from_base64, to_base64};
use crate::{Error, Result};

const PEM_HEAD: &str = "-----BEGIN EC PRIVATE KEY-----";
const PEM_TAIL: &str = "-----END EC PRIVATE KEY-----";

/// DER of `ECPrivateKey { version 1, privateKey (32 bytes),` up to the scalar.
const DER_HEAD: [u8; 7] = [0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20];

/// DER of `parameters prime256v1, publicKey (66 bytes) }` up to X ‖ Y.
const DER_MIDDLE: [u8; 17] =
    [0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0xa1, 0x44, 0x03, 0x42, 0x00];

/// The longest file that is read from a folder of this program.
const MAX_FILE_LEN: u64 = 64 << 20;

fn key_to_pem(key: &PrivateKey) -> Zeroizing<String> {
    let mut der = Zeroizing::new(Vec::with_capacity(121));
    der.extend_from_slice(&DER_HEAD);
    der.extend_from_slice(key.expose());
    der.extend_from_slice(&DER_MIDDLE);
    der.push(4);
    der.extend_from_slice(key.public().bytes());
    let text = Zeroizing::new(to_base64(&der));
    let mut pem = Zeroizing::new(String::with_capacity(256));
    pem.push_str(PEM_HEAD);
    for (i, c) in text.chars().enumerate() {
        if i % 64 == 0 {
            pem.push('\n');
        }
        pem.push(c);
    }
    pem.push('\n');
    pem.push_str(PEM_TAIL);
    pem.push('\n');
    pem
}

fn key_from_pem(text: &str) -> Option<PrivateKey> {
    let body = text.trim().strip_prefix(PEM_HEAD)?.strip_suffix(PEM_TAIL)?;
    let mut joined = Zeroizing::new(String::with_capacity(body.len()));
    joined.extend(body.split_ascii_whitespace());
    let der = Zeroizing::new(from_base64(&joined)?);
    let rest = der.strip_prefix(DER_HEAD.as_slice())?;
    let (scalar, rest) = rest.split_first_chunk::<32>()?;
    let public = rest.strip_prefix(DER_MIDDLE.as_slice())?.strip_prefix(&[4])?;
    let key = PrivateKey::from_bytes(*scalar).ok()?;
    (key.public().bytes().as_slice() == public).then_some(key)
}

/// Writes a private key.
pub(super) fn write_key(folder: &Path, name: &str, key: &PrivateKey) -> Result<()> {
    write(folder, &format!("{name}.key"), key_to_pem(key).as_bytes())
}

/// Reads a private key.
pub(super) fn read_key(folder: &Path, name: &str) -> Result<PrivateKey> {
    let path = folder.join(format!("{name}.key"));
    let bytes = Zeroizing::new(read(&path)?);
    let key = std::str::from_utf8(&bytes).ok().and_then(key_from_pem);
    key.ok_or_else(|| {
        Error::from(ErrorKind::WrongKey("this is no P-256 private key as boxlock writes it".to_owned()))
            .about_path(&path)
    })
}

/// Writes a chain.
pub(super) fn write_chain(folder: &Path, name: &str, chain: &Chain) -> Result<()> {
    write(folder, &format!("{name}.chain"), chain.bytes())
}

/// Reads a chain.
pub(super) fn read_chain(folder: &Path, name: &str) -> Result<Chain> {
    let path = folder.join(format!("{name}.chain"));
    Chain::read(&read(&path)?, 0).map_err(|error| Error::from(error).about_path(&path))
}

/// Writes a file that only its owner can read; it replaces an old one in one step.
pub(super) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    let io = |error| Error::io(&path, error);
    // Temporary files are made for their owner alone.
    let mut file = NamedTempFile::new_in(folder).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    file.persist(&path).map_err(|error| Error::io(&path, error.error))?;
    Ok(())
}

/// Reads a file of a folder.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let len = fs::metadata(path).map_err(|error| Error::io(path, error))?.len();
    if len > MAX_FILE_LEN {
        return Err(
            Error::malformed(format!("{len} bytes; no file of such a folder is so long")).about_path(path)
        );
    }
    fs::read(path).map_err(|error| Error::io(path, error))
}

/// Refuses what is no folder with the file `index`, which the command `maker` would make.
pub(super) fn check_folder(folder: &Path, index: &str, maker: &str) -> Result<()> {
    let hint = format!("make one with `boxlock {maker}`");
    if !folder.is_dir() {
        let (kind, message) = match folder.exists() {
            true => (std::io::ErrorKind::NotADirectory, "this is a file, not a folder"),
            false => (std::io::ErrorKind::NotFound, "there is no such folder"),
        };
        return Err(Error::io(folder, std::io::Error::new(kind, message)).hint(hint));
    }
    if !folder.join(index).exists() {
        return Err(Error::malformed(format!("the folder has no {index}")).about_path(folder).hint(hint));
    }
    Ok(())
}

/// Reads a JSON file of a folder.
pub(super) fn read_json<T: serde::de::DeserializeOwned>(folder: &Path, name: &str) -> Result<T> {
    let path = folder.join(name);
    serde_json::from_slice(&read(&path)?)
        .map_err(|error| Error::malformed(error.to_string()).about_path(&path))
}

/// Writes a JSON file of a folder.
pub(super) fn write_json<T: serde::Serialize>(folder: &Path, name: &str, value: &T) -> Result<()> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| Error::internal(error.to_string()))?;
    text.push(b'\n');
    write(folder, name, &text)
}

/// A folder that is made beside its final name and renamed when it is complete.
pub(super) struct NewFolder {
    building: TempDir,
    target: PathBuf,
    replaces: bool,
}

impl NewFolder {
    /// Begins a folder. An empty one may be there; with `force` also one that has the file `index`, which is replaced.
    pub(super) fn begin(target: &Path, index: &str, force: bool) -> Result<Self> {
        let io = |error| Error::io(target, error);
        let mut replaces = false;
        match fs::symlink_metadata(target) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(io(error)),
            Ok(found) => {
                let is_empty = found.is_dir() && fs::read_dir(target).map_err(io)?.next().is_none();
                let is_ours = found.is_dir() && target.join(index).is_file();
                if !is_empty && !force {
                    return Err(Error::from(ErrorKind::OutputExists)
                        .about_path(target)
                        .hint("give another name, or --force to replace it with new keys"));
                }
                if !is_empty && !is_ours {
                    return Err(Error::from(ErrorKind::OutputExists).about_path(target).hint(format!(
                        "it is no folder with a file {index}, so --force does not replace it"
                    )));
                }
                replaces = true;
            }
        }
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        if !parent.is_dir() {
            let missing = std::io::Error::new(std::io::ErrorKind::NotFound, "there is no such folder");
            return Err(Error::io(parent, missing).hint("make the folder first"));
        }
        let building = owner_only(tempfile::Builder::new().prefix(".boxlock-"))
            .tempdir_in(parent)
            .map_err(|error| Error::io(parent, error))?;
        Ok(Self { building, target: target.to_owned(), replaces })
    }

    /// Where to write.
    pub(super) fn path(&self) -> &Path {
        self.building.path()
    }

    /// Gives the folder its name. What it replaces is gone only afterwards.
    pub(super) fn finish(self) -> Result<()> {
        let io = |error| Error::io(&self.target, error);
        let old = if self.replaces {
            let parent = self.building.path().parent().unwrap_or(Path::new("."));
            let aside = tempfile::Builder::new().prefix(".boxlock-old-").tempdir_in(parent).map_err(io)?;
            fs::rename(&self.target, aside.path().join("old")).map_err(io)?;
            Some(aside)
        } else {
            None
        };
        if let Err(error) = fs::rename(self.building.path(), &self.target) {
            if let Some(aside) = &old {
                // Best effort: the error below is what the user must see.
                let _ = fs::rename(aside.path().join("old"), &self.target);
            }
            return Err(Error::io(&self.target, error));
        }
        // It has another name now, so it must not be removed.
        let _ = self.building.keep();
        Ok(())
    }
}

/// Folders with keys are for their owner alone.
#[cfg(unix)]
fn owner_only<'a, 'b>(builder: &'a mut tempfile::Builder<'b, 'b>) -> &'a mut tempfile::Builder<'b, 'b> {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(fs::Permissions::from_mode(0o700))
}

/// Elsewhere a folder has the rights of the one it is in.
#[cfg(not(unix))]
fn owner_only<'a, 'b>(builder: &'a mut tempfile::Builder<'b, 'b>) -> &'a mut tempfile::Builder<'b, 'b> {
    builder
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SeededRng;

    #[test]
    fn pem_both_ways() {
        let key = PrivateKey::generate(&mut SeededRng::new(1)).unwrap();
        let pem = key_to_pem(&key);
        assert_eq!(key_from_pem(&pem).unwrap().expose(), key.expose());
        for wrong in ["", "-----BEGIN EC PRIVATE KEY-----", &pem.replace("MHcC", "MHcD")] {
            assert!(key_from_pem(wrong).is_none());
        }
    }

    #[test]
    fn a_public_half_of_another_key_is_refused() {
        let [a, b] = [1, 2].map(|seed| PrivateKey::generate(&mut SeededRng::new(seed)).unwrap());
        let mut der =
            from_base64(&key_to_pem(&a).lines().filter(|l| !l.starts_with('-')).collect::<String>()).unwrap();
        let at = der.len() - 64;
        der[at..].copy_from_slice(b.public().bytes());
        assert!(key_from_pem(&format!("{PEM_HEAD}\n{}\n{PEM_TAIL}", to_base64(&der))).is_none());
    }
}
