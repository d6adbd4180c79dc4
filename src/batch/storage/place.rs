//! Names of files and objects.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};

/// Schemes of places that are not files.
const REMOTE: &[&str] = &["s3", "gs", "az", "https", "http"];

/// A file, or an object behind a URL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A path.
    Local(PathBuf),
    /// A URL: `s3://bucket/key`, `gs://bucket/key`, `az://container/key`, `https://host/path`.
    Remote(String),
}

impl Place {
    /// The path, when this is a file.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Local(path) => Some(path),
            Self::Remote(_) => None,
        }
    }

    /// The name as it was given.
    pub fn as_os_str(&self) -> &OsStr {
        match self {
            Self::Local(path) => path.as_os_str(),
            Self::Remote(url) => OsStr::new(url),
        }
    }
}

impl From<OsString> for Place {
    fn from(name: OsString) -> Self {
        match name.to_str().and_then(|text| text.split_once("://")) {
            Some((scheme, _)) if REMOTE.contains(&scheme) => {
                Self::Remote(name.to_string_lossy().into_owned())
            }
            _ => Self::Local(name.into()),
        }
    }
}

impl From<&OsStr> for Place {
    fn from(name: &OsStr) -> Self {
        name.to_owned().into()
    }
}

impl From<&str> for Place {
    fn from(name: &str) -> Self {
        OsString::from(name).into()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local(path) => path.display().fmt(f),
            Self::Remote(url) => shown(url).fmt(f),
        }
    }
}

/// A URL without the query of HTTP, which may be a signature.
fn shown(url: &str) -> &str {
    match url.split_once('?') {
        Some((before, _)) if url.starts_with("http") => before,
        _ => url,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_paths() {
        for url in ["s3://b/k", "gs://b/k/x.mp4", "az://c/k", "https://h/p?q", "http://127.0.0.1:9/x"] {
            assert_eq!(Place::from(url), Place::Remote(url.to_owned()));
        }
        for path in ["a/b.mp4", "/a", "c:\\x", "ftp://h/p", "s3:/b", ""] {
            assert_eq!(Place::from(path), Place::Local(path.into()));
            assert_eq!(Place::from(path).to_string(), path);
        }
        assert_eq!(Place::from("https://h/p?signature=x").to_string(), "https://h/p");
        assert_eq!(Place::from("s3://b/p?.mp4").to_string(), "s3://b/p?.mp4");
    }
}
