//! Encryption as a [`Transform`]: sample entries get a `sinf`, samples get IVs and subsamples, movies get `pssh` boxes.

mod apart;
mod boxes;

use self::boxes::{
    STBL, check_scheme, is_protected, place_aux_info, place_movie_aux_info, protect_entry,
    refuse_external_data, refuse_leftovers,
};
use super::cipher::{Direction, Extent, Mode, SampleCipher};
use super::iv::{Iv, IvAllocator};
use super::plan::{Context, Contexts, Plan, check_sample_count};
use super::rewrite::Transform;
use super::scheme::{Pattern, Scheme, Subsample};
use super::subsample::{self, max_subsamples, merge_to_fit};
use crate::boxes::{
    BoxNode, FourCc, Ftyp, PiffSenc, Saio, SampleEntryKind, Senc, SencWriter, Tfhd, Tkhd, Trex,
};
use crate::bytes::{Inside, ParseError, ParseResult};
use crate::codec::{Protectable, SampleBytes, SubsampleRule, rule_for};
use crate::error::{Error, Result};
use crate::keys::{ContentKey, KeyId};
use crate::movie::{
    DataBase, ReadAt, SampleLocation, SampleReader, StblSamples, Track, TrackFragment, anchor_to_moof,
    read_track_fragments, read_tracks,
};

/// A key for a track.
#[derive(Clone, Debug)]
pub struct TrackKey {
    /// `default_KID`.
    pub kid: KeyId,
    /// The content key.
    pub key: ContentKey,
    /// The first IV, or the constant one; drawn when not given.
    pub iv: Option<Iv>,
}

/// What the user may choose a track's key by.
#[derive(Clone, Copy, Debug)]
pub struct TrackIdentity<'a> {
    /// `track_ID`.
    pub id: u32,
    /// `handler_type`.
    pub handler: FourCc,
    /// Types of its sample entries.
    pub formats: &'a [FourCc],
}

/// Chooses the key of a track; none leaves it clear.
pub type ChooseKey<'a> = dyn Fn(TrackIdentity<'_>) -> Result<Option<TrackKey>> + 'a;

/// Makes the boxes (`pssh`) that tell players of the keys of a movie.
pub type Signal<'a> = dyn Fn(&[KeyId]) -> Result<Vec<BoxNode>> + 'a;

/// Where planning takes the bytes of samples from: as stored, or decrypted first.
pub trait SampleSource {
    /// One sample.
    ///
    /// # Errors
    /// When it cannot be read.
    fn sample(&mut self, location: &SampleLocation) -> ParseResult<&mut dyn SampleBytes>;

    /// Where samples lie as they are, so that several can be looked at at once.
    fn stored(&self) -> Option<&dyn ReadAt> {
        None
    }
}

impl SampleSource for SampleReader<'_> {
    fn sample(&mut self, location: &SampleLocation) -> ParseResult<&mut dyn SampleBytes> {
        self.turn_to(location);
        Ok(self)
    }

    fn stored(&self) -> Option<&dyn ReadAt> {
        Some(self.source())
    }
}

/// What is wanted of an encryption.
pub struct EncryptOptions<'a> {
    /// The scheme; must be writable.
    pub scheme: &'static Scheme,
    /// Size of IVs in bytes: 8 or 16.
    pub iv_size: usize,
    /// The pattern for video, instead of the scheme's.
    pub pattern: Option<Pattern>,
    /// Leave the shortest protected ranges of a sample clear where `saiz` cannot hold all of them, instead of failing.
    pub merge_subsamples: bool,
    /// Chooses keys.
    pub choose: Box<ChooseKey<'a>>,
    /// Makes `pssh` boxes.
    pub signal: Box<Signal<'a>>,
    /// Hands out IVs.
    pub ivs: IvAllocator,
}

/// What became of a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackReport {
    /// `track_ID`.
    pub id: u32,
    /// `handler_type`.
    pub handler: FourCc,
    /// Type of its first sample entry.
    pub format: FourCc,
    /// Its key ID; none when it stays clear.
    pub kid: Option<KeyId>,
    /// Samples that got an IV.
    pub samples: u64,
    /// Bytes of these samples.
    pub bytes: u64,
    /// Bytes of protected ranges that stay clear since `saiz` cannot hold them.
    pub merged: u64,
}

