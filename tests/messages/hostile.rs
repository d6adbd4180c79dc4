//! Messages that attack the reader or the signature, each with what is said to it.

use boxlock::bytes::{ParseError, ParseErrorKind};
use boxlock::rights_manager::challenge::{ChallengeError, ClientInfoError};
use boxlock::rights_manager::encrypted::DecryptError;
use boxlock::rights_manager::signed::SignatureError;
use boxlock::rights_manager::soap::Envelope;

use super::*;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Written here again, so that the tests do not check the library's base64 with itself.
pub fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let number =
            group.iter().chain([0, 0].iter().take(3 - group.len())).fold(0, |n, b| n << 8 | usize::from(*b));
        for (i, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            text.push(if i > group.len() { '=' } else { char::from(ALPHABET[number >> shift & 63]) });
        }
    }
    text
}

fn unreadable(text: &str) -> ParseError {
    match Challenge::read(text.as_bytes(), &LIMITS) {
        Err(error) => error,
        Ok(read) => panic!("it was read: {:?}", read.verify(&WORLD.trust())),
    }
}

/// Refused when it is read, with these words.
fn refused(text: &str, words: &str) {
    let error = unreadable(text);
    assert!(error.to_string().contains(words), "{error}");
}

fn la(text: &str) -> &str {
    &text[text.find("<LA ").unwrap()..text.find("</LA>").unwrap() + 5]
}

fn signature(text: &str) -> &str {
    &text[text.find("<Signature ").unwrap()..text.find("</Signature>").unwrap() + 12]
}

/// What an attacker would like to have signed: another nonce.
fn forged_la() -> String {
    let text = challenge_text();
    let la = la(&text);
    let start = la.find("<LicenseNonce>").unwrap() + 14;
    format!("{}AAAA{}", &la[..start], &la[start + 4..])
}

#[test]
fn base64_of_the_tests() {
    for (bytes, text) in
        [(b"".as_slice(), ""), (b"f", "Zg=="), (b"fo", "Zm8="), (b"foo", "Zm9v"), (b"foobar", "Zm9vYmFy")]
    {
        assert_eq!(base64(bytes), text);
    }
}

// Signature wrapping: the signed element is moved to where nobody reads, a forged one stands in its place.

#[test]
fn wrapping_forged_beside_the_signed_one() {
    let text = challenge_text();
    let good = la(&text);
    refused(&text.replace(good, &format!("{}{good}", forged_la())), "expected LA and Signature");
    refused(&text.replace(good, &format!("{good}{}", forged_la())), "expected LA and Signature");
}

#[test]
fn wrapping_signed_one_inside_the_signature() {
    let text = challenge_text();
    let (good, sig) = (la(&text), signature(&text));
    let object = sig.replace("</Signature>", &format!("<Object>{good}</Object></Signature>"));
    refused(&text.replace(sig, &object).replacen(good, &forged_la(), 1), "Object in Signature");
    let hidden = sig.replace("<ECCKeyValue>", &format!("<ECCKeyValue>{good}"));
    refused(&text.replacen(good, &forged_la(), 1).replace(sig, &hidden), "a second element with the ID");
}

#[test]
fn wrapping_signed_one_in_the_soap_header() {
    let text = challenge_text();
    let good = la(&text);
    let moved = text
        .replacen(good, &forged_la(), 1)
        .replace("<soap:Body>", &format!("<soap:Header>{good}</soap:Header><soap:Body>"));
    refused(&moved, "a second element with the ID");
}

#[test]
fn wrapping_signed_one_inside_the_forged_one() {
    let text = challenge_text();
    let good = la(&text);
    let forged = forged_la().replace("</LA>", &format!("<CustomData>{good}</CustomData></LA>"));
    refused(&text.replacen(good, &forged, 1), "a second element with the ID");
}

#[test]
fn wrapping_with_another_id_on_the_forged_one() {
    let text = challenge_text();
    let good = la(&text);
    let forged = forged_la().replace("Id=\"SignedData\"", "Id=\"Other\"");
    let moved = text
        .replacen(good, &forged, 1)
        .replace("<soap:Body>", &format!("<soap:Header>{good}</soap:Header><soap:Body>"));
    refused(&moved, "refers to \"#SignedData\", not to LA beside it");
}

#[test]
fn duplicate_ids_in_every_spelling() {
    let text = challenge_text();
    for name in ["Id", "ID", "id", "iD", "xml:id", "wsu:Id"] {
        let declared = format!("<CLIENTVERSION {name}=\"SignedData\">");
        refused(&text.replace("<CLIENTVERSION>", &declared), "a second element with the ID");
    }
    refused(&text.replace("<LA ", "<LA ID=\"SignedData\" "), "several IDs");
    // Another value is nobody's business; then only the digest has changed.
    let harmless = text.replace("<CLIENTVERSION>", "<CLIENTVERSION Id=\"other\">");
    assert_eq!(read(&harmless).verify(&WORLD.trust()).unwrap_err(), SignatureError::WrongDigest.into());
}

