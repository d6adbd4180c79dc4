//! A message in the hands of an operation.

use std::cell::Cell;

use super::Service;
use super::definition::Definition;
use crate::crypto::sha256;
use crate::rights_manager::challenge::Client;
use crate::store::ClientId;
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
