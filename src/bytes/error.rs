//! Where a parse failed: what was found, at which byte, inside which structures.

use std::fmt;

/// Whether the input breaks its format or only asks for more than this program does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseErrorKind {
    /// The bytes break the rules of their format (exit code 3).
    Malformed,
    /// The bytes are valid, but this program cannot work with them (exit code 4).
    Unsupported,
}

/// A parse failure with its place. Every reader in this crate returns it; enclosing structures add their
/// names with [`ParseError::inside`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Broken input, or input beyond this program.
    pub kind: ParseErrorKind,
    /// What was found and what was expected, with units.
    pub message: String,
    /// Absolute byte offset in the input, when the place is one byte.
    pub offset: Option<u64>,
    /// Names of the enclosing structures, outermost first.
    pub path: Vec<String>,
}

/// The result of every reader in this crate.
pub type ParseResult<T> = Result<T, ParseError>;

impl ParseError {
    /// Input that breaks the rules of its format at `offset`.
    pub fn malformed(offset: u64, message: impl Into<String>) -> Self {
        Self {
            kind: ParseErrorKind::Malformed,
            message: message.into(),
            offset: Some(offset),
            path: Vec::new(),
        }
    }

    /// Valid input that this program cannot work with.
    pub fn unsupported(offset: u64, message: impl Into<String>) -> Self {
        Self {
            kind: ParseErrorKind::Unsupported,
            message: message.into(),
            offset: Some(offset),
            path: Vec::new(),
        }
    }

    /// Adds the name of an enclosing structure in front of the path.
    #[must_use]
    pub fn inside(mut self, name: impl Into<String>) -> Self {
        self.path.insert(0, name.into());
        self
    }

    /// The path in the form `moov/trak[2]/tenc`, empty when unknown.
    pub fn path_text(&self) -> String {
        self.path.join("/")
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}", self.path_text())?;
            if let Some(offset) = self.offset {
                write!(f, " at byte {offset}")?;
            }
            return write!(f, ": {}", self.message);
        }
        match self.offset {
            Some(offset) => write!(f, "at byte {offset}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ParseError {}

/// Adds the name of an enclosing structure to the error of a result.
pub trait Inside<T> {
    /// Adds `name` in front of the error's path.
    ///
    /// # Errors
    /// Passes the error on, one path element longer.
    fn inside(self, name: impl FnOnce() -> String) -> ParseResult<T>;
}

impl<T> Inside<T> for ParseResult<T> {
    fn inside(self, name: impl FnOnce() -> String) -> ParseResult<T> {
        self.map_err(|e| e.inside(name()))
    }
}
