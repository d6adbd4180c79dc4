//! Rules of URLs and other values.

use super::spec;
use crate::drm::lint::header::text_of;
use crate::drm::lint::{HeaderModel, LintRule, Report, Severity, Subject};
use crate::drm::playready::is_absolute_url;
use crate::keys::text::array_from_base64;

/// Recommended length of the custom attributes in bytes of UTF-16.
const MAX_CUSTOM_LEN: usize = 1024;

pub(super) const RULES: &[LintRule] = &[
    LintRule {
        id: "relative-url",
        severity: Severity::Error,
        clause: spec!("elements LA_URL and LUI_URL"),
        summary: "LA_URL and LUI_URL are absolute URLs.",
        reason: "A header has no place that a relative URL could start from.",
        hint: "write it whole, such as https://host/rightsmanager.asmx",
        check: |s, r| {
            each_url(s, r, |url| {
                let has_spaces = url.contains(|c: char| c.is_whitespace() || c.is_control());
                (!has_spaces && !is_absolute_url(url)).then(|| format!("{url:?} is not an absolute URL"))
            });
        },
    },
    LintRule {
        id: "url-characters",
        severity: Severity::Error,
        clause: "RFC 3986, section 2",
        summary: "URLs are percent-encoded: no spaces or control characters.",
        reason: "Clients send them as they are, or fail to parse the URL.",
        hint: "write %20 for a space",
        check: |s, r| {
            each_url(s, r, |url| {
                let bad = url.chars().find(|c| c.is_whitespace() || c.is_control())?;
                Some(format!("the URL has the character U+{:04X}", u32::from(bad)))
            });
        },
    },
    LintRule {
        id: "double-escape",
        severity: Severity::Error,
        clause: "XML 1.0, 2.4",
        summary: "& is escaped once.",
        reason: "&amp;amp; reaches the server as &amp; and splits the query at the wrong place.",
        hint: "give the URL with plain & to the tool that writes the header",
        check: |s, r| {
            each_url(s, r, |url| {
                url.contains("&amp;").then(|| "the URL is escaped twice: &amp;amp;".to_owned())
            });
        },
    },
    LintRule {
        id: "ds-id",
        severity: Severity::Error,
        clause: spec!("element DS_ID"),
        summary: "DS_ID is base64 of a GUID (16 bytes).",
        reason: "Clients use it as the ID of the domain service.",
        hint: "write the base64 of the service's GUID",
        check: |s, r| {
            each(s, r, &["DATA", "DS_ID"], |text| {
                array_from_base64::<16>(text).is_none().then(|| format!("DS_ID is {text:?}"))
            });
        },
    },
    LintRule {
        id: "decryptor-setup",
        severity: Severity::Error,
        clause: spec!("element DECRYPTORSETUP"),
        summary: "DECRYPTORSETUP is ONDEMAND.",
        reason: "There is no other value.",
        hint: "write ONDEMAND, or leave the element out",
        check: |s, r| {
            each(s, r, &["DATA", "DECRYPTORSETUP"], |text| {
                (text != "ONDEMAND").then(|| format!("DECRYPTORSETUP is {text:?}"))
            });
        },
    },
    LintRule {
        id: "custom-attributes-too-long",
        severity: Severity::Warning,
        clause: spec!("element CUSTOMATTRIBUTES"),
        summary: "CUSTOMATTRIBUTES should have at most 1 KB.",
        reason: "Small devices reserve no more room.",
        hint: "keep data elsewhere and refer to it",
        check: |s, r| {
            let Some(header) = &s.header else { return };
            let names = ["DATA", "CUSTOMATTRIBUTES"];
            for element in header.all(&names) {
                let len = 2 * element.source(&header.text).encode_utf16().count();
                if len > MAX_CUSTOM_LEN {
                    r.add(header.path_of(&names), header.at(element), format!("{len} bytes"));
                }
            }
        },
    },
];

/// Elements with text; empty ones have a rule of their own.
fn each(s: &Subject<'_>, r: &mut Report, names: &[&str], check: impl Fn(&str) -> Option<String>) {
    let header: Option<&HeaderModel> = s.header.as_ref();
    if let Some(header) = header {
        for element in header.all(names) {
            let text = text_of(element);
            if let Some(message) = Some(&text).filter(|text| !text.is_empty()).and_then(|text| check(text)) {
                r.add(header.path_of(names), header.at(element), message);
            }
        }
    }
}

fn each_url(s: &Subject<'_>, r: &mut Report, check: impl Fn(&str) -> Option<String>) {
    each(s, r, &["DATA", "LA_URL"], &check);
    each(s, r, &["DATA", "LUI_URL"], &check);
}
