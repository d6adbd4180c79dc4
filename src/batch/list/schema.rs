//! The JSON Schema of job lists, made of the table of fields.

use serde_json::{Map, Value, json};

use super::fields::{FIELDS, Field, Kind};

/// The schema (draft 2020-12). It fits a line of JSON Lines as well as a whole TOML document.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "boxlock job list",
        "description": "A line of a JSON Lines job list (a title, or defaults on the first line), or a whole list in TOML. CSV has the fields of a title as columns.",
        "anyOf": [
            { "$ref": "#/$defs/title" },
            {
                "type": "object",
                "required": ["defaults"],
                "properties": { "defaults": { "$ref": "#/$defs/defaults" } },
                "additionalProperties": false
            },
            {
                "type": "object",
                "required": ["titles"],
                "properties": {
                    "defaults": { "$ref": "#/$defs/defaults" },
                    "titles": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/title" } }
                },
                "additionalProperties": false
            }
        ],
        "$defs": {
            "title": {
                "description": "One output.",
                "type": "object",
                "required": ["input", "output"],
                "dependentRequired": { "key": ["kid"] },
                "properties": properties(|_| true),
                "additionalProperties": false
            },
            "defaults": {
                "description": "What titles fall back on, behind the options of the command line.",
                "type": "object",
                "properties": properties(|field| field.default),
                "additionalProperties": false
            },
            "key": {
                "description": "A key, as in key files.",
                "type": "object",
                "required": ["kid"],
                "properties": {
                    "selector": { "type": "string", "description": "all, video, audio, text or a track ID" },
                    "kid": { "type": "string" },
                    "key": { "type": "string" },
                    "iv": { "type": "string" }
                },
                "additionalProperties": false
            }
        }
    })
}

fn properties(wanted: impl Fn(&Field) -> bool) -> Map<String, Value> {
    let fields = FIELDS.iter().filter(|field| wanted(field));
    fields.map(|field| (field.name.to_owned(), property(field))).collect()
}

fn property(field: &Field) -> Value {
    let list = |item: Value| json!([{ "type": "array", "items": item.clone() }, item]);
    let mut property = match &field.kind {
        Kind::Text(_) | Kind::Parsed(_) => json!({ "type": "string" }),
        Kind::Path(_) => json!({ "type": "string", "minLength": 1 }),
        Kind::Word(words, _) => json!({ "enum": words }),
        Kind::Number(_) => json!({ "type": "integer", "minimum": 0 }),
        Kind::IvSize(_) => json!({ "enum": [8, 16] }),
        Kind::Flag(_) => json!({ "type": "boolean" }),
        Kind::Texts(_) | Kind::Paths(_) => {
            json!({ "anyOf": list(json!({ "type": "string", "minLength": 1 })) })
        }
        Kind::Numbers(_) => {
            json!({ "type": "array", "items": { "type": "integer", "minimum": 0, "maximum": u32::MAX } })
        }
        Kind::Keys(_) => {
            let key = json!({ "anyOf": [{ "type": "string" }, { "$ref": "#/$defs/key" }] });
            json!({ "anyOf": [{ "type": "array", "items": key }, { "type": "string" }] })
        }
    };
    property["description"] = field.about.into();
    property
}
