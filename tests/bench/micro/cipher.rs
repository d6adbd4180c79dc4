//! Ciphers, in cache.

use boxlock::cenc::cipher::{Direction, Extent, Mode, SampleCipher, SampleJob};
use boxlock::cenc::{Iv, Pattern, Scheme, Subsample};
use boxlock::keys::ContentKey;
use divan::Bencher;
use divan::counter::BytesCount;

/// Sizes of samples: sound, small and large pictures.
const SIZES: [usize; 4] = [400, 4 << 10, 40 << 10, 256 << 10];

fn cipher() -> SampleCipher {
    SampleCipher::new(&ContentKey::from_bytes([7; 16]))
}

fn mode(scheme: &str, pattern: Pattern) -> Mode {
    Mode::new(Scheme::by_name(scheme).unwrap(), pattern)
}

const VIDEO: Pattern = Pattern { crypt_byte_block: 1, skip_byte_block: 9 };

fn one_sample(bencher: Bencher<'_, '_>, size: usize, direction: Direction, mode: Mode) {
    let (cipher, iv, mut data) = (cipher(), Iv::full([1; 16]), vec![0; size]);
    let extent = [Subsample { clear: 100, protected: size as u32 - 100 }];
    bencher.counter(BytesCount::new(size)).bench_local(|| {
        cipher
            .apply(direction, &mode, &iv, Extent::Subsamples(&extent), divan::black_box(&mut data))
            .unwrap();
    });
}

#[divan::bench(args = SIZES)]
fn ctr(bencher: Bencher<'_, '_>, size: usize) {
    one_sample(bencher, size, Direction::Encrypt, mode("cenc", Pattern::NONE));
}

#[divan::bench(args = SIZES)]
fn cbcs_video_decrypt(bencher: Bencher<'_, '_>, size: usize) {
    one_sample(bencher, size, Direction::Decrypt, mode("cbcs", VIDEO));
}

/// A piece of 256 KiB as the pipeline sees it: the chains of its samples run side by side.
fn piece(bencher: Bencher<'_, '_>, size: usize, mode: Mode) {
    let cipher = cipher();
    let count = (256 << 10) / size;
    let mut data = vec![0; size * count];
    bencher.counter(BytesCount::new(size * count)).bench_local(|| {
        let jobs = data.chunks_mut(size).map(|data| SampleJob {
            iv: Iv::full([1; 16]),
            extent: Extent::Whole,
            data,
        });
        cipher.encrypt_batch(&mode, &mut jobs.collect::<Vec<_>>()).unwrap();
    });
}

#[divan::bench(args = SIZES)]
fn cbcs_video(bencher: Bencher<'_, '_>, size: usize) {
    piece(bencher, size, mode("cbcs", VIDEO));
}

#[divan::bench(args = SIZES)]
fn cbcs_sound(bencher: Bencher<'_, '_>, size: usize) {
    piece(bencher, size, mode("cbcs", Pattern::NONE));
}
