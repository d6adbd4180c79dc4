//! Responses: made, read and checked by the rules of a strict client.

use boxlock::crypto::SeededRng;
use boxlock::license::mint::counted_on;
use boxlock::rights_manager::response::{
    Expected, LIMITS, Response, ResponseBuilder, ResponseError, RevocationData, Signing,
};
use boxlock::rights_manager::signed::SignatureError;
use boxlock::xmr::{Body, License, Object, types};

use super::{NOW, WORLD};

const NONCE: [u8; 16] = [0xa5; 16];

/// A license that says little more than whether it may be stored.
fn license(rights_id: [u8; 16], persistent: bool) -> Vec<u8> {
    let mut global = vec![Object::new(types::SECURITY_LEVEL, Body::SecurityLevel(2000))];
    if !persistent {
        global.insert(0, Object::new(types::RIGHTS, Body::Rights(1)));
    }
    License::new(rights_id, vec![Object::container(types::GLOBAL_POLICY, global)]).write_signed(&[1; 16])
}

fn fresh(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|i| license(counted_on(NONCE, i), false)).collect()
}

fn make<'a>(
    licenses: &'a [Vec<u8>],
    persistent: bool,
    change: impl FnOnce(&mut ResponseBuilder<'a>),
) -> String {
    let mut builder = ResponseBuilder {
        licenses,
        persistent,
        rev_info: &[],
        transaction_id: None,
        nonce: Some(NONCE),
        signing: Signing::Always,
    };
    change(&mut builder);
    builder.build(WORLD.pki.response_signer(), &mut SeededRng::new(4)).unwrap()
}

fn read(text: &str) -> Response {
    Response::read(text.as_bytes(), &LIMITS).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn expected(nonce: Option<[u8; 16]>) -> Expected<'static> {
    Expected { root: &WORLD.root, now: NOW, revoked: &WORLD.revoked, nonce }
}

fn check(text: &str) -> Result<(), ResponseError> {
    read(text).verify(&expected(Some(NONCE)))
}

#[test]
fn what_is_said_is_read() {
    let licenses = fresh(3);
    let lists = [RevocationData { id: [9; 16], data: vec![1, 2, 3] }];
    let text = make(&licenses, false, |b| {
        b.rev_info = &lists;
        b.transaction_id = Some("0b2ef2b6-0e4d-4d2e-9d3b-7a5a8b6f0c11");
    });
    let read = read(&text);
    assert_eq!(read.version, 1);
    assert_eq!(read.licenses.iter().map(License::write).collect::<Vec<_>>(), licenses);
    assert_eq!(read.rev_info, lists);
    assert_eq!(read.transaction_id.as_deref(), Some("0b2ef2b6-0e4d-4d2e-9d3b-7a5a8b6f0c11"));
    assert_eq!(read.nonce, Some(NONCE));
    assert!(read.response_id.is_some() && read.signed.is_some());
    assert_eq!(read.signer.as_ref(), Some(&WORLD.pki.response_signer().chain));
    assert!(read.rmsdk_version.as_deref().unwrap().starts_with("boxlock-"));
    assert_eq!(read.verify(&expected(Some(NONCE))), Ok(()));
    // A client that has no request at hand can still check the signature.
    assert_eq!(read.verify(&expected(None)), Ok(()));
}

/// Clients serialise anew before they hash, and agree with the bytes only in this form.
#[test]
fn layout() {
    let text = make(&fresh(1), false, |_| ());
    assert!(text.is_ascii() && !text.contains("/>") && !text.contains('\n'));
    assert!(text.contains("</LicenseResponse><Signature xmlns="));
    assert!(
        !text
            .split_once("<LicenseResponse")
            .unwrap()
            .1
            .split_once("</LicenseResponse>")
            .unwrap()
            .0
            .contains(':')
            || {
                let inner = text
                    .split_once("<LicenseResponse")
                    .unwrap()
                    .1
                    .split_once("</LicenseResponse>")
                    .unwrap()
                    .0;
                inner.matches(':').count() == 1 && inner.contains("xmlns=\"http:")
            }
    );
    assert!(!text.contains("<KeyInfo"));
}

