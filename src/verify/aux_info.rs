//! Rules on `senc`, `saiz` and `saio`: each against the samples and against each other.

use super::findings::Findings;
use super::rules::*;
use super::samples::{Batch, SampleFacts};
use crate::boxes::{BoxNode, PiffSenc, Saio, Saiz, Senc, SencEntries, Subsample, saiz::AuxInfoType};
use crate::bytes::ParseResult;
use crate::cenc::scheme::Scheme;
use crate::movie::ReadAt;

/// More auxiliary information than this in one place is not read.
const MAX_AUX_INFO: u64 = 256 << 20;

/// The boxes of one track or track fragment.
struct Boxes<'a> {
    /// `senc` or its PIFF form, with the offset of the first entry and the IV size that it brings.
    senc: Option<(Senc, u64, Option<usize>, String)>,
    /// Offsets of the first entry of every box that holds entries: some files have both forms.
    entries_at: Vec<u64>,
    saiz: Option<(Saiz, &'a BoxNode)>,
    saio: Option<(Saio, &'a BoxNode)>,
}

/// Reads the IVs and subsamples of a batch into its samples, and judges the boxes that hold them.
pub(super) fn check(batch: &mut Batch<'_>, source: &dyn ReadAt, findings: &mut Findings) {
    let boxes = read_boxes(batch, findings);
    let protected = batch.samples.iter().filter(|s| s.protection.is_some()).count();
    if protected == 0 {
        return;
    }
    if let (Some((saiz, node)), path) = (&boxes.saiz, format!("{}/saiz", batch.path)) {
        if saiz.total() == 0 && batch.samples.iter().all(SampleFacts::needs_no_info) {
            findings.add(&AUX_EMPTY, path.clone(), node.offset, "saiz has no sizes but zero");
        } else if saiz.len() != batch.samples.len() {
            let message =
                format!("sample_count is {}, but there are {} samples", saiz.len(), batch.samples.len());
            findings.add(&SAIZ_COUNT, path.clone(), node.offset, message);
        }
        let with_info = batch
            .samples
            .iter()
            .enumerate()
            .find(|(n, s)| s.protection.is_none() && saiz.get(*n).unwrap_or(0) > 0);
        if let Some((number, sample)) = with_info {
            let message = format!("sample {} is not protected, but has auxiliary information", number + 1);
            findings.add(&CLEAR_AUX, path, sample.location.offset, message);
        }
    }
    let read_senc = match &boxes.senc {
        Some(senc) => read_senc(batch, senc, boxes.saiz.as_ref().map(|(s, _)| s), findings),
        None => false,
    };
    let total = boxes.saiz.as_ref().map_or(0, |(s, _)| s.total());
    check_pair(batch, &boxes, findings);
    let Some((saio, saio_node)) = &boxes.saio else { return need(batch, read_senc, findings) };
    let runs = batch.run_lengths.len();
    if saio.offsets.len() != 1 && saio.offsets.len() != runs && total > 0 {
        let message = format!("{} offsets, but there are {runs} chunks or track runs", saio.offsets.len());
        findings.add(&SAIO_COUNT, format!("{}/saio", batch.path), saio_node.offset, message);
        return need(batch, read_senc, findings);
    }
    if read_senc {
        check_offset(batch, &boxes, saio, saio_node, findings);
    } else if let Some((saiz, _)) = &boxes.saiz
        && let Err(e) = read_saio(batch, saiz, saio, source)
    {
        batch.samples.iter_mut().for_each(SampleFacts::forget);
        // What is wrong with a senc box has been told.
        if boxes.senc.is_none() {
            findings.malformed(&SAIO_OFFSET, &format!("{}/saio", batch.path), &e);
        }
    }
    need(batch, read_senc || total > 0, findings);
}

/// Samples that need information of their own must have it.
fn need(batch: &Batch<'_>, is_read: bool, findings: &mut Findings) {
    let lacks =
        |s: &SampleFacts| s.protection.as_ref().is_some_and(|p| s.iv.is_empty() && p.constant_iv.is_none());
    if let (false, Some(sample)) = (is_read, batch.samples.iter().find(|s| lacks(s))) {
        let message = format!("sample {} is protected, but has no IV", sample.number);
        findings.add(&AUX_MISSING, batch.path.clone(), batch.node.offset, message);
    }
}

fn read_boxes<'a>(batch: &Batch<'a>, findings: &mut Findings) -> Boxes<'a> {
    let mut boxes = Boxes { senc: None, entries_at: Vec::new(), saiz: None, saio: None };
    for node in batch.aux.iter().copied() {
        let path = format!("{}/{}", batch.path, node.name());
        let done = if node.is::<Senc>() {
            node.view::<Senc>().map(|senc| {
                let at = node.body_offset() + Senc::ENTRIES_OFFSET as u64;
                boxes.entries_at.push(at);
                // A senc box goes before the PIFF form.
                boxes.senc = Some((senc, at, None, path.clone()));
            })
        } else if node.is::<PiffSenc>() {
            node.view::<PiffSenc>().map(|piff| {
                let at = node.body_offset() + piff.entries_offset() as u64;
                boxes.entries_at.push(at);
                let size = piff.overrides.map(|o| o.iv_size.into());
                boxes.senc.get_or_insert((piff.senc, at, size, path.clone()));
            })
        } else if node.is::<Saiz>() {
            node.view::<Saiz>().map(|saiz| {
                if is_ours(saiz.kind, batch, &path, node.offset, findings) {
                    boxes.saiz.get_or_insert((saiz, node));
                }
            })
        } else if node.is::<Saio>() {
            node.view::<Saio>().map(|saio| {
                if is_ours(saio.kind, batch, &path, node.offset, findings) {
                    boxes.saio.get_or_insert((saio, node));
                }
            })
        } else {
            Ok(())
        };
        if let Err(e) = done {
            findings.malformed(&MALFORMED, &path, &e);
        }
    }
    boxes
}

