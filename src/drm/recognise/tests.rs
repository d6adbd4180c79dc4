use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn any_input_is_recognised_or_refused(mut bytes: Vec<u8>, form in 0..7) {
        let front: &[u8] = match form {
            1 => b"\0\0\0\x20pssh",
            2 => b"<\0W\0R\0",
            3 => b"\x06\0\0\0\x01\0\x01\0",
            4 => b"<MPD><ContentProtection default_KID=\"",
            5 => b"#EXTM3U\n#EXT-X-KEY:METHOD=",
            6 => b"data:;base64,",
            _ => b"",
        };
        bytes.splice(0..0, front.iter().copied());
        let _ = scan(&bytes);
    }

    #[test]
    fn any_text_is_recognised_or_refused(text in "[<>a-zA-Z0-9+/=%:;,\"' -]{0,120}") {
        let _ = scan(text.as_bytes());
    }
}
