//! `AcquirePackagingData`: a packager asks for key ID, key and header of a program. Neither signed nor encrypted.
//!
//! ```text
//! AcquirePackagingData             request; what Shaka Packager 3.8 sends
//!   challenge  xmlns=…/protocols/AcquirePackagingData/v1.0
//!     ProtectionSystems
//!       ProtectionSystemId         system ID as a GUID, one per system
//!     StreamProtectionRequests
//!       StreamInformation          one per program; Shaka Packager sends one for all its tracks
//!         ProgramIdentifier        any text
//!         OffsetFromProgramStart   duration, such as P0S
//!         RequestInterval          duration, optional; not used
//! Response/PackagingData  xmlns=…/protocols/AcquirePackagingData/v1.0
//!   StreamProtection               one per StreamInformation, in its order
//!     ProgramIdentifier            that of the request
//!     KeyId                        the key ID as a GUID: the number that tenc boxes hold
//!     KeyData                      the key, base64
//!     ProtectionSystem             one per system that was asked for
//!       ProtectionSystemId
//!       Data                       payload of the pssh box, base64
//! ```
//!
//! The request is public, the response is not. Shaka Packager takes the first `KeyId`, `KeyData` and `Data` that it finds by their bare
//! tags, whatever stands around them. No request says under which scheme it will be encrypted, so the service does: `cenc` and thus headers
//! for AES-CTR, or another one (`packaging = { scheme = "cbcs" }`). Shaka Packager writes the program identifier without escaping it, so one
//! with `&` or `<` arrives as broken XML.
//!
//! # Which key
//!
//! A program keeps the key that it got first. A new one gets what the handler says; or, when it is called like a key ID that the service
//! has a key for, that; or a key ID that follows from the names of service and program, with the key of the service's key source, which
//! a key seed always has; or a random key. The key is in the store before the answer leaves, and the license server finds it there. What
//! is packaged from a later offset of a program gets a key of its own, and so does a program under another scheme than `cenc`: one key is
//! never used in two modes. Services do not see the keys of one another.

use crate::bytes::ParseResult;
use crate::crypto::{random_array, sha256};
use crate::drm::playready::is_absolute_url;
use crate::drm::{HeaderKey, SystemId, playready::HeaderOptions, signal};
use crate::keys::text::to_base64;
use crate::keys::{ContentKey, KeyId};
use crate::license::issue::KeyStore;
use crate::rights_manager::handlers::PackagingAsk;
use crate::rights_manager::names::{PACKAGING, PROTOCOLS};
use crate::rights_manager::service::{Call, Reply, internal};
use crate::rights_manager::soap::{self, Envelope, bytes, named, only, required, shorten, text};
use crate::rights_manager::{Fault, Operation};
use crate::store::packaging::{AssignKey, PackagingKey};
use crate::xml::{Element, XmlWriter};

/// Most programs and systems of a request.
const MAX_ENTRIES: usize = 64;

/// Longest program identifier, in characters.
const MAX_PROGRAM: usize = 1024;

// The request.

/// Writes the request of a packager for one program.
pub fn write_request(program: &str, systems: &[SystemId]) -> String {
    let mut w = XmlWriter::new();
    w.start("AcquirePackagingData", [("xmlns", PROTOCOLS)]);
    w.start("challenge", [("xmlns", PACKAGING)]);
    w.start("ProtectionSystems", []);
    for system in systems {
        w.element("ProtectionSystemId", [], &system.to_string().to_uppercase());
    }
    w.end();
    w.start("StreamProtectionRequests", []);
    w.start("StreamInformation", []);
    w.element("ProgramIdentifier", [], program);
    w.element("OffsetFromProgramStart", [], "P0S");
    soap::envelope(&w.finish())
}

// What the server reads.

struct PackagingRequest {
    systems: Vec<String>,
    streams: Vec<Stream>,
}

struct Stream {
    program: String,
    /// What is not the start of the program.
    offset: Option<String>,
}

impl PackagingRequest {
    fn read(envelope: &Envelope) -> ParseResult<Self> {
        let frame = named(envelope.content(), "AcquirePackagingData", Some(PROTOCOLS))?;
        let challenge = only(frame, "challenge", Some(PACKAGING))?;
        let list = |name: &'static str, entry: &'static str| {
            let list = required(challenge, name)?;
            let count = list.elements().count();
            if count == 0 || count > MAX_ENTRIES {
                return Err(list.error(format!("{name} with {count} entries, expected 1 to {MAX_ENTRIES}")));
            }
            list.elements().map(|element| named(element, entry, None)).collect::<ParseResult<Vec<_>>>()
        };
        let system = |element: &&Element| Ok(element.text()?.trim().to_owned());
        Ok(Self {
            systems: list("ProtectionSystems", "ProtectionSystemId")?
                .iter()
                .map(system)
                .collect::<ParseResult<_>>()?,
            streams: list("StreamProtectionRequests", "StreamInformation")?
                .into_iter()
                .map(Stream::read)
                .collect::<ParseResult<_>>()?,
        })
    }
}

