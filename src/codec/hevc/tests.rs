use proptest::prelude::*;

use super::*;
use crate::codec::SampleSlice;
use crate::codec::tests::bits::{Bits, hex, sample};

/// A record with these parameter sets and NAL lengths of 4 bytes.
fn record(sps: &[u8], pps: &[u8]) -> Vec<u8> {
    let mut record = vec![0; 23];
    (record[0], record[21], record[22]) = (1, 0xFF, 2);
    for (kind, set) in [(33, sps), (34, pps)] {
        record.extend([kind, 0, 1]);
        record.extend((set.len() as u16).to_be_bytes());
        record.extend(set);
    }
    record
}

/// The lengths of NAL and slice headers of `units`, for the rule of `record`.
fn header_lens(record: &[u8], units: &[Vec<u8>]) -> ParseResult<Vec<Option<usize>>> {
    let data = sample(units);
    let units = HevcRule::from_config(record, 0)?.describe(&mut SampleSlice::new(&data, 0))?;
    Ok(units.iter().map(|unit| unit.slice_data.map(|at| at - unit.bytes.start)).collect())
}

/// Checks that the rule finds the end of `header` when slice data follows.
fn check(record: &[u8], header: Bits) {
    let mut unit = header.align().unit();
    let len = unit.len();
    unit.extend([0xFF; 20]);
    assert_eq!(header_lens(record, std::slice::from_ref(&unit)).unwrap(), [Some(len)], "{unit:02x?}");
}

const WPP: &str = "0101600000009000000000003cf000fcfdf8f800000f02a10001002a42010101600000030090000003000003003ca00b080485\
                   96566abcaf016808000003000800000300c840a2000100064401c173d189";

/// The first bytes of slices by x265, and the length of NAL and slice header. Shaka Packager 3.8.0 (cbcs) starts to
/// protect there, and FFmpeg's trace_headers ends the header there.
#[test]
fn slices_of_x265() {
    #[rustfmt::skip]
    let golden: [(&str, &[(&str, usize)]); 5] = [
        // Wavefronts: 17 entry points in I, P and B slices.
        (WPP, &[
            ("2801af1d090b904848e31b635c678e49b433e534962404509353b16722f0fd1c44", 30),
            ("0201d0294be10c638121504252862045e97a6f1445a1d454288a4324c88ee14cb27642", 32),
            ("0001e024f55fa2c29091e8c35e2c78c1c385050b026f9ce282c0deae83", 26),
        ]),
        // Weights in B slices.
        ("0101600000009000000000003cf000fcfdf8f800000f02a10001002a42010101600000030090000003000003003ca00b08048596662a4932bc05a02000000300200000030321a2000100074401c172b66240", &[
            ("0001e046bff50ca81d0740ed03a7088805b06361414866e5c8a242", 24),
            ("0201d0389257f72a901502d0204081638515021d4752452e77b8", 23),
        ]),
        // Four slices, each with wavefronts: addresses and entry points.
        ("0101600000009000000000003cf000fcfdf8f800000f02a10001002a42010101600000030090000003000003003ca00b08048596566abcaf016808000003000800000300c840a2000100064401c173d109", &[
            ("0201d0294be10c63882be3480fe817dd30", 14),
            ("02014b0814a5f08631c5132762b494f0a9ebea", 16),
            ("020158c814a5f08631c4133f4e5560ec6f86", 15),
        ]),
        // 4:4:4 with weights.
        ("0104080000009e08000000003cf000fcfff8f800000f02a10001002a4201010408000003009e0800000300003c9001610090b2cacd24995e02d0100000030010000003019080a2000100084401c172860c4624", &[
            ("0001e046bff51850569370c8459c", 11),
            ("0201e0a2255d7dc61214f54d0629fbcf49", 14),
        ]),
        // Deblocking off in the PPS, no SAO: slice_loop_filter_across_slices_enabled_flag is left out. FFmpeg
        // agrees; Shaka 3.8.0 reads the flag and ends 7 bytes early.
        ("0101600000009000000000003cf000fcfdf8f800000f02a10001002942010101600000030090000003000003003ca00b08048596566924c2f0168080000003008000000c84a2000100074401c172b47490", &[
            ("2801ac71464d42fa2f9c13c0f95d8b", 12),
            ("0201d0294b84318e28bc14a9d9ecec80fd8a41", 16),
        ]),
    ];
    for (record, slices) in golden {
        for (slice, len) in slices {
            assert_eq!(header_lens(&hex(record), &[hex(slice)]).unwrap(), [Some(*len)], "{slice}");
        }
    }
}

