//! A handler that asks your own backend over HTTP.
//!
//! # What is sent
//!
//! `POST` with a JSON object: `schema` (`boxlock.webhook/1`), `event`, `service`, `time` (RFC 3339), `device` (`id`, `type`, `name`,
//! `security_level`), `user` and `custom_data` when there are any, and the event's own members:
//!
//! | event | members |
//! |---|---|
//! | `license` | `kids` of the header, `licenses`: `kid` or `"header"`, and `policy` |
//! | `acknowledge` | `transaction_id`, `results`: `rights_id`, `result` |
//! | `join-domain`, `leave-domain` | `account`; joining also `revision`, `friendly_name` |
//! | `metering` | `metering_id`, `transaction_id`, `counts`: `kid`, `action`, `count` |
//! | `secure-stop` | `metering_id`, `sessions`: `id`, `kid`, `state`, `started`, `updated`, `verified` |
//! | `secure-delete` | `session`, `kids` |
//! | `packaging` | `program`, `systems`; no `device` |
//!
//! No content key is ever in it: neither keys of licenses, nor custom data that is a test query, since that may name one.
//!
//! # What is answered
//!
//! Status 200 and a JSON object: `{"answer":"allow"}`; `{"answer":"deny"}`, with `code` (such as `"0x8004C604"`, the default) and
//! `custom_data` for the client if you like; or, for licenses, `{"answer":"replace","policy":{…}}` with a policy as in policy files. Anything else
//! is a failure, and so is an answer that is late, too long or no HTTP. A failure is what the service's rule says: `deny`, and the client gets
//! fault 0x8004C600, or `allow`. Redirects are not followed. The backend may be asked again about a message that a client repeats.
//!
//! A backend with `https` must have a certificate that the system trusts, or that one of the service's own list issued.

use std::io::Read as _;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::error::{Error, Result};
use crate::keys::text::to_hex;
use crate::keys::{ContentKey, KeyId};
use crate::license::policy::Guid;
use crate::license::{KidSelector, LicenseRequestGroup, cfg, source};
use crate::rights_manager::handlers::{
    AcknowledgementHandler, DomainHandler, DomainTerms, JoinAsk, LicenseHandler, MeteringHandler,
    PackagingAsk, PackagingHandler, SecureDeleteHandler, SecureStopHandler,
};
use crate::rights_manager::operations::acquire_license;
use crate::rights_manager::service::{Call, Caller};
use crate::rights_manager::{Fault, FaultCode};
use crate::store::{deletion, domain, metering, secure_stop};

/// Longest answer that is read.
const MAX_ANSWER_LEN: usize = 64 << 10;

/// The words for the events of a webhook.
pub const EVENTS: [&str; 7] =
    ["license", "acknowledge", "domain", "metering", "secure-stop", "secure-delete", "packaging"];

/// What a failure of the backend means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnFailure {
    /// The request is refused.
    Deny,
    /// The request goes on as if there were no backend.
    Allow,
}

/// Asks a backend.
#[derive(Clone, Debug)]
pub struct Webhook {
    client: reqwest::blocking::Client,
    url: reqwest::Url,
    timeout: Duration,
    on_failure: OnFailure,
    events: Vec<String>,
}

/// An answer of a backend.
#[derive(Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case", deny_unknown_fields)]
enum Answer {
    Allow,
    Deny { code: Option<String>, custom_data: Option<String> },
    Replace { policy: Value },
}

impl Webhook {
    /// A backend at `url` (`http` or `https`) that is asked about `events`, all of them when there is none.
    ///
    /// # Errors
    /// When the URL or an event is no good, or TLS cannot be had.
    pub fn new(url: &str, timeout: Duration, on_failure: OnFailure, events: &[String]) -> Result<Self> {
        // TLS takes the primitives that the rest of the program uses. Refused when somebody has chosen already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let parsed = url.parse::<reqwest::Url>().ok();
        let parsed = parsed.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let url = parsed.ok_or_else(|| Error::usage(format!("{url:?} is no http or https URL")))?;
        if let Some(event) = events.iter().find(|event| !EVENTS.contains(&event.as_str())) {
            return Err(Error::usage(format!("there is no event {event:?}"))
                .hint(format!("events: {}", EVENTS.join(", "))));
        }
        let client = client(timeout, None)?;
        let events = if events.is_empty() { EVENTS.map(str::to_owned).to_vec() } else { events.to_vec() };
        Ok(Self { client, url, timeout, on_failure, events })
    }

