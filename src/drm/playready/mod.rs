//! PlayReady Objects and WRM headers, after Microsoft's "PlayReady Header Specification".

mod build;
pub mod checksum;
mod object;
mod read;
mod version;
mod wrm_header;

pub use build::{HeaderOptions, is_absolute_url};
pub use object::{MAX_OBJECT_LEN, PlayReadyObject, RECORD_ELS, RECORD_HEADER, Record};
pub use version::WrmVersion;
pub use wrm_header::{Algid, NAMESPACE, WrmHeader, WrmKid};

#[cfg(test)]
mod tests;