// Stereo MV-HEVC: configuration records, and the first bytes of slices of both layers.
const HVCC: &str = "010160000000b000000000009cf000fcfdf8f800000b04a00001003840010c11ffff016000000300b000000300 \
                0003009c15c15b0020002824c197060200000300bf8000000300009c8d07900870a01af14afd20a10001002442 \
                0101016000000300b0000003000003009ca003c8800871d78815ee45954d4040404020a2000100074401c02cbc \
                14c9a7000100094e01b004040d002080";
const LHVC: &str = "01f000fccb02a10001000a42090e822e458aa00501a20001000944094802cbc14da805";
const IDR: &str = "2801af14044160e02a88d0f81183584c17c220318a123c4287216535a6d0cf1a63e866510a382385d5101cc1b6 \
                a2dec4c36cc8bd403c095930cfa9272cc60cd52e85beb195d1ff0c80940880f01e090478a71221502883a09c1b \
                42b86c0d620c338c78efd528";
const CRA: &str = "2a0992000df140441414066230b410898168c820096289823e92c63a12c3a7c6bb3067250bd9c258a28770c509 \
                56703b02aeb873fd5f1cb6c82a68a83237fc10be336ac0ac1381404010169485893e1c8823509e380f8388c23e \
                0e8184f551f4";
const TRAIL_0: &str = "0201e00892abe88022090303022110502c18170b02424151582846190e05814391012cc0391188440113927486 \
                2e12200fa8274a4cda9944aaa50d65caf8e21e0500c060308918804827150b65b2c930d6662b1519b0910000";
const TRAIL_1: &str = "0209a80224aaf888022090403828110787c38210984c2e29188604c3a180d4365e1a0e4d03d110dc6c1645ab10 \
                2502a1d11ca67b3016ca05234e65217a2e9142e0b8140e080c910d254269890e712f18cd0653d9c0e9910007";

/// Stereo MV-HEVC as cameras write it: both layers have wavefronts, the second takes its format from the VPS.
#[test]
fn slices_of_a_second_layer() {
    let hvcc = hex(HVCC);
    let lhvc = hex(LHVC);
    // The first bytes of slices of both layers, with the ends that Shaka Packager 3.8.0 found.
    let slices = [(hex(IDR), 99), (hex(CRA), 93), (hex(TRAIL_0), 86), (hex(TRAIL_1), 86)];
    let data = sample(&slices.iter().map(|(slice, _)| slice.clone()).collect::<Vec<_>>());
    let mut rule = HevcRule::from_config(&hvcc, 0).unwrap();
    // Without the sets of the second layer its slices are refused, not left clear.
    let error = rule.describe(&mut SampleSlice::new(&data, 0)).unwrap_err();
    assert!(error.message.contains("layer 1"), "{error}");
    rule.add_layers(&lhvc, 0).unwrap();
    let units = rule.describe(&mut SampleSlice::new(&data, 0)).unwrap();
    assert_eq!(units.iter().map(|unit| unit.layer).collect::<Vec<_>>(), [0, 1, 0, 1]);
    for (unit, (slice, len)) in units.iter().zip(&slices) {
        assert_eq!(unit.slice_data, Some(unit.bytes.start + len), "{slice:02x?}");
    }
    let mut bad = lhvc;
    bad[4] = 0xFC;
    assert_eq!(rule.add_layers(&bad, 7).unwrap_err().offset, Some(11));
}

