//! The fields of a body as a list of names and values, for everything that shows or compares licenses.

use super::body::{Body, cipher, guid_text, key_type};
use super::object::Object;
use crate::keys::text::{to_base64, to_hex};

/// The value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// A number.
    Number(u64),
    /// Seconds since 1970; `None` for no such time.
    Time(Option<u32>),
    /// A span in seconds.
    Seconds(u32),
    /// Text: a GUID, hexadecimal digits, a word.
    Text(String),
}

/// One field of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, lower-case with underscores.
    pub name: &'static str,
    /// Its value.
    pub value: FieldValue,
    /// What the value means, when it does not say so itself.
    pub meaning: Option<String>,
}

impl Field {
    fn new(name: &'static str, value: FieldValue) -> Self {
        Self { name, value, meaning: None }
    }

    fn number(name: &'static str, value: impl Into<u64>) -> Self {
        Self::new(name, FieldValue::Number(value.into()))
    }

    fn text(name: &'static str, value: impl Into<String>) -> Self {
        Self::new(name, FieldValue::Text(value.into()))
    }

    fn guid(name: &'static str, value: &[u8; 16]) -> Self {
        Self::text(name, guid_text(value))
    }

    fn hex(name: &'static str, value: &[u8]) -> Self {
        Self::text(name, to_hex(value))
    }

    fn meaning(mut self, meaning: impl Into<String>) -> Self {
        self.meaning = Some(meaning.into());
        self
    }
}

impl Object {
    /// The fields of the object in the order of the file, without header and children. An encrypted key and auxiliary keys are given by
    /// their lengths only.
    pub fn fields(&self) -> Vec<Field> {
        let time = |name, value: &u32| vec![Field::new(name, FieldValue::Time(Some(*value)))];
        let seconds = |name, value: &u32| vec![Field::new(name, FieldValue::Seconds(*value))];
        match &self.body {
            Body::Container(_) | Body::RealTimeExpiration => Vec::new(),
            Body::MinimumEnvironment { security_level, application_list, device_list } => vec![
                Field::number("security_level", *security_level),
                Field::number("application_list", *application_list),
                Field::number("device_list", *device_list),
            ],
            Body::OutputProtectionLevels(levels) => vec![
                Field::number("compressed_digital_video", levels.compressed_digital_video),
                Field::number("uncompressed_digital_video", levels.uncompressed_digital_video),
                Field::number("analog_video", levels.analog_video),
                Field::number("compressed_digital_audio", levels.compressed_digital_audio),
                Field::number("uncompressed_digital_audio", levels.uncompressed_digital_audio),
            ],
            Body::Configuration { id, data } => {
                vec![Field::guid("id", id), Field::text("data_base64", to_base64(data))]
            }
            Body::ContentKey(key) => vec![
                Field::text("kid", key.key_id().to_string())
                    .meaning(format!("guid:{}", key.key_id().guid_base64())),
                Field::number("key_type", key.key_type).meaning(key_type::name(key.key_type)),
                Field::number("cipher", key.cipher).meaning(cipher::name(key.cipher)),
                Field::number("encrypted_key_length", key.data.len() as u64).meaning("bytes"),
            ],
            Body::Signature(signature) => vec![
                Field::number("signature_type", signature.signature_type).meaning(
                    match signature.signature_type {
                        super::SIGNATURE_AES_CMAC => "AES-128-CMAC",
                        _ => "unknown",
                    },
                ),
                Field::hex("signature", &signature.code),
            ],
            Body::Rights(rights) => vec![Field::number("rights", *rights).meaning(if rights & 1 == 0 {
                "may be stored"
            } else {
                "must not be stored"
            })],
            Body::Expiration { begin, end } => vec![
                Field::new("begin", FieldValue::Time(Some(*begin).filter(|begin| *begin != 0))),
                Field::new("end", FieldValue::Time(Some(*end).filter(|end| *end != u32::MAX))),
            ],
            Body::IssueDate(value) => time("issue_date", value),
            Body::ExpireAfterFirstUse(value)
            | Body::ExpireAfterFirstStore(value)
            | Body::ExpireAfterFirstPlay(value) => seconds("seconds", value),
            Body::GracePeriod(value) => seconds("seconds", value),
            Body::MeteringId(id) | Body::SecureStop(id) | Body::SecureStop2(id) => {
                vec![Field::hex("metering_id", id).meaning(guid_text(id))]
            }
            Body::PlayCount(count) | Body::CopyCount(count) => vec![Field::number("count", *count)],
            Body::SourceId(id) => vec![Field::number("source_id", *id)],
            Body::Domain { account_id, revision } => {
                vec![Field::guid("account_id", account_id), Field::number("revision", *revision)]
            }
            Body::DeviceKey { curve, key } => vec![
                Field::number("curve", *curve).meaning(if *curve == super::CURVE_P256 {
                    "P-256"
                } else {
                    "unknown"
                }),
                Field::hex("public_key", key).meaning("the key that the license is bound to, X and Y"),
            ],
            Body::RevocationInformationVersion(sequence) => vec![Field::number("sequence", *sequence)],
            Body::EmbeddingBehavior(value) => vec![Field::number("embedding_behavior", *value)],
            Body::SecurityLevel(level) => vec![Field::number("minimum_security_level", *level)],
            Body::MoveEnabler(level) => vec![Field::number("minimum_protection_level", *level)],
            Body::Enabler(id) => vec![Field::guid("id", id)],
            Body::UplinkKid(uplink) => vec![
                Field::guid("root_kid", &uplink.kid),
                Field::number("checksum_type", uplink.checksum_type),
                Field::hex("checksum", &uplink.checksum),
            ],
            Body::RemovalDate(value) => time("removal_date", value),
            Body::AuxiliaryKeys(keys) => vec![
                Field::number("count", keys.len() as u64),
                Field::text("locations", numbers(keys.iter().map(|key| key.location))),
            ],
            Body::UplinkX(uplink) => vec![
                Field::guid("uplink_key_id", &uplink.key_id),
                Field::hex("checksum", &uplink.checksum),
                Field::text("locations", numbers(uplink.locations.iter().copied())),
            ],
            Body::Raw(bytes) => vec![Field::text("data_base64", to_base64(bytes))],
        }
    }
}

fn numbers(values: impl Iterator<Item = u32>) -> String {
    values.map(|value| value.to_string()).collect::<Vec<_>>().join(" ")
}
