//! The bodies of certificate objects, read and write side by side.

use super::super::numbers::CertificateType;
use super::CertifiedKey;
use super::object::header;
use crate::bytes::{ParseError, ParseResult, Reader, Writer};
use crate::crypto::PublicKey;

/// Elliptic curve P-256 as keys and signatures name it.
const P256: u16 = 1;

/// Length of a P-256 public key in bits.
const KEY_BITS: u16 = 512;

/// Bytes of the strings of authorities, whose length does not tell the text's.
const FIXED_STRING_LEN: usize = 128;

/// What an object says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// 0x01: what the certificate is.
    Basic(Basic),
    /// 0x02: which domain.
    Domain(DomainInfo),
    /// 0x03: a PC.
    Pc {
        /// Security version.
        security_version: u32,
    },
    /// 0x04: limits of a device.
    Device {
        /// Longest license, bytes.
        max_license_size: u32,
        /// Longest header, bytes.
        max_header_size: u32,
        /// Most licenses of a chain.
        max_chain_depth: u32,
    },
    /// 0x05: features.
    Features(Vec<u32>),
    /// 0x06: keys.
    Keys(Vec<CertifiedKey>),
    /// 0x07: who made it.
    Manufacturer(Manufacturer),
    /// 0x08: the signature.
    Signature(SignatureBody),
    /// 0x09, 0x10 and 0x11: security versions of a platform.
    SecurityVersion {
        /// Security version.
        security_version: u32,
        /// Platform.
        platform: u32,
    },
    /// 0x0A: what is metered.
    Metering(MeteringInfo),
    /// 0x0B: the key that signs the extended data.
    ExtendedKey {
        /// The key.
        key: PublicKey,
        /// Flags; none is known.
        flags: u32,
    },
    /// 0x0C: extended data.
    Extended(Extended),
    /// 0x0F: a server.
    Server {
        /// Days before expiry at which to warn.
        warning_days: u32,
    },
    /// Any other type.
    Unknown(Vec<u8>),
}

/// What the certificate is (object 0x01).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basic {
    /// Serial number.
    pub cert_id: [u8; 16],
    /// Security level.
    pub security_level: u32,
    /// Bit 0: there is extended data.
    pub flags: u32,
    /// What it is for.
    pub kind: CertificateType,
    /// SHA-256 of the first key.
    pub digest: [u8; 32],
    /// Seconds since 1970, `0xFFFFFFFF` never.
    pub expiry: u32,
    /// The client it was made for.
    pub client_id: [u8; 16],
}

/// Which domain (object 0x02).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainInfo {
    /// The service.
    pub service_id: [u8; 16],
    /// The account.
    pub account_id: [u8; 16],
    /// Revision of the domain's key.
    pub revision: u32,
    /// Where to join, as it stands in the object: with its terminating NUL, if it has one.
    pub url: Vec<u8>,
}

impl DomainInfo {
    /// The URL as text.
    pub fn url_text(&self) -> String {
        text(&self.url)
    }
}

/// What is metered (object 0x0A).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeteringInfo {
    /// The metering id.
    pub id: [u8; 16],
    /// Where to report, as it stands in the object: with its terminating NUL, if it has one.
    pub url: Vec<u8>,
}

impl MeteringInfo {
    /// The URL as text.
    pub fn url_text(&self) -> String {
        text(&self.url)
    }
}

/// Who made it (object 0x07). The strings are as they stand in the object: with NULs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manufacturer {
    /// Flags.
    pub flags: u32,
    /// Manufacturer.
    pub manufacturer: Vec<u8>,
    /// Model name.
    pub model_name: Vec<u8>,
    /// Model number.
    pub model_number: Vec<u8>,
}

impl Manufacturer {
    /// As leafs have it: each string with a terminating NUL that its length counts.
    pub fn of_leaf(manufacturer: &str, model_name: &str, model_number: &str) -> Self {
        let [manufacturer, model_name, model_number] = [manufacturer, model_name, model_number].map(with_nul);
        Self { flags: 0, manufacturer, model_name, model_number }
    }

