//! Decryption of files that are wrong where real files are wrong, as long as the bytes leave no doubt.

mod common;

use boxlock::boxes::{
    BoxNode, FourCc, PiffEncryption, PiffSenc, PiffTenc, Saio, Saiz, Sbgp, Seig, Senc, Sgpd, Tenc, Trun,
};
use boxlock::cenc::Pattern;
use boxlock::error::ExitCode;
use boxlock::keys::KeyId;
use boxlock::movie::read_tracks;

use common::build::{self, Base, Traf, boxed, full, words};
use common::{ROUTES, Route, decrypt, encrypt, encryptor_with_iv, kid, rewrite, sample, top_level};

/// One audio track in two fragments.
fn audio() -> Vec<u8> {
    let mut file = [build::ftyp(), build::fragmented_movie(1)].concat();
    for runs in [vec![vec![33, 16], vec![100]], vec![vec![7, 64]]] {
        let traf = Traf { track: 1, base: Base::Moof, runs, implied: false, aux: None };
        let mut count = 0;
        let fragment = build::fragment(file.len() as u64, &[traf], &mut || {
            count += 1;
            count
        });
        file.extend(fragment);
    }
    file
}

/// Edits movies and track fragments of a file; data offsets follow what grows.
fn edit(file: &[u8], movie: &dyn Fn(&mut BoxNode), traf: &dyn Fn(&mut BoxNode)) -> Vec<u8> {
    let mut output = Vec::new();
    for mut node in top_level(file) {
        if &node.name().0 == b"moov" {
            read_tracks(&mut node).unwrap();
            movie(&mut node);
        }
        if &node.name().0 == b"moof" {
            let old_size = node.size() as i32;
            let trafs = |node: &mut BoxNode, work: &dyn Fn(&mut BoxNode)| {
                node.children_mut().unwrap().iter_mut().filter(|c| &c.name().0 == b"traf").for_each(work);
            };
            trafs(&mut node, traf);
            let growth = node.size() as i32 - old_size;
            trafs(&mut node, &|traf| {
                for run in traf.children_mut().unwrap().iter_mut().filter(|c| c.is::<Trun>()) {
                    let mut trun: Trun = run.view().unwrap();
                    trun.data_offset = trun.data_offset.map(|o| o + growth);
                    run.replace(&trun);
                }
            });
        }
        output.extend(node.to_vec());
    }
    output
}

fn nothing(_: &mut BoxNode) {}

/// Hides boxes from readers without moving anything.
fn hide(names: &'static [&'static [u8; 4]]) -> impl Fn(&mut BoxNode) {
    move |node| {
        for child in node.children_mut().into_iter().flatten().filter(|c| names.contains(&&c.name().0)) {
            child.header.name = FourCc::new(b"free");
        }
    }
}

/// All bytes behind the movie but those of boxes named `free` and the ones that describe encryption.
fn media(file: &[u8]) -> Vec<Vec<u8>> {
    top_level(file).iter().filter(|b| &b.name().0 == b"mdat").map(|b| b.bytes().to_vec()).collect()
}

#[track_caller]
fn decrypts_to(encrypted: &[u8], clear: &[u8]) {
    for route in ROUTES {
        assert!(media(&decrypt(encrypted, route).unwrap()) == media(clear), "{route:?}");
    }
}

/// Sample entries of all tracks.
fn entries(moov: &mut BoxNode) -> impl Iterator<Item = &mut BoxNode> {
    let traks = moov.children_mut().unwrap().iter_mut().filter(|c| &c.name().0 == b"trak");
    traks.flat_map(|trak| {
        trak.descend_mut(&[b"mdia", b"minf", b"stbl", b"stsd"]).unwrap().children_mut().unwrap()
    })
}

fn edit_tenc(moov: &mut BoxNode, change: impl Fn(&mut Tenc)) {
    for entry in entries(moov) {
        let Some(schi) = entry.descend_mut(&[b"sinf", b"schi"]) else { continue };
        let node = schi.child_mut(b"tenc").unwrap();
        let mut tenc: Tenc = node.view().unwrap();
        change(&mut tenc);
        node.replace(&tenc);
    }
}

