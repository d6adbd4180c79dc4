//! Messages of all operations in one view: what they carry, element by element, and their signature.

use super::{Node, pki, signature_node, signer_state};
use crate::bytes::{ParseError, ParseResult};
use crate::keys::text::{from_base64, to_hex};
use crate::pki::Chain;
use crate::rights_manager::names::Operation;
use crate::rights_manager::operations::process_metering_data;
use crate::rights_manager::service::METERING_LIMIT;
use crate::rights_manager::signed::Signed;
use crate::rights_manager::soap::Envelope;
use crate::xml::{Element, Limits};

/// What a message may cost: that of a metering report, and that of its answer.
const LIMITS: Limits = Limits { bytes: METERING_LIMIT, ..process_metering_data::RESPONSE_LIMITS };

/// The fields of a message.
///
/// # Errors
/// When it has no operation in it, or a wrong frame.
pub(super) fn fields(xml: &str) -> Result<Vec<Node>, ParseError> {
    let envelope = Envelope::read(xml.as_bytes(), &LIMITS)?;
    let content = envelope.content();
    let (name, direction) = match content.name.strip_suffix("Response") {
        Some(name) => (name, "response"),
        None => (content.name.as_str(), "request"),
    };
    let operation = Operation::from_name(name)
        .ok_or_else(|| content.error(format!("{name} is no operation of a RightsManager")))?;
    let is_request = direction == "request";
    let carrier = carrier(content, is_request);
    let mut all = vec![Node::field("operation", operation.name()), Node::field("direction", direction)];
    let mut children = carrier.elements();
    match (children.next(), children.next()) {
        (Some(payload), Some(second)) if second.name == "Signature" => {
            all.push(Node::object("payload", payload.elements().map(element).collect()));
            let signed = if is_request {
                envelope.challenge(operation, &payload.name)?.1
            } else {
                let missing = || second.error("a signature that does not belong to the payload");
                envelope.response(operation, &payload.name)?.signed.ok_or_else(missing)?
            };
            all.push(if is_request { by_key(&signed) } else { by_signer(&signed, payload) });
        }
        _ => {
            all.push(Node::object("payload", carrier.elements().map(element).collect()));
            all.push(signature_node(None, ""));
        }
    }
    Ok(all)
}

/// The innermost frame: `Challenge` or `Response` where there is one, else what stands in its place.
fn carrier(content: &Element, is_request: bool) -> &Element {
    let frames = if is_request { ["challenge", "Challenge"] } else { ["", "Response"] };
    let mut carrier = content;
    for frame in frames {
        match carrier.elements().next() {
            Some(inner) if inner.name == frame || frame.is_empty() => carrier = inner,
            _ => break,
        }
    }
    carrier
}

fn by_key(signed: &Signed) -> Node {
    let key = signed.key();
    let state = key.map(|key| signed.verify(&key).map_err(|error| error.to_string()));
    let note = "by the key below; the certificate that must name it is encrypted";
    let mut signature =
        signature_node(Some(state.unwrap_or_else(|| Err("it names no key".to_owned()))), note);
    signature.children.push(Node::field("public_key", key.map(|key| to_hex(key.bytes()))));
    signature
}

fn by_signer(signed: &Signed, payload: &Element) -> Node {
    let signer = payload.elements().find(|child| child.name == "SigningCertificateChain").and_then(chain);
    let state = signer_state(signed, signer.as_ref());
    signature_node(
        Some(state),
        "by the signer in the payload; whether to trust its root is not for the message to say",
    )
}

/// The certificate chain that an element holds.
fn chain(element: &Element) -> Option<Chain> {
    let bytes = from_base64(element.text().ok()?.trim()).filter(|bytes| bytes.starts_with(b"CHAI"))?;
    Chain::read(&bytes, 0).ok()
}

/// An element and those in it; no deeper than the reader allows.
fn element(element: &Element) -> Node {
    if element.name == "EncryptedData" {
        return encrypted(element);
    }
    if let Some(chain) = chain(element) {
        return Node::object(element.name.clone(), pki::chain_fields(&chain));
    }
    match element.elements().next() {
        // A list: all of one kind.
        Some(first) if element.elements().all(|child| child.name == first.name) => {
            if element.elements().all(|child| child.elements().next().is_none() && chain(child).is_none()) {
                return Node::values(
                    element.name.clone(),
                    element.elements().filter_map(|child| text(child).ok()),
                );
            }
            let nodes = (1..)
                .zip(element.elements())
                .map(|(n, child)| Node { name: format!("[{n}]"), ..self::element(child) });
            Node::list(element.name.clone(), nodes.collect())
        }
        Some(_) => Node::object(element.name.clone(), element.elements().map(self::element).collect()),
        None if element.name == "KeyData" => {
            Node::field(element.name.clone(), "not shown").note("a key, in the clear")
        }
        None => Node::field(element.name.clone(), text(element).unwrap_or_default()),
    }
}

fn text(element: &Element) -> ParseResult<String> {
    Ok(element.text()?.trim().to_owned())
}

/// To which key, and how much.
fn encrypted(element: &Element) -> Node {
    let name = find(element, "KeyName").and_then(|name| text(name).ok());
    let data = element.elements().find(|child| child.name == "CipherData");
    let size = data.and_then(|data| from_base64(data.elements().next()?.text().ok()?.trim()));
    let fields = vec![
        Node::field("key_name", name),
        Node::field("size", size.map(|bytes| bytes.len()))
            .note("bytes: certificates, and what else is private"),
    ];
    Node::object("EncryptedData", fields)
}

/// The first element of this name; no deeper than the reader allows.
fn find<'a>(parent: &'a Element, name: &str) -> Option<&'a Element> {
    parent.elements().find_map(|child| if child.name == name { Some(child) } else { find(child, name) })
}
