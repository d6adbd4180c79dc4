//! `AcknowledgeLicense`: a client tells what became of the licenses of a transaction.
//!
//! A response that carries a `TransactionID` asks for it. The message is public by name only; its form here is that of all signed requests
//! (see [`crate::rights_manager::request`]):
//!
//! ```text
//! LicenseAcknowledgement
//!   TransactionID   GUID in text, as in the license response
//!   Results
//!     Result*       one per license, in any order
//!       RightsID    base64, 16 bytes: the rights ID of the license
//!       KID         base64, 16 bytes: its key ID as in headers
//!       HResult     0x and 8 hexadecimal digits; 0x00000000 says that it was stored
//! AcknowledgeLicenseResult
//!   TransactionID
//! ```
//!
//! The certificates are encrypted to the license server's key. A repeated message is answered like the first, whose word stands.

use crate::bytes::ParseResult;
use crate::crypto::{PrivateKey, PublicKey, Rng};
use crate::keys::KeyId;
use crate::keys::text::{to_base64, to_hex};
use crate::license::policy::Guid;
use crate::rights_manager::challenge::ClientInfo;
use crate::rights_manager::names::SERVER_KEY_NAME;
use crate::rights_manager::request::{
    BuiltRequest, RequestBuilder, ResultError, SignedRequest, read_result, write_result,
};
use crate::rights_manager::response::Expected;
use crate::rights_manager::service::{Call, Reply, internal};
use crate::rights_manager::soap::{self, Envelope, named, required};
use crate::rights_manager::{Fault, FaultCode, Operation};
use crate::store::issue::{Acknowledge, Acknowledged};
use crate::xml::Element;

const OPERATION: Operation = Operation::AcknowledgeLicense;
const PAYLOAD: &str = "LicenseAcknowledgement";
const RESULT: &str = "AcknowledgeLicenseResult";

/// Most results of a message that are read.
const MAX_RESULTS: usize = 4096;

/// What became of a license.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LicenseResult {
    /// The rights ID of the license.
    pub rights_id: [u8; 16],
    /// Its key ID.
    pub kid: KeyId,
    /// The client's HRESULT: 0 when it was stored.
    pub result: u32,
}

/// What a client acknowledges.
#[derive(Clone, Copy, Debug)]
pub struct Acknowledgement<'a> {
    /// The transaction of the response.
    pub transaction_id: Guid,
    /// What became of its licenses.
    pub results: &'a [LicenseResult],
    /// Data for the service.
    pub custom_data: Option<&'a str>,
    /// The client's time, seconds since 1970.
    pub client_time: u64,
    /// Certificates: the device's own chain first.
    pub client_info: &'a ClientInfo,
}

impl Acknowledgement<'_> {
    /// Makes the message: encrypts to the license server's key and signs with the device's.
    ///
    /// # Errors
    /// When the generator fails.
    pub fn build(
        &self,
        signing_key: &PrivateKey,
        server_key: &PublicKey,
        rng: &mut dyn Rng,
    ) -> crate::Result<BuiltRequest> {
        let request = RequestBuilder {
            operation: OPERATION,
            payload: PAYLOAD,
            version: 1,
            fields: &|w| {
                w.element("TransactionID", [], &self.transaction_id.to_string());
                w.start("Results", []);
                for LicenseResult { rights_id, kid, result } in self.results {
                    w.start("Result", []);
                    w.element("RightsID", [], &to_base64(rights_id));
                    w.element("KID", [], &kid.guid_base64());
                    w.element("HResult", [], &format!("0x{result:08x}"));
                    w.end();
                }
                w.end();
            },
            custom_data: self.custom_data,
            client_time: self.client_time,
            client_info: self.client_info,
            private: "",
            receiver: (server_key, SERVER_KEY_NAME),
            with_nonce: true,
        };
        request.build(signing_key, rng)
    }
}

