//! Reads XML into a tree. Document types and processing instructions are refused, entities other than the five
//! predefined ones too, so the result never grows beyond its source.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Attribute, Element, Node};
use crate::bytes::{ParseError, ParseResult};

/// What a document may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest text, in bytes.
    pub bytes: usize,
    /// Deepest nesting of elements.
    pub depth: usize,
    /// Most attributes of one element.
    pub attributes: usize,
    /// Most elements of the document.
    pub elements: usize,
}

impl Limits {
    /// Those of headers and manifests.
    pub const DOCUMENT: Self = Self { bytes: 4 << 20, depth: 64, attributes: 256, elements: usize::MAX };
}

/// Reads a document under [`Limits::DOCUMENT`]: one root element, with an XML declaration, white space and comments around it.
/// Offsets in errors and spans count bytes of `text`.
///
/// # Errors
/// When the text is not well-formed or exceeds a limit, or has a document type or a processing instruction.
pub fn read(text: &str) -> ParseResult<Element> {
    read_within(text, &Limits::DOCUMENT)
}

/// Like [`read`], under other limits.
///
/// # Errors
/// Those of [`read`].
pub fn read_within(text: &str, limits: &Limits) -> ParseResult<Element> {
    if text.len() > limits.bytes {
        return Err(ParseError::unsupported(
            0,
            format!("XML of {} bytes; the limit is {}", text.len(), limits.bytes),
        ));
    }
    if let Some((at, c)) = text.char_indices().find(|(_, c)| !is_char(*c)) {
        return Err(ParseError::malformed(
            at as u64,
            format!("U+{:04X} is not allowed in XML", u32::from(c)),
        ));
    }
    // Spans must count from the start of `text`, so a byte order mark is hidden from the reader, which would skip it.
    let (body, skipped) = match text.strip_prefix('\u{feff}') {
        Some(body) => (body, text.len() - body.len()),
        None => (text, 0),
    };
    let mut reader = Reader::from_str(body);
    reader.config_mut().check_comments = true;
    let mut tree = Tree { open: Vec::new(), root: None, elements: 0, limits };
    loop {
        let start = skipped + position(&reader);
        let event = reader.read_event().map_err(|error| {
            let at = skipped as u64 + reader.error_position();
            ParseError::malformed(at, format!("not well-formed XML: {error}"))
        })?;
        let end = skipped + position(&reader);
        match event {
            Event::Start(tag) => tree.start(element(&tag, start, limits)?)?,
            Event::Empty(tag) => {
                tree.start(Element { self_closed: true, ..element(&tag, start, limits)? })?;
                tree.end(end);
            }
            Event::End(_) => tree.end(end),
            Event::Text(raw) => tree.text(&normalize_lines(&raw), start)?,
            Event::CData(raw) if tree.open.is_empty() => return Err(outside(start, &raw)),
            Event::CData(raw) => tree.text(&normalize_lines(&raw), start)?,
            Event::GeneralRef(name) => {
                let c = resolve(&name).ok_or_else(|| bad_reference(start, &name))?;
                tree.text(c.encode_utf8(&mut [0; 4]), start)?;
            }
            Event::Comment(_) => {}
            Event::Decl(_) if start == skipped => {}
            Event::Decl(_) => {
                return Err(ParseError::malformed(start as u64, "an XML declaration after the start"));
            }
            Event::DocType(_) => {
                return Err(ParseError::malformed(start as u64, "a document type (DTD) is not allowed"));
            }
            Event::PI(_) => {
                return Err(ParseError::unsupported(
                    start as u64,
                    "a processing instruction is not supported",
                ));
            }
            Event::Eof => break,
        }
    }
    if let Some(open) = tree.open.last() {
        return Err(open.error(format!("{} has no end tag", open.name)));
    }
    tree.root.ok_or_else(|| ParseError::malformed(text.len() as u64, "XML without a root element"))
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// The elements that are open, outermost first, and the root once it is closed.
struct Tree<'a> {
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
    limits: &'a Limits,
}

