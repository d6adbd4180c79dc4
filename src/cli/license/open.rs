//! `boxlock license open`, and the licenses of `decrypt --device`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::Console;
use super::super::target::{Output, display, is_dash};
use super::domain_keys::{self, DomainKeyOptions};
use super::mint::parse_time;
use super::read_bytes;
use crate::clock::{Clock as _, SystemClock, rfc3339};
use crate::error::{Error, ErrorKind, Result};
use crate::keys::text::to_hex;
use crate::keys::{KeyEntry, KeySet, KeySpec, Selector, key_file};
use crate::license::open::DomainKey;
use crate::license::{LicenseError, OpenContext, Opened, PlayState};
use crate::pki::{Device, Revocations, feature};
use crate::rights_manager::Fault;
use crate::rights_manager::challenge::Challenge;
use crate::rights_manager::response::{self, Expected, Response, open_all};
use crate::rights_manager::soap::{self, Envelope};
use crate::xmr::License;

/// Verify a license response as a strict client does, and open its licenses.
///
/// Checked are the signature and its certificates, nonce and rights IDs (with --challenge), and of each license its binding, signature,
/// unknown parts, security level, features, chain and dates. A refused response or license ends with exit code 1 and the HRESULT of
/// clients; a fault with exit code 8. Keys are only shown with --show-keys.
#[derive(clap::Args)]
pub(super) struct OpenArgs {
    #[command(flatten)]
    device: DeviceOptions,
    /// The response, or a license file: a file, or - for stdin
    #[arg(value_name = "RESPONSE")]
    response: PathBuf,
    /// The challenge that it must answer
    #[arg(long, value_name = "CHALLENGE")]
    challenge: Option<PathBuf>,
    /// Write the keys to a file for --keys, readable by its owner only
    #[arg(long, value_name = "FILE")]
    keys_out: Option<PathBuf>,
    /// Go on when only some of the licenses open
    #[arg(long)]
    partial: bool,
    /// Print keys
    #[arg(long)]
    show_keys: bool,
    /// Replace the file of --keys-out
    #[arg(long, requires = "keys_out")]
    force: bool,
}

/// A device, and when it opens licenses.
#[derive(clap::Args)]
struct DeviceOptions {
    /// The folder of the device
    #[arg(long, value_name = "DEVICE")]
    device: PathBuf,
    /// The device's time, such as 2026-11-22T10:00:00Z; now without it
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<u64>,
    #[command(flatten)]
    domains: DomainKeyOptions,
}

/// Keys from licenses, for commands that need keys.
#[derive(clap::Args, Clone, Default)]
#[command(next_help_heading = "Licenses")]
pub struct DeviceLicense {
    /// The folder of the device that opens the licenses
    #[arg(long, value_name = "DEVICE", requires = "license")]
    device: Option<PathBuf>,
    /// Take keys from a license response or license file, opened by the device as a strict client does
    #[arg(long, value_name = "FILE", requires = "device")]
    license: Vec<PathBuf>,
    #[command(flatten)]
    domains: DomainKeyOptions,
}

impl DeviceLicense {
    /// The keys of all licenses that open; the others are warned of.
    ///
    /// # Errors
    /// When a file or the device cannot be read, a response is refused, or no license opens.
    pub fn specs(&self, console: &mut Console) -> Result<Vec<KeySpec>> {
        let Some(folder) = &self.device else { return Ok(Vec::new()) };
        let device = Device::open(folder)?;
        let domains = self.domains.keys(folder)?;
        let now = SystemClock.now();
        let mut specs = Vec::new();
        for path in &self.license {
            let subject = display(path, "stdin");
            let licenses = read(path, &device, now, None)?.licenses;
            let play = |opened: Opened| opened.play(&mut PlayState::default(), now).map(|()| opened);
            let results: Vec<_> = open_all(&licenses, None, &context(&device, &domains, now))
                .into_iter()
                .map(|result| result.and_then(play))
                .collect();
            let none = results.iter().all(|result| result.is_err());
            for result in results {
                match result {
                    Ok(opened) => specs.push(KeySpec {
                        selector: Selector::All,
                        kid: opened.kid,
                        key: Some(opened.key.clone()),
                        iv: None,
                    }),
                    Err(error) if none => return Err(domain_keys::refused(error, &domains).about(subject)),
                    Err(error) => console.warn(&format!("{subject}: {}", refusal(&error))),
                }
            }
        }
        Ok(specs)
    }

    /// Whether a license comes from stdin, so that nothing else can.
    pub fn reads_stdin(&self) -> bool {
        self.license.iter().any(|path| is_dash(path))
    }
}

/// Licenses, and what the response around them says.
struct Licenses {
    licenses: Vec<License>,
    transaction_id: Option<String>,
    signed: Option<bool>,
}

