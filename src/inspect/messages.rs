//! Challenges, license responses and faults. What is encrypted stays so unless the server's key is given.

mod operation;

use super::node::Node;
use super::xmr::license_fields;
use super::{ItemPlace as Place, Report, Value, kinds, pki};
use crate::bytes::ParseError;
use crate::clock::rfc3339;
use crate::crypto::PrivateKey;
use crate::drm::recognise::Item;
use crate::error::{Error, ErrorKind, Result};
use crate::keys::text::{to_base64, to_hex};
use crate::pki::revocation::list_name;
use crate::pki::{Chain, usage};
use crate::rights_manager::Fault;
use crate::rights_manager::challenge::{Challenge, ClientInfo};
use crate::rights_manager::response::{self, Response};
use crate::rights_manager::signed::Signed;
use crate::rights_manager::soap::Envelope;

/// Whether an item is a whole message.
pub(super) const fn is_message(item: &Item) -> bool {
    matches!(
        item,
        Item::Challenge { .. }
            | Item::LicenseResponse { .. }
            | Item::ServiceMessage { .. }
            | Item::Fault { .. }
    )
}

/// A license challenge.
pub(super) fn challenge(item: &Item, _: &mut Place) -> Option<Vec<Node>> {
    let Item::Challenge { xml } = item else { return None };
    Some(framed(xml, Challenge::read(xml.as_bytes(), &response::LIMITS).map(|read| challenge_fields(&read))))
}

/// A license response.
pub(super) fn license_response(item: &Item, _: &mut Place) -> Option<Vec<Node>> {
    let Item::LicenseResponse { xml } = item else { return None };
    Some(framed(xml, Response::read(xml.as_bytes(), &response::LIMITS).map(|read| response_fields(&read))))
}

/// A request or an answer of another operation. Its elements are shown under their own names; keys, which packagers get in the clear, are
/// not shown, and neither is the text, which has them.
pub(super) fn service_message(item: &Item, _: &mut Place) -> Option<Vec<Node>> {
    let Item::ServiceMessage { xml } = item else { return None };
    let mut all = vec![Node::field("length", xml.len()).note("bytes of XML")];
    match operation::fields(xml) {
        Ok(fields) => all.extend(fields),
        Err(error) => all.push(kinds::problem_field(&error)),
    }
    Some(all)
}

/// A refusal.
pub(super) fn fault(item: &Item, _: &mut Place) -> Option<Vec<Node>> {
    let Item::Fault { xml } = item else { return None };
    let read = || {
        let envelope = Envelope::read(xml.as_bytes(), &response::LIMITS)?;
        Ok(Fault::read(&envelope)?.map(|fault| fault_fields(&fault)).unwrap_or_default())
    };
    Some(framed(xml, read()))
}

/// Puts what the license server's key decrypts into the report on a challenge.
///
/// # Errors
/// When the report is on something else, or the challenge is encrypted to another key or damaged.
pub fn reveal(report: &mut Report, server_key: &PrivateKey) -> Result<()> {
    let xml = report.fields.iter().find(|node| node.name == "xml").map(|node| &node.value);
    let (Some(Value::Text(xml)), "challenge") = (xml, report.kind) else {
        return Err(Error::usage(format!("--pki decrypts challenges; this is a {}", report.kind)));
    };
    let challenge = Challenge::read(xml.as_bytes(), &response::LIMITS)?;
    let info = challenge.decrypt(server_key).map_err(|error| {
        Error::from(ErrorKind::WrongKey(error.to_string())).hint("give the PKI of the license server")
    })?;
    if let Some(encrypted) = report.fields.iter_mut().find(|node| node.name == "encrypted") {
        encrypted.children.push(Node::object("client", client_fields(&info)));
    }
    Ok(())
}

/// The fields of a message, then its text.
fn framed(xml: &str, fields: std::result::Result<Vec<Node>, ParseError>) -> Vec<Node> {
    let mut all = vec![Node::field("length", xml.len()).note("bytes of XML")];
    all.extend(fields.unwrap_or_else(|error| vec![kinds::problem_field(&error)]));
    all.push(Node::field("xml", xml.to_owned()));
    all
}

