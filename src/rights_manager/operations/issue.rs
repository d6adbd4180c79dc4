//! `AcquireLicense` in the hands of a service: its handler decides, its store remembers, and a message that comes again gets the answer
//! that it got before.
//!
//! Keys that packagers were given count before those of the service, since content was packaged with them.

use super::acquire_license::{LicenseServer, Options, Request, answer};
use super::acquire_packaging_data::PackagedKeys;
use super::domains::StoreDomains;
use crate::crypto::{Rng, random_array, sha256};
use crate::keys::KeyId;
use crate::license::policy::Guid;
use crate::license::{KidSelector, LicenseRequestGroup, cfg};
use crate::rights_manager::challenge::Challenge;
use crate::rights_manager::service::{Call, Caller, Reply, internal};
use crate::rights_manager::soap::Envelope;
use crate::rights_manager::{Fault, FaultCode, response::Signing};
use crate::store::issue::{AnswerTo, Issue, Issued, IssuedLicense};
use crate::store::secure_stop::KeepStopKey;
use crate::xmr::License;
use zeroize::Zeroizing;

/// Answers a challenge.
///
/// # Errors
/// The fault to answer with.
pub fn handle(call: &Call<'_>, envelope: &Envelope) -> Result<Reply, Fault> {
    let service = call.service;
    let root = service.pki.root_public();
    let trust = service.trust(&root, call.now);
    call.check_redirect()?;
    let challenge = Challenge::from_envelope(envelope)?;
    check_protocol(call, &challenge)?;
    let client = challenge.verify(&trust).map_err(|error| error.fault())?;
    let header = challenge.wrm_header()?;
    let caller = call.caller(client.clone(), challenge.custom_data.clone(), challenge.client_time);
    let request = Request { challenge, header, client };

    let digest = sha256(&[call.message]);
    if let Some(nonce) = request.challenge.nonce {
        let asked = AnswerTo { client: caller.id, nonce };
        if let Some(stored) = service.store.read(&asked).map_err(|error| internal(&error))? {
            return repeated(&caller, &digest, &stored);
        }
    }

    if let Some(user) = call.user(&caller) {
        call.check_account(&user)?;
    }
    let groups = asked(call, &request)?;
    if let Some(account) = groups.iter().find_map(LicenseRequestGroup::account_id) {
        call.check_account(&account.to_string())?;
    }
    let mut groups = call.definition.handlers.license.acquire(call, &caller, &request, groups)?;
    let mut rng = (service.rng)();
    if call.definition.acknowledge && groups.iter().all(|group| group.transaction_id.is_none()) {
        ask_for_acknowledgement(&mut groups, &mut *rng)?;
    }
    // A client that encrypts to another server's key trusts another root too, and would refuse the whole answer for lists of this one.
    let lists: &[_] = if request.client.info.is_some() { &service.lists().wire } else { &[] };
    let server = LicenseServer {
        trust,
        signer: service.pki.response_signer(),
        keys: &PackagedKeys::load(call, kids(&request, &groups))?,
        domains: &StoreDomains::new(call, &caller, &request.header),
        metering_id: Some(Guid::from_wire(service.pki.metering().id)),
        revocation_lists: lists,
        options: Options { signing: Signing::Always, ..Options::default() },
    };
    let made = answer(&request, &groups, &server, &mut *rng).map_err(hidden)?;
    let mut licenses = Vec::new();
    for license in &made.issued {
        let rights_id = License::read(&license.minted.bytes, 0)?.rights_id;
        let persistent = license.minted.policy.is_persistent();
        licenses.push(IssuedLicense { rights_id, kid: license.kid, persistent });
        if let Some(key) = &license.minted.stop_key {
            let keep = KeepStopKey {
                client: caller.id,
                kid: license.kid,
                license: sha256(&[&license.minted.bytes]),
                key: Zeroizing::new(*key.expose()),
                now: call.now,
            };
            service.store.commit(keep).map_err(|error| internal(&error))?;
        }
    }
    let account = groups.iter().find_map(LicenseRequestGroup::account_id).map(|id| id.to_string());
    let account = call.user(&caller).or(account);
    let transaction = groups.iter().find_map(|group| group.transaction_id).map(|id| id.wire());
    let count = licenses.len();
    if let Some(nonce) = request.challenge.nonce {
        let issue = Issue {
            device: caller.seen(),
            nonce,
            request_digest: digest,
            service: call.definition.id.clone(),
            account,
            now: call.now,
            transaction_id: transaction,
            licenses,
            answer: made.text.clone().into_bytes(),
        };
        if let Issued::Repeated(stored) = service.store.commit(issue).map_err(|error| internal(&error))? {
            return repeated(&caller, &digest, &stored);
        }
    }
    Ok(Reply::to(&caller, made.text).fact("licenses", count))
}

/// The key IDs that the answer may need keys for.
fn kids(request: &Request, groups: &[LicenseRequestGroup]) -> Vec<KeyId> {
    let mut kids = request.key_ids();
    for group in groups {
        if let KidSelector::Id(kid) = group.kid
            && !kids.contains(&kid)
        {
            kids.push(kid);
        }
    }
    kids
}

/// What the request asks for: the custom data before the URL, the URL before the service's own policy.
fn asked(call: &Call<'_>, request: &Request) -> Result<Vec<LicenseRequestGroup>, Fault> {
    if call.definition.takes_queries {
        if let Some(groups) = request.custom_query()? {
            return Ok(groups);
        }
        if let Some(query) = call.query.filter(|query| !query.is_empty()) {
            return cfg::from_query(query).map_err(|error| Fault::service(error.to_string()));
        }
    }
    Ok(call.definition.policy_for(&request.key_ids()))
}

/// A service that speaks only older versions of the protocol says so to newer clients.
fn check_protocol(call: &Call<'_>, challenge: &Challenge) -> Result<(), Fault> {
    match call.definition.newest_protocol {
        Some(newest) if challenge.version > newest => {
            let message =
                format!("version {} of the protocol; this service speaks {newest}", challenge.version);
            Err(Fault::new(FaultCode::ProtocolFallback, message))
        }
        _ => Ok(()),
    }
}

/// What went wrong inside is for the log; the client learns that it was not its fault.
fn hidden(fault: Fault) -> Fault {
    if fault.known() != Some(FaultCode::Internal) {
        return fault;
    }
    tracing::error!(%fault, "a license cannot be made");
    Fault::new(FaultCode::Internal, "internal error")
}

/// Licenses that are stored get a transaction, whose acknowledgement the client owes.
fn ask_for_acknowledgement(groups: &mut [LicenseRequestGroup], rng: &mut dyn Rng) -> Result<(), Fault> {
    if let Some(group) = groups.iter_mut().find(|group| group.policy.is_persistent()) {
        let id = random_array(rng).map_err(|error| internal(&error))?;
        group.transaction_id = Some(Guid::from_wire(id));
    }
    Ok(())
}

/// The answer of before. A nonce that comes with another message is not answered: it would let one answer stand for two requests.
fn repeated(
    caller: &Caller,
    digest: &[u8; 32],
    stored: &crate::store::issue::StoredAnswer,
) -> Result<Reply, Fault> {
    if stored.request_digest != *digest {
        return Err(Fault::invalid("the license nonce was used before, in another request"));
    }
    let text = String::from_utf8_lossy(&stored.answer).into_owned();
    Ok(Reply::to(caller, text).fact("repeated", true))
}
