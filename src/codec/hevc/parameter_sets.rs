//! The parameter sets a slice may name, and the scaling lists that both kinds carry.

use std::collections::BTreeMap;

use super::pps::Pps;
use super::sps::Sps;
use crate::bytes::{ParseError, ParseResult};
use crate::codec::bits::BitReader;

/// Parameter sets by id: at most 16 and 64.
#[derive(Clone, Debug, Default)]
pub(super) struct ParameterSets {
    sps: BTreeMap<u32, Sps>,
    pps: BTreeMap<u32, Pps>,
}

impl ParameterSets {
    pub(super) fn keep_sps(&mut self, sps: Sps) {
        self.sps.insert(sps.id, sps);
    }

    pub(super) fn keep_pps(&mut self, pps: Pps) {
        self.pps.insert(pps.id, pps);
    }

    /// The sets that a slice at absolute offset `offset` names.
    pub(super) fn named(&self, pps_id: u32, offset: u64) -> ParseResult<(&Sps, &Pps)> {
        let pps = self.pps.get(&pps_id).ok_or_else(|| {
            ParseError::malformed(
                offset,
                format!("the slice refers to PPS {pps_id}, which has not been seen"),
            )
        })?;
        let sps = self.sps.get(&pps.sps_id).ok_or_else(|| {
            ParseError::malformed(
                offset,
                format!(
                    "the slice refers to PPS {pps_id} and thereby to SPS {}, which has not been seen",
                    pps.sps_id
                ),
            )
        })?;
        Ok((sps, pps))
    }
}

/// Passes `scaling_list_data()` (section 7.3.4).
pub(super) fn pass_scaling_lists(bits: &mut BitReader<'_>) -> ParseResult<()> {
    // Lists and coefficients of the sizes 4x4, 8x8, 16x16 and 32x32. The two larger sizes send the DC coefficient.
    for (lists, coefficients, dc) in [(6, 16, false), (6, 64, false), (6, 64, true), (2, 64, true)] {
        for _ in 0..lists {
            if !bits.flag("scaling_list_pred_mode_flag")? {
                bits.ue("scaling_list_pred_matrix_id_delta")?;
                continue;
            }
            if dc {
                bits.se("scaling_list_dc_coef_minus8")?;
            }
            for _ in 0..coefficients {
                bits.se("scaling_list_delta_coef")?;
            }
        }
    }
    Ok(())
}
