//! `boxlock pki issue`.

use std::path::PathBuf;

use super::{Console, RandomArgs, id, now, show};
use crate::Result;
use crate::crypto::random_array;
use crate::pki::{Chain, Pki};

/// Issue further certificates of a PKI and keep them in its folder.
#[derive(clap::Args)]
pub struct IssueCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Metering(Metering),
    Domain(Domain),
    ResponseSigner(ResponseSigner),
}

/// Where to keep it.
#[derive(clap::Args)]
struct Place {
    /// The folder that pki init made
    #[arg(value_name = "PKI")]
    folder: PathBuf,
    /// The stem of its files in the folder
    #[arg(long, value_name = "NAME")]
    name: String,
    #[command(flatten)]
    random: RandomArgs,
}

/// Issue a metering certificate: reports and secure stops of its metering id are encrypted to it.
#[derive(clap::Args)]
struct Metering {
    #[command(flatten)]
    place: Place,
    /// The metering id, 16 bytes as hexadecimal digits or base64; drawn when absent
    #[arg(long, value_name = "ID", value_parser = id)]
    id: Option<[u8; 16]>,
    /// Where clients send reports
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8070/rightsmanager.asmx")]
    url: String,
}

/// Issue a certificate of one revision of a domain.
#[derive(clap::Args)]
struct Domain {
    #[command(flatten)]
    place: Place,
    /// The account, 16 bytes as hexadecimal digits or base64; drawn when absent
    #[arg(long, value_name = "ID", value_parser = id)]
    account: Option<[u8; 16]>,
    /// The service, 16 bytes as hexadecimal digits or base64; drawn when absent
    #[arg(long, value_name = "ID", value_parser = id)]
    service: Option<[u8; 16]>,
    /// The revision of the domain's key
    #[arg(long, value_name = "N", default_value_t = 1)]
    revision: u32,
    /// Where clients join
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8070/rightsmanager.asmx")]
    url: String,
}

/// Issue a certificate that signs license responses. It is used from then on.
#[derive(clap::Args)]
struct ResponseSigner {
    #[command(flatten)]
    place: Place,
}

impl IssueCommand {
    /// Runs the command.
    ///
    /// # Errors
    /// When the folder is no PKI, or the name or id is taken.
    pub fn run(self, console: &mut Console) -> Result<()> {
        let place = match &self.command {
            Command::Metering(args) => &args.place,
            Command::Domain(args) => &args.place,
            Command::ResponseSigner(args) => &args.place,
        };
        let (mut pki, mut rng) = (Pki::open(&place.folder)?, place.random.rng(console));
        let name = place.name.as_str();
        let mut draw = |given: Option<[u8; 16]>| given.map_or_else(|| random_array(&mut *rng), Ok);
        let chain = match &self.command {
            Command::Metering(args) => {
                let id = draw(args.id)?;
                pki.issue_metering(name, id, &args.url, &mut *rng, now())?.chain.clone()
            }
            Command::Domain(args) => {
                let (account, service) = (draw(args.account)?, draw(args.service)?);
                let (key, chain) = pki.issue_domain(account, service, args.revision, &args.url, &mut *rng)?;
                pki.keep_domain(name, key, chain.clone(), now())?;
                chain
            }
            Command::ResponseSigner(_) => pki.issue_response_signer(name, &mut *rng, now())?.chain.clone(),
        };
        shown(console, name, &chain)
    }
}

/// Shows what was issued.
fn shown(console: &mut Console, name: &str, chain: &Chain) -> Result<()> {
    if console.json {
        let mut value = show::certificate_json(chain.leaf());
        value["name"] = name.into();
        return console.out_json(&value);
    }
    let mut text = format!("{name}\n");
    show::describe(&mut text, chain.leaf());
    console.out(&text)
}
