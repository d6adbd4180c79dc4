//! `boxlock`: MPEG Common Encryption, PSSH boxes and PlayReady headers, and a PlayReady test system.

pub mod boxes;
pub mod bytes;
pub mod cenc;
pub mod cli;
pub mod codec;
pub mod crypto;
pub mod diff;
pub mod drm;
pub mod edit;
pub mod error;
pub mod explain;
pub mod inspect;
pub mod keys;
pub mod movie;
pub mod verify;
pub mod xml;

pub use error::{Error, ErrorKind, ExitCode, Result};
