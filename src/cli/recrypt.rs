//! `boxlock recrypt`.

use std::path::PathBuf;

use super::decrypt::DecryptionArgs;
use super::encrypt::merged;
use super::encrypt_options::EncryptionArgs;
use super::media::MediaArgs;
use super::{Console, KeyOptions};
use crate::cenc::decrypt::Decryptor;
use crate::cenc::encrypt::Encryptor;
use crate::cenc::recrypt::Recryptor;
use crate::error::{Error, Result};
use crate::keys::{KeySet, KeySpec};

/// Change scheme or keys in one pass.
///
/// --key and its kin give the new keys. The old ones come from --old-key and --old-keys; where none of these is given, the keys
/// stay the same and only the scheme changes.
#[derive(clap::Args)]
pub struct RecryptArgs {
    #[command(flatten)]
    media: MediaArgs,
    #[command(flatten)]
    decryption: DecryptionArgs,
    #[command(flatten)]
    keys: KeyOptions,
    /// A key that INPUT is encrypted with
    #[arg(long, value_name = "KID:KEY", help_heading = "Keys")]
    old_key: Vec<String>,
    /// Keys that INPUT is encrypted with, from a JSON file in the form of --keys
    #[arg(long, value_name = "FILE", help_heading = "Keys")]
    old_keys: Vec<PathBuf>,
    /// Derive the keys that INPUT is encrypted with from this key seed
    #[arg(long, value_name = "BASE64|test", help_heading = "Keys")]
    old_key_seed: Option<String>,
    #[command(flatten)]
    encryption: EncryptionArgs,
}

impl RecryptArgs {
    /// Decrypts and encrypts.
    ///
    /// # Errors
    /// When options, input, output or keys are no good.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let old = self.old_key_set()?;
        let Self { media, keys, encryption, decryption, .. } = self;
        media.start_threads()?;
        if media.init.is_some() {
            return Err(Error::usage("--init does not go with recrypt")
                .hint("give init and media segments as one file"));
        }
        let new = keys.key_set()?;
        if new.entries().is_empty() {
            let error = Error::usage("recrypt needs the keys that the output gets");
            return Err(error.hint("name them: --key KID:KEY, or --key KID with --key-seed"));
        }
        let old = old.unwrap_or_else(|| new.clone());
        let decryptor = Decryptor::new(decryption.options(&old, false));
        let recipe = encryption.recipe()?;
        let encryptor = Encryptor::new(recipe.options(&new, encryption.ivs())?)?;
        let mut recryptor = Recryptor { decryptor, encryptor };
        let (input, mut output) = media.open()?;
        media.rewrite(input, Some(&mut output), &mut recryptor, console)?;
        if !recryptor.decryptor.found_encryption() {
            let error = Error::unsupported("nothing in this file is encrypted").about(media.input_name());
            return Err(error.hint("use `boxlock encrypt`"));
        }
        encryption.comment(&recipe, &new, recryptor.encryptor.reports(), console)?;
        output.finish()?;
        console.talk(&format!("recrypted {} to {}", media.input_name(), media.output_name()));
        for report in merged(recryptor.encryptor.reports()) {
            if let Some(kid) = report.kid {
                console.talk(&format!(
                    "track {} ({}): key ID {kid}, {} samples",
                    report.id, report.format, report.samples
                ));
            }
        }
        Ok(())
    }

    /// The old keys; none when nothing was said of them.
    fn old_key_set(&self) -> Result<Option<KeySet>> {
        let mut specs: Vec<KeySpec> = Vec::new();
        for text in &self.old_key {
            specs.push(text.parse().map_err(|e| Error::from(e).about("--old-key"))?);
        }
        for path in &self.old_keys {
            specs.extend(super::key_options::read_key_file(path)?);
        }
        let seed = self.old_key_seed.as_deref().map(str::parse).transpose();
        let seed = seed.map_err(|e| Error::from(e).about("--old-key-seed"))?;
        if specs.is_empty() && seed.is_none() {
            return Ok(None);
        }
        KeySet::new(specs, seed).map(Some)
    }
}
