//! Common Encryption, ISO/IEC 23001-7: schemes, subsamples, IVs and ciphers; planning, and the pipeline that ciphers and
//! writes.

pub mod cipher;
pub mod decrypt;
pub mod encrypt;
pub mod iv;
pub mod pipeline;
pub mod plan;
pub mod rewrite;
pub mod scheme;
pub mod sink;
pub mod subsample;

pub use iv::{Iv, IvAllocator};
pub use pipeline::{NoProgress, Progress, Watch};
pub use scheme::{Pattern, SCHEMES, Scheme, Subsample};
