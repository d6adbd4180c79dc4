//! The common `pssh` box of W3C "cenc Initialization Data Format": version 1, key IDs and no data.

use super::{PsshData, SystemId};
use crate::keys::KeyId;

/// A common `pssh` box for these keys.
pub fn pssh(kids: impl IntoIterator<Item = KeyId>) -> PsshData {
    PsshData { system_id: SystemId::COMMON, kids: kids.into_iter().collect(), data: Vec::new() }
}
