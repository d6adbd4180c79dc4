//! The recipe of README.md's section "Licenses, offline": its commands as they stand there, and what they must make.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

const SECTION: &str = "\n## Licenses, offline\n";
const SAMPLE: &str = "samples/avc-aac.mp4";

/// The commands of the section with the exit codes they must end with.
fn commands(readme: &str) -> Vec<(String, i32)> {
    let section = readme.split_once(SECTION).expect("the section is gone").1;
    let section = section.split_once("\n## ").map_or(section, |(section, _)| section);
    let joined = section.replace("\\\n", " ");
    let lines = joined.lines().filter_map(|line| line.strip_prefix("$ "));
    lines
        .map(|line| match line.split_once("# exit ") {
            Some((command, code)) => (command.to_owned(), code.trim().parse().unwrap()),
            None => (line.to_owned(), 0),
        })
        .collect()
}

/// The hash of every frame, sound included; `None` without ffmpeg.
fn frame_hashes(file: &Path) -> Option<String> {
    let arguments = ["-nostdin", "-v", "error", "-i"];
    let output = ["-map", "0:v", "-map", "0:a", "-f", "framemd5", "-"];
    let done = Command::new("ffmpeg").args(arguments).arg(file).args(output).output().ok()?;
    assert!(done.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&done.stderr));
    Some(String::from_utf8(done.stdout).unwrap())
}

#[test]
fn the_recipe_gives_back_the_sample() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = tempfile::tempdir().unwrap();
    fs::create_dir(scratch.path().join("samples")).unwrap();
    fs::copy(root.join(SAMPLE), scratch.path().join(SAMPLE)).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_boxlock")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap();
    let path =
        std::env::join_paths(std::iter::once(program.to_path_buf()).chain(std::env::split_paths(&path)));
    let path = path.unwrap();
    let commands = commands(&fs::read_to_string(root.join("README.md")).unwrap());
    for step in
        ["pki init", "pki device", "encrypt", "license request", "license answer", "license open", "decrypt"]
    {
        assert!(
            commands.iter().any(|(line, _)| line.starts_with(&format!("boxlock {step} "))),
            "no step {step:?}"
        );
    }
    for (line, code) in commands {
        let mut shell = Command::new("sh");
        let done = shell.args(["-c", &line]).env("PATH", &path).current_dir(&scratch).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(code), "{line}\n{said}");
    }
    let at = |name: &str| scratch.path().join(name);
    let original = fs::read(at(SAMPLE)).unwrap();
    assert!(fs::read(at("protected.mp4")).unwrap() != original);
    for name in ["played.mp4", "bought.mp4"] {
        assert!(fs::read(at(name)).unwrap() == original, "{name} is not the sample");
    }
    assert!(!at("stolen.mp4").exists());

    let Some(expected) = frame_hashes(&at(SAMPLE)) else {
        eprintln!("ffmpeg is missing: frame hashes of the recipe are not compared, bytes are");
        return;
    };
    assert!(expected.lines().filter(|line| !line.starts_with('#')).count() > 50, "{expected}");
    assert_eq!(frame_hashes(&at("played.mp4")).as_ref(), Some(&expected));
}