/// Main profile, 8 bits of order count, 64 x 64 samples in blocks of 16: 16 coding tree blocks.
fn sps(profile: u64, chroma: u64) -> Bits {
    let sps = Bits::new().u(16, 0x4201).u(8, 0b1).u(8, profile).u(32, 0).u(48, 0).u(8, 93).ue(0).ue(chroma);
    let sps = if chroma == 3 { sps.u(1, 0) } else { sps };
    sps.ue(64).ue(64).u(1, 0).ue(0).ue(0).ue(4).u(1, 1).ue(4).ue(2).ue(0).ue(0).ue(1).ue(0).ue(0).ue(0).ue(0)
}

/// Long-term pictures, SAO, temporal motion vectors, scaling lists, PCM; 3 short-term sets, one predicted.
fn full_sps() -> Bits {
    let sps = sps(4, 3).u(1, 1).u(1, 1);
    let sps = (0..20).fold(sps, |sps, list| {
        if list == 3 { (0..16).fold(sps.u(1, 1), |sps, _| sps.se(1)) } else { sps.u(1, 0).ue(0) }
    });
    let sps = sps.u(2, 0b11).u(1, 1).u(8, 0x77).ue(0).ue(0).u(1, 0);
    // Sets: {-1 used, -2 unused, +1 used}; the same moved by -1 without its first; empty.
    let sps = sps.ue(3).ue(2).ue(1).ue(0).u(1, 1).ue(0).u(1, 0).ue(0).u(1, 1);
    let sps = sps.u(1, 1).u(1, 1).ue(0).u(2, 0b00).u(1, 1).u(1, 1).u(1, 1);
    let sps = sps.u(1, 0).ue(0).ue(0);
    // Long-term: two in the SPS, the first used.
    sps.u(1, 1).ue(2).u(8, 1).u(1, 1).u(8, 2).u(1, 0).u(2, 0b11)
}

/// Everything a PPS can add to slices, with the range extension.
fn full_pps() -> Bits {
    let pps = Bits::new().u(16, 0x4401).ue(63).ue(0).u(2, 0b11).u(3, 2).u(2, 0b01).ue(1).ue(1).se(0);
    let pps = pps.u(2, 0b01).u(1, 1).ue(1).se(0).se(0).u(1, 1).u(2, 0b11).u(1, 0);
    // Tiles of 2 x 2, not uniform, and wavefronts.
    let pps = pps.u(2, 0b11).ue(1).ue(1).u(1, 0).ue(0).ue(0).u(1, 1);
    let pps = pps.u(1, 1).u(1, 1).u(2, 0b10).se(1).se(-1).u(1, 0).u(1, 1).ue(0).u(1, 1);
    pps.u(1, 1).u(8, 0x80).ue(0).u(1, 0).u(1, 1).ue(0).ue(1).se(1).se(2).se(3).se(4).ue(0).ue(0)
}

