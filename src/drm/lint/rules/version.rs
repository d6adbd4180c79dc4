//! Rules that differ between versions of the header.

use super::spec;
use crate::drm::lint::{HeaderModel, LintRule, Report, Severity, Subject};
use crate::drm::playready::WrmVersion;
use crate::drm::playready::WrmVersion::{V4_0, V4_1, V4_2, V4_3};

/// Elements by their path below the root, and the first and last version that has them.
const VERSIONS: &[(&[&str], WrmVersion, WrmVersion)] = &[
    (&["DATA", "KID"], V4_0, V4_0),
    (&["DATA", "CHECKSUM"], V4_0, V4_0),
    (&["DATA", "PROTECTINFO", "KEYLEN"], V4_0, V4_0),
    (&["DATA", "PROTECTINFO", "ALGID"], V4_0, V4_0),
    (&["DATA", "PROTECTINFO", "KID"], V4_1, V4_1),
    (&["DATA", "PROTECTINFO", "KIDS"], V4_2, V4_3),
    (&["DATA", "DECRYPTORSETUP"], V4_1, V4_3),
];

pub(super) const RULES: &[LintRule] = &[
    LintRule {
        id: "version",
        severity: Severity::Error,
        clause: spec!("attribute version"),
        summary: "WRMHEADER has a version: 4.0.0.0, 4.1.0.0, 4.2.0.0 or 4.3.0.0.",
        reason: "Clients refuse versions that they do not know.",
        hint: "boxlock header convert --to 4.0 (4.1, 4.2, 4.3) writes the header for a version",
        check: |s, r| {
            let Some(header) = &s.header else { return };
            match (&header.root, header.version_text(), header.version()) {
                (Some(root), None, _) => r.add(header.root_path(), header.at(root), "no attribute version"),
                (Some(root), Some(text), None) => {
                    r.add(header.root_path(), header.at(root), format!("version is {text:?}"));
                }
                _ => {}
            }
        },
    },
    LintRule {
        id: "version-elements",
        severity: Severity::Error,
        clause: spec!("grammar of each version"),
        summary: "Elements are those of the header's version.",
        reason: "Clients look for the key ID where the version puts it: KIDS in a 4.1 header gives 0x8004B804, no key ID.",
        hint: "boxlock header convert --to VERSION writes the header for a version",
        check: |s, r| {
            with_version(s, r, |header, version, r| {
                for (names, first, last) in VERSIONS {
                    let element =
                        header.all(names).into_iter().next().filter(|_| version < *first || version > *last);
                    if let (Some(element), Some(name)) = (element, names.last()) {
                        let range =
                            if first == last { format!("{first}") } else { format!("{first} to {last}") };
                        let message =
                            format!("{name} here is of version {range}; the header is of {version}");
                        r.add(header.path_of(names), header.at(element), message);
                    }
                }
            });
        },
    },
    LintRule {
        id: "several-kids",
        severity: Severity::Error,
        clause: spec!("versions 4.0 and 4.1"),
        summary: "Several key IDs need version 4.2 or later.",
        reason: "Versions 4.0 and 4.1 have one; clients ask for one license and cannot decrypt the rest.",
        hint: "boxlock header convert --to 4.2",
        check: |s, r| {
            with_version(s, r, |header, version, r| {
                let names = ["DATA", "PROTECTINFO", "KID"];
                if let Some(second) = header.all(&names).get(1).filter(|_| version == V4_1) {
                    r.add(
                        header.path_of(&names),
                        header.at(second),
                        format!("a second KID in version {version}"),
                    );
                }
            });
        },
    },
    LintRule {
        id: "required-element",
        severity: Severity::Error,
        clause: spec!("version 4.0"),
        summary: "A 4.0 header has KID, and KEYLEN and ALGID in PROTECTINFO.",
        reason: "Clients of version 4.0 refuse the header without them.",
        hint: "for live streams without a key use version 4.1 or later",
        check: |s, r| {
            with_version(s, r, |header, version, r| {
                let root = header.root.as_ref().map_or(0, |root| header.at(root));
                let needed: [&[&str]; 3] =
                    [&["DATA", "KID"], &["DATA", "PROTECTINFO", "KEYLEN"], &["DATA", "PROTECTINFO", "ALGID"]];
                // Elements of a later version are reported as such.
                if version != V4_0 || header.kids().iter().any(|kid| !kid.is_plain) {
                    return;
                }
                for names in needed {
                    if header.all(names).is_empty() {
                        r.add(header.root_path(), root, format!("no {}", names.join("/")));
                    }
                }
            });
        },
    },
    LintRule {
        id: "cbc-version",
        severity: Severity::Error,
        clause: spec!("version 4.3"),
        summary: "AESCBC keys (cbcs, cbc1) need version 4.3.",
        reason: "Earlier versions know AESCTR and COCKTAIL only; clients refuse the header or decrypt in the wrong mode.",
        hint: "boxlock header convert --to 4.3",
        check: |s, r| {
            with_version(s, r, |header, version, r| {
                for kid in header.kids() {
                    if version < V4_3 && kid.algid.as_deref() == Some("AESCBC") {
                        r.add(kid.path, header.at(kid.element), format!("AESCBC in version {version}"));
                    }
                }
            });
        },
    },
    LintRule {
        id: "algid-missing",
        severity: Severity::Error,
        clause: spec!("versions 4.1 and 4.2"),
        summary: "A KID of version 4.1 or 4.2 has an ALGID.",
        reason: "It is optional from version 4.3 only.",
        hint: "write ALGID=\"AESCTR\"",
        check: |s, r| {
            with_version(s, r, |header, version, r| {
                for kid in header.kids() {
                    if !kid.is_plain && version < V4_3 && kid.algid.is_none() {
                        r.add(
                            kid.path,
                            header.at(kid.element),
                            format!("KID without ALGID in version {version}"),
                        );
                    }
                }
            });
        },
    },
    LintRule {
        id: "algid-unsaid",
        severity: Severity::Warning,
        clause: spec!("version 4.3"),
        summary: "The headers of content say their ALGID.",
        reason: "It may be missing in 4.3 for license requests that are made from a bare key ID; in content nobody else says the cipher.",
        hint: "write ALGID=\"AESCTR\" for cenc, \"AESCBC\" for cbcs",
        check: |s, r| {
            with_version(s, r, |header, version, r| {
                let kids = header.kids();
                if let Some(kid) =
                    kids.first().filter(|_| version == V4_3 && kids.iter().all(|kid| kid.algid.is_none()))
                {
                    r.add(&*kid.path, header.at(kid.element), "no ALGID");
                }
            });
        },
    },
    LintRule {
        id: "license-requested",
        severity: Severity::Error,
        clause: spec!("version 4.3"),
        summary: "LICENSEREQUESTED is true or false, and needs version 4.3.",
        reason: "Clients before PlayReady 4.5 do not know it.",
        hint: "leave it out: true is the default",
        check: |s, r| {
            with_version(s, r, |header, version, r| {
                let names = ["DATA", "PROTECTINFO"];
                for element in header.all(&names) {
                    match element.attribute("LICENSEREQUESTED") {
                        None => {}
                        Some("true" | "false") if version >= V4_3 => {}
                        Some("true" | "false") => {
                            let message = format!("LICENSEREQUESTED in version {version}");
                            r.add(header.path_of(&names), header.at(element), message);
                        }
                        Some(other) => {
                            let message = format!("LICENSEREQUESTED is {other:?}");
                            r.add(header.path_of(&names), header.at(element), message);
                        }
                    }
                }
            });
        },
    },
];

fn with_version(s: &Subject<'_>, r: &mut Report, check: impl Fn(&HeaderModel, WrmVersion, &mut Report)) {
    if let Some(header) = &s.header
        && let Some(version) = header.version()
    {
        check(header, version, r);
    }
}
