//! Bytes that follow from a seed: reproducible output for tests. Not a source of secrets.

use std::fmt;

use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt, KeyInit};

use super::BLOCK;

/// AES-128 over a counter, keyed with the seed.
pub struct SeededBytes {
    aes: Aes128,
    counter: u128,
}

impl SeededBytes {
    /// From a number.
    pub fn new(seed: u64) -> Self {
        Self::from_key(u128::from(seed).to_be_bytes())
    }

    /// From 16 bytes.
    pub fn from_key(key: [u8; 16]) -> Self {
        Self { aes: Aes128::new(&key.into()), counter: 0 }
    }

    /// The next bytes. Each call begins a new block, so what a call returns depends on the number of blocks before it only.
    pub fn next_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(BLOCK) {
            let mut block = self.counter.to_be_bytes().into();
            self.aes.encrypt_block(&mut block);
            chunk.copy_from_slice(&block[..chunk.len()]);
            self.counter = self.counter.wrapping_add(1);
        }
    }
}

impl fmt::Debug for SeededBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SeededBytes(block {})", self.counter)
    }
}
