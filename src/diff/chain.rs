//! Facts of certificate chains, leaf first. Signatures are no facts of their own: that they hold, and whose key they name, is.

use super::Facts;
use crate::clock::rfc3339;
use crate::keys::text::to_hex;
use crate::pki::numbers::NEVER;
use crate::pki::{Body, Certificate, Chain, Object, feature, object_name, usage};

pub(super) fn describe_chain(chain: &Chain, facts: &mut Facts) {
    facts.add("flags", "flags", chain.flags.to_string());
    facts.add("count", "certificates", chain.certificates().len().to_string());
    for (index, certificate) in chain.certificates().iter().enumerate() {
        let number = index + 1;
        let label = if index == 0 { "leaf".to_owned() } else { format!("issuer {index}") };
        facts.part(&format!("certificates[{number}]"), &label, |facts| {
            describe_certificate(certificate, facts);
        });
    }
    facts.add("root_key", "root key", to_hex(chain.last().issuer_key.bytes()));
}

fn describe_certificate(certificate: &Certificate, facts: &mut Facts) {
    let numbered = |number: u32, name: &str| format!("{number} ({name})");
    facts.add("type", "type", certificate.kind.to_string());
    if let Some(made) = &certificate.manufacturer {
        let paths = ["manufacturer", "model_name", "model_number"];
        for (path, text) in paths.into_iter().zip(made.texts()).filter(|(_, text)| !text.is_empty()) {
            facts.add(path, &path.replace('_', " "), text);
        }
    }
    facts.add("security_level", "security level", certificate.security_level.to_string());
    facts.add("certificate_id", "certificate ID", to_hex(&certificate.cert_id));
    facts.add("client_id", "client ID", to_hex(&certificate.client_id));
    let expires = match certificate.expiry {
        NEVER => "never".to_owned(),
        time => rfc3339(time.into()),
    };
    facts.add("expires", "expires", expires);
    facts.add("flags", "flags", format!("{:#x}", certificate.flags));
    facts.add("digest", "digest", to_hex(&certificate.digest));
    facts.add(
        "digest_fits",
        "digest is that of the first key",
        yes_no(certificate.computed_digest() == Some(certificate.digest)),
    );
    for number in &certificate.features {
        facts.add("features", "feature", numbered(*number, feature::name(*number)));
    }
    for (index, key) in certificate.keys.iter().enumerate() {
        let number = index + 1;
        facts.part(&format!("keys[{number}]"), &format!("key {number}"), |facts| {
            facts.add("public_key", "public key", to_hex(key.key.bytes()));
            for number in &key.usages {
                facts.add("usages", "usage", numbered(*number, usage::name(*number)));
            }
        });
    }
    if let Some(domain) = &certificate.domain {
        facts.part("domain", "domain", |facts| {
            facts.add("service_id", "service ID", to_hex(&domain.service_id));
            facts.add("account_id", "account ID", to_hex(&domain.account_id));
            facts.add("revision", "revision", domain.revision.to_string());
            facts.add("url", "URL", domain.url_text());
        });
    }
    if let Some(metering) = &certificate.metering {
        facts.part("metering", "metering", |facts| {
            facts.add("id", "ID", to_hex(&metering.id));
            facts.add("url", "URL", metering.url_text());
        });
    }
    certificate.objects.iter().for_each(|object| describe_object(object, facts));
    facts.add("issuer_key", "issuer key", to_hex(certificate.issuer_key.bytes()));
    facts.add("signature_valid", "signature made by the issuer key", yes_no(certificate.is_signed()));
}

/// The flags of an object, and what it says when that does not stand with the certificate. Objects of one type are a set.
fn describe_object(object: &Object, facts: &mut Facts) {
    let name = match object_name(object.object_type) {
        "unknown" => format!("object {:#06x}", object.object_type),
        name => format!("{name} object"),
    };
    facts.part(&format!("objects[{:#06x}]", object.object_type), &name, |facts| {
        facts.add("flags", "flags", format!("{:#x}", object.flags));
        match &object.body {
            Body::Pc { security_version } => {
                facts.add("security_version", "security version", security_version.to_string());
            }
            Body::Device { max_license_size, max_header_size, max_chain_depth } => {
                facts.add("max_license_size", "longest license", format!("{max_license_size} bytes"));
                facts.add("max_header_size", "longest header", format!("{max_header_size} bytes"));
                facts.add("max_chain_depth", "most licenses of a chain", max_chain_depth.to_string());
            }
            Body::SecurityVersion { security_version, platform } => {
                facts.add("security_version", "security version", security_version.to_string());
                facts.add("platform", "platform", platform.to_string());
            }
            Body::ExtendedKey { key, .. } => facts.add("public_key", "public key", to_hex(key.bytes())),
            Body::Extended(extended) => {
                facts.add("hardware_id", "hardware ID", to_hex(&extended.hardware_id));
            }
            Body::Server { warning_days } => {
                facts.add("warning_days", "warning", format!("{warning_days} days"))
            }
            Body::Unknown(bytes) => facts.add("data", "data", to_hex(bytes)),
            Body::Basic(_)
            | Body::Domain(_)
            | Body::Features(_)
            | Body::Keys(_)
            | Body::Manufacturer(_)
            | Body::Metering(_)
            | Body::Signature(_) => {}
        }
    });
}

fn yes_no(so: bool) -> &'static str {
    if so { "yes" } else { "no" }
}
