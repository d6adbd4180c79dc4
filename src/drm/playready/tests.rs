use proptest::prelude::*;

use super::*;
use crate::bytes::{ParseErrorKind, Reader};
use crate::drm::{HeaderKey, PsshData, SystemId};
use crate::keys::text::{from_base64, to_base64};
use crate::keys::{KeyId, KeySeed};

/// A file of `tests/data/playready`, where the README says where each comes from.
macro_rules! data {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/playready/", $name)).trim()
    };
}

fn object(base64: &str) -> (Vec<u8>, PlayReadyObject) {
    let bytes = from_base64(base64).unwrap();
    let object = PlayReadyObject::read(&bytes, 0).unwrap();
    (bytes, object)
}

fn kid(guid_base64: &str) -> KeyId {
    format!("guid:{guid_base64}").parse().unwrap()
}

fn seeded(guids: &[&str]) -> Vec<HeaderKey> {
    let key = |kid| Some(KeySeed::test().derive(&kid));
    guids.iter().map(|guid| kid(guid)).map(|kid| HeaderKey { kid, key: key(kid) }).collect()
}

/// Reads a golden object, and writes header and object again: Microsoft's bytes come back.
fn round_trip(base64: &str) -> WrmHeader {
    let (bytes, object) = object(base64);
    assert_eq!(object.write().unwrap(), bytes);
    let header = object.header(0).unwrap().unwrap();
    let rewritten = PlayReadyObject::with_header(&header.write().unwrap());
    assert_eq!(rewritten.write().unwrap(), bytes);
    header
}

#[test]
fn microsoft_objects_round_trip_byte_for_byte() {
    let specification = round_trip(data!("header-specification-4.0.b64"));
    assert_eq!(specification.version, WrmVersion::V4_0);
    assert_eq!(specification.kids[0].kid.to_string(), "09e091ab-f838-41d2-9e35-58531fd19ec7");
    assert_eq!(
        specification.la_url.unwrap(),
        "https://profficialsite.keydelivery.mediaservices.windows.net/PlayReady/"
    );
    assert_eq!(
        specification.custom_attributes.unwrap(),
        "<CUSTOMATTRIBUTES><IIS_DRM_VERSION>8.0.1705.19</IIS_DRM_VERSION></CUSTOMATTRIBUTES>"
    );

    assert_eq!(round_trip(data!("hls-checksum-4.0.b64")).kids[0].kid, kid("4Rplb+TbNES8tGkNFWTEHA=="));
    assert_eq!(round_trip(data!("hls-no-checksum-4.0.b64")).kids[0].checksum, None);
    assert_eq!(round_trip(data!("dash-ds-id-4.0.b64")).ds_id.unwrap(), "iKGlWG4DXUq4wbWgRNLRJg==");
    let live = round_trip(data!("live-on-demand-4.1.b64"));
    assert_eq!((live.kids.len(), live.decryptor_setup.as_deref()), (0, Some("ONDEMAND")));
}

#[test]
fn microsoft_pssh_box() {
    let bytes = from_base64(data!("cenc-pssh-4.0.b64")).unwrap();
    let pssh = PsshData::read_box(&mut Reader::new(&bytes, 0)).unwrap();
    assert_eq!((pssh.system_id, pssh.data.len()), (SystemId::PLAYREADY, 926));
    assert_eq!(pssh.to_box().unwrap(), bytes);
    let header = round_trip(&to_base64(&pssh.data));
    assert_eq!(
        header.la_url.unwrap(),
        "http://playready.directtaps.net/pr/svc/rightsmanager.asmx?PlayRight=1&UseSimpleNonPersistentLicense=1"
    );
}

/// The same bytes from the key ID and the test key seed alone.
#[test]
fn microsoft_object_from_its_key() {
    let options = HeaderOptions {
        la_url: Some("https://profficialsite.keydelivery.mediaservices.windows.net/PlayReady/".to_owned()),
        custom_attributes: Some("<IIS_DRM_VERSION>8.0.1705.19</IIS_DRM_VERSION>".to_owned()),
        ..HeaderOptions::default()
    };
    let header = WrmHeader::build(&seeded(&["q5HgCTj40kGeNVhTH9Gexw=="]), Algid::AesCtr, &options).unwrap();
    let object = PlayReadyObject::with_header(&header.write().unwrap());
    assert_eq!(to_base64(&object.write().unwrap()), data!("header-specification-4.0.b64"));
}

