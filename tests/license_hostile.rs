//! Licenses whose encrypted key is no ciphertext, or whose code was made for something else: each is refused with a reason.

use boxlock::crypto::{PrivateKey, SeededRng, aes_cmac};
use boxlock::keys::{ContentKey, KeyId};
use boxlock::license::mint::KeyCipher;
use boxlock::license::{
    Binding, ClientCapabilities, LicenseError, MintRequest, OpenContext, Policy, Rules, mint, open,
};
use boxlock::xmr::License;

const ISSUED: u64 = 1_800_000_000;

fn device() -> PrivateKey {
    PrivateKey::generate(&mut SeededRng::new(1)).unwrap()
}

fn minted() -> Vec<u8> {
    let device = device();
    let request = MintRequest {
        kid: KeyId::from_bytes([0x11; 16]),
        key: &ContentKey::from_bytes([0xc0; 16]),
        binding: Binding::Device(device.public()),
        policy: &Policy::default(),
        rules: Rules::Strict,
        client: ClientCapabilities { security_level: 2000, ..ClientCapabilities::default() },
        rights_id: [9; 16],
        issued: ISSUED,
        revocation: None,
        metering_id: None,
        cipher: KeyCipher::Ecc256,
    };
    mint(&request, &mut SeededRng::new(3)).unwrap().bytes
}

/// Where the encrypted key is: two points of 64 bytes.
fn ciphertext(bytes: &[u8]) -> usize {
    let license = License::read(bytes, 0).unwrap();
    let data = license.content_keys()[0].data.clone();
    assert_eq!(data.len(), 128);
    bytes.windows(data.len()).position(|window| window == data).unwrap()
}

fn opened(bytes: &[u8]) -> Result<(), LicenseError> {
    let device = device();
    open(&License::read(bytes, 0).unwrap(), &OpenContext::new(&device, 2000, ISSUED)).map(|_| ())
}

fn refused(change: impl Fn(&mut [u8])) {
    let good = minted();
    assert_eq!(opened(&good), Ok(()));
    let at = ciphertext(&good);
    let mut bytes = good;
    change(&mut bytes[at..at + 128]);
    let error = opened(&bytes).unwrap_err();
    assert!(error.hresult() & 0x8000_0000 != 0 && !error.to_string().is_empty(), "{error:?}");
}

#[test]
fn points_off_the_curve() {
    for half in [0, 64] {
        refused(|key| key[half + 63] ^= 1);
        refused(|key| key[half..half + 64].fill(0xff));
    }
}

#[test]
fn the_identity_as_a_point() {
    for half in [0, 64] {
        refused(|key| key[half..half + 64].fill(0));
    }
    refused(|key| key.fill(0));
}

/// With both points equal the secret would be the difference of one point and a multiple of it that the sender chose.
#[test]
fn points_that_were_exchanged_or_repeated() {
    refused(|key| key.rotate_left(64));
    refused(|key| key.copy_within(..64, 64));
    refused(|key| key.copy_within(64.., 0));
}

#[test]
fn an_encrypted_key_of_another_length() {
    let good = License::read(&minted(), 0).unwrap();
    for len in [0, 64, 127, 129, 256] {
        let mut license = good.clone();
        replace_key(&mut license.outer, len);
        let bytes = license.write();
        let error = match License::read(&bytes, 0) {
            Ok(read) => open(&read, &OpenContext::new(&device(), 2000, ISSUED)).unwrap_err().to_string(),
            Err(error) => error.to_string(),
        };
        assert!(!error.is_empty(), "{len}");
    }
}

fn replace_key(object: &mut boxlock::xmr::Object, len: usize) {
    match &mut object.body {
        boxlock::xmr::Body::ContentKey(key) => key.data = vec![5; len],
        boxlock::xmr::Body::Container(children) => {
            children.iter_mut().for_each(|child| replace_key(child, len))
        }
        _ => {}
    }
}

/// A code by a key that the encrypted one does not hold.
#[test]
fn a_code_by_another_key() {
    let mut bytes = minted();
    let code = bytes.len() - 16;
    let other = aes_cmac(&[7; 16], &[&bytes[..code]]);
    bytes[code..].copy_from_slice(&other);
    assert!(opened(&bytes).is_err());
}
