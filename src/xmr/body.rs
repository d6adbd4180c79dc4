//! The bodies of objects, read and written side by side.

use std::fmt;

use super::types::{self, Layout};
use crate::bytes::{ParseError, ParseResult, Reader, Writer};
use crate::keys::KeyId;

/// The only curve of device keys: P-256.
pub const CURVE_P256: u16 = 1;

/// The only type of signature: AES-128-CMAC.
pub const SIGNATURE_AES_CMAC: u16 = 1;

/// Bytes of the signature, and of the integrity key it is made with.
pub const CODE_LEN: usize = 16;

/// The numbers of `key_type`: what a content key is for.
pub mod key_type {
    /// AES-128 in counter mode: `cenc`, `cens` and `piff`.
    pub const AES_128_CTR: u16 = 1;
    /// RC4, of the first devices.
    pub const RC4: u16 = 2;
    /// AES-128 in electronic codebook mode.
    pub const AES_128_ECB: u16 = 3;
    /// Cocktail, of Windows Media DRM.
    pub const COCKTAIL: u16 = 4;
    /// AES-128 in cipher block chaining mode: `cbcs` and `cbc1`.
    pub const AES_128_CBC: u16 = 5;
    /// Any key for one operation; not for content.
    pub const KEY_EXCHANGE: u16 = 6;

    /// The name of a number.
    pub fn name(value: u16) -> &'static str {
        match value {
            0 => "invalid",
            AES_128_CTR => "AES-128-CTR",
            RC4 => "RC4",
            AES_128_ECB => "AES-128-ECB",
            COCKTAIL => "Cocktail",
            AES_128_CBC => "AES-128-CBC",
            KEY_EXCHANGE => "key exchange",
            _ => "unknown",
        }
    }
}

/// The numbers of `cipher`: how a content key is encrypted.
pub mod cipher {
    /// To an RSA key of 1024 bits.
    pub const RSA_1024: u16 = 1;
    /// Under the key of another license, its root.
    pub const CHAINED_LICENSE: u16 = 2;
    /// To a P-256 key.
    pub const ECC_256: u16 = 3;
    /// To a P-256 key, in the variant "with KZ".
    pub const ECC_256_WITH_KZ: u16 = 4;
    /// To a key that lives in a trusted execution environment only.
    pub const TEE_TRANSIENT: u16 = 5;
    /// To a P-256 key by way of a symmetric one: scalable licenses.
    pub const ECC_256_VIA_SYMMETRIC: u16 = 6;

    /// The name of a number.
    pub fn name(value: u16) -> &'static str {
        match value {
            0 => "invalid",
            RSA_1024 => "RSA-1024",
            CHAINED_LICENSE => "chained license",
            ECC_256 => "ECC-256",
            ECC_256_WITH_KZ => "ECC-256 with KZ",
            TEE_TRANSIENT => "TEE transient",
            ECC_256_VIA_SYMMETRIC => "ECC-256 via symmetric",
            _ => "unknown",
        }
    }
}

/// What an object holds. Lists of bytes with a length in front are written with at most 65,535 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Objects.
    Container(Vec<super::Object>),
    /// 0x03.
    MinimumEnvironment {
        /// The least security level.
        security_level: u16,
        /// The least version of the list of revoked applications.
        application_list: u32,
        /// The least version of the list of revoked devices.
        device_list: u32,
    },
    /// 0x05.
    OutputProtectionLevels(OutputProtectionLevels),
    /// 0x08 analog video, 0x31 digital audio, 0x59 digital video protection, and 0x2C policy metadata.
    Configuration {
        /// What is configured, as a little-endian GUID.
        id: [u8; 16],
        /// How, in the form that the GUID stands for.
        data: Vec<u8>,
    },
    /// 0x0A.
    ContentKey(EncryptedKey),
    /// 0x0B.
    Signature(Signature),
    /// 0x0D. Bit 0: must not be stored.
    Rights(u16),
    /// 0x12.
    Expiration {
        /// Seconds since 1970; 0 for none.
        begin: u32,
        /// Seconds since 1970; `u32::MAX` for none.
        end: u32,
    },
    /// 0x13, seconds since 1970.
    IssueDate(u32),
    /// 0x14, seconds.
    ExpireAfterFirstUse(u32),
    /// 0x15, seconds.
    ExpireAfterFirstStore(u32),
    /// 0x16.
    MeteringId([u8; 16]),
    /// 0x17.
    PlayCount(u32),
    /// 0x1A, seconds.
    GracePeriod(u32),
    /// 0x22.
    SourceId(u32),
    /// 0x29.
    Domain {
        /// The account, as a little-endian GUID.
        account_id: [u8; 16],
        /// The revision of its key.
        revision: u32,
    },
    /// 0x2A: the key that the license is bound to, of a device or a domain.
    DeviceKey {
        /// [`CURVE_P256`].
        curve: u16,
        /// X and Y, 32 bytes each.
        key: Vec<u8>,
    },
    /// 0x30, seconds.
    ExpireAfterFirstPlay(u32),
    /// 0x32, the sequence number of the list.
    RevocationInformationVersion(u32),
    /// 0x33. Bit 0, set in every published license: may be embedded.
    EmbeddingBehavior(u16),
    /// 0x34: 150, 2000 or 3000.
    SecurityLevel(u16),
    /// 0x37, the least protection level of the receiver.
    MoveEnabler(u32),
    /// 0x39 play and 0x3A copy enabler, a little-endian GUID.
    Enabler([u8; 16]),
    /// 0x3B.
    UplinkKid(UplinkKid),
    /// 0x3D.
    CopyCount(u32),
    /// 0x50, seconds since 1970.
    RemovalDate(u32),
    /// 0x51.
    AuxiliaryKeys(Vec<AuxiliaryKey>),
    /// 0x52.
    UplinkX(UplinkX),
    /// 0x55.
    RealTimeExpiration,
    /// 0x5A, the metering ID of the service that is told.
    SecureStop([u8; 16]),
    /// 0x5C, the metering ID of the service that is told.
    SecureStop2([u8; 16]),
    /// Bytes of an object that nobody has described.
    Raw(Vec<u8>),
}

