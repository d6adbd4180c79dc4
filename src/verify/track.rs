//! What a file says of its tracks, read leniently: every field as it stands, so that the rules can judge it.

use crate::boxes::{BoxNode, FourCc, Seig, Sgpd, Trex, sgpd::SEIG};
use crate::bytes::{ParseResult, Reader};
use crate::cenc::scheme::{Pattern, Scheme};
use crate::codec::SubsampleRule;
use crate::keys::KeyId;

/// How samples are protected: the fields of `tenc` or of a `seig` group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Protection {
    pub is_protected: bool,
    pub iv_size: usize,
    pub kid: KeyId,
    pub constant_iv: Option<Vec<u8>>,
    pub pattern: Pattern,
}

impl From<Seig> for Protection {
    fn from(seig: Seig) -> Self {
        Self {
            is_protected: seig.is_protected != 0,
            iv_size: seig.per_sample_iv_size.into(),
            kid: seig.kid,
            constant_iv: seig.constant_iv,
            pattern: seig.pattern,
        }
    }
}

/// What is known of the bytes of samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    /// NAL units with length fields of this many bytes.
    Avc(usize),
    Hevc(usize),
    Av1,
    Vp9,
    /// AAC access units (object types with the syntax of `raw_data_block`).
    Aac,
    /// AC-3 and E-AC-3 frames.
    Ac3,
    Flac,
    Other,
}

impl Syntax {
    /// Whether headers must stay clear, so that there are subsamples.
    pub(super) fn has_headers(self) -> bool {
        matches!(self, Self::Avc(_) | Self::Hevc(_) | Self::Av1 | Self::Vp9)
    }

    /// The syntax of a sample entry of type `format`.
    pub(super) fn of(entry: &BoxNode, format: FourCc) -> Self {
        let byte = |name: &[u8; 4], at: usize| entry.child(name).and_then(|c| c.bytes().get(at).copied());
        let length = |byte: u8| usize::from(byte & 3) + 1;
        match &format.0 {
            b"avc1" | b"avc2" | b"avc3" | b"avc4" | b"dva1" | b"dvav" => {
                byte(b"avcC", 4).map_or(Self::Other, |b| Self::Avc(length(b)))
            }
            b"hvc1" | b"hvc2" | b"hvc3" | b"hev1" | b"hev2" | b"hev3" | b"dvh1" | b"dvhe" => {
                byte(b"hvcC", 21).map_or(Self::Other, |b| Self::Hevc(length(b)))
            }
            b"av01" | b"dav1" => Self::Av1,
            b"vp09" => Self::Vp9,
            b"ac-3" | b"ec-3" => Self::Ac3,
            b"fLaC" => Self::Flac,
            b"mp4a" if is_aac(entry).unwrap_or(false) => Self::Aac,
            _ => Self::Other,
        }
    }
}

/// Whether the `esds` box of an entry announces AAC-LC or HE-AAC, ISO/IEC 14496-1 section 7.2.6.
fn is_aac(entry: &BoxNode) -> Option<bool> {
    let mut r = entry.child(b"esds")?.reader();
    let header = |r: &mut Reader<'_>| -> ParseResult<u8> {
        let tag = r.u8("tag")?;
        while r.u8("size")? & 0x80 != 0 {}
        Ok(tag)
    };
    r.u32("version").ok()?;
    header(&mut r).ok().filter(|&tag| tag == 3)?;
    r.take(3, "ES_ID and flags").ok()?;
    header(&mut r).ok().filter(|&tag| tag == 4)?;
    let object_type = r.u8("objectTypeIndication").ok()?;
    r.take(12, "DecoderConfigDescriptor").ok()?;
    header(&mut r).ok().filter(|&tag| tag == 5)?;
    let audio_object_type = r.u8("AudioSpecificConfig").ok()? >> 3;
    Some(object_type == 0x40 && matches!(audio_object_type, 2 | 5 | 29))
}

/// One sample entry.
pub(super) struct Entry {
    pub path: String,
    pub scheme: Option<&'static Scheme>,
    /// None when the entry is clear or its protection cannot be read.
    pub protection: Option<Protection>,
    pub syntax: Syntax,
    /// Finds what may be protected; none when nothing is known of the codec.
    pub rule: Option<Box<dyn SubsampleRule>>,
}

/// One track.
pub(super) struct TrackFacts {
    pub id: u32,
    /// `moov/trak[1]`.
    pub path: String,
    pub trex: Option<Trex>,
    pub entries: Vec<Entry>,
    /// The groups that the movie describes.
    pub groups: Vec<Protection>,
    /// Protected bytes of all samples, and whether there was any protected sample.
    pub protected_bytes: u64,
    pub protected_samples: u64,
}

impl TrackFacts {
    /// The scheme of the first protected entry.
    pub(super) fn scheme(&self) -> Option<&'static Scheme> {
        self.entries.iter().find_map(|e| e.protection.as_ref().and(e.scheme))
    }
}

/// The `seig` groups that an `stbl` or `traf` describes, and the index of the default one.
pub(super) fn seig_groups(holder: &BoxNode) -> ParseResult<(Vec<Protection>, u32)> {
    for node in holder.children().iter().filter(|c| c.is::<Sgpd>()) {
        if node.bytes().get(4..8) != Some(&SEIG.0) {
            continue;
        }
        let sgpd: Sgpd = node.view()?;
        let groups =
            sgpd.entries.iter().map(|e| Seig::read(&mut Reader::new(e, node.offset)).map(Protection::from));
        return Ok((groups.collect::<ParseResult<_>>()?, sgpd.default_group_description_index));
    }
    Ok((Vec::new(), 0))
}
