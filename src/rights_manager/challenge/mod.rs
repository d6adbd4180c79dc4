//! The license acquisition challenge: what a client sends to ask for licenses.

mod build;
mod client_info;
mod verify;

pub use build::{BuiltChallenge, ChallengeBuilder, protocol_version};
pub use client_info::ClientInfo;
pub(super) use verify::Message;
pub use verify::{ChallengeError, Client, DeviceRegistry, Identified, Trust};

use super::encrypted::{DecryptError, Encrypted};
use super::names::{ENC, Operation};
use super::signed::Signed;
use super::soap::{Envelope, array, named, number, only, required, text};
use crate::bytes::{Inside as _, ParseError, ParseResult};
use crate::crypto::PrivateKey;
use crate::drm::playready::WrmHeader;
use crate::xml::{Element, Limits};

/// A challenge as it was read. Nothing in it is known to be true before [`Challenge::verify`].
#[derive(Clone, Debug)]
pub struct Challenge {
    /// Version of the protocol, see [`protocol_version`].
    pub version: u64,
    /// The literal text of the `WRMHEADER` that licenses are asked for.
    pub header: String,
    /// Version of the client's software.
    pub client_version: Option<String>,
    /// The revocation lists that the client knows.
    pub revocation_lists: Vec<ListVersion>,
    /// Data for the service, from the application.
    pub custom_data: Option<String>,
    /// What the response must repeat.
    pub nonce: Option<[u8; 16]>,
    /// The client's time, seconds since 1970.
    pub client_time: Option<u64>,
    /// What only the license server may read: a [`ClientInfo`].
    pub encrypted: Encrypted,
    /// The signature over all of this.
    pub signed: Signed,
}

/// A revocation list and its version that a client has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListVersion {
    /// The list: little-endian bytes of a GUID.
    pub id: [u8; 16],
    /// The version that the client has; 0 when it has none.
    pub version: u64,
}

impl Challenge {
    /// Reads a message.
    ///
    /// # Errors
    /// When it is no challenge in the documented form. Parts that some clients leave out may be missing: client version,
    /// revocation lists, custom data, nonce, time, names of algorithms, and the key in the signature.
    pub fn read(message: &[u8], limits: &Limits) -> ParseResult<Self> {
        Self::from_envelope(&Envelope::read(message, limits)?)
    }

    /// Reads the challenge in an envelope.
    ///
    /// # Errors
    /// Those of [`Challenge::read`].
    pub fn from_envelope(envelope: &Envelope) -> ParseResult<Self> {
        let (la, signed) = envelope.challenge(Operation::AcquireLicense, "LA")?;
        Self::from_payload(la, signed, envelope).inside(|| "LA".to_owned())
    }

    fn from_payload(la: &Element, signed: Signed, envelope: &Envelope) -> ParseResult<Self> {
        let header =
            only(required(la, "ContentHeader")?, "WRMHEADER", Some(crate::drm::playready::NAMESPACE))?;
        let client_info = la.child("CLIENTINFO")?;
        let lists = la.child("RevocationLists")?;
        let custom_data = la.child("CustomData")?;
        Ok(Self {
            version: number(la, "Version")?.ok_or_else(|| la.error("LA without Version"))?,
            header: envelope.source(header).to_owned(),
            client_version: client_info.map(|info| text(info, "CLIENTVERSION")).transpose()?.flatten(),
            revocation_lists: lists.map(list_versions).transpose()?.unwrap_or_default(),
            custom_data: custom_data.map(|element| element.text().map(|t| t.into_owned())).transpose()?,
            nonce: la.child("LicenseNonce")?.map(array).transpose()?,
            client_time: number(la, "ClientTime")?,
            encrypted: Encrypted::read(named(required(la, "EncryptedData")?, "EncryptedData", Some(ENC))?)?,
            signed,
        })
    }

    /// The header of the content.
    ///
    /// # Errors
    /// When it is no WRM header of a known version.
    pub fn wrm_header(&self) -> ParseResult<WrmHeader> {
        WrmHeader::read_text(&self.header)
    }

    /// The client's certificates and features.
    ///
    /// # Errors
    /// When they are encrypted to another key, damaged, or not in their documented form.
    pub fn decrypt(&self, server_key: &PrivateKey) -> Result<ClientInfo, ClientInfoError> {
        let plain = self.encrypted.open(server_key)?;
        ClientInfo::read(&plain).map_err(ClientInfoError::Malformed)
    }

    /// The version that the client has of a list, when it told of the list.
    pub fn list_version(&self, id: &[u8; 16]) -> Option<u64> {
        self.revocation_lists.iter().find(|list| list.id == *id).map(|list| list.version)
    }
}

/// Why the client's data is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientInfoError {
    /// It does not decrypt.
    #[error("the client data: {0}")]
    Decrypt(#[from] DecryptError),
    /// It decrypts to something else.
    #[error("the client data: {0}")]
    Malformed(ParseError),
}

fn list_versions(lists: &Element) -> ParseResult<Vec<ListVersion>> {
    lists
        .elements()
        .map(|info| {
            let info = named(info, "RevListInfo", None)?;
            let version =
                number(info, "Version")?.ok_or_else(|| info.error("RevListInfo without Version"))?;
            Ok(ListVersion { id: array(required(info, "ListID")?)?, version })
        })
        .collect()
}
