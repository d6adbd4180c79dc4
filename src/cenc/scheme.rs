//! Protection schemes as data: ISO/IEC 23001-7 section 10.

/// A pattern of encrypted and clear 16-byte blocks (`crypt_byte_block`, `skip_byte_block`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Pattern {
    /// Encrypted blocks in a row, 0 to 15. 0 with `skip_byte_block` 0 means no pattern: every block is encrypted.
    pub crypt_byte_block: u8,
    /// Clear blocks after them, 0 to 15.
    pub skip_byte_block: u8,
}

/// One entry of `senc`: clear bytes, then protected bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Subsample {
    /// `BytesOfClearData`.
    pub clear: u16,
    /// `BytesOfProtectedData`.
    pub protected: u32,
}
