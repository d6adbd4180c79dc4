//! `boxlock pki device`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Console, Output, RandomArgs, moment, show};
use crate::keys::text::to_hex;
use crate::pki::numbers::NEVER;
use crate::pki::{DEFAULT_FEATURES, Device, DeviceKind, DeviceOptions, Pki, feature};
use crate::{Error, Result};

/// Make, show and export test devices.
#[derive(clap::Args)]
pub struct DeviceCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    New(New),
    Show(Show),
    Export(Export),
}

/// Make a folder with a new device: its chain under the PKI's root and its keys. Only the owner can read it.
#[derive(clap::Args)]
struct New {
    /// The folder that pki init made
    #[arg(value_name = "PKI")]
    pki: PathBuf,
    /// The folder to make; its parent must exist
    #[arg(value_name = "DEVICE")]
    folder: PathBuf,
    /// Security level
    #[arg(long, value_name = "150|2000|3000", value_parser = level)]
    level: u32,
    /// Type of the certificate; services may count computers (pc) apart from other devices
    #[arg(long = "type", value_name = "TYPE", default_value = "device")]
    kind: Kind,
    /// Model name in the certificate
    #[arg(long, value_name = "NAME", default_value = "Test Device")]
    name: String,
    /// Features, separated by commas or given again: aescbc and aescbcs, which the device announces in challenges, and secureclock,
    /// antirollback, revocation, playready3, receiver, transmitter and others, which its certificate has. Without any of the latter
    /// it has secureclock, revocation and playready3
    #[arg(long, value_name = "FEATURE", value_delimiter = ',', value_parser = feature_word)]
    feature: Vec<Feature>,
    /// When the certificate expires (RFC 3339), or never
    #[arg(long, value_name = "TIME", default_value = "never", value_parser = moment)]
    expires: u32,
    /// A hardware id, as text, for the signed extended data of the certificate
    #[arg(long, value_name = "TEXT")]
    hardware_id: Option<String>,
    /// Replace a device that is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    random: RandomArgs,
}

/// Show a device.
#[derive(clap::Args)]
struct Show {
    /// The folder that device new made
    #[arg(value_name = "DEVICE")]
    folder: PathBuf,
}

/// Write the device file that independent clients load. It holds the private keys.
#[derive(clap::Args)]
struct Export {
    /// The folder that device new made
    #[arg(value_name = "DEVICE")]
    folder: PathBuf,
    /// Version of the file: 2 has the device's keys, 3 also its group's
    #[arg(long, value_name = "2|3", default_value_t = 3, value_parser = clap::value_parser!(u8).range(2..=3))]
    prd: u8,
    /// The file to write
    #[arg(value_name = "FILE")]
    output: PathBuf,
    /// Overwrite the file
    #[arg(long)]
    force: bool,
}

/// The type of a certificate as it is given.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Kind {
    Device,
    Pc,
}

/// A feature as it is given.
#[derive(Clone, Debug)]
enum Feature {
    /// Announced in challenges.
    Client(&'static str),
    /// In the certificate.
    Certificate(u32),
}

fn level(text: &str) -> std::result::Result<u32, &'static str> {
    match text {
        "150" => Ok(150),
        "2000" => Ok(2000),
        "3000" => Ok(3000),
        _ => Err("devices have level 150, 2000 or 3000"),
    }
}

fn feature_word(text: &str) -> std::result::Result<Feature, String> {
    let word = text.trim().to_ascii_lowercase().replace(['-', '_'], "");
    match word.as_str() {
        "aescbc" => Ok(Feature::Client("AESCBC")),
        "aescbcs" => Ok(Feature::Client("AESCBCS")),
        _ => feature::from_word(&word).map(Feature::Certificate).ok_or_else(|| {
            let words: Vec<&str> = feature::ALL.iter().filter_map(|number| feature::word(*number)).collect();
            format!("unknown; the features are aescbc, aescbcs, {}", words.join(", "))
        }),
    }
}

impl DeviceCommand {
    /// Runs the command.
    ///
    /// # Errors
    /// When a folder or file exists, is missing or broken, or cannot be written.
    pub fn run(self, console: &mut Console) -> Result<()> {
        match self.command {
            Command::New(args) => args.run(console),
            Command::Show(args) => shown(console, &Device::open(&args.folder)?),
            Command::Export(args) => args.run(console),
        }
    }
}

impl New {
    fn run(self, console: &mut Console) -> Result<()> {
        let pki = Pki::open(&self.pki)?;
        let mut rng = self.random.rng(console);
        let mut options = DeviceOptions {
            kind: match self.kind {
                Kind::Device => DeviceKind::Device,
                Kind::Pc => DeviceKind::Pc,
            },
            level: self.level,
            name: self.name,
            features: Vec::new(),
            client_features: Vec::new(),
            expiry: self.expires,
            hardware_id: self.hardware_id.map(String::into_bytes),
            force: self.force,
        };
        for feature in self.feature {
            match feature {
                Feature::Client(name) => options.client_features.push(name.to_owned()),
                Feature::Certificate(number) => options.features.push(number),
            }
        }
        if options.features.is_empty() {
            options.features = DEFAULT_FEATURES.to_vec();
        }
        options.features.sort_unstable();
        options.features.dedup();
        options.client_features.sort_unstable();
        options.client_features.dedup();
        if options.expiry != NEVER && u64::from(options.expiry) <= super::now() {
            console.warn("--expires: the certificate has expired already");
        }
        let device = Device::create(&pki, &self.folder, &options, &mut *rng)?;
        shown(console, &device)?;
        console.talk(&format!("made a test device in {}", self.folder.display()));
        Ok(())
    }
}

impl Export {
    fn run(self, console: &mut Console) -> Result<()> {
        let bytes = Device::open(&self.folder)?.export_prd(self.prd)?;
        let mut output = Output::create(&self.output, self.force, &[])?;
        restrict(&output, &self.output)?;
        output.write(|sink| sink.append(&bytes).and_then(|()| sink.flush()))?;
        output.finish()?;
        console.talk(&format!("wrote {} ({} bytes, with private keys)", self.output.display(), bytes.len()));
        Ok(())
    }
}

/// Private keys are for the owner of the file only, whatever the umask says.
#[cfg(unix)]
fn restrict(output: &Output, path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if let Output::File { temporary, .. } = output {
        let owner_only = std::fs::Permissions::from_mode(0o600);
        temporary.as_file().set_permissions(owner_only).map_err(|error| Error::io(path, error))?;
    }
    Ok(())
}

/// Elsewhere the rules of the folder hold.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)]
fn restrict(_: &Output, _: &Path) -> Result<()> {
    Ok(())
}

fn shown(console: &mut Console, device: &Device) -> Result<()> {
    if console.json {
        return console.out_json(&json(device));
    }
    let mut text = format!("{}\n", crate::inspect::printable(&device.name));
    show::describe(&mut text, device.chain.leaf());
    let announced =
        if device.client_features.is_empty() { "none".to_owned() } else { device.client_features.join(", ") };
    text.push_str(&format!("  announces       {announced}\n"));
    text.push_str(&format!("  root            {}\n", to_hex(device.root.bytes())));
    console.out(&text)
}

fn json(device: &Device) -> Value {
    let mut value = show::certificate_json(device.chain.leaf());
    value["schema"] = json!("boxlock.device/1");
    value["name"] = json!(device.name);
    value["client_features"] = json!(device.client_features);
    value["root_public_key"] = json!(to_hex(device.root.bytes()));
    value
}
