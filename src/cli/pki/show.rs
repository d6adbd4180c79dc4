//! `boxlock pki show`.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::Console;
use crate::Result;
use crate::clock::rfc3339;
use crate::keys::text::{to_base64, to_hex};
use crate::pki::numbers::NEVER;
use crate::pki::{Certificate, Pki, feature, usage};

/// Show the public keys and certificates of a PKI, and what it revoked.
#[derive(clap::Args)]
pub struct ShowArgs {
    /// The folder that pki init made
    #[arg(value_name = "PKI")]
    folder: PathBuf,
}

impl ShowArgs {
    /// Runs the command.
    ///
    /// # Errors
    /// When the folder is no PKI.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let pki = Pki::open(&self.folder)?;
        if console.json {
            return console.out_json(&json(&pki)?);
        }
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = writeln!(text, "root public key            {}", to_hex(pki.root_public().bytes()));
        let _ = writeln!(text, "license server public key  {}", to_hex(pki.server_key().public().bytes()));
        let _ = writeln!(text, "made                       {}", pki.created());
        let revocation = pki.revocation_info()?;
        let _ = writeln!(text, "revocation                 sequence {}", revocation.sequence);
        for digest in pki.revocations().digests() {
            let _ = writeln!(text, "  revoked                  {}", to_hex(digest));
        }
        for entry in pki.entries() {
            let chain = pki.chain(entry)?;
            let _ = writeln!(text, "\n{}", entry.name);
            describe(&mut text, chain.leaf());
        }
        console.out(&text)
    }
}

/// A certificate in indented lines.
pub(super) fn describe(text: &mut String, leaf: &Certificate) {
    let names = |numbers: &[u32], name: fn(u32) -> &'static str| {
        let names: Vec<String> =
            numbers.iter().map(|number| format!("{number} ({})", name(*number))).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    let _ = writeln!(text, "  type            {}", leaf.kind);
    let _ = writeln!(text, "  name            {}", crate::inspect::printable(&leaf.name()));
    let _ = writeln!(text, "  security level  {}", leaf.security_level);
    let _ = writeln!(text, "  expires         {}", expiry(leaf.expiry));
    let _ = writeln!(text, "  digest          {}", to_hex(&leaf.digest));
    let _ = writeln!(text, "  features        {}", names(&leaf.features, feature::name));
    for key in &leaf.keys {
        let _ = writeln!(text, "  key for         {}", names(&key.usages, usage::name));
    }
    if let Some(metering) = &leaf.metering {
        let _ = writeln!(text, "  metering id     {}  {}", to_hex(&metering.id), to_base64(&metering.id));
        let _ = writeln!(text, "  URL             {}", crate::inspect::printable(&metering.url_text()));
    }
    if let Some(domain) = &leaf.domain {
        let _ = writeln!(text, "  account         {}", to_hex(&domain.account_id));
        let _ = writeln!(text, "  service         {}", to_hex(&domain.service_id));
        let _ = writeln!(text, "  revision        {}", domain.revision);
    }
}

pub(super) fn expiry(seconds: u32) -> String {
    if seconds == NEVER { "never".to_owned() } else { rfc3339(seconds.into()) }
}

/// A PKI as JSON.
pub(super) fn json(pki: &Pki) -> Result<Value> {
    let mut certificates = Vec::new();
    for entry in pki.entries() {
        let mut certificate = certificate_json(pki.chain(entry)?.leaf());
        certificate["name"] = json!(entry.name);
        certificate["duty"] = json!(entry.duty);
        certificate["issued"] = json!(entry.issued);
        certificates.push(certificate);
    }
    let digests: Vec<String> = pki.revocations().digests().map(|digest| to_hex(digest)).collect();
    Ok(json!({
        "schema": "boxlock.pki/1",
        "created": pki.created(),
        "root_public_key": to_hex(pki.root_public().bytes()),
        "license_server_public_key": to_hex(pki.server_key().public().bytes()),
        "certificates": certificates,
        "revocation": { "sequence": pki.revocation_info()?.sequence, "digests": digests },
    }))
}

/// The leaf of a chain as JSON.
pub(super) fn certificate_json(leaf: &Certificate) -> Value {
    let keys: Vec<Value> = leaf
        .keys
        .iter()
        .map(|key| json!({ "public_key": to_hex(key.key.bytes()), "usages": key.usages }))
        .collect();
    let mut value = json!({
        "type": leaf.kind.0,
        "type_name": leaf.kind.name(),
        "subject": leaf.name(),
        "security_level": leaf.security_level,
        "expires": (leaf.expiry != NEVER).then(|| rfc3339(leaf.expiry.into())),
        "digest": to_hex(&leaf.digest),
        "features": leaf.features,
        "keys": keys,
    });
    if let Some(metering) = &leaf.metering {
        value["metering_id"] = json!(to_hex(&metering.id));
        value["metering_id_base64"] = json!(to_base64(&metering.id));
        value["url"] = json!(metering.url_text());
    }
    if let Some(domain) = &leaf.domain {
        value["account_id"] = json!(to_hex(&domain.account_id));
        value["service_id"] = json!(to_hex(&domain.service_id));
        value["revision"] = json!(domain.revision);
        value["url"] = json!(domain.url_text());
    }
    value
}