/// A track that is being encrypted.
struct ProtectedTrack {
    id: u32,
    kid: KeyId,
    context: u16,
    mode: Mode,
    /// The IV in `tenc`; samples then have none.
    constant: Option<Iv>,
    /// Whether its samples have subsamples: true when any of its rules can find clear bytes.
    subsamples: bool,
    /// One rule per sample entry.
    rules: Vec<Box<dyn SubsampleRule>>,
    report: usize,
}

/// Encrypts.
pub struct Encryptor<'a> {
    options: EncryptOptions<'a>,
    contexts: Contexts,
    tracks: Vec<ProtectedTrack>,
    defaults: Vec<Trex>,
    reports: Vec<TrackReport>,
    has_movie: bool,
}

impl<'a> Encryptor<'a> {
    /// An encryption that has seen nothing yet.
    ///
    /// # Errors
    /// When the options contradict each other.
    pub fn new(options: EncryptOptions<'a>) -> Result<Self> {
        let EncryptOptions { scheme, iv_size, pattern, .. } = &options;
        if !scheme.writable {
            return Err(Error::unsupported(format!("scheme {scheme} is read, but not written")));
        }
        if !scheme.iv.sizes().iter().any(|&s| usize::from(s) == *iv_size) {
            let sizes: Vec<String> = scheme.iv.sizes().iter().map(ToString::to_string).collect();
            return Err(Error::usage(format!(
                "{scheme} takes IVs of {} bytes, not {iv_size}",
                sizes.join(" or ")
            )));
        }
        if let Some(pattern) = pattern {
            if !scheme.has_pattern() {
                return Err(
                    Error::usage(format!("{scheme} has no pattern")).hint("patterns go with cbcs and cens")
                );
            }
            if pattern.crypt_byte_block == 0 && pattern.skips() {
                return Err(Error::usage(format!("pattern {pattern} encrypts nothing")));
            }
        }
        Ok(Self {
            options,
            contexts: Contexts::default(),
            tracks: Vec::new(),
            defaults: Vec::new(),
            reports: Vec::new(),
            has_movie: false,
        })
    }

    /// What became of each track.
    pub fn reports(&self) -> &[TrackReport] {
        &self.reports
    }

    /// Takes the tracks of a movie that is not part of the input: an init segment that goes before it.
    ///
    /// # Errors
    /// When the movie cannot be encrypted.
    pub fn init_segment(&mut self, moov: &mut BoxNode) -> Result<()> {
        self.protect_movie(moov).map(drop)
    }

    /// Whether a constant IV would be drawn at random: a media segment on its own cannot tell anyone of it.
    pub fn draws_constant_iv(&self) -> bool {
        self.tracks.iter().any(|t| t.constant.is_some() && self.options.ivs.given_size(t.kid).is_none())
    }

    /// Gives the tracks of a movie their `sinf` boxes, and the movie its `pssh` boxes.
    fn protect_movie(&mut self, moov: &mut BoxNode) -> Result<Vec<Track>> {
        let all = read_tracks(moov)?;
        self.has_movie = true;
        self.tracks.clear();
        self.defaults = all.iter().filter_map(|t| t.trex).collect();
        let first_report = self.reports.len();
        let mut protected = Vec::new();
        for track in all {
            let Some(trak) = moov.children_mut().and_then(|c| c.get_mut(track.child_index)) else { continue };
            let place = || format!("moov/trak (track {})", track.id);
            let state = self.protect_track(&track, trak).map_err(|e| within(e, &place()))?;
            if let Some(state) = state {
                self.tracks.push(state);
                protected.push(track);
            }
        }
        if self.tracks.is_empty() {
            let seen: Vec<String> =
                self.reports.iter().skip(first_report).map(|r| format!("{} ({})", r.id, r.format)).collect();
            let error = Error::unsupported(format!("no track to encrypt; tracks: {}", none_or(&seen)));
            return Err(error.hint("name a track: --key TRACK_ID=KID:KEY"));
        }
        let mut kids: Vec<KeyId> = Vec::new();
        for state in &self.tracks {
            if !kids.contains(&state.kid) {
                kids.push(state.kid);
            }
        }
        for node in (self.options.signal)(&kids)? {
            moov.push(node);
        }
        Ok(protected)
    }

