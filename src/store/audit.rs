//! The head of each audit file: what shows that its end was cut off.

use super::{Change, Db, Query, hex_array, int, uint};
use crate::Result;
use crate::keys::text::to_hex;

/// The last record of an audit file that the store knows of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// Number of the record; the first is 1.
    pub sequence: u64,
    /// Its hash.
    pub hash: [u8; 32],
    /// Where it ends in the file, in bytes.
    pub position: u64,
}

/// Moves the head of an audit file on; never back.
#[derive(Clone, Debug)]
pub struct AnchorAudit {
    /// The file's own random name.
    pub chain: [u8; 16],
    /// Its last durable record.
    pub head: AuditHead,
}

impl Change for AnchorAudit {
    type Outcome = ();

    fn contends_for(&self) -> String {
        format!("audit {}", to_hex(&self.chain))
    }

    async fn apply(&self, db: &mut Db) -> Result<()> {
        sqlx::query(
            "INSERT INTO audit_heads (chain, sequence, hash, position) VALUES ($1, $2, $3, $4)
             ON CONFLICT (chain) DO UPDATE SET
             sequence = excluded.sequence, hash = excluded.hash, position = excluded.position
             WHERE audit_heads.sequence < excluded.sequence",
        )
        .bind(to_hex(&self.chain))
        .bind(int(self.head.sequence))
        .bind(to_hex(&self.head.hash))
        .bind(int(self.head.position))
        .execute(db.sql())
        .await?;
        Ok(())
    }
}

/// The head that the store knows of an audit file.
#[derive(Clone, Debug)]
pub struct AuditHeadOf {
    /// The file's own name.
    pub chain: [u8; 16],
}

impl Query for AuditHeadOf {
    type Answer = Option<AuditHead>;

    async fn ask(&self, db: &mut Db) -> Result<Option<AuditHead>> {
        let row: Option<(i64, String, i64)> =
            sqlx::query_as("SELECT sequence, hash, position FROM audit_heads WHERE chain = $1")
                .bind(to_hex(&self.chain))
                .fetch_optional(db.sql())
                .await?;
        let Some((sequence, hash, position)) = row else { return Ok(None) };
        Ok(Some(AuditHead { sequence: uint(sequence), hash: hex_array(&hash)?, position: uint(position) }))
    }
}
