//! Secure Stop: sessions that clients report as started, stopped or crashed, the keys that prove it, and streams that are open.

use zeroize::Zeroizing;

use super::{Change, ClientId, Db, Place, Query, int, uint};
use crate::keys::KeyId;
use crate::keys::text::to_hex;
use crate::{Error, Result};

/// How a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// Playing when it was reported.
    Started,
    /// Stopped by the player.
    Stopped,
    /// Ended without a stop, and reported afterwards.
    Crashed,
}

impl SessionState {
    /// The word of tables and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Stopped => "stopped",
            Self::Crashed => "crashed",
        }
    }
}

/// A session as a client reports it.
#[derive(Clone, Debug)]
pub struct StopSession {
    /// The session.
    pub session: [u8; 16],
    /// What was played, when the client says so.
    pub kid: Option<KeyId>,
    /// How it stands.
    pub state: SessionState,
    /// Seconds since 1970.
    pub started: u64,
    /// When it ended, or was seen last.
    pub updated: u64,
    /// Whether the trusted part of the device proved it (Secure Stop 2).
    pub verified: bool,
}

/// Records reported sessions. A session that ended stays as it was reported first, and closes the stream of its key ID.
#[derive(Clone, Debug)]
pub struct RecordStops {
    /// Who reports.
    pub client: ClientId,
    /// The publisher.
    pub metering_id: [u8; 16],
    /// The sessions.
    pub sessions: Vec<StopSession>,
    /// Custom data of the report.
    pub custom_data: Option<String>,
    /// Seconds since 1970.
    pub now: u64,
}

/// What came of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StopsRecorded {
    /// Sessions that were new or had been running until now.
    pub changed: u64,
    /// Sessions that were known as they are.
    pub repeated: u64,
}

impl Change for RecordStops {
    type Outcome = StopsRecorded;

    fn contends_for(&self) -> String {
        format!("client {}", to_hex(&self.client))
    }

    async fn apply(&self, db: &mut Db) -> Result<StopsRecorded> {
        let client = to_hex(&self.client);
        let mut outcome = StopsRecorded::default();
        for session in &self.sessions {
            let done = sqlx::query(
                "INSERT INTO stop_sessions
                 (client, session, metering_id, kid, state, started, updated, custom_data, verified, received)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                 ON CONFLICT (client, session) DO UPDATE SET state = excluded.state, updated = excluded.updated,
                 custom_data = excluded.custom_data, verified = excluded.verified, received = excluded.received
                 WHERE stop_sessions.state = 'started' AND excluded.state <> 'started'",
            )
            .bind(&client)
            .bind(to_hex(&session.session))
            .bind(to_hex(&self.metering_id))
            .bind(session.kid.map(|kid| kid.hex()))
            .bind(session.state.name())
            .bind(int(session.started))
            .bind(int(session.updated))
            .bind(self.custom_data.as_deref())
            .bind(i64::from(session.verified))
            .bind(int(self.now))
            .execute(db.sql())
            .await?;
            if done.rows_affected() == 0 {
                outcome.repeated += 1;
                continue;
            }
            outcome.changed += 1;
            if let (Some(kid), true) = (session.kid, session.state != SessionState::Started) {
                sqlx::query("DELETE FROM streams WHERE client = $1 AND kid = $2")
                    .bind(&client)
                    .bind(kid.hex())
                    .execute(db.sql())
                    .await?;
            }
        }
        Ok(outcome)
    }
}

/// Keeps the key with which a device will prove the stop of a license (Secure Stop 2).
#[derive(Clone)]
pub struct KeepStopKey {
    /// The device.
    pub client: ClientId,
    /// The license's key ID.
    pub kid: KeyId,
    /// Digest of the license.
    pub license: [u8; 32],
    /// The AES key.
    pub key: Zeroizing<[u8; 16]>,
    /// Seconds since 1970.
    pub now: u64,
}

impl Change for KeepStopKey {
    type Outcome = ();

    fn contends_for(&self) -> String {
        format!("client {}", to_hex(&self.client))
    }

