//! `boxlock pssh new`.

use serde_json::json;

use super::make::{MakeArgs, systems};
use super::{Encoding, describe};
use crate::cli::Console;
use crate::error::{Error, Result};

/// Make pssh boxes, one for each system, one after the other.
#[derive(clap::Args)]
pub struct NewArgs {
    /// DRM systems: playready, widevine, common, or any UUID together with --data
    #[arg(long, value_name = "SYSTEM", value_delimiter = ',', required = true)]
    system: Vec<String>,
    /// How to print them
    #[arg(long, value_enum, default_value_t)]
    encoding: Encoding,
    #[command(flatten)]
    make: MakeArgs,
}

impl NewArgs {
    /// Makes the boxes.
    ///
    /// # Errors
    /// When options are malformed or contradict each other, or output fails.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let systems = systems(&self.system)?;
        if systems.is_empty() {
            return Err(Error::usage("no system is given").about("--system"));
        }
        let boxes = self.make.boxes(&systems)?;
        let bytes: Vec<u8> = boxes.iter().flat_map(crate::boxes::BoxNode::to_vec).collect();
        if console.json {
            let mut document = describe::document(boxes.iter().map(|node| (None, node)));
            document["data_base64"] = json!(crate::keys::text::to_base64(&bytes));
            return console.out_json(&document);
        }
        console.out_bytes(&self.encoding.encode(bytes))
    }
}
