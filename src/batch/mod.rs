//! Many titles in one command: a catalogue is read, planned, run on all cores, and resumed.

pub mod keys;
pub mod ledger;
pub mod list;
pub mod plan;
pub mod report;
pub mod run;
pub mod shard;
pub mod status;
pub mod storage;

mod hash;
mod parallel;
mod recipe;
mod settings;

pub use recipe::Recipe;
pub use settings::{FieldError, Settings};
