//! Rules on IVs: within a track, and across the tracks that share a key.

use std::collections::HashMap;

use super::findings::Findings;
use super::rules::*;
use crate::cenc::iv::Iv;
use crate::cenc::scheme::CipherMode;
use crate::keys::KeyId;

/// The counter blocks of one sample, or its IV in CBC.
#[derive(Clone, Copy, Debug)]
struct Use {
    start: u128,
    blocks: u64,
    sample: u32,
    offset: u64,
    place: u32,
}

/// Every IV of a file.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    uses: HashMap<(KeyId, bool), Vec<Use>>,
    places: Vec<String>,
}

impl Ledger {
    /// Notes a sample. `kid` stands for its key; `blocks` are those of key stream that it uses. Samples without
    /// protected bytes use none.
    pub(super) fn note(
        &mut self,
        kid: KeyId,
        mode: CipherMode,
        (iv, blocks): (&Iv, u64),
        place: &str,
        (sample, offset): (usize, u64),
    ) {
        if blocks == 0 {
            return;
        }
        if self.places.last().is_none_or(|last| last != place) {
            self.places.push(place.to_owned());
        }
        let start = u128::from_be_bytes(*iv.block());
        let (sample, place) = (sample as u32, self.places.len().saturating_sub(1) as u32);
        let uses = self.uses.entry((kid, mode == CipherMode::Cbc)).or_default();
        uses.push(Use { start, blocks, sample, offset, place });
    }

    /// Judges all IVs together.
    pub(super) fn check(mut self, findings: &mut Findings) {
        let mut keys: Vec<_> = self.uses.keys().copied().collect();
        keys.sort_unstable();
        for key in keys {
            let mut uses = self.uses.remove(&key).unwrap_or_default();
            uses.sort_by_key(|u| (u.start, u.offset));
            self.check_key(key, &uses, findings);
        }
    }

    fn name(&self, one: &Use) -> String {
        let place = self.places.get(one.place as usize).map_or("", String::as_str);
        format!("{place}/sample {}", one.sample)
    }

    fn check_key(&self, (kid, is_cbc): (KeyId, bool), uses: &[Use], findings: &mut Findings) {
        for pair in uses.windows(2) {
            let [a, b] = pair else { continue };
            if a.start == b.start {
                let rule = if is_cbc { &IV_REUSED_CBC } else { &IV_REUSED };
                let message = format!("the IV is that of {} (key ID {kid})", self.name(a));
                findings.add(rule, self.name(b), b.offset, message);
            } else if !is_cbc && b.start - a.start < u128::from(a.blocks) {
                let message = format!(
                    "its counter begins {} blocks behind that of {}, which uses {} (key ID {kid})",
                    b.start - a.start,
                    self.name(a),
                    a.blocks
                );
                findings.add(&COUNTER_OVERLAP, self.name(b), b.offset, message);
            }
        }
        if is_cbc {
            return;
        }
        for one in uses {
            let left = u128::from(u64::MAX) + 1 - (one.start & u128::from(u64::MAX));
            if u128::from(one.blocks) > left {
                let message =
                    format!("the lower half of the counter wraps after {left} of {} blocks", one.blocks);
                findings.add(&COUNTER_WRAP, self.name(one), one.offset, message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KID: KeyId = KeyId::from_bytes([1; 16]);
    const OTHER: KeyId = KeyId::from_bytes([2; 16]);

    /// The rules that samples break; each is a key ID, a track, an IV and its blocks.
    fn broken(mode: CipherMode, samples: &[(KeyId, &str, Iv, u64)]) -> Vec<(&'static str, String)> {
        let mut ledger = Ledger::default();
        for (number, (kid, track, iv, blocks)) in samples.iter().enumerate() {
            ledger.note(*kid, mode, (iv, *blocks), track, (number + 1, number as u64));
        }
        let mut findings = Findings::default();
        ledger.check(&mut findings);
        findings.into_list().into_iter().map(|f| (f.rule.id, f.path)).collect()
    }

    fn full(upper: u64, lower: u64) -> Iv {
        Iv::full((u128::from(upper) << 64 | u128::from(lower)).to_be_bytes())
    }

    #[test]
    fn tracks_that_share_a_key_may_not_share_an_iv() {
        let (a, b) = ("moov/trak[1]", "moov/trak[2]");
        let again = [(KID, a, Iv::half(5), 9), (KID, a, Iv::half(6), 9), (KID, b, Iv::half(5), 9)];
        assert_eq!(broken(CipherMode::Ctr, &again), [("iv-reused", format!("{b}/sample 3"))]);
        assert_eq!(broken(CipherMode::Cbc, &again), [("iv-reused-cbc", format!("{b}/sample 3"))]);
        let apart = [(KID, a, Iv::half(5), 9), (OTHER, b, Iv::half(5), 9)];
        assert_eq!(broken(CipherMode::Ctr, &apart), []);
        let clear = [(KID, a, Iv::half(5), 9), (KID, b, Iv::half(5), 0)];
        assert_eq!(broken(CipherMode::Ctr, &clear), []);
    }

    #[test]
    fn counters_may_touch_but_not_overlap() {
        let t = "moov/trak[1]";
        assert_eq!(broken(CipherMode::Ctr, &[(KID, t, full(1, 0), 4), (KID, t, full(1, 4), 4)]), []);
        let found = broken(CipherMode::Ctr, &[(KID, t, full(1, 3), 4), (KID, t, full(1, 0), 4)]);
        assert_eq!(found, [("counter-overlap", format!("{t}/sample 1"))]);
        // An IV of 8 bytes stands for a counter that begins at 0.
        let found = broken(CipherMode::Ctr, &[(KID, t, Iv::half(1), 4), (KID, t, full(1, 3), 1)]);
        assert_eq!(found, [("counter-overlap", format!("{t}/sample 2"))]);
    }

    #[test]
    fn counters_may_end_but_not_wrap() {
        let t = "moov/trak[1]";
        assert_eq!(broken(CipherMode::Ctr, &[(KID, t, full(1, u64::MAX), 1)]), []);
        let found = broken(CipherMode::Ctr, &[(KID, t, full(1, u64::MAX), 2)]);
        assert_eq!(found, [("counter-wrap", format!("{t}/sample 1"))]);
    }
}
