//! AES-128-CMAC (NIST SP 800-38B): the signature of a license.

use aes::Aes128;
use cmac::{Cmac, KeyInit as _, Mac as _};

/// The message code of `parts` in a row under `key`.
pub fn aes_cmac(key: &[u8; 16], parts: &[&[u8]]) -> [u8; 16] {
    let mut mac = Cmac::<Aes128>::new(&(*key).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Whether `code` is the message code of `parts`, in a time that does not tell how much of it is right.
pub fn aes_cmac_matches(key: &[u8; 16], parts: &[&[u8]], code: &[u8; 16]) -> bool {
    let mut mac = Cmac::<Aes128>::new(&(*key).into());
    for part in parts {
        mac.update(part);
    }
    mac.verify(&(*code).into()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4493, section 4: the key and examples 1 and 2.
    #[test]
    fn rfc_4493_examples() {
        let key = 0x2b7e_1516_28ae_d2a6_abf7_1588_09cf_4f3c_u128.to_be_bytes();
        let empty = 0xbb1d_6929_e959_3728_7fa3_7d12_9b75_6746_u128.to_be_bytes();
        assert_eq!(aes_cmac(&key, &[]), empty);
        let message = 0x6bc1_bee2_2e40_9f96_e93d_7e11_7393_172a_u128.to_be_bytes();
        let code = 0x070a_16b4_6b4d_4144_f79b_dd9d_d04a_287c_u128.to_be_bytes();
        let (head, tail) = message.split_at(5);
        assert_eq!(aes_cmac(&key, &[head, tail]), code);
        assert!(aes_cmac_matches(&key, &[&message], &code));
        assert!(!aes_cmac_matches(&key, &[&message], &empty));
    }
}
