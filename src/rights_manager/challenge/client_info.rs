//! What a client tells only the server: its certificates and features, as XML in the encrypted part of a challenge.

use crate::bytes::{Inside as _, ParseError, ParseResult};
use crate::pki::{CertificateType, Chain};
use crate::rights_manager::soap::{LIMITS, bytes, named, required, shorten};
use crate::xml::{self, Element, Limits, XmlWriter};

/// Most chains that are read: one of the device, the others of domains.
const MAX_CHAINS: usize = 32;
/// Most features that are read.
const MAX_FEATURES: usize = 256;

/// Certificates and features of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientInfo {
    /// Certificate chains: that of the device first, then those of its domains.
    pub chains: Vec<Chain>,
    /// Names of features: `AESCBC`.
    pub features: Vec<String>,
    /// Names of features outside of trusted hardware: `AESCBCS`.
    pub ree_features: Vec<String>,
}

impl ClientInfo {
    /// Reads the decrypted text.
    ///
    /// # Errors
    /// When it is not the documented XML or a chain cannot be read. Messages never repeat its text.
    pub fn read(plain: &[u8]) -> ParseResult<Self> {
        Self::read_within(plain, &LIMITS)
    }

    /// Reads the decrypted text of a message that may be longer than a challenge.
    ///
    /// # Errors
    /// Those of [`ClientInfo::read`].
    pub fn read_within(plain: &[u8], limits: &Limits) -> ParseResult<Self> {
        let text = std::str::from_utf8(plain).map_err(|error| {
            ParseError::malformed(error.valid_up_to() as u64, "the client data is not UTF-8")
        })?;
        let root = xml::read_within(text, limits)?;
        Self::from_xml(&root).inside(|| "client data".to_owned())
    }

    fn from_xml(root: &Element) -> ParseResult<Self> {
        let data = named(root, "Data", None)?;
        let chains = required(data, "CertificateChains")?;
        let features = data.child("Features")?;
        let names = |elements: &mut dyn Iterator<Item = &Element>| {
            elements.take(MAX_FEATURES).map(|feature| shorten(&feature.name)).collect()
        };
        let named_features = features.into_iter().flat_map(Element::elements).filter(|e| e.name == "Feature");
        let features_of = |group: &str| features.map(|f| f.child(group)).transpose().map(Option::flatten);
        Ok(Self {
            chains: chains.elements().take(MAX_CHAINS).map(chain).collect::<ParseResult<_>>()?,
            features: named_features
                .take(MAX_FEATURES)
                .filter_map(|feature| feature.attribute("Name").map(shorten))
                .collect(),
            ree_features: names(&mut features_of("REE")?.into_iter().flat_map(Element::elements)),
        })
    }

    /// Writes the text that is encrypted.
    pub fn write(&self) -> String {
        let mut w = XmlWriter::new();
        w.start("Data", []);
        w.start("CertificateChains", []);
        for chain in &self.chains {
            w.element("CertificateChain", [], &chain.base64());
        }
        w.end();
        w.start("Features", []);
        for feature in &self.features {
            w.element("Feature", [("Name", feature.as_str())], "");
        }
        if !self.ree_features.is_empty() {
            w.start("REE", []);
            for feature in &self.ree_features {
                w.element(feature, [], "");
            }
        }
        w.finish()
    }

    /// The chain of the device: the first that is not one of a domain.
    pub fn device_chain(&self) -> Option<&Chain> {
        self.chains.iter().find(|chain| chain.leaf().kind != CertificateType::DOMAIN)
    }

    /// The chains of domains.
    pub fn domain_chains(&self) -> impl Iterator<Item = &Chain> {
        self.chains.iter().filter(|chain| chain.leaf().kind == CertificateType::DOMAIN)
    }

    /// Whether a feature is named, in any group.
    pub fn has(&self, name: &str) -> bool {
        self.features.iter().chain(&self.ree_features).any(|feature| feature == name)
    }
}

fn chain(element: &Element) -> ParseResult<Chain> {
    let bytes = bytes(named(element, "CertificateChain", None)?)?;
    // Offsets inside the chain would say nothing about the message, which is encrypted.
    Chain::read(&bytes, 0).map_err(|error| element.error(error.to_string()))
}
