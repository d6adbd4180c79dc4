//! What a service does, as functions of text: a request comes in, a response or a [`super::Fault`] comes out. Time, randomness, keys and
//! whatever must be remembered are parameters.

pub mod acquire_license;
mod grants;

pub use acquire_license::{Answer, Issued, LicenseServer, Options, Request, acquire_license, issue};
pub use grants::{ContentKeys, DomainBinding, DomainKeys, Grant, GrantBinding, OwnDomains, grants};
