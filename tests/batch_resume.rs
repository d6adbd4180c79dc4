//! A thousand titles, killed at random moments and resumed: each is there once and whole, as if nothing had happened.

#![cfg(unix)]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use boxlock::crypto::{Rng, SeededRng, random_array};

const TITLES: usize = 1000;
const KILLS: usize = 20;

/// A folder whose disk does not have to be waited for: being killed is not a loss of power.
fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let mut builder = tempfile::Builder::new();
    builder.prefix("boxlock-batch-test");
    if memory.is_dir() { builder.tempdir_in(memory) } else { builder.tempdir() }.unwrap()
}

/// Titles that differ from each other: the smallest sample with a box of its own behind it.
fn make_titles(folder: &Path) {
    let sample = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/eac3.mp4")).unwrap();
    fs::create_dir(folder).unwrap();
    for n in 0..TITLES {
        let number = (n as u32).to_be_bytes();
        let padding = vec![0; n % 7 * 100];
        let size = (12 + padding.len() as u32).to_be_bytes();
        let title = [&sample, &size[..], b"free", &number, &padding].concat();
        fs::write(folder.join(format!("t{n:04}.mp4")), title).unwrap();
    }
}

fn batch(folder: &Path, out: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_boxlock"));
    let template = format!("{out}/{{stem}}.mp4");
    command.current_dir(folder).args(["batch", "run", "--in", "in/*.mp4", "--out", &template]);
    command.args(["--key-seed", "test", "--seed-rng", "7", "--jobs", "3", "--quiet"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

fn run(mut command: Command) -> String {
    let output = command.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{stderr}");
    stderr
}

/// Everything in a folder, by name.
fn files(folder: &Path) -> HashMap<String, PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().into_string().unwrap(), entry.path())).collect()
}

/// Titles that the disturbed runs have made so far.
fn visible(folder: &Path) -> usize {
    let entries = fs::read_dir(folder.join("b")).into_iter().flatten();
    entries
        .filter(|entry| entry.as_ref().is_ok_and(|e| !e.file_name().as_encoded_bytes().starts_with(b".")))
        .count()
}

fn titles(folder: &Path) -> HashMap<String, Vec<u8>> {
    let names = files(folder).into_iter().filter(|(name, _)| !name.starts_with('.'));
    names.map(|(name, path)| (name, fs::read(path).unwrap())).collect()
}

#[test]
fn killed_at_any_moment_and_resumed() {
    let scratch = scratch();
    let folder = scratch.path();
    make_titles(&folder.join("in"));
    let start = Instant::now();
    run(batch(folder, "a"));
    let undisturbed = start.elapsed();
    let expected = titles(&folder.join("a"));
    assert_eq!(expected.len(), TITLES);

    // What a run needs before its first title.
    let start = Instant::now();
    run(batch(folder, "a"));
    let startup = start.elapsed();

    let mut rng = SeededRng::new(11);
    let mut kills = 0;
    let mut most_strays = 0;
    while kills < KILLS {
        let before = visible(folder);
        let mut child = batch(folder, "b").spawn().unwrap();
        let [more, part]: [u8; 2] = random_array(&mut rng as &mut dyn Rng).unwrap();
        // Some are killed before their first title, others after a few more: less than a twentieth of the work on average, so that all
        // kills hit before the end however fast the machine is.
        let more = usize::from(more) % (2 * TITLES / 3 / KILLS);
        if more == 0 {
            std::thread::sleep(startup.mul_f64(f64::from(part) / 170.0));
        } else {
            while visible(folder) < before + more && child.try_wait().unwrap().is_none() {}
            std::thread::sleep(undisturbed.mul_f64(f64::from(part) / 256.0 / TITLES as f64));
        }
        assert!(child.try_wait().unwrap().is_none(), "a run ended before kill {}", kills + 1);
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        // Whatever is visible is whole.
        for (name, bytes) in titles(&folder.join("b")) {
            assert!(bytes == expected[&name], "{name} is not whole after kill {kills}");
        }
        most_strays =
            most_strays.max(files(&folder.join("b")).keys().filter(|n| n.ends_with(".tmp")).count());
    }
    let before = titles(&folder.join("b")).len();
    assert!(before > 0 && before < TITLES, "the kills hit between titles: {before}");
    assert!(most_strays > 0, "no kill hit a title in the making");
    run(batch(folder, "b"));

    let resumed = titles(&folder.join("b"));
    assert_eq!(resumed.len(), TITLES);
    assert!(resumed.iter().all(|(name, bytes)| expected[name] == *bytes));
    let strays: Vec<String> = files(&folder.join("b")).into_keys().filter(|n| n.starts_with('.')).collect();
    assert_eq!(strays, [".boxlock-batch.jsonl"]);

    // Every title was finished once.
    let ledger = fs::read_to_string(folder.join("b/.boxlock-batch.jsonl")).unwrap();
    let mut done: HashMap<String, usize> = HashMap::new();
    for line in ledger.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        if entry["stage"] == "done" {
            *done.entry(entry["output"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    assert_eq!(done.len(), TITLES);
    assert!(done.values().all(|count| *count == 1));

    let start = Instant::now();
    run(batch(folder, "b"));
    let finished = start.elapsed();
    assert_eq!(fs::read_to_string(folder.join("b/.boxlock-batch.jsonl")).unwrap(), ledger);
    eprintln!(
        "{TITLES} titles: {undisturbed:.1?} undisturbed, {before} done at the last of {kills} kills, {finished:.2?} when finished"
    );
    assert!(finished < Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 2 }), "{finished:?}");
}

/// A signal that can be caught leaves nothing to clean up.
#[test]
fn an_interrupted_run_cleans_up() {
    let scratch = scratch();
    let folder = scratch.path();
    make_titles(&folder.join("in"));
    for signal in ["-INT", "-TERM"] {
        let child = batch(folder, "c").spawn().unwrap();
        let start = Instant::now();
        while titles(&folder.join("c")).len() < 5 && start.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(5));
        }
        let killed = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(files(&folder.join("c")).keys().all(|name| !name.ends_with(".tmp")));
        fs::remove_dir_all(folder.join("c")).unwrap();
    }
}
