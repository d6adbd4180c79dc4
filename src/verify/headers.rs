//! Rules on `pssh` boxes, PlayReady Objects and Widevine data, against the tracks and the keys.

use std::collections::BTreeSet;

use super::VerifyOptions;
use super::findings::Findings;
use super::rules::*;
use crate::boxes::{BoxNode, PiffPssh, Pssh};
use crate::bytes::ParseResult;
use crate::cenc::scheme::Scheme;
use crate::drm::SystemId;
use crate::drm::playready::{Algid, PlayReadyObject, WrmHeader, WrmVersion, checksum};
use crate::drm::widevine::WidevinePsshData;
use crate::keys::KeyId;

/// One `pssh` box with what it lists.
#[derive(Debug)]
struct Listed {
    path: String,
    offset: u64,
    system: SystemId,
    kids: Vec<KeyId>,
    algids: Vec<(WrmVersion, Option<Algid>)>,
    widevine_scheme: Option<[u8; 4]>,
}

/// All `pssh` boxes of a file.
#[derive(Debug, Default)]
pub(super) struct Headers {
    listed: Vec<Listed>,
    /// How many boxes there are, unreadable ones too.
    count: usize,
}

fn is_pssh(node: &BoxNode) -> bool {
    node.is::<Pssh>() || node.is::<PiffPssh>()
}

impl Headers {
    /// Reads the `pssh` boxes of a `moov` or `moof` and looks for some where none may be.
    pub(super) fn read(
        &mut self,
        container: &BoxNode,
        path: &str,
        options: &VerifyOptions<'_>,
        findings: &mut Findings,
    ) {
        let mut seen: Vec<(&[u8], u64)> = Vec::new();
        for node in container.children().iter().filter(|c| is_pssh(c)) {
            self.count += 1;
            let place = format!("{path}/pssh[{}]", seen.len() + 1);
            if let Some((_, first)) = seen.iter().find(|(bytes, _)| *bytes == node.bytes()) {
                let message = format!("the same box as the one at byte {first}");
                findings.add(&PSSH_DUPLICATE, &place, node.offset, message);
            }
            seen.push((node.bytes(), node.offset));
            self.read_box(node, &place, options, findings);
        }
        for child in container.children() {
            find_misplaced(child, &format!("{path}/{}", child.name()), findings);
        }
    }

    /// A box at the top level of the file.
    pub(super) fn read_top(&mut self, node: &BoxNode, findings: &mut Findings) {
        if is_pssh(node) {
            self.count += 1;
            findings.add(&PSSH_MISPLACED, "pssh", node.offset, "a pssh box at the top level of the file");
        }
    }

    fn read_box(&mut self, node: &BoxNode, path: &str, options: &VerifyOptions<'_>, findings: &mut Findings) {
        let pssh = if node.is::<PiffPssh>() {
            node.view().map(|PiffPssh { system_id, data }| Pssh {
                version: 0,
                system_id,
                kids: Vec::new(),
                data,
            })
        } else {
            node.view::<Pssh>()
        };
        let pssh = match pssh {
            Ok(pssh) => pssh,
            Err(e) => return findings.malformed(&PSSH_UNREADABLE, path, &e),
        };
        let mut listed = Listed {
            path: path.to_owned(),
            offset: node.offset,
            system: SystemId::from_bytes(pssh.system_id),
            kids: pssh.kids,
            algids: Vec::new(),
            widevine_scheme: None,
        };
        let done = match listed.system {
            SystemId::PLAYREADY if !pssh.data.is_empty() => {
                read_object(&pssh.data, &mut listed, options, findings)
            }
            SystemId::WIDEVINE if !pssh.data.is_empty() => {
                WidevinePsshData::read(&pssh.data, 0).map(|data| {
                    listed.kids.extend(data.kids());
                    listed.widevine_scheme = data.scheme_type();
                })
            }
            _ => Ok(()),
        };
        if let Err(e) = done {
            let message = format!("data of {}: {}", listed.system.title(), e);
            findings.add(&PSSH_UNREADABLE, path, node.offset, message);
        }
        self.listed.push(listed);
    }

