//! ISO/IEC 14496-12 and 23001-7 box syntax: a lossless tree and typed views, one file per box.

pub mod body;
pub mod bridge;
pub mod fourcc;
pub mod frma;
pub mod piff;
pub mod pssh;
pub mod saio;
pub mod saiz;
pub mod sbgp;
pub mod schm;
pub mod senc;
pub mod sgpd;
pub mod tenc;

pub use body::BoxBody;
pub use fourcc::FourCc;
pub use frma::Frma;
pub use piff::{PiffEncryption, PiffPssh, PiffSenc, PiffTenc};
pub use pssh::Pssh;
pub use saio::Saio;
pub use saiz::Saiz;
pub use sbgp::Sbgp;
pub use schm::Schm;
pub use senc::{Senc, SencEntries, SencEntry, SencWriter, Subsample};
pub use sgpd::{Seig, Sgpd};
pub use tenc::{Pattern, Tenc};
