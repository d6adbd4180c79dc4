//! Licenses issued, and the transactions in which clients acknowledge them.
//!
//! One client and one nonce have one answer: a request that comes again gets the bytes that it got before, so a repeated or replayed
//! message neither mints a license nor leaves a row.

use super::{Change, ClientId, Db, Query, hex_array, int, uint};
use crate::keys::KeyId;
use crate::keys::text::{from_base64, to_base64, to_hex};
use crate::{Error, Result};

/// A device as it shows itself in a request.
#[derive(Clone, Debug)]
pub struct DeviceSeen {
    /// SHA-256 of what it is known by.
    pub client: ClientId,
    /// Manufacturer, model, certificate: for reports.
    pub description: String,
    /// 150, 2000 or 3000.
    pub security_level: u32,
}

impl DeviceSeen {
    async fn record(&self, now: u64, db: &mut Db) -> Result<()> {
        sqlx::query(
            "INSERT INTO devices (client, description, security_level, first_seen, last_seen) VALUES ($1, $2, $3, $4, $4)
             ON CONFLICT (client) DO UPDATE SET last_seen = excluded.last_seen WHERE devices.last_seen < excluded.last_seen",
        )
        .bind(to_hex(&self.client))
        .bind(&self.description)
        .bind(i64::from(self.security_level))
        .bind(int(now))
        .execute(db.sql())
        .await?;
        Ok(())
    }
}

/// A license of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedLicense {
    /// Rights ID: unique within the answer.
    pub rights_id: [u8; 16],
    /// The key it carries.
    pub kid: KeyId,
    /// Whether the client keeps it.
    pub persistent: bool,
}

/// Records the licenses of an answer before it leaves.
#[derive(Clone, Debug)]
pub struct Issue {
    /// Who asked.
    pub device: DeviceSeen,
    /// The license nonce of the request.
    pub nonce: [u8; 16],
    /// SHA-256 of the request.
    pub request_digest: [u8; 32],
    /// The service that answered.
    pub service: String,
    /// The account it was issued to.
    pub account: Option<String>,
    /// Seconds since 1970.
    pub now: u64,
    /// The transaction that the client shall acknowledge. An older answer of this ID to the same client is no longer part of it.
    pub transaction_id: Option<[u8; 16]>,
    /// The licenses.
    pub licenses: Vec<IssuedLicense>,
    /// The answer, complete.
    pub answer: Vec<u8>,
}

/// What came of recording an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Issued {
    /// It is new and recorded: send it.
    Recorded,
    /// Client and nonce have an answer already: send that one.
    Repeated(StoredAnswer),
}

/// An answer of before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// SHA-256 of the request it answered. When the new request has another, the nonce was used twice.
    pub request_digest: [u8; 32],
    /// When it was given.
    pub issued: u64,
    /// The answer, complete.
    pub answer: Vec<u8>,
}

impl Change for Issue {
    type Outcome = Issued;

    fn contends_for(&self) -> String {
        format!("client {}", to_hex(&self.device.client))
    }

    async fn apply(&self, db: &mut Db) -> Result<Issued> {
        self.device.record(self.now, db).await?;
        let client = to_hex(&self.device.client);
        let nonce = to_hex(&self.nonce);
        if let Some(id) = self.transaction_id {
            // Whoever names its own transactions may name one again: the client then owes a word on the newest answer only.
            sqlx::query(
                "UPDATE issues SET transaction_id = NULL WHERE client = $1 AND transaction_id = $2
                 AND NOT EXISTS (SELECT 1 FROM issues AS own WHERE own.client = $1 AND own.nonce = $3)",
            )
            .bind(&client)
            .bind(to_hex(&id))
            .bind(&nonce)
            .execute(db.sql())
            .await?;
        }
        let done = sqlx::query(
            "INSERT INTO issues (client, nonce, request_digest, service, account, issued, transaction_id, answer)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (client, nonce) DO NOTHING",
        )
        .bind(&client)
        .bind(&nonce)
        .bind(to_hex(&self.request_digest))
        .bind(&self.service)
        .bind(self.account.as_deref())
        .bind(int(self.now))
        .bind(self.transaction_id.map(|id| to_hex(&id)))
        .bind(to_base64(&self.answer))
        .execute(db.sql())
        .await?;
        if done.rows_affected() == 0 {
            let query = AnswerTo { client: self.device.client, nonce: self.nonce };
            let stored = query.ask(db).await?;
            return stored.map(Issued::Repeated).ok_or_else(|| Error::internal("an answer has vanished"));
        }
        for (position, license) in (0_i64..).zip(&self.licenses) {
            sqlx::query(
                "INSERT INTO licenses (client, nonce, position, rights_id, kid, persistent) VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(&client)
            .bind(&nonce)
            .bind(position)
            .bind(to_hex(&license.rights_id))
            .bind(license.kid.hex())
            .bind(i64::from(license.persistent))
            .execute(db.sql())
            .await?;
        }
        Ok(Issued::Recorded)
    }
}

/// The answer that a client got for a nonce.
#[derive(Clone, Debug)]
pub struct AnswerTo {
    /// The client.
    pub client: ClientId,
    /// The license nonce.
    pub nonce: [u8; 16],
}

impl Query for AnswerTo {
    type Answer = Option<StoredAnswer>;

