//! Secure stop: the publisher learns which sessions play, which were stopped, and which ended in a crash.
//!
//! A session is recorded before its first frame. A record without a stop whose player is gone is a crash: the player held a lock that
//! only ends with its process.

use super::store::{Id, SessionRecord};
use super::{CallError, Client, refused};
use crate::error::Error;
use crate::rights_manager::Operation;
use crate::rights_manager::operations::process_secure_stop_data::{
    self as stop, MAX_SESSIONS, Report, Session, SessionState,
};
use crate::rights_manager::response;

/// What a publisher was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopReport {
    /// The publisher.
    pub metering_id: [u8; 16],
    /// Who was told.
    pub url: String,
    /// Whether the sessions were proven with the keys of their licenses.
    pub proven: bool,
    /// The sessions.
    pub sessions: Vec<ReportedStop>,
    /// Data from the service.
    pub custom_data: Option<String>,
}

/// A session of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedStop {
    /// What the store held of it.
    pub record: SessionRecord,
    /// How it stands.
    pub state: SessionState,
}

impl Client {
    /// Reports sessions: one, or all. Those that have ended are forgotten when the publisher has them.
    ///
    /// # Errors
    /// When the one is not there, or at the first report that is refused.
    pub fn secure_stop(
        &self,
        only: Option<[u8; 16]>,
        url: Option<&str>,
        custom_data: Option<&str>,
    ) -> std::result::Result<Vec<StopReport>, CallError> {
        let mut waiting = Vec::new();
        for record in self.store.read()?.sessions {
            if only.is_none_or(|only| only == record.session.0) {
                let state = self.session_state(&record)?;
                waiting.push(ReportedStop { record, state });
            }
        }
        if let (Some(only), true) = (only, waiting.is_empty()) {
            let error = super::store::missing(format!("there is no session {}", Id(only)));
            return Err(error.hint("boxlock client list shows the sessions").into());
        }
        let mut reports = Vec::new();
        while let Some(first) = waiting.first() {
            // One report is for one publisher, and of one version.
            let key = |stop: &ReportedStop| {
                let own = if stop.record.url.is_empty() { "" } else { stop.record.url.as_str() };
                (stop.record.metering_id, stop.record.stop_key.is_some(), url.unwrap_or(own).to_owned())
            };
            let of_report = key(first);
            let (mut now, mut later): (Vec<_>, Vec<_>) =
                waiting.into_iter().partition(|stop| key(stop) == of_report);
            later.extend(now.split_off(now.len().min(MAX_SESSIONS)));
            let (metering_id, proven, url) = of_report;
            reports.push(self.report_stops(metering_id, proven, url, now, custom_data)?);
            waiting = later;
        }
        Ok(reports)
    }

    /// How a session stands.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn session_state(&self, record: &SessionRecord) -> crate::Result<SessionState> {
        Ok(match record.stopped {
            Some(_) => SessionState::Stopped,
            None if self.store.is_playing(record.session)? => SessionState::Started,
            None => SessionState::Crashed,
        })
    }

    fn report_stops(
        &self,
        metering_id: Id,
        proven: bool,
        url: String,
        stops: Vec<ReportedStop>,
        custom_data: Option<&str>,
    ) -> std::result::Result<StopReport, CallError> {
        if url.is_empty() {
            let error =
                Error::usage(format!("it is not known where to report to for metering ID {metering_id}"));
            return Err(error.hint("give --url").into());
        }
        let session = |stop: &ReportedStop| Session {
            id: stop.record.session.0,
            kid: Some(stop.record.kid),
            state: stop.state,
            started: stop.record.started,
            updated: stop.record.stopped.unwrap_or(stop.record.updated),
            stop_key: stop.record.key(),
        };
        let sessions: Vec<Session> = stops.iter().map(session).collect();
        let certificate = self.metering_certificate(metering_id.0, &url)?;
        let message = Report { sessions: &sessions, custom_data, client_time: self.now() };
        let info = self.info(&self.store.read()?)?;
        let built = stop::request(&message, &certificate, &info, &self.device.signing_key, &mut Self::rng())?;
        let answered =
            self.http.call(&url, Operation::ProcessSecureStopData, &built.text, &response::LIMITS)?;
        let url = answered.url;
        let answer =
            stop::read_response(&answered.envelope, &metering_id.0, &self.expected(Some(built.nonce)))
                .map_err(|error| refused(&url, error))?;
        let ended: Vec<Id> = stops
            .iter()
            .filter(|stop| {
                stop.state != SessionState::Started && answer.sessions.contains(&stop.record.session.0)
            })
            .map(|stop| stop.record.session)
            .collect();
        self.store.update(|state| {
            state.sessions.retain(|record| !ended.contains(&record.session));
            Ok(())
        })?;
        for session in ended {
            self.store.forget_playing(session)?;
        }
        Ok(StopReport {
            metering_id: metering_id.0,
            url,
            proven,
            sessions: stops,
            custom_data: answer.custom_data,
        })
    }
}
