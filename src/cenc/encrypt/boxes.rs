//! The boxes that encryption adds to sample entries, movies and fragments, and those that must not be there before it.

use crate::boxes::{
    BoxNode, Content, FourCc, Frma, PiffEncryption, PiffSenc, PiffTenc, Saio, Saiz, Schm, Senc, Tenc, Tkhd,
};
use crate::bytes::{ParseError, ParseResult};
use crate::cenc::cipher::Mode;
use crate::cenc::decrypt::is_ours;
use crate::cenc::iv::Iv;
use crate::cenc::scheme::{CipherMode, PIFF_AES_CBC, PIFF_AES_CTR, Scheme};
use crate::error::{Error, Result};
use crate::keys::KeyId;
use crate::movie::Track;

/// The path of sample tables in a track.
pub(super) const STBL: [&[u8; 4]; 3] = [b"mdia", b"minf", b"stbl"];

/// Whether a sample entry says that its samples are protected.
pub(super) fn is_protected(entry: &BoxNode) -> bool {
    entry.child(b"sinf").is_some()
        || matches!(&entry.name().0, b"encv" | b"enca" | b"enct" | b"encs" | b"encu" | b"encm")
}

/// Refuses schemes that no specification defines for a codec: the bindings of AV1 and VP9 know neither cens nor cbc1.
pub(super) fn check_scheme(scheme: &Scheme, entry: &BoxNode) -> ParseResult<()> {
    let format = entry.name();
    if matches!(&format.0, b"av01" | b"dav1" | b"vp09") && matches!(scheme.name, "cens" | "cbc1") {
        let message = format!("no specification defines {scheme} for sample entry {format}");
        return Err(ParseError::unsupported(entry.offset, message));
    }
    Ok(())
}

/// Renames a sample entry and gives it a `sinf`.
pub(super) fn protect_entry(
    entry: &mut BoxNode,
    track: &Track,
    mode: &Mode,
    kid: KeyId,
    iv_size: usize,
    constant: Option<Iv>,
) -> Result<()> {
    let format = entry.name();
    if matches!(entry.content, Content::Leaf(_)) {
        let message = format!("the boxes of sample entry {format} cannot be found");
        return Err(ParseError::malformed(entry.offset, message).into());
    }
    let scheme = mode.scheme;
    let per_sample_iv_size = if constant.is_some() { 0 } else { iv_size as u8 };
    let track_encryption = if scheme.scheme_type == FourCc::new(b"piff") {
        let algorithm_id = if scheme.mode == CipherMode::Ctr { PIFF_AES_CTR } else { PIFF_AES_CBC };
        BoxNode::from_body(&PiffTenc(PiffEncryption { algorithm_id, iv_size: per_sample_iv_size, kid }))
    } else {
        BoxNode::from_body(&Tenc {
            version: u8::from(scheme.has_pattern()),
            default_is_protected: 1,
            default_per_sample_iv_size: per_sample_iv_size,
            default_kid: kid,
            default_pattern: mode.pattern,
            default_constant_iv: constant.map(|iv| iv.as_slice().to_vec()),
        })
    };
    let schm =
        Schm { scheme_type: scheme.scheme_type, scheme_version: scheme.schm_version, scheme_uri: None };
    let sinf = vec![
        BoxNode::from_body(&Frma { data_format: format }),
        BoxNode::from_body(&schm),
        BoxNode::from_children(FourCc::new(b"schi"), vec![track_encryption]),
    ];
    entry.header.name = track.kind.protected_format(track.handler);
    entry.push(BoxNode::from_children(FourCc::new(b"sinf"), sinf));
    Ok(())
}

