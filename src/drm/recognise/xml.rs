//! XML documents and fragments: DASH, Smooth Streaming and CPIX manifests, key messages, challenges.

use super::{Found, Item, KidOrder, Step, Trail, look as look_inside, text};
use crate::drm::SystemId;
use crate::keys::KeyId;
use crate::xml::{self, Element};

/// What an element with this local name holds.
#[derive(Debug)]
pub struct ElementKind {
    /// Its name without prefix.
    pub name: &'static str,
    look: fn(&Element, &Document<'_>, &Trail) -> Option<Vec<Found>>,
}

/// Every element that holds something; others are only passed through.
pub const ELEMENTS: &[ElementKind] = &[
    // DASH: `cenc:pssh`, `mspr:pro`, `mspr:kid`.
    ElementKind { name: "pssh", look: encoded },
    ElementKind { name: "pro", look: encoded },
    ElementKind { name: "kid", look: encoded },
    ElementKind { name: "ContentProtection", look: content_protection },
    // Smooth Streaming.
    ElementKind { name: "ProtectionHeader", look: encoded },
    // CPIX.
    ElementKind { name: "PSSH", look: encoded },
    ElementKind { name: "ContentProtectionData", look: encoded },
    ElementKind { name: "HLSSignalingData", look: encoded },
    ElementKind { name: "ContentKey", look: content_key },
    // Key messages and challenges.
    ElementKind { name: "PlayReadyKeyMessage", look: key_message },
    ElementKind { name: "AcquireLicense", look: challenge },
    ElementKind { name: "AcquireLicenseResponse", look: response },
    ElementKind { name: "Fault", look: fault },
    // The other operations of a RightsManager.
    ElementKind { name: "AcknowledgeLicense", look: service_message },
    ElementKind { name: "AcknowledgeLicenseResponse", look: service_message },
    ElementKind { name: "AcquirePackagingData", look: service_message },
    ElementKind { name: "AcquirePackagingDataResponse", look: service_message },
    ElementKind { name: "GetMeteringCertificate", look: service_message },
    ElementKind { name: "GetMeteringCertificateResponse", look: service_message },
    ElementKind { name: "JoinDomain", look: service_message },
    ElementKind { name: "JoinDomainResponse", look: service_message },
    ElementKind { name: "LeaveDomain", look: service_message },
    ElementKind { name: "LeaveDomainResponse", look: service_message },
    ElementKind { name: "ProcessDeleteLicenseData", look: service_message },
    ElementKind { name: "ProcessDeleteLicenseDataResponse", look: service_message },
    ElementKind { name: "ProcessMeteringData", look: service_message },
    ElementKind { name: "ProcessMeteringDataResponse", look: service_message },
    ElementKind { name: "ProcessSecureStopData", look: service_message },
    ElementKind { name: "ProcessSecureStopDataResponse", look: service_message },
    ElementKind { name: "WRMHEADER", look: header },
    // Revocation lists of license responses.
    ElementKind { name: "ListData", look: encoded },
];

/// The text that elements are read from.
struct Document<'a> {
    text: &'a str,
}

