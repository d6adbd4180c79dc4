//! What a service does, as functions of text: a request comes in, a response or a [`super::Fault`] comes out. Time, randomness, keys and
//! whatever must be remembered are parameters.

pub mod acknowledge_license;
pub mod acquire_license;
pub mod acquire_packaging_data;
mod client_info;
pub mod domains;
pub mod get_metering_certificate;
pub mod issue;
pub mod join_domain;
pub mod leave_domain;
mod once;
pub mod process_delete_license_data;
pub mod process_metering_data;
pub mod process_secure_stop_data;

pub use acquire_license::{Answer, LicenseServer, Options, Request, acquire_license, answer};
pub use domains::{DomainKeys, OwnDomains};

use super::service::{Call, Reply};
use super::soap::Envelope;
use super::{Fault, Operation};

/// Answers a message of one operation.
pub type Handle = fn(&Call<'_>, &Envelope) -> std::result::Result<Reply, Fault>;

/// The operations that a service answers.
pub const OPERATIONS: &[(Operation, Handle)] = &[
    (Operation::AcknowledgeLicense, acknowledge_license::handle),
    (Operation::AcquireLicense, issue::handle),
    (Operation::AcquirePackagingData, acquire_packaging_data::handle),
    (Operation::GetMeteringCertificate, get_metering_certificate::handle),
    (Operation::JoinDomain, join_domain::handle),
    (Operation::LeaveDomain, leave_domain::handle),
    (Operation::ProcessDeleteLicenseData, process_delete_license_data::handle),
    (Operation::ProcessMeteringData, process_metering_data::handle),
    (Operation::ProcessSecureStopData, process_secure_stop_data::handle),
];
