//! `sgpd`, sample group description: ISO/IEC 14496-12 section 8.9.3, and its `seig` entry: ISO/IEC 23001-7 section 6.

use super::body::{BoxBody, VersionFlags};
use super::fourcc::FourCc;
use super::tenc::{Pattern, read_constant_iv, read_iv_size};
use crate::bytes::{ParseError, ParseResult, Reader, Writer};
use crate::keys::KeyId;

/// The grouping type of [`Seig`] entries.
pub const SEIG: FourCc = FourCc::new(b"seig");

/// The body of `sgpd`, entries as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sgpd {
    /// 0, 1 or 2. Version 0 is deprecated: its entries do not say how long they are.
    pub version: u8,
    /// `grouping_type`.
    pub grouping_type: FourCc,
    /// `default_group_description_index` of version 2: the group of samples that `sbgp` does not name, counted from 1.
    pub default_group_description_index: u32,
    /// The entries. `sbgp` counts them from 1.
    pub entries: Vec<Vec<u8>>,
}

impl Sgpd {
    /// Key descriptions in version 1.
    pub fn seig(entries: &[Seig]) -> Self {
        Self {
            version: 1,
            grouping_type: SEIG,
            default_group_description_index: 0,
            entries: entries.iter().map(Seig::to_bytes).collect(),
        }
    }

    /// The size that all entries share, if they do and it is not 0, which would announce a size before each entry.
    fn common_len(&self) -> Option<usize> {
        let len = self.entries.first().map_or(0, Vec::len);
        (len != 0 && self.entries.iter().all(|entry| entry.len() == len)).then_some(len)
    }
}

impl BoxBody for Sgpd {
    const NAME: FourCc = FourCc::new(b"sgpd");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let VersionFlags { version, .. } = VersionFlags::read(body, 2)?;
        let grouping_type = FourCc(body.array("grouping_type")?);
        let default_length = if version >= 1 { body.u32("default_length")? } else { 0 };
        let default_group_description_index =
            if version >= 2 { body.u32("default_group_description_index")? } else { 0 };
        let offset = body.offset();
        let count = u64::from(body.u32("entry_count")?);
        let mut entries = Vec::new();
        if version == 0 {
            let count = body.check_count(count, 1, "entry_count")?;
            for _ in 0..count {
                entries.push(read_unsized(body, grouping_type, count, offset)?);
            }
        } else {
            // An entry of a size of its own has at least that size.
            let smallest = if default_length == 0 { 4 } else { default_length as usize };
            let count = body.check_count(count, smallest, "entry_count")?;
            for _ in 0..count {
                let len = if default_length == 0 { body.u32("description_length")? } else { default_length };
                entries.push(body.take(len as usize, "sample group entry")?.to_vec());
            }
        }
        Ok(Self { version, grouping_type, default_group_description_index, entries })
    }

    fn write(&self, w: &mut Writer) {
        VersionFlags { version: self.version, flags: 0 }.write(w);
        w.bytes(&self.grouping_type.0);
        let common = self.common_len();
        if self.version >= 1 {
            w.u32(common.unwrap_or(0) as u32);
        }
        if self.version >= 2 {
            w.u32(self.default_group_description_index);
        }
        w.u32(self.entries.len() as u32);
        for entry in &self.entries {
            if self.version >= 1 && common.is_none() {
                w.u32(entry.len() as u32);
            }
            w.bytes(entry);
        }
    }
}

/// Reads an entry of version 0. `seig` shows its own end; others are taken when there is one only.
fn read_unsized(
    body: &mut Reader<'_>,
    grouping_type: FourCc,
    count: usize,
    offset: u64,
) -> ParseResult<Vec<u8>> {
    if grouping_type == SEIG {
        let bytes = body.peek_rest();
        let before = body.remaining();
        Seig::read(body)?;
        let len = before - body.remaining();
        return Ok(bytes.get(..len).unwrap_or_default().to_vec());
    }
    if count == 1 {
        return Ok(body.rest().to_vec());
    }
    Err(ParseError::unsupported(offset, format!("{count} groups of type {grouping_type} without sizes")))
}

/// `CencSampleEncryptionInformationGroupEntry`: what `tenc` says, for a group of samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seig {
    /// Encrypted and clear blocks. Chrome stops when it differs from that of `tenc`.
    pub pattern: Pattern,
    /// `isProtected`: 0 clear, 1 protected.
    pub is_protected: u8,
    /// `Per_Sample_IV_Size`: 8 or 16 bytes; 0 when the IV is constant or the samples are clear.
    pub per_sample_iv_size: u8,
    /// `KID`; zeros for clear samples.
    pub kid: KeyId,
    /// `constant_IV`, 8 or 16 bytes: only of protected samples without IVs of their own.
    pub constant_iv: Option<Vec<u8>>,
}

