//! Revocation: which digests are revoked, and the signed lists that say so on the wire.
//!
//! A [`List`] names digests; [`RevocationInfo`] (version 2, magic `RLV2`; version 1, `RLVI`, is read only) names the lists and their
//! versions. Both end in a signature and the chain of the signer. Certificates of devices go to the runtime list, those of
//! applications to the application list: the names of the lists say so, no public text does.

use std::collections::BTreeSet;

use super::{Chain, ChainError, Role, Signer, verify};
use crate::bytes::{ParseError, ParseResult, Reader, Writer};
use crate::crypto::PublicKey;

/// The list of revoked runtimes: devices.
pub const RUNTIME_LIST: [u8; 16] = guid(0x4e9d_8c8a, 0xb652, 0x45a7, 0x9791_6925_a6b4_791f);
/// The list of revoked applications.
pub const APPLICATION_LIST: [u8; 16] = guid(0x2808_2e80, 0xc7a3, 0x40b1, 0x8256_19e5_b6d8_9b27);
/// Revocation information, version 2.
pub const REVOCATION_INFO_2: [u8; 16] = guid(0x52d1_ff11, 0xd388, 0x4edd, 0x82b7_68ea_4c20_a16c);
/// Revocation information, version 1.
pub const REVOCATION_INFO_1: [u8; 16] = guid(0xccde_5a55, 0xa688, 0x4405, 0xa88b_d13f_90d5_ba3e);

/// The bytes of a GUID in their little-endian order: what list ids are on the wire.
const fn guid(a: u32, b: u16, c: u16, d: u64) -> [u8; 16] {
    let (a, b, c, d) = (a.to_le_bytes(), b.to_le_bytes(), c.to_le_bytes(), d.to_be_bytes());
    [a[0], a[1], a[2], a[3], b[0], b[1], c[0], c[1], d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]]
}

/// A list as responses carry it: id (little-endian GUID bytes), version, bytes.
pub type WireList = ([u8; 16], u32, Vec<u8>);

/// The name of a list id.
pub fn list_name(id: &[u8; 16]) -> &'static str {
    match *id {
        RUNTIME_LIST => "runtime list",
        APPLICATION_LIST => "application list",
        REVOCATION_INFO_2 => "revocation information, version 2",
        REVOCATION_INFO_1 => "revocation information, version 1",
        _ => "unknown list",
    }
}

/// A set of revoked digests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revocations {
    digests: BTreeSet<[u8; 32]>,
}

impl Revocations {
    /// Adds a digest; false when it was there.
    pub fn add(&mut self, digest: [u8; 32]) -> bool {
        self.digests.insert(digest)
    }

    /// Whether a digest is revoked.
    pub fn contains(&self, digest: &[u8; 32]) -> bool {
        self.digests.contains(digest)
    }

    /// The digests in order.
    pub fn digests(&self) -> impl Iterator<Item = &[u8; 32]> {
        self.digests.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.digests.len()
    }

    /// Whether nothing is revoked.
    pub fn is_empty(&self) -> bool {
        self.digests.is_empty()
    }
}

impl Extend<[u8; 32]> for Revocations {
    fn extend<T: IntoIterator<Item = [u8; 32]>>(&mut self, digests: T) {
        self.digests.extend(digests);
    }
}

impl FromIterator<[u8; 32]> for Revocations {
    fn from_iter<T: IntoIterator<Item = [u8; 32]>>(digests: T) -> Self {
        Self { digests: digests.into_iter().collect() }
    }
}

/// P-256, as lists name it; certificates have another number for it.
const SIGNATURE_TYPE: u8 = 2;

/// The signature and signer's chain at the end of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// r ‖ s.
    pub signature: [u8; 64],
    /// The chain of the signer.
    pub chain: Chain,
    signed: Vec<u8>,
}

/// Why a list is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The chain of the signer.
    #[error("the signer's chain: {0}")]
    Chain(#[from] ChainError),
    /// The signature is not the signer's.
    #[error("the signature of the list is wrong")]
    BadSignature,
}

impl Seal {
    fn read(r: &mut Reader<'_>, signed: Vec<u8>) -> ParseResult<Self> {
        let at = r.offset();
        let (signature_type, len) = (r.u8("signature type")?, r.u16("signature length")?);
        if signature_type != SIGNATURE_TYPE {
            let message = format!("signature type {signature_type}, only 2 (P-256) is known");
            return Err(ParseError::unsupported(at, message));
        }
        if len != 64 {
            return Err(ParseError::malformed(
                at.saturating_add(1),
                format!("the signature has {len} bytes, not 64"),
            ));
        }
        let signature = r.array("signature")?;
        let chain = Chain::read_from(r)?;
        r.end("the revocation list")?;
        Ok(Self { signature, chain, signed })
    }

    /// Checks the signature and the chain of the signer to `root`.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn verify(&self, root: &PublicKey, now: u64) -> Result<(), SealError> {
        verify(&self.chain, root, Role::RevocationSigner, now, &Revocations::default())?;
        let key = self.chain.leaf().key_with_usage(super::usage::SIGN_CRL);
        if key.is_some_and(|key| key.verifies(&self.signed, &self.signature)) {
            return Ok(());
        }
        Err(SealError::BadSignature)
    }

    fn write(w: &mut Writer, signer: &Signer) {
        let signature = signer.key.sign(w.as_slice());
        w.u8(SIGNATURE_TYPE);
        w.u16(64);
        w.bytes(&signature);
        w.bytes(signer.chain.bytes());
    }
}

