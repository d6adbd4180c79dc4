//! How each sample of a track is protected: `sinf` of its sample entry, unless a `seig` group says otherwise.

use crate::boxes::{
    BoxNode, Content, FourCc, Frma, PiffEncryption, PiffSenc, PiffTenc, Sbgp, Schm, Seig, Sgpd, Tenc,
    sbgp::FRAGMENT_LOCAL, sgpd::SEIG,
};
use crate::bytes::{Inside, ParseError, ParseResult, Reader};
use crate::cenc::iv::Iv;
use crate::cenc::scheme::{PIFF_NOT_ENCRYPTED, Pattern, Scheme};
use crate::error::{Error, Result};
use crate::keys::KeyId;
use crate::movie::SampleLocation;

/// How samples are protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parameters {
    pub protected: bool,
    pub scheme: &'static Scheme,
    pub kid: KeyId,
    /// Bytes of the IV that comes with each sample.
    pub iv_size: usize,
    pub constant_iv: Option<Iv>,
    pub pattern: Pattern,
}

impl Parameters {
    /// What a PIFF box says; the message of the error says what is not known. `scheme` is that of the track.
    fn of_piff(piff: &PiffEncryption, scheme: &'static Scheme) -> std::result::Result<Self, String> {
        let protected = piff.algorithm_id != PIFF_NOT_ENCRYPTED;
        let scheme = match Scheme::of_piff_algorithm(piff.algorithm_id) {
            Some(scheme) => scheme,
            None if !protected => scheme,
            None => return Err(format!("AlgorithmID {} is not known", piff.algorithm_id)),
        };
        Ok(Self {
            protected,
            scheme,
            kid: piff.kid,
            iv_size: piff.iv_size.into(),
            constant_iv: None,
            pattern: Pattern::NONE,
        })
    }
}

/// The protection of one track.
#[derive(Debug)]
pub(super) struct TrackProtection {
    /// Type of the first sample entry, decrypted.
    pub format: FourCc,
    /// One per sample entry; none for clear ones.
    entries: Vec<Option<Parameters>>,
    /// The groups that the movie describes, which fragments may name too.
    groups: Option<Sgpd>,
}

impl TrackProtection {
    /// Reads the protection of a track and takes the `sinf` boxes off its sample entries.
    pub(super) fn open(trak: &mut BoxNode) -> Result<Self> {
        let Some(stbl) = trak.descend_mut(&[b"mdia", b"minf", b"stbl"]) else {
            return Ok(Self { format: FourCc::new(b"none"), entries: Vec::new(), groups: None });
        };
        let groups = seig_groups(stbl)?;
        let mut entries = Vec::new();
        let mut format = None;
        for entry in stbl.child_mut(b"stsd").and_then(BoxNode::children_mut).into_iter().flatten() {
            entries.push(open_entry(entry)?);
            format.get_or_insert(entry.name());
        }
        Ok(Self { format: format.unwrap_or(FourCc::new(b"none")), entries, groups })
    }

    /// The scheme of the first protected sample entry.
    pub(super) fn scheme(&self) -> Option<&'static Scheme> {
        self.entries.iter().flatten().map(|p| p.scheme).next()
    }

    /// The ways in which the samples of an `stbl` or `traf` are protected, and which of them each sample has.
    pub(super) fn of_samples(
        &self,
        holder: &BoxNode,
        samples: &[SampleLocation],
    ) -> Result<(Vec<Parameters>, Vec<u16>)> {
        let local = seig_groups(holder)?;
        let mut sbgp = holder.children().iter().filter(|c| c.is::<Sbgp>()).map(BoxNode::view::<Sbgp>);
        let sbgp = sbgp.find(|s| s.as_ref().map_or(true, |s| s.grouping_type == SEIG)).transpose()?;
        let runs = sbgp.iter().flat_map(|s| s.runs()).flat_map(|(count, index)| {
            // A run cannot be longer than what is left, so a false count costs nothing.
            std::iter::repeat_n(index, count as usize)
        });
        let mut runs = runs.fuse();
        let in_fragment = &holder.name().0 == b"traf";
        let overrides = piff_overrides(holder);
        let mut parameters: Vec<Parameters> = Vec::new();
        let mut choice = Vec::with_capacity(samples.len());
        let mut last: Option<(u32, Option<u32>, u16)> = None;
        for sample in samples {
            let group = runs.next();
            if let Some((description, last_group, index)) = last
                && (description, last_group) == (sample.description_index, group)
            {
                choice.push(index);
                continue;
            }
            let mut wanted = self.resolve(sample, group, local.as_ref(), in_fragment)?;
            if let Some(overrides) = &overrides {
                wanted = Parameters::of_piff(overrides, wanted.scheme).map_err(|message| {
                    ParseError::unsupported(holder.offset, message).inside("uuid (PIFF sample encryption)")
                })?;
            }
            let index = match parameters.iter().position(|p| *p == wanted) {
                Some(index) => index,
                None => {
                    parameters.push(wanted);
                    parameters.len() - 1
                }
            };
            let index =
                u16::try_from(index).map_err(|_| Error::unsupported("more than 65536 sample groups"))?;
            choice.push(index);
            last = Some((sample.description_index, group, index));
        }
        Ok((parameters, choice))
    }

    fn resolve(
        &self,
        sample: &SampleLocation,
        group: Option<u32>,
        local: Option<&Sgpd>,
        in_fragment: bool,
    ) -> Result<Parameters> {
        let entry = (sample.description_index as usize).checked_sub(1).and_then(|i| self.entries.get(i));
        let entry = entry.ok_or_else(|| {
            let message =
                format!("sample_description_index {} names no sample entry", sample.description_index);
            ParseError::malformed(sample.offset, message)
        })?;
        let Some(defaults) = entry else {
            // A clear sample entry beside an encrypted one: clear leads are written so.
            let scheme = self.scheme().ok_or_else(|| Error::internal("no scheme"))?;
            return Ok(Parameters {
                protected: false,
                scheme,
                kid: KeyId::from_bytes([0; 16]),
                iv_size: 0,
                constant_iv: None,
                pattern: Pattern::NONE,
            });
        };
        let (table, index) = match group {
            // A sample that no sbgp names belongs to the default group, if there is one; group 0 is no group at all.
            None => {
                let has_default = |t: &&Sgpd| t.default_group_description_index != 0;
                let table = local.filter(has_default).or(self.groups.as_ref());
                (table, table.map_or(0, |t| t.default_group_description_index))
            }
            Some(0) => (None, 0),
            Some(group) if group > FRAGMENT_LOCAL => (local, group - FRAGMENT_LOCAL),
            // Some writers forget to add 65536 for the fragment's own groups.
            Some(group) if in_fragment && self.groups.is_none() => (local, group),
            Some(group) => (self.groups.as_ref(), group),
        };
        if index == 0 {
            return Ok(*defaults);
        }
        let bytes = table.and_then(|t| t.entries.get(index as usize - 1)).ok_or_else(|| {
            let message = format!("sample group {index} of type seig is not described");
            ParseError::malformed(sample.offset, message).inside("sbgp")
        })?;
        let seig = Seig::read(&mut Reader::new(bytes, sample.offset)).inside(|| "sgpd".into())?;
        Ok(Parameters {
            protected: seig.is_protected != 0,
            scheme: defaults.scheme,
            kid: seig.kid,
            iv_size: seig.per_sample_iv_size.into(),
            constant_iv: seig.constant_iv.as_deref().and_then(Iv::from_slice),
            pattern: seig.pattern,
        })
    }
}

