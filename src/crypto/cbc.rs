//! AES-128-CBC with PKCS #7 padding (NIST SP 800-38A, RFC 5652 section 6.3): the encrypted parts of messages.

use ::cbc::cipher::block_padding::Pkcs7;
use ::cbc::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use aes::Aes128;
use zeroize::Zeroizing;

/// Pads and encrypts `plain`: a multiple of 16 bytes, at least one block.
pub fn cbc_encrypt(key: &[u8; 16], iv: &[u8; 16], plain: &[u8]) -> Vec<u8> {
    ::cbc::Encryptor::<Aes128>::new(&(*key).into(), &(*iv).into()).encrypt_padded_vec::<Pkcs7>(plain)
}

/// Decrypts and removes the padding. `None` when the length is no multiple of 16, is zero, or the padding is wrong.
pub fn cbc_decrypt(key: &[u8; 16], iv: &[u8; 16], cipher: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    ::cbc::Decryptor::<Aes128>::new(&(*key).into(), &(*iv).into())
        .decrypt_padded_vec::<Pkcs7>(cipher)
        .ok()
        .map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// NIST SP 800-38A, F.2.1, first block; the padding adds a second one.
    #[test]
    fn first_block_of_the_standard() {
        let key = 0x2b7e_1516_28ae_d2a6_abf7_1588_09cf_4f3c_u128.to_be_bytes();
        let iv: [u8; 16] = std::array::from_fn(|i| i as u8);
        let plain = 0x6bc1_bee2_2e40_9f96_e93d_7e11_7393_172a_u128.to_be_bytes();
        let cipher = cbc_encrypt(&key, &iv, &plain);
        assert_eq!(cipher.len(), 32);
        assert_eq!(cipher[..16], 0x7649_abac_8119_b246_cee9_8e9b_12e9_197d_u128.to_be_bytes());
        assert_eq!(cbc_decrypt(&key, &iv, &cipher).unwrap()[..], plain);
    }

    #[test]
    fn wrong_lengths_and_padding_are_refused() {
        let (key, iv) = ([1; 16], [2; 16]);
        let mut cipher = cbc_encrypt(&key, &iv, b"five!");
        assert_eq!(cbc_decrypt(&key, &iv, &cipher).unwrap()[..], *b"five!");
        assert_eq!(cbc_decrypt(&key, &iv, &cipher[..15]), None);
        assert_eq!(cbc_decrypt(&key, &iv, &[]), None);
        cipher[15] ^= 0xff;
        assert_eq!(cbc_decrypt(&key, &iv, &cipher), None);
    }
}