    /// Gives one track its `sinf` boxes; none when it stays clear.
    fn protect_track(&mut self, track: &Track, trak: &mut BoxNode) -> Result<Option<ProtectedTrack>> {
        let stsd = trak.descend_mut(&[STBL[0], STBL[1], STBL[2], b"stsd"]);
        let entries = stsd.and_then(BoxNode::children_mut).map_or(&mut [][..], Vec::as_mut_slice);
        let formats: Vec<FourCc> = entries.iter().map(BoxNode::name).collect();
        let identity = TrackIdentity { id: track.id, handler: track.handler, formats: &formats };
        let chosen = if formats.is_empty() { None } else { (self.options.choose)(identity)? };
        let report = self.reports.len();
        self.reports.push(TrackReport {
            id: track.id,
            handler: track.handler,
            format: formats.first().copied().unwrap_or(FourCc::new(b"none")),
            kid: chosen.as_ref().map(|k| k.kid),
            samples: 0,
            bytes: 0,
            merged: 0,
        });
        let Some(TrackKey { kid, key, iv }) = chosen else { return Ok(None) };
        if let Some(iv) = iv {
            self.options.ivs.start_at(kid, iv);
        }
        let scheme = self.options.scheme;
        let constant =
            scheme.has_constant_iv().then(|| self.options.ivs.constant(kid, scheme, self.options.iv_size));
        let constant = constant.transpose()?;
        // Audio and text are whole samples, which have no pattern in any scheme (ISO/IEC 23001-7 section 9.7).
        let pattern = match track.kind {
            SampleEntryKind::Visual => self.options.pattern.unwrap_or(scheme.video_pattern),
            _ => Pattern::NONE,
        };
        let mode = Mode::new(scheme, pattern);
        let mut rules = Vec::new();
        for entry in entries {
            if is_protected(entry) {
                let message = format!("sample entry {} is encrypted already", entry.name());
                let error = Error::from(ParseError::unsupported(entry.offset, message));
                return Err(error.hint("use `boxlock recrypt` to change keys or scheme"));
            }
            check_scheme(scheme, entry)?;
            let config = |name: &[u8; 4]| entry.child(name).map(|c| (c.bytes(), c.body_offset()));
            let audio = track.kind == SampleEntryKind::Audio;
            let rule = rule_for(entry.name().0, audio, entry.offset, &config).map_err(|e| {
                Error::from(e).hint(format!("leave it clear with --clear-track {}", track.id))
            })?;
            rules.push(rule);
            protect_entry(entry, track, &mode, kid, self.options.iv_size, constant)?;
        }
        let cipher = SampleCipher::new(&key);
        let context = self.contexts.push(Context { cipher, mode, direction: Direction::Encrypt })?;
        let subsamples = track.kind == SampleEntryKind::Visual;
        Ok(Some(ProtectedTrack { id: track.id, kid, context, mode, constant, subsamples, rules, report }))
    }

    /// Gives the `saio` boxes of a movie that may land behind 4 GiB offsets of 64 bits, while its size may still change.
    pub(super) fn widen_aux_offsets(&self, moov: &mut BoxNode) -> Result<()> {
        // Files grow by far less than they have.
        if moov.offset.saturating_add(moov.size()) < u64::from(u32::MAX) / 2 {
            return Ok(());
        }
        for trak in moov.children_mut().into_iter().flatten() {
            let Some(stbl) = trak.descend_mut(&STBL) else { continue };
            let saio =
                stbl.children_mut().and_then(|c| c.iter_mut().rfind(|b| b.is::<Saio>() && b.offset == 0));
            let Some(saio) = saio else { continue };
            let mut body: Saio = saio.view()?;
            body.wide = true;
            saio.replace(&body);
        }
        Ok(())
    }