#[test]
fn everything_a_slice_header_may_hold() {
    let record = record(&full_sps().unit(), &full_pps().unit());
    // After slice_qp_delta: chroma offsets, cu_chroma_qp_offset_enabled_flag, deblocking overridden and off, loop
    // filter because of SAO, entry points of 32 bits, extension of 3 bytes.
    let tail = |bits: Bits| {
        let bits = bits.se(3).se(-3).u(1, 1).u(2, 0b11).u(1, 1);
        (0..5).fold(bits.ue(5).ue(31), |bits, n| bits.u(32, n)).ue(3).u(24, 0)
    };
    // IDR: no_output_of_prior_pics_flag, 2 reserved bits, I, pic_output_flag, SAO.
    check(&record, tail(Bits::new().u(16, 0x2601).u(2, 0b10).ue(63).u(2, 0).ue(2).u(1, 1).u(2, 0b11).se(1)));
    // P, set 0 of the SPS (2 used), long-term: lt_idx_sps 0 (used) and one of its own, unused, with MSB:
    // NumPicTotalCurr is 3, so list entries have 2 bits.
    let p = Bits::new().u(16, 0x0201).u(1, 1).ue(63).u(2, 0).ue(1).u(1, 1).u(8, 5);
    let p = p.u(1, 1).u(2, 0).ue(1).ue(1).u(1, 0).u(1, 0).u(8, 9).u(1, 0).u(1, 1).ue(3).u(1, 1).u(2, 0b01);
    let p = p.u(1, 0).u(1, 1).u(2, 2).u(2, 1).u(1, 0).ue(1);
    let weights = |bits: Bits| bits.u(2, 0b10).u(2, 0b01).se(1).se(-1).se(2).se(3).se(4).se(5);
    check(&record, tail(weights(p.ue(0).se(0)).ue(2).se(1)));
    // B, set 1, without long-term pictures; 1 and 2 references by override.
    let b = Bits::new().u(16, 0x0001).u(1, 0).ue(63).u(1, 0).u(4, 7).u(2, 0).ue(0).u(1, 1).u(8, 5);
    let b = b.u(1, 1).u(2, 1).ue(0).ue(0).u(1, 1).u(2, 0b11).u(1, 1).ue(0).ue(1);
    // Set 1 is -1 (the set's own picture, moved) and -3: entries of one bit, sent for list 1 only. Then mvd_l1_zero_flag,
    // cabac_init_flag, and the collocated picture from list 1.
    let b = b.u(1, 0).u(1, 1).u(2, 0b10).u(1, 0).u(1, 1).u(1, 0).ue(1);
    let first = |bits: Bits| bits.u(1, 1).u(1, 0).se(1).se(2);
    check(&record, tail(weights(first(b.ue(0).se(0))).ue(0).se(0)));
    // A dependent slice segment has entry points and extension only.
    let dependent = Bits::new().u(16, 0x0001).u(1, 0).ue(63).u(1, 1).u(4, 9);
    check(&record, dependent.clone().ue(0).ue(0));
    check(&record, dependent.ue(1).ue(0).u(1, 1).ue(1).u(8, 0));
}

#[test]
fn short_term_set_in_the_slice_is_predicted_from_the_sps() {
    // No tiles, no extensions; list modification shows NumPicTotalCurr.
    let pps =
        Bits::new().u(16, 0x4401).ue(0).ue(0).u(7, 0).ue(0).ue(0).se(0).u(3, 0).se(0).se(0).u(4, 0).u(2, 0);
    let pps = pps.u(1, 0).u(1, 0).u(1, 0).u(1, 1).ue(0).u(2, 0);
    let record = record(&full_sps().unit(), &pps.unit());
    // Predicted from set 0, three back: delta_idx 2, step -1; all four pictures used: -1, -2, -3, and +1 - 1 = 0 gone.
    let p = Bits::new()
        .u(16, 0x0201)
        .u(1, 1)
        .ue(0)
        .ue(1)
        .u(8, 5)
        .u(1, 0)
        .u(1, 1)
        .ue(2)
        .u(1, 1)
        .ue(0)
        .u(4, 0b1111);
    // No long-term pictures, no temporal vectors; SAO; 3 pictures: entries of 2 bits.
    let p = p.ue(0).ue(0).u(1, 0).u(2, 0).u(1, 0).u(1, 1).u(2, 2).ue(0).se(0);
    check(&record, p);
}

