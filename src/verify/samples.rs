//! The samples of one track in a movie or fragment, and how each is protected.

use super::findings::Findings;
use super::rules::*;
use super::tenc::check_groups;
use super::track::{Protection, TrackFacts, seig_groups};
use crate::boxes::{BoxNode, Sbgp, Subsample, sbgp::FRAGMENT_LOCAL, sgpd::SEIG};
use crate::cenc::cipher::Extent;
use crate::cenc::iv::Iv;
use crate::cenc::scheme::Scheme;
use crate::movie::SampleLocation;

/// One sample.
#[derive(Clone, Debug)]
pub(super) struct SampleFacts {
    pub location: SampleLocation,
    /// Counted from 1, in its movie or fragment.
    pub number: usize,
    /// None when the sample is clear.
    pub protection: Option<Protection>,
    /// Its own IV; empty when it has none.
    pub iv: Vec<u8>,
    /// Empty when the whole sample is protected.
    pub subsamples: Vec<Subsample>,
}

impl SampleFacts {
    /// Takes over what auxiliary information says.
    pub(super) fn take(&mut self, iv: &[u8], subsamples: Vec<Subsample>) {
        self.iv = iv.to_vec();
        self.subsamples = subsamples;
    }

    /// Forgets what auxiliary information says.
    pub(super) fn forget(&mut self) {
        self.iv.clear();
        self.subsamples.clear();
    }

    /// Whether a constant IV says all, unless there are subsamples.
    pub(super) fn needs_no_info(&self) -> bool {
        self.protection.as_ref().is_none_or(|p| p.constant_iv.is_some())
    }

    /// The IV in force.
    pub(super) fn iv(&self) -> Option<Iv> {
        let constant = self.protection.as_ref().and_then(|p| p.constant_iv.as_deref());
        if self.iv.is_empty() { constant.and_then(Iv::from_slice) } else { Iv::from_slice(&self.iv) }
    }

    /// Which bytes are protected.
    pub(super) fn extent(&self) -> Extent<'_> {
        if self.subsamples.is_empty() { Extent::Whole } else { Extent::Subsamples(&self.subsamples) }
    }

    /// The protected ranges in bytes of the sample, in order; adjoining ones stay apart.
    pub(super) fn protected_ranges(&self) -> Vec<std::ops::Range<usize>> {
        let len = self.location.size as usize;
        if self.protection.is_none() {
            return Vec::new();
        }
        if self.subsamples.is_empty() {
            return std::iter::once(0..len).filter(|whole| !whole.is_empty()).collect();
        }
        let mut at = 0_usize;
        let mut ranges = Vec::new();
        for subsample in &self.subsamples {
            let start = at.saturating_add(subsample.clear.into());
            at = start.saturating_add(subsample.protected as usize);
            if at > start && at <= len {
                ranges.push(start..at);
            }
        }
        ranges
    }

    /// Sum of all subsamples in bytes.
    pub(super) fn described(&self) -> u64 {
        self.subsamples.iter().map(|s| u64::from(s.clear) + u64::from(s.protected)).sum()
    }
}

/// The samples of one `stbl` or `traf`.
pub(super) struct Batch<'a> {
    /// `moov/trak[1]/mdia/minf/stbl` or `moof[1]/traf[1]`.
    pub path: String,
    /// `stbl` or `traf`.
    pub node: &'a BoxNode,
    /// The children that may hold auxiliary information; some files have `senc` in `trak`.
    pub aux: Vec<&'a BoxNode>,
    /// What the offsets of `saio` count from.
    pub base: u64,
    /// Samples of each chunk or `trun`.
    pub run_lengths: Vec<usize>,
    /// Length of the input in bytes.
    pub input_len: u64,
    /// The scheme of the track.
    pub scheme: Option<&'static Scheme>,
    pub samples: Vec<SampleFacts>,
}

impl Batch<'_> {
    /// `moof[1]/traf[1]/sample 3`.
    pub(super) fn place(&self, sample: &SampleFacts) -> String {
        format!("{}/sample {}", self.path, sample.number)
    }
}

/// Finds the protection of every sample.
pub(super) fn resolve(
    track: &TrackFacts,
    holder: &BoxNode,
    path: &str,
    locations: &[SampleLocation],
    findings: &mut Findings,
) -> Vec<SampleFacts> {
    let in_fragment = &holder.name().0 == b"traf";
    let (local, default) = match seig_groups(holder) {
        Ok(groups) => groups,
        Err(e) => {
            findings.malformed(&MALFORMED, path, &e);
            (Vec::new(), 0)
        }
    };
    if in_fragment {
        check_groups(track, &local, &format!("{path}/sgpd"), holder.offset, findings);
    }
    let mut indexes = Vec::new();
    for node in holder.children().iter().filter(|c| c.is::<Sbgp>()) {
        match node.view::<Sbgp>() {
            Ok(sbgp) if sbgp.grouping_type == SEIG => {
                // A run cannot be longer than what is left, so a false count costs nothing.
                let runs = sbgp.runs().flat_map(|(count, index)| std::iter::repeat_n(index, count as usize));
                indexes = runs.take(locations.len()).collect();
            }
            Ok(_) => {}
            Err(e) => findings.malformed(&MALFORMED, path, &e),
        }
    }
    let mut samples = Vec::with_capacity(locations.len());
    for (number, location) in locations.iter().enumerate() {
        let entry = (location.description_index as usize).checked_sub(1).and_then(|i| track.entries.get(i));
        let Some(entry) = entry else {
            let message =
                format!("sample_description_index {} names no sample entry", location.description_index);
            findings.add(&MALFORMED, path, location.offset, message);
            continue;
        };
        let index = match indexes.get(number).copied().unwrap_or(0) {
            0 => default,
            index => index,
        };
        let group = match index {
            0 => None,
            _ if entry.scheme.is_none() => None,
            _ => {
                let local_index = index.checked_sub(FRAGMENT_LOCAL).filter(|&i| i > 0);
                let (table, index) = match local_index {
                    Some(index) => (&local, index),
                    // Some writers forget to add 65536 for the fragment's own groups.
                    None if in_fragment && track.groups.is_empty() => (&local, index),
                    None if in_fragment => (&track.groups, index),
                    None => (&local, index),
                };
                let group = (index as usize).checked_sub(1).and_then(|i| table.get(i));
                if group.is_none() {
                    let message = format!(
                        "sample {} is in group {index}, but {} are described",
                        number + 1,
                        table.len()
                    );
                    findings.add(&SEIG_INDEX, format!("{path}/sbgp"), location.offset, message);
                }
                group
            }
        };
        let protection = group.or(entry.protection.as_ref()).filter(|p| p.is_protected).cloned();
        let (iv, subsamples) = (Vec::new(), Vec::new());
        samples.push(SampleFacts { location: *location, number: number + 1, protection, iv, subsamples });
    }
    samples
}
