//! IVs and subsamples of encrypted samples, from wherever a file keeps them: `senc`, its PIFF forerunner, or what `saiz` and
//! `saio` point at. Real files have one of them wrong now and then, so each is checked against the samples before it is believed.

use super::protection::Parameters;
use crate::boxes::saiz::AuxInfoType;
use crate::boxes::{BoxBody, BoxNode, PiffSenc, Saio, Saiz, Senc, SencEntries, Trun};
use crate::bytes::{Inside, ParseError, ParseResult};
use crate::cenc::cipher::Extent;
use crate::cenc::iv::Iv;
use crate::cenc::scheme::Subsample;
use crate::movie::{ReadAt, SampleLocation};

/// More auxiliary information than this for one track or fragment is refused.
const MAX_AUX_INFO: u64 = 256 << 20;

/// What is known of one sample. There may be millions of them.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Where its IV starts among all of them.
    iv: u32,
    /// Its first subsample.
    subsamples: u32,
    /// How many there are; none when the whole sample is protected.
    subsample_count: u16,
    /// 0 without an IV.
    iv_len: u8,
}

/// What is known of the samples of one track or track fragment.
#[derive(Debug, Default)]
pub(super) struct AuxInfo {
    entries: Vec<Entry>,
    ivs: Vec<u8>,
    subsamples: Vec<Subsample>,
}

/// Finds the protection of a sample by its number, counted from 0.
type OfSample<'a> = dyn Fn(usize) -> Option<&'a Parameters> + 'a;

