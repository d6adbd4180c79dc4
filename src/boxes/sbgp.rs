//! `sbgp`, sample to group: ISO/IEC 14496-12 section 8.9.2.

use super::body::{BoxBody, VersionFlags};
use super::fourcc::FourCc;
use crate::bytes::{ParseResult, Reader, Writer};

/// Added to the index of a group that a fragment describes itself: 65537 is the first entry of the fragment's own `sgpd`.
pub const FRAGMENT_LOCAL: u32 = 0x1_0000;

/// A run of samples in one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SbgpEntry {
    /// Samples in a row.
    pub sample_count: u32,
    /// Entry of `sgpd`, counted from 1; 0 for samples in no group.
    pub group_description_index: u32,
}

/// The body of `sbgp`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sbgp {
    /// `grouping_type`: `seig` for keys.
    pub grouping_type: FourCc,
    /// `grouping_type_parameter`, in version 1 only.
    pub grouping_type_parameter: Option<u32>,
    /// Runs in sample order. Samples after the last run are in no group.
    pub entries: Vec<SbgpEntry>,
}

impl Sbgp {
    /// Group index of each sample, one run at a time: `(samples, group_description_index)`.
    pub fn runs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.entries.iter().map(|entry| (entry.sample_count, entry.group_description_index))
    }

    /// Group index of one sample, counted from 0; 0 when it is in no group.
    pub fn group_of(&self, sample: u64) -> u32 {
        let mut end = 0u64;
        for (samples, index) in self.runs() {
            end = end.saturating_add(u64::from(samples));
            if sample < end {
                return index;
            }
        }
        0
    }
}

impl BoxBody for Sbgp {
    const NAME: FourCc = FourCc::new(b"sbgp");

    fn read(body: &mut Reader<'_>) -> ParseResult<Self> {
        let VersionFlags { version, .. } = VersionFlags::read(body, 1)?;
        let grouping_type = FourCc(body.array("grouping_type")?);
        let grouping_type_parameter =
            if version == 1 { Some(body.u32("grouping_type_parameter")?) } else { None };
        let count = u64::from(body.u32("entry_count")?);
        let count = body.check_count(count, 8, "entry_count")?;
        let entries = (0..count)
            .map(|_| {
                Ok(SbgpEntry {
                    sample_count: body.u32("sample_count")?,
                    group_description_index: body.u32("group_description_index")?,
                })
            })
            .collect::<ParseResult<_>>()?;
        Ok(Self { grouping_type, grouping_type_parameter, entries })
    }

    fn write(&self, w: &mut Writer) {
        let version = u8::from(self.grouping_type_parameter.is_some());
        VersionFlags { version, flags: 0 }.write(w);
        w.bytes(&self.grouping_type.0);
        if let Some(parameter) = self.grouping_type_parameter {
            w.u32(parameter);
        }
        w.u32(self.entries.len() as u32);
        for entry in &self.entries {
            w.u32(entry.sample_count);
            w.u32(entry.group_description_index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boxes::body::written;

    fn read(bytes: &[u8]) -> ParseResult<Sbgp> {
        Sbgp::read(&mut Reader::new(bytes, 0))
    }

    #[test]
    fn runs_name_groups() {
        let bytes = b"\0\0\0\0seig\0\0\0\x02\0\0\0\x03\0\0\0\0\0\0\0\x02\0\x01\0\x01";
        let sbgp = read(bytes).unwrap();
        let groups: Vec<u32> = (0..6).map(|sample| sbgp.group_of(sample)).collect();
        assert_eq!(groups, [0, 0, 0, FRAGMENT_LOCAL + 1, FRAGMENT_LOCAL + 1, 0]);
        assert_eq!(written(&sbgp), bytes);
    }

    #[test]
    fn version_1_has_a_parameter() {
        let bytes = b"\x01\0\0\0seig\0\0\0\x07\0\0\0\0";
        let sbgp = read(bytes).unwrap();
        assert_eq!(sbgp.grouping_type_parameter, Some(7));
        assert_eq!(written(&sbgp), bytes);
    }

    #[test]
    fn a_count_beyond_the_box_is_malformed() {
        assert!(read(b"\0\0\0\0seig\xff\xff\xff\xff\0\0\0\x03\0\0\0\0").is_err());
    }
}
