//! Text forms of the values in policies, shared by TOML, JSON, the `cfg` grammar and the command line.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::{Chain, Publisher};
use crate::clock;
use crate::keys::{KeyId, text as bytes_text};

/// A value that is none: what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TextError(pub(crate) String);

/// A GUID: of outputs, metering, accounts and transactions. On the wire its first three fields are little-endian.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Guid(Uuid);

impl Guid {
    /// The GUID whose text is this number in hexadecimal.
    pub const fn from_u128(number: u128) -> Self {
        Self(Uuid::from_u128(number))
    }

    /// From its 16 bytes on the wire.
    pub fn from_wire(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes_le(bytes))
    }

    /// Its 16 bytes on the wire.
    pub fn wire(&self) -> [u8; 16] {
        self.0.to_bytes_le()
    }
}

impl fmt::Display for Guid {
    /// Dashed and upper-case, as output restrictions are written everywhere.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::UpperHex::fmt(self.0.as_hyphenated(), f)
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Guid {
    type Err = TextError;

    /// Reads a UUID (braces allowed), or the base64 text of its bytes on the wire.
    fn from_str(text: &str) -> Result<Self, TextError> {
        guid_bytes(text).map(Self::from_wire).ok_or_else(|| {
            TextError(format!("{} is neither a GUID nor base64 of its 16 bytes", quoted(text)))
        })
    }
}

/// The 16 bytes on the wire of a GUID in text or base64.
fn guid_bytes(text: &str) -> Option<[u8; 16]> {
    match text.parse::<KeyId>() {
        Ok(id) => Some(id.guid_bytes()),
        Err(_) => bytes_text::array_from_base64(text),
    }
}

/// Reads a key ID as the test server does: a GUID, or base64 of its little-endian bytes.
pub(in crate::license) fn parse_kid(text: &str) -> Result<KeyId, TextError> {
    guid_bytes(text).map(KeyId::from_guid_bytes).ok_or_else(|| {
        TextError(format!("{} is neither a GUID nor base64 of its 16 little-endian bytes", quoted(text)))
    })
}

/// A value in messages: short, and on one line.
pub(in crate::license) fn quoted(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { format!("{short:?}…") } else { format!("{short:?}") }
}

/// A time of a license.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Seconds since 1970.
    At(u64),
    /// Seconds after (or before) the license is issued.
    FromIssue(i64),
}

impl Moment {
    /// Seconds since 1970 for a license issued at `issued`.
    pub const fn settled(self, issued: u64) -> u64 {
        match self {
            Self::At(at) => at,
            Self::FromIssue(seconds) => issued.saturating_add_signed(seconds),
        }
    }
}

impl fmt::Display for Moment {
    /// `2026-11-22T10:00:00Z`, `+30d`, `-5min`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(at) => f.write_str(&clock::rfc3339(*at)),
            Self::FromIssue(seconds) => {
                let sign = if *seconds < 0 { '-' } else { '+' };
                write!(f, "{sign}{}", clock::span(seconds.unsigned_abs()).replace(' ', ""))
            }
        }
    }
}

impl FromStr for Moment {
    type Err = TextError;

    /// Reads `2026-11-22T10:00:00Z`, `2026-11-22`, `20261122`, `20261122100000`, or a span from the issue such as `+30d` or `-5min`.
    fn from_str(text: &str) -> Result<Self, TextError> {
        let span = |rest| parse_seconds(rest).map(i64::from);
        if let Some(rest) = text.strip_prefix('+') {
            return span(rest).map(Self::FromIssue);
        }
        if let Some(rest) = text.strip_prefix('-') {
            return span(rest).map(|seconds| Self::FromIssue(-seconds));
        }
        digits_date(text).or_else(|| clock::parse_rfc3339(text)).map(Self::At).ok_or_else(|| {
            let text = quoted(text);
            TextError(format!(
                "{text} is no time: write 20261122, 20261122100000, 2026-11-22T10:00:00Z, or +30d from the issue"
            ))
        })
    }
}

