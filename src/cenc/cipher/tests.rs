use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use proptest::prelude::*;

use super::*;

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn key(bytes: &[u8]) -> ContentKey {
    ContentKey::from_bytes(bytes.try_into().unwrap())
}

fn mode(name: &str, crypt_byte_block: u8, skip_byte_block: u8) -> Mode {
    Mode::new(Scheme::by_name(name).unwrap(), Pattern { crypt_byte_block, skip_byte_block })
}

fn encrypted(mode: &Mode, iv: &Iv, extent: Extent<'_>, clear: &[u8]) -> Vec<u8> {
    let mut data = clear.to_vec();
    SampleCipher::new(&test_key()).apply(Direction::Encrypt, mode, iv, extent, &mut data).unwrap();
    data
}

fn test_key() -> ContentKey {
    key(&hex("2b7e151628aed2a6abf7158809cf4f3c"))
}

/// Clear bytes that differ everywhere.
fn clear(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i * 7 + i / 256) as u8).collect()
}

fn subsamples(pairs: &[(u16, u32)]) -> Vec<Subsample> {
    pairs.iter().map(|&(clear, protected)| Subsample { clear, protected }).collect()
}

/// Key, plaintext and results of NIST SP 800-38A, appendix F.
const NIST_PLAIN: &str = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51
    30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

