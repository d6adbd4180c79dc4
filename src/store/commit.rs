//! Group commit: changes that arrive while the disk is busy share the next transaction, so that one flush serves them all.
//!
//! Writers take what is waiting, apply it in one transaction and answer every waiter after the commit. When a batch fails, each of its
//! changes is tried in a transaction of its own, so that one bad change does not take others with it; what fails there may be a fight over
//! locks with another server and is tried again. Both are safe because changes are idempotent.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::{AnyPool, SqlSafeStr as _};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, mpsc, oneshot};

use super::{Database, Db, Link};
use crate::crypto::SealingKey;
use crate::{Error, Result};

/// Most changes in one transaction.
const MAX_BATCH: usize = 256;

/// How long a batch waits for company when there was company before.
const LINGER: Duration = Duration::from_millis(2);

/// Changes that may wait before callers do.
const QUEUE: usize = 4096;

/// How often a change that fails alone is tried.
const TRIES: u32 = 4;

/// Something that must be durable before it is answered.
pub trait Change: Send + Sync + 'static {
    /// What came of it.
    type Outcome: Send + 'static;

    /// What it competes for with other changes. A batch is sorted by it, so that servers take locks in one order.
    fn contends_for(&self) -> String;

    /// Applies the change within a transaction. Applying it again must change nothing and have the outcome of a repetition.
    ///
    /// # Errors
    /// When the database fails.
    fn apply(&self, db: &mut Db) -> impl Future<Output = Result<Self::Outcome>> + Send;
}

/// What the writers did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CommitStats {
    /// Transactions committed.
    pub commits: u64,
    /// Changes in them.
    pub changes: u64,
    /// Changes that failed.
    pub failures: u64,
}

/// The writer tasks of a store.
pub(super) struct Writers {
    jobs: mpsc::Sender<Box<dyn Job>>,
    counters: Arc<Counters>,
}

#[derive(Default)]
struct Counters {
    commits: AtomicU64,
    changes: AtomicU64,
    failures: AtomicU64,
}

impl Writers {
    pub(super) fn start(
        runtime: &Handle,
        pool: &AnyPool,
        database: Database,
        sealing: Option<Arc<SealingKey>>,
    ) -> Self {
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let waiting = Arc::new(Mutex::new(waiting));
        let counters = Arc::new(Counters::default());
        for _ in 0..database.writers() {
            let writer = Writer {
                pool: pool.clone(),
                database,
                sealing: sealing.clone(),
                counters: Arc::clone(&counters),
            };
            runtime.spawn(writer.run(Arc::clone(&waiting)));
        }
        Self { jobs, counters }
    }

    pub(super) fn commit<C: Change>(&self, change: C) -> Result<C::Outcome> {
        let (reply, answer) = oneshot::channel();
        let gone = || Error::internal("the store has no writer");
        let job = Box::new(Pending { change, outcome: None, reply });
        self.jobs.blocking_send(job).map_err(|_| gone())?;
        answer.blocking_recv().map_err(|_| gone())?
    }

    pub(super) fn stats(&self) -> CommitStats {
        let Counters { commits, changes, failures } = &*self.counters;
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        CommitStats { commits: get(commits), changes: get(changes), failures: get(failures) }
    }
}

/// A change of any type with the one who waits for it.
trait Job: Send {
    fn contends_for(&self) -> String;
    fn apply<'a>(&'a mut self, db: &'a mut Db) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;
    fn answer(self: Box<Self>, failure: Option<Error>);
}

struct Pending<C: Change> {
    change: C,
    outcome: Option<C::Outcome>,
    reply: oneshot::Sender<Result<C::Outcome>>,
}

impl<C: Change> Job for Pending<C> {
    fn contends_for(&self) -> String {
        self.change.contends_for()
    }

    fn apply<'a>(&'a mut self, db: &'a mut Db) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>> {
        Box::pin(async move {
            self.outcome = Some(self.change.apply(db).await?);
            Ok(())
        })
    }

    fn answer(self: Box<Self>, failure: Option<Error>) {
        let outcome = match (failure, self.outcome) {
            (Some(error), _) => Err(error),
            (None, Some(outcome)) => Ok(outcome),
            (None, None) => Err(Error::internal("a change was committed without being applied")),
        };
        // The one who waited may be gone; the change is stored all the same.
        let _ = self.reply.send(outcome);
    }
}

struct Writer {
    pool: AnyPool,
    database: Database,
    sealing: Option<Arc<SealingKey>>,
    counters: Arc<Counters>,
}

impl Writer {
    async fn run(self, waiting: Arc<Mutex<mpsc::Receiver<Box<dyn Job>>>>) {
        let mut company = false;
        loop {
            let mut batch = Vec::new();
            {
                let mut waiting = waiting.lock().await;
                if waiting.recv_many(&mut batch, MAX_BATCH).await == 0 {
                    return;
                }
                if company && batch.len() < MAX_BATCH {
                    tokio::time::sleep(LINGER).await;
                    while batch.len() < MAX_BATCH
                        && let Ok(job) = waiting.try_recv()
                    {
                        batch.push(job);
                    }
                }
            }
            company = batch.len() > 1;
            self.commit(batch).await;
        }
    }

    async fn commit(&self, mut batch: Vec<Box<dyn Job>>) {
        batch.sort_by_cached_key(|job| job.contends_for());
        if self.together(&mut batch).await.is_ok() {
            for job in batch {
                job.answer(None);
            }
            return;
        }
        for job in batch {
            self.alone(job).await;
        }
    }

    async fn alone(&self, job: Box<dyn Job>) {
        let mut job = [job];
        let mut tries = 1;
        let failure = loop {
            match self.together(&mut job).await {
                Ok(()) => break None,
                Err(error) if tries == TRIES => break Some(error),
                Err(_) => tokio::time::sleep(Duration::from_millis(5) * tries).await,
            }
            tries += 1;
        };
        if failure.is_some() {
            self.counters.failures.fetch_add(1, Ordering::Relaxed);
        }
        let [job] = job;
        job.answer(failure);
    }

    async fn together(&self, batch: &mut [Box<dyn Job>]) -> Result<()> {
        let transaction = self.pool.begin_with(self.database.begin().into_sql_str()).await?;
        let mut db = Db { link: Link::Transaction(transaction), sealing: self.sealing.clone() };
        for job in &mut *batch {
            // Leaving early drops the transaction, which rolls it back.
            job.apply(&mut db).await?;
        }
        if let Link::Transaction(transaction) = db.link {
            transaction.commit().await?;
        }
        self.counters.commits.fetch_add(1, Ordering::Relaxed);
        self.counters.changes.fetch_add(batch.len() as u64, Ordering::Relaxed);
        Ok(())
    }
}
