//! The plug-ins of a service: what is its own business, as seven traits. Every method has a default, which is what a test server does:
//! it grants what it is asked for.
//!
//! Samples to use or to start from, each a file of a few lines; `server::Services` makes them from a TOML file:
//!
//! | plug-in | samples |
//! |---|---|
//! | license | [`BoughtOnly`], [`StreamLimit`], [`Downloads`], [`CustomDataRules`], [`DenyList`] |
//! | domain | [`Plans`] |
//! | metering | [`PlausibleCounts`] |
//! | secure stop | [`Receipts`]; its reports also end the streams of [`StreamLimit`] |
//! | secure delete | [`Downloads`] |
//! | packaging data | [`Programs`] |
//! | all, and acknowledgement | `server::Webhook` asks a backend over HTTP |
//!
//! A plug-in of one's own:
//!
//! ```
//! use std::sync::Arc;
//! use std::sync::atomic::{AtomicUsize, Ordering};
//!
//! use boxlock::keys::{KeySeed, KeySet};
//! use boxlock::rights_manager::Fault;
//! use boxlock::rights_manager::handlers::{AcknowledgementHandler, Handlers};
//! use boxlock::rights_manager::service::{Call, Caller, Definition};
//!
//! /// Counts licenses that clients could not store.
//! #[derive(Clone, Default)]
//! struct Failures(Arc<AtomicUsize>);
//!
//! impl AcknowledgementHandler for Failures {
//!     fn acknowledged(
//!         &self,
//!         _: &Call<'_>,
//!         _: &Caller,
//!         _transaction_id: &[u8; 16],
//!         results: &[([u8; 16], u32)],
//!     ) -> Result<(), Fault> {
//!         let failed = results.iter().filter(|(_, result)| *result >= 0x8000_0000).count();
//!         self.0.fetch_add(failed, Ordering::Relaxed);
//!         Ok(())
//!     }
//! }
//!
//! let failures = Failures::default();
//! let keys = KeySet::new([], Some(KeySeed::test()))?;
//! let shop = Definition {
//!     acknowledge: true,
//!     handlers: Handlers { acknowledgement: Box::new(failures.clone()), ..Handlers::default() },
//!     ..Definition::new("shop", Box::new(keys))
//! };
//! # assert_eq!((shop.id.as_str(), failures.0.load(Ordering::Relaxed)), ("shop", 0));
//! # Ok::<(), boxlock::Error>(())
//! ```
//!
//! A handler is called when a message has been read and its sender is known, and before anything is recorded; a fault from it is what
//! the client gets. Handlers are called on many threads at a time, and again for a message that is sent again.

mod counts;
mod deny;
mod downloads;
mod plans;
mod programs;
mod purchase;
mod receipts;
mod rules;
mod streams;

pub use counts::PlausibleCounts;
pub use deny::DenyList;
pub use downloads::Downloads;
pub use plans::Plans;
pub use programs::Programs;
pub use purchase::BoughtOnly;
pub use receipts::Receipts;
pub use rules::{CustomDataRules, Rule, Verdict};
pub use streams::StreamLimit;

use super::Fault;
use super::operations::acquire_license;
use super::service::{Call, Caller, Definition};
use crate::keys::{ContentKey, KeyId};
use crate::license::LicenseRequestGroup;
use crate::store::{deletion, domain, metering, secure_stop};

/// Decides which licenses a request gets.
pub trait LicenseHandler: Send + Sync {
    /// `groups` are what the URL or the custom data asks for, or the service's own policy. What is returned is minted; nothing is minted
    /// for an empty list.
    ///
    /// # Errors
    /// The fault to answer with.
    fn acquire(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        request: &acquire_license::Request,
        groups: Vec<LicenseRequestGroup>,
    ) -> Result<Vec<LicenseRequestGroup>, Fault> {
        let _ = (call, caller, request);
        Ok(groups)
    }
}

