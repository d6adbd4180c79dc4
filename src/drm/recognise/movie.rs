//! MP4 files: the boxes with DRM data right inside `moov` and `moof`.

use super::{Found, Item, Trail, kinds};
use crate::bytes::Reader;
use crate::drm::SystemId;

/// Types of boxes that files and segments start with.
const STARTS: [&[u8; 4]; 8] = [b"ftyp", b"styp", b"moov", b"moof", b"sidx", b"emsg", b"prft", b"free"];
/// The user type of PIFF's form of `pssh`.
const PIFF_PSSH: [u8; 16] = *b"\xd0\x8a\x4f\x18\x10\xf3\x4a\x82\xb6\xc8\x32\xd8\xab\xa1\x83\xd3";

/// The DRM data of a file, or of the boxes of one that matter.
pub(super) fn look(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    let first: &[u8; 4] = input.get(4..8)?.try_into().ok()?;
    if !STARTS.contains(&first) {
        return None;
    }
    let mut found = Vec::new();
    let mut fragments = 0;
    for (box_type, body) in boxes(input) {
        let place = match &box_type {
            b"moov" => "moov".to_owned(),
            b"moof" => {
                fragments += 1;
                format!("moof[{fragments}]")
            }
            _ => continue,
        };
        for (box_type, body) in boxes(body) {
            let trail = trail.at(&place);
            match &box_type {
                b"pssh" => found.extend(kinds::boxes_at(&whole(body), 0, &trail.at("pssh"), false)),
                b"uuid" => found.extend(piff(body, &trail.at("uuid"))),
                _ => {}
            }
        }
    }
    (!found.is_empty()).then_some(found)
}

/// The boxes in a row, type and body, up to the first one that is cut off.
fn boxes(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut r = Reader::new(bytes, 0);
    std::iter::from_fn(move || {
        let size = r.u32("box size").ok()?;
        let box_type = r.array("box type").ok()?;
        let body_len = match size {
            0 => Some(r.remaining() as u64),
            1 => r.u64("large size").ok()?.checked_sub(16),
            size => u64::from(size).checked_sub(8),
        };
        let body = r.take(usize::try_from(body_len?).ok()?, "box").ok()?;
        Some((box_type, body))
    })
}

/// A `pssh` box around its body again. Its size is that of the file, unless it was in the large form.
fn whole(body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len().saturating_add(8)).unwrap_or_default();
    [&size.to_be_bytes(), b"pssh".as_slice(), body].concat()
}

fn piff(body: &[u8], trail: &Trail) -> Option<Found> {
    let mut r = Reader::new(body, 0);
    if r.array::<16>("user type").ok()? != PIFF_PSSH {
        return None;
    }
    r.u32("version and flags").ok()?;
    let system = SystemId::from_bytes(r.array("SystemID").ok()?);
    let len = r.u32("DataSize").ok()?;
    let data = r.take(usize::try_from(len).ok()?, "Data").ok()?;
    (system == SystemId::PLAYREADY).then(|| trail.found(Item::PlayReadyObject { bytes: data.to_vec() }))
}
