//! XML of headers and messages: read into a small tree under limits, without DTD; written in canonical form.

mod canonical;
mod element;
mod read;
mod write;

pub use canonical::canonical;
pub use element::{Attribute, Element, Node};
pub use read::{MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, read};
pub use write::XmlWriter;

#[cfg(test)]
mod tests;