#[test]
fn references_to_something_else() {
    let text = challenge_text();
    for uri in
        ["", "#", "#other", "SignedData", "#xpointer(id('SignedData'))", "http://elsewhere/#SignedData"]
    {
        refused(&text.replace("URI=\"#SignedData\"", &format!("URI=\"{uri}\"")), "not to LA beside it");
    }
    refused(
        &text.replace("Id=\"SignedData\"", "Id=\"\"").replace("URI=\"#SignedData\"", "URI=\"#\""),
        "not to LA beside it",
    );
    refused(&text.replace(" Id=\"SignedData\"", ""), "LA without Id");
}

#[test]
fn two_references_and_two_signatures() {
    let text = challenge_text();
    let reference = &text[text.find("<Reference ").unwrap()..text.find("</Reference>").unwrap() + 12];
    refused(&text.replace(reference, &reference.repeat(2)), "a second Reference");
    let sig = signature(&text);
    refused(&text.replace(sig, &sig.repeat(2)), "expected LA and Signature");
    let info = &sig[sig.find("<SignedInfo ").unwrap()..sig.find("</SignedInfo>").unwrap() + 13];
    refused(&text.replace(info, &info.repeat(2)), "a second SignedInfo");
}

#[test]
fn transforms_and_other_algorithms() {
    let text = challenge_text();
    refused(
        &text.replace("<DigestMethod ", "<Transforms></Transforms><DigestMethod "),
        "Transforms in Reference",
    );
    for (known, other) in [
        ("#ecdsa-sha256", "#hmac-sha1"),
        ("protocols#sha256", "protocols#md5"),
        ("REC-xml-c14n-20010315", "none"),
        ("#aes128-cbc", "#aes256-cbc"),
        ("#ecc256", "#rsa"),
    ] {
        let error = unreadable(&text.replace(known, other));
        assert!(error.to_string().contains("the algorithm of"), "{error}");
        assert_eq!(error.kind, ParseErrorKind::Unsupported);
    }
}

#[test]
fn no_signature() {
    let text = challenge_text();
    refused(&text.replace(signature(&text), ""), "expected LA and Signature");
}

#[test]
fn prefixes_inside_the_signed_part() {
    let text = challenge_text();
    let p = "http://schemas.microsoft.com/DRM/2007/03/protocols";
    refused(
        &text.replace("<ClientTime>", "<p:ClientTime>").replace("</ClientTime>", "</p:ClientTime>"),
        "has a prefix",
    );
    refused(&text.replace("<LA ", "<p:LA ").replace("</LA>", "</p:LA>"), "p:LA where LA is expected");
    refused(
        &text.replace("<ClientTime>", &format!("<ClientTime xmlns:p=\"{p}\">")),
        "declared inside a signed part",
    );
    refused(
        &text.replace("<SignedInfo ", "<d:SignedInfo ").replace("</SignedInfo>", "</d:SignedInfo>"),
        "has a prefix",
    );
}

#[test]
fn namespaces_that_are_missing_or_others() {
    let text = challenge_text();
    let p = "http://schemas.microsoft.com/DRM/2007/03/protocols";
    refused(&text.replace(&format!("<LA xmlns=\"{p}\""), "<LA"), "LA without xmlns");
    refused(&text.replace(&format!("<LA xmlns=\"{p}\""), "<LA xmlns=\"urn:other\""), "xmlns of LA is");
    refused(
        &text.replace(&format!("<AcquireLicense xmlns=\"{p}\""), "<AcquireLicense xmlns=\"urn:other\""),
        "xmlns of AcquireLicense",
    );
    refused(&text.replace("<challenge>", "<challenge xmlns=\"urn:other\">"), "xmlns of challenge");
    refused(&text.replace("soap/envelope/", "soap/other/"), "no Envelope of SOAP 1.1");
}

#[test]
fn elements_without_end_tag_in_the_signed_part() {
    let text = challenge_text();
    refused(
        &text.replace("<CustomData>", "").replace("<ClientTime>", "<CustomData/><ClientTime>"),
        "has no end tag",
    );
    let method = "<DigestMethod Algorithm=\"http://schemas.microsoft.com/DRM/2007/03/protocols#sha256\">";
    let closed = text.replace(&format!("{method}</DigestMethod>"), &method.replace('>', "/>"));
    refused(&closed, "DigestMethod has no end tag");
}

