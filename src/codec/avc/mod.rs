//! AVC (H.264, ISO/IEC 14496-10): which bytes of a sample are slice data.
//!
//! Protected are slices (types 1 and 5) and slice data partitions (2, 3 and 4), from the first whole byte behind the
//! slice header on. A header that ends inside a byte keeps that byte clear. All else stays clear (ISO/IEC 23001-7
//! section 9.5.2): parameter sets, SEI, and types 14, 19, 20 and 21, the auxiliary pictures and further views or
//! layers that decoders of the base view pass over; other packagers leave these clear too.

mod parameter_sets;
mod slice_header;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::parameter_sets::{ParameterSets, Pps, Sps};
use super::bits::BitReader;
use super::nal::{self, NalLengthSize, NalSyntax, NalUnit};
use super::{Protectable, SampleBytes, SubsampleRule};
use crate::bytes::{Inside, ParseError, ParseResult, Reader};

/// Finds slice data in samples of entries `avc1` to `avc4`, and of Dolby Vision entries that carry an `avcC`.
#[derive(Clone, Debug)]
pub struct AvcRule {
    length_size: NalLengthSize,
    configured: ParameterSets,
    active: ParameterSets,
    /// `pic_parameter_set_id` of the last partition A: partitions B and C do not name one.
    partitioned: Option<u32>,
    /// Whether a sample may have changed `active` or `partitioned`.
    changed: bool,
}

impl AvcRule {
    /// The rule for a track with the AVCDecoderConfigurationRecord `avcc`, the payload of its `avcC` box
    /// (ISO/IEC 14496-15 section 5.3.3.1), which lies at absolute offset `base` of the input.
    ///
    /// # Errors
    /// When the record or a parameter set in it is malformed, or its version is not 1.
    pub fn from_config(avcc: &[u8], base: u64) -> ParseResult<Self> {
        Self::read_config(avcc, base).inside(|| "avcC".into())
    }

    fn read_config(avcc: &[u8], base: u64) -> ParseResult<Self> {
        let mut reader = Reader::new(avcc, base);
        let version = reader.u8("configurationVersion")?;
        if version != 1 {
            return Err(ParseError::unsupported(
                base,
                format!("configurationVersion is {version}, only 1 is known"),
            ));
        }
        reader.take(3, "profile and level")?;
        let offset = reader.offset();
        let length_size = NalLengthSize::from_minus_one(reader.u8("lengthSizeMinusOne")?, offset)?;
        let mut sets = ParameterSets::default();
        // Sequence parameter sets are counted in 5 bits, picture parameter sets in 8.
        for mask in [0x1F, 0xFF] {
            for _ in 0..reader.u8("number of parameter sets")? & mask {
                let len = usize::from(reader.u16("length of a parameter set")?);
                let offset = reader.offset();
                let unit = reader.take(len, "a parameter set")?;
                let mut bits = BitReader::new(unit, offset);
                match unit.first().map(|header| header & 0x1F) {
                    Some(7) => sets.keep_sps(Sps::read(&mut bits).inside(|| name(7).into())?),
                    Some(8) => sets.keep_pps(Pps::read(&mut bits).inside(|| name(8).into())?),
                    _ => {}
                }
            }
        }
        Ok(Self { length_size, active: sets.clone(), configured: sets, partitioned: None, changed: false })
    }

    /// All NAL units of the next sample, and where their slice data starts. Keeps parameter sets like
    /// [`protectable`](SubsampleRule::protectable), so call one or the other for each sample.
    ///
    /// # Errors
    /// As `protectable`.
    pub fn describe(&mut self, sample: &mut dyn SampleBytes) -> ParseResult<Vec<NalUnit>> {
        nal::describe(self, sample)
    }
}

impl SubsampleRule for AvcRule {
    fn protectable(&mut self, sample: &mut dyn SampleBytes) -> ParseResult<Protectable> {
        nal::protectable(self, sample)
    }

