//! The primitives that headers and keys need: the only files, beside the sample ciphers, that name a crypto crate.

mod block;
mod hash;
mod random;

pub use block::encrypt_block;
pub use hash::sha256;
pub use random::random_bytes;
