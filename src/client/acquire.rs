//! Licenses: a challenge for a header, and what its answer holds. On the way a service may send the client into a domain, or back to an older
//! version of the protocol.

use std::borrow::Cow;

use super::domain::Joined;
use super::redirect::Answered;
use super::store::{Id, PendingAcknowledgement, State, StoredLicense};
use super::{CLIENT_VERSION, CallError, Client};
use crate::crypto::sha256;
use crate::drm::PlayReadyData;
use crate::drm::playready::WrmVersion;
use crate::error::{Error, Result};
use crate::keys::text::to_hex;
use crate::license::open::{DomainKey, TimeError};
use crate::license::policy::Guid;
use crate::license::{LicenseError, OpenContext, Opened, PlayState};
use crate::rights_manager::challenge::{BuiltChallenge, ChallengeBuilder, protocol_version};
use crate::rights_manager::fault::{DomainService, FaultCode};
use crate::rights_manager::response::{self, Expected, Response, open_all};
use crate::rights_manager::{Fault, Operation};
use crate::xmr::License;

/// Most requests for one license: each after the first is with a newer domain key, or of an older protocol.
const MAX_TURNS: usize = 6;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Acquire<'a> {
    /// The license server.
    pub url: &'a str,
    /// The text of the content's WRM header.
    pub header: &'a str,
    /// Data for the service.
    pub custom_data: Option<&'a str>,
    /// Join or renew a domain when the service asks for it.
    pub join: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Acquired {
    /// The server that answered.
    pub url: String,
    /// The licenses in the order of the answer.
    pub licenses: Vec<AcquiredLicense>,
    /// Domains that were joined or renewed on the way.
    pub joined: Vec<Joined>,
    /// What the server asks to have acknowledged.
    pub transaction_id: Option<Guid>,
}

/// A license of an answer.
#[derive(Debug)]
pub struct AcquiredLicense {
    /// The license itself.
    pub license: License,
    /// What a strict client makes of it now. One that comes ahead of its begin date may be stored and does not open yet.
    pub opened: std::result::Result<Opened, LicenseError>,
    /// Whether it is in the store now.
    pub stored: bool,
}

impl Acquired {
    /// The licenses that open.
    pub fn opened(&self) -> impl Iterator<Item = &Opened> {
        self.licenses.iter().filter_map(|license| license.opened.as_ref().ok())
    }
}

impl Client {
    /// Asks for licenses and stores those that may be stored. What the server wants acknowledged is remembered for
    /// [`Client::acknowledge`].
    ///
    /// # Errors
    /// When the service refuses, its answer does, or the store fails.
    pub fn acquire(&self, ask: &Acquire<'_>) -> std::result::Result<Acquired, CallError> {
        let mut url = ask.url.to_owned();
        let mut header = Cow::Borrowed(ask.header);
        let mut joined: Vec<Joined> = Vec::new();
        for _ in 0..MAX_TURNS {
            let state = self.store.read()?;
            let challenge = self.challenge(ask, &header, &state)?;
            let limits = &response::LIMITS;
            match self.http.call(&url, Operation::AcquireLicense, &challenge.text, limits) {
                Ok(Answered { url, envelope }) => {
                    let response = Response::from_envelope(&envelope)
                        .map_err(|error| CallError::malformed(&url, error))?;
                    return self.take(&response, challenge.nonce, url, joined).map_err(CallError::Failed);
                }
                Err(CallError::Refused { fault, url: from }) => {
                    match fault.known() {
                        Some(FaultCode::DomainRequired | FaultCode::RenewDomain) if ask.join => {
                            let domain = self.join_for(&fault, &from)?;
                            // Being sent into the same domain twice, without a newer key, leads nowhere.
                            if joined.iter().any(|known| known.record == domain.record) {
                                return Err(CallError::Refused { url: from, fault });
                            }
                            joined.push(domain);
                        }
                        Some(FaultCode::ProtocolFallback) => match of_older_protocol(&header) {
                            Some(older) => header = Cow::Owned(older),
                            None => return Err(CallError::Refused { url: from, fault }),
                        },
                        _ => return Err(CallError::Refused { url: from, fault }),
                    }
                    // Whoever sent the client elsewhere need not do so again.
                    url = from;
                }
                Err(error) => return Err(error),
            }
        }
        Err(Error::remote(format!("wanted something else of the client {MAX_TURNS} times")).about(url).into())
    }

