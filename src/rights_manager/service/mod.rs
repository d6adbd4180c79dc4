//! The service behind the sockets: one or several license services under one PKI and one store, and the dispatch of operations.

mod call;
mod definition;

pub use call::{Call, Caller, Reply};
pub use definition::Definition;

use super::challenge::{DeviceRegistry, Trust};
use super::operations::OPERATIONS;
use super::soap::{self, Envelope};
use super::{Fault, FaultCode, Operation};
use crate::clock::Clock;
use crate::crypto::{OsRng, Rng};
use crate::error::ErrorKind;
use crate::pki::Pki;
use crate::store::Store;
use crate::xml::Limits;

/// Most bytes of a metering report; other messages are held to [`soap::LIMITS`].
pub const METERING_LIMIT: usize = 4 << 20;

/// Everything that operations need. Shared by all threads.
pub struct Service {
    /// Keys and certificates.
    pub pki: Pki,
    /// What must not be lost.
    pub store: Store,
    /// The license services, the first of which answers when none is chosen.
    pub definitions: Vec<Definition>,
    /// Devices that are known by their signing keys.
    pub registry: Option<Box<dyn DeviceRegistry>>,
    /// Now.
    pub clock: Box<dyn Clock>,
    /// Makes a source of random bytes for a message.
    pub rng: fn() -> Box<dyn Rng>,
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
    /// The answer.
    pub reply: Result<Reply, Fault>,
}

impl Service {
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
            revoked: self.pki.revocations(),
            registry: self.registry.as_deref(),
        }
    }

    /// Answers a message. What the answer says was done is durable.
    pub fn answer(&self, incoming: &Incoming<'_>) -> Outcome {
        let limits = Limits { bytes: METERING_LIMIT, ..soap::LIMITS };
        let envelope = match Envelope::read(incoming.body, &limits) {
            Ok(envelope) => envelope,
            Err(error) => return Outcome { operation: None, reply: Err(error.into()) },
        };
        let operation = match envelope.operation() {
            Ok(operation) => operation,
            Err(error) => return Outcome { operation: None, reply: Err(error.into()) },
        };
        if operation != Operation::ProcessMeteringData && incoming.body.len() > soap::LIMITS.bytes {
            let text =
                format!("a message of {} bytes; the limit is {}", incoming.body.len(), soap::LIMITS.bytes);
            return Outcome { operation: Some(operation), reply: Err(Fault::invalid(text)) };
        }
        let call = Call {
            service: self,
            definition: self.definition(incoming, &envelope),
            query: incoming.query,
            url: incoming.url,
            message: incoming.body,
            now: self.clock.now(),
        };
        let handle = OPERATIONS.iter().find(|(known, _)| *known == operation).map(|(_, handle)| handle);
        let reply = match handle {
            Some(handle) => handle(&call, &envelope),
            None => Err(Fault::new(FaultCode::Internal, format!("{} has no server", operation.name()))),
        };
        Outcome { operation: Some(operation), reply }
    }

    /// The service that a message is for: the first whose path, host or `DS_ID` fits, else the first.
    fn definition(&self, incoming: &Incoming<'_>, envelope: &Envelope) -> &Definition {
        let chosen = self.definitions.iter().find(|definition| definition.is_meant(incoming, envelope));
        #[expect(clippy::missing_panics_doc, reason = "a service has at least one definition")]
        chosen.or(self.definitions.first()).expect("a service has at least one definition")
    }
}

/// The fault for what went wrong inside: its text is for logs, the client learns that it was not its fault.
pub fn internal(error: &crate::Error) -> Fault {
    match &error.kind {
        ErrorKind::MissingKey(kid) => Fault::service(format!("no key for key ID {kid}")),
        _ => Fault::new(FaultCode::Internal, "internal error"),
    }
}
