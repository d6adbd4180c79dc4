//! `boxlock pssh`: boxes as values and inside files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use boxlock::boxes::{BoxNode, Content, FourCc, Pssh, Saio, Trun};
use boxlock::bytes::Reader;
use boxlock::cenc::sink::Sink;
use boxlock::cenc::{NoProgress, Watch};
use boxlock::edit::{Change, Edit, Place, Which, find_pssh, plan_in_place, rewrite_whole};
use boxlock::movie::{Window, WriteAt};
use proptest::prelude::*;
use serde_json::Value;

const KID: &str = "09e091ab-f838-41d2-9e35-58531fd19ec7";
const OTHER_KID: &str = "6f651ae1-dbe4-4434-bcb4-690d1564c41c";

fn boxlock(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_boxlock")).args(args).stdin(Stdio::null()).output().unwrap()
}

/// Runs the program, which must succeed, and returns what it printed.
fn done(args: &[&str]) -> String {
    let output = boxlock(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

fn fails(args: &[&str], code: i32, part: &str) {
    let output = boxlock(args);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {message}");
    assert!(message.contains(part), "{args:?}: {message}");
}

fn sample(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name).to_str().unwrap().to_owned()
}

/// A folder of its own for each test.
struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn encrypted(&self, name: &str, scheme: &str) -> String {
        let path = self.path(&format!("{scheme}-{name}"));
        done(&["encrypt", &sample(name), &path, "--scheme", scheme, "--key", KID, "--key-seed", "test"]);
        path
    }

    /// The file decrypted, without any `pssh` box.
    fn decrypted(&self, path: &str) -> Vec<u8> {
        let out = self.path("decrypted.mp4");
        done(&["decrypt", path, &out, "--force", "--key", KID, "--key-seed", "test"]);
        fs::read(out).unwrap()
    }
}

fn other_pssh() -> String {
    done(&[
        "pssh",
        "new",
        "--system",
        "playready",
        "--key",
        OTHER_KID,
        "--la-url",
        "https://example.com/a.asmx",
    ])
}

fn list(path: &str) -> Vec<Value> {
    let json: Value = serde_json::from_str(&done(&["pssh", "list", path, "--json"])).unwrap();
    assert_eq!(json["schema"], "boxlock.pssh/1");
    json["pssh"].as_array().unwrap().clone()
}

fn tree(bytes: &[u8]) -> Vec<BoxNode> {
    let mut reader = Reader::new(bytes, 0);
    let mut nodes = Vec::new();
    while !reader.is_empty() {
        nodes.push(BoxNode::read(&mut reader).unwrap());
    }
    nodes
}

#[test]
fn adding_and_removing_gives_back_the_file() {
    let scratch = Scratch::new();
    let other = other_pssh();
    for (name, scheme) in [
        ("avc-aac.mp4", "cenc"),
        ("avc-aac.mp4", "piff"),
        ("avc-aac-moov-last.mp4", "cbcs"),
        ("avc-aac-frag.mp4", "cenc"),
        ("avc-aac-sidx.mp4", "cbcs"),
    ] {
        let original = scratch.encrypted(name, scheme);
        let (added, again, removed) =
            (scratch.path("added.mp4"), scratch.path("again.mp4"), scratch.path("removed.mp4"));
        done(&["pssh", "add", &original, &added, "--moof", "--pssh", &other, "--force"]);
        assert!(list(&original).len() < list(&added).len(), "{name}");
        done(&["pssh", "add", &added, &again, "--moof", "--pssh", &other, "--force"]);
        assert_eq!(fs::read(&added).unwrap(), fs::read(&again).unwrap(), "{name} {scheme}: added twice");
        assert_eq!(scratch.decrypted(&added), scratch.decrypted(&original), "{name} {scheme}");
        done(&["pssh", "remove", &added, &removed, "--moof", "--match", &other, "--force"]);
        assert_eq!(fs::read(&removed).unwrap(), fs::read(&original).unwrap(), "{name} {scheme}");
    }
}

