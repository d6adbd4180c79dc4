use super::*;
use crate::clock::FixedClock;
use crate::crypto::{SealingKey, SeededRng};

fn store() -> Arc<Store> {
    Arc::new(Store::open(&"sqlite::memory:".parse().unwrap(), SealingKey::derive(b"test", "store")).unwrap())
}

fn open(path: &Path, store: &Arc<Store>) -> Result<AuditLog> {
    AuditLog::open(path, Arc::clone(store), Arc::new(FixedClock(1_000)), &mut SeededRng::new(1))
}

fn note(n: u32) -> AuditNote {
    AuditNote {
        operation: "AcquireLicense",
        result: n % 3,
        client: Some([n as u8; 32]),
        facts: vec![("transaction", format!("{n}"))],
    }
}

/// An audit file of some answers, and the store that knows its head.
fn written(answers: u32) -> (tempfile::TempDir, PathBuf, Arc<Store>) {
    let folder = tempfile::tempdir().unwrap();
    let (path, store) = (folder.path().join("audit.jsonl"), store());
    let log = open(&path, &store).unwrap();
    (0..answers).for_each(|n| log.record(&note(n)).unwrap());
    log.close();
    (folder, path, store)
}

#[test]
fn records_are_json_lines_with_numbers_and_times() {
    let (_folder, path, store) = written(3);
    let verified = verify(&path, Some(&store)).unwrap();
    assert_eq!((verified.head.sequence, verified.anchor), (5, Some(verified.head)));
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["record"]["event"], "begin");
    assert_eq!(lines[4]["record"]["transaction"], "2");
    assert_eq!(lines[4]["record"]["result"], "0x00000002");
    assert_eq!(lines[4]["record"]["time"], "1970-01-01T00:16:40Z");
    assert!(text.len() as u64 == verified.head.position);
}

#[test]
fn every_changed_byte_is_found() {
    let (_folder, path, _) = written(4);
    let whole = std::fs::read(&path).unwrap();
    for at in 0..whole.len() {
        for bit in [1_u8, 0x20, 0x80] {
            let mut bad = whole.clone();
            bad[at] ^= bit;
            assert!(verify_reader(&*bad, |_| Ok(None)).is_err(), "byte {at} ^ {bit:#x}");
        }
    }
}

#[test]
fn every_missing_doubled_and_swapped_line_is_found() {
    let (_folder, path, store) = written(6);
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let head = |chain| store.read(&AuditHeadOf { chain });
    let fails = |lines: Vec<&str>| verify_reader(lines.concat().as_bytes(), head).is_err();
    assert!(!fails(lines.clone()));
    for at in 0..lines.len() {
        let mut missing = lines.clone();
        missing.remove(at);
        assert!(fails(missing), "line {at} missing");
        let mut doubled = lines.clone();
        doubled.insert(at, lines[at]);
        assert!(fails(doubled), "line {at} doubled");
        for other in 0..at {
            let mut swapped = lines.clone();
            swapped.swap(at, other);
            assert!(fails(swapped), "lines {at} and {other} swapped");
        }
    }
}

#[test]
fn every_cut_of_the_tail_is_found() {
    let (_folder, path, store) = written(8);
    let whole = std::fs::read(&path).unwrap();
    for len in 0..whole.len() {
        let found = verify_reader(&whole[..len], |chain| store.read(&AuditHeadOf { chain }));
        assert!(found.is_err(), "cut to {len} bytes");
        // Without the store, a cut between two lines cannot be seen; any other can.
        let alone = verify_reader(&whole[..len], |_| Ok(None));
        assert_eq!(alone.is_ok(), len > 0 && whole[len - 1] == b'\n', "cut to {len} bytes");
    }
}

#[test]
fn a_file_is_continued_after_a_torn_line_and_not_after_a_cut_or_an_edit() {
    let (_folder, path, store) = written(4);
    let whole = std::fs::read(&path).unwrap();
    let torn = b"{\"record\":{\"ev";
    std::fs::write(&path, [&whole[..], torn].concat()).unwrap();
    assert!(verify(&path, Some(&store)).is_err());
    let log = open(&path, &store).unwrap();
    log.record(&note(9)).unwrap();
    log.close();
    let verified = verify(&path, Some(&store)).unwrap();
    assert_eq!(verified.head.sequence, 6 + 2 + 1, "start and recovered, then the answer");
    assert!(std::fs::read_to_string(&path).unwrap().contains(&format!("\"bytes_dropped\":{}", torn.len())));

    // What the store knows may not go missing.
    std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    let error = open(&path, &store).map(drop).unwrap_err();
    assert_eq!(error.exit_code() as u8, 1, "{error}");

    // What follows the stored head is checked before it is continued.
    let (_folder, path, store) = written(2);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend_from_slice(b"{\"record\":{\"sequence\":5},\"hash\":\"00\"}\n");
    std::fs::write(&path, bytes).unwrap();
    assert!(open(&path, &store).is_err());
}

