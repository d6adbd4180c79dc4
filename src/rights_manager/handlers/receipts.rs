//! A handler that tells clients what was recorded of their playback.

use super::SecureStopHandler;
use crate::rights_manager::Fault;
use crate::rights_manager::service::{Call, Caller};
use crate::store::secure_stop::{RecordStops, SessionState};

/// Answers secure stops with a receipt in the custom data, `sessions=2&seconds=5400`: how many have ended, and how long they played.
#[derive(Clone, Copy, Debug, Default)]
pub struct Receipts {
    /// Whether only sessions count that the trusted part of the device has proven (version 2); reports of others are refused.
    pub proven_only: bool,
}

impl SecureStopHandler for Receipts {
    fn stopped(&self, _: &Call<'_>, _: &Caller, report: &RecordStops) -> Result<Option<String>, Fault> {
        if self.proven_only && report.sessions.iter().any(|session| !session.verified) {
            return Err(Fault::service(
                "this service takes only secure stops of version 2, with their proofs",
            ));
        }
        let ended = report.sessions.iter().filter(|session| session.state != SessionState::Started);
        let (sessions, seconds) = ended.fold((0_u64, 0_u64), |(sessions, seconds), session| {
            let played = session.updated.saturating_sub(session.started);
            (sessions.saturating_add(1), seconds.saturating_add(played))
        });
        Ok(Some(format!("sessions={sessions}&seconds={seconds}")))
    }
}
