//! Every rule of `verify` finds the fault that was planted for it, and nothing else: `tests/data/verify`.
//!
//! The faults are committed as files. This test makes them again and compares; with `UPDATE_FAULTS=1` it writes them.

mod verify_files;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use boxlock::boxes::sbgp::SbgpEntry;
use boxlock::boxes::{
    BoxNode, FourCc, Pssh, Saio, Saiz, Sbgp, Seig, Senc, SencWriter, Sgpd, Sidx, Subsample, Tfra,
};
use boxlock::cenc::Pattern;
use boxlock::keys::KeyId;
use boxlock::verify::RULES;

use verify_files::{File, KID, encrypted_file, found};

const FRAG: &str = "avc-aac";
const AUDIO_ENTRY: &str = "moov/trak[2]/mdia/minf/stbl/stsd/*";
const VIDEO_ENTRY: &str = "moov/trak[1]/mdia/minf/stbl/stsd/*";
const AUDIO: &str = "moof[1]/traf[2]";
const VIDEO: &str = "moof[1]/traf[1]";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/verify")
}

fn base(name: &str) -> PathBuf {
    folder().join("base").join(name).with_extension("mp4")
}

/// A file to break, and the clean one that it differs from.
struct Origin {
    base: &'static str,
    scheme: &'static str,
    file: File,
}

/// A fault: the rule that finds it, rules that it cannot help breaking too, and the file.
struct Case {
    rule: &'static str,
    companions: &'static [&'static str],
    broken: Origin,
}

/// A base file encrypted without a fault.
fn good(base: &'static str, scheme: &'static str) -> Origin {
    let systems = match scheme {
        "cens" | "cbc1" => &["--system", "common"][..],
        _ => &["--system", "playready", "--system", "widevine", "--system", "common"],
    };
    with_options(base, scheme, systems)
}

/// The same with other options, which may be the fault.
fn with_options(name: &'static str, scheme: &'static str, options: &[&str]) -> Origin {
    let bytes = encrypted_file(&base(name), &[&["--scheme", scheme], options].concat());
    Origin { base: name, scheme, file: File::read(&bytes) }
}

fn iv_16(base: &'static str) -> Origin {
    with_options(base, "cenc", &["--iv-size", "16", "--system", "common"])
}

/// A base file as it is; the clean one is its encryption.
fn clear(name: &'static str) -> Origin {
    Origin { base: name, scheme: "cenc", file: File::read(&fs::read(base(name)).unwrap()) }
}

fn frag(scheme: &'static str) -> Origin {
    good(FRAG, scheme)
}

fn tenc(file: &mut File, entry: &str, edit: impl FnOnce(&mut Vec<u8>)) {
    edit(file.bytes(&format!("{entry}/sinf/schi/tenc")));
}

fn rename(file: &mut File, path: &str) {
    file.node(path).header.name = FourCc::new(b"free");
}

/// Makes the entries of a fragment's `senc` anew, with other subsamples.
fn subsamples(
    file: &mut File,
    fragment: &str,
    iv_size: usize,
    mut edit: impl FnMut(usize, &mut Vec<Subsample>),
) {
    file.grow(fragment, |traf| {
        let senc: Senc = traf.child_view().unwrap().unwrap();
        let mut writer = SencWriter::new(true);
        for (number, entry) in senc.entries(iv_size, 0).unwrap().enumerate() {
            let entry = entry.unwrap();
            let mut list: Vec<Subsample> = entry.subsamples().collect();
            edit(number, &mut list);
            writer.push(entry.iv, &list).unwrap();
        }
        let (senc, saiz) = writer.finish();
        traf.child_mut(b"senc").unwrap().replace(&senc);
        traf.child_mut(b"saiz").unwrap().replace(&saiz);
    });
}

/// Replaces the last subsample of the first sample that has room for it.
fn last_of(
    number: usize,
    wanted: usize,
    list: &mut Vec<Subsample>,
    edit: impl FnOnce(u16, u32) -> Vec<(u16, u32)>,
) {
    if number == wanted {
        let Subsample { clear, protected } = list.pop().unwrap();
        list.extend(
            edit(clear, protected).into_iter().map(|(clear, protected)| Subsample { clear, protected }),
        );
    }
}

fn edit_pssh(file: &mut File, system: u8, edit: impl FnOnce(&mut Pssh)) {
    let moov = file.node("moov");
    let node =
        moov.children_mut().unwrap().iter_mut().find(|c| c.is::<Pssh>() && c.bytes()[4] == system).unwrap();
    let mut pssh: Pssh = node.view().unwrap();
    edit(&mut pssh);
    node.replace(&pssh);
}

