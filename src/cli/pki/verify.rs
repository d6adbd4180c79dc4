//! `boxlock pki verify`.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::super::anything;
use super::{Console, at, now};
use crate::keys::text::{from_base64, from_hex};
use crate::pki::prd::Prd;
use crate::pki::{Chain, Device, Pki, Role, verify};
use crate::{Error, Result};

/// No text of a chain is shorter: its leaf alone has 248 bytes.
const MIN_VALUE_LEN: usize = 248;

/// Walk a certificate chain to the root of a PKI, more strictly than clients do: signatures, issuers and what they may issue, levels,
/// expiry, digests, unknown objects, revocation. Exit code 1 when it is refused.
#[derive(clap::Args)]
pub struct VerifyArgs {
    /// A chain (file, - for stdin, base64), a device file or a device folder
    #[arg(value_name = "CHAIN")]
    chain: String,
    /// The folder that pki init made
    #[arg(long, value_name = "PKI")]
    pki: PathBuf,
    /// What the leaf must be; by default what its type is for
    #[arg(long, value_parser = role)]
    role: Option<Role>,
    /// When (RFC 3339); by default now
    #[arg(long, value_name = "TIME", value_parser = at)]
    at: Option<u64>,
}

fn role(text: &str) -> std::result::Result<Role, String> {
    let found = Role::WORDS.iter().find(|(word, _)| *word == text).map(|(_, role)| *role);
    let words = || Role::WORDS.map(|(word, _)| word).join(", ");
    found.ok_or_else(|| format!("the roles are {}", words()))
}

impl VerifyArgs {
    /// Runs the command.
    ///
    /// # Errors
    /// When the chain is refused, broken or cannot be read.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let pki = Pki::open(&self.pki)?;
        let (name, chain) = read(&self.chain)?;
        let role = self.role.unwrap_or_else(|| Role::of(chain.leaf().kind));
        let now = self.at.unwrap_or_else(now);
        let refused = verify(&chain, &pki.root_public(), role, now, pki.revocations()).err();
        if console.json {
            let findings: Vec<_> = refused
                .iter()
                .map(|error| {
                    let hresult = format!("{:#010x}", error.hresult());
                    json!({ "rule": error.rule(), "severity": "error", "path": name, "message": error.to_string(), "hresult": hresult })
                })
                .collect();
            console.out_json(&json!({
                "schema": "boxlock.verify/1",
                "ok": refused.is_none(),
                "role": role.word(),
                "findings": findings,
            }))?;
        }
        match refused {
            Some(error) => Err(Error::check_failed(error.to_string()).about(name)),
            None => {
                let count = chain.certificates().len();
                console.talk(&format!(
                    "{name}: {count} certificates up to the root, fit for the role {}",
                    role.word()
                ));
                Ok(())
            }
        }
    }
}

/// A chain in any of its forms: a device folder, a file of a chain or device, or the value itself.
pub(super) fn read(argument: &str) -> Result<(String, Chain)> {
    let path = Path::new(argument);
    if path.is_dir() {
        return Ok((argument.to_owned(), Device::open(path)?.chain));
    }
    let given = anything::read(argument)?;
    // Chains are long; what is short can only be meant as a name.
    if given.is_value && argument.len() < MIN_VALUE_LEN {
        let missing = std::io::Error::new(std::io::ErrorKind::NotFound, "there is no such file or folder");
        return Err(Error::io(path, missing));
    }
    let text = std::str::from_utf8(&given.bytes).ok().map(str::trim);
    let decoded = text.and_then(|text| from_hex(text).or_else(|| from_base64(text)));
    let bytes = decoded.as_deref().unwrap_or(&given.bytes);
    let chain = if bytes.starts_with(b"PRD") {
        Prd::read(bytes, 0).map(|prd| prd.chain)
    } else {
        Chain::read(bytes, 0)
    };
    match chain {
        Ok(chain) => Ok((given.name, chain)),
        Err(error) => Err(given.explain(error.into())),
    }
}
