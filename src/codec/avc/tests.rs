use proptest::prelude::*;

use super::*;
use crate::codec::SampleSlice;
use crate::codec::tests::bits::{Bits, hex, sample};

/// A record with these parameter sets and NAL lengths of 4 bytes.
fn record(sps: &[u8], pps: &[u8]) -> Vec<u8> {
    let mut record = vec![1, 66, 0, 30, 0xFF, 0xE1];
    for (set, count) in [(sps, None), (pps, Some(1))] {
        record.extend(count);
        record.extend((set.len() as u16).to_be_bytes());
        record.extend(set);
    }
    record
}

/// Baseline, 11 x 9 macroblocks, 16 bits of `frame_num` and of `pic_order_cnt_lsb`.
fn sps() -> Bits {
    Bits::new().u(8, 0x67).u(24, 0x42_00_1E).ue(0).ue(12).ue(0).ue(12).ue(2).u(1, 0).ue(10).ue(8).u(1, 1)
}

/// CAVLC, one slice group, one reference, no weights, deblocking control.
fn pps() -> Bits {
    Bits::new().u(8, 0x68).ue(0).ue(0).u(2, 0).ue(0).ue(0).ue(0).u(3, 0).se(0).se(0).se(0).u(3, 0b100)
}

/// The lengths of NAL and slice headers of `units`, for the rule of `record`.
fn header_lens(record: &[u8], units: &[Vec<u8>]) -> ParseResult<Vec<Option<usize>>> {
    let data = sample(units);
    let units = AvcRule::from_config(record, 0)?.describe(&mut SampleSlice::new(&data, 0))?;
    Ok(units.iter().map(|unit| unit.slice_data.map(|at| at - unit.bytes.start)).collect())
}

fn header_len(record: &[u8], unit: Bits) -> usize {
    let mut unit = unit.unit();
    unit.extend([0xFF; 20]);
    header_lens(record, &[unit]).unwrap()[0].unwrap()
}

/// Up to and with `frame_num` and `pic_order_cnt_lsb`.
fn slice(header: u64, slice_type: u64, frame_num: u64, order_count: u64) -> Bits {
    Bits::new().u(8, header).ue(0).ue(slice_type).ue(0).u(16, frame_num).u(16, order_count)
}

#[test]
fn emulation_prevention_inside_the_header() {
    let record = record(&sps().unit(), &pps().unit());
    // ue(0) ue(5) ue(0) = 1 00110 1, then 32 bits, slice type P without override, modification and marking: 000,
    // qp 0: 1, deblocking off: 010. That makes 8 + 7 + 32 + 7 = 54 bits or 7 bytes.
    let rest = |slice: Bits| slice.u(3, 0).se(0).ue(1);
    assert_eq!(header_len(&record, rest(slice(0x61, 5, 0x5555, 0x5555))), 7);
    // With zeros the bytes are 61 9A 00 00 [03] 00 00 28.
    let zeros = rest(slice(0x61, 5, 0, 0));
    assert_eq!(zeros.unit(), hex("61 9A 00 00 03 00 00 28"));
    assert_eq!(header_len(&record, zeros), 8);
}

#[test]
fn emulation_prevention_behind_the_header_is_slice_data() {
    // Slice groups that change by one map unit, in pictures of 255 x 256: slice_group_change_cycle has
    // ceil(log2(65280 + 1)) = 16 bits and ends the header.
    let sps =
        Bits::new().u(8, 0x67).u(24, 0x42_00_1E).ue(0).ue(12).ue(2).ue(2).u(1, 0).ue(254).ue(255).u(1, 1);
    let pps = Bits::new().u(8, 0x68).ue(0).ue(0).u(2, 0).ue(1).ue(3).u(1, 0).ue(0);
    let pps = pps.ue(0).ue(0).u(3, 0).se(0).se(0).se(0).u(3, 0);
    // An I slice: 8 + 9 bits of ue(0) ue(7) ue(0) + frame_num 16 + slice_qp_delta 7 + the cycle = 56 bits.
    let mut unit = Bits::new().u(8, 0x01).ue(0).ue(7).ue(0).u(16, 0x5555).se(4).u(16, 0).unit();
    assert_eq!((unit.len(), &unit[5..]), (7, &[0, 0][..]));
    unit.extend([3, 0, 0xFF]);
    assert_eq!(header_lens(&record(&sps.unit(), &pps.unit()), &[unit]).unwrap(), [Some(7)]);
}

