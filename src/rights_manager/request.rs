//! Signed requests other than the license challenge, and the signed results that answer them: one frame for all operations.
//!
//! What Microsoft's clients send for these operations is not public; the frame is that of the license challenge:
//!
//! ```text
//! OPERATION/challenge/Challenge
//!   PAYLOAD  xmlns=protocols  Id="SignedData"  xml:space="preserve"
//!     Version        1
//!     …              the operation's own elements
//!     CustomData     text for the service, optional
//!     Nonce          base64, 16 bytes; the result repeats it
//!     ClientTime     seconds since 1970
//!     EncryptedData  Data/CertificateChains/…, and what else only the receiver may read
//!   Signature        by the device, with its public key
//! OPERATIONResponse/OPERATIONResult/Response
//!   RESULT  xmlns=protocols  Id="SignedData"
//!     Version        1
//!     …              the operation's own elements
//!     Nonce          that of the request
//!     SigningCertificateChain
//!   Signature        by the response signer, without its key
//! ```

use zeroize::Zeroizing;

use super::challenge::{ChallengeError, ClientInfo, Identified, Message, Trust};
use super::encrypted::Encrypted;
use super::fault::{Fault, FaultCode};
use super::names::{ENC, Operation, PROTOCOLS, SIGNED_ID};
use super::response::{Expected, ResponseError};
use super::signed::{self, Signed};
use super::soap::{self, Envelope, array, bytes, named, number, required, text};
use crate::Result;
use crate::bytes::{Inside as _, ParseResult};
use crate::crypto::{PrivateKey, PublicKey, Rng, random_array};
use crate::keys::text::to_base64;
use crate::pki::{Chain, Role, Signer, usage, verify};
use crate::xml::{Element, Limits, XmlWriter};

/// A signed request as it was read. Nothing in it is known to be true before [`SignedRequest::verify`].
#[derive(Debug)]
pub struct SignedRequest<'a> {
    /// The payload, for the operation's own elements.
    pub payload: &'a Element,
    /// Version of the protocol.
    pub version: u64,
    /// What the result must repeat. The public form of `DeleteLicenseData` has none.
    pub nonce: Option<[u8; 16]>,
    /// The client's time, seconds since 1970.
    pub client_time: Option<u64>,
    /// Data for the service, from the application.
    pub custom_data: Option<String>,
    /// What only the receiver may read.
    pub encrypted: Encrypted,
    signed: Signed,
}

impl<'a> SignedRequest<'a> {
    /// Reads the request of `operation` whose payload has this name.
    ///
    /// # Errors
    /// When it is not in the form above.
    pub fn read(envelope: &'a Envelope, operation: Operation, payload: &str) -> ParseResult<Self> {
        let (element, signed) = envelope.challenge(operation, payload)?;
        Self::from_payload(element, signed).inside(|| payload.to_owned())
    }

    fn from_payload(payload: &'a Element, signed: Signed) -> ParseResult<Self> {
        let custom_data = payload.child("CustomData")?;
        let encrypted = named(required(payload, "EncryptedData")?, "EncryptedData", Some(ENC))?;
        Ok(Self {
            version: number(payload, "Version")?
                .ok_or_else(|| payload.error(format!("{} without Version", payload.name)))?,
            nonce: payload.child("Nonce")?.map(array).transpose()?,
            client_time: number(payload, "ClientTime")?,
            custom_data: custom_data.map(|element| element.text().map(|t| t.into_owned())).transpose()?,
            encrypted: Encrypted::read(encrypted)?,
            signed,
            payload,
        })
    }

    /// Checks version, signature and certificates, and tells who the client is and what its encrypted part says. `key` is the private
    /// key that the part is encrypted to. The part is missing when the client was recognised by its signing key.
    ///
    /// # Errors
    /// The first thing that is wrong, the cheapest checks first.
    pub fn verify(
        &self,
        key: &PrivateKey,
        trust: &Trust<'_>,
    ) -> std::result::Result<Identified, ChallengeError> {
        self.verify_within(key, trust, &soap::LIMITS)
    }

    /// [`SignedRequest::verify`] for an operation whose encrypted part may be longer than that of a challenge.
    ///
    /// # Errors
    /// Those of [`SignedRequest::verify`].
    pub fn verify_within(
        &self,
        key: &PrivateKey,
        trust: &Trust<'_>,
        limits: &Limits,
    ) -> std::result::Result<Identified, ChallengeError> {
        let Self { version, signed, encrypted, .. } = self;
        Message { version: *version, signed, encrypted, limits }.verify(key, trust)
    }

    /// Refuses versions of the payload's form that do not exist.
    ///
    /// # Errors
    /// The fault to answer with.
    pub fn require_version(&self, known: std::ops::RangeInclusive<u64>) -> std::result::Result<(), Fault> {
        if known.contains(&self.version) {
            return Ok(());
        }
        let (payload, version, newest) = (&self.payload.name, self.version, known.end());
        let message = format!("version {version} of {payload}; the newest that is known is {newest}");
        Err(Fault::new(FaultCode::ProtocolVersion, message))
    }

    /// The nonce, which only the public form of `DeleteLicenseData` leaves out.
    ///
    /// # Errors
    /// When there is none.
    pub fn require_nonce(&self) -> ParseResult<[u8; 16]> {
        let missing = || self.payload.error(format!("{} without Nonce", self.payload.name));
        self.nonce.ok_or_else(missing)
    }

    /// The bytes that a child of the payload holds as base64.
    ///
    /// # Errors
    /// When the child is missing, or not `N` bytes in base64.
    pub fn array<const N: usize>(&self, name: &str) -> ParseResult<[u8; N]> {
        array(required(self.payload, name)?)
    }

