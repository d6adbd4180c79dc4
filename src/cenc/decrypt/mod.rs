//! Decryption as a [`Transform`]: everything that encryption adds is taken away again. Lenient where real files are wrong, as
//! long as the bytes leave no doubt.

mod aux_info;
mod protection;
mod sample_map;

use std::collections::HashMap;

pub use self::sample_map::{ProtectedSample, SampleMap, TrackMap};

use self::aux_info::AuxInfo;
use self::protection::{Parameters, TrackProtection};
use super::cipher::{Direction, Extent, Mode, PatternTail, SampleCipher};
use super::encrypt::within;
use super::plan::{Context, Contexts, Plan, check_sample_count};
use super::rewrite::Transform;
use super::scheme::{Pattern, Scheme};
use crate::boxes::{
    BoxNode, FourCc, Ftyp, PiffPssh, PiffSenc, Pssh, Saio, Saiz, Sbgp, Senc, Sgpd, Trex, sgpd::SEIG,
};
use crate::bytes::{Inside, ParseError, ParseResult};
use crate::error::Result;
use crate::keys::{ContentKey, KeyId};
use crate::movie::{
    ReadAt, SampleLocation, StblSamples, TrackFragment, read_track_fragments, read_track_runs, read_tracks,
};

/// Finds the key of a key ID.
pub type FindKey<'a> = dyn Fn(&KeyId) -> Result<ContentKey> + 'a;

/// Is shown every `pssh` box: system ID and data.
pub type SeePssh<'a> = dyn Fn(&[u8; 16], &[u8]) -> Result<()> + 'a;

/// What is wanted of a decryption.
pub struct DecryptOptions<'a> {
    /// Finds keys.
    pub key: Box<FindKey<'a>>,
    /// Looks at `pssh` boxes, for instance for a checksum that tells a wrong key.
    pub see_pssh: Box<SeePssh<'a>>,
    /// Leave `pssh` boxes in the file.
    pub keep_pssh: bool,
    /// What the encrypter did with the last, incomplete group of a pattern.
    pub tail: PatternTail,
}

/// What became of a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecryptReport {
    /// `track_ID`.
    pub id: u32,
    /// `handler_type`.
    pub handler: FourCc,
    /// Type of its first sample entry, decrypted.
    pub format: FourCc,
    /// Its scheme; none when the track is clear.
    pub scheme: Option<&'static Scheme>,
    /// The key IDs that were used.
    pub kids: Vec<KeyId>,
    /// Samples that were decrypted.
    pub samples: u64,
    /// Samples that are clear.
    pub clear_samples: u64,
}

struct EncryptedTrack {
    id: u32,
    protection: TrackProtection,
    report: usize,
}

/// Decrypts.
pub struct Decryptor<'a> {
    options: DecryptOptions<'a>,
    contexts: Contexts,
    /// The context for a key, a scheme and a pattern.
    context_of: HashMap<(KeyId, &'static str, [u8; 2]), u16>,
    tracks: Vec<EncryptedTrack>,
    defaults: Vec<Trex>,
    reports: Vec<DecryptReport>,
    has_movie: bool,
}

impl<'a> Decryptor<'a> {
    /// A decryption that has seen nothing yet.
    pub fn new(options: DecryptOptions<'a>) -> Self {
        Self {
            options,
            contexts: Contexts::default(),
            context_of: HashMap::new(),
            tracks: Vec::new(),
            defaults: Vec::new(),
            reports: Vec::new(),
            has_movie: false,
        }
    }

    /// What became of each track.
    pub fn reports(&self) -> &[DecryptReport] {
        &self.reports
    }

    /// Whether any track said that it is encrypted.
    pub fn found_encryption(&self) -> bool {
        self.reports.iter().any(|r| r.scheme.is_some())
    }

    /// Takes the tracks of a movie that is not part of the input: an init segment that goes before it.
    ///
    /// # Errors
    /// When the movie cannot be decrypted.
    pub fn init_segment(&mut self, moov: &mut BoxNode) -> Result<()> {
        self.open_movie(moov).map(drop)
    }

    /// Takes the `sinf` boxes off the sample entries and the `pssh` boxes off the movie.
    fn open_movie(&mut self, moov: &mut BoxNode) -> Result<Vec<crate::movie::Track>> {
        let tracks = read_tracks(moov)?;
        self.has_movie = true;
        self.tracks.clear();
        self.defaults = tracks.iter().filter_map(|t| t.trex).collect();
        for track in &tracks {
            let Some(trak) = moov.children_mut().and_then(|c| c.get_mut(track.child_index)) else { continue };
            let place = format!("moov/trak (track {})", track.id);
            let protection = TrackProtection::open(trak).map_err(|e| within(e, &place))?;
            self.reports.push(DecryptReport {
                id: track.id,
                handler: track.handler,
                format: protection.format,
                scheme: protection.scheme(),
                kids: Vec::new(),
                samples: 0,
                clear_samples: 0,
            });
            if protection.scheme().is_some() {
                self.tracks.push(EncryptedTrack { id: track.id, protection, report: self.reports.len() - 1 });
            }
        }
        Ok(tracks)
    }

