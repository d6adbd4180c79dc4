//! `boxlock batch` from the outside: lists that are wrong, titles that fail, parameters that change, shards, reports.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const KID: &str = "09e091ab-f838-41d2-9e35-58531fd19ec7";
const KEY: &str = "00112233445566778899aabbccddeeff";

/// A folder with some inputs.
fn catalogue(count: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    for n in 0..count {
        let sample = ["eac3.mp4", "avc-interlaced.mp4"][n % 2];
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample);
        fs::copy(sample, folder.path().join(format!("in/t{n}.mp4"))).unwrap();
    }
    folder
}

fn boxlock(folder: &tempfile::TempDir, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_boxlock"));
    for name in ["JOB_COMPLETION_INDEX", "SLURM_ARRAY_TASK_ID", "BOXLOCK_SHARDS"] {
        command.env_remove(name);
    }
    command.current_dir(folder.path()).args(args).output().unwrap()
}

/// Runs, checks the exit code and returns stdout and stderr.
fn expect(folder: &tempfile::TempDir, code: i32, args: &[&str]) -> (String, String) {
    let output = boxlock(folder, args);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{stdout}\n{stderr}");
    (stdout, stderr)
}

fn write(folder: &tempfile::TempDir, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).unwrap();
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"))).collect()
}