/// The least protection of each kind of output (0x05), in the order of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutputProtectionLevels {
    /// 400 or 500.
    pub compressed_digital_video: u16,
    /// 100, 250, 270 or 300.
    pub uncompressed_digital_video: u16,
    /// 100, 150 or 200.
    pub analog_video: u16,
    /// 100, 150, 200, 250 or 300.
    pub compressed_digital_audio: u16,
    /// 100, 150, 200, 250 or 300.
    pub uncompressed_digital_audio: u16,
}

/// A content key (0x0A), encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptedKey {
    /// The key ID as a little-endian GUID: the bytes that WRM headers write in base64.
    pub kid: [u8; 16],
    /// What the key is for, see [`key_type`].
    pub key_type: u16,
    /// How it is encrypted, see [`cipher`].
    pub cipher: u16,
    /// The encrypted key.
    pub data: Vec<u8>,
}

impl EncryptedKey {
    /// The key ID.
    pub fn key_id(&self) -> KeyId {
        KeyId::from_guid_bytes(self.kid)
    }
}

/// The signature of a license (0x0B).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// [`SIGNATURE_AES_CMAC`].
    pub signature_type: u16,
    /// The message code.
    pub code: Vec<u8>,
}

/// The root of a leaf license (0x3B).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UplinkKid {
    /// The key ID of the root as a little-endian GUID.
    pub kid: [u8; 16],
    /// How the checksum is made.
    pub checksum_type: u16,
    /// A checksum of the root's key.
    pub checksum: Vec<u8>,
}

/// One auxiliary key (0x51).
#[derive(Clone, PartialEq, Eq)]
pub struct AuxiliaryKey {
    /// Where it belongs.
    pub location: u32,
    /// The key. It is not encrypted, but is half of a secret, so it is not shown.
    pub key: [u8; 16],
}

impl fmt::Debug for AuxiliaryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuxiliaryKey").field("location", &self.location).finish_non_exhaustive()
    }
}

/// The link of a scalable license to its root (0x52).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UplinkX {
    /// The ID of the uplink key as a little-endian GUID.
    pub key_id: [u8; 16],
    /// A checksum of it.
    pub checksum: Vec<u8>,
    /// The locations of the auxiliary keys that are used.
    pub locations: Vec<u32>,
}

/// The 16 bytes of a GUID of an output restriction, enabler or policy metadata.
pub fn guid_bytes(uuid: &str) -> Option<[u8; 16]> {
    uuid::Uuid::try_parse(uuid).ok().map(|uuid| uuid.to_bytes_le())
}

/// The text of such a GUID, lower-case with dashes.
pub fn guid_text(bytes: &[u8; 16]) -> String {
    KeyId::from_guid_bytes(*bytes).to_string()
}

