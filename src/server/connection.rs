//! Connections: accepted within their number, served with timeouts, ended in good order.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::routes::{self, Core};

/// What a client reads that finds all places taken.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// Header fields of a request.
const MAX_HEADERS: usize = 64;

/// Accepts connections until `stop`, then waits for those that are under way.
pub async fn accept(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    core: Arc<Core>,
    mut stop: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of descriptors, mostly; closing connections will give some back.
                tracing::warn!(%error, "a connection cannot be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&core.connections).try_acquire_owned() else {
            core.metrics.refused("connections");
            tokio::spawn(turn_away(stream, tls.is_some()));
            continue;
        };
        let (core, tls, watcher) = (Arc::clone(&core), tls.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _place = place;
            core.metrics.connections.inc();
            serve(stream, peer, tls, &core, watcher).await;
            core.metrics.connections.dec();
        });
    }
    drop(listener);
    tracing::info!(connections = graceful.count(), "ending");
    if tokio::time::timeout(core.limits.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still under way when their time ended");
    }
}

async fn turn_away(mut stream: TcpStream, encrypted: bool) {
    if !encrypted {
        let _ = tokio::time::timeout(Duration::from_secs(1), stream.write_all(FULL)).await;
    }
}

async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    core: &Arc<Core>,
    watcher: Watcher,
) {
    // Answers are written whole; waiting for more of them only delays.
    let _ = stream.set_nodelay(true);
    match tls {
        None => speak(stream, peer, core, watcher).await,
        Some(tls) => match tokio::time::timeout(core.limits.read_timeout, tls.accept(stream)).await {
            Ok(Ok(stream)) => speak(stream, peer, core, watcher).await,
            Ok(Err(error)) => tracing::debug!(%peer, %error, "no TLS"),
            Err(_) => tracing::debug!(%peer, "TLS took too long"),
        },
    }
}

async fn speak<S>(stream: S, peer: SocketAddr, core: &Arc<Core>, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let core = Arc::clone(core);
        async move { Ok::<_, Infallible>(routes::respond(&core, peer, request.map(axum::body::Body::new)).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(core.limits.read_timeout)
        .max_headers(MAX_HEADERS)
        .max_header_size(core.limits.header_len)
        .max_buf_size(core.limits.header_len.max(64 << 10))
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%peer, %error, "the connection broke");
    }
}
