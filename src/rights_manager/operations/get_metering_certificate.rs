//! `GetMeteringCertificate`: a metering ID in, its certificate out. The form is public and not signed.
//!
//! ```text
//! GetMeteringCertificate/challenge/Challenge/MeterCert
//!   Version   1
//!   MID       base64, the 16 bytes of object 0x0A of the certificate
//! GetMeteringCertificateResponse/GetMeteringCertificateResult/Response
//!   MeterCert base64, the chain: the metering certificate first
//! ```
//!
//! `MeterCert` is in the namespace of operations on both ways; clients put its parents there as well, or into that of messages. An ID
//! that the service has no certificate for is answered with 0x8004C607. Nothing protects the answer on its way: the client checks the
//! chain to its root, its role, and that it is about this ID. All wire bodies are on the page `boxlock explain wire`.

use crate::bytes::ParseResult;
use crate::keys::text::{to_base64, to_hex};
use crate::pki::{Chain, Role, verify};
use crate::rights_manager::names::{MESSAGES, Operation, PROTOCOLS};
use crate::rights_manager::request::ResultError;
use crate::rights_manager::response::{Expected, ResponseError};
use crate::rights_manager::service::{Call, Reply};
use crate::rights_manager::soap::{self, Envelope, array, bytes, named, number, only, required, shorten};
use crate::rights_manager::{Fault, FaultCode};
use crate::xml::{Element, XmlWriter};

const OPERATION: Operation = Operation::GetMeteringCertificate;

/// Asks for the certificate of a metering ID.
pub fn request(metering_id: &[u8; 16]) -> String {
    let mut w = XmlWriter::new();
    w.start("MeterCert", [("xmlns", PROTOCOLS)]);
    w.element("Version", [], "1");
    w.element("MID", [], &to_base64(metering_id));
    soap::write_challenge(OPERATION, &w.finish(), "")
}

/// The version and the metering ID of a request.
///
/// # Errors
/// When it is not in the form above.
pub fn read(envelope: &Envelope) -> ParseResult<(u64, [u8; 16])> {
    let frame = named(envelope.content(), OPERATION.name(), Some(PROTOCOLS))?;
    let outer = child(frame, PROTOCOLS, "challenge", &[PROTOCOLS])?;
    let challenge = child(outer, PROTOCOLS, "Challenge", &[PROTOCOLS, MESSAGES])?;
    let inherited = challenge.attribute("xmlns").unwrap_or(PROTOCOLS);
    let asked = child(challenge, inherited, "MeterCert", &[PROTOCOLS])?;
    let version = number(asked, "Version")?.ok_or_else(|| asked.error("MeterCert without Version"))?;
    Ok((version, array(required(asked, "MID")?)?))
}

/// The only child, whose own or inherited namespace must be one of these.
fn child<'a>(
    parent: &'a Element,
    inherited: &str,
    name: &str,
    namespaces: &[&str],
) -> ParseResult<&'a Element> {
    let declared = parent.elements().next().and_then(|element| element.attribute("xmlns"));
    let element = only(parent, name, declared)?;
    let namespace = declared.unwrap_or(inherited);
    if namespaces.contains(&namespace) {
        return Ok(element);
    }
    Err(element.error(format!("{name} is in the namespace {:?}", shorten(namespace))))
}

/// Answers with the certificate.
///
/// # Errors
/// The fault to answer with.
pub fn handle(call: &Call<'_>, envelope: &Envelope) -> Result<Reply, Fault> {
    call.check_redirect()?;
    let (version, metering_id) = read(envelope)?;
    if version != 1 {
        let message = format!("version {version} of MeterCert; version 1 is known");
        return Err(Fault::new(FaultCode::ProtocolVersion, message));
    }
    let metering = call.service.pki.metering_by_id(&metering_id).ok_or_else(|| unknown(&metering_id))?;
    Ok(Reply::to_anyone(response(&metering.chain)).fact("metering_id", to_hex(&metering_id)))
}

/// The fault for a metering ID that the service has no key for.
pub(super) fn unknown(metering_id: &[u8; 16]) -> Fault {
    let message = format!("no metering certificate for the ID {}", to_base64(metering_id));
    Fault::new(FaultCode::UnknownMeteringId, message)
}

/// Writes the answer.
pub fn response(chain: &Chain) -> String {
    let mut w = XmlWriter::new();
    w.element("MeterCert", [("xmlns", PROTOCOLS)], &chain.base64());
    soap::write_response(OPERATION, &w.finish(), "")
}

/// Reads the answer and checks that it is the certificate of `metering_id`, good under the expected root. The nonce of `expected` is of
/// no use here.
///
/// # Errors
/// When it is not in the form above, or a check fails.
pub fn read_response(
    envelope: &Envelope,
    metering_id: &[u8; 16],
    expected: &Expected<'_>,
) -> Result<Chain, ResultError> {
    let element = only(envelope.response_element(OPERATION)?, "MeterCert", Some(PROTOCOLS))?;
    let chain = Chain::read(&bytes(element)?, 0).map_err(|error| element.error(error.to_string()))?;
    verify(&chain, expected.root, Role::Metering, expected.now, expected.revoked)
        .map_err(ResponseError::from)?;
    if chain.leaf().metering.as_ref().map(|info| &info.id) != Some(metering_id) {
        return Err(ResponseError::OtherMeteringId.into());
    }
    Ok(chain)
}