impl Stream {
    fn read(element: &Element) -> ParseResult<Self> {
        let program = text(element, "ProgramIdentifier")?.unwrap_or_default();
        if program.is_empty() || program.chars().count() > MAX_PROGRAM {
            let message =
                format!("ProgramIdentifier is missing, empty, or longer than {MAX_PROGRAM} characters");
            return Err(element.error(message));
        }
        let offset = text(element, "OffsetFromProgramStart")?;
        let is_later = |offset: &String| offset.bytes().any(|b| matches!(b, b'1'..=b'9'));
        Ok(Self { program, offset: offset.filter(is_later) })
    }

    /// What the store calls it under a scheme.
    fn name(&self, scheme: [u8; 4]) -> String {
        let mut name = self.program.clone();
        // No line of the identifier can look like these: its white space is trimmed.
        if let Some(offset) = &self.offset {
            name += &format!("\n{}", shorten(offset));
        }
        if scheme != *b"cenc" {
            name += &format!("\n{}", scheme.escape_ascii());
        }
        name
    }
}

// What the server does.

/// Answers a request.
///
/// # Errors
/// The fault to answer with.
pub fn handle(call: &Call<'_>, envelope: &Envelope) -> Result<Reply, Fault> {
    call.check_redirect()?;
    let request = PackagingRequest::read(envelope)?;
    let mut systems = Vec::new();
    for asked in &request.systems {
        let system: Option<SystemId> = asked.parse().ok();
        let known = [SystemId::PLAYREADY, SystemId::WIDEVINE, SystemId::COMMON];
        let system = system.filter(|system| known.contains(system)).ok_or_else(|| {
            Fault::service(format!("there is no header for protection system {:?}", shorten(asked)))
        })?;
        systems.push(system);
    }
    let mut protections = Vec::new();
    for stream in &request.streams {
        let ask = PackagingAsk { program: stream.program.clone(), systems: request.systems.clone() };
        let (kid, key) = assigned(call, &ask, stream)?;
        let headers =
            systems.iter().map(|system| header(call, *system, kid, &key)).collect::<Result<_, _>>()?;
        protections.push(StreamProtection { program: stream.program.clone(), kid, key, headers });
    }
    let kids: Vec<String> = protections.iter().map(|protection| protection.kid.to_string()).collect();
    Ok(Reply::to_anyone(respond(&protections)).fact("kids", kids.join(" ")))
}

/// The key that a program has from now on.
fn assigned(call: &Call<'_>, ask: &PackagingAsk, stream: &Stream) -> Result<(KeyId, ContentKey), Fault> {
    let definition = call.definition;
    let store = &call.service.store;
    let own: Option<KeyId> = ask.program.parse().ok();
    let own = own.filter(|_| stream.offset.is_none());
    let own = own.and_then(|kid| Some((kid, definition.keys.content_key(&kid)?)));
    let given = definition.handlers.packaging.key(call, ask)?.or(own);
    if let Some((kid, key)) = &given {
        // A key ID is recorded once, and may be given to several programs.
        let query = PackagingKey { service: definition.id.clone(), kid: *kid };
        match store.read(&query).map_err(|error| internal(&error))? {
            Some(known) if known == *key => return Ok((*kid, known)),
            Some(_) => return Err(Fault::service(format!("key ID {kid} has another key already"))),
            None => {}
        }
    }
    let program = stream.name(definition.packaging_scheme);
    let (kid, key) = match given {
        Some(given) => given,
        None => {
            let kid = derived_kid(&definition.id, &program);
            let key = definition.keys.content_key(&kid);
            let random = || random_array(&mut *(call.service.rng)()).map(ContentKey::from_bytes);
            (kid, key.map_or_else(random, Ok).map_err(|error| internal(&error))?)
        }
    };
    let change = AssignKey { service: definition.id.clone(), program, kid, key, now: call.now };
    store.commit(change).map_err(|error| internal(&error))
}

