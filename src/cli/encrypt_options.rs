//! The options that say how to encrypt: shared by encrypt and recrypt (and whatever encrypts many files).

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::{Console, HeaderArgs, KeyOptions};
use crate::boxes::{BoxNode, PiffPssh};
use crate::bytes::Reader;
use crate::cenc::cipher::SeededBytes;
use crate::cenc::encrypt::{EncryptOptions, TrackIdentity, TrackKey, TrackReport};
use crate::cenc::iv::OsRandom;
use crate::cenc::{Iv, IvAllocator, Pattern, Scheme};
use crate::drm::{HeaderKey, PsshInput, SystemId, recognise_pssh_input, signal};
use crate::error::{Error, Result};
use crate::keys::{ContentKey, KeyEntry, KeyId, KeySet, KeySpec, Selector, TrackKind};

/// How to encrypt.
#[derive(clap::Args)]
#[command(next_help_heading = "Encryption")]
pub struct EncryptionArgs {
    /// Protection scheme
    #[arg(long, value_name = "SCHEME", default_value = "cenc", value_parser = ["cenc", "cens", "cbc1", "cbcs", "piff"])]
    scheme: String,
    /// Bytes of an IV: 8 (the default of cenc, cens and piff) or 16 (that of cbcs and cbc1)
    #[arg(long, value_name = "BYTES", value_parser = ["8", "16"])]
    iv_size: Option<String>,
    /// Encrypted and clear 16-byte blocks of video in cbcs and cens, such as 1:9 (the default) or 10:0
    #[arg(long, value_name = "C:S")]
    pattern: Option<String>,
    /// DRM systems that get a pssh box: playready, widevine, common, or none
    #[arg(long, value_name = "SYSTEM", value_delimiter = ',', default_value = "playready")]
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
    /// The scheme.
    ///
    /// # Errors
    /// When there is no such scheme.
    pub fn scheme(&self) -> Result<&'static Scheme> {
        Scheme::by_name(&self.scheme).ok_or_else(|| Error::usage(format!("no scheme {}", self.scheme)))
    }

    /// Whether the output can be made again.
    pub fn is_seeded(&self) -> bool {
        self.seed_rng.is_some()
    }

    /// The options of the library.
    ///
    /// # Errors
    /// When options are malformed or contradict each other.
    pub fn options<'a>(&'a self, keys: &'a KeySet) -> Result<EncryptOptions<'a>> {
        let scheme = self.scheme()?;
        let iv_size = match self.iv_size.as_deref() {
            Some("8") => 8,
            Some(_) => 16,
            None => default_iv_size(scheme, keys)?,
        };
        let source: Box<dyn crate::cenc::iv::IvSource> = match self.seed_rng {
            Some(seed) => Box::new(SeededBytes::new(seed)),
            None => Box::new(OsRandom),
        };
        let given = self.given_pssh()?;
        let systems = self.systems(&given)?;
        let header = self.header.options()?;
        let signal_keys = move |kids: &[KeyId]| -> Result<Vec<BoxNode>> {
            let keys: Vec<HeaderKey> =
                kids.iter().map(|kid| HeaderKey { kid: *kid, key: keys.get(kid) }).collect();
            let mut nodes = Vec::new();
            for system in &systems {
                let pssh = signal(*system, &keys, scheme.scheme_type.0, &header)?;
                // PIFF has a box of its own, which holds no key IDs: what needs them keeps the form of Common Encryption.
                nodes.push(if &scheme.scheme_type.0 == b"piff" && pssh.kids.is_empty() {
                    BoxNode::from_body(&PiffPssh { system_id: system.bytes(), data: pssh.data })
                } else {
                    read_box(&pssh.to_box()?)?
                });
            }
            for input in &given {
                nodes.push(read_box(&input.clone().into_box()?)?);
            }
            Ok(nodes)
        };
        Ok(EncryptOptions {
            scheme,
            iv_size,
            pattern: self.pattern.as_deref().map(parse_pattern).transpose()?,
            merge_subsamples: self.merge_subsamples,
            choose: Box::new(|track| self.choose(keys, track)),
            signal: Box::new(signal_keys),
            ivs: IvAllocator::new(source),
        })
    }

    fn choose(&self, keys: &KeySet, track: TrackIdentity<'_>) -> Result<Option<TrackKey>> {
        if self.clear_track.contains(&track.id) {
            return Ok(None);
        }
        let kind = TrackKind::from_handler(track.handler.0);
        let Some(KeyEntry { selector, kid, key, iv }) = keys.select(kind, track.id)? else { return Ok(None) };
        // Text and data stay clear unless a key is meant for them: players expect it so.
        let meant = matches!(kind, Some(TrackKind::Video | TrackKind::Audio)) || *selector != Selector::All;
        if !meant {
            return Ok(None);
        }
        let iv = iv.as_deref().and_then(Iv::from_slice);
        Ok(Some(TrackKey { kid: *kid, key: key.clone(), iv }))
    }

    /// What `--pssh` gives.
    fn given_pssh(&self) -> Result<Vec<PsshInput>> {
        let mut all = Vec::new();
        for value in &self.pssh {
            let about = |e: Error| e.about(format!("--pssh {}", abridged(&value.to_string_lossy())));
            let bytes = match std::fs::read(value) {
                Ok(bytes) => bytes,
                Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => return Err(about(e.into())),
                // Not a file, so it is the value itself.
                Err(_) => value.to_string_lossy().into_owned().into_bytes(),
            };
            all.extend(recognise_pssh_input(&bytes).map_err(about)?);
        }
        Ok(all)
    }

    /// The systems that get a box made for them.
    fn systems(&self, given: &[PsshInput]) -> Result<Vec<SystemId>> {
        if self.system.iter().any(|s| s == "none") {
            if self.system.len() > 1 {
                return Err(Error::usage("--system none goes with no other system"));
            }
            return Ok(Vec::new());
        }
        let mut systems = Vec::new();
        for name in &self.system {
            let system: SystemId = name.parse().map_err(|e: Error| e.about("--system"))?;
            if !systems.contains(&system) && !given.iter().any(|g| g.content().system_id == system) {
                systems.push(system);
            }
        }
        Ok(systems)
    }

    /// Tells the user what they might not expect: tracks that stay clear, keys that were not used.
    ///
    /// # Errors
    /// When `--clear-track` names a track that is not there.
    pub fn comment(&self, keys: &KeySet, reports: &[TrackReport], console: &mut Console) -> Result<()> {
        if matches!(self.scheme.as_str(), "cens" | "cbc1") && self.system.iter().any(|s| s == "playready") {
            console.warn(&format!("no PlayReady client supports {}", self.scheme));
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
        match self.clear_track.iter().find(|id| !reports.iter().any(|r| r.id == **id)) {
            Some(id) => Err(Error::usage(format!("--clear-track {id}: there is no such track"))),
            None => Ok(()),
        }
    }
}

