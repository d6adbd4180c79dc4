//! `senc`, sample encryption: ISO/IEC 23001-7 section 7.2. IVs and subsamples of the samples of a track or
//! track fragment.
//!
//! The size of IVs is not in the box, so the entries stay bytes until someone who knows it asks for
//! [`Senc::entries`].

use std::iter::FusedIterator;
use std::slice::ChunksExact;

use super::body::{BoxBody, VersionFlags};
use super::fourcc::FourCc;
use super::node::{BoxNode, Content};
use super::saiz::Saiz;
use crate::bytes::{ParseError, ParseResult, Reader, Writer};

/// Flag: entries have subsamples.
pub const USE_SUBSAMPLES: u32 = 2;

/// Bytes of one subsample in the box.
const SUBSAMPLE: usize = 6;

/// One subsample: clear bytes, then protected bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Subsample {
    /// `BytesOfClearData`.
    pub clear: u16,
    /// `BytesOfProtectedData`.
    pub protected: u32,
}

/// The body of `senc`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Senc {
    /// [`USE_SUBSAMPLES`] or 0; other bits are kept.
    pub flags: u32,
    /// `sample_count`.
    pub sample_count: u32,
    /// All entries as they are stored, and whatever follows them in the box.
    pub data: Vec<u8>,
}

impl Senc {
    /// Bytes from the start of the body to the first entry: version, flags and count. With the box header
    /// before it, the place that `saio` points at.
    pub const ENTRIES_OFFSET: usize = 8;

    /// Whether entries have subsamples.
    pub fn has_subsamples(&self) -> bool {
        self.flags & USE_SUBSAMPLES != 0
    }

    /// The entries, for IVs of `iv_size` bytes (0 when the IV is constant). `base` is the absolute offset of
    /// the first entry in the input, for error messages.
    ///
    /// # Errors
    /// When the box is too small for its sample count. Entries of 0 bytes (constant IV, no subsamples) fit in
    /// any number: compare the count with the number of samples before trusting it.
    pub fn entries(&self, iv_size: usize, base: u64) -> ParseResult<SencEntries<'_>> {
        SencEntries::new(&self.data, base, self.sample_count, iv_size, self.has_subsamples())
    }

    /// Finds the size of IVs from the entries themselves, when neither `tenc` nor a group tells: the one of
    /// 8, 16 and 0 for which they fill the box and have the sizes of `saiz`. None when no size or more than
    /// one fits.
    pub fn guess_iv_size(&self, saiz: Option<&Saiz>) -> Option<usize> {
        let mut fitting = [8, 16, 0].into_iter().filter(|&size| self.fits(size, saiz));
        let size = fitting.next()?;
        fitting.next().is_none().then_some(size)
    }

    /// Reads count and entries, which PIFF has behind its overrides.
    pub(super) fn read_counted(flags: u32, body: &mut Reader<'_>) -> ParseResult<Self> {
        let sample_count = body.u32("sample_count")?;
        if flags & USE_SUBSAMPLES != 0 {
            body.check_count(u64::from(sample_count), 2, "sample_count")?;
        }
        Ok(Self { flags, sample_count, data: body.rest().to_vec() })
    }

    /// Appends count and entries.
    pub(super) fn write_counted(&self, w: &mut Writer) {
        w.u32(self.sample_count);
        w.bytes(&self.data);
    }

    fn fits(&self, iv_size: usize, saiz: Option<&Saiz>) -> bool {
        if saiz.is_some_and(|saiz| saiz.len() != self.sample_count as usize) {
            return false;
        }
        if iv_size == 0 && !self.has_subsamples() {
            return self.data.is_empty() && saiz.is_none_or(|saiz| saiz.total() == 0);
        }
        let Ok(mut entries) = self.entries(iv_size, 0) else { return false };
        for (sample, entry) in entries.by_ref().enumerate() {
            let Ok(entry) = entry else { return false };
            if saiz.is_some_and(|saiz| saiz.get(sample).map(usize::from) != Some(entry.len())) {
                return false;
            }
        }
        entries.rest().is_empty()
    }
}

impl BoxBody for Senc {
    const NAME: FourCc = FourCc::new(b"senc");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let VersionFlags { flags, .. } = VersionFlags::read(body, 0)?;
        Self::read_counted(flags, body)
    }

    fn write(&self, w: &mut Writer) {
        VersionFlags { version: 0, flags: self.flags }.write(w);
        self.write_counted(w);
    }
}

/// Entries of `senc`, or of auxiliary information elsewhere in the file: the layout is the same. Reads in
/// place and stops after the first error.
#[derive(Clone, Debug)]
pub struct SencEntries<'a> {
    data: Reader<'a>,
    left: u32,
    iv_size: usize,
    subsamples: bool,
}

impl<'a> SencEntries<'a> {
    /// `count` entries in `data`, whose first byte lies at absolute offset `base` of the input.
    ///
    /// # Errors
    /// When `data` is too small for `count` entries of the smallest possible size.
    pub fn new(data: &'a [u8], base: u64, count: u32, iv_size: usize, subsamples: bool) -> ParseResult<Self> {
        let data = Reader::new(data, base);
        let smallest = iv_size.saturating_add(if subsamples { 2 } else { 0 });
        data.check_count(u64::from(count), smallest, "sample_count")?;
        Ok(Self { data, left: count, iv_size, subsamples })
    }

