//! XMR licenses: every object, what the policy means, and when it applies.

mod policy;
mod timeline;

pub use policy::policy_words;

use super::kinds::problem_field;
use super::node::{Node, Value};
use crate::clock::{rfc3339, span};
use crate::keys::text::to_hex;
use crate::xmr::{Body, Field, FieldValue, Finding, FindingKind, License, Object, cipher, types};

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

fn object_node(object: &Object, left: &mut usize) -> Node {
    let mut fields = vec![
        Node::field("type", u64::from(object.object_type)).note(format!("0x{:02X}", object.object_type)),
        Node::field("name", object.name()),
        flags(object),
        Node::field("offset", object.offset),
        Node::field("length", object.size()),
    ];
    fields.extend(object.fields().into_iter().map(field));
    if matches!(object.body, Body::Container(_)) {
        let shown = object.children().iter().map_while(|child| {
            *left = left.checked_sub(1)?;
            Some(object_node(child, left))
        });
        let children: Vec<Node> = shown.collect();
        if children.len() < object.children().len() {
            fields.push(Node::remark("note", format!("only the first {MAX_OBJECTS} objects are shown")));
        }
        fields.push(Node::list("children", children));
    }
    Node::object(object.name(), fields).at(object.offset, object.size() as u64)
}

fn flags(object: &Object) -> Node {
    let words = [(1, "must understand"), (2, "container")]
        .iter()
        .filter(|(bit, _)| object.flags & bit != 0)
        .map(|(_, word)| *word)
        .collect::<Vec<_>>();
    let node = Node::field("flags", u64::from(object.flags));
    if words.is_empty() { node } else { node.note(words.join(", ")) }
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
