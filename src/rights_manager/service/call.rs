//! A message in the hands of an operation.

use std::cell::Cell;

use super::definition::Definition;
use super::{Service, internal};
use crate::crypto::sha256;
use crate::rights_manager::challenge::Client;
use crate::rights_manager::{Fault, FaultCode};
use crate::store::ClientId;
use crate::store::accounts::KnowsAccount;
use crate::store::issue::DeviceSeen;

/// A message and where it came to.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// Keys, store, clock.
    pub service: &'a Service,
    /// The license service that it is for.
    pub definition: &'a Definition,
    /// What follows `?` in the URL, as it was sent.
    pub query: Option<&'a str>,
    /// The URL without the query.
    pub url: &'a str,
    /// The message as it came.
    pub message: &'a [u8],
    /// Seconds since 1970: one moment for the whole message.
    pub now: u64,
    /// Who asks, as soon as it is known: for the records of refusals.
    pub seen: &'a Cell<Option<ClientId>>,
}

impl Call<'_> {
    /// The sender of this message, once it has been checked.
    pub fn caller(&self, client: Client, custom_data: Option<String>, client_time: Option<u64>) -> Caller {
        let caller = Caller::new(client, custom_data, client_time);
        self.seen.set(Some(caller.id));
        caller
    }

    /// The account of the user that the custom data names.
    pub fn user(&self, caller: &Caller) -> Option<String> {
        caller.parameter(&self.definition.user_parameter).filter(|user| !user.is_empty())
    }

    /// Refuses an account that a service with a list of accounts does not know.
    ///
    /// # Errors
    /// The fault to answer with.
    pub fn check_account(&self, account: &str) -> Result<(), Fault> {
        let query = KnowsAccount { service: self.definition.id.clone(), account: account.to_owned() };
        if !self.definition.lists_accounts || self.service.store.read(&query).map_err(|e| internal(&e))? {
            return Ok(());
        }
        Err(Fault::new(FaultCode::UnknownAccount, format!("there is no account {account:?}")))
    }

    /// Refuses what the service does not answer itself: it sends its clients elsewhere.
    ///
    /// # Errors
    /// The fault to answer with.
    pub fn check_redirect(&self) -> Result<(), Fault> {
        let Some(url) = &self.definition.redirect else { return Ok(()) };
        let mut fault = Fault::new(FaultCode::Redirect, format!("ask {url}"));
        fault.redirect_url = Some(url.clone());
        Err(fault)
    }

    /// The URL of the service, for faults that send clients to it.
    pub fn service_url(&self) -> &str {
        self.definition.url.as_deref().unwrap_or(self.url)
    }
}

/// A client whose message has been checked.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Its certificates and what it said of itself.
    pub client: Client,
    /// What its rows are stored under: the digest of its certificate, which is that of its signing key.
    pub id: ClientId,
    /// Data of the application.
    pub custom_data: Option<String>,
    /// Its time.
    pub client_time: Option<u64>,
}

impl Caller {
    /// The sender of a message.
    pub fn new(client: Client, custom_data: Option<String>, client_time: Option<u64>) -> Self {
        Self { id: sha256(&[client.signing_key.bytes()]), client, custom_data, client_time }
    }

    /// A parameter of the custom data, which is `name=value&name=value`; `;` and line ends separate too.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let pairs = self.custom_data.as_deref()?.split(['&', ';', '\n', '\r']);
        let mut pairs = pairs.filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(known, _)| known.trim().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_owned())
    }

    /// The device for the store's records.
    pub fn seen(&self) -> DeviceSeen {
        let leaf = self.client.chain.leaf();
        DeviceSeen { client: self.id, description: leaf.name(), security_level: leaf.security_level }
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The message.
    pub text: String,
    /// Who asked, when it is known.
    pub client: Option<ClientId>,
    /// What is worth recording, by name. Never a key.
    pub facts: Vec<(&'static str, String)>,
}

impl Reply {
    /// An answer to `caller`.
    pub fn to(caller: &Caller, text: String) -> Self {
        Self { text, client: Some(caller.id), facts: Vec::new() }
    }

    /// An answer to somebody.
    pub fn to_anyone(text: String) -> Self {
        Self { text, client: None, facts: Vec::new() }
    }

    /// Adds a fact for the records.
    #[must_use]
    pub fn fact(mut self, name: &'static str, value: impl ToString) -> Self {
        self.facts.push((name, value.to_string()));
        self
    }
}
