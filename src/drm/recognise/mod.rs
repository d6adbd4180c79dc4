//! Recognises what engineers paste: `pssh` boxes, PlayReady Objects, WRM headers, Widevine data, key IDs, manifests and key
//! messages, each also as base64, hexadecimal or UTF-16 text, and says by which steps it was found.
//!
//! Every kind is a row of a table: [`KINDS`] for whole inputs, [`xml::ELEMENTS`] for elements of XML documents.

mod found;
mod kinds;
mod movie;
mod playlist;
mod pssh_input;
mod text;
mod xml;

pub use found::{CredentialKind, Form, Found, Item, KidOrder, Step, swapped};
pub use kinds::{KINDS, Kind};
pub use pssh_input::{PsshInput, recognise_pssh_input};
pub(in crate::drm) use text::header_text;
pub use xml::ELEMENTS;

use crate::{Error, Result};

/// Decoding steps that are taken at most: base64 of a key message of a challenge of a header, and room for double coding.
const MAX_STEPS: usize = 10;

/// Longest input that is searched, in bytes.
pub const MAX_INPUT_LEN: usize = 16 << 20;

/// Everything header-like in the input, in its order. What is recognised but broken inside a manifest is
/// [`Item::Broken`] there; the other entries still come.
///
/// # Errors
/// When nothing is recognised, or what the input as a whole is has a broken frame (a `pssh` box cut off).
pub fn recognise(input: &[u8]) -> Result<Vec<Found>> {
    let found = scan(input)?;
    match found.iter().find(|found| found.place.is_empty() && matches!(found.item, Item::Broken { .. })) {
        Some(Found { item: Item::Broken { error, hint, .. }, .. }) => {
            Err(Error::from(error.clone()).hint(*hint))
        }
        _ => Ok(found),
    }
}

/// Like [`recognise`], but broken `pssh` boxes are given as [`Item::Broken`], for reports on what is wrong.
///
/// # Errors
/// When nothing is recognised.
pub fn scan(input: &[u8]) -> Result<Vec<Found>> {
    if input.len() > MAX_INPUT_LEN {
        let message = format!("{} bytes; headers and manifests have at most {MAX_INPUT_LEN}", input.len());
        return Err(Error::unsupported(message));
    }
    look(input, &Trail::default()).filter(|found| !found.is_empty()).ok_or_else(|| {
        let names: Vec<&str> = KINDS.iter().filter(|kind| !kind.is_encoding).map(|kind| kind.name).collect();
        Error::malformed(format!("{} is not recognised as any of: {}", outline(input), names.join(", ")))
            .hint("give the bytes, base64 or hexadecimal text of one of these, whole")
    })
}

/// How the search came to some bytes.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    form: Form,
    place: String,
}

impl Trail {
    /// One decoding step further.
    fn then(&self, step: Step) -> Self {
        let mut trail = self.clone();
        trail.form.0.push(step);
        trail
    }

    /// At a place inside what was found so far.
    fn at(&self, place: &str) -> Self {
        let mut trail = self.clone();
        if !trail.place.is_empty() && !place.is_empty() {
            trail.place.push('/');
        }
        trail.place.push_str(place);
        trail
    }

    fn found(&self, item: Item) -> Found {
        Found { form: self.form.clone(), place: self.place.clone(), offset: 0, item }
    }
}

/// Asks every kind in turn.
fn look(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    if trail.form.0.len() >= MAX_STEPS {
        return None;
    }
    KINDS.iter().find_map(|kind| (kind.look)(input, trail))
}

/// The length and the start of the input, in a form that cannot spoil a terminal.
fn outline(input: &[u8]) -> String {
    let start: String = String::from_utf8_lossy(input).chars().take(24).collect();
    format!("input of {} bytes, starting {start:?},", input.len())
}

#[cfg(test)]
mod tests;
