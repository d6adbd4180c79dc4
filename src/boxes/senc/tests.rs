use proptest::prelude::*;

use super::*;
use crate::boxes::body::written;

const TWO_SAMPLES: &[u8] = b"\0\0\0\x02\0\0\0\x02\
    IIIIIIII\0\x01\0\x05\0\0\0\x10\
    JJJJJJJJ\0\x02\xff\xff\0\0\0\0\0\x01\0\x01\0\0";

fn read(bytes: &[u8]) -> ParseResult<Senc> {
    Senc::read(&mut Reader::new(bytes, 0))
}

fn subsample(clear: u16, protected: u32) -> Subsample {
    Subsample { clear, protected }
}

#[test]
fn entries_with_subsamples() {
    let senc = read(TWO_SAMPLES).unwrap();
    let entries: Vec<_> = senc.entries(8, 100).unwrap().collect::<ParseResult<_>>().unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!((entries[0].iv, entries[0].len()), (&b"IIIIIIII"[..], 16));
    assert_eq!(entries[0].subsamples().collect::<Vec<_>>(), [subsample(5, 16)]);
    assert_eq!(entries[1].subsamples().collect::<Vec<_>>(), [subsample(65535, 0), subsample(1, 65536)]);
    assert_eq!(entries[1].subsamples().len(), 2);
    assert_eq!(written(&senc), TWO_SAMPLES);
}

#[test]
fn the_writer_makes_what_the_reader_reads() {
    let mut writer = SencWriter::new(true);
    writer.push(b"IIIIIIII", &[subsample(5, 16)]).unwrap();
    writer.push(b"JJJJJJJJ", &[subsample(65535, 0), subsample(1, 65536)]).unwrap();
    assert_eq!(writer.len(), 2);
    let (senc, saiz) = writer.finish();
    assert_eq!(written(&senc), TWO_SAMPLES);
    assert_eq!(saiz, Saiz::new(vec![16, 22]));
}

#[test]
fn entries_too_large_for_saiz_are_refused() {
    let mut writer = SencWriter::new(true);
    writer.push(&[0; 8], &[subsample(1, 16); 40]).unwrap();
    assert!(writer.push(&[0; 8], &[subsample(1, 16); 41]).is_err());
    assert!(writer.push(&[0; 16], &[subsample(1, 16); 40]).is_err());
    writer.push(&[], &[subsample(1, 16); 42]).unwrap();
    assert_eq!(writer.finish().1, Saiz::new(vec![250, 254]));
    assert!(SencWriter::new(false).push(&[0; 8], &[subsample(1, 16)]).is_err());
}

#[test]
fn entries_that_end_early_are_malformed_at_their_place() {
    let mut bytes = TWO_SAMPLES.to_vec();
    bytes.truncate(bytes.len() - 1);
    let senc = read(&bytes).unwrap();
    let mut entries = senc.entries(8, 1000).unwrap();
    assert!(entries.next().unwrap().is_ok());
    let error = entries.next().unwrap().unwrap_err();
    assert_eq!(error.offset, Some(1000 + 16 + 8 + 2));
    assert!(entries.next().is_none());
}

#[test]
fn counts_beyond_the_box_are_malformed() {
    assert!(read(b"\0\0\0\x02\x7f\xff\xff\xff\0\0\0\0").is_err());
    let senc = read(b"\0\0\0\0\x7f\xff\xff\xff\0\0\0\0").unwrap();
    assert!(senc.entries(8, 0).is_err());
}

#[test]
fn constant_ivs_without_subsamples_have_empty_entries() {
    let mut writer = SencWriter::new(false);
    (0..3).for_each(|_| writer.push(&[], &[]).unwrap());
    let (senc, saiz) = writer.finish();
    assert_eq!((senc.data.len(), saiz.total()), (0, 0));
    assert_eq!(senc.guess_iv_size(Some(&saiz)), Some(0));
    assert_eq!(senc.entries(0, 0).unwrap().filter(|e| e.as_ref().unwrap().len() == 0).count(), 3);
}

#[test]
fn iv_sizes_are_guessed_only_when_certain() {
    let plain = |iv: &[u8], n| {
        let mut writer = SencWriter::new(false);
        (0..n).for_each(|_| writer.push(iv, &[]).unwrap());
        writer.finish()
    };
    for size in [8, 16] {
        let (senc, saiz) = plain(&[1; 16][..size], 5);
        assert_eq!(senc.guess_iv_size(Some(&saiz)), Some(size));
        assert_eq!(senc.guess_iv_size(None), Some(size));
        assert_eq!(senc.guess_iv_size(Some(&Saiz::new(vec![size as u8; 4]))), None);
    }
    assert_eq!(read(TWO_SAMPLES).unwrap().guess_iv_size(None), Some(8));
    assert_eq!(read(TWO_SAMPLES).unwrap().guess_iv_size(Some(&Saiz::new(vec![16, 23]))), None);

    // Three IVs of 8 bytes without subsamples, or no IVs and four subsamples in the first sample.
    let ambiguous = Senc { flags: USE_SUBSAMPLES, sample_count: 3, data: [&[0, 4][..], &[0; 28]].concat() };
    assert_eq!(ambiguous.guess_iv_size(None), None);
    assert_eq!(ambiguous.guess_iv_size(Some(&Saiz::new(vec![10; 3]))), Some(8));
    assert_eq!(ambiguous.guess_iv_size(Some(&Saiz::new(vec![26, 2, 2]))), Some(0));
    assert_eq!(read(b"\0\0\0\0\0\0\0\0").unwrap().guess_iv_size(None), None);
}

proptest! {
    #[test]
    fn any_entries_come_back(
        samples in prop::collection::vec(
            (any::<[u8; 16]>(), prop::collection::vec((any::<u16>(), any::<u32>()), 0..39)), 0..20),
        size in prop::sample::select(vec![0usize, 8, 16]),
    ) {
        let samples: Vec<([u8; 16], Vec<Subsample>)> = samples
            .into_iter()
            .map(|(iv, parts)| (iv, parts.into_iter().map(|(c, p)| subsample(c, p)).collect()))
            .collect();
        let mut writer = SencWriter::new(true);
        for (iv, parts) in &samples {
            writer.push(&iv[..size], parts).unwrap();
        }
        let (senc, saiz) = writer.finish();
        let senc = read(&written(&senc)).unwrap();
        let mut entries = senc.entries(size, 0).unwrap();
        for (index, (iv, parts)) in samples.iter().enumerate() {
            let entry = entries.next().unwrap().unwrap();
            prop_assert_eq!(entry.iv, &iv[..size]);
            prop_assert_eq!(&entry.subsamples().collect::<Vec<_>>(), parts);
            prop_assert_eq!(saiz.get(index).map(usize::from), Some(entry.len()));
        }
        prop_assert!(entries.next().is_none() && entries.rest().is_empty());
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), size in 0usize..20) {
        if let Ok(mut senc) = read(&bytes) {
            senc.guess_iv_size(None);
            senc.sample_count = senc.sample_count.min(100);
            if let Ok(entries) = senc.entries(size, 0) {
                entries.flatten().for_each(|entry| assert_eq!(entry.subsamples().count(), entry.subsamples().len()));
            }
        }
    }
}
