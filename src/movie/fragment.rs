//! Where the samples of a movie fragment lie: `tfhd` and `trun`, ISO/IEC 14496-12 section 8.8.

use super::SampleLocation;
use crate::boxes::{BoxBody as _, BoxNode, Tfhd, Trex, Trun};
use crate::bytes::{Inside, ParseError, ParseResult};

/// A run without a table of sizes claims samples that no byte backs; more than this many in one `moof` are refused.
const MAX_UNBACKED_SAMPLES: u32 = 1 << 20;

/// What data offsets of a track fragment are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataBase {
    /// The `moof` box.
    Moof,
    /// `base_data_offset` of `tfhd`: an absolute file offset.
    Explicit(u64),
    /// The end of the data of the track fragment before (neither of the above, and not the first one).
    PreviousEnd(u64),
}

/// One `trun`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrackRun {
    /// Place among the children of the `traf`.
    pub child_index: usize,
    /// Absolute offset of the first sample.
    pub start: u64,
    /// Whether any of its samples has bytes.
    pub has_data: bool,
}

/// One `traf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackFragment {
    /// Place among the children of the `moof`.
    pub child_index: usize,
    /// `track_ID`.
    pub track_id: u32,
    /// What data offsets are counted from.
    pub base: DataBase,
    /// Absolute offset that the auxiliary information offsets of the input count from, whatever becomes of `base`.
    pub aux_base: u64,
    /// The runs in order.
    pub runs: Vec<TrackRun>,
    /// The samples in decode order.
    pub samples: Vec<SampleLocation>,
}

impl TrackFragment {
    /// The absolute offset that data offsets and auxiliary information offsets are counted from.
    pub fn base_offset(&self, moof_offset: u64) -> u64 {
        match self.base {
            DataBase::Moof => moof_offset,
            DataBase::Explicit(base) | DataBase::PreviousEnd(base) => base,
        }
    }
}

/// Reads the track fragments of a `moof` whose absolute offset is `moof.offset`. `trex` finds the defaults of a track;
/// `input_len` is the length of the input in bytes, `u64::MAX` when unknown.
///
/// # Errors
/// When a box is missing or malformed, a track has no `trex`, or more samples are claimed than can be.
pub fn read_track_fragments(
    moof: &BoxNode,
    trex: &dyn Fn(u32) -> Option<Trex>,
    input_len: u64,
) -> ParseResult<Vec<TrackFragment>> {
    read_all(moof, trex, input_len, true)
}

/// As [`read_track_fragments`], but without the samples, which take memory.
///
/// # Errors
/// As there.
pub fn read_track_runs(
    moof: &BoxNode,
    trex: &dyn Fn(u32) -> Option<Trex>,
    input_len: u64,
) -> ParseResult<Vec<TrackFragment>> {
    read_all(moof, trex, input_len, false)
}

fn read_all(
    moof: &BoxNode,
    trex: &dyn Fn(u32) -> Option<Trex>,
    input_len: u64,
    keep_samples: bool,
) -> ParseResult<Vec<TrackFragment>> {
    let mut fragments: Vec<TrackFragment> = Vec::new();
    let mut previous_end = None;
    let mut unbacked = 0;
    for (child_index, traf) in moof.children().iter().enumerate() {
        if &traf.name().0 != b"traf" {
            continue;
        }
        let (fragment, end) = read_track_fragment(
            moof.offset,
            (traf, child_index),
            previous_end,
            trex,
            input_len,
            &mut unbacked,
            keep_samples,
        )
        .inside(|| format!("traf[{}]", fragments.len() + 1))
        .inside(|| "moof".into())?;
        previous_end = Some(end);
        fragments.push(fragment);
    }
    Ok(fragments)
}

