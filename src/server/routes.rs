//! What is at which path, and the way of one SOAP request from body to recorded answer.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::http::header::{ALLOW, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HOST, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use tokio::sync::Semaphore;

use super::audit::AuditLog;
use super::body::{self, BodyError};
use super::metrics::Metrics;
use super::rate::{RateLimiter, network};
use super::workers::Workers;
use super::{Answer, Handler, Limits, Parts, Refusal, Request, pages, wsdl};
use crate::store::Store;

const HTML: &str = "text/html; charset=utf-8";
const XML: &str = "text/xml; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// What all requests share.
pub struct Core {
    pub limits: Limits,
    pub metrics: Metrics,
    pub connections: Arc<Semaphore>,
    handler: Arc<dyn Handler>,
    store: Option<Arc<Store>>,
    audit: Option<Arc<AuditLog>>,
    workers: Workers,
    long_bodies: Semaphore,
    rate: Option<RateLimiter<IpAddr>>,
    start: Instant,
    scheme: &'static str,
}

impl Core {
    pub fn new(parts: Parts, encrypted: bool) -> Self {
        let Parts { handler, store, audit, limits, .. } = parts;
        Self {
            metrics: Metrics::new(store.clone()),
            connections: Arc::new(Semaphore::new(limits.connections)),
            workers: Workers::new(limits.workers, limits.waiting),
            long_bodies: Semaphore::new(body::LONG_BODIES),
            rate: limits.rate.map(RateLimiter::new),
            start: Instant::now(),
            scheme: if encrypted { "https" } else { "http" },
            limits,
            handler,
            store,
            audit,
        }
    }

    /// Asks the handler and records its answer: no record, no answer.
    fn answer(&self, request: &Request) -> Answer {
        let answer = self.handler.handle(request);
        match self.audit.as_ref().map(|audit| audit.record(&answer.note)) {
            Some(Err(error)) => {
                tracing::error!(%error, operation = answer.note.operation, "an answer cannot be recorded");
                self.handler.refuse(Refusal::Unrecorded, &request.url)
            }
            _ => answer,
        }
    }
}

/// Answers one HTTP request.
pub async fn respond(
    core: &Arc<Core>,
    peer: SocketAddr,
    request: axum::http::Request<Body>,
) -> Response<Body> {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let reading = method == Method::GET || method == Method::HEAD;
    match path.as_str() {
        "/healthz" if reading => health(core).await,
        "/metrics" if reading => {
            page(200, "application/openmetrics-text; version=1.0.0; charset=utf-8", core.metrics.text())
        }
        "/" if reading => page(200, HTML, pages::front()),
        "/" | "/healthz" | "/metrics" => not_allowed("GET, HEAD"),
        path if !core.handler.serves(path) => {
            page(404, TEXT, "nothing is here; the service is at /rightsmanager.asmx\n")
        }
        path if reading => describe(core, path, &request),
        _ if method == Method::POST => soap(core, peer, request).await,
        _ => not_allowed("GET, HEAD, POST"),
    }
}

async fn health(core: &Arc<Core>) -> Response<Body> {
    let checked = Arc::clone(core);
    let check = move || checked.store.as_ref().map_or(Ok(()), |store| store.ping());
    let check = tokio::task::spawn_blocking(check);
    let failure = match tokio::time::timeout(core.limits.read_timeout, check).await {
        Ok(Ok(Ok(()))) if core.audit.as_ref().is_none_or(|audit| audit.works()) => None,
        Ok(Ok(Ok(()))) => Some("audit"),
        _ => Some("store"),
    };
    let busy = core.workers.busy(&core.limits);
    match failure {
        None => page(200, "application/json", format!("{{\"status\":\"ok\",\"busy\":{busy}}}\n")),
        Some(part) => page(
            503,
            "application/json",
            format!("{{\"status\":\"failing\",\"part\":\"{part}\",\"busy\":{busy}}}\n"),
        ),
    }
}

