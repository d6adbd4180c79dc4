//! What the test service must not lose: devices, licenses, acknowledgements, domains, counts, stops, deletions, packaging keys and the
//! head of the audit file, in SQLite (a file, or memory) or PostgreSQL.
//!
//! Every write is a [`Change`] and every read a [`Query`]: plain values with the facts in them. [`Store::commit`] returns when the change
//! is durable and not before. Changes that arrive together share one transaction and so one flush of the disk ([`commit`]).
//!
//! # Rules
//!
//! * A change applied twice is a change applied once. That rests on keys of the tables, not on code that looks first: client and
//!   nonce, transaction, client and metering ID and transaction, domain and device. Clients repeat their messages, so what they ask for
//!   again is answered as before.
//! * A change that says no (a full domain, an unknown transaction) says so in its outcome and leaves no trace; an error means that nothing
//!   is known to be stored.
//! * One schema and one list of migrations ([`schema`]) serve both databases, so that what is tested on one holds on the other. Several
//!   servers may share one PostgreSQL.
//! * Secrets (domain keys, content keys of packagers, secure stop keys) lie sealed under a key of the PKI folder, each bound to its row;
//!   a store opens only under the key that it was made with.
//!
//! The API blocks: operations run on threads of their own. Never call it on a thread of an asynchronous runtime.

pub mod accounts;
pub mod audit;
pub mod commit;
pub mod deletion;
pub mod domain;
pub mod issue;
pub mod metering;
pub mod packaging;
pub mod report;
pub mod schema;
pub mod secure_stop;
mod url;

use std::sync::Arc;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Transaction};
use tokio::runtime::Runtime;
use zeroize::Zeroizing;

use crate::crypto::{OsRng, SealingKey};
use crate::error::{Error, ErrorKind, Result};
use crate::keys::text::{array_from_hex, from_base64, to_base64};

pub use commit::{Change, CommitStats};
pub use url::{Database, StoreUrl};

/// How long a caller waits for a connection before the store is called unavailable.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// SHA-256 of what a device is known by: the key of all its rows.
pub type ClientId = [u8; 32];

/// A question to the store.
pub trait Query: Send + Sync {
    /// What is answered.
    type Answer: Send;

    /// Asks.
    ///
    /// # Errors
    /// When the database fails.
    fn ask(&self, db: &mut Db) -> impl Future<Output = Result<Self::Answer>> + Send;
}

/// The store of one service. Shared by all its threads.
pub struct Store {
    pool: AnyPool,
    database: Database,
    sealing: Option<Arc<SealingKey>>,
    writers: commit::Writers,
    /// Lives as long as connections do. An `Option` because ending a runtime takes it by value.
    runtime: Option<Runtime>,
}

impl Store {
    /// Opens or makes a store and brings its schema up to date. `sealing` is the key that its secrets lie under.
    ///
    /// # Errors
    /// When the database cannot be reached or made, was made by a later version, or lies under another key.
    pub fn open(url: &StoreUrl, sealing: SealingKey) -> Result<Self> {
        let store = Self::connect(url, Some(Arc::new(sealing)))?;
        store
            .on_runtime(async {
                schema::migrate(&store.pool).await?;
                let mut db = store.db().await?;
                check_sealing_key(&mut db).await
            })
            .map_err(|error| error.about(url.to_string()))?;
        Ok(store)
    }

    /// Opens a store that exists, for reports: no secret of it can be read and nothing is migrated.
    ///
    /// # Errors
    /// When it does not exist, cannot be reached, or has another schema.
    pub fn open_for_reports(url: &StoreUrl) -> Result<Self> {
        url.require_existing()?;
        let store = Self::connect(url, None)?;
        store.on_runtime(schema::check(&store.pool)).map_err(|error| error.about(url.to_string()))?;
        Ok(store)
    }

    /// Opens a store for reports, asks, and closes it again, so that an SQLite file is left without a journal.
    ///
    /// # Errors
    /// Those of [`Store::open_for_reports`] and of `ask`.
    pub fn reporting<T>(url: &StoreUrl, ask: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        let store = Self::open_for_reports(url)?;
        let answer = ask(&store);
        store.close();
        answer
    }

