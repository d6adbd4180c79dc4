//! The sample media are what `samples/SHA256SUMS` says, and `samples/README.md` describes each of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use boxlock::keys::key_file;
use sha2::{Digest, Sha256};

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// Every file below the folder, as paths relative to it.
fn files(folder: &Path, below: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder.join(below)).unwrap() {
        let entry = entry.unwrap();
        let name = Path::new(below).join(entry.file_name()).to_str().unwrap().to_owned();
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(folder, &name));
        } else {
            found.insert(name);
        }
    }
    found
}

fn media() -> BTreeSet<String> {
    files(&samples(), "")
        .into_iter()
        .filter(|name| name.ends_with(".mp4") || name.ends_with(".m4s"))
        .collect()
}

#[test]
fn checksums_are_those_of_the_files() {
    let sums = fs::read_to_string(samples().join("SHA256SUMS")).unwrap();
    let mut listed = BTreeSet::new();
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        let digest = Sha256::digest(fs::read(samples().join(name)).unwrap());
        let found: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, sum, "{name} has changed");
        listed.insert(name.to_owned());
    }
    assert_eq!(listed, media(), "SHA256SUMS and the files differ");
}

#[test]
fn every_file_is_described() {
    let text = fs::read_to_string(samples().join("README.md")).unwrap();
    for name in files(&samples(), "") {
        // Folders of many files that are alike are described as a whole.
        let folder = name.split_once('/').map(|(folder, _)| format!("`{folder}/`"));
        assert!(
            text.contains(&format!("`{name}`"))
                || folder.is_some_and(|folder| text.contains(&folder))
                || name == "README.md",
            "README.md says nothing of {name}"
        );
    }
    let commands = fs::read_to_string(samples().join("make")).unwrap();
    for name in media().iter().filter(|name| !name.starts_with("segments/")) {
        assert!(commands.contains(&format!("make {name} ")), "samples/make does not make {name}");
    }
}

#[test]
fn samples_are_small() {
    let sizes =
        media().iter().map(|name| fs::metadata(samples().join(name)).unwrap().len()).collect::<Vec<_>>();
    assert!(sizes.iter().all(|size| *size < 64 * 1024), "a sample of more than 64 KiB");
    assert!(sizes.iter().sum::<u64>() < 1024 * 1024, "more than 1 MiB of samples");
}

#[test]
fn key_file_is_one() {
    let text = fs::read_to_string(samples().join("keys/keys.json")).unwrap();
    assert_eq!(key_file::read(&text).unwrap().len(), 2);
}
