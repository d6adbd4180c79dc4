//! Where output goes: a file, written by position from many threads, or a pipe, written in order.

use std::io::{self, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use crate::error::{Error, Result};
use crate::movie::{FileSource, WriteAt};

/// While a pipe waits for sizes that are not known yet, this much output is kept in memory, the rest in an unnamed file.
const HELD_IN_MEMORY: usize = 16 << 20;

/// Sees the bytes of an output as they are written, while they are still in the cache.
pub trait Witness: Sync {
    /// Bytes have been written at this position. Calls come one at a time, but from any thread.
    fn written(&self, position: u64, bytes: &[u8]);
}

/// A file that nobody else writes, and who sees what is written.
#[derive(Clone, Copy)]
pub struct Positioned<'a> {
    file: &'a FileSource,
    witness: Option<&'a dyn Witness>,
}

impl Positioned<'_> {
    /// Writes bytes at a position.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write_all_at(self, bytes: &[u8], position: u64) -> Result<()> {
        self.file.write_all_at(bytes, position)?;
        if let Some(witness) = self.witness {
            witness.written(position, bytes);
        }
        Ok(())
    }
}

/// The output.
pub enum Sink<'a> {
    /// A file that nobody else writes.
    File {
        /// The file.
        file: Positioned<'a>,
        /// How much of it has been claimed.
        position: u64,
    },
    /// A pipe.
    Pipe {
        /// The pipe.
        writer: &'a mut dyn Write,
        /// How much has been appended.
        position: u64,
        /// Output that is held back, with the position of its first byte.
        held: Option<(u64, SpooledTempFile)>,
    },
}

impl<'a> Sink<'a> {
    /// Output to a file from its start.
    pub fn file(file: &'a FileSource) -> Self {
        Self::File { file: Positioned { file, witness: None }, position: 0 }
    }

    /// Output to a file from its start, before the eyes of a witness.
    pub fn witnessed(file: &'a FileSource, witness: &'a dyn Witness) -> Self {
        Self::File { file: Positioned { file, witness: Some(witness) }, position: 0 }
    }

    /// Output to a pipe.
    pub fn pipe(writer: &'a mut dyn Write) -> Self {
        Self::Pipe { writer, position: 0, held: None }
    }

    /// Where the next bytes go.
    pub fn position(&self) -> u64 {
        match self {
            Self::File { position, .. } | Self::Pipe { position, .. } => *position,
        }
    }

    /// The file, when output can be written in any order.
    pub fn positioned(&self) -> Option<Positioned<'a>> {
        match self {
            Self::File { file, .. } => Some(*file),
            Self::Pipe { .. } => None,
        }
    }

    /// Says that a file has been written by position up to `end`.
    pub fn claim_to(&mut self, end: u64) {
        if let Self::File { position, .. } = self {
            *position = end;
        }
    }

    /// Writes the next bytes.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn append(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Self::File { file, position } => {
                file.write_all_at(bytes, *position)?;
                *position += bytes.len() as u64;
            }
            Self::Pipe { writer, position, held } => {
                match held {
                    Some((_, spool)) => spool.write_all(bytes)?,
                    None => writer.write_all(bytes)?,
                }
                *position += bytes.len() as u64;
            }
        }
        Ok(())
    }

    /// From here on, bytes may be overwritten with [`Self::patch`] until [`Self::release`].
    pub fn hold(&mut self) {
        if let Self::Pipe { position, held, .. } = self {
            held.get_or_insert_with(|| (*position, SpooledTempFile::new(HELD_IN_MEMORY)));
        }
    }

    /// Overwrites bytes that have been appended since [`Self::hold`].
    ///
    /// # Errors
    /// When they cannot be written, or have left already.
    pub fn patch(&mut self, position: u64, bytes: &[u8]) -> Result<()> {
        match self {
            Self::File { file, .. } => file.write_all_at(bytes, position)?,
            Self::Pipe { held, .. } => {
                let place =
                    held.as_mut().and_then(|(start, spool)| Some((position.checked_sub(*start)?, spool)));
                let (place, spool) =
                    place.ok_or_else(|| Error::internal("patched output that has left already"))?;
                spool.seek(SeekFrom::Start(place))?;
                spool.write_all(bytes)?;
                spool.seek(SeekFrom::End(0))?;
            }
        }
        Ok(())
    }

    /// Lets held output go.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn release(&mut self) -> Result<()> {
        if let Self::Pipe { writer, held, .. } = self
            && let Some((_, mut spool)) = held.take()
        {
            spool.seek(SeekFrom::Start(0))?;
            io::copy(&mut spool, writer)?;
        }
        Ok(())
    }

    /// Hands everything that is not held to the operating system.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn flush(&mut self) -> Result<()> {
        if let Self::Pipe { writer, .. } = self {
            writer.flush()?;
        }
        Ok(())
    }
}
