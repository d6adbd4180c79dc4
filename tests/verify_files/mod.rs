//! Encrypted samples as box trees that tests can break.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use boxlock::boxes::{BoxNode, Content, Saio, Senc, Trex};
use boxlock::bytes::Reader;
use boxlock::keys::{ContentKey, KeyId};
use boxlock::movie::{Window, read_track_fragments, read_tracks};
use boxlock::verify::{Finding, VerifyOptions, verify};

pub const KID: &str = "7e57017e-0000-4000-8000-000000000001";
const KEY: [u8; 16] = *b"TEST ONLY KEY 01";

/// A sample's bytes.
pub fn sample(name: &str) -> Vec<u8> {
    fs::read(sample_path(name)).unwrap()
}

fn sample_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

/// A sample encrypted under one key, with IVs that are the same in every run.
pub fn encrypted(name: &str, options: &[&str]) -> Vec<u8> {
    encrypted_file(&sample_path(name), options)
}

/// The same of any file.
pub fn encrypted_file(input: &Path, options: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.mp4");
    let key = format!("{KID}:54455354204f4e4c59204b4559203031");
    let mut args = vec!["boxlock", "encrypt", "--quiet", "--seed-rng", "7"];
    args.extend([input.to_str().unwrap(), output.to_str().unwrap()]);
    args.extend(options);
    if !options.contains(&"--key") {
        args.extend(["--key", &key]);
    }
    let done = boxlock::cli::run(args.iter().map(Into::into));
    assert_eq!(done, boxlock::ExitCode::Done, "{args:?}");
    fs::read(output).unwrap()
}

/// Whether a scheme is defined for the video of a sample: the bindings of AV1 and VP9 know neither cens nor cbc1.
pub fn is_defined(sample: &str, scheme: &str) -> bool {
    !(matches!(scheme, "cens" | "cbc1") && (sample.starts_with("av1") || sample.starts_with("vp9")))
}

/// The findings in a file; its key is known.
pub fn found(file: &File) -> Vec<Finding> {
    let data = file.to_vec();
    let len = data.len() as u64;
    let kid: KeyId = KID.parse().unwrap();
    let key = file.key;
    let options = VerifyOptions {
        key: Box::new(move |wanted| (*wanted == kid).then(|| ContentKey::from_bytes(key))),
        ..VerifyOptions::default()
    };
    verify(&Window { base: 0, data }, len, None, &options).unwrap().findings
}

/// A file as its boxes, sample entries included.
pub struct File {
    pub tops: Vec<BoxNode>,
    pub key: [u8; 16],
}

impl File {
    pub fn read(bytes: &[u8]) -> Self {
        let mut reader = Reader::new(bytes, 0);
        let mut tops = Vec::new();
        while !reader.is_empty() {
            let mut node = BoxNode::read(&mut reader).unwrap();
            if &node.name().0 == b"moov" {
                read_tracks(&mut node).unwrap();
            }
            tops.push(node);
        }
        let file = Self { tops, key: KEY };
        assert_eq!(file.to_vec(), bytes);
        file
    }

    pub fn to_vec(&self) -> Vec<u8> {
        self.tops.iter().flat_map(BoxNode::to_vec).collect()
    }

    pub fn count(&self, name: &[u8; 4]) -> usize {
        self.tops.iter().filter(|b| b.name().0 == *name).count()
    }

    /// The box at a path such as `moof[2]/traf[1]/senc`; `*` is the first child.
    pub fn node(&mut self, path: &str) -> &mut BoxNode {
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        let mut node = pick(&mut self.tops, first);
        for part in rest.split('/').filter(|p| !p.is_empty()) {
            node = pick(node.children_mut().unwrap(), part);
        }
        node
    }

    /// The body of a leaf.
    pub fn bytes(&mut self, path: &str) -> &mut Vec<u8> {
        match &mut self.node(path).content {
            Content::Leaf(bytes) => bytes,
            Content::Container { .. } => panic!("{path} is a container"),
        }
    }

    /// Edits a `traf`, and moves what counts from its `moof`.
    pub fn grow(&mut self, path: &str, edit: impl FnOnce(&mut BoxNode)) {
        let (moof, traf) = path.split_once('/').unwrap();
        let moof = self.node(moof);
        let before = moof.size();
        edit(pick(moof.children_mut().unwrap(), traf));
        let by = moof.size() as i32 - before as i32;
        let mut entries = Vec::new();
        moof.visit_positions(&mut |position, node| {
            if &node.name().0 == b"traf" {
                entries.push(None);
            } else if node.is::<Senc>() {
                *entries.last_mut().unwrap() = Some(position + 16);
            }
        });
        let trafs = moof.children_mut().unwrap().iter_mut().filter(|c| &c.name().0 == b"traf");
        for (traf, entries) in trafs.zip(entries) {
            for node in traf.children_mut().unwrap() {
                if &node.name().0 == b"trun" {
                    let Content::Leaf(bytes) = &mut node.content else { continue };
                    let offset = i32::from_be_bytes(bytes[8..12].try_into().unwrap()) + by;
                    bytes[8..12].copy_from_slice(&offset.to_be_bytes());
                } else if node.is::<Saio>() {
                    let mut saio: Saio = node.view().unwrap();
                    if let ([offset], Some(entries)) = (saio.offsets.as_mut_slice(), entries) {
                        *offset = entries;
                    }
                    node.replace(&saio);
                }
            }
        }
    }

    /// Where the first sample of a track's first fragment lies.
    pub fn first_sample(&self, track: u32) -> u64 {
        let bytes = self.to_vec();
        let fresh = Self::read(&bytes);
        let moof = fresh.tops.iter().find(|b| &b.name().0 == b"moof").unwrap();
        let trex = |id| {
            Some(Trex {
                track_id: id,
                default_sample_description_index: 1,
                default_sample_duration: 0,
                default_sample_size: 0,
                default_sample_flags: 0,
            })
        };
        let fragments = read_track_fragments(moof, &trex, bytes.len() as u64).unwrap();
        fragments.iter().find(|f| f.track_id == track).unwrap().samples[0].offset
    }

    /// Overwrites bytes of media.
    pub fn patch(&mut self, offset: u64, with: &[u8]) {
        let mut bytes = self.to_vec();
        let at = offset as usize;
        bytes[at..at + with.len()].copy_from_slice(with);
        *self = Self { key: self.key, ..Self::read(&bytes) };
    }
}

fn pick<'a>(nodes: &'a mut [BoxNode], part: &str) -> &'a mut BoxNode {
    if part == "*" {
        return &mut nodes[0];
    }
    let (name, number) = part.trim_end_matches(']').split_once('[').unwrap_or((part, "1"));
    let number: usize = number.parse().unwrap();
    let mut found = nodes.iter_mut().filter(|n| n.name().0 == name.as_bytes());
    found.nth(number - 1).unwrap_or_else(|| panic!("no box {part}"))
}
