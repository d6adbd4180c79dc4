//! Headers, manifests and key IDs. Each kind of item is a row of [`DESCRIPTIONS`].

use super::node::{Node, Value};
use super::{Blob, Report, messages, pki, xmr};
use crate::bytes::ParseError;
use crate::drm::lint::{Finding, LintKeys, lint_found};
use crate::drm::playready::{Algid, PlayReadyObject, RECORD_ELS, RECORD_HEADER, WrmHeader};
use crate::drm::recognise::{Form, Found, Item, KidOrder, swapped};
use crate::drm::widevine::WidevinePsshData;
use crate::drm::{PsshData, SystemId};
use crate::error::{Error, ErrorKind, Result};
use crate::keys::KeyId;
use crate::keys::text::{to_base64, to_hex};
use crate::license::embedded;

/// Most key IDs of one header that are listed.
const MAX_KIDS: usize = 10_000;

/// Bytes of a header that cannot be read which are shown as text.
const MAX_TEXT: usize = 32 << 10;

/// Where an item was found, and what bytes it has.
#[derive(Debug, Default)]
pub struct Place {
    /// Its own bytes, when it has some.
    pub bytes: Option<Vec<u8>>,
    /// Offset of its first byte.
    pub offset: u64,
}

/// How one kind of item is described. A new kind is a new row.
#[derive(Debug)]
pub struct Description {
    /// The word under `kind` in JSON.
    pub kind: &'static str,
    /// The fields of an item of this kind; `None` when the item is of another kind.
    pub describe: fn(&Item, &mut Place) -> Option<Vec<Node>>,
}

/// Every kind of item that is not a media file.
pub const DESCRIPTIONS: &[Description] = &[
    Description { kind: "pssh", describe: pssh },
    Description { kind: "playready-object", describe: playready_object },
    Description { kind: "wrm-header", describe: wrm_header },
    Description { kind: "xmr-license", describe: xmr_license },
    Description { kind: "widevine-data", describe: widevine_data },
    Description { kind: "key-id", describe: key_id },
    Description { kind: "metering-certificate", describe: pki::metering_certificate },
    Description { kind: "certificate-chain", describe: pki::certificate_chain },
    Description { kind: "device", describe: pki::device },
    Description { kind: "revocation-info", describe: pki::revocation_info },
    Description { kind: "revocation-list", describe: pki::revocation_list },
    Description { kind: "challenge", describe: messages::challenge },
    Description { kind: "license-response", describe: messages::license_response },
    Description { kind: "service-message", describe: messages::service_message },
    Description { kind: "fault", describe: messages::fault },
    Description { kind: "signalled-system", describe: signalled },
    Description { kind: "broken", describe: broken },
];

