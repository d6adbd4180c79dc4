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

/// Bits of evidence in the ends of ranges: less than once in 10^9 files by chance.
const END_LIMIT: f64 = 30.0;

/// Bytes that a cipher is said to have put out. A block that repeats is counted once: with a constant IV, equal
/// content has equal blocks.
#[derive(Debug, Default)]
pub(super) struct ByteStatistics {
    seen: HashSet<[u8; BLOCK]>,
    counts: HashMap<u8, u64>,
    /// The last encrypted bytes of ranges, with the bytes before them.
    ends: HashSet<Vec<u8>>,
    /// Evidence in bits that ranges end as clear ones do.
    end_evidence: f64,
}

impl ByteStatistics {
    pub(super) fn is_full(&self) -> bool {
        self.seen.len() >= MAX_BLOCKS || self.ends.len() >= MAX_BLOCKS
    }

    /// Adds the encrypted blocks of one protected range. `whole_blocks` says that a last, incomplete block is clear.
    pub(super) fn add(&mut self, range: &[u8], pattern: Pattern, whole_blocks: bool) {
        let (crypt, skip) = (usize::from(pattern.crypt_byte_block), usize::from(pattern.skip_byte_block));
        self.add_end(range, pattern, whole_blocks);
        let (blocks, _) = range.as_chunks::<BLOCK>();
        // What happens to an incomplete group is not agreed on.
        let whole =
            if skip == 0 || crypt < 2 { blocks.len() } else { blocks.len() - blocks.len() % (crypt + skip) };
        for (index, block) in blocks.iter().take(whole).enumerate() {
            if (skip == 0 || index % (crypt + skip) < crypt)
                && self.seen.len() < MAX_BLOCKS
                && self.seen.insert(*block)
            {
                block.iter().for_each(|&byte| *self.counts.entry(byte).or_default() += 1);
            }
        }
    }

    /// Adds the last byte of a range when it is encrypted. Slices end with a one bit and zeros up to the byte, so each
    /// number of zeros is as frequent as any other; in the output of a cipher it is half as frequent as the one below.
    fn add_end(&mut self, range: &[u8], pattern: Pattern, whole_blocks: bool) {
        let (crypt, skip) = (usize::from(pattern.crypt_byte_block), usize::from(pattern.skip_byte_block));
        let Some((&last, _)) = range.split_last() else { return };
        let block = (range.len() - 1) / BLOCK;
        let is_partial = !range.len().is_multiple_of(BLOCK);
        let is_skipped = skip > 0 && (crypt > 1 || block % (crypt + skip) >= crypt);
        // Equal content has equal ends under a constant IV.
        let end = range.get(block * BLOCK..).unwrap_or_default();
        if (is_partial && (whole_blocks || skip > 0))
            || is_skipped
            || last == 0
            || !self.ends.insert(end.to_vec())
        {
            return;
        }
        // Zero words behind a slice end with an emulation prevention byte.
        if end.ends_with(&[0, 0, 3]) {
            return;
        }
        // log2 of 1/8 over 2^-(zeros + 1).
        self.end_evidence += f64::from(last.trailing_zeros()) + 1.0 - 3.0;
    }

    /// Whether ranges end as those of clear media do. Evidence of n bits comes by chance less than once in 2^n.
    pub(super) fn ends_clearly(&self) -> Option<f64> {
        (self.end_evidence > END_LIMIT).then_some(self.end_evidence)
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
        statistics.add(&text(), Pattern::NONE, false);
        assert!(statistics.too_regular().is_some());
        for key in 0..20 {
            let mut bytes = text();
            let cipher = SampleCipher::new(&ContentKey::from_bytes([key; 16]));
            let mode = Mode::new(Scheme::by_name("cbcs").unwrap(), Pattern::NONE);
            cipher.apply(Direction::Encrypt, &mode, &Iv::full([1; 16]), Extent::Whole, &mut bytes).unwrap();
            let mut statistics = ByteStatistics::default();
            statistics.add(&bytes, Pattern::NONE, true);
            assert_eq!(statistics.too_regular(), None);
        }
    }

    #[test]
    fn few_or_equal_blocks_say_nothing() {
        let mut statistics = ByteStatistics::default();
        for _ in 0..1000 {
            statistics.add(&[7; 64], Pattern::NONE, true);
        }
        assert_eq!(statistics.too_regular(), None);
        let mut skipped = ByteStatistics::default();
        skipped.add(
            &[[1; 16], [2; 16], [3; 16]].concat(),
            Pattern { crypt_byte_block: 1, skip_byte_block: 1 },
            true,
        );
        assert_eq!(skipped.seen.len(), 2);
    }

    #[test]
    fn ends_of_slices_are_told_from_those_of_ciphertext() {
        let (mut clear, mut random) = (ByteStatistics::default(), ByteStatistics::default());
        let mut seed = 1_u32;
        for number in 0..64_u8 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            clear.add(&[[number; 15].as_slice(), &[0x80 >> (number % 8)]].concat(), Pattern::NONE, true);
            random.add(&[[number; 15].as_slice(), &[(seed >> 24) as u8]].concat(), Pattern::NONE, true);
        }
        assert!(clear.ends_clearly().is_some());
        assert_eq!(random.ends_clearly(), None);
        // A clear tail or a skipped block proves nothing.
        let mut tails = ByteStatistics::default();
        for number in 0..64_u8 {
            tails.add(&[[number; 16].as_slice(), &[0x80]].concat(), Pattern::NONE, true);
            tails.add(&[[number; 31].as_slice(), &[0x80]].concat(), Pattern::ONE_IN_TEN, true);
        }
        assert!(tails.end_evidence < END_LIMIT && tails.ends.len() <= 128);
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
