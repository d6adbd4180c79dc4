//! XMR licenses: every object, what the policy means, and when it applies.

mod policy;
mod timeline;

pub use policy::policy_words;

use super::kinds::problem_field;
use super::node::{Node, Value};
use crate::clock::{rfc3339, span};
use crate::keys::text::to_hex;
use crate::license::policy::{Guid, enablers, protections};
use crate::xmr::{
    Body, FLAG_CONTAINER, FLAG_MUST_UNDERSTAND, Field, FieldValue, Finding, FindingKind, License, Object,
    cipher, types,
};

/// Objects that are shown.
const MAX_OBJECTS: usize = 10_000;

/// The fields of a license that lies at `base`.
pub(super) fn license_fields(bytes: &[u8], base: u64) -> Vec<Node> {
    let license = match License::read(bytes, base) {
        Ok(license) => license,
        Err(error) => return vec![Node::field("length", bytes.len()), problem_field(&error)],
    };
    let keys = license.content_keys();
    let kid = keys.first().map(|key| key.key_id());
    let mut kid_field = Node::field("kid", kid.map(|kid| kid.to_string()));
    kid_field.note = kid.map(|kid| format!("guid:{}", kid.guid_base64()));
    let mut fields = vec![
        Node::field("version", license.version),
        Node::field("rights_id", to_hex(&license.rights_id)),
        Node::field("length", bytes.len()),
        kid_field,
    ];
    if keys.len() > 1 {
        fields.push(
            Node::values("kids", keys.iter().map(|key| key.key_id().to_string()))
                .note("clients use the first"),
        );
    }
    let mut left = MAX_OBJECTS;
    fields.extend([
        Node::field("binding", binding(&license)),
        Node::values("policy", policy_words(&license)),
        timeline::timeline(&license),
        Node::list("objects", vec![object_node(&license.outer, &mut left)]),
        findings(license.findings()),
    ]);
    fields
}

/// What the key is encrypted to, in one word.
fn binding(license: &License) -> Option<&'static str> {
    let key = license.content_keys().into_iter().next()?;
    Some(match key.cipher {
        cipher::CHAINED_LICENSE => "root license",
        _ if license.find(types::DOMAIN).is_some() => "domain",
        _ if license.device_key().is_some() => "device",
        _ => "unknown",
    })
}

/// One line for people, with the fields in words; one field each for programs.
fn object_node(object: &Object, left: &mut usize) -> Node {
    let mut fields: Vec<Node> = object.fields().into_iter().map(field).collect();
    if let (Body::Configuration { id, .. } | Body::Enabler(id), Some(first)) =
        (&object.body, fields.first_mut())
    {
        first.note = guid_words(id).map(str::to_owned);
    }
    let words: Vec<String> = fields.iter().filter(|field| field.value != Value::Null).map(sentence).collect();
    let size = object.size();
    let mut all = vec![
        Node::script("type", u64::from(object.object_type)),
        Node::script("name", object.name()),
        Node::script("flags", u64::from(object.flags)),
        Node::script("offset", object.offset),
        Node::script("length", size),
    ];
    all.extend(fields);
    if matches!(object.body, Body::Container(_)) {
        let shown = object.children().iter().map_while(|child| {
            *left = left.checked_sub(1)?;
            Some(object_node(child, left))
        });
        let children: Vec<Node> = shown.collect();
        if children.len() < object.children().len() {
            all.push(Node::remark("note", format!("only the first {MAX_OBJECTS} objects are shown")));
        }
        all.push(Node::list("children", children));
    }
    let mut node = Node::object(object.name(), all).at(object.offset, size as u64);
    if !matches!(object.body, Body::Container(_)) {
        node.value = if words.is_empty() { "set".into() } else { words.join(", ").into() };
    }
    let number = format!("0x{:02X}, {}, @{} +{size}", object.object_type, flags(object.flags), object.offset);
    node.note(number)
}

/// What the GUID of a protection or an enabler stands for.
fn guid_words(id: &[u8; 16]) -> Option<&'static str> {
    let id = Guid::from_wire(*id);
    protections::ALL.iter().chain(enablers::ALL).find(|named| named.id == id).map(|named| named.words)
}

fn sentence(field: &Node) -> String {
    let note = field.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    format!("{} {}{note}", field.name.replace('_', " "), field.value.text())
}

fn flags(flags: u16) -> String {
    let known = [(FLAG_MUST_UNDERSTAND, "must understand"), (FLAG_CONTAINER, "container")];
    let words: Vec<&str> = known.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, word)| *word).collect();
    let others = flags & !(FLAG_MUST_UNDERSTAND | FLAG_CONTAINER);
    match (words.is_empty(), others) {
        (true, 0) => "no flags".to_owned(),
        (_, 0) => words.join(", "),
        _ => format!("flags 0x{flags:04x}"),
    }
}

fn field(field: Field) -> Node {
    let mut node = match field.value {
        FieldValue::Number(value) => Node::field(field.name, value),
        FieldValue::Time(time) => Node::field(field.name, time.map(|time| rfc3339(time.into()))),
        FieldValue::Seconds(seconds) => Node::field(field.name, seconds).note(span(seconds.into())),
        FieldValue::Text(text) => Node::field(field.name, text),
    };
    node.note = field.meaning.or(node.note);
    node
}

fn findings(found: Vec<Finding>) -> Node {
    let nodes = found.into_iter().map(|finding| {
        let (rule, severity) = match finding.kind {
            FindingKind::NotUnderstood => ("xmr-not-understood", "error"),
            FindingKind::Unsigned => ("xmr-unsigned", "error"),
            FindingKind::Misplaced => ("xmr-misplaced-object", "warning"),
            FindingKind::ContainerFlag => ("xmr-container-flag", "warning"),
        };
        let fields = vec![
            Node::field("rule", rule),
            Node::field("severity", severity),
            Node::field("message", finding.message.clone()),
            Node::field("path", finding.path),
            Node::field("offset", finding.offset),
        ];
        let mut node = Node::object(severity, fields);
        node.value = Value::Text(finding.message);
        node.note(rule)
    });
    Node::list("findings", nodes.collect())
}