    /// As [`Transform::movie`], with samples from elsewhere.
    ///
    /// # Errors
    /// When the movie cannot be encrypted.
    pub fn movie_with(
        &mut self,
        moov: &mut BoxNode,
        source: &mut dyn SampleSource,
        input_len: u64,
    ) -> Result<Plan> {
        let tracks = self.protect_movie(moov)?;
        let mut plan = Plan::default();
        let clear = clear_samples(moov, &tracks, input_len);
        let tables = moov.size() as usize;
        for (index, track) in tracks.iter().enumerate() {
            let Some(trak) = moov.children_mut().and_then(|c| c.get_mut(track.child_index)) else { continue };
            let Some(stbl) = trak.descend_mut(&STBL) else { continue };
            let place = format!("moov/trak (track {})", track.id);
            refuse_leftovers(stbl, &place)?;
            let samples = StblSamples::new(stbl, input_len).map_err(|e| within(e.into(), &place))?;
            if samples.claimed() == 0 {
                continue;
            }
            check_sample_count(samples.claimed(), stbl.offset).inside(|| place.clone())?;
            // Of samples that a table names one by one, a movie has no more than a quarter of its bytes.
            plan.reserve((samples.claimed() as usize).min(tables / 4));
            refuse_external_data(trak).map_err(|e| within(e, &place))?;
            let Some(stbl) = trak.descend_mut(&STBL) else { continue };
            let boxes =
                self.protect_samples(index, samples, source, &mut plan).map_err(|e| within(e, &place))?;
            boxes.into_iter().for_each(|b| stbl.push(b));
        }
        plan.sort()?;
        for (id, samples) in clear {
            samples.map_while(ParseResult::ok).try_for_each(|sample| refuse_shared(&plan, id, &sample))?;
        }
        Ok(plan)
    }

    /// As [`Transform::fragment`], with samples from elsewhere.
    ///
    /// # Errors
    /// When the fragment cannot be encrypted.
    pub fn fragment_with(
        &mut self,
        moof: &mut BoxNode,
        source: &mut dyn SampleSource,
        input_len: u64,
    ) -> Result<(Vec<TrackFragment>, Plan)> {
        let mut fragments = read_track_fragments(moof, &|id| self.trex(id), input_len)?;
        let mut plan = Plan::default();
        let moof_offset = moof.offset;
        let moof_end = moof_offset + moof.header.size.unwrap_or_else(|| moof.size());
        for (ordinal, fragment) in fragments.iter_mut().enumerate() {
            let Some(index) = self.tracks.iter().position(|t| t.id == fragment.track_id) else { continue };
            let Some(traf) = moof.children_mut().and_then(|c| c.get_mut(fragment.child_index)) else {
                continue;
            };
            let place = format!("moof/traf[{}]", ordinal + 1);
            refuse_leftovers(traf, &place)?;
            // Nobody asks for these samples again, and there may be very many.
            let samples = std::mem::take(&mut fragment.samples);
            plan.reserve(samples.len());
            let boxes = self
                .protect_samples(index, samples.into_iter().map(Ok), source, &mut plan)
                .map_err(|e| within(e, &place))?;
            let with_offset = boxes.iter().any(|b| b.is::<Saio>());
            boxes.into_iter().for_each(|b| traf.push(b));
            // An offset to senc, which lies in this moof, must not be negative, nor be open to two readings.
            let tfhd = traf.child_view::<Tfhd>()?;
            let behind = match fragment.base {
                DataBase::Moof => ordinal > 0 && tfhd.is_some_and(|t| !t.default_base_is_moof()),
                DataBase::Explicit(base) => base > moof_offset || base + (1 << 31) < moof_end,
                DataBase::PreviousEnd(_) => true,
            };
            if with_offset && behind {
                anchor_to_moof(traf, fragment)?;
            }
        }
        plan.sort()?;
        for fragment in fragments.iter().filter(|f| !self.tracks.iter().any(|t| t.id == f.track_id)) {
            fragment.samples.iter().try_for_each(|sample| refuse_shared(&plan, fragment.track_id, sample))?;
        }
        Ok((fragments, plan))
    }

