//! Many titles in one command: a catalogue is read, planned, run on all cores, and resumed.

pub mod storage;
