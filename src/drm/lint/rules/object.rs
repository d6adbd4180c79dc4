//! Rules of PlayReady Objects.

use super::spec;
use crate::drm::lint::object::FrameProblem;
use crate::drm::lint::{Encoding, LintRule, Report, Severity, Subject};
use crate::drm::playready::{MAX_OBJECT_LEN, RECORD_ELS, RECORD_HEADER};

pub(super) const RULES: &[LintRule] = &[
    LintRule {
        id: "object-missing",
        severity: Severity::Error,
        clause: spec!("PlayReady Object"),
        summary: "A WRM header is delivered inside a PlayReady Object.",
        reason: "Clients read 10 bytes of lengths and types before the header; without them they find no header at all.",
        hint: "wrap it: boxlock header convert --form pro (or --form pssh)",
        check: |s, r| {
            let Some(header) = s.header.as_ref().filter(|_| s.header_is_bare()) else { return };
            let wants_object = ["pro", "pssh", "PSSH", "ProtectionHeader", "URI"]
                .iter()
                .any(|name| s.place.rsplit(['/', ':']).next() == Some(name));
            // UTF-8 text is the readable form of a header; UTF-16 is what stands in objects.
            if header.encoding != Encoding::Utf8 || wants_object || s.pssh.is_some() {
                r.add(
                    header.root_path(),
                    header.offset(0),
                    "a WRM header without a PlayReady Object around it",
                );
            }
        },
    },
    LintRule {
        id: "object-length",
        severity: Severity::Error,
        clause: spec!("PlayReady Object"),
        summary: "The length field of a PlayReady Object is its number of bytes.",
        reason: "Clients refuse an object whose length is not that of the data.",
        hint: "write the length again, little-endian, its own 4 bytes included",
        check: |s, r| frame(s, r, FrameProblem::Length),
    },
    LintRule {
        id: "object-record-count",
        severity: Severity::Error,
        clause: spec!("PlayReady Object"),
        summary: "The record count of a PlayReady Object is its number of records.",
        reason: "Clients read past the end, or never reach the last record.",
        hint: "write the number of records, little-endian, at byte 4",
        check: |s, r| frame(s, r, FrameProblem::Count),
    },
    LintRule {
        id: "object-record-length",
        severity: Severity::Error,
        clause: spec!("PlayReady Object"),
        summary: "The length of a record is the number of bytes of its value.",
        reason: "Clients refuse a record that goes past the end of the object.",
        hint: "write the length of the value alone, little-endian, in bytes and not in characters",
        check: |s, r| frame(s, r, FrameProblem::RecordLength),
    },
    LintRule {
        id: "object-trailing-bytes",
        severity: Severity::Error,
        clause: spec!("PlayReady Object"),
        summary: "Nothing follows the last record of a PlayReady Object.",
        reason: "The data is longer than the object says; strict clients refuse it.",
        hint: "cut the bytes off",
        check: |s, r| frame(s, r, FrameProblem::Trailing),
    },
    LintRule {
        id: "object-too-long",
        severity: Severity::Error,
        clause: spec!("PlayReady Object"),
        summary: "A PlayReady Object has at most 15 KB.",
        reason: "Clients need not read longer objects.",
        hint: "use fewer keys, or shorter URLs and custom attributes",
        check: |s, r| {
            if let Some(object) = s.object.as_ref().filter(|object| object.is_too_long()) {
                let len = object.bytes.len();
                r.add(
                    &*object.path,
                    object.base,
                    format!("{len} bytes; clients read at most {MAX_OBJECT_LEN}"),
                );
            }
        },
    },
    LintRule {
        id: "object-record-type",
        severity: Severity::Warning,
        clause: spec!("PlayReady Record"),
        summary: "Records are WRM headers (type 1) or embedded license stores (type 3).",
        reason: "Type 2 is reserved and others are unknown: clients ignore them at best.",
        hint: "remove the record",
        check: |s, r| {
            if let Some(object) = &s.object {
                for record in &object.records {
                    if !matches!(record.record_type, RECORD_HEADER | RECORD_ELS) {
                        let message = format!(
                            "a record of type {} with {} bytes",
                            record.record_type,
                            record.value.len()
                        );
                        r.add(&*object.path, record.at.saturating_sub(4), message);
                    }
                }
            }
        },
    },
    LintRule {
        id: "object-without-header",
        severity: Severity::Warning,
        clause: spec!("PlayReady Record"),
        summary: "A PlayReady Object holds a WRM header.",
        reason: "Without one a client cannot ask for a license; only objects in moof boxes that carry leaf licenses do without.",
        hint: "add a header record, or ignore this for key rotation with embedded licenses",
        check: |s, r| {
            if let Some(object) = s.object.as_ref().filter(|object| object.headers().next().is_none()) {
                r.add(
                    &*object.path,
                    object.base,
                    format!("{} records, none of them a header", object.records.len()),
                );
            }
        },
    },
    LintRule {
        id: "object-several-headers",
        severity: Severity::Error,
        clause: spec!("PlayReady Record"),
        summary: "A PlayReady Object holds one WRM header.",
        reason: "Clients take one of them, and not all the same.",
        hint: "put all key IDs into one header of version 4.2 or 4.3",
        check: |s, r| {
            if let Some((object, second)) = s.object.as_ref().and_then(|o| Some((o, o.headers().nth(1)?))) {
                r.add(&*object.path, second.at, format!("{} header records", object.headers().count()));
            }
        },
    },
    LintRule {
        id: "els-in-manifest",
        severity: Severity::Error,
        clause: spec!("Embedded License Store"),
        summary: "The PlayReady Object of a manifest has no embedded license store.",
        reason: "A store is for files that clients write licenses into; in a manifest it only costs space, and Smooth clients reject it.",
        hint: "use the object without the store record in the manifest",
        check: |s, r| {
            let in_manifest = ["ProtectionHeader", "pro"]
                .iter()
                .any(|name| s.place.rsplit(['/', ':']).next() == Some(name));
            for (path, record) in stores(s).filter(|_| in_manifest) {
                r.add(
                    path,
                    record.at,
                    format!("an embedded license store of {} bytes in a manifest", record.value.len()),
                );
            }
        },
    },
    LintRule {
        id: "els-empty",
        severity: Severity::Info,
        clause: spec!("Embedded License Store"),
        summary: "An empty embedded license store of about 10 KB leaves room for licenses in the file.",
        reason: "It is useful only in files that are used with domains and embedded licenses.",
        hint: "leave it out for streaming and in manifests",
        check: |s, r| {
            let in_file = s.place.is_empty();
            for (path, record) in stores(s).filter(|_| in_file) {
                if record.value.iter().all(|byte| *byte == 0) {
                    r.add(
                        path,
                        record.at,
                        format!("an empty embedded license store of {} bytes", record.value.len()),
                    );
                }
            }
        },
    },
];

fn frame(s: &Subject<'_>, r: &mut Report, wanted: FrameProblem) {
    if let Some(object) = &s.object {
        for (_, at, message) in object.problems.iter().filter(|(problem, ..)| *problem == wanted) {
            r.add(&*object.path, *at, &**message);
        }
    }
}

fn stores<'a>(s: &'a Subject<'_>) -> impl Iterator<Item = (&'a str, &'a crate::drm::lint::RawRecord<'a>)> {
    s.object.iter().flat_map(|object| {
        let stores = object.records.iter().filter(|record| record.record_type == RECORD_ELS);
        stores.map(|record| (object.path.as_str(), record))
    })
}
