//! Damaged input: never a panic, never an endless loop, never an output for input that is visibly cut off.

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};

use boxlock::error::{ExitCode, Result};

use common::build::{self, boxed, full, words};
use common::{ROUTES, Route, decrypt, encrypt, sample, top_level};

/// What may come of damaged input.
const HONEST: [ExitCode; 3] = [ExitCode::Malformed, ExitCode::Unsupported, ExitCode::Key];

#[track_caller]
fn is_honest(outcome: &Result<Vec<u8>>, what: &str) {
    if let Err(error) = outcome {
        assert!(HONEST.contains(&error.exit_code()), "{what}: {error}");
    }
}

/// Clear and encrypted forms of a progressive and a fragmented sample.
fn subjects() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    let subjects = ["avc-aac.mp4", "avc-aac-moov-last.mp4", "avc-aac-sidx.mp4", "hevc-aac-frag.mp4"];
    let encrypted = |name| {
        let clear = sample(name);
        let encrypted = encrypt(&clear, "cenc", &[], Route::File).unwrap();
        (name, clear, encrypted)
    };
    subjects.map(encrypted).into()
}

/// Every place where a box starts, and one byte to either side.
fn boundaries(file: &[u8]) -> Vec<usize> {
    let mut places = Vec::new();
    for top in top_level(file) {
        top.visit_positions(&mut |_, node| {
            let at = node.offset as usize;
            places.extend([at.saturating_sub(1), at, at + 1, at + 8]);
        });
    }
    places.sort_unstable();
    places.dedup();
    places.retain(|&p| p < file.len());
    places
}

/// The start of the box that a cut took all of but a few zeros of: these look like padding.
fn without_zeros(file: &[u8], place: usize) -> usize {
    let starts = top_level(file).into_iter().map(|b| b.offset as usize);
    let zeros_only =
        |start: &usize| *start <= place && place - start < 8 && file[*start..place].iter().all(|&b| b == 0);
    starts.rev().find(zeros_only).unwrap_or(place)
}

#[test]
fn cut_files_are_errors_wherever_it_can_be_told() {
    for (name, clear, encrypted) in subjects() {
        // Fragmented files may be an init segment only, and end after any fragment that no index before it goes beyond.
        let ends: Vec<usize> = top_level(&clear).iter().map(|b| b.offset as usize).collect();
        let hidden = |file: &[u8], place: usize| {
            let kinds: Vec<_> = top_level(file).iter().map(|b| (b.offset as usize, b.name())).collect();
            let place = without_zeros(file, place);
            let before = kinds.windows(2).find(|w| w[1].0 == place).map(|w| w[0].1.0);
            let fragmented = matches!(name, "hevc-aac-frag.mp4" | "avc-aac-sidx.mp4");
            fragmented && matches!(before.as_ref(), Some(b"moov" | b"mdat"))
        };
        assert!(ends.len() > 2);
        for route in ROUTES {
            for place in boundaries(&clear) {
                let outcome = encrypt(&clear[..place], "cenc", &[], route);
                is_honest(&outcome, name);
                assert!(outcome.is_err() || hidden(&clear, place), "{name} cut at {place} through {route:?}");
            }
            for place in boundaries(&encrypted) {
                let outcome = decrypt(&encrypted[..place], route);
                is_honest(&outcome, name);
                let start = without_zeros(&encrypted, place);
                // The first segments of an indexed file can be decrypted on their own.
                let excerpt = name == "avc-aac-sidx.mp4"
                    && top_level(&encrypted)
                        .iter()
                        .any(|b| b.offset as usize == start && &b.name().0 == b"moof");
                let hidden = excerpt || hidden(&encrypted, place);
                assert!(outcome.is_err() || hidden, "{name} cut at {place} through {route:?}");
            }
        }
    }
}

#[test]
fn changed_bytes_never_panic() {
    for (name, clear, encrypted) in subjects() {
        // Media says little; the boxes around it are what is read.
        let structure: Vec<usize> = top_level(&encrypted)
            .iter()
            .filter(|b| &b.name().0 != b"mdat")
            .flat_map(|b| b.offset as usize..(b.offset + b.size()) as usize)
            .collect();
        for round in 0..400_u32 {
            // Each round can be repeated on its own.
            let mut state = (round + 1).wrapping_mul(0x9e37_79b9);
            let mut random = move || {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                state as usize
            };
            let mut damaged = if round % 2 == 0 { encrypted.clone() } else { clear.clone() };
            for _ in 0..1 + random() % 3 {
                let place = structure[random() % structure.len()] % damaged.len();
                let values = [0, 1, 0x7f, 0x80, 0xff, random() as u8];
                damaged[place] = values[random() % values.len()];
            }
            let route = ROUTES[random() % ROUTES.len()];
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                is_honest(&decrypt(&damaged, route), name);
                is_honest(&encrypt(&damaged, "cbcs", &[], route), name);
            }));
            assert!(outcome.is_ok(), "{name} in round {round}");
        }
    }
}