/// `yyyymmdd[hhmmss]` in UTC.
fn digits_date(text: &str) -> Option<u64> {
    if !matches!(text.len(), 8 | 14) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let field = |range: std::ops::Range<usize>| match text.get(range) {
        Some(digits) => digits.parse().ok(),
        None => Some(0),
    };
    clock::civil([field(0..4)?, field(4..6)?, field(6..8)?, field(8..10)?, field(10..12)?, field(12..14)?])
}

/// `mm/dd/yyyy [hh:mm:ss]` in UTC, as legacy queries write dates.
pub(in crate::license) fn us_date(text: &str) -> Result<Moment, TextError> {
    let read = || {
        let (day, time) = text.trim().split_once([' ', '+']).unwrap_or((text.trim(), "0:0:0"));
        let three = |text: &str, separator: char| -> Option<[u16; 3]> {
            let parts: Option<Vec<u16>> = text.split(separator).map(|part| part.parse().ok()).collect();
            parts?.try_into().ok()
        };
        let [month, day, year] = three(day, '/')?;
        let [hour, minute, second] = three(time.trim(), ':')?;
        clock::civil([year, month, day, hour, minute, second]).map(Moment::At)
    };
    read().ok_or_else(|| TextError(format!("{} is no date: write mm/dd/yyyy [hh:mm:ss]", quoted(text))))
}

/// Reads seconds: a number, or one with a unit: `90s`, `5min`, `48h`, `30d`.
///
/// # Errors
/// When it is neither, or too large for a license.
pub fn parse_seconds(text: &str) -> Result<u32, TextError> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match text.strip_prefix(digits).unwrap_or_default().trim() {
        "" | "s" => Some(1),
        "min" | "m" => Some(60),
        "h" => Some(3600),
        "d" => Some(86_400),
        _ => None,
    };
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = if plain { digits.parse::<u32>().ok() } else { None };
    number.zip(unit).and_then(|(number, unit)| number.checked_mul(unit)).ok_or_else(|| {
        TextError(format!("{} is no span: write seconds, or 90s, 5min, 48h, 30d", quoted(text)))
    })
}

/// Opaque bytes, base64 in text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Data(pub Vec<u8>);

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bytes_text::to_base64(&self.0))
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Data({})", bytes_text::to_hex(&self.0))
    }
}

impl FromStr for Data {
    type Err = TextError;

    /// Reads base64. Bits after the last whole byte are dropped, since a published example (`Ah==`) has some.
    fn from_str(text: &str) -> Result<Self, TextError> {
        loose_base64(text).map(Self).ok_or_else(|| TextError(format!("{} is no base64", quoted(text))))
    }
}

fn loose_base64(text: &str) -> Option<Vec<u8>> {
    if let Some(bytes) = bytes_text::from_base64(text) {
        return Some(bytes);
    }
    // Clears the bits that no byte takes.
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bare = text.trim_end_matches('=');
    let (index, last) = bare.char_indices().last()?;
    let value = ALPHABET.find(last)?;
    let kept = match bare.len() % 4 {
        2 => value & 0x30,
        3 => value & 0x3c,
        _ => return None,
    };
    let mut cleared = bare.get(..index)?.to_owned();
    cleared.push(char::from(*ALPHABET.as_bytes().get(kept)?));
    bytes_text::from_base64(&cleared)
}

/// A GUID with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its name in policy files.
    pub name: &'static str,
    /// The GUID.
    pub id: Guid,
    /// What it means, as the end of a sentence.
    pub words: &'static str,
}

impl fmt::Display for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service => f.write_str("service"),
            Self::Id(id) => fmt::Display::fmt(id, f),
        }
    }
}

impl FromStr for Publisher {
    type Err = TextError;

    /// Reads `service`, or a metering ID.
    fn from_str(text: &str) -> Result<Self, TextError> {
        if text.eq_ignore_ascii_case("service") { Ok(Self::Service) } else { text.parse().map(Self::Id) }
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Simple => f.write_str("simple"),
            Self::Root => f.write_str("root"),
            Self::Leaf(root) => write!(f, "leaf:{root}"),
        }
    }
}