/// A report on everything that was found in one input.
pub(super) fn describe(mut found: Vec<Found>) -> Result<Report> {
    // A message describes what is in it itself.
    if let [message, inner @ ..] = found.as_slice()
        && messages::is_message(&message.item)
        && inner.iter().all(|item| item.place.starts_with(&message.place))
    {
        found.truncate(1);
    }
    let mut items = Vec::new();
    let mut blobs = Vec::new();
    let mut error = None;
    let is_message = found.len() == 1 && found.iter().all(|f| messages::is_message(&f.item));
    let in_manifest = !is_message
        && found.iter().any(|f| !f.place.is_empty() && !matches!(f.item, Item::Pssh { nested: true, .. }));
    let count = found.len();
    for item in &found {
        let mut place = Place { bytes: None, offset: item.offset };
        let row =
            DESCRIPTIONS.iter().find_map(|row| Some((row.kind, (row.describe)(&item.item, &mut place)?)));
        let Some((kind, mut fields)) = row else {
            return Err(Error::internal("an item that no row describes"));
        };
        if is_header(&item.item) {
            attach_findings(&mut fields, findings(lint_one(item, &found)));
        }
        let probe = Node::object("", fields);
        if let Some(problem) = probe.first_problem() {
            let own = match &item.item {
                Item::Broken { error, hint, .. } => Error::from(error.clone()).hint(*hint),
                _ => ErrorKind::Malformed(problem.to_owned()).into(),
            };
            error.get_or_insert(own);
        }
        // One blob: the offsets of several would overlap.
        if let Some(bytes) = place.bytes.filter(|_| blobs.is_empty() && count == 1) {
            blobs.push(Blob { offset: 0, bytes });
        }
        let mut head = vec![Node::field("form", item.form.to_string())];
        if !item.place.is_empty() && !is_message {
            head.push(Node::field("place", item.place.clone()));
        }
        head.extend(probe.children);
        items.push((kind, head));
    }
    let list = |items: &[(&'static str, Vec<Node>)]| {
        let nodes = items.iter().enumerate().map(|(i, (kind, fields))| {
            let mut fields = fields.clone();
            fields.insert(0, Node::field("kind", *kind));
            Node::object(format!("item {}", i + 1), fields)
        });
        Node::list("items", nodes.collect())
    };
    if in_manifest {
        return Ok(Report { kind: "manifest", fields: vec![list(&items)], blobs, error });
    }
    let all = (items.len() > 1).then(|| list(&items));
    let Some((kind, mut fields)) = items.into_iter().next() else {
        return Err(Error::malformed("nothing was recognised"));
    };
    if let Some(all) = all {
        fields.insert(0, Node::field("count", count).note("the first one here, all of them under items"));
        fields.push(all);
    }
    Ok(Report { kind, fields, blobs, error })
}

/// Whether the rules of headers are about it.
fn is_header(item: &Item) -> bool {
    !matches!(
        item,
        Item::KeyId { .. }
            | Item::Signalled { .. }
            | Item::Challenge { .. }
            | Item::LicenseResponse { .. }
            | Item::ServiceMessage { .. }
            | Item::Fault { .. }
            | Item::XmrLicense { .. }
            | Item::Credential { .. }
    )
}

/// What the rules of headers find in one item of an input.
fn lint_one(item: &Found, all: &[Found]) -> Vec<Finding> {
    // Rules that compare items need the others; of one item alone, everything that is found is its own.
    let item = std::slice::from_ref(item);
    lint_found(if all.len() == 1 { all } else { item }, &LintKeys::default())
}

fn findings(found: Vec<Finding>) -> Node {
    let nodes = found.into_iter().map(|finding| {
        let severity = finding.rule.severity.name();
        let fields = vec![
            Node::field("rule", finding.rule.id),
            Node::field("severity", severity),
            Node::field("message", finding.message.clone()),
            Node::field("path", finding.path),
        ];
        let mut node = Node::object(severity, fields);
        node.value = Value::Text(finding.message);
        node.note(finding.rule.id)
    });
    Node::list("findings", nodes.collect())
}

/// Puts the findings where scripts look for them: with the WRM header, or with the item when it has none.
fn attach_findings(fields: &mut Vec<Node>, findings: Node) {
    match fields.iter_mut().find(|node| node.name == "header" || node.name == "playready") {
        Some(node) => attach_findings(&mut node.children, findings),
        None => fields.push(findings),
    }
}

/// A key ID with the other byte order beside it.
pub(super) fn kid_node(name: &str, kid: &KeyId) -> Node {
    Node::field(name, kid.to_string()).note(format!("guid:{}", kid.guid_base64()))
}

/// A `pssh` box in a file, whose body lies at `base`, with what the rules of headers find in it.
pub(super) fn pssh_node(version: u8, content: &PsshData, base: u64) -> Node {
    let mut fields = pssh_fields(version, content, base);
    if let Ok(raw) = content.to_box() {
        let item = Item::Pssh { raw, content: content.clone(), nested: false };
        let found = Found { form: Form::default(), place: String::new(), offset: 0, item };
        attach_findings(&mut fields, findings(lint_found(&[found], &LintKeys::default())));
    }
    fields.push(data_field(content));
    Node::object("pssh", fields)
}

fn data_field(content: &PsshData) -> Node {
    Node::field("data_base64", to_base64(&content.data))
}

fn pssh_fields(version: u8, content: &PsshData, base: u64) -> Vec<Node> {
    let id = content.system_id;
    let mut fields = vec![
        Node::field("system_id", id.to_string()),
        Node::field("system", id.system().map_or("unknown", |system| system.name)).note(id.title()),
        Node::field("version", version),
        Node::values("kids", content.kids.iter().take(MAX_KIDS).map(KeyId::to_string)),
        Node::field("data_size", content.data.len()),
    ];
    fields.extend(pssh_payload(content, base));
    fields
}

/// What the data of a `pssh` box says, for the systems whose data is known.
pub(super) fn pssh_payload(content: &PsshData, base: u64) -> Vec<Node> {
    match content.system_id {
        SystemId::PLAYREADY => vec![Node::object("playready", object_fields(&content.data, base))],
        SystemId::WIDEVINE => vec![Node::object("widevine", widevine_fields(&content.data, base))],
        _ => Vec::new(),
    }
}

fn pssh(item: &Item, place: &mut Place) -> Option<Vec<Node>> {
    let Item::Pssh { raw, content, nested } = item else { return None };
    let mut fields = pssh_fields(raw.get(8).copied().unwrap_or(0), content, place.offset);
    fields.push(data_field(content));
    if *nested {
        fields
            .insert(0, Node::field("nested", true).note("wrapped twice: players expect the inner box alone"));
    }
    place.bytes = Some(raw.clone());
    Some(fields)
}

fn playready_object(item: &Item, place: &mut Place) -> Option<Vec<Node>> {
    let Item::PlayReadyObject { bytes } = item else { return None };
    place.bytes = Some(bytes.clone());
    Some(object_fields(bytes, place.offset))
}

fn wrm_header(item: &Item, place: &mut Place) -> Option<Vec<Node>> {
    let Item::WrmHeader { bytes } = item else { return None };
    place.bytes = Some(bytes.clone());
    let mut fields = header_fields(bytes, place.offset);
    fields.push(Node::remark("note", "a bare WRM header: players want it inside a PlayReady Object"));
    Some(fields)
}

fn xmr_license(item: &Item, place: &mut Place) -> Option<Vec<Node>> {
    let Item::XmrLicense { bytes } = item else { return None };
    place.bytes = Some(bytes.clone());
    Some(xmr::license_fields(bytes, place.offset))
}

fn widevine_data(item: &Item, place: &mut Place) -> Option<Vec<Node>> {
    let Item::Widevine { bytes } = item else { return None };
    place.bytes = Some(bytes.clone());
    Some(widevine_fields(bytes, place.offset))
}

fn key_id(item: &Item, _: &mut Place) -> Option<Vec<Node>> {
    let Item::KeyId { kid, order } = item else { return None };
    let (order, note) = match order {
        KidOrder::BigEndian => ("big-endian", "a UUID or hexadecimal digits: as in tenc, pssh and manifests"),
        KidOrder::Guid => ("guid", "little-endian GUID, as in WRM headers"),
        KidOrder::Unknown => ("unknown", "the input does not tell; this is the more likely reading"),
    };
    let mut fields = vec![Node::field("byte_order", order).note(note)];
    fields.extend(kid_forms(kid));
    let mut other = Node::object("if_swapped", kid_forms(&swapped(kid)));
    other.note = Some("the key ID, were its bytes in the other order".to_owned());
    fields.push(other);
    Some(fields)
}

fn kid_forms(kid: &KeyId) -> Vec<Node> {
    vec![
        Node::field("kid", kid.to_string()).note("UUID, big-endian: tenc, pssh, DASH, HLS"),
        Node::field("hex", kid.hex()).note("the same bytes, as tools want them on command lines"),
        Node::field("guid_base64", kid.guid_base64()).note("little-endian GUID: WRM headers"),
        Node::field("base64", kid.base64()).note("big-endian: JSON Web Keys and others"),
    ]
}

fn signalled(item: &Item, _: &mut Place) -> Option<Vec<Node>> {
    let Item::Signalled { system, detail } = item else { return None };
    let mut fields = vec![
        Node::field("system_id", system.map(|id| id.to_string())),
        Node::field("system", system.map(|id| id.system().map_or("unknown", |system| system.name))),
        Node::field("detail", detail.clone()),
    ];
    if let (Some(id), Some(node)) = (system, fields.get_mut(1)) {
        node.note = Some(id.title().to_owned());
    }
    Some(fields)
}

fn broken(item: &Item, place: &mut Place) -> Option<Vec<Node>> {
    let Item::Broken { kind, bytes, error, hint } = item else { return None };
    place.bytes = Some(bytes.clone());
    Some(vec![
        Node::field("meant_to_be", *kind),
        Node::field("length", bytes.len()),
        Node::field("problem", error.to_string()).problem("malformed"),
        Node::field("hint", *hint),
    ])
}

/// The fields of a PlayReady Object that lies at `base`; of a broken one, those that can be read.
fn object_fields(bytes: &[u8], base: u64) -> Vec<Node> {
    let (object, problem) = PlayReadyObject::scan(bytes, base);
    let mut at = base.saturating_add(6);
    let mut records = Vec::new();
    for record in &object.records {
        let name = match record.record_type {
            RECORD_HEADER => "WRM header",
            RECORD_ELS => "embedded license store",
            2 => "reserved",
            _ => "unknown",
        };
        let size = record.value.len();
        let fields =
            vec![Node::field("type", u64::from(record.record_type)).note(name), Node::field("length", size)];
        records.push(Node::object(format!("[{}]", records.len() + 1), fields).at(at, size as u64 + 4));
        at = at.saturating_add(size as u64 + 4);
    }
    let mut fields = vec![Node::field("length", bytes.len()).at(base, 4), Node::list("records", records)];
    if let Some(error) = problem {
        fields.push(problem_field(&error));
    }
    fields.extend(embedded_licenses(&object));
    if let Some((value, at)) = object.header_record(base) {
        fields.push(Node::object("header", header_fields(value, at)).at(at, value.len() as u64));
    }
    fields
}

/// The licenses in the store of an object. Their offsets count from the start of each.
fn embedded_licenses(object: &PlayReadyObject) -> Option<Node> {
    match embedded::licenses(object) {
        Ok(licenses) if licenses.is_empty() => None,
        Ok(licenses) => {
            let nodes = licenses.iter().enumerate();
            let node = |(i, bytes): (usize, &Vec<u8>)| {
                Node::object(format!("[{}]", i + 1), xmr::license_fields(bytes, 0))
            };
            Some(Node::list("embedded_licenses", nodes.map(node).collect()))
        }
        // The form of a store is not published: one of another form is no fault of the object.
        Err(error) => Some(Node::remark("note", format!("the embedded license store is not read: {error}"))),
    }
}

pub(super) fn problem_field(error: &ParseError) -> Node {
    Node::field("problem", error.to_string()).problem("malformed")
}

/// The fields of a WRM header that lies at `base`.
pub(super) fn header_fields(bytes: &[u8], base: u64) -> Vec<Node> {
    let header = match read_header(bytes, base) {
        Ok(header) => header,
        // What cannot be read as a header can still be read by people.
        Err(error) => return vec![problem_field(&error), Node::field("text", lossy_text(bytes))],
    };
    let kids = header.kids.iter().take(MAX_KIDS).enumerate().map(|(i, kid)| {
        let fields = vec![
            Node::field("kid", kid.kid.to_string()).note("UUID, big-endian, as in tenc"),
            Node::field("guid_base64", kid.kid.guid_base64()).note("as written in the header"),
            Node::field("algid", kid.algid.map(Algid::name)),
            Node::field("checksum", kid.checksum.as_deref().map(to_base64)),
        ];
        Node::object(format!("[{}]", i + 1), fields)
    });
    vec![
        Node::field("version", header.version.attribute()),
        Node::list("kids", kids.collect()),
        Node::field("la_url", header.la_url.clone()),
        Node::field("lui_url", header.lui_url.clone()),
        Node::field("ds_id", header.ds_id.clone()),
        Node::field("custom_attributes", header.custom_attributes.clone()),
        Node::field("decryptor_setup", header.decryptor_setup.clone()),
        Node::field("license_requested", header.license_requested),
    ]
}

/// Reads a header in UTF-16LE as objects have it, or in UTF-8 as people paste it.
fn read_header(bytes: &[u8], base: u64) -> std::result::Result<WrmHeader, ParseError> {
    match std::str::from_utf8(bytes) {
        // UTF-16 of ASCII characters is valid UTF-8 too, full of zeros.
        Ok(text) if !text.contains('\0') => WrmHeader::read_text(text.trim_start_matches('\u{feff}')),
        _ => WrmHeader::read(bytes, base),
    }
}

/// The start of a header's text, as well as it can be decoded.
fn lossy_text(bytes: &[u8]) -> String {
    let bytes = bytes.get(..MAX_TEXT).unwrap_or(bytes);
    if !bytes.contains(&0) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let (units, _) = bytes.as_chunks::<2>();
    String::from_utf16_lossy(&units.iter().map(|unit| u16::from_le_bytes(*unit)).collect::<Vec<_>>())
}

/// The fields of Widevine data that lies at `base`.
fn widevine_fields(bytes: &[u8], base: u64) -> Vec<Node> {
    let data = match WidevinePsshData::read(bytes, base) {
        Ok(data) => data,
        Err(error) => return vec![problem_field(&error)],
    };
    let algorithm = Node::field("algorithm", data.algorithm);
    let content_id = Node::field("content_id", data.content_id.as_deref().map(to_hex));
    let as_text = data.content_id.as_deref().and_then(|id| std::str::from_utf8(id).ok());
    vec![
        Node::values(
            "kids",
            data.key_ids.iter().take(MAX_KIDS).map(|kid| match kid.as_slice().try_into() {
                Ok(bytes) => KeyId::from_bytes(bytes).to_string(),
                Err(_) => format!("{} ({} bytes: not a key ID)", to_hex(kid), kid.len()),
            }),
        ),
        Node::field("protection_scheme", data.scheme_type().map(|scheme| scheme.escape_ascii().to_string())),
        match data.algorithm {
            Some(1) => algorithm.note("AES-CTR"),
            _ => algorithm,
        },
        Node::field("provider", data.provider.clone()),
        match as_text {
            Some(text) => content_id.note(format!("{text:?}")),
            None => content_id,
        },
        Node::field("policy", data.policy.clone()),
        Node::field("crypto_period_index", data.crypto_period_index),
        Node::field("other_fields", Some(to_hex(&data.other)).filter(|hex| !hex.is_empty())),
    ]
}