/// Each handler sees what those before it made of the request; the first fault ends it.
impl LicenseHandler for Vec<Box<dyn LicenseHandler>> {
    fn acquire(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        request: &acquire_license::Request,
        groups: Vec<LicenseRequestGroup>,
    ) -> Result<Vec<LicenseRequestGroup>, Fault> {
        self.iter().try_fold(groups, |groups, handler| handler.acquire(call, caller, request, groups))
    }
}

/// Hears which licenses were stored.
pub trait AcknowledgementHandler: Send + Sync {
    /// `results` are rights IDs and the client's HRESULTs.
    ///
    /// # Errors
    /// The fault to answer with.
    fn acknowledged(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        transaction_id: &[u8; 16],
        results: &[([u8; 16], u32)],
    ) -> Result<(), Fault> {
        let _ = (call, caller, transaction_id, results);
        Ok(())
    }
}

/// A device that wants to join a domain.
#[derive(Clone, Debug)]
pub struct JoinAsk {
    /// Service and account.
    pub domain: domain::DomainId,
    /// The newest revision whose key the device has.
    pub revision: Option<u32>,
    /// What its owner calls it.
    pub friendly_name: Option<String>,
}

/// On what terms a device joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DomainTerms {
    /// Most devices of the domain that are no computers.
    pub device_limit: u32,
    /// Most computers of the domain.
    pub computer_limit: u32,
}

impl DomainTerms {
    /// Those of the service.
    pub const fn of(definition: &Definition) -> Self {
        Self { device_limit: definition.device_limit, computer_limit: definition.computer_limit }
    }
}

/// Decides who may join and leave domains.
pub trait DomainHandler: Send + Sync {
    /// A device wants to join.
    ///
    /// # Errors
    /// The fault to answer with.
    fn join(&self, call: &Call<'_>, caller: &Caller, ask: &JoinAsk) -> Result<DomainTerms, Fault> {
        let _ = (caller, ask);
        Ok(DomainTerms::of(call.definition))
    }

    /// A device wants to leave.
    ///
    /// # Errors
    /// The fault to answer with.
    fn leave(&self, call: &Call<'_>, caller: &Caller, domain: &domain::DomainId) -> Result<(), Fault> {
        let _ = (call, caller, domain);
        Ok(())
    }
}

/// All must agree, and the least of their limits holds.
impl DomainHandler for Vec<Box<dyn DomainHandler>> {
    fn join(&self, call: &Call<'_>, caller: &Caller, ask: &JoinAsk) -> Result<DomainTerms, Fault> {
        let mut terms = DomainTerms::of(call.definition);
        for handler in self {
            let own = handler.join(call, caller, ask)?;
            terms.device_limit = terms.device_limit.min(own.device_limit);
            terms.computer_limit = terms.computer_limit.min(own.computer_limit);
        }
        Ok(terms)
    }

    fn leave(&self, call: &Call<'_>, caller: &Caller, domain: &domain::DomainId) -> Result<(), Fault> {
        self.iter().try_for_each(|handler| handler.leave(call, caller, domain))
    }
}

/// Hears metering reports.
pub trait MeteringHandler: Send + Sync {
    /// A report that is about to be counted.
    ///
    /// # Errors
    /// The fault to answer with; nothing is counted then.
    fn metered(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        report: &metering::CountMetering,
    ) -> Result<(), Fault> {
        let _ = (call, caller, report);
        Ok(())
    }
}

/// All must agree.
impl MeteringHandler for Vec<Box<dyn MeteringHandler>> {
    fn metered(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        report: &metering::CountMetering,
    ) -> Result<(), Fault> {
        self.iter().try_for_each(|handler| handler.metered(call, caller, report))
    }
}

/// Hears of playback that ended.
pub trait SecureStopHandler: Send + Sync {
    /// A report that is about to be recorded. What is returned is custom data for the client.
    ///
    /// # Errors
    /// The fault to answer with; nothing is recorded then.
    fn stopped(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        report: &secure_stop::RecordStops,
    ) -> Result<Option<String>, Fault> {
        let _ = (call, caller, report);
        Ok(None)
    }
}