/// The pages of the entry point.
fn describe(core: &Core, path: &str, request: &axum::http::Request<Body>) -> Response<Body> {
    let operations = core.handler.operations();
    let query = request.uri().query().unwrap_or("");
    if query.eq_ignore_ascii_case("wsdl") {
        return page(200, XML, wsdl::wsdl(operations, &url(core, request.headers(), path)));
    }
    let parameter = |part: &str| {
        let (name, value) = part.split_once('=')?;
        name.eq_ignore_ascii_case("op").then(|| value.to_owned())
    };
    match query.split('&').find_map(parameter) {
        None => page(200, HTML, pages::list(operations, path)),
        Some(name) => match operations.iter().find(|operation| operation.name.eq_ignore_ascii_case(&name)) {
            Some(operation) => page(200, HTML, pages::operation(operation, path)),
            None => page(404, HTML, pages::unknown(&name, path)),
        },
    }
}

async fn soap(core: &Arc<Core>, peer: SocketAddr, request: axum::http::Request<Body>) -> Response<Body> {
    let start = Instant::now();
    if let Some(rate) = &core.rate
        && let Err(wait) = rate.take(network(peer.ip()), core.start.elapsed())
    {
        core.metrics.refused("rate");
        let seconds = wait.as_secs_f64().ceil().max(1.0);
        return later(StatusCode::TOO_MANY_REQUESTS, seconds as u64, "too many requests from this address\n");
    }
    let (head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    let url = url(core, &head.headers, &path);
    let refuse = |refusal: Refusal| refused(core, refusal, &url);
    if head.headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return refuse(Refusal::Compressed);
    }
    let soap_action = field(&head.headers, "soapaction").map(|action| action.trim_matches('"').to_owned());
    let reading = body::read(body, soap_action.as_deref(), &core.limits, &core.long_bodies);
    let (bytes, _long) = match tokio::time::timeout(core.limits.read_timeout, reading).await {
        Ok(Ok(read)) => read,
        Ok(Err(BodyError::Refused(refusal))) => return refuse(refusal),
        Err(_) => return refuse(Refusal::Incomplete),
        Ok(Err(BodyError::Busy)) => return overloaded(core),
    };
    let Some(place) = core.workers.enter() else { return overloaded(core) };
    let request = Request {
        peer,
        query: head.uri.query().map(str::to_owned),
        host: field(&head.headers, HOST.as_str()).unwrap_or_default(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect(),
        url: url.clone(),
        path,
        soap_action,
        body: bytes,
    };
    let worker = Arc::clone(core);
    let answer = core.workers.run(place, move || worker.answer(&request)).await;
    let answer = answer.unwrap_or_else(|| {
        tracing::error!(%peer, "an operation panicked");
        core.handler.refuse(Refusal::Panicked, &url)
    });
    let time = start.elapsed();
    core.metrics.answered(&answer.note, time);
    tracing::info!(
        operation = answer.note.operation,
        result = %format_args!("0x{:08x}", answer.note.result),
        status = answer.status,
        micros = time.as_micros() as u64,
        %peer,
        "answered"
    );
    page(answer.status, answer.content_type, answer.body)
}

/// A refusal before the handler, as a fault with the HTTP status of the reason. What is left of the body is not read.
fn refused(core: &Core, refusal: Refusal, url: &str) -> Response<Body> {
    let (status, reason) = match refusal {
        Refusal::TooLong { .. } => (413, "too long"),
        Refusal::Compressed => (415, "compressed"),
        Refusal::Incomplete => (408, "incomplete"),
        Refusal::Panicked | Refusal::Unrecorded => (500, "failed"),
    };
    core.metrics.refused(reason);
    let answer = core.handler.refuse(refusal, url);
    let mut response = page(status, answer.content_type, answer.body);
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

fn overloaded(core: &Core) -> Response<Body> {
    core.metrics.refused("overload");
    later(StatusCode::SERVICE_UNAVAILABLE, 1, "too many requests at a time\n")
}

fn later(status: StatusCode, seconds: u64, text: &'static str) -> Response<Body> {
    let mut response = page(status.as_u16(), TEXT, text);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn not_allowed(methods: &'static str) -> Response<Body> {
    let mut response = page(405, TEXT, "this method is not allowed here\n");
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    response
}

fn page(status: u16, content_type: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

fn field(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn url(core: &Core, headers: &HeaderMap, path: &str) -> String {
    let host = field(headers, HOST.as_str());
    format!("{}://{}{path}", core.scheme, host.as_deref().unwrap_or("localhost"))
}
