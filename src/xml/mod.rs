//! XML of headers and messages: read into a small tree under limits, without DTD; written in canonical form.

mod canonical;
mod element;
mod read;
mod write;

pub use canonical::canonical;
pub use element::{Attribute, Element, Node};
pub use read::{Limits, read, read_within};
pub use write::XmlWriter;

#[cfg(test)]
mod tests;
