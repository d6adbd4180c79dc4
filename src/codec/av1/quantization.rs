//! Quantization, segmentation and their deltas: AV1 specification sections 5.9.12 to 5.9.14, 5.9.17 and 5.9.18.

use super::sequence::ColorConfig;
use crate::bytes::ParseResult;
use crate::codec::flat_bits::FlatBits;

const MAX_SEGMENTS: usize = 8;
/// Coded features of a segment: bits of the value, and whether a sign bit comes first. The first is `SEG_LVL_ALT_Q`.
const FEATURES: [(u32, bool); 8] =
    [(8, true), (6, true), (6, true), (6, true), (6, true), (3, false), (0, false), (0, false)];

/// `quantization_params()`, as far as later fields depend on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quantization {
    pub base_q_idx: u32,
    /// Whether all of `DeltaQYDc`, `DeltaQUDc`, `DeltaQUAc`, `DeltaQVDc` and `DeltaQVAc` are 0.
    deltas_are_zero: bool,
}

impl Quantization {
    /// Reads `quantization_params()`.
    pub fn read(bits: &mut FlatBits<'_>, color: &ColorConfig) -> ParseResult<Self> {
        let base_q_idx = bits.bits(8, "base_q_idx")?;
        let mut deltas_are_zero = delta_q(bits)? == 0;
        if !color.mono_chrome {
            let diff_uv_delta = color.separate_uv_delta_q && bits.flag("diff_uv_delta")?;
            for _ in 0..if diff_uv_delta { 4 } else { 2 } {
                deltas_are_zero &= delta_q(bits)? == 0;
            }
        }
        if bits.flag("using_qmatrix")? {
            bits.bits(4, "qm_y")?;
            bits.bits(4, "qm_u")?;
            if color.separate_uv_delta_q {
                bits.bits(4, "qm_v")?;
            }
        }
        Ok(Self { base_q_idx, deltas_are_zero })
    }

    /// `CodedLossless`: whether the quantizer index of every segment is 0.
    pub fn is_coded_lossless(&self, segmentation: &Segmentation) -> bool {
        self.deltas_are_zero
            && segmentation
                .alt_q
                .iter()
                .all(|alt_q| (self.base_q_idx as i32 + alt_q.unwrap_or_default()).clamp(0, 255) == 0)
    }
}

fn delta_q(bits: &mut FlatBits<'_>) -> ParseResult<i32> {
    if bits.flag("delta_coded")? { bits.signed(7, "delta_q") } else { Ok(0) }
}

/// Segmentation features on which later fields depend; frames inherit them from their primary reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Segmentation {
    /// `FeatureData[ i ][ SEG_LVL_ALT_Q ]` of the segments that have it enabled.
    alt_q: [Option<i32>; MAX_SEGMENTS],
}

impl Segmentation {
    /// Reads `segmentation_params()`. `previous` is the segmentation of the primary reference frame, if there is one.
    pub fn read(bits: &mut FlatBits<'_>, previous: Option<&Self>) -> ParseResult<Self> {
        if !bits.flag("segmentation_enabled")? {
            return Ok(Self::default());
        }
        if let Some(previous) = previous {
            if bits.flag("segmentation_update_map")? {
                bits.flag("segmentation_temporal_update")?;
            }
            if !bits.flag("segmentation_update_data")? {
                return Ok(previous.clone());
            }
        }
        let mut segmentation = Self::default();
        for alt_q in &mut segmentation.alt_q {
            for (feature, (len, signed)) in FEATURES.into_iter().enumerate() {
                if !bits.flag("feature_enabled")? {
                    continue;
                }
                if signed {
                    let value = bits.signed(1 + len, "feature_value")?;
                    if feature == 0 {
                        *alt_q = Some(value.clamp(-255, 255));
                    }
                } else {
                    bits.bits(len, "feature_value")?;
                }
            }
        }
        Ok(segmentation)
    }
}

/// Reads `delta_q_params()` and `delta_lf_params()`, whose values no later header field depends on.
pub(super) fn delta_params(bits: &mut FlatBits<'_>, base_q_idx: u32, allow_intrabc: bool) -> ParseResult<()> {
    if base_q_idx == 0 || !bits.flag("delta_q_present")? {
        return Ok(());
    }
    bits.bits(2, "delta_q_res")?;
    if !allow_intrabc && bits.flag("delta_lf_present")? {
        bits.bits(2, "delta_lf_res")?;
        bits.flag("delta_lf_multi")?;
    }
    Ok(())
}
