//! The test certificate authority: certificates and chains, the folders of a PKI and of devices, device files and revocation.
//!
//! Every key is made here, under a root that `boxlock pki init` draws; no foreign device or root can be brought in.
//!
//! * [`Chain`] and [`Certificate`]: lossless reader; [`Template`] makes and signs certificates.
//! * [`verify`]: walks a chain to a root, more strictly than clients do; [`ChainError`] has a variant per cause.
//! * [`Pki`]: the folder with the root and everything a license service needs; [`Device`]: the folder of a test device.
//! * [`prd`]: the device file that independent clients load. [`revocation`]: revocation information and lists.

mod certificate;
mod chain;
mod device;
mod files;
mod folder;
pub mod numbers;
pub mod prd;
pub mod revocation;
mod verify;

pub use certificate::{
    Basic, Body, Certificate, CertifiedKey, DomainInfo, Extended, Manufacturer, MeteringInfo, Object,
    SignatureBody, Template, object_name,
};
pub use chain::Chain;
pub use device::{DEFAULT_FEATURES, Device, DeviceKind, DeviceOptions};
pub use folder::{Duty, Entry, InitOptions, Metering, Pki, Signer};
pub use numbers::{CertificateType, feature, usage};
pub use revocation::Revocations;
pub use verify::{ChainError, Role, verify, verify_to_own_end};

#[cfg(test)]
mod tests;
