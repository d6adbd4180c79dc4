//! Output protection levels, explicit output restrictions and enablers.
//!
//! The byte order inside the data of explicit restrictions differs from one to the next in Microsoft's own pages, so data is kept as
//! it is given; the makers below reproduce the published bytes.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text::{Data, Guid, Named, TextError, quoted};

/// Output protection levels; 0 says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutputLevels {
    /// Compressed digital video.
    pub compressed_digital_video: u16,
    /// Uncompressed digital video: up to 200 passes, 250 tries HDCP, 270 constrains to 520,000 pixels without it, 300 needs it.
    pub uncompressed_digital_video: u16,
    /// Analog television.
    pub analog_video: u16,
    /// Compressed digital audio.
    pub compressed_digital_audio: u16,
    /// Uncompressed digital audio.
    pub uncompressed_digital_audio: u16,
}

/// The levels of one output that the documentation allows.
pub struct AllowedLevels {
    /// The output, as in policy files.
    pub name: &'static str,
    /// Its levels.
    pub allowed: &'static [u16],
}

impl OutputLevels {
    /// Each level with what the documentation allows for it, in the order of the license object.
    pub fn each(&self) -> [(u16, AllowedLevels); 5] {
        const AUDIO: &[u16] = &[100, 150, 200, 250, 300];
        let row = |level, name, allowed| (level, AllowedLevels { name, allowed });
        [
            row(self.compressed_digital_video, "compressed_digital_video", &[400, 500]),
            row(self.uncompressed_digital_video, "uncompressed_digital_video", &[100, 250, 270, 300]),
            row(self.analog_video, "analog_video", &[100, 150, 200]),
            row(self.compressed_digital_audio, "compressed_digital_audio", AUDIO),
            row(self.uncompressed_digital_audio, "uncompressed_digital_audio", AUDIO),
        ]
    }
}

/// A kind of output that has a protection level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Output {
    /// Compressed digital video.
    CompressedDigitalVideo,
    /// Uncompressed digital video.
    UncompressedDigitalVideo,
    /// Analog television.
    AnalogVideo,
    /// Compressed digital audio.
    CompressedDigitalAudio,
    /// Uncompressed digital audio.
    UncompressedDigitalAudio,
}

/// What a client does with content on an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Passage {
    /// It passes.
    Passes,
    /// It passes with HDCP where that can be switched on, and without where not.
    TriesHdcp,
    /// It passes with HDCP, or constrained to 520,000 pixels.
    HdcpOrConstrained,
    /// It passes with HDCP only.
    NeedsHdcp,
    /// It passes with HDCP, or with SCMS CopyNever.
    HdcpOrScms,
    /// It passes with CGMS-A CopyNever where that can be signalled, and without where not.
    TriesCgmsA,
    /// It passes with CGMS-A CopyNever only.
    NeedsCgmsA,
    /// It does not pass.
    Blocked,
}

impl Passage {
    /// In a few words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Passes => "passes",
            Self::TriesHdcp => "HDCP where possible",
            Self::HdcpOrConstrained => "HDCP required above 520,000 pixels",
            Self::NeedsHdcp => "HDCP required",
            Self::HdcpOrScms => "HDCP or SCMS",
            Self::TriesCgmsA => "CGMS-A where possible",
            Self::NeedsCgmsA => "CGMS-A required",
            Self::Blocked => "blocked",
        }
    }
}

impl Output {
    /// What a client does at a level ("Output Protection Levels"). The published bounds are those of ranges, so levels between the allowed
    /// ones have a meaning too. Level 0 says nothing: the content passes.
    pub const fn passage(self, level: u16) -> Passage {
        match (self, level) {
            (_, 0) | (Self::UncompressedDigitalVideo | Self::UncompressedDigitalAudio, ..=200) => {
                Passage::Passes
            }
            (Self::AnalogVideo | Self::CompressedDigitalAudio, ..=100) => Passage::Passes,
            (Self::UncompressedDigitalVideo, ..=250) => Passage::TriesHdcp,
            (Self::UncompressedDigitalVideo, ..=270) => Passage::HdcpOrConstrained,
            (Self::UncompressedDigitalVideo | Self::UncompressedDigitalAudio, 251..=300) => {
                Passage::NeedsHdcp
            }
            (Self::UncompressedDigitalAudio, ..=250) => Passage::HdcpOrScms,
            (Self::AnalogVideo, ..=150) => Passage::TriesCgmsA,
            (Self::AnalogVideo, ..=200) => Passage::NeedsCgmsA,
            _ => Passage::Blocked,
        }
    }
}

/// Most pixels of a constrained picture.
const CONSTRAINED_PIXELS: u64 = 520_000;

