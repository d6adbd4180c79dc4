//! Runs the examples of README.md: every `$ boxlock …` line of its `console` blocks, in order, in one scratch
//! folder that holds a copy of `samples/`. A line ends with 0, or with N where `# exit N` stands behind it.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

struct Example {
    line: usize,
    command: String,
    exit: i32,
}

fn examples(text: &str) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let mut inside = false;
    let mut continued = false;
    for (number, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            inside = line == "```console";
            continued = false;
        } else if inside && continued {
            let example = found.last_mut().unwrap();
            example.command.push_str(&format!("\n{line}"));
            continued = line.ends_with('\\');
        } else if let Some(command) = line.strip_prefix("$ ").filter(|c| inside && c.starts_with("boxlock "))
        {
            found.push(Example { line: number + 1, command: command.to_owned(), exit: 0 });
            continued = line.ends_with('\\');
        }
    }
    for example in &mut found {
        if let Some((_, code)) = example.command.split_once("# exit ") {
            example.exit = code.trim().parse().unwrap();
        }
    }
    found
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn examples_end_as_they_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let examples = examples(&fs::read_to_string(root.join("README.md")).unwrap());
    assert!(examples.len() >= 10, "README.md has only {} examples", examples.len());
    let scratch = tempfile::tempdir().unwrap();
    copy(&root.join("samples"), &scratch.path().join("samples"));
    let binary = Path::new(env!("CARGO_BIN_EXE_boxlock"));
    let path = std::env::join_paths(
        [binary.parent().unwrap().to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )
    .unwrap();
    for example in examples {
        let done = Command::new("sh")
            .args(["-c", &example.command])
            .env("PATH", &path)
            .current_dir(scratch.path())
            .output()
            .unwrap();
        assert_eq!(
            done.status.code(),
            Some(example.exit),
            "README.md:{}: {}\n{}",
            example.line,
            example.command,
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

#[test]
fn examples_are_found_with_their_exit_codes() {
    let text = "```console\n$ boxlock a b \\\n    c\nout\n$ ls\n$ boxlock d  # exit 6\n```\n```\n$ boxlock no\n```\n";
    let found: Vec<_> = examples(text).into_iter().map(|e| (e.line, e.command, e.exit)).collect();
    assert_eq!(found, [(2, "boxlock a b \\\n    c".to_owned(), 0), (6, "boxlock d  # exit 6".to_owned(), 6)]);
}
