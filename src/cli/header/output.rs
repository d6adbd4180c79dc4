//! How headers are printed.

use serde_json::{Value, json};

use crate::drm::HeaderForm;
use crate::drm::playready::{Algid, WrmHeader};
use crate::keys::text::{to_base64, to_hex};
use crate::{Error, Result};

#[derive(clap::ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    #[default]
    Pssh,
    Pro,
    Wrm,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    #[default]
    Base64,
    Hex,
    Raw,
    Text,
}

impl Form {
    /// Its word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pssh => "pssh",
            Self::Pro => "pro",
            Self::Wrm => "wrm",
        }
    }

    /// The form in the library.
    pub fn header_form(self) -> HeaderForm {
        match self {
            Self::Pssh => HeaderForm::Pssh,
            Self::Pro => HeaderForm::Object,
            Self::Wrm => HeaderForm::Header,
        }
    }
}

impl Encoding {
    /// Text is the WRM header alone.
    ///
    /// # Errors
    /// When text of another form is wanted.
    pub fn check(self, form: Form) -> Result<()> {
        if self == Self::Text && form != Form::Wrm {
            return Err(Error::usage("--encoding text prints a WRM header only").hint("add --form wrm"));
        }
        Ok(())
    }

    /// What is printed for `bytes`, or for the text of the header in them.
    pub fn print(self, bytes: Vec<u8>, xml: &str) -> Vec<u8> {
        match self {
            Self::Base64 => (to_base64(&bytes) + "\n").into_bytes(),
            Self::Hex => (to_hex(&bytes) + "\n").into_bytes(),
            Self::Raw => bytes,
            Self::Text => format!("{xml}\n").into_bytes(),
        }
    }
}

/// The JSON document for a header in a form.
pub fn document(header: &WrmHeader, form: Form, bytes: &[u8]) -> Vec<u8> {
    let mut document = describe(header);
    document["form"] = json!(form.name());
    document["data_base64"] = json!(to_base64(bytes));
    format!("{document:#}\n").into_bytes()
}

/// The JSON fields of a WRM header.
fn describe(header: &WrmHeader) -> Value {
    let kids = header.kids.iter().map(|kid| {
        json!({
            "kid": kid.kid,
            "guid_base64": kid.kid.guid_base64(),
            "algid": kid.algid.map(Algid::name),
            "checksum": kid.checksum.as_deref().map(to_base64),
        })
    });
    json!({
        "version": header.version.attribute(),
        "kids": kids.collect::<Vec<_>>(),
        "la_url": header.la_url,
        "lui_url": header.lui_url,
        "ds_id": header.ds_id,
        "custom_attributes": header.custom_attributes,
        "decryptor_setup": header.decryptor_setup,
        "license_requested": header.license_requested,
    })
}
