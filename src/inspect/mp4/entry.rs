//! Sample entries and the codec configurations in them: ISO/IEC 14496-12 section 12, 14496-15, and the mappings of AV1, VP9,
//! Opus, AC-3 and AAC.

use super::fields::Fields;
use super::walk::{Known, known};
use crate::boxes::{BoxNode, SampleEntryKind};
use crate::bytes::{ParseResult, Reader};
use crate::inspect::node::Node;

pub(super) const BOXES: &[Known] = &[
    known(b"avcC", "AVC configuration", avcc),
    known(b"hvcC", "HEVC configuration", hvcc),
    known(b"av1C", "AV1 configuration", av1c),
    known(b"vpcC", "VP8 or VP9 configuration", vpcc),
    known(b"esds", "MPEG-4 elementary stream", esds),
    known(b"dOps", "Opus configuration", dops),
    known(b"dac3", "AC-3 configuration", plain),
    known(b"dec3", "E-AC-3 configuration", plain),
    known(b"btrt", "bit rate", btrt),
    known(b"pasp", "pixel aspect ratio", pasp),
    known(b"colr", "colour", colr),
];

/// The fields in front of the boxes of a sample entry.
pub(super) fn fields(kind: SampleEntryKind, f: &mut Fields<'_>) -> ParseResult<()> {
    f.skip(6)?;
    f.u16("data_reference_index")?;
    match kind {
        SampleEntryKind::Visual => {
            f.skip(16)?;
            f.u16("width")?;
            f.u16("height")?;
            f.skip(14)?;
            let start = f.r.offset();
            let name = f.r.take(32, "compressorname")?;
            let len = name.first().copied().map_or(0, usize::from);
            let name = String::from_utf8_lossy(name.get(1..).and_then(|n| n.get(..len)).unwrap_or_default());
            if !name.is_empty() {
                f.add("compressorname", start, name.into_owned());
            }
        }
        SampleEntryKind::Audio => {
            f.skip(8)?;
            f.u16("channelcount")?;
            f.u16("samplesize")?;
            f.skip(4)?;
            f.fixed("samplerate", 4, 16)?;
        }
        SampleEntryKind::Other => {}
    }
    Ok(())
}

fn avcc(f: &mut Fields<'_>) -> ParseResult<()> {
    f.u8("configurationVersion")?;
    f.u8("AVCProfileIndication")?;
    f.u8("profile_compatibility")?;
    f.u8("AVCLevelIndication")?;
    let start = f.r.offset();
    let length = (f.r.u8("lengthSizeMinusOne")? & 3) + 1;
    f.add("nal_length_size", start, length);
    for (name, mask) in [("sequence_parameter_sets", 31), ("picture_parameter_sets", 255)] {
        let start = f.r.offset();
        let count = f.r.u8(name)? & mask;
        for _ in 0..count {
            let len = f.r.u16("parameter set length")?;
            f.r.take(len.into(), "parameter set")?;
        }
        f.add(name, start, count);
    }
    Ok(())
}

fn hvcc(f: &mut Fields<'_>) -> ParseResult<()> {
    f.u8("configurationVersion")?;
    let start = f.r.offset();
    let byte = f.r.u8("general_profile_idc")?;
    f.push(Node::field("general_tier_flag", byte >> 5 & 1).at(start, 1));
    f.push(Node::field("general_profile_idc", byte & 31).at(start, 1));
    f.hex("general_profile_compatibility_flags", 4)?;
    f.hex("general_constraint_indicator_flags", 6)?;
    f.u8("general_level_idc")?;
    f.skip(8)?;
    let start = f.r.offset();
    let length = (f.r.u8("lengthSizeMinusOne")? & 3) + 1;
    f.add("nal_length_size", start, length);
    f.u8("numOfArrays").map(drop)
}

fn av1c(f: &mut Fields<'_>) -> ParseResult<()> {
    let start = f.r.offset();
    let [_, profile, flags, delay] = f.r.array("av1C")?;
    f.push(Node::field("seq_profile", profile >> 5).at(start + 1, 1));
    f.push(Node::field("seq_level_idx_0", profile & 31).at(start + 1, 1));
    f.push(Node::field("seq_tier_0", flags >> 7).at(start + 2, 1));
    f.push(Node::field("bit_depth", av1_bit_depth(profile, flags)).at(start + 2, 1));
    f.push(Node::field("monochrome", flags >> 4 & 1 == 1).at(start + 2, 1));
    f.push(Node::field("initial_presentation_delay_present", delay >> 4 & 1 == 1).at(start + 3, 1));
    let len = f.r.remaining();
    f.hex("configOBUs", len).map(drop)
}

fn av1_bit_depth(profile: u8, flags: u8) -> u8 {
    match (profile >> 5, flags & 0x40 != 0, flags & 0x20 != 0) {
        (2, true, true) => 12,
        (_, true, _) => 10,
        _ => 8,
    }
}

fn vpcc(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(1)?;
    f.u8("profile")?;
    f.u8("level")?;
    let start = f.r.offset();
    let byte = f.r.u8("bitDepth")?;
    f.push(Node::field("bitDepth", byte >> 4).at(start, 1));
    f.push(Node::field("chromaSubsampling", byte >> 1 & 7).at(start, 1));
    f.push(Node::field("videoFullRangeFlag", byte & 1).at(start, 1));
    f.u8("colourPrimaries")?;
    f.u8("transferCharacteristics")?;
    f.u8("matrixCoefficients").map(drop)
}

