//! `boxlock license request`.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::super::target::{Output, display, is_dash};
use super::super::{Console, anything};
use super::mint::parse_time;
use super::{find_header, read_chain};
use crate::clock::{Clock as _, SystemClock};
use crate::crypto::{OsRng, PublicKey};
use crate::keys::text::{array_from_hex, to_hex};
use crate::pki::revocation::{APPLICATION_LIST, REVOCATION_INFO_2, RUNTIME_LIST};
use crate::pki::{Device, Pki};
use crate::rights_manager::challenge::{ChallengeBuilder, ClientInfo, ListVersion, protocol_version};
use crate::{Error, Result};

/// Make a license challenge as a client does: signed by the device, its certificates encrypted to the license server.
#[derive(clap::Args)]
pub(super) struct RequestArgs {
    /// The folder of the device
    #[arg(long, value_name = "DEVICE")]
    device: PathBuf,
    /// The content's PlayReady header: an MP4 file, a header in any form, - for stdin, or the value itself
    #[arg(long, value_name = "ANYTHING", allow_hyphen_values = true)]
    header: String,
    /// The license server's public key: the folder of its PKI, or 128 hex digits
    #[arg(long, value_name = "PKI|HEX")]
    server_key: PathBuf,
    /// Data for the service
    #[arg(long, value_name = "TEXT")]
    custom_data: Option<String>,
    /// Certificate chains of domains that the device has joined
    #[arg(long, value_name = "CHAIN")]
    domain: Vec<PathBuf>,
    /// Version of the client's software
    #[arg(long, value_name = "VERSION", default_value = "10.0.16384.10011")]
    client_version: String,
    /// The client's time, such as 2026-11-22T10:00:00Z; now without it
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<u64>,
    /// Where to write the challenge: a file, or - for stdout
    #[arg(long, short, value_name = "CHALLENGE")]
    output: PathBuf,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
}

impl RequestArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let device = Device::open(&self.device)?;
        let server_key = server_key(&self.server_key)?;
        let input = anything::read(&self.header)?;
        let data = find_header(&input)?;
        let (text, header) = (data.text(), data.header().map_err(|error| input.explain(error))?);
        let mut chains = vec![device.chain.clone()];
        for path in &self.domain {
            let chain = read_chain(path)?;
            if chain.leaf().domain.is_none() {
                let message = format!("the certificate is of type {}, not of a domain", chain.leaf().kind);
                return Err(Error::unsupported(message).about(display(path, "stdin")));
            }
            chains.push(chain);
        }
        let builder = ChallengeBuilder {
            header: &text,
            client_version: &self.client_version,
            // A client that has no list yet says so, and gets those that there are.
            revocation_lists: [RUNTIME_LIST, APPLICATION_LIST, REVOCATION_INFO_2]
                .map(|id| ListVersion { id, version: 0 })
                .to_vec(),
            custom_data: self.custom_data.as_deref(),
            client_time: self.at.unwrap_or_else(|| SystemClock.now()),
            client_info: ClientInfo {
                chains,
                features: device.client_features.clone(),
                ree_features: Vec::new(),
            },
        };
        let built = builder.build(&device.signing_key, &server_key, &mut OsRng)?;
        let mut output = Output::create(&self.output, self.force, &[])?;
        output.write(|sink| sink.append(built.text.as_bytes()))?;
        output.finish()?;
        let kids: Vec<String> = header.kids.iter().map(|kid| kid.kid.to_string()).collect();
        console.talk(&format!(
            "challenge for {} by {:?}: {} bytes, {}",
            if kids.is_empty() { "no key ID".to_owned() } else { kids.join(", ") },
            device.name,
            built.text.len(),
            display(&self.output, "stdout")
        ));
        if console.json && !is_dash(&self.output) {
            console.out_json(&json!({
                "schema": "boxlock.request/1",
                "file": display(&self.output, "stdout"),
                "size": built.text.len(),
                "kids": kids,
                "protocol_version": protocol_version(header.version),
                "nonce": to_hex(&built.nonce),
            }))?;
        }
        Ok(())
    }
}

/// The public key of a PKI's license server, or the key itself.
pub(in crate::cli) fn server_key(argument: &Path) -> Result<PublicKey> {
    if argument.is_dir() {
        return Ok(Pki::open(argument)?.server_key().public());
    }
    let digits = argument.to_str().and_then(array_from_hex::<64>);
    let Some(bytes) = digits else {
        let error = Error::usage("is neither the folder of a PKI nor 128 hex digits").about("--server-key");
        return Err(error.hint("`boxlock pki show PKI --json` prints license_server_public_key"));
    };
    PublicKey::from_bytes(bytes).map_err(|error| Error::usage(error.to_string()).about("--server-key"))
}