impl FromStr for Chain {
    type Err = TextError;

    /// Reads `simple`, `root`, or `leaf:` and the key ID of the root.
    fn from_str(text: &str) -> Result<Self, TextError> {
        match text.split_once(':') {
            None if text == "simple" => Ok(Self::Simple),
            None if text == "root" => Ok(Self::Root),
            Some(("leaf", root)) => parse_kid(root).map(Self::Leaf),
            _ => {
                let text = quoted(text);
                Err(TextError(format!("{text} is no place in a chain: write simple, root or leaf:KID")))
            }
        }
    }
}

macro_rules! as_text {
    ($($type:ty),*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    )*};
}
as_text!(Guid, Moment, Data, Publisher, Chain);

/// Seconds as a number, or as text with a unit.
pub(super) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u32),
        Text(String),
    }
    match Option::<Either>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Either::Number(number)) => Ok(Some(number)),
        Some(Either::Text(text)) => parse_seconds(&text).map(Some).map_err(D::Error::custom),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_in_every_form() {
        let at = clock::civil([2017, 2, 1, 1, 2, 3]).unwrap();
        let day = clock::civil([2017, 2, 1, 0, 0, 0]).unwrap();
        for (text, moment) in [
            ("20170201010203", Moment::At(at)),
            ("20170201", Moment::At(day)),
            ("2017-02-01T01:02:03Z", Moment::At(at)),
            ("2017-02-01", Moment::At(day)),
            ("+30d", Moment::FromIssue(2_592_000)),
            ("-5min", Moment::FromIssue(-300)),
            ("+0", Moment::FromIssue(0)),
        ] {
            assert_eq!(text.parse(), Ok(moment), "{text}");
            assert_eq!(moment.to_string().parse(), Ok(moment), "{text}");
        }
        for wrong in ["", "2017", "20170230", "20170201250000", "+", "+5 weeks", "-x", "soon", "２0170201"] {
            assert!(wrong.parse::<Moment>().is_err(), "{wrong}");
        }
        assert_eq!(Moment::FromIssue(-5).settled(3), 0);
    }

    #[test]
    fn us_dates() {
        assert_eq!(us_date("02/01/2017 01:02:03"), "20170201010203".parse());
        assert_eq!(us_date("2/1/2017"), "20170201".parse());
        assert_eq!(us_date("02/01/2017+01:02:03"), "20170201010203".parse());
        for wrong in ["", "13/01/2017", "2017-02-01", "02/01", "02/01/2017 25:00:00"] {
            assert!(us_date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn guids_have_two_text_forms() {
        let guid: Guid = "{ABB2C6F1-E663-4625-A945-972D17B231E7}".parse().unwrap();
        assert_eq!(guid.to_string(), "ABB2C6F1-E663-4625-A945-972D17B231E7");
        assert_eq!(bytes_text::to_base64(&guid.wire()).parse(), Ok(guid));
        assert_eq!(Guid::from_wire(guid.wire()), guid);
        assert!("ABB2C6F1".parse::<Guid>().is_err());
    }

    #[test]
    fn base64_with_spare_bits_is_read() {
        assert_eq!("Ah==".parse(), Ok(Data(vec![2])));
        assert_eq!("AgAAAA==".parse(), Ok(Data(vec![2, 0, 0, 0])));
        for wrong in ["A", "é", "Ah=x", "A!=="] {
            assert!(wrong.parse::<Data>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn spans() {
        for (text, seconds) in [("90", 90), ("90s", 90), ("5min", 300), ("48 h", 172_800), ("30d", 2_592_000)]
        {
            assert_eq!(parse_seconds(text), Ok(seconds));
        }
        for wrong in ["", "s", "1 week", "-1", "99999999d", "4294967296"] {
            assert!(parse_seconds(wrong).is_err(), "{wrong}");
        }
    }
}
