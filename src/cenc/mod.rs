//! Common Encryption, ISO/IEC 23001-7: schemes, subsamples, IVs and ciphers; later planning and the pipeline.

pub mod scheme;

pub use scheme::{Pattern, Subsample};