/// The key ID of a program that nobody chose one for: a UUID of version 8.
fn derived_kid(service: &str, program: &str) -> KeyId {
    let length = (service.len() as u64).to_be_bytes();
    let digest = sha256(&[b"boxlock packaging", &length, service.as_bytes(), program.as_bytes()]);
    let bytes = std::array::from_fn(|at| digest.get(at).copied().unwrap_or_default());
    KeyId::from_bytes(*uuid::Builder::from_custom_bytes(bytes).as_uuid().as_bytes())
}

/// What the `pssh` box of a system holds.
fn header(
    call: &Call<'_>,
    system: SystemId,
    kid: KeyId,
    key: &ContentKey,
) -> Result<(SystemId, Vec<u8>), Fault> {
    let url = call.service_url();
    let options = HeaderOptions {
        la_url: is_absolute_url(url).then(|| url.to_owned()),
        ds_id: call.definition.service_id.map(|id| to_base64(&id)),
        ..HeaderOptions::default()
    };
    let keys = [HeaderKey { kid, key: Some(key.clone()) }];
    let data = signal(system, &keys, call.definition.packaging_scheme, &options)
        .map_err(|error| internal(&error))?;
    Ok((system, data.data))
}

/// The keys of a service, and before them those that its packagers were given.
pub(super) struct PackagedKeys<'a> {
    given: Vec<(KeyId, ContentKey)>,
    source: &'a dyn KeyStore,
}

impl<'a> PackagedKeys<'a> {
    /// Looks these key IDs up.
    pub(super) fn load(call: &Call<'a>, kids: impl IntoIterator<Item = KeyId>) -> Result<Self, Fault> {
        let mut given = Vec::new();
        for kid in kids {
            let query = PackagingKey { service: call.definition.id.clone(), kid };
            let known = call.service.store.read(&query).map_err(|error| internal(&error))?;
            given.extend(known.map(|key| (kid, key)));
        }
        Ok(Self { given, source: &*call.definition.keys })
    }
}

impl KeyStore for PackagedKeys<'_> {
    fn content_key(&self, kid: &KeyId) -> Option<ContentKey> {
        let given = self.given.iter().find(|(known, _)| known == kid).map(|(_, key)| key.clone());
        given.or_else(|| self.source.content_key(kid))
    }
}

// The answer.

/// What a program is packaged with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamProtection {
    /// What the packager called it.
    pub program: String,
    /// Its key ID.
    pub kid: KeyId,
    /// Its key.
    pub key: ContentKey,
    /// What the `pssh` boxes hold.
    pub headers: Vec<(SystemId, Vec<u8>)>,
}

fn respond(protections: &[StreamProtection]) -> String {
    let mut w = XmlWriter::new();
    w.start("PackagingData", [("xmlns", PACKAGING)]);
    for protection in protections {
        w.start("StreamProtection", []);
        w.element("ProgramIdentifier", [], &protection.program);
        w.element("KeyId", [], &protection.kid.to_string());
        w.element("KeyData", [], &protection.key.expose_base64());
        for (system, data) in &protection.headers {
            w.start("ProtectionSystem", []);
            w.element("ProtectionSystemId", [], &system.to_string());
            w.element("Data", [], &to_base64(data));
            w.end();
        }
        w.end();
    }
    soap::write_response(Operation::AcquirePackagingData, &w.finish(), "")
}

/// Reads the answer.
///
/// # Errors
/// When it is not in the form above.
pub fn read_response(envelope: &Envelope) -> ParseResult<Vec<StreamProtection>> {
    let response = envelope.response_element(Operation::AcquirePackagingData)?;
    let data = only(response, "PackagingData", Some(PACKAGING))?;
    data.elements().take(MAX_ENTRIES).map(StreamProtection::read).collect()
}

impl StreamProtection {
    fn read(element: &Element) -> ParseResult<Self> {
        let element = named(element, "StreamProtection", None)?;
        let kid = required(element, "KeyId")?;
        let key = required(element, "KeyData")?;
        let systems = element.elements().filter(|child| child.name == "ProtectionSystem");
        let header = |system: &Element| {
            let id = required(system, "ProtectionSystemId")?;
            let parsed =
                id.text()?.trim().parse().map_err(|_| id.error("ProtectionSystemId is no system ID"))?;
            Ok((parsed, bytes(required(system, "Data")?)?))
        };
        Ok(Self {
            program: text(element, "ProgramIdentifier")?.unwrap_or_default(),
            kid: kid.text()?.trim().parse().map_err(|_| kid.error("KeyId is no GUID"))?,
            key: ContentKey::from_bytes(soap::array(key)?),
            headers: systems.map(header).collect::<ParseResult<_>>()?,
        })
    }
}