/// Reads one track fragment and says where its data ends.
fn read_track_fragment(
    moof_offset: u64,
    (traf, child_index): (&BoxNode, usize),
    previous_end: Option<u64>,
    trex: &dyn Fn(u32) -> Option<Trex>,
    input_len: u64,
    unbacked: &mut u32,
    keep_samples: bool,
) -> ParseResult<(TrackFragment, u64)> {
    let tfhd: Tfhd = traf.require(&[&Tfhd::NAME.0])?.view()?;
    let defaults = trex(tfhd.track_id).ok_or_else(|| {
        let message = format!("track_ID {} has no trex box in moov/mvex", tfhd.track_id);
        ParseError::malformed(traf.offset, message)
    })?;
    let base = match (tfhd.base_data_offset, tfhd.default_base_is_moof(), previous_end) {
        (Some(base), _, _) => DataBase::Explicit(base),
        (None, false, Some(end)) if !counts_from_moof(moof_offset, traf, end)? => DataBase::PreviousEnd(end),
        (None, _, _) => DataBase::Moof,
    };
    let mut fragment = TrackFragment {
        child_index,
        track_id: tfhd.track_id,
        base,
        aux_base: 0,
        runs: Vec::new(),
        samples: Vec::new(),
    };
    let base = fragment.base_offset(moof_offset);
    fragment.aux_base = base;
    let default_size = tfhd.default_sample_size.unwrap_or(defaults.default_sample_size);
    let description_index =
        tfhd.sample_description_index.unwrap_or(defaults.default_sample_description_index);
    let mut position = base;
    let mut before = 0;
    for (child_index, node) in traf.children().iter().enumerate().filter(|(_, c)| c.is::<Trun>()) {
        let trun: Trun = node.view()?;
        if let Some(offset) = trun.data_offset {
            position = base.checked_add_signed(offset.into()).ok_or_else(|| {
                ParseError::malformed(node.offset, format!("data_offset {offset} points before the file"))
                    .inside("trun")
            })?;
        }
        let start = position;
        check_unbacked(&trun, default_size, position, input_len, unbacked)
            .map_err(|message| ParseError::malformed(node.offset, message).inside("trun"))?;
        for (number, sample) in trun.samples().enumerate() {
            let sample = SampleLocation {
                offset: position,
                size: sample.size.unwrap_or(default_size),
                description_index,
            };
            position = sample.end();
            if position > input_len {
                let message = format!(
                    "sample {} of {} bytes at byte {} passes the end of the input ({input_len} bytes)",
                    before + number + 1,
                    sample.size,
                    sample.offset
                );
                return Err(ParseError::malformed(input_len, message).inside("trun"));
            }
            if keep_samples {
                fragment.samples.push(sample);
            }
        }
        before += trun.sample_count as usize;
        fragment.runs.push(TrackRun { child_index, start, has_data: position > start });
    }
    Ok((fragment, position))
}

/// Whether a track fragment that should count from the end of the data before it (`previous_end`) counts from its `moof` all the
/// same. Old packagers wrote such files: counted from the `moof`, its data follows without a gap.
fn counts_from_moof(moof_offset: u64, traf: &BoxNode, previous_end: u64) -> ParseResult<bool> {
    let Some(trun) = traf.child_view::<Trun>()? else { return Ok(false) };
    let offset = trun.data_offset.filter(|&o| o > 0);
    Ok(offset.is_some_and(|o| moof_offset.checked_add_signed(o.into()) == Some(previous_end)))
}

/// Checks a run whose samples all have the default size: its count costs no bytes. `unbacked` counts such samples.
fn check_unbacked(
    trun: &Trun,
    default_size: u32,
    position: u64,
    input_len: u64,
    unbacked: &mut u32,
) -> Result<(), String> {
    if trun.samples().next().is_none_or(|s| s.size.is_some()) {
        return Ok(());
    }
    *unbacked = unbacked.saturating_add(trun.sample_count);
    let end = position.saturating_add(u64::from(trun.sample_count) * u64::from(default_size));
    if *unbacked <= MAX_UNBACKED_SAMPLES && end <= input_len {
        return Ok(());
    }
    Err(format!("{} samples of the default size {default_size} cannot be in this input", trun.sample_count))
}
