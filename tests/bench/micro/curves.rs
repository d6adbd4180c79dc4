//! P-256, as licenses and their messages need it; `tests/bench/run --rows curves` prints OpenSSL's figures.

use boxlock::crypto::{PrivateKey, SecretPoint, SeededRng};
use divan::Bencher;

fn key() -> PrivateKey {
    PrivateKey::generate(&mut SeededRng::new(1)).unwrap()
}

#[divan::bench]
fn sign(bencher: Bencher<'_, '_>) {
    let key = key();
    bencher.bench_local(|| key.sign(divan::black_box(&[5; 700])));
}

#[divan::bench]
fn verify(bencher: Bencher<'_, '_>) {
    let key = key();
    let (public, signature) = (key.public(), key.sign(&[5; 700]));
    bencher.bench_local(|| assert!(public.verifies(divan::black_box(&[5; 700]), &signature)));
}

#[divan::bench]
fn encrypt_point(bencher: Bencher<'_, '_>) {
    let mut rng = SeededRng::new(2);
    let (public, point) = (key().public(), SecretPoint::random(&mut rng).unwrap());
    bencher.bench_local(|| public.encrypt(&point, &mut rng).unwrap());
}

#[divan::bench]
fn decrypt_point(bencher: Bencher<'_, '_>) {
    let mut rng = SeededRng::new(2);
    let cipher = key().public().encrypt(&SecretPoint::random(&mut rng).unwrap(), &mut rng).unwrap();
    let key = key();
    bencher.bench_local(|| key.decrypt(divan::black_box(&cipher)).unwrap());
}
