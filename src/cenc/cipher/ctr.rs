//! CTR with a block count in the low 64 bits, which wraps without carry: one key stream per sample.

use aes::cipher::inout::InOut;
use aes::cipher::typenum::{U16, U64, Unsigned};
use aes::cipher::{
    Array, BlockCipherEncBackend, BlockCipherEncClosure, BlockCipherEncrypt, BlockSizeUser, InnerIvInit,
    StreamCipherCore, StreamCipherSeekCore,
};
use aes::{Aes128, Block};
use ctr::CtrCore;
use ctr::flavors::Ctr64BE;

use super::BLOCK;
use super::runs::Runs;
use crate::cenc::iv::Iv;

/// Blocks that are ciphered at once, and blocks of key stream that are made at once where a run has fewer: as many as the widest
/// backend takes. It makes smaller numbers one by one, which costs more than to make some that nobody needs.
const GROUP: usize = U64::USIZE;

/// Fewer blocks than this are made one by one all the same.
const FEW: usize = 16;

/// Adds the key stream to the runs. It runs on from one run to the next, also inside a block, and counts only
/// bytes of runs.
pub(super) fn apply(aes: &Aes128, iv: &Iv, runs: Runs<'_>) {
    let mut core = CtrCore::<&Aes128, Ctr64BE>::inner_iv_init(aes, iv.block().into());
    let mut ahead = [Block::default(); GROUP];
    let mut used = GROUP * BLOCK;
    // A pattern asks for one block after the other.
    let least = if runs.are_short() { FEW } else { 0 };
    for mut run in runs {
        while !run.is_empty() {
            if used == GROUP * BLOCK {
                let (groups, rest) = run.as_chunks_mut();
                let position = core.get_block_pos();
                core.set_block_pos(position.wrapping_add((groups.len() * GROUP) as u64));
                aes.encrypt_with_backend(Groups { iv, position, groups });
                if rest.is_empty() {
                    break;
                }
                let wanted = rest.len().div_ceil(BLOCK).max(least);
                let made = if wanted < FEW { wanted } else { GROUP };
                core.write_keystream_blocks(&mut ahead[GROUP - made..]);
                (run, used) = (rest, (GROUP - made) * BLOCK);
            }
            let stream = Array::slice_as_flattened(&ahead).get(used..).unwrap_or_default();
            let (here, rest) = run.split_at_mut(run.len().min(stream.len()));
            here.iter_mut().zip(stream).for_each(|(byte, key)| *byte ^= key);
            used += here.len();
            run = rest;
        }
    }
}

/// Whole groups of blocks, to which the key stream is added.
struct Groups<'a> {
    iv: &'a Iv,
    /// Blocks of key stream before the first one.
    position: u64,
    groups: &'a mut [[u8; GROUP * BLOCK]],
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
        let mut counters = Array::<Block, U64>::default();
        let mut stream = counters;
        for group in self.groups {
            // The upper half is written each time too: a wide load waits for narrow stores that fill only part of it.
            for (counter, index) in counters.iter_mut().zip(0..) {
                let (upper, lower) = counter.0.split_at_mut(BLOCK / 2);
                upper.copy_from_slice(&high);
                lower.copy_from_slice(&low.wrapping_add(index).to_be_bytes());
            }
            low = low.wrapping_add(GROUP as u64);
            let blocks = InOut::from((&counters, &mut stream)).into_buf();
            let (wide, tail) = blocks.into_chunks::<B::ParBlocksSize>();
            wide.into_iter().for_each(|blocks| backend.encrypt_par_blocks(blocks));
            backend.encrypt_tail_blocks(tail);
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
