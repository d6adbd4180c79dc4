//! What each certificate of a PKI looks like.

use super::super::certificate::with_nul;
use super::super::{Body, CertifiedKey, DomainInfo, Manufacturer, MeteringInfo};
use super::*;
use crate::crypto::random_array;
use crate::pki::numbers::NEVER;

/// The security level of devices' issuer: nothing that it issues is above.
const DEVICE_GROUP_LEVEL: u32 = 3000;

/// Makes everything that a new PKI has, in an empty folder.
pub(super) fn build(folder: &Path, options: &InitOptions, rng: &mut dyn Rng, now: u64) -> Result<()> {
    let organization =
        Some(options.organization.as_str()).filter(|name| !name.is_empty()).unwrap_or("boxlock test");
    let (root, server) = (PrivateKey::generate(rng)?, PrivateKey::generate(rng)?);
    files::write_key(folder, "root", &root)?;
    files::write_key(folder, "license-server", &server)?;
    let mut entries = Vec::new();
    let mut authority =
        |duty, name: &str, title: &str, level, usages: &[u32], rng: &mut dyn Rng| -> Result<Signer> {
            let key = PrivateKey::generate(rng)?;
            let manufacturer = Manufacturer::of_authority(organization, title, "");
            let mut template = template(CertificateType::ISSUER, &key, usages, manufacturer, rng)?;
            template.security_level = level;
            let chain = Chain::new(&template.sign(&root)?, None)?;
            let signer = Signer { key, chain };
            add_entry(folder, &mut entries, name, duty, &signer, now)?;
            Ok(signer)
        };
    // Individualization is what makes PCs.
    let group = [usage::ISSUE_DEVICE, usage::ISSUE_INDIVIDUALIZATION];
    authority(Duty::DeviceGroup, "device-group", "Device Group", DEVICE_GROUP_LEVEL, &group, rng)?;
    let server_usages = [usage::ISSUE_SERVER, usage::ISSUE_LICENSE_SIGNER];
    let servers =
        authority(Duty::ServerAuthority, "server-authority", "Server Authority", 0, &server_usages, rng)?;
    let domains = [usage::ISSUE_DOMAIN];
    authority(Duty::DomainAuthority, "domain-authority", "Domain Authority", 0, &domains, rng)?;
    let metering_usages = [usage::SIGN, usage::ISSUE_METERING];
    let meterings = authority(
        Duty::MeteringAuthority,
        "metering-authority",
        "Metering Authority",
        0,
        &metering_usages,
        rng,
    )?;

    let signer = response_signer(&servers, organization, rng)?;
    add_entry(folder, &mut entries, "response-signing", Duty::ResponseSigning, &signer, now)?;
    let id = random_array(rng)?;
    let signer = metering(&meterings, organization, id, &options.metering_url, rng)?;
    add_entry(folder, &mut entries, "metering", Duty::Metering, &signer, now)?;

    let key = PrivateKey::generate(rng)?;
    let manufacturer = Manufacturer::of_leaf(organization, "Revocation Signer", "");
    let crl = template(CertificateType::CRL_SIGNER, &key, &[usage::SIGN_CRL], manufacturer, rng)?;
    let signer = Signer { chain: Chain::new(&crl.sign(&root)?, None)?, key };
    add_entry(folder, &mut entries, "revocation-signing", Duty::RevocationSigning, &signer, now)?;

    let index = Index {
        schema: SCHEMA.to_owned(),
        created: rfc3339(now),
        root_public_key: to_hex(root.public().bytes()),
        license_server_public_key: to_hex(server.public().bytes()),
        certificates: entries,
    };
    files::write_json(folder, INDEX, &index)
}

impl Pki {
    /// Issues a further metering certificate and keeps it in the folder under `name`.
    ///
    /// # Errors
    /// When the name or the id is taken, or the folder cannot be written.
    pub fn issue_metering(
        &mut self,
        name: &str,
        id: [u8; 16],
        url: &str,
        rng: &mut dyn Rng,
        now: u64,
    ) -> Result<&Metering> {
        if self.metering_by_id(&id).is_some() {
            return Err(Error::usage(format!("the metering id {} has a certificate already", to_hex(&id))));
        }
        let signer = metering(&self.metering_authority, &self.organization(), id, url, rng)?;
        self.keep(name, Duty::Metering, &signer, now)?;
        self.meterings.push(Metering { id, key: signer.key, chain: signer.chain });
        // It was pushed just now.
        Ok(self.meterings.last().unwrap_or(&self.meterings[0]))
    }

