//! Checks packaged files against the rules they must obey: those of Common Encryption, of the codecs in it, and of the
//! players and DRM systems that read it. Rules are rows of one table ([`RULES`]); checks are grouped by what they look at.
//!
//! Everything is read leniently and by itself, not through `cenc::decrypt`, which takes what is good enough to decrypt:
//! here each field is judged as it stands.

mod aux_info;
mod cmaf;
mod findings;
mod headers;
mod ivs;
mod media;
mod rules;
mod samples;
mod structure;
mod subsamples;
mod tenc;
mod track;

use std::collections::{BTreeSet, HashMap};

pub use self::findings::Finding;
pub use self::rules::{RULES, Rule, Severity};

use self::findings::Findings;
use self::headers::Headers;
use self::ivs::Ledger;
use self::media::{ByteStatistics, Plausibility, is_plausible};
use self::rules::*;
use self::samples::{Batch, SampleFacts};
use self::structure::TopBox;
use self::track::TrackFacts;
use crate::boxes::{BoxNode, FourCc, PiffSenc, Saio, Saiz, Senc, Stsc, Trex, Trun};
use crate::bytes::ParseError;
use crate::cenc::cipher::{Direction, Mode, PatternTail, SampleCipher};
use crate::cenc::plan::MAX_SAMPLE;
use crate::cenc::scheme::{CipherMode, Scheme};
use crate::error::{Error, Result};
use crate::keys::{ContentKey, KeyId};
use crate::movie::{ReadAt, SampleLocation, SampleReader, StblSamples, read_track_fragments, read_tracks};

/// Finds the key of a key ID, when it is known.
pub type KnownKey<'a> = dyn Fn(&KeyId) -> Option<ContentKey> + 'a;

/// What is known beside the file.
pub struct VerifyOptions<'a> {
    /// Keys, for checksums and for decrypted samples.
    pub key: Box<KnownKey<'a>>,
    /// What the encrypter did with the last, incomplete group of a pattern.
    pub tail: PatternTail,
}

impl Default for VerifyOptions<'_> {
    fn default() -> Self {
        Self { key: Box::new(|_| None), tail: PatternTail::default() }
    }
}

/// The outcome of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The broken rules, errors first.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether no rule of severity error is broken.
    pub fn ok(&self) -> bool {
        self.findings.iter().all(|f| f.rule.severity != Severity::Error)
    }
}

/// Checks a file of `len` bytes. `init` is the movie of a media segment that has none of its own.
///
/// # Errors
/// When the input cannot be read or is no MP4 file at all. What is wrong inside the file is a finding.
pub fn verify(
    source: &dyn ReadAt,
    len: u64,
    init: Option<&BoxNode>,
    options: &VerifyOptions<'_>,
) -> Result<Report> {
    let mut check = Check {
        source,
        len,
        options,
        findings: Findings::default(),
        boxes: Vec::new(),
        brands: Vec::new(),
        tracks: Vec::new(),
        headers: Headers::default(),
        ledger: Ledger::default(),
        kids: BTreeSet::new(),
        aliases: HashMap::new(),
        ciphers: HashMap::new(),
        media: HashMap::new(),
    };
    check.run(init)?;
    let mut findings = check.findings.into_list();
    findings.sort_by_key(|f| f.rule.severity);
    Ok(Report { findings })
}

/// What is known of the media of one track.
#[derive(Debug, Default)]
struct MediaFacts {
    statistics: ByteStatistics,
    plausibility: Plausibility,
}

struct Check<'a, 'o> {
    source: &'a dyn ReadAt,
    len: u64,
    options: &'a VerifyOptions<'o>,
    findings: Findings,
    boxes: Vec<TopBox>,
    brands: Vec<FourCc>,
    tracks: Vec<TrackFacts>,
    headers: Headers,
    ledger: Ledger,
    /// Key IDs of protected samples.
    kids: BTreeSet<KeyId>,
    /// Key IDs with the same key: the first of them stands for all.
    aliases: HashMap<[u8; 16], KeyId>,
    ciphers: HashMap<KeyId, SampleCipher>,
    media: HashMap<usize, MediaFacts>,
}

