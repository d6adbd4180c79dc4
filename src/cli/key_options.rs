//! Keys from the command line: `--key`, `--key-seed`, `--keys`, `--keys-env` and `--keys-fd`.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::drm::HeaderKey;
use crate::keys::{KeySeed, KeySet, KeySpec, key_file};
use crate::{Error, Result};

/// Longest key file that is read.
const MAX_KEY_FILE_LEN: u64 = 16 << 20;

/// The options that give keys. All of them may be combined. Their values are parsed here and not by clap, whose errors
/// would repeat them.
#[derive(clap::Args, Clone, Default)]
#[command(next_help_heading = "Keys")]
pub struct KeyOptions {
    /// A key: KID is a UUID, 32 hex digits or guid:BASE64; KEY is 32 hex digits or base64; IV is 16 or 32 hex digits.
    /// SELECTOR is all (default), video, audio, text or a track ID. KEY may be left out with --key-seed
    #[arg(long, value_name = "[SELECTOR=]KID[:KEY[:IV]]")]
    key: Vec<String>,
    /// Derive keys from key IDs with this PlayReady key seed; "test" is the public test key seed
    #[arg(long, value_name = "BASE64|test")]
    key_seed: Option<String>,
    /// Read keys from a JSON file, - for stdin: {"keys":[{"selector":"video","kid":"…","key":"…","iv":"…"}]}
    #[arg(long, value_name = "FILE|-")]
    keys: Vec<PathBuf>,
    /// Read keys in the form of --keys from an environment variable
    #[arg(long, value_name = "NAME")]
    keys_env: Option<String>,
    /// Read keys in the form of --keys from an open file descriptor
    #[arg(long, value_name = "N")]
    keys_fd: Option<u32>,
}

impl KeyOptions {
    /// Whether no option was given.
    pub fn is_empty(&self) -> bool {
        let Self { key, key_seed, keys, keys_env, keys_fd } = self;
        key.is_empty() && key_seed.is_none() && keys.is_empty() && keys_env.is_none() && keys_fd.is_none()
    }

    /// Whether keys come from stdin, so that nothing else can.
    pub fn reads_stdin(&self) -> bool {
        self.keys.iter().any(|path| path.as_os_str() == "-")
    }

    /// The key seed.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn seed(&self) -> Result<Option<KeySeed>> {
        let seed = self.key_seed.as_deref().map(str::parse).transpose();
        seed.map_err(|error| Error::from(error).about("--key-seed"))
    }

    /// All keys as given: first those of `--key`, then those of files.
    ///
    /// # Errors
    /// When one is malformed, or a file, variable or descriptor cannot be read.
    pub fn specs(&self) -> Result<Vec<KeySpec>> {
        let mut specs = Vec::new();
        for text in &self.key {
            specs.push(text.parse().map_err(|error| Error::from(error).about("--key"))?);
        }
        for path in &self.keys {
            specs.extend(read_key_file(path)?);
        }
        if let Some(name) = &self.keys_env {
            let subject = format!("environment variable {name}");
            let json = std::env::var(name).map(Zeroizing::new).map_err(|error| match error {
                std::env::VarError::NotPresent => Error::usage("is not set").about(&subject),
                std::env::VarError::NotUnicode(_) => Error::malformed("is not UTF-8").about(&subject),
            })?;
            specs.extend(key_file::read(&json).map_err(|error| error.about(&subject))?);
        }
        if let Some(number) = self.keys_fd {
            specs.extend(read_stream(open_descriptor(number)?, &format!("file descriptor {number}"))?);
        }
        Ok(specs)
    }

    /// The key IDs in the order given, each once, with their keys where they are known: unlike for encryption, a key may stay
    /// unknown.
    ///
    /// # Errors
    /// As [`Self::specs`], and when a key ID comes with two different keys.
    pub fn header_keys(&self) -> Result<Vec<HeaderKey>> {
        let seed = self.seed()?;
        let mut keys: Vec<HeaderKey> = Vec::new();
        let mut places = HashMap::new();
        for KeySpec { kid, key, .. } in self.specs()? {
            let key = key.or_else(|| seed.as_ref().map(|seed| seed.derive(&kid)));
            let place = *places.entry(kid).or_insert(keys.len());
            match keys.get_mut(place) {
                None => keys.push(HeaderKey { kid, key }),
                Some(other) if other.key.is_none() => other.key = key,
                Some(other) if key.is_none() || other.key == key => {}
                Some(_) => {
                    return Err(Error::usage(format!("key ID {kid} is given with two different keys")));
                }
            }
        }
        Ok(keys)
    }

    /// All keys, checked against each other and completed from the key seed.
    ///
    /// # Errors
    /// As [`Self::specs`], and when keys contradict each other or one is missing.
    pub fn key_set(&self) -> Result<KeySet> {
        KeySet::new(self.specs()?, self.seed()?)
    }
}

