//! The box tree loses nothing, and what a typed view writes can be read again.
#![no_main]

use boxlock::boxes::{
    BoxBody, BoxNode, Frma, Ftyp, Hdlr, Mdhd, PiffPssh, PiffSenc, PiffTenc, Pssh, Saio, Saiz, Sbgp, Senc,
    Sgpd, Sidx, Stsc, Tenc, Tfhd, Tfra, Tkhd, Trex, Trun,
};
use boxlock::bytes::Reader;
use boxlock::movie::{read_track_fragments, read_tracks};
use libfuzzer_sys::fuzz_target;

fn view<T: BoxBody>(node: &BoxNode) {
    if node.is::<T>()
        && let Ok(body) = node.view::<T>()
    {
        let written = BoxNode::from_body(&body);
        assert!(written.view::<T>().is_ok(), "{} does not read what it wrote", node.name());
    }
}

fn views(node: &BoxNode) {
    view::<Frma>(node);
    view::<Ftyp>(node);
    view::<Hdlr>(node);
    view::<Mdhd>(node);
    view::<PiffPssh>(node);
    view::<PiffSenc>(node);
    view::<PiffTenc>(node);
    view::<Pssh>(node);
    view::<Saio>(node);
    view::<Saiz>(node);
    view::<Sbgp>(node);
    view::<Senc>(node);
    view::<Sgpd>(node);
    view::<Sidx>(node);
    view::<Stsc>(node);
    view::<Tenc>(node);
    view::<Tfhd>(node);
    view::<Tfra>(node);
    view::<Tkhd>(node);
    view::<Trex>(node);
    view::<Trun>(node);
    node.children().iter().for_each(views);
}

fuzz_target!(|data: &[u8]| {
    let mut reader = Reader::new(data, 0);
    while !reader.is_empty() {
        let before = reader.remaining();
        let start = data.len() - before;
        let Ok(mut node) = BoxNode::read(&mut reader) else { return };
        let end = data.len() - reader.remaining();
        assert!(end > start, "a box of no bytes");
        assert!(node.to_vec() == data[start..end], "the tree changed the bytes");
        assert_eq!(node.size(), (end - start) as u64);
        views(&node);
        match &node.name().0 {
            b"moov" => drop(read_tracks(&mut node)),
            b"moof" => drop(read_track_fragments(&node, &|_| None, data.len() as u64)),
            _ => {}
        }
    }
});
