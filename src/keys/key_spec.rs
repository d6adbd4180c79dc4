//! Keys as users name them: `[SELECTOR=]KID[:KEY[:IV]]`.

use std::fmt;
use std::str::FromStr;

use super::text::{self, KeySyntaxError};
use super::{ContentKey, KeyId};

/// A kind of track that keys can be chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrackKind {
    /// Handler `vide`.
    Video,
    /// Handler `soun`.
    Audio,
    /// Handlers `text`, `subt`, `sbtl` and `clcp`.
    Text,
}

impl TrackKind {
    /// The kind of an ISO/IEC 14496-12 `hdlr` handler type, if keys can be chosen by it.
    pub fn from_handler(handler_type: [u8; 4]) -> Option<Self> {
        match &handler_type {
            b"vide" => Some(Self::Video),
            b"soun" => Some(Self::Audio),
            b"text" | b"subt" | b"sbtl" | b"clcp" => Some(Self::Text),
            _ => None,
        }
    }
}

/// Which tracks a key is for. The narrowest selector that fits a track wins: track ID, then kind, then all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Selector {
    /// Every track.
    #[default]
    All,
    /// Every track of a kind.
    Kind(TrackKind),
    /// The track with this `track_ID` (from 1).
    Track(u32),
}

impl Selector {
    /// How narrowly this selector fits a track, or `None` when it does not fit: 0 for all, 1 for the kind, 2 for
    /// the track ID.
    pub fn rank(self, kind: Option<TrackKind>, track_id: u32) -> Option<u8> {
        match self {
            Self::All => Some(0),
            Self::Kind(own) => (Some(own) == kind).then_some(1),
            Self::Track(own) => (own == track_id).then_some(2),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Kind(TrackKind::Video) => f.write_str("video"),
            Self::Kind(TrackKind::Audio) => f.write_str("audio"),
            Self::Kind(TrackKind::Text) => f.write_str("text"),
            Self::Track(id) => id.fmt(f),
        }
    }
}

impl FromStr for Selector {
    type Err = KeySyntaxError;

    fn from_str(text: &str) -> Result<Self, KeySyntaxError> {
        match text {
            "all" => Ok(Self::All),
            "video" => Ok(Self::Kind(TrackKind::Video)),
            "audio" => Ok(Self::Kind(TrackKind::Audio)),
            "text" => Ok(Self::Kind(TrackKind::Text)),
            _ => match text.parse() {
                Ok(id) if id > 0 && text.bytes().all(|b| b.is_ascii_digit()) => Ok(Self::Track(id)),
                _ => Err(KeySyntaxError(
                    "the selector before \"=\" is not all, video, audio, text or a track ID from 1"
                        .to_owned(),
                )),
            },
        }
    }
}

/// A key as given: for which tracks, its ID, and the key unless a key seed gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySpec {
    /// Which tracks it is for.
    pub selector: Selector,
    /// Its ID.
    pub kid: KeyId,
    /// The key; `None` when it is to be derived from a key seed.
    pub key: Option<ContentKey>,
    /// First (or constant) initialization vector, 8 or 16 bytes.
    pub iv: Option<Vec<u8>>,
}

/// Reads an IV: 16 or 32 hexadecimal digits.
pub(super) fn parse_iv(text: &str) -> Result<Vec<u8>, KeySyntaxError> {
    text::from_hex(text).filter(|iv| matches!(iv.len(), 8 | 16)).ok_or_else(|| {
        KeySyntaxError(format!(
            "the IV is not 16 or 32 hex digits (it has {} characters)",
            text.chars().count()
        ))
    })
}

impl FromStr for KeySpec {
    type Err = KeySyntaxError;

