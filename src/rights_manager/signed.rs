//! The signature over a part of a message, the same for every operation and response.
//!
//! The form is that of XML signatures, but what is hashed is not what the named canonicalisation would give: the digest is the
//! SHA-256 of the literal text of the signed element, from `<` to `>`, and the signature is over the literal text of `SignedInfo`.
//! So nothing is serialised anew here. Since literal text says nothing about declarations outside of it, both elements must
//! declare their own namespace and use no prefixes; the header of the content inside a challenge is the one exception, and it is
//! read from its own literal text.

use super::names::{CANONICAL_XML, DSIG, ECDSA_SHA256, SHA256};
use super::soap::{array, named, required, shorten};
use crate::bytes::{ParseError, ParseErrorKind, ParseResult};
use crate::crypto::{PrivateKey, PublicKey, sha256};
use crate::keys::text::to_base64;
use crate::xml::{Element, XmlWriter};

/// A signature and what it was found to be over. It is not known to be good before [`Signed::verify`].
#[derive(Clone, Debug)]
pub struct Signed {
    id: String,
    signed_info: String,
    stated_digest: [u8; 32],
    digest: [u8; 32],
    value: [u8; 64],
    key: Option<PublicKey>,
}

/// Why a signature is no good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The digest is that of another text: what was signed has been changed.
    #[error("the digest is not that of the signed element: it was changed after it was signed")]
    WrongDigest,
    /// The signature is not this key's, or the digest was changed with the text.
    #[error("the signature is not that of the key")]
    WrongSignature,
}

impl Signed {
    /// Reads `signature`, the element `Signature` beside the signed `element` of a message.
    ///
    /// # Errors
    /// When it does not have exactly the parts of this form, names other algorithms, or refers to anything but `element`; when its
    /// key is no point of the curve.
    pub(super) fn read(element: &Element, signature: &Element, text: &str) -> ParseResult<Self> {
        let id =
            element.attribute("Id").ok_or_else(|| element.error(format!("{} without Id", element.name)))?;
        unambiguous(element, "ContentHeader")?;
        named(signature, "Signature", Some(DSIG))?;
        unambiguous(signature, "")?;
        parts(signature, &["SignedInfo", "SignatureValue", "KeyInfo"])?;

        let signed_info = named(required(signature, "SignedInfo")?, "SignedInfo", Some(DSIG))?;
        parts(signed_info, &["CanonicalizationMethod", "SignatureMethod", "Reference"])?;
        algorithm(signed_info, "CanonicalizationMethod", CANONICAL_XML)?;
        algorithm(signed_info, "SignatureMethod", ECDSA_SHA256)?;
        let reference = required(signed_info, "Reference")?;
        parts(reference, &["DigestMethod", "DigestValue"])?;
        algorithm(reference, "DigestMethod", SHA256)?;
        let target = reference.attribute("URI").and_then(|uri| uri.strip_prefix('#'));
        if target != Some(id) || id.is_empty() {
            let uri = shorten(reference.attribute("URI").unwrap_or_default());
            return Err(reference
                .error(format!("the signature refers to {uri:?}, not to {} beside it", element.name)));
        }
        Ok(Self {
            id: id.to_owned(),
            signed_info: signed_info.source(text).to_owned(),
            stated_digest: array(required(reference, "DigestValue")?)?,
            digest: sha256(&[element.source(text).as_bytes()]),
            value: array(required(signature, "SignatureValue")?)?,
            key: signature.child("KeyInfo")?.map(public_key).transpose()?,
        })
    }

    /// The `Id` of the signed element.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The key that the message itself names. It says who claims to have signed, and no more.
    pub fn key(&self) -> Option<PublicKey> {
        self.key
    }

    /// Whether the signature is that of `key` over the element it was read beside.
    ///
    /// # Errors
    /// When it is not.
    pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
        if self.stated_digest != self.digest {
            return Err(SignatureError::WrongDigest);
        }
        if key.verifies(self.signed_info.as_bytes(), &self.value) {
            Ok(())
        } else {
            Err(SignatureError::WrongSignature)
        }
    }
}

