//! `boxlock client`: the test client of the service, one command per flow.

mod acquire;
mod clock;
mod domain;
mod list;
mod play;
mod reports;

pub(in crate::cli) use list::text as list_text;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Console;
use super::license::{parse_time, server_key};
use crate::client::{Client, Http, HttpOptions};
use crate::clock::{Clock, SystemClock};
use crate::license::policy::{Guid, parse_seconds};
use crate::{Error, Result};

/// Be a client of a license service: every flow, with a device folder that remembers licenses, domains, counters and sessions.
#[derive(clap::Args)]
pub struct ClientCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Acquire(acquire::AcquireArgs),
    Acknowledge(reports::AcknowledgeArgs),
    Join(domain::JoinArgs),
    Leave(domain::LeaveArgs),
    Play(play::PlayArgs),
    Meter(reports::MeterArgs),
    SecureStop(reports::SecureStopArgs),
    SecureDelete(reports::SecureDeleteArgs),
    PackagingData(reports::PackagingDataArgs),
    List(list::ListArgs),
    Clock(clock::ClockArgs),
}

impl ClientCommand {
    /// Runs the command.
    ///
    /// # Errors
    /// When arguments or files are no good, a license is refused, or the service refuses: then with exit code 8.
    pub fn run(self, console: &mut Console) -> Result<()> {
        match self.command {
            Command::Acquire(args) => args.run(console),
            Command::Acknowledge(args) => args.run(console),
            Command::Join(args) => args.run(console),
            Command::Leave(args) => args.run(console),
            Command::Play(args) => args.run(console),
            Command::Meter(args) => args.run(console),
            Command::SecureStop(args) => args.run(console),
            Command::SecureDelete(args) => args.run(console),
            Command::PackagingData(args) => args.run(console),
            Command::List(args) => args.run(console),
            Command::Clock(args) => args.run(console),
        }
    }
}

/// How services are reached.
#[derive(clap::Args)]
#[command(next_help_heading = "HTTP")]
struct HttpArgs {
    /// Trust only these certificates for HTTPS (PEM), such as tls/cert.pem of a PKI folder
    #[arg(long, value_name = "FILE")]
    cacert: Option<PathBuf>,
    /// How long a request may take: seconds, or 90s, 5min
    #[arg(long, value_name = "SPAN", default_value = "30s", value_parser = parse_span)]
    timeout: u32,
}

impl HttpArgs {
    fn http(&self) -> Result<Http> {
        if self.timeout == 0 {
            return Err(Error::usage("a request needs time").about("--timeout"));
        }
        Http::new(&HttpOptions { ca: self.cacert.clone(), timeout: Duration::from_secs(self.timeout.into()) })
    }
}

/// Which device, and when.
#[derive(clap::Args)]
struct DeviceArgs {
    /// The folder of the device; what it remembers lies in its folder "store"
    #[arg(long, value_name = "DEVICE")]
    device: PathBuf,
    /// The license server's public key, when it is not that of the device's PKI: the folder of its PKI, or 128 hex digits
    #[arg(long, value_name = "PKI|HEX")]
    server_key: Option<PathBuf>,
    /// The device's time at the start, such as 2026-11-22T10:00:00Z; now without it
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<u64>,
    #[command(flatten)]
    http: HttpArgs,
}

impl DeviceArgs {
    fn client(&self) -> Result<Client> {
        let key = self.server_key.as_deref().map(server_key).transpose()?;
        let clock: Arc<dyn Clock> = match self.at {
            Some(start) => Arc::new(SetClock { start, since: Instant::now() }),
            None => Arc::new(SystemClock),
        };
        Client::open(&self.device, key, self.http.http()?, clock)
    }
}

/// A clock that was set, and goes on from there.
struct SetClock {
    start: u64,
    since: Instant,
}

impl Clock for SetClock {
    fn now(&self) -> u64 {
        self.start.saturating_add(self.since.elapsed().as_secs())
    }
}

fn parse_span(text: &str) -> std::result::Result<u32, String> {
    parse_seconds(text).map_err(|error| error.to_string())
}

fn parse_guid(text: &str) -> std::result::Result<Guid, String> {
    text.parse().map_err(|error: crate::license::policy::TextError| error.to_string())
}

/// 16 bytes in base64 or hexadecimal.
fn parse_id(text: &str) -> std::result::Result<[u8; 16], String> {
    use crate::keys::text::{array_from_base64, array_from_hex};
    let text = text.trim();
    let id = array_from_hex(text).or_else(|| array_from_base64(text));
    id.ok_or_else(|| "no 16 bytes in base64 or hexadecimal".to_owned())
}
