//! HEVC (H.265, ISO/IEC 23008-2): which bytes of a sample are slice data.
//!
//! Protected are the VCL NAL units (types 0 to 9 and 16 to 21), from the byte behind the `byte_alignment()` of their
//! slice segment header on. All else stays clear (ISO/IEC 23001-7 section 9.5.2), reserved VCL types too, whose syntax
//! nobody knows. Slices of a second layer (stereo MV-HEVC) are protected like those of the first.

mod parameter_sets;
mod pps;
mod ref_pic_set;
mod slice_header;
mod sps;
#[cfg(test)]
mod tests;
mod vps;

use std::ops::Range;

use self::parameter_sets::ParameterSets;
use super::bits::BitReader;
use super::nal::{self, NalLengthSize, NalSyntax, NalUnit};
use super::{Protectable, SampleBytes, SubsampleRule};
use crate::bytes::{Inside, ParseError, ParseResult, Reader};

/// Finds slice data in samples of entries `hvc1` and `hev1`, and of Dolby Vision entries that carry an `hvcC`.
#[derive(Clone, Debug)]
pub struct HevcRule {
    length_size: NalLengthSize,
    configured: ParameterSets,
    active: ParameterSets,
    /// Whether a sample may have changed `active`.
    changed: bool,
}

impl HevcRule {
    /// The rule for a track with the HEVCDecoderConfigurationRecord `hvcc`, the payload of its `hvcC` box
    /// (ISO/IEC 14496-15 section 8.3.3.1), which lies at absolute offset `base` of the input.
    ///
    /// # Errors
    /// When the record or a parameter set in it is malformed, or its version is not 1 (or 0, which early muxers
    /// wrote for the same layout).
    pub fn from_config(hvcc: &[u8], base: u64) -> ParseResult<Self> {
        Self::read_config(hvcc, base).inside(|| "hvcC".into())
    }

    fn read_config(hvcc: &[u8], base: u64) -> ParseResult<Self> {
        let mut reader = Reader::new(hvcc, base);
        let version = reader.u8("configurationVersion")?;
        if version > 1 {
            return Err(ParseError::unsupported(
                base,
                format!("configurationVersion is {version}, only 1 is known"),
            ));
        }
        reader.take(20, "profile, level and formats")?;
        let offset = reader.offset();
        let length_size = NalLengthSize::from_minus_one(reader.u8("lengthSizeMinusOne")?, offset)?;
        let mut sets = ParameterSets::default();
        read_arrays(&mut reader, &mut sets)?;
        Ok(Self { length_size, active: sets.clone(), configured: sets, changed: false })
    }

    /// Adds the parameter sets of a second layer, from the LHEVCDecoderConfigurationRecord `lhvc`, the payload of
    /// the `lhvC` box that MV-HEVC entries have beside their `hvcC` (ISO/IEC 14496-15 section 9.6.3). Without it,
    /// samples with slices of a second layer are refused.
    ///
    /// # Errors
    /// When the record or a parameter set in it is malformed, or its NAL lengths differ from those of the `hvcC`.
    pub fn add_layers(&mut self, lhvc: &[u8], base: u64) -> ParseResult<()> {
        self.read_layers(lhvc, base).inside(|| "lhvC".into())
    }