#[test]
fn screen_content() {
    // VUI with everything, then the extension with integer vectors chosen by the slice.
    let sps = sps(9, 1).u(4, 0).ue(0).u(1, 0).u(2, 0);
    let sps =
        sps.u(1, 1).u(1, 1).u(8, 255).u(32, 0x0001_0001).u(2, 0b11).u(1, 1).u(4, 0).u(1, 1).u(24, 0x01_01_01);
    let sps = sps.u(1, 1).ue(0).ue(0).u(3, 0).u(1, 1).ue(0).ue(0).ue(0).ue(0).u(1, 1).u(64, 1).u(1, 1).ue(0);
    // HRD of NAL and VCL with sub-pictures, low delay off, one buffer.
    let sps = sps.u(1, 1).u(2, 0b11).u(1, 1).u(19, 0).u(8, 0).u(4, 0).u(15, 0).u(2, 0b00).u(1, 0).ue(0);
    let sps = (0..2).fold(sps, |sps, _| sps.ue(1).ue(2).ue(3).ue(4).u(1, 0));
    let sps = sps.u(1, 1).u(3, 0).ue(0).ue(0).ue(0).ue(0).ue(0);
    // Extensions: range and screen content; palette with two initializers of 8 bits and 3 components.
    let sps = sps.u(1, 1).u(8, 0x90).u(9, 0).u(1, 1).u(1, 1).ue(0).ue(0).u(1, 1).ue(1).u(48, 0).u(2, 2);
    // Weighted prediction, the current picture as reference, offsets of the adaptive colour transform.
    let pps = Bits::new()
        .u(16, 0x4401)
        .ue(0)
        .ue(0)
        .u(7, 0)
        .ue(1)
        .ue(0)
        .se(0)
        .u(3, 0)
        .se(0)
        .se(0)
        .u(1, 0)
        .u(2, 0b10);
    let pps =
        pps.u(3, 0).u(1, 0).u(1, 0).u(1, 0).u(1, 0).ue(0).u(1, 0).u(1, 1).u(8, 0x10).u(1, 1).u(1, 1).u(1, 1);
    let record = record(&sps.unit(), &pps.unit());
    // P slice of an IDR picture, two references, both the picture itself: no weights at all, then merge candidates,
    // use_integer_mv_flag, qp and its three offsets.
    let idr = Bits::new().u(16, 0x2601).u(2, 0b10).ue(0).ue(1).u(1, 0).ue(0).se(0).ue(0).u(1, 1).se(0);
    check(&record, idr.se(1).se(-1).se(2));
    // P slice with one earlier picture: list 0 is that and the picture itself, so one pair of flags.
    let p = Bits::new().u(16, 0x0201).u(1, 1).ue(0).ue(1).u(8, 1).u(1, 0).ue(1).ue(0).ue(0).u(1, 1).u(1, 0);
    let p = p.ue(0).se(0).u(1, 1).u(1, 0).se(7).se(-7).ue(0).u(1, 1).se(0);
    check(&record, p.se(1).se(-1).se(2));
}

#[test]
fn the_current_picture_in_reference_lists() {
    let places = |list, count, entries: Option<&[u32]>, pictures| {
        let current = |index: &u32| slice_header::is_current_picture(list, *index, count, entries, pictures);
        (0..count).filter(current).collect::<Vec<_>>()
    };
    // Three pictures, of which the last is the current one, repeated as long as the list goes on.
    assert_eq!(places(0, 7, None, 3), [2, 5]);
    // Too short a list 0 ends in it all the same, list 1 does not.
    assert_eq!(places(0, 2, None, 3), [1]);
    assert_eq!(places(1, 2, None, 3), [0; 0]);
    assert_eq!(places(0, 2, Some(&[2, 0]), 3), [0]);
}

/// A stream of three layers is no hindrance until a slice of a further layer comes.
#[test]
fn more_layers_than_known() {
    let vps = [Bits::new().u(16, 0x4001).u(4, 0).u(2, 0b11).u(6, 2).unit(), vec![0xFF; 9]].concat();
    let base = hex("2801af1d090b904848e31b635c678e49b433e534962404509353b16722f0fd1c44");
    assert_eq!(header_lens(&hex(WPP), &[vps.clone(), base]).unwrap(), [None, Some(30)]);
    let further = hex("0209a80224aaf888022090403828110787c38210984c2e29");
    let error = header_lens(&hex(WPP), &[vps, further.clone()]).unwrap_err();
    assert_eq!(error.kind, crate::bytes::ParseErrorKind::Unsupported);
    assert!(error.message.contains("3 layers"), "{error}");
    let error = header_lens(&hex(WPP), &[further]).unwrap_err();
    assert!(error.message.contains("layer 1"), "{error}");
}

