//! Facts of `pssh` boxes, PlayReady Objects and WRM headers.

use std::collections::BTreeMap;

use super::Facts;
use super::subject::body;
use crate::boxes::{BoxNode, PiffPssh};
use crate::drm::SystemId;
use crate::drm::playready::{Algid, PlayReadyObject, RECORD_HEADER, WrmHeader};
use crate::drm::widevine::WidevinePsshData;
use crate::error::Result;
use crate::keys::text::{to_base64, to_hex};

/// Boxes by system; the second and later ones of a system are counted.
pub(super) fn describe_boxes(boxes: &[BoxNode], facts: &mut Facts) {
    let mut seen: BTreeMap<SystemId, usize> = BTreeMap::new();
    for node in boxes {
        let Ok(pssh) = body(node) else {
            facts.add("pssh.broken", "broken pssh box", to_base64(&node.to_vec()));
            continue;
        };
        let system = SystemId::from_bytes(pssh.system_id);
        let count = seen.entry(system).or_default();
        *count += 1;
        let name = system.system().map_or_else(|| system.to_string(), |s| s.name.to_owned());
        let title = system.system().map_or_else(|| system.to_string(), |s| s.title.to_owned());
        let (path, label) = match *count {
            1 => (format!("pssh[{name}]"), format!("pssh of {title}")),
            n => (format!("pssh[{name}][{n}]"), format!("pssh of {title} ({n})")),
        };
        facts.part(&path, &label, |facts| {
            let form =
                if node.is::<PiffPssh>() { "uuid box of PIFF".to_owned() } else { pssh.version.to_string() };
            facts.add("version", "box version", form);
            for kid in &pssh.kids {
                facts.add(&format!("kids[{kid}]"), "key ID of the box", kid.to_string());
            }
            describe_data(system, &pssh.data, facts);
        });
    }
}

fn describe_data(system: SystemId, data: &[u8], facts: &mut Facts) {
    let understood = match system {
        SystemId::PLAYREADY => {
            PlayReadyObject::read(data, 0).is_ok_and(|object| describe_object(&object, facts).is_ok())
        }
        SystemId::WIDEVINE => {
            WidevinePsshData::read(data, 0).map(|data| describe_widevine(&data, facts)).is_ok()
        }
        _ => false,
    };
    if !understood && !data.is_empty() {
        facts.add("data", "data", to_base64(data));
    }
}

fn describe_widevine(data: &WidevinePsshData, facts: &mut Facts) {
    for kid in &data.key_ids {
        facts.add(&format!("data.key_ids[{}]", to_hex(kid)), "key ID", to_hex(kid));
    }
    // Absent means cenc.
    facts.add(
        "data.protection_scheme",
        "protection scheme",
        data.scheme_type().unwrap_or(*b"cenc").escape_ascii().to_string(),
    );
    facts.maybe("data.algorithm", "algorithm", data.algorithm.map(|a| a.to_string()));
    facts.maybe("data.provider", "provider", data.provider.clone());
    facts.maybe("data.content_id", "content ID", data.content_id.as_deref().map(to_hex));
    facts.maybe("data.policy", "policy", data.policy.clone());
    facts.maybe(
        "data.crypto_period_index",
        "crypto period index",
        data.crypto_period_index.map(|i| i.to_string()),
    );
    if !data.other.is_empty() {
        facts.add("data.other", "other fields", to_hex(&data.other));
    }
}

/// The header of an object and its other records. Nothing is added when it cannot be read.
pub(super) fn describe_object(object: &PlayReadyObject, facts: &mut Facts) -> Result<()> {
    let header = object.header(0)?;
    match header {
        Some(header) => describe_header(&header, facts),
        None => facts.add("header", "header", "none"),
    }
    let mut first = true;
    for record in &object.records {
        let is_described = record.record_type == RECORD_HEADER && std::mem::take(&mut first);
        if !is_described {
            let kind = record.record_type;
            facts.add(
                &format!("records[{kind}]"),
                &format!("record of type {kind}"),
                to_base64(&record.value),
            );
        }
    }
    Ok(())
}

/// A WRM header.
pub(super) fn describe_header(header: &WrmHeader, facts: &mut Facts) {
    facts.add("header.version", "header version", header.version.attribute());
    for entry in &header.kids {
        let kid = entry.kid;
        let algid = entry.algid.map_or("no ALGID", Algid::name);
        let checksum = entry
            .checksum
            .as_deref()
            .map_or("no checksum".to_owned(), |c| format!("checksum {}", to_base64(c)));
        facts.add(&format!("header.kids[{kid}]"), &format!("key ID {kid}:"), format!("{algid}, {checksum}"));
    }
    facts.maybe("header.la_url", "LA_URL", header.la_url.clone());
    facts.maybe("header.lui_url", "LUI_URL", header.lui_url.clone());
    facts.maybe("header.ds_id", "DS_ID", header.ds_id.clone());
    facts.maybe("header.custom_attributes", "custom attributes", header.custom_attributes.clone());
    facts.maybe("header.decryptor_setup", "DECRYPTORSETUP", header.decryptor_setup.clone());
    facts.maybe(
        "header.license_requested",
        "LICENSEREQUESTED",
        header.license_requested.map(|requested| requested.to_string()),
    );
}