impl AuxInfo {
    /// Reads the information of `samples`. `holder` is their `stbl` or `traf`; offsets of `saio` count from `base`, and in files
    /// that are wrong from `moof_offset`.
    pub(super) fn read<'a>(
        holder: &BoxNode,
        samples: &[SampleLocation],
        of_sample: &OfSample<'a>,
        base: u64,
        moof_offset: u64,
        source: &dyn ReadAt,
    ) -> ParseResult<Self> {
        let saiz = ours::<Saiz>(holder, |s| s.kind);
        let mut first_error = None;
        let mut keep = |error: ParseError| {
            first_error.get_or_insert(error);
        };
        // The places that usually are right come first.
        for node in holder.children() {
            let read = if node.is::<Senc>() {
                node.view::<Senc>().and_then(|senc| {
                    let at = node.body_offset() + Senc::ENTRIES_OFFSET as u64;
                    Self::from_senc(&senc, at, samples, of_sample, None, saiz.as_ref())
                })
            } else if node.is::<PiffSenc>() {
                node.view::<PiffSenc>().and_then(|piff| {
                    let at = node.body_offset() + piff.entries_offset() as u64;
                    let iv_size = piff.overrides.map(|o| o.iv_size.into());
                    Self::from_senc(&piff.senc, at, samples, of_sample, iv_size, saiz.as_ref())
                })
            } else {
                continue;
            };
            match read.inside(|| node.name().to_string()) {
                Ok(info) => return Ok(info),
                Err(error) => keep(error),
            }
        }
        let saio = ours::<Saio>(holder, |s| s.kind);
        if let (Some(saiz), Some(saio)) = (saiz.filter(|s| s.total() > 0), saio) {
            // Offsets count from the base of the data; some writers count from the moof or from the file's start. And tenc has
            // the wrong IV size in some files. Subsamples that add up to their samples tell.
            let mut best: Option<(usize, Self)> = None;
            for base in [base, moof_offset, 0] {
                for iv_size in [None, Some(8), Some(16), Some(0)] {
                    match Self::from_saiz(holder, samples, of_sample, (&saiz, &saio, base, iv_size), source) {
                        Ok((info, sums)) if sums == samples.len() => return Ok(info),
                        Ok((info, sums)) if best.as_ref().is_none_or(|(most, _)| sums > *most) => {
                            best = Some((sums, info));
                        }
                        Ok(_) => {}
                        Err(error) => keep(error),
                    }
                }
            }
            if let Some((_, info)) = best {
                return Ok(info);
            }
        }
        let needs_iv =
            (0..samples.len()).any(|i| of_sample(i).is_some_and(|p| p.protected && p.constant_iv.is_none()));
        match first_error {
            Some(error) => Err(error),
            None if needs_iv => Err(ParseError::malformed(
                holder.offset,
                "encrypted samples, but neither senc nor saiz and saio",
            )),
            // A constant IV and whole samples need no further information.
            None => Ok(Self::default()),
        }
    }

    /// IV and protected bytes of a sample, as far as they are known.
    pub(super) fn of_sample(&self, number: usize) -> (Option<Iv>, Option<Extent<'_>>) {
        let Some(entry) = self.entries.get(number) else { return (None, None) };
        let extent = match usize::from(entry.subsample_count) {
            0 => Extent::Whole,
            count => {
                let range = entry.subsamples as usize..entry.subsamples as usize + count;
                Extent::Subsamples(self.subsamples.get(range).unwrap_or_default())
            }
        };
        let iv = self.ivs.get(entry.iv as usize..entry.iv as usize + usize::from(entry.iv_len));
        (iv.and_then(Iv::from_slice), Some(extent))
    }

    fn from_senc<'a>(
        senc: &Senc,
        offset: u64,
        samples: &[SampleLocation],
        of_sample: &OfSample<'a>,
        iv_size: Option<usize>,
        saiz: Option<&Saiz>,
    ) -> ParseResult<Self> {
        if (senc.sample_count as usize) < samples.len() {
            let message =
                format!("sample_count is {}, but there are {} samples", senc.sample_count, samples.len());
            return Err(ParseError::malformed(offset, message));
        }
        let stated = Self::from_entries(senc, offset, samples, of_sample, iv_size);
        // tenc has the wrong IV size in some files, which shows in entries that do not fill the box.
        let fills = senc.sample_count as usize == samples.len();
        if stated.as_ref().is_ok_and(|(_, rest)| *rest == 0 || !fills) {
            return stated.map(|(info, _)| info);
        }
        let guessed = senc.guess_iv_size(saiz).or_else(|| senc.guess_iv_size(None));
        match guessed.map(|size| Self::from_entries(senc, offset, samples, of_sample, Some(size))) {
            Some(Ok((info, _))) => Ok(info),
            _ => stated.map(|(info, _)| info),
        }
    }

    /// Reads the entries and says how many bytes are left behind them.
    fn from_entries<'a>(
        senc: &Senc,
        offset: u64,
        samples: &[SampleLocation],
        of_sample: &OfSample<'a>,
        iv_size: Option<usize>,
    ) -> ParseResult<(Self, usize)> {
        let mut info = Self::default();
        let mut rest = senc.data.as_slice();
        for (number, sample) in samples.iter().enumerate() {
            let size = iv_size.or_else(|| of_sample(number).map(|p| p.iv_size)).unwrap_or(0);
            let at = offset + (senc.data.len() - rest.len()) as u64;
            let mut entries = SencEntries::new(rest, at, 1, size, senc.has_subsamples())?;
            let Some(entry) = entries.next().transpose()? else { break };
            rest = entries.rest();
            info.push(sample, number, entry.iv, entry.subsamples(), senc.has_subsamples())?;
        }
        Ok((info, rest.len()))
    }

    fn push(
        &mut self,
        sample: &SampleLocation,
        number: usize,
        iv: &[u8],
        subsamples: impl Iterator<Item = Subsample>,
        has_subsamples: bool,
    ) -> ParseResult<()> {
        let first = self.subsamples.len();
        let mut described = 0_u64;
        for subsample in subsamples {
            described += u64::from(subsample.clear) + u64::from(subsample.protected);
            self.subsamples.push(subsample);
        }
        if described > sample.size.into() {
            let message = format!("subsamples of {described} bytes in a sample of {} bytes", sample.size);
            return Err(
                ParseError::malformed(sample.offset, message).inside(format!("sample {}", number + 1))
            );
        }
        // An empty list in a box with subsamples means the whole sample, except for a sample without bytes.
        let count = if has_subsamples { self.subsamples.len() - first } else { 0 };
        let too_many = || ParseError::unsupported(sample.offset, "too much auxiliary information");
        self.entries.push(Entry {
            iv: u32::try_from(self.ivs.len()).map_err(|_| too_many())?,
            subsamples: u32::try_from(first).map_err(|_| too_many())?,
            subsample_count: u16::try_from(count).map_err(|_| too_many())?,
            iv_len: u8::try_from(iv.len()).map_err(|_| too_many())?,
        });
        self.ivs.extend_from_slice(iv);
        Ok(())
    }

    /// Reads what `saiz` and `saio` point at, whose offsets count from the given base, with IVs of the given size instead of the
    /// stated one. Also says how many samples have subsamples that add up to their size.
    fn from_saiz<'a>(
        holder: &BoxNode,
        samples: &[SampleLocation],
        of_sample: &OfSample<'a>,
        (saiz, saio, base, iv_size): (&Saiz, &Saio, u64, Option<usize>),
        source: &dyn ReadAt,
    ) -> ParseResult<(Self, usize)> {
        if saiz.len() < samples.len() {
            let message = format!("sample_count is {}, but there are {} samples", saiz.len(), samples.len());
            return Err(ParseError::malformed(holder.offset, message).inside("saiz"));
        }
        let mut info = Self::default();
        let mut sums = 0;
        let mut number = 0;
        for (offset, count) in aux_runs(holder, &saio.offsets, samples.len())? {
            let size = |n: usize| saiz.get(n).map_or(0, u64::from);
            let len: u64 = (number..number + count).map(size).sum();
            let offset = base.checked_add(offset).filter(|_| len <= MAX_AUX_INFO);
            let offset = offset.ok_or_else(|| {
                ParseError::malformed(
                    holder.offset,
                    format!("{len} bytes of auxiliary information cannot be"),
                )
            })?;
            let unreadable = |e: std::io::Error| {
                let message =
                    format!("auxiliary information of {len} bytes cannot be read at byte {offset}: {e}");
                ParseError::malformed(holder.offset, message).inside("saio")
            };
            // The last byte first: nothing is allocated for what is not there.
            let last = offset.saturating_add(len.saturating_sub(1));
            if len > 0 {
                source.read_exact_at(&mut [0], last).map_err(unreadable)?;
            }
            let mut bytes = vec![0; len as usize];
            source.read_exact_at(&mut bytes, offset).map_err(unreadable)?;
            let mut rest = bytes.as_slice();
            for number in number..number + count {
                let Some(sample) = samples.get(number) else { break };
                let (own, after) = rest.split_at_checked(size(number) as usize).unwrap_or_default();
                let at = offset + (bytes.len() - rest.len()) as u64;
                rest = after;
                let iv_size = iv_size.or_else(|| of_sample(number).map(|p| p.iv_size)).unwrap_or(0);
                info.push_own(sample, number, own, at, iv_size)?;
                let sum: u64 = match info.of_sample(number).1 {
                    Some(Extent::Subsamples(all)) => {
                        all.iter().map(|s| u64::from(s.clear) + u64::from(s.protected)).sum()
                    }
                    _ => continue,
                };
                sums += usize::from(sum == u64::from(sample.size));
            }
            number += count;
        }
        Ok((info, sums))
    }

    /// Adds a sample from its own auxiliary information, whose length tells whether there are subsamples.
    fn push_own(
        &mut self,
        sample: &SampleLocation,
        number: usize,
        own: &[u8],
        at: u64,
        iv_size: usize,
    ) -> ParseResult<()> {
        // A clear sample among encrypted ones may have none.
        if own.is_empty() {
            self.entries.push(Entry { iv: 0, subsamples: 0, subsample_count: 0, iv_len: 0 });
            return Ok(());
        }
        let has_subsamples = own.len() != iv_size;
        let mut entries = SencEntries::new(own, at, 1, iv_size, has_subsamples)?;
        let entry = entries.next().transpose()?.filter(|_| entries.rest().is_empty());
        let entry = entry.ok_or_else(|| {
            let message = format!("{} bytes are no entry with an IV of {iv_size} bytes", own.len());
            ParseError::malformed(at, message)
        })?;
        self.push(sample, number, entry.iv, entry.subsamples(), has_subsamples)
    }
}

