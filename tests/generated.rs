//! The man pages and shell completions in the repository are those of the command line as it is.
//!
//! `UPDATE_GENERATED=1 cargo test --test generated` writes them again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use boxlock::cli;
use clap_complete::{Shell, generate_to};

type Files = BTreeMap<String, String>;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// A folder of its own for each test, empty.
fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated").join(name);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    fs::create_dir_all(&path).unwrap();
    path
}

fn files(folder: &Path) -> Files {
    let Ok(entries) = fs::read_dir(folder) else { return Files::new() };
    entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// Compares the committed folder with what was made now, or replaces it.
fn check(committed: &str, made: &Path) {
    let made = files(made);
    let target = folder(committed);
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        fs::create_dir_all(&target).unwrap();
        for name in files(&target).keys().filter(|name| !made.contains_key(*name)) {
            fs::remove_file(target.join(name)).unwrap();
        }
        for (name, text) in &made {
            fs::write(target.join(name), text).unwrap();
        }
    }
    let found = files(&target);
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(&found),
        names(&made),
        "{committed}: run `UPDATE_GENERATED=1 cargo test --test generated`"
    );
    for (name, text) in &made {
        assert!(
            found.get(name) == Some(text),
            "{committed}/{name} is stale: run `UPDATE_GENERATED=1 cargo test --test generated`"
        );
    }
}

#[test]
fn man_pages_are_current() {
    let made = scratch("man");
    clap_mangen::generate_to(cli::command(), &made).unwrap();
    assert!(files(&made).contains_key("boxlock-encrypt.1"));
    check("man", &made);
}

#[test]
fn completions_are_current() {
    let made = scratch("completions");
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Elvish] {
        generate_to(shell, &mut cli::command(), "boxlock", &made).unwrap();
    }
    check("completions", &made);
}
