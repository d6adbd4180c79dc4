//! Where a store lies: `sqlite:FILE`, `sqlite::memory:` or `postgres://…`.

use std::fmt;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::{Error, Result};

/// The address of a store.
#[derive(Clone)]
pub struct StoreUrl(Kind);

#[derive(Clone)]
enum Kind {
    Memory,
    File(PathBuf),
    Postgres(String),
}

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// SQLite in memory: gone with the process.
    Memory,
    /// SQLite in a file.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl StoreUrl {
    /// The store in an SQLite file.
    pub fn file(path: &Path) -> Self {
        Self(Kind::File(path.to_path_buf()))
    }

    /// Which database it names.
    pub fn database(&self) -> Database {
        match self.0 {
            Kind::Memory => Database::Memory,
            Kind::File(_) => Database::Sqlite,
            Kind::Postgres(_) => Database::Postgres,
        }
    }

    /// The SQLite file.
    pub fn path(&self) -> Option<&Path> {
        match &self.0 {
            Kind::File(path) => Some(path),
            _ => None,
        }
    }

    /// The address as the driver reads it.
    pub(super) fn connection_url(&self) -> String {
        match &self.0 {
            Kind::Memory => "sqlite::memory:".to_owned(),
            Kind::File(path) => format!("sqlite:{}?mode=rwc", percent_encoded(&path.to_string_lossy())),
            Kind::Postgres(url) => url.clone(),
        }
    }

    /// Refuses a store that is not there, before it is made by opening it.
    ///
    /// # Errors
    /// When the file is missing, or the store would be in memory.
    pub fn require_existing(&self) -> Result<()> {
        match &self.0 {
            Kind::Memory => {
                Err(Error::usage("a store in memory ends with its service").about(self.to_string()))
            }
            Kind::File(path) => match std::fs::metadata(path) {
                Ok(_) => Ok(()),
                Err(error) => Err(Error::io(path, error)),
            },
            Kind::Postgres(_) => Ok(()),
        }
    }

    pub(super) fn unreachable(&self, error: &sqlx::Error) -> Error {
        let error = match &self.0 {
            Kind::Postgres(_) => Error::remote(format!("PostgreSQL cannot be reached: {error}"))
                .hint("check that it runs, and the host, port, database, user and password of --store"),
            _ => Error::from(std::io::Error::other(format!("the store cannot be opened: {error}")))
                .hint("check that its folder exists and can be written"),
        };
        error.about(self.to_string())
    }
}

impl FromStr for StoreUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = |what: &str| {
            let error = Error::usage(format!("{what} is no store"));
            Err(error.hint("write sqlite:FILE, sqlite::memory: or postgres://USER@HOST/DATABASE"))
        };
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self(Kind::Postgres(text.to_owned())));
        }
        match text.strip_prefix("sqlite:") {
            Some(":memory:") => Ok(Self(Kind::Memory)),
            Some(path) => match path.strip_prefix("//").unwrap_or(path) {
                "" => wrong("an SQLite file without a name"),
                path => Ok(Self(Kind::File(PathBuf::from(path)))),
            },
            // What stands there may hold a password.
            None => wrong("an address of another form"),
        }
    }
}

/// Without the password.
impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Memory => write!(f, "sqlite::memory:"),
            Kind::File(path) => write!(f, "sqlite:{}", path.display()),
            Kind::Postgres(url) => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let (place, _) = rest.split_once('?').unwrap_or((rest, ""));
                let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
                write!(f, "postgres://{place}")
            }
        }
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Database {
    /// How many connections a pool of this database has: SQLite has one writer, and a database in memory one connection in all.
    pub(super) fn connections(self) -> u32 {
        match self {
            Self::Memory => 1,
            Self::Sqlite => 4,
            Self::Postgres => 12,
        }
    }

    /// How many transactions are committed at the same time.
    pub(super) fn writers(self) -> usize {
        match self {
            Self::Memory | Self::Sqlite => 1,
            Self::Postgres => 4,
        }
    }

    /// What makes commits durable, and waits end.
    pub(super) fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Memory => &[],
            Self::Sqlite => &[
                "PRAGMA busy_timeout = 10000",
                "PRAGMA journal_mode = WAL",
                // In WAL mode only FULL flushes the log at each commit.
                "PRAGMA synchronous = FULL",
            ],
            Self::Postgres => &["SET synchronous_commit = on", "SET lock_timeout = '10s'"],
        }
    }

    /// How a transaction begins. SQLite must take its write lock at once: a reader that turns writer is refused, not queued.
    pub(super) fn begin(self) -> &'static str {
        match self {
            Self::Memory | Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }
}

/// All but letters and digits as `%XX`: file names may hold `?`, `#` and spaces.
fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_shown_without_passwords() {
        for (text, shown, database) in [
            ("sqlite::memory:", "sqlite::memory:", Database::Memory),
            ("sqlite:a b?c.db", "sqlite:a b?c.db", Database::Sqlite),
            ("sqlite:///tmp/x.db", "sqlite:/tmp/x.db", Database::Sqlite),
            ("postgres://u:pass@word@h:5432/d", "postgres://h:5432/d", Database::Postgres),
            ("postgresql:///d?host=/tmp&password=pass", "postgres:///d", Database::Postgres),
        ] {
            let url: StoreUrl = text.parse().unwrap();
            assert_eq!((url.to_string().as_str(), url.database()), (shown, database));
            assert!(!format!("{url:?}").contains("pass"));
        }
        for text in ["", "sqlite:", "sqlite://", "mysql://u:pass@h/d", "file.db"] {
            let error = text.parse::<StoreUrl>().unwrap_err();
            assert!(error.exit_code() as u8 == 2 && !error.to_string().contains("pass"), "{error}");
        }
    }

    #[test]
    fn odd_file_names_survive_the_driver() {
        let url: StoreUrl = "sqlite:/tmp/ä b?c#d%20.db".parse().unwrap();
        assert_eq!(url.connection_url(), "sqlite:%2Ftmp%2F%C3%A4%20b%3Fc%23d%2520.db?mode=rwc");
    }
}
