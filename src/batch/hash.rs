//! SHA-256 of files and objects, in hex.

use super::storage::{Place, Storage};
use crate::crypto::Sha256Stream;
use crate::error::{Error, Result};

/// Bytes read at a time.
const CHUNK: usize = 1 << 20;

/// The hash of `len` bytes at a place.
///
/// # Errors
/// When they cannot be read.
pub(super) fn of(storage: &dyn Storage, place: &Place, len: u64) -> Result<String> {
    let source = storage.open_read(place)?;
    let mut sum = Sha256Stream::default();
    let mut chunk = vec![0; len.min(CHUNK as u64) as usize];
    let mut at = 0;
    while at < len {
        let piece = chunk.split_at_mut((len - at).min(CHUNK as u64) as usize).0;
        source.read_exact_at(piece, at).map_err(|e| Error::from(e).about(place.to_string()))?;
        sum.update(piece);
        at += piece.len() as u64;
    }
    Ok(hex(&sum.finish()))
}

/// Lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
