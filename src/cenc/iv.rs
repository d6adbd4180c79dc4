//! Initialization vectors: where they come from, and why none is used twice with a key.
//!
//! CTR encrypts by adding a key stream made of blocks `E(key, counter)`. Two samples under one key must never share a
//! counter block, in whatever track they are; CBC wants IVs that differ and cannot be foreseen. [`IvAllocator`] therefore
//! keeps one sequence per key ID, and all tracks that share a key draw from it:
//!
//! * 8 bytes (CTR): the counter block is the IV, then a 64-bit block count from 0. IVs go up by one per sample from a random
//!   start and wrap; 2^64 samples are never reached, so no two samples share the upper half.
//! * 16 bytes (CTR): the upper half is random and stays, the lower half starts at 0 and goes up by the blocks each
//!   sample uses (a partial block counts as one). The ranges of two samples are disjoint until 2^64 blocks are used up,
//!   which is checked. A start given by the user may wrap in the lower half; the cipher wraps with it, without carry.
//! * 16 bytes (cbc1): random for each sample; two of n equal ones have a chance of n²/2^129.
//! * constant (cbcs): one per key ID, as the scheme wants it: equal first blocks of ranges give equal cipher blocks.
//!
//! A key ID takes one of these kinds for its whole life, since sequences of two kinds could meet.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;

use super::cipher::SeededBytes;
use super::scheme::{CipherMode, Scheme};
use crate::error::{Error, Result};
use crate::keys::KeyId;

/// An IV of 8 or 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Iv {
    block: [u8; 16],
    len: u8,
}

impl Iv {
    /// From the bytes of a box or of the command line; none unless there are 8 or 16.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut block = [0; 16];
        let len = match bytes.len() {
            8 => 8,
            16 => 16,
            _ => return None,
        };
        block.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Self { block, len })
    }

    /// An IV of 16 bytes.
    pub const fn full(block: [u8; 16]) -> Self {
        Self { block, len: 16 }
    }

    /// An IV of 8 bytes.
    pub fn half(value: u64) -> Self {
        let mut block = [0; 16];
        block[..8].copy_from_slice(&value.to_be_bytes());
        Self { block, len: 8 }
    }

    /// The bytes as boxes store them: 8 or 16.
    pub fn as_slice(&self) -> &[u8] {
        self.block.get(..usize::from(self.len)).unwrap_or(&self.block)
    }

    /// The first counter block, or the block that CBC starts from: 8 bytes are followed by zeros.
    pub const fn block(&self) -> &[u8; 16] {
        &self.block
    }

    /// 8 or 16.
    pub fn size(&self) -> usize {
        usize::from(self.len)
    }

    fn halves(&self) -> (u64, u64) {
        let both = u128::from_be_bytes(self.block);
        ((both >> 64) as u64, both as u64)
    }
}

impl fmt::Display for Iv {
    /// Lower-case hex.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Iv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Iv({self})")
    }
}

/// Where random bytes for IVs come from.
pub trait IvSource: Send {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// When the source fails.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<()>;
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandom;

impl IvSource for OsRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<()> {
        getrandom::fill(bytes)
            .map_err(|e| Error::internal(format!("the system's random generator failed: {e}")))
    }
}

/// The same bytes for the same seed: for tests and reproducible output only.
impl IvSource for SeededBytes {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<()> {
        self.next_bytes(bytes);
        Ok(())
    }
}

enum Sequence {
    /// The next IV.
    Half(u64),
    /// Upper half, next lower half, blocks that are left.
    Full { upper: u64, lower: u64, left: u64 },
    /// A fresh one each time. After a start that the user gave, the rest is derived from it, so that the output can be
    /// made again.
    Random { start: Option<Iv>, derived: Option<Box<SeededBytes>> },
    /// The same one each time.
    Constant(Iv),
}

