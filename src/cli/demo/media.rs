//! The media of the demo: encrypts the sample, puts licenses into files, and decrypts.

use std::fs::File;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::batch::Recipe;
use crate::cenc::Scheme;
use crate::cenc::cipher::PatternTail;
use crate::cenc::decrypt::{DecryptOptions, Decryptor};
use crate::cenc::encrypt::Encryptor;
use crate::cenc::iv::OsRandom;
use crate::cenc::pipeline::{NoProgress, Watch};
use crate::cenc::rewrite::{Transform, rewrite_file};
use crate::cenc::sink::Sink;
use crate::drm::playready::{HeaderOptions, PlayReadyObject};
use crate::drm::{HeaderForm, PlayReadyData, PsshData, SystemId};
use crate::edit::{Change, Edit, Which, rewrite_whole};
use crate::error::{Error, ErrorKind, Result};
use crate::keys::{ContentKey, KeyId, KeySet, KeySpec, Selector};
use crate::license::embedded;
use crate::movie::{FileSource, Window};

/// Two seconds of test picture and tone, from the samples of the project.
pub(super) const FILM: &[u8] = include_bytes!("../../../samples/avc-aac.mp4");

/// A title on its way to the shop.
#[derive(Clone)]
pub(super) struct Title {
    pub(super) kid: KeyId,
    pub(super) key: ContentKey,
}

impl Title {
    pub(super) fn new() -> Result<Self> {
        Ok(Self { kid: KeyId::random()?, key: ContentKey::random()? })
    }

    pub(super) fn spec(&self) -> KeySpec {
        KeySpec { selector: Selector::All, kid: self.kid, key: Some(self.key.clone()), iv: None }
    }

    /// Encrypts the film; its header names the license server and the domain service.
    pub(super) fn package(&self, la_url: &str, ds_id: Option<String>) -> Result<Vec<u8>> {
        let recipe = Recipe {
            scheme: Scheme::by_name("cenc").ok_or_else(|| Error::internal("no scheme cenc"))?,
            iv_size: Some(8),
            pattern: None,
            merge_subsamples: false,
            systems: vec![SystemId::PLAYREADY],
            given: Vec::new(),
            clear_tracks: Vec::new(),
            header: HeaderOptions { la_url: Some(la_url.to_owned()), ds_id, ..HeaderOptions::default() },
        };
        let keys = KeySet::new([self.spec()], None)?;
        let mut encryptor = Encryptor::new(recipe.options(&keys, Box::new(OsRandom))?)?;
        rewritten(FILM, &mut encryptor)
    }
}

/// Decrypts a file with a key.
pub(super) fn decrypted(path: &Path, kid: KeyId, key: &ContentKey) -> Result<Vec<u8>> {
    let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
    let find = |asked: &KeyId| {
        if *asked == kid { Ok(key.clone()) } else { Err(ErrorKind::MissingKey(*asked).into()) }
    };
    let mut decryptor = Decryptor::new(DecryptOptions {
        key: Box::new(find),
        see_pssh: Box::new(|_, _| Ok(())),
        keep_pssh: false,
        tail: PatternTail::Encrypt,
    });
    rewritten(&bytes, &mut decryptor)
}

/// Puts a license into the header of a file. The media stays as it is.
pub(super) fn embed(bytes: &[u8], license: &[u8]) -> Result<Vec<u8>> {
    let data = PlayReadyData::recognise(bytes)?;
    let mut object = PlayReadyObject::read(&data.to_form(HeaderForm::Object)?, 0)?;
    embedded::add(&mut object, license)?;
    let pssh = PsshData { system_id: SystemId::PLAYREADY, kids: Vec::new(), data: object.write()? };
    let node = crate::boxes::BoxNode::read(&mut crate::bytes::Reader::new(&pssh.to_box()?, 0))?;
    let changes = vec![Change::Replace(Which::System(SystemId::PLAYREADY.bytes()), vec![node])];
    let edit = Edit { changes, fragments: false, pad: 0 };
    let source = Window { base: 0, data: bytes.to_vec() };
    write_to_memory(|sink, watch| rewrite_whole(&source, bytes.len() as u64, &edit, sink, watch).map(|_| ()))
}

fn rewritten(bytes: &[u8], transform: &mut dyn Transform) -> Result<Vec<u8>> {
    let source = Window { base: 0, data: bytes.to_vec() };
    write_to_memory(|sink, watch| rewrite_file(&source, bytes.len() as u64, transform, sink, watch))
}

fn write_to_memory(work: impl FnOnce(&mut Sink<'_>, Watch<'_>) -> Result<()>) -> Result<Vec<u8>> {
    let never = AtomicBool::new(false);
    let watch = Watch { progress: &NoProgress, interrupted: &never };
    let file: File = tempfile::tempfile()?;
    let positioned = FileSource::new(file);
    work(&mut Sink::file(&positioned), watch)?;
    let len = positioned.file().metadata()?.len();
    let mut written = vec![0; usize::try_from(len).unwrap_or(0)];
    crate::movie::ReadAt::read_exact_at(&positioned, &mut written, 0)?;
    Ok(written)
}
