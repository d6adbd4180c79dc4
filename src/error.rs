//! The one error type of the library, grouped by what the user can do about it, and the exit codes.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::bytes::{ParseError, ParseErrorKind};
use crate::keys::KeyId;

/// Exit codes: part of the command-line contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Done.
    Done = 0,
    /// A check failed: `verify`, `lint` or `diff` found something.
    CheckFailed = 1,
    /// Unknown option or impossible combination.
    Usage = 2,
    /// Malformed input.
    Malformed = 3,
    /// Valid input that this program cannot work with.
    Unsupported = 4,
    /// A key is missing or wrong.
    Key = 5,
    /// The output exists and `--force` is not given.
    OutputExists = 6,
    /// Not found, no space, permission denied, broken pipe.
    Io = 7,
    /// A remote service refused or failed.
    Remote = 8,
    /// A bug in this program.
    Internal = 70,
    /// Interrupted by a signal.
    Interrupted = 130,
}

/// What went wrong, grouped by what the user can do.
#[derive(Debug, thiserror::Error)]
pub enum ErrorKind {
    /// Words on the command line that cannot be.
    #[error("{0}")]
    Usage(String),
    /// Input that breaks its format, or is valid but beyond this program.
    #[error("{0}")]
    Parse(ParseError),
    /// Valid input that this program cannot work with, where no byte is to blame.
    #[error("{0}")]
    Unsupported(String),
    /// Input that is no good as a whole, where no byte is to blame.
    #[error("{0}")]
    Malformed(String),
    /// No key was given for this key ID.
    #[error("no key for key ID {0}")]
    MissingKey(KeyId),
    /// A key that does not fit.
    #[error("{0}")]
    WrongKey(String),
    /// A check found something.
    #[error("{0}")]
    CheckFailed(String),
    /// The output is already there.
    #[error("the output exists")]
    OutputExists,
    /// The operating system refused.
    #[error("{0}")]
    Io(io::Error),
    /// A remote service refused or failed.
    #[error("{0}")]
    Remote(String),
    /// A signal ended the run.
    #[error("interrupted")]
    Interrupted,
    /// A bug in this program.
    #[error("internal error: {0}")]
    Internal(String),
}

/// An error with the thing it is about and, when there is one, a hint.
#[derive(Debug)]
pub struct Error {
    /// What went wrong.
    pub kind: ErrorKind,
    /// The file or option it is about.
    pub subject: Option<String>,
    /// What to do.
    pub hint: Option<String>,
}

/// The result of library calls above the parsers.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An impossible option or combination.
    pub fn usage(message: impl Into<String>) -> Self {
        ErrorKind::Usage(message.into()).into()
    }

    /// Valid input that this program cannot work with.
    pub fn unsupported(message: impl Into<String>) -> Self {
        ErrorKind::Unsupported(message.into()).into()
    }

    /// Input that is no good as a whole.
    pub fn malformed(message: impl Into<String>) -> Self {
        ErrorKind::Malformed(message.into()).into()
    }

    /// A check that found something.
    pub fn check_failed(message: impl Into<String>) -> Self {
        ErrorKind::CheckFailed(message.into()).into()
    }

    /// A remote service that refused or failed.
    pub fn remote(message: impl Into<String>) -> Self {
        ErrorKind::Remote(message.into()).into()
    }

    /// A bug in this program.
    pub fn internal(message: impl Into<String>) -> Self {
        ErrorKind::Internal(message.into()).into()
    }

    /// What several errors come to, with the exit code of one of them.
    pub fn summary(code: ExitCode, text: String) -> Self {
        let kind = match code {
            ExitCode::CheckFailed => ErrorKind::CheckFailed(text),
            ExitCode::Usage => ErrorKind::Usage(text),
            ExitCode::Malformed => ErrorKind::Malformed(text),
            ExitCode::Unsupported => ErrorKind::Unsupported(text),
            ExitCode::Key => ErrorKind::WrongKey(text),
            ExitCode::OutputExists => return Self::from(ErrorKind::OutputExists).about(text),
            ExitCode::Io => ErrorKind::Io(io::Error::other(text)),
            ExitCode::Remote => ErrorKind::Remote(text),
            ExitCode::Interrupted => ErrorKind::Interrupted,
            ExitCode::Done | ExitCode::Internal => ErrorKind::Internal(text),
        };
        kind.into()
    }

    /// Says which path an operating system error is about.
    pub fn io(path: &Path, source: io::Error) -> Self {
        Self::from(source).about_path(path)
    }

    /// Names the thing the error is about, unless it has a name already.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject.get_or_insert_with(|| subject.into());
        self
    }

    /// Names the path the error is about, unless it has a name already.
    #[must_use]
    pub fn about_path(self, path: &Path) -> Self {
        self.about(PathBuf::from(path).display().to_string())
    }

    /// Adds what to do, unless something is said already.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint.get_or_insert_with(|| hint.into());
        self
    }

    /// The error as the JSON object of the contract: `code`, `message`, `hint`, `offset`, `path`.
    pub fn json(&self) -> serde_json::Value {
        let (offset, path) = match &self.kind {
            ErrorKind::Parse(e) => (e.offset, Some(e.path_text()).filter(|p| !p.is_empty())),
            _ => (None, None),
        };
        serde_json::json!({
            "code": self.exit_code() as u8,
            "message": self.to_string(),
            "hint": self.hint,
            "offset": offset,
            "path": path,
        })
    }

    /// The exit code of the contract.
    pub fn exit_code(&self) -> ExitCode {
        match &self.kind {
            ErrorKind::CheckFailed(_) => ExitCode::CheckFailed,
            ErrorKind::Usage(_) => ExitCode::Usage,
            ErrorKind::Parse(e) if e.kind == ParseErrorKind::Malformed => ExitCode::Malformed,
            ErrorKind::Parse(_) | ErrorKind::Unsupported(_) => ExitCode::Unsupported,
            ErrorKind::Malformed(_) => ExitCode::Malformed,
            ErrorKind::MissingKey(_) | ErrorKind::WrongKey(_) => ExitCode::Key,
            ErrorKind::OutputExists => ExitCode::OutputExists,
            ErrorKind::Io(_) => ExitCode::Io,
            ErrorKind::Remote(_) => ExitCode::Remote,
            ErrorKind::Interrupted => ExitCode::Interrupted,
            ErrorKind::Internal(_) => ExitCode::Internal,
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self { kind, subject: None, hint: None }
    }
}

impl From<ParseError> for Error {
    fn from(error: ParseError) -> Self {
        ErrorKind::Parse(error).into()
    }
}

/// An error of this type that travelled inside an `io::Error`, as those of remote inputs do, comes out again.
impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        error.downcast::<Self>().unwrap_or_else(|error| ErrorKind::Io(error).into())
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        match error.kind {
            ErrorKind::Io(source) if error.subject.is_none() && error.hint.is_none() => source,
            _ => Self::other(error),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Some(subject) => write!(f, "{subject}: {}", self.kind),
            None => write!(f, "{}", self.kind),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.kind)
    }
}