#[test]
fn no_record_is_too_long_to_be_read_again() {
    let (_folder, path, store) = written(1);
    let log = open(&path, &store).unwrap();
    log.record(&AuditNote { facts: vec![("fault", "\n".repeat(1 << 20))], ..note(1) }).unwrap();
    log.close();
    assert_eq!(verify(&path, Some(&store)).unwrap().head.sequence, 5);
    let mut admin = AdminLog::open(&path, Arc::clone(&store), 2_000, &mut SeededRng::new(1)).unwrap();
    let long = admin.record("renew-domain", &[("account", json!("x".repeat(1 << 20)))], 2_000);
    assert!(long.unwrap_err().to_string().contains("too long"));
    admin.record("renew-domain", &[], 2_000).unwrap();
    assert_eq!(verify(&path, Some(&store)).unwrap().head.sequence, 6);
}

#[test]
fn a_closed_log_records_nothing() {
    let (_folder, path, store) = written(1);
    let log = open(&path, &store).unwrap();
    log.close();
    assert!(log.record(&note(1)).is_err());
}

#[test]
fn services_and_operators_write_one_chain() {
    let (_folder, path, store) = written(0);
    let logs = [open(&path, &store).unwrap(), open(&path, &store).unwrap()];
    std::thread::scope(|scope| {
        for log in &logs {
            for _ in 0..4 {
                scope.spawn(|| (0..10).for_each(|n| log.record(&note(n)).unwrap()));
            }
        }
        for n in 0..10 {
            let mut admin = AdminLog::open(&path, Arc::clone(&store), 2_000, &mut SeededRng::new(n)).unwrap();
            admin.record("renew-domain", &[("revision", json!(n))], 2_000).unwrap();
        }
    });
    logs.iter().for_each(AuditLog::close);
    let verified = verify(&path, Some(&store)).unwrap();
    assert_eq!(verified.head.sequence, 2 + 2 + 80 + 10, "begin, three starts, answers, changes");
    assert_eq!(verified.anchor, Some(verified.head));
    let text = std::fs::read_to_string(&path).unwrap();
    let change = r#""action":"renew-domain","event":"administration","revision":9,"#;
    assert_eq!((text.matches("\"event\":\"administration\"").count(), text.matches(change).count()), (10, 1));
}

#[test]
fn what_another_process_left_is_checked_before_it_is_continued() {
    let (_folder, path, store) = written(1);
    let log = open(&path, &store).unwrap();
    let append =
        |bytes: &[u8]| OpenOptions::new().append(true).open(&path).unwrap().write_all(bytes).unwrap();
    // A crash in the middle of a line.
    append(b"{\"record\":{\"ev");
    log.record(&note(1)).unwrap();
    assert_eq!(verify(&path, None).unwrap().head.sequence, 5);
    // A line that is none.
    let whole = std::fs::metadata(&path).unwrap().len();
    append(b"{\"record\":{\"sequence\":6},\"hash\":\"00\"}\n");
    assert!(log.record(&note(2)).is_err());
    assert!(!log.works());
    File::options().write(true).open(&path).unwrap().set_len(whole).unwrap();
    log.record(&note(2)).unwrap();
    assert!(log.works());
    // A file that is cut under its writer.
    File::options().write(true).open(&path).unwrap().set_len(whole - 1).unwrap();
    let error = log.record(&note(3)).unwrap_err().to_string();
    assert!(error.contains("was cut while it was in use"), "{error}");
}

#[test]
fn many_threads_share_flushes_and_one_chain() {
    let (_folder, path, store) = written(0);
    let log = Arc::new(open(&path, &store).unwrap());
    let threads: Vec<_> = (0..16)
        .map(|_| {
            let log = Arc::clone(&log);
            std::thread::spawn(move || (0..20).for_each(|n| log.record(&note(n)).unwrap()))
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    log.close();
    assert_eq!(verify(&path, Some(&store)).unwrap().head.sequence, 3 + 16 * 20);
}
