//! Ledgers that are whole, torn, damaged, shared and split.

use std::fs;
use std::path::Path;

use super::*;
use crate::ExitCode;
use crate::batch::hash::Algorithm;

fn entry(stage: Stage, output: &str, parameters: &str, at: &str) -> Entry {
    let product = Product {
        input_len: 5,
        input_version: "v".to_owned(),
        parameters: parameters.to_owned(),
        len: 7,
        hash: Algorithm::default().of_bytes(b"output"),
        kids: Vec::new(),
    };
    Entry {
        stage,
        id: TitleId::of(&Place::from(output)),
        output: output.to_owned(),
        at: at.to_owned(),
        product: matches!(stage, Stage::Ready | Stage::Done).then_some(product),
        kid: None,
        failure: (stage == Stage::Failed).then(|| Failure { code: 7, message: "no".to_owned() }),
    }
}

fn record<'a>(known: &'a Known, output: &str) -> &'a Record {
    known.get(&TitleId::of(&Place::from(output))).unwrap()
}

fn refuse(path: &Path) -> Result<()> {
    Err(crate::Error::from(std::io::Error::other("another run")).about_path(path))
}

fn open(path: &Path, shard: Option<Shard>) -> (LocalLedger, Known) {
    LocalLedger::open(path, shard, &refuse).unwrap()
}

#[test]
fn what_is_written_is_known_to_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/batch.jsonl");
    let (ledger, known) = open(&path, None);
    assert!(known.get(&TitleId::of(&Place::from("a"))).is_none());
    for (stage, output) in [
        (Stage::Ready, "a"),
        (Stage::Done, "a"),
        (Stage::Ready, "b"),
        (Stage::Failed, "c"),
        (Stage::Done, "d"),
        (Stage::Failed, "d"),
    ] {
        ledger.write(&entry(stage, output, "p", "2026-01-01T00:00:00Z")).unwrap();
    }
    ledger.sync().unwrap();
    drop(ledger);
    let (_, known) = open(&path, None);
    assert!(record(&known, "a").done && !record(&known, "b").done);
    assert_eq!(record(&known, "b").product.as_ref().unwrap().len, 7);
    assert_eq!(record(&known, "c").failure.as_ref().unwrap().code, 7);
    assert!(record(&known, "d").done && record(&known, "d").failure.is_some());
}

#[test]
fn a_torn_last_line_is_cut_off_at_every_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("batch.jsonl");
    let (ledger, _) = open(&path, None);
    ledger.write(&entry(Stage::Done, "a", "p", "2026-01-01T00:00:00Z")).unwrap();
    let first = fs::metadata(&path).unwrap().len() as usize;
    ledger.write(&entry(Stage::Done, "b", "p", "2026-01-01T00:00:00Z")).unwrap();
    drop(ledger);
    let whole = fs::read(&path).unwrap();
    for len in first..whole.len() {
        fs::write(&path, &whole[..len]).unwrap();
        let (ledger, known) = open(&path, None);
        assert!(record(&known, "a").done && known.get(&TitleId::of(&Place::from("b"))).is_none(), "{len}");
        ledger.write(&entry(Stage::Done, "c", "p", "2026-01-01T00:00:00Z")).unwrap();
        drop(ledger);
        assert!(record(&open(&path, None).1, "c").done, "{len}");
    }
    let mut damaged = whole.clone();
    damaged[3] = b'#';
    fs::write(&path, damaged).unwrap();
    let error = LocalLedger::open(&path, None, &refuse).unwrap_err();
    assert!(error.to_string().contains("line 1"), "{error}");
    assert_eq!(error.exit_code(), ExitCode::Malformed);
}

#[test]
fn two_runs_cannot_share_a_ledger_but_shards_have_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".batch.jsonl");
    let (first, _) = open(&path, None);
    let error = LocalLedger::open(&path, None, &refuse).unwrap_err();
    assert!(error.to_string().contains("another run"), "{error}");
    assert_eq!(error.exit_code(), ExitCode::Io);
    let waits = std::sync::atomic::AtomicU32::new(0);
    let first = std::sync::Mutex::new(Some(first));
    let wait = |_: &Path| {
        if waits.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 2 {
            first.lock().unwrap().take();
        }
        Ok(())
    };
    LocalLedger::open(&path, None, &wait).unwrap();
    assert_eq!(waits.into_inner(), 3);
    let shard = |index| Some(Shard::new(index, 2).unwrap());
    let (one, two) = (open(&path, shard(0)).0, open(&path, shard(1)).0);
    one.write(&entry(Stage::Done, "a", "p", "2026-01-01T00:00:00Z")).unwrap();
    two.write(&entry(Stage::Done, "b", "p", "2026-01-01T00:00:00Z")).unwrap();
    drop((one, two));
    fs::write(folder.path().join(".batch.1-of-x.jsonl"), "no ledger").unwrap();
    fs::write(folder.path().join(".batcher.1-of-2.jsonl"), "no ledger").unwrap();
    let (_, known) = open(&path, None);
    assert!(record(&known, "a").done && record(&known, "b").done);
    assert!(folder.path().join(".batch.2-of-2.jsonl").exists());
}

#[test]
fn the_latest_of_several_ledgers_counts() {
    let old = entry(Stage::Done, "a", "old", "2026-01-01T00:00:00Z");
    let new = entry(Stage::Ready, "a", "new", "2026-01-01T00:00:01Z");
    for entries in [vec![old.clone(), new.clone()], vec![new, old]] {
        let known = Known::from_entries(entries);
        assert_eq!(record(&known, "a").product.as_ref().unwrap().parameters, "new");
        assert!(!record(&known, "a").done);
    }
}

#[test]
fn many_threads_share_syncs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("batch.jsonl");
    let (ledger, _) = open(&path, None);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let ledger = &ledger;
            scope.spawn(move || {
                for n in 0..20 {
                    let output = format!("{thread}/{n}");
                    ledger.write(&entry(Stage::Ready, &output, "p", "2026-01-01T00:00:00Z")).unwrap();
                }
            });
        }
    });
    drop(ledger);
    assert_eq!(read_lines(&path), 160);
}

fn read_lines(path: &Path) -> usize {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|l| serde_json::from_str::<Entry>(l).unwrap()).collect::<Vec<_>>().len()
}
