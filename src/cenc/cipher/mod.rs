//! Ciphers one sample in place, ISO/IEC 23001-7 sections 9.4 to 9.6 and 10.
//!
//! A [`SampleCipher`] expands its key once; each sample only sets an IV. Runs of protected bytes come from
//! one iterator for all schemes, so that encryption and decryption cannot disagree on which bytes they touch.

mod cbc;
mod ctr;
mod lanes;
mod runs;
mod seeded;

use std::fmt;

use aes::Aes128;
use aes::cipher::KeyInit;

use self::runs::{ProtectedRanges, RunRule, Runs};
use super::iv::Iv;
use super::scheme::{CipherMode, Pattern, Scheme, Subsample};
use crate::keys::ContentKey;

pub use self::seeded::SeededBytes;

/// AES block size in bytes.
const BLOCK: usize = 16;

/// To or from protected bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Clear bytes become protected.
    Encrypt,
    /// Protected bytes become clear.
    Decrypt,
}

/// What happens to the whole blocks at the end of a range that are fewer than `crypt_byte_block`, when blocks
/// are also skipped.
///
/// ISO/IEC 23001-7 says that a partial crypt block stays clear and can be read either way. With one encrypted
/// block per group (1:9) both readings give the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PatternTail {
    /// They are encrypted, as Shaka Packager, Bento4 and Chromium have it.
    #[default]
    Encrypt,
    /// They stay clear, as FFmpeg and mp4ff have it.
    Clear,
}

/// Which bytes of a sample are protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent<'a> {
    /// All of them.
    Whole,
    /// Those of the subsamples. Bytes behind the last subsample are clear.
    Subsamples(&'a [Subsample]),
}

/// Why a sample cannot be ciphered. Its bytes are then untouched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CipherError {
    /// Subsamples describe more bytes than the sample has.
    Overrun {
        /// Sum of all subsamples in bytes.
        described: u64,
        /// Size of the sample in bytes.
        sample_len: usize,
    },
    /// A pattern that skips blocks and encrypts none.
    EmptyPattern(Pattern),
}

impl fmt::Display for CipherError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overrun { described, sample_len } => {
                write!(f, "subsamples describe {described} bytes, but the sample has {sample_len}")
            }
            Self::EmptyPattern(pattern) => write!(f, "pattern {pattern} encrypts no block"),
        }
    }
}

impl std::error::Error for CipherError {}

/// How the samples of one track or sample group are ciphered.
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    /// Counter or chaining, and where the IV starts anew.
    pub scheme: &'static Scheme,
    /// Encrypted and skipped blocks; ignored by schemes without patterns.
    pub pattern: Pattern,
    /// What happens to an incomplete group.
    pub tail: PatternTail,
}

impl Mode {
    /// A scheme with a pattern, and the usual end of ranges.
    pub const fn new(scheme: &'static Scheme, pattern: Pattern) -> Self {
        Self { scheme, pattern, tail: PatternTail::Encrypt }
    }

    /// How many 16-byte blocks of key stream, or cipher blocks, a sample uses; a partial one counts as one.
    ///
    /// # Errors
    /// When the sample cannot be ciphered.
    pub fn blocks_used(&self, extent: Extent<'_>, sample_len: usize) -> Result<u64, CipherError> {
        let rule = self.check(extent, sample_len)?;
        let bytes: u64 = match extent {
            Extent::Whole => rule.ciphered(sample_len as u64),
            Extent::Subsamples(all) => all.iter().map(|s| rule.ciphered(u64::from(s.protected))).sum(),
        };
        Ok(bytes.div_ceil(BLOCK as u64))
    }

    /// How many bytes of one protected range are ciphered; the others are skipped by the pattern or fill no block.
    ///
    /// # Errors
    /// When the pattern encrypts nothing.
    pub fn ciphered_bytes(&self, range_len: u64) -> Result<u64, CipherError> {
        Ok(self.check(Extent::Whole, 0)?.ciphered(range_len))
    }

