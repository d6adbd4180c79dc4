//! `boxlock decrypt`.

use serde_json::json;

use super::license::DeviceLicense;
use super::media::MediaArgs;
use super::{Console, KeyOptions, target::display, target::is_dash};
use crate::cenc::cipher::PatternTail;
use crate::cenc::decrypt::{DecryptOptions, DecryptReport, Decryptor};
use crate::drm::SystemId;
use crate::drm::playready::{Algid, PlayReadyObject, checksum};
use crate::error::{Error, ErrorKind, Result};
use crate::keys::KeySet;

/// Remove CENC encryption with known keys.
///
/// Several keys may be given: each sample takes the one of its key ID. A key that contradicts the checksum in the file's
/// PlayReady header is refused.
#[derive(clap::Args)]
pub struct DecryptArgs {
    #[command(flatten)]
    media: MediaArgs,
    /// Leave pssh boxes in the file
    #[arg(long)]
    keep_pssh: bool,
    /// Copy a file that has nothing to decrypt, instead of failing
    #[arg(long)]
    allow_clear: bool,
    #[command(flatten)]
    decryption: DecryptionArgs,
    #[command(flatten)]
    licenses: DeviceLicense,
    #[command(flatten)]
    keys: KeyOptions,
}

/// How to decrypt: shared by decrypt and recrypt.
#[derive(clap::Args)]
pub struct DecryptionArgs {
    /// What the encrypter did with fewer than C blocks at the end of a range in pattern C:S: encrypt (Shaka Packager, Bento4,
    /// Chromium) or clear (FFmpeg, mp4ff). Without meaning for 1:9
    #[arg(long, value_name = "HOW", default_value = "encrypt", value_parser = ["encrypt", "clear"])]
    pattern_tail: String,
    /// Go on when a key contradicts the checksum in the PlayReady header
    #[arg(long)]
    ignore_checksum: bool,
}

impl DecryptionArgs {
    /// The options of the library.
    pub fn options<'a>(&self, keys: &'a KeySet, keep_pssh: bool) -> DecryptOptions<'a> {
        let ignore_checksum = self.ignore_checksum;
        DecryptOptions {
            key: Box::new(|kid| keys.require(kid)),
            see_pssh: Box::new(move |system_id, data| {
                if ignore_checksum || SystemId::from_bytes(*system_id) != SystemId::PLAYREADY {
                    return Ok(());
                }
                check_keys(keys, data)
            }),
            keep_pssh,
            tail: if self.pattern_tail == "clear" { PatternTail::Clear } else { PatternTail::Encrypt },
        }
    }
}

/// Compares keys with the checksums of a PlayReady Object. What cannot be read cannot contradict.
fn check_keys(keys: &KeySet, data: &[u8]) -> Result<()> {
    let Ok(Some(header)) = PlayReadyObject::read(data, 0).and_then(|object| object.header(0)) else {
        return Ok(());
    };
    for entry in &header.kids {
        let (Some(stated), Some(key)) = (&entry.checksum, keys.get(&entry.kid)) else { continue };
        let is_ctr = entry.algid.is_none_or(|a| a == Algid::AesCtr);
        if is_ctr && stated.len() == 8 && stated[..] != checksum::aes_ctr(&entry.kid, &key) {
            let message =
                format!("the key for key ID {} contradicts the checksum in the PlayReady header", entry.kid);
            let error = Error::from(ErrorKind::WrongKey(message));
            return Err(error.hint("give the right key, or pass --ignore-checksum if the header is wrong"));
        }
    }
    Ok(())
}

impl DecryptArgs {
    /// Decrypts.
    ///
    /// # Errors
    /// When options, input, output or keys are no good.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let Self { media, licenses, keys, decryption, keep_pssh, allow_clear } = self;
        let from_stdin = [keys.reads_stdin(), licenses.reads_stdin(), is_dash(&media.input)];
        if from_stdin.into_iter().filter(|used| *used).count() > 1 {
            return Err(Error::usage("of input, keys and licenses only one can come from stdin"));
        }
        media.start_threads()?;
        let seed = keys.seed()?;
        let specs = [keys.specs()?, licenses.specs(console)?].concat();
        let keys = KeySet::new(specs, seed)?;
        let mut decryptor = Decryptor::new(decryption.options(&keys, keep_pssh));
        let (input, mut output) = media.open()?;
        if let Some(mut init) = media.init_movie()? {
            let path = media.init.clone().unwrap_or_default();
            decryptor.init_segment(&mut init).map_err(|e| e.about(display(&path, "stdin")))?;
        }
        media.rewrite(input, Some(&mut output), &mut decryptor, console)?;
        if !decryptor.found_encryption() && !allow_clear {
            let error = Error::unsupported("nothing in this file is encrypted").about(media.input_name());
            return Err(error.hint("pass --allow-clear to copy it as it is"));
        }
        output.finish()?;
        report(&media, decryptor.reports(), console)
    }
}

fn report(media: &MediaArgs, reports: &[DecryptReport], console: &mut Console) -> Result<()> {
    console.talk(&format!("decrypted {} to {}", media.input_name(), media.output_name()));
    for report in reports {
        let Some(scheme) = report.scheme else { continue };
        let kids: Vec<String> = report.kids.iter().map(ToString::to_string).collect();
        let kids =
            if kids.is_empty() { "no key needed".to_owned() } else { format!("key ID {}", kids.join(", ")) };
        console.talk(&format!(
            "track {} ({}): {scheme}, {kids}, {} samples, {} clear ones",
            report.id, report.format, report.samples, report.clear_samples
        ));
    }
    if !console.json || media.writes_stdout() {
        return Ok(());
    }
    let tracks: Vec<_> = reports
        .iter()
        .map(|r| {
            json!({
                "id": r.id,
                "handler": r.handler.to_string(),
                "codec": r.format.to_string(),
                "scheme": r.scheme.map(|s| s.name),
                "kids": r.kids.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "samples": r.samples,
                "clear_samples": r.clear_samples,
            })
        })
        .collect();
    console.out_json(&json!({
        "schema": "boxlock.decrypt/1",
        "input": media.input_name(),
        "output": media.output_name(),
        "tracks": tracks,
    }))
}
