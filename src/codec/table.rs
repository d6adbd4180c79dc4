//! Which rule goes with which sample entry. A new codec is a file of its own and a row here.

use super::{Av1Rule, SubsampleRule, Vp9Rule, WholeSample, avc::AvcRule, hevc::HevcRule};
use crate::bytes::{Inside, ParseError, ParseResult};

/// Finds the body of a configuration box of a sample entry (`avcC`, …) and its absolute offset.
pub type FindConfig<'a> = dyn Fn(&[u8; 4]) -> Option<(&'a [u8], u64)> + 'a;

/// How the samples of a sample entry are protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    /// NAL units of H.264, configured by `avcC`.
    Avc,
    /// NAL units of H.265, configured by `hvcC`.
    Hevc,
    /// Open bitstream units of AV1.
    Av1,
    /// VP9 frames and superframes.
    Vp9,
    /// No structure that must stay clear.
    Whole,
    /// There are rules, but not here; says which.
    Missing(&'static str),
}

/// Sample entries of video and text. Audio needs no row: what is not named here is protected as whole samples.
const CODINGS: &[(&[u8; 4], Coding)] = &[
    (b"avc1", Coding::Avc),
    (b"avc2", Coding::Avc),
    (b"avc3", Coding::Avc),
    (b"avc4", Coding::Avc),
    (b"dva1", Coding::Avc),
    (b"dvav", Coding::Avc),
    (b"hvc1", Coding::Hevc),
    (b"hvc2", Coding::Hevc),
    (b"hvc3", Coding::Hevc),
    (b"hev1", Coding::Hevc),
    (b"hev2", Coding::Hevc),
    (b"hev3", Coding::Hevc),
    (b"dvh1", Coding::Hevc),
    (b"dvhe", Coding::Hevc),
    (b"av01", Coding::Av1),
    (b"dav1", Coding::Av1),
    (b"vp09", Coding::Vp9),
    (b"vvc1", Coding::Missing("VVC slice headers are not parsed")),
    (b"vvi1", Coding::Missing("VVC slice headers are not parsed")),
    (b"ac-4", Coding::Missing("its table of contents must stay clear, and its end is not found here")),
    (b"stpp", Coding::Whole),
    (b"wvtt", Coding::Whole),
    (b"tx3g", Coding::Whole),
    (b"sbtt", Coding::Whole),
    (b"stxt", Coding::Whole),
];

/// The rule for a sample entry of type `format`; `audio` says that it belongs to an audio track. `offset` is that of the entry.
///
/// # Errors
/// When there is no rule for the format, or its configuration box is missing or malformed.
pub fn rule_for(
    format: [u8; 4],
    audio: bool,
    offset: u64,
    config: &FindConfig<'_>,
) -> ParseResult<Box<dyn SubsampleRule>> {
    let name = || format.escape_ascii().to_string();
    let require = |box_type: &[u8; 4]| {
        config(box_type).ok_or_else(|| {
            ParseError::malformed(offset, format!("box {} is missing", box_type.escape_ascii()))
                .inside(name())
        })
    };
    let coding = CODINGS.iter().find(|(row, _)| **row == format).map(|&(_, coding)| coding);
    Ok(match coding {
        Some(Coding::Avc) => {
            let (avcc, base) = require(b"avcC")?;
            Box::new(AvcRule::from_config(avcc, base).inside(|| "avcC".into()).inside(name)?)
        }
        Some(Coding::Hevc) => {
            let (hvcc, base) = require(b"hvcC")?;
            let mut rule = HevcRule::from_config(hvcc, base).inside(|| "hvcC".into()).inside(name)?;
            if let Some((lhvc, base)) = config(b"lhvC") {
                rule.add_layers(lhvc, base).inside(name)?;
            }
            Box::new(rule)
        }
        Some(Coding::Av1) => {
            let (av1c, base) = require(b"av1C")?;
            Box::new(Av1Rule::from_config(av1c, base).inside(|| "av1C".into()).inside(name)?)
        }
        Some(Coding::Vp9) => {
            let vpcc = config(b"vpcC");
            let rule =
                Vp9Rule::from_config(vpcc.map(|(body, _)| body), vpcc.map_or(offset, |(_, base)| base));
            Box::new(rule.inside(|| "vpcC".into()).inside(name)?)
        }
        Some(Coding::Whole) => Box::new(WholeSample),
        Some(Coding::Missing(why)) => {
            return Err(ParseError::unsupported(
                offset,
                format!("sample entry {} cannot be encrypted: {why}", name()),
            ));
        }
        None if audio => Box::new(WholeSample),
        None => {
            let message = format!("sample entry {} has no subsample rule, so it cannot be encrypted", name());
            return Err(ParseError::unsupported(offset, message));
        }
    })
}
