//! How the samples of a track are protected, for those who only want to look: no keys, nothing changed.

use super::aux_info::AuxInfo;
use super::merged_holder;
use super::protection::{Parameters, TrackProtection};
use crate::boxes::{BoxNode, PiffSenc, Senc};
use crate::cenc::cipher::Extent;
use crate::cenc::iv::Iv;
use crate::cenc::scheme::{Pattern, Scheme};
use crate::error::Result;
use crate::keys::KeyId;
use crate::movie::{ReadAt, SampleLocation};

/// The protection of one track.
#[derive(Debug)]
pub struct TrackMap {
    protection: TrackProtection,
}

/// The protection of some samples of a track.
#[derive(Debug)]
pub struct SampleMap {
    parameters: Vec<Parameters>,
    choice: Vec<u16>,
    info: AuxInfo,
}

/// The protection of one sample.
#[derive(Clone, Copy, Debug)]
pub struct ProtectedSample<'a> {
    /// Its scheme.
    pub scheme: &'static Scheme,
    /// Its key ID.
    pub kid: KeyId,
    /// Its own or the constant IV; `None` when the file has neither.
    pub iv: Option<Iv>,
    /// Encrypted and skipped blocks.
    pub pattern: Pattern,
    /// Which bytes are protected.
    pub extent: Extent<'a>,
}

impl TrackMap {
    /// Reads the protection of a track whose sample descriptions have been looked into; `None` when it is clear.
    ///
    /// # Errors
    /// When its boxes are malformed, or its scheme is not one of Common Encryption.
    pub fn open(trak: &BoxNode) -> Result<Option<Self>> {
        let protection = TrackProtection::open(&mut trak.clone())?;
        Ok(protection.scheme().is_some().then_some(Self { protection }))
    }

    /// The protection of the first samples of the `stbl` in `trak`.
    ///
    /// # Errors
    /// When the boxes that say it are missing or malformed.
    pub fn of_movie(
        &self,
        trak: &BoxNode,
        stbl: &BoxNode,
        samples: &[SampleLocation],
        source: &dyn ReadAt,
    ) -> Result<SampleMap> {
        let has_senc = |node: &BoxNode| node.children().iter().any(|c| c.is::<Senc>() || c.is::<PiffSenc>());
        // Some files have senc in trak.
        if !has_senc(stbl) && has_senc(trak) {
            return self.read(&merged_holder(stbl, trak), samples, 0, 0, source);
        }
        self.read(stbl, samples, 0, 0, source)
    }

    /// The protection of the first samples of a `traf` whose offsets count from `base`, or wrongly from its `moof`.
    ///
    /// # Errors
    /// When the boxes that say it are missing or malformed.
    pub fn of_fragment(
        &self,
        traf: &BoxNode,
        samples: &[SampleLocation],
        base: u64,
        moof_offset: u64,
        source: &dyn ReadAt,
    ) -> Result<SampleMap> {
        self.read(traf, samples, base, moof_offset, source)
    }

    fn read(
        &self,
        holder: &BoxNode,
        samples: &[SampleLocation],
        base: u64,
        moof_offset: u64,
        source: &dyn ReadAt,
    ) -> Result<SampleMap> {
        let (parameters, choice) = self.protection.of_samples(holder, samples)?;
        let info = if parameters.iter().any(|p| p.protected) {
            let of_sample = |i: usize| choice.get(i).and_then(|&c| parameters.get(usize::from(c)));
            AuxInfo::read(holder, samples, &of_sample, base, moof_offset, source)?
        } else {
            AuxInfo::default()
        };
        Ok(SampleMap { parameters, choice, info })
    }
}

impl SampleMap {
    /// The protection of a sample by its number, counted from 0; `None` when it is clear.
    pub fn get(&self, number: usize) -> Option<ProtectedSample<'_>> {
        let choice = *self.choice.get(number)?;
        let parameters = self.parameters.get(usize::from(choice)).filter(|p| p.protected)?;
        let (iv, extent) = self.info.of_sample(number);
        Some(ProtectedSample {
            scheme: parameters.scheme,
            kid: parameters.kid,
            iv: iv.or(parameters.constant_iv),
            pattern: parameters.pattern,
            extent: extent.unwrap_or(Extent::Whole),
        })
    }
}
