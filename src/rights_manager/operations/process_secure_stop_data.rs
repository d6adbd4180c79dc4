//! `ProcessSecureStopData`: which sessions play, were stopped, or ended in a crash.
//!
//! Known in public is that a client sends sessions with an ID, a start, and a time of stop or last sign of life to the publisher of a
//! metering certificate, one or all, with custom data both ways; and that Secure Stop 2 proves them with an AES key of the license. The
//! form is ours:
//!
//! ```text
//! SecureStopData
//!   Version        1, or 2 when every session is proven
//!   MID            base64, 16 bytes: the publisher
//!   CustomData     optional
//!   Nonce, ClientTime
//!   EncryptedData  to the key of the metering certificate; KeyName is the MID in base64
//!     Data/CertificateChains/CertificateChain, the device's first
//!     Data/Sessions/Session
//!       SessionID  base64, 16 bytes
//!       KID        base64 of the little-endian GUID; optional in version 1
//!       State      started, stopped or crashed
//!       Start      seconds since 1970
//!       Stop       of a stopped session: when; Updated of another: when it was last seen playing
//!       Proof      version 2: base64, AES-128-CMAC of the literal text of Session without Proof
//! SecureStopResult signed
//!   Version, MID
//!   Sessions/SessionID   that the client may forget, when they have ended
//!   CustomData     optional, from the service
//!   Nonce, SigningCertificateChain
//! ```
//!
//! Rules:
//!
//! * A report has at least one session and at most [`MAX_SESSIONS`], each once.
//! * The key of a proof is that of any license for the key ID that was issued to this device with Secure Stop 2, since a session that
//!   crashed under one may be reported when there is another: AES-128-CMAC of the text `secure stop 2` and the key ID's GUID bytes under
//!   the license's integrity key. A wrong or missing proof is 0x8004C601; a key ID for which the device got no such license is
//!   0x8004C604. A session of version 1 is recorded as not verified.
//! * A session that ended stays as it was reported first, and its end closes the stream of its key ID on the device. The same report
//!   again gets the same answer.
//! * A MID without certificate is 0x8004C607. A report that is encrypted to another key, wrongly signed or malformed is 0x8004C601.
//!
//! All wire bodies are on the page `boxlock explain wire`.

use std::collections::BTreeSet;

use super::process_metering_data::{Receiver, addressee, other_key, private_root};
use crate::bytes::{Inside as _, ParseResult};
use crate::crypto::{PrivateKey, Rng, aes_cmac, aes_cmac_matches};
use crate::keys::text::{to_base64, to_hex};
use crate::keys::{ContentKey, KeyId};
use crate::pki::{Chain, Signer};
use crate::rights_manager::Fault;
use crate::rights_manager::challenge::ClientInfo;
use crate::rights_manager::names::Operation;
use crate::rights_manager::request::{
    BuiltRequest, RequestBuilder, ResultError, SignedRequest, read_result, write_result,
};
use crate::rights_manager::response::{Expected, ResponseError};
use crate::rights_manager::service::{Call, Caller, Reply, internal};
use crate::rights_manager::soap::{Envelope, LIMITS, array, named, number, required, shorten, text};
pub use crate::store::secure_stop::SessionState;
use crate::store::secure_stop::{RecordStops, StopKeys, StopSession};
use crate::xml::{Element, XmlWriter};
use crate::{Error, Result};

const OPERATION: Operation = Operation::ProcessSecureStopData;
const PAYLOAD: &str = "SecureStopData";
const RESULT: &str = "SecureStopResult";

/// Most sessions of a report.
pub const MAX_SESSIONS: usize = 512;

/// A session that a client reports.
#[derive(Clone, Debug)]
pub struct Session {
    /// The session.
    pub id: [u8; 16],
    /// What was played.
    pub kid: Option<KeyId>,
    /// How it stands.
    pub state: SessionState,
    /// Seconds since 1970.
    pub started: u64,
    /// When it was stopped, or seen last.
    pub updated: u64,
    /// The key of the license, to prove it with; without one the report is of version 1.
    pub stop_key: Option<ContentKey>,
}

/// A report that a client makes.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The sessions. Either all have a key and a key ID, which is version 2, or none has a key.
    pub sessions: &'a [Session],
    /// Data for the service.
    pub custom_data: Option<&'a str>,
    /// The client's time, seconds since 1970.
    pub client_time: u64,
}

