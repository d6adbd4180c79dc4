//! Policies as objects of a license, both ways.
//!
//! Choices where nothing is published, beside those of [`crate::xmr`]:
//!
//! * Rights (0x0D) bit 0 says that the license must not be stored; it stands in every license that is not persistent.
//! * Embedding behavior (0x33) is 1 in every published license; bit 1 here says that the issuer wants the license embedded.
//! * A right other than Play is a container of its own: copy 0x3C, execute 0x3F, read 0x41. Extended rights are containers with their
//!   number as type, extended restrictions raw objects with theirs; bit 2 of the flags says "best effort".
//! * A restricted source ID (0x28) has no body: it is there or it is not.
//! * The number of plays (0x17) stands in the playback policy. A client exists that cannot read licenses with it, nor with extended
//!   restrictions, so no preset has them.
//! * Nothing in a root says that it is one, so a root is read as a license that stands alone.

use super::{
    Chain, Data, Domain, ExtendedRestriction, ExtendedRight, Guid, KeyType, Moment, OutputLevels,
    Persistence, Policy, Protection, Publisher, Rights,
};
use crate::xmr::{
    Body, FLAG_CONTAINER, FLAG_MUST_UNDERSTAND, License, Object, OutputProtectionLevels, key_type, types,
};

/// The flag of a restriction that a client may leave out when it cannot enforce it.
pub const FLAG_BEST_EFFORT: u16 = 4;
/// Bit of the rights object: must not be stored.
const MUST_NOT_STORE: u16 = 1;
/// What the embedding behavior is in every published license.
const EMBEDDING_ORDINARY: u16 = 1;
/// Bit of the embedding behavior: the issuer wants the license embedded.
const EMBEDDING_WANTED: u16 = 2;
/// The end date that says "none".
const NO_END: u32 = u32::MAX;

/// What a license says, and what in it this program does not know.
#[derive(Clone, Debug)]
pub struct PolicyObjects {
    /// The policy, as far as it is known.
    pub policy: Policy,
    /// When the license was made: seconds since 1970.
    pub issued: Option<u64>,
    /// The least version of the revocation list.
    pub revocation: Option<u32>,
    /// Objects that were not understood: unknown types, second ones, and those in places where they mean nothing.
    pub unread: Vec<Unread>,
}

/// An object that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its type.
    pub object_type: u16,
    /// Its name.
    pub name: String,
    /// Whether a client that does not understand it must refuse the license.
    pub must_understand: bool,
    /// Where it lies.
    pub offset: u64,
}

/// The name of an object type that policies may not use for something else.
pub(super) fn known_name(object_type: u16) -> Option<String> {
    if types::is_extensible(object_type) {
        return None;
    }
    types::lookup(object_type).map(|row| row.name.to_owned())
}

impl Policy {
    /// The objects of this policy, each in its place: global policy, playback policy and further rights. Spans count from `issued`;
    /// `revocation` is the version of the revocation list that the client must have. A publisher or domain that only the service
    /// knows gets no object: [`crate::license::mint()`] names it first.
    pub fn to_objects(&self, issued: u64, revocation: Option<u32>) -> Vec<Object> {
        let mut objects = vec![Object::container(types::GLOBAL_POLICY, self.global(issued, revocation))];
        if self.rights.play {
            objects.push(Object::container(types::PLAYBACK_POLICY, self.playback()));
        }
        if self.rights.copy {
            let mut copy = Vec::new();
            copy.extend(self.copy_count.map(|count| Object::new(types::COPY_COUNT, Body::CopyCount(count))));
            group(&mut copy, types::COPY_ENABLERS, enablers(types::COPY_ENABLER, &self.copy_enablers));
            objects.push(Object::container(types::COPY_POLICY, copy));
        }
        if self.rights.execute {
            objects.push(Object::container(types::EXECUTE_POLICY, Vec::new()));
        }
        if self.rights.read {
            objects.push(Object::container(types::READ_POLICY, Vec::new()));
        }
        for right in &self.extended_rights {
            let inner = right.restrictions.iter().map(restriction).collect();
            objects.push(Object::container(right.right_type, inner));
        }
        objects
    }