/// A list of revoked digests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Which list: the GUID's little-endian bytes.
    pub id: [u8; 16],
    /// Its version; grows with every change.
    pub version: u32,
    /// The digests.
    pub digests: Vec<[u8; 32]>,
    /// Signature and signer.
    pub seal: Seal,
}

impl List {
    /// Reads a list that fills `bytes`.
    ///
    /// # Errors
    /// When lengths or counts do not fit, or the signer's chain is broken.
    pub fn read(bytes: &[u8], base: u64) -> ParseResult<Self> {
        let mut r = Reader::new(bytes, base);
        let (id, version) = (r.array("list id")?, r.u32("list version")?);
        let count = r.u32("entry count")?;
        let count = r.check_count(u64::from(count), 32, "entry count")?;
        let mut digests = Vec::with_capacity(count);
        for _ in 0..count {
            digests.push(r.array("digest")?);
        }
        let signed = bytes.get(..bytes.len() - r.remaining()).unwrap_or_default().to_vec();
        Ok(Self { id, version, digests, seal: Seal::read(&mut r, signed)? })
    }

    /// The signed bytes of a list.
    pub fn write<'a>(
        id: &[u8; 16],
        version: u32,
        digests: impl IntoIterator<Item = &'a [u8; 32]>,
        signer: &Signer,
    ) -> Vec<u8> {
        let mut w = Writer::new();
        w.bytes(id);
        w.u32(version);
        w.u32(0);
        let mut count = 0;
        for digest in digests {
            w.bytes(digest);
            count += 1;
        }
        w.patch_u32(20, count);
        Seal::write(&mut w, signer);
        w.into_vec()
    }
}

/// Seconds from 1601, where FILETIME begins, to 1970.
const FILETIME_OFFSET: u64 = 11_644_473_600;

/// Ticks of FILETIME per second.
const FILETIME_TICKS: u64 = 10_000_000;

/// Bytes of the head of revocation information.
const INFO_HEAD_LEN: usize = 28;

/// Revocation information: the lists and their versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationInfo {
    /// 1 (`RLVI`) or 2 (`RLV2`).
    pub info_version: u8,
    /// The length field, as it stands.
    pub length: u32,
    /// Format version byte.
    pub format: u8,
    /// Sequence number; licenses may ask for a least one.
    pub sequence: u32,
    /// When it was issued: FILETIME, 100 ns since 1601.
    pub issued: u64,
    /// List ids (little-endian GUID bytes) and versions.
    pub records: Vec<([u8; 16], u64)>,
    /// Signature and signer.
    pub seal: Seal,
}

impl RevocationInfo {
    /// Reads revocation information that fills `bytes`.
    ///
    /// # Errors
    /// When the magic is unknown, lengths or counts do not fit, or the signer's chain is broken.
    pub fn read(bytes: &[u8], base: u64) -> ParseResult<Self> {
        let mut r = Reader::new(bytes, base);
        let magic: [u8; 4] = r.array("magic")?;
        let info_version = match &magic {
            b"RLVI" => 1,
            b"RLV2" => 2,
            _ => {
                let message = format!("the magic is {magic:02x?}, neither \"RLVI\" nor \"RLV2\"");
                return Err(ParseError::malformed(base, message));
            }
        };
        let length = r.u32("length")?;
        let format = r.u8("format version")?;
        r.u24("reserved bytes")?;
        let sequence = r.u32("sequence number")?;
        let issued = if info_version == 1 { r.u64_le("issue time")? } else { r.u64("issue time")? };
        let count = r.u32("record count")?;
        let count = r.check_count(u64::from(count), 24, "record count")?;
        let mut records = Vec::with_capacity(count);
        for _ in 0..count {
            records.push((r.array("list id")?, r.u64("list version")?));
        }
        let signed = bytes.get(..bytes.len() - r.remaining()).unwrap_or_default().to_vec();
        let seal = Seal::read(&mut r, signed)?;
        Ok(Self { info_version, length, format, sequence, issued, records, seal })
    }

    /// When it was issued, seconds since 1970.
    pub const fn issued_unix(&self) -> u64 {
        (self.issued / FILETIME_TICKS).saturating_sub(FILETIME_OFFSET)
    }

    /// The signed bytes of version 2.
    pub fn write(sequence: u32, issued: u64, records: &[([u8; 16], u64)], signer: &Signer) -> Vec<u8> {
        let mut w = Writer::new();
        w.bytes(b"RLV2");
        // Independent readers expect 4 bytes more than head and records have.
        let len = INFO_HEAD_LEN + 4 + 24 * records.len();
        w.u32(u32::try_from(len).unwrap_or(u32::MAX));
        w.u8(2);
        w.u24(0);
        w.u32(sequence);
        w.u64(issued.saturating_add(FILETIME_OFFSET).saturating_mul(FILETIME_TICKS));
        w.u32(u32::try_from(records.len()).unwrap_or(u32::MAX));
        for (id, version) in records {
            w.bytes(id);
            w.u64(*version);
        }
        Seal::write(&mut w, signer);
        w.into_vec()
    }
}