#[test]
fn microsoft_headers_out_of_order() {
    let cbcs = WrmHeader::read_text(data!("hls-cbcs-4.3.xml")).unwrap();
    assert_eq!((cbcs.version, cbcs.kids[0].algid), (WrmVersion::V4_3, Some(Algid::AesCbc)));
    assert!(cbcs.la_url.unwrap().contains("cfg=(ck:"));

    let two = WrmHeader::read_text(data!("two-keys-4.2.xml")).unwrap();
    let options = HeaderOptions {
        la_url: two.la_url.clone(),
        ds_id: two.ds_id.clone(),
        on_demand: true,
        ..HeaderOptions::default()
    };
    let guids = ["0IbHou/5s0yzM80yOkKEpQ==", "/qgG2xbs4k2SKCxx6bhWqw=="];
    assert_eq!(WrmHeader::build(&seeded(&guids), Algid::AesCtr, &options).unwrap(), two);

    let bare = WrmHeader::read_text(data!("no-algid-4.3.xml")).unwrap();
    assert_eq!(bare.kids[0], WrmKid { kid: kid("PV1LM/VEVk+kEOB8qqcWDg=="), algid: None, checksum: None });
    assert_eq!(WrmHeader::read_text(&bare.write().unwrap()).unwrap(), bare);
}

#[test]
fn texts_of_each_version() {
    let guid = "PV1LM/VEVk+kEOB8qqcWDg==";
    let text = |version, algid| {
        let options = HeaderOptions { version: Some(version), ..HeaderOptions::default() };
        let xml = WrmHeader::build(&seeded(&[guid]), algid, &options).unwrap().write().unwrap();
        let opening = format!("<WRMHEADER xmlns=\"{NAMESPACE}\" version=\"{}\"><DATA>", version.attribute());
        xml.strip_prefix(&opening).unwrap().strip_suffix("</DATA></WRMHEADER>").unwrap().to_owned()
    };
    let attributes = "ALGID=\"AESCTR\" CHECKSUM=\"ljvwgOZe/Mo=\" VALUE=\"PV1LM/VEVk+kEOB8qqcWDg==\"";
    assert_eq!(
        text(WrmVersion::V4_0, Algid::AesCtr),
        "<PROTECTINFO><KEYLEN>16</KEYLEN><ALGID>AESCTR</ALGID></PROTECTINFO>\
         <KID>PV1LM/VEVk+kEOB8qqcWDg==</KID><CHECKSUM>ljvwgOZe/Mo=</CHECKSUM>"
    );
    assert_eq!(
        text(WrmVersion::V4_1, Algid::AesCtr),
        format!("<PROTECTINFO><KID {attributes}></KID></PROTECTINFO>")
    );
    let listed = format!("<PROTECTINFO><KIDS><KID {attributes}></KID></KIDS></PROTECTINFO>");
    assert_eq!(text(WrmVersion::V4_2, Algid::AesCtr), listed);
    assert_eq!(text(WrmVersion::V4_3, Algid::AesCtr), listed);
    assert_eq!(
        text(WrmVersion::V4_3, Algid::AesCbc),
        "<PROTECTINFO><KIDS><KID ALGID=\"AESCBC\" VALUE=\"PV1LM/VEVk+kEOB8qqcWDg==\"></KID></KIDS></PROTECTINFO>"
    );
}

#[test]
fn the_version_follows_from_the_content() {
    let (one, two) = (
        seeded(&["PV1LM/VEVk+kEOB8qqcWDg=="]),
        seeded(&["PV1LM/VEVk+kEOB8qqcWDg==", "tuhDoKUN7EyxDPtMRNmhyA=="]),
    );
    let plain = HeaderOptions::default();
    let live = HeaderOptions { on_demand: true, ..HeaderOptions::default() };
    let asked = HeaderOptions { license_requested: Some(false), ..HeaderOptions::default() };
    for (keys, algid, options, auto) in [
        (&one[..], Algid::AesCtr, &plain, WrmVersion::V4_0),
        (&one, Algid::AesCtr, &live, WrmVersion::V4_1),
        (&[], Algid::AesCtr, &live, WrmVersion::V4_1),
        (&two, Algid::AesCtr, &plain, WrmVersion::V4_2),
        (&one, Algid::AesCbc, &plain, WrmVersion::V4_3),
        (&one, Algid::AesCtr, &asked, WrmVersion::V4_3),
    ] {
        assert_eq!(WrmHeader::build(keys, algid, options).unwrap().version, auto);
        for version in [WrmVersion::V4_0, WrmVersion::V4_1, WrmVersion::V4_2, WrmVersion::V4_3] {
            let built =
                WrmHeader::build(keys, algid, &HeaderOptions { version: Some(version), ..options.clone() });
            match built {
                Ok(header) => {
                    assert!(version >= auto);
                    assert_eq!(WrmHeader::read_text(&header.write().unwrap()).unwrap(), header);
                }
                Err(error) => {
                    assert!(version < auto, "{version}: {error}");
                    assert!(
                        error.to_string().contains("needs version")
                            || error.to_string().contains("need version")
                    );
                    assert_eq!(error.exit_code(), crate::ExitCode::Usage);
                }
            }
        }
    }
}