    fn check(&self, extent: Extent<'_>, sample_len: usize) -> Result<RunRule, CipherError> {
        let pattern = if self.scheme.has_pattern() { self.pattern } else { Pattern::NONE };
        if pattern.crypt_byte_block == 0 && pattern.skips() {
            return Err(CipherError::EmptyPattern(pattern));
        }
        if let Extent::Subsamples(all) = extent {
            let described = all.iter().fold(0u64, |sum, s| {
                sum.saturating_add(u64::from(s.clear)).saturating_add(u64::from(s.protected))
            });
            if described > sample_len as u64 {
                return Err(CipherError::Overrun { described, sample_len });
            }
        }
        Ok(RunRule::new(self.scheme.mode, pattern, self.tail))
    }
}

/// One sample to cipher.
#[derive(Debug)]
pub struct SampleJob<'a> {
    /// The sample's own IV, or the constant one.
    pub iv: Iv,
    /// Which bytes are protected.
    pub extent: Extent<'a>,
    /// All bytes of the sample.
    pub data: &'a mut [u8],
}

/// A job of a batch that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchError {
    /// Index of the job.
    pub job: usize,
    /// What is wrong with it.
    pub error: CipherError,
}

/// A content key, expanded once. Shared between threads by reference; the expanded key is wiped when dropped.
pub struct SampleCipher {
    aes: Aes128,
}

impl SampleCipher {
    /// Expands a key.
    pub fn new(key: &ContentKey) -> Self {
        Self { aes: Aes128::new(key.expose().into()) }
    }

    /// Encrypts or decrypts one sample in place.
    ///
    /// # Errors
    /// When the subsamples describe more bytes than there are, or the pattern encrypts nothing; `data` is
    /// untouched then.
    pub fn apply(
        &self,
        direction: Direction,
        mode: &Mode,
        iv: &Iv,
        extent: Extent<'_>,
        data: &mut [u8],
    ) -> Result<(), CipherError> {
        let rule = mode.check(extent, data.len())?;
        let ranges = ProtectedRanges::new(extent, data);
        match (mode.scheme.mode, mode.scheme.iv_per_subsample) {
            (CipherMode::Ctr, _) => ctr::apply(&self.aes, iv, Runs::new(rule, ranges)),
            (CipherMode::Cbc, false) => cbc::apply(&self.aes, direction, iv, Runs::new(rule, ranges)),
            (CipherMode::Cbc, true) => {
                for range in ranges {
                    cbc::apply(&self.aes, direction, iv, Runs::new(rule, ProtectedRanges::one(range)));
                }
            }
        }
        Ok(())
    }

    /// Encrypts many samples in place: the same bytes as [`apply`](Self::apply) for each, but CBC chains run
    /// side by side, since a single chain waits for each block before it can begin the next.
    ///
    /// # Errors
    /// As [`apply`](Self::apply), with the job's index; no job has been touched then.
    pub fn encrypt_batch(&self, mode: &Mode, jobs: &mut [SampleJob<'_>]) -> Result<(), BatchError> {
        let mut rule = RunRule::new(mode.scheme.mode, Pattern::NONE, mode.tail);
        for (index, job) in jobs.iter().enumerate() {
            rule =
                mode.check(job.extent, job.data.len()).map_err(|error| BatchError { job: index, error })?;
        }
        match mode.scheme.mode {
            CipherMode::Ctr => {
                for job in jobs {
                    let ranges = ProtectedRanges::new(job.extent, job.data);
                    ctr::apply(&self.aes, &job.iv, Runs::new(rule, ranges));
                }
            }
            CipherMode::Cbc => lanes::encrypt(&self.aes, rule, mode.scheme.iv_per_subsample, jobs),
        }
        Ok(())
    }
}

impl fmt::Debug for SampleCipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SampleCipher(redacted)")
    }
}

#[cfg(test)]
mod tests;
