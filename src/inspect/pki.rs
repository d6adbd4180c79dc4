//! Certificate chains, device files and revocation lists. Private keys of device files are never shown, nor the bytes that hold them.

use super::ItemPlace as Place;
use super::node::Node;
use crate::bytes::ParseResult;
use crate::clock::rfc3339;
use crate::crypto::PublicKey;
use crate::drm::recognise::{CredentialKind, Item};
use crate::keys::text::{to_base64, to_hex};
use crate::pki::numbers::NEVER;
use crate::pki::prd::Prd;
use crate::pki::revocation::{List, RevocationInfo, Seal, list_name};
use crate::pki::{
    Body, Certificate, CertificateType, Chain, ChainError, Manufacturer, Object, feature, object_name, usage,
    verify_to_own_end,
};

/// Most digests of one list that are shown.
const MAX_DIGESTS: usize = 10_000;

/// A moment at which no certificate has expired: a report must not change with the day it is made. Expiry is shown as a date.
const ANY_TIME: u64 = 0;

fn credential(item: &Item, wanted: CredentialKind) -> Option<&[u8]> {
    match item {
        Item::Credential { kind, bytes } if *kind == wanted => Some(bytes),
        _ => None,
    }
}

/// A chain whose leaf is a metering certificate.
pub(super) fn metering_certificate(item: &Item, place: &mut Place) -> Option<Vec<Node>> {
    let bytes = credential(item, CredentialKind::Chain)?;
    let chain = Chain::read(bytes, place.offset).ok()?;
    if chain.leaf().kind != CertificateType::METERING {
        return None;
    }
    place.bytes = Some(bytes.to_vec());
    Some(or_problem(bytes, Ok(chain), |chain| chain_fields(&chain)))
}

/// Any other chain.
pub(super) fn certificate_chain(item: &Item, place: &mut Place) -> Option<Vec<Node>> {
    let bytes = credential(item, CredentialKind::Chain)?;
    place.bytes = Some(bytes.to_vec());
    Some(or_problem(bytes, Chain::read(bytes, place.offset), |chain| chain_fields(&chain)))
}

/// A device file.
pub(super) fn device(item: &Item, place: &mut Place) -> Option<Vec<Node>> {
    let bytes = credential(item, CredentialKind::Device)?;
    Some(or_problem(bytes, Prd::read(bytes, place.offset), |prd| device_fields(&prd)))
}

/// Revocation information.
pub(super) fn revocation_info(item: &Item, place: &mut Place) -> Option<Vec<Node>> {
    let bytes = credential(item, CredentialKind::RevocationInfo)?;
    place.bytes = Some(bytes.to_vec());
    Some(or_problem(bytes, RevocationInfo::read(bytes, place.offset), |info| info_fields(&info)))
}

/// A list of revoked digests.
pub(super) fn revocation_list(item: &Item, place: &mut Place) -> Option<Vec<Node>> {
    let bytes = credential(item, CredentialKind::RevocationList)?;
    place.bytes = Some(bytes.to_vec());
    Some(or_problem(bytes, List::read(bytes, place.offset), |list| list_fields(&list)))
}

fn or_problem<T>(bytes: &[u8], read: ParseResult<T>, fields: impl FnOnce(T) -> Vec<Node>) -> Vec<Node> {
    let mut all = vec![Node::field("length", bytes.len())];
    match read {
        Ok(value) => all.extend(fields(value)),
        Err(error) => all.push(Node::field("problem", error.to_string()).problem("malformed")),
    }
    all
}

/// The fields of a chain.
pub(super) fn chain_fields(chain: &Chain) -> Vec<Node> {
    let leaf = chain.leaf();
    let certificates = chain.certificates().iter().enumerate().map(|(i, certificate)| {
        let fields = certificate_fields(certificate);
        Node::object(format!("[{}] {}", i + 1, certificate.kind.name()), fields)
            .at(certificate.offset, certificate.bytes().len() as u64)
    });
    let mut fields = vec![
        Node::field("leaf", leaf.kind.name()).note(leaf.name()),
        Node::field("security_level", leaf.security_level),
    ];
    if let Some(metering) = &leaf.metering {
        fields.push(Node::field("metering_id", to_hex(&metering.id)).note(to_base64(&metering.id)));
    }
    if chain.flags != 0 {
        fields.push(Node::field("flags", chain.flags).note("none is known"));
    }
    fields.push(verification(chain));
    fields.push(Node::list("certificates", certificates.collect()));
    fields
}

