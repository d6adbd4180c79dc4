//! Where the `pssh` boxes of a file are.

use std::fmt;

use super::change::is_pssh;
use crate::boxes::BoxNode;
use crate::cenc::rewrite::top_boxes;
use crate::error::Result;
use crate::movie::ReadAt;

/// What holds a `pssh` box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The movie.
    Moov,
    /// A fragment, counted from 1.
    Moof(usize),
    /// Nothing: the box is one of the file itself.
    TopLevel,
}

impl fmt::Display for Place {
    /// `moov`, `moof[3]` or `top level`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moov => f.write_str("moov"),
            Self::Moof(number) => write!(f, "moof[{number}]"),
            Self::TopLevel => f.write_str("top level"),
        }
    }
}

/// A `pssh` box of a file, with its place. Its absolute offset is that of the node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPssh {
    /// What holds it.
    pub place: Place,
    /// The box, `pssh` or the `uuid` box of PIFF.
    pub node: BoxNode,
}

/// Finds the `pssh` boxes of a file of `input_len` bytes. No media is read.
///
/// # Errors
/// When the file cannot be read, or its boxes are malformed.
pub fn find_pssh(source: &dyn ReadAt, input_len: u64) -> Result<Vec<FoundPssh>> {
    let mut found = Vec::new();
    let mut moofs = 0;
    for top in top_boxes(source, input_len)? {
        let place = match &top.header.name.0 {
            b"moov" => Place::Moov,
            b"moof" => {
                moofs += 1;
                Place::Moof(moofs)
            }
            b"pssh" | b"uuid" if top.size <= super::whole::MAX_TOP_PSSH => {
                let node = top.read(source)?;
                if is_pssh(&node) {
                    found.push(FoundPssh { place: Place::TopLevel, node });
                }
                continue;
            }
            _ => continue,
        };
        let node = top.read(source)?;
        let boxes = node.children().iter().filter(|c| is_pssh(c));
        found.extend(boxes.map(|c| FoundPssh { place, node: c.clone() }));
    }
    Ok(found)
}
