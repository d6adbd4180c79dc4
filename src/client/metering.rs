//! Metering: counters become a report, which is sent under its transaction ID until it is answered.

use std::collections::BTreeMap;

use super::store::{Counters, Id, PendingReport};
use super::{CallError, Client, refused};
use crate::crypto::random_array;
use crate::error::Error;
use crate::keys::KeyId;
use crate::pki::Chain;
use crate::rights_manager::Operation;
use crate::rights_manager::operations::get_metering_certificate;
use crate::rights_manager::operations::process_metering_data::{
    self as report, MeteringCount, RESPONSE_LIMITS, Report,
};
use crate::rights_manager::response;

/// A report that was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metered {
    /// The metering ID.
    pub metering_id: [u8; 16],
    /// Who was told.
    pub url: String,
    /// The transaction.
    pub transaction_id: [u8; 16],
    /// Whether an earlier run had sent the report already, or tried to.
    pub again: bool,
    /// What was reported: key ID, action, count.
    pub counts: Vec<(KeyId, String, u32)>,
}

impl Client {
    /// Reports counters: of one metering ID, or all. What waits for its answer since an earlier run is sent again first, as it was.
    ///
    /// # Errors
    /// At the first report that is refused; it stays, with those behind it.
    pub fn meter(
        &self,
        only: Option<[u8; 16]>,
        url: Option<&str>,
        custom_data: Option<&str>,
    ) -> std::result::Result<Vec<Metered>, CallError> {
        let mut done = Vec::new();
        for counters in self.store.read()?.counters {
            let id = counters.metering_id;
            if only.is_some_and(|only| only != id.0) {
                continue;
            }
            if counters.report.is_some() {
                done.extend(self.report(id, true, url)?);
            }
            self.begin_report(id, custom_data)?;
            done.extend(self.report(id, false, url)?);
        }
        Ok(done)
    }

    /// Takes what is counted into a report. It is durable before it is sent: whoever counts it, counts it once.
    fn begin_report(&self, id: Id, custom_data: Option<&str>) -> crate::Result<()> {
        let transaction_id = Id(random_array(&mut Self::rng())?);
        self.store.update(|state| {
            let counters = state.counters.iter_mut().find(|known| known.metering_id == id);
            if let Some(counters) =
                counters.filter(|known| known.report.is_none() && !known.counts.is_empty())
            {
                let counts = std::mem::take(&mut counters.counts);
                let custom_data = custom_data.map(str::to_owned);
                counters.report = Some(PendingReport { transaction_id, custom_data, counts });
            }
            Ok(())
        })
    }

    /// Sends the report of a metering ID, when there is one.
    fn report(
        &self,
        id: Id,
        again: bool,
        url: Option<&str>,
    ) -> std::result::Result<Option<Metered>, CallError> {
        let state = self.store.read()?;
        let counters = state.counters.iter().find(|known| known.metering_id == id);
        let Some(Counters { url: own, report: Some(pending), .. }) = counters else { return Ok(None) };
        let url = url.unwrap_or(own);
        if url.is_empty() {
            let error = Error::usage(format!("it is not known where to report to for metering ID {id}"));
            return Err(error.hint("give --url").into());
        }
        let certificate = self.metering_certificate(id.0, url)?;
        let counts = listed(&pending.counts);
        let sent: Vec<MeteringCount> = counts
            .iter()
            .map(|(kid, action, count)| MeteringCount {
                kid: *kid,
                action: action.clone(),
                count: (*count).into(),
            })
            .collect();
        let message = Report {
            transaction_id: pending.transaction_id.0,
            counts: &sent,
            custom_data: pending.custom_data.as_deref(),
            client_time: self.now(),
        };
        let info = self.info(&state)?;
        let built =
            report::request(&message, &certificate, &info, &self.device.signing_key, &mut Self::rng())?;
        let answer = self.http.call(url, Operation::ProcessMeteringData, &built.text, &RESPONSE_LIMITS)?;
        let expected = self.expected(Some(built.nonce));
        let reset = report::read_response(&answer.envelope, &pending.transaction_id.0, &id.0, &expected)
            .map_err(|error| refused(&answer.url, error))?;
        self.store.update(|state| {
            let counters = state.counters.iter_mut().find(|known| known.metering_id == id);
            if let Some(counters) = counters {
                // What the server does not set back was not counted, and is reported next time.
                let left = counters.report.take().map(|report| report.counts).unwrap_or_default();
                for (kid, actions) in left.into_iter().filter(|(kid, _)| !reset.contains(kid)) {
                    for (action, count) in actions {
                        let sum = counters.counts.entry(kid).or_default().entry(action).or_default();
                        *sum = sum.saturating_add(count);
                    }
                }
            }
            Ok(())
        })?;
        let transaction_id = pending.transaction_id.0;
        Ok(Some(Metered { metering_id: id.0, url: answer.url, transaction_id, again, counts }))
    }

    /// The certificate that reports for a metering ID are encrypted to.
    ///
    /// # Errors
    /// When the service has none, or it does not hold.
    pub fn metering_certificate(
        &self,
        metering_id: [u8; 16],
        url: &str,
    ) -> std::result::Result<Chain, CallError> {
        let request = get_metering_certificate::request(&metering_id);
        let answer = self.http.call(url, Operation::GetMeteringCertificate, &request, &response::LIMITS)?;
        get_metering_certificate::read_response(&answer.envelope, &metering_id, &self.expected(None))
            .map_err(|error| refused(&answer.url, error))
    }
}

fn listed(counts: &BTreeMap<KeyId, BTreeMap<String, u32>>) -> Vec<(KeyId, String, u32)> {
    let of_kid = |(kid, actions): (&KeyId, &BTreeMap<String, u32>)| {
        let kid = *kid;
        actions.iter().map(move |(action, count)| (kid, action.clone(), *count)).collect::<Vec<_>>()
    };
    counts.iter().flat_map(of_kid).collect()
}
