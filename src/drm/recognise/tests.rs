use proptest::prelude::*;

use super::*;
use crate::drm::{PsshData, SystemId};
use crate::keys::KeyId;
use crate::keys::text::{from_base64, to_base64, to_hex};

macro_rules! data {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/", $name)).trim()
    };
}

fn box_bytes() -> Vec<u8> {
    from_base64(data!("playready/cenc-pssh-4.0.b64")).unwrap()
}

fn object_bytes() -> Vec<u8> {
    from_base64(data!("playready/header-specification-4.0.b64")).unwrap()
}

fn header_utf8() -> String {
    text::header_text(&object_bytes()[10..]).unwrap()
}

/// The only thing found, with its form.
fn only(input: impl AsRef<[u8]>) -> (String, Item) {
    let mut found = recognise(input.as_ref()).unwrap();
    assert_eq!(found.len(), 1, "{found:#?}");
    let found = found.remove(0);
    (found.form.to_string(), found.item)
}

#[test]
fn forms_of_one_box() {
    let raw = box_bytes();
    let base64 = to_base64(&raw);
    let wrapped: String =
        base64.as_bytes().chunks(64).map(|line| format!("{}\r\n", String::from_utf8_lossy(line))).collect();
    let url_safe = base64.replace('+', "-").replace('/', "_");
    let spaced: String = to_hex(&raw)
        .as_bytes()
        .chunks(2)
        .map(|pair| format!("0x{}, ", String::from_utf8_lossy(pair)))
        .collect();
    let utf16: Vec<u8> = base64.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (input, form) in [
        (raw.clone(), "as given"),
        (base64.clone().into_bytes(), "base64"),
        (wrapped.into_bytes(), "base64"),
        (base64.trim_end_matches('=').into(), "base64"),
        (url_safe.into_bytes(), if base64.contains(['+', '/']) { "URL-safe base64" } else { "base64" }),
        (to_hex(&raw).to_uppercase().into_bytes(), "hexadecimal"),
        (spaced.into_bytes(), "hexadecimal"),
        (format!("\"{}\",", base64.replace('/', "\\/")).into_bytes(), "quoted text of base64"),
        (
            base64.replace('+', "%2B").replace('=', "%3D").into_bytes(),
            if base64.contains(['+', '=']) { "percent-encoding of base64" } else { "base64" },
        ),
        (format!("data:text/plain;base64,{base64}").into_bytes(), "data URI of base64"),
        (utf16, "UTF-16LE of base64"),
        (to_base64(base64.as_bytes()).into_bytes(), "base64 of base64"),
    ] {
        let (found_form, item) = only(&input);
        assert_eq!(found_form, form);
        assert!(matches!(item, Item::Pssh { raw: found, nested: false, .. } if found == raw), "{form}");
    }
}

#[test]
fn boxes_in_a_row_and_in_each_other() {
    let raw = box_bytes();
    let outer =
        PsshData { system_id: SystemId::PLAYREADY, kids: vec![], data: raw.clone() }.to_box().unwrap();
    let row = [raw.as_slice(), &outer].concat();
    let found = recognise(&row).unwrap();
    let nested: Vec<_> = found
        .iter()
        .map(|f| (f.offset, f.place.as_str(), matches!(f.item, Item::Pssh { nested: true, .. })))
        .collect();
    let len = raw.len() as u64;
    assert_eq!(nested, [(0, "", false), (len, "", false), (len + 32, "pssh", true)]);
    for (offset, item) in found.iter().map(|f| (f.offset as usize, &f.item)) {
        assert!(matches!(item, Item::Pssh { raw, .. } if row[offset..].starts_with(raw)));
    }
    let error = recognise_pssh_input(&outer).unwrap_err();
    assert!(error.to_string().contains("inside a pssh box"), "{error}");
}

#[test]
fn headers_in_every_encoding() {
    let text = header_utf8();
    let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [
        le.clone(),
        [b"\xff\xfe".as_slice(), &le].concat(),
        be.clone(),
        [b"\xfe\xff".as_slice(), &be].concat(),
        text.clone().into_bytes(),
        format!("\u{feff}{text}").into_bytes(),
        format!("<?xml version=\"1.0\"?>\n{text}").into_bytes(),
        // Broken XML and an odd number of bytes are for the reader to report.
        text.replace("</KID>", "").into_bytes(),
        [le.as_slice(), b"x"].concat(),
    ] {
        for (input, form) in [(bytes.clone(), "as given"), (to_base64(&bytes).into_bytes(), "base64")] {
            assert_eq!(only(&input), (form.to_owned(), Item::WrmHeader { bytes: bytes.clone() }));
        }
    }
}