/// Headers of content are written by other people: what stands in them is theirs.
#[test]
fn headers_may_have_prefixes_and_short_tags() {
    let header = "<WRMHEADER xmlns=\"http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader\" version=\"4.2.0.0\"><DATA><PROTECTINFO>\
                  <KIDS><KID ALGID=\"AESCTR\" VALUE=\"q5HgCTj40kGeNVhTH9Gexw==\"/></KIDS></PROTECTINFO><CUSTOMATTRIBUTES xmlns=\"\">\
                  <x:y xmlns:x=\"urn:x\" Id=\"7\"/></CUSTOMATTRIBUTES></DATA></WRMHEADER>";
    let read = read(&build(&builder(header)).text);
    assert_eq!(read.header, header);
    assert!(read.verify(&WORLD.trust()).is_ok());
}

// What XML readers choke on.

#[test]
fn document_types_and_entities() {
    let text = challenge_text();
    let dtd = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]>";
    refused(&text.replace("<soap:Envelope", &format!("{dtd}<soap:Envelope")), "DTD");
    refused(&text.replace("<ClientTime>", "<ClientTime>&b;"), "neither a predefined entity");
    refused(&text.replace("<soap:Body>", "<?xml-stylesheet href='x'?><soap:Body>"), "processing instruction");
}

#[test]
fn deep_nesting() {
    let text = challenge_text();
    let deep = format!("<CustomData>{}{}</CustomData><ClientTime>", "<a>".repeat(70), "</a>".repeat(70));
    refused(&text.replace("<ClientTime>", &deep), "nested more than 64 deep");
    let million = format!("{}{}", "<a>".repeat(40_000), "</a>".repeat(10));
    refused(&million, "nested more than 64 deep");
}

#[test]
fn many_attributes_elements_and_bytes() {
    let text = challenge_text();
    let attributes: String = (0..20_000).map(|i| format!(" a{i}='1'")).collect();
    refused(&text.replace("<ClientTime>", &format!("<ClientTime{attributes}>")), "more than 32 attributes");
    let elements = "<a></a>".repeat(20_001);
    refused(&text.replace("<ClientTime>", &format!("{elements}<ClientTime>")), "more than 20000 elements");
    let long = " ".repeat(LIMITS.bytes);
    refused(&text.replace("<ClientTime>", &format!("{long}<ClientTime>")), "the limit is 262144");
}

#[test]
fn frames_with_too_much_or_too_little() {
    let text = challenge_text();
    let body = &text[text.find("<AcquireLicense ").unwrap()..text.find("</soap:Body>").unwrap()];
    refused(&text.replace(body, &body.repeat(2)), "a second element in Body");
    refused(&text.replace(body, ""), "Body without content");
    refused(&text.replace("<challenge>", "<challenge><x></x>"), "a second element in challenge");
    refused(&text.replace("<challenge>", "<challenge>text"), "text in challenge");
    refused(&text.replace("<soap:Body>", "<soap:Body></soap:Body><soap:Body>"), "Body");
    refused(
        &text.replace(
            "<soap:Body>",
            "<soap:Header><x soap:mustUnderstand=\"1\"></x></soap:Header><soap:Body>",
        ),
        "must be understood",
    );
    refused(&text.replace("AcquireLicense", "Acquire"), "Acquire where AcquireLicense is expected");
    for junk in ["", "hello", "<a></a>", "\u{0}"] {
        assert!(Envelope::read(junk.as_bytes(), &LIMITS).is_err());
    }
    assert!(Envelope::read(&[0xff, 0xfe, 0x3c, 0x00], &LIMITS).is_err());
}

#[test]
fn one_of_a_kind_given_twice() {
    let text = challenge_text();
    for name in ["Version", "LicenseNonce", "ClientTime", "ContentHeader", "CLIENTINFO", "EncryptedData"] {
        let start = text.find("<LA ").unwrap()
            + text[text.find("<LA ").unwrap()..].find(&format!("<{name}")).unwrap();
        let end = start + text[start..].find(&format!("</{name}>")).unwrap() + name.len() + 3;
        let twice = format!("{}{}{}", &text[..end], &text[start..end], &text[end..]);
        refused(&twice, &format!("a second {name}"));
    }
}

// Values of the wrong length or kind.

/// Replaces the text of the element number `index` of this name.
fn with_value(text: &str, name: &str, index: usize, value: &str) -> String {
    let start = text.match_indices(&format!("<{name}>")).nth(index).unwrap().0 + name.len() + 2;
    let end = start + text[start..].find('<').unwrap();
    format!("{}{value}{}", &text[..start], &text[end..])
}

