//! Rules of elements and attributes, the same in all versions.

use std::collections::HashSet;

use super::spec;
use crate::drm::lint::header::text_of;
use crate::drm::lint::{LintRule, Severity};
use crate::drm::playready::NAMESPACE;
use crate::xml::Element;

/// Every element of any version, by its path below the root.
const ELEMENTS: &[&str] = &[
    "DATA",
    "DATA/PROTECTINFO",
    "DATA/PROTECTINFO/KEYLEN",
    "DATA/PROTECTINFO/ALGID",
    "DATA/PROTECTINFO/KID",
    "DATA/PROTECTINFO/KIDS",
    "DATA/PROTECTINFO/KIDS/KID",
    "DATA/KID",
    "DATA/CHECKSUM",
    "DATA/LA_URL",
    "DATA/LUI_URL",
    "DATA/DS_ID",
    "DATA/CUSTOMATTRIBUTES",
    "DATA/DECRYPTORSETUP",
];

/// Elements with content that counts.
const NOT_EMPTY: &[&str] = &["LA_URL", "LUI_URL", "DS_ID", "CUSTOMATTRIBUTES", "DECRYPTORSETUP", "KIDS"];

const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("WRMHEADER", &["version"]),
    ("PROTECTINFO", &["LICENSEREQUESTED"]),
    ("KID", &["ALGID", "CHECKSUM", "VALUE"]),
];

