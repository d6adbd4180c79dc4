//! Many titles in one command: a catalogue is read, planned, run on all cores, and resumed.

pub mod list;
pub mod storage;

mod recipe;
mod settings;

pub use recipe::Recipe;
pub use settings::{FieldError, Settings};