    /// Trusts a backend with `https` by these certificates (PEM) and by no others.
    ///
    /// # Errors
    /// When there is none in it.
    pub fn trusting(mut self, pem: &[u8]) -> Result<Self> {
        let wrong = || Error::malformed("is no PEM file with certificates");
        let roots = reqwest::Certificate::from_pem_bundle(pem).map_err(|_| wrong())?;
        if roots.is_empty() {
            return Err(wrong());
        }
        self.client = client(self.timeout, Some(roots))?;
        Ok(self)
    }

    /// Asks about an event, unless it is not among those to ask about.
    fn ask(
        &self,
        event: &str,
        kind: &str,
        call: &Call<'_>,
        caller: Option<&Caller>,
        more: Value,
    ) -> std::result::Result<Option<Value>, Fault> {
        if !self.events.iter().any(|known| known == kind) {
            return Ok(None);
        }
        match self.post(&body(event, call, caller, more)) {
            Ok(Answer::Allow) => Ok(None),
            Ok(Answer::Replace { policy }) if kind == "license" => Ok(Some(policy)),
            Ok(Answer::Replace { .. }) => self.failed(event, "only licenses have a policy to replace"),
            Ok(Answer::Deny { code, custom_data }) => match fault_code(code.as_deref()) {
                Ok(code) => {
                    let mut fault = Fault::with_number(code, "the service refuses");
                    fault.custom_data = custom_data;
                    Err(fault)
                }
                Err(wrong) => self.failed(event, &wrong),
            },
            Err(reason) => self.failed(event, &reason),
        }
    }

    /// The rule for failures.
    fn failed(&self, event: &str, reason: &str) -> std::result::Result<Option<Value>, Fault> {
        tracing::warn!(event, reason, rule = ?self.on_failure, "the backend failed");
        match self.on_failure {
            OnFailure::Allow => Ok(None),
            OnFailure::Deny => {
                Err(Fault::new(FaultCode::Internal, "the backend of the service does not answer"))
            }
        }
    }

    fn post(&self, body: &Value) -> std::result::Result<Answer, String> {
        let deadline = Instant::now() + self.timeout;
        // The URL may hold a password.
        let said = |error: reqwest::Error| error.without_url().to_string();
        let request = self.client.post(self.url.clone()).header("content-type", "application/json");
        let mut response = request.body(body.to_string()).send().map_err(said)?;
        if response.status() != reqwest::StatusCode::OK {
            return Err(format!("status {}", response.status()));
        }
        let mut text = Vec::new();
        let mut piece = [0; 4096];
        loop {
            let len = response.read(&mut piece).map_err(|error| error.to_string())?;
            text.extend_from_slice(piece.get(..len).unwrap_or_default());
            if len == 0 {
                break;
            }
            if text.len() > MAX_ANSWER_LEN {
                return Err(format!("an answer of more than {MAX_ANSWER_LEN} bytes"));
            }
            // The client's own limit is for each piece.
            if Instant::now() > deadline {
                return Err(format!("no whole answer in {} ms", self.timeout.as_millis()));
            }
        }
        serde_json::from_slice(&text).map_err(|error| format!("no answer: {error}"))
    }
}

fn client(timeout: Duration, roots: Option<Vec<reqwest::Certificate>>) -> Result<reqwest::blocking::Client> {
    let mut builder = reqwest::blocking::Client::builder()
        .timeout(timeout)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy();
    if let Some(roots) = roots {
        builder = builder.tls_certs_only(roots);
    }
    builder.build().map_err(|error| Error::internal(format!("no HTTP client: {error}")))
}

fn fault_code(code: Option<&str>) -> std::result::Result<u32, String> {
    let Some(code) = code else { return Ok(FaultCode::ServiceSpecific.number()) };
    let digits = code.strip_prefix("0x").or_else(|| code.strip_prefix("0X")).unwrap_or(code);
    let number = u32::from_str_radix(digits, 16).ok().filter(|number| number >> 31 == 1);
    number.ok_or_else(|| format!("{code:?} is no code of a fault"))
}

/// The object that is sent.
fn body(event: &str, call: &Call<'_>, caller: Option<&Caller>, more: Value) -> Value {
    let mut body = json!({
        "schema": "boxlock.webhook/1",
        "event": event,
        "service": call.definition.id,
        "time": rfc3339(call.now),
    });
    if let Some(caller) = caller {
        let leaf = caller.client.chain.leaf();
        body["device"] = json!({
            "id": to_hex(&caller.id),
            "type": leaf.kind.name(),
            "name": leaf.name(),
            "security_level": leaf.security_level,
        });
        if let Some(user) = call.user(caller) {
            body["user"] = user.into();
        }
        let data = caller.custom_data.as_deref().filter(|data| cfg::from_custom_data(data).is_none());
        if let Some(data) = data {
            body["custom_data"] = data.into();
        }
    }
    if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
        body.extend(more);
    }
    body
}

