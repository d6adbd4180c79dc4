//! Rules of key IDs, ciphers and checksums.

use std::collections::HashSet;

use super::pssh::default_kid;
use super::spec;
use crate::drm::lint::{HeaderModel, KidModel, LintRule, Report, Severity, Subject};
use crate::drm::playready::{Algid, WrmVersion, checksum};
use crate::drm::recognise::swapped;
use crate::keys::KeyId;
use crate::keys::text::{from_base64, to_base64};

pub(super) const RULES: &[LintRule] = &[
    LintRule {
        id: "kid-value",
        severity: Severity::Error,
        clause: spec!("element KID"),
        summary: "A key ID is base64 of 16 bytes.",
        reason: "Clients refuse the header, or ask for a license that does not exist.",
        hint: "boxlock key convert KID prints the base64 of the little-endian GUID",
        check: |s, r| {
            each_kid(s, r, |_, kid, _| {
                kid.kid
                    .is_none()
                    .then(|| format!("the key ID is {:?}", kid.value.chars().take(60).collect::<String>()))
            });
        },
    },
    LintRule {
        id: "kid-zero",
        severity: Severity::Warning,
        clause: spec!("element KID"),
        summary: "A key ID is not all zeros.",
        reason: "It stands for no key; a packager did not set it.",
        hint: "give the key ID of the content",
        check: |s, r| {
            each_kid(s, r, |_, kid, _| {
                (kid.kid == Some(KeyId::from_bytes([0; 16]))).then(|| "the key ID is all zeros".to_owned())
            });
        },
    },
    LintRule {
        id: "kid-duplicate",
        severity: Severity::Error,
        clause: spec!("element KIDS"),
        summary: "A header names each key ID once.",
        reason: "Clients may ask for the same license twice, or take the first ALGID and CHECKSUM.",
        hint: "remove all but one",
        check: |s, r| {
            let Some(header) = &s.header else { return };
            let mut seen = HashSet::new();
            for kid in header.kids() {
                if let Some(id) = kid.kid.filter(|id| !seen.insert(*id)) {
                    r.add(kid.path, header.at(kid.element), format!("key ID {id} a second time"));
                }
            }
        },
    },
    LintRule {
        id: "kid-text",
        severity: Severity::Error,
        clause: spec!("element KID, versions 4.1 to 4.3"),
        summary: "A KID with attributes has no content.",
        reason: "From version 4.1 the key ID is the attribute VALUE; text is an error.",
        hint: "write <KID ALGID=\"…\" VALUE=\"…\"></KID>",
        check: |s, r| {
            each_kid(s, r, |_, kid, _| {
                let has_content = kid.element.children.iter().any(|child| match child {
                    crate::xml::Node::Text(text) => !text.trim().is_empty(),
                    crate::xml::Node::Element(_) => true,
                });
                (!kid.is_plain && has_content).then(|| "a KID with content".to_owned())
            });
        },
    },
    LintRule {
        id: "kid-byte-order",
        severity: Severity::Error,
        clause: "DASH Content Protection using Microsoft PlayReady, 2.2.5",
        summary: "Key IDs of a header are little-endian GUIDs; boxes and manifests have big-endian UUIDs.",
        reason: "The bytes were copied without the swap: the license is asked for a key ID that does not exist.",
        hint: "swap bytes 0-3, 4-5 and 6-7: boxlock key convert KID prints both forms",
        check: |s, r| each_kid(s, r, |_, kid, s| byte_order(kid, s)),
    },
    LintRule {
        id: "algid",
        severity: Severity::Error,
        clause: spec!("attribute ALGID"),
        summary: "ALGID is AESCTR, AESCBC or COCKTAIL.",
        reason: "Clients do not know other ciphers.",
        hint: "write AESCTR for cenc, AESCBC for cbcs",
        check: |s, r| {
            each_kid(s, r, |_, kid, _| {
                let algid = kid.algid.as_deref()?;
                Algid::from_name(algid).is_none().then(|| format!("ALGID is {algid:?}"))
            });
        },
    },
    LintRule {
        id: "algid-mixed",
        severity: Severity::Error,
        clause: spec!("version 4.3, attribute ALGID"),
        summary: "All key IDs of a header have the same ALGID, or none has.",
        reason: "Microsoft promises one cipher for each asset.",
        hint: "write one header for AESCTR content and one for AESCBC",
        check: |s, r| {
            let Some(header) = &s.header else { return };
            let kids = header.kids();
            let Some(first) = kids.first() else { return };
            // A KID that lacks it before 4.3 has a rule of its own.
            let may_lack = header.version() == Some(WrmVersion::V4_3);
            let counts = |kid: &&KidModel<'_>| may_lack || kid.algid.is_some();
            if let Some(other) = kids.iter().filter(counts).find(|kid| kid.algid != first.algid) {
                let name = |algid: &Option<String>| algid.clone().unwrap_or_else(|| "none".to_owned());
                let message = format!("ALGID is {}, and {} before", name(&other.algid), name(&first.algid));
                r.add(&*other.path, header.at(other.element), message);
            }
        },
    },
    LintRule {
        id: "cocktail",
        severity: Severity::Warning,
        clause: spec!("ALGID COCKTAIL"),
        summary: "COCKTAIL is the cipher of Windows Media DRM.",
        reason: "Clients dropped it with PlayReady 3.0.",
        hint: "use AESCTR",
        check: |s, r| {
            each_kid(s, r, |_, kid, _| {
                (kid.algid.as_deref() == Some("COCKTAIL")).then(|| "ALGID is COCKTAIL".to_owned())
            });
        },
    },
    LintRule {
        id: "keylen",
        severity: Severity::Error,
        clause: spec!("version 4.0, element KEYLEN"),
        summary: "KEYLEN is 16 for AESCTR and 7 for COCKTAIL.",
        reason: "Clients check it against the cipher.",
        hint: "write 16: it counts bytes, not bits",
        check: |s, r| {
            let Some(header) = &s.header else { return };
            let names = ["DATA", "PROTECTINFO", "KEYLEN"];
            for element in header.all(&names) {
                let algid = header
                    .all(&["DATA", "PROTECTINFO", "ALGID"])
                    .first()
                    .map(|e| super::super::header::text_of(e));
                let expected = match algid.as_deref() {
                    Some("COCKTAIL") => "7",
                    _ => "16",
                };
                let value = super::super::header::text_of(element);
                if value != expected {
                    r.add(
                        header.path_of(&names),
                        header.at(element),
                        format!("KEYLEN is {value:?}, expected {expected}"),
                    );
                }
            }
        },
    },
    LintRule {
        id: "checksum-cbc",
        severity: Severity::Error,
        clause: spec!("version 4.3, attribute CHECKSUM"),
        summary: "AESCBC keys have no CHECKSUM.",
        reason: "Edge and other clients fail to play content with it.",
        hint: "remove CHECKSUM",
        check: |s, r| {
            each_kid(s, r, |_, kid, _| {
                (kid.algid.as_deref() == Some("AESCBC") && kid.checksum.is_some())
                    .then(|| "CHECKSUM with AESCBC".to_owned())
            });
        },
    },
    LintRule {
        id: "checksum-missing",
        severity: Severity::Warning,
        clause: spec!("version 4.0, element CHECKSUM"),
        summary: "A 4.0 header has a CHECKSUM.",
        reason: "Servers up to SDK 1.2 and the oldest clients need it.",
        hint: "boxlock header new --key KID:KEY writes it",
        check: |s, r| {
            each_kid(s, r, |header, kid, _| {
                let wanted =
                    header.version() == Some(WrmVersion::V4_0) && kid.algid.as_deref() == Some("AESCTR");
                (wanted && kid.is_plain && kid.checksum.is_none()).then(|| "no CHECKSUM".to_owned())
            });
        },
    },
    LintRule {
        id: "checksum-value",
        severity: Severity::Error,
        clause: spec!("key checksum"),
        summary: "A CHECKSUM is base64 of 8 bytes for AESCTR, of 7 for COCKTAIL.",
        reason: "Clients compare it with the one they compute, and it is never equal.",
        hint: "boxlock key checksum KID:KEY prints it",
        check: |s, r| {
            each_kid(s, r, |_, kid, _| {
                let text = kid.checksum.as_deref()?;
                let expected = if kid.algid.as_deref() == Some("COCKTAIL") { 7 } else { 8 };
                let len = from_base64(text.trim()).map(|bytes| bytes.len());
                match len {
                    Some(len) if len == expected => None,
                    Some(len) => Some(format!("CHECKSUM has {len} bytes, expected {expected}")),
                    None => Some("CHECKSUM is not base64".to_owned()),
                }
            });
        },
    },
    LintRule {
        id: "checksum-mismatch",
        severity: Severity::Error,
        clause: spec!("key checksum"),
        summary: "A CHECKSUM is that of the key.",
        reason: "The client gets the right license and then refuses its key; or the license gets another key than the content.",
        hint: "check key and key ID; boxlock key checksum KID:KEY prints the checksum",
        check: |s, r| {
            each_kid(s, r, |_, kid, s| {
                let (id, given) = (kid.kid?, readable_checksum(kid)?);
                let key = s.keys.get(&id)?;
                let right = checksum::aes_ctr(&id, &key);
                if given == right || byte_order(kid, s).is_some() {
                    return None;
                }
                let (given, right) = (to_base64(&given), to_base64(&right));
                Some(format!("CHECKSUM is {given}; for key ID {id} and its key it is {right}"))
            });
        },
    },
];

