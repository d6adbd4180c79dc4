//! Chunk Offset Boxes (`stco`, `co64`), ISO/IEC 14496-12 section 8.7.5.

use super::{BoxNode, Content, FourCc};
use crate::bytes::{Inside, ParseResult, Writer};

/// Absolute file offsets of a track's chunks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChunkOffsets {
    /// Absolute file offsets.
    pub offsets: Vec<u64>,
    /// Whether they are stored in 64 bits (`co64`).
    pub wide: bool,
}

impl ChunkOffsets {
    /// Reads the `stco` or `co64` box of an `stbl`.
    ///
    /// # Errors
    /// When both are missing or the one found is malformed.
    pub fn read(stbl: &BoxNode) -> ParseResult<Self> {
        match stbl.child(b"co64") {
            Some(co64) => Self::read_table(co64, true).inside(|| "co64".into()),
            None => Self::read_table(stbl.require(&[b"stco"])?, false).inside(|| "stco".into()),
        }
    }

    fn read_table(node: &BoxNode, wide: bool) -> ParseResult<Self> {
        let mut r = node.reader();
        r.u32("version and flags")?;
        let count = r.u32("entry_count")?;
        let count = r.check_count(count.into(), if wide { 8 } else { 4 }, "entry_count")?;
        let offsets = (0..count)
            .map(|_| if wide { r.u64("chunk_offset") } else { r.u32("chunk_offset").map(u64::from) })
            .collect::<ParseResult<_>>()?;
        Ok(Self { offsets, wide })
    }

    /// Puts the offsets back into an `stbl`, as `co64` once an offset needs 64 bits.
    pub fn write(&self, stbl: &mut BoxNode) {
        let wide = self.wide || self.offsets.iter().any(|&o| o > u32::MAX.into());
        let Some(children) = stbl.children_mut() else { return };
        let place = |name: &[u8; 4]| children.iter().position(|c| c.name().0 == *name);
        let Some(node) = place(b"co64").or_else(|| place(b"stco")).and_then(|i| children.get_mut(i)) else {
            return;
        };
        // Version, flags and whatever follows the table stay as they are.
        let entry_len = if &node.name().0 == b"co64" { 8 } else { 4 };
        let old = node.bytes();
        let unread = old.get(8 + entry_len * self.offsets.len()..).unwrap_or_default();
        let mut w = Writer::new();
        w.bytes(old.get(..4).unwrap_or(&[0; 4]));
        w.u32(self.offsets.len() as u32);
        for &offset in &self.offsets {
            // Narrow tables hold only offsets that fit.
            if wide { w.u64(offset) } else { w.u32(offset as u32) }
        }
        w.bytes(unread);
        node.header.name = FourCc::new(if wide { b"co64" } else { b"stco" });
        node.content = Content::Leaf(w.into_vec());
    }
}
