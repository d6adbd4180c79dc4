//! Rules on sample entries: `sinf`, `schm`, `tenc` and `seig`.

use super::findings::Findings;
use super::rules::*;
use super::track::{Entry, Protection, Syntax, TrackFacts, seig_groups};
use crate::boxes::{BoxNode, FourCc, Frma, PiffTenc, SampleEntryKind, Schm, Tenc};
use crate::bytes::{ParseResult, Reader};
use crate::cenc::scheme::{CipherMode, PIFF_NOT_ENCRYPTED, Pattern, Scheme};
use crate::codec::rule_for;
use crate::keys::KeyId;
use crate::movie::Track;

const PROTECTED: [&[u8; 4]; 6] = [b"encv", b"enca", b"enct", b"encs", b"encu", b"encm"];

/// Reads and judges a track of a movie. `ordinal` counts the tracks from 1.
pub(super) fn check_track(
    track: &Track,
    trak: &BoxNode,
    ordinal: usize,
    findings: &mut Findings,
) -> TrackFacts {
    let path = format!("moov/trak[{ordinal}]");
    let mut facts = TrackFacts {
        id: track.id,
        path: path.clone(),
        trex: track.trex,
        entries: Vec::new(),
        groups: Vec::new(),
        protected_bytes: 0,
        protected_samples: 0,
    };
    let Some(stbl) = trak.descend(&[b"mdia", b"minf", b"stbl"]) else { return facts };
    for entry in stbl.child(b"stsd").map_or(&[][..], BoxNode::children) {
        let place = format!("{path}/mdia/minf/stbl/stsd/{}", entry.name());
        facts.entries.push(check_entry(entry, place, track.kind, findings));
    }
    match seig_groups(stbl) {
        Ok((groups, _)) => facts.groups = groups,
        Err(e) => findings.malformed(&MALFORMED, &format!("{path}/mdia/minf/stbl"), &e),
    }
    check_groups(&facts, &facts.groups, &format!("{path}/mdia/minf/stbl/sgpd"), stbl.offset, findings);
    facts
}

fn check_entry(entry: &BoxNode, path: String, kind: SampleEntryKind, findings: &mut Findings) -> Entry {
    let mut facts = Entry { path, scheme: None, protection: None, syntax: Syntax::Other, rule: None };
    let is_protected = PROTECTED.contains(&&entry.name().0);
    // A second sinf is for another scheme, for players that know it; the first readable one counts.
    let sinf = entry.child(b"sinf");
    let format = match sinf.map(|s| s.child_view::<Frma>()) {
        Some(Ok(Some(frma))) => frma.data_format,
        _ if is_protected => {
            findings.add(&FRMA_MISSING, &facts.path, entry.offset, "no frma box, so the codec is unknown");
            FourCc::new(b"none")
        }
        _ => entry.name(),
    };
    facts.syntax = Syntax::of(entry, format);
    let config = |name: &[u8; 4]| entry.child(name).map(|c| (c.bytes(), c.body_offset()));
    facts.rule = rule_for(format.0, kind == SampleEntryKind::Audio, entry.offset, &config).ok();
    if let Some(sinf) = sinf {
        check_sinf(sinf, kind, format, &mut facts, findings);
    } else if is_protected {
        findings.add(&SCHM_MISSING, &facts.path, entry.offset, "no sinf box");
    }
    facts
}

fn check_sinf(
    sinf: &BoxNode,
    kind: SampleEntryKind,
    format: FourCc,
    facts: &mut Entry,
    findings: &mut Findings,
) {
    let path = format!("{}/sinf", facts.path);
    let schm = match sinf.child_view::<Schm>() {
        Ok(Some(schm)) => schm,
        Ok(None) => return findings.add(&SCHM_MISSING, path, sinf.offset, "no schm box"),
        Err(e) => return findings.malformed(&MALFORMED, &facts.path, &e),
    };
    let Some(mut scheme) = Scheme::by_scheme_type(schm.scheme_type) else {
        let message = format!("scheme_type is {}", schm.scheme_type);
        return findings.add(&SCHEME_UNKNOWN, format!("{path}/schm"), sinf.offset, message);
    };
    let is_piff = &scheme.scheme_type.0 == b"piff";
    if schm.scheme_version != 0x0001_0000 && !(is_piff && schm.scheme_version == 0x0001_0001) {
        let message = format!("scheme_version is 0x{:08x}", schm.scheme_version);
        findings.add(&SCHEME_VERSION, format!("{path}/schm"), sinf.offset, message);
    }
    let schi = sinf.child(b"schi");
    let children = schi.map_or(&[][..], BoxNode::children);
    let place = format!("{path}/schi/tenc");
    if let Some(tenc) = children.iter().find(|c| c.is::<Tenc>()) {
        match check_tenc(tenc, scheme, &place, findings) {
            Ok(protection) => facts.protection = Some(protection),
            Err(e) => findings.malformed(&MALFORMED, &place, &e),
        }
    } else if let Some(piff) = children.iter().find(|c| c.is::<PiffTenc>()) {
        match piff.view::<PiffTenc>() {
            Ok(PiffTenc(piff)) => {
                scheme = Scheme::of_piff_algorithm(piff.algorithm_id).unwrap_or(scheme);
                facts.protection = Some(Protection {
                    is_protected: piff.algorithm_id != PIFF_NOT_ENCRYPTED,
                    iv_size: piff.iv_size.into(),
                    kid: piff.kid,
                    constant_iv: None,
                    pattern: Pattern::NONE,
                });
            }
            Err(e) => findings.malformed(&MALFORMED, &place, &e),
        }
    } else {
        findings.add(&TENC_MISSING, format!("{path}/schi"), sinf.offset, "no tenc box");
    }
    facts.scheme = Some(scheme);
    let Some(protection) = facts.protection.as_ref().filter(|p| p.is_protected) else { return };
    let pattern = protection.pattern;
    let offset = children.first().map_or(sinf.offset, |c| c.offset);
    if kind == SampleEntryKind::Other {
        findings.add(
            &TEXT_ENCRYPTED,
            &facts.path,
            sinf.offset,
            format!("a track of format {format} is encrypted"),
        );
    }
    if scheme.has_pattern() {
        let skips = pattern.skips() && pattern.crypt_byte_block > 0;
        if kind == SampleEntryKind::Visual && !skips && !pattern.skips() {
            let message = format!("the pattern of this video track is {pattern}");
            findings.add(&VIDEO_PATTERN, &place, offset, message);
        }
        // AC-4 has clear parts and, in cbcs, a pattern.
        if kind == SampleEntryKind::Audio && skips && &format.0 != b"ac-4" {
            findings.add(
                &AUDIO_PATTERN,
                &place,
                offset,
                format!("the pattern of this audio track is {pattern}"),
            );
        }
    }
    if scheme.mode == CipherMode::Ctr && protection.iv_size == 16 {
        findings.add(&IV_16, &place, offset, "IVs have 16 bytes");
    }
}