/// The first bytes of slices by x264, and the length of NAL and slice header. Shaka Packager 3.8.0 (cbcs) starts to
/// protect there, and FFmpeg's trace_headers ends the header there.
#[test]
fn slices_of_x264() {
    #[rustfmt::skip]
    let golden: [(&str, &[(&str, usize)]); 3] = [
        // Three slices per picture, explicit weights in P, weights and references overridden: I, P and B.
        ("0164000bffe100186764000bacd942c4ec0440000003004000000c83c50a658001000668e938f2c8b0fdf8f800", &[
            ("658884002bfffef673", 6),
            ("65044221000afffef673", 7),
            ("419a433c2108643602c81bc8010120040602c81c811bff659f95", 23),
            ("41044690cf0842190d80b206f2004048010180b2072042bf836320", 24),
            ("410219a433c2108643602c81bc8010120040602c81c810af836320", 24),
            ("019e626a447f7ecffe", 6),
            ("010219e626a42bfffd035e", 8),
        ]),
        // Interlaced (MBAFF).
        ("01640015ffe1001967640015acd9c1612d808800000300080000030190f8a14cf001000668f9a8f2c8b0fdf8f800", &[
            ("6588820b09ffd1594d", 6),
            ("419a225e49ffb1b573", 6),
            ("419e415f884bffeed3f5", 7),
        ]),
        // Baseline: CAVLC, slice data starts inside the last byte that stays clear.
        ("0142c00dffe100186742c00dd9016096c044000003000400000300c83c50a92001000568cb83cb20", &[
            ("419a382bf8d8b930", 5),
            ("410219a382bd1b206f", 6),
            ("4100a59a382be16307e9", 7),
        ]),
    ];
    for (record, slices) in golden {
        for (slice, len) in slices {
            assert_eq!(header_lens(&hex(record), &[hex(slice)]).unwrap(), [Some(*len)], "{slice}");
        }
    }
}

#[test]
fn other_units_stay_clear() {
    let record = record(&sps().unit(), &pps().unit());
    let units: Vec<_> = [6, 9, 12, 14, 19, 20, 21, 30].iter().map(|&kind| vec![0x60 | kind, 0xFF]).collect();
    assert_eq!(header_lens(&record, &units).unwrap(), [None; 8]);
}

#[test]
fn partitions() {
    let record = record(&sps().unit(), &pps().unit());
    // Partition A: the P slice of 54 bits, then slice_id ue(300) of 17 bits; partitions B and C: 8 + 17 bits.
    let a = slice(0x62, 5, 0x5555, 0x5555).u(3, 0).se(0).ue(1).ue(300);
    let partition = |header| [Bits::new().u(8, header).ue(300).unit(), vec![0xFF; 9]].concat();
    let units = [[a.unit(), vec![0xFF; 9]].concat(), partition(0x63), partition(0x64)];
    assert_eq!(header_lens(&record, &units).unwrap(), [Some(9), Some(4), Some(4)]);
    let error = header_lens(&record, &units[1..]).unwrap_err();
    assert_eq!((error.offset, error.path_text()), (Some(4), "slice data partition B".into()));
}

#[test]
fn parameter_sets_in_band_replace_those_of_the_record() {
    let record = record(&sps().unit(), &pps().unit());
    // Deblocking off needs 3 bits only where the PPS has deblocking control: 54 or 51 bits, then 8 bits of slice_qp.
    let other =
        Bits::new().u(8, 0x68).ue(0).ue(0).u(2, 0).ue(0).ue(0).ue(0).u(3, 0).se(0).se(0).se(0).u(3, 0);
    let unit = [slice(0x61, 5, 0x5555, 0x5555).u(3, 0).se(-9).ue(1).unit(), vec![0xFF; 9]].concat();
    let mut rule = AvcRule::from_config(&record, 0).unwrap();
    let mut start = |units: &[Vec<u8>], restart: bool| {
        if restart {
            rule.restart();
        }
        let data = sample(units);
        match rule.protectable(&mut SampleSlice::new(&data, 0)).unwrap() {
            Protectable::Ranges(ranges) => data.len() - ranges[0].start,
            Protectable::Whole => unreachable!("NAL units have ranges"),
        }
    };
    // 50 + 9 + 3 = 62 bits, or 59: both 8 bytes; the slice QP of ue(18) is 9 bits.
    let with_control = start(std::slice::from_ref(&unit), false);
    assert_eq!(with_control, unit.len() - 8);
    let long = [slice(0x61, 5, 0x5555, 0x5555).u(3, 0).se(-40).ue(1).unit(), vec![0xFF; 9]].concat();
    // 50 + 13 = 63 bits without control, 66 with.
    assert_eq!(start(std::slice::from_ref(&long), false), long.len() - 9);
    assert_eq!(start(&[other.unit(), long.clone()], false), long.len() - 8);
    assert_eq!(start(std::slice::from_ref(&long), false), long.len() - 8);
    assert_eq!(start(std::slice::from_ref(&long), true), long.len() - 9);
}

