//! The GUIDs of output restrictions and enablers that have names.

use super::body::guid_bytes;

macro_rules! guids {
    ($($constant:ident $uuid:literal, $name:literal;)*) => {
        $(#[doc = concat!("The GUID for: ", $name, ".")] pub const $constant: &str = $uuid;)*

        /// Each GUID, as a UUID in lower case, and what it stands for.
        pub const GUIDS: &[(&str, &str)] = &[$(($uuid, $name),)*];
    };
}

guids! {
    // Digital video.
    HDCP_TYPE_1 "abb2c6f1-e663-4625-a945-972d17b231e7", "HDCP type 1 (2.2 or later) required";
    MAX_DECODE_RESOLUTION "9645e831-e01d-4fff-8342-0a720e3e028f", "largest resolution that is decoded";
    // Digital audio.
    SCMS "6d5cfa59-c250-4426-930e-fac72c8fcfa6", "SCMS on digital audio";
    // Analog video.
    AGC_COLOR_STRIPE "c3fd11c6-f8b7-4d20-b008-1db17d61f2da", "AGC and color stripe on analog video";
    CGMS_A_REQUIRED "2098de8d-7ddd-4bab-96c6-32ebb6fabea3", "CGMS-A required on analog video";
    CGMS_A_BEST_EFFORT "225cd36f-f132-49ef-ba8c-c91ea28e4369", "CGMS-A on analog video where possible";
    ANALOG_COMPONENT_CONSTRAINED "811c5110-46c8-4c6e-8163-c0482a15d47e", "analog component video constrained in resolution";
    ANALOG_COMPUTER_CONSTRAINED "d783a191-e083-4baf-b2da-e69f910b3772", "analog computer monitors constrained in resolution";
    DIGITAL_VIDEO_ONLY "760ae755-682a-41e0-b1b3-dcdf836a7306", "no analog video";
    // Play enablers.
    UNKNOWN_OUTPUT "786627d8-c2a6-44be-8f88-08ae255b01a7", "unknown outputs";
    UNKNOWN_OUTPUT_CONSTRAINED "b621d91f-edcc-4035-8d4b-dc71760d43e9", "unknown outputs at 520,000 pixels at most";
    AIRPLAY "5abf0f0d-dc29-4b82-9982-fd8e57525bfc", "AirPlay";
    DTCP "d685030b-0f4f-43a6-bbad-356f1ea0049a", "DTCP";
    MIRACAST "a340c256-0941-4d4c-ad1d-0b6735c0cb24", "Miracast";
    WIVU "1b4542e3-b5cf-4c99-b3ba-829af46c92f8", "WiVu";
    HELIX "002f9772-38a0-43e5-9f79-0f6361dcc62a", "Helix";
}

/// What a GUID, in its bytes, stands for.
pub fn name(bytes: &[u8; 16]) -> Option<&'static str> {
    GUIDS.iter().find(|(uuid, _)| is(bytes, uuid)).map(|(_, name)| *name)
}

/// Whether the bytes are those of a GUID of this table.
pub fn is(bytes: &[u8; 16], uuid: &str) -> bool {
    guid_bytes(uuid).as_ref() == Some(bytes)
}