    /// Reads `[SELECTOR=]KID[:KEY[:IV]]`; `KID::IV` has an IV and no key. Errors never repeat the text.
    fn from_str(text: &str) -> Result<Self, KeySyntaxError> {
        // Base64 ends in "=" too: a selector has neither ":" before the sign nor "=" or nothing after it.
        let (selector, rest) = match text.split_once('=') {
            Some((head, rest))
                if !head.contains(':') && !matches!(rest.bytes().next(), None | Some(b'=' | b':')) =>
            {
                (head.parse()?, rest)
            }
            _ => (Selector::All, text),
        };
        let kid_end = match rest.get(..5) {
            Some(prefix) if prefix.eq_ignore_ascii_case("guid:") => {
                rest.get(5..).and_then(|base64| base64.find(':')).map(|at| at + 5)
            }
            _ => rest.find(':'),
        };
        let (kid, key_and_iv) = match kid_end.and_then(|at| rest.split_at_checked(at)) {
            Some((kid, tail)) => (kid, tail.strip_prefix(':')),
            None => (rest, None),
        };
        let (key, iv) = match key_and_iv.map(|tail| tail.split_once(':')) {
            None => (None, None),
            Some(None) => (key_and_iv, None),
            Some(Some((key, iv))) => (Some(key).filter(|key| !key.is_empty()), Some(iv)),
        };
        Ok(Self {
            selector,
            kid: kid.parse()?,
            key: key.map(str::parse).transpose()?,
            iv: iv.map(parse_iv).transpose()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KID: &str = "09e091ab-f838-41d2-9e35-58531fd19ec7";
    const KEY: &str = "9cb061164b7013eaefcc7d6d18424c2c";

    fn parse(text: &str) -> KeySpec {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn every_part() {
        let full = parse(&format!("2={KID}:{KEY}:0011223344556677"));
        assert_eq!(full.selector, Selector::Track(2));
        assert_eq!(full.kid, KID.parse().unwrap());
        assert_eq!(full.key, Some(KEY.parse().unwrap()));
        assert_eq!(full.iv, Some(vec![0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77]));
        assert_eq!(parse(&format!("{KID}:{KEY}")).iv, None);
        assert_eq!(parse(KID).key, None);
        let iv_only = parse(&format!("audio={KID}::00112233445566770011223344556677"));
        assert_eq!((iv_only.key, iv_only.iv.map(|iv| iv.len())), (None, Some(16)));
    }

    #[test]
    fn base64_beside_selectors() {
        let kid = KID.parse().unwrap();
        let key = Some(KEY.parse().unwrap());
        let guid = "guid:q5HgCTj40kGeNVhTH9Gexw==";
        for (text, selector) in [
            (format!("{guid}:{KEY}"), Selector::All),
            (format!("{guid}:nLBhFktwE+rvzH1tGEJMLA=="), Selector::All),
            (format!("video={guid}:nLBhFktwE+rvzH1tGEJMLA=="), Selector::Kind(TrackKind::Video)),
            (format!("7={KID}:nLBhFktwE+rvzH1tGEJMLA"), Selector::Track(7)),
        ] {
            let spec = parse(&text);
            assert_eq!((spec.selector, spec.kid, spec.key), (selector, kid, key.clone()), "{text}");
        }
        assert_eq!(parse(guid).key, None);
    }

    #[test]
    fn errors_name_the_part_and_keep_the_text_to_themselves() {
        for (text, part) in [
            (format!("film={KID}:{KEY}"), "selector"),
            (format!("0={KID}:{KEY}"), "selector"),
            (format!("+1={KID}:{KEY}"), "selector"),
            (format!("nLBhFktwE+rvzH1tGEJMLA==:{KID}"), "guid:BASE64"),
            (format!("{KEY}0:{KEY}"), "key ID"),
            (format!("{KID}:"), "key is"),
            (format!("{KID}:{KEY}0"), "key is"),
            (format!("{KID}:{KEY}:00112233"), "IV"),
            (format!("{KID}:{KEY}:"), "IV"),
            (format!("{KID}:{KEY}:0011223344556677:"), "IV"),
        ] {
            let error = text.parse::<KeySpec>().unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
            for secret in [KEY, "nLBhFktwE", "00112233"] {
                assert!(!error.contains(secret), "{error}");
            }
        }
    }

    #[test]
    fn kinds_of_handlers() {
        assert_eq!(TrackKind::from_handler(*b"vide"), Some(TrackKind::Video));
        assert_eq!(TrackKind::from_handler(*b"subt"), Some(TrackKind::Text));
        assert_eq!(TrackKind::from_handler(*b"meta"), None);
    }
}
