//! The rules of `boxlock verify`, as data: what must hold, where that comes from, and what to do.

use std::fmt;

/// What a broken rule means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Players will fail, or content is not protected as it should be.
    Error,
    /// Some players may fail, or the file says something that nobody needs.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// A rule that packaged files obey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name in reports; stays the same between versions.
    pub id: &'static str,
    /// What breaking it means.
    pub severity: Severity,
    /// The specification, or the players, that it comes from.
    pub clause: &'static str,
    /// What must hold.
    pub summary: &'static str,
    /// What to do when it is broken.
    pub hint: &'static str,
}

impl Rule {
    /// The rule of this name.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.id == id)
    }
}

macro_rules! rules {
    ($($name:ident, $id:literal, $severity:ident, $clause:literal, $summary:literal, $hint:literal;)*) => {
        $(pub(super) const $name: Rule = Rule {
            id: $id, severity: Severity::$severity, clause: $clause, summary: $summary, hint: $hint,
        };)*
        /// Every rule, in the order of the checks.
        pub static RULES: &[Rule] = &[$($name),*];
    };
}

rules! {
    // Structure.
    MALFORMED, "malformed", Error, "ISO/IEC 14496-12 section 4.2",
        "every box that is looked into can be read",
        "the file is cut off or damaged: package it again";
    BASE_IS_MOOF, "default-base-is-moof", Warning, "ISO/IEC 14496-12 section 8.8.7, CMAF section 7.5.16",
        "track fragments count data offsets from their moof (default-base-is-moof, no base data offset)",
        "package with default-base-is-moof; media source players ignore other bases";
    OUTSIDE_MDAT, "sample-outside-mdat", Error, "ISO/IEC 14496-12 sections 8.1.1 and 8.8.8",
        "every sample lies inside an mdat box",
        "trun data_offset or chunk offsets were not moved when boxes before them changed size";
    SIDX_COVERAGE, "sidx-coverage", Error, "ISO/IEC 14496-12 section 8.16.3",
        "the references of sidx begin and end where segments do, and one index covers all fragments",
        "write the index again: its sizes are those of another version of the file";
    MFRA_OFFSET, "mfra-offset", Error, "ISO/IEC 14496-12 section 8.8.10",
        "every moof_offset of tfra is that of a moof box",
        "write mfra again, or leave it out";
    BRAND_PIFF, "brand-piff", Warning, "PIFF 1.1 section 5.2",
        "a file of scheme piff has brand piff",
        "add piff to the compatible brands";
    BRAND_ISO5, "brand-iso5", Warning, "ISO/IEC 14496-12 section 8.8.7",
        "a file that uses default-base-is-moof has brand iso5 or a later one",
        "add iso5 or iso6 to the compatible brands";
    // Sample entries.
    FRMA_MISSING, "frma-missing", Error, "ISO/IEC 14496-12 section 8.12.2",
        "a protected sample entry names its original format",
        "sinf must hold frma with the codec's four characters";
    SCHM_MISSING, "schm-missing", Error, "ISO/IEC 14496-12 section 8.12.6",
        "a protected sample entry names its scheme",
        "sinf must hold schm with cenc, cbcs, cens, cbc1 or piff";
    SCHEME_UNKNOWN, "scheme-unknown", Error, "ISO/IEC 23001-7 section 10",
        "the scheme is one of Common Encryption or PIFF",
        "other schemes cannot be checked; is schm right?";
    SCHEME_VERSION, "scheme-version", Warning, "ISO/IEC 23001-7 section 4, PIFF 1.1 section 5.1",
        "scheme_version is 0x00010000 for Common Encryption, 0x00010000 or 0x00010001 for PIFF",
        "write the version of the specification";
    SCHEME_NOT_PLAYREADY, "scheme-not-playready", Warning, "PlayReady: Content Encryption Modes",
        "content for PlayReady uses cenc or cbcs",
        "no PlayReady client supports cens or cbc1: package as cenc or cbcs";
    TENC_MISSING, "tenc-missing", Error, "ISO/IEC 23001-7 section 8.2",
        "a protected sample entry has a tenc box",
        "schi must hold tenc (or its uuid form in PIFF)";
    TENC_PROTECTED, "tenc-protected-value", Error, "ISO/IEC 23001-7 section 8.2",
        "default_isProtected is 0 or 1",
        "write 1 for encrypted tracks";
    TENC_IV_SIZE, "tenc-iv-size", Error, "ISO/IEC 23001-7 sections 8.2 and 10",
        "IVs per sample have 8 or 16 bytes, 16 for cbc1, and 0 only with a constant IV",
        "write the size that senc really has";
    TENC_VERSION, "tenc-version", Error, "ISO/IEC 23001-7 section 8.2",
        "tenc has version 1 in schemes with patterns (cbcs, cens), and no pattern in version 0",
        "Safari refuses cbcs with tenc version 0: write version 1, also for audio";
    CONSTANT_IV_MISSING, "constant-iv-missing", Error, "ISO/IEC 23001-7 section 8.2",
        "a protected track without IVs per sample has a constant IV",
        "write default_constant_IV, or the right IV size";
    CONSTANT_IV_SIZE, "constant-iv-size", Error, "ISO/IEC 23001-7 section 8.2",
        "a constant IV has 8 or 16 bytes",
        "write 16 bytes";
    CTR_CONSTANT_IV, "ctr-constant-iv", Error, "ISO/IEC 23001-7 section 10",
        "schemes in counter mode have IVs per sample",
        "a constant IV repeats the key stream in every sample, which gives the content away: encrypt again";
    CBCS_SAMPLE_IV, "cbcs-sample-iv", Warning, "ISO/IEC 23001-7 section 10.4",
        "cbcs has a constant IV",
        "Apple's players expect a constant IV: encrypt again";
    PATTERN_FORBIDDEN, "pattern-forbidden", Error, "ISO/IEC 23001-7 section 10",
        "schemes without patterns (cenc, cbc1) have none",
        "the fields must be 0";
    PATTERN_EMPTY, "pattern-empty", Error, "ISO/IEC 23001-7 section 9.6",
        "a pattern that skips blocks encrypts some",
        "write 1:9 for video, 0:0 for audio";
    VIDEO_PATTERN, "video-without-pattern", Warning, "ISO/IEC 23001-7 section 10, HLS authoring specification",
        "video in cbcs or cens has a pattern that skips blocks",
        "players of HLS expect 1:9 for video";
    AUDIO_PATTERN, "audio-with-pattern", Error, "ISO/IEC 23001-7 section 9.7",
        "audio in cbcs or cens is encrypted as a whole",
        "write pattern 0:0 and encrypt every block";
    KID_ZERO, "kid-zero", Error, "ISO/IEC 23001-7 section 8.2",
        "the key ID of protected samples is not zero",
        "no license server has a key for it: give the track a key ID";
    IV_16, "iv-16-bytes", Warning, "CMAF section 8.2.3.1",
        "IVs per sample of cenc and cens have 8 bytes",
        "CMAF and older PlayReady clients want 8 bytes";
    TEXT_ENCRYPTED, "text-encrypted", Warning, "DASH-IF IOP part 6",
        "text tracks are clear",
        "few players decrypt text: leave it clear";
    SEIG_PATTERN, "seig-pattern", Error, "Chromium: sample group pattern",
        "sample groups have the pattern of tenc",
        "Chrome stops at a group whose pattern differs: write the same in tenc and seig";
    SEIG_INDEX, "seig-index", Error, "ISO/IEC 14496-12 section 8.9.2",
        "every sample group that sbgp names is described",
        "groups of the fragment's own sgpd count from 65537";
    SEIG_IV, "seig-iv", Error, "ISO/IEC 23001-7 section 6",
        "a protected sample group has IVs of 8 or 16 bytes or a constant IV",
        "write Per_Sample_IV_Size or constant_IV";
    // Auxiliary information.
    AUX_MISSING, "aux-info-missing", Error, "ISO/IEC 23001-7 section 7.1",
        "samples with IVs or subsamples of their own have senc, or saiz and saio",
        "nobody can decrypt these samples: package again";
    SAIZ_SAIO, "saiz-saio-missing", Warning, "ISO/IEC 23001-7 section 7.1",
        "sample auxiliary information is announced by both saiz and saio",
        "some players read only saiz and saio, not senc";
    AUX_EMPTY, "aux-info-empty", Warning, "CMAF section 8.2.2.1",
        "saiz and saio are left out when there is nothing to point at",
        "leave out saiz and saio: a constant IV and whole samples need none, and ffmpeg refuses an empty saiz";
    AUX_TYPE, "aux-info-type", Warning, "ISO/IEC 14496-12 section 8.7.8",
        "aux_info_type, when it is given, is the scheme type",
        "leave it out";
    SAIZ_COUNT, "saiz-count", Error, "ISO/IEC 14496-12 section 8.7.8",
        "saiz has one size per sample",
        "write saiz again";
    SAIZ_SIZE, "saiz-size", Error, "ISO/IEC 14496-12 section 8.7.8",
        "the sizes of saiz are those of the entries of senc",
        "players that read saiz and saio lose their place: write saiz again";
    SAIO_COUNT, "saio-count", Error, "ISO/IEC 14496-12 section 8.7.9",
        "saio has one offset, or one per chunk or track run",
        "write one offset";
    SAIO_OFFSET, "saio-offset", Error, "ISO/IEC 14496-12 section 8.7.9",
        "saio points at the first entry of senc",
        "players that read saio take other bytes for IVs: the offset was not moved when boxes before it changed";
    SENC_COUNT, "senc-count", Error, "ISO/IEC 23001-7 section 7.2",
        "senc has one entry per sample",
        "write senc again";
    SENC_ENTRIES, "senc-entries", Error, "ISO/IEC 23001-7 section 7.2",
        "the entries of senc fill the box, with IVs of the size that tenc or the sample group says",
        "the IV size of tenc, the subsample flag or the entries are wrong";
    SENC_FLAG, "senc-subsample-flag", Warning, "ISO/IEC 23001-7 section 7.2",
        "senc has the subsample flag only when a sample has subsamples",
        "clear the flag: some players take an empty list for a clear sample";
    CLEAR_AUX, "clear-sample-aux-info", Warning, "ISO/IEC 23001-7 section 7.1",
        "samples that are not protected have no auxiliary information",
        "write size 0 in saiz for them";
    // Subsamples.
    SUBSAMPLE_SUM, "subsample-sum", Error, "ISO/IEC 23001-7 section 9.5.1",
        "the subsamples of a sample add up to its size",
        "decrypters stop, or lose the end of the sample: encrypt again";
    SUBSAMPLE_ALIGNMENT, "subsample-alignment", Error, "ISO/IEC 23001-7 section 9.5.2",
        "protected ranges in cens and cbc1 are multiples of 16 bytes",
        "leave the remainder clear in front of the range";
    SUBSAMPLE_ALIGNMENT_CENC, "subsample-alignment-cenc", Warning, "ISO/IEC 23001-7 section 9.5.2, CMAF section 8.2.3.1",
        "protected ranges in cenc are multiples of 16 bytes",
        "CMAF and hardware decrypters want whole blocks: leave the remainder clear in front of the range";
    SUBSAMPLE_EMPTY, "subsample-empty", Warning, "ISO/IEC 23001-7 section 9.5.1",
        "no subsample has 0 clear and 0 protected bytes",
        "leave it out";
    VIDEO_WHOLE, "video-without-subsamples", Error, "ISO/IEC 23001-7 section 9.5.2",
        "video has subsamples, so that its headers stay clear",
        "players must read headers before they decrypt: encrypt with subsamples";
    NAL_HEADER, "nal-header-protected", Error, "ISO/IEC 23001-7 section 9.5.2",
        "NAL lengths and NAL headers are clear",
        "begin each protected range behind the NAL header";
    NON_VCL, "non-vcl-protected", Warning, "ISO/IEC 23001-7 section 9.5.2",
        "parameter sets, SEI and other NAL units without slices are clear",
        "players cannot read captions or parameters in them: protect slices only";
    SLICE_HEADER, "slice-header-protected", Error, "ISO/IEC 23001-7 section 9.5.2",
        "slice headers are clear in cbcs and cens",
        "begin the protected range behind the slice header";
    SLICE_HEADER_CENC, "slice-header-protected-cenc", Warning, "ISO/IEC 23001-7 section 9.5.2",
        "slice headers are clear in cenc and cbc1",
        "decoders that take headers before decryption fail: begin the protected range behind the slice header";
    SLICE_START, "cbcs-slice-start", Error, "ISO/IEC 23001-7 section 9.5.2",
        "protection in cbcs begins with the first byte behind the slice header",
        "Apple's players compute the place themselves and decrypt other bytes: encrypt again";
    SLICE_END, "cbcs-slice-end", Error, "ISO/IEC 23001-7 section 9.5.2",
        "protection in cbcs ends with the NAL unit",
        "Apple's players compute the place themselves and decrypt other bytes: encrypt again";
    NAL_SPLIT, "nal-split", Warning, "ISO/IEC 23001-7 section 9.5.2",
        "each slice has one protected range",
        "merge the subsamples of a NAL unit";
    TILE_OUTSIDE, "tile-outside", Error, "Carriage of AV1 in ISOBMFF section 4",
        "only tiles are protected: OBU headers, frame headers and tile sizes are clear",
        "encrypt again, tile by tile";
    TILE_EXACT, "tile-exact", Error, "Carriage of AV1 in ISOBMFF section 4",
        "protected ranges end with their tile; in cbcs they begin with it, in cenc they hold all its whole blocks",
        "leave the remainder clear in front of the range, not behind it";
    VP9_HEADER, "vp9-header-protected", Error, "VP9 Codec ISO Media File Format Binding, Common Encryption",
        "the uncompressed header of each VP9 frame and the superframe index are clear",
        "begin the protected range behind the uncompressed header";
    UNPARSABLE, "sample-unparsable", Warning, "the codec's specification",
        "the clear bytes of samples follow their codec's syntax",
        "is the codec configuration that of this stream?";
    // IVs.
    IV_REUSED, "iv-reused", Error, "ISO/IEC 23001-7 section 9.2",
        "no two samples under one key share an IV in counter mode",
        "two samples with one key stream give their content away: encrypt again";
    IV_REUSED_CBC, "iv-reused-cbc", Warning, "ISO/IEC 23001-7 section 9.3",
        "no two samples under one key share an IV in cbc1",
        "draw a fresh IV for each sample";
    COUNTER_OVERLAP, "counter-overlap", Error, "ISO/IEC 23001-7 section 9.2",
        "the counter blocks of two samples under one key do not overlap",
        "16-byte IVs must go up by the blocks of each sample: encrypt again";
    COUNTER_WRAP, "counter-wrap", Warning, "ISO/IEC 23001-7 section 9.2",
        "the lower half of the counter does not wrap inside a sample",
        "some decrypters carry into the upper half: begin with a lower half of 0";
    // Headers.
    PSSH_MISSING, "pssh-missing", Warning, "ISO/IEC 23001-7 section 8.1",
        "an encrypted file has a pssh box",
        "players then need the manifest to know the DRM systems: add one with --pssh or --system";
    PSSH_MISPLACED, "pssh-misplaced", Error, "ISO/IEC 23001-7 section 8.1",
        "pssh boxes lie in moov or moof",
        "players do not look elsewhere";
    PSSH_DUPLICATE, "pssh-duplicate", Warning, "ISO/IEC 23001-7 section 8.1",
        "no pssh box stands in one place twice",
        "remove one of them";
    PSSH_UNREADABLE, "pssh-unreadable", Error, "ISO/IEC 23001-7 section 8.1",
        "pssh boxes and the data of known systems in them can be read",
        "write the box again";
    PSSH_ALONE, "pssh-without-encryption", Error, "ISO/IEC 23001-7 section 8.1",
        "a file with pssh boxes has an encrypted track",
        "the file says that it is encrypted, but it is not";
    KID_MISSING, "pssh-kid-missing", Error, "ISO/IEC 23001-7 section 8.1, PlayReady Header Specification",
        "a pssh box that lists key IDs lists those of all protected samples",
        "players ask for no license for this key: write the header again";
    KID_EXTRA, "pssh-kid-extra", Warning, "ISO/IEC 23001-7 section 8.1",
        "the key IDs that pssh boxes list are used",
        "right when other files of the presentation use them";
    KID_SWAPPED, "pssh-kid-swapped", Error, "PlayReady Header Specification",
        "key IDs are UUIDs in boxes and little-endian GUIDs in WRM headers",
        "a conversion was forgotten or made twice: give the key ID as guid:BASE64 or as UUID";
    CHECKSUM, "checksum-wrong", Error, "PlayReady Header Specification: key checksum",
        "the checksum of a WRM header is that of the key",
        "the key or the header is that of other content";
    CHECKSUM_CBC, "checksum-aescbc", Error, "PlayReady Header Specification, version 4.3",
        "keys for AESCBC have no checksum",
        "leave CHECKSUM out";
    ALGID_SCHEME, "algid-scheme", Error, "PlayReady: Content Encryption Modes",
        "ALGID is AESCTR for cenc and AESCBC for cbcs",
        "the license will be for another cipher: write the header again";
    ALGID_VERSION, "algid-version", Error, "PlayReady Header Specification, version 4.3",
        "AESCBC needs a header of version 4.3",
        "write the header in version 4.3";
    WIDEVINE_SCHEME, "widevine-scheme", Error, "Widevine PSSH data: protection_scheme",
        "protection_scheme of Widevine data is the scheme of the tracks",
        "players with Widevine prepare for another cipher: write the box again";
    // Media.
    NOTHING_ENCRYPTED, "nothing-encrypted", Warning, "ISO/IEC 23001-7",
        "a packaged file has an encrypted track",
        "is this the right file?";
    NOTHING_PROTECTED, "nothing-protected", Error, "ISO/IEC 23001-7 section 9.5",
        "an encrypted track has protected bytes",
        "the track says that it is encrypted, but all its samples are clear";
    STORED_CLEAR, "stored-clear", Error, "ISO/IEC 23001-7 section 9",
        "protected bytes look like the output of a cipher",
        "the track says that it is encrypted, but its bytes are clear";
    DECRYPTED_GARBAGE, "decrypted-garbage", Error, "the codec's specification",
        "with the key, samples follow their codec's syntax",
        "the key is wrong, or the IVs or subsamples are";
    // CMAF.
    CMAF_TRACKS, "cmaf-tracks", Error, "CMAF section 7.3.1",
        "a file of brand cmfc or cmf2 has one track",
        "write one file per track, or leave the brand out";
    CMAF_IV, "cmaf-iv", Error, "CMAF sections 8.2.2.1 and 8.2.3.1",
        "a file of brand cmfc or cmf2 has IVs of 8 bytes in cenc",
        "encrypt with 8-byte IVs";
    CMAF_SCHEME, "cmaf-scheme", Error, "CMAF section 8.2",
        "a file of brand cmfc or cmf2 uses cenc or cbcs",
        "encrypt with cenc or cbcs";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn rules_have_names_of_their_own_and_say_something() {
        let mut ids = HashSet::new();
        for rule in RULES {
            assert!(ids.insert(rule.id), "{} twice", rule.id);
            assert!(rule.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            assert!([rule.clause, rule.summary, rule.hint].iter().all(|text| text.len() > 5), "{}", rule.id);
            assert_eq!(Rule::by_id(rule.id), Some(rule));
        }
        assert!(RULES.len() >= 40);
    }
}