/// Reads `tenc` field by field and judges each.
fn check_tenc(
    node: &BoxNode,
    scheme: &Scheme,
    path: &str,
    findings: &mut Findings,
) -> ParseResult<Protection> {
    let at = node.offset;
    let mut r: Reader<'_> = node.reader();
    let version = r.u8("version")?;
    r.u24("flags")?;
    r.u8("reserved")?;
    let blocks = r.u8("default_crypt_byte_block")?;
    let is_protected = r.u8("default_isProtected")?;
    let iv_size = r.u8("default_Per_Sample_IV_Size")?;
    let kid = KeyId::from_bytes(r.array("default_KID")?);
    let pattern = Pattern::from_byte(blocks);
    if is_protected > 1 {
        findings.add(&TENC_PROTECTED, path, at, format!("default_isProtected is {is_protected}"));
    }
    if version == 0 && (blocks != 0 || (scheme.has_pattern() && is_protected != 0)) {
        let message = format!("tenc of version 0 in a track of scheme {scheme} with pattern {pattern}");
        findings.add(&TENC_VERSION, path, at, message);
    } else {
        check_pattern(pattern, scheme, path, at, findings);
    }
    let mut constant_iv = None;
    if is_protected != 0 && iv_size == 0 {
        constant_iv = read_constant_iv(&mut r, path, at, findings);
        if constant_iv.is_some() && scheme.mode == CipherMode::Ctr {
            findings.add(&CTR_CONSTANT_IV, path, at, format!("a constant IV in scheme {scheme}"));
        }
    } else if is_protected != 0 {
        let allowed = if scheme.has_constant_iv() {
            matches!(iv_size, 8 | 16)
        } else {
            scheme.iv.sizes().contains(&iv_size)
        };
        if !allowed {
            let message = format!("default_Per_Sample_IV_Size is {iv_size} in scheme {scheme}");
            findings.add(&TENC_IV_SIZE, path, at, message);
        } else if scheme.has_constant_iv() {
            findings.add(&CBCS_SAMPLE_IV, path, at, format!("IVs of {iv_size} bytes per sample in {scheme}"));
        }
    }
    let iv_size = usize::from(iv_size);
    let pattern = if version == 0 { Pattern::NONE } else { pattern };
    Ok(Protection { is_protected: is_protected != 0, iv_size, kid, constant_iv, pattern })
}

fn read_constant_iv(r: &mut Reader<'_>, path: &str, at: u64, findings: &mut Findings) -> Option<Vec<u8>> {
    let Ok(size) = r.u8("default_constant_IV_size") else {
        findings.add(&CONSTANT_IV_MISSING, path, at, "IV size 0 and no constant IV");
        return None;
    };
    let iv = r.take(size.into(), "default_constant_IV").ok().map(<[u8]>::to_vec);
    if !matches!(size, 8 | 16) || iv.is_none() {
        findings.add(&CONSTANT_IV_SIZE, path, at, format!("the constant IV has {size} bytes"));
        return None;
    }
    iv
}

fn check_pattern(pattern: Pattern, scheme: &Scheme, path: &str, at: u64, findings: &mut Findings) {
    if !scheme.has_pattern() && !pattern.is_none() {
        findings.add(&PATTERN_FORBIDDEN, path, at, format!("pattern {pattern} in scheme {scheme}"));
    } else if pattern.crypt_byte_block == 0 && pattern.skips() {
        findings.add(&PATTERN_EMPTY, path, at, format!("pattern {pattern} encrypts no block"));
    }
}

/// Judges the groups that a movie or fragment describes against the track's `tenc`.
pub(super) fn check_groups(
    track: &TrackFacts,
    groups: &[Protection],
    path: &str,
    offset: u64,
    findings: &mut Findings,
) {
    let Some(defaults) = track.entries.iter().find_map(|e| e.protection.as_ref()) else { return };
    for (number, group) in groups.iter().enumerate().filter(|(_, g)| g.is_protected) {
        let number = number + 1;
        if group.pattern != defaults.pattern {
            let message =
                format!("group {number} has pattern {}, but tenc has {}", group.pattern, defaults.pattern);
            findings.add(&SEIG_PATTERN, path, offset, message);
        }
        if group.iv_size == 0 && group.constant_iv.is_none() {
            findings.add(&SEIG_IV, path, offset, format!("group {number} has IV size 0 and no constant IV"));
        }
    }
}
