//! What operations with signed requests have in common: who sent the message, and that a message which comes again does nothing again and
//! gets the answer that it got before.

use crate::crypto::sha256;
use crate::rights_manager::request::SignedRequest;
use crate::rights_manager::service::{Call, Caller, Reply, internal};
use crate::rights_manager::{Fault, FaultCode};
use crate::store::issue::{AnswerTo, Issue, Issued, StoredAnswer};

/// Checks who sent a request that is encrypted to the license server's key. `version` is the only one of its payload.
///
/// # Errors
/// The fault to answer with.
pub(super) fn caller(call: &Call<'_>, request: &SignedRequest<'_>, version: u64) -> Result<Caller, Fault> {
    if request.version != version {
        let message =
            format!("version {} of {}; version {version} is known", request.version, request.payload.name);
        return Err(Fault::new(FaultCode::ProtocolVersion, message));
    }
    let service = call.service;
    let root = service.pki.root_public();
    let (client, _) = request
        .verify(service.pki.server_key(), &service.trust(&root, call.now))
        .map_err(|error| error.fault())?;
    Ok(call.caller(client, request.custom_data.clone(), request.client_time))
}

/// A message with a nonce, from a sender that is known.
pub(super) struct Once<'a> {
    call: &'a Call<'a>,
    caller: &'a Caller,
    /// The nonce of the message.
    pub(super) nonce: [u8; 16],
    digest: [u8; 32],
}

impl<'a> Once<'a> {
    /// A message.
    ///
    /// # Errors
    /// When it has no nonce.
    pub(super) fn new(
        call: &'a Call<'a>,
        caller: &'a Caller,
        request: &SignedRequest<'_>,
    ) -> Result<Self, Fault> {
        let nonce = request.nonce.ok_or_else(|| {
            Fault::invalid(request.payload.error(format!("{} without Nonce", request.payload.name)))
        })?;
        Ok(Self { call, caller, nonce, digest: sha256(&[call.message]) })
    }

    /// The answer that the message got before.
    ///
    /// # Errors
    /// When its nonce came with another message.
    pub(super) fn before(&self) -> Result<Option<Reply>, Fault> {
        let asked = AnswerTo { client: self.caller.id, nonce: self.nonce };
        let stored = self.call.service.store.read(&asked).map_err(|error| internal(&error))?;
        stored.map(|stored| self.repeated(&stored)).transpose()
    }

    /// Records the answer before it leaves. When the same message was answered meanwhile, that answer stands.
    ///
    /// # Errors
    /// When the store fails, or the nonce came with another message meanwhile.
    pub(super) fn record(&self, account: String, text: String) -> Result<Reply, Fault> {
        let answer = Issue {
            device: self.caller.seen(),
            nonce: self.nonce,
            request_digest: self.digest,
            service: self.call.definition.id.clone(),
            account: Some(account),
            now: self.call.now,
            transaction_id: None,
            licenses: Vec::new(),
            answer: text.clone().into_bytes(),
        };
        match self.call.service.store.commit(answer).map_err(|error| internal(&error))? {
            Issued::Recorded => Ok(Reply::to(self.caller, text)),
            Issued::Repeated(stored) => self.repeated(&stored),
        }
    }

    fn repeated(&self, stored: &StoredAnswer) -> Result<Reply, Fault> {
        if stored.request_digest != self.digest {
            return Err(Fault::invalid("the nonce was used before, in another request"));
        }
        let text = String::from_utf8_lossy(&stored.answer).into_owned();
        Ok(Reply::to(self.caller, text).fact("repeated", true))
    }
}