impl Check<'_, '_> {
    fn run(&mut self, init: Option<&BoxNode>) -> Result<()> {
        self.boxes = structure::top_boxes(self.source, self.len, &mut self.findings)?;
        self.brands = structure::brands(&self.boxes, self.source, &mut self.findings)?;
        if let Some(init) = init {
            self.movie(init.clone(), false);
        }
        let mut moofs = 0;
        let has_movie = init.is_some() || self.boxes.iter().any(|b| b.is(b"moov"));
        for top in self.boxes.clone() {
            match &top.name.0 {
                b"moov" => match top.read(self.source)? {
                    Ok(moov) => self.movie(moov, true),
                    Err(e) => self.findings.malformed(&MALFORMED, "moov", &e),
                },
                b"moof" if self.tracks.is_empty() && !has_movie => {
                    let error = ParseError::malformed(top.offset, "box moof without a moov before it");
                    return Err(Error::from(error).hint("give the init segment with --init"));
                }
                b"moof" => {
                    moofs += 1;
                    let path = format!("moof[{moofs}]");
                    match top.read(self.source)? {
                        Ok(moof) => self.fragment(&moof, &path),
                        Err(e) => self.findings.malformed(&MALFORMED, &path, &e),
                    }
                }
                b"pssh" | b"uuid" => {
                    if let Ok(node) = top.read(self.source)? {
                        self.headers.read_top(&node, &mut self.findings);
                    }
                }
                _ => {}
            }
        }
        structure::check_indexes(&self.boxes, self.source, &mut self.findings)?;
        self.finish();
        Ok(())
    }

    /// Judges what only the whole file shows.
    fn finish(&mut self) {
        let mut schemes: Vec<&'static Scheme> = Vec::new();
        for track in &self.tracks {
            for entry in track.entries.iter().filter(|e| e.protection.is_some()) {
                schemes.extend(entry.scheme.filter(|s| !schemes.contains(s)));
                // Tracks that are encrypted as a whole announce their key before the first fragment.
                self.kids.extend(
                    entry.protection.as_ref().filter(|p| p.is_protected && p.kid != NO_KID).map(|p| p.kid),
                );
            }
            if track.protected_samples > 0 && track.protected_bytes == 0 {
                let message = format!("{} samples, but not one protected byte", track.protected_samples);
                self.findings.add(&NOTHING_PROTECTED, &track.path, None, message);
            }
        }
        self.headers.check(&self.kids, &schemes, &mut self.findings);
        cmaf::check(&self.brands, &self.tracks, &mut self.findings);
        std::mem::take(&mut self.ledger).check(&mut self.findings);
        for (index, track) in self.tracks.iter().enumerate() {
            let Some(media) = self.media.get(&index) else { continue };
            if let Some(chi_squared) = media.statistics.too_regular() {
                let message = format!(
                    "the byte values of protected data are far from evenly spread (chi-squared {chi_squared:.0}; 255 is expected)"
                );
                self.findings.add(&STORED_CLEAR, &track.path, None, message);
                // Decrypting what is clear gives garbage.
                continue;
            }
            if let Some(bits) = media.statistics.ends_clearly() {
                let message = format!(
                    "protected ranges end like clear slices, with the odds of 1 in 2^{bits:.0} by chance"
                );
                self.findings.add(&STORED_CLEAR, &track.path, None, message);
                continue;
            }
            let syntax = track.entries.first().map_or(track::Syntax::Other, |e| e.syntax);
            let Plausibility { judged, failed, first_failure } = media.plausibility;
            if media.plausibility.is_garbage(syntax) {
                let message = format!("{failed} of {judged} decrypted samples break their codec's syntax");
                self.findings.add(&DECRYPTED_GARBAGE, &track.path, first_failure, message);
            }
        }
    }

    fn movie(&mut self, mut moov: BoxNode, has_samples: bool) {
        let tracks = match read_tracks(&mut moov) {
            Ok(tracks) => tracks,
            Err(e) => return self.findings.malformed(&MALFORMED, "moov", &e),
        };
        self.tracks.clear();
        self.headers.read(&moov, "moov", self.options, &mut self.findings);
        for (index, track) in tracks.iter().enumerate() {
            let Some(trak) = moov.children().get(track.child_index) else { continue };
            let facts = tenc::check_track(track, trak, index + 1, &mut self.findings);
            self.tracks.push(facts);
            if has_samples {
                self.movie_samples(index, trak);
            }
        }
    }

