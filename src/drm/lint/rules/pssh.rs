//! Rules of `pssh` boxes, and of what manifests say beside them.

use std::collections::HashSet;

use crate::drm::SystemId;
use crate::drm::lint::{LintRule, Report, Severity, Subject};
use crate::drm::recognise::{Item, swapped};
use crate::drm::widevine::WidevinePsshData;
use crate::keys::KeyId;

pub(super) const RULES: &[LintRule] = &[
    LintRule {
        id: "pssh-frame",
        severity: Severity::Error,
        clause: "ISO/IEC 23001-7, 8.1; ISO/IEC 14496-12, 4.2",
        summary: "The size, version and counts of a pssh box agree with its bytes.",
        reason: "Players skip or refuse a box that is cut off, and read on at a wrong place after it.",
        hint: "copy the value whole; the first 4 bytes are the size of the box",
        check: |s, r| broken(s, r, "pssh box"),
    },
    LintRule {
        id: "pssh-headless",
        severity: Severity::Error,
        clause: "ISO/IEC 23001-7, 8.1",
        summary: "A pssh box starts with its size and type.",
        reason: "Without them the value is no box: browsers refuse it as initialization data.",
        hint: "put the size of the whole box (4 bytes, big-endian) and \"pssh\" in front",
        check: |s, r| broken(s, r, "pssh box without size and type"),
    },
    LintRule {
        id: "pssh-nested",
        severity: Severity::Error,
        clause: "ISO/IEC 23001-7, 8.1",
        summary: "The data of a pssh box is the data of its system, not another pssh box.",
        reason: "The packager was given a whole box where it wanted the payload, and wrapped it again; no player finds the header.",
        hint: "use the inner box alone",
        check: |s, r| {
            if let (Item::Pssh { raw, nested: true, .. }, at) = (&s.found.item, s.found.offset) {
                r.add("", at, format!("a pssh box of {} bytes inside the data of a pssh box", raw.len()));
            }
        },
    },
    LintRule {
        id: "pssh-duplicate",
        severity: Severity::Warning,
        clause: "ISO/IEC 23001-7, 8.1",
        summary: "A pssh box is written once.",
        reason: "A given and a generated box were both written; players may use either, or ask for the license twice.",
        hint: "remove one of them",
        check: |s, r| {
            // Once for all boxes: their number is not limited.
            if !s.all.first().is_some_and(|first| std::ptr::eq(first, s.found)) {
                return;
            }
            let mut seen = HashSet::new();
            for other in s.all.iter().filter(|other| other.place.is_empty()) {
                if let Item::Pssh { raw, .. } = &other.item
                    && !seen.insert(raw)
                {
                    r.add("pssh", other.offset, "the same pssh box once more");
                }
            }
        },
    },
    LintRule {
        id: "pssh-kids",
        severity: Severity::Error,
        clause: "ISO/IEC 23001-7, 8.1.2",
        summary: "The key IDs of a version 1 pssh box are those of the header in it.",
        reason: "Players choose the box by its key IDs and then ask for the license of others.",
        hint: "write both from the same keys",
        check: |s, r| {
            let (Some(pssh), kids) = (s.pssh, s.header_kids()) else { return };
            if pssh.kids.is_empty() || kids.is_empty() {
                return;
            }
            let differs = |kid: &&KeyId| !kids.contains(kid) && !kids.contains(&swapped(kid));
            for kid in pssh.kids.iter().filter(differs) {
                r.add("pssh", 32, format!("the box names key ID {kid}, which the header in it does not"));
            }
        },
    },
    LintRule {
        id: "manifest-kid",
        severity: Severity::Error,
        clause: "ISO/IEC 23009-1, 5.8.5.2; ISO/IEC 23001-7, 11",
        summary: "default_KID of a manifest is a key ID of the headers beside it.",
        reason: "Players ask for the license that default_KID names, and the media may hold another.",
        hint: "write the key ID of the track's tenc box in both places",
        check: |s, r| {
            let kids = s.header_kids();
            let Some(default) = default_kid(s).filter(|_| !kids.is_empty()) else { return };
            if !kids.contains(&default) && !kids.contains(&swapped(&default)) {
                r.add("", None, format!("default_KID is {default}, which the header does not name"));
            }
        },
    },
    LintRule {
        id: "widevine-data",
        severity: Severity::Error,
        clause: "Widevine PSSH data (protocol buffer)",
        summary: "The data of a Widevine pssh box is a protocol buffer with key IDs of 16 bytes.",
        reason: "The license server cannot tell which keys are wanted.",
        hint: "make the box again with the key IDs of the content",
        check: |s, r| {
            let bytes = match (&s.found.item, s.pssh) {
                (Item::Widevine { bytes }, _) => bytes,
                (_, Some(pssh)) if pssh.system_id == SystemId::WIDEVINE => &pssh.data,
                _ => return,
            };
            match WidevinePsshData::read(bytes, 0) {
                Err(error) => r.add("", error.offset, error.message),
                Ok(data) => {
                    for (field, wire) in data.mistyped() {
                        r.add("", None, format!("field {field} has wire type {wire}"));
                    }
                    for kid in data.key_ids.iter().filter(|kid| kid.len() != 16) {
                        r.add("", None, format!("a key ID of {} bytes", kid.len()));
                    }
                }
            }
        },
    },
];

fn broken(s: &Subject<'_>, r: &mut Report, wanted: &str) {
    if let Item::Broken { kind, error, .. } = &s.found.item
        && *kind == wanted
    {
        r.add(error.path_text(), error.offset, &*error.message);
    }
}

/// The key ID that the manifest names in the same place: under the same parent, in any of its `ContentProtection`.
pub(super) fn default_kid(s: &Subject<'_>) -> Option<KeyId> {
    let parent = parent_of_protection(s.place)?;
    s.all.iter().find_map(|other| match other.item {
        Item::KeyId { kid, .. }
            if other.place.starts_with(parent)
                && other.place.contains("/@")
                && parent_of_protection(&other.place) == Some(parent) =>
        {
            Some(kid)
        }
        _ => None,
    })
}

fn parent_of_protection(place: &str) -> Option<&str> {
    place.rfind("ContentProtection[").and_then(|at| place.get(..at))
}