#[test]
fn no_license_at_all() {
    assert_eq!(check(&make(&[], false, |_| ())), Ok(()));
    assert_eq!(check(&make(&[], false, |b| b.signing = Signing::Persistent)), Ok(()));
}

#[test]
fn only_storable_licenses_are_signed_unless_asked() {
    let unsigned = make(&fresh(2), false, |b| b.signing = Signing::Persistent);
    assert!(
        !unsigned.contains("<Signature")
            && !unsigned.contains("LicenseNonce")
            && !unsigned.contains("SigningCert")
    );
    assert_eq!(check(&unsigned), Ok(()));
    let stored = [license([3; 16], true)];
    let signed = make(&stored, true, |b| b.signing = Signing::Persistent);
    assert!(signed.contains("<Signature") && signed.contains("LicenseNonce"));
    assert_eq!(check(&signed), Ok(()));
}

#[test]
fn an_unsigned_response_may_not_be_stored() {
    let text =
        make(&[license(NONCE, false), license([3; 16], true)], false, |b| b.signing = Signing::Persistent);
    assert_eq!(check(&text), Err(ResponseError::Unsigned { license: 2 }));
    assert_eq!(check(&text).unwrap_err().hresult(), 0x8004_c078);
}

#[test]
fn rights_ids_count_up_from_the_nonce() {
    assert_eq!(counted_on([0xff; 16], 1), [0; 16]);
    assert_eq!(counted_on(NONCE, 0), NONCE);
    let mut licenses = fresh(3);
    assert_eq!(check(&make(&licenses, false, |_| ())), Ok(()));
    licenses.swap(1, 2);
    assert_eq!(check(&make(&licenses, false, |_| ())), Err(ResponseError::OtherRightsId { license: 2 }));
    let other = [license([4; 16], false)];
    let error = check(&make(&other, false, |b| b.signing = Signing::Persistent)).unwrap_err();
    assert_eq!((error.clone(), error.hresult()), (ResponseError::OtherRightsId { license: 1 }, 0x8004_d000));
}

#[test]
fn a_response_to_another_request_is_refused() {
    let stored = [license([3; 16], true)];
    let text = make(&stored, true, |b| b.nonce = Some([1; 16]));
    assert_eq!(check(&text), Err(ResponseError::OtherNonce));
    let without = make(&stored, true, |b| b.nonce = None);
    assert_eq!(check(&without), Err(ResponseError::Missing("LicenseNonce")));
    // A fresh license with the right ID in a response with a wrong nonce.
    assert_eq!(check(&make(&fresh(1), false, |b| b.nonce = Some([1; 16]))), Err(ResponseError::OtherNonce));
}

#[test]
fn changes_are_noticed() {
    let text = make(&fresh(2), false, |b| b.transaction_id = Some("id-1"));
    for (part, other) in [
        ("<Version>1<", "<Version> 1<"),
        ("id-1", "id-2"),
        ("<License>", "<License> "),
        ("<ResponseID>", "<ResponseID>\n"),
    ] {
        assert_eq!(check(&text.replacen(part, other, 1)), Err(SignatureError::WrongDigest.into()), "{part}");
    }
    assert_eq!(check(&text.replace("<Version>1<", "<Version>2<")), Err(ResponseError::Version(2)));
    // The whole signature cut off: the licenses may not be stored, but their signer is gone.
    let start = text.find("<Signature ").unwrap();
    let end = text.find("</Response>").unwrap();
    let cut = format!("{}{}", &text[..start], &text[end..]);
    assert!(read(&cut).signed.is_none());
    let stored = make(&[license([3; 16], true)], true, |_| ());
    let start = stored.find("<Signature ").unwrap();
    let end = stored.find("</Response>").unwrap();
    assert_eq!(
        check(&format!("{}{}", &stored[..start], &stored[end..])),
        Err(ResponseError::Unsigned { license: 1 })
    );
}

