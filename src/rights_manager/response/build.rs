//! Makes responses.

use super::RevocationData;
use crate::crypto::{Rng, random_array};
use crate::keys::text::to_base64;
use crate::pki::Signer;
use crate::rights_manager::names::{Operation, PROTOCOLS, SIGNED_ID};
use crate::rights_manager::{signed, soap};
use crate::xml::XmlWriter;
use crate::{Error, Result};

/// Which responses are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signing {
    /// Every one. A test system wants changes noticed, and clients that accept unsigned responses accept signed ones.
    #[default]
    Always,
    /// Only those with a license that may be stored, as Microsoft's server does without being told otherwise.
    Persistent,
}

/// What a response is to say.
#[derive(Clone, Debug)]
pub struct ResponseBuilder<'a> {
    /// The licenses in their order. The rights IDs are in them already.
    pub licenses: &'a [Vec<u8>],
    /// Whether one of them may be stored.
    pub persistent: bool,
    /// Revocation lists that the client does not have.
    pub rev_info: &'a [RevocationData],
    /// Asks the client to acknowledge under this ID.
    pub transaction_id: Option<&'a str>,
    /// The nonce of the request.
    pub nonce: Option<[u8; 16]>,
    /// Which responses are signed.
    pub signing: Signing,
}

impl ResponseBuilder<'_> {
    /// Writes and signs. The text is ASCII without prefixes or self-closed elements, and nothing stands between payload and
    /// signature, so that clients which serialise anew before they hash come to the same bytes.
    ///
    /// # Errors
    /// When the transaction ID is not ASCII, or the generator fails.
    pub fn build(&self, signer: &Signer, rng: &mut dyn Rng) -> Result<String> {
        let is_signed = self.persistent || self.signing == Signing::Always;
        let mut w = XmlWriter::new();
        w.start("LicenseResponse", [("xmlns", PROTOCOLS), ("Id", SIGNED_ID)]);
        w.element("Version", [], "1");
        w.start("Licenses", []);
        for license in self.licenses {
            w.element("License", [], &to_base64(license));
        }
        w.end();
        if !self.rev_info.is_empty() {
            w.start("RevInfo", []);
            for list in self.rev_info {
                w.start("Revocation", []);
                w.element("ListID", [], &to_base64(&list.id));
                w.element("ListData", [], &to_base64(&list.data));
                w.end();
            }
            w.end();
        }
        if let Some(id) = self.transaction_id {
            if !id.bytes().all(|b| b.is_ascii_graphic()) {
                let error = Error::usage(format!(
                    "the transaction ID {:?} is not printable ASCII",
                    soap::shorten(id)
                ));
                return Err(error.hint("clients hash other characters in forms of their own; use a GUID"));
            }
            w.start("Acknowledgement", []);
            w.element("TransactionID", [], id);
            w.end();
        }
        // In a signed response the nonce is not optional: without it a client cannot tell a fresh response from an old one.
        if let Some(nonce) = self.nonce.filter(|_| is_signed) {
            w.element("LicenseNonce", [], &to_base64(&nonce));
        }
        w.element("ResponseID", [], &to_base64(&random_array::<32>(rng)?));
        if is_signed {
            w.element("SigningCertificateChain", [], &signer.chain.base64());
        }
        let payload = w.finish();
        let signature =
            if is_signed { signed::write(&payload, SIGNED_ID, &signer.key, false) } else { String::new() };
        Ok(soap::write_response(Operation::AcquireLicense, &payload, &signature))
    }
}