impl Sequence {
    fn kind(&self) -> &'static str {
        match self {
            Self::Half(_) => "8 bytes per sample",
            Self::Full { .. } => "16 bytes per sample",
            Self::Random { .. } => "random per sample",
            Self::Constant(_) => "constant",
        }
    }

    /// A sequence that starts with the user's IV, or with bytes from `source`.
    fn begin(
        kid: KeyId,
        scheme: &Scheme,
        size: usize,
        given: Option<Iv>,
        source: &mut dyn IvSource,
    ) -> Result<Self> {
        if let Some(iv) = given.filter(|iv| iv.size() != size) {
            return Err(Error::usage(format!(
                "the IV given for key ID {kid} has {} bytes, not {size}",
                iv.size()
            )));
        }
        let start = match given {
            Some(iv) => iv,
            None => {
                let mut block = [0; 16];
                source.fill(&mut block[..size.min(16)])?;
                // A lower half of zero keeps the block count from wrapping, which some players get wrong.
                if size == 16 && scheme.mode == CipherMode::Ctr {
                    block[8..].fill(0);
                }
                Iv { block, len: if size == 8 { 8 } else { 16 } }
            }
        };
        let (upper, lower) = start.halves();
        Ok(match (scheme.has_constant_iv(), scheme.mode, size) {
            (true, ..) => Self::Constant(start),
            (false, CipherMode::Cbc, _) => Self::Random {
                start: Some(start),
                derived: given.map(|iv| Box::new(SeededBytes::from_key(*iv.block()))),
            },
            (false, CipherMode::Ctr, 8) => Self::Half(upper),
            (false, CipherMode::Ctr, _) => Self::Full { upper, lower, left: u64::MAX },
        })
    }
}

/// Hands out IVs, one sequence per key ID, in the order of the calls. Planning is serial, so the order and with it the output
/// does not depend on threads.
pub struct IvAllocator {
    source: Box<dyn IvSource>,
    starts: HashMap<KeyId, Iv>,
    sequences: HashMap<KeyId, Sequence>,
}

impl IvAllocator {
    /// An allocator that starts its sequences with bytes from `source`.
    pub fn new(source: Box<dyn IvSource>) -> Self {
        Self { source, starts: HashMap::new(), sequences: HashMap::new() }
    }

    /// Makes the sequence of a key ID start with an IV that the user chose. Must come before the first IV of that key ID.
    pub fn start_at(&mut self, kid: KeyId, iv: Iv) {
        self.starts.insert(kid, iv);
    }

    /// The size that the IVs of a key ID must have because the user gave one.
    pub fn given_size(&self, kid: KeyId) -> Option<usize> {
        self.starts.get(&kid).map(Iv::size)
    }

    /// The IV of the next sample under a key; `blocks` is how many 16-byte blocks of key stream it uses, a partial one
    /// counted as one ([`blocks_used`](super::cipher::Mode::blocks_used)).
    ///
    /// # Errors
    /// When the scheme has no IVs of `size` bytes or no IVs per sample, when the user's IV has another size, when the key ID
    /// already has IVs of another kind, when 2^64 blocks are used up, or when the random source fails.
    pub fn next(&mut self, kid: KeyId, scheme: &Scheme, size: usize, blocks: u64) -> Result<Iv> {
        if scheme.has_constant_iv() {
            return Err(Error::internal(format!("{scheme} has no IVs per sample")));
        }
        match self.sequence(kid, scheme, size)? {
            Sequence::Half(next) => {
                let iv = Iv::half(*next);
                *next = next.wrapping_add(1);
                Ok(iv)
            }
            Sequence::Full { upper, lower, left } => {
                let iv = Iv::full((u128::from(*upper) << 64 | u128::from(*lower)).to_be_bytes());
                *left = left.checked_sub(blocks).ok_or_else(|| {
                    Error::unsupported(format!(
                        "key ID {kid} has encrypted 2^64 blocks; more would repeat the key stream"
                    ))
                })?;
                *lower = lower.wrapping_add(blocks);
                Ok(iv)
            }
            Sequence::Random { start, derived } => {
                if let Some(iv) = start.take() {
                    return Ok(iv);
                }
                let mut block = [0; 16];
                match derived {
                    Some(derived) => derived.next_bytes(&mut block),
                    None => self.source.fill(&mut block)?,
                }
                Ok(Iv::full(block))
            }
            Sequence::Constant(_) => Err(Error::internal(format!("key ID {kid} has a constant IV"))),
        }
    }

