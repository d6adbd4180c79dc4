//! Encrypted files to the byte: what is written where, computed by hand from the specifications.

mod common;

use boxlock::boxes::BoxNode;

use common::build::{self, Base, Traf, boxed, full, words};
use common::{Route, encrypt, top_level};

/// A fragment of two samples in one audio track.
fn clear() -> Vec<u8> {
    let head = [build::ftyp(), build::fragmented_movie(1)].concat();
    let traf = Traf { track: 1, base: Base::Moof, runs: vec![vec![20, 5]], implied: false, aux: None };
    let fragment = build::fragment(head.len() as u64, &[traf], &mut || 0x11);
    [head, fragment].concat()
}

fn find<'a>(node: &'a BoxNode, path: &[&[u8; 4]]) -> &'a BoxNode {
    node.descend(path).unwrap()
}

/// The boxes of a type in a file, as bytes.
fn top(file: &[u8], name: &[u8; 4]) -> BoxNode {
    top_level(file).into_iter().find(|b| &b.name().0 == name).unwrap()
}

/// The bytes that encryption puts into the sample entry, ISO/IEC 14496-12 section 8.12 and 23001-7 section 8.2.
fn sinf(scheme: &[u8; 4], tenc: &[u8]) -> Vec<u8> {
    let schm = full(b"schm", 0, 0, &[scheme, &words(&[0x1_0000])]);
    boxed(b"sinf", &[&boxed(b"frma", &[b"mp4a"]), &schm, &boxed(b"schi", &[tenc])])
}

#[test]
fn the_sample_entry_of_each_scheme() {
    let kid = [1; 16];
    let iv_of = |file: &[u8]| -> Vec<u8> {
        let at = file.windows(4).position(|w| w == b"tenc").unwrap();
        file[at + 28 + 1..at + 28 + 17].to_vec()
    };
    for scheme in ["cenc", "cens", "cbc1", "cbcs"] {
        let encrypted = encrypt(&clear(), scheme, &[], Route::File).unwrap();
        // Version, pattern, protected, IV size and constant IV; audio has no pattern.
        let tenc = match scheme {
            "cenc" => full(b"tenc", 0, 0, &[&[0, 0, 1, 8], &kid]),
            "cens" => full(b"tenc", 1, 0, &[&[0, 0, 1, 8], &kid]),
            "cbc1" => full(b"tenc", 0, 0, &[&[0, 0, 1, 16], &kid]),
            _ => full(b"tenc", 1, 0, &[&[0, 0, 1, 0], &kid, &[16], &iv_of(&encrypted)]),
        };
        let expected = sinf(scheme.as_bytes().try_into().unwrap(), &tenc);
        let moov = top(&encrypted, b"moov").to_vec();
        assert!(moov.windows(expected.len()).any(|w| w == expected), "{scheme}");
        assert!(moov.windows(4).any(|w| w == b"enca"));
        // One sinf more, and nothing else.
        assert_eq!(moov.len(), top(&clear(), b"moov").to_vec().len() + expected.len());
    }
}

#[test]
fn the_track_fragment_of_cenc() {
    let encrypted = encrypt(&clear(), "cenc", &[], Route::File).unwrap();
    let moof = top(&encrypted, b"moof");
    let ivs = find(&moof, &[b"traf", b"senc"]).bytes()[8..].to_vec();
    assert_eq!(ivs.len(), 2 * 8);
    // 8-byte IVs count samples.
    let number = |iv: &[u8]| u64::from_be_bytes(iv.try_into().unwrap());
    assert_eq!(number(&ivs[8..]), number(&ivs[..8]).wrapping_add(1));
    let senc = full(b"senc", 0, 0, &[&words(&[2]), &ivs]);
    let saiz = full(b"saiz", 0, 0, &[&[8], &words(&[2])]);
    let tfhd = full(b"tfhd", 0, 0x2_0000, &[&words(&[1])]);
    // moof, mfhd, traf, tfhd and trun come before senc, whose entries start behind 16 bytes.
    let before = 8 + 16 + 8 + tfhd.len() + 28;
    let saio = full(b"saio", 0, 0, &[&words(&[1, (before + 16) as u32])]);
    let total = before + senc.len() + saiz.len() + saio.len();
    let trun = full(b"trun", 0, 0x201, &[&words(&[2, total as u32 + 8, 20, 5])]);
    assert_eq!(trun.len(), 28);
    let mfhd = full(b"mfhd", 0, 0, &[&words(&[1])]);
    let traf = boxed(b"traf", &[&tfhd, &trun, &senc, &saiz, &saio]);
    assert_eq!(moof.to_vec(), boxed(b"moof", &[&mfhd, &traf]));
}

#[test]
fn whole_samples_with_a_constant_iv_have_a_senc_without_entries() {
    let encrypted = encrypt(&clear(), "cbcs", &[], Route::File).unwrap();
    let moof = top(&encrypted, b"moof");
    let traf = find(&moof, &[b"traf"]);
    assert_eq!(traf.children().last().unwrap().to_vec(), full(b"senc", 0, 0, &[&words(&[2])]));
    assert!(traf.child(b"saiz").is_none() && traf.child(b"saio").is_none());
    let media = top(&encrypted, b"mdat").bytes().to_vec();
    // One whole block, then bytes that are no block.
    assert_ne!(media[..16], [0x11; 16]);
    assert_eq!(media[16..], [0x11; 9]);
}

#[test]
fn a_piff_fragment_has_a_uuid_box_instead() {
    let encrypted = encrypt(&clear(), "piff", &[], Route::File).unwrap();
    let moof = top(&encrypted, b"moof");
    let names: Vec<String> =
        find(&moof, &[b"traf"]).children().iter().map(|c| c.name().to_string()).collect();
    assert_eq!(names, ["tfhd", "trun", "uuid"]);
    let body = find(&moof, &[b"traf", b"uuid"]).bytes();
    assert_eq!((body.len(), &body[..8]), (8 + 2 * 8, &[0, 0, 0, 0, 0, 0, 0, 2][..]));
    let ftyp = top(&encrypted, b"ftyp");
    assert!(ftyp.bytes().ends_with(b"piff"));
}