#[test]
fn other_units_stay_clear() {
    let units: Vec<_> =
        [10, 22, 31, 36, 35, 39, 40, 62, 63].iter().map(|&kind| vec![kind << 1, 1, 0xFF]).collect();
    assert_eq!(header_lens(&hex(WPP), &units).unwrap(), [None; 9]);
}

#[test]
fn records_and_slices_that_cannot_be() {
    let good = hex(WPP);
    let error = |record: &[u8]| HevcRule::from_config(record, 1000).unwrap_err();
    assert_eq!(error(&[&[2], &good[1..]].concat()).kind, crate::bytes::ParseErrorKind::Unsupported);
    let mut bad = good.clone();
    bad[21] = 0xFE;
    assert_eq!(error(&bad).offset, Some(1021));
    assert!(error(&good[..40]).message.contains("a parameter set needs"));
    // PPS 5, unknown, in the second unit.
    let unit = [Bits::new().u(16, 0x2801).u(2, 0b10).ue(5).unit(), vec![0xFF; 9]].concat();
    let error = header_lens(&good, &[vec![70, 1, 0x50], unit]).unwrap_err();
    assert_eq!((error.offset, error.message.contains("PPS 5")), (Some(11), true));
    // A header cut off, and one whose alignment bit is missing.
    assert!(header_lens(&good, &[hex("2801af1d090b90")]).unwrap_err().message.contains("ends inside"));
    let mut unit = hex("2801af1d090b904848e31b635c678e49b433e534962404509353b16722f0fd1c44");
    unit[29] = 0;
    let error = header_lens(&good, &[unit]).unwrap_err();
    assert!(error.message.contains("does not end in a one bit"), "{error}");
    // A unit of one byte has no NAL header.
    assert!(header_lens(&good, &[vec![0x28]]).is_err());
}

proptest! {
    #[test]
    fn any_bytes_give_ranges_or_errors(data: Vec<u8>, record: Vec<u8>) {
        let _ = HevcRule::from_config(&record, 0);
        let mut rule = HevcRule::from_config(&hex(WPP), 0).unwrap();
        let _ = rule.protectable(&mut SampleSlice::new(&data, 0));
    }

    #[test]
    fn mutated_units_give_ordered_ranges(flips in proptest::collection::vec((0usize..400, 0u8..8), 0..6), in_record: bool) {
        let mut record = self::record(&full_sps().unit(), &full_pps().unit());
        let mut idr = Bits::new().u(16, 0x2601).u(2, 0b10).ue(63).u(2, 0).ue(2).u(1, 1).u(2, 0b11).se(1).align().unit();
        idr.resize(60, 0xFF);
        let mut data = sample(&[full_sps().unit(), full_pps().unit(), idr.clone(), idr]);
        for (at, bit) in flips {
            let target = if in_record { &mut record } else { &mut data };
            let len = target.len();
            target[at % len] ^= 1 << bit;
        }
        let Ok(mut rule) = HevcRule::from_config(&record, 0) else { return Ok(()) };
        if let Ok(Protectable::Ranges(ranges)) = rule.protectable(&mut SampleSlice::new(&data, 0)) {
            let mut last = 0;
            for range in ranges {
                prop_assert!(last < range.start && range.start < range.end && range.end <= data.len());
                last = range.end;
            }
        }
    }

    #[test]
    fn mutated_layers_give_ranges_or_errors(flips in proptest::collection::vec((0usize..800, 0u8..8), 1..5)) {
        let mut parts = [hex(HVCC), hex(LHVC), sample(&[hex(IDR), hex(CRA)])].concat();
        for (at, bit) in flips {
            let len = parts.len();
            parts[at % len] ^= 1 << bit;
        }
        let (hvcc, rest) = parts.split_at(HVCC.len() / 2);
        let (lhvc, data) = rest.split_at(LHVC.len() / 2);
        let Ok(mut rule) = HevcRule::from_config(hvcc, 0) else { return Ok(()) };
        let _ = rule.add_layers(lhvc, 0);
        let _ = rule.protectable(&mut SampleSlice::new(data, 0));
    }
}