    /// The constant IV of a key ID: the same for each call.
    ///
    /// # Errors
    /// When the scheme has no constant IV of `size` bytes, when the user's IV has another size, when the key ID already has IVs
    /// of another kind, or when the random source fails.
    pub fn constant(&mut self, kid: KeyId, scheme: &Scheme, size: usize) -> Result<Iv> {
        match self.sequence(kid, scheme, size)? {
            Sequence::Constant(iv) if iv.size() == size => Ok(*iv),
            Sequence::Constant(iv) => Err(Error::usage(format!(
                "key ID {kid} has a constant IV of {} bytes, not {size}",
                iv.size()
            ))),
            _ => Err(Error::internal(format!("{scheme} has no constant IV"))),
        }
    }

    fn sequence(&mut self, kid: KeyId, scheme: &Scheme, size: usize) -> Result<&mut Sequence> {
        if !scheme.iv.sizes().iter().any(|&s| usize::from(s) == size) {
            let sizes: Vec<_> = scheme.iv.sizes().iter().map(u8::to_string).collect();
            return Err(Error::usage(format!(
                "an IV of {size} bytes, but {scheme} takes {} bytes",
                sizes.join(" or ")
            )));
        }
        let sequence = match self.sequences.entry(kid) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let given = self.starts.get(&kid).copied();
                entry.insert(Sequence::begin(kid, scheme, size, given, &mut *self.source)?)
            }
        };
        let fits = match sequence {
            Sequence::Half(_) => !scheme.has_constant_iv() && scheme.mode == CipherMode::Ctr && size == 8,
            Sequence::Full { .. } => {
                !scheme.has_constant_iv() && scheme.mode == CipherMode::Ctr && size == 16
            }
            Sequence::Random { .. } => !scheme.has_constant_iv() && scheme.mode == CipherMode::Cbc,
            Sequence::Constant(_) => scheme.has_constant_iv(),
        };
        if fits {
            return Ok(sequence);
        }
        Err(Error::usage(format!(
            "key ID {kid} already has IVs of another kind ({}); {scheme} with {size} bytes needs a key of its own",
            sequence.kind()
        )))
    }
}

