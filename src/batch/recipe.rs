//! Where encryption and DRM systems meet: from settings and keys to the options of the library.

use std::fmt;

use crate::boxes::{BoxNode, PiffPssh};
use crate::bytes::Reader;
use crate::cenc::encrypt::{EncryptOptions, TrackIdentity, TrackKey, TrackReport};
use crate::cenc::iv::IvSource;
use crate::cenc::{Iv, IvAllocator, Pattern, Scheme};
use crate::crypto::Sha256Stream;
use crate::drm::playready::HeaderOptions;
use crate::drm::{HeaderKey, PsshInput, SystemId, signal};
use crate::error::{Error, Result};
use crate::keys::{KeyEntry, KeyId, KeySet, Selector, TrackKind};

/// Raised whenever the same settings, keys and input give other bytes than before: titles that a ledger calls done are then redone.
const REVISION: u32 = 1;

/// Named values, each with its length, on their way into a digest.
pub(super) struct Description(Sha256Stream);

impl Description {
    /// An empty one.
    pub(super) fn new() -> Self {
        let mut new = Self(Sha256Stream::default());
        new.field("revision", REVISION);
        new
    }

    /// Takes a value by its text.
    pub(super) fn field(&mut self, name: &str, value: impl fmt::Display) {
        self.bytes(name, value.to_string().as_bytes());
    }

    /// Takes a value unless there is none.
    pub(super) fn option(&mut self, name: &str, value: Option<impl fmt::Display>) {
        if let Some(value) = value {
            self.field(name, value);
        }
    }

    /// Takes bytes.
    pub(super) fn bytes(&mut self, name: &str, value: &[u8]) {
        for part in [name.as_bytes(), value] {
            self.0.update(&(part.len() as u64).to_be_bytes());
            self.0.update(part);
        }
    }

    /// SHA-256 of everything taken.
    pub(super) fn digest(self) -> [u8; 32] {
        self.0.finish()
    }
}

/// How to encrypt, checked. Shared by all titles that are to be encrypted alike.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// The scheme.
    pub scheme: &'static Scheme,
    /// Bytes of an IV; none takes that of given IVs, or what is usual for the scheme.
    pub iv_size: Option<usize>,
    /// The pattern for video, instead of the scheme's.
    pub pattern: Option<Pattern>,
    /// Leave the shortest protected ranges of a sample clear where there are too many.
    pub merge_subsamples: bool,
    /// Systems that get a `pssh` box made for them.
    pub systems: Vec<SystemId>,
    /// Boxes that are added as given.
    pub given: Vec<PsshInput>,
    /// Tracks that stay clear.
    pub clear_tracks: Vec<u32>,
    /// What WRM headers hold beside keys.
    pub header: HeaderOptions,
}

impl Recipe {
    /// The options of one encryption.
    ///
    /// # Errors
    /// When keys contradict each other.
    pub fn options<'a>(&'a self, keys: &'a KeySet, ivs: Box<dyn IvSource>) -> Result<EncryptOptions<'a>> {
        let iv_size = match self.iv_size {
            Some(size) => size,
            None => default_iv_size(self.scheme, keys)?,
        };
        Ok(EncryptOptions {
            scheme: self.scheme,
            iv_size,
            pattern: self.pattern,
            merge_subsamples: self.merge_subsamples,
            choose: Box::new(|track| self.choose(keys, track)),
            signal: Box::new(|kids| self.signal(keys, kids)),
            ivs: IvAllocator::new(ivs),
        })
    }

    /// Checks what became of the tracks.
    ///
    /// # Errors
    /// When a track that was to stay clear is not there.
    pub fn check(&self, reports: &[TrackReport]) -> Result<()> {
        match self.clear_tracks.iter().find(|id| !reports.iter().any(|r| r.id == **id)) {
            Some(id) => Err(Error::usage(format!("--clear-track {id}: there is no such track"))),
            None => Ok(()),
        }
    }

    /// Everything here that shapes the output, in a form that stays the same from release to release.
    ///
    /// # Errors
    /// When a given box cannot be written.
    pub(super) fn describe(&self, to: &mut Description) -> Result<()> {
        let Self { scheme, iv_size, pattern, merge_subsamples, systems, given, clear_tracks, header } = self;
        let HeaderOptions {
            version,
            la_url,
            lui_url,
            ds_id,
            custom_attributes,
            on_demand,
            license_requested,
        } = header;
        to.field("scheme", scheme.name);
        to.option("iv_size", iv_size.as_ref());
        to.option("pattern", pattern.as_ref());
        to.field("merge_subsamples", merge_subsamples);
        systems.iter().for_each(|system| to.field("system", system));
        for input in given {
            to.bytes("pssh", &input.clone().into_box()?);
        }
        clear_tracks.iter().for_each(|id| to.field("clear_track", id));
        to.option("wrm_version", version.as_ref());
        to.option("la_url", la_url.as_ref());
        to.option("lui_url", lui_url.as_ref());
        to.option("ds_id", ds_id.as_ref());
        to.option("custom_attributes", custom_attributes.as_ref());
        to.field("on_demand", on_demand);
        to.option("license_requested", license_requested.as_ref());
        Ok(())
    }

    fn choose(&self, keys: &KeySet, track: TrackIdentity<'_>) -> Result<Option<TrackKey>> {
        if self.clear_tracks.contains(&track.id) {
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

    /// The `pssh` boxes of a movie.
    fn signal(&self, keys: &KeySet, kids: &[KeyId]) -> Result<Vec<BoxNode>> {
        let keys: Vec<HeaderKey> =
            kids.iter().map(|kid| HeaderKey { kid: *kid, key: keys.get(kid) }).collect();
        let mut nodes = Vec::new();
        for system in &self.systems {
            let pssh = signal(*system, &keys, self.scheme.scheme_type.0, &self.header)?;
            // PIFF has a box of its own, which holds no key IDs: what needs them keeps the form of Common Encryption.
            nodes.push(if &self.scheme.scheme_type.0 == b"piff" && pssh.kids.is_empty() {
                BoxNode::from_body(&PiffPssh { system_id: system.bytes(), data: pssh.data })
            } else {
                read_box(&pssh.to_box()?)?
            });
        }
        for input in &self.given {
            nodes.push(read_box(&input.clone().into_box()?)?);
        }
        Ok(nodes)
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
