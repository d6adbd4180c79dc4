//! Hashes of outputs, with the name of their algorithm: `xxh128:…` or `sha256:…`, digests in lower-case hex as `xxh128sum` and
//! `sha256sum` print them.
//!
//! They tell whether an output is still the one that was made. For that XXH3 is enough, and it costs next to nothing, while SHA-256 costs
//! about as much again as all of encryption: it is for those who need its digests elsewhere.

use std::fmt;
use std::io;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

use super::storage::{Place, Storage};
use crate::cenc::sink::Witness;
use crate::crypto::Sha256Stream;
use crate::error::{Error, Result};
use crate::keys::text::to_hex;
use crate::movie::ReadAt;

/// Bytes read at a time.
const CHUNK: usize = 256 << 10;

/// How to hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// XXH3 with 128 bits. Not for protection against people.
    #[default]
    Xxh128,
    /// SHA-256, FIPS 180-4.
    Sha256,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Xxh128, Self::Sha256];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Xxh128 => "xxh128",
            Self::Sha256 => "sha256",
        }
    }

    /// Length of a digest in hex digits.
    const fn digits(self) -> usize {
        match self {
            Self::Xxh128 => 32,
            Self::Sha256 => 64,
        }
    }

    /// The hash of the first `len` bytes at a place.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(super) fn of(self, storage: &dyn Storage, place: &Place, len: u64) -> Result<Hash> {
        let source = storage.open_read(place)?;
        self.of_source(&*source, len).map_err(|e| Error::from(e).about(place.to_string()))
    }

    /// The hash of bytes.
    #[cfg(test)]
    pub(super) fn of_bytes(self, bytes: &[u8]) -> Hash {
        let mut sum = Sum::new(self);
        sum.update(bytes);
        sum.finish()
    }

    fn of_source(self, source: &dyn ReadAt, len: u64) -> io::Result<Hash> {
        let mut sum = Sum::new(self);
        let mut chunk = vec![0; len.min(CHUNK as u64) as usize];
        let mut at = 0;
        while at < len {
            let piece = chunk.split_at_mut((len - at).min(CHUNK as u64) as usize).0;
            source.read_exact_at(piece, at)?;
            sum.update(piece);
            at += piece.len() as u64;
        }
        Ok(sum.finish())
    }
}

/// A hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Hash {
    algorithm: Algorithm,
    digest: String,
}

impl Hash {
    /// How it was made.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.algorithm.name(), self.digest)
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for Hash {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Hash {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let named = text.split_once(':').and_then(|(name, digest)| {
            Some((Algorithm::ALL.into_iter().find(|a| a.name() == name)?, digest))
        });
        match named {
            Some((algorithm, digest))
                if digest.len() == algorithm.digits()
                    && digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) =>
            {
                Ok(Self { algorithm, digest: digest.to_owned() })
            }
            _ => Err(format!(
                "{text:?} is no hash: expected xxh128: and 32 digits, or sha256: and 64, lower-case hex"
            )),
        }
    }
}

/// A hash in the making.
enum Sum {
    Xxh128(Box<XxHash3_128>),
    Sha256(Sha256Stream),
}

impl Sum {
    fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Xxh128 => Self::Xxh128(Box::new(XxHash3_128::new())),
            Algorithm::Sha256 => Self::Sha256(Sha256Stream::default()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Xxh128(sum) => sum.write(bytes),
            Self::Sha256(sum) => sum.update(bytes),
        }
    }

    fn finish(self) -> Hash {
        match self {
            Self::Xxh128(sum) => {
                Hash { algorithm: Algorithm::Xxh128, digest: to_hex(&sum.finish_128().to_be_bytes()) }
            }
            Self::Sha256(sum) => Hash { algorithm: Algorithm::Sha256, digest: to_hex(&sum.finish()) },
        }
    }
}

/// The hash of an output that is being written. Bytes are hashed on their way; when some are written out of order, as the sizes in a
/// segment index are, everything is read once more at the end.
pub(super) struct RunningSum {
    algorithm: Algorithm,
    /// The sum so far and the position it has reached; none when it cannot be told.
    state: Mutex<Option<(Sum, u64)>>,
}

impl RunningSum {
    /// The hash of nothing.
    pub(super) fn new(algorithm: Algorithm) -> Self {
        Self { algorithm, state: Mutex::new(Some((Sum::new(algorithm), 0))) }
    }

    /// The hash of the output, which has `len` bytes.
    ///
    /// # Errors
    /// When it must be read and cannot.
    pub(super) fn finish(&self, output: &dyn ReadAt, len: u64) -> io::Result<Hash> {
        match self.state.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some((sum, position)) if position == len => Ok(sum.finish()),
            _ => self.algorithm.of_source(output, len),
        }
    }
}

impl Witness for RunningSum {
    fn written(&self, position: u64, bytes: &[u8]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *state {
            Some((sum, reached)) if *reached == position => {
                sum.update(bytes);
                *reached += bytes.len() as u64;
            }
            other => *other = None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_usual_programs() {
        // printf abc | xxh128sum; printf abc | sha256sum
        for text in [
            "xxh128:06b05ab6733a618578af5f94892f3950",
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ] {
            let hash: Hash = text.parse().unwrap();
            assert_eq!(hash, hash.algorithm().of_bytes(b"abc"));
            assert_eq!(hash.to_string(), text);
        }
        for wrong in ["", "abc", "md5:00", "xxh128:06b0", "xxh128:06B05AB6733A618578AF5F94892F3950"] {
            assert!(wrong.parse::<Hash>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_written_out_of_order_is_read_again() {
        let file = tempfile::tempfile().unwrap();
        let file = crate::movie::FileSource::new(file);
        for algorithm in Algorithm::ALL {
            let sum = RunningSum::new(algorithm);
            let mut sink = crate::cenc::sink::Sink::witnessed(&file, &sum);
            sink.append(b"abc").unwrap();
            sink.append(&[7; CHUNK]).unwrap();
            let mut bytes = b"abc".to_vec();
            bytes.resize(CHUNK + 3, 7);
            let in_order = RunningSum::new(algorithm);
            in_order.written(0, b"abc");
            in_order.written(3, &[7; CHUNK]);
            let empty = crate::movie::FileSource::new(tempfile::tempfile().unwrap());
            assert_eq!(in_order.finish(&empty, bytes.len() as u64).unwrap(), algorithm.of_bytes(&bytes));
            sink.patch(1, b"x").unwrap();
            bytes[1] = b'x';
            assert_eq!(sum.finish(&file, bytes.len() as u64).unwrap(), algorithm.of_bytes(&bytes));
        }
    }
}
