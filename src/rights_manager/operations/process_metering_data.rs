//! `ProcessMeteringData`: how often licenses were used, counted once.
//!
//! Known in public is what a report must do, not how it is written: it is encrypted to the metering certificate, signed by the device,
//! and has a transaction ID under which it is sent again until it is answered. The form is ours:
//!
//! ```text
//! MeteringData
//!   Version        1
//!   TID            base64, 16 bytes: the client keeps it, and what it reports, until it is answered
//!   MID            base64, 16 bytes
//!   CustomData     optional
//!   Nonce, ClientTime
//!   EncryptedData  to the key of the metering certificate; KeyName is the MID in base64
//!     Data/CertificateChains/CertificateChain, the device's first
//!     Data/Records/Record KID="base64 of the little-endian GUID"/Action Name="Play" Count="3"
//! MeteringResult   signed
//!   Version, TID, MID
//!   Command        RESET
//!   KIDS/KID       whose counters are to be set back, in the order of their bytes
//!   Nonce, SigningCertificateChain
//! ```
//!
//! Rules:
//!
//! * A report has at least one counter and at most [`MAX_COUNTERS`]; counters of the same key ID and action add up. An action is 1 to
//!   32 printable ASCII characters, a count 1 to 4,294,967,295.
//! * Client, MID and TID are one report. The same report again gets the same answer and is not counted again. Another report under the
//!   TID of an old one is refused with 0x8004C601: to answer it with RESET would lose its counts.
//! * Devices have transaction IDs of their own; that of another device is a new one.
//! * A MID without certificate is 0x8004C607. A report that is encrypted to another key, wrongly signed or malformed is 0x8004C601.
//!
//! All wire bodies are on the page `boxlock explain wire`.

use std::collections::BTreeMap;

use super::get_metering_certificate::unknown;
use crate::bytes::{Inside as _, ParseError, ParseResult};
use crate::crypto::{PrivateKey, Rng};
use crate::keys::KeyId;
use crate::keys::text::{array_from_base64, to_base64, to_hex};

use crate::pki::{Chain, Metering, usage};
use crate::rights_manager::challenge::ClientInfo;
use crate::rights_manager::names::Operation;
use crate::rights_manager::request::{
    BuiltRequest, RequestBuilder, ResultError, SignedRequest, read_result, write_result,
};
use crate::rights_manager::response::{Expected, LIMITS, ResponseError};
use crate::rights_manager::service::{Call, METERING_LIMIT, Reply, internal};
use crate::rights_manager::soap::{Envelope, array, named, required, shorten, text};
use crate::rights_manager::{Fault, FaultCode};
pub use crate::store::metering::MeteringCount;
use crate::store::metering::{CountMetering, Counted, ReportedCounts};
use crate::xml::{self, Element, Limits, XmlWriter};
use crate::{Error, Result};

const OPERATION: Operation = Operation::ProcessMeteringData;
const PAYLOAD: &str = "MeteringData";
const RESULT: &str = "MeteringResult";
const RESET: &str = "RESET";

/// Most counters of a report. With a record each they just fit into a message.
pub const MAX_COUNTERS: usize = 32_768;

/// Most characters in the name of an action.
pub const MAX_ACTION: usize = 32;

/// What the encrypted part of a report may cost.
const PRIVATE_LIMITS: Limits =
    Limits { bytes: METERING_LIMIT, elements: 4 * MAX_COUNTERS, ..crate::rights_manager::soap::LIMITS };

/// What an answer may cost: it names every key ID of the report.
pub const RESPONSE_LIMITS: Limits = Limits { elements: 2 * MAX_COUNTERS, ..LIMITS };

/// A report that a client makes.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The same when it is sent again.
    pub transaction_id: [u8; 16],
    /// What was used, how, how often.
    pub counts: &'a [MeteringCount],
    /// Data for the service.
    pub custom_data: Option<&'a str>,
    /// The client's time, seconds since 1970.
    pub client_time: u64,
}

