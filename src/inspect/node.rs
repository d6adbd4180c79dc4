//! The one tree that every report is made of. Text, JSON and the HTML page are three ways to show it, so they cannot say
//! different things.

use serde_json::{Map, json};

/// The note of a field that holds nothing.
pub(super) const NOT_SET: &str = "not set";

/// The value of a node.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A group: its children say it all.
    None,
    /// Known to be absent: `null` in JSON, not shown to people.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Number(u64),
    /// A number with a fraction, or below 0.
    Real(f64),
    /// Text.
    Text(String),
}

/// How a node appears in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A value under its name.
    Field,
    /// An object of its children.
    Object,
    /// An array of its children, whose own names are for people only.
    List,
    /// A box: `type`, `offset`, `size`, `fields` (its children that are not boxes) and `children` (those that are).
    Box,
    /// For people only, not in JSON.
    Remark,
    /// For programs only: the line above says it to people.
    Script,
}

/// Bytes of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Absolute offset of the first byte.
    pub offset: u64,
    /// Number of bytes.
    pub size: u64,
}

/// One line of a report, and what hangs below it.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The JSON name; for boxes their type.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// How it appears in JSON.
    pub shape: Shape,
    /// What a person may want to know besides.
    pub note: Option<String>,
    /// What is wrong here.
    pub problem: Option<String>,
    /// Where in the input it stands.
    pub place: Option<Place>,
    /// What belongs to it.
    pub children: Vec<Node>,
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::Number(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Number(value.into())
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::Number(value as u64)
    }
}

impl From<u8> for Value {
    fn from(value: u8) -> Self {
        Self::Number(value.into())
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Node {
    fn new(name: impl Into<String>, shape: Shape, value: Value, children: Vec<Self>) -> Self {
        Self { name: name.into(), value, shape, note: None, problem: None, place: None, children }
    }

    /// A value with a name.
    pub fn field(name: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::new(name, Shape::Field, value.into(), Vec::new())
    }

    /// A group of named values.
    pub fn object(name: impl Into<String>, children: Vec<Self>) -> Self {
        Self::new(name, Shape::Object, Value::None, children)
    }

    /// A list.
    pub fn list(name: impl Into<String>, children: Vec<Self>) -> Self {
        Self::new(name, Shape::List, Value::None, children)
    }

    /// A list of plain values.
    pub fn values<T: Into<Value>>(name: impl Into<String>, values: impl IntoIterator<Item = T>) -> Self {
        Self::list(name, values.into_iter().map(|value| Self::field("", value)).collect())
    }

    /// A box.
    pub fn boxed(name: impl Into<String>, offset: u64, size: u64) -> Self {
        Self::new(name, Shape::Box, Value::None, Vec::new()).at(offset, size)
    }

    /// A line for people.
    pub fn remark(name: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::new(name, Shape::Remark, value.into(), Vec::new())
    }

    /// A value for programs, which the node it belongs to says to people in its own words.
    pub fn script(name: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::new(name, Shape::Script, value.into(), Vec::new())
    }

    /// Says where it stands.
    #[must_use]
    pub fn at(mut self, offset: u64, size: u64) -> Self {
        self.place = Some(Place { offset, size });
        self
    }

    /// Adds what a person may want to know.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Says what is wrong.
    #[must_use]
    pub fn problem(mut self, problem: impl Into<String>) -> Self {
        self.problem = Some(problem.into());
        self
    }

    /// The first child of a name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The first problem in this node and below, in words.
    pub fn first_problem(&self) -> Option<&str> {
        match (&self.problem, &self.value) {
            // A field of this name has the words as its value.
            (Some(_), Value::Text(text)) if self.name == "problem" => Some(text),
            (Some(problem), _) => Some(problem),
            (None, _) => self.children.iter().find_map(Self::first_problem),
        }
    }

    /// The node as JSON.
    pub fn json(&self) -> serde_json::Value {
        match self.shape {
            Shape::Field | Shape::Remark | Shape::Script => self.value.json(),
            Shape::Object => object(&self.children).into(),
            Shape::List => self.children.iter().map(Self::json).collect::<Vec<_>>().into(),
            Shape::Box => self.box_json(),
        }
    }

    fn box_json(&self) -> serde_json::Value {
        let mut map = Map::new();
        map.insert("type".into(), json!(self.name));
        if let Some(place) = self.place {
            map.insert("offset".into(), json!(place.offset));
            map.insert("size".into(), json!(place.size));
        }
        if let Some(problem) = &self.problem {
            map.insert("problem".into(), json!(problem));
        }
        let boxes = self.children.iter().filter(|child| child.shape == Shape::Box);
        map.insert("children".into(), boxes.map(Self::json).collect::<Vec<_>>().into());
        let fields = object(self.children.iter().filter(|child| child.shape != Shape::Box));
        if !fields.is_empty() {
            map.insert("fields".into(), fields.into());
        }
        map.into()
    }
}

/// The JSON object of some nodes. Of two with one name the first counts.
fn object<'a>(nodes: impl IntoIterator<Item = &'a Node>) -> Map<String, serde_json::Value> {
    let mut map = Map::new();
    for node in nodes {
        if node.shape != Shape::Remark && !map.contains_key(&node.name) {
            map.insert(node.name.clone(), node.json());
        }
    }
    map
}

impl Value {
    /// The value as JSON.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Self::None | Self::Null => serde_json::Value::Null,
            Self::Bool(value) => json!(value),
            Self::Number(value) => json!(value),
            Self::Real(value) => json!(value),
            Self::Text(value) => json!(value),
        }
    }

    /// The value in words; control characters cannot reach a terminal.
    pub fn text(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Null => "none".to_owned(),
            Self::Bool(value) => (if *value { "yes" } else { "no" }).to_owned(),
            Self::Number(value) => value.to_string(),
            Self::Real(value) => value.to_string(),
            Self::Text(value) => printable(value),
        }
    }
}

/// The text without characters that could steer a terminal or turn its writing round.
pub fn printable(text: &str) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}
