//! `AcquireLicense`: a challenge in, licenses or a fault out.
//!
//! [`acquire_license`] does it all; a service that decides between the steps takes them one by one: [`Request::read`], then
//! [`answer`].

use super::domains::DomainKeys;
use crate::crypto::Rng;
use crate::drm::playready::{Algid, WrmHeader};
use crate::keys::text::to_base64;
use crate::keys::{ContentKey, KeyId};
use crate::license::issue::{DomainGrant, IssueError, Issued, KeyStore, Recipient, issue};
use crate::license::mint::{KeyCipher, MintError};
use crate::license::policy::{Chain, Domain, Guid, KeyType};
use crate::license::{ClientCapabilities, KeySource, KidSelector, LicenseRequestGroup, cfg};
use crate::pki::Signer;
use crate::pki::revocation::REVOCATION_INFO_2;
use crate::rights_manager::challenge::{Challenge, Client, Trust};
use crate::rights_manager::fault::{DomainService, Fault, FaultCode};
use crate::rights_manager::response::{ResponseBuilder, RevocationData, Signing};
use crate::rights_manager::soap;
use crate::xml::Limits;

/// Most licenses of one response.
const MAX_LICENSES: usize = 256;

/// What a license server has.
#[derive(Clone, Copy)]
pub struct LicenseServer<'a> {
    /// Keys, root and time that challenges are checked against.
    pub trust: Trust<'a>,
    /// Signs responses.
    pub signer: &'a Signer,
    /// Content keys.
    pub keys: &'a dyn KeyStore,
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
        let aes_cbc = self.client.info.as_ref().is_none_or(|info| info.has("AESCBC") || info.has("AESCBCS"));
        let time = self.challenge.client_time;
        ClientCapabilities { aes_cbc, time, ..ClientCapabilities::of_chain(&self.client.chain) }
    }

    /// The key IDs of the header, each once.
    pub fn key_ids(&self) -> Vec<KeyId> {
        let mut kids: Vec<KeyId> = Vec::new();
        for kid in self.header.kids.iter().map(|entry| entry.kid) {
            if !kids.contains(&kid) {
                kids.push(kid);
            }
        }
        kids
    }

    /// The domain key that a license is bound to; a fault says where the domain is.
    fn domain(&self, asked: &Domain, domains: &dyn DomainKeys) -> Result<DomainGrant, Fault> {
        domains.key(&self.client, asked).map_err(|mut fault| {
            fault.domain.get_or_insert_with(|| {
                Box::new(DomainService {
                    account_id: asked.account_id.map(|id| to_base64(&id.wire())),
                    service_id: self.header.ds_id.clone(),
                    url: self.header.la_url.clone(),
                })
            });
            fault
        })
    }

    /// The query in the custom data, when there is one.
    ///
    /// # Errors
    /// A fault that says what is wrong with it.
    pub fn custom_query(&self) -> Result<Option<Vec<LicenseRequestGroup>>, Fault> {
        let query = self.challenge.custom_data.as_deref().and_then(cfg::from_custom_data);
        query.transpose().map_err(|error| Fault::service(format!("custom data: {error}")))
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
    answer(&request, query.as_deref().unwrap_or(groups), server, rng)
}

