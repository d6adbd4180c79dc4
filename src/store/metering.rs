//! Metering reports: counts per key ID and action, each report counted once.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;

use super::{Change, ClientId, Db, Query, hex_array, int, uint};
use crate::Result;
use crate::keys::KeyId;
use crate::keys::text::to_hex;

/// Rows of one statement. Reports may have tens of thousands, and others wait for the same transaction.
const ROWS_AT_ONCE: usize = 100;

/// A count of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeteringCount {
    /// What was used.
    pub kid: KeyId,
    /// How: `Play`, `Copy` and so on.
    pub action: String,
    /// How often.
    pub count: u64,
}

/// Counts a report unless its transaction was counted before.
#[derive(Clone, Debug)]
pub struct CountMetering {
    /// Who reports.
    pub client: ClientId,
    /// For whom.
    pub metering_id: [u8; 16],
    /// The client keeps this until it is answered, and sends it again if it is not.
    pub transaction_id: [u8; 16],
    /// What is reported. Counts of the same key ID and action add up.
    pub counts: Vec<MeteringCount>,
    /// Seconds since 1970.
    pub now: u64,
}

/// What came of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Counted now.
    Counted,
    /// Counted before.
    Repeated,
}

impl Change for CountMetering {
    type Outcome = Counted;

    fn contends_for(&self) -> String {
        format!("client {}", to_hex(&self.client))
    }

    async fn apply(&self, db: &mut Db) -> Result<Counted> {
        let [client, metering_id, transaction_id] =
            [to_hex(&self.client), to_hex(&self.metering_id), to_hex(&self.transaction_id)];
        let done = sqlx::query(
            "INSERT INTO metering_reports (client, metering_id, transaction_id, received) VALUES ($1, $2, $3, $4)
             ON CONFLICT (client, metering_id, transaction_id) DO NOTHING",
        )
        .bind(&client)
        .bind(&metering_id)
        .bind(&transaction_id)
        .bind(int(self.now))
        .execute(db.sql())
        .await?;
        if done.rows_affected() == 0 {
            return Ok(Counted::Repeated);
        }
        // A statement may name a row once, so counts of the same key ID and action are added up first.
        let mut sums: BTreeMap<(KeyId, &str), u64> = BTreeMap::new();
        for MeteringCount { kid, action, count } in &self.counts {
            let sum = sums.entry((*kid, action)).or_default();
            *sum = sum.saturating_add(*count);
        }
        let sums: Vec<_> = sums.into_iter().collect();
        for rows in sums.chunks(ROWS_AT_ONCE) {
            let mut insert = sqlx::query(AssertSqlSafe(insert_of(rows.len())))
                .bind(&client)
                .bind(&metering_id)
                .bind(&transaction_id);
            for ((kid, action), count) in rows {
                insert = insert.bind(kid.hex()).bind(*action).bind(int(*count));
            }
            insert.execute(db.sql()).await?;
        }
        Ok(Counted::Counted)
    }
}

/// The statement that inserts this many counts. Nothing of a report is in its text.
fn insert_of(rows: usize) -> String {
    let mut sql =
        "INSERT INTO metering_counts (client, metering_id, transaction_id, kid, action, count) VALUES"
            .to_owned();
    for row in 0..rows {
        let (separator, at) = (if row == 0 { "" } else { "," }, 3 * row);
        sql += &format!("{separator} ($1, $2, $3, ${}, ${}, ${})", at + 4, at + 5, at + 6);
    }
    sql
}

/// What was reported in a transaction, in no order.
#[derive(Clone, Copy, Debug)]
pub struct ReportedCounts {
    /// Who reported.
    pub client: ClientId,
    /// For whom.
    pub metering_id: [u8; 16],
    /// In which transaction.
    pub transaction_id: [u8; 16],
}

impl Query for ReportedCounts {
    type Answer = Vec<MeteringCount>;

    async fn ask(&self, db: &mut Db) -> Result<Self::Answer> {
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT kid, action, count FROM metering_counts WHERE client = $1 AND metering_id = $2 AND transaction_id = $3",
        )
        .bind(to_hex(&self.client))
        .bind(to_hex(&self.metering_id))
        .bind(to_hex(&self.transaction_id))
        .fetch_all(db.sql())
        .await?;
        let count = |(kid, action, count): (String, String, i64)| {
            Ok(MeteringCount { kid: KeyId::from_bytes(hex_array(&kid)?), action, count: uint(count) })
        };
        rows.into_iter().map(count).collect()
    }
}
