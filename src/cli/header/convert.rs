//! `boxlock header convert`: another form or version of the same header.

use super::output::{Encoding, Form, document};
use crate::Result;
use crate::cli::anything;
use crate::drm::PlayReadyData;

/// Change the form or the version of a PlayReady header. When only the form changes, the header keeps its bytes. What a
/// form or version cannot hold is not dropped: the command fails and names it.
#[derive(clap::Args)]
pub struct Convert {
    /// The header: a file, - for stdin, or the value itself, in any form
    #[arg(value_name = "ANYTHING", allow_hyphen_values = true)]
    input: String,
    /// Write the WRM header anew, for this version
    #[arg(long, value_name = "VERSION", value_parser = ["4.0", "4.1", "4.2", "4.3"])]
    to: Option<String>,
    /// What to print: a pssh box, a PlayReady Object, or the WRM header alone (UTF-16LE)
    #[arg(long, value_enum, default_value_t)]
    form: Form,
    /// How to print it; text is for the WRM header alone (UTF-8)
    #[arg(long, value_enum, default_value_t)]
    encoding: Encoding,
}

impl Convert {
    /// What is printed.
    ///
    /// # Errors
    /// When the input holds no PlayReady header, or the result cannot hold all of it.
    pub fn output(&self, json: bool) -> Result<Vec<u8>> {
        self.encoding.check(self.form)?;
        let input = anything::read(&self.input)?;
        let mut data = PlayReadyData::recognise(&input.bytes).map_err(|error| input.explain(error))?;
        let about = |error: crate::Error| error.about(&input.name);
        if let Some(version) = &self.to {
            data.set_version(version.parse()?).map_err(about)?;
        }
        let bytes = data.to_form(self.form.header_form()).map_err(about)?;
        if json {
            return Ok(document(&data.header().map_err(about)?, self.form, &bytes));
        }
        Ok(self.encoding.print(bytes, &data.text()))
    }
}