    /// The bytes that have not been read.
    pub fn rest(&self) -> &'a [u8] {
        self.data.peek_rest()
    }

    fn read(&mut self) -> ParseResult<SencEntry<'a>> {
        let iv = self.data.take(self.iv_size, "InitializationVector")?;
        if !self.subsamples {
            return Ok(SencEntry { iv, subsamples: None });
        }
        let count = self.data.u16("subsample_count")?;
        let count = self.data.check_count(u64::from(count), SUBSAMPLE, "subsample_count")?;
        let table = self.data.take(count.saturating_mul(SUBSAMPLE), "subsamples")?;
        Ok(SencEntry { iv, subsamples: Some(table) })
    }
}

impl<'a> Iterator for SencEntries<'a> {
    type Item = ParseResult<SencEntry<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let entry = self.read();
        if entry.is_err() {
            self.left = 0;
        }
        Some(entry)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        // Entries of 0 bytes fit in any number, so the count must not make anyone allocate.
        (0, Some(self.left as usize))
    }
}

impl FusedIterator for SencEntries<'_> {}

/// What `senc` says of one sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SencEntry<'a> {
    /// The IV; empty when it is constant.
    pub iv: &'a [u8],
    subsamples: Option<&'a [u8]>,
}

impl<'a> SencEntry<'a> {
    /// Size in bytes of the entry: what `saiz` has.
    #[expect(clippy::len_without_is_empty, reason = "a size, not a number of items")]
    pub fn len(&self) -> usize {
        self.iv.len() + self.subsamples.map_or(0, |table| 2 + table.len())
    }

    /// The subsamples. None of them means that the whole sample is protected.
    pub fn subsamples(&self) -> Subsamples<'a> {
        Subsamples(self.subsamples.unwrap_or_default().chunks_exact(SUBSAMPLE))
    }
}

/// The subsamples of an entry.
#[derive(Clone, Debug)]
pub struct Subsamples<'a>(ChunksExact<'a, u8>);

impl Iterator for Subsamples<'_> {
    type Item = Subsample;

    fn next(&mut self) -> Option<Subsample> {
        match *self.0.next()? {
            [a, b, c, d, e, f] => Some(Subsample {
                clear: u16::from_be_bytes([a, b]),
                protected: u32::from_be_bytes([c, d, e, f]),
            }),
            _ => None,
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Subsamples<'_> {}

/// Builds `senc` and `saiz` sample by sample, without allocating for each.
#[derive(Clone, Debug)]
pub struct SencWriter {
    subsamples: bool,
    /// Version, flags and count, which are written last, then the entries.
    data: Writer,
    sizes: Vec<u8>,
}

impl SencWriter {
    /// For entries with or without subsamples: a choice for the whole box.
    pub fn new(subsamples: bool) -> Self {
        let mut data = Writer::new();
        data.bytes(&[0; Senc::ENTRIES_OFFSET]);
        Self { subsamples, data, sizes: Vec::new() }
    }

    /// Adds a sample: `iv` of 0, 8 or 16 bytes as stored. No subsamples in a box that has them protect the
    /// whole sample.
    ///
    /// # Errors
    /// When the entry does not fit into the one byte of `saiz`, or when there are subsamples in a box without
    /// them; the sample is not added then. The offset of the error is that of the entry in the box.
    pub fn push(&mut self, iv: &[u8], subsamples: &[Subsample]) -> ParseResult<()> {
        let table = if self.subsamples { 2 + SUBSAMPLE * subsamples.len() } else { 0 };
        let size = u8::try_from(iv.len() + table).ok().filter(|_| self.subsamples || subsamples.is_empty());
        let Some(size) = size else {
            return Err(ParseError::unsupported(
                (self.data.len() - Senc::ENTRIES_OFFSET) as u64,
                format!("{} subsamples and an IV of {} bytes do not fit", subsamples.len(), iv.len()),
            ));
        };
        self.sizes.push(size);
        self.data.bytes(iv);
        if self.subsamples {
            self.data.u16(subsamples.len() as u16);
            for subsample in subsamples {
                self.data.u16(subsample.clear);
                self.data.u32(subsample.protected);
            }
        }
        Ok(())
    }

    /// Number of samples so far.
    pub fn len(&self) -> usize {
        self.sizes.len()
    }

    /// Whether no sample was added.
    pub fn is_empty(&self) -> bool {
        self.sizes.is_empty()
    }

    /// The boxes: entries, and their sizes.
    pub fn finish(self) -> (Senc, Saiz) {
        let mut data = self.data.into_vec();
        data.drain(..Senc::ENTRIES_OFFSET);
        let senc = Senc { flags: flags(self.subsamples), sample_count: self.sizes.len() as u32, data };
        (senc, Saiz::new(self.sizes))
    }

    /// The boxes as [`Self::finish`] has them, of which the first is a node already: its entries are not copied. `T` is [`Senc`],
    /// or [`PiffSenc`](super::PiffSenc), which has the same layout.
    pub fn finish_node<T: BoxBody>(mut self) -> (BoxNode, Saiz) {
        self.data.patch_u32(0, flags(self.subsamples));
        self.data.patch_u32(4, self.sizes.len() as u32);
        let node = BoxNode::new(T::NAME, T::USER_TYPE, Content::Leaf(self.data.into_vec()));
        (node, Saiz::new(self.sizes))
    }
}

fn flags(subsamples: bool) -> u32 {
    if subsamples { USE_SUBSAMPLES } else { 0 }
}

#[cfg(test)]
mod tests;
