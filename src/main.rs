//! Parse, run, print the error and its hint, exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(boxlock::cli::run(std::env::args_os()) as u8)
}