fn is_ours(
    kind: Option<AuxInfoType>,
    batch: &Batch<'_>,
    path: &str,
    offset: u64,
    findings: &mut Findings,
) -> bool {
    let Some(kind) = kind.map(|k| k.aux_info_type) else { return true };
    if Scheme::by_scheme_type(kind).is_none() && kind.0 != [0; 4] {
        return false;
    }
    let scheme = batch.scheme.map(|s| s.scheme_type);
    // PIFF files announce their information as cenc.
    let fits = scheme.is_none_or(|s| s == kind || (&s.0 == b"piff" && &kind.0 == b"cenc"));
    if !fits {
        let message =
            format!("aux_info_type is {kind}, but the scheme is {}", batch.scheme.map_or("none", |s| s.name));
        findings.add(&AUX_TYPE, path, offset, message);
    }
    true
}

/// Reads the entries of `senc`; true when they can be believed.
fn read_senc(
    batch: &mut Batch<'_>,
    (senc, at, own_size, path): &(Senc, u64, Option<usize>, String),
    saiz: Option<&Saiz>,
    findings: &mut Findings,
) -> bool {
    if senc.sample_count as usize != batch.samples.len() {
        let message =
            format!("sample_count is {}, but there are {} samples", senc.sample_count, batch.samples.len());
        findings.add(&SENC_COUNT, path.clone(), *at, message);
        return false;
    }
    let mut rest = senc.data.as_slice();
    let mut any = false;
    let mut wrong_size = None;
    for (index, sample) in batch.samples.iter_mut().enumerate() {
        let entry_at = *at + (senc.data.len() - rest.len()) as u64;
        let size = own_size.unwrap_or(sample.protection.as_ref().map_or(0, |p| p.iv_size));
        // Samples that are not protected should have no entry bytes at all.
        if let (None, Some(stated)) = (&sample.protection, saiz.and_then(|s| s.get(index))) {
            rest = rest.get(usize::from(stated)..).unwrap_or_default();
            continue;
        }
        let read = SencEntries::new(rest, entry_at, 1, size, senc.has_subsamples())
            .and_then(|mut entries| Ok((entries.next().transpose()?, entries.rest())));
        let (entry, after) = match read {
            Ok((Some(entry), after)) => (entry, after),
            Ok((None, _)) => break,
            Err(e) => {
                let message =
                    format!("entry of sample {} with IVs of {size} bytes: {}", index + 1, e.message);
                findings.add(&SENC_ENTRIES, path.clone(), entry_at, message);
                batch.samples.iter_mut().for_each(SampleFacts::forget);
                return false;
            }
        };
        rest = after;
        let subsamples: Vec<Subsample> = entry.subsamples().collect();
        any |= !subsamples.is_empty();
        let stated = saiz.and_then(|s| s.get(index)).filter(|&s| usize::from(s) != entry.len());
        if let Some(stated) = stated {
            let message = format!(
                "sample {} has size {stated}, but its entry in senc has {} bytes",
                index + 1,
                entry.len()
            );
            wrong_size.get_or_insert((entry_at, message));
        }
        sample.take(entry.iv, subsamples);
    }
    if !rest.is_empty() {
        let message = format!("{} bytes follow the last entry", rest.len());
        findings.add(&SENC_ENTRIES, path.clone(), *at + (senc.data.len() - rest.len()) as u64, message);
        batch.samples.iter_mut().for_each(SampleFacts::forget);
        return false;
    }
    if let Some((at, message)) = wrong_size {
        findings.add(&SAIZ_SIZE, path.replace("senc", "saiz"), at, message);
    }
    if senc.has_subsamples() && !any && !batch.samples.is_empty() {
        findings.add(
            &SENC_FLAG,
            path.clone(),
            *at,
            "the subsample flag is set, but no sample has subsamples",
        );
    }
    true
}

