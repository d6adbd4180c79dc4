//! Protection schemes as data: ISO/IEC 23001-7 section 10, and PIFF 1.1. A new scheme is a new row.

use std::fmt;

use crate::boxes::FourCc;
pub use crate::boxes::senc::Subsample;
pub use crate::boxes::tenc::Pattern;

/// How the block cipher, always AES-128, is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CipherMode {
    /// A key stream from a counter whose low 64 bits count blocks.
    Ctr,
    /// Cipher block chaining; bytes that fill no whole block stay clear.
    Cbc,
}

/// Where the IV of a sample comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IvKind {
    /// Each sample has its own, 8 or 16 bytes.
    PerSample {
        /// Sizes in bytes that the scheme allows.
        sizes: &'static [u8],
    },
    /// All samples of a track or sample group share one, 8 or 16 bytes, written in `tenc` or `seig`.
    Constant {
        /// Sizes in bytes that the scheme allows.
        sizes: &'static [u8],
    },
}

impl IvKind {
    /// Sizes in bytes that the scheme allows, the usual one first.
    pub const fn sizes(self) -> &'static [u8] {
        match self {
            Self::PerSample { sizes } | Self::Constant { sizes } => sizes,
        }
    }
}

/// One protection scheme.
#[derive(Debug, PartialEq, Eq)]
pub struct Scheme {
    /// The name users type.
    pub name: &'static str,
    /// `scheme_type` of `schm`.
    pub scheme_type: FourCc,
    /// `scheme_version` of `schm`.
    pub schm_version: u32,
    /// Counter or chaining.
    pub mode: CipherMode,
    /// Per sample or constant.
    pub iv: IvKind,
    /// The pattern for video unless the user says otherwise; schemes without patterns have [`Pattern::NONE`]. Audio has no
    /// pattern in any scheme.
    pub video_pattern: Pattern,
    /// Whether protected ranges are cut to whole 16-byte blocks: SHALL for cens and cbc1, SHOULD for cenc (CMAF makes it
    /// SHALL), not for cbcs, whose ranges end with the NAL unit.
    pub block_aligned: bool,
    /// Whether the IV starts anew at each subsample (cbcs), or the stream runs on through the sample.
    pub iv_per_subsample: bool,
    /// Whether this program writes the scheme, or only reads it.
    pub writable: bool,
}

const EITHER: IvKind = IvKind::PerSample { sizes: &[8, 16] };
const FULL: IvKind = IvKind::PerSample { sizes: &[16] };

/// Every scheme that this program knows.
pub static SCHEMES: [Scheme; 6] = [
    Scheme {
        name: "cenc",
        scheme_type: FourCc::new(b"cenc"),
        schm_version: 0x0001_0000,
        mode: CipherMode::Ctr,
        iv: EITHER,
        video_pattern: Pattern::NONE,
        block_aligned: true,
        iv_per_subsample: false,
        writable: true,
    },
    Scheme {
        name: "cbcs",
        scheme_type: FourCc::new(b"cbcs"),
        schm_version: 0x0001_0000,
        mode: CipherMode::Cbc,
        iv: IvKind::Constant { sizes: &[16, 8] },
        video_pattern: Pattern::ONE_IN_TEN,
        block_aligned: false,
        iv_per_subsample: true,
        writable: true,
    },
    Scheme {
        name: "cens",
        scheme_type: FourCc::new(b"cens"),
        schm_version: 0x0001_0000,
        mode: CipherMode::Ctr,
        iv: EITHER,
        video_pattern: Pattern::ONE_IN_TEN,
        block_aligned: true,
        iv_per_subsample: false,
        writable: true,
    },
    Scheme {
        name: "cbc1",
        scheme_type: FourCc::new(b"cbc1"),
        schm_version: 0x0001_0000,
        mode: CipherMode::Cbc,
        iv: FULL,
        video_pattern: Pattern::NONE,
        block_aligned: true,
        iv_per_subsample: false,
        writable: true,
    },
    Scheme {
        name: "piff",
        scheme_type: FourCc::new(b"piff"),
        schm_version: 0x0001_0001,
        mode: CipherMode::Ctr,
        iv: EITHER,
        video_pattern: Pattern::NONE,
        block_aligned: true,
        iv_per_subsample: false,
        writable: true,
    },
    Scheme {
        name: "piff-cbc",
        scheme_type: FourCc::new(b"piff"),
        schm_version: 0x0001_0001,
        mode: CipherMode::Cbc,
        iv: FULL,
        video_pattern: Pattern::NONE,
        block_aligned: true,
        iv_per_subsample: false,
        writable: false,
    },
];

/// `AlgorithmID` of PIFF boxes: not encrypted.
pub const PIFF_NOT_ENCRYPTED: u32 = 0;
/// `AlgorithmID` of PIFF boxes: AES-CTR.
pub const PIFF_AES_CTR: u32 = 1;
/// `AlgorithmID` of PIFF boxes: AES-CBC with an IV per sample, without pattern. Not cbcs.
pub const PIFF_AES_CBC: u32 = 2;

impl Scheme {
    /// The scheme with the name that users type.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        SCHEMES.iter().find(|scheme| scheme.name == name)
    }

    /// The scheme that `schm` names. For `piff` this is AES-CTR; its track encryption box may say otherwise, see
    /// [`Scheme::of_piff_algorithm`].
    pub fn by_scheme_type(scheme_type: FourCc) -> Option<&'static Self> {
        SCHEMES.iter().find(|scheme| scheme.scheme_type == scheme_type)
    }

    /// The scheme that an `AlgorithmID` of a PIFF box stands for; none for [`PIFF_NOT_ENCRYPTED`] and unknown ones.
    pub fn of_piff_algorithm(algorithm_id: u32) -> Option<&'static Self> {
        match algorithm_id {
            PIFF_AES_CTR => Self::by_name("piff"),
            PIFF_AES_CBC => Self::by_name("piff-cbc"),
            _ => None,
        }
    }

    /// Whether the scheme knows patterns (cens and cbcs).
    pub fn has_pattern(&self) -> bool {
        !self.video_pattern.is_none()
    }

    /// Whether the IV stands in `tenc` or `seig` and not with each sample.
    pub fn has_constant_iv(&self) -> bool {
        matches!(self.iv, IvKind::Constant { .. })
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_find_their_rows_and_piff_means_ctr() {
        for scheme in &SCHEMES {
            assert_eq!(Scheme::by_name(scheme.name), Some(scheme));
        }
        assert_eq!(Scheme::by_name("CENC"), None);
        assert_eq!(Scheme::by_scheme_type(FourCc::new(b"piff")).unwrap().mode, CipherMode::Ctr);
        assert_eq!(Scheme::of_piff_algorithm(PIFF_AES_CBC).unwrap().name, "piff-cbc");
        assert_eq!(Scheme::of_piff_algorithm(PIFF_NOT_ENCRYPTED), None);
    }

    #[test]
    fn only_cbcs_has_a_constant_iv_and_only_cens_and_cbcs_have_patterns() {
        let constant: Vec<_> = SCHEMES.iter().filter(|s| s.has_constant_iv()).map(|s| s.name).collect();
        let pattern: Vec<_> = SCHEMES.iter().filter(|s| s.has_pattern()).map(|s| s.name).collect();
        assert_eq!(constant, ["cbcs"]);
        assert_eq!(pattern, ["cbcs", "cens"]);
    }
}
