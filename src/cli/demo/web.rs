//! A web server for the files of the demo: enough of HTTP for a download.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::Result;

/// Longest line of a request.
const MAX_HEAD: u64 = 8 << 10;

type Files = Arc<Mutex<HashMap<String, Vec<u8>>>>;

/// A web server on a port of its own.
pub(super) struct WebServer {
    address: SocketAddr,
    files: Files,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl WebServer {
    pub(super) fn start() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let files = Files::default();
        let ended = Arc::new(AtomicBool::new(false));
        let (shared, end) = (Arc::clone(&files), Arc::clone(&ended));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if end.load(Ordering::Relaxed) {
                    break;
                }
                // A client that goes away is its own affair.
                if let Ok(stream) = stream {
                    let _ = answer(stream, &shared);
                }
            }
        });
        Ok(Self { address, files, ended, thread: Some(thread) })
    }

    /// Serves a file from now on, and returns its URL.
    pub(super) fn publish(&self, name: &str, bytes: Vec<u8>) -> String {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(format!("/{name}"), bytes);
        format!("http://{}/{name}", self.address)
    }
}

impl Drop for WebServer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // Wakes the thread, which then sees that it is to end.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(mut stream: TcpStream, files: &Files) -> std::io::Result<()> {
    use std::io::Read as _;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut head = BufReader::new(stream.try_clone()?).take(MAX_HEAD);
    let mut request = String::new();
    head.read_line(&mut request)?;
    let mut line = String::new();
    while head.read_line(&mut line)? > 2 {
        line.clear();
    }
    let path = request.split(' ').nth(1).unwrap_or_default();
    let file = files.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
    let (status, body) = match file {
        Some(bytes) => ("200 OK", bytes),
        None => ("404 Not Found", b"no such file\n".to_vec()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: video/mp4\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)?;
    stream.flush()
}
