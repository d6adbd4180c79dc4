//! Rules on subsamples: sums, alignment, and where they lie in the bitstream.

use std::ops::Range;

use super::findings::Findings;
use super::rules::*;
use super::samples::{Batch, SampleFacts};
use super::track::Syntax;
use crate::bytes::ParseResult;
use crate::cenc::scheme::Scheme;
use crate::codec::{Protectable, SampleBytes, SubsampleRule};

const BLOCK: usize = 16;

/// Judges the sizes of a sample's subsamples.
pub(super) fn check_sizes(
    batch: &Batch<'_>,
    sample: &SampleFacts,
    syntax: Syntax,
    scheme: &Scheme,
    findings: &mut Findings,
) {
    if sample.subsamples.is_empty() {
        if syntax.has_headers() && sample.location.size > 0 {
            let message = format!("a sample of {} bytes without subsamples", sample.location.size);
            findings.add(&VIDEO_WHOLE, batch.place(sample), sample.location.offset, message);
        }
        return;
    }
    let described = sample.described();
    if described != u64::from(sample.location.size) {
        let message =
            format!("subsamples of {described} bytes in a sample of {} bytes", sample.location.size);
        findings.add(&SUBSAMPLE_SUM, batch.place(sample), sample.location.offset, message);
    }
    if sample.subsamples.iter().any(|s| s.clear == 0 && s.protected == 0) {
        findings.add(
            &SUBSAMPLE_EMPTY,
            batch.place(sample),
            sample.location.offset,
            "a subsample of no bytes",
        );
    }
    let unaligned = sample.subsamples.iter().find(|s| !(s.protected as usize).is_multiple_of(BLOCK));
    if let Some(subsample) = unaligned.filter(|_| scheme.block_aligned) {
        let rule = match scheme.name {
            "cens" | "cbc1" => &SUBSAMPLE_ALIGNMENT,
            _ => &SUBSAMPLE_ALIGNMENT_CENC,
        };
        let message = format!("a protected range of {} bytes", subsample.protected);
        findings.add(rule, batch.place(sample), sample.location.offset, message);
    }
}

/// A complaint about the place of a protected range.
struct Complaint {
    rule: &'static Rule,
    at: usize,
    message: String,
}

/// Judges where the protected ranges of a sample lie, by its clear bytes. `rule` must see every sample of the track.
pub(super) fn check_places(
    batch: &Batch<'_>,
    sample: &SampleFacts,
    syntax: Syntax,
    scheme: &Scheme,
    rule: &mut dyn SubsampleRule,
    bytes: &mut dyn SampleBytes,
    findings: &mut Findings,
) {
    let protected = sample.protected_ranges();
    let mut complaints = Vec::new();
    let mut units = Vec::new();
    let outcome = match syntax {
        Syntax::Avc(size) | Syntax::Hevc(size) => {
            let hevc = matches!(syntax, Syntax::Hevc(_));
            check_nal_units(bytes, size, hevc, &protected, &mut units, &mut complaints).and_then(|()| {
                // What cannot be read must not be parsed.
                if complaints.is_empty() {
                    let ranges = ranges(rule.protectable(bytes)?);
                    check_slices(&units, &ranges, &protected, scheme, &mut complaints);
                }
                Ok(())
            })
        }
        Syntax::Av1 => {
            rule.protectable(bytes).map(|r| check_tiles(&ranges(r), &protected, scheme, &mut complaints))
        }
        Syntax::Vp9 => rule.protectable(bytes).map(|r| check_frames(&ranges(r), &protected, &mut complaints)),
        _ => return,
    };
    if let Err(error) = outcome {
        // Where the parse failed in or behind protected bytes, those bytes were needed.
        let place = error.offset.and_then(|o| o.checked_sub(sample.location.offset)).unwrap_or(0) as usize;
        let needed = protected.first().is_some_and(|first| first.start <= place);
        let rule = match syntax {
            Syntax::Av1 if needed => &TILE_OUTSIDE,
            Syntax::Vp9 if needed => &VP9_HEADER,
            Syntax::Avc(_) | Syntax::Hevc(_) if in_protected_header(&units, &protected, place) => {
                header_rule(scheme)
            }
            _ => &UNPARSABLE,
        };
        let message = match rule.id {
            id if id == UNPARSABLE.id => error.to_string(),
            _ => format!("headers are not clear; reading them ends with: {error}"),
        };
        complaints.push(Complaint { rule, at: place, message });
    }
    for Complaint { rule, at, message } in complaints {
        findings.add(rule, batch.place(sample), bytes.position(at), message);
    }
}

/// The rule that protected slice headers break.
fn header_rule(scheme: &Scheme) -> &'static Rule {
    if scheme.has_pattern() { &SLICE_HEADER } else { &SLICE_HEADER_CENC }
}

/// Whether a parse that failed at byte `place` was reading protected bytes. Errors about a field as a whole have the place
/// where its NAL unit begins; a unit that is protected so soon has no room for a slice header in front.
fn in_protected_header(units: &[Range<usize>], protected: &[Range<usize>], place: usize) -> bool {
    let Some(unit) = units.iter().find(|u| u.start <= place && place <= u.end) else { return false };
    let first = protected.iter().find(|p| p.start < unit.end && p.end > unit.start);
    first.is_some_and(|p| p.start <= place.max(unit.start + 2))
}

fn ranges(protectable: Protectable) -> Vec<Range<usize>> {
    match protectable {
        Protectable::Whole => Vec::new(),
        Protectable::Ranges(ranges) => ranges,
    }
}

