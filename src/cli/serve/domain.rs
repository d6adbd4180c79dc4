//! `boxlock serve domain`: what the operator does with domains.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{audit_file, open_store, read_store};
use crate::Result;
use crate::cli::Console;
use crate::clock::{Clock as _, SystemClock};
use crate::crypto::OsRng;
use crate::keys::text::{array_from_hex, to_hex};
use crate::license::policy::Guid;
use crate::pki::Pki;
use crate::rights_manager::operations::domains::{domain_id, remove_member, renew_domain};
use crate::server::audit::AdminLog;
use crate::store::domain::DomainId;
use crate::store::{ClientId, Store, StoreUrl};

/// Renew domains and remove members, also while the service runs.
#[derive(clap::Args)]
pub struct DomainCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Renew(RenewArgs),
    Remove(RemoveArgs),
}

/// Give a domain a new revision with a new key. Members must renew before they get another license for it; what they have still plays.
#[derive(clap::Args)]
struct RenewArgs {
    #[command(flatten)]
    domain: DomainArgs,
}

/// Remove a device from a domain. Its requests are refused until it joins anew, and its place is free.
#[derive(clap::Args)]
struct RemoveArgs {
    #[command(flatten)]
    domain: DomainArgs,
    /// The device, as reports name it: 64 hexadecimal digits
    #[arg(long, value_name = "HEX", value_parser = client)]
    client: ClientId,
}

#[derive(clap::Args)]
struct DomainArgs {
    /// The PKI folder of the service
    #[arg(long, value_name = "PKI")]
    pki: PathBuf,
    /// The store of the service: sqlite:FILE or postgres://USER@HOST/DATABASE [default: service.db in the PKI folder]
    #[arg(long, value_name = "STORE")]
    store: Option<String>,
    /// The audit file that the change is recorded in, or none [default: that beside the SQLite file, if there is one]
    #[arg(long, value_name = "FILE|none")]
    audit: Option<PathBuf>,
    /// The account of the domain: a GUID, or base64 of one as in messages
    #[arg(long, value_name = "GUID")]
    account: Guid,
    /// The service of the domain: a GUID, or base64 of one as in DS_ID
    #[arg(long, value_name = "GUID", default_value = "00000000-0000-0000-0000-000000000000")]
    service: Guid,
}

impl DomainCommand {
    pub fn run(self, console: &mut Console) -> Result<()> {
        match self.command {
            Command::Renew(args) => args.run(console),
            Command::Remove(args) => args.run(console),
        }
    }
}

/// What a change is made with.
struct Place {
    pki: Pki,
    store: Arc<Store>,
    domain: DomainId,
    audit: Option<AdminLog>,
}

impl DomainArgs {
    fn open(self) -> Result<Place> {
        let pki = Pki::open(&self.pki)?;
        let url = match &self.store {
            Some(store) => read_store(store)?,
            None => StoreUrl::file(&self.pki.join("service.db")),
        };
        url.require_existing()?;
        let store = Arc::new(open_store(&pki, &url)?);
        let is_asked = self.audit.is_some();
        let path = audit_file(self.audit, &url).filter(|path| is_asked || path.exists());
        let open = |path: PathBuf| AdminLog::open(&path, Arc::clone(&store), SystemClock.now(), &mut OsRng);
        let audit = path.map(open).transpose()?;
        Ok(Place { pki, store, domain: domain_id(self.service.wire(), self.account.wire()), audit })
    }
}

impl Place {
    /// Records what was done to the domain, and ends.
    fn close(self, action: &str, facts: &[(&str, Value)]) -> Result<()> {
        let domain = [("service_id", json!(self.domain.service)), ("account", json!(self.domain.account))];
        let recorded = match self.audit {
            Some(mut audit) => audit.record(action, &[&domain, facts].concat(), SystemClock.now()),
            None => Ok(()),
        };
        self.store.close();
        recorded
    }
}

impl RenewArgs {
    fn run(self, console: &mut Console) -> Result<()> {
        let place = self.domain.open()?;
        let domain = place.domain.clone();
        let renewed = renew_domain(&place.store, &place.pki, &domain, &mut OsRng, SystemClock.now())?;
        let facts = [("revision", json!(renewed.revision)), ("members", json!(renewed.members()))];
        place.close("renew-domain", &facts)?;
        if console.json {
            return console.out_json(&json!({
                "service": domain.service,
                "account": domain.account,
                "revision": renewed.revision,
                "members": renewed.members(),
            }));
        }
        console.out(&format!("revision {}, {} members to renew\n", renewed.revision, renewed.members()))
    }
}

impl RemoveArgs {
    fn run(self, console: &mut Console) -> Result<()> {
        let place = self.domain.open()?;
        let domain = place.domain.clone();
        let removed = remove_member(&place.store, &domain, self.client, SystemClock.now())?;
        place.close(
            "remove-member",
            &[("client", json!(to_hex(&self.client))), ("removed", json!(removed))],
        )?;
        if console.json {
            return console.out_json(&json!({
                "service": domain.service,
                "account": domain.account,
                "removed": removed,
            }));
        }
        console.out(if removed { "removed\n" } else { "was no member any more\n" })
    }
}

fn client(text: &str) -> std::result::Result<ClientId, String> {
    array_from_hex(text).ok_or_else(|| "not 64 hexadecimal digits".to_owned())
}
