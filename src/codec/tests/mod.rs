//! What the tests of several codecs share: samples of real streams, and headers built bit by bit.

pub mod bits;
pub mod golden;
