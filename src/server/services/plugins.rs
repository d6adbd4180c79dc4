//! The plug-ins that a service's tables ask for.

use std::collections::BTreeMap;
use std::path::Path;

use super::named;
use super::tables::{DownloadTable, Metering, Plan, RuleTable, SecureStop, Service, Streams, read_kid};
use crate::error::Result;
use crate::license::policy::Guid;
use crate::rights_manager::handlers::{
    BoughtOnly, CustomDataRules, DomainHandler, DomainTerms, Handlers, LicenseHandler, MeteringHandler,
    PackagingHandler, Plans, PlausibleCounts, Programs, Receipts, Rule, SecureDeleteHandler,
    SecureStopHandler, StreamLimit,
};
use crate::rights_manager::service::Definition;
use crate::server::webhook::Webhook;

/// The plug-ins of a service: its own, and its backend for everything.
pub(super) fn handlers(service: &Service, definition: &Definition, folder: &Path) -> Result<Handlers> {
    Ok(Plugins::read(service, definition, folder)?.handlers())
}

/// The plug-ins of a service, each in its order.
#[derive(Default)]
struct Plugins {
    license: Vec<Box<dyn LicenseHandler>>,
    domain: Vec<Box<dyn DomainHandler>>,
    metering: Vec<Box<dyn MeteringHandler>>,
    secure_stop: Vec<Box<dyn SecureStopHandler>>,
    secure_delete: Vec<Box<dyn SecureDeleteHandler>>,
    packaging: Vec<Box<dyn PackagingHandler>>,
    backend: Option<Webhook>,
}

impl Plugins {
    fn read(service: &Service, definition: &Definition, folder: &Path) -> Result<Self> {
        let mut own = Self::default();
        if !service.rule.is_empty() {
            let rules: Result<Vec<Rule>> = service.rule.iter().map(RuleTable::read).collect();
            own.license.push(Box::new(CustomDataRules(rules?)));
        }
        if let Some(deny) = &service.deny {
            own.license.push(Box::new(deny.read()?));
        }
        if service.accounts.as_ref().is_some_and(|accounts| accounts.bought_only) {
            own.license.push(Box::new(BoughtOnly));
        }
        if !service.plan.is_empty() {
            own.domain.push(Box::new(read_plans(&service.plan, definition)?));
        }
        if let Some(Metering { actions, most }) = &service.metering {
            own.metering.push(Box::new(PlausibleCounts { actions: actions.clone(), most: *most }));
        }
        if let Some(SecureStop { proven_only }) = service.secure_stop {
            own.secure_stop.push(Box::new(Receipts { proven_only }));
        }
        let programs = service.packaging.iter().flat_map(|packaging| &packaging.programs);
        let programs = programs.map(|(program, kid)| Ok((program.clone(), read_kid("packaging", kid)?)));
        own.packaging.push(Box::new(Programs(programs.collect::<Result<_>>()?)));
        let downloads = service.downloads.as_ref().map(DownloadTable::read).transpose()?;
        if let Some(downloads) = &downloads {
            own.secure_delete.push(Box::new(downloads.clone()));
        }
        if let Some(hook) = &service.webhook {
            own.ask(&hook.read(folder)?);
        }
        // What is counted comes last: what is refused counts nothing.
        if let Some(downloads) = downloads {
            own.license.push(Box::new(downloads));
        }
        if let Some(Streams { limit, seconds }) = service.streams {
            own.license.push(Box::new(StreamLimit { streams: limit, seconds }));
        }
        Ok(own)
    }

    /// A backend is asked about everything.
    fn ask(&mut self, hook: &Webhook) {
        self.license.push(Box::new(hook.clone()));
        self.domain.push(Box::new(hook.clone()));
        self.metering.push(Box::new(hook.clone()));
        self.secure_stop.push(Box::new(hook.clone()));
        self.secure_delete.push(Box::new(hook.clone()));
        self.packaging.push(Box::new(hook.clone()));
        self.backend = Some(hook.clone());
    }

    fn handlers(self) -> Handlers {
        let handlers = Handlers {
            license: Box::new(self.license),
            domain: Box::new(self.domain),
            metering: Box::new(self.metering),
            secure_stop: Box::new(self.secure_stop),
            secure_delete: Box::new(self.secure_delete),
            packaging: Box::new(self.packaging),
            ..Handlers::default()
        };
        match self.backend {
            Some(hook) => Handlers { acknowledgement: Box::new(hook), ..handlers },
            None => handlers,
        }
    }
}

/// Plans lower the limits of their accounts; a service gives its largest one as its own.
fn read_plans(plans: &[Plan], definition: &Definition) -> Result<Plans> {
    let of_service = DomainTerms::of(definition);
    let mut all = BTreeMap::new();
    for plan in plans {
        let account = plan.account.parse::<Guid>();
        let account = account.map_err(|error| named("plan", &error.to_string()))?.to_string();
        let own = DomainTerms {
            device_limit: plan.device_limit.unwrap_or(of_service.device_limit),
            computer_limit: plan.computer_limit.unwrap_or(of_service.computer_limit),
        };
        if own.device_limit > of_service.device_limit || own.computer_limit > of_service.computer_limit {
            let error = named("plan", &format!("account {account} has more than the service's own limits"));
            return Err(error.hint("give the service the limits of its largest plan"));
        }
        if all.insert(account.clone(), own).is_some() {
            return Err(named("plan", &format!("account {account} has two")));
        }
    }
    Ok(Plans(all))
}