    fn fork(&self) -> Option<Box<dyn SubsampleRule>> {
        if self.changed { None } else { Some(Box::new(self.clone())) }
    }

    fn restart(&mut self) {
        self.active.clone_from(&self.configured);
        self.partitioned = None;
        self.changed = false;
    }
}

impl NalSyntax for AvcRule {
    fn length_size(&self) -> NalLengthSize {
        self.length_size
    }

    fn unit(&mut self, sample: &mut dyn SampleBytes, bytes: Range<usize>) -> ParseResult<NalUnit> {
        let header = nal::read_unit(sample, &bytes, UnitHeader::read)?;
        self.changed |= matches!(header.kind, 2 | 7 | 8);
        let slice_data = match header.kind {
            1 | 2 | 5 => {
                let slice = nal::read_unit(sample, &bytes, |bits| slice_header::read(&self.active, bits))
                    .inside(|| name(header.kind).into())?;
                if header.kind == 2 {
                    self.partitioned = Some(slice.pps_id);
                }
                Some(bytes.start + slice.len)
            }
            3 | 4 => {
                let len = nal::read_unit(sample, &bytes, |bits| {
                    slice_header::read_partition(&self.active, self.partitioned, bits)
                })
                .inside(|| name(header.kind).into())?;
                Some(bytes.start + len)
            }
            7 => {
                let sps = nal::read_unit(sample, &bytes, Sps::read).inside(|| name(7).into())?;
                self.active.keep_sps(sps);
                None
            }
            8 => {
                let pps = nal::read_unit(sample, &bytes, Pps::read).inside(|| name(8).into())?;
                self.active.keep_pps(pps);
                None
            }
            14 => {
                refuse_start_code(sample, &bytes)?;
                None
            }
            _ => None,
        };
        Ok(NalUnit { kind: header.kind, name: name(header.kind), layer: 0, bytes, slice_data })
    }
}

/// Some cameras write a prefix NAL unit, a start code and the picture as one NAL unit. The picture would stay clear
/// unseen, so it is refused.
fn refuse_start_code(sample: &mut dyn SampleBytes, bytes: &Range<usize>) -> ParseResult<()> {
    let position = sample.position(bytes.start);
    let start = sample.peek(bytes.start, bytes.len().min(16))?;
    match start.windows(3).position(|bytes| bytes == [0, 0, 1]) {
        None => Ok(()),
        Some(at) => Err(ParseError::malformed(
            position.saturating_add(at as u64),
            "a start code inside a prefix NAL unit: what follows it would not be protected",
        )),
    }
}

/// The first byte of a NAL unit (section 7.3.1).
#[derive(Clone, Copy, Debug)]
struct UnitHeader {
    ref_idc: u32,
    kind: u8,
}

impl UnitHeader {
    fn read(bits: &mut BitReader<'_>) -> ParseResult<Self> {
        bits.bits(1, "forbidden_zero_bit")?;
        Ok(Self { ref_idc: bits.bits(2, "nal_ref_idc")?, kind: bits.bits(5, "nal_unit_type")? as u8 })
    }
}

/// Names of `nal_unit_type` (table 7-1).
fn name(kind: u8) -> &'static str {
    match kind {
        1 => "non-IDR slice",
        2 => "slice data partition A",
        3 => "slice data partition B",
        4 => "slice data partition C",
        5 => "IDR slice",
        6 => "SEI",
        7 => "SPS",
        8 => "PPS",
        9 => "access unit delimiter",
        10 => "end of sequence",
        11 => "end of stream",
        12 => "filler data",
        13 => "SPS extension",
        14 => "prefix NAL unit",
        15 => "subset SPS",
        16 => "depth parameter set",
        19 => "auxiliary slice",
        20 => "slice extension",
        21 => "depth slice extension",
        17 | 18 | 22 | 23 => "reserved",
        _ => "unspecified",
    }
}
