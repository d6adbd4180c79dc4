//! ISO/IEC 14496-12 and 23001-7 box syntax: a lossless tree and typed views, one file per box.

mod body;
mod chunk_offset;
mod fourcc;
mod ftyp;
mod hdlr;
mod header;
mod mdhd;
mod node;
mod sample_entry;
mod sidx;
mod stsc;
mod stsz;
mod tfhd;
mod tfra;
mod tkhd;
mod trex;
mod trun;

pub use body::{BoxBody, VersionFlags};
pub use chunk_offset::ChunkOffsets;
pub use fourcc::FourCc;
pub use ftyp::Ftyp;
pub use hdlr::Hdlr;
pub use header::{BoxHeader, MAX_HEADER_LEN, SizeForm};
pub use mdhd::Mdhd;
pub use node::{BoxNode, Content};
pub use sample_entry::{SampleEntryKind, expand_sample_descriptions};
pub use sidx::{Sidx, SidxReference};
pub use stsc::{SampleToChunk, Stsc};
pub use stsz::SampleSizes;
pub use tfhd::Tfhd;
pub use tfra::{Tfra, TfraEntry};
pub use tkhd::Tkhd;
pub use trex::Trex;
pub use trun::{Trun, TrunSample};
