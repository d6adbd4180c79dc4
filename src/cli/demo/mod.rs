//! `boxlock demo`.

use super::Console;
use crate::Result;

/// Show a purchase from start to end on this machine.
#[derive(clap::Args)]
pub struct DemoArgs {}

impl DemoArgs {
    /// Runs the demo.
    ///
    /// # Errors
    /// When a step fails.
    pub fn run(self, _console: &mut Console) -> Result<()> {
        Ok(())
    }
}
