//! Encryption and decryption of whole files: what comes back is what went in, and everything that points at media still does.

mod common;

use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use boxlock::boxes::{BoxNode, ChunkOffsets, Saio, Sidx, Tfra};
use boxlock::bytes::Reader;
use boxlock::cenc::rewrite::rewrite_pipe;
use boxlock::cenc::sink::Sink;
use boxlock::cenc::{NoProgress, Watch};
use boxlock::error::ExitCode;
use boxlock::movie::{
    PositionMap, Relocation, SampleLocation, StblSamples, read_track_fragments, read_tracks, relocate_movie,
    widen_offsets,
};
use proptest::collection::vec;
use proptest::prelude::*;

use common::build::{AUX, AuxPlace, Base, Traf, boxed, full, words};
use common::{ROUTES, Route, build, decrypt, encrypt, offsets_of, recrypt, sample, top_level};

const SAMPLES: [&str; 12] = [
    "avc-aac.mp4",
    "avc-aac-moov-last.mp4",
    "avc-aac-frag.mp4",
    "avc-aac-sidx.mp4",
    "avc-text.mp4",
    "avc-slices.mp4",
    "hevc-aac.mp4",
    "hevc-aac-frag.mp4",
    "av1-opus-frag.mp4",
    "vp9-opus.mp4",
    "eac3.mp4",
    "eac3-frag.mp4",
];

const SCHEMES: [&str; 5] = ["cenc", "cens", "cbc1", "cbcs", "piff"];

fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

/// The bindings of AV1 and VP9 know neither cens nor cbc1.
fn is_undefined(name: &str, scheme: &str) -> bool {
    (name.starts_with("av1") || name.starts_with("vp9")) && ["cens", "cbc1"].contains(&scheme)
}

#[test]
fn decrypting_what_was_encrypted_gives_the_input_back() {
    for name in SAMPLES {
        let clear = sample(name);
        for scheme in SCHEMES {
            if is_undefined(name, scheme) {
                let error = encrypt(&clear, scheme, &[], Route::File).unwrap_err();
                assert_eq!(error.exit_code(), boxlock::ExitCode::Unsupported, "{name} in {scheme}");
                continue;
            }
            let encrypted = encrypt(&clear, scheme, &[], Route::File).unwrap();
            assert_ne!(encrypted, clear);
            for threads in [1, 2, 8] {
                let again = with_threads(threads, || encrypt(&clear, scheme, &[], Route::File).unwrap());
                assert!(again == encrypted, "{name} in {scheme} with {threads} threads");
            }
            for route in ROUTES {
                let through = encrypt(&clear, scheme, &[], route).unwrap();
                assert!(through == encrypted, "{name} in {scheme} through {route:?}");
                assert!(
                    decrypt(&encrypted, route).unwrap() == clear,
                    "{name} from {scheme} through {route:?}"
                );
            }
        }
    }
}

#[test]
fn changing_the_scheme_is_decrypting_and_encrypting() {
    for name in ["avc-aac.mp4", "hevc-aac-frag.mp4", "vp9-opus.mp4"] {
        let clear = sample(name);
        let old = encrypt(&clear, "cbcs", &[], Route::File).unwrap();
        for route in ROUTES {
            let new = recrypt(&old, "cenc", route).unwrap();
            assert!(new == encrypt(&clear, "cenc", &[], Route::File).unwrap(), "{name} through {route:?}");
        }
    }
}

#[test]
fn encrypting_twice_and_decrypting_clear_files_is_refused() {
    let clear = sample("avc-aac-frag.mp4");
    let encrypted = encrypt(&clear, "cenc", &[], Route::File).unwrap();
    for route in ROUTES {
        let error = encrypt(&encrypted, "cenc", &[], route).unwrap_err();
        assert_eq!(error.exit_code(), ExitCode::Unsupported);
        assert_eq!(decrypt(&clear, route).unwrap_err().exit_code(), ExitCode::Unsupported);
    }
}

#[test]
fn zeros_behind_the_last_box_are_copied() {
    for name in ["avc-aac.mp4", "avc-aac-frag.mp4"] {
        for zeros in 1..8 {
            let clear = [sample(name), vec![0; zeros]].concat();
            for route in ROUTES {
                let encrypted = encrypt(&clear, "cenc", &[], route).unwrap();
                assert!(decrypt(&encrypted, route).unwrap() == clear);
            }
        }
        let junk = [sample(name), vec![1; 4]].concat();
        for route in ROUTES {
            assert_eq!(encrypt(&junk, "cenc", &[], route).unwrap_err().exit_code(), ExitCode::Malformed);
        }
    }
}