#[test]
fn nothing_and_text_and_odd_sizes() {
    let text = b"This is no MP4 file, whatever it is called.".as_slice();
    let depth = (0..500).fold(Vec::new(), |inner, _| boxed(b"moov", &[&inner]));
    let small = [0, 0, 0, 7, b'f', b't', b'y', b'p'];
    let huge = [&[0, 0, 0, 1][..], b"ftyp", &[0xff; 8]].concat();
    for bytes in [&[][..], &[0], text, &small, &huge, &depth, &[0xff; 64]] {
        for route in ROUTES {
            for outcome in [encrypt(bytes, "cenc", &[], route), decrypt(bytes, route)] {
                assert!(outcome.is_err());
                is_honest(&outcome, "odd input");
            }
        }
    }
}

/// A progressive file whose one track claims what its bytes cannot back.
fn claiming(tables: &[u8]) -> Vec<u8> {
    let movie = build::movie(&[build::audio_trak(1, &[tables])]);
    [build::ftyp(), movie, boxed(b"mdat", &[&[7; 4096]])].concat()
}

#[test]
fn claims_without_bytes_cost_nothing() {
    let stsc = |samples: u32| full(b"stsc", 0, 0, &[&words(&[1, 1, samples, 1])]);
    let stco = |chunks: usize| full(b"stco", 0, 0, &[&words(&[chunks as u32]), &words(&vec![1; chunks])]);
    let stsz = |size: u32, count: u32| full(b"stsz", 0, 0, &[&words(&[size, count])]);
    for tables in [
        // One byte each, the same chunk a thousand times.
        [stsc(4000), stsz(1, u32::MAX), stco(1000)].concat(),
        [stsc(u32::MAX), stsz(1, u32::MAX), stco(1)].concat(),
        [stsc(0), stsz(1, u32::MAX), stco(1000)].concat(),
        [stsc(1), stsz(0, u32::MAX), stco(1)].concat(),
        [stsc(1), full(b"stsz", 0, 0, &[&words(&[1])]), stco(1)].concat(),
        [stsc(1), stsz(1, 2), full(b"stco", 0, 0, &[&words(&[u32::MAX])])].concat(),
    ] {
        for route in ROUTES {
            let outcome = encrypt(&claiming(&tables), "cenc", &[], route);
            // Beyond what can be planned, the count alone is refused.
            let code = outcome.unwrap_err().exit_code();
            assert!(matches!(code, ExitCode::Malformed | ExitCode::Unsupported), "{code:?}");
        }
    }
}

#[test]
fn runs_without_sizes_cannot_claim_samples_without_end() {
    let head = [build::ftyp(), build::fragmented_movie(1)].concat();
    let tfhd = full(b"tfhd", 0, 0x2_0000, &[&words(&[1])]);
    let run = full(b"trun", 0, 1, &[&words(&[1 << 20, 8])]);
    for (runs, fine) in [(1, true), (2, false), (50, false)] {
        let traf = boxed(b"traf", &[&tfhd, &run.repeat(runs)]);
        let file = [&head[..], &boxed(b"moof", &[&traf]), &boxed(b"mdat", &[])].concat();
        for route in ROUTES {
            assert_eq!(encrypt(&file, "cbcs", &[], route).is_ok(), fine, "{runs} runs through {route:?}");
        }
    }
}

#[test]
fn media_in_another_file_is_refused() {
    let mut file = sample("avc-aac.mp4");
    let dref = file.windows(4).position(|w| w == b"dref").unwrap();
    // The entry `url ` of 12 bytes with its flag "in this file" becomes one that names a place.
    let flag = dref + 4 + 8 + 8 + 3;
    assert_eq!((&file[flag - 7..flag - 3], file[flag]), (&b"url "[..], 1));
    file[flag] = 0;
    assert!(encrypt(&file, "cenc", &[], Route::File).is_ok(), "no flag, but no place either");
    let mut tops = top_level(&file);
    for top in tops.iter_mut().filter(|t| &t.name().0 == b"moov") {
        for trak in top.children_mut().unwrap().iter_mut().filter(|c| &c.name().0 == b"trak") {
            let dref = trak.descend_mut(&[b"mdia", b"minf", b"dinf", b"dref"]).unwrap();
            let entry = boxed(b"url ", &[&[0; 4], b"other.mp4\0"]);
            let body = [&[0, 0, 0, 0, 0, 0, 0, 1][..], &entry].concat();
            dref.content = boxlock::boxes::Content::Leaf(body);
        }
    }
    let file: Vec<u8> = tops.iter().flat_map(|t| t.to_vec()).collect();
    let error = encrypt(&file, "cenc", &[], Route::File).unwrap_err();
    assert!(
        error.exit_code() == ExitCode::Unsupported && error.to_string().contains("another file"),
        "{error}"
    );
}

#[test]
fn more_samples_than_can_be_planned_are_refused_before_they_are_listed() {
    use boxlock::cenc::plan::{MAX_PLANNED, check_sample_count};
    assert!(check_sample_count(MAX_PLANNED, 0).is_ok());
    let error = check_sample_count(MAX_PLANNED + 1, 77).unwrap_err();
    assert_eq!((error.kind, error.offset), (boxlock::bytes::ParseErrorKind::Unsupported, Some(77)));
}
