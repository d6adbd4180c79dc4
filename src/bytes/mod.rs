//! Bounded reading, back-patched writing, and parse errors that know their place. No media knowledge, no I/O.

mod error;
mod reader;
mod writer;

pub use error::{Inside, ParseError, ParseErrorKind, ParseResult};
pub use reader::Reader;
pub use writer::Writer;
