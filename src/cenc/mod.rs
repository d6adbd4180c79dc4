//! Common Encryption, ISO/IEC 23001-7: schemes, subsamples, IVs and ciphers; later planning and the pipeline.

pub mod cipher;
pub mod iv;
pub mod scheme;
pub mod subsample;

pub use iv::Iv;
pub use scheme::{Pattern, Scheme, Subsample};