    async fn apply(&self, db: &mut Db) -> Result<()> {
        let [client, kid] = [to_hex(&self.client), self.kid.hex()];
        let sealed = db.seal(&Place("stop_keys", &[&client, &kid]), self.key.as_slice())?;
        sqlx::query(
            "INSERT INTO stop_keys (client, kid, license, sealed_key, issued) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (client, kid, license) DO NOTHING",
        )
        .bind(client)
        .bind(kid)
        .bind(to_hex(&self.license))
        .bind(sealed)
        .bind(int(self.now))
        .execute(db.sql())
        .await?;
        Ok(())
    }
}

/// Licenses of one device for one key ID whose stop keys are looked at.
const MAX_STOP_KEYS: i64 = 256;

/// The keys with which a device may prove the stop of its licenses for a key ID, that of the newest first: a session may have begun
/// under any of them.
#[derive(Clone, Copy, Debug)]
pub struct StopKeys {
    /// The device.
    pub client: ClientId,
    /// The licenses' key ID.
    pub kid: KeyId,
}

impl Query for StopKeys {
    type Answer = Vec<Zeroizing<[u8; 16]>>;

    async fn ask(&self, db: &mut Db) -> Result<Self::Answer> {
        let [client, kid] = [to_hex(&self.client), self.kid.hex()];
        let rows: Vec<(String,)> = sqlx::query_as(
            "SELECT sealed_key FROM stop_keys WHERE client = $1 AND kid = $2
             ORDER BY issued DESC, license LIMIT $3",
        )
        .bind(&client)
        .bind(&kid)
        .bind(MAX_STOP_KEYS)
        .fetch_all(db.sql())
        .await?;
        let open = |(sealed,): (String,)| {
            let opened = db.unseal(&Place("stop_keys", &[&client, &kid]), &sealed)?;
            let mut key = Zeroizing::new([0; 16]);
            if opened.len() != key.len() {
                return Err(Error::malformed("a stop key in the store is not of 16 bytes"));
            }
            key.copy_from_slice(&opened);
            Ok(key)
        };
        rows.into_iter().map(open).collect()
    }
}

/// Opens a stream of an account unless too many are open: what a concurrency limit rests on. A stream ends with the secure stop of its
/// key ID on its device, or when its license expires.
#[derive(Clone, Debug)]
pub struct OpenStream {
    /// The service.
    pub service: String,
    /// The account.
    pub account: String,
    /// The device.
    pub client: ClientId,
    /// What it plays.
    pub kid: KeyId,
    /// Most streams at a time.
    pub limit: u32,
    /// Seconds since 1970.
    pub now: u64,
    /// When the stream ends by itself.
    pub expires: u64,
}

/// What came of opening a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamOpened {
    /// Open, or open for longer.
    Opened {
        /// Streams that are open now.
        open: u64,
    },
    /// Too many are open.
    LimitReached {
        /// Streams that are open.
        open: u64,
    },
}

impl Change for OpenStream {
    type Outcome = StreamOpened;

    fn contends_for(&self) -> String {
        format!("account {} {}", self.service, self.account)
    }

    async fn apply(&self, db: &mut Db) -> Result<StreamOpened> {
        let [client, kid] = [to_hex(&self.client), self.kid.hex()];
        // The account's row is the lock under which streams are counted.
        sqlx::query(
            "INSERT INTO accounts (service, account, created, seen) VALUES ($1, $2, $3, $3)
             ON CONFLICT (service, account) DO UPDATE SET seen = excluded.seen",
        )
        .bind(&self.service)
        .bind(&self.account)
        .bind(int(self.now))
        .execute(db.sql())
        .await?;
        let (others,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM streams WHERE service = $1 AND account = $2 AND expires > $3
             AND NOT (client = $4 AND kid = $5)",
        )
        .bind(&self.service)
        .bind(&self.account)
        .bind(int(self.now))
        .bind(&client)
        .bind(&kid)
        .fetch_one(db.sql())
        .await?;
        let others = uint(others);
        if others >= u64::from(self.limit) {
            return Ok(StreamOpened::LimitReached { open: others });
        }
        sqlx::query(
            "INSERT INTO streams (service, account, client, kid, opened, expires) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (service, account, client, kid) DO UPDATE SET expires = excluded.expires",
        )
        .bind(&self.service)
        .bind(&self.account)
        .bind(&client)
        .bind(&kid)
        .bind(int(self.now))
        .bind(int(self.expires))
        .execute(db.sql())
        .await?;
        Ok(StreamOpened::Opened { open: others + 1 })
    }
}