#[test]
fn wrong_lists_are_refused_before_any_work() {
    let folder = catalogue(3);
    write(&folder, "there.mp4", "mine");
    let ok = r#"{"input":"in/t0.mp4","output":"out/t0.mp4","key_seed":"test"}"#;
    let row = |rest: &str| format!("{ok}\n{{\"key_seed\":\"test\",{rest}}}\n");
    for (list, code, words) in [
        (row(r#""input":"in/t9.mp4","output":"out/x.mp4""#), 7, &["row 2", "\"input\"", "in/t9.mp4"][..]),
        (row(r#""input":"in","output":"out/x.mp4""#), 7, &["row 2", "\"input\""]),
        (row(r#""input":"in/t1.mp4","output":"out/./t0.mp4""#), 2, &["row 2", "\"output\"", "row 1"]),
        (row(r#""input":"in/t1.mp4","output":"in/../in/t1.mp4""#), 2, &["row 2", "\"output\"", "same file"]),
        (row(r#""input":"in/t1.mp4","output":"in/t0.mp4""#), 2, &["row 2", "\"output\"", "input of row 1"]),
        (row(r#""input":"in/t1.mp4","output":"there.mp4""#), 6, &["row 2", "\"output\"", "exists"]),
        (row(r#""input":"in/t1.mp4","output":"out/x.mp4","kid":"x""#), 3, &["row 2", "\"kid\""]),
        (
            row(r#""input":"in/t1.mp4","output":"out/x.mp4","sheme":"cenc""#),
            3,
            &["row 2", "\"sheme\"", "unknown"],
        ),
        (row(r#""input":"in/t1.mp4","output":"out/x.mp4","pattern":"1:99""#), 2, &["row 2", "\"pattern\""]),
        (row(r#""input":"in/t1.mp4","output":"out/x.mp4","pattern":"1:9""#), 2, &["row 2", "no pattern"]),
        (
            row(r#""input":"in/t1.mp4","output":"out/x.mp4","systems":["nosuch"]"#),
            2,
            &["row 2", "\"systems\""],
        ),
        (row(r#""input":"in/t1.mp4","output":"out/x.mp4","la_url":"here""#), 2, &["row 2", "here"]),
        (
            row(r#""input":"in/t1.mp4","output":"out/x.mp4","key_file":"no.json""#),
            7,
            &["row 2", "\"key_file\"", "no.json"],
        ),
        (
            format!("{ok}\n{{\"input\":\"in/t1.mp4\",\"output\":\"out/x.mp4\",\"kid\":\"{KID}\"}}"),
            2,
            &["row 2", "\"kid\"", "has no key"],
        ),
        (row(r#""input":"nowhere://b/k","output":"out/x.mp4""#), 7, &["row 2", "\"input\""]),
        (String::new(), 3, &["jobs.jsonl", "no titles"]),
    ] {
        write(&folder, "jobs.jsonl", &list);
        let (_, planned) = expect(&folder, code, &["batch", "plan", "jobs.jsonl"]);
        let (_, run) = expect(&folder, code, &["batch", "run", "jobs.jsonl"]);
        for stderr in [planned, run] {
            assert!(words.iter().all(|word| stderr.contains(word)), "{list}\n{stderr}");
        }
        assert!(
            !folder.path().join("out").exists() && !folder.path().join("jobs.jsonl.ledger").exists(),
            "{list}"
        );
    }
    for (args, code) in [
        (&["--in", "none/*.mp4", "--out", "out/{stem}.mp4"][..], 7),
        (&["--in", "in/*.mp4", "--out", "out/one.mp4"], 2),
        (&["--in", "in/*.mp4", "--out", "out/{title}.mp4"], 2),
        (&["--in", "in/*.mp4"], 2),
        (&["none.jsonl"], 7),
        (&["--in", "in/*.mp4", "--out", "out/{stem}.mp4", "--shard", "0/3"], 2),
        (&["--in", "in/*.mp4", "--out", "out/{stem}.mp4", "--shard", "auto"], 2),
    ] {
        expect(&folder, code, &[&["batch", "plan", "--key-seed", "test"], args].concat());
        expect(&folder, code, &[&["batch", "run", "--key-seed", "test"], args].concat());
    }
    let (_, stderr) = expect(&folder, 2, &["batch", "run", "--in", "in/*.mp4", "--out", "out/{stem}.mp4"]);
    assert!(stderr.contains("--keys-out"), "{stderr}");
    assert!(!folder.path().join("out").exists());
}

#[test]
fn all_problems_are_told_at_once() {
    let folder = catalogue(1);
    write(&folder, "jobs.csv", "input,output,iv_size\nin/t0.mp4,o.mp4,9\n,p.mp4,8\nin/t0.mp4,q.mp4,x\n");
    let (_, stderr) = expect(&folder, 3, &["batch", "plan", "jobs.csv", "--key-seed", "test"]);
    for place in
        ["row 2, field \"iv_size\"", "row 3, field \"input\"", "row 4, field \"iv_size\"", "3 problems"]
    {
        assert!(stderr.contains(place), "{stderr}");
    }
}

#[test]
fn a_hundred_thousand_rows_are_planned() {
    let folder = catalogue(1);
    let mut list = "{\"defaults\":{\"key_seed\":\"test\"}}\n".to_owned();
    for n in 0..100_000 {
        list += &format!("{{\"input\":\"in/t0.mp4\",\"output\":\"out/{n}.mp4\",\"title\":\"t{n}\"}}\n");
    }
    write(&folder, "jobs.jsonl", &list);
    let (stdout, _) = expect(&folder, 0, &["batch", "plan", "jobs.jsonl", "--shard", "3/1000", "--json"]);
    let plan: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((plan["titles"].as_array().unwrap().len(), &plan["all_titles"]), (100, &100_000.into()));
    list += "{\"input\":\"in/t0.mp4\",\"output\":\"out/77.mp4\"}\n";
    write(&folder, "jobs.jsonl", &list);
    let (_, stderr) = expect(&folder, 2, &["batch", "plan", "jobs.jsonl"]);
    assert!(stderr.contains("row 100002") && stderr.contains("row 79"), "{stderr}");
}

#[test]
fn a_pattern_without_quotes_is_told() {
    let folder = catalogue(2);
    // As a shell hands over in/*.mp4.
    for files in [&["in/t0.mp4", "in/t1.mp4"][..], &["in/t0.mp4", "in/t1.mp4", "in/t2.mp4"]] {
        let args = [&["batch", "run", "--in"], files, &["--out", "out/{name}"]].concat();
        let (_, stderr) = expect(&folder, 2, &args);
        assert!(stderr.contains("hint: quote the pattern behind --in"), "{stderr}");
    }
    // Wrong for other reasons: no such option, and a list beside a pattern that is in quotes.
    for words in [["--in", "in/*.mp4", "--such"], ["jobs.csv", "--in", "in/*.mp4"]] {
        let (_, stderr) = expect(&folder, 2, &[&["batch", "run"], &words[..]].concat());
        assert!(!stderr.contains("quote"), "{stderr}");
    }
}

#[test]
fn one_bad_title_fails_alone() {
    let folder = catalogue(6);
    write(&folder, "in/t2.mp4", "this is no MP4 file");
    let args = [
        "batch",
        "run",
        "--in",
        "in/*.mp4",
        "--out",
        "out/{name}",
        "--key-seed",
        "test",
        "--report",
        "r.jsonl",
        "--hash",
        "sha256",
        "--json",
    ];
    let (stdout, stderr) = expect(&folder, 3, &[&args[..], &["--keep-going"]].concat());
    let summary: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&summary["made"], &summary["failed"]), (&5.into(), &1.into()));
    assert!(stderr.contains("in/t2.mp4"), "{stderr}");
    let report = lines(&fs::read_to_string(folder.path().join("r.jsonl")).unwrap());
    assert_eq!(report.len(), 6);
    for line in &report {
        let bad = line["input"] == "in/t2.mp4";
        assert_eq!(line["status"], if bad { "failed" } else { "made" });
        assert_eq!(line["error"]["code"], if bad { 3.into() } else { Value::Null });
        let output = folder.path().join(line["output"].as_str().unwrap());
        assert_eq!(output.exists(), !bad);
        if !bad {
            let sum = boxlock::crypto::sha256(&[&fs::read(output).unwrap()]);
            let hex: String = sum.iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(line["hash"], format!("sha256:{hex}"));
        }
    }
    let (stdout, _) =
        expect(&folder, 1, &["batch", "status", "--in", "in/*.mp4", "--out", "out/{name}", "--json"]);
    let status: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&status["done"], &status["failed"], &status["left"]), (&5.into(), &1.into(), &0.into()));
    // A good file in its place is all it takes.
    fs::copy(folder.path().join("in/t0.mp4"), folder.path().join("in/t2.mp4")).unwrap();
    let (stdout, _) = expect(&folder, 0, &args);
    let summary: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&summary["made"], &summary["skipped"]), (&1.into(), &5.into()));
    expect(&folder, 0, &["batch", "status", "--in", "in/*.mp4", "--out", "out/{name}"]);
}

#[test]
fn the_first_failure_ends_a_run_unless_told_otherwise() {
    let folder = catalogue(6);
    write(&folder, "in/t0.mp4", "this is no MP4 file");
    let args = [
        "batch",
        "run",
        "--in",
        "in/*.mp4",
        "--out",
        "out/{name}",
        "--key-seed",
        "test",
        "--jobs",
        "1",
        "--json",
    ];
    let (stdout, stderr) = expect(&folder, 3, &args);
    let summary: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&summary["made"], &summary["failed"], &summary["left"]), (&0.into(), &1.into(), &5.into()));
    assert!(stderr.contains("--keep-going"), "{stderr}");
}

/// How many titles a run of these arguments makes.
fn made(folder: &tempfile::TempDir, args: &[&str]) -> u64 {
    let base = ["batch", "run", "--in", "in/*.mp4", "--out", "out/{name}", "--json"];
    let (stdout, _) = expect(folder, 0, &[&base[..], args].concat());
    let summary: Value = serde_json::from_str(&stdout).unwrap();
    summary["made"].as_u64().unwrap()
}

#[test]
fn what_changes_is_redone() {
    let folder = catalogue(4);
    let seed = ["--key-seed", "test", "--seed-rng", "1"];
    assert_eq!(made(&folder, &seed), 4);
    assert_eq!(made(&folder, &seed), 0);
    assert_eq!(made(&folder, &[&seed[..], &["--check-hashes"]].concat()), 0);
    // Parameters.
    assert_eq!(made(&folder, &[&seed[..], &["--la-url", "https://drm.example/a"]].concat()), 4);
    assert_eq!(made(&folder, &[&seed[..], &["--la-url", "https://drm.example/a"]].concat()), 0);
    assert_eq!(made(&folder, &["--key", &format!("{KID}:{KEY}"), "--seed-rng", "1"]), 4);
    let other = KEY.replace("00", "01");
    assert_eq!(made(&folder, &["--key", &format!("{KID}:{other}"), "--seed-rng", "1"]), 4, "another key");
    assert_eq!(made(&folder, &seed), 4);
    // An input.
    let changed = [fs::read(folder.path().join("in/t1.mp4")).unwrap(), b"\0\0\0\x08free".to_vec()].concat();
    fs::write(folder.path().join("in/t1.mp4"), changed).unwrap();
    assert_eq!(made(&folder, &seed), 1);
    // An output that is gone, one that was cut, and one whose bytes were changed.
    fs::remove_file(folder.path().join("out/t0.mp4")).unwrap();
    write(&folder, "out/t2.mp4", "cut");
    assert_eq!(made(&folder, &seed), 2);
    let path = folder.path().join("out/t3.mp4");
    let mut bytes = fs::read(&path).unwrap();
    let good = bytes.clone();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    assert_eq!(made(&folder, &seed), 0, "sizes alone do not tell");
    assert_eq!(made(&folder, &[&seed[..], &["--check-hashes"]].concat()), 1);
    assert_eq!(fs::read(&path).unwrap(), good);
    // An input that went away after its title was done is nobody's loss.
    write(&folder, "jobs.jsonl", "{\"input\":\"in/t3.mp4\",\"output\":\"other/t3.mp4\"}");
    let run = ["batch", "run", "jobs.jsonl", "--key-seed", "test"];
    expect(&folder, 0, &run);
    fs::remove_file(folder.path().join("in/t3.mp4")).unwrap();
    expect(&folder, 0, &run);
    expect(&folder, 7, &[&run[..], &["--scheme", "cbcs"]].concat());
}

#[test]
fn key_ids_come_from_titles_and_not_from_folders() {
    let folder = catalogue(3);
    let kids = |pattern: &str, out: &str| -> Vec<Value> {
        let args = ["batch", "plan", "--in", pattern, "--out", out, "--key-seed", "test", "--json"];
        let plan: Value = serde_json::from_str(&expect(&folder, 0, &args).0).unwrap();
        plan["titles"].as_array().unwrap().iter().map(|title| title["kids"][0].clone()).collect()
    };
    let first = kids("in/*.mp4", "a/{stem}.mp4");
    assert_eq!(first.iter().collect::<HashSet<_>>().len(), 3);
    assert_eq!(first, kids("in/*.mp4", "elsewhere/x-{stem}.mp4"));
    let absolute = folder.path().join("in/*.mp4");
    assert_eq!(first, kids(absolute.to_str().unwrap(), "a/{stem}.mp4"));
    assert_eq!(first[0], "436cfc79-19f0-8dab-877d-5369cc225758", "documented: it must never change");
}

#[test]
fn shards_cover_the_catalogue_and_are_summed_up() {
    let folder = catalogue(9);
    let titles = ["--in", "in/*.mp4", "--out", "out/{name}"];
    let mut total = 0;
    for shard in ["1/3", "2/3"] {
        total += made(&folder, &["--key-seed", "test", "--shard", shard]);
    }
    let (stdout, _) = expect(&folder, 1, &[&["batch", "status", "--json"], &titles[..]].concat());
    let status: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(status["done"], total);
    let mut last = Command::new(env!("CARGO_BIN_EXE_boxlock"));
    last.current_dir(folder.path()).env("JOB_COMPLETION_INDEX", "2");
    last.args(["batch", "run", "--key-seed", "test", "--shard", "auto", "--shards", "3", "--quiet"])
        .args(titles);
    assert!(last.status().unwrap().success());
    expect(&folder, 0, &[&["batch", "status"], &titles[..]].concat());
    assert_eq!(fs::read_dir(folder.path().join("out")).unwrap().count(), 9 + 3);
    // Whatever shards have done counts for a run of all.
    assert_eq!(made(&folder, &["--key-seed", "test"]), 0);
}

#[test]
fn random_keys_are_kept_and_never_reported() {
    let folder = catalogue(3);
    let args = ["--keys-out", "keys.json", "--report", "r.jsonl"];
    assert_eq!(made(&folder, &args), 3);
    let keys = fs::read_to_string(folder.path().join("keys.json")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            fs::metadata(folder.path().join("keys.json")).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    let specs = boxlock::keys::key_file::read(&keys).unwrap();
    assert_eq!(specs.len(), 3);
    let report = fs::read_to_string(folder.path().join("r.jsonl")).unwrap();
    let ledger = fs::read_to_string(folder.path().join("out/.boxlock-batch.jsonl")).unwrap();
    for spec in &specs {
        let key = spec.key.as_ref().unwrap();
        for text in [&report, &ledger] {
            assert!(text.contains(&spec.kid.to_string()));
            assert!(!text.contains(&*key.expose_hex()) && !text.contains(&*key.expose_base64()));
        }
    }
    // A lost output is made with the key that it had.
    fs::remove_file(folder.path().join("out/t1.mp4")).unwrap();
    assert_eq!(made(&folder, &args), 1);
    assert_eq!(fs::read_to_string(folder.path().join("keys.json")).unwrap(), keys);
    for n in 0..3 {
        let (input, output) = (format!("out/t{n}.mp4"), format!("clear{n}.mp4"));
        expect(&folder, 0, &["decrypt", &input, &output, "--keys", "keys.json"]);
        let original = fs::read(folder.path().join(format!("in/t{n}.mp4"))).unwrap();
        assert_eq!(fs::read(folder.path().join(output)).unwrap(), original);
    }
}

#[test]
fn progress_and_errors_are_json_lines_for_machines() {
    let folder = catalogue(3);
    write(&folder, "in/t1.mp4", "this is no MP4 file");
    let args = [
        "batch",
        "run",
        "--in",
        "in/*.mp4",
        "--out",
        "out/{name}",
        "--keep-going",
        "--progress",
        "json",
        "--json",
        "--key",
    ];
    let key = format!("{KID}:{KEY}");
    let (_, stderr) = expect(&folder, 3, &[&args[..], &[&key]].concat());
    let events = lines(&stderr);
    let named = |name: &str| events.iter().filter(|e| e["event"] == name).count();
    assert_eq!((named("start"), named("begin"), named("title"), named("done")), (1, 3, 3, 1));
    let last = events.iter().rfind(|e| e["event"] == "progress").unwrap();
    assert_eq!((&last["titles"], &last["total_titles"], &last["failed"]), (&3.into(), &3.into(), &1.into()));
    assert!(events.iter().any(|e| e["code"] == 3 && e["event"].is_null()));
    assert!(!stderr.contains(KEY));
}

#[test]
fn the_schema_is_the_committed_one_and_samples_are_lists() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/batch");
    let folder = catalogue(0);
    let (schema, _) = expect(&folder, 0, &["batch", "plan", "--schema"]);
    let path = samples.join("jobs.schema.json");
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        fs::write(&path, &schema).unwrap();
    }
    assert_eq!(schema, fs::read_to_string(path).unwrap());
    let mut plans = Vec::new();
    for name in ["jobs.jsonl", "jobs.csv", "jobs.toml"] {
        let bytes = fs::read(samples.join(name)).unwrap();
        let format = boxlock::batch::list::Format::recognise(name, &bytes).unwrap();
        let list = boxlock::batch::list::read(&bytes, format).unwrap();
        assert!(list.problems.is_empty(), "{name}: {:?}", list.problems);
        plans.push(list.rows.into_iter().map(|row| (row.input, row.output, row.title)).collect::<Vec<_>>());
    }
    assert_eq!(plans[0], plans[1]);
    assert_eq!(plans[0], plans[2]);
}
