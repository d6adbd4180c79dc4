//! What INPUT can be: a file of boxes with media, or `pssh` boxes themselves, in a file, from stdin or as the value.

use std::io::{self, Read};
use std::path::Path;

use super::make::read_box;
use crate::boxes::BoxNode;
use crate::cli::anything::{looks_like_value, no_such_file};
use crate::cli::target::{Input, is_dash};
use crate::drm::recognise_pssh_input;
use crate::error::{Error, Result};
use crate::inspect::is_mp4;
use crate::movie::{Backing, FileSource, ReadAt};

/// Larger values are refused: boxes are small.
const MAX_VALUE: u64 = 16 << 20;

/// An input, not looked into.
pub enum Raw {
    /// A file with boxes of the top level.
    File(FileSource, u64),
    /// The same from a pipe.
    Piped(Backing),
    /// Anything else: a header in some form.
    Value(Vec<u8>),
}

/// Opens a file or stdin, or takes the words themselves as the value when they name no file.
///
/// # Errors
/// When it cannot be read, or is neither a file nor long enough for a value.
pub fn open_raw(path: &Path) -> Result<Raw> {
    if !is_dash(path) && !path.exists() {
        return match looks_like_value(&path.to_string_lossy()) {
            true => Ok(Raw::Value(path.to_string_lossy().into_owned().into_bytes())),
            false => Err(no_such_file(path)),
        };
    }
    match Input::open(path)? {
        Input::File(source, len) => {
            let mut bytes = vec![0; len.min(8) as usize];
            source.read_exact_at(&mut bytes, 0)?;
            if is_mp4(&bytes) {
                return Ok(Raw::File(source, len));
            }
            if len > MAX_VALUE {
                return Err(too_large());
            }
            bytes.resize(len as usize, 0);
            source.read_exact_at(&mut bytes, 0)?;
            Ok(Raw::Value(bytes))
        }
        Input::Pipe(file) => read_pipe(file),
        Input::Stdin => read_pipe(io::stdin().lock()),
    }
}

fn read_pipe(mut pipe: impl Read) -> Result<Raw> {
    let mut bytes = Vec::new();
    (&mut pipe).take(8).read_to_end(&mut bytes)?;
    if is_mp4(&bytes) {
        let mut backing = Backing::new(0);
        backing.push(&bytes)?;
        backing.fill(&mut pipe, u64::MAX)?;
        return Ok(Raw::Piped(backing));
    }
    pipe.take(MAX_VALUE).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_VALUE {
        return Err(too_large());
    }
    Ok(Raw::Value(bytes))
}

/// An input of `pssh` boxes.
pub enum Given {
    /// A file with boxes of the top level.
    File(FileSource, u64),
    /// The same from a pipe.
    Piped(Backing),
    /// `pssh` boxes alone.
    Boxes(Vec<BoxNode>),
}

impl Given {
    /// Opens an input.
    ///
    /// # Errors
    /// When there is no such file and it is no value, or it cannot be read.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(match open_raw(path)? {
            Raw::File(source, len) => Self::File(source, len),
            Raw::Piped(backing) => Self::Piped(backing),
            Raw::Value(bytes) => {
                let boxes =
                    recognise_pssh_input(&bytes)?.into_iter().map(|input| read_box(&input.into_box()?));
                Self::Boxes(boxes.collect::<Result<_>>()?)
            }
        })
    }

    /// The bytes of a file with their length, `None` for boxes alone.
    pub fn source(&self) -> Option<(&dyn ReadAt, u64)> {
        match self {
            Self::File(source, len) => Some((source, *len)),
            Self::Piped(backing) => Some((backing, backing.end())),
            Self::Boxes(_) => None,
        }
    }
}

fn too_large() -> Error {
    Error::unsupported("neither an MP4 file nor a header").hint("an MP4 file starts with a box such as ftyp")
}
