//! `boxlock license mint`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::target::{Output, display, is_dash};
use super::super::{Console, KeyOptions};
use super::{PolicyOptions, read_chain, warn_of_level};
use crate::clock::{Clock as _, SystemClock, parse_rfc3339};
use crate::crypto::{OsRng, Rng, SeededRng};
use crate::keys::{ContentKey, KeyId, KeySet};
use crate::license::cfg::KidSelector;
use crate::license::issue::{DomainGrant, Issued, KeyStore, Recipient, issue};
use crate::license::mint::KeyCipher;
use crate::license::policy::{ClientCapabilities, Domain, Guid};
use crate::pki::{Chain, Device, Pki, Role, usage, verify};
use crate::{Error, Result};

/// Make licenses for key IDs and a device. With several key IDs the output is a folder that exists, or a name with {kid} in it;
/// licenses in a folder are called KID.xmr.
#[derive(clap::Args)]
pub(super) struct MintArgs {
    /// The PKI folder that the device belongs to
    #[arg(long, value_name = "PKI")]
    pki: PathBuf,
    /// Bind the licenses to this device: its folder, or a certificate chain; to a domain, when the chain is of a domain
    #[arg(long, value_name = "DEVICE|CERT")]
    device: PathBuf,
    /// Key IDs: UUID, 32 hex digits or guid:BASE64. Without any: those of --key and --keys
    #[arg(long, value_name = "KID", num_args = 1..)]
    kid: Vec<KeyId>,
    /// Where to write: a file, - for stdout, a folder, or a name with {kid} in it
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Replace files that are there
    #[arg(long)]
    force: bool,
    /// The nonce of the request that the licenses answer: 32 hex digits
    #[arg(long, value_name = "HEX", value_parser = parse_nonce)]
    nonce: Option<[u8; 16]>,
    /// Time of issue, such as 2026-11-22T10:00:00Z; now without it
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<u64>,
    /// How content keys are encrypted: ECC-256 (3), or ECC-256 with KZ (4)
    #[arg(long, value_name = "3|4", default_value = "3", value_parser = ["3", "4"])]
    cipher: String,
    /// For tests of boxlock itself: licenses that repeat
    #[arg(long, value_name = "N", hide = true)]
    seed_rng: Option<u64>,
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    keys: KeyOptions,
}

fn parse_nonce(text: &str) -> std::result::Result<[u8; 16], String> {
    crate::keys::text::array_from_hex(text).ok_or_else(|| "not 32 hex digits".to_owned())
}

pub(in crate::cli) fn parse_time(text: &str) -> std::result::Result<u64, String> {
    parse_rfc3339(text).ok_or_else(|| "no time: write 2026-11-22 or 2026-11-22T10:00:00Z".to_owned())
}

/// The keys of the command line, and the domain when the licenses are for one.
struct Known {
    keys: KeySet,
    domain: Option<DomainGrant>,
}

impl KeyStore for Known {
    fn content_key(&self, kid: &KeyId) -> Option<ContentKey> {
        self.keys.get(kid)
    }

    fn domain(&self, _asked: &Domain) -> Option<DomainGrant> {
        self.domain
    }
}