#[cfg(unix)]
#[test]
fn pipes_are_edited_as_files_are() {
    let scratch = Scratch::new();
    let other = other_pssh();
    let added = scratch.path("added.mp4");
    for name in ["avc-aac.mp4", "avc-aac-frag.mp4"] {
        done(&["pssh", "add", &sample(name), &added, "--pssh", &other, "--force"]);
        let mut child = Command::new(env!("CARGO_BIN_EXE_boxlock"))
            .args(["pssh", "add", "-", "-", "--pssh", &other])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let bytes = fs::read(sample(name)).unwrap();
        let writer = std::thread::spawn(move || io::Write::write_all(&mut stdin, &bytes));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap().unwrap();
        assert_eq!(output.stdout, fs::read(&added).unwrap(), "{name}");
    }
}

#[test]
fn a_clear_file_and_a_segment_without_movie() {
    let scratch = Scratch::new();
    let other = other_pssh();
    let (added, removed) = (scratch.path("added.m4s"), scratch.path("removed.m4s"));
    for name in ["segments/media-0.m4s", "segments/init.mp4", "av1-opus-frag.mp4", "avc-text.mp4"] {
        done(&["pssh", "add", &sample(name), &added, "--moof", "--pssh", &other, "--force"]);
        assert!(!list(&added).is_empty(), "{name}");
        done(&["pssh", "remove", &added, &removed, "--moof", "--system", "playready", "--force"]);
        assert_eq!(fs::read(&removed).unwrap(), fs::read(sample(name)).unwrap(), "{name}");
    }
    fails(&["pssh", "add", &sample("segments/media-0.m4s"), "-", "--pssh", &other], 4, "no moov box");
}

/// A common `pssh` box of 52 bytes.
fn common() -> BoxNode {
    let kids = vec![KID.parse().unwrap()];
    let system_id = boxlock::drm::SystemId::COMMON.bytes();
    BoxNode::from_body(&Pssh { version: 1, system_id, kids, data: vec![] })
}

/// Puts a `pssh` box in front of everything that `saio` points at, as some packagers do: behind `mvhd` of a movie at the end of its
/// file, or behind `mfhd`.
fn with_leading_pssh(path: &str) -> Vec<u8> {
    let shift = common().size();
    let mut out = Vec::new();
    for mut node in tree(&fs::read(path).unwrap()) {
        let name = node.name().0;
        let is_fragment = &name == b"moof";
        let holders: Vec<&mut BoxNode> = match &name {
            b"mfra" => continue,
            b"moof" => node.children_mut().unwrap().iter_mut().filter(|c| &c.name().0 == b"traf").collect(),
            b"moov" => {
                let traks = node.children_mut().unwrap().iter_mut().filter(|c| &c.name().0 == b"trak");
                traks.filter_map(|t| t.descend_mut(&[b"mdia", b"minf", b"stbl"])).collect()
            }
            _ => vec![],
        };
        for holder in holders {
            for child in holder.children_mut().unwrap() {
                if child.is::<Saio>() {
                    let mut saio: Saio = child.view().unwrap();
                    saio.offsets.iter_mut().for_each(|o| *o += shift);
                    child.replace(&saio);
                } else if child.is::<Trun>() && is_fragment {
                    let mut trun: Trun = child.view().unwrap();
                    trun.data_offset = trun.data_offset.map(|o| o + shift as i32);
                    child.replace(&trun);
                }
            }
        }
        if &name == b"moof" || &name == b"moov" {
            node.children_mut().unwrap().insert(1, common());
        }
        out.extend(node.to_vec());
    }
    out
}

/// Checks that every `saio` of a file points at the entries of the `senc` beside it, and counts them. A decrypter that prefers
/// `senc` would not notice.
fn check_saio(path: &str) -> usize {
    fn visit(node: &BoxNode, base: u64, checked: &mut usize) {
        let find = |name: &[u8; 4]| node.child(name);
        if let (Some(saio), Some(senc)) = (find(b"saio"), find(b"senc")) {
            let saio: Saio = saio.view().unwrap();
            // Version, flags and sample_count come before the entries.
            assert_eq!(saio.offsets, [senc.body_offset() + 8 - base]);
            *checked += 1;
        }
        node.children().iter().for_each(|child| visit(child, base, checked));
    }
    let mut checked = 0;
    for node in tree(&fs::read(path).unwrap()) {
        visit(&node, if &node.name().0 == b"moof" { node.offset } else { 0 }, &mut checked);
    }
    checked
}

