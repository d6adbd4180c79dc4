use proptest::prelude::*;

use super::*;
use crate::codec::tests::golden::{self, Stream};

fn streams() -> Vec<Stream> {
    golden::streams(include_str!("golden.txt"))
}

fn stream(name: &str) -> (Av1Rule, Stream) {
    let stream = streams().into_iter().find(|stream| stream.name == name).unwrap();
    (Av1Rule::from_config(&stream.config, 0).unwrap(), stream)
}

fn ranges(rule: &mut Av1Rule, sample: &[u8]) -> ParseResult<Vec<Range<usize>>> {
    match rule.protectable(&mut SampleSlice::new(sample, 1000))? {
        Protectable::Ranges(ranges) => Ok(ranges),
        Protectable::Whole => panic!("AV1 samples have ranges"),
    }
}

fn obus(rule: &mut Av1Rule, sample: &[u8]) -> Vec<Obu> {
    let mut obus = Vec::new();
    rule.visit_obus(&mut SampleSlice::new(sample, 0), &mut |obu| obus.push(obu)).unwrap();
    obus
}

#[test]
fn tiles_of_real_streams() {
    for stream in streams() {
        let mut rule = Av1Rule::from_config(&stream.config, 0).unwrap();
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

/// What the streams must hold, so that `tiles_of_real_streams` proves something.
#[test]
fn real_streams_use_the_features_they_are_named_for() {
    let mut seen = Vec::new();
    for stream in streams() {
        let mut rule = Av1Rule::from_config(&stream.config, 0).unwrap();
        for sample in &stream.samples {
            seen.extend(obus(&mut rule, &sample.bytes));
        }
    }
    let has = |what: &dyn Fn(&Obu) -> bool| seen.iter().any(what);
    let frame = |what: fn(&FrameSummary) -> bool| has(&|obu: &Obu| obu.frame.as_ref().is_some_and(what));
    assert!(frame(|f| f.frame_type == FrameType::Switch));
    assert!(frame(|f| f.frame_type == FrameType::IntraOnly));
    assert!(frame(|f| f.shown_slot.is_some()));
    assert!(frame(|f| !f.show_frame));
    assert!(frame(|f| f.width == 197 && f.height < 192));
    assert!(frame(|f| f.tile_grid.0 > 2 && f.tile_grid.1 > 1));
    assert!(has(&|obu| obu.header.obu_type == ObuType::TileGroup && obu.tiles.len() > 1));
    assert!(has(&|obu| obu.header.obu_type == ObuType::SequenceHeader));
}

#[test]
fn the_map_of_a_sample() {
    let (mut rule, stream) = stream("several tile groups per frame");
    let obus = obus(&mut rule, &stream.samples[0].bytes);
    let types: Vec<_> = obus.iter().map(|obu| obu.header.obu_type.to_string()).collect();
    assert_eq!(
        types,
        ["OBU_SEQUENCE_HEADER", "OBU_FRAME_HEADER", "OBU_TILE_GROUP", "OBU_TILE_GROUP", "OBU_TILE_GROUP"]
    );
    let frame = obus[1].frame.unwrap();
    assert_eq!(frame.frame_type, FrameType::Key);
    assert_eq!((frame.width, frame.height), (320, 192));
    let tiles: usize = obus.iter().map(|obu| obu.tiles.len()).sum();
    assert_eq!(frame.tile_grid.0 * frame.tile_grid.1, tiles as u32);
    assert_eq!(obus[4].header.payload.end, stream.samples[0].bytes.len());
}

#[test]
fn the_last_obu_needs_no_size_field() {
    let (mut rule, stream) = stream("monochrome");
    let sample = &stream.samples[0];
    let frame = obus(&mut rule.clone(), &sample.bytes).pop().unwrap().header;
    let mut bytes = sample.bytes[..frame.start].to_vec();
    bytes.push(sample.bytes[frame.start] & !0x02);
    let removed = frame.payload.start - frame.start - 1;
    bytes.extend(&sample.bytes[frame.payload]);
    let expected = sample.ranges[0].start - removed..sample.ranges[0].end - removed;
    assert_eq!(ranges(&mut rule, &bytes), Ok(vec![expected]));
}

#[test]
fn other_obus_stay_clear() {
    let (mut rule, stream) = stream("monochrome");
    let sample = &stream.samples[0];
    // Temporal delimiter, metadata with extension, reserved type 9, padding.
    let mut bytes = golden::unhex("1200 2e000303ffff 4a01aa 7a020080".replace(' ', "").as_str());
    let shift = bytes.len();
    bytes.extend(&sample.bytes);
    let expected = sample.ranges[0].start + shift..sample.ranges[0].end + shift;
    assert_eq!(ranges(&mut rule, &bytes), Ok(vec![expected]));
}

#[test]
fn a_shown_hidden_key_frame_fills_all_slots() {
    let key = Arc::new(references::Reference::lost(5, &sequence("monochrome")));
    let key = Arc::new(references::Reference { frame_type: FrameType::Key, ..(*key).clone() });
    let (mut rule, _) = stream("monochrome");
    rule.state.references.refresh(1 << 3, &key);
    // OBU_FRAME_HEADER: show_existing_frame 1, frame_to_show_map_idx 3, trailing bit.
    assert_eq!(ranges(&mut rule, &[0x1A, 0x01, 0b1011_1000]), Ok(vec![]));
    assert!((0..8).all(|slot| rule.state.references.get(slot).unwrap().order_hint == 5));
    let error = ranges(&mut rule, &[0x32, 0x01, 0b1011_0000]).unwrap_err();
    assert!(error.message.contains("only an OBU_FRAME_HEADER may have it"), "{error}");
}

fn sequence(name: &str) -> Arc<SequenceHeader> {
    let (rule, _) = stream(name);
    rule.config.unwrap()
}

#[test]
fn restart_forgets_frames_and_keeps_the_configuration() {
    let (mut rule, stream) = stream("global motion");
    ranges(&mut rule, &stream.samples[0].bytes).unwrap();
    rule.restart();
    let error = ranges(&mut rule, &stream.samples[1].bytes).unwrap_err();
    assert!(error.message.contains("which no earlier frame has filled"), "{error}");
    assert_eq!(error.path_text(), "OBU_FRAME");
    assert!(ranges(&mut rule, &stream.samples[0].bytes).is_ok());
}

#[test]
fn broken_samples_are_refused_with_their_place() {
    let (rule, stream) = stream("several tile groups per frame");
    let sample = &stream.samples[0].bytes;
    let groups = obus(&mut rule.clone(), sample);
    let cases: [(&str, Vec<u8>, u64, &str); 5] = [
        (
            "a tile group is missing",
            sample[..groups[4].header.start].to_vec(),
            1000 + groups[4].header.start as u64,
            "the sample ends after",
        ),
        (
            "the first tile group is missing",
            [&sample[..groups[2].header.start], &sample[groups[3].header.start..]].concat(),
            1000 + groups[3].header.payload.start as u64
                - (groups[3].header.start - groups[2].header.start) as u64,
            "but tile 0 of",
        ),
        ("a tile group without a frame", vec![0x22, 0x01, 0x00], 1002, "without a frame header"),
        ("a tile list", vec![0x42, 0x00], 1000, "large scale tile"),
        ("a lone redundant header", vec![0x3A, 0x01, 0x00], 1000, "could repeat"),
    ];
    for (what, bytes, offset, message) in cases {
        let error = ranges(&mut rule.clone(), &bytes).unwrap_err();
        assert!(error.message.contains(message), "{what}: {error}");
        assert_eq!(error.offset, Some(offset), "{what}: {error}");
    }
}

#[test]
fn broken_configurations_are_refused() {
    assert!(Av1Rule::from_config(&[0x81, 0, 0], 0).is_err());
    assert!(Av1Rule::from_config(&[0x81, 0, 0, 0], 0).is_ok(), "configOBUs may be empty");
    let error = Av1Rule::from_config(&[0x82, 0, 0, 0], 9).unwrap_err();
    assert_eq!((error.kind, error.offset), (crate::bytes::ParseErrorKind::Unsupported, Some(9)));
    let error = Av1Rule::from_config(&[0x81, 0, 0, 0, 0x0A, 0x05, 0x00], 9).unwrap_err();
    assert_eq!((error.path_text().as_str(), error.offset), ("configOBUs", Some(14)));
}

#[test]
fn little_of_a_sample_is_read() {
    struct Counting<'a>(SampleSlice<'a>, usize);
    impl SampleBytes for Counting<'_> {
        fn len(&self) -> usize {
            self.0.len()
        }
        fn peek(&mut self, offset: usize, len: usize) -> ParseResult<&[u8]> {
            self.1 += len;
            self.0.peek(offset, len)
        }
        fn position(&self, offset: usize) -> u64 {
            self.0.position(offset)
        }
    }
    let (mut rule, stream) = stream("lossless");
    let sample = &stream.samples[0].bytes;
    let mut counting = Counting(SampleSlice::new(sample, 0), 0);
    rule.protectable(&mut counting).unwrap();
    assert!(counting.1 < 300 && sample.len() > 4000, "{} of {} bytes", counting.1, sample.len());
}

