//! What the objects of a license allow and demand, in plain words.

use crate::clock::{rfc3339, span};
use crate::xmr::{Body, License, Object, OutputProtectionLevels, cipher, guid_text, guids, key_type, types};

/// Rights and their containers.
const RIGHTS: [(u16, &str); 6] = [
    (types::PLAYBACK_POLICY, "play"),
    (types::COPY_POLICY, "copy"),
    (types::COPY_POLICY_OLD, "copy"),
    (types::EXECUTE_POLICY, "execute"),
    (types::READ_POLICY, "read"),
    (types::PLAYLIST_BURN_POLICY, "burn playlists"),
];

/// What the policy of a license means: one sentence or clause for each thing that it allows or demands, the right first.
pub fn policy_words(license: &License) -> Vec<String> {
    let mut words = vec![rights(license)];
    words.extend(license.objects().into_iter().flat_map(object_words));
    let stored = value(license, types::RIGHTS, |body| match body {
        Body::Rights(bits) => Some(bits & 1 == 0),
        _ => None,
    });
    words.push(
        if stored.unwrap_or(true) {
            "may be stored (persistent)"
        } else {
            "kept in memory only (non-persistent)"
        }
        .to_owned(),
    );
    words.extend(license.not_understood().into_iter().map(|finding| {
        format!("refused by clients that do not know {} (must understand)", types::name(finding.object_type))
    }));
    words
}

/// What the first object of a type says.
pub(super) fn value<T>(
    license: &License,
    object_type: u16,
    get: impl FnOnce(&Body) -> Option<T>,
) -> Option<T> {
    get(&license.find(object_type)?.body)
}

fn rights(license: &License) -> String {
    let has = |object_type| license.outer.child(object_type).is_some();
    let mut granted: Vec<&str> = RIGHTS.iter().filter(|(id, _)| has(*id)).map(|(_, right)| *right).collect();
    granted.dedup();
    let extensible: Vec<String> = license
        .outer
        .children()
        .iter()
        .filter(|object| types::is_extensible(object.object_type))
        .map(Object::name)
        .collect();
    let all: Vec<&str> = granted.into_iter().chain(extensible.iter().map(String::as_str)).collect();
    match all.is_empty() {
        true => "grants no right: it cannot be used".to_owned(),
        false => format!("right to {}", all.join(", ")),
    }
}

fn object_words(object: &Object) -> Vec<String> {
    let time = |seconds: u32| rfc3339(seconds.into());
    let lasting = |seconds: u32| span(seconds.into());
    let one = match &object.body {
        Body::Expiration { begin, end } => return dates(*begin, *end),
        Body::OutputProtectionLevels(levels) => return output_words(levels),
        Body::ExpireAfterFirstPlay(seconds) => format!("plays for {} after first play", lasting(*seconds)),
        Body::ExpireAfterFirstUse(seconds) => format!("ends {} after first use", lasting(*seconds)),
        Body::ExpireAfterFirstStore(seconds) => format!("ends {} after first store", lasting(*seconds)),
        Body::RealTimeExpiration => {
            "playback stops at the very moment of expiry (real-time expiration)".to_owned()
        }
        Body::GracePeriod(seconds) => format!("grace period of {}", lasting(*seconds)),
        Body::RemovalDate(at) => format!("may be removed from {}", time(*at)),
        Body::SecurityLevel(level) => format!("security level {level} or higher"),
        Body::MinimumEnvironment { security_level, .. } => {
            format!("security level {security_level} or higher (old form)")
        }
        Body::RevocationInformationVersion(sequence) => {
            format!("revocation information of version {sequence} or later")
        }
        Body::EmbeddingBehavior(value) if value & 1 != 0 => "may be embedded in the file".to_owned(),
        Body::EmbeddingBehavior(_) => "must not be embedded in the file".to_owned(),
        Body::SourceId(id) => format!("source id {id}"),
        Body::Domain { account_id, revision } => {
            format!("bound to domain {}, revision {revision}", guid_text(account_id))
        }
        Body::MeteringId(id) => format!("use is metered for {}", guid_text(id)),
        Body::SecureStop(id) => format!("secure stop is reported to {}", guid_text(id)),
        Body::SecureStop2(id) => format!("secure stop 2 is reported to {}", guid_text(id)),
        Body::PlayCount(count) => format!("{count} plays"),
        Body::CopyCount(count) => format!("{count} copies"),
        Body::MoveEnabler(level) => format!("may be moved to devices of protection level {level} or higher"),
        Body::Enabler(id) => {
            let right = if object.object_type == types::COPY_ENABLER { "copies to" } else { "plays on" };
            format!("{right} {}", guid_words(id))
        }
        Body::Configuration { id, data } => configuration(object.object_type, id, data),
        Body::ContentKey(key) if key.cipher == cipher::CHAINED_LICENSE => {
            "leaf license: needs its root".to_owned()
        }
        Body::ContentKey(key) if key.key_type == key_type::KEY_EXCHANGE => {
            "holds a key for an operation, not for content".to_owned()
        }
        Body::UplinkKid(uplink) => format!("its root is the license for {}", guid_text(&uplink.kid)),
        Body::Container(_)
        | Body::ContentKey(_)
        | Body::Signature(_)
        | Body::Rights(_)
        | Body::IssueDate(_)
        | Body::DeviceKey { .. }
        | Body::AuxiliaryKeys(_)
        | Body::UplinkX(_)
        | Body::Raw(_) => return Vec::new(),
    };
    vec![one]
}

