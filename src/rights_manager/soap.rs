//! SOAP 1.1 envelopes: reading under limits, and the two frames that every message has.
//!
//! Clients send `Body / OPERATION / challenge / Challenge / PAYLOAD, Signature`, servers answer
//! `Body / OPERATIONResponse / OPERATIONResult / Response / PAYLOAD, Signature`. Dispatch is on the first child of `Body`: third-party
//! clients leave the `SOAPAction` header out.
//!
//! Names below `Body` must be written without prefixes. Then what an element is called does not depend on declarations outside
//! of the bytes that were signed, and a signed element cannot mean something else at another place.

use super::names::{MESSAGES, Operation, PROTOCOLS, SOAP};
use super::signed::Signed;
use crate::bytes::{Inside as _, ParseError, ParseErrorKind, ParseResult};
use crate::keys::text::from_base64;
use crate::xml::{self, Element, Limits, Node};

/// What a message may cost, unless a caller says otherwise.
pub const LIMITS: Limits = Limits { bytes: 256 << 10, depth: 64, attributes: 32, elements: 20_000 };

/// An envelope.
#[derive(Clone, Debug)]
pub struct Envelope {
    text: String,
    content: Element,
    content_is_soap: bool,
    ids: Vec<Id>,
}

/// An attribute that could be the target of a reference.
#[derive(Clone, Debug)]
struct Id {
    value: String,
    owner: usize,
}

impl Envelope {
    /// Reads an envelope: UTF-8 text, with a byte order mark or declaration or without.
    ///
    /// # Errors
    /// When it is not XML within `limits`, no SOAP 1.1 envelope, or its body does not hold exactly one element.
    pub fn read(message: &[u8], limits: &Limits) -> ParseResult<Self> {
        if message.len() > limits.bytes {
            let text = format!("a message of {} bytes; the limit is {}", message.len(), limits.bytes);
            return Err(ParseError::unsupported(0, text));
        }
        let text = std::str::from_utf8(message).map_err(|error| {
            ParseError::malformed(error.valid_up_to() as u64, "the message is not UTF-8 text")
        })?;
        let root = xml::read_within(text, limits)?;
        let mut ids = Vec::new();
        collect_ids(&root, &mut ids);
        let (content, content_is_soap) = body_content(root).inside(|| "Envelope".to_owned())?;
        Ok(Self { text: text.to_owned(), content, content_is_soap, ids })
    }

    /// The first child of the body: an operation, its response, or a fault.
    pub fn content(&self) -> &Element {
        &self.content
    }

    /// Whether the content is an element of SOAP itself, which only a fault is.
    pub(super) fn in_soap_namespace(&self) -> bool {
        self.content_is_soap
    }

    /// The whole message as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of an element of this envelope.
    pub fn source(&self, element: &Element) -> &str {
        element.source(&self.text)
    }

    /// The operation that a client asks for.
    ///
    /// # Errors
    /// When the content is no operation that is known.
    pub fn operation(&self) -> ParseResult<Operation> {
        let content = &self.content;
        Operation::from_name(&content.name).ok_or_else(|| {
            let mut error =
                content.error(format!("{} is no operation of this service", shorten(&content.name)));
            error.kind = ParseErrorKind::Unsupported;
            error
        })
    }

    /// The signed payload of a request: the element `payload` in `challenge/Challenge`, beside its signature.
    ///
    /// # Errors
    /// When the frame is not that of `operation`, or the signature is missing or malformed, or refers to something else.
    pub fn challenge(&self, operation: Operation, payload: &str) -> ParseResult<(&Element, Signed)> {
        let frame = named(&self.content, operation.name(), Some(PROTOCOLS))?;
        let outer = only(frame, "challenge", None)?;
        let inner = only(outer, "Challenge", Some(MESSAGES))?;
        self.signed(inner, payload)
    }