/// A progressive file of two tracks, each sample in a chunk of its own, the media at `extra` bytes behind the movie.
fn two_tracks(first: &[u32], second: &[u32], overlap: u32) -> Vec<u8> {
    let media: Vec<u8> = (0..4096_u32).map(|i| (i % 251) as u8).collect();
    let file = |media_at: u32| {
        let offsets = |from: u32, sizes: &[u32]| -> Vec<u32> {
            let before = |i: usize| sizes.iter().take(i).sum::<u32>();
            (0..sizes.len()).map(|i| media_at + from + before(i)).collect()
        };
        let first_len: u32 = first.iter().sum();
        let tables = build::one_sample_chunks(first, &offsets(0, first));
        let other = build::one_sample_chunks(second, &offsets(first_len - overlap, second));
        let traks = [build::audio_trak(1, &[&tables]), build::audio_trak(2, &[&other])];
        [build::ftyp(), build::movie(&traks), boxed(b"mdat", &[&media])].concat()
    };
    let movie_len = file(0).len() - media.len();
    file(movie_len as u32)
}

#[test]
fn bytes_that_two_tracks_share_are_not_encrypted() {
    let apart = two_tracks(&[40, 50], &[60, 0, 70], 0);
    let shared = two_tracks(&[40, 50], &[60, 0, 70], 20);
    for clear in [&[][..], &[1], &[2]] {
        let encrypted = encrypt(&apart, "cenc", clear, Route::File).unwrap();
        assert_eq!(decrypt(&encrypted, Route::Pipe).unwrap(), apart);
        let error = encrypt(&shared, "cenc", clear, Route::File).unwrap_err();
        assert_eq!(error.exit_code(), ExitCode::Unsupported);
        assert!(error.to_string().contains("shares bytes"), "{error}");
    }
}

#[test]
fn a_clear_track_keeps_its_bytes() {
    let clear = two_tracks(&[40, 50], &[60, 0, 70], 0);
    let encrypted = encrypt(&clear, "cbcs", &[2], Route::File).unwrap();
    let samples = |bytes: &[u8], track: usize| -> Vec<Vec<u8>> {
        let mut moov = top_level(bytes).into_iter().find(|b| &b.name().0 == b"moov").unwrap();
        let tracks = read_tracks(&mut moov).unwrap();
        let located = StblSamples::new(tracks[track].stbl(&moov).unwrap(), bytes.len() as u64).unwrap();
        located.map(|s| located_bytes(bytes, &s.unwrap()).to_vec()).collect()
    };
    assert_eq!(samples(&encrypted, 1), samples(&clear, 1));
    assert_ne!(samples(&encrypted, 0), samples(&clear, 0));
}

fn located_bytes<'a>(bytes: &'a [u8], sample: &SampleLocation) -> &'a [u8] {
    &bytes[sample.offset as usize..sample.end() as usize]
}

#[test]
fn an_item_that_shares_bytes_with_a_sample_is_refused_and_others_move() {
    let file = two_tracks(&[40, 50], &[60], 0);
    let mdat = offsets_of(&file, b"mdat")[0] as u32;
    // Version 1, offsets and lengths of 32 bits, a base of 32 bits: one item of two extents.
    let with_item = |base: u32, offsets: [u32; 2]| {
        let extents = words(&[offsets[0], 4, offsets[1], 4]);
        let item = [&[0, 1, 0, 0, 0, 0][..], &words(&[base]), &[0, 2], &extents].concat();
        let iloc = full(b"iloc", 1, 0, &[&[0x44, 0x40, 0, 1], &item]);
        let hdlr = full(b"hdlr", 0, 0, &[&[0; 4], b"pict", &[0; 13]]);
        [&file[..], &full(b"meta", 0, 0, &[&hdlr, &iloc])].concat()
    };
    let item_bytes = |file: &[u8]| -> Vec<Vec<u8>> {
        let meta = top_level(file).into_iter().find(|b| &b.name().0 == b"meta").unwrap();
        let extents = boxlock::movie::item_extents(&meta).unwrap();
        extents.iter().map(|&(at, len)| file[at as usize..(at + len) as usize].to_vec()).collect()
    };
    for (base, offsets) in [(0, [mdat + 500, mdat + 600]), (mdat, [500, 600])] {
        let clear = with_item(base, offsets);
        let encrypted = encrypt(&clear, "cenc", &[], Route::File).unwrap();
        assert_eq!(item_bytes(&encrypted), item_bytes(&clear));
        assert_eq!(decrypt(&encrypted, Route::File).unwrap(), clear);
    }
    let error = encrypt(&with_item(mdat, [500, 20]), "cenc", &[], Route::File).unwrap_err();
    assert_eq!(error.exit_code(), ExitCode::Unsupported);
}