#[test]
fn a_key_that_is_not_known_has_no_checksum() {
    let keys = [HeaderKey { kid: kid("PV1LM/VEVk+kEOB8qqcWDg=="), key: None }];
    let header = WrmHeader::build(&keys, Algid::AesCtr, &HeaderOptions::default()).unwrap();
    assert_eq!(header.kids[0].checksum, None);
}

#[test]
fn options_that_cannot_be() {
    let keys = seeded(&["PV1LM/VEVk+kEOB8qqcWDg=="]);
    let set = |name: &str, value: &str| {
        let mut options = HeaderOptions::default();
        let value = Some(value.to_owned());
        match name {
            "LA_URL" => options.la_url = value,
            "LUI_URL" => options.lui_url = value,
            "DS_ID" => options.ds_id = value,
            _ => options.custom_attributes = value,
        }
        WrmHeader::build(&keys, Algid::AesCtr, &options)
    };
    for (name, value) in [
        ("LA_URL", ""),
        ("LA_URL", "rightsmanager.asmx"),
        ("LA_URL", "//host/x"),
        ("LA_URL", "http:///x"),
        ("LUI_URL", "1http://host"),
        ("LA_URL", "http://host/a b"),
        ("LA_URL", "http://host/?a=1&amp;b=2"),
        ("DS_ID", ""),
        ("DS_ID", "AAAA"),
        ("custom", ""),
        ("custom", "text"),
        ("custom", "<a>"),
        ("custom", "<p:a/>"),
        ("custom", "<CUSTOMATTRIBUTES/>"),
        ("custom", "</CUSTOMATTRIBUTES><KID/><CUSTOMATTRIBUTES>"),
    ] {
        let error = set(name, value).unwrap_err();
        assert_eq!(error.exit_code(), crate::ExitCode::Usage, "{name} {value}");
        assert!(error.to_string().contains(name), "{name} {value}: {error}");
    }
    assert!(set("LA_URL", "https://host/?a=1&b=<2>").is_ok());
    let twice = [keys.clone(), keys].concat();
    assert!(WrmHeader::build(&twice, Algid::AesCtr, &HeaderOptions::default()).is_err());
}

#[test]
fn custom_attributes_become_canonical() {
    let custom = |xml: &str| {
        let options = HeaderOptions { custom_attributes: Some(xml.to_owned()), ..HeaderOptions::default() };
        let header =
            WrmHeader::build(&seeded(&["PV1LM/VEVk+kEOB8qqcWDg=="]), Algid::AesCtr, &options).unwrap();
        assert_eq!(WrmHeader::read_text(&header.write().unwrap()).unwrap(), header);
        header.custom_attributes.unwrap()
    };
    assert_eq!(
        custom("<a z='1' b='2'/><c/>"),
        "<CUSTOMATTRIBUTES><a b=\"2\" z=\"1\"></a><c></c></CUSTOMATTRIBUTES>"
    );
    assert_eq!(
        custom("<CUSTOMATTRIBUTES a='1' xmlns=''><m:P xmlns:m='urn:m' x='&lt;'/></CUSTOMATTRIBUTES>"),
        "<CUSTOMATTRIBUTES xmlns=\"\" a=\"1\"><m:P xmlns:m=\"urn:m\" x=\"&lt;\"></m:P></CUSTOMATTRIBUTES>"
    );
}

