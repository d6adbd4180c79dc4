//! `ProcessDeleteLicenseData`: a device tells that it deleted persistent licenses.
//!
//! ```text
//! DeleteLicenseData            request, in the frame of signed requests, without Nonce and ClientTime
//!   Version                    1
//!   SessionID                  base64, 16 bytes: drawn by the client, which keeps it until the answer is there
//!   KIDS
//!     KID                      base64 of a GUID; at least one
//! DeleteLicenseResponse        answer, neither signed nor encrypted
//!   Version                    1
//!   SessionID                  that of the request
//! ```
//!
//! These names are public. A session is recorded once, so a message that comes again changes nothing and gets the same answer. Licenses
//! that are not known here are no error: the client's store is the truth.

use super::once::caller;
use crate::bytes::ParseResult;
use crate::crypto::{PrivateKey, PublicKey, Rng};
use crate::keys::KeyId;
use crate::keys::text::to_base64;
use crate::rights_manager::challenge::ClientInfo;
use crate::rights_manager::names::{PROTOCOLS, SERVER_KEY_NAME};
use crate::rights_manager::request::{BuiltRequest, RequestBuilder, SignedRequest};
use crate::rights_manager::service::{Call, Reply, internal};
use crate::rights_manager::soap::{self, Envelope, array, named, number, required};
use crate::rights_manager::{Fault, Operation};
use crate::store::deletion::DeleteLicenses;
use crate::xml::XmlWriter;

const PAYLOAD: &str = "DeleteLicenseData";
const RESULT: &str = "DeleteLicenseResponse";

/// Most key IDs of a request.
const MAX_KIDS: usize = 4096;

// The request.

/// What a device tells.
#[derive(Clone, Copy, Debug)]
pub struct DeleteRequest<'a> {
    /// The session.
    pub session_id: [u8; 16],
    /// Whose licenses are deleted.
    pub kids: &'a [KeyId],
    /// Data for the service.
    pub custom_data: Option<&'a str>,
    /// The device's certificates.
    pub client_info: &'a ClientInfo,
    /// The key of the license server.
    pub server_key: &'a PublicKey,
}

impl DeleteRequest<'_> {
    /// Writes the request and signs it.
    ///
    /// # Errors
    /// When the generator fails.
    pub fn build(&self, signing_key: &PrivateKey, rng: &mut dyn Rng) -> crate::Result<BuiltRequest> {
        let fields = |w: &mut XmlWriter| {
            w.element("SessionID", [], &to_base64(&self.session_id));
            w.start("KIDS", []);
            for kid in self.kids {
                w.element("KID", [], &kid.guid_base64());
            }
            w.end();
        };
        let request = RequestBuilder {
            operation: Operation::ProcessDeleteLicenseData,
            payload: PAYLOAD,
            version: 1,
            fields: &fields,
            custom_data: self.custom_data,
            client_time: 0,
            client_info: self.client_info,
            private: "",
            receiver: (self.server_key, SERVER_KEY_NAME),
            with_nonce: false,
        };
        request.build(signing_key, rng)
    }
}

// What the server reads and does.

fn kids(request: &SignedRequest<'_>) -> ParseResult<Vec<KeyId>> {
    let list = required(request.payload, "KIDS")?;
    let count = list.elements().count();
    if count == 0 || count > MAX_KIDS {
        return Err(list.error(format!("KIDS with {count} key IDs, expected 1 to {MAX_KIDS}")));
    }
    let kid = |element| Ok(KeyId::from_guid_bytes(array(named(element, "KID", None)?)?));
    list.elements().map(kid).collect()
}

/// Answers a request.
///
/// # Errors
/// The fault to answer with.
pub fn handle(call: &Call<'_>, envelope: &Envelope) -> Result<Reply, Fault> {
    call.check_redirect()?;
    let request = SignedRequest::read(envelope, Operation::ProcessDeleteLicenseData, PAYLOAD)?;
    let session = request.array("SessionID")?;
    let kids = kids(&request)?;
    let caller = caller(call, &request, 1)?;
    let report = DeleteLicenses { client: caller.id, session, kids, now: call.now };
    call.definition.handlers.secure_delete.deleted(call, &caller, &report)?;
    let deleted = call.service.store.commit(report).map_err(|error| internal(&error))?;
    Ok(Reply::to(&caller, respond(session))
        .fact("repeated", deleted.repeated)
        .fact("licenses", deleted.licenses)
        .fact("left", deleted.left))
}

// The answer.

fn respond(session: [u8; 16]) -> String {
    let mut w = XmlWriter::new();
    w.start(RESULT, [("xmlns", PROTOCOLS)]);
    w.element("Version", [], "1");
    w.element("SessionID", [], &to_base64(&session));
    soap::write_response(Operation::ProcessDeleteLicenseData, &w.finish(), "")
}

/// Reads the answer. The client forgets the session then.
///
/// # Errors
/// When it is not in the form above, or names another session.
pub fn read_deleted(envelope: &Envelope, session_id: [u8; 16]) -> ParseResult<()> {
    let payload = envelope.response(Operation::ProcessDeleteLicenseData, RESULT)?;
    let result = payload.element;
    if number(result, "Version")? != Some(1) {
        return Err(result.error("DeleteLicenseResponse without Version 1"));
    }
    let element = required(result, "SessionID")?;
    if array::<16>(element)? != session_id {
        return Err(element.error("the SessionID is not that of the request: the answer is to another one"));
    }
    Ok(())
}