#[test]
fn offsets_beyond_4_gib_take_64_bits() {
    let near_end = u32::MAX - 10;
    let saio = full(b"saio", 0, 1, &[b"abcd", &words(&[0, 1, near_end])]);
    let tables = [build::one_sample_chunks(&[5, 6], &[1000, near_end]), saio].concat();
    let bytes = build::movie(&[build::audio_trak(1, &[&tables])]);
    let read = || BoxNode::read(&mut Reader::new(&bytes, 24)).unwrap();
    let mut map = PositionMap::default();
    map.push(0, 0);
    map.push(500, 508);
    let mut moov = read();
    assert!(!widen_offsets(&mut moov, &map).unwrap(), "8 bytes more still fit");

    map.push(600, 650);
    let mut moov = read();
    let old_size = moov.size();
    assert!(widen_offsets(&mut moov, &map).unwrap());
    assert!(!widen_offsets(&mut moov, &map).unwrap(), "once is enough");
    assert_eq!(moov.size(), old_size + 2 * 4 + 4);
    let to = Relocation::new(&map, u64::MAX).inside(&moov, 24);
    relocate_movie(&mut moov, &to).unwrap();
    let stbl = moov.descend(&[b"trak", b"mdia", b"minf", b"stbl"]).unwrap();
    assert!(stbl.child(b"stco").is_none());
    let moved = u64::from(near_end) + 50;
    assert_eq!(ChunkOffsets::read(stbl).unwrap().offsets, [1050, moved]);
    assert_eq!(stbl.child_view::<Saio>().unwrap().unwrap().offsets, [moved]);
}

#[test]
fn chunks_behind_a_fragment_are_refused() {
    let file = |chunk: u32| {
        let tables = build::one_sample_chunks(&[5], &[chunk]);
        let mvex = boxed(b"mvex", &[&full(b"trex", 0, 0, &[&words(&[1, 1, 1024, 0, 0])])]);
        let movie = build::movie(&[build::audio_trak(1, &[&tables]), mvex]);
        let head = [build::ftyp(), movie, boxed(b"mdat", &[b"first"])].concat();
        let traf = Traf { track: 1, base: Base::Moof, runs: vec![vec![7, 8]], implied: false, aux: None };
        let fragment = build::fragment(head.len() as u64, &[traf], &mut || 9);
        (head.len() as u32, [head, fragment, boxed(b"mdat", &[b"later"])].concat())
    };
    let (head_len, _) = file(0);
    let (_, early) = file(head_len - 5);
    let encrypted = encrypt(&early, "cenc", &[], Route::File).unwrap();
    assert_eq!(decrypt(&encrypted, Route::File).unwrap(), early);
    let (_, late) = file(early.len() as u32 - 5);
    assert_eq!(encrypt(&late, "cenc", &[], Route::File).unwrap_err().exit_code(), ExitCode::Unsupported);
}

#[test]
fn segment_indexes_of_two_levels_and_subsegments_cover_what_they_covered() {
    let head = [build::ftyp(), build::fragmented_movie(1)].concat();
    let traf = |runs| [Traf { track: 1, base: Base::Moof, runs, implied: false, aux: None }];
    let sizes = [vec![vec![100, 200]], vec![vec![300]], vec![vec![20, 20, 20], vec![40]]];
    let segments: Vec<Vec<u8>> =
        sizes.iter().map(|runs| build::fragment(0, &traf(runs.clone()), &mut || 3)).collect();
    let len = |i: usize| segments[i].len() as u32;
    // The first index refers to a segment and a second index, which refers to the two other segments.
    let ssix =
        |moof: u32, rest: u32| full(b"ssix", 0, 0, &[&words(&[2, 2, moof, 1 << 24 | rest, 1, len(2)])]);
    let ssix = ssix(len(1) - 108, 108);
    let inner = build::sidx(ssix.len() as u32, &[(false, len(1)), (false, len(2))]);
    let outer =
        build::sidx(0, &[(false, len(0)), (true, (inner.len() + ssix.len()) as u32 + len(1) + len(2))]);
    let clear =
        [head, outer, segments[0].clone(), inner, ssix, segments[1].clone(), segments[2].clone()].concat();
    for route in ROUTES {
        let encrypted = encrypt(&clear, "cenc", &[], route).unwrap();
        let boxes = top_level(&encrypted);
        let starts: Vec<u64> = boxes.iter().map(|b| b.offset).chain([encrypted.len() as u64]).collect();
        for index in boxes.iter().filter(|b| b.is::<Sidx>()) {
            let sidx: Sidx = index.view().unwrap();
            let mut at = index.offset + index.size() + sidx.first_offset;
            for reference in sidx.references {
                let target = boxes.iter().find(|b| b.offset == at).unwrap();
                let expected = if reference.to_index { b"sidx" } else { b"moof" };
                assert_eq!(&target.name().0, expected);
                at += u64::from(reference.size);
                assert!(starts.contains(&at));
            }
        }
        let ssix = boxes.iter().find(|b| &b.name().0 == b"ssix").unwrap().bytes();
        let range = |at: usize| u32::from_be_bytes([0, ssix[at + 1], ssix[at + 2], ssix[at + 3]]);
        let moofs = offsets_of(&encrypted, b"moof");
        assert_eq!((ssix[16], range(16)), (1, 108), "media does not grow");
        assert_eq!(u64::from(range(12) + range(16)), moofs[2] - moofs[1]);
        assert_eq!(u64::from(range(24)), encrypted.len() as u64 - moofs[2]);
        assert_eq!(decrypt(&encrypted, route).unwrap(), clear);
    }
}