    fn challenge(&self, ask: &Acquire<'_>, header: &str, state: &State) -> Result<BuiltChallenge> {
        let builder = ChallengeBuilder {
            header,
            client_version: CLIENT_VERSION,
            revocation_lists: state.list_versions(),
            custom_data: ask.custom_data,
            client_time: self.now(),
            client_info: self.info(state)?,
        };
        builder.build(&self.device.signing_key, &self.server_key()?, &mut Self::rng())
    }

    /// Joins the domain that a fault names.
    fn join_for(&self, fault: &Fault, url: &str) -> std::result::Result<Joined, CallError> {
        let DomainService { account_id, service_id, url: controller } =
            *fault.domain.clone().unwrap_or_default();
        let guid = |text: Option<String>, name: &str| {
            let text = text.ok_or_else(|| {
                Error::remote(format!("asks the client to join a domain and does not say its {name}"))
                    .about(url)
                    .hint("join the domain first: boxlock client join --service … --account …")
            })?;
            text.parse::<Guid>()
                .map_err(|error| Error::remote(format!("{name} of the domain: {error}")).about(url))
        };
        let account = guid(account_id, "account")?;
        let service = match service_id {
            Some(id) => guid(Some(id), "service")?,
            // A header without DS_ID is of the service with the ID of zeros.
            None => Guid::from_u128(0),
        };
        let controller = controller.unwrap_or_else(|| url.to_owned());
        self.join(&controller, service, account, None, None)
    }

    /// Checks an answer, opens its licenses and stores them.
    fn take(
        &self,
        response: &Response,
        nonce: [u8; 16],
        url: String,
        joined: Vec<Joined>,
    ) -> Result<Acquired> {
        let revoked = self.learn(&response.rev_info, &url)?;
        let expected = Expected { revoked: &revoked, ..self.expected(Some(nonce)) };
        response.verify(&expected).map_err(|error| Error::from(error).about(&url))?;
        let state = self.store.read()?;
        let domains = state.domain_keys()?;
        let known = self.roots(&state, &domains)?;
        let context = OpenContext { roots: &known, ..self.context(&state, &domains) };
        let opened = open_all(&response.licenses, Some(nonce), &context);
        let mut licenses = Vec::new();
        let mut stored = Vec::new();
        let mut results = Vec::new();
        for (index, (license, opened)) in response.licenses.iter().zip(opened).enumerate() {
            let kid = license.content_keys().first().map(|key| key.key_id());
            // What comes ahead of its time is held to everything else, and stored.
            let later = begin(&opened).and_then(|begin| {
                let context = OpenContext { now: begin, ..context };
                open_all(&response.licenses, Some(nonce), &context).into_iter().nth(index)
            });
            let may_store =
                later.as_ref().unwrap_or(&opened).as_ref().is_ok_and(|open| open.may_be_stored().is_ok());
            let refusal = opened.as_ref().err().filter(|_| !may_store);
            let code = refusal.map_or(0, LicenseError::hresult);
            results.extend(kid.map(|kid| (Id(license.rights_id), kid, code)));
            if let (true, Some(kid)) = (may_store, kid) {
                // Several licenses of an answer may have one rights ID: the digest tells their files apart.
                let bytes = license.write();
                let digest = to_hex(sha256(&[&bytes]).get(..8).unwrap_or_default());
                let file = format!("{}-{digest}.xmr", kid.hex());
                let rights_id = Id(license.rights_id);
                let new = StoredLicense { kid, rights_id, file, url: url.clone(), stored: self.now() };
                stored.push((new, bytes));
            }
            licenses.push(AcquiredLicense { license: license.clone(), opened, stored: may_store });
        }
        let transaction_id = response.transaction_id.as_deref().map(str::parse::<Guid>).transpose();
        let transaction_id = transaction_id
            .map_err(|error| Error::remote(format!("the transaction ID: {error}")).about(&url))?;
        let now = self.now();
        self.store.update(|state| {
            state.saw(now);
            for (new, bytes) in stored {
                self.store.write_license(&new.file, &bytes)?;
                state.licenses.retain(|old| old.file != new.file);
                state.licenses.push(new);
            }
            if let Some(transaction_id) = transaction_id {
                let url = url.clone();
                state.acknowledgements.push(PendingAcknowledgement { transaction_id, url, results });
            }
            Ok(())
        })?;
        Ok(Acquired { url, licenses, joined, transaction_id })
    }

