//! The seam between sockets and operations: what a request is, what an answer is, and who makes one from the other.

use std::net::SocketAddr;

use crate::store::ClientId;

/// A SOAP request as it came.
#[derive(Debug)]
pub struct Request {
    /// Who sent it.
    pub peer: SocketAddr,
    /// Path of the URL.
    pub path: String,
    /// What follows `?`, as it was sent.
    pub query: Option<String>,
    /// The URL that the client called, without the query; its host comes from the `Host` field and is as trustworthy as that.
    pub url: String,
    /// Host and port that the client called.
    pub host: String,
    /// `SOAPAction` without quotes.
    pub soap_action: Option<String>,
    /// All header fields; names are in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status: 200, or 500 for a fault.
    pub status: u16,
    /// Content type.
    pub content_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
    /// What is recorded before it leaves.
    pub note: AuditNote,
}

/// What the audit file and the metrics say of an answer. Never a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditNote {
    /// The operation, or `unknown`: a word of a short list, since metrics count by it.
    pub operation: &'static str,
    /// 0, or the status code of the fault.
    pub result: u32,
    /// Who asked, when it is known.
    pub client: Option<ClientId>,
    /// What else is worth recording, by name.
    pub facts: Vec<(&'static str, String)>,
}

/// Why the service refuses what the handler has not seen, or cannot answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The body is longer than this.
    TooLong {
        /// Most bytes.
        limit: usize,
    },
    /// The body is compressed.
    Compressed,
    /// The body did not come in time, or broke off.
    Incomplete,
    /// The handler panicked.
    Panicked,
    /// The answer could not be recorded.
    Unrecorded,
}

/// An operation, for the pages that describe the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// The value of `SOAPAction`.
    pub soap_action: String,
    /// A sample of a request body.
    pub request: String,
    /// A sample of a response body.
    pub response: String,
}

/// Who answers SOAP requests. Called on threads of its own, many at a time; it may compute and wait.
pub trait Handler: Send + Sync + 'static {
    /// Answers a request. What it says was done is durable.
    fn handle(&self, request: &Request) -> Answer;

    /// The fault that says why the service itself refuses.
    fn refuse(&self, refusal: Refusal, url: &str) -> Answer;

    /// The operations, in the order of the page that lists them.
    fn operations(&self) -> &[Operation];

    /// Whether a path is an entry point. The three documented ones are; letter case does not matter.
    fn serves(&self, path: &str) -> bool {
        ["/rightsmanager.asmx", "/service/rightsmanager.asmx", "/core/rightsmanager.asmx"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(path))
    }
}
