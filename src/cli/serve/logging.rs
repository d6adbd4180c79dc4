//! The service's log on stderr: what was asked and how it was answered; never bodies, never keys.

use std::io::IsTerminal as _;

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::cli::{ColorChoice, Console};

/// Form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// One line per event, for people.
    Text,
    /// One JSON object per event.
    Json,
    /// No log.
    None,
}

/// Starts the log of this process.
pub fn start(format: LogFormat, console: &Console) {
    let level = match (console.quiet, console.verbose) {
        (true, _) => Level::ERROR,
        (_, true) => Level::DEBUG,
        _ => Level::INFO,
    };
    // Libraries may log what they carry; only this program's own events are shown.
    let own = Targets::new().with_target("boxlock", level);
    let color = match console.color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        }
    };
    let layer = fmt::layer().with_writer(std::io::stderr).with_ansi(color).with_target(false);
    let layer = match format {
        LogFormat::Text => layer.boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
        LogFormat::None => return,
    };
    // It fails only when a log runs already, as in a program that uses this crate.
    let _ = tracing_subscriber::registry().with(layer.with_filter(own)).try_init();
}