/// Everything in an XML document, or in elements copied out of one.
pub(super) fn look(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    let (text, step) = text::decode(input)?;
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    if !text.starts_with('<') {
        return None;
    }
    let trail = step.map_or_else(|| trail.clone(), |step| trail.then(step));
    let mut found = Vec::new();
    match xml::read(text) {
        Ok(root) => {
            let place =
                if ELEMENTS.iter().any(|kind| kind.name == root.local_name()) { &*root.name } else { "" };
            visit(&root, &Document { text }, &trail.at(place), &mut found);
        }
        // Several elements side by side, as they are copied out of a manifest.
        Err(_) => {
            let text = format!("<fragment>{text}</fragment>");
            let root = xml::read(&text).ok()?;
            visit(&root, &Document { text: &text }, &trail, &mut found);
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Visits an element and those in it; no deeper than the reader allows.
fn visit(element: &Element, document: &Document<'_>, trail: &Trail, found: &mut Vec<Found>) {
    let kind = ELEMENTS.iter().find(|kind| kind.name == element.local_name());
    let own = kind.and_then(|kind| (kind.look)(element, document, trail));
    let is_leaf = own.is_some() && !matches!(element.local_name(), "ContentProtection" | "ContentKey");
    found.extend(own.unwrap_or_default());
    if is_leaf {
        return;
    }
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for child in element.elements() {
        let n = match counts.iter_mut().find(|(name, _)| *name == child.name) {
            Some((_, n)) => {
                *n += 1;
                *n
            }
            None => {
                counts.push((&child.name, 1));
                1
            }
        };
        let holds_more = child.elements().next().is_some() || child.local_name() == "ContentProtection";
        let place = if holds_more { format!("{}[{n}]", child.name) } else { child.name.clone() };
        visit(child, document, &trail.at(&place), found);
    }
}

/// Text in any encoding.
fn encoded(element: &Element, _: &Document<'_>, trail: &Trail) -> Option<Vec<Found>> {
    look_inside(element.text().ok()?.trim().as_bytes(), trail)
}

/// `cenc:default_KID`, and the system when no child carries a header.
fn content_protection(element: &Element, _: &Document<'_>, trail: &Trail) -> Option<Vec<Found>> {
    let mut found = Vec::new();
    let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
    for attribute in element.attributes.iter().filter(|attribute| local(&attribute.name) == "default_KID") {
        for word in attribute.value.split_whitespace() {
            if let Ok(kid) = word.parse::<KeyId>() {
                let item = Item::KeyId { kid, order: KidOrder::BigEndian };
                found.push(trail.at(&format!("@{}", attribute.name)).found(item));
            }
        }
    }
    let carries_header = element.elements().any(|child| matches!(child.local_name(), "pssh" | "pro"));
    if !carries_header && let Some(uri) = element.attribute("schemeIdUri") {
        let uuid = uri.get(..9).filter(|start| start.eq_ignore_ascii_case("urn:uuid:")).and(uri.get(9..));
        if let Some(system) = uuid.and_then(|uuid| uuid.parse::<SystemId>().ok()) {
            found.push(trail.found(Item::Signalled { system: Some(system), detail: uri.to_owned() }));
        }
    }
    Some(found)
}

/// The key ID of a CPIX content key.
fn content_key(element: &Element, _: &Document<'_>, trail: &Trail) -> Option<Vec<Found>> {
    let kid = element.attribute("kid")?.parse().ok()?;
    Some(vec![trail.at("@kid").found(Item::KeyId { kid, order: KidOrder::BigEndian })])
}

/// What an EME client hands to the page: the challenge is base64 of UTF-8, seldom of UTF-16.
fn key_message(element: &Element, document: &Document<'_>, trail: &Trail) -> Option<Vec<Found>> {
    let acquisition = element.elements().find(|child| child.name == "LicenseAcquisition")?;
    let message = acquisition.elements().find(|child| child.name == "Challenge")?;
    let trail = trail.then(Step::KeyMessage).at("LicenseAcquisition/Challenge");
    if message.elements().next().is_some() {
        let mut found = Vec::new();
        visit(message, document, &trail, &mut found);
        return Some(found);
    }
    look_inside(message.text().ok()?.trim().as_bytes(), &trail)
}

/// A challenge, and the header in it.
fn challenge(element: &Element, document: &Document<'_>, trail: &Trail) -> Option<Vec<Found>> {
    let mut found = vec![trail.found(Item::Challenge { xml: document.text.to_owned() })];
    for child in element.elements() {
        visit(child, document, &trail.at(&child.name), &mut found);
    }
    Some(found)
}

/// A license response, with everything in it.
fn response(_: &Element, document: &Document<'_>, trail: &Trail) -> Option<Vec<Found>> {
    Some(vec![trail.found(Item::LicenseResponse { xml: document.text.to_owned() })])
}

fn service_message(_: &Element, document: &Document<'_>, trail: &Trail) -> Option<Vec<Found>> {
    Some(vec![trail.found(Item::ServiceMessage { xml: document.text.to_owned() })])
}

fn fault(_: &Element, document: &Document<'_>, trail: &Trail) -> Option<Vec<Found>> {
    Some(vec![trail.found(Item::Fault { xml: document.text.to_owned() })])
}

fn header(element: &Element, document: &Document<'_>, trail: &Trail) -> Option<Vec<Found>> {
    let bytes = element.source(document.text).as_bytes().to_vec();
    Some(vec![trail.found(Item::WrmHeader { bytes })])
}
