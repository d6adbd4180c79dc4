//! Rules on the layout of a file: where samples lie, and what indexes point at.

use super::findings::Findings;
use super::rules::*;
use crate::boxes::{BoxHeader, BoxNode, FourCc, Ftyp, MAX_HEADER_LEN, Sidx, Tfhd, Tfra};
use crate::bytes::{ParseError, ParseErrorKind, ParseResult, Reader};
use crate::error::Result;
use crate::movie::{ReadAt, SampleLocation};

/// A larger box is not read.
const MAX_STRUCTURE: u64 = 1 << 30;

/// A box of the top level.
#[derive(Clone, Copy, Debug)]
pub(super) struct TopBox {
    pub name: FourCc,
    pub header_len: u64,
    pub offset: u64,
    pub size: u64,
}

impl TopBox {
    pub(super) fn is(&self, name: &[u8; 4]) -> bool {
        &self.name.0 == name
    }

    pub(super) fn end(&self) -> u64 {
        self.offset.saturating_add(self.size)
    }

    /// The box with its children.
    pub(super) fn read(&self, source: &dyn ReadAt) -> Result<ParseResult<BoxNode>> {
        if self.size > MAX_STRUCTURE {
            let message =
                format!("box {} of {} bytes: more than {MAX_STRUCTURE} are not read", self.name, self.size);
            return Ok(Err(ParseError::unsupported(self.offset, message)));
        }
        let mut bytes = vec![0; self.size as usize];
        source.read_exact_at(&mut bytes, self.offset)?;
        Ok(BoxNode::read(&mut Reader::new(&bytes, self.offset)))
    }
}

/// Reads the headers of the top level, up to the first one that cannot be.
pub(super) fn top_boxes(source: &dyn ReadAt, len: u64, findings: &mut Findings) -> Result<Vec<TopBox>> {
    let mut boxes = Vec::new();
    let mut offset = 0;
    while offset < len {
        let left = len - offset;
        let mut head = [0; MAX_HEADER_LEN];
        let head = head.split_at_mut(left.min(MAX_HEADER_LEN as u64) as usize).0;
        source.read_exact_at(head, offset)?;
        let header = match BoxHeader::read(&mut Reader::new(head, offset), Some(left)) {
            Ok(header) => header,
            Err(e) if boxes.is_empty() => return Err(e.into()),
            Err(e) => {
                findings.malformed(&MALFORMED, "file", &e);
                break;
            }
        };
        let size = header.size.unwrap_or(left);
        boxes.push(TopBox { name: header.name, header_len: header.len(), offset, size });
        offset += size;
    }
    if boxes.is_empty() {
        return Err(ParseError::malformed(0, "the input is empty").into());
    }
    Ok(boxes)
}

/// The brands of a file; none when `ftyp` and `styp` are missing.
pub(super) fn brands(boxes: &[TopBox], source: &dyn ReadAt, findings: &mut Findings) -> Result<Vec<FourCc>> {
    let Some(top) = boxes.iter().find(|b| b.is(b"ftyp") || b.is(b"styp")) else { return Ok(Vec::new()) };
    let ftyp = top.read(source)?.and_then(|node| {
        let ftyp = <Ftyp as crate::boxes::BoxBody>::read(&mut node.reader())?;
        Ok(ftyp.compatible_brands.into_iter().chain([ftyp.major_brand]).collect())
    });
    Ok(ftyp.unwrap_or_else(|e: ParseError| {
        findings.malformed(&MALFORMED, "ftyp", &e);
        Vec::new()
    }))
}

/// Whether brands know `default-base-is-moof`.
fn knows_base_is_moof(brand: &FourCc) -> bool {
    matches!(&brand.0, [b'i', b's', b'o', b'5'..=b'9' | b'a'..=b'c'])
        || matches!(
            &brand.0,
            b"dash" | b"msdh" | b"msix" | b"cmfc" | b"cmf2" | b"cmff" | b"cmfs" | b"cmfl" | b"lmsg" | b"hlsf"
        )
}

/// Judges the `traf` boxes of a fragment.
pub(super) fn check_bases(moof: &BoxNode, path: &str, brands: &[FourCc], findings: &mut Findings) {
    for (ordinal, traf) in moof.children_named(b"traf").enumerate() {
        let Ok(Some(tfhd)) = traf.child_view::<Tfhd>() else { continue };
        let place = format!("{path}/traf[{}]/tfhd", ordinal + 1);
        if !tfhd.default_base_is_moof() || tfhd.base_data_offset.is_some() {
            findings.add(&BASE_IS_MOOF, place, traf.offset, "data offsets do not count from the moof");
        } else if !brands.is_empty() && !brands.iter().any(knows_base_is_moof) {
            let message = "default-base-is-moof in a file without brand iso5 or later";
            findings.add(&BRAND_ISO5, place, traf.offset, message);
        }
    }
}