fn each_kid(
    s: &Subject<'_>,
    r: &mut Report,
    check: impl Fn(&HeaderModel, &KidModel<'_>, &Subject<'_>) -> Option<String>,
) {
    if let Some(header) = &s.header {
        for kid in header.kids() {
            if let Some(message) = check(header, &kid, s) {
                r.add(&*kid.path, header.at(kid.element), message);
            }
        }
    }
}

/// The checksum of an AESCTR key, when it has the right length.
fn readable_checksum(kid: &KidModel<'_>) -> Option<[u8; 8]> {
    if kid.algid.as_deref().is_some_and(|algid| algid != "AESCTR") {
        return None;
    }
    from_base64(kid.checksum.as_deref()?.trim())?.try_into().ok()
}

/// Why the bytes of a key ID look swapped, if they do.
fn byte_order(kid: &KidModel<'_>, s: &Subject<'_>) -> Option<String> {
    let id = kid.kid?;
    let other = swapped(&id);
    if other == id {
        return None;
    }
    let in_box = |wanted: &KeyId| s.pssh.is_some_and(|pssh| pssh.kids.contains(wanted));
    if in_box(&other) && !in_box(&id) {
        return Some(format!(
            "the header has {id}; the pssh box around it has {other}, the same bytes swapped"
        ));
    }
    if default_kid(s) == Some(other) {
        return Some(format!("the header has {id}; default_KID is {other}, the same bytes swapped"));
    }
    let given = |wanted: &KeyId| s.keys.keys.iter().any(|key| key.kid == *wanted);
    let written = readable_checksum(kid);
    let fits = |wanted: &KeyId| {
        s.keys
            .get(wanted)
            .zip(written)
            .is_some_and(|(key, written)| checksum::aes_ctr(wanted, &key) == written)
    };
    if fits(&id) {
        return None;
    }
    if fits(&other) {
        return Some(format!(
            "the checksum is that of {other}, but the header has {id}, the same bytes swapped"
        ));
    }
    // The key was given for one byte order, and the checksum was made from the other.
    let crossed =
        s.keys.get(&id).zip(written).is_some_and(|(key, written)| checksum::aes_ctr(&other, &key) == written);
    if crossed {
        return Some(format!("the checksum was made from the swapped bytes of {id}"));
    }
    (given(&other) && !given(&id))
        .then(|| format!("the header has {id}; the key given is for {other}, the same bytes swapped"))
}