    /// Shows the `pssh` boxes of a movie or fragment to whoever asked.
    fn show_pssh(&self, node: &BoxNode) -> Result<()> {
        for child in node.children() {
            if child.is::<Pssh>() {
                // A damaged pssh does not stand in the way of decryption.
                if let Ok(pssh) = child.view::<Pssh>() {
                    (self.options.see_pssh)(&pssh.system_id, &pssh.data)?;
                }
            } else if child.is::<PiffPssh>()
                && let Ok(pssh) = child.view::<PiffPssh>()
            {
                (self.options.see_pssh)(&pssh.system_id, &pssh.data)?;
            }
        }
        Ok(())
    }

    fn remove_pssh(&self, node: &mut BoxNode) {
        if !self.options.keep_pssh {
            node.remove_children(|c| c.is::<Pssh>() || c.is::<PiffPssh>());
        }
    }

    /// The context for a key and a way to use it.
    fn context(&mut self, parameters: &Parameters) -> Result<u16> {
        let Pattern { crypt_byte_block, skip_byte_block } = parameters.pattern;
        let wanted = (parameters.kid, parameters.scheme.name, [crypt_byte_block, skip_byte_block]);
        if let Some(&context) = self.context_of.get(&wanted) {
            return Ok(context);
        }
        let cipher = SampleCipher::new(&(self.options.key)(&parameters.kid)?);
        let mode = Mode { scheme: parameters.scheme, pattern: parameters.pattern, tail: self.options.tail };
        let context = self.contexts.push(Context { cipher, mode, direction: Direction::Decrypt })?;
        self.context_of.insert(wanted, context);
        Ok(context)
    }

    /// Plans the samples of a track or track fragment. `holder` is the `stbl` or `traf`.
    fn plan_samples(
        &mut self,
        index: usize,
        holder: &BoxNode,
        samples: &[SampleLocation],
        (aux_base, moof_offset): (u64, u64),
        source: &dyn ReadAt,
        plan: &mut Plan,
    ) -> Result<()> {
        let Some(track) = self.tracks.get(index) else { return Ok(()) };
        let report = track.report;
        let (parameters, choice) = track.protection.of_samples(holder, samples)?;
        if parameters.iter().all(|p| !p.protected) {
            if let Some(report) = self.reports.get_mut(report) {
                report.clear_samples += samples.len() as u64;
            }
            return Ok(());
        }
        let of_sample = |i: usize| choice.get(i).and_then(|&c| parameters.get(usize::from(c)));
        let aux = AuxInfo::read(holder, samples, &of_sample, aux_base, moof_offset, source)?;
        plan.reserve(samples.len());
        let mut counts = (0, 0);
        for (number, sample) in samples.iter().enumerate() {
            let Some(parameters) = of_sample(number).filter(|p| p.protected) else {
                counts.1 += 1;
                continue;
            };
            let place = || format!("sample {}", number + 1);
            let (iv, extent) = aux.of_sample(number);
            let iv = iv.or(parameters.constant_iv).ok_or_else(|| {
                ParseError::malformed(
                    sample.offset,
                    "no IV: neither in senc nor in auxiliary information nor constant",
                )
            });
            let iv = iv.inside(place)?;
            let context = self.context(parameters)?;
            plan.push(sample, context, iv, extent.unwrap_or(Extent::Whole)).inside(place)?;
            counts.0 += 1;
            if let Some(report) = self.reports.get_mut(report)
                && !report.kids.contains(&parameters.kid)
            {
                report.kids.push(parameters.kid);
            }
        }
        if let Some(report) = self.reports.get_mut(report) {
            report.samples += counts.0;
            report.clear_samples += counts.1;
        }
        Ok(())
    }
}

/// Removes what describes encryption from an `stbl`, `trak` or `traf`.
fn remove_encryption_boxes(node: &mut BoxNode) {
    node.remove_children(|c| {
        let seig = |grouping_type: ParseResult<FourCc>| grouping_type.is_ok_and(|t| t == SEIG);
        c.is::<Senc>()
            || c.is::<PiffSenc>()
            || (c.is::<Saiz>() && c.view::<Saiz>().is_ok_and(|s| is_ours(s.kind.map(|k| k.aux_info_type))))
            || (c.is::<Saio>() && c.view::<Saio>().is_ok_and(|s| is_ours(s.kind.map(|k| k.aux_info_type))))
            || (c.is::<Sgpd>() && seig(c.view::<Sgpd>().map(|s| s.grouping_type)))
            || (c.is::<Sbgp>() && seig(c.view::<Sbgp>().map(|s| s.grouping_type)))
    });
}

/// Whether auxiliary information of this type (none: the default, which is the scheme) is that of Common Encryption.
pub(super) fn is_ours(aux_info_type: Option<FourCc>) -> bool {
    aux_info_type.is_none_or(|t| Scheme::by_scheme_type(t).is_some() || t.0 == [0; 4])
}

