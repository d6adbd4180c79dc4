//! Many small waits at once: looking at files and objects, reading ledger entries.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Threads that wait for files: a disk cache answers at once.
const LOCAL: usize = 4;

/// Threads that wait for answers of a remote service.
const REMOTE: usize = 32;

/// Applies `work` to all items on threads of their own, and keeps their order. `remote` says whether it waits for a network.
pub(super) fn map<T: Sync, R: Send>(items: &[T], remote: bool, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = if remote { REMOTE } else { LOCAL }.min(items.len());
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let take = || {
        let mut mine = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { break };
            mine.push((index, work(item)));
        }
        done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(mine);
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(take);
        }
        take();
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept() {
        let items: Vec<usize> = (0..1000).collect();
        for remote in [false, true] {
            assert_eq!(map(&items, remote, |n| n * 2), (0..1000).map(|n| n * 2).collect::<Vec<_>>());
        }
        assert!(map(&[0_u8; 0], true, |n| *n).is_empty());
    }
}