const PLAYREADY: u8 = 0x9a;
const WIDEVINE: u8 = 0xed;
const COMMON: u8 = 0x10;

fn edit_header(file: &mut File, from: &str, to: &str) {
    use boxlock::drm::playready::PlayReadyObject;
    edit_pssh(file, PLAYREADY, |pssh| {
        let object = PlayReadyObject::read(&pssh.data, 0).unwrap();
        let units: Vec<u16> =
            object.records[0].value.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
        let xml = String::from_utf16(&units).unwrap();
        assert!(xml.contains(from), "{xml}");
        pssh.data = PlayReadyObject::with_header(&xml.replacen(from, to, 1)).write().unwrap();
    });
}

fn add_brand(file: &mut File, brand: &[u8; 4]) {
    file.bytes("ftyp").extend(brand);
}

fn seig(change: impl FnOnce(&mut Seig)) -> BoxNode {
    let kid: KeyId = KID.parse().unwrap();
    let mut seig =
        Seig { pattern: Pattern::NONE, is_protected: 1, per_sample_iv_size: 8, kid, constant_iv: None };
    change(&mut seig);
    BoxNode::from_body(&Sgpd::seig(&[seig]))
}

fn sbgp(count: u32, index: u32) -> BoxNode {
    let entries = vec![SbgpEntry { sample_count: count, group_description_index: index }];
    BoxNode::from_body(&Sbgp { grouping_type: FourCc::new(b"seig"), grouping_type_parameter: None, entries })
}

fn case(
    rule: &'static str,
    companions: &'static [&'static str],
    mut broken: Origin,
    edit: impl FnOnce(&mut File),
) -> Case {
    edit(&mut broken.file);
    Case { rule, companions, broken }
}

/// Faults in sample entries.
fn entry_cases() -> Vec<Case> {
    vec![
        case("frma-missing", &[], frag("cenc"), |f| rename(f, &format!("{AUDIO_ENTRY}/sinf/frma"))),
        case("schm-missing", &[], frag("cenc"), |f| rename(f, &format!("{AUDIO_ENTRY}/sinf/schm"))),
        case("scheme-unknown", &[], frag("cenc"), |f| {
            f.bytes(&format!("{AUDIO_ENTRY}/sinf/schm"))[4..8].copy_from_slice(b"odkm");
        }),
        case("scheme-version", &[], frag("cenc"), |f| f.bytes(&format!("{AUDIO_ENTRY}/sinf/schm"))[9] = 2),
        case(
            "scheme-not-playready",
            &[],
            with_options(FRAG, "cens", &["--system", "playready", "--system", "common"]),
            |_| {},
        ),
        case("tenc-missing", &[], frag("cenc"), |f| rename(f, &format!("{AUDIO_ENTRY}/sinf/schi/tenc"))),
        case("tenc-protected-value", &[], frag("cenc"), |f| tenc(f, AUDIO_ENTRY, |b| b[6] = 2)),
        case("tenc-iv-size", &["senc-entries"], frag("cenc"), |f| tenc(f, AUDIO_ENTRY, |b| b[7] = 7)),
        case("tenc-version", &[], frag("cbcs"), |f| tenc(f, AUDIO_ENTRY, |b| b[0] = 0)),
        case("constant-iv-missing", &[], frag("cbcs"), |f| tenc(f, AUDIO_ENTRY, |b| b.truncate(24))),
        case("constant-iv-size", &[], frag("cbcs"), |f| tenc(f, AUDIO_ENTRY, |b| b[24] = 7)),
        case("ctr-constant-iv", &["senc-entries"], frag("cenc"), |f| {
            tenc(f, AUDIO_ENTRY, |b| {
                b[7] = 0;
                b.push(16);
                b.extend([7; 16]);
            });
        }),
        case("cbcs-sample-iv", &["aux-info-missing", "senc-entries"], frag("cbcs"), |f| {
            tenc(f, AUDIO_ENTRY, |b| {
                b[7] = 16;
                b.truncate(24);
            });
        }),
        case("pattern-forbidden", &[], frag("cenc"), |f| {
            tenc(f, VIDEO_ENTRY, |b| {
                b[0] = 1;
                b[5] = 0x19;
            });
        }),
        case("pattern-empty", &[], frag("cbcs"), |f| tenc(f, VIDEO_ENTRY, |b| b[5] = 0x09)),
        case(
            "video-without-pattern",
            &[],
            with_options("avc-progressive", "cbcs", &["--pattern", "10:0", "--system", "common"]),
            |_| {},
        ),
        case("audio-with-pattern", &[], frag("cbcs"), |f| tenc(f, AUDIO_ENTRY, |b| b[5] = 0x19)),
        case("kid-zero", &[], frag("cenc"), |f| tenc(f, AUDIO_ENTRY, |b| b[8..24].fill(0))),
        case("iv-16-bytes", &[], iv_16(FRAG), |_| {}),
        case(
            "text-encrypted",
            &[],
            with_options("avc-text", "cenc", &["--system", "common", "--key", TEXT_KEY]),
            |_| {},
        ),
        case("seig-pattern", &[], frag("cenc"), |f| {
            f.grow(AUDIO, |traf| traf.push(seig(|s| s.pattern = Pattern::ONE_IN_TEN)));
        }),
        case("seig-iv", &[], frag("cenc"), |f| {
            f.grow(AUDIO, |traf| traf.push(seig(|s| s.per_sample_iv_size = 0)))
        }),
        case("seig-index", &[], frag("cenc"), |f| f.grow(AUDIO, |traf| traf.push(sbgp(1, 0x1_0003)))),
    ]
}

