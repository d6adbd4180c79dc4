//! Secure delete: licenses go, and their service learns of it.

use std::collections::BTreeMap;

use super::store::{DeletionRecord, Id, missing};
use super::{CallError, Client};
use crate::crypto::random_array;
use crate::keys::KeyId;
use crate::rights_manager::operations::process_delete_license_data::{DeleteRequest, read_deleted};
use crate::rights_manager::{Operation, response};

/// A deletion that the service knows of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// The session.
    pub session: [u8; 16],
    /// Who was told.
    pub url: String,
    /// Whose licenses.
    pub kids: Vec<KeyId>,
    /// Whether an earlier run had deleted them, and its message was not answered.
    pub again: bool,
}

impl Client {
    /// Deletes the licenses of these key IDs and tells the services that they came from. Earlier deletions whose messages were not
    /// answered are told first.
    ///
    /// # Errors
    /// When there is no license for a key ID, then nothing is deleted; or when a service refuses, then the licenses are gone and the message
    /// is sent again next time.
    pub fn secure_delete(
        &self,
        kids: &[KeyId],
        url: Option<&str>,
        custom_data: Option<&str>,
    ) -> std::result::Result<Vec<Deleted>, CallError> {
        let pending: Vec<Id> = self.store.read()?.deletions.iter().map(|known| known.session).collect();
        if !kids.is_empty() {
            self.delete(kids)?;
        }
        self.store.sweep()?;
        let records = self.store.read()?.deletions;
        let tell = |record: &DeletionRecord| {
            self.tell_deletion(record, pending.contains(&record.session), url, custom_data)
        };
        records.iter().map(tell).collect()
    }

    /// Deletes licenses; the record of it and their absence are durable together.
    fn delete(&self, kids: &[KeyId]) -> crate::Result<()> {
        self.store.update(|state| {
            let mut by_url: BTreeMap<String, Vec<KeyId>> = BTreeMap::new();
            for kid in kids {
                let own: Vec<_> = state.licenses.iter().filter(|license| license.kid == *kid).collect();
                if own.is_empty() {
                    return Err(missing(format!("the store has no license for key ID {kid}")));
                }
                for license in own {
                    let kids = by_url.entry(license.url.clone()).or_default();
                    if !kids.contains(kid) {
                        kids.push(*kid);
                    }
                }
            }
            for (url, kids) in by_url {
                let session = Id(random_array(&mut Self::rng())?);
                state.deletions.push(DeletionRecord { session, url, kids });
            }
            state.licenses.retain(|license| !kids.contains(&license.kid));
            Ok(())
        })
    }

    fn tell_deletion(
        &self,
        record: &DeletionRecord,
        again: bool,
        url: Option<&str>,
        custom_data: Option<&str>,
    ) -> std::result::Result<Deleted, CallError> {
        let session = record.session;
        let url = url.unwrap_or(&record.url);
        let info = self.info(&self.store.read()?)?;
        let server_key = self.server_key()?;
        let request = DeleteRequest {
            session_id: session.0,
            kids: &record.kids,
            custom_data,
            client_info: &info,
            server_key: &server_key,
        };
        let built = request.build(&self.device.signing_key, &mut Self::rng())?;
        let operation = Operation::ProcessDeleteLicenseData;
        let answer = self.http.call(url, operation, &built.text, &response::LIMITS)?;
        let malformed = |error| CallError::malformed(&answer.url, error);
        read_deleted(&answer.envelope, session.0).map_err(malformed)?;
        self.store.update(|state| {
            state.deletions.retain(|known| known.session != session);
            Ok(())
        })?;
        Ok(Deleted { session: session.0, url: answer.url, kids: record.kids.clone(), again })
    }
}