    /// As authorities have it: each string filled with NULs to 128 bytes, and cut there.
    pub fn of_authority(manufacturer: &str, model_name: &str, model_number: &str) -> Self {
        let fixed = |text: &str| {
            let mut bytes: Vec<u8> = text.bytes().take(FIXED_STRING_LEN - 1).collect();
            bytes.resize(FIXED_STRING_LEN, 0);
            bytes
        };
        let [manufacturer, model_name, model_number] = [manufacturer, model_name, model_number].map(fixed);
        Self { flags: 0, manufacturer, model_name, model_number }
    }

    /// The three strings as text, without NULs at their ends.
    pub fn texts(&self) -> [String; 3] {
        [&self.manufacturer, &self.model_name, &self.model_number].map(|bytes| text(bytes))
    }

    /// The strings that are not empty, with spaces between them.
    pub fn name(&self) -> String {
        let texts = self.texts();
        let parts: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        parts.join(" ")
    }
}

/// The signature (object 0x08).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureBody {
    /// r ‖ s.
    pub signature: [u8; 64],
    /// The key that made it.
    pub issuer_key: PublicKey,
}

/// Extended data (object 0x0C): a hardware id (0x0E) and its signature (0x0D).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extended {
    /// The hardware id object with its header and padding: what the signature covers.
    pub record: Vec<u8>,
    /// The hardware id.
    pub hardware_id: Vec<u8>,
    /// Flags of the signature object.
    pub signature_flags: u16,
    /// r ‖ s over `record`, by the extended data signing key.
    pub signature: [u8; 64],
}

/// Text with the NUL that string lengths count.
pub(in crate::pki) fn with_nul(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.push(0);
    bytes
}

/// Text of a string, without NULs at its end.
fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}

impl Body {
    /// Reads the body of an object of a type; everything must be used up.
    pub(super) fn read(object_type: u16, r: &mut Reader<'_>) -> ParseResult<Self> {
        let body = match object_type {
            0x01 => Self::Basic(Basic {
                cert_id: r.array("certificate id")?,
                security_level: r.u32("security level")?,
                flags: r.u32("flags")?,
                kind: CertificateType(r.u32("certificate type")?),
                digest: r.array("digest")?,
                expiry: r.u32("expiry")?,
                client_id: r.array("client id")?,
            }),
            0x02 => Self::Domain(DomainInfo {
                service_id: r.array("service id")?,
                account_id: r.array("account id")?,
                revision: r.u32("revision")?,
                url: padded(r, "URL")?,
            }),
            0x03 => Self::Pc { security_version: r.u32("security version")? },
            0x04 => Self::Device {
                max_license_size: r.u32("license size")?,
                max_header_size: r.u32("header size")?,
                max_chain_depth: r.u32("chain depth")?,
            },
            0x05 => Self::Features(numbers(r, "feature count")?),
            0x06 => Self::Keys(keys(r)?),
            0x07 => Self::Manufacturer(Manufacturer {
                flags: r.u32("flags")?,
                manufacturer: padded(r, "manufacturer")?,
                model_name: padded(r, "model name")?,
                model_number: padded(r, "model number")?,
            }),
            0x08 => {
                let signature = signature(r)?;
                let at = r.offset();
                let bits = r.u32("issuer key length")?;
                if bits != u32::from(KEY_BITS) {
                    return Err(wrong_length(at, "issuer key", bits));
                }
                Self::Signature(SignatureBody { signature, issuer_key: public_key(r)? })
            }
            0x09 | 0x10 | 0x11 => Self::SecurityVersion {
                security_version: r.u32("security version")?,
                platform: r.u32("platform")?,
            },
            0x0a => Self::Metering(MeteringInfo { id: r.array("metering id")?, url: padded(r, "URL")? }),
            0x0b => {
                key_type(r)?;
                let flags = r.u32("key flags")?;
                Self::ExtendedKey { flags, key: public_key(r)? }
            }
            0x0c => Self::Extended(extended(r)?),
            0x0f => Self::Server { warning_days: r.u32("warning days")? },
            _ => Self::Unknown(r.rest().to_vec()),
        };
        r.end("the object")?;
        Ok(body)
    }

