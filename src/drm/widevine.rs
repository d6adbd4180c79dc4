//! `WidevinePsshData`, the protocol buffer in Widevine `pssh` boxes, after the public definition in Shaka Packager
//! (`widevine_pssh_data.proto`).

use crate::bytes::{ParseError, ParseResult, Reader, Writer};
use crate::keys::KeyId;

/// The content of a Widevine `pssh` box.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WidevinePsshData {
    /// Field 1, `algorithm`: 0 unencrypted, 1 AES-CTR. Replaced by `protection_scheme`.
    pub algorithm: Option<u64>,
    /// Field 2, `key_ids`: as a rule 16 bytes each.
    pub key_ids: Vec<Vec<u8>>,
    /// Field 3, `provider`.
    pub provider: Option<String>,
    /// Field 4, `content_id`.
    pub content_id: Option<Vec<u8>>,
    /// Field 6, `policy`.
    pub policy: Option<String>,
    /// Field 7, `crypto_period_index`.
    pub crypto_period_index: Option<u64>,
    /// Field 9, `protection_scheme`: the scheme type, such as `cbcs`, as a big-endian number. Absent means `cenc`.
    pub protection_scheme: Option<u32>,
    /// All other fields, tags included, as they came.
    pub other: Vec<u8>,
}

/// Wire types of protocol buffers.
const VARINT: u64 = 0;
const FIXED_64: u64 = 1;
const BYTES: u64 = 2;
const FIXED_32: u64 = 5;

impl WidevinePsshData {
    /// The data for these keys under a protection scheme.
    pub fn new(kids: impl IntoIterator<Item = KeyId>, scheme_type: [u8; 4]) -> Self {
        Self {
            key_ids: kids.into_iter().map(|kid| kid.bytes().to_vec()).collect(),
            protection_scheme: Some(u32::from_be_bytes(scheme_type)),
            ..Self::default()
        }
    }

    /// Reads the data of a `pssh` box whose first byte lies at `base` of the input.
    ///
    /// # Errors
    /// When the bytes are no protocol buffer, or a text in it is not UTF-8.
    pub fn read(bytes: &[u8], base: u64) -> ParseResult<Self> {
        let mut r = Reader::new(bytes, base);
        let mut data = Self::default();
        while !r.is_empty() {
            data.read_field(&mut r).map_err(|error| error.inside("WidevinePsshData"))?;
        }
        Ok(data)
    }

    fn read_field(&mut self, r: &mut Reader<'_>) -> ParseResult<()> {
        let (at, raw) = (r.offset(), r.peek_rest());
        let tag = varint(r)?;
        match (tag >> 3, tag & 7) {
            (1, VARINT) => self.algorithm = Some(varint(r)?),
            (2, BYTES) => self.key_ids.push(bytes(r)?.to_vec()),
            (3, BYTES) => self.provider = Some(string(r, "provider")?),
            (4, BYTES) => self.content_id = Some(bytes(r)?.to_vec()),
            (6, BYTES) => self.policy = Some(string(r, "policy")?),
            (7, VARINT) => self.crypto_period_index = Some(varint(r)?),
            (9, VARINT) => {
                let value = varint(r)?;
                self.protection_scheme = Some(u32::try_from(value).map_err(|_| {
                    ParseError::malformed(at, format!("protection_scheme is {value}, more than 32 bits"))
                })?);
            }
            (0, _) => return Err(ParseError::malformed(at, "field number 0")),
            (_, wire) => {
                skip(r, at, wire)?;
                let len = raw.len() - r.remaining();
                self.other.extend_from_slice(raw.get(..len).unwrap_or_default());
            }
        }
        Ok(())
    }

    /// The protocol buffer, fields in the order of their numbers, other fields last.
    pub fn write(&self) -> Vec<u8> {
        let mut w = Writer::new();
        let number = |w: &mut Writer, field: u64, value: Option<u64>| {
            if let Some(value) = value {
                write_varint(w, field << 3 | VARINT);
                write_varint(w, value);
            }
        };
        let run = |w: &mut Writer, field: u64, value: Option<&[u8]>| {
            if let Some(value) = value {
                write_varint(w, field << 3 | BYTES);
                write_varint(w, value.len() as u64);
                w.bytes(value);
            }
        };
        number(&mut w, 1, self.algorithm);
        for kid in &self.key_ids {
            run(&mut w, 2, Some(kid));
        }
        run(&mut w, 3, self.provider.as_deref().map(str::as_bytes));
        run(&mut w, 4, self.content_id.as_deref());
        run(&mut w, 6, self.policy.as_deref().map(str::as_bytes));
        number(&mut w, 7, self.crypto_period_index);
        number(&mut w, 9, self.protection_scheme.map(u64::from));
        w.bytes(&self.other);
        w.into_vec()
    }

    /// The key IDs that are 16 bytes long.
    pub fn kids(&self) -> impl Iterator<Item = KeyId> {
        self.key_ids.iter().filter_map(|kid| Some(KeyId::from_bytes(kid.as_slice().try_into().ok()?)))
    }