impl Body {
    /// Reads the body of a leaf of a type; all that is left in `r`.
    ///
    /// # Errors
    /// When the layout of the type is known, and the body does not fit it.
    pub(super) fn read_leaf(object_type: u16, r: &mut Reader<'_>) -> ParseResult<Self> {
        let layout = types::lookup(object_type).map_or(Layout::Opaque, |row| row.layout);
        let whole = r.clone();
        let body = read_known(object_type, r)
            .and_then(|body| r.end(&format!("the {} object", types::name(object_type))).map(|()| body));
        match (layout, body) {
            (_, Ok(body)) => Ok(body),
            (Layout::Inferred, Err(_)) => {
                *r = whole;
                Ok(Self::Raw(r.rest().to_vec()))
            }
            (_, Err(error)) => Err(error),
        }
    }

    /// Writes the body. Objects in it are written with their own headers.
    pub(super) fn write(&self, w: &mut Writer) {
        match self {
            Self::Container(objects) => objects.iter().for_each(|object| object.write(w)),
            Self::MinimumEnvironment { security_level, application_list, device_list } => {
                w.u16(*security_level);
                w.u32(*application_list);
                w.u32(*device_list);
            }
            Self::OutputProtectionLevels(levels) => {
                levels.in_order().into_iter().for_each(|level| w.u16(level))
            }
            Self::Configuration { id, data } => {
                w.bytes(id);
                w.bytes(data);
            }
            Self::ContentKey(key) => {
                w.bytes(&key.kid);
                w.u16(key.key_type);
                w.u16(key.cipher);
                counted(w, &key.data);
            }
            Self::Signature(signature) => {
                w.u16(signature.signature_type);
                counted(w, &signature.code);
            }
            Self::Rights(value) | Self::EmbeddingBehavior(value) | Self::SecurityLevel(value) => {
                w.u16(*value)
            }
            Self::Expiration { begin, end } => {
                w.u32(*begin);
                w.u32(*end);
            }
            Self::IssueDate(value)
            | Self::ExpireAfterFirstUse(value)
            | Self::ExpireAfterFirstStore(value)
            | Self::PlayCount(value)
            | Self::GracePeriod(value)
            | Self::SourceId(value)
            | Self::ExpireAfterFirstPlay(value)
            | Self::RevocationInformationVersion(value)
            | Self::MoveEnabler(value)
            | Self::CopyCount(value)
            | Self::RemovalDate(value) => w.u32(*value),
            Self::MeteringId(id) | Self::Enabler(id) | Self::SecureStop(id) | Self::SecureStop2(id) => {
                w.bytes(id)
            }
            Self::Domain { account_id, revision } => {
                w.bytes(account_id);
                w.u32(*revision);
            }
            Self::DeviceKey { curve, key } => {
                w.u16(*curve);
                counted(w, key);
            }
            Self::UplinkKid(uplink) => {
                w.bytes(&uplink.kid);
                w.u16(uplink.checksum_type);
                counted(w, &uplink.checksum);
            }
            Self::AuxiliaryKeys(keys) => {
                let count = u16::try_from(keys.len()).unwrap_or(u16::MAX);
                w.u16(count);
                for key in keys.iter().take(count.into()) {
                    w.u32(key.location);
                    w.bytes(&key.key);
                }
            }
            Self::UplinkX(uplink) => {
                w.bytes(&uplink.key_id);
                counted(w, &uplink.checksum);
                let count = u16::try_from(uplink.locations.len()).unwrap_or(u16::MAX);
                w.u16(count);
                uplink.locations.iter().take(count.into()).for_each(|location| w.u32(*location));
            }
            Self::RealTimeExpiration => {}
            Self::Raw(bytes) => w.bytes(bytes),
        }
    }
}

impl OutputProtectionLevels {
    /// The five levels in the order of the file.
    pub fn in_order(&self) -> [u16; 5] {
        [
            self.compressed_digital_video,
            self.uncompressed_digital_video,
            self.analog_video,
            self.compressed_digital_audio,
            self.uncompressed_digital_audio,
        ]
    }
}

/// Bytes with their number in front.
fn counted(w: &mut Writer, bytes: &[u8]) {
    let count = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    w.u16(count);
    w.bytes(bytes.get(..count.into()).unwrap_or(bytes));
}

fn read_counted(r: &mut Reader<'_>, count: &str, field: &str) -> ParseResult<Vec<u8>> {
    let len = r.u16(count)?;
    Ok(r.take(len.into(), field)?.to_vec())
}

