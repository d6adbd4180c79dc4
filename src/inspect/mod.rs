//! Says what an input is and shows every field of it: files, headers, key IDs. Reads headers, never media.
//!
//! Every kind of input describes itself as one tree of [`Node`]s, which [`text`], JSON and [`html`] show.

pub mod html;
mod kinds;
mod messages;
mod mp4;
mod node;
mod pki;
pub mod text;
mod xmr;

use serde_json::{Map, json};

pub use kinds::{DESCRIPTIONS, Description, Place as ItemPlace};
pub use messages::reveal;
pub use mp4::is_mp4;
pub use node::{Node, Place, Shape, Value, printable};
pub use xmr::policy_words;

use crate::drm::recognise;
use crate::error::{Error, Result};
use crate::movie::ReadAt;

/// The name of the JSON format.
pub const SCHEMA_NAME: &str = "boxlock.inspect/1";

/// The JSON Schema of reports.
pub const SCHEMA: &str = include_str!("schema.json");

/// What a report is to hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Look into every box of its kind, also in files of many fragments.
    pub all: bool,
    /// Show this many samples of each track.
    pub samples: Option<usize>,
}

/// Bytes of the input, kept to be shown in hexadecimal.
#[derive(Clone, Debug)]
pub struct Blob {
    /// Offset of the first byte in the input.
    pub offset: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What an input is.
#[derive(Debug)]
pub struct Report {
    /// The kind, as in JSON.
    pub kind: &'static str,
    /// Its fields.
    pub fields: Vec<Node>,
    /// Bytes of headers.
    pub blobs: Vec<Blob>,
    /// What is wrong with the input as a whole, when something is.
    pub error: Option<Error>,
}

impl Report {
    /// The report as one tree, called `subject`.
    pub fn tree(&self, subject: &str) -> Node {
        let mut root = Node::object(subject, self.fields.clone());
        root.value = Value::Text(self.kind.to_owned());
        root
    }

    /// The report as JSON.
    pub fn json(&self) -> serde_json::Value {
        let mut map = Map::new();
        map.insert("schema".into(), json!(SCHEMA_NAME));
        map.insert("kind".into(), json!(self.kind));
        if let serde_json::Value::Object(fields) = Node::object("", self.fields.clone()).json() {
            map.extend(fields);
        }
        map.into()
    }
}

/// Describes a file of `len` bytes.
///
/// # Errors
/// When it cannot be read, or is of no known kind.
pub fn describe_file(source: &dyn ReadAt, len: u64, options: &Options) -> Result<Report> {
    let mut start = [0; 16];
    let (head, _) = start.split_at_mut(len.min(16) as usize);
    source.read_exact_at(head, 0)?;
    if is_mp4(head) {
        return mp4::describe(source, len, options);
    }
    if len > recognise::MAX_INPUT_LEN as u64 {
        let message = format!("{len} bytes that do not start with a box of an MP4 file");
        return Err(Error::malformed(message)
            .hint("boxlock inspect knows MP4 files, headers, manifests, certificates and key IDs"));
    }
    let mut bytes = vec![0; len as usize];
    source.read_exact_at(&mut bytes, 0)?;
    describe_value(&bytes)
}

/// Describes a value: a header in any form, a manifest, a key ID.
///
/// # Errors
/// When it is of no known kind.
pub fn describe_value(bytes: &[u8]) -> Result<Report> {
    if bytes.trim_ascii().is_empty() {
        return Err(Error::malformed("an empty input").hint("give a file, - for stdin, or the value itself"));
    }
    kinds::describe(recognise::scan(bytes)?)
}
