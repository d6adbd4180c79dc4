//! Clients of the services, set up by the environment.

use std::env;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::http::HttpBuilder;
use object_store::{BackoffConfig, ClientConfigKey, ObjectStore, RetryConfig};

use super::failure::explain;
use super::profile;
use super::url::{Scheme, Url};
use crate::error::Result;

/// One request may take this long, with its body: a window of 8 MiB on a line of 1 Mbit/s.
const TIMEOUT: &str = "90 seconds";

/// Who asks.
const USER_AGENT: &str = concat!("boxlock/", env!("CARGO_PKG_VERSION"));

/// A client for the bucket of a URL.
///
/// # Errors
/// When the environment or credential files are no good.
pub(super) fn connect(url: &Url) -> Result<Arc<dyn ObjectStore>> {
    let made: object_store::Result<Arc<dyn ObjectStore>> = match url.scheme {
        Scheme::S3 => {
            let mut builder = AmazonS3Builder::from_env().with_bucket_name(&url.bucket).with_retry(retries());
            for (key, value) in client_options("AWS_TIMEOUT") {
                builder = builder.with_config(AmazonS3ConfigKey::Client(key), value);
            }
            for (key, value) in profile::settings(&builder)? {
                builder = builder.with_config(key, value);
            }
            builder.build().map(|store| Arc::new(store) as _)
        }
        Scheme::Google => {
            let mut builder =
                GoogleCloudStorageBuilder::from_env().with_bucket_name(&url.bucket).with_retry(retries());
            for (key, value) in client_options("GOOGLE_TIMEOUT") {
                builder = builder.with_config(GoogleConfigKey::Client(key), value);
            }
            builder.build().map(|store| Arc::new(store) as _)
        }
        Scheme::Azure => {
            let mut builder =
                MicrosoftAzureBuilder::from_env().with_container_name(&url.bucket).with_retry(retries());
            for (key, value) in client_options("AZURE_TIMEOUT") {
                builder = builder.with_config(AzureConfigKey::Client(key), value);
            }
            builder.build().map(|store| Arc::new(store) as _)
        }
        Scheme::Http => {
            let plain = url.base.starts_with("http://");
            let mut builder = HttpBuilder::new()
                .with_url(&url.base)
                .with_retry(retries())
                .with_config(ClientConfigKey::AllowHttp, plain.to_string());
            for (key, value) in client_options("HTTP_TIMEOUT") {
                builder = builder.with_config(key, value);
            }
            builder.build().map(|store| Arc::new(store) as _)
        }
    };
    made.map_err(|e| explain(e, &url.bucket))
}

/// Options of the HTTP client; a timeout in the environment wins.
fn client_options(variable: &str) -> Vec<(ClientConfigKey, &'static str)> {
    let mut options = vec![(ClientConfigKey::UserAgent, USER_AGENT)];
    if env::var_os(variable).is_none() {
        options.push((ClientConfigKey::Timeout, TIMEOUT));
    }
    options
}

/// Seven tries within some seconds: enough for a hiccup, short enough to learn soon that an endpoint is wrong. Longer outages are the
/// matter of `--retries`.
fn retries() -> RetryConfig {
    let backoff = BackoffConfig {
        init_backoff: Duration::from_millis(200),
        max_backoff: Duration::from_secs(5),
        base: 3.0,
    };
    RetryConfig { backoff, max_retries: 6, retry_timeout: Duration::from_secs(120) }
}
