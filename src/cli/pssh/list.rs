//! `boxlock pssh list`.

use std::path::PathBuf;

use super::describe;
use super::given::Given;
use crate::cli::Console;
use crate::cli::target::display;
use crate::edit::{FoundPssh, find_pssh};
use crate::error::Result;

/// List pssh boxes with their places and what they hold.
#[derive(clap::Args)]
pub struct ListArgs {
    /// An MP4 file, or pssh boxes: a file, - for stdin, or the value itself (base64 or hex)
    #[arg(value_name = "INPUT")]
    input: PathBuf,
}

impl ListArgs {
    /// Lists the boxes.
    ///
    /// # Errors
    /// When the input cannot be read or output fails.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let name = display(&self.input, "stdin");
        let given = Given::open(&self.input).map_err(|e| e.about(&name))?;
        let found: Vec<FoundPssh> = match given.source() {
            Some((source, len)) => find_pssh(source, len).map_err(|e| e.about(&name))?,
            None => Vec::new(),
        };
        let boxes: Vec<_> = match &given {
            Given::Boxes(boxes) => boxes.iter().map(|node| (None, node)).collect(),
            _ => found.iter().map(|f| (Some(f), &f.node)).collect(),
        };
        if console.json {
            return console.out_json(&describe::document(boxes.into_iter()));
        }
        if boxes.is_empty() {
            console.talk(&format!("no pssh box in {name}"));
        }
        let mut text = String::new();
        for (place, node) in boxes {
            let mut lines = describe::lines(node).into_iter();
            let first = lines.next().unwrap_or_default();
            match place {
                Some(found) => text += &format!("{} at byte {}: {first}\n", found.place, found.node.offset),
                None => text += &format!("{first}\n"),
            }
            lines.for_each(|line| text += &format!("  {line}\n"));
        }
        console.out(&text)
    }
}