impl super::Policy {
    /// What a client does with this content on an output.
    pub const fn passage(&self, output: Output) -> Passage {
        let levels = &self.outputs;
        output.passage(match output {
            Output::CompressedDigitalVideo => levels.compressed_digital_video,
            Output::UncompressedDigitalVideo => levels.uncompressed_digital_video,
            Output::AnalogVideo => levels.analog_video,
            Output::CompressedDigitalAudio => levels.compressed_digital_audio,
            Output::UncompressedDigitalAudio => levels.uncompressed_digital_audio,
        })
    }

    /// Whether a picture of this size may be decoded: it fits into every maximal resolution, upright or turned.
    pub fn may_decode(&self, width: u32, height: u32) -> bool {
        let limits = self.digital_video.iter().filter_map(Protection::resolution);
        let fits = |(most_width, most_height)| {
            (width <= most_width && height <= most_height) || (width <= most_height && height <= most_width)
        };
        limits.into_iter().all(fits)
    }

    /// Whether a picture of this size may pass to an output that nobody knows: only a play enabler allows it.
    pub fn may_pass_to_unknown_output(&self, width: u32, height: u32) -> bool {
        let small = u64::from(width) * u64::from(height) <= CONSTRAINED_PIXELS;
        self.play_enablers.contains(&enablers::UNKNOWN_OUTPUT)
            || (small && self.play_enablers.contains(&enablers::UNKNOWN_OUTPUT_CONSTRAINED))
    }
}

/// An explicit output restriction. In policy files it is `{ id = "GUID", data = "BASE64" }` or one of these words: `hdcp-type-1`,
/// `max-resolution:1920x1080`, `scms`, `agc-color-stripe:0..3`, `digital-only`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protection {
    /// Which restriction.
    pub id: Guid,
    /// What it says, as the license carries it.
    pub data: Vec<u8>,
}

/// The explicit output restrictions with a name.
pub mod protections {
    use super::{Guid, Named};

    /// HDCP type 1: 2.2 or later.
    pub const HDCP_TYPE_1: Guid = Guid::from_u128(0xABB2C6F1_E663_4625_A945_972D17B231E7);
    /// Largest picture that may be decoded.
    pub const MAX_RESOLUTION: Guid = Guid::from_u128(0x9645E831_E01D_4FFF_8342_0A720E3E028F);
    /// Serial copy management.
    pub const SCMS: Guid = Guid::from_u128(0x6D5CFA59_C250_4426_930E_FAC72C8FCFA6);
    /// Automatic gain control and colour stripe, 0 to 3.
    pub const AGC_COLOR_STRIPE: Guid = Guid::from_u128(0xC3FD11C6_F8B7_4D20_B008_1DB17D61F2DA);
    /// Digital video only.
    pub const DIGITAL_ONLY: Guid = Guid::from_u128(0x760AE755_682A_41E0_B1B3_DCDF836A7306);

    /// All that are documented.
    pub const ALL: &[Named] = &[
        Named { name: "hdcp-type-1", id: HDCP_TYPE_1, words: "HDCP type 1 (2.2 or later)" },
        Named { name: "max-resolution", id: MAX_RESOLUTION, words: "maximal decode resolution" },
        Named { name: "scms", id: SCMS, words: "serial copy management (SCMS)" },
        Named {
            name: "agc-color-stripe",
            id: AGC_COLOR_STRIPE,
            words: "automatic gain control and colour stripe",
        },
        Named {
            name: "cgms-a",
            id: Guid::from_u128(0x2098DE8D_7DDD_4BAB_96C6_32EBB6FABEA3),
            words: "CGMS-A required",
        },
        Named {
            name: "cgms-a-best-effort",
            id: Guid::from_u128(0x225CD36F_F132_49EF_BA8C_C91EA28E4369),
            words: "CGMS-A where possible",
        },
        Named {
            name: "constrained-component-video",
            id: Guid::from_u128(0x811C5110_46C8_4C6E_8163_C0482A15D47E),
            words: "analog component video constrained",
        },
        Named {
            name: "constrained-monitor",
            id: Guid::from_u128(0xD783A191_E083_4BAF_B2DA_E69F910B3772),
            words: "analog computer monitor constrained",
        },
        Named { name: "digital-only", id: DIGITAL_ONLY, words: "digital video outputs only" },
    ];
}

/// The enablers with a name.
pub mod enablers {
    use super::{Guid, Named};

    /// Unknown outputs in any resolution.
    pub const UNKNOWN_OUTPUT: Guid = Guid::from_u128(0x786627D8_C2A6_44BE_8F88_08AE255B01A7);
    /// Unknown outputs, constrained to 520,000 pixels.
    pub const UNKNOWN_OUTPUT_CONSTRAINED: Guid = Guid::from_u128(0xB621D91F_EDCC_4035_8D4B_DC71760D43E9);

