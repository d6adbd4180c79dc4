//! Many titles in one command: a catalogue is read, planned, run on all cores, and resumed.
//!
//! ```text
//! list or pattern ── plan ── run ── storage
//!                     │       │
//!                     └─ ledger ┘
//! ```
//!
//! * [`list`] reads job lists and makes rows of patterns; [`Settings`] are what may be said of a title, a [`Recipe`] what it amounts to:
//!   the place where encryption and DRM systems meet, for one file as for many.
//! * [`plan`] finds out what would be done and what cannot be, before anything is; [`keys`] gives titles their keys, [`shard`] their machine.
//! * [`run`] makes titles, several at a time, on one pool of threads. It tells an observer what happens and prints nothing.
//! * [`ledger`] remembers what is done between runs; [`storage`] reads and writes files and objects; [`hash`] tells whether they are what they were.
//! * [`report`] and [`status`] are what machines get to read.

pub mod hash;
pub mod keys;
pub mod ledger;
pub mod list;
pub mod plan;
pub mod report;
pub mod run;
pub mod shard;
pub mod status;
pub mod storage;

mod parallel;
mod recipe;
mod settings;

pub use recipe::Recipe;
pub use settings::{FieldError, Settings};
