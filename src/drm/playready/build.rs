//! Makes WRM headers from keys and options.

use super::{Algid, NAMESPACE, WrmHeader, WrmKid, WrmVersion, checksum};
use crate::drm::HeaderKey;
use crate::keys::text::{array_from_base64, to_base64};
use crate::xml;
use crate::{Error, Result};

/// What a WRM header holds beside its keys.
#[derive(Clone, Debug, Default)]
pub struct HeaderOptions {
    /// The version; `None` takes the lowest that can hold the rest.
    pub version: Option<WrmVersion>,
    /// License acquisition URL, absolute.
    pub la_url: Option<String>,
    /// URL for license acquisition with user interface, absolute.
    pub lui_url: Option<String>,
    /// Domain service ID: base64 of 16 bytes.
    pub ds_id: Option<String>,
    /// XML: a `CUSTOMATTRIBUTES` element or what is to stand inside one. It is brought into canonical form.
    pub custom_attributes: Option<String>,
    /// Writes `DECRYPTORSETUP` `ONDEMAND`: licenses come later (live, key rotation).
    pub on_demand: bool,
    /// `LICENSEREQUESTED`.
    pub license_requested: Option<bool>,
}

impl WrmHeader {
    /// A header for these keys under one cipher. AESCTR keys that are known get their checksum.
    ///
    /// # Errors
    /// [`Error::usage`] when an option is malformed, or the version cannot hold the rest.
    pub fn build(keys: &[HeaderKey], algid: Algid, options: &HeaderOptions) -> Result<Self> {
        if algid == Algid::Cocktail {
            return Err(Error::usage("headers for COCKTAIL are not made: use AESCTR or AESCBC"));
        }
        let mut header = Self::new(WrmVersion::V4_0);
        for HeaderKey { kid, key } in keys {
            let key = key.as_ref().filter(|_| algid == Algid::AesCtr);
            header.kids.push(WrmKid {
                kid: *kid,
                algid: Some(algid),
                checksum: key.map(|key| checksum::aes_ctr(kid, key).to_vec()),
            });
        }
        header.la_url = options.la_url.as_deref().map(|url| absolute_url("LA_URL", url)).transpose()?;
        header.lui_url = options.lui_url.as_deref().map(|url| absolute_url("LUI_URL", url)).transpose()?;
        header.ds_id = options.ds_id.as_deref().map(domain_service_id).transpose()?;
        header.custom_attributes = options.custom_attributes.as_deref().map(custom_attributes).transpose()?;
        header.decryptor_setup = options.on_demand.then(|| "ONDEMAND".to_owned());
        header.license_requested = options.license_requested;
        header.version = options.version.unwrap_or_else(|| header.least_version().0);
        match header.broken_rule() {
            Some(rule) => Err(Error::usage(rule)),
            None => Ok(header),
        }
    }
}

/// Whether a URL has a scheme and a host, and no white space: headers take absolute URLs only.
pub fn is_absolute_url(url: &str) -> bool {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let scheme_is_valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let host_is_empty = rest.is_empty() || rest.starts_with(['/', '?', '#']);
    scheme_is_valid && !host_is_empty && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}

fn absolute_url(name: &str, url: &str) -> Result<String> {
    if !is_absolute_url(url) {
        return Err(Error::usage(format!("{name} {url:?} is not an absolute URL"))
            .hint("write it whole, such as https://host/rightsmanager.asmx"));
    }
    if url.contains("&amp;") {
        return Err(Error::usage(format!("{name} {url:?} is XML-escaped already"))
            .hint("write a plain & in URLs; it is escaped in the header"));
    }
    Ok(url.to_owned())
}

fn domain_service_id(base64: &str) -> Result<String> {
    array_from_base64::<16>(base64)
        .map(|guid| to_base64(&guid))
        .ok_or_else(|| Error::usage(format!("DS_ID {base64:?} is not base64 of 16 bytes (a GUID)")))
}

/// The canonical `CUSTOMATTRIBUTES` element of what the user gives.
fn custom_attributes(given: &str) -> Result<String> {
    let wrong = |error| Error::usage(format!("custom attributes: {error}"));
    let whole = xml::read(given).ok().filter(|root| root.name == "CUSTOMATTRIBUTES");
    let element = match whole {
        Some(element) => element,
        None => {
            xml::read(&format!("<CUSTOMATTRIBUTES>{given}</CUSTOMATTRIBUTES>")).map_err(|mut error| {
                // The offset would count the tag that is put in front.
                error.offset = None;
                wrong(error)
            })?
        }
    };
    if element.elements().next().is_none() {
        return Err(Error::usage("custom attributes hold no element")
            .hint("give XML such as <Title>Sintel</Title>, in one CUSTOMATTRIBUTES element or without"));
    }
    xml::canonical(&element, &[("", NAMESPACE)]).map_err(wrong)
}