    fn read_layers(&mut self, lhvc: &[u8], base: u64) -> ParseResult<()> {
        let mut reader = Reader::new(lhvc, base);
        let version = reader.u8("configurationVersion")?;
        if version > 1 {
            return Err(ParseError::unsupported(
                base,
                format!("configurationVersion is {version}, only 1 is known"),
            ));
        }
        reader.take(3, "spatial segmentation and parallelism")?;
        let offset = reader.offset();
        let length_size = NalLengthSize::from_minus_one(reader.u8("lengthSizeMinusOne")?, offset)?;
        if length_size != self.length_size {
            return Err(ParseError::malformed(offset, "the NAL length size differs from that of the hvcC"));
        }
        read_arrays(&mut reader, &mut self.configured)?;
        self.active.clone_from(&self.configured);
        Ok(())
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

impl SubsampleRule for HevcRule {
    fn protectable(&mut self, sample: &mut dyn SampleBytes) -> ParseResult<Protectable> {
        nal::protectable(self, sample)
    }

    fn fork(&self) -> Option<Box<dyn SubsampleRule>> {
        if self.changed { None } else { Some(Box::new(self.clone())) }
    }

    fn restart(&mut self) {
        self.active.clone_from(&self.configured);
        self.changed = false;
    }
}

impl NalSyntax for HevcRule {
    fn length_size(&self) -> NalLengthSize {
        self.length_size
    }

    fn unit(&mut self, sample: &mut dyn SampleBytes, bytes: Range<usize>) -> ParseResult<NalUnit> {
        let header = nal::read_unit(sample, &bytes, UnitHeader::read)?;
        let inside = || name(header.kind).to_string();
        let mut slice_data = None;
        match header.kind {
            0..=9 | 16..=21 => {
                let len = nal::read_unit(sample, &bytes, |bits| slice_header::read(&self.active, bits));
                slice_data = Some(bytes.start + len.inside(inside)?);
            }
            32..=34 => {
                self.changed = true;
                let set = nal::read_unit(sample, &bytes, |bits| self.active.read(header.kind, bits));
                self.active.keep(set.inside(inside)?);
            }
            _ => {}
        }
        Ok(NalUnit { kind: header.kind, name: name(header.kind), layer: header.layer, bytes, slice_data })
    }
}

/// Keeps the parameter sets in the arrays that end both kinds of configuration records.
fn read_arrays(reader: &mut Reader<'_>, sets: &mut ParameterSets) -> ParseResult<()> {
    for _ in 0..reader.u8("numOfArrays")? {
        reader.u8("NAL_unit_type of an array")?;
        for _ in 0..reader.u16("numNalus")? {
            let len = usize::from(reader.u16("nalUnitLength")?);
            let offset = reader.offset();
            let unit = reader.take(len, "a parameter set")?;
            if unit.len() >= UnitHeader::LEN {
                let kind = UnitHeader::read(&mut BitReader::new(unit, offset))?.kind;
                let set = sets.read(kind, &mut BitReader::new(unit, offset)).inside(|| name(kind).into())?;
                sets.keep(set);
            }
        }
    }
    Ok(())
}

/// The first two bytes of a NAL unit (section 7.3.1.2).
#[derive(Clone, Copy, Debug)]
struct UnitHeader {
    kind: u8,
    layer: u8,
    /// `TemporalId`.
    temporal: u8,
}

impl UnitHeader {
    const LEN: usize = 2;

    fn read(bits: &mut BitReader<'_>) -> ParseResult<Self> {
        bits.bits(1, "forbidden_zero_bit")?;
        let kind = bits.bits(6, "nal_unit_type")? as u8;
        let layer = bits.bits(6, "nuh_layer_id")? as u8;
        let temporal = bits.bits(3, "nuh_temporal_id_plus1")?.saturating_sub(1) as u8;
        Ok(Self { kind, layer, temporal })
    }
}

/// Names of `nal_unit_type` (table 7-1).
fn name(kind: u8) -> &'static str {
    match kind {
        0 => "TRAIL_N slice",
        1 => "TRAIL_R slice",
        2 => "TSA_N slice",
        3 => "TSA_R slice",
        4 => "STSA_N slice",
        5 => "STSA_R slice",
        6 => "RADL_N slice",
        7 => "RADL_R slice",
        8 => "RASL_N slice",
        9 => "RASL_R slice",
        16 => "BLA_W_LP slice",
        17 => "BLA_W_RADL slice",
        18 => "BLA_N_LP slice",
        19 => "IDR_W_RADL slice",
        20 => "IDR_N_LP slice",
        21 => "CRA slice",
        32 => "VPS",
        33 => "SPS",
        34 => "PPS",
        35 => "access unit delimiter",
        36 => "end of sequence",
        37 => "end of bitstream",
        38 => "filler data",
        39 => "prefix SEI",
        40 => "suffix SEI",
        62 => "Dolby Vision RPU",
        63 => "Dolby Vision enhancement layer",
        10..=15 | 22..=31 => "reserved VCL",
        41..=47 => "reserved",
        _ => "unspecified",
    }
}
