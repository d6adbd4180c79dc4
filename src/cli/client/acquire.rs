//! `boxlock client acquire`.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::super::license::write_keys;
use super::super::{Console, anything};
use super::DeviceArgs;
use crate::client::{Acquire, Acquired, AcquiredLicense, Joined};
use crate::drm::PlayReadyData;
use crate::keys::text::to_hex;
use crate::license::{Opened, Policy};
use crate::{Error, Result};

/// Get licenses for a file or a header, and store those that may be stored.
///
/// The answer is checked as a strict client does. When no license of it opens the exit code is 1; when the service refuses it is 8.
#[derive(clap::Args)]
pub(super) struct AcquireArgs {
    #[command(flatten)]
    device: DeviceArgs,
    /// The license server; without it, the LA_URL of the header
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The content's PlayReady header: a file, a header in any form, - for stdin, or the value itself
    #[arg(long, value_name = "ANYTHING", allow_hyphen_values = true, conflicts_with = "input")]
    header: Option<String>,
    /// The file that licenses are wanted for
    #[arg(value_name = "FILE", required_unless_present = "header")]
    input: Option<PathBuf>,
    /// Data for the service
    #[arg(long, value_name = "TEXT")]
    custom_data: Option<String>,
    /// Join or renew a domain when the service asks for it
    #[arg(long)]
    join: bool,
    /// Tell the service at once that the licenses are stored, when it asks for that
    #[arg(long)]
    acknowledge: bool,
    /// Write the keys to a file for --keys, readable by its owner only
    #[arg(long, value_name = "FILE")]
    keys_out: Option<PathBuf>,
    /// Replace the file of --keys-out
    #[arg(long, requires = "keys_out")]
    force: bool,
}

/// What is asked for licenses for.
pub(super) struct Content {
    /// The header.
    pub data: PlayReadyData,
    /// Its name in messages.
    pub name: String,
}

impl Content {
    pub(super) fn read(argument: &str) -> Result<Self> {
        let input = anything::read(argument)?;
        let data = PlayReadyData::recognise(&input.bytes).map_err(|error| input.explain(error))?;
        Ok(Self { data, name: input.name })
    }

    /// The URL that was given, or that of the header.
    pub(super) fn url(&self, given: Option<&str>) -> Result<String> {
        if let Some(url) = given {
            return Ok(url.to_owned());
        }
        let header = self.data.header().map_err(|error| error.about(&self.name))?;
        header.la_url.ok_or_else(|| {
            Error::usage("the header names no license server").about(&self.name).hint("give --url")
        })
    }
}

/// The argument of a file, as `anything` takes it.
pub(super) fn path_text(path: &std::path::Path) -> Result<&str> {
    path.to_str().ok_or_else(|| {
        Error::unsupported("the name of the file is not UTF-8").about_path(path).hint("pipe it to --header -")
    })
}

impl AcquireArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let argument = match (&self.header, &self.input) {
            (Some(header), _) => header.as_str(),
            (None, Some(input)) => path_text(input)?,
            (None, None) => return Err(Error::usage("no file and no header")),
        };
        let content = Content::read(argument)?;
        let url = content.url(self.url.as_deref())?;
        let header = content.data.text();
        let client = self.device.client()?;
        let ask =
            Acquire { url: &url, header: &header, custom_data: self.custom_data.as_deref(), join: self.join };
        let acquired = client.acquire(&ask)?;
        let opened: Vec<&Opened> = acquired.opened().collect();
        let mut useless = acquired.licenses.iter().filter(|license| !license.stored);
        let first = useless.find_map(|license| license.opened.as_ref().err());
        let is_none = opened.is_empty() && !acquired.licenses.iter().any(|license| license.stored);
        if let (true, Some(first)) = (is_none, first) {
            return Err(Error::from(first.clone()).about(&acquired.url));
        }
        if let Some(path) = &self.keys_out {
            write_keys(path, self.force, &opened)?;
        }
        let acknowledged = match acquired.transaction_id {
            Some(id) if self.acknowledge => !client.acknowledge(Some(id), None, None)?.is_empty(),
            _ => false,
        };
        if acquired.url != url {
            console.talk(&format!("{url} sent the client on to {}", acquired.url));
        }
        show(&acquired, acknowledged, console)
    }
}

fn show(acquired: &Acquired, acknowledged: bool, console: &mut Console) -> Result<()> {
    for Joined { record, before } in &acquired.joined {
        let revision = record.newest().unwrap_or_default();
        let account = record.account_id;
        console.talk(&match before {
            None => format!("joined the domain of account {account}, revision {revision}"),
            Some(_) => format!("renewed the domain of account {account} to revision {revision}"),
        });
    }
    for license in &acquired.licenses {
        if let Err(error) = &license.opened {
            if license.stored {
                console.talk(&format!("a license is stored for later: {error} (0x{:08X})", error.hresult()));
                continue;
            }
            console.warn(&format!("a license is refused: {error} (0x{:08X})", error.hresult()));
        }
    }
    if acquired.licenses.is_empty() {
        console.talk("the answer holds no license");
    }
    if let (Some(id), false) = (acquired.transaction_id, acknowledged) {
        console.talk(&format!(
            "the service asks for an acknowledgement of transaction {id}: boxlock client acknowledge"
        ));
    }
    if console.json {
        return console.out_json(&json!({
            "schema": "boxlock.client.acquire/1",
            "url": acquired.url,
            "transaction_id": acquired.transaction_id,
            "acknowledged": acknowledged,
            "joined": acquired.joined.iter().map(|joined| joined.record.account_id).collect::<Vec<_>>(),
            "licenses": acquired.licenses.iter().map(document).collect::<Vec<_>>(),
        }));
    }
    let mut text = String::new();
    for license in acquired.licenses.iter().filter(|license| license.stored || license.opened.is_ok()) {
        let place = if license.stored { "stored" } else { "not stored" };
        let words = Policy::from_license(&license.license).policy.words().join("; ");
        let Some(kid) = license.license.content_keys().first().map(|key| key.key_id()) else { continue };
        text += &format!("{kid}  {place}  {words}\n");
    }
    console.out(&text)
}

fn document(license: &AcquiredLicense) -> Value {
    let kid = license.license.content_keys().first().map(|key| key.key_id());
    let error = license.opened.as_ref().err();
    json!({
        "kid": kid,
        "rights_id": to_hex(&license.license.rights_id),
        "stored": license.stored,
        "policy": (license.stored || error.is_none())
            .then(|| Policy::from_license(&license.license).policy.words()),
        "error": error.map(ToString::to_string),
        "hresult": error.map(|error| format!("0x{:08X}", error.hresult())),
    })
}