/// The `seig` groups that an `stbl` or `traf` describes.
fn seig_groups(holder: &BoxNode) -> ParseResult<Option<Sgpd>> {
    for node in holder.children().iter().filter(|c| c.is::<Sgpd>()) {
        // Other groupings are nobody's business here, however they are written.
        if node.bytes().get(4..8) == Some(&SEIG.0) {
            return node.view().map(Some);
        }
    }
    Ok(None)
}

/// Reads the protection of a sample entry and restores the entry; none when it is clear.
fn open_entry(entry: &mut BoxNode) -> Result<Option<Parameters>> {
    let name = entry.name();
    let looks_protected = matches!(&name.0, b"encv" | b"enca" | b"enct" | b"encs" | b"encu" | b"encm");
    let sinf = entry.children_named(b"sinf").find(|s| read_sinf(s).is_ok()).or_else(|| entry.child(b"sinf"));
    let Some(sinf) = sinf else {
        if !looks_protected {
            return Ok(None);
        }
        let message = match entry.content {
            Content::Leaf(_) => format!("the boxes of sample entry {name} cannot be found"),
            Content::Container { .. } => format!("sample entry {name} has no sinf box"),
        };
        return Err(ParseError::malformed(entry.offset, message).into());
    };
    let (format, parameters) = read_sinf(sinf).map_err(|e| e.inside(name.to_string()))?;
    if let Some(format) = format {
        entry.header.name = format;
    } else if looks_protected {
        let error =
            ParseError::malformed(sinf.offset, "box frma is missing: the codec is unknown").inside("sinf");
        return Err(error.inside(name.to_string()).into());
    }
    entry.remove_children(|c| &c.name().0 == b"sinf");
    Ok(Some(parameters))
}

/// Original format and protection of a `sinf` box.
fn read_sinf(sinf: &BoxNode) -> ParseResult<(Option<FourCc>, Parameters)> {
    let format = sinf.child_view::<Frma>()?.map(|f| f.data_format);
    let schm: Schm = sinf.require(&[b"schm"])?.view().inside(|| "sinf".into())?;
    let scheme = Scheme::by_scheme_type(schm.scheme_type).ok_or_else(|| {
        let message = format!("protection scheme {} is not Common Encryption", schm.scheme_type);
        ParseError::unsupported(sinf.offset, message).inside("sinf")
    })?;
    let schi = sinf.require(&[b"schi"])?;
    if let Some(tenc) = schi.child_view::<Tenc>().inside(|| "sinf".into())? {
        let parameters = Parameters {
            protected: tenc.default_is_protected != 0,
            scheme,
            kid: tenc.default_kid,
            iv_size: tenc.default_per_sample_iv_size.into(),
            constant_iv: tenc.default_constant_iv.as_deref().and_then(Iv::from_slice),
            pattern: tenc.default_pattern,
        };
        return Ok((format, parameters));
    }
    let piff = schi.children().iter().find(|c| c.is::<PiffTenc>());
    let Some(piff) = piff else {
        return Err(ParseError::malformed(schi.offset, "box tenc is missing").inside("schi").inside("sinf"));
    };
    let PiffTenc(piff) = piff.view().inside(|| "schi".into()).inside(|| "sinf".into())?;
    let parameters = Parameters::of_piff(&piff, scheme)
        .map_err(|message| ParseError::unsupported(schi.offset, message).inside("schi").inside("sinf"))?;
    Ok((format, parameters))
}

/// What the samples of a `stbl` or `traf` have instead of the track's defaults, PIFF 1.1 section 5.3.2.
fn piff_overrides(holder: &BoxNode) -> Option<PiffEncryption> {
    // A damaged box says nothing; whether it was needed shows when IVs are looked for.
    let node = holder.children().iter().find(|c| c.is::<PiffSenc>())?;
    node.view::<PiffSenc>().ok()?.overrides
}