impl Seig {
    /// A group of clear samples.
    pub const fn clear() -> Self {
        Self {
            pattern: Pattern::NONE,
            is_protected: 0,
            per_sample_iv_size: 0,
            kid: KeyId::from_bytes([0; 16]),
            constant_iv: None,
        }
    }

    /// Reads one entry.
    ///
    /// # Errors
    /// When bytes are missing or sizes cannot be.
    pub fn read(entry: &mut Reader<'_>) -> ParseResult<Self> {
        entry.u8("reserved")?;
        let pattern = Pattern::from_byte(entry.u8("crypt_byte_block")?);
        let is_protected = entry.u8("isProtected")?;
        let per_sample_iv_size = read_iv_size(entry, is_protected, "Per_Sample_IV_Size")?;
        let kid = KeyId::from_bytes(entry.array("KID")?);
        let constant_iv = if is_protected != 0 && per_sample_iv_size == 0 {
            read_constant_iv(entry, "constant_IV")?
        } else {
            None
        };
        Ok(Self { pattern, is_protected, per_sample_iv_size, kid, constant_iv })
    }

    /// The entry as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.u8(0);
        w.u8(self.pattern.to_byte());
        w.u8(self.is_protected);
        w.u8(self.per_sample_iv_size);
        w.bytes(&self.kid.bytes());
        if self.is_protected != 0
            && self.per_sample_iv_size == 0
            && let Some(iv) = &self.constant_iv
        {
            w.u8(iv.len() as u8);
            w.bytes(iv);
        }
        w.into_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boxes::body::written;

    const CENC: &[u8] = b"\0\0\x01\x081234567890123456";
    const CBCS: &[u8] = b"\0\x19\x01\x001234567890123456\x08constant";

    fn read(bytes: &[u8]) -> ParseResult<Sgpd> {
        Sgpd::read(&mut Reader::new(bytes, 0))
    }

    fn entry(bytes: &[u8]) -> Seig {
        Seig::read(&mut Reader::new(bytes, 0)).unwrap()
    }

    #[test]
    fn seig_entries_round_trip() {
        let cbcs = entry(CBCS);
        assert_eq!(cbcs.pattern, Pattern::ONE_IN_TEN);
        assert_eq!(cbcs.constant_iv.as_deref(), Some(&b"constant"[..]));
        assert_eq!(cbcs.to_bytes(), CBCS);
        assert_eq!(entry(CENC).to_bytes(), CENC);
        assert_eq!(entry(&Seig::clear().to_bytes()), Seig::clear());
        assert!(Seig::read(&mut Reader::new(b"\0\0\x01\x091234567890123456", 0)).is_err());
    }

    #[test]
    fn version_1_with_one_size() {
        let sgpd = Sgpd::seig(&[entry(CENC), entry(CENC)]);
        let bytes = [b"\x01\0\0\0seig\0\0\0\x14\0\0\0\x02", CENC, CENC].concat();
        assert_eq!(written(&sgpd), bytes);
        assert_eq!(read(&bytes).unwrap(), sgpd);
    }

    #[test]
    fn version_1_with_sizes_of_their_own() {
        let sgpd = Sgpd::seig(&[entry(CENC), entry(CBCS)]);
        let bytes = [b"\x01\0\0\0seig\0\0\0\0\0\0\0\x02\0\0\0\x14", CENC, b"\0\0\0\x1d", CBCS].concat();
        assert_eq!(written(&sgpd), bytes);
        assert_eq!(read(&bytes).unwrap(), sgpd);
    }

    #[test]
    fn versions_0_and_2() {
        let old = [b"\0\0\0\0seig\0\0\0\x02", CENC, CBCS].concat();
        assert_eq!(read(&old).unwrap().entries, [CENC, CBCS]);
        assert_eq!(written(&read(&old).unwrap()), old);
        let roll = b"\0\0\0\0roll\0\0\0\x01\xff\xff";
        assert_eq!(read(roll).unwrap().entries, [b"\xff\xff"]);
        assert!(read(b"\0\0\0\0roll\0\0\0\x02\xff\xff\0\0").is_err());
        let new = b"\x02\0\0\0roll\0\0\0\x02\0\0\0\x01\0\0\0\x01\xff\xff";
        assert_eq!(read(new).unwrap().default_group_description_index, 1);
        assert_eq!(written(&read(new).unwrap()), new);
    }

    #[test]
    fn counts_and_sizes_beyond_the_box_are_malformed() {
        assert!(read(b"\x01\0\0\0seig\0\0\0\x14\x7f\xff\xff\xff").is_err());
        assert!(read(b"\x01\0\0\0seig\0\0\0\0\0\0\0\x01\xff\xff\xff\xff").is_err());
        assert!(read(b"\0\0\0\0seig\xff\xff\xff\xff\0").is_err());
    }
}
