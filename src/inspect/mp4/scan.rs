//! The boxes of a file from one header to the next: media is passed over, not read.

use crate::boxes::{BoxHeader, MAX_HEADER_LEN};
use crate::bytes::{ParseError, Reader};
use crate::error::{Error, Result};
use crate::movie::ReadAt;

/// More boxes are not listed.
const MAX_BOXES: usize = 1_000_000;

/// A box of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct TopBox {
    pub header: BoxHeader,
    pub offset: u64,
    pub size: u64,
}

/// The boxes of a file of `len` bytes, and what is wrong behind the last one.
pub(super) fn scan(source: &dyn ReadAt, len: u64) -> Result<(Vec<TopBox>, Option<ParseError>)> {
    let mut boxes = Vec::new();
    let mut offset = 0;
    while offset < len {
        if boxes.len() >= MAX_BOXES {
            let message = format!("more than {MAX_BOXES} boxes; the rest is not listed");
            return Ok((boxes, Some(ParseError::unsupported(offset, message))));
        }
        let left = len - offset;
        let mut bytes = [0; MAX_HEADER_LEN];
        let (head, _) = bytes.split_at_mut(left.min(MAX_HEADER_LEN as u64) as usize);
        source.read_exact_at(head, offset).map_err(Error::from)?;
        let header = match BoxHeader::read(&mut Reader::new(head, offset), Some(left)) {
            Ok(header) => header,
            Err(error) => return Ok((boxes, Some(error))),
        };
        let size = header.size.unwrap_or(left);
        boxes.push(TopBox { header, offset, size });
        offset = offset.saturating_add(size);
    }
    Ok((boxes, None))
}

impl TopBox {
    /// Whether the box has this type.
    pub fn is(&self, name: &[u8; 4]) -> bool {
        self.header.name.0 == *name
    }

    /// The whole box, header included; `None` when it has more than `limit` bytes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, source: &dyn ReadAt, limit: u64) -> Result<Option<Vec<u8>>> {
        if self.size > limit {
            return Ok(None);
        }
        let mut bytes = vec![0; self.size as usize];
        source.read_exact_at(&mut bytes, self.offset).map_err(Error::from)?;
        Ok(Some(bytes))
    }
}