impl LicenseHandler for Webhook {
    fn acquire(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        request: &acquire_license::Request,
        groups: Vec<LicenseRequestGroup>,
    ) -> std::result::Result<Vec<LicenseRequestGroup>, Fault> {
        let licenses: Vec<Value> = groups
            .iter()
            .map(|group| {
                let kid = match group.kid {
                    KidSelector::Header => "header".to_owned(),
                    KidSelector::Id(kid) => kid.to_string(),
                };
                json!({ "kid": kid, "policy": group.policy })
            })
            .collect();
        let more = json!({ "kids": request.key_ids(), "licenses": licenses });
        let Some(policy) = self.ask("license", "license", call, Some(caller), more)? else {
            return Ok(groups);
        };
        match source::read(&policy.to_string()) {
            Ok(groups) => Ok(groups),
            Err(error) => self.failed("license", &error.to_string()).map(|_| groups),
        }
    }
}

impl AcknowledgementHandler for Webhook {
    fn acknowledged(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        transaction_id: &[u8; 16],
        results: &[([u8; 16], u32)],
    ) -> std::result::Result<(), Fault> {
        let results: Vec<Value> = results
            .iter()
            .map(|(id, result)| json!({ "rights_id": to_hex(id), "result": format!("0x{result:08x}") }))
            .collect();
        let transaction = Guid::from_wire(*transaction_id).to_string();
        let more = json!({ "transaction_id": transaction, "results": results });
        self.ask("acknowledge", "acknowledge", call, Some(caller), more).map(drop)
    }
}

impl DomainHandler for Webhook {
    fn join(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        ask: &JoinAsk,
    ) -> std::result::Result<DomainTerms, Fault> {
        let more = json!({
            "account": ask.domain.account,
            "revision": ask.revision,
            "friendly_name": ask.friendly_name,
        });
        self.ask("join-domain", "domain", call, Some(caller), more)?;
        Ok(DomainTerms::of(call.definition))
    }

    fn leave(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        domain: &domain::DomainId,
    ) -> std::result::Result<(), Fault> {
        let more = json!({ "account": domain.account });
        self.ask("leave-domain", "domain", call, Some(caller), more).map(drop)
    }
}

impl MeteringHandler for Webhook {
    fn metered(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        report: &metering::CountMetering,
    ) -> std::result::Result<(), Fault> {
        let counts: Vec<Value> = report
            .counts
            .iter()
            .map(|count| json!({ "kid": count.kid, "action": count.action, "count": count.count }))
            .collect();
        let more = json!({
            "metering_id": Guid::from_wire(report.metering_id).to_string(),
            "transaction_id": to_hex(&report.transaction_id),
            "counts": counts,
        });
        self.ask("metering", "metering", call, Some(caller), more).map(drop)
    }
}

impl SecureStopHandler for Webhook {
    fn stopped(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        report: &secure_stop::RecordStops,
    ) -> std::result::Result<Option<String>, Fault> {
        let sessions: Vec<Value> = report
            .sessions
            .iter()
            .map(|session| {
                json!({
                    "id": to_hex(&session.session),
                    "kid": session.kid,
                    "state": session.state.name(),
                    "started": rfc3339(session.started),
                    "updated": rfc3339(session.updated),
                    "verified": session.verified,
                })
            })
            .collect();
        let more = json!({
            "metering_id": Guid::from_wire(report.metering_id).to_string(),
            "sessions": sessions,
        });
        self.ask("secure-stop", "secure-stop", call, Some(caller), more).map(|_| None)
    }
}

impl SecureDeleteHandler for Webhook {
    fn deleted(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        report: &deletion::DeleteLicenses,
    ) -> std::result::Result<(), Fault> {
        let more = json!({ "session": to_hex(&report.session), "kids": report.kids });
        self.ask("secure-delete", "secure-delete", call, Some(caller), more).map(drop)
    }
}

impl PackagingHandler for Webhook {
    fn key(
        &self,
        call: &Call<'_>,
        ask: &PackagingAsk,
    ) -> std::result::Result<Option<(KeyId, ContentKey)>, Fault> {
        let more = json!({ "program": ask.program, "systems": ask.systems });
        self.ask("packaging", "packaging", call, None, more).map(|_| None)
    }
}
