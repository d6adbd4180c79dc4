//! Planning: slice headers, subsamples, and the boxes of a movie.

#[path = "../../common/mod.rs"]
mod common;

use boxlock::boxes::BoxNode;
use boxlock::bytes::Reader;
use boxlock::cenc::rewrite::Transform as _;
use boxlock::movie::Window;
use common::build;
use divan::Bencher;
use divan::counter::ItemsCount;

/// The movie of a file.
fn movie(file: &[u8]) -> BoxNode {
    common::top_level(file).into_iter().find(|node| &node.name().0 == b"moov").unwrap()
}

fn plan(bencher: Bencher<'_, '_>, file: Vec<u8>, scheme: &str, samples: usize) {
    let (moov, len) = (movie(&file), file.len() as u64);
    let source = Window { base: 0, data: file };
    bencher
        .counter(ItemsCount::new(samples))
        .with_inputs(|| (moov.clone(), common::encryptor(scheme, &[])))
        .bench_local_values(|(mut moov, mut encryptor)| encryptor.movie(&mut moov, &source, len).unwrap());
}

/// A committed sample: every slice header is read.
#[divan::bench(args = ["avc-aac.mp4", "hevc-aac.mp4", "av1-opus.mp4", "vp9-opus.mp4"])]
fn subsamples(bencher: Bencher<'_, '_>, name: &str) {
    let file = common::sample(name);
    let moov = movie(&file);
    let count = moov.children_named(b"trak").map(|trak| {
        let stbl = trak.descend(&[b"mdia", b"minf", b"stbl"]).unwrap();
        boxlock::boxes::SampleSizes::read(stbl).unwrap().count() as usize
    });
    let count = count.sum();
    plan(bencher, file, "cenc", count);
}

/// A movie of sound with many samples: tables in, tables out.
fn many(samples: u32) -> Vec<u8> {
    let sizes = vec![10; samples as usize];
    let place = |start: u32| -> Vec<u32> { (0..samples).map(|n| start + 10 * n).collect() };
    let head = |start| {
        let tables = build::one_sample_chunks(&sizes, &place(start));
        [build::ftyp(), build::movie(&[build::audio_trak(1, &[&tables])])].concat()
    };
    let start = head(0).len() as u32 + 8;
    [head(start), build::boxed(b"mdat", &[&vec![0; 10 * samples as usize]])].concat()
}

#[divan::bench(args = [1000, 100_000])]
fn tables(bencher: Bencher<'_, '_>, samples: u32) {
    plan(bencher, many(samples), "cenc", samples as usize);
}

#[divan::bench(args = [1000, 100_000])]
fn read_and_write_moov(bencher: Bencher<'_, '_>, samples: u32) {
    let bytes = movie(&many(samples)).to_vec();
    bencher
        .counter(ItemsCount::new(samples))
        .bench_local(|| BoxNode::read(&mut Reader::new(divan::black_box(&bytes), 0)).unwrap().to_vec());
}
