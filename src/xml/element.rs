//! The tree that reading gives.

use std::borrow::Cow;
use std::ops::Range;

use crate::bytes::{ParseError, ParseResult};

/// An element with its attributes and content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Name as written, with its prefix.
    pub name: String,
    /// Attributes in the order written, namespace declarations among them.
    pub attributes: Vec<Attribute>,
    /// Content in order. Neighbouring text, references and CDATA sections are one text; comments are dropped.
    pub children: Vec<Node>,
    /// Bytes of the source text from the `<` of the start tag to after the `>` of the end tag.
    pub span: Range<usize>,
    /// Whether it is one empty-element tag, `<a/>`.
    pub self_closed: bool,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Name as written, with its prefix.
    pub name: String,
    /// Value with references resolved and white space normalized (XML 1.0 section 3.3.3).
    pub value: String,
}

/// A piece of an element's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A child element.
    Element(Element),
    /// Text with references resolved and line ends normalized (XML 1.0 section 2.11).
    Text(String),
}

impl Element {
    /// The name without its prefix.
    pub fn local_name(&self) -> &str {
        self.name.split_once(':').map_or(&self.name, |(_, local)| local)
    }

    /// The value of the attribute with this name, as written.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
            .map(|attribute| attribute.value.as_str())
    }

    /// The child elements in order.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The one child element with this name, as written.
    ///
    /// # Errors
    /// When there are several.
    pub fn child(&self, name: &str) -> ParseResult<Option<&Element>> {
        let mut found = self.elements().filter(|element| element.name == name);
        let first = found.next();
        match found.next() {
            Some(second) => {
                Err(second.error(format!("a second {name} in {}; at most one is allowed", self.name)))
            }
            None => Ok(first),
        }
    }

    /// The text content, empty when there is none.
    ///
    /// # Errors
    /// When there are child elements.
    pub fn text(&self) -> ParseResult<Cow<'_, str>> {
        match self.children.as_slice() {
            [] => Ok(Cow::Borrowed("")),
            [Node::Text(text)] => Ok(Cow::Borrowed(text)),
            _ => Err(self.error(format!("{} holds elements; only text is allowed", self.name))),
        }
    }

    /// The bytes of this element in the text that it was read from.
    pub fn source<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.span.clone()).unwrap_or_default()
    }

    /// Malformed input at this element.
    pub fn error(&self, message: impl Into<String>) -> ParseError {
        ParseError::malformed(self.span.start as u64, message)
    }
}