    /// The payload of a response, in `RESULT/Response`, and its signature when it has one.
    ///
    /// # Errors
    /// When the frame is not that of `operation`, or the signature is malformed or refers to something else.
    pub fn response(&self, operation: Operation, payload: &str) -> ParseResult<ResponsePayload<'_>> {
        let response = self.response_element(operation)?;
        let (element, signed) = match response.elements().count() {
            1 => (only(response, payload, Some(PROTOCOLS))?, None),
            _ => {
                let (element, signed) = self.signed(response, payload)?;
                (element, Some(signed))
            }
        };
        let rmsdk_version = response.attribute("rmsdkVersion");
        Ok(ResponsePayload { element, signed, rmsdk_version })
    }

    /// The element `Response`, whose content is the operation's own.
    ///
    /// # Errors
    /// When the frame is not that of `operation`.
    pub fn response_element(&self, operation: Operation) -> ParseResult<&Element> {
        let name = operation.name();
        let frame = named(&self.content, &format!("{name}Response"), Some(PROTOCOLS))?;
        let result = only(frame, &format!("{name}Result"), None)?;
        only(result, "Response", Some(MESSAGES))
    }

    /// The two children of a frame. No third element may stand beside them, and no other element of the whole message may carry
    /// the ID that the signature refers to.
    fn signed<'a>(&self, frame: &'a Element, payload: &str) -> ParseResult<(&'a Element, Signed)> {
        no_text(frame)?;
        let mut children = frame.elements();
        let (Some(element), Some(signature), None) = (children.next(), children.next(), children.next())
        else {
            let names: Vec<String> = frame.elements().take(4).map(|e| shorten(&e.name)).collect();
            let expected = format!("{} holds {names:?}, expected {payload} and Signature", frame.name);
            return Err(frame.error(expected));
        };
        named(element, payload, Some(PROTOCOLS))?;
        let signed = Signed::read(element, signature, &self.text)?;
        let same = self.ids.iter().filter(|id| id.value == signed.id()).map(|id| id.owner);
        if let Some(other) = same.clone().find(|at| *at != element.span.start) {
            let message =
                format!("a second element with the ID {:?} of what is signed", shorten(signed.id()));
            return Err(ParseError::malformed(other as u64, message));
        }
        if same.count() != 1 {
            return Err(element.error(format!("{payload} has several IDs")));
        }
        Ok((element, signed))
    }
}

/// What a response carries.
#[derive(Debug)]
pub struct ResponsePayload<'a> {
    /// The payload.
    pub element: &'a Element,
    /// Its signature.
    pub signed: Option<Signed>,
    /// The version of the server's software, when it says one.
    pub rmsdk_version: Option<&'a str>,
}

/// Writes a request around a payload in its literal form and its signature, which is empty for operations that are not signed.
pub fn write_challenge(operation: Operation, payload: &str, signature: &str) -> String {
    let name = operation.name();
    envelope(&format!(
        "<{name} xmlns=\"{PROTOCOLS}\"><challenge><Challenge xmlns=\"{MESSAGES}\">{payload}{signature}</Challenge></challenge></{name}>"
    ))
}

/// Writes a response around a payload in its literal form and its signature, which may be empty. Nothing stands between the two:
/// clients hash up to the next tag.
pub fn write_response(operation: Operation, payload: &str, signature: &str) -> String {
    let name = operation.name();
    let version = env!("CARGO_PKG_VERSION");
    envelope(&format!(
        "<{name}Response xmlns=\"{PROTOCOLS}\"><{name}Result><Response xmlns=\"{MESSAGES}\" rmsdkVersion=\"boxlock-{version}\">\
         {payload}{signature}</Response></{name}Result></{name}Response>"
    ))
}

/// An envelope with this content.
pub(super) fn envelope(content: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:soap=\"{SOAP}\"><soap:Body>{content}</soap:Body></soap:Envelope>"
    )
}

/// The element itself, when it has this name without prefix and, where one must be declared on it, this namespace.
pub(super) fn named<'a>(
    element: &'a Element,
    name: &str,
    namespace: Option<&str>,
) -> ParseResult<&'a Element> {
    if element.name != name {
        return Err(element.error(format!("{} where {name} is expected", shorten(&element.name))));
    }
    match (namespace, element.attribute("xmlns")) {
        (None, None) => Ok(element),
        (Some(expected), Some(found)) if expected == found => Ok(element),
        (Some(expected), None) => Err(element.error(format!("{name} without xmlns, expected {expected:?}"))),
        (expected, Some(found)) => {
            let expected = expected.map_or("none".to_owned(), |uri| format!("{uri:?}"));
            Err(element.error(format!("xmlns of {name} is {:?}, expected {expected}", shorten(found))))
        }
    }
}

/// The only child element, which must have this name.
pub(super) fn only<'a>(parent: &'a Element, name: &str, namespace: Option<&str>) -> ParseResult<&'a Element> {
    no_text(parent)?;
    let mut children = parent.elements();
    match (children.next(), children.next()) {
        (Some(child), None) => named(child, name, namespace),
        (None, _) => Err(parent.error(format!("{} without {name}", parent.name))),
        (Some(_), Some(second)) => {
            Err(second.error(format!("a second element in {}; only {name} is expected", parent.name)))
        }
    }
}

/// The child of this name; there must be one.
pub(super) fn required<'a>(parent: &'a Element, name: &str) -> ParseResult<&'a Element> {
    parent.child(name)?.ok_or_else(|| parent.error(format!("{} without {name}", parent.name)))
}

/// The trimmed text of a child, when there is one.
pub(super) fn text(parent: &Element, name: &str) -> ParseResult<Option<String>> {
    parent.child(name)?.map(|child| Ok(child.text()?.trim().to_owned())).transpose()
}

