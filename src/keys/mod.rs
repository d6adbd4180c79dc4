//! Key IDs, content keys and where they come from.

mod content_key;
pub mod key_file;
mod key_id;
mod key_seed;
mod key_set;
mod key_spec;
pub(crate) mod text;

pub use content_key::ContentKey;
pub use key_id::KeyId;
pub use key_seed::KeySeed;
pub use key_set::{KeyEntry, KeySet};
pub use key_spec::{KeySpec, Selector, TrackKind};
pub use text::KeySyntaxError;
