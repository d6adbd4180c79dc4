use proptest::prelude::*;

use super::*;
use crate::keys::KeySeed;
use crate::keys::text::{from_base64, to_base64, to_hex};

const SPECIFICATION: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/playready/header-specification-4.0.b64"));
const PSSH: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/playready/cenc-pssh-4.0.b64"));

fn one_key() -> [HeaderKey; 1] {
    let kid: KeyId = "b0c1d2e3-f405-1627-3849-5a6b7c8d9eaf".parse().unwrap();
    [HeaderKey { kid, key: Some(KeySeed::test().derive(&kid)) }]
}

/// Payload and box sizes that Shaka Packager 3 gives for the same key ID.
#[test]
fn payloads_of_the_systems() {
    let made =
        |system, scheme: &[u8; 4]| signal(system, &one_key(), *scheme, &HeaderOptions::default()).unwrap();
    let widevine = made(SystemId::WIDEVINE, b"cbcs").to_box().unwrap();
    assert_eq!(
        to_hex(&widevine),
        "000000387073736800000000edef8ba979d64acea3c827dcd51d21ed000000181210b0c1d2e3f405162738495a6b7c8d9eaf48f3c6899b06"
    );
    let common = made(SystemId::COMMON, b"cbcs").to_box().unwrap();
    assert_eq!(
        to_hex(&common),
        "000000347073736801000000\
         1077efecc0b24d02ace33c1e52e2fb4b00000001b0c1d2e3f405162738495a6b7c8d9eaf00000000"
    );
    let playready = made(SystemId::PLAYREADY, b"cenc");
    assert_eq!(playready.to_box().unwrap().len(), 550);
    let header = PlayReadyObject::read(&playready.data, 0).unwrap().header(0).unwrap().unwrap();
    assert_eq!(header.kids[0].kid, one_key()[0].kid);
}

#[test]
fn schemes_choose_ciphers() {
    for (scheme, algid, widevine) in [
        (b"cenc", Algid::AesCtr, b"cenc"),
        (b"cens", Algid::AesCtr, b"cens"),
        (b"piff", Algid::AesCtr, b"cenc"),
        (b"cbc1", Algid::AesCbc, b"cbc1"),
        (b"cbcs", Algid::AesCbc, b"cbcs"),
    ] {
        let data = |system| signal(system, &one_key(), *scheme, &HeaderOptions::default()).unwrap().data;
        let header =
            PlayReadyObject::read(&data(SystemId::PLAYREADY), 0).unwrap().header(0).unwrap().unwrap();
        assert_eq!(header.kids[0].algid, Some(algid));
        let read = WidevinePsshData::read(&data(SystemId::WIDEVINE), 0).unwrap();
        assert_eq!(read.scheme_type(), Some(*widevine));
    }
    assert!(signal(SystemId::COMMON, &one_key(), *b"none", &HeaderOptions::default()).is_err());
    let fairplay = "fairplay".parse().unwrap();
    let error = signal(fairplay, &one_key(), *b"cbcs", &HeaderOptions::default()).unwrap_err();
    assert!(error.to_string().contains("FairPlay"), "{error}");
}

#[test]
fn boxes_are_kept_whole() {
    let raw = from_base64(PSSH.trim()).unwrap();
    let common = common::pssh([one_key()[0].kid]).to_box().unwrap();
    let both = [raw.clone(), common.clone()].concat();
    for input in [both.clone(), to_base64(&both).into_bytes(), to_hex(&both).into_bytes()] {
        let found = recognise_pssh_input(&input).unwrap();
        assert_eq!(found[0].content().system_id, SystemId::PLAYREADY);
        assert_eq!(found[1].content().system_id, SystemId::COMMON);
        let boxes: Vec<_> = found.into_iter().map(|input| input.into_box().unwrap()).collect();
        assert_eq!(boxes, [raw.clone(), common.clone()]);
    }
    for broken in [[both.as_slice(), b"x"].concat(), both[..both.len() - 1].to_vec()] {
        assert_eq!(recognise_pssh_input(&broken).unwrap_err().exit_code(), crate::ExitCode::Malformed);
    }
}

#[test]
fn payloads_get_one_box() {
    let object = from_base64(SPECIFICATION.trim()).unwrap();
    let utf16 = object[10..].to_vec();
    let utf8 = String::from_utf16(
        &utf16.as_chunks::<2>().0.iter().map(|u| u16::from_le_bytes(*u)).collect::<Vec<_>>(),
    );
    let utf8 = utf8.unwrap();
    let marked = [b"\xff\xfe".as_slice(), &utf16].concat();
    let declared = format!("\u{feff}<?xml version=\"1.0\"?>\n{utf8}\n");
    for input in [object.clone(), utf16.clone(), marked, utf8.into_bytes(), declared.into_bytes()] {
        for input in [to_base64(&input).into_bytes(), input] {
            let found = recognise_pssh_input(&input).unwrap();
            let expected = PsshData { system_id: SystemId::PLAYREADY, kids: vec![], data: object.clone() };
            assert_eq!(found, [PsshInput::Payload(expected)]);
        }
    }
    let widevine = WidevinePsshData::new([one_key()[0].kid], *b"cenc").write();
    let found = recognise_pssh_input(&widevine).unwrap();
    assert_eq!((found[0].content().system_id, &found[0].content().data), (SystemId::WIDEVINE, &widevine));
}

#[test]
fn what_is_not_recognised_is_an_error() {
    let object = from_base64(SPECIFICATION.trim()).unwrap();
    for input in [
        b"".as_slice(),
        b"hello",
        b"<html></html>",
        b"<\0x\0>\0",
        // Widevine data without key IDs could be anything.
        &[0x22, 2, 0x12, 0x34],
        &[6, 0, 0, 0, 0, 0],
        &object[..object.len() - 2],
        &[object.as_slice(), b"xx"].concat(),
    ] {
        let error = recognise_pssh_input(input).unwrap_err();
        assert_eq!(error.exit_code(), crate::ExitCode::Malformed, "{error}");
    }
}

proptest! {
    #[test]
    fn any_input_is_recognised_or_refused(mut bytes: Vec<u8>, form in 0..4) {
        match form {
            1 => bytes.splice(0..0, *b"\0\0\0\x20pssh").for_each(drop),
            2 => bytes.splice(0..0, *b"<\0W\0R\0").for_each(drop),
            3 => bytes.splice(0..0, *b"\x06\0\0\0\x01\0\x01\0").for_each(drop),
            _ => {}
        }
        let _ = recognise_pssh_input(&bytes);
    }
}
