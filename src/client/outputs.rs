//! Outputs that a player is connected to, and what a license lets pass to them.
//!
//! A player without any has a screen and loudspeakers of its own, which output protection levels do not concern. That an output which
//! may not get the content ends the play as a whole, rather than going dark, is this client's choice: a script sees it.

use crate::error::{Error, Result};
use crate::license::Policy;
use crate::license::policy::{Output, Passage, protections};

/// An output and the protections that are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttachedOutput {
    /// Which kind.
    pub output: Output,
    /// HDCP.
    pub hdcp: bool,
    /// HDCP type 1: version 2.2 or later, up to the last screen.
    pub hdcp_type_1: bool,
    /// SCMS with CopyNever.
    pub scms: bool,
    /// CGMS-A with CopyNever.
    pub cgms_a: bool,
}

const NAMES: [(&str, Output); 5] = [
    ("digital-video", Output::UncompressedDigitalVideo),
    ("compressed-video", Output::CompressedDigitalVideo),
    ("analog-video", Output::AnalogVideo),
    ("digital-audio", Output::UncompressedDigitalAudio),
    ("compressed-audio", Output::CompressedDigitalAudio),
];

impl AttachedOutput {
    fn name(&self) -> &'static str {
        NAMES.iter().find(|(_, output)| *output == self.output).map_or("an output", |(name, _)| *name)
    }

    /// Whether content under this policy passes; `true` when it passes constrained to 520,000 pixels only.
    ///
    /// # Errors
    /// A failed check when it does not pass.
    pub fn is_constrained(&self, policy: &Policy) -> Result<bool> {
        let is_digital = self.output == Output::UncompressedDigitalVideo;
        let asks = |id| policy.digital_video.iter().any(|protection| protection.id == id);
        let only_digital =
            policy.analog_video.iter().any(|protection| protection.id == protections::DIGITAL_ONLY);
        let refused = |why: &str| {
            Error::check_failed(format!(
                "the license does not let the content pass to {}: {why}",
                self.name()
            ))
        };
        if is_digital && asks(protections::HDCP_TYPE_1) && !self.hdcp_type_1 {
            return Err(refused("HDCP type 1 (2.2 or later) required"));
        }
        if self.output == Output::AnalogVideo && only_digital {
            return Err(refused("digital video outputs only"));
        }
        let passage = policy.passage(self.output);
        let passes = match passage {
            Passage::Passes | Passage::TriesHdcp | Passage::TriesCgmsA => true,
            Passage::HdcpOrConstrained => return Ok(!self.hdcp),
            Passage::NeedsHdcp => self.hdcp,
            Passage::HdcpOrScms => self.hdcp || self.scms,
            Passage::NeedsCgmsA => self.cgms_a,
            Passage::Blocked => false,
        };
        if passes { Ok(false) } else { Err(refused(passage.words())) }
    }
}

impl std::fmt::Display for AttachedOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for AttachedOutput {
    type Err = String;

    /// A kind, and behind `+` what is on: `digital-video+hdcp`.
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let mut words = text.split('+').map(str::trim);
        let kind = words.next().unwrap_or_default();
        let found = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(kind));
        let (_, output) = found.ok_or_else(|| {
            format!("{kind:?} is none of the outputs {}", NAMES.map(|(name, _)| name).join(", "))
        })?;
        let mut attached =
            Self { output: *output, hdcp: false, hdcp_type_1: false, scms: false, cgms_a: false };
        for word in words {
            match word.to_ascii_lowercase().as_str() {
                "hdcp" => attached.hdcp = true,
                "hdcp-type-1" => (attached.hdcp, attached.hdcp_type_1) = (true, true),
                "scms" => attached.scms = true,
                "cgms-a" => attached.cgms_a = true,
                _ => {
                    return Err(format!(
                        "{word:?} is none of the protections hdcp, hdcp-type-1, scms, cgms-a"
                    ));
                }
            }
        }
        Ok(attached)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::policy::{OutputLevels, Protection};

    fn passes(output: &str, policy: &Policy) -> Option<bool> {
        output.parse::<AttachedOutput>().unwrap().is_constrained(policy).ok()
    }

    #[test]
    fn levels_hold_each_output_to_its_protection() {
        let levels = |digital, analog, audio| Policy {
            outputs: OutputLevels {
                uncompressed_digital_video: digital,
                analog_video: analog,
                uncompressed_digital_audio: audio,
                ..OutputLevels::default()
            },
            ..Policy::default()
        };
        let (full, constrained, none) = (Some(false), Some(true), None);
        for (output, policy, expected) in [
            ("digital-video", levels(0, 0, 0), full),
            ("digital-video", levels(250, 0, 0), full),
            ("digital-video", levels(270, 0, 0), constrained),
            ("digital-video+hdcp", levels(270, 0, 0), full),
            ("digital-video", levels(300, 0, 0), none),
            ("Digital-Video + HDCP", levels(300, 0, 0), full),
            ("digital-video+hdcp-type-1", levels(301, 0, 0), none),
            ("analog-video", levels(300, 150, 0), full),
            ("analog-video", levels(0, 200, 0), none),
            ("analog-video+cgms-a", levels(0, 200, 0), full),
            ("digital-audio", levels(0, 0, 250), none),
            ("digital-audio+scms", levels(0, 0, 250), full),
            ("digital-audio+scms", levels(0, 0, 300), none),
        ] {
            assert_eq!(passes(output, &policy), expected, "{output} {:?}", policy.outputs);
        }
    }

    #[test]
    fn explicit_restrictions_hold_too() {
        let protection = |id| vec![Protection { id, data: vec![0, 0, 0, 1] }];
        let type_1 = Policy { digital_video: protection(protections::HDCP_TYPE_1), ..Policy::default() };
        assert_eq!(passes("digital-video+hdcp", &type_1), None);
        assert_eq!(passes("digital-video+hdcp-type-1", &type_1), Some(false));
        assert_eq!(passes("analog-video", &type_1), Some(false));
        let digital = Policy { analog_video: protection(protections::DIGITAL_ONLY), ..Policy::default() };
        assert_eq!(passes("analog-video+cgms-a", &digital), None);
        for wrong in ["hdmi", "digital-video+dtcp", ""] {
            assert!(wrong.parse::<AttachedOutput>().is_err(), "{wrong}");
        }
    }
}
