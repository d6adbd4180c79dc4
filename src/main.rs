//! Parse, run, print the error and its hint, exit.

fn main() {}