/// A sample that knows how far it was looked into.
struct Watched<'a>(SampleSlice<'a>, usize);

impl SampleBytes for Watched<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn peek(&mut self, offset: usize, len: usize) -> ParseResult<&[u8]> {
        self.1 = self.1.max(offset + len);
        self.0.peek(offset, len)
    }

    fn position(&self, offset: usize) -> u64 {
        self.0.position(offset)
    }
}

#[test]
fn slice_data_is_not_read() {
    let mut unit = slice(0x61, 5, 0x5555, 0x5555).u(3, 0).se(0).ue(1).unit();
    unit.resize(1_000_000, 0xFF);
    let data = sample(&[unit]);
    let mut rule = AvcRule::from_config(&record(&sps().unit(), &pps().unit()), 0).unwrap();
    let mut watched = Watched(SampleSlice::new(&data, 0), 0);
    let slice_data = 11..data.len();
    assert_eq!(rule.protectable(&mut watched).unwrap(), Protectable::Ranges(vec![slice_data]));
    assert!(watched.1 <= 4 + 64, "looked at {} bytes", watched.1);
}

#[test]
fn everything_a_slice_header_may_hold() {
    // High 4:4:4, scaling lists, fields; slice groups, redundant pictures, explicit weights in both directions.
    let sps = Bits::new().u(8, 0x67).u(24, 0xF4_00_1E).ue(31).ue(3).u(1, 0).ue(2).ue(2).u(1, 0).u(1, 1);
    let sps = (0..11).fold(sps, |sps, _| sps.u(1, 0)).u(1, 1);
    let sps = (0..64).fold(sps, |sps, _| sps.se(1));
    // frame_num of 4 bits, pic_order_cnt_type 1 with one offset, 10 x 10 map units, fields.
    let sps = sps.ue(0).ue(1).u(1, 0).se(0).se(0).ue(1).se(-5).ue(1).u(1, 0).ue(9).ue(9).u(1, 0);
    let pps = Bits::new().u(8, 0x68).ue(255).ue(31).u(1, 1).u(1, 1).ue(1).ue(6).ue(99);
    let pps =
        (0..100).fold(pps, |pps, _| pps.u(1, 0)).ue(1).ue(2).u(1, 1).u(2, 1).se(0).se(0).se(0).u(3, 0b101);
    let record = record(&sps.unit(), &pps.unit());
    let check = |header: Bits| {
        let unit = header.unit();
        assert_eq!(header_len(&record, header.align()), unit.len(), "{unit:02x?}");
    };
    let weights = |bits: Bits| bits.u(1, 1).se(-3).se(100).u(1, 1).se(1).se(2).se(3).se(-4);
    // IDR I frame: both order count deltas, redundant_pic_cnt, marking, qp, deblocking with offsets.
    check(
        Bits::new()
            .u(8, 0x65)
            .ue(0)
            .ue(7)
            .ue(255)
            .u(4, 3)
            .u(1, 0)
            .ue(65535)
            .se(1)
            .se(2)
            .ue(127)
            .u(2, 1)
            .se(26)
            .ue(0)
            .se(6)
            .se(-6),
    );
    // P field: 2 references by the PPS, list modification, weights, all memory management operations.
    let p = Bits::new().u(8, 0x61).ue(0).ue(0).ue(255).u(4, 3).u(2, 3).se(1).ue(0).u(1, 0);
    let p = weights(weights(p.u(1, 1).ue(0).ue(7).ue(2).ue(1).ue(3).ue(5).ue(4)));
    let p = p.u(1, 1).ue(1).ue(9).ue(2).ue(9).ue(3).ue(9).ue(9).ue(4).ue(9).ue(5).ue(6).ue(9).ue(0);
    check(p.ue(2).se(-1).ue(1));
    // B frame: 1 and 2 references overridden.
    let b = Bits::new()
        .u(8, 0x01)
        .ue(0)
        .ue(1)
        .ue(255)
        .u(4, 3)
        .u(1, 0)
        .se(1)
        .se(0)
        .ue(0)
        .u(1, 1)
        .u(1, 1)
        .ue(0)
        .ue(1);
    let b = weights(weights(weights(b.u(2, 0).ue(5).ue(5))));
    check(b.ue(0).se(0).ue(1));
    // SP and SI slices.
    let sp =
        Bits::new().u(8, 0x01).ue(0).ue(3).ue(255).u(4, 3).u(1, 0).se(1).se(0).ue(0).u(1, 1).ue(0).u(1, 0);
    check(weights(sp.ue(5).ue(5)).ue(0).se(0).u(1, 1).se(-2).ue(1));
    check(
        Bits::new()
            .u(8, 0x01)
            .ue(0)
            .ue(9)
            .ue(255)
            .u(4, 3)
            .u(1, 0)
            .se(1)
            .se(0)
            .ue(0)
            .se(0)
            .se(-2)
            .ue(2)
            .se(0)
            .se(0),
    );
}