/// A reader that must not be asked for a second fragment before the first one is out.
struct Live<'a> {
    bytes: &'a [u8],
    second: usize,
    position: usize,
    written: &'a AtomicUsize,
    first_moof_end: usize,
}

impl Read for Live<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.second {
            assert!(
                self.written.load(Ordering::SeqCst) > self.first_moof_end,
                "the first fragment is not out"
            );
        }
        let limit = if self.position < self.second { self.second } else { self.bytes.len() };
        let some = buffer.len().min(limit - self.position).min(777);
        buffer[..some].copy_from_slice(&self.bytes[self.position..self.position + some]);
        self.position += some;
        Ok(some)
    }
}

struct Counted<'a>(&'a AtomicUsize, Vec<u8>);

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.store(self.1.len(), Ordering::SeqCst);
        Ok(())
    }
}

#[test]
fn a_fragment_leaves_before_the_next_one_comes() {
    for name in ["avc-aac-frag.mp4", "av1-opus-frag.mp4", "eac3-frag.mp4"] {
        let clear = sample(name);
        let moofs = offsets_of(&clear, b"moof");
        let written = AtomicUsize::new(0);
        let mut live = Live {
            bytes: &clear,
            second: moofs[1] as usize,
            position: 0,
            written: &written,
            first_moof_end: offsets_of(&clear, b"mdat")[0] as usize,
        };
        let mut output = Counted(&written, Vec::new());
        let interrupted = AtomicBool::new(false);
        let watch = Watch { progress: &NoProgress, interrupted: &interrupted };
        rewrite_pipe(&mut live, &mut common::encryptor("cenc", &[]), &mut Sink::pipe(&mut output), watch)
            .unwrap();
        assert!(output.1 == encrypt(&clear, "cenc", &[], Route::File).unwrap());
    }
}

/// A layout of fragments: tracks, what stays clear, and track fragments.
#[derive(Clone, Debug)]
struct Layout {
    clear: Vec<u32>,
    fragments: Vec<Vec<Traf>>,
    mfra: bool,
    index: bool,
}

fn traf() -> impl Strategy<Value = Traf> {
    let base = prop_oneof![
        Just(Base::Moof),
        Just(Base::ExplicitMoof),
        Just(Base::ExplicitMedia),
        Just(Base::Previous)
    ];
    let runs = vec(vec(0_u32..=33, 0..5), 1..4);
    let aux = prop_oneof![2 => Just(None), 1 => Just(Some(AuxPlace::Media)), 1 => Just(Some(AuxPlace::Moof))];
    (1..=3_u32, base, runs, any::<bool>(), aux).prop_map(|(track, base, runs, implied, aux)| {
        let total: usize = runs.iter().map(Vec::len).sum();
        // Information in the moof cannot be reached from a base behind it.
        let behind = matches!(base, Base::ExplicitMedia | Base::Previous);
        let aux = aux.filter(|&place| total > 0 && !(behind && place == AuxPlace::Moof));
        Traf { track, base, runs, implied, aux }
    })
}

fn layout() -> impl Strategy<Value = Layout> {
    let fragments = vec(vec(traf(), 1..4), 1..4);
    (vec(1..=3_u32, 0..3), fragments, any::<bool>(), any::<bool>())
        .prop_map(|(clear, fragments, mfra, index)| Layout { clear, fragments, mfra, index })
}