/// Refuses a track whose media lies in another file (`dref`, ISO/IEC 14496-12 section 8.7.2): its offsets say nothing of this one.
pub(super) fn refuse_external_data(trak: &BoxNode) -> Result<()> {
    let Some(dref) = trak.descend(&[b"mdia", b"minf", b"dinf", b"dref"]) else { return Ok(()) };
    let mut body = dref.reader();
    body.take(8, "version, flags and entry_count")?;
    while body.remaining() >= 8 {
        let entry = BoxNode::read(&mut body)?;
        let flags = entry.reader().u32("version and flags")?;
        // Some writers forget the flag, but then there is no place either.
        if flags & 1 == 0 && entry.bytes().iter().skip(4).any(|&b| b != 0) {
            let message =
                format!("the media of this track lies in another file (dref entry {})", entry.name());
            return Err(ParseError::unsupported(entry.offset, message).into());
        }
    }
    Ok(())
}

/// Refuses an `stbl` or `traf` that has auxiliary information of Common Encryption already, or one without a type, which would
/// be taken for it.
pub(super) fn refuse_leftovers(holder: &BoxNode, place: &str) -> Result<()> {
    for node in holder.children() {
        let kind = match (node.is::<Saiz>(), node.is::<Saio>()) {
            (true, _) => Some(node.view::<Saiz>()?.kind),
            (_, true) => Some(node.view::<Saio>()?.kind),
            _ => None,
        };
        let ours = kind.is_some_and(|k| is_ours(k.map(|k| k.aux_info_type)));
        if ours || node.is::<Senc>() || node.is::<PiffSenc>() {
            let message = format!("box {} says that the samples are encrypted already", node.name());
            let error = ParseError::unsupported(node.offset, message).inside(place);
            return Err(Error::from(error).hint("use `boxlock recrypt` to change keys or scheme"));
        }
    }
    Ok(())
}

/// Points the `saio` box among `node`'s children at its `senc` box. `node` starts at absolute offset `position`, and the
/// offset counts from `base`.
pub(super) fn place_aux_info(node: &mut BoxNode, position: u64, base: u64) -> Result<()> {
    let mut entries = None;
    let header = node.header.fitted(node.size());
    let mut at = position + header.len() + node.bytes().len() as u64;
    for child in node.children() {
        if child.is::<Senc>() {
            entries = Some(at + child.header.len() + Senc::ENTRIES_OFFSET as u64);
        }
        at += child.size();
    }
    let (Some(entries), Some(saio)) =
        (entries, node.children_mut().and_then(|c| c.iter_mut().rfind(|b| b.is::<Saio>() && b.offset == 0)))
    else {
        return Ok(());
    };
    let offset = entries.checked_sub(base).ok_or_else(|| Error::internal("saio would be negative"))?;
    let mut body: Saio = saio.view()?;
    let size = saio.size();
    body.offsets = vec![offset];
    saio.replace(&body);
    if saio.size() != size {
        return Err(Error::internal("saio changed its size"));
    }
    Ok(())
}

/// Points the `saio` boxes of the tracks `ids` at their `senc` boxes.
pub(super) fn place_movie_aux_info(moov: &mut BoxNode, offset: u64, ids: &[u32]) -> Result<()> {
    let mut positions: Vec<(usize, u64)> = Vec::new();
    let mut at = offset + moov.header.len();
    for (index, trak) in moov.children().iter().enumerate() {
        let id = trak.child_view::<Tkhd>()?.map(|t| t.track_id);
        if id.is_some_and(|id| ids.contains(&id))
            && let Some(stbl) = trak.descend(&STBL)
        {
            let mut place = None;
            trak.visit_positions(&mut |position, node| {
                if std::ptr::eq(node, stbl) {
                    place = Some(position);
                }
            });
            positions.extend(place.map(|p| (index, at + p)));
        }
        at += trak.size();
    }
    for (index, position) in positions {
        let trak = moov.children_mut().and_then(|c| c.get_mut(index));
        if let Some(stbl) = trak.and_then(|t| t.descend_mut(&STBL)) {
            place_aux_info(stbl, position, 0)?;
        }
    }
    Ok(())
}