/// Reads a response, which is verified, or a license file.
fn read(path: &Path, device: &Device, now: u64, nonce: Option<[u8; 16]>) -> Result<Licenses> {
    let bytes = read_bytes(path, response::LIMITS.bytes as u64)?;
    let parse = || -> Result<Licenses> {
        if bytes.starts_with(b"XMR\0") {
            return Ok(Licenses {
                licenses: vec![License::read(&bytes, 0)?],
                transaction_id: None,
                signed: None,
            });
        }
        let envelope = Envelope::read(&bytes, &response::LIMITS)?;
        if let Some(fault) = Fault::read(&envelope)? {
            let message = format!("the server refused with a fault: {fault} (0x{:08X})", fault.code);
            return Err(ErrorKind::Remote(message).into());
        }
        let response = Response::from_envelope(&envelope)?;
        response.verify(&Expected { root: &device.root, now, revoked: &Revocations::default(), nonce })?;
        Ok(Licenses {
            signed: Some(response.signed.is_some()),
            licenses: response.licenses,
            transaction_id: response.transaction_id,
        })
    };
    parse().map_err(|error| {
        let error = error.about(display(path, "stdin"));
        match error.kind {
            ErrorKind::Parse(_) => error.hint("give the response of a license server, or a license (XMR)"),
            _ => error,
        }
    })
}

/// The device as a client.
fn context<'a>(device: &'a Device, domains: &'a [DomainKey], now: u64) -> OpenContext<'a> {
    let leaf = device.chain.leaf();
    OpenContext {
        domains,
        aes_cbc: device.announces("AESCBC"),
        trusted_clock: leaf.has_feature(feature::SECURE_CLOCK)
            || leaf.has_feature(feature::ANTI_ROLLBACK_CLOCK),
        ..OpenContext::new(&device.encryption_key, device.security_level(), now)
    }
}

fn refusal(error: &LicenseError) -> String {
    format!("{error} (0x{:08X})", error.hresult())
}

impl OpenArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let device = Device::open(&self.device.device)?;
        let now = self.device.at.unwrap_or_else(|| SystemClock.now());
        let nonce = self.challenge.as_deref().map(|path| nonce(path, &device)).transpose()?.flatten();
        let subject = display(&self.response, "stdin");
        let read = read(&self.response, &device, now, nonce)?;
        if self.challenge.is_none() && read.signed.is_some() {
            console.talk("not compared with a request; --challenge does that");
        }
        let domains = self.device.domains.keys(&self.device.device)?;
        let results = open_all(&read.licenses, nonce, &context(&device, &domains, now));
        let opened: Vec<&Opened> = results.iter().filter_map(|result| result.as_ref().ok()).collect();
        let refused: Vec<&LicenseError> = results.iter().filter_map(|result| result.as_ref().err()).collect();
        let go_on = refused.is_empty() || self.partial && !opened.is_empty();
        if let (false, Some(first)) = (go_on, refused.first()) {
            let error = domain_keys::refused((*first).clone(), &domains).about(&subject);
            return Err(if opened.is_empty() {
                error
            } else {
                error.hint("--partial takes the licenses that open")
            });
        }
        for error in refused {
            console.warn(&format!("{subject}: {}", refusal(error)));
        }
        if let Some(path) = &self.keys_out {
            write_keys(path, self.force, &opened)?;
        }
        self.show(&opened, &read, console)
    }

    fn show(&self, opened: &[&Opened], read: &Licenses, console: &mut Console) -> Result<()> {
        if console.json {
            let licenses: Vec<Value> = opened.iter().map(|license| self.document(license)).collect();
            return console.out_json(&json!({
                "schema": "boxlock.open/1",
                "signed": read.signed,
                "transaction_id": read.transaction_id,
                "licenses": licenses,
            }));
        }
        let mut text = String::new();
        for license in opened {
            text += &format!("{}  {}\n", license.kid, license.policy.words().join("; "));
            if let Some(root) = &license.root {
                text += &format!("  root: {}\n", root.words().join("; "));
            }
            if self.show_keys {
                text += &format!("  key {}\n", *license.key.expose_hex());
            }
        }
        if opened.is_empty() {
            console.talk("the response holds no license");
        }
        if let Some(id) = &read.transaction_id {
            console.talk(&format!("the server asks for an acknowledgement of transaction {id}"));
        }
        console.out(&text)
    }

    fn document(&self, license: &Opened) -> Value {
        json!({
            "kid": license.kid,
            "rights_id": to_hex(&license.rights_id),
            "policy": license.policy.words(),
            "persistent": license.policy.is_persistent(),
            "issued": license.issued.map(rfc3339),
            "key": self.show_keys.then(|| license.key.expose_hex().to_string()),
        })
    }
}

/// The nonce of a challenge that this device made.
fn nonce(path: &Path, device: &Device) -> Result<Option<[u8; 16]>> {
    let bytes = read_bytes(path, soap::LIMITS.bytes as u64)?;
    let about = |error: Error| error.about(display(path, "stdin"));
    let challenge = Challenge::read(&bytes, &soap::LIMITS).map_err(|error| about(error.into()))?;
    let checked = challenge.signed.verify(&device.signing_key.public());
    checked.map_err(|error| {
        about(Error::check_failed(format!("the challenge is not this device's: {error}")))
    })?;
    Ok(challenge.nonce)
}

/// Writes the keys of licenses to a file for `--keys`, readable by its owner only.
pub(in crate::cli) fn write_keys(path: &Path, force: bool, opened: &[&Opened]) -> Result<()> {
    let specs = opened.iter().map(|license| KeySpec {
        selector: Selector::All,
        kid: license.kid,
        key: Some(license.key.clone()),
        iv: None,
    });
    let keys = KeySet::new(specs, None)?;
    let entries: &[KeyEntry] = keys.entries();
    let text = key_file::write(entries)?;
    let mut output = Output::create(path, force, &[])?;
    output.make_private()?;
    output.write(|sink| sink.append(text.as_bytes()).and_then(|()| sink.flush()))?;
    output.finish()
}
