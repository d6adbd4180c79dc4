//! `boxlock client play`: a scripted player.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::super::{Console, console};
use super::acquire::{Content, path_text};
use super::{DeviceArgs, parse_span};
use crate::cenc::cipher::PatternTail;
use crate::cenc::decrypt::{DecryptOptions, Decryptor};
use crate::cenc::pipeline::{NoProgress, Watch};
use crate::cenc::rewrite::rewrite_file;
use crate::cenc::sink::Sink;
use crate::client::{Acquire, AttachedOutput, Client, Playable, Source};
use crate::drm::HeaderForm;
use crate::drm::playready::PlayReadyObject;
use crate::error::{Error, ErrorKind, ExitCode, Result};
use crate::keys::text::to_base64;
use crate::keys::{ContentKey, KeyId};
use crate::license::embedded;
use crate::movie::FileSource;
use crate::xmr::License;

/// Play a file for a while under the licenses of the store, or those in the file.
///
/// Rights, dates and play counts are enforced as a strict client does, every sample is decrypted once, use is counted for metering, and
/// sessions are recorded for secure stop: killed in the middle, the record stays without a stop, and the next "client secure-stop" reports
/// a crash. A refused license ends with exit code 1 and the HRESULT of clients.
#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("server").args(["acquire", "url"]))]
pub(super) struct PlayArgs {
    #[command(flatten)]
    device: DeviceArgs,
    /// What to play
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// How long: seconds, or 90s, 5min
    #[arg(long = "for", value_name = "SPAN", default_value = "10s", value_parser = parse_span)]
    span: u32,
    /// An output that the player is connected to, with the protections that are on: digital-video, compressed-video, analog-video,
    /// digital-audio or compressed-audio, and +hdcp, +hdcp-type-1, +scms or +cgms-a, such as digital-video+hdcp. A license that does not let
    /// the content pass is refused. Without any: a screen of its own
    #[arg(long = "output", value_name = "OUTPUT")]
    outputs: Vec<AttachedOutput>,
    /// Get a license from the server that the header names (LA_URL) when the store and the file have none that plays; one that may not be
    /// stored is for this play only
    #[arg(long)]
    acquire: bool,
    /// The same from this server
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Data for the service
    #[arg(long, value_name = "TEXT", requires = "server")]
    custom_data: Option<String>,
    /// Join or renew a domain when the service asks for it
    #[arg(long, requires = "server")]
    join: bool,
}