/// Whether the chain is sound up to the key that it names as its root.
fn verification(chain: &Chain) -> Node {
    let root = to_hex(chain.last().issuer_key.bytes());
    let refused = verify_to_own_end(chain, ANY_TIME).err();
    let mut state = Node::field("state", refused.as_ref().map_or("sound", |_| "refused"));
    state = match &refused {
        None => state.note(
            "every signature and rule holds up to the root key below; whether to trust that key is not for the chain to say",
        ),
        Some(error) => state.problem(error.to_string()),
    };
    Node::object(
        "verification",
        vec![
            state,
            Node::field("rule", refused.as_ref().map(ChainError::rule)),
            Node::field("message", refused.as_ref().map(ToString::to_string)),
            Node::field("root_public_key", root).note("the issuer key of the last certificate"),
        ],
    )
}

fn certificate_fields(certificate: &Certificate) -> Vec<Node> {
    let signature_fits = certificate.is_signed();
    let digest_fits = certificate.computed_digest() == Some(certificate.digest);
    let expires = (certificate.expiry != NEVER).then(|| rfc3339(certificate.expiry.into()));
    let mut fields = vec![
        Node::field("type", certificate.kind.0).note(certificate.kind.name()),
        Node::field("name", Some(certificate.name()).filter(|name| !name.is_empty())),
        Node::field("security_level", certificate.security_level),
        Node::field("certificate_id", to_hex(&certificate.cert_id)),
        Node::field("client_id", to_hex(&certificate.client_id)),
        match expires {
            Some(time) => Node::field("expires", time),
            None => Node::field("expires", None::<String>).note("never"),
        },
        Node::field("flags", certificate.flags).note(if certificate.flags & 1 == 0 {
            "no extended data"
        } else {
            "extended data"
        }),
        flagged(
            Node::field("digest", to_hex(&certificate.digest)),
            digest_fits,
            "SHA-256 of the first key",
            "not the SHA-256 of the first key",
        ),
        numbers("features", &certificate.features, feature::name),
        Node::list(
            "keys",
            certificate
                .keys
                .iter()
                .enumerate()
                .map(|(i, key)| {
                    let mut fields = vec![
                        Node::field("public_key", to_hex(key.key.bytes())),
                        numbers("usages", &key.usages, usage::name),
                    ];
                    if key.flags != 0 {
                        fields.push(Node::field("flags", key.flags));
                    }
                    Node::object(format!("[{}]", i + 1), fields)
                })
                .collect(),
        ),
    ];
    if let Some(domain) = &certificate.domain {
        fields.push(Node::object(
            "domain",
            vec![
                Node::field("service_id", to_hex(&domain.service_id)),
                Node::field("account_id", to_hex(&domain.account_id)),
                Node::field("revision", domain.revision),
                Node::field("url", domain.url_text()),
            ],
        ));
    }
    if let Some(metering) = &certificate.metering {
        fields.push(Node::object(
            "metering",
            vec![
                Node::field("id", to_hex(&metering.id)).note(to_base64(&metering.id)),
                Node::field("url", metering.url_text()),
            ],
        ));
    }
    if let Some(made) = &certificate.manufacturer {
        fields.push(manufacturer_node(made));
    }
    fields.push(Node::field("issuer_key", to_hex(certificate.issuer_key.bytes())));
    fields.push(flagged(
        Node::field("signature_valid", signature_fits),
        signature_fits,
        "made by the issuer key",
        "not made by the issuer key",
    ));
    fields.push(Node::field("signed_length", certificate.signed_part().len()).note("bytes"));
    fields.push(Node::list("objects", certificate.objects.iter().map(object_node).collect()));
    fields
}

fn manufacturer_node(made: &Manufacturer) -> Node {
    let [manufacturer, model_name, model_number] = made.texts();
    Node::object(
        "manufacturer",
        vec![
            Node::field("manufacturer", manufacturer),
            Node::field("model_name", model_name),
            Node::field("model_number", model_number),
            Node::field("flags", made.flags),
        ],
    )
}

/// An object with the fields that are not shown with the certificate.
fn object_node(object: &Object) -> Node {
    let flags = match object.flags & 3 {
        0 => "may be skipped when unknown",
        1 => "must be understood",
        2 => "container",
        _ => "must be understood, container",
    };
    let mut fields = vec![
        Node::field("type", u64::from(object.object_type)).note(format!("{:#06x}", object.object_type)),
        Node::field("name", object_name(object.object_type)),
        Node::field("flags", u64::from(object.flags)).note(flags),
        Node::field("offset", object.offset),
    ];
    match &object.body {
        Body::Pc { security_version } => fields.push(Node::field("security_version", *security_version)),
        Body::Device { max_license_size, max_header_size, max_chain_depth } => fields.extend([
            Node::field("max_license_size", *max_license_size).note("bytes"),
            Node::field("max_header_size", *max_header_size).note("bytes"),
            Node::field("max_chain_depth", *max_chain_depth).note("licenses"),
        ]),
        Body::SecurityVersion { security_version, platform } => fields
            .extend([Node::field("security_version", *security_version), Node::field("platform", *platform)]),
        Body::ExtendedKey { key, .. } => fields.push(Node::field("public_key", to_hex(key.bytes()))),
        Body::Extended(extended) => fields.extend([
            Node::field("hardware_id", to_hex(&extended.hardware_id))
                .note(extended.hardware_id.escape_ascii().to_string()),
            Node::field("signature", to_hex(&extended.signature)),
        ]),
        Body::Server { warning_days } => fields.push(Node::field("warning_days", *warning_days)),
        Body::Unknown(bytes) => fields.push(Node::field("data", to_hex(bytes))),
        Body::Signature(body) => fields.push(Node::field("signature", to_hex(&body.signature))),
        // Shown with the certificate.
        Body::Basic(_)
        | Body::Domain(_)
        | Body::Features(_)
        | Body::Keys(_)
        | Body::Manufacturer(_)
        | Body::Metering(_) => {}
    }
    Node::object(object_name(object.object_type), fields)
}

