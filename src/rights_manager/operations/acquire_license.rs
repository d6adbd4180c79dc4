//! `AcquireLicense`: a challenge in, licenses or a fault out.
//!
//! [`acquire_license`] does it all; a service that decides between the steps takes them one by one: [`Request::read`], [`grants`],
//! [`issue`].

use super::grants::{ContentKeys, DomainKeys, Grant, GrantBinding, grants};
use crate::clock::rfc3339;
use crate::crypto::{Rng, random_array};
use crate::drm::playready::WrmHeader;
use crate::keys::text::to_hex;
use crate::keys::{ContentKey, KeyId};
use crate::license::cfg;
use crate::license::mint::{KeyCipher, MintError, rights_ids};
use crate::license::policy::Guid;
use crate::license::{Binding, ClientCapabilities, LicenseRequestGroup, MintRequest, Policy, mint};
use crate::pki::revocation::REVOCATION_INFO_2;
use crate::pki::{CertificateType, Signer, feature};
use crate::rights_manager::challenge::{Challenge, Client, Trust};
use crate::rights_manager::fault::{Fault, FaultCode};
use crate::rights_manager::response::{ResponseBuilder, RevocationData, Signing};
use crate::rights_manager::soap;
use crate::xml::Limits;

/// The major version of a client that does not say its version.
const DEFAULT_VERSION: u32 = 4;

/// What a license server has.
#[derive(Clone, Copy)]
pub struct LicenseServer<'a> {
    /// Keys, root and time that challenges are checked against.
    pub trust: Trust<'a>,
    /// Signs responses.
    pub signer: &'a Signer,
    /// Content keys.
    pub keys: &'a dyn ContentKeys,
    /// Keys of domains.
    pub domains: &'a dyn DomainKeys,
    /// The metering ID of the service.
    pub metering_id: Option<Guid>,
    /// Revocation lists: id, version, bytes. Clients that have older ones get them.
    pub revocation_lists: &'a [([u8; 16], u32, Vec<u8>)],
    /// How it answers.
    pub options: Options,
}

/// How a license server answers.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Which responses are signed.
    pub signing: Signing,
    /// What a request may cost.
    pub limits: Limits,
    /// How content keys are encrypted.
    pub cipher: KeyCipher,
    /// Whether queries in custom data (`json=`, `cfg=`, `cfg64=`) count before those of the service.
    pub custom_data_queries: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            signing: Signing::default(),
            limits: soap::LIMITS,
            cipher: KeyCipher::default(),
            custom_data_queries: false,
        }
    }
}

/// A request whose sender is known.
#[derive(Clone, Debug)]
pub struct Request {
    /// What was sent.
    pub challenge: Challenge,
    /// The header of the content.
    pub header: WrmHeader,
    /// Who sent it.
    pub client: Client,
}

impl Request {
    /// Reads a message and checks who sent it.
    ///
    /// # Errors
    /// The fault to answer with.
    pub fn read(message: &[u8], trust: &Trust<'_>, limits: &Limits) -> Result<Self, Fault> {
        let challenge = Challenge::read(message, limits)?;
        let client = challenge.verify(trust).map_err(|error| error.fault())?;
        let header = challenge.wrm_header()?;
        Ok(Self { challenge, header, client })
    }

    /// What the client can do. One that was recognised by its signing key has said nothing of AES-CBC, and is believed to have it when
    /// its content needs it.
    pub fn capabilities(&self) -> ClientCapabilities {
        let leaf = self.client.chain.leaf();
        let version =
            self.challenge.client_version.as_deref().and_then(|text| text.split('.').next()?.parse().ok());
        let aes_cbc = self.client.info.as_ref().is_none_or(|info| info.has("AESCBC") || info.has("AESCBCS"));
        ClientCapabilities {
            security_level: leaf.security_level,
            version: version.unwrap_or(DEFAULT_VERSION),
            aes_cbc,
            trusted_clock: leaf.has_feature(feature::SECURE_CLOCK)
                || leaf.has_feature(feature::ANTI_ROLLBACK_CLOCK),
            time: self.challenge.client_time,
        }
    }

    /// The query in the custom data, when there is one.
    ///
    /// # Errors
    /// A fault that says what is wrong with it.
    pub fn custom_query(&self) -> Result<Option<Vec<LicenseRequestGroup>>, Fault> {
        let query = self.challenge.custom_data.as_deref().and_then(cfg::from_custom_data);
        query.transpose().map_err(|error| Fault::service(format!("custom data: {error}")))
    }

    /// What the client tells of itself, in lines for people: the answer to `clientinfo`.
    pub fn client_info(&self) -> String {
        let leaf = self.client.chain.leaf();
        let mut lines = vec![
            format!("Client Version: {}", self.challenge.client_version.as_deref().unwrap_or("not told")),
            format!("Client Time: {}", self.challenge.client_time.map_or("not told".to_owned(), rfc3339)),
        ];
        let features: Vec<&str> = leaf.features.iter().map(|number| feature::name(*number)).collect();
        lines.push(format!("Supported Features: {}", features.join(", ")));
        if let Some(info) = &self.client.info {
            lines.push(format!(
                "Announced Features: {}",
                [info.features.as_slice(), &info.ree_features].concat().join(", ")
            ));
        }
        lines.push(format!("Type: {}", leaf.kind));
        lines.push(format!("SecurityLevel: {}", leaf.security_level));
        lines.push("Binding Key Type: ECC-256".to_owned());
        for (level, certificate) in self.client.chain.certificates().iter().enumerate() {
            let [maker, model, number] =
                certificate.manufacturer.as_ref().map(|m| m.texts()).unwrap_or_default();
            lines.push(format!(
                "Certificate {level}: ManufacturerName {maker:?}, ModelName {model:?}, ModelNumber {number:?}, DigestValue {}, \
                 IssuerKey {}",
                to_hex(&certificate.digest),
                to_hex(certificate.issuer_key.bytes()),
            ));
        }
        let domains = self.client.domains.iter().filter(|chain| chain.leaf().kind == CertificateType::DOMAIN);
        lines.push(format!("Domains: {}", domains.count()));
        lines.join("\n")
    }
}

