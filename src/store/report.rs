//! What the store holds, as rows for people and programs. No report holds a secret or an answer.

use serde::Serialize;

use super::{Db, Query, uint};
use crate::Result;
use crate::clock::rfc3339;

/// A kind of report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// One row per license.
    Licenses,
    /// One row per metering ID, key ID and action.
    Metering,
    /// One row per secure stop session.
    Sessions,
    /// One row per member of a domain.
    Domains,
    /// One row per device.
    Devices,
    /// One row per Secure Delete session.
    Deletions,
}

/// All kinds, in the order of an export.
pub const REPORTS: [Report; 6] = [
    Report::Licenses,
    Report::Metering,
    Report::Sessions,
    Report::Domains,
    Report::Devices,
    Report::Deletions,
];

impl Report {
    /// Its word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Licenses => "licenses",
            Self::Metering => "metering",
            Self::Sessions => "sessions",
            Self::Domains => "domains",
            Self::Devices => "devices",
            Self::Deletions => "deletions",
        }
    }
}

/// A row of a report. All rows of one report have the same fields in the same order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "the names are those of the columns, which the README lists")]
pub enum Row {
    License {
        issued: String,
        service: String,
        account: Option<String>,
        client: String,
        kid: String,
        rights_id: String,
        persistent: bool,
        transaction_id: Option<String>,
        acknowledged: Option<String>,
        result: Option<String>,
        deleted: Option<String>,
    },
    Metering {
        metering_id: String,
        kid: String,
        action: String,
        count: u64,
        reports: u64,
        clients: u64,
    },
    Session {
        client: String,
        session: String,
        metering_id: String,
        kid: Option<String>,
        state: String,
        started: String,
        updated: String,
        verified: bool,
        received: String,
        custom_data: Option<String>,
    },
    Domain {
        service: String,
        account: String,
        revision: u64,
        device_limit: u64,
        computer_limit: u64,
        members: u64,
        computers: u64,
        client: Option<String>,
        kind: Option<String>,
        name: Option<String>,
        state: Option<String>,
        member_revision: Option<u64>,
        joined: Option<String>,
    },
    Device {
        client: String,
        description: String,
        security_level: u64,
        first_seen: String,
        last_seen: String,
        persistent_licenses: u64,
    },
    Deletion {
        client: String,
        session: String,
        received: String,
        licenses: u64,
    },
}

impl Query for Report {
    type Answer = Vec<Row>;

    async fn ask(&self, db: &mut Db) -> Result<Vec<Row>> {
        match self {
            Self::Licenses => licenses(db).await,
            Self::Metering => metering(db).await,
            Self::Sessions => sessions(db).await,
            Self::Domains => domains(db).await,
            Self::Devices => devices(db).await,
            Self::Deletions => deletions(db).await,
        }
    }
}

fn time(seconds: i64) -> String {
    rfc3339(uint(seconds))
}

