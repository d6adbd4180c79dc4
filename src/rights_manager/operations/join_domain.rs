//! `JoinDomain`: a device becomes a member of a domain, or renews its membership, and gets the private keys of all its revisions.
//!
//! ```text
//! JoinDomainData               request, in the frame of signed requests
//!   Version                    1
//!   ServiceID                  base64 of a GUID: DS_ID of headers
//!   AccountID                  base64 of a GUID
//!   Revision                   the newest revision that the device has; missing when it has none
//!   FriendlyName               what its owner calls the device, optional
//! JoinDomainResult             answer, signed
//!   Version                    1
//!   ServiceID, AccountID       those of the request
//!   Revision                   the newest revision
//!   DomainCertificateChains
//!     DomainCertificateChain   base64 of a chain whose leaf is a domain; one per revision, oldest first
//!   DomainKeys
//!     DomainKey                base64 of a license with the private key, see `license::domain_key`; in the same order. Rights IDs count
//!                              on from the nonce
//! ```
//!
//! A member gets the keys of all revisions, since licenses of an older one still play. One that was removed is told so (0x8004C60A)
//! when it asks to renew, that is when it names a revision; it may join anew.
//!
//! A full domain is fault 0x8004C602 or 0x8004C608. That devices and computers have limits of their own follows from the two codes; what a
//! computer is, is not public. Here it is a client whose certificate is of type 1 (PC), and everything else is a device: each kind counts
//! against its own limit only.

use super::domains::Controlled;
use super::once::{Once, caller};
use crate::bytes::ParseResult;
use crate::crypto::{PrivateKey, PublicKey, Rng};
use crate::keys::text::to_base64;
use crate::license::domain_key::{unwrap_domain_key, wrap_domain_key};
use crate::license::mint::counted_on;
use crate::license::open::{DomainKey, LicenseError};
use crate::license::policy::Guid;
use crate::pki::{CertificateType, Chain, ChainError, Role, usage, verify};
use crate::rights_manager::challenge::ClientInfo;
use crate::rights_manager::handlers::JoinAsk;
use crate::rights_manager::names::SERVER_KEY_NAME;
use crate::rights_manager::request::{
    BuiltRequest, RequestBuilder, ResultError, SignedRequest, read_result, write_result,
};
use crate::rights_manager::response::Expected;
use crate::rights_manager::service::{Call, Caller, Reply, internal};
use crate::rights_manager::soap::{Envelope, array, bytes, number, required};
use crate::rights_manager::{Fault, FaultCode, Operation};
use crate::store::domain::{self, JoinDomain, Joined, MemberKind, MemberState, OpenDomain};
use crate::xml::{Element, XmlWriter};
use crate::xmr::License;

const PAYLOAD: &str = "JoinDomainData";
const RESULT: &str = "JoinDomainResult";

/// Most revisions of a domain that a client reads.
const MAX_REVISIONS: usize = 1024;

/// Longest friendly name, in characters.
const MAX_NAME: usize = 256;

// The request.

/// What a device asks for.
#[derive(Clone, Copy, Debug)]
pub struct JoinRequest<'a> {
    /// The service: the `DS_ID` of a header.
    pub service_id: [u8; 16],
    /// The account.
    pub account_id: [u8; 16],
    /// The newest revision that the device has.
    pub revision: Option<u32>,
    /// What its owner calls it.
    pub friendly_name: Option<&'a str>,
    /// Data for the service.
    pub custom_data: Option<&'a str>,
    /// The device's time, seconds since 1970.
    pub client_time: u64,
    /// Its certificates.
    pub client_info: &'a ClientInfo,
    /// The key of the license server.
    pub server_key: &'a PublicKey,
}

