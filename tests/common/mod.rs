//! What several tests need: the library's encryption and decryption as functions of bytes.

#![allow(dead_code, reason = "each test uses its own part")]

pub mod build;

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use boxlock::boxes::{BoxNode, FourCc};
use boxlock::bytes::Reader;
use boxlock::cenc::cipher::{PatternTail, SeededBytes};
use boxlock::cenc::decrypt::{DecryptOptions, Decryptor};
use boxlock::cenc::encrypt::{EncryptOptions, Encryptor, TrackKey};
use boxlock::cenc::recrypt::Recryptor;
use boxlock::cenc::rewrite::{Transform, rewrite_file, rewrite_pipe};
use boxlock::cenc::sink::Sink;
use boxlock::cenc::{IvAllocator, NoProgress, Scheme, Watch};
use boxlock::error::{Error, ErrorKind, Result};
use boxlock::keys::{ContentKey, KeyId};
use boxlock::movie::{FileSource, ReadAt as _, Window};

/// How bytes get in and out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// By position, from memory into a file.
    File,
    /// In order, from a reader into a writer.
    Pipe,
    /// From memory into a writer.
    FileToPipe,
    /// From a reader into a file.
    PipeToFile,
}

pub const ROUTES: [Route; 4] = [Route::File, Route::Pipe, Route::FileToPipe, Route::PipeToFile];

/// The key of a track: its key ID is made of the track ID.
pub fn kid(track: u32) -> KeyId {
    KeyId::from_bytes([track as u8; 16])
}

fn key(kid: &KeyId) -> ContentKey {
    ContentKey::from_bytes(kid.bytes().map(|b| b ^ 0x5a))
}

pub fn scheme(name: &str) -> &'static Scheme {
    Scheme::by_name(name).unwrap()
}

/// An encryption of all audio and video but that of `clear` tracks, with IVs from a seed.
pub fn encryptor<'a>(name: &str, clear: &'a [u32]) -> Encryptor<'a> {
    encryptor_with_iv(name, clear, scheme(name).iv.sizes()[0].into())
}

/// As [`encryptor`], with IVs of `iv_size` bytes.
pub fn encryptor_with_iv<'a>(name: &str, clear: &'a [u32], iv_size: usize) -> Encryptor<'a> {
    let scheme = scheme(name);
    let options = EncryptOptions {
        scheme,
        iv_size,
        pattern: None,
        merge_subsamples: false,
        choose: Box::new(|track| {
            let media = matches!(&track.handler.0, b"vide" | b"soun");
            let kid = kid(track.id);
            let wanted = media && !clear.contains(&track.id);
            Ok(wanted.then(|| TrackKey { kid, key: key(&kid), iv: None }))
        }),
        signal: Box::new(|_| Ok(Vec::new())),
        ivs: IvAllocator::new(Box::new(SeededBytes::new(7))),
    };
    Encryptor::new(options).unwrap()
}

/// A decryption that knows the keys of [`encryptor`].
pub fn decryptor<'a>() -> Decryptor<'a> {
    Decryptor::new(DecryptOptions {
        key: Box::new(|kid| Ok(key(kid))),
        see_pssh: Box::new(|_, _| Ok(())),
        keep_pssh: false,
        tail: PatternTail::Encrypt,
    })
}

/// Runs a transform over bytes.
pub fn rewrite(input: &[u8], transform: &mut dyn Transform, route: Route) -> Result<Vec<u8>> {
    let interrupted = AtomicBool::new(false);
    let watch = Watch { progress: &NoProgress, interrupted: &interrupted };
    let mut run = |sink: &mut Sink<'_>| match route {
        Route::File | Route::FileToPipe => {
            let source = Window { base: 0, data: input.to_vec() };
            rewrite_file(&source, input.len() as u64, transform, sink, watch)
        }
        Route::Pipe | Route::PipeToFile => rewrite_pipe(&mut &*input, transform, sink, watch),
    };
    let mut output = Vec::new();
    if matches!(route, Route::Pipe | Route::FileToPipe) {
        run(&mut Sink::pipe(&mut output))?;
        return Ok(output);
    }
    let file = FileSource::new(tempfile::tempfile().unwrap());
    run(&mut Sink::file(&file))?;
    output.resize(file.file().metadata().unwrap().len() as usize, 0);
    file.read_exact_at(&mut output, 0).unwrap();
    Ok(output)
}

pub fn encrypt(input: &[u8], scheme: &str, clear: &[u32], route: Route) -> Result<Vec<u8>> {
    rewrite(input, &mut encryptor(scheme, clear), route)
}

/// Decrypts; a file with nothing to decrypt is an error, as on the command line.
pub fn decrypt(input: &[u8], route: Route) -> Result<Vec<u8>> {
    let mut decryptor = decryptor();
    let output = rewrite(input, &mut decryptor, route)?;
    if !decryptor.found_encryption() {
        return Err(Error::from(ErrorKind::Unsupported("nothing is encrypted".into())));
    }
    Ok(output)
}

pub fn recrypt(input: &[u8], scheme: &str, route: Route) -> Result<Vec<u8>> {
    let mut both = Recryptor { decryptor: decryptor(), encryptor: encryptor(scheme, &[]) };
    rewrite(input, &mut both, route)
}

pub fn sample(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)).unwrap()
}

/// The boxes of the top level.
pub fn top_level(bytes: &[u8]) -> Vec<BoxNode> {
    let mut reader = Reader::new(bytes, 0);
    let mut boxes = Vec::new();
    while !reader.is_empty() {
        boxes.push(BoxNode::read(&mut reader).unwrap());
    }
    boxes
}

/// The offsets of the boxes of a type at the top level.
pub fn offsets_of(bytes: &[u8], name: &[u8; 4]) -> Vec<u64> {
    top_level(bytes).iter().filter(|b| b.name() == FourCc(*name)).map(|b| b.offset).collect()
}
