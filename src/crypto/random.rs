//! Random bytes, as a parameter: from the operating system, or repeatable for tests.

use super::sha256;
use crate::Result;

/// Where random bytes come from.
pub trait Rng {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// When the generator fails.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<()>;
}

/// `N` bytes of `rng`.
///
/// # Errors
/// When the generator fails.
pub fn random_array<const N: usize>(rng: &mut dyn Rng) -> Result<[u8; N]> {
    let mut bytes = [0; N];
    rng.fill(&mut bytes)?;
    Ok(bytes)
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRng;

impl Rng for OsRng {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<()> {
        getrandom::fill(bytes).map_err(|error| std::io::Error::other(error.to_string()).into())
    }
}

/// A repeatable generator, for tests and reproducible output: the SHA-256 sums of a seed and a counter. Never for real keys.
#[derive(Clone, Debug)]
pub struct SeededRng {
    seed: u64,
    counter: u64,
    left: Vec<u8>,
}

impl SeededRng {
    /// The generator of `seed`.
    pub fn new(seed: u64) -> Self {
        Self { seed, counter: 0, left: Vec::new() }
    }
}

impl Rng for SeededRng {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<()> {
        for byte in bytes {
            if self.left.is_empty() {
                self.left = sha256(&[&self.seed.to_be_bytes(), &self.counter.to_be_bytes()]).to_vec();
                self.counter += 1;
            }
            *byte = self.left.pop().unwrap_or_default();
        }
        Ok(())
    }
}

/// `N` bytes from the operating system's generator.
///
/// # Errors
/// When the generator fails.
pub fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    random_array(&mut OsRng)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_another_differs() {
        let draw = |seed| random_array::<100>(&mut SeededRng::new(seed)).unwrap();
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert_ne!(draw(7)[..32], draw(7)[32..64]);
    }
}
