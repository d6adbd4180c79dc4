//! Domains: join, renew and leave.

use super::store::{DomainRecord, missing};
use super::{CallError, Client};
use crate::error::Error;
use crate::license::policy::Guid;
use crate::rights_manager::fault::FaultCode;
use crate::rights_manager::operations::join_domain::{JoinRequest, read_membership};
use crate::rights_manager::operations::leave_domain::{LeaveRequest, read_left};
use crate::rights_manager::{Operation, response};

/// A domain that the device is a member of now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// What the store holds of it.
    pub record: DomainRecord,
    /// The newest revision that the device had before.
    pub before: Option<u32>,
}

/// A domain whose keys the device has deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The account.
    pub account_id: Guid,
    /// Whether the controller still knew the device as a member.
    pub was_member: bool,
}

impl Client {
    /// Joins a domain, or renews the membership when there is one.
    ///
    /// # Errors
    /// When the controller refuses, or its answer does not hold.
    pub fn join(
        &self,
        url: &str,
        service_id: Guid,
        account_id: Guid,
        friendly_name: Option<&str>,
        custom_data: Option<&str>,
    ) -> std::result::Result<Joined, CallError> {
        let state = self.store.read()?;
        let is_same = |known: &DomainRecord| (known.service_id, known.account_id) == (service_id, account_id);
        let before = state.domains.iter().find(|known| is_same(known)).and_then(DomainRecord::newest);
        let info = self.info(&state)?;
        let server_key = self.server_key()?;
        let request = JoinRequest {
            service_id: service_id.wire(),
            account_id: account_id.wire(),
            revision: before,
            friendly_name: friendly_name.or(Some(&self.device.name)),
            custom_data,
            client_time: self.now(),
            client_info: &info,
            server_key: &server_key,
        };
        let built = request.build(&self.device.signing_key, &mut Self::rng())?;
        let answer = self.http.call(url, Operation::JoinDomain, &built.text, &response::LIMITS)?;
        let url = answer.url.as_str();
        let membership = read_membership(
            &answer.envelope,
            &self.expected(Some(built.nonce)),
            &request,
            &self.device.encryption_key,
        )
        .map_err(|error| Error::from(error).about(url))?;
        let record = DomainRecord::of(&membership, url);
        self.store.update(|state| {
            state.domains.retain(|known| !is_same(known));
            state.domains.push(record.clone());
            Ok(())
        })?;
        Ok(Joined { record, before })
    }

    /// Leaves a domain; its keys are deleted when the controller knows. One that says the device is no member has the same effect.
    ///
    /// # Errors
    /// When the device has no such membership, or the controller refuses.
    pub fn leave(
        &self,
        account_id: Guid,
        service_id: Option<Guid>,
        url: Option<&str>,
        custom_data: Option<&str>,
    ) -> std::result::Result<Left, CallError> {
        let state = self.store.read()?;
        let is_asked = |known: &&DomainRecord| {
            known.account_id == account_id && service_id.is_none_or(|service| service == known.service_id)
        };
        let known = state.domains.iter().find(is_asked);
        let known = known.ok_or_else(|| {
            missing(format!("the device is no member of a domain of account {account_id}"))
                .hint("boxlock client list shows its domains")
        })?;
        let service_id = known.service_id;
        let info = self.info(&state)?;
        let server_key = self.server_key()?;
        let request = LeaveRequest {
            service_id: service_id.wire(),
            account_id: account_id.wire(),
            revision: known.newest().unwrap_or_default(),
            custom_data,
            client_time: self.now(),
            client_info: &info,
            server_key: &server_key,
        };
        let built = request.build(&self.device.signing_key, &mut Self::rng())?;
        let url = url.unwrap_or(&known.url);
        let was_member = match self.http.call(url, Operation::LeaveDomain, &built.text, &response::LIMITS) {
            Ok(answer) => {
                read_left(&answer.envelope, &self.expected(Some(built.nonce)), &request)
                    .map_err(|error| super::refused(&answer.url, error))?;
                true
            }
            Err(CallError::Refused { fault, .. }) if fault.known() == Some(FaultCode::NotAMember) => false,
            Err(error) => return Err(error),
        };
        self.store.update(|state| {
            state.domains.retain(|known| (known.service_id, known.account_id) != (service_id, account_id));
            Ok(())
        })?;
        Ok(Left { account_id, was_member })
    }
}
