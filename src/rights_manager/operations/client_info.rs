//! What a client tells of itself, in lines for people: the answer to the test query `clientinfo`.

use super::Request;
use crate::clock::rfc3339;
use crate::keys::text::to_hex;
use crate::pki::{CertificateType, feature};

impl Request {
    /// What the client tells of itself, in lines for people: the answer to `clientinfo`.
    pub fn client_info(&self) -> String {
        let leaf = self.client.chain.leaf();
        let mut lines = vec![
            format!("Client Version: {}", self.challenge.client_version.as_deref().unwrap_or("not told")),
            format!("Client Time: {}", self.challenge.client_time.map_or("not told".to_owned(), rfc3339)),
        ];
        let features: Vec<&str> = leaf.features.iter().map(|number| feature::name(*number)).collect();
        lines.push(format!("Supported Features: {}", features.join(", ")));
        if let Some(info) = &self.client.info {
            lines.push(format!(
                "Announced Features: {}",
                [info.features.as_slice(), &info.ree_features].concat().join(", ")
            ));
        }
        lines.push(format!("Type: {}", leaf.kind));
        lines.push(format!("SecurityLevel: {}", leaf.security_level));
        lines.push("Binding Key Type: ECC-256".to_owned());
        for (level, certificate) in self.client.chain.certificates().iter().enumerate() {
            let [maker, model, number] =
                certificate.manufacturer.as_ref().map(|m| m.texts()).unwrap_or_default();
            lines.push(format!(
                "Certificate {level}: ManufacturerName {maker:?}, ModelName {model:?}, ModelNumber {number:?}, DigestValue {}, \
                 IssuerKey {}",
                to_hex(&certificate.digest),
                to_hex(certificate.issuer_key.bytes()),
            ));
        }
        let domains = self.client.domains.iter().filter(|chain| chain.leaf().kind == CertificateType::DOMAIN);
        lines.push(format!("Domains: {}", domains.count()));
        lines.join("\n")
    }
}
