//! The license response: licenses, and what proves that they answer this request.
//!
//! `ResponseID` is 32 random bytes; how Microsoft's server forms it, and what clients compare it with, is not known.

mod build;
mod open;
mod verify;

pub use build::{ResponseBuilder, Signing};
pub use open::open_all;
pub use verify::{Expected, ResponseError};

use super::names::Operation;
use super::signed::Signed;
use super::soap::{Envelope, ResponsePayload, array, bytes, named, number, text};
use crate::bytes::{Inside as _, ParseResult};
use crate::pki::Chain;
use crate::xml::{Element, Limits};
use crate::xmr::{self, Body, License};

/// What a response may cost: licenses and revocation lists are longer than challenges.
pub const LIMITS: Limits = Limits { bytes: 4 << 20, ..super::soap::LIMITS };

/// Most licenses of a response that are read.
const MAX_LICENSES: usize = 4096;

/// A response as it was read. Nothing in it is known to be true before [`Response::verify`].
#[derive(Clone, Debug)]
pub struct Response {
    /// Version of the response: 1.
    pub version: u64,
    /// The licenses.
    pub licenses: Vec<License>,
    /// Revocation information and lists.
    pub rev_info: Vec<RevocationData>,
    /// What the client is to acknowledge when it has stored the licenses.
    pub transaction_id: Option<String>,
    /// The nonce of the request.
    pub nonce: Option<[u8; 16]>,
    /// The ID of the response.
    pub response_id: Option<[u8; 32]>,
    /// The chain of the signer.
    pub signer: Option<Chain>,
    /// The signature over all of this.
    pub signed: Option<Signed>,
    /// The version of the server's software.
    pub rmsdk_version: Option<String>,
}

/// A revocation list on its way to a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationData {
    /// The list: little-endian bytes of a GUID.
    pub id: [u8; 16],
    /// The list in its own form.
    pub data: Vec<u8>,
}

impl Response {
    /// Reads a message.
    ///
    /// # Errors
    /// When it is no response in the documented form, or a license or the chain in it cannot be read.
    pub fn read(message: &[u8], limits: &Limits) -> ParseResult<Self> {
        Self::from_envelope(&Envelope::read(message, limits)?)
    }

    /// Reads the response in an envelope.
    ///
    /// # Errors
    /// Those of [`Response::read`].
    pub fn from_envelope(envelope: &Envelope) -> ParseResult<Self> {
        let payload = envelope.response(Operation::AcquireLicense, "LicenseResponse")?;
        Self::from_payload(payload).inside(|| "LicenseResponse".to_owned())
    }

    fn from_payload(payload: ResponsePayload<'_>) -> ParseResult<Self> {
        let ResponsePayload { element, signed, rmsdk_version } = payload;
        let list = |name| {
            Ok::<_, crate::bytes::ParseError>(element.child(name)?.into_iter().flat_map(Element::elements))
        };
        let acknowledgement = element.child("Acknowledgement")?;
        Ok(Self {
            version: number(element, "Version")?
                .ok_or_else(|| element.error("LicenseResponse without Version"))?,
            licenses: list("Licenses")?.take(MAX_LICENSES).map(license).collect::<ParseResult<_>>()?,
            rev_info: list("RevInfo")?.map(revocation).collect::<ParseResult<_>>()?,
            transaction_id: acknowledgement
                .map(|parent| text(parent, "TransactionID"))
                .transpose()?
                .flatten(),
            nonce: element.child("LicenseNonce")?.map(array).transpose()?,
            response_id: element.child("ResponseID")?.map(array).transpose()?,
            signer: element.child("SigningCertificateChain")?.map(chain).transpose()?,
            signed,
            rmsdk_version: rmsdk_version.map(str::to_owned),
        })
    }
}

/// Whether a license may be stored: it does not say that it must not be.
pub fn is_persistent(license: &License) -> bool {
    match license.find(xmr::types::RIGHTS).map(|object| &object.body) {
        Some(Body::Rights(bits)) => bits & 1 == 0,
        _ => true,
    }
}

fn license(element: &Element) -> ParseResult<License> {
    let bytes = bytes(named(element, "License", None)?)?;
    License::read(&bytes, 0).map_err(|error| element.error(error.to_string()))
}

fn revocation(element: &Element) -> ParseResult<RevocationData> {
    let element = named(element, "Revocation", None)?;
    let part = |name| super::soap::required(element, name);
    Ok(RevocationData { id: array(part("ListID")?)?, data: bytes(part("ListData")?)? })
}

fn chain(element: &Element) -> ParseResult<Chain> {
    Chain::read(&bytes(element)?, 0).map_err(|error| element.error(error.to_string()))
}
