//! Numbers of certificates and their names: types, key usages, features and security levels.

use std::fmt;

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CertificateType(pub u32);

macro_rules! types {
    ($($name:ident = $number:literal, $title:literal, issued by $usage:expr;)*) => {
        impl CertificateType {
            $(#[doc = concat!("Type ", $number, ": ", $title, ".")] pub const $name: Self = Self($number);)*

            /// Its name; `unknown` for a number without one.
            pub const fn name(self) -> &'static str {
                match self.0 { $($number => $title,)* _ => "unknown" }
            }

            /// The usage that a key needs to issue certificates of this type, beside [`usage::ISSUE_ANY`]; `None` when only
            /// that one fits.
            pub const fn issuing_usage(self) -> Option<u32> {
                match self.0 { $($number => $usage,)* _ => None }
            }

            /// Every type that has a name.
            pub const ALL: &'static [Self] = &[$(Self($number),)*];
        }
    };
}

types! {
    PC = 1, "PC", issued by Some(usage::ISSUE_INDIVIDUALIZATION);
    DEVICE = 2, "device", issued by Some(usage::ISSUE_DEVICE);
    DOMAIN = 3, "domain", issued by Some(usage::ISSUE_DOMAIN);
    ISSUER = 4, "issuer", issued by None;
    CRL_SIGNER = 5, "CRL signer", issued by Some(usage::ISSUE_CRL);
    SERVICE = 6, "service", issued by None;
    SILVERLIGHT = 7, "Silverlight", issued by Some(usage::ISSUE_SILVERLIGHT);
    APPLICATION = 8, "application", issued by Some(usage::ISSUE_APPLICATION);
    METERING = 9, "metering", issued by Some(usage::ISSUE_METERING);
    KEY_FILE_SIGNER = 10, "key-file signer", issued by Some(usage::ISSUE_KEY_FILE_SIGNER);
    SERVER = 11, "server", issued by Some(usage::ISSUE_SERVER);
    LICENSE_SIGNER = 12, "license signer", issued by Some(usage::ISSUE_LICENSE_SIGNER);
    SECURE_TIME_SERVER = 13, "secure time server", issued by Some(usage::ISSUE_SECURE_TIME_SERVER);
    REMOTE_PROVISIONING_AUTHORITY = 14, "remote-provisioning model authority", issued by Some(usage::ISSUE_REMOTE_PROVISIONING);
}

impl fmt::Display for CertificateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.0, self.name())
    }
}

/// What a key may do.
pub mod usage {
    macro_rules! usages {
        ($($name:ident = $number:literal, $title:literal;)*) => {
            $(#[doc = concat!("Usage ", $number, ": ", $title, ".")] pub const $name: u32 = $number;)*

            /// Its name; `unknown` for a number without one.
            pub const fn name(usage: u32) -> &'static str {
                match usage { $($number => $title,)* _ => "unknown" }
            }

            /// Every usage with a name.
            pub const ALL: &[u32] = &[$($number,)*];
        };
    }

    usages! {
        SIGN = 1, "sign";
        ENCRYPT_KEY = 2, "encrypt key";
        SIGN_CRL = 3, "sign CRL";
        ISSUE_ANY = 4, "issue anything";
        ISSUE_INDIVIDUALIZATION = 5, "issue individualization";
        ISSUE_DEVICE = 6, "issue device";
        ISSUE_LINK = 7, "issue link";
        ISSUE_DOMAIN = 8, "issue domain";
        ISSUE_SILVERLIGHT = 9, "issue Silverlight";
        ISSUE_APPLICATION = 10, "issue application";
        ISSUE_CRL = 11, "issue CRL";
        ISSUE_METERING = 12, "issue metering";
        ISSUE_KEY_FILE_SIGNER = 13, "issue key-file signer";
        SIGN_KEY_FILE = 14, "sign key file";
        ISSUE_SERVER = 15, "issue server";
        ENCRYPT_KEY_SAMPLE_RC4 = 16, "encrypt key for sample protection RC4";
        RESERVED = 17, "reserved";
        ISSUE_LICENSE_SIGNER = 18, "issue license signer";
        SIGN_LICENSE = 19, "sign license";
        SIGN_RESPONSE = 20, "sign response";
        ENCRYPT_KEY_NETWORK_DEVICE = 21, "encrypt key of network devices (deprecated)";
        ENCRYPT_KEY_SAMPLE_AES_CTR = 22, "encrypt key for sample protection AES-CTR";
        ISSUE_SECURE_TIME_SERVER = 23, "issue secure time server";
        ISSUE_REMOTE_PROVISIONING = 24, "issue remote-provisioning model authority";
    }

    /// Whether a key with this usage issues certificates.
    pub const fn is_issuing(usage: u32) -> bool {
        matches!(usage, 4..=13 | 15 | 18 | 23 | 24)
    }
}

/// What a device can do.
pub mod feature {
    macro_rules! features {
        ($($name:ident = $number:literal, $title:literal, $word:literal;)*) => {
            $(#[doc = concat!("Feature ", $number, ": ", $title, ".")] pub const $name: u32 = $number;)*

            /// Its name; `unknown` for a number without one.
            pub const fn name(feature: u32) -> &'static str {
                match feature { $($number => $title,)* _ => "unknown" }
            }

            /// The feature of a word on the command line, such as `secureclock`.
            pub fn from_word(word: &str) -> Option<u32> {
                match word { $($word => Some($number),)* _ => None }
            }

            /// The word of a feature on the command line.
            pub const fn word(feature: u32) -> Option<&'static str> {
                match feature { $($number => Some($word),)* _ => None }
            }

            /// Every feature with a name.
            pub const ALL: &[u32] = &[$($number,)*];
        };
    }

    features! {
        TRANSMITTER = 1, "transmitter", "transmitter";
        RECEIVER = 2, "receiver", "receiver";
        SHARED_CERTIFICATE = 3, "shared certificate", "sharedcertificate";
        SECURE_CLOCK = 4, "secure clock", "secureclock";
        ANTI_ROLLBACK_CLOCK = 5, "anti-rollback clock", "antirollback";
        METERING = 6, "metering (reserved)", "metering";
        LICENSE_SYNC = 7, "license sync (reserved)", "licensesync";
        SYMMETRIC_OPTIMIZATION = 8, "symmetric optimization (reserved)", "symmetric";
        REVOCATION = 9, "CRL support", "revocation";
        SERVER_BASIC = 10, "server basic edition", "serverbasic";
        SERVER_STANDARD = 11, "server standard edition", "serverstandard";
        SERVER_PREMIUM = 12, "server premium edition", "serverpremium";
        PLAYREADY_3 = 13, "PlayReady 3 features", "playready3";
        SECURE_STOP = 14, "secure stop (deprecated)", "securestop";
    }
}

/// The levels of client security that devices have. Certificates of servers have level 0.
pub const SECURITY_LEVELS: [u32; 3] = [150, 2000, 3000];

/// The expiry of certificates that do not expire.
pub const NEVER: u32 = u32::MAX;