    /// All that are documented.
    pub const ALL: &[Named] = &[
        Named { name: "unknown-output", id: UNKNOWN_OUTPUT, words: "unknown outputs" },
        Named {
            name: "unknown-output-constrained",
            id: UNKNOWN_OUTPUT_CONSTRAINED,
            words: "unknown outputs up to 520,000 pixels",
        },
        Named {
            name: "airplay",
            id: Guid::from_u128(0x5ABF0F0D_DC29_4B82_9982_FD8E57525BFC),
            words: "AirPlay",
        },
        Named { name: "dtcp", id: Guid::from_u128(0xD685030B_0F4F_43A6_BBAD_356F1EA0049A), words: "DTCP" },
        Named {
            name: "miracast",
            id: Guid::from_u128(0xA340C256_0941_4D4C_AD1D_0B6735C0CB24),
            words: "Miracast",
        },
        Named { name: "wivu", id: Guid::from_u128(0x1B4542E3_B5CF_4C99_B3BA_829AF46C92F8), words: "WiVu" },
        Named { name: "helix", id: Guid::from_u128(0x002F9772_38A0_43E5_9F79_0F6361DCC62A), words: "Helix" },
    ];
}

impl Protection {
    /// HDCP type 1, with the published data 00000001.
    pub fn hdcp_type_1() -> Self {
        Self { id: protections::HDCP_TYPE_1, data: vec![0, 0, 0, 1] }
    }

    /// Serial copy management, with the published data 00000001.
    pub fn scms() -> Self {
        Self { id: protections::SCMS, data: vec![0, 0, 0, 1] }
    }

    /// Digital video only, with the published data 00000001.
    pub fn digital_only() -> Self {
        Self { id: protections::DIGITAL_ONLY, data: vec![0, 0, 0, 1] }
    }

    /// The largest picture that may be decoded: height, then width, big-endian, as published.
    pub fn max_resolution(width: u32, height: u32) -> Self {
        Self { id: protections::MAX_RESOLUTION, data: [height.to_be_bytes(), width.to_be_bytes()].concat() }
    }

    /// Automatic gain control and colour stripe, 0 to 3, little-endian, as published.
    pub fn agc_color_stripe(level: u32) -> Self {
        Self { id: protections::AGC_COLOR_STRIPE, data: level.to_le_bytes().to_vec() }
    }

    /// Width and height when this is a maximal resolution.
    pub fn resolution(&self) -> Option<(u32, u32)> {
        let (height, width) = self.data.split_first_chunk::<4>()?;
        let width = <[u8; 4]>::try_from(width).ok()?;
        (self.id == protections::MAX_RESOLUTION)
            .then(|| (u32::from_be_bytes(width), u32::from_be_bytes(*height)))
    }

    fn from_word(text: &str) -> Result<Self, TextError> {
        match text.split_once(':') {
            None if text == "hdcp-type-1" => Ok(Self::hdcp_type_1()),
            None if text == "scms" => Ok(Self::scms()),
            None if text == "digital-only" => Ok(Self::digital_only()),
            Some(("max-resolution", size)) => parse_resolution(size),
            Some(("agc-color-stripe", level)) => parse_agc(level),
            _ => Err(TextError(format!(
                "{} is no output restriction: write hdcp-type-1, max-resolution:WxH, scms, agc-color-stripe:0..3, \
                 digital-only, or a table with id and data",
                quoted(text)
            ))),
        }
    }
}

/// `1920x1080`.
pub(in crate::license) fn parse_resolution(text: &str) -> Result<Protection, TextError> {
    let size = text.split_once(['x', 'X']).and_then(|(width, height)| {
        Some((width.parse().ok().filter(|n| *n > 0)?, height.parse().ok().filter(|n| *n > 0)?))
    });
    let (width, height) =
        size.ok_or_else(|| TextError(format!("{} is no resolution: write 1920x1080", quoted(text))))?;
    Ok(Protection::max_resolution(width, height))
}

/// `0` to `3`.
pub(in crate::license) fn parse_agc(text: &str) -> Result<Protection, TextError> {
    let level = text.parse().ok().filter(|level| *level <= 3);
    let level = level.ok_or_else(|| TextError(format!("{} is none of 0, 1, 2 and 3", quoted(text))))?;
    Ok(Protection::agc_color_stripe(level))
}

impl fmt::Display for Protection {
    /// In words: `HDCP type 1 (2.2 or later)`, or the GUID with its data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((width, height)) = self.resolution() {
            return write!(f, "decoding up to {width}x{height}");
        }
        match protections::ALL.iter().find(|named| named.id == self.id) {
            Some(named) => write!(f, "{} (data {})", named.words, crate::keys::text::to_hex(&self.data)),
            None => write!(f, "{} (data {})", self.id, crate::keys::text::to_hex(&self.data)),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    id: Guid,
    #[serde(default)]
    data: Data,
}

impl Serialize for Protection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Table { id: self.id, data: Data(self.data.clone()) }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Protection {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Word(String),
            Table(Table),
        }
        match Either::deserialize(deserializer)? {
            Either::Word(word) => Self::from_word(&word).map_err(D::Error::custom),
            Either::Table(table) => Ok(Self { id: table.id, data: table.data.0 }),
        }
    }
}
