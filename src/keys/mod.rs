//! Key IDs, content keys and where they come from.

mod content_key;
mod key_id;

pub use content_key::ContentKey;
pub use key_id::KeyId;