proptest! {
    #[test]
    fn any_sample_gives_ordered_ranges_or_an_error(
        which in 0usize..24,
        count in 1usize..4,
        edits in prop::collection::vec((0usize..4096, any::<u8>()), 1..6),
        cut in 0usize..4096,
    ) {
        let streams = streams();
        let stream = &streams[which % streams.len()];
        let mut rule = Av1Rule::from_config(&stream.config, 0).unwrap();
        for (i, sample) in stream.samples.iter().take(count).enumerate() {
            let mut bytes = sample.bytes.clone();
            if i + 1 == count.min(stream.samples.len()) {
                // Headers are near the start, so most edits go there.
                let reach = bytes.len().min(64);
                for &(place, value) in &edits {
                    bytes[place % reach] ^= value;
                }
                bytes.truncate(bytes.len() - cut % (bytes.len() / 2 + 1));
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
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), header in any::<[u8; 24]>()) {
        let mut rule = Av1Rule::from_config(&[0x81, 0, 0, 0], 0).unwrap();
        let sample = [&[0x0A, 24][..], &header, &[0x32, 0xC8, 0x01], &bytes].concat();
        let _ = ranges(&mut rule, &sample);
        let _ = ranges(&mut rule, &bytes);
    }

    /// `References::frame_refs` against the steps of AV1 section 7.8, written as the specification writes them.
    #[test]
    fn short_signaling(hints in any::<[u8; 8]>(), current in 0u32..128, last in 0usize..8, golden in 0usize..8) {
        let sequence = sequence("global motion");
        let mut store = References::default();
        for (slot, hint) in hints.iter().enumerate() {
            let hint = u32::from(hint % 128);
            store.expect_order_hint(slot, hint, &sequence);
        }
        let shifted: Vec<i32> =
            hints.iter().map(|hint| 64 + sequence.relative_distance(u32::from(hint % 128), current)).collect();
        let mut used = [false; 8];
        let mut refs = [-1i32; 7];
        refs[0] = last as i32;
        refs[3] = golden as i32;
        used[last] = true;
        used[golden] = true;
        let find = |used: &[bool; 8], backward: bool, latest: bool| {
            let (mut found, mut best) = (-1i32, 0);
            for i in 0..8 {
                let hint = shifted[i];
                let better = found < 0 || if latest { hint >= best } else { hint < best };
                if !used[i] && (hint >= 64) == backward && better {
                    (found, best) = (i as i32, hint);
                }
            }
            found
        };
        for (name, latest) in [(6, true), (4, false), (5, false)] {
            let slot = find(&used, true, latest);
            if slot >= 0 {
                refs[name] = slot;
                used[slot as usize] = true;
            }
        }
        for name in [1, 2, 4, 5, 6] {
            let slot = find(&used, false, true);
            if refs[name] < 0 && slot >= 0 {
                refs[name] = slot;
                used[slot as usize] = true;
            }
        }
        let (mut earliest, mut best) = (-1i32, 0);
        for (i, &hint) in shifted.iter().enumerate() {
            if earliest < 0 || hint < best {
                (earliest, best) = (i as i32, hint);
            }
        }
        let expected = refs.map(|slot| if slot < 0 { earliest } else { slot } as usize);
        prop_assert_eq!(store.frame_refs(last, golden, current, &sequence), Some(expected));
    }
}