/// Numbers, each with its name beside it.
fn numbers(name: &str, numbers: &[u32], title: fn(u32) -> &'static str) -> Node {
    let list = Node::values(name, numbers.iter().copied());
    if numbers.is_empty() {
        return list;
    }
    let titles: Vec<&str> = numbers.iter().map(|number| title(*number)).collect();
    list.note(titles.join(", "))
}

/// A field with a note when something holds, and a problem when it does not.
fn flagged(node: Node, holds: bool, note: &str, problem: &str) -> Node {
    if holds { node.note(note) } else { node.problem(problem) }
}

fn device_fields(prd: &Prd) -> Vec<Node> {
    let leaf = prd.chain.leaf();
    let key = |name: &str, key: &PublicKey, certified: Option<PublicKey>, what: &str| {
        flagged(
            Node::field(name, to_hex(key.bytes())),
            certified == Some(*key),
            &format!("public part; {what}"),
            &format!("the file's private key is not {what}"),
        )
    };
    let mut fields = vec![
        Node::field("version", prd.version),
        Node::field("name", leaf.name()),
        Node::field("security_level", leaf.security_level),
        Node::remark("private keys", "in the file, not shown"),
        key(
            "signing_key",
            &prd.signing_key,
            leaf.key_with_usage(usage::SIGN),
            "the key with usage 1 of the chain",
        ),
        key(
            "encryption_key",
            &prd.encryption_key,
            leaf.key_with_usage(usage::ENCRYPT_KEY),
            "the key with usage 2 of the chain",
        ),
    ];
    if let Some(group) = &prd.group_key {
        let certified =
            prd.chain.certificates().get(1).and_then(|parent| parent.key_with_usage(usage::ISSUE_DEVICE));
        fields.push(key("group_key", group, certified, "the key with usage 6 of the second certificate"));
    }
    fields.push(Node::field("public_halves_fit", prd.public_halves_fit).note("clients do not look at them"));
    fields.push(Node::object("chain", chain_fields(&prd.chain)));
    fields
}

fn info_fields(info: &RevocationInfo) -> Vec<Node> {
    let lists = info.records.iter().enumerate().map(|(i, (id, version))| {
        let fields =
            vec![Node::field("list_id", to_base64(id)).note(list_name(id)), Node::field("version", *version)];
        Node::object(format!("[{}]", i + 1), fields)
    });
    let mut fields = vec![
        Node::field("info_version", info.info_version),
        Node::field("stated_length", info.length).note("bytes; readers do not check it"),
        Node::field("format_version", info.format),
        Node::field("sequence", info.sequence),
        Node::field("issued", rfc3339(info.issued_unix())),
        Node::list("lists", lists.collect()),
    ];
    fields.extend(seal_fields(&info.seal));
    fields
}

fn list_fields(list: &List) -> Vec<Node> {
    let mut fields = vec![
        Node::field("list_id", to_base64(&list.id)).note(list_name(&list.id)),
        Node::field("version", list.version),
        Node::field("count", list.digests.len()).note("revoked certificates"),
        Node::values("digests", list.digests.iter().take(MAX_DIGESTS).map(|digest| to_hex(digest))),
    ];
    fields.extend(seal_fields(&list.seal));
    fields
}

/// The signature of a list, judged up to the root that the signer's chain names.
fn seal_fields(seal: &Seal) -> Vec<Node> {
    let root = seal.chain.last().issuer_key;
    let state = match seal.verify(&root, ANY_TIME) {
        Ok(()) => Node::field("signature_valid", true)
            .note("made by the signer, whose chain is sound up to its own root key"),
        Err(error) => Node::field("signature_valid", false).problem(error.to_string()),
    };
    vec![
        Node::field("signature", to_hex(&seal.signature)),
        state,
        Node::object("signer", chain_fields(&seal.chain)),
    ]
}
