//! Headers that Microsoft prints in its documentation: recognised, decoded and checked as they should be.

use std::fs;
use std::path::PathBuf;

use boxlock::drm::lint::{LintKeys, lint};
use boxlock::drm::playready::{Algid, WrmHeader};
use boxlock::drm::recognise::recognise;
use boxlock::drm::{HeaderForm, Item, PlayReadyData};
use boxlock::keys::KeySeed;

fn read(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Findings when keys are derived with the public test key seed.
fn findings(input: &[u8]) -> Vec<&'static str> {
    let keys = LintKeys { keys: Vec::new(), seed: Some(KeySeed::test()) };
    lint(input, &keys).unwrap().into_iter().map(|finding| finding.rule.id).collect()
}

struct Vector {
    file: &'static str,
    object_len: usize,
    version: &'static str,
    guid: &'static str,
    algid: Algid,
    la_url: &'static str,
    findings: &'static [&'static str],
}

const SITE: &str = "https://profficialsite.keydelivery.mediaservices.windows.net/PlayReady/";
const TAPS: &str =
    "http://playready.directtaps.net/pr/svc/rightsmanager.asmx?PlayRight=1&UseSimpleNonPersistentLicense=1";
const CONTOSO: &str = "http://playready.dyndns.org/contososspr/rightsmanager.asmx";

#[rustfmt::skip]
const VECTORS: &[Vector] = &[
    Vector { file: "playready/header-specification-4.0.b64", object_len: 860, version: "4.0", guid: "q5HgCTj40kGeNVhTH9Gexw==", algid: Algid::AesCtr, la_url: SITE, findings: &[] },
    Vector { file: "playready/cenc-pssh-4.0.b64", object_len: 926, version: "4.0", guid: "AAAAEAAQABAQABAAAAAAAQ==", algid: Algid::AesCtr, la_url: TAPS, findings: &[] },
    Vector { file: "playready/live-on-demand-4.1.b64", object_len: 496, version: "4.1", guid: "", algid: Algid::AesCtr, la_url: "", findings: &[] },
    Vector { file: "playready/hls-no-checksum-4.0.b64", object_len: 452, version: "4.0", guid: "vGVjNKgYMEqpOLh1VdRT0A==", algid: Algid::AesCtr, la_url: "", findings: &["checksum-missing"] },
    Vector { file: "playready/hls-checksum-4.0.b64", object_len: 860, version: "4.0", guid: "4Rplb+TbNES8tGkNFWTEHA==", algid: Algid::AesCtr, la_url: SITE, findings: &[] },
    // Its checksum was made with another key than that of the test key seed.
    Vector { file: "playready/dash-ds-id-4.0.b64", object_len: 746, version: "4.0", guid: "RAhjCxfLakmXADcC4dI+4g==", algid: Algid::AesCtr, la_url: CONTOSO, findings: &["checksum-mismatch"] },
];

#[test]
fn every_vector_is_decoded_and_checked() {
    for vector in VECTORS {
        let input = read(vector.file);
        let data = PlayReadyData::recognise(&input).unwrap();
        let object = data.to_form(HeaderForm::Object).unwrap();
        assert_eq!(object.len(), vector.object_len, "{}", vector.file);
        let header = data.header().unwrap();
        assert_eq!(header.version.to_string(), vector.version);
        let kids: Vec<String> = header.kids.iter().map(|kid| kid.kid.guid_base64()).collect();
        assert_eq!(
            kids,
            Some(vector.guid.to_owned()).filter(|guid| !guid.is_empty()).into_iter().collect::<Vec<_>>()
        );
        assert!(header.kids.iter().all(|kid| kid.algid == Some(vector.algid)));
        assert_eq!(header.la_url.as_deref().unwrap_or_default(), vector.la_url);
        assert_eq!(findings(&input), vector.findings, "{}", vector.file);
    }
}

/// What was given comes back whatever form it goes through.
#[test]
fn forms_keep_every_byte() {
    for vector in VECTORS {
        let data = PlayReadyData::recognise(&read(vector.file)).unwrap();
        let [boxed, object, header] = [HeaderForm::Pssh, HeaderForm::Object, HeaderForm::Header]
            .map(|form| data.to_form(form).unwrap());
        assert_eq!((&boxed[32..], &object[10..]), (object.as_slice(), header.as_slice()));
        for form in [&boxed, &object, &header] {
            let again = PlayReadyData::recognise(form).unwrap();
            assert_eq!(again.to_form(HeaderForm::Pssh).unwrap(), boxed);
            assert_eq!(again.to_form(HeaderForm::Object).unwrap(), object);
            assert_eq!(again.to_form(HeaderForm::Header).unwrap(), header);
        }
        let text = WrmHeader::read(&header, 0).unwrap();
        assert_eq!(text, data.header().unwrap());
    }
}

/// The bytes of a PlayReady Object around a header, as its specification draws them.
fn object(text: &str) -> Vec<u8> {
    let header: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let len = header.len() as u32 + 10;
    [&len.to_le_bytes(), &[1, 0, 1, 0][..], &(header.len() as u16).to_le_bytes(), &header].concat()
}