/// The number in a child, when there is one.
pub(super) fn number(parent: &Element, name: &str) -> ParseResult<Option<u64>> {
    let Some(child) = parent.child(name)? else { return Ok(None) };
    let text = child.text()?;
    let digits = text.trim();
    let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
    match number {
        Some(number) => Ok(Some(number)),
        None => Err(child.error(format!("{name} is {:?}, expected a number", shorten(digits)))),
    }
}

/// The bytes that an element holds as base64.
pub(super) fn bytes(element: &Element) -> ParseResult<Vec<u8>> {
    let text = element.text()?;
    let compact: String = text.chars().filter(|c| !matches!(c, ' ' | '\t' | '\n' | '\r')).collect();
    from_base64(&compact).ok_or_else(|| element.error(format!("{} is not base64", element.name)))
}

/// Exactly `N` bytes that an element holds as base64.
pub(super) fn array<const N: usize>(element: &Element) -> ParseResult<[u8; N]> {
    let bytes = bytes(element)?;
    <[u8; N]>::try_from(bytes.as_slice())
        .map_err(|_| element.error(format!("{} holds {} bytes, expected {N}", element.name, bytes.len())))
}

/// The start of a text from a message, for errors.
pub(super) fn shorten(text: &str) -> String {
    text.chars().take(60).collect()
}

fn no_text(element: &Element) -> ParseResult<()> {
    let is_blank = |node: &Node| match node {
        Node::Text(text) => text.chars().all(|c| c.is_ascii_whitespace()),
        Node::Element(_) => true,
    };
    if element.children.iter().all(is_blank) {
        return Ok(());
    }
    Err(element.error(format!("text in {}, which holds elements only", element.name)))
}

/// The content of the body of an envelope, and whether it is in the namespace of SOAP. Headers that must be understood are refused,
/// others are of no interest.
fn body_content(root: Element) -> ParseResult<(Element, bool)> {
    let mut scope = Vec::new();
    soap_named(&root, "Envelope", &mut scope)?;
    let mut body = None;
    for child in root.children.into_iter().filter_map(element_of) {
        let depth = scope.len();
        match child.local_name() {
            "Header" if body.is_none() => {
                soap_named(&child, "Header", &mut scope)?;
                refuse_mandatory_headers(&child)?;
            }
            "Body" if body.is_none() => {
                soap_named(&child, "Body", &mut scope)?;
                body = Some(child);
                continue;
            }
            name => return Err(child.error(format!("{} in the envelope", shorten(name)))),
        }
        scope.truncate(depth);
    }
    let body = body.ok_or_else(|| ParseError::malformed(0, "an envelope without Body"))?;
    no_text(&body)?;
    let empty = body.error("Body without content");
    let mut content = body.children.into_iter().filter_map(element_of);
    let first = content.next().ok_or(empty)?;
    match content.next() {
        Some(second) => Err(second.error("a second element in Body")),
        None => {
            let name = first.local_name().to_owned();
            let is_soap = soap_named(&first, &name, &mut scope).is_ok();
            Ok((first, is_soap))
        }
    }
}

fn refuse_mandatory_headers(header: &Element) -> ParseResult<()> {
    for entry in header.elements() {
        let mandatory = entry.attributes.iter().any(|a| {
            a.name.rsplit(':').next() == Some("mustUnderstand") && matches!(a.value.trim(), "1" | "true")
        });
        if mandatory {
            let message = format!("the header {} must be understood, but is not known", shorten(&entry.name));
            return Err(ParseError::unsupported(entry.span.start as u64, message));
        }
    }
    Ok(())
}

/// Adds the declarations of `element` to the scope and checks its name in the namespace of SOAP.
fn soap_named(element: &Element, local: &str, scope: &mut Vec<(String, String)>) -> ParseResult<()> {
    for attribute in &element.attributes {
        let prefix = match attribute.name.split_once(':') {
            None if attribute.name == "xmlns" => "",
            Some(("xmlns", prefix)) => prefix,
            _ => continue,
        };
        scope.push((prefix.to_owned(), attribute.value.clone()));
    }
    let prefix = element.name.split_once(':').map_or("", |(prefix, _)| prefix);
    let bound = scope.iter().rev().find(|(known, _)| known == prefix).map(|(_, uri)| uri.as_str());
    if element.local_name() == local && bound == Some(SOAP) {
        return Ok(());
    }
    Err(element.error(format!("{} is no {local} of SOAP 1.1", shorten(&element.name))))
}

fn element_of(node: Node) -> Option<Element> {
    match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    }
}

/// Every attribute that some reader takes for an ID: `Id`, `ID`, `id`, with any prefix.
fn collect_ids(element: &Element, ids: &mut Vec<Id>) {
    for attribute in &element.attributes {
        let local = attribute.name.rsplit(':').next().unwrap_or_default();
        if local.eq_ignore_ascii_case("id") {
            ids.push(Id { value: attribute.value.clone(), owner: element.span.start });
        }
    }
    for child in element.elements() {
        collect_ids(child, ids);
    }
}