impl JoinRequest<'_> {
    /// Writes the request and signs it.
    ///
    /// # Errors
    /// When the generator fails.
    pub fn build(&self, signing_key: &PrivateKey, rng: &mut dyn Rng) -> crate::Result<BuiltRequest> {
        let fields = |w: &mut XmlWriter| {
            w.element("ServiceID", [], &to_base64(&self.service_id));
            w.element("AccountID", [], &to_base64(&self.account_id));
            if let Some(revision) = self.revision {
                w.element("Revision", [], &revision.to_string());
            }
            if let Some(name) = self.friendly_name {
                w.element("FriendlyName", [], name);
            }
        };
        let request = RequestBuilder {
            operation: Operation::JoinDomain,
            payload: PAYLOAD,
            version: 1,
            fields: &fields,
            custom_data: self.custom_data,
            client_time: self.client_time,
            client_info: self.client_info,
            private: "",
            receiver: (self.server_key, SERVER_KEY_NAME),
            with_nonce: true,
        };
        request.build(signing_key, rng)
    }
}

// What the server reads.

struct JoinData {
    service_id: [u8; 16],
    account_id: [u8; 16],
    revision: Option<u32>,
    friendly_name: Option<String>,
}

impl JoinData {
    fn read(request: &SignedRequest<'_>) -> ParseResult<Self> {
        let friendly_name = request.text("FriendlyName")?.filter(|name| !name.is_empty());
        if friendly_name.as_ref().is_some_and(|name| name.chars().count() > MAX_NAME) {
            return Err(request.payload.error(format!("FriendlyName is longer than {MAX_NAME} characters")));
        }
        Ok(Self {
            service_id: request.array("ServiceID")?,
            account_id: request.array("AccountID")?,
            revision: revision(request.payload)?,
            friendly_name,
        })
    }
}

/// The `Revision` of a payload, when it has one.
pub(super) fn revision(payload: &Element) -> ParseResult<Option<u32>> {
    let number = number(payload, "Revision")?;
    let revision = number.map(u32::try_from).transpose();
    revision.map_err(|_| payload.error("Revision is a number of more than 32 bits"))
}

// What the server does.

/// Answers a request.
///
/// # Errors
/// The fault to answer with.
pub fn handle(call: &Call<'_>, envelope: &Envelope) -> Result<Reply, Fault> {
    call.check_redirect()?;
    let request = SignedRequest::read(envelope, Operation::JoinDomain, PAYLOAD)?;
    let data = JoinData::read(&request)?;
    let caller = caller(call, &request, 1)?;
    let once = Once::new(call, &caller, &request)?;
    if let Some(reply) = once.before()? {
        return Ok(reply);
    }
    let domain = Controlled::find(call, data.service_id, data.account_id)?;
    let ask = JoinAsk {
        domain: domain.id.clone(),
        revision: data.revision,
        friendly_name: data.friendly_name.clone(),
    };
    let call = domain.call;
    call.check_account(&domain.id.account)?;
    let terms = call.definition.handlers.domain.join(&call, &caller, &ask)?;
    let member = domain.member(caller.id)?;
    if data.revision.is_some() && member.is_some_and(|member| member.state == MemberState::Removed) {
        return Err(domain.fault(FaultCode::NotAMember, "the device was removed from the domain"));
    }

    let service = call.service;
    let mut keys = domain.keys()?;
    let first_key = match keys.first() {
        Some(key) => key.clone(),
        None => domain.new_key(1, &mut *(service.rng)())?,
    };
    let open = OpenDomain {
        domain: domain.id.clone(),
        device_limit: terms.device_limit,
        computer_limit: terms.computer_limit,
        first_key,
        now: call.now,
    };
    service.store.commit(open).map_err(|error| internal(&error))?;
    let kind = member_kind(&caller);
    let join = JoinDomain {
        domain: domain.id.clone(),
        client: caller.id,
        kind,
        name: data.friendly_name.unwrap_or_else(|| caller.client.chain.leaf().name()),
        now: call.now,
    };
    let joined = match service.store.commit(join).map_err(|error| internal(&error))? {
        Joined::Joined(joined) | Joined::Repeated(joined) => joined,
        Joined::LimitReached(full) => {
            let (code, what, count, limit) = match kind {
                MemberKind::Device => (FaultCode::DeviceLimit, "devices", full.devices, full.device_limit),
                MemberKind::Computer => {
                    (FaultCode::ComputerLimit, "computers", full.computers, full.computer_limit)
                }
            };
            return Err(domain.fault(code, format!("the domain has {count} {what} and may have {limit}")));
        }
        Joined::UnknownDomain => return Err(Fault::new(FaultCode::Internal, "the domain has vanished")),
    };
    if keys.last().map(|key| key.revision) != Some(joined.revision) {
        keys = domain.keys()?;
    }
    let text = respond(&domain, &keys, once.nonce, &caller.client.encryption_key)?;
    let reply = once.record(domain.id.account.clone(), text)?;
    let [service_name, account] = [&domain.id.service, &domain.id.account];
    Ok(reply
        .fact("service_id", service_name)
        .fact("account_id", account)
        .fact("revision", joined.revision)
        .fact("members", joined.members()))
}