#[test]
fn headers_that_are_none() {
    let data =
        |inner: &str| format!("<WRMHEADER xmlns=\"{NAMESPACE}\" version=\"4.2.0.0\">{inner}</WRMHEADER>");
    for (text, part) in [
        (String::new(), "root element"),
        ("<HEADER/>".to_owned(), "WRMHEADER"),
        ("<WRMHEADER version=\"4.0.0.0\"/>".to_owned(), "xmlns"),
        ("<WRMHEADER xmlns=\"urn:x\" version=\"4.0.0.0\"/>".to_owned(), "xmlns"),
        (format!("<WRMHEADER xmlns=\"{NAMESPACE}\"/>"), "version"),
        (format!("<WRMHEADER xmlns=\"{NAMESPACE}\" version=\"4.4.0.0\"/>"), "4.4.0.0"),
        (data("<DATA/><DATA/>"), "second DATA"),
        (data("<DATA><LA_URL>a</LA_URL><LA_URL>b</LA_URL></DATA>"), "second LA_URL"),
        (data("<DATA><PROTECTINFO><KIDS><KID/></KIDS></PROTECTINFO></DATA>"), "VALUE"),
        (data("<DATA><PROTECTINFO><KIDS><KID VALUE=\"AAAA\"/></KIDS></PROTECTINFO></DATA>"), "16 bytes"),
        (data("<DATA><LA_URL><x/></LA_URL></DATA>"), "only text"),
        (data("<DATA><PROTECTINFO LICENSEREQUESTED=\"yes\"/></DATA>"), "LICENSEREQUESTED"),
        (data!("grammar-4.0.xml").to_owned(), "base64-encoded kid"),
        (format!("<!DOCTYPE x>{}", data("")), "DTD"),
    ] {
        let error = WrmHeader::read_text(&text).unwrap_err();
        assert!(error.to_string().contains(part), "{text}: {error}");
    }
    let newer = WrmHeader::read_text(&format!("<WRMHEADER xmlns=\"{NAMESPACE}\" version=\"5.0.0.0\"/>"));
    assert_eq!(newer.unwrap_err().kind, ParseErrorKind::Unsupported);
}

#[test]
fn places_in_utf_16_count_bytes_of_the_input() {
    let xml = format!(
        "<WRMHEADER xmlns=\"{NAMESPACE}\" version=\"4.0.0.0\"><DATA>é<KID>x</KID></DATA></WRMHEADER>"
    );
    let object = PlayReadyObject::with_header(&xml);
    let error = object.header(100).unwrap_err();
    let units = xml[..xml.find("<KID>").unwrap()].encode_utf16().count() as u64;
    assert_eq!(error.offset, Some(100 + 10 + 2 * units));

    for (bytes, offset) in [(&b"<\0\0\xd8<\0"[..], 7 + 2), (b"<\0x", 7)] {
        assert_eq!(WrmHeader::read(bytes, 7).unwrap_err().offset, Some(offset));
    }
}

#[test]
fn marks_declarations_and_terminators_are_tolerated() {
    let header = round_trip(data!("hls-no-checksum-4.0.b64"));
    let xml = format!("\u{feff}<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n{}\0", header.write().unwrap());
    assert_eq!(PlayReadyObject::with_header(&xml).header(0).unwrap().unwrap(), header);
}

#[test]
fn cocktail_is_read_and_rewritten_but_not_made() {
    let xml = format!(
        "<WRMHEADER xmlns=\"{NAMESPACE}\" version=\"4.0.0.0\"><DATA><PROTECTINFO><KEYLEN>7</KEYLEN><ALGID>COCKTAIL\
         </ALGID></PROTECTINFO><KID>PV1LM/VEVk+kEOB8qqcWDg==</KID></DATA></WRMHEADER>"
    );
    assert_eq!(WrmHeader::read_text(&xml).unwrap().write().unwrap(), xml);
    assert!(WrmHeader::build(&[], Algid::Cocktail, &HeaderOptions::default()).is_err());
    assert!("COCKTAIL".parse::<Algid>().is_err());
}

#[test]
fn damaged_objects() {
    let (good, whole) = object(data!("header-specification-4.0.b64"));
    for (place, value, part) in [
        (0, 0xff, "length"),
        (0, 20, "length"),
        (4, 0, "after the end"),
        (4, 2, "record[2]"),
        (8, 0xff, "record[1]"),
        (8, 0x00, "after the end"),
    ] {
        let mut wrong = good.clone();
        wrong[place] = value;
        let error = PlayReadyObject::read(&wrong, 0).unwrap_err();
        assert!(error.to_string().contains(part), "byte {place} = {value}: {error}");
    }
    let (found, problem) = PlayReadyObject::scan(&[good.as_slice(), b"extra"].concat(), 0);
    assert_eq!(found, whole);
    assert!(problem.unwrap().to_string().contains("length is 860, but the object has 865 bytes"));
    assert_eq!(PlayReadyObject::read(&[6, 0, 0, 0, 0, 0], 0).unwrap().header(0), Ok(None));
}