    fn global(&self, issued: u64, revocation: Option<u32>) -> Vec<Object> {
        let number = |moment: Moment| u32::try_from(moment.settled(issued)).unwrap_or(NO_END - 1);
        let mut objects = Vec::new();
        let mut add = |object_type, body| objects.push(Object::new(object_type, body));
        // Objects without a body come first: a client exists that loses what follows them.
        if self.real_time {
            add(types::REAL_TIME_EXPIRATION, Body::RealTimeExpiration);
        }
        if self.restricted_source_id {
            add(types::RESTRICTED_SOURCE_ID, Body::Raw(Vec::new()));
        }
        if let (true, Some(Publisher::Id(id))) = (self.secure_stop2, self.secure_stop) {
            add(types::SECURE_STOP_2, Body::SecureStop2(id.wire()));
        }
        if !self.is_persistent() {
            add(types::RIGHTS, Body::Rights(MUST_NOT_STORE));
        }
        if self.begin.is_some() || self.end.is_some() {
            let (begin, end) = (self.begin.map_or(0, number), self.end.map_or(NO_END, number));
            add(types::EXPIRATION, Body::Expiration { begin, end });
        }
        if let Some(seconds) = self.first_play {
            add(types::EXPIRE_AFTER_FIRST_PLAY, Body::ExpireAfterFirstPlay(seconds));
        }
        add(types::ISSUE_DATE, Body::IssueDate(number(Moment::At(issued))));
        if let Some(seconds) = self.grace {
            add(types::GRACE_PERIOD, Body::GracePeriod(seconds));
        }
        if let Some(removal) = self.removal {
            add(types::REMOVAL_DATE, Body::RemovalDate(number(removal)));
        }
        if let Some(source) = self.source_id {
            add(types::SOURCE_ID, Body::SourceId(source));
        }
        if let Some(Publisher::Id(id)) = self.metering {
            add(types::METERING_ID, Body::MeteringId(id.wire()));
        }
        if let Some(Publisher::Id(id)) = self.secure_stop {
            add(types::SECURE_STOP, Body::SecureStop(id.wire()));
        }
        if let Some(Domain { account_id: Some(account), revision: Some(revision) }) = self.domain {
            add(types::DOMAIN, Body::Domain { account_id: account.wire(), revision });
        }
        if let Some(version) = revocation {
            add(types::REVOCATION_INFORMATION_VERSION, Body::RevocationInformationVersion(version));
        }
        let embedding = EMBEDDING_ORDINARY | if self.embed { EMBEDDING_WANTED } else { 0 };
        add(types::EMBEDDING_BEHAVIOR, Body::EmbeddingBehavior(embedding));
        add(types::SECURITY_LEVEL, Body::SecurityLevel(self.security_level));
        objects
    }

    fn playback(&self) -> Vec<Object> {
        let mut objects = Vec::new();
        let [compressed, uncompressed, analog, compressed_audio, uncompressed_audio] =
            self.outputs.each().map(|(level, _)| level);
        if self.outputs != OutputLevels::default() {
            let levels = OutputProtectionLevels {
                compressed_digital_video: compressed,
                uncompressed_digital_video: uncompressed,
                analog_video: analog,
                compressed_digital_audio: compressed_audio,
                uncompressed_digital_audio: uncompressed_audio,
            };
            objects.push(Object::new(types::OUTPUT_PROTECTION_LEVELS, Body::OutputProtectionLevels(levels)));
        }
        if let Some(count) = self.play_count {
            objects.push(Object::new(types::PLAY_COUNT, Body::PlayCount(count)));
        }
        for (container, inner, list) in [
            (types::EXPLICIT_ANALOG_VIDEO, types::ANALOG_VIDEO_PROTECTION, &self.analog_video),
            (types::EXPLICIT_DIGITAL_AUDIO, types::DIGITAL_AUDIO_PROTECTION, &self.digital_audio),
            (types::EXPLICIT_DIGITAL_VIDEO, types::DIGITAL_VIDEO_PROTECTION, &self.digital_video),
        ] {
            let configuration = |protection: &Protection| Body::Configuration {
                id: protection.id.wire(),
                data: protection.data.clone(),
            };
            let inner = list.iter().map(|protection| Object::new(inner, configuration(protection))).collect();
            group(&mut objects, container, inner);
        }
        group(&mut objects, types::PLAY_ENABLERS, enablers(types::PLAY_ENABLER, &self.play_enablers));
        objects.extend(self.extended_restrictions.iter().map(restriction));
        objects
    }