#[test]
fn one_source_of_ivs_is_enough() {
    for clear in [audio(), sample("avc-aac-frag.mp4"), sample("hevc-aac-frag.mp4")] {
        for scheme in ["cenc", "cbc1", "cbcs"] {
            let encrypted = encrypt(&clear, scheme, &[], Route::File).unwrap();
            decrypts_to(&edit(&encrypted, &nothing, &hide(&[b"senc"])), &clear);
            decrypts_to(&edit(&encrypted, &nothing, &hide(&[b"saiz"])), &clear);
            decrypts_to(&edit(&encrypted, &nothing, &hide(&[b"saio"])), &clear);
            decrypts_to(&edit(&encrypted, &nothing, &hide(&[b"saio", b"saiz"])), &clear);
        }
    }
}

#[test]
fn no_source_of_ivs_is_an_error() {
    let encrypted = encrypt(&audio(), "cenc", &[], Route::File).unwrap();
    let bare = edit(&encrypted, &nothing, &hide(&[b"senc", b"saio", b"saiz"]));
    for route in ROUTES {
        assert_eq!(decrypt(&bare, route).unwrap_err().exit_code(), ExitCode::Malformed);
    }
}

fn edit_saio(traf: &mut BoxNode, change: impl Fn(&mut Vec<u64>)) {
    for node in traf.children_mut().unwrap().iter_mut().filter(|c| c.is::<Saio>()) {
        let mut saio: Saio = node.view().unwrap();
        change(&mut saio.offsets);
        node.replace(&saio);
    }
}

#[test]
fn a_wrong_saio_does_not_matter_beside_a_right_senc() {
    let clear = sample("avc-aac-frag.mp4");
    let encrypted = encrypt(&clear, "cenc", &[], Route::File).unwrap();
    for wrong in [0, 3, 1 << 20, u64::from(u32::MAX)] {
        let damaged = edit(&encrypted, &nothing, &|traf| edit_saio(traf, |offsets| offsets[0] = wrong));
        decrypts_to(&damaged, &clear);
    }
}

#[test]
fn saio_may_have_an_offset_per_run() {
    let clear = audio();
    let encrypted = encrypt(&clear, "cenc", &[], Route::File).unwrap();
    // Runs of two samples and one in the first fragment, IVs of 8 bytes; the second offset makes saio longer.
    let damaged = edit(&encrypted, &nothing, &|traf| {
        let runs = traf.children().iter().filter(|c| c.is::<Trun>()).count();
        if runs == 2 {
            // senc lies before saio, so it does not move.
            edit_saio(traf, |offsets| offsets.push(offsets[0] + 16));
        }
        hide(&[b"senc"])(traf);
    });
    decrypts_to(&damaged, &clear);
}

#[test]
fn saio_may_count_from_the_start_of_the_file() {
    let clear = sample("avc-aac-frag.mp4");
    // Only video: subsamples tell a right place from a wrong one.
    let encrypted = encrypt(&clear, "cenc", &[2], Route::File).unwrap();
    let moofs = common::offsets_of(&encrypted, b"moof");
    let mut damaged = Vec::new();
    for (number, moof) in moofs.iter().enumerate() {
        let end = moofs.get(number + 1).map_or(encrypted.len(), |&e| e as usize);
        let start = if number == 0 { 0 } else { *moof as usize };
        damaged.extend(edit(&encrypted[start..end], &nothing, &|traf| {
            edit_saio(traf, |offsets| offsets[0] += moof);
            hide(&[b"senc"])(traf);
        }));
    }
    decrypts_to(&damaged, &clear);
}

#[test]
fn a_wrong_iv_size_in_tenc_shows_in_the_entries() {
    for clear in [audio(), sample("avc-aac-frag.mp4")] {
        for (right, wrong) in [(8, 16), (16, 8)] {
            let mut encryptor = encryptor_with_iv("cenc", &[], right);
            let encrypted = rewrite(&clear, &mut encryptor, Route::File).unwrap();
            let movie = |moov: &mut BoxNode| edit_tenc(moov, |t| t.default_per_sample_iv_size = wrong);
            decrypts_to(&edit(&encrypted, &movie, &nothing), &clear);
            decrypts_to(&edit(&encrypted, &movie, &hide(&[b"senc"])), &clear);
            decrypts_to(&edit(&encrypted, &movie, &hide(&[b"saiz", b"saio"])), &clear);
        }
    }
}

