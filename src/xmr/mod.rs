//! XMR licenses: their objects as a table, a lossless reader, a writer, and the signature. Syntax only: what a policy allows is
//! for the layers above.
//!
//! A license is `XMR\0`, a version, a rights ID and one outer container whose length runs to the end of the file. An object is
//! flags (bit 0 must understand, bit 1 container), type, length with its own 8 bytes, and a body; all numbers are big-endian
//! and all times are seconds since 1970. The signature is the last object of the outer container.
//!
//! The model holds everything that the bytes say, so whatever [`License::read`] accepts, [`License::write`] gives back byte for
//! byte. Objects whose bodies nobody has described stay [`Body::Raw`].
//!
//! # Choices where nothing is published
//!
//! * GUIDs of output restrictions, enablers and policy metadata are stored as little-endian GUIDs, as key IDs are:
//!   [`guid_bytes`] is the one place.
//! * Secure stop 2 (0x5C) holds what secure stop (0x5A) holds, the 16 bytes of a metering ID, and nothing secret. The AES key of
//!   that protocol is not in it: a license passes through pages and logs in the clear, so both ends have to get that key from
//!   something that is encrypted, such as the integrity key.
//! * Real-time expiration (0x55) has no body: it is there or it is not.
//! * Objects whose bodies are inferred from their names and relatives, see [`Layout::Inferred`], fall back to [`Body::Raw`]
//!   when they have another size; those with known bodies are errors then.

mod body;
mod fields;
mod license;
mod object;
mod review;
pub mod types;

pub use body::{
    AuxiliaryKey, Body, CODE_LEN, CURVE_P256, EncryptedKey, OutputProtectionLevels, SIGNATURE_AES_CMAC,
    Signature, UplinkKid, UplinkX, cipher, guid_bytes, guid_text, key_type,
};
pub use fields::{Field, FieldValue};
pub use license::{License, MAX_LICENSE_LEN, VERSION};
pub use object::{FLAG_CONTAINER, FLAG_MUST_UNDERSTAND, HEADER_LEN, MAX_DEPTH, Object};
pub use review::{Finding, FindingKind};
pub use types::{Layout, ObjectType};