    fn movie_samples(&mut self, index: usize, trak: &BoxNode) {
        let Some(stbl) = trak.descend(&[b"mdia", b"minf", b"stbl"]) else { return };
        let path = format!("{}/mdia/minf/stbl", self.tracks.get(index).map_or("", |t| t.path.as_str()));
        // Sizes must be there before samples past the end are judged.
        let samples: Vec<SampleLocation> = match StblSamples::new(stbl, self.len).and_then(Iterator::collect)
        {
            Ok(samples) => samples,
            Err(e) => return self.findings.malformed(&MALFORMED, &path, &e),
        };
        if samples.is_empty() {
            return;
        }
        let mut run_lengths = Vec::new();
        if let Ok(Some(stsc)) = stbl.child_view::<Stsc>() {
            let mut left = samples.len();
            let mut runs = stsc.entries.iter().peekable();
            let (mut chunk, mut current) = (0_u32, 0);
            while left > 0 {
                chunk = chunk.saturating_add(1);
                while let Some(run) = runs.next_if(|r| r.first_chunk <= chunk) {
                    current = run.samples_per_chunk as usize;
                }
                if current == 0 && runs.peek().is_none() {
                    break;
                }
                let count = current.min(left);
                left -= count;
                run_lengths.push(count);
            }
        }
        self.batch(index, stbl, Some(trak), path, 0, run_lengths, &samples);
    }

    fn fragment(&mut self, moof: &BoxNode, path: &str) {
        self.headers.read(moof, path, self.options, &mut self.findings);
        structure::check_bases(moof, path, &self.brands, &mut self.findings);
        let trex = |id: u32| -> Option<Trex> { self.tracks.iter().find(|t| t.id == id)?.trex };
        let fragments = match read_track_fragments(moof, &trex, self.len) {
            Ok(fragments) => fragments,
            Err(e) => return self.findings.malformed(&MALFORMED, path, &e),
        };
        for (ordinal, fragment) in fragments.iter().enumerate() {
            let Some(index) = self.tracks.iter().position(|t| t.id == fragment.track_id) else { continue };
            let Some(traf) = moof.children().get(fragment.child_index) else { continue };
            let truns =
                traf.children().iter().filter(|c| c.is::<Trun>()).filter_map(|t| t.view::<Trun>().ok());
            let run_lengths = truns.map(|t| t.sample_count as usize).collect();
            let place = format!("{path}/traf[{}]", ordinal + 1);
            let base = fragment.base_offset(moof.offset);
            self.batch(index, traf, None, place, base, run_lengths, &fragment.samples);
        }
    }

    /// Judges the samples of a track in a movie or fragment.
    #[expect(clippy::too_many_arguments, reason = "what differs between movies and fragments")]
    fn batch(
        &mut self,
        index: usize,
        node: &BoxNode,
        trak: Option<&BoxNode>,
        path: String,
        base: u64,
        run_lengths: Vec<usize>,
        locations: &[SampleLocation],
    ) {
        structure::check_inside(locations, &self.boxes, &path, &mut self.findings);
        let Some(track) = self.tracks.get(index) else { return };
        let samples = samples::resolve(track, node, &path, locations, &mut self.findings);
        let holders = [Some(node), trak];
        let is_aux = |c: &&BoxNode| c.is::<Senc>() || c.is::<PiffSenc>() || c.is::<Saiz>() || c.is::<Saio>();
        let aux = holders.into_iter().flatten().flat_map(|h| h.children().iter().filter(is_aux)).collect();
        let scheme = track.scheme();
        let mut batch = Batch { path, node, aux, base, run_lengths, input_len: self.len, scheme, samples };
        aux_info::check(&mut batch, self.source, &mut self.findings);
        let mut reader = SampleReader::new(self.source);
        for sample in &batch.samples {
            self.sample(index, &batch, sample, &mut reader);
        }
    }