/// Reads the keys of a JSON file, or of stdin for `-`.
///
/// # Errors
/// When it cannot be read or is no key file.
pub(super) fn read_key_file(path: &Path) -> Result<Vec<KeySpec>> {
    if path.as_os_str() == "-" {
        return read_stream(std::io::stdin().lock(), "stdin");
    }
    // Whoever gives a key here must not read it again in an error.
    if !path.exists()
        && path.to_str().is_some_and(|text| text.contains(':') && text.parse::<KeySpec>().is_ok())
    {
        return Err(Error::usage("takes a file, and this is a key")
            .about("--keys")
            .hint("pass it with --key"));
    }
    let file = File::open(path).map_err(|error| Error::io(path, error))?;
    read_stream(file, &path.display().to_string())
}

fn read_stream(stream: impl Read, subject: &str) -> Result<Vec<KeySpec>> {
    let mut json = Zeroizing::new(String::new());
    let len =
        stream.take(MAX_KEY_FILE_LEN + 1).read_to_string(&mut json).map_err(|error| match error.kind() {
            std::io::ErrorKind::InvalidData => Error::malformed("the key file is not UTF-8").about(subject),
            _ => Error::from(error).about(subject),
        })?;
    if len as u64 > MAX_KEY_FILE_LEN {
        return Err(
            Error::unsupported(format!("a key file of more than {MAX_KEY_FILE_LEN} bytes")).about(subject)
        );
    }
    key_file::read(&json).map_err(|error| error.about(subject))
}

/// Opens a descriptor by its name in the file system, since taking one over by number would need unsafe code.
#[cfg(unix)]
fn open_descriptor(number: u32) -> Result<File> {
    let path = format!("/dev/fd/{number}");
    File::open(Path::new(&path)).map_err(|error| Error::from(error).about(format!("--keys-fd {number}")))
}

#[cfg(not(unix))]
fn open_descriptor(number: u32) -> Result<File> {
    Err(Error::usage("file descriptors are not available on this system")
        .about(format!("--keys-fd {number}"))
        .hint("use --keys FILE, --keys - or --keys-env NAME"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const KID: &str = "09e091ab-f838-41d2-9e35-58531fd19ec7";
    const KEY: &str = "9cb061164b7013eaefcc7d6d18424c2c";

    fn file(json: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(json.as_bytes()).unwrap();
        file
    }

    #[test]
    fn options_and_files_add_up() {
        let file = file(&format!(r#"{{"keys":[{{"selector":"audio","kid":"{KID}"}}]}}"#));
        let options = KeyOptions {
            key: vec![format!("video={KID}:{KEY}")],
            key_seed: Some("test".to_owned()),
            keys: vec![file.path().to_owned()],
            ..KeyOptions::default()
        };
        let set = options.key_set().unwrap();
        assert_eq!(set.entries().len(), 2);
        assert_eq!(set.entries()[0].key, set.entries()[1].key);
        assert!(!options.is_empty() && !options.reads_stdin());
        assert!(KeyOptions::default().is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_descriptor_is_read() {
        use std::os::fd::AsRawFd;
        let file = file(&format!(r#"{{"keys":[{{"kid":"{KID}","key":"{KEY}"}}]}}"#));
        let number = u32::try_from(file.as_file().as_raw_fd()).unwrap();
        let options = KeyOptions { keys_fd: Some(number), ..KeyOptions::default() };
        assert_eq!(options.specs().unwrap().len(), 1);
        let closed = KeyOptions { keys_fd: Some(900_000), ..KeyOptions::default() };
        assert_eq!(closed.specs().unwrap_err().exit_code(), crate::ExitCode::Io);
    }

    #[test]
    fn errors_name_the_source_and_no_key() {
        let broken = file(&format!("{KID}:{KEY}"));
        let missing = KeyOptions { keys: vec!["no-such-file.json".into()], ..KeyOptions::default() };
        for (options, subject, code) in [
            (KeyOptions { key: vec![format!("{KID}:{KEY}0")], ..KeyOptions::default() }, "--key", 2),
            (KeyOptions { keys: vec![broken.path().to_owned()], ..KeyOptions::default() }, "tmp", 3),
            (
                KeyOptions { keys_env: Some("NO_SUCH_VARIABLE_8541".to_owned()), ..KeyOptions::default() },
                "8541",
                2,
            ),
            (missing, "no-such-file.json", 7),
        ] {
            let error = options.specs().unwrap_err();
            assert_eq!(error.exit_code() as u8, code, "{error}");
            assert!(error.to_string().contains(subject) && !error.to_string().contains(KEY), "{error}");
        }
        let seed = KeyOptions { key_seed: Some("secret".to_owned()), ..KeyOptions::default() };
        let error = seed.seed().unwrap_err().to_string();
        assert!(error.starts_with("--key-seed:") && !error.contains("secret"), "{error}");
    }
}
