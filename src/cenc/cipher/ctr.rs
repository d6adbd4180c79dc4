//! CTR with a block count in the low 64 bits, which wraps without carry: one key stream per sample.

use aes::Aes128;
use aes::cipher::{InnerIvInit, StreamCipher, StreamCipherCoreWrapper};
use ctr::CtrCore;
use ctr::flavors::Ctr64BE;

use super::runs::Runs;
use crate::cenc::iv::Iv;

/// Adds the key stream to the runs. It runs on from one run to the next, also inside a block, and counts only bytes of runs.
pub(super) fn apply(aes: &Aes128, iv: &Iv, runs: Runs<'_>) {
    let core = CtrCore::<&Aes128, Ctr64BE>::inner_iv_init(aes, iv.block().into());
    let mut stream = StreamCipherCoreWrapper::from_core(core);
    for run in runs {
        stream.apply_keystream(run);
    }
}
