//! Many CBC chains in turns. A chain is serial: each block waits for the one before it. Blocks of other chains need not wait,
//! so a processor that looks ahead works on one block of every chain at the same time.

use aes::Aes128;
use aes::cipher::typenum::U16;
use aes::cipher::{BlockCipherEncBackend, BlockCipherEncClosure, BlockCipherEncrypt, BlockSizeUser};

use super::cbc::{self, Chain};
use super::runs::{ProtectedRanges, RunRule, Runs};
use super::{Extent, SampleJob};
use crate::cenc::iv::Iv;

/// Chains side by side: more than a processor has in flight.
const LANES: usize = 16;

/// Encrypts all jobs, which have been checked.
pub(super) fn encrypt(aes: &Aes128, rule: RunRule, iv_per_subsample: bool, jobs: &mut [SampleJob<'_>]) {
    let chains = jobs.iter_mut().flat_map(|job| chains(job, rule, iv_per_subsample));
    aes.encrypt_with_backend(Lanes(chains));
}

/// Chains that are encrypted side by side.
struct Lanes<Q>(Q);

impl<Q> BlockSizeUser for Lanes<Q> {
    type BlockSize = U16;
}

impl<'a, Q: Iterator<Item = Chain<'a>>> BlockCipherEncClosure for Lanes<Q> {
    // Inlined everywhere, so that it is compiled for the instructions of the backend.
    #[inline(always)]
    fn call<B: BlockCipherEncBackend<BlockSize = U16>>(self, backend: &B) {
        let mut queue = self.0;
        let mut lanes: Vec<Chain<'_>> = Vec::with_capacity(LANES);
        loop {
            lanes.extend(queue.by_ref().take(LANES - lanes.len()));
            if lanes.len() <= 1 {
                // On its own, a chain stays in registers.
                let Some(mut lane) = lanes.pop() else { return };
                while lane.encrypt_next(backend) {}
                continue;
            }
            // An ended chain makes room for the next one. Several that end at once leave one after the other.
            let mut ended = None;
            while ended.is_none() {
                for (index, lane) in lanes.iter_mut().enumerate() {
                    if !lane.encrypt_next(backend) {
                        ended = Some(index);
                    }
                }
            }
            if let Some(index) = ended {
                lanes.swap_remove(index);
            }
        }
    }
}

/// The chains of a sample: one per subsample where the IV starts anew, else one.
fn chains<'a>(
    job: &'a mut SampleJob<'_>,
    rule: RunRule,
    iv_per_subsample: bool,
) -> impl Iterator<Item = Chain<'a>> {
    let iv: Iv = job.iv;
    let extent: Extent<'a> = job.extent;
    let ranges = ProtectedRanges::new(extent, job.data);
    let (each, all) = if iv_per_subsample { (Some(ranges), None) } else { (None, Some(ranges)) };
    each.into_iter()
        .flatten()
        .map(ProtectedRanges::one)
        .chain(all)
        .map(move |ranges| cbc::Chain::new(&iv, Runs::new(rule, ranges)))
}
