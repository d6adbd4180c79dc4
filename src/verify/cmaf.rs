//! Rules of CMAF, for files that say they obey them.

use super::findings::Findings;
use super::rules::*;
use super::track::TrackFacts;
use crate::boxes::FourCc;

/// Judges the tracks of a file by its brands.
pub(super) fn check(brands: &[FourCc], tracks: &[TrackFacts], findings: &mut Findings) {
    let piff = tracks.iter().find(|t| t.scheme().is_some_and(|s| &s.scheme_type.0 == b"piff"));
    if let Some(track) = piff.filter(|_| !brands.is_empty() && !brands.contains(&FourCc::new(b"piff"))) {
        findings.add(
            &BRAND_PIFF,
            "ftyp",
            0,
            format!("track {} has scheme piff, but brand piff is missing", track.id),
        );
    }
    let Some(brand) = brands.iter().find(|b| matches!(&b.0, b"cmfc" | b"cmf2")) else { return };
    if tracks.len() > 1 {
        findings.add(
            &CMAF_TRACKS,
            "moov",
            None,
            format!("{} tracks in a file of brand {brand}", tracks.len()),
        );
    }
    for track in tracks {
        let Some(scheme) = track.scheme() else { continue };
        if !matches!(scheme.name, "cenc" | "cbcs") {
            findings.add(
                &CMAF_SCHEME,
                &track.path,
                None,
                format!("scheme {scheme} in a file of brand {brand}"),
            );
        }
        let sizes = track.entries.iter().filter_map(|e| e.protection.as_ref()).map(|p| p.iv_size);
        if scheme.name == "cenc" && sizes.clone().any(|size| size == 16) {
            findings.add(&CMAF_IV, &track.path, None, format!("16-byte IVs in a file of brand {brand}"));
        }
    }
}