    /// What a license says.
    pub fn from_license(license: &License) -> PolicyObjects {
        let mut reading = PolicyObjects {
            policy: Self {
                rights: Rights { play: false, ..Rights::default() },
                persistence: Persistence::Persistent,
                ..Self::default()
            },
            issued: None,
            revocation: None,
            unread: Vec::new(),
        };
        let mut seen = Vec::new();
        for object in license.outer.children() {
            let repeated = seen.contains(&object.object_type);
            seen.push(object.object_type);
            match object.object_type {
                _ if repeated => reading.leave(object),
                types::GLOBAL_POLICY => reading.each_once(object, PolicyObjects::global),
                types::PLAYBACK_POLICY => {
                    reading.policy.rights.play = true;
                    reading.playback(object);
                }
                types::COPY_POLICY => {
                    reading.policy.rights.copy = true;
                    reading.each_once(object, PolicyObjects::copying);
                }
                types::EXECUTE_POLICY => {
                    reading.policy.rights.execute = true;
                    object.children().iter().for_each(|child| reading.leave(child));
                }
                types::READ_POLICY => {
                    reading.policy.rights.read = true;
                    object.children().iter().for_each(|child| reading.leave(child));
                }
                types::KEY_MATERIAL => reading.key_material(object),
                types::SIGNATURE => {}
                other if known_name(other).is_none() && matches!(object.body, Body::Container(_)) => {
                    reading.extended_right(object);
                }
                _ => reading.leave(object),
            }
        }
        reading
    }
}

impl PolicyObjects {
    fn leave(&mut self, object: &Object) {
        self.unread.push(Unread {
            object_type: object.object_type,
            name: object.name(),
            must_understand: object.must_understand(),
            offset: object.offset,
        });
    }

    /// Reads what is in a container; a second object of one type is left.
    fn each_once(&mut self, container: &Object, mut read: impl FnMut(&mut Self, &Object) -> bool) {
        let mut seen = Vec::new();
        for object in container.children() {
            let repeated = seen.contains(&object.object_type);
            seen.push(object.object_type);
            if repeated || !read(self, object) {
                self.leave(object);
            }
        }
    }

    fn global(&mut self, object: &Object) -> bool {
        let at = |seconds: u32| Some(Moment::At(seconds.into()));
        let policy = &mut self.policy;
        match &object.body {
            Body::Rights(MUST_NOT_STORE) => policy.persistence = Persistence::NonPersistent,
            Body::Rights(0) => {}
            Body::Expiration { begin, end } => {
                policy.begin = if *begin == 0 { None } else { at(*begin) };
                policy.end = if *end == NO_END { None } else { at(*end) };
            }
            Body::IssueDate(seconds) => self.issued = Some((*seconds).into()),
            Body::ExpireAfterFirstPlay(seconds) => policy.first_play = Some(*seconds),
            Body::RealTimeExpiration => policy.real_time = true,
            Body::GracePeriod(seconds) => policy.grace = Some(*seconds),
            Body::RemovalDate(seconds) => policy.removal = at(*seconds),
            Body::SourceId(source) => policy.source_id = Some(*source),
            Body::Raw(bytes) if object.object_type == types::RESTRICTED_SOURCE_ID && bytes.is_empty() => {
                policy.restricted_source_id = true;
            }
            Body::MeteringId(id) => policy.metering = Some(Publisher::Id(Guid::from_wire(*id))),
            Body::SecureStop(id) => policy.secure_stop = Some(Publisher::Id(Guid::from_wire(*id))),
            Body::SecureStop2(_) => policy.secure_stop2 = true,
            Body::Domain { account_id, revision } => {
                let account_id = Some(Guid::from_wire(*account_id));
                policy.domain = Some(Domain { account_id, revision: Some(*revision) });
            }
            Body::RevocationInformationVersion(version) => self.revocation = Some(*version),
            Body::EmbeddingBehavior(bits) => policy.embed = bits & EMBEDDING_WANTED != 0,
            Body::SecurityLevel(level) => policy.security_level = *level,
            _ => return false,
        }
        true
    }

    fn playback(&mut self, container: &Object) {
        let mut seen = Vec::new();
        for object in container.children() {
            let known = known_name(object.object_type).is_some();
            let repeated = known && seen.contains(&object.object_type);
            seen.push(object.object_type);
            if repeated {
                self.leave(object);
                continue;
            }
            let inner = match object.object_type {
                types::EXPLICIT_ANALOG_VIDEO => types::ANALOG_VIDEO_PROTECTION,
                types::EXPLICIT_DIGITAL_AUDIO => types::DIGITAL_AUDIO_PROTECTION,
                _ => types::DIGITAL_VIDEO_PROTECTION,
            };
            match (&object.body, object.object_type) {
                (Body::OutputProtectionLevels(levels), _) => self.policy.outputs = output_levels(levels),
                (Body::PlayCount(count), _) => self.policy.play_count = Some(*count),
                (
                    Body::Container(objects),
                    types::EXPLICIT_ANALOG_VIDEO
                    | types::EXPLICIT_DIGITAL_AUDIO
                    | types::EXPLICIT_DIGITAL_VIDEO,
                ) => {
                    for protection in objects {
                        match &protection.body {
                            Body::Configuration { id, data } if protection.object_type == inner => {
                                let protection = Protection { id: Guid::from_wire(*id), data: data.clone() };
                                self.protections(object.object_type).push(protection);
                            }
                            _ => self.leave(protection),
                        }
                    }
                }
                (Body::Container(objects), types::PLAY_ENABLERS) => {
                    for enabler in objects {
                        match &enabler.body {
                            Body::Enabler(id) => self.policy.play_enablers.push(Guid::from_wire(*id)),
                            _ => self.leave(enabler),
                        }
                    }
                }
                (Body::Raw(_), _) if !known => {
                    self.policy.extended_restrictions.extend(read_restriction(object));
                }
                _ => self.leave(object),
            }
        }
    }

