//! The WRM header and its canonical text.

use std::fmt;
use std::str::FromStr;

use super::WrmVersion;
use crate::keys::KeyId;
use crate::keys::text::to_base64;
use crate::xml::XmlWriter;
use crate::{Error, Result};

/// The namespace of every version.
pub const NAMESPACE: &str = "http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader";

/// The cipher of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algid {
    /// AES-128 in counter mode: `cenc`, `cens`, PIFF.
    AesCtr,
    /// AES-128 in CBC mode: `cbcs`, `cbc1`.
    AesCbc,
    /// The cipher of Windows Media DRM; read, but not made.
    Cocktail,
}

impl Algid {
    /// The word in headers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AesCtr => "AESCTR",
            Self::AesCbc => "AESCBC",
            Self::Cocktail => "COCKTAIL",
        }
    }

    /// The cipher of this word.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::AesCtr, Self::AesCbc, Self::Cocktail].into_iter().find(|algid| algid.name() == name)
    }

    /// The cipher of a protection scheme type, if PlayReady has one for it.
    pub fn for_scheme(scheme_type: [u8; 4]) -> Option<Self> {
        match &scheme_type {
            b"cenc" | b"cens" | b"piff" => Some(Self::AesCtr),
            b"cbcs" | b"cbc1" => Some(Self::AesCbc),
            _ => None,
        }
    }
}

impl fmt::Display for Algid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Algid {
    type Err = Error;

    /// Reads the ciphers that headers are made for.
    fn from_str(text: &str) -> Result<Self> {
        Self::from_name(text)
            .filter(|algid| *algid != Self::Cocktail)
            .ok_or_else(|| Error::usage(format!("{text:?} is neither AESCTR nor AESCBC")))
    }
}

/// A key ID in a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrmKid {
    /// The key ID.
    pub kid: KeyId,
    /// Its cipher; missing only in version 4.3.
    pub algid: Option<Algid>,
    /// Its key checksum: 8 bytes for AESCTR.
    pub checksum: Option<Vec<u8>>,
}

/// A WRM header (PlayReady Header).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrmHeader {
    /// Its version.
    pub version: WrmVersion,
    /// Its key IDs in order.
    pub kids: Vec<WrmKid>,
    /// License acquisition URL.
    pub la_url: Option<String>,
    /// URL for license acquisition with user interface.
    pub lui_url: Option<String>,
    /// Domain service ID, base64 of a GUID.
    pub ds_id: Option<String>,
    /// The whole `CUSTOMATTRIBUTES` element in canonical form.
    pub custom_attributes: Option<String>,
    /// `DECRYPTORSETUP`; the only defined value is `ONDEMAND`.
    pub decryptor_setup: Option<String>,
    /// `LICENSEREQUESTED`.
    pub license_requested: Option<bool>,
}

impl WrmHeader {
    /// A header without content.
    pub fn new(version: WrmVersion) -> Self {
        Self {
            version,
            kids: Vec::new(),
            la_url: None,
            lui_url: None,
            ds_id: None,
            custom_attributes: None,
            decryptor_setup: None,
            license_requested: None,
        }
    }

    /// The canonical XML text: elements in the order of Microsoft's own headers, attributes sorted, explicit end tags,
    /// no white space, no declaration.
    ///
    /// # Errors
    /// When the header breaks a rule of its version.
    pub fn write(&self) -> Result<String> {
        if let Some(rule) = self.broken_rule() {
            return Err(Error::malformed(rule));
        }
        let mut w = XmlWriter::new();
        w.start("WRMHEADER", [("xmlns", NAMESPACE), ("version", self.version.attribute())]);
        w.start("DATA", []);
        match self.version {
            WrmVersion::V4_0 => self.write_single_key(&mut w),
            _ => self.write_protect_info(&mut w),
        }
        let mut optional = |name: &str, text: &Option<String>| {
            if let Some(text) = text {
                w.element(name, [], text);
            }
        };
        optional("LA_URL", &self.la_url);
        optional("LUI_URL", &self.lui_url);
        optional("DS_ID", &self.ds_id);
        if let Some(xml) = &self.custom_attributes {
            w.raw(xml);
        }
        if let Some(value) = &self.decryptor_setup {
            w.element("DECRYPTORSETUP", [], value);
        }
        Ok(w.finish())
    }

    /// Version 4.0: cipher, key ID and checksum are elements.
    fn write_single_key(&self, w: &mut XmlWriter) {
        for WrmKid { kid, algid, checksum } in &self.kids {
            let algid = algid.unwrap_or(Algid::AesCtr);
            w.start("PROTECTINFO", []);
            w.element("KEYLEN", [], if algid == Algid::Cocktail { "7" } else { "16" });
            w.element("ALGID", [], algid.name());
            w.end();
            w.element("KID", [], &kid.guid_base64());
            if let Some(checksum) = checksum {
                w.element("CHECKSUM", [], &to_base64(checksum));
            }
        }
    }

    /// Versions 4.1 to 4.3: cipher, checksum and key ID are attributes of `KID`.
    fn write_protect_info(&self, w: &mut XmlWriter) {
        if self.kids.is_empty() && self.license_requested.is_none() {
            return;
        }
        let requested = self.license_requested.map(|requested| if requested { "true" } else { "false" });
        w.start("PROTECTINFO", requested.map(|value| ("LICENSEREQUESTED", value)));
        let listed = self.version >= WrmVersion::V4_2 && !self.kids.is_empty();
        if listed {
            w.start("KIDS", []);
        }
        for WrmKid { kid, algid, checksum } in &self.kids {
            let checksum = checksum.as_deref().map(to_base64);
            let value = kid.guid_base64();
            let algid = algid.map(|algid| ("ALGID", algid.name()));
            let checksum = checksum.as_deref().map(|checksum| ("CHECKSUM", checksum));
            w.element("KID", algid.into_iter().chain(checksum).chain([("VALUE", value.as_str())]), "");
        }
        if listed {
            w.end();
        }
        w.end();
    }
}
