//! HLS playlists: the keys that `EXT-X-KEY` and `EXT-X-SESSION-KEY` name (RFC 8216, sections 4.3.2.4 and 4.3.4.5).

use super::{Found, Item, Trail, look as look_inside, text};
use crate::drm::SystemId;

const TAGS: [&str; 2] = ["#EXT-X-KEY:", "#EXT-X-SESSION-KEY:"];

/// The headers and key IDs of a playlist, or of lines out of one.
pub(super) fn look(input: &[u8], trail: &Trail) -> Option<Vec<Found>> {
    let (text, _) = text::decode(input)?;
    if !text.trim_start().starts_with("#EXT") {
        return None;
    }
    let mut found = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let Some((tag, list)) = TAGS.iter().find_map(|tag| Some((tag, line.trim().strip_prefix(tag)?)))
        else {
            continue;
        };
        let place = format!("line {}/{}", i + 1, tag.trim_matches(['#', ':']));
        key(&attributes(list), &trail.at(&place), &mut found);
    }
    Some(found)
}

fn key(attributes: &[(&str, &str)], trail: &Trail, found: &mut Vec<Found>) {
    let value = |name| attributes.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    if let Some(id) = value("KEYID") {
        found.extend(look_inside(id.as_bytes(), &trail.at("KEYID")).unwrap_or_default());
    }
    let uri = value("URI").unwrap_or_default();
    let header = uri.starts_with("data:").then(|| look_inside(uri.as_bytes(), &trail.at("URI"))).flatten();
    match header {
        Some(header) => found.extend(header),
        None => {
            let format = value("KEYFORMAT").unwrap_or("identity");
            let system = match format {
                "com.microsoft.playready" => Some(SystemId::PLAYREADY),
                "com.apple.streamingkeydelivery" => "fairplay".parse().ok(),
                other => other.strip_prefix("urn:uuid:").and_then(|uuid| uuid.parse().ok()),
            };
            let method = value("METHOD").unwrap_or("?");
            let detail = format!("METHOD={method}, KEYFORMAT={format}, URI={uri}");
            found.push(trail.found(Item::Signalled { system, detail }));
        }
    }
}

/// An attribute list: names, and values out of their quotation marks.
fn attributes(mut list: &str) -> Vec<(&str, &str)> {
    let mut attributes = Vec::new();
    while let Some((name, rest)) = list.split_once('=') {
        let (value, rest) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.split_once(',').unwrap_or((rest, "")),
        };
        attributes.push((name.trim_matches([' ', ',']), value.trim()));
        list = rest;
    }
    attributes
}