    /// The trimmed text of a child of the payload, when there is one.
    ///
    /// # Errors
    /// When there are two, or it holds elements.
    pub fn text(&self, name: &str) -> ParseResult<Option<String>> {
        text(self.payload, name)
    }
}

/// What a signed request is to say.
pub struct RequestBuilder<'a> {
    /// The operation.
    pub operation: Operation,
    /// The name of the payload.
    pub payload: &'a str,
    /// Version of the payload's form.
    pub version: u64,
    /// The operation's own elements, written behind `Version`.
    pub fields: &'a dyn Fn(&mut XmlWriter),
    /// Data for the service.
    pub custom_data: Option<&'a str>,
    /// The client's time, seconds since 1970.
    pub client_time: u64,
    /// Certificates: the device's own chain first.
    pub client_info: &'a ClientInfo,
    /// More XML for the encrypted part, behind the certificates.
    pub private: &'a str,
    /// The key that the encrypted part is for, and its name.
    pub receiver: (&'a PublicKey, &'a str),
    /// Whether there are `Nonce` and `ClientTime`. The public form of `DeleteLicenseData` has neither.
    pub with_nonce: bool,
}

/// A finished request, and what its result will be compared with.
#[derive(Clone, Debug)]
pub struct BuiltRequest {
    /// The message.
    pub text: String,
    /// Its nonce; drawn, but not sent, when the operation has none.
    pub nonce: [u8; 16],
}

impl RequestBuilder<'_> {
    /// Encrypts, and signs with the device's `signing_key`.
    ///
    /// # Errors
    /// When the generator fails.
    pub fn build(&self, signing_key: &PrivateKey, rng: &mut dyn Rng) -> Result<BuiltRequest> {
        let info = Zeroizing::new(self.client_info.write());
        let (key, key_name) = self.receiver;
        // The certificates and the operation's own part share one root.
        let mut private = info.strip_suffix("</Data>").unwrap_or(&info).to_owned();
        private.push_str(self.private);
        private.push_str("</Data>");
        let private = Zeroizing::new(private);
        let encrypted = Encrypted::seal(private.as_bytes(), key, key_name, rng)?;
        let nonce = random_array(rng)?;
        let mut w = XmlWriter::new();
        w.start(self.payload, [("xmlns", PROTOCOLS), ("Id", SIGNED_ID), ("xml:space", "preserve")]);
        w.element("Version", [], &self.version.to_string());
        (self.fields)(&mut w);
        if let Some(data) = self.custom_data {
            w.element("CustomData", [], data);
        }
        if self.with_nonce {
            w.element("Nonce", [], &to_base64(&nonce));
            w.element("ClientTime", [], &self.client_time.to_string());
        }
        encrypted.write(&mut w);
        let payload = w.finish();
        let signature = signed::write(&payload, SIGNED_ID, signing_key, true);
        Ok(BuiltRequest { text: soap::write_challenge(self.operation, &payload, &signature), nonce })
    }
}

/// Writes a signed result: `fields` are the operation's own elements, behind `Version`.
pub fn write_result(
    operation: Operation,
    name: &str,
    fields: &dyn Fn(&mut XmlWriter),
    nonce: Option<[u8; 16]>,
    signer: &Signer,
) -> String {
    let mut w = XmlWriter::new();
    w.start(name, [("xmlns", PROTOCOLS), ("Id", SIGNED_ID)]);
    w.element("Version", [], "1");
    fields(&mut w);
    if let Some(nonce) = nonce {
        w.element("Nonce", [], &to_base64(&nonce));
    }
    w.element("SigningCertificateChain", [], &signer.chain.base64());
    let payload = w.finish();
    let signature = signed::write(&payload, SIGNED_ID, &signer.key, false);
    soap::write_response(operation, &payload, &signature)
}

/// Why a result is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResultError {
    /// It is not in its documented form.
    #[error(transparent)]
    Malformed(#[from] crate::bytes::ParseError),
    /// A check failed.
    #[error(transparent)]
    Refused(#[from] ResponseError),
}

/// Reads the signed result of `operation` and checks signature, signer and nonce. What is returned is the element that was signed.
///
/// # Errors
/// When it is not in the form above, or a check fails.
pub fn read_result<'a>(
    envelope: &'a Envelope,
    operation: Operation,
    name: &str,
    expected: &Expected<'_>,
) -> std::result::Result<&'a Element, ResultError> {
    let payload = envelope.response(operation, name)?;
    let element = payload.element;
    match number(element, "Version")? {
        Some(1) => {}
        other => return Err(ResponseError::Version(other.unwrap_or(0)).into()),
    }
    let signed = payload.signed.ok_or(ResponseError::Missing("Signature"))?;
    let chain = element.child("SigningCertificateChain")?;
    let chain = chain.ok_or(ResponseError::Missing("SigningCertificateChain"))?;
    let chain = Chain::read(&bytes(chain)?, 0).map_err(|error| chain.error(error.to_string()))?;
    verify(&chain, expected.root, Role::ResponseSigner, expected.now, expected.revoked)
        .map_err(ResponseError::from)?;
    // The role of the chain asks for the key.
    let key = chain.leaf().key_with_usage(usage::SIGN_RESPONSE);
    signed
        .verify(&key.ok_or(ResponseError::Missing("SigningCertificateChain"))?)
        .map_err(ResponseError::from)?;
    let nonce: Option<[u8; 16]> = element.child("Nonce")?.map(array).transpose()?;
    match (expected.nonce, nonce) {
        (Some(expected), Some(found)) if expected != found => Err(ResponseError::OtherNonce.into()),
        (Some(_), None) => Err(ResponseError::Missing("Nonce").into()),
        _ => Ok(element),
    }
}
