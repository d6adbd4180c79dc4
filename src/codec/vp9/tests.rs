use proptest::prelude::*;

use super::*;
use crate::codec::SampleSlice;
use crate::codec::tests::golden::{self, Stream};

fn streams() -> Vec<Stream> {
    golden::streams(include_str!("golden.txt"))
}

fn stream(name: &str) -> Stream {
    streams().into_iter().find(|stream| stream.name == name).unwrap()
}

fn ranges(rule: &mut Vp9Rule, sample: &[u8]) -> ParseResult<Vec<Range<usize>>> {
    match rule.protectable(&mut SampleSlice::new(sample, 1000))? {
        Protectable::Ranges(ranges) => Ok(ranges),
        Protectable::Whole => panic!("VP9 samples have ranges"),
    }
}

fn frames(rule: &mut Vp9Rule, sample: &[u8]) -> Vec<Vp9Frame> {
    let mut frames = Vec::new();
    rule.visit_frames(&mut SampleSlice::new(sample, 0), &mut |frame| frames.push(frame)).unwrap();
    frames
}

#[test]
fn frames_of_real_streams() {
    for stream in streams() {
        let mut rule = Vp9Rule::from_config(Some(&stream.config), 0).unwrap();
        for (i, sample) in stream.samples.iter().enumerate() {
            assert_eq!(
                ranges(&mut rule, &sample.bytes).as_ref(),
                Ok(&sample.ranges),
                "{}, sample {i}",
                stream.name
            );
        }
    }
}

#[test]
fn the_map_of_a_superframe() {
    let stream = stream("superframes with a hidden frame");
    let mut rule = Vp9Rule::default();
    let maps: Vec<_> = stream.samples.iter().map(|sample| frames(&mut rule, &sample.bytes)).collect();
    assert_eq!(maps[0].len(), 1);
    assert_eq!(maps[0][0].kind, Vp9FrameKind::Key);
    assert_eq!((maps[0][0].header_len, maps[0][0].size), (18, Some((320, 192))));
    let (i, superframe) = maps.iter().enumerate().find(|(_, map)| map.len() == 2).unwrap();
    assert_eq!((superframe[0].show_frame, superframe[1].show_frame), (false, true));
    assert_eq!(superframe[0].bytes.end, superframe[1].bytes.start);
    assert!(superframe[1].bytes.end < stream.samples[i].bytes.len(), "the index follows");
}

#[test]
fn a_shown_existing_frame_stays_clear() {
    // frame_marker 2, profile 0, show_existing_frame 1, slot 5.
    assert_eq!(ranges(&mut Vp9Rule::default(), &[0b1000_1101]), Ok(vec![]));
    let map = frames(&mut Vp9Rule::default(), &[0b1000_1101]);
    assert_eq!(map[0].kind, Vp9FrameKind::ShowExisting(5));
    assert_eq!(ranges(&mut Vp9Rule::default(), &[]), Ok(vec![]));
}

#[test]
fn intra_only_frames_have_a_sync_code_and_colours_above_profile_0() {
    // Profile 0: marker 2, non-key, hidden, not error resilient, intra_only, reset 0; sync code; refresh slot 0;
    // 64x64; render size equal; context flags; filter, quantizer, segmentation and tiles empty; compressed header of 4 bytes.
    let fields = |profile_bits: &str, color: &str| {
        format!(
            "10 {profile_bits} 0 1 0 0 1 00 010010011000001101000010 {color} 00000001 {size} {size} 0 0 1 00 000000 000 0 00100000 0 0 0 0 0 0000000000000100",
            size = "0000000000111111"
        )
    };
    for (profile_bits, color) in [("00", ""), ("10", "010 0 110"), ("01", "0 010 0"), ("11 0", "1 010 0 100")]
    {
        let bits = fields(profile_bits, color).replace(' ', "");
        let mut bytes: Vec<u8> = bits
            .as_bytes()
            .chunks(8)
            .map(|byte| byte.iter().enumerate().fold(0, |value, (i, &bit)| value | (bit - b'0') << (7 - i)))
            .collect();
        let header_len = bytes.len();
        bytes.extend([0xA5; 10]);
        let mut rule = Vp9Rule::default();
        let map = frames(&mut rule, &bytes);
        assert_eq!(
            (map[0].kind, map[0].header_len),
            (Vp9FrameKind::IntraOnly, header_len),
            "profile bits {profile_bits}"
        );
        assert_eq!(rule.sizes[0], Some((64, 64)));
        assert_eq!(rule.sizes[1], None);
    }
}

#[test]
fn broken_samples_are_refused_with_their_place() {
    let stream = stream("superframes with a hidden frame");
    let key = &stream.samples[0].bytes;
    let superframe = &stream.samples.iter().find(|sample| sample.ranges.len() == 2).unwrap().bytes;
    let mut decoded = Vp9Rule::default();
    ranges(&mut decoded, key).unwrap();

    let mut longer = superframe.clone();
    longer.splice(0..0, [0]);
    let mut wrong_sync = key.clone();
    wrong_sync[2] ^= 1;
    let cases: [(&str, Vp9Rule, &[u8], &str); 5] = [
        ("bytes between frames and index", decoded.clone(), &longer, "lie between the frames"),
        (
            "index beyond the sample",
            decoded.clone(),
            &superframe[superframe.len() / 2..],
            "are left before it",
        ),
        ("a broken sync code", decoded.clone(), &wrong_sync, "frame_sync_code is"),
        ("a key frame cut short", decoded, &key[..30], "header_size_in_bytes is"),
        ("no key frame before", Vp9Rule::default(), &stream.samples[1].bytes, "no earlier frame has filled"),
    ];
    for (what, mut rule, bytes, message) in cases {
        let error = ranges(&mut rule, bytes).unwrap_err();
        assert!(error.message.contains(message), "{what}: {error}");
        assert!(error.offset.is_some_and(|offset| offset >= 1000), "{what}: {error}");
    }
    assert!(Vp9Rule::from_config(Some(&[1, 0, 0, 0]), 0).is_err());
}

proptest! {
    #[test]
    fn any_sample_gives_ordered_ranges_or_an_error(
        which in 0usize..11,
        count in 1usize..4,
        edits in prop::collection::vec((0usize..4096, any::<u8>()), 1..6),
        from_end in any::<bool>(),
    ) {
        let streams = streams();
        let stream = &streams[which % streams.len()];
        let mut rule = Vp9Rule::default();
        for (i, sample) in stream.samples.iter().take(count).enumerate() {
            let mut bytes = sample.bytes.clone();
            if i + 1 == count.min(stream.samples.len()) {
                let reach = bytes.len().min(40);
                for &(place, value) in &edits {
                    let place = if from_end { bytes.len() - 1 - place % reach } else { place % reach };
                    bytes[place] ^= value;
                }
            }
            if let Ok(ranges) = ranges(&mut rule, &bytes) {
                let mut end = 0;
                for range in ranges {
                    prop_assert!(range.start >= end && range.end > range.start && range.end <= bytes.len());
                    end = range.end;
                }
            }
        }
    }

    #[test]
    fn random_bytes_never_panic(mut bytes in prop::collection::vec(any::<u8>(), 1..200), marker in 0xC0u8..0xE0) {
        let _ = ranges(&mut Vp9Rule::default(), &bytes);
        bytes.push(marker);
        let _ = ranges(&mut Vp9Rule::default(), &bytes);
    }
}