/// The first box of a type among those of a holder that is about Common Encryption.
fn ours<T: BoxBody>(holder: &BoxNode, kind: impl Fn(&T) -> Option<AuxInfoType>) -> Option<T> {
    for node in holder.children().iter().filter(|c| c.is::<T>()) {
        // A damaged box is no reason to give up while there is another source.
        let Ok(body) = node.view::<T>() else { continue };
        if super::is_ours(kind(&body).map(|k| k.aux_info_type)) {
            return Some(body);
        }
    }
    None
}

/// Where runs of auxiliary information start, and of how many samples each is: one run, or one per chunk or `trun`.
fn aux_runs(holder: &BoxNode, offsets: &[u64], samples: usize) -> ParseResult<Vec<(u64, usize)>> {
    if let [offset] = offsets {
        return Ok(vec![(*offset, samples)]);
    }
    if offsets.len() == samples {
        return Ok(offsets.iter().map(|&offset| (offset, 1)).collect());
    }
    let counts: Vec<usize> = if &holder.name().0 == b"traf" {
        let truns = holder.children().iter().filter(|c| c.is::<Trun>());
        truns.map(|t| t.view::<Trun>().map(|t| t.sample_count as usize)).collect::<ParseResult<_>>()?
    } else {
        chunk_counts(holder, offsets.len())?
    };
    let total: usize = counts.iter().sum();
    if counts.len() != offsets.len() || total != samples {
        let message = format!(
            "{} offsets for {} runs of {total} samples, but there are {samples} samples",
            offsets.len(),
            counts.len()
        );
        return Err(ParseError::malformed(holder.offset, message).inside("saio"));
    }
    Ok(offsets.iter().copied().zip(counts).collect())
}

/// How many samples each of the first `chunks` chunks has.
fn chunk_counts(stbl: &BoxNode, chunks: usize) -> ParseResult<Vec<usize>> {
    let stsc: crate::boxes::Stsc = stbl.require(&[b"stsc"])?.view()?;
    let mut counts = Vec::with_capacity(chunks);
    let mut runs = stsc.entries.iter().peekable();
    let mut current = 0;
    for chunk in 1..=chunks {
        while let Some(run) = runs.next_if(|r| r.first_chunk as usize <= chunk) {
            current = run.samples_per_chunk as usize;
        }
        counts.push(current);
    }
    Ok(counts)
}