#[test]
fn a_constant_iv_of_8_bytes() {
    for clear in [audio(), sample("hevc-aac-frag.mp4"), sample("vp9-opus.mp4")] {
        let encrypted = rewrite(&clear, &mut encryptor_with_iv("cbcs", &[], 8), Route::File).unwrap();
        assert!(decrypt(&encrypted, Route::File).unwrap() == clear);
        // It stands for one of 16 bytes that ends with zeros.
        let padded = edit(
            &encrypted,
            &|moov| {
                edit_tenc(moov, |tenc| {
                    let iv = tenc.default_constant_iv.as_mut().unwrap();
                    assert_eq!(iv.len(), 8);
                    iv.resize(16, 0);
                });
            },
            &nothing,
        );
        if clear.windows(4).any(|w| w == b"moof") {
            decrypts_to(&padded, &clear);
        }
    }
}

#[test]
fn senc_may_list_more_samples_than_there_are() {
    let clear = audio();
    let encrypted = encrypt(&clear, "cenc", &[], Route::File).unwrap();
    let damaged = edit(&encrypted, &nothing, &|traf| {
        for node in traf.children_mut().unwrap().iter_mut().filter(|c| c.is::<Senc>()) {
            let mut senc: Senc = node.view().unwrap();
            senc.sample_count += 2;
            senc.data.extend([0x77; 16]);
            *node = BoxNode::from_body(&senc);
        }
    });
    decrypts_to(&damaged, &clear);
    let fewer = edit(&encrypted, &nothing, &|traf| {
        hide(&[b"saio"])(traf);
        for node in traf.children_mut().unwrap().iter_mut().filter(|c| c.is::<Senc>()) {
            let mut senc: Senc = node.view().unwrap();
            senc.sample_count -= 1;
            *node = BoxNode::from_body(&senc);
        }
    });
    assert_eq!(decrypt(&fewer, Route::File).unwrap_err().exit_code(), ExitCode::Malformed);
}

#[test]
fn piff_fragments_may_override_algorithm_and_key() {
    let clear = audio();
    let encrypted = encrypt(&clear, "piff", &[], Route::File).unwrap();
    let other = PiffEncryption { algorithm_id: 2, iv_size: 16, kid: KeyId::from_bytes([0xee; 16]) };
    let right = PiffEncryption { algorithm_id: 1, iv_size: 8, kid: kid(1) };
    let movie = |moov: &mut BoxNode| {
        for entry in entries(moov) {
            let schi = entry.descend_mut(&[b"sinf", b"schi"]).unwrap();
            let node = schi.children_mut().unwrap().iter_mut().find(|c| c.is::<PiffTenc>()).unwrap();
            node.replace(&PiffTenc(other));
        }
    };
    let overriding = |overrides: PiffEncryption| {
        move |traf: &mut BoxNode| {
            let node = traf.children_mut().unwrap().iter_mut().find(|c| c.is::<PiffSenc>()).unwrap();
            let senc: PiffSenc = node.view().unwrap();
            *node = BoxNode::from_body(&PiffSenc { overrides: Some(overrides), ..senc });
        }
    };
    decrypts_to(&edit(&encrypted, &movie, &overriding(right)), &clear);
    let wrong = decrypt(&edit(&encrypted, &movie, &nothing), Route::File);
    assert!(wrong.map_or(true, |output| media(&output) != media(&clear)), "without overrides tenc counts");
    let none = PiffEncryption { algorithm_id: 0, iv_size: 0, kid: KeyId::from_bytes([0; 16]) };
    let untouched = edit(&encrypted, &movie, &overriding(none));
    assert_eq!(media(&decrypt(&untouched, Route::File).unwrap()), media(&encrypted));
    let unknown = edit(&encrypted, &movie, &overriding(PiffEncryption { algorithm_id: 9, ..right }));
    assert_eq!(decrypt(&unknown, Route::File).unwrap_err().exit_code(), ExitCode::Unsupported);
}

/// A group that says what `tenc` of [`encrypt`] says.
fn right_group() -> Seig {
    Seig { is_protected: 1, per_sample_iv_size: 8, kid: kid(1), ..Seig::clear() }
}

/// Takes protection out of `tenc`, and puts a table of groups into the movie.
fn grouped(table: Sgpd) -> impl Fn(&mut BoxNode) {
    move |moov| {
        edit_tenc(moov, |tenc| {
            tenc.default_is_protected = 0;
            tenc.default_per_sample_iv_size = 0;
            tenc.default_pattern = Pattern::NONE;
        });
        let trak = moov.child_mut(b"trak").unwrap();
        trak.descend_mut(&[b"mdia", b"minf", b"stbl"]).unwrap().push(BoxNode::from_body(&table));
    }
}

