//! A policy in plain sentences.

use super::{Chain, KeyType, Moment, Named, Output, Persistence, Policy, Publisher, enablers};
use crate::clock;

impl Policy {
    /// What the license grants and demands, a sentence each: `plays for 48 h after the first play`, `security level 2000`.
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        self.say_rights(&mut words);
        self.say_times(&mut words);
        self.say_outputs(&mut words);
        self.say_use(&mut words);
        words
    }

    fn say_rights(&self, words: &mut Vec<String>) {
        let rights = self.rights;
        for (given, text) in [
            (rights.play, "may be played"),
            (rights.copy, "may be copied"),
            (rights.execute, "may be executed"),
            (rights.read, "may be read"),
        ] {
            if given {
                words.push(text.to_owned());
            }
        }
        for right in &self.extended_rights {
            words.push(format!("extended right {}{}", right.right_type, restrictions(&right.restrictions)));
        }
        words.push(format!("security level {} or higher", self.security_level));
        words.push(
            match self.persistence {
                Persistence::Persistent => "may be stored",
                Persistence::NonPersistent => "is not stored",
                Persistence::SimpleNonPersistent => "is not stored (simple form)",
            }
            .to_owned(),
        );
        match self.chain {
            Chain::Simple => {}
            Chain::Root => words.push("root of a chain: leaves hang on it".to_owned()),
            Chain::Leaf(root) => words.push(format!("leaf under the root {root}")),
        }
        match self.key_type {
            KeyType::Ctr => {}
            KeyType::Cbc => words.push("key for AES-128-CBC".to_owned()),
            KeyType::KeyExchange => words.push("key to be exchanged, not for content".to_owned()),
        }
    }

    fn say_times(&self, words: &mut Vec<String>) {
        if let Some(begin) = self.begin {
            words.push(format!("valid from {}", moment(begin)));
        }
        if let Some(end) = self.end {
            words.push(format!("valid until {}", moment(end)));
        }
        if let Some(seconds) = self.grace {
            words.push(format!("goes on for {} after its end", clock::span(seconds.into())));
        }
        if let Some(seconds) = self.first_play {
            words.push(format!("plays for {} after the first play", clock::span(seconds.into())));
        }
        if self.real_time {
            words.push("stops in the middle of playback when it expires".to_owned());
        }
        if let Some(removal) = self.removal {
            words.push(format!("may be deleted from {}", moment(removal)));
        }
        if let Some(count) = self.play_count {
            words.push(format!("plays {count} times"));
        }
        if let Some(count) = self.copy_count {
            words.push(format!("{count} copies"));
        }
    }

    fn say_outputs(&self, words: &mut Vec<String>) {
        for ((level, _), (output, name)) in self.outputs.each().into_iter().zip([
            (Output::CompressedDigitalVideo, "compressed digital video"),
            (Output::UncompressedDigitalVideo, "uncompressed digital video"),
            (Output::AnalogVideo, "analog video"),
            (Output::CompressedDigitalAudio, "compressed digital audio"),
            (Output::UncompressedDigitalAudio, "uncompressed digital audio"),
        ]) {
            if level != 0 {
                words.push(format!("{name}: {} (level {level})", output.passage(level).words()));
            }
        }
        for (list, output) in [
            (&self.analog_video, "analog video"),
            (&self.digital_audio, "digital audio"),
            (&self.digital_video, "digital video"),
        ] {
            words.extend(list.iter().map(|protection| format!("{output}: {protection}")));
        }
        for id in &self.play_enablers {
            let named = enablers::ALL.iter().find(|Named { id: known, .. }| known == id);
            words.push(format!(
                "may pass to {}",
                named.map_or_else(|| id.to_string(), |named| named.words.to_owned())
            ));
        }
        words.extend(self.copy_enablers.iter().map(|id| format!("may be copied to {id}")));
        if !self.extended_restrictions.is_empty() {
            words.push(format!("extended restrictions{}", restrictions(&self.extended_restrictions)));
        }
    }

    fn say_use(&self, words: &mut Vec<String>) {
        if let Some(source) = self.source_id {
            let restricted = if self.restricted_source_id { ", restricted" } else { "" };
            words.push(format!("source {source}{restricted}"));
        }
        let who = |publisher: Publisher| match publisher {
            Publisher::Service => "the service".to_owned(),
            Publisher::Id(id) => format!("metering ID {id}"),
        };
        if let Some(publisher) = self.metering {
            words.push(format!("use is counted for {}", who(publisher)));
        }
        if let Some(publisher) = self.secure_stop {
            let proof = if self.secure_stop2 { " with proof (secure stop 2)" } else { "" };
            words.push(format!("the end of playback is reported to {}{proof}", who(publisher)));
        }
        if let Some(domain) = self.domain {
            let account = domain
                .account_id
                .map_or_else(|| "the client's account".to_owned(), |id| format!("account {id}"));
            let revision = domain.revision.map_or_else(String::new, |n| format!(", revision {n}"));
            words.push(format!("for all members of the domain of {account}{revision}"));
        }
        if self.embed {
            words.push("may be embedded in content files".to_owned());
        }
    }
}

fn moment(moment: Moment) -> String {
    match moment {
        Moment::At(at) => clock::rfc3339(at),
        Moment::FromIssue(0) => "the issue".to_owned(),
        Moment::FromIssue(seconds) => {
            let side = if seconds < 0 { "before" } else { "after" };
            format!("{} {side} the issue", clock::span(seconds.unsigned_abs()))
        }
    }
}

fn restrictions(list: &[super::ExtendedRestriction]) -> String {
    list.iter()
        .map(|restriction| {
            let must = if restriction.must_understand { ", must be understood" } else { "" };
            let best = if restriction.best_effort { ", best effort" } else { "" };
            let data = crate::keys::text::to_hex(&restriction.data.0);
            format!(" [{}{must}{best}, data {data}]", restriction.restriction_type)
        })
        .collect()
}