    /// Plans the samples of a track or track fragment and makes the boxes that describe them.
    fn protect_samples(
        &mut self,
        index: usize,
        mut samples: impl Iterator<Item = ParseResult<SampleLocation>>,
        source: &mut dyn SampleSource,
        plan: &mut Plan,
    ) -> Result<Vec<BoxNode>> {
        let Some(track) = self.tracks.get_mut(index) else { return Ok(Vec::new()) };
        let scheme = track.mode.scheme;
        let mut writer = SencWriter::new(track.subsamples);
        let mut subsamples: Vec<Subsample> = Vec::new();
        let mut totals = (0_u64, 0_u64, 0_u64);
        let mut ahead = apart::Ahead::default();
        for number in 0_u64.. {
            let Some((sample, known)) = ahead.next(&mut samples, &mut track.rules, source) else { break };
            let sample = sample?;
            let place = || format!("sample {}", number + 1);
            let rule =
                (sample.description_index as usize).checked_sub(1).and_then(|i| track.rules.get_mut(i));
            let rule = rule.ok_or_else(|| {
                let message =
                    format!("sample_description_index {} names no sample entry", sample.description_index);
                ParseError::malformed(sample.offset, message)
            })?;
            let protectable = match known {
                Some(known) => known,
                None => rule.protectable(source.sample(&sample)?),
            };
            let protectable = protectable.inside(place)?;
            let planned =
                subsample::plan(sample.size as usize, &protectable, scheme.block_aligned, &mut subsamples);
            planned.map_err(|e| ParseError::malformed(sample.offset, e.to_string())).inside(place)?;
            let iv_size = if track.constant.is_some() { 0 } else { self.options.iv_size };
            let max = max_subsamples(iv_size);
            if subsamples.len() > max {
                if !self.options.merge_subsamples {
                    let message = format!(
                        "the sample needs {} subsamples, but saiz has room for {max} beside an IV of {iv_size} bytes",
                        subsamples.len()
                    );
                    let error = ParseError::unsupported(sample.offset, message).inside(place());
                    return Err(
                        Error::from(error).hint("--merge-subsamples leaves the shortest ranges clear")
                    );
                }
                let merged = merge_to_fit(&mut subsamples, max);
                totals.2 += merged
                    .map_err(|e| ParseError::unsupported(sample.offset, e.to_string()))
                    .inside(place)?;
            }
            // A sample without subsamples is protected as a whole; the two must not disagree on that.
            let extent = match protectable {
                Protectable::Ranges(_) if track.subsamples => Extent::Subsamples(&subsamples),
                Protectable::Whole => Extent::Whole,
                Protectable::Ranges(_) => return Err(Error::internal("subsamples of a track without any")),
            };
            let iv = match track.constant {
                Some(iv) => iv,
                None => {
                    let blocks = track.mode.blocks_used(extent, sample.size as usize);
                    let blocks = blocks.map_err(|e| ParseError::malformed(sample.offset, e.to_string()))?;
                    self.options.ivs.next(track.kid, scheme, iv_size, blocks)?
                }
            };
            let stored = if track.constant.is_some() { &[][..] } else { iv.as_slice() };
            writer.push(stored, &subsamples).inside(place)?;
            plan.push(&sample, track.context, iv, extent).inside(place)?;
            totals = (totals.0 + 1, totals.1 + u64::from(sample.size), totals.2);
        }
        if let Some(report) = self.reports.get_mut(track.report) {
            report.samples += totals.0;
            report.bytes += totals.1;
            report.merged += totals.2;
        }
        if writer.is_empty() {
            return Ok(Vec::new());
        }
        if scheme.scheme_type == FourCc::new(b"piff") {
            return Ok(vec![writer.finish_node::<PiffSenc>().0]);
        }
        let (senc, saiz) = writer.finish_node::<Senc>();
        if saiz.total() == 0 {
            // With a constant IV and whole samples there is nothing to say. CMAF (ISO/IEC 23000-19 section 8.2.2.1) would leave
            // out senc too, but some decrypters take a fragment without it for clear. An empty saiz is refused by others.
            return Ok(vec![senc]);
        }
        Ok(vec![senc, BoxNode::from_body(&saiz), BoxNode::from_body(&Saio::single(0))])
    }
}