/// Makes a report to the owner of `certificate`, from a client with these certificates and this `signing_key`.
///
/// # Errors
/// When the certificate is none of metering, or the generator fails.
pub fn request(
    report: &Report<'_>,
    certificate: &Chain,
    client_info: &ClientInfo,
    signing_key: &PrivateKey,
    rng: &mut dyn Rng,
) -> Result<BuiltRequest> {
    let mut records: BTreeMap<[u8; 16], Vec<&MeteringCount>> = BTreeMap::new();
    for count in report.counts {
        records.entry(count.kid.guid_bytes()).or_default().push(count);
    }
    let mut w = XmlWriter::new();
    w.start("Records", []);
    for (kid, counts) in records {
        w.start("Record", [("KID", to_base64(&kid).as_str())]);
        for MeteringCount { action, count, .. } in counts {
            w.element("Action", [("Name", action.as_str()), ("Count", count.to_string().as_str())], "");
        }
        w.end();
    }
    let receiver = Receiver::of(certificate)?;
    let fields = |w: &mut XmlWriter| {
        w.element("TID", [], &to_base64(&report.transaction_id));
        w.element("MID", [], &receiver.name);
    };
    let builder = RequestBuilder {
        operation: OPERATION,
        payload: PAYLOAD,
        version: 1,
        fields: &fields,
        custom_data: report.custom_data,
        client_time: report.client_time,
        client_info,
        private: &w.finish(),
        receiver: (&receiver.key, &receiver.name),
        with_nonce: true,
    };
    builder.build(signing_key, rng)
}

/// The key of a metering certificate, under the name that it has in messages: the metering ID in base64.
pub(super) struct Receiver {
    pub(super) key: crate::crypto::PublicKey,
    pub(super) name: String,
}

impl Receiver {
    pub(super) fn of(certificate: &Chain) -> Result<Self> {
        let leaf = certificate.leaf();
        let parts = leaf.key_with_usage(usage::ENCRYPT_KEY).zip(leaf.metering.as_ref());
        let (key, info) =
            parts.ok_or_else(|| Error::usage("the certificate is none of a metering service"))?;
        Ok(Self { key, name: to_base64(&info.id) })
    }
}

/// The counters in the encrypted part of a report, those of the same key ID and action added up, in the order of their bytes.
///
/// # Errors
/// When it is not in the form above.
pub fn read_private(plain: &[u8]) -> ParseResult<Vec<MeteringCount>> {
    let root = private_root(plain, &PRIVATE_LIMITS)?.1;
    let mut counts: BTreeMap<([u8; 16], String), u64> = BTreeMap::new();
    let mut counters = 0_usize;
    for record in required(&root, "Records")?.elements() {
        let record = named(record, "Record", None)?;
        let kid = record.attribute("KID").and_then(array_from_base64);
        let kid: [u8; 16] = kid.ok_or_else(|| record.error("KID of Record is not 16 bytes in base64"))?;
        for element in record.elements() {
            let element = named(element, "Action", None)?;
            counters = counters.saturating_add(1);
            if counters > MAX_COUNTERS {
                let message = format!("more than {MAX_COUNTERS} counters in one report");
                return Err(ParseError::unsupported(element.span.start as u64, message));
            }
            let (name, count) = action(element)?;
            let sum = counts.entry((kid, name)).or_default();
            // No more counters than MAX_COUNTERS, none above u32::MAX.
            *sum = sum.saturating_add(u64::from(count));
        }
    }
    if counts.is_empty() {
        return Err(root.error("a report without counters"));
    }
    let count = |((kid, action), count)| MeteringCount { kid: KeyId::from_guid_bytes(kid), action, count };
    Ok(counts.into_iter().map(count).collect())
}

fn action(element: &Element) -> ParseResult<(String, u32)> {
    let name = element.attribute("Name").unwrap_or_default();
    let is_printable = name.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if name.is_empty() || name.len() > MAX_ACTION || !is_printable {
        let name = shorten(name);
        let message = format!("an action {name:?}; expected 1 to {MAX_ACTION} printable characters");
        return Err(element.error(message));
    }
    let digits = element.attribute("Count").unwrap_or_default();
    let count = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u32>().ok());
    match count.flatten() {
        None | Some(0) => {
            Err(element
                .error(format!("the count of {name} is {:?}, expected 1 to 4294967295", shorten(digits))))
        }
        Some(count) => Ok((name.to_owned(), count)),
    }
}

/// The text and the root of an encrypted part.
pub(super) fn private_root<'a>(plain: &'a [u8], limits: &Limits) -> ParseResult<(&'a str, Element)> {
    let text = std::str::from_utf8(plain)
        .map_err(|error| ParseError::malformed(error.valid_up_to() as u64, "the report is not UTF-8"))?;
    Ok((text, xml::read_within(text, limits)?))
}

