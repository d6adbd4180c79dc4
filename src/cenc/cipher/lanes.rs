//! Many CBC chains in lock step. A chain is serial, and the cipher units of a processor take many blocks at once: sixteen chains
//! side by side keep them busy.

use std::mem;

use aes::cipher::BlockCipherEncrypt;
use aes::{Aes128, Block};

use super::cbc::blocks;
use super::runs::{ProtectedRanges, RunRule, Runs};
use super::{Extent, SampleJob};
use crate::cenc::iv::Iv;

/// Chains side by side.
const LANES: usize = 16;

/// A chain that has not ended: the rest of its current run, and the runs after it.
struct Lane<'a> {
    run: &'a mut [Block],
    runs: Runs<'a>,
}

impl<'a> Lane<'a> {
    /// A lane whose first run is loaded; none when the chain has no block.
    fn begin(mut runs: Runs<'a>) -> Option<Self> {
        let run = blocks(runs.next()?);
        Some(Self { run, runs })
    }

    /// Loads the next run if the current one is done; false at the end of the chain.
    fn advance(&mut self) -> bool {
        if self.run.is_empty() {
            match self.runs.next() {
                Some(run) => self.run = blocks(run),
                None => return false,
            }
        }
        true
    }
}

/// Encrypts all jobs, which have been checked.
pub(super) fn encrypt(aes: &Aes128, rule: RunRule, iv_per_subsample: bool, jobs: &mut [SampleJob<'_>]) {
    let mut queue = jobs.iter_mut().flat_map(|job| chains(job, rule, iv_per_subsample));
    let mut lanes: Vec<Lane<'_>> = Vec::with_capacity(LANES);
    // The last cipher block of each lane, or its IV.
    let mut state = [Block::default(); LANES];
    loop {
        let mut index = 0;
        while index < lanes.len() {
            if lanes[index].advance() {
                index += 1;
            } else {
                lanes.swap_remove(index);
                state.swap(index, lanes.len());
            }
        }
        while lanes.len() < LANES {
            let Some((iv, runs)) = queue.next() else { break };
            if let Some(lane) = Lane::begin(runs) {
                state[lanes.len()] = (*iv.block()).into();
                lanes.push(lane);
            }
        }
        let Some(steps) = lanes.iter().map(|lane| lane.run.len()).min() else { return };
        let state = &mut state[..lanes.len()];
        for step in 0..steps {
            for (chain, lane) in state.iter_mut().zip(&lanes) {
                xor(chain, &lane.run[step]);
            }
            aes.encrypt_blocks(state);
            for (chain, lane) in state.iter().zip(&mut lanes) {
                lane.run[step] = *chain;
            }
        }
        for lane in &mut lanes {
            lane.run = &mut mem::take(&mut lane.run)[steps..];
        }
    }
}

/// The chains of a sample: one per subsample where the IV starts anew, else one.
fn chains<'a>(
    job: &'a mut SampleJob<'_>,
    rule: RunRule,
    iv_per_subsample: bool,
) -> impl Iterator<Item = (Iv, Runs<'a>)> {
    let iv = job.iv;
    let extent: Extent<'a> = job.extent;
    let ranges = ProtectedRanges::new(extent, job.data);
    let (each, all) = if iv_per_subsample { (Some(ranges), None) } else { (None, Some(ranges)) };
    each.into_iter()
        .flatten()
        .map(ProtectedRanges::one)
        .chain(all)
        .map(move |ranges| (iv, Runs::new(rule, ranges)))
}

fn xor(chain: &mut Block, plain: &Block) {
    for (c, p) in chain.iter_mut().zip(plain) {
        *c ^= p;
    }
}
