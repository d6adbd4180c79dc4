//! One CBC chain through the runs of a sample or of a subsample.

use std::array;
use std::mem;

use aes::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit};
use aes::{Aes128, Block};

use super::Direction;
use super::runs::Runs;
use crate::cenc::iv::Iv;

/// Blocks that are decrypted at once when a pattern scatters them.
const GATHER: usize = 32;

/// Encrypts or decrypts the runs, which have whole blocks, as one chain.
pub(super) fn apply(aes: &Aes128, direction: Direction, iv: &Iv, runs: Runs<'_>) {
    match direction {
        Direction::Encrypt => encrypt(aes, iv, runs),
        Direction::Decrypt => decrypt(aes, iv, runs),
    }
}

fn encrypt(aes: &Aes128, iv: &Iv, runs: Runs<'_>) {
    let mut chain = cbc::Encryptor::<&Aes128>::inner_iv_init(aes, iv.block().into());
    for run in runs {
        chain.encrypt_blocks(blocks(run));
    }
}

/// Blocks of one chain decrypt independently, but a pattern leaves one here and one there: they are gathered, decrypted
/// side by side, and put back.
fn decrypt(aes: &Aes128, iv: &Iv, runs: Runs<'_>) {
    let mut chain = cbc::Decryptor::<&Aes128>::inner_iv_init(aes, iv.block().into());
    let mut gathered = [Block::default(); GATHER];
    let mut places: [&mut [Block]; GATHER] = array::from_fn(|_| <&mut [Block]>::default());
    let (mut used, mut held) = (0, 0);
    for run in runs {
        let run = blocks(run);
        if held + run.len() > GATHER {
            scatter(&mut chain, &mut gathered[..held], &mut places[..used]);
            (used, held) = (0, 0);
        }
        if run.len() > GATHER / 2 {
            // Whatever is held comes first in the chain.
            scatter(&mut chain, &mut gathered[..held], &mut places[..used]);
            (used, held) = (0, 0);
            chain.decrypt_blocks(run);
            continue;
        }
        gathered[held..held + run.len()].copy_from_slice(run);
        held += run.len();
        places[used] = run;
        used += 1;
    }
    scatter(&mut chain, &mut gathered[..held], &mut places[..used]);
}

fn scatter(chain: &mut cbc::Decryptor<&Aes128>, gathered: &mut [Block], places: &mut [&mut [Block]]) {
    chain.decrypt_blocks(gathered);
    let mut gathered = &gathered[..];
    for place in places {
        let place = mem::take(place);
        let (here, rest) = gathered.split_at(place.len());
        place.copy_from_slice(here);
        gathered = rest;
    }
}

/// A run as blocks; runs of CBC have whole blocks.
pub(super) fn blocks(run: &mut [u8]) -> &mut [Block] {
    let (blocks, partial) = Array::slice_as_chunks_mut(run);
    debug_assert!(partial.is_empty());
    blocks
}
