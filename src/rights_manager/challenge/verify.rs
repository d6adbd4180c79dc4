//! Who sent a challenge: signature, certificates, and that the two belong together.

use zeroize::Zeroizing;

use super::{Challenge, ClientInfo, ClientInfoError};
use crate::crypto::{PrivateKey, PublicKey};
use crate::pki::{Chain, ChainError, Revocations, Role, usage, verify};
use crate::rights_manager::encrypted::{DecryptError, Encrypted};
use crate::rights_manager::fault::{Fault, FaultCode};
use crate::rights_manager::signed::{SignatureError, Signed};
use crate::rights_manager::soap::LIMITS;
use crate::xml::Limits;

/// Versions of the protocol that are answered.
const VERSIONS: std::ops::RangeInclusive<u64> = 1..=5;

/// Knows devices by their signing keys. Clients that encrypt their data to another license server's key, as every client that is
/// not told of ours does, can be served this way in tests.
pub trait DeviceRegistry: Send + Sync {
    /// The chain of the device that signs with this key.
    fn chain(&self, signing_key: &PublicKey) -> Option<Chain>;
}

/// What a challenge is checked against.
#[derive(Clone, Copy)]
pub struct Trust<'a> {
    /// The license server's key, to which clients encrypt.
    pub server_key: &'a PrivateKey,
    /// The root in which chains must end.
    pub root: &'a PublicKey,
    /// Seconds since 1970.
    pub now: u64,
    /// Certificates that are no longer good.
    pub revoked: &'a Revocations,
    /// Devices that are known by their signing keys.
    pub registry: Option<&'a dyn DeviceRegistry>,
}

/// A client whose challenge has been checked.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its chain, verified to the root.
    pub chain: Chain,
    /// The chains of its domains, verified to the root.
    pub domains: Vec<Chain>,
    /// The key that it signs with.
    pub signing_key: PublicKey,
    /// The key that its licenses are bound to.
    pub encryption_key: PublicKey,
    /// What it said of itself; missing when it was recognised by its signing key.
    pub info: Option<ClientInfo>,
}

/// Why a challenge is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChallengeError {
    /// A version of the protocol that does not exist here.
    #[error("protocol version {0}; this server knows versions 1 to 5")]
    Version(u64),
    /// The signature is no good.
    #[error("the signature of the challenge: {0}")]
    Signature(#[from] SignatureError),
    /// The client's data is not known.
    #[error(transparent)]
    ClientInfo(#[from] ClientInfoError),
    /// There is no certificate of a device.
    #[error("the client data has no certificate chain of a device")]
    NoChain,
    /// A chain is no good.
    #[error("the certificate chain of the {of}: {error}")]
    Chain {
        /// Whose.
        of: &'static str,
        /// Why.
        error: ChainError,
    },
    /// Signed with a key that is not in the certificate.
    #[error("the challenge is signed with a key that the device certificate does not name for signing")]
    OtherSigner,
}

impl ChallengeError {
    /// The fault that a server answers with. An expired certificate is replaced by individualization, so that is what its client
    /// is told to do.
    pub fn fault(&self) -> Fault {
        let code = match self {
            Self::Version(_) => FaultCode::ProtocolVersion,
            Self::Chain { error: ChainError::Revoked { .. }, .. } => FaultCode::DeviceRevoked,
            Self::Chain { error: ChainError::Expired { .. }, of: "device" } => {
                FaultCode::IndividualizationRequired
            }
            Self::Chain { error: ChainError::Expired { .. }, .. } => FaultCode::RenewDomain,
            _ => FaultCode::InvalidMessage,
        };
        Fault::new(code, self.to_string())
    }
}

impl Challenge {
    /// Checks version, signature and certificates, and tells who the client is.
    ///
    /// # Errors
    /// The first thing that is wrong, the cheapest checks first.
    pub fn verify(&self, trust: &Trust<'_>) -> Result<Client, ChallengeError> {
        let message = Message {
            version: self.version,
            signed: &self.signed,
            encrypted: &self.encrypted,
            limits: &LIMITS,
        };
        message.verify(trust.server_key, trust).map(|(client, _)| client)
    }
}

/// A client, and what the encrypted part of its message says.
pub type Identified = (Client, Option<Zeroizing<Vec<u8>>>);

/// The parts of a signed message that say who sent it.
pub(in crate::rights_manager) struct Message<'a> {
    pub(in crate::rights_manager) version: u64,
    pub(in crate::rights_manager) signed: &'a Signed,
    pub(in crate::rights_manager) encrypted: &'a Encrypted,
    /// What its encrypted part may cost.
    pub(in crate::rights_manager) limits: &'a Limits,
}

impl Message<'_> {
    /// Checks version, signature and certificates, and tells who the client is and what its encrypted part says. The part is missing
    /// when the client was recognised by its signing key.
    pub(in crate::rights_manager) fn verify(
        &self,
        key: &PrivateKey,
        trust: &Trust<'_>,
    ) -> Result<Identified, ChallengeError> {
        if !VERSIONS.contains(&self.version) {
            return Err(ChallengeError::Version(self.version));
        }
        // A key in the message says only who claims to have signed; a damaged message is refused before the costly steps.
        if let Some(key) = self.signed.key() {
            self.signed.verify(&key)?;
        }
        let (chain, opened) = self.identify(key, trust)?;
        let (info, plain) = opened.unzip();
        let leaf = chain.leaf();
        let check = |chain: &Chain, of, role| {
            verify(chain, trust.root, role, trust.now, trust.revoked)
                .map_err(|error| ChallengeError::Chain { of, error })
        };
        check(&chain, "device", Role::Device)?;
        // Both are there: the role of the chain asks for them.
        let keys = leaf.key_with_usage(usage::SIGN).zip(leaf.key_with_usage(usage::ENCRYPT_KEY));
        let Some((signing_key, encryption_key)) = keys else { return Err(ChallengeError::NoChain) };
        match self.signed.key() {
            Some(key) if key != signing_key => return Err(ChallengeError::OtherSigner),
            Some(_) => {}
            None => self.signed.verify(&signing_key)?,
        }
        let mut domains = Vec::new();
        for domain in info.iter().flat_map(ClientInfo::domain_chains) {
            check(domain, "domain", Role::Domain)?;
            domains.push(domain.clone());
        }
        Ok((Client { domains, signing_key, encryption_key, info, chain }, plain))
    }

    /// The chain that the client says is its own, or that it is known by.
    fn identify(
        &self,
        key: &PrivateKey,
        trust: &Trust<'_>,
    ) -> Result<(Chain, Option<Opened>), ChallengeError> {
        let opened = self.encrypted.open(key).map_err(ClientInfoError::from).and_then(|plain| {
            let info = ClientInfo::read_within(&plain, self.limits).map_err(ClientInfoError::Malformed)?;
            Ok((info, plain))
        });
        match opened {
            Ok((info, plain)) => {
                let chain = info.device_chain().cloned().ok_or(ChallengeError::NoChain)?;
                Ok((chain, Some((info, plain))))
            }
            Err(error @ ClientInfoError::Decrypt(DecryptError::OtherKey)) => {
                let known =
                    trust.registry.zip(self.signed.key()).and_then(|(registry, key)| registry.chain(&key));
                Ok((known.ok_or(error)?, None))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// What the encrypted part says, and its text.
type Opened = (ClientInfo, Zeroizing<Vec<u8>>);
