//! `boxlock completions`: completion scripts for shells.

use super::Console;
use crate::error::Result;

/// Print a completion script for a shell.
#[derive(clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    shell: clap_complete::Shell,
}

impl CompletionsArgs {
    /// Prints the script.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::command(), "boxlock", &mut script);
        console.out_bytes(&script)
    }
}
