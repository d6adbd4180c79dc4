//! ISO/IEC 14496-12 and 23001-7 box syntax: a lossless tree and typed views, one file per box.

pub mod body;
pub mod fourcc;

pub use body::BoxBody;
pub use fourcc::FourCc;
