//! CTR with a block count in the low 64 bits, which wraps without carry: one key stream per sample.

use aes::cipher::typenum::{U16, Unsigned};
use aes::cipher::{
    Array, BlockCipherEncBackend, BlockCipherEncClosure, BlockCipherEncrypt, BlockSizeUser, InnerIvInit,
    ParBlocks, StreamCipherCore, StreamCipherSeekCore,
};
use aes::{Aes128, Block};
use ctr::CtrCore;
use ctr::flavors::Ctr64BE;

use super::BLOCK;
use super::runs::Runs;
use crate::cenc::iv::Iv;

/// Blocks of key stream that are kept at most: as many as the widest backend makes at once.
const KEPT: usize = 64;

/// Fewer blocks than this are made one by one. Of more, as many are made as the backend makes at once: it makes smaller numbers one by
/// one, which costs more than to make some that nobody needs.
const FEW: usize = 16;

/// Adds the key stream to the runs. It runs on from one run to the next, also inside a block, and counts only
/// bytes of runs.
pub(super) fn apply(aes: &Aes128, iv: &Iv, runs: Runs<'_>) {
    let mut core = CtrCore::<&Aes128, Ctr64BE>::inner_iv_init(aes, iv.block().into());
    let mut kept = [Block::default(); KEPT];
    let mut used = KEPT * BLOCK;
    // A pattern asks for one block after the other.
    let least = if runs.are_short() { FEW } else { 0 };
    for mut run in runs {
        while !run.is_empty() {
            if used == KEPT * BLOCK {
                let position = core.get_block_pos();
                let mut at_once = 0;
                aes.encrypt_with_backend(Groups { iv, position, data: run, at_once: &mut at_once });
                let rest = run.len() % (at_once * BLOCK);
                let whole = run.len() - rest;
                core.set_block_pos(position.wrapping_add((whole / BLOCK) as u64));
                if rest == 0 {
                    break;
                }
                run = run.split_at_mut(whole).1;
                let wanted = rest.div_ceil(BLOCK).max(least);
                let made = if wanted < FEW { wanted } else { at_once.max(wanted).min(KEPT) };
                core.write_keystream_blocks(&mut kept[KEPT - made..]);
                used = (KEPT - made) * BLOCK;
            }
            let stream = Array::slice_as_flattened(&kept).get(used..).unwrap_or_default();
            let (here, rest) = run.split_at_mut(run.len().min(stream.len()));
            here.iter_mut().zip(stream).for_each(|(byte, key)| *byte ^= key);
            used += here.len();
            run = rest;
        }
    }
}

/// Data of which the first blocks, a multiple of what the backend ciphers at once, are to be ciphered.
struct Groups<'a> {
    iv: &'a Iv,
    /// Blocks of key stream before the first one.
    position: u64,
    data: &'a mut [u8],
    /// Is told how many blocks the backend ciphers at once: 64 with VAES-512, 30 with VAES-256, 8 with AES-NI.
    at_once: &'a mut usize,
}

impl BlockSizeUser for Groups<'_> {
    type BlockSize = U16;
}

/// What `ctr` does, but added in place: it puts the sum into a buffer of its own and copies that, which takes 1.7 times as long.
impl BlockCipherEncClosure for Groups<'_> {
    // Inlined, so that it is compiled for the instructions of the backend.
    #[inline(always)]
    fn call<B: BlockCipherEncBackend<BlockSize = U16>>(self, backend: &B) {
        let (high, low) = halves(self.iv);
        let mut low = low.wrapping_add(self.position);
        let mut counters = ParBlocks::<B>::default();
        let mut stream = ParBlocks::<B>::default();
        *self.at_once = B::ParBlocksSize::USIZE;
        for group in self.data.chunks_exact_mut(B::ParBlocksSize::USIZE * BLOCK) {
            // The upper half is written each time too: a wide load waits for narrow stores that fill only part of it.
            for (counter, index) in counters.iter_mut().zip(0..) {
                let (upper, lower) = counter.0.split_at_mut(BLOCK / 2);
                upper.copy_from_slice(&high);
                lower.copy_from_slice(&low.wrapping_add(index).to_be_bytes());
            }
            low = low.wrapping_add(B::ParBlocksSize::U64);
            backend.encrypt_par_blocks((&counters, &mut stream).into());
            group.iter_mut().zip(Array::slice_as_flattened(&stream)).for_each(|(byte, key)| *byte ^= key);
        }
    }
}

/// The constant upper half of a counter block, and the block count it starts with.
#[inline(always)]
fn halves(iv: &Iv) -> ([u8; BLOCK / 2], u64) {
    let block = u128::from_be_bytes(*iv.block());
    (((block >> 64) as u64).to_be_bytes(), block as u64)
}
