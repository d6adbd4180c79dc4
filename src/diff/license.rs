//! Facts of licenses. The order of objects has no meaning; encrypted keys and signatures differ in every license, so they are not facts.

use super::Facts;
use crate::clock::rfc3339;
use crate::keys::text::to_hex;
use crate::xmr::{Body, FieldValue, License, Object, guid_text};

/// What is made anew for each license. Encrypted keys are no fields of objects at all.
pub(super) const NOT_COMPARED: [&str; 2] = ["encrypted keys", "signature"];

/// Fields that are made anew for each license.
const FRESH: [&str; 1] = ["signature"];

pub(super) fn describe_license(license: &License, facts: &mut Facts) {
    facts.add("version", "version", license.version.to_string());
    facts.add("rights_id", "rights ID", to_hex(&license.rights_id));
    describe_object(&license.outer, facts);
}

fn describe_object(object: &Object, facts: &mut Facts) {
    let name = object.name();
    let (path, label) = match identity(object) {
        Some(id) => (format!("{}[{id}]", slug(&name)), format!("{name} {id}")),
        None => (slug(&name), name),
    };
    facts.part(&path, &label, |facts| {
        facts.add("flags", "flags", flags(object.flags));
        for field in object.fields().into_iter().filter(|field| !FRESH.contains(&field.name)) {
            let value = match field.value {
                FieldValue::Number(value) => value.to_string(),
                FieldValue::Time(time) => time.map_or_else(|| "none".to_owned(), |time| rfc3339(time.into())),
                FieldValue::Seconds(seconds) => format!("{seconds} s"),
                FieldValue::Text(text) => text,
            };
            facts.add(field.name, &field.name.replace('_', " "), value);
        }
        object.children().iter().for_each(|child| describe_object(child, facts));
    });
}

/// What tells objects of one type apart.
fn identity(object: &Object) -> Option<String> {
    match &object.body {
        Body::Configuration { id, .. } | Body::Enabler(id) => Some(guid_text(id)),
        Body::ContentKey(key) => Some(key.key_id().to_string()),
        _ => None,
    }
}

fn flags(flags: u16) -> String {
    let words = [(1, "must understand"), (2, "container")];
    let mut words: Vec<String> =
        words.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, word)| (*word).to_owned()).collect();
    if flags & !3 != 0 {
        words.push(format!("0x{:04x}", flags & !3));
    }
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

fn slug(name: &str) -> String {
    name.replace(['(', ')'], "").replace([' ', '-'], "_").to_lowercase()
}
