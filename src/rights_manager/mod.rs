//! Messages of the RightsManager service: what clients send and servers answer, and the operations as functions of text. No sockets.
//!
//! [`soap`] reads envelopes under limits; [`signed`] and [`encrypted`] are the two protections that all messages share; [`fault`]
//! is how a server refuses. [`challenge`] and [`response`] are the two messages of a license acquisition, each with what makes it
//! and what checks it. [`operations`] is what a server does with requests.

pub mod challenge;
pub mod encrypted;
pub mod fault;
pub mod handlers;
pub mod names;
pub mod operations;
pub mod request;
pub mod response;
pub mod service;
pub mod signed;
pub mod soap;

pub use fault::{Fault, FaultCode};
pub use names::Operation;