#[test]
fn unknown_records_are_kept() {
    let records = vec![
        Record { record_type: RECORD_ELS, value: vec![0; 16] },
        Record { record_type: 77, value: vec![] },
        Record { record_type: RECORD_HEADER, value: b"<\0".to_vec() },
    ];
    let object = PlayReadyObject { records };
    let bytes = object.write().unwrap();
    assert_eq!(PlayReadyObject::read(&bytes, 0).unwrap(), object);
    assert_eq!(object.header_record(0), Some((&b"<\0"[..], bytes.len() as u64 - 2)));
}

#[test]
fn long_objects_are_refused() {
    let of = |len| PlayReadyObject { records: vec![Record { record_type: RECORD_ELS, value: vec![0; len] }] };
    assert_eq!(of(MAX_OBJECT_LEN - 10).write().unwrap().len(), MAX_OBJECT_LEN);
    assert_eq!(of(MAX_OBJECT_LEN - 9).write().unwrap_err().exit_code(), crate::ExitCode::Unsupported);
}

/// Any header that keeps the rules of some version.
fn headers() -> impl Strategy<Value = WrmHeader> {
    let text = || proptest::option::of("[!-~é]([ -~é]{0,20}[!-~é])?");
    let custom = proptest::option::of("[ -~é]{1,20}");
    let keys = prop::collection::btree_set(any::<[u8; 16]>(), 0..5);
    (keys, 0..4_usize, any::<[bool; 3]>(), text(), text(), custom, proptest::option::of(any::<bool>()))
        .prop_map(|(keys, raise, [cbc, checksums, on_demand], la_url, lui_url, custom, license_requested)| {
            let algid = if cbc { Algid::AesCbc } else { Algid::AesCtr };
            let mut header = WrmHeader::new(WrmVersion::V4_0);
            header.kids = keys
                .into_iter()
                .map(|kid| WrmKid {
                    kid: KeyId::from_bytes(kid),
                    algid: Some(algid),
                    checksum: (checksums && !cbc).then(|| kid[..8].to_vec()),
                })
                .collect();
            (header.la_url, header.lui_url) = (la_url, lui_url);
            header.custom_attributes = custom.map(|text| {
                let mut w = crate::xml::XmlWriter::new();
                w.start("CUSTOMATTRIBUTES", []);
                w.element("A", [("b", text.as_str())], &text);
                w.finish()
            });
            header.decryptor_setup = on_demand.then(|| "ONDEMAND".to_owned());
            header.license_requested = license_requested;
            let versions = [WrmVersion::V4_0, WrmVersion::V4_1, WrmVersion::V4_2, WrmVersion::V4_3];
            header.version = versions[raise].max(header.least_version().0);
            header
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read(header in headers()) {
        let object = PlayReadyObject::with_header(&header.write().unwrap());
        let bytes = object.write().unwrap();
        let read = PlayReadyObject::read(&bytes, 0).unwrap();
        let again = read.header(0).unwrap().unwrap();
        // Canonical text is written as it was read, and keeps every rule but those about random URLs.
        prop_assert_eq!(&PlayReadyObject::with_header(&again.write().unwrap()), &object);
        let findings = crate::drm::lint::lint(&bytes, &Default::default()).unwrap();
        let broken: Vec<_> = findings.iter().map(|f| (f.rule.id, f.rule.severity)).collect();
        let about_urls = ["relative-url", "url-characters", "double-escape"];
        let is_error = |(id, severity): &&(&str, _)| *severity == crate::drm::lint::Severity::Error && !about_urls.contains(id);
        prop_assert_eq!(broken.iter().find(is_error), None);
        prop_assert_eq!(again, header);
        prop_assert_eq!(read, object);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>, place: usize, value: u8) {
        let _ = WrmHeader::read(&bytes, 1 << 62);
        let (object, _) = PlayReadyObject::scan(&bytes, 1 << 62);
        let _ = object.header(1 << 62);
        let mut damaged = from_base64(data!("cenc-pssh-4.0.b64")).unwrap().split_off(32);
        let place = place % damaged.len();
        damaged[place] = value;
        if let Ok(object) = PlayReadyObject::read(&damaged, 0) {
            prop_assert_eq!(object.write().unwrap(), damaged);
            let _ = object.header(0);
        }
    }
}
