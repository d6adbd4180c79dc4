//! Versions of the WRM header and what each can hold ("PlayReady Header Specification", section 2).

use std::fmt;
use std::str::FromStr;

use super::{Algid, WrmHeader};
use crate::Error;

/// A version of the WRM header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WrmVersion {
    /// 4.0.0.0, PlayReady 1.0: one AESCTR key.
    V4_0,
    /// 4.1.0.0, PlayReady 2.0: at most one key; `DECRYPTORSETUP`.
    V4_1,
    /// 4.2.0.0, PlayReady 3.0: any number of keys.
    V4_2,
    /// 4.3.0.0, PlayReady 4.0: AESCBC, keys without `ALGID`; `LICENSEREQUESTED`.
    V4_3,
}

impl WrmVersion {
    /// The value of the attribute `version`.
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::V4_0 => "4.0.0.0",
            Self::V4_1 => "4.1.0.0",
            Self::V4_2 => "4.2.0.0",
            Self::V4_3 => "4.3.0.0",
        }
    }

    /// The version that `version="…"` names, if it is known.
    pub fn from_attribute(text: &str) -> Option<Self> {
        [Self::V4_0, Self::V4_1, Self::V4_2, Self::V4_3]
            .into_iter()
            .find(|version| version.attribute() == text)
    }
}

impl fmt::Display for WrmVersion {
    /// The short form, such as `4.2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.attribute().trim_end_matches(".0.0"))
    }
}

impl FromStr for WrmVersion {
    type Err = Error;

    /// Reads `4.0` to `4.3`, or the four-part form of the header.
    fn from_str(text: &str) -> crate::Result<Self> {
        Self::from_attribute(text).or_else(|| Self::from_attribute(&format!("{text}.0.0"))).ok_or_else(|| {
            Error::usage(format!("{text:?} is not a WRM header version: 4.0, 4.1, 4.2 or 4.3"))
        })
    }
}

impl WrmHeader {
    /// The lowest version that can hold what this header holds, with the reason: the rule for `auto`.
    pub(super) fn least_version(&self) -> (WrmVersion, &'static str) {
        if self.license_requested.is_some() {
            (WrmVersion::V4_3, "LICENSEREQUESTED needs version 4.3")
        } else if self.kids.iter().any(|kid| kid.algid == Some(Algid::AesCbc)) {
            (WrmVersion::V4_3, "AESCBC keys (cbcs, cbc1) need version 4.3")
        } else if self.kids.iter().any(|kid| kid.algid.is_none()) {
            (WrmVersion::V4_3, "keys without ALGID need version 4.3")
        } else if self.kids.len() > 1 {
            (WrmVersion::V4_2, "several key IDs need version 4.2 or later")
        } else if self.decryptor_setup.is_some() {
            (WrmVersion::V4_1, "DECRYPTORSETUP needs version 4.1 or later")
        } else if self.kids.is_empty() {
            (WrmVersion::V4_1, "a header without a key ID needs version 4.1 or later")
        } else {
            (WrmVersion::V4_0, "")
        }
    }

    /// The rule of the header's version that it breaks, if any.
    pub(super) fn broken_rule(&self) -> Option<String> {
        let (least, reason) = self.least_version();
        if self.version < least {
            return Some(format!("a header of version {}: {reason}", self.version));
        }
        let algid = self.kids.first().and_then(|kid| kid.algid);
        if self.kids.iter().any(|kid| kid.algid != algid) {
            return Some("the keys of one header have different ALGIDs".to_owned());
        }
        for (i, kid) in self.kids.iter().enumerate() {
            let len = kid.checksum.as_ref().map(Vec::len);
            match (kid.algid, len) {
                (_, None) | (Some(Algid::AesCtr), Some(8)) | (Some(Algid::Cocktail), Some(7)) => {}
                (Some(Algid::AesCtr | Algid::Cocktail), Some(len)) => {
                    return Some(format!("the CHECKSUM of key ID {} is {len} bytes", kid.kid));
                }
                _ => return Some(format!("a CHECKSUM for key ID {}, which is not for AESCTR", kid.kid)),
            }
            if self.kids.iter().take(i).any(|other| other.kid == kid.kid) {
                return Some(format!("key ID {} twice", kid.kid));
            }
        }
        None
    }
}