/// All must agree; the custom data is that of the first that has some.
impl SecureStopHandler for Vec<Box<dyn SecureStopHandler>> {
    fn stopped(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        report: &secure_stop::RecordStops,
    ) -> Result<Option<String>, Fault> {
        self.iter().try_fold(None, |custom_data: Option<String>, handler| {
            let own = handler.stopped(call, caller, report)?;
            Ok(custom_data.or(own))
        })
    }
}

/// Hears of licenses that were deleted.
pub trait SecureDeleteHandler: Send + Sync {
    /// A report that is about to be recorded.
    ///
    /// # Errors
    /// The fault to answer with; nothing is recorded then.
    fn deleted(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        report: &deletion::DeleteLicenses,
    ) -> Result<(), Fault> {
        let _ = (call, caller, report);
        Ok(())
    }
}

/// All must agree.
impl SecureDeleteHandler for Vec<Box<dyn SecureDeleteHandler>> {
    fn deleted(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        report: &deletion::DeleteLicenses,
    ) -> Result<(), Fault> {
        self.iter().try_for_each(|handler| handler.deleted(call, caller, report))
    }
}

/// A program that a packager wants keys for.
#[derive(Clone, Debug)]
pub struct PackagingAsk {
    /// What the packager calls the program.
    pub program: String,
    /// System IDs of the protection systems, as they were sent.
    pub systems: Vec<String>,
}

/// Gives packagers their keys.
pub trait PackagingHandler: Send + Sync {
    /// The key that a new program is to have; a program that has one keeps it. `None` lets the service choose.
    ///
    /// # Errors
    /// The fault to answer with.
    fn key(&self, call: &Call<'_>, ask: &PackagingAsk) -> Result<Option<(KeyId, ContentKey)>, Fault> {
        let _ = (call, ask);
        Ok(None)
    }
}

/// All must agree; the key is that of the first that has one.
impl PackagingHandler for Vec<Box<dyn PackagingHandler>> {
    fn key(&self, call: &Call<'_>, ask: &PackagingAsk) -> Result<Option<(KeyId, ContentKey)>, Fault> {
        self.iter().try_fold(None, |key, handler| Ok(key.or(handler.key(call, ask)?)))
    }
}

/// What a test server does.
#[derive(Clone, Copy, Debug, Default)]
pub struct TestServer;

impl LicenseHandler for TestServer {}
impl AcknowledgementHandler for TestServer {}
impl DomainHandler for TestServer {}
impl MeteringHandler for TestServer {}
impl SecureStopHandler for TestServer {}
impl SecureDeleteHandler for TestServer {}
impl PackagingHandler for TestServer {}

/// The plug-ins of one service.
pub struct Handlers {
    /// Which licenses a request gets.
    pub license: Box<dyn LicenseHandler>,
    /// Which licenses were stored.
    pub acknowledgement: Box<dyn AcknowledgementHandler>,
    /// Who may join and leave domains.
    pub domain: Box<dyn DomainHandler>,
    /// How often licenses were used.
    pub metering: Box<dyn MeteringHandler>,
    /// Playback that ended.
    pub secure_stop: Box<dyn SecureStopHandler>,
    /// Licenses that were deleted.
    pub secure_delete: Box<dyn SecureDeleteHandler>,
    /// Keys of packagers.
    pub packaging: Box<dyn PackagingHandler>,
}

impl Default for Handlers {
    fn default() -> Self {
        Self {
            license: Box::new(TestServer),
            acknowledgement: Box::new(TestServer),
            domain: Box::new(TestServer),
            metering: Box::new(TestServer),
            secure_stop: Box::new(TestServer),
            secure_delete: Box::new(TestServer),
            packaging: Box::new(TestServer),
        }
    }
}