fn check_pair(batch: &Batch<'_>, boxes: &Boxes<'_>, findings: &mut Findings) {
    let is_piff = batch.scheme.is_some_and(|s| &s.scheme_type.0 == b"piff");
    let missing = match (&boxes.saiz, &boxes.saio) {
        (Some(_), Some(_)) => return,
        (Some(_), None) => "saiz without saio",
        (None, Some(_)) => "saio without saiz",
        (None, None) if is_piff || boxes.senc.as_ref().is_none_or(|(s, ..)| s.data.is_empty()) => return,
        (None, None) => "senc without saiz and saio",
    };
    // Sizes without an offset are harmless when there is nothing to find.
    if boxes.saiz.as_ref().is_some_and(|(s, _)| s.total() == 0) {
        return;
    }
    findings.add(&SAIZ_SAIO, batch.path.clone(), batch.node.offset, missing);
}

/// Whether `saio` points at the entries that were read.
fn check_offset(batch: &Batch<'_>, boxes: &Boxes<'_>, saio: &Saio, node: &BoxNode, findings: &mut Findings) {
    let Some((saiz, _)) = &boxes.saiz else { return };
    if saiz.total() == 0 {
        return;
    }
    let mut number = 0;
    let mut into = 0;
    for (run, &offset) in saio.offsets.iter().enumerate() {
        let points_at = batch.base.saturating_add(offset);
        if !boxes.entries_at.iter().any(|at| at + into == points_at) {
            let expected = boxes.entries_at.first().map_or(0, |at| at + into);
            let message = format!(
                "offset {offset} from byte {} is byte {points_at}, but the entries are at byte {expected}",
                batch.base
            );
            return findings.add(&SAIO_OFFSET, format!("{}/saio", batch.path), node.offset, message);
        }
        let count = batch.run_lengths.get(run).copied().unwrap_or(0);
        into += (number..number + count).filter_map(|n| saiz.get(n)).map(u64::from).sum::<u64>();
        number += count;
    }
}

/// Reads what `saiz` and `saio` point at, in a file without a usable `senc`.
fn read_saio(batch: &mut Batch<'_>, saiz: &Saiz, saio: &Saio, source: &dyn ReadAt) -> ParseResult<()> {
    let whole = [batch.samples.len()];
    let runs = if saio.offsets.len() == 1 { &whole[..] } else { &batch.run_lengths };
    let mut samples = batch.samples.iter_mut().enumerate();
    for (&offset, &count) in saio.offsets.iter().zip(runs) {
        let mut at = batch.base.saturating_add(offset);
        for (index, sample) in samples.by_ref().take(count) {
            let len = usize::from(saiz.get(index).unwrap_or(0));
            if at > MAX_AUX_INFO.saturating_add(batch.input_len) {
                break;
            }
            let mut bytes = vec![0; len];
            source.read_exact_at(&mut bytes, at).map_err(|_| {
                crate::bytes::ParseError::malformed(
                    at,
                    format!("{len} bytes of auxiliary information are not in the file"),
                )
            })?;
            let iv_size = sample.protection.as_ref().map_or(0, |p| p.iv_size);
            let has_subsamples = len > iv_size;
            let mut entries = SencEntries::new(&bytes, at, u32::from(len > 0), iv_size, has_subsamples)?;
            if let Some(entry) = entries.next().transpose()? {
                let subsamples = entry.subsamples().collect();
                sample.take(entry.iv, subsamples);
            }
            at += len as u64;
        }
    }
    Ok(())
}
