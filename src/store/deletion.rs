//! Secure Delete: which persistent licenses a device still has.

use super::{Change, ClientId, Db, Query, int, uint};
use crate::Result;
use crate::keys::KeyId;
use crate::keys::text::to_hex;

/// What a license must be to count as held: kept, not deleted, and not reported as failed to store. `2147483648` is the bit that
/// failures have in an HRESULT.
macro_rules! held {
    () => {
        "persistent = 1 AND deleted IS NULL AND (result IS NULL OR result < 2147483648)"
    };
}

/// Records that a device deleted its licenses of some key IDs. A session counts once.
#[derive(Clone, Debug)]
pub struct DeleteLicenses {
    /// The device.
    pub client: ClientId,
    /// The session that it named.
    pub session: [u8; 16],
    /// Whose licenses are gone.
    pub kids: Vec<KeyId>,
    /// Seconds since 1970.
    pub now: u64,
}

/// What came of a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// Whether the session was recorded before; nothing changed then.
    pub repeated: bool,
    /// Licenses that this session deleted.
    pub licenses: u64,
    /// Persistent licenses that the device still has.
    pub left: u64,
}

impl Change for DeleteLicenses {
    type Outcome = Deleted;

    fn contends_for(&self) -> String {
        format!("client {}", to_hex(&self.client))
    }

    async fn apply(&self, db: &mut Db) -> Result<Deleted> {
        let client = to_hex(&self.client);
        let session = to_hex(&self.session);
        let new = sqlx::query(
            "INSERT INTO deletions (client, session, received, licenses) VALUES ($1, $2, $3, 0)
             ON CONFLICT (client, session) DO NOTHING",
        )
        .bind(&client)
        .bind(&session)
        .bind(int(self.now))
        .execute(db.sql())
        .await?
        .rows_affected()
            == 1;
        let mut licenses = 0;
        if new {
            for kid in &self.kids {
                licenses += sqlx::query(concat!(
                    "UPDATE licenses SET deleted = $3 WHERE client = $1 AND kid = $2 AND ",
                    held!()
                ))
                .bind(&client)
                .bind(kid.hex())
                .bind(int(self.now))
                .execute(db.sql())
                .await?
                .rows_affected();
            }
            sqlx::query("UPDATE deletions SET licenses = $3 WHERE client = $1 AND session = $2")
                .bind(&client)
                .bind(&session)
                .bind(int(licenses))
                .execute(db.sql())
                .await?;
        } else {
            let (before,): (i64,) =
                sqlx::query_as("SELECT licenses FROM deletions WHERE client = $1 AND session = $2")
                    .bind(&client)
                    .bind(&session)
                    .fetch_one(db.sql())
                    .await?;
            licenses = uint(before);
        }
        let left = PersistentLicenses { client: self.client }.ask(db).await?;
        Ok(Deleted { repeated: !new, licenses, left })
    }
}

/// How many persistent licenses a device has.
#[derive(Clone, Copy, Debug)]
pub struct PersistentLicenses {
    /// The device.
    pub client: ClientId,
}

impl Query for PersistentLicenses {
    type Answer = u64;

    async fn ask(&self, db: &mut Db) -> Result<u64> {
        let (count,): (i64,) =
            sqlx::query_as(concat!("SELECT COUNT(*) FROM licenses WHERE client = $1 AND ", held!()))
                .bind(to_hex(&self.client))
                .fetch_one(db.sql())
                .await?;
        Ok(uint(count))
    }
}
