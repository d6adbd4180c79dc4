//! Sample Description Box (`stsd`) and the fields in front of a sample entry's boxes, ISO/IEC 14496-12 sections 8.5.2
//! and 12.

use super::{BoxNode, Content, FourCc};
use crate::bytes::{Inside, ParseError, ParseResult};

/// Which fields a sample entry starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleEntryKind {
    /// `VisualSampleEntry`.
    Visual,
    /// `AudioSampleEntry`, or one of QuickTime's two longer forms.
    Audio,
    /// Timed text, subtitles, metadata and everything else.
    Other,
}

impl SampleEntryKind {
    /// The kind that goes with a handler.
    pub fn of_handler(handler: FourCc) -> Self {
        match &handler.0 {
            b"vide" | b"auxv" | b"pict" => Self::Visual,
            b"soun" => Self::Audio,
            _ => Self::Other,
        }
    }

    /// The type a sample entry takes when it is protected, ISO/IEC 14496-12 section 8.12.1.
    pub fn protected_format(self, handler: FourCc) -> FourCc {
        match (self, &handler.0) {
            (Self::Visual, _) => FourCc::new(b"encv"),
            (Self::Audio, _) => FourCc::new(b"enca"),
            (Self::Other, b"subt") => FourCc::new(b"encu"),
            (Self::Other, b"meta") => FourCc::new(b"encm"),
            (Self::Other, b"text" | b"sbtl") => FourCc::new(b"enct"),
            (Self::Other, _) => FourCc::new(b"encs"),
        }
    }

    /// Number of bytes before the boxes of a sample entry of type `format`.
    pub fn prefix_len(self, format: FourCc, body: &[u8]) -> Option<usize> {
        match self {
            Self::Visual => Some(78),
            Self::Audio => match (body.get(8..10)?, is_quicktime_sound(body)) {
                ([0, 1], true) => Some(44),
                ([0, 2], true) => {
                    let size: [u8; 4] = body.get(28..32)?.try_into().ok()?;
                    // sizeOfStructOnly counts the box header and the description's first 16 bytes too.
                    usize::try_from(u32::from_be_bytes(size)).ok()?.checked_sub(8)
                }
                _ => Some(28),
            },
            Self::Other => match &format.0 {
                b"tx3g" => Some(38),
                b"stpp" => after_strings(body, 8, 3),
                b"metx" => after_strings(body, 8, 3),
                b"sbtt" | b"stxt" | b"mett" => after_strings(body, 8, 2),
                b"enct" | b"encs" | b"encu" | b"encm" => sinf_position(body),
                _ => Some(8),
            },
        }
    }
}

/// Whether an audio entry with version 1 or 2 is QuickTime's. ISO files use version 1 too (`AudioSampleEntryV1`), but
/// with boxes right behind the common fields.
fn is_quicktime_sound(body: &[u8]) -> bool {
    let plausible = |at: usize| {
        let Some(header) = body.get(at..at + 8) else { return body.len() <= at };
        let size = header.iter().take(4).fold(0_usize, |n, &b| n << 8 | usize::from(b));
        let name = header.iter().skip(4);
        size >= 8
            && size <= body.len() - at
            && name.clone().all(|b| b.is_ascii_graphic() || *b == b' ' || *b == 0xa9)
    };
    !plausible(28) || body.len() == 44
}

/// The position behind `count` zero-terminated strings from `start`.
fn after_strings(body: &[u8], start: usize, count: usize) -> Option<usize> {
    let mut zeros = body.iter().enumerate().skip(start).filter(|&(_, &b)| b == 0).map(|(i, _)| i + 1);
    zeros.nth(count - 1)
}

/// Where the `sinf` box starts in a protected entry whose own fields depend on the type it hides.
fn sinf_position(body: &[u8]) -> Option<usize> {
    body.windows(4).position(|w| w == b"sinf").and_then(|at| at.checked_sub(4))
}

/// Turns the `stsd` box of a track into a container of sample entries, and every entry into a container of its boxes
/// where its fields are known. Entries that cannot be looked into stay leaves.
///
/// # Errors
/// When `stsd` itself is malformed.
pub fn expand_sample_descriptions(trak: &mut BoxNode, handler: FourCc) -> ParseResult<()> {
    let Some(stsd) = trak.descend_mut(&[b"mdia", b"minf", b"stbl", b"stsd"]) else { return Ok(()) };
    stsd.expand(8).inside(|| "trak/mdia/minf/stbl".into())?;
    let kind = SampleEntryKind::of_handler(handler);
    let claimed = stsd.bytes().get(4..8).and_then(|b| b.try_into().ok()).map_or(0, u32::from_be_bytes);
    let (offset, found) = (stsd.body_offset(), stsd.children().len());
    if claimed as usize != found {
        let message = format!("stsd says {claimed} sample entries, but holds {found}");
        return Err(ParseError::malformed(offset, message).inside("trak/mdia/minf/stbl/stsd"));
    }
    for entry in stsd.children_mut().into_iter().flatten() {
        let name = entry.name();
        // The entry's own type decides where it and the handler disagree.
        let kind = match &name.0 {
            b"encv" => SampleEntryKind::Visual,
            b"enca" => SampleEntryKind::Audio,
            _ => kind,
        };
        let Content::Leaf(body) = &entry.content else { continue };
        if let Some(prefix) = kind.prefix_len(name, body).filter(|&p| p <= body.len()) {
            // An entry that cannot be expanded stays a leaf: whoever needs its boxes will say what is missing.
            let _ = entry.expand(prefix);
        }
    }
    Ok(())
}