/// Makes a report to the publisher with `certificate`, from a client with these certificates and this `signing_key`.
///
/// # Errors
/// When only some of the sessions can be proven, the certificate is none of metering, or the generator fails.
pub fn request(
    report: &Report<'_>,
    certificate: &Chain,
    client_info: &ClientInfo,
    signing_key: &PrivateKey,
    rng: &mut dyn Rng,
) -> Result<BuiltRequest> {
    let is_proven = |session: &Session| session.stop_key.is_some() && session.kid.is_some();
    let proven = report.sessions.iter().filter(|session| is_proven(session)).count();
    let version = if proven == 0 { 1 } else { 2 };
    if version == 2 && proven != report.sessions.len() {
        return Err(Error::usage("a report with and without proofs").hint("report the sessions apart"));
    }
    let mut sessions = XmlWriter::new();
    sessions.start("Sessions", []);
    for session in report.sessions {
        sessions.raw(&session.write());
    }
    let receiver = Receiver::of(certificate)?;
    let builder = RequestBuilder {
        operation: OPERATION,
        payload: PAYLOAD,
        version,
        fields: &|w| w.element("MID", [], &receiver.name),
        custom_data: report.custom_data,
        client_time: report.client_time,
        client_info,
        private: &sessions.finish(),
        receiver: (&receiver.key, &receiver.name),
        with_nonce: true,
    };
    builder.build(signing_key, rng)
}

impl Session {
    /// The element, with its proof when there is a key.
    fn write(&self) -> String {
        let bare = self.write_with(None);
        match (&self.stop_key, self.kid) {
            (Some(key), Some(_)) => self.write_with(Some(aes_cmac(key.expose(), &[bare.as_bytes()]))),
            _ => bare,
        }
    }

    fn write_with(&self, proof: Option<[u8; 16]>) -> String {
        let mut w = XmlWriter::new();
        w.start("Session", []);
        w.element("SessionID", [], &to_base64(&self.id));
        if let Some(kid) = self.kid {
            w.element("KID", [], &kid.guid_base64());
        }
        w.element("State", [], self.state.name());
        w.element("Start", [], &self.started.to_string());
        w.element(end_name(self.state), [], &self.updated.to_string());
        if let Some(proof) = proof {
            w.element("Proof", [], &to_base64(&proof));
        }
        w.finish()
    }
}

/// The element that says when a session ended or was last seen.
const fn end_name(state: SessionState) -> &'static str {
    match state {
        SessionState::Stopped => "Stop",
        SessionState::Started | SessionState::Crashed => "Updated",
    }
}

/// A session as it was read. What it proves is not known before it is compared with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedSession {
    /// The session.
    pub id: [u8; 16],
    /// What was played.
    pub kid: Option<KeyId>,
    /// How it stands.
    pub state: SessionState,
    /// Seconds since 1970.
    pub started: u64,
    /// When it was stopped, or seen last.
    pub updated: u64,
    proof: Option<Proof>,
}

/// A proof and the text that it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Proof {
    before: String,
    behind: String,
    code: [u8; 16],
}

impl ReportedSession {
    /// Whether the session was proven with this key.
    pub fn is_proven_by(&self, key: &[u8; 16]) -> bool {
        self.proof.as_ref().is_some_and(|Proof { before, behind, code }| {
            aes_cmac_matches(key, &[before.as_bytes(), behind.as_bytes()], code)
        })
    }

    fn read(session: &Element, source: &str) -> ParseResult<Self> {
        let session = named(session, "Session", None)?;
        let state = text(session, "State")?.unwrap_or_default();
        let known = [SessionState::Started, SessionState::Stopped, SessionState::Crashed];
        let state = known.into_iter().find(|known| known.name() == state).ok_or_else(|| {
            session.error(format!("State is {:?}, expected started, stopped or crashed", shorten(&state)))
        })?;
        let time = |name| {
            number(session, name)?
                .ok_or_else(|| session.error(format!("a {} Session without {name}", state.name())))
        };
        let (started, updated) = (time("Start")?, time(end_name(state))?);
        if updated < started {
            return Err(session.error(format!("{} {updated} is before Start {started}", end_name(state))));
        }
        let proof = session.child("Proof")?.map(|proof| {
            let part = |range: std::ops::Range<usize>| source.get(range).unwrap_or_default().to_owned();
            Ok(Proof {
                before: part(session.span.start..proof.span.start),
                behind: part(proof.span.end..session.span.end),
                code: array(proof)?,
            })
        });
        let kid = session.child("KID")?.map(array).transpose()?;
        Ok(Self {
            id: array(required(session, "SessionID")?)?,
            kid: kid.map(KeyId::from_guid_bytes),
            state,
            started,
            updated,
            proof: proof.transpose()?,
        })
    }
}

/// The sessions in the encrypted part of a report of this version.
///
/// # Errors
/// When it is not in the form above.
pub fn read_private(plain: &[u8], version: u64) -> ParseResult<Vec<ReportedSession>> {
    let (source, root) = private_root(plain, &LIMITS)?;
    let parent = required(&root, "Sessions")?;
    let mut sessions = Vec::new();
    let mut ids = BTreeSet::new();
    for element in parent.elements() {
        if sessions.len() == MAX_SESSIONS {
            return Err(element.error(format!("more than {MAX_SESSIONS} sessions in one report")));
        }
        let session = ReportedSession::read(element, source)?;
        match (version, session.kid, &session.proof) {
            (2, None, _) => return Err(element.error("a session of version 2 without KID")),
            (2, _, None) => return Err(element.error("a session of version 2 without Proof")),
            (1, _, Some(_)) => return Err(element.error("a Proof in a report of version 1")),
            _ => {}
        }
        if !ids.insert(session.id) {
            return Err(element.error("a second session with the same SessionID"));
        }
        sessions.push(session);
    }
    if sessions.is_empty() {
        return Err(parent.error("a report without sessions"));
    }
    Ok(sessions)
}