    fn sample(
        &mut self,
        index: usize,
        batch: &Batch<'_>,
        sample: &SampleFacts,
        reader: &mut SampleReader<'_>,
    ) {
        let Some(track) = self.tracks.get_mut(index) else { return };
        let entry = (sample.location.description_index as usize).checked_sub(1);
        let Some(entry) = entry.and_then(|i| track.entries.get_mut(i)) else { return };
        let Some(scheme) = entry.scheme.or(batch.scheme) else { return };
        let findings = &mut self.findings;
        let syntax = entry.syntax;
        if sample.protection.is_some() {
            subsamples::check_sizes(batch, sample, syntax, scheme, findings);
        }
        // Clear samples carry parameter sets and reference frames too.
        let overrun = sample.described() > u64::from(sample.location.size);
        let fits = sample.protection.is_none() || !sample.subsamples.is_empty();
        if let Some(rule) = entry.rule.as_mut().filter(|_| syntax.has_headers() && fits && !overrun) {
            reader.turn_to(&sample.location);
            subsamples::check_places(batch, sample, syntax, scheme, rule.as_mut(), reader, findings);
        }
        let Some(protection) = &sample.protection else { return };
        let ranges = sample.protected_ranges();
        track.protected_samples += 1;
        track.protected_bytes += ranges.iter().map(|r| r.len() as u64).sum::<u64>();
        if protection.kid == NO_KID {
            self.findings.add(
                &KID_ZERO,
                batch.place(sample),
                sample.location.offset,
                "the key ID is all zeros",
            );
        } else {
            self.kids.insert(protection.kid);
        }
        let key = (self.options.key)(&protection.kid);
        let mode = Mode { scheme, pattern: protection.pattern, tail: self.options.tail };
        if let Some(iv) = sample.iv().filter(|_| !sample.iv.is_empty()) {
            let alias = key.as_ref().map(|k| *self.aliases.entry(*k.expose()).or_insert(protection.kid));
            let blocks = mode.blocks_used(sample.extent(), sample.location.size as usize).unwrap_or(0);
            let kid = alias.unwrap_or(protection.kid);
            self.ledger.note(
                kid,
                scheme.mode,
                (&iv, blocks),
                &batch.path,
                (sample.number, sample.location.offset),
            );
        }
        self.sample_media(index, sample, &mode, key, syntax, &ranges);
    }

    /// Looks at the bytes of a protected sample.
    fn sample_media(
        &mut self,
        index: usize,
        sample: &SampleFacts,
        mode: &Mode,
        key: Option<ContentKey>,
        syntax: track::Syntax,
        ranges: &[std::ops::Range<usize>],
    ) {
        let media = self.media.entry(index).or_default();
        let wants_bytes = !media.statistics.is_full() || key.is_some();
        if ranges.is_empty()
            || !wants_bytes
            || !structure::is_inside(&sample.location, &self.boxes)
            || sample.location.size > MAX_SAMPLE
        {
            return;
        }
        let mut bytes = vec![0; sample.location.size as usize];
        if self.source.read_exact_at(&mut bytes, sample.location.offset).is_err() {
            return;
        }
        let pattern = if mode.scheme.has_pattern() { mode.pattern } else { crate::cenc::Pattern::NONE };
        // Packagers disagree on the last bytes in cens, so these prove nothing.
        let whole_blocks = mode.scheme.mode == CipherMode::Cbc || mode.scheme.has_pattern();
        for range in ranges {
            media.statistics.add(bytes.get(range.clone()).unwrap_or_default(), pattern, whole_blocks);
        }
        let Some((key, iv)) = key.zip(sample.iv()) else { return };
        let Some(protection) = &sample.protection else { return };
        let cipher = self.ciphers.entry(protection.kid).or_insert_with(|| SampleCipher::new(&key));
        if cipher.apply(Direction::Decrypt, mode, &iv, sample.extent(), &mut bytes).is_ok() {
            media.plausibility.note(is_plausible(syntax, &bytes), sample.location.offset);
        }
    }
}

const NO_KID: KeyId = KeyId::from_bytes([0; 16]);