#[test]
fn values_of_wrong_lengths() {
    let text = challenge_text();
    for (name, index, wanted) in [
        ("CipherValue", 0, 128),
        ("LicenseNonce", 0, 16),
        ("DigestValue", 0, 32),
        ("SignatureValue", 0, 64),
        ("PublicKey", 0, 64),
        ("ListID", 0, 16),
    ] {
        for len in [0, wanted - 1, wanted + 1] {
            let changed = with_value(&text, name, index, &base64(&vec![1; len]));
            refused(&changed, &format!("holds {len} bytes, expected {wanted}"));
        }
        refused(&with_value(&text, name, index, "?"), "is not base64");
    }
    for len in [0, 16, 31, 33] {
        refused(&with_value(&text, "CipherValue", 1, &base64(&vec![1; len])), "whole blocks of 16");
    }
}

/// A client that writes coordinates without their leading zeros sends fewer bytes.
#[test]
fn a_short_wrapped_key() {
    let text = challenge_text();
    refused(&with_value(&text, "CipherValue", 0, &base64(&[1; 126])), "holds 126 bytes, expected 128");
}

#[test]
fn numbers_that_are_none() {
    let text = challenge_text();
    for wrong in ["", "-1", "+1", "0x10", "1e3", "99999999999999999999999", "1 2"] {
        refused(&with_value(&text, "ClientTime", 0, wrong), "expected a number");
    }
}

fn sealed_value(text: &str) -> ChallengeError {
    // The signature is checked first; it is made anew over the changed text.
    let la = la(text);
    let signature = boxlock::rights_manager::signed::write(la, "SignedData", &WORLD.device.signing_key, true);
    let start = text.find("<Signature ").unwrap();
    let end = text.find("</Challenge>").unwrap();
    let resigned = format!("{}{signature}{}", &text[..start], &text[end..]);
    read(&resigned).verify(&WORLD.trust()).unwrap_err()
}

fn decrypt_error(error: DecryptError) -> ChallengeError {
    ClientInfoError::Decrypt(error).into()
}

#[test]
fn points_that_are_not_on_the_curve() {
    let text = challenge_text();
    for bytes in [[0; 128], [0xff; 128], [1; 128]] {
        assert_eq!(
            sealed_value(&with_value(&text, "CipherValue", 0, &base64(&bytes))),
            decrypt_error(DecryptError::BadPoint)
        );
    }
    refused(&with_value(&text, "PublicKey", 0, &base64(&[1; 64])), "not on the curve");
    refused(&with_value(&text, "PublicKey", 0, &base64(&[0; 64])), "not on the curve");
}

/// C2 = d·C1 makes the session point the identity, which has no coordinates.
#[test]
fn the_identity_as_session_key() {
    let server = WORLD.pki.server_key();
    let one = boxlock::crypto::PrivateKey::from_bytes(std::array::from_fn(|i| u8::from(i == 31))).unwrap();
    let cipher = [*one.public().bytes(), *server.public().bytes()].concat();
    let text = with_value(&challenge_text(), "CipherValue", 0, &base64(&cipher));
    assert_eq!(sealed_value(&text), decrypt_error(DecryptError::BadPoint));
}

#[test]
fn ciphertexts_that_were_cut_or_changed() {
    let text = challenge_text();
    assert_eq!(
        sealed_value(&with_value(&text, "CipherValue", 1, &base64(&[7; 64]))),
        decrypt_error(DecryptError::OtherKey)
    );
    let challenge = read(&text);
    let plain = challenge.encrypted.open(WORLD.pki.server_key()).unwrap();
    assert!(plain.starts_with(b"<Data><CertificateChains><CertificateChain>"));
    let start = text.match_indices("<CipherValue>").nth(1).unwrap().0 + 13;
    let end = start + text[start..].find('<').unwrap();
    // 48 bytes are 64 characters: cut in whole groups and whole blocks.
    let cut = format!("{}{}", &text[..end - 64 - (end - start) % 64], &text[end..]);
    let error = sealed_value(&cut);
    assert!(matches!(error, ChallengeError::ClientInfo(_)), "{error}");
}

#[test]
fn signatures_with_r_or_s_zero_or_too_large() {
    let text = challenge_text();
    let mut good = [0; 64];
    good.copy_from_slice(&WORLD.device.signing_key.sign(b"x"));
    let wrong: [fn(&mut [u8; 64]); 5] = [
        |s| s[..32].fill(0),
        |s| s[32..].fill(0),
        |s| s.fill(0),
        |s| s[..32].fill(0xff),
        |s| s[32..].fill(0xff),
    ];
    for change in wrong {
        let mut signature = good;
        change(&mut signature);
        let text = with_value(&text, "SignatureValue", 0, &base64(&signature));
        assert_eq!(read(&text).verify(&WORLD.trust()).unwrap_err(), SignatureError::WrongSignature.into());
    }
}