    fn connect(url: &StoreUrl, sealing: Option<Arc<SealingKey>>) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("store")
            .enable_all()
            .build()
            .map_err(Error::from)?;
        let database = url.database();
        let options = AnyPoolOptions::new()
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .max_connections(database.connections())
            .min_connections(database.connections().min(1))
            // A database in memory lives in its only connection.
            .idle_timeout(None)
            .max_lifetime(None)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    for statement in database.settings() {
                        sqlx::raw_sql(*statement).execute(&mut *connection).await?;
                    }
                    Ok(())
                })
            });
        let pool = runtime
            .block_on(options.connect(&url.connection_url()))
            .map_err(|error| url.unreachable(&error))?;
        let writers = commit::Writers::start(runtime.handle(), &pool, database, sealing.clone());
        Ok(Self { pool, database, sealing, writers, runtime: Some(runtime) })
    }

    /// Makes a change durable and returns its outcome.
    ///
    /// # Errors
    /// When the database fails; nothing is then known to be stored, and the change may be sent again.
    pub fn commit<C: Change>(&self, change: C) -> Result<C::Outcome> {
        self.writers.commit(change)
    }

    /// Answers a question from what is committed.
    ///
    /// # Errors
    /// When the database fails.
    pub fn read<Q: Query>(&self, query: &Q) -> Result<Q::Answer> {
        self.on_runtime(async {
            let mut db = self.db().await?;
            query.ask(&mut db).await
        })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub fn ping(&self) -> Result<()> {
        self.on_runtime(async {
            let mut db = self.db().await?;
            sqlx::query("SELECT 1").execute(db.sql()).await?;
            Ok(())
        })
    }

    /// How much was committed since the store was opened.
    pub fn stats(&self) -> CommitStats {
        self.writers.stats()
    }

    /// Which database this is.
    pub fn database(&self) -> Database {
        self.database
    }

    /// Ends all connections. Every change that was answered is durable with or without it; an SQLite file is left without a journal.
    pub fn close(&self) {
        self.on_runtime(self.pool.close());
    }

    async fn db(&self) -> Result<Db> {
        let connection = self.pool.acquire().await?;
        Ok(Db { link: Link::Connection(connection), sealing: self.sealing.clone() })
    }

    fn on_runtime<T>(&self, future: impl Future<Output = T>) -> T {
        match &self.runtime {
            Some(runtime) => runtime.block_on(future),
            // Only `drop` takes the runtime.
            None => unreachable!("the store is being dropped"),
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A plain drop would wait, and panics on threads of another runtime.
            runtime.shutdown_background();
        }
    }
}

/// A connection, within a transaction or without one, as changes and queries see it.
pub struct Db {
    link: Link,
    sealing: Option<Arc<SealingKey>>,
}

enum Link {
    Connection(PoolConnection<Any>),
    Transaction(Transaction<'static, Any>),
}

impl Db {
    fn sql(&mut self) -> &mut AnyConnection {
        match &mut self.link {
            Link::Connection(connection) => connection,
            Link::Transaction(transaction) => transaction,
        }
    }

    /// Seals a secret for one row.
    fn seal(&self, place: &Place<'_>, secret: &[u8]) -> Result<String> {
        Ok(to_base64(&self.sealing_key()?.seal(&place.to_string(), secret, &mut OsRng)?))
    }

    /// Opens the sealed secret of a row.
    fn unseal(&self, place: &Place<'_>, sealed: &str) -> Result<Zeroizing<Vec<u8>>> {
        let key = self.sealing_key()?;
        let opened = from_base64(sealed).and_then(|sealed| key.open(&place.to_string(), &sealed));
        opened.ok_or_else(|| ErrorKind::WrongKey(format!("the sealed key of {place} does not open")).into())
    }

    fn sealing_key(&self) -> Result<&SealingKey> {
        self.sealing.as_deref().ok_or_else(|| Error::internal("the store was opened for reports"))
    }
}

/// The row that a sealed secret belongs to: its table and key.
struct Place<'a>(&'static str, &'a [&'a str]);

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Quoted and escaped, so that two rows never have one name.
        write!(f, "{} {:?}", self.0, self.1)
    }
}

/// Sees to it that all secrets of a store lie under one key.
async fn check_sealing_key(db: &mut Db) -> Result<()> {
    const PLACE: Place<'_> = Place("store_info", &["sealing"]);
    let sealed = db.seal(&PLACE, b"boxlock")?;
    sqlx::query("INSERT INTO store_info (name, value) VALUES ('sealing', $1) ON CONFLICT (name) DO NOTHING")
        .bind(sealed)
        .execute(db.sql())
        .await?;
    let (kept,): (String,) =
        sqlx::query_as("SELECT value FROM store_info WHERE name = 'sealing'").fetch_one(db.sql()).await?;
    db.unseal(&PLACE, &kept).map(drop).map_err(|_| {
        Error::from(ErrorKind::WrongKey("the store was made with another PKI".into()))
            .hint("start the service with the PKI folder of this store, or give another --store")
    })
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        std::io::Error::other(format!("the store failed: {error}")).into()
    }
}

/// A time, or a count, as the databases keep it.
fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A time, or a count, as the databases gave it.
fn uint(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// Fixed-size bytes that the store wrote in hex.
fn hex_array<const N: usize>(text: &str) -> Result<[u8; N]> {
    array_from_hex(text).ok_or_else(|| {
        Error::malformed(format!("a row of the store holds {text:?} instead of {N} bytes in hex"))
    })
}
