//! `boxlock client clock`.

use serde_json::json;

use super::super::Console;
use super::parse_time;
use crate::Result;
use crate::client::{Client, Http, HttpOptions};
use crate::clock::{Clock as _, FixedClock, SystemClock, rfc3339};

/// Show the latest time that the device remembers. While its clock is behind, licenses with dates do not play, as on a device whose clock
/// cannot be rolled back; --reset forgets that time, for tests that go back on purpose.
#[derive(clap::Args)]
pub(super) struct ClockArgs {
    /// The folder of the device
    #[arg(long, value_name = "DEVICE")]
    device: std::path::PathBuf,
    /// The device's time, such as 2026-11-22T10:00:00Z; now without it
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<u64>,
    /// Forget the latest time
    #[arg(long)]
    reset: bool,
}

impl ClockArgs {
    pub(super) fn run(self, console: &mut Console) -> Result<()> {
        let now = self.at.unwrap_or_else(|| SystemClock.now());
        let http = Http::new(&HttpOptions::default())?;
        let client = Client::open(&self.device, None, http, std::sync::Arc::new(FixedClock(now)))?;
        if self.reset {
            client.reset_clock()?;
        }
        let state = client.store.read()?;
        let (latest, set_back) = (state.last_time, client.clock_was_set_back(&state));
        let remembered = (latest != 0).then(|| rfc3339(latest));
        if console.json {
            return console.out_json(&json!({
                "schema": "boxlock.client.clock/1",
                "now": rfc3339(now),
                "latest": remembered,
                "set_back": set_back,
            }));
        }
        if set_back {
            console.warn("the clock was set back: licenses with dates do not play");
        }
        let remembered = remembered.unwrap_or_else(|| "none".to_owned());
        console.out(&format!("now     {}\nlatest  {remembered}\n", rfc3339(now)))
    }
}