/// The size of the IVs that the user gave, or what is usual for the scheme.
fn default_iv_size(scheme: &Scheme, keys: &KeySet) -> Result<usize> {
    let mut given: Vec<usize> = keys.entries().iter().filter_map(|k| k.iv.as_ref().map(Vec::len)).collect();
    given.dedup();
    match given.as_slice() {
        [] => Ok(scheme.iv.sizes().first().copied().unwrap_or(8).into()),
        [size] => Ok(*size),
        _ => Err(Error::usage("IVs of 8 and of 16 bytes in one file")),
    }
}

fn read_box(bytes: &[u8]) -> Result<BoxNode> {
    Ok(BoxNode::read(&mut Reader::new(bytes, 0))?)
}

fn parse_pattern(text: &str) -> Result<Pattern> {
    let blocks = |part: &str| part.parse::<u8>().ok().filter(|n| *n <= 15);
    let pattern = text
        .split_once(':')
        .and_then(|(c, s)| Some(Pattern { crypt_byte_block: blocks(c)?, skip_byte_block: blocks(s)? }));
    pattern.ok_or_else(|| {
        Error::usage(format!("pattern {text:?} is not C:S with numbers from 0 to 15"))
            .about("--pattern")
            .hint("1:9 is usual")
    })
}

fn abridged(text: &str) -> String {
    if text.chars().count() <= 40 {
        text.to_owned()
    } else {
        text.chars().take(37).chain("...".chars()).collect()
    }
}
