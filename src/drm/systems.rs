//! The DRM systems that are known by name, after the registry of DASH-IF (dashif.org/identifiers/content_protection).

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::Error;

/// A `SystemID` of a `pssh` box (UUID, big-endian).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SystemId(Uuid);

impl SystemId {
    /// Microsoft PlayReady.
    pub const PLAYREADY: Self = Self::from_u128(0x9a04f079_9840_4286_ab92_e65be0885f95);
    /// Google Widevine.
    pub const WIDEVINE: Self = Self::from_u128(0xedef8ba9_79d6_4ace_a3c8_27dcd51d21ed);
    /// The common system of W3C "cenc Initialization Data Format".
    pub const COMMON: Self = Self::from_u128(0x1077efec_c0b2_4d02_ace3_3c1e52e2fb4b);

    const fn from_u128(uuid: u128) -> Self {
        Self(Uuid::from_u128(uuid))
    }

    /// From the 16 bytes of a `pssh` box.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// The 16 bytes of a `pssh` box.
    pub const fn bytes(&self) -> [u8; 16] {
        *self.0.as_bytes()
    }

    /// The system of this ID, when it is known.
    pub fn system(&self) -> Option<&'static System> {
        SYSTEMS.iter().find(|system| system.id == *self)
    }

    /// The readable name of the system, or `unknown`.
    pub fn title(&self) -> &'static str {
        self.system().map_or("unknown", |system| system.title)
    }
}

impl fmt::Display for SystemId {
    /// The dashed, lower-case UUID.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.hyphenated(), f)
    }
}

impl FromStr for SystemId {
    type Err = Error;

    /// Reads the short name of a known system, or a UUID.
    fn from_str(text: &str) -> crate::Result<Self> {
        if let Some(system) = SYSTEMS.iter().find(|system| system.name == text) {
            return Ok(system.id);
        }
        Uuid::try_parse(text).map(Self).map_err(|_| {
            Error::usage(format!("{text:?} is neither the name of a DRM system nor a UUID"))
                .hint("systems that can be written: playready, widevine, common")
        })
    }
}

/// A DRM system.
#[derive(Debug, PartialEq, Eq)]
pub struct System {
    /// Its `SystemID`.
    pub id: SystemId,
    /// Its word on the command line.
    pub name: &'static str,
    /// Its readable name.
    pub title: &'static str,
}

const fn system(id: u128, name: &'static str, title: &'static str) -> System {
    System { id: SystemId::from_u128(id), name, title }
}

/// Every known system. Only the first three can be written; the others are names for reports.
pub const SYSTEMS: &[System] = &[
    System { id: SystemId::PLAYREADY, name: "playready", title: "PlayReady" },
    System { id: SystemId::WIDEVINE, name: "widevine", title: "Widevine" },
    System { id: SystemId::COMMON, name: "common", title: "W3C common" },
    system(0x94ce86fb_07ff_4f43_adb8_93d2fa968ca2, "fairplay", "FairPlay"),
    system(0x29701fe4_3cc7_4a34_8c5b_ae90c7439a47, "fairplay-marker", "FairPlay (marker)"),
    system(0xe2719d58_a985_b3c9_781a_b030af78d30e, "clearkey", "DASH-IF ClearKey"),
    system(0x5e629af5_38da_4063_8977_97ffbd9902d4, "marlin", "Marlin"),
    system(0x9a27dd82_fde2_4725_8cbc_4234aa06ec09, "verimatrix", "Verimatrix VCAS"),
    system(0xadb41c24_2dbf_4a6d_958b_4457c0d27b95, "nagra", "Nagra MediaAccess PRM"),
    system(0x3d5e6d35_9b9a_41e8_b843_dd3c6e72c42c, "chinadrm", "ChinaDRM"),
    system(0x80a6be7e_1448_4c37_9e70_d5aebe04c8d2, "irdeto", "Irdeto"),
    system(0xf239e769_efa3_4850_9c16_a903c6932efb, "primetime", "Adobe Primetime"),
    system(0xa68129d3_575b_4f1a_9cba_3223846cf7c3, "videoguard", "Synamedia VideoGuard"),
    system(0xb4413586_c58c_ffb0_94a5_d4896c1af6c3, "viaccess", "Viaccess-Orca"),
    system(0x644fe7b5_260f_4fad_949a_0762ffb054b4, "cmla", "CMLA (OMA DRM)"),
    system(0x6a99532d_869f_5922_9a91_113ab7b1e2f3, "mobitv", "MobiTV"),
    system(0x35bf197b_530e_42d7_8b65_1b4bf415070f, "divx", "DivX"),
    system(0x45d481cb_8fe0_49c0_ada9_ab2d2455b2f2, "corecrypt", "CoreCrypt"),
    system(0x279fe473_512c_48fe_ade8_d176fee6b40f, "titanium", "Arris Titanium"),
    system(0x1f83e1e8_6ee9_4f0d_ba2f_5ec4e3ed1a66, "securemedia", "SecureMedia"),
    system(0x992c46e6_c437_4899_b6a0_50fa91ad0e39, "steelknot", "SecureMedia SteelKnot"),
    system(0xaa11967f_cc01_4a4a_8e99_c5d3dddfea2d, "unitend", "Unitend"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ids_are_unique() {
        for (i, one) in SYSTEMS.iter().enumerate() {
            assert!(
                SYSTEMS[..i].iter().all(|other| other.id != one.id && other.name != one.name),
                "{}",
                one.name
            );
        }
    }

    #[test]
    fn names_uuids_and_nonsense() {
        assert_eq!("playready".parse::<SystemId>().unwrap(), SystemId::PLAYREADY);
        let id: SystemId = "EDEF8BA9-79D6-4ACE-A3C8-27DCD51D21ED".parse().unwrap();
        assert_eq!((id, id.title()), (SystemId::WIDEVINE, "Widevine"));
        assert_eq!(id.to_string(), "edef8ba9-79d6-4ace-a3c8-27dcd51d21ed");
        assert_eq!(SystemId::from_bytes([0xbb; 16]).title(), "unknown");
        assert!("playreddy".parse::<SystemId>().is_err());
    }
}
