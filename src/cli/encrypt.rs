//! `boxlock encrypt`.

use serde_json::json;

use super::Console;
use super::encrypt_options::{EncryptionArgs, EncryptionKeys};
use super::media::MediaArgs;
use super::{KeyOptions, target::is_dash};
use crate::cenc::Scheme;
use crate::cenc::encrypt::{Encryptor, TrackReport};
use crate::error::{Error, Result};
use crate::keys::{KeySet, key_file};

/// CENC-encrypt an MP4.
///
/// Progressive input stays progressive, fragmented input fragmented, and every box that encryption does not touch keeps
/// its bytes. Without any key, a random key ID and key are made and printed as JSON, in the form that --keys reads.
#[derive(clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct EncryptArgs {
    #[command(flatten)]
    media: MediaArgs,
    /// Do everything but write OUTPUT
    #[arg(long)]
    dry_run: bool,
    /// Show keys in the JSON report
    #[arg(long)]
    show_keys: bool,
    #[command(flatten)]
    keys: KeyOptions,
    #[command(flatten)]
    encryption: EncryptionArgs,
}

const EXAMPLES: &str = "\
Examples:
  boxlock encrypt in.mp4 out.mp4
  boxlock encrypt in.mp4 out.mp4 --scheme cbcs --keys keys.json --la-url https://drm.example/rightsmanager.asmx
  boxlock encrypt in.mp4 out.mp4 --key video=KID:KEY --key audio=KID:KEY --system playready,widevine
  boxlock encrypt seg1.m4s out1.m4s --init init.mp4 --keys keys.json
  ffmpeg … -f mp4 -movflags frag_keyframe+empty_moov - | boxlock encrypt - out.mp4 --keys keys.json";

impl EncryptArgs {
    /// Encrypts.
    ///
    /// # Errors
    /// When options, input or output are no good.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let Self { media, keys, encryption, dry_run, show_keys } = self;
        if keys.reads_stdin() && is_dash(&media.input) {
            return Err(Error::usage("keys and input cannot both come from stdin"));
        }
        if keys.is_empty() && media.writes_stdout() {
            let error = Error::usage("a random key could not be printed, since OUTPUT goes to stdout");
            return Err(error.hint("give a key: --key KID:KEY, --keys FILE or --key-seed"));
        }
        if keys.is_empty() && media.init.is_some() {
            let error = Error::usage("a media segment needs the key of its init segment");
            return Err(error.hint("give it: --key KID:KEY"));
        }
        media.start_threads()?;
        let keys = EncryptionKeys::from_options(&keys)?;
        let recipe = encryption.recipe()?;
        let scheme = recipe.scheme;
        let mut encryptor = Encryptor::new(recipe.options(&keys.set, encryption.ivs())?)?;
        let (input, mut output) = media.open()?;
        if encryption.is_seeded() {
            console.warn("IVs come from --seed-rng: for tests only");
        }
        if let Some(mut init) = media.init_movie()? {
            encryptor
                .init_segment(&mut init)
                .map_err(|e| e.about(super::target::display(&init_path(&media), "stdin")))?;
            if encryptor.draws_constant_iv() {
                let error =
                    Error::usage(format!("{scheme} has its IV in the init segment, so it must be given"));
                return Err(
                    error.hint("write --key KID:KEY:IV for the init segment and for each media segment")
                );
            }
        }
        let target = if dry_run { None } else { Some(&mut output) };
        media.rewrite(input, target, &mut encryptor, console)?;
        encryption.comment(&recipe, &keys.set, encryptor.reports(), console)?;
        let reports = merged(encryptor.reports());
        if !dry_run {
            output.finish()?;
        }
        report(&media, scheme, &keys, &reports, dry_run, show_keys, console)
    }
}

fn init_path(media: &MediaArgs) -> std::path::PathBuf {
    media.init.clone().unwrap_or_default()
}

/// One report per track: a file may have several movies one after the other, and `--init` counts as one.
pub fn merged(reports: &[TrackReport]) -> Vec<TrackReport> {
    let mut merged: Vec<TrackReport> = Vec::new();
    for report in reports {
        match merged.iter_mut().find(|r| r.id == report.id && r.kid == report.kid) {
            Some(known) => {
                known.samples += report.samples;
                known.bytes += report.bytes;
                known.merged += report.merged;
            }
            None => merged.push(report.clone()),
        }
    }
    merged
}

fn report(
    media: &MediaArgs,
    scheme: &Scheme,
    keys: &EncryptionKeys,
    reports: &[TrackReport],
    dry_run: bool,
    show_keys: bool,
    console: &mut Console,
) -> Result<()> {
    let done = if dry_run { "would encrypt" } else { "encrypted" };
    console.talk(&format!("{done} {} to {} in {scheme}", media.input_name(), media.output_name()));
    for report in reports {
        if let Some(kid) = report.kid {
            console.talk(&format!(
                "track {} ({}): key ID {kid} (guid:{}), {} samples, {} bytes",
                report.id,
                report.format,
                kid.guid_base64(),
                report.samples,
                report.bytes
            ));
        }
    }
    if media.writes_stdout() {
        return Ok(());
    }
    if console.json {
        return console.out_json(&report_json(
            media,
            scheme,
            &keys.set,
            reports,
            dry_run,
            show_keys || keys.made,
        ));
    }
    if keys.made {
        return console.out(&format!("{}\n", key_file::write(keys.set.entries())?.trim_end()));
    }
    Ok(())
}

fn report_json(
    media: &MediaArgs,
    scheme: &Scheme,
    keys: &KeySet,
    reports: &[TrackReport],
    dry_run: bool,
    with_keys: bool,
) -> serde_json::Value {
    let tracks: Vec<_> = reports
        .iter()
        .map(|r| {
            json!({
                "id": r.id,
                "handler": r.handler.to_string(),
                "codec": r.format.to_string(),
                "kid": r.kid.map(|k| k.to_string()),
                "samples": r.samples,
                "bytes": r.bytes,
            })
        })
        .collect();
    let mut document = json!({
        "schema": "boxlock.encrypt/1",
        "input": media.input_name(),
        "output": media.output_name(),
        "dry_run": dry_run,
        "scheme": scheme.name,
        "tracks": tracks,
    });
    if with_keys {
        let keys: Vec<_> = keys
            .entries()
            .iter()
            .map(|k| {
                json!({
                    "selector": k.selector.to_string(),
                    "kid": k.kid.to_string(),
                    "key": k.key.expose_hex().as_str(),
                })
            })
            .collect();
        document["keys"] = keys.into();
    }
    document
}