impl Transform for Decryptor<'_> {
    fn movie(&mut self, moov: &mut BoxNode, source: &dyn ReadAt, input_len: u64) -> Result<Vec<Plan>> {
        let tracks = self.open_movie(moov)?;
        self.show_pssh(moov)?;
        let mut plan = Plan::default();
        for track in &tracks {
            let Some(index) = self.tracks.iter().position(|t| t.id == track.id) else { continue };
            let Some(trak) = moov.children_mut().and_then(|c| c.get_mut(track.child_index)) else { continue };
            let place = format!("moov/trak (track {})", track.id);
            let stbl = trak.require(&[b"mdia", b"minf", b"stbl"]).inside(|| place.clone())?;
            let samples = StblSamples::new(stbl, input_len).inside(|| place.clone())?;
            check_sample_count(samples.claimed(), stbl.offset).inside(|| place.clone())?;
            let samples: Vec<SampleLocation> =
                samples.collect::<ParseResult<_>>().inside(|| place.clone())?;
            // Some files have senc in trak.
            let holder = if stbl.children().iter().any(|c| c.is::<Senc>() || c.is::<PiffSenc>())
                || samples.is_empty()
            {
                stbl
            } else if trak.children().iter().any(|c| c.is::<Senc>() || c.is::<PiffSenc>()) {
                &merged_holder(stbl, trak)
            } else {
                stbl
            };
            self.plan_samples(index, holder, &samples, (0, 0), source, &mut plan)
                .map_err(|e| within(e, &place))?;
            remove_encryption_boxes(trak);
            if let Some(stbl) = trak.descend_mut(&[b"mdia", b"minf", b"stbl"]) {
                remove_encryption_boxes(stbl);
            }
        }
        // Only now, since removing boxes changes the places of tracks among the children.
        self.remove_pssh(moov);
        Ok(vec![plan])
    }

    fn place_movie(&mut self, _moov: &mut BoxNode, _offset: u64) -> Result<()> {
        Ok(())
    }

    fn fragment(
        &mut self,
        moof: &mut BoxNode,
        source: &dyn ReadAt,
        input_len: u64,
    ) -> Result<(Vec<TrackFragment>, Vec<Plan>)> {
        let fragments = read_track_fragments(moof, &|id| self.trex(id), input_len)?;
        let mut plan = Plan::default();
        for (ordinal, fragment) in fragments.into_iter().enumerate() {
            let Some(index) = self.tracks.iter().position(|t| t.id == fragment.track_id) else { continue };
            let place = format!("moof/traf[{}]", ordinal + 1);
            let base = fragment.base_offset(moof.offset);
            if let Some(traf) = moof.children().get(fragment.child_index) {
                self.plan_samples(index, traf, &fragment.samples, (base, moof.offset), source, &mut plan)
                    .map_err(|e| within(e, &place))?;
            }
            if let Some(traf) = moof.children_mut().and_then(|c| c.get_mut(fragment.child_index)) {
                remove_encryption_boxes(traf);
            }
        }
        self.show_pssh(moof)?;
        self.remove_pssh(moof);
        // Boxes are gone, so runs are elsewhere now.
        let fragments = read_track_runs(moof, &|id| self.trex(id), input_len)?;
        Ok((fragments, vec![plan]))
    }

    fn place_fragment(
        &mut self,
        _moof: &mut BoxNode,
        _fragments: &[TrackFragment],
        _bases: &[u64],
        _offset: u64,
    ) -> Result<()> {
        Ok(())
    }

    fn brands(&self, ftyp: &mut Ftyp) {
        // Encryption appends the brand, so decryption takes it from the end.
        let piff = FourCc::new(b"piff");
        let is_piff = self.reports.iter().any(|r| r.scheme.is_some_and(|s| s.scheme_type == piff));
        if is_piff && ftyp.compatible_brands.last() == Some(&piff) {
            ftyp.compatible_brands.pop();
        }
    }

    fn contexts(&self) -> Vec<Contexts> {
        vec![self.contexts.clone()]
    }

    fn trex(&self, track_id: u32) -> Option<Trex> {
        self.defaults.iter().find(|t| t.track_id == track_id).copied()
    }

    fn has_movie(&self) -> bool {
        self.has_movie
    }

    fn encrypts(&self) -> bool {
        false
    }
}

/// A copy of the encryption boxes of a track whose `senc` is not in `stbl`.
fn merged_holder(stbl: &BoxNode, trak: &BoxNode) -> BoxNode {
    let children =
        stbl.children().iter().chain(trak.children().iter().filter(|c| c.is::<Senc>() || c.is::<PiffSenc>()));
    let wanted = |c: &&BoxNode| {
        c.is::<Senc>()
            || c.is::<PiffSenc>()
            || c.is::<Saiz>()
            || c.is::<Saio>()
            || c.is::<Sgpd>()
            || c.is::<Sbgp>()
    };
    let mut holder = BoxNode::from_children(stbl.name(), children.filter(wanted).cloned().collect());
    holder.offset = stbl.offset;
    holder
}
