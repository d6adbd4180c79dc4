//! `boxlock demo`: content is bought, played, shared and given back, on one machine and narrated.

mod media;
mod narrator;
mod stage;
mod story;
mod web;

use std::path::{Path, PathBuf};

use super::{Console, console};
use crate::error::ErrorKind;
use crate::{Error, Result};

/// Watch a purchase from start to end: packaging, payment, licenses, playback, a second device, a domain, an embedded license, metering,
/// secure stop and secure delete. Everything runs on this machine, in a folder that is gone afterwards.
#[derive(clap::Args)]
pub struct DemoArgs {
    /// Keep the files in this folder, which must be new or empty: PKI, devices, media and the store of the service
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

impl DemoArgs {
    /// Runs the demo.
    ///
    /// # Errors
    /// When a step does not end as it should, the narration cannot be written (somebody closed stdout), or a signal ends it. Then nothing is
    /// left in the folder, as with other outputs.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let interrupted = console::heed_interruptions();
        let Some(folder) = &self.keep else {
            let folder = tempfile::Builder::new().prefix("boxlock-demo-").tempdir()?;
            return story::tell(folder.path(), false, console, interrupted);
        };
        let is_new = !folder.exists();
        prepare(folder)?;
        story::tell(folder, true, console, interrupted).inspect_err(|_| clear(folder, is_new))
    }
}

/// Takes back what a demo that did not end has left.
fn clear(folder: &Path, is_new: bool) {
    // What cannot be removed stays; the error that led here is the one to tell.
    if is_new {
        let _ = std::fs::remove_dir_all(folder);
        return;
    }
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    }
}

fn prepare(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
    let mut entries = std::fs::read_dir(folder).map_err(|error| Error::io(folder, error))?;
    if entries.next().is_some() {
        let error = Error::from(ErrorKind::OutputExists).about_path(folder);
        return Err(error.hint("the folder is not empty: give another one"));
    }
    Ok(())
}