/// Makes the licenses that `groups` describe, and the response. Groups without a key ID are for those of the header; a header for AES-CBC
/// makes keys for AES-CBC.
///
/// # Errors
/// The fault to answer with: what a group asks for instead of licenses, key IDs that the header does not name, missing keys, a
/// policy that is not allowed for this client, a domain that it has not joined.
pub fn answer(
    request: &Request,
    groups: &[LicenseRequestGroup],
    server: &LicenseServer<'_>,
    rng: &mut dyn Rng,
) -> Result<Answer, Fault> {
    asked_for_faults(request, groups)?;
    let header = request.key_ids();
    let mut groups =
        if request.header.license_requested == Some(false) { Vec::new() } else { groups.to_vec() };
    check_key_ids(&groups, &header)?;
    let is_cbc = request.header.kids.iter().any(|kid| kid.algid == Some(Algid::AesCbc));
    let mut domains = Vec::new();
    for group in &mut groups {
        if is_cbc && group.policy.key_type == KeyType::Ctr {
            group.policy.key_type = KeyType::Cbc;
        }
        if let Some(asked) = group.policy.domain {
            domains.push((asked, request.domain(&asked, server.domains)?));
        }
    }
    let recipient = Recipient {
        device: request.client.encryption_key,
        client: request.capabilities(),
        nonce: request.challenge.nonce,
        issued: server.trust.now,
        revocation: None,
        metering_id: server.metering_id,
        cipher: server.options.cipher,
    };
    let keys = Known { keys: server.keys, domains };
    let issued = issue(&groups, &header, &recipient, &keys, rng).map_err(refusal)?;
    let licenses: Vec<Vec<u8>> = issued.iter().map(|license| license.minted.bytes.clone()).collect();
    let transaction_id = groups.iter().find_map(|group| group.transaction_id).map(|id| id.to_string());
    let response = ResponseBuilder {
        licenses: &licenses,
        persistent: issued.iter().any(|license| license.minted.policy.is_persistent()),
        rev_info: &stale_lists(&request.challenge, server.revocation_lists),
        transaction_id: transaction_id.as_deref(),
        nonce: request.challenge.nonce,
        signing: server.options.signing,
    };
    let text = response.build(server.signer, rng).map_err(internal)?;
    Ok(Answer { text, issued, transaction_id })
}

/// What the queries of test servers can ask for instead of licenses.
fn asked_for_faults(request: &Request, groups: &[LicenseRequestGroup]) -> Result<(), Fault> {
    for group in groups {
        if let Some(code) = group.error_code {
            return Err(Fault::with_number(code, "asked for by the query"));
        }
        if group.revoked {
            return Err(Fault::new(FaultCode::DeviceRevoked, "asked for by the query"));
        }
        if group.client_info {
            return Err(Fault::service(request.client_info()));
        }
    }
    Ok(())
}

/// A query may only name key IDs of the header, beside roots, which encrypt no content; and one key is for one key ID.
fn check_key_ids(groups: &[LicenseRequestGroup], header: &[KeyId]) -> Result<(), Fault> {
    let mut count = 0_usize;
    for group in groups {
        match group.kid {
            KidSelector::Id(kid) => {
                let is_root = group.policy.chain == Chain::Root;
                if !header.is_empty() && !header.contains(&kid) && !is_root {
                    return Err(Fault::service(format!(
                        "the query is about key ID {kid}, which the header does not name"
                    )));
                }
                count = count.saturating_add(1);
            }
            KidSelector::Header if header.len() > 1 && matches!(group.key, KeySource::Key(_)) => {
                let message = format!(
                    "the query gives one key, and the header names {} key IDs: add kid",
                    header.len()
                );
                return Err(Fault::service(message));
            }
            KidSelector::Header => count = count.saturating_add(header.len()),
        }
    }
    if count > MAX_LICENSES {
        return Err(Fault::invalid(format!("a request for {count} licenses; the limit is {MAX_LICENSES}")));
    }
    Ok(())
}

/// The keys of the service, and the domains that have been looked up.
struct Known<'a> {
    keys: &'a dyn KeyStore,
    domains: Vec<(Domain, DomainGrant)>,
}

impl KeyStore for Known<'_> {
    fn content_key(&self, kid: &KeyId) -> Option<ContentKey> {
        self.keys.content_key(kid)
    }

    fn domain(&self, asked: &Domain) -> Option<DomainGrant> {
        self.domains.iter().find(|(known, _)| known == asked).map(|(_, grant)| *grant)
    }
}

fn refusal(error: IssueError) -> Fault {
    match error {
        IssueError::Failed(error) => internal(error),
        IssueError::Mint { kid, error } => match *error {
            MintError::Failed(error) => internal(error),
            error => Fault::service(format!("license for {kid}: {error}")),
        },
        error => Fault::service(error.to_string()),
    }
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

/// A failure that the client can do nothing about. A service logs what it was and does not send it.
fn internal(error: crate::Error) -> Fault {
    Fault::new(FaultCode::Internal, error.to_string())
}