    fn protections(&mut self, container: u16) -> &mut Vec<Protection> {
        match container {
            types::EXPLICIT_ANALOG_VIDEO => &mut self.policy.analog_video,
            types::EXPLICIT_DIGITAL_AUDIO => &mut self.policy.digital_audio,
            _ => &mut self.policy.digital_video,
        }
    }

    fn copying(&mut self, object: &Object) -> bool {
        match (&object.body, object.object_type) {
            (Body::CopyCount(count), _) => self.policy.copy_count = Some(*count),
            (Body::Container(objects), types::COPY_ENABLERS) => {
                for enabler in objects {
                    match &enabler.body {
                        Body::Enabler(id) => self.policy.copy_enablers.push(Guid::from_wire(*id)),
                        _ => self.leave(enabler),
                    }
                }
            }
            _ => return false,
        }
        true
    }

    fn extended_right(&mut self, container: &Object) {
        let mut right = ExtendedRight { right_type: container.object_type, restrictions: Vec::new() };
        for object in container.children() {
            match (known_name(object.object_type), read_restriction(object)) {
                (None, Some(restriction)) => right.restrictions.push(restriction),
                _ => self.leave(object),
            }
        }
        if container.must_understand() {
            self.leave(container);
        }
        self.policy.extended_rights.push(right);
    }

    fn key_material(&mut self, container: &Object) {
        let mut keys = 0;
        for object in container.children() {
            match &object.body {
                Body::ContentKey(key) if keys == 0 => {
                    keys += 1;
                    self.policy.key_type = match key.key_type {
                        key_type::AES_128_CBC => KeyType::Cbc,
                        key_type::KEY_EXCHANGE => KeyType::KeyExchange,
                        _ => KeyType::Ctr,
                    };
                }
                Body::UplinkKid(uplink) => {
                    self.policy.chain = Chain::Leaf(crate::keys::KeyId::from_guid_bytes(uplink.kid));
                }
                Body::DeviceKey { .. } => {}
                _ => self.leave(object),
            }
        }
    }
}

fn output_levels(levels: &OutputProtectionLevels) -> OutputLevels {
    OutputLevels {
        compressed_digital_video: levels.compressed_digital_video,
        uncompressed_digital_video: levels.uncompressed_digital_video,
        analog_video: levels.analog_video,
        compressed_digital_audio: levels.compressed_digital_audio,
        uncompressed_digital_audio: levels.uncompressed_digital_audio,
    }
}

/// Adds a container unless there is nothing in it.
fn group(objects: &mut Vec<Object>, container: u16, inner: Vec<Object>) {
    if !inner.is_empty() {
        objects.push(Object::container(container, inner));
    }
}

fn enablers(object_type: u16, list: &[Guid]) -> Vec<Object> {
    list.iter().map(|id| Object::new(object_type, Body::Enabler(id.wire()))).collect()
}

fn restriction(restriction: &ExtendedRestriction) -> Object {
    let must = if restriction.must_understand { FLAG_MUST_UNDERSTAND } else { 0 };
    let best = if restriction.best_effort { FLAG_BEST_EFFORT } else { 0 };
    Object::raw(restriction.restriction_type, must | best, restriction.data.0.clone())
}

fn read_restriction(object: &Object) -> Option<ExtendedRestriction> {
    let Body::Raw(data) = &object.body else { return None };
    if object.flags & FLAG_CONTAINER != 0 {
        return None;
    }
    Some(ExtendedRestriction {
        restriction_type: object.object_type,
        must_understand: object.must_understand(),
        best_effort: object.flags & FLAG_BEST_EFFORT != 0,
        data: Data(data.clone()),
    })
}
