//! `boxlock license answer`.

use std::path::PathBuf;

use serde_json::json;

use super::super::target::{Output, display, is_dash};
use super::super::{Console, KeyOptions};
use super::mint::parse_time;
use super::{PolicyOptions, read_bytes, warn_of_level};
use crate::clock::{Clock as _, SystemClock};
use crate::crypto::OsRng;
use crate::license::issue::Issued;
use crate::license::policy::Guid;
use crate::pki::Pki;
use crate::rights_manager::challenge::Trust;
use crate::rights_manager::fault::Fault;
use crate::rights_manager::operations::acquire_license::{self, Request};
use crate::rights_manager::operations::{LicenseServer, Options, OwnDomains};
use crate::rights_manager::response::Signing;
use crate::rights_manager::soap::LIMITS;
use crate::{Error, Result};

/// The address that a fault names when there is no server.
const ACTOR: &str = "http://localhost/rightsmanager.asmx";

/// Answer a license challenge without a server: check who sent it, make the licenses, sign the response.
///
/// Key IDs come from the header in the challenge; a policy with several groups names them. A request that is refused gets a fault,
/// which is written in place of the response, and exit code 1.
#[derive(clap::Args)]
pub(super) struct AnswerArgs {
    /// The challenge: a file, or - for stdin
    #[arg(value_name = "CHALLENGE")]
    challenge: PathBuf,
    /// The PKI folder of the license server
    #[arg(long, value_name = "PKI")]
    pki: PathBuf,
    /// Obey queries in the challenge's custom data (json=, cfg=, cfg64=) as test servers do
    #[arg(long)]
    custom_data_queries: bool,
    /// Sign only responses with licenses that may be stored; others are signed too without this
    #[arg(long)]
    sign_persistent_only: bool,
    /// Time of the answer, such as 2026-11-22T10:00:00Z; now without it
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<u64>,
    /// Where to write the response: a file, or - for stdout
    #[arg(long, short, value_name = "RESPONSE")]
    output: PathBuf,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    keys: KeyOptions,
}

impl AnswerArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        if is_dash(&self.challenge) && self.keys.reads_stdin() {
            return Err(Error::usage("keys and challenge cannot both come from stdin"));
        }
        let pki = Pki::open(&self.pki)?;
        let root = pki.root_public();
        let keys = self.keys.key_set()?;
        let groups = self.policy.groups()?;
        let message = read_bytes(&self.challenge, LIMITS.bytes as u64)?;
        let revocation_lists = pki.revocation_lists()?;
        let server = LicenseServer {
            trust: Trust {
                server_key: pki.server_key(),
                root: &root,
                now: self.at.unwrap_or_else(|| SystemClock.now()),
                revoked: pki.revocations(),
                registry: None,
            },
            signer: pki.response_signer(),
            keys: &keys,
            domains: &OwnDomains,
            metering_id: Some(Guid::from_wire(pki.metering().id)),
            revocation_lists: &revocation_lists,
            options: Options {
                signing: if self.sign_persistent_only { Signing::Persistent } else { Signing::Always },
                custom_data_queries: self.custom_data_queries,
                ..Options::default()
            },
        };
        let mut output = Output::create(&self.output, self.force, &[&self.challenge])?;
        let request = Request::read(&message, &server.trust, &server.options.limits);
        let level = request.as_ref().ok().map(|request| request.client.chain.leaf().security_level);
        let answer = request.and_then(|request| {
            let query = if server.options.custom_data_queries { request.custom_query()? } else { None };
            acquire_license::answer(&request, query.as_deref().unwrap_or(&groups), &server, &mut OsRng)
        });
        let text = match &answer {
            Ok(answer) => &answer.text,
            Err(fault) => &fault.write(ACTOR),
        };
        output.write(|sink| sink.append(text.as_bytes()))?;
        output.finish()?;
        let answer = answer.map_err(|fault| refused(&fault).about(display(&self.challenge, "stdin")))?;
        for Issued { kid, minted } in &answer.issued {
            let needed = u32::from(minted.policy.security_level);
            if let Some(level) = level.filter(|level| needed > *level) {
                warn_of_level(console, "the client", level, kid, needed);
            }
        }
        for license in &answer.issued {
            console.talk(&format!(
                "license for {}: {}",
                license.kid,
                license.minted.policy.words().join("; ")
            ));
        }
        if answer.issued.is_empty() {
            console.talk("a response without licenses");
        }
        if console.json && !is_dash(&self.output) {
            let licenses: Vec<_> = answer
                .issued
                .iter()
                .map(|license| json!({ "kid": license.kid, "size": license.minted.bytes.len(), "policy": license.minted.policy.words() }))
                .collect();
            console.out_json(&json!({
                "schema": "boxlock.answer/1",
                "file": display(&self.output, "stdout"),
                "size": answer.text.len(),
                "licenses": licenses,
                "transaction_id": answer.transaction_id,
            }))?;
        }
        Ok(())
    }
}

/// A fault as an error: a check failed.
fn refused(fault: &Fault) -> Error {
    Error::check_failed(format!("the request is refused with a fault: {fault} (0x{:08X})", fault.code))
        .hint("the fault is in the output; `boxlock explain` says more about its code")
}