/// Another key under the usual identifier.
const OTHER_KEY: &str = "7e57017e-0000-4000-8000-000000000001:54455354204f4e4c59204b4559203032";

const TEXT_KEY: &str = "text=7e57017e-0000-4000-8000-000000000001:54455354204f4e4c59204b4559203031";

/// Faults in auxiliary information.
fn aux_info_cases() -> Vec<Case> {
    let child = |name: &str| format!("{AUDIO}/{name}");
    vec![
        case("malformed", &[], frag("cenc"), |f| f.bytes(&child("senc"))[0] = 9),
        case("aux-info-missing", &[], frag("cenc"), |f| {
            ["senc", "saiz", "saio"].iter().for_each(|name| rename(f, &child(name)));
        }),
        case("saiz-saio-missing", &[], frag("cenc"), |f| {
            ["saiz", "saio"].iter().for_each(|name| rename(f, &child(name)));
        }),
        case("aux-info-empty", &[], frag("cbcs"), |f| {
            f.grow(AUDIO, |traf| {
                let sample_count =
                    u32::from_be_bytes(traf.child(b"trun").unwrap().bytes()[4..8].try_into().unwrap());
                traf.push(BoxNode::from_body(&Saiz::new(vec![0; sample_count as usize])));
                traf.push(BoxNode::from_body(&Saio::single(0)));
            });
        }),
        case("aux-info-type", &[], frag("cenc"), |f| {
            f.grow(AUDIO, |traf| {
                let bytes = traf.child(b"saiz").unwrap().bytes();
                let typed = [&[0, 0, 0, 1], b"cbcs", &[0; 4], &bytes[4..]].concat();
                traf.child_mut(b"saiz").unwrap().content = boxlock::boxes::Content::Leaf(typed);
            });
        }),
        case("saiz-count", &[], frag("cenc"), |f| f.bytes(&child("saiz"))[8] -= 1),
        case("saiz-size", &[], frag("cenc"), |f| f.bytes(&child("saiz"))[4] += 1),
        case("saio-count", &[], frag("cenc"), |f| {
            f.grow(AUDIO, |traf| {
                let mut saio: Saio = traf.child_view().unwrap().unwrap();
                saio.offsets.push(1);
                traf.child_mut(b"saio").unwrap().replace(&saio);
            });
        }),
        case("saio-offset", &[], frag("cenc"), |f| *f.bytes(&child("saio")).last_mut().unwrap() ^= 1),
        case("senc-count", &[], frag("cenc"), |f| f.bytes(&child("senc"))[7] -= 1),
        case("senc-entries", &[], frag("cenc"), |f| {
            f.grow(AUDIO, |traf| {
                let mut senc: Senc = traf.child_view().unwrap().unwrap();
                senc.data.extend([1, 2, 3]);
                traf.child_mut(b"senc").unwrap().replace(&senc);
            });
        }),
        case("senc-subsample-flag", &[], frag("cenc"), |f| {
            f.grow(AUDIO, |traf| {
                let senc: Senc = traf.child_view().unwrap().unwrap();
                let mut writer = SencWriter::new(true);
                senc.entries(8, 0).unwrap().for_each(|e| writer.push(e.unwrap().iv, &[]).unwrap());
                let (senc, saiz): (Senc, Saiz) = writer.finish();
                traf.child_mut(b"senc").unwrap().replace(&senc);
                traf.child_mut(b"saiz").unwrap().replace(&saiz);
            });
        }),
        case("clear-sample-aux-info", &[], frag("cenc"), |f| {
            f.grow(AUDIO, |traf| {
                traf.push(BoxNode::from_body(&Sgpd::seig(&[Seig::clear()])));
                traf.push(sbgp(1, 0x1_0001));
            });
        }),
        case("iv-reused", &[], frag("cenc"), |f| f.bytes(&child("senc")).copy_within(8..16, 16)),
        case("iv-reused-cbc", &[], frag("cbc1"), |f| f.bytes(&child("senc")).copy_within(8..24, 24)),
        case("counter-overlap", &["iv-16-bytes"], iv_16("eac3"), |f| {
            let senc = f.bytes("moof[1]/traf[1]/senc");
            senc.copy_within(8..24, 24);
            senc[39] += 1;
        }),
        case("counter-wrap", &["iv-16-bytes"], iv_16("eac3"), |f| {
            let senc = f.bytes("moof[1]/traf[1]/senc");
            senc[8] ^= 0x80;
            senc[16..24].fill(0xff);
        }),
    ]
}

