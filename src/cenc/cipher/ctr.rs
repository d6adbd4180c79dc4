//! CTR with a block count in the low 64 bits, which wraps without carry: one key stream per sample.

use aes::cipher::{Array, InnerIvInit, StreamCipherCore};
use aes::{Aes128, Block};
use ctr::CtrCore;
use ctr::flavors::Ctr64BE;

use super::BLOCK;
use super::runs::Runs;
use crate::cenc::iv::Iv;

/// Blocks of key stream that are made at once where a run has fewer: as many as the widest backend takes. It makes smaller
/// numbers one by one, which costs more than to make some that nobody needs.
const AHEAD: usize = 64;

/// Fewer blocks than this are made one by one all the same.
const FEW: usize = 16;

/// Adds the key stream to the runs. It runs on from one run to the next, also inside a block, and counts only
/// bytes of runs.
pub(super) fn apply(aes: &Aes128, iv: &Iv, runs: Runs<'_>) {
    let mut core = CtrCore::<&Aes128, Ctr64BE>::inner_iv_init(aes, iv.block().into());
    let mut ahead = [Block::default(); AHEAD];
    let mut used = AHEAD * BLOCK;
    // A pattern asks for one block after the other.
    let least = if runs.are_short() { FEW } else { 0 };
    for mut run in runs {
        while !run.is_empty() {
            if used == AHEAD * BLOCK {
                let whole = run.len() - run.len() % (AHEAD * BLOCK);
                let (direct, rest) = run.split_at_mut(whole);
                core.apply_keystream_blocks(Array::slice_as_chunks_mut(direct).0);
                if rest.is_empty() {
                    break;
                }
                let wanted = rest.len().div_ceil(BLOCK).max(least);
                let made = if wanted < FEW { wanted } else { AHEAD };
                core.write_keystream_blocks(&mut ahead[AHEAD - made..]);
                (run, used) = (rest, (AHEAD - made) * BLOCK);
            }
            let stream = Array::slice_as_flattened(&ahead).get(used..).unwrap_or_default();
            let (here, rest) = run.split_at_mut(run.len().min(stream.len()));
            here.iter_mut().zip(stream).for_each(|(byte, key)| *byte ^= key);
            used += here.len();
            run = rest;
        }
    }
}
