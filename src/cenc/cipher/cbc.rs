//! One CBC chain through the runs of a sample or of a subsample.

use std::slice;

use aes::cipher::typenum::U16;
use aes::cipher::{
    Array, BlockCipherDecBackend, BlockCipherDecClosure, BlockCipherDecrypt, BlockCipherEncBackend,
    BlockModeDecrypt, BlockModeEncrypt, BlockSizeUser, InnerIvInit,
};
use aes::{Aes128, Block};

use super::Direction;
use super::runs::Runs;
use crate::cenc::iv::Iv;

/// Encrypts or decrypts the runs, which have whole blocks, as one chain.
pub(super) fn apply(aes: &Aes128, direction: Direction, iv: &Iv, runs: Runs<'_>) {
    match direction {
        Direction::Encrypt => {
            let mut chain = cbc::Encryptor::<&Aes128>::inner_iv_init(aes, iv.block().into());
            for run in runs {
                chain.encrypt_blocks(blocks(run));
            }
        }
        // A call of the `cbc` crate costs more than a few blocks, and a pattern leaves one here and one there.
        Direction::Decrypt if runs.are_short() => aes.decrypt_with_backend(Chain::new(iv, runs)),
        Direction::Decrypt => {
            let mut chain = cbc::Decryptor::<&Aes128>::inner_iv_init(aes, iv.block().into());
            for run in runs {
                chain.decrypt_blocks(blocks(run));
            }
        }
    }
}

/// A chain that goes on block by block.
pub(super) struct Chain<'a> {
    /// The last cipher block, or the IV.
    last: Block,
    /// What is left of the current run.
    run: slice::IterMut<'a, Block>,
    runs: Runs<'a>,
}

impl<'a> Chain<'a> {
    pub(super) fn new(iv: &Iv, runs: Runs<'a>) -> Self {
        Self { last: (*iv.block()).into(), run: [].iter_mut(), runs }
    }

    #[inline(always)]
    fn next(&mut self) -> Option<&'a mut Block> {
        loop {
            if let Some(block) = self.run.next() {
                return Some(block);
            }
            self.run = blocks(self.runs.next()?).iter_mut();
        }
    }

    /// Encrypts one block; false at the end.
    #[inline(always)]
    pub(super) fn encrypt_next(&mut self, backend: &impl BlockCipherEncBackend<BlockSize = U16>) -> bool {
        let Some(block) = self.next() else { return false };
        self.last = xor(self.last, *block);
        backend.encrypt_block((&mut self.last).into());
        *block = self.last;
        true
    }
}

impl BlockSizeUser for Chain<'_> {
    type BlockSize = U16;
}

impl BlockCipherDecClosure for Chain<'_> {
    /// Decrypts all blocks. None waits for another, so a processor that looks ahead works on several at a time.
    #[inline(always)]
    fn call<B: BlockCipherDecBackend<BlockSize = U16>>(mut self, backend: &B) {
        while let Some(block) = self.next() {
            let cipher = *block;
            let mut plain = cipher;
            backend.decrypt_block((&mut plain).into());
            *block = xor(plain, self.last);
            self.last = cipher;
        }
    }
}

/// A run as blocks; runs of CBC have whole blocks.
#[inline(always)]
fn blocks(run: &mut [u8]) -> &mut [Block] {
    let (blocks, partial) = Array::slice_as_chunks_mut(run);
    debug_assert!(partial.is_empty());
    blocks
}

#[inline(always)]
fn xor(a: Block, b: Block) -> Block {
    (u128::from_ne_bytes(a.0) ^ u128::from_ne_bytes(b.0)).to_ne_bytes().into()
}
