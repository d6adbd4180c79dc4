//! The primitives of headers, certificates, licenses and messages: the only files, beside the sample ciphers, that name a crypto crate.

mod block;
mod cbc;
mod hash;
mod mac;
mod p256;
mod random;
mod seal;

pub use block::{decrypt_block, encrypt_block};
pub use cbc::{cbc_decrypt, cbc_encrypt};
pub use hash::{Sha256Stream, sha256};
pub use mac::{aes_cmac, aes_cmac_matches};
pub use p256::{CurveError, PrivateKey, PublicKey, SecretPoint};
pub use random::{OsRng, Rng, SeededRng, random_array, random_bytes};
pub use seal::SealingKey;
