//! HTTP: a message out, an envelope or a fault back.

use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Once;
use std::time::Duration;

use crate::bytes::ParseError;
use crate::error::{Error, ErrorKind, Result};
use crate::rights_manager::soap::Envelope;
use crate::rights_manager::{Fault, FaultCode, Operation};
use crate::xml::Limits;

/// How services are reached.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// The only certificates that TLS servers are trusted by (PEM); those of the system when there is none.
    pub ca: Option<PathBuf>,
    /// How long a request may take.
    pub timeout: Duration,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self { ca: None, timeout: Duration::from_secs(30) }
    }
}

/// Sends messages.
#[derive(Clone, Debug)]
pub struct Http {
    client: reqwest::blocking::Client,
}

/// Why a call has no result.
#[derive(Debug)]
pub enum CallError {
    /// The service refused.
    Refused {
        /// Who was asked.
        url: String,
        /// What it said.
        fault: Box<Fault>,
    },
    /// Something else went wrong.
    Failed(Error),
}

impl From<Error> for CallError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Failed(error) => error,
            CallError::Refused { url, fault } => {
                let mut text = format!("the service refused: {fault} (0x{:08X})", fault.code);
                if let Some(data) = fault.custom_data.as_ref().filter(|data| **data != fault.message) {
                    text += &format!("; custom data: {}", data.trim());
                }
                let error = Self::remote(text).about(url);
                match fault.known() {
                    Some(code) => error.hint(advice(code)),
                    None => error,
                }
            }
        }
    }
}

/// What a code says, and what to do about it where a command does it.
fn advice(code: FaultCode) -> String {
    let command = match code {
        FaultCode::DomainRequired => "--join joins it on the way",
        FaultCode::RenewDomain => "--join renews the membership on the way",
        FaultCode::NotAMember => {
            "\"client leave\" deletes the keys that are left, and \"client join\" joins anew"
        }
        FaultCode::DeviceLimit => "another device must leave it first",
        _ => return code.sentence().to_owned(),
    };
    format!("{}: {command}", code.sentence())
}

impl CallError {
    /// An answer that is not in its form.
    pub fn malformed(url: &str, error: ParseError) -> Self {
        Self::Failed(ErrorKind::Remote(format!("the answer cannot be read: {error}")).into()).about(url)
    }

    /// The fault, when the service refused.
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Refused { fault, .. } => Some(fault),
            Self::Failed(_) => None,
        }
    }

    fn about(self, url: &str) -> Self {
        match self {
            Self::Failed(error) => Self::Failed(error.about(url)),
            refused @ Self::Refused { .. } => refused,
        }
    }
}

impl Http {
    /// A client. Redirects of HTTP are not followed: services redirect with faults, see [`Self::call`].
    ///
    /// # Errors
    /// When the certificate file cannot be read.
    pub fn new(options: &HttpOptions) -> Result<Self> {
        install_provider();
        let mut builder = reqwest::blocking::Client::builder()
            .user_agent(concat!("boxlock/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(options.timeout.min(Duration::from_secs(10)))
            .timeout(options.timeout);
        if let Some(path) = &options.ca {
            let pem = std::fs::read(path).map_err(|error| Error::io(path, error))?;
            let certificates = reqwest::Certificate::from_pem_bundle(&pem).map_err(|error| {
                Error::malformed(format!("is no PEM file: {}", chain(&error))).about_path(path)
            })?;
            if certificates.is_empty() {
                return Err(Error::malformed("has no certificate").about_path(path));
            }
            builder = builder.tls_certs_only(certificates);
        }
        let client = builder.build().map_err(|error| Error::internal(chain(&error)))?;
        Ok(Self { client })
    }

    /// Sends the message of an operation to one server and reads its answer.
    ///
    /// # Errors
    /// When the server is not reached, answers with something else, or refuses with a fault.
    pub(super) fn send(
        &self,
        url: &str,
        operation: Operation,
        message: &str,
        limits: &Limits,
    ) -> std::result::Result<Envelope, CallError> {
        let request = self
            .client
            .post(url)
            .header("Content-Type", "text/xml; charset=utf-8")
            .header("SOAPAction", format!("\"{}\"", operation.soap_action()))
            .body(message.to_owned());
        let answer = request.send().map_err(|error| unreached(url, &error))?;
        let status = answer.status();
        let mut body = Vec::new();
        let limit = limits.bytes as u64;
        answer
            .take(limit.saturating_add(1))
            .read_to_end(&mut body)
            .map_err(|error| Error::remote(format!("the answer broke off: {error}")).about(url))?;
        // Faults have status 500; whatever else is no envelope comes from another program in between.
        if !status.is_success() && status.as_u16() != 500 {
            let text = format!("HTTP status {status}");
            let error = Error::remote(text).about(url);
            return Err(match status.as_u16() {
                404 => {
                    error.hint("is this the URL of a RightsManager? it usually ends with /rightsmanager.asmx")
                }
                429 | 503 => error.hint("the service is busy: try again later"),
                _ => error,
            }
            .into());
        }
        let envelope = Envelope::read(&body, limits).map_err(|error| {
            CallError::malformed(url, error.inside(format!("HTTP status {}", status.as_u16())))
        })?;
        match Fault::read(&envelope).map_err(|error| CallError::malformed(url, error))? {
            Some(fault) => Err(CallError::Refused { url: url.to_owned(), fault: Box::new(fault) }),
            None => Ok(envelope),
        }
    }

    /// Fetches a file of at most `limit` bytes.
    ///
    /// # Errors
    /// When it cannot be fetched, or is longer.
    pub fn get(&self, url: &str, limit: u64) -> Result<Vec<u8>> {
        let answer = self.client.get(url).send().map_err(|error| unreached(url, &error))?;
        if !answer.status().is_success() {
            return Err(Error::remote(format!("HTTP status {}", answer.status())).about(url));
        }
        let mut body = Vec::new();
        answer
            .take(limit.saturating_add(1))
            .read_to_end(&mut body)
            .map_err(|error| Error::remote(format!("the answer broke off: {error}")).about(url))?;
        if body.len() as u64 > limit {
            return Err(Error::unsupported(format!("more than {limit} bytes")).about(url));
        }
        Ok(body)
    }
}

fn unreached(url: &str, error: &reqwest::Error) -> Error {
    let hint = if error.is_builder() {
        "a URL looks like http://127.0.0.1:8070/rightsmanager.asmx"
    } else if error.is_timeout() {
        "the service did not answer in time; --timeout gives it more"
    } else {
        "is the service running? boxlock serve starts one; --cacert trusts a certificate of its own"
    };
    if error.is_builder() {
        return Error::usage(chain(error)).about(url).hint(hint);
    }
    Error::remote(chain(error)).about(url).hint(hint)
}

/// An error with its causes; the URL is said elsewhere.
fn chain(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() { "timed out".to_owned() } else { String::new() };
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(inner) = cause {
        let words = inner.to_string();
        if !text.contains(&words) {
            if !text.is_empty() {
                text += ": ";
            }
            text += &words;
        }
        cause = inner.source();
    }
    if text.is_empty() { error.to_string() } else { text }
}

/// TLS needs to be told once per process which cryptography it uses.
fn install_provider() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Another part of the program may have done it.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}
