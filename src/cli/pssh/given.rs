//! What INPUT can be: a file of boxes with media, or `pssh` boxes themselves, in a file, from stdin or as the value.

use std::io::{self, Read};
use std::path::Path;

use super::make::read_box;
use crate::boxes::BoxNode;
use crate::cli::target::{Input, is_dash};
use crate::drm::recognise_pssh_input;
use crate::error::{Error, Result};
use crate::movie::{Backing, FileSource, ReadAt};

/// Larger values are refused: boxes are small.
const MAX_VALUE: u64 = 16 << 20;

/// Boxes that files with media start with.
const LEADERS: &[&[u8; 4]] = &[
    b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"free", b"skip", b"wide", b"sidx", b"emsg", b"prft", b"meta",
    b"uuid", b"pdin",
];

/// An input.
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
        if !is_dash(path) && !path.exists() {
            let boxes = value(path.to_string_lossy().as_bytes());
            return boxes.map(Self::Boxes).map_err(|error| match looks_like_value(path) {
                true => error.about("INPUT"),
                false => Error::io(path, io::ErrorKind::NotFound.into()),
            });
        }
        match Input::open(path)? {
            Input::File(source, len) => {
                let mut head = vec![0; len.min(8) as usize];
                source.read_exact_at(&mut head, 0)?;
                if has_media_boxes(&head) {
                    return Ok(Self::File(source, len));
                }
                if len > MAX_VALUE {
                    return Err(not_boxes());
                }
                let mut bytes = vec![0; len as usize];
                source.read_exact_at(&mut bytes, 0)?;
                value(&bytes).map(Self::Boxes)
            }
            Input::Pipe(file) => Self::from_pipe(file),
            Input::Stdin => Self::from_pipe(io::stdin().lock()),
        }
    }

    fn from_pipe(mut pipe: impl Read) -> Result<Self> {
        let mut head = Vec::new();
        (&mut pipe).take(8).read_to_end(&mut head)?;
        if has_media_boxes(&head) {
            let mut backing = Backing::new(0);
            backing.push(&head)?;
            backing.fill(&mut pipe, u64::MAX)?;
            return Ok(Self::Piped(backing));
        }
        pipe.take(MAX_VALUE).read_to_end(&mut head)?;
        if head.len() as u64 > MAX_VALUE {
            return Err(not_boxes());
        }
        value(&head).map(Self::Boxes)
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

fn has_media_boxes(head: &[u8]) -> bool {
    head.get(4..8).is_some_and(|name| LEADERS.iter().any(|l| *l == name))
}

fn not_boxes() -> Error {
    Error::unsupported("neither an MP4 file nor pssh boxes").hint("an MP4 file starts with a box such as ftyp")
}

/// Whether this can only be a value and not the name of a missing file.
fn looks_like_value(path: &Path) -> bool {
    let text = path.to_string_lossy();
    text.len() >= 40 && text.chars().all(|c| c.is_ascii_alphanumeric() || "+/=-_ \n".contains(c))
}

fn value(bytes: &[u8]) -> Result<Vec<BoxNode>> {
    recognise_pssh_input(bytes)?.into_iter().map(|input| read_box(&input.into_box()?)).collect()
}
