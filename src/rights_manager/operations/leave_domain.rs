//! `LeaveDomain`: a device gives its membership back. It deletes the keys of the domain when the answer is there.
//!
//! ```text
//! LeaveDomainData              request, in the frame of signed requests
//!   Version                    1
//!   ServiceID, AccountID       base64 of GUIDs, as in JoinDomainData
//!   Revision                   the newest revision that the device has
//! LeaveDomainResult            answer, signed
//!   Version                    1
//!   ServiceID, AccountID       those of the request
//! ```
//!
//! A device that has left is answered as when it left. One that never was a member, or was removed, is fault 0x8004C60A; one that has an
//! older revision than the domain is fault 0x8004C606: it renews first.

use super::domains::Controlled;
use super::join_domain::revision;
use super::once::{Once, caller};
use crate::crypto::{PrivateKey, PublicKey, Rng};
use crate::keys::text::to_base64;
use crate::rights_manager::challenge::ClientInfo;
use crate::rights_manager::names::SERVER_KEY_NAME;
use crate::rights_manager::request::{
    BuiltRequest, RequestBuilder, ResultError, SignedRequest, read_result, write_result,
};
use crate::rights_manager::response::Expected;
use crate::rights_manager::service::{Call, Reply, internal};
use crate::rights_manager::soap::{Envelope, array, required};
use crate::rights_manager::{Fault, FaultCode, Operation};
use crate::store::domain::{self, Left, MemberState};
use crate::xml::XmlWriter;

const PAYLOAD: &str = "LeaveDomainData";
const RESULT: &str = "LeaveDomainResult";

// The request.

/// What a device asks for.
#[derive(Clone, Copy, Debug)]
pub struct LeaveRequest<'a> {
    /// The service.
    pub service_id: [u8; 16],
    /// The account.
    pub account_id: [u8; 16],
    /// The newest revision that the device has.
    pub revision: u32,
    /// Data for the service.
    pub custom_data: Option<&'a str>,
    /// The device's time, seconds since 1970.
    pub client_time: u64,
    /// Its certificates.
    pub client_info: &'a ClientInfo,
    /// The key of the license server.
    pub server_key: &'a PublicKey,
}

impl LeaveRequest<'_> {
    /// Writes the request and signs it.
    ///
    /// # Errors
    /// When the generator fails.
    pub fn build(&self, signing_key: &PrivateKey, rng: &mut dyn Rng) -> crate::Result<BuiltRequest> {
        let fields = |w: &mut XmlWriter| {
            w.element("ServiceID", [], &to_base64(&self.service_id));
            w.element("AccountID", [], &to_base64(&self.account_id));
            w.element("Revision", [], &self.revision.to_string());
        };
        let request = RequestBuilder {
            operation: Operation::LeaveDomain,
            payload: PAYLOAD,
            version: 1,
            fields: &fields,
            custom_data: self.custom_data,
            client_time: self.client_time,
            client_info: self.client_info,
            private: "",
            receiver: (self.server_key, SERVER_KEY_NAME),
            with_nonce: true,
        };
        request.build(signing_key, rng)
    }
}

// What the server reads and does.

/// Answers a request.
///
/// # Errors
/// The fault to answer with.
pub fn handle(call: &Call<'_>, envelope: &Envelope) -> Result<Reply, Fault> {
    call.check_redirect()?;
    let request = SignedRequest::read(envelope, Operation::LeaveDomain, PAYLOAD)?;
    let (service_id, account_id) = (request.array("ServiceID")?, request.array("AccountID")?);
    let held = revision(request.payload)?
        .ok_or_else(|| request.payload.error(format!("{PAYLOAD} without Revision")))?;
    let caller = caller(call, &request, 1)?;
    let once = Once::new(call, &caller, &request)?;
    if let Some(reply) = once.before()? {
        return Ok(reply);
    }
    let domain = Controlled::find(call, service_id, account_id)?;
    let call = domain.call;
    call.check_account(&domain.id.account)?;
    call.definition.handlers.domain.leave(&call, &caller, &domain.id)?;
    let stranger = || domain.fault(FaultCode::NotAMember, "the device is no member of the domain");
    let store = &call.service.store;
    let newest = store
        .read(&domain::DomainOf(domain.id.clone()))
        .map_err(|error| internal(&error))?
        .ok_or_else(stranger)?
        .revision;
    let had_left = match domain.member(caller.id)?.ok_or_else(stranger)?.state {
        MemberState::Removed => {
            return Err(domain.fault(FaultCode::NotAMember, "the device was removed from the domain"));
        }
        MemberState::Left => true,
        MemberState::Member if held < newest => {
            let message = format!("the device has revision {held} of the domain, the newest is {newest}");
            return Err(domain.fault(FaultCode::RenewDomain, message));
        }
        MemberState::Member if held > newest => {
            return Err(Fault::invalid(format!("revision {held} of a domain with {newest} revisions")));
        }
        MemberState::Member => {
            let leave = domain::LeaveDomain {
                domain: domain.id.clone(),
                client: caller.id,
                removed: false,
                now: call.now,
            };
            match store.commit(leave).map_err(|error| internal(&error))? {
                Left::Left(_) => false,
                Left::Repeated => true,
                Left::NotAMember | Left::UnknownDomain => return Err(stranger()),
            }
        }
    };
    let text = respond(&domain, once.nonce);
    let reply = once.record(domain.id.account.clone(), text)?;
    let [service_name, account] = [&domain.id.service, &domain.id.account];
    Ok(reply.fact("service_id", service_name).fact("account_id", account).fact("had_left", had_left))
}

// The answer.

fn respond(domain: &Controlled<'_>, nonce: [u8; 16]) -> String {
    let fields = |w: &mut XmlWriter| {
        w.element("ServiceID", [], &to_base64(&domain.service_id));
        w.element("AccountID", [], &to_base64(&domain.account_id));
    };
    let signer = domain.call.service.pki.response_signer();
    write_result(Operation::LeaveDomain, RESULT, &fields, Some(nonce), signer)
}

/// Reads the answer: signed, to this request, and for this domain. The client deletes the domain's keys then.
///
/// # Errors
/// The first thing that is wrong.
pub fn read_left(
    envelope: &Envelope,
    expected: &Expected<'_>,
    asked: &LeaveRequest<'_>,
) -> Result<(), ResultError> {
    let result = read_result(envelope, Operation::LeaveDomain, RESULT, expected)?;
    for (name, id) in [("ServiceID", asked.service_id), ("AccountID", asked.account_id)] {
        let element = required(result, name)?;
        if array::<16>(element)? != id {
            return Err(element.error(format!("{name} is not that of the request")).into());
        }
    }
    Ok(())
}
