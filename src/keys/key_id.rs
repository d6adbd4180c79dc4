//! Key IDs. One number, two byte orders: `tenc`, `seig` and `pssh` v1 store the UUID big-endian, PlayReady
//! headers store the little-endian GUID. This type holds the big-endian bytes; every conversion is here.

use std::fmt;

use uuid::Uuid;

/// A key ID (KID).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(Uuid);

impl KeyId {
    /// From the 16 bytes of `tenc`, `seig` or `pssh` v1 (UUID, big-endian).
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// From the 16 bytes of a PlayReady header (GUID, little-endian fields).
    pub fn from_guid_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes_le(bytes))
    }

    /// The 16 bytes of `tenc`, `seig` or `pssh` v1 (UUID, big-endian).
    pub const fn bytes(&self) -> [u8; 16] {
        *self.0.as_bytes()
    }

    /// The 16 bytes of a PlayReady header (GUID, little-endian fields).
    pub fn guid_bytes(&self) -> [u8; 16] {
        self.0.to_bytes_le()
    }
}

impl fmt::Display for KeyId {
    /// The dashed, lower-case UUID.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.hyphenated(), f)
    }
}