fn dates(begin: u32, end: u32) -> Vec<String> {
    let mut words = Vec::new();
    if begin != 0 {
        words.push(format!("not before {}", rfc3339(begin.into())));
    }
    if end != u32::MAX {
        words.push(format!("ends {}", rfc3339(end.into())));
    }
    words
}

/// What each level means, by the thresholds that clients apply. Levels that let everything pass are not mentioned.
fn output_words(levels: &OutputProtectionLevels) -> Vec<String> {
    let uncompressed_video = match levels.uncompressed_digital_video {
        0..=200 => None,
        201..=250 => Some("HDCP on digital video where possible"),
        251..=270 => Some("HDCP required above 520,000 pixels"),
        271..=300 => Some("HDCP required"),
        301.. => Some("no uncompressed digital video output"),
    };
    let compressed_video = match levels.compressed_digital_video {
        0 => None,
        _ => Some("no compressed digital video output"),
    };
    let analog = match levels.analog_video {
        0..=100 => None,
        101..=150 => Some("CGMS-A (copy never) on analog video where possible"),
        151..=200 => Some("CGMS-A (copy never) required on analog video"),
        201.. => Some("no analog video output"),
    };
    let compressed_audio = match levels.compressed_digital_audio {
        0..=100 => None,
        101.. => Some("no compressed digital audio output"),
    };
    let uncompressed_audio = match levels.uncompressed_digital_audio {
        0..=200 => None,
        201..=250 => Some("HDCP or SCMS (copy never) required on digital audio"),
        251..=300 => Some("HDCP required on digital audio"),
        301.. => Some("no uncompressed digital audio output"),
    };
    [uncompressed_video, compressed_video, analog, uncompressed_audio, compressed_audio]
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .collect()
}

fn configuration(object_type: u16, id: &[u8; 16], data: &[u8]) -> String {
    if guids::is(id, guids::MAX_DECODE_RESOLUTION)
        && let [h0, h1, h2, h3, w0, w1, w2, w3] = data
    {
        let (height, width) =
            (u32::from_be_bytes([*h0, *h1, *h2, *h3]), u32::from_be_bytes([*w0, *w1, *w2, *w3]));
        return format!("decoded at {width}x{height} at most");
    }
    match (guids::name(id), object_type) {
        (Some(name), _) => name.to_owned(),
        (None, types::POLICY_METADATA) => format!("policy metadata {}", guid_text(id)),
        (None, _) => format!("{} {}", types::name(object_type), guid_text(id)),
    }
}

fn guid_words(id: &[u8; 16]) -> String {
    guids::name(id).map_or_else(|| guid_text(id), str::to_owned)
}