fn file_of(layout: &Layout) -> Vec<u8> {
    let mut file = [build::ftyp(), build::fragmented_movie(3)].concat();
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    if layout.index {
        let sizes: Vec<(bool, u32)> =
            layout.fragments.iter().map(|t| (false, build::fragment(0, t, &mut || 0).len() as u32)).collect();
        file.extend(build::sidx(0, &sizes));
    }
    let mut moofs = Vec::new();
    for trafs in &layout.fragments {
        moofs.push(file.len() as u64);
        file.extend(build::fragment(file.len() as u64, trafs, &mut next));
    }
    if layout.mfra {
        file.extend(build::mfra(&moofs));
    }
    file
}

/// Samples of every track fragment in file order, and the other auxiliary information it has.
fn contents(file: &[u8]) -> Vec<(u32, Vec<Vec<u8>>, Vec<u8>)> {
    let boxes = top_level(file);
    let mut moov = boxes.iter().find(|b| &b.name().0 == b"moov").unwrap().clone();
    let tracks = read_tracks(&mut moov).unwrap();
    let trex = |id| tracks.iter().find(|t| t.id == id)?.trex;
    let mut all = Vec::new();
    for moof in boxes.iter().filter(|b| &b.name().0 == b"moof") {
        for fragment in read_track_fragments(moof, &trex, file.len() as u64).unwrap() {
            let samples: Vec<Vec<u8>> =
                fragment.samples.iter().map(|s| located_bytes(file, s).to_vec()).collect();
            let traf = &moof.children()[fragment.child_index];
            let saios = traf.children().iter().filter(|c| c.is::<Saio>()).map(|c| c.view::<Saio>().unwrap());
            let other = saios.filter(|s| s.kind.is_some_and(|k| &k.aux_info_type.0 == b"abcd")).map(|s| {
                let at = (fragment.base_offset(moof.offset) + s.offsets[0]) as usize;
                file[at..at + samples.len()].to_vec()
            });
            all.push((fragment.track_id, samples.clone(), other.flatten().collect()));
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_layout_of_fragments_survives(layout in layout(), scheme in 0..SCHEMES.len()) {
        let clear = file_of(&layout);
        let before = contents(&clear);
        for (_, samples, aux) in &before {
            prop_assert!(aux.is_empty() || aux == &vec![AUX; samples.len()]);
        }
        if layout.clear.contains(&1) && layout.clear.contains(&2) && layout.clear.contains(&3) {
            return Ok(());
        }
        let encrypted = encrypt(&clear, SCHEMES[scheme], &layout.clear, Route::File).unwrap();
        prop_assert_eq!(&encrypt(&clear, SCHEMES[scheme], &layout.clear, Route::Pipe).unwrap(), &encrypted);
        let during = contents(&encrypted);
        prop_assert_eq!(during.len(), before.len());
        for ((track, old, old_aux), (_, new, new_aux)) in before.iter().zip(&during) {
            let lengths = |samples: &[Vec<u8>]| samples.iter().map(Vec::len).collect::<Vec<_>>();
            prop_assert_eq!(lengths(old), lengths(new));
            prop_assert_eq!(old_aux, new_aux);
            let long_enough = old.iter().any(|s| s.len() >= 16);
            if layout.clear.contains(track) {
                prop_assert_eq!(old, new);
            } else if long_enough {
                prop_assert_ne!(old, new);
            }
        }
        let moofs = offsets_of(&encrypted, b"moof");
        for mfra in top_level(&encrypted).iter().filter(|b| &b.name().0 == b"mfra") {
            let tfra: Tfra = mfra.child_view().unwrap().unwrap();
            prop_assert_eq!(tfra.entries.iter().map(|e| e.moof_offset).collect::<Vec<_>>(), moofs.clone());
        }
        for index in top_level(&encrypted).iter().filter(|b| b.is::<Sidx>()) {
            let mut at = index.offset + index.size();
            for (reference, moof) in index.view::<Sidx>().unwrap().references.iter().zip(&moofs) {
                prop_assert_eq!(at, *moof);
                at += u64::from(reference.size);
            }
        }
        for route in ROUTES {
            let decrypted = decrypt(&encrypted, route).unwrap();
            prop_assert_eq!(&contents(&decrypted), &before);
            // A base behind the moof cannot hold offsets into it, so such layouts do not come back to the byte.
            let behind = |t: &Traf| matches!(t.base, Base::ExplicitMedia | Base::Previous);
            if !layout.fragments.iter().flatten().any(behind) {
                prop_assert_eq!(&decrypted, &clear);
            }
        }
    }
}