impl MintArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let now = self.at.unwrap_or_else(|| SystemClock.now());
        let pki = Pki::open(&self.pki)?;
        let (chain, aes_cbc) = self.chain()?;
        let (role, domain) = match &chain.leaf().domain {
            Some(domain) => (Role::Domain, Some(domain)),
            None => (Role::Device, None),
        };
        let subject = display(&self.device, "stdin");
        let revoked = pki.revocations();
        verify(&chain, &pki.root_public(), role, now, revoked)
            .map_err(|error| Error::check_failed(error.to_string()).about(&subject))?;
        let key = chain.leaf().key_with_usage(usage::ENCRYPT_KEY).ok_or_else(|| {
            Error::unsupported("the certificate has no key to encrypt to (usage 2)").about(&subject)
        })?;
        let domain = domain.map(|domain| DomainGrant {
            account_id: Guid::from_wire(domain.account_id),
            revision: domain.revision,
            key,
        });
        let keys = Known { keys: self.keys.key_set()?, domain };
        let mut groups = self.policy.groups()?;
        if domain.is_some() {
            for group in &mut groups {
                group.policy.domain.get_or_insert_default();
            }
        }
        let client = match domain {
            Some(_) => ClientCapabilities::default(),
            None => ClientCapabilities { aes_cbc, ..ClientCapabilities::of_chain(&chain) },
        };
        let recipient = Recipient {
            device: key,
            client,
            nonce: self.nonce,
            issued: now,
            revocation: None,
            metering_id: Some(Guid::from_wire(pki.metering().id)),
            cipher: if self.cipher == "4" { KeyCipher::Ecc256WithKz } else { KeyCipher::Ecc256 },
        };
        let mut rng: Box<dyn Rng> = match self.seed_rng {
            Some(seed) => Box::new(SeededRng::new(seed)),
            None => Box::new(OsRng),
        };
        let kids = self.kids(&keys.keys);
        if kids.is_empty() && groups.iter().any(|group| group.kid == KidSelector::Header) {
            return Err(
                Error::usage("no key ID is given").hint("pass --kid KID, or keys with --key or --keys")
            );
        }
        let issued = issue(&groups, &kids, &recipient, &keys, rng.as_mut())?;
        let level = chain.leaf().security_level;
        for Issued { kid, minted } in issued.iter().filter(|_| role == Role::Device) {
            let needed = u32::from(minted.policy.security_level);
            if needed > level {
                warn_of_level(console, &subject, level, kid, needed);
            }
        }
        self.write(&issued, console)
    }

    fn kids(&self, keys: &KeySet) -> Vec<KeyId> {
        let mut kids = self.kid.clone();
        if kids.is_empty() {
            kids.extend(keys.entries().iter().map(|entry| entry.kid));
        }
        let mut seen = std::collections::BTreeSet::new();
        kids.retain(|kid| seen.insert(*kid));
        kids
    }

    /// The chain, and whether the device decrypts AES-CBC; a certificate alone does not tell, so it is believed to.
    fn chain(&self) -> Result<(Chain, bool)> {
        if self.device.is_dir() {
            let device = Device::open(&self.device)?;
            let aes_cbc = device.announces("AESCBC");
            return Ok((device.chain, aes_cbc));
        }
        Ok((read_chain(&self.device)?, true))
    }

    fn write(&self, issued: &[Issued], console: &mut Console) -> Result<()> {
        let paths = self.paths(issued)?;
        let mut outputs = Vec::new();
        for path in &paths {
            outputs.push(Output::create(path, self.force, &[])?);
        }
        let mut licenses = Vec::new();
        for ((mut output, path), Issued { kid, minted }) in outputs.into_iter().zip(&paths).zip(issued) {
            output.write(|sink| sink.append(&minted.bytes))?;
            output.finish()?;
            let name = display(path, "stdout");
            console.talk(&format!("license for {kid}: {} bytes, {name}", minted.bytes.len()));
            licenses.push(document(*kid, &minted.bytes, &minted.policy.words(), &name));
        }
        if console.json && !is_dash(&self.output) {
            console.out_json(&json!({ "schema": "boxlock.mint/1", "licenses": licenses }))?;
        }
        Ok(())
    }

    fn paths(&self, issued: &[Issued]) -> Result<Vec<PathBuf>> {
        let template = self.output.to_str().filter(|text| text.contains("{kid}"));
        if template.is_none() && !self.output.is_dir() && issued.len() > 1 {
            return Err(Error::usage(format!("{} licenses, one file", issued.len()))
                .about("--output")
                .hint("give a folder that exists, or a name with {kid} in it"));
        }
        let path = |issued: &Issued| match template {
            Some(text) => PathBuf::from(text.replace("{kid}", &issued.kid.to_string())),
            None if self.output.is_dir() => self.output.join(format!("{}.xmr", issued.kid)),
            None => Path::new(&self.output).to_path_buf(),
        };
        Ok(issued.iter().map(path).collect())
    }
}

fn document(kid: KeyId, license: &[u8], words: &[String], file: &str) -> Value {
    json!({ "kid": kid, "file": file, "size": license.len(), "policy": words })
}