fn esds(f: &mut Fields<'_>) -> ParseResult<()> {
    f.version_flags(0)?;
    let (object, config) = decoder_config(&mut f.r)?;
    f.push(Node::field("objectTypeIndication", object).note(format!("0x{object:02x}")));
    if let Some(audio) = config {
        f.push(Node::field("audioObjectType", audio));
    }
    Ok(())
}

/// `objectTypeIndication` and, for AAC, the audio object type: ISO/IEC 14496-1 section 7.2.6.
fn decoder_config(r: &mut Reader<'_>) -> ParseResult<(u8, Option<u8>)> {
    descriptor(r)?;
    r.u16("ES_ID")?;
    let flags = r.u8("flags")?;
    if flags & 0x80 != 0 {
        r.u16("dependsOn_ES_ID")?;
    }
    if flags & 0x40 != 0 {
        let len = r.u8("URLlength")?;
        r.take(len.into(), "URLstring")?;
    }
    if flags & 0x20 != 0 {
        r.u16("OCR_ES_Id")?;
    }
    descriptor(r)?;
    let object = r.u8("objectTypeIndication")?;
    r.take(12, "decoder configuration")?;
    if object != 0x40 || r.is_empty() {
        return Ok((object, None));
    }
    descriptor(r)?;
    let first = r.u16("AudioSpecificConfig")?;
    let audio = (first >> 11) as u8;
    Ok((object, Some(if audio == 31 { 32 + (first >> 5 & 63) as u8 } else { audio })))
}

/// Tag and size of a descriptor; the size is not needed to find what is inside.
fn descriptor(r: &mut Reader<'_>) -> ParseResult<()> {
    r.u8("descriptor tag")?;
    for _ in 0..4 {
        if r.u8("descriptor size")? < 0x80 {
            break;
        }
    }
    Ok(())
}

fn dops(f: &mut Fields<'_>) -> ParseResult<()> {
    f.u8("Version")?;
    f.u8("OutputChannelCount")?;
    f.u16("PreSkip")?;
    f.u32("InputSampleRate")?;
    f.u16("OutputGain")?;
    f.u8("ChannelMappingFamily").map(drop)
}

fn plain(f: &mut Fields<'_>) -> ParseResult<()> {
    let len = f.r.remaining();
    f.hex("data", len).map(drop)
}

fn btrt(f: &mut Fields<'_>) -> ParseResult<()> {
    f.u32("bufferSizeDB")?;
    f.u32("maxBitrate")?;
    f.u32("avgBitrate").map(drop)
}

fn pasp(f: &mut Fields<'_>) -> ParseResult<()> {
    f.u32("hSpacing")?;
    f.u32("vSpacing").map(drop)
}

fn colr(f: &mut Fields<'_>) -> ParseResult<()> {
    let kind = f.fourcc("colour_type")?;
    if matches!(&kind.0, b"nclx" | b"nclc") {
        f.u16("colour_primaries")?;
        f.u16("transfer_characteristics")?;
        f.u16("matrix_coefficients")?;
    }
    Ok(())
}

/// The codec of a sample entry in the form of RFC 6381, as manifests write it; `None` where the configuration does not tell.
pub(super) fn codecs_parameter(format: &str, entry: &BoxNode) -> Option<String> {
    let config = |name: &[u8; 4]| entry.child(name).map(BoxNode::reader);
    if let Some(mut r) = config(b"avcC") {
        let [_, profile, compatibility, level] = r.array("avcC").ok()?;
        return Some(format!("{format}.{profile:02x}{compatibility:02x}{level:02x}"));
    }
    if let Some(mut r) = config(b"hvcC") {
        r.u8("version").ok()?;
        let profile = r.u8("profile").ok()?;
        let compatibility = r.u32("compatibility").ok()?.reverse_bits();
        let constraints: [u8; 6] = r.array("constraints").ok()?;
        let level = r.u8("level").ok()?;
        let space = ["", "A", "B", "C"].get(usize::from(profile >> 6)).copied().unwrap_or_default();
        let tier = if profile & 0x20 != 0 { 'H' } else { 'L' };
        let used = constraints.iter().rposition(|b| *b != 0).map_or(0, |last| last + 1);
        let constraints: String = constraints.iter().take(used).map(|b| format!(".{b:x}")).collect();
        return Some(format!(
            "{format}.{space}{}.{compatibility:x}.{tier}{level}{constraints}",
            profile & 31
        ));
    }
    if let Some(mut r) = config(b"av1C") {
        let [_, profile, flags, _] = r.array("av1C").ok()?;
        let (tier, depth) = (if flags >> 7 == 1 { 'H' } else { 'M' }, av1_bit_depth(profile, flags));
        return Some(format!("{format}.{}.{:02}{tier}.{depth:02}", profile >> 5, profile & 31));
    }
    if let Some(mut r) = config(b"vpcC") {
        let [_, _, _, _, profile, level, depth] = r.array("vpcC").ok()?;
        return Some(format!("{format}.{profile:02}.{level:02}.{:02}", depth >> 4));
    }
    let mut r = config(b"esds")?;
    r.u32("version and flags").ok()?;
    let (object, audio) = decoder_config(&mut r).ok()?;
    Some(audio.map_or_else(|| format!("{format}.{object:x}"), |audio| format!("{format}.{object:x}.{audio}")))
}