/// Faults in subsamples.
fn subsample_cases() -> Vec<Case> {
    vec![
        case("subsample-sum", &[], frag("cenc"), |f| {
            subsamples(f, VIDEO, 8, |n, list| last_of(n, 0, list, |c, p| vec![(c, p - 16)]));
        }),
        case("subsample-alignment", &[], frag("cbc1"), |f| {
            subsamples(f, VIDEO, 16, |n, list| last_of(n, 0, list, |c, p| vec![(c + 1, p - 1)]));
        }),
        case("subsample-alignment-cenc", &[], frag("cenc"), |f| {
            subsamples(f, VIDEO, 8, |n, list| last_of(n, 0, list, |c, p| vec![(c + 1, p - 1)]));
        }),
        case("subsample-empty", &[], frag("cenc"), |f| {
            subsamples(f, VIDEO, 8, |n, list| last_of(n, 0, list, |c, p| vec![(c, p), (0, 0)]));
        }),
        case("video-without-subsamples", &[], frag("cenc"), |f| {
            subsamples(f, VIDEO, 8, |n, list| last_of(n, 1, list, |_, _| Vec::new()));
        }),
        case("nal-header-protected", &[], frag("cenc"), |f| {
            subsamples(f, VIDEO, 8, |n, list| last_of(n, 0, list, |c, p| vec![(0, 16), (c - 16, p)]));
        }),
        case("non-vcl-protected", &[], frag("cenc"), |f| {
            subsamples(f, VIDEO, 8, |n, list| last_of(n, 0, list, |c, p| vec![(5, 16), (c - 21, p)]));
        }),
        case("slice-header-protected", &[], frag("cbcs"), |f| {
            subsamples(f, VIDEO, 0, |n, list| last_of(n, 1, list, |c, p| vec![(6, p + u32::from(c) - 6)]));
        }),
        case("slice-header-protected-cenc", &["subsample-alignment-cenc"], frag("cenc"), |f| {
            subsamples(f, VIDEO, 8, |n, list| last_of(n, 1, list, |c, p| vec![(6, p + u32::from(c) - 6)]));
        }),
        case("cbcs-slice-start", &[], frag("cbcs"), |f| {
            subsamples(f, VIDEO, 0, |n, list| last_of(n, 0, list, |c, p| vec![(c + 1, p - 1)]));
        }),
        case("cbcs-slice-end", &[], frag("cbcs"), |f| {
            subsamples(f, VIDEO, 0, |n, list| last_of(n, 0, list, |c, p| vec![(c, p - 16), (16, 0)]));
        }),
        case("nal-split", &[], frag("cenc"), |f| {
            subsamples(f, VIDEO, 8, |n, list| last_of(n, 0, list, |c, p| vec![(c, 16), (0, p - 16)]));
        }),
        case("tile-outside", &[], good("av1", "cenc"), |f| {
            subsamples(f, VIDEO, 8, |n, list| {
                if n == 0 {
                    list[0].clear -= 16;
                    list.insert(0, Subsample { clear: 0, protected: 16 });
                }
            });
        }),
        case("tile-exact", &[], good("av1", "cenc"), |f| {
            subsamples(f, VIDEO, 8, |n, list| last_of(n, 0, list, |c, p| vec![(c, p - 16), (16, 0)]));
        }),
        case("vp9-header-protected", &[], good("vp9", "cenc"), |f| {
            subsamples(f, VIDEO, 8, |n, list| {
                if n == 0 {
                    list[0].clear -= 16;
                    list[0].protected += 16;
                }
            });
        }),
        case("sample-unparsable", &[], frag("cenc"), |f| {
            let at = f.first_sample(1);
            f.patch(at, &[0x7f]);
        }),
        case("nothing-protected", &[], frag("cenc"), |f| {
            for moof in 1..=f.count(b"moof") {
                subsamples(f, &format!("moof[{moof}]/traf[1]"), 8, |_, list| {
                    let clear = |s: &Subsample| {
                        let mut left = u32::from(s.clear) + s.protected;
                        let mut parts = Vec::new();
                        while left > 0 {
                            let part = left.min(65535);
                            parts.push(Subsample { clear: part as u16, protected: 0 });
                            left -= part;
                        }
                        parts
                    };
                    *list = list.iter().flat_map(clear).collect();
                });
            }
        }),
    ]
}