fn challenge_fields(challenge: &Challenge) -> Vec<Node> {
    let lists = challenge.revocation_lists.iter().map(|list| {
        Node::object(
            list_name(&list.id),
            vec![
                Node::field("list_id", to_base64(&list.id)),
                Node::field("version", list.version).note("which the client has; 0 for none"),
            ],
        )
    });
    let key = challenge.signed.key();
    let state = key.map(|key| challenge.signed.verify(&key).map_err(|error| error.to_string()));
    let mut signature =
        signature_node(state, "by the key below; the certificate that must name it is encrypted");
    signature.children.push(Node::field("public_key", key.map(|key| to_hex(key.bytes()))));
    vec![
        Node::field("operation", "AcquireLicense"),
        Node::field("protocol_version", challenge.version),
        Node::field("client_version", challenge.client_version.clone()),
        Node::field("client_time", challenge.client_time.map(rfc3339)),
        Node::field("nonce", challenge.nonce.as_ref().map(|nonce| to_hex(nonce))),
        Node::field("custom_data", challenge.custom_data.clone()),
        Node::list("revocation_lists", lists.collect()),
        Node::object("header", kinds::header_fields(challenge.header.as_bytes(), 0)),
        Node::object(
            "encrypted",
            vec![
                Node::field("key_name", challenge.encrypted.key_name().map(str::to_owned)),
                Node::field("size", challenge.encrypted.len())
                    .note("bytes: certificates and features of the client"),
            ],
        ),
        signature,
    ]
}

fn client_fields(info: &ClientInfo) -> Vec<Node> {
    let chains = info
        .chains
        .iter()
        .enumerate()
        .map(|(i, chain)| Node::object(format!("chain {}", i + 1), pki::chain_fields(chain)));
    vec![
        Node::values("features", info.features.iter().cloned()),
        Node::values("ree_features", info.ree_features.iter().cloned()),
        Node::list("chains", chains.collect()),
    ]
}

fn response_fields(response: &Response) -> Vec<Node> {
    let licenses =
        response.licenses.iter().enumerate().map(|(i, license)| {
            Node::object(format!("license {}", i + 1), license_fields(&license.write(), 0))
        });
    let lists = response.rev_info.iter().map(|list| {
        Node::object(
            list_name(&list.id),
            vec![
                Node::field("list_id", to_base64(&list.id)),
                Node::field("size", list.data.len()),
                Node::field("data_base64", to_base64(&list.data)),
            ],
        )
    });
    let state = response.signed.as_ref().map(|signed| signer_state(signed, response.signer.as_ref()));
    let mut signature =
        signature_node(state, "by the signer below; whether to trust its root is not for the message to say");
    if let Some(chain) = &response.signer {
        signature.children.push(Node::object("signer", pki::chain_fields(chain)));
    }
    vec![
        Node::field("response_version", response.version),
        Node::field("rmsdk_version", response.rmsdk_version.clone()),
        Node::field("nonce", response.nonce.as_ref().map(|nonce| to_hex(nonce))),
        Node::field("response_id", response.response_id.as_ref().map(|id| to_hex(id))),
        Node::field("transaction_id", response.transaction_id.clone()),
        Node::list("licenses", licenses.collect()),
        Node::list("rev_info", lists.collect()),
        signature,
    ]
}

/// Whether the response is signed by the leaf of its chain.
fn signer_state(signed: &Signed, signer: Option<&Chain>) -> std::result::Result<(), String> {
    let chain = signer.ok_or("there is no certificate chain of the signer")?;
    let key = chain.leaf().key_with_usage(usage::SIGN_RESPONSE);
    let key = key.ok_or("the certificate of the signer names no key for signing responses")?;
    signed.verify(&key).map_err(|error| error.to_string())
}

fn signature_node(state: Option<std::result::Result<(), String>>, note: &str) -> Node {
    let state = match state {
        None => Node::field("state", "missing"),
        Some(Ok(())) => Node::field("state", "valid").note(note),
        Some(Err(problem)) => Node::field("state", "wrong").problem(problem),
    };
    Node::object("signature", vec![state])
}

fn fault_fields(fault: &Fault) -> Vec<Node> {
    let code = Node::field("status_code", format!("0x{:08X}", fault.code));
    let mut fields = vec![
        match fault.known() {
            Some(known) => code.note(format!("{}: {}", known.name(), known.sentence())),
            None => code,
        },
        Node::field("message", fault.message.clone()),
        Node::field("custom_data", fault.custom_data.clone()),
        Node::field("redirect_url", fault.redirect_url.clone()),
    ];
    if let Some(domain) = &fault.domain {
        fields.push(Node::object(
            "domain",
            vec![
                Node::field("account_id", domain.account_id.clone()),
                Node::field("service_id", domain.service_id.clone()),
                Node::field("url", domain.url.clone()),
            ],
        ));
    }
    fields
}