/// The samples of the tracks that stay clear, by track ID. Sample tables that are no good are nobody's business here.
fn clear_samples(moov: &BoxNode, protected: &[Track], input_len: u64) -> Vec<(u32, StblSamples)> {
    let traks = moov.children_named(b"trak").filter_map(|trak| {
        let id = trak.child_view::<Tkhd>().ok()??.track_id;
        if protected.iter().any(|t| t.id == id) {
            return None;
        }
        let samples = StblSamples::new(trak.descend(&STBL)?, input_len).ok()?;
        Some((id, samples))
    });
    traks.collect()
}

/// Refuses to encrypt bytes that a clear track has too: they would be gone for it.
fn refuse_shared(plan: &Plan, track_id: u32, sample: &SampleLocation) -> Result<()> {
    if sample.size == 0 || plan.overlapping(sample.offset, sample.end()).is_none() {
        return Ok(());
    }
    let message = format!("a sample of clear track {track_id} shares bytes with a sample to be encrypted");
    let error = Error::from(ParseError::unsupported(sample.offset, message));
    Err(error.hint("leave the other track clear too, with --clear-track ID"))
}

impl Transform for Encryptor<'_> {
    fn movie(&mut self, moov: &mut BoxNode, source: &dyn ReadAt, input_len: u64) -> Result<Vec<Plan>> {
        let plan = self.movie_with(moov, &mut SampleReader::new(source), input_len)?;
        self.widen_aux_offsets(moov)?;
        Ok(vec![plan])
    }

    fn place_movie(&mut self, moov: &mut BoxNode, offset: u64) -> Result<()> {
        let ids: Vec<u32> = self.tracks.iter().map(|t| t.id).collect();
        place_movie_aux_info(moov, offset, &ids)
    }

    fn fragment(
        &mut self,
        moof: &mut BoxNode,
        source: &dyn ReadAt,
        input_len: u64,
    ) -> Result<(Vec<TrackFragment>, Vec<Plan>)> {
        let (fragments, plan) = self.fragment_with(moof, &mut SampleReader::new(source), input_len)?;
        Ok((fragments, vec![plan]))
    }

    fn place_fragment(
        &mut self,
        moof: &mut BoxNode,
        fragments: &[TrackFragment],
        bases: &[u64],
        offset: u64,
    ) -> Result<()> {
        let mut positions = Vec::new();
        let mut at = offset + moof.header.len();
        for child in moof.children() {
            positions.push(at);
            at += child.size();
        }
        for (fragment, &base) in fragments.iter().zip(bases) {
            if !self.tracks.iter().any(|t| t.id == fragment.track_id) {
                continue;
            }
            let traf = moof.children_mut().and_then(|c| c.get_mut(fragment.child_index));
            if let (Some(traf), Some(&position)) = (traf, positions.get(fragment.child_index)) {
                place_aux_info(traf, position, base)?;
            }
        }
        Ok(())
    }

    fn brands(&self, ftyp: &mut Ftyp) {
        // PIFF 1.1 section 3 asks for its brand; Common Encryption has none of its own.
        let piff = FourCc::new(b"piff");
        if self.options.scheme.scheme_type == piff && !ftyp.compatible_brands.contains(&piff) {
            ftyp.compatible_brands.push(piff);
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
        true
    }
}

/// Adds the enclosing structures to an error that knows its place.
pub(super) fn within(mut error: Error, place: &str) -> Error {
    if let crate::error::ErrorKind::Parse(parse) = error.kind {
        error.kind = crate::error::ErrorKind::Parse(parse.inside(place));
    }
    error
}

fn none_or(list: &[String]) -> String {
    if list.is_empty() { "none".to_owned() } else { list.join(", ") }
}
