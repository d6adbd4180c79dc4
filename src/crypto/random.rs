//! Random bytes from the operating system.

use crate::Result;

/// `N` bytes from the operating system's generator.
///
/// # Errors
/// When the generator fails.
pub fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(bytes)
}
