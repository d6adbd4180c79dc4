//! The parameter sets a slice may name, and the scaling lists that both kinds carry.

use std::collections::BTreeMap;

use super::pps::Pps;
use super::sps::Sps;
use super::vps::Vps;
use crate::bytes::{ParseError, ParseResult};
use crate::codec::bits::BitReader;

/// Parameter sets by layer and id.
#[derive(Clone, Debug, Default)]
pub(super) struct ParameterSets {
    vps: BTreeMap<u32, Vps>,
    sps: BTreeMap<(u8, u32), Sps>,
    pps: BTreeMap<(u8, u32), Pps>,
    /// Why a VPS of several layers could not be used: reported when a slice of another layer than the first comes.
    refused_vps: Option<ParseError>,
}

impl ParameterSets {
    /// Keeps a set, in place of one with the same id.
    pub(super) fn keep(&mut self, set: ParameterSet) {
        match set {
            ParameterSet::Vps(vps) => drop(self.vps.insert(vps.id, vps)),
            ParameterSet::Sps(sps) => drop(self.sps.insert((sps.layer, sps.id), *sps)),
            ParameterSet::Pps(pps) => drop(self.pps.insert((pps.layer, pps.id), pps)),
            ParameterSet::RefusedVps(error) => self.refused_vps = Some(error),
            ParameterSet::Other => {}
        }
    }

    /// Reads the parameter set in a NAL unit of type `kind`.
    pub(super) fn read(&self, kind: u8, bits: &mut BitReader<'_>) -> ParseResult<ParameterSet> {
        Ok(match kind {
            32 => match Vps::read(bits) {
                Ok(vps) => vps.map_or(ParameterSet::Other, ParameterSet::Vps),
                Err(error) if bits.exhausted() => return Err(error),
                Err(error) => ParameterSet::RefusedVps(error),
            },
            33 => ParameterSet::Sps(Box::new(Sps::read(bits, &self.vps)?)),
            34 => ParameterSet::Pps(Pps::read(bits)?),
            _ => ParameterSet::Other,
        })
    }

    /// The sets that a slice of `layer` at absolute offset `offset` names: those of its layer, or of the base layer.
    pub(super) fn named(&self, layer: u8, pps_id: u32, offset: u64) -> ParseResult<(&Sps, &Pps)> {
        let unknown = |set: String| {
            let layer = if layer == 0 { String::new() } else { format!(" of layer {layer}") };
            ParseError::malformed(
                offset,
                format!("the slice{layer} refers to {set}, which has not been seen"),
            )
        };
        let pps = self.pps.get(&(layer, pps_id)).or_else(|| self.pps.get(&(0, pps_id)));
        let pps = pps.ok_or_else(|| unknown(format!("PPS {pps_id}")))?;
        let sps = self.sps.get(&(layer, pps.sps_id)).or_else(|| self.sps.get(&(0, pps.sps_id)));
        let sps = sps.ok_or_else(|| unknown(format!("PPS {pps_id} and thereby to SPS {}", pps.sps_id)))?;
        Ok((sps, pps))
    }

    /// The VPS that describes `layer` as the second one.
    pub(super) fn layered(&self, layer: u8, offset: u64) -> ParseResult<&Vps> {
        let vps = self.vps.values().find(|vps| vps.second_layer == layer);
        vps.ok_or_else(|| match &self.refused_vps {
            Some(error) => error.clone(),
            None => ParseError::malformed(
                offset,
                format!("the slice belongs to layer {layer}, of which no VPS has been seen"),
            ),
        })
    }
}

/// What a NAL unit of parameters holds.
#[derive(Clone, Debug)]
pub(super) enum ParameterSet {
    Vps(Vps),
    Sps(Box<Sps>),
    Pps(Pps),
    /// A VPS that slices of the first layer do not need.
    RefusedVps(ParseError),
    /// Nothing that slices need.
    Other,
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