/// Whether any byte of `range` is protected.
fn touches(protected: &[Range<usize>], range: &Range<usize>) -> bool {
    let after = protected.partition_point(|p| p.end <= range.start);
    protected.get(after).is_some_and(|p| p.start < range.end)
}

/// Walks the NAL units by their length fields and judges what may be judged without their content.
fn check_nal_units(
    bytes: &mut dyn SampleBytes,
    length_size: usize,
    hevc: bool,
    protected: &[Range<usize>],
    units: &mut Vec<Range<usize>>,
    complaints: &mut Vec<Complaint>,
) -> ParseResult<()> {
    let (mut at, sample_len) = (0, bytes.len());
    while at < sample_len {
        let header_end = at + length_size + if hevc { 2 } else { 1 };
        let header = at..header_end.min(sample_len);
        if touches(protected, &header) {
            let message = format!("the length or header of NAL unit {} is protected", units.len() + 1);
            complaints.push(Complaint { rule: &NAL_HEADER, at, message });
            return Ok(());
        }
        let head = bytes.peek(at, length_size + 1)?;
        let (length, kind) = head.split_at_checked(length_size).unwrap_or_default();
        let len = length.iter().fold(0_usize, |n, &b| n << 8 | usize::from(b));
        let start = at + length_size;
        let end = start.saturating_add(len);
        if end > sample_len {
            return Err(crate::bytes::ParseError::malformed(
                bytes.position(at),
                format!(
                    "the NAL length is {len}, but {} bytes of the sample follow",
                    sample_len - start.min(sample_len)
                ),
            ));
        }
        if let (Some(&first), true) = (kind.first(), len > 0) {
            let unit = start..end;
            let kind = if hevc { first >> 1 & 0x3f } else { first & 0x1f };
            let clear = if hevc { (32..48).contains(&kind) } else { (6..=13).contains(&kind) };
            if clear && touches(protected, &unit) {
                let message = format!("NAL unit {} of type {kind} is protected", units.len() + 1);
                complaints.push(Complaint { rule: &NON_VCL, at: start, message });
            }
            units.push(unit);
        }
        at = end;
    }
    Ok(())
}

/// Judges the protected ranges of each slice. A parse that needed protected bytes ended behind the first of them, so a
/// slice header that ends before it has been read from clear bytes only.
fn check_slices(
    units: &[Range<usize>],
    slices: &[Range<usize>],
    protected: &[Range<usize>],
    scheme: &Scheme,
    complaints: &mut Vec<Complaint>,
) {
    for (number, unit) in units.iter().enumerate() {
        let inside: Vec<_> = protected.iter().filter(|p| p.start < unit.end && p.end > unit.start).collect();
        let (Some(first), Some(last)) = (inside.first(), inside.last()) else { continue };
        let slice = slices.iter().find(|s| s.start >= unit.start && s.end <= unit.end);
        let name = format!("NAL unit {}", number + 1);
        let mut complain = |rule, at, message| complaints.push(Complaint { rule, at, message });
        if inside.len() > 1 {
            complain(&NAL_SPLIT, unit.start, format!("{name} has {} protected ranges", inside.len()));
        }
        let Some(slice) = slice else { continue };
        let (start, expected) = (first.start - unit.start.min(first.start), slice.start - unit.start);
        if first.start < slice.start {
            let rule = if scheme.has_pattern() { &SLICE_HEADER } else { &SLICE_HEADER_CENC };
            complain(
                rule,
                first.start,
                format!("{name} is protected from its byte {start} on, but its slice header goes further"),
            );
        } else if !scheme.block_aligned && first.start > slice.start {
            complain(
                &SLICE_START,
                first.start,
                format!(
                    "{name} is protected from its byte {start} on, but its slice header ends at {expected}"
                ),
            );
        }
        if !scheme.block_aligned && last.end != unit.end {
            complain(
                &SLICE_END,
                last.end,
                format!("{} bytes at the end of {name} are clear", unit.end.saturating_sub(last.end)),
            );
        }
    }
}

fn check_tiles(
    tiles: &[Range<usize>],
    protected: &[Range<usize>],
    scheme: &Scheme,
    complaints: &mut Vec<Complaint>,
) {
    for range in protected {
        let mut complain = |rule, message| complaints.push(Complaint { rule, at: range.start, message });
        let Some(tile) = tiles.iter().find(|t| t.start <= range.start && range.end <= t.end) else {
            complain(
                &TILE_OUTSIDE,
                format!("bytes {}..{} are protected, but lie in no tile", range.start, range.end),
            );
            return;
        };
        let clear = range.start - tile.start;
        let exact = if scheme.block_aligned { clear < BLOCK } else { clear == 0 };
        if range.end != tile.end || !exact {
            complain(
                &TILE_EXACT,
                format!(
                    "bytes {}..{} of tile {}..{} are protected",
                    range.start, range.end, tile.start, tile.end
                ),
            );
        }
    }
}

fn check_frames(frames: &[Range<usize>], protected: &[Range<usize>], complaints: &mut Vec<Complaint>) {
    for range in protected {
        if !frames.iter().any(|f| f.start <= range.start && range.end <= f.end) {
            let message = format!(
                "bytes {}..{} are protected, but not all of them follow a frame header",
                range.start, range.end
            );
            complaints.push(Complaint { rule: &VP9_HEADER, at: range.start, message });
            return;
        }
    }
}
