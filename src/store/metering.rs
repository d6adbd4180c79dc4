//! Metering reports: counts per key ID and action, each report counted once.

use super::{Change, ClientId, Db, int};
use crate::Result;
use crate::keys::KeyId;
use crate::keys::text::to_hex;

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
        for MeteringCount { kid, action, count } in &self.counts {
            sqlx::query(
                "INSERT INTO metering_counts (client, metering_id, transaction_id, kid, action, count)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (client, metering_id, transaction_id, kid, action)
                 DO UPDATE SET count = metering_counts.count + excluded.count",
            )
            .bind(&client)
            .bind(&metering_id)
            .bind(&transaction_id)
            .bind(kid.hex())
            .bind(action)
            .bind(int(*count))
            .execute(db.sql())
            .await?;
        }
        Ok(Counted::Counted)
    }
}