    /// Writes the body.
    pub(super) fn write(&self, w: &mut Writer) {
        match self {
            Self::Basic(basic) => {
                w.bytes(&basic.cert_id);
                w.u32(basic.security_level);
                w.u32(basic.flags);
                w.u32(basic.kind.0);
                w.bytes(&basic.digest);
                w.u32(basic.expiry);
                w.bytes(&basic.client_id);
            }
            Self::Domain(domain) => {
                w.bytes(&domain.service_id);
                w.bytes(&domain.account_id);
                w.u32(domain.revision);
                put_padded(w, &domain.url);
            }
            Self::Pc { security_version } => w.u32(*security_version),
            Self::Device { max_license_size, max_header_size, max_chain_depth } => {
                w.u32(*max_license_size);
                w.u32(*max_header_size);
                w.u32(*max_chain_depth);
            }
            Self::Features(features) => put_numbers(w, features),
            Self::Keys(keys) => {
                w.u32(count(keys.len()));
                for key in keys {
                    put_key(w, &key.key, key.flags);
                    put_numbers(w, &key.usages);
                }
            }
            Self::Manufacturer(made) => {
                w.u32(made.flags);
                for string in [&made.manufacturer, &made.model_name, &made.model_number] {
                    put_padded(w, string);
                }
            }
            Self::Signature(body) => {
                put_signature(w, &body.signature);
                w.u32(u32::from(KEY_BITS));
                w.bytes(body.issuer_key.bytes());
            }
            Self::SecurityVersion { security_version, platform } => {
                w.u32(*security_version);
                w.u32(*platform);
            }
            Self::Metering(metering) => {
                w.bytes(&metering.id);
                put_padded(w, &metering.url);
            }
            Self::ExtendedKey { key, flags } => put_key(w, key, *flags),
            Self::Extended(extended) => {
                w.bytes(&extended.record);
                w.u16(extended.signature_flags);
                w.u16(0x0d);
                w.u32(8 + 4 + 64);
                put_signature(w, &extended.signature);
            }
            Self::Server { warning_days } => w.u32(*warning_days),
            Self::Unknown(bytes) => w.bytes(bytes),
        }
    }
}

impl Extended {
    /// The hardware id object that an extended data signature covers.
    pub(super) fn record_of(hardware_id: &[u8]) -> Vec<u8> {
        let mut w = Writer::new();
        w.u16(super::FLAG_MUST_UNDERSTAND);
        w.u16(0x0e);
        w.u32(0);
        put_padded(&mut w, hardware_id);
        w.patch_u32(4, count(w.len()));
        w.into_vec()
    }
}

fn extended(r: &mut Reader<'_>) -> ParseResult<Extended> {
    let whole = r.peek_rest();
    let (_, object_type, offset, mut body) = header(r)?;
    if object_type != 0x0e {
        return Err(ParseError::malformed(
            offset,
            format!(
                "extended data begins with an object of type {object_type:#06x}, not a hardware id (0x000e)"
            ),
        ));
    }
    let record = whole.get(..whole.len() - r.remaining()).unwrap_or_default().to_vec();
    let hardware_id = padded(&mut body, "hardware id")?;
    body.end("the hardware id")?;
    let (signature_flags, object_type, offset, mut body) = header(r)?;
    if object_type != 0x0d {
        return Err(ParseError::malformed(
            offset,
            format!(
                "the hardware id is followed by an object of type {object_type:#06x}, not by its signature (0x000d)"
            ),
        ));
    }
    let signature = signature(&mut body)?;
    body.end("the extended data signature")?;
    Ok(Extended { record, hardware_id, signature_flags, signature })
}