/// The box that a sample lies in, and whether that is media data that holds all of it.
fn home<'a>(sample: &SampleLocation, boxes: &'a [TopBox]) -> (Option<&'a TopBox>, bool) {
    let next = boxes.partition_point(|b| b.offset <= sample.offset);
    let home = next.checked_sub(1).and_then(|i| boxes.get(i));
    let inside = home.is_some_and(|b| {
        (b.is(b"mdat") || b.is(b"imda") || b.is(b"idat"))
            && sample.offset >= b.offset + b.header_len
            && sample.end() <= b.end()
    });
    (home, inside)
}

/// Whether a sample lies in media data.
pub(super) fn is_inside(sample: &SampleLocation, boxes: &[TopBox]) -> bool {
    home(sample, boxes).1
}

/// Judges whether samples lie in media data.
pub(super) fn check_inside(
    samples: &[SampleLocation],
    boxes: &[TopBox],
    path: &str,
    findings: &mut Findings,
) {
    for (number, sample) in samples.iter().enumerate().filter(|(_, s)| s.size > 0) {
        let (home, inside) = home(sample, boxes);
        if !inside {
            let message = format!(
                "sample of {} bytes at byte {}, which is in {}",
                sample.size,
                sample.offset,
                home.map_or("no box".to_owned(), |b| format!("box {} at byte {}", b.name, b.offset))
            );
            findings.add(&OUTSIDE_MDAT, format!("{path}/sample {}", number + 1), sample.offset, message);
        }
    }
}

/// Judges segment indexes and random access tables.
pub(super) fn check_indexes(boxes: &[TopBox], source: &dyn ReadAt, findings: &mut Findings) -> Result<()> {
    let indexes: Vec<&TopBox> = boxes.iter().filter(|b| b.is(b"sidx")).collect();
    for (number, top) in indexes.iter().enumerate() {
        let path = format!("sidx[{}]", number + 1);
        match top.read(source)?.and_then(|node| node.view::<Sidx>()) {
            Ok(sidx) => check_index(&sidx, top, indexes.len() == 1, boxes, &path, findings),
            Err(e) => findings.malformed(&MALFORMED, &path, &e),
        }
    }
    for top in boxes.iter().filter(|b| b.is(b"mfra")) {
        match top.read(source)? {
            Ok(mfra) => check_random_access(&mfra, boxes, findings),
            Err(e) => findings.malformed(&MALFORMED, "mfra", &e),
        }
    }
    Ok(())
}

fn check_index(
    sidx: &Sidx,
    top: &TopBox,
    is_only: bool,
    boxes: &[TopBox],
    path: &str,
    findings: &mut Findings,
) {
    // An index may stand in an init segment, apart from what it covers.
    if !boxes.iter().any(|b| b.is(b"moof")) {
        return;
    }
    let mut at = top.end().saturating_add(sidx.first_offset);
    // A segment begins with these; media follows.
    let begins = |offset: u64| {
        boxes.iter().find(|b| b.offset == offset).is_some_and(|b| {
            matches!(
                &b.name.0,
                b"moof" | b"styp" | b"sidx" | b"ssix" | b"emsg" | b"prft" | b"free" | b"skip" | b"uuid"
            )
        })
    };
    for (number, reference) in sidx.references.iter().enumerate() {
        if reference.size > 0 && !begins(at) {
            let message = format!("reference {} begins at byte {at}, where no segment begins", number + 1);
            return findings.add(&SIDX_COVERAGE, path, at, message);
        }
        at = at.saturating_add(reference.size.into());
    }
    if !boxes.iter().any(|b| b.end() == at) {
        let message = format!("the last reference ends at byte {at}, where no box ends");
        return findings.add(&SIDX_COVERAGE, path, at, message);
    }
    let uncovered = boxes.iter().find(|b| b.is(b"moof") && b.offset >= at);
    if let Some(moof) = uncovered.filter(|_| is_only) {
        let message = format!("the references end at byte {at}, before the moof at byte {}", moof.offset);
        findings.add(&SIDX_COVERAGE, path, at, message);
    }
}

fn check_random_access(mfra: &BoxNode, boxes: &[TopBox], findings: &mut Findings) {
    for (number, node) in mfra.children_named(b"tfra").enumerate() {
        let path = format!("mfra/tfra[{}]", number + 1);
        let tfra = match node.view::<Tfra>() {
            Ok(tfra) => tfra,
            Err(e) if e.kind == ParseErrorKind::Unsupported => continue,
            Err(e) => {
                findings.malformed(&MALFORMED, &path, &e);
                continue;
            }
        };
        let is_moof = |offset: u64| boxes.iter().any(|b| b.is(b"moof") && b.offset == offset);
        if let Some(entry) = tfra.entries.iter().find(|e| !is_moof(e.moof_offset)) {
            let message = format!("moof_offset is {}, where no moof begins", entry.moof_offset);
            findings.add(&MFRA_OFFSET, path, node.offset, message);
        }
    }
}