#[test]
fn objects_with_wrong_lengths_are_objects() {
    let good = object_bytes();
    let mut wrong_length = good.clone();
    wrong_length[0] = 99;
    for bytes in [
        good.clone(),
        wrong_length,
        good[..200].to_vec(),
        [good.as_slice(), b"extra"].concat(),
        b"\x06\0\0\0\0\0".to_vec(),
    ] {
        assert_eq!(only(&bytes).1, Item::PlayReadyObject { bytes });
    }
}

#[test]
fn key_ids_tell_their_byte_order() {
    let kid: KeyId = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6".parse().unwrap();
    for (text, expected, order) in [
        ("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", kid, KidOrder::BigEndian),
        (" {F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6}\n", kid, KidOrder::BigEndian),
        ("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", kid, KidOrder::BigEndian),
        ("0xf81d4fae7dec11d0a76500a0c91e6bf6", kid, KidOrder::BigEndian),
        ("guid:rk8d+Ox90BGnZQCgyR5r9g==", kid, KidOrder::Guid),
        ("rk8d+Ox90BGnZQCgyR5r9g==", kid, KidOrder::Unknown),
        ("-B1Prn3sEdCnZQCgyR5r9g", swapped(&kid), KidOrder::Unknown),
    ] {
        assert_eq!(only(text).1, Item::KeyId { kid: expected, order }, "{text}");
    }
    assert_eq!(swapped(&swapped(&kid)), kid);
    let mut binary = kid.bytes();
    binary[0] = 0xff;
    assert_eq!(only(binary).1, Item::KeyId { kid: KeyId::from_bytes(binary), order: KidOrder::Unknown });
}

#[test]
fn a_key_message_holds_a_challenge_with_its_header() {
    let challenge = format!(
        "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><AcquireLicense><challenge>\
         <Challenge><LA><ContentHeader>{}</ContentHeader></LA></Challenge></challenge></AcquireLicense></soap:Body></soap:Envelope>",
        header_utf8()
    );
    let message = format!(
        "<PlayReadyKeyMessage type=\"LicenseAcquisition\"><LicenseAcquisition Version=\"1\"><Challenge encoding=\"base64encoded\">{}\
         </Challenge></LicenseAcquisition></PlayReadyKeyMessage>",
        to_base64(challenge.as_bytes())
    );
    let utf16: Vec<u8> = message.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let found = recognise(to_base64(&utf16).as_bytes()).unwrap();
    assert_eq!(found[0].form.to_string(), "base64 of UTF-16LE of PlayReadyKeyMessage of base64");
    assert_eq!(found[0].item, Item::Challenge { xml: challenge });
    assert_eq!(found[1].item, Item::WrmHeader { bytes: header_utf8().into_bytes() });
    assert!(found[1].place.ends_with("LA[1]/ContentHeader[1]/WRMHEADER[1]"), "{}", found[1].place);
}

#[test]
fn manifests_are_searched() {
    let (pssh, pro) = (to_base64(&box_bytes()), to_base64(&object_bytes()));
    let mpd = format!(
        "<?xml version=\"1.0\"?><MPD xmlns:cenc=\"urn:mpeg:cenc:2013\"><Period><AdaptationSet/><AdaptationSet>\
         <ContentProtection schemeIdUri=\"urn:mpeg:dash:mp4protection:2011\" value=\"cenc\" cenc:default_KID=\"{kid}\"/>\
         <ContentProtection schemeIdUri=\"urn:uuid:EDEF8BA9-79D6-4ACE-A3C8-27DCD51D21ED\"/>\
         <ContentProtection schemeIdUri=\"urn:uuid:9a04f079-9840-4286-ab92-e65be0885f95\"><cenc:pssh>\n{pssh}\n</cenc:pssh>\
         <mspr:pro>{pro}</mspr:pro></ContentProtection></AdaptationSet></Period></MPD>",
        kid = "09e091ab-f838-41d2-9e35-58531fd19ec7"
    );
    let found = recognise(mpd.as_bytes()).unwrap();
    let places: Vec<&str> = found.iter().map(|found| found.place.as_str()).collect();
    let set = "Period[1]/AdaptationSet[2]/ContentProtection";
    assert_eq!(
        places,
        [
            format!("{set}[1]/@cenc:default_KID"),
            format!("{set}[2]"),
            format!("{set}[3]/cenc:pssh"),
            format!("{set}[3]/mspr:pro"),
        ]
    );
    assert!(matches!(found[1].item, Item::Signalled { system: Some(SystemId::WIDEVINE), .. }));

    let fragment = format!(
        "<cenc:pssh>{pssh}</cenc:pssh><mspr:pro xmlns:mspr=\"urn:microsoft:playready\">{pro}</mspr:pro>"
    );
    let found = recognise(fragment.as_bytes()).unwrap();
    assert_eq!(found.iter().map(|f| f.place.as_str()).collect::<Vec<_>>(), ["cenc:pssh", "mspr:pro"]);

    let smooth = format!(
        "<SmoothStreamingMedia><Protection><ProtectionHeader SystemID=\"9A04F079-9840-4286-AB92-E65BE0885F95\">{pro}\
         </ProtectionHeader></Protection></SmoothStreamingMedia>"
    );
    let found = recognise(smooth.as_bytes()).unwrap();
    assert_eq!(found[0].place, "Protection[1]/ProtectionHeader");
    assert_eq!(found[0].item, Item::PlayReadyObject { bytes: object_bytes() });
}