    /// Issues a further response signer and keeps it in the folder under `name`. It is used from now on.
    ///
    /// # Errors
    /// When the name is taken, or the folder cannot be written.
    pub fn issue_response_signer(&mut self, name: &str, rng: &mut dyn Rng, now: u64) -> Result<&Signer> {
        let signer = response_signer(&self.server_authority, &self.organization(), rng)?;
        self.keep(name, Duty::ResponseSigning, &signer, now)?;
        self.response_signers.push(signer);
        Ok(self.response_signer())
    }

    /// Issues a domain certificate of a revision of a domain: its key can decrypt (usage 2) and sign (usage 1). The folder does not keep
    /// it; [`Pki::keep_domain`] does.
    ///
    /// # Errors
    /// When the generator fails.
    pub fn issue_domain(
        &self,
        account_id: [u8; 16],
        service_id: [u8; 16],
        revision: u32,
        url: &str,
        rng: &mut dyn Rng,
    ) -> Result<(PrivateKey, Chain)> {
        let key = PrivateKey::generate(rng)?;
        let manufacturer = Manufacturer::of_leaf(&self.organization(), "Domain", "");
        let usages = [usage::SIGN, usage::ENCRYPT_KEY];
        let mut template = template(CertificateType::DOMAIN, &key, &usages, manufacturer, rng)?;
        let info = DomainInfo { service_id, account_id, revision, url: with_nul(url) };
        template.specific = Some(Body::Domain(info));
        let chain = self.domain_authority.issue(&template)?;
        Ok((key, chain))
    }

    /// Keeps a domain certificate in the folder under `name`.
    ///
    /// # Errors
    /// When the name is taken, or the folder cannot be written.
    pub fn keep_domain(&mut self, name: &str, key: PrivateKey, chain: Chain, now: u64) -> Result<()> {
        self.keep(name, Duty::Domain, &Signer { key, chain }, now)
    }

    fn keep(&mut self, name: &str, duty: Duty, signer: &Signer, now: u64) -> Result<()> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
            let message = format!("{name:?} is no name for a certificate");
            return Err(Error::usage(message).hint("use letters, digits, - and _"));
        }
        let taken = |entry: &Entry| entry.name.eq_ignore_ascii_case(name);
        if ["root", "license-server"].contains(&name) || self.index.certificates.iter().any(taken) {
            return Err(Error::from(ErrorKind::OutputExists)
                .about_path(&self.folder.join(name))
                .hint("give another name with --name"));
        }
        add_entry(&self.folder, &mut self.index.certificates, name, duty, signer, now)?;
        files::write_json(&self.folder, INDEX, &self.index)
    }

    /// The organisation that the certificates name.
    fn organization(&self) -> String {
        let manufacturer = self.device_group.chain.leaf().manufacturer.as_ref();
        manufacturer.map(Manufacturer::texts).map(|[name, ..]| name).unwrap_or_default()
    }
}

fn response_signer(authority: &Signer, organization: &str, rng: &mut dyn Rng) -> Result<Signer> {
    let key = PrivateKey::generate(rng)?;
    let manufacturer = Manufacturer::of_leaf(organization, "Response Signer", "");
    let usages = [usage::SIGN_LICENSE, usage::SIGN_RESPONSE];
    let template = template(CertificateType::SERVER, &key, &usages, manufacturer, rng)?;
    Ok(Signer { chain: authority.issue(&template)?, key })
}

fn metering(
    authority: &Signer,
    organization: &str,
    id: [u8; 16],
    url: &str,
    rng: &mut dyn Rng,
) -> Result<Signer> {
    let key = PrivateKey::generate(rng)?;
    let manufacturer = Manufacturer::of_leaf(organization, "Metering", "");
    let mut template = template(CertificateType::METERING, &key, &[usage::ENCRYPT_KEY], manufacturer, rng)?;
    template.specific = Some(Body::Metering(MeteringInfo { id, url: with_nul(url) }));
    Ok(Signer { chain: authority.issue(&template)?, key })
}

/// A certificate of level 0 with one key that never expires.
fn template(
    kind: CertificateType,
    key: &PrivateKey,
    usages: &[u32],
    manufacturer: Manufacturer,
    rng: &mut dyn Rng,
) -> Result<Template> {
    Ok(Template {
        kind,
        security_level: 0,
        cert_id: random_array(rng)?,
        client_id: [0; 16],
        expiry: NEVER,
        specific: None,
        features: Vec::new(),
        keys: vec![CertifiedKey::new(key.public(), usages)],
        manufacturer,
        hardware_id: None,
        more: Vec::new(),
    })
}
