//! Threads for the handler: so many at work, so many waiting, no more.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The places at work and in the queue.
pub struct Workers {
    /// One permit per request at work or waiting.
    inside: Arc<Semaphore>,
    /// One permit per request at work.
    at_work: Arc<Semaphore>,
}

/// A request's place in the queue.
pub struct Place(OwnedSemaphorePermit);

impl Workers {
    pub fn new(workers: usize, waiting: usize) -> Self {
        let inside = Arc::new(Semaphore::new(workers.saturating_add(waiting)));
        Self { inside, at_work: Arc::new(Semaphore::new(workers)) }
    }

    /// A place, unless the queue is full.
    pub fn enter(&self) -> Option<Place> {
        Arc::clone(&self.inside).try_acquire_owned().ok().map(Place)
    }

    /// Runs `work` on a thread when it is its turn; `None` when it panicked.
    pub async fn run<T: Send + 'static>(
        &self,
        place: Place,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        // The semaphore is never closed.
        let at_work = Arc::clone(&self.at_work).acquire_owned().await.ok()?;
        let done = tokio::task::spawn_blocking(move || {
            // Work goes on when its client hangs up, and keeps its places until it is done.
            let _places = (place.0, at_work);
            work()
        });
        done.await.ok()
    }

    /// Requests at work or waiting.
    pub fn busy(&self, limits: &super::Limits) -> usize {
        limits.workers.saturating_add(limits.waiting).saturating_sub(self.inside.available_permits())
    }
}