/// A length, as many bytes, and zeros to a multiple of 4.
fn padded(r: &mut Reader<'_>, field: &str) -> ParseResult<Vec<u8>> {
    let len = r.u32(field)?;
    let len = r.check_count(u64::from(len), 1, field)?;
    let bytes = r.take(len, field)?.to_vec();
    let at = r.offset();
    let padding = r.take(len.next_multiple_of(4) - len, field)?;
    if padding.iter().any(|byte| *byte != 0) {
        return Err(ParseError::malformed(
            at,
            format!("the padding of the {field} is {padding:02x?}, not zeros"),
        ));
    }
    Ok(bytes)
}

fn put_padded(w: &mut Writer, bytes: &[u8]) {
    w.u32(count(bytes.len()));
    w.bytes(bytes);
    w.bytes([0; 3].get(..bytes.len().next_multiple_of(4) - bytes.len()).unwrap_or_default());
}

fn numbers(r: &mut Reader<'_>, field: &str) -> ParseResult<Vec<u32>> {
    let count = r.u32(field)?;
    let count = r.check_count(u64::from(count), 4, field)?;
    (0..count).map(|_| r.u32(field)).collect()
}

fn put_numbers(w: &mut Writer, numbers: &[u32]) {
    w.u32(count(numbers.len()));
    for number in numbers {
        w.u32(*number);
    }
}

fn keys(r: &mut Reader<'_>) -> ParseResult<Vec<CertifiedKey>> {
    let count = r.u32("key count")?;
    let count = r.check_count(u64::from(count), 76, "key count")?;
    let mut keys = Vec::with_capacity(count);
    for _ in 0..count {
        key_type(r)?;
        let flags = r.u32("key flags")?;
        keys.push(CertifiedKey { flags, key: public_key(r)?, usages: numbers(r, "usage count")? });
    }
    Ok(keys)
}

fn key_type(r: &mut Reader<'_>) -> ParseResult<()> {
    let at = r.offset();
    let (key_type, bits) = (r.u16("key type")?, r.u16("key length")?);
    if key_type != P256 {
        return Err(ParseError::unsupported(at, format!("key type {key_type}, only 1 (P-256) is known")));
    }
    if bits != KEY_BITS {
        return Err(wrong_length(at.saturating_add(2), "key", u32::from(bits)));
    }
    Ok(())
}

fn wrong_length(at: u64, what: &str, bits: u32) -> ParseError {
    ParseError::malformed(at, format!("the {what} has {bits} bits, a P-256 key has {KEY_BITS}"))
}

fn public_key(r: &mut Reader<'_>) -> ParseResult<PublicKey> {
    let at = r.offset();
    PublicKey::from_bytes(r.array("public key")?)
        .map_err(|error| ParseError::malformed(at, error.to_string()))
}

fn put_key(w: &mut Writer, key: &PublicKey, flags: u32) {
    w.u16(P256);
    w.u16(KEY_BITS);
    w.u32(flags);
    w.bytes(key.bytes());
}

fn signature(r: &mut Reader<'_>) -> ParseResult<[u8; 64]> {
    let at = r.offset();
    let (signature_type, len) = (r.u16("signature type")?, r.u16("signature length")?);
    if signature_type != P256 || len != 64 {
        return Err(ParseError::unsupported(
            at,
            format!(
                "signature type {signature_type} of {len} bytes, only type 1 (P-256) of 64 bytes is known"
            ),
        ));
    }
    r.array("signature")
}

fn put_signature(w: &mut Writer, signature: &[u8; 64]) {
    w.u16(P256);
    w.u16(64);
    w.bytes(signature);
}

/// Lengths of what this program makes are far below 4 GiB.
fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
