//! Acknowledgement: the server learns which licenses are stored.

use super::store::PendingAcknowledgement;
use super::{CallError, Client, refused};
use crate::license::policy::Guid;
use crate::rights_manager::Operation;
use crate::rights_manager::operations::acknowledge_license::{Acknowledgement, LicenseResult, read_response};
use crate::rights_manager::response;

/// A transaction that the server knows about now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcknowledgedTransaction {
    /// The transaction.
    pub transaction_id: Guid,
    /// Who was told.
    pub url: String,
    /// How many licenses are stored.
    pub stored: usize,
    /// How many are not.
    pub failed: usize,
}

impl Client {
    /// Acknowledges what is pending: one transaction, or all. `url` counts before the one that the licenses came from.
    ///
    /// # Errors
    /// At the first that is refused; it stays pending, with those behind it.
    pub fn acknowledge(
        &self,
        only: Option<Guid>,
        url: Option<&str>,
        custom_data: Option<&str>,
    ) -> std::result::Result<Vec<AcknowledgedTransaction>, CallError> {
        let pending = self.store.read()?.acknowledgements;
        let chosen = pending.iter().filter(|pending| only.is_none_or(|id| id == pending.transaction_id));
        chosen.map(|pending| self.acknowledge_one(pending, url, custom_data)).collect()
    }

    fn acknowledge_one(
        &self,
        pending: &PendingAcknowledgement,
        url: Option<&str>,
        custom_data: Option<&str>,
    ) -> std::result::Result<AcknowledgedTransaction, CallError> {
        let PendingAcknowledgement { transaction_id, results, .. } = pending;
        let transaction_id = *transaction_id;
        let url = url.unwrap_or(&pending.url);
        let result = |(rights_id, kid, result): &(super::store::Id, crate::keys::KeyId, u32)| LicenseResult {
            rights_id: rights_id.0,
            kid: *kid,
            result: *result,
        };
        let results: Vec<LicenseResult> = results.iter().map(result).collect();
        let info = self.info(&self.store.read()?)?;
        let message = Acknowledgement {
            transaction_id,
            results: &results,
            custom_data,
            client_time: self.now(),
            client_info: &info,
        };
        let built = message.build(&self.device.signing_key, &self.server_key()?, &mut Self::rng())?;
        let answer = self.http.call(url, Operation::AcknowledgeLicense, &built.text, &response::LIMITS)?;
        read_response(&answer.envelope, &transaction_id, &self.expected(Some(built.nonce)))
            .map_err(|error| refused(&answer.url, error))?;
        self.store.update(|state| {
            state.acknowledgements.retain(|known| known.transaction_id != transaction_id);
            Ok(())
        })?;
        let stored = results.iter().filter(|result| result.result == 0).count();
        let failed = results.len().saturating_sub(stored);
        Ok(AcknowledgedTransaction { transaction_id, url: answer.url, stored, failed })
    }
}