/// Records a report.
///
/// # Errors
/// The fault to answer with.
pub fn handle(call: &Call<'_>, envelope: &Envelope) -> std::result::Result<Reply, Fault> {
    let service = call.service;
    call.check_redirect()?;
    let root = service.pki.root_public();
    let trust = service.trust(&root, call.now);
    let request = SignedRequest::read(envelope, OPERATION, PAYLOAD)?;
    request.require_version(1..=2)?;
    let nonce = request.require_nonce()?;
    let metering = addressee(call, &request)?;
    let (client, plain) = request.verify(&metering.key, &trust).map_err(|error| error.fault())?;
    let plain = plain.ok_or_else(other_key)?;
    let reported = read_private(&plain, request.version).inside(|| "secure stop report".to_owned())?;
    let caller = call.caller(client, request.custom_data.clone(), request.client_time);
    let mut sessions = Vec::new();
    for session in &reported {
        let verified = request.version == 2;
        if verified {
            check_proof(call, &caller, session)?;
        }
        let ReportedSession { id, kid, state, started, updated, .. } = *session;
        sessions.push(StopSession { session: id, kid, state, started, updated, verified });
    }
    let report = RecordStops {
        client: caller.id,
        metering_id: metering.id,
        sessions,
        custom_data: request.custom_data.clone(),
        now: call.now,
    };
    let custom_data = call.definition.handlers.secure_stop.stopped(call, &caller, &report)?;
    let recorded = service.store.commit(report).map_err(|error| internal(&error))?;
    let ids: Vec<[u8; 16]> = reported.iter().map(|session| session.id).collect();
    let signer = service.pki.response_signer();
    let text = response(&metering.id, &ids, custom_data.as_deref(), nonce, signer);
    Ok(Reply::to(&caller, text)
        .fact("metering_id", to_hex(&metering.id))
        .fact("version", request.version)
        .fact("sessions", recorded.changed)
        .fact("repeated", recorded.repeated))
}

fn check_proof(
    call: &Call<'_>,
    caller: &Caller,
    session: &ReportedSession,
) -> std::result::Result<(), Fault> {
    // Sessions of version 2 have one.
    let Some(kid) = session.kid else { return Err(Fault::invalid("a session without KID")) };
    let keys = StopKeys { client: caller.id, kid };
    let keys = call.service.store.read(&keys).map_err(|error| internal(&error))?;
    if keys.is_empty() {
        let message = format!("the device has no license with secure stop 2 for key ID {kid}");
        return Err(Fault::service(message));
    }
    if keys.iter().any(|key| session.is_proven_by(key)) {
        return Ok(());
    }
    let session = to_base64(&session.id);
    Err(Fault::invalid(format!("the proof of session {session} is not that of a license for key ID {kid}")))
}

/// Writes the answer.
pub fn response(
    metering_id: &[u8; 16],
    sessions: &[[u8; 16]],
    custom_data: Option<&str>,
    nonce: [u8; 16],
    signer: &Signer,
) -> String {
    let fields = |w: &mut XmlWriter| {
        w.element("MID", [], &to_base64(metering_id));
        w.start("Sessions", []);
        for session in sessions {
            w.element("SessionID", [], &to_base64(session));
        }
        w.end();
        if let Some(data) = custom_data {
            w.element("CustomData", [], data);
        }
    };
    write_result(OPERATION, RESULT, &fields, Some(nonce), signer)
}

/// What the publisher answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopAnswer {
    /// The sessions that were recorded; those that have ended may be forgotten.
    pub sessions: Vec<[u8; 16]>,
    /// Data from the service.
    pub custom_data: Option<String>,
}

/// Reads the answer to a report.
///
/// # Errors
/// When it is not in the form above, or answers another report.
pub fn read_response(
    envelope: &Envelope,
    metering_id: &[u8; 16],
    expected: &Expected<'_>,
) -> std::result::Result<StopAnswer, ResultError> {
    let result = read_result(envelope, OPERATION, RESULT, expected)?;
    if array(required(result, "MID")?)? != *metering_id {
        return Err(ResponseError::OtherMeteringId.into());
    }
    let sessions = required(result, "Sessions")?.elements();
    let sessions =
        sessions.map(|element| array(named(element, "SessionID", None)?)).collect::<ParseResult<_>>()?;
    let custom_data = result.child("CustomData")?;
    let custom_data = custom_data.map(|element| element.text().map(|data| data.into_owned())).transpose()?;
    Ok(StopAnswer { sessions, custom_data })
}
