//! Playback under licenses: what may be played, and what is counted and recorded when it is.
//!
//! A play is counted, and a session that a publisher wants to hear of is recorded, before the keys may be used. The record is refreshed while
//! the content plays and closed at the end. Nothing is done in a destructor: a player that vanishes leaves a record without a stop, which is
//! what the publisher is to learn.

use std::fs::File;

use super::Client;
use super::store::{Id, SessionRecord, missing};
use crate::crypto::random_array;
use crate::error::{Error, Result};
use crate::keys::KeyId;
use crate::license::policy::Publisher;
use crate::license::{LicenseError, OpenContext, Opened, PlayState, open};
use crate::xmr::License;

/// The action that metering counts.
const PLAY: &str = "Play";

/// Where a license came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The store.
    Stored,
    /// The content itself.
    Embedded,
    /// An answer, for this play only.
    Memory,
}

/// A license that opens.
#[derive(Clone, Debug)]
pub struct Playable {
    /// Where it came from.
    pub source: Source,
    /// The service that gave it, when that is known.
    pub url: String,
    /// What it allows, and its key.
    pub opened: Opened,
}

/// Content that plays.
pub struct Playback<'a> {
    client: &'a Client,
    playables: Vec<Playable>,
    /// What is remembered of each license since this play began: of those that are stored as well as of those in memory.
    states: Vec<PlayState>,
    sessions: Vec<Id>,
    /// Locked as long as this process plays.
    _locks: Vec<File>,
}

impl Client {
    /// A license that opens now, for each of these key IDs. The newest of the store wins, and an older one when that is refused; then come
    /// `embedded` ones, then those `in_memory`. `url` is where embedded licenses are thought to come from.
    ///
    /// # Errors
    /// Why the first key ID has none: the refusal of the license that would have won.
    pub fn playable(
        &self,
        kids: &[KeyId],
        embedded: &[License],
        in_memory: &[(String, License)],
        url: &str,
    ) -> Result<Vec<Playable>> {
        let state = self.store.read()?;
        let domains = state.domain_keys()?;
        let mut roots = self.open_stored_roots(&state, &domains)?;
        let stored = self.store.licenses(&state)?;
        let mut candidates: Vec<(Source, &str, &License)> = Vec::new();
        // The newest license counts first.
        candidates
            .extend(stored.iter().rev().map(|(own, license)| (Source::Stored, own.url.as_str(), license)));
        candidates.extend(embedded.iter().map(|license| (Source::Embedded, url, license)));
        candidates.extend(in_memory.iter().map(|(url, license)| (Source::Memory, url.as_str(), license)));
        let others = candidates.iter().filter(|(source, ..)| *source != Source::Stored);
        let others: Vec<License> = others.map(|(.., license)| (*license).clone()).collect();
        let context = OpenContext { roots: &roots, ..self.context(&state, &domains) };
        let opened = crate::rights_manager::response::open_all(&others, None, &context);
        roots.extend(opened.into_iter().filter_map(std::result::Result::ok));

        let mut found = Vec::new();
        for kid in kids {
            let mut refusals: Vec<LicenseError> = Vec::new();
            let mut playable = None;
            let is_for = |license: &License| license.content_keys().iter().any(|key| key.key_id() == *kid);
            for (source, url, license) in candidates.iter().filter(|(.., license)| is_for(license)) {
                let known = state.play_state(*kid, license.rights_id);
                let context = OpenContext { roots: &roots, state: known, ..self.context(&state, &domains) };
                let result = open(license, &context)
                    .and_then(|opened| opened.play(&mut known.clone(), self.now()).map(|()| opened));
                match result {
                    Ok(opened) => {
                        let url = (*url).to_owned();
                        playable = Some(Playable { source: *source, url, opened });
                        break;
                    }
                    Err(error) => refusals.push(error),
                }
            }
            found.push(playable.ok_or_else(|| refused(*kid, &refusals))?);
        }
        Ok(found)
    }