#[test]
fn parts_that_a_signed_response_must_have() {
    let text = make(&fresh(1), false, |_| ());
    for (name, found) in [
        ("SigningCertificateChain", ResponseError::Missing("SigningCertificateChain")),
        ("ResponseID", SignatureError::WrongDigest.into()),
    ] {
        let start = text.find(&format!("<{name}>")).unwrap();
        let end = text.find(&format!("</{name}>")).unwrap() + name.len() + 3;
        assert_eq!(check(&format!("{}{}", &text[..start], &text[end..])), Err(found));
    }
}

/// Signed by a key of our root that may not sign responses: that of a device.
#[test]
fn only_response_signers_may_sign() {
    let licenses = fresh(1);
    let builder = ResponseBuilder {
        licenses: &licenses,
        persistent: false,
        rev_info: &[],
        transaction_id: None,
        nonce: Some(NONCE),
        signing: Signing::Always,
    };
    let device =
        boxlock::pki::Signer { key: WORLD.device.signing_key.clone(), chain: WORLD.device.chain.clone() };
    let text = builder.build(&device, &mut SeededRng::new(5)).unwrap();
    assert!(matches!(check(&text), Err(ResponseError::Chain(_))), "{:?}", check(&text));
}

#[test]
fn a_revoked_signer_is_refused() {
    let text = make(&fresh(1), false, |_| ());
    let revoked = [WORLD.pki.response_signer().chain.leaf().digest].into_iter().collect();
    let error = read(&text).verify(&Expected { revoked: &revoked, ..expected(Some(NONCE)) }).unwrap_err();
    assert!(matches!(error, ResponseError::Chain(_)), "{error}");
}

#[test]
fn text_that_clients_hash_otherwise_is_not_sent() {
    for id in ["\u{e9}", "a b", "", "a\nb"].into_iter().filter(|id| !id.is_empty()) {
        let builder = ResponseBuilder {
            licenses: &[],
            persistent: false,
            rev_info: &[],
            transaction_id: Some(id),
            nonce: Some(NONCE),
            signing: Signing::Always,
        };
        let error = builder.build(WORLD.pki.response_signer(), &mut SeededRng::new(5)).unwrap_err();
        assert_eq!(error.exit_code(), boxlock::ExitCode::Usage);
    }
}

#[test]
fn wrapped_responses_are_refused() {
    let text = make(&[license([3; 16], true)], true, |_| ());
    let payload =
        &text[text.find("<LicenseResponse ").unwrap()..text.find("</LicenseResponse>").unwrap() + 18];
    for other in [payload.repeat(2), format!("<x>{payload}</x>")] {
        assert!(Response::read(text.replace(payload, &other).as_bytes(), &LIMITS).is_err());
    }
    let forged = payload.replace("<Version>1<", "<Version>01<");
    let wrapped = text
        .replace(payload, &forged)
        .replace("<soap:Body>", &format!("<soap:Header>{payload}</soap:Header><soap:Body>"));
    assert!(
        Response::read(wrapped.as_bytes(), &LIMITS)
            .unwrap_err()
            .to_string()
            .contains("a second element with the ID")
    );
}

#[test]
fn lists_of_strange_things_are_refused() {
    let text = make(&fresh(1), false, |_| ());
    for (part, other) in [
        ("<License>", "<License>AAAA"),
        ("<Licenses>", "<Licenses><Other></Other>"),
        ("<LicenseNonce>", "<LicenseNonce>AAAA"),
        ("<SigningCertificateChain>", "<SigningCertificateChain>AAAA"),
    ] {
        assert!(Response::read(text.replacen(part, other, 1).as_bytes(), &LIMITS).is_err(), "{part}");
    }
}