fn sbgp(runs: &[u32]) -> BoxNode {
    let bytes = full(b"sbgp", 0, 0, &[b"seig", &words(&[runs.len() as u32 / 2]), &words(runs)]);
    BoxNode::read(&mut boxlock::bytes::Reader::new(&bytes, 0)).unwrap()
}

#[test]
fn samples_without_a_group_belong_to_the_default_group() {
    let clear = audio();
    let encrypted = encrypt(&clear, "cenc", &[], Route::File).unwrap();
    let mut table = Sgpd::seig(&[Seig::clear(), right_group()]);
    (table.version, table.default_group_description_index) = (2, 2);
    let movie = grouped(table);
    decrypts_to(&edit(&encrypted, &movie, &nothing), &clear);
    // A group for fewer samples than there are leaves the rest to the default.
    decrypts_to(&edit(&encrypted, &movie, &|traf| traf.push(sbgp(&[1, 2]))), &clear);
    // Group 0 is no group: tenc says that these are clear.
    let clear_ones = edit(&encrypted, &movie, &|traf| traf.push(sbgp(&[9, 0])));
    assert_eq!(media(&decrypt(&clear_ones, Route::File).unwrap()), media(&encrypted));
    let clear_group = edit(&encrypted, &movie, &|traf| traf.push(sbgp(&[9, 1])));
    assert_eq!(media(&decrypt(&clear_group, Route::File).unwrap()), media(&encrypted));
}

#[test]
fn groups_of_the_movie_and_of_the_fragment_are_told_apart() {
    let clear = audio();
    let encrypted = encrypt(&clear, "cenc", &[], Route::File).unwrap();
    let wrong = Seig { kid: KeyId::from_bytes([0xee; 16]), ..right_group() };
    let movie = grouped(Sgpd::seig(&[wrong]));
    let traf = |index: u32| {
        move |traf: &mut BoxNode| {
            traf.push(BoxNode::from_body(&Sgpd::seig(&[right_group()])));
            traf.push(sbgp(&[9, index]));
        }
    };
    decrypts_to(&edit(&encrypted, &movie, &traf(0x1_0001)), &clear);
    let output = decrypt(&edit(&encrypted, &movie, &traf(1)), Route::File).unwrap();
    assert_ne!(media(&output), media(&clear));
    let missing = decrypt(&edit(&encrypted, &movie, &traf(0x1_0002)), Route::File);
    assert_eq!(missing.unwrap_err().exit_code(), ExitCode::Malformed);
    let left = top_level(&decrypt(&edit(&encrypted, &movie, &traf(0x1_0001)), Route::File).unwrap());
    let grouping = |n: &BoxNode| n.is::<Sgpd>() || n.is::<Sbgp>() || n.is::<Saiz>();
    left.iter().for_each(|top| top.visit_positions(&mut |_, node| assert!(!grouping(node))));
}

#[test]
fn the_first_segments_of_a_longer_file_can_be_decrypted() {
    let clear = audio();
    let encrypted = encrypt(&clear, "cenc", &[], Route::File).unwrap();
    let boxes = top_level(&encrypted);
    let (head, rest) = boxes.split_at(2);
    let bytes = |boxes: &[BoxNode]| boxes.iter().flat_map(BoxNode::to_vec).collect::<Vec<u8>>();
    let sizes = rest.chunks(2).map(|pair| (false, bytes(pair).len() as u32));
    let sizes: Vec<(bool, u32)> = sizes.chain([(false, 5000)]).collect();
    let excerpt = [bytes(head), build::sidx(0, &sizes), bytes(rest)].concat();
    decrypts_to(&excerpt, &clear);
    // It must end where a segment does; and to encrypt it is to take a cut file for a whole one.
    let cut = [&excerpt[..], &boxed(b"free", &[])].concat();
    for route in ROUTES {
        assert_eq!(decrypt(&cut, route).unwrap_err().exit_code(), ExitCode::Malformed);
        let clear_excerpt = decrypt(&excerpt, route).unwrap();
        assert_eq!(encrypt(&clear_excerpt, "cenc", &[], route).unwrap_err().exit_code(), ExitCode::Malformed);
    }
}