impl Tree<'_> {
    fn start(&mut self, element: Element) -> ParseResult<()> {
        if self.root.is_some() {
            return Err(element.error(format!("a second root element, {}", element.name)));
        }
        let Limits { depth, elements, .. } = *self.limits;
        let exceeded = if self.open.len() >= depth {
            Some(format!("elements are nested more than {depth} deep"))
        } else {
            (self.elements >= elements).then(|| format!("more than {elements} elements"))
        };
        if let Some(message) = exceeded {
            return Err(ParseError::unsupported(element.span.start as u64, message));
        }
        self.elements += 1;
        self.open.push(element);
        Ok(())
    }

    fn end(&mut self, at: usize) {
        let Some(mut element) = self.open.pop() else { return };
        element.span.end = at;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(element)),
            None => self.root = Some(element),
        }
    }

    fn text(&mut self, text: &str, at: usize) -> ParseResult<()> {
        let Some(parent) = self.open.last_mut() else {
            return if text.chars().all(is_space) { Ok(()) } else { Err(outside(at, text)) };
        };
        match parent.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ if text.is_empty() => {}
            _ => parent.children.push(Node::Text(text.to_owned())),
        }
        Ok(())
    }
}

fn outside(at: usize, text: &str) -> ParseError {
    ParseError::malformed(at as u64, format!("{} bytes of text outside the root element", text.len()))
}

fn element(tag: &BytesStart<'_>, start: usize, limits: &Limits) -> ParseResult<Element> {
    let name = tag.name().into_inner();
    check_name(name, start)?;
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| {
            ParseError::malformed(start as u64, format!("an attribute of {name}: {error}"))
        })?;
        if attributes.len() >= limits.attributes {
            let message = format!("{name} has more than {} attributes", limits.attributes);
            return Err(ParseError::unsupported(start as u64, message));
        }
        let key = attribute.key.into_inner();
        check_name(key, start)?;
        attributes.push(Attribute { name: key.to_owned(), value: attribute_value(&attribute.value, start)? });
    }
    Ok(Element {
        name: name.to_owned(),
        attributes,
        children: Vec::new(),
        span: start..start,
        self_closed: false,
    })
}

/// Resolves references and turns white space to spaces, one for each character or CR LF pair.
fn attribute_value(raw: &str, start: usize) -> ParseResult<String> {
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| matches!(c, '&' | '<' | '\t' | '\n' | '\r')) {
        let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        value.push_str(plain);
        rest = match c {
            '&' => {
                let (name, after) =
                    tail.strip_prefix('&').and_then(|tail| tail.split_once(';')).ok_or_else(|| {
                        ParseError::malformed(start as u64, "\"&\" without \";\" in an attribute")
                    })?;
                value.push(resolve(name).ok_or_else(|| bad_reference(start, name))?);
                after
            }
            '<' => return Err(ParseError::malformed(start as u64, "\"<\" in an attribute value")),
            _ => {
                value.push(' ');
                tail.strip_prefix("\r\n").or_else(|| tail.get(1..)).unwrap_or_default()
            }
        };
    }
    value.push_str(rest);
    Ok(value)
}

/// The character of a predefined entity or a character reference, given without `&` and `;`.
fn resolve(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => {
            let number = name.strip_prefix('#')?;
            let (digits, radix) = match number.strip_prefix('x') {
                Some(hex) => (hex, 16),
                None => (number, 10),
            };
            let all_digits = digits.chars().all(|digit| digit.is_digit(radix));
            let code = all_digits.then(|| u32::from_str_radix(digits, radix).ok())??;
            char::from_u32(code).filter(|c| is_char(*c))
        }
    }
}

fn bad_reference(at: usize, name: &str) -> ParseError {
    let name: String = name.chars().take(40).collect();
    ParseError::malformed(at as u64, format!("&{name}; is neither a predefined entity nor a character"))
}

fn normalize_lines(raw: &str) -> Cow<'_, str> {
    if raw.contains('\r') { raw.replace("\r\n", "\n").replace('\r', "\n").into() } else { raw.into() }
}

fn check_name(name: &str, at: usize) -> ParseResult<()> {
    // Names with two colons are no names under "Namespaces in XML"; each part must be a name by itself.
    let well_formed = name.split(':').count() <= 2 && name.split(':').all(is_ncname);
    if well_formed {
        Ok(())
    } else {
        Err(ParseError::malformed(at as u64, "a tag or attribute without a valid name"))
    }
}

fn is_ncname(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(is_name_start) && chars.all(is_name)
}

/// `NameStartChar` of XML 1.0 section 2.3, without the colon.
fn is_name_start(c: char) -> bool {
    matches!(c, 'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// `NameChar` of XML 1.0 section 2.3, without the colon.
fn is_name(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// `Char` of XML 1.0 section 2.2.
fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}
