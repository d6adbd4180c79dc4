//! The checksum that ties a key to its key ID in a WRM header ("PlayReady Header Specification", key checksum).
//! The one of COCKTAIL is left out: PlayReady dropped that cipher with version 3.0.

use crate::crypto::encrypt_block;
use crate::keys::{ContentKey, KeyId};

/// The AESCTR checksum: the first 8 bytes of the little-endian GUID, encrypted with the key (AES-128, one block).
pub fn aes_ctr(kid: &KeyId, key: &ContentKey) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = encrypt_block(key.expose(), kid.guid_bytes());
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::KeySeed;
    use crate::keys::text::to_base64;

    /// GUID base64 and the checksum of its key under the test key seed. The first five are printed by Microsoft in
    /// "PlayReady Header Specification", "Key and Key IDs" and "MP4-based formats supported by PlayReady clients".
    const SEEDED: [(&str, &str); 15] = [
        ("q5HgCTj40kGeNVhTH9Gexw==", "w+OZVr8vzrQ="),
        ("0IbHou/5s0yzM80yOkKEpQ==", "xNvWVxoWk04="),
        ("/qgG2xbs4k2SKCxx6bhWqw==", "GnKaQIRacPU="),
        ("AAAAEAAQABAQABAAAAAAAQ==", "5TzIYQ2hrOY="),
        ("4Rplb+TbNES8tGkNFWTEHA==", "KLj3QzQP/NA="),
        ("PV1LM/VEVk+kEOB8qqcWDg==", "ljvwgOZe/Mo="),
        ("tuhDoKUN7EyxDPtMRNmhyA==", "vfDlJol80dQ="),
        ("uPeXHrR3K0icGCpYMBGsZw==", "6xlxVjQeoEE="),
        ("m1HAERIu8E+uABCZY4TX2g==", "nUv2w80J+ug="),
        ("YXg64czYhEKSRXyDXr3p8A==", "l8b54shA0bU="),
        ("jADgM0TEcEeYmaMh4HndNg==", "+rAAhEfRbNs="),
        ("JpbjtvscoUq8vU7xq6eEOg==", "I669oh1HELg="),
        ("uoSUfDjCekaGnM3YxxZ3Eg==", "vD0UDalz84Q="),
        ("AmfjCTOPbEOl3WD/5mcecA==", "BGw1aYZ1YXM="),
        ("EzxvPAdiFkmGfIJSs5k2OA==", "o0z0eDzgfPY="),
    ];

    fn seeded(guid_base64: &str) -> String {
        let kid = format!("guid:{guid_base64}").parse().unwrap();
        to_base64(&aes_ctr(&kid, &KeySeed::test().derive(&kid)))
    }

    #[test]
    fn checksums_of_seeded_keys() {
        for (guid, checksum) in SEEDED {
            assert_eq!(seeded(guid), checksum, "{guid}");
        }
    }

    /// Two headers in Microsoft's documents were made with other keys than those of the test key seed.
    #[test]
    fn checksums_of_other_keys_differ() {
        for (guid, printed, of_seeded_key) in [
            ("0ByqgB2nhk+pOQX6+bDNxQ==", "IIvkaNNb3mc=", "37Vqb1mkXBM="),
            ("RAhjCxfLakmXADcC4dI+4g==", "qhKWHJaL01I=", "AYgUBcUFR/o="),
        ] {
            assert_eq!(seeded(guid), of_seeded_key);
            assert_ne!(seeded(guid), printed);
        }
    }

    /// Keys and checksums of the Web Platform Tests' encrypted media content.
    #[test]
    fn checksums_of_given_keys() {
        for (kid, key, checksum) in [
            ("ad13f9ea2be698b875f504a8e3ccea64", "be7df8a3667a6a8fd564d0ed81339a95", "jYFNf0yf4is="),
            ("558ee541b90ab2f3950d00ade3760d45", "91039263016da635770d57db92f98bd0", "YiO/16Ls96E="),
            ("13a75306d118917b47a6c1836442516f", "8aaad8c4dbdeaccdad2676a1ed38952e", "IDRtPgUI/bI="),
            ("8a0d85452105d415358fea8f68e6c191", "766fabc1683ff8ef4e760024c5238f10", "qNIebTXsorg="),
            ("fbb4b7f34abd3187344bcec45f966888", "2652c31df792d17b08a6fad37cb62560", "FtiIh6SJmpY="),
        ] {
            assert_eq!(to_base64(&aes_ctr(&kid.parse().unwrap(), &key.parse().unwrap())), checksum);
        }
    }
}
