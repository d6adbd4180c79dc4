//! Makes challenges as a client does.

use super::{ClientInfo, ListVersion};
use crate::crypto::{PrivateKey, PublicKey, Rng, random_array};
use crate::drm::playready::{WrmHeader, WrmVersion};
use crate::keys::text::to_base64;
use crate::rights_manager::encrypted::Encrypted;
use crate::rights_manager::names::{Operation, PROTOCOLS, SERVER_KEY_NAME, SIGNED_ID};
use crate::rights_manager::{signed, soap};
use crate::xml::{self, XmlWriter};
use crate::{Error, Result};

/// The version of the protocol that goes with a header: 1 for 4.0 and 4.1, 4 for 4.2, 5 for 4.3.
pub const fn protocol_version(header: WrmVersion) -> u64 {
    match header {
        WrmVersion::V4_0 | WrmVersion::V4_1 => 1,
        WrmVersion::V4_2 => 4,
        WrmVersion::V4_3 => 5,
    }
}

/// What a challenge is to say.
#[derive(Clone, Debug)]
pub struct ChallengeBuilder<'a> {
    /// The text of the content's WRM header.
    pub header: &'a str,
    /// Version of the client's software.
    pub client_version: &'a str,
    /// The revocation lists that the client knows.
    pub revocation_lists: Vec<ListVersion>,
    /// Data for the service.
    pub custom_data: Option<&'a str>,
    /// The client's time, seconds since 1970.
    pub client_time: u64,
    /// Certificates and features: the device's own chain first.
    pub client_info: ClientInfo,
}

/// A finished challenge, and what its response will be compared with.
#[derive(Clone, Debug)]
pub struct BuiltChallenge {
    /// The message.
    pub text: String,
    /// Its nonce.
    pub nonce: [u8; 16],
}

impl ChallengeBuilder<'_> {
    /// Encrypts to `server_key` and signs with the device's `signing_key`.
    ///
    /// # Errors
    /// When the header is no WRM header, or the generator fails.
    pub fn build(
        &self,
        signing_key: &PrivateKey,
        server_key: &PublicKey,
        rng: &mut dyn Rng,
    ) -> Result<BuiltChallenge> {
        let header = self.header.trim_matches(['\0', '\u{feff}']);
        let version = WrmHeader::read_text(header).map_err(Error::from)?.version;
        // Without a declaration or comments around it.
        let root = xml::read(header)?;
        let client_info = zeroize::Zeroizing::new(self.client_info.write());
        let encrypted = Encrypted::seal(client_info.as_bytes(), server_key, SERVER_KEY_NAME, rng)?;
        let nonce = random_array(rng)?;

        let mut w = XmlWriter::new();
        w.start("LA", [("xmlns", PROTOCOLS), ("Id", SIGNED_ID), ("xml:space", "preserve")]);
        w.element("Version", [], &protocol_version(version).to_string());
        w.start("ContentHeader", []);
        w.raw(root.source(header));
        w.end();
        w.start("CLIENTINFO", []);
        w.element("CLIENTVERSION", [], self.client_version);
        w.end();
        if !self.revocation_lists.is_empty() {
            w.start("RevocationLists", []);
            for list in &self.revocation_lists {
                w.start("RevListInfo", []);
                w.element("ListID", [], &to_base64(&list.id));
                w.element("Version", [], &list.version.to_string());
                w.end();
            }
            w.end();
        }
        if let Some(data) = self.custom_data {
            w.element("CustomData", [], data);
        }
        w.element("LicenseNonce", [], &to_base64(&nonce));
        w.element("ClientTime", [], &self.client_time.to_string());
        encrypted.write(&mut w);
        let payload = w.finish();
        let signature = signed::write(&payload, SIGNED_ID, signing_key, true);
        Ok(BuiltChallenge {
            text: soap::write_challenge(Operation::AcquireLicense, &payload, &signature),
            nonce,
        })
    }
}