async fn licenses(db: &mut Db) -> Result<Vec<Row>> {
    type Columns = (
        i64,
        String,
        Option<String>,
        String,
        String,
        String,
        i64,
        Option<String>,
        Option<i64>,
        Option<i64>,
        Option<i64>,
    );
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT i.issued, i.service, i.account, i.client, l.kid, l.rights_id, l.persistent, i.transaction_id,
         i.acknowledged, l.result, l.deleted
         FROM issues i JOIN licenses l ON l.client = i.client AND l.nonce = i.nonce
         ORDER BY i.issued, i.client, i.nonce, l.position",
    )
    .fetch_all(db.sql())
    .await?;
    let row = |(
        issued,
        service,
        account,
        client,
        kid,
        rights_id,
        persistent,
        transaction_id,
        ack,
        result,
        deleted,
    ): Columns| {
        Row::License {
            issued: time(issued),
            service,
            account,
            client,
            kid,
            rights_id,
            persistent: persistent != 0,
            transaction_id,
            acknowledged: ack.map(time),
            result: result.map(|code| format!("0x{code:08x}")),
            deleted: deleted.map(time),
        }
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn metering(db: &mut Db) -> Result<Vec<Row>> {
    let rows: Vec<(String, String, String, i64, i64, i64)> = sqlx::query_as(
        "SELECT metering_id, kid, action, CAST(SUM(count) AS BIGINT), COUNT(*), COUNT(DISTINCT client)
         FROM metering_counts GROUP BY metering_id, kid, action ORDER BY metering_id, kid, action",
    )
    .fetch_all(db.sql())
    .await?;
    let row = |(metering_id, kid, action, count, reports, clients)| Row::Metering {
        metering_id,
        kid,
        action,
        count: uint(count),
        reports: uint(reports),
        clients: uint(clients),
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn sessions(db: &mut Db) -> Result<Vec<Row>> {
    type Columns = (String, String, String, Option<String>, String, i64, i64, i64, i64, Option<String>);
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT client, session, metering_id, kid, state, started, updated, verified, received, custom_data
         FROM stop_sessions ORDER BY received, client, session",
    )
    .fetch_all(db.sql())
    .await?;
    let row = |(
        client,
        session,
        metering_id,
        kid,
        state,
        started,
        updated,
        verified,
        received,
        custom_data,
    ): Columns| {
        Row::Session {
            client,
            session,
            metering_id,
            kid,
            state,
            started: time(started),
            updated: time(updated),
            verified: verified != 0,
            received: time(received),
            custom_data,
        }
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn domains(db: &mut Db) -> Result<Vec<Row>> {
    type Columns = (
        String,
        String,
        i64,
        i64,
        i64,
        i64,
        i64,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<i64>,
        Option<i64>,
    );
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT d.service, d.account, d.revision, d.device_limit, d.devices, d.computer_limit, d.computers,
         m.client, m.kind, m.name, m.state, m.revision, m.joined
         FROM domains d LEFT JOIN members m ON m.service = d.service AND m.account = d.account
         ORDER BY d.service, d.account, m.joined, m.client",
    )
    .fetch_all(db.sql())
    .await?;
    let row = |(
        service,
        account,
        revision,
        device_limit,
        devices,
        computer_limit,
        computers,
        client,
        kind,
        name,
        state,
        member_revision,
        joined,
    ): Columns| {
        Row::Domain {
            service,
            account,
            revision: uint(revision),
            device_limit: uint(device_limit),
            computer_limit: uint(computer_limit),
            members: uint(devices).saturating_add(uint(computers)),
            computers: uint(computers),
            client,
            kind,
            name,
            state,
            member_revision: member_revision.map(uint),
            joined: joined.map(time),
        }
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn devices(db: &mut Db) -> Result<Vec<Row>> {
    let rows: Vec<(String, String, i64, i64, i64, i64)> = sqlx::query_as(
        "SELECT d.client, d.description, d.security_level, d.first_seen, d.last_seen,
         (SELECT COUNT(*) FROM licenses l WHERE l.client = d.client AND l.persistent = 1 AND l.deleted IS NULL
          AND (l.result IS NULL OR l.result < 2147483648))
         FROM devices d ORDER BY d.first_seen, d.client",
    )
    .fetch_all(db.sql())
    .await?;
    let row = |(client, description, level, first, last, persistent)| Row::Device {
        client,
        description,
        security_level: uint(level),
        first_seen: time(first),
        last_seen: time(last),
        persistent_licenses: uint(persistent),
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn deletions(db: &mut Db) -> Result<Vec<Row>> {
    let rows: Vec<(String, String, i64, i64)> = sqlx::query_as(
        "SELECT client, session, received, licenses FROM deletions ORDER BY received, client, session",
    )
    .fetch_all(db.sql())
    .await?;
    let row = |(client, session, received, licenses)| Row::Deletion {
        client,
        session,
        received: time(received),
        licenses: uint(licenses),
    };
    Ok(rows.into_iter().map(row).collect())
}