    /// Compares the boxes with the key IDs and schemes of the tracks.
    pub(super) fn check(&self, used: &BTreeSet<KeyId>, schemes: &[&'static Scheme], findings: &mut Findings) {
        if used.is_empty() && schemes.is_empty() {
            if self.count > 0 {
                let message = format!("{} pssh boxes, but no track is encrypted", self.count);
                findings.add(&PSSH_ALONE, "moov", None, message);
            } else {
                findings.add(&NOTHING_ENCRYPTED, "moov", None, "no track is encrypted");
            }
            return;
        }
        // A track whose keys rotate has no key ID before its first fragment, and its boxes lie there.
        if self.count == 0 && !used.is_empty() {
            findings.add(&PSSH_MISSING, "moov", None, "no pssh box");
        }
        for system in self.listed.iter().map(|l| l.system).collect::<BTreeSet<_>>() {
            self.check_kids(system, used, findings);
        }
        let cipher = |s: &Scheme| Algid::for_scheme(s.scheme_type.0);
        for listed in &self.listed {
            for (version, algid) in &listed.algids {
                let wrong = algid.and_then(|a| schemes.iter().find(|s| cipher(s) != Some(a)).map(|s| (a, s)));
                if let Some((algid, scheme)) = wrong {
                    let message = format!("ALGID {algid} in a file of scheme {scheme}");
                    findings.add(&ALGID_SCHEME, &listed.path, listed.offset, message);
                }
                if *algid == Some(Algid::AesCbc) && *version < WrmVersion::V4_3 {
                    let message = format!("AESCBC in a header of version {version}");
                    findings.add(&ALGID_VERSION, &listed.path, listed.offset, message);
                }
            }
            let Some(stated) = listed.widevine_scheme else { continue };
            // Widevine does not know PIFF by its own name: its samples are those of cenc.
            let fits = |s: &&&Scheme| {
                s.scheme_type.0 == stated || (&s.scheme_type.0 == b"piff" && &stated == b"cenc")
            };
            if let Some(scheme) = schemes.iter().find(|s| !fits(s)) {
                let message =
                    format!("protection_scheme is {}, but the scheme is {scheme}", stated.escape_ascii());
                findings.add(&WIDEVINE_SCHEME, &listed.path, listed.offset, message);
            }
        }
        if self.listed.iter().any(|l| l.system == SystemId::PLAYREADY)
            && let Some(scheme) = schemes.iter().find(|s| matches!(s.name, "cens" | "cbc1"))
        {
            findings.add(
                &SCHEME_NOT_PLAYREADY,
                "moov",
                None,
                format!("a PlayReady header in a file of scheme {scheme}"),
            );
        }
    }

    /// The boxes of one system together must list every key ID, unless they list none.
    fn check_kids(&self, system: SystemId, used: &BTreeSet<KeyId>, findings: &mut Findings) {
        let boxes: Vec<&Listed> =
            self.listed.iter().filter(|l| l.system == system && !l.kids.is_empty()).collect();
        let Some(first) = boxes.first() else { return };
        let mut listed: BTreeSet<KeyId> = boxes.iter().flat_map(|l| l.kids.iter().copied()).collect();
        for kid in used.iter().filter(|kid| !listed.contains(kid)).copied().collect::<Vec<_>>() {
            let swapped = KeyId::from_guid_bytes(kid.bytes());
            if swapped != kid && listed.remove(&swapped) {
                let message =
                    format!("{} lists {swapped}, which is {kid} with swapped bytes", system.title());
                findings.add(&KID_SWAPPED, &first.path, first.offset, message);
            } else {
                let message = format!("{} does not list key ID {kid}", system.title());
                findings.add(&KID_MISSING, &first.path, first.offset, message);
            }
        }
        for kid in listed.iter().filter(|kid| !used.contains(kid)) {
            // Boxes in fragments announce keys of fragments to come.
            let movie = |l: &&&Listed| l.path.starts_with("moov") && l.kids.contains(kid);
            let Some(path) = boxes.iter().find(movie) else { continue };
            let message = format!("{} lists key ID {kid}, which no sample of this file uses", system.title());
            findings.add(&KID_EXTRA, &path.path, path.offset, message);
        }
    }
}

/// Reads a PlayReady Object and compares its checksums with the keys.
fn read_object(
    data: &[u8],
    listed: &mut Listed,
    options: &VerifyOptions<'_>,
    findings: &mut Findings,
) -> ParseResult<()> {
    let object = PlayReadyObject::read(data, 0)?;
    let Some(WrmHeader { version, kids, .. }) = object.header(0)? else { return Ok(()) };
    for entry in &kids {
        listed.kids.push(entry.kid);
        listed.algids.push((version, entry.algid));
        let Some(stated) = &entry.checksum else { continue };
        if entry.algid == Some(Algid::AesCbc) {
            let message = format!("a checksum for key ID {}, whose cipher is AESCBC", entry.kid);
            findings.add(&CHECKSUM_CBC, &listed.path, listed.offset, message);
        } else if entry.algid != Some(Algid::Cocktail)
            && let Some(key) = (options.key)(&entry.kid)
            && stated.as_slice() != checksum::aes_ctr(&entry.kid, &key)
        {
            let message = format!("the checksum of key ID {} is not that of the given key", entry.kid);
            findings.add(&CHECKSUM, &listed.path, listed.offset, message);
        }
    }
    Ok(())
}

fn find_misplaced(node: &BoxNode, path: &str, findings: &mut Findings) {
    for child in node.children() {
        if is_pssh(child) {
            findings.add(
                &PSSH_MISPLACED,
                format!("{path}/pssh"),
                child.offset,
                "a pssh box outside moov and moof",
            );
        }
        // The tree has a limited depth.
        find_misplaced(child, &format!("{path}/{}", child.name()), findings);
    }
}