impl PlayArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let interrupted = console::heed_interruptions();
        let content = Content::read(path_text(&self.input)?)?;
        let client = self.device.client()?;
        let playables = self.playables(&client, &content)?;
        self.check_outputs(&playables, console)?;
        let playback = client.play(playables)?;
        let sources: Vec<&str> =
            playback.playables().iter().map(|playable| source(playable.source)).collect();
        console.talk(&format!(
            "playing {} for {} s under {} of {}",
            content.name,
            self.span,
            if sources.len() == 1 { "the license" } else { "licenses" },
            sources.join(", ")
        ));
        for session in playback.sessions() {
            console.talk(&format!("session {} is recorded as started", to_base64(&session)));
        }
        let keys: Vec<(KeyId, ContentKey)> = playback
            .playables()
            .iter()
            .map(|playable| (playable.opened.kid, playable.opened.key.clone()))
            .collect();
        let sessions: Vec<String> = playback.sessions().map(|session| to_base64(&session)).collect();
        let start = Instant::now();
        let played = decrypt(&self.input, &keys).and_then(|samples| {
            let span = Duration::from_secs(self.span.into());
            while !interrupted.load(Ordering::Relaxed) {
                playback.goes_on()?;
                let left = span.saturating_sub(start.elapsed());
                if left.is_zero() {
                    break;
                }
                pause(left.min(Duration::from_secs(1)), interrupted);
            }
            Ok(samples)
        });
        // Whatever ended it, the player is there to record the end.
        playback.stop()?;
        let samples = played.map_err(|error| error.about(&content.name))?;
        let seconds = start.elapsed().as_secs();
        console.talk(&format!("stopped after {seconds} s; {samples} samples decrypted"));
        if console.json {
            console.out_json(&json!({
                "schema": "boxlock.client.play/1",
                "file": content.name,
                "kids": keys.iter().map(|(kid, _)| kid).collect::<Vec<_>>(),
                "licenses": sources,
                "seconds": seconds,
                "samples": samples,
                "sessions": sessions,
            }))?;
        }
        if interrupted.load(Ordering::Relaxed) { Err(ErrorKind::Interrupted.into()) } else { Ok(()) }
    }

    /// Refuses licenses that do not let the content pass to the outputs, before a play is counted.
    fn check_outputs(&self, playables: &[Playable], console: &mut Console) -> Result<()> {
        for output in &self.outputs {
            let mut is_constrained = false;
            for opened in playables.iter().map(|playable| &playable.opened) {
                for policy in opened.root.iter().chain([&opened.policy]) {
                    let checked = output.is_constrained(policy);
                    is_constrained |=
                        checked.map_err(|error| error.about(format!("key ID {}", opened.kid)))?;
                }
            }
            if is_constrained {
                console.talk(&format!("{output} is constrained to 520,000 pixels: HDCP is off"));
            }
        }
        Ok(())
    }

    /// Licenses for the key IDs of the content, from wherever they may come.
    fn playables(&self, client: &Client, content: &Content) -> Result<Vec<Playable>> {
        let about = |error: Error| error.about(&content.name);
        let header = content.data.header().map_err(about)?;
        let mut kids: Vec<KeyId> = Vec::new();
        for entry in &header.kids {
            if !kids.contains(&entry.kid) {
                kids.push(entry.kid);
            }
        }
        if kids.is_empty() {
            return Err(about(Error::unsupported("the header names no key ID")));
        }
        let object = PlayReadyObject::read(&content.data.to_form(HeaderForm::Object)?, 0)?;
        let mut inside = Vec::new();
        for bytes in embedded::licenses(&object).map_err(|error| about(error.into()))? {
            inside.push(License::read(&bytes, 0).map_err(|error| about(error.into()))?);
        }
        let own_url = header.la_url.unwrap_or_default();
        let is_reactive = self.acquire || self.url.is_some();
        match client.playable(&kids, &inside, &[], &own_url) {
            Err(error) if is_reactive && error.exit_code() == ExitCode::CheckFailed => {
                let url = &content.url(self.url.as_deref())?;
                let text = content.data.text();
                let custom_data = self.custom_data.as_deref();
                let ask = Acquire { url, header: &text, custom_data, join: self.join };
                let acquired = client.acquire(&ask)?;
                let refusal = acquired.licenses.iter().find_map(|license| license.opened.as_ref().err());
                if let (None, Some(error)) = (acquired.opened().next(), refusal) {
                    return Err(Error::from(error.clone()).about(&acquired.url));
                }
                let memory: Vec<(String, License)> = acquired
                    .licenses
                    .into_iter()
                    .filter(|license| !license.stored)
                    .map(|license| (acquired.url.clone(), license.license))
                    .collect();
                client.playable(&kids, &inside, &memory, &own_url)
            }
            found => found,
        }
    }
}

const fn source(source: Source) -> &'static str {
    match source {
        Source::Stored => "the store",
        Source::Embedded => "the file",
        Source::Memory => "the server",
    }
}

/// Sleeps, and wakes soon after an interruption.
fn pause(span: Duration, interrupted: &AtomicBool) {
    let end = Instant::now() + span;
    while !interrupted.load(Ordering::Relaxed) {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        std::thread::sleep(left.min(Duration::from_millis(100)));
    }
}

/// Decrypts a movie into nothing and returns how many samples there were.
pub(in crate::cli) fn decrypt(path: &Path, keys: &[(KeyId, ContentKey)]) -> Result<u64> {
    let io = |error| Error::io(path, error);
    let file = File::open(path).map_err(io)?;
    let len = file.metadata().map_err(io)?.len();
    let find = |kid: &KeyId| {
        let known = keys.iter().find(|(known, _)| known == kid).map(|(_, key)| key.clone());
        known.ok_or_else(|| ErrorKind::MissingKey(*kid).into())
    };
    let mut decryptor = Decryptor::new(DecryptOptions {
        key: Box::new(find),
        see_pssh: Box::new(|_, _| Ok(())),
        keep_pssh: false,
        tail: PatternTail::Encrypt,
    });
    let never = AtomicBool::new(false);
    let watch = Watch { progress: &NoProgress, interrupted: &never };
    let mut nowhere = std::io::sink();
    rewrite_file(&FileSource::new(file), len, &mut decryptor, &mut Sink::pipe(&mut nowhere), watch)
        .map_err(|error| error.about_path(path))?;
    Ok(decryptor.reports().iter().map(|report| report.samples).sum())
}
