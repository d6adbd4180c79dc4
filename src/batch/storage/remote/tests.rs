//! The remote storage over a store in this process.

use std::sync::Arc;

use object_store::ObjectStoreExt;
use object_store::memory::InMemory;
use object_store::path::Path;

use super::*;
use crate::ExitCode;
use crate::batch::hash::Algorithm;
use crate::batch::storage::LocalStorage;

const BASE: &str = "s3://bucket/";

fn storage() -> (RemoteStorage, Arc<InMemory>) {
    let store = Arc::new(InMemory::new());
    (RemoteStorage::with_store(BASE, Arc::clone(&store) as _), store)
}

fn place(key: &str) -> Place {
    Place::from(format!("{BASE}{key}").as_str())
}

fn pattern(len: usize) -> Vec<u8> {
    (0..len as u64).map(|n| (n.wrapping_mul(0x9e37_79b9) >> 13) as u8).collect()
}

fn put(store: &Arc<InMemory>, key: &str, bytes: Vec<u8>) {
    runtime().unwrap().block_on(store.put(&Path::from(key), bytes.into())).unwrap();
}

fn keys(storage: &RemoteStorage, text: &str) -> Vec<String> {
    let found = storage.list(&place(text)).unwrap();
    found.iter().map(|(place, _)| place.to_string().split_off(BASE.len())).collect()
}

#[test]
fn an_output_is_visible_when_committed_and_not_before() {
    let (storage, _) = storage();
    // Small enough for one request, and large enough for parts.
    for (key, len) in [("small.mp4", 1_000_usize), ("large.mp4", (8 << 20) + 12_345)] {
        let (place, bytes) = (place(key), pattern(len));
        let mut output = storage.create(&place, false, Algorithm::default()).unwrap();
        let mut sink = output.sink();
        sink.append(&bytes).unwrap();
        sink.patch(7, &bytes[7..9]).unwrap();
        let written = output.finish().unwrap();
        assert_eq!((written.len, written.hash), (len as u64, Algorithm::default().of_bytes(&bytes)));
        assert_eq!(storage.stat(&place).unwrap(), None, "{key} is visible before its commit");
        output.commit().unwrap();
        assert_eq!(storage.stat(&place).unwrap().unwrap().len, len as u64);
        assert_eq!(storage.read_small(&place).unwrap().unwrap(), bytes);
    }
}

#[test]
fn an_output_that_is_dropped_leaves_nothing() {
    let (storage, _) = storage();
    for len in [10_usize, (8 << 20) + 1] {
        let mut output = storage.create(&place("x.mp4"), false, Algorithm::default()).unwrap();
        output.sink().append(&pattern(len)).unwrap();
        output.finish().unwrap();
        drop(output);
    }
    assert_eq!(storage.stat(&place("x.mp4")).unwrap(), None);
    assert!(keys(&storage, "").is_empty());
}

#[test]
fn an_output_replaces_only_when_told_so() {
    let (storage, _) = storage();
    let write = |bytes: &[u8], replace| {
        let mut output = storage.create(&place("x.mp4"), replace, Algorithm::default()).unwrap();
        output.sink().append(bytes).unwrap();
        output.finish().unwrap();
        output.commit()
    };
    for len in [10_usize, (8 << 20) + 1] {
        let mut first = pattern(len);
        write(&first, true).unwrap();
        let before = storage.stat(&place("x.mp4")).unwrap();
        first[0] ^= 1;
        assert_eq!(write(&first, false).unwrap_err().exit_code(), ExitCode::OutputExists);
        assert_eq!(storage.stat(&place("x.mp4")).unwrap(), before);
        write(&first, true).unwrap();
        assert_ne!(storage.stat(&place("x.mp4")).unwrap(), before);
        assert_eq!(storage.read_small(&place("x.mp4")).unwrap().unwrap(), first);
    }
}

#[test]
fn one_of_many_writers_wins() {
    let (storage, _) = storage();
    for round in 0..20 {
        let entry = place(&format!("ledger/{round}.json"));
        let won = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..8_u8)
                .map(|n| {
                    let (storage, entry) = (&storage, &entry);
                    scope.spawn(move || storage.put_if_absent(entry, &[n]).unwrap().then_some(n))
                })
                .collect();
            writers.into_iter().filter_map(|w| w.join().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(won.len(), 1, "round {round}");
        assert_eq!(storage.read_small(&entry).unwrap().unwrap(), won);
        // A request that is made again because its answer was lost has still been the one.
        assert!(storage.put_if_absent(&entry, &won).unwrap());
    }
    assert_eq!(storage.read_small(&place("ledger/none.json")).unwrap(), None);
}

