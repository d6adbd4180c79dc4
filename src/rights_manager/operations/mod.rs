//! What a service does, as functions of text: a request comes in, a response or a [`super::Fault`] comes out. Time, randomness, keys and
//! whatever must be remembered are parameters.

pub mod acquire_license;
mod client_info;
mod domains;

pub use acquire_license::{Answer, LicenseServer, Options, Request, acquire_license, answer};
pub use domains::{DomainKeys, OwnDomains};
