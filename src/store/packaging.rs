//! Keys that packagers were given: one per program, kept so that the same program gets the same key and the license server knows it. Each
//! service has its own; those of another one it never sees.

use super::{Change, Db, Place, Query, hex_array, int};
use crate::keys::{ContentKey, KeyId};
use crate::{Error, Result};

/// Gives a program its key: the given one unless it has one already.
#[derive(Clone, Debug)]
pub struct AssignKey {
    /// The service.
    pub service: String,
    /// Program identifier, with whatever else of the request separates keys.
    pub program: String,
    /// The key ID to use when the program is new.
    pub kid: KeyId,
    /// The key to use when the program is new.
    pub key: ContentKey,
    /// Seconds since 1970.
    pub now: u64,
}

impl Change for AssignKey {
    /// The program's key ID and key.
    type Outcome = (KeyId, ContentKey);

    fn contends_for(&self) -> String {
        format!("program {} {}", self.service, self.program)
    }

    async fn apply(&self, db: &mut Db) -> Result<(KeyId, ContentKey)> {
        let kid = self.kid.hex();
        let sealed = db.seal(&place(&[&kid]), self.key.expose())?;
        sqlx::query(
            "INSERT INTO packaging_keys (service, program, kid, sealed_key, created) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (service, program) DO NOTHING",
        )
        .bind(&self.service)
        .bind(&self.program)
        .bind(&kid)
        .bind(sealed)
        .bind(int(self.now))
        .execute(db.sql())
        .await?;
        let (kid, sealed): (String, String) =
            sqlx::query_as("SELECT kid, sealed_key FROM packaging_keys WHERE service = $1 AND program = $2")
                .bind(&self.service)
                .bind(&self.program)
                .fetch_one(db.sql())
                .await?;
        Ok((KeyId::from_bytes(hex_array(&kid)?), open(db, &kid, &sealed)?))
    }
}

/// The key of a key ID that a packager of a service was given.
#[derive(Clone, Debug)]
pub struct PackagingKey {
    /// The service.
    pub service: String,
    /// The key ID.
    pub kid: KeyId,
}

impl Query for PackagingKey {
    type Answer = Option<ContentKey>;

    async fn ask(&self, db: &mut Db) -> Result<Option<ContentKey>> {
        let kid = self.kid.hex();
        let row: Option<(String,)> =
            sqlx::query_as("SELECT sealed_key FROM packaging_keys WHERE service = $1 AND kid = $2")
                .bind(&self.service)
                .bind(&kid)
                .fetch_optional(db.sql())
                .await?;
        row.map(|(sealed,)| open(db, &kid, &sealed)).transpose()
    }
}

fn place<'a>(key: &'a [&'a str]) -> Place<'a> {
    Place("packaging_keys", key)
}

fn open(db: &Db, kid: &str, sealed: &str) -> Result<ContentKey> {
    let key = db.unseal(&place(&[kid]), sealed)?;
    let key: [u8; 16] = key
        .as_slice()
        .try_into()
        .map_err(|_| Error::malformed("a content key in the store is not of 16 bytes"))?;
    Ok(ContentKey::from_bytes(key))
}