#[test]
fn playlists_are_searched() {
    let playlist = format!(
        "#EXTM3U\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"data:text/plain;charset=UTF-16;base64,{}\",KEYFORMAT=\"com.microsoft.playready\",KEYFORMATVERSIONS=\"1\"\n\
         #EXT-X-KEY:METHOD=SAMPLE-AES-CTR,KEYID=0x09e091abf83841d29e3558531fd19ec7,URI=\"data:text/plain;base64,{}\",KEYFORMAT=\"urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed\"\n\
         #EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI=\"skd://key\",KEYFORMAT=\"com.apple.streamingkeydelivery\"\n",
        to_base64(&object_bytes()),
        to_base64(&box_bytes())
    );
    let found = recognise(playlist.as_bytes()).unwrap();
    let places: Vec<&str> = found.iter().map(|found| found.place.as_str()).collect();
    assert_eq!(
        places,
        [
            "line 2/EXT-X-KEY/URI",
            "line 3/EXT-X-KEY/KEYID",
            "line 3/EXT-X-KEY/URI",
            "line 4/EXT-X-SESSION-KEY"
        ]
    );
    assert_eq!(found[0].item, Item::PlayReadyObject { bytes: object_bytes() });
    assert!(
        matches!(&found[3].item, Item::Signalled { system: Some(id), detail } if id.title() == "FairPlay" && detail.contains("skd://key"))
    );
}

#[test]
fn files_are_searched() {
    let boxed = |name: &[u8; 4], body: &[u8]| {
        [&u32::try_from(body.len() + 8).unwrap().to_be_bytes(), name.as_slice(), body].concat()
    };
    let (pssh, object) = (box_bytes(), object_bytes());
    let piff = [
        b"\xd0\x8a\x4f\x18\x10\xf3\x4a\x82\xb6\xc8\x32\xd8\xab\xa1\x83\xd3\0\0\0\0".as_slice(),
        &SystemId::PLAYREADY.bytes(),
        &u32::try_from(object.len()).unwrap().to_be_bytes(),
        &object,
    ]
    .concat();
    let moov = [boxed(b"mvhd", &[0; 9]), pssh.clone(), boxed(b"uuid", &piff)].concat();
    let file = [
        boxed(b"ftyp", b"isom"),
        boxed(b"moov", &moov),
        boxed(b"moof", &[]),
        boxed(b"moof", &pssh),
        // Cut off: the rest of the file is media.
        b"\0\0\xff\xffmdat".to_vec(),
    ]
    .concat();
    let found = recognise(&file).unwrap();
    let places: Vec<&str> = found.iter().map(|found| found.place.as_str()).collect();
    assert_eq!(places, ["moov/pssh", "moov/uuid", "moof[2]/pssh"]);
    assert!(matches!(&found[0].item, Item::Pssh { raw, .. } if *raw == pssh));
    assert_eq!(found[1].item, Item::PlayReadyObject { bytes: object });
    assert!(recognise(&boxed(b"moov", &[])).is_err());
}

#[test]
fn broken_boxes_and_strangers() {
    let raw = box_bytes();
    for (bytes, part) in [
        (&raw[..raw.len() - 1], "are left"),
        (&raw[8..], "without size and type"),
        (b"hello, world", "not recognised"),
        (b"", "not recognised"),
        (b"twenty two letters in a row", "not recognised"),
        (b"<html></html>", "not recognised"),
    ] {
        let error = recognise(bytes).unwrap_err();
        assert_eq!(error.exit_code(), crate::ExitCode::Malformed);
        assert!(error.to_string().contains(part) && error.hint.is_some(), "{error}");
    }
    assert!(matches!(scan(&raw[8..]).unwrap()[0].item, Item::Broken { .. }));
    let mpd =
        format!("<MPD><pssh>{}</pssh><pro>{}</pro></MPD>", to_base64(&raw[..99]), to_base64(&object_bytes()));
    let found = recognise(mpd.as_bytes()).unwrap();
    assert!(matches!(found[0].item, Item::Broken { .. }));
    assert!(matches!(found[1].item, Item::PlayReadyObject { .. }));
    let error = recognise_pssh_input(b"09e091ab-f838-41d2-9e35-58531fd19ec7").unwrap_err();
    assert!(error.to_string().contains("is a key ID"), "{error}");
}

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