/// Whatever order reads come in, they are those of a file.
#[test]
fn ranged_reads_equal_those_of_a_file() {
    let (storage, store) = storage();
    let bytes = pattern((20 << 20) + 777);
    put(&store, "x.mp4", bytes.clone());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.mp4");
    std::fs::write(&path, &bytes).unwrap();
    let file = LocalStorage.open_read(&Place::Local(path)).unwrap();
    let object = storage.open_read(&place("x.mp4")).unwrap();
    let len = bytes.len() as u64;
    let reads = [
        (0, 16),
        (len - 8, 8),
        ((8 << 20) - 3, 6),
        (0, bytes.len()),
        (len, 0),
        (len - 1, 2),
        (u64::MAX, 1),
        ((16 << 20) - 1, 700_000),
    ];
    for (offset, len) in reads {
        let (mut expected, mut found) = (vec![0; len], vec![0; len]);
        let expected_end = file.read_exact_at(&mut expected, offset).map_err(|e| e.kind());
        let found_end = object.read_exact_at(&mut found, offset).map_err(|e| e.kind());
        assert_eq!(found_end.is_ok(), expected_end.is_ok(), "{len} bytes at {offset}");
        assert!(expected_end.is_err() || found == expected, "{len} bytes at {offset} differ");
    }
    std::thread::scope(|scope| {
        for thread in 0..4_u64 {
            let (object, bytes) = (storage.open_read(&place("x.mp4")).unwrap(), &bytes);
            scope.spawn(move || {
                let mut piece = vec![0; 500_000];
                for step in 0..40_u64 {
                    let at = (step * 4 + thread) * 131_071 % (bytes.len() - piece.len()) as u64;
                    object.read_exact_at(&mut piece, at).unwrap();
                    assert!(bytes[at as usize..].starts_with(&piece));
                }
            });
        }
    });
}

#[test]
fn an_object_that_changes_while_it_is_read_is_an_error() {
    let (storage, store) = storage();
    put(&store, "x.mp4", pattern(9 << 20));
    let object = storage.open_read(&place("x.mp4")).unwrap();
    object.read_exact_at(&mut [0; 4], 0).unwrap();
    put(&store, "x.mp4", pattern(10 << 20));
    let error: Error = object.read_exact_at(&mut [0; 4], 9 << 20).unwrap_err().into();
    assert!(matches!(error.kind, crate::ErrorKind::Io(_)), "past the end it had: {error}");
    let error: Error = object.read_exact_at(&mut [0; 4], (9 << 20) - 4).unwrap_err().into();
    assert_eq!(error.exit_code(), ExitCode::Remote);
    assert_eq!(error.to_string(), "s3://bucket/x.mp4: the object was changed while it was read");
}

#[test]
fn what_is_not_there() {
    let (storage, _) = storage();
    let missing = place("none.mp4");
    assert_eq!(storage.stat(&missing).unwrap(), None);
    let error = storage.open_read(&missing).err().unwrap();
    assert_eq!(error.exit_code(), ExitCode::Io);
    assert_eq!(error.to_string(), "s3://bucket/none.mp4: there is no such object");
    assert_eq!(storage.stat(&place("")).unwrap_err().exit_code(), ExitCode::Usage);
    assert_eq!(storage.sweep(&missing).unwrap(), 0);
}

#[test]
fn patterns_and_prefixes() {
    let (storage, store) = storage();
    for key in ["b.mp4", "a.mp4", "c.txt", ".boxlock-ledger/e.json", "sub/d.mp4", "sub/x/e.mp4", "subway.mp4"]
    {
        put(&store, key, key.as_bytes().to_vec());
    }
    assert_eq!(keys(&storage, "*.mp4"), ["a.mp4", "b.mp4", "subway.mp4"]);
    assert_eq!(keys(&storage, "sub/*.mp4"), ["sub/d.mp4"]);
    assert_eq!(keys(&storage, "s*/*.mp4"), ["sub/d.mp4"]);
    assert_eq!(keys(&storage, "sub/**/*.mp4"), ["sub/d.mp4", "sub/x/e.mp4"]);
    assert_eq!(keys(&storage, "sub/"), ["sub/d.mp4", "sub/x/e.mp4"]);
    assert_eq!(keys(&storage, ".boxlock-ledger/"), [".boxlock-ledger/e.json"]);
    assert_eq!(keys(&storage, "none/*"), Vec::<String>::new());
    assert!(storage.list(&place("a[")).is_err());
}

#[test]
fn web_servers_are_read_only() {
    let storage = RemoteStorage::default();
    let file = Place::from("https://host.example/x.mp4?signature=1");
    for error in [
        storage.create(&file, true, Algorithm::default()).err().unwrap(),
        storage.put_if_absent(&file, b"x").unwrap_err(),
        storage.list(&file).unwrap_err(),
    ] {
        assert_eq!(error.exit_code(), ExitCode::Unsupported);
        assert!(error.to_string().starts_with("https://host.example/x.mp4: "), "{error}");
    }
}

/// A service that fails for a while is asked again by the client; here it fails for good, and says so with the exit code of
/// remote failures.
#[test]
fn a_failing_service_is_a_remote_failure() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/x.mp4", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        use std::io::{Read, Write};
        let mut asked = 0;
        for stream in listener.incoming().take(7) {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            stream
                .write_all(b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .unwrap();
            asked += 1;
        }
        asked
    });
    let error = RemoteStorage::default().stat(&Place::from(url.as_str())).unwrap_err();
    assert_eq!(error.exit_code(), ExitCode::Remote);
    assert!(error.to_string().contains("503"), "{error}");
    assert_eq!(server.join().unwrap(), 7);
}

/// A local file behind the positions of a sink is what is sent, also where bytes were never written.
#[test]
fn holes_are_zeros() {
    let (storage, _) = storage();
    let mut output = storage.create(&place("x"), false, Algorithm::default()).unwrap();
    output.sink().positioned().unwrap().write_all_at(b"z", 3).unwrap();
    assert_eq!(output.finish().unwrap().len, 4);
    output.commit().unwrap();
    assert_eq!(storage.read_small(&place("x")).unwrap().unwrap(), b"\0\0\0z");
}