/// Faults in headers.
fn header_cases() -> Vec<Case> {
    let first_pssh = |f: &mut File| f.node("moov").child(b"pssh").unwrap().clone();
    let kid: KeyId = KID.parse().unwrap();
    let other = KeyId::from_bytes([3; 16]);
    vec![
        case("pssh-missing", &[], frag("cenc"), |f| {
            f.node("moov").remove_children(BoxNode::is::<Pssh>);
        }),
        case("pssh-misplaced", &[], frag("cenc"), |f| {
            let pssh = first_pssh(f);
            f.node("moov/trak[1]").push(pssh);
        }),
        case("pssh-duplicate", &[], frag("cenc"), |f| {
            let pssh = first_pssh(f);
            f.node("moov").push(pssh);
        }),
        case("pssh-unreadable", &[], frag("cenc"), |f| edit_pssh(f, WIDEVINE, |p| p.data[1] = 0x7f)),
        case("pssh-without-encryption", &[], clear(FRAG), |f| {
            let pssh = Pssh { version: 1, system_id: [7; 16], kids: vec![other], data: Vec::new() };
            f.node("moov").push(BoxNode::from_body(&pssh));
        }),
        case("pssh-kid-missing", &["pssh-kid-extra"], frag("cenc"), |f| {
            edit_pssh(f, COMMON, |p| p.kids = vec![other])
        }),
        case("pssh-kid-extra", &[], frag("cenc"), |f| edit_pssh(f, COMMON, |p| p.kids.push(other))),
        case("pssh-kid-swapped", &[], frag("cenc"), |f| {
            edit_pssh(f, COMMON, |p| p.kids = vec![KeyId::from_bytes(kid.guid_bytes())]);
        }),
        case("checksum-wrong", &[], frag("cenc"), |f| edit_header(f, "<CHECKSUM>", "<CHECKSUM>AAAA")),
        case("checksum-aescbc", &[], frag("cbcs"), |f| {
            edit_header(f, "ALGID=\"AESCBC\"", "ALGID=\"AESCBC\" CHECKSUM=\"AAAAAAAAAAA=\"");
        }),
        case("algid-scheme", &[], frag("cbcs"), |f| edit_header(f, "AESCBC", "AESCTR")),
        case("algid-version", &[], frag("cbcs"), |f| edit_header(f, "4.3.0.0", "4.2.0.0")),
        case("widevine-scheme", &[], frag("cbcs"), |f| {
            edit_pssh(f, WIDEVINE, |p| {
                p.data = boxlock::drm::widevine::WidevinePsshData::new([kid], *b"cenc").write();
            });
        }),
        case("nothing-encrypted", &[], clear(FRAG), |_| {}),
    ]
}

