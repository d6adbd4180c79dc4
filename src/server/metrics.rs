//! What Prometheus reads at `/metrics`.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

use super::AuditNote;
use crate::store::Store;

/// Names and values of labels.
type Labels = Vec<(&'static str, String)>;

/// The numbers of a running service.
pub struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Family<Labels, Histogram>,
    refused: Family<Labels, Counter>,
    /// Connections that are open.
    pub connections: Gauge<i64, AtomicI64>,
}

impl Metrics {
    pub fn new(store: Option<Arc<Store>>) -> Self {
        let mut registry = Registry::with_prefix("boxlock");
        let requests = Family::default();
        let histogram: fn() -> Histogram = || Histogram::new(exponential_buckets(0.001, 2.0, 14));
        let seconds = Family::new_with_constructor(histogram);
        let refused = Family::default();
        let connections = Gauge::default();
        registry.register("requests", "SOAP requests by operation and result", requests.clone());
        registry.register("request_seconds", "Time from header to answer by operation", seconds.clone());
        registry.register("refused", "Requests turned away before the handler, by reason", refused.clone());
        registry.register("connections", "Connections that are open", connections.clone());
        if let Some(store) = store {
            registry.register_collector(Box::new(StoreNumbers(store)));
        }
        Self { registry, requests, seconds, refused, connections }
    }

    /// Counts an answer.
    pub fn answered(&self, note: &AuditNote, time: Duration) {
        let operation = ("operation", note.operation.to_owned());
        let result = if note.result == 0 { "ok".to_owned() } else { format!("0x{:08x}", note.result) };
        self.seconds.get_or_create(&vec![operation.clone()]).observe(time.as_secs_f64());
        self.requests.get_or_create(&vec![operation, ("result", result)]).inc();
    }

    /// Counts a request that the handler has not seen.
    pub fn refused(&self, reason: &'static str) {
        self.refused.get_or_create(&vec![("reason", reason.to_owned())]).inc();
    }

    /// The text that Prometheus reads.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// The store's own counts.
struct StoreNumbers(Arc<Store>);

impl std::fmt::Debug for StoreNumbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoreNumbers")
    }
}

impl Collector for StoreNumbers {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), std::fmt::Error> {
        let stats = self.0.stats();
        for (name, help, value) in [
            ("store_commits", "Transactions committed", stats.commits),
            ("store_changes", "Changes in them", stats.changes),
            ("store_failures", "Changes that failed", stats.failures),
        ] {
            let counter = ConstCounter::new(value);
            counter.encode(encoder.encode_descriptor(name, help, None, counter.metric_type())?)?;
        }
        Ok(())
    }
}