#[test]
fn auxiliary_information_is_found_after_boxes_before_it_change_size() {
    let scratch = Scratch::new();
    let other = other_pssh();
    for (name, scheme) in
        [("avc-aac-moov-last.mp4", "cenc"), ("avc-aac-frag.mp4", "cenc"), ("avc-aac-frag.mp4", "cbcs")]
    {
        let original = scratch.encrypted(name, scheme);
        let leading = scratch.path("leading.mp4");
        fs::write(&leading, with_leading_pssh(&original)).unwrap();
        let clear = scratch.decrypted(&leading);
        let tables = check_saio(&leading);
        assert!(tables > 0);
        let edited = scratch.path("edited.mp4");
        let args = [
            "pssh", "replace", &leading, &edited, "--moof", "--system", "common", "--pssh", &other, "--force",
        ];
        done(&args);
        assert_eq!(list(&edited)[0]["playready"]["header"]["la_url"], "https://example.com/a.asmx");
        assert_eq!(scratch.decrypted(&edited), clear, "{name}: grown");
        assert_eq!(check_saio(&edited), tables);
        done(&["pssh", "remove", &leading, &edited, "--moof", "--all", "--force"]);
        assert!(list(&edited).is_empty());
        assert_eq!(scratch.decrypted(&edited), clear, "{name}: shrunk");
        assert_eq!(check_saio(&edited), tables);
        // In place, what a removed box leaves is free.
        done(&["pssh", "remove", &leading, "--in-place", "--moof", "--system", "common"]);
        assert_eq!(check_saio(&leading), tables);
        let frames = |bytes: &[u8]| {
            tree(bytes).into_iter().filter(|n| &n.name().0 == b"mdat").map(|n| n.to_vec()).collect::<Vec<_>>()
        };
        assert_eq!(frames(&scratch.decrypted(&leading)), frames(&clear), "{name}: in place");
    }
}