/// Counts a report.
///
/// # Errors
/// The fault to answer with.
pub fn handle(call: &Call<'_>, envelope: &Envelope) -> std::result::Result<Reply, Fault> {
    let service = call.service;
    call.check_redirect()?;
    let root = service.pki.root_public();
    let trust = service.trust(&root, call.now);
    let request = SignedRequest::read(envelope, OPERATION, PAYLOAD)?;
    request.require_version(1..=1)?;
    let nonce = request.require_nonce()?;
    let transaction_id = request.array("TID")?;
    let metering = addressee(call, &request)?;
    let (client, plain) =
        request.verify_within(&metering.key, &trust, &PRIVATE_LIMITS).map_err(|error| error.fault())?;
    let plain = plain.ok_or_else(other_key)?;
    let counts = read_private(&plain).inside(|| "metering report".to_owned())?;
    let caller = call.caller(client, request.custom_data.clone(), request.client_time);
    let report =
        CountMetering { client: caller.id, metering_id: metering.id, transaction_id, counts, now: call.now };
    call.definition.handlers.metering.metered(call, &caller, &report)?;
    let counted = service.store.commit(report.clone()).map_err(|error| internal(&error))?;
    if counted == Counted::Repeated {
        let before = ReportedCounts { client: caller.id, metering_id: metering.id, transaction_id };
        let mut before = service.store.read(&before).map_err(|error| internal(&error))?;
        before.sort_by_key(key_of);
        if before != report.counts {
            let message = "the transaction was counted before, with other counts";
            return Err(Fault::new(FaultCode::InvalidMessage, message));
        }
    }
    let kids = kids(&report.counts);
    let text = response(&transaction_id, &metering.id, &kids, nonce, service.pki.response_signer());
    Ok(Reply::to(&caller, text)
        .fact("metering_id", to_hex(&metering.id))
        .fact("transaction_id", to_hex(&transaction_id))
        .fact("counters", report.counts.len())
        .fact("repeated", counted == Counted::Repeated))
}

/// The certificate that a report is for.
pub(super) fn addressee<'a>(
    call: &Call<'a>,
    request: &SignedRequest<'_>,
) -> std::result::Result<&'a Metering, Fault> {
    let metering_id = request.array("MID")?;
    let metering = call.service.pki.metering_by_id(&metering_id).ok_or_else(|| unknown(&metering_id))?;
    match request.encrypted.key_name() {
        Some(name) if name != to_base64(&metering_id) => {
            Err(Fault::invalid(format!("the report is encrypted to {:?}, not to its MID", shorten(name))))
        }
        _ => Ok(metering),
    }
}

/// The fault for a report of a device that is known by its signing key only: the report itself stays closed.
pub(super) fn other_key() -> Fault {
    Fault::invalid("the report is encrypted to another key than that of its metering certificate")
}

fn key_of(count: &MeteringCount) -> ([u8; 16], String) {
    (count.kid.guid_bytes(), count.action.clone())
}

/// The key IDs of sorted counts, each once.
fn kids(counts: &[MeteringCount]) -> Vec<KeyId> {
    let mut kids: Vec<KeyId> = counts.iter().map(|count| count.kid).collect();
    kids.dedup();
    kids
}

/// Writes the answer.
pub fn response(
    transaction_id: &[u8; 16],
    metering_id: &[u8; 16],
    kids: &[KeyId],
    nonce: [u8; 16],
    signer: &crate::pki::Signer,
) -> String {
    let fields = |w: &mut XmlWriter| {
        w.element("TID", [], &to_base64(transaction_id));
        w.element("MID", [], &to_base64(metering_id));
        w.element("Command", [], RESET);
        w.start("KIDS", []);
        for kid in kids {
            w.element("KID", [], &kid.guid_base64());
        }
        w.end();
    };
    write_result(OPERATION, RESULT, &fields, Some(nonce), signer)
}

/// Reads the answer to a report, from an envelope read within [`RESPONSE_LIMITS`], and returns the key IDs whose counters are to be set
/// back.
///
/// # Errors
/// When it is not in the form above, or answers another report.
pub fn read_response(
    envelope: &Envelope,
    transaction_id: &[u8; 16],
    metering_id: &[u8; 16],
    expected: &Expected<'_>,
) -> std::result::Result<Vec<KeyId>, ResultError> {
    let result = read_result(envelope, OPERATION, RESULT, expected)?;
    if array(required(result, "TID")?)? != *transaction_id {
        return Err(ResponseError::OtherTransaction.into());
    }
    if array(required(result, "MID")?)? != *metering_id {
        return Err(ResponseError::OtherMeteringId.into());
    }
    if text(result, "Command")?.as_deref() != Some(RESET) {
        return Err(ResponseError::UnknownCommand.into());
    }
    let kid = |element| Ok(KeyId::from_guid_bytes(array(named(element, "KID", None)?)?));
    Ok(required(result, "KIDS")?.elements().map(kid).collect::<ParseResult<_>>()?)
}
