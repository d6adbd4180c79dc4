//! Writes XML in the serialisation of Canonical XML 1.0: explicit end tags, double quotes, its escape rules.

use std::fmt::Write as _;

/// Builds a document from start tags, text and end tags. The caller orders attributes.
#[derive(Clone, Debug, Default)]
pub struct XmlWriter {
    text: String,
    open: Vec<String>,
}

impl XmlWriter {
    /// An empty document.
    pub fn new() -> Self {
        Self::default()
    }

    /// A start tag. Values are escaped; names are written as they are.
    pub fn start<'a>(&mut self, name: &str, attributes: impl IntoIterator<Item = (&'a str, &'a str)>) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            escape(&mut self.text, value, &['&', '<', '"', '\t', '\n', '\r']);
            self.text.push('"');
        }
        self.text.push('>');
        self.open.push(name.to_owned());
    }

    /// Text, escaped.
    pub fn text(&mut self, text: &str) {
        escape(&mut self.text, text, &['&', '<', '>', '\r']);
    }

    /// XML that is canonical already.
    pub fn raw(&mut self, xml: &str) {
        self.text.push_str(xml);
    }

    /// The end tag of the element that was opened last.
    pub fn end(&mut self) {
        if let Some(name) = self.open.pop() {
            self.text.push_str("</");
            self.text.push_str(&name);
            self.text.push('>');
        }
    }

    /// An element with text only.
    pub fn element<'a>(
        &mut self,
        name: &str,
        attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
        text: &str,
    ) {
        self.start(name, attributes);
        self.text(text);
        self.end();
    }

    /// The document; elements that are still open are closed.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        self.text
    }
}

/// Canonical XML 1.0, section 2.3: white space other than spaces becomes hexadecimal character references.
fn escape(out: &mut String, text: &str, special: &[char]) {
    for c in text.chars() {
        match c {
            '&' if special.contains(&c) => out.push_str("&amp;"),
            '<' if special.contains(&c) => out.push_str("&lt;"),
            '>' if special.contains(&c) => out.push_str("&gt;"),
            '"' if special.contains(&c) => out.push_str("&quot;"),
            // Writing to a string does not fail.
            _ if special.contains(&c) => _ = write!(out, "&#x{:X};", u32::from(c)),
            _ => out.push(c),
        }
    }
}
