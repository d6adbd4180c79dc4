//! Where output goes: data to stdout, talk to stderr.

use std::io::{self, Write};

use crate::Result;

/// The two streams of a command and how it speaks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Console {
    /// One JSON document instead of text.
    pub json: bool,
}

impl Console {
    /// Writes data to stdout as it is.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn out(&mut self, text: &str) -> Result<()> {
        self.out_bytes(text.as_bytes())
    }

    /// Writes data that is no text to stdout.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn out_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        let mut stdout = io::stdout().lock();
        Ok(stdout.write_all(bytes).and_then(|()| stdout.flush())?)
    }

    /// Writes a line of talk to stderr. A stderr that is gone is no reason to stop.
    pub fn talk(&mut self, line: &str) {
        let _ = writeln!(io::stderr(), "{line}");
    }
}