impl fmt::Debug for IvAllocator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IvAllocator").field("keys", &self.sequences.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    const KID: KeyId = KeyId::from_bytes([1; 16]);
    const OTHER: KeyId = KeyId::from_bytes([2; 16]);

    fn seeded() -> IvAllocator {
        IvAllocator::new(Box::new(SeededBytes::new(7)))
    }

    fn scheme(name: &str) -> &'static Scheme {
        Scheme::by_name(name).unwrap()
    }

    #[test]
    fn half_ivs_count_samples_and_wrap() {
        let mut ivs = seeded();
        ivs.start_at(KID, Iv::half(u64::MAX));
        assert_eq!(ivs.given_size(KID), Some(8));
        assert_eq!(ivs.next(KID, scheme("cenc"), 8, 100).unwrap().to_string(), "ffffffffffffffff");
        assert_eq!(ivs.next(KID, scheme("cenc"), 8, 100).unwrap().to_string(), "0000000000000000");
        assert_eq!(ivs.next(KID, scheme("cenc"), 8, 100).unwrap().to_string(), "0000000000000001");
    }

    #[test]
    fn full_ivs_go_up_by_blocks_within_the_lower_half() {
        let mut ivs = seeded();
        let first = ivs.next(KID, scheme("cenc"), 16, 10).unwrap();
        let second = ivs.next(KID, scheme("cenc"), 16, 1).unwrap();
        let third = ivs.next(KID, scheme("cenc"), 16, 1).unwrap();
        assert_eq!(first.block()[8..], [0; 8]);
        assert_eq!((second.halves(), third.halves()), ((first.halves().0, 10), (first.halves().0, 11)));

        ivs.start_at(OTHER, Iv::from_slice(&[0xff; 16]).unwrap());
        ivs.next(OTHER, scheme("cens"), 16, 3).unwrap();
        let wrapped = ivs.next(OTHER, scheme("cens"), 16, 1).unwrap();
        assert_eq!(wrapped.to_string(), "ffffffffffffffff0000000000000002");
    }

    #[test]
    fn full_ivs_end_before_the_key_stream_repeats() {
        let mut ivs = seeded();
        ivs.next(KID, scheme("cenc"), 16, u64::MAX - 1).unwrap();
        ivs.next(KID, scheme("cenc"), 16, 1).unwrap();
        let error = ivs.next(KID, scheme("cenc"), 16, 1).unwrap_err();
        assert!(error.to_string().contains("2^64 blocks"), "{error}");
    }

    #[test]
    fn tracks_that_share_a_key_share_one_sequence() {
        let mut ivs = seeded();
        let mut seen: Vec<u64> =
            (0..6).map(|_| ivs.next(KID, scheme("cenc"), 8, 1).unwrap().halves().0).collect();
        seen.dedup();
        assert_eq!(seen.len(), 6);
        assert_ne!(ivs.next(OTHER, scheme("cenc"), 8, 1).unwrap().halves().0, seen[5].wrapping_add(1));
    }

    #[test]
    fn cbc1_ivs_are_fresh_and_follow_from_a_given_start() {
        let start = Iv::full([9; 16]);
        let mut runs = Vec::new();
        for seed in [1, 2] {
            let mut ivs = IvAllocator::new(Box::new(SeededBytes::new(seed)));
            ivs.start_at(KID, start);
            let run: Vec<Iv> = (0..4).map(|_| ivs.next(KID, scheme("cbc1"), 16, 5).unwrap()).collect();
            assert_eq!(run[0], start);
            assert!(run.iter().enumerate().all(|(i, iv)| !run[..i].contains(iv)));
            runs.push(run);
            let free: Vec<Iv> = (0..4).map(|_| ivs.next(OTHER, scheme("cbc1"), 16, 5).unwrap()).collect();
            assert!(free.iter().enumerate().all(|(i, iv)| !free[..i].contains(iv)));
        }
        assert_eq!(runs[0], runs[1]);
    }

    #[test]
    fn constant_ivs_stay() {
        let mut ivs = seeded();
        let iv = ivs.constant(KID, scheme("cbcs"), 16).unwrap();
        assert_eq!(ivs.constant(KID, scheme("cbcs"), 16).unwrap(), iv);
        assert_eq!(ivs.constant(OTHER, scheme("cbcs"), 8).unwrap().size(), 8);
        assert!(matches!(ivs.next(KID, scheme("cbcs"), 16, 1).unwrap_err().kind, ErrorKind::Internal(_)));
        assert!(matches!(ivs.constant(KID, scheme("cbcs"), 8).unwrap_err().kind, ErrorKind::Usage(_)));
    }

    #[test]
    fn wrong_sizes_and_mixed_kinds_are_refused() {
        let mut ivs = seeded();
        let error = ivs.next(KID, scheme("cbc1"), 8, 1).unwrap_err();
        assert_eq!(error.to_string(), "an IV of 8 bytes, but cbc1 takes 16 bytes");
        ivs.start_at(OTHER, Iv::half(1));
        assert!(matches!(ivs.next(OTHER, scheme("cenc"), 16, 1).unwrap_err().kind, ErrorKind::Usage(_)));
        ivs.next(KID, scheme("cenc"), 8, 1).unwrap();
        assert!(ivs.next(KID, scheme("cenc"), 16, 1).unwrap_err().to_string().contains("another kind"));
        assert!(ivs.constant(KID, scheme("cbcs"), 16).unwrap_err().to_string().contains("another kind"));
        ivs.next(KID, scheme("cenc"), 8, 1).unwrap();
    }

    #[test]
    fn the_system_generator_gives_other_bytes_each_time() {
        let (mut a, mut b) = ([0; 16], [0; 16]);
        OsRandom.fill(&mut a).unwrap();
        OsRandom.fill(&mut b).unwrap();
        assert_ne!(a, b);
    }
}