    async fn ask(&self, db: &mut Db) -> Result<Option<StoredAnswer>> {
        let row: Option<(String, i64, String)> = sqlx::query_as(
            "SELECT request_digest, issued, answer FROM issues WHERE client = $1 AND nonce = $2",
        )
        .bind(to_hex(&self.client))
        .bind(to_hex(&self.nonce))
        .fetch_optional(db.sql())
        .await?;
        let Some((digest, issued, answer)) = row else { return Ok(None) };
        let answer =
            from_base64(&answer).ok_or_else(|| Error::malformed("an answer in the store is not base64"))?;
        Ok(Some(StoredAnswer { request_digest: hex_array(&digest)?, issued: uint(issued), answer }))
    }
}

/// Records what the client says became of the licenses of a transaction.
#[derive(Clone, Debug)]
pub struct Acknowledge {
    /// Who says so.
    pub client: ClientId,
    /// The transaction of the answer.
    pub transaction_id: [u8; 16],
    /// For each license its rights ID and the client's result (an HRESULT; failures have the highest bit set).
    pub results: Vec<([u8; 16], u32)>,
    /// Seconds since 1970.
    pub now: u64,
}

/// What came of an acknowledgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acknowledged {
    /// Recorded now.
    Recorded,
    /// It was acknowledged before; the first word stands.
    Repeated,
    /// This client has no such transaction.
    UnknownTransaction,
    /// The transaction has no license of this rights ID.
    UnknownLicense([u8; 16]),
    /// More results than the transaction has licenses.
    TooMany {
        /// Licenses of the transaction.
        licenses: usize,
    },
}

impl Change for Acknowledge {
    type Outcome = Acknowledged;

    fn contends_for(&self) -> String {
        format!("client {}", to_hex(&self.client))
    }

    async fn apply(&self, db: &mut Db) -> Result<Acknowledged> {
        let client = to_hex(&self.client);
        let issue: Option<(String, Option<i64>)> = sqlx::query_as(
            "SELECT nonce, acknowledged FROM issues WHERE client = $1 AND transaction_id = $2",
        )
        .bind(&client)
        .bind(to_hex(&self.transaction_id))
        .fetch_optional(db.sql())
        .await?;
        let Some((nonce, acknowledged)) = issue else { return Ok(Acknowledged::UnknownTransaction) };
        if acknowledged.is_some() {
            return Ok(Acknowledged::Repeated);
        }
        let licenses: Vec<(String,)> =
            sqlx::query_as("SELECT rights_id FROM licenses WHERE client = $1 AND nonce = $2")
                .bind(&client)
                .bind(&nonce)
                .fetch_all(db.sql())
                .await?;
        if self.results.len() > licenses.len() {
            return Ok(Acknowledged::TooMany { licenses: licenses.len() });
        }
        let unknown = |id: &&([u8; 16], u32)| !licenses.iter().any(|(known,)| *known == to_hex(&id.0));
        if let Some((id, _)) = self.results.iter().find(unknown) {
            return Ok(Acknowledged::UnknownLicense(*id));
        }
        // Whoever sets the time first wins; an acknowledgement on another server sees it and stops.
        let done = sqlx::query(
            "UPDATE issues SET acknowledged = $3 WHERE client = $1 AND nonce = $2 AND acknowledged IS NULL",
        )
        .bind(&client)
        .bind(&nonce)
        .bind(int(self.now))
        .execute(db.sql())
        .await?;
        if done.rows_affected() == 0 {
            return Ok(Acknowledged::Repeated);
        }
        for (rights_id, result) in &self.results {
            sqlx::query(
                "UPDATE licenses SET result = $4 WHERE client = $1 AND nonce = $2 AND rights_id = $3",
            )
            .bind(&client)
            .bind(&nonce)
            .bind(to_hex(rights_id))
            .bind(i64::from(*result))
            .execute(db.sql())
            .await?;
        }
        Ok(Acknowledged::Recorded)
    }
}
