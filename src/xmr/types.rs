//! The table of object types.

use super::object::{FLAG_CONTAINER, FLAG_MUST_UNDERSTAND};

/// What is known of the body of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Objects.
    Container,
    /// Known, and seen in licenses that were published.
    Proven,
    /// Known from several independent clients.
    Known,
    /// Inferred from the name and from related objects, or chosen here; another size is kept as bytes.
    Inferred,
    /// Not known: kept as bytes.
    Opaque,
}

/// One type of object.
#[derive(Clone, Copy, Debug)]
pub struct ObjectType {
    /// The number in the file.
    pub id: u16,
    /// Its name in the field's terms.
    pub name: &'static str,
    /// What is known of its body.
    pub layout: Layout,
    /// The flags it is written with, unless it is given others.
    pub flags: u16,
}

impl ObjectType {
    /// Whether it holds objects.
    pub fn is_container(&self) -> bool {
        self.layout == Layout::Container
    }
}

macro_rules! object_types {
    ($($constant:ident $id:literal $layout:ident $flags:expr, $name:literal;)*) => {
        $(#[doc = concat!("The type of ", $name, ".")] pub const $constant: u16 = $id;)*

        /// Every type with a name, by number. Flags of types that no published license shows are chosen: what restricts must be
        /// understood, what grants or informs need not be.
        pub const TYPES: &[ObjectType] = &[
            $(ObjectType { id: $id, name: $name, layout: Layout::$layout, flags: $flags },)*
        ];
    };
}

/// Neither must be understood nor holds objects.
const NONE: u16 = 0;
const MUST: u16 = FLAG_MUST_UNDERSTAND;
const HOLDS: u16 = FLAG_CONTAINER;
const BOTH: u16 = FLAG_MUST_UNDERSTAND | FLAG_CONTAINER;

object_types! {
    OUTER 0x01 Container BOTH, "outer container";
    GLOBAL_POLICY 0x02 Container BOTH, "global policy";
    MINIMUM_ENVIRONMENT 0x03 Inferred MUST, "minimum environment";
    PLAYBACK_POLICY 0x04 Container HOLDS, "playback policy";
    OUTPUT_PROTECTION_LEVELS 0x05 Proven MUST, "output protection levels";
    UPLINK_KID_OLD 0x06 Opaque MUST, "uplink KID (old)";
    EXPLICIT_ANALOG_VIDEO 0x07 Container BOTH, "explicit analog video protections";
    ANALOG_VIDEO_PROTECTION 0x08 Known MUST, "analog video protection";
    KEY_MATERIAL 0x09 Container BOTH, "key material";
    CONTENT_KEY 0x0A Proven MUST, "content key";
    SIGNATURE 0x0B Proven MUST, "signature";
    SERIAL_NUMBER 0x0C Opaque NONE, "serial number";
    RIGHTS 0x0D Proven MUST, "rights";
    COPY_POLICY_OLD 0x0E Container HOLDS, "copy policy (old)";
    PLAYLIST_BURN_POLICY 0x0F Container HOLDS, "playlist burn policy";
    INCLUSION_LIST 0x10 Opaque MUST, "inclusion list";
    PRIORITY 0x11 Opaque NONE, "priority";
    EXPIRATION 0x12 Proven MUST, "expiration";
    ISSUE_DATE 0x13 Proven NONE, "issue date";
    EXPIRE_AFTER_FIRST_USE 0x14 Inferred MUST, "expire after first use";
    EXPIRE_AFTER_FIRST_STORE 0x15 Inferred MUST, "expire after first store";
    METERING_ID 0x16 Known MUST, "metering id";
    PLAY_COUNT 0x17 Inferred MUST, "play count";
    GRACE_PERIOD 0x1A Proven NONE, "grace period";
    COPY_COUNT_OLD 0x1B Opaque MUST, "copy count (old)";
    COPY_PROTECTION_LEVEL 0x1C Opaque MUST, "copy protection level";
    REVOCATION_INFORMATION_VERSION_OLD 0x20 Opaque MUST, "revocation information version (old)";
    RSA_DEVICE_KEY 0x21 Opaque NONE, "RSA device key";
    SOURCE_ID 0x22 Known MUST, "source id";
    REVOCATION 0x25 Container BOTH, "revocation";
    LICENSE_GRANTER_KEY 0x26 Opaque NONE, "RSA license granter key";
    USER_ID 0x27 Opaque MUST, "user id";
    RESTRICTED_SOURCE_ID 0x28 Opaque MUST, "restricted source id";
    DOMAIN 0x29 Known MUST, "domain";
    DEVICE_KEY 0x2A Proven NONE, "device key";
    GENERATION_NUMBER 0x2B Opaque NONE, "generation number";
    POLICY_METADATA 0x2C Known NONE, "policy metadata";
    OPTIMIZED_CONTENT_KEY 0x2D Opaque MUST, "optimized content key";
    EXPLICIT_DIGITAL_AUDIO 0x2E Container BOTH, "explicit digital audio protections";
    RINGTONE_POLICY 0x2F Container HOLDS, "ringtone policy";
    EXPIRE_AFTER_FIRST_PLAY 0x30 Proven MUST, "expire after first play";
    DIGITAL_AUDIO_PROTECTION 0x31 Known MUST, "digital audio protection";
    REVOCATION_INFORMATION_VERSION 0x32 Proven MUST, "revocation information version";
    EMBEDDING_BEHAVIOR 0x33 Proven NONE, "embedding behavior";
    SECURITY_LEVEL 0x34 Proven MUST, "security level";
    COPY_TO_PC 0x35 Container HOLDS, "copy to PC policy";
    PLAY_ENABLERS 0x36 Container HOLDS, "play enablers";
    MOVE_ENABLER 0x37 Known NONE, "move enabler";
    COPY_ENABLERS 0x38 Container HOLDS, "copy enablers";
    PLAY_ENABLER 0x39 Known NONE, "play enabler";
    COPY_ENABLER 0x3A Known NONE, "copy enabler";
    UPLINK_KID 0x3B Known MUST, "uplink KID";
    COPY_POLICY 0x3C Container HOLDS, "copy policy";
    COPY_COUNT 0x3D Known MUST, "copy count";
    RINGTONE_ENABLER 0x3E Opaque NONE, "ringtone enabler";
    EXECUTE_POLICY 0x3F Container HOLDS, "execute policy";
    EXECUTE_POLICY_OBJECT 0x40 Opaque NONE, "execute policy object";
    READ_POLICY 0x41 Container HOLDS, "read policy";
    EXTENSIBLE_POLICY_42 0x42 Container HOLDS, "extensible policy 0x42";
    EXTENSIBLE_POLICY_43 0x43 Container HOLDS, "extensible policy 0x43";
    EXTENSIBLE_POLICY_44 0x44 Container HOLDS, "extensible policy 0x44";
    EXTENSIBLE_POLICY_45 0x45 Container HOLDS, "extensible policy 0x45";
    EXTENSIBLE_POLICY_46 0x46 Container HOLDS, "extensible policy 0x46";
    EXTENSIBLE_POLICY_47 0x47 Container HOLDS, "extensible policy 0x47";
    EXTENSIBLE_POLICY_48 0x48 Container HOLDS, "extensible policy 0x48";
    EXTENSIBLE_POLICY_49 0x49 Container HOLDS, "extensible policy 0x49";
    EXTENSIBLE_POLICY_4A 0x4A Container HOLDS, "extensible policy 0x4A";
    EXTENSIBLE_POLICY_4B 0x4B Container HOLDS, "extensible policy 0x4B";
    EXTENSIBLE_POLICY_4C 0x4C Container HOLDS, "extensible policy 0x4C";
    EXTENSIBLE_POLICY_4D 0x4D Container HOLDS, "extensible policy 0x4D";
    EXTENSIBLE_POLICY_4E 0x4E Container HOLDS, "extensible policy 0x4E";
    EXTENSIBLE_POLICY_4F 0x4F Container HOLDS, "extensible policy 0x4F";
    REMOVAL_DATE 0x50 Known NONE, "removal date";
    AUXILIARY_KEYS 0x51 Known MUST, "auxiliary keys";
    UPLINK_X 0x52 Known MUST, "uplink X";
    APPLICATION_ID_LIST 0x54 Opaque MUST, "application id list";
    REAL_TIME_EXPIRATION 0x55 Inferred MUST, "real-time expiration";
    NETWORK_TRANSMITTER_POLICY 0x56 Container HOLDS, "network transmitter authorization policy";
    NETWORK_TRANSMITTER_AUTHORIZATION 0x57 Opaque NONE, "network transmitter authorization";
    EXPLICIT_DIGITAL_VIDEO 0x58 Container BOTH, "explicit digital video protections";
    DIGITAL_VIDEO_PROTECTION 0x59 Known MUST, "digital video protection";
    SECURE_STOP 0x5A Known MUST, "secure stop";
    SECURE_STOP_2 0x5C Inferred MUST, "secure stop 2";
    OPTIMIZED_CONTENT_KEY_2 0x5D Opaque MUST, "optimized content key 2";
    UNKNOWN_OBJECT 0xFFFD Opaque NONE, "unknown object";
    UNKNOWN_CONTAINER 0xFFFE Container HOLDS, "unknown container";
}

/// The row of a type.
pub fn lookup(id: u16) -> Option<&'static ObjectType> {
    TYPES.binary_search_by_key(&id, |row| row.id).ok().and_then(|at| TYPES.get(at))
}

/// The name of a type, `object 0x1234` when it has none.
pub fn name(id: u16) -> String {
    lookup(id).map_or_else(|| format!("object 0x{id:04x}"), |row| row.name.to_owned())
}

/// The flags a type is written with; those of a type without a row are 0.
pub fn default_flags(id: u16) -> u16 {
    lookup(id).map_or(0, |row| row.flags)
}

/// Whether a number is kept for policies that clients learn about later.
pub fn is_extensible(id: u16) -> bool {
    (EXTENSIBLE_POLICY_42..=EXTENSIBLE_POLICY_4F).contains(&id)
}