pub(super) const RULES: &[LintRule] = &[
    LintRule {
        id: "namespace",
        severity: Severity::Error,
        clause: spec!("XML rules"),
        summary: "WRMHEADER has the PlayReady namespace.",
        reason: "Clients look for elements of that namespace.",
        hint: "write xmlns=\"http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader\"",
        check: |s, r| {
            let Some((header, root)) = s.header.as_ref().and_then(|h| Some((h, h.root.as_ref()?))) else {
                return;
            };
            match root.attribute("xmlns") {
                Some(NAMESPACE) => {}
                Some(other) => r.add(header.root_path(), header.at(root), format!("xmlns is {other:?}")),
                None => r.add(header.root_path(), header.at(root), "no xmlns"),
            }
        },
    },
    LintRule {
        id: "namespace-first",
        severity: Severity::Error,
        clause: spec!("XML rules (canonical form)"),
        summary: "Namespace declarations stand before other attributes.",
        reason: "The header must be canonical XML; clients that compare or hash it differ.",
        hint: "write xmlns before version",
        check: |s, r| {
            if let Some(header) = &s.header {
                for (path, element, _) in header.elements() {
                    let mut names = element.attributes.iter().map(|attribute| is_namespace(&attribute.name));
                    // A declaration behind the first other attribute.
                    if names.any(|namespace| !namespace) && names.any(|namespace| namespace) {
                        r.add(path, header.at(element), "a namespace declaration behind other attributes");
                    }
                }
            }
        },
    },
    LintRule {
        id: "attribute-order",
        severity: Severity::Error,
        clause: spec!("XML rules (canonical form)"),
        summary: "Attributes are in alphabetical order, in custom attributes too.",
        reason: "The header must be canonical XML; clients that compare or hash it differ.",
        hint: "write ALGID, CHECKSUM, VALUE in this order",
        check: |s, r| {
            if let Some(header) = &s.header {
                for (path, element, _) in header.elements() {
                    let plain =
                        element.attributes.iter().map(|a| a.name.as_str()).filter(|name| !is_namespace(name));
                    let names: Vec<&str> = plain.collect();
                    if !names.is_sorted() {
                        r.add(
                            path,
                            header.at(element),
                            format!("the attributes are in the order {}", names.join(", ")),
                        );
                    }
                }
            }
        },
    },
    LintRule {
        id: "self-closing",
        severity: Severity::Error,
        clause: spec!("XML rules (canonical form)"),
        summary: "Every element has an end tag of its own.",
        reason: "The header must be canonical XML, in which <KID></KID> stands for <KID/>; some clients do not find the end.",
        hint: "write <NAME …></NAME>",
        check: |s, r| {
            if let Some(header) = &s.header {
                for (path, element, _) in header.elements() {
                    if element.source(&header.text).ends_with("/>") {
                        r.add(path, header.at(element), format!("{} is closed with />", element.name));
                    }
                }
            }
        },
    },
    LintRule {
        id: "empty-element",
        severity: Severity::Error,
        clause: spec!("elements LA_URL, LUI_URL, DS_ID, CUSTOMATTRIBUTES, KIDS"),
        summary: "Optional elements are left out or have content.",
        reason: "An empty LA_URL is not the same as none: clients take it as the URL.",
        hint: "remove the element",
        check: |s, r| {
            if let Some(header) = &s.header {
                for (path, element, custom) in header.elements() {
                    let is_empty = element.elements().next().is_none() && text_of(element).is_empty();
                    if !custom && NOT_EMPTY.contains(&element.name.as_str()) && is_empty {
                        r.add(path, header.at(element), format!("{} is empty", element.name));
                    }
                }
            }
        },
    },
    LintRule {
        id: "unknown-element",
        severity: Severity::Error,
        clause: spec!("element CUSTOMATTRIBUTES"),
        summary: "Elements of one's own stand inside CUSTOMATTRIBUTES.",
        reason: "Elsewhere they break the grammar; what was meant (LA_URL outside DATA, a name in lower case) has no effect.",
        hint: "move it into DATA/CUSTOMATTRIBUTES, or put the known element in its place",
        check: |s, r| {
            if let Some(header) = &s.header {
                let root = format!("{}/", header.root_path());
                // What stands in an unknown element is not reported again.
                let mut unknown = String::new();
                for (path, element, custom) in header.elements() {
                    let Some(below) = path.strip_prefix(&root) else { continue };
                    let names: Vec<&str> =
                        below.split('/').map(|name| name.split('[').next().unwrap_or_default()).collect();
                    let reported = !unknown.is_empty() && path.starts_with(&unknown);
                    if custom || reported || ELEMENTS.contains(&names.join("/").as_str()) {
                        continue;
                    }
                    unknown = format!("{path}/");
                    r.add(&*path, header.at(element), format!("{} has no meaning here", element.name));
                }
            }
        },
    },
    LintRule {
        id: "unknown-attribute",
        severity: Severity::Warning,
        clause: spec!("grammar of each version"),
        summary: "Only attributes of the grammar are used outside CUSTOMATTRIBUTES.",
        reason: "Clients ignore the attribute at best.",
        hint: "remove it, or check its spelling: names are case-sensitive",
        check: |s, r| {
            if let Some(header) = &s.header {
                for (path, element, custom) in header.elements() {
                    if custom || element.name == "CUSTOMATTRIBUTES" {
                        continue;
                    }
                    let known = ATTRIBUTES.iter().find(|(name, _)| *name == element.name);
                    let known = known.map_or(&[][..], |(_, names)| names);
                    for attribute in &element.attributes {
                        if !is_namespace(&attribute.name) && !known.contains(&attribute.name.as_str()) {
                            r.add(&*path, header.at(element), format!("attribute {}", attribute.name));
                        }
                    }
                }
            }
        },
    },
    LintRule {
        id: "duplicate-element",
        severity: Severity::Error,
        clause: spec!("grammar of each version"),
        summary: "Every element but KID in KIDS stands at most once in its parent.",
        reason: "Clients take the first or the last, or refuse the header.",
        hint: "remove all but one",
        check: |s, r| {
            if let Some(header) = &s.header {
                for (path, element, custom) in header.elements() {
                    if custom || matches!(element.name.as_str(), "KIDS" | "CUSTOMATTRIBUTES") {
                        continue;
                    }
                    let mut seen = HashSet::new();
                    for child in element.elements() {
                        let several_kids = element.name == "PROTECTINFO" && child.name == "KID";
                        if !seen.insert(&child.name) && !several_kids && is_known(child) {
                            r.add(&*path, header.at(child), format!("{} a second time", child.name));
                        }
                    }
                }
            }
        },
    },
];

fn is_namespace(attribute: &str) -> bool {
    attribute == "xmlns" || attribute.starts_with("xmlns:")
}

fn is_known(element: &Element) -> bool {
    ELEMENTS.iter().any(|path| path.rsplit('/').next() == Some(&element.name))
}