/// Which limit of the domain a client counts against.
fn member_kind(caller: &Caller) -> MemberKind {
    match caller.client.chain.leaf().kind {
        CertificateType::PC => MemberKind::Computer,
        _ => MemberKind::Device,
    }
}

// The answer.

fn respond(
    domain: &Controlled<'_>,
    keys: &[domain::DomainKey],
    nonce: [u8; 16],
    device: &PublicKey,
) -> Result<String, Fault> {
    let service = domain.call.service;
    let rng = &mut *(service.rng)();
    let mut wrapped = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        let private_key = PrivateKey::from_bytes(*key.private_key);
        let private_key = private_key
            .map_err(|_| Fault::new(FaultCode::Internal, "a domain key in the store is broken"))?;
        let key = DomainKey {
            account_id: Guid::from_wire(domain.account_id),
            revision: key.revision,
            key: private_key,
        };
        let license = wrap_domain_key(&key, device, counted_on(nonce, at), rng);
        wrapped.push(license.map_err(|error| internal(&error))?);
    }
    let newest = keys.last().map(|key| key.revision).unwrap_or_default();
    let fields = |w: &mut XmlWriter| {
        w.element("ServiceID", [], &to_base64(&domain.service_id));
        w.element("AccountID", [], &to_base64(&domain.account_id));
        w.element("Revision", [], &newest.to_string());
        w.start("DomainCertificateChains", []);
        for key in keys {
            w.element("DomainCertificateChain", [], &to_base64(&key.certificate));
        }
        w.end();
        w.start("DomainKeys", []);
        for license in &wrapped {
            w.element("DomainKey", [], &to_base64(license));
        }
        w.end();
    };
    Ok(write_result(Operation::JoinDomain, RESULT, &fields, Some(nonce), service.pki.response_signer()))
}

/// What a member has: the keys of its domain.
#[derive(Clone, Debug)]
pub struct DomainMembership {
    /// The service.
    pub service_id: [u8; 16],
    /// The account.
    pub account_id: [u8; 16],
    /// Where to renew and to leave.
    pub url: String,
    /// A key per revision, oldest first; there is at least one.
    pub keys: Vec<RevisionKey>,
}

/// The key of one revision.
#[derive(Clone, Debug)]
pub struct RevisionKey {
    /// The revision.
    pub revision: u32,
    /// The private key, to which licenses of this revision are bound.
    pub key: PrivateKey,
    /// The chain of the domain certificate, which license requests carry.
    pub chain: Chain,
}

impl DomainMembership {
    /// The key of the newest revision.
    pub fn newest(&self) -> Option<&RevisionKey> {
        self.keys.last()
    }

    /// The keys as licenses are opened with.
    pub fn domain_keys(&self) -> Vec<DomainKey> {
        let account_id = Guid::from_wire(self.account_id);
        let key = |own: &RevisionKey| DomainKey { account_id, revision: own.revision, key: own.key.clone() };
        self.keys.iter().map(key).collect()
    }
}