/// Reads transaction and results.
fn read(request: &SignedRequest<'_>) -> ParseResult<(Guid, Vec<LicenseResult>)> {
    let results = required(request.payload, "Results")?;
    let results = results.elements().take(MAX_RESULTS).map(result).collect::<ParseResult<_>>()?;
    Ok((transaction_id(request.payload)?, results))
}

fn transaction_id(parent: &Element) -> ParseResult<Guid> {
    let element = required(parent, "TransactionID")?;
    element
        .text()?
        .trim()
        .parse()
        .map_err(|error: crate::license::policy::TextError| element.error(error.to_string()))
}

fn result(element: &Element) -> ParseResult<LicenseResult> {
    let element = named(element, "Result", None)?;
    let code = required(element, "HResult")?;
    let text = code.text()?;
    let digits = text.trim().strip_prefix("0x").filter(|digits| digits.len() == 8);
    let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    Ok(LicenseResult {
        rights_id: soap::array(required(element, "RightsID")?)?,
        kid: KeyId::from_guid_bytes(soap::array(required(element, "KID")?)?),
        result: number.ok_or_else(|| code.error("HResult is not 0x and 8 hexadecimal digits"))?,
    })
}

/// Answers an acknowledgement.
///
/// # Errors
/// The fault to answer with.
pub fn handle(call: &Call<'_>, envelope: &Envelope) -> Result<Reply, Fault> {
    let service = call.service;
    call.check_redirect()?;
    let request = SignedRequest::read(envelope, OPERATION, PAYLOAD)?;
    let root = service.pki.root_public();
    let trust = service.trust(&root, call.now);
    let (client, _) = request.verify(service.pki.server_key(), &trust).map_err(|error| error.fault())?;
    let caller = call.caller(client, request.custom_data.clone(), request.client_time);
    let (transaction, results) = read(&request)?;
    let results: Vec<_> = results.iter().map(|result| (result.rights_id, result.result)).collect();
    call.definition.handlers.acknowledgement.acknowledged(call, &caller, &transaction.wire(), &results)?;
    let count = results.len();
    let acknowledge =
        Acknowledge { client: caller.id, transaction_id: transaction.wire(), results, now: call.now };
    let refused = |code, message| Err(Fault::new(code, message));
    let repeated = match service.store.commit(acknowledge).map_err(|error| internal(&error))? {
        Acknowledged::Recorded => false,
        Acknowledged::Repeated => true,
        Acknowledged::UnknownTransaction => {
            let message = format!("this client was given no licenses in transaction {transaction}");
            return refused(FaultCode::UnknownTransaction, message);
        }
        Acknowledged::UnknownLicense(id) => {
            let message = format!("transaction {transaction} has no license with rights ID {}", to_hex(&id));
            return refused(FaultCode::InvalidLicenseId, message);
        }
        Acknowledged::TooMany { licenses } => {
            let message = format!("{count} results; transaction {transaction} has {licenses} licenses");
            return refused(FaultCode::TooManyLicenseIds, message);
        }
    };
    let text = write_response(&transaction, &request, call);
    let reply = Reply::to(&caller, text).fact("transaction", transaction).fact("results", count);
    Ok(if repeated { reply.fact("repeated", true) } else { reply })
}

fn write_response(transaction: &Guid, request: &SignedRequest<'_>, call: &Call<'_>) -> String {
    let id = transaction.to_string();
    let signer = call.service.pki.response_signer();
    write_result(OPERATION, RESULT, &|w| w.element("TransactionID", [], &id), request.nonce, signer)
}

/// Reads the answer, and checks that it is to this acknowledgement.
///
/// # Errors
/// When it is not in its form, or a check fails.
pub fn read_response(
    envelope: &Envelope,
    transaction: &Guid,
    expected: &Expected<'_>,
) -> Result<(), ResultError> {
    let element = read_result(envelope, OPERATION, RESULT, expected)?;
    let answered = transaction_id(element)?;
    if answered == *transaction {
        return Ok(());
    }
    Err(element.error(format!("the answer is about transaction {answered}, not {transaction}")).into())
}
