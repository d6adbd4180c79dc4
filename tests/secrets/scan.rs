//! A search for many secrets in every form that they could leak in.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Bytes by which a pattern is found; none is shorter.
const STEM: usize = 8;

/// Finds secrets in bytes.
#[derive(Default)]
pub struct Scanner {
    /// By their first bytes: patterns, with what they are.
    patterns: HashMap<[u8; STEM], Vec<(Vec<u8>, String)>>,
}

impl Scanner {
    /// Searches for a secret from now on, in all its forms.
    pub fn add(&mut self, name: &str, secret: &[u8]) {
        for (form, pattern) in forms(secret) {
            let stem = *pattern.first_chunk().unwrap();
            self.patterns.entry(stem).or_default().push((pattern, format!("{name} as {form}")));
        }
    }

    /// What is found first, with its place.
    pub fn find(&self, bytes: &[u8]) -> Option<String> {
        // Most positions differ from all patterns in their first two bytes.
        let mut begins = vec![false; 1 << 16];
        let index = |bytes: &[u8]| usize::from(bytes[0]) << 8 | usize::from(bytes[1]);
        self.patterns.keys().for_each(|stem| begins[index(stem)] = true);
        for (at, window) in bytes.windows(STEM).enumerate() {
            if !begins[index(window)] {
                continue;
            }
            let Some(patterns) = window.first_chunk().and_then(|stem: &[u8; STEM]| self.patterns.get(stem))
            else {
                continue;
            };
            for (pattern, name) in patterns {
                if bytes[at..].starts_with(pattern) {
                    return Some(format!("{name}, at byte {at}"));
                }
            }
        }
        None
    }
}

/// The secret, and when it has 16 bytes, with the byte order of a GUID too.
fn forms(secret: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let swapped = <[u8; 16]>::try_from(secret).ok().map(|mut bytes| {
        bytes[..4].reverse();
        bytes[4..6].reverse();
        bytes[6..8].reverse();
        bytes.to_vec()
    });
    for (order, bytes) in [("", Some(secret.to_vec())), ("GUID-swapped ", swapped)] {
        let Some(bytes) = bytes else { continue };
        let mut texts = Vec::new();
        let hex = to_hex(&bytes);
        if bytes.len() == 16 {
            let [a, b, c, d, e] = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| hex[range].to_owned());
            let guid = format!("{a}-{b}-{c}-{d}-{e}");
            texts.push(("GUID text".to_owned(), guid.to_uppercase()));
            texts.push(("GUID text".to_owned(), guid));
        }
        let spaced = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>();
        texts.push(("spaced hexadecimal digits".to_owned(), spaced.join(" ")));
        texts
            .push(("a list of numbers".to_owned(), format!("{bytes:?}").trim_matches(['[', ']']).to_owned()));
        texts.push(("hexadecimal digits".to_owned(), hex.to_uppercase()));
        texts.push(("hexadecimal digits".to_owned(), hex));
        for lead in 0..3 {
            let text = inner_base64(&bytes, lead);
            texts.push((format!("URL-safe base64 after {lead}"), text.replace('+', "-").replace('/', "_")));
            texts.push((format!("base64 after {lead}"), text));
        }
        for (form, text) in texts {
            let wide = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            found.push((format!("{order}{form} in UTF-16"), wide));
            found.push((format!("{order}{form}"), text.into_bytes()));
        }
        found.push((format!("{order}bytes"), bytes));
    }
    found
}

/// The characters that only `bytes` decide when `lead` other bytes stand before them and more come after them.
fn inner_base64(bytes: &[u8], lead: usize) -> String {
    let all = to_base64(&[&vec![0; lead], bytes].concat());
    let (from, to) = ((lead * 8).div_ceil(6), (lead + bytes.len()) * 8 / 6);
    all[from..to].to_owned()
}

pub fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub fn from_base64(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap()
}

pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes of hexadecimal digits.
pub fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn every_form_is_found() {
    let secret = *b"\xfb\xef\xbe\x01sentinel-\xf3\xfa\xce";
    let mut scanner = Scanner::default();
    scanner.add("it", &secret);
    let mut swapped = secret;
    swapped[..4].reverse();
    swapped[4..6].reverse();
    swapped[6..8].reverse();
    for bytes in [secret, swapped] {
        let hex = to_hex(&bytes);
        let mut texts = vec![hex.clone(), hex.to_uppercase(), format!("{bytes:?}")];
        texts.push(format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]));
        for lead in 0..6 {
            let text = to_base64(&[vec![0xa5; lead], bytes.to_vec(), vec![0x3c; 5]].concat());
            texts.push(text.replace('+', "-").replace('/', "_"));
            texts.push(text);
        }
        for text in texts {
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for data in [text.clone().into_bytes(), wide] {
                assert!(scanner.find(&[b"before ", data.as_slice(), b" after"].concat()).is_some(), "{text}");
            }
        }
        assert!(scanner.find(&[b"x", bytes.as_slice()].concat()).is_some());
        // One bit beside.
        let mut other = bytes;
        other[9] ^= 1;
        assert_eq!(scanner.find(&other), None);
        assert_eq!(scanner.find(to_base64(&other).as_bytes()), None);
    }
}