/// The element `Signature` over `signed`, the literal text of an element with this `id`. `with_key` adds the public key, as
/// clients do; servers send a certificate chain inside the signed element instead.
pub fn write(signed: &str, id: &str, key: &PrivateKey, with_key: bool) -> String {
    let signed_info = signed_info(signed, id);
    let mut w = XmlWriter::new();
    w.start("Signature", [("xmlns", DSIG)]);
    w.raw(&signed_info);
    w.element("SignatureValue", [], &to_base64(&key.sign(signed_info.as_bytes())));
    if with_key {
        w.start("KeyInfo", [("xmlns", DSIG)]);
        w.start("KeyValue", []);
        w.start("ECCKeyValue", []);
        w.element("PublicKey", [], &to_base64(key.public().bytes()));
    }
    w.finish()
}

fn signed_info(signed: &str, id: &str) -> String {
    let mut w = XmlWriter::new();
    w.start("SignedInfo", [("xmlns", DSIG)]);
    w.element("CanonicalizationMethod", [("Algorithm", CANONICAL_XML)], "");
    w.element("SignatureMethod", [("Algorithm", ECDSA_SHA256)], "");
    w.start("Reference", [("URI", format!("#{id}").as_str())]);
    w.element("DigestMethod", [("Algorithm", SHA256)], "");
    w.element("DigestValue", [], &to_base64(&sha256(&[signed.as_bytes()])));
    w.finish()
}

/// Only these children, each at most once.
fn parts(parent: &Element, known: &[&str]) -> ParseResult<()> {
    let mut seen: Vec<&str> = Vec::new();
    for child in parent.elements() {
        if !known.contains(&child.name.as_str()) {
            return Err(child.error(format!(
                "{} in {}, where it has no place",
                shorten(&child.name),
                parent.name
            )));
        }
        if seen.contains(&child.name.as_str()) {
            return Err(child.error(format!("a second {} in {}", child.name, parent.name)));
        }
        seen.push(&child.name);
    }
    Ok(())
}

/// The one algorithm that is known here. Some clients leave the element out.
fn algorithm(parent: &Element, name: &str, known: &str) -> ParseResult<()> {
    match parent.child(name)?.map(|element| (element, element.attribute("Algorithm"))) {
        None => Ok(()),
        Some((_, Some(found))) if found == known => Ok(()),
        Some((element, found)) => {
            let found = shorten(found.unwrap_or_default());
            let text = format!("the algorithm of {name} is {found:?}, expected {known:?}");
            Err(ParseError { kind: ParseErrorKind::Unsupported, ..element.error(text) })
        }
    }
}

fn public_key(key_info: &Element) -> ParseResult<PublicKey> {
    let value = required(required(key_info, "KeyValue")?, "ECCKeyValue")?;
    let element = required(value, "PublicKey")?;
    PublicKey::from_bytes(array(element)?).map_err(|error| element.error(format!("PublicKey: {error}")))
}

/// Refuses what would read differently elsewhere: prefixes, declarations of prefixes, and elements without end tag, which other
/// implementations write out before they hash. The content of `opaque` is not looked at.
fn unambiguous(element: &Element, opaque: &str) -> ParseResult<()> {
    if element.name.contains(':') {
        return Err(element.error(format!("{} has a prefix inside a signed part", shorten(&element.name))));
    }
    if let Some(declared) = element.attributes.iter().find(|a| a.name.starts_with("xmlns:")) {
        return Err(element.error(format!("{} is declared inside a signed part", shorten(&declared.name))));
    }
    if element.self_closed {
        return Err(element
            .error(format!("{} has no end tag; a signed part must have them all", shorten(&element.name))));
    }
    if element.name == opaque {
        return Ok(());
    }
    // No deeper than the reader allows.
    element.elements().try_for_each(|child| unambiguous(child, opaque))
}
