//! Rules of the text of WRM headers.

use super::spec;
use crate::drm::lint::{Encoding, HeaderModel, LintRule, Report, Severity, Subject};

/// Recommended length of a header in bytes (notes to versions 4.0 and 4.1).
const MAX_HEADER_LEN: usize = 1024;

pub(super) const RULES: &[LintRule] = &[
    LintRule {
        id: "header-encoding",
        severity: Severity::Error,
        clause: spec!("PlayReady Record"),
        summary: "A header record is UTF-16, little-endian.",
        reason: "Clients read the record as UTF-16LE and find no XML in anything else.",
        hint: "write the text as UTF-16LE",
        check: |s, r| {
            let Some(header) = &s.header else { return };
            let name = match header.encoding {
                Encoding::Utf16Le => return,
                Encoding::Utf16Be => "UTF-16, big-endian",
                Encoding::Utf8 if s.object.is_none() => return,
                Encoding::Utf8 => "UTF-8",
            };
            r.add(header.root_path(), header.offset(0), format!("the header is {name}"));
        },
    },
    LintRule {
        id: "header-text",
        severity: Severity::Error,
        clause: spec!("PlayReady Record"),
        summary: "Every two bytes of a header record are a character of UTF-16.",
        reason: "An odd byte or half a surrogate pair is no text.",
        hint: "the record length counts bytes, two for each character",
        check: |s, r| {
            if let Some(header) = s.header.as_ref().filter(|header| header.undecodable) {
                r.add(
                    header.root_path(),
                    header.offset(0),
                    format!("{} bytes that are not all text", header.len),
                );
            }
        },
    },
    LintRule {
        id: "byte-order-mark",
        severity: Severity::Error,
        clause: spec!("PlayReady Record"),
        summary: "A header has no byte order mark.",
        reason: "Old clients compare the first characters with <WRMHEADER.",
        hint: "remove the first character (U+FEFF)",
        check: |s, r| {
            if let Some(header) = s.header.as_ref().filter(|header| header.has_mark) {
                r.add(header.root_path(), header.offset(0).saturating_sub(2), "a byte order mark");
            }
        },
    },
    LintRule {
        id: "nul-terminator",
        severity: Severity::Error,
        clause: spec!("PlayReady Record"),
        summary: "A header does not end with a zero character.",
        reason: "The record length tells where it ends; a zero is not allowed in XML.",
        hint: "leave out the terminator of C strings, and count it in no length",
        check: |s, r| {
            if let Some(header) = s.header.as_ref().filter(|header| header.terminators > 0) {
                let message = format!("{} zero characters at the end", header.terminators);
                r.add(header.root_path(), header.offset(header.text.len()), message);
            }
        },
    },
    LintRule {
        id: "xml-declaration",
        severity: Severity::Error,
        clause: spec!("XML rules (canonical form)"),
        summary: "A header has no XML declaration.",
        reason: "Canonical XML has none, and what it says about the encoding is seldom true in UTF-16.",
        hint: "start with <WRMHEADER",
        check: |s, r| {
            text_has(s, r, |header| {
                header.text.starts_with("<?xml").then(|| (0, "an XML declaration".to_owned()))
            });
        },
    },
    LintRule {
        id: "xml-malformed",
        severity: Severity::Error,
        clause: "XML 1.0",
        summary: "A header is well-formed XML without a document type.",
        reason: "Clients cannot read it.",
        hint: "see the message; & is written &amp; in text and attributes",
        check: |s, r| {
            let Some(header) = &s.header else { return };
            // An ampersand in a URL has a rule of its own.
            if let Some(error) = header.xml_error.as_ref().filter(|_| !header.undecodable) {
                let at = error.offset.and_then(|at| usize::try_from(at).ok()).unwrap_or_default();
                r.add(header.root_path(), header.offset(at), &*error.message);
            }
        },
    },
    LintRule {
        id: "ampersand",
        severity: Severity::Error,
        clause: "XML 1.0, 2.4",
        summary: "& is written &amp; in a header.",
        reason: "A URL with a plain & makes the header malformed: clients cannot read any of it.",
        hint: "write &amp; (once) for each & of the URL",
        check: |s, r| {
            let Some(header) = s.header.as_ref().filter(|header| header.root.is_some()) else { return };
            if let Some(at) = header.bare_ampersands.first() {
                let count = header.bare_ampersands.len();
                r.add(header.root_path(), header.offset(*at), format!("{count} unescaped &"));
            }
        },
    },
    LintRule {
        id: "comment",
        severity: Severity::Warning,
        clause: spec!("XML rules (canonical form)"),
        summary: "A header has no comments.",
        reason: "Its canonical form has none, and they take room.",
        hint: "remove them",
        check: |s, r| {
            text_has(s, r, |header| Some((header.text.find("<!--")?, "a comment".to_owned())));
        },
    },
    LintRule {
        id: "white-space",
        severity: Severity::Warning,
        clause: spec!("XML rules (canonical form)"),
        summary: "A header has no white space around its elements and values.",
        reason: "Some clients take it as part of a value, and it counts twice in UTF-16.",
        hint: "write the header on one line, without indentation",
        check: |s, r| {
            text_has(s, r, |header| {
                let at = white_space(header)?;
                Some((at, "white space around elements or values".to_owned()))
            });
        },
    },
    LintRule {
        id: "header-too-long",
        severity: Severity::Warning,
        clause: spec!("notes to versions 4.0 and 4.1"),
        summary: "A header should have at most 1 KB.",
        reason: "Small devices reserve no more room.",
        hint: "shorten URLs and custom attributes, or use fewer key IDs",
        check: |s, r| {
            if let Some(header) =
                s.header.as_ref().filter(|h| h.encoding != Encoding::Utf8 && h.len > MAX_HEADER_LEN)
            {
                r.add(header.root_path(), header.offset(0), format!("{} bytes", header.len));
            }
        },
    },
];

fn text_has(s: &Subject<'_>, r: &mut Report, find: fn(&HeaderModel) -> Option<(usize, String)>) {
    if let Some(header) = &s.header
        && let Some((at, message)) = find(header)
    {
        r.add(header.root_path(), header.offset(at), message);
    }
}

/// The first white space that is not inside a value or a custom attribute.
fn white_space(header: &HeaderModel) -> Option<usize> {
    let root = header.root.as_ref()?;
    let (before, after) = (header.text.get(..root.span.start)?, header.text.get(root.span.end..)?);
    // White space after a declaration is part of what is wrong with the declaration.
    if before.starts_with(char::is_whitespace) {
        return Some(0);
    }
    // A line end at the end of a text file is not part of the header.
    let is_line_end = header.encoding == Encoding::Utf8 && matches!(after, "\n" | "\r\n");
    if after.starts_with(char::is_whitespace) && !is_line_end {
        return Some(root.span.end);
    }
    let elements = header.elements();
    let mut outer =
        elements.iter().filter(|(_, element, custom)| !custom && element.name != "CUSTOMATTRIBUTES");
    let loose = outer.find(|(_, element, _)| {
        // Microsoft's own samples have a space in KID elements with attributes.
        let is_kid = element.name == "KID" && element.attribute("VALUE").is_some();
        !is_kid && element.children.iter().any(is_loose)
    });
    loose.map(|(_, element, _)| element.span.start)
}

fn is_loose(node: &crate::xml::Node) -> bool {
    match node {
        crate::xml::Node::Text(text) => text.trim() != text,
        crate::xml::Node::Element(_) => false,
    }
}
