//! What a strict client checks before it looks into the licenses.

use super::{Response, is_persistent};
use crate::crypto::PublicKey;
use crate::license::mint::counted_on;
use crate::pki::{ChainError, Revocations, Role, usage, verify};
use crate::rights_manager::signed::SignatureError;

/// What a response is checked against.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The root in which the signer's chain must end.
    pub root: &'a PublicKey,
    /// Seconds since 1970.
    pub now: u64,
    /// Certificates that are no longer good.
    pub revoked: &'a Revocations,
    /// The nonce of the request; `None` when the request is not at hand, which skips the checks against replay.
    pub nonce: Option<[u8; 16]>,
}

/// Why a response is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResponseError {
    /// A version that does not exist here.
    #[error("version {0} of the response; version 1 is known")]
    Version(u64),
    /// It holds a license that may be stored, and is not signed.
    #[error("the response is not signed, but license {license} may be stored")]
    Unsigned {
        /// Which license, from 1.
        license: usize,
    },
    /// A part that a signed response must have.
    #[error("a signed response without {0}")]
    Missing(&'static str),
    /// The signature is no good.
    #[error("the signature of the response: {0}")]
    Signature(#[from] SignatureError),
    /// The signer is no good.
    #[error("the certificate chain of the signer: {0}")]
    Chain(#[from] ChainError),
    /// It is about another metering ID than the one that was asked for or reported to.
    #[error("the response is about another metering ID")]
    OtherMeteringId,
    /// It answers a metering report of another transaction.
    #[error("the transaction ID is not that of the report")]
    OtherTransaction,
    /// It orders what is not known.
    #[error("the command of the response is not RESET")]
    UnknownCommand,
    /// It answers another request.
    #[error("the nonce is not that of the request: the response answers another one")]
    OtherNonce,
    /// A license was made for another request.
    #[error(
        "the rights ID of license {license} does not follow from the nonce: it was made for another request"
    )]
    OtherRightsId {
        /// Which license, from 1.
        license: usize,
    },
}

impl ResponseError {
    /// The HRESULT that stands for it. Where clients are not known to have one of their own, the nearest.
    pub const fn hresult(&self) -> u32 {
        match self {
            Self::Version(_) => 0x8004_c075,
            Self::Unsigned { .. } | Self::Missing(_) => 0x8004_c078,
            Self::Signature(_) => 0x8004_c076,
            Self::Chain(error) => error.hresult(),
            Self::OtherMeteringId => 0x8004_c05f,
            Self::OtherTransaction => 0x8004_c050,
            Self::UnknownCommand => 0x8004_c051,
            Self::OtherNonce | Self::OtherRightsId { .. } => 0x8004_d000,
        }
    }
}

impl From<ResponseError> for crate::Error {
    /// A check that failed, with the code of clients.
    fn from(error: ResponseError) -> Self {
        Self::check_failed(format!("{error} (0x{:08X})", error.hresult()))
    }
}

impl Response {
    /// Checks signature, signer, nonce and rights IDs.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn verify(&self, expected: &Expected<'_>) -> Result<(), ResponseError> {
        if self.version != 1 {
            return Err(ResponseError::Version(self.version));
        }
        let storable = self.licenses.iter().position(is_persistent);
        match (&self.signed, storable) {
            (None, Some(at)) => return Err(ResponseError::Unsigned { license: at.saturating_add(1) }),
            (None, None) => {}
            (Some(signed), _) => {
                let chain = self.signer.as_ref().ok_or(ResponseError::Missing("SigningCertificateChain"))?;
                verify(chain, expected.root, Role::ResponseSigner, expected.now, expected.revoked)?;
                // The role of the chain asks for the key.
                let key = chain.leaf().key_with_usage(usage::SIGN_RESPONSE);
                signed.verify(&key.ok_or(ResponseError::Missing("SigningCertificateChain"))?)?;
                if self.response_id.is_none() {
                    return Err(ResponseError::Missing("ResponseID"));
                }
            }
        }
        let Some(nonce) = expected.nonce else { return Ok(()) };
        match self.nonce {
            Some(found) if found != nonce => return Err(ResponseError::OtherNonce),
            None if self.signed.is_some() => return Err(ResponseError::Missing("LicenseNonce")),
            _ => {}
        }
        if storable.is_some() {
            return Ok(());
        }
        let follows =
            |(index, license): (usize, &crate::xmr::License)| license.rights_id == counted_on(nonce, index);
        match self.licenses.iter().enumerate().position(|entry| !follows(entry)) {
            Some(at) => Err(ResponseError::OtherRightsId { license: at.saturating_add(1) }),
            None => Ok(()),
        }
    }
}
