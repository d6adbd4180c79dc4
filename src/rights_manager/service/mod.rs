//! The service behind the sockets: one or several license services under one PKI and one store, and the dispatch of operations.

//!
//! # Which service a message is for
//!
//! The one whose path was called; else the one whose host was called; else the one whose service ID the message names (`DS_ID` of a content
//! header, `ServiceID` of a message about a domain); else the first.

mod call;
mod definition;
mod lists;
mod registry;

use std::cell::Cell;
use std::sync::Arc;

pub use call::{Call, Caller, Reply};
pub use definition::{COMPUTER_LIMIT, DEVICE_LIMIT, Definition, TEST_DOMAIN_KID};
pub use lists::Lists;
pub use registry::KnownDevices;

use super::challenge::{DeviceRegistry, Trust};
use super::operations::OPERATIONS;
use super::soap::{self, Envelope};
use super::{Fault, FaultCode, Operation};
use crate::clock::Clock;
use crate::crypto::{OsRng, Rng};
use crate::error::ErrorKind;
use crate::pki::Pki;
use crate::store::{ClientId, Store};
use crate::xml::Limits;
use crate::{Error, Result};

/// Most bytes of a metering report; other messages are held to [`soap::LIMITS`].
pub const METERING_LIMIT: usize = 4 << 20;

/// Everything that operations need. Shared by all threads.
pub struct Service {
    /// Keys and certificates.
    pub pki: Arc<Pki>,
    /// What must not be lost.
    pub store: Arc<Store>,
    /// The license services, the first of which answers when none is chosen.
    pub definitions: Vec<Definition>,
    /// Devices that are known by their signing keys.
    pub registry: Option<Box<dyn DeviceRegistry>>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Makes a source of random bytes for a message.
    pub rng: fn() -> Box<dyn Rng>,
    lists: Lists,
}

/// A message as it came.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    /// Path of the URL.
    pub path: &'a str,
    /// Host, and port when there is one, that the client called.
    pub host: &'a str,
    /// What follows `?`, as it was sent.
    pub query: Option<&'a str>,
    /// The URL without the query, for faults and pages.
    pub url: &'a str,
    /// The body.
    pub body: &'a [u8],
}

/// An answer and what may be said of it in logs: never a key.
#[derive(Debug)]
pub struct Outcome {
    /// The operation, when the message named one.
    pub operation: Option<Operation>,
    /// Who asked, when its message was checked before the answer was found.
    pub client: Option<ClientId>,
    /// The answer.
    pub reply: std::result::Result<Reply, Fault>,
}

impl Service {
    /// A service with random bytes of the operating system and no registry.
    ///
    /// # Errors
    /// When there is no definition, or the revocation lists of the PKI cannot be read.
    pub fn new(
        pki: impl Into<Arc<Pki>>,
        store: Arc<Store>,
        definitions: Vec<Definition>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        if definitions.is_empty() {
            return Err(Error::usage("no service is defined"));
        }
        let pki = pki.into();
        let lists = Lists::read(&pki)?;
        Ok(Self { pki, store, definitions, registry: None, clock, rng: Self::os_rng, lists })
    }

    /// The revocation lists as they are now.
    pub fn lists(&self) -> &Lists {
        self.lists.current(&self.pki)
    }

    /// The operating system's generator, for [`Service::rng`].
    pub fn os_rng() -> Box<dyn Rng> {
        Box::new(OsRng)
    }

    /// What senders are checked against at this moment.
    pub fn trust<'a>(&'a self, root: &'a crate::crypto::PublicKey, now: u64) -> Trust<'a> {
        Trust {
            server_key: self.pki.server_key(),
            root,
            now,
            revoked: &self.lists().revoked,
            registry: self.registry.as_deref(),
        }
    }

    /// Answers a message. What the answer says was done is durable.
    pub fn answer(&self, incoming: &Incoming<'_>) -> Outcome {
        let limits = Limits { bytes: METERING_LIMIT, ..soap::LIMITS };
        let refused = |operation, fault| Outcome { operation, client: None, reply: Err(fault) };
        let envelope = match Envelope::read(incoming.body, &limits) {
            Ok(envelope) => envelope,
            Err(error) => return refused(None, error.into()),
        };
        let operation = match envelope.operation() {
            Ok(operation) => operation,
            Err(error) => return refused(None, error.into()),
        };
        if operation != Operation::ProcessMeteringData && incoming.body.len() > soap::LIMITS.bytes {
            let text =
                format!("a message of {} bytes; the limit is {}", incoming.body.len(), soap::LIMITS.bytes);
            return refused(Some(operation), Fault::invalid(text));
        }
        let handle = OPERATIONS.iter().find(|(known, _)| *known == operation).map(|(_, handle)| handle);
        let (Some(handle), Some(definition)) = (handle, self.definition(incoming, operation, &envelope))
        else {
            let text = format!("{} has no server", operation.name());
            return refused(Some(operation), Fault::new(FaultCode::Internal, text));
        };
        let seen = Cell::new(None);
        let call = Call {
            service: self,
            definition,
            query: incoming.query,
            url: incoming.url,
            message: incoming.body,
            now: self.clock.now(),
            seen: &seen,
        };
        let reply = handle(&call, &envelope);
        let client = reply.as_ref().ok().and_then(|reply| reply.client).or(seen.get());
        Outcome { operation: Some(operation), client, reply }
    }

    /// The service that a message is for.
    fn definition(
        &self,
        incoming: &Incoming<'_>,
        operation: Operation,
        envelope: &Envelope,
    ) -> Option<&Definition> {
        let all = || self.definitions.iter();
        let named = || {
            let id = definition::service_id(operation, envelope)?;
            all().find(|definition| definition.service_id == Some(id))
        };
        all()
            .find(|definition| definition.answers_on(incoming.path))
            .or_else(|| all().find(|definition| definition.answers_for(incoming.host)))
            .or_else(named)
            .or(self.definitions.first())
    }
}

/// The fault for what went wrong inside: its text is for logs, the client learns that it was not its fault.
pub fn internal(error: &crate::Error) -> Fault {
    match &error.kind {
        ErrorKind::MissingKey(kid) => Fault::service(format!("no key for key ID {kid}")),
        _ => {
            tracing::error!(%error, "an operation failed");
            Fault::new(FaultCode::Internal, "internal error")
        }
    }
}
