//! The operations of the RightsManager behind HTTP: a [`Handler`] over a [`Service`].

use super::{Answer, AuditNote, Handler, Operation, Refusal, Request};
use crate::rights_manager::names::{self, PROTOCOLS};
use crate::rights_manager::service::{Incoming, Outcome, Service};
use crate::rights_manager::{Fault, FaultCode};

const XML: &str = "text/xml; charset=utf-8";

/// What metrics and the audit file call a message that names no operation.
const UNKNOWN: &str = "unknown";

/// Answers SOAP requests with the operations of a service.
pub struct Rights {
    service: Service,
    operations: Vec<Operation>,
}

impl Rights {
    /// The handler of a service.
    pub fn new(service: Service) -> Self {
        Self { service, operations: operations() }
    }
}

impl Handler for Rights {
    fn handle(&self, request: &Request) -> Answer {
        let incoming = Incoming {
            path: &request.path,
            host: &request.host,
            query: request.query.as_deref(),
            url: &request.url,
            body: &request.body,
        };
        let Outcome { operation, client, reply } = self.service.answer(&incoming);
        let operation = operation.map_or(UNKNOWN, names::Operation::name);
        match reply {
            Ok(reply) => {
                let note = AuditNote { operation, result: 0, client, facts: reply.facts };
                Answer { status: 200, content_type: XML, body: reply.text.into_bytes(), note }
            }
            Err(fault) => {
                refused(&fault, &request.url, AuditNote { operation, client, ..Default::default() })
            }
        }
    }

    fn refuse(&self, refusal: Refusal, url: &str) -> Answer {
        let fault = match refusal {
            Refusal::TooLong { limit } => Fault::invalid(format!("the message is longer than {limit} bytes")),
            Refusal::Compressed => Fault::invalid("the message is compressed"),
            Refusal::Incomplete => Fault::invalid("the message did not arrive whole and in time"),
            Refusal::Panicked | Refusal::Unrecorded => Fault::new(FaultCode::Internal, "the server failed"),
        };
        refused(&fault, url, AuditNote { operation: UNKNOWN, ..Default::default() })
    }

    fn operations(&self) -> &[Operation] {
        &self.operations
    }

    fn serves(&self, path: &str) -> bool {
        let own = self.service.definitions.iter().flat_map(|definition| &definition.paths);
        ENTRY_POINTS
            .iter()
            .copied()
            .chain(own.map(String::as_str))
            .any(|known| known.eq_ignore_ascii_case(path))
    }
}

/// Where a RightsManager is found.
const ENTRY_POINTS: [&str; 3] =
    ["/rightsmanager.asmx", "/service/rightsmanager.asmx", "/core/rightsmanager.asmx"];

/// A fault as an answer. What it says is recorded with it: what clients cannot see of the inside is not in it.
fn refused(fault: &Fault, url: &str, note: AuditNote) -> Answer {
    let note = AuditNote { result: fault.code, facts: vec![("fault", fault.message.clone())], ..note };
    Answer { status: 500, content_type: XML, body: fault.write(url).into_bytes(), note }
}

/// The samples of an operation: messages that its own builders made.
macro_rules! sample {
    ($name:literal, $summary:literal) => {
        Operation {
            name: $name,
            summary: $summary,
            soap_action: format!("{PROTOCOLS}/{}", $name),
            request: include_str!(concat!("../../samples/soap/", $name, "/request.xml")).to_owned(),
            response: include_str!(concat!("../../samples/soap/", $name, "/response.xml")).to_owned(),
        }
    };
}

/// The nine operations.
fn operations() -> Vec<Operation> {
    vec![
        sample!("AcknowledgeLicense", "Records what became of the licenses of a transaction"),
        sample!("AcquireLicense", "Issues licenses"),
        sample!("AcquirePackagingData", "Gives packagers key IDs, keys and headers"),
        sample!("GetMeteringCertificate", "Gives the certificate that metering reports are encrypted to"),
        sample!("JoinDomain", "Makes a device a member of a domain"),
        sample!("LeaveDomain", "Ends the membership of a device"),
        sample!("ProcessDeleteLicenseData", "Records that a device deleted licenses"),
        sample!("ProcessMeteringData", "Counts what was used"),
        sample!("ProcessSecureStopData", "Records that playback ended"),
    ]
}
