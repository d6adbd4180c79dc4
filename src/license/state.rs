//! What a client remembers of a license.

use serde::{Deserialize, Serialize};

/// What a client remembers of a license between plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlayState {
    /// When it was first played: seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_play: Option<u64>,
    /// How often it was played.
    pub plays: u32,
    /// How many copies were made.
    pub copies: u32,
}
