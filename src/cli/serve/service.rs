//! Where the service gets its handler: the one place that joins operations to HTTP.
//!
//! This build has the HTTP side, the store and the audit file, and no operation yet: every request is answered with the fault of a message
//! that is not understood, and options that only operations can honour are refused at the start.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::KeyOptions;
use crate::clock::Clock;
use crate::pki::Pki;
use crate::rights_manager::names::PROTOCOLS;
use crate::rights_manager::{Fault, FaultCode};
use crate::server::{Answer, AuditNote, Handler, Operation, Refusal, Request};
use crate::store::Store;
use crate::{Error, Result};

/// What the operations are made from.
#[allow(dead_code, reason = "operations read it")]
pub struct Inputs {
    /// The service's root, keys and certificates.
    pub pki: Pki,
    /// What must not be lost.
    pub store: Arc<Store>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Content keys.
    pub keys: KeyOptions,
    /// The services file.
    pub services: Option<PathBuf>,
    /// Whether devices are recognised by their signing key.
    pub registry: bool,
}

/// The handler of a service.
///
/// # Errors
/// When an input is malformed or beyond this build.
pub fn handler(inputs: Inputs) -> Result<Arc<dyn Handler>> {
    // Words that are wrong are wrong at the start, not at the first request.
    inputs.keys.seed()?;
    inputs.keys.header_keys()?;
    for (option, given) in [("--services", inputs.services.is_some()), ("--registry", inputs.registry)] {
        if given {
            return Err(Error::unsupported("this build has no operation that could honour it").about(option));
        }
    }
    Ok(Arc::new(NoOperation { operations: operations() }))
}

struct NoOperation {
    operations: Vec<Operation>,
}

impl Handler for NoOperation {
    fn handle(&self, request: &Request) -> Answer {
        refusal(&Fault::invalid("this build knows no operation"), &request.url)
    }

    fn refuse(&self, why: Refusal, url: &str) -> Answer {
        let fault = match why {
            Refusal::TooLong { limit } => Fault::invalid(format!("the message is longer than {limit} bytes")),
            Refusal::Compressed => Fault::invalid("the message is compressed"),
            Refusal::Incomplete => Fault::invalid("the message did not arrive whole and in time"),
            Refusal::Panicked | Refusal::Unrecorded => Fault::new(FaultCode::Internal, "the server failed"),
        };
        refusal(&fault, url)
    }

    fn operations(&self) -> &[Operation] {
        &self.operations
    }
}

fn refusal(fault: &Fault, url: &str) -> Answer {
    let note = AuditNote { operation: "unknown", result: fault.code, client: None, facts: Vec::new() };
    let body = fault.write(url).into_bytes();
    Answer { status: 500, content_type: "text/xml; charset=utf-8", body, note }
}

/// The nine operations with samples as ASP.NET shows them: the frame, and where the message goes.
fn operations() -> Vec<Operation> {
    let envelope = |content: String| {
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\">\n  \
             <soap:Body>\n{content}  </soap:Body>\n</soap:Envelope>\n"
        )
    };
    let operation = |(name, summary): (&'static str, &'static str)| Operation {
        name,
        summary,
        soap_action: format!("{PROTOCOLS}/{name}"),
        request: envelope(format!(
            "    <{name} xmlns=\"{PROTOCOLS}\">\n      <challenge>xml</challenge>\n    </{name}>\n"
        )),
        response: envelope(format!(
            "    <{name}Response xmlns=\"{PROTOCOLS}\">\n      <{name}Result>xml</{name}Result>\n    </{name}Response>\n"
        )),
    };
    [
        ("AcknowledgeLicense", "Records what became of the licenses of a transaction"),
        ("AcquireLicense", "Issues licenses"),
        ("AcquirePackagingData", "Gives packagers key IDs, keys and headers"),
        ("GetMeteringCertificate", "Gives the certificate that metering reports are encrypted to"),
        ("JoinDomain", "Makes a device a member of a domain"),
        ("LeaveDomain", "Ends the membership of a device"),
        ("ProcessDeleteLicenseData", "Records that a device deleted licenses"),
        ("ProcessMeteringData", "Counts what was used"),
        ("ProcessSecureStopData", "Records that playback ended"),
    ]
    .map(operation)
    .into()
}
