//! The tables, and how an older store is brought up to date. Published migrations are never edited: their sums are in every store.

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyPool, SqlSafeStr as _};

use crate::{Error, Result};

/// Each migration: its version, what it does, its SQL.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "the first tables", include_str!("migrations/1.sql")),
    (2, "computers in domains", include_str!("migrations/2.sql")),
    (3, "keys of packagers by service", include_str!("migrations/3.sql")),
    (4, "stop keys by license", include_str!("migrations/4.sql")),
];

/// How often a migration is tried: two services that start together on one SQLite file meet here.
const TRIES: u32 = 5;

/// Makes the tables, or brings them up to date.
///
/// # Errors
/// When the database fails, or was made by a later version.
pub(super) async fn migrate(pool: &AnyPool) -> Result<()> {
    let migrator = migrator();
    let mut tries = 0;
    loop {
        tries += 1;
        match migrator.run(pool).await {
            Ok(()) => return Ok(()),
            Err(sqlx::migrate::MigrateError::VersionMissing(version)) => return Err(too_new(version)),
            Err(error) if tries == TRIES => {
                return Err(std::io::Error::other(format!("the schema cannot be made: {error}")).into());
            }
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
    }
}

/// Checks that the tables are those of this version.
///
/// # Errors
/// When there are none, or those of another version.
pub(super) async fn check(pool: &AnyPool) -> Result<()> {
    let versions: Vec<(i64,)> = sqlx::query_as("SELECT version FROM _sqlx_migrations ORDER BY version")
        .fetch_all(pool)
        .await
        .map_err(|error| Error::malformed(format!("is no store of this program: {error}")))?;
    let newest = MIGRATIONS.last().map_or(0, |(version, ..)| *version);
    match versions.last() {
        Some((version,)) if *version == newest => Ok(()),
        Some((version,)) if *version > newest => Err(too_new(*version)),
        _ => Err(Error::unsupported("the store was made by an earlier version of this program")
            .hint("start the service on it once: that brings it up to date")),
    }
}

fn migrator() -> Migrator {
    let migration = |(version, what, sql): &(i64, &'static str, &'static str)| {
        Migration::new(*version, (*what).into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(MIGRATIONS.iter().map(migration).collect())
}

fn too_new(version: i64) -> Error {
    Error::unsupported(format!("the store has schema {version}, made by a later version of this program"))
}