    /// The licenses of the store that open, as roots for leaves.
    fn roots(&self, state: &State, domains: &[DomainKey]) -> Result<Vec<Opened>> {
        let stored: Vec<License> =
            self.store.licenses(state)?.into_iter().map(|(_, license)| license).collect();
        let context = OpenContext { state: PlayState::default(), ..self.context(state, domains) };
        Ok(open_all(&stored, None, &context).into_iter().filter_map(std::result::Result::ok).collect())
    }

    pub(super) fn open_stored_roots(&self, state: &State, domains: &[DomainKey]) -> Result<Vec<Opened>> {
        self.roots(state, domains)
    }
}

/// When a license begins that does not open for this reason alone.
fn begin(opened: &std::result::Result<Opened, LicenseError>) -> Option<u64> {
    match opened {
        Err(
            LicenseError::Time(TimeError::NotYetValid { begin })
            | LicenseError::Root(TimeError::NotYetValid { begin }),
        ) => Some(*begin),
        _ => None,
    }
}

/// The same header for the next older version of the protocol. A header goes with a version of the protocol, so the fallback is to an older
/// header: `None` when there is no older one that can hold the same, such as several key IDs or AES-CBC.
fn of_older_protocol(header: &str) -> Option<String> {
    let data = PlayReadyData::recognise(header.as_bytes()).ok()?;
    let protocol = protocol_version(data.header().ok()?.version);
    let older = [WrmVersion::V4_2, WrmVersion::V4_1, WrmVersion::V4_0];
    older.into_iter().filter(|version| protocol_version(*version) < protocol).find_map(|version| {
        let mut data = data.clone();
        data.set_version(version).ok()?;
        Some(data.text())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drm::HeaderKey;
    use crate::drm::playready::{Algid, HeaderOptions, WrmHeader};
    use crate::keys::{KeyId, KeySeed};

    fn header(kids: u8, algid: Algid) -> String {
        let key = |n| {
            let kid = KeyId::from_bytes([n; 16]);
            HeaderKey { kid, key: Some(KeySeed::test().derive(&kid)) }
        };
        let keys: Vec<HeaderKey> = (1..=kids).map(key).collect();
        let options = HeaderOptions { version: Some(WrmVersion::V4_3), ..HeaderOptions::default() };
        WrmHeader::build(&keys, algid, &options).unwrap().write().unwrap()
    }

    fn way_down(mut text: String) -> Vec<WrmVersion> {
        let mut versions = Vec::new();
        while let Some(older) = of_older_protocol(&text) {
            versions.push(PlayReadyData::recognise(older.as_bytes()).unwrap().header().unwrap().version);
            text = older;
        }
        versions
    }

    #[test]
    fn a_header_goes_down_as_far_as_it_can_say_the_same() {
        assert_eq!(way_down(header(1, Algid::AesCtr)), [WrmVersion::V4_2, WrmVersion::V4_1]);
        assert_eq!(way_down(header(2, Algid::AesCtr)), [WrmVersion::V4_2]);
        assert_eq!(way_down(header(1, Algid::AesCbc)), []);
        assert_eq!(of_older_protocol("nonsense"), None);
    }
}
