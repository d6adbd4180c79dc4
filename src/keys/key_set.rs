//! All keys of a run, checked against each other.

use std::collections::HashMap;

use super::{ContentKey, KeyId, KeySeed, KeySpec, Selector, TrackKind};
use crate::{Error, ErrorKind, Result};

/// A key that is known: given, or derived from the key seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyEntry {
    /// Which tracks it is for.
    pub selector: Selector,
    /// Its ID.
    pub kid: KeyId,
    /// The key.
    pub key: ContentKey,
    /// First (or constant) initialization vector, 8 or 16 bytes.
    pub iv: Option<Vec<u8>>,
}

/// The keys of a run. One key ID has one key here.
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    entries: Vec<KeyEntry>,
    /// Where the entries of each key ID are.
    places: HashMap<KeyId, Vec<usize>>,
    seed: Option<KeySeed>,
}

impl KeySet {
    /// Completes `specs` with keys from `seed` and drops exact repetitions.
    ///
    /// # Errors
    /// When a spec has no key and there is no seed, or one key ID comes with two different keys.
    pub fn new(specs: impl IntoIterator<Item = KeySpec>, seed: Option<KeySeed>) -> Result<Self> {
        let mut set = Self { seed, ..Self::default() };
        for KeySpec { selector, kid, key, iv } in specs {
            let Some(key) = key.or_else(|| set.seed.as_ref().map(|seed| seed.derive(&kid))) else {
                return Err(Error::usage(format!("key ID {kid} has no key"))
                    .hint("write KID:KEY, or give --key-seed to derive the key"));
            };
            let entry = KeyEntry { selector, kid, key, iv };
            let places = set.places.entry(kid).or_default();
            let mut same_kid = places.iter().filter_map(|place| set.entries.get(*place));
            if same_kid.clone().any(|other| other.key != entry.key) {
                return Err(Error::usage(format!("key ID {kid} is given with two different keys")));
            }
            if !same_kid.any(|other| *other == entry) {
                places.push(set.entries.len());
                set.entries.push(entry);
            }
        }
        Ok(set)
    }

    /// The keys in the order given.
    pub fn entries(&self) -> &[KeyEntry] {
        &self.entries
    }

    /// What the keys come from, in words: `a key seed and 2 keys`. Never a key.
    pub fn source(&self) -> String {
        let seed = self.seed.as_ref().map(|seed| match seed == &KeySeed::test() {
            true => "the public test key seed".to_owned(),
            false => "a key seed".to_owned(),
        });
        let keys = match self.places.len() {
            0 => None,
            1 => Some("1 key".to_owned()),
            count => Some(format!("{count} keys")),
        };
        let parts: Vec<String> = seed.into_iter().chain(keys).collect();
        if parts.is_empty() { "packagers only".to_owned() } else { parts.join(" and ") }
    }

