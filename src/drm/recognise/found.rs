//! What recognition gives.

use std::fmt;

use crate::bytes::ParseError;
use crate::drm::{PsshData, SystemId};
use crate::keys::KeyId;

/// Something that was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The decoding steps from the input to the item.
    pub form: Form,
    /// Where in a manifest or message it stands, such as `Period[1]/AdaptationSet[2]/ContentProtection[3]/cenc:pssh`;
    /// empty when the whole input is the item.
    pub place: String,
    /// Offset of the item in the decoded bytes: not 0 for the second and later of several boxes in a row.
    pub offset: u64,
    /// What it is.
    pub item: Item,
}

/// What was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A whole `pssh` box.
    Pssh {
        /// The bytes of the box.
        raw: Vec<u8>,
        /// What it holds.
        content: PsshData,
        /// It stands inside the data of another `pssh` box, which comes before it in the list: a packager wrapped twice.
        nested: bool,
    },
    /// A PlayReady Object, unread: its lengths may be wrong.
    PlayReadyObject {
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A WRM header without a PlayReady Object around it, unread: it need not be well-formed XML.
    WrmHeader {
        /// Its bytes, in UTF-16 of either byte order or UTF-8, with its byte order mark if there is one.
        bytes: Vec<u8>,
    },
    /// Widevine PSSH data without a box around it.
    Widevine {
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// An XMR license, unread: only its magic has been seen.
    XmrLicense {
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A key ID.
    KeyId {
        /// The key ID in the reading that `order` names; [`swapped`] gives the other.
        kid: KeyId,
        /// What is known of its byte order.
        order: KidOrder,
    },
    /// A PlayReady challenge (SOAP). A header in it follows in the list.
    Challenge {
        /// Its XML text.
        xml: String,
    },
    /// A certificate chain, device file or revocation list, unread.
    Credential {
        /// Which.
        kind: CredentialKind,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// The response of a license server (SOAP).
    LicenseResponse {
        /// Its XML text.
        xml: String,
    },
    /// A request or an answer of an operation other than the acquisition of licenses (SOAP).
    ServiceMessage {
        /// Its XML text.
        xml: String,
    },
    /// A refusal of a license server (SOAP).
    Fault {
        /// Its XML text.
        xml: String,
    },
    /// A manifest names a DRM system, but carries no header for it.
    Signalled {
        /// The system, when its ID is known from the manifest.
        system: Option<SystemId>,
        /// `schemeIdUri`, `KEYFORMAT` or URI.
        detail: String,
    },
    /// Recognised, but its frame is broken.
    Broken {
        /// What it was meant to be: the name of a row of [`super::KINDS`].
        kind: &'static str,
        /// Its bytes.
        bytes: Vec<u8>,
        /// What is wrong.
        error: ParseError,
        /// What to do.
        hint: &'static str,
    },
}

/// What tells itself by its first bytes and belongs to certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// A certificate chain.
    Chain,
    /// A device file with private keys.
    Device,
    /// Revocation information.
    RevocationInfo,
    /// A list of revoked certificates.
    RevocationList,
}

/// What the form of a key ID says about its byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KidOrder {
    /// A UUID or hexadecimal digits: big-endian, as in `tenc` and manifests.
    BigEndian,
    /// A little-endian GUID, as in WRM headers.
    Guid,
    /// Base64 or bytes: not told. Read as a little-endian GUID when it is base64, big-endian when it is bytes.
    Unknown,
}

/// The key ID whose big-endian bytes are the little-endian GUID of `kid`, and the other way round.
pub fn swapped(kid: &KeyId) -> KeyId {
    KeyId::from_guid_bytes(kid.bytes())
}

/// A decoding step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Base64, standard alphabet.
    Base64,
    /// Base64, URL-safe alphabet.
    Base64Url,
    /// Hexadecimal digits.
    Hex,
    /// Percent-encoded text of a URL.
    Percent,
    /// A `data:` URI.
    DataUri,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// The text in quotation marks, or with the escapes of JSON.
    Quoted,
    /// A `PlayReadyKeyMessage` of an EME client.
    KeyMessage,
}

/// The decoding steps that were taken, first step first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(pub Vec<Step>);

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base64 => "base64",
            Self::Base64Url => "URL-safe base64",
            Self::Hex => "hexadecimal",
            Self::Percent => "percent-encoding",
            Self::DataUri => "data URI",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Quoted => "quoted text",
            Self::KeyMessage => "PlayReadyKeyMessage",
        })
    }
}

impl fmt::Display for Form {
    /// The steps in words, such as `base64 of UTF-16LE`; `as given` when there are none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("as given");
        }
        for (i, step) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(" of ")?;
            }
            write!(f, "{step}")?;
        }
        Ok(())
    }
}
