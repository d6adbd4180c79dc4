//! `boxlock pki revoke`.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Console, not_found, now, write_file};
use crate::keys::text::{array_from_base64, array_from_hex, to_base64, to_hex};
use crate::pki::{CertificateType, Pki, Revocations, Role, verify};
use crate::{Error, Result};

/// Revoke certificates: the PKI's lists get the digests and a next version, signed anew. A service of this PKI then refuses them.
#[derive(clap::Args)]
pub struct RevokeArgs {
    /// The folder that pki init made
    #[arg(value_name = "PKI")]
    folder: PathBuf,
    /// What to revoke: a device folder, the file of a chain or device (its leaf), or a digest of 32 bytes as hexadecimal digits or base64.
    /// Certificates must be of this PKI; a digest that its folder does not know is taken with a warning, for the runtime list. Without any,
    /// only -o writes the lists as they are
    #[arg(value_name = "DEVICE|CHAIN|DIGEST", required_unless_present = "output")]
    revoked: Vec<String>,
    /// Write the lists as the RevInfo element of responses (XML) to a file, or - for stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite the file of -o
    #[arg(long, requires = "output")]
    force: bool,
}

impl RevokeArgs {
    /// Runs the command.
    ///
    /// # Errors
    /// When the folder is no PKI, something to revoke is nothing of the kind or of another PKI, or a file cannot be written.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let mut pki = Pki::open(&self.folder)?;
        let (mut runtime, mut application) = (Vec::new(), Vec::new());
        for text in &self.revoked {
            let (digest, kind) = digest(text, &pki, console)?;
            let list =
                if kind == Some(CertificateType::APPLICATION) { &mut application } else { &mut runtime };
            list.push(digest);
        }
        let new = pki.revoke(&runtime, &application, now())?;
        let sequence = pki.revocation_info()?.sequence;
        if let Some(path) = &self.output {
            write_file(path, self.force, rev_info(&pki)?.as_bytes())?;
        }
        if console.json && self.output.as_deref() != Some(Path::new("-")) {
            let all: Vec<String> = runtime.iter().chain(&application).map(|digest| to_hex(digest)).collect();
            return console.out_json(&json!({ "revoked": all, "new": new, "sequence": sequence }));
        }
        let total = pki.revocations().len();
        console.talk(&format!("{new} newly revoked, {total} in all; revocation information {sequence}"));
        Ok(())
    }
}

/// The digest that an argument names, and the type of its certificate when it is known.
fn digest(text: &str, pki: &Pki, console: &mut Console) -> Result<([u8; 32], Option<CertificateType>)> {
    let path = Path::new(text);
    if path.is_dir() || path.is_file() {
        let (name, chain) = super::verify::read(text)?;
        // An expired certificate, or one that is revoked already, may be revoked like any other.
        let role = Role::of(chain.leaf().kind);
        verify(&chain, &pki.root_public(), role, 0, &Revocations::default()).map_err(|error| {
            Error::check_failed(format!("is not of this PKI, whose lists say nothing of it: {error}"))
                .about(name)
                .hint("revoke it in the folder of the PKI that issued it; a digest is taken unchecked")
        })?;
        return Ok((chain.leaf().digest, Some(chain.leaf().kind)));
    }
    let digest = array_from_hex::<32>(text).or_else(|| array_from_base64::<32>(text));
    let digest = digest.ok_or_else(|| {
        not_found(text, "device folder, chain file or digest")
            .hint("a digest has 32 bytes: 64 hexadecimal digits, or base64")
    })?;
    let kind = issued(pki, &digest)?;
    if kind.is_none() {
        console.warn(&format!(
            "digest {}: the folder knows no certificate with it, so it is not checked that this PKI issued one",
            to_hex(&digest)
        ));
    }
    Ok((digest, kind))
}

/// The type of the certificate with this digest, when the folder has it: a device, or one of the PKI's own.
fn issued(pki: &Pki, digest: &[u8; 32]) -> Result<Option<CertificateType>> {
    let own = pki.entries().iter().map(|entry| pki.chain(entry)).collect::<Result<Vec<_>>>()?;
    let mut chains = own.into_iter().chain(pki.device_chains()?);
    Ok(chains.find_map(|chain| {
        let found = chain.certificates().iter().find(|certificate| certificate.digest == *digest);
        found.map(|certificate| certificate.kind)
    }))
}

/// The element that carries the lists in a response.
fn rev_info(pki: &Pki) -> Result<String> {
    let mut xml = String::from("<RevInfo>");
    for (id, _, bytes) in pki.revocation_lists()? {
        let (id, data) = (to_base64(&id), to_base64(&bytes));
        xml.push_str(&format!("<Revocation><ListID>{id}</ListID><ListData>{data}</ListData></Revocation>"));
    }
    xml.push_str("</RevInfo>\n");
    Ok(xml)
}