    /// Fields with a known number but another wire type, as number and wire type. As protocol buffers want it, they are
    /// kept as unknown fields.
    pub fn mistyped(&self) -> Vec<(u64, u64)> {
        let mut r = Reader::new(&self.other, 0);
        let mut mistyped = Vec::new();
        while let Ok(tag) = varint(&mut r) {
            if matches!(tag >> 3, 1..=4 | 6 | 7 | 9) {
                mistyped.push((tag >> 3, tag & 7));
            }
            if skip(&mut r, 0, tag & 7).is_err() {
                break;
            }
        }
        mistyped
    }

    /// The protection scheme as its four characters, when it is written.
    pub fn scheme_type(&self) -> Option<[u8; 4]> {
        self.protection_scheme.map(u32::to_be_bytes)
    }
}

/// Passes over the value of an unknown field.
fn skip(r: &mut Reader<'_>, at: u64, wire: u64) -> ParseResult<()> {
    match wire {
        VARINT => varint(r).map(drop),
        FIXED_64 => r.take(8, "fixed64").map(drop),
        BYTES => bytes(r).map(drop),
        FIXED_32 => r.take(4, "fixed32").map(drop),
        _ => Err(ParseError::malformed(at, format!("wire type {wire}"))),
    }
}

/// A base-128 number, at most 10 bytes for 64 bits.
fn varint(r: &mut Reader<'_>) -> ParseResult<u64> {
    let at = r.offset();
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = r.u8("varint")?;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            break;
        }
        value |= bits << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(ParseError::malformed(at, "a varint of more than 64 bits"))
}

fn bytes<'a>(r: &mut Reader<'a>) -> ParseResult<&'a [u8]> {
    let len = varint(r)?;
    let len = r.check_count(len, 1, "field length")?;
    r.take(len, "field")
}

fn string(r: &mut Reader<'_>, name: &str) -> ParseResult<String> {
    let at = r.offset();
    let text = std::str::from_utf8(bytes(r)?);
    text.map(str::to_owned).map_err(|_| ParseError::malformed(at, format!("{name} is not UTF-8")))
}

fn write_varint(w: &mut Writer, mut value: u64) {
    while value >= 0x80 {
        w.u8((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    w.u8(value as u8);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::keys::text::from_hex;

    /// The bytes that Shaka Packager 3 writes for one key under cbcs, and a box of ours with all known fields.
    #[test]
    fn known_bytes() {
        let kid: KeyId = "ad13f9ea-2be6-98b8-75f5-04a8e3ccea64".parse().unwrap();
        let ours = WidevinePsshData::new([kid], *b"cbcs");
        let bytes = from_hex("1210ad13f9ea2be698b875f504a8e3ccea6448f3c6899b06").unwrap();
        assert_eq!(ours.write(), bytes);
        assert_eq!(WidevinePsshData::read(&bytes, 0), Ok(ours));

        let full =
            from_hex("08011210ad13f9ea2be698b875f504a8e3ccea641a0461636d65220269643202484438054203010203")
                .unwrap();
        let read = WidevinePsshData::read(&full, 0).unwrap();
        assert_eq!(read.algorithm, Some(1));
        assert_eq!(read.kids().collect::<Vec<_>>(), [kid]);
        assert_eq!(
            (read.provider.as_deref(), read.content_id.as_deref()),
            (Some("acme"), Some(b"id".as_slice()))
        );
        assert_eq!((read.policy.as_deref(), read.crypto_period_index), (Some("HD"), Some(5)));
        assert_eq!(read.other, [0x42, 3, 1, 2, 3]);
        assert_eq!(read.scheme_type(), None);
        assert_eq!(read.write(), full);
    }

    #[test]
    fn fields_of_another_type_are_unknown_fields() {
        let data = WidevinePsshData::read(&[0x10, 1, 0x1a, 1, b'p', 0x50, 7], 0).unwrap();
        assert_eq!((data.key_ids.len(), data.provider.as_deref()), (0, Some("p")));
        assert_eq!(data.other, [0x10, 1, 0x50, 7]);
        assert_eq!(data.mistyped(), [(2, 0)]);
    }

    #[test]
    fn what_is_no_widevine_data() {
        for (bytes, part) in [
            (&[0x12, 0x10, 1][..], "field length"),
            (&[0x02, 0], "field number 0"),
            (&[0x1a, 1, 0xff], "UTF-8"),
            (&[0xff; 11], "64 bits"),
            (&[0x48, 0xff, 0xff, 0xff, 0xff, 0x7f], "32 bits"),
            (&[0x53], "wire type 3"),
            (&[0x52, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], "field length"),
        ] {
            let error = WidevinePsshData::read(bytes, 0).unwrap_err().to_string();
            assert!(error.contains(part), "{bytes:x?}: {error}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            algorithm: Option<u64>, key_ids: Vec<Vec<u8>>, provider: Option<String>, content_id: Option<Vec<u8>>,
            policy: Option<String>, crypto_period_index: Option<u64>, protection_scheme: Option<u32>,
        ) {
            let data = WidevinePsshData {
                algorithm, key_ids, provider, content_id, policy, crypto_period_index, protection_scheme,
                other: vec![0x50, 7],
            };
            prop_assert_eq!(WidevinePsshData::read(&data.write(), 0), Ok(data));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = WidevinePsshData::read(&bytes, 0);
        }
    }
}