    /// Begins to play: every license counts a play, and is metered and recorded as it asks for.
    ///
    /// # Errors
    /// When a license does not allow it (any more), or the store fails. Then nothing was counted.
    pub fn play(&self, playables: Vec<Playable>) -> Result<Playback<'_>> {
        let mut sessions = Vec::new();
        let mut locks = Vec::new();
        for playable in &playables {
            if let Some(Publisher::Id(publisher)) = playable.opened.policy.secure_stop {
                let session = Id(random_array(&mut Self::rng())?);
                // Before the record: a record whose player is not seen would be a crash.
                locks.push(self.store.mark_playing(session)?);
                sessions.push(SessionRecord {
                    session,
                    metering_id: Id(publisher.wire()),
                    url: playable.url.clone(),
                    kid: playable.opened.kid,
                    started: self.now(),
                    updated: self.now(),
                    stopped: None,
                    stop_key: playable.opened.stop_key.as_ref().map(SessionRecord::secret),
                });
            }
        }
        let ids = sessions.iter().map(|session| session.session).collect();
        let now = self.now();
        let states = self.store.update(|state| {
            state.saw(now);
            let mut states = Vec::new();
            for Playable { opened, url, source } in &playables {
                let mut known = state.play_state(opened.kid, opened.rights_id);
                opened.play(&mut known, now)?;
                states.push(known);
                // A license that is gone after this play has nothing to be remembered.
                if *source != Source::Memory {
                    state.set_play_state(opened.kid, opened.rights_id, known);
                }
                if let Some(Publisher::Id(publisher)) = opened.policy.metering {
                    state.count(publisher.wire(), url, opened.kid, PLAY);
                }
            }
            state.sessions.extend(sessions);
            Ok(states)
        })?;
        Ok(Playback { client: self, playables, states, sessions: ids, _locks: locks })
    }
}

/// Why nothing plays: what the license that would have won says.
fn refused(kid: KeyId, refusals: &[LicenseError]) -> Error {
    let Some(first) = refusals.first() else {
        return missing(format!("there is no license for key ID {kid}"))
            .hint("boxlock client acquire gets one; client play --acquire gets one for this play");
    };
    let error = Error::from(first.clone()).about(format!("key ID {kid}"));
    match (first, refusals.len()) {
        (LicenseError::ClockSetBack { .. }, _) => {
            error.hint("set the clock right; boxlock client clock --reset forgets the later time")
        }
        (_, 1) => error,
        (_, 2) => error.hint("another license for this key ID is refused, too"),
        (_, count) => {
            error.hint(format!("{} other licenses for this key ID are refused, too", count.saturating_sub(1)))
        }
    }
}

impl Playback<'_> {
    /// The licenses that it plays under.
    pub fn playables(&self) -> &[Playable] {
        &self.playables
    }

    /// The sessions that are recorded.
    pub fn sessions(&self) -> impl Iterator<Item = [u8; 16]> {
        self.sessions.iter().map(|session| session.0)
    }

    /// Says that it still plays, about once a second. Licenses that expire in real time end it.
    ///
    /// # Errors
    /// When a license ends playback, or the store fails. The caller stops then.
    pub fn goes_on(&self) -> Result<()> {
        let now = self.client.now();
        for (Playable { opened, .. }, state) in self.playables.iter().zip(&self.states) {
            opened.goes_on(state, now)?;
        }
        if self.sessions.is_empty() {
            return Ok(());
        }
        self.client.store.update(|state| {
            state.saw(now);
            for record in state.sessions.iter_mut().filter(|own| self.sessions.contains(&own.session)) {
                record.updated = now;
            }
            Ok(())
        })
    }

    /// Ends it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn stop(self) -> Result<()> {
        let now = self.client.now();
        self.client.store.update(|state| {
            state.saw(now);
            for record in state.sessions.iter_mut().filter(|own| self.sessions.contains(&own.session)) {
                record.updated = now;
                record.stopped = Some(now);
            }
            Ok(())
        })
    }
}
