//! A handler that limits how many streams an account plays at a time: what Secure Stop is for.

use super::LicenseHandler;
use crate::license::LicenseRequestGroup;
use crate::license::policy::{Moment, Publisher};
use crate::rights_manager::Fault;
use crate::rights_manager::operations::acquire_license::Request;
use crate::rights_manager::service::{Call, Caller, internal};
use crate::store::secure_stop::{OpenStream, StreamOpened};

/// Gives licenses that are not stored and report their end, and no more of them at a time than the limit. A stream is known by its device and
/// the first key ID of its header; it is over when its secure stop has come, or after the time that a stream may take.
#[derive(Clone, Copy, Debug)]
pub struct StreamLimit {
    /// Most streams of an account at a time.
    pub streams: u32,
    /// How long a stream may take, in seconds: licenses end then, and with them streams whose stop never comes.
    pub seconds: u32,
}

impl LicenseHandler for StreamLimit {
    fn acquire(
        &self,
        call: &Call<'_>,
        caller: &Caller,
        request: &Request,
        mut groups: Vec<LicenseRequestGroup>,
    ) -> Result<Vec<LicenseRequestGroup>, Fault> {
        let account = call.user(caller).ok_or_else(|| {
            Fault::service(format!("the custom data names no user: {}=NAME", call.definition.user_parameter))
        })?;
        let Some(kid) = request.key_ids().first().copied() else { return Ok(groups) };
        let mut expires = call.now.saturating_add(u64::from(self.seconds));
        for group in &mut groups {
            if group.policy.is_persistent() {
                return Err(Fault::service("this service streams: its licenses cannot be stored"));
            }
            group.policy.secure_stop.get_or_insert(Publisher::Service);
            match group.policy.end.map(|end: Moment| end.settled(call.now)) {
                Some(end) if end < expires => expires = end,
                _ => group.policy.end = Some(Moment::At(expires)),
            }
        }
        let open = OpenStream {
            service: call.definition.id.clone(),
            account: account.clone(),
            client: caller.id,
            kid,
            limit: self.streams,
            now: call.now,
            expires,
        };
        match call.service.store.commit(open).map_err(|error| internal(&error))? {
            StreamOpened::Opened { .. } => Ok(groups),
            StreamOpened::LimitReached { open } => Err(Fault::service(format!(
                "{account:?} plays {open} streams; the limit is {}",
                self.streams
            ))),
        }
    }
}
