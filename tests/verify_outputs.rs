//! What this program packages obeys its own rules: every sample in every scheme. And the command says so.

mod verify_files;

use boxlock::ExitCode;
use verify_files::{File, KID, encrypted, found};

const SAMPLES: &[&str] = &[
    "av1-opus-frag.mp4",
    "av1-opus.mp4",
    "avc-aac-frag.mp4",
    "avc-aac-moov-last.mp4",
    "avc-aac-sidx.mp4",
    "avc-aac.mp4",
    "avc-interlaced.mp4",
    "avc-slices.mp4",
    "avc-text.mp4",
    "eac3-frag.mp4",
    "eac3.mp4",
    "hevc-aac-frag.mp4",
    "hevc-aac.mp4",
    "hevc-slices.mp4",
    "vp9-opus-frag.mp4",
    "vp9-opus.mp4",
];

#[test]
fn every_sample_in_every_scheme_is_clean() {
    for scheme in ["cenc", "cbcs", "cens", "cbc1", "piff"] {
        let systems: &[&str] = match scheme {
            // No PlayReady client supports these.
            "cens" | "cbc1" => &["--system", "widevine", "--system", "common"],
            _ => &["--system", "playready", "--system", "widevine", "--system", "common"],
        };
        for sample in SAMPLES.iter().filter(|sample| verify_files::is_defined(sample, scheme)) {
            let file = File::read(&encrypted(sample, &[&["--scheme", scheme], systems].concat()));
            let findings = found(&file);
            assert!(findings.is_empty(), "{scheme} {sample}: {findings:#?}");
        }
    }
}

#[test]
fn clear_video_and_sound_are_told_from_encrypted_ones() {
    for sample in ["hevc-aac-frag.mp4", "av1-opus-frag.mp4", "vp9-opus-frag.mp4"] {
        for scheme in ["cenc", "cbc1"].into_iter().filter(|scheme| verify_files::is_defined(sample, scheme)) {
            let mut file = File::read(&encrypted(sample, &["--scheme", scheme, "--system", "common"]));
            let clear = File::read(&verify_files::sample(sample));
            let mut media = clear.tops.into_iter().filter(|b| &b.name().0 == b"mdat");
            for mdat in file.tops.iter_mut().filter(|b| &b.name().0 == b"mdat") {
                *mdat = media.next().unwrap();
            }
            let found: Vec<_> = found(&file).into_iter().map(|f| (f.rule.id, f.path)).collect();
            let track = |number| ("stored-clear", format!("moov/trak[{number}]"));
            assert_eq!(found, [track(1), track(2)], "{scheme} {sample}");
        }
    }
}

fn run(args: &[&str]) -> ExitCode {
    boxlock::cli::run(["boxlock", "verify", "--quiet"].iter().chain(args).map(Into::into))
}

#[test]
fn the_exit_code_tells_errors_from_warnings() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let good = encrypted("eac3-frag.mp4", &["--system", "common"]);
    let mut broken = File::read(&good);
    broken.bytes("moof[1]/traf[1]/saio")[11] ^= 1;
    let good = write("good.mp4", &good);
    let broken = write("broken.mp4", &broken.to_vec());
    let warned = write("warned.mp4", &encrypted("eac3-frag.mp4", &["--iv-size", "16"]));
    let key = format!("{KID}:54455354204f4e4c59204b4559203031");
    assert_eq!(run(&[&good, "--key", &key]), ExitCode::Done);
    assert_eq!(run(&[&warned]), ExitCode::Done);
    assert_eq!(run(&["--strict", &warned]), ExitCode::CheckFailed);
    assert_eq!(run(&["--json", &good, &broken]), ExitCode::CheckFailed);
    assert_eq!(run(&[&write("text.mp4", b"no boxes at all")]), ExitCode::Malformed);
    assert_eq!(run(&[folder.path().join("missing.mp4").to_str().unwrap()]), ExitCode::Io);
}

#[test]
fn damaged_files_end_in_findings_or_errors_and_never_in_a_panic() {
    let good = encrypted("avc-aac-frag.mp4", &["--system", "playready"]);
    let check = |bytes: Vec<u8>| {
        let len = bytes.len() as u64;
        let window = boxlock::movie::Window { base: 0, data: bytes };
        let _ = boxlock::verify::verify(&window, len, None, &boxlock::verify::VerifyOptions::default());
    };
    for step in 1..40 {
        check(good[..good.len() * step / 40].to_vec());
    }
    // The movie and the first fragment, byte by byte.
    for at in (0..good.len().min(6000)).step_by(13) {
        for value in [0xff, good[at] ^ 0x10] {
            let mut bytes = good.clone();
            bytes[at] = value;
            check(bytes);
        }
    }
}