#[test]
fn nist_ctr_vector() {
    let iv = Iv::from_slice(&hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")).unwrap();
    let cipher = encrypted(&mode("cenc", 0, 0), &iv, Extent::Whole, &hex(NIST_PLAIN));
    assert_eq!(
        cipher,
        hex("874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff
             5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee")
    );
}

#[test]
fn nist_cbc_vector() {
    let iv = Iv::from_slice(&hex("000102030405060708090a0b0c0d0e0f")).unwrap();
    let expected = hex("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2
         73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7");
    for scheme in ["cbc1", "cbcs", "piff-cbc"] {
        assert_eq!(
            encrypted(&mode(scheme, 0, 0), &iv, Extent::Whole, &hex(NIST_PLAIN)),
            expected,
            "{scheme}"
        );
    }
}

/// Which 16-byte blocks of a range differ after encryption, as a string of `E` and `.`.
fn touched(mode: &Mode, range: usize) -> String {
    let before = clear(range);
    let after = encrypted(mode, &Iv::full([3; 16]), Extent::Whole, &before);
    before.chunks(16).zip(after.chunks(16)).map(|(b, a)| if a == b { '.' } else { 'E' }).collect()
}

#[test]
fn patterns_touch_the_blocks_they_name() {
    assert_eq!(touched(&mode("cbcs", 1, 9), 16 * 22), "E.........E.........E.");
    assert_eq!(touched(&mode("cbcs", 1, 9), 16 * 20 + 15), "E.........E..........");
    assert_eq!(touched(&mode("cbcs", 5, 5), 16 * 13 + 4), "EEEEE.....EEE.");
    assert_eq!(touched(&mode("cbcs", 10, 0), 16 * 12 + 4), "EEEEEEEEEEEE.");
    assert_eq!(touched(&mode("cbcs", 0, 0), 16 * 12 + 4), "EEEEEEEEEEEE.");
    assert_eq!(touched(&mode("cbcs", 1, 9), 15), ".");
    assert_eq!(touched(&mode("cens", 1, 9), 16 * 11 + 4), "E.........E.");
    assert_eq!(touched(&mode("cens", 0, 0), 20), "EE");
    assert_eq!(touched(&mode("cenc", 1, 9), 16 * 3 + 4), "EEEE", "cenc has no pattern");
    assert_eq!(touched(&mode("cbc1", 1, 9), 16 * 3 + 4), "EEE.", "cbc1 has no pattern");
}

#[test]
fn an_incomplete_group_may_stay_clear() {
    let tail = PatternTail::Clear;
    assert_eq!(touched(&Mode { tail, ..mode("cbcs", 5, 5) }, 16 * 13 + 4), "EEEEE.........");
    assert_eq!(touched(&Mode { tail, ..mode("cbcs", 1, 9) }, 16 * 11 + 4), "E.........E.");
    assert_eq!(touched(&Mode { tail, ..mode("cbcs", 10, 0) }, 16 * 12), "EEEEEEEEEEEE");
}

#[test]
fn ten_to_zero_equals_no_pattern() {
    let data = clear(16 * 25 + 3);
    let iv = Iv::full([5; 16]);
    for scheme in ["cbcs", "cens"] {
        let ten = encrypted(&mode(scheme, 10, 0), &iv, Extent::Whole, &data);
        assert_eq!(ten, encrypted(&mode(scheme, 0, 0), &iv, Extent::Whole, &data));
    }
}

#[test]
fn the_low_half_wraps_without_carry() {
    let aes = Aes128::new(test_key().expose().into());
    let mut iv = [0x11; 16];
    iv[8..].fill(0xff);
    let stream = encrypted(&mode("cenc", 0, 0), &Iv::full(iv), Extent::Whole, &[0; 48]);
    for (block, low) in stream.chunks(16).zip([u64::MAX, 0, 1]) {
        let mut expected: aes::Block = iv.into();
        expected[8..].copy_from_slice(&low.to_be_bytes());
        aes.encrypt_block(&mut expected);
        assert_eq!(block, expected.as_slice());
    }
}

#[test]
fn half_ivs_fill_the_upper_half() {
    let full = Iv::full([1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0]);
    for scheme in ["cenc", "cens", "cbcs"] {
        let mode = mode(scheme, 0, 0);
        let half = encrypted(&mode, &Iv::half(0x0102_0304_0506_0708), Extent::Whole, &clear(100));
        assert_eq!(half, encrypted(&mode, &full, Extent::Whole, &clear(100)), "{scheme}");
    }
}

#[test]
fn the_ctr_stream_runs_on_inside_a_block_and_cbcs_starts_anew() {
    let iv = Iv::full([8; 16]);
    let parts = subsamples(&[(3, 5), (2, 30), (0, 1)]);
    let data = clear(41 + 9);
    let got = encrypted(&mode("cenc", 0, 0), &iv, Extent::Subsamples(&parts), &data);
    let joined: Vec<u8> = [&data[3..8], &data[10..40], &data[40..41]].concat();
    let stream = encrypted(&mode("cenc", 0, 0), &iv, Extent::Whole, &joined);
    assert_eq!([&got[3..8], &got[10..40], &got[40..41]].concat(), stream);
    assert_eq!((&got[..3], &got[8..10], &got[41..]), (&data[..3], &data[8..10], &data[41..]));

    let parts = subsamples(&[(0, 32), (0, 32)]);
    let twice = [clear(32), clear(32)].concat();
    let cbcs = encrypted(&mode("cbcs", 0, 0), &iv, Extent::Subsamples(&parts), &twice);
    assert_eq!(cbcs[..32], cbcs[32..]);
    let cbc1 = encrypted(&mode("cbc1", 0, 0), &iv, Extent::Subsamples(&parts), &twice);
    assert_eq!(cbc1, encrypted(&mode("cbc1", 0, 0), &iv, Extent::Whole, &twice));
}

#[test]
fn subsamples_that_overrun_change_nothing() {
    let parts = subsamples(&[(0, 16), (1, u32::MAX)]);
    let before = clear(40);
    let cipher = SampleCipher::new(&test_key());
    for direction in [Direction::Encrypt, Direction::Decrypt] {
        let mut data = before.clone();
        let error = cipher
            .apply(direction, &mode("cenc", 0, 0), &Iv::half(1), Extent::Subsamples(&parts), &mut data)
            .unwrap_err();
        assert_eq!(error, CipherError::Overrun { described: 17 + u64::from(u32::MAX), sample_len: 40 });
        assert_eq!(data, before);
    }
    let (mut good, mut bad) = (before.clone(), before.clone());
    let mut jobs = [
        SampleJob { iv: Iv::half(1), extent: Extent::Whole, data: &mut good },
        SampleJob { iv: Iv::half(2), extent: Extent::Subsamples(&parts), data: &mut bad },
    ];
    assert_eq!(cipher.encrypt_batch(&mode("cbcs", 1, 9), &mut jobs).unwrap_err().job, 1);
    assert_eq!((&good, &bad), (&before, &before));
}

#[test]
fn a_pattern_that_encrypts_nothing_is_refused() {
    let error = SampleCipher::new(&test_key())
        .apply(Direction::Encrypt, &mode("cbcs", 0, 9), &Iv::half(1), Extent::Whole, &mut [0; 64])
        .unwrap_err();
    assert_eq!(error.to_string(), "pattern 0:9 encrypts no block");
}

#[test]
fn blocks_used_count_partial_ones() {
    let parts = subsamples(&[(10, 5), (0, 12), (0, 16 * 12)]);
    let len = 10 + 5 + 12 + 16 * 12;
    let used = |mode: Mode, extent| mode.blocks_used(extent, len).unwrap();
    assert_eq!(used(mode("cenc", 0, 0), Extent::Subsamples(&parts)), 14);
    assert_eq!(used(mode("cens", 1, 9), Extent::Subsamples(&parts)), 2);
    assert_eq!(used(mode("cenc", 0, 0), Extent::Whole), 14);
    assert_eq!(used(mode("cbc1", 0, 0), Extent::Subsamples(&parts)), 12);
}

/// The schemes once more, block by block with the bare cipher, written from the clauses and not from the code
/// under test.
fn slow(encrypt: bool, mode: &Mode, iv: &Iv, parts: Option<&[Subsample]>, data: &mut [u8]) {
    let aes = Aes128::new(test_key().expose().into());
    let name = mode.scheme.name;
    let (crypt, skip) = match name {
        "cens" | "cbcs" => {
            (usize::from(mode.pattern.crypt_byte_block), usize::from(mode.pattern.skip_byte_block))
        }
        _ => (0, 0),
    };
    let mut ranges = Vec::new();
    let mut at = 0;
    for part in parts.unwrap_or_default() {
        at += usize::from(part.clear);
        ranges.push(at..at + part.protected as usize);
        at += part.protected as usize;
    }
    if parts.is_none() {
        ranges.push(0..data.len());
    }
    let mut chain = *iv.block();
    let mut stream_position = 0u64;
    for range in ranges {
        if name == "cbcs" {
            chain = *iv.block();
        }
        let whole = (range.end - range.start) / 16;
        for (index, start) in range.clone().step_by(16).enumerate() {
            let in_pattern = skip == 0 || index % (crypt + skip) < crypt;
            let group_start = if skip == 0 { 0 } else { index - index % (crypt + skip) };
            let cut = mode.tail == PatternTail::Clear && skip > 0 && group_start + crypt > whole;
            let partial = index >= whole;
            if name.starts_with("cbc") || name == "piff-cbc" {
                if !in_pattern || partial || cut {
                    continue;
                }
                let block: &mut [u8; 16] = (&mut data[start..start + 16]).try_into().unwrap();
                let before = *block;
                let mut b: aes::Block = before.into();
                if encrypt {
                    b.iter_mut().zip(chain).for_each(|(b, c)| *b ^= c);
                    aes.encrypt_block(&mut b);
                    chain = b.into();
                } else {
                    aes.decrypt_block(&mut b);
                    b.iter_mut().zip(chain).for_each(|(b, c)| *b ^= c);
                    chain = before;
                }
                *block = b.into();
            } else {
                if !in_pattern || cut || (skip > 0 && partial) {
                    continue;
                }
                let end = range.end.min(start + 16);
                for byte in &mut data[start..end] {
                    let mut counter: aes::Block = (*iv.block()).into();
                    let low = u64::from_be_bytes(iv.block()[8..].try_into().unwrap());
                    counter[8..].copy_from_slice(&low.wrapping_add(stream_position / 16).to_be_bytes());
                    aes.encrypt_block(&mut counter);
                    *byte ^= counter[(stream_position % 16) as usize];
                    stream_position += 1;
                }
            }
        }
    }
}

#[derive(Clone, Debug)]
struct Case {
    data: Vec<u8>,
    parts: Option<Vec<Subsample>>,
    iv: Iv,
}

fn case() -> impl Strategy<Value = Case> {
    // A key stream is made ahead, up to 1024 bytes.
    let size = || prop_oneof![8 => 0u32..400, 1 => 900u32..2200];
    let sizes = prop::option::of(prop::collection::vec((0u16..40, size()), 0..6));
    let ivs = prop_oneof![
        any::<u64>().prop_map(Iv::half),
        any::<[u8; 16]>().prop_map(Iv::full),
        any::<u64>()
            .prop_map(|upper| Iv::full((u128::from(upper) << 64 | 0xffff_ffff_ffff_fffe).to_be_bytes())),
    ];
    (sizes, size(), any::<u8>(), ivs).prop_map(|(sizes, rest, salt, iv)| {
        let parts = sizes.map(|sizes| subsamples(&sizes));
        let described: usize =
            parts.iter().flatten().map(|s| usize::from(s.clear) + s.protected as usize).sum();
        let data = clear(described + rest as usize).iter().map(|b| b ^ salt).collect();
        Case { data, parts, iv }
    })
}

fn any_mode() -> impl Strategy<Value = Mode> {
    let scheme = prop::sample::select(vec!["cenc", "cens", "cbc1", "cbcs", "piff", "piff-cbc"]);
    let pattern =
        prop_oneof![Just((1u8, 9u8)), Just((0, 0)), Just((5, 5)), Just((10, 0)), (1u8..16, 0u8..16)];
    (scheme, pattern, any::<bool>()).prop_map(|(name, (crypt, skip), cut)| Mode {
        tail: if cut { PatternTail::Clear } else { PatternTail::Encrypt },
        ..mode(name, crypt, skip)
    })
}

impl Case {
    fn extent(&self) -> Extent<'_> {
        self.parts.as_deref().map_or(Extent::Whole, Extent::Subsamples)
    }
}

proptest! {
    #[test]
    fn agrees_with_the_slow_reference_and_comes_back(mode in any_mode(), case in case()) {
        let cipher = SampleCipher::new(&test_key());
        let mut data = case.data.clone();
        let mut reference = case.data.clone();
        cipher.apply(Direction::Encrypt, &mode, &case.iv, case.extent(), &mut data).unwrap();
        slow(true, &mode, &case.iv, case.parts.as_deref(), &mut reference);
        prop_assert_eq!(&data, &reference);

        slow(false, &mode, &case.iv, case.parts.as_deref(), &mut reference);
        prop_assert_eq!(&reference, &case.data);
        cipher.apply(Direction::Decrypt, &mode, &case.iv, case.extent(), &mut data).unwrap();
        prop_assert_eq!(&data, &case.data);
    }

    #[test]
    fn clear_bytes_stay(mode in any_mode(), case in case()) {
        let Some(parts) = &case.parts else { return Ok(()) };
        let mut data = case.data.clone();
        SampleCipher::new(&test_key())
            .apply(Direction::Encrypt, &mode, &case.iv, case.extent(), &mut data)
            .unwrap();
        let mut at = 0;
        for part in parts {
            let end = at + usize::from(part.clear);
            prop_assert_eq!(&data[at..end], &case.data[at..end]);
            at = end + part.protected as usize;
        }
        prop_assert_eq!(&data[at..], &case.data[at..]);
    }

    #[test]
    fn a_batch_equals_its_samples(mode in any_mode(), cases in prop::collection::vec(case(), 0..40)) {
        let cipher = SampleCipher::new(&test_key());
        let mut one_by_one: Vec<Vec<u8>> = cases.iter().map(|case| case.data.clone()).collect();
        for (case, data) in cases.iter().zip(&mut one_by_one) {
            cipher.apply(Direction::Encrypt, &mode, &case.iv, case.extent(), data).unwrap();
        }
        let mut batch: Vec<Vec<u8>> = cases.iter().map(|case| case.data.clone()).collect();
        let mut jobs: Vec<SampleJob<'_>> = cases
            .iter()
            .zip(&mut batch)
            .map(|(case, data)| SampleJob { iv: case.iv, extent: case.extent(), data })
            .collect();
        cipher.encrypt_batch(&mode, &mut jobs).unwrap();
        prop_assert_eq!(batch, one_by_one);
    }
}
