//! `boxlock license embed` and `license extract`: licenses in PlayReady headers.

use std::path::PathBuf;

use serde_json::json;

use super::super::target::{Output, display};
use super::super::{Console, anything};
use super::{find_header, read_bytes};
use crate::drm::playready::PlayReadyObject;
use crate::drm::{HeaderForm, PsshData, SystemId};
use crate::keys::text::to_base64;
use crate::license::{Policy, embedded};
use crate::xmr::{License, MAX_LICENSE_LEN};
use crate::{Error, Result};

/// Put licenses into the embedded license store of a PlayReady header and print it in base64; "boxlock pssh replace" puts it into a file.
/// A store with room (header new --empty-els) keeps its size.
#[derive(clap::Args)]
pub(super) struct EmbedArgs {
    /// The header: a file, - for stdin, or the value itself, in any form
    #[arg(value_name = "ANYTHING", allow_hyphen_values = true)]
    input: String,
    /// The licenses, minted with embed = true
    #[arg(long, value_name = "LICENSE", required = true)]
    license: Vec<PathBuf>,
    /// What to print: a pssh box, or the PlayReady Object in it
    #[arg(long, value_name = "FORM", default_value = "pssh", value_parser = ["pssh", "pro"])]
    form: String,
}

/// Write the licenses in the embedded license store of a PlayReady header to files, called KID.xmr.
#[derive(clap::Args)]
pub(super) struct ExtractArgs {
    /// The header: a file, - for stdin, or the value itself, in any form
    #[arg(value_name = "ANYTHING", allow_hyphen_values = true)]
    input: String,
    /// The folder to write to; without it, what the licenses allow is printed
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long)]
    force: bool,
}

impl EmbedArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let mut object = object(&self.input)?;
        for path in &self.license {
            let license = read_bytes(path, MAX_LICENSE_LEN as u64)?;
            embedded::add(&mut object, &license).map_err(|error| error.about(display(path, "stdin")))?;
        }
        let bytes = object.write()?;
        let bytes = match self.form.as_str() {
            "pro" => bytes,
            _ => PsshData { system_id: SystemId::PLAYREADY, kids: Vec::new(), data: bytes }.to_box()?,
        };
        let base64 = to_base64(&bytes);
        if console.json {
            return console.out_json(&json!({
                "schema": "boxlock.embed/1", "form": self.form, "licenses": embedded::licenses(&object)?.len(),
                "base64": base64,
            }));
        }
        console.out(&(base64 + "\n"))
    }
}

impl ExtractArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let licenses = embedded::licenses(&object(&self.input)?)?;
        let mut found = Vec::new();
        for bytes in &licenses {
            let license = License::read(bytes, 0)?;
            let kid = license.content_keys().first().map(|key| key.key_id());
            let kid = kid.ok_or_else(|| Error::malformed("an embedded license has no content key"))?;
            let words = Policy::from_license(&license).policy.words();
            let file = self.output.as_ref().map(|folder| folder.join(format!("{kid}.xmr")));
            if let Some(path) = &file {
                let mut output = Output::create(path, self.force, &[])?;
                output.write(|sink| sink.append(bytes))?;
                output.finish()?;
            }
            found.push((kid, bytes.len(), words, file));
        }
        if console.json {
            let list: Vec<_> = found
                .iter()
                .map(|(kid, size, words, file)| {
                    let file = file.as_ref().map(|path| path.display().to_string());
                    json!({ "kid": kid, "size": size, "policy": words, "file": file })
                })
                .collect();
            return console.out_json(&json!({ "schema": "boxlock.extract/1", "licenses": list }));
        }
        for (kid, size, words, _) in &found {
            console.out(&format!("{kid}  {size} bytes  {}\n", words.join("; ")))?;
        }
        if found.is_empty() {
            console.talk("the header holds no license");
        }
        Ok(())
    }
}

fn object(input: &str) -> Result<PlayReadyObject> {
    let input = anything::read(input)?;
    let data = find_header(&input)?;
    let read =
        || -> Result<PlayReadyObject> { Ok(PlayReadyObject::read(&data.to_form(HeaderForm::Object)?, 0)?) };
    read().map_err(|error| input.explain(error))
}
