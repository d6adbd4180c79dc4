//! A handler that decides by custom data.

use super::LicenseHandler;
use crate::license::LicenseRequestGroup;
use crate::rights_manager::Fault;
use crate::rights_manager::operations::acquire_license::Request;
use crate::rights_manager::service::{Call, Caller};

/// What a rule does.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The request gets this policy.
    Policy(Vec<LicenseRequestGroup>),
    /// The request is refused, with this custom data.
    Deny(String),
}

/// A parameter of custom data and what follows from it.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The name of the parameter.
    pub parameter: String,
    /// Its value; any when there is none.
    pub value: Option<String>,
    /// What follows.
    pub verdict: Verdict,
}

/// The first rule that fits decides; without one the request stays as it is.
#[derive(Clone, Debug, Default)]
pub struct CustomDataRules(pub Vec<Rule>);

impl LicenseHandler for CustomDataRules {
    fn acquire(
        &self,
        _: &Call<'_>,
        caller: &Caller,
        _: &Request,
        groups: Vec<LicenseRequestGroup>,
    ) -> Result<Vec<LicenseRequestGroup>, Fault> {
        let fits = |rule: &&Rule| {
            let found = caller.parameter(&rule.parameter);
            found.is_some_and(|found| rule.value.as_ref().is_none_or(|value| *value == found))
        };
        match self.0.iter().find(fits).map(|rule| &rule.verdict) {
            None => Ok(groups),
            Some(Verdict::Policy(policy)) => Ok(policy.clone()),
            Some(Verdict::Deny(text)) => Err(Fault::service(text.clone())),
        }
    }
}
