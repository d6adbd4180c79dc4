//! Rules on the media itself: whether protected bytes look encrypted, and decrypted ones like their codec.

use super::track::Syntax;
use crate::cenc::scheme::Pattern;
use std::collections::{HashMap, HashSet};

const BLOCK: usize = 16;

/// Blocks that are looked at per track.
const MAX_BLOCKS: usize = 1 << 16;

/// Fewer different blocks say nothing: 20 of each byte value are expected at least.
const MIN_BLOCKS: usize = 20 * 256 / BLOCK;

/// Chi-squared of 256 byte values that a cipher's output passes less than once in 10^15 files: 255 degrees of freedom
/// have mean 255 and standard deviation 22.6.
const LIMIT: f64 = 480.0;

/// Bytes that a cipher is said to have put out. A block that repeats is counted once: with a constant IV, equal
/// content has equal blocks.
#[derive(Debug, Default)]
pub(super) struct ByteStatistics {
    seen: HashSet<[u8; BLOCK]>,
    counts: HashMap<u8, u64>,
}

impl ByteStatistics {
    pub(super) fn is_full(&self) -> bool {
        self.seen.len() >= MAX_BLOCKS
    }

    /// Adds the encrypted blocks of one protected range.
    pub(super) fn add(&mut self, range: &[u8], pattern: Pattern) {
        let (crypt, skip) = (usize::from(pattern.crypt_byte_block), usize::from(pattern.skip_byte_block));
        let (blocks, _) = range.as_chunks::<BLOCK>();
        // What happens to an incomplete group is not agreed on.
        let whole =
            if skip == 0 || crypt < 2 { blocks.len() } else { blocks.len() - blocks.len() % (crypt + skip) };
        for (index, block) in blocks.iter().take(whole).enumerate() {
            if (skip == 0 || index % (crypt + skip) < crypt) && !self.is_full() && self.seen.insert(*block) {
                block.iter().for_each(|&byte| *self.counts.entry(byte).or_default() += 1);
            }
        }
    }

    fn chi_squared(&self) -> f64 {
        let expected = (self.seen.len() * BLOCK) as f64 / 256.0;
        let count = |byte: u8| self.counts.get(&byte).copied().unwrap_or(0) as f64;
        (0..=255).map(|byte| (count(byte) - expected).powi(2) / expected).sum()
    }

    /// How far the bytes are from those of a cipher, when that is too far.
    pub(super) fn too_regular(&self) -> Option<f64> {
        if self.seen.len() < MIN_BLOCKS {
            return None;
        }
        let chi_squared = self.chi_squared();
        (chi_squared > LIMIT).then_some(chi_squared)
    }
}

/// How many decrypted samples could be judged, and how many failed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Plausibility {
    pub judged: u64,
    pub failed: u64,
    pub first_failure: Option<u64>,
}

impl Plausibility {
    pub(super) fn note(&mut self, plausible: Option<bool>, offset: u64) {
        let Some(plausible) = plausible else { return };
        self.judged += 1;
        if !plausible {
            self.failed += 1;
            self.first_failure.get_or_insert(offset);
        }
    }

    /// Whether too many samples fail. A wrong key spoils all, but not every spoilt sample shows it: the first three bits
    /// of an AAC sample are wrong in one of eight.
    pub(super) fn is_garbage(&self, syntax: Syntax) -> bool {
        match syntax {
            Syntax::Aac => self.judged >= 32 && self.failed * 20 > self.judged,
            _ => self.judged >= 4 && self.failed * 2 > self.judged,
        }
    }
}

/// Whether a decrypted sample can be one of its codec; none when its first bytes do not tell.
pub(super) fn is_plausible(syntax: Syntax, sample: &[u8]) -> Option<bool> {
    match syntax {
        Syntax::Ac3 => Some(sample.starts_with(&[0x0b, 0x77]) || sample.starts_with(&[0x77, 0x0b])),
        Syntax::Flac => Some(matches!(sample, [0xff, 0xf8..=0xfb, ..])),
        // raw_data_block begins with an element other than its end.
        Syntax::Aac => sample.first().map(|first| first >> 5 != 7),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cenc::cipher::{Direction, Extent, Mode, SampleCipher};
    use crate::cenc::iv::Iv;
    use crate::cenc::scheme::Scheme;
    use crate::keys::ContentKey;

    fn text() -> Vec<u8> {
        (0..40_000_u32).map(|n| (n * n / 7 % 251) as u8 & 0x5f).collect()
    }

    #[test]
    fn clear_bytes_are_told_from_encrypted_ones() {
        let mut statistics = ByteStatistics::default();
        statistics.add(&text(), Pattern::NONE);
        assert!(statistics.too_regular().is_some());
        for key in 0..20 {
            let mut bytes = text();
            let cipher = SampleCipher::new(&ContentKey::from_bytes([key; 16]));
            let mode = Mode::new(Scheme::by_name("cbcs").unwrap(), Pattern::NONE);
            cipher.apply(Direction::Encrypt, &mode, &Iv::full([1; 16]), Extent::Whole, &mut bytes).unwrap();
            let mut statistics = ByteStatistics::default();
            statistics.add(&bytes, Pattern::NONE);
            assert_eq!(statistics.too_regular(), None);
        }
    }

    #[test]
    fn few_or_equal_blocks_say_nothing() {
        let mut statistics = ByteStatistics::default();
        for _ in 0..1000 {
            statistics.add(&[7; 64], Pattern::NONE);
        }
        assert_eq!(statistics.too_regular(), None);
        let mut skipped = ByteStatistics::default();
        skipped
            .add(&[[1; 16], [2; 16], [3; 16]].concat(), Pattern { crypt_byte_block: 1, skip_byte_block: 1 });
        assert_eq!(skipped.seen.len(), 2);
    }

    #[test]
    fn what_codecs_begin_and_end_with() {
        assert_eq!(is_plausible(Syntax::Ac3, &[0x0b, 0x77, 1]), Some(true));
        assert_eq!(is_plausible(Syntax::Ac3, &[0x0c, 0x77, 1]), Some(false));
        assert_eq!(is_plausible(Syntax::Aac, &[0x21, 0x10]), Some(true));
        assert_eq!(is_plausible(Syntax::Aac, &[0xe1, 0x10]), Some(false));
        assert_eq!(is_plausible(Syntax::Av1, &[0x12, 0]), None);
    }
}