    /// Whether there are neither keys nor a key seed.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.seed.is_none()
    }

    /// The key of `kid`: given, or derived when there is a key seed.
    pub fn get(&self, kid: &KeyId) -> Option<ContentKey> {
        let given = self.places.get(kid).and_then(|places| self.entries.get(*places.first()?));
        given.map(|entry| entry.key.clone()).or_else(|| self.seed.as_ref().map(|seed| seed.derive(kid)))
    }

    /// The key of `kid`.
    ///
    /// # Errors
    /// [`ErrorKind::MissingKey`] when there is none.
    pub fn require(&self, kid: &KeyId) -> Result<ContentKey> {
        self.get(kid).ok_or_else(|| {
            Error::from(ErrorKind::MissingKey(*kid)).hint(format!("pass --key {kid}:KEY, or --key-seed"))
        })
    }

    /// The key for a track: that of the narrowest selector that fits (track ID, then kind, then all).
    ///
    /// # Errors
    /// When several keys fit equally narrowly.
    pub fn select(&self, kind: Option<TrackKind>, track_id: u32) -> Result<Option<&KeyEntry>> {
        let fitting = self.entries.iter().filter_map(|e| Some((e.selector.rank(kind, track_id)?, e)));
        let Some((rank, best)) = fitting.clone().rev().max_by_key(|(rank, _)| *rank) else {
            return Ok(None);
        };
        // `rev` makes the first entry of the best rank win; any other entry of that rank contends with it.
        match fitting.filter(|(r, _)| *r == rank).find(|(_, e)| *e != best) {
            None => Ok(Some(best)),
            Some((_, other)) => Err(Error::usage(format!(
                "track {track_id} has two keys for \"{}\": key IDs {} and {}",
                best.selector, best.kid, other.kid
            ))
            .hint("name the tracks: video=KID:KEY, audio=KID:KEY, or a track ID")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIDS: [&str; 3] = [
        "00000000-0000-0000-0000-000000000001",
        "00000000-0000-0000-0000-000000000002",
        "00000000-0000-0000-0000-000000000003",
    ];
    const KEY: &str = "9cb061164b7013eaefcc7d6d18424c2c";
    const OTHER_KEY: &str = "4edb7704cdbf03617f4800bd878a6df2";

    fn set(specs: &[String], seed: Option<KeySeed>) -> Result<KeySet> {
        KeySet::new(specs.iter().map(|spec| spec.parse().unwrap()), seed)
    }

    #[test]
    fn the_narrowest_selector_wins() {
        let set = set(
            &[
                format!("{}:{KEY}", KIDS[0]),
                format!("video={}:{KEY}", KIDS[1]),
                format!("2={}:{KEY}", KIDS[2]),
            ],
            None,
        )
        .unwrap();
        let chosen = |kind, id| set.select(kind, id).unwrap().unwrap().kid.to_string();
        assert_eq!(chosen(Some(TrackKind::Audio), 1), KIDS[0]);
        assert_eq!(chosen(None, 1), KIDS[0]);
        assert_eq!(chosen(Some(TrackKind::Video), 1), KIDS[1]);
        assert_eq!(chosen(Some(TrackKind::Video), 2), KIDS[2]);
        assert_eq!(chosen(Some(TrackKind::Audio), 2), KIDS[2]);
    }

    #[test]
    fn no_key_for_a_track_is_not_an_error_but_two_are() {
        let one = set(&[format!("audio={}:{KEY}", KIDS[0])], None).unwrap();
        assert_eq!(one.select(Some(TrackKind::Video), 1).unwrap(), None);
        let two = set(&[format!("{}:{KEY}", KIDS[0]), format!("{}:{KEY}", KIDS[1])], None).unwrap();
        let error = two.select(None, 1).unwrap_err().to_string();
        assert!(error.contains(KIDS[0]) && error.contains(KIDS[1]) && !error.contains(KEY), "{error}");
        assert!(two.get(&KIDS[1].parse().unwrap()).is_some());
    }

    #[test]
    fn the_same_key_with_another_iv_contends() {
        let iv = "0011223344556677";
        let set = set(&[format!("{}:{KEY}", KIDS[0]), format!("{}:{KEY}:{iv}", KIDS[0])], None).unwrap();
        assert!(set.select(None, 1).is_err());
    }

    #[test]
    fn repetitions_merge_and_conflicts_fail() {
        let same = set(&[format!("{}:{KEY}", KIDS[0]), format!("{}:{KEY}", KIDS[0])], None).unwrap();
        assert_eq!(same.entries().len(), 1);
        let error =
            set(&[format!("video={}:{KEY}", KIDS[0]), format!("audio={}:{OTHER_KEY}", KIDS[0])], None)
                .unwrap_err()
                .to_string();
        assert!(error.contains(KIDS[0]) && !error.contains(KEY) && !error.contains(OTHER_KEY), "{error}");
    }

    #[test]
    fn a_seed_gives_keys() {
        let kid: KeyId = "09e091ab-f838-41d2-9e35-58531fd19ec7".parse().unwrap();
        assert!(set(&[kid.to_string()], None).is_err());
        let seeded = set(&[kid.to_string()], Some(KeySeed::test())).unwrap();
        assert_eq!(seeded.entries()[0].key, KEY.parse().unwrap());
        let unnamed = set(&[], Some(KeySeed::test())).unwrap();
        assert_eq!(unnamed.require(&kid).unwrap(), KEY.parse().unwrap());
        let none = set(&[], None).unwrap();
        assert!(none.is_empty());
        assert_eq!(none.require(&kid).unwrap_err().exit_code(), crate::ExitCode::Key);
    }
}
