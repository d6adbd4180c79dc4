//! What a `pssh` box holds, in words and as the JSON of the contract.

use serde_json::{Value, json};

use crate::boxes::{BoxNode, PiffPssh, Pssh};
use crate::bytes::ParseResult;
use crate::cli::header::describe as describe_header;
use crate::drm::SystemId;
use crate::drm::playready::{Algid, PlayReadyObject};
use crate::drm::widevine::WidevinePsshData;
use crate::edit::FoundPssh;
use crate::keys::text::{to_base64, to_hex};

/// Bytes of unknown data that are shown.
const SHOWN: usize = 16;

/// The body of a box, that of PIFF included.
pub fn body(node: &BoxNode) -> ParseResult<Pssh> {
    if node.is::<PiffPssh>() {
        let PiffPssh { system_id, data } = node.view()?;
        return Ok(Pssh { version: 0, system_id, kids: Vec::new(), data });
    }
    node.view()
}

/// The JSON document of boxes, with their places where they have one.
pub fn document<'a>(boxes: impl Iterator<Item = (Option<&'a FoundPssh>, &'a BoxNode)>) -> Value {
    let boxes: Vec<Value> = boxes.map(|(found, node)| as_json(found, node)).collect();
    json!({ "schema": "boxlock.pssh/1", "pssh": boxes })
}

fn as_json(found: Option<&FoundPssh>, node: &BoxNode) -> Value {
    let mut value = match body(node) {
        Ok(pssh) => {
            let system = SystemId::from_bytes(pssh.system_id);
            let mut value = json!({
                "system_id": system.to_string(),
                "system": system.system().map_or("unknown", |s| s.name),
                "version": pssh.version,
                "kids": pssh.kids,
                "data_base64": to_base64(&pssh.data),
            });
            if system == SystemId::PLAYREADY
                && let Ok(object) = PlayReadyObject::read(&pssh.data, 0)
            {
                value["playready"] = object_json(&object, pssh.data.len());
            }
            value
        }
        Err(error) => json!({ "error": error.to_string() }),
    };
    value["size"] = json!(node.size());
    value["form"] = json!(if node.is::<PiffPssh>() { "piff" } else { "pssh" });
    if let Some(found) = found {
        value["place"] = json!(found.place.to_string());
        value["offset"] = json!(found.node.offset);
    }
    value
}

fn object_json(object: &PlayReadyObject, length: usize) -> Value {
    let records = object.records.iter().map(|r| json!({ "type": r.record_type, "length": r.value.len() }));
    json!({
        "length": length,
        "records": records.collect::<Vec<_>>(),
        "header": object.header(0).ok().flatten().map(|h| describe_header(&h)),
    })
}

/// A box in words, one fact per line.
pub fn lines(node: &BoxNode) -> Vec<String> {
    let pssh = match body(node) {
        Ok(pssh) => pssh,
        Err(error) => return vec![format!("broken: {error}")],
    };
    let system = SystemId::from_bytes(pssh.system_id);
    let form = if node.is::<PiffPssh>() { ", uuid box of PIFF" } else { "" };
    let mut lines = vec![format!(
        "{} {system}, version {}{form}, {} bytes, {} of data",
        system.title(),
        pssh.version,
        node.size(),
        pssh.data.len()
    )];
    lines.extend(pssh.kids.iter().map(|kid| format!("key ID {kid} (guid:{})", kid.guid_base64())));
    lines.extend(data_lines(system, &pssh.data));
    lines
}

fn data_lines(system: SystemId, data: &[u8]) -> Vec<String> {
    match system {
        _ if data.is_empty() => Vec::new(),
        SystemId::PLAYREADY => playready_lines(data),
        SystemId::WIDEVINE => widevine_lines(data),
        _ => {
            let shown = to_hex(data.get(..SHOWN).unwrap_or(data));
            vec![format!("data {shown}{}", if data.len() > SHOWN { "..." } else { "" })]
        }
    }
}

fn playready_lines(data: &[u8]) -> Vec<String> {
    let object = match PlayReadyObject::read(data, 0) {
        Ok(object) => object,
        Err(error) => return vec![format!("broken: {error}")],
    };
    let header = match object.header(0) {
        Ok(Some(header)) => header,
        Ok(None) => return vec![format!("PlayReady Object, {} records, no header", object.records.len())],
        Err(error) => return vec![format!("broken: {error}")],
    };
    let mut lines = vec![format!("WRM header {}", header.version)];
    for entry in &header.kids {
        let algid = entry.algid.map_or("no ALGID", Algid::name);
        let checksum = entry
            .checksum
            .as_deref()
            .map_or("no checksum".to_owned(), |c| format!("checksum {}", to_base64(c)));
        lines.push(format!("key ID {} (guid:{}), {algid}, {checksum}", entry.kid, entry.kid.guid_base64()));
    }
    lines.extend(header.la_url.map(|url| format!("LA_URL {url}")));
    lines.extend(header.lui_url.map(|url| format!("LUI_URL {url}")));
    lines.extend(header.ds_id.map(|id| format!("DS_ID {id}")));
    lines.extend(header.custom_attributes.map(|xml| format!("custom attributes {xml}")));
    lines.extend(header.decryptor_setup.map(|setup| format!("DECRYPTORSETUP {setup}")));
    lines.extend(header.license_requested.map(|requested| format!("LICENSEREQUESTED {requested}")));
    lines
}

fn widevine_lines(data: &[u8]) -> Vec<String> {
    let data = match WidevinePsshData::read(data, 0) {
        Ok(data) => data,
        Err(error) => return vec![format!("broken: {error}")],
    };
    let mut lines: Vec<String> =
        data.kids().map(|kid| format!("key ID {kid} (guid:{})", kid.guid_base64())).collect();
    lines.extend(data.scheme_type().map(|s| format!("protection scheme {}", s.escape_ascii())));
    lines.extend(data.provider.map(|p| format!("provider {p}")));
    lines.extend(data.content_id.map(|id| format!("content ID {}", to_hex(&id))));
    lines.extend(data.policy.map(|p| format!("policy {p}")));
    lines
}