#[test]
fn records_and_slices_that_cannot_be() {
    let (sps, pps) = (sps().unit(), pps().unit());
    let error = |record: &[u8]| AvcRule::from_config(record, 1000).unwrap_err();
    let good = record(&sps, &pps);
    assert_eq!(error(&[&[2], &good[1..]].concat()).kind, crate::bytes::ParseErrorKind::Unsupported);
    let mut bad = good.clone();
    bad[4] = 0xFE;
    assert_eq!(error(&bad).offset, Some(1004));
    assert!(error(&good[..good.len() - 1]).message.contains("a parameter set needs"));
    assert_eq!(error(&record(&sps[..3], &pps)).path_text(), "avcC/SPS");
    // PPS 5, unknown, in the second unit.
    let unit = [Bits::new().u(8, 0x65).ue(0).ue(7).ue(5).unit(), vec![0xFF; 9]].concat();
    let error = header_lens(&good, &[vec![9, 0xF0], unit]).unwrap_err();
    assert_eq!((error.offset, error.message.contains("PPS 5")), (Some(10), true));
    // A PPS whose SPS is unknown.
    let orphan =
        Bits::new().u(8, 0x68).ue(0).ue(9).u(2, 0).ue(0).ue(0).ue(0).u(3, 0).se(0).se(0).se(0).u(3, 0);
    let error = header_lens(&record(&sps, &orphan.unit()), &[vec![0x65, 0xB8, 0xFF, 0xFF]]).unwrap_err();
    assert!(error.message.contains("SPS 9"), "{error}");
    // A prefix NAL unit that hides a slice.
    let error = header_lens(&good, &[hex("6e c0800f 00000001 65b800")]).unwrap_err();
    assert_eq!((error.offset, error.message.contains("start code")), (Some(9), true));
    // A slice that ends inside its header.
    let error = header_lens(&good, &[vec![0x65, 0xB8, 0xFF]]).unwrap_err();
    assert!(error.message.contains("ends inside"), "{error}");
}

proptest! {
    #[test]
    fn any_bytes_give_ranges_or_errors(data: Vec<u8>, record: Vec<u8>) {
        let _ = AvcRule::from_config(&record, 0);
        let mut rule = AvcRule::from_config(&self::record(&sps().unit(), &pps().unit()), 0).unwrap();
        let _ = rule.protectable(&mut SampleSlice::new(&data, 0));
    }

    #[test]
    fn mutated_units_give_ordered_ranges(flips in proptest::collection::vec((0usize..200, 0u8..8), 0..6), in_record: bool) {
        let golden = hex("0164000bffe100186764000bacd942c4ec0440000003004000000c83c50a658001000668e938f2c8b0fdf8f800");
        let slice = hex("419a433c2108643602c81bc8010120040602c81c811bff659f95");
        let units = [golden[8..32].to_vec(), golden[35..41].to_vec(), slice.clone(), slice];
        let mut record = golden;
        let mut data = sample(&units);
        for (at, bit) in flips {
            let target = if in_record { &mut record } else { &mut data };
            let len = target.len();
            target[at % len] ^= 1 << bit;
        }
        let Ok(mut rule) = AvcRule::from_config(&record, 0) else { return Ok(()) };
        if let Ok(Protectable::Ranges(ranges)) = rule.protectable(&mut SampleSlice::new(&data, 0)) {
            let mut last = 0;
            for range in ranges {
                prop_assert!(last < range.start && range.start < range.end && range.end <= data.len());
                last = range.end;
            }
        }
    }
}