/// Faults in the layout, in the media and in brands.
fn file_cases() -> Vec<Case> {
    vec![
        case("default-base-is-moof", &[], frag("cenc"), |f| f.bytes(&format!("{VIDEO}/tfhd"))[1] &= !2),
        case("sample-outside-mdat", &[], frag("cenc"), |f| f.bytes(&format!("{AUDIO}/trun"))[8..12].fill(0)),
        case("sidx-coverage", &[], good("avc-sidx", "cenc"), |f| {
            let mut sidx: Sidx = f.node("sidx[1]").view().unwrap();
            sidx.references[0].size -= 1;
            f.node("sidx[1]").replace(&sidx);
        }),
        case("mfra-offset", &[], good("avc-mfra", "cenc"), |f| {
            let mut tfra: Tfra = f.node("mfra/tfra[1]").view().unwrap();
            tfra.entries[0].moof_offset += 1;
            f.node("mfra/tfra[1]").replace(&tfra);
        }),
        case("brand-piff", &[], frag("piff"), |f| f.bytes("ftyp").truncate(8)),
        case("brand-iso5", &[], frag("cenc"), |f| {
            let ftyp = f.bytes("ftyp");
            ftyp.truncate(8);
            ftyp[..4].copy_from_slice(b"isom");
            ftyp.extend(b"isom");
        }),
        case("stored-clear", &[], good("eac3-long", "cenc"), |f| {
            let mut media = clear("eac3-long").file.tops.into_iter().filter(|b| &b.name().0 == b"mdat");
            for mdat in f.tops.iter_mut().filter(|b| &b.name().0 == b"mdat") {
                *mdat = media.next().unwrap();
            }
        }),
        case(
            "decrypted-garbage",
            &[],
            with_options("eac3", "cenc", &["--system", "common", "--key", OTHER_KEY]),
            |_| {},
        ),
        case("cmaf-tracks", &[], frag("cenc"), |f| add_brand(f, b"cmfc")),
        case("cmaf-iv", &["iv-16-bytes"], iv_16("eac3"), |f| {
            add_brand(f, b"cmfc");
        }),
        case("cmaf-scheme", &[], good("eac3", "cbc1"), |f| {
            add_brand(f, b"cmfc");
        }),
    ]
}

fn cases() -> Vec<Case> {
    [entry_cases(), aux_info_cases(), subsample_cases(), header_cases(), file_cases()]
        .into_iter()
        .flatten()
        .collect()
}

/// The files of the folder by their names; bases aside.
fn made() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for Case { rule, broken, .. } in cases() {
        assert!(files.insert(format!("{rule}.mp4"), broken.file.to_vec()).is_none(), "{rule} twice");
        let clean = good(broken.base, broken.scheme);
        files.insert(format!("clean-{}-{}.mp4", broken.base, broken.scheme), clean.file.to_vec());
    }
    files
}

fn committed() -> BTreeMap<String, Vec<u8>> {
    let paths = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "mp4"))
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap()))
        .collect()
}

/// Both in one test: the rules are judged on the files only after these are written.
#[test]
fn every_committed_fault_is_found_by_its_rule_alone_and_clean_files_are_clean() {
    let made = made();
    if std::env::var_os("UPDATE_FAULTS").is_some() {
        for name in committed().keys() {
            fs::remove_file(folder().join(name)).unwrap();
        }
        for (name, bytes) in &made {
            fs::write(folder().join(name), bytes).unwrap();
        }
    }
    let committed = committed();
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<BTreeSet<String>>();
    assert_eq!(names(&committed), names(&made), "UPDATE_FAULTS=1 writes the files");
    let changed: Vec<&String> = committed.keys().filter(|name| committed[*name] != made[*name]).collect();
    assert!(changed.is_empty(), "no longer what is made: {changed:?}; UPDATE_FAULTS=1 writes them");

    for (name, bytes) in &committed {
        // Statistics need more.
        let most = if name == "stored-clear.mp4" || name.contains("-long-") { 12 << 10 } else { 8 << 10 };
        assert!(bytes.len() <= most, "{name} has {} bytes", bytes.len());
    }

    let mut expected: BTreeMap<String, BTreeSet<&str>> =
        committed.keys().map(|name| (name.clone(), BTreeSet::new())).collect();
    for Case { rule, companions, .. } in cases() {
        expected.insert(format!("{rule}.mp4"), companions.iter().copied().chain([rule]).collect());
    }
    let mut wrong = Vec::new();
    for (name, bytes) in &committed {
        let findings = found(&File::read(bytes));
        let ids: BTreeSet<&str> = findings.iter().map(|f| f.rule.id).collect();
        if ids != expected[name] {
            let told: Vec<String> =
                findings.iter().map(|f| format!("  {}: {}: {}", f.rule.id, f.path, f.message)).collect();
            wrong.push(format!("{name}: expected {:?}, found\n{}", expected[name], told.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_fault() {
    let planted: BTreeSet<&str> = cases().iter().map(|c| c.rule).collect();
    let rules: BTreeSet<&str> = RULES.iter().map(|r| r.id).collect();
    assert_eq!(planted, rules);
}
