//! The PlayReady key seed algorithm: a content key from a secret seed and a key ID.

use std::fmt;
use std::str::FromStr;

use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::text::{self, KeySyntaxError};
use super::{ContentKey, KeyId};
use crate::crypto::sha256;

/// Bytes of a seed that count; longer seeds are cut.
const LEN: usize = 30;

/// The key seed that Microsoft publishes for its test server.
const TEST_KEY_SEED: [u8; LEN] = [
    0x5d, 0x50, 0x68, 0xbe, 0xc9, 0xb3, 0x84, 0xff, 0x60, 0x44, 0x86, 0x71, 0x59, 0xf1, 0x6d, 0x6b, 0x75,
    0x55, 0x44, 0xfc, 0xd5, 0x11, 0x69, 0x89, 0xb1, 0xac, 0xc4, 0x27, 0x8e, 0x88,
];

/// A key seed: 30 bytes, wiped when dropped.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct KeySeed([u8; LEN]);

impl KeySeed {
    /// The public test key seed.
    pub const fn test() -> Self {
        Self(TEST_KEY_SEED)
    }

    /// The content key of `kid` under this seed ("PlayReady Key Seed": three SHA-256 sums over seed and GUID,
    /// folded to 16 bytes).
    pub fn derive(&self, kid: &KeyId) -> ContentKey {
        let (seed, guid) = (self.0.as_slice(), kid.guid_bytes());
        let guid = guid.as_slice();
        let sums = Zeroizing::new([
            sha256(&[seed, guid]),
            sha256(&[seed, guid, seed]),
            sha256(&[seed, guid, seed, guid]),
        ]);
        let key = std::array::from_fn(|i| sums.iter().fold(0, |byte, sum| byte ^ sum[i] ^ sum[i + 16]));
        ContentKey::from_bytes(key)
    }
}

impl FromStr for KeySeed {
    type Err = KeySyntaxError;

    /// Reads `test` or the base64 text of at least 30 bytes. The error does not repeat the text.
    fn from_str(text: &str) -> Result<Self, KeySyntaxError> {
        if text == "test" {
            return Ok(Self::test());
        }
        let bytes = text::from_base64(text)
            .map(Zeroizing::new)
            .ok_or_else(|| KeySyntaxError("the key seed is not base64 (or the word test)".to_owned()))?;
        match bytes.first_chunk() {
            Some(seed) => Ok(Self(*seed)),
            None => Err(KeySyntaxError(format!(
                "the key seed is {} bytes; the algorithm needs at least {LEN}",
                bytes.len()
            ))),
        }
    }
}

impl fmt::Debug for KeySeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeySeed(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Key IDs of Microsoft's documentation and their keys under the test key seed. The first five are proven
    /// by the checksums that Microsoft prints beside them (see `drm::playready::checksum`).
    #[test]
    fn keys_under_the_test_seed() {
        for (guid_base64, key) in [
            ("q5HgCTj40kGeNVhTH9Gexw==", "9cb061164b7013eaefcc7d6d18424c2c"),
            ("0IbHou/5s0yzM80yOkKEpQ==", "4edb7704cdbf03617f4800bd878a6df2"),
            ("/qgG2xbs4k2SKCxx6bhWqw==", "3179923adf3c929892951e62f93a518a"),
            ("AAAAEAAQABAQABAAAAAAAQ==", "3a2a1b68dd2bd9b2eeb25e84c4776668"),
            ("4Rplb+TbNES8tGkNFWTEHA==", "88da852ae4fa2e1e36aeb2d5c94997b1"),
            ("PV1LM/VEVk+kEOB8qqcWDg==", "ae8b0d6d853c83a74a744fb80dfc8191"),
            ("tuhDoKUN7EyxDPtMRNmhyA==", "cdbd4cf9f655e1c4cf9fee1cb11f6dcf"),
            ("uPeXHrR3K0icGCpYMBGsZw==", "1de6f9966fee43b3a4f489a6acc5f59c"),
            ("m1HAERIu8E+uABCZY4TX2g==", "d0b0065022727ca009f68cfc93139b6f"),
            ("YXg64czYhEKSRXyDXr3p8A==", "d8560667f9b1d2bf2bb125b02a01198f"),
            ("jADgM0TEcEeYmaMh4HndNg==", "88ef635a6b367bcac4cbe7ae03b0a2c6"),
            ("JpbjtvscoUq8vU7xq6eEOg==", "0363f0fc580412ba8491e7c69983b9b8"),
            ("uoSUfDjCekaGnM3YxxZ3Eg==", "268d8e8e3fb892b6c9adbd73198056d5"),
            ("AmfjCTOPbEOl3WD/5mcecA==", "b42ca3172ee4e69bf51848a59db9cd13"),
            ("EzxvPAdiFkmGfIJSs5k2OA==", "0b2ad0443859c52a037c060e37b14112"),
        ] {
            let kid = format!("guid:{guid_base64}").parse().unwrap();
            let derived = KeySeed::test().derive(&kid);
            assert_eq!(*derived.expose_hex(), key, "{kid}");
        }
    }

    #[test]
    fn seeds_of_thirty_bytes_or_more() {
        let test = "XVBovsmzhP9gRIZxWfFta3VVRPzVEWmJsazEJ46I";
        assert_eq!(test.parse(), Ok(KeySeed::test()));
        assert_eq!(format!("{test}AAAA").parse(), Ok(KeySeed::test()));
        assert_eq!("test".parse(), Ok(KeySeed::test()));
        for wrong in ["", "Test", "XVBovsmzhP9gRIZxWfFta3VVRPzVEWmJsazEJ4", "not base64!"] {
            assert!(wrong.parse::<KeySeed>().is_err(), "{wrong}");
        }
    }
}
