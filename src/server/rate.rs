//! Token buckets: so many requests per second for each client, with a burst of twice as many.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Buckets that are kept; beyond that, full ones are forgotten, which changes nothing.
const MAX_BUCKETS: usize = 65_536;

/// Limits how often each client may ask. Time comes in as a parameter: the time since any fixed moment.
pub struct RateLimiter<K> {
    per_second: f64,
    burst: f64,
    buckets: Mutex<HashMap<K, Bucket>>,
}

struct Bucket {
    tokens: f64,
    filled: Duration,
}

impl<K: Eq + Hash> RateLimiter<K> {
    /// `per_second` requests per second on average, twice as many at once.
    pub fn new(per_second: u32) -> Self {
        let per_second = f64::from(per_second.max(1));
        Self { per_second, burst: 2.0 * per_second, buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes one request of `client` at time `now`.
    ///
    /// # Errors
    /// How long the client should wait, when it has asked too often.
    pub fn take(&self, client: K, now: Duration) -> Result<(), Duration> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MAX_BUCKETS && !buckets.contains_key(&client) {
            buckets.retain(|_, bucket| self.tokens(bucket, now) < self.burst);
            if buckets.len() >= MAX_BUCKETS {
                // More clients at a time than can be told apart.
                return Err(Duration::from_secs(1));
            }
        }
        let bucket = buckets.entry(client).or_insert(Bucket { tokens: self.burst, filled: now });
        bucket.tokens = self.tokens(bucket, now);
        bucket.filled = bucket.filled.max(now);
        if bucket.tokens < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - bucket.tokens) / self.per_second));
        }
        bucket.tokens -= 1.0;
        Ok(())
    }

    fn tokens(&self, bucket: &Bucket, now: Duration) -> f64 {
        let since = now.saturating_sub(bucket.filled).as_secs_f64();
        (bucket.tokens + since * self.per_second).min(self.burst)
    }
}

/// What stands for a client in a limit by address: an IPv4 address, or the 64 bits of an IPv6 address that a network gives out.
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => IpAddr::V4(address),
            None => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_gives_exact_counts() {
        let limiter = RateLimiter::new(5);
        let count = |client: &'static str, millis| {
            (0..100).filter(|_| limiter.take(client, Duration::from_millis(millis)).is_ok()).count()
        };
        assert_eq!((count("a", 0), count("a", 0)), (10, 0));
        assert_eq!(count("b", 0), 10, "another client has its own bucket");
        assert_eq!((count("a", 200), count("a", 399), count("a", 400)), (1, 0, 1));
        assert_eq!(count("a", 100), 0, "a clock that goes back gives nothing");
        assert_eq!(count("a", 60_000), 10, "a bucket holds no more than the burst");
        assert_eq!(limiter.take("a", Duration::from_secs(60)), Err(Duration::from_millis(200)));
    }

    #[test]
    fn full_buckets_make_room() {
        let limiter = RateLimiter::new(1);
        for client in 0..MAX_BUCKETS {
            limiter.take(client, Duration::ZERO).unwrap();
        }
        assert!(limiter.take(MAX_BUCKETS, Duration::ZERO).is_err());
        limiter.take(MAX_BUCKETS, Duration::from_secs(10)).unwrap();
        assert_eq!(limiter.buckets.lock().unwrap().len(), 1);
    }

    #[test]
    fn addresses_of_one_network_are_one_client() {
        let same = |a: &str, b: &str| network(a.parse().unwrap()) == network(b.parse().unwrap());
        assert!(same("2001:db8::1", "2001:db8::ffff:1") && !same("2001:db8::1", "2001:db8:0:1::1"));
        assert!(same("::ffff:10.0.0.1", "10.0.0.1") && !same("10.0.0.1", "10.0.0.2"));
    }
}