/// A response, and what its server may have to remember.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The message.
    pub text: String,
    /// Its licenses in order.
    pub issued: Vec<Issued>,
    /// What the client is asked to acknowledge.
    pub transaction_id: Option<String>,
}

/// A license that was issued.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The key ID.
    pub kid: KeyId,
    /// The rights ID.
    pub rights_id: [u8; 16],
    /// What it allows, with dates.
    pub policy: Policy,
    /// The key of secure stop 2.
    pub stop_key: Option<ContentKey>,
    /// The license.
    pub bytes: Vec<u8>,
}

/// Answers a challenge with the licenses that `groups` describe.
///
/// # Errors
/// The fault to answer with.
pub fn acquire_license(
    message: &[u8],
    groups: &[LicenseRequestGroup],
    server: &LicenseServer<'_>,
    rng: &mut dyn Rng,
) -> Result<Answer, Fault> {
    let request = Request::read(message, &server.trust, &server.options.limits)?;
    let query = if server.options.custom_data_queries { request.custom_query()? } else { None };
    let groups = query.as_deref().unwrap_or(groups);
    let granted = grants(&request, groups, server.keys, server.domains)?;
    let transaction_id = groups.iter().find_map(|group| group.transaction_id).map(|id| id.to_string());
    issue(&request, &granted, transaction_id, server, rng)
}

/// Makes the licenses and the response.
///
/// # Errors
/// A fault when a policy is not allowed for this client.
pub fn issue(
    request: &Request,
    granted: &[Grant],
    transaction_id: Option<String>,
    server: &LicenseServer<'_>,
    rng: &mut dyn Rng,
) -> Result<Answer, Fault> {
    let persistent = granted.iter().any(|grant| grant.policy.is_persistent());
    let nonce = request.challenge.nonce;
    // A client without a nonce compares nothing.
    let seed = match nonce {
        Some(nonce) => nonce,
        None => random_array(rng).map_err(internal)?,
    };
    let ids = rights_ids(seed, persistent, granted.len(), rng).map_err(internal)?;
    let client = request.capabilities();
    let mut issued = Vec::with_capacity(granted.len());
    for (grant, rights_id) in granted.iter().zip(ids) {
        let binding = match &grant.binding {
            GrantBinding::Client => Binding::Device(request.client.encryption_key),
            GrantBinding::Domain(domain) => {
                Binding::Domain { account_id: domain.account_id, revision: domain.revision, key: domain.key }
            }
            GrantBinding::Root { kid, key } => Binding::Root { kid: *kid, key },
        };
        let minted = mint(
            &MintRequest {
                kid: grant.kid,
                key: &grant.key,
                binding,
                policy: &grant.policy,
                rules: grant.rules,
                client,
                rights_id,
                issued: server.trust.now,
                revocation: None,
                metering_id: server.metering_id,
                cipher: server.options.cipher,
            },
            rng,
        );
        let minted = minted.map_err(|error| match error {
            MintError::Refused(error) => Fault::service(format!("key ID {}: {error}", grant.kid)),
            MintError::Failed(error) => internal(error),
        })?;
        let (policy, stop_key) = (minted.policy, minted.stop_key);
        issued.push(Issued { kid: grant.kid, rights_id, policy, stop_key, bytes: minted.bytes });
    }
    let licenses: Vec<Vec<u8>> = issued.iter().map(|license| license.bytes.clone()).collect();
    let response = ResponseBuilder {
        licenses: &licenses,
        persistent,
        rev_info: &stale_lists(&request.challenge, server.revocation_lists),
        transaction_id: transaction_id.as_deref(),
        nonce,
        signing: server.options.signing,
    };
    let text = response.build(server.signer, rng).map_err(internal)?;
    Ok(Answer { text, issued, transaction_id })
}

/// The lists that the client knows in an older version, and with them the revocation information that names their versions.
fn stale_lists(challenge: &Challenge, lists: &[([u8; 16], u32, Vec<u8>)]) -> Vec<RevocationData> {
    let is_stale = |(id, version, _): &&([u8; 16], u32, Vec<u8>)| {
        challenge.list_version(id).is_some_and(|known| known < u64::from(*version))
    };
    if !lists.iter().any(|list| is_stale(&list)) {
        return Vec::new();
    }
    let sent = lists.iter().filter(|list| list.0 == REVOCATION_INFO_2 || is_stale(list));
    sent.map(|(id, _, data)| RevocationData { id: *id, data: data.clone() }).collect()
}

/// A failure that the client can do nothing about; what it was is for the server's log.
fn internal(error: crate::Error) -> Fault {
    Fault::new(FaultCode::Internal, error.to_string())
}