/// The cbcs header with its URL in front of the keys: 696 bytes as an object, printed as `uAIAAAEAAQCuAjwA…`.
#[test]
fn a_header_with_its_url_in_front() {
    let printed = object(String::from_utf8(read("playready/hls-cbcs-4.3.xml")).unwrap().trim_end());
    assert_eq!((printed.len(), &printed[..12]), (696, &b"\xb8\x02\0\0\x01\0\x01\0\xae\x02<\0"[..]));
    let data = PlayReadyData::recognise(&printed).unwrap();
    let header = data.header().unwrap();
    assert_eq!(header.kids[0].kid.guid_base64(), "AAAAEAAQABAQABAAAAAAAQ==");
    assert_eq!((header.kids[0].algid, header.version.to_string().as_str()), (Some(Algid::AesCbc), "4.3"));
    assert!(
        header
            .la_url
            .unwrap()
            .ends_with("rightsmanager.asmx?cfg=(ck:W31bfVt9W31bfVt9W31bfQ==,ckt:AES128BitCBC)")
    );
    assert_eq!(data.to_form(HeaderForm::Object).unwrap(), printed);
    assert!(findings(&printed).is_empty());
}

/// The same HLS header is printed twice, by two versions of the server that made it.
#[test]
fn two_versions_of_one_header() {
    let one = PlayReadyData::recognise(&read("playready/hls-checksum-4.0.b64")).unwrap();
    let text = one.text();
    let versions = ["8.0.1713.13", "8.0.1805.33"];
    let own = versions.iter().find(|v| text.contains(**v)).expect("one of the two");
    for version in versions {
        let other = object(&text.replace(own, version));
        assert_eq!((other.len(), &other[..12]), (860, &b"\x5c\x03\0\0\x01\0\x01\0\x52\x03<\0"[..]));
        let data = PlayReadyData::recognise(&other).unwrap();
        assert_eq!(data.header().unwrap().kids[0].kid.guid_base64(), "4Rplb+TbNES8tGkNFWTEHA==");
        assert!(findings(&other).is_empty());
        assert_eq!(data.to_form(HeaderForm::Object).unwrap(), other);
    }
}

/// A checksum that was made with another key than that of the test key seed. The printed object is 846 bytes and begins
/// `TgMAAAEAAQBEAzwA`; this one has its length, version, key ID and checksum, and a URL of ours.
#[test]
fn a_checksum_of_another_key() {
    let url = format!("https://license.example/{}/PlayReady", "a".repeat(30));
    let other_key = object(&format!(
        "<WRMHEADER xmlns=\"http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader\" version=\"4.0.0.0\"><DATA>\
         <PROTECTINFO><KEYLEN>16</KEYLEN><ALGID>AESCTR</ALGID></PROTECTINFO><KID>0ByqgB2nhk+pOQX6+bDNxQ==</KID>\
         <CHECKSUM>IIvkaNNb3mc=</CHECKSUM><LA_URL>{url}</LA_URL><CUSTOMATTRIBUTES>\
         <IIS_DRM_VERSION>8.0.1608.10</IIS_DRM_VERSION></CUSTOMATTRIBUTES></DATA></WRMHEADER>",
    ));
    assert_eq!((other_key.len(), &other_key[..12]), (846, &b"\x4e\x03\0\0\x01\0\x01\0\x44\x03<\0"[..]));
    let data = PlayReadyData::recognise(&other_key).unwrap();
    let header = data.header().unwrap();
    assert_eq!(header.version.to_string(), "4.0");
    assert_eq!(header.kids[0].kid.guid_base64(), "0ByqgB2nhk+pOQX6+bDNxQ==");
    assert_eq!(
        header.kids[0].checksum.as_deref(),
        Some(&[0x20, 0x8b, 0xe4, 0x68, 0xd3, 0x5b, 0xde, 0x67][..])
    );
    assert_eq!(header.la_url, Some(url));
    assert_eq!(data.to_form(HeaderForm::Object).unwrap(), other_key);
    assert_eq!(findings(&other_key), ["checksum-mismatch"]);
}

#[test]
fn the_malformed_ones_are_refused_with_the_right_finding() {
    // A pssh box that lost its size and type.
    let boxed = PlayReadyData::recognise(&read("playready/dash-ds-id-4.0.b64")).unwrap();
    let boxed = boxed.to_form(HeaderForm::Pssh).unwrap();
    let headless = &boxed[8..];
    let error = recognise(headless).unwrap_err();
    assert!(error.to_string().contains("without size and type"), "{error}");
    assert_eq!(findings(headless), ["pssh-headless"]);

    // A bare header is one, but no PlayReady Object.
    let bare = read("playready/bare-header-4.0.b64");
    assert!(matches!(recognise(&bare).unwrap()[0].item, Item::WrmHeader { .. }));
    assert_eq!(findings(&bare), ["object-missing"]);
}
