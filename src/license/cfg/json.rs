//! The JSON form: an array of objects whose values are strings, in single or double quotes.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::CfgError;
use super::grammar::{self, Item, Node};

/// Reads the groups.
pub(super) fn read(text: &str) -> Result<Vec<Node>, CfgError> {
    let wrong = |message: String| CfgError::new("json", message);
    let value: Value = serde_json::from_str(&double_quoted(text)).map_err(|error| {
        // The position is in the text as it was given: quotes are one byte each.
        wrong(format!("is no JSON array of objects: {error}"))
    })?;
    match value.node()? {
        Node::List(items) if items.iter().all(|item| item.name.is_none()) => {
            Ok(items.into_iter().map(|item| item.value).collect())
        }
        object @ Node::List(_) => Ok(vec![object]),
        Node::Text(_) => Err(wrong("is no array of objects: write [{'name':'value'}]".to_owned())),
    }
}

/// Turns strings in single quotes into strings in double quotes.
fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\'' | '"', None) => {
                quote = Some(c);
                out.push('"');
            }
            ('\\', Some(_)) => match chars.next() {
                Some('\'') => out.push('\''),
                Some(escaped) => out.extend(['\\', escaped]),
                None => out.push('\\'),
            },
            (c, Some(open)) if c == open => {
                quote = None;
                out.push('"');
            }
            ('"', Some(_)) => out.push_str("\\\""),
            (c, _) => out.push(c),
        }
    }
    out
}

/// Any JSON, with the members of objects in their order and repetitions kept.
enum Value {
    Text(String),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Value {
    fn node(self) -> Result<Node, CfgError> {
        Ok(match self {
            Self::Text(text) => grammar::read_value(&text)?,
            Self::Array(values) => {
                let items = values.into_iter().map(|value| Ok(Item { name: None, value: value.node()? }));
                Node::List(items.collect::<Result<_, CfgError>>()?)
            }
            Self::Object(members) => {
                let items = members
                    .into_iter()
                    .map(|(name, value)| Ok(Item { name: Some(name), value: value.node()? }));
                Node::List(items.collect::<Result<_, CfgError>>()?)
            }
        })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, number, boolean, array or object")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = access.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = access.next_entry()? {
            members.push(member);
        }
        Ok(Value::Object(members))
    }
}