#[test]
fn in_place_edits_use_free_space_and_change_nothing_else() {
    let scratch = Scratch::new();
    let other = other_pssh();
    let path = scratch.encrypted("avc-aac.mp4", "cenc");
    let clear = scratch.decrypted(&path);
    let output = boxlock(&["pssh", "add", &path, "--in-place", "--pssh", &other, "--pad", "4000"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("written anew"));
    assert_eq!(scratch.decrypted(&path).len(), clear.len() + 4000);
    let padded = fs::read(&path).unwrap();
    let twice = ["pssh", "add", &path, "--in-place", "--pssh", &other, "--pad", "4000", "--json"];
    let json: Value = serde_json::from_str(&done(&twice)).unwrap();
    assert_eq!((&json["mode"], &json["bytes_written"]), (&"in-place".into(), &0.into()));

    let widevine = ["--system", "widevine", "--key", OTHER_KID];
    let json: Value = serde_json::from_str(&done(
        &[&["pssh", "add", &path, "--in-place", "--json"], &widevine[..]].concat(),
    ))
    .unwrap();
    assert_eq!((&json["mode"], &json["added"]), (&"in-place".into(), &1.into()));
    assert!(json["bytes_written"].as_u64().unwrap() < 100, "{json}");
    let edited = fs::read(&path).unwrap();
    assert_eq!(edited.len(), padded.len());
    let mdat = |bytes: &[u8]| bytes.windows(4).position(|w| w == b"mdat").unwrap();
    assert_eq!(edited[mdat(&edited)..], padded[mdat(&padded)..]);
    assert_eq!(list(&path).len(), 3);
    assert_eq!(scratch.decrypted(&path).len(), clear.len() + 4000 - 56);

    done(&["pssh", "remove", &path, "--in-place", "--system", "widevine"]);
    assert_eq!(fs::read(&path).unwrap(), padded);
    done(&["pssh", "replace", &path, "--in-place", "--pssh", &other]);
    assert_eq!(list(&path).len(), 1);
    done(&["pssh", "remove", &path, "--in-place", "--all"]);
    assert_eq!(fs::read(&path).unwrap().len(), padded.len());
    assert!(list(&path).is_empty());
}

#[test]
fn a_movie_at_the_end_grows_and_shrinks_in_place() {
    let scratch = Scratch::new();
    let other = other_pssh();
    let path = scratch.encrypted("avc-aac-moov-last.mp4", "cenc");
    let (before, clear) = (fs::read(&path).unwrap(), scratch.decrypted(&path));
    done(&["pssh", "add", &path, "--in-place", "--pssh", &other]);
    assert_eq!(scratch.decrypted(&path), clear);
    assert_eq!(list(&path).len(), 2);
    done(&["pssh", "remove", &path, "--in-place", "--match", &other]);
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[cfg(unix)]
#[test]
fn a_file_written_anew_in_place_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new();
    let path = scratch.path("file.mp4");
    fs::copy(sample("avc-aac.mp4"), &path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    done(&["pssh", "add", &path, "--in-place", "--pssh", &other_pssh()]);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(list(&path).len(), 1);
}

/// A file in memory whose power fails after some writes.
struct Failing {
    bytes: Mutex<Vec<u8>>,
    left: Mutex<usize>,
}

impl WriteAt for Failing {
    fn write_all_at(&self, buffer: &[u8], offset: u64) -> io::Result<()> {
        let mut left = self.left.lock().unwrap();
        *left = left.checked_sub(1).ok_or(io::ErrorKind::Other)?;
        let mut bytes = self.bytes.lock().unwrap();
        let (start, end) = (offset as usize, offset as usize + buffer.len());
        let len = bytes.len().max(end);
        bytes.resize(len, 0);
        bytes[start..end].copy_from_slice(buffer);
        Ok(())
    }
}

#[test]
fn a_crash_while_a_box_is_added_leaves_a_whole_file() {
    let mut file = fs::read(sample("avc-aac.mp4")).unwrap();
    let free = BoxNode::new(FourCc::new(b"free"), None, Content::Leaf(vec![0; 500]));
    let pad = Edit { changes: vec![], fragments: false, pad: free.size() };
    file = rewritten(&file, &pad);
    let edit = Edit { changes: vec![Change::Add(vec![common()])], fragments: false, pad: 0 };
    let source = Window { base: 0, data: file.clone() };
    let plan = plan_in_place(&source, file.len() as u64, &edit).unwrap().unwrap();
    assert_eq!(plan.len, file.len() as u64);
    let names = |bytes: &[u8]| tree(bytes).iter().map(|n| n.name().to_string()).collect::<Vec<_>>();
    let mut seen = Vec::new();
    for writes in 0.. {
        let failing = Failing { bytes: Mutex::new(file.clone()), left: Mutex::new(writes) };
        let outcome = plan.apply(&failing, || Ok(()));
        let bytes = failing.bytes.into_inner().unwrap();
        let nodes = tree(&bytes);
        let moov = nodes.iter().find(|n| &n.name().0 == b"moov").unwrap();
        assert_eq!(moov.children_named(b"trak").count(), 2, "after {writes} writes");
        assert_eq!(nodes.last(), tree(&file).last(), "after {writes} writes");
        seen.push(names(&bytes));
        if outcome.is_ok() {
            let source = Window { base: 0, data: bytes };
            let found = find_pssh(&source, file.len() as u64).unwrap();
            assert_eq!((found.len(), found[0].place), (1, Place::Moov));
            break;
        }
    }
    // For a moment the new box stands beside the movie.
    assert!(seen.iter().any(|names| names.contains(&"pssh".to_owned())), "{seen:?}");
    assert!(seen.len() >= 4, "{seen:?}");
}

fn rewritten(file: &[u8], edit: &Edit) -> Vec<u8> {
    try_rewritten(file, edit).unwrap()
}

fn try_rewritten(file: &[u8], edit: &Edit) -> boxlock::Result<Vec<u8>> {
    let source = Window { base: 0, data: file.to_vec() };
    let mut out = Vec::new();
    let interrupted = AtomicBool::new(false);
    let watch = Watch { progress: &NoProgress, interrupted: &interrupted };
    rewrite_whole(&source, file.len() as u64, edit, &mut Sink::pipe(&mut out), watch)?;
    Ok(out)
}

#[test]
fn free_space_inside_the_movie_is_used() {
    let mut nodes = tree(&fs::read(sample("avc-aac-moov-last.mp4")).unwrap());
    let free = BoxNode::new(FourCc::new(b"free"), None, Content::Leaf(vec![0; 44]));
    let moov = nodes.iter_mut().find(|n| &n.name().0 == b"moov").unwrap();
    moov.children_mut().unwrap().insert(1, free);
    let mut file: Vec<u8> = nodes.iter().flat_map(BoxNode::to_vec).collect();
    // Something behind the movie, so that it cannot grow at the end.
    file.extend(BoxNode::new(FourCc::new(b"zzzz"), None, Content::Leaf(vec![7; 10])).to_vec());
    let len = file.len() as u64;
    let source = Window { base: 0, data: file.clone() };
    let edit = Edit { changes: vec![Change::Add(vec![common()])], fragments: false, pad: 0 };
    let plan = plan_in_place(&source, len, &edit).unwrap().unwrap();
    let written = Failing { bytes: Mutex::new(file.clone()), left: Mutex::new(100) };
    plan.apply(&written, || Ok(())).unwrap();
    let bytes = written.bytes.into_inner().unwrap();
    let moov = tree(&bytes).into_iter().find(|n| &n.name().0 == b"moov").unwrap();
    assert!(moov.child(b"free").is_none() && moov.child(b"pssh").is_some());
    assert_eq!(bytes.len(), file.len());
    // The next one does not fit any more, while one that is there already does.
    let source = Window { base: 0, data: bytes };
    let more = Edit {
        changes: vec![Change::Add(vec![BoxNode::from_body(&Pssh {
            version: 0,
            system_id: [1; 16],
            kids: vec![],
            data: vec![],
        })])],
        ..edit.clone()
    };
    assert_eq!(plan_in_place(&source, len, &more).unwrap(), None);
    assert_eq!(plan_in_place(&source, len, &edit).unwrap().unwrap().bytes(), 0);
}

#[test]
fn boxes_of_the_top_level_are_listed_and_removed() {
    let mut nodes = tree(&fs::read(sample("avc-aac.mp4")).unwrap());
    nodes.insert(1, common());
    let file: Vec<u8> = nodes.iter().flat_map(BoxNode::to_vec).collect();
    let source = Window { base: 0, data: file.clone() };
    let found = find_pssh(&source, file.len() as u64).unwrap();
    assert_eq!(
        (found.len(), found[0].place, found[0].place.to_string().as_str()),
        (1, Place::TopLevel, "top level")
    );
    let edit = Edit { changes: vec![Change::Remove(Which::All)], ..Edit::default() };
    assert_eq!(rewritten(&file, &edit).len(), file.len() - 52);
    let plan = plan_in_place(&source, file.len() as u64, &edit).unwrap().unwrap();
    assert_eq!((plan.bytes(), plan.len), (4, file.len() as u64));
}

#[test]
fn new_boxes_and_their_versions() {
    let scratch = Scratch::new();
    let v1 = done(&["pssh", "new", "--system", "playready", "--key", KID, "--pssh-version", "1"]);
    let boxes = list(&v1);
    assert_eq!((&boxes[0]["version"], &boxes[0]["kids"][0]), (&1.into(), &KID.into()));
    assert_eq!(boxes[0]["system_id"], "9a04f079-9840-4286-ab92-e65be0885f95");
    assert_eq!(boxes[0]["playready"]["header"]["kids"][0]["kid"], KID);
    assert_eq!(boxes[0]["playready"]["records"][0]["type"], 1);
    let three =
        done(&["pssh", "new", "--system", "playready,widevine,common", "--key", KID, "--encoding", "hex"]);
    let versions: Vec<_> = list(&three).iter().map(|b| b["version"].as_u64().unwrap()).collect();
    assert_eq!(versions, [0, 0, 1]);
    let data = scratch.path("data.bin");
    fs::write(&data, b"any bytes").unwrap();
    let uuid = "94ce86fb-07ff-4f43-adb8-93d2fa968ca2";
    let own = list(&done(&["pssh", "new", "--system", uuid, "--data", &data]));
    assert_eq!((&own[0]["system"], &own[0]["data_base64"]), (&"fairplay".into(), &"YW55IGJ5dGVz".into()));
    fails(&["pssh", "new", "--system", uuid, "--key", KID], 2, "cannot be made");
    fails(&["pssh", "new", "--system", "common", "--key", KID, "--pssh-version", "0"], 2, "says nothing");
    fails(&["pssh", "new", "--system", "playready"], 2, "no key ID");
    fails(&["pssh", "new", "--system", "playready", "--data", &v1], 2, "wrapped");
}

#[test]
fn values_are_edited_as_files_are() {
    let scratch = Scratch::new();
    let common = done(&["pssh", "new", "--system", "common", "--key", KID]);
    let other = other_pssh();
    let both = done(&["pssh", "add", &common, "--pssh", &other]);
    assert_eq!(list(&both).len(), 2);
    assert_eq!(done(&["pssh", "add", &both, "--pssh", &other]), both);
    assert_eq!(done(&["pssh", "replace", &both, "--pssh", &other]), both);
    assert_eq!(done(&["pssh", "remove", &both, "--system", "playready"]), common);
    let json: Value = serde_json::from_str(&done(&["pssh", "remove", &both, "--all", "--json"])).unwrap();
    assert_eq!((&json["pssh"], &json["data_base64"]), (&Value::Array(vec![]), &"".into()));
    let replaced = done(&["pssh", "replace", &both, "--system", "playready", "--key", KID]);
    assert_eq!(list(&replaced)[1]["playready"]["header"]["kids"][0]["kid"], KID);
    let file = scratch.path("value.b64");
    fs::write(&file, &both).unwrap();
    let out = scratch.path("out.b64");
    done(&["pssh", "remove", &file, &out, "--match", &other]);
    assert_eq!(fs::read_to_string(&out).unwrap().trim(), common);
    fails(&["pssh", "remove", &file, &out, "--match", &other], 6, "exists");
    fails(&["pssh", "replace", &common, "--pssh", &other], 4, "no pssh box for PlayReady to replace");
    fails(&["pssh", "add", &common, "--in-place", "--pssh", &other], 2, "--in-place");
}

#[test]
fn impossible_wishes() {
    let (file, other) = (sample("avc-aac.mp4"), other_pssh());
    fails(&["pssh", "add", &file, "--pssh", &other], 2, "no OUTPUT");
    fails(&["pssh", "add", &file, "-"], 2, "nothing to add");
    fails(&["pssh", "add", &file, "-", "--key", KID], 2, "no system");
    fails(&["pssh", "remove", &file, "-"], 2, "--system");
    fails(&["pssh", "replace", &file, "-", "--pssh", &other], 4, "to replace");
    fails(&["pssh", "add", &file, &file, "--pssh", &other, "--force"], 2, "same file");
    fails(&["pssh", "list", "no-such-file.mp4"], 7, "no-such-file.mp4");
    fails(&["pssh", "add", &file, "-", "--pad", "5"], 2, "8 bytes");
    let before = fs::read(PathBuf::from(&file)).unwrap();
    assert_eq!(done(&["pssh", "list", &file]), "");
    assert_eq!(fs::read(&file).unwrap(), before);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn damaged_headers_are_edited_or_refused(place in 0.0..1.0_f64, byte: u8, fragmented: bool) {
        let name = if fragmented { "avc-aac-frag.mp4" } else { "avc-aac-moov-last.mp4" };
        let mut file = fs::read(sample(name)).unwrap();
        // Headers only: mdat is what is large.
        let headers: Vec<usize> = tree(&file).iter().filter(|n| &n.name().0 != b"mdat")
            .flat_map(|n| n.offset as usize..(n.offset + n.size()) as usize).collect();
        file[headers[(place * headers.len() as f64) as usize]] = byte;
        let edit = Edit { changes: vec![Change::Add(vec![common()])], fragments: true, pad: 64 };
        let _ = try_rewritten(&file, &edit);
        let source = Window { base: 0, data: file };
        let _ = plan_in_place(&source, source.data.len() as u64, &Edit { pad: 0, ..edit });
    }
}