fn read_known(object_type: u16, r: &mut Reader<'_>) -> ParseResult<Body> {
    Ok(match object_type {
        types::MINIMUM_ENVIRONMENT => Body::MinimumEnvironment {
            security_level: r.u16("security level")?,
            application_list: r.u32("application list version")?,
            device_list: r.u32("device list version")?,
        },
        types::OUTPUT_PROTECTION_LEVELS => Body::OutputProtectionLevels(OutputProtectionLevels {
            compressed_digital_video: r.u16("level of compressed digital video")?,
            uncompressed_digital_video: r.u16("level of uncompressed digital video")?,
            analog_video: r.u16("level of analog video")?,
            compressed_digital_audio: r.u16("level of compressed digital audio")?,
            uncompressed_digital_audio: r.u16("level of uncompressed digital audio")?,
        }),
        types::ANALOG_VIDEO_PROTECTION
        | types::DIGITAL_AUDIO_PROTECTION
        | types::DIGITAL_VIDEO_PROTECTION
        | types::POLICY_METADATA => Body::Configuration { id: r.array("GUID")?, data: r.rest().to_vec() },
        types::CONTENT_KEY => Body::ContentKey(EncryptedKey {
            kid: r.array("key ID")?,
            key_type: r.u16("key type")?,
            cipher: r.u16("cipher type")?,
            data: read_counted(r, "length of the encrypted key", "encrypted key")?,
        }),
        types::SIGNATURE => Body::Signature(Signature {
            signature_type: r.u16("signature type")?,
            code: read_counted(r, "length of the signature", "signature")?,
        }),
        types::RIGHTS => Body::Rights(r.u16("rights")?),
        types::EXPIRATION => Body::Expiration { begin: r.u32("begin date")?, end: r.u32("end date")? },
        types::ISSUE_DATE => Body::IssueDate(r.u32("issue date")?),
        types::EXPIRE_AFTER_FIRST_USE => Body::ExpireAfterFirstUse(r.u32("seconds")?),
        types::EXPIRE_AFTER_FIRST_STORE => Body::ExpireAfterFirstStore(r.u32("seconds")?),
        types::METERING_ID => Body::MeteringId(r.array("metering id")?),
        types::PLAY_COUNT => Body::PlayCount(r.u32("count")?),
        types::GRACE_PERIOD => Body::GracePeriod(r.u32("seconds")?),
        types::SOURCE_ID => Body::SourceId(r.u32("source id")?),
        types::DOMAIN => Body::Domain { account_id: r.array("account id")?, revision: r.u32("revision")? },
        types::DEVICE_KEY => Body::DeviceKey {
            curve: r.u16("curve")?,
            key: read_counted(r, "length of the public key", "public key")?,
        },
        types::EXPIRE_AFTER_FIRST_PLAY => Body::ExpireAfterFirstPlay(r.u32("seconds")?),
        types::REVOCATION_INFORMATION_VERSION => {
            Body::RevocationInformationVersion(r.u32("sequence number")?)
        }
        types::EMBEDDING_BEHAVIOR => Body::EmbeddingBehavior(r.u16("embedding behavior")?),
        types::SECURITY_LEVEL => Body::SecurityLevel(r.u16("security level")?),
        types::MOVE_ENABLER => Body::MoveEnabler(r.u32("protection level")?),
        types::PLAY_ENABLER | types::COPY_ENABLER => Body::Enabler(r.array("GUID")?),
        types::UPLINK_KID => Body::UplinkKid(UplinkKid {
            kid: r.array("key ID of the root")?,
            checksum_type: r.u16("checksum type")?,
            checksum: read_counted(r, "length of the checksum", "checksum")?,
        }),
        types::COPY_COUNT => Body::CopyCount(r.u32("count")?),
        types::REMOVAL_DATE => Body::RemovalDate(r.u32("removal date")?),
        types::AUXILIARY_KEYS => {
            let count = r.u16("number of auxiliary keys")?;
            let count = r.check_count(count.into(), 20, "number of auxiliary keys")?;
            let key = |_| Ok(AuxiliaryKey { location: r.u32("location")?, key: r.array("auxiliary key")? });
            Body::AuxiliaryKeys((0..count).map(key).collect::<ParseResult<_>>()?)
        }
        types::UPLINK_X => {
            let key_id = r.array("uplink key id")?;
            let checksum = read_counted(r, "length of the checksum", "checksum")?;
            let count = r.u16("number of locations")?;
            let count = r.check_count(count.into(), 4, "number of locations")?;
            let locations = (0..count).map(|_| r.u32("location")).collect::<ParseResult<_>>()?;
            Body::UplinkX(UplinkX { key_id, checksum, locations })
        }
        types::REAL_TIME_EXPIRATION => match r.remaining() {
            0 => Body::RealTimeExpiration,
            n => return Err(ParseError::malformed(r.offset(), format!("{n} bytes where none are known"))),
        },
        types::SECURE_STOP => Body::SecureStop(r.array("metering id")?),
        types::SECURE_STOP_2 => Body::SecureStop2(r.array("metering id")?),
        _ => Body::Raw(r.rest().to_vec()),
    })
}