/// Why a membership is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// The answer itself is refused.
    #[error(transparent)]
    Result(#[from] ResultError),
    /// It is for another domain than was asked for.
    #[error("the answer is for another domain than was asked for")]
    OtherDomain,
    /// Certificates, keys and revisions do not fit.
    #[error("the answer contradicts itself: {0}")]
    Contradiction(&'static str),
    /// A domain certificate is no good.
    #[error("the domain certificate {number}: {error}")]
    Certificate {
        /// Which, from 1.
        number: usize,
        /// Why.
        error: ChainError,
    },
    /// A domain key does not open.
    #[error("the domain key {number}: {error}")]
    Key {
        /// Which, from 1.
        number: usize,
        /// Why.
        error: LicenseError,
    },
}

impl From<crate::bytes::ParseError> for JoinError {
    fn from(error: crate::bytes::ParseError) -> Self {
        Self::Result(error.into())
    }
}

impl From<JoinError> for crate::Error {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::Result(ResultError::Malformed(error)) => error.into(),
            JoinError::Result(ResultError::Refused(error)) => error.into(),
            error => Self::check_failed(error.to_string()),
        }
    }
}

/// Reads the answer and checks everything in it: signature and nonce, that it is for this domain, every certificate up to the root, and
/// that each key belongs to its certificate. `device` is the device's encryption key.
///
/// # Errors
/// The first thing that is wrong.
pub fn read_membership(
    envelope: &Envelope,
    expected: &Expected<'_>,
    asked: &JoinRequest<'_>,
    device: &PrivateKey,
) -> Result<DomainMembership, JoinError> {
    let result = read_result(envelope, Operation::JoinDomain, RESULT, expected)?;
    let id = |name| required(result, name).and_then(array::<16>);
    let (service_id, account_id) = (id("ServiceID")?, id("AccountID")?);
    if (service_id, account_id) != (asked.service_id, asked.account_id) {
        return Err(JoinError::OtherDomain);
    }
    let nonce: [u8; 16] = id("Nonce")?;
    let chains = required(result, "DomainCertificateChains")?;
    let licenses = required(result, "DomainKeys")?;
    if chains.elements().count() != licenses.elements().count() {
        return Err(JoinError::Contradiction("not as many keys as certificates"));
    }
    let mut keys: Vec<RevisionKey> = Vec::new();
    let mut url = String::new();
    for (at, (chain, license)) in chains.elements().zip(licenses.elements()).take(MAX_REVISIONS).enumerate() {
        let number = at.saturating_add(1);
        let chain = Chain::read(&bytes(chain)?, 0).map_err(|error| chain.error(error.to_string()))?;
        verify(&chain, expected.root, Role::Domain, expected.now, expected.revoked)
            .map_err(|error| JoinError::Certificate { number, error })?;
        let license = License::read(&bytes(license)?, 0).map_err(|error| license.error(error.to_string()))?;
        let own = unwrap_domain_key(&license, device, counted_on(nonce, at))
            .map_err(|error| JoinError::Key { number, error })?;
        // The role of the chain asks for both.
        let info = chain.leaf().domain.as_ref().ok_or(JoinError::OtherDomain)?;
        if (info.service_id, info.account_id) != (service_id, account_id)
            || own.account_id.wire() != account_id
        {
            return Err(JoinError::OtherDomain);
        }
        if own.revision != info.revision
            || chain.leaf().key_with_usage(usage::ENCRYPT_KEY) != Some(own.key.public())
        {
            return Err(JoinError::Contradiction("a key that is not that of its certificate"));
        }
        if keys.last().is_some_and(|last| last.revision >= own.revision) {
            return Err(JoinError::Contradiction("revisions out of order"));
        }
        url = info.url_text();
        keys.push(RevisionKey { revision: own.revision, key: own.key, chain });
    }
    if keys.last().map(|key| key.revision) != revision(result)? {
        return Err(JoinError::Contradiction("the newest revision has no key"));
    }
    if keys.is_empty() {
        return Err(JoinError::Contradiction("no key"));
    }
    Ok(DomainMembership { service_id, account_id, url, keys })
}
