//! The options that say how to encrypt: shared by encrypt and recrypt (and whatever encrypts many files).

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::{Console, HeaderArgs, KeyOptions};
use crate::batch::{FieldError, Recipe, Settings};
use crate::cenc::cipher::SeededBytes;
use crate::cenc::encrypt::TrackReport;
use crate::cenc::iv::{IvSource, OsRandom};
use crate::drm::SystemId;
use crate::error::{Error, Result};
use crate::keys::{ContentKey, KeyId, KeySet, KeySpec, Selector};

/// How to encrypt.
#[derive(clap::Args)]
#[command(next_help_heading = "Encryption")]
pub struct EncryptionArgs {
    /// Protection scheme; cenc unless given
    #[arg(long, value_name = "SCHEME", value_parser = ["cenc", "cens", "cbc1", "cbcs", "piff"])]
    scheme: Option<String>,
    /// Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)
    #[arg(long, value_name = "BYTES", value_parser = ["8", "16"])]
    iv_size: Option<String>,
    /// Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0
    #[arg(long, value_name = "C:S")]
    pattern: Option<String>,
    /// DRM systems that get a pssh box: playready (unless others are given), widevine, common, or none
    #[arg(long, value_name = "SYSTEM", value_delimiter = ',')]
    system: Vec<String>,
    /// A pssh box, PlayReady Object, WRM header or Widevine data to add: a file, or base64. It stands in for what --system would
    /// make for its system
    #[arg(long, value_name = "FILE|BASE64")]
    pssh: Vec<std::ffi::OsString>,
    /// Leave a track clear
    #[arg(long, value_name = "TRACK_ID")]
    clear_track: Vec<u32>,
    /// Where a sample needs more subsamples than saiz can hold, leave its shortest protected ranges clear instead of failing
    #[arg(long)]
    merge_subsamples: bool,
    /// Draw IVs from this number instead of the system's generator: the same output each time, for tests only
    #[arg(long, value_name = "N")]
    seed_rng: Option<u64>,
    #[command(flatten)]
    header: HeaderArgs,
}

/// Keys of an encryption, and whether they were made for it.
pub struct EncryptionKeys {
    /// The keys.
    pub set: KeySet,
    /// Whether they were drawn at random, so that the user has yet to be told.
    pub made: bool,
}

impl EncryptionKeys {
    /// The keys that the options give, or a random one for all tracks.
    ///
    /// # Errors
    /// When the options are malformed or contradict each other.
    pub fn from_options(options: &KeyOptions) -> Result<Self> {
        if !options.is_empty() {
            let set = options.key_set()?;
            if set.entries().is_empty() {
                let error = Error::usage("a key seed alone names no key");
                return Err(error.hint("name the key IDs too: --key KID, or --key video=KID --key audio=KID"));
            }
            return Ok(Self { set, made: false });
        }
        let (kid, key) = (KeyId::random()?, ContentKey::random()?);
        let spec = KeySpec { selector: Selector::All, kid, key: Some(key), iv: None };
        Ok(Self { set: KeySet::new([spec], None)?, made: true })
    }
}

impl EncryptionArgs {
    /// What was given, as job lists have it too.
    pub fn settings(&self) -> Settings {
        let some = |list: &[String]| (!list.is_empty()).then(|| list.to_vec());
        Settings {
            scheme: self.scheme.clone(),
            iv_size: self.iv_size.as_deref().and_then(|size| size.parse().ok()),
            pattern: self.pattern.clone(),
            systems: some(&self.system),
            pssh: (!self.pssh.is_empty()).then(|| self.pssh.clone()),
            clear_tracks: (!self.clear_track.is_empty()).then(|| self.clear_track.clone()),
            merge_subsamples: self.merge_subsamples.then_some(true),
            seed_rng: self.seed_rng,
            ..self.header.settings()
        }
    }

    /// What the options amount to.
    ///
    /// # Errors
    /// When one is malformed.
    pub fn recipe(&self) -> Result<Recipe> {
        self.settings().recipe().map_err(FieldError::of_option)
    }

    /// Where IVs come from.
    pub fn ivs(&self) -> Box<dyn IvSource> {
        match self.seed_rng {
            Some(seed) => Box::new(SeededBytes::new(seed)),
            None => Box::new(OsRandom),
        }
    }

    /// Whether the output can be made again.
    pub fn is_seeded(&self) -> bool {
        self.seed_rng.is_some()
    }

    /// Tells the user what they might not expect: tracks that stay clear, keys that were not used.
    ///
    /// # Errors
    /// When `--clear-track` names a track that is not there.
    pub fn comment(
        &self,
        recipe: &Recipe,
        keys: &KeySet,
        reports: &[TrackReport],
        console: &mut Console,
    ) -> Result<()> {
        if matches!(recipe.scheme.name, "cens" | "cbc1") && recipe.systems.contains(&SystemId::PLAYREADY) {
            console.warn(&format!("no PlayReady client supports {}", recipe.scheme));
        }
        let seen = RefCell::new(BTreeSet::new());
        for report in reports {
            if report.kid.is_none() && seen.borrow_mut().insert(report.id) {
                let why =
                    if self.clear_track.contains(&report.id) { "as asked" } else { "no key is meant for it" };
                console.talk(&format!("track {} ({}) stays clear: {why}", report.id, report.format));
            }
            if report.merged > 0 {
                console.warn(&format!(
                    "track {}: {} bytes stay clear, since saiz cannot hold all subsamples",
                    report.id, report.merged
                ));
            }
        }
        for entry in keys.entries() {
            if !reports.iter().any(|r| r.kid == Some(entry.kid)) {
                console.warn(&format!("key ID {} ({}) was not used", entry.kid, entry.selector));
            }
        }
        recipe.check(reports)
    }
}
